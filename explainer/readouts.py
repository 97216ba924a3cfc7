"""Coding scheme and measures for readouts: who says what about the same meeting.

The unit is the clause: one finite statement of a readout. Each clause has one topic and one kind of claim. The scheme
is descriptive content analysis (Krippendorff, *Content Analysis*, 4th ed., 2018): codes are assigned to text spans,
every span is shown, and a second coder can repeat the work.
"""

from __future__ import annotations

import pandas as pd

from explainer import cite
from explainer.html import Html, esc, tagged

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
LANGUAGES = {"zh": "Chinese", "ko": "Korean", "en": "English", "ja": "Japanese"}


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
    english = clauses["translation"].where(clauses["lang"].astype("str") != "en", clauses["quote"])
    weight = english.str.split().str.len() if by == "words" else pd.Series(1, index=clauses.index)
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
                    "confidence": "reported" if (part["confidence"].astype("str") == "reported").any() else "primary",
                }
            )
    return pd.DataFrame(rows)


def side_by_side(
    clauses: pd.DataFrame, renderings: pd.DataFrame, sides: dict[str, tuple[str, str]], absent: str = "the text seen"
) -> Html:
    """Two readouts aligned by topic, every clause in full with its original wording, translation and code.

    Args:
        clauses: rows of `statement_clauses`.
        renderings: rows of `clause_renderings` (other wordings of the same clauses), shown under the clause.
        sides: statement id -> (actor id for the color, heading).
        absent: what a missing topic is missing from.

    Returns:
        Html: one section per topic, one column per side; a topic that only one side has is marked in words.
    """
    whole = clauses.groupby("statement_id", observed=True)["clause_no"].count()
    sections = []
    for topic, label in TOPICS.items():
        columns, have = [], []
        for statement, (actor, heading) in sides.items():
            mine = clauses[(clauses["statement_id"] == statement) & (clauses["topic"].astype("str") == topic)]
            have.append(not mine.empty)
            inside = "".join(
                _clause(row, renderings, int(whole[statement])) for _, row in mine.sort_values("clause_no").iterrows()
            )
            if mine.empty:
                inside = f'<p class="gap">Nothing on this topic in {esc(absent)}.</p>'
            kind = actor + ("" if not mine.empty else " absent")
            columns.append(f'<div class="ro-side {kind}"><p class="who">{esc(heading)}</p>{inside}</div>')
        note = "" if all(have) else '<span class="tag">one side only</span>'
        sections.append(
            f'<section class="ro-topic" aria-label="{esc(label)}"><h3>{esc(label)} {note}</h3>'
            f'<div class="ro-pair">{"".join(columns)}</div></section>'
        )
    return Html(f'<div class="ro">{"".join(sections)}</div>')


def _clause(row: pd.Series, renderings: pd.DataFrame, total: int) -> str:
    lang = str(row["lang"])
    claim = str(row["agreement"])
    shade = {"both_agreed": "agreed", "we_requested": "requested"}.get(claim, "")
    parts = [f"<p>{tagged(row['quote'], lang)}</p>"]
    if lang != "en":
        parts.append(f'<p class="tr">{esc(row["translation"])}</p>')
    more = renderings[
        (renderings["statement_id"] == row["statement_id"]) & (renderings["clause_no"] == row["clause_no"])
    ]
    for _, other in more.iterrows():
        code = str(other["lang"])
        parts.append(
            f'<p class="tr">{tagged(other["text"], code)} <span class="meta">({LANGUAGES.get(code, code)}, '
            f"{esc(other['rendered_by'])}){'. ' if pd.notna(other['note']) else ''}{esc(other['note'])}</span></p>"
        )
    parts.append(
        f'<p class="meta">Clause {int(row["clause_no"])} of {total} · {esc(row["speaker"])} · '
        f'<span class="tag {shade}">{esc(CLAIMS[claim])}</span></p>'
    )
    return f'<div class="ro-clause">{"".join(parts)}</div>'
