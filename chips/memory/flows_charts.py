"""Drawing what crossed the border: value, price and volume of DRAM, and memory by place and by product."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from explainer.figures import labels, theme
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

#: panels of `value_price_volume`: column -> (title, unit of the tooltip, decimals, color, lower end, ticks). Each
#: panel spans a factor of ten, so that the same height is the same percent in all.
PANELS = {
    "value_busd": ("Value, billion dollars a year", "value, billion dollars", 1, "kr", 8, [10, 20, 40, 80]),
    "price_index": ("Price, 2020 = 100", "price index, mean of twelve months", 0, "ink", 25, [25, 50, 100, 200]),
    "volume_at_2020_prices_busd": (
        "Volume, at 2020 prices",
        "volume, billion dollars of 2020",
        1,
        "kr",
        5,
        [5, 10, 20, 40],
    ),
}
FACTOR = 10
#: lines of `by_split`: part -> (name, color, dash).
PARTS = {
    "cn": ("mainland", "cn", [1, 0]),
    "hk": ("Hong Kong", "hk", [6, 3]),
    "dram": ("DRAM", "ink", [1, 0]),
    "multichip": ("multichip", "muted", [6, 3]),
    "flash": ("flash", "other", [2, 2]),
}
#: titles of the panels of `by_split`.
SPLITS = {"place": "All memory, by place", "product": "Mainland and Hong Kong, by product"}
ENDS = ("2019-10-01", "2026-12-31")
YEARS = [f"{year}-01-01" for year in range(2020, 2027, 2)]


def _day(month: str) -> str:
    """The middle of a month as an ISO date."""
    return f"{month}-15"


def _axis(ends: tuple[str, str]) -> alt.X:
    """Every other year below a panel."""
    axis = alt.Axis(format="%Y", values=YEARS, grid=False, labelFlush=False, title=None)
    return alt.X("day:T", axis=axis, scale=alt.Scale(domain=list(ends), padding=0))


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
    size, height = (width - 40, 110) if narrow else ((width - 130) // 3, 190)
    data = rows.drop(columns=["source_id", "confidence"]).assign(day=rows["month"].map(_day))
    panels = []
    for column, (title, unit, digits, hue, low, ticks) in PANELS.items():
        part = data.dropna(subset=[column])
        base = alt.Chart(part, width=size, height=height)
        x = _axis(ENDS)
        y = (
            alt.Y(f"{column}:Q", title=None)
            .scale(type="log", domain=[low, FACTOR * low], nice=False)
            .axis(values=ticks)
        )
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
    for split, title in SPLITS.items():
        part = data[data["split"] == split]
        names = part["part"].drop_duplicates().tolist()
        color = alt.Color("part:N", legend=None).scale(domain=names, range=[theme.color(PARTS[p][1]) for p in names])
        dash = alt.StrokeDash("part:N", legend=None).scale(domain=names, range=[PARTS[p][2] for p in names])
        x = _axis(("2019-10-01", "2029-01-01" if narrow else "2029-03-01"))
        y = (
            alt.Y("value_busd:Q", title=None)
            .scale(type="log", domain=[4, 100], nice=False)
            .axis(values=[5, 10, 20, 40, 80])
        )
        tip = theme.tips({"name:N": "title", "month:N": "year to", "value_busd:Q .1f": "billion dollars"})
        base = alt.Chart(part, width=size, height=height)
        line = base.mark_line(aria=False).encode(x=x, y=y, color=color, strokeDash=dash)
        touch = base.mark_point(opacity=0, size=60, aria=False).encode(x=x, y=y, tooltip=tip)
        last = part[part["month"] == part["month"].max()].copy()
        places = labels.apart(np.log(last["value_busd"]).tolist(), np.log(25) * 16 / height)
        last["at"] = np.exp(places).round(3)
        words = alt.Chart(last, height=height).mark_text(align="left", dx=5)
        words = words.encode(x="day:T", y="at:Q", text="name:N", color=color)
        panels.append(
            alt.layer(*stage(fall, review, verdict, height), line, touch, words, title=alt.Title(title, fontSize=13))
        )
    return alt.concat(*panels, columns=1 if narrow else 2, spacing=20).resolve_scale(
        color="independent", strokeDash="independent"
    )
