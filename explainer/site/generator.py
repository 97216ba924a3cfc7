"""The site generator: run beside a build or kept for a preview, and what its log says of a chapter."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from explainer import paths, settings
from explainer.pages.quotes import typeset
from explainer.site import execute, kernels, warm
from explainer.site.workplace import WORK, BuildError, commit_date

#: leftovers of the stock theme and of the generator that no page asks for.
NOT_PUBLISHED = (
    ".buildinfo*",
    ".doctrees",
    "objects.inv",
    "*.map",
    "*.LICENSE.txt",
    "fontawesome*",
    "webfonts",
    "webpack-macros.html",
    "sbt-webpack-macros.html",
    "locales",
    "images",
    "sphinx-thebe.*",
    "togglebutton.*",
    "design-tabs.js",
    "sphinx-design.*",
    "sphinx_highlight.js",
    "_sources",
    "scripts",
    "vendor",
    "file.png",
    "minus.png",
    "plus.png",
)


def tidy_index(path: Path) -> None:
    """Names as pages print them, no words that no page holds any more, which the site generator keeps empty."""
    call, body = path.read_text(encoding="utf-8").split("(", 1)
    index = json.loads(body.rsplit(")", 1)[0])
    names: dict[str, list] = {}
    for name, places in index["alltitles"].items():
        names.setdefault(typeset(name), []).extend(places)
    index["alltitles"] = names
    for words in ("terms", "titleterms"):
        index[words] = {word: pages for word, pages in index[words].items() if pages != []}
    text = json.dumps(index, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    # a text that is parsed, no object written in JavaScript: there the word `__proto__` would not be a word
    for sign, escaped in (("\\", "\\\\"), ("'", "\\'"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(sign, escaped)
    path.write_text(f"{call}(JSON.parse('{text}'))", encoding="utf-8")


def forget_old_pages(names: list[str]) -> None:
    """Start the site generator afresh when the list of pages changes: it keeps pages that are gone from the book."""
    listed = WORK / "pages.txt"
    text = "\n".join(names)
    if not listed.exists() or listed.read_text(encoding="utf-8") != text:
        shutil.rmtree(WORK / "out", ignore_errors=True)
        WORK.mkdir(parents=True, exist_ok=True)
        listed.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def beside(say: Callable[[str], None], press: warm.Nursery | None) -> Iterator[None]:
    """Run the site generator beside what is done in the block; both have ended after it.

    Raises:
        BuildError: the generator failed or warned.
    """
    more = {"PYTHONHASHSEED": "0"}
    date = commit_date().split()
    if date:
        more |= {"SOURCE_DATE_EPOCH": date[1]}
    env = settings.environment(more, work=WORK)
    words = ["build", str(WORK / "src"), "--path-output", str(WORK / "out"), "-W", "--keep-going", "-q"]
    words += ["--config", str(paths.ROOT / "_config.yml"), "--toc", str(paths.ROOT / "_toc.yml")]
    log = WORK / "sphinx.log"
    if press:
        command = ["jupyter-book", *words]
        going = warm.Forked(press, "jupyter_book.cli.main:main", command, env, str(paths.ROOT), str(log))
    else:
        command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", *words]
        with log.open("w", encoding="utf-8") as out:
            going = subprocess.Popen(command, cwd=paths.ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield
        going.wait()
    except Exception:  # what it writes is whole, if it may end
        going.wait()
        raise
    finally:
        going.kill()
        going.wait()
    if going.returncode:
        text = log.read_text(encoding="utf-8", errors="replace")
        lines = [x for x in text.splitlines() if "WARNING" in x or "ERROR" in x or "rror:" in x or "Error" in x]
        for one in lines[:12] or text.splitlines()[-12:]:
            say(f"  SITE      {placed(one)}")
        raise BuildError(f"the site could not be written; the whole log is in {log}")


def placed(line: str) -> str:
    """A line of the site generator's log with the place in the chapter's own file, and without a terminal's colors."""
    line = kernels.ANSI.sub("", line).strip()
    found = re.match(r"(?P<path>.+?)\.(?P<kind>ipynb|md)(?::(?P<line>\d+))?(?P<rest>:.*)", line)
    src = WORK / "src"
    if not found or not Path(found["path"]).is_relative_to(src):
        return line
    name = Path(found["path"]).relative_to(src).as_posix()
    number = int(found["line"] or 0)
    if found["kind"] == "ipynb" and number:
        number = _line_in_text(name, number)
    return f"chapters/{name}.md" + (f", line {number}" if number else "") + found["rest"]


def _line_in_text(name: str, number: int) -> int:
    """The line of a chapter's file for the generator's count, which gives each cell of a notebook 10,000 lines."""
    cells = execute.read(name, paths.CHAPTERS, paths.BUILD / "cache").notebook.cells
    index, inside = divmod(number, 10_000)
    text = (paths.CHAPTERS / f"{name}.md").read_text(encoding="utf-8")
    at = 0
    for cell in cells[: max(index, 1)]:
        place = text.find(cell.source, at)
        at = place if place >= 0 else at
        if cell is not cells[max(index, 1) - 1] and place >= 0:
            at += len(cell.source)
    return text[:at].count("\n") + max(inside - 1, 1)


class Generator:
    """The site generator, set up once and asked for each change."""

    def __init__(self) -> None:
        from jupyter_book.config import get_final_config
        from sphinx.application import Sphinx
        from sphinx.util.docutils import patch_docutils

        #: something went wrong inside: what it remembers may be half of a page.
        self.broken = False
        self._patched = contextlib.ExitStack()
        self._patched.enter_context(patch_docutils())
        self._said = io.StringIO()
        self._read: list[str] = []
        told = {"external_toc_path": (paths.ROOT / "_toc.yml").as_posix(), "latex_individualpages": False}
        config, _ = get_final_config(user_yaml=paths.ROOT / "_config.yml", cli_config=told, sourcedir=WORK / "src")
        out = WORK / "out" / "_build" / "html"
        places = {"srcdir": WORK / "src", "confdir": None, "outdir": out, "doctreedir": out.parent / ".doctrees"}
        self._app = Sphinx(
            **places, buildername="html", confoverrides=config, status=None, warning=self._said, keep_going=True
        )
        if self._app.config["use_multitoc_numbering"] and "numbered: true" in _contents():
            self._app.setup_extension("sphinx_multitoc_numbering")
        self._app.connect("env-before-read-docs", lambda app, env, names: self._read.extend(names))

    def run(self, say: Callable[[str], None]) -> None:
        """Read and write the pages whose sources are newer.

        Raises:
            BuildError: the generator failed or warned; what it read is read again next time.
        """
        self._said.seek(0)
        self._said.truncate()
        self._read.clear()
        failed = ""
        try:
            self._app.build()
        except Exception as error:
            self.broken, failed = True, f"{type(error).__name__}: {error}"
        lines = [placed(one) for one in self._said.getvalue().splitlines() if one.strip()]
        if not (failed or lines):
            return
        for name in self._read:
            for ending in (".ipynb", ".md"):
                (WORK / "src" / f"{name}{ending}").unlink(missing_ok=True)
        lines += [failed] if failed else []
        for one in lines[1:]:
            say(f"  SITE      {one}")
        raise BuildError(lines[0])


def _contents() -> str:
    return (paths.ROOT / "_toc.yml").read_text(encoding="utf-8")
