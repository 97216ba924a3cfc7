"""Trade and equipment spending in pictures."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.palette import in_sentence
from explainer.figures import labels, theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed, quarter_in_words

#: region of the billings -> its name.
PLACES = {
    "cn": "China",
    "kr": "Korea",
    "tw": "Taiwan",
    "na": "North America",
    "jp": "Japan",
    "eur": "Europe",
    "row": "Rest",
}
#: where a figure of a tool maker stands -> how its dot looks.
STANDS = {"first": {"size": 95, "strokeWidth": 2.5}, "highest": {"size": 130}, "last": {"size": 60}}
#: billion dollars a year that a region must once have reached to have a line in `billings`.
LEAST = 10
#: a quarter in words.
IN_WORDS = "Q%q %Y"


def billings(lines: pd.DataFrame, rules: pd.Timestamp, width: int, whole: str = "") -> alt.LayerChart:
    """Equipment spending by region: a line each, billion dollars a year, gaps left open; and the day of the rules.

    China's line is in color, the others are gray, Korea's dashed, since it crosses Taiwan's. The name of each stands at
    its last point, a year under its points.

    Args:
        lines: what `trade.spending` returns; the names stand with each region's last figure.
        rules: day of the American rules; China's figure of that year is printed.
        width: drawing width in px.
        whole: what is said of the whole world, which is not drawn; lines parted by `|`.
    """
    narrow = width == NARROW
    lines = lines.assign(year=lines["period"].astype(int), place=lines["region"].map(PLACES))
    lines["where"] = lines["place"].replace("Rest", "the rest of the world")
    first, last = int(lines["year"].min()), int(lines["year"].max())
    height, room, top = 330, 100 if narrow else 118, labels.end_of(lines["value_busd"].dropna(), 10)
    span = alt.Scale(domain=[first, last], nice=False, zero=False)
    years = alt.Axis(format="d", values=list(range(first, last + 1, 2 if narrow else 1)), grid=False)
    x = alt.X("year:Q", title=None, scale=span, axis=years)
    y = alt.Y("value_busd:Q", title="Billion US dollars").scale(domain=[0, top]).axis(tickCount=6)
    known = lines.dropna(subset=["value_busd"]).reset_index(drop=True)
    layers = [*_rule(rules, span), *_ends(known, last, 15.5 * top / height, span, early=not narrow)]
    told = zip(known["where"], known["value_busd"], known["year"], strict=True)
    known["tip"] = [f"Spending on new equipment in {w} was {fixed(v, 1)} billion dollars in {y}." for w, v, y in told]
    drawn = ["year", "region", "value_busd"]
    for test, hue, wide in (("!=", "axis", 1.6), ("==", "cn", 3.5)):
        part = alt.Chart(lines[drawn]).encode(x=x, y=y, detail="region:N")
        layers.append(
            part.transform_filter(f"datum.region {test} 'cn'")
            .mark_line(color=theme.color(hue), strokeWidth=wide)
            .encode(strokeDash=alt.condition("datum.region == 'kr'", alt.value([5, 3]), alt.value([1, 0])))
        )
        dots = alt.Chart(known[[*drawn, "tip"]]).transform_filter(f"datum.region {test} 'cn'").encode(x=x, y=y)
        dots = dots.encode(tooltip=theme.says("{tip}"))
        layers.append(dots.mark_point(color=theme.color(hue), size=30, filled=True, opacity=1))
    then = known[(known["region"] == "cn") & (known["year"] == rules.year)]
    then = alt.Chart(then.assign(label=then["value_busd"].map(lambda v: fixed(v, 1)))[["year", "value_busd", "label"]])
    then = then.mark_text(dy=-22 if narrow else -14, dx=-10, fontSize=12, fontWeight="bold", color=theme.color("cn"))
    layers.append(labels.haloed(then.encode(x=x, y="value_busd:Q", text="label:N")))
    said = alt.Chart(pd.DataFrame({"year": [first], "at": [(0.77 if narrow else 0.945) * top], "label": [whole]}))
    said = said.mark_text(align="left", dx=8, fontSize=12, lineBreak="|", lineHeight=15, color=theme.color("muted"))
    layers.append(labels.haloed(said.encode(x=alt.X("year:Q", scale=span), y="at:Q", text="label:N")))
    return layer(*layers).properties(width=width - room - 20, height=height)


def _rule(rules: pd.Timestamp, span: alt.Scale) -> list[alt.Chart | alt.LayerChart]:
    """The day of the rules in a chart by year, with its name at the top."""
    when = rules.year + (rules.day_of_year - 183) / 365  # a year's figure stands at its middle
    day = alt.Chart(pd.DataFrame({"when": [when], "label": [f"US rules, {rules:%-d %b %Y}"]}))
    tag = day.mark_text(align="right", dx=-5, fontSize=12, color=theme.color("muted"))
    tag = tag.encode(x=alt.X("when:Q", scale=span), y=alt.value(9), text="label:N")
    return [day.mark_rule(strokeDash=[4, 3]).encode(x=alt.X("when:Q", scale=span)), labels.haloed(tag)]


def _ends(known: pd.DataFrame, last: int, gap: float, span: alt.Scale, early: bool) -> list[alt.Chart | alt.LayerChart]:
    """Names of the lines of `billings` at their last points, above the point where another line runs on through it.

    Where there is room (`early`) the two largest of the others, which cross, have their names at a high point too.
    """
    ends = known.groupby("region").tail(1)
    told = zip(ends["place"], ends["value_busd"], ends["year"], strict=True)
    ends = ends.assign(label=[f"{p} {fixed(v, 1)}" + ("" if y == last else f" in {y}") for p, v, y in told])
    own, others = ends[ends["region"] == "cn"], ends[ends["region"] != "cn"]
    others = others.assign(label=others["place"] + " " + others["value_busd"].map(lambda v: fixed(v, 1)))
    over = others.apply(lambda end: _run_through(known, end), axis=1)
    beside, above = others[~over], others[over]
    beside = beside.assign(
        at=beside.groupby("year")["value_busd"].transform(lambda v: labels.apart(v.tolist(), gap)),
    )
    x = alt.X("year:Q", scale=span)
    words = alt.Chart(beside[["year", "at", "label"]]).mark_text(
        align="left", dx=9, fontSize=12, color=theme.color("muted")
    )
    if not early:  # two short lines meet fewer of the others
        above = above.assign(label=above["place"] + "|" + above["value_busd"].map(lambda v: fixed(v, 1)))
    lifted = alt.Chart(above[["year", "value_busd", "label"]]).mark_text(
        align="right", dx=5, dy=-12 if early else -26, fontSize=12, lineBreak="|", color=theme.color("muted")
    )
    mine = alt.Chart(own[["year", "value_busd", "label"]]).mark_text(
        align="left", dx=9, fontSize=12, fontWeight="bold", color=theme.color("cn")
    )
    largest = known["region"].isin(others.nlargest(2, "value_busd")["region"])
    top = known["value_busd"] == known.groupby("year")["value_busd"].transform("max")
    high = known[largest & top & (known["year"] > known["year"].min())].groupby("region").head(1)
    named = alt.Chart(high[["year", "value_busd", "place"]]).mark_text(dy=-11, fontSize=12, color=theme.color("muted"))
    return [
        words.encode(x=x, y="at:Q", text="label:N"),
        labels.haloed(lifted.encode(x=x, y="value_busd:Q", text="label:N")),
        labels.haloed(mine.encode(x=x, y="value_busd:Q", text="label:N")),
        *([labels.haloed(named.encode(x=x, y="value_busd:Q", text="place:N"))] if early else []),
    ]


def _run_through(known: pd.DataFrame, end: pd.Series) -> bool:
    """Whether a line runs on, in the year after a region's last figure, through the height at which that stands."""
    near = known[known["year"].isin([end["year"], end["year"] + 1])]
    near = near.groupby("region")["value_busd"].agg(["min", "max", "size"])
    return bool(((near["size"] == 2) & near["min"].lt(end["value_busd"]) & near["max"].gt(end["value_busd"])).any())


def quarters(bars: pd.DataFrame, named: list[str], marks: pd.DataFrame, width: int) -> alt.LayerChart:
    """China's share of world billings as a bar per quarter, percent; a quarter without a figure has no bar.

    Args:
        bars: what `trade.every_quarter` returns for `trade.world_share`.
        named: quarters whose bar is in color and has its figure above it; the others are gray.
        marks: days to mark, `date` and `text` (lines parted by `|`), in time order: the first one's text stands at its
            left, the last one's at its right.
        width: drawing width in px.
    """
    start = pd.PeriodIndex(bars["period"], freq="Q").start_time
    bars = bars.assign(start=start, end=start + pd.offsets.QuarterBegin(startingMonth=1))
    whole = [f"{one:%Y-%m-%d}" for one in (bars["start"].min(), bars["end"].max())]
    bars = bars.dropna(subset=["share_pct"])
    told = zip(bars["period"], bars["share_pct"], strict=True)
    bars = bars.assign(label=[fixed(v) if p in named else "" for p, v in told], told=bars["period"].isin(named))
    told = zip(bars["period"], bars["share_pct"], bars["value_busd"], bars["world_busd"], strict=True)
    bars["tip"] = [
        f"In {quarter_in_words(p)} China had {fixed(s, 1)} percent of the world’s spending on new equipment: "
        f"{fixed(v, 1)} of {fixed(w, 1)} billion dollars."
        for p, s, v, w in told
    ]
    bars["under"] = (bars["start"].shift(-1) == bars["end"]) & (bars["share_pct"].shift(-1) > bars["share_pct"])
    bars["mid"] = bars["start"] + (bars["end"] - bars["start"]) / 2
    columns = ["period", "start", "end", "mid", "share_pct", "label", "told", "under", "tip"]
    base = alt.Chart(bars[columns])
    x = alt.X("start:T", title=None).axis(format="%Y", tickCount=5 if width == NARROW else 8, grid=False)
    x = x.scale(domain=whole)
    top = int(labels.end_of(bars["share_pct"], 10))
    y = alt.Y("share_pct:Q", title="Percent of the world").scale(domain=[0, top + 12])  # room for the marks' words
    y = y.axis(values=list(range(0, top + 1, 10)))
    hue = alt.condition("datum.told", alt.value(theme.color("cn")), alt.value(theme.color("axis")))
    bar = base.transform_calculate(zero="0").mark_rect(stroke=theme.color("ground"), strokeWidth=1, opacity=1)
    bar = bar.encode(x=x, x2="end:T", y=y, y2="zero:Q", tooltip=theme.says("{tip}"), color=hue)
    words = [  # beside a taller bar the figure moves away from it
        base.transform_filter(f"{no}datum.under")
        .mark_text(dy=-9, dx=dx if width == NARROW else 0, fontSize=13, fontWeight="bold", color=theme.color("cn"))
        .encode(x="mid:T", y="share_pct:Q", text="label:N")
        for no, dx in (("!", 0), ("", -5))
    ]
    return layer(bar, *map(labels.haloed, words), *_days(bars, marks, top + 12)).properties(
        width=width - 48, height=280
    )


def _days(bars: pd.DataFrame, marks: pd.DataFrame, top: float) -> list[alt.Chart]:
    """The marked days of `quarters`: a line from the top to a little above the bars, so that it meets no figure."""
    low = [bars.loc[(bars["start"] <= d) & (d < bars["end"]), "share_pct"].max() + 7 for d in marks["date"]]
    marks = marks.assign(low=low, high=top)
    rule = alt.Chart(marks).mark_rule(strokeDash=[4, 3]).encode(x="date:T", y="low:Q", y2="high:Q")
    look = {"fontSize": 12, "lineBreak": "|", "baseline": "top", "color": theme.color("muted")}
    sides = ((0, "right", -5), (len(marks) - 1, "left", 5))
    return [
        rule,
        *(
            alt.Chart(marks.iloc[[i]][["date", "text"]])
            .mark_text(align=side, dx=dx, **look)
            .encode(x="date:T", y=alt.value(2), text="text:N")
            for i, side, dx in sides
        ),
    ]


def suppliers(shares: pd.DataFrame, named: list[str], width: int) -> alt.LayerChart:
    """Shares of sellers in China's tool purchases in two quarters, percent, as slopes from an axis that starts at
    zero; dashed, since the quarters between were not found.

    Args:
        shares: two rows per seller: `partner` (country id), `period` (such as `2021Q3`), `value` (percent).
        named: sellers in color; the others are gray.
        width: drawing width in px.
    """
    narrow = width == NARROW
    quarter = pd.PeriodIndex(shares["period"], freq="Q")
    slope = shares.assign(name=shares["partner"].map(theme.LABEL), when=quarter.strftime(IN_WORDS))
    told = zip(slope["period"], slope["value"], slope["partner"], strict=True)
    slope["tip"] = [
        f"In {quarter_in_words(p)} {fixed(v)} percent of the tools that China bought abroad came from {in_sentence(s)}."
        for p, v, s in told
    ]
    first, last = slope["when"].iloc[quarter.argmin()], slope["when"].iloc[quarter.argmax()]
    told = zip(slope["name"], slope["value"], slope["when"], strict=True)
    slope["label"] = [f"{n} {fixed(v)}" if w == last else fixed(v) for n, v, w in told]
    sellers = list(dict.fromkeys(slope["partner"]))
    hues = alt.Scale(domain=sellers, range=[theme.color(s if s in named else "axis") for s in sellers])
    inks = alt.Scale(domain=sellers, range=[theme.color(s if s in named else "muted") for s in sellers])
    top = labels.end_of(slope["value"], 5)
    base = alt.Chart(slope[["partner", "when", "value", "label", "tip"]], height=250).encode(
        x=alt.X("when:O", title=None, sort=[first, last]).axis(labelAngle=0).scale(padding=0.3 if narrow else 0.12),
        y=alt.Y("value:Q", title="Percent")
        .axis(values=list(range(0, int(top) + 1, 10)), grid=False)
        .scale(domain=[0, top]),
    )
    lines = base.mark_line(strokeWidth=2.5, strokeDash=[6, 5]).encode(
        color=alt.Color("partner:N", scale=hues, legend=None)
    )
    dots = base.mark_point(size=70, filled=True, opacity=1).encode(
        color=alt.Color("partner:N", scale=hues, legend=None), tooltip=theme.says("{tip}")
    )
    ink = alt.Color("partner:N", scale=inks, legend=None)
    words = [
        base.transform_filter(f"datum.when == '{when}'")
        .mark_text(align=align, dx=dx, fontSize=13, fontWeight="bold")
        .encode(text="label:N", color=ink)
        for when, align, dx in ((last, "left", 10), (first, "right", -10))
    ]
    layers = layer(lines, dots, *words).resolve_scale(color="independent")
    return layers.properties(width=width - (128 if narrow else 110))


def vendors(path: pd.DataFrame, names: dict[str, str], colors: dict[str, str], width: int) -> alt.LayerChart:
    """China's share of the sales of tool makers, percent: from the first figure to the highest, and back to the last.

    Args:
        path: what `trade.vendor_path` returns.
        names: company id -> its name.
        colors: company id -> name of its color.
        width: drawing width in px.
    """
    narrow = width == NARROW
    line, room, above = (86, 0, 34) if narrow else (66, 140, 30)
    makers = list(dict.fromkeys(path["company"]))
    top = labels.end_of(path["china_share_pct"], 10)
    place = {one: above + (i + (0.62 if narrow else 0.5)) * line for i, one in enumerate(makers)}
    height = above + line * len(makers) + (18 if narrow else 8)
    at = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height], nice=False))
    x = alt.X("china_share_pct:Q", title="Percent of sales").scale(domain=[0, top]).axis(tickCount=4, grid=False)
    shown = path.assign(y=path["company"].map(place), hue=path["company"].map(colors))
    shown["name"] = shown["company"].map(names)
    shown["text"] = [f"{fixed(v)}, {w}" for v, w in zip(shown["china_share_pct"], shown["when"], strict=True)]
    told = zip(shown["china_share_pct"], shown["name"], shown["when"], strict=True)
    shown["tip"] = [f"China bought {fixed(v)} percent of what {n} sold, {w}." for v, n, w in told]
    stand = {name: shown[shown["stand"] == name].set_index("company") for name in STANDS}
    spans = pd.DataFrame({"company": makers, "y": [place[m] for m in makers]}).set_index("company")
    spans["low"] = shown.groupby("company")["china_share_pct"].min()
    spans["high"], spans["hue"] = stand["highest"]["china_share_pct"], stand["highest"]["hue"]
    hues = list(dict.fromkeys(shown["hue"]))
    color = alt.Color("hue:N", legend=None, scale=alt.Scale(domain=hues, range=[theme.color(h) for h in hues]))
    rule = alt.Chart(spans.reset_index(drop=True)).mark_rule(strokeWidth=4, opacity=0.45)
    layers = [rule.encode(x="low:Q", x2="high:Q", y=at, color=color)]
    tip = theme.says("{tip}")
    base = alt.Chart(shown[["company", "stand", "china_share_pct", "tip", "y", "hue"]]).encode(x=x, y=at)
    hollow = base.transform_filter("datum.stand == 'first'").mark_point(**STANDS["first"], opacity=1)
    layers.append(hollow.encode(stroke=color, fill=alt.value(theme.color("ground")), tooltip=tip))
    for name in ("highest", "last"):
        dots = base.transform_filter(f"datum.stand == '{name}'").mark_point(**STANDS[name], filled=True, opacity=1)
        layers.append(dots.encode(color=color, tooltip=tip))
    layers += _stands(stand, 12 if narrow else 0)
    heads = pd.DataFrame({"text": [names[m] for m in makers], "y": [place[m] - (38 if narrow else 0) for m in makers]})
    heads = alt.Chart(heads).mark_text(align="left", fontWeight="bold", fontSize=13)
    layers.append(heads.encode(x=alt.value(-room), y=at, text="text:N"))
    return layer(*layers, *_stand_key(at, -room)).properties(width=width - room - 24, height=height)


def _stand_key(at: alt.Y, left: float) -> list[alt.Chart]:
    """What the dots of `vendors` are: hollow, large and small, in gray above the first maker."""
    parts, x = [], left + 6
    for name, look in STANDS.items():
        one = alt.Chart(pd.DataFrame({"y": [9.0], "text": [f"{name} figure"]})).encode(y=at)
        fill = theme.color("ground" if name == "first" else "muted")
        dot = one.mark_point(
            **({"strokeWidth": 0} | look), opacity=1, aria=False, stroke=theme.color("muted"), fill=fill
        )
        words = one.mark_text(align="left", fontSize=12, color=theme.color("muted"))
        parts += [dot.encode(x=alt.value(x)), words.encode(x=alt.value(x + 11), text="text:N")]
        x += 7 * len(name) + 70
    return parts


def _stands(stand: dict[str, pd.DataFrame], near: float) -> list[alt.Chart]:
    """The words at the dots of `vendors`: the highest above, the first and the last below, apart from each other.

    A last figure nearer to the first than `near`, percent, stands a line lower. Where the highest figure is the first
    or the last one too, it is said below the dot.
    """
    first, last, highest = stand["first"], stand["last"], stand["highest"]
    both = {name: highest[highest["text"] == stand[name]["text"].reindex(highest.index)] for name in ("first", "last")}
    both = pd.concat([rows.assign(text=f"also the {name} found", align="center") for name, rows in both.items()])
    right = last["china_share_pct"] >= first["china_share_pct"]
    first = first[first["text"] != highest["text"]].assign(align="right")
    last = last[last["text"] != highest["text"]].assign(align=right.map({True: "left", False: "right"}))
    first = first.assign(align=(~right.reindex(first.index)).map({True: "left", False: "right"}))
    close = (last["china_share_pct"] - stand["first"]["china_share_pct"].reindex(last.index)).abs() < near
    parts = [(highest.assign(align="center"), -16, "bold", "ink"), (first, 17, "normal", "muted")]
    parts += [(last[~close], 17, "normal", "ink"), (last[close], 32, "normal", "ink"), (both, 17, "normal", "muted")]
    height = alt.Y("y:Q", axis=None)
    layers = []
    for rows, dy, weight, hue in parts:
        for align, mine in rows.groupby("align"):
            dx = {"right": 6, "left": -6, "center": 0}[str(align)]
            words = alt.Chart(mine[["china_share_pct", "y", "text"]]).mark_text(
                align=str(align), dx=dx, dy=dy, fontSize=12, fontWeight=weight, color=theme.color(hue)
            )
            layers.append(words.encode(x="china_share_pct:Q", y=height, text="text:N"))
    return layers
