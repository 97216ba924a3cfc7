"""Moves of the war in pictures: moves in order, running counts, the truce, the terms of the plants."""

from __future__ import annotations

import textwrap

import altair as alt
import pandas as pd

from chips.war import moves, moves_words
from explainer.figures import labels, theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW

#: words of the counts of the two sides, far enough from the line that they follow.
AWAY = 14
#: direction -> what a move does to trade.
EFFECT = {"tightening": "tightens", "neutral": "neither", "easing": "eases"}
#: terms of the plants, from the loosest to the tightest -> how dark the band is.
SHADES = (0.25, 0.55, 1.0)


def balance(steps: pd.DataFrame, turn: dict[str, dict], titles: dict[str, str], width: int) -> alt.LayerChart:
    """Running count of tightening minus easing steps: a step line per actor, with the day of the widest lead marked.

    The first two actors are in color, the others muted. Parameters of the chart: `rule` (a key of `moves.COUNTING`,
    driven by an input of the same name) and `told`, the title under that rule.

    Args:
        steps: what `moves.balances` returns (`rule`, `actor`, `date`, `net` in steps).
        turn: what `moves.widest` returns for the first two actors.
        titles: rule -> title.
        width: drawing width in px.
    """
    narrow = width == NARROW
    drawn = list(dict.fromkeys(steps["actor"]))
    told = zip(steps["net"], steps["actor"], steps["date"], strict=True)
    steps = steps.assign(tip=[moves_words.counts_as(n, a, d) for n, a, d in told])
    room = 104 if narrow else 128
    height = 330
    reach = max(1, int(steps["net"].max() - steps["net"].min()))
    final = moves.totals(steps)
    named = zip(final["actor"].map(moves.who), final["net"], strict=True)
    final["label"] = [f"{n} {v:+d}".replace("-", "−") for n, v in named]
    final["place"] = final.groupby("rule")["net"].transform(lambda net: labels.apart(net.tolist(), reach * 16 / height))
    x = alt.X("date:T", title=None).axis(format="’%y" if narrow else "%Y", tickCount=4 if narrow else 8, grid=False)
    y = alt.Y("net:Q", title="Tightening steps less easing steps").axis(tickCount=6).scale(padding=6)
    layers = [*_article(narrow), *_counting(narrow)]
    # the muted lines lie under the two in color
    for actors, hues, wide in ((drawn[2:], ["axis"] * len(drawn[2:]), 1.6), (drawn[:2], drawn[:2], 3)):
        scale = alt.Scale(domain=actors, range=[theme.color(one) for one in hues])
        color = alt.Color("actor:N", scale=scale, legend=None)
        rows = steps.loc[steps["actor"].isin(actors), ["rule", "actor", "date", "net", "tip"]]
        base = alt.Chart(rows).transform_filter("datum.rule == rule").encode(x=x, y=y, color=color)
        layers.append(base.mark_line(interpolate="step-after", strokeWidth=wide))
        layers.append(base.mark_point(opacity=0, size=90).encode(tooltip=theme.says("{tip}")))
        mine = final.loc[final["actor"].isin(actors), ["rule", "actor", "date", "place", "label"]]
        names = alt.Chart(mine).transform_filter("datum.rule == rule").mark_text(align="left", dx=5, fontSize=12)
        ink = color if actors == drawn[:2] else alt.value(theme.color("muted"))
        names = names.mark_text(align="left", dx=5, fontSize=12, fontWeight="bold" if actors == drawn[:2] else "normal")
        layers.append(names.encode(x="date:T", y="place:Q", text="label:N", color=ink))
    return (
        layer(*layers, *_turn(turn))
        .resolve_scale(color="independent")
        .properties(width=width - room - 34, height=height)
        .add_params(
            alt.param(name="rule", value="done"),
            alt.param(name="titles", value=titles),
            alt.param(name="told", expr="titles[rule]"),
        )
    )


def _article(narrow: bool) -> list[alt.Chart | alt.LayerChart]:
    """A line at the day of the article."""
    named = moves.ARTICLE_NAMED.replace(", ", ",|") if narrow else moves.ARTICLE_NAMED
    day = alt.Chart(pd.DataFrame({"date": [moves.ARTICLE], "label": [named]})).encode(x="date:T")
    said = day.mark_text(align="right", dx=-4, fontSize=12, lineBreak="|", color=theme.color("accent"))
    rule = day.mark_rule(strokeDash=[3, 3], color=theme.color("accent"))
    return [rule, labels.haloed(said.encode(y=alt.value(8), text="label:N"))]


def _counting(narrow: bool) -> list[alt.LayerChart]:
    """Which moves count at the present choice, in words at the upper left."""
    told = {rule: f"Counted: {what[0].lower()}{what[1:]}" for rule, what in moves.COUNTING.items()}
    rows = pd.DataFrame(
        {"rule": list(told), "label": ["|".join(textwrap.wrap(one, 18 if narrow else 40)) for one in told.values()]}
    )
    words = alt.Chart(rows).transform_filter("datum.rule == rule")
    words = words.mark_text(align="left", fontSize=12, lineBreak="|", color=theme.color("muted"))
    return [labels.haloed(words.encode(x=alt.value(8), y=alt.value(62 if narrow else 8), text="label:N"))]


def _turn(turn: dict[str, dict]) -> list[alt.Chart | alt.LayerChart]:
    """The day of the widest lead: a span between the two counts, each with its number."""
    rows = [
        {"rule": rule, "date": one["date"], "actor": actor, "net": net, "label": f"{net:+d}".replace("-", "−")}
        | {"low": min(one["at"].values()), "high": max(one["at"].values())}
        for rule, one in turn.items()
        for actor, net in one["at"].items()
    ]
    for row in rows:
        row["label"] += f" in {row['date']:%b %Y}" if row["net"] == row["low"] else ""
    base = alt.Chart(pd.DataFrame(rows)).transform_filter("datum.rule == rule").encode(x="date:T")
    dots = base.mark_point(size=70, filled=True, opacity=1, color=theme.color("ink"), aria=False).encode(y="net:Q")
    top = base.transform_filter("datum.net == datum.high")
    low = base.transform_filter("datum.net == datum.low")
    look = {"fontWeight": "bold", "fontSize": 12}
    return [
        top.mark_rule(color=theme.color("ink")).encode(y="low:Q", y2="high:Q"),
        dots,
        labels.haloed(top.mark_text(dy=-AWAY, dx=-4, align="right", **look).encode(y="net:Q", text="label:N")),
        labels.haloed(low.mark_text(dy=AWAY, dx=-6, align="left", **look).encode(y="net:Q", text="label:N")),
    ]


def in_order(ordered: pd.DataFrame, words: str, sums: tuple[str, str], width: int) -> alt.LayerChart:
    """All moves in order as squares, a line or more for each year, colored by direction; one run is framed.

    Args:
        ordered: what `moves.in_order` returns; `apart` marks the run.
        words: what the run is called, with its days.
        sums: what is said of the moves before the run, above them, and of those after it, below them.
        width: drawing width in px.
    """
    left, least = 40, 11.0
    most = int(ordered["place"].max()) + 1
    columns = min(most, int((width - left - 4) / least))
    step = min(15.0, (width - left - 4) / columns)
    shown = ordered.assign(
        x=(left + (ordered["place"] % columns + 0.5) * step).round(1),
        line=ordered["place"] // columns,
        sentence=[moves_words.sentence(one) for _, one in ordered.iterrows()],
        go="#event-" + ordered["event_id"],
        effect=ordered["direction"].astype("str").map(EFFECT),
    )
    begun = shown.index[shown["date"] > moves.ARTICLE].min()  # the first square after the article
    tops, y = {}, 26.0
    for (year, line), part in shown.groupby(["year", "line"]):
        y += 18 if part["apart"].any() or begun in part.index else 0  # room for the name of the run, of the article
        tops[year, line] = y
        y += step + (3 if line < shown.loc[shown["year"] == year, "line"].max() else 8)
    shown["y"] = [tops[key] for key in zip(shown["year"], shown["line"], strict=True)]
    end = y + 14
    at = {
        "x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], range=[0, width], nice=False)),
        "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, end], range=[0, end], nice=False)),
    }
    kinds = alt.Scale(domain=list(EFFECT.values()), range=[theme.color(n) for n in ("tightening", "axis", "easing")])
    key = {"orient": "top", "symbolType": "square", "symbolStrokeWidth": 0, "symbolSize": 110}
    base = alt.Chart(shown[["event_id", "effect", "apart", "x", "y", "sentence", "go"]])
    squares = base.mark_point(shape="square", size=(step - 1.6) ** 2, filled=True, opacity=1, aria=False).encode(
        **at,
        color=alt.Color("effect:N", scale=kinds, title=None).legend(**key),
        tooltip=theme.says("{sentence}"),
        href="go:N",
    )
    years = [(str(year), 0.0, top, "ink") for (year, line), top in tops.items() if line == 0]
    years += [(said, float(left), place, "muted") for said, place in zip(sums, (8.0, y + 4), strict=True)]
    layers = [squares]
    years = pd.DataFrame(years, columns=["label", "x", "y", "hue"])
    for hue, part in years.groupby("hue"):
        text = alt.Chart(part[["label", "x", "y"]]).mark_text(align="left", fontSize=12, color=theme.color(str(hue)))
        layers.append(text.encode(**at, text="label:N"))
    layers += [*_framed(shown, step, words, at), *_between(shown.loc[begun], step, at)]
    return layer(*layers, width=width, height=end)


def _between(square: pd.Series, step: float, at: dict) -> list[alt.Chart]:
    """The day of the article: a line before the first square after it, with its name above."""
    x, y = square["x"] - step / 2, square["y"]
    day = alt.Chart(
        pd.DataFrame({"x": [x], "y": [y - step / 2 - 5], "y2": [y + step / 2 + 1], "label": [moves.ARTICLE_NAMED]})
    )
    said = day.mark_text(fontSize=12, dy=-7, color=theme.color("accent"))
    return [
        day.mark_rule(strokeWidth=2.5, color=theme.color("accent")).encode(**at, y2="y2:Q"),
        said.encode(**at, text="label:N"),
    ]


def _framed(shown: pd.DataFrame, step: float, words: str, at: dict) -> list[alt.Chart]:
    """A frame around the squares that are `apart`, and its name above it."""
    half = step / 2 + 1
    box = pd.DataFrame(
        [
            {"x": part["x"].min() - half, "x2": part["x"].max() + half, "y": y - half, "y2": y + half}
            for y, part in shown[shown["apart"]].groupby("y")
        ]
    )
    frame = alt.Chart(box).mark_rect(filled=False, stroke=theme.color("ink"), strokeWidth=2, opacity=1, aria=False)
    side = "right" if box["x2"].iloc[0] > shown["x"].max() / 2 else "left"
    edge = box["x2" if side == "right" else "x"].iloc[0]
    note = alt.Chart(pd.DataFrame({"x": [edge], "y": [box["y"].iloc[0] - 9], "label": [words]}))
    said = note.mark_text(align=side, fontSize=12, fontWeight="bold")
    return [frame.encode(**at, x2="x2:Q", y2="y2:Q"), said.encode(**at, text="label:N")]


def terms(held: pd.DataFrame, tight: dict[str, int], width: int) -> alt.LayerChart:
    """One band in time, a segment for each state, darker where it is tighter; it runs down the page when narrow.

    Args:
        held: what `moves.spells` returns; of the last state, the day up to which it is counted is said.
        tight: state -> how tight it is, a place in `SHADES`.
        width: drawing width in px.
    """
    final, begin = held["state"].iloc[-1], held["start"].iloc[0]
    lengths = zip(held["state"], held["days"], strict=True)
    held = held.assign(
        shade=[SHADES[tight[s]] for s in held["state"]],
        length=[f"{d:,} days" + (f" to {held['end'].iloc[-1]:%-d %b %Y}" if s == final else "") for s, d in lengths],
        day=[f"from {d:%-d %b %Y}" for d in held["start"]],
    )
    draw = _terms_down if width == NARROW else _terms_along
    long = 400 if width == NARROW else width - 20
    scale = long / (held["end"].iloc[-1] - begin).days
    held["from_px"], held["to_px"] = ((held[c] - begin).dt.days * scale for c in ("start", "end"))
    held["to_px"] = held["to_px"].clip(lower=held["from_px"] + 5)  # a few days can be seen too
    held["from_px"] = held["from_px"].clip(lower=held["to_px"].shift(fill_value=0.0))
    held["tip"] = [
        f"{one['state']}, {one['start']:%-d %B %Y} to {one['end']:%-d %B %Y}, {one['length']}. {one['title']}."
        for one in held.to_dict("records")
    ]
    tip = theme.says("{tip}")
    look = {"color": theme.color("us"), "stroke": theme.color("ground"), "strokeWidth": 1.5}
    shade = alt.Opacity("shade:Q", scale=alt.Scale(domain=[0, 1], range=[0, 1]), legend=None)
    return draw(held, alt.Chart(held).mark_rect(**look).encode(opacity=shade, tooltip=tip), width)


#: what stands at a segment -> its weight and color, line by line.
TOLD = {"state": ("bold", "ink"), "day": ("normal", "muted"), "length": ("normal", "muted")}


def _px(field: str, channel: type, size: float) -> alt.X | alt.Y:
    """A position that is given in px."""
    return channel(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, size], range=[0, size], nice=False))


def _terms_along(held: pd.DataFrame, bar: alt.Chart, width: int) -> alt.LayerChart:
    """The band from left to right: names below the segments that hold them, above the others."""
    need = held[list(TOLD)].map(len).max(axis=1) * 6.8 + 8
    inside = need <= held["to_px"] - held["from_px"]
    inside.iloc[-1] = True
    longest = [max(row, key=len) for row in held[list(TOLD)].to_numpy()]
    small = labels.flags(held.assign(x=held["from_px"], label=longest)[~inside], 0, width)
    top = 56.0 * (1 + int(small["row"].max())) if len(small) else 4.0
    height = top + 40 + 54
    y, x = _px("y", alt.Y, height), _px("x", alt.X, width)
    layers = [bar.encode(x=_px("from_px", alt.X, width), x2="to_px:Q", y=alt.value(top), y2=alt.value(top + 34))]
    below = held[inside].assign(x=held["from_px"], align="left", y=top + 48)
    below.loc[below.index[-1:], ["x", "align"]] = [held["to_px"].iloc[-1], "right"]
    above = small.assign(y=top - 46 - 56.0 * small["row"])
    ties = alt.Chart(above[["x", "y"]]).mark_rule(color=theme.color("muted"))
    layers.append(ties.encode(x=x, y=y, y2=alt.value(top + 34)))
    for part in (below, above.assign(x=above["text_x"] + above["align"].map({"left": 8, "right": -8}))):
        for align in sorted(set(part["align"])):
            mine = alt.Chart(part.loc[part["align"] == align, ["x", "y", *TOLD]])
            for line, (column, (weight, hue)) in enumerate(TOLD.items()):
                words = mine.mark_text(
                    align=align, dy=16 * line, fontSize=12, fontWeight=weight, color=theme.color(hue)
                )
                layers.append(words.encode(x=x, y=y, text=f"{column}:N"))
    return layer(*layers, width=width, height=height)


def _terms_down(held: pd.DataFrame, bar: alt.Chart, width: int) -> alt.LayerChart:
    """The band from top to bottom, names beside it."""
    middle = (held["from_px"] + held["to_px"]) / 2
    held = held.assign(y=labels.apart((middle + 22).tolist(), 54))
    tall = max(held["to_px"].max(), held["y"].max() + 24)
    bar = bar.encode(y=_px("from_px", alt.Y, tall), y2="to_px:Q", x=alt.value(0), x2=alt.value(34))
    base = alt.Chart(held[["y", *TOLD]]).encode(y=_px("y", alt.Y, tall), x=alt.value(56))
    ties = alt.Chart(held.assign(y=middle, y2=held["y"])[["y", "y2"]]).mark_rule(color=theme.color("muted"))
    ties = ties.encode(y=_px("y", alt.Y, tall), y2="y2:Q", x=alt.value(34), x2=alt.value(52))
    words = [
        base.mark_text(align="left", dy=16 * (line - 1), fontSize=12, fontWeight=weight, color=theme.color(hue)).encode(
            text=f"{column}:N"
        )
        for line, (column, (weight, hue)) in enumerate(TOLD.items())
    ]
    return layer(bar, ties, *words, width=width - 12, height=tall)
