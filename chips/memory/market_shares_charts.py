"""Shares of the memory market in pictures: DRAM, NAND, the three largest and the maker from China."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.memory import market
from chips.memory.market_charts import UNITS, Panel, fitted, lines, makers, stack, time_axis
from explainer.figures import labels, theme
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

#: name of the chart's parameter that says whose counts are shown beside the lines.
COUNTS = "counts"


def dram(own: pd.DataFrame, extra: pd.DataFrame, counts: list[str], width: int) -> alt.LayerChart:
    """DRAM shares of the three large makers by quarter, with open marks of other counts that the reader may choose.

    Args:
        own: the lines: columns `period`, `company_id`, `share_pct` (percent), `how`.
        extra: the open marks: columns `day`, `period`, `company_id`, `count` (whose), `share_pct` (percent).
        counts: values of `count` in the order of their shapes; the parameter `COUNTS` of the chart is one of them,
            `all` or `none`.
        width: drawing width, px.
    """
    gaps = market.with_gaps(own, "share_pct")
    both = pd.concat([gaps[["share_pct", "day"]], extra[["share_pct", "day"]]])
    panel = fitted(Panel(width, 300, 5), both["share_pct"], both["day"])
    base = lines(gaps, "share_pct", makers(), panel)
    choice = alt.param(name=COUNTS, value="none")
    return alt.layer(base, overlay(extra, counts, panel)).resolve_scale(shape="independent").add_params(choice)


def overlay(frame: pd.DataFrame, counts: list[str], panel: Panel) -> alt.Chart:
    """Open marks of other counts over the lines of `dram`, filtered by the parameter `COUNTS`.

    Args:
        frame: columns `day`, `share_pct`, `company_id`, `period`, `count`.
        counts: values of `count` in the order of their shapes.
        panel: of the lines.
    """
    columns = 2 if panel.width <= NARROW else 4
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
            x=time_axis(panel.width),
            y=alt.Y("share_pct:Q", title=None, scale=panel.scale),
            shape=alt.Shape("count:N", scale=shapes, legend=legend),
            color=alt.Color("company_id:N", scale=theme.scale(market.MAJORS), legend=None),
            tooltip=theme.tips(tips),
        )
    )


def nand(firms: pd.DataFrame, names: dict[str, str], width: int) -> alt.LayerChart:
    """NAND shares by quarter, one line a maker, hollow where the share is computed; Micron in color, the rest grey.

    Args:
        firms: from `market.one_line_each`: columns `period`, `company_id`, `share_pct` (percent), `how`.
        names: id -> label, in the order of dashes and shapes.
        width: drawing width, px.
    """
    right = 116 if width == NARROW else 132
    grey = {one: "muted" for one in names if one != "micron"}
    panel = Panel(width, 290, 5, colors=grey, right=right, size=16)
    return lines(market.with_gaps(firms, "share_pct"), "share_pct", names, panel)


def concentration(frame: pd.DataFrame, part: pd.DataFrame, rest: float, width: int) -> alt.VConcatChart:
    """The three largest makers' share by quarter, above the published shares of CXMT in one year.

    Args:
        frame: from `market.memory_concentration` for DRAM: columns `period`, `day`, `top3_pct` (percent).
        part: from `market.published`, one maker and year: columns `what`, `counted`, `value` (percent).
        rest: what TrendForce leaves to all other makers in that year, percent.
        width: drawing width, px.
    """
    panel = Panel(width, 190, 2, digits=1, colors={"three": "ink"})
    top = lines(frame.assign(company_id="three"), "top3_pct", {"three": "Three"}, panel)
    return stack(
        width,
        ("The three largest makers, percent of DRAM revenue (the axis does not start at zero)", top),
        ("CXMT in 2024 by what is counted, percent of the world, and all that TrendForce leaves beside the three",
         _counts(part, rest, width)),
    )  # fmt: skip


def _counts(part: pd.DataFrame, rest: float, width: int) -> alt.LayerChart:
    """One bar per published share, and a rule at what the other publisher leaves to all small makers together."""
    left, right = 88, 54
    inner = width - left - right
    shown = part[["counted", "value"]].sort_values("value").assign(text=lambda f: [f"{v:g}" for v in f["value"]])
    rows = list(shown["counted"])
    most = labels.end_of([*shown["value"], rest], 2)
    y = alt.Y("counted:N", sort=rows, title=None).axis(ticks=False, domain=False, labelLimit=left)
    x = alt.X("value:Q", title=None, scale=alt.Scale(domain=[0, most], nice=False)).axis(tickCount=4)
    base = alt.Chart(shown, width=inner, height=30 * len(rows))
    tips = theme.tips({"counted:N": "title", "value:Q": "share, percent"})
    bars = base.mark_bar(size=17, color=theme.color("cxmt"), aria=False).encode(y=y, x=x, tooltip=tips)
    text = base.mark_text(align="left", dx=6, fontSize=12).encode(y=y, x=x, text="text:N")
    line = alt.Chart(pd.DataFrame({"value": [rest], "text": [f"TrendForce's whole rest: {fixed(rest, 1)}"]}))
    rule = line.mark_rule(strokeWidth=2, color=theme.color("ink"), aria=False).encode(x="value:Q")
    told = line.mark_text(align="left", baseline="bottom", dx=4, dy=-3, fontSize=12, fontWeight="bold")
    return alt.layer(bars, text, rule, told.encode(x="value:Q", y=alt.value(0), text="text:N"))
