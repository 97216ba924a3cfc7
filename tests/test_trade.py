from __future__ import annotations

import pandas as pd
import pytest

from explainer import trade


def test_figures_of_a_year_and_of_its_quarters_keep_apart():
    spans = pd.DataFrame(
        {
            "company": ["a", "a", "a", "b"],
            "length": ["year", "quarter", "quarter", "quarter"],
            "period_start": pd.to_datetime(["2023-01-01", "2023-01-01", "2023-04-01", "2023-04-01"]),
            "period_end": pd.to_datetime(["2023-12-31", "2023-03-31", "2023-06-30", "2023-06-30"]),
            "china_share_pct": [40.0, 30.0, 50.0, 30.0],
        }
    )
    placed = trade.label_places(spans)
    assert placed["align"].tolist() == ["center", "right", "left", "center"]
    assert placed["dy"].tolist() == [14, 15, -10, -10]


def test_the_total_that_a_share_implies():
    assert trade.implied_total(20.0, 40.0) == 50.0
    with pytest.raises(ValueError, match="above 0"):
        trade.implied_total(1.0, 0.0)
