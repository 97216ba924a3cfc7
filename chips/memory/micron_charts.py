"""Micron's Chinese business in pictures: what was said, its share by fiscal year, its regions, its share of DRAM."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.memory import market
from chips.memory.market_charts import DASHES, SHAPES, UNITS, Panel, lines, stack
from explainer.figures import labels, theme
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

#: end of the scale of statements, percent of revenue.
MOST = 30
#: ends of the scale of the benchmark, billion dollars.
BILLIONS = (0, 6.5)
#: lines of the benchmark: id -> label; the first is what was reported.
LINES = {"reported": "Reported", "like22": "Like the rest since FY2022", "like23": "Like the rest since FY2023"}


def statements(stake: pd.DataFrame, loss: pd.DataFrame, ban_row: str, width: int) -> alt.VConcatChart:
    """What was said of China's part of Micron's revenue, above what was said to be at risk; percent of revenue.

    Args:
        stake, loss: frames of `ranges`.
        ban_row: label of the row that stands for the ban in both.
        width: drawing width, px.
    """
    return stack(
        width,
        ("China's part of Micron's revenue, percent", ranges(stake, ban_row, width)),
        ("Part of Micron's revenue at risk, percent", ranges(loss, ban_row, width)),
    )


def ranges(frame: pd.DataFrame, ban_row: str, width: int) -> alt.LayerChart:
    """Statements in time order: a dot for a number, an open bar for words read as a range, a diamond for a product.

    Args:
        frame: columns `row` (label), `low_pct`, `high_pct` (percent), `how`; one row whose label is `ban_row` has no
            values and is drawn as a band across.
        ban_row: label of the band.
        width: drawing width, px.
    """
    narrow = width <= NARROW
    left, depth = (8, 44) if narrow else (352, 26)
    inner = width - left - 14
    shown = frame.assign(
        shown=[
            "" if pd.isna(lo) else (f"{lo:g}" if lo == hi else f"{lo:g} to {hi:g}")
            for lo, hi in zip(frame["low_pct"], frame["high_pct"], strict=True)
        ]
    )
    rows = list(shown["row"])
    axis = {"ticks": False, "labelLimit": left, "labelFontSize": 12, "minExtent": left - 8, "domain": False}
    y = alt.Y("row:N", sort=rows, title=None, scale=alt.Scale(domain=rows))
    y = y.axis(None) if narrow else y.axis(**axis)
    base = alt.Chart(shown[["row", "low_pct", "high_pct", "how", "shown"]], height=depth * len(rows), width=inner)
    down = 9 if narrow else 0  # on a phone the label stands above its mark
    band = base.transform_filter(alt.datum.row == ban_row).mark_bar(
        size=depth - 8, color=theme.color("band"), aria=False, orient="horizontal"
    )
    band = band.encode(x=alt.value(0), x2=alt.value(inner), y=y)
    text = base.transform_filter("datum.shown != ''").mark_text(align="left", dx=9, dy=down, fontSize=12)
    text = text.encode(x=alt.X("high_pct:Q"), y=y, text="shown:N")
    layers = [band, *_amounts(base, y, down), text]
    if narrow:
        words = base.mark_text(align="left", fontSize=12, dy=-9).encode(x=alt.value(2), y=y, text="row:N")
        layers.append(words)
    return alt.layer(*layers)


def _amounts(base: alt.Chart, y: alt.Y, down: int) -> list[alt.Chart]:
    """Marks of `ranges` by how the amount was given, `down` px below the middle of the row."""
    x = alt.X("low_pct:Q", title=None, scale=alt.Scale(domain=[0, MOST])).axis(values=list(range(0, MOST + 1, 10)))
    hue, ground = theme.color("micron"), theme.color("ground")
    flat = {"aria": False, "yOffset": down, "orient": "horizontal"}
    words = base.transform_filter("datum.how == 'words'")
    words = words.mark_bar(size=13, fill=ground, stroke=hue, strokeDash=[3, 2], strokeWidth=1.6, **flat)
    spans = base.transform_filter("datum.how == 'number' && datum.low_pct < datum.high_pct")
    spans = spans.mark_bar(size=5, color=hue, **flat)
    dots = base.transform_filter("datum.how == 'number'")
    dots = dots.mark_point(size=75, color=hue, opacity=1, aria=False, yOffset=down)
    product = base.transform_filter("datum.how == 'computed'").mark_point(
        size=95, shape="diamond", fill=ground, stroke=hue, strokeWidth=2, opacity=1, aria=False, yOffset=down
    )
    bars = [bar.encode(x=x, x2="high_pct:Q", y=y) for bar in (words, spans)]
    return bars + [point.encode(x=x, y=y) for point in (dots, product)]


def year_band(years: list[str], year: str, height: int, label: str = "ban") -> alt.LayerChart:
    """Band over one fiscal year on an ordinal axis, with a label at its top."""
    frame = pd.DataFrame({"year": [year], "label": [label]})
    x = alt.X("year:O", title=None, sort=years, scale=alt.Scale(domain=years)).axis(labelAngle=0, ticks=False)
    base = alt.Chart(frame, height=height)
    band = base.mark_bar(color=theme.color("band"), aria=False, width={"band": 1})
    text = base.mark_text(baseline="top", fontSize=12, aria=False)
    return alt.layer(
        band.encode(x=x, y=alt.value(0), y2=alt.value(height)), text.encode(x=x, y=alt.value(2), text="label:N")
    )


def china_parts(frame: pd.DataFrame, ban: tuple[float, float], width: int) -> alt.LayerChart:
    """China's part of Micron's revenue by fiscal year: one level a year for the mainland and one with Hong Kong.

    Levels and no bars: a stack would read a year without a figure for Hong Kong as a low one.

    Args:
        frame: `hindsight.china_share`: `region` (`cn`, `cn_hk`), `fiscal_year`, `share_pct` (percent), `basis_note`.
        ban: (day of the ban, end of its fiscal year) on the axis of `micron.fiscal_place`.
        width: drawing width, px.
    """
    narrow = width <= NARROW
    height, right = (200, 84) if narrow else (250, 150)
    inner = width - right - 30
    names = {"cn": "Mainland China", "cn_hk": "with Hong Kong"}
    if narrow:
        names = {"cn": "Mainland|China", "cn_hk": "with|Hong Kong"}
    hues = alt.Scale(domain=list(names), range=[theme.color("cn"), theme.color("hk")])
    color = alt.Color("region:N", scale=hues, legend=None)
    years = sorted(set(frame["fiscal_year"]))
    shown = _levels(frame)
    x = alt.X("start:Q", title=None, scale=alt.Scale(domain=[years[0] - 1, years[-1]], nice=False))
    x = x.axis(labels=False, ticks=False, grid=False)
    most = 5 * (int(frame["share_pct"].max()) // 5 + 1)
    scale = alt.Scale(domain=[0, most], nice=False)
    tips = theme.tips({"year:N": "fiscal year", "share_pct:Q": "percent", "basis_note:N": "taken from"})
    base = alt.Chart(shown, width=inner, height=height)
    base = base.encode(x=x, y=alt.Y("share_pct:Q", title=None, scale=scale).axis(tickCount=4), color=color)
    levels = [
        base.transform_filter(test)
        .mark_rule(strokeWidth=wide, strokeDash=dash, aria=False)
        .encode(x2="end:Q", tooltip=tips)
        for test, wide, dash in (("datum.accounts", 6, [1, 0]), ("!datum.accounts", 2.5, [5, 3]))
    ]
    words = base.mark_text(dy=-11, fontSize=12, fontWeight="bold").encode(x="middle:Q", text="text:N")
    foot = alt.Chart(shown.drop_duplicates("fiscal_year")).mark_text(baseline="top", fontSize=12, aria=False)
    foot = foot.encode(x="middle:Q", y=alt.value(height + 8), text="year:N", color=alt.value(theme.color("ink")))
    last = shown[shown["fiscal_year"] == years[-1]].assign(name=lambda f: f["region"].map(names))
    last["at"] = labels.apart(last["share_pct"].tolist(), most / height * (32 if narrow else 18))
    ends = alt.Chart(last).mark_text(align="left", dx=6, fontSize=12, fontWeight="bold", lineBreak="|", lineHeight=14)
    ends = ends.encode(x=alt.value(inner), y=alt.Y("at:Q", scale=scale), text="name:N", color=color)
    band, told = _after_ban(ban, x, height)
    return alt.layer(band, *levels, words, told, foot, ends, width=inner, height=height)


def _levels(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of `china_parts` with the ends and middle of their level, its text and whether the accounts give it."""
    shown = frame[["region", "fiscal_year", "share_pct", "basis_note"]].assign(
        start=lambda f: f["fiscal_year"] - 0.97,
        end=lambda f: f["fiscal_year"] - 0.03,
        middle=lambda f: f["fiscal_year"] - 0.5,
        text=lambda f: [fixed(v, 1) for v in f["share_pct"]],
        accounts=lambda f: f["basis_note"] == "accounts",
        year=lambda f: [f"FY{y}" for y in f["fiscal_year"]],
    )
    shown.loc[shown["basis_note"].str.startswith("said"), "text"] = shown["share_pct"].map("{:g} said".format)
    return shown


def _after_ban(ban: tuple[float, float], x: alt.X, height: int) -> tuple[alt.Chart, alt.Chart]:
    """Band from the ban to the end of its fiscal year, and its label."""
    part = alt.Chart(pd.DataFrame({"start": [ban[0]], "end": [ban[1]], "text": ["ban"]}), height=height)
    band = part.mark_rect(color=theme.color("band"), aria=False).encode(x=x, x2="end:Q")
    told = part.mark_text(align="left", baseline="top", dx=3, fontSize=12, aria=False)
    return band, told.encode(x=x, y=alt.value(2), text="text:N")


def region_bars(frame: pd.DataFrame, width: int) -> alt.LayerChart:
    """Revenue by region, one bar a fiscal year; the year of the ban stands on a band.

    Args:
        frame: columns `name` (region), `year` (`FY2023`), `revenue_busd` (billion dollars), in drawing order.
        width: drawing width, px.
    """
    narrow = width <= NARROW
    left = 96 if narrow else 150
    years = sorted(set(frame["year"]))
    regions = list(dict.fromkeys(frame["name"]))
    shown = frame.assign(row=frame["name"] + "|" + frame["year"], mark=frame["year"] == "FY2023")
    rows = [f"{r}|{y}" for r in regions for y in years]
    axis = {"labelExpr": f"indexof(datum.label, '|{years[0]}') > 0 ? split(datum.label, '|')[0] : ''"}
    scale = alt.Scale(domain=rows, paddingInner=0.12)
    y = alt.Y("row:N", sort=rows, title=None, scale=scale).axis(ticks=False, labelLimit=left, domain=False, **axis)
    x = alt.X("revenue_busd:Q", title=None, scale=alt.Scale(domain=[0, 30])).axis(tickCount=4)
    base = alt.Chart(
        shown[["row", "year", "name", "revenue_busd", "mark"]], width=width - left - 12, height=17 * len(rows)
    )
    band = base.transform_filter("datum.mark").mark_bar(color=theme.color("band"), aria=False, height={"band": 1.1})
    band = band.encode(y=y, x=alt.value(0), x2=alt.value(width - left - 12))
    hues = alt.Scale(domain=years, range=theme.steps(5)[2:])
    bars = base.mark_bar(aria=False).encode(
        y=y,
        x=x,
        color=alt.Color("year:N", scale=hues, legend=None),
        tooltip=theme.tips({"name:N": "title", "year:N": "fiscal year", "revenue_busd:Q": UNITS["revenue_busd"]}),
    )
    text = base.transform_calculate(
        t="datum.year + (datum.mark ? ' (ban): ' : ': ') + format(datum.revenue_busd, '.1f')"
    ).mark_text(align="left", dx=5, fontSize=12)
    return alt.layer(band, bars, text.encode(y=y, x=x, text="t:N"))


def benchmark(frame: pd.DataFrame, width: int) -> alt.LayerChart:
    """Revenue from mainland China by fiscal year and what it would be had it grown like the rest of Micron.

    Args:
        frame: from `micron.benchmark`: columns `line` (of `LINES`), `year` (`FY2023`), `busd` (billion dollars).
        width: drawing width, px.
    """
    narrow = width <= NARROW
    frame = frame.assign(year=frame["year"].str.replace("FY20", "FY")) if narrow else frame
    years = sorted(set(frame["year"]))
    height, inner = 250, width - (96 if narrow else 128)
    x = alt.X("year:O", title=None, sort=years, scale=alt.Scale(domain=years)).axis(labelAngle=0, ticks=False)
    scale = alt.Scale(domain=list(BILLIONS), nice=False)
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
    last["at"] = labels.apart(last["busd"].tolist(), BILLIONS[1] / height * (48 if narrow else 34))
    last["name"] = [
        labels.wrap(f"{LINES[n]} {fixed(v, 1)}", 13 if narrow else 24)
        for n, v in zip(last["line"], last["busd"], strict=True)
    ]
    text = alt.Chart(last[["line", "at", "name"]]).mark_text(
        align="left", lineBreak="|", fontSize=12, fontWeight="bold", lineHeight=14, dx=2, dy=-6
    )
    at = alt.value(inner - inner / len(years) / 2 + 12)
    text = text.encode(x=at, y=alt.Y("at:Q", scale=scale), text="name:N", color=color)
    return alt.layer(year_band(years, years[1], height), path, points, text).properties(width=inner, height=height)


def dram_calendar(frame: pd.DataFrame, width: int) -> alt.LayerChart:
    """Micron's DRAM share by quarter as printed, and with its fiscal quarters moved to the calendar.

    Args:
        frame: columns `company_id` (`printed`, `moved`), `period`, `share_pct` (percent).
        width: drawing width, px.
    """
    colors = {"printed": "micron", "moved": "ink"}
    panel = Panel(width, 250, (17, 31), [20, 25, 30], digits=None, colors=colors)
    return lines(market.with_gaps(frame, "share_pct"), "share_pct", {"printed": "Printed", "moved": "Moved"}, panel)
