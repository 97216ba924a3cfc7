"""`figure()` and what it is made of; `chart()` for analysts."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import altair as alt

__all__ = ["chart"]


def chart(one: str) -> alt.VConcatChart:
    """A figure of the book as an Altair chart, see `explainer.figures.taken.chart`."""
    # by name, so that charts in the zip of the chapters do not ask for what reads chapters
    return importlib.import_module(f"{__name__}.taken").chart(one)
