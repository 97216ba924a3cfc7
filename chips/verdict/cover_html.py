"""The cover's parts as page, in a language: six days, five answers, the score, what nobody knows, what came after."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType

import pandas as pd

from chips.statements.texts_html import two_texts
from chips.verdict import cover_words as words
from chips.verdict import ledger_html
from chips.verdict.cover import ASKED, Cover
from chips.war.moves import MEETING
from explainer import address
from explainer.evidence import cite, tables
from explainer.evidence.tables import Load
from explainer.pages.html import Html, esc
from explainer.pages.prose import fixed
from explainer.pages.quotes import typeset

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
#: questions on the meeting and on the market -> page that answers each, in the order of the cover.
ANSWERS = {
    "meeting": {
        "agreed": "statements/two-readouts",
        "unusual": "statements/how-unusual",
        "needed": "statements/why-the-urgency",
    },
    "market": {"void": "memory/filling-the-void", "micron": "memory/micron-verdict"},
}
#: between the ends of a range.
DASH = "\u2013"
#: how a sentence ends.
STOP = {"en": ".", "ko": ".", "zh": "\u3002"}


def day(when: pd.Timestamp, lang: str, form: Mapping[str, str] = words.DAY) -> str:
    """A day as a language writes it, or a month or a day without its year by another `form`."""
    return form[lang].format(d=when, m=MONTHS[when.month - 1])


def say(found: Cover, lang: str, key: str, told: Mapping[str, str] = MappingProxyType({})) -> str:
    """A sentence of the cover as html, each of its figures marked with its name.

    Args:
        found: what the tables say.
        lang: language of the sentence.
        key: its name in `cover_words.WORDS`.
        told: html for names in it that are no figures.

    Raises:
        KeyError: the language has no such sentence, or the sentence names a figure that is not there.
    """
    marked = {name: f'<span data-fact="{name}">{esc(value)}</span>' for name, value in found.figures.items()}
    return esc(words.WORDS[lang][key]).format_map(marked | dict(told))


def deck(found: Cover, lang: str) -> Html:
    """What happened, what a newspaper made of it, and why it matters now."""
    met, banned = found.days["met"], found.days["ban"]
    href = esc(address.page("war/timeline", f"event-{ASKED}"))
    told = {
        "met_on": esc(day(met, lang)),
        "after": f'<span data-fact="after">{(met - banned).days}</span>',
        "asked": f'<a href="{href}">{esc(words.WORDS[lang]["asked"])}</a>',
    }
    parts = "".join(f"<p>{say(found, lang, key, told)}</p>" for key in ("deck", "checked", "now"))
    return Html(f'<div class="cv-deck">{parts}</div>')


def source(found: Cover, key: str, lang: str, most: int = 3) -> str:
    """The source line of a picture; its count opens the list of all documents."""
    line, _ = cite.line(pd.DataFrame({"source_id": found.sources[key]}), most, words.SOURCE[lang])
    return f'<div class="xf-source cv-source">{line}</div>'


def texts(found: Cover, lang: str, load: Load = tables.load) -> Html:
    """Both accounts, every clause in its place, in a language, with the source line."""
    shown = two_texts(load("statement_clauses"), load("clause_renderings"), lang)
    return Html(f"{shown}{source(found, 'texts', lang)}")


def _turn(found: Cover, lang: str) -> str:
    """The meeting at which the roles were reversed: what Korea's account claims, and that China's does not name it."""
    when = {"turned_on": esc(day(found.days["turned"], lang, words.MONTH))}
    quote, press = {"ko": "quote", "en": "translation"}.get(lang), esc(found.turned["press"])
    said = esc(found.turned[quote]) if quote else esc(words.TURNED[lang])
    credit = say(found, lang, "turn_kr", {"press": press})
    return (
        f'<details class="cv-rest cv-turn"><summary>{say(found, lang, "turn_head")}</summary>'
        f"<p>{say(found, lang, 'turn', when)}</p>"
        f'<p class="said"><b>{esc(words.WHO["kr"][lang])}</b> <q>{said}</q> <span class="tt-badge">{credit}</span></p>'
        f'<p class="none"><b>{esc(words.WHO["cn"][lang])}</b> {say(found, lang, "turn_cn")}</p>'
        f"{source(found, 'turn', lang)}</details>"
    )


def languages(lang: str) -> Html:
    """Links to the cover in the other languages, each in its own name."""
    links = [
        f'<a href="{esc(address.page(page))}" lang="{code}" hreflang="{code}">{esc(name)}</a>'
        for code, (name, page) in words.LANGUAGES.items()
        if code != lang
    ]
    return Html(f'<p class="cv-lang">{" · ".join(links)}</p>')


def week(found: Cover, lang: str) -> Html:
    """Two voices on the gap, from Seoul and from Washington; the days up to the meeting fold behind their count.

    Raises:
        KeyError: something happened in the week for which there are no words.
    """
    rows = [
        (row["date"], str(row["event_id"]), str(row["actor"]), bool(row["measure"]))
        for row in found.week.to_dict("records")
    ]
    voices = "".join(_voice(found, when, one, actor, lang) for when, one, actor, _ in rows if one in found.said)
    rows = [(found.days["asked"], ASKED, "us", False), *rows]
    rows.append((found.days["met"], "S02", "kr", False))  # the other account of the same meeting
    more = say(found, lang, "week_more", {"n": str(len(rows))})
    folded = f'<details class="cv-rest"><summary>{more}</summary>{_list(rows, lang)}</details>'
    return Html(f'<div class="cv-voices">{voices}</div>{folded}{source(found, "week", lang)}')


def _voice(found: Cover, when: pd.Timestamp, one: str, actor: str, lang: str) -> str:
    """What was said in an event and by whom: in the language of the page if it was said in that, else translated."""
    row = found.said[one]
    if str(row["lang"]) == lang:
        said = typeset(row["quote"])
    else:
        said = typeset(row["translation"]) if lang == "en" else words.SAID[one][lang]
    who = f"<b>{esc(words.SPEAKERS[one][lang])}</b>, {esc(day(when, lang))}"
    return (
        f'<blockquote class="{esc(actor)}"><p><a href="{esc(_place(one))}"><q>{esc(said)}</q></a></p>'
        f"<footer>{who}</footer></blockquote>"
    )


def _place(one: str) -> str:
    """Where the book tells an event, or sets a statement beside the other."""
    if one.startswith("E"):
        return address.page("war/timeline", f"event-{one}")
    return address.page(ANSWERS["meeting"]["agreed"], "detroit-week")


def _list(rows: list[tuple], lang: str) -> str:
    """Rows of the week in a list of days."""
    days = []
    for when, group in groupby(rows, key=lambda row: row[0]):
        items = "".join(_move(*row, lang) for _, *row in group)
        days.append(
            f'<li><time datetime="{when:%Y-%m-%d}">{esc(day(when, lang, words.SHORT_DAY))}</time><ul>{items}</ul></li>'
        )
    return f'<ol class="cv-week">{"".join(days)}</ol>'


def _move(one: str, actor: str, measure: bool, lang: str) -> str:
    text = f'<a href="{esc(_place(one))}">{esc(words.WEEK[one][lang])}</a>'
    strong = " measure" * measure + " claim" * (one == MEETING)
    return f'<li class="{esc(actor)}{strong}"><b>{esc(words.WHO[actor][lang])}</b> <span>{text}</span></li>'


def answers(found: Cover, part: str, lang: str) -> Html:
    """Questions of a part of the cover, each with a sentence, a small picture and the page that answers it.

    Args:
        found: what the tables say.
        part: a key of `ANSWERS`.
        lang: language of the sentences.
    """
    pictures = {
        "unusual": _squares,
        "needed": _needs,
        "micron": _shares,
        "void": _void,
    }
    head = "h2" if part == "meeting" else "h3"  # the market's have a heading of the page above them
    rows = [
        f'<section class="cv-answer" id="answer-{key}"><{head}>{say(found, lang, f"question_{key}")}</{head}>'
        f'<div><p class="cv-short">{say(found, lang, f"short_{key}")}</p>'
        f"{pictures[key](found, lang) if key in pictures else ''}</div><div>{_answer(found, key, lang)}"
        f'<p class="cv-more"><a href="{esc(address.page(page))}">{say(found, lang, f"link_{key}")}</a></p>'
        f"{source(found, key, lang, most=1)}</div>{_turn(found, lang) if key == 'unusual' else ''}</section>"
        for key, page in ANSWERS[part].items()
    ]
    return Html(f'<div class="cv-answers cv-{part}">{"".join(rows)}</div>')


def _answer(found: Cover, key: str, lang: str) -> str:
    """What there is to say beside the picture, if it does not say all."""
    return f"<p>{say(found, lang, f'answer_{key}')}</p>" if f"answer_{key}" in words.WORDS[lang] else ""


def _squares(found: Cover, lang: str) -> str:
    """A square per one-sided claim of agreement, China's and Korea's; that on chips is gold."""
    rows = []
    for name, who, count, gold in (
        ("cn_alone_words", "cn", "cn_alone", int(found.figures["chip_claims"])),
        ("kr_alone_words", "kr", "kr_alone_low", 0),
    ):
        kinds = ["chips"] * gold + [who] * (int(found.figures[count]) - gold)
        squares = "".join(f'<i class="{kind}"></i>' for kind in kinds)
        rows.append((say(found, lang, name), f"<span>{squares}</span>{_fact(found, count)}"))
    return f'<p class="cv-legend">{say(found, lang, "lone")}</p>{_pairs("cv-squares", rows)}'


def _fact(found: Cover, name: str) -> str:
    """A figure in bold, marked with its name."""
    return f'<b data-fact="{name}">{esc(found.figures[name])}</b>'


def _needs(found: Cover, lang: str) -> str:
    rows = (("imports", "kr", "kr_of_imports"), ("exports", "cn", "cn_of_exports"))
    return _pairs(
        "cv-bars",
        [
            (say(found, lang, name), _bar(actor, float(found.figures[figure]), 100, f"{found.figures[figure]}%"))
            for name, actor, figure in rows
        ],
    )


def _shares(found: Cover, lang: str) -> str:
    most = float(found.micron.max())
    bars = [
        f'<li><b>{fixed(share, 1)}%</b><i style="height:{round(66 * share / most)}px"></i><span>FY{year}</span></li>'
        for year, share in found.micron.items()
    ]
    return f'<p class="cv-legend">{say(found, lang, "shares")}</p><ol class="cv-pic cv-columns">{"".join(bars)}</ol>'


def _void(found: Cover, lang: str) -> str:
    """What Korea sold, what it might have sold without the ban and what Micron could lose, on one scale."""
    rows = (
        ("before", "kr", ("void_before",)),
        ("after", "kr", ("void_after",)),
        ("forecast", "range", ("void_least", "void_most")),
        ("micron", "micron", ("void_low", "void_high")),
    )
    most, unit = float(found.figures["void_most"]), "" if lang == "en" else "_e8"
    bars = []
    for row, kind, figures in rows:
        ends = [float(found.figures[one]) for one in figures]
        left, width = (ends[0], ends[-1] - ends[0]) if len(ends) > 1 else (0.0, ends[0])
        shown = (f'<span data-fact="{one}{unit}">{esc(found.figures[one + unit])}</span>' for one in figures)
        place = f"margin-left:{fixed(70 * left / most, 1)}%;width:{fixed(70 * width / most, 1)}%"
        marks = f'<i class="{kind}" style="{place}"></i><b>{DASH.join(shown)}</b>'
        bars.append((say(found, lang, f"void_row_{row}"), marks))
    return f'<p class="cv-legend">{say(found, lang, "sent")}</p>{_pairs("cv-bars cv-void", bars)}'


def _pairs(kind: str, rows: list[tuple[str, str]]) -> str:
    return f'<dl class="cv-pic {kind}">{"".join(f"<dt>{label}</dt><dd>{marks}</dd>" for label, marks in rows)}</dl>'


def _bar(actor: str, value: float, most: float, label: str) -> str:
    return f'<i class="{actor}" style="width:{round(70 * value / most)}%"></i><b>{esc(label)}</b>'


def score(found: Cover, lang: str) -> Html:
    """One tile per claim, in groups by verdict, each linked to its entry in the ledger; then the claims that fail."""
    groups = []
    for verdict, label in words.VERDICTS.items():
        rows = found.rulings[found.rulings["verdict"] == verdict]
        tiles = "".join(
            f'<a class="v-{verdict.replace("_", "-")}" href="{esc(_claim(row.claim_id))}" lang="en" '
            f'title="{esc(row.claim)}" aria-label="{esc(row.claim_id)}: {esc(row.claim)}"></a>'
            for row in rows.itertuples()
        )
        count = f'<b data-fact="n_{verdict}">{len(rows)}</b>'
        groups.append(f'<li style="flex-grow:{len(rows)}"><p>{count} {esc(label[lang])}</p><div>{tiles}</div></li>')
    return Html(f'<p class="cv-note">{say(found, lang, "score")}</p><ul class="cv-score">{"".join(groups)}</ul>')


def _claim(one: str) -> str:
    return address.page("verdict/claims", ledger_html.anchor(one))


def fails(found: Cover, lang: str) -> Html:
    """Claims that hold, those that do not, and what nobody knows, side by side.

    Raises:
        KeyError: a claim does not hold and there are no words for it.
        ValueError: a claim that the page says holds does not, or one holds that it says does not.
    """
    verdicts = found.rulings.set_index("claim_id")["verdict"]
    if lost := [one for one in words.HOLDS if verdicts[one] != "supported"]:
        raise ValueError(f"the cover says that {', '.join(lost)} holds; the ledger does not")
    if won := [one for one in words.FAILS if verdicts[one] == "supported"]:
        raise ValueError(f"the cover says that {', '.join(won)} does not hold; the ledger says that it does")
    failed = found.rulings["verdict"].isin(["false", "unproven"]) | found.rulings["claim_id"].isin(list(words.FAILS))
    order = {one: n for n, one in enumerate(words.FAILS)}
    rows = found.rulings[failed].sort_values("claim_id", key=lambda ids: ids.map(order))
    told = {name: esc(day(found.days[name], lang, words.MONTH)) for name in ("reached_first", "reached_then")}
    wrong = "".join(
        f'<li><a href="{esc(_claim(one))}"><q>{esc(words.FAILS[one][lang][0])}</q></a> '
        f"<b>{esc(words.VERDICTS[verdict][lang].capitalize())}{STOP[lang]}</b> "
        f"{esc(words.FAILS[one][lang][1]).format_map(told)}</li>"
        for one, verdict in zip(rows["claim_id"], rows["verdict"], strict=True)
    )
    right = "".join(f'<li><a href="{esc(_claim(one))}">{esc(said[lang])}</a></li>' for one, said in words.HOLDS.items())
    dark = "".join(f"<li>{say(found, lang, f'unknown_{n}')}</li>" for n in (1, 2, 3))
    return Html(
        f'<div class="cv-two"><section><h3>{say(found, lang, "holds")}</h3><ul>{right}</ul></section>'
        f"<section><h3>{say(found, lang, 'fails')}</h3><ul>{wrong}</ul></section>"
        f"<section><h3>{say(found, lang, 'unknown')}</h3><ul>{dark}</ul></section></div>"
    )


def since(found: Cover, lang: str) -> Html:
    """What happened after, in lines by month, each linked to its event."""
    lines = [
        f'<li><time datetime="{when:%Y-%m}"><a href="{esc(address.page("war/timeline", f"event-{one}"))}">'
        f"{esc(day(when, lang, words.MONTH))}</a></time><span>{say(found, lang, f'since_{line}')}</span></li>"
        for line, when, one in found.since
    ]
    return Html(f'<ol class="cv-since">{"".join(lines)}</ol>{source(found, "since", lang)}')


def teaches(found: Cover, lang: str) -> Html:
    """What the week teaches, in three sentences, with the sources of what the deck says on today's market."""
    items = "".join(f"<li>{say(found, lang, f'teach_{n}')}</li>" for n in (1, 2, 3))
    return Html(f'<ul class="cv-teach">{items}</ul>{source(found, "teach", lang)}')
