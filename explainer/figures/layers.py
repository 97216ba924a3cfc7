"""Layers of a chart in one list, however they were put together."""

from __future__ import annotations

import altair as alt

#: properties of a whole that each of its layers may have as well: the rows, the room.
SHARED = ("data", "height", "width", "view")


def layer(*charts: alt.Chart | alt.LayerChart, **told: object) -> alt.LayerChart:
    """Charts on top of each other, as `alt.layer`, but layers of layers become layers of the whole.

    Altair copies each part several times whenever charts are joined, and so again for each level of nesting: every
    level takes some three times as long. A part that says more than its layers, such as scales of its own, stays whole.

    Args:
        charts: from back to front.
        told: properties of the whole.
    """
    return alt.layer(*(part for chart in charts for part in _parts(chart)), **told)


def _parts(chart: alt.Chart | alt.LayerChart) -> list:
    """The layers of a chart that is nothing but layers, each with what they shared; else the chart itself."""
    if not isinstance(chart, alt.LayerChart):
        return [chart]
    said = {name: value for name, value in chart._kwds.items() if _says(value)}
    if said.keys() - {"layer", *SHARED}:
        return [chart]
    parts = []
    for part in chart.layer:
        part = part.copy(deep=False)
        for name in said.keys() & set(SHARED):
            if not _says(getattr(part, name)):
                setattr(part, name, said[name])
        parts.append(part)
    return parts


def _says(value: object) -> bool:
    """Whether a property of a chart says anything; Altair leaves empty lists where it says nothing."""
    return value is not alt.Undefined and not (isinstance(value, list) and not value)
