"""Rulings on claims: each is worked out from the data and compared with the one that a reader wrote down."""

from __future__ import annotations

from functools import partial

import pandas as pd

from explainer.evidence import tables, trace
from explainer.evidence.tables import Load
from explainer.pages.html import Html, table
from leap import seconds


def more_often(load: Load) -> str:
    """C01: `true` if the mean wait for a leap second is shorter in the second half of all waits."""
    early, late = seconds.halves(seconds.waits(load("leap_seconds")))
    return "true" if late < early else "false"


RULES = {"C01": more_often}


def shown() -> dict[str, str]:
    """The ruling on each claim, by claim id."""
    load = partial(tables.load, record=False)
    return {one: rule(load) for one, rule in RULES.items()}


def claims_table() -> Html:
    """The claims with their rulings; the page is made again when one of them turns."""
    claims, found = tables.load("claims"), shown()
    for one in claims["claim_id"]:
        trace.depends("leap.ledger:shown", one, tables=["leap_seconds"])
    rows = pd.DataFrame(
        {
            "Claim": claims["claim_id"],
            "In words": claims["claim"],
            "By the data": claims["claim_id"].map(found),
            "By a reader": claims["verdict"].astype("str"),
        }
    )
    return table(rows, "Claims and what the data say of them", stack=True)
