"""Memory chips from Korea to mainland China and Hong Kong: value, price, volume, shares. Observed, nothing modeled.

Values are customs values on HS 8542.32 by declared destination, million US dollars a month. DRAM here is HSK
8542.32.1010: bare chips. DRAM modules, the form in which servers buy most of their memory, are HSK 8473.30.4060 and
lie outside this series. A declared destination is no buyer: chips go to Korean-owned packaging plants in China too.

The price is the Bank of Korea's export price index of DRAM in contract currency (2020 = 100). Volume is value over
price and exists for DRAM only: the bank's run has no index for flash or multichip packages, and dividing these by the
price of another product would be a guess. No month is interpolated: a hole in a run is an error, and a month that a
release does not give is absent.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from chips.memory.dram_price import price, price_check
from chips.periods import complete, later, months_between
from explainer.evidence import cite

#: declared destinations: one by one, and the sum.
DESTINATIONS = {"cn": "mainland China", "hk": "Hong Kong", "cn_hk": "mainland China and Hong Kong"}
#: products of the customs run; `other` (SRAM, hybrids, multi-component chips) is what the three parts leave of the sum.
PRODUCTS = {
    "memory": "all memory chips",
    "dram": "DRAM",
    "flash": "flash",
    "multichip": "multichip packages",
    "other": "other memory",
}
PARTS = ("dram", "flash", "multichip")
#: first full month after the verdict of 21 May 2023: the year after starts here.
AFTER = "2023-06"
#: points by which the index may miss TrendForce's prices (`price_check`, conventional DRAM): beyond, value over price
#: would show a rise of volume that is none.
MOST_MISSED = 10


def exports(table: pd.DataFrame) -> pd.DataFrame:
    """Value by month, destination and product, with the sum of both destinations and the rest of memory.

    Args:
        table: `kr_memory_exports_monthly`.

    Returns:
        month, destination (`DESTINATIONS`), product (`PRODUCTS`), value_musd, source_id, confidence; sorted by
        destination, product and month. Taiwan is left out: it starts in 2023.

    Raises:
        ValueError: a month is missing in one of the runs.
    """
    rows = table.astype({"destination": "str", "product": "str", "confidence": "str"})
    rows = rows[rows["destination"].isin(["cn", "hk"])]
    wide = rows.pivot(index="month", columns=["destination", "product"], values="value_musd").sort_index()
    for key, run in wide.items():
        complete(run.dropna().index, f"exports of {key[1]} to {key[0]}")
    if wide.isna().any(axis=None):
        raise ValueError("the runs start or end in different months")
    runs = {}
    for place in ("cn", "hk"):
        for product in ("memory", *PARTS):
            runs[place, product] = wide[place][product]
        runs[place, "other"] = wide[place]["memory"] - wide[place][list(PARTS)].sum(axis=1)
    for product in PRODUCTS:
        runs["cn_hk", product] = runs["cn", product] + runs["hk", product]
    made = pd.concat(
        [s.rename("value_musd").reset_index().assign(destination=d, product=p) for (d, p), s in runs.items()]
    )
    made["value_musd"] = made["value_musd"].round(1)
    by_month = rows.groupby("month")
    made["source_id"] = made["month"].map(by_month["source_id"].agg(cite.join))
    made["confidence"] = made["month"].map(by_month["confidence"].agg(cite.weakest))
    columns = ["month", "destination", "product", "value_musd", "source_id", "confidence"]
    return made[columns].sort_values(["destination", "product", "month"], ignore_index=True)


def series(frame: pd.DataFrame, destination: str, product: str, value: str = "value_musd") -> pd.Series:
    """One run of `exports` by month.

    Args:
        frame: from `exports`.
        destination: key of `DESTINATIONS`.
        product: key of `PRODUCTS`.
        value: column of the run.

    Raises:
        ValueError: no such run.
    """
    part = frame[(frame["destination"] == destination) & (frame["product"] == product)]
    if part.empty:
        raise ValueError(f"no run of {product} to {destination}")
    return part.set_index("month")[value].rename(f"{destination}_{product}")


def dram_volume(frame: pd.DataFrame, index: pd.DataFrame) -> pd.DataFrame:
    """DRAM volume: value over price, by month and destination.

    Args:
        frame: from `exports`.
        index: table `bok_dram_price_index`.

    Returns:
        month, destination, value_musd, price_index (2020 = 100), volume_musd_2020 (value at prices of 2020),
        volume_index (average month of 2020 = 100), source_id (both tables), confidence.

    Raises:
        ValueError: an export month has no price.
    """
    level = price(index)
    rows = frame[frame["product"] == "dram"].drop(columns="product").reset_index(drop=True)
    rows["price_index"] = rows["month"].map(level)
    if rows["price_index"].isna().any():
        raise ValueError(f"no price for {rows.loc[rows['price_index'].isna(), 'month'].iloc[0]}")
    rows["volume_musd_2020"] = 100 * rows["value_musd"] / rows["price_index"]
    base = rows[rows["month"].str.startswith("2020")].groupby("destination")["volume_musd_2020"].mean()
    rows["volume_index"] = 100 * rows["volume_musd_2020"] / rows["destination"].map(base)
    sources = index[index["basis"].astype("str") == "contract_currency"].set_index("month")["source_id"]
    rows["source_id"] = [cite.join(p) for p in zip(rows["source_id"], rows["month"].map(sources), strict=True)]
    columns = ["month", "destination", "value_musd", "price_index", "volume_musd_2020", "volume_index"]
    return rows[[*columns, "source_id", "confidence"]]


def around(run: pd.Series, first: str = AFTER, span: int = 12, back: int = 2) -> dict[str, float]:
    """Sums of the `span` months from `first` and of the `back` spans before it, and the changes against each.

    One base is not enough here: the year before June 2023 lies in the slump, so growth against it looks
    large; the year before that is the top of the cycle.

    Args:
        run: monthly amounts by month, complete.
        first: first month of the span in question (`2023-06`).
        span: months in a span.
        back: spans before it.

    Returns:
        `after`, `before_1`, `before_2` ... (unit of the run); `change_1_pct`, `change_2_pct` ... (after against each).

    Raises:
        ValueError: a month is missing.
    """
    complete(run.index, "run")
    sums = {}
    for n in range(back + 1):
        want = months_between(later(first, -n * span), later(first, span - 1 - n * span))
        part = run.reindex(want)
        if part.isna().any():
            raise ValueError(f"no value for {part[part.isna()].index[0]}")
        sums["after" if n == 0 else f"before_{n}"] = float(part.sum())
    changes = {f"change_{n}_pct": 100 * (sums["after"] / sums[f"before_{n}"] - 1) for n in range(1, back + 1)}
    return sums | changes


def year_around(frame: pd.DataFrame, index: pd.DataFrame, first: str = AFTER, span: int = 12) -> pd.DataFrame:
    """Value, price and volume of the year from `first` against the two years before.

    Args:
        frame: from `exports`.
        index: table `bok_dram_price_index`.
        first: first month of the year after (`2023-06`).
        span: months in a year, or in another span.

    Returns:
        destination, product, measure (`value_busd`, `price_index`: average, `volume_busd_2020`: DRAM only), before_2,
        before_1, after, change_1_pct, change_2_pct, source_id.
    """
    volume = dram_volume(frame, index)
    runs = [
        (d, p, "value_busd", series(frame, d, p) / 1000, cite.join(frame["source_id"]))
        for d in DESTINATIONS
        for p in PRODUCTS
    ]
    for place in DESTINATIONS:
        part = volume[volume["destination"] == place].set_index("month")
        runs.append((place, "dram", "volume_busd_2020", part["volume_musd_2020"] / 1000, cite.join(part["source_id"])))
    level = price(index)
    runs.append(("world", "dram", "price_index", level / span, cite.join(index["source_id"])))
    made = [
        {"destination": d, "product": p, "measure": m, **around(run, first, span), "source_id": source}
        for d, p, m, run, source in runs
    ]
    columns = ["destination", "product", "measure", "before_2", "before_1", "after", "change_1_pct", "change_2_pct"]
    return pd.DataFrame(made)[[*columns, "source_id"]]


def volume_last(index: pd.DataFrame, changes: pd.DataFrame) -> str:
    """Last month whose volume is shown: that before the first quarter in which the index misses by `MOST_MISSED`.

    Args:
        index: table `bok_dram_price_index`.
        changes: table `chip_price_changes`.
    """
    check = price_check(index, changes, "conventional_dram")
    wrong = check.loc[check["gap"].abs() > MOST_MISSED, "quarter"]
    if wrong.empty:
        return str(price(index).index[-1])
    return str(pd.Period(wrong.iloc[0], freq="Q").asfreq("M", "start") - 1)


def dram_years(frame: pd.DataFrame, index: pd.DataFrame, last: str, destination: str = "cn_hk") -> pd.DataFrame:
    """Value, price and volume of DRAM over the twelve months that end with each month.

    Args:
        frame: from `exports`.
        index: table `bok_dram_price_index`.
        last: last month with a volume, from `volume_last`.
        destination: key of `DESTINATIONS`.

    Returns:
        month, value_busd (sum), price_index (mean), volume_at_2020_prices_busd (sum; missing after `last`),
        source_id, confidence; from the first full span on.
    """
    rows = dram_volume(frame, index)
    rows = rows[rows["destination"] == destination].sort_values("month", ignore_index=True)
    complete(rows["month"], "DRAM")
    made = rows[["month", "source_id", "confidence"]].copy()
    made.insert(1, "value_busd", rows["value_musd"].rolling(12).sum() / 1000)
    made.insert(2, "price_index", rows["price_index"].rolling(12).mean())
    made.insert(3, "volume_at_2020_prices_busd", rows["volume_musd_2020"].rolling(12).sum() / 1000)
    made.loc[made["month"] > last, "volume_at_2020_prices_busd"] = np.nan
    return made[made["value_busd"].notna()].reset_index(drop=True)


def year_pairs(around: pd.DataFrame) -> pd.DataFrame:
    """Value of each product for each place, in the year before and in the year after.

    Args:
        around: from `year_around`.

    Returns:
        destination (`cn`, `hk`), product (of `PRODUCTS`, the sum first), before_busd, after_busd (billion dollars),
        change_pct, source_id.
    """
    rows = around.reset_index()
    rows = rows[(rows["measure"] == "value_busd") & rows["destination"].isin(["cn", "hk"])]
    rows = rows.rename(columns={"before_1": "before_busd", "after": "after_busd", "change_1_pct": "change_pct"})
    order = {one: i for i, one in enumerate(["memory", "multichip", "dram", "flash", "other"])}
    rows = rows.sort_values(["destination", "product"], key=lambda c: c.map(order).fillna(c.eq("hk").astype("int64")))
    columns = ["destination", "product", "before_busd", "after_busd", "change_pct", "source_id"]
    return rows[columns].reset_index(drop=True)


def hong_kong_part(frame: pd.DataFrame) -> pd.DataFrame:
    """Hong Kong's part of what Korea declared for mainland China and Hong Kong, percent, by month and product.

    Args:
        frame: from `exports`.

    Returns:
        month, product, hk_pct, hk_pct_year (of twelve-month sums, missing in the first eleven months), source_id.
    """
    made = []
    for product in PRODUCTS:
        hk, both = series(frame, "hk", product), series(frame, "cn_hk", product)
        year = 100 * hk.rolling(12).sum() / both.rolling(12).sum()
        made.append(pd.DataFrame({"hk_pct": 100 * hk / both, "hk_pct_year": year}).assign(product=product))
    rows = pd.concat(made).reset_index()
    rows["source_id"] = rows["month"].map(frame.groupby("month")["source_id"].agg(cite.join))
    return rows[["month", "product", "hk_pct", "hk_pct_year", "source_id"]]


def ict(table: pd.DataFrame, item: str) -> pd.DataFrame:
    """One run of the ministry's ICT release: `value_musd` and `source_id` by month, only months with a value.

    First prints are taken before figures quoted later, points before floors, rows that say 'do not chart' never.

    Args:
        table: `kr_chip_exports_monthly`.
        item: `memory`, `system` or `total`.

    Raises:
        ValueError: two values of one month and rank.
    """
    rows = table.astype({"series": "str", "basis": "str", "vintage": "str"})
    rows = rows[(rows["series"] == item) & (rows["basis"] == "ict_release") & rows["value_busd"].notna()]
    rows = rows[~rows["is_lower_bound"].fillna(False).astype(bool)]
    rows = rows[~rows["note"].fillna("").str.contains("Do not chart")]
    rows = rows.sort_values(["month", "vintage"])  # 'first_release' sorts before 'quoted_later'
    if rows.duplicated(["month", "vintage"]).any():
        raise ValueError(f"two values for {rows[rows.duplicated(['month', 'vintage'])]['month'].iloc[0]}")
    rows = rows.drop_duplicates("month").set_index("month")
    return pd.DataFrame({"value_musd": 1000 * rows["value_busd"], "source_id": rows["source_id"]})


def split_of_rise(
    volume: pd.DataFrame, before: list[str], after: list[str], destination: str = "cn_hk"
) -> dict[str, float | str]:
    """A rise of volume taken apart: how much is value, how much is the fall of the price index.

    ln(volume) = ln(value) - ln(price), with sums of value, sums of volume and the price that links them.

    Args:
        volume: from `dram_volume`.
        before, after: months of the two spans.
        destination: key of `DESTINATIONS`.

    Returns:
        value_pct, price_pct, volume_pct (changes of the monthly average) and from_price_pct (part of the log rise of
        volume that comes from the price index), source_id.
    """
    part = volume[volume["destination"] == destination].set_index("month")
    columns, spans = ["value_musd", "volume_musd_2020"], {"before": before, "after": after}
    mean = {name: part.loc[span, columns].mean() for name, span in spans.items()}
    value = mean["after"]["value_musd"] / mean["before"]["value_musd"]
    amount = mean["after"]["volume_musd_2020"] / mean["before"]["volume_musd_2020"]
    level = value / amount
    return {
        "value_pct": 100 * (value - 1),
        "price_pct": 100 * (level - 1),
        "volume_pct": 100 * (amount - 1),
        "from_price_pct": 100 * -np.log(level) / np.log(amount),
        "source_id": cite.join(part.loc[[*before, *after], "source_id"]),
    }
