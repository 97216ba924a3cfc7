"""The process of a preview that stays warm: it builds what a change touches and shows it, the changed pages first.

It has the site generator and its memory of all pages at hand, so that a change of one page reads and writes that page.
What it makes stands in a folder of its own, `_build/live/html`; chapters' results and the generator's folder are those
of the build (`build.py`), whose lock it holds while it works. When modules or settings change, `live.py` ends it and
starts another: nothing of the old ones is left in its memory.
"""

from __future__ import annotations

import contextlib
import fnmatch
import hashlib
import io
import json
import logging
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from explainer import paths, settings
from explainer.evidence.tables import DataError
from explainer.site import build, execute, modules, search, share, typeface, warm
from explainer.site.chapter import Chapter, ChapterError
from explainer.site.files import put
from explainer.site.proof import glued, linked, lit, redirected
from explainer.site.stage import manifest, stage
from explainer.site.terms import terms
from explainer.site.workplace import WORK, BuildError, alone, unbroken

LIVE = paths.BUILD / "live"
SITE = LIVE / "html"
#: pages and files of the site that no file of the generator stands behind.
MADE = ("404.html", "sitemap.xml", "feed.xml")
#: folder of the type, which is made from what the pages show.
TYPE = "_static/type/"
#: how lines of a build begin that say what is wrong.
FAULTS = ("DATA", "FAILED", "PROSE", "SITE", "LINK")


class Stale(Exception):
    """What this process has in its memory no longer holds; another has to be started."""


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
        lines = [build.placed(one) for one in self._said.getvalue().splitlines() if one.strip()]
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


class Served:
    """The folder that is served: made beside the one that is shown, then put in its place."""

    def __init__(self) -> None:
        self._made: dict[str, tuple] = {}
        self._sheets: list[str] = []
        self._signs: dict[str, set[int]] = {}
        self._letters: frozenset[int] = frozenset()

    def show(self, chapters: list[Chapter]) -> list[str]:
        """Take over what is new in the folders of the build.

        Returns:
            Names of the files that differ from those shown before.
        """
        LIVE.mkdir(parents=True, exist_ok=True)
        fresh, old = LIVE / "html.new", LIVE / "html.old"
        for folder in (fresh, old):
            shutil.rmtree(folder, ignore_errors=True)
        if SITE.exists():
            shutil.copytree(SITE, fresh, copy_function=_twin)
        changed = self._fill(fresh, chapters)
        if SITE.exists():
            SITE.rename(old)
        fresh.rename(SITE)
        shutil.rmtree(old, ignore_errors=True)
        return changed

    def check(self, say: Callable[[str], None]) -> None:
        """Links of the pages shown lead somewhere.

        Raises:
            BuildError: one does not.
        """
        linked(SITE, say)

    def _fill(self, fresh: Path, chapters: list[Chapter]) -> list[str]:
        known = {chapter.name: chapter for chapter in chapters}
        pages = json.loads((WORK / "manifest.json").read_text(encoding="utf-8"))
        sources = _sources()
        changed = []
        # the search page last: it shows what all others do
        for name in sorted(sources, key=lambda one: (one == "search.html", one)):
            path, stat = sources[name], sources[name].stat()
            page = name.removesuffix(".html") if name.endswith(".html") else ""
            key: tuple = (stat.st_mtime_ns, stat.st_size)
            if page:
                key += (json.dumps(pages.get(page, {}).get("figures")), self._letters if page == "search" else None)
            there = fresh / name
            if self._made.get(name) == key and there.exists():
                continue
            if page:
                body = self._page(
                    fresh, build.finished(path.read_text(encoding="utf-8"), page, known.get(page), pages), page
                )
            else:
                body = path.read_bytes() if name != "searchindex.js" else _index(path)
            if not there.exists() or there.read_bytes() != body:
                put(there, body)
                changed.append(name)
            self._made[name] = key
        self._type(fresh)
        self._scriptless(fresh / "_static", sources)
        for path in [one for one in fresh.rglob("*") if one.is_file()]:
            name = path.relative_to(fresh).as_posix()
            if name not in sources and name not in MADE and not name.startswith(TYPE):
                path.unlink()
                changed.append(name)
        return changed

    def _page(self, fresh: Path, text: str, page: str) -> bytes:
        """A page with its type, as bytes."""
        self._signs[page] = typeface.signs(text)
        shown = text
        if page == "search":
            shown += "".join(map(chr, set().union(*self._signs.values()))) + search.search_names()
        return typeface.headed(text, typeface.own(fresh, shown, page)).encode()

    def _type(self, fresh: Path) -> None:
        """The type that all pages share, when a page shows a sign that none showed before."""
        letters = frozenset().union(*self._signs.values()) | typeface.signs(search.search_names())
        if letters != self._letters:
            for path in (fresh / TYPE).glob("latin-*"):
                path.unlink()  # it may be shared with the folder that is shown
            typeface.write(fresh, letters)
            self._letters = letters

    def _scriptless(self, static: Path, sources: dict[str, Path]) -> None:
        """Colors for pages without scripts, when a style sheet has changed."""
        sheets = [_digest(path) for name, path in sources.items() if name.endswith(".css")]
        if sheets != self._sheets:
            put(static / "noscript.css", sources["_static/noscript.css"].read_bytes())
            build.scriptless(static)
            self._sheets = sheets


def extras(chapters: list[Chapter]) -> None:
    """What stands beside the pages and no page waits for: files to download, the page for wrong addresses."""
    build.extras(chapters)
    for name in MADE:  # those shown may be shared with the folder before
        (SITE / name).unlink(missing_ok=True)
    share.extras(SITE, [chapter.name for chapter in chapters], {c.name: build.title_of(c) for c in chapters})


def _sources() -> dict[str, Path]:
    """Files of the generator and of the build that make up the site, by their names in it."""
    found: dict[str, Path] = {}
    out = WORK / "out" / "_build" / "html"
    for folder, inner, names in os.walk(out):
        inner[:] = [one for one in inner if not _unpublished(one)]
        for name in names:
            if not _unpublished(name):
                path = Path(folder, name)
                found[path.relative_to(out).as_posix()] = path
    for base, prefix in ((WORK / "static", "_static/"), (WORK / "extra", "")):
        for folder, _, names in os.walk(base):
            for name in names:
                path = Path(folder, name)
                found[prefix + path.relative_to(base).as_posix()] = path
    return found


def _unpublished(name: str) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in build.NOT_PUBLISHED)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _index(path: Path) -> bytes:
    aside = WORK / "live-index.js"
    shutil.copyfile(path, aside)
    build.tidy_index(aside)
    return aside.read_bytes()


def _twin(source: str, target: str) -> None:
    """The same file under a second name; a copy where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


class Keeper:
    """Builds the book again and again.

    Args:
        tell: takes the messages for the server, dictionaries with a `kind`.
        nursery: forks the kernels; without one each is started from nothing.
    """

    def __init__(self, tell: Callable[[dict], None], nursery: warm.Nursery | None) -> None:
        self._tell, self._nursery = tell, nursery
        self._generator: Generator | None = None
        self._terms = ""
        self._served = Served()
        self._faults: list[str] = []
        self._loaded: set[str] = set()
        self._chapters: list[Chapter] = []
        #: by name: time of a chapter's file, and the chapter.
        self._parsed: dict[str, tuple[int, Chapter]] = {}
        #: by name: in what state a chapter was when the generator last wrote the pages.
        self._staged: dict[str, tuple] = {}

    def work(self, order: str) -> None:
        """Do what the server asks and tell what came of it; ends with a message `done`, `failed` or `stale`.

        Args:
            order: `build` shows the pages that a change touches; `rest` makes what stands beside the pages and tries
                their links, which takes longer.
        """
        self._faults.clear()
        try:
            with alone(self._say):
                (self._rest if order == "rest" else self._build)()
        except Stale:
            self._tell({"kind": "stale"})
        except (BuildError, DataError, ChapterError) as error:
            self._fail(str(error))
        except SyntaxError as error:
            place = paths.placed(Path(error.filename)) if error.filename else "?"
            self._fail(f"{place}, line {error.lineno}: {type(error).__name__}: {error.msg}")
        except Exception as error:
            place = _where(error)
            self._fail(f"{place}{type(error).__name__}: {error}")
        else:
            self._tell({"kind": "done"})

    def _say(self, text: str) -> None:
        word = text.strip().split(" ")[0]
        if word in FAULTS:
            self._faults.append(text.strip().removeprefix(word).strip())
        self._tell({"kind": "line", "text": text})

    def _fail(self, text: str) -> None:
        self._tell({"kind": "failed", "text": text, "more": [one for one in self._faults if one != text]})

    def _build(self) -> None:
        if self._generator and self._generator.broken:
            raise Stale
        _forget()
        names = build.documents()
        redirected(names)
        execute.clear(paths.BUILD / "cache")
        chapters = self._chapters = [self._read(name) for name in names]
        build.judged(self._say)
        self._load(chapters)
        first = [one for one in chapters if not (one.late and one.code)]
        late = [one for one in chapters if one.late and one.code]
        ran = 1
        if all(execute.shown(one) for one in late):
            # what chapters say themselves first; what is said of all of them, such as lists, a moment later
            self._run(first, chapters)
            self._show(chapters, names)
            ran = 0
        if self._run(chapters, chapters) or ran:
            self._show(chapters, names)

    def _rest(self) -> None:
        with unbroken():
            extras(self._chapters)
        self._shown(self._served.show(self._chapters))
        self._served.check(self._say)

    def _read(self, name: str) -> Chapter:
        """A chapter; parsed anew if its file has changed."""
        path = paths.CHAPTERS / f"{name}.md"
        stamp = _time(path)
        if self._parsed.get(name, (0,))[0] != stamp:
            self._parsed[name] = stamp, execute.read(name, paths.CHAPTERS, paths.BUILD / "cache")
        return self._parsed[name][1]

    def _load(self, chapters: list[Chapter]) -> None:
        """Have the nursery import what the chapters want from elsewhere and it does not have."""
        wanted = [one for one in modules.libraries(chapters) if one not in self._loaded]
        if self._nursery and wanted:
            self._nursery.load(wanted)
        self._loaded |= set(wanted)

    def _run(self, some: list[Chapter], chapters: list[Chapter]) -> int:
        return execute.run_all(some, self._say, lambda: manifest(chapters), self._nursery)

    def _show(self, chapters: list[Chapter], names: list[str]) -> None:
        """Have the generator write what is new and put it in place.

        Raises:
            BuildError: a number or a link that leads nowhere, a warning of the generator.
        """
        notebooks = sorted(one.name for one in chapters if one.code)
        now = {one.name: (self._parsed[one.name][0], _time(one.store / "record.json"), notebooks) for one in chapters}
        kept = {name for name, state in now.items() if self._staged.get(name) == state}
        new = [one for one in chapters if one.name not in kept]
        glued(new, self._say)
        lit(new)
        with unbroken() as torn:
            build.forget_old_pages(names)
            stage(chapters, kept)
            build.statics()
            if self._generator is None:
                self._generator, self._terms = Generator(), repr(terms())
            elif torn or repr(terms()) != self._terms:
                raise Stale
            self._generator.run(self._say)
        self._staged = now
        self._shown(self._served.show(chapters))

    def _shown(self, changed: list[str]) -> None:
        self._tell({"kind": "shown", "changed": changed})


def _time(path: Path) -> int:
    """When a file was last written, in ns; 0 if there is none."""
    return path.stat().st_mtime_ns if path.exists() else 0


def _where(error: Exception) -> str:
    """The last place in the book's own modules that an error came through."""
    place, trace, own = "", error.__traceback__, []
    with contextlib.suppress(ValueError):  # the settings may be what is wrong
        own = [folder for folder in modules.packages() if folder != paths.ENGINE]
    while trace:
        path = Path(trace.tb_frame.f_code.co_filename)
        if any(path.is_relative_to(folder) for folder in own):
            place = f"{paths.placed(path)}, line {trace.tb_lineno}: "
        trace = trace.tb_next
    return place


def _forget() -> None:
    """Empty the memory of functions that remember what they made of data; the data may have changed since.

    What modules of `site` remember rests on modules, settings and installed packages, but for the terms.
    """
    own = {folder.name for folder in modules.packages()}
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in own and not name.startswith(build.__package__):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
    terms.cache_clear()


def _orphaned(parent: int) -> None:
    """End this process and its kernels when the one that started it is gone."""
    while os.getppid() == parent:
        time.sleep(0.5)
    _end()


def _end(*_: object) -> None:
    execute.stop()
    os._exit(1)


def main() -> int:
    """Work whenever the server asks, until it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a key press ends the server, and that ends this
    parent = os.getppid()
    port, _, key = settings.run().door.partition(":")
    door = socket.create_connection(("127.0.0.1", int(port))).makefile("rw", encoding="utf-8")

    def tell(told: dict) -> None:
        door.write(json.dumps(told) + "\n")
        door.flush()

    door.write(f"{key}\n")
    door.flush()
    nursery = warm.start(folder.name for folder in modules.packages())
    if nursery:
        nursery.load(warm.KERNEL)
    signal.signal(signal.SIGTERM, _end)
    logging.disable(logging.INFO)  # libraries that the site generator brings switch it on for all
    threading.Thread(target=_orphaned, args=(parent,), daemon=True).start()
    keeper = Keeper(tell, nursery)
    try:
        for order in door:
            keeper.work(order.strip())
    except OSError:  # the server is gone
        pass
    finally:
        execute.stop()
        if nursery:
            nursery.end()
    return 0
