"""Trade and equipment spending in pictures."""

from __future__ import annotations

import altair as alt
import pandas as pd

from explainer.figures import theme
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

#: region of the billings -> its name, and the color of its line.
PLACES = {
    "cn": "China",
    "kr": "Korea",
    "tw": "Taiwan",
    "na": "North America",
    "jp": "Japan",
    "eur": "Europe",
    "row": "Rest",
}
HUES = {"cn": "cn", "kr": "kr", "tw": "tw", "na": "us", "jp": "jp", "eur": "eu", "row": "other"}
#: px by which a name at the end of a line moves, where lines end close to each other.
NUDGE = {"eur": -3, "row": 9, "jp": -7}
#: sellers of tools to China -> dashes of their line.
SELLERS = {"nl": [1, 0], "jp": [6, 3], "us": [2, 2]}
#: tool maker -> title of its panel, its color.
MAKERS = {
    "asml": ("ASML, machine sales", "asml"),
    "applied_materials": ("Applied Materials", "applied_materials"),
    "tokyo_electron": ("Tokyo Electron", "tokyo_electron"),
    "screen": ("Screen", "screen"),
}


def _title(text: str) -> alt.TitleParams:
    return alt.Title(text, fontSize=13)


def billings(lines: pd.DataFrame, rules: pd.Timestamp, width: int) -> alt.LayerChart:
    """Equipment spending by region: a line each, billion dollars a year, gaps left open; and the day of the rules.

    Args:
        lines: what `trade.spending` returns; the names stand at the last year.
        rules: day of the American rules.
        width: drawing width in px.
    """
    lines = lines.assign(date=pd.to_datetime(lines["period"] + "-07-01"), place=lines["region"].map(PLACES))
    ends = lines[lines["period"] == lines["period"].max()].copy()
    ends["label"] = [f"{p} {fixed(v)}" for p, v in zip(ends["place"], ends["value_busd"], strict=True)]
    ends["nudge"] = ends["region"].map(NUDGE).fillna(0)
    hues = alt.Scale(domain=list(HUES), range=[theme.color(h) for h in HUES.values()])
    base = alt.Chart(lines[["date", "region", "place", "value_busd"]]).encode(
        x=alt.X("date:T", title=None).axis(format="%Y", tickCount=4 if width == NARROW else 8),
        y=alt.Y("value_busd:Q", title="Billion US dollars").scale(domain=[0, 54]).axis(tickCount=6),
        color=alt.Color("region:N", scale=hues, legend=None),
    )
    tip = theme.tips({"place:N": "title", "date:T %Y": "of the year", "value_busd:Q": "billion dollars"})
    apart = alt.condition("datum.region == 'row' || datum.region == 'tw'", alt.value([5, 3]), alt.value([1, 0]))
    strong = base.mark_line(point=True).encode(
        strokeDash=apart,
        strokeWidth=alt.condition("datum.region == 'cn'", alt.value(4), alt.value(1.8)),
        tooltip=tip,
    )
    words = [
        alt.Chart(part)
        .mark_text(align="left", dx=7, dy=int(n), fontSize=12)
        .encode(x="date:T", y="value_busd:Q", text="label:N", color=base.encoding.color)
        for n, part in ends.groupby("nudge")
    ]
    day = alt.Chart(pd.DataFrame({"date": [rules]}))
    rule = day.mark_rule(strokeDash=[4, 3]).encode(x="date:T")
    said = alt.value(f"US rules, {rules:%-d %b %Y}")
    tag = day.mark_text(align="right", dx=-5, fontSize=12, color=theme.color("muted"))
    tag = tag.encode(x="date:T", y=alt.value(8), text=said)
    return alt.layer(rule, tag, strong, *words).properties(width=width - 150, height=330)


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
    y = alt.Y("share_pct:Q", title="Percent of the world").scale(domain=[0, 60])
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


def suppliers(shares: pd.DataFrame, machines: pd.DataFrame, width: int) -> alt.HConcatChart | alt.VConcatChart:
    """Two panels: shares of sellers in China's tool purchases in two quarters, percent, and Dutch machines by year.

    Args:
        shares: two rows per seller: `partner` (country id), `period` (such as `2021Q3`), `value` (percent).
        machines: `period` (year), `value` (number of machines).
        width: drawing width in px; the panels stand below each other when narrow.
    """
    narrow = width == NARROW
    quarter = pd.PeriodIndex(shares["period"], freq="Q")
    slope = shares.assign(name=shares["partner"].map(theme.LABEL), when=quarter.strftime("Q%q %Y"))
    first, last = slope["when"].iloc[quarter.argmin()], slope["when"].iloc[quarter.argmax()]
    told = zip(slope["name"], slope["value"], slope["when"], strict=True)
    slope["label"] = [f"{n} {fixed(v)}" if w == last else fixed(v) for n, v, w in told]
    base = alt.Chart(
        slope[["partner", "name", "when", "value", "label"]],
        width=(width - 150) if narrow else 230,
        height=230,
        title=_title("Share of China's purchases, percent"),
    ).encode(
        x=alt.X("when:O", title=None).axis(labelAngle=0).scale(padding=0.3),
        y=alt.Y("value:Q", title=None).scale(domain=[0, 36]).axis(tickCount=4),
        color=alt.Color("partner:N", scale=theme.scale(list(SELLERS)), legend=None),
    )
    dashes = alt.StrokeDash("partner:N", legend=None).scale(domain=list(SELLERS), range=list(SELLERS.values()))
    slopes = base.mark_line(point=True).encode(strokeDash=dashes)
    right = base.transform_filter(f"datum.when == '{last}'").mark_text(align="left", dx=8, fontSize=12)
    left = base.transform_filter(f"datum.when == '{first}'").mark_text(align="right", dx=-8, fontSize=12)
    count = alt.Chart(
        machines[["period", "value"]],
        width=(width - 60) if narrow else 210,
        height=230,
        title=_title("Dutch lithography machines, units"),
    ).encode(
        x=alt.X("period:O", title=None).axis(labelAngle=0),
        y=alt.Y("value:Q", title=None).axis(tickCount=4),
    )
    cols = count.mark_bar(color=theme.color("nl")) + count.mark_text(dy=-7, fontSize=12).encode(text="value:Q")
    panels = [slopes + right.encode(text="label:N") + left.encode(text="label:N"), cols]
    return alt.vconcat(*panels, spacing=26) if narrow else alt.hconcat(*panels, spacing=110)


def labeled(seen: pd.DataFrame) -> pd.DataFrame:
    """The rows of the firms in `MAKERS` with the figure that each segment carries, and where it goes.

    A star marks a share of all net sales, a wider base. A quarter with the same figure as the segment before it carries
    none.

    Args:
        seen: what `trade.vendor_shares` returns.

    Returns:
        The rows with `label`, `below` (a quarter under the line of a year around it) and what `label_places` adds.
    """
    four = seen[seen["company"].isin(MAKERS)].copy()
    four["label"] = [fixed(v) for v in four["china_share_pct"]]
    quarter = four["length"] == "quarter"
    years = four[~quarter]
    four["below"] = [
        bool(
            one.length == "quarter"
            and (
                (years["company"] == one.company)
                & (years["period_start"] <= one.mid)
                & (years["period_end"] >= one.mid)
                & (years["china_share_pct"] > one.china_share_pct)
            ).any()
        )
        for one in four.itertuples()
    ]
    before = four.sort_values("mid", kind="stable").groupby("company")["label"].shift().reindex(four.index)
    four["label"] = four["label"].where(~(quarter & (before == four["label"])), "")
    stars = four["basis"] == "total_net_sales"
    four["label"] = [f"{text}*" if star else text for text, star in zip(four["label"], stars, strict=True)]
    return label_places(four)


def vendors(four: pd.DataFrame, rules: pd.Timestamp, width: int) -> alt.ConcatChart | alt.VConcatChart:
    """China's share of the sales of four tool makers, percent, a panel each; a segment spans the period it describes.

    Args:
        four: what `labeled` returns.
        rules: day of the American rules, a dashed line.
        width: drawing width in px; the panels stand below each other when narrow, else two in a row.
    """
    narrow = width == NARROW
    columns = ["period", "period_start", "period_end", "mid", "china_share_pct", "length", "label", "fiscal_label"]
    four = four.assign(basis=four["basis"].str.replace("_", " "))
    tip = {
        "period:N": "title",
        "fiscal_label:N": "fiscal period",
        "china_share_pct:Q": "China's share, percent",
        "basis:N": "percent of",
    }
    long = alt.condition("datum.length == 'year'", alt.value(3), alt.value(7))
    panels = []
    for key, (name, who) in MAKERS.items():
        mine = four[four["company"] == key][[*columns, "basis", "below"]]
        base = alt.Chart(mine, width=(width - 50) if narrow else (width - 120) / 2, height=130, title=_title(name))
        x = alt.X("period_start:T", title=None).axis(format="%Y", tickCount=4)
        y = alt.Y("china_share_pct:Q", title=None).scale(domain=[0, 62]).axis(tickCount=3)
        bar = base.mark_rule(color=theme.color(who))
        bar = bar.encode(x=x, x2="period_end:T", y=y, tooltip=theme.tips(tip), strokeWidth=long)
        year, below = mine["length"] == "year", mine["below"]
        places = (
            (year, "period_start", {"align": "right", "dx": -4}),
            (~year & ~below, "mid", {"dy": -11}),
            (below, "mid", {"dy": 13}),
        )
        words = [
            alt.Chart(mine[rows])
            .mark_text(fontSize=12, **look)
            .encode(x=f"{at}:T", y="china_share_pct:Q", text="label:N")
            for rows, at, look in places
            if rows.any()
        ]
        rule = alt.Chart(pd.DataFrame({"date": [rules]})).mark_rule(strokeDash=[4, 3]).encode(x="date:T")
        panels.append(alt.layer(rule, bar, *words))
    if narrow:
        return alt.vconcat(*panels, spacing=14).resolve_scale(x="shared")
    return alt.concat(*panels, columns=2, spacing=24).resolve_scale(x="shared")


def chip_imports(bought: pd.DataFrame, width: int) -> alt.VConcatChart:
    """China's chip imports by year in two panels, value in billion dollars and number in billion pieces.

    A year that was not found says so in place of a bar.

    Args:
        bought: what `trade.every_import` returns (`period`, `measure`, `value`).
        width: drawing width in px.
    """
    bought = bought.assign(label=["not found" if pd.isna(v) else fixed(v) for v in bought["value"]])
    panels = []
    for measure, title in {"value": "Value, billion US dollars", "quantity": "Number, billion pieces"}.items():
        rows = bought[bought["measure"] == measure][["period", "value", "label"]]
        base = alt.Chart(rows, width=width - 60, height=150, title=_title(title)).encode(
            x=alt.X("period:O", title=None).axis(labelAngle=0),
            y=alt.Y("value:Q", title=None).axis(tickCount=4),
        )
        figures = base.transform_filter("isValid(datum.value)").mark_text(dy=-7, fontSize=12)
        cols = base.mark_bar(color=theme.color("cn")) + figures.encode(text="label:N")
        gone = base.transform_filter("!isValid(datum.value)")
        gone = gone.mark_text(dy=-4, fontSize=12, color=theme.color("muted"), lineBreak=" ")
        panels.append(cols + gone.encode(y=alt.value(130), text="label:N"))
    return alt.vconcat(*panels, spacing=18)


def memory(shares: pd.DataFrame, parts: pd.DataFrame, width: int) -> alt.HConcatChart | alt.VConcatChart:
    """Two panels on Korea's memory exports: mainland China's share, percent, and the value to China and elsewhere.

    Args:
        shares: `period` (year), `share_pct`.
        parts: what `trade.parts_of_total` returns, China first (`period`, `to`, `value_busd` in billion dollars).
        width: drawing width in px; the panels stand below each other when narrow.
    """
    narrow = width == NARROW
    parts = parts.assign(label=[f"{t} {fixed(v)}" for t, v in zip(parts["to"], parts["value_busd"], strict=True)])
    parts["top"] = parts.groupby("period")["value_busd"].cumsum()
    parts["mid"] = parts["top"] - parts["value_busd"] / 2
    shares = shares.assign(label=shares["share_pct"].map(fixed))
    one, two = (width - 60, width - 60) if narrow else (260, 300)
    period = alt.X("period:O", title=None).axis(labelAngle=0)
    title = _title("Mainland China's share, percent")
    left = alt.Chart(shares[["period", "share_pct", "label"]], width=one, height=220, title=title)
    percent = alt.Y("share_pct:Q", title=None).scale(domain=[0, 50]).axis(tickCount=5)
    left = left.encode(x=period, y=percent)
    left = left.mark_bar(color=theme.color("cn")) + left.mark_text(dy=-7, fontSize=12).encode(text="label:N")
    columns = ["period", "to", "value_busd", "top", "mid", "label"]
    right = alt.Chart(parts[columns], width=two, height=220, title=_title("Value, billion US dollars"))
    right = right.encode(x=period)
    kinds = alt.Scale(domain=parts["to"].drop_duplicates().tolist(), range=[theme.color("cn"), theme.color("other")])
    bars = right.transform_calculate(base="datum.top - datum.value_busd").mark_bar(stroke=theme.color("ground"))
    bars = bars.encode(
        y=alt.Y("base:Q", title=None).axis(tickCount=5),
        y2="top:Q",
        color=alt.Color("to:N", scale=kinds, legend=None),
    )
    figures = right.mark_text(fontSize=12, color=theme.color("ground")).encode(y="mid:Q", text="label:N")
    panels = (left, bars + figures)
    return alt.vconcat(*panels, spacing=22) if narrow else alt.hconcat(*panels, spacing=40)


def label_places(spans: pd.DataFrame) -> pd.DataFrame:
    """Where the figure of each span goes, so that figures of a year and of its quarters keep apart.

    Figures of a year go below their line, those of a quarter above, or below if the quarter lies under the line of a
    year around it. Of two quarters in a row, the first figure ends and the second begins at its middle.

    Args:
        spans: `company`, `length` ("year" or "quarter"), `period_start`, `period_end` (dates), `china_share_pct`.

    Returns:
        The rows with `align` ("left", "center" or "right") and `dy` (px, down is positive).
    """
    found = spans.assign(align="center", dy=-10)
    found.loc[found["length"] == "year", "dy"] = 14
    quarters = found[found["length"] == "quarter"]
    for i, row in quarters.iterrows():
        mine = found[found["company"] == row["company"]]
        years = mine[mine["length"] == "year"]
        around = years[(years["period_start"] <= row["period_start"]) & (years["period_end"] >= row["period_end"])]
        if (around["china_share_pct"] > row["china_share_pct"]).any():
            found.loc[i, "dy"] = 15
        gap = (mine["period_start"] - row["period_end"]).dt.days
        after = mine[(mine["length"] == "quarter") & gap.between(0, 7)]
        if len(after):
            found.loc[i, "align"] = "right"
            found.loc[after.index, "align"] = "left"
    return found
