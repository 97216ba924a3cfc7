"""How far the evidence reaches, drawn: years without a figure, rows by how they were seen."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import pandas as pd

from explainer.figures import theme
from explainer.figures.labels import MIDDLE, WRAPPED, wrap
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed


def missing_years(years: pd.DataFrame) -> Callable[[int], alt.LayerChart]:
    """A grid of series by year: filled where a figure was found, an empty box where none was.

    Args:
        years: `limits.coverage()`: series (from top to bottom), year, has.

    Returns:
        The drawing as a function of its width in px.
    """
    order = years["series"].drop_duplicates()

    def draw(width: int) -> alt.LayerChart:
        narrow = width == NARROW
        letters = 19 if narrow else 45
        rows = [wrap(name, letters) for name in order]
        shown = years.assign(
            row=[wrap(name, letters) for name in years["series"]],
            found=years["has"].map({True: "figure", False: "none"}),
        )
        room, high = (140, 52) if narrow else (320, 36)
        x = alt.X("year:O", title=None)
        y = alt.Y("row:N", sort=rows, title=None)
        base = alt.Chart(shown, width=width - room, height=high * len(rows)).encode(
            x=x.axis(orient="top", labelAngle=-90 if narrow else 0, ticks=False, domain=False),
            y=y.axis(labelExpr=WRAPPED, labelBaseline=MIDDLE, ticks=False, domain=False),
            tooltip=theme.tips({"series:N": "title", "year:O": "of the year", "found:N": "found by us"}),
        )
        box = {"width": 15 if narrow else 24, "height": 20, "cornerRadius": 2}
        ground = theme.color("ground")
        yes = base.transform_filter("datum.has").mark_rect(**box, color=theme.color("us"))
        no = base.transform_filter("!datum.has").mark_rect(**box, color=ground, stroke=theme.color("axis"))
        return yes + no.encode(color=alt.value(ground))

    return draw


def evidence_seen(kinds: pd.DataFrame) -> Callable[[int], alt.LayerChart]:
    """Bars of 100 percent, one per topic: rows seen in the document itself, then rows as reported with their share.

    Args:
        kinds: `limits.kinds_seen()`: topic (bars from top to bottom), how, share_pct, count, rows.

    Returns:
        The drawing as a function of its width in px.
    """
    topics = kinds["topic"].drop_duplicates()
    texts = kinds["share_pct"].map(lambda value: f"{fixed(value)}%")
    marked = kinds.assign(text=texts, rank=(kinds["how"] == "reported").astype(int))

    def draw(width: int) -> alt.LayerChart:
        narrow = width == NARROW
        letters = 16 if narrow else 40
        rows = [wrap(topic, letters) for topic in topics]
        shown = marked.assign(row=[wrap(topic, letters) for topic in marked["topic"]]).round({"share_pct": 1})
        x = alt.X("share_pct:Q", title="Percent of rows", stack="zero")
        base = alt.Chart(shown, width=width - (125 if narrow else 250), height=44 * len(rows)).encode(
            y=alt.Y("row:N", sort=rows, title=None).axis(labelExpr=WRAPPED, labelBaseline=MIDDLE, ticks=False),
            x=x.scale(domain=[0, 100]).axis(tickCount=4),
            order=alt.Order("rank:Q"),
        )
        colors = alt.Scale(domain=["primary", "reported"], range=[theme.steps(5)[4], theme.steps(2)[1]])
        bars = base.mark_bar(height=24).encode(color=alt.Color("how:N", scale=colors, title=None))
        end = base.transform_filter("datum.rank == 1").mark_text(align="right", dx=-6, aria=False)
        return bars + end.encode(x=alt.datum(100), text="text:N")

    return draw
