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
        return layer(yes, no, *_key(high * len(rows) + 22))

    return draw


def _key(y: float) -> list[alt.Chart]:
    """What a filled and an empty box mean, below the grid."""
    layers = []
    for x, words, fill in ((0, "found", "axis"), (84, "not found", "ground")):
        one = alt.Chart(pd.DataFrame({"t": [words]}))
        box = one.mark_square(size=230, opacity=1, fill=theme.color(fill), stroke=theme.color("axis"), strokeWidth=1)
        layers.append(box.encode(x=alt.value(x + 8), y=alt.value(y)))
        text = one.mark_text(align="left", fontSize=12, aria=False)
        layers.append(text.encode(x=alt.value(x + 22), y=alt.value(y), text="t:N"))
    return layers


#: how something was seen -> what stands over its part of the bars, and its color.
SEEN = {"primary": ("seen in the document itself", "other"), "reported": ("read in a press or analyst page", "step3")}


def evidence_seen(kinds: pd.DataFrame) -> Callable[[int], alt.LayerChart]:
    """Bars of 100 percent, one per topic: what was seen in the document itself, then what was read as reported.

    Args:
        kinds: `limits.kinds_seen()`: topic (bars from top to bottom), how, share_pct, count, rows.

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
        left, high, head = (0, 56, 64) if narrow else (226, 40, 30)
        plot, height = width - left, head + high * len(topics)
        top = {topic: head + high * i + (18 if narrow else 0) for i, topic in enumerate(topics)}
        first = marked["how"] == "primary"
        wide = marked["share_pct"] * plot / 100
        shown = marked.assign(
            x=(left + (plot - wide).where(~first, 0)).round(1),
            x2=(left + wide.where(first, plot)).round(1),
            y=marked["topic"].map(top),
            y2=marked["topic"].map(top) + 26,
            my=marked["topic"].map(top) + 13.5,
            at=(left + wide.where(first, plot)).round(1),
        )[["topic", "how", "text", "said", "share_pct", "x", "x2", "y", "y2", "my", "at"]]
        across, down = (alt.Scale(domain=[0, end], range=[0, end], nice=False) for end in (width, height))

        def place(rows: pd.DataFrame, x: str, y: str) -> alt.Chart:
            base = alt.Chart(rows, width=width, height=height)
            return base.encode(x=alt.X(f"{x}:Q", axis=None, scale=across), y=alt.Y(f"{y}:Q", axis=None, scale=down))

        layers = []
        for how, (words, hue) in SEEN.items():
            part = shown[shown["how"] == how]
            color = theme.steps(5)[int(hue[-1])] if hue.startswith("step") else theme.color(hue)
            bar = place(part, "x", "y").mark_rect(color=color, stroke=theme.color("ground"), strokeWidth=1)
            layers.append(bar.encode(x2="x2:Q", y2="y2:Q", tooltip=theme.says("{said}")))
            side = "left" if how == "primary" else "right"
            roomy = place(part[part["share_pct"] * plot / 100 >= 10 * part["text"].str.len() + 10], "at", "my")
            text = roomy.mark_text(align="right", dx=-6, fontWeight="bold", color=theme.color("ground"), aria=False)
            layers.append(text.encode(text="text:N"))
            line = 8 if side == "left" or not narrow else 26
            key = pd.DataFrame({"x": [left if side == "left" or narrow else width], "y": [line], "t": [words]})
            mark = place(key, "x", "y").mark_text(
                align="left" if narrow else side, fontSize=12, fontWeight="bold", color=color, aria=False
            )
            layers.append(mark.encode(text="t:N"))
        count = kinds.drop_duplicates("topic").set_index("topic")["rows"]
        said = [f"{topic} ({count[topic]:,})" for topic in topics]
        names = pd.DataFrame({"t": said, "y": [top[t] + (-10 if narrow else 13.5) for t in topics], "x": left - 10})
        names["x"] = 0 if narrow else left - 10
        mark = place(names, "x", "y").mark_text(align="left" if narrow else "right", fontSize=13, aria=False)
        return layer(*layers, mark.encode(text="t:N"))

    return draw
