"""Months and quarters of the calendar."""

from __future__ import annotations

import pandas as pd
import pytest

from chips import periods


def test_middle_and_list_of_quarters():
    assert periods.middle("2023Q2") == pd.Timestamp("2023-05-16")
    assert periods.quarters_between("2022Q3", "2023Q2") == ["2022Q3", "2022Q4", "2023Q1", "2023Q2"]


def test_months_go_over_the_end_of_a_year_and_a_hole_in_a_run_is_named():
    run = periods.months_between("2022-11", "2023-02")
    assert run == ["2022-11", "2022-12", "2023-01", "2023-02"] == periods.complete(run, "run")
    assert (periods.later("2022-11", 3), periods.later("2023-02", -3)) == ("2023-02", "2022-11")
    assert (periods.quarter("2022-12"), periods.quarter(pd.Timestamp("2023-01-31"))) == ("2022Q4", "2023Q1")
    for wrong in (run[:2] + run[3:], [*run, run[-1]], run[::-1], []):
        with pytest.raises(ValueError, match="price: "):
            periods.complete(wrong, "price")
