"""The pages that are made from the book itself: bibliography with back-links, index of figures."""

from __future__ import annotations

import pandas as pd

from explainer import address
from explainer.evidence import cite, tables
from explainer.evidence.trace import book_manifest
from explainer.pages.html import Html, esc, tagged
from explainer.pages.pieces import plain


def uses(manifest: dict) -> dict[str, list[Html]]:
    """Source id -> chapters with links to their figures that draw on it, and names of the tables that hold it."""
    out: dict[str, list[Html]] = {}
    for page, found in manifest.items():
        drawn: dict[str, list[str]] = {}
        for place, figure in enumerate(found["figures"], 1):
            link = f'<a href="{esc(address.page(page, figure["id"]))}">figure {place}</a>'
            for one in figure["source_ids"]:
                drawn.setdefault(one, []).append(link)
        for one, links in drawn.items():
            out.setdefault(one, []).append(Html(f"{esc(found['title'])} ({', '.join(links)})"))
    for name in tables.names():
        if name == "sources":
            continue
        frame = tables.read_text(name)
        for column in (c for c in frame.columns if c.endswith("source_id")):
            for one in cite.ids(frame[column].unique()):
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
