"""Drawing events: a list in time order with one lane per actor, readable on a phone."""

from __future__ import annotations

import altair as alt
import pandas as pd

from explainer import theme
from explainer.figure import NARROW

SHORT = {"us": "US", "cn": "CN", "kr": "KR", "jp": "JP", "nl": "NL", "tw": "TW", "eu": "EU", "company": "Co"}
SHAPES = {"tightening": "triangle-up", "easing": "triangle-down", "neutral": "circle", "statement": "square"}


def event_list(events: pd.DataFrame, width: int, actors: list[str], mark: str | None = None) -> alt.LayerChart:
    """Events as rows in time order, a dot in the lane of the actor, the title beside it. Rows are not to scale in time.

    Args:
        events: columns `date` (datetime), `actor` (ids), `direction` (a key of `SHAPES`), `title`; in time order.
        width: drawing width in px; below `NARROW` + 1 the titles break into more lines.
        actors: lanes from left to right.
        mark: value of `event_id` to set on a band, if the frame has that column.
    """
    narrow = width <= NARROW
    lane, left = (20, 44) if narrow else (26, 58)
    start = left + lane * len(actors) + 8
    letters = int((width - start) / 6.6)
    shown = events.assign(
        row=range(len(events)),
        day=events["date"].dt.strftime("%-d %b"),
        x=[left + lane * (actors.index(a) + 0.5) for a in events["actor"].astype("str")],
        label=[theme.wrap(t, letters) for t in events["title"]],
        actor=events["actor"].astype("str"),
        direction=events["direction"].astype("str"),
    )
    shown["first"] = shown["day"].where(shown["day"] != shown["day"].shift(), "")
    lines = shown["label"].str.count(r"\|") + 1
    step = max(24, 15 * int(lines.max()) + 9)
    shown["top"] = shown["row"] - (lines - 1) * 7.5 / step  # first line of a text of several lines
    height = step * len(shown)
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, width], range=[0, width]), axis=None)
    y_scale = alt.Scale(domain=[-0.7, len(shown) - 0.5], reverse=True)
    y = alt.Y("row:Q", scale=y_scale, axis=None)
    base = alt.Chart(shown).encode(y=y)
    colors = alt.Scale(domain=actors, range=[theme.color("other" if a == "company" else a) for a in actors])
    shapes = alt.Scale(domain=list(SHAPES), range=list(SHAPES.values()))
    heads = pd.DataFrame({"x": [left + lane * (i + 0.5) for i in range(len(actors))], "t": [SHORT[a] for a in actors]})
    lanes = alt.Chart(heads).mark_rule(color=theme.color("grid")).encode(x=x)
    names = (
        alt.Chart(heads)
        .mark_text(fontSize=11, fontWeight="bold", baseline="bottom")
        .encode(x=x, text="t:N", y=alt.value(0))
    )
    size = 12 if narrow else 13
    day = base.mark_text(align="left", fontSize=size).encode(
        x=alt.value(0), text="first:N", color=alt.value(theme.color("muted"))
    )
    dots = base.mark_point(size=85, opacity=1, aria=False).encode(
        x=x,
        color=alt.Color("actor:N", scale=colors, legend=None),
        shape=alt.Shape("direction:N", scale=shapes, legend=None),
        tooltip=[alt.Tooltip("date:T", format="%Y-%m-%d"), alt.Tooltip("title:N"), alt.Tooltip("direction:N")],
    )
    text = base.mark_text(align="left", fontSize=size, lineBreak="|", lineHeight=15)
    text = text.encode(x=alt.value(start), y=alt.Y("top:Q", scale=y_scale, axis=None), text="label:N")
    layers = [lanes, names, day, dots, text]
    if mark is not None and "event_id" in shown:
        layers.insert(0, _band(shown, mark, width, step, y))
    return alt.layer(*layers, height=height, width=width)


def _band(shown: pd.DataFrame, mark: str, width: int, step: int, y: alt.Y) -> alt.Chart:
    row = shown[shown["event_id"] == mark]
    return (
        alt.Chart(row)
        .mark_bar(size=step - 2, color=theme.color("band"), orient="horizontal")
        .encode(x=alt.value(0), x2=alt.value(width), y=y)
    )
