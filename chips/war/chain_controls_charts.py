"""Measures by the stage of the chain that they press on, in a picture."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.palette import in_sentence
from chips.war import moves
from chips.war.chain_charts import ADJECTIVES, LETTER
from explainer.figures import theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import plural


def controls(hit: pd.DataFrame, sides: tuple[str, str], width: int, named: str | None = None) -> alt.LayerChart:
    """Number of tightening measures by stage of the chain: bars of one actor to the left, of another to the right.

    The measures of all others stand in words with the name of the stage, which is between the bars or, where the
    drawing is narrow, above them. Both sides have one scale; each has the room that its longest bar needs.

    Args:
        hit: what `chain_controls.hits` returns.
        sides: ids of the two actors, left and right.
        width: drawing width in px.
        named: the stage in color, the others gray; all in color by default.
    """
    narrow = width <= NARROW
    room, line, edge, down, thick = (8, 44, 24, 8, 8) if narrow else (186, 40, 26, 0, 10)
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
    ink = ["muted", *sides]
    ink = alt.Color("hue:N", legend=None, scale=alt.Scale(domain=hues, range=[theme.color(h) for h in ink]))
    layers = [bars]
    for actor, align in zip(sides, ("right", "left"), strict=True):
        mine = rows.loc[rows["actor"] == actor, ["text_x", "y", "steps", "hue"]].rename(columns={"text_x": "x"})
        counts = alt.Chart(mine).mark_text(align=align, fontSize=13, fontWeight="bold")
        layers.append(counts.encode(**at, text="steps:Q", color=ink))
        head = alt.Chart(pd.DataFrame({"x": [begin[actor]], "y": [10.0], "text": [theme.LABEL[actor]]}))
        head = head.mark_text(align=align, fontWeight="bold", color=theme.color(actor))
        layers.append(head.encode(**at, text="text:N"))
    layers += _stage_names(hit, sides, y, None if narrow else (begin[sides[0]] + begin[sides[1]]) / 2, at)
    return layer(*layers, width=width, height=height).resolve_scale(color="independent")


def _pressing(rows: pd.DataFrame) -> list[str]:
    """What the bars of `controls` say."""
    return [
        f"{plural(n, 'measure').capitalize()} by {in_sentence(a)} {'presses' if n == 1 else 'press'} on "
        f"{STAGE_TOLD.get(s) or moves.STAGES[s].lower()}."
        for s, n, a in zip(rows["stage"], rows["steps"], rows["actor"], strict=True)
    ]


#: stages whose name says little in a sentence -> what stands there.
STAGE_TOLD = {"ai_accelerators": "AI accelerators", "end_use": "the end use of chips", "none": "no single stage"}


def _stage_names(
    hit: pd.DataFrame, sides: tuple[str, str], y: dict[str, float], middle: float | None, at: dict
) -> list[alt.Chart]:
    """Names of the stages of `controls`, with the measures of all other actors.

    They stand between the bars, the others' below the name, or where there is no middle above the bars, in one line
    from the left.
    """
    others = hit[~hit["actor"].isin(sides)]
    told = zip(others["actor"], others["steps"], strict=True)
    rest = others.assign(word=[f"{n} {ADJECTIVES.get(a) or theme.LABEL[a]}" for a, n in told])
    also = "also " + rest.groupby("stage")["word"].agg(", ".join)
    names = pd.DataFrame({"stage": list(y), "x": 0.0 if middle is None else middle, "y": list(y.values())})
    names = names.assign(text=names["stage"].map(moves.STAGES), also=names["stage"].map(also).fillna(""))
    if middle is None:
        after = alt.Chart(names.assign(x=0.8 * LETTER * names["text"].str.len() + 14))
        look = {"align": "left", "fontSize": 12, "dy": -12}
        return [
            alt.Chart(names).mark_text(**look).encode(**at, text="text:N"),
            after.mark_text(**look, color=theme.color("muted")).encode(**at, text="also:N"),
        ]
    words = alt.Chart(names)
    return [
        words.transform_filter("datum.also == ''").mark_text(fontSize=12).encode(**at, text="text:N"),
        words.transform_filter("datum.also != ''").mark_text(fontSize=12, dy=-8).encode(**at, text="text:N"),
        words.mark_text(fontSize=12, dy=9, color=theme.color("muted")).encode(**at, text="also:N"),
    ]
