"""Figures of the pages against the files of data/, read with the csv module: no measure of the book is asked."""

from __future__ import annotations

import csv
import json
import math
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from explainer import paths
from explainer.pages.prose import MARK
from explainer.site import plain

WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


@cache
def rows(table: str) -> list[dict[str, str]]:
    with (paths.DATA / f"{table}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def pick(table: str, **wanted: str) -> list[dict[str, str]]:
    return [r for r in rows(table) if all(r[k] == v for k, v in wanted.items())]


def one(table: str, **wanted: str) -> dict[str, str]:
    (found,) = pick(table, **wanted)
    return found


def n(value: float, digits: int = 0) -> str:
    """Half away from zero, as readers round."""
    return str(Decimal(repr(round(float(value), 9))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def signed(value: float) -> str:
    return ("+" if value >= 0 else "−") + n(abs(value), 1)


def mean(values) -> float:
    values = list(values)
    return math.fsum(values) / len(values)


@cache
def told(build: Path, page: str) -> dict[str, str]:
    """The figures of a page as it was built, by name; not the marks that they stand for."""
    kept = build / "cache" / page.replace("/", "__") / "outputs.json"
    outputs = [out for cell in json.loads(kept.read_text(encoding="utf-8")) for out in cell]
    return {name: text.strip("'\"") for name, text in plain.values(outputs).items() if not name.startswith(MARK)}


def compare(build: Path, page: str, expected: dict[str, object]) -> None:
    """The figures of a page are these and no others.

    Args:
        build: folder of the build (`paths.BUILD`; a module of tests that names it is run on a site of this state).
        page: name of the page.
        expected: name -> figure.
    """
    found = told(build, page)
    assert found == {name: str(text) for name, text in expected.items()}, {
        name: (found.get(name), expected.get(name))
        for name in found.keys() | expected.keys()
        if found.get(name) != str(expected.get(name))
    }
