"""How far the evidence reaches, drawn: years without a figure, rows by how they were seen."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import pandas as pd

from explainer.figures import theme
from explainer.figures.labels import MIDDLE, WRAPPED, wrap
from explainer.figures.layers import layer
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
            found=years["has"].map({True: "we found a figure", False: "we found no figure"}),
            line=years["series"].map(order.tolist().index),  # numbers of the text name their mark by it
        )
        room, high = (140, 52) if narrow else (320, 36)
        x = alt.X("year:O", title=None)
        y = alt.Y("row:N", sort=rows, title=None)
        base = alt.Chart(shown, width=width - room, height=high * len(rows)).encode(
            x=x.axis(orient="top", labelAngle=-90 if narrow else 0, ticks=False, domain=False),
            y=y.axis(labelExpr=WRAPPED, labelBaseline=MIDDLE, ticks=False, domain=False),
            tooltip=theme.says("{series}: {found} for {year}."),
        )
        box = {"width": 15 if narrow else 24, "height": 20, "cornerRadius": 2}
        ground = theme.color("ground")
        yes = base.transform_filter("datum.has").mark_rect(**box, color=theme.color("axis"))
        no = base.transform_filter("!datum.has").mark_rect(**box, color=ground, stroke=theme.color("axis"))
        below = high * len(rows) + 22
        key = {"found": (0, below, "axis", "axis"), "not found": (84, below, "ground", "axis")}
        return layer(yes, no, *_key(key))

    return draw


def _key(boxes: dict[str, tuple[float, float, str, str]]) -> list[alt.Chart]:
    """What boxes of a look mean: words -> from where on the left, at which height (px), fill and rim."""
    layers = []
    for words, (x, y, fill, rim) in boxes.items():
        one = alt.Chart(pd.DataFrame({"t": [words]}))
        box = one.mark_square(size=230, opacity=1, fill=theme.color(fill), stroke=theme.color(rim), strokeWidth=1)
        layers.append(box.encode(x=alt.value(x + 8), y=alt.value(y)))
        text = one.mark_text(align="left", fontSize=12, aria=False)
        layers.append(text.encode(x=alt.value(x + 22), y=alt.value(y), text="t:N"))
    return layers


#: how something was seen -> what the key says of its part of the bars, its fill and its rim; no color is an actor's,
#: and the part that the title names is the dark one.
SEEN = {
    "primary": ("seen in the document itself", "none", "axis"),
    "reported": ("read in a press or analyst page", "muted", "muted"),
}
#: where the share of each part stands: which end of it, how the number is set against it, and its weight.
BESIDE = {"primary": ("x", "right", -7, "normal"), "reported": ("x2", "left", 7, "bold")}
#: room for a share before and after a bar of `evidence_seen`, px.
SHARE = 46


def _bars(rows: pd.DataFrame, left: float, plot: float) -> pd.DataFrame:
    """Ends in px of the bars of `evidence_seen`, 26 high and `plot` wide together: the first from the left."""
    first, wide = rows["how"] == "primary", rows["share_pct"] * plot / 100
    ends = {"x": left + (plot - wide).where(~first, 0), "x2": left + wide.where(first, plot)}
    return rows.assign(y2=rows["y"] + 26, my=rows["y"] + 13.5, **{k: v.round(1) for k, v in ends.items()}).drop(
        columns=["rows", "count", "source_id"], errors="ignore"
    )


def evidence_seen(kinds: pd.DataFrame) -> Callable[[int], alt.LayerChart]:
    """Bars of 100 percent, one per topic: what was seen in the document itself, then what was read as reported.

    The two shares stand before and after the bar, so that a part has its number however small it is.

    Args:
        kinds: `limits.kinds_seen()`: topic (bars from top to bottom, the sum of all first), how, share_pct, count,
            rows.

    Returns:
        The drawing as a function of its width in px.
    """
    topics = kinds["topic"].drop_duplicates().tolist()
    marked = kinds.assign(text=kinds["share_pct"].map(lambda value: f"{fixed(value)}%"))
    marked["said"] = [
        f"{topic}: {text} of the figures and statements were {SEEN[how][0]}."
        for topic, text, how in zip(marked["topic"], marked["text"], marked["how"], strict=True)
    ]

    def draw(width: int) -> alt.LayerChart:
        narrow = width == NARROW
        room, high, head = (0, 56, 64) if narrow else (240, 40, 30)
        left = room + SHARE
        plot, height = width - left - SHARE, head + high * len(topics) + 10
        top = {topic: head + high * i + 10 * (i > 0) + (18 if narrow else 0) for i, topic in enumerate(topics)}
        shown = _bars(marked.assign(y=marked["topic"].map(top)), left, plot)
        across, down = (alt.Scale(domain=[0, end], range=[0, end], nice=False) for end in (width, height))

        def place(rows: pd.DataFrame, x: str, y: str) -> alt.Chart:
            base = alt.Chart(rows, width=width, height=height)
            return base.encode(x=alt.X(f"{x}:Q", axis=None, scale=across), y=alt.Y(f"{y}:Q", axis=None, scale=down))

        layers, key = [], {}
        for i, (how, (words, fill, rim)) in enumerate(SEEN.items()):
            part, look = shown[shown["how"] == how], {"fill": theme.color(fill), "stroke": theme.color(rim)}
            bar = place(part, "x", "y").mark_rect(**look, opacity=1)
            layers.append(bar.encode(x2="x2:Q", y2="y2:Q", tooltip=theme.says("{said}")))
            end, align, dx, weight = BESIDE[how]
            text = place(part, end, "my").mark_text(align=align, dx=dx, fontWeight=weight, aria=False)
            layers.append(text.encode(text="text:N"))
            key[words] = (0, 10 + 22 * i, fill, rim) if narrow else (left + 200 * i, 8, fill, rim)
        names = kinds.drop_duplicates("topic")
        names = names.assign(t=[f"{topic} ({n:,})" for topic, n in zip(topics, names["rows"], strict=True)])
        names = names.assign(y=names["topic"].map(top) + (-10 if narrow else 13.5), x=0 if narrow else room - 10)
        names = names[["t", "x", "y"]]
        mark = place(names, "x", "y").mark_text(align="left" if narrow else "right", fontSize=13, aria=False)
        return layer(*layers, mark.encode(text="t:N"), *_key(key))

    return draw
