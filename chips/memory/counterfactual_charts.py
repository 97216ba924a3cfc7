"""Drawing what would have been: forecasts beside what happened, and the year of the ban among years without one."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.memory import counterfactual
from explainer.figures import theme
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed

#: yardsticks in a few words, in the order of the panels.
NAMES = {
    "rest": "Korea's other chip customers",
    "own_past": "China's own past, and price",
    "other_memory": "Other memory, same places",
}
#: axis labels with their sign, zero without one.
SIGNED = "datum.value == 0 ? '0' : format(datum.value, '+.0f')"
#: heights of the rows of `strip`, px: all of a row, its dots, its void.
ROW, DOTS, VOID = 104, 44, 76


def signed(value: float, digits: int = 0) -> str:
    """A change with its sign, as `+21` or `−31`."""
    return ("−" if value < 0 else "+") + fixed(abs(value), digits)


def fans(rows: pd.DataFrame, verdict: str, width: int) -> alt.ConcatChart:
    """Three panels on one scale: exports by month as a line, a yardstick's forecast dashed with the model's interval.

    Long, because each layer of a panel is set down once and read from top to bottom.

    Args:
        rows: from `counterfactual.fans`.
        verdict: ISO date.
        width: drawing width, px.
    """
    narrow = width == NARROW
    size, height = (width - 40, 150) if narrow else ((width - 90) // 3, 230)
    data = rows.drop(columns="source_id").assign(day=rows["month"] + "-15")
    numbers = [c for c in data.columns if c.endswith(("_busd", "_pct"))]
    data[numbers] = data[numbers].round(3)
    top = 1.04 * max(data["observed_busd"].max(), data["expected_busd"].max(), data["high_busd"].max())
    cut = pd.DataFrame({"day": [f"{counterfactual.CUTOFF}-31", verdict], "t": ["review", "verdict"]})
    panels = []
    for i, (method, name) in enumerate(NAMES.items()):
        part = data[data["method"] == method]
        base = alt.Chart(part, width=size, height=height)
        axis = alt.Axis(format="%Y", tickCount="year", grid=False, title=None, labelFlush=False)
        x = alt.X("day:T", axis=axis)
        y = alt.Y("observed_busd:Q", title=None).scale(domain=[0, top]).axis(tickCount=5, labels=narrow or i == 0)
        tip = theme.tips(
            {
                "month:N": "title",
                "observed_busd:Q .2f": "exported, billion dollars",
                "expected_busd:Q .2f": "forecast, billion dollars",
                "gap_pct:Q +.0f": "exported against forecast, percent",
            }
        )
        ahead = base.transform_filter("isValid(datum.expected_busd)")
        band = ahead.mark_area(color=theme.color("band"), aria=False).encode(
            x=x, y=alt.Y("low_busd:Q", title=None), y2="high_busd:Q"
        )
        hoped = ahead.mark_line(color=theme.color("muted"), strokeDash=[5, 3], aria=False)
        hoped = hoped.encode(x=x, y="expected_busd:Q")
        line = base.mark_line(color=theme.color("kr"), aria=False).encode(x=x, y=y)
        touch = base.mark_point(opacity=0, size=60, aria=False).encode(x=x, y=y, tooltip=tip)
        rule = alt.Chart(cut, height=height).mark_rule(color=theme.color("ink"), strokeDash=[2, 2]).encode(x="day:T")
        drawn = [band, rule, hoped, line, touch]
        for k, align in enumerate(("right", "left")):
            word = alt.Chart(cut.iloc[[k]], height=height).mark_text(align=align, dx=8 * k - 4, fontSize=12)
            drawn.append(word.encode(x="day:T", y=alt.value(8), text="t:N"))
        end = part[part["month"] == part["month"].max()]
        far = 36 if narrow else 50
        high, low = (-20, far) if end["observed_busd"].iloc[0] > end["expected_busd"].iloc[0] else (far, -36)
        for text, column, hue, dy in (
            ("exported", "observed_busd", "kr", high),
            ("forecast", "expected_busd", "muted", low),
        ):
            ends = alt.Chart(end.assign(t=text), height=height).mark_text(align="right", dy=dy, fontWeight="bold")
            drawn.append(ends.encode(x="day:T", y=f"{column}:Q", text="t:N", color=alt.value(theme.color(hue))))
        panels.append(alt.layer(*drawn, title=alt.Title(name, fontSize=13)))
    return alt.concat(*panels, columns=1 if narrow else 3, spacing=16)


def strip(rows: pd.DataFrame, width: int) -> alt.LayerChart:
    """One row per yardstick: hollow dots for years without a ban, a full one for the year after it, the void below.

    Percent of the exports expected. The band is the range that the yardstick errs by when nothing happens; the bar
    below the dots runs from the smallest to the usual reading of Micron's words, its thin end to the largest. Long,
    because the layers share one set of heights.

    Args:
        rows: from `counterfactual.strip`.
        width: drawing width, px.
    """
    order = list(NAMES)
    data = rows.drop(columns="source_id").assign(
        top=rows["method"].map(lambda m: ROW * order.index(m)), pct=rows["pct"].round(2), to_pct=rows["to_pct"].round(2)
    )
    height = ROW * len(order)

    def chart(frame: pd.DataFrame) -> alt.Chart:
        return alt.Chart(frame, height=height)

    def place(shift: str) -> alt.Y:
        return alt.Y(f"{shift}:Q", axis=None, scale=alt.Scale(domain=[0, height], reverse=True, nice=False))

    lows, highs = data["pct"].min(), data[["pct", "to_pct"]].max().max()
    scale = alt.Scale(domain=[min(-50, lows - 3), max(50, highs + 3)], nice=False)
    axis = alt.Axis(labelExpr=SIGNED, tickCount=6, titleFontSize=13, domain=False)
    x = alt.X("pct:Q", scale=scale, axis=axis, title="Exports against the forecast, percent")
    data["dots"], data["void"], data["base"] = data["top"] + DOTS, data["top"] + VOID, data["top"] + DOTS - 15
    data["foot"] = data["top"] + DOTS + 15
    chance = data[data["kind"] == "chance"]
    band = (
        chart(chance)
        .mark_rect(color=theme.color("band"), opacity=1)
        .encode(
            x=x,
            x2="to_pct:Q",
            y=place("base"),
            y2="foot:Q",
            tooltip=theme.tips({"what:N": "title", "pct:Q +.0f": "from, percent", "to_pct:Q +.0f": "to, percent"}),
        )
    )
    zero = alt.Chart(pd.DataFrame({"pct": [0]}), height=height).mark_rule(color=theme.color("axis")).encode(x=x)
    tip = theme.tips({"what:N": "title", "first:N": "twelve months from", "pct:Q +.1f": "against forecast, percent"})
    past = chart(data[data["kind"] == "placebo"]).mark_point(
        size=55, filled=False, stroke=theme.color("muted"), strokeWidth=1.5, opacity=1
    )
    past = past.encode(x=x, y=place("dots"), tooltip=tip)
    mine = data[data["kind"] == "real"].assign(label=[signed(v) for v in data.loc[data["kind"] == "real", "pct"]])
    real = (
        chart(mine).mark_point(size=190, color=theme.color("kr"), opacity=1).encode(x=x, y=place("dots"), tooltip=tip)
    )
    word = (
        chart(mine)
        .mark_text(dy=-19, fontWeight="bold", color=theme.color("kr"))
        .encode(x=x, y=place("dots"), text="label:N")
    )
    heads = mine.assign(name=mine["method"].map(NAMES), pct=scale.domain[0])
    head = (
        chart(heads).mark_text(align="left", fontWeight="bold", dx=2, dy=11).encode(x=x, y=place("top"), text="name:N")
    )
    return alt.layer(band, zero, *_void(data, x, place), past, real, word, head).properties(width=width - 20)


def _void(data: pd.DataFrame, x: alt.X, place) -> list[alt.Chart]:
    """The void as a bar below the dots of each row: smallest to usual reading thick, to the largest thin."""
    made = data[data["kind"] == "void"].sort_values(["method", "pct"])
    ends = made.groupby("method", sort=False).agg(
        pct=("pct", "min"), usual=("pct", lambda p: p.iloc[-2]), most=("pct", "max"), void=("void", "first")
    )
    ends = ends.reset_index()
    height = ROW * data["method"].nunique()
    base = alt.Chart(ends, height=height)
    hue = theme.color("micron")
    tip = theme.tips(
        {
            "pct:Q .1f": "first words, low end: percent of the forecast",
            "usual:Q .1f": "words of June 2023, percent",
            "most:Q .1f": "all customers based in China, percent",
        }
    )
    thin = base.mark_rule(color=hue, strokeWidth=2).encode(x=x, x2="most:Q", y=place("void"))
    thick = base.mark_rule(color=hue, strokeWidth=8).encode(x=x, x2="usual:Q", y=place("void"), tooltip=tip)
    word = base.mark_text(align="right", dx=-6, fontSize=12, color=hue).encode(
        x=x, y=place("void"), text=alt.value("the void")
    )
    return [thin, thick, word]
