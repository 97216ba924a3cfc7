"""Drawing the backfill scenario: the chart that the reader moves, and the table of its extreme settings."""

from __future__ import annotations

import altair as alt
import pandas as pd

from explainer.evidence import cite
from explainer.figures import theme
from chips.memory.backfill import FIRMS, Input, Market, expressions, fill, opening, regional_share_after
from explainer.figures.inputs import Slider
from explainer.figures.figure import NARROW

#: the settings of the table below the chart: label -> what differs from the opening setting.
CASES: dict[str, dict[str, float]] = {
    "Opening setting": {},
    "First guidance, read as 1% of revenue": {"at_risk": 1},
    "All China-headquartered sales lost": {"at_risk": 25},
    "Nothing lost, or all sold elsewhere": {"loss": 0},
    "Korean makers hold back entirely": {"held_back": 100},
    "Korean makers hold back by half": {"held_back": 50},
    "No idle capacity can be used": {"usable": 0},
    "A tenth of idle capacity can be used": {"usable": 10},
    "Chinese makers take all they can": {"chinese_part": 100},
    "Nobody fills anything": {"held_back": 100, "chinese_part": 0},
}


def sliders(inputs: list[Input]) -> list[Slider]:
    """The inputs of the page, one per input of the model."""
    return [Slider(i.name, i.label, 0, i.most, i.step, i.opening, "%") for i in inputs]


def params(market: Market, inputs: list[Input]) -> list[alt.Parameter]:
    """Chart parameters: six settings, then every step of the model."""
    settings = [alt.param(name=i.name, value=i.opening) for i in inputs]
    return settings + [alt.param(name=name, expr=text) for name, text in expressions(market, opening(inputs)).items()]


def chart(market: Market, inputs: list[Input], width: int) -> alt.VConcatChart:
    """Two panels: who takes the void (busd a year), and shares before and after (percent)."""
    narrow = width == NARROW
    left = 96 if narrow else 130
    taken = {"samsung": "Samsung", "sk_hynix": "SK hynix", "chinese": "Chinese makers", "nobody": "Nobody"}
    hues = {"chinese": "cxmt", "nobody": "axis"}
    rows = pd.DataFrame({"firm": list(taken), "label": list(taken.values())})
    value = "datum.firm == 'nobody' ? unfilled : " + _choice("fill_", ["samsung", "sk_hynix", "chinese"])
    label = alt.Axis(labelExpr=theme.WRAPPED, ticks=False, domain=False, minExtent=left, maxExtent=left)
    base = (
        alt.Chart(rows, height=150, width=width - left - 20)
        .transform_calculate(taken=value)
        .transform_calculate(text="'$' + format(datum.taken, '.2f') + ' bn'")
        .encode(y=alt.Y("label:N", sort=list(taken.values()), title=None, axis=label))
    )
    colors = alt.Scale(domain=list(taken), range=[theme.color(hues.get(f, f)) for f in taken])
    top = alt.Scale(domain=[0, (1.35 if narrow else 1.2) * market.revenue["micron"] * inputs[0].most / 100])
    x = alt.X("taken:Q", title=None, scale=top, axis=alt.Axis(tickCount=4, format="$.1f"))
    bars = base.mark_bar(height=22).encode(
        x=x,
        color=alt.Color("firm:N", scale=colors, legend=None),
        tooltip=theme.tips({"label:N": "title", "text:N": "takes a year"}),
    )
    names = base.mark_text(align="left", dx=5).encode(x=x, text="text:N")
    first = (bars + names).properties(
        title=alt.Title("Who takes what Micron loses", subtitle="Model, billion dollars a year"),
    )
    both = alt.vconcat(first, _shares(market, width, left, narrow), spacing=26)
    return both.resolve_scale(color="independent").add_params(*params(market, inputs))


def _shares(market: Market, width: int, left: int, narrow: bool) -> alt.LayerChart:
    """Shares of the market before (tick) and after (dot)."""
    rows = pd.DataFrame(
        {
            "firm": list(FIRMS),
            "label": list(FIRMS.values()),
            "before": [round(market.share(f), 4) for f in FIRMS],
        }
    )
    axis = alt.Axis(labelExpr=theme.WRAPPED, ticks=False, domain=False, minExtent=left, maxExtent=left)
    base = (
        alt.Chart(rows, height=190, width=width - left - 20)
        .transform_calculate(after=_choice("share_", list(FIRMS)))
        .transform_calculate(text="format(datum.before, '.1f') + ' → ' + format(datum.after, '.1f')")
        .transform_calculate(end="max(datum.before, datum.after)")
        .encode(y=alt.Y("label:N", sort=list(FIRMS.values()), title=None, axis=axis))
    )
    hues = [theme.color({"chinese": "cxmt"}.get(f, f)) for f in FIRMS]
    color = alt.Color("firm:N", scale=alt.Scale(domain=list(FIRMS), range=hues), legend=None)
    scale = alt.Scale(domain=[0, 62 if narrow else 55])

    def at(field: str) -> alt.X:
        return alt.X(f"{field}:Q", title=None, scale=scale, axis=alt.Axis(tickCount=5))

    stems = base.mark_rule(strokeWidth=2).encode(x=at("before"), x2="after:Q", color=color)
    ticks = base.mark_tick(thickness=3, height=20).encode(x=at("before"), color=alt.value(theme.color("ink")))
    dots = base.mark_point(size=120, opacity=1).encode(
        x=at("after"), color=color, tooltip=theme.tips({"label:N": "title", "text:N": "share, percent"})
    )
    names = base.mark_text(align="left", dx=12).encode(x=at("end"), text="text:N")
    return (stems + ticks + dots + names).properties(
        title=alt.Title(
            "Share of world DRAM revenue, percent",
            subtitle=f"Bar: {market.period}. Dot: the model",
        ),
    )


def _choice(prefix: str, firms: list[str]) -> str:
    """Nested Vega conditional that picks the parameter of the row's firm."""
    text = f"{prefix}{firms[-1]}"
    for firm in reversed(firms[:-1]):
        text = f"datum.firm == '{firm}' ? {prefix}{firm} : ({text})"
    return f"({text})"


def cases(market: Market, inputs: list[Input]) -> pd.DataFrame:
    """The model at the settings of `CASES`: void, who takes it, shares after, HHI; rounded for reading."""
    rows = []
    for label, change in CASES.items():
        o = {k: float(v) for k, v in fill(market, **(opening(inputs) | change)).items()}
        rows.append(
            {
                "Setting": label,
                "Void, $ bn": f"{o['void_busd']:.2f}",
                "Samsung": f"{o['fill_samsung']:.2f}",
                "SK hynix": f"{o['fill_sk_hynix']:.2f}",
                "Chinese makers": f"{o['fill_chinese']:.2f}",
                "Nobody": f"{o['unfilled']:.2f}",
                "Micron's share after, %": f"{o['share_micron']:.1f}",
                "HHI": f"{o['hhi']:,.0f}",
            }
        )
    return pd.DataFrame(rows)


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


def hindsight(path: pd.DataFrame, width: int) -> alt.ConcatChart:
    """Small multiples of observed changes with the model's band; columns as in the chapter's frame."""
    narrow = width == NARROW
    panels = []
    size = width - 60 if narrow else (width - 120) // 3
    for company in ("micron", "samsung", "sk_hynix"):
        rows = path[path["company_id"] == company].drop(columns=["source_id", "confidence"])
        rows = rows.assign(period_end=rows["period_end"].dt.strftime("%Y-%m-%d"))
        x = alt.X("period_end:T", title=None).axis(format="%Y", tickCount="year", grid=False)
        base = alt.Chart(rows, width=size, height=150 if narrow else 210)
        y = alt.Y("change:Q", title=None).scale(domain=[-10, 10]).axis(tickCount=5)
        color = theme.color(company)
        band = base.mark_area(color=theme.color("band")).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q")
        edges = [
            base.mark_line(color=theme.color("accent"), strokeWidth=1, strokeDash=[4, 3]).encode(x=x, y=f"{side}:Q")
            for side in ("low", "high")
        ]
        line = base.mark_line(color=color, point={"color": color, "size": 30}).encode(
            x=x,
            y=y,
            tooltip=theme.tips(
                {
                    "period:N": "title",
                    "share_pct:Q": "share, percent",
                    "change:Q": "points since the quarter of reference",
                }
            ),
        )
        ban = pd.DataFrame({"d": ["2023-05-21"], "t": ["verdict"]})
        mark = alt.Chart(ban).mark_rule(color=theme.color("ink"), strokeDash=[2, 2]).encode(x="d:T")
        word = alt.Chart(ban).mark_text(align="right", dx=-5, fontSize=12).encode(x="d:T", y=alt.value(8), text="t:N")
        zero = alt.Chart(pd.DataFrame({"z": [0]})).mark_rule(color=theme.color("axis")).encode(y="z:Q")
        panels.append(alt.layer(band, *edges, zero, mark, word, line, title=theme.LABEL[company]))
    return alt.concat(*panels, columns=1 if narrow else 3, spacing=18)


#: name -> (table, company, basis or role, frequency, in words) of what Korean makers sold in China.
SOLD = {
    "SK hynix": ("china_sales", "sk_hynix", "consolidated", "half", "the group's sales to China"),
    "Samsung": ("china_sales", "samsung", "separate_parent", "half", "the parent company's sales to China, phones too"),
    "Samsung Shanghai": ("china_subsidiaries", "samsung", "sales_arm", "annual", "the chip sales arm in Shanghai"),
}


def sold_in_china(sales: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """What the Korean makers sold in China in the year of the ban and a year later, trillion won.

    Sales in money: prices rose in the same months, so a doubling is no doubling of chips, and no switch from Micron.

    Args:
        sales: table `china_sales`.
        units: table `china_subsidiaries`.

    Returns:
        One row per line of `SOLD`: `name`, `basis`, `first`, `then` (periods), `before`, `after`, `times`, `source_id`,
        `confidence`.

    Raises:
        KeyError: a line has no value for 2023 or 2024.
    """
    kinds = {"half": ("2023H1", "2024H1"), "annual": ("2023", "2024")}
    rows = []
    for name, (table, company, line, freq, basis) in SOLD.items():
        if table == "china_sales":
            part = sales[(sales["company_id"] == company) & (sales["basis"] == line) & (sales["region"] == "cn")]
            part = part.rename(columns={"sales_krw_trn": "value"})
        else:
            part = units[(units["company_id"] == company) & (units["role"] == line) & (units["metric"] == "revenue")]
            part = part.rename(columns={"value_krw_trn": "value"})
        by = part.set_index("period")
        first, then = kinds[freq]
        before, after = (float(by.loc[p, "value"]) for p in (first, then))
        rows.append(
            {
                "name": name,
                "basis": basis,
                "first": first,
                "then": then,
                "before": before,
                "after": after,
                "times": after / before,
                "source_id": cite.join([by.loc[first, "source_id"], by.loc[then, "source_id"]]),
                "confidence": "reported",
            }
        )
    return pd.DataFrame(rows)


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


def place(row: pd.Series, base: int) -> str:
    """Where an observed share lies: `above`, `inside` or `below` the model's interval from a starting year."""
    if row["share_pct"] > row[f"p95_{base}"]:
        return "above"
    return "below" if row["share_pct"] < row[f"p05_{base}"] else "inside"


def china_chart(rows: pd.DataFrame, width: int) -> alt.ConcatChart:
    """Two panels: observed shares (dots, hollow for fiscal 2022) and the model's intervals by start (bars)."""
    narrow = width == NARROW
    panels = []
    names = {"cn": "Mainland China", "cn_hk": "Mainland China and Hong Kong"}
    for region, name in names.items():
        one = rows[rows["region"] == region].assign(
            hollow=lambda f: f["basis_note"] != "accounts", label=lambda f: f["share_pct"].map("{:.1f}".format)
        )
        base = alt.Chart(one, width=width - 60 if narrow else (width - 90) // 2, height=220)
        x = alt.X("fiscal_year:O", title="Fiscal year").axis(labelAngle=0, grid=False)
        y = alt.Y("share_pct:Q", title=None).scale(domain=[0, 20]).axis(tickCount=4)
        model = []
        for start, side, dash in zip(STARTS, (-20, 20), ([4, 3], [1, 0]), strict=True):
            low, mid, high = (f"{p}_{start}" for p in ("p05", "p50", "p95"))
            bar = base.mark_bar(
                size=12, xOffset=side, color=theme.color("band"), stroke=theme.color("accent"), strokeDash=dash
            )
            bar = bar.encode(
                x=x,
                y=alt.Y(f"{low}:Q", title=None),
                y2=f"{high}:Q",
                tooltip=theme.tips(
                    {
                        "fiscal_year:O": "fiscal year",
                        f"{low}:Q": "model, 5 percent of draws below",
                        f"{mid}:Q": "median, percent",
                        f"{high}:Q": "95 percent of draws below",
                    }
                ),
            )
            tick = base.mark_tick(color=theme.color("accent"), thickness=2, width=12, xOffset=side)
            model += [bar, tick.encode(x=x, y=f"{mid}:Q")]
        dots = base.mark_point(size=90, opacity=1, filled=False, stroke=theme.color("micron"), strokeWidth=2).encode(
            x=x,
            y=y,
            fill=alt.condition("datum.hollow", alt.value(theme.color("ground")), alt.value(theme.color("micron"))),
            tooltip=theme.tips(
                {"fiscal_year:O": "fiscal year", "share_pct:Q": "share, percent", "basis_note:N": "taken from"}
            ),
        )
        text = base.mark_text(align="center", dy=-13, fontWeight="bold").encode(x=x, y=y, text="label:N")
        panels.append(alt.layer(*model, dots, text, title=name))
    return alt.concat(*panels, columns=1 if narrow else 2, spacing=24)
