"""Earlier squeezes: what was left of a flow after a measure, and exports of graphite in the months around a permit."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from chips.periods import later, months_between
from explainer.evidence import cite


def before_after(table: pd.DataFrame) -> pd.DataFrame:
    """Precedents that have a value before and after.

    Args:
        table: rows of `coercion_precedents`.

    Returns:
        The preferred, observed rows with both values, and `left_pct`: after as percent of before (missing where before
        is 0), and `points`: the difference where the unit is percent (missing elsewhere).
    """
    rows = table[
        table["preferred"].fillna(False)
        & (table["nature"].astype("str") == "observed")
        & table["before"].notna()
        & table["after"].notna()
    ].copy()
    rows["left_pct"] = (100 * rows["after"] / rows["before"]).where(rows["before"] != 0)
    percent = rows["unit"].astype("str") == "pct"
    rows["points"] = (rows["after"] - rows["before"]).where(percent)
    return rows.reset_index(drop=True)


#: flows of earlier squeezes that are drawn, with the words of their bar.
FLOWS = {
    "chinese_visitors_year": "Chinese visitors",
    "hyundai_sales_china": "Hyundai cars sold",
    "kia_sales_china": "Kia cars sold",
    "lotte_mart_sales_china": "Lotte Mart sales",
    "lotte_duty_free_profit": "Lotte duty-free profit",
    "japan_hf_exports_december": "Fluoride shipments, tonnes",
    "japan_hf_value_2018_2020": "Fluoride imports, dollars",
}
#: what is drawn only as a part or a second measure of another flow.
NOT_DRAWN = ("all_visitors_year", "chinese_visitors_mar_may", "hyundai_kia_sales_china_march")


def cuts(precedents: pd.DataFrame, graphite: dict[str, Window]) -> pd.DataFrame:
    """What was left of a flow after a measure, by case and from the deepest cut on.

    Args:
        precedents: rows of `coercion_precedents`.
        graphite: name of the flow -> exports in the months after the permits against those of the year before.

    Returns:
        DataFrame: `case`, `label`, `left_pct` (after as percent of before), `before`, `after`, `unit`,
        `before_period`, `after_period`, `confidence`, `source_id`.

    Raises:
        KeyError: a flow of the table has no words in `FLOWS` and is not in `NOT_DRAWN`.
    """
    flows = before_after(precedents)
    flows = flows[(flows["unit"].astype("str") != "pct") & ~flows["indicator_id"].isin(NOT_DRAWN)]
    same = ("before", "after", "unit", "before_period", "after_period", "confidence", "source_id")
    rows = [
        {"case": str(one["case_id"]), "label": FLOWS[one["indicator_id"]], "left_pct": one["left_pct"]}
        | {column: one[column] for column in same}
        for one in flows.to_dict("records")
    ]
    for label, window in graphite.items():
        rows.append(
            {
                "case": "graphite_2023",
                "label": label,
                "left_pct": 100 + window.change_pct,
                "before": window.before / 1e6,
                "after": window.after / 1e6,
                "unit": "musd",
                "before_period": "same months, a year before",
                "after_period": window.period,
                "confidence": "reported",
                "source_id": window.source_id,
            }
        )
    return pd.DataFrame(rows).sort_values(["case", "left_pct"])


@dataclass(frozen=True)
class Window:
    """Trade in the months after a measure against the same months one year before.

    Attributes:
        months: how many months were compared.
        before, after: sums of value, US dollars.
        change_pct: percent change; None without a month to compare, or from nothing.
        dropped: months in the window that are missing or whose level no second source confirms.
        source_id: sources of the rows used.
        period: the first month compared, or first and last joined by `/`; empty without a month to compare.
    """

    months: int
    before: float
    after: float
    change_pct: float | None
    dropped: tuple[str, ...]
    source_id: str
    period: str = ""


def _extract(table: pd.DataFrame) -> pd.DataFrame:
    """The months of the longer run of `cn_graphite_exports`, the extract of UN Comtrade; two runs are never joined."""
    return table[
        (table["publisher"].astype("str") == "comtrade_extract") & (table["freq"].astype("str") == "month")
    ].astype({"hs_code": "str", "level_check": "str"})


def year_on_year(table: pd.DataFrame, hs_code: str, first: str, months: int) -> Window:
    """Compare a window of months with the year before, leaving out what is unconfirmed.

    Args:
        table: rows of `cn_graphite_exports`.
        hs_code: one heading of one extract, so that parts are not added to their whole.
        first: first month, `YYYY-MM`.
        months: length of the window, 1 or more.

    Returns:
        Window. A month counts only if it and its partner a year before are there and neither is `unconfirmed`.
        Dollars are used, since the weights of some months are imputed or suspect.

    Raises:
        ValueError: no row has that heading.
    """
    rows = _extract(table)
    rows = rows[rows["hs_code"] == hs_code].set_index("period")
    if rows.empty:
        raise ValueError(f"no monthly row with heading {hs_code}")
    firm = rows[(rows["level_check"] != "unconfirmed") & rows["value_usd"].notna()]
    used, dropped = [], []
    for now in months_between(first, later(first, months - 1)):
        then = later(now, -12)
        (used if now in firm.index and then in firm.index else dropped).append((now, then))
    before = float(sum(firm.loc[then, "value_usd"] for _, then in used))
    after = float(sum(firm.loc[now, "value_usd"] for now, _ in used))
    return Window(
        months=len(used),
        before=before,
        after=after,
        change_pct=100 * (after / before - 1) if used and before else None,
        dropped=tuple(now for now, _ in dropped),
        source_id=cite.join(firm.loc[[m for pair in used for m in pair], "source_id"]),
        period="/".join(dict.fromkeys(used[at][0] for at in (0, -1))) if used else "",
    )


#: customs heading of each kind of graphite.
GRAPHITE = {"250410": "Natural graphite", "380110": "Artificial graphite"}


def monthly(table: pd.DataFrame, start: str) -> pd.DataFrame:
    """Monthly exports of the longer extract for drawing.

    Args:
        table: rows of `cn_graphite_exports`.
        start: first month, `YYYY-MM`.

    Returns:
        Rows of the table with `date` (first day of the month), `value` (million US dollars) and `firm` (False: no
        second source confirms the level).
    """
    rows = _extract(table)
    rows = rows[rows["period"] >= start]
    return rows.assign(
        date=rows["period_start"],
        value=(rows["value_usd"] / 1e6).round(2),
        firm=rows["level_check"] != "unconfirmed",
    )


def pulled_forward(table: pd.DataFrame, hs_code: str, base: tuple[str, str], rush: tuple[str, str]) -> dict[str, float]:
    """How far a rush before a measure made up for the fall after it.

    Args:
        table: rows of `cn_graphite_exports`.
        hs_code: heading.
        base: first and last month of the level to compare with.
        rush: first and last month of rush and fall together.

    Returns:
        `monthly` (mean of the base, US dollars a month), `expected` (that mean times the months of the rush), `actual`
        (their sum), `kept_pct` (actual as percent of expected), `months`.

    Raises:
        ValueError: a month is missing or its level is unconfirmed.
    """
    rows = _extract(table)
    rows = rows[rows["hs_code"] == hs_code].set_index("period")

    def part(first: str, last: str) -> pd.Series:
        months = months_between(first, last)
        for month in months:
            if month not in rows.index or rows.loc[month, "level_check"] == "unconfirmed":
                raise ValueError(f"{hs_code}, {month}: missing or unconfirmed")
        return rows.loc[months, "value_usd"]

    usual = float(part(*base).mean())
    actual = part(*rush)
    expected = usual * len(actual)
    return {
        "monthly": usual,
        "expected": expected,
        "actual": float(actual.sum()),
        "kept_pct": 100 * float(actual.sum()) / expected,
        "months": len(actual),
    }
