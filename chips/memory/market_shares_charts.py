"""Shares of the memory market in pictures: DRAM, NAND, the three largest and the maker from China."""

from __future__ import annotations

from itertools import pairwise

import altair as alt
import pandas as pd

from chips import periods
from chips.memory import market, swings
from chips.memory.market_charts import Panel, alone, fitted, levels, lines, makers, stack, time_axis
from explainer.figures import labels, theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed, quarter_in_words, signed

#: name of the chart's parameter that says whose counts are shown beside the lines.
COUNTS = "counts"


#: room left and right of the plots of `concentration`, px, wide and narrow.
ROOM = ((200, 44), (40, 40))
#: shapes of other counts, in their order.
OPEN = ["diamond", "cross", "triangle-down", "square"]
#: how far the middle of a name stands above its line, what room around it is as good as more, and at its ends: px.
LIFT, ENOUGH, RIM = 12, 36, 4
#: a run of a line is long that has more than one in this many of all days.
RUN = 6
#: how far a name begins after the end of its run, how far above or below it may stand, least room around it: px.
AFTER, ASIDE, CLEAR = 7, (0, 9, -9), 11
#: how far the line of an average goes beyond the middle of its first and last quarter, so that one alone has a line.
REACH = pd.Timedelta(days=30)


def averages(run: pd.Series, spans: list[tuple[str, str, str, str]], width: int) -> pd.DataFrame:
    """Averages of a line over spans of quarters, ready for `levels`.

    Args:
        run: values by quarter.
        spans: first and last quarter, and the words, wide and narrow, in which `{}` becomes the average and `{n}` the
            number of quarters in it.
        width: drawing width, px.

    Returns:
        One row per span and unbroken run of its quarters, from `day` in the first to `to` in the last (`REACH`); the
        longest run has the words.
    """
    made = []
    for first, last, *texts in spans:
        part = swings.span(run, first, last)
        words = texts[width <= NARROW].format(fixed(part.mean(), 1), n=len(part))
        every = pd.Series(periods.quarters_between(part.index[0], part.index[-1]))
        known = every[every.isin(part.index)]
        runs = [list(one) for _, one in known.groupby(known.index - pd.RangeIndex(len(known)))]
        for one in runs:
            day, to = periods.middle(one[0]) - REACH, periods.middle(one[-1]) + REACH
            row = {"day": day, "to": to, "mid": day + (to - day) / 2, "share_pct": part.mean(), "span": first}
            made.append(row | {"low": part.min(), "words": words if one is max(runs, key=len) else ""})
    return pd.DataFrame(made)


def dram(
    own: pd.DataFrame, extra: pd.DataFrame, counts: list[str], spans: list[tuple[str, str, str, str]], width: int
) -> alt.LayerChart:
    """DRAM shares of the three large makers by quarter, Micron in color, with other counts that the reader may choose.

    Args:
        own: the lines: columns `period`, `company_id`, `share_pct` (percent), `how`.
        extra: the open marks: columns `day`, `period`, `company_id`, `count` (whose), `share_pct` (percent).
        counts: values of `count` in the order of their shapes; the parameter `COUNTS` of the chart is one of them,
            `all` or `none`.
        spans: of Micron's averages, see `averages`.
        width: drawing width, px.
    """
    gaps = market.with_gaps(own, "share_pct")
    micron = own[own["company_id"] == "micron"].set_index("period")["share_pct"].sort_index()
    both = pd.concat([gaps[["share_pct", "day"]], extra[["share_pct", "day"]]])
    names = {one: makers()[one] for one in ("micron", "samsung", "sk_hynix")}
    grey = dict.fromkeys(("samsung", "sk_hynix"), "muted")
    right = 92 if width <= NARROW else 104
    panel = fitted(Panel(width, 320, 5, colors=grey, size=22, right=right), both["share_pct"], both["day"])
    behind = levels(averages(micron, spans, width), "share_pct", "micron", panel)
    low = pd.DataFrame({"day": [periods.middle(micron.idxmin())], "share_pct": [micron.min()]})
    low = alt.Chart(low.assign(words=fixed(micron.min(), 1))).mark_text(
        dy=15, dx=8 if width <= NARROW else 0, fontWeight="bold", fontSize=12
    )
    y = alt.Y("share_pct:Q", scale=panel.scale)
    low = low.encode(x="day:T", y=y, text="words:N", color=alt.value(theme.color("micron")))
    layers = [*behind, lines(gaps, "share_pct", names, panel)]
    choice = alt.param(name=COUNTS, value="none")
    return (
        layer(*layers, labels.haloed(low), *overlay(extra, counts, panel))
        .resolve_scale(shape="independent", color="independent")
        .add_params(choice)
    )


def overlay(frame: pd.DataFrame, counts: list[str], panel: Panel) -> list[alt.Chart]:
    """Open marks of other counts over the lines of `dram`, and their key, both filtered by the parameter `COUNTS`.

    The key stands below the years and is there only while a count is shown.

    Args:
        frame: columns `day`, `share_pct`, `company_id`, `period`, `count`.
        counts: values of `count` in the order of their shapes.
        panel: of the lines.
    """
    chosen = f"{COUNTS} == 'all' || datum.count == {COUNTS}"
    scale = alt.Scale(domain=counts, range=OPEN[: len(counts)])
    shape = alt.Shape("count:N", scale=scale, legend=None)
    keep = frame[["day", "share_pct", "company_id", "period", "count"]]
    keep = keep.assign(
        name=keep["company_id"].astype("str").map(theme.LABEL), when=keep["period"].astype("str").map(quarter_in_words)
    )
    open_mark = {"size": 80, "filled": False, "strokeWidth": 1.6, "opacity": 1, "aria": False}
    marks = alt.Chart(keep).mark_point(**open_mark).transform_filter(chosen)
    marks = marks.encode(
        x=time_axis(panel.width),
        y=alt.Y("share_pct:Q", title=None, scale=panel.scale),
        shape=shape,
        color=alt.Color("company_id:N", scale=panel.hues(market.MAJORS), legend=None),
        tooltip=theme.says("{count} gave {name} {share_pct:.1f} percent of revenue in {when}."),
    )
    columns, wide = (2, 150) if panel.width <= NARROW else (4, 170)
    places = [
        {"count": one, "x": 8 + wide * (i % columns), "y": panel.height + 38 + 18 * (i // columns)}
        for i, one in enumerate(counts)
    ]
    key = alt.Chart(pd.DataFrame(places)).transform_filter(chosen)
    at = {"x": alt.X("x:Q", scale=None, axis=None), "y": alt.Y("y:Q", scale=None, axis=None)}
    signs = key.mark_point(**open_mark).encode(**at, shape=shape, color=alt.value(theme.color("muted")))
    words = key.mark_text(align="left", dx=10, fontSize=12, aria=False).encode(**at, text="count:N")
    return [marks, signs, words]


def nand(
    firms: pd.DataFrame, names: dict[str, str], spans: list[tuple[str, str, str, str]], ban: tuple[str, str], width: int
) -> alt.LayerChart:
    """NAND shares by quarter, one line a maker, hollow where the share is computed; Micron in color, the rest grey.

    The grey lines cross, so each has its name once more, at the end of a run or where the most room is above it.
    Points that no line reaches have their names below them. Quarters between two averages are said to be in neither.
    No words and no marks lie on the band of the ban but the lines themselves.

    Args:
        firms: from `market.one_line_each`: columns `period`, `company_id`, `share_pct` (percent), `how`.
        names: id -> label, Micron first.
        spans: of Micron's averages, see `averages`, in time order.
        ban: words at the band of the ban, wide and narrow, lines joined by `|`.
        width: drawing width, px.
    """
    right = 92 if width == NARROW else 104
    grey = {one: "muted" for one in names if one != "micron"}
    panel = Panel(width, 320, 5, zero=True, colors=grey, right=right, size=18, plain=True, label=ban[width == NARROW])
    panel = fitted(panel, firms["share_pct"], firms["period"].map(periods.middle))
    micron = firms[firms["company_id"] == "micron"].set_index("period")["share_pct"].sort_index()
    behind = levels(averages(micron, spans, width), "share_pct", "micron", panel)
    gaps = market.with_gaps(firms, "share_pct")
    inside = alt.Chart(roomiest(gaps, {one: names[one] for one in grey}, panel)).mark_text(
        fontSize=12, baseline="middle", color=theme.color("muted"), aria=False
    )
    y = alt.Y("share_pct:Q", scale=panel.scale)
    inside = labels.haloed(inside.encode(x="day:T", y=y, text="name:N"))
    around = [*_in_neither(micron, spans, panel), *_lone(gaps, names, panel)]
    return layer(*behind, lines(gaps, "share_pct", names, panel), inside, *around).resolve_scale(color="independent")


def _in_neither(run: pd.Series, spans: list[tuple[str, str, str, str]], panel: Panel) -> list[alt.Chart]:
    """Words on the quarters of a line that lie between two averages, left of the band of the ban.

    They stand below the line; on a phone, where the words of an average are there, at the foot, tied to the line.
    """
    hue, layers, narrow = theme.color("micron"), [], panel.width <= NARROW
    for (_, last, *_), (first, *_) in pairwise(spans):
        between = periods.quarters_between(last, first)[1:-1]
        if not (known := run.reindex(between).dropna()).size:
            continue
        up = panel.height / (panel.domain[1] - panel.domain[0])
        below = panel.height - (known.min() - panel.domain[0]) * up
        begin, end = pd.Period(between[0]).start_time, pd.Period(between[-1]).end_time
        words = f"{begin:%b} to {end:%b %Y}|in neither" if narrow else f"{begin:%B} to {end:%B %Y}|in neither average"
        at = min(end.normalize(), pd.Period(market.BAN_QUARTER).start_time)
        one = alt.Chart(pd.DataFrame({"day": [at], "from": [periods.middle(between[0])]}))
        text = one.mark_text(
            align="right", dx=-5, baseline="top", fontSize=12, lineBreak="|", lineHeight=14, color=hue, aria=False
        )
        top = panel.height - 34 if narrow else below + 9
        if narrow:
            tie = one.mark_rule(color=hue, strokeWidth=1, aria=False)
            layers.append(tie.encode(x="from:T", y=alt.value(below + 6), y2=alt.value(top - 3)))
        layers.append(labels.haloed(text.encode(x="day:T", y=alt.value(top), text=alt.value(words))))
    return layers


def _lone(gaps: pd.DataFrame, names: dict[str, str], panel: Panel) -> list[alt.Chart]:
    """Names and values of points that no line reaches, those of a quarter under each other below its lowest point."""
    found = gaps[gaps["company_id"].isin(list(names)) & gaps["share_pct"].notna() & alone(gaps, "share_pct")]
    found = found.sort_values(["day", "share_pct"], ascending=[True, False])[["company_id", "day", "share_pct"]]
    layers = []
    for _, one in found.groupby("day"):
        for place, row in enumerate(one.assign(low=one["share_pct"].min()).to_dict("records")):
            words = f"{names[row['company_id']]} {fixed(row['share_pct'], 1)}"
            text = alt.Chart(pd.DataFrame([row | {"words": words}])).mark_text(
                align="left", dx=-8, dy=20 + 14 * place, fontSize=12, aria=False,
                color=theme.color(panel.colors.get(row["company_id"], row["company_id"])),
            )  # fmt: skip
            layers.append(labels.haloed(text.encode(x="day:T", y=alt.Y("low:Q", scale=panel.scale), text="words:N")))
    return layers


def roomiest(frame: pd.DataFrame, names: dict[str, str], panel: Panel, letter: float = 6.2) -> pd.DataFrame:
    """For each long run of a line that others come near the place of its name.

    It stands after the end of the run if there is room, else above the line where it is furthest from all else. Where
    the drawing is narrow, one run of a line has its name. No name lies on the band of the ban.

    Args:
        frame: the lines, with gaps: columns `company_id`, `day`, `share_pct`.
        names: id -> label of the lines to be named.
        panel: of the lines, with its ends.
        letter: width of a letter, px.

    Returns:
        Columns `company_id`, `name`, `day` and `share_pct` (the middle of the name).
    """
    first, last = (pd.Timestamp(one) for one in panel.ends)
    up = panel.height / (panel.domain[1] - panel.domain[0])
    days = pd.date_range(first, last, periods=panel.plot + 1)  # one a px
    tall = frame.pivot(index="day", columns="company_id", values="share_pct").sort_index() * up
    paths = pd.DataFrame({one: _course(tall[one], days) for one in tall}, index=days)
    found = []
    for one, name in names.items():
        half, others = round(letter * len(name) / 2) + RIM, paths.drop(columns=one)
        if others.sub(paths[one], axis=0).abs().min().min() > ENOUGH:
            continue
        run = paths[one].isna().cumsum()[paths[one].notna()]
        runs = [part.index for _, part in run.groupby(run) if len(part) > len(days) / RUN]
        spots = [_after(paths, one, days, part, half) or _above(paths, one, days, part, half) for part in runs]
        best = sorted(spot for spot in spots if spot)
        for _, i, y in best[-1:] if panel.width <= NARROW else best:
            found.append({"company_id": one, "name": name, "day": days[i].normalize(), "share_pct": y / up})
            # the next names keep away from this one
            paths[f"{name} {i}"] = pd.Series(y, days[max(0, i - half) : i + half + 1])
    return pd.DataFrame(found, columns=["company_id", "name", "day", "share_pct"])


def _after(
    paths: pd.DataFrame, one: str, days: pd.DatetimeIndex, run: pd.DatetimeIndex, half: int
) -> tuple[float, int, float] | None:
    """Room, place and height of a name right of the end of a run, level with it or a little above or below."""
    begin = days.get_loc(run[-1]) + AFTER
    i = begin + half
    if i + half >= len(days) or _on_ban(days, i, half):
        return None
    for aside in ASIDE:
        y = float(paths.at[run[-1], one]) + aside
        far = (paths.iloc[begin : i + half + 1] - y).abs().min().min()
        if pd.isna(far) or far >= CLEAR:
            return (CLEAR, i, y)
    return None


def _above(
    paths: pd.DataFrame, one: str, days: pd.DatetimeIndex, run: pd.DatetimeIndex, half: int
) -> tuple[float, int, float] | None:
    """Room, place and height of a name above a run where it is furthest from all other lines and names."""
    spots, others = [], paths.drop(columns=one)
    for i in range(half, len(days) - half, 3):
        if _on_ban(days, i, half) or days[i] not in run:
            continue
        own, near = paths[one].iloc[i - half : i + half + 1], others.iloc[i - half : i + half + 1]
        if own.notna().mean() > 0.6:
            y = own.max() + LIFT
            spots.append((min([ENOUGH, *(near - y).abs().min().dropna()]) - (y - own.iloc[half]), i, y))
    return max(spots, default=None)


def _on_ban(days: pd.DatetimeIndex, i: int, half: int) -> bool:
    """Whether a name whose middle is at a place would lie on the band of the ban."""
    ban = pd.Period(market.BAN_QUARTER, freq="Q")
    return days[i - half + RIM] < (ban + 1).start_time and days[i + half - RIM] > ban.start_time


def _course(run: pd.Series, days: pd.DatetimeIndex) -> pd.Series:
    """A line on each of the days: straight between two quarters that follow each other, missing in a gap."""
    both = run.index.union(days)
    every = run.reindex(both).interpolate("time", limit_area="inside")
    known = run.notna().astype(float)
    gap = pd.concat([known.reindex(both, method=way) for way in ("ffill", "bfill")], axis=1).min(axis=1) < 1
    return every.mask(gap).reindex(days, method="nearest", tolerance=days[1] - days[0])


def concentration(
    frame: pd.DataFrame, part: pd.DataFrame, rest: float, named: list[str], width: int
) -> alt.VConcatChart:
    """The three largest makers' share by quarter, above the published shares of CXMT in one year.

    Args:
        frame: from `market.memory_concentration` for DRAM: columns `period`, `day`, `top3_pct` (percent).
        part: from `market.published`, one maker and year: columns `what`, `counted`, `value` (percent).
        rest: what TrendForce leaves to all other makers in that year, percent.
        named: quarters whose value is printed: the highest, a step down, the last.
        width: drawing width, px.
    """
    left, right = ROOM[width <= NARROW]
    panel = Panel(width, 190, 2, digits=None, colors={"three": "ink"}, inner=width - left - right)
    top = lines(frame.assign(company_id="three"), "top3_pct", {"three": ""}, panel)
    at = frame[frame["period"].isin(named)].assign(text=lambda f: [fixed(v, 1) for v in f["top3_pct"]])
    drop = signed(frame.set_index("period")["top3_pct"].diff().get(named[1 % len(named)]), 1)
    # on a phone the words stand between the band of the ban and the line
    told = "in|one|quarter:|no cause|found" if width <= NARROW else "in one|quarter: no|cause found"
    at.loc[at["period"] == named[1 % len(named)], "text"] += f"|{drop} {told}"
    base = alt.Chart(at[["period", "day", "top3_pct", "text"]])
    words = []
    for i, period in enumerate(named):
        side, down = (("center", -13), ("right", 9), ("center", 14))[i]
        text = base.transform_filter(f"datum.period == {period!r}").mark_text(
            align=side, dx=-7 * (side == "right"), dy=down, fontWeight="bold", lineBreak="|", lineHeight=14
        )
        words.append(labels.haloed(text.encode(x="day:T", y="top3_pct:Q", text="text:N")))
    return stack(
        width,
        ("The three largest makers, percent of DRAM revenue (the axis does not start at zero)",
         layer(top, *words)),
        ("In 2024, percent of the world: TrendForce leaves all others less revenue than Counterpoint gives CXMT alone",
         _counts(part, rest, width)),
    )  # fmt: skip


def _counts(part: pd.DataFrame, rest: float, width: int) -> alt.LayerChart:
    """One bar for all that one publisher leaves beside the three, and one per share that another gives to one maker."""
    narrow = width <= NARROW
    left, right = ROOM[narrow]
    shown = (
        part[["counted", "value"]]
        .sort_values("value")
        .assign(row=lambda f: "Counterpoint: CXMT " + f["counted"], own="cxmt")
    )
    first = pd.DataFrame({"row": ["TrendForce: all other revenue"], "value": [rest], "own": ["muted"]})
    shown = pd.concat([first, shown])[["row", "value", "own"]].assign(
        text=lambda f: [fixed(v, 1) for v in f["value"]],
        who=["TrendForce leaves all makers beside the three", *(["Counterpoint gives CXMT"] * len(shown))],
        what=["revenue", *shown["counted"]],
    )
    rows = list(shown["row"])
    y = alt.Y("row:N", sort=rows, title=None).axis(
        None if narrow else alt.Axis(ticks=False, domain=False, labelLimit=left, title=None)
    )
    most = labels.end_of(shown["value"], 1)
    x = alt.X("value:Q", title=None, scale=alt.Scale(domain=[0, most], nice=False)).axis(None)
    base = alt.Chart(shown, width=width - left - right, height=(44 if narrow else 30) * len(rows))
    hue = alt.Color("own:N", legend=None).scale(
        domain=["muted", "cxmt"], range=[theme.color(c) for c in ("muted", "cxmt")]
    )
    down = 9 if narrow else 0  # on a phone the names stand above the bars
    bars = base.mark_bar(size=17, yOffset=down, aria=False).encode(
        y=y, x=x, color=hue, tooltip=theme.says("For 2024 {who} {value:.1f} percent of the world's {what}.")
    )
    text = base.mark_text(align="left", dx=6, dy=down, fontWeight="bold").encode(y=y, x=x, text="text:N", color=hue)
    names = base.mark_text(align="left", dy=-10, fontSize=12).encode(y=y, x=alt.value(0), text="row:N")
    return layer(bars, text, *([names] if narrow else []))
