"""Pictures of earlier measures: what was left of a flow, months around a permit."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.statements.dependence_charts import px, text_at
from chips.statements.precedents import GRAPHITE
from explainer.figures import theme
from explainer.figures.labels import end_of, even, haloed
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

#: cases from top to bottom: heading, and who acted.
CASES = {
    "thaad_2017": ("China, missile defense dispute, 2017", "cn"),
    "japan_controls_2019": ("Japan, permits for hydrogen fluoride, 2019", "jp"),
    "graphite_2023": ("China, graphite permits for all buyers, December 2023: exports to Korea", "cn"),
}


LEVEL = 100  # of the flow before, percent


def precedents(cuts: pd.DataFrame, width: int) -> alt.LayerChart:
    """What was left of each flow, percent of the level before, on one axis; the rest of a bar is what went.

    Args:
        cuts: what `precedents.cuts` returns.
        width: drawing width in px, labels included.
    """
    narrow = width == NARROW
    left, step, head = (170 if narrow else 190), 24, 30
    top = end_of([*cuts["left_pct"], LEVEL], 20)
    rows, heads, y = [], [], 26
    for case, (title, actor) in CASES.items():
        part = cuts[cuts["case"] == case]
        if part.empty:
            continue
        lines = even(title, 44) if narrow else [title]
        heads += [{"t": line, "y": y + 14 + 16 * at} for at, line in enumerate(lines)]
        y += head + 16 * (len(lines) - 1)
        for one in part.to_dict("records"):
            kept = fixed(one["left_pct"])
            since = "" if narrow or not str(one.get("after_period", "")) else _span(one)
            said = f"{one['label']}: {kept} percent of the level before{', ' + since if since else ''}."
            shown = {"label": one["label"], "left_pct": round(one["left_pct"], 1), "text": kept, "when": since}
            place = {"y": y, "y2": y + 16, "middle": y + 8, "zero": 0, "level": LEVEL}
            rows.append(shown | {"color": theme.color(actor), "said": said} | place)
            y += step
        y += 6
    plot = width - left - 8
    x = alt.X("left_pct:Q", axis=None, scale=alt.Scale(domain=[0, top]))

    def at(frame: list[dict], column: str) -> alt.Chart:
        chart = alt.Chart(pd.DataFrame(frame), width=plot, height=y)
        return chart.encode(y=alt.Y(f"{column}:Q", scale=px(y), axis=None))

    color = alt.Color("color:N", scale=None)
    bar = at(rows, "y").mark_rect(aria=False).encode(y2="y2:Q", color=color)
    ground = alt.X("zero:Q", axis=None, scale=alt.Scale(domain=[0, top]))
    ghost = bar.encode(x=ground, x2="level:Q", opacity=alt.value(0.16))
    full = bar.encode(x=x, x2="zero:Q", tooltip=theme.says("{said}"))
    names = at(rows, "middle").mark_text(align="right", fontSize=12, aria=False).encode(x=alt.value(-8), text="label:N")
    text = at(rows, "middle").mark_text(align="left", dx=5, fontSize=12, fontWeight="bold", aria=False)
    edge = alt.X("level:Q", axis=None, scale=alt.Scale(domain=[0, top]))
    when = at(rows, "middle").mark_text(align="right", dx=-6, fontSize=12, aria=False)
    titles = at(heads, "y").mark_text(align="left", fontSize=13, fontWeight="bold", aria=False)
    full_at = plot * LEVEL / top
    key = [text_at("full color: what was left", 0 if not narrow else 8 - left, 8, "muted")]
    key.append(text_at("100: level before", full_at, 8, "muted", "right"))
    layers = [ghost, full, names, text.encode(x=x, text="text:N"), when.encode(x=edge, text="when:N")]
    return layer(*layers, titles.encode(x=alt.value(8 - left), text="t:N"), *key)


def _span(one: dict) -> str:
    """From when to when a flow is compared, in words."""
    after = [f"{pd.Period(part):%B %Y}" if "-" in part else part for part in str(one["after_period"]).split("/")]
    before = str(one["before_period"])
    before = f"{pd.Period(before):%B %Y}" if before[:4].isdigit() and "-" in before else before
    return f"{' to '.join(after)} against {before.replace('same months, a year before', 'a year before')}"


def months(
    rows: pd.DataFrame, marks: pd.DataFrame, width: int, title: str, top: float, peak: tuple[str, str]
) -> alt.LayerChart:
    """Monthly values as a line; dashed from where no second source confirms the level, with dated rules.

    Args:
        rows: `date`, `value`, `firm` (bool), in time order.
        marks: `date`, `label`, `side` of the rule on which the label ends or begins ("right" or "left" aligned).
        width: drawing width in px.
        title: of the panel.
        top: top of the scale, room for the names of the rules included.
        peak: months (`YYYY-MM`) whose values are printed at their own height, left of the first rule: the rush, and the
            fall.
    """
    shown = rows[["date", "value", "firm"]].assign(
        said=[
            f"China sent Korea {title.lower()} for {fixed(value, 1)} million dollars in {date:%B %Y}"
            + ("." if firm else ", a level that no second source confirms.")
            for date, value, firm in zip(rows["date"], rows["value"], rows["firm"], strict=True)
        ]
    )
    edge = shown[shown["firm"]].tail(1)
    loose = pd.concat([edge, shown[~shown["firm"]]])
    hue = theme.color("cn")
    x = alt.X("date:T", title=None).axis(format="%Y", tickCount="year", grid=False)
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, top])).axis(tickCount=4)
    look = {"color": hue, "strokeJoin": "round", "aria": False}
    line = alt.Chart(shown[shown["firm"]]).mark_line(**look).encode(x=x, y=y)
    dashed = alt.Chart(loose).mark_line(**look, strokeDash=[5, 4], strokeWidth=1.8).encode(x=x, y=y)
    dots = alt.Chart(shown).mark_point(color=hue, size=120, opacity=0, filled=True, aria=False)
    dots = dots.encode(x=x, y=y, tooltip=theme.says("{said}"))
    rules = alt.Chart(marks).mark_rule(color=theme.color("muted"), strokeDash=[2, 2]).encode(x="date:T")
    names = []
    for side, dx in (("right", -5), ("left", 5)):
        mine = alt.Chart(marks[marks["side"] == side]).mark_text(align=side, dx=dx, dy=1, fontSize=12, baseline="top")
        names.append(haloed(mine.encode(x="date:T", y=alt.value(0), text="label:N")))
    value = shown.set_index(shown["date"].dt.strftime("%Y-%m"))["value"]
    for month in peak:
        told = pd.DataFrame({"date": [pd.Period(month).start_time], "value": [value[month]]})
        names.append(
            alt.Chart(told).mark_point(filled=True, size=45, opacity=1, color=hue, aria=False).encode(x=x, y=y)
        )
        told = told.assign(date=marks["date"].min(), t=f"{pd.Period(month):%b}: {fixed(value[month])}")
        mark = alt.Chart(told).mark_text(align="right", dx=-7, fontSize=12, fontWeight="bold", color=hue)
        names.append(haloed(mark.encode(x="date:T", y=y, text="t:N")))
    if len(loose) > 1:
        told = pd.DataFrame(
            {"date": [loose["date"].max()], "value": [top * 0.78], "t": ["dashed: level|not confirmed"]}
        )
        mark = alt.Chart(told).mark_text(align="right", fontSize=12, color=theme.color("muted"), lineBreak="|")
        names.append(haloed(mark.encode(x="date:T", y=y, text="t:N")))
    return layer(rules, dashed, line, dots, *names).properties(
        width=width, height=210, title=alt.Title(title, frame="bounds", fontSize=13)
    )


def graphite(rows: pd.DataFrame, marks: pd.DataFrame, peak: tuple[str, str], width: int) -> alt.TopLevelMixin:
    """China's monthly exports of natural and of artificial graphite to Korea, million dollars, a panel each.

    Args:
        rows: what `precedents.monthly` returns.
        marks: `date`, `label`, `side` (see `months`).
        peak: the two months whose values are printed.
        width: drawing width in px of both panels; below each other in the narrow drawing.
    """
    narrow = width == NARROW
    side = width - 40 if narrow else width // 2 - 45
    parts = {title: rows[rows["hs_code"] == code] for code, title in GRAPHITE.items()}
    top = end_of(pd.concat(parts)["value"], 5) + 5
    panels = [months(part, marks, side, title, top, peak) for title, part in parts.items()]
    return (alt.vconcat if narrow else alt.hconcat)(*panels)
