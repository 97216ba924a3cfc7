"""A second book: made in an empty folder, checked, built, opened, changed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from explainer import paths, settings
from tests.browser import watch

pytestmark = pytest.mark.slow


def call(folder: Path, *words: str) -> subprocess.CompletedProcess:
    """Run a command of the engine in a folder."""
    env = settings.environment() | {"PYTHONPATH": str(paths.ENGINE.parent), "CI": "true"}
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """A book as `new` writes it, built."""
    folder = tmp_path_factory.mktemp("second")
    done = call(folder.parent, "explainer", "new", str(folder))
    assert done.returncode == 0, done.stderr
    done = call(folder, "explainer", "build")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == (folder / "_build" / "html" / "index.html").as_uri()
    return folder


def test_its_data_are_valid_and_accepted(book):
    done = call(book, "explainer", "check")
    assert (done.returncode, done.stdout.strip()) == (0, "3 tables, 30 rows: all valid.")


def test_its_own_tests_pass(book):
    done = call(book, "pytest", "-q", "-p", "no:cacheprovider", "tests")
    assert done.returncode == 0, done.stdout


def test_a_folder_that_is_not_empty_is_left_alone(book):
    done = call(book.parent, "explainer", "new", str(book))
    assert done.returncode == 1 and "is not empty" in done.stderr


def test_a_reader_sees_figure_sentence_claim_and_sources(book, chromium):
    page = chromium.new_page()
    seen = watch(page)
    page.goto((book / "_build" / "html" / "leap-seconds.html").as_uri())
    page.locator("figure.xf.is-live").wait_for(timeout=20_000)
    assert "The last of 27 came on 1 January 2017." in page.locator(".finding").inner_text()
    cells = page.locator("table:has-text('Leap seconds come more and more often') td").all_inner_texts()
    assert [cell.split("\n")[-1] for cell in cells] == ["Leap seconds come more and more often.", "false", "false"]
    points = page.locator(".xf-live .mark-symbol path")
    assert points.count() == 26
    color = points.first.evaluate("one => getComputedStyle(one).fill")
    assert color == "rgb(0, 121, 197)", "the color that the topic registered"
    page.locator(".xf-source summary").click()
    page.locator(".xf-source a").first.click()
    page.wait_for_url("**/appendix/sources.html#i*")
    assert page.locator("li:target").count() == 1
    assert seen == {"errors": [], "outside": []}
    page.close()


def test_a_figure_is_drawn_to_a_file_and_a_wrong_id_names_the_nearest(book, tmp_path):
    done = call(book, "explainer", "figure", "leap-waits", "--out", str(tmp_path / "x.svg"))
    assert done.returncode == 0 and "running" not in done.stdout, done.stderr
    assert (tmp_path / "x.svg").read_text(encoding="utf-8").startswith("<svg")
    assert call(book, "explainer", "figure", "leap-waits", "--out", str(tmp_path / "x.json")).returncode == 0
    assert "$schema" in json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    done = call(book, "explainer", "figure", "leap-wait", "--out", str(tmp_path / "y.svg"))
    assert (done.returncode, done.stderr.strip()) == (
        1,
        "no chapter makes a figure 'leap-wait'; did you mean leap-waits?",
    )


def test_the_zip_of_its_chapter_holds_its_topic_and_pins_what_it_was_built_with(book, tmp_path):
    import zipfile

    with zipfile.ZipFile(book / "_build" / "html" / "notebooks" / "leap-seconds.zip") as zipped:
        names = set(zipped.namelist())
        pins = zipped.read("requirements.txt").decode()
    assert {"leap/seconds.py", "leap/palette.py", "explainer/figures/figure.py", "data/leap_seconds.csv"} <= names
    assert "altair==" in pins and "nbclient==" in pins


def test_when_a_value_behind_a_claim_turns_its_page_is_made_again(book):
    page = book / "_build" / "html" / "leap-seconds.html"
    before = page.read_text(encoding="utf-8")
    path = book / "leap" / "ledger.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("if late < early", "if late > early"), encoding="utf-8")
    done = call(book, "explainer", "build")
    path.write_text(text, encoding="utf-8")
    assert "executed  leap-seconds" in done.stdout, done.stderr
    assert page.read_text(encoding="utf-8") != before
