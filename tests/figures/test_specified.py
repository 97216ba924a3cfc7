"""A drawing that would come out the same is not made again; one that would not is."""

from __future__ import annotations

from types import FunctionType

import pandas as pd
import pytest

from explainer.evidence import tables
from explainer.figures import engine

CELL = "lambda width: draw(rows, width)"
ROWS = pd.DataFrame({"share": [1.5, 2.5]})


@pytest.fixture
def build(monkeypatch, tmp_path):
    monkeypatch.setenv("EXPLAINER_PICTURES", str(tmp_path))
    monkeypatch.setenv("EXPLAINER_CODE", "one state of the modules")
    return monkeypatch


@pytest.fixture
def drawn(build):
    """Widths that were drawn, and a function that asks for the drawing of a cell."""
    widths: list[int] = []

    def draw(rows, width):
        return {"width": width, "most": float(rows["share"].max())}

    def ask(cell=CELL, rows=ROWS, width=330, file="cell 1", **more):
        names = {"rows": rows, "draw": draw, "__name__": "__main__"} | more
        code = compile(cell, file, "eval")
        chart = eval(code, names)
        return engine.specified(Spy(chart, widths), width)

    return widths, ask


class Spy:
    """A chart that notes when it is drawn; what it notes is no part of what it holds."""

    def __init__(self, chart: FunctionType, widths: list[int]) -> None:
        self.chart, self.widths = chart, widths

    def __call__(self, width: int) -> dict:
        self.widths.append(width)
        return self.chart(width)

    def __reduce__(self):
        return Spy, (self.chart, [])


def test_the_same_rows_and_code_are_drawn_once_wherever_they_stand(drawn):
    widths, ask = drawn
    first = ask()
    assert ask(file="/tmp/ipykernel_4711/another.py", cell=f"\n\n{CELL}") == first == {"width": 330, "most": 2.5}
    assert widths == [330]


@pytest.mark.parametrize(
    "other",
    [
        {"rows": ROWS.assign(share=[1.5, 2.75])},
        {"rows": ROWS.rename(columns={"share": "part"}), "cell": CELL.replace("rows,", "rows.assign(share=7.0),")},
        {"width": 860},
        {"cell": "lambda width: draw(rows, width) | {'height': 9}"},
        {"draw": lambda rows, width: {"width": width, "least": float(rows["share"].min())}},
    ],
    ids=["a figure", "rows made in the cell", "the width", "the cell", "a function of the cell"],
)
def test_what_would_be_another_drawing_is_made(drawn, other):
    widths, ask = drawn
    first = ask()
    assert ask(**other) != first
    assert len(widths) == 2


def test_other_modules_make_another_drawing(drawn, build):
    widths, ask = drawn
    ask()
    build.setenv("EXPLAINER_CODE", "another")
    ask()
    assert len(widths) == 2


def test_a_drawing_that_reads_a_table_itself_is_made_each_time(drawn):
    widths, ask = drawn
    for _ in range(2):
        ask(cell="lambda width: {'rows': len(load('claims'))}", load=tables.load)
    assert len(widths) == 2


def test_what_cannot_be_told_is_made_each_time(drawn):
    widths, ask = drawn
    for _ in range(2):
        ask(cell="lambda width: {'sum': sum(rows)}", rows=(n for n in (1, 2)))
    assert len(widths) == 2


def test_in_a_notebook_nothing_is_kept(drawn, build):
    widths, ask = drawn
    build.delenv("EXPLAINER_CODE")
    ask()
    ask()
    assert len(widths) == 2
