"""One chapter of the book: its notebook without outputs, and where its results are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import nbformat


class ChapterError(RuntimeError):
    """A cell of a chapter failed; says which chapter, cell, line and error."""


@dataclass
class Chapter:
    """One chapter: its notebook without outputs, and where its results are kept."""

    name: str
    path: Path
    store: Path
    notebook: nbformat.NotebookNode = field(repr=False)
    #: reads what the other chapters made (figure index, bibliography), so it runs after them.
    late: bool = False

    @property
    def code(self) -> list[str]:
        return [c.source for c in self.notebook.cells if c.cell_type == "code"]
