"""Measures by the stage of the chain that they touch first, in a picture."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.palette import in_sentence
from chips.war import moves
from chips.war.chain_charts import ADJECTIVES
from explainer.figures import theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import plural

#: stages whose name says little in a sentence -> what stands there.
STAGE_TOLD = {
    "ai_accelerators": "AI accelerators",
    "end_use": "the end use of chips",
    "none": "all of the chain or none",
}
#: stages whose name says little in the picture -> what is meant.
GLOSS = {"end_use": "users of chips, such as in defense", "none": "the whole chain, or no part of it"}
#: width of a letter of the small words, px.
LETTER = 5.9


def controls(hit: pd.DataFrame, sides: tuple[str, str], width: int, named: str | None = None) -> alt.LayerChart:
    """Number of tightening measures by stage of the chain: bars of one actor to the left, of another to the right.

    The measures of all others stand in words with the name of the stage, which is between the bars or, where the
    drawing is narrow, above them. Above each side stands how many there are in all. Both sides have one scale; each
    has the room that its longest bar needs.

    Args:
        hit: what `chain_controls.hits` returns.
        sides: ids of the two actors, left and right.
        width: drawing width in px.
        named: the stage in color, the others gray; all in color by default.
    """
    narrow = width <= NARROW
    words = _stage_words(hit, sides, named)
    longest = words["below"].str.len().max()
    room, line, edge, down, thick = (8, 44, 24, 8, 8) if narrow else (max(186, LETTER * longest + 16), 40, 26, 0, 10)
    stages = [s for s in moves.STAGES if s in set(hit["stage"])]
    every = pd.MultiIndex.from_product([stages, sides], names=["stage", "actor"])
    rows = hit.set_index(["stage", "actor"])["steps"].reindex(every, fill_value=0).reset_index()
    most = rows.groupby("actor")["steps"].max()
    unit = (width - room - 2 * edge) / max(1, most.sum())
    begin = dict(zip(sides, (edge + most[sides[0]] * unit, edge + most[sides[0]] * unit + room), strict=True))
    y = {s: 28 + line * (i + 0.5) for i, s in enumerate(stages)}
    height = 28 + line * len(stages)
    at = {
        "x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], range=[0, width], nice=False)),
        "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height], nice=False)),
    }
    sign = rows["actor"].map({sides[0]: -1, sides[1]: 1})
    rows = rows.assign(y=rows["stage"].map(y) + down, x=rows["actor"].map(begin))
    rows["x2"] = rows["x"] + sign * unit * rows["steps"]
    rows["hue"] = rows["actor"].where((rows["stage"] == named) | (named is None), "axis")
    rows = rows.assign(top=rows["y"] - thick, bottom=rows["y"] + thick, text_x=rows["x2"] + sign * 6)
    rows["tip"] = _pressing(rows)
    hues = ["axis", *sides]
    color = alt.Color("hue:N", legend=None, scale=alt.Scale(domain=hues, range=[theme.color(h) for h in hues]))
    bars = alt.Chart(rows[rows["steps"] > 0]).mark_rect(opacity=1).transform_calculate(y="datum.top")
    bars = bars.encode(**at, x2="x2:Q", y2="bottom:Q", color=color, tooltip=theme.says("{tip}"))
    layers = [bars, *_counts(rows, begin, at)]
    words = words.assign(y=words["stage"].map(y))
    layers += _beside(words, width, at) if narrow else _between(words, sum(begin.values()) / 2, at)
    return layer(*layers, width=width, height=height).resolve_scale(color="independent")


def _counts(rows: pd.DataFrame, begin: dict[str, float], at: dict) -> list[alt.Chart]:
    """The numbers at the ends of the bars of `controls`, and above each side its actor with the sum."""
    hues = {"axis": theme.color("muted")} | {actor: theme.color(actor) for actor in begin}
    ink = alt.Color("hue:N", legend=None, scale=alt.Scale(domain=list(hues), range=list(hues.values())))
    layers = []
    for actor, align in zip(begin, ("right", "left"), strict=True):
        mine = rows.loc[rows["actor"] == actor, ["text_x", "y", "steps", "hue"]].rename(columns={"text_x": "x"})
        counts = alt.Chart(mine).mark_text(align=align, fontSize=13, fontWeight="bold")
        head = pd.DataFrame({"x": [begin[actor]], "y": [10.0], "t": [f"{theme.LABEL[actor]}: {mine['steps'].sum()}"]})
        head = alt.Chart(head).mark_text(align=align, fontWeight="bold", color=theme.color(actor))
        layers += [counts.encode(**at, text="steps:Q", color=ink), head.encode(**at, text="t:N")]
    return layers


def _pressing(rows: pd.DataFrame) -> list[str]:
    """What the bars of `controls` say."""
    return [
        f"{plural(n, 'measure').capitalize()} by {in_sentence(a)} {'touches' if n == 1 else 'touch'} "
        f"{STAGE_TOLD.get(s) or moves.STAGES[s].lower()}{' first' * (s != 'none')}."
        for s, n, a in zip(rows["stage"], rows["steps"], rows["actor"], strict=True)
    ]


def _stage_words(hit: pd.DataFrame, sides: tuple[str, str], named: str | None) -> pd.DataFrame:
    """The words of the stages of `controls`, in their order.

    Returns:
        DataFrame: `stage`, `text` (its name), `gloss` (what is meant), `also` (the measures of all other actors),
        `below` (both of these), `strong` (the stage is the one named).
    """
    others = hit[~hit["actor"].isin(sides)]
    counts = zip(others["actor"], others["steps"], strict=True)
    rest = others.assign(word=[f"{n} {ADJECTIVES.get(a) or theme.LABEL[a]}" for a, n in counts])
    also = {stage: f"also {', '.join(words)}" for stage, words in rest.groupby("stage")["word"]}
    out = pd.DataFrame({"stage": [s for s in moves.STAGES if s in set(hit["stage"])]})
    told = {name: [of.get(s, "") for s in out["stage"]] for name, of in (("also", also), ("gloss", GLOSS))}
    out = out.assign(text=out["stage"].map(moves.STAGES), **told)
    below = [", ".join(filter(None, pair)) for pair in zip(out["gloss"], out["also"], strict=True)]
    return out.assign(below=below, strong=out["stage"] == named)


def _between(words: pd.DataFrame, middle: float, at: dict) -> list[alt.Chart]:
    """Names of stages between the bars of `controls`, with what belongs to them below."""
    base = alt.Chart(words.assign(x=middle)[["text", "below", "strong", "x", "y"]])
    layers = []
    for alone, strong in words.assign(alone=words["below"] == "")[["alone", "strong"]].drop_duplicates().to_numpy():
        kept = f"(datum.below == '') == {str(alone).lower()} && datum.strong == {str(strong).lower()}"
        look = {"dy": 0 if alone else -8, "fontWeight": "bold" if strong else "normal"}
        layers.append(base.transform_filter(kept).mark_text(fontSize=12, **look).encode(**at, text="text:N"))
    small = base.mark_text(fontSize=12, dy=9, color=theme.color("muted"))
    return [*layers, small.encode(**at, text="below:N")]


def _beside(words: pd.DataFrame, width: int, at: dict) -> list[alt.Chart]:
    """Names of stages above the bars of `controls`, each with what is meant; the others' measures end at the right."""
    look = {"fontSize": 12, "dy": -12}
    text = words["text"] + words["gloss"].where(words["gloss"] == "", ": " + words["gloss"])
    names = alt.Chart(words.assign(text=text, x=0.0)[["text", "also", "strong", "x", "y"]])
    also = alt.Chart(words.assign(x=float(width))[["also", "x", "y"]])
    also = also.mark_text(align="right", color=theme.color("muted"), **look).encode(**at, text="also:N")
    return [
        names.transform_filter(f"{no}datum.strong")
        .mark_text(align="left", fontWeight=weight, **look)
        .encode(**at, text="text:N")
        for no, weight in (("!", "normal"), ("", "bold"))
    ] + [also]
