"""Named series: one question, one reader of the tables."""

from __future__ import annotations

import pandas as pd

from explainer.evidence import cite
from explainer.evidence.tables import Load


def full_years(frame: pd.DataFrame, value: str) -> pd.DataFrame:
    """Annual values where a row covers a year or more than half of one; columns year, source_id."""
    frame = frame.dropna(subset=[value])
    return pd.DataFrame({"year": frame["period_end"].dt.year, "source_id": frame["source_id"]})


def pick(frame: pd.DataFrame, **wanted: str) -> pd.DataFrame:
    """Rows of which each named column has the wanted value."""
    for column, value in wanted.items():
        frame = frame[frame[column].astype("str") == value]
    return frame


def korean_share_of_memory_imports(load: Load) -> tuple[pd.Series, pd.DataFrame]:
    """Korea's share of China's memory imports by calendar year, percent, each by `exposure.supplier_share`.

    Returns:
        (Series indexed by year in order, one row per year: `period_end`, `source_id`).
    """
    trade = load("cn_ic_trade")
    memory = trade[(trade["product"] == "memory") & (trade["flow"] == "import") & (trade["freq"] == "annual")]
    shares, rows = {}, []
    for day, part in memory.groupby("period_end"):
        try:
            share, _, sources = supplier_share(part, part["period"].iloc[0], "memory", "kr")
        except LookupError:
            continue
        shares[day.year] = share
        rows.append({"period_end": day, "source_id": sources})
    return pd.Series(shares, dtype="float64"), pd.DataFrame(rows, columns=["period_end", "source_id"])


def micron_china_share(load: Load) -> pd.DataFrame:
    """Micron's revenue from customers based in mainland China, rows indexed by fiscal year in order."""
    frame = load("micron_revenue_region")
    frame = frame[(frame["basis"] == "customer_headquarters") & (frame["region"] == "cn")]
    return frame.set_index(frame["fiscal_year"].astype("int64")).sort_index()


def exports_to_china(load: Load) -> pd.DataFrame:
    """Korea's memory exports to mainland China, one publisher, indexed by year in order.

    Columns as in `kr_chip_exports_destination`; `share_pct` is of all memory exports, `value_busd` billion dollars.
    """
    frame = load("kr_chip_exports_destination")
    frame = frame[(frame["basis"] == "kita_memory") & (frame["destination"] == "cn") & (frame["freq"] == "annual")]
    return frame.set_index(frame["period_end"].dt.year).sort_index()


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
