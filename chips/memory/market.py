"""Measures of the memory market: one publisher at a time, one print per quarter, gaps kept as gaps.

Shares are percent of revenue, revenues million US dollars, quarters are written `2023Q2`. Nothing here joins two
publishers, fills a gap by interpolation, or turns words into numbers without saying so (`READING`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd
from scipy import stats

from explainer.evidence import cite

#: event of the decision on Micron (`events`) with its quarter, and the three firms that make most of the world's DRAM.
BAN, BAN_QUARTER = "E20230521a", "2023Q2"
MAJORS = ["samsung", "sk_hynix", "micron"]
#: rows of the share tables that are sums, not firms.
SUMS = ("all_makers", "top_five", "other_makers")
#: our reading of amounts that were said in words, percent of revenue (low, high). Drawn as a reading, never as data.
READING = {"low_single_digit": (1, 3), "high_single_digit": (7, 9), "low_double_digit": (10, 13)}
#: Herfindahl-Hirschman index above which the US agencies call a market highly concentrated, by edition of their
#: guidelines: Horizontal Merger Guidelines (19 August 2010), section 5.3; Merger Guidelines (18 December 2023), 2.1.
HIGHLY_CONCENTRATED = {2010: 2500, 2023: 1800}
#: printed shares are rounded, so a sum may exceed 100 by this much.
ROUNDING = 0.5
#: periods before the ban that a share may be compared with, and the four full quarters after it.
BASES = {"2020 to 2022": ("2020Q1", "2022Q4"), "2022": ("2022Q1", "2022Q4"), "the year before": ("2022Q2", "2023Q1")}
AFTER = ("2023Q3", "2024Q2")


def quarter(day: pd.Timestamp | str) -> str:
    """Calendar quarter of a day, as `2023Q2`."""
    return str(pd.Timestamp(day).to_period("Q"))


def calendar_quarter(period_end: pd.Timestamp | str) -> str:
    """Calendar quarter that holds most of a fiscal quarter of thirteen or fourteen weeks.

    Args:
        period_end: last day of the fiscal quarter.

    The middle of the quarter decides: a quarter that ends on 1 June 2023 has its middle in April and counts as 2023Q2.
    """
    return quarter(pd.Timestamp(period_end) - pd.Timedelta(days=45))


def middle(period: str) -> pd.Timestamp:
    """Middle day of a calendar quarter: where its point stands on a time axis."""
    one = pd.Period(period, freq="Q")
    return one.start_time.normalize() + (one.end_time.normalize() - one.start_time.normalize()) / 2


def quarters_between(first: str, last: str) -> list[str]:
    """All calendar quarters from `first` to `last`, both included."""
    return [str(p) for p in pd.period_range(first, last, freq="Q")]


def fiscal_place(day: pd.Timestamp, ends: pd.Series) -> float:
    """Place of a day on an axis on which fiscal year 2023 runs from 2022 to 2023.

    Args:
        day: within the fiscal years given, the first excepted.
        ends: fiscal year -> its last day, in order.

    Raises:
        ValueError: the day lies outside.
    """
    for before, year in zip(ends.index, ends.index[1:], strict=False):
        if ends[before] < day <= ends[year] and year == before + 1:
            return float(before + (day - ends[before]) / (ends[year] - ends[before]))
    raise ValueError(f"{day:%Y-%m-%d} lies outside the fiscal years {ends.index[0]} to {ends.index[-1]}")


def select(table: pd.DataFrame, publisher: str, freq: str = "quarter") -> pd.DataFrame:
    """The preferred rows of one publisher: one per firm and period, in time order.

    Args:
        table: `dram_shares` or `nand_shares`.
        publisher: whose count.
        freq: `quarter` or `annual`; the two are never joined.

    Raises:
        ValueError: the table has no such publisher, or prefers two values for one firm and period.
    """
    known = sorted(set(table["publisher"].astype("str")))
    if publisher not in known:
        raise ValueError(f"no publisher '{publisher}'; there are: {', '.join(known)}")
    rows = table[(table["publisher"] == publisher) & (table["freq"] == freq) & table["preferred"].fillna(False)]
    rows = rows.astype(dict.fromkeys(("company_id", "publisher", "vintage", "confidence"), "str"))
    twice = rows.duplicated(["period", "company_id"])
    if twice.any():
        one = rows[twice].iloc[0]
        raise ValueError(f"two preferred values for {one['company_id']} in {one['period']} by {publisher}")
    return rows.sort_values(["period_start", "company_id"]).reset_index(drop=True)


def restatements(table: pd.DataFrame, publisher: str) -> pd.DataFrame:
    """Shares that a later release changed, in percent, with the change in points.

    Returns:
        Columns period, company_id, first, restated, change, source_id; one row per firm and quarter with both prints.
    """
    rows = table[(table["publisher"] == publisher) & table["share_pct"].notna()].astype({"vintage": "str"})
    pairs = rows[rows["vintage"] == "first"].merge(
        rows[rows["vintage"] == "restated"], on=["period", "company_id"], suffixes=("", "_later")
    )
    return pd.DataFrame(
        {
            "period": pairs["period"],
            "company_id": pairs["company_id"].astype("str"),
            "first": pairs["share_pct"],
            "restated": pairs["share_pct_later"],
            "change": (pairs["share_pct_later"] - pairs["share_pct"]).round(2),
            "source_id": [cite.join(pair) for pair in zip(pairs["source_id"], pairs["source_id_later"], strict=True)],
        }
    )


def totals(rows: pd.DataFrame) -> pd.Series:
    """Revenue of the whole market by quarter, million dollars, as the publisher of `rows` prints it."""
    whole = rows[rows["company_id"] == "all_makers"]
    return whole.set_index("period")["revenue_musd"].dropna()


def shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of single firms with a share: printed, or computed from revenue and total of the same publisher and quarter.

    Args:
        rows: from `select`.

    Returns:
        The rows with a column `how` (`printed` or `computed`); computed shares are rounded to 0.1 like printed ones
        and cite the total as well. Firms without a share and without a revenue to compute it from are left out.
    """
    whole = rows[rows["company_id"] == "all_makers"].set_index("period")
    firms = rows[~rows["company_id"].isin(SUMS)].copy()
    total = firms["period"].map(whole["revenue_musd"])
    computed = (100 * firms["revenue_musd"] / total).round(1)
    use = firms["share_pct"].isna() & computed.notna()
    firms["how"] = use.map({True: "computed", False: "printed"})
    firms["share_pct"] = firms["share_pct"].where(~use, computed)
    both = [cite.join(pair) for pair in zip(firms["source_id"], firms["period"].map(whole["source_id"]), strict=True)]
    firms["source_id"] = firms["source_id"].where(~use, pd.Series(both, index=firms.index))
    return firms[firms["share_pct"].notna()].reset_index(drop=True)


def one_line_each(firms: pd.DataFrame) -> pd.DataFrame:
    """NAND firms that changed hands or names as one line each: SK hynix with Intel's business, WDC with SanDisk.

    Args:
        firms: from `shares` on NAND rows.

    Returns:
        The rows with `sk_group` before 2022 as the sum of SK hynix and Intel where both are known (left out where one
        is missing), and SanDisk under `western_digital`.
    """
    firms = firms.copy()
    firms["company_id"] = firms["company_id"].replace({"sandisk": "western_digital"})
    parts = firms[firms["company_id"].isin(["sk_hynix", "intel_solidigm"])]
    both = parts.groupby("period").filter(lambda g: len(g) == 2)
    kept = firms.drop(parts.index)
    if both.empty:
        return kept.reset_index(drop=True)
    first = {c: (c, "first") for c in both.columns if c not in ("share_pct", "revenue_musd", "source_id", "period")}
    summed = both.groupby("period", as_index=False).agg(
        **first,
        share_pct=("share_pct", lambda s: round(s.sum(), 1)),
        revenue_musd=("revenue_musd", lambda s: s.sum(min_count=2)),
        source_id=("source_id", cite.join),
    )
    summed["company_id"] = "sk_group"
    merged = pd.concat([kept, summed[kept.columns]])
    return merged.sort_values(["period_start", "company_id"], kind="stable").reset_index(drop=True)


def with_gaps(frame: pd.DataFrame, value: str, by: str = "company_id") -> pd.DataFrame:
    """One row per line and quarter between the first and last of the frame, so that a missing quarter breaks the line.

    Args:
        frame: columns `period`, `by`, `value` and whatever else belongs to the rows.
        value: column that stays empty in the added rows.
        by: column that tells the lines apart.
    """
    every = quarters_between(frame["period"].min(), frame["period"].max())
    index = pd.MultiIndex.from_product([sorted(frame[by].unique()), every], names=[by, "period"])
    full = frame.set_index([by, "period"]).reindex(index).reset_index()
    full["day"] = [middle(p) for p in full["period"]]
    return full.astype({value: "float64"})


def hhi(known: Iterable[float]) -> tuple[float, float]:
    """Bounds of the Herfindahl-Hirschman index from the shares that are known.

    The index is the sum of the squared shares of all firms, in percent; 10,000 is a monopoly (S. A. Rhoades, The
    Herfindahl-Hirschman Index, Federal Reserve Bulletin 79, 1993, 188-189). The unnamed rest of the market adds
    nothing if it is made of very small firms and its own square if it is one firm.

    Args:
        known: shares of single firms in percent.

    Returns:
        (low, high), unrounded.

    Raises:
        ValueError: no share, a share outside 0 to 100, or shares that add up to more than 100 and rounding.
    """
    values = [float(s) for s in known]
    if not values:
        raise ValueError("no share is known")
    if any(math.isnan(s) or s < 0 or s > 100 for s in values):
        raise ValueError("shares must lie between 0 and 100 percent")
    if sum(values) > 100 + ROUNDING:
        raise ValueError(f"shares add up to {sum(values):.1f} percent")
    low = math.fsum(s * s for s in values)
    return low, low + max(0.0, 100 - sum(values)) ** 2


def memory_concentration(firms: pd.DataFrame, coverage: float = 90.0) -> pd.DataFrame:
    """Concentration by quarter for one publisher.

    Args:
        firms: from `shares`.
        coverage: percent of the market that the named firms must hold; quarters below it stay empty.

    Returns:
        One row per quarter from first to last: period, day, firms, known_pct (sum of named shares), rest_pct,
        top3_pct (the three largest), hhi_low, hhi_high, source_id, confidence (`primary` only if all rows are).
    """
    made = []
    for period in quarters_between(firms["period"].min(), firms["period"].max()):
        part = firms[firms["period"] == period]
        known = round(part["share_pct"].sum(), 2)
        row = {"period": period, "day": middle(period), "firms": len(part), "known_pct": known}
        if len(part) >= 3 and known >= coverage:
            low, high = hhi(part["share_pct"])
            row |= {
                "rest_pct": round(max(0.0, 100 - known), 2),
                "top3_pct": round(part["share_pct"].nlargest(3).sum(), 2),
                "hhi_low": round(low),
                "hhi_high": round(high),
            }
        if len(part):
            row["source_id"] = cite.join(part["source_id"])
            row["confidence"] = cite.weakest(part["confidence"])
        made.append(row)
    columns = ["period", "day", "firms", "known_pct", "rest_pct", "top3_pct", "hhi_low", "hhi_high"]
    return pd.DataFrame(made, columns=[*columns, "source_id", "confidence"])


def calendarize(fiscal: pd.Series, late: float = 1 / 3) -> pd.Series:
    """Fiscal-quarter amounts moved to calendar quarters, assuming that they arise evenly within each quarter.

    Micron's quarters end about one month before the calendar quarter to which they are assigned, so the calendar
    quarter holds two thirds of its own fiscal quarter and one third of the next.

    Args:
        fiscal: amounts by assigned calendar quarter (`2023Q2`), every quarter between first and last.
        late: part of the calendar quarter that belongs to the next fiscal quarter, 0 to 1.

    Returns:
        Amounts by calendar quarter; missing where either of the two is missing, and for the last quarter.

    Raises:
        ValueError: `late` is outside 0 to 1, or a quarter is absent from the index or out of order.
    """
    if not 0 <= late <= 1:
        raise ValueError("late must lie between 0 and 1")
    if list(fiscal.index) != quarters_between(fiscal.index[0], fiscal.index[-1]):
        raise ValueError("quarters must be complete and in order; put NaN where an amount is missing")
    return (1 - late) * fiscal + late * fiscal.shift(-1)


def calendar_share(firm: pd.Series, total: pd.Series) -> pd.Series:
    """Share of a firm after its revenue is moved to calendar quarters, percent; the others' revenue stays.

    Args:
        firm: revenue by assigned calendar quarter, complete index.
        total: market revenue with the firm's fiscal quarter in it.
    """
    moved = calendarize(firm)
    whole = total.reindex(firm.index)
    return 100 * moved / (whole - firm + moved)


def revenue_of(firms: pd.DataFrame, company: str, total: pd.Series) -> pd.Series:
    """Revenue of a firm by quarter, printed, or its share of the printed total where only the share is printed.

    Args:
        firms: from `shares`.
        company: id of the firm.
        total: from `totals`.

    Returns:
        Million dollars by quarter, complete from first to last, missing where neither is known.
    """
    part = firms[firms["company_id"] == company].set_index("period")
    part = part.reindex(quarters_between(part.index.min(), part.index.max()))
    return part["revenue_musd"].fillna(part["share_pct"] / 100 * total.reindex(part.index))


def span(values: pd.Series, first: str, last: str) -> pd.Series:
    """The known values of a quarterly series from `first` to `last`, both included."""
    return values[(values.index >= first) & (values.index <= last)].dropna()


def dips(series: dict[str, pd.Series], bases: dict[str, tuple[str, str]], after: tuple[str, str]) -> pd.DataFrame:
    """How far each series lies below its earlier average, for every base period: the choice is shown, not made.

    Args:
        series: name -> quarterly values.
        bases: label -> (first, last) quarter of the earlier period.
        after: (first, last) quarter of the later period.

    Returns:
        Columns series, base, before, after, dip (before less after), one row per series and base.
    """
    made = []
    for name, values in series.items():
        later = span(values, *after).mean()
        for label, ends in bases.items():
            earlier = span(values, *ends).mean()
            made.append({"series": name, "base": label, "before": earlier, "after": later, "dip": earlier - later})
    return pd.DataFrame(made)


def grown_like(part: pd.Series, rest: pd.Series, base: object) -> pd.Series:
    """What a part would have been, had it grown like the rest since a base period. Arithmetic, not a cause.

    Args:
        part, rest: amounts by period.
        base: period in which both are taken as they are.
    """
    return part[base] * rest / rest[base]


def changes(prices: pd.Series, months: int) -> pd.Series:
    """Change of a monthly price over `months`, percent, by last month (`2023-08`).

    Raises:
        ValueError: a month between first and last is absent.
    """
    every = [str(p) for p in pd.period_range(prices.index[0], prices.index[-1], freq="M")]
    if list(prices.index) != every:
        raise ValueError("months must be complete and in order")
    return (100 * (prices / prices.shift(months) - 1)).dropna()


def others_as_low(values: pd.Series, at: str) -> tuple[int, int]:
    """Rank of one value among the others: the event itself stands neither above nor below the line of the fraction.

    Args:
        values: by period, the event's own among them.
        at: period of the event.

    Returns:
        (how many of the others are as low or lower, how many others there are).

    Raises:
        KeyError: `at` is not among the periods.
    """
    others = values.drop(at)
    return int((others <= values[at] + 1e-9).sum()), len(others)


def differ(before: pd.Series, after: pd.Series, level: float = 0.05) -> tuple[float, bool]:
    """Welch's test of two averages: may a sentence say that the level rose or fell?

    It takes quarters as independent. They are not, and a test that allowed for that would call fewer changes clear.

    Args:
        before, after: values of the two periods.
        level: of the test.

    Returns:
        (p-value, whether it is below the level); with fewer than two values on a side the p-value is missing.
    """
    if min(len(before), len(after)) < 2:
        return math.nan, False
    p = float(stats.ttest_ind(before, after, equal_var=False).pvalue)
    return p, p < level


def said(impact: pd.DataFrame) -> pd.DataFrame:
    """Statements on Micron as percent of its whole revenue, ready to draw; the delivery basis of 2018 is left out.

    Args:
        impact: `micron_cac_impact`.

    Returns:
        The rows with a percentage of revenue, in time order, with low_pct and high_pct and a column `how`:
        `number` as said, `words` by our reading of the words, `computed` where a part of the Chinese revenue is
        multiplied with the share of China in revenue that the same speaker gave on the same day.
    """
    rows = impact.astype({c: "str" for c in impact.columns if isinstance(impact[c].dtype, pd.CategoricalDtype)})
    rows = rows[rows["channel"] != "ship_to"]
    made = []
    for _, row in rows.sort_values(["date", "impact_id"]).iterrows():
        if row["unit"] == "pct_of_revenue" and pd.notna(row["low"]):
            made.append(row.to_dict() | {"low_pct": row["low"], "high_pct": row["high"], "how": "number"})
        elif row["unit"] == "pct_of_revenue":
            low, high = READING[row["words_low"]][0], READING[row["words_high"]][1]
            made.append(row.to_dict() | {"low_pct": float(low), "high_pct": float(high), "how": "words"})
        elif row["unit"] == "pct_of_china_revenue":
            same = rows[(rows["date"] == row["date"]) & (rows["speaker"] == row["speaker"])]
            whole = same[same["measure"] == "china_share_of_revenue"].iloc[0]
            low, high = (row[e] * whole[e] / 100 for e in ("low", "high"))
            both = cite.join([row["source_id"], whole["source_id"]])
            made.append(row.to_dict() | {"low_pct": low, "high_pct": high, "how": "computed", "source_id": both})
    return pd.DataFrame(made)
