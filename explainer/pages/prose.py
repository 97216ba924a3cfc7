"""Numbers in sentences: computed in a cell, named, and put into the text by `glue`."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
from myst_nb import glue

from explainer import settings
from explainer.pages.html import Html, table

WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


#: what says, beside a value, which mark it stands for; no name of a value can look like it.
MARK = "mark of "


def numbers(mark: dict[str, str] | None = None, **values: object) -> Html | None:
    """Name values for use in prose as ``{glue:text}`name```.

    Args:
        mark: name of a value -> the mark of a figure of the same chapter that it stands for, `figure-id:value` or
            `figure-id:column=value,column=value`, by what the drawn rows hold: a line where one column names the line,
            a point where a second one names its day. In the book the number is a link to the figure,
            and lights the mark while the pointer or the focus is on it.
        values: name -> text, integer or already formatted number. Floats are refused, since how many digits a
            sentence needs is the author's decision.

    Returns:
        In a notebook, a small table of names and values; in the book, nothing.

    Raises:
        TypeError: a value is a float.
        ValueError: a mark belongs to no value, or names no figure.
    """
    for name, target in (mark or {}).items():
        if name not in values or not re.fullmatch(r"[a-z][a-z0-9-]+:[^\s].*", target):
            raise ValueError(f"mark of '{name}': '{target}' is no figure-id:value, or there is no such number")
        glue(MARK + name, target, display=False)
    for name, value in values.items():
        if isinstance(value, float):
            raise TypeError(f"{name}: format the number as text first, e.g. f'{{x:.1f}}'")
        glue(name, str(value), display=False)
    if settings.run().building:
        return None
    frame = pd.DataFrame({"name": list(values), "value": [str(v) for v in values.values()]})
    return table(frame, "Figures used in the text of this chapter")


def fixed(value: float, digits: int = 0, thousands: bool = False) -> str:
    """A number with so many decimals, halves away from zero: 30.5 is `31`, where Python's own format gives `30`.

    Args:
        value: the number.
        digits: decimals to print.
        thousands: commas between thousands.

    Raises:
        ValueError: the number is missing, so there is nothing to print.
    """
    if pd.isna(value):
        raise ValueError("a missing number cannot be printed")
    # the ninth decimal is noise of binary arithmetic: 0.285 may be stored as 0.28499999999999998
    exact = Decimal(repr(round(float(value), 9)))
    return format(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP), ",f" if thousands else "f")


def signed(value: float, digits: int = 1) -> str:
    """A change as text: `fixed` with its sign, `+0.5` or `−0.5` with a true minus."""
    return ("" if value < 0 else "+") + fixed(value, digits).replace("-", "−")


def spell(count: int) -> str:
    """A count as a word up to twelve, in digits above."""
    return WORDS[count] if 0 <= count < len(WORDS) else f"{count:,}"


def quarter_in_words(period: str) -> str:
    """`2023Q2` as `the second quarter of 2023`; any other period as it is."""
    year, q, part = period.partition("Q")
    nth = dict(zip("1234", ("first", "second", "third", "fourth"), strict=True)).get(part)
    return f"the {nth} quarter of {year}" if q and nth else period


def period_in_words(period: str) -> str:
    """`2023-01/2023-09` as `January to September 2023`, `2023-07` as `July 2023`; a year or a quarter as it is."""
    parts = [f"{pd.Period(part):%B %Y}" if re.fullmatch(r"\d{4}-\d\d", part) else part for part in period.split("/")]
    first, last = parts[0], parts[-1]
    return " to ".join([first.removesuffix(last[-5:]), *parts[1:]]) if parts[1:] else first


def together(names: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def plural(count: int, noun: str, many: str | None = None) -> str:
    """`3 clauses`, `one clause`: the count as a word with its noun."""
    return f"{spell(count)} {noun if count == 1 else many or noun + 's'}"
