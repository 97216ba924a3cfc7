"""Drawing helpers of the memory chapters: time axes, the band of the ban, lines with their names at the end."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.memory import market
from explainer.figures import labels, theme
from explainer.figures.picture import NARROW

SHAPES = ["circle", "square", "triangle-up", "diamond", "cross"]
#: names of what the lines show, for tooltips.
UNITS = {
    "share_pct": "share, percent",
    "rest_pct": "rest of the market, percent",
    "top3_pct": "three largest makers, percent",
    "hhi_low": "index, at least",
    "price_usd": "dollars a chip",
    "revenue_busd": "revenue, billion dollars",
    "margin_pct": "operating margin, percent",
}
DASHES = [[1, 0], [7, 3], [2, 2], [9, 2, 2, 2], [4, 4]]
#: room for the labels of a vertical axis of up to three signs, px.
EXTENT = 34
#: what a point stands for when it is not a printed first value.
HOLLOW = "computed"
#: ends of the time axis of the quarterly charts.
ENDS = ("2020-01-01", "2026-06-01")


def time_axis(width: int, ends: tuple[str, str] | None = None) -> alt.X:
    """A time axis with one tick a year, every other year on a phone.

    Args:
        width: drawing width of the whole figure.
        ends: ISO dates of the ends; to be given in one layer of a panel only, since Vega-Lite warns of a conflict when
            several layers state the same dates.
    """
    step = 2 if width <= NARROW else 1
    axis = {"format": "%Y", "tickCount": {"interval": "year", "step": step}, "grid": False, "labelFlush": False}
    x = alt.X("day:T", title=None).axis(**axis)
    return x if ends is None else x.scale(domain=list(ends), padding=0)  # bars would get a margin


def ban_band(x: alt.X, label: str = "ban", height: int = 200) -> alt.LayerChart:
    """Band over the calendar quarter of the decision on Micron, with a short label at its top."""
    one = pd.Period(market.BAN_QUARTER, freq="Q")
    start, end = one.start_time, (one + 1).start_time
    band = alt.Chart(pd.DataFrame({"day": [start], "to": [end]}), height=height)
    band = band.mark_rect(color=theme.color("band"), aria=False).encode(x=x, x2="to:T")
    text = alt.Chart(pd.DataFrame({"day": [end], "label": [label]}), height=height)
    text = text.mark_text(align="left", baseline="top", dx=3, fontSize=12, aria=False)
    return alt.layer(band, text.encode(x=x, y=alt.value(2), text="label:N"))


def named_ends(frame: pd.DataFrame, value: str, names: dict[str, str], gap: float, form: str) -> pd.DataFrame:
    """One label per line at its last known value, moved apart where two would overlap.

    Args:
        frame: columns `company_id`, `day`, `value`.
        names: id -> label.
        gap: smallest distance between two labels, in the unit of the value.
        form: format of the number after the name, such as `.0f`; empty for the name alone.
    """
    last = frame.dropna(subset=[value]).sort_values("day").groupby("company_id", as_index=False).last()
    last = last[last["company_id"].isin(list(names))]
    last["at"] = labels.apart(last[value].tolist(), gap)
    tail = [f" {v:{form}}" if form else "" for v in last[value]]
    last["name"] = [names[c] + t for c, t in zip(last["company_id"], tail, strict=True)]
    return last[["company_id", "at", "name"]]


def lines(
    frame: pd.DataFrame,
    value: str,
    names: dict[str, str],
    *,
    width: int,
    height: int,
    title: str,
    domain: tuple[float, float],
    ends: tuple[str, str] = ENDS,
    right: int = 104,
    form: str = ".0f",
    label: str = "ban",
    log: bool = False,
    ticks: list[float] | None = None,
    colors: dict[str, str] | None = None,
    gap_px: int = 17,
    size: int = 34,
    inner: int | None = None,
    extent: int = EXTENT,
) -> alt.LayerChart:
    """Lines with gaps, points, names at the right end and the band of the ban.

    Args:
        frame: columns `company_id`, `day`, `value`, `period`; missing quarters as rows without a value; a column
            `how` equal to `HOLLOW` makes the point hollow.
        value: column drawn.
        names: id -> label, in the order of colors, dashes and shapes.
        width, height: of the whole figure and of the panel, px.
        title: short title of the vertical axis.
        domain: ends of the vertical axis.
        ends: ends of the time axis.
        right: room for the names, px.
        form: format of the last value after the name.
        label: text at the band.
        log: logarithmic vertical axis.
        ticks: ticks of the vertical axis.
        colors: id -> name of a color of the theme where the id has none.
        gap_px: least distance of two names at the right, px.
        size: area of a point, square px.
        inner: width of the plot, px, where it must line up with another panel.
        extent: room for the labels of the vertical axis, px: the same in panels under each other, or their years part.
    """
    ids = list(names)
    x = time_axis(width)
    scale = alt.Scale(domain=list(domain), type="log" if log else "linear", nice=False)
    axis = {"minExtent": extent} | ({"tickCount": 5} if ticks is None else {"values": ticks})
    y = alt.Y(f"{value}:Q", title=title, scale=scale).axis(**axis)
    hues = alt.Scale(domain=ids, range=[theme.color((colors or {}).get(i, i)) for i in ids])
    color = alt.Color("company_id:N", scale=hues, legend=None)
    shape = alt.Shape("company_id:N", scale=alt.Scale(domain=ids, range=SHAPES[: len(ids)]), legend=None)
    dash = alt.StrokeDash("company_id:N", scale=alt.Scale(domain=ids, range=DASHES[: len(ids)]), legend=None)
    shown = frame[frame["company_id"].isin(ids)].copy()
    shown["hollow"] = (shown["how"] == HOLLOW) if "how" in shown else False
    shown["name"] = shown["company_id"].map(names)
    keep = ["company_id", "name", "period", "day", value, "hollow"]
    base = alt.Chart(shown[keep]).encode(x=x, y=y)
    path = base.mark_line(invalid="break-paths-show-domains", strokeWidth=2, aria=False).encode(
        x=time_axis(width, ends), color=color, strokeDash=dash
    )
    fill, stroke = (c("company_id:N", scale=hues, legend=None) for c in (alt.Fill, alt.Stroke))
    points = base.mark_point(size=size, opacity=1, aria=False, invalid="filter").encode(
        shape=shape,
        fill=alt.condition("datum.hollow", alt.value(theme.color("ground")), fill),
        stroke=stroke,
        tooltip=theme.tips({"name:N": "title", "period:N": "period", f"{value}:Q": UNITS[value]}),
    )
    room = (domain[1] - domain[0]) / height * gap_px
    tags = named_ends(shown, value, names, 0 if log else room, form)
    text = alt.Chart(tags).mark_text(align="left", dx=6, fontSize=12 if width <= NARROW else 13, fontWeight="bold")
    inner = inner or width - right - 40
    text = text.encode(x=alt.value(inner), y=alt.Y("at:Q", scale=scale), text="name:N", color=color)
    return alt.layer(ban_band(x, label, height), path, points, text, width=inner, height=height)


def stack(width: int, *panels: tuple[str, alt.LayerChart], spacing: int = 22) -> alt.VConcatChart:
    """Panels on top of each other, each with a short heading of units.

    Args:
        width: drawing width of the whole figure.
        panels: (heading, chart).
        spacing: room between panels, px.
    """
    letters = 44 if width <= NARROW else 90
    made = []
    for heading, chart in panels:
        text = labels.wrap(heading, letters).split("|")
        title = alt.Title(text, fontSize=13, fontWeight="normal", anchor="start", offset=8, color=theme.color("muted"))
        made.append(chart.properties(title=title))
    own = dict.fromkeys(("color", "fill", "stroke", "shape", "strokeDash"), "independent")
    return alt.vconcat(*made, spacing=spacing).resolve_scale(**own)


def overlay(
    frame: pd.DataFrame, width: int, domain: tuple[float, float], param: str, counts: list[str], right: int = 104
) -> alt.Chart:
    """Open marks of other counts on a chart made by `lines`, filtered by a parameter of the chart.

    Args:
        frame: columns `day`, `share_pct`, `company_id`, `period`, `count`.
        width: drawing width of the whole figure.
        domain: ends of the vertical axis.
        param: name of the parameter: `all`, `none` or one of `counts`.
        counts: values of `count` in the order of their shapes.
        right: room for names, as in `lines`.
    """
    ids = market.MAJORS
    x = time_axis(width)
    columns = 2 if width <= NARROW else 4
    legend = alt.Legend(orient="bottom", columns=columns, title=None, symbolFillColor="transparent", symbolSize=80)
    shapes = alt.Scale(domain=counts, range=["diamond", "cross", "triangle-down", "square"])
    keep = frame[["day", "share_pct", "company_id", "period", "count"]]
    keep = keep.assign(name=keep["company_id"].astype("str").map(theme.LABEL))
    return (
        alt.Chart(keep)
        .mark_point(size=80, filled=False, strokeWidth=1.6, opacity=1, aria=False)
        .transform_filter(f"{param} == 'all' || datum.count == {param}")
        .encode(
            x=x,
            y=alt.Y("share_pct:Q", title=None, scale=alt.Scale(domain=list(domain), nice=False)),
            shape=alt.Shape("count:N", scale=shapes, legend=legend),
            color=alt.Color("company_id:N", scale=theme.scale(ids), legend=None),
            tooltip=theme.tips(
                {
                    "name:N": "title",
                    "count:N": "counted by",
                    "period:N": "period",
                    "share_pct:Q": UNITS["share_pct"],
                }
            ),
        )
    )


def concentration_chart(frame: pd.DataFrame, width: int) -> alt.VConcatChart:
    """Index of both markets with bounds and thresholds, above the share of the three largest DRAM makers.

    Args:
        frame: `market.concentration` of both markets with a column `market` (`dram`, `nand`).
        width: drawing width.
    """
    names = {"dram": "DRAM", "nand": "NAND"}
    hues = {"dram": "ink", "nand": "accent"}
    shown = frame.rename(columns={"market": "company_id"})
    domain = (1500, 3800)
    upper = lines(
        shown, "hhi_low", names, width=width, height=220, title=None, domain=domain, form=",.0f", colors=hues,
        ticks=[1500, 2000, 2500, 3000, 3500], extent=44,
    )  # fmt: skip
    scale = alt.Scale(domain=list(domain), nice=False)
    color = alt.Color(
        "company_id:N", scale=alt.Scale(domain=["dram", "nand"], range=[theme.color(hues[i]) for i in names])
    )
    bounds = (
        alt.Chart(shown.dropna(subset=["hhi_low"])[["company_id", "day", "hhi_low", "hhi_high"]])
        .mark_rule(strokeWidth=5, opacity=0.45, aria=False)
        .encode(
            x=time_axis(width),
            y=alt.Y("hhi_low:Q", scale=scale, title=None),
            y2="hhi_high:Q",
            color=color.legend(None),
        )
    )
    cut = pd.DataFrame({"at": list(market.HIGHLY_CONCENTRATED.values()), "year": list(market.HIGHLY_CONCENTRATED)})
    cut["text"] = [f"highly concentrated ({y})" if width > NARROW else f"high ({y})" for y in cut["year"]]
    y = alt.Y("at:Q", scale=scale, title=None)
    rules = alt.Chart(cut).mark_rule(strokeDash=[4, 4], color=theme.color("axis"), aria=False).encode(y=y)
    cut["side"] = ["bottom" if y == 2010 else "top" for y in cut["year"]]
    words = [
        alt.Chart(part)
        .mark_text(align="left", baseline=side, dx=3, dy=-2 if side == "bottom" else 3, fontSize=12, aria=False)
        .encode(y=y, x=alt.value(0), text="text:N", color=alt.value(theme.color("muted")))
        for side, part in cut.groupby("side")
    ]
    top = shown[shown["company_id"] == "dram"]
    lower = lines(
        top, "top3_pct", {"dram": "Top three"}, width=width, height=130, title=None, domain=(86, 100), form=".1f",
        ticks=[90, 95, 100], label="", colors=hues, extent=44,
    )  # fmt: skip
    return stack(
        width,
        ("Herfindahl-Hirschman index, points", alt.layer(rules, *words, bounds, upper)),
        ("Three largest DRAM makers, percent of revenue (axis starts at 86)", lower),
    )


def entrant(rest: pd.DataFrame, part: pd.DataFrame, width: int) -> alt.VConcatChart:
    """The rest of the DRAM market by quarter, above the published shares of the Chinese makers.

    Args:
        rest: columns `period`, `day`, `rest_pct` with empty quarters.
        part: columns `what`, `company_id`, `value`, `status`, in drawing order.
        width: drawing width.
    """
    narrow = width <= NARROW
    left, depth = (8, 40) if narrow else (262, 24)
    inner = width - left - (92 if narrow else 62)
    upper = lines(
        rest.assign(company_id="rest"),
        "rest_pct",
        {"rest": "Rest"},
        width=width,
        height=130,
        title=None,
        domain=(0, 14),
        form=".1f",
        ticks=[0, 5, 10],
        colors={"rest": "ink"},
        inner=inner,
    )
    shown = part.assign(open=part["status"] == "forecast")[["what", "company_id", "value", "open"]]
    ids, rows, down = ["cxmt", "ymtc"], list(shown["what"]), 9 if narrow else 0
    y = alt.Y("what:N", sort=rows, title=None, scale=alt.Scale(domain=rows))
    y = y.axis(None) if narrow else y.axis(ticks=False, labelLimit=left, grid=True)
    base = alt.Chart(shown, height=depth * len(rows)).encode(
        y=y, x=alt.X("value:Q", title=None, scale=alt.Scale(domain=[0, 14])).axis(tickCount=4)
    )
    fill, stroke = (c("company_id:N", scale=theme.scale(ids), legend=None) for c in (alt.Fill, alt.Stroke))
    shapes = alt.Scale(domain=ids, range=["circle", "square"])
    dots = base.mark_point(size=85, opacity=1, aria=False, yOffset=down).encode(
        stroke=stroke,
        shape=alt.Shape("company_id:N", scale=shapes, legend=None),
        fill=alt.condition("datum.open", alt.value(theme.color("ground")), fill),
        tooltip=theme.tips({"what:N": "title", "value:Q": "share, percent"}),
    )
    text = base.mark_text(align="left", dx=9, dy=down, fontSize=12).encode(text=alt.Text("value:Q", format=".3~g"))
    layers = [dots, text]
    if narrow:  # on a phone the label stands above its mark
        layers.append(base.mark_text(align="left", fontSize=12, dy=-8).encode(x=alt.value(2), text="what:N"))
    return stack(
        width,
        ("DRAM revenue outside the largest makers, percent (TrendForce)", upper),
        ("CXMT (circles) and YMTC (squares), percent", alt.layer(*layers, width=inner)),
    )


def prices(fixed: pd.DataFrame, contract: pd.DataFrame, width: int) -> alt.VConcatChart:
    """Monthly price on a log axis, above the ranges of quarterly contract price changes.

    Args:
        fixed: columns `period` (`2023-05`), `price_usd`, one row per month.
        contract: columns `product`, `period`, `low_pct`, `high_pct`, `preferred`.
        width: drawing width.
    """
    ends = ("2021-01-01", "2026-04-01")
    right = 62
    month = fixed.assign(company_id="ddr4", day=pd.to_datetime(fixed["period"] + "-28"))
    month["period"] = month["day"].dt.strftime("%B %Y")
    upper = lines(
        month,
        "price_usd",
        {"ddr4": ""},
        width=width,
        height=180,
        title=None,
        domain=(1, 16),
        log=True,
        form=".2f",
        ticks=[1, 2, 5, 10],
        colors={"ddr4": "ink"},
        ends=ends,
        right=right,
        size=9 if width <= NARROW else 26,
    )
    panels = [("DDR4 8Gb, fixed price in dollars a chip at month end, log scale", upper)]
    x = time_axis(width)
    inner = width - right - 40
    zero = alt.Chart(pd.DataFrame({"z": [0]})).mark_rule(color=theme.color("axis"), aria=False).encode(y="z:Q")
    for product, name, hue in (("dram_overall", "DRAM", "ink"), ("nand_overall", "NAND", "accent")):
        shown = contract[contract["product"] == product]
        shown = shown.assign(day=[market.middle(p) for p in shown["period"]], open=~shown["preferred"].astype(bool))
        shown["status"] = shown["status"].astype("str").str.replace("_", " ")
        base = alt.Chart(shown[["day", "period", "low_pct", "high_pct", "open", "status"]]).encode(
            y=alt.Y("low_pct:Q", title=None, scale=alt.Scale(domain=[-30, 30])).axis(tickCount=5, minExtent=EXTENT),
            y2="high_pct:Q",
            tooltip=theme.tips(
                {
                    "period:N": "period",
                    "low_pct:Q": "change, percent, from",
                    "high_pct:Q": "to",
                    "status:N": "kind of figure",
                }
            ),
        )
        thick = 5 if width <= NARROW else 11
        last = base.transform_filter("!datum.open").mark_bar(size=thick, color=theme.color(hue), aria=False)
        last = last.encode(x=time_axis(width, ends))
        first = base.transform_filter("datum.open").mark_bar(
            size=thick - 1, fill=theme.color("ground"), stroke=theme.color(hue), strokeWidth=1.3, aria=False
        )
        first = first.encode(x=x)
        lower = alt.layer(ban_band(x, "", 120), zero, first, last, width=inner, height=120)
        panels.append((f"{name}: contract price against the quarter before, percent", lower))
    return stack(width, *panels)


def ranges(frame: pd.DataFrame, width: int, most: float, ban_row: str) -> alt.LayerChart:
    """Statements in time order: a dot for a number, an open bar for words read as a range, a diamond for a product.

    Args:
        frame: columns `row` (label), `low_pct`, `high_pct`, `how`; one row whose label is `ban_row` has no values
            and is drawn as a band across.
        width: drawing width.
        most: end of the axis, percent.
        ban_row: label of the band.
    """
    narrow = width <= NARROW
    left, depth = (8, 44) if narrow else (352, 26)
    inner = width - left - 14
    shown = frame.assign(shown="")
    shown["shown"] = [
        "" if pd.isna(lo) else (f"{lo:g}" if lo == hi else f"{lo:g} to {hi:g}")
        for lo, hi in zip(shown["low_pct"], shown["high_pct"], strict=True)
    ]
    rows = list(shown["row"])
    axis = {"ticks": False, "labelLimit": left, "labelFontSize": 12, "minExtent": left - 8, "domain": False}
    y = alt.Y("row:N", sort=rows, title=None, scale=alt.Scale(domain=rows))
    y = y.axis(None) if narrow else y.axis(**axis)
    x = alt.X("low_pct:Q", title=None, scale=alt.Scale(domain=[0, most])).axis(values=list(range(0, int(most) + 1, 10)))
    hue, ground = theme.color("micron"), theme.color("ground")
    base = alt.Chart(shown[["row", "low_pct", "high_pct", "how", "shown"]], height=depth * len(rows), width=inner)
    down = 9 if narrow else 0  # on a phone the label stands above its mark
    band = base.transform_filter(alt.datum.row == ban_row).mark_bar(
        size=depth - 8, color=theme.color("band"), aria=False, orient="horizontal"
    )
    band = band.encode(x=alt.value(0), x2=alt.value(inner), y=y)
    bars = base.transform_filter("datum.how == 'words'").mark_bar(
        size=13,
        fill=ground,
        stroke=hue,
        strokeDash=[3, 2],
        strokeWidth=1.6,
        aria=False,
        yOffset=down,
        orient="horizontal",
    )
    spans = base.transform_filter("datum.how == 'number' && datum.low_pct < datum.high_pct")
    spans = spans.mark_bar(size=5, color=hue, aria=False, yOffset=down, orient="horizontal")
    dots = base.transform_filter("datum.how == 'number'").mark_point(
        size=75, color=hue, opacity=1, aria=False, yOffset=down
    )
    product = base.transform_filter("datum.how == 'computed'").mark_point(
        size=95, shape="diamond", fill=ground, stroke=hue, strokeWidth=2, opacity=1, aria=False, yOffset=down
    )
    text = base.transform_filter("datum.shown != ''").mark_text(align="left", dx=9, dy=down, fontSize=12)
    layers = [
        band,
        bars.encode(x=x, x2="high_pct:Q", y=y),
        spans.encode(x=x, x2="high_pct:Q", y=y),
        dots.encode(x=x, y=y),
        product.encode(x=x, y=y),
        text.encode(x=alt.X("high_pct:Q"), y=y, text="shown:N"),
    ]
    if narrow:
        words = base.mark_text(align="left", fontSize=12, dy=-9).encode(x=alt.value(2), y=y, text="row:N")
        layers.append(words)
    return alt.layer(*layers)


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


def china_parts(frame: pd.DataFrame, width: int, ban: tuple[float, float]) -> alt.LayerChart:
    """China's part of Micron's revenue by fiscal year: one level a year for the mainland and one with Hong Kong.

    Levels and no bars: a stack would read a year without a figure for Hong Kong as a low one.

    Args:
        frame: `scenario.china_share`: `region` (`cn`, `cn_hk`), `fiscal_year`, `share_pct`, `basis_note`.
        width: drawing width.
        ban: (day of the ban, end of its fiscal year) on the axis of `market.fiscal_place`.
    """
    narrow = width <= NARROW
    height, right = (200, 84) if narrow else (250, 150)
    inner = width - right - 30
    names = {"cn": "Mainland China", "cn_hk": "with Hong Kong" if not narrow else "with|Hong Kong"}
    if narrow:
        names["cn"] = "Mainland|China"
    hues = alt.Scale(domain=list(names), range=[theme.color("cn"), theme.color("accent")])
    color = alt.Color("region:N", scale=hues, legend=None)
    years = sorted(set(frame["fiscal_year"]))
    shown = frame[["region", "fiscal_year", "share_pct", "basis_note"]].assign(
        start=lambda f: f["fiscal_year"] - 0.97,
        end=lambda f: f["fiscal_year"] - 0.03,
        middle=lambda f: f["fiscal_year"] - 0.5,
        text=lambda f: f["share_pct"].map("{:.1f}".format),
        accounts=lambda f: f["basis_note"] == "accounts",
        year=lambda f: [f"FY{y}" for y in f["fiscal_year"]],
    )
    shown.loc[shown["basis_note"].str.startswith("said"), "text"] = shown["share_pct"].map("{:g} said".format)
    x = alt.X("start:Q", title=None, scale=alt.Scale(domain=[years[0] - 1, years[-1]], nice=False))
    x = x.axis(labels=False, ticks=False, grid=False)
    most = 5 * (int(frame["share_pct"].max()) // 5 + 1)
    y = alt.Y("share_pct:Q", title=None, scale=alt.Scale(domain=[0, most], nice=False)).axis(tickCount=4)
    tips = theme.tips({"year:N": "fiscal year", "share_pct:Q": "percent", "basis_note:N": "taken from"})
    base = alt.Chart(shown, width=inner, height=height).encode(x=x, y=y, color=color)
    levels = [
        base.transform_filter(test)
        .mark_rule(strokeWidth=wide, strokeDash=dash, aria=False)
        .encode(x2="end:Q", tooltip=tips)
        for test, wide, dash in (("datum.accounts", 6, [1, 0]), ("!datum.accounts", 2.5, [5, 3]))
    ]
    words = base.mark_text(dy=-11, fontSize=12, fontWeight="bold").encode(x="middle:Q", text="text:N")
    part = alt.Chart(pd.DataFrame({"start": [ban[0]], "end": [ban[1]], "text": ["ban"]}), height=height)
    band = part.mark_rect(color=theme.color("band"), aria=False).encode(x=x, x2="end:Q")
    told = part.mark_text(align="left", baseline="top", dx=3, fontSize=12, aria=False)
    told = told.encode(x=x, y=alt.value(2), text="text:N")
    foot = alt.Chart(shown.drop_duplicates("fiscal_year")).mark_text(baseline="top", fontSize=12, aria=False)
    foot = foot.encode(x="middle:Q", y=alt.value(height + 8), text="year:N", color=alt.value(theme.color("ink")))
    last = shown[shown["fiscal_year"] == years[-1]].assign(name=lambda f: f["region"].map(names))
    last["at"] = labels.apart(last["share_pct"].tolist(), most / height * (32 if narrow else 18))
    ends = alt.Chart(last).mark_text(align="left", dx=6, fontSize=12, fontWeight="bold", lineBreak="|", lineHeight=14)
    ends = ends.encode(
        x=alt.value(inner), y=alt.Y("at:Q", scale=alt.Scale(domain=[0, most], nice=False)), text="name:N", color=color
    )
    return alt.layer(band, *levels, words, told, foot, ends, width=inner, height=height)


def region_bars(frame: pd.DataFrame, width: int) -> alt.LayerChart:
    """Revenue by region, one bar a fiscal year; the year of the ban stands on a band.

    Args:
        frame: columns `name` (region), `year`, `revenue_busd`, in drawing order.
        width: drawing width.
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


def benchmark(frame: pd.DataFrame, width: int, names: dict[str, str]) -> alt.LayerChart:
    """Revenue from mainland China by fiscal year and what it would be had it grown like the rest of Micron.

    Args:
        frame: columns `line`, `year`, `busd`.
        width: drawing width.
        names: line -> label, in drawing order; the first is what was reported.
    """
    narrow = width <= NARROW
    frame = frame.assign(year=frame["year"].str.replace("FY20", "FY")) if narrow else frame
    years = sorted(set(frame["year"]))
    height, inner = 250, width - (96 if narrow else 128)
    x = alt.X("year:O", title=None, sort=years, scale=alt.Scale(domain=years)).axis(labelAngle=0, ticks=False)
    scale = alt.Scale(domain=[0, 6.5], nice=False)
    ids = list(names)
    hues = alt.Scale(domain=ids, range=[theme.color(c) for c in ("micron", "ink", "accent")])
    color = alt.Color("line:N", scale=hues, legend=None)
    base = alt.Chart(frame[["line", "year", "busd"]].assign(said=frame["line"].map(names))).encode(
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
    last["at"] = labels.apart(last["busd"].tolist(), 6.5 / height * (48 if narrow else 34))
    last["name"] = [
        labels.wrap(f"{names[n]} {v:.1f}", 13 if narrow else 24)
        for n, v in zip(last["line"], last["busd"], strict=True)
    ]
    text = alt.Chart(last[["line", "at", "name"]]).mark_text(
        align="left", lineBreak="|", fontSize=12, fontWeight="bold", lineHeight=14, dx=2, dy=-6
    )
    text = text.encode(
        x=alt.value(inner - inner / len(years) / 2 + 12), y=alt.Y("at:Q", scale=scale), text="name:N", color=color
    )
    return alt.layer(year_band(years, years[1], height), path, points, text).properties(width=inner, height=height)
