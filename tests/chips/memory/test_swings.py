"""How far a series moved, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from chips import periods
from chips.memory import market, swings
from explainer.evidence.tables import load


def test_changes_and_their_rank():
    prices = pd.Series([2.0, 1.0, 1.5, 1.5], index=["2023-01", "2023-02", "2023-03", "2023-04"])
    assert swings.changes(prices, 1).round(6).to_dict() == {"2023-02": -50, "2023-03": 50, "2023-04": 0}
    assert swings.changes(prices, 3).to_dict() == {"2023-04": -25}
    moves = pd.Series([-50.0, 50.0, 0.0, 0.0], index=list("abcd"))
    assert swings.others_as_low(moves, "c") == (2, 3)  # the event itself is neither counted nor counted among
    with pytest.raises(KeyError):
        swings.others_as_low(moves, "e")
    with pytest.raises(ValueError, match="expected 2023-02, found 2023-03"):
        swings.changes(prices.drop("2023-02"), 1)


def test_a_usual_year_is_the_root_mean_square_of_four_quarters():
    run = pd.Series([90.0, 91.0, 92.0, 93.0, 93.0, 95.0], index=periods.quarters_between("2021Q1", "2022Q2"))
    assert swings.yearly_swing(run) == pytest.approx((3**2 / 2 + 4**2 / 2) ** 0.5)
    assert swings.yearly_swing(run.drop("2021Q2")) == 3  # a missing quarter leaves its pair out
    assert swings.yearly_swing(run, until="2022Q1") == 3


def test_dips_by_hand():
    values = pd.Series({"2022Q1": 20.0, "2022Q2": 24.0, "2022Q3": 26.0, "2023Q1": 18.0, "2023Q2": 20.0})
    found = swings.dips(
        {"a": values}, {"long": ("2022Q1", "2022Q3"), "short": ("2022Q3", "2022Q3")}, ("2023Q1", "2023Q2")
    )
    assert found["dip"].round(6).tolist() == [round(70 / 3 - 19, 6), 7]
    assert found["after"].tolist() == [19, 19]


def test_the_base_periods_end_before_the_ban_and_the_later_one_starts_after_it():
    ban = periods.quarter(load("events").set_index("event_id").loc[market.BAN, "date"])
    assert all(last < ban for _, last in swings.BASES.values())
    assert swings.AFTER[0] > ban
