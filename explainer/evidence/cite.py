"""From source ids to source lines and the bibliography."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pandas as pd

from explainer import paths, settings
from explainer.evidence import tables, trace


def ids(cells: Iterable) -> list[str]:
    """Distinct source ids in order of first use.

    Args:
        cells: `source_id` cells; each may hold several ids joined by `;`, missing cells are passed over.
    """
    seen: dict[str, None] = {}
    for cell in cells:
        if isinstance(cell, str):
            for one in cell.split(";"):
                if one:
                    seen.setdefault(one, None)
    return list(seen)


def join(cells: Iterable) -> str:
    """One `source_id` cell for a row made from several rows; use as `.agg({"source_id": cite.join})`."""
    return ";".join(ids(cells))


@cache
def _register(folder: Path, stamp: int) -> pd.DataFrame:
    """All sources by id, read once per state of the file."""
    return tables.read_text("sources", folder, record=False).set_index("source_id")


def sources(wanted: Iterable[str]) -> pd.DataFrame:
    """Rows of `sources.csv` for the given ids, in that order.

    Raises:
        KeyError: an id is not in `sources.csv`.
    """
    frame = _register(paths.DATA, (paths.DATA / "sources.csv").stat().st_mtime_ns)
    wanted = list(wanted)
    unknown = [one for one in wanted if one not in frame.index]
    if unknown:
        raise KeyError(f"not in sources.csv: {', '.join(unknown)}")
    picked = frame.loc[wanted]
    for one, row in picked.iterrows():
        trace.record({"source": one, "digest": row_digest(row)})
    return picked.reset_index()


def row_digest(row: pd.Series) -> str:
    """Hash of one source's fields, so that a chapter runs again only when a source it cites changes."""
    return hashlib.sha256("\x1f".join(map(str, row.tolist())).encode()).hexdigest()


def credit(row: pd.Series) -> str:
    """Short credit: producer first, the page that carries it second, then the date."""
    via = "" if row["publisher"] in ("", row["producer"]) else f" via {row['publisher']}"
    date = f", {row['date_published']}" if row["date_published"] else ""
    return f"{row['producer']}{via}{date}"


def line(frame: pd.DataFrame, root: str = "", most: int = 4) -> tuple[str, str]:
    """The source line of a chart, from the rows it draws.

    Args:
        frame: rows drawn; needs `source_id`, uses `confidence` when present.
        root: relative path from the page to the site's root.
        most: how many sources are named before "and N more".

    Returns:
        (html, plain text). The html links each source to the bibliography.

    Raises:
        ValueError: the frame has no `source_id` column or no source in it.
        KeyError: a source id is unknown.
    """
    if "source_id" not in frame.columns:
        raise ValueError("the drawn rows have no source_id column")
    found = sources(ids(frame["source_id"]))
    if found.empty:
        raise ValueError("the drawn rows name no source")
    credits = [credit(row) for _, row in found.iterrows()]
    home = f"{root}{settings.book().pages.sources}.html"
    links = [
        f'<a href="{home}#{html.escape(one)}">{html.escape(text)}</a>'
        for one, text in zip(found["source_id"], credits, strict=True)
    ]
    rest = len(links) - most
    note = ""
    if "confidence" in frame.columns:
        kinds = frame["confidence"].astype("str").value_counts()
        note = (
            f" {len(frame)} rows: {int(kinds.get('primary', 0))} seen in the primary document, "
            f"{int(kinds.get('reported', 0))} as reported."
        )
    label = "Source" if len(links) == 1 else "Sources"
    text = f"{label}: {'; '.join(credits[:most])}" + (f"; and {rest} more" if rest > 0 else "") + "." + note
    shown = f"{label}: {'; '.join(links[:most])}"
    if rest > 0:
        items = "".join(f"<li>{link}</li>" for link in links[most:])
        shown += f' <details class="xf-more"><summary>and {rest} more</summary><ul>{items}</ul></details>'
    return shown + "." + note, text
