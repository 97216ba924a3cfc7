"""Pictures of what pages say in words, for downloads and lists: the two texts, the ladder of agreement."""

from __future__ import annotations

from itertools import count

import altair as alt
import pandas as pd

from chips.statements import sentence
from chips.statements.readouts_words import WORDS
from explainer.figures import labels, theme
from explainer.figures.picture import NARROW

#: statement id -> actor whose color its column has.
COLUMNS = {"S01": "cn", "S02": "kr"}
#: strength of a bar by kind of claim; the kinds that are not here are printed.
STRENGTH = {"we_stated": 1.0, "they_stated": 0.62, "none": 0.34}
LINE, ROW = 17, 16  # height of a line of words and of a row with a bar, px


def two_texts(found: pd.DataFrame, width: int) -> alt.LayerChart:
    """Every clause of both accounts: bars as long as its words, and in words what asks or claims agreement.

    The accounts stand side by side, in the narrow drawing one below the other.

    Args:
        found: what `readouts.matched` returns.
        width: drawing width in px.
    """
    narrow = width == NARROW
    wide = width if narrow else (width - 24) / 2
    parts = {"bar": [], "ground": [], "text": [], "frame": []}
    y, bottom = 0.0, 0.0
    for statement, actor in COLUMNS.items():
        left = 0 if narrow or actor == "cn" else width - wide
        mine = found[found["statement_id"] == statement]
        y = _column(parts, mine, actor, left, y if narrow else 0.0, wide, int(found["words"].max()))
        y += 18 if narrow else 0
        bottom = max(bottom, y)
    x_scale, y_scale = alt.Scale(domain=[0, width], range=[0, width]), alt.Scale(domain=[0, bottom], range=[0, bottom])

    def at(kind: str) -> alt.Chart:
        return alt.Chart(pd.DataFrame(parts[kind]).round(1)).encode(
            x=alt.X("x:Q", scale=x_scale, axis=None), y=alt.Y("y:Q", scale=y_scale, axis=None)
        )

    color, strength = alt.Color("color:N", scale=None), alt.FillOpacity("strength:Q", scale=None)
    grounds = at("ground").mark_rect(aria=False).encode(x2="x2:Q", y2="y2:Q", color=color, fillOpacity=strength)
    tips = theme.tips({"said:N": "clause", "about:N": "about", "kind:N": "kind of claim"})
    bars = at("bar").mark_rect(aria=False).encode(x2="x2:Q", y2="y2:Q", color=color, fillOpacity=strength, tooltip=tips)
    frame = at("frame").mark_rect(filled=False, strokeDash=[5, 4], strokeWidth=2, aria=False)
    frame = frame.encode(x2="x2:Q", y2="y2:Q", stroke=alt.Stroke("color:N", scale=None))
    layers = [grounds, bars, frame]
    for weight, size, align in (("bold", 14, "left"), ("normal", 12, "left"), ("normal", 12, "right")):
        rows = at("text").transform_filter(f"datum.weight == '{weight}' && datum.align == '{align}'")
        mark = rows.mark_text(align=align, baseline="top", fontSize=size, fontWeight=weight, aria=False)
        layers.append(mark.encode(text="t:N", color=color))
    return alt.layer(*layers, width=width, height=bottom)


def _column(parts: dict, mine: pd.DataFrame, actor: str, left: float, y: float, wide: float, longest: int) -> float:
    """One account, written into `parts` from `y` down; returns where it ends."""
    words, hue = WORDS["en"], theme.color(actor)
    letters = int((wide - 40) / 7.4)

    def write(text: str, x: float, at: float, weight: str = "normal", color: str = "ink", align: str = "left") -> None:
        parts["text"].append(
            {"x": x, "y": at, "t": text, "weight": weight, "color": theme.color(color), "align": align}
        )

    def ground(x: float, x2: float, y: float, y2: float, color: str, strength: float = 1.0) -> None:
        parts["ground"].append({"x": x, "x2": x2, "y": y, "y2": y2, "color": color, "strength": strength})

    ground(left, left + wide, y, y + 4, hue)
    write(words[actor], left, y + 9, "bold")
    y += 28
    for line in labels.wrap(words[f"{actor}_limit"].format(n=len(mine)), int(wide / 6.2)).split("|"):
        write(line, left, y, color="muted")
        y += LINE
    y += 6
    for one in mine.itertuples():
        write(str(one.clause_no), left + 16, y + 1, color="muted", align="right")
        if one.agreement in STRENGTH:
            long = one.words * (wide - 130) / longest
            shown = {"said": one.text, "about": words[one.topic], "kind": words[one.agreement]}
            look = {"color": theme.color("axis"), "strength": STRENGTH[one.agreement]}
            parts["bar"].append({"x": left + 24, "x2": left + 24 + long, "y": y + 2, "y2": y + 12} | look | shown)
            write(words[one.topic], left + wide, y + 1, color="muted", align="right")
            y += ROW
            continue
        agreed = one.agreement == "both_agreed"
        lines = labels.wrap(one.text, letters - 6 if agreed else letters).split("|")
        tall = LINE * len(lines) + (12 if agreed else 0)
        if agreed:
            ground(left + 24, left + wide, y, y + tall, theme.color("accent"), 0.17)
        edge = theme.color("accent") if agreed else hue
        ground(left + 24, left + 28, y, y + tall, edge)
        for step, line in zip(count(), lines):
            where = y + LINE * step + (7 if agreed else 1)
            write(line, left + 36, where, "bold" if agreed else "normal", "ink" if agreed else actor)
        y += tall + 5
    if actor == "kr":
        parts["frame"].append({"x": left + 25, "x2": left + wide - 1, "y": y + 5, "y2": y + 36, "color": hue})
        write(words["absent"], left + 36, y + 14, "bold", "kr")
        y += 40
    return y


def ladder(accounts: pd.DataFrame, width: int) -> alt.LayerChart:
    """The accounts as dots on the rungs of agreement, the highest on top, each with its issuer.

    Args:
        accounts: what `sentence.accounts` returns.
        width: drawing width in px, names of the rungs included.
    """
    narrow = width == NARROW
    letters = 24 if narrow else 60
    steps = {rung: labels.wrap(words, 16 if narrow else 40) for rung, words in sentence.RUNGS.items()}
    by = ("|by " + accounts["rendered_by"]).fillna("")
    shown = pd.DataFrame(
        {
            "step": accounts["rung"].map(steps),
            "color": [theme.color(country) for country in accounts["country"]],
            "who": [labels.wrap(issuer, letters) for issuer in accounts["issuer"]] + by,
            "day": accounts["date"].dt.strftime("%-d %B %Y"),
        }
    )
    order = list(steps.values())[::-1]
    y = alt.Y("step:N", sort=order, scale=alt.Scale(domain=order), title=None)
    base = alt.Chart(shown, width=width - (130 if narrow else 250), height=alt.Step(56)).encode(
        y=y.axis(labelExpr=labels.WRAPPED, ticks=False, domain=False, grid=True)
    )
    dots = base.mark_point(filled=True, size=130, opacity=1, aria=False).encode(
        x=alt.value(8),
        color=alt.Color("color:N", scale=None),
        tooltip=theme.tips({"who:N": "title", "day:N": "day"}),
    )
    return dots + base.mark_text(align="left", lineBreak="|", baseline="middle").encode(x=alt.value(22), text="who:N")
