"""Coding scheme and measures for readouts: who says what about the same meeting.

Within one readout the unit is the clause: one finite statement, with one topic and one kind of claim. Across meetings
the unit is the pair: one topic of one meeting, as each of the two accounts has it. The scheme is descriptive content
analysis (Krippendorff, *Content Analysis*, 4th ed., 2018): codes are assigned to text spans, every span is shown, and a
second coder can repeat the work.

A code that is missing means that the text was not seen. It never turns into a *no*.
"""

from __future__ import annotations

import pandas as pd

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
#: language of each side of the meeting.
NATIVE = {"S01": "zh", "S02": "ko"}
#: where a wording comes from, the nearest to the ministry's own words first (field `kind` of `clause_renderings`).
KINDS = ("press_quote", "agency", "ours", "report")


def english(rows: pd.DataFrame) -> pd.Series:
    """Words of each row in English: the quotation where it is English, its translation elsewhere.

    Args:
        rows: `lang`, `quote`, `translation`.
    """
    return rows["translation"].where(rows["lang"].astype("str") != "en", rows["quote"])


def matched(clauses: pd.DataFrame) -> pd.DataFrame:
    """Clauses with their length and the clauses of the other statement that are on the same topic.

    Args:
        clauses: rows of `statement_clauses` of two statements.

    Returns:
        `clauses` by statement and number, with `text` (English), `words` (of that text) and `partners` (numbers of the
        other statement's clauses on the topic, a list; empty where it has none).

    Raises:
        ValueError: there are not two statements, or a clause has a topic or a kind of claim outside the scheme.
    """
    found = clauses.sort_values(["statement_id", "clause_no"]).astype({"topic": "str", "agreement": "str"})
    ids = found["statement_id"].unique()
    if len(ids) != 2 or not found["topic"].isin(TOPICS).all() or not found["agreement"].isin(CLAIMS).all():
        raise ValueError("two statements are needed, coded by the scheme")
    text = english(found)
    numbers = found.groupby(["statement_id", "topic"])["clause_no"].agg(list)
    other = dict(zip(ids, ids[::-1], strict=True))
    keys = [(other[one.statement_id], one.topic) for one in found.itertuples()]
    return found.assign(text=text, words=text.str.split().str.len(), partners=[numbers.get(key, []) for key in keys])


def silences(cells: pd.DataFrame, meeting: str) -> dict[tuple[str, str], str]:
    """The silences of one meeting's accounts that are known, since a text was seen whole or an outlet states them.

    Args:
        cells: rows of `readout_topics`.
        meeting: its id.

    Returns:
        (country id, topic) -> how the silence is known (a value of the field `basis`). What is not in it may be a
        silence or a part of the text that was not seen.
    """
    mine = cells[(cells["meeting_id"] == meeting) & cells["mentions"].eq(False).fillna(False)]
    named = mine.astype(dict.fromkeys(("country_id", "topic", "basis"), "str"))
    return {(one.country_id, one.topic): one.basis for one in named.itertuples()}


def wordings(clauses: pd.DataFrame, renderings: pd.DataFrame) -> pd.DataFrame:
    """The wording of every clause in English, Korean and Chinese, the one nearest to the ministry's own where several.

    Args:
        clauses: rows of `statement_clauses` of the statements in `NATIVE`.
        renderings: rows of `clause_renderings`.

    Returns:
        DataFrame indexed by `statement_id`, `clause_no` and `shown` (the language asked for): `text`, `lang` (of the
        text), `kind` (of `KINDS`, or `missing`: no wording was seen, so the English stands in) and `by` (outlet, or
        empty).
    """
    rows = []
    for one in clauses.itertuples():
        said = "press_quote" if one.lang == NATIVE[one.statement_id] else "agency"
        known = [(str(one.lang), one.quote, said, "")]
        if pd.notna(one.translation):
            known.append(("en", one.translation, "ours", ""))
        more = renderings[
            (renderings["statement_id"] == one.statement_id) & (renderings["clause_no"] == one.clause_no)
        ].astype({"lang": "str", "kind": "str"})
        known += list(more[["lang", "text", "kind", "rendered_by"]].itertuples(index=False, name=None))
        best: dict[str, tuple[str, str, str, str]] = {}
        for lang, text, kind, by in sorted(known, key=lambda found: KINDS.index(found[2])):
            best.setdefault(lang, (text, lang, kind, by))
        fallback = (*best["en"][:2], "missing", "")
        for shown in ("en", "ko", "zh"):
            rows.append((one.statement_id, one.clause_no, shown, *best.get(shown, fallback)))
    frame = pd.DataFrame(rows, columns=["statement_id", "clause_no", "shown", "text", "lang", "kind", "by"])
    return frame.set_index(["statement_id", "clause_no", "shown"])
