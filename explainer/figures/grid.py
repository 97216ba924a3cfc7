"""A grid of numbers on steps of one color."""

from __future__ import annotations

import altair as alt
import pandas as pd

from explainer.figures import theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

# --- drawing ----------------------------------------------------------------------------------------------------------

LIMITS = (10, 25, 50, 75)


def level(share: float) -> int:
    """Step of the color scale, 0 to 4, of a share in percent (limits at 10, 25, 50 and 75)."""
    return sum(share >= limit for limit in LIMITS)


def color_grid(
    cells: pd.DataFrame,
    width: int,
    columns: dict[str, str],
    left: tuple[int, int] = (170, 128),
    cell: int = 26,
) -> alt.LayerChart:
    """A grid of numbers on steps of one color, with group headings; the numbers say what the color says.

    In one piece, as all layers share the places that it works out.

    Args:
        cells: `group`, `row`, `column` (key of `columns`), `value` (drawn), `step` (0 to 4), `tip` (tooltip); rows and
            groups in the order of the frame. A column `strong` (true or false) prints some of the numbers in bold.
        width: drawing width in px.
        columns: key -> heading, left to right, lines parted by `|`; the narrow drawing sets it upright, in one line.
        left: room for the row labels, px, wide and narrow.
        cell: height of a row in px.
    """
    narrow = width <= NARROW
    room = left[1] if narrow else left[0]
    wide = (width - room - 2) / len(columns)
    above = 24.0 + 6.4 * max(len(name) for name in columns.values()) if narrow else 36.0
    y, heads, tops = above, [], {}
    for group, part in cells.groupby("group", sort=False):
        heads.append({"text": group, "y": y + 8})
        y += 20
        for row in part["row"].drop_duplicates():
            tops[row] = y
            y += cell
        y += 8
    place = {c: room + i * wide for i, c in enumerate(columns)}
    shown = cells.assign(x=cells["column"].map(place), y=cells["row"].map(tops))
    shown = shown.assign(x2=shown["x"] + wide - 2, y2=shown["y"] + cell - 2, text=[fixed(v) for v in shown["value"]])
    shown = shown.assign(mx=shown["x"] + wide / 2 - 1, my=shown["y"] + cell / 2 - 1, dark=shown["step"] >= 3)
    shown = shown.assign(strong=cells.get("strong", False))
    at = {"axis": None}
    sx, sy = alt.Scale(domain=[0, width], range=[0, width]), alt.Scale(domain=[0, y], range=[0, y])
    base = alt.Chart(
        shown[["row", "column", "x", "x2", "y", "y2", "mx", "my", "text", "step", "dark", "tip", "strong"]]
    )
    boxes = base.mark_rect(cornerRadius=2, opacity=1).encode(
        x=alt.X("x:Q", scale=sx, **at),
        x2="x2:Q",
        y=alt.Y("y:Q", scale=sy, **at),
        y2="y2:Q",
        color=alt.Color("step:O", scale=alt.Scale(domain=list(range(5)), range=theme.steps(5)), legend=None),
        tooltip=theme.says("{tip}"),
    )
    ink = alt.condition("datum.dark", alt.value(theme.color("ground")), alt.value(theme.color("ink")))
    words = [
        base.transform_filter(f"datum.strong == {str(strong).lower()}")
        .mark_text(fontSize=12 + strong, fontWeight="bold" if strong else "normal")
        .encode(x=alt.X("mx:Q", scale=sx, **at), y=alt.Y("my:Q", scale=sy, **at), text="text:N", color=ink)
        for strong in sorted(set(shown["strong"]))
    ]
    labels = alt.Chart(pd.DataFrame({"row": list(tops), "y": [t + cell / 2 - 1 for t in tops.values()]}))
    labels = labels.mark_text(align="left", fontSize=12 if narrow else 13).encode(
        x=alt.value(0), y=alt.Y("y:Q", scale=sy, **at), text="row:N"
    )
    groups = alt.Chart(pd.DataFrame(heads)).mark_text(align="left", fontSize=12, color=theme.color("muted"))
    groups = groups.encode(x=alt.value(0), y=alt.Y("y:Q", scale=sy, **at), text="text:N")
    tops_ = pd.DataFrame({"x": [place[c] + wide / 2 - 1 for c in columns], "text": [*columns.values()]})
    if narrow:
        tops_["text"] = tops_["text"].str.replace("|", " ")
    turned = {"angle": 270, "align": "left"} if narrow else {"baseline": "bottom", "lineBreak": "|", "lineHeight": 14}
    tops_["y"] = above - (14 if narrow else 3 + 14 * tops_["text"].str.count(r"\|"))
    tops_ = alt.Chart(tops_).mark_text(fontSize=12, fontWeight="bold", **turned)
    tops_ = tops_.encode(x=alt.X("x:Q", scale=sx, **at), y=alt.Y("y:Q", scale=sy, **at), text="text:N")
    return layer(boxes, *words, labels, groups, tops_, width=width, height=y)
