from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
from functools import cache
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


#: what takes long to import, of chapters and of builds.
HEAVY = ["pandas", "altair", "vl_convert", "scipy.stats", "statsmodels.api", "oxipng", "jupytext", "nbclient"]
HEAVY += ["myst_nb", "myst_nb.sphinx_ext", "myst_nb.core.variables", "sphinx.builders.html", "sphinx_book_theme"]
HEAVY += ["jupyter_book.cli.main", "jupyter_book.sphinx", "sphinx_external_toc", "sphinxcontrib.bibtex", "pybtex"]


@pytest.fixture(scope="session")
def nursery():
    """A warm process that forks kernels, started from nothing: that of the tests has threads and must not be forked."""
    from explainer.site import modules, warm

    here, there = socket.socketpair()
    own = {folder.name for folder in modules.packages()}
    code = f"import socket\nfrom explainer.site import warm\nwarm.serve(socket.socket(fileno={there.fileno()}), {own})"
    env = settings.environment(settings.STEADY)
    process = subprocess.Popen([sys.executable, "-c", code], env=env, cwd=REPO, pass_fds=[there.fileno()])
    there.close()
    made = warm.Nursery(process.pid, here)
    made.load([*warm.KERNEL, *HEAVY])
    yield made
    made.end()
    process.wait()


@pytest.fixture(scope="module")
def chromium():
    """A browser per module: one that lives on would leave its event loop in the way of tests that run notebooks."""
    from playwright.sync_api import sync_playwright

    from tests.browser import FLAGS, executable

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=executable(), args=FLAGS)
        yield browser
        browser.close()


# --- which tests, in what order, on which site ------------------------------------------------------------------------

#: modules that take longest, these first, so that no worker is left alone with one of them at the end.
LONGEST = (
    "tests/site/test_whole.py",
    "tests/site/test_axe.py",
    "tests/site/test_build.py",
    "tests/site/test_chapters.py",
    "tests/site/test_reading_charts.py",
    "tests/site/test_access.py",
    "tests/site/test_page.py",
    "tests/evidence/test_mutations.py",
    "tests/site/test_site.py",
    "tests/site/test_live.py",
    "tests/chips/war/test_war_site.py",
    "tests/site/test_starter.py",
    "tests/site/test_share.py",
    "tests/chips/verdict/test_cover.py",
)
#: modules of which each value of a parameter may run on another worker: name of the module -> part of a test's id.
SHARED_OUT = {"tests/site/test_axe.py": "1280", "tests/site/test_chapters.py": "memory"}


def pytest_addoption(parser) -> None:
    group = parser.getgroup("book")
    group.addoption("--quick", action="store_true", help="only what needs neither browser nor site nor much time")
    group.addoption("--any-site", action="store_true", help="test the site in _build as it is, of whatever state")


@cache
def reads_the_site(file: Path) -> bool:
    """Whether a module of tests names the built site, or what a build has left beside it."""
    return bool(re.search(r"\b(SITE|BUILD)\b", file.read_text(encoding="utf-8")))


def pytest_configure(config) -> None:
    """Stop before a single test if some of those asked for read a site that is not there or is not of this tree."""
    config.option.loadscopereorder = False  # in the order below
    if hasattr(config, "workerinput") or config.option.quick or config.option.any_site or config.option.collectonly:
        return
    asked = [Path(one.split("::")[0]) for one in config.args]
    files = [file for one in asked for file in ([one] if one.is_file() else one.rglob("test_*.py"))]
    if not any(map(reads_the_site, files)):
        return
    from explainer.site import workplace

    built = workplace.built_from()
    if built != workplace.tree_digest():
        what = "is of another state of this folder" if built else "is not there"
        raise pytest.UsageError(
            f"the site in {paths.placed(workplace.SITE)} {what}: run `make test`, which builds it first "
            "(`python -m explainer build` builds it alone; `make test-quick` runs what needs no site)"
        )


def slow(item) -> bool:
    """Whether a test needs a browser, the site or more than a few seconds."""
    marked = any(item.get_closest_marker(name) for name in ("slow", "browser"))
    return marked or reads_the_site(item.path)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items) -> None:
    """Leave out what `--quick` leaves out; the longest modules first."""
    if config.option.quick:
        config.hook.pytest_deselected(items=[one for one in items if slow(one)])
        items[:] = [one for one in items if not slow(one)]
    places = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda one: places.get(one.nodeid.split("::")[0], len(places)))


def pytest_xdist_make_scheduler(config, log):
    """A module stays on one worker, so that what its tests share is made once; a few are shared out in two parts."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid):
            name, _, rest = nodeid.partition("::")
            return f"{name} {SHARED_OUT[name] in rest}" if name in SHARED_OUT else name

    return Scheduling(config, log)
