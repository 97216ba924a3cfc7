"""The build as a whole, on a small book in a folder of its own that uses the real package and configuration."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from explainer import paths, run

pytestmark = pytest.mark.slow

HEAD = "---\nkernelspec:\n  display_name: Python 3\n  language: python\n  name: python3\n---\n\n"
CELL = "```{{code-cell}} python\n{}\n```\n"
CHAPTER = HEAD + "# {title}\n\n" + CELL
CODE = """from explainer.data import load
from explainer.prose import numbers
frame = load("{table}")
numbers(first=frame.iloc[0, 1])
```

First: {{glue:text}}`first`.

```{{code-cell}} python
print(len(frame))"""


class Book:
    """A book in a temporary folder."""

    def __init__(self, root, evidence):
        self.root = root
        shutil.copytree(paths.ROOT / "explainer", root / "explainer", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(evidence, root / "data")
        for name in ("_config.yml", "CITATION.cff", "requirements.lock"):
            shutil.copy(paths.ROOT / name, root)
        (root / "chapters").mkdir()
        (root / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n  - file: one\n  - file: two\n")
        self.write(
            "index", "# A small book\n\nSee [one](one.md).\n\nRead CONTRIBUTING.md, timeline.py, https://a.org/b.\n"
        )
        for name, table in (("one", "statements"), ("two", "countries")):
            self.write(name, CHAPTER.format(CODE.format(table=table), title=name))

    def write(self, name, text):
        (self.root / "chapters" / f"{name}.md").write_text(text, encoding="utf-8")

    def build(self):
        env = dict(os.environ) | {"PYTHONPATH": str(self.root)}
        command = [sys.executable, "-m", "explainer", "build"]
        return subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, check=False)

    def page(self, name="one"):
        return (self.root / "_build" / "html" / f"{name}.html").read_text(encoding="utf-8")

    def edit(self, path, old, new):
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def book(tmp_path_factory, small):
    made = Book(tmp_path_factory.mktemp("book"), small)
    done = made.build()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "executed  one" in done.stdout and "executed  two" in done.stdout
    assert "NOTE      dates of change are left out: this is no git checkout" in done.stdout
    assert "last changed" not in made.page() and "version 0.1.0 of 20" in made.page()
    assert done.stdout.splitlines()[-1] == (made.root / "_build" / "html" / "index.html").as_uri()
    return made


def test_names_of_files_in_prose_are_no_links_and_addresses_are(book):
    page = book.page("index")
    assert "Read CONTRIBUTING.md, timeline.py, " in page and 'href="https://a.org/b"' in page
    assert "http://CONTRIBUTING.md" not in page and "http://timeline.py" not in page


def test_nothing_changed_nothing_done(book):
    done = book.build()
    assert done.returncode == 0 and "executed" not in done.stdout


def test_a_changed_value_reruns_the_chapters_that_load_its_table_and_no_other(book):
    assert "Renamed Person" not in book.page()
    book.edit("data/statements.csv", "S01,2023-05-27", "S01,2023-05-26")
    done = book.build()
    assert "executed  one" in done.stdout and "kept      two" in done.stdout, done.stdout + done.stderr
    assert "2023-05-26" in book.page()


def test_changed_prose_is_shown_without_running_anything(book):
    book.edit("chapters/one.md", "First:", "The first one:")
    done = book.build()
    assert "kept      one" in done.stdout and "executed" not in done.stdout
    assert "The first one:" in book.page()


def test_a_changed_package_reruns_every_chapter(book):
    book.edit("explainer/prose.py", "WORDS = [", "# changed\nWORDS = [")
    done = book.build()
    assert "executed  one" in done.stdout and "executed  two" in done.stdout


def test_a_failing_cell_names_chapter_cell_line_and_error_and_keeps_the_last_good_site(book):
    good = book.page()
    book.edit("chapters/one.md", "print(len(frame))", "print(1 / 0)")
    done = book.build()
    assert done.returncode == 1
    assert "one: code cell 2 (one.md, line 19): ZeroDivisionError: division by zero" in done.stdout
    assert "last good site is untouched" in done.stderr
    assert book.page() == good
    book.edit("chapters/one.md", "print(1 / 0)", "print(len(frame))")


def test_bad_data_stop_the_build_before_anything_runs(book):
    good = book.page()
    book.edit("data/statements.csv", "S01,2023-05-26", "S01,2073-05-26")
    done = book.build()
    assert done.returncode == 1
    assert "statements.csv, row 2, column date" in done.stdout
    assert "executed" not in done.stdout and book.page() == good
    book.edit("data/statements.csv", "S01,2073-05-26", "S01,2023-05-26")


def test_a_warning_of_the_site_generator_fails_the_build(book):
    good = book.page()
    book.edit("chapters/index.md", "one.md", "nowhere.md")
    done = book.build()
    assert done.returncode == 1 and "nowhere.md" in done.stdout
    assert book.page() == good
    book.edit("chapters/index.md", "nowhere.md", "one.md")


def test_a_build_after_edits_and_one_from_nothing_give_the_same_bytes(book, tmp_path):
    book.edit("chapters/index.md", "See [one]", "Zanzibar. See [one]")
    assert book.build().returncode == 0
    assert "zanzibar" in (book.root / "_build" / "html" / "searchindex.js").read_text(encoding="utf-8")
    book.edit("chapters/index.md", "Zanzibar. See [one]", "See [one]")
    assert book.build().returncode == 0
    first = tmp_path / "first"
    shutil.copytree(book.root / "_build" / "html", first)
    shutil.rmtree(book.root / "_build")
    assert book.build().returncode == 0
    second = book.root / "_build" / "html"
    names = {p.relative_to(first) for p in first.rglob("*") if p.is_file()}
    assert names == {p.relative_to(second) for p in second.rglob("*") if p.is_file()}
    differing = [str(n) for n in sorted(names) if (first / n).read_bytes() != (second / n).read_bytes()]
    assert not differing


@pytest.mark.parametrize("change", [("vega-view@6.1.0", "vega-view@0.0.1"), ("vega-parser@", "vega-parsers@")])
def test_a_chart_runtime_that_cannot_be_made_stops_the_build(change):
    """In a process of its own: the library does not work on after it has failed so."""
    code = f"from explainer import build; build.RUNTIME = build.RUNTIME.replace(*{change}); build.chart_runtime()"
    done = subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "BuildError: vl-convert" in done.stderr and "does not carry the modules" in done.stderr


def test_the_whole_book_built_again_from_nothing_gives_the_same_bytes(tmp_path):
    """Needs the site of this state (`make test` builds it first); 2 cores take about a minute."""
    site = paths.BUILD / "html"
    for name in ("chapters", "coding", "data", "explainer"):
        shutil.copytree(paths.ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("_config.yml", "_toc.yml", "requirements.lock", "CHANGELOG.md", "CITATION.cff"):
        shutil.copy(paths.ROOT / name, tmp_path)
    if (paths.ROOT / ".git").exists():  # pages say when they were last changed
        (tmp_path / ".git").symlink_to(paths.ROOT / ".git")
    env = dict(os.environ) | {"PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-m", "explainer", "build"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    again = tmp_path / "_build" / "html"
    names = {p.relative_to(site) for p in site.rglob("*") if p.is_file()}
    assert names == {p.relative_to(again) for p in again.rglob("*") if p.is_file()}
    assert [str(n) for n in sorted(names) if (site / n).read_bytes() != (again / n).read_bytes()] == []


def test_importing_the_chart_library_builds_no_grammar():
    """`rfc3987_syntax` makes each import of it 4 s long; an optional package of Jupyter pulls it in."""
    code = "import altair, sys; print([m for m in sys.modules if m.startswith(('rfc3987_syntax', 'lark'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert "rfc3987-syntax" not in (paths.ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_a_chapter_rests_on_the_modules_that_its_cells_reach_and_on_no_other():
    def names(chapter):
        found = run.modules(run.read(chapter, paths.CHAPTERS, paths.BUILD / "cache"))
        return {path.stem for path in found}

    timeline, reaction = names("war/timeline"), names("memory/market-reaction")
    assert {"data", "cite", "figure", "timeline"} <= timeline and {"data", "reaction", "events"} <= reaction
    assert "reaction" not in timeline and "timeline" not in reaction
    assert not {"build", "run", "publish"} & (timeline | reaction)
