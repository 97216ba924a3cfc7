"""Pictures of paired readouts: a matrix of meetings by topic, and squares that are one pair each."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.statements.pairs import PAIR_TOPICS
from explainer.figures import theme
from explainer.figures.labels import WRAPPED
from explainer.figures.picture import NARROW

EUROPE = "With the Netherlands and the EU"
GROUPS = {"kr": "With Korea", "us": "With the United States", "jp": "With Japan", "nl": EUROPE, "eu": EUROPE}
STATES = {
    "claims": "claims agreement",
    "mentions": "mentions, claims none",
    "unclear": "mentions, rest not seen",
    "silent": "silent, text seen",
    "not_seen": "text not seen",
}
SIGN = {"claims": "A", "mentions": "•", "unclear": "?", "silent": "", "not_seen": "?"}
FILL = {"claims": 1.0, "mentions": 0.32, "unclear": 0.32, "silent": 0.0, "not_seen": 0.0}
STEP = 21  # height of one pair, px


def place(cells: pd.DataFrame, width: int) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Give every cell its place in px: meetings in groups by partner and in time order, topics as columns.

    Args:
        cells: rows of `readouts.cells`.
        width: drawing width in px.

    Returns:
        (cells with `x`, `x2`, `y`, `y2`; one row per meeting and heading with `y`, `label`, `under`, `kind`; height).
    """
    narrow = width <= NARROW
    left, gap = (94, 3) if narrow else (176, 8)
    column = (width - left - 2) / len(PAIR_TOPICS)
    half = (column - gap) / 2
    least = 33 if narrow else 25
    top = 162 if narrow else 148
    order = list(dict.fromkeys(GROUPS.values()))
    meetings = cells.drop_duplicates("meeting_id").assign(group=lambda f: f["side_b"].map(GROUPS).map(order.index))
    meetings = meetings.sort_values(["group", "date", "meeting_id"])
    deep = cells.groupby("meeting_id")["slot"].max() + 1
    rows, starts, last = [], {}, None
    for one in meetings.itertuples():
        if one.group != last:
            rows.append({"y": top + 16, "label": order[one.group], "under": "", "kind": "head"})
            top, last = top + 30, one.group
        tall = max(least, STEP * int(deep[one.meeting_id]) + 4)
        starts[one.meeting_id] = top + (tall - STEP * int(deep[one.meeting_id])) / 2
        day = f"{one.date:%b %Y}"
        label, under = (day, one.place) if narrow else (f"{day}, {one.place}", "")
        rows.append(
            {"y": top + tall / 2, "label": label, "under": under, "kind": one.meeting_id, "top": top, "tall": tall}
        )
        top += tall
    at = cells["topic"].map(list(PAIR_TOPICS).index)
    x = left + at * column + gap / 2 + (cells["side"] == "b") * half
    y = cells["meeting_id"].map(starts) + cells["slot"] * STEP
    placed = cells.assign(x=x, x2=x + half - 1, y=y + 1, y2=y + STEP - 2)
    numbers = dict.fromkeys(("x", "x2", "y", "y2"), 1)
    return placed.round(numbers), pd.DataFrame(rows).round(1), int(top + 4)


def matrix(cells: pd.DataFrame, width: int, mark: str, choice: alt.Parameter) -> alt.LayerChart:
    """The matrix of meetings by topic; the left half of a cell is China's text, the right half the other side's.

    Args:
        cells: rows of `readouts.cells`, with `state` and `state_strict`.
        width: drawing width in px.
        mark: meeting id of the row set on a band.
        choice: parameter with the values `coded` and `strict`.
    """
    narrow = width <= NARROW
    left = 94 if narrow else 176
    placed, rows, height = place(cells, width)
    x_scale, y_scale = alt.Scale(domain=[0, width], range=[0, width]), alt.Scale(domain=[0, height], range=[0, height])

    def at(frame: pd.DataFrame, x: str = "x", y: str = "y") -> alt.Chart:
        return alt.Chart(frame).encode(
            x=alt.X(f"{x}:Q", scale=x_scale, axis=None), y=alt.Y(f"{y}:Q", scale=y_scale, axis=None)
        )

    labels = _labels(rows, at, left)
    here = rows[rows["kind"] == mark]
    band = at(here.assign(x=0, x2=width, y2=here["top"] + here["tall"], y=here["top"])).mark_rect(
        color=theme.color("band")
    )
    band = band.encode(x2="x2:Q", y2="y2:Q")
    layers = [band, *labels, _columns(width, left, at, narrow), *_halves(placed, at), *_legend(narrow, at)]
    return alt.layer(*layers, width=width, height=height).add_params(choice)


def _halves(placed: pd.DataFrame, at) -> list[alt.Chart]:
    """Boxes and signs of the matrix, which follow the parameter `coding`."""
    shown = placed.drop(columns=["source_id", "confidence", "date", "slot"]).assign(
        color=[theme.color("cn" if s == "a" else b) for s, b in zip(placed["side"], placed["side_b"], strict=True)],
        sign=placed["state"].map(SIGN),
        sign_strict=placed["state_strict"].map(SIGN),
        fill=placed["state"].map(FILL),
        fill_strict=placed["state_strict"].map(FILL),
        said=placed["state"].map(STATES),
        cx=(placed["x"] + placed["x2"]) / 2,
        cy=(placed["y"] + placed["y2"]) / 2 + 0.5,
        topic=placed["topic"].map(PAIR_TOPICS),
        meeting=placed["date"].dt.strftime("%-d %B %Y, ") + placed["place"],
        words=placed["words"].fillna(""),
    )
    now = "coding == 'strict' ? datum.state_strict : datum.state"
    fills = "coding == 'strict' ? datum.fill_strict : datum.fill"
    cells_now = at(shown).transform_calculate(now=now, opacity=fills)
    fill = alt.Color("color:N", scale=None)
    boxes = cells_now.transform_filter("datum.now != 'not_seen'").mark_rect(strokeWidth=1, cornerRadius=2, aria=False)
    boxes = boxes.encode(
        x2="x2:Q",
        y2="y2:Q",
        color=fill,
        stroke=alt.Stroke("color:N", scale=None),
        fillOpacity=alt.FillOpacity("opacity:Q", scale=None),
        tooltip=theme.tips(
            {
                "topic_detail:N": "title",
                "meeting:N": "meeting",
                "country:N": "account of",
                "topic:N": "topic",
                "said:N": "the text",
                "words:N": "words",
            }
        ),
    )
    signs = at(shown, "cx", "cy").transform_calculate(
        now=now, sign_now="coding == 'strict' ? datum.sign_strict : datum.sign"
    )
    signs = signs.mark_text(fontSize=12, fontWeight="bold", baseline="middle", aria=False).encode(
        text="sign_now:N",
        color=alt.condition("datum.now == 'claims'", alt.value(theme.color("ground")), alt.value(theme.color("ink"))),
    )
    return [boxes, signs]


def _labels(rows: pd.DataFrame, at, left: int) -> list[alt.Chart]:
    head = rows[rows["kind"] == "head"].assign(x=0)
    one = rows[rows["kind"] != "head"].assign(x=0)
    first = one.assign(y=one["y"] - (one["under"] != "") * 7)
    second = one[one["under"] != ""].assign(y=lambda f: f["y"] + 8)
    return [
        at(head).mark_text(align="left", fontWeight="bold", fontSize=13).encode(text="label:N"),
        at(first).mark_text(align="left", fontSize=12, limit=left - 4).encode(text="label:N"),
        at(second)
        .mark_text(align="left", fontSize=12, color=theme.color("muted"), limit=left - 4)
        .encode(text="under:N"),
    ]


def _columns(width: int, left: int, at, narrow: bool) -> alt.Chart:
    column = (width - left - 2) / len(PAIR_TOPICS)
    names = pd.DataFrame({"t": list(PAIR_TOPICS.values()), "y": 156 if narrow else 142})
    names["x"] = [left + (i + 0.5) * column for i in range(len(names))]
    return at(names).mark_text(angle=300 if not narrow else 285, align="left", fontSize=12).encode(text="t:N")


def _legend(narrow: bool, at) -> list[alt.Chart]:
    across, wide, line = (2, 166, 20) if narrow else (3, 200, 20)
    rows = pd.DataFrame({"state": list(STATES), "t": list(STATES.values())})
    rows["x"] = [(i % across) * wide for i in range(len(rows))]
    rows["y"] = [2 + (i // across) * line for i in range(len(rows))]
    rows = rows.assign(x2=rows["x"] + 12, y2=rows["y"] + 16, cx=rows["x"] + 6, cy=rows["y"] + 8.5, tx=rows["x"] + 18)
    rows = rows.assign(sign=rows["state"].map(SIGN), opacity=rows["state"].map(FILL))
    box = at(rows[rows["state"] != "not_seen"]).mark_rect(
        color=theme.color("other"), stroke=theme.color("other"), strokeWidth=1, cornerRadius=2
    )
    box = box.encode(x2="x2:Q", y2="y2:Q", fillOpacity=alt.FillOpacity("opacity:Q", scale=None))
    sign = at(rows, "cx", "cy").mark_text(fontSize=12, fontWeight="bold", baseline="middle")
    sign = sign.encode(
        text="sign:N",
        color=alt.condition("datum.state == 'claims'", alt.value(theme.color("ground")), alt.value(theme.color("ink"))),
    )
    text = at(rows, "tx", "cy").mark_text(align="left", fontSize=12, baseline="middle").encode(text="t:N")
    return [box, sign, text]


#: who stands alone: letter and color of a square.
ALONE = {
    "a_only": ("C", "only China", theme.color("cn")),
    "both": ("=", "both", theme.color("other")),
    "neither": ("–", "neither", theme.color("axis")),
    "b_only": ("O", "only the other side", theme.color("ink")),
}


def squares(
    found: pd.DataFrame, column: str, rows: dict[str, str], width: int, left: int, places: int | None = None
) -> alt.LayerChart:
    """Rows of squares, one square per pair, sorted by who stands alone; a count of the two outer kinds at the end.

    Args:
        found: pairs with `kind` (a key of `ALONE`), `pair_id`, `what` (text of the tooltip) and the column of the rows.
        column: what the rows are.
        rows: value -> label, in order; a row without pairs stays empty.
        width: drawing width in px, labels included.
        left: px for the labels.
        places: squares that a row has room for; the same in panels side by side, so that a pair has one size in both.
    """
    order = list(ALONE)
    shown = found.assign(rank=found["kind"].map(order.index)).sort_values(["rank", "pair_id"])
    shown = shown.assign(
        x=shown.groupby(column).cumcount(),
        sign=shown["kind"].map({k: v[0] for k, v in ALONE.items()}),
        said=shown["kind"].map({k: v[1] for k, v in ALONE.items()}),
        label=shown[column].map(rows),
    )[["x", "label", "sign", "said", "kind", "pair_id", "what"]]
    longest = int(shown["x"].max()) + 1
    side = min(20, (width - left) // (places or longest))
    scale = alt.Scale(domain=[0, longest], range=[0, longest * side])
    labels = [label for value, label in rows.items() if (found[column] == value).any()]
    base = alt.Chart(shown, width=longest * side, height=alt.Step(26 if not any("|" in v for v in labels) else 36))
    y = alt.Y("label:N", title=None, sort=labels, scale=alt.Scale(domain=labels))
    y = y.axis(
        labelExpr=WRAPPED,
        ticks=False,
        domain=False,
        minExtent=left - 8,
        maxExtent=left - 8,
        labelLimit=left,
    )
    kinds = [k for k in order if (found["kind"] == k).any()]
    color = alt.Color("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=[ALONE[k][2] for k in kinds]))
    boxes = base.transform_calculate(x2="datum.x + 0.9").mark_rect(height=side - 2, cornerRadius=2, aria=False)
    boxes = boxes.encode(
        x=alt.X("x:Q", scale=scale, axis=None),
        x2="x2:Q",
        y=y,
        color=color,
        tooltip=theme.tips({"what:N": "title", "said:N": "who names it"}),
    )
    signs = base.transform_calculate(x="datum.x + 0.45")
    signs = signs.mark_text(fontSize=min(12, side - 1), fontWeight="bold", aria=False)
    signs = signs.encode(
        x=alt.X("x:Q", scale=scale, axis=None), y=y, text="sign:N", color=alt.value(theme.color("ground"))
    )
    return boxes + signs


#: side of a square in px below which its letter cannot be read.
READABLE = 14


def by_partner(found: pd.DataFrame, column: str, rows: dict[str, str], width: int, left: int) -> alt.TopLevelMixin:
    """Rows of squares in two panels, meetings with Korea and with other governments; a pair has one size in both.

    The panels stand side by side where that leaves squares of `READABLE` px, else one above the other.

    Args:
        found: rows of `pairs` with `kind` (a key of `ALONE`) and the column of the rows.
        column: what the rows are.
        rows: value -> label, in order.
        width: drawing width in px of both panels together.
        left: px for the labels of a panel.
    """
    what = found["date"].dt.strftime("%b %Y ") + found["place"] + ": " + found["topic_detail"]
    korea = found["side_b"] == "kr"
    places = int(found.groupby([korea, column]).size().max())
    beside = width > NARROW and (width // 2 - left) // places >= READABLE
    panels = []
    for title, part in (("With Korea", korea), ("With other governments", ~korea)):
        shown = found.assign(what=what)[part]
        panel = squares(shown, column, rows, width // 2 if beside else width, left, places)
        panels.append(panel.properties(title=alt.Title(title, frame="bounds")))
    return (alt.hconcat if beside else alt.vconcat)(*panels)


#: on how many of the two codes the accounts differ, in words.
DISTANCES = {0: "Same on both", 1: "Differ on one", 2: "Differ on both"}


def distances(pairs: pd.DataFrame, width: int) -> alt.LayerChart:
    """Pairs as dots, in rows by the number of codes on which the accounts differ, with the count of each row.

    Args:
        pairs: rows of `pairs` of which the distance is known, with `here` and `chips` (see `distance_dots`).
        width: drawing width in px.
    """
    across, side = (21, 13) if width == NARROW else (30, 20)
    count = pairs["distance"].value_counts()
    dots = pairs.sort_values(["distance", "chips", "here", "pair_id"], ascending=[True, False, False, True])
    at = dots.groupby("distance").cumcount()
    first, y = {}, 0
    for distance in DISTANCES:
        first[distance] = y
        y += 30 + side * (1 + (int(count.get(distance, 0)) - 1) // across) + 8
    top = dots["distance"].map(first).astype(float)
    dots = dots.assign(x=(at % across) * side + side / 2, y=top + 30 + (at // across) * side)
    heads = {distance: f"{words}: {count.get(distance, 0)}" for distance, words in DISTANCES.items()}
    return distance_dots(dots, first, heads, width, y)


def distance_dots(
    dots: pd.DataFrame, first: dict[int, float], heads: dict[int, str], width: int, height: float
) -> alt.LayerChart:
    """Dots in rows by distance; diamonds for the meeting marked by `here`, filled dots for Korea.

    Args:
        dots: pairs with `x`, `y` (px), `here`, `chips`, `side_b`, `topic_detail`, `place`, `date`.
        first: distance -> y of its heading, px.
        heads: distance -> heading.
        width, height: of the drawing, px.
    """
    x_scale, y_scale = alt.Scale(domain=[0, width], range=[0, width]), alt.Scale(domain=[0, height], range=[0, height])
    x, y = alt.X("x:Q", scale=x_scale, axis=None), alt.Y("y:Q", scale=y_scale, axis=None)
    shown = dots.assign(
        meeting=dots["date"].dt.strftime("%-d %B %Y, ") + dots["place"],
        group=dots["side_b"].eq("kr").map({True: "with Korea", False: "with another government"}),
        shape=dots["here"].map({True: "diamond", False: "circle"}),
        color=dots["here"].map({True: theme.color("cn"), False: theme.color("other")}),
    )[["x", "y", "meeting", "group", "topic_detail", "pair_id", "shape", "color", "here", "chips"]]
    base = alt.Chart(shown, width=width, height=height).encode(x=x, y=y)
    marks = base.mark_point(filled=True, opacity=1, strokeWidth=1.6, aria=False).encode(
        shape=alt.Shape("shape:N", scale=None),
        stroke=alt.Stroke("color:N", scale=None),
        color=alt.Color("color:N", scale=None),
        fillOpacity=alt.condition("datum.group == 'with Korea'", alt.value(1), alt.value(0)),
        size=alt.condition("datum.here", alt.value(120), alt.value(75)),
        tooltip=theme.tips({"topic_detail:N": "title", "meeting:N": "meeting", "group:N": "kind"}),
    )
    names = pd.DataFrame({"x": 0, "y": [first[d] + 8 for d in heads], "t": list(heads.values())})
    heading = alt.Chart(names).mark_text(align="left", fontSize=13, fontWeight="bold").encode(x=x, y=y, text="t:N")
    at = shown[shown["chips"]].assign(y=lambda f: f["y"] + 17)
    label = (
        alt.Chart(at.assign(x=0))
        .mark_text(align="left", fontSize=12)
        .encode(x=x, y=y, text=alt.value("Detroit, chips"))
    )
    return alt.layer(heading, marks, label)
