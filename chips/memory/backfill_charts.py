"""Drawing the backfill scenario: the chart that the reader moves, and the table of its extreme settings."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.memory.backfill import FIRMS, Input, Market, fill, opening
from chips.memory.backfill_words import expressions
from chips.memory.hindsight import STARTS
from explainer.evidence import cite
from explainer.figures import labels, theme
from explainer.figures.inputs import Slider
from explainer.figures.picture import NARROW

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
    label = alt.Axis(labelExpr=labels.WRAPPED, ticks=False, domain=False, minExtent=left, maxExtent=left)
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
    axis = alt.Axis(labelExpr=labels.WRAPPED, ticks=False, domain=False, minExtent=left, maxExtent=left)
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
