"""The catalogue of the data package, made from `datapackage.json` alone."""

from __future__ import annotations

import pandas as pd

from explainer import address
from explainer.evidence import cite, tables
from explainer.pages.html import Html, esc, table

#: more series than this are folded into one row of the coverage picture.
MOST_SERIES = 14


def coverage(name: str) -> pd.DataFrame | None:
    """Which series of a table has rows in which year.

    Args:
        name: table with a `coverage` entry in its description; series are the values of the first `coverage_by` column.

    Returns:
        Boolean frame, series x year from the first to the last year stated, or None if the table covers no period.
        A series beyond the `MOST_SERIES` with the most rows is counted under "all others".
    """
    found = tables.resource(name)
    cover = found.get("coverage")
    if not cover:
        return None
    frame = tables.load(name)
    when = frame[cover["field"]]
    years = when.dt.year if pd.api.types.is_datetime64_any_dtype(when) else when.astype("Int64")
    by = found.get("coverage_by") or []
    series = frame[by[0]].astype("str") if by else pd.Series("all rows", index=frame.index)
    leading = series.value_counts().index[:MOST_SERIES]
    series = series.where(series.isin(leading), "all others")
    span = range(int(cover["start"][:4]), int(cover["end"][:4]) + 1)
    counts = pd.crosstab(series, years).reindex(columns=span, fill_value=0)
    order = [s for s in leading if s in counts.index] + (["all others"] if "all others" in counts.index else [])
    return counts.loc[order] > 0


def coverage_picture(name: str) -> Html:
    """Coverage as a small picture with a text alternative: series by year, filled where there are rows."""
    grid = coverage(name)
    if grid is None:
        return Html('<p class="xf-note">This table is a list and covers no period.</p>')
    cell, left, top = 14, 150, 16
    years = list(grid.columns)
    width, height = left + cell * len(years) + 30, top + cell * len(grid) + 4
    parts, size = [], cell - 2
    cells = {True: "", False: ""}
    for i, (series, row) in enumerate(grid.iterrows()):
        y = top + i * cell
        label = str(series).replace("_", " ")
        label = label if len(label) <= 24 else label[:23] + "…"
        parts.append(f'<text x="{left - 6}" y="{y + 10}" text-anchor="end" class="cv-t">{esc(label)}</text>')
        for j, present in enumerate(row):
            cells[bool(present)] += f"M{left + j * cell} {y}h{size}v{size}h-{size}z"
    parts += [f'<path class="cv-{"y" if kind else "n"}" d="{d}"/>' for kind, d in cells.items() if d]
    for j, year in enumerate(years):
        if j % max(1, len(years) // 6) == 0:
            parts.append(f'<text x="{left + j * cell}" y="11" class="cv-t">{year}</text>')
    share = 100 * grid.to_numpy().mean()
    alt = (
        f"Coverage of {name}: {len(grid)} series by year, {years[0]} to {years[-1]}; "
        f"{share:.0f} percent of the cells have at least one row."
    )
    return Html(
        f'<svg class="cv" role="img" aria-label="{esc(alt)}" viewBox="0 0 {width} {height}" '
        f'style="max-width:{width}px">{"".join(parts)}</svg>'
    )


def _fields(found: dict) -> Html:
    rows = []
    for field in found["schema"]["fields"]:
        limits = field.get("constraints", {})
        bounds = [f"{limits[k]}" for k in ("minimum", "maximum") if k in limits]
        rule = ", ".join(limits["enum"]) if "enum" in limits else " to ".join(bounds)
        rows.append(
            {
                "Column": field["name"],
                "Type": field["type"],
                "Meaning": field.get("description", ""),
                "Unit": field.get("unit", ""),
                "Values": rule,
                "Required": "yes" if limits.get("required") else "",
            }
        )
    return table(pd.DataFrame(rows), f"Columns of {found['name']}")


def overview() -> Html:
    """One row per table: what it holds, rows, period, license."""
    rows = []
    for name in tables.names():
        found = tables.resource(name)
        cover = found.get("coverage")
        rows.append(
            {
                "Table": Html(f'<a href="#table-{name}"><code>{name}</code></a>'),
                "What it holds": found["title"],
                "Topic": found["topic"],
                "Rows": len(tables.read_text(name)),
                "Period": f"{cover['start'][:7]} to {cover['end'][:7]}" if cover else "",
                "License": found["licences"][0]["name"],
            }
        )
    frame = pd.DataFrame(rows)
    return table(frame, "Tables of the data package", sortable=True, filters=("Topic", "License"), stack=True)


def entry(name: str, preview: int = 12) -> Html:
    """Everything a user needs to know about one table, from its description; ends in a preview and the download."""
    found = tables.resource(name)
    frame = tables.read_text(name)
    held = [c for c in frame.columns if c.endswith("source_id") and name != "sources"]
    ids = cite.ids(cell for column in held for cell in frame[column].unique())
    kinds = frame["confidence"].value_counts() if "confidence" in frame else {}
    license_ = found["licences"][0]
    terms = esc(license_["title"])
    if "path" in license_:
        terms = f'<a href="{esc(license_["path"])}" rel="external">{terms}</a>'
    notice = f"<p><strong>Notice.</strong> {esc(found['notice'])}</p>" if "notice" in found else ""
    gaps = "".join(f"<li>{esc(g)}</li>" for g in found.get("gaps", []))
    seen = f"; {kinds.get('primary', 0)} primary, {kinds.get('reported', 0)} reported" if len(kinds) else ""
    shown = frame.map(lambda text: text if len(text) <= 90 else text[:89] + "…")
    body = table(shown, f"First rows of {name}", most=preview, sortable=True)
    keys = ", ".join(found["schema"].get("primaryKey", []))
    return Html(
        f'<section class="cat"><h3 id="table-{name}" data-entry="Table">{esc(found["title"])} <code>{name}</code></h3>'
        f"<p>{esc(found['description'])}</p>"
        f'<p class="xf-note">{len(frame):,} rows{seen}; {len(ids)} sources; key: {esc(keys)}. Terms: {terms}. '
        f'<a href="{address.file("tables", found["path"])}" download>Download CSV</a></p>{notice}'
        f"{coverage_picture(name)}"
        f"<details><summary>Known gaps</summary><ul>{gaps or '<li>None recorded.</li>'}</ul></details>"
        f"<details><summary>Columns</summary>{_fields(found)}</details>"
        f"<details><summary>Preview</summary>{body}</details>"
        f"<details><summary>How to extend</summary><p>{esc(found.get('extend', ''))}</p></details></section>"
    )


def catalogue() -> Html:
    """All tables, grouped by topic."""
    parts = []
    names = tables.names()
    topics = dict.fromkeys(tables.resource(n)["topic"] for n in names)
    for topic in topics:
        parts.append(f'<h2 id="topic-{esc(topic.replace(" ", "-"))}">{esc(topic.capitalize())}</h2>')
        parts += [entry(n) for n in names if tables.resource(n)["topic"] == topic]
    return Html("".join(parts))
