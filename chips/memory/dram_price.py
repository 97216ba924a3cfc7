"""Price of DRAM: the Bank of Korea's export price index, its slump, and how far contract prices bear it out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from chips.periods import complete, quarter
from explainer.evidence import cite

#: months in which contract prices of a quarter start.
QUARTER_STARTS = ("01", "04", "07", "10")


def price(table: pd.DataFrame, basis: str = "contract_currency") -> pd.Series:
    """DRAM export price index by month, 2020 = 100.

    Args:
        table: `bok_dram_price_index`.
        basis: `contract_currency` (mostly US dollars, as customs values are) or `krw`; never joined.

    Raises:
        ValueError: unknown basis or a missing month.
    """
    part = table[table["basis"].astype("str") == basis].sort_values("month")
    if part.empty:
        raise ValueError(f"no price index in {basis}")
    complete(part["month"], f"price index in {basis}")
    return part.set_index("month")["index_2020"]


def slump(
    index: pd.DataFrame, peak: tuple[str, str] = ("2021-01", "2022-12"), until: str = "2024-12"
) -> dict[str, str | float]:
    """The fall of the DRAM price: last month at the peak, first month at the bottom, percent between them.

    Args:
        index: table `bok_dram_price_index`.
        peak: first and last month in which the peak is looked for.
        until: last month in which the bottom is looked for.

    Returns:
        peak, bottom (months), fall_pct (positive).
    """
    level = price(index)
    window = level[peak[0] : peak[1]]
    top = window[window == window.max()].index[-1]
    after = level[top:until]
    bottom = after.idxmin()
    return {"peak": top, "bottom": bottom, "fall_pct": float(100 * (1 - level[bottom] / level[top]))}


def price_steps(index: pd.DataFrame, first: str = "2019-02", last: str = "2024-12") -> float:
    """Part of the price index's movement (sum of absolute log changes) in the first month of a quarter, percent.

    Contract prices are set by the quarter, so the index moves in steps, while value moves every month: a monthly
    volume jumps when a quarter starts. Evenly spread changes would give 33 percent.

    Args:
        index: table `bok_dram_price_index`.
        first, last: months between which the changes count.
    """
    change = np.log(price(index)).diff().loc[first:last].abs()
    return float(100 * change[change.index.str[5:].isin(QUARTER_STARTS)].sum() / change.sum())


def price_check(index: pd.DataFrame, changes: pd.DataFrame, product: str = "dram_overall") -> pd.DataFrame:
    """The bank's index beside contract price changes by quarter from a market researcher; two publishers, not joined.

    Args:
        index: table `bok_dram_price_index`.
        changes: table `chip_price_changes`.
        product: item of `changes`.

    Returns:
        quarter, index_pct (average of the quarter against the one before), low_pct, high_pct, inside, gap (points
        outside the range, signed), source_id; quarters with a preferred row and a full quarter of index on both sides.
    """
    level = price(index)
    by = level.groupby([quarter(m) for m in level.index])
    mean = by.mean()[by.size() == 3]
    moved = 100 * (mean / mean.shift(1) - 1)
    rows = changes.astype({"product": "str"})
    rows = rows[(rows["product"] == product) & rows["preferred"].fillna(False).astype(bool)]
    own = cite.join(index["source_id"])
    made = []
    for row in rows.sort_values("period").itertuples():
        if row.period in moved.index and pd.notna(moved[row.period]):
            move = float(moved[row.period])
            gap = min(move - row.low_pct, 0.0) + max(move - row.high_pct, 0.0)
            made.append((row.period, move, row.low_pct, row.high_pct, gap == 0, gap, cite.join([own, row.source_id])))
    columns = ["quarter", "index_pct", "low_pct", "high_pct", "inside", "gap", "source_id"]
    return pd.DataFrame(made, columns=columns)


def against_contracts(index: pd.DataFrame, changes: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The index beside contract prices of all DRAM, and beside those of common DRAM once these are given apart.

    From then on a figure for all DRAM may or may not hold high-bandwidth memory (the gaps of `chip_price_changes`), so
    one without it goes on.

    Args:
        index: table `bok_dram_price_index`.
        changes: table `chip_price_changes`.

    Returns:
        Two frames as from `price_check`; together they reach as far as the data.
    """
    late = price_check(index, changes, "conventional_dram")
    early = price_check(index, changes)
    return (early[early["quarter"] < late["quarter"].min()] if len(late) else early), late
