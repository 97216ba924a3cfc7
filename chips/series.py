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


def micron_baselines(load: Load) -> pd.DataFrame:
    """What part of Micron's revenue was China's when the ban came: the bases that the book's pages start from.

    Three are of tables: the mainland in fiscal 2022 (published share), the mainland in fiscal 2023 (accounts), and the
    mainland with Hong Kong in fiscal 2023 (accounts). Two are Micron's own words: direct sales with Hong Kong (finance
    chief, May 2023) and with what distributors sell on (filing, June 2023). They are shown in one table on the page on
    Micron (anchor `micron-baselines`); other pages link to it.

    Returns:
        Indexed by `base` (`mainland_2022`, `mainland_2023`, `with_hk_2023`, `said_direct`, `said_all`): fiscal_year
        (missing where something was said), region (`cn`, `cn_hk`), share_pct (percent of revenue), revenue_musd
        (million dollars, missing where something was said), source_id, confidence.

    Raises:
        KeyError: a row that a base is made of is missing.
    """
    main = micron_china_share(load)
    seat = pick(load("micron_revenue_region"), basis="customer_headquarters", region="hk")
    hong_kong = seat.set_index(seat["fiscal_year"].astype("int64"))
    said = load("micron_cac_impact").set_index("impact_id")
    rows = {}
    for year in (2022, 2023):
        one = main.loc[year]
        rows[f"mainland_{year}"] = (year, "cn", one["share_pct"], one["mainland_musd"], one)
    one, more = main.loc[2023], hong_kong.loc[2023]
    both = one["mainland_musd"] + more["revenue_musd"]
    rows["with_hk_2023"] = (2023, "cn_hk", 100 * both / one["total_revenue_musd"], both, one)
    for base, told in (("said_direct", "2023-05-22-cfo-direct"), ("said_all", "2023-06-16-filing-quarter")):
        one = said.loc[told]
        rows[base] = (None, "cn_hk", one["low"], float("nan"), one)
    cells = [(b, y, r, float(s), float(m), o["source_id"], o["confidence"]) for b, (y, r, s, m, o) in rows.items()]
    names = ["base", "fiscal_year", "region", "share_pct", "revenue_musd", "source_id", "confidence"]
    found = pd.DataFrame(cells, columns=names).astype({"fiscal_year": "Int64"})
    return found.set_index("base")


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
    """Korea's memory exports to the world, preferred rows by month (`YYYY-MM`); `value_busd` billion dollars."""
    rows = load("kr_chip_exports_monthly")
    return pick(rows[rows["preferred"].fillna(False)], series="memory").set_index("month")
