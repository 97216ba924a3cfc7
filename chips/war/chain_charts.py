"""The supply chain in pictures: who holds what, how tight, the way back from a chip, what is left without whom."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.war import chain, moves
from explainer.figures import grid, labels, theme
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed, plural

#: column of the grids -> heading on a phone.
SHORT = {"us": "US", "jp": "JP", "nl": "NL", "europe": "EU+", "kr": "KR", "tw": "TW", "cn": "CN", "rest": "Oth."}
#: actors of the grid of controls, left to right, and the numbers of measures at which its color deepens.
ACTING, DEEPER = ("us", "nl", "jp", "tw", "cn"), (3, 6, 11, 16)
#: countries with a color of their own in the lists of inputs; the others share one.
HUES = ("us", "jp", "nl", "kr", "cn", "other")
#: half the width of the box of a step in the wide tree, px.
HALF = 82


def _heading(name: str) -> str:
    return name.replace(" ", "|").replace("Netherlands", "Nether-|lands")


def _hue(country: str) -> str:
    return country if not pd.isna(country) and country in HUES else "other"


def holdings(held: pd.DataFrame, width: int) -> alt.LayerChart:
    """Grid of inputs by holder: percent of world sales or capacity; what rounds to zero stays empty.

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
    )
    of = cells["year"].astype("str")
    who, share = cells["column"].map(chain.HOLDERS), cells["value"].map(lambda v: fixed(v, 1))
    cells["tip"] = cells["row"] + ", " + of + ": " + who + " " + share + " percent"
    cells["group"] = cells["group"] + ", " + of
    columns = {key: _heading(name) for key, name in chain.HOLDERS.items()}
    return grid.color_grid(cells[cells["value"].round() >= 1], width, columns, SHORT)


def controls(hit: pd.DataFrame, width: int) -> alt.LayerChart:
    """Grid of stages of the chain by actor: number of tightening measures.

    Args:
        hit: what `chain.hits` returns.
        width: drawing width in px.

    Raises:
        ValueError: an actor has no column (see `ACTING`).
    """
    lost = sorted(set(hit["actor"]) - set(ACTING))
    if lost:
        raise ValueError(f"no column for {', '.join(lost)}")
    cells = hit.assign(
        group="Stage that the measure touches first",
        row=hit["stage"].map(moves.STAGES),
        column=hit["actor"],
        value=hit["steps"],
        step=[sum(v >= limit for limit in DEEPER) for v in hit["steps"]],
    )
    told = zip(cells["row"], cells["steps"], cells["actor"], strict=True)
    cells["tip"] = [f"{row}: {plural(v, 'measure')} by {theme.LABEL[a]}" for row, v, a in told]
    return grid.color_grid(cells, width, {a: _heading(theme.LABEL[a]) for a in ACTING}, SHORT)


def concentration(tight: pd.DataFrame, names: dict[str, str], width: int) -> alt.LayerChart:
    """Inputs as dots on the Herfindahl-Hirschman index by country; a bar shows the range that the unnamed rest leaves.

    A dashed line stands at 5,000 points, two equal countries.

    Args:
        tight: what `chain.holder_concentration` returns, in the order wanted, with `input` (label).
        names: country id -> name.
        width: drawing width in px.
    """
    told = zip(tight["input"], tight["leader"], tight["leader_pct"], tight["holders"], strict=True)
    tight = tight.assign(
        text=[f"{i}: {names[c]} {fixed(p)}%, {plural(h, 'holder')}" for i, c, p, h in told],
        hue=[_hue(c) for c in tight["leader"]],
    )
    base = alt.Chart(tight, width=width - 12, height=36 * len(tight)).encode(
        y=alt.Y("text:N", sort=tight["text"].tolist(), title=None).axis(labels=False, ticks=False, domain=False),
        color=alt.Color("hue:N", scale=theme.scale(list(HUES)), legend=None),
    )
    x = alt.X("hhi_low:Q", title="Herfindahl-Hirschman index").scale(domain=[0, 10000])
    x = x.axis(values=[0, 2500, 5000, 7500, 10000], format=",.0f")
    tip = {"input:N": "title", "year:Q d": "figures of", "hhi_low:Q ,.0f": "index, from", "hhi_high:Q ,.0f": "to"}
    span = base.mark_rule(strokeWidth=3).encode(x=x, x2="hhi_high:Q")
    dots = base.mark_point(size=80, filled=True, opacity=1).encode(x=x, tooltip=theme.tips(tip))
    words = base.mark_text(align="left", dy=-14, fontSize=12)
    words = words.encode(x=alt.value(0), text="text:N", color=alt.value(theme.color("ink")))
    halo = words.mark_text(align="left", dy=-14, fontSize=12, strokeWidth=4, stroke=theme.color("ground"))
    two = alt.Chart(pd.DataFrame({"x": [5000]})).mark_rule(strokeDash=[4, 3]).encode(x="x:Q")
    return two + halo + words + span + dots


def strongholds(strong: pd.DataFrame, width: int) -> alt.VConcatChart:
    """Bars of a country's share of an input, percent, one panel per country; the world's sales stand in the label.

    Args:
        strong: what `chain.strongholds` returns, with `input` (label).
        width: drawing width in px.
    """
    told = zip(strong["input"], strong["year"], strong["share_pct"], strong["world_sales_busd"], strict=True)
    strong = strong.assign(
        text=[f"{i}, {y}: {fixed(s)}%" + ("" if pd.isna(w) else f" of ${w:,.1f} bn") for i, y, s, w in told]
    )
    tip = {
        "input:N": "title",
        "year:Q d": "figures of",
        "share_pct:Q": "share, percent",
        "world_sales_busd:Q ,.1f": "world sales, billion dollars",
    }
    countries, parts = list(dict.fromkeys(strong["country_id"])), []
    for one in countries:
        mine = strong[strong["country_id"] == one]
        title = alt.Title(theme.LABEL[one], fontSize=13)
        base = alt.Chart(mine, width=width - 12, height=38 * len(mine), title=title).encode(
            y=alt.Y("text:N", sort=mine["text"].tolist(), title=None).axis(labels=False, ticks=False, domain=False)
        )
        x = alt.X("share_pct:Q", title="Percent of world sales or capacity" if one == countries[-1] else None)
        x = x.scale(domain=[0, 100]).axis(tickCount=5)
        bars = base.mark_bar(height=10, color=theme.color(one)).encode(x=x, tooltip=theme.tips(tip))
        parts.append(bars + base.mark_text(align="left", dy=-14, fontSize=12).encode(x=alt.value(0), text="text:N"))
    return alt.vconcat(*parts, spacing=18)


def substitution(left: pd.DataFrame, lines: dict[str, str], width: int) -> alt.LayerChart:
    """Bars of what is left of each input if a group of countries stops, percent; less than a quarter is colored.

    Parameters of the chart: `gone` (key of the group, driven by an input of the same name; the first at the opening)
    and `said`, which puts the present choice into words.

    Args:
        left: what `chain.without_each` returns, with `input` (label).
        lines: key of the group -> sentence.
        width: drawing width in px.
    """
    narrow = width == NARROW
    told = zip(left["left_pct"], left["partial"], strict=True)
    shown = left.assign(
        row=[labels.wrap(i, 24 if narrow else 34) for i in left["input"]],
        label=[f"{fixed(v)}{' or less' if partial else ''}" for v, partial in told],
    )
    shown = shown[["removed", "row", "input", "left_pct", "label"]].round(2)
    rows = shown["row"].drop_duplicates().tolist()
    base = alt.Chart(shown, height=24 * len(rows)).transform_filter("datum.removed == gone")
    y = alt.Y("row:N", sort=rows, title=None)
    base = base.encode(y=y.axis(labelExpr=labels.WRAPPED, ticks=False, labelFontSize=12, labelLineHeight=13))
    x = alt.X("left_pct:Q", title="Percent left").scale(domain=[0, 100])
    x = x.axis(values=[0, 50, 100] if narrow else [0, 20, 40, 60, 80, 100])
    whole = alt.Chart(shown).transform_filter("datum.removed == gone").transform_calculate(full="100")
    whole = whole.mark_bar(height=14, color=theme.color("none")).encode(y=base.encoding.y, x="full:Q")
    hue = alt.condition("datum.left_pct < 25", alt.value(theme.color("ink")), alt.value(theme.color("muted")))
    tip = theme.tips({"input:N": "title", "left_pct:Q .0f": "percent left"})
    bars = base.mark_bar(height=14).encode(x=x, color=hue, tooltip=tip)
    text = base.mark_text(align="left", dx=4, fontSize=12).encode(x="left_pct:Q", text="label:N")
    layers = (whole + bars + text).properties(width=width - (200 if narrow else 262))
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
    center, half = (12, 0) if narrow else (width / 2, HALF)
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
            x = 34.0 if narrow else (center - half - 34 if left else center + half + 34)
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
    told = zip(rows["input"], rows["leader"], rows["leader_pct"], strict=True)
    text = [f"{i}: no share" if pd.isna(c) else f"{i}: {names[c]} {fixed(p)}%" for i, c, p in told]
    rows = rows.assign(text=[one.replace("Netherlands", "NL") for one in text], hue=[_hue(c) for c in rows["leader"]])
    narrow = width <= NARROW
    center = 12 if narrow else width / 2
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
    spots = dots[["input", "text", "hue", "kind", "x", "y", "left"]]
    shapes = alt.Scale(domain=["tool", "material"], range=["circle", "diamond"])
    hues = theme.scale(list(dict.fromkeys(spots["hue"])))
    base = alt.Chart(spots).encode(x=x, y=y)
    layers.append(
        base.mark_point(size=55, filled=True, opacity=1, aria=False).encode(
            color=alt.Color("hue:N", scale=hues, legend=None), shape=alt.Shape("kind:N", scale=shapes, legend=None)
        )
    )
    for side, align, dx in (("true", "right", -8), ("false", "left", 8)):
        part = base.transform_filter(f"datum.left == {side}")
        layers.append(part.mark_text(align=align, dx=dx, fontSize=12).encode(text="text:N"))
    title = alt.Chart(pd.DataFrame({"x": [0 if narrow else center], "y": [8.0], "text": [product]}))
    title = title.mark_text(align="left" if narrow else "center", fontWeight="bold")
    layers.append(title.encode(x=x, y=y, text="text:N"))
    return alt.layer(*layers, width=width, height=height)


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
