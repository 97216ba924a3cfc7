"""Coding scheme and measures for readouts: who says what about the same meeting.

Within one readout the unit is the clause: one finite statement, with one topic and one kind of claim. Across meetings
the unit is the pair: one topic of one meeting, as each of the two accounts has it. The scheme is descriptive content
analysis (Krippendorff, *Content Analysis*, 4th ed., 2018): codes are assigned to text spans, every span is shown, and a
second coder can repeat the work.

A code that is missing means that the text was not seen. It never turns into a *no*.
"""

from __future__ import annotations

import pandas as pd

from explainer.evidence import cite

TOPICS: dict[str, str] = {
    "semiconductors": "Semiconductors",
    "supply_chain_general": "Supply chain in general",
    "raw_materials": "Raw materials and parts",
    "business_environment": "Business environment",
    "bilateral": "Bilateral trade and investment",
    "multilateral": "Regional and multilateral",
}
CLAIMS: dict[str, str] = {
    "both_agreed": "claims that both sides agreed",
    "we_requested": "asks the other side for something",
    "we_stated": "states its own position",
    "they_stated": "gives words to the other side",
    "none": "reports an exchange of views",
}
#: letter of each kind of claim, for rows of clauses.
LETTERS = {"both_agreed": "A", "we_requested": "R", "we_stated": "P", "they_stated": "W", "none": "V"}


def english(rows: pd.DataFrame) -> pd.Series:
    """Words of each row in English: the quotation where it is English, its translation elsewhere.

    Args:
        rows: `lang`, `quote`, `translation`.
    """
    return rows["translation"].where(rows["lang"].astype("str") != "en", rows["quote"])


def topic_shares(clauses: pd.DataFrame, by: str = "clauses") -> pd.DataFrame:
    """Share of each readout given to each topic.

    Args:
        clauses: rows of `statement_clauses` of one or more statements.
        by: `"clauses"` counts clauses, `"words"` counts words of the English text or translation.

    Returns:
        DataFrame with one row per statement and topic of `TOPICS`, also where the readout is silent:
        `statement_id`, `topic`, `count` (clauses or words), `total`, `share_pct` (0 to 100), `source_id`,
        `confidence`. Shares of one statement add up to 100.

    Raises:
        ValueError: unknown `by`, or a clause has a topic outside `TOPICS`.
    """
    if by not in ("clauses", "words"):
        raise ValueError(f"by must be 'clauses' or 'words', not '{by}'")
    outside = set(clauses["topic"].astype("str")) - set(TOPICS)
    if outside:
        raise ValueError(f"topics outside the scheme: {', '.join(sorted(outside))}")
    weight = english(clauses).str.split().str.len() if by == "words" else pd.Series(1, index=clauses.index)
    rows = []
    for statement, part in clauses.groupby("statement_id", sort=False, observed=True):
        total = int(weight[part.index].sum())
        for topic in TOPICS:
            chosen = part[part["topic"].astype("str") == topic]
            count = int(weight[chosen.index].sum())
            rows.append(
                {
                    "statement_id": statement,
                    "topic": topic,
                    "count": count,
                    "total": total,
                    "share_pct": 100 * count / total,
                    # silence rests on the whole text, so it cites what the whole text rests on
                    "source_id": cite.join((chosen if count else part)["source_id"]),
                    "confidence": cite.weakest(part["confidence"]),
                }
            )
    return pd.DataFrame(rows)


def named_alone(shares: pd.DataFrame) -> dict[str, list[str]]:
    """The topics that one readout takes up and the other does not.

    Args:
        shares: rows of `topic_shares` of two statements, with `side`.

    Returns:
        Side -> topics, in the order of `TOPICS`.
    """
    count = shares.pivot(index="topic", columns="side", values="count").reindex(list(TOPICS))
    silent = (count == 0).sum(axis=1) > 0
    return {side: count.index[silent & (count[side] > 0)].tolist() for side in count}


def in_order(clauses: pd.DataFrame, sides: dict[str, str]) -> pd.DataFrame:
    """Clauses with what a row of cells shows of them.

    Args:
        clauses: rows of `statement_clauses`.
        sides: statement id -> name of the side.

    Returns:
        `clauses` with `side`, `letter` (of `LETTERS`), `claim` (letter and kind of claim in words), `text` (English),
        `chips` (True: on semiconductors) and `subject` (the topic in words).
    """
    kind = clauses["agreement"].astype("str")
    return clauses.assign(
        side=clauses["statement_id"].map(sides),
        letter=kind.map(LETTERS),
        claim=kind.map({key: f"{LETTERS[key]}: {words}" for key, words in CLAIMS.items()}),
        text=english(clauses),
        chips=clauses["topic"] == "semiconductors",
        subject=clauses["topic"].astype("str").map(TOPICS),
    )
