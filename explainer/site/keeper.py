"""The process of a preview that stays warm: it builds what a change touches and shows it, the changed pages first.

It has the site generator and its memory of all pages at hand, so that a change of one page reads and writes that page.
What it makes stands in a folder of its own, `_build/live/html`; chapters' results and the generator's folder are those
of the build (`build.py`), whose lock it holds while it works. When modules or settings change, `live.py` ends it and
starts another: nothing of the old ones is left in its memory.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from explainer import paths, settings
from explainer.evidence.tables import DataError
from explainer.site import build, execute, generator, kernels, modules, served, warm
from explainer.site.chapter import Chapter, ChapterError
from explainer.site.proof import glued, lit, redirected
from explainer.site.stage import manifest, stage
from explainer.site.terms import terms
from explainer.site.workplace import BuildError, alone, unbroken

#: how lines of a build begin that say what is wrong.
FAULTS = ("DATA", "FAILED", "PROSE", "SITE", "LINK")


class Stale(Exception):
    """What this process has in its memory no longer holds; another has to be started."""


class Keeper:
    """Builds the book again and again.

    Args:
        tell: takes the messages for the server, dictionaries with a `kind`.
        nursery: forks the kernels; without one each is started from nothing.
    """

    def __init__(self, tell: Callable[[dict], None], nursery: warm.Nursery | None) -> None:
        self._tell, self._nursery = tell, nursery
        self._generator: generator.Generator | None = None
        self._terms = ""
        self._served = served.Served()
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
            served.extras(self._chapters)
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
            generator.forget_old_pages(names)
            stage(chapters, kept)
            build.statics()
            if self._generator is None:
                self._generator, self._terms = generator.Generator(), repr(terms())
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
    kernels.stop()
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
        kernels.stop()
        if nursery:
            nursery.end()
    return 0
