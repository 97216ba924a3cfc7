"""Pictures of dependence: first and last shares, bars that compare two sides, months around a measure."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.statements.dependence import GRAPHITE
from explainer.figures import theme
from explainer.figures.labels import WRAPPED, end_of, wrap
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

#: names short enough for the rows, where the full one is not.
SHORT = {
    "urea_industrial": "Urea, vehicles (wt.)",
    "urea_fertilizer": "Urea, fertilizer",
    "cobalt_oxide_hydroxide": "Cobalt oxides",
    "ndfeb_magnet": "NdFeB magnets",
    "chip_materials_5": "Chip materials (all)",
    "rare_gases_3": "Rare gases (all)",
    "gallium_indium": "Gallium and indium",
    "graphite": "Graphite, all",
}


def dumbbells(ends: pd.DataFrame, line: float, width: int) -> alt.LayerChart:
    """First and last share of each material on one line, in the order of the rows, with a rule at a mark.

    Args:
        ends: what `dependence.ends` returns, with `label`.
        line: where the rule stands, percent.
        width: drawing width in px, labels included.
    """
    narrow = width == NARROW
    left, right = (128, 62) if narrow else (190, 130)
    one = ends["first_year"] == ends["last_year"]
    since, until = ends["first_year"].astype(str), ends["last_year"].astype(str)
    years = until.where(one, since + "–" + until)
    star = ends["part_year"].map({True: "*", False: ""})
    first, last = ends["first_pct"].map(fixed), ends["last_pct"].map(fixed) + star
    shown = ends[["label", "first_pct", "last_pct", "last_year"]].assign(
        years=years, text=last if narrow else last.where(one, first + " → " + last) + ", " + years, lone=one
    )
    order = ends["label"].tolist()
    x = alt.X("first_pct:Q", title="China's share, percent")
    x = x.scale(domain=[0, end_of([*ends["first_pct"], *ends["last_pct"]], 20)])
    y = alt.Y("label:N", title=None, sort=order, scale=alt.Scale(domain=order)).axis(
        ticks=False, domain=False, minExtent=left - 8, maxExtent=left - 8, labelLimit=left - 6
    )
    base = alt.Chart(shown, width=width - left - right, height=alt.Step(20)).encode(y=y)
    rule = alt.Chart(pd.DataFrame({"first_pct": [line]})).mark_rule(color=theme.color("muted"), strokeDash=[5, 3])
    rule = rule.encode(x=x.axis(tickCount=5, grid=False))
    stem = base.mark_rule(color=theme.color("cn"), strokeWidth=2, opacity=0.45, aria=False).encode(x=x, x2="last_pct:Q")
    start = base.transform_filter("!datum.lone").mark_point(stroke=theme.color("cn"), fill=theme.color("ground"))
    start = start.encode(x=x, opacity=alt.value(1), size=alt.value(55))
    end = base.mark_point(filled=True, color=theme.color("cn"), opacity=1, size=75, aria=False).encode(
        x="last_pct:Q",
        tooltip=theme.tips({"label:N": "title", "years:N": "years", "text:N": "percent from China"}),
    )
    text = base.mark_text(align="left", fontSize=12, aria=False).encode(
        x=alt.value(width - left - right + 10), text="text:N"
    )
    return rule + stem + start + end + text


def bars(
    rows: pd.DataFrame,
    value: str,
    width: int,
    left: int,
    top: float,
    title: str,
    step: int = 24,
    room: int = 46,
) -> alt.LayerChart:
    """Horizontal bars from zero with the figure at their end, colored by actor, in the order of the rows.

    Args:
        rows: `label` (`|` breaks a line), `actor` (id of a color), `text` (figure as printed) and the value column; a
            missing value leaves the row empty but for its text.
        value: column of the length.
        width: drawing width in px, labels included.
        left: px for the labels; 0 leaves them out.
        top: right end of the scale.
        title: axis title, with the unit.
        step: px of a row.
        room: px kept to the right of the longest bar for its figure.
    """
    shown = rows[["label", "text", value]].assign(color=rows["actor"].map(theme.color))
    axis = {"labels": bool(left), "ticks": False, "domain": False, "labelExpr": WRAPPED}
    if left:
        axis |= {"minExtent": left - 8, "maxExtent": left - 8, "labelLimit": left}
    plot, labels = width - left, rows["label"].tolist()
    x = alt.X(f"{value}:Q", title=title, scale=alt.Scale(domain=[0, top], range=[0, plot - room]))
    base = alt.Chart(shown, width=plot, height=alt.Step(step)).encode(
        y=alt.Y("label:N", sort=labels, title=None, scale=alt.Scale(domain=labels)).axis(**axis),
        x=x.axis(tickCount=3, grid=True, titleAnchor="start"),
    )
    color = alt.Color("color:N", scale=None)
    return base.mark_bar(height=step * 0.58, aria=False).encode(color=color) + base.mark_text(
        align="left", dx=4, fontSize=12, aria=False
    ).encode(text="text:N", x=alt.X("floor:Q")).transform_calculate(floor=f"isValid(datum.{value}) ? datum.{value} : 0")


def months(rows: pd.DataFrame, marks: pd.DataFrame, width: int, title: str, top: float) -> alt.LayerChart:
    """Monthly values as a line; dashed from where no second source confirms the level, with dated rules.

    Args:
        rows: `date`, `value`, `firm` (bool), in time order.
        marks: `date`, `label`, `side` of the rule on which the label ends or begins ("right" or "left" aligned).
        width: drawing width in px.
        title: of the panel.
        top: top of the scale.
    """
    rows = rows[["date", "value", "firm"]]
    edge = rows[rows["firm"]].tail(1)
    loose = pd.concat([edge, rows[~rows["firm"]]])
    x = alt.X("date:T", title=None).axis(format="%Y", tickCount="year", grid=False)
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, top])).axis(tickCount=4)
    line = alt.Chart(rows[rows["firm"]]).mark_line(color=theme.color("cn"), aria=False).encode(x=x, y=y)
    dots = (
        alt.Chart(rows[rows["firm"]])
        .mark_point(color=theme.color("cn"), size=18, aria=False)
        .encode(x=x, y=y, tooltip=theme.tips({"date:T %B %Y": "month", "value:Q .1f": "million dollars"}))
    )
    dashed = (
        alt.Chart(loose)
        .mark_line(color=theme.color("cn"), strokeDash=[3, 4], strokeWidth=1.6, aria=False)
        .encode(x=x, y=y)
    )
    rules = alt.Chart(marks).mark_rule(color=theme.color("muted"), strokeDash=[5, 3]).encode(x="date:T")
    names = [
        alt.Chart(marks[marks["side"] == side])
        .mark_text(align=side, dx=dx, dy=1, fontSize=12, baseline="top")
        .encode(x="date:T", y=alt.value(0), text="label:N")
        for side, dx in (("right", -5), ("left", 5))
    ]
    return alt.layer(rules, dashed, line, dots, *names).properties(
        width=width, height=190, title=alt.Title(title, frame="bounds")
    )


def memory_links(links: pd.DataFrame, width: int) -> alt.TopLevelMixin:
    """Two facing bars on one scale: Korea in China's memory imports, China in Korea's exports; other years as ticks.

    Args:
        links: what `dependence.memory_links` returns.
        width: drawing width in px of both; below each other in the narrow drawing.
    """
    narrow = width == NARROW
    top = end_of([*links["share_pct"], 100], 100)
    wide = width - 10 if narrow else width // 2 - 16
    tall = 54 + 15 * int(links["panel"].value_counts().max())

    def panel(name: str, head: str, actor: str, mirrored: bool) -> alt.LayerChart:
        mine = links[links["panel"] == name][["year", "share_pct", "how", "bar"]].sort_values("share_pct")
        mine = mine.assign(
            shown=[f"{fixed(share, 1)} percent" for share in mine["share_pct"]],
            tag=[f"{year}: {fixed(share, 1)}" for year, share in zip(mine["year"], mine["share_pct"], strict=True)],
            y=4,
            y2=40,
            middle=22,
            foot=44,
            line=[50 + 15 * place for place in range(len(mine))],  # so that labels of neighbors stay apart
            zero=0,
            whole=top,
        )
        across = alt.Scale(domain=[0, top], reverse=mirrored)
        x, x2 = (alt.X(f"{column}:Q", axis=None, scale=across) for column in ("share_pct", "zero"))
        down = alt.Scale(domain=[0, tall], range=[0, tall])

        def at(column: str, rows: alt.Chart) -> alt.Chart:
            return rows.encode(x=x, y=alt.Y(f"{column}:Q", axis=None, scale=down))

        base = alt.Chart(mine, width=wide, height=tall)
        year = base.transform_filter("datum.bar")
        tips = theme.tips({"year:N": "title", "share_pct:Q .1f": "percent of value", "how:N": "figure"})
        ghost = at("y", year).mark_rect(color=theme.color("none")).encode(x=x2, x2="whole:Q", y2="y2:Q")
        bar = at("y", year).mark_rect(color=theme.color(actor)).encode(x2="zero:Q", y2="y2:Q", tooltip=tips)
        side = {"align": "right", "dx": -8} if mirrored else {"align": "left", "dx": 8}
        said = at("middle", year).mark_text(**side, fontSize=15, fontWeight="bold").encode(text="shown:N")
        ticks = at("foot", base).mark_rect(color=theme.color("ink"), width=2, height=10).encode(tooltip=tips)
        tags = at("line", base).mark_text(fontSize=12, baseline="top").encode(text="tag:N")
        title = alt.Title(head, fontSize=13, anchor="end" if mirrored else "start", frame="group")
        return alt.layer(ghost, bar, said, ticks, tags).properties(title=title)

    return (alt.vconcat if narrow else alt.hconcat)(
        panel("buys", "China's memory imports: from Korea", "kr", not narrow),
        panel("sells", "Korea's memory exports: to China", "cn", False),
        spacing=12,
    )


def plants(rows: pd.DataFrame, width: int) -> alt.HConcatChart:
    """One row per plant, two columns: percent of the firm's output, and percent of the world's.

    Args:
        rows: what `dependence.by_plant` returns.
        width: drawing width in px, labels included.
    """
    narrow = width == NARROW
    left = 118 if narrow else 210
    side = (width - left - 8) // 2
    top = end_of(pd.concat([rows["own_pct"], rows["world_pct"]]), 20)
    panels = []
    for column, head, names in (("own_pct", "Of the firm's output", left), ("world_pct", "Of the world's", 0)):
        none, late = ("–", "*") if narrow else ("not found", " (forecast)")
        late = [late * (column == "world_pct" and one) for one in rows["forecast"]]
        found = [none if pd.isna(share) else f"{share:g}" for share in rows[column]]
        shown = rows.assign(
            label=rows["name"].str.replace(r", ", ",|", regex=True) if narrow else rows["name"],
            text=[share + sign for share, sign in zip(found, late, strict=True)],
            actor=rows["company_id"].replace("all_makers", "other"),
        )
        panel = bars(shown, column, side + names, names, top, "", step=38 if narrow else 28, room=28 if narrow else 72)
        panels.append(panel.properties(title=alt.Title(head, frame="group", fontSize=13)))
    return alt.hconcat(*panels, spacing=8).resolve_scale(color="independent")


#: cases from top to bottom: heading, and who acted.
CASES = {
    "thaad_2017": ("China, missile defense dispute, 2017", "cn"),
    "japan_controls_2019": ("Japan, permits for hydrogen fluoride (HF), 2019", "jp"),
    "graphite_2023": ("China, graphite permits for all buyers, December 2023", "cn"),
}
LEVEL = 100  # of the flow before, percent


def precedents(cuts: pd.DataFrame, width: int) -> alt.LayerChart:
    """What was left of each flow, percent of the level before, on one axis; the pale part of a bar is what went.

    Args:
        cuts: what `dependence.cuts` returns.
        width: drawing width in px, labels included.
    """
    left, step, head = 150, 24, 30
    top = end_of([*cuts["left_pct"], LEVEL], 20)
    rows, heads, y = [], [], 0
    for case, (title, actor) in CASES.items():
        part = cuts[cuts["case"] == case]
        if part.empty:
            continue
        lines = wrap(title, 44).split("|") if width == NARROW else [title]
        heads += [{"t": line, "y": y + 14 + 16 * at} for at, line in enumerate(lines)]
        y += head + 16 * (len(lines) - 1)
        for one in part.itertuples():
            shown = {"label": one.label, "left_pct": round(one.left_pct, 1), "text": fixed(one.left_pct)}
            rows.append(
                shown
                | {"color": theme.color(actor), "y": y, "y2": y + 15, "middle": y + 7.5, "zero": 0, "level": LEVEL}
            )
            y += step
        y += 6
    plot = width - left - 40
    x = alt.X("left_pct:Q", title="Percent of the level before", scale=alt.Scale(domain=[0, top]))
    down = alt.Scale(domain=[0, y], range=[0, y])

    def at(frame: list[dict], column: str) -> alt.Chart:
        chart = alt.Chart(pd.DataFrame(frame), width=plot, height=y)
        return chart.encode(y=alt.Y(f"{column}:Q", scale=down, axis=None))

    color = alt.Color("color:N", scale=None)
    bar = at(rows, "y").mark_rect(aria=False).encode(y2="y2:Q", color=color)
    tips = theme.tips({"label:N": "title", "left_pct:Q .1f": "percent of the level before"})
    ground = alt.X("zero:Q", title=None, scale=alt.Scale(domain=[0, top]))
    ghost = bar.encode(x=ground, x2="level:Q", opacity=alt.value(0.16))
    full = bar.encode(x=x.axis(tickCount=5, grid=False, titleAnchor="start"), x2="zero:Q", tooltip=tips)
    names = at(rows, "middle").mark_text(align="right", fontSize=12, aria=False).encode(x=alt.value(-8), text="label:N")
    said = at(rows, "middle").mark_text(align="left", dx=5, fontSize=12, aria=False).encode(x=x, text="text:N")
    titles = at(heads, "y").mark_text(align="left", fontSize=13, fontWeight="bold", aria=False)
    return alt.layer(ghost, full, names, said, titles.encode(x=alt.value(8 - left), text="t:N"))


def graphite(rows: pd.DataFrame, marks: pd.DataFrame, width: int) -> alt.TopLevelMixin:
    """China's monthly exports of natural and of artificial graphite to Korea, million dollars, a panel each.

    Args:
        rows: what `dependence.monthly` returns.
        marks: `date`, `label`, `side` (see `months`).
        width: drawing width in px of both panels; below each other in the narrow drawing.
    """
    narrow = width == NARROW
    side = width - 40 if narrow else width // 2 - 45
    parts = {title: rows[rows["hs_code"] == code] for code, title in GRAPHITE.items()}
    top = end_of(pd.concat(parts)["value"], 5)
    panels = [months(part, marks, side, title, top) for title, part in parts.items()]
    return (alt.vconcat if narrow else alt.hconcat)(*panels)


def two_sides(sides: pd.DataFrame, width: int) -> alt.VConcatChart:
    """What each side buys from the other, as bars: by share of the buyer's imports, and below in billion dollars.

    Args:
        sides: `actor` (who buys), `what`, `share_pct`, `busd`, `part` (True: part of a year, marked by `*`).
        width: drawing width in px, labels included.
    """
    named = sides.assign(label=sides["what"] + sides["part"].map({True: "*", False: ""}))
    panels = []
    for column, top, title, form in (
        ("share_pct", end_of(sides["share_pct"], 20), "Percent of the buyer's imports", lambda share: fixed(share, 1)),
        ("busd", end_of(sides["busd"], 10), "Billion dollars from the other side", _money),
    ):
        shown = named.assign(text=named[column].map(form)).round({"share_pct": 1, "busd": 3})
        shown = shown.sort_values(column, ascending=False, kind="stable")
        panels.append(bars(shown, column, width, 165, top, title))
    return alt.vconcat(*panels).resolve_scale(color="independent")


def _money(busd: float) -> str:
    """Billion dollars with two figures or so, whatever their size."""
    return fixed(busd, 0 if busd >= 10 else 1 if busd >= 1 else 2)
