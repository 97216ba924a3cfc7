"""Bounds of the Herfindahl-Hirschman index."""

from __future__ import annotations

import math

import pytest

from chips import concentration


def test_hhi_by_hand():
    assert concentration.hhi([100]) == (10000, 10000)
    assert concentration.hhi([50, 50]) == (5000, 5000)
    assert concentration.hhi([40, 30, 20]) == (2900, 3000)  # 1600 + 900 + 400, and a rest of 10 squared
    assert concentration.hhi([25] * 4) == (2500, 2500)


def test_hhi_bounds_hold_whatever_the_rest_is_made_of():
    low, high = concentration.hhi([42.3, 29.7, 22.3])
    for rest in ([5.7], [3.1, 1.0, 0.3, 1.3], [0.57] * 10):
        whole, same = concentration.hhi([42.3, 29.7, 22.3, *rest])
        assert low <= whole <= high + 1e-9 and math.isclose(whole, same, abs_tol=1e-9)


def test_hhi_allows_rounding_but_not_nonsense():
    low, high = concentration.hhi([50.2, 50.2])
    assert low == high  # nothing is left for a rest
    for bad in ([], [-1, 50], [101], [60, 60], [math.nan, 50]):
        with pytest.raises(ValueError):
            concentration.hhi(bad)
