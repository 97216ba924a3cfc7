"""Drawing the waits for leap seconds."""

from __future__ import annotations

import altair as alt
import pandas as pd

from explainer.figures import theme


def waits(found: pd.DataFrame) -> alt.Chart:
    """Each leap second as a point: when it came, and how many days after the one before.

    Args:
        found: what `seconds.waits` gives.
    """
    shown = theme.tips({"date:T": "came on", "days:Q ,.0f": "days after the one before"})
    return (
        alt.Chart(found[["date", "days"]], height=260)
        .mark_point(color=theme.color("clock"))
        .encode(
            x=alt.X("date:T", title=None),
            y=alt.Y("days:Q", title="days since the leap second before"),
            tooltip=shown,
        )
    )
