"""Drawing the backfill scenario: the chart that the reader moves, and what its answer hangs on."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from chips.memory.backfill import FIRMS, Input, Market, opening
from chips.memory.backfill_words import expressions
from explainer.figures import labels, theme
from explainer.figures.inputs import Slider
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed


def sliders(inputs: list[Input]) -> list[Slider]:
    """The inputs of the page, one per input of the model; those without a source say so."""
    return [
        Slider(i.name, i.label + ("" if i.sourced else " (no source)"), 0, i.most, i.step, i.opening, "%")
        for i in inputs
    ]


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


def _range(low: float, high: float) -> str:
    """Ends of a range in words; one number where they print alike, `0` for nothing."""
    ends = ["0" if end < 0.005 else fixed(end, 1) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


#: a stroke from lower left to upper right, for hatching.
STROKE = "M-1,1L1,-1"


def tornado(rows: pd.DataFrame, width: int) -> alt.LayerChart:
    """One bar per input: from the least to the most that the Korean makers take, billion dollars a year.

    Full bars have a source, hatched ones none; the rule is the opening setting. Long, as Vega-Lite has no hatching:
    its strokes are marks of their own.

    Args:
        rows: from `backfill.one_by_one`.
        width: drawing width, px.
    """
    narrow = width == NARROW
    row, thick, wide = 56, 22, width - 30
    top = 1.12 * rows["high_busd"].max()
    data = rows.drop(columns="source_id").assign(
        at=[row * i + 38.0 for i in range(len(rows))],
        name=[f"{r.label}, {r.from_pct:.0f} to {r.to_pct:.0f}%" for r in rows.itertuples()],
        words=[_range(r.low_busd, r.high_busd) for r in rows.itertuples()],
        start=0.0,
    )
    data["name"] += ["" if known else ", no source" for known in data["sourced"]]
    data[["low_busd", "high_busd"]] = data[["low_busd", "high_busd"]].round(3)
    data["shown"] = data["high_busd"].where(data["high_busd"] > data["low_busd"], data["low_busd"] + 0.012)
    height = row * len(data)
    x = alt.X(
        "low_busd:Q",
        scale=alt.Scale(domain=[0, top], nice=False),
        title="What Korean makers take, billion dollars a year",
    )
    x = x.axis(tickCount=5, format=".1f")

    def place(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, height], reverse=True, nice=False))

    tip = theme.tips({"name:N": "title", "words:N": "Korean makers take, billion dollars a year"})
    bars = []
    for known, look in (
        (True, {"color": theme.color("kr")}),
        (False, {"color": theme.color("none"), "stroke": theme.color("muted")}),
    ):
        part = alt.Chart(data[data["sourced"] == known], height=height)
        bars.append(part.mark_bar(height=thick, **look).encode(x=x, x2="shown:Q", y=place("at"), tooltip=tip))
    step = top * (8 if narrow else 9) / wide
    lines = pd.DataFrame(
        [
            (round(spot, 4), r.at)
            for r in data[~data["sourced"]].itertuples()
            for spot in np.arange(r.low_busd + step, r.high_busd - 0.9 * step, step)
        ],
        columns=["spot", "at"],
    )
    hatch = alt.Chart(lines, height=height).mark_point(
        shape=STROKE,
        size=thick**2 * 0.6,
        filled=False,
        stroke=theme.color("muted"),
        strokeWidth=1,
        opacity=1,
        aria=False,
    )
    hatch = hatch.encode(x="spot:Q", y=place("at"))
    base = alt.Chart(data, height=height)
    names = base.mark_text(align="left", baseline="middle", dy=-22).encode(x="start:Q", y=place("at"), text="name:N")
    words = base.mark_text(align="left", dx=6, fontWeight="bold").encode(x="shown:Q", y=place("at"), text="words:N")
    here = pd.DataFrame({"x": [round(float(rows["opening_busd"].iloc[0]), 3)]})
    rule = alt.Chart(here, height=height).mark_rule(color=theme.color("ink"), strokeDash=[3, 2]).encode(x="x:Q")
    return alt.layer(*bars, hatch, rule, names, words).properties(width=wide)
