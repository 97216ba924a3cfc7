"""Events in pictures: a list in time order, all lanes at a glance."""

from __future__ import annotations

from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from chips.war import moves
from chips.war.moves import FAMILIES, LANES, combinations, family, lane, sentence
from explainer.figures import labels, theme
from explainer.figures.picture import NARROW

SHORT = {"us": "US", "cn": "CN", "kr": "KR", "jp": "JP", "nl": "NL", "tw": "TW", "eu": "EU", "company": "Co"}
SHAPES = {"tightening": "triangle-up", "easing": "triangle-down", "neutral": "circle", "statement": "square"}


def event_list(events: pd.DataFrame, width: int, actors: list[str], mark: str | None = None) -> alt.LayerChart:
    """Events as rows in time order, a dot in the lane of the actor, the title beside it. Rows are not to scale in time.

    Args:
        events: columns `date` (datetime), `actor` (ids), `direction` (a key of `SHAPES`), `title`; in time order.
        width: drawing width in px; below `NARROW` + 1 the titles break into more lines.
        actors: lanes from left to right.
        mark: value of `event_id` to set on a band, if the frame has that column.
    """
    narrow = width <= NARROW
    lane, left = (20, 44) if narrow else (26, 58)
    start = left + lane * len(actors) + 8
    letters = int((width - start) / 6.6)
    shown = events.assign(
        row=range(len(events)),
        day=events["date"].dt.strftime("%-d %b"),
        x=[left + lane * (actors.index(a) + 0.5) for a in events["actor"].astype("str")],
        label=[labels.wrap(t, letters) for t in events["title"]],
        actor=events["actor"].astype("str"),
        direction=events["direction"].astype("str"),
    )
    shown["first"] = shown["day"].where(shown["day"] != shown["day"].shift(), "")
    lines = shown["label"].str.count(r"\|") + 1
    step = max(24, 15 * int(lines.max()) + 9)
    shown["top"] = shown["row"] - (lines - 1) * 7.5 / step  # first line of a text of several lines
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, width], range=[0, width]), axis=None)
    y_scale = alt.Scale(domain=[-0.7, len(shown) - 0.5], reverse=True)
    y = alt.Y("row:Q", scale=y_scale, axis=None)
    base = alt.Chart(shown).encode(y=y)
    colors = alt.Scale(domain=actors, range=[theme.color("other" if a == "company" else a) for a in actors])
    shapes = alt.Scale(domain=list(SHAPES), range=list(SHAPES.values()))
    heads = pd.DataFrame({"x": [left + lane * (i + 0.5) for i in range(len(actors))], "t": [SHORT[a] for a in actors]})
    lanes = alt.Chart(heads).mark_rule(color=theme.color("grid")).encode(x=x)
    names = alt.Chart(heads).mark_text(fontSize=11, fontWeight="bold", baseline="bottom")
    names = names.encode(x=x, text="t:N", y=alt.value(0))
    size = 12 if narrow else 13
    day = base.mark_text(align="left", fontSize=size)
    day = day.encode(x=alt.value(0), text="first:N", color=alt.value(theme.color("muted")))
    dots = base.mark_point(size=85, opacity=1, aria=False).encode(
        x=x,
        color=alt.Color("actor:N", scale=colors, legend=None),
        shape=alt.Shape("direction:N", scale=shapes, legend=None),
        tooltip=theme.tips({"title:N": "title", "date:T": "day", "direction:N": "effect on trade"}),
    )
    text = base.mark_text(align="left", fontSize=size, lineBreak="|", lineHeight=15)
    text = text.encode(x=alt.value(start), y=alt.Y("top:Q", scale=y_scale, axis=None), text="label:N")
    layers = [lanes, names, day, dots, text]
    if mark is not None and "event_id" in shown:
        layers.insert(0, _band(shown, mark, width, step, y))
    return alt.layer(*layers, height=step * len(shown), width=width)


def _band(shown: pd.DataFrame, mark: str, width: int, step: int, y: alt.Y) -> alt.Chart:
    row = shown[shown["event_id"] == mark]
    return (
        alt.Chart(row)
        .mark_bar(size=step - 2, color=theme.color("band"), orient="horizontal")
        .encode(x=alt.value(0), x2=alt.value(width), y=y)
    )


def positions(events: pd.DataFrame, columns: int) -> pd.DataFrame:
    """Places of the marks in the overview: a column of marks per quarter in each lane.

    Tightening steps stack up from the lane's line, easing steps down from it, neutral ones below these.

    Args:
        events: rows of `events`.
        columns: marks side by side within a quarter.

    Returns:
        `events` in time order with `lane`, `family`, `quarter` (quarters since the first quarter of the first year),
        `column` (0 to columns - 1) and `level` (1, 2 ... upward; -1, -2 ... downward).
    """
    out = events.sort_values(["date", "event_id"], kind="stable").copy()
    out["lane"] = [lane(a) for a in out["actor"].astype("str")]
    out["family"] = [family(i) for i in out["instrument"].astype("str")]
    out["quarter"] = (out["date"].dt.year - out["date"].dt.year.min()) * 4 + out["date"].dt.quarter - 1
    direction = out["direction"].astype("str")
    up = direction == "tightening"
    first = out.groupby(["lane", "quarter"])
    rank = pd.Series(0, index=out.index)
    for _, part in first:
        ups = [i for i in part.index if up[i]]
        downs = sorted((i for i in part.index if not up[i]), key=lambda i: direction[i] == "neutral")
        for group in (ups, downs):
            for place, i in enumerate(group):
                rank[i] = place
    out["column"] = rank % columns
    out["level"] = np.where(up, 1, -1) * (rank // columns + 1)
    return out


class _Ground(NamedTuple):
    """Measures of the overview's ground in px: where lanes and quarters are."""

    width: int
    narrow: bool
    left: float  #: where the quarters begin
    quarter: float  #: width of a quarter
    step: float  #: height of a mark
    lines: dict[str, float]  #: lane -> y of its line
    height: float  #: of the lanes, without the key below
    first: int  #: year at the left
    quarters: int


def _ground(shown: pd.DataFrame, width: int) -> _Ground:
    """The ground for what `positions` returns: each lane as high as its highest stack of marks, up and down."""
    narrow = width <= NARROW
    left, step, gap = (50, 9.5, 12) if narrow else (112, 10.5, 14)
    quarters = int(shown["quarter"].max()) + 1
    lines, y = {}, 18.0
    for name in LANES:
        mine = shown[shown["lane"] == name]
        up, down = max(1, int(mine["level"].max())), max(1, -int(mine["level"].min()))
        lines[name] = y + up * step + 2
        y = lines[name] + down * step + 2 + gap
    first = int(shown["date"].dt.year.min())
    return _Ground(width, narrow, left, (width - left - 4) / quarters, step, lines, y + 6, first, quarters)


def _marks(shown: pd.DataFrame, ground: _Ground) -> pd.DataFrame:
    """One row per event: its place (`x`, `y`), what a filter asks for, what a tooltip says, where a click leads."""
    offset = (0.5 if ground.narrow else 0.28 + 0.44 * shown["column"]) * ground.quarter
    line, half = shown["lane"].map(ground.lines), np.sign(shown["level"]) * (ground.step / 2 - 2)
    shown["x"] = (ground.left + shown["quarter"] * ground.quarter + offset).round(1)
    shown["y"] = (line - shown["level"] * ground.step + half).round(1)
    shown["sentence"] = [sentence(row) for _, row in shown.iterrows()]
    shown["go"] = "#event-" + shown["event_id"]
    shown["hollow"] = shown["direction"].astype("str") == "neutral"
    keep = ["event_id", "actor", "instrument", "stage_of_chain", "lane", "family", "hollow", "x", "y", "sentence", "go"]
    return shown[keep].astype(dict.fromkeys(("actor", "instrument", "stage_of_chain"), "str"))


def _frame(ground: _Ground, at: dict, article: pd.Timestamp) -> list[alt.Chart]:
    """What lies under the marks: the article's quarter, years, lines of the lanes, and their names."""
    left, wide, height = ground.left, ground.quarter, ground.height
    begin = left + ((article.year - ground.first) * 4 + article.quarter - 1) * wide
    band = alt.Chart(pd.DataFrame({"x": [begin], "x2": [begin + wide], "y": [14.0], "y2": [height - 4]}))
    years = pd.DataFrame({"x": [left + 4 * i * wide for i in range((ground.quarters + 3) // 4)]})
    numbers = [ground.first + i for i in range(len(years))]
    years["label"] = [f"’{n % 100:02d}" if ground.narrow else str(n) for n in numbers]
    rows = [(n, ground.lines[n], short if ground.narrow else full) for n, (_, full, short) in LANES.items()]
    names = pd.DataFrame(rows, columns=["lane", "y", "label"])
    tag = {"x": alt.value(begin + wide / 2), "y": alt.value(6), "text": alt.value("the article")}
    grid = alt.Chart(years).mark_rule(color=theme.color("grid"))
    base = alt.Chart(names).mark_rule(color=theme.color("axis"))
    who = alt.Chart(names).mark_text(align="left", fontWeight="bold", fontSize=12 if ground.narrow else 13)
    when = alt.Chart(years).mark_text(align="left", dx=3, fontSize=12, color=theme.color("muted"))
    note = alt.Chart(pd.DataFrame({"a": [0]})).mark_text(fontSize=12, color=theme.color("muted"))
    return [
        band.mark_rect(color=theme.color("band"), opacity=1).encode(**at, x2="x2:Q", y2="y2:Q"),
        grid.encode(x=at["x"], y=alt.value(16), y2=alt.value(height - 4)),
        base.encode(y=at["y"], x=alt.value(left), x2=alt.value(ground.width - 2)),
        who.encode(y=at["y"], x=alt.value(0), text="label:N"),
        when.encode(x=at["x"], y=alt.value(height + 4), text="label:N"),
        note.encode(**tag),
    ]


def _dots(marks: pd.DataFrame, at: dict, narrow: bool) -> list[alt.Chart]:
    """The marks, faint where a filter leaves them out, and the ring around the event that is read."""
    hues = [theme.color({"other": "eu", "company": "other"}.get(n, n)) for n in LANES]
    colors = alt.Scale(domain=list(LANES), range=hues)
    hit = (
        "(actor == 'all' || datum.actor == actor) && (instrument == 'all' || datum.instrument == instrument)"
        " && (stage == 'all' || datum.stage_of_chain == stage)"
    )
    filled = alt.Fill("lane:N", scale=colors, legend=None)
    base = alt.Chart(marks)
    dots = base.mark_point(size=44 if narrow else 48, strokeWidth=1.3, opacity=1, aria=False).encode(
        **at,
        shape=alt.Shape("family:N", scale=_shapes(), legend=None),
        stroke=alt.Stroke("lane:N", scale=colors, legend=None),
        fill=alt.condition("datum.hollow", alt.value(theme.color("ground")), filled),
        opacity=alt.condition(hit, alt.value(1), alt.value(0.1)),
        tooltip=theme.tips({"sentence:N": " "}),
        href="go:N",
    )
    ring = base.transform_filter("datum.sentence == pick")
    ring = ring.mark_point(shape="circle", size=330, filled=False, strokeWidth=2.5, opacity=1, aria=False)
    return [dots, ring.encode(**at, stroke=alt.value(theme.color("ink")))]


def _shapes() -> alt.Scale:
    return alt.Scale(domain=list(FAMILIES), range=[shape for _, shape in FAMILIES.values()])


def _key(ground: _Ground, at: dict) -> list[alt.Chart]:
    """The shapes of the families of instruments, below the lanes, and what up and down mean."""
    columns = 2 if ground.narrow else 4
    key = pd.DataFrame(
        {
            "family": list(FAMILIES),
            "x": [8 + (i % columns) * (ground.width - 8) / columns for i in range(len(FAMILIES))],
            "y": [ground.height + 30.0 + 20 * (i // columns) for i in range(len(FAMILIES))],
        }
    )
    keys = alt.Chart(key).encode(**at)
    marks = keys.mark_point(size=60, filled=True, color=theme.color("muted"), opacity=1, aria=False)
    layers = [
        marks.encode(shape=alt.Shape("family:N", scale=_shapes(), legend=None)),
        keys.mark_text(align="left", dx=10, fontSize=12).encode(text="family:N"),
    ]
    top = next(iter(ground.lines.values()))
    for label, place in () if ground.narrow else (("tightening ↑", top - 16), ("easing ↓", top + 16)):
        note = alt.Chart(pd.DataFrame({"a": [0]})).mark_text(align="left", fontSize=12, color=theme.color("muted"))
        layers.append(note.encode(x=alt.value(0), y=alt.value(place), text=alt.value(label)))
    return layers


def all_shown(number: int) -> str:
    """What is said of the overview while no filter is set."""
    return f"All {number} events are shown. Choose filters, or an event to read it here."


def lanes(events: pd.DataFrame, width: int, article: pd.Timestamp = moves.ARTICLE) -> alt.LayerChart:
    """All events by quarter and actor; each mark leads to the row `#event-<id>` of the table on the same page.

    Parameters of the chart, driven by inputs of the same names: `actor`, `instrument`, `stage` (`all` or a value of the
    table), `pick` (a `sentence` or empty) and `said`, which puts the present choice into words.

    Args:
        events: rows of `events`.
        width: drawing width in px.
        article: day whose quarter is set on a band.
    """
    shown = positions(events, 1 if width <= NARROW else 2)
    ground = _ground(shown, width)
    at = {"x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], range=[0, width], nice=False))}
    at["y"] = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 1000], range=[0, 1000], nice=False))
    chosen = "(counts[actor + '|' + instrument + '|' + stage] || 0)"
    said = (
        f"({chosen} == 0 ? 'No event in the data has this combination. Widen a filter to see events again.' : "
        f"{chosen} == {len(events)} ? "
        f"'{all_shown(len(events))}' : "
        f"{chosen} + ' of {len(events)} events match; the others are faint.')"
        " + (pick == '' ? '' : ' Chosen event: ' + pick)"
    )
    empty = alt.ExprRef(f"{chosen} == 0 ? 'No event has this combination' : ''")
    middle = {"x": alt.value(ground.left + (width - ground.left) / 2), "y": alt.value(ground.height / 2)}
    none = alt.Chart(pd.DataFrame({"a": [0]})).mark_text(fontSize=15, fontWeight="bold")
    layers = [
        *_frame(ground, at, article),
        *_dots(_marks(shown, ground), at, ground.narrow),
        *_key(ground, at),
        none.encode(**middle, text=alt.value(empty)),
    ]
    whole = ground.height + 34 + 20 * ((len(FAMILIES) - 1) // (2 if ground.narrow else 4))
    opening = {"actor": "all", "instrument": "all", "stage": "all", "pick": "", "counts": combinations(events)}
    return alt.layer(*layers, width=width, height=whole).add_params(
        *(alt.param(name=n, value=v) for n, v in opening.items()),
        alt.param(name="said", expr=said),
    )


# --- balance, answers, truce, terms -----------------------------------------------------------------------------------

#: dashes of the lines that share a panel with others.
DASHES = {"us": [1, 0], "cn": [1, 0], "nl": [6, 3], "jp": [2, 2], "kr": [8, 3, 2, 3]}


def balance(steps: pd.DataFrame, width: int) -> alt.LayerChart:
    """Running count of tightening minus easing steps: a step line per actor, named at its end, and the article's day.

    Parameter of the chart, driven by an input of the same name: `rule` (a key of `moves.COUNTING`).

    Args:
        steps: what `moves.balances` returns (`rule`, `actor`, `date`, `net` in steps), actors among `DASHES`.
        width: drawing width in px.
    """
    drawn = list(dict.fromkeys(steps["actor"]))
    steps = steps.assign(Actor=steps["actor"].map(moves.who))
    final = moves.totals(steps)
    final["label"] = [f"{n} {v:+d}".replace("-", "−") for n, v in zip(final["Actor"], final["net"], strict=True)]
    room = 118
    base = (
        alt.Chart(steps)
        .transform_filter("datum.rule == rule")
        .encode(
            x=alt.X("date:T", title=None).axis(format="%Y", tickCount=4 if width == NARROW else 8),
            y=alt.Y("net:Q", title="Net steps").axis(tickCount=6).scale(padding=6),
            color=alt.Color("actor:N", scale=theme.scale(drawn), legend=None),
        )
    )
    dashes = alt.StrokeDash("actor:N", legend=None).scale(domain=drawn, range=[DASHES[a] for a in drawn])
    line = base.mark_line(interpolate="step-after", point={"opacity": 0, "size": 90}).encode(
        strokeDash=dashes, tooltip=theme.tips({"Actor:N": "title", "date:T": "from", "net:Q": "net steps"})
    )
    names = alt.Chart(final).transform_filter("datum.rule == rule").mark_text(align="left", dx=5, fontSize=12)
    names = names.encode(x="date:T", y="net:Q", text="label:N", color=base.encoding.color)
    article = alt.Chart(pd.DataFrame({"date": [moves.ARTICLE]})).mark_rule(strokeDash=[3, 3])
    said = article.mark_text(align="right", dx=-4, fontSize=12, color=theme.color("muted"))
    said = said.encode(x="date:T", y=alt.value(8), text=alt.value("the article"))
    layers = line + names + article.encode(x="date:T") + said
    return layers.properties(width=width - room - 34, height=330).add_params(alt.param(name="rule", value="done"))


def answers(replies: pd.DataFrame, width: int) -> alt.LayerChart:
    """Answers as lines from the move to the answer, in days; above each, the answer and the move in words.

    A hollow end marks an inferred link, a dashed line an answer dated to the month, drawn to its longest gap.

    Args:
        replies: what `moves.answers` returns, the rows of one actor, China.
        width: drawing width in px.
    """
    shown = replies.copy()
    dated = zip(shown["date"], shown["exact"], strict=True)
    shown["when"] = [f"{d:%-d %b %Y}" if exact else f"{d:%b %Y}" for d, exact in dated]
    gaps = zip(shown["days"], shown["exact"], shown["days_low"], shown["days_high"], strict=True)
    shown["said"] = [f"{d} day{'s' * (d != 1)}" if e else f"{low} to {high} days" for d, e, low, high in gaps]
    places = labels.stack_lines(
        [shown["when"] + ": " + shown["title"], "after: " + shown["to_title"]], int(width / 6.9)
    )
    rows = pd.concat([shown, places], axis=1)
    height = int(places["end"].max())
    y = {"axis": None, "scale": alt.Scale(domain=[0, height], range=[0, height])}
    x = alt.X("days_high:Q", axis=None, scale=alt.Scale(domain=[0, 70], range=[6, width - 90]))
    base = alt.Chart(rows, width=width - 8, height=height)
    words = {"align": "left", "baseline": "top", "fontSize": 12, "lineBreak": "|", "lineHeight": 15}
    top = base.mark_text(fontWeight="bold", **words)
    top = top.encode(x=alt.value(0), y=alt.Y("y0:Q", **y), text="text0:N")
    sub = base.mark_text(color=theme.color("muted"), **words)
    sub = sub.encode(x=alt.value(0), y=alt.Y("y1:Q", **y), text="text1:N")
    at = base.encode(x=x, y=alt.Y("mark:Q", **y))
    dashes = alt.condition("datum.exact", alt.value([1, 0]), alt.value([3, 3]))
    rule = at.mark_rule(strokeWidth=3, color=theme.color("cn")).encode(x2=alt.value(6), strokeDash=dashes)
    fill = alt.condition("datum.basis == 'inferred'", alt.value(theme.color("ground")), alt.value(theme.color("cn")))
    tip = theme.tips({"title:N": "title", "said:N": "time to answer", "basis:N": "link is"})
    dot = at.mark_point(size=90, strokeWidth=2, opacity=1, stroke=theme.color("cn")).encode(fill=fill, tooltip=tip)
    return rule + dot + at.mark_text(align="left", dx=10, fontSize=12).encode(text="said:N") + top + sub


def composition(mix: pd.DataFrame, width: int) -> alt.LayerChart:
    """Spans as bars of 100 percent, divided by direction; the numbers in a bar count events.

    Args:
        mix: what `moves.composition` returns.
        width: drawing width in px.
    """
    mix = mix.assign(end=mix.groupby("span", sort=False)["share_pct"].cumsum())
    mix["mid"] = mix["end"] - mix["share_pct"] / 2
    mix["label"] = [f"{e}" if e else "" for e in mix["events"]]
    shown = mix.round(1).assign(row=[f"{s} ({n} events)" for s, n in zip(mix["span"], mix["of"], strict=True)])
    rows = list(dict.fromkeys(shown["row"]))
    tip = {
        "span:N": "title",
        "direction:N": "effect on trade",
        "events:Q": "number of events",
        "share_pct:Q": "share, percent",
    }
    base = alt.Chart(shown).encode(
        y=alt.Y("row:N", sort=rows, title=None).axis(labels=False, ticks=False, domain=False),
        tooltip=theme.tips(tip),
    )
    x = alt.X("start:Q", title="Percent of the events").scale(domain=[0, 100]).axis(tickCount=5)
    hues = [theme.color(name) for name in ("tightening", "other", "easing")]
    key = {"orient": "bottom", "symbolType": "square", "symbolStrokeWidth": 0}
    kinds = alt.Scale(domain=list(moves.DIRECTIONS), range=hues)
    fill = alt.Color("direction:N", title=None, scale=kinds).legend(**key)
    bars = base.transform_calculate(start="datum.end - datum.share_pct")
    bars = bars.mark_bar(height=30, stroke=theme.color("ground")).encode(x=x, x2="end:Q", color=fill)
    text = base.mark_text(fontWeight="bold", color=theme.color("ground")).encode(x="mid:Q", text="label:N")
    head = alt.Chart(shown.drop_duplicates("row")).mark_text(align="left", dy=-25)
    head = head.encode(y=alt.Y("row:N", sort=rows), x=alt.value(0), text="row:N")
    return (bars + text + head).properties(width=width - 12, height=76 * len(rows))


def terms(held: pd.DataFrame, width: int) -> alt.LayerChart:
    """States in time order, a bar from first to last day each, with name and length in days above it.

    Args:
        held: what `moves.spells` returns; the last state is cut off and said to last so far.
        width: drawing width in px.
    """
    final = held["state"].iloc[-1]
    lengths = zip(held["state"], held["days"], strict=True)
    held = held.assign(row=[f"{s}: {'' if s != final else 'so far '}{d:,} days" for s, d in lengths])
    base = alt.Chart(held, width=width - 12, height=44 * len(held)).encode(
        y=alt.Y("row:N", sort=held["row"].tolist(), title=None).axis(labels=False, ticks=False, domain=False)
    )
    x = alt.X("start:T", title=None).axis(format="%Y", tickCount=4)
    tip = theme.tips({"title:N": "title", "start:T": "from", "end:T": "to", "days:Q": "length in days"})
    bar = base.mark_bar(height=13, color=theme.color("us")).encode(x=x, x2="end:T", tooltip=tip)
    return bar + base.mark_text(align="left", dy=-16, fontSize=12).encode(x=alt.value(0), text="row:N")
