"""Events as rows of a table to read: what happened, the legal reference, links to the sources."""

from __future__ import annotations

import pandas as pd

from chips.war import moves
from explainer import address
from explainer.evidence import cite
from explainer.pages.html import Html, esc


def event(row: pd.Series) -> Html:
    """Title, summary, legal reference and sources of one row of `events`, and whether the document itself was seen."""
    law = "" if pd.isna(row["legal_reference"]) else f" <em>{esc(row['legal_reference'])}.</em>"
    refs = ", ".join(
        f'<a href="{esc(address.source(i))}">source{f" {k}" if k else ""}</a>'
        for k, i in enumerate(cite.ids([row["source_id"]]))
    )
    seen = "document seen" if str(row["confidence"]) == "primary" else "as reported"
    return Html(f"<b>{esc(row['title'])}.</b> {esc(row['summary'])}{law} {refs} ({seen})")


def every_event(events: pd.DataFrame) -> pd.DataFrame:
    """All events as rows to print: `Date`, `Actor`, `Instrument`, `Stage`, `Direction`, `Status`, `Event` (html).

    Args:
        events: rows of the table `events`, in the order wanted.
    """
    dated = zip(events["date"], events["date_precision"].astype("str"), strict=True)
    return pd.DataFrame(
        {
            "Date": [f"{day:%Y-%m}" if known == "month" else f"{day:%Y-%m-%d}" for day, known in dated],
            "Actor": events["actor"].astype("str").map(moves.who),
            "Instrument": events["instrument"].astype("str").map(moves.INSTRUMENTS),
            "Stage": events["stage_of_chain"].astype("str").map(moves.STAGES),
            "Direction": events["direction"].astype("str"),
            "Status": events["status"].astype("str").map(moves.STATUS),
            "Event": [event(row) for _, row in events.iterrows()],
        }
    )
