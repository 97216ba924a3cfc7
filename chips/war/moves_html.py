"""Moves as cards to read: what happened, the legal reference, links to the sources."""

from __future__ import annotations

import pandas as pd

from chips.war import moves
from explainer import address
from explainer.evidence import cite
from explainer.figures.cards import Card
from explainer.pages.html import Html, esc

#: direction -> its sign and word.
EFFECT = {"tightening": "\u2191 tightens", "easing": "\u2193 eases", "neutral": "neither"}


def event(row: pd.Series) -> Html:
    """Summary, legal reference and sources of one row of `events`, and whether the document itself was seen."""
    law = "" if pd.isna(row["legal_reference"]) else f" <em>{esc(row['legal_reference'])}.</em>"
    refs = ", ".join(
        f'<a href="{esc(address.source(i))}">source{f" {k}" if k else ""}</a>'
        for k, i in enumerate(cite.ids([row["source_id"]]))
    )
    seen = "document seen" if str(row["confidence"]) == "primary" else "as reported"
    return Html(f"{esc(row['summary'])}{law} {refs} ({seen})")


def cards(events: pd.DataFrame) -> list[Card]:
    """All events as cards by year: date, actor, direction, instrument, stage, and the status where it is not done.

    Args:
        events: rows of the table `events`, in the order wanted.
    """
    return [_card(row) for _, row in events.iterrows()]


def _card(row: pd.Series) -> Card:
    actor, instrument, stage = (str(row[c]) for c in ("actor", "instrument", "stage_of_chain"))
    form = "%b %Y" if str(row["date_precision"]) == "month" else "%-d %b %Y"
    done = str(row["status"]) == "issued_or_done"
    meta = [
        Html(f'<span class="nb">{row["date"]:{form}}</span>'),
        Html(f'<b class="who">{esc(moves.who(actor))}</b>'),
        EFFECT[str(row["direction"])],
        moves.INSTRUMENTS[instrument],
        *([] if stage == "none" else [moves.STAGES[stage]]),
        *([] if done else [moves.STATUS[str(row["status"])]]),
    ]
    return Card(
        id="event-" + row["event_id"],
        group=str(row["date"].year),
        meta=meta,
        title=row["title"],
        body=event(row),
        facets={"actor": actor, "instrument": instrument, "stage": stage},
        color="other" if actor == "company" else actor,
    )
