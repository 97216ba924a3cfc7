"""China's chip imports and Korea's memory exports in pictures."""

from __future__ import annotations

import altair as alt
import pandas as pd

from explainer.figures import theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

#: measure of the chip imports -> title of its panel, what a bar of it says.
MEASURES = {
    "quantity": ("Number, billion chips", "In {} China imported {} billion chips."),
    "value": ("Value, billion US dollars", "In {} China imported chips for {} billion dollars."),
}


def chip_imports(bought: pd.DataFrame, named: dict[str, list[str]], width: int) -> alt.HConcatChart | alt.VConcatChart:
    """China's chip imports by year: bars of the number beside bars of the value; a year that was not found has none.

    Args:
        bought: what `trade.by_year` returns (`period`, `measure`, `value`).
        named: measure -> years whose bar is in color; the others are gray.
        width: drawing width in px; the panels stand below each other when narrow.
    """
    narrow = width == NARROW
    wide = width - 12 if narrow else (width - 64) / 2
    panels = []
    for measure, (title, said) in MEASURES.items():
        rows = bought[bought["measure"] == measure].copy()
        found = rows["value"].notna()
        rows["label"] = [fixed(v) if ok else "not found" for v, ok in zip(rows["value"], found, strict=True)]
        top = 1.12 * rows["value"].max()  # room for the figure above the tallest bar
        rows["told"] = rows["period"].isin(named.get(measure, []))
        rows["tip"] = [said.format(p, n) for p, n in zip(rows["period"], rows["label"], strict=True)]
        rows = rows[["period", "value", "label", "told", "tip"]]
        base = alt.Chart(rows, width=wide, height=150 if narrow else 200, title=alt.Title(title, fontSize=13)).encode(
            x=alt.X("period:O", title=None).axis(labelAngle=0),
            y=alt.Y("value:Q", axis=None).scale(domain=[0, top]),
        )
        hue = alt.condition("datum.told", alt.value(theme.color("cn")), alt.value(theme.color("axis")))
        there = base.transform_filter("isValid(datum.value)")
        bars = (
            base.properties(data=rows[found.to_numpy()])
            .mark_bar(opacity=1)
            .encode(color=hue, tooltip=theme.says("{tip}"))
        )
        ink = alt.condition("datum.told", alt.value(theme.color("cn")), alt.value(theme.color("ink")))
        words = there.mark_text(dy=-8, fontSize=12, fontWeight="bold").encode(text="label:N", color=ink)
        gap = base.transform_filter("!isValid(datum.value)").mark_text(fontSize=11 if narrow else 12, dy=-8)
        gap = gap.encode(y=alt.datum(0), text="label:N", color=alt.value(theme.color("muted")))
        panels.append(bars + words + gap)
    return alt.vconcat(*panels, spacing=22) if narrow else alt.hconcat(*panels, spacing=44)


def memory(parts: pd.DataFrame, shares: dict[str, float], width: int) -> alt.LayerChart:
    """Korea's memory exports as one bar a year: what mainland China bought, with its share, and what the others did.

    Args:
        parts: what `trade.parts_of_total` returns, China first (`period`, `to`, `value_busd` in billion dollars).
        shares: year -> mainland China's share, percent.
        width: drawing width in px.
    """
    narrow = width == NARROW
    years = parts["period"].drop_duplicates().tolist()
    here = parts["to"].iloc[0]
    top = parts.groupby("period")["value_busd"].sum().max()
    left, high, head = 40, (62 if narrow else 52), 30
    plot = width - left
    end = parts.groupby("period")["value_busd"].cumsum()
    share = parts["period"].map(shares).where(parts["to"] == here)
    amount = [fixed(value, 1) for value in parts["value_busd"]]
    percent = ["" if pd.isna(one) else fixed(one) for one in share]
    shown = parts.assign(
        x=left + (end - parts["value_busd"]) * plot / top,
        x2=left + end * plot / top,
        y=[head + high * years.index(p) for p in parts["period"]],
        text=[
            f"{a}" + (f"|{p}%" if p and narrow else f", {p} percent" if p else "")
            for a, p in zip(amount, percent, strict=True)
        ],
        said=[
            f"In {year} Korea sold memory for {a} billion dollars to {'mainland China' if to == here else 'all others'}"
            + (f", {p} percent of the total." if p else ".")
            for year, to, a, p in zip(parts["period"], parts["to"], amount, percent, strict=True)
        ],
        color=[theme.color("cn" if to == here else "other") for to in parts["to"]],
    )
    shown = shown.assign(
        y2=shown["y"] + high - 12,
        tx=shown["x"] + (6 if narrow else 10),
        my=shown["y"] + (high - 12) / 2 + 1 - 8 * shown["text"].str.contains("|", regex=False),
    )
    shown = shown[["period", "to", "value_busd", "x", "x2", "y", "y2", "tx", "my", "text", "said", "color"]].round(1)
    height = head + high * len(years)

    def at(rows: pd.DataFrame, x: str, y: str) -> alt.Chart:
        across, down = (alt.Scale(domain=[0, size], range=[0, size], nice=False) for size in (width, height))
        base = alt.Chart(rows, width=width, height=height)
        return base.encode(x=alt.X(f"{x}:Q", axis=None, scale=across), y=alt.Y(f"{y}:Q", axis=None, scale=down))

    hue = alt.Color("color:N", scale=None)
    bars = at(shown, "x", "y").mark_rect(stroke=theme.color("ground"), strokeWidth=1.5, aria=False)
    bars = bars.encode(x2="x2:Q", y2="y2:Q", color=hue, tooltip=theme.says("{said}"))
    look = {"align": "left", "fontSize": 12 if narrow else 13, "lineBreak": "|", "aria": False}
    words = at(shown, "tx", "my").mark_text(**look, fontWeight="bold", color=theme.color("ground"))
    words = words.encode(text="text:N")
    first = shown[shown["period"] == years[0]].assign(my=10, tx=lambda f: f["x"])
    heads = []
    for to, part in first.groupby("to", sort=False):
        apart = narrow and to != here  # two names side by side need more room than the bars give
        one = at(part.assign(tx=float(width)) if apart else part, "tx", "my")
        one = one.mark_text(align="right" if apart else "left", fontSize=13, fontWeight="bold", aria=False)
        heads.append(one.encode(text="to:N", color=hue))
    names = pd.DataFrame({"t": years, "x": 0, "y": [head + high * i + (high - 12) / 2 + 1 for i in range(len(years))]})
    names = at(names, "x", "y").mark_text(align="left", fontSize=13, aria=False).encode(text="t:N")
    return layer(bars, words, *heads, names)
