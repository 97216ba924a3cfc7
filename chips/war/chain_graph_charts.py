"""The way back from a chip in pictures, and the inputs that a country is strong in."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.palette import in_sentence
from chips.war.chain_charts import ADJECTIVES, LETTER, within
from explainer.figures import theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

#: countries with a color of their own in the lists of inputs; the others share one.
HUES = ("us", "jp", "nl", "kr", "cn", "other")
#: half the width of the box of a step in the wide tree, and the way from it to its inputs: px.
HALF, GAP = 78, 24
#: where the column of steps stands in the wide tree, part of the width: tools on its left have the longer names.
CENTER = 0.54

#: what stands above the two parts of `strongholds`.
SALES, SHARES = "Estimated sales a year", "Percent of the world market held, and sales"


def _hue(country: str) -> str:
    return country if not pd.isna(country) and country in HUES else "other"


def strongholds(strong: pd.DataFrame, sums: pd.DataFrame, heads: dict[str, str], width: int) -> alt.LayerChart:
    """Two parts: what countries sell of all that they are strong in, on one scale; below it the share of each input.

    What the title names is in the colors of the countries in both parts, all else gray. An input whose figures are of
    another year than most has that year beside its name. Where the drawing is narrow, names stand above the bars.

    Args:
        strong: what `chain_graph.strongholds` returns, rows with `sales_busd`.
        sums: what `chain_graph.together` returns, with `text` (its name) and `named` (the title names it).
        heads: country id -> what stands above its inputs in the second part.
        width: drawing width in px.
    """
    narrow = width <= NARROW
    left, right = (0, 96) if narrow else (232, 150)
    upper, y = _summed(sums, int(strong["year"].mode()[0]), narrow)
    lower, titles, height = _listed(strong, sums, heads, y + 22, narrow)
    most = (width - left - right) / pd.Series({"upper": upper["sales_busd"].max(), "lower": 100.0})
    rows = pd.concat([upper.assign(long=upper["sales_busd"] * most["upper"]),
                      lower.assign(long=lower["share_pct"] * most["lower"])])  # fmt: skip
    rows = rows.assign(x=float(left), x2=left + rows["long"], y2=rows["y"] + rows["thick"])
    rows = rows.assign(middle=(rows["y"] + rows["y2"]) / 2, above=rows["y"] - 8)
    rows["after"] = rows["x2"] + 12 + (LETTER + 1.6) * rows["value"].str.len()

    def at(x: str, y: str, look: pd.DataFrame) -> alt.Chart:
        across, down = (alt.Scale(domain=[0, end], range=[0, end], nice=False) for end in (width, height))
        return alt.Chart(look.round(1)).encode(
            x=alt.X(f"{x}:Q", axis=None, scale=across), y=alt.Y(f"{y}:Q", axis=None, scale=down)
        )

    shown = rows[["x", "x2", "y", "y2", "hue", "tip"]]
    bars = at("x", "y", shown).mark_rect(aria=False, opacity=1).encode(x2="x2:Q", y2="y2:Q")
    layers = [bars.encode(color=alt.Color("hue:N", scale=None), tooltip=theme.says("{tip}"))]
    for strong_too, part in rows.groupby("bold"):
        look = {"fontSize": 13 if strong_too else 12, "fontWeight": "bold" if strong_too else "normal"}
        names = at("x", "above" if narrow else "middle", part[["x", "above", "middle", "name", "ink"]])
        names = names.mark_text(align="left" if narrow else "right", dx=0 if narrow else -10, aria=False, **look)
        values = at("x2", "middle", part[["x2", "middle", "value", "ink"]])
        values = values.mark_text(align="left", dx=6, aria=False, **look | {"fontWeight": "bold"})
        ink = alt.Color("ink:N", scale=None)
        layers += [names.encode(text="name:N", color=ink), values.encode(text="value:N", color=ink)]
    beside = at("after", "middle", rows.loc[rows["beside"] != "", ["after", "middle", "beside"]])
    beside = beside.mark_text(align="left", fontSize=12, color=theme.color("muted"), aria=False)
    parts = pd.DataFrame({"text": [SALES, SHARES], "y": [8.0, y + 30], "ink": theme.color("ink")})
    titles = pd.concat([parts, titles])
    words = at("x", "y", titles.assign(x=0.0)).mark_text(align="left", fontWeight="bold", fontSize=13)
    layers += [beside.encode(text="beside:N"), words.encode(text="text:N", color=alt.Color("ink:N", scale=None))]
    return layer(*layers, width=width, height=height)


def _summed(sums: pd.DataFrame, usual: int, narrow: bool) -> tuple[pd.DataFrame, float]:
    """The rows of the first part of `strongholds`, with places and words, and where they end."""
    step, thick, head = (42, 16, 40) if narrow else (34, 22, 26)
    drawn = sums.assign(y=[head + step * i for i in range(len(sums))], thick=thick, bold=True, beside="")
    one = drawn["count"] == 1
    drawn["name"] = drawn["text"] + (" (" + drawn["year"].astype(str) + ")").where(one & (drawn["year"] != usual), "")
    drawn["value"] = "$" + drawn["sales_busd"].map(money)
    when = ("in " + drawn["year"].astype(str)).where(one, "a year in all")
    drawn["tip"] = drawn["text"] + ": estimated sales of " + drawn["sales_busd"].map(money) + " dollars " + when + "."
    drawn["hue"], drawn["ink"] = _inks(drawn["country_id"], drawn["named"])
    return drawn, float(head + step * (len(sums) - 1) + thick)


def _inks(countries: pd.Series, named: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Colors of bars and of their words: the country's where the title names it, else gray."""
    own = countries.astype("str").map(theme.color)
    return own.where(named, theme.color("axis")), own.where(named, theme.color("muted"))


def _listed(
    strong: pd.DataFrame, sums: pd.DataFrame, heads: dict[str, str], top: float, narrow: bool
) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """The rows of the second part of `strongholds` one under the other, their headings, and where they end."""
    step, thick, first = (34, 11, 18) if narrow else (25, 14, 2)
    parts, titles, y = [], [], top + 22.0
    for one, text in heads.items():
        mine = strong[strong["country_id"] == one].sort_values("share_pct", ascending=False, kind="stable")
        titles.append({"text": text, "y": y + 8, "ink": theme.color(one)})
        y += 20
        parts.append(mine.assign(y=[y + first + step * i for i in range(len(mine))], thick=thick))
        y += step * len(mine) + 8
    drawn = pd.concat(parts)
    other = drawn["year"] != drawn["year"].mode()[0]
    drawn["name"] = drawn["input"] + (" (" + drawn["year"].astype(str) + ")").where(other, "")
    drawn["value"] = [f"{fixed(s)}%" for s in drawn["share_pct"]]
    drawn["beside"] = "$" + drawn["sales_busd"].map(money)
    drawn["tip"] = [
        f"Firms of {in_sentence(one['country_id'])} sold {within(one['input'])} for an estimated "
        f"{money(one['sales_busd'])} dollars in {one['year']}, {fixed(one['share_pct'])} percent of the world market."
        for one in drawn.to_dict("records")
    ]
    by_itself = drawn["node_id"].where(drawn["node_id"].isin(sums["node_id"].dropna()), "")
    told = set(zip(sums["country_id"], sums["node_id"].fillna(""), sums["named"], strict=True))
    named = [(c, n, True) in told for c, n in zip(drawn["country_id"], by_itself, strict=True)]
    drawn["hue"], _ = _inks(drawn["country_id"], pd.Series(named, index=drawn.index))
    return drawn.assign(ink=theme.color("ink"), bold=False), pd.DataFrame(titles), y - 8


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
