"""The days around the meeting as a strip: a column per day, a line per move, with the way to it in the timeline."""

from __future__ import annotations

import pandas as pd

from explainer import address
from explainer.figures.palette import LABEL
from explainer.pages.html import Html, esc


def day_strip(story: pd.DataFrame, *, around: bool = True) -> Html:
    """Every day from the verdict on Micron to the meeting, days without a move too.

    Args:
        story: what `moves.week` returns.
        around: fold what came before and after below the strip.
    """
    between = story[story["between"]]
    days = pd.date_range(between["date"].min(), between["date"].max())
    columns = []
    for day in days:
        items = "".join(_move(one) for one in between[between["date"] == day].itertuples())
        empty = '<li class="none">nothing recorded</li>'
        columns.append(f'<li><p class="day">{day:%-d %B}</p><ul>{items or empty}</ul></li>')
    out = f'<ol class="strip" role="list">{"".join(columns)}</ol>'
    if around:
        for words, part in (("before", story["date"] < days[0]), ("after", story["date"] > days[-1])):
            rest = story[part]
            lines = "".join(_move(one, dated=True) for one in rest.itertuples())
            out += f"<details><summary>{len(rest)} moves and statements {words}</summary><ul>{lines}</ul></details>"
    return Html(f'<div class="week">{out}</div>')


def _move(one: tuple, dated: bool = False) -> str:
    """One move: who, what, and the way to it; a statement that is no event of the timeline has no link."""
    actor = "other" if one.actor == "company" else one.actor
    who = "Companies" if one.actor == "company" else LABEL[one.actor]
    words = esc(one.title)
    if str(one.event_id).startswith("E"):
        words = f'<a href="{esc(address.page("war/timeline", f"event-{one.event_id}"))}">{words}</a>'
    when = f"{one.date:%-d %B}, " if dated else ""
    kind = " said" if one.direction == "statement" else " measure" if one.measure else ""
    act = ": a measure" if one.measure else ""
    return f'<li class="move {actor}{kind}"><span class="meta">{when}{esc(who)}{act}</span> {words}</li>'
