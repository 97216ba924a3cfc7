"""Pictures of dependence: a grid of shares by year, bars that compare two sides, months around a measure."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.statements.dependence import GRAPHITE
from explainer.figures import theme
from explainer.figures.labels import WRAPPED, end_of, wrap
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

#: names short enough for the rows of the grid, where the full one is not.
SHORT = {
    "urea_industrial": "Urea, vehicles (wt.)",
    "urea_fertilizer": "Urea, fertilizer",
    "cobalt_oxide_hydroxide": "Cobalt oxides",
    "ndfeb_magnet": "NdFeB magnets",
    "chip_materials_5": "Chip materials (all)",
    "rare_gases_3": "Rare gases (all)",
    "gallium_indium": "Gallium and indium",
    "graphite": "Graphite, all",
}
#: percent at which a cell takes the next shade
BOUNDS = (20, 40, 60, 80)


def _figure(share: float) -> str:
    """A share as a whole number, or with a decimal where rounding would lift it over a bound of the shades."""
    whole = fixed(share)
    return fixed(share, 1) if any(share < bound <= int(whole) for bound in BOUNDS) else whole


def share_grid(lines: pd.DataFrame, order: list[str], width: int) -> alt.LayerChart:
    """Shares by material and year as shaded cells with their figure; `*` marks part of a year, a gap no figure.

    Args:
        lines: `label`, `year`, `share_pct`, `part_year` (bool), `family` (text of the tooltip), `period`.
        order: labels from top to bottom.
        width: drawing width in px, labels included.
    """
    left = 130 if width == NARROW else 190
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
    width: int,
    left: int,
    top: float,
    title: str,
    step: int = 24,
    room: int = 46,
) -> alt.LayerChart:
    """Horizontal bars from zero with the figure at their end, colored by actor, in the order of the rows.

    Args:
        rows: `label` (`|` breaks a line), `actor` (id of a color), `text` (figure as printed) and the value column; a
            missing value leaves the row empty but for its text.
        value: column of the length.
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
    plot, labels = width - left, rows["label"].tolist()
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


def memory_links(links: pd.DataFrame, width: int) -> alt.TopLevelMixin:
    """Korea's share of China's memory imports and China's of Korea's memory exports, percent by year, in two panels.

    The first panel has points alone, since their scopes differ; hollow points are computed, full ones published.

    Args:
        links: what `dependence.memory_links` returns.
        width: drawing width in px of both panels; below each other in the narrow drawing.
    """
    narrow = width == NARROW
    years = alt.Scale(domain=[float(links["year"].min()) - 0.5, float(links["year"].max()) + 0.5])
    shares = alt.Scale(domain=[0, end_of(links["share_pct"], 20)])
    ticks = list(range(int(links["year"].min()), int(links["year"].max()) + 1, 2))
    shown = links.assign(shown=[fixed(share, 1) for share in links["share_pct"]])
    shown = shown[["year", "share_pct", "shown", "how", "source_id", "confidence", "panel"]]

    def panel(name: str, title: str, actor: str) -> alt.LayerChart:
        hue = theme.color(actor)
        head = alt.Title(title, frame="bounds", fontSize=13)
        base = alt.Chart(shown[shown["panel"] == name], height=180, title=head).encode(
            x=alt.X("year:Q", title=None, scale=years).axis(format="d", values=ticks, grid=False),
            y=alt.Y("share_pct:Q", title=None, scale=shares).axis(tickCount=3),
        )
        base = base.properties(width=width - 50 if narrow else width // 2 - 60)
        fill = alt.condition("datum.how == 'published'", alt.value(hue), alt.value(theme.color("ground")))
        points = base.mark_point(stroke=hue, strokeWidth=2, size=70, opacity=1).encode(fill=fill)
        line = base.mark_line(color=hue) if name == "sells" else base.mark_line(opacity=0)
        return line + points + base.mark_text(dy=-14, fontSize=12).encode(text="shown:N")

    return (alt.vconcat if narrow else alt.hconcat)(
        panel("buys", "Korea's share of China's memory imports", "kr"),
        panel("sells", "China's share of Korea's memory exports", "cn"),
    )


def plants(own: pd.DataFrame, world: pd.DataFrame, width: int) -> alt.VConcatChart:
    """Shares that memory plants in China make, percent, as bars: of the firm's output, and below of the world's.

    Args:
        own, world: what `dependence.plants` returns; both panels have one scale.
        width: drawing width in px, labels included.
    """
    top = end_of(pd.concat([own["value"], world["value"]]), 20)
    panels = []
    for part, title in ((own, "Percent of the firm's output"), (world, "Percent of world capacity or output")):
        forecast = part["status"].map({"forecast": " (forecast)"}).fillna("")
        shown = part.assign(
            label=part["name"].str.replace(r" (\S+)$", r"|\1", regex=True),
            text=part["value"].map("{:g}".format) + forecast,
            actor=part["company_id"].replace("all_makers", "other"),
        )
        panels.append(bars(shown, "value", width, 134, top, title, step=38, room=80))
    return alt.vconcat(*panels).resolve_scale(color="independent")


#: cases from top to bottom: heading, and who acted.
CASES = {
    "thaad_2017": ("China, missile defense dispute, 2017", "cn"),
    "japan_controls_2019": ("Japan, permits for hydrogen fluoride (HF), 2019", "jp"),
    "graphite_2023": ("China, graphite permits for all buyers, December 2023", "cn"),
}


def precedents(cuts: pd.DataFrame, width: int) -> alt.VConcatChart:
    """What was left of each flow, percent of the level before, as bars in one panel per case.

    Args:
        cuts: what `dependence.cuts` returns.
        width: drawing width in px, labels included.
    """
    top = max(100, end_of(cuts["left_pct"], 50))
    panels = []
    for case, (title, actor) in CASES.items():
        part = cuts[cuts["case"] == case]
        shown = part.assign(actor=actor, text=[fixed(left) for left in part["left_pct"]]).round({"left_pct": 1})
        panel = bars(shown, "left_pct", width, 136, top, "Percent of the level before")
        head = wrap(title, 44).split("|") if width == NARROW else title
        panels.append(panel.properties(title=alt.Title(head, frame="bounds", fontSize=13)))
    return alt.vconcat(*panels).resolve_scale(color="independent")


def graphite(rows: pd.DataFrame, marks: pd.DataFrame, width: int) -> alt.TopLevelMixin:
    """China's monthly exports of natural and of artificial graphite to Korea, million dollars, a panel each.

    Args:
        rows: what `dependence.monthly` returns.
        marks: `date`, `label`, `side` (see `months`).
        width: drawing width in px of both panels; below each other in the narrow drawing.
    """
    narrow = width == NARROW
    side = width - 40 if narrow else width // 2 - 45
    parts = {title: rows[rows["hs_code"] == code] for code, title in GRAPHITE.items()}
    top = end_of(pd.concat(parts)["value"], 5)
    panels = [months(part, marks, side, title, top) for title, part in parts.items()]
    return (alt.vconcat if narrow else alt.hconcat)(*panels)


def two_sides(sides: pd.DataFrame, width: int) -> alt.VConcatChart:
    """What each side buys from the other, as bars: by share of the buyer's imports, and below in billion dollars.

    Args:
        sides: `actor` (who buys), `what`, `share_pct`, `busd`, `part` (True: part of a year, marked by `*`).
        width: drawing width in px, labels included.
    """
    named = sides.assign(label=sides["what"] + sides["part"].map({True: "*", False: ""}))
    panels = []
    for column, top, title, form in (
        ("share_pct", 100, "Percent of the buyer's imports", lambda share: fixed(share, 1)),
        ("busd", end_of(sides["busd"], 10), "Billion dollars from the other side", _money),
    ):
        shown = named.assign(text=named[column].map(form)).round({"share_pct": 1, "busd": 3})
        shown = shown.sort_values(column, ascending=False, kind="stable")
        panels.append(bars(shown, column, width, 165, top, title))
    return alt.vconcat(*panels).resolve_scale(color="independent")


def _money(busd: float) -> str:
    """Billion dollars with two figures or so, whatever their size."""
    return fixed(busd, 0 if busd >= 10 else 1 if busd >= 1 else 2)
