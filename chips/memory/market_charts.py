"""What the charts of the memory chapters share: time axes, the band of the ban, lines with their names at the end."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import altair as alt
import pandas as pd

from chips.memory import market
from explainer.figures import labels, theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed, quarter_in_words

SHAPES = ["circle", "square", "triangle-up", "diamond", "cross"]
#: what a point says, by the column that is drawn.
SAYS = {
    "share_pct": "{name} had {share_pct:.1f} percent of revenue in {when}.",
    "top3_pct": "The three largest makers had {top3_pct:.1f} percent of DRAM revenue in {when}.",
    "index_2020": "In {when} the price index stood at {index_2020:.0f}, with 2020 as 100.",
    "revenue_busd": "{name} brought {revenue_busd:.1f} billion dollars in {when}.",
    "margin_pct": "The operating margin of {name} was {margin_pct:.0f} percent of revenue in {when}.",
}
DASHES = [[1, 0], [7, 3], [2, 2], [9, 2, 2, 2], [4, 4]]
#: room for the labels of a vertical axis of up to three signs, px.
EXTENT = 34
#: what a point stands for when it is not a printed first value.
HOLLOW = "computed"
#: least distance of two names at the right end, px.
APART = 17
#: a line that ends this much before the others has its name at its own end.
EARLY = pd.Timedelta(days=150)
#: widths of a line in its own color, of a grey one, and of a plain grey one: px.
THICK, THIN, PLAIN = 2.4, 1.5, 1.2


@dataclass(frozen=True)
class Panel:
    """Room and scales of one panel of lines over time.

    Attributes:
        width: drawing width of the whole figure, px.
        height: of the panel, px.
        step: the vertical axis ends at whole multiples of it; on a log axis, the factor left free at either end.
        zero: the vertical axis starts at zero.
        domain: ends of the vertical axis; from the rows drawn where not given (`fitted`).
        log: logarithmic vertical axis.
        ends: ends of the time axis, ISO dates; from the rows drawn where not given.
        digits: decimals of the last value after a line's name; None for the name alone.
        label: text at the band of the ban.
        colors: id of a line -> name of a color of the theme, where the id has none of its own.
        right: room for the names, px.
        inner: width of the plot, px, where it must line up with another panel; what is left of `width` if 0.
        extent: room for the labels of the vertical axis, px: the same in panels under each other, or their years part.
        size: area of a point, square px.
        band: draw the quarter of the ban as a band.
        plain: grey lines are paler than their names, which are not bold, not dashed, and have points only where one
            stands alone or is hollow.
    """

    width: int
    height: int
    step: float
    zero: bool = False
    domain: tuple[float, float] | None = None
    log: bool = False
    ends: tuple[str, str] | None = None
    digits: int | None = 0
    label: str = "quarter of|the ban"
    colors: Mapping[str, str] = field(default_factory=dict)
    right: int = 104
    inner: int = 0
    extent: int = EXTENT
    size: int = 34
    band: bool = True
    plain: bool = False

    @property
    def plot(self) -> int:
        """Width of the plot without its axis and the names, px."""
        return self.inner or self.width - self.right - 40

    @property
    def scale(self) -> alt.Scale:
        """The vertical scale."""
        return alt.Scale(domain=list(self.domain), type="log" if self.log else "linear", nice=False)

    @property
    def gap(self) -> float:
        """Least distance of two names at the right, in the unit of the vertical axis; none on a log axis."""
        return 0 if self.log else (self.domain[1] - self.domain[0]) / self.height * APART

    def y(self, value: str) -> alt.Y:
        """The vertical axis of a column."""
        axis = {"minExtent": self.extent} | ({"values": even(*self.domain)} if self.log else {"tickCount": 5})
        return alt.Y(f"{value}:Q", title=None, scale=self.scale).axis(**axis)

    def hues(self, ids: list[str], words: bool = False) -> alt.Scale:
        """Colors of the lines, or of their names."""
        pale = self.grey(ids) if self.plain and not words else []
        return alt.Scale(domain=ids, range=[theme.color("axis" if i in pale else self.colors.get(i, i)) for i in ids])

    def grey(self, ids: list[str]) -> list[str]:
        """Which of the lines are grey."""
        return [i for i in ids if self.colors.get(i) == "muted"]

    def signs(self, ids: list[str], stock: list) -> alt.Scale:
        """Dashes or shapes of the lines, from a stock; plain grey lines have the first."""
        same = self.grey(ids) if self.plain else []
        return alt.Scale(domain=ids, range=[stock[0 if i in same else k] for k, i in enumerate(ids)])


def even(low: float, high: float) -> list[float]:
    """Ticks of a log axis within its ends: 1, 2 and 5 times the powers of ten."""
    tens = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [t for ten in tens for part in (1, 2, 5) if low <= (t := part * 10.0**ten) <= high]


def span_of(*days: pd.Series) -> tuple[str, str]:
    """Ends of a time axis that holds all days: from the start of the first year to a month after the last day."""
    first, last = min(d.min() for d in days), max(d.max() for d in days)
    return f"{first:%Y}-01-01", f"{last + pd.Timedelta(days=31):%Y-%m-%d}"


def fitted(panel: Panel, values: pd.Series, days: pd.Series) -> Panel:
    """The panel with the ends that it lacks, so that every row stands inside.

    Args:
        panel: its room; ends given stay.
        values, days: what is drawn; missing values are passed over.
    """
    known = values.dropna()
    domain = panel.domain
    if domain is None and panel.log:
        domain = (float(known.min()) / panel.step, float(known.max()) * panel.step)
    elif domain is None:
        low = 0 if panel.zero else known.min()
        domain = tuple(float(panel.step * end(known_end / panel.step)) for end, known_end in
                       ((math.floor, low), (math.ceil, known.max())))  # fmt: skip
    return replace(panel, domain=domain, ends=panel.ends or span_of(days[values.notna()]))


def makers() -> dict[str, str]:
    """Names of the three large makers by id, in the order of their dashes and shapes."""
    return {c: theme.LABEL[c] for c in market.MAJORS}


def time_axis(width: int, ends: tuple[str, str] | None = None) -> alt.X:
    """A time axis with one tick a year, every other year on a phone.

    Args:
        width: drawing width of the whole figure.
        ends: ISO dates of the ends; to be given in one layer of a panel only, since Vega-Lite warns of a conflict when
            several layers state the same dates.
    """
    step = 2 if width <= NARROW else 1
    axis = {"format": "%Y", "tickCount": {"interval": "year", "step": step}, "grid": False, "labelFlush": False}
    x = alt.X("day:T", title=None).axis(**axis)
    return x if ends is None else x.scale(domain=list(ends), padding=0)  # bars would get a margin


def ban_band(x: alt.X, label: str = "ban", height: int = 200) -> alt.LayerChart:
    """Band over the calendar quarter of the decision on Micron, with a short label left of its top."""
    one = pd.Period(market.BAN_QUARTER, freq="Q")
    start, end = one.start_time, (one + 1).start_time
    band = alt.Chart(pd.DataFrame({"day": [start], "to": [end]}), height=height)
    band = band.mark_rect(color=theme.color("band"), aria=False).encode(x=x, x2="to:T")
    if not label:
        return layer(band)
    text = alt.Chart(pd.DataFrame({"day": [start], "label": [label]}), height=height)
    text = text.mark_text(
        align="right", baseline="top", dx=-4, fontSize=12, lineBreak="|", lineHeight=14, aria=False
    ).encode(x=x, y=alt.value(4), text="label:N")
    return layer(band, labels.haloed(text))


def named_ends(frame: pd.DataFrame, value: str, names: dict[str, str], gap: float, digits: int | None) -> pd.DataFrame:
    """One label per line at its last known value, moved apart where two would overlap.

    Args:
        frame: columns `company_id`, `day`, `value`.
        value: column drawn.
        names: id -> label.
        gap: smallest distance between two labels, in the unit of the value.
        digits: decimals of the number after the name; None for the name alone.

    Returns:
        Columns `company_id`, `day` (of the last value), `early` (the line ends `EARLY` before another), `at` (height of
        the label, in the unit of the value), `name` (with the year in which an early line ends).
    """
    last = frame.dropna(subset=[value]).sort_values("day").groupby("company_id", as_index=False).last()
    last = last[last["company_id"].isin(list(names))]
    last["early"] = last["day"].max() - last["day"] > EARLY
    last["at"] = last[value].astype("float64")
    late = last.index[~last["early"]]
    last.loc[late, "at"] = labels.apart(last.loc[late, value].tolist(), gap)
    tail = ["" if digits is None else f" {fixed(v, digits, thousands=True)}" for v in last[value]]
    tail = [f"{t}, to {d:%Y}" if e else t for t, d, e in zip(tail, last["day"], last["early"], strict=True)]
    last["name"] = [names[c] + t for c, t in zip(last["company_id"], tail, strict=True)]
    return last[["company_id", "day", "early", "at", "name"]]


def lines(frame: pd.DataFrame, value: str, names: dict[str, str], panel: Panel) -> alt.LayerChart:
    """Lines with gaps, points, names at the right end and the band of the ban.

    Grey lines are thinner than colored ones, and the first of the names is drawn above all others.

    Args:
        frame: columns `company_id`, `day`, `value`, `period`; missing quarters as rows without a value; a column
            `how` equal to `HOLLOW` makes the point hollow.
        value: column drawn.
        names: id -> label, in the order of colors, dashes and shapes; an empty label gives no name.
        panel: its room and scales.
    """
    ids = list(names)
    shown = frame[frame["company_id"].isin(ids)].copy()
    shown = shown.sort_values("company_id", key=lambda c: -c.map(ids.index), kind="stable")
    panel = fitted(panel, shown[value], shown["day"])
    shown["hollow"] = (shown["how"] == HOLLOW) if "how" in shown else False
    shown["name"], shown["when"] = shown["company_id"].map(names), shown["period"].astype("str").map(quarter_in_words)
    x, y = time_axis(panel.width), panel.y(value)
    columns = ["company_id", "name", "period", "when", "day", value]
    path = alt.Chart(shown[columns]).encode(x=x, y=y)
    base = alt.Chart(shown.loc[shown[value].notna(), [*columns, "hollow"]]).encode(x=x, y=y)
    color = alt.Color("company_id:N", scale=panel.hues(ids), legend=None)
    dash = alt.StrokeDash("company_id:N", scale=panel.signs(ids, DASHES), legend=None)
    grey = json.dumps(panel.grey(ids))
    wide = alt.condition(
        f"indexof({grey}, datum.company_id) >= 0", alt.value(PLAIN if panel.plain else THIN), alt.value(THICK)
    )
    path = path.mark_line(invalid="break-paths-show-domains", aria=False).encode(
        x=time_axis(panel.width, panel.ends), color=color, strokeDash=dash, size=wide
    )
    pointed = base
    if panel.plain:
        bare = shown["company_id"].isin(panel.grey(ids)) & ~shown["hollow"] & ~alone(shown, value)
        pointed = alt.Chart(shown.loc[shown[value].notna() & ~bare, [*columns, "hollow"]]).encode(x=x, y=y)
    points = _points(pointed, value, ids, panel)
    band = [ban_band(x, panel.label, panel.height)] if panel.band else []
    touch = base.mark_point(size=150, opacity=0, aria=False).encode(tooltip=theme.says(SAYS[value]))  # for thumbs
    tags = _tags(shown, value, names, panel)
    return layer(*band, path, points, touch, *tags, width=panel.plot, height=panel.height)


def alone(shown: pd.DataFrame, value: str) -> pd.Series:
    """Whether neither the quarter before nor the one after has a value, so that no line reaches the point."""
    run = shown.sort_values("day").groupby("company_id")[value]
    return (run.shift(1).isna() & run.shift(-1).isna()).reindex(shown.index)


def _tags(shown: pd.DataFrame, value: str, names: dict[str, str], panel: Panel) -> list:
    """Names of the lines: right of the plot, or at the end of a line that ends early."""
    color = alt.Color("company_id:N", scale=panel.hues(list(names), words=True), legend=None)
    tags = named_ends(shown, value, {i: n for i, n in names.items() if n}, panel.gap, panel.digits)
    size = 12 if panel.width <= NARROW else 13
    made = []
    tags["light"] = tags["company_id"].isin(panel.grey(list(names))) & panel.plain
    for (early, light), part in tags.groupby(["early", "light"]):
        text = alt.Chart(part.drop(columns=["early", "light"])).mark_text(
            align="left", dx=7 if early else 6, fontSize=size, fontWeight="normal" if light else "bold"
        )
        place = "day:T" if early else alt.value(panel.plot)
        text = text.encode(x=place, y=alt.Y("at:Q", scale=panel.scale), text="name:N", color=color)
        made.append(labels.haloed(text) if early else text)
    return made


def _points(base: alt.Chart, value: str, ids: list[str], panel: Panel) -> alt.Chart:
    """Points of `lines`, each line's in its own shape, hollow where the value is no printed one."""
    hues = panel.hues(ids)
    shape = alt.Shape("company_id:N", scale=panel.signs(ids, SHAPES), legend=None)
    fill, stroke = (c("company_id:N", scale=hues, legend=None) for c in (alt.Fill, alt.Stroke))
    pale = f"indexof({json.dumps(panel.grey(ids) if panel.plain else [])}, datum.company_id) >= 0"
    return base.mark_point(size=panel.size, opacity=1, aria=False).encode(
        shape=shape,
        fill=alt.condition("datum.hollow", alt.value(theme.color("ground")), fill),
        stroke=stroke,
        strokeWidth=alt.condition(pale, alt.value(PLAIN), alt.value(2)),
        tooltip=theme.says(SAYS[value]),
    )


def levels(rows: pd.DataFrame, value: str, hue: str, panel: Panel) -> list[alt.Chart]:
    """Averages over spans of time as thin dashed lines behind a line, each with its words below the line.

    Args:
        rows: columns `day`, `to` (ends of the span), `mid` (where the words stand), `value`, `low` (the least value,
            which the words must clear) and `words` (lines joined by `|`).
        value: column of the average.
        hue: name of a color.
        panel: of the line, with its ends.
    """
    base = alt.Chart(rows, height=panel.height)
    shift = 7 if panel.width <= NARROW else 0
    level = base.mark_rule(strokeWidth=1.4, strokeDash=[4, 2], color=theme.color(hue), aria=False)
    text = base.mark_text(
        baseline="top", dx=shift, dy=9, fontSize=12, lineBreak="|", lineHeight=14, color=theme.color(hue), aria=False
    )
    return [
        level.encode(x="day:T", x2="to:T", y=alt.Y(f"{value}:Q", scale=panel.scale)),
        labels.haloed(text.encode(x="mid:T", y=alt.Y("low:Q", scale=panel.scale), text="words:N")),
    ]


def stack(width: int, *panels: tuple[str, alt.LayerChart], spacing: int = 22) -> alt.VConcatChart:
    """Panels on top of each other, each with a short heading of units.

    Args:
        width: drawing width of the whole figure.
        panels: (heading, chart).
        spacing: room between panels, px.
    """
    letters = 44 if width <= NARROW else 110
    made = []
    for heading, chart in panels:
        text = labels.wrap(heading, letters).split("|")
        title = alt.Title(text, fontSize=13, fontWeight="normal", anchor="start", offset=8, color=theme.color("muted"))
        made.append(chart.properties(title=title))
    own = dict.fromkeys(("color", "fill", "stroke", "shape", "strokeDash"), "independent")
    return alt.vconcat(*made, spacing=spacing).resolve_scale(**own)
