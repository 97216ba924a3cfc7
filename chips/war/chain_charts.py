"""The supply chain in pictures: who holds what, what is left without whom; and words that its other pictures share."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.palette import in_sentence
from chips.war import chain
from explainer.figures import grid, theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

#: width of a bold letter, px.
LETTER = 7.0
#: actors -> what a measure of theirs is called.
ADJECTIVES = {"nl": "Dutch", "jp": "Japanese", "kr": "Korean", "tw": "Taiwanese", "eu": "European"}
#: percent of an input below which little of it is left.
QUARTER = 25


def holdings(held: pd.DataFrame, width: int) -> alt.LayerChart:
    """Grid of inputs by holder: percent of world sales or capacity; what rounds to zero stays empty.

    The largest number of each row is bold.

    Args:
        held: what `chain.held` returns, nodes of `chain.INPUTS` in the order wanted, one year per group of inputs.
        width: drawing width in px.
    """
    cells = held.assign(
        group=[chain.INPUTS[n][0] for n in held["node_id"]],
        row=[chain.INPUTS[n][1] for n in held["node_id"]],
        column=held["holder"],
        value=held["share_pct"],
        step=[grid.level(float(fixed(v))) for v in held["share_pct"]],  # by what is printed
        strong=held["share_pct"] == held.groupby("node_id")["share_pct"].transform("max"),
    )
    of = cells["year"].astype("str")
    who, share = cells["column"].map(_whose), cells["value"].map(lambda v: fixed(v, 1))
    cells["tip"] = "In " + of + " " + who + " had " + share + " percent of " + cells["row"].map(within) + "."
    cells["group"] = cells["group"] + ", " + of
    columns = {key: name.replace(" ", "|") for key, name in chain.HOLDERS.items()}
    return grid.color_grid(cells[cells["value"].round() >= 1], width, columns)


def _whose(holder: str) -> str:
    """A holder of the grids as a sentence has it."""
    return {"europe": "other European countries", "rest": "others"}.get(holder) or in_sentence(holder)


def within(name: str) -> str:
    """A label inside a sentence: its first letter small, unless it begins with an abbreviation."""
    return name if name[:2].isupper() or name.startswith("ArF") else name[0].lower() + name[1:]


def substitution(
    left: pd.DataFrame, titles: dict[str, str], width: int, gone: dict[str, str] | None = None
) -> alt.LayerChart:
    """Bars of what is left of each input if a group of countries stops, percent, least first, before a ghost of all.

    A part of an input (`chain.PARTS`) stands under it, indented.

    Parameters of the chart: `gone` (key of the group, driven by an input of the same name; the first at the opening)
    and `told`, the title at the present choice.

    Args:
        left: what `chain.without_each` returns, with `input` (label).
        titles: key of the group -> title.
        width: drawing width in px.
        gone: key of the group -> its name in a sentence; the key itself by default.
    """
    narrow = width == NARROW
    room, end, line, top = (0, 74, 36, 20.0) if narrow else (180, 86, 24, 22.0)
    down = 8 if narrow else 0  # on a phone the names stand above the bars
    told = zip(left["left_pct"], left["partial"], strict=True)
    shown = left.assign(label=[f"{fixed(v)}{' or less' if partial else ''}" for v, partial in told])
    # a part stands right below the input it belongs to, whatever is left of it
    shown["under"] = shown["node_id"].map(chain.PARTS).fillna(shown["node_id"])
    shown["part"] = shown["under"] != shown["node_id"]
    whole = shown.set_index(["removed", "node_id"])["left_pct"]
    shown["rank"] = [whole[key] for key in zip(shown["removed"], shown["under"], strict=True)]
    shown = shown.sort_values(["removed", "rank", "under", "part", "left_pct"], kind="stable")
    shown["y"] = top + (shown.groupby("removed").cumcount() + 0.5) * line
    who = shown["removed"].map(lambda key: (gone or {}).get(key, key))
    shown["tip"] = "Without " + who + ", " + shown["label"] + " percent of " + shown["input"].map(within) + " are left."
    shown = shown[["removed", "input", "left_pct", "label", "tip", "part", "y"]].round(2)
    height = float(shown["y"].max()) + line / 2
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height], nice=False))
    base = alt.Chart(shown).transform_filter("datum.removed == gone").encode(y=y)
    x = alt.X("left_pct:Q", axis=None).scale(domain=[0, 100])
    plot = width - room - end
    bar = {"height": 12 if narrow else 14, "orient": "horizontal", "yOffset": down}
    whole = (
        base.transform_calculate(full="100")
        .mark_bar(color=theme.color("none"), **bar)
        .encode(x=alt.X("full:Q", axis=None))
    )
    hue = alt.condition(f"datum.left_pct < {QUARTER}", alt.value(theme.color("ink")), alt.value(theme.color("axis")))
    bars = base.mark_bar(**bar).encode(x=x, color=hue, tooltip=theme.says("{tip}"))
    names = [
        base.transform_filter(f"{no}datum.part")
        .mark_text(align="left", fontSize=12, color=theme.color(ink), dy=-7 if narrow else 0)
        .encode(x=alt.value(indent - room), text="input:N")
        for no, ink, indent in (("!", "ink", 0), ("", "muted", 12))
    ]
    text = base.mark_text(align="left", fontSize=12, fontWeight="bold", dy=down)
    text = text.encode(x=alt.value(plot + 8), text="label:N")
    rule = _quarter(base, down, (top - 4, height))
    layers = layer(whole, bars, *rule, *names, text).properties(width=plot, height=height)
    return layers.add_params(
        alt.param(name="gone", value=next(iter(titles))),
        alt.param(name="titles", value=titles),
        alt.param(name="told", expr="titles[gone]"),
    )


def _quarter(base: alt.Chart, down: float, ends: tuple[float, float]) -> list[alt.Chart]:
    """Where a quarter of all is: a rule over all bars, or across each where names stand between them (`down`, px)."""
    limit = alt.Chart(pd.DataFrame({"at": [QUARTER], "label": ["a quarter of all"]}))
    said = limit.mark_text(fontSize=12, color=theme.color("muted"))
    said = said.encode(x=alt.X("at:Q", axis=None), y=alt.value(8), text="label:N")
    if down:
        tick = base.transform_calculate(full=str(QUARTER))
        tick = tick.mark_tick(orient="vertical", size=14, thickness=1.5, yOffset=down, color=theme.color("muted"))
        return [tick.encode(x=alt.X("full:Q", axis=None)), said]
    rule = limit.mark_rule(strokeDash=[3, 3], color=theme.color("muted"))
    return [rule.encode(x=alt.X("at:Q", axis=None), y=alt.value(ends[0]), y2=alt.value(ends[1])), said]
