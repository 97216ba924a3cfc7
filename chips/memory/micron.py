"""Micron's Chinese business: what was said to be at stake, what the accounts show, what growth would have given.

Amounts are million US dollars by fiscal year, shares percent of Micron's whole revenue. Words are turned into numbers
by one reading only, and where that is done it is said (`READING`).
"""

from __future__ import annotations

import pandas as pd

from explainer.evidence import cite

#: our reading of amounts that were said in words, percent of revenue (low, high). Drawn as a reading, never as data.
READING = {"low_single_digit": (1, 3), "high_single_digit": (7, 9), "low_double_digit": (10, 13)}


def readings() -> str:
    """Our reading of the words, in words: `low single digit 1 to 3` and so on."""
    return ", ".join(f"{words.replace('_', ' ')} {low} to {high}" for words, (low, high) in READING.items())


#: words of a statement's label: whose customers, by which channel, and who spoke.
WHERE = {"cn": "mainland", "cn_hk": "with Hong Kong"}
HOW = {"direct": ", direct", "direct_and_indirect": " and distributors", "not_stated": ""}
SPEAKERS = {
    "Mark Murphy": "Micron CFO",
    "Sanjay Mehrotra": "Micron CEO",
    "Micron Technology": "Micron filing",
    "Bloomberg Intelligence": "Bloomberg",
}
#: regions of the chart by customers' headquarters, in its order; all other regions are one.
AREAS = {"cn": "Mainland China", "hk": "Hong Kong", "tw": "Taiwan", "us": "United States"}
OTHERS = "All others"


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


def grown_like(part: pd.Series, rest: pd.Series, base: object) -> pd.Series:
    """What a part would have been, had it grown like the rest since a base period. Arithmetic, not a cause.

    Args:
        part, rest: amounts by period.
        base: period in which both are taken as they are.
    """
    return part[base] * rest / rest[base]


def labelled(statements: pd.DataFrame) -> pd.DataFrame:
    """Statements with their words and the label of their row.

    Args:
        statements: from `said`.

    Returns:
        The rows with `words` (what was said in words, or that the amount is computed) and `row` (day, speaker, detail).
    """
    out = statements.copy()
    ends = out[["words_low", "words_high"]].replace("_", "-", regex=True)
    same = ends["words_low"] == ends["words_high"]
    text = ends["words_low"].where(same, ends["words_low"] + " to " + ends["words_high"])
    text = text.str.replace("-digit to ", "- to ", regex=False)
    out["words"] = text.where(out["how"] == "words", "half of a quarter of revenue")
    out["row"] = [_label(row) for _, row in out.iterrows()]
    return out


def _label(row: pd.Series) -> str:
    who = SPEAKERS.get(row["speaker"], row["speaker"])
    share = row["measure"] == "china_share_of_revenue"
    return f"{row['date']:%-d %b %Y}, {who}: {WHERE[row['scope']] + HOW[row['channel']] if share else row['words']}"


def with_ban(statements: pd.DataFrame, day: pd.Timestamp, row: str) -> pd.DataFrame:
    """Statements in time order with a row for the ban, which has no amount.

    Args:
        statements: from `labelled`.
        day: of the ban.
        row: its label.

    Returns:
        Columns row, date, low_pct, high_pct, how.
    """
    line = pd.DataFrame({"row": [row], "date": [day]})
    both = pd.concat([statements, line]).sort_values("date", kind="stable")
    return both[["row", "date", "low_pct", "high_pct", "how"]]


def by_area(seat: pd.DataFrame) -> pd.DataFrame:
    """Revenue by region of the customers' headquarters, for the years of which the accounts give amounts.

    Args:
        seat: rows of `micron_revenue_region` by customers' headquarters.

    Returns:
        Columns name (in the order of `AREAS`, then `OTHERS`), fiscal_year, revenue_musd, source_id, confidence,
        revenue_busd (rounded to 0.01), year (`FY2023`).
    """
    full = seat[seat["share_kind"] == "calculated"].assign(name=lambda t: t["region"].map(AREAS).fillna(OTHERS))
    areas = full.groupby(["name", "fiscal_year"], as_index=False).agg(
        revenue_musd=("revenue_musd", "sum"), source_id=("source_id", cite.join), confidence=("confidence", "first")
    )
    areas["revenue_busd"] = (areas["revenue_musd"] / 1000).round(2)
    areas["year"] = "FY" + areas["fiscal_year"].astype("str")
    order = {n: i for i, n in enumerate([*AREAS.values(), OTHERS])}
    return areas.sort_values(["name", "fiscal_year"], key=lambda c: c.map(order) if c.name == "name" else c)


def growth_parts(areas: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """What each region brought of the growth of all revenue between two fiscal years.

    Args:
        areas: from `by_area`.
        first, last: fiscal years.

    Returns:
        In the order of `areas`: name, first_busd, last_busd, change_busd (billion dollars, rounded to 0.01), part_pct
        (of the whole growth, percent; they add up to 100), source_id, confidence.
    """
    ends = {year: areas[areas["fiscal_year"] == year].set_index("name") for year in (first, last)}
    early, late = (ends[year]["revenue_musd"] for year in (first, last))
    change = late - early
    return (
        pd.DataFrame(
            {
                "first_busd": (early / 1000).round(2),
                "last_busd": (late / 1000).round(2),
                "change_busd": (change / 1000).round(2),
                "part_pct": 100 * change / change.sum(),
                "source_id": [
                    cite.join([ends[first]["source_id"][n], ends[last]["source_id"][n]]) for n in change.index
                ],
                "confidence": ends[last]["confidence"],
            }
        )
        .loc[list(dict.fromkeys(areas["name"]))]
        .reset_index()
    )


#: directions of bits and prices against the quarter before, as Micron worded them.
DIRECTIONS = ("up", "down", "flat")


def quarters(dram: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Micron's DRAM by fiscal quarter: revenue, and what it said of the bits shipped and of their price.

    Args:
        dram: table `micron_dram_quarters`.
        day: of the ban.

    Returns:
        The rows in time order with `held` (the quarter in which the ban fell).

    Raises:
        ValueError: a direction is none of `DIRECTIONS`, or the day lies outside.
    """
    rows = dram.sort_values("period_end", ignore_index=True)
    rows = rows.astype({"bits_direction": "str", "price_direction": "str"})
    strange = set(rows["bits_direction"]) | set(rows["price_direction"])
    if strange - set(DIRECTIONS):
        raise ValueError(f"no such direction: {', '.join(sorted(strange - set(DIRECTIONS)))}")
    held = rows["period_end"].searchsorted(day)
    if held == len(rows) or held == 0:
        raise ValueError(f"{day:%Y-%m-%d} lies outside the quarters")
    return rows.assign(held=rows.index == held)


def fiscal_totals(dram: pd.DataFrame, company: pd.DataFrame) -> pd.DataFrame:
    """DRAM and all revenue by fiscal year, for the years of which all four quarters are known.

    Args:
        dram: table `micron_dram_quarters`.
        company: `company_quarters`.

    Returns:
        Indexed by fiscal year: dram_busd, all_busd (billion dollars).
    """
    rows = company[company["preferred"]].astype({"company_id": "str", "segment": "str", "metric": "str"})
    rows = rows[(rows["company_id"] == "micron") & (rows["segment"] == "company") & (rows["metric"] == "revenue")]
    parts = {"dram_busd": dram.groupby("fiscal_year")["dram_revenue_busd"]}
    parts["all_busd"] = rows.assign(value=rows["value"] / 1000).groupby("fiscal_year")["value"]
    found = pd.DataFrame({name: part.sum().where(part.size() == 4) for name, part in parts.items()})
    return found.dropna()


def benchmark(lines: dict[str, pd.Series], seat: pd.DataFrame) -> pd.DataFrame:
    """Reported and assumed sales to the mainland in one frame.

    Args:
        lines: name -> million dollars by fiscal year.
        seat: rows of `micron_revenue_region` by customers' headquarters, for the sources of a year.

    Returns:
        Columns line, fiscal_year, busd (billion dollars, rounded to 0.01), year (`FY2023`), source_id, confidence.
    """
    made = [
        pd.DataFrame({"line": n, "fiscal_year": s.index, "busd": (s / 1000).round(2).to_numpy()})
        for n, s in lines.items()
    ]
    found = pd.concat(made)
    found["year"] = "FY" + found["fiscal_year"].astype("str")
    origin = seat.groupby("fiscal_year")["source_id"].agg(cite.join)
    return found.assign(source_id=found["fiscal_year"].map(origin), confidence="reported")


def steps(events: pd.DataFrame) -> pd.DataFrame:
    """Steps between China and Micron in the event list, in time order: China's on Micron, and Micron's own.

    Args:
        events: table `events` indexed by `event_id`.

    Returns:
        Columns event_id, date, actor, direction, title, summary, status, confidence, source_id.
    """
    story = events.reset_index()
    named = story["target"].str.contains("Micron") & (story["actor"] == "cn")
    story = story[named | (story["company_id"] == "micron")].sort_values(["date", "event_id"])
    return story[["event_id", "date", "actor", "direction", "title", "summary", "status", "confidence", "source_id"]]
