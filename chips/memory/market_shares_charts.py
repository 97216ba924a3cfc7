"""Shares of the memory market in pictures: DRAM, NAND, their concentration, and the makers in China."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.memory import market
from chips.memory.market_charts import UNITS, Panel, lines, makers, stack, time_axis
from explainer.figures import theme
from explainer.figures.picture import NARROW

#: name of the chart's parameter that says whose counts are shown beside the lines.
COUNTS = "counts"
#: ends of the axis of DRAM shares, percent.
DRAM = (15, 50)
#: colors of the two markets.
HUES = {"dram": "ink", "nand": "muted"}


def dram(own: pd.DataFrame, extra: pd.DataFrame, counts: list[str], width: int) -> alt.LayerChart:
    """DRAM shares of the three large makers by quarter, with open marks of other counts that the reader may choose.

    Args:
        own: the lines: columns `period`, `company_id`, `share_pct` (percent), `how`.
        extra: the open marks: columns `day`, `period`, `company_id`, `count` (whose), `share_pct` (percent).
        counts: values of `count` in the order of their shapes; the parameter `COUNTS` of the chart is one of them,
            `all` or `none`.
        width: drawing width, px.
    """
    base = lines(market.with_gaps(own, "share_pct"), "share_pct", makers(), Panel(width, 300, DRAM))
    marks = overlay(extra, counts, width)
    choice = alt.param(name=COUNTS, value="all")
    return alt.layer(base, marks).resolve_scale(shape="independent").add_params(choice)


def overlay(frame: pd.DataFrame, counts: list[str], width: int) -> alt.Chart:
    """Open marks of other counts over the lines of `dram`, filtered by the parameter `COUNTS`.

    Args:
        frame: columns `day`, `share_pct`, `company_id`, `period`, `count`.
        counts: values of `count` in the order of their shapes.
        width: drawing width of the whole figure, px.
    """
    columns = 2 if width <= NARROW else 4
    legend = alt.Legend(orient="bottom", columns=columns, title=None, symbolFillColor="transparent", symbolSize=80)
    shapes = alt.Scale(domain=counts, range=["diamond", "cross", "triangle-down", "square"])
    keep = frame[["day", "share_pct", "company_id", "period", "count"]]
    keep = keep.assign(name=keep["company_id"].astype("str").map(theme.LABEL))
    tips = {"name:N": "title", "count:N": "counted by", "period:N": "period", "share_pct:Q": UNITS["share_pct"]}
    return (
        alt.Chart(keep)
        .mark_point(size=80, filled=False, strokeWidth=1.6, opacity=1, aria=False)
        .transform_filter(f"{COUNTS} == 'all' || datum.count == {COUNTS}")
        .encode(
            x=time_axis(width),
            y=alt.Y("share_pct:Q", title=None, scale=alt.Scale(domain=list(DRAM), nice=False)),
            shape=alt.Shape("count:N", scale=shapes, legend=legend),
            color=alt.Color("company_id:N", scale=theme.scale(market.MAJORS), legend=None),
            tooltip=theme.tips(tips),
        )
    )


def nand(firms: pd.DataFrame, names: dict[str, str], width: int) -> alt.LayerChart:
    """NAND shares by quarter, one line a maker, hollow where the share is computed.

    Args:
        firms: from `market.one_line_each`: columns `period`, `company_id`, `share_pct` (percent), `how`.
        names: id -> label, in the order of dashes and shapes.
        width: drawing width, px.
    """
    right = 116 if width == NARROW else 132
    panel = Panel(width, 290, (5, 42), [10, 20, 30, 40], colors={"sk_group": "sk_hynix"}, right=right)
    return lines(market.with_gaps(firms, "share_pct"), "share_pct", names, panel)


def concentration(frame: pd.DataFrame, width: int) -> alt.VConcatChart:
    """Index of both markets with bounds and thresholds, above the share of the three largest DRAM makers.

    Args:
        frame: `market.memory_concentration` of both markets with a column `market` (`dram`, `nand`).
        width: drawing width.
    """
    shown = frame.rename(columns={"market": "company_id"})
    upper = Panel(width, 220, (1500, 3800), [1500, 2000, 2500, 3000, 3500], colors=HUES, extent=44)
    index = lines(shown, "hhi_low", {"dram": "DRAM", "nand": "NAND"}, upper)
    lower = Panel(width, 130, (86, 100), [90, 95, 100], digits=1, label="", colors=HUES, extent=44)
    top = lines(shown[shown["company_id"] == "dram"], "top3_pct", {"dram": "Top three"}, lower)
    return stack(
        width,
        ("Herfindahl-Hirschman index, points", alt.layer(*_thresholds(upper), _bounds(shown, upper), index)),
        ("Three largest DRAM makers, percent of revenue (axis starts at 86)", top),
    )


def _bounds(frame: pd.DataFrame, panel: Panel) -> alt.Chart:
    """Bars from the index without the unnamed firms to the index if they were one firm."""
    scale = alt.Scale(domain=list(panel.domain), nice=False)
    return (
        alt.Chart(frame.dropna(subset=["hhi_low"])[["company_id", "day", "hhi_low", "hhi_high"]])
        .mark_rule(strokeWidth=5, opacity=0.45, aria=False)
        .encode(
            x=time_axis(panel.width),
            y=alt.Y("hhi_low:Q", scale=scale, title=None),
            y2="hhi_high:Q",
            color=alt.Color("company_id:N", scale=panel.hues(list(HUES))).legend(None),
        )
    )


def _thresholds(panel: Panel) -> list[alt.Chart]:
    """Dashed lines where the US agencies call a market highly concentrated, with the year of the guideline."""
    cut = pd.DataFrame({"at": list(market.HIGHLY_CONCENTRATED.values()), "year": list(market.HIGHLY_CONCENTRATED)})
    cut["text"] = [f"highly concentrated ({y})" if panel.width > NARROW else f"high ({y})" for y in cut["year"]]
    y = alt.Y("at:Q", scale=alt.Scale(domain=list(panel.domain), nice=False), title=None)
    rules = alt.Chart(cut).mark_rule(strokeDash=[4, 4], color=theme.color("axis"), aria=False).encode(y=y)
    cut["side"] = ["bottom" if y == 2010 else "top" for y in cut["year"]]
    words = [
        alt.Chart(part)
        .mark_text(align="left", baseline=side, dx=3, dy=-2 if side == "bottom" else 3, fontSize=12, aria=False)
        .encode(y=y, x=alt.value(0), text="text:N", color=alt.value(theme.color("muted")))
        for side, part in cut.groupby("side")
    ]
    return [rules, *words]


def entrants(rest: pd.DataFrame, part: pd.DataFrame, width: int) -> alt.VConcatChart:
    """The rest of the DRAM market by quarter, above the published shares of the Chinese makers.

    Args:
        rest: columns `period`, `day`, `rest_pct` (percent) with empty quarters.
        part: from `market.published`: columns `what`, `company_id`, `value` (percent), `status`, in drawing order.
        width: drawing width, px.
    """
    narrow = width <= NARROW
    left = 8 if narrow else 262
    inner = width - left - (92 if narrow else 62)
    panel = Panel(width, 130, (0, 14), [0, 5, 10], digits=1, colors={"rest": "ink"}, inner=inner)
    upper = lines(rest.assign(company_id="rest"), "rest_pct", {"rest": "Rest"}, panel)
    return stack(
        width,
        ("DRAM revenue outside the largest makers, percent (TrendForce)", upper),
        ("CXMT (circles) and YMTC (squares), percent", _published(part, narrow, left, inner)),
    )


def _published(part: pd.DataFrame, narrow: bool, left: int, inner: int) -> alt.LayerChart:
    """One row and dot per published share, open where it is a forecast."""
    shown = part.assign(open=part["status"] == "forecast")[["what", "company_id", "value", "open"]]
    ids, rows = ["cxmt", "ymtc"], list(shown["what"])
    down, depth = (9, 40) if narrow else (0, 24)
    y = alt.Y("what:N", sort=rows, title=None, scale=alt.Scale(domain=rows))
    y = y.axis(None) if narrow else y.axis(ticks=False, labelLimit=left, grid=True)
    base = alt.Chart(shown, height=depth * len(rows)).encode(
        y=y, x=alt.X("value:Q", title=None, scale=alt.Scale(domain=[0, 14])).axis(tickCount=4)
    )
    fill, stroke = (c("company_id:N", scale=theme.scale(ids), legend=None) for c in (alt.Fill, alt.Stroke))
    shapes = alt.Scale(domain=ids, range=["circle", "square"])
    dots = base.mark_point(size=85, opacity=1, aria=False, yOffset=down).encode(
        stroke=stroke,
        shape=alt.Shape("company_id:N", scale=shapes, legend=None),
        fill=alt.condition("datum.open", alt.value(theme.color("ground")), fill),
        tooltip=theme.tips({"what:N": "title", "value:Q": "share, percent"}),
    )
    text = base.mark_text(align="left", dx=9, dy=down, fontSize=12).encode(text=alt.Text("value:Q", format=".3~g"))
    layers = [dots, text]
    if narrow:  # on a phone the label stands above its mark
        layers.append(base.mark_text(align="left", fontSize=12, dy=-8).encode(x=alt.value(2), text="what:N"))
    return alt.layer(*layers, width=inner)
