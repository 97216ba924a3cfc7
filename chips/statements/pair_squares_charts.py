"""Paired readouts as squares, one for each pair: who takes up a topic alone, with Korea and with other governments."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.palette import COUNTRIES, in_sentence
from explainer.figures import theme
from explainer.figures.labels import WRAPPED, even
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW

#: order of the squares of a row, with letter and color where these do not hang on the partner.
ALONE = {
    "a_only": ("C", theme.color("cn")),
    "both": ("=", theme.color("other")),
    "neither": ("–", theme.color("axis")),
    "b_only": ("", ""),
}
#: letter of each partner.
LETTERS = {"kr": "K", "us": "U", "jp": "J", "nl": "N", "eu": "E"}
#: a square in a frame: px by which it is smaller and its frame larger on each side, and how thick that is.
FRAMED = (1.5, 0.75, 2)
#: the same where squares are so small that the letter needs the room.
SMALL, FRAMED_SMALL = 16, (0.75, 1, 1.5)
#: side of a square in px below which its letter cannot be read.
READABLE = 14


def squares(
    found: pd.DataFrame,
    column: str,
    rows: dict[str, str],
    width: int,
    left: int,
    places: int | None = None,
    counts: bool = False,
    does: str = "names",
) -> alt.LayerChart:
    """Rows of squares, one square per pair, sorted by who stands alone, in the color and with the letter of that side.

    Args:
        found: pairs with `kind` (a key of `ALONE`), `pair_id`, `side_b` (a key of `LETTERS`), `what` (text of the
            tooltip), `here` (bool: in a frame of gold) and the column of the rows.
        column: what the rows are.
        rows: value -> label, in order; a row without pairs stays empty.
        width: drawing width in px, labels included.
        left: px for the labels.
        places: squares that a row has room for; the same in panels side by side, so that a pair has one size in both.
        counts: say beside each row how many squares each side has.
        does: what an account does with a topic, for the tooltips.
    """
    shown = _in_rows(found, column, rows, does)
    longest = int(shown["x"].max()) + 1
    tally = {label: _tally(part) for label, part in shown.groupby("label")} if counts else {}
    over = (width - left) // (places or longest) < READABLE  # then labels go over their rows
    side = min(20, (width - (4 if over else left)) // (places or longest))
    less, more, _ = FRAMED_SMALL if side < SMALL else FRAMED
    ends = {"from_x": (less, 0), "to_x": (-less, 0.9), "frame_x": (-more, 0), "frame_x2": (more, 0.9)}
    for name, (px, place) in ends.items():  # a framed square is smaller, so that ground parts it from its frame
        shown[name] = (shown["x"] + place + shown["here"] * px / side).round(4)
    scale = alt.Scale(domain=[-0.1, longest], range=[-0.1 * side, longest * side], nice=False)
    labels = [label for value, label in rows.items() if (found[column] == value).any()]
    step = 44 if over else 36 if any("|" in label for label in labels) else 26
    base = alt.Chart(shown, width=longest * side, height=alt.Step(step))
    axis = {"ticks": False, "domain": False, "labelExpr": WRAPPED, "labelLimit": left, "labelPadding": 7}
    axis |= {"labels": not over}
    axis |= {} if over else {"minExtent": left - 8, "maxExtent": left - 8}
    y = alt.Y("label:N", title=None, sort=labels, scale=alt.Scale(domain=labels)).axis(**axis)
    boxes = _boxes(shown, base, side, {"y": y}, scale)
    signs = base.transform_calculate(x="datum.x + 0.45")
    signs = signs.mark_text(fontSize=min(12, side - 1), fontWeight="bold", aria=False)
    signs = signs.encode(
        x=alt.X("x:Q", scale=scale, axis=None), y=y, text="sign:N", color=alt.value(theme.color("ground"))
    )
    if not over and not tally:
        return boxes + signs
    if not over:
        ends = shown.drop_duplicates("label", keep="last")[["label", "x"]]
        said = alt.Chart(ends.assign(x=ends["x"] + 1, t=ends["label"].map(tally)))
        said = said.mark_text(align="left", dx=6, fontSize=12, color=theme.color("muted"), aria=False)
        return boxes + signs + said.encode(x=alt.X("x:Q", scale=scale, axis=None), y=y, text="t:N")
    named = [label.replace("|", " ") + (f": {tally[label]}" if tally else "") for label in labels]
    heads = alt.Chart(pd.DataFrame({"label": labels, "t": named}))
    heads = heads.mark_text(align="left", dy=-19, fontSize=12, aria=False).encode(x=alt.value(0), y=y, text="t:N")
    return boxes + signs + heads


def _in_rows(found: pd.DataFrame, column: str, rows: dict[str, str], does: str) -> pd.DataFrame:
    """The pairs of `squares` in the order of their rows: place from 0 (`x`), label, letter, color, tooltip of each."""
    shown = found.assign(rank=found["kind"].map(list(ALONE).index)).sort_values(["rank", "pair_id"])
    sides = list(zip(shown["kind"], shown["side_b"], strict=True))
    return shown.assign(
        x=shown.groupby(column).cumcount(),
        sign=[_look(*one)[0] for one in sides],
        color=[_look(*one)[1] for one in sides],
        said=[f"{_account(*one)} {does} {what}." for one, what in zip(sides, shown["what"], strict=True)],
        label=shown[column].map(rows),
    )[["x", "label", "sign", "said", "color", "pair_id", "side_b", "here"]]


def _look(kind: str, other: str) -> tuple[str, str]:
    """Letter and color of a square: of who stands alone, or of neither."""
    sign, hue = ALONE[kind]
    return sign or LETTERS[other], hue or theme.color(other)


def _boxes(shown: pd.DataFrame, base: alt.Chart, side: int, row: dict[str, alt.Y], scale: alt.Scale) -> alt.LayerChart:
    """The boxes of `squares`, and a frame of gold around those that are framed."""
    less, more, thick = FRAMED_SMALL if side < SMALL else FRAMED
    layers = []
    for here in sorted(shown["here"].unique()):
        box = base.transform_filter("datum.here" if here else "!datum.here")
        box = box.mark_rect(height=side - 2 - here * 2 * less, cornerRadius=2, aria=False)
        x = {"x": alt.X("from_x:Q", scale=scale, axis=None), "x2": "to_x:Q"}
        layers.append(box.encode(**x, **row, color=alt.Color("color:N", scale=None), tooltip=theme.says("{said}")))
    if shown["here"].any():
        frame = base.transform_filter("datum.here")
        frame = frame.mark_rect(height=side - 2 + 2 * more, cornerRadius=2, filled=False, strokeWidth=thick, aria=False)
        x = {"x": alt.X("frame_x:Q", scale=scale, axis=None), "x2": "frame_x2:Q"}
        layers.append(frame.encode(**x, **row, stroke=alt.value(theme.color("accent"))))
    return layer(*layers)


def _alone(kind: str, other: str) -> str:
    """Who does it, in the words of a tooltip."""
    return {"a_only": "only China", "b_only": f"only {in_sentence(other)}"}.get(kind, kind)


def _account(kind: str, other: str) -> str:
    """Whose account does it, as a sentence begins."""
    if kind in ("both", "neither"):
        return {"both": "Each of the two accounts", "neither": "Neither account"}[kind]
    return f"Only the account of {'China' if kind == 'a_only' else in_sentence(other)}"


def _tally(row: pd.DataFrame) -> str:
    """How many squares of a row belong to each side that stands alone, in the order of the row."""
    whose = {ALONE["a_only"][0]: COUNTRIES["cn"]} | {letter: COUNTRIES[one] for one, letter in LETTERS.items()}
    names = row["sign"].map(whose).value_counts(sort=False)
    return ", ".join(f"{name} {count}" for name, count in names.items())


def key(found: pd.DataFrame, width: int, left: int) -> alt.LayerChart:
    """What the squares mean: a sample of each kind that is drawn, and the frame.

    Args:
        found: rows as for `squares`.
        width: drawing width in px.
        left: px of it that lie left of the panels below.
    """
    kinds = found[["kind", "side_b"]].assign(rank=found["kind"].map(list(ALONE).index))
    kinds["side_b"] = kinds["side_b"].where(kinds["kind"] == "b_only", "")
    rows, x, y = [], 0.0, 0.0
    for kind, other, _ in kinds.drop_duplicates().sort_values(["rank", "side_b"]).itertuples(index=False):
        sign, hue = _look(kind, other)
        rows.append({"t": _alone(kind, other), "sign": sign, "color": hue})
    rows.append({"t": "Detroit", "sign": "", "color": theme.color("ground")})
    for row in rows:
        room = 46 + 6.6 * len(row["t"])
        x, y = (0.0, y + 24) if x + room > width else (x, y)
        row |= {"x": x + 2, "x2": x + 18, "y": y + 2, "y2": y + 18, "cx": x + 10, "cy": y + 10, "tx": x + 25}
        x += room
    shown = pd.DataFrame(rows)
    tall = y + 22
    across = alt.Scale(domain=[0, width], range=[-left, width - left], nice=False)
    down = alt.Scale(domain=[0, tall], range=[0, tall], nice=False)

    def at(part: pd.DataFrame, x: str = "x", y: str = "y") -> alt.Chart:
        return alt.Chart(part, width=width - left, height=tall).encode(
            x=alt.X(f"{x}:Q", scale=across, axis=None), y=alt.Y(f"{y}:Q", scale=down, axis=None)
        )

    box = at(shown[shown["sign"] != ""]).mark_rect(cornerRadius=2, aria=False)
    box = box.encode(x2="x2:Q", y2="y2:Q", color=alt.Color("color:N", scale=None))
    frame = at(shown[shown["sign"] == ""]).mark_rect(filled=False, strokeWidth=3, cornerRadius=2, aria=False)
    frame = frame.encode(x2="x2:Q", y2="y2:Q", stroke=alt.value(theme.color("accent")))
    letter = at(shown, "cx", "cy").mark_text(fontSize=12, fontWeight="bold", color=theme.color("ground"), aria=False)
    text = at(shown, "tx", "cy").mark_text(align="left", fontSize=12, aria=False)
    return layer(box, frame, letter.encode(text="sign:N"), text.encode(text="t:N"))


def by_partner(
    found: pd.DataFrame,
    column: str,
    rows: dict[str, str],
    width: int,
    left: int,
    heads: tuple[str, str] = ("With Korea", "With other governments"),
    counts: bool = False,
    does: str = "names",
) -> alt.TopLevelMixin:
    """Rows of squares in two panels, meetings with Korea and with other governments, under a key of the squares.

    The panels stand side by side where that leaves squares of `READABLE` px, else one above the other; a pair has one
    size in both.

    Args:
        found: rows of `pairs` with `kind` (a key of `ALONE`), `here` (in a frame) and the column of the rows.
        column: what the rows are.
        rows: value -> label, in order.
        width: drawing width in px of both panels together.
        left: px for the labels of a panel.
        heads: of the two panels.
        counts: say beside each row how many squares each side has.
        does: what an account does with a topic, for the tooltips.
    """
    what = found["topic_detail"] + " (" + found["place"] + ", " + found["date"].dt.strftime("%B %Y") + ")"
    korea = found["side_b"] == "kr"
    places = int(found.groupby([korea, column]).size().max()) + (0 if width == NARROW or not counts else 8)
    beside = width > NARROW and (width // 2 - left) // places >= READABLE
    panels = []
    for title, part in zip(heads, (korea, ~korea), strict=True):
        shown = found.assign(what=what)[part]
        panel = squares(shown, column, rows, width // 2 if beside else width, left, places, counts, does)
        lines = even(title, 46) if width == NARROW else title
        panels.append(panel.properties(title=alt.Title(lines, frame="bounds", fontSize=13)))
    over = not beside and (width - left) // places < READABLE
    return alt.vconcat(
        key(found, width, 0 if over else left), (alt.hconcat if beside else alt.vconcat)(*panels), spacing=14
    )
