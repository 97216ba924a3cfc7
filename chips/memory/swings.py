"""How far a series moved: against its level before the ban, in a usual year, over some months; and its rank."""

from __future__ import annotations

import pandas as pd

from chips.periods import complete, quarters_between

#: periods before the ban that a share may be compared with, and the four full quarters after it.
BASES = {"2020 to 2022": ("2020Q1", "2022Q4"), "2022": ("2022Q1", "2022Q4"), "the year before": ("2022Q2", "2023Q1")}
AFTER = ("2023Q3", "2024Q2")


def span(values: pd.Series, first: str, last: str) -> pd.Series:
    """The known values of a quarterly series from `first` to `last`, both included."""
    return values[(values.index >= first) & (values.index <= last)].dropna()


def dips(series: dict[str, pd.Series], bases: dict[str, tuple[str, str]], after: tuple[str, str]) -> pd.DataFrame:
    """How far each series lies below its earlier average, for every base period: the choice is shown, not made.

    Args:
        series: name -> quarterly values.
        bases: label -> (first, last) quarter of the earlier period.
        after: (first, last) quarter of the later period.

    Returns:
        Columns series, base, before, after (averages of the known quarters), dip (before less after), in the unit of
        the series; one row per series and base.
    """
    made = []
    for name, values in series.items():
        later = span(values, *after).mean()
        for label, ends in bases.items():
            earlier = span(values, *ends).mean()
            made.append({"series": name, "base": label, "before": earlier, "after": later, "dip": earlier - later})
    return pd.DataFrame(made)


def yearly_swing(values: pd.Series, until: str = "2023Q1") -> float:
    """Root mean square of the change over four quarters, up to a quarter: what a year does to a share without a ban.

    Args:
        values: by quarter, percent; a change with an end that is missing is left out.
        until: last quarter that counts; by default the last before the ban.

    Returns:
        Points.
    """
    every = values.reindex(quarters_between(values.index[0], until))
    change = (every - every.shift(4)).dropna()
    return float((change**2).mean() ** 0.5)


def changes(prices: pd.Series, months: int) -> pd.Series:
    """Change of a monthly price over `months`, percent, by last month (`2023-08`).

    Args:
        prices: by month (`2023-06`).
        months: how far apart the two prices are, 1 or more.

    Raises:
        ValueError: a month between first and last is absent.
    """
    complete(prices.index, "prices")
    return (100 * (prices / prices.shift(months) - 1)).dropna()


def others_as_low(values: pd.Series, at: str) -> tuple[int, int]:
    """Rank of one value among the others: the event itself stands neither above nor below the line of the fraction.

    Args:
        values: by period, the event's own among them.
        at: period of the event.

    Returns:
        (how many of the others are as low or lower, how many others there are).

    Raises:
        KeyError: `at` is not among the periods.
    """
    others = values.drop(at)
    return int((others <= values[at] + 1e-9).sum()), len(others)
