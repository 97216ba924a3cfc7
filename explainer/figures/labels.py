"""Places and line breaks for labels, so that none collide at any width."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable

import altair as alt
import pandas as pd

from explainer.figures.layers import layer
from explainer.figures.palette import color

#: axis `labelExpr` that breaks labels made by `wrap()` into lines; the same sign works as `lineBreak` of text marks.
WRAPPED = "split(datum.label, '|')"


def wrap(text: str, letters: int) -> str:
    """Text broken into lines of at most `letters` characters, joined by `|` (see `WRAPPED`)."""
    return "|".join(textwrap.wrap(text, letters))


def even(text: str, letters: int) -> list[str]:
    """Lines of at most `letters` characters, as few as need be and as even as can be, so that no word stands alone."""
    lines = textwrap.wrap(text, letters) or [""]
    for fewer in range(max(1, math.ceil(len(text) / len(lines))), letters):
        tried = textwrap.wrap(text, fewer, break_long_words=False)
        if len(tried) == len(lines) and max(map(len, tried)) <= letters:
            return tried
    return lines


def haloed(text: alt.Chart, width: float = 3.5) -> alt.LayerChart:
    """A text mark over a rim of the page's ground, so that no line behind runs through its letters.

    Args:
        text: a chart whose mark is `mark_text(...)`.
        width: of the rim, px, half of it outside the letters.
    """
    under = text.copy(deep=True)
    under.mark = alt.MarkDef(
        **text.mark.to_dict() | {"stroke": color("ground"), "strokeWidth": width, "strokeJoin": "round", "aria": False}
    )
    for channel in ("tooltip", "href", "color", "opacity"):
        setattr(under.encoding, channel, alt.Undefined)
    return layer(under, text)


def apart(values: list[float], gap: float) -> list[float]:
    """Label positions near the values but at least `gap` apart, in the order given; the shift is as small as it gets.

    Groups that would overlap are set around their mean (pool adjacent violators).
    """
    order = sorted(range(len(values)), key=lambda i: values[i])
    blocks: list[list[float]] = []  # [sum of (value - offset), count]
    for rank, i in enumerate(order):
        blocks.append([values[i] - rank * gap, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1] = [blocks[-1][0] + total, blocks[-1][1] + count]
    centers = [total / count for total, count in blocks for _ in range(int(count))]
    out = [0.0] * len(values)
    for rank, i in enumerate(order):
        out[i] = centers[rank] + rank * gap
    return out


def flags(marks: pd.DataFrame, begin: float, end: float, letter: float = 6.6) -> pd.DataFrame:
    """Rows for the names of some marks, so that no name meets another or the line that ties one to its mark.

    A name ends at its mark; where it would leave the plot on the left, it begins there. Of names that would meet, the
    one further right stands further out; of those that begin at their mark, the one further left.

    Args:
        marks: `x` (px) and `label`, from left to right.
        begin, end: where the plot begins and ends, px.
        letter: width of a letter, px.

    Returns:
        `marks` with `row` (0 next to the marks), `text_x` and `align`.
    """
    wide = [letter * len(label) for label in marks["label"]]
    x = marks["x"].tolist()
    flip = [at - w < begin for at, w in zip(x, wide, strict=True)]
    row: dict[int, int] = {}
    for i in reversed([i for i, turned in enumerate(flip) if turned]):
        met = [row[j] for j in row if x[j] < x[i] + wide[i] + 6]
        row[i] = max(met, default=-1) + 1
    for i in [i for i, turned in enumerate(flip) if not turned]:
        reach = {j: x[j] + (wide[j] if flip[j] else 0) + 6 for j in row}
        row[i] = max((row[j] for j in row if reach[j] > x[i] - wide[i]), default=-1) + 1
    return marks.reset_index(drop=True).assign(
        row=[row[i] for i in range(len(x))],
        text_x=[at - 3 if turned else min(at + 3, end) for at, turned in zip(x, flip, strict=True)],
        align=["left" if turned else "right" for turned in flip],
    )


#: axis `labelBaseline` that sets a label of two lines (see `theme.WRAPPED`) astride its row instead of below it.
MIDDLE = {"condition": {"test": "indexof(datum.value, '|') >= 0", "value": "bottom"}, "value": "middle"}


def end_of(values: Iterable[float], step: float) -> float:
    """End of an axis from zero that holds all values: the largest, rounded up to a whole number of steps."""
    return step * max(1, math.ceil(max(values) / step))
