"""Drawing what would have been: forecasts beside what happened."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.memory import forecast
from explainer.figures import labels, theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW

#: yardsticks in a few words, in the order of the panels.
NAMES = {
    "rest": "Korea's other chip customers",
    "own_past": "China's own past, and price",
    "other_memory": "Other memory, same places",
}
#: months that the name of a line is as wide as.
NAME_MONTHS = 9


def fans(rows: pd.DataFrame, verdict: str, width: int) -> alt.ConcatChart:
    """Three panels on one scale: exports by month as a line, a yardstick's forecast dashed with the model's interval.

    Long, because each layer of a panel is set down once and read from top to bottom.

    Args:
        rows: from `forecast.fans`.
        verdict: ISO date.
        width: drawing width, px.
    """
    narrow = width == NARROW
    size, height = (width - 40, 180) if narrow else ((width - 90) // 3, 230)
    data = rows.drop(columns="source_id").assign(
        day=rows["month"] + "-15", when=pd.to_datetime(rows["month"]).dt.strftime("%B %Y")
    )
    numbers = [c for c in data.columns if c.endswith(("_busd", "_pct"))]
    data[numbers] = data[numbers].round(3)
    top = 1.16 * max(data["observed_busd"].max(), data["expected_busd"].max(), data["high_busd"].max())
    cut = pd.DataFrame({"day": [f"{forecast.CUTOFF}-31", verdict], "t": ["review", "verdict"]})
    panels = []
    for i, (method, name) in enumerate(NAMES.items()):
        part = data[data["method"] == method]
        base = alt.Chart(part, width=size, height=height)
        axis = alt.Axis(format="%Y", tickCount="year", grid=False, title=None, labelFlush=False)
        x = alt.X("day:T", axis=axis)
        y = alt.Y("observed_busd:Q", title=None).scale(domain=[0, top]).axis(tickCount=5, labels=narrow or i == 0)
        came = "In {when} Korea exported {observed_busd:.2f} billion dollars"
        against = came + "; the forecast was {expected_busd:.2f}, so that is {gap_pct:+.0f} percent against it."
        ahead = base.transform_filter("isValid(datum.expected_busd)")
        band = ahead.mark_area(color=theme.color("band"), aria=False).encode(
            x=x, y=alt.Y("low_busd:Q", title=None), y2="high_busd:Q"
        )
        hoped = ahead.mark_line(color=theme.color("muted"), strokeDash=[5, 3], aria=False)
        hoped = hoped.encode(x=x, y="expected_busd:Q")
        line = base.mark_line(color=theme.color("kr"), aria=False).encode(x=x, y=y)
        touch = [
            alt.Chart(rows_, width=size, height=height)
            .mark_point(opacity=0, size=60, aria=False)
            .encode(x=x, y=y, tooltip=theme.says(sentence))
            for rows_, sentence in (
                (part[part["expected_busd"].isna()], came + "."),
                (part[part["expected_busd"].notna()], against),
            )
        ]
        rule = alt.Chart(cut, height=height).mark_rule(color=theme.color("ink"), strokeDash=[2, 2]).encode(x="day:T")
        drawn = [band, rule, hoped, line, *touch]
        for k, align in enumerate(("right", "left")):
            word = alt.Chart(cut.iloc[[k]], height=height).mark_text(align=align, dx=8 * k - 4, fontSize=12)
            drawn.append(labels.haloed(word.encode(x="day:T", y=alt.value(8), text="t:N")))
        drawn += _names(part, height)
        panels.append(layer(*drawn, title=alt.Title(name, fontSize=13)))
    return alt.concat(*panels, columns=1 if narrow else 3, spacing=16)


def _names(part: pd.DataFrame, height: int) -> list[alt.LayerChart]:
    """Names of both lines, clear of lines and band: exports over their first months, the forecast beyond its band.

    Args:
        part: rows of one panel.
        height: of the panel, px.
    """
    part = part.sort_values("month")
    head, tail = part.head(NAME_MONTHS), part.tail(NAME_MONTHS)
    under = tail["observed_busd"].iloc[-1] > tail["expected_busd"].iloc[-1]
    beyond = tail["low_busd"].min() if under else tail["high_busd"].max()
    rows = (
        ("exported", head["day"].iloc[0], head["observed_busd"].max(), "kr", {"align": "left", "dx": 6, "dy": -12}),
        ("forecast", tail["day"].iloc[-1], beyond, "muted", {"align": "right", "dy": 13 if under else -12}),
    )
    drawn = []
    for text, day, at, hue, look in rows:
        one = alt.Chart(pd.DataFrame({"day": [day], "at": [at], "t": [text]}), height=height)
        one = one.mark_text(fontWeight="bold", color=theme.color(hue), **look)
        drawn.append(labels.haloed(one.encode(x="day:T", y="at:Q", text="t:N")))
    return drawn
