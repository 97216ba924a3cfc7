"""A second book: made in an empty folder, checked, built, opened, changed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from explainer import paths, settings
from tests.browser import watch
from tests.forked import Command

pytestmark = pytest.mark.slow


def environment() -> dict[str, str]:
    """As on a build server."""
    return settings.environment() | {"PYTHONPATH": str(paths.ENGINE.parent), "CI": "true"}


@pytest.fixture(scope="module")
def call(nursery, tmp_path_factory) -> Callable[..., subprocess.CompletedProcess]:
    """Run a command of the engine in a folder: call(folder, "check")."""
    logs, numbers = tmp_path_factory.mktemp("told"), count()
    return lambda at, *words: Command(nursery, at, [*words], environment(), logs / str(next(numbers))).ended()


@pytest.fixture(scope="module")
def book(tmp_path_factory, call) -> Path:
    """A book as `new` writes it, built."""
    folder = tmp_path_factory.mktemp("second")
    done = call(folder.parent, "new", str(folder))
    assert done.returncode == 0, done.stderr
    config = folder / "_config.yml"
    moved = "redirects: {old/place: leap-seconds, gone: leap-seconds#leap-waits}"
    config.write_text(config.read_text(encoding="utf-8").replace("redirects: {}", moved), encoding="utf-8")
    done = call(folder, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == (folder / "_build" / "html" / "index.html").as_uri()
    return folder


def test_its_data_are_valid_and_accepted(book, call):
    done = call(book, "check")
    assert (done.returncode, done.stdout.strip()) == (0, "3 tables, 30 rows: all valid.")


def test_its_own_tests_pass(book):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=book,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_folder_that_is_not_empty_is_left_alone(book, call):
    done = call(book.parent, "new", str(book))
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
    shine = "all => all.map((e) => [...e.classList].filter((c) => ['dim', 'is-lit'].includes(c)).join())"
    assert points.evaluate_all(shine) == [""] * 26
    number = page.locator("a.lit")
    assert (number.inner_text(), number.get_attribute("href")) == ("1 January 2017", "#leap-waits")
    for on, off in ((number.focus, number.blur), (number.hover, lambda: page.mouse.move(5, 5))):
        on()
        assert points.evaluate_all(shine) == ["dim"] * 25 + ["is-lit"]
        off()
        assert points.evaluate_all(shine) == [""] * 26
    page.locator(".xf-source summary").click()
    page.locator(".xf-source a").first.click()
    page.wait_for_url("**/appendix/sources.html#i*")
    assert page.locator("li:target").count() == 1
    assert seen == {"errors": [], "outside": []}
    page.close()


def test_the_foot_of_a_figure_is_one_line_that_holds_its_code(book, chromium):
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto((book / "_build" / "html" / "leap-seconds.html").as_uri())
    foot = page.locator("#leap-waits .xf-row")
    assert [one.inner_text() for one in foot.locator("> details > summary").all()] == [
        "Data",
        "Image",
        "Cite",
        "Embed",
        "Code",
    ]
    tops = foot.locator("> *").evaluate_all("all => all.map((e) => e.getBoundingClientRect().top)")
    assert max(tops) - min(tops) < 6
    stops = foot.locator("a, summary").evaluate_all("all => all.filter((e) => e.checkVisibility()).length")
    assert stops <= 7
    code = foot.locator(".xf-code pre").text_content()
    assert "found = seconds.waits(" in code and 'id="leap-waits"' in code, "all cells that led to the figure"
    assert "claims_table" not in code and "claims_table" in page.locator(".page-code pre").text_content()
    assert page.locator("article details:has(pre):not(.xf-row details, .page-code, .page-foot details)").count() == 0
    size = "s => getComputedStyle(document.querySelector(s)).fontSize"
    sizes = [page.evaluate(size, one) for one in ("main h2", ".xf-title", ".xf-subtitle", ".xf-foot")]
    assert sizes == ["24px", "20px", "15px", "13px"]
    widths = page.evaluate(
        "['main p', 'figure.xf'].map((s) => document.querySelector(s).getBoundingClientRect().width)"
    )
    assert widths[0] <= 38 * 16 and widths[1] == 960
    page.close()


def test_a_page_that_moved_leads_on_without_a_script(book, call, chromium):
    site = book / "_build" / "html"
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    for old, new in (("old/place.html", "leap-seconds.html"), ("gone.html", "leap-seconds.html#leap-waits")):
        page.goto((site / old).as_uri(), wait_until="commit")
        page.wait_for_url((site / "leap-seconds.html").as_uri() + new.removeprefix("leap-seconds.html"))
    context.close()
    text = (site / "old" / "place.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="../leap-seconds.html"/>' in text and '<a href="../leap-seconds.html">' in text
    config = (book / "_config.yml").read_text(encoding="utf-8")
    try:
        wrong = config.replace("gone: leap-seconds#leap-waits", "index: leap-seconds")
        (book / "_config.yml").write_text(wrong, encoding="utf-8")
        done = call(book, "build")
        assert done.returncode == 1 and "redirects, index: leap-seconds: 'index' is a page of the book" in done.stderr
    finally:
        (book / "_config.yml").write_text(config, encoding="utf-8")


def test_the_type_of_a_page_is_the_book_s_own(book, chromium):
    """The pages say so, the files hold every sign, and charts are measured with the same."""
    static = book / "_build" / "html" / "_static" / "type"
    assert 5_000 < sum(path.stat().st_size for path in static.glob("latin-*.woff2")) < 40_000
    page = chromium.new_page()
    page.goto((book / "_build" / "html" / "leap-seconds.html").as_uri())
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family + f.weight)")
    assert {"Explainer Sans400", "Explainer Sans700"} <= {one.replace('"', "") for one in loaded}
    used = page.evaluate(
        "[document.body, document.querySelector('.xf svg text')].map((e) => getComputedStyle(e).fontFamily)"
    )
    assert all(one.replace('"', "").startswith("Explainer Sans") for one in used)
    page.close()


def test_a_figure_is_drawn_to_a_file_and_a_wrong_id_names_the_nearest(book, call, tmp_path):
    done = call(book, "figure", "leap-waits", "--out", str(tmp_path / "x.svg"))
    assert done.returncode == 0 and "running" not in done.stdout, done.stderr
    assert (tmp_path / "x.svg").read_text(encoding="utf-8").startswith("<svg")
    assert call(book, "figure", "leap-waits", "--out", str(tmp_path / "x.json")).returncode == 0
    assert "$schema" in json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    done = call(book, "figure", "leap-wait", "--out", str(tmp_path / "y.svg"))
    assert (done.returncode, done.stderr.strip()) == (
        1,
        "no chapter makes a figure 'leap-wait'; did you mean leap-waits?",
    )


def test_the_zip_of_its_chapters_holds_its_topic_and_pins_what_it_was_built_with(book, tmp_path):
    import zipfile

    with zipfile.ZipFile(book / "_build" / "html" / "notebooks" / "all-chapters.zip") as zipped:
        names = set(zipped.namelist())
        pins = zipped.read("requirements.txt").decode()
    assert {"leap/seconds.py", "leap/palette.py", "explainer/figures/figure.py", "data/leap_seconds.csv"} <= names
    assert "altair==" in pins and "nbclient==" in pins


def test_when_a_value_behind_a_claim_turns_its_page_is_made_again(book, call):
    page = book / "_build" / "html" / "leap-seconds.html"
    before = page.read_text(encoding="utf-8")
    path = book / "leap" / "ledger.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("if late < early", "if late > early"), encoding="utf-8")
    done = call(book, "build")
    path.write_text(text, encoding="utf-8")
    assert "executed  leap-seconds" in done.stdout, done.stderr
    assert page.read_text(encoding="utf-8") != before


def test_when_a_page_has_another_title_its_neighbors_call_it_by_that(book, call):
    """A page without code, that nothing else makes stale."""
    contents, path, plain = book / "_toc.yml", book / "chapters" / "leap-seconds.md", book / "chapters" / "plain.md"
    listed, text = contents.read_text(encoding="utf-8"), path.read_text(encoding="utf-8")
    (title,) = (line for line in text.splitlines() if line.startswith("# "))
    plain.write_text("# Plain\n\nWords.\n", encoding="utf-8")
    one = next(line for line in listed.splitlines() if line.endswith("leap-seconds"))
    contents.write_text(listed.replace(one, f"{one}\n{one.replace('leap-seconds', 'plain')}"), encoding="utf-8")
    made = [call(book, "build")]
    path.write_text(text.replace(title, "# A title that is new", 1), encoding="utf-8")
    made.append(call(book, "build"))
    told = (book / "_build" / "html" / "plain.html").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    contents.write_text(listed, encoding="utf-8")
    plain.unlink()
    assert [one.returncode for one in made] == [0, 0], made[-1].stderr
    assert "A title that is new" in told
