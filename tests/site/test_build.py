"""The build as a whole, on the book that `new` writes, in a folder of its own with a copy of the engine."""

from __future__ import annotations

import ast
import inspect
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import uuid

import pytest

from explainer import paths, settings
from explainer.site import generator, modules, workplace
from explainer.site.new import new
from tests.forked import Command
from tests.myst import CELL, HEAD

pytestmark = pytest.mark.slow

CHAPTER = HEAD + "# {title}\n\n" + CELL
CODE = """from explainer.evidence.tables import load
from explainer.pages.prose import numbers
frame = load("{table}")
numbers(first=frame.iloc[0, 1])
```

First: {{glue:text}}`first`.

```{{code-cell}} python
print(len(frame))"""


#: tells that its cell is at work, and in which process.
SLEEP = "import os, pathlib, time; pathlib.Path('../asleep').write_text(str(os.getpid())); time.sleep(40)"


def at_work(number):
    """Whether a process is there, and its group (of a build: itself and the process that forks its kernels)."""
    listed = subprocess.run(["ps", "-eo", "pid,pgid,stat"], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return any(str(number) in (pid, group) and not state.startswith("Z") for pid, group, state in rows)


def gone(*numbers):
    """Whether processes end within some seconds."""
    until = time.monotonic() + 15
    while any(map(at_work, numbers)) and time.monotonic() < until:
        time.sleep(0.1)
    return not any(map(at_work, numbers))


class Book:
    """The book that `new` writes, in a temporary folder with an engine of its own and two more chapters."""

    def __init__(self, root, nursery=None):
        self.root, self.nursery = root, nursery
        new(root)
        shutil.copytree(paths.ROOT / "explainer", root / "explainer", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(paths.ROOT / "requirements.lock", root)
        self.edit("_toc.yml", "  - file: leap-seconds\n", "  - file: leap-seconds\n  - file: one\n  - file: two\n")
        self.write(
            "index", "# A small book\n\nSee [one](one.md).\n\nRead CONTRIBUTING.md, timeline.py, https://a.org/b.\n"
        )
        for name, table in (("one", "leap_seconds"), ("two", "claims")):
            self.write(name, CHAPTER.format(CODE.format(table=table), title=name))

    def write(self, name, text):
        (self.root / "chapters" / f"{name}.md").write_text(text, encoding="utf-8")

    def call(self, *words, **more):
        env = dict(os.environ) | {"PYTHONPATH": str(self.root)} | more.pop("env", {})
        return {"args": [sys.executable, "-m", "explainer", *words], "cwd": self.root, "env": env, "text": True} | more

    def build(self, **more):
        """Build, in a process forked from a warm one: started from nothing, half its time would go into imports."""
        if not self.nursery or more.keys() - {"env"}:
            return subprocess.run(**self.call("build", **more), capture_output=True, check=False)
        return self.begin(**more).ended()

    def begin(self, **more):
        """Fork a build that is then at work beside the test."""
        env = self.call("build", **more)["env"]
        return Command(self.nursery, self.root, ["build"], env, self.root.with_name(uuid.uuid4().hex))

    def asleep(self):
        """A build from nothing whose chapter `one` sleeps, and the number of that chapter's kernel."""
        told = self.root / "asleep"
        told.unlink(missing_ok=True)
        self.edit("chapters/one.md", "print(len(frame))", SLEEP)
        shutil.rmtree(self.root / "_build" / "cache" / "one", ignore_errors=True)
        going = subprocess.Popen(
            **self.call("build"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        until = time.monotonic() + 60
        while not (told.exists() and told.read_text()):
            assert going.poll() is None and time.monotonic() < until
            time.sleep(0.05)
        self.edit("chapters/one.md", SLEEP, "print(len(frame))")
        return going, told.read_text()

    def page(self, name="one"):
        return (self.root / "_build" / "html" / f"{name}.html").read_text(encoding="utf-8")

    def edit(self, path, old, new):
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def book(tmp_path_factory, nursery):
    made = Book(tmp_path_factory.mktemp("book"), nursery)
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
    book.edit("data/leap_seconds.csv", "1973-01-01,12", "1973-01-02,12")
    done = book.build()
    assert "executed  one" in done.stdout and "kept      two" in done.stdout, done.stdout + done.stderr
    assert "executed  leap-seconds" in done.stdout
    assert "1973-01-02" in book.page("leap-seconds")


def test_changed_prose_is_shown_without_running_anything(book):
    book.edit("chapters/one.md", "First:", "The first one:")
    done = book.build()
    assert "kept      one" in done.stdout and "executed" not in done.stdout
    assert "The first one:" in book.page()


def test_a_changed_package_reruns_every_chapter(book):
    book.edit("explainer/pages/prose.py", "WORDS = [", "# changed\nWORDS = [")
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
    book.edit("data/leap_seconds.csv", "1973-01-02,12", "2073-01-02,12")
    done = book.build()
    assert done.returncode == 1
    assert "leap_seconds.csv, row 3, column date" in done.stdout
    assert "executed" not in done.stdout and book.page() == good
    book.edit("data/leap_seconds.csv", "2073-01-02,12", "1973-01-02,12")


def test_a_warning_of_the_site_generator_fails_the_build(book):
    good = book.page()
    book.edit("chapters/index.md", "one.md", "nowhere.md")
    done = book.build()
    assert done.returncode == 1 and "chapters/index.md, line 3: WARNING" in done.stdout and "nowhere.md" in done.stdout
    assert "\x1b[" not in done.stdout + done.stderr
    assert book.page() == good
    book.edit("chapters/index.md", "nowhere.md", "one.md")


def test_a_name_that_no_cell_sets_is_given_with_its_place_and_the_nearest_name(book):
    book.edit("chapters/one.md", "{glue:text}`first`", "{glue:text}`frist`")
    done = book.build()
    book.edit("chapters/one.md", "{glue:text}`frist`", "{glue:text}`first`")
    told = "Not built: chapters/one.md, line 17: no cell of the chapter names a number 'frist'; did you mean 'first'?"
    assert done.returncode == 1 and done.stderr.splitlines()[0] == told
    assert "SITE" not in done.stdout  # seen before the site generator starts


def test_a_link_that_leads_nowhere_stops_the_build(book):
    """As the source lines of figures do in a book without the page of sources."""
    book.edit("_toc.yml", "  - file: appendix/sources\n", "")
    done = book.build()
    book.edit("_toc.yml", "  - file: two\n", "  - file: two\n  - file: appendix/sources\n")
    assert done.returncode == 1
    assert "leap-seconds.html links to appendix/sources.html, which is not in the book" in done.stderr
    assert "list it in _toc.yml" in done.stderr


def test_two_builds_at_once_wait_for_each_other(book):
    (book.root / "_build" / "stamp").unlink()
    shutil.rmtree(book.root / "_build" / "cache" / "one")
    both = [one.ended() for one in [book.begin(), book.begin()]]
    assert [one.returncode for one in both] == [0, 0], [one.stderr for one in both]
    told = "".join(one.stdout for one in both)
    assert told.count("Another build is at work in this folder") == 1 and told.count("executed  one") == 1
    assert "Nothing has changed" in book.build().stdout


def test_ctrl_c_ends_with_one_line_and_leaves_no_kernel(book):
    going, kernel = book.asleep()
    assert at_work(kernel)
    going.send_signal(signal.SIGINT)  # to the build alone: its kernels do not hear it
    begun = time.monotonic()
    _, err = going.communicate(timeout=30)
    assert (going.returncode, err.splitlines()) == (130, ["Not built: stopped."])
    assert time.monotonic() - begun < 25
    assert not list((book.root / "_build" / "cache").glob("one.*.new"))
    assert not at_work(kernel) and not at_work(going.pid)


def test_killed_it_leaves_no_kernel_and_the_last_good_site(book):
    page = book.page()
    going, kernel = book.asleep()
    assert at_work(kernel)
    going.kill()
    going.communicate()
    assert gone(kernel, going.pid), "a kernel outlives its build"
    assert book.page() == page


def test_leftovers_go_litter_stays_at_home_and_settings_count(book):
    assert book.build().returncode == 0
    left = book.root / "_build" / "cache" / "one.12345678.new"
    left.mkdir(parents=True)
    (book.root / "data" / ".DS_Store").write_bytes(b"x")
    (book.root / "data" / "~$claims.xlsx").write_bytes(b"x")
    (book.root / "chapters" / ".ipynb_checkpoints").mkdir()
    (book.root / "chapters" / ".ipynb_checkpoints" / "one-checkpoint.md").write_text("x")
    assert "Nothing has changed" in book.build().stdout
    done = book.build(env={"BOOK_REPO": "somebody/book"})
    assert "Nothing has changed" not in done.stdout and done.returncode == 0, done.stderr
    assert "mybinder.org/v2/gh/somebody/book" in book.page()
    assert not left.exists()
    names = {p.name for one in ("data", "tables") for p in (book.root / "_build" / "html" / one).iterdir()}
    assert {"claims.csv", "data.zip"} <= names and not names & {".DS_Store", "~$claims.xlsx"}


def test_every_setting_that_shows_on_the_pages_makes_a_new_site(monkeypatch):
    for name in settings.SHOWN:
        before = workplace.inputs_digest()
        monkeypatch.setenv(settings.VARIABLES[name], "somewhere/else")
        assert workplace.inputs_digest() != before, name


def test_data_are_judged_again_when_any_part_of_the_judge_changes():
    assert {"check.py", "cells.py", "tables.py"} <= {
        p.name for p in modules.with_imports([paths.ROOT / "explainer" / "evidence" / "check.py"])
    }
    assert "with_imports([Path(check.__file__)])" in inspect.getsource(workplace.evidence)


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits")
def test_a_full_disk_and_an_unforeseen_fault_give_one_line(book):
    import resource

    book.edit("chapters/one.md", "print(len(frame))", "print(len(frame) + 1)")
    done = book.build(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60, 60)))
    book.edit("chapters/one.md", "print(len(frame) + 1)", "print(len(frame))")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stderr.splitlines()[0] == "Not built: File too large"
    book.edit("_toc.yml", "root: index", "rooot: index")
    done = book.build()
    book.edit("_toc.yml", "rooot: index", "root: index")
    log = book.root / "_build" / "error.log"
    told = f"Not built: KeyError: 'root'; the traceback is in {log}"
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, told)
    assert "Traceback" in log.read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("unshare") or os.name == "nt" or os.getuid(), reason="needs its own network")
def test_a_machine_without_loopback_is_told_at_once(book):
    book.edit("chapters/one.md", "print(len(frame))", "print(len(frame) + 2)")
    call = book.call("build")
    call["args"] = ["unshare", "-n", *call["args"]]
    done = subprocess.run(**call, capture_output=True, check=False, timeout=30)
    book.edit("chapters/one.md", "print(len(frame) + 2)", "print(len(frame))")
    if "unshare" in done.stderr:
        pytest.skip("not allowed here")
    told = "Not built: kernels need the address 127.0.0.1, and this machine does not give it"
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, told)


def test_a_warning_in_a_notebook_is_placed_in_the_chapters_own_file(tmp_path, monkeypatch):
    """The generator says cell times 10,000, and the second line for the first."""
    monkeypatch.setattr(paths, "CHAPTERS", tmp_path)
    text = f"{HEAD}# one\n\n{CELL.format('x = 1')}\nFirst.\n\nThird [bad](nowhere.md).\n"
    (tmp_path / "one.md").write_text(text, encoding="utf-8")
    line = text.splitlines().index("Third [bad](nowhere.md).") + 1
    said = f"\x1b[91m{workplace.WORK}/src/one.ipynb:30004: WARNING: not found: 'nowhere.md'\x1b[39;49;00m"
    assert generator.placed(said) == f"chapters/one.md, line {line}: WARNING: not found: 'nowhere.md'"


def test_a_build_after_edits_and_one_from_nothing_give_the_same_bytes(book, tmp_path):
    book.edit("chapters/index.md", "See [one]", "Zanzibar. See [one]")
    assert book.build().returncode == 0
    assert "zanzibar" in (book.root / "_build" / "html" / "searchindex.js").read_text(encoding="utf-8")
    book.edit("chapters/index.md", "Zanzibar. See [one]", "See [one]")
    assert book.build().returncode == 0
    first = tmp_path / "first"
    shutil.copytree(book.root / "_build" / "html", first)
    shutil.rmtree(book.root / "_build")
    # a process whose sets are in an order of its own is not forked: each kernel is started from nothing, as elsewhere
    cold = subprocess.run(**book.call("build", env={"PYTHONHASHSEED": "random"}), capture_output=True, check=False)
    assert cold.returncode == 0
    second = book.root / "_build" / "html"
    names = {p.relative_to(first) for p in first.rglob("*") if p.is_file()}
    assert names == {p.relative_to(second) for p in second.rglob("*") if p.is_file()}
    differing = [str(n) for n in sorted(names) if (first / n).read_bytes() != (second / n).read_bytes()]
    assert not differing


@pytest.mark.parametrize("change", [("vega-view@6.1.0", "vega-view@0.0.1"), ("vega-parser@", "vega-parsers@")])
def test_a_chart_runtime_that_cannot_be_made_stops_the_build(change):
    """In a process of its own: the library does not work on after it has failed so."""
    code = (
        "from explainer.site import runtime\n"
        f"runtime.RUNTIME = runtime.RUNTIME.replace(*{change})\nruntime.chart_runtime()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "BuildError: vl-convert" in done.stderr and "does not carry the modules" in done.stderr


def test_every_package_that_is_imported_is_declared_and_locked():
    names = {
        "yaml": "pyyaml",
        "oxipng": "oxipng-pybind",
        "fontTools": "fonttools",
        "dateutil": "python-dateutil",
        "vl_convert": "vl-convert-python",
        "bs4": "beautifulsoup4",
        "markdown_it": "markdown-it-py",
    }
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.match(r"[\w-]+", one)[0] for one in project["dependencies"]}
    in_print = {re.match(r"[\w-]+", one)[0] for one in project["optional-dependencies"]["dev"]}  # `explainer pdf`
    used = set()
    for path in (p for p in (paths.ROOT / "explainer").rglob("*.py") if paths.STARTER not in p.parents):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            named += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            found = {one.split(".")[0] for one in named} - set(sys.stdlib_module_names) - {"explainer"}
            used |= found - in_print if path.name == "pdf.py" else found
    assert {names.get(one, one).replace("_", "-") for one in used} <= declared
    lock = (paths.ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert all(f"\n{one}==" in f"\n{lock}" for one in declared)


def test_importing_the_chart_library_builds_no_grammar():
    """`rfc3987_syntax` makes each import of it 4 s long; an optional package of Jupyter pulls it in."""
    code = "import altair, sys; print([m for m in sys.modules if m.startswith(('rfc3987_syntax', 'lark'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert "rfc3987-syntax" not in (paths.ROOT / "requirements.lock").read_text(encoding="utf-8")
