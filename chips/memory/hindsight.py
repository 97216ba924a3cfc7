"""What happened after the ban beside what the model says."""

from __future__ import annotations

import pandas as pd

from chips.memory.backfill import Market, regional_share_after
from explainer.evidence import cite

#: fiscal years that the model of Micron's Chinese share may start from.
STARTS = (2022, 2023)

# --- hindsight -------------------------------------------------------------------------------------------------------


def _trendforce(dram: pd.DataFrame) -> pd.DataFrame:
    """Preferred TrendForce shares of the three large makers, percent, by period and company, in time order."""
    rows = dram[(dram["publisher"] == "trendforce") & dram["preferred"].fillna(False) & (dram["freq"] == "quarter")]
    rows = rows[rows["company_id"].astype("str").isin(["micron", "samsung", "sk_hynix"])].dropna(subset=["share_pct"])
    return rows.sort_values("period_end")


def share_changes(dram: pd.DataFrame, market: Market, start: str = "2021Q1") -> pd.DataFrame:
    """Observed share less that of the base quarter, one row per firm and quarter.

    Args:
        dram: table `dram_shares`.
        market: gives the base quarter.
        start: first quarter.

    Returns:
        Columns `company_id`, `period`, `period_end`, `after` (quarters since the base; negative before), `share_pct`,
        `change` (points, missing where the share is), `source_id`, `confidence`.
    """
    rows = _trendforce(dram)
    quarters = [str(p) for p in pd.period_range(start, rows["period"].max(), freq="Q")]
    out = []
    for company in ("micron", "samsung", "sk_hynix"):
        one = rows[rows["company_id"].astype("str") == company].set_index("period")
        frame = one.reindex(quarters)[["share_pct", "source_id", "confidence"]].rename_axis("period").reset_index()
        frame["change"] = (frame["share_pct"] - one.loc[market.period, "share_pct"]).round(3)
        frame["after"] = [quarters.index(q) - quarters.index(market.period) for q in frame["period"]]
        frame["period_end"] = [pd.Period(q, freq="Q").end_time.normalize() for q in frame["period"]]
        out.append(frame.assign(company_id=company))
    found = pd.concat(out, ignore_index=True)
    found["source_id"] = found["source_id"].astype("object").where(found["source_id"].notna(), None)
    return found


def yearly_swings(dram: pd.DataFrame, until: str = "2023Q1") -> dict[str, float]:
    """Root mean square of the change of share over four quarters, up to a quarter, points, by firm."""
    rows = _trendforce(dram)
    wide = rows.pivot_table(index="period", columns=rows["company_id"].astype("str"), values="share_pct", observed=True)
    wide = wide.reindex([str(p) for p in pd.period_range(wide.index[0], until, freq="Q")])
    change = wide - wide.shift(4)
    return {str(c): float((change[c].dropna() ** 2).mean() ** 0.5) for c in change}


def china_share(region: pd.DataFrame, impact: pd.DataFrame) -> pd.DataFrame:
    """China's share of Micron's revenue by customers' headquarters, percent, mainland and mainland with Hong Kong.

    Fiscal 2023 to 2025 are of the accounts. For fiscal 2022 the mainland share is a published one and the share with
    Hong Kong is what the finance chief said in May 2023 of direct sales.

    Args:
        region: table `micron_revenue_region`.
        impact: table `micron_cac_impact`.
    """
    rows = region[region["basis"] == "customer_headquarters"]
    main = rows[rows["region"] == "cn"].copy()
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


def china_hindsight(observed: pd.DataFrame, draws: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """Observed shares beside the model's intervals for full years after the verdict, one per starting year.

    The model takes the share of a starting year and removes the part at risk and lost, all else equal. Neither start is
    clean: fiscal 2022 lies before a collapse of prices, and some weeks of fiscal 2023 lie after the verdict.

    Args:
        observed: from `china_share`.
        draws: from `backfill.simulate`.
        given: table `scenario_inputs`.

    Returns:
        `observed` with `p05_2022`, `p50_2022`, `p95_2022` and the same for 2023, from fiscal 2024 on.
    """
    exposure = float(given.set_index("parameter").loc["micron_china_hq_customer_share", "central"])
    out = observed.copy()
    for region, rows in observed.groupby("region"):
        after = (out["region"] == region) & (out["fiscal_year"] >= 2024)
        for base in STARTS:
            start = float(rows.set_index("fiscal_year").loc[base, "share_pct"])
            left = regional_share_after(start, draws["at_risk"].to_numpy(), draws["loss"].to_numpy(), exposure)
            for name, q in (("p05", 0.05), ("p50", 0.5), ("p95", 0.95)):
                out.loc[after, f"{name}_{base}"] = round(float(pd.Series(left).quantile(q)), 2)
    return out
