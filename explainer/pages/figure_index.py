"""The index of all figures, and still copies of figures on other pages."""

from __future__ import annotations

import pandas as pd

from explainer import address, paths
from explainer.evidence.trace import book_manifest, record
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


def copy_of(figure_id: str) -> Html:
    """A still copy of another chapter's figure, with a link to the live one; for the cover.

    Raises:
        KeyError: no chapter of this build has a figure of that id.
    """
    pages = book_manifest()
    if not pages:
        return Html(f'<p class="xf-note">In the book, a copy of the figure {esc(figure_id)} stands here.</p>')
    for page, found in pages.items():
        for f in found["figures"]:
            if f["id"] == figure_id:
                copy = paths.BUILD / f["copy"]
                for path in (copy, copy.with_name(f"{figure_id}.meta.json")):
                    record({"file": path.relative_to(paths.ROOT).as_posix()})
                pictures = copy.read_text(encoding="utf-8")
                subtitle = f'<span class="xf-subtitle">{esc(f["subtitle"])}</span>' if f["subtitle"] else ""
                return Html(
                    f'<figure class="xf xf-copy" id="cover-{esc(figure_id)}"><figcaption><span class="xf-title">'
                    f'{esc(f["title"])}</span>{subtitle}</figcaption><div class="xf-picture" role="img" '
                    f'aria-label="{esc(f["alt"])}">{pictures}</div><div class="xf-foot">'
                    f'<p class="xf-source">{esc(f["source"])}</p><p class="xf-links">'
                    f'<a href="{esc(address.page(page, figure_id))}">Data, sources and the live chart in: '
                    f"{esc(found['title'])}</a></p></div></figure>"
                )
    raise KeyError(f"no figure '{figure_id}' in the book")
