"""Words set against words: one ministry to three capitals, the article and the texts, a reader and the codes."""

from __future__ import annotations

import pandas as pd

from chips.palette import COUNTRIES, in_sentence
from chips.statements.readouts import CLAIMS, TOPICS, english
from chips.statements.readouts_html import marked, translated
from explainer import address
from explainer.pages.html import Html, esc

#: kind of claim -> words of its button, the shortest that still tell the five apart.
BUTTONS = {
    "both_agreed": "both agreed",
    "we_requested": "asks",
    "we_stated": "own position",
    "they_stated": "speaks for the other",
    "none": "views exchanged",
}


def to_each(said: pd.DataFrame) -> Html:
    """One card per sentence, in the order of the calendar, under the color of the country that it is addressed to.

    Args:
        said: what `pairs.on_chips` returns.
    """
    cards = []
    for one in said.itertuples():
        other = f'<p class="tr">{translated(one.translation)}</p>' if pd.notna(one.translation) else ""
        claim = "claims an agreement" if one.claims_agreement is True else "claims no agreement"
        mark = " agreed" if one.claims_agreement is True else ""
        cards.append(
            f'<div class="quote {one.side_b}"><p class="meta">{one.date:%-d %B %Y}, {esc(one.place)}. To '
            f"{esc(in_sentence(one.side_b))}</p><blockquote>{marked(one.quote, one.lang)}</blockquote>{other}"
            f'<p><span class="tag{mark}">{claim}</span></p></div>'
        )
    return Html(f'<div class="card-row quotes">{"".join(cards)}</div>')


def both_one_none(found: pd.DataFrame, sides: dict[str, str], known: dict[tuple[str, str], str], open_: str) -> Html:
    """Topics by who has them, one column each: both accounts, one alone, and what neither settles.

    A topic that the other account was not seen whole on stands under a heading that says so.

    Args:
        found: what `readouts.matched` returns.
        sides: statement id -> country id.
        known: what `readouts.silences` returns.
        open_: what neither settles, as html.
    """
    have = found.groupby("topic")["statement_id"].agg(set)
    shared = [TOPICS[topic] for topic in TOPICS if len(have.get(topic, ())) == len(sides)]
    cards = [f'<div class="quote">{_listed("In both", shared)}</div>']
    for statement, country in sides.items():
        (other,) = set(sides.values()) - {country}
        mine = [topic for topic in TOPICS if have.get(topic) == {statement}]
        stated = f" (outlets state {COUNTRIES[other]}’s silence)"
        alone = [TOPICS[t] + stated * (known[other, t] == "press_says_absent") for t in mine if (other, t) in known]
        open_to = [TOPICS[topic] for topic in mine if (other, topic) not in known]
        told = _listed(f"Only in {COUNTRIES[country]}’s", alone)
        told += _listed(f"In {COUNTRIES[country]}’s; {COUNTRIES[other]}’s full text not seen", open_to)
        cards.append(f'<div class="quote {country}">{told}</div>')
    cards.append(f'<div class="quote open"><p><b>Settled by neither</b></p>{open_}</div>')
    return Html(f'<div class="card-row quotes">{"".join(cards)}</div>')


def _listed(head: str, items: list[str]) -> str:
    """A heading and a list under it, or nothing where the list is empty."""
    rows = "".join(f"<li>{esc(item)}</li>" for item in items)
    return f"<p><b>{esc(head)}</b></p><ul>{rows}</ul>" if items else ""


def departures(claims: pd.DataFrame) -> Html:
    """The article's words beside those of the texts, one pair of cards per departure.

    Args:
        claims: rows of `claims` with an `article_error`, indexed by id; what the evidence does not bear out is struck.
    """
    rows = []
    for claim, one in claims.iterrows():
        words = esc(one["claim"])
        struck = f"<s>{words}</s>" if str(one["verdict_dossier"]) != "supported" else words
        link = f'<a href="{esc(address.page("verdict/claims", f"claim-{claim.lower()}"))}">{claim}</a>'
        rows.append(
            f'<div class="turn"><div><p class="meta">The article, paragraph {one["paragraph_no"]} ({link})</p>'
            f'<p>{struck}</p></div><div><p class="meta">The texts</p><p>{esc(one["evidence"])}.</p>'
            f'<p class="tr">{esc(one["article_error"])}.</p></div></div>'
        )
    return Html(f'<div class="turns">{"".join(rows)}</div>')


def code_it(clauses: pd.DataFrame, picked: list[tuple[str, int]]) -> Html:
    """Clauses to be coded by the reader, who then sees the book's code; it works without a script and keeps nothing.

    Args:
        clauses: rows of `statement_clauses`.
        picked: statement and number of each clause.
    """
    text = clauses.assign(text=english(clauses)).astype({"agreement": "str"}).set_index(["statement_id", "clause_no"])
    parts = []
    for number, key in enumerate(picked, 1):
        one = text.loc[key]
        buttons = "".join(
            f'<label><input type="radio" name="code-{number}"{" data-same" if kind == one["agreement"] else ""}> '
            f"{esc(words)}</label>"
            for kind, words in BUTTONS.items()
        )
        parts.append(
            f'<fieldset class="code"><legend>“{esc(one["text"])}”</legend>{buttons}'
            f'<p class="ours">The book: the text {esc(CLAIMS[one["agreement"]])}.</p></fieldset>'
        )
    count = len(picked)
    return Html(
        f'<div class="codes">{"".join(parts)}'
        f'<p class="score">You and the book agree on <span class="same"></span> of {count}.</p></div>'
    )
