"""The cover's parts as page, in a language: six days, five answers, the score, what nobody knows, what came after."""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from chips.statements.texts_html import two_texts
from chips.verdict import cover_claims_words as claims
from chips.verdict import cover_pictures_html as pictures
from chips.verdict import cover_week_words as voices
from chips.verdict import cover_words as words
from chips.verdict import ledger_html
from chips.verdict.cover import ASKED, LICENSE, SINCE, Cover
from chips.verdict.cover_text_html import dated, day, marked, say
from chips.war.moves import MEETING
from explainer import address
from explainer.evidence import cite, tables
from explainer.evidence.tables import Load
from explainer.pages.html import Html, esc
from explainer.pages.quotes import typeset

#: questions on the meeting and on the market -> page that answers each, in the order of the cover.
ANSWERS = {
    "meeting": {"agreed": "statements/two-readouts", "needed": "statements/why-the-urgency"},
    "unusual": {"unusual": "statements/how-unusual"},
    "market": {"void": "memory/filling-the-void", "micron": "memory/micron-verdict", "rise": "memory/the-market"},
}
#: between a verdict and the claim.
COLON = {"en": ": ", "ko": ": ", "zh": "\uff1a"}


def deck(found: Cover, lang: str) -> Html:
    """What happened, and why it matters now."""
    met, banned = found.days["met"], found.days["ban"]
    href = esc(address.page("war/timeline", f"event-{ASKED}"))
    told = dated(found, lang, license_ends=words.DAY, truce_ends=words.DAY) | {
        "met_on": esc(day(met, lang, words.SHORT_DAY)),
        "after": f'<span data-fact="after">{(met - banned).days}</span>',
        "asked": f'<a href="{href}">{esc(words.WORDS[lang]["asked"])}</a>',
    }
    parts = "".join(f"<p>{say(found, lang, key, told)}</p>" for key in ("deck", "now"))
    return Html(f'<div class="cv-deck">{parts}</div>')


def twist(found: Cover, lang: str) -> Html:
    """How the two texts compare with those of other meetings, in a sentence or two."""
    told = {name: esc(str(found.days[name].year)) for name in ("met_first", "met_last")}
    return Html(f'<div class="cv-deck"><p>{say(found, lang, "checked", told)}</p></div>')


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
    said = []
    for side in ("cn", "kr"):
        row, quote = found.turned[side], {"ko": "quote", "en": "translation"}.get(lang)
        quoted = esc(row[quote] if quote else voices.TURNED[side][lang])
        credit = say(found, lang, "turn_credit")
        said.append(
            f'<p class="{side}"><b>{esc(voices.WHO[side][lang])}</b> <q>{quoted}</q>'
            f' <span class="tt-badge">{credit}</span></p>'
        )
    head = say(found, lang, "turn_head")
    told = say(found, lang, "turn", {"turned_on": esc(day(found.days["turned"], lang, words.MONTH))})
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
    quoted = "".join(_voice(found, when, one, actor, lang) for when, one, actor, _ in rows if one in found.said)
    rows = [(found.days["asked"], ASKED, "us", False), *rows]
    rows.append((found.days["met"], "S02", "kr", False))  # the other account of the same meeting
    more = say(found, lang, "week_more", {"n": str(len(rows))})
    folded = f'<details class="cv-rest"><summary>{more}</summary>{_list(rows, lang)}</details>'
    return Html(f'<div class="cv-voices">{quoted}</div>{folded}{source(found, "week", lang)}')


def _voice(found: Cover, when: pd.Timestamp, one: str, actor: str, lang: str) -> str:
    """What was said in an event and by whom: in the language of the page if it was said in that, else translated."""
    row = found.said[one]
    if str(row["lang"]) == lang:
        said = typeset(row["quote"])
    else:
        said = typeset(row["translation"]) if lang == "en" else voices.SAID[one][lang]
    who = f"<b>{esc(voices.SPEAKERS[one][lang])}</b>, {esc(day(when, lang))}"
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
    text = f'<a href="{esc(_place(one))}">{esc(voices.WEEK[one][lang])}</a>'
    strong = " measure" * measure + " claim" * (one == MEETING)
    return f'<li class="{esc(actor)}{strong}"><b>{esc(voices.WHO[actor][lang])}</b> <span>{text}</span></li>'


def answers(found: Cover, part: str, lang: str) -> Html:
    """Questions of a part of the cover, each with a sentence, a small picture and the page that answers it.

    Args:
        found: what the tables say.
        part: a key of `ANSWERS`.
        lang: language of the sentences.
    """
    drawn = {
        "unusual": pictures.squares,
        "needed": pictures.needs,
        "micron": pictures.shares,
        "void": pictures.void,
        "rise": pictures.rise,
    }
    head = "h3" if part == "market" else "h2"  # the market's have a heading of the page above them
    rows = [
        f'<section class="cv-answer" id="answer-{key}"><{head}>{say(found, lang, f"question_{key}")}</{head}>'
        f'<div><p class="cv-short">{say(found, lang, f"short_{key}")}</p>'
        f"{drawn[key](found, lang) if key in drawn else ''}</div><div>{_answer(found, key, lang)}"
        f'<p class="cv-more"><a href="{esc(address.page(page))}">{say(found, lang, f"link_{key}")}</a></p>'
        f"{source(found, key, lang, most=1)}</div></section>{_turn(found, lang) if key == 'unusual' else ''}"
        for key, page in ANSWERS[part].items()
    ]
    return Html(f'<div class="cv-answers cv-{part}">{"".join(rows)}</div>')


def _answer(found: Cover, key: str, lang: str) -> str:
    """What there is to say beside the picture, if it does not say all."""
    name, told = f"answer_{key}", pictures.gap(found, lang) | dated(found, lang, other_on=words.MONTH)
    return f"<p>{say(found, lang, name, told)}</p>" if name in words.WORDS[lang] else ""


def score(found: Cover, lang: str) -> Html:
    """One tile per claim, in groups by verdict, each linked to its entry in the ledger; then the claims that fail."""
    groups = []
    for verdict, label in claims.VERDICTS.items():
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
    if lost := [one for one in claims.HOLDS if verdicts[one] != "supported"]:
        raise ValueError(f"the cover says that {', '.join(lost)} holds; the ledger does not")
    if won := [one for one in claims.FAILS if verdicts[one] == "supported"]:
        raise ValueError(f"the cover says that {', '.join(won)} does not hold; the ledger says that it does")
    failed = found.rulings["verdict"].isin(["false", "unproven"]) | found.rulings["claim_id"].isin(list(claims.FAILS))
    order = {one: n for n, one in enumerate(claims.FAILS)}
    rows = found.rulings[failed].sort_values("claim_id", key=lambda ids: ids.map(order))
    told = {name: esc(day(found.days[name], lang, words.MONTH)) for name in ("reached_first", "reached_then")}
    wrong = "".join(
        f"<li><b>{esc(claims.VERDICTS[verdict][lang].capitalize())}{COLON[lang]}</b>"
        f'<a href="{esc(_claim(one))}">{esc(claims.FAILS[one][lang][0])}</a> '
        f"{esc(claims.FAILS[one][lang][1]).format_map(marked(found) | told)}</li>"
        for one, verdict in zip(rows["claim_id"], rows["verdict"], strict=True)
    )
    right = "".join(
        f'<li><a href="{esc(_claim(one))}">{esc(said[lang])}</a></li>' for one, said in claims.HOLDS.items()
    )
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
    price = f'<p class="cv-short">{say(found, lang, "short_price")}</p>{pictures.prices(found, lang)}'
    return Html(
        f'<div class="cv-then"><section>{price}{source(found, "price", lang)}</section>'
        f'<section><ol class="cv-since">{"".join(lines)}</ol>{source(found, "since", lang)}</section></div>'
    )


def today(found: Cover, lang: str) -> Html:
    """What to know if a ban came, with its sources; what to do then, last."""
    items = "".join(f"<li><b>{say(found, lang, f'head_{n}')}</b> {say(found, lang, f'teach_{n}')}</li>" for n in (1, 2))
    return Html(
        f'<p class="cv-short">{say(found, lang, "short_then")}</p><ul class="cv-teach">{items}</ul>'
        f"{source(found, 'teach', lang)}"
        f'<div class="cv-deck"><p><b>{say(found, lang, "head_3")}</b> {say(found, lang, "teach_3")}</p></div>'
    )
