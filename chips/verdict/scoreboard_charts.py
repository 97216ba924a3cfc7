"""The claims as tiles in columns by verdict."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.verdict.ledger import PARTS, tally
from chips.verdict.rules import SCALE
from explainer.figures import theme
from explainer.figures.picture import NARROW

# --- scoreboard -----------------------------------------------------------------------------------------------------

#: widths of the columns of the scoreboard in px by drawing width; each holds whole tiles.
COLUMNS = {True: (62, 60, 58, 34, 56, 50), False: (98, 98, 70, 44, 66, 74)}
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


def tiles(frame: pd.DataFrame, narrow: bool) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, int]:
    """Where each claim stands on the scoreboard.

    Returns:
        (tiles: claim_id, verdict, x, y in px; part labels: text, x, y; column heads: text, x; height in px).
    """
    left, wide, high = (0, 28, 24) if narrow else (226, 30, 26)
    starts = [left + sum(COLUMNS[narrow][:i]) for i in range(len(SCALE))]
    placed, labels, top = [], [], 48
    for part, name in PARTS.items():
        rows = frame[frame["part"] == part]
        labels.append({"text": name, "y": top + (8 if narrow else 13)})
        top += 18 if narrow else 0
        most = 1
        for verdict, start, width in zip(SCALE, starts, COLUMNS[narrow], strict=True):
            per = max(1, width // (wide + 2))
            for i, row in enumerate(rows[rows["verdict"] == verdict].to_dict("records")):
                where = {"x": start + (i % per) * (wide + 2) + wide / 2, "y": top + (i // per) * (high + 2) + high / 2}
                placed.append({k: row[k] for k in ("claim_id", "verdict", "claim", "label", "certainty")} | where)
                most = max(most, i // per + 1)
        top += most * (high + 2) + (10 if narrow else 14)
    counts = tally(frame)
    words = {v: label for v, (label, _, _) in SCALE.items()}
    broken = {"partly": "Partly|right", "not_testable": "Not|testable"}
    heads = [
        {"text": broken.get(v, f"|{words[v]}") + f"|{counts[v]}", "x": s} for v, s in zip(SCALE, starts, strict=True)
    ]
    return pd.DataFrame(placed), pd.DataFrame(labels), pd.DataFrame(heads), top


def scoreboard(frame: pd.DataFrame, width: int) -> alt.LayerChart:
    """The claims as tiles in columns by verdict and rows by part; a dashed outline marks low confidence.

    Args:
        frame: `rulings()`.
        width: drawing width in px.
    """
    narrow = width <= NARROW
    placed, labels, heads, height = tiles(frame, narrow)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], range=[0, width], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False))
    wide, high = (28, 24) if narrow else (30, 26)
    low = placed["certainty"] == "low"
    tips = theme.tips({"claim:N": "title", "label:N": "verdict", "certainty:N": "confidence"})
    layers = []
    for verdict in SCALE:
        for dashed in (False, True):
            part = placed[(placed["verdict"] == verdict) & (low == dashed)]
            if part.empty:
                continue
            line = theme.color("ink") if dashed else theme.color("axis")
            edge = {"strokeDash": [4, 2], "strokeWidth": 1.8} if dashed else {"strokeDash": [1, 0], "strokeWidth": 0.8}
            mark = alt.Chart(part).mark_rect(
                width=wide, height=high, cornerRadius=3, color=_fill(verdict), stroke=line, **edge
            )
            letter = theme.color("ground") if verdict in DARK else theme.color("ink")
            name = alt.Chart(part).mark_text(fontSize=12, color=letter).encode(x=x, y=y, text="claim_id:N")
            layers += [mark.encode(x=x, y=y, tooltip=tips), name]
    top = alt.Chart(heads).mark_text(align="left", baseline="top", fontSize=12, lineBreak="|", lineHeight=15)
    side = alt.Chart(labels).mark_text(
        align="left", baseline="middle", fontSize=12 if narrow else 13, fontWeight="bold"
    )
    layers += [top.encode(x=x, y=alt.value(0), text="text:N"), side.encode(x=alt.value(0), y=y, text="text:N")]
    return alt.layer(*layers, width=width, height=height)
