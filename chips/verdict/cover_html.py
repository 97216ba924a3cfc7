"""The cover's parts as page, in a language: six days, five answers, the score, what nobody knows, what came after."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType

import pandas as pd

from chips.statements.texts_html import two_texts
from chips.verdict import cover_words as words
from chips.verdict import ledger_html
from chips.verdict.cover import ASKED, LICENSE, SINCE, Cover
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
    "meeting": {"agreed": "statements/two-readouts", "needed": "statements/why-the-urgency"},
    "unusual": {"unusual": "statements/how-unusual"},
    "market": {"void": "memory/filling-the-void", "micron": "memory/micron-verdict", "rise": "memory/the-market"},
}
#: between a verdict and the claim.
COLON = {"en": ": ", "ko": ": ", "zh": "\uff1a"}


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
    return esc(words.WORDS[lang][key]).format_map(_marked(found) | dict(told))


def _marked(found: Cover) -> dict[str, str]:
    """Each figure as html that has its name."""
    return {name: f'<span data-fact="{name}">{esc(value)}</span>' for name, value in found.figures.items()}


def deck(found: Cover, lang: str) -> Html:
    """What happened, how it compares with other meetings, and why it matters now."""
    met, banned = found.days["met"], found.days["ban"]
    href = esc(address.page("war/timeline", f"event-{ASKED}"))
    told = _dated(found, lang, license_ends=words.DAY, truce_ends=words.DAY, price_on=words.MONTH) | {
        "met_on": esc(day(met, lang, words.SHORT_DAY)),
        "after": f'<span data-fact="after">{(met - banned).days}</span>',
        "asked": f'<a href="{href}">{esc(words.WORDS[lang]["asked"])}</a>',
    }
    parts = "".join(f"<p>{say(found, lang, key, told)}</p>" for key in ("deck", "checked", "now"))
    return Html(f'<div class="cv-deck">{parts}</div>')


def _dated(found: Cover, lang: str, **forms: Mapping[str, str]) -> dict[str, str]:
    """Days of `found.days` as a language writes them, each in its form."""
    return {name: esc(day(found.days[name], lang, form)) for name, form in forms.items()}


def source(found: Cover, key: str, lang: str, most: int = 3) -> str:
    """The source line of a picture; its count opens the list of all documents."""
    line, _ = cite.line(pd.DataFrame({"source_id": found.sources[key]}), most, words.SOURCE[lang])
    return f'<div class="xf-source cv-source">{line}</div>'


def texts(found: Cover, lang: str, load: Load = tables.load) -> Html:
    """Both accounts, every clause in its place, in a language, with the source line."""
    shown = two_texts(load("statement_clauses"), load("clause_renderings"), lang)
    return Html(f"{shown}{source(found, 'texts', lang)}")


def _turn(found: Cover, lang: str) -> str:
    """The meeting with the roles reversed: Korea's account claims an agreement, China's tells it as Korea's wish."""
    when, said = _dated(found, lang, turned=words.MONTH), []
    for side in ("cn", "kr"):
        row, quote = found.turned[side], {"ko": "quote", "en": "translation"}.get(lang)
        quoted = esc(row[quote] if quote else words.TURNED[side][lang])
        credit = say(found, lang, "turn_credit")
        said.append(
            f'<p class="{side}"><b>{esc(words.WHO[side][lang])}</b> <q>{quoted}</q>'
            f' <span class="tt-badge">{credit}</span></p>'
        )
    head = say(found, lang, "turn_head")
    told = say(found, lang, "turn", {"turned_on": when["turned"]})
    return (
        f'<section class="cv-turn"><h2>{head}</h2><p>{told}</p>{"".join(said)}{source(found, "turn", lang)}</section>'
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
        "rise": _rise,
    }
    head = "h3" if part == "market" else "h2"  # the market's have a heading of the page above them
    rows = [
        f'<section class="cv-answer" id="answer-{key}"><{head}>{say(found, lang, f"question_{key}")}</{head}>'
        f'<div><p class="cv-short">{say(found, lang, f"short_{key}")}</p>'
        f"{pictures[key](found, lang) if key in pictures else ''}</div><div>{_answer(found, key, lang)}"
        f'<p class="cv-more"><a href="{esc(address.page(page))}">{say(found, lang, f"link_{key}")}</a></p>'
        f"{source(found, key, lang, most=1)}</div></section>{_turn(found, lang) if key == 'unusual' else ''}"
        for key, page in ANSWERS[part].items()
    ]
    return Html(f'<div class="cv-answers cv-{part}">{"".join(rows)}</div>')


def _answer(found: Cover, key: str, lang: str) -> str:
    """What there is to say beside the picture, if it does not say all."""
    return (
        f"<p>{say(found, lang, f'answer_{key}', _gap(found, lang))}</p>" if f"answer_{key}" in words.WORDS[lang] else ""
    )


def _squares(found: Cover, lang: str) -> str:
    """A square per one-sided claim of agreement; that on chips is gold, those of the wider count alone are hollow."""
    china, low, high = (int(found.figures[one]) for one in ("cn_alone", "kr_alone_low", "kr_alone_high"))
    gold = int(found.figures["chip_claims"])
    rows = []
    for name, kinds in (
        ("cn_alone_words", ["chips"] * gold + ["cn"] * (china - gold)),
        ("kr_alone_words", ["kr"] * low + ["kr hollow"] * (high - low)),
    ):
        rows.append((say(found, lang, name), "".join(f'<i class="{kind}"></i>' for kind in kinds)))
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
    """A column per fiscal year for Micron's revenue from mainland China."""
    tens = 1 if lang == "en" else 10
    columns = [
        (f"FY{year}", busd, fixed(tens * busd, 1 if tens == 1 else 0)) for year, busd in found.micron["busd"].items()
    ]
    return f'<p class="cv-legend">{say(found, lang, "shares")}</p>{_columns("micron", columns)}'


def _rise(found: Cover, lang: str) -> str:
    """CXMT's share of the world's DRAM sales, in the first year and the last quarter that are known."""
    columns = [
        (say(found, lang, f"rise_{when}"), float(found.figures[name]), f"{_fact(found, name)}%")
        for when, name in (("year", "cx_then"), ("quarter", "cx_now"))
    ]
    return f'<p class="cv-legend">{say(found, lang, "rise")}</p>{_columns("cn", columns)}'


def _columns(kind: str, columns: list[tuple[str, float, str]]) -> str:
    """Columns on one scale, each with its figure above and its name below."""
    most = max(height for _, height, _ in columns)
    shown = "".join(
        f'<li><b>{label}</b><i class="{kind}" style="height:{round(66 * height / most)}px"></i><span>{name}</span></li>'
        for name, height, label in columns
    )
    return f'<ol class="cv-pic cv-columns">{shown}</ol>'


def _void(found: Cover, lang: str) -> str:
    """How far forecasts without the ban lie apart, and what Micron could lose, on one scale."""
    told, wide = _gap(found, lang), float(found.figures["void_spread"])
    rows = [
        (
            say(found, lang, f"void_row_{row}", told),
            f'<i class="{kind}" style="width:{fixed(100 * float(found.figures[figure]) / wide, 1)}%"></i>',
        )
        for row, kind, figure in (("range", "range", "void_spread"), ("micron", "micron", "void_high"))
    ]
    return f'<p class="cv-legend">{say(found, lang, "void_legend")}</p>{_pairs("cv-bars cv-void", rows)}'


def _gap(found: Cover, lang: str) -> dict[str, str]:
    """Figures of the gap in the unit of a language, each in bold, marked with its name."""
    unit = "" if lang == "en" else "_e8"
    names = {one: f"void_{one}{unit}" for one in ("before", "after", "least", "most", "spread", "high")}
    return {one: _fact(found, name) for one, name in names.items()}


def _prices(found: Cover, lang: str) -> str:
    """A column per month for the price of DRAM, that of the month of the ban marked, the last with its figure."""
    most, last = float(found.price.max()), found.price.index[-1]
    marked = {f"{found.days['ban']:%Y-%m}": ("ban", say(found, lang, "price_ban"))}
    marked[last] = ("last", f"× {_fact(found, 'price_times')}")
    columns = []
    for month, times in found.price.items():
        kind, label = marked.get(month, ("", ""))
        label = label and f"<em>{label}</em>"
        year = f"<span>{month[:4]}</span>" if month.endswith("-01") else ""
        columns.append(f'<i class="{kind}" style="height:{fixed(100 * times / most, 1)}%">{label}{year}</i>')
    ends = (f"{day(pd.Timestamp(month), lang, words.MONTH)}: {fixed(found.price[month], 1)}" for month in (*marked,))
    told = esc(f"{words.WORDS[lang]['price_told']}. {'; '.join(ends)}")
    when = _dated(found, lang, price_on=words.MONTH)
    return (
        f'<p class="cv-legend">{say(found, lang, "price", when)}</p>'
        f'<div class="cv-pic cv-months" role="img" aria-label="{told}">{"".join(columns)}</div>'
    )


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
        f"<li><b>{esc(words.VERDICTS[verdict][lang].capitalize())}{COLON[lang]}</b>"
        f'<a href="{esc(_claim(one))}">{esc(words.FAILS[one][lang][0])}</a> '
        f"{esc(words.FAILS[one][lang][1]).format_map(_marked(found) | told)}</li>"
        for one, verdict in zip(rows["claim_id"], rows["verdict"], strict=True)
    )
    right = "".join(f'<li><a href="{esc(_claim(one))}">{esc(said[lang])}</a></li>' for one, said in words.HOLDS.items())
    dark = "".join(f"<li>{say(found, lang, f'unknown_{n}')}</li>" for n in (1, 2, 3))
    return Html(
        f'<div class="cv-two"><section><h3>{say(found, lang, "fails")}</h3><ul>{wrong}</ul></section>'
        f"<section><h3>{say(found, lang, 'holds')}</h3><ul>{right}</ul></section>"
        f"<section><h3>{say(found, lang, 'unknown')}</h3><ul>{dark}</ul></section></div>"
    )


def since(found: Cover, lang: str) -> Html:
    """The price of DRAM, and what happened after the week in lines by month, each linked to its event; then two dates.

    The dates are those on which reported licenses and the truce end.
    """
    at = [
        (when, f"{when:%Y-%m}", day(when, lang, words.MONTH), one, say(found, lang, f"since_{line}"), "")
        for line, when, one in found.since
    ]
    for line, one in (("license", LICENSE), ("truce", dict(SINCE)["truce"])):
        when = found.days[f"{line}_ends"]
        at.append((when, f"{when:%Y-%m-%d}", day(when, lang), one, say(found, lang, f"ahead_{line}"), ' class="ahead"'))
    lines = [
        f'<li{kind}><time datetime="{exact}"><a href="{esc(address.page("war/timeline", f"event-{one}"))}">{esc(shown)}'
        f"</a></time><span>{said}</span></li>"
        for _, exact, shown, one, said, kind in at
    ]
    price = f'<p class="cv-short">{say(found, lang, "short_price")}</p>{_prices(found, lang)}'
    return Html(
        f'<div class="cv-then"><section>{price}{source(found, "price", lang)}</section>'
        f'<section><ol class="cv-since">{"".join(lines)}</ol>{source(found, "since", lang)}</section></div>'
    )


def today(found: Cover, lang: str) -> Html:
    """The market in the quarter of the ban beside today's, and what to know if a ban came, with the sources."""
    when = _dated(found, lang, price_on=words.MONTH)
    rows = (
        ("price", "<b>1</b>", _fact(found, "price_times")),
        ("profit", _fact(found, "profit_then"), _fact(found, "profit")),
    )
    body = "".join(
        f'<tr><th scope="row">{say(found, lang, f"then_{row}", when)}</th><td>{then}</td><td>{now}</td></tr>'
        for row, then, now in rows
    )
    head = "".join(f'<th scope="col">{say(found, lang, f"then_{one}")}</th>' for one in ("2023", "now"))
    table = f'<table class="cv-table"><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>'
    items = "".join(
        f"<li><b>{say(found, lang, f'head_{n}')}</b> {say(found, lang, f'teach_{n}')}</li>" for n in (1, 2, 3)
    )
    return Html(
        f'<p class="cv-short">{say(found, lang, "short_then")}</p><div class="cv-then"><section>{table}</section>'
        f'<ul class="cv-teach">{items}</ul></div>{source(found, "teach", lang)}'
    )
