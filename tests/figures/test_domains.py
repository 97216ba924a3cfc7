"""A row beside the panel is refused; what may stand there is let be."""

from __future__ import annotations

import altair as alt
import pandas as pd
import pytest

from explainer.figures.spec import complete

ROWS = pd.DataFrame({"day": pd.to_datetime(["2020-01-31", "2026-08-31"]), "share": [20.0, 80.0], "high": [25.0, 90.0]})
TIME = alt.X("day:T", scale=alt.Scale(domain=["2020-01-01", "2026-12-31"]))


def share(*domain: float) -> alt.Y:
    """A vertical axis with typed ends."""
    return alt.Y("share:Q", scale=alt.Scale(domain=list(domain)))


def drawn(chart: alt.TopLevelMixin) -> dict:
    """The chart as a figure takes it."""
    return complete(chart.to_dict(), "a-figure")


def test_a_number_and_a_month_beside_the_panel_are_named_with_the_domain():
    said = r"figure 'a-figure': share 80 lies outside the domain 10 to 50 .* \(1 of 2 rows\)"
    with pytest.raises(ValueError, match=said):
        drawn(alt.Chart(ROWS).mark_point().encode(x=TIME, y=share(10, 50)))
    late = alt.X("day:T", scale=alt.Scale(domain=["2020-01-01", "2026-06-01"]))
    with pytest.raises(ValueError, match="day 2026-08-31 lies outside the domain 2020-01-01 to 2026-06-01"):
        drawn(alt.Chart(ROWS).mark_point().encode(x=late, y="share:Q"))


def test_layers_share_their_domain_and_so_do_both_ends_of_a_bar():
    base = alt.Chart(ROWS)
    line = base.mark_line().encode(x=TIME, y=share(0, 85))
    band = base.mark_area().encode(x=TIME, y="share:Q", y2="high:Q")
    with pytest.raises(ValueError, match="high 90 lies outside the domain 0 to 85"):
        drawn(line + band)
    with pytest.raises(ValueError, match="share 80 lies outside"):
        drawn((base.mark_rule().encode(y=share(0, 50)) + base.mark_point().encode(x=TIME, y="share:Q")) | line)


def test_a_domain_that_holds_all_a_clipped_mark_a_word_and_a_filter_pass():
    base = alt.Chart(ROWS)
    drawn(base.mark_point().encode(x=TIME, y=share(100, 0)))
    drawn(base.mark_line(clip=True).encode(x=TIME, y=share(0, 50)))
    drawn(base.mark_text().encode(x=TIME, y=share(0, 50), text="share:Q"))
    drawn(base.transform_filter("datum.share < 50").mark_point().encode(x=TIME, y=share(0, 50)))
    free = base.mark_point().encode(x=TIME, y=share(0, 50)).properties(width=100)
    with pytest.raises(ValueError, match="share 80"):
        drawn(alt.hconcat(free, free))
