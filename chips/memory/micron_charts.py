"""Micron's Chinese business in pictures: what was said, its share by fiscal year, its growth, its quarters."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.memory import market
from chips.memory.market_charts import DASHES, SHAPES, UNITS
from chips.memory.micron import OTHERS
from explainer.figures import labels, theme
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed, signed

#: lines of the benchmark: id -> label; the first is what was reported.
LINES = {"reported": "Reported", "like22": "Like the rest since FY2022", "like23": "Like the rest since FY2023"}
#: colors of the regions that a title names; all others are grey.
NAMED = {"United States": "us", "Mainland China": "cn"}
#: ends of a range of `china_parts`: region -> (name, color).
PLACES = {"cn": ("Mainland China", "cn"), "cn_hk": ("with Hong Kong", "hk")}
#: height of a row with its label above the mark, px.
DEPTH = 38


def statements(frame: pd.DataFrame, ban_row: str, rise: tuple[str, str, str], width: int) -> alt.LayerChart:
    """What was said to be at risk, in time order, percent of revenue.

    A dot for a number, an open bar for words read as a range, a diamond for a product of two numbers.

    Args:
        frame: columns `row` (label), `low_pct`, `high_pct` (percent), `how`; one row whose label is `ban_row` has no
            values and is drawn as a band across.
        ban_row: label of the band.
        rise: two rows and the time between them in words, drawn as a bracket.
        width: drawing width, px.
    """
    most = labels.end_of(frame["high_pct"].dropna(), 10)
    inner = width - 24
    if width <= NARROW:  # the year of the ban goes without saying
        frame, ban_row = frame.assign(row=[_brief(r) for r in frame["row"]]), _brief(ban_row)
        rise = (_brief(rise[0]), _brief(rise[1]), rise[2])
    shown = frame.assign(
        shown=[
            "" if pd.isna(lo) else (f"{lo:g}" if lo == hi else f"{lo:g} to {hi:g}")
            for lo, hi in zip(frame["low_pct"], frame["high_pct"], strict=True)
        ]
    )
    rows = list(shown["row"])
    y = alt.Y("row:N", sort=rows, title=None, scale=alt.Scale(domain=rows)).axis(None)
    base = alt.Chart(shown[["row", "low_pct", "high_pct", "how", "shown"]], height=DEPTH * len(rows), width=inner)
    band = base.transform_filter(alt.datum.row == ban_row).mark_bar(
        size=DEPTH - 12, color=theme.color("band"), aria=False, orient="horizontal"
    )
    band = band.encode(x=alt.value(0), x2=alt.value(inner), y=y)
    text = base.transform_filter("datum.shown != ''").mark_text(align="left", dx=9, dy=9, fontSize=12)
    text = text.encode(x=alt.X("high_pct:Q"), y=y, text="shown:N")
    names = base.transform_filter(alt.datum.row != ban_row).mark_text(align="left", fontSize=12, dy=-9)
    ban = base.transform_filter(alt.datum.row == ban_row).mark_text(align="left", fontSize=12, fontWeight="bold")
    at = {"x": alt.value(2), "y": y, "text": "row:N"}
    layers = [band, *_amounts(base, y, most), text, names.encode(**at), ban.encode(**at)]
    return alt.layer(*layers, *_rise(rise, y, inner))


def _brief(row: str) -> str:
    """Label of a row without the year of the ban."""
    return row.replace(f" {market.BAN_QUARTER[:4]}", "", 1)


def _rise(rise: tuple[str, str, str], y: alt.Y, inner: int) -> list[alt.Chart]:
    """A bracket between two rows of `statements`, with its text to the left of it."""
    first, second, words = rise
    at = pd.DataFrame({"row": [first], "to": [second], "words": [words]})
    side = alt.value(inner * 0.92)
    line = alt.Chart(at).mark_rule(strokeWidth=1.5, color=theme.color("ink"), yOffset=9, y2Offset=9, aria=False)
    text = alt.Chart(at).mark_text(align="right", dx=-7, dy=DEPTH + 9, fontSize=13, fontWeight="bold", aria=False)
    return [line.encode(x=side, y=y, y2="to:N"), text.encode(x=side, y=y, text="words:N")]


def _amounts(base: alt.Chart, y: alt.Y, most: float) -> list[alt.Chart]:
    """Marks of `statements` by how the amount was given, below the label of the row."""
    scale = alt.Scale(domain=[0, most], nice=False)
    x = alt.X("low_pct:Q", title=None, scale=scale).axis(tickCount=most // 5)
    hue, ground = theme.color("micron"), theme.color("ground")
    flat = {"aria": False, "yOffset": 9, "orient": "horizontal"}
    words = base.transform_filter("datum.how == 'words'")
    words = words.mark_bar(size=13, fill=ground, stroke=hue, strokeDash=[3, 2], strokeWidth=1.6, **flat)
    spans = base.transform_filter("datum.how == 'number' && datum.low_pct < datum.high_pct")
    spans = spans.mark_bar(size=5, color=hue, **flat)
    dots = base.transform_filter("datum.how == 'number'")
    dots = dots.mark_point(size=75, color=hue, opacity=1, aria=False, yOffset=9)
    product = base.transform_filter("datum.how == 'computed'").mark_point(
        size=95, shape="diamond", fill=ground, stroke=hue, strokeWidth=2, opacity=1, aria=False, yOffset=9
    )
    bars = [bar.encode(x=x, x2="high_pct:Q", y=y) for bar in (words, spans)]
    return bars + [point.encode(x=x, y=y) for point in (dots, product)]


def year_band(years: list[str], year: str, height: int, label: str = "year of|the ban") -> alt.LayerChart:
    """Band over one fiscal year on an ordinal axis, with a label at its top."""
    frame = pd.DataFrame({"year": [year], "label": [label]})
    x = alt.X("year:O", title=None, sort=years, scale=alt.Scale(domain=years)).axis(labelAngle=0, ticks=False)
    base = alt.Chart(frame, height=height)
    band = base.mark_bar(color=theme.color("band"), aria=False, width={"band": 1})
    text = base.mark_text(baseline="top", fontSize=12, lineBreak="|", lineHeight=14, aria=False)
    return alt.layer(
        band.encode(x=x, y=alt.value(0), y2=alt.value(height)), text.encode(x=x, y=alt.value(2), text="label:N")
    )


def china_parts(frame: pd.DataFrame, ban: tuple[float, float], width: int) -> alt.LayerChart:
    """China's part of Micron's revenue by fiscal year: a dot for the mainland, and the range up to it with Hong Kong.

    No bars: a stack would read a year without a figure for Hong Kong as a low one.

    Args:
        frame: `hindsight.china_share`: `region` (`cn`, `cn_hk`), `fiscal_year`, `share_pct` (percent), `basis_note`.
        ban: (day of the ban, end of its fiscal year) on the axis of `micron.fiscal_place`.
        width: drawing width, px.
    """
    narrow = width <= NARROW
    height, right = (210, 80) if narrow else (260, 126)
    inner = width - right - 30
    hues = alt.Scale(domain=list(PLACES), range=[theme.color(hue) for _, hue in PLACES.values()])
    years = sorted(set(frame["fiscal_year"]))
    shown = _places(frame)
    x = alt.X("middle:Q", title=None, scale=alt.Scale(domain=[years[0] - 0.95, years[-1] - 0.3], nice=False))
    x = x.axis(labels=False, ticks=False, grid=False)
    most = labels.end_of(frame["share_pct"], 5)
    scale = alt.Scale(domain=[0, most], nice=False)
    y = alt.Y("share_pct:Q", title=None, scale=scale).axis(tickCount=4)
    base = alt.Chart(shown, width=inner, height=height).encode(x=x, y=y)
    wide = shown.pivot(index="middle", columns="region", values="share_pct").reset_index()
    spans = alt.Chart(wide).mark_rule(strokeWidth=3, color=theme.color("axis"), aria=False)
    spans = spans.encode(x="middle:Q", y=alt.Y("cn:Q", scale=scale), y2="cn_hk:Q")
    path = base.transform_filter("datum.region == 'cn'")
    path = path.mark_line(strokeWidth=1.5, color=theme.color("cn"), opacity=0.6, aria=False)
    foot = alt.Chart(shown.drop_duplicates("fiscal_year")).mark_text(baseline="top", fontSize=12, aria=False)
    foot = foot.encode(x="middle:Q", y=alt.value(height + 8), text="year:N", color=alt.value(theme.color("ink")))
    last = shown[shown["fiscal_year"] == years[-1]].copy()
    last["name"] = [labels.wrap(PLACES[r][0], 9 if narrow else 30) for r in last["region"]]
    last["at"] = labels.apart(last["share_pct"].tolist(), most / height * (32 if narrow else 18))
    names = alt.Chart(last).mark_text(align="left", dx=6, fontSize=12, fontWeight="bold", lineBreak="|", lineHeight=14)
    color = alt.Color("region:N", scale=hues, legend=None)
    names = names.encode(x=alt.value(inner), y=alt.Y("at:Q", scale=scale), text="name:N", color=color)
    band, told = _after_ban(ban, x, height)
    marks = _dots(base, hues)
    return alt.layer(band, spans, path, *marks, told, foot, names, width=inner, height=height)


def _dots(base: alt.Chart, hues: alt.Scale) -> list[alt.Chart]:
    """Dots of `china_parts`, hollow where they are not of the accounts, and their figures."""
    tips = theme.tips({"year:N": "fiscal year", "share_pct:Q": "percent", "basis_note:N": "taken from"})
    fills = {"datum.accounts": alt.Fill("region:N", scale=hues, legend=None)}
    fills["!datum.accounts"] = alt.value(theme.color("ground"))
    dots = [
        base.transform_filter(test)
        .mark_point(size=110, opacity=1, strokeWidth=2, filled=False)
        .encode(stroke=alt.Stroke("region:N", scale=hues, legend=None), fill=fill, tooltip=tips)
        for test, fill in fills.items()
    ]
    color = alt.Color("region:N", scale=hues, legend=None)
    words = [
        base.transform_filter(f"datum.region == '{region}'")
        .mark_text(dy=down, fontSize=12, fontWeight="bold")
        .encode(text="text:N", color=color)
        for region, down in (("cn", 16), ("cn_hk", -15))
    ]
    return [*dots, *words]


def _places(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of `china_parts` with their place, their text and whether the accounts give them."""
    shown = frame[["region", "fiscal_year", "share_pct", "basis_note"]].assign(
        middle=lambda f: f["fiscal_year"] - 0.5,
        text=lambda f: [fixed(v, 1) for v in f["share_pct"]],
        accounts=lambda f: f["basis_note"] == "accounts",
        year=lambda f: [f"FY{y}" for y in f["fiscal_year"]],
    )
    shown.loc[shown["basis_note"].str.startswith("said"), "text"] = shown["share_pct"].map("{:g} said".format)
    return shown


def _after_ban(ban: tuple[float, float], x: alt.X, height: int) -> tuple[alt.Chart, alt.Chart]:
    """Band from the ban to the end of its fiscal year, and its label."""
    part = alt.Chart(
        pd.DataFrame({"middle": [ban[0]], "start": [ban[0]], "end": [ban[1]], "text": ["ban"]}), height=height
    )
    band = part.mark_rect(color=theme.color("band"), aria=False).encode(x=x, x2="end:Q")
    told = part.mark_text(align="left", baseline="top", dx=3, fontSize=12, aria=False)
    return band, told.encode(x=x, y=alt.value(2), text="text:N")


def growth(frame: pd.DataFrame, width: int) -> alt.LayerChart:
    """What each region brought of Micron's growth, percent; the regions that the title names in color.

    Args:
        frame: from `micron.growth_parts`.
        width: drawing width, px.
    """
    narrow = width <= NARROW
    left, right = (104, 96) if narrow else (130, 150)
    inner = width - left - right
    unit = " bn" if narrow else " billion dollars"
    shown = frame[["name", "part_pct", "change_busd"]].round({"part_pct": 2})
    shown = shown.sort_values("part_pct", ascending=False).sort_values("name", key=lambda n: n == OTHERS, kind="stable")
    shown["text"] = [
        f"{fixed(p, 1)}%, {signed(c)}{unit}" for p, c in zip(shown["part_pct"], shown["change_busd"], strict=True)
    ]
    rows = list(shown["name"])
    hues = [theme.color(NAMED.get(n, "axis")) for n in rows]
    y = alt.Y("name:N", sort=rows, title=None).axis(ticks=False, domain=False, labelLimit=left)
    ends = [min(0.0, -labels.end_of([-shown["part_pct"].min()], 10)), labels.end_of(shown["part_pct"], 20)]
    if shown["part_pct"].min() >= 0:
        ends[0] = 0
    x = alt.X("part_pct:Q", title=None, scale=alt.Scale(domain=ends, nice=False)).axis(None)
    base = alt.Chart(shown, width=inner, height=34 * len(rows))
    color = alt.Color("name:N", scale=alt.Scale(domain=rows, range=hues), legend=None)
    tips = theme.tips(
        {"name:N": "title", "part_pct:Q .1f": "percent of the growth", "change_busd:Q": "billion dollars"}
    )
    bars = base.mark_bar(size=20, aria=False).encode(y=y, x=x, color=color, tooltip=tips)
    text = base.mark_text(align="left", dx=6, fontSize=12).encode(y=y, x=x, text="text:N")
    return alt.layer(bars, text)


def benchmark(frame: pd.DataFrame, ban_year: int, width: int) -> alt.LayerChart:
    """Revenue from mainland China by fiscal year and what it would be had it grown like the rest of Micron.

    Args:
        frame: from `micron.benchmark`: columns `line` (of `LINES`), `year` (`FY2023`), `busd` (billion dollars).
        ban_year: fiscal year of the ban.
        width: drawing width, px.
    """
    narrow = width <= NARROW
    held = f"FY{ban_year}"
    if narrow:
        frame, held = frame.assign(year=frame["year"].str.replace("FY20", "FY")), held.replace("FY20", "FY")
    years = sorted(set(frame["year"]))
    height, inner = 250, width - (96 if narrow else 128)
    most = labels.end_of(1.08 * frame["busd"], 0.5)
    x = alt.X("year:O", title=None, sort=years, scale=alt.Scale(domain=years)).axis(labelAngle=0, ticks=False)
    scale = alt.Scale(domain=[0, most], nice=False)
    ids = list(LINES)
    hues = alt.Scale(domain=ids, range=[theme.color(c) for c in ("micron", "ink", "muted")])
    color = alt.Color("line:N", scale=hues, legend=None)
    base = alt.Chart(frame[["line", "year", "busd"]].assign(said=frame["line"].map(LINES))).encode(
        x=x, y=alt.Y("busd:Q", title=None, scale=scale), color=color
    )
    path = base.mark_line(aria=False).encode(
        strokeDash=alt.StrokeDash("line:N", scale=alt.Scale(domain=ids, range=DASHES[:3]), legend=None)
    )
    points = base.mark_point(size=60, opacity=1, aria=False).encode(
        shape=alt.Shape("line:N", scale=alt.Scale(domain=ids, range=SHAPES[:3]), legend=None),
        tooltip=theme.tips({"said:N": "title", "year:N": "fiscal year", "busd:Q": UNITS["revenue_busd"]}),
    )
    last = frame[frame["year"] == years[-1]].copy()
    last["at"] = labels.apart(last["busd"].tolist(), most / height * (48 if narrow else 34))
    last["name"] = [
        labels.wrap(f"{LINES[n]} {fixed(v, 1)}", 13 if narrow else 24)
        for n, v in zip(last["line"], last["busd"], strict=True)
    ]
    text = alt.Chart(last[["line", "at", "name"]]).mark_text(
        align="left", lineBreak="|", fontSize=12, fontWeight="bold", lineHeight=14, dx=2, dy=-6
    )
    at = alt.value(inner - inner / len(years) / 2 + 12)
    text = text.encode(x=at, y=alt.Y("at:Q", scale=scale), text="name:N", color=color)
    return alt.layer(year_band(years, held, height), path, points, text).properties(width=inner, height=height)


#: rows of what was said of a quarter: column of the direction -> (name, column of the words).
SAID = {"bits_direction": ("Bits", "bits_words"), "price_direction": ("Prices", "price_words")}
ARROWS = {"up": "triangle-up", "down": "triangle-down", "flat": "stroke"}


def quarters(frame: pd.DataFrame, width: int) -> alt.VConcatChart:
    """Micron's DRAM revenue by fiscal quarter, above what it said of bits and prices: up, down or flat.

    Args:
        frame: from `micron.quarters`.
        width: drawing width, px.
    """
    narrow = width <= NARROW
    left = 48
    inner, height = width - left - 16, 170 if narrow else 200
    order = list(frame["fiscal_label"])
    first = frame.groupby("fiscal_year")["fiscal_label"].first().tolist()
    labelled = "indexof(" + str(first) + ", datum.label) >= 0 ? 'FY' + slice(datum.label, -2) : ''"
    x = alt.X("fiscal_label:O", sort=order, title=None, scale=alt.Scale(domain=order))
    held = frame[frame["held"]]
    shown = frame[["fiscal_label", "dram_revenue_busd"]].assign(
        text=[
            fixed(v, 1) if i in (0, len(frame) - 1) or h else ""
            for i, (v, h) in enumerate(zip(frame["dram_revenue_busd"], frame["held"], strict=True))
        ]
    )
    most = labels.end_of(1.08 * frame["dram_revenue_busd"], 10)
    y = alt.Y("dram_revenue_busd:Q", title=None, scale=alt.Scale(domain=[0, most], nice=False))
    y = y.axis(tickCount=4, minExtent=left)
    base = alt.Chart(shown, width=inner, height=height)
    tips = theme.tips({"fiscal_label:N": "title", "dram_revenue_busd:Q": UNITS["revenue_busd"]})
    bars = base.mark_bar(color=theme.color("micron"), aria=False)
    bars = bars.encode(x=x.axis(labels=False, ticks=False), y=y, tooltip=tips)
    text = base.mark_text(dy=-8, fontSize=12).encode(x=x, y=y, text="text:N")
    told = alt.Chart(held).mark_text(baseline="top", fontSize=12, dy=2, aria=False)
    top = alt.layer(_held(held, x, height), bars, text, told.encode(x=x, y=alt.value(0), text=alt.value("ban")))
    return alt.vconcat(
        top,
        _directions(
            frame, x.axis(labelExpr=labelled, ticks=False, labelAngle=0, labelOverlap=False), inner, left, held
        ),
        spacing=6,
    )


def _held(held: pd.DataFrame, x: alt.X, height: int) -> alt.Chart:
    """Band over the quarter in which the ban fell."""
    band = alt.Chart(held[["fiscal_label"]], height=height)
    band = band.mark_bar(color=theme.color("band"), aria=False, width={"band": 1})
    return band.encode(x=x, y=alt.value(0), y2=alt.value(height))


def _directions(frame: pd.DataFrame, x: alt.X, inner: int, left: int, held: pd.DataFrame) -> alt.LayerChart:
    """Two rows of arrows: bits and prices against the quarter before, with Micron's words in the tooltip."""
    rows = pd.concat(
        frame[["fiscal_label"]].assign(what=name, way=frame[column], words=frame[words])
        for column, (name, words) in SAID.items()
    )
    names = [name for name, _ in SAID.values()]
    height = 28 * len(names)
    y = alt.Y("what:N", sort=names, title=None).axis(ticks=False, domain=False, minExtent=left, labelFontWeight="bold")
    shapes = alt.Scale(domain=list(ARROWS), range=list(ARROWS.values()))
    hues = alt.Scale(domain=list(ARROWS), range=[theme.color(c) for c in ("ink", "axis", "ink")])
    size = 45 if inner < NARROW else 80
    marks = alt.Chart(rows, width=inner, height=height).mark_point(size=size, opacity=1, strokeWidth=1.2)
    marks = marks.encode(
        x=x,
        y=y,
        shape=alt.Shape("way:N", scale=shapes, legend=None),
        fill=alt.Fill("way:N", scale=hues, legend=None),
        stroke=alt.Stroke("way:N", scale=hues, legend=None),
        tooltip=theme.tips({"fiscal_label:N": "title", "what:N": "what", "words:N": "Micron's words"}),
    )
    return alt.layer(_held(held, x, height), marks)
