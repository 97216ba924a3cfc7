"""What happened after the ban: shares of the market, Micron's and its rivals' sales in China."""

from __future__ import annotations

import pandas as pd

from chips.memory import swings
from chips.series import pick
from explainer.evidence import cite


def _trendforce(dram: pd.DataFrame) -> pd.DataFrame:
    """Preferred TrendForce shares of the three large makers, percent, by period and company, in time order."""
    rows = pick(dram[dram["preferred"].fillna(False)], publisher="trendforce", freq="quarter")
    rows = rows[rows["company_id"].astype("str").isin(["micron", "samsung", "sk_hynix"])].dropna(subset=["share_pct"])
    return rows.sort_values("period_end")


def yearly_swings(dram: pd.DataFrame, until: str = "2023Q1") -> dict[str, float]:
    """Root mean square of the change of share over four quarters, up to a quarter, points, by firm."""
    rows = _trendforce(dram)
    wide = rows.pivot_table(index="period", columns=rows["company_id"].astype("str"), values="share_pct", observed=True)
    return {str(firm): swings.yearly_swing(run, until) for firm, run in wide.items()}


def china_share(region: pd.DataFrame, impact: pd.DataFrame) -> pd.DataFrame:
    """China's share of Micron's revenue by customers' headquarters, percent, mainland and mainland with Hong Kong.

    Fiscal 2023 to 2025 are of the accounts. For fiscal 2022 the mainland share is a published one and the share with
    Hong Kong is what the finance chief said in May 2023 of direct sales.

    Args:
        region: table `micron_revenue_region`.
        impact: table `micron_cac_impact`.
    """
    rows = pick(region, basis="customer_headquarters")
    main = pick(rows, region="cn").copy()
    main["basis_note"] = (
        main["share_kind"].astype("str").map({"as_published": "published share", "calculated": "accounts"})
    )
    both = rows[rows["region"].isin(["cn", "hk"]) & rows["revenue_musd"].notna()]
    both = both.groupby("fiscal_year", as_index=False).agg(
        revenue=("revenue_musd", "sum"),
        total=("total_revenue_musd", "first"),
        source_id=("source_id", cite.join),
        confidence=("confidence", "first"),
    )
    both["share_pct"] = (100 * both["revenue"] / both["total"]).round(1)
    both = both.assign(region="cn_hk", basis_note="accounts")
    keep = ["region", "fiscal_year", "share_pct", "basis_note", "source_id", "confidence"]
    parts = [main[keep].astype({"region": "str"}), both[keep]]
    if 2022 not in set(both["fiscal_year"]):
        said = impact.set_index("impact_id").loc["2023-05-22-cfo-direct"]
        early = {"region": "cn_hk", "fiscal_year": 2022, "share_pct": said["low"], "basis_note": "said in May 2023"}
        parts.append(pd.DataFrame([early | {k: said[k] for k in ("source_id", "confidence")}]))
    whole = pd.concat(parts, ignore_index=True)
    whole["fiscal_year"] = whole["fiscal_year"].astype(int)
    return whole.sort_values(["region", "fiscal_year"], ignore_index=True)


#: name -> (table, company, basis or role, periods, what is counted) of what Korean makers sold in China.
SOLD = {
    "SK hynix": (
        "china_sales",
        "sk_hynix",
        "consolidated",
        ("2021", "2022", "2023", "2024", "2023H1", "2024H1"),
        "The group's sales to China, memory almost alone",
    ),
    "Samsung": (
        "china_sales",
        "samsung",
        "separate_parent",
        ("2021H1", "2022H1", "2023H1", "2024H1"),
        "The parent company's sales to China in the first half, phones too",
    ),
    "Samsung, Shanghai": (
        "china_subsidiaries",
        "samsung",
        "sales_arm",
        ("2023", "2024"),
        "The chip sales arm's revenue",
    ),
}


def sold_in_china(sales: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """What the Korean makers sold in China before, in and after the year of the ban, trillion won.

    Sales in money: prices rose in the same months, so a doubling is no doubling of chips, and no switch from Micron.
    2023 was the bottom of the slump, so the years before it are shown where they are printed.

    Args:
        sales: table `china_sales`.
        units: table `china_subsidiaries`.

    Returns:
        One row per line and period of `SOLD`: `name`, `basis`, `period`, `krw_trn`, `source_id`, `confidence`.

    Raises:
        KeyError: a line lacks a value.
    """
    rows = []
    for name, (table, company, line, periods, basis) in SOLD.items():
        if table == "china_sales":
            part = pick(sales, company_id=company, basis=line, region="cn")
            by = part.set_index("period")["sales_krw_trn"]
        else:
            part = pick(units, company_id=company, role=line, metric="revenue")
            by = part.set_index("period")["value_krw_trn"]
        origin = part.set_index("period")[["source_id", "confidence"]]
        for period in periods:
            value = float(by.loc[period])
            rows.append((name, basis, period, value, *origin.loc[period]))
    return pd.DataFrame(rows, columns=["name", "basis", "period", "krw_trn", "source_id", "confidence"])
