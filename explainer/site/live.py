"""A preview that follows the author: a server on this machine alone, which builds what a saved file changes.

It watches chapters, data, packages and settings, has a warm process build (`keeper.py`) and open pages told to load
again (`live_server.py`). It serves `_build/live/html`; the published site in `_build/html` is left alone. No page asks
another host for anything, and requests that name another host, as a page elsewhere could have them sent, are refused.
"""

from __future__ import annotations

import contextlib
import json
import queue
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TextIO

import watchfiles

from explainer import paths, settings
from explainer.site import live_server, modules, warm, workplace
from explainer.site.workplace import LIVE, SHOWN, WORK, commit_date

#: settings that processes remember; with others a new process has to build.
REMEMBERED = ("_config.yml", "_toc.yml", "CITATION.cff", "requirements.lock")
#: files in the book's folder that show on the site.
TOP = (*REMEMBERED, "CHANGELOG.md")
#: what the process that builds imports beside what the modules of the book name.
LIBRARIES = ("jupyter_book.sphinx", "sphinx.builders.html", "myst_nb", "sphinx_book_theme", "sphinx_external_toc")
#: seconds without a change after which files to download are made too.
QUIET = 3
#: seconds that a process has for its start, and for its end.
START, END = 60, 5


class Builder:
    """The process that builds, started anew when what it remembers no longer holds."""

    def __init__(self, nursery: warm.Nursery | None) -> None:
        self._nursery = nursery
        self._process: warm.Forked | subprocess.Popen | None = None
        self._door: TextIO | None = None

    def ask(self, order: str, hear: Callable[[dict], None]) -> None:
        """Have it work (`keeper.Keeper.work`); `hear` takes what is told meanwhile.

        Raises:
            EOFError, OSError: the process has ended.
        """
        for _ in range(2):
            if self._door is None:
                self._start()
            self._door.write(f"{order}\n")
            self._door.flush()
            for line in self._door:
                told = json.loads(line)
                if told["kind"] == "stale":
                    break
                hear(told)
                if told["kind"] in ("done", "failed"):
                    return
            else:
                raise EOFError
            self.end()

    def _start(self) -> None:
        key = secrets.token_hex(16)
        with socket.create_server((live_server.HOST, 0)) as gate:
            gate.settimeout(START)
            more = {"PYTHONHASHSEED": settings.STEADY["PYTHONHASHSEED"]}
            date = commit_date().split()
            more |= {"SOURCE_DATE_EPOCH": date[1]} if date else {}
            env = settings.environment(more, work=WORK, door=f"{gate.getsockname()[1]}:{key}")
            if self._nursery:
                command = ["explainer", "live"]
                self._process = warm.Forked(self._nursery, "explainer.site.keeper:main", command, env, str(paths.ROOT))
            else:
                command = [sys.executable, "-c", "from explainer.site.keeper import main; main()"]
                self._process = subprocess.Popen(command, cwd=paths.ROOT, env=env, stdin=subprocess.DEVNULL)
            while self._door is None:
                joined, _ = gate.accept()
                joined.settimeout(None)
                door = joined.makefile("rw", encoding="utf-8")
                joined.close()  # the file keeps it
                if secrets.compare_digest(door.readline().strip().encode(), key.encode()):
                    self._door = door

    def end(self) -> None:
        """End the process and its kernels."""
        if self._door:
            with contextlib.suppress(OSError):
                self._door.close()
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(END)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._door = self._process = None


def watch(found: queue.Queue, stop: threading.Event) -> None:
    """Put what changes in the book's folders and settings into a queue, as sets of paths; returns at once."""

    def follow(places: list[Path], recursive: bool, wanted: Callable[[Path], bool]) -> None:
        told = watchfiles.watch(
            *places,
            watch_filter=lambda _, name: wanted(Path(name)),
            debounce=200,
            step=30,
            stop_event=stop,
            recursive=recursive,
            raise_interrupt=False,
        )
        for changes in told:
            found.put({Path(name) for _, name in changes})

    folders = [paths.CHAPTERS, paths.DATA, paths.ROOT / "coding", *modules.packages()]
    folders = [one for one in folders if one.is_dir()]
    jobs = [(folders, True, _written), ([paths.ROOT], False, lambda path: path.name in TOP)]
    for job in jobs:
        threading.Thread(target=follow, args=job, daemon=True).start()


def _written(path: Path) -> bool:
    """Whether somebody wrote a file that shows on the site, not a program by itself."""
    if any(map(paths.LITTER.fullmatch, path.parts)) or path.suffix == ".pyc":
        return False
    return not path.is_relative_to(paths.STARTER)


def remembered(path: Path) -> bool:
    """Whether the process that builds remembers a file, so that another has to be started."""
    return path.suffix == ".py" or path.name in REMEMBERED or path.is_relative_to(paths.TEMPLATES)


class Preview:
    """Ties together what changes, the process that builds and what open pages are told."""

    def __init__(self, builder: Builder, news: live_server.News, say: Callable[[str], None]) -> None:
        self._builder, self._news, self._say = builder, news, say
        self._begun = 0.0

    def build(self, order: str = "build") -> None:
        """Build and tell pages and terminal what came of it; a fault is no reason to end."""
        self._begun = time.monotonic()
        self._news.say(self._news.fault, busy=True)
        try:
            self._builder.ask(order, self._hear)
        except (EOFError, OSError):
            self._builder.end()
            self._fault(["the process that builds has ended; save a file to start another"])

    def rest(self) -> None:
        """Make what stands beside the pages, if they are whole."""
        if not self._news.fault:
            self.build("rest")

    def anew(self) -> None:
        """Forget what the process that builds remembers."""
        self._builder.end()

    def _hear(self, told: dict) -> None:
        match told["kind"]:
            case "line" if not told["text"].lstrip().startswith(("kept ", "NOTE ")):
                self._say(told["text"])
            case "shown":
                self._news.changed(told["changed"])
                pages = sum(name.endswith(".html") for name in told["changed"])
                if pages:
                    self._say(f"  shown     {pages} page{'s' * (pages > 1)} after {self._passed():.1f} s")
            case "failed":
                self._fault([told["text"], *told["more"]])
            case "done":
                self._news.say(None, busy=False)

    def _fault(self, lines: list[str]) -> None:
        self._news.say(lines, busy=False)
        self._say("Not built: " + "\n  ".join(lines))

    def _passed(self) -> float:
        return time.monotonic() - self._begun


def preview(port: int | None, say: Callable[[str], None]) -> None:
    """Serve and build until somebody stops it (`KeyboardInterrupt`).

    Args:
        port: where; None is the usual one, or another if that is taken.
        say: takes lines for the terminal.

    Raises:
        OSError: the port is taken.
    """
    nursery = warm.start(folder.name for folder in modules.packages())  # before there is any thread
    if nursery:
        nursery.load([*warm.KERNEL, *LIBRARIES, *_libraries()])
    news, stop, found = live_server.News(), threading.Event(), queue.Queue()
    builder = Builder(nursery)
    server = live_server.opened(port, partial(live_server.Handler, news=news))
    with contextlib.ExitStack() as ended:
        ended.callback(lambda: nursery and nursery.end())
        ended.callback(builder.end)
        ended.callback(stop.set)
        ended.callback(server.server_close)
        _last_good()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://{live_server.HOST}:{server.server_port}/"
        (LIVE / "address").write_text(address)
        say(f"{address}  follows what you save; Ctrl-C stops it.")
        watch(found, stop)
        preview = Preview(builder, news, say)
        preview.build()
        resting = True
        while True:
            try:
                changed = found.get(timeout=QUIET if resting else None)
            except queue.Empty:
                preview.rest()
                resting = False
                continue
            resting = True
            with contextlib.suppress(queue.Empty):
                while True:
                    changed |= found.get_nowait()
            say("changed   " + ", ".join(sorted(paths.placed(path) for path in changed)))
            if any(map(remembered, changed)):
                preview.anew()
            preview.build()


def _libraries() -> list[str]:
    """Modules from elsewhere that the packages of the book import."""
    names: dict[str, None] = {}
    for folder in modules.packages():
        for path in paths.files(folder):
            if path.suffix == ".py" and not path.is_relative_to(paths.STARTER):
                with contextlib.suppress(SyntaxError):
                    names |= dict.fromkeys(modules.elsewhere(path))
    return list(names)


def _last_good() -> None:
    """Have something to show at once: what was shown last, else a copy of the published site."""
    old = LIVE / "html.old"
    if old.exists() and not SHOWN.exists():  # a preview was cut off between the two
        old.rename(SHOWN)
    if not SHOWN.exists() and workplace.SITE.is_dir():
        part = LIVE / "html.new"
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(workplace.SITE, part)
        part.rename(SHOWN)


def main(port: int | None = None) -> int:
    """Command line: serve until Ctrl-C; exit code 1 if another preview is at work here or the port is taken."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    LIVE.mkdir(parents=True, exist_ok=True)
    with (LIVE / "lock").open("a+b") as lock:
        if not workplace.locked(lock):
            where = LIVE / "address"
            there = f": {where.read_text()}" if where.exists() else ""
            print(f"Another preview is at work in this folder{there}", file=sys.stderr)
            return 1
        try:
            preview(port, partial(print, flush=True))
        except KeyboardInterrupt:
            print("\nStopped.")
            return 0
        except OSError as error:
            print(f"Not started: port {port}: {error.strerror}", file=sys.stderr)
            return 1
        except ValueError as error:  # settings that are wrong from the start
            print(f"Not started: {error}", file=sys.stderr)
            return 1
    return 0
