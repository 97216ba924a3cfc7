"""Trade and equipment spending in pictures."""

from __future__ import annotations

import altair as alt
import pandas as pd

from explainer.figures import labels, theme
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

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
#: measure of the chip imports -> its name, its unit, its color, dashes of its line.
MEASURES = {
    "value": ("Value", "billion dollars", "cn", [1, 0]),
    "quantity": ("Number", "billion pieces", "muted", [6, 3]),
}
#: a quarter in words.
IN_WORDS = "Q%q %Y"


def _title(text: str) -> alt.TitleParams:
    return alt.Title(text, fontSize=13)


def billings(lines: pd.DataFrame, rules: pd.Timestamp, width: int) -> alt.LayerChart:
    """Equipment spending by region: a line each, billion dollars a year, gaps left open; and the day of the rules.

    China's line is in color, the others are gray. A year stands under its points.

    Args:
        lines: what `trade.spending` returns; the names stand at the right, with each region's last figure.
        rules: day of the American rules.
        width: drawing width in px.
    """
    narrow = width == NARROW
    lines = lines.assign(year=lines["period"].astype(int), place=lines["region"].map(PLACES))
    first, last = int(lines["year"].min()), int(lines["year"].max())
    height, room, top = 330, 112 if narrow else 150, labels.end_of(lines["value_busd"].dropna(), 10)
    ends = lines.dropna(subset=["value_busd"]).groupby("region").tail(1)
    told = zip(ends["place"], ends["value_busd"], ends["year"], strict=True)
    ends = ends.assign(
        label=[f"{p} {fixed(v)}" + ("" if y == last else f" (’{y % 100:02d})") for p, v, y in told],
        at=labels.apart(ends["value_busd"].tolist(), 15.5 * top / height),
        edge=last,
    )
    span = alt.Scale(domain=[first, last], nice=False, zero=False)
    years = alt.Axis(format="d", values=list(range(first, last + 1, 2 if narrow else 1)))
    x = alt.X("year:Q", title=None, scale=span, axis=years)
    y = alt.Y("value_busd:Q", title="Billion US dollars").scale(domain=[0, top]).axis(tickCount=6)
    base = alt.Chart(lines[["year", "region", "place", "value_busd"]]).encode(x=x, y=y, detail="region:N")
    tip = theme.tips({"place:N": "title", "year:Q d": "year", "value_busd:Q": "billion dollars"})
    layers = []
    for test, hue, wide in (("!=", "axis", 1.6), ("==", "cn", 3.5)):
        part = base.transform_filter(f"datum.region {test} 'cn'")
        points = {"color": theme.color(hue), "size": 30}
        layers.append(part.mark_line(color=theme.color(hue), strokeWidth=wide, point=points).encode(tooltip=tip))
    for test, hue, weight in (("!=", "muted", "normal"), ("==", "cn", "bold")):
        words = alt.Chart(ends[["region", "edge", "at", "label"]]).transform_filter(f"datum.region {test} 'cn'")
        words = words.mark_text(align="left", dx=7, fontSize=12, fontWeight=weight, color=theme.color(hue))
        layers.append(words.encode(x=alt.X("edge:Q", scale=span), y="at:Q", text="label:N"))
    when = rules.year + (rules.day_of_year - 183) / 365  # a year's figure stands at its middle
    day = alt.Chart(pd.DataFrame({"when": [when]}))
    tag = day.mark_text(align="right", dx=-5, fontSize=12, color=theme.color("muted"))
    tag = tag.encode(x=alt.X("when:Q", scale=span), y=alt.value(8), text=alt.value(f"US rules, {rules:%-d %b %Y}"))
    rule = day.mark_rule(strokeDash=[4, 3]).encode(x=alt.X("when:Q", scale=span))
    return alt.layer(rule, tag, *layers).properties(width=width - room - 20, height=height)


def quarters(bars: pd.DataFrame, named: list[str], marks: pd.DataFrame, width: int) -> alt.LayerChart:
    """China's share of world billings as a bar per quarter, percent; a quarter without a figure has no bar.

    Args:
        bars: what `trade.every_quarter` returns for `trade.world_share`.
        named: quarters whose figure stands above the bar.
        marks: two days to mark, `date` and `text` (lines parted by `|`), the earlier one first.
        width: drawing width in px.
    """
    start = pd.PeriodIndex(bars["period"], freq="Q").start_time
    bars = bars.assign(start=start, end=start + pd.offsets.QuarterBegin(startingMonth=1))
    told = zip(bars["period"], bars["share_pct"], strict=True)
    bars["label"] = [fixed(v) if p in named else "" for p, v in told]
    base = alt.Chart(bars[["period", "start", "end", "share_pct", "value_busd", "world_busd", "label"]])
    x = alt.X("start:T", title=None).axis(format="%Y", tickCount=5 if width == NARROW else 8)
    top = labels.end_of(bars["share_pct"].dropna(), 10)
    y = alt.Y("share_pct:Q", title="Percent of the world").scale(domain=[0, top + 10])  # room for the marks' words
    tip = {
        "period:N": "title",
        "share_pct:Q .1f": "percent of the world",
        "value_busd:Q": "China, billion dollars",
        "world_busd:Q": "world, billion dollars",
    }
    bar = base.transform_calculate(zero="0")
    bar = bar.mark_rect(color=theme.color("cn"), stroke=theme.color("ground"), strokeWidth=1)
    bar = bar.encode(x=x, x2="end:T", y=y, y2="zero:Q", tooltip=theme.tips(tip))
    words = base.transform_calculate(mid="(+datum.start + +datum.end) / 2").mark_text(dy=-8, fontSize=12)
    words = words.encode(x="mid:T", y="share_pct:Q", text="label:N")
    rule = alt.Chart(marks).mark_rule(strokeDash=[4, 3]).encode(x="date:T")
    look = {"fontSize": 12, "lineBreak": "|", "baseline": "top", "color": theme.color("muted")}
    tags = [
        alt.Chart(marks.iloc[[i]])
        .mark_text(align=side, dx=dx, **look)
        .encode(x="date:T", y=alt.value(0), text="text:N")
        for i, side, dx in ((0, "right", -5), (1, "left", 5))
    ]
    return alt.layer(bar, words, rule, *tags).properties(width=width - 48, height=280)


def suppliers(shares: pd.DataFrame, named: list[str], width: int) -> alt.LayerChart:
    """Shares of sellers in China's tool purchases in two quarters, percent, as slopes.

    Args:
        shares: two rows per seller: `partner` (country id), `period` (such as `2021Q3`), `value` (percent).
        named: sellers in color; the others are gray.
        width: drawing width in px.
    """
    quarter = pd.PeriodIndex(shares["period"], freq="Q")
    slope = shares.assign(name=shares["partner"].map(theme.LABEL), when=quarter.strftime(IN_WORDS))
    first, last = slope["when"].iloc[quarter.argmin()], slope["when"].iloc[quarter.argmax()]
    told = zip(slope["name"], slope["value"], slope["when"], strict=True)
    slope["label"] = [f"{n} {fixed(v)}%" if w == last else f"{fixed(v)}%" for n, v, w in told]
    sellers = list(dict.fromkeys(slope["partner"]))
    hues = alt.Scale(domain=sellers, range=[theme.color(s if s in named else "axis") for s in sellers])
    inks = alt.Scale(domain=sellers, range=[theme.color(s if s in named else "muted") for s in sellers])
    base = alt.Chart(slope[["partner", "name", "when", "value", "label"]], height=280).encode(
        x=alt.X("when:O", title=None, sort=[first, last]).axis(labelAngle=0, orient="top").scale(padding=0.2),
        y=alt.Y("value:Q", axis=None).scale(domain=[0, labels.end_of(slope["value"], 5)]),
    )
    lines = base.mark_line(strokeWidth=3).encode(color=alt.Color("partner:N", scale=hues, legend=None))
    tip = theme.tips({"name:N": "title", "when:O": "quarter", "value:Q": "percent of China's purchases"})
    dots = base.mark_point(size=70, filled=True, opacity=1).encode(
        color=alt.Color("partner:N", scale=hues, legend=None), tooltip=tip
    )
    ink = alt.Color("partner:N", scale=inks, legend=None)
    words = [
        base.transform_filter(f"datum.when == '{when}'")
        .mark_text(align=align, dx=dx, fontSize=13, fontWeight="bold")
        .encode(text="label:N", color=ink)
        for when, align, dx in ((last, "left", 9), (first, "right", -9))
    ]
    layers = alt.layer(lines, dots, *words).resolve_scale(color="independent")
    return layers.properties(width=min(width - 110, 460))


def vendors(path: pd.DataFrame, names: dict[str, str], colors: dict[str, str], width: int) -> alt.LayerChart:
    """China's share of the sales of tool makers, percent: from the first figure to the highest, and back to the last.

    Args:
        path: what `trade.vendor_path` returns.
        names: company id -> its name.
        colors: company id -> name of its color.
        width: drawing width in px.
    """
    narrow = width == NARROW
    line, room = (86, 0) if narrow else (72, 150)
    makers = list(dict.fromkeys(path["company"]))
    top = labels.end_of(path["china_share_pct"], 10)
    place = {one: (i + 0.62) * line for i, one in enumerate(makers)}
    height = line * len(makers) + 8
    at = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height], nice=False))
    x = alt.X("china_share_pct:Q", title="Percent of sales").scale(domain=[0, top]).axis(tickCount=4)
    shown = path.assign(y=path["company"].map(place), hue=path["company"].map(colors))
    when = shown["when"].str.replace("quarter to", "Q to").str.replace("year to", "yr to") if narrow else shown["when"]
    shown["text"] = [f"{fixed(v)}, {w}" for v, w in zip(shown["china_share_pct"], when, strict=True)]
    stand = {name: shown[shown["stand"] == name].set_index("company") for name in ("first", "highest", "last")}
    spans = pd.DataFrame({"company": makers, "y": [place[m] for m in makers]}).set_index("company")
    spans["low"] = shown.groupby("company")["china_share_pct"].min()
    spans["high"], spans["hue"] = stand["highest"]["china_share_pct"], stand["highest"]["hue"]
    hues = list(dict.fromkeys(shown["hue"]))
    color = alt.Color("hue:N", legend=None, scale=alt.Scale(domain=hues, range=[theme.color(h) for h in hues]))
    rule = alt.Chart(spans.reset_index(drop=True)).mark_rule(strokeWidth=4, opacity=0.45)
    layers = [rule.encode(x="low:Q", x2="high:Q", y=at, color=color)]
    tip = theme.tips({"name:N": "title", "text:N": "percent of sales, period"})
    shown["name"] = shown["company"].map(names)
    base = alt.Chart(shown[["company", "name", "stand", "china_share_pct", "text", "y", "hue"]]).encode(x=x, y=at)
    hollow = base.transform_filter("datum.stand == 'first'").mark_point(size=95, strokeWidth=2.5, opacity=1)
    layers.append(hollow.encode(stroke=color, fill=alt.value(theme.color("ground")), tooltip=tip))
    for name, size in (("highest", 130), ("last", 60)):
        dots = base.transform_filter(f"datum.stand == '{name}'").mark_point(size=size, filled=True, opacity=1)
        layers.append(dots.encode(color=color, tooltip=tip))
    layers += _stands(stand, 12 if narrow else 0)
    heads = pd.DataFrame({"text": [names[m] for m in makers], "y": [place[m] - (38 if narrow else 0) for m in makers]})
    heads = alt.Chart(heads).mark_text(align="left", fontWeight="bold", fontSize=13)
    layers.append(heads.encode(x=alt.value(-room), y=at, text="text:N"))
    return alt.layer(*layers).properties(width=width - room - 24, height=height)


def _stands(stand: dict[str, pd.DataFrame], near: float) -> list[alt.Chart]:
    """The words at the dots of `vendors`: the highest above, the first and the last below, apart from each other.

    A last figure nearer to the first than `near`, percent, stands a line lower.
    """
    first, last, highest = stand["first"], stand["last"], stand["highest"]
    right = last["china_share_pct"] >= first["china_share_pct"]
    first = first[first["text"] != highest["text"]].assign(align="right")
    last = last[last["text"] != highest["text"]].assign(align=right.map({True: "left", False: "right"}))
    first = first.assign(align=(~right.reindex(first.index)).map({True: "left", False: "right"}))
    close = (last["china_share_pct"] - stand["first"]["china_share_pct"].reindex(last.index)).abs() < near
    parts = [(highest.assign(align="center"), -16, "bold", "ink"), (first, 17, "normal", "muted")]
    parts += [(last[~close], 17, "normal", "ink"), (last[close], 32, "normal", "ink")]
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


def chip_imports(bought: pd.DataFrame, width: int) -> alt.LayerChart:
    """China's chip imports by year, value and number on one index; a year that was not found breaks the line.

    Args:
        bought: what `trade.indexed` returns (`period`, `measure`, `value`, `index`, `base`).
        width: drawing width in px.
    """
    narrow = width == NARROW
    base_year = bought["base"].iloc[0]
    bought = bought.assign(
        year=bought["period"].astype(int),
        label=["" if pd.isna(v) else fixed(v) for v in bought["index"]],
        name=[MEASURES[m][0] for m in bought["measure"]],
        told=[
            "" if pd.isna(v) else f"{fixed(v)} {MEASURES[m][1]}"
            for m, v in zip(bought["measure"], bought["value"], strict=True)
        ],
    )
    first, last = int(bought["year"].min()), int(bought["year"].max())
    span = alt.Scale(domain=[first - 0.3, last], nice=False, zero=False)
    low = 10 * (bought["index"].min() // 10) - 10
    x = alt.X("year:Q", title=None, scale=span).axis(format="d", values=list(range(first, last + 1)))
    y = alt.Y("index:Q", title=f"{base_year} = 100")
    y = y.scale(domain=[low, labels.end_of(bought["index"].dropna(), 10)]).axis(tickCount=5)
    kinds = list(MEASURES)
    hues = alt.Scale(domain=kinds, range=[theme.color(MEASURES[m][2]) for m in kinds])
    dashes = alt.Scale(domain=kinds, range=[MEASURES[m][3] for m in kinds])
    rows = bought[["measure", "name", "year", "index", "label", "told"]]
    base = alt.Chart(rows).encode(x=x, y=y, color=alt.Color("measure:N", scale=hues, legend=None))
    line = base.mark_line(strokeWidth=2.6).encode(strokeDash=alt.StrokeDash("measure:N", scale=dashes, legend=None))
    tip = theme.tips({"name:N": "title", "year:Q d": "year", "told:N": "imports", "index:Q .0f": f"{base_year} is 100"})
    there = base.transform_filter("isValid(datum.index)")
    dots = there.mark_point(size=60, filled=True, opacity=1).encode(tooltip=tip)
    above = bought.groupby("year")["index"].transform("max") == bought["index"]
    rises = bought.groupby("measure")["index"].shift(-1) > bought["index"]
    numbers = [
        alt.Chart(rows[mine & rows["index"].notna() & (rows["year"] < last) & (not narrow)])
        .mark_text(dy=dy, dx=dx, fontSize=12)
        .encode(x=x, y="index:Q", text="label:N", color=base.encoding.color)
        for mine, dy, dx in ((above & rises, -11, -11), (above & ~rises, -12, 0), (~above, 14, 0))
    ]
    ends = bought.dropna(subset=["index"]).groupby("measure").tail(1)
    ends = ends.assign(text=ends["name"] + " " + ends["label"] + "|" + ends["told"])
    words = alt.Chart(ends[["measure", "year", "index", "text"]])
    words = words.mark_text(align="left", dx=9, fontSize=12, lineBreak="|", fontWeight="bold")
    words = words.encode(x=x, y="index:Q", text="text:N", color=base.encoding.color)
    layers = alt.layer(line, dots, *numbers, words)
    return layers.properties(width=width - (150 if narrow else 170), height=260)


def memory(parts: pd.DataFrame, shares: dict[str, float], width: int) -> alt.LayerChart:
    """Korea's memory exports as one bar a year: what mainland China bought, with its share, and what the others did.

    Args:
        parts: what `trade.parts_of_total` returns, China first (`period`, `to`, `value_busd` in billion dollars).
        shares: year -> mainland China's share, percent.
        width: drawing width in px.
    """
    narrow = width == NARROW
    years = parts["period"].drop_duplicates().tolist()
    here = parts["to"].iloc[0]
    top = parts.groupby("period")["value_busd"].sum().max()
    left, high, head = 40, (62 if narrow else 52), 30
    plot = width - left
    end = parts.groupby("period")["value_busd"].cumsum()
    share = parts["period"].map(shares).where(parts["to"] == here)
    amount = [fixed(value, 1) for value in parts["value_busd"]]
    percent = ["" if pd.isna(one) else fixed(one) for one in share]
    shown = parts.assign(
        x=left + (end - parts["value_busd"]) * plot / top,
        x2=left + end * plot / top,
        y=[head + high * years.index(p) for p in parts["period"]],
        text=[
            f"{a}" + (f"|{p}%" if p and narrow else f", {p} percent" if p else "")
            for a, p in zip(amount, percent, strict=True)
        ],
        said=[
            f"In {year} Korea sold memory for {a} billion dollars to {'mainland China' if to == here else 'all others'}"
            + (f", {p} percent of the total." if p else ".")
            for year, to, a, p in zip(parts["period"], parts["to"], amount, percent, strict=True)
        ],
        color=[theme.color("cn" if to == here else "other") for to in parts["to"]],
    )
    shown = shown.assign(
        y2=shown["y"] + high - 12,
        tx=shown["x"] + (6 if narrow else 10),
        my=shown["y"] + (high - 12) / 2 + 1 - 8 * shown["text"].str.contains("|", regex=False),
    )
    shown = shown[["period", "to", "value_busd", "x", "x2", "y", "y2", "tx", "my", "text", "said", "color"]].round(1)
    height = head + high * len(years)

    def at(rows: pd.DataFrame, x: str, y: str) -> alt.Chart:
        across, down = (alt.Scale(domain=[0, size], range=[0, size], nice=False) for size in (width, height))
        base = alt.Chart(rows, width=width, height=height)
        return base.encode(x=alt.X(f"{x}:Q", axis=None, scale=across), y=alt.Y(f"{y}:Q", axis=None, scale=down))

    hue = alt.Color("color:N", scale=None)
    bars = at(shown, "x", "y").mark_rect(stroke=theme.color("ground"), strokeWidth=1.5, aria=False)
    bars = bars.encode(x2="x2:Q", y2="y2:Q", color=hue, tooltip=theme.says("{said}"))
    look = {"align": "left", "fontSize": 12 if narrow else 13, "lineBreak": "|", "aria": False}
    words = at(shown, "tx", "my").mark_text(**look, fontWeight="bold", color=theme.color("ground"))
    words = words.encode(text="text:N")
    first = shown[shown["period"] == years[0]].assign(my=10, tx=lambda f: f["x"])
    heads = []
    for to, part in first.groupby("to", sort=False):
        apart = narrow and to != here  # two names side by side need more room than the bars give
        one = at(part.assign(tx=float(width)) if apart else part, "tx", "my")
        one = one.mark_text(align="right" if apart else "left", fontSize=13, fontWeight="bold", aria=False)
        heads.append(one.encode(text="to:N", color=hue))
    names = pd.DataFrame({"t": years, "x": 0, "y": [head + high * i + (high - 12) / 2 + 1 for i in range(len(years))]})
    names = at(names, "x", "y").mark_text(align="left", fontSize=13, aria=False).encode(text="t:N")
    return alt.layer(bars, words, *heads, names)
