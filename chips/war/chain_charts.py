"""The supply chain in pictures: who holds and controls what, the way back from a chip, what is left without whom."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.war import chain, moves
from explainer.figures import grid, labels, theme
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed, plural

#: column of the grids -> heading on a phone.
SHORT = {"us": "US", "jp": "JP", "nl": "NL", "europe": "EU+", "kr": "KR", "tw": "TW", "cn": "CN", "rest": "Oth."}
#: countries with a color of their own in the lists of inputs; the others share one.
HUES = ("us", "jp", "nl", "kr", "cn", "other")
#: half the width of the box of a step in the wide tree, the way from it to its inputs, width of a bold letter: px.
HALF, GAP, LETTER = 78, 24, 7.0
#: where the column of steps stands in the wide tree, part of the width: tools on its left have the longer names.
CENTER = 0.54


def _heading(name: str) -> str:
    return name.replace(" ", "|").replace("Netherlands", "Nether-|lands")


def _hue(country: str) -> str:
    return country if not pd.isna(country) and country in HUES else "other"


def holdings(held: pd.DataFrame, width: int) -> alt.LayerChart:
    """Grid of inputs by holder: percent of world sales or capacity; what rounds to zero stays empty.

    The largest number of each row is bold.

    Args:
        held: what `chain.held` returns, nodes of `chain.INPUTS` in the order wanted, one year per group of inputs.
        width: drawing width in px.
    """
    cells = held.assign(
        group=[chain.INPUTS[n][0] for n in held["node_id"]],
        row=[chain.INPUTS[n][1] for n in held["node_id"]],
        column=held["holder"],
        value=held["share_pct"],
        step=[grid.level(v) for v in held["share_pct"]],
        strong=held["share_pct"] == held.groupby("node_id")["share_pct"].transform("max"),
    )
    of = cells["year"].astype("str")
    who, share = cells["column"].map(chain.HOLDERS), cells["value"].map(lambda v: fixed(v, 1))
    cells["tip"] = cells["row"] + ", " + of + ": " + who + " " + share + " percent"
    cells["group"] = cells["group"] + ", " + of
    columns = {key: _heading(name) for key, name in chain.HOLDERS.items()}
    return grid.color_grid(cells[cells["value"].round() >= 1], width, columns, SHORT)


def controls(hit: pd.DataFrame, sides: tuple[str, str], width: int) -> alt.LayerChart:
    """Number of tightening measures by stage of the chain: bars of one actor to the left, of another to the right.

    The measures of all others stand in words under the name of the stage.

    Args:
        hit: what `chain.hits` returns.
        sides: ids of the two actors, left and right.
        width: drawing width in px.
    """
    room, line = (136 if width == NARROW else 180), 40
    most = int(hit.loc[hit["actor"].isin(sides), "steps"].max())
    reach = (width - room) / 2 - 24
    stages = [s for s in moves.STAGES if s in set(hit["stage"])]
    y = {s: 28 + line * (i + 0.5) for i, s in enumerate(stages)}
    height = 28 + line * len(stages)
    at = {
        "x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], range=[0, width], nice=False)),
        "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height], nice=False)),
    }
    rows = hit[hit["actor"].isin(sides)].assign(y=hit["stage"].map(y))
    sign = rows["actor"].map({sides[0]: -1, sides[1]: 1})
    rows["x"] = width / 2 + sign * room / 2
    rows["x2"] = rows["x"] + sign * reach * rows["steps"] / most
    rows = rows.assign(top=rows["y"] - 10, bottom=rows["y"] + 10, text_x=rows["x2"] + sign * 10)
    told = zip(rows["stage"], rows["steps"], rows["actor"], strict=True)
    rows["tip"] = [f"{moves.STAGES[s]}: {plural(n, 'measure')} by {theme.LABEL[a]}" for s, n, a in told]
    base = alt.Chart(rows.drop(columns="source_id"))
    bars = base.encode(x=at["x"], x2="x2:Q", color=alt.Color("actor:N", scale=theme.scale(list(sides)), legend=None))
    bars = bars.transform_calculate(y="datum.top").encode(y=at["y"], y2="bottom:Q", tooltip=theme.tips({"tip:N": " "}))
    counts = base.transform_calculate(x="datum.text_x").mark_text(fontSize=12, fontWeight="bold")
    heads = pd.DataFrame({"x": [(width - room) / 2, (width + room) / 2], "y": 10.0, "actor": list(sides)})
    heads = heads.assign(text=heads["actor"].map(theme.LABEL))
    titles = [
        alt.Chart(heads.iloc[[i]]).mark_text(align=align, fontWeight="bold", color=theme.color(sides[i]))
        for i, align in enumerate(("right", "left"))
    ]
    return alt.layer(
        bars.mark_rect(),
        counts.encode(**at, text="steps:Q"),
        *_stage_names(hit, sides, y, width, at),
        *(one.encode(**at, text="text:N") for one in titles),
        width=width,
        height=height,
    )


def _stage_names(
    hit: pd.DataFrame, sides: tuple[str, str], y: dict[str, float], width: int, at: dict
) -> list[alt.Chart]:
    """Names of the stages between the bars of `controls`, with the measures of all other actors below."""
    others = hit[~hit["actor"].isin(sides)]
    called = SHORT if width == NARROW else theme.LABEL
    rest = others.assign(word=[f"{called[a]} {n}" for a, n in zip(others["actor"], others["steps"], strict=True)])
    also = rest.groupby("stage")["word"].agg(", ".join)
    names = pd.DataFrame({"stage": list(y), "x": width / 2, "y": list(y.values())})
    names = names.assign(text=names["stage"].map(moves.STAGES), also=names["stage"].map(also).fillna(""))
    words = alt.Chart(names)
    return [
        words.transform_filter("datum.also == ''").mark_text(fontSize=12).encode(**at, text="text:N"),
        words.transform_filter("datum.also != ''").mark_text(fontSize=12, dy=-8).encode(**at, text="text:N"),
        words.mark_text(fontSize=12, dy=9, color=theme.color("muted")).encode(**at, text="also:N"),
    ]


def strongholds(strong: pd.DataFrame, width: int) -> alt.VConcatChart:
    """Bars of a country's sales in the inputs it is strong in, billion dollars, one panel per country on one scale.

    Args:
        strong: what `chain.strongholds` returns, rows with `sales_busd`.
        width: drawing width in px.
    """
    narrow = width == NARROW
    told = zip(strong["share_pct"], strong["world_sales_busd"], strong["sales_busd"], strict=True)
    strong = strong.assign(
        row=strong["input"] + ", " + strong["year"].astype("str"),
        text=[f"${fixed(v, 1)} bn, {fixed(s)}%" + ("" if narrow else f" of {fixed(w, 1)}") for s, w, v in told],
    )
    end = labels.end_of(strong["sales_busd"], 20)
    tip = {
        "input:N": "title",
        "sales_busd:Q .1f": "sales of the country's firms, billion dollars",
        "share_pct:Q": "share, percent",
        "world_sales_busd:Q ,.1f": "world sales, billion dollars",
    }
    countries, parts = list(dict.fromkeys(strong["country_id"])), []
    for one in countries:
        mine = strong[strong["country_id"] == one].sort_values("sales_busd", ascending=False, kind="stable")
        title = alt.Title(theme.LABEL[one], fontSize=13, color=theme.color(one))
        base = alt.Chart(mine, width=width - 12, height=38 * len(mine), title=title).encode(
            y=alt.Y("row:N", sort=mine["row"].tolist(), title=None).axis(labels=False, ticks=False, domain=False)
        )
        last = one == countries[-1]
        x = alt.X("sales_busd:Q", title="Billion dollars of sales a year" if last else None)
        x = x.scale(domain=[0, end]).axis(tickCount=5, labels=last, ticks=last)
        bars = base.mark_bar(height=10, color=theme.color(one)).encode(x=x, tooltip=theme.tips(tip))
        words = base.mark_text(align="left", dy=-14, fontSize=12).encode(x=alt.value(0), text="row:N")
        sums = base.mark_text(align="right", dy=-14, fontSize=12, fontWeight="bold", color=theme.color("muted"))
        parts.append(bars + words + sums.encode(x=alt.value(width - 12), text="text:N"))
    return alt.vconcat(*parts, spacing=18)


def substitution(left: pd.DataFrame, lines: dict[str, str], width: int) -> alt.LayerChart:
    """Bars of what is left of each input if a group of countries stops, percent, least first, before a ghost of all.

    Parameters of the chart: `gone` (key of the group, driven by an input of the same name; the first at the opening)
    and `said`, which puts the present choice into words.

    Args:
        left: what `chain.without_each` returns, with `input` (label).
        lines: key of the group -> sentence.
        width: drawing width in px.
    """
    narrow = width == NARROW
    room, line = (150 if narrow else 210), 24
    told = zip(left["left_pct"], left["partial"], strict=True)
    shown = left.assign(label=[f"{fixed(v)}{' or less' if partial else ''}" for v, partial in told])
    shown = shown.sort_values(["removed", "left_pct"], kind="stable")
    shown["y"] = (shown.groupby("removed").cumcount() + 0.5) * line
    shown = shown[["removed", "input", "left_pct", "label", "y"]].round(2)
    height = float(shown["y"].max()) + line / 2
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height], nice=False))
    base = alt.Chart(shown).transform_filter("datum.removed == gone").encode(y=y)
    x = alt.X("left_pct:Q", title="Percent left").scale(domain=[0, 100])
    x = x.axis(values=[0, 50, 100] if narrow else [0, 25, 50, 75, 100])
    bar = {"height": 14, "orient": "horizontal"}
    whole = base.transform_calculate(full="100").mark_bar(color=theme.color("none"), **bar).encode(x="full:Q")
    hue = alt.condition("datum.left_pct < 25", alt.value(theme.color("ink")), alt.value(theme.color("axis")))
    tip = theme.tips({"input:N": "title", "left_pct:Q .0f": "percent left"})
    bars = base.mark_bar(**bar).encode(x=x, color=hue, tooltip=tip)
    names = base.mark_text(align="right", dx=-8, fontSize=12).encode(x=alt.value(0), text="input:N")
    text = base.mark_text(align="left", dx=4, fontSize=12).encode(x="left_pct:Q", text="label:N")
    layers = (whole + bars + names + text).properties(width=width - room - 66, height=height)
    return layers.add_params(
        alt.param(name="gone", value=next(iter(lines))),
        alt.param(name="lines", value=lines),
        alt.param(name="said", expr="lines[gone]"),
    )


def _places(rows: pd.DataFrame, width: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, float]:
    """Where the tree of `way_back` stands: steps, inputs, lines between them (`x`, `y`, `x2`, `y2`), and its height."""
    narrow = width <= NARROW
    line, gap = 19, 16
    dots, heads, links, y = [], [], [], 34.0
    center, half = (12, 0) if narrow else (width * CENTER, HALF)
    for step, part in rows.groupby("step", sort=False):
        sides = {"tool": part} if narrow else {k: part[part["kind"] == k] for k in ("tool", "material")}
        tall = max(len(one) for one in sides.values())
        if narrow:
            heads.append({"text": step, "x": center + 12, "y": y + 8})
            first = y + 28
            y = first + tall * line - line / 2 + gap
        else:
            first = y + line / 2
            y += tall * line + gap
            heads.append({"text": step, "x": center, "y": first + (tall - 1) * line / 2})
        for kind, one in sides.items():
            shift = 0 if narrow else (tall - len(one)) * line / 2
            left = kind == "tool" and not narrow
            x = 34.0 if narrow else (center - half - GAP if left else center + half + GAP)
            edge = center if narrow else (center - half if left else center + half)
            for i, row in enumerate(one.to_dict("records")):
                at = first + shift + i * line
                dots.append({**row, "x": x, "y": at, "left": left})
                links.append({"x": edge, "y": at if narrow else heads[-1]["y"], "x2": x, "y2": at})
    return pd.DataFrame(heads), pd.DataFrame(dots), pd.DataFrame(links), y


def way_back(rows: pd.DataFrame, names: dict[str, str], product: str, width: int) -> alt.LayerChart:
    """The way back from a chip: three columns (tools, steps, materials) when wide, an indented tree when narrow.

    Each input stands with its largest holder and that holder's share, in percent.

    Args:
        rows: what `chain.way_back` returns.
        names: country id -> name.
        product: text of the finished chip at the top.
        width: drawing width in px.
    """
    told = list(zip(rows["leader"], rows["leader_pct"], strict=True))
    rows = rows.assign(
        holder=["no share" if pd.isna(c) else f"{names[c]} {fixed(p)}%" for c, p in told],
        hue=["muted" if pd.isna(c) else _hue(c) for c in rows["leader"]],
    )
    narrow = width <= NARROW
    center = 12 if narrow else width * CENTER
    heads, dots, links, height = _places(rows, width)
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, width], range=[0, width]), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], range=[0, height]), axis=None)
    span = {"x": x, "y": y, "x2": "x2:Q", "y2": "y2:Q"}
    end = (dots if narrow else heads)["y"].iloc[-1]
    trunk = pd.DataFrame({"x": [center], "y": [20.0], "x2": [center], "y2": [end]})
    layers = [
        alt.Chart(links).mark_rule(color=theme.color("axis"), strokeWidth=1).encode(**span),
        alt.Chart(trunk).mark_rule(color=theme.color("axis"), strokeWidth=2).encode(**span),
        *_steps(heads, span, center, narrow),
    ]
    layers += _inputs(dots, {"x": x, "y": y}, width)
    title = alt.Chart(pd.DataFrame({"x": [0 if narrow else center], "y": [8.0], "text": [product]}))
    title = title.mark_text(align="left" if narrow else "center", fontWeight="bold")
    layers.append(title.encode(x=x, y=y, text="text:N"))
    return alt.layer(*layers, width=width, height=height)


def _inputs(dots: pd.DataFrame, at: dict, width: int) -> list[alt.Chart]:
    """The inputs of the tree: a mark, then the holder in its color, then the name; when narrow the name first."""
    narrow = width <= NARROW
    sign = dots["left"].map({True: -1, False: 1})
    beside = LETTER * dots["holder"].str.len() + 12
    dots = dots.assign(
        holder_x=float(width) if narrow else dots["x"] + sign * 8,
        name_x=dots["x"] + (8 if narrow else sign * (8 + beside)),
    )
    hues = list(dict.fromkeys(dots["hue"]))
    color = alt.Color("hue:N", legend=None, scale=alt.Scale(domain=hues, range=[theme.color(h) for h in hues]))
    shapes = alt.Scale(domain=["tool", "material"], range=["circle", "diamond"])
    marks = alt.Chart(dots[["x", "y", "hue", "kind"]]).mark_point(size=55, filled=True, opacity=1, aria=False)
    layers = [marks.encode(**at, color=color, shape=alt.Shape("kind:N", scale=shapes, legend=None))]
    for is_left in sorted(set(dots["left"])):
        mine = dots[dots["left"] == is_left]
        align = "right" if is_left else "left"
        names = mine.assign(x=mine["name_x"])[["x", "y", "input"]]
        layers.append(alt.Chart(names).mark_text(align=align, fontSize=12).encode(**at, text="input:N"))
        holders = alt.Chart(mine.assign(x=mine["holder_x"])[["x", "y", "hue", "holder"]])
        holders = holders.mark_text(align="right" if narrow else align, fontSize=12, fontWeight="bold")
        layers.append(holders.encode(**at, text="holder:N", color=color))
    return layers


def _steps(heads: pd.DataFrame, span: dict, center: float, narrow: bool) -> list[alt.Chart]:
    """The steps of the tree: names beside squares when narrow, names in boxes when wide."""
    at = {"x": span["x"], "y": span["y"]}
    words = alt.Chart(heads).encode(**at, text="text:N")
    if narrow:
        marks = alt.Chart(heads.assign(x=center)).encode(**at)
        square = {"shape": "square", "size": 80, "filled": True, "opacity": 1, "color": theme.color("ink")}
        return [marks.mark_point(**square), words.mark_text(align="left", fontWeight="bold")]
    boxes = heads.assign(y=heads["y"] - 13, y2=heads["y"] + 13, x=center - HALF, x2=center + HALF)
    rect = {"color": theme.color("none"), "stroke": theme.color("axis"), "cornerRadius": 4, "opacity": 1}
    return [
        alt.Chart(boxes).mark_rect(**rect).encode(**span),
        words.mark_text(fontWeight="bold", fontSize=12),
    ]
