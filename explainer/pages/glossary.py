"""The terms of the book as a list with anchors."""

from __future__ import annotations

import pandas as pd

from explainer import settings
from explainer.evidence import tables
from explainer.evidence.tables import Load
from explainer.pages.html import Html, esc


def glossary(load: Load = tables.load) -> Html:
    """The terms of the book as a definition list with anchors `term-...`."""
    items = []
    for row in load("glossary").to_dict("records"):
        names = [
            f'<span lang="{code}">{esc(row[f"name_{code}"])}</span>'
            for code in settings.book().languages
            if not pd.isna(row.get(f"name_{code}"))
        ]
        also = f' <span class="meta">{" · ".join(names)}</span>' if names else ""
        items.append(
            f'<dt id="term-{esc(row["term_id"])}" data-entry="Term">{esc(row["term"])}{also}</dt>'
            f"<dd>{esc(row['definition'])}.</dd>"
        )
    return Html(f'<dl class="gloss">{"".join(items)}</dl>')
