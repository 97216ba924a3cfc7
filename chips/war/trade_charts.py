"""Trade and equipment spending in pictures."""

from __future__ import annotations

import pandas as pd


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
