"""Drawing the year of the ban among years without one."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.memory.forecast_charts import NAMES
from explainer.figures import labels, theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import signed

#: axis labels with their sign, zero without one.
SIGNED = "datum.value == 0 ? '0' : format(datum.value, '+.0f')"
#: heights of the rows of `strip`, px: all of a row, its dots; more in the first, which holds the key.
ROW, DOTS, KEY = 90, 54, 16
#: height of a row's heading, px.
HEAD = 22


def strip(rows: pd.DataFrame, width: int) -> alt.LayerChart:
    """One row per yardstick: hollow dots for years without a ban, a full one for the year after it.

    Percent of the exports expected. The band is the range that the yardstick errs by without a ban. What dots
    and band are is written at those of the first row. Long, because the layers share one set of heights.

    Args:
        rows: from `placebo.strip`.
        width: drawing width, px.
    """
    order, narrow = list(NAMES), width <= NARROW
    tops = {m: ROW * i + 2 * KEY * (i > 0) for i, m in enumerate(order)}
    data = rows.drop(columns="source_id").assign(pct=rows["pct"].round(2), to_pct=rows["to_pct"].round(2))
    data["top"] = data["method"].map(tops)
    data["dots"] = data["top"] + DOTS + KEY * (data["method"] == order[0])
    data["base"], data["foot"] = data["dots"] - 15, data["dots"] + 15
    height = ROW * len(order) + 2 * KEY

    def chart(frame: pd.DataFrame) -> alt.Chart:
        return alt.Chart(frame, height=height)

    def place(shift: str) -> alt.Y:
        return alt.Y(f"{shift}:Q", axis=None, scale=alt.Scale(domain=[0, height], reverse=True, nice=False))

    lows, highs = data["pct"].min(), data[["pct", "to_pct"]].max().max()
    scale = alt.Scale(domain=[min(-50, lows - 3), max(50, highs + 3)], nice=False)
    axis = alt.Axis(labelExpr=SIGNED, tickCount=6, titleFontSize=13, domain=False, grid=False)
    x = alt.X("pct:Q", scale=scale, axis=axis, title="Exports against the forecast, percent")
    chance, past = (data[data["kind"] == kind] for kind in ("chance", "placebo"))
    band = chart(chance.drop(columns="first")).mark_rect(color=theme.color("band"), opacity=1)
    band = band.encode(
        x=x,
        x2="to_pct:Q",
        y=place("base"),
        y2="foot:Q",
        tooltip=theme.says("Without a ban this yardstick usually misses by {pct:+.0f} to {to_pct:+.0f} percent."),
    )
    starts = list(tops.values())  # the line at zero stops at each heading, which a narrow drawing sets across it
    parts = pd.DataFrame({"pct": 0, "from": [t + HEAD for t in starts], "to": [*(t - 2 for t in starts[1:]), height]})
    zero = chart(parts).mark_rule(color=theme.color("axis")).encode(x=x, y=place("from"), y2="to:Q")
    said = "{what}, from {when} on: exports were {pct:+.1f} percent against the forecast."
    told = data[data["kind"] != "chance"].drop(columns="to_pct")
    told = told.assign(
        when=pd.to_datetime(told["first"]).dt.strftime("%B %Y"),
        what=told["what"].str[:1].str.upper() + told["what"].str[1:],
    )
    dots = chart(told[told["kind"] == "placebo"]).mark_point(
        size=55, filled=False, stroke=theme.color("muted"), strokeWidth=1.5, opacity=1
    )
    dots = dots.encode(x=x, y=place("dots"), tooltip=theme.says(said))
    mine = told[told["kind"] == "real"].copy()
    mine["label"] = [signed(v, 0) for v in mine["pct"]]
    green = theme.color("kr")
    real = chart(mine).mark_point(size=190, color=green, opacity=1)
    real = real.encode(x=x, y=place("dots"), tooltip=theme.says(said))
    word = chart(mine).mark_text(dy=-25, fontWeight="bold", color=green)
    word = word.encode(x=x, y=place("dots"), text="label:N")
    heads = mine.assign(name=mine["method"].map(NAMES), pct=scale.domain[0])
    head = chart(heads).mark_text(align="left", fontWeight="bold", dx=2, dy=11)
    head = head.encode(x=x, y=place("top"), text="name:N")
    first = [part[part["method"] == order[0]] for part in (past, chance, mine)]
    many = f"{len(first[0])} spans of a year{'|' if narrow else ' '}without a ban"
    keys = [  # left of the line at zero, so that it meets no letter
        (0.0, -40 if narrow else -26, "right", -6, many, "muted"),
        (0.0, 26, "right", -6, "band: the usual range", "muted"),
        (first[2]["pct"].iloc[0], 0, "left", 14, "the year|of the ban" if narrow else "the year of the ban", "kr"),
    ]
    layers = [band, zero, dots, real, labels.haloed(word), labels.haloed(head)]
    for at, dy, align, dx, words, hue in keys:
        key = pd.DataFrame({"pct": [at], "dots": [first[2]["dots"].iloc[0]], "words": [words]})
        text = chart(key).mark_text(
            align=align, dx=dx, dy=dy, fontSize=12, lineBreak="|", lineHeight=14, color=theme.color(hue)
        )
        layers.append(labels.haloed(text.encode(x=x, y=place("dots"), text="words:N")))
    return layer(*layers).properties(width=width - 20)
