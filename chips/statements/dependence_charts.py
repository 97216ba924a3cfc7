"""Pictures of dependence: a grid of shares by year, bars that compare two sides, months around a measure."""

from __future__ import annotations

import altair as alt
import pandas as pd

from explainer.figures import theme
from explainer.figures.labels import WRAPPED
from explainer.pages.prose import fixed

#: percent at which a cell takes the next shade
BOUNDS = (20, 40, 60, 80)


def _figure(share: float) -> str:
    """A share as a whole number, or with a decimal where rounding would lift it over a bound of the shades."""
    whole = fixed(share)
    return fixed(share, 1) if any(share < bound <= int(whole) for bound in BOUNDS) else whole


def share_grid(lines: pd.DataFrame, order: list[str], width: int, left: int) -> alt.LayerChart:
    """Shares by material and year as shaded cells with their figure; `*` marks part of a year, a gap no figure.

    Args:
        lines: `label`, `year`, `share_pct`, `part_year` (bool), `family` (text of the tooltip), `period`.
        order: labels from top to bottom.
        width: drawing width in px, labels included.
        left: px for the labels.
    """
    years = list(range(int(lines["year"].min()), int(lines["year"].max()) + 1))
    shown = lines.assign(
        text=[_figure(s) + "*" * bool(p) for s, p in zip(lines["share_pct"], lines["part_year"], strict=True)],
        step=pd.cut(lines["share_pct"], [-1, *BOUNDS, 100], right=False, labels=False).fillna(4).astype(int),
    )
    base = alt.Chart(shown, width=width - left, height=alt.Step(24)).encode(
        x=alt.X("year:O", title=None, scale=alt.Scale(domain=years)).axis(
            orient="top", labelAngle=0, ticks=False, domain=False, labelExpr="'’' + slice(datum.label, 2)"
        ),
        y=alt.Y("label:N", title=None, sort=order).axis(
            ticks=False, domain=False, minExtent=left - 8, maxExtent=left - 8, labelLimit=left - 6
        ),
    )
    color = alt.Color("step:O", legend=None, scale=alt.Scale(domain=[0, 1, 2, 3, 4], range=theme.steps()))
    tips = theme.tips(
        {
            "label:N": "title",
            "period:N": "period",
            "share_pct:Q": "percent from China",
            "family:N": "compiled by",
        }
    )
    boxes = base.mark_rect(stroke=theme.color("ground"), strokeWidth=2, cornerRadius=3, aria=False)
    ink = alt.condition("datum.step >= 3", alt.value(theme.color("ground")), alt.value(theme.color("ink")))
    text = base.mark_text(fontSize=12, aria=False).encode(text="text:N", color=ink)
    return boxes.encode(color=color, tooltip=tips) + text


def bars(
    rows: pd.DataFrame,
    value: str,
    labels: list[str],
    width: int,
    left: int,
    top: float,
    title: str,
    step: int = 24,
    room: int = 46,
) -> alt.LayerChart:
    """Horizontal bars from zero with the figure at their end, colored by actor.

    Args:
        rows: `label`, `actor` (id of a color), `text` (figure as printed) and the value column; a missing value
            leaves the row empty but for its text.
        value: column of the length.
        labels: order from top to bottom; `|` breaks a line.
        width: drawing width in px, labels included.
        left: px for the labels; 0 leaves them out.
        top: right end of the scale.
        title: axis title, with the unit.
        step: px of a row.
        room: px kept to the right of the longest bar for its figure.
    """
    shown = rows[["label", "text", value]].assign(color=rows["actor"].map(theme.color))
    axis = {"labels": bool(left), "ticks": False, "domain": False, "labelExpr": WRAPPED}
    if left:
        axis |= {"minExtent": left - 8, "maxExtent": left - 8, "labelLimit": left}
    plot = width - left
    x = alt.X(f"{value}:Q", title=title, scale=alt.Scale(domain=[0, top], range=[0, plot - room]))
    base = alt.Chart(shown, width=plot, height=alt.Step(step)).encode(
        y=alt.Y("label:N", sort=labels, title=None, scale=alt.Scale(domain=labels)).axis(**axis),
        x=x.axis(tickCount=3, grid=True, titleAnchor="start"),
    )
    color = alt.Color("color:N", scale=None)
    return base.mark_bar(height=step * 0.58, aria=False).encode(color=color) + base.mark_text(
        align="left", dx=4, fontSize=12, aria=False
    ).encode(text="text:N", x=alt.X("floor:Q")).transform_calculate(floor=f"isValid(datum.{value}) ? datum.{value} : 0")


def months(rows: pd.DataFrame, marks: pd.DataFrame, width: int, title: str, top: float) -> alt.LayerChart:
    """Monthly values as a line; dashed from where no second source confirms the level, with dated rules.

    Args:
        rows: `date`, `value`, `firm` (bool), in time order.
        marks: `date`, `label`, `side` of the rule on which the label ends or begins ("right" or "left" aligned).
        width: drawing width in px.
        title: of the panel.
        top: top of the scale.
    """
    rows = rows[["date", "value", "firm"]]
    edge = rows[rows["firm"]].tail(1)
    loose = pd.concat([edge, rows[~rows["firm"]]])
    x = alt.X("date:T", title=None).axis(format="%Y", tickCount="year", grid=False)
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, top])).axis(tickCount=4)
    line = alt.Chart(rows[rows["firm"]]).mark_line(color=theme.color("cn"), aria=False).encode(x=x, y=y)
    dots = (
        alt.Chart(rows[rows["firm"]])
        .mark_point(color=theme.color("cn"), size=18, aria=False)
        .encode(x=x, y=y, tooltip=theme.tips({"date:T %B %Y": "month", "value:Q .1f": "million dollars"}))
    )
    dashed = (
        alt.Chart(loose)
        .mark_line(color=theme.color("cn"), strokeDash=[3, 4], strokeWidth=1.6, aria=False)
        .encode(x=x, y=y)
    )
    rules = alt.Chart(marks).mark_rule(color=theme.color("muted"), strokeDash=[5, 3]).encode(x="date:T")
    names = [
        alt.Chart(marks[marks["side"] == side])
        .mark_text(align=side, dx=dx, dy=1, fontSize=12, baseline="top")
        .encode(x="date:T", y=alt.value(0), text="label:N")
        for side, dx in (("right", -5), ("left", 5))
    ]
    return alt.layer(rules, dashed, line, dots, *names).properties(
        width=width, height=190, title=alt.Title(title, frame="bounds")
    )
