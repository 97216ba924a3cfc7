"""How far the book's own evidence reaches: how it was seen, what is missing, which years a question lacks."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from chips.series import full_years, korean_share_of_memory_imports, pick
from explainer.evidence import cite, tables
from explainer.evidence.tables import Load

#: daily prices are so many rows that they would hide all others in a count.
APART = ("equities",)


def seen(load: Load = tables.load) -> pd.DataFrame:
    """How the rows of the evidence were seen, by topic.

    Returns:
        One row per topic: topic, rows, reported, primary, reported_pct (unrounded), tables, gaps (recorded in the
        descriptions), source_id. Only tables with `confidence` count; tables in `APART` do not.
    """
    parts = []
    for name in tables.names():
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


def _imports(load: Load) -> pd.DataFrame:
    share, used = korean_share_of_memory_imports(load)
    years = used["period_end"].dt.year
    return pd.DataFrame({"year": years, "source_id": used["source_id"]})[years.isin(share.index)]


#: what the question needs -> rows (year, source_id) that answer it for a year.
NEEDS: dict[str, Callable[[Load], pd.DataFrame]] = {
    "Korea's share of China's memory imports": _imports,
    "China's share of Korea's memory exports": lambda load: full_years(
        pick(load("kr_chip_exports_destination"), basis="kita_memory", destination="cn", freq="annual"), "share_pct"
    ),
    "Micron: mainland China's share of revenue": lambda load: full_years(
        pick(load("micron_revenue_region"), basis="customer_headquarters", region="cn"), "share_pct"
    ),
    "SK hynix: sales in China, full year": lambda load: full_years(
        pick(load("china_sales"), company_id="sk_hynix", region="cn", freq="annual"), "sales_krw_trn"
    ),
    "Samsung, parent: sales in China, full year": lambda load: full_years(
        pick(load("china_sales"), company_id="samsung", region="cn", freq="annual", basis="separate_parent"),
        "sales_krw_trn",
    ),
    "CXMT: wafer starts": lambda load: full_years(
        pick(load("china_makers"), company_id="cxmt", measure="wafer_starts"), "value"
    ),
    "China's own share of its memory supply": lambda load: full_years(
        pick(load("cn_ic_self_sufficiency"), definition="domestic_memory_supply"), "share_pct"
    ),
    "China's share of Korea's lithium hydroxide": lambda load: full_years(
        pick(load("kr_import_dependency"), material_id="lithium_hydroxide", freq="annual"), "china_share_pct"
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
