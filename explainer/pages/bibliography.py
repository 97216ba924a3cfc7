"""The pages that are made from the book itself: bibliography with back-links, index of figures."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd

from explainer import paths
from explainer.evidence import tables
from explainer.pages.html import Html, esc, plain, table, tagged


class TooEarly(RuntimeError):
    """The other chapters of this build have not run yet; the build takes this as a request to wait."""


def book_manifest() -> dict:
    """What the other chapters made in this build: page -> title, figures (with sources), tables read.

    In a notebook outside a build there is no manifest, and the answer is empty.

    Raises:
        TooEarly: in a build, before the other chapters have run.
    """
    path = os.environ.get("EXPLAINER_MANIFEST")
    tables._record({"manifest": True})
    if not path and os.environ.get("EXPLAINER_BUILD"):
        raise TooEarly("the chapter reads what the others make, so it runs after them")
    if not path or not Path(path).is_file():
        return {}
    return json.loads(Path(path).read_text(encoding="utf-8"))


def uses(manifest: dict) -> dict[str, list[Html]]:
    """Source id -> links to the figures that draw on it and names of the tables that hold it."""
    out: dict[str, list[Html]] = {}
    for page, found in manifest.items():
        for figure in found["figures"]:
            link = Html(f'<a href="../{page}.html#{esc(figure["id"])}">{esc(figure["title"])}</a>')
            for one in figure["source_ids"]:
                out.setdefault(one, []).append(link)
    for name in tables.tables():
        if name == "sources":
            continue
        frame = tables.read_text(name)
        for column in (c for c in frame.columns if c.endswith("source_id")):
            for one in {i for cell in frame[column].unique() for i in cell.split(";") if i}:
                mark = Html(f"<code>{esc(name)}</code>")
                if mark not in out.setdefault(one, []):
                    out[one].append(mark)
    return out


def bibliography() -> Html:
    """All sources, grouped by kind, each with an anchor, its address and what rests on it."""
    frame = tables.load("sources")
    back = uses(book_manifest())
    parts = []
    for kind, group in frame.groupby("kind", observed=True):
        items = []
        for row in group.sort_values(["producer", "date_published"]).to_dict("records"):
            used = back.get(row["source_id"], [])
            date = "" if pd.isna(row["date_published"]) else f", {esc(row['date_published'])}"
            via = "" if row["publisher"] == row["producer"] else f", via {esc(row['publisher'])}"
            text = (
                f"<cite>{tagged(row['title'], row['language'])}</cite>. {esc(row['producer'])}{via}{date}. "
                f'<a href="{esc(row["url"])}" rel="external">Address</a>. '
                f'<span class="meta">Terms: {esc(row["licence"])}. Used in: {", ".join(used)}.</span>'
            )
            # how many letters tall it is, for a scroll bar that is true before the browser has laid out the list
            items.append(f'<li id="{esc(row["source_id"])}" style="--n:{len(plain(text))}">{text}</li>')
        name = str(kind).replace("_", " ").capitalize()
        parts.append(
            f'<h2 id="kind-{esc(kind)}">{esc(name)} ({len(items)})</h2><ul class="sources">{"".join(items)}</ul>'
        )
    return Html("".join(parts))


def figure_index() -> Html:
    """All figures of the book with their message, in the order of reading."""
    rows = [
        {
            "Picture": Html(
                f'<img src="../thumbs/{esc(f["id"])}.svg" alt="" width="290" height="180" loading="lazy" class="thumb">'
            ),
            "Figure": Html(
                f'<a href="../{page}.html#{esc(f["id"])}">{esc(f["title"])}</a> '
                f'<span class="xf-subtitle">{esc(f["subtitle"])}</span>'
            ),
            "Chapter": Html(f'<a href="../{page}.html">{esc(found["title"])}</a>'),
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
                pictures = (paths.BUILD / f["copy"]).read_text(encoding="utf-8")
                subtitle = f'<span class="xf-subtitle">{esc(f["subtitle"])}</span>' if f["subtitle"] else ""
                return Html(
                    f'<figure class="xf xf-copy" id="cover-{esc(figure_id)}"><figcaption><span class="xf-title">'
                    f'{esc(f["title"])}</span>{subtitle}</figcaption><div class="xf-picture" role="img" '
                    f'aria-label="{esc(f["alt"])}">{pictures}</div><div class="xf-foot">'
                    f'<p class="xf-source">{esc(f["source"])}</p><p class="xf-links">'
                    f'<a href="{page}.html#{esc(figure_id)}">Data, sources and the live chart in: {esc(found["title"])}'
                    "</a></p></div></figure>"
                )
    raise KeyError(f"no figure '{figure_id}' in the book")
