"""Pictures of dependence: first and last shares, bars that compare two sides, months around a measure."""

from __future__ import annotations

import math
from collections.abc import Iterable

import altair as alt
import pandas as pd

from explainer.figures import theme
from explainer.figures.labels import end_of, haloed
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

#: names short enough for the rows, where the full one is not.
SHORT = {
    "urea_industrial": "Urea, vehicles",
    "urea_fertilizer": "Urea, fertilizer",
    "cobalt_oxide_hydroxide": "Cobalt oxides",
    "ndfeb_magnet": "NdFeB magnets",
    "chip_materials_5": "Chip materials (all)",
    "rare_gases_3": "Rare gases (all)",
    "gallium_indium": "Gallium and indium",
    "graphite": "Graphite, all",
}


def px(end: float) -> alt.Scale:
    """A scale of places in px."""
    return alt.Scale(domain=[0, end], range=[0, end], nice=False)


def text_at(text: str, x: float, y: float, color: str = "ink", align: str = "left", **look: str | int) -> alt.Chart:
    """Words at a place in px."""
    mark = alt.Chart(pd.DataFrame({"t": [text]})).mark_text(
        align=align, fontSize=12, color=theme.color(color), aria=False, **look
    )
    return mark.encode(x=alt.value(x), y=alt.value(y), text="t:N")


def _said(share: float, line: float) -> str:
    """A share as printed: with a decimal where it would else be taken for one on the other side of the line."""
    whole = fixed(share)
    return fixed(share, 1) if (float(whole) >= line) != (share >= line) else whole


def _told(ends: pd.DataFrame, line: float, narrow: bool) -> pd.DataFrame:
    """What `dumbbells` prints beside each row (`text`) and says in its tooltip (`said`)."""
    one = ends["first_year"] == ends["last_year"]
    since, until = ends["first_year"].astype(str), ends["last_year"].astype(str)
    first, last = (ends[column].map(lambda share: _said(share, line)) for column in ("first_pct", "last_pct"))
    star = ends["part_year"].map({True: "*", False: ""})
    weight = ends["share_basis"].eq("volume")
    text = (last + star).where(one, first + " → " + last + star)
    if not narrow:
        text = (
            text + ", " + until.where(one, since + "–" + until.str[2:]) + weight.map({True: ", by weight", False: ""})
        )
    base = weight.map({True: "weight", False: "value"})
    said = ends["label"] + ": China supplied " + first + " percent of Korea’s imports by " + base + " in " + since
    later = " and " + last + " percent in " + until
    part = star.map({"*": ", of which a part is counted.", "": "."})
    return pd.DataFrame({"text": text, "said": said + later.where(~one, "") + part, "lone": one})


def dumbbells(ends: pd.DataFrame, line: float, width: int) -> alt.LayerChart:
    """First and last share of each material on one line, in the order of the rows; those past the mark are in color.

    Args:
        ends: what `dependence.ends` returns, with `label`.
        line: where the rule stands, percent.
        width: drawing width in px, labels included.
    """
    narrow = width == NARROW
    left, right, head = (112, 74, 66) if narrow else (150, 186, 46)
    shown = ends[["label", "first_pct", "last_pct"]].join(_told(ends, line, narrow))
    shown = shown.assign(material=ends.get("material_id", ends["label"]))
    shown = shown.assign(
        high=ends["last_pct"] >= line,
        side=(ends["last_pct"] >= line).map({True: "above", False: "below"}),
        y=[head + 20 * i + 10 for i in range(len(ends))],
    )
    height, plot = head + 20 * len(ends) + 4, width - left - right
    top = end_of([*ends["first_pct"], *ends["last_pct"]], 20)
    x = alt.X("first_pct:Q", title=None).scale(domain=[0, top])
    y = alt.Y("y:Q", axis=None, scale=px(height))
    base = alt.Chart(shown, width=plot, height=height).encode(y=y)
    color = alt.condition("datum.high", alt.value(theme.color("cn")), alt.value(theme.color("axis")))
    ink = alt.condition("datum.high", alt.value(theme.color("ink")), alt.value(theme.color("muted")))
    mark = alt.Chart(pd.DataFrame({"first_pct": [line], "y": [head - 2], "t": [f"{line:g} percent"]}))
    rule = mark.mark_rule(color=theme.color("muted"), strokeDash=[5, 3])
    rule = rule.encode(x=x.axis(tickCount=5, grid=False), y=y, y2=alt.value(height))
    tag = mark.mark_text(dy=-8, fontSize=12, color=theme.color("muted")).encode(x=x, y=y, text="t:N")
    stem = base.mark_rule(strokeWidth=2, opacity=0.6, aria=False).encode(x=x, x2="last_pct:Q", color=color)
    start = base.transform_filter("!datum.lone").mark_point(strokeWidth=2, size=55, opacity=1)
    start = start.encode(x=x, stroke=color, fill=alt.value(theme.color("ground")))
    end = base.mark_point(filled=True, opacity=1, size=75, aria=False)
    end = end.encode(x="last_pct:Q", color=color, tooltip=theme.says("{said}"))
    names, said = (base.mark_text(align=align, fontSize=12, aria=False) for align in ("right", "left"))
    names = names.encode(x=alt.value(-10), text="label:N", color=ink)
    said = said.encode(x=alt.value(plot + 10), text="text:N", color=ink)
    return layer(rule, tag, stem, start, end, names, said, *_key(left, narrow))


def _key(left: int, narrow: bool) -> list[alt.Chart]:
    """What hollow, filled, the star and the color mean, above the rows of `dumbbells`."""
    layers = []
    places = {"first figure": (0, 8), "last figure": (100, 8), "* part of a year": (200, 8)}
    if not narrow:
        places["red: China’s last share at or above the line"] = (320, 8)
    else:
        places["red: last share at or above the line"] = (0, 28)
    for words, (x, y) in places.items():
        dot = words.endswith("figure")
        if dot:
            fill = "ground" if words.startswith("first") else "cn"
            point = alt.Chart(pd.DataFrame({"t": [words]})).mark_point(size=65, opacity=1, strokeWidth=2, aria=False)
            look = {"fill": alt.value(theme.color(fill)), "stroke": alt.value(theme.color("cn"))}
            layers.append(point.encode(x=alt.value(x - left + 6), y=alt.value(y), **look))
        layers.append(text_at(words, x - left + (17 if dot else 0), y))
    return layers


def memory_links(links: pd.DataFrame, meeting: pd.Timestamp, width: int) -> alt.LayerChart:
    """Both directions of the memory trade on one axis of years: points, joined where scope and year before allow it.

    Args:
        links: what `dependence.memory_links` returns.
        meeting: day of the meeting, which is marked.
        width: drawing width in px.
    """
    narrow = width == NARROW
    kinds = {
        "buys": ("Korea’s share of|China’s memory imports", "kr"),
        "sells": ("China’s share of|Korea’s memory exports", "cn"),
    }
    said = {
        "buys": "{} percent of China’s memory imports came from Korea in {} ({}).",
        "sells": "{} percent of Korea’s memory exports went to China in {} ({}).",
    }
    told = zip(links["panel"], links["share_pct"], links["year"], links["how"], strict=True)
    shown = links[["year", "share_pct", "panel", "bar"]].assign(
        text=links["share_pct"].map(lambda share: fixed(share, 1)),
        said=[said[panel].format(fixed(share, 1), year, how) for panel, share, year, how in told],
    )
    shown["below"] = (shown["panel"] == "sells") & shown["year"].duplicated(keep=False)
    first, last = int(links["year"].min()), int(links["year"].max())
    room, height, top = (8 if narrow else 190), 240, end_of([*links["share_pct"], 60], 20)
    x = alt.X("year:Q", title=None).scale(domain=[first - 0.3, last + 0.3], nice=False, zero=False)
    x = x.axis(format="d", values=list(range(first, last + 1)), grid=False)
    y = alt.Y("share_pct:Q", title="Percent of value").scale(domain=[0, top]).axis(tickCount=4, grid=False)
    base = alt.Chart(shown).encode(x=x, y=y)
    hues = alt.Scale(domain=list(kinds), range=[theme.color(hue) for _, hue in kinds.values()])
    color = alt.Color("panel:N", scale=hues, legend=None)
    when = meeting.year + (meeting.day_of_year - 183) / 365  # a year's figure stands at its middle
    day = alt.Chart(pd.DataFrame({"year": [when], "share_pct": [0.0]}))
    rule = day.mark_rule(color=theme.color("accent"), strokeDash=[4, 3]).encode(x=x)
    tag = day.mark_text(
        align="right" if narrow else "left", dx=-5 if narrow else 5, fontSize=12, color=theme.color("accent")
    )
    tag = tag.encode(x=x, y=alt.value(8), text=alt.value(f"the meeting, {meeting:%B %Y}"))
    line = base.transform_filter("datum.panel == 'sells'").mark_line(strokeWidth=2.6, aria=False).encode(color=color)
    dots = base.mark_point(filled=True, size=90, opacity=1, aria=False)
    dots = dots.encode(color=color, tooltip=theme.says("{said}"))
    layers = [rule, tag, line, dots]
    shown["right"] = (shown["year"] == meeting.year) & (shown["panel"] == "sells")  # of the day of the meeting
    for (below, strong, right), part in shown.groupby(["below", "bar", "right"]):
        look = {"dy": 16, "dx": -8} if below else {"dy": -14, "dx": 22 if right else 6}
        size = {"fontSize": 13, "fontWeight": "bold"} if strong else {"fontSize": 12}
        words = alt.Chart(part).mark_text(**look, **size).encode(x=x, y=y, text="text:N", color=color)
        layers.append(haloed(words))
    for panel, (words, hue) in kinds.items():
        mine = shown[shown["panel"] == panel].sort_values("year")
        own = (mine.head(1) if panel == "buys" else mine.tail(1))[["year", "share_pct"]]
        dx, dy, align = (30, -6, "left") if panel == "buys" else (24, 0, "left")
        if narrow:  # under the first point, and left of the rule
            words = words.replace(" of|", "|of ").replace(" memory", "|memory")
            dx, dy, align = (-6, 22, "left") if panel == "buys" else (-8, 44, "right")
            own = own if panel == "buys" else own.assign(year=when)
        mark = alt.Chart(own.assign(t=words)).mark_text(
            align=align, dx=dx, dy=dy, fontSize=12, fontWeight="bold", lineBreak="|", color=theme.color(hue)
        )
        layers.append(haloed(mark.encode(x=x, y=y, text="t:N")))
    return layer(*layers).properties(width=width - room - 40, height=height)


def two_sides(sides: pd.DataFrame, width: int) -> alt.LayerChart:
    """What each side buys from the other, a row per good and two dots: its share of the buyer's imports, and the money.

    Money stands on an axis on which each step is ten times the one before, since the goods differ by so much. Where a
    panel is so narrow that numbers beside the dots would stand on its lines, they have a column at its right.

    Args:
        sides: `actor` (who buys), `what`, `share_pct`, `busd`, `part` (True: part of a year, marked by `*`).
        width: drawing width in px, labels included.
    """
    narrow = width == NARROW
    left, gap, step, head = (112, 46, 24, 84) if narrow else (170, 70, 26, 54)
    side = (width - left - 2 * gap) / 2
    sides = sides.sort_values("share_pct", ascending=False, kind="stable").reset_index(drop=True)
    low = math.floor(math.log10(sides["busd"].min()))
    decades = math.ceil(math.log10(sides["busd"].max())) - low
    top, height = end_of(sides["share_pct"], 20), head + step * len(sides) + 26
    y = [head + step * i + step / 2 for i in range(len(sides))]
    buyers = sides["actor"].map({"cn": "China", "kr": "Korea"})
    sellers = sides["actor"].map({"cn": "Korea", "kr": "China"})
    share, money = sides["share_pct"].map(lambda one: fixed(one, 1)), sides["busd"].map(_money)
    part = sides["part"].map({True: " in a part of the year", False: ""})
    said = buyers + " bought " + share + " percent of its imported " + _inside(sides["what"]) + " from " + sellers
    shown = sides.assign(
        y=y,
        label=sides["what"] + sides["part"].map({True: "*", False: ""}),
        share=share,
        money=money,
        share_x=left + sides["share_pct"] * side / top,
        money_x=left + side + gap + (sides["busd"].map(math.log10) - low) * side / decades,
        color=sides["actor"].map(theme.color),
        said=said + ", for " + money + " billion dollars" + part + ".",
        strong=sides["actor"] == "cn",
    )
    across = [left, left + side / 2, left + side, *shown.loc[shown["strong"], "share_x"]]
    tens = [left + side + gap + i * side / decades for i in range(decades + 1)]
    shown["share_left"] = [_meets(*one, across) for one in zip(shown["share_x"], shown["share"], strict=True)]
    shown["money_left"] = [_meets(*one, tens) for one in zip(shown["money_x"], shown["money"], strict=True)]
    keep = ["label", "share", "money", "share_x", "money_x", "share_left", "money_left", "y", "color", "said", "strong"]
    shown = shown[keep].round(1)
    base = alt.Chart(shown, width=width, height=height).encode(y=alt.Y("y:Q", axis=None, scale=px(height)))
    color = alt.Color("color:N", scale=None)
    layers = [*_ticks(range(0, int(top) + 1, int(top / 2)), "{}", left, side / 2, head, height)]
    powers = [f"{10.0 ** (low + i):g}" if i % 2 == 0 or not narrow else "" for i in range(decades + 1)]
    layers += _ticks(powers, "{}", left + side + gap, side / decades, head, height)
    held = base.transform_filter("datum.strong").mark_rule(color=theme.color("cn"), strokeDash=[4, 3], aria=False)
    layers.append(
        held.encode(x=alt.X("share_x:Q", axis=None, scale=px(width)), y=alt.value(head), y2=alt.value(height - 22))
    )
    for x, text, begin in (("share_x", "share", left), ("money_x", "money", left + side + gap)):
        at = alt.X(f"{x}:Q", axis=None, scale=px(width))
        dots = base.mark_point(filled=True, size=95, opacity=1, aria=False)
        layers.append(dots.encode(x=at, color=color, tooltip=theme.says("{said}")))
        if narrow:
            layers += _column(base, text, begin + side + gap - 8)
            continue
        for strong, turned in shown[["strong", f"{text}_left"]].drop_duplicates().itertuples(index=False):
            look = {"align": "right", "dx": -9} if turned else {"align": "left", "dx": 9}
            kept = f"datum.strong == {str(strong).lower()} && datum.{text}_left == {str(turned).lower()}"
            words = base.transform_filter(kept).mark_text(
                **look, fontSize=12, fontWeight="bold" if strong else "normal"
            )
            layers.append(haloed(words.encode(x=at, text=f"{text}:N")))
    names = base.mark_text(align="right", fontSize=12, aria=False)
    layers.append(names.encode(x=alt.value(left - 12), text="label:N", color=color))
    heads = ("Percent of the buyer’s imports", "Billion dollars, each line ten times the last")
    heads = ("Percent of|imports", "Billion dollars,|each line|ten times more") if narrow else heads
    for words, x in zip(heads, (left, left + side + gap), strict=True):
        lines = words.split("|")
        for i, one in enumerate(lines):
            layers.append(text_at(one, x - 4, head - 12 - 15 * (len(lines) - 1 - i), fontWeight="bold"))
    layers.append(text_at("Korea buys from China", 0, 6, "kr", fontWeight="bold"))
    layers.append(text_at("China buys from Korea", 150, 6, "cn", fontWeight="bold"))
    layers.append(text_at("* part of 2022 or of 2023", *((0, 24) if narrow else (300, 6)), "muted"))
    return layer(*layers)


def _column(base: alt.Chart, text: str, end: float) -> list[alt.Chart]:
    """Numbers of a panel of `two_sides` under each other, ending at a place in px; what China buys is bold."""
    return [
        base.transform_filter(f"datum.strong == {str(strong).lower()}")
        .mark_text(align="right", fontSize=12, fontWeight="bold" if strong else "normal", aria=False)
        .encode(x=alt.value(end), text=f"{text}:N")
        for strong in (False, True)
    ]


def _meets(x: float, text: str, lines: list[float]) -> bool:
    """Whether a number to the right of its dot would stand on a line, where one to the left of it would not."""
    near, far = 6, 11 + 7 * len(text)
    right, left_ = any(x + near < line < x + far for line in lines), any(x - far < line < x - near for line in lines)
    return right and not left_


def _inside(names: pd.Series) -> pd.Series:
    """Names as they stand within a sentence; one that begins with an abbreviation keeps its capitals."""
    return names.map(lambda name: name if name[:2].isupper() else name[0].lower() + name[1:])


def _ticks(said: Iterable[object], form: str, x: float, step: float, top: float, height: float) -> list[alt.Chart]:
    """Lines at the steps of a panel and their numbers below."""
    layers = []
    for i, one in enumerate(said):
        rule = alt.Chart(pd.DataFrame({"t": [form.format(one)]})).mark_rule(color=theme.color("grid"), aria=False)
        layers.append(rule.encode(x=alt.value(x + step * i), y=alt.value(top), y2=alt.value(height - 22)))
        layers.append(text_at(form.format(one), x + step * i, height - 10, "muted", "center"))
    return layers


def _money(busd: float) -> str:
    """Billion dollars with two figures or so, whatever their size."""
    return fixed(busd, 0 if busd >= 10 else 1 if busd >= 1 else 2)
