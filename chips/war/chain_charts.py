"""The supply chain in pictures."""

from __future__ import annotations

import altair as alt
import pandas as pd

from explainer.figures import theme
from explainer.figures.picture import NARROW


def way_back_chart(rows: pd.DataFrame, width: int, product: str) -> alt.LayerChart:
    """The way back from a chip: three columns (tools, steps, materials) when wide, an indented tree when narrow.

    Args:
        rows: what `way_back` returns, with `text` (what to print at each input) and `hue` (actor id of its color).
        width: drawing width in px.
        product: text of the finished chip at the top.
    """
    narrow = width <= NARROW
    line, gap = 19, 16
    dots, heads, links, y = [], [], [], 34.0
    center = 12 if narrow else width / 2
    half = 0 if narrow else 82
    for step, part in rows.groupby("step", sort=False):
        sides = {"tool": part} if narrow else {k: part[part["kind"] == k] for k in ("tool", "material")}
        tall = max(len(one) for one in sides.values())
        if narrow:
            heads.append({"text": step, "x": center + 12, "y": y + 8})
            first = y + 28
            y = first + tall * line - line / 2 + gap
        else:
            first = y + line / 2
            y += tall * line + gap
            heads.append({"text": step, "x": center, "y": first + (tall - 1) * line / 2})
        for kind, one in sides.items():
            shift = 0 if narrow else (tall - len(one)) * line / 2
            for i, row in enumerate(one.to_dict("records")):
                at = first + shift + i * line
                left = kind == "tool" and not narrow
                x = 34.0 if narrow else (center - half - 34 if left else center + half + 34)
                dots.append({**row, "x": x, "y": at, "left": left})
                ax = center if narrow else (center - half if left else center + half)
                ay = at if narrow else heads[-1]["y"]
                links.append({"x": ax, "y": ay, "x2": x, "y2": at})
    sx, sy = alt.Scale(domain=[0, width], range=[0, width]), alt.Scale(domain=[0, y], range=[0, y])
    x_, y_ = alt.X("x:Q", scale=sx, axis=None), alt.Y("y:Q", scale=sy, axis=None)
    dots[-1]["y"] if narrow else heads[-1]["y"]
    trunk = pd.DataFrame(
        {"x": [center], "y": [20.0], "x2": [center], "y2": [dots[-1]["y"] if narrow else heads[-1]["y"]]}
    )
    ink, axis = theme.color("ink"), theme.color("axis")
    ends, lines = pd.DataFrame(heads), {"x": x_, "y": y_, "x2": "x2:Q", "y2": "y2:Q"}
    layers = [
        alt.Chart(pd.DataFrame(links)).mark_rule(color=axis, strokeWidth=1).encode(**lines),
        alt.Chart(trunk).mark_rule(color=axis, strokeWidth=2).encode(**lines),
    ]
    words = alt.Chart(ends).encode(x=x_, y=y_, text="text:N")
    if narrow:
        marks = alt.Chart(ends.assign(x=center)).encode(x=x_, y=y_)
        layers.append(marks.mark_point(shape="square", size=80, filled=True, opacity=1, color=ink))
        layers.append(words.mark_text(align="left", fontWeight="bold"))
    else:
        boxes = ends.assign(y=ends["y"] - 13, y2=ends["y"] + 13, x=center - half, x2=center + half)
        rect = {"color": theme.color("none"), "stroke": axis, "cornerRadius": 4, "opacity": 1}
        layers.append(alt.Chart(boxes).mark_rect(**rect).encode(**lines))
        layers.append(words.mark_text(fontWeight="bold", fontSize=12))
    spots = pd.DataFrame(dots)[["input", "text", "hue", "kind", "x", "y", "left"]]
    shapes = alt.Scale(domain=["tool", "material"], range=["circle", "diamond"])
    hues = theme.scale(list(dict.fromkeys(spots["hue"])))
    base = alt.Chart(spots).encode(x=x_, y=y_)
    layers.append(
        base.mark_point(size=55, filled=True, opacity=1, aria=False).encode(
            color=alt.Color("hue:N", scale=hues, legend=None), shape=alt.Shape("kind:N", scale=shapes, legend=None)
        )
    )
    for side, align, dx in (("true", "right", -8), ("false", "left", 8)):
        part = base.transform_filter(f"datum.left == {side}")
        layers.append(part.mark_text(align=align, dx=dx, fontSize=12).encode(text="text:N"))
    title = alt.Chart(pd.DataFrame({"x": [0 if narrow else center], "y": [8.0], "text": [product]}))
    title = title.mark_text(align="left" if narrow else "center", fontWeight="bold")
    layers.append(title.encode(x=x_, y=y_, text="text:N"))
    return alt.layer(*layers, width=width, height=y)
