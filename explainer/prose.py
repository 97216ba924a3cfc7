"""Numbers in sentences: computed in a cell, named, and put into the text by `glue`."""

from __future__ import annotations

import os

import pandas as pd
from myst_nb import glue

from explainer.html import Html, table

WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def numbers(**values: object) -> Html | None:
    """Name values for use in prose as ``{glue:text}`name```.

    Args:
        values: name -> text, integer or already formatted number. Floats are refused, since how many digits a
            sentence needs is the author's decision.

    Returns:
        In a notebook, a small table of names and values; in the book, nothing.

    Raises:
        TypeError: a value is a float.
    """
    for name, value in values.items():
        if isinstance(value, float):
            raise TypeError(f"{name}: format the number as text first, e.g. f'{{x:.1f}}'")
        glue(name, str(value), display=False)
    if os.environ.get("EXPLAINER_BUILD"):
        return None
    frame = pd.DataFrame({"name": list(values), "value": [str(v) for v in values.values()]})
    return table(frame, "Figures used in the text of this chapter")


def spell(count: int) -> str:
    """A count as a word up to twelve, in digits above."""
    return WORDS[count] if 0 <= count < len(WORDS) else f"{count:,}"


def plural(count: int, noun: str, many: str | None = None) -> str:
    """`3 clauses`, `one clause`: the count as a word with its noun."""
    return f"{spell(count)} {noun if count == 1 else many or noun + 's'}"
