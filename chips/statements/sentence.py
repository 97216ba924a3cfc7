"""One sentence and how far it goes: its renderings cut into slots, and the rung of agreement of each account."""

from __future__ import annotations

import pandas as pd

#: slots of the sentence in the order of the columns.
SLOTS = {"who": "who", "how": "how", "verb": "does what", "act": "to do what", "what": "with what", "about": "on what"}
#: what stands between two slots of a rendering.
JOINT = {"en": " ", "ko": " ", "zh": ""}
#: rungs of agreement, from the ground up.
RUNGS = {
    "not_mentioned": "chips not mentioned",
    "asked": "China asked; no answer told",
    "contacts": "contacts needed, over all industries",
    "in_principle": "agreed in principle",
    "agreed": "agreed",
    "unanimously": "agreed unanimously",
}


def joined(slots: pd.DataFrame) -> pd.Series:
    """The renderings that the slots were cut from, indexed by `rendered_by`.

    Args:
        slots: rows of `clause_slots` of one clause.
    """
    rows = slots.sort_values("place").astype({"lang": "str"})
    return rows.groupby("rendered_by", sort=False).apply(
        lambda part: JOINT[part["lang"].iloc[0]].join(part["text"]), include_groups=False
    )


def grid(slots: pd.DataFrame) -> pd.DataFrame:
    """One row per rendering and one column per slot of `SLOTS`; a slot that a rendering lacks is missing."""
    order = slots["rendered_by"].drop_duplicates()
    wide = slots.astype({"slot": "str"}).pivot(index="rendered_by", columns="slot", values="text")
    return wide.reindex(index=order, columns=list(SLOTS))


def lone(wide: pd.DataFrame) -> tuple[str, str]:
    """The one cell that no other rendering has a word for: (rendering, slot).

    Raises:
        ValueError: there is not exactly one such cell.
    """
    found = [(wide[slot].first_valid_index(), slot) for slot in wide if wide[slot].notna().sum() == 1]
    if len(found) != 1:
        raise ValueError(f"one slot with a word in one rendering alone was expected, not {len(found)}")
    return found[0]


def accounts(
    rungs: pd.DataFrame, statements: pd.DataFrame, clauses: pd.DataFrame, renderings: pd.DataFrame
) -> pd.DataFrame:
    """The accounts of the meeting from the ground up, with the words that put each on its rung.

    Args:
        rungs: rows of `agreement_rungs`.
        statements, clauses, renderings: rows of `statements`, `statement_clauses` and `clause_renderings`.

    Returns:
        `rungs` in the order of `RUNGS` with `date`, `issuer`, `country`, `words`, `lang` and `translation` (missing
        where the account is silent, where the words are English, and for renderings, which the note puts in English).
    """
    text = clauses.set_index(["statement_id", "clause_no"])
    other = renderings.set_index(["statement_id", "clause_no", "rendered_by"])
    told = statements.set_index("statement_id")
    rows = []
    for one in rungs.itertuples():
        said = told.loc[one.statement_id]
        row = {"date": said["date"], "issuer": said["issuer"], "country": str(said["issuer_country"])}
        if pd.notna(one.clause_no):
            key = (one.statement_id, one.clause_no)
            clause = text.loc[key]
            row |= {"words": clause["quote"], "lang": str(clause["lang"]), "translation": clause["translation"]}
            if (*key, one.rendered_by) in other.index:
                found = other.loc[(*key, one.rendered_by)]
                row |= {"words": found["text"], "lang": str(found["lang"]), "translation": pd.NA}
        rows.append(row)
    out = rungs.astype({"rung": "str"}).reset_index(drop=True).join(pd.DataFrame(rows))
    rank = out["rung"].map(list(RUNGS).index)
    return out.assign(rank=rank).sort_values("rank", kind="stable").reset_index(drop=True)
