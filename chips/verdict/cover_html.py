"""The cover's parts as page, in a language: answers, voices, the score, what nobody knows, what folds at its end."""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from chips.statements.texts_html import two_texts
from chips.verdict import cover_claims_words as told
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

#: part of the cover -> its questions, each with the page that answers it and the drawing beside the answer.
ANSWERS = {
    "meeting": {
        "agreed": ("statements/two-readouts", pictures.five),
        "unusual": ("statements/how-unusual", pictures.squares),
    },
    "gap": {"void": ("memory/filling-the-void", pictures.void), "today": ("memory/the-market", pictures.months)},
    "more": {"micron": ("memory/micron-verdict", pictures.shares)},
}
#: between a verdict and the claim.
COLON = {"en": ": ", "ko": ": ", "zh": "\uff1a"}
#: between a speaker and the day.
COMMA = {"en": ", ", "ko": ", ", "zh": "\uff0c"}


def deck(found: Cover, lang: str) -> Html:
    """What happened, and what this book checks."""
    told = {
        "after": f'<span data-fact="after">{(found.days["met"] - found.days["ban"]).days}</span>',
        "asked": f'<a href="{esc(_place(ASKED))}">{esc(words.WORDS[lang]["asked"])}</a>',
    }
    lines = (say(found, lang, "deck", told), say(found, lang, "deck_2"))
    return Html(f'<div class="cv-deck">{"".join(f"<p>{line}</p>" for line in lines)}</div>')


def source(found: Cover, key: str, lang: str, most: int = 3) -> str:
    """The source line of a picture; its count opens the list of all documents."""
    line, _ = cite.line(pd.DataFrame({"source_id": found.sources[key]}), most, words.SOURCE[lang])
    return f'<div class="xf-source cv-source">{line}</div>'


def texts(found: Cover, lang: str, load: Load = tables.load) -> Html:
    """Both accounts, every clause in its place, in a language, with the source line."""
    shown = two_texts(load("statement_clauses"), load("clause_renderings"), lang)
    return Html(f"{shown}{source(found, 'texts', lang)}")


def languages(lang: str) -> Html:
    """Links to the cover in the other languages, each in its own name."""
    links = [
        f'<a href="{esc(address.page(page))}" lang="{code}" hreflang="{code}">{esc(name)}</a>'
        for code, (name, page) in words.LANGUAGES.items()
        if code != lang
    ]
    return Html(f'<p class="cv-lang">{" · ".join(links)}</p>')


def two_voices(found: Cover, lang: str) -> Html:
    """Two voices on the gap, from Seoul and Washington."""
    short = f'<div class="cv-wide"><p class="cv-short">{say(found, lang, "short_voices")}</p></div>'
    quoted = "".join(
        _voice(found, row["date"], str(row["event_id"]), str(row["actor"]), lang)
        for row in found.week.to_dict("records")
        if row["event_id"] in found.said
    )
    href = esc(address.page("statements/why-the-urgency"))
    stake = f'<a href="{href}">{say(found, lang, "stake")}</a>'
    needed = f'<p class="cv-need">{say(found, lang, "needed", {"stake": stake})}</p>'
    return Html(f'{short}<div class="cv-voices">{quoted}</div>{needed}{source(found, "voices", lang)}')


def more(found: Cover, lang: str) -> Html:
    """For those who read on, each folded behind its head: the days up to the meeting, Micron, what happened since.

    Raises:
        KeyError: something happened in the week for which there are no words.
    """
    rows = [
        (row["date"], str(row["event_id"]), str(row["actor"]), bool(row["measure"]))
        for row in found.week.to_dict("records")
    ]
    rows = [(found.days["asked"], ASKED, "us", False), *rows]
    rows.append((found.days["met"], "S02", "kr", False))  # the other account of the same meeting
    head = say(found, lang, "week_more", {"n": str(len(rows))})
    days = _fold(head, f"{_list(rows, lang)}{source(found, 'week', lang)}")
    micron = f"{say(found, lang, 'question_micron')} <b>{say(found, lang, 'short_micron')}</b>"
    return Html(f"{days}{_fold(micron, _cell(found, 'more', 'micron', lang))}{_since(found, lang)}")


def _fold(head: str, inside: str) -> str:
    return f'<details class="cv-rest"><summary>{head}</summary>{inside}</details>'


def _voice(found: Cover, when: pd.Timestamp, one: str, actor: str, lang: str) -> str:
    """What was said in an event and by whom: in the language of the page if it was said in that, else translated."""
    row = found.said[one]
    if str(row["lang"]) == lang:
        said = typeset(row["quote"])
    else:
        said = typeset(row["translation"]) if lang == "en" else voices.SAID[one][lang]
    who = f"<b>{esc(voices.SPEAKERS[one][lang])}</b>{COMMA[lang]}{esc(day(when, lang))}"
    return (
        f'<blockquote class="{esc(actor)}"><p><a href="{esc(_place(one))}"><q>{esc(said)}</q></a></p>'
        f"<footer>{who}</footer></blockquote>"
    )


def _place(one: str) -> str:
    """Where the book tells an event, or sets a statement beside the other."""
    if one.startswith("E"):
        return address.page("war/timeline", f"event-{one}")
    return address.page(ANSWERS["meeting"]["agreed"][0], "detroit-week")


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
    """Questions of a part of the cover side by side, each with a sentence, a picture and the page that answers it.

    Args:
        found: what the tables say.
        part: a key of `ANSWERS`.
        lang: language of the sentences.
    """
    cells = []
    for key in ANSWERS[part]:
        asked = f"<h2>{say(found, lang, f'question_{key}')}</h2>"
        short = f'<p class="cv-short">{say(found, lang, f"short_{key}")}</p>'
        cells.append(_cell(found, part, key, lang, asked, short))
    return Html(f'<div class="cv-answers">{"".join(cells)}</div>')


def _cell(found: Cover, part: str, key: str, lang: str, asked: str = "", short: str = "") -> str:
    """The picture of an answer, what there is to say beside it, and the page that answers in full."""
    page, drawn = ANSWERS[part][key]
    link = f'<p class="cv-more"><a href="{esc(address.page(page))}">{say(found, lang, f"link_{key}")}</a></p>'
    return (
        f'<section class="cv-answer" id="answer-{key}">{asked}<div>{short}{drawn(found, lang)}</div>'
        f"<div>{_answer(found, key, lang)}{link}{source(found, key, lang, most=1)}</div></section>"
    )


def _answer(found: Cover, key: str, lang: str) -> str:
    """What there is to say beside the picture; of today also what ends soon."""
    told = pictures.gap(found, lang) | dated(found, lang, sold_on=words.MONTH, ban=words.MONTH)
    told |= {one: str(found.days[one].year) for one in ("met_first", "met_last")}
    name = f"answer_{key}"
    ends = {f"{line}_ends": _event_day(found, line, lang) for line in ("license", "truce")}
    more = f"<p>{say(found, lang, 'ahead', ends)}</p>" if key == "today" else ""
    return f"<p>{say(found, lang, name, told)}</p>{more}"


def score(found: Cover, lang: str) -> Html:
    """Claims that fail as cards; one tile per claim, in groups by verdict, each linked to its entry in the ledger.

    Raises:
        KeyError: a claim is false or unproven and there are no words for it.
        ValueError: a claim that the page says holds does not, or one holds that it says does not.
    """
    groups = []
    for verdict, label in told.VERDICTS.items():
        rows = found.rulings[found.rulings["verdict"] == verdict]
        tiles = "".join(
            f'<a class="v-{verdict.replace("_", "-")}" href="{esc(_claim(row.claim_id))}" lang="en" '
            f'title="{esc(row.claim)}" aria-label="{esc(row.claim_id)}: {esc(row.claim)}"></a>'
            for row in rows.itertuples()
        )
        count = f'<b data-fact="n_{verdict}">{len(rows)}</b>'
        groups.append(f'<li style="flex-grow:{len(rows)}"><p>{count} {esc(label[lang])}</p><div>{tiles}</div></li>')
    short = f'<div class="cv-wide"><p class="cv-short">{say(found, lang, "short_score")}</p></div>'
    cards, lines = _claims(found, lang)
    return Html(
        f'{short}<p class="cv-note">{say(found, lang, "score")}</p>{cards}<ul class="cv-score">{"".join(groups)}</ul>'
        f"{lines}{source(found, 'score', lang)}"
    )


def _claim(one: str) -> str:
    return address.page("verdict/claims", ledger_html.anchor(one))


def _claims(found: Cover, lang: str) -> tuple[str, str]:
    """Claims that are false or unproven as cards; some that hold, and some that are contested, a line each."""
    verdicts = found.rulings.set_index("claim_id")["verdict"]
    if lost := [one for one in told.HOLDS if verdicts[one] != "supported"]:
        raise ValueError(f"the cover says that {', '.join(lost)} holds; the ledger does not")
    if won := [one for one in told.FAILS if verdicts[one] == "supported"]:
        raise ValueError(f"the cover says that {', '.join(won)} does not hold; the ledger says that it does")
    failed = found.rulings.loc[found.rulings["verdict"].isin(["false", "unproven"]), "claim_id"]
    dates = {name: esc(day(found.days[name], lang, words.MONTH)) for name in ("reached_first", "reached_then")}
    cards, lines = [], []
    for one in [*failed, *(one for one in told.FAILS if one not in set(failed))]:
        said, evidence = told.FAILS[one][lang]
        verdict, answer = verdicts[one], esc(evidence).format_map(marked(found) | dates)
        link = f'<a href="{esc(_claim(one))}">{esc(said)}</a>'
        name = esc(told.VERDICTS[verdict][lang].capitalize())
        if verdict in ("false", "unproven"):
            cards.append(f'<li><b class="v-{verdict}">{name}</b><p>{link}</p>{answer}</li>')
        else:
            lines.append(f"<li><b>{name}{COLON[lang]}</b>{link} {answer}</li>")
    right = " ".join(f'<a href="{esc(_claim(one))}">{esc(said[lang])}</a>' for one, said in told.HOLDS.items())
    lines = [f"<li><b>{esc(told.RIGHT[lang])}{COLON[lang]}</b>{right}</li>", *lines]
    return f'<ul class="cv-cards">{"".join(cards)}</ul>', f'<ul class="cv-lines">{"".join(lines)}</ul>'


def unknown(found: Cover, lang: str) -> Html:
    """What nobody knows, in boxes as empty as the text that is not there; last, what to do when it happens again."""
    boxes = "".join(f"<li>{say(found, lang, f'unknown_{n}')}</li>" for n in (1, 2, 3))
    wait = f"<b>{say(found, lang, 'head_3')}</b> {say(found, lang, 'teach_3')}"
    href = esc(address.page(ANSWERS["meeting"]["agreed"][0]))
    on = f'<a href="{href}">{say(found, lang, "link_agreed")}</a>'
    return Html(f'<ul class="cv-dark">{boxes}</ul><p class="cv-wait">{wait}</p><p class="cv-on">{on}</p>')


def _since(found: Cover, lang: str) -> str:
    """What happened after the week, folded: lines by month, each linked to its event."""
    lines = [(_month(found, one, lang), say(found, lang, f"since_{one}")) for one, *_ in found.since]
    shown = "".join(f"<li>{when} <span>{told}</span></li>" for when, told in lines)
    last = esc(day(found.since[-1][1], lang, words.MONTH))
    return _fold(
        say(found, lang, "since", {"n": str(len(lines)), "shortage_on": last}),
        f'<ol class="cv-since">{shown}</ol>{source(found, "since", lang)}',
    )


def _month(found: Cover, line: str, lang: str) -> str:
    """The month of a later move, linked to its event."""
    when, one = next((when, one) for key, when, one in found.since if key == line)
    month = f'<time datetime="{when:%Y-%m}">{esc(day(when, lang, words.MONTH))}</time>'
    return f'<a class="since" href="{esc(_place(one))}">{month}</a>'


def _event_day(found: Cover, line: str, lang: str) -> str:
    """The day on which licenses or the truce end, linked to the event that says so."""
    one, when = {"license": LICENSE, "truce": dict(SINCE)["truce"]}[line], found.days[f"{line}_ends"]
    href = esc(address.page("war/timeline", f"event-{one}"))
    return f'<a class="ahead" href="{href}"><time datetime="{when:%Y-%m-%d}">{esc(day(when, lang))}</time></a>'
