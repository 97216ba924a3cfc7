"""Named series: one question, one reader of the tables."""

from __future__ import annotations

import pandas as pd

from explainer.evidence import cite
from explainer.evidence.tables import Load


def pick(frame: pd.DataFrame, **wanted: str) -> pd.DataFrame:
    """Rows of which each named column has the wanted value."""
    for column, value in wanted.items():
        frame = frame[frame[column].astype("str") == value]
    return frame


def by_year(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows indexed by the year in which their period ends, in order."""
    return frame.set_index(frame["period_end"].dt.year.rename("year")).sort_index(kind="stable")


def korean_share_of_memory_imports(load: Load) -> pd.DataFrame:
    """Korea's share of China's memory imports, each by `supplier_share`, indexed by calendar year in order.

    Returns:
        share_pct (of customs value), how (`published` or `computed`), period_end, source_id; only years with a share.
    """
    memory = pick(load("cn_ic_trade"), product="memory", flow="import", freq="annual")
    rows = []
    for day, part in memory.groupby("period_end"):
        try:
            share, how, sources = supplier_share(part, part["period"].iloc[0], "memory", "kr")
        except LookupError:
            continue
        rows.append((share, how, day, sources))
    found = pd.DataFrame(rows, columns=["share_pct", "how", "period_end", "source_id"])
    return by_year(found.astype({"share_pct": "float64", "period_end": "datetime64[s]"}))


def micron_china_share(load: Load) -> pd.DataFrame:
    """Micron's revenue from customers based in mainland China, rows indexed by fiscal year in order.

    Columns as in `micron_revenue_region`, and `mainland_musd`: million dollars as published, else share times total.
    """
    frame = pick(load("micron_revenue_region"), basis="customer_headquarters", region="cn")
    implied = frame["share_pct"] / 100 * frame["total_revenue_musd"]
    frame = frame.assign(mainland_musd=frame["revenue_musd"].fillna(implied))
    return frame.set_index(frame["fiscal_year"].astype("int64")).sort_index(kind="stable")


def exports_to_china(load: Load) -> pd.DataFrame:
    """Korea's memory exports to mainland China, one publisher, indexed by year in order.

    Columns as in `kr_chip_exports_destination`; `share_pct` is of all memory exports, `value_busd` billion dollars.
    """
    rows = pick(load("kr_chip_exports_destination"), basis="kita_memory", destination="cn", freq="annual")
    return by_year(rows)


def china_sales(load: Load, company: str, **wanted: str) -> pd.DataFrame:
    """A maker's sales in China of full years, indexed by year in order; columns as in `china_sales`.

    Args:
        load: table name -> frame.
        company: id, such as `sk_hynix`.
        wanted: further columns and their values, such as `basis="separate_parent"`.
    """
    return by_year(pick(load("china_sales"), company_id=company, region="cn", freq="annual", **wanted))


def supplier_share(trade: pd.DataFrame, period: str, product: str, partner: str) -> tuple[float, str, str]:
    """A partner's share of China's imports: as published, else computed from two values of one reporter.

    Args:
        trade: rows of `cn_ic_trade`.
        period, product, partner: as in the table.

    Returns:
        (percent, `published` or `computed`, source ids).

    Raises:
        LookupError: neither is possible from preferred rows of one reporter.
    """
    rows = trade[
        trade["preferred"].fillna(False)
        & (trade["period"] == period)
        & (trade["flow"].astype("str") == "import")
        & (trade["product"].astype("str") == product)
    ]
    mine = rows[rows["partner"].astype("str") == partner]
    share = mine[(mine["measure"].astype("str") == "partner_share") & mine["value"].notna()]
    if not share.empty:
        return float(share["value"].iloc[0]), "published", cite.join(share["source_id"])
    value = mine[(mine["measure"].astype("str") == "value") & mine["value"].notna()]
    for one in value.itertuples():
        whole = rows[
            (rows["partner"].astype("str") == "world")
            & (rows["measure"].astype("str") == "value")
            & (rows["reporter"] == one.reporter)
            & rows["value"].notna()
        ]
        if not whole.empty:
            part = 100 * one.value / float(whole["value"].iloc[0])
            return float(part), "computed", cite.join([one.source_id, *whole["source_id"]])
    raise LookupError(f"no share of {partner} in China's imports of {product}, {period}")


def memory_import_values(load: Load, period: str) -> pd.Series:
    """China's imports of memory chips in a period, billion dollars as preferred, indexed by partner (`world`, `kr`).

    Args:
        load: table name -> frame.
        period: as in `cn_ic_trade`.
    """
    rows = load("cn_ic_trade")
    rows = pick(rows[rows["preferred"].fillna(False)], period=period, product="memory", measure="value")
    return rows.astype({"partner": "str"}).set_index("partner")["value"]


def memory_exports_by_month(load: Load) -> pd.DataFrame:
    """Korea's memory exports to the world, preferred rows indexed by month (`YYYY-MM`); `value_busd` billion dollars."""
    rows = load("kr_chip_exports_monthly")
    return pick(rows[rows["preferred"].fillna(False)], series="memory").set_index("month")
