"""One figure of the book as an Altair chart in the hands of an analyst."""

from __future__ import annotations

import contextlib
import difflib
import io
import re

import altair as alt
import jupytext

from explainer import paths, settings
from explainer.figures import figure as figures
from explainer.figures.inputs import bound
from explainer.figures.picture import titled

#: how a cell names its figure.
NAMED = re.compile(rf'\bid="({figures.SLUG.pattern})"')


class _Made(Exception):
    """The figure that was waited for; it ends the run of its chapter."""

    def __init__(self, found: figures.Figure) -> None:
        self.found = found
        super().__init__(found.parts["id"])


def chart(one: str) -> alt.VConcatChart:
    """A figure of the book as an Altair chart, as its specification for download: wide, with title and source line.

    The cells of its chapter run in this process up to the figure, on the tables as they are now; what they print is
    not shown. The finding is the title of the whole and the source line that of the chart in it (`chart.vconcat[0]`),
    so that with another title the source stays.

    Args:
        one: id of the figure, such as `"my-figure"`; it stands in the figure's address.

    Returns:
        A chart to be changed, shown in a notebook or saved (`chart.save("x.png")` needs vl-convert-python). Its rows
        are in `chart.datasets`.

    Raises:
        KeyError: no chapter makes such a figure; the message names the nearest.
        Exception: whatever a cell of the chapter raises.
    """
    settings.topic()
    known: set[str] = set()
    for name in (name for _, names in settings.contents() for name in names):
        cells = _cells(name)
        mentioned = set(NAMED.findall("\n".join(cells)))
        known |= mentioned
        if one in mentioned and (made := _made(cells, name, one)):
            spec = bound(titled(made.specs["wide"], made.parts), made.controls)
            return alt.VConcatChart.from_dict(spec | {"background": "white"})
    near = difflib.get_close_matches(one, sorted(known), 3)
    raise KeyError(f"no chapter makes a figure '{one}'" + (f"; did you mean {' or '.join(near)}?" if near else ""))


def _cells(name: str) -> list[str]:
    """The code of a chapter, cell by cell."""
    text = (paths.CHAPTERS / f"{name}.md").read_text(encoding="utf-8")
    return [cell.source for cell in jupytext.reads(text, fmt="md:myst").cells if cell.cell_type == "code"]


def _made(cells: list[str], name: str, one: str) -> figures.Figure | None:
    """The figure of that id, if the cells make it."""

    def hear(found: figures.Figure) -> None:
        if found.parts["id"] == one:
            raise _Made(found)

    space: dict[str, object] = {"__name__": "__main__"}
    figures.HEARERS.append(hear)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            for number, code in enumerate(cells, 1):
                exec(compile(code, f"{name}, code cell {number}", "exec"), space)
    except _Made as end:
        return end.found
    finally:
        figures.HEARERS.remove(hear)
    return None
