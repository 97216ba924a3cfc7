"""The way back from a chip in pictures, and the inputs that a country is strong in."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.palette import in_sentence
from chips.war.chain_charts import ADJECTIVES, LETTER, within
from explainer.figures import labels, theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

#: countries with a color of their own in the lists of inputs; the others share one.
HUES = ("us", "jp", "nl", "kr", "cn", "other")
#: half the width of the box of a step in the wide tree, and the way from it to its inputs: px.
HALF, GAP = 78, 24
#: where the column of steps stands in the wide tree, part of the width: tools on its left have the longer names.
CENTER = 0.54

#: what stands below the axis of `strongholds`.
AXIS = "Billion dollars of sales a year"


def _hue(country: str) -> str:
    return country if not pd.isna(country) and country in HUES else "other"


def strongholds(strong: pd.DataFrame, heads: dict[str, str], width: int) -> alt.LayerChart:
    """A bar for each input that a country is strong in, by its sales, with its share in words.

    An input whose figures are of another year than most has that year beside its name. Where the drawing is narrow,
    each bar has a line of its own below the name.

    Args:
        strong: what `chain_graph.strongholds` returns, rows with `sales_busd`.
        heads: country id -> what stands above its inputs.
        width: drawing width in px.
    """
    narrow = width <= NARROW
    (left, right), lane = ((6, 112), 9) if narrow else ((250, 210), 0)
    drawn, y = _listed(strong, list(heads), 40 if narrow else 26)
    plot = width - left - right
    x = alt.X("sales_busd:Q", title=AXIS, scale=alt.Scale(domain=[0, drawn["sales_busd"].max()], nice=True))
    at = {"titleAnchor": "start", "titleX": -left, "titleAlign": "left"} if narrow else {"titleAnchor": "middle"}
    x = x.axis(tickCount=3 if narrow else 5, grid=not narrow, **at)
    place = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, y + 6], range=[0, y + 6], nice=False))
    countries = list(heads)
    color = alt.Color("country_id:N", scale=theme.scale(countries), legend=None)
    drawn["told"] = drawn["sum"] if narrow else drawn["sum"] + ", " + drawn["part"]
    base = alt.Chart(drawn[["country_id", "named", "told", "part", "tip", "sales_busd", "y"]])
    # the edge keeps the smallest sales in sight; it adds a pixel to every bar
    bars = base.mark_bar(height=13, orient="horizontal", yOffset=lane, strokeWidth=1)
    bars = bars.encode(x=x, y=place, color=color, stroke=color, tooltip=theme.says("{tip}"))
    names = base.mark_text(align="left", fontSize=12, dy=-lane).encode(x=alt.value(-left), y=place, text="named:N")
    sums = base.mark_text(align="right", fontSize=12, fontWeight="bold", color=theme.color("muted"), dy=-lane)
    layers = [bars, names, sums.encode(x=alt.value(plot + right), y=place, text="told:N")]
    if narrow:
        parts_ = base.mark_text(align="right", fontSize=12, color=theme.color("muted"), dy=lane)
        layers.append(parts_.encode(x=alt.value(plot + right), y=place, text="part:N"))
    titles = drawn.drop_duplicates("country_id").assign(
        y=lambda d: d["head"], text=lambda d: d["country_id"].map(heads)
    )
    titles = alt.Chart(titles[["country_id", "y", "text"]]).mark_text(align="left", fontSize=13, fontWeight="bold")
    layers.append(labels.haloed(titles.encode(x=alt.value(-left), y=place, text="text:N", color=color)))
    return layer(*layers, width=plot, height=y + 6)


def _listed(strong: pd.DataFrame, countries: list[str], line: int) -> tuple[pd.DataFrame, float]:
    """The rows of `strongholds` one under the other, `line` px each, with places and words, and where they end."""
    parts, y = [], 0.0
    for one in countries:
        mine = strong[strong["country_id"] == one].sort_values("sales_busd", ascending=False, kind="stable")
        y += 34
        parts.append(mine.assign(y=[y + line * (i + 0.5) for i in range(len(mine))], head=y - 12))
        y += line * len(mine)
    drawn = pd.concat(parts)
    other = drawn["year"] != drawn["year"].mode()[0]
    drawn["named"] = drawn["input"] + (" (" + drawn["year"].astype(str) + ")").where(other, "")
    drawn["sum"] = [f"${money(v)}" for v in drawn["sales_busd"]]
    drawn["part"] = [f"{fixed(s)}% of the market" for s in drawn["share_pct"]]
    drawn["tip"] = [
        f"Firms of {in_sentence(one['country_id'])} sold {within(one['input'])} for an estimated "
        f"{money(one['sales_busd'])} dollars in {one['year']}, {fixed(one['share_pct'])} percent of the world market."
        for one in drawn.to_dict("records")
    ]
    return drawn, y


def money(billions: float) -> str:
    """An amount in words, without its currency: `384 million`, `77.9 billion`."""
    return f"{fixed(billions, 1)} billion" if billions >= 1 else f"{fixed(1000 * billions)} million"


def _places(rows: pd.DataFrame, width: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, float]:
    """Where the tree of `way_back` stands: steps, inputs, lines between them (`x`, `y`, `x2`, `y2`), and its height."""
    narrow = width <= NARROW
    line, gap = 19, 16
    dots, heads, links, y = [], [], [], 46.0 if narrow else 34.0
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
        rows: what `chain_graph.way_back` returns.
        names: country id -> name.
        product: text of the finished chip at the top.
        width: drawing width in px.
    """
    told = list(zip(rows["leader"], rows["leader_pct"], strict=True))
    rows = rows.assign(
        holder=["not known" if pd.isna(c) else f"{names[c]} {fixed(p)}%" for c, p in told],
        input=rows["input"].where(~rows.duplicated("node_id"), rows["input"] + " (again)"),
        tip=[_leads(one, names) for one in rows.to_dict("records")],
        hue=["muted" if pd.isna(c) else _hue(c) for c in rows["leader"]],
    )
    narrow = width <= NARROW
    center = 12 if narrow else width * CENTER
    heads, dots, links, height = _places(rows, width)
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, width], range=[0, width]), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], range=[0, height]), axis=None)
    span = {"x": x, "y": y, "x2": "x2:Q", "y2": "y2:Q"}
    end = (dots if narrow else heads)["y"].iloc[-1]
    trunk = pd.DataFrame({"x": [center], "y": [38.0 if narrow else 20.0], "x2": [center], "y2": [end]})
    layers = [
        alt.Chart(links).mark_rule(color=theme.color("axis"), strokeWidth=1).encode(**span),
        alt.Chart(trunk).mark_rule(color=theme.color("axis"), strokeWidth=2).encode(**span),
        *_steps(heads, span, center, narrow),
    ]
    layers += [*_inputs(dots, {"x": x, "y": y}, width), *_kinds_key(dots, {"x": x, "y": y}, narrow)]
    title = alt.Chart(pd.DataFrame({"x": [0 if narrow else center], "y": [8.0], "text": [product]}))
    title = title.mark_text(align="left" if narrow else "center", fontWeight="bold")
    layers.append(title.encode(x=x, y=y, text="text:N"))
    return layer(*layers, width=width, height=height)


def _leads(one: dict, names: dict[str, str]) -> str:
    """Who leads in an input of the tree, as a sentence."""
    if pd.isna(one["leader"]):
        return f"No share is published for {within(one['input'])}."
    who = one["leader"] if one["leader"] in ADJECTIVES or one["leader"] == "us" else ""
    who = in_sentence(who) if who else names[one["leader"]]
    return f"{one['input']}: the largest holder is {who}, with {fixed(one['leader_pct'])} percent in {one['year']}."


def _kinds_key(dots: pd.DataFrame, at: dict, narrow: bool) -> list[alt.Chart]:
    """What a circle and a diamond are: over the two columns when wide, below the product when narrow."""
    left = float(dots.loc[dots["left"], "x"].max()) if not narrow else 12.0
    right = float(dots.loc[~dots["left"], "x"].min()) if not narrow else 74.0
    key = pd.DataFrame({"x": [left, right], "y": 26.0, "kind": ["tool", "material"]})
    key = key.assign(text=["tools", "materials and designs"])
    shapes = alt.Scale(domain=["tool", "material"], range=["circle", "diamond"])
    marks = alt.Chart(key).mark_point(size=55, filled=True, opacity=1, aria=False, color=theme.color("muted"))
    layers = [marks.encode(**at, shape=alt.Shape("kind:N", scale=shapes, legend=None))]
    for i, turned in enumerate((not narrow, False)):
        align, dx = ("right", -8) if turned else ("left", 8)
        words = alt.Chart(key.iloc[[i]]).mark_text(align=align, dx=dx, fontSize=12, color=theme.color("muted"))
        layers.append(words.encode(**at, text="text:N"))
    return layers


def _inputs(dots: pd.DataFrame, at: dict, width: int) -> list[alt.Chart]:
    """The inputs of the tree: a mark, then the holder in its color, then the name; when narrow the name first."""
    narrow = width <= NARROW
    sign = dots["left"].map({True: -1, False: 1})
    # one column of names on each side, beyond the longest holder
    beside = LETTER * dots["holder"].str.len().groupby(dots["left"]).transform("max") + 12
    dots = dots.assign(
        holder_x=float(width) if narrow else dots["x"] + sign * 8,
        name_x=dots["x"] + (8 if narrow else sign * (8 + beside)),
    )
    hues = list(dict.fromkeys(dots["hue"]))
    color = alt.Color("hue:N", legend=None, scale=alt.Scale(domain=hues, range=[theme.color(h) for h in hues]))
    shapes = alt.Scale(domain=["tool", "material"], range=["circle", "diamond"])
    marks = alt.Chart(dots[["x", "y", "hue", "kind", "tip"]]).mark_point(size=55, filled=True, opacity=1, aria=False)
    marks = marks.encode(**at, color=color, shape=alt.Shape("kind:N", scale=shapes, legend=None))
    layers = [marks.encode(tooltip=theme.says("{tip}"))]
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
