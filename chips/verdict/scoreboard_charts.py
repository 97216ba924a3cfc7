"""The claims as tiles with their names: a row per verdict, a column per part of the article."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.verdict.ledger import PARTS, tally
from chips.verdict.rules import SCALE
from explainer.figures import theme
from explainer.figures.labels import even
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW

HIGH, GAP = 24, 4  # a tile and the space below it, px
FILLS = {
    "supported": "step4",
    "partly": "step2",
    "contested": "step1",
    "false": "ink",
    "unproven": "ground",
    "not_testable": "none",
}
#: verdicts whose fill is dark, so that the letters on it are light.
DARK = ("supported", "false")


def _fill(verdict: str) -> str:
    name = FILLS[verdict]
    return theme.steps(5)[int(name[-1])] if name.startswith("step") else theme.color(name)


def tiles(frame: pd.DataFrame, width: int) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """Where each claim stands on the scoreboard; in the narrow drawing the parts stand one below the other.

    Args:
        frame: `rulings()`.
        width: drawing width in px.

    Returns:
        (tiles: `claim_id`, `short_name`, `verdict`, `x`, `x2`, `y`, `y2` in px; words: `text`, `x`, `y`, `weight`,
        `color`; height in px).
    """
    narrow = width <= NARROW
    left = 0 if narrow else 104
    column = width if narrow else (width - left) / len(PARTS)
    placed, words = [], []
    counts, y = tally(frame), 0.0

    def write(text: str, x: float, at: float, weight: str = "normal", color: str = "ink") -> None:
        words.append({"text": text, "x": x, "y": at, "weight": weight, "color": theme.color(color)})

    def head(part: str, x: float, at: float) -> float:
        mine = frame[frame["part"] == part]
        lines = even(PARTS[part], 40 if narrow else 24)
        for i, line in enumerate(lines):
            write(line, x, at + (8 if narrow else 24) + 16 * (i - (not narrow) * (len(lines) - 1)), "bold")
        hold = int((mine["verdict"] == "supported").sum())
        write(f"{hold} of {len(mine)} supported", x, at + (25 if narrow else 41), color="muted")
        return at + (40 if narrow else 56)

    def put(rows: pd.DataFrame, x: float, at: float) -> float:
        for row in rows.to_dict("records"):
            keep = {k: row[k] for k in ("claim_id", "short_name", "verdict", "claim", "label", "certainty")}
            keep |= {"x": x, "x2": x + column - (0 if narrow else 8)}
            placed.append(keep | {"y": at, "y2": at + HIGH})
            at += HIGH + GAP
        return at

    if narrow:
        for part in PARTS:
            y = head(part, 0, y)
            mine = frame[frame["part"] == part]
            for verdict in SCALE:
                y = put(mine[mine["verdict"] == verdict], 0, y)
            y += 12
        return pd.DataFrame(placed), pd.DataFrame(words), y
    for i, part in enumerate(PARTS):
        head(part, left + column * i, 0)
    y = 60.0
    for verdict, (label, _, _) in SCALE.items():
        mine = frame[frame["verdict"] == verdict]
        if mine.empty:
            continue
        write(f"{label} {counts[verdict]}", 0, y + HIGH / 2, "bold")
        y = 10 + max(put(mine[mine["part"] == part], left + column * i, y) for i, part in enumerate(PARTS))
    return pd.DataFrame(placed), pd.DataFrame(words), y


def scoreboard(frame: pd.DataFrame, width: int) -> alt.LayerChart:
    """The claims as tiles in rows by verdict and columns by part; a dashed outline marks low confidence.

    Args:
        frame: `rulings()`.
        width: drawing width in px.
    """
    narrow = width <= NARROW
    placed, words, height = tiles(frame, width)
    height += 26

    def at(rows: pd.DataFrame, x: str = "x", y: str = "y") -> alt.Chart:
        across, down = (alt.Scale(domain=[0, end], range=[0, end], nice=False) for end in (width, height))
        return alt.Chart(rows).encode(
            x=alt.X(f"{x}:Q", axis=None, scale=across), y=alt.Y(f"{y}:Q", axis=None, scale=down)
        )

    low = placed["certainty"] == "low"
    placed = placed.assign(tx=placed["x"] + 8, ex=placed["x2"] - 8, my=placed["y"] + HIGH / 2)
    layers = []
    for (verdict, dashed), part in placed.groupby(["verdict", low.rename("low")], sort=False):
        line = theme.color("ink") if dashed else theme.color("axis")
        edge = {"strokeDash": [4, 2], "strokeWidth": 1.8} if dashed else {"strokeDash": [1, 0], "strokeWidth": 0.8}
        mark = at(part).mark_rect(cornerRadius=3, color=_fill(str(verdict)), stroke=line, **edge)
        tip = theme.says("{short_name}: {label}, with {certainty} confidence. The claim: {claim}.")
        layers.append(mark.encode(x2="x2:Q", y2="y2:Q", tooltip=tip))
        letter = theme.color("ground" if verdict in DARK else "ink")
        name = at(part, "tx", "my").mark_text(align="left", fontSize=12, color=letter)
        layers.append(name.encode(text="short_name:N"))
        if narrow:
            said = at(part, "ex", "my").mark_text(align="right", fontSize=12, color=letter)
            layers.append(said.encode(text="label:N"))
    for weight, part in words.groupby("weight"):
        text = at(part).mark_text(align="left", fontSize=12 if weight == "normal" else 13, fontWeight=str(weight))
        layers.append(text.encode(text="text:N", color=alt.Color("color:N", scale=None)))
    if low.any():
        key = pd.DataFrame({"x": [1.0], "x2": [25.0], "y": [height - 18], "y2": [height - 4], "my": [height - 11]})
        look = {"strokeDash": [4, 2], "strokeWidth": 1.8, "stroke": theme.color("ink"), "cornerRadius": 3}
        layers.append(at(key).mark_rect(filled=False, **look).encode(x2="x2:Q", y2="y2:Q"))
        said = at(key, "x2", "my").mark_text(align="left", dx=8, fontSize=12, color=theme.color("muted"))
        layers.append(said.encode(text=alt.value("low confidence")))
    return layer(*layers, width=width, height=height)
