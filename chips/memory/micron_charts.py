"""Micron's Chinese business in pictures: what was said, its share by fiscal year, its growth, its quarters."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.memory.market_charts import DASHES, SHAPES
from chips.memory.micron import OTHERS
from explainer.figures import labels, theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed, signed

#: lines of the benchmark: id -> (label, words of the tooltip); the first is what was reported.
LINES = {
    "reported": ("as reported", "were"),
    "like22": ("like the rest from 2022", "would have been, had they grown like the rest from fiscal 2022,"),
    "like23": ("like the rest from 2023", "would have been, had they grown like the rest from fiscal 2023,"),
}
#: colors of the regions that a title names; all others are grey.
NAMED = {"United States": "us", "Mainland China": "cn"}
#: ends of a range of `china_parts`: region -> (name, color).
PLACES = {"cn": ("Mainland China", "cn"), "cn_hk": ("with Hong Kong", "hk")}
#: height of a row of `statements`, px, wide and narrow; of the row of the ban; room for its labels, wide.
DEPTH, BAND, LEFT = (48, 66), 30, 250


def statements(frame: pd.DataFrame, ban_row: str, rise: tuple[str, str], width: int) -> alt.LayerChart:
    """What was said to be at risk, in time order, percent of revenue: who and when, the words, the range.

    A dot for a number, an open bar for words read as a range, a diamond for a product of two numbers.

    Args:
        frame: columns `row` (label: day and speaker, a colon, the words), `low_pct`, `high_pct` (percent), `how`; one
            row whose label is `ban_row` has no values and is drawn as a band across.
        ban_row: label of the band.
        rise: a row, and what is said of the time before it, written at its mark.
        width: drawing width, px.
    """
    narrow = width <= NARROW
    left, depth = (0, DEPTH[1]) if narrow else (LEFT, DEPTH[0])
    shown = _rows_said(frame, ban_row, rise, depth, narrow)
    height = float(shown["top"].max() + depth)
    most = labels.end_of(frame["high_pct"].dropna(), 10)
    scale = alt.Scale(domain=[0, most], range=[left, width - 24], nice=False)
    x = alt.X("low_pct:Q", title=None, scale=scale).axis(tickCount=most // 5, grid=False)
    level = alt.Scale(domain=[0, height], reverse=True, nice=False)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=None, scale=level)

    said = shown[shown["row"] != ban_row]
    base = alt.Chart(said.drop(columns="low"), height=height, width=width - 24)
    ban = alt.Chart(shown.loc[shown["row"] == ban_row, ["row", "top", "foot", "mid"]], height=height)
    band = ban.mark_rect(color=theme.color("band"), aria=False).encode(
        x=alt.value(0), x2=alt.value(width - 24), y=y("top"), y2="foot:Q"
    )
    layers = [band, *_amounts(base, x, y)]
    for field, place, weight in (("head", "upper", "bold"), ("told", "lower", "normal")):
        text = base.mark_text(align="left", fontSize=12 if narrow else 13, fontWeight=weight, aria=False)
        layers.append(text.encode(x=alt.value(0), y=y(place), text=f"{field}:N"))
    for field, test, align, dx in (("high_pct", "!", "left", 9), ("low_pct", "", "right", -9)):
        text = base.transform_filter(f"{test}({str(narrow).lower()} && datum.low_pct >= {most / 2})")
        text = text.mark_text(align=align, dx=dx, fontSize=12, fontWeight="bold", color=theme.color("micron"))
        layers.append(text.encode(x=alt.X(f"{field}:Q", scale=scale), y=y("mark"), text="shown:N"))
    name = ban.mark_text(align="left", dx=6, fontWeight="bold").encode(x=alt.value(0), y=y("mid"), text="row:N")
    return layer(*layers, name)


def _rows_said(frame: pd.DataFrame, ban_row: str, rise: tuple[str, str], depth: int, narrow: bool) -> pd.DataFrame:
    """Rows of `statements` with their heights, their words and what stands beside the mark."""
    shown = frame.drop(columns="date", errors="ignore").reset_index(drop=True)
    tall = [BAND if row == ban_row else depth for row in shown["row"]]
    shown["top"] = pd.Series(tall).cumsum() - tall
    shown["foot"], shown["mid"] = shown["top"] + BAND - 4, shown["top"] + (BAND - 4) / 2
    for name, at in (("upper", 12 if narrow else 14), ("lower", 28 if narrow else 32), ("mark", 48 if narrow else 23)):
        shown[name] = shown["top"] + at
    shown["head"] = [row.partition(": ")[0] for row in shown["row"]]
    shown["told"] = [row.partition(": ")[2] for row in shown["row"]]
    tails = {"words": ", as we read the words", "computed": ", worked out by us"}
    seen: set[str] = set()
    text = []
    for one in shown.to_dict("records"):
        if pd.isna(one["low_pct"]):
            text.append("")
            continue
        ends = f"{one['low_pct']:g}" + ("" if one["low_pct"] == one["high_pct"] else f" to {one['high_pct']:g}")
        tail = tails.get(one["how"], "") if one["how"] not in seen else ""  # the key stands at the first of a kind
        seen.add(one["how"])
        text.append(ends + tail + (f", {rise[1]}" if one["row"] == rise[0] else ""))
    return shown.assign(shown=text, low=shown["low_pct"])


def _amounts(base: alt.Chart, x: alt.X, y) -> list[alt.Chart]:
    """Marks of `statements` by how the amount was given."""
    hue, ground = theme.color("micron"), theme.color("ground")
    at = {"x": x, "y": y("mark"), "tooltip": theme.says("{head}: {told}. That is {shown} percent of revenue.")}
    flat = {"aria": False, "orient": "horizontal"}
    words = base.transform_filter("datum.how == 'words'")
    words = words.mark_bar(size=17, fill=ground, stroke=hue, strokeDash=[3, 2], strokeWidth=1.6, **flat)
    spans = base.transform_filter("datum.how == 'number' && datum.low_pct < datum.high_pct")
    spans = spans.mark_bar(size=5, color=hue, **flat)
    dots = base.transform_filter("datum.how == 'number'").mark_point(size=75, color=hue, opacity=1, aria=False)
    product = base.transform_filter("datum.how == 'computed'").mark_point(
        size=95, shape="diamond", fill=ground, stroke=hue, strokeWidth=2, opacity=1, aria=False
    )
    return [*(bar.encode(x2="high_pct:Q", **at) for bar in (words, spans)), *(p.encode(**at) for p in (dots, product))]


def china_parts(frame: pd.DataFrame, ban: tuple[float, str], width: int) -> alt.LayerChart:
    """China's part of Micron's revenue by fiscal year: a dot for the mainland, and the range up to it with Hong Kong.

    No bars: a stack would read a year without a figure for Hong Kong as a low one.

    Args:
        frame: `hindsight.china_share`: `region` (`cn`, `cn_hk`), `fiscal_year`, `share_pct` (percent), `basis_note`.
        ban: place of its day on the axis of `micron.fiscal_place`, and the words at it.
        width: drawing width, px.
    """
    narrow = width <= NARROW
    height, right = (230, 76) if narrow else (240, 126)
    inner = width - right - 30
    hues = alt.Scale(domain=list(PLACES), range=[theme.color(hue) for _, hue in PLACES.values()])
    years = sorted(set(frame["fiscal_year"]))
    shown = _places(frame)
    x = alt.X("middle:Q", title=None, scale=alt.Scale(domain=[years[0] - 0.95, years[-1] - 0.3], nice=False))
    x = x.axis(labels=False, ticks=False, grid=False)
    most = labels.end_of(1.3 * frame["share_pct"], 2)  # room for the words at the ban
    scale = alt.Scale(domain=[0, most], nice=False)
    y = alt.Y("share_pct:Q", title=None, scale=scale).axis(None)  # all values are printed
    base = alt.Chart(shown, width=inner, height=height).encode(x=x, y=y)
    wide = shown.pivot(index="middle", columns="region", values="share_pct").reset_index()
    spans = alt.Chart(wide).mark_rule(strokeWidth=3, color=theme.color("axis"), aria=False)
    spans = spans.encode(x="middle:Q", y=alt.Y("cn:Q", scale=scale, axis=None), y2="cn_hk:Q")
    path = base.transform_filter("datum.region == 'cn'")
    path = path.mark_line(strokeWidth=2, color=theme.color("cn"), aria=False)
    foot = shown.drop_duplicates("fiscal_year").assign(foot=lambda f: f["year"])
    foot.loc[~foot["accounts"], "foot"] += "|hollow:|not in the|accounts" if narrow else "|hollow: not in the accounts"
    foot = alt.Chart(foot[["middle", "foot"]]).mark_text(
        baseline="top", fontSize=12, lineBreak="|", lineHeight=15, aria=False
    )
    foot = foot.encode(x="middle:Q", y=alt.value(height + 8), text="foot:N")
    last = shown[shown["fiscal_year"] == years[-1]].copy()
    last["name"] = [labels.wrap(PLACES[r][0], 10 if narrow else 30) for r in last["region"]]
    last["at"] = labels.apart(last["share_pct"].tolist(), most / height * (32 if narrow else 18))
    names = alt.Chart(last).mark_text(align="left", dx=6, fontSize=12, fontWeight="bold", lineBreak="|", lineHeight=14)
    color = alt.Color("region:N", scale=hues, legend=None)
    names = names.encode(x=alt.value(inner), y=alt.Y("at:Q", scale=scale, axis=None), text="name:N", color=color)
    marks = _dots(base, hues, 4 * narrow)  # on a phone the numbers keep clear of the rule at the ban
    return layer(*_ban_day(ban, x, height), spans, path, *marks, foot, names, width=inner, height=height)


def _dots(base: alt.Chart, hues: alt.Scale, aside: int) -> list[alt.Chart]:
    """Dots of `china_parts`, hollow where they are not of the accounts, and their figures, so many px to the left."""
    tips = theme.says("{place} brought {share_pct:.1f} percent of Micron's revenue in fiscal {year} ({basis_note}).")
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
        labels.haloed(
            base.transform_filter(f"datum.region == '{region}'")
            .mark_text(dx=-aside, dy=down, fontSize=12, fontWeight="bold")
            .encode(text="text:N", color=color)
        )
        for region, down in (("cn", 17), ("cn_hk", -16))
    ]
    return [*dots, *words]


def _places(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of `china_parts` with their place, their text and whether the accounts give them."""
    shown = frame[["region", "fiscal_year", "share_pct", "basis_note"]].assign(
        middle=lambda f: f["fiscal_year"] - 0.5,
        text=lambda f: [fixed(v, 1) for v in f["share_pct"]],
        accounts=lambda f: f["basis_note"] == "accounts",
        year=lambda f: f["fiscal_year"].astype("str"),
        place=lambda f: f["region"].map({"cn": "Mainland China", "cn_hk": "Mainland China with Hong Kong"}),
    )
    shown.loc[shown["basis_note"].str.startswith("said"), "text"] = shown["share_pct"].map("about {:g}".format)
    return shown


def _ban_day(ban: tuple[float, str], x: alt.X, height: int) -> list[alt.Chart]:
    """A rule at the day of the ban, and its label."""
    day = alt.Chart(pd.DataFrame({"middle": [ban[0]], "ban": [ban[1]]}), height=height)
    rule = day.mark_rule(color=theme.color("ink"), strokeDash=[3, 3], aria=False).encode(x=x)
    told = day.mark_text(
        align="left", baseline="top", dx=5, fontSize=12, lineBreak="|", lineHeight=14, aria=False
    ).encode(x=x, y=alt.value(0), text="ban:N")
    return [rule, labels.haloed(told)]


def growth(frame: pd.DataFrame, width: int) -> alt.LayerChart:
    """What each region brought of Micron's growth, billion dollars; the regions that the title names in color.

    Args:
        frame: from `micron.growth_parts`.
        width: drawing width, px.
    """
    narrow = width <= NARROW
    left, right = (112, 44) if narrow else (130, 60)
    inner = width - left - right
    shown = frame[["name", "part_pct", "change_busd"]].round({"part_pct": 2})
    shown = shown.sort_values("part_pct", ascending=False).sort_values("name", key=lambda n: n == OTHERS, kind="stable")
    shown["text"] = [signed(c) for c in shown["change_busd"]]
    rows = list(shown["name"])
    hues = [theme.color(NAMED.get(n, "axis")) for n in rows]
    y = alt.Y("name:N", sort=rows, title=None).axis(ticks=False, domain=False, labelLimit=left)
    low = shown["change_busd"].min()
    ends = [-labels.end_of([-low], 1) if low < 0 else 0, labels.end_of(shown["change_busd"], 1)]
    x = alt.X("change_busd:Q", title=None, scale=alt.Scale(domain=ends, nice=False)).axis(None)
    base = alt.Chart(shown, width=inner, height=34 * len(rows))
    color = alt.Color("name:N", scale=alt.Scale(domain=rows, range=hues), legend=None)
    tips = theme.says("{name}: {change_busd:+.2f} billion dollars, {part_pct:.1f} percent of the growth.")
    bars = base.mark_bar(size=22, aria=False).encode(y=y, x=x, color=color, tooltip=tips)
    text = base.mark_text(align="left", dx=6, fontWeight="bold").encode(y=y, x=x, text="text:N")
    return layer(bars, text)


def benchmark(frame: pd.DataFrame, ban_year: int, width: int) -> alt.LayerChart:
    """Revenue from mainland China by fiscal year and what it would be had it grown like the rest of Micron.

    Args:
        frame: from `micron.benchmark`: columns `line` (of `LINES`), `year` (`FY2023`), `busd` (billion dollars).
        ban_year: fiscal year of the ban, marked under its year.
        width: drawing width, px.
    """
    narrow = width <= NARROW
    years = sorted(set(frame["year"]))
    height, inner = 260, width - (106 if narrow else 176)
    most = labels.end_of(1.08 * frame["busd"], 0.5)
    name = "slice(datum.label, 2)" if narrow else "'fiscal ' + slice(datum.label, 2)"
    expr = f"datum.label == 'FY{ban_year}' ? [{name}, '{'the ban' if narrow else 'year of the ban'}'] : {name}"
    x = alt.X("year:O", title=None, sort=years, scale=alt.Scale(domain=years, type="point", padding=0.25))
    x = x.axis(labelAngle=0, ticks=False, labelExpr=expr, labelLineHeight=15)
    scale = alt.Scale(domain=[0, most], nice=False)
    ids = list(LINES)
    hues = alt.Scale(domain=ids, range=[theme.color(c) for c in ("micron", "ink", "muted")])
    color = alt.Color("line:N", scale=hues, legend=None)
    shown = frame[["line", "year", "busd"]].assign(
        said=frame["line"].map(lambda n: LINES[n][1]), fiscal="fiscal " + frame["year"].str[2:]
    )
    y = alt.Y("busd:Q", title=None, scale=scale).axis(tickCount=4)
    base = alt.Chart(shown).encode(x=x, y=y, color=color)
    path = base.mark_line(aria=False).encode(
        strokeDash=alt.StrokeDash("line:N", scale=alt.Scale(domain=ids, range=DASHES[:3]), legend=None)
    )
    points = base.mark_point(size=60, opacity=1, aria=False).encode(
        shape=alt.Shape("line:N", scale=alt.Scale(domain=ids, range=SHAPES[:3]), legend=None),
        tooltip=theme.says("In {fiscal} sales to mainland China {said} {busd:.2f} billion dollars."),
    )
    last = frame[frame["year"] == years[-1]].copy()
    last["at"] = labels.apart(last["busd"].tolist(), most / height * (54 if narrow else 36))
    last["name"] = [
        f"{fixed(v, 2)}|" + labels.wrap(LINES[n][0], 15 if narrow else 40)
        for n, v in zip(last["line"], last["busd"], strict=True)
    ]
    text = alt.Chart(last[["line", "at", "name"]]).mark_text(
        align="left", lineBreak="|", fontSize=12 if narrow else 13, fontWeight="bold", lineHeight=15, dy=-6
    )
    text = text.encode(x=alt.value(inner + 2), y=alt.Y("at:Q", scale=scale), text="name:N", color=color)
    return layer(path, points, text).properties(width=inner, height=height)


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
    inner, height = width - left - 10, 190 if narrow else 210
    order = list(frame["fiscal_label"])
    x = alt.X("fiscal_label:O", sort=order, title=None, scale=alt.Scale(domain=order))
    held = frame[frame["held"]]
    printed = {0, len(frame) - 1, *frame.index[frame["held"]]} if narrow else set(range(len(frame)))
    shown = frame[["fiscal_label", "dram_revenue_busd"]].assign(
        text=[fixed(v, 1) if i in printed else "" for i, v in enumerate(frame["dram_revenue_busd"])],
        when=[_quarter(one) for one in frame["fiscal_label"]],
    )
    most = labels.end_of(1.08 * frame["dram_revenue_busd"], 10)
    y = alt.Y("dram_revenue_busd:Q", title=None, scale=alt.Scale(domain=[0, most], nice=False)).axis(None)
    base = alt.Chart(shown, width=inner, height=height)
    tips = theme.says("In {when} Micron's DRAM brought {dram_revenue_busd:.1f} billion dollars.")
    bars = base.mark_bar(color=theme.color("micron"), aria=False)
    bars = bars.encode(x=x.axis(labels=False, ticks=False), y=y, tooltip=tips)
    text = base.mark_text(dy=-8, fontSize=12).encode(x=x, y=y, text="text:N")
    told = alt.Chart(held).mark_text(align="right", baseline="top", fontSize=12, dx=-22 if not narrow else -10, dy=2)
    told = told.encode(x=x, y=alt.value(0), text=alt.value("quarter of the ban"))
    top = layer(_held(held, x, height), bars, text, told)
    key = ["Against the quarter before. Triangle up: more or", "dearer; down: less or cheaper; dash: the same"]
    title = alt.Title(
        key if narrow else " ".join(key), fontSize=13, fontWeight="normal", anchor="start", color=theme.color("muted")
    )
    low = _directions(frame, x.axis(None), inner, left, held)
    low = layer(low, *_years(frame, x, 28 * len(SAID), narrow)).properties(title=title)
    return alt.vconcat(top, low, spacing=10)


def _years(frame: pd.DataFrame, x: alt.X, top: int, narrow: bool) -> list[alt.Chart]:
    """Fiscal years under the rows: a tick where one begins, its name right of it; a short last one has its number."""
    years = frame.groupby("fiscal_year")["fiscal_label"].agg(["first", "size"]).reset_index()
    short = narrow | (years["size"] < frame.groupby("fiscal_year").size().max())
    years["name"] = ("20" + years["first"].str[-2:]).where(short, "fiscal 20" + years["first"].str[-2:])
    base = alt.Chart(years[["first", "name"]].rename(columns={"first": "fiscal_label"}))
    at = x.axis(None).bandPosition(0)
    tick = base.mark_rule(color=theme.color("axis"), aria=False).encode(x=at, y=alt.value(top), y2=alt.value(top + 18))
    name = base.mark_text(align="left", dx=4, fontSize=13, aria=False)
    return [tick, name.encode(x=at, y=alt.value(top + 11), text="name:N")]


def _quarter(label: str) -> str:
    """A label such as `FQ3-23` in words: `the third quarter of fiscal 2023`."""
    return f"the {['first', 'second', 'third', 'fourth'][int(label[2]) - 1]} quarter of fiscal 20{label[-2:]}"


def _held(held: pd.DataFrame, x: alt.X, height: int) -> alt.Chart:
    """Band over the quarter in which the ban fell."""
    band = alt.Chart(held[["fiscal_label"]], height=height)
    band = band.mark_bar(color=theme.color("band"), aria=False, width={"band": 1})
    return band.encode(x=x, y=alt.value(0), y2=alt.value(height))


def _directions(frame: pd.DataFrame, x: alt.X, inner: int, left: int, held: pd.DataFrame) -> alt.LayerChart:
    """Two rows of arrows: bits and prices against the quarter before, with Micron's words in the tooltip."""
    rows = pd.concat(
        frame[["fiscal_label"]].assign(
            what=name, way=frame[column], words=frame[words], when=[_quarter(one) for one in frame["fiscal_label"]]
        )
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
        tooltip=theme.says("{what} in {when}, in Micron's words: {words}."),
    )
    return layer(_held(held, x, height), marks)
