"""Figures of the cover, each computed from its table and printed as the sentences print it."""

from __future__ import annotations

import re

import pandas as pd

from chips import series
from chips.memory import dram_price
from chips.memory.void import VoidAnswer
from chips.statements import pairs
from chips.verdict import ledger
from explainer.evidence.tables import Load
from explainer.pages.prose import fixed

MONTHS = 12


def mismatch(load: Load) -> dict[str, str]:
    """One-sided claims of agreement between China and Korea, and how many meetings could be compared."""
    topics, meetings, met = load("readout_topics"), load("readouts"), load("meetings_cn_kr")
    every = _official(topics, meetings)
    strict = pairs.direction(every[1])
    chips = topics[topics["meeting_id"].isin(meetings.loc[meetings["side_b"].astype("str") == "kr", "meeting_id"])]
    chips = chips[(chips["topic"].astype("str") == "semiconductors") & chips["claims_agreement"].fillna(False)]
    return {
        "chip_claims": str(chips["meeting_id"].nunique()),
        "cn_alone": str(strict.a_only),
        "kr_alone_low": str(strict.b_only),
        "both_claim": str(both_claim(load)[0]),
        "claimed": str(strict.a_only + strict.b_only + both_claim(load)[1]),
        "both_seen": str(len(compared(met))),
    }


def both_claim(load: Load) -> list[int]:
    """Agreements that both accounts of a meeting with Korea claim, by the wide and by the narrow count."""
    every = _official(load("readout_topics"), load("readouts"))
    return [int((found["claim"] == "both").sum()) for found in every]


def clauses(said: pd.DataFrame) -> dict[str, str]:
    """How many clauses of China's and of Korea's account could be seen."""
    count = said["statement_id"].value_counts()
    return {"cn_clauses": str(count["S01"]), "kr_clauses": str(count["S02"])}


def _official(topics: pd.DataFrame, meetings: pd.DataFrame) -> list[pd.DataFrame]:
    """Comparisons of both sides' own accounts of meetings with Korea, by the wide and by the narrow count."""
    counts = (pairs.pairs(topics, meetings, strict=strict) for strict in (False, True))
    return [every[every["official"] & (every["side_b"] == "kr")] for every in counts]


def compared(met: pd.DataFrame) -> pd.DataFrame:
    """Meetings of China and Korea of which both accounts could be found, whole or quoted."""
    return met[(met["cn_seen"].astype("str") != "not_found") & (met["kr_seen"].astype("str") != "not_found")]


def both_needs(load: Load) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Both series of `needs`, and the last year that both have."""
    imports, exports = series.korean_share_of_memory_imports(load), series.exports_to_china(load)
    return imports, exports, max(set(imports.index) & set(exports.index))


def needs(load: Load) -> dict[str, str]:
    """Korea's share of China's memory imports and mainland China's share of Korea's memory exports, of one year."""
    imports, exports, year = both_needs(load)
    return {
        "need_year": str(year),
        "kr_of_imports": fixed(imports.loc[year, "share_pct"], 1),
        "cn_of_exports": fixed(exports.loc[year, "share_pct"], 1),
    }


def mainland(load: Load) -> pd.DataFrame:
    """Micron's revenue by fiscal year, billion dollars, and the percent of it that comes from mainland China."""
    rows = series.micron_china_share(load)
    whole = all_revenue(load)[rows.index] / 1000
    return pd.DataFrame({"busd": rows["mainland_musd"] / 1000, "all_busd": whole, "share_pct": rows["share_pct"]})


def all_revenue(load: Load) -> pd.Series:
    """All of Micron's revenue by fiscal year, million dollars."""
    return load("micron_revenue_region").groupby("fiscal_year")["total_revenue_musd"].max()


def micron(load: Load) -> dict[str, str]:
    """The first and the last fiscal year of Micron's revenue, and that of the slump."""
    rows = mainland(load)
    first, last = rows.index[0], rows.index[-1]
    return {
        "first_year": str(first),
        "last_year": str(last),
        "slump_year": str(rows["all_busd"].idxmin()),
    }


def void(seen: VoidAnswer) -> dict[str, str]:
    """Korean DRAM for China and Hong Kong in a month of the year from June 2023, and what Micron could lose."""
    expected = forecasts(seen)
    return {
        **money("void_after", seen.dram_busd / MONTHS),
        **money("void_least", min(expected) / MONTHS),
        **money("void_most", max(expected) / MONTHS),
        **money("void_high", seen.void_high_busd / MONTHS),
    }


def dram_to_china(exports: pd.DataFrame) -> pd.DataFrame:
    """Korea's DRAM for mainland China and Hong Kong, a row per month and place."""
    exports = exports.astype({"product": "str", "destination": "str"})
    return exports[(exports["product"] == "dram") & exports["destination"].isin(["cn", "hk"])]


def monthly(load: Load) -> pd.Series:
    """Korea's DRAM for mainland China and Hong Kong by month (`YYYY-MM`), billion dollars."""
    return dram_to_china(load("kr_memory_exports_monthly")).groupby("month")["value_musd"].sum() / 1000


def forecasts(seen: VoidAnswer) -> list[float]:
    """Forecasts of the year's exports without the ban, billion dollars."""
    return [seen.dram_busd / (1 + gap / 100) for gap in seen.gaps_pct.values()]


def spread(seen: VoidAnswer) -> float:
    """Billion dollars between the highest and the lowest forecast of the year's exports without the ban."""
    expected = forecasts(seen)
    return max(expected) - min(expected)


def money(name: str, busd: float) -> dict[str, str]:
    """Billions with one decimal, and hundreds of millions, in which Korean and Chinese count."""
    return {name: fixed(busd, 1), f"{name}_e8": fixed(10 * busd)}


def prices(price: pd.Series, month: str) -> dict[str, str]:
    """How many times the price of a month is that of the month of the ban."""
    return {"price_times": fixed(price[month], 1)}


def volume(sold: pd.Series, price: pd.Series, ban: str) -> dict[str, str]:
    """How many times the chips of the month of the ban the newest month has at least: sales by the export price."""
    last = sold.index[-1]
    return {"volume_times": str(int(sold[last] / sold[ban] / (price[last] / price[ban])))}


def price(load: Load, ban: pd.Timestamp) -> pd.Series:
    """Korea's export price of DRAM by month, as a multiple of that of the month of the ban."""
    level = dram_price.price(load("bok_dram_price_index"))
    return level / level[f"{ban:%Y-%m}"]


def cxmt(makers: pd.DataFrame) -> pd.DataFrame:
    """CXMT's share of the world's DRAM sales by Counterpoint: its first and its last row, in order."""
    text = ("company_id", "product", "measure", "publisher")
    rows = makers.astype(dict.fromkeys(text, "str")).set_index(list(text)).sort_index()
    return rows.loc[("cxmt", "dram", "share_of_world_revenue", "counterpoint")].sort_values("period_end").iloc[[0, -1]]


def told(title: str, what: str, form: str) -> str:
    """The piece of an event's title that a sentence of the cover rests on.

    Args:
        title: the event's.
        what: the sentence says it, for the message.
        form: a regular expression with one group.

    Raises:
        ValueError: the title does not have it.
    """
    if not (found := re.search(form, title)):
        raise ValueError(f"the cover says {what}; the event says: {title}")
    return found[1]


def newcomer(makers: pd.DataFrame) -> dict[str, str]:
    """CXMT's share of the world's DRAM sales in percent, in the first year and the last quarter that are known."""
    (then, year), (now, quarter) = cxmt(makers)[["value", "period"]].astype({"value": float}).itertuples(index=False)
    name, number = str(quarter).split("Q")
    return {
        "cx_then": fixed(then, 1),
        "cx_then_year": str(year),
        "cx_now": fixed(now),
        "cx_now_year": name,
        "cx_now_quarter": number,
    }


def dram_sold(dram: pd.DataFrame) -> pd.DataFrame:
    """World shares of DRAM sales by maker in the newest quarter for which TrendForce names CXMT."""
    rows = dram[dram["preferred"]].astype({"company_id": "str", "publisher": "str"})
    rows = rows[rows["publisher"] == "trendforce"]
    newest = rows.loc[rows["company_id"] == "cxmt", "period_end"].max()
    return rows[rows["period_end"] == newest].set_index("company_id")


def makers(dram: pd.DataFrame) -> dict[str, str]:
    """Percent of the world's DRAM sales that the three large makers have, and in which quarter."""
    sold = dram_sold(dram)
    share, (year, quarter) = sold["share_pct"], sold["period"].iloc[0].split("Q")
    return {
        "sold_year": year,
        "sold_quarter": quarter,
        "three_dram": fixed(share[["samsung", "sk_hynix", "micron"]].sum(), 1),
    }


def profit(quarters: pd.DataFrame) -> dict[str, str]:
    """Samsung's newest operating profit in trillion won, of the whole company, and how many times the year before's."""
    profit = samsung(quarters)["value"]
    newest = profit.index[-1]
    return {
        "profit": fixed(profit[newest], 1),
        "profit_times": fixed(profit[newest] / profit[newest - 4], 1),
    }


def samsung(quarters: pd.DataFrame) -> pd.DataFrame:
    """Operating profits of Samsung Electronics as a whole by quarter, the preferred ones, in order."""
    rows = quarters[quarters["preferred"]].astype({"company_id": "str", "segment": "str", "metric": "str"})
    rows = rows[(rows["company_id"] == "samsung") & (rows["segment"] == "company")]
    rows = rows[rows["metric"] == "operating_profit"]
    return rows.set_index(pd.PeriodIndex(rows["period"], freq="Q")).sort_index()


def score(rulings: pd.DataFrame) -> dict[str, str]:
    """How many claims have each verdict, and how many there are."""
    counts = ledger.tally(rulings)
    return {f"n_{verdict}": str(count) for verdict, count in counts.items()} | {"total": str(sum(counts.values()))}
