"""Drawing the backfill scenario: the chart that the reader moves, and the table of its extreme settings."""

from __future__ import annotations

import altair as alt
import pandas as pd

from explainer import theme
from explainer.backfill import FIRMS, Input, Market, expressions, fill, opening
from explainer.controls import Slider
from explainer.figure import NARROW

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
    return settings + [alt.param(name=name, expr=text) for name, text in expressions(market).items()]


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
    top = alt.Scale(domain=[0, market.revenue["micron"] * inputs[0].most / 100])
    x = alt.X("taken:Q", title=None, scale=top, axis=alt.Axis(tickCount=4, format="$.1f"))
    bars = base.mark_bar(height=22).encode(
        x=x, color=alt.Color("firm:N", scale=colors, legend=None), tooltip=["label:N", "text:N"]
    )
    names = base.mark_text(align="left", dx=5).encode(x=x, text="text:N")
    first = (bars + names).properties(
        title=alt.Title("Who takes what Micron loses", subtitle="Model, billion dollars a year"),
    )
    return alt.vconcat(first, _shares(market, width, left, narrow), spacing=26).add_params(*params(market, inputs))


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
    dots = base.mark_point(size=120, opacity=1).encode(x=at("after"), color=color, tooltip=["label:N", "text:N"])
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
                "Void, $ bn": f"{o['void']:.2f}",
                "Samsung": f"{o['fill_samsung']:.2f}",
                "SK hynix": f"{o['fill_sk_hynix']:.2f}",
                "Chinese makers": f"{o['fill_chinese']:.2f}",
                "Nobody": f"{o['unfilled']:.2f}",
                "Micron's share after, %": f"{o['share_micron']:.1f}",
                "HHI": f"{o['hhi']:.0f}",
            }
        )
    return pd.DataFrame(rows)
