"""Paired readouts as a table in pictures: meetings by topic, what each of the two accounts does with it."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import pandas as pd

from chips.statements.pairs import PAIR_TOPICS
from explainer.figures import theme
from explainer.figures.labels import wrap
from explainer.figures.layers import layer
from explainer.figures.palette import LABEL
from explainer.figures.picture import NARROW

#: what an account does with a topic: state of `pairs.cells` -> its meaning in the key.
STATES = {
    "claims": "claims agreement",
    "mentions": "names it, claims none",
    "unclear": "names it, rest not seen",
    "silent": "names it not, as seen or told",
    "not_seen": "text not seen",
}
#: what a half cell says: in words where there is room, else as a sign.
SAYS = {
    "claims": "agreed",
    "mentions": "names it",
    "unclear": "in part",
    "silent": "silent",
    "not_seen": "not seen",
}
SIGN = {"claims": "A", "mentions": "•", "unclear": "•?", "silent": "–", "not_seen": "?"}
#: how full a half cell is of its side's color.
FILL = {"claims": 1.0, "mentions": 0.3, "unclear": 0.3, "silent": 0.0, "not_seen": 0.0}
#: heads of narrow columns.
SHORT = {"semiconductors": "Chips", "business_environment": "Business climate"}
#: height of one pair, px.
STEP = 21
#: px for the labels of the meetings, wide and narrow.
LEFT = {False: 176, True: 94}
#: height of the key and of the heads, px, wide and narrow.
KEY, HEADS = {False: 62, True: 100}, {False: 52, True: 44}
#: a chart of some rows whose columns of px, `x` and `y` or others by name, are places on the whole drawing.
At = Callable[..., alt.Chart]


def place(cells: pd.DataFrame, topics: list[str], width: int) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Give every half cell its place in px: meetings in time order, topics as columns.

    Args:
        cells: rows of `pairs.cells`.
        topics: keys of `PAIR_TOPICS`, from left to right; cells on other topics are left out.
        width: drawing width in px.

    Returns:
        (cells with `x`, `x2`, `y`, `y2`; one row per meeting with `meeting_id`, `y`, `label`, `under`, `top`, `tall`;
        height).
    """
    narrow = width <= NARROW
    left, (gap, least) = LEFT[narrow], (4, 33) if narrow else (12, 25)
    top = KEY[narrow] + HEADS[narrow]
    column = (width - left - 2) / len(topics)
    half = (column - gap) / 2
    cells = cells[cells["topic"].isin(topics)]
    deep = cells.groupby("meeting_id")["slot"].max() + 1
    rows, starts = [], {}
    for one in cells.drop_duplicates("meeting_id").sort_values(["date", "meeting_id"]).itertuples():
        tall = max(least, STEP * int(deep[one.meeting_id]) + 4)
        starts[one.meeting_id] = top + (tall - STEP * int(deep[one.meeting_id])) / 2
        day = f"{one.date:%b %Y}"
        label, under = (day, one.place) if narrow else (f"{day}, {one.place}", "")
        rows.append({"meeting_id": one.meeting_id, "y": top + tall / 2, "label": label, "under": under})
        rows[-1] |= {"top": top, "tall": tall}
        top += tall
    x = left + cells["topic"].map(topics.index) * column + gap / 2 + (cells["side"] == "b") * half
    y = cells["meeting_id"].map(starts) + cells["slot"] * STEP
    placed = cells.assign(x=x, x2=x + half - 1, y=y + 1, y2=y + STEP - 2)
    return placed.round(dict.fromkeys(("x", "x2", "y", "y2"), 1)), pd.DataFrame(rows).round(1), int(top + 4)


def matrix(cells: pd.DataFrame, topics: list[str], width: int, mark: str, choice: alt.Parameter) -> alt.LayerChart:
    """Meetings by topic; the left half of a cell is China's account, the right half the other side's.

    Args:
        cells: rows of `pairs.cells`, with `state` and `state_strict`.
        topics: keys of `PAIR_TOPICS`, from left to right.
        width: drawing width in px.
        mark: meeting id of the row in a frame.
        choice: parameter with the values `coded` and `strict`.
    """
    narrow = width <= NARROW
    left = LEFT[narrow]
    placed, rows, height = place(cells, topics, width)
    x_scale, y_scale = alt.Scale(domain=[0, width], range=[0, width]), alt.Scale(domain=[0, height], range=[0, height])

    def at(frame: pd.DataFrame, x: str = "x", y: str = "y") -> alt.Chart:
        return alt.Chart(frame).encode(
            x=alt.X(f"{x}:Q", scale=x_scale, axis=None), y=alt.Y(f"{y}:Q", scale=y_scale, axis=None)
        )

    here = rows[rows["meeting_id"] == mark]
    frame = at(here.assign(x=1, x2=width - 1, y2=here["top"] + here["tall"], y=here["top"])).mark_rect(
        filled=False, stroke=theme.color("accent"), strokeWidth=2, cornerRadius=3, aria=False
    )
    sides = cells["side_b"].unique()
    other = str(sides[0]) if len(sides) == 1 else ""
    heads = _heads(topics, width, left, narrow, at, other)
    layers = [*_labels(rows, at, left), *heads, *_halves(placed, narrow, at), *_legend(at, narrow)]
    layers.append(frame.encode(x2="x2:Q", y2="y2:Q"))
    return layer(*layers, width=width, height=height).add_params(choice)


def _halves(placed: pd.DataFrame, narrow: bool, at: At) -> list[alt.Chart]:
    """Boxes and words of the matrix, which follow the parameter `coding`."""
    words = SIGN if narrow else SAYS
    color = [theme.color("cn" if s == "a" else b) for s, b in zip(placed["side"], placed["side_b"], strict=True)]
    meeting = placed["place"] + ", " + placed["date"].dt.strftime("%-d %B %Y")
    shown = placed[["meeting_id", "x", "x2", "y", "y2", "state", "state_strict"]].assign(
        color=color,
        sign=placed["state"].map(words),
        sign_strict=placed["state_strict"].map(words),
        fill=placed["state"].map(FILL),
        fill_strict=placed["state_strict"].map(FILL),
        cx=(placed["x"] + placed["x2"]) / 2,
        cy=(placed["y"] + placed["y2"]) / 2 + 0.5,
        **{
            column: [
                _sentence(*one)
                for one in zip(
                    meeting, placed["country"], placed["topic_detail"], placed[state], placed["words"], strict=True
                )
            ]
            for column, state in (("tip", "state"), ("tip_strict", "state_strict"))
        },
    )
    now = "coding == 'strict' ? datum.state_strict : datum.state"
    fills = "coding == 'strict' ? datum.fill_strict : datum.fill"
    fill = alt.Color("color:N", scale=None)
    tip = "coding == 'strict' ? datum.tip_strict : datum.tip"
    boxes = at(shown).transform_calculate(now=now, opacity=fills, told=tip)
    boxes = boxes.transform_filter("datum.now != 'not_seen'")
    boxes = boxes.mark_rect(strokeWidth=1, cornerRadius=2, aria=False).encode(
        x2="x2:Q",
        y2="y2:Q",
        color=fill,
        stroke=alt.Stroke("color:N", scale=None),
        fillOpacity=alt.FillOpacity("opacity:Q", scale=None),
        tooltip=theme.says("{told}"),
    )
    signs = at(shown, "cx", "cy").transform_calculate(
        now=now, sign_now="coding == 'strict' ? datum.sign_strict : datum.sign"
    )
    ink = {"claims": "ground", "silent": "muted", "not_seen": "muted"}
    text = []
    for state in STATES:
        part = signs.transform_filter(f"datum.now == '{state}'")
        weight = "bold" if state == "claims" else "normal"
        mark = part.mark_text(fontSize=12, fontWeight=weight, baseline="middle", aria=False)
        text.append(mark.encode(text="sign_now:N", color=alt.value(theme.color(ink.get(state, "ink")))))
    return [boxes, *text]


#: what an account does in a sentence.
DOES = {
    "claims": "claims agreement on",
    "mentions": "names, and claims no agreement on,",
    "unclear": "names, with the rest not seen,",
    "silent": "does not name",
    "not_seen": "was not seen on",
}


def _sentence(meeting: str, country: str, topic: str, state: str, words: object) -> str:
    """What one account does with one topic, with its words where they are known."""
    said = f"{meeting}: {country}’s account {DOES[state]} {topic}."
    return f"{said} “{words}”" if isinstance(words, str) and words else said


def _labels(rows: pd.DataFrame, at: At, left: int) -> list[alt.Chart]:
    """Day and place of each meeting, in two lines where there is no room for one."""
    one = rows.assign(x=6)
    first = one.assign(y=one["y"] - (one["under"] != "") * 7)
    second = one[one["under"] != ""].assign(y=lambda f: f["y"] + 8)
    mark = {"align": "left", "fontSize": 12, "limit": left - 8}
    out = [at(first).mark_text(**mark).encode(text="label:N")]
    if len(second):
        out.append(at(second).mark_text(**mark, color=theme.color("muted")).encode(text="under:N"))
    return out


def _heads(topics: list[str], width: int, left: int, narrow: bool, at: At, other: str) -> list[alt.Chart]:
    """Names of the topics, and under each whose account stands on which side, where there is one other government."""
    column = (width - left - 2) / len(topics)
    known = PAIR_TOPICS | (SHORT if narrow else {})
    names = pd.DataFrame({"t": [wrap(known[topic], 9 if narrow else 30) for topic in topics]})
    names["x"] = [left + (i + 0.5) * column for i in range(len(names))]
    names["y"] = KEY[narrow] + (6 if narrow else 14)
    mark = at(names).mark_text(align="center", fontSize=12, fontWeight="bold", baseline="top", lineBreak="|")
    out = [mark.encode(text="t:N")]
    if not other:
        return out
    if narrow:
        half, end = (f"left half: {LABEL['cn']}", "cn"), (f"right half: {LABEL[other]}", other)
        sides = [{"x": x, "y": 82, "t": t, "c": theme.color(c)} for x, (t, c) in ((1, half), (167, end))]
    else:
        sides = [
            {"x": left + (i + place) * column, "y": KEY[narrow] + HEADS[narrow] - 9}
            | {"t": LABEL[actor], "c": theme.color(actor)}
            for i in range(len(topics))
            for actor, place in (("cn", 0.27), (other, 0.73))
        ]
    mark = at(pd.DataFrame(sides)).mark_text(fontSize=12, baseline="middle", align="left" if narrow else "center")
    return [*out, mark.encode(text="t:N", color=alt.Color("c:N", scale=None))]


def _legend(at: At, narrow: bool) -> list[alt.Chart]:
    """A sample of each state of a half, with its meaning."""
    words, per, step, box = (SIGN, 2, 166, 18) if narrow else (SAYS, 3, 290, 76)
    rows = pd.DataFrame({"state": list(STATES), "t": list(STATES.values())})
    rows["x"] = [1 + (i % per) * step for i in range(len(rows))]
    rows["y"] = [2 + (i // per) * (STEP + 5 if not narrow else 23) for i in range(len(rows))]
    rows = rows.assign(x2=rows["x"] + box, y2=rows["y"] + STEP - 3, cx=rows["x"] + box / 2, cy=rows["y"] + 9.5)
    rows = rows.assign(tx=rows["x2"] + 6, sign=rows["state"].map(words), opacity=rows["state"].map(FILL))
    shape = at(rows[rows["state"] != "not_seen"]).mark_rect(
        color=theme.color("other"), stroke=theme.color("other"), strokeWidth=1, cornerRadius=2
    )
    shape = shape.encode(x2="x2:Q", y2="y2:Q", fillOpacity=alt.FillOpacity("opacity:Q", scale=None))
    layers = [shape]
    for state, part in rows.groupby("state", sort=False):
        ink = {"claims": "ground", "silent": "muted", "not_seen": "muted"}.get(str(state), "ink")
        look = {"fontSize": 12, "fontWeight": "bold" if state == "claims" else "normal", "baseline": "middle"}
        layers.append(at(part, "cx", "cy").mark_text(**look, color=theme.color(ink)).encode(text="sign:N"))
    text = at(rows, "tx", "cy").mark_text(align="left", fontSize=12, baseline="middle").encode(text="t:N")
    return [*layers, text]
