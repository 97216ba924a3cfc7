"""Drawing what crossed the border: value, price and volume of DRAM, and memory by place and by product."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from explainer.figures import labels, theme
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

#: panels of `value_price_volume`: column -> (title, unit of the tooltip, decimals, color, a tick of which the others
#: are doubles or halves). All panels span the same factor, so that the same height is the same percent in all.
PANELS = {
    "value_busd": ("Value, billion dollars a year", "value, billion dollars", 1, "kr", 10),
    "price_index": ("Price, 2020 = 100", "price index, mean of twelve months", 0, "muted", 100),
    "volume_at_2020_prices_busd": (
        "Volume, at 2020 prices",
        "volume, billion dollars of 2020",
        1,
        "kr",
        10,
    ),
}
#: lines of `by_split`: part -> (name, color, dash).
PARTS = {
    "cn": ("mainland", "cn", [1, 0]),
    "hk": ("Hong Kong", "hk", [6, 3]),
    "dram": ("DRAM", "muted", [1, 0]),
    "multichip": ("multichip", "ink", [6, 3]),
    "flash": ("flash", "other", [2, 2]),
}
#: titles of the panels of `by_split`.
SPLITS = {"place": "All memory, by place", "product": "Mainland and Hong Kong, by product"}
#: room for names at the end of a line, px.
NAMES = 84
#: free part of a log axis above and below what is drawn.
FREE = 1.25


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
    low, high = middle / np.sqrt(factor), middle * np.sqrt(factor)
    steps = range(int(np.ceil(np.log2(low / tick))), int(np.floor(np.log2(high / tick))) + 1)
    scale = alt.Scale(type="log", domain=[float(low), float(high)], nice=False)
    return alt.Y(f"{column}:Q", title=None, scale=scale, axis=alt.Axis(values=[tick * 2.0**k for k in steps]))


def stage(fall: dict, review: str, verdict: str, height: int, words: bool = True) -> list[alt.Chart]:
    """The slump as a band and the two dates as rules, behind the lines of a panel.

    Args:
        fall: from `flows.slump`.
        review, verdict: ISO dates.
        height: of the panel, px.
        words: write the names of band and dates.
    """
    band = pd.DataFrame({"day": [_day(fall["peak"])], "to": [_day(fall["bottom"])], "t": ["slump"]})
    dates = pd.DataFrame({"day": [review, verdict], "t": ["", "review, verdict"]})
    hidden = {"aria": False}
    shade = alt.Chart(band, height=height).mark_rect(color=theme.color("band"), **hidden).encode(x="day:T", x2="to:T")
    rules = alt.Chart(dates, height=height).mark_rule(color=theme.color("ink"), strokeDash=[2, 2], **hidden)
    made = [shade, rules.encode(x="day:T")]
    if words:
        text = alt.Chart(dates, height=height).mark_text(align="left", dx=4, fontSize=12, **hidden)
        made.append(text.encode(x="day:T", y=alt.value(7), text="t:N"))
        name = alt.Chart(band, height=height).mark_text(align="right", dx=-3, fontSize=12, **hidden)
        made.append(name.encode(x="day:T", y=alt.value(7), text="t:N"))
    return made


def value_price_volume(
    rows: pd.DataFrame, fall: dict, review: str, verdict: str, marked: tuple[str, str], width: int
) -> alt.ConcatChart:
    """Three panels over the same years: value, price and volume, with the two years that the text compares as dots.

    Args:
        rows: from `flows.dram_years`.
        fall, review, verdict: as in `stage`.
        marked: last months of the year before and of the year after.
        width: drawing width, px.
    """
    narrow = width == NARROW
    size, height = (width - 40, 130) if narrow else ((width - 130) // 3, 190)
    data = rows.drop(columns=["source_id", "confidence"]).assign(day=rows["month"].map(_day))
    panels = []
    factor = FREE**2 * max(data[c].max() / data[c].min() for c in PANELS)
    x = _axis(data["day"], size)
    for column, (title, unit, digits, hue, tick) in PANELS.items():
        part = data.dropna(subset=[column])
        base = alt.Chart(part, width=size, height=height)
        y = _log(column, part[column], tick, factor)
        tip = theme.tips({"month:N": "twelve months to", f"{column}:Q .{digits}f": unit})
        line = base.mark_line(color=theme.color(hue), aria=False).encode(x=x, y=y)
        touch = base.mark_point(opacity=0, size=60, aria=False).encode(x=x, y=y, tooltip=tip)
        ends = part[part["month"].isin(marked)].assign(label=lambda f, c=column, d=digits: [fixed(v, d) for v in f[c]])
        dots = alt.Chart(ends, height=height).mark_point(size=60, opacity=1, color=theme.color(hue))
        words = narrow or column == "volume_at_2020_prices_busd"
        drawn = [*stage(fall, review, verdict, height, words=words), line, touch]
        drawn.append(dots.encode(x="day:T", y=f"{column}:Q", tooltip=tip))
        for month, below in zip(marked, (True, False), strict=True):
            word = alt.Chart(ends[ends["month"] == month], height=height)
            word = word.mark_text(align="right" if below else "left", dx=-6 if below else 6, dy=13, fontWeight="bold")
            drawn.append(word.encode(x="day:T", y=f"{column}:Q", text="label:N"))
        panels.append(alt.layer(*drawn, title=alt.Title(title, fontSize=13)))
    return alt.concat(*panels, columns=1 if narrow else 3, spacing=16)


def by_split(rows: pd.DataFrame, fall: dict, review: str, verdict: str, width: int) -> alt.ConcatChart:
    """Two panels of lines with their names at the end: memory by place, and to both places by product.

    Args:
        rows: from `flows.year_split`.
        fall, review, verdict: as in `stage`.
        width: drawing width, px.
    """
    narrow = width == NARROW
    size, height = (width - 40, 180) if narrow else ((width - 70) // 2, 230)
    data = rows.drop(columns="source_id").assign(
        day=rows["month"].map(_day),
        name=rows["part"].map(lambda p: PARTS[p][0]),
        value_busd=rows["value_busd"].round(3),
    )
    panels = []
    factor = FREE**2 * data["value_busd"].max() / data["value_busd"].min()
    x, y = _axis(data["day"], size, NAMES), _log("value_busd", data["value_busd"], 10, factor)
    for split, title in SPLITS.items():
        part = data[data["split"] == split]
        names = part["part"].drop_duplicates().tolist()
        color = alt.Color("part:N", legend=None).scale(domain=names, range=[theme.color(PARTS[p][1]) for p in names])
        dash = alt.StrokeDash("part:N", legend=None).scale(domain=names, range=[PARTS[p][2] for p in names])
        tip = theme.tips({"name:N": "title", "month:N": "year to", "value_busd:Q .1f": "billion dollars"})
        base = alt.Chart(part, width=size, height=height)
        line = base.mark_line(aria=False).encode(x=x, y=y, color=color, strokeDash=dash)
        touch = base.mark_point(opacity=0, size=60, aria=False).encode(x=x, y=y, tooltip=tip)
        last = part[part["month"] == part["month"].max()].copy()
        places = labels.apart(np.log(last["value_busd"]).tolist(), np.log(factor) * 16 / height)
        last["at"] = np.exp(places).round(3)
        words = alt.Chart(last, height=height).mark_text(align="left", dx=5)
        words = words.encode(x="day:T", y="at:Q", text="name:N", color=color)
        panels.append(
            alt.layer(*stage(fall, review, verdict, height), line, touch, words, title=alt.Title(title, fontSize=13))
        )
    return alt.concat(*panels, columns=1 if narrow else 2, spacing=20).resolve_scale(
        color="independent", strokeDash="independent"
    )
