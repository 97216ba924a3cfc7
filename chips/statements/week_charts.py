"""The days around the meeting as a list: who did or said what, day by day."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.war.moves import MEETING
from explainer.figures import labels, theme
from explainer.figures.layers import layer
from explainer.figures.palette import LABEL
from explainer.figures.picture import NARROW

LINE = 16  # height of a line of words, px
#: what belongs to more than one government or to none: event -> who stands at its line.
JOINT = {"E20230520a": "G7", "E20230525a": "APEC", "E20230525b": "China, US", MEETING: "China, Korea"}
#: what the mark of a line means: a measure is filled, words and meetings are hollow.
KINDS = {True: "a measure of a government", False: "words, a meeting, a step of a firm"}


def days(story: pd.DataFrame, width: int, mark: str) -> alt.LayerChart:
    """Every move of the days from the verdict to the meeting, day by day; what came before and after in gray.

    Args:
        story: what `moves.week` returns.
        width: drawing width in px.
        mark: id of the event in the frame.
    """
    narrow = width == NARROW
    who, say = (68, 68) if narrow else (80, 190)
    between = story[story["between"]]
    days_ = pd.date_range(between["date"].min(), between["date"].max())
    parts: dict[str, list[dict]] = {"text": [], "dot": [], "frame": [], "rule": []}
    y = _key(parts, width, narrow)

    def write(text: str, x: float, at: float, color: str = "ink", weight: str = "normal") -> None:
        parts["text"].append({"x": x, "y": at, "t": text, "color": theme.color(color), "weight": weight})

    def head(text: str, at: float) -> float:
        write(text, 0, at, weight="bold")
        parts["rule"].append({"x": 0, "x2": width, "y": at + 20})
        return at + 28

    def line(one: tuple, at: float, inside: bool) -> float:
        actor = "other" if one.actor == "company" else str(one.actor)
        name = JOINT.get(one.event_id, "Companies" if one.actor == "company" else LABEL[actor])
        hue = "muted" if not inside else "ink" if one.event_id in JOINT else actor
        parts["dot"].append({"x": who - 10, "y": at + 6, "color": theme.color(hue), "full": str(bool(one.measure))})
        write(name, who, at, hue, "bold" if inside else "normal")
        top = at + LINE if narrow else at
        lines = labels.even(one.title, int((width - say) / 6.4))
        for i, words in enumerate(lines):
            write(words, say, top + LINE * i, "ink" if inside else "muted")
        end = top + LINE * len(lines) + 6
        if one.event_id == mark:
            parts["frame"].append({"x": who - 20, "x2": width - 1, "y": at - 4, "y2": end - 2})
        return end

    first, last = days_[0], days_[-1]
    for words, part, inside in (
        ("Before", story[story["date"] < first], False),
        (f"Verdict on Micron to meeting, {first:%-d} to {last:%-d %B %Y}", between, True),
        ("After", story[story["date"] > last], False),
    ):
        if part.empty:
            continue
        y = head(words, y)
        for day in days_ if inside else part["date"].drop_duplicates():
            write(f"{day:%-d %b}", 0, y, "ink" if inside else "muted")
            todays = part[part["date"] == day]
            if todays.empty:
                write("nothing recorded", who, y, "muted")
                y += LINE + 6
            for one in todays.itertuples():
                y = line(one, y, inside)
            y += 4 if inside else 0
        y += 8
    return _drawn(parts, width, y)


def _key(parts: dict[str, list[dict]], width: int, narrow: bool) -> float:
    """The key of the two marks and of the frame, written into `parts`; returns where it ends."""
    x, y = 8.0, 0.0
    for full, words in KINDS.items():
        parts["dot"].append({"x": x, "y": y + 6, "color": theme.color("ink"), "full": str(full)})
        parts["text"].append({"x": x + 12, "y": y, "t": words, "color": theme.color("ink"), "weight": "normal"})
        x, y = (8.0, y + 20) if narrow else (x + 40 + 6.6 * len(words), y)
    parts["frame"].append({"x": x - 6, "x2": x + 8, "y": y, "y2": y + 14})
    parts["text"].append({"x": x + 14, "y": y, "t": "the meeting", "color": theme.color("ink"), "weight": "normal"})
    return y + 34


def _drawn(parts: dict[str, list[dict]], width: int, height: float) -> alt.LayerChart:
    """Layers of a list whose places were worked out."""
    x, y = (alt.Scale(domain=[0, end], range=[0, end], nice=False) for end in (width, height))

    def at(kind: str) -> alt.Chart:
        rows = pd.DataFrame(parts[kind]).round(1)
        return alt.Chart(rows).encode(x=alt.X("x:Q", scale=x, axis=None), y=alt.Y("y:Q", scale=y, axis=None))

    rule = at("rule").mark_rule(color=theme.color("grid"), aria=False).encode(x2="x2:Q")
    frame = at("frame").mark_rect(filled=False, stroke=theme.color("accent"), strokeWidth=2, cornerRadius=3, aria=False)
    layers = [rule, frame.encode(x2="x2:Q", y2="y2:Q")]
    color = alt.Color("color:N", scale=None)
    for full in ("True", "False"):
        dots = at("dot").transform_filter(f"datum.full == '{full}'")
        fill = color if full == "True" else alt.value(theme.color("ground"))
        dots = dots.mark_point(size=70, opacity=1, strokeWidth=1.8, aria=False)
        layers.append(dots.encode(fill=fill, stroke=alt.Stroke("color:N", scale=None)))
    for weight in ("bold", "normal"):
        words = at("text").transform_filter(f"datum.weight == '{weight}'")
        words = words.mark_text(align="left", baseline="top", fontSize=12, fontWeight=weight, aria=False)
        layers.append(words.encode(text="t:N", color=color))
    return layer(*layers, width=width, height=height)
