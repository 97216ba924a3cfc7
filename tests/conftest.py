from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from explainer import paths, settings

REPO = paths.ROOT
settings.topic()  # colors and names, as a build has them


#: enough tables to try every rule, few enough to check in a moment.
SMALL = ["countries", "companies", "events", "statements", "statement_clauses", "sources"]


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Path:
    """A part of data/ that is a valid package in itself."""
    import pandas as pd

    folder = tmp_path_factory.mktemp("small") / "data"
    folder.mkdir()
    whole = json.loads((paths.DATA / "datapackage.json").read_text(encoding="utf-8"))
    whole["resources"] = [r for r in whole["resources"] if r["name"] in SMALL]
    used: set[str] = set()
    for name in SMALL[:-1]:
        shutil.copy(paths.DATA / f"{name}.csv", folder)
        frame = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        if "source_id" in frame:
            used |= {one for cell in frame["source_id"] for one in cell.split(";")}
    sources = pd.read_csv(paths.DATA / "sources.csv", dtype=str, keep_default_na=False)
    sources[sources["source_id"].isin(used)].to_csv(folder / "sources.csv", index=False, lineterminator="\n")
    from explainer.evidence import tables

    for found in whole["resources"]:
        path = folder / found["path"]
        found |= {"hash": tables.fingerprint(path.read_bytes()), "bytes": path.stat().st_size}
    (folder / "datapackage.json").write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return folder


@pytest.fixture
def package(small: Path, tmp_path: Path) -> Path:
    """A private copy of the small package that a test may damage."""
    folder = tmp_path / "data"
    shutil.copytree(small, folder)
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


@pytest.fixture(scope="module")
def chromium():
    """A browser per module: one that lives on would leave its event loop in the way of tests that run notebooks."""
    from playwright.sync_api import sync_playwright

    from tests.browser import FLAGS, executable

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=executable(), args=FLAGS)
        yield browser
        browser.close()


def pytest_terminal_summary(terminalreporter) -> None:
    """Say so if the pages that were tested are not those of this tree: a plain `pytest` builds nothing."""
    from explainer.site import workplace

    stamp = paths.BUILD / "stamp"
    if stamp.exists() and stamp.read_text() == workplace.inputs_digest():
        return
    what = "is of another state of this folder" if stamp.exists() else "is not there"
    terminalreporter.write_line(f"The site in {workplace.SITE} {what}; `make test` builds it first.", yellow=True)
