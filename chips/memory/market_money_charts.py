"""Money in the memory market in pictures: the official price, revenue and margins."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips import periods
from chips.memory import market
from chips.memory.market_charts import Panel, lines, makers, span_of, stack
from explainer.figures import labels, theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed, quarter_in_words

#: lines of revenue: id -> label, and id -> color.
SIZES = {"dram": "DRAM", "nand": "NAND"}
HUES = {"dram": "ink", "nand": "muted"}


def slump(size: pd.DataFrame, earned: pd.DataFrame, fall: tuple[str, str, str], width: int) -> alt.VConcatChart:
    """Revenue of the market by quarter on a log axis, above the operating margins of the three large makers.

    Args:
        size: from `market.sizes`: columns `company_id` (of `SIZES`), `period`, `revenue_busd` (billion dollars).
        earned: columns `company_id`, `period`, `margin_pct` (percent) and `day`, the true middle of the firm's quarter.
        fall: quarters of the peak and of the bottom of DRAM revenue, and the words for the fall between them.
        width: drawing width, px.
    """
    gaps = market.with_gaps(size, "revenue_busd")
    full = market.with_gaps(earned.drop(columns="day"), "margin_pct").drop(columns="day")
    full = full.merge(earned[["company_id", "period", "day"]], on=["company_id", "period"], how="left")
    full["day"] = full["day"].fillna(full["period"].map(periods.middle))
    ends = span_of(gaps["day"], full["day"])
    revenue = Panel(width, 200, 1.35, log=True, digits=None, colors=HUES, ends=ends, size=7)
    margin = Panel(width, 210, 25, label="", ends=ends, size=7)
    upper = layer(lines(gaps, "revenue_busd", SIZES, revenue), *_fall(gaps, fall))
    then = full[full["period"] == fall[1]].dropna(subset=["margin_pct"]).set_index("company_id")
    told = ", ".join(
        f"{n} {fixed(then.loc[c, 'margin_pct'])}".replace(" ", "\u00a0") for c, n in makers().items() if c in then.index
    )
    rings = alt.Chart(then[["day", "margin_pct"]]).mark_point(
        size=110, filled=False, strokeWidth=1.8, color=theme.color("ink"), opacity=1, aria=False
    )
    when = quarter_in_words(fall[1]).removeprefix("the ")
    lower = layer(lines(full, "margin_pct", makers(), margin), rings.encode(x="day:T", y="margin_pct:Q"))
    return stack(
        width,
        ("Revenue, billion dollars a quarter (log)", upper),
        (f"Operating margin, percent of revenue. Rings, {when}: {told}".replace("-", "−"), lower),
    )


def _fall(gaps: pd.DataFrame, fall: tuple[str, str, str]) -> list[alt.Chart]:
    """Marks at the peak and the bottom of DRAM revenue, and a bracket between them with the words for the fall."""
    peak, bottom, words = fall
    dram = gaps[gaps["company_id"] == "dram"].set_index("period")
    at = dram.loc[[peak, bottom], ["day", "revenue_busd"]].reset_index(drop=True)
    ring = alt.Chart(at).mark_point(
        size=110, filled=False, strokeWidth=1.8, color=theme.color("ink"), opacity=1, aria=False
    )
    span = pd.DataFrame({"day": [at["day"][0]], "to": [at["day"][1]], "top": [at["revenue_busd"][0]]})
    span = alt.Chart(span.assign(foot=at["revenue_busd"][1]))
    thin = {"strokeWidth": 1.2, "strokeDash": [3, 2], "color": theme.color("ink"), "aria": False}
    level = span.mark_rule(**thin).encode(x="day:T", x2="to:T", y="top:Q")
    drop = span.mark_rule(**thin).encode(x="to:T", y="top:Q", y2="foot:Q")
    text = alt.Chart(at.tail(1).assign(words=words, top=at["revenue_busd"][0]))
    text = text.mark_text(align="right", dx=2, dy=-11, fontWeight="bold")
    ring = ring.encode(x="day:T", y="revenue_busd:Q")
    return [level, drop, ring, labels.haloed(text.encode(x="day:T", y="top:Q", text="words:N"))]


def price(index: pd.DataFrame, marks: pd.DataFrame, named: list[str], width: int) -> alt.LayerChart:
    """The export price index of DRAM by month on a log axis, with dated marks and the months that the text names.

    Args:
        index: columns `month` (`2023-05`), `day`, `index_2020` (2020 = 100), in order.
        marks: columns `day`, `text`: dated events, in order; the second's name stands lower.
        named: months whose value is written.
        width: drawing width, px.
    """
    narrow = width <= NARROW
    height, right = (270, 14) if narrow else (310, 14)
    # on a phone the names of the dates stand above the last value
    ends = (float(index["index_2020"].min()) / 1.3, float(index["index_2020"].max()) * (1.7 if narrow else 1.3))
    panel = Panel(width, height, 1.3, domain=ends, log=True, colors={"dram": "ink"}, right=right, size=0, band=False)
    shown = index.assign(company_id="dram", period=pd.to_datetime(index["month"]).dt.strftime("%B %Y"))
    run = lines(shown, "index_2020", {"dram": ""}, panel)
    month = "%b %Y" if narrow else "%B %Y"
    at = shown[shown["month"].isin(named)].copy()
    at["text"] = [f"{fixed(v)} in {d.strftime(month)}" for v, d in zip(at["index_2020"], at["day"], strict=True)]
    ring = alt.Chart(at[["day", "month", "index_2020", "text"]])
    dots = ring.mark_point(size=60, filled=True, color=theme.color("ink"), opacity=1, aria=False)
    last, low = at["day"] == at["day"].max(), at["index_2020"] < at["index_2020"].median()
    words = [
        labels.haloed(
            alt.Chart(part[["day", "index_2020", "text"]])
            .mark_text(dy=down, dx=side, align=align, fontSize=13, fontWeight="bold")
            .encode(x="day:T", y="index_2020:Q", text="text:N")
        )
        for part, down, side, align in (
            (at[low & ~last], 17, -8, "left"),
            (at[~low & ~last], -15, 0, "center"),
            (at[last], -15, 5, "right"),
        )
        if len(part)
    ]
    rules = alt.Chart(marks).mark_rule(strokeDash=[3, 3], color=theme.color("axis"), aria=False).encode(x="day:T")
    told = [
        labels.haloed(
            alt.Chart(marks.iloc[[i]])
            .mark_text(
                align="left" if i else "right",
                dx=5 if i else -5,
                fontSize=12,
                baseline="top",
                lineBreak="|",
                lineHeight=14,
                aria=False,
            )
            .encode(x="day:T", y=alt.value(4), text="text:N")
        )
        for i in range(len(marks))
    ]
    at_points = [dots.encode(x="day:T", y="index_2020:Q"), *words]
    return layer(rules, run, *at_points, *told, width=panel.plot, height=height)
