"""Months (`2023-06`) and quarters (`2023Q2`) of the calendar as the tables write them, and runs without a hole."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

import pandas as pd


def months_between(first: str, last: str) -> list[str]:
    """All months from `first` to `last` (`2023-06`), both included."""
    return [str(m) for m in pd.period_range(first, last, freq="M")]


def later(month: str, by: int) -> str:
    """The month `by` months after (before, if negative)."""
    return str(pd.Period(month, freq="M") + by)


def complete(index: Iterable[str], what: str) -> list[str]:
    """The months of a run, after a check that none is missing, twice or out of order.

    Raises:
        ValueError: names the first month that is wrong.
    """
    found = list(index)
    if not found:
        raise ValueError(f"{what}: no month at all")
    for have, want in zip_longest(found, months_between(found[0], max(found))):
        if want is None:
            raise ValueError(f"{what}: {have} stands twice or out of order")
        if have != want:
            raise ValueError(f"{what}: expected {want}, found {have}; a missing month is never filled in")
    return found


def quarter(day: pd.Timestamp | str) -> str:
    """Calendar quarter of a day or a month, as `2023Q2`."""
    return str(pd.Timestamp(day).to_period("Q"))


def quarters_between(first: str, last: str) -> list[str]:
    """All calendar quarters from `first` to `last`, both included."""
    return [str(p) for p in pd.period_range(first, last, freq="Q")]


def middle(period: str) -> pd.Timestamp:
    """Middle day of a calendar quarter: where its point stands on a time axis."""
    one = pd.Period(period, freq="Q")
    return one.start_time.normalize() + (one.end_time.normalize() - one.start_time.normalize()) / 2
