"""All moves of the chip war at a glance: squares by quarter, up for tightening, down for easing, in three lanes."""

from __future__ import annotations

from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from chips.war import moves, moves_words
from chips.war.moves import LANDMARKS, LANES, NEITHER
from explainer.figures import labels, theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW

#: height of a line of text in the plot, width of a letter, largest square: px.
LINE, LETTER, LARGEST = 16, 6.6, 15.0
#: actors in the order of their key -> what a square of theirs is called there.
KEY = {"us": "United States", "cn": "China", "nl": "Netherlands", "jp": "Japan", "kr": "Korea", "tw": "Taiwan"}
KEY |= {"eu": "EU", "company": "firms"}


def positions(events: pd.DataFrame) -> pd.DataFrame:
    """Places of the squares: in each lane a stack per quarter, up from its line if they tighten, down if they ease.

    Moves that do neither stand in a lane of their own. Named moves (`LANDMARKS`) close their stack.

    Args:
        events: rows of `events`.

    Returns:
        `events` with `lane`, `quarter` (quarters since the first quarter of the first year) and `level` (1, 2 ... from
        the line upward, -1, -2 ... downward), in time order.
    """
    out = events.sort_values(["date", "event_id"], kind="stable").copy()
    direction = out["direction"].astype("str")
    out["lane"] = [moves.lane(a) if d != "neutral" else NEITHER for a, d in zip(out["actor"], direction, strict=True)]
    out["quarter"] = (out["date"].dt.year - out["date"].dt.year.min()) * 4 + out["date"].dt.quarter - 1
    out["sign"] = np.where(direction == "easing", -1, 1)
    out["named"] = out["event_id"].isin(LANDMARKS)
    ranked = out.sort_values("named", kind="stable")
    out["level"] = ranked.groupby(["lane", "quarter", "sign"]).cumcount().add(1) * out["sign"]
    return out.drop(columns=["sign", "named"])


class _Ground(NamedTuple):
    """Measures of the overview's ground in px: where lanes and quarters are."""

    width: int
    narrow: bool
    left: float  #: where the quarters begin
    quarter: float  #: width of a quarter
    step: float  #: height of a square with its gap
    lines: dict[str, float]  #: lane -> y of its line
    heads: dict[str, float]  #: lane -> y of its name
    height: float  #: of the lanes, without the years below
    first: int  #: year at the left
    quarters: int
    names: pd.DataFrame  #: names of marks with their places


def _ground(shown: pd.DataFrame, width: int) -> _Ground:
    """The ground for what `positions` returns: each lane as high as its stacks and the names beyond them."""
    narrow = width <= NARROW
    left = 4.0 if narrow else 128.0
    quarters = int(shown["quarter"].max()) + 1
    quarter = (width - left - 4) / quarters
    step = min(quarter, LARGEST)
    lines, heads, told, y = {}, {}, [], 20.0
    for lane in (*LANES, NEITHER):
        mine = shown[shown["lane"] == lane]
        up, down = max(0, int(mine["level"].max())), max(0, -int(mine["level"].min()))
        if narrow:
            heads[lane] = y + 8
            y += 20
        rows = {}
        for side in (1, -1):
            named = mine[mine["event_id"].isin(LANDMARKS) & (np.sign(mine["level"]) == side)].sort_values("date")
            marks = named.assign(x=left + (named["quarter"] + 0.5) * quarter, label=named["event_id"].map(LANDMARKS))
            if len(marks):
                placed = labels.flags(marks[["event_id", "x", "level", "label"]], left, width)
                rows[side] = int(placed["row"].max()) + 1
                told.append(placed.assign(lane=lane, side=side, most=up if side > 0 else down))
        lines[lane] = y + rows.get(1, 0) * LINE + max(up * step, 0 if narrow else 22) + 6
        heads.setdefault(lane, lines[lane])
        y = lines[lane] + max(down * step, 0 if narrow else 22) + rows.get(-1, 0) * LINE + (16 if narrow else 10)
    names = pd.concat(told)
    far = names["most"] * step + 10 + names["row"] * LINE
    names["y"] = names["lane"].map(lines) - names["side"] * far
    names["from_y"] = names["lane"].map(lines) - names["level"] * step
    first = int(shown["date"].dt.year.min())
    return _Ground(width, narrow, left, quarter, step, lines, heads, y, first, quarters, names)


def _marks(shown: pd.DataFrame, ground: _Ground) -> pd.DataFrame:
    """One row per move: its square (`x`, `y`), what a filter asks for, what a tooltip says, where a click leads."""
    shown["x"] = (ground.left + (shown["quarter"] + 0.5) * ground.quarter).round(1)
    shown["y"] = shown["lane"].map(ground.lines) - (shown["level"] - np.sign(shown["level"]) * 0.5) * ground.step
    shown["y"] = shown["y"].round(1)
    shown["sentence"] = [moves_words.sentence(row) for _, row in shown.iterrows()]
    shown["go"] = "#event-" + shown["event_id"]
    shown["hollow"] = shown["status"].astype("str") != "issued_or_done"
    keep = ["event_id", "actor", "instrument", "stage_of_chain", "hollow", "x", "y", "sentence", "go"]
    return shown[keep].astype(dict.fromkeys(("actor", "instrument", "stage_of_chain"), "str"))


def _words(rows: list[tuple[float, float, str]], **look: object) -> alt.Chart:
    """Words at places in px."""
    frame = pd.DataFrame(rows, columns=["x", "y", "label"])
    return alt.Chart(frame).mark_text(**({"align": "left", "fontSize": 12} | look)).encode(text="label:N")


def _frame(shown: pd.DataFrame, ground: _Ground, at: dict, article: pd.Timestamp) -> list[alt.Chart | alt.LayerChart]:
    """What lies under the squares: the article's quarter, years, lines of the lanes."""
    quarter = (article.year - ground.first) * 4 + article.quarter - 1
    middle = ground.left + (quarter + 0.5) * ground.quarter
    # from its name to the first squares, and from the last line to the years: not where squares or their names are
    upper, lower = (list(ground.lines.values())[i] for i in (0, -1))
    stack = shown.loc[(shown["quarter"] == quarter) & (shown["lane"] == next(iter(ground.lines))), "level"]
    upper -= max(0, stack.max() if len(stack) else 0) * ground.step + 4
    begin = ground.heads["us"] + 10 if ground.narrow else 14.0
    spans = pd.DataFrame([(middle, begin, upper), (middle, lower, ground.height)], columns=["x", "y", "y2"])
    day = alt.Chart(spans).mark_rule(color=theme.color("accent"), strokeWidth=2)
    years = pd.DataFrame({"x": [ground.left + 4 * i * ground.quarter for i in range((ground.quarters + 3) // 4)]})
    rows = [
        (x + 3, ground.height + 8, f"’{(ground.first + i) % 100:02d}" if ground.narrow else str(ground.first + i))
        for i, x in enumerate(years["x"])
    ]
    grid = alt.Chart(years).mark_rule(color=theme.color("grid"))
    lines = alt.Chart(pd.DataFrame({"y": list(ground.lines.values())})).mark_rule(color=theme.color("axis"))
    claim = {"color": theme.color("accent"), "align": "center", "fontWeight": "bold"}
    return [
        grid.encode(x=at["x"], y=alt.value(16), y2=alt.value(ground.height)),
        day.encode(**at, y2="y2:Q"),
        lines.encode(y=at["y"], x=alt.value(ground.left), x2=alt.value(ground.width - 2)),
        _words(rows, color=theme.color("muted")).encode(**at),
        _words([(middle, 6, moves.ARTICLE_NAMED)], **claim).encode(**at),
    ]


def _heads(shown: pd.DataFrame, ground: _Ground, at: dict) -> list[alt.LayerChart]:
    """Names of the lanes, with the number of squares above and below each line."""
    bold, plain = [], []
    for lane, y in ground.heads.items():
        mine = shown[shown["lane"] == lane]
        up, down = int((mine["level"] > 0).sum()), int((mine["level"] < 0).sum())
        name = "All actors" if lane == NEITHER else LANES[lane][2 if ground.narrow else 1]
        counts = [f"{up} do neither"] if lane == NEITHER else [f"↑ {up} tighten", f"↓ {down} ease"]
        if ground.narrow:
            bold.append((0, y, name))
            plain.append((LETTER * 1.1 * len(name) + 8, y, "  ".join(counts)))
        else:
            bold.append((0, y - (8 if lane == NEITHER else 0), name))
            places = [y + 8] if lane == NEITHER else [y - 17, y + 17]
            plain += [(0, place, text) for place, text in zip(places, counts, strict=True)]
    return [
        labels.haloed(_words(bold, fontWeight="bold", fontSize=13).encode(**at)),
        labels.haloed(_words(plain, color=theme.color("muted")).encode(**at)),
    ]


def _named(ground: _Ground, at: dict) -> list[alt.Chart | alt.LayerChart]:
    """Names of the landmarks, each tied to its square by a line."""
    names = ground.names
    tied = names.assign(y2=names["y"] + names["side"] * 7, y=names["from_y"])
    ties = alt.Chart(tied).mark_rule(color=theme.color("muted"), strokeWidth=1)
    base = alt.Chart(names.assign(x=names["text_x"]))
    layers = [ties.encode(**at, y2="y2:Q")]
    for align in ("left", "right"):
        part = base.transform_filter(f"datum.align == '{align}'").mark_text(align=align, fontSize=12)
        layers.append(labels.haloed(part.encode(**at, text="label:N")))
    return layers


def _squares(marks: pd.DataFrame, ground: _Ground, at: dict) -> list[alt.Chart]:
    """The squares, faint where a filter leaves them out, and the ring around the one that is read."""
    kinds = ["us", "cn", "nl", "jp", "kr", "tw", "eu", "company"]
    colors = alt.Scale(domain=kinds, range=[theme.color("other" if k == "company" else k) for k in kinds])
    hit = (
        "(actor == 'all' || datum.actor == actor) && (instrument == 'all' || datum.instrument == instrument)"
        " && (stage == 'all' || datum.stage_of_chain == stage)"
    )
    side = ground.step - (2.4 if ground.narrow else 2.8)
    base = alt.Chart(marks)
    look = {"shape": "square", "strokeWidth": 1.4, "opacity": 1, "aria": False}
    squares = base.mark_point(**look).encode(
        **at,
        stroke=alt.Stroke("actor:N", scale=colors, legend=None),
        fill=alt.condition(
            "datum.hollow", alt.value(theme.color("ground")), alt.Fill("actor:N", scale=colors, legend=None)
        ),
        size=alt.value(side**2),
        opacity=alt.condition(hit, alt.value(1), alt.value(0.12)),
        tooltip=theme.says("{sentence}"),
        href="go:N",
    )
    ring = base.transform_filter("datum.go == '#' + pick").mark_point(
        shape="circle", size=(2.1 * ground.step) ** 2, filled=False, strokeWidth=2.5, opacity=1, aria=False
    )
    return [squares, ring.encode(**at, stroke=alt.value(theme.color("ink")))]


def _key(shown: pd.DataFrame, ground: _Ground, at: dict) -> list[alt.Chart]:
    """What the colors of the squares mean, and what a hollow square is, below the years."""
    there = [a for a in KEY if a in set(shown["actor"].astype("str"))]
    rows, x, y = [], 4.0, ground.height + 28
    for kind, word in [*((a, KEY[a]) for a in there), ("hollow", "hollow: proposed or only reported")]:
        if x + LETTER * len(word) + 16 > ground.width:
            x, y = 4.0, y + LINE
        rows.append({"kind": kind, "label": word, "x": x + 5, "text_x": x + 14, "y": y})
        x += LETTER * len(word) + 30
    key = pd.DataFrame(rows)
    hues = [theme.color({"company": "other", "hollow": "ground"}.get(k, k)) for k in key["kind"]]
    edges = [theme.color({"company": "other", "hollow": "muted"}.get(k, k)) for k in key["kind"]]
    domain = key["kind"].tolist()
    look = {"shape": "square", "size": 90, "strokeWidth": 1.4, "opacity": 1, "aria": False}
    marks = alt.Chart(key).mark_point(**look)
    words = alt.Chart(key.drop(columns="x").rename(columns={"text_x": "x"}))
    return [
        marks.encode(
            **at,
            fill=alt.Fill("kind:N", legend=None, scale=alt.Scale(domain=domain, range=hues)),
            stroke=alt.Stroke("kind:N", legend=None, scale=alt.Scale(domain=domain, range=edges)),
        ),
        words.mark_text(align="left", fontSize=12, color=theme.color("muted")).encode(**at, text="label:N"),
    ]


def all_shown(number: int) -> str:
    """What is said of the overview while no filter is set."""
    return f"All {number} moves are shown. Choose filters, or click a square to read what happened."


def lanes(events: pd.DataFrame, width: int, article: pd.Timestamp = moves.ARTICLE) -> alt.LayerChart:
    """All moves by quarter: a lane for each government at war, one for allies and firms, one for what does neither.

    A square leads to the card `#event-<id>` on the same page. Hollow squares were proposed or reported only. Parameters
    of the chart, driven by inputs of the same names: `actor`, `instrument`, `stage` (`all` or a value of the table),
    `pick` (the anchor of the card that is read, or empty) and `said`, which puts the present choice into words.

    Args:
        events: rows of `events`.
        width: drawing width in px.
        article: day whose quarter is set on a band.
    """
    shown = positions(events)
    ground = _ground(shown, width)
    at = {
        "x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], range=[0, width], nice=False)),
        "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 1000], range=[0, 1000], nice=False)),
    }
    chosen = "(counts[actor + '|' + instrument + '|' + stage] || 0)"
    said = (
        f"{chosen} == 0 ? 'No move in the data has this combination. Widen a filter to see moves again.' : "
        f"{chosen} == {len(events)} ? '{all_shown(len(events))}' : "
        f"{chosen} + ' of {len(events)} moves match; the others are faint.'"
    )
    empty = alt.ExprRef(f"{chosen} == 0 ? 'No move has this combination' : ''")
    middle = {"x": alt.value(ground.left + (width - ground.left) / 2), "y": alt.value(ground.height / 2)}
    none = alt.Chart(pd.DataFrame({"a": [0]})).mark_text(fontSize=15, fontWeight="bold")
    layers = [
        *_frame(shown, ground, at, article),
        *_heads(shown, ground, at),
        *_named(ground, at),
        *_squares(_marks(shown, ground), ground, at),
        *_key(shown, ground, at),
        none.encode(**middle, text=alt.value(empty)),
    ]
    opening = {"actor": "all", "instrument": "all", "stage": "all", "pick": "", "counts": moves.combinations(events)}
    return (
        layer(*layers, width=width, height=ground.height + (70 if ground.narrow else 38))
        .resolve_scale(fill="independent", stroke="independent")
        .add_params(
            *(alt.param(name=n, value=v) for n, v in opening.items()),
            alt.param(name="said", expr=said),
        )
    )
