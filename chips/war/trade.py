"""Measures on trade and equipment spending: shares, contributions to growth, gaps kept as gaps."""

from __future__ import annotations

import pandas as pd

from chips import series
from chips.periods import quarters_between
from explainer.evidence import cite


def world_share(billings: pd.DataFrame, region: str, freq: str) -> pd.DataFrame:
    """Share of a region in world billings for new equipment.

    Args:
        billings: rows of `equipment_billings`.
        region: region id.
        freq: `"annual"` or `"quarter"`; the two are never mixed.

    Returns:
        One row per period that has both figures, in time order: `period`, `period_start`, `value_busd`, `world_busd`,
        `share_pct`, `source_id`, `confidence`.
    """
    rows = billings[billings["freq"].astype("str") == freq]
    sides = [rows[rows["region"].astype("str") == one].set_index("period") for one in (region, "world")]
    mine, world = sides
    both = [p for p in mine.index if p in world.index]
    mine, world = mine.loc[both], world.loc[both]
    out = pd.DataFrame(
        {
            "period": both,
            "period_start": mine["period_start"].to_numpy(),
            "value_busd": mine["value_busd"].to_numpy(),
            "world_busd": world["value_busd"].to_numpy(),
            "source_id": [cite.join(pair) for pair in zip(mine["source_id"], world["source_id"], strict=True)],
            "confidence": list(map(cite.weakest, zip(mine["confidence"], world["confidence"], strict=True))),
        }
    )
    out.insert(4, "share_pct", 100 * out["value_busd"] / out["world_busd"])
    return out.sort_values("period_start").reset_index(drop=True)


def every_quarter(frame: pd.DataFrame, told: pd.Series) -> pd.DataFrame:
    """A row for every quarter from the first to the last, empty where `frame` has none: a gap is drawn as a gap.

    Args:
        frame: column `period` such as `2023Q1`, one row per quarter at most.
        told: quarters of which anything is known, those of `frame` among them.

    Raises:
        ValueError: `frame` has a quarter outside the range.
    """
    every = quarters_between(told.min(), told.max())
    outside = sorted(set(frame["period"]) - set(every))
    if outside:
        raise ValueError(f"outside {told.min()} to {told.max()}: {', '.join(outside)}")
    return frame.set_index("period").reindex(every).rename_axis("period").reset_index()


def every_year(frame: pd.DataFrame, told: pd.Series) -> pd.DataFrame:
    """A row for every year from the first to the last, empty where `frame` has none (column `period`, a year as text).

    Args:
        frame: one row per year at most.
        told: years of which anything is known, those of `frame` among them.

    Raises:
        ValueError: `frame` has a year outside the range, or one twice.
    """
    every = [str(y) for y in range(int(told.min()), int(told.max()) + 1)]
    outside = sorted(set(frame["period"]) - set(every))
    if outside or frame["period"].duplicated().any():
        raise ValueError(f"years outside {told.min()} to {told.max()} or given twice: {', '.join(outside) or 'twice'}")
    return frame.set_index("period").reindex(every).rename_axis("period").reset_index()


def contributions(billings: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """How much of the change in world billings between two years each region made up.

    Args:
        billings: rows of `equipment_billings`.
        start, end: years as text.

    Returns:
        One row per region with both years, largest rise first, and a last row `elsewhere`: the world's change less that
        of the regions listed (it holds the regions with a missing year and the rounding). Columns `region`,
        `start_busd`, `end_busd` (missing for `elsewhere`), `change_busd`, `points` (percentage points of the world's
        growth), `source_id`.

    Raises:
        KeyError: the world has no figure for one of the years.
    """
    rows = billings[(billings["freq"].astype("str") == "annual") & billings["period"].isin([start, end])]
    values = rows.pivot(index="region", columns="period", values="value_busd").dropna()
    values.index = values.index.astype("str")
    if "world" not in values.index:
        raise KeyError(f"no world total for {start} or {end}")
    world = values.loc["world"]
    parts = values.drop(index="world")
    change = (parts[end] - parts[start]).sort_values(ascending=False)
    refs = rows.assign(region=rows["region"].astype("str")).groupby("region")["source_id"].agg(cite.join)
    whole = float(world[end] - world[start])
    out = pd.DataFrame(
        {
            "region": change.index,
            "start_busd": parts.loc[change.index, start].to_numpy(),
            "end_busd": parts.loc[change.index, end].to_numpy(),
            "change_busd": change.to_numpy(),
            "source_id": refs[change.index].to_numpy(),
        }
    )
    rest = {"region": "elsewhere", "change_busd": whole - float(change.sum()), "source_id": refs["world"]}
    out = pd.concat([out, pd.DataFrame([rest])], ignore_index=True)
    out.insert(4, "points", 100 * out["change_busd"] / float(world[start]))
    return out


def implied_total(value: float, share_pct: float) -> float:
    """The total that a part and its published share imply, in the unit of the part.

    Raises:
        ValueError: the share is not between 0 and 100.
    """
    if not 0 < share_pct <= 100:
        raise ValueError(f"a share must lie above 0 and at most at 100, not {share_pct}")
    return 100 * value / share_pct


def spending(billings: pd.DataFrame) -> pd.DataFrame:
    """Billings for new equipment by region and year; a row without a value where a year is missing.

    Args:
        billings: rows of `equipment_billings`.

    Returns:
        One row per region and year, from the first to the last year that any region has: `period`, the columns of the
        table, `region`.

    Raises:
        ValueError: a region has a year twice.
    """
    rows = series.pick(billings, freq="annual")
    rows = rows[rows["region"].astype("str") != "world"]
    parts = rows.groupby(rows["region"].astype("str"))
    return pd.concat([every_year(part, rows["period"]).assign(region=region) for region, part in parts])


def large_and_small(lines: pd.DataFrame, least: float) -> tuple[pd.DataFrame, pd.Series]:
    """Spending by region parted by size: rows of those that once reached so many billion dollars, and the others.

    Args:
        lines: what `spending` returns.
        least: billion dollars a year.

    Returns:
        (rows of the large regions, last figure of each small one by region, the largest first).
    """
    most = lines.groupby("region")["value_busd"].transform("max")
    small = lines[most < least].dropna(subset=["value_busd"]).sort_values("period")
    return lines[most >= least], small.groupby("region")["value_busd"].last().sort_values(ascending=False)


def chip_imports(trade: pd.DataFrame) -> pd.DataFrame:
    """China's imports of integrated circuits from all the world by year, value and quantity, preferred figures.

    Args:
        trade: rows of `cn_ic_trade`.
    """
    rows = series.pick(trade, flow="import", product="integrated_circuits", partner="world", freq="annual")
    rows = rows[rows["preferred"].fillna(False)]
    return rows.astype({"measure": "str", "confidence": "str"}).dropna(subset=["value"])


def by_year(imports: pd.DataFrame) -> pd.DataFrame:
    """What `chip_imports` returns, every measure with every year from first to last, empty where one was not found.

    Args:
        imports: `period`, `measure`, `value`; a row per year and measure at most.
    """
    parts = imports.groupby("measure")
    return pd.concat(
        [every_year(part, imports["period"]).assign(measure=one) for one, part in parts], ignore_index=True
    )


def vendor_path(vendors: pd.DataFrame) -> pd.DataFrame:
    """Where China's share of a tool maker's sales began, stood highest and was last known.

    Only the basis of which a maker has the latest figure counts, and only makers with two figures or more on it.

    Args:
        vendors: rows of `vendor_china_share`.

    Returns:
        One row per maker and stand, makers with the highest share first: `company`, `stand` (`first`, `highest`,
        `last`; one figure may be two of them), `china_share_pct`, `when` (the period in words), `period_start`,
        `period_end`, `source_id`.
    """
    rows = vendors.assign(company=vendors["company_id"].astype("str"), when=_periods(vendors))
    rows = rows.sort_values(["period_end", "period_start"], kind="stable")
    found = []
    for _, part in rows.groupby("company"):
        basis = part["share_basis"].astype("str")
        part = part[basis == basis.iloc[-1]]
        if len(part) < 2:
            continue
        top = part[part["china_share_pct"] == part["china_share_pct"].max()].head(1)
        stands = {"first": part.head(1), "highest": top, "last": part.tail(1)}
        found += [one.assign(stand=stand) for stand, one in stands.items()]
    out = pd.concat(found)
    out["most"] = out.groupby("company")["china_share_pct"].transform("max")
    out = out.sort_values("most", ascending=False, kind="stable").reset_index(drop=True)
    keep = ["company", "stand", "china_share_pct", "when", "period_start", "period_end", "source_id"]
    return out[keep]


def _periods(vendors: pd.DataFrame) -> list[str]:
    """Periods in words: `2025`, `year to Mar 2023`, `Apr–Jun 2024`, `Nov 2023–Jan 2024`."""
    words = []
    for freq, start, end in zip(
        vendors["freq"].astype("str"), vendors["period_start"], vendors["period_end"], strict=True
    ):
        if freq == "annual":
            whole = (start.month, start.day, end.month) == (1, 1, 12)
            words.append(str(end.year) if whole else f"year to {end:%b %Y}")
        else:
            begin = start + pd.Timedelta(days=7)  # a quarter of weeks begins some days before its first month
            words.append(f"{begin:%b}{'' if begin.year == end.year else f' {begin.year}'}–{end:%b %Y}")
    return words


def memory_totals(china: pd.DataFrame, world: pd.DataFrame) -> dict[str, float]:
    """Value of Korea's memory exports to all the world, for each year with a value to China, billion dollars.

    Where no total is published it is the one that the value to China and its share imply.

    Args:
        china: `value_busd`, `share_pct` by year (index).
        world: `value_busd` by year (index).
    """
    known = china.dropna(subset=["value_busd"])
    return {
        str(year): float(world["value_busd"].get(year, implied_total(one["value_busd"], one["share_pct"])))
        for year, one in known.iterrows()
    }


def customs_years(months: pd.DataFrame, product: str = "memory") -> pd.DataFrame:
    """What Korea's customs count by year and place, billion dollars; a year without all of its months is missing.

    Args:
        months: rows of `kr_memory_exports_monthly`.
        product: one of its products.

    Returns:
        DataFrame indexed by year (int), one column per destination.
    """
    mine = months[months["product"].astype("str") == product]
    by = [mine["period_start"].dt.year.rename("year"), mine["destination"].astype("str")]
    found = mine.groupby(by)["value_musd"].agg(["sum", "count"])
    return (found["sum"].where(found["count"] == 12) / 1000).unstack().rename_axis(columns=None)


def parts_of_total(rows: pd.DataFrame, totals: dict[str, float], here: str, elsewhere: str) -> pd.DataFrame:
    """What goes to one place and to all others, by period.

    Args:
        rows: `value_busd` by period (index, as text), of the one place; `source_id` for both parts.
        totals: period -> value to all places, in the unit of `value_busd`; its periods are those of the result.
        here, elsewhere: names of the two parts.

    Returns:
        Two rows per period: `period`, `to`, `value_busd`, `source_id`.

    Raises:
        KeyError: `rows` lacks a period.
        ValueError: a total is smaller than its part.
    """
    out = []
    for period, total in totals.items():
        mine, refs = float(rows.loc[period, "value_busd"]), rows.loc[period, "source_id"]
        if total < mine:
            raise ValueError(f"{period}: the total {total:g} is smaller than its part {mine:g}")
        out += [(period, here, mine, refs), (period, elsewhere, total - mine, refs)]
    return pd.DataFrame(out, columns=["period", "to", "value_busd", "source_id"])
