"""The index of all figures."""

from __future__ import annotations

import pandas as pd

from explainer import address
from explainer.evidence.trace import book_manifest
from explainer.pages.html import Html, esc, table


def figure_index() -> Html:
    """All figures of the book with their message, in the order of reading."""
    rows = [
        {
            "Picture": Html(
                f'<a href="{address.file("figures", esc(f["id"]))}/index.html" aria-label="On a page of its own: '
                f'{esc(f["title"])}"><img src="{address.file("thumbs", esc(f["id"]))}.svg" alt="" width="290" '
                'height="180" loading="lazy" class="thumb"></a>'
            ),
            "Figure": Html(
                f'<a href="{esc(address.page(page, f["id"]))}">{esc(f["title"])}</a> '
                f'<span class="xf-subtitle">{esc(f["subtitle"])}</span>'
            ),
            "Chapter": Html(f'<a href="{esc(address.page(page))}">{esc(found["title"])}</a>'),
            "Sources": len(f["source_ids"]),
        }
        for page, found in book_manifest().items()
        for f in found["figures"]
    ]
    frame = pd.DataFrame(rows, columns=["Picture", "Figure", "Chapter", "Sources"])
    return table(frame, "Figures of the book", sortable=True, row_header=False, stack=True)
