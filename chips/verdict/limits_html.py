"""Open questions as a table."""

from __future__ import annotations

import pandas as pd

from chips.verdict import ledger_html
from explainer import address
from explainer.evidence import cite, tables
from explainer.evidence.tables import Load
from explainer.pages.html import Html, esc, table


def questions_table(load: Load = tables.load) -> Html:
    """The open questions in rank order, each with its claims, chapter and sources."""
    found = load("open_questions").sort_values("rank")
    shown = pd.DataFrame(
        {
            "Rank": found["rank"].astype("int64"),
            "Question": [Html(f'<b data-entry="Question">{esc(q)}</b>') for q in found["question"]],
            "Why it matters": found["why_it_matters"],
            "What would answer it": found["data_needed"],
            "Who holds it": found["who_holds_it"],
            "Claims": [Html(", ".join(map(ledger_html.link, cite.ids([cell])))) for cell in found["claim_ids"]],
            "Where": [
                Html(f'<a href="{esc(address.page(p))}">chapter</a>; {ledger_html.sources_of(s)}')
                for p, s in zip(found["page"], found["source_id"], strict=True)
            ],
        }
    )
    ids = [f"question-{rank}" for rank in found["rank"]]
    return table(shown, "Open questions, the weightiest first", stack=True, row_ids=ids, row_header=False)
