"""A picture of the memory plants in China: what they make of their firms' output and of the world's."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import pandas as pd

from chips.statements.dependence_charts import px
from explainer.figures import theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import plural

#: the two parts of `plants`: what begins the names of their columns -> heading, and the whole in a sentence.
PARTS = {
    "own": ("Percent of the firm’s own output", "the firm’s output"),
    "world": ("Percent of the world’s capacity or output", "the world’s {}"),
}
#: width of a figure in bold and of a letter beside it, px.
DIGIT, LETTER = 8.2, 6.7
#: room for the bracket and its words, px.
BRACKET = 190


def plants(rows: pd.DataFrame, named: list[str], width: int) -> alt.LayerChart:
    """Bars in two parts on one scale: percent of the firm's output, and below it percent of the world's.

    Each part has a line for each plant with a figure, with what it is a share of and who says so beside the bar. A
    bracket holds together what several publishers say of one firm's product, and says that each counts something else.
    Where the drawing is narrow, names stand above the bars.

    Args:
        rows: what `dependence.by_plant` returns, `own_by` and `world_by` as names of publishers.
        named: names of the rows whose bars in the first part are in color; all others are gray.
        width: drawing width in px, labels included.
    """
    narrow = width <= NARROW
    step, thick, room, gap, head, size = (36, 12, 0, 20, 22, 12) if narrow else (30, 18, 210, 18, 26, 13)
    shown = _with_share(rows, named)
    count = shown.groupby("part", sort=False).cumcount()
    below = head + step * int((shown["part"] == "own").sum()) + gap
    after = 20 + DIGIT * shown["value"].str.len() + LETTER * shown["beside"].str.len()
    end = width - (10 if narrow else BRACKET)
    shown["x2"] = room + float(((end - room - after) / shown["share"]).min()) * shown["share"]
    shown["y"] = (shown["part"] == "world") * below + head + step * count + (16 if narrow else 0)
    shown = shown.assign(x=room, y2=shown["y"] + thick, middle=shown["y"] + thick / 2, above=shown["y"] - 9)
    shown["text_x"] = shown["x2"] + 12 + DIGIT * shown["value"].str.len()
    height = float(shown["y2"].max()) + 4

    def at(x: str, y: str, look: pd.DataFrame = shown) -> alt.Chart:
        across, down = alt.X(f"{x}:Q", axis=None, scale=px(width)), alt.Y(f"{y}:Q", axis=None, scale=px(height))
        return alt.Chart(look.round(1)).encode(x=across, y=down)

    bars = at("x", "y").mark_rect(aria=False, opacity=1)
    bars = bars.encode(x2="x2:Q", y2="y2:Q", color=alt.Color("c:N", scale=None), tooltip=theme.says("{said}"))
    heads = pd.DataFrame({"x": 0.0, "y": [8.0, below + 8.0], "head": [head for head, _ in PARTS.values()]})
    heads = at("x", "y", heads).mark_text(align="left", fontWeight="bold", fontSize=size).encode(text="head:N")
    plain = {"fontSize": size, "aria": False}
    values = at("x2", "middle").mark_text(align="left", dx=6, fontWeight="bold", **plain).encode(text="value:N")
    beside = at("text_x", "middle").mark_text(align="left", color=theme.color("muted"), **plain)
    names = at("x", "above") if narrow else at("x", "middle")
    names = names.mark_text(align="left" if narrow else "right", dx=0 if narrow else -10, **plain)
    layers = [bars, values, beside.encode(text="beside:N"), names.encode(text="name:N"), heads]
    return layer(*layers, *_brackets(shown, at, width), width=width, height=height)


def _with_share(rows: pd.DataFrame, named: list[str]) -> pd.DataFrame:
    """The rows of `plants`, one for each share that was found, with its color, words and tooltip."""
    parts = []
    for part, (_, whole) in PARTS.items():
        one = rows.dropna(subset=[f"{part}_pct"])
        share, by = one[f"{part}_pct"], one[f"{part}_by"]
        value = share.map("{:g}".format)
        said, beside, mine = whole, by, one["name"].isin(named)
        if part == "world":
            late = one["forecast"].map({True: " (forecast)", False: ""})
            said, beside, mine = (
                one["world_of"].map(whole.format) + late,
                "of " + one["world_of"] + late + ", " + by,
                False,
            )
        said = one["name"].str.replace(": ", ", ") + ": " + value + " percent of " + said + " in 2023, by " + by + "."
        color = pd.Series(mine, index=one.index).map({True: theme.color("kr"), False: theme.color("axis")})
        one = one[["name", "company_id", "product"]].assign(part=part, share=share, by=by, c=color)
        parts.append(one.assign(value=value, beside=beside, said=said))
    return pd.concat(parts, ignore_index=True)


def _brackets(shown: pd.DataFrame, at: Callable[..., alt.Chart], width: int) -> list[alt.Chart]:
    """What holds together the lines of one firm's product in the first part of `plants`, with who counts which place.

    On a phone, where places and publishers stand right above and beside the bars, the words begin with how many there
    are and end with that they are not to be subtracted, each on the line of a name.
    """
    narrow, layers = width <= NARROW, []
    for _, one in shown[shown["part"] == "own"].groupby(["company_id", "product"], sort=False):
        if len(one) == 1:
            continue
        top, foot = one["above"].min() if narrow else one["y"].min(), one["y2"].max()
        x = width - 2.0 if narrow else float((one["text_x"] + LETTER * one["beside"].str.len()).max()) + 16
        line = pd.DataFrame({"x": x - pd.Series([5.0, 0, 0, 5]), "y": [top, top, foot, foot], "i": range(4)})
        line = at("x", "y", line).mark_line(color=theme.color("muted"), strokeWidth=1.2, aria=False)
        words = _scopes(one, narrow)
        middle = (len(words) - 1) / 2
        height = one["above"].tolist() if narrow else [(top + foot) / 2 + 16 * (i - middle) for i in range(len(words))]
        words = pd.DataFrame({"x": x - 8 if narrow else x + 8, "y": height[: len(words)], "t": words})
        text = at("x", "y", words).mark_text(
            align="right" if narrow else "left", fontSize=12, color=theme.color("muted"), aria=False
        )
        layers += [line.encode(order="i:Q"), text.encode(text="t:N")]
    return layers


def _scopes(one: pd.DataFrame, narrow: bool) -> list[str]:
    """The words at a bracket, line by line: how many publishers and scopes, and who counts what."""
    places = one["name"].str.extract(r", (.*):")[0]
    head = f"{plural(one['by'].nunique(), 'publisher')}, {plural(places.nunique(), 'scope')}:"
    if narrow:
        return [head, "do not subtract"]
    told = [f"{by} {'counts ' * (not i)}{place}" for i, (by, place) in enumerate(zip(one["by"], places, strict=True))]
    return [head, *(f"{text}," for text in told[:-1]), told[-1]]
