"""Processes forked from one warm process: what they all import is imported once, not once in each.

A build forks a nursery from itself before it has any thread. The nursery forgets the modules of the book, imports the
libraries that the chapters need and from then on forks a kernel whenever it is asked for one. So each chapter has a
process of its own, into which nothing of another chapter can get, and reads the modules of the book afresh, as in a
kernel started from nothing. Where a system cannot fork safely, kernels are started from nothing (`start` gives None).
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterable

from explainer import settings

#: what every kernel imports before it runs a cell.
KERNEL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "debugpy")
#: what the site generator imports before it reads a page: its own parts and the extensions that it is set up with.
GENERATOR = (
    "pandas",
    "jupyter_book.cli.main",
    "jupyter_book.sphinx",
    "myst_nb.sphinx_ext",
    "sphinx.builders.html",
    "sphinx.search.en",
    "sphinx_book_theme",
    "sphinx_comments",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_external_toc",
    "sphinx_jupyterbook_latex",
    "sphinx_multitoc_numbering",
    "sphinx_thebe",
    "sphinx_togglebutton",
    "sphinxcontrib.bibtex",
    "pybtex.plugin",
    "pygments.lexers.python",
)
#: what a kernel does when it starts.
BE_KERNEL = "ipykernel.kernelapp:launch_new_instance"
#: seconds that a nursery has for its end.
PATIENCE = 5


def start(own: Iterable[str]) -> Nursery | None:
    """Fork a nursery from this process.

    Args:
        own: packages of the book, which each process reads for itself.

    Returns:
        None where there is no safe fork: other systems than Linux, a process with threads, or one whose sets are in an
        order of its own (`settings.steady`).
    """
    if sys.platform != "linux" or sys.flags.hash_randomization:
        return None
    if threading.active_count() > 1 or len(os.listdir("/proc/self/task")) > 1:
        return None
    here, there = socket.socketpair()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if not pid:
        try:
            here.close()
            serve(there, set(own))
        finally:
            os._exit(1)
    there.close()
    return Nursery(pid, here)


class Nursery:
    """The warm process as its build sees it; asked by one thread at a time."""

    def __init__(self, pid: int, door: socket.socket) -> None:
        self._pid, self._door, self._lock = pid, door, threading.Lock()
        self._answers = door.makefile("r", encoding="utf-8")

    def load(self, libraries: Iterable[str]) -> None:
        """Have it import libraries; those that cannot be imported are left to the processes that want them."""
        with self._lock:
            self._tell(load=[*libraries])

    def ask(self, **order: object) -> int | None:
        """Answer of the nursery to one order.

        Raises:
            OSError: the nursery is gone.
        """
        with self._lock:
            self._tell(**order)
            answer = self._answers.readline()
        if not answer:
            raise OSError("the process that starts kernels has ended")
        return json.loads(answer)

    def _tell(self, **order: object) -> None:
        self._door.sendall(json.dumps(order).encode() + b"\n")

    def end(self) -> None:
        """End it with all that it has forked."""
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._answers.close()
        self._door.close()
        until = time.monotonic() + PATIENCE
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            while os.waitpid(self._pid, os.WNOHANG) == (0, 0):
                if time.monotonic() > until:
                    os.kill(self._pid, signal.SIGKILL)
                time.sleep(0.01)


class Forked:
    """A process that a nursery has forked, as `subprocess.Popen` would show it.

    Args:
        nursery: forks it.
        call: dotted module and function, as `package.module:name`, that it is to call without an argument;
            a number that this gives is its exit code.
        argv: its command line.
        env: its whole environment.
        cwd: its working folder.
        out: file for what it prints; by default that goes where the errors of the build go.
        err: file for its errors, if another.
    """

    stdin = stdout = stderr = None

    def __init__(
        self, nursery: Nursery, call: str, argv: list[str], env: dict[str, str], cwd: str, out: str = "", err: str = ""
    ) -> None:
        self._nursery = nursery
        self.pid = nursery.ask(call=call, argv=argv, env=env, cwd=cwd, out=out, err=err or out)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, or None while it is at work."""
        if self.returncode is None:
            try:
                self.returncode = self._nursery.ask(ended=self.pid)
            except OSError:
                self.returncode = -signal.SIGKILL
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end.

        Raises:
            subprocess.TimeoutExpired: it takes longer.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired("kernel", timeout)
            time.sleep(0.02)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


# --- in the nursery ---------------------------------------------------------------------------------------------------


def serve(door: socket.socket, own: set[str]) -> None:
    """Be a nursery: import what is wanted and fork a process per order, until the build that asks is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a key press ends the build, and that ends the nursery
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    os.closerange(3, door.fileno())  # the lock of the build above all
    os.closerange(door.fileno() + 1, 256)
    for name in [one for one in sys.modules if one.split(".")[0] in own]:
        del sys.modules[name]
    forked: dict[int, int | None] = {}
    with contextlib.suppress(OSError):  # the build is gone before it has its answer
        for line in door.makefile("r", encoding="utf-8"):
            order = json.loads(line)
            if "load" in order:
                for name in order["load"]:
                    with contextlib.suppress(ImportError):
                        importlib.import_module(name)
                gc.collect()
                gc.freeze()
                continue
            if "call" in order:
                answer = os.fork()
                if not answer:
                    try:
                        os.close(door.fileno())  # or the build would not see the end of the nursery
                        _be(**order)
                    finally:
                        os._exit(1)
                forked[answer] = None
            else:
                answer = _ended(order["ended"], forked)
            door.sendall(json.dumps(answer).encode() + b"\n")
    for pid in forked:
        if _ended(pid, forked) is None:
            os.kill(pid, signal.SIGKILL)
    os._exit(0)


def _ended(pid: int, forked: dict[int, int | None]) -> int | None:
    """Exit code of a process, or None while it is at work."""
    if forked[pid] is None:
        found, status = os.waitpid(pid, os.WNOHANG)
        forked[pid] = os.waitstatus_to_exitcode(status) if found else None
    return forked[pid]


def _be(call: str, argv: list[str], env: dict[str, str], cwd: str, out: str, err: str) -> None:
    """Be the process that was ordered, as if started from nothing with that environment."""
    os.setsid()
    nursery = os.getppid()
    if nursery == 1:  # it was killed meanwhile, and nobody would end this process
        os._exit(1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for path, places in ((out, [1, 2]), (err if err != out else "", [2])):
        if path:
            with open(path, "wb") as file:
                for place in places:
                    os.dup2(file.fileno(), place)
    os.chdir(cwd)
    settings.become(env)
    for option in (one for one in env.get("PYTHONWARNINGS", "").split(",") if one):
        action, _, category = [*option.split(":"), "", ""][:3]
        warnings.simplefilter(action, getattr(builtins, category or "Warning"))
    places = [one for one in env.get("PYTHONPATH", "").split(os.pathsep) if one]
    sys.path[:] = places + [one for one in sys.path if one and one not in places]
    sys.argv = [*argv, f"--IPKernelApp.parent_handle={nursery}"] if call == BE_KERNEL else argv
    module, _, name = call.partition(":")
    try:
        code = getattr(importlib.import_module(module), name)()
    except SystemExit as end:
        code = end.code
    except BaseException:
        code = 1
        sys.excepthook(*sys.exc_info())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(isinstance(code, str)))
