from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from explainer import paths

REPO = paths.ROOT


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A private copy of data/ that a test may damage."""
    folder = tmp_path / "data"
    shutil.copytree(paths.DATA, folder)
    return folder


@pytest.fixture
def edit():
    """Change one cell of a table: edit(folder, "claims", row=3, column="claim_id", value="x"); rows count from 0."""
    import csv

    def change(folder: Path, table: str, row: int, column: str, value: str) -> None:
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as source:
            rows = list(csv.DictReader(source))
        rows[row][column] = value
        with path.open("w", encoding="utf-8", newline="") as target:
            out = csv.DictWriter(target, list(rows[0]), lineterminator="\n")
            out.writeheader()
            out.writerows(rows)

    return change


@pytest.fixture
def describe():
    """Change the description of a table in a private copy of the package."""

    def change(folder: Path, table: str, **values) -> None:
        path = folder / "datapackage.json"
        whole = json.loads(path.read_text(encoding="utf-8"))
        next(r for r in whole["resources"] if r["name"] == table).update(values)
        path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")

    return change
