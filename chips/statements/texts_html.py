"""The two texts as one exhibit: every clause of both accounts in its place, and the sentence that only one has."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from chips.statements import readouts
from chips.statements.readouts_words import BADGES, WORDS
from explainer.evidence import cite
from explainer.pages.html import Html, esc, tagged

#: statement id -> the side whose account it is, China's first.
SIDES = {"S01": "cn", "S02": "kr"}
#: choices of the language bar: id -> (words on the button, language of these words).
CHOICES = {"en": ("English", "en"), "ko": ("한국어", "ko"), "zh": ("中文", "zh"), "or": ("original + English", "en")}
#: the kind of claim that is printed in full where the others fold.
PRINTED = "both_agreed"
#: what Korea's account asks for, in the order of the sentence that says so.
ASKED = ("bilateral", "raw_materials", "business_environment")


def two_texts(clauses: pd.DataFrame, renderings: pd.DataFrame, lang: str = "en", *, full: bool = False) -> Html:
    """Every clause of China's and of Korea's account of one meeting, side by side.

    China's clauses stand on the left in the order of the text, Korea's on the right, and beside the sentence on chips
    the box that says that no Korean clause seen names them. In full the second account follows the first on a phone; as
    sheets they stay side by side.

    Args:
        clauses: rows of `statement_clauses`.
        renderings: rows of `clause_renderings`.
        lang: language of the heads and of the printed clauses, `en`, `ko` or `zh`.
        full: print every clause, with a language bar that works without a script, lines between clauses on the same
            topic, and numbers that lead from a clause to its partners. Else a sheet has a line per clause; the claim
            of agreement is printed, and the others fold behind their topics, or behind what they ask for.

    Returns:
        Html; its style stands in `book.css` under `.tt`.

    Raises:
        KeyError: unknown language.
        ValueError: the accounts are not coded by the scheme, Korea's names chips, China's last clause does not, or
            Korea's asks for other things than `ASKED`.
    """
    words = WORDS[lang]
    found = readouts.matched(clauses[clauses["statement_id"].isin(list(SIDES))])
    said = readouts.wordings(found, renderings)
    china, korea = (found[found["statement_id"] == one] for one in SIDES)
    if "semiconductors" in set(korea["topic"]) or china["topic"].iloc[-1] != "semiconductors":
        raise ValueError("the drawing rests on chips in China's last clause and in none of Korea's")
    columns = []
    for (statement, side), part in zip(SIDES.items(), (china, korea), strict=True):
        places = _places(len(part), len(china)) if side == "kr" else [(i + 1, i + 2) for i in range(len(part))]
        clauses_at = zip(part.itertuples(), part["agreement"].shift(), places, strict=True)
        rows = [
            _row(one, said.loc[(statement, one.clause_no)], words, side, one.agreement != before, at, lang, full)
            for one, before, at in clauses_at
        ]
        strip = more = ""
        if not full:
            printed = part["agreement"].eq(PRINTED).tolist()
            more = _more([r for r, kept in zip(rows, printed, strict=True) if not kept], part, words)
            rows = [r for r, kept in zip(rows, printed, strict=True) if kept]
            strip = _strip(part, found["words"].max())
        limit = words[f"{side}_limit" if full else f"{side}_short"].format(n=len(part))
        last = len(china)
        absent = f'<p class="tt-absent" style="--a:{last};--z:{last + 1}">{esc(words["absent"])}</p>' * (side == "kr")
        shown = f'<ol role="list" aria-label="{esc(words[side])}">{"".join(rows)}</ol>{absent}'
        name, told = f"<b>{esc(words[side])}</b>", f"<span>{esc(limit)}</span>"
        if full:
            inside = f'<p class="tt-head">{name} {told}</p>{shown}'
        else:
            inside = f'<div class="tt-sheet"><p class="tt-head">{name} {told}</p>{strip}{shown}</div>{more}'
        columns.append(f'<div class="tt-side tt-{side}">{inside}</div>')
    bus = _bus(china, korea) if full else ""
    bar = _languages() if full else ""
    return Html(
        f'<div class="tt tt-{"full" if full else "short"}"{"" if lang == "en" else f" lang={lang!r}"}>{bar}'
        f'<div class="tt-grid">{"".join(columns)}{bus}</div></div>'
    )


def _strip(part: pd.DataFrame, most: int) -> str:
    """A line per clause in the order of the text, as long as its words; the claim of agreement is printed instead."""
    lines = "".join(f'<i style="--w:{int(one.words)}"></i>' for one in part.itertuples() if one.agreement != PRINTED)
    return f'<div class="tt-strip" aria-hidden="true" style="--all:{int(most)}">{lines}</div>'


def _more(rows: list[str], part: pd.DataFrame, words: dict) -> str:
    """The clauses that are not printed, folded behind how many there are on each topic, or what they ask for."""
    asked = part.loc[part["agreement"] == "we_requested", "topic"].astype(str)
    if len(asked):
        if tuple(asked) != ASKED:
            raise ValueError(f"the account is said to ask for {', '.join(ASKED)}; it asks for {', '.join(asked)}")
        head = words["requests"].format(n=len(rows))
    else:
        topics = part.loc[part["agreement"] != PRINTED, "topic"].astype(str).value_counts(sort=True)
        told = words["comma"].join(f"{words[one]}\u00a0{count}" for one, count in topics.items())
        head = words["others"].format(n=len(rows), topics=told)
    return f'<details class="tt-more"><summary>{esc(head)}</summary><ol role="list">{"".join(rows)}</ol></details>'


def _places(count: int, rows: int) -> list[tuple[int, int]]:
    """Grid rows (first, past the last) of the shorter account: spread over all rows but that of the last clause."""
    edges = [1 + round(i * (rows - 1) / count) for i in range(count + 1)]
    return list(pairwise(edges))


def _bus(china: pd.DataFrame, korea: pd.DataFrame) -> str:
    """The upright line that joins the clauses on a topic which both accounts have."""
    left = [i + 1 for i, partners in enumerate(china["partners"]) if partners]
    places = _places(len(korea), len(china))
    right = [at for (at, _), partners in zip(places, korea["partners"], strict=True) if partners]
    if not left:
        return ""
    ends = f"--a:{min(left + right)};--z:{max(left + right)}"
    return f'<i class="tt-bus" aria-hidden="true" style="{ends}"></i>'


def _languages() -> str:
    """Radio buttons for the language of the clauses; `:has()` in the style sheet does the rest."""
    buttons = "".join(
        f'<label><input type="radio" name="tt-lang" value="{key}"{" checked" if key == "en" else ""}> '
        f"{tagged(name, code)}</label>"
        for key, (name, code) in CHOICES.items()
    )
    return f'<fieldset class="tt-langs" data-keep="words"><legend>Words of the clauses in</legend>{buttons}</fieldset>'


def _row(one: tuple, said: pd.DataFrame, words: dict, side: str, opens: bool, at: tuple, lang: str, full: bool) -> str:
    """One clause as an item of its account: the kind where it changes, number, words or bar, topic and partners."""
    number, other = int(one.clause_no), "kr" if side == "cn" else "cn"
    kind = f'<span class="tt-kind">{esc(words[one.agreement])}</span>' if opens else ""
    about = esc(words[one.topic])
    if full and one.partners:
        numbers = esc(words[f"to_{other}"].format(n=", ".join(map(str, one.partners))))
        about += f' <a href="#tt-{other}-{one.partners[0]}">{numbers}</a>'
    if full:
        inside = _every_wording(said)
    else:
        text, code, origin, by = said.loc[lang, ["text", "lang", "kind", "by"]]
        credit = "" if lang == "en" else words["ours"] if origin == "ours" else _called(by, lang)
        if one.agreement == PRINTED:
            credit = words["comma"].join(filter(None, (credit, words["doubt"])))
        credit = f' <span class="tt-badge">{esc(credit)}</span>' if credit else ""
        inside = f'<span class="tt-w">{tagged(text, code)}{credit}</span>'
    classes = f"tt-row k-{one.agreement}" + " tt-first" * opens + " tt-met" * bool(one.partners)
    anchor = f' id="tt-{side}-{number}" data-key="{side}-{one.agreement}"' if full else ""
    return (
        f'<li class="{classes}" data-t="{one.topic}"{anchor} style="--a:{at[0]};--z:{at[1]}">{kind}'
        f'<span class="tt-no">{number}</span><span class="tt-text">{inside}</span>'
        f'<span class="tt-about">{about}</span></li>'
    )


def _called(by: str, lang: str) -> str:
    """Who renders a clause, by the names that they give themselves in a language, where the tables have them."""
    known = cite.names(lang)
    return "\u00b7".join(known.get(one, one) for one in by.split(" and "))


def _every_wording(said: pd.DataFrame) -> str:
    """The clause in each language of the bar, each with where its words come from."""
    parts = []
    for key in _order(said):
        one = said.loc[key]
        by = f", {one['by']}" if one["by"] and one["kind"] != "ours" else ""
        badge = f'<span class="tt-badge b-{one["kind"]}">{esc(BADGES[one["kind"]] + by)}</span>'
        original = " tt-or" * (key == _original(said))
        parts.append(f'<span class="tt-w tt-{key}{original}">{tagged(one["text"], one["lang"])} {badge}</span>')
    return "".join(parts)


def _order(said: pd.DataFrame) -> list[str]:
    """Languages of a clause, the original first, so that it stands over its translation."""
    first = _original(said)
    return [first, *(key for key in said.index if key != first)]


def _original(said: pd.DataFrame) -> str:
    """The language in which the ministry itself is quoted; English where it is in none."""
    quoted = said.index[said["kind"] == "press_quote"]
    return quoted[0] if len(quoted) else "en"
