"""How far the book's own evidence reaches: how it was seen, what is missing, which years a question lacks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from chips import series
from explainer.evidence import cite, tables
from explainer.evidence.tables import Load

#: daily prices are so many rows that they would hide all others in a count.
APART = ("equities",)


def seen(load: Load = tables.load, package: dict | None = None) -> pd.DataFrame:
    """How the rows of the evidence were seen, by topic.

    Args:
        load: table name -> frame.
        package: description of the tables to count, in the form of `datapackage.json`; the book's own by default.

    Returns:
        One row per topic: topic, rows, reported, primary, reported_pct (unrounded), tables, gaps (recorded in the
        descriptions), source_id. Only tables with `confidence` count; tables in `APART` do not.
    """
    parts = []
    for found in (package or tables.package())["resources"]:
        name, columns = found["name"], [field["name"] for field in found["schema"]["fields"]]
        if name in APART or "confidence" not in columns:
            continue
        frame = load(name)
        kinds = frame["confidence"].astype("str")
        one = {"topic": found["topic"], "rows": len(frame), "reported": int((kinds == "reported").sum()), "tables": 1}
        parts.append(one | {"gaps": len(found.get("gaps", [])), "source_id": cite.join(frame["source_id"])})
    total = {"rows": "sum", "reported": "sum", "tables": "sum", "gaps": "sum", "source_id": cite.join}
    out = pd.DataFrame(parts).groupby("topic", sort=False).agg(total).reset_index()
    out["primary"] = out["rows"] - out["reported"]
    out["reported_pct"] = 100 * out["reported"] / out["rows"]
    return out.sort_values("reported_pct", ascending=False, ignore_index=True)


def with_all(found: pd.DataFrame) -> pd.DataFrame:
    """The topics of `seen` under a row for all of them, named `all topics`."""
    total = {name: found[name].sum() for name in ("rows", "reported", "primary", "tables", "gaps")}
    total |= {"topic": "all topics", "source_id": cite.join(found["source_id"])}
    total["reported_pct"] = 100 * total["reported"] / total["rows"]
    return pd.concat([pd.DataFrame([total])[found.columns], found], ignore_index=True)


def kinds_seen(found: pd.DataFrame) -> pd.DataFrame:
    """The rows of each topic by how they were seen.

    Args:
        found: from `seen`.

    Returns:
        Two rows per topic, first all `primary`, then all `reported`: topic (capitalized), rows (of the topic),
        source_id, how, count, share_pct (of the topic's rows, unrounded).
    """
    out = found.melt(["topic", "rows", "source_id"], ["primary", "reported"], "how", "count")
    return out.assign(topic=out["topic"].str.capitalize(), share_pct=100 * out["count"] / out["rows"])


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


#: what the questions need -> (rows indexed by year, the column whose value answers it).
NEEDS: dict[str, tuple[Callable[[Load], pd.DataFrame], str]] = {
    "Korea's share of China's memory imports": (series.korean_share_of_memory_imports, "share_pct"),
    "China's share of Korea's memory exports": (series.exports_to_china, "share_pct"),
    "Micron: mainland China's share of revenue": (series.micron_china_share, "share_pct"),
    "SK hynix: sales in China, full year": (partial(series.china_sales, company="sk_hynix"), "sales_krw_trn"),
    "Samsung, parent: sales in China, full year": (
        partial(series.china_sales, company="samsung", basis="separate_parent"),
        "sales_krw_trn",
    ),
    "CXMT: wafer starts": (
        lambda load: series.by_year(series.pick(load("china_makers"), company_id="cxmt", measure="wafer_starts")),
        "value",
    ),
    "China's own share of its memory supply": (
        lambda load: series.by_year(series.pick(load("cn_ic_self_sufficiency"), definition="domestic_memory_supply")),
        "share_pct",
    ),
    "China's share of Korea's lithium hydroxide": (
        lambda load: series.by_year(
            series.pick(load("kr_import_dependency"), material_id="lithium_hydroxide", freq="annual")
        ),
        "china_share_pct",
    ),
}


def coverage(first: int = 2018, last: int | None = None, load: Load = tables.load) -> pd.DataFrame:
    """Which year has a figure for what the open questions need.

    Args:
        first: first year.
        last: last year; by default the last that was over on the day of the last event, so that it could be measured.
        load: table name -> frame.

    Returns:
        series, year, has (bool), source_id (missing where there is no figure), every series by every year.
    """
    out = []
    last = last or load("events")["date"].max().year - 1
    for name, (rows, value) in NEEDS.items():
        found = rows(load).dropna(subset=[value])
        for year in range(first, last + 1):
            part = found[found.index == year]
            cell = cite.join(part["source_id"]) if len(part) else None
            out.append({"series": name, "year": year, "has": len(part) > 0, "source_id": cell})
    return pd.DataFrame(out)
