"""Measures of the memory market: one publisher at a time, one print per quarter, gaps kept as gaps.

Shares are percent of revenue, revenues million US dollars, quarters are written `2023Q2`. Nothing here joins two
publishers or fills a gap by interpolation.
"""

from __future__ import annotations

import pandas as pd

from chips.concentration import hhi
from chips.periods import middle, quarters_between
from explainer.evidence import cite

#: event of the decision on Micron (`events`) with its quarter, and the three firms that make most of the world's DRAM.
BAN, BAN_QUARTER = "E20230521a", "2023Q2"
MAJORS = ["samsung", "sk_hynix", "micron"]
#: rows of the share tables that are sums, not firms.
SUMS = ("all_makers", "top_five", "other_makers")
#: from the end of a fiscal quarter of thirteen or fourteen weeks back to its middle, which decides to which calendar
#: quarter it is assigned.
HALF_QUARTER = pd.Timedelta(days=45)
#: the part of each large maker whose accounts are compared: Samsung reports memory within its division of chips.
ACCOUNTS = {"micron": "company", "sk_hynix": "company", "samsung": "ds_division"}
#: names of publishers, and of what a published share of a Chinese maker counts.
PUBLISHERS = {
    "trendforce": "TrendForce",
    "omdia": "Omdia",
    "counterpoint": "Counterpoint",
    "china_flash_market": "China Flash Market",
    "statista": "Statista",
}
MEASURES = {
    "share_of_world_revenue": "revenue",
    "share_of_world_bit_shipments": "bits shipped",
    "share_of_world_bit_output": "bits made",
    "share_of_world_capacity": "capacity",
}


def select(table: pd.DataFrame, publisher: str) -> pd.DataFrame:
    """The preferred quarters of one publisher: one row per firm and quarter, in time order; years are never joined.

    Args:
        table: `dram_shares` or `nand_shares`.
        publisher: whose count.

    Raises:
        ValueError: the table has no such publisher, or prefers two values for one firm and quarter.
    """
    known = sorted(set(table["publisher"].astype("str")))
    if publisher not in known:
        raise ValueError(f"no publisher '{publisher}'; there are: {', '.join(known)}")
    rows = table[(table["publisher"] == publisher) & (table["freq"] == "quarter") & table["preferred"].fillna(False)]
    rows = rows.astype(dict.fromkeys(("company_id", "publisher", "vintage", "confidence"), "str"))
    twice = rows.duplicated(["period", "company_id"])
    if twice.any():
        one = rows[twice].iloc[0]
        raise ValueError(f"two preferred values for {one['company_id']} in {one['period']} by {publisher}")
    return rows.sort_values(["period_start", "company_id"]).reset_index(drop=True)


def restatements(table: pd.DataFrame, publisher: str) -> pd.DataFrame:
    """Shares that a later release changed, in percent, with the change in points.

    Args:
        table: `dram_shares` or `nand_shares`.
        publisher: whose count.

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


def sizes(dram: pd.DataFrame, nand: pd.DataFrame) -> pd.DataFrame:
    """Revenue of the two markets by quarter; where NAND has no total, that of its five largest makers stands apart.

    Args:
        dram, nand: from `select`.

    Returns:
        Columns company_id (`dram`, `nand`, `nand_top_five`), period, revenue_busd (billion dollars), vintage,
        source_id, confidence.
    """
    made = []
    for rows, whole, line in (
        (dram, "all_makers", "dram"),
        (nand, "all_makers", "nand"),
        (nand, "top_five", "nand_top_five"),
    ):
        part = rows[(rows["company_id"] == whole) & rows["revenue_musd"].notna()]
        made.append(part.assign(company_id=line, revenue_busd=(part["revenue_musd"] / 1000).round(2)))
    columns = ["company_id", "period", "revenue_busd", "vintage", "source_id", "confidence"]
    return pd.concat([part[columns] for part in made])


def counted_twice(own: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Shares of the same firm and quarter by two publishers.

    Args:
        own: columns period, company_id, share_pct (percent).
        others: the same of other publishers, with a column `count` (whose).

    Returns:
        Columns period, company_id, share_pct, count, share_pct_other, apart (points, the other less the own).
    """
    pairs = own[["period", "company_id", "share_pct"]].merge(
        others[["period", "company_id", "count", "share_pct"]], on=["period", "company_id"], suffixes=("", "_other")
    )
    return pairs.assign(apart=(pairs["share_pct_other"] - pairs["share_pct"]).round(1))


def accounts(quarters: pd.DataFrame, since: str = "2020") -> pd.DataFrame:
    """Preferred rows of the quarterly accounts of the large makers, of the part of each that `ACCOUNTS` names.

    Args:
        quarters: `company_quarters`.
        since: first period; a year stands for its first quarter.
    """
    rows = quarters[quarters["preferred"]].astype({"company_id": "str", "segment": "str"})
    return rows[(rows["segment"] == rows["company_id"].map(ACCOUNTS)) & (rows["period"] >= since)]


def margins(rows: pd.DataFrame) -> pd.DataFrame:
    """Operating margin by firm and quarter.

    Args:
        rows: from `accounts`: one row per firm, quarter and metric.

    Returns:
        Columns company_id, fiscal_label, period, period_end, day (the true middle of the firm's quarter), margin_pct
        (percent of revenue, rounded to 0.1), source_id, confidence; quarters without revenue or operating profit are
        left out.
    """
    key = ["company_id", "fiscal_label", "period", "period_end"]
    money = rows.pivot(index=key, columns="metric", values="value").reset_index()
    used = rows[rows["metric"].isin(["revenue", "operating_profit"])]
    origin = used.groupby(key, as_index=False).agg(
        source_id=("source_id", cite.join), confidence=("confidence", cite.weakest)
    )
    found = money.merge(origin, on=key)
    found["margin_pct"] = (100 * found["operating_profit"] / found["revenue"]).round(1)
    found["day"] = found["period_end"] - HALF_QUARTER
    return found[[*key, "day", "margin_pct", "source_id", "confidence"]].dropna(subset=["margin_pct"])


def published(makers: pd.DataFrame) -> pd.DataFrame:
    """Published world shares of the Chinese makers with `counted` (what) and a label `what` (who, when, what, by whom).

    Args:
        makers: `china_makers` with text columns.
    """
    part = makers[makers["unit"] == "pct"].copy()
    part["counted"] = part["measure"].map(MEASURES)
    counted = part["counted"] + " (" + part["publisher"].map(PUBLISHERS) + ")"
    part["what"] = part["company_id"].str.upper() + " " + part["period"] + ", " + counted
    return part.sort_values(["company_id", "period_end", "value"], kind="stable")


def contract_changes(table: pd.DataFrame, product: str) -> pd.DataFrame:
    """Changes of the contract prices of one product from quarter to quarter, every figure that was given of each.

    Args:
        table: `chip_price_changes`.
        product: such as `dram_overall`.

    Returns:
        Columns low_pct, high_pct, preferred, indexed by period and status, in time order to the newest quarter.
    """
    rows = table[table["product"].astype("str") == product].astype({"status": "str"})
    rows = rows.sort_values("period", kind="stable").set_index(["period", "status"])
    return rows[["low_pct", "high_pct", "preferred"]]


def newest_forecast(changes: pd.DataFrame) -> pd.Series:
    """Of the newest quarter with a forecast, the one that is preferred.

    Args:
        changes: from `contract_changes`.
    """
    ahead = changes[changes["preferred"] & changes.index.get_level_values("status").str.contains("forecast")]
    return ahead.iloc[-1]


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


def with_gaps(frame: pd.DataFrame, value: str) -> pd.DataFrame:
    """One row per line and quarter between the first and last of the frame, so that a missing quarter breaks the line.

    Args:
        frame: columns `period`, `company_id` (tells the lines apart), `value` and whatever else belongs to the rows.
        value: column that stays empty in the added rows.

    Returns:
        The rows, those added, and `day` (middle of the quarter) for all.
    """
    every = quarters_between(frame["period"].min(), frame["period"].max())
    index = pd.MultiIndex.from_product([sorted(frame["company_id"].unique()), every], names=["company_id", "period"])
    full = frame.set_index(["company_id", "period"]).reindex(index).reset_index()
    full["day"] = [middle(p) for p in full["period"]]
    return full.astype({value: "float64"})


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
        firm: million dollars by assigned calendar quarter, complete index.
        total: the market's, million dollars by quarter, with the firm's fiscal quarter in it.

    Returns:
        Percent by quarter; missing where an amount is missing, and for the last quarter.
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
