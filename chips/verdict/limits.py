"""How far the book's own evidence reaches: how it was seen, what is missing, which years a question lacks."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from chips.verdict import ledger
from explainer.evidence import cite, tables
from explainer.pages.html import Html, esc, table
from chips.verdict.rules import Load, korean_share_of_memory_imports

#: daily prices are so many rows that they would hide all others in a count.
APART = ("equities",)


def seen(load: Load = tables.load) -> pd.DataFrame:
    """How the rows of the evidence were seen, by topic.

    Returns:
        One row per topic: topic, rows, reported, primary, reported_pct (unrounded), tables, gaps (recorded in the
        descriptions), source_id. Only tables with `confidence` count; tables in `APART` do not.
    """
    parts = []
    for name in tables.tables():
        if name in APART or "confidence" not in tables.fields(name):
            continue
        frame, found = load(name), tables.resource(name)
        kinds = frame["confidence"].astype("str")
        one = {"topic": found["topic"], "rows": len(frame), "reported": int((kinds == "reported").sum()), "tables": 1}
        parts.append(one | {"gaps": len(found.get("gaps", [])), "source_id": cite.join(frame["source_id"])})
    total = {"rows": "sum", "reported": "sum", "tables": "sum", "gaps": "sum", "source_id": cite.join}
    out = pd.DataFrame(parts).groupby("topic", sort=False).agg(total).reset_index()
    out["primary"] = out["rows"] - out["reported"]
    out["reported_pct"] = 100 * out["reported"] / out["rows"]
    return out.sort_values("reported_pct", ascending=False, ignore_index=True)


def source_kinds(load: Load = tables.load) -> pd.DataFrame:
    """Number and share (percent) of sources by kind, the most frequent first: kind, sources, share_pct."""
    counts = load("sources")["kind"].astype("str").value_counts()
    out = counts.rename_axis("kind").reset_index(name="sources")
    out["share_pct"] = 100 * out["sources"] / out["sources"].sum()
    return out


def unseen_cells(load: Load = tables.load) -> dict[str, int]:
    """Coded sides of paired readouts: how many there should be, and how many were not seen or rest on a report.

    Returns:
        pairs, sides (two per pair), missing (no row, or no code for mentions), absent_by_press (silence that an outlet
        states), full_text (sides whose whole text was seen).
    """
    cells = load("readout_topics")
    pairs = cells["pair_id"].nunique()
    basis = cells["basis"].astype("str").value_counts()
    return {
        "pairs": pairs,
        "sides": 2 * pairs,
        "missing": 2 * pairs - int(cells["mentions"].notna().sum()),
        "absent_by_press": int(basis.get("press_says_absent", 0)),
        "full_text": int(basis.get("full_text", 0)),
    }


def _years(frame: pd.DataFrame, value: str) -> pd.DataFrame:
    """Annual values where a row covers a year or more than half of one; columns year, source_id."""
    frame = frame.dropna(subset=[value])
    return pd.DataFrame({"year": frame["period_end"].dt.year, "source_id": frame["source_id"]})


def _pick(frame: pd.DataFrame, **wanted: str) -> pd.DataFrame:
    for column, value in wanted.items():
        frame = frame[frame[column].astype("str") == value]
    return frame


def _imports(load: Load) -> pd.DataFrame:
    share, used = korean_share_of_memory_imports(load)
    years = used["period_end"].dt.year
    return pd.DataFrame({"year": years, "source_id": used["source_id"]})[years.isin(share.index)]


#: what the question needs -> rows (year, source_id) that answer it for a year.
NEEDS: dict[str, Callable[[Load], pd.DataFrame]] = {
    "Korea's share of China's memory imports": _imports,
    "China's share of Korea's memory exports": lambda load: _years(
        _pick(load("kr_chip_exports_destination"), basis="kita_memory", destination="cn", freq="annual"), "share_pct"
    ),
    "Micron: mainland China's share of revenue": lambda load: _years(
        _pick(load("micron_revenue_region"), basis="customer_headquarters", region="cn"), "share_pct"
    ),
    "SK hynix: sales in China, full year": lambda load: _years(
        _pick(load("china_sales"), company_id="sk_hynix", region="cn", freq="annual"), "sales_krw_trn"
    ),
    "Samsung, parent: sales in China, full year": lambda load: _years(
        _pick(load("china_sales"), company_id="samsung", region="cn", freq="annual", basis="separate_parent"),
        "sales_krw_trn",
    ),
    "CXMT: wafer starts": lambda load: _years(
        _pick(load("china_makers"), company_id="cxmt", measure="wafer_starts"), "value"
    ),
    "China's own share of its memory supply": lambda load: _years(
        _pick(load("cn_ic_self_sufficiency"), definition="domestic_memory_supply"), "share_pct"
    ),
    "China's share of Korea's lithium hydroxide": lambda load: _years(
        _pick(load("kr_import_dependency"), material_id="lithium_hydroxide", freq="annual"), "china_share_pct"
    ),
}


def coverage(first: int = 2018, last: int = 2025, load: Load = tables.load) -> pd.DataFrame:
    """Which year has a figure for what the open questions need.

    Returns:
        series, year, has (bool), source_id (missing where there is no figure), every series by every year.
    """
    out = []
    for series, rows in NEEDS.items():
        found = rows(load)
        for year in range(first, last + 1):
            part = found[found["year"] == year]
            cell = cite.join(part["source_id"]) if len(part) else None
            out.append({"series": series, "year": year, "has": len(part) > 0, "source_id": cell})
    return pd.DataFrame(out)


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
            "Claims": [Html(", ".join(ledger.link(c) for c in cell.split(";"))) for cell in found["claim_ids"]],
            "Where": [
                Html(f'<a href="../{esc(p)}.html">chapter</a>; {ledger.sources_of(s)}')
                for p, s in zip(found["page"], found["source_id"], strict=True)
            ],
        }
    )
    ids = [f"question-{rank}" for rank in found["rank"]]
    return table(shown, "Open questions, the weightiest first", stack=True, row_ids=ids, row_header=False)


def glossary(load: Load = tables.load) -> Html:
    """The terms of the book as a definition list with anchors `term-...`."""
    items = []
    for row in load("glossary").to_dict("records"):
        names = [
            f'<span lang="{code}">{esc(row[column])}</span>'
            for code, column in (("ko", "name_ko"), ("zh", "name_zh"))
            if not pd.isna(row[column])
        ]
        also = f' <span class="meta">{" · ".join(names)}</span>' if names else ""
        items.append(
            f'<dt id="term-{esc(row["term_id"])}" data-entry="Term">{esc(row["term"])}{also}</dt>'
            f"<dd>{esc(row['definition'])}.</dd>"
        )
    return Html(f'<dl class="gloss">{"".join(items)}</dl>')
