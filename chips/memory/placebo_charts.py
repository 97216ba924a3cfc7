"""Drawing the year of the ban among years without one."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.memory.forecast_charts import NAMES
from explainer.figures import theme
from explainer.pages.prose import signed

#: axis labels with their sign, zero without one.
SIGNED = "datum.value == 0 ? '0' : format(datum.value, '+.0f')"
#: heights of the rows of `strip`, px: all of a row, its dots.
ROW, DOTS = 84, 46


def strip(rows: pd.DataFrame, width: int) -> alt.LayerChart:
    """One row per yardstick: hollow dots for years without a ban, a full one for the year after it.

    Percent of the exports expected. The band is the range that the yardstick errs by when nothing happens. Long,
    because the layers share one set of heights.

    Args:
        rows: from `placebo.strip`.
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
    data["dots"], data["base"] = data["top"] + DOTS, data["top"] + DOTS - 15
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
    mine = data[data["kind"] == "real"].assign(label=[signed(v, 0) for v in data.loc[data["kind"] == "real", "pct"]])
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
    return alt.layer(band, zero, past, real, word, head).properties(width=width - 20)
