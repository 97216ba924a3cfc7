"""Pictures of what pages say in words, for downloads and lists: the two texts, the ladder of agreement."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.statements import sentence
from chips.statements.readouts_words import WORDS
from explainer.figures import labels, theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW

#: statement id -> actor whose color its column has.
COLUMNS = {"S01": "cn", "S02": "kr"}
#: kinds of claim that stand out; the clauses of the others are gray.
LOUD = ("both_agreed", "we_requested")
LINE, GAP = 16, 7  # height of a line of words and space below a clause, px


def two_texts(found: pd.DataFrame, width: int) -> alt.LayerChart:
    """Every clause of both accounts in words, under heads that say what kind of claim it is, its topic beside it.

    The accounts stand side by side, in the narrow drawing one below the other. Side by side the shorter one is spread
    over the height of the longer, so that the box of what it does not say stands beside the claim of agreement.

    Args:
        found: what `readouts.matched` returns.
        width: drawing width in px.
    """
    narrow = width == NARROW
    wide = {"cn": width if narrow else 0.58 * width, "kr": width if narrow else 0.42 * width - 28}
    parts: dict[str, list[dict]] = {"ground": [], "text": [], "frame": []}
    bottom, spread = 0.0, 0.0
    for statement, actor in COLUMNS.items():
        left = 0 if narrow else width - wide[actor] if actor == "kr" else 0
        mine = found[found["statement_id"] == statement]
        if actor == "kr" and not narrow:
            short = _column({kind: [] for kind in parts}, mine, actor, (left, 0.0, wide[actor]))
            spread = max(0.0, bottom - short) / len(mine)
        top = bottom + 20 if narrow and bottom else 0.0
        bottom = max(bottom, _column(parts, mine, actor, (left, top, wide[actor]), spread))
    x_scale, y_scale = alt.Scale(domain=[0, width], range=[0, width]), alt.Scale(domain=[0, bottom], range=[0, bottom])

    def at(kind: str) -> alt.Chart:
        return alt.Chart(pd.DataFrame(parts[kind]).round(1)).encode(
            x=alt.X("x:Q", scale=x_scale, axis=None), y=alt.Y("y:Q", scale=y_scale, axis=None)
        )

    color, strength = alt.Color("color:N", scale=None), alt.FillOpacity("strength:Q", scale=None)
    grounds = at("ground").mark_rect(aria=False).encode(x2="x2:Q", y2="y2:Q", color=color, fillOpacity=strength)
    frame = at("frame").mark_rect(filled=False, strokeDash=[5, 4], strokeWidth=2, aria=False)
    layers = [grounds, frame.encode(x2="x2:Q", y2="y2:Q", stroke=alt.Stroke("color:N", scale=None))]
    kinds = {(row["weight"], row["size"], row["align"]) for row in parts["text"]}
    for weight, size, align in sorted(kinds):
        rows = at("text").transform_filter(
            f"datum.weight == '{weight}' && datum.align == '{align}' && datum.size == {size}"
        )
        mark = rows.mark_text(align=align, baseline="top", fontSize=size, fontWeight=weight, aria=False)
        layers.append(mark.encode(text="t:N", color=color))
    return layer(*layers, width=width, height=bottom)


def _column(
    parts: dict[str, list[dict]], mine: pd.DataFrame, actor: str, box: tuple[float, float, float], spread: float = 0.0
) -> float:
    """One account, written into `parts` within (left, top, width); returns where it ends.

    Long, since it is one walk down a column: each part begins where the one above it ended.
    """
    left, y, wide = box
    words, hue, kind = WORDS["en"], theme.color(actor), ""
    topic = 88  # px kept for the topics

    def write(text: str, x: float, at: float, color: str = "ink", **look: str | int) -> None:
        row = {
            "x": x,
            "y": at,
            "t": text,
            "color": theme.color(color),
            "weight": "normal",
            "size": 12,
            "align": "left",
            "key": "",
        }
        parts["text"].append(row | look)

    def ground(x: float, x2: float, y: float, y2: float, color: str, strength: float = 1.0) -> None:
        parts["ground"].append({"x": x, "x2": x2, "y": y, "y2": y2, "color": color, "strength": strength})

    ground(left, left + wide, y, y + 4, hue)
    write(words[actor], left, y + 10, weight="bold", size=14)
    y += 30
    for line in labels.even(words[f"{actor}_limit"].format(n=len(mine)), int(wide / 6.2)):
        write(line, left, y, color="muted")
        y += LINE
    for one in mine.itertuples():
        if one.agreement != kind:
            kind = one.agreement
            y += 9
            write(words[kind][0].upper() + words[kind][1:], left, y, weight="bold")
            y += LINE + 4
        agreed, loud = kind == "both_agreed", kind in LOUD
        letter = 6.9 if agreed else 6.1
        lines = labels.even(one.text, int((wide - 34 - topic) / letter))
        pad = 7 if agreed else 0
        tall = LINE * len(lines) + 2 * pad
        if agreed:
            ground(left + 24, left + wide, y, y + tall, theme.color("accent"), 0.17)
        ground(left + 24, left + 28, y, y + tall - 2 * (not agreed), _edge(kind, hue))
        write(str(one.clause_no), left + 17, y + pad, color="muted", align="right")
        write(words[one.topic], left + wide - (6 if agreed else 0), y + pad, color="muted", align="right")
        for step, line in enumerate(lines):
            tone = "ink" if agreed else actor if loud else "muted"
            look = {"weight": "bold" if agreed else "normal", "key": f"{actor}-{kind}"}
            write(line, left + 36, y + pad + LINE * step, tone, **look)
        y += tall + GAP + spread
    if actor == "kr":
        parts["frame"].append({"x": left + 25, "x2": left + wide - 1, "y": y + 4, "y2": y + 38, "color": hue})
        write(words["absent"], left + 36, y + 15, "kr", weight="bold", size=13)
        y += 40
    return y


def _edge(kind: str, hue: str) -> str:
    """Color of the edge of a clause by its kind: the claim in gold, requests in the side's color, the others gray."""
    return {"both_agreed": theme.color("accent"), "we_requested": hue}.get(kind, theme.color("grid"))


#: who an account is by -> the words of the key, and the color.
TELLERS = {
    "cn": ("China’s commerce ministry, its own text as printed", "cn"),
    "kr": ("Korea’s trade ministry, its own text as quoted", "kr"),
    "": ("Korean press and an unnamed source", "muted"),
}


def ladder(accounts: pd.DataFrame, width: int) -> alt.LayerChart:
    """A staircase of agreement: the further an account goes, the higher and the further right is its step.

    The steps of the two governments' own texts are in color, the others gray.

    Args:
        accounts: what `sentence.accounts` returns.
        width: drawing width in px.
    """
    narrow = width == NARROW
    rungs = list(sentence.RUNGS)
    off, tall = (13, 58) if narrow else (92, 54)
    top = 74.0 if narrow else 12.0
    height = top + tall * len(rungs)
    steps, words = [], []
    for i, rung in enumerate(rungs):
        x, y = off * i, top + tall * (len(rungs) - 1 - i)
        mine = accounts[accounts["rung"] == rung]
        owner = next((_teller(one) for one in mine.itertuples() if _teller(one)), "")
        tone = TELLERS[owner][1]
        steps.append({"x": x, "x2": width, "edge": x + 6, "y": y + 3, "y2": y + tall, "color": theme.color(tone)})
        steps[-1]["strength"] = 0.16 if owner else 0.09
        said = sentence.RUNGS[rung]
        words.append({"x": x + 18, "y": y + 11, "t": said[0].upper() + said[1:], "weight": "bold"})
        who = "; ".join(f"{_who(one)}, {one.date:%-d %B}" for one in mine.itertuples()) or "no account"
        words.append({"x": x + 18, "y": y + 31, "t": who, "weight": "normal"})
    key = [
        {"x": 0, "x2": 12, "y": 4 + 20 * i, "y2": 16 + 20 * i, "t": said, "color": theme.color(tone)}
        for i, (said, tone) in enumerate(TELLERS.values())
    ]

    def at(rows: list[dict]) -> alt.Chart:
        x, y = (alt.Scale(domain=[0, end], range=[0, end], nice=False) for end in (width, height))
        return alt.Chart(pd.DataFrame(rows)).encode(
            x=alt.X("x:Q", scale=x, axis=None), y=alt.Y("y:Q", scale=y, axis=None)
        )

    color = alt.Color("color:N", scale=None)
    body = (
        at(steps)
        .mark_rect(aria=False)
        .encode(x2="x2:Q", y2="y2:Q", color=color, fillOpacity=alt.FillOpacity("strength:Q", scale=None))
    )
    riser = at(steps).mark_rect(aria=False).encode(x2="edge:Q", y2="y2:Q", color=color)
    text = [
        at([one for one in words if one["weight"] == weight])
        .mark_text(align="left", baseline="top", fontSize=12 if narrow else 13, fontWeight=weight, aria=False)
        .encode(text="t:N")
        for weight in ("bold", "normal")
    ]
    box = at(key).mark_rect(aria=False).encode(x2="x2:Q", y2="y2:Q", color=color)
    said = at(key).mark_text(align="left", dx=18, dy=-1, baseline="top", fontSize=12, aria=False).encode(text="t:N")
    return layer(body, riser, *text, box, said, width=width, height=height)


def _teller(one: tuple) -> str:
    """Key of `TELLERS`: the country whose ministry's own text an account is, empty for the press."""
    return str(one.country) if one.statement_id in COLUMNS else ""


def _who(one: tuple) -> str:
    """Who gives an account, in words: the ministry and the paper that prints it, or the paper."""
    if not _teller(one):
        named = {"Korean daily naming MOTIE as source": "Korean daily naming the trade ministry"}
        return named.get(one.issuer, one.issuer.removesuffix(" report"))
    ministry = {"cn": "China’s ministry", "kr": "Korea’s ministry"}[str(one.country)]
    return ministry + (f" in {one.rendered_by}" if isinstance(one.rendered_by, str) else "")
