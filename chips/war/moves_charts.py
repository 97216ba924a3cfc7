"""Events in pictures: a list in time order, all lanes at a glance."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

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
    height = step * len(shown)
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, width], range=[0, width]), axis=None)
    y_scale = alt.Scale(domain=[-0.7, len(shown) - 0.5], reverse=True)
    y = alt.Y("row:Q", scale=y_scale, axis=None)
    base = alt.Chart(shown).encode(y=y)
    colors = alt.Scale(domain=actors, range=[theme.color("other" if a == "company" else a) for a in actors])
    shapes = alt.Scale(domain=list(SHAPES), range=list(SHAPES.values()))
    heads = pd.DataFrame({"x": [left + lane * (i + 0.5) for i in range(len(actors))], "t": [SHORT[a] for a in actors]})
    lanes = alt.Chart(heads).mark_rule(color=theme.color("grid")).encode(x=x)
    names = (
        alt.Chart(heads)
        .mark_text(fontSize=11, fontWeight="bold", baseline="bottom")
        .encode(x=x, text="t:N", y=alt.value(0))
    )
    size = 12 if narrow else 13
    day = base.mark_text(align="left", fontSize=size).encode(
        x=alt.value(0), text="first:N", color=alt.value(theme.color("muted"))
    )
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
    return alt.layer(*layers, height=height, width=width)


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


def lanes(events: pd.DataFrame, width: int, article: str = "2023-05-27") -> alt.LayerChart:
    """All events by quarter and actor; each mark leads to the row `#event-<id>` of the table on the same page.

    Parameters of the chart, driven by inputs of the same names: `actor`, `instrument`, `stage` (`all` or a value of the
    table), `pick` (a `sentence` or empty) and `said`, which puts the present choice into words.

    Args:
        events: rows of `events`.
        width: drawing width in px.
        article: day whose quarter is set on a band.
    """
    narrow = width <= NARROW
    left, step, gap = (50, 9.5, 12) if narrow else (112, 10.5, 14)
    shown = positions(events, 1 if narrow else 2)
    quarters = int(shown["quarter"].max()) + 1
    wide = (width - left - 4) / quarters
    first = int(shown["date"].dt.year.min())
    lines, lanes, y = {}, [], 18.0
    for name, (_, full, short) in LANES.items():
        mine = shown[shown["lane"] == name]
        up, down = max(1, int(mine["level"].max())), max(1, -int(mine["level"].min()))
        lines[name] = y + up * step + 2
        lanes.append({"lane": name, "y": lines[name], "label": short if narrow else full})
        y = lines[name] + down * step + 2 + gap
    height = y + 6
    offset = (0.5 if narrow else 0.28 + 0.44 * shown["column"]) * wide
    shown["x"] = (left + shown["quarter"] * wide + offset).round(1)
    shown["y"] = (shown["lane"].map(lines) - shown["level"] * step + np.sign(shown["level"]) * (step / 2 - 2)).round(1)
    shown["sentence"] = [sentence(row) for _, row in shown.iterrows()]
    shown["go"] = "#event-" + shown["event_id"]
    shown["hollow"] = shown["direction"].astype("str") == "neutral"
    keep = ["event_id", "actor", "instrument", "stage_of_chain", "lane", "family", "hollow", "x", "y", "sentence", "go"]
    marks = shown[keep].astype(dict.fromkeys(("actor", "instrument", "stage_of_chain"), "str"))
    at = {"x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], range=[0, width], nice=False))}
    at["y"] = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 1000], range=[0, 1000], nice=False))
    actors = list(LANES)
    colors = alt.Scale(
        domain=actors, range=[theme.color("eu" if n == "other" else "other" if n == "company" else n) for n in actors]
    )
    shapes = alt.Scale(domain=list(FAMILIES), range=[shape for _, shape in FAMILIES.values()])
    hit = (
        "(actor == 'all' || datum.actor == actor) && (instrument == 'all' || datum.instrument == instrument)"
        " && (stage == 'all' || datum.stage_of_chain == stage)"
    )
    day = pd.Timestamp(article)
    begin = left + ((day.year - first) * 4 + day.quarter - 1) * wide
    band = alt.Chart(pd.DataFrame({"x": [begin], "x2": [begin + wide], "y": [14.0], "y2": [height - 4]}))
    years = pd.DataFrame({"x": [left + 4 * i * wide for i in range((quarters + 3) // 4)]})
    years["label"] = [f"’{(first + i) % 100:02d}" if narrow else str(first + i) for i in range(len(years))]
    tag = {"x": alt.value(begin + wide / 2), "y": alt.value(6), "text": alt.value("the article")}
    base = alt.Chart(marks)
    dots = base.mark_point(size=44 if narrow else 48, strokeWidth=1.3, opacity=1, aria=False).encode(
        **at,
        shape=alt.Shape("family:N", scale=shapes, legend=None),
        stroke=alt.Stroke("lane:N", scale=colors, legend=None),
        fill=alt.condition(
            "datum.hollow", alt.value(theme.color("ground")), alt.Fill("lane:N", scale=colors, legend=None)
        ),
        opacity=alt.condition(hit, alt.value(1), alt.value(0.1)),
        tooltip=theme.tips({"sentence:N": " "}),
        href="go:N",
    )
    ring = base.transform_filter("datum.sentence == pick").mark_point(
        shape="circle", size=330, filled=False, strokeWidth=2.5, opacity=1, aria=False
    )
    names = pd.DataFrame(lanes)
    layers = [
        band.mark_rect(color=theme.color("band"), opacity=1).encode(**at, x2="x2:Q", y2="y2:Q"),
        alt.Chart(years)
        .mark_rule(color=theme.color("grid"))
        .encode(x=at["x"], y=alt.value(16), y2=alt.value(height - 4)),
        alt.Chart(names)
        .mark_rule(color=theme.color("axis"))
        .encode(y=at["y"], x=alt.value(left), x2=alt.value(width - 2)),
        alt.Chart(names)
        .mark_text(align="left", fontWeight="bold", fontSize=12 if narrow else 13)
        .encode(y=at["y"], x=alt.value(0), text="label:N"),
        alt.Chart(years)
        .mark_text(align="left", dx=3, fontSize=12, color=theme.color("muted"))
        .encode(x=at["x"], y=alt.value(height + 4), text="label:N"),
        alt.Chart(pd.DataFrame({"a": [0]})).mark_text(fontSize=12, color=theme.color("muted")).encode(**tag),
        dots,
        ring.encode(**at, stroke=alt.value(theme.color("accent"))),
    ]
    columns = 2 if narrow else 4
    key = pd.DataFrame(
        {
            "family": list(FAMILIES),
            "x": [8 + (i % columns) * (width - 8) / columns for i in range(len(FAMILIES))],
            "y": [height + 30.0 + 20 * (i // columns) for i in range(len(FAMILIES))],
        }
    )
    keys = alt.Chart(key).encode(**at)
    layers.append(
        keys.mark_point(size=60, filled=True, color=theme.color("muted"), opacity=1, aria=False).encode(
            shape=alt.Shape("family:N", scale=shapes, legend=None)
        )
    )
    layers.append(keys.mark_text(align="left", dx=10, fontSize=12).encode(text="family:N"))
    whole = height + 34 + 20 * ((len(FAMILIES) - 1) // columns)
    top = lines["us"]
    for label, place in (("tightening ↑", top - 16), ("easing ↓", top + 16)):
        if not narrow:
            note = alt.Chart(pd.DataFrame({"a": [0]})).mark_text(align="left", fontSize=12, color=theme.color("muted"))
            layers.append(note.encode(x=alt.value(0), y=alt.value(place), text=alt.value(label)))
    counts = combinations(events)
    chosen = "(counts[actor + '|' + instrument + '|' + stage] || 0)"
    said = (
        f"({chosen} == 0 ? 'No event in the data has this combination. Widen a filter to see events again.' : "
        f"{chosen} == {len(events)} ? "
        f"'All {len(events)} events are shown. Choose filters, or an event to read it here.' : "
        f"{chosen} + ' of {len(events)} events match; the others are faint.')"
        " + (pick == '' ? '' : ' Chosen event: ' + pick)"
    )
    none = alt.Chart(pd.DataFrame({"a": [0]})).mark_text(fontSize=15, fontWeight="bold")
    empty = alt.ExprRef(f"{chosen} == 0 ? 'No event has this combination' : ''")
    layers.append(none.encode(x=alt.value(left + (width - left) / 2), y=alt.value(height / 2), text=alt.value(empty)))
    return alt.layer(*layers, width=width, height=whole).add_params(
        *(
            alt.param(name=n, value=v)
            for n, v in (("actor", "all"), ("instrument", "all"), ("stage", "all"), ("pick", ""))
        ),
        alt.param(name="counts", value=counts),
        alt.param(name="said", expr=said),
    )
