"""Drawing what crossed the border: value, price and volume of DRAM, and memory by place and by product."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from explainer.figures import labels, theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed, signed

#: panels of `value_price_volume`: column -> (title, sentence of the tooltip, decimals, color, a tick of which the
#: others are doubles or halves). All panels span the same factor, so that the same height is the same percent in all.
PANELS = {
    "value_busd": (
        "Value, billion dollars a year",
        "In the year to {when} Korea sent DRAM for {value_busd:.2f} billion dollars.",
        2,
        "kr",
        10,
    ),
    "price_index": (
        "Price, 2020 = 100",
        "In the year to {when} the price index averaged {price_index:.0f}, with 2020 as 100.",
        0,
        "muted",
        100,
    ),
    "volume_at_2020_prices_busd": (
        "Volume, billion dollars of 2020",
        "In the year to {when} the volume was {volume_at_2020_prices_busd:.1f} billion dollars at prices of 2020.",
        1,
        "kr",
        10,
    ),
}
#: panels of `by_place`: destination -> (title, color); rows: product -> name.
PLACES = {"cn": ("To mainland China", "cn"), "hk": ("To Hong Kong", "hk")}
ROWS = {
    "memory": "All memory",
    "multichip": "Multichip packages",
    "dram": "DRAM",
    "flash": "Flash",
    "other": "Other memory",
}
#: free part of a log axis above and below what is drawn, and more below for the words at the dots.
FREE, BELOW = 1.2, 1.5


def _day(month: str) -> str:
    """The middle of a month as an ISO date."""
    return f"{month}-15"


def _axis(days: pd.Series, size: int, room: int = 6) -> alt.X:
    """The days drawn with every other year below, and so many px free after the last.

    Args:
        days: ISO dates drawn.
        size: width of the panel, px.
        room: free px at the right.
    """
    first, last = pd.Timestamp(days.min()), pd.Timestamp(days.max())
    end = last + (last - first) * (room / (size - room))
    years = [f"{year}-01-01" for year in range(first.year + 1, last.year + 1) if year % 2 == 0]
    axis = alt.Axis(format="%Y", values=years, grid=False, labelFlush=False, title=None)
    domain = [first.strftime("%Y-%m-%d"), end.strftime("%Y-%m-%d")]
    return alt.X("day:T", axis=axis, scale=alt.Scale(domain=domain, padding=0))


def _log(column: str, values: pd.Series, tick: float, factor: float) -> alt.Y:
    """A log axis whose ends lie by the same factor around the middle of the values, ticked by doubling.

    Args:
        column: drawn.
        values: all that is drawn.
        tick: one of the ticks.
        factor: of the upper end over the lower one; at least that of the values.
    """
    middle = np.sqrt(values.min() * values.max())
    low, high = middle / np.sqrt(factor) / BELOW, middle * np.sqrt(factor)
    steps = range(int(np.ceil(np.log2(low / tick))), int(np.floor(np.log2(high / tick))) + 1)
    scale = alt.Scale(type="log", domain=[float(low), float(high)], nice=False)
    return alt.Y(f"{column}:Q", title=None, scale=scale, axis=alt.Axis(values=[tick * 2.0**k for k in steps]))


def value_price_volume(rows: pd.DataFrame, verdict: str, marked: tuple[str, str], width: int) -> alt.ConcatChart:
    """Three panels over the same years: value, price and volume, with the two years that the text compares as dots.

    Args:
        rows: from `flows.dram_years`.
        verdict: ISO date.
        marked: last months of the year before and of the year after.
        width: drawing width, px.
    """
    narrow = width == NARROW
    size, height = (width - 40, 170) if narrow else ((width - 130) // 3, 200)
    data = rows.drop(columns=["source_id", "confidence"]).assign(
        day=rows["month"].map(_day), when=pd.to_datetime(rows["month"]).dt.strftime("%B %Y")
    )
    factor = FREE**2 * max(data[c].max() / data[c].min() for c in PANELS)
    x = _axis(data["day"], size)
    date = alt.Chart(pd.DataFrame({"day": [verdict], "t": ["verdict"]}), height=height)
    rule = date.mark_rule(color=theme.color("ink"), strokeDash=[2, 2], aria=False).encode(x="day:T")
    said = date.mark_text(align="left", dx=4, fontSize=12, aria=False).encode(x="day:T", y=alt.value(7), text="t:N")
    panels = []
    for column, (title, sentence, digits, hue, tick) in PANELS.items():
        part = data.dropna(subset=[column])[["month", "day", "when", column]]
        base = alt.Chart(part, width=size, height=height)
        y = _log(column, part[column], tick, factor)
        line = base.mark_line(color=theme.color(hue), aria=False).encode(x=x, y=y)
        touch = base.mark_point(opacity=0, size=60, aria=False).encode(x=x, y=y, tooltip=theme.says(sentence))
        ends = part[part["month"].isin(marked)].assign(
            label=lambda f, c=column, d=digits: [
                f"{fixed(v, d)}|to {w[:3]} {w[-4:]}" for v, w in zip(f[c], f["when"], strict=True)
            ]
        )
        dots = alt.Chart(ends, height=height).mark_point(size=60, opacity=1, color=theme.color(hue))
        dots = dots.encode(x="day:T", y=f"{column}:Q", tooltip=theme.says(sentence))
        drawn = [rule, line, touch, dots, labels.haloed(said)]
        for month, first in zip(marked, (True, False), strict=True):
            word = alt.Chart(ends[ends["month"] == month], height=height).mark_text(
                align="right" if first else "left",
                dx=-7 if first else 7,
                dy=14,
                fontSize=12,
                fontWeight="bold",
                lineBreak="|",
                lineHeight=14,
            )
            drawn.append(labels.haloed(word.encode(x="day:T", y=f"{column}:Q", text="label:N")))
        # a mark and no title: a title stands higher where a number of the axis reaches above the panel
        head = alt.Chart(pd.DataFrame({"head": [title]}), height=height).mark_text(
            align="left", baseline="bottom", fontSize=13, fontWeight="bold", aria=False
        )
        drawn.append(head.encode(x=alt.value(0), y=alt.value(-9), text="head:N"))
        panels.append(layer(*drawn))
    return alt.concat(*panels, columns=1 if narrow else 3, spacing=16)


def by_place(rows: pd.DataFrame, named: str, width: int) -> alt.ConcatChart:
    """Two panels on one scale, a place each: a bar for the change of each product, with the value before and after.

    Args:
        rows: from `flows.year_pairs`.
        named: product that the title names, in color beside the sum; the others grey.
        width: drawing width, px.
    """
    narrow = width == NARROW
    left, right = 124, 104
    change = rows["after_busd"] - rows["before_busd"]
    data = rows.drop(columns="source_id").assign(
        name=rows["product"].map(ROWS),
        place=rows["destination"].map({"cn": "mainland China", "hk": "Hong Kong"}),
        change_busd=change.round(3),
        text=[f"{fixed(b, 1)} to {fixed(a, 1)}" for b, a in zip(rows["before_busd"], rows["after_busd"], strict=True)],
        far=change.clip(lower=0).round(3),
        hue=rows["destination"].where(rows["product"].isin(["memory", named]), "muted"),
    )
    sums = data["product"] == "memory"
    data.loc[sums, "text"] += [f", {signed(c, 0)}%" for c in rows.loc[sums, "change_pct"]]
    names, hues = list(ROWS.values()), [*PLACES, "muted"]
    of = {p: change[rows["destination"] == p] for p in PLACES}
    ends = {p: [min(0.0, c.min()) - 0.1, max(0.0, c.max()) + 0.1] for p, c in of.items()}
    spans = [high - low for low, high in ends.values()]
    # a billion is as long in both panels
    long = (width - left - right) / max(spans) if narrow else (width - left - 2 * right - 24) / sum(spans)
    color = alt.Color("hue:N", legend=None).scale(domain=hues, range=[theme.color(h) for h in hues])
    tip = theme.says(
        "{name} for {place}: {before_busd:.1f} billion dollars in the year before, {after_busd:.1f} after, "
        "{change_pct:+.0f} percent."
    )
    panels = []
    for place, (title, hue) in PLACES.items():
        size = round(long * (ends[place][1] - ends[place][0]))
        x = alt.X("change_busd:Q", title=None, scale=alt.Scale(domain=ends[place], nice=False)).axis(None)
        base = alt.Chart(data[data["destination"] == place], width=size, height=32 * len(names))
        shown = alt.Axis(
            ticks=False, domain=False, labels=narrow or place == "cn", labelLimit=left, labelPadding=10, title=None
        )
        y = alt.Y("name:N", sort=names).axis(shown)
        bar = base.mark_bar(size=19, aria=False).encode(x=x, y=y, color=color, tooltip=tip)
        text = base.mark_text(align="left", dx=7, fontSize=12, fontWeight="bold", aria=False)
        text = text.encode(x="far:Q", y=y, text="text:N", color=color)
        zero = alt.Chart(pd.DataFrame({"z": [0]}), width=size, height=32 * len(names))
        zero = zero.mark_rule(color=theme.color("axis"), aria=False).encode(x="z:Q")
        panels.append(layer(bar, zero, text, title=alt.Title(title, fontSize=13, color=theme.color(hue))))
    return alt.concat(*panels, columns=1 if narrow else 2, spacing=24)
