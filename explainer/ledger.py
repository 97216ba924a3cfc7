"""The claims of the article: links from chapters to the ledger, and verdicts."""

from __future__ import annotations

import os

import pandas as pd

from explainer import data, paths
from explainer.html import Html, esc, table

LEDGER = "verdict/claims"


def link(claim_id: str) -> Html:
    """A link to a claim's entry in the ledger, from any page; the bare id while the book has no ledger."""
    if not (paths.CHAPTERS / f"{LEDGER}.md").exists():
        return Html(esc(claim_id))
    root = "../" * os.environ.get("EXPLAINER_CHAPTER", "x/y").count("/")
    return Html(f'<a href="{root}{LEDGER}.html#claim-{claim_id.lower()}">{esc(claim_id)}</a>')


def claims_table(wanted: list[str]) -> Html:
    """The claims that a chapter bears on, in the order given, each linked to the ledger.

    Raises:
        KeyError: a claim id is not in `claims`.
    """
    claims = data.load("claims").set_index("claim_id")
    unknown = [one for one in wanted if one not in claims.index]
    if unknown:
        raise KeyError(f"no such claim: {', '.join(unknown)}")
    picked = claims.loc[wanted]
    frame = pd.DataFrame(
        {
            "Claim": [link(one) for one in picked.index],
            "In our words": picked["claim"].to_numpy(),
            "Verdict": picked["verdict_dossier"].astype("str").to_numpy(),
        }
    )
    return table(frame, "Claims of the article that this chapter bears on, with the verdict so far", stack=True)
