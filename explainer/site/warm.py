"""Kernels forked from one warm process: what all chapters import is imported once, not once in each kernel.

A build forks a nursery from itself before it has any thread. The nursery forgets the modules of the book, imports the
libraries that the chapters need and from then on forks a kernel whenever it is asked for one. So each chapter has a
process of its own, into which nothing of another chapter can get, and reads the modules of the book afresh, as in a
kernel started from nothing. Where a system cannot fork safely, kernels are started from nothing (`Nursery.start` is
None).
"""

from __future__ import annotations

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
from collections.abc import Iterable

from jupyter_client.provisioning import LocalProvisioner

from explainer import settings

#: what every kernel imports before it runs a cell.
KERNEL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.inprocess.ipkernel", "myst_nb", "debugpy")


def start(libraries: Iterable[str], own: Iterable[str]) -> Nursery | None:
    """Fork a nursery from this process.

    Args:
        libraries: modules from elsewhere that chapters import; those that cannot be imported are left to the kernels.
        own: packages of the book, which each kernel imports by itself.

    Returns:
        None where there is no safe fork: other systems than Linux, or a process with threads.
    """
    if sys.platform != "linux" or threading.active_count() > 1 or len(os.listdir("/proc/self/task")) > 1:
        return None
    here, there = socket.socketpair()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if not pid:
        try:
            here.close()
            _serve(there, [*KERNEL, *libraries], set(own))
        finally:
            os._exit(1)
    there.close()
    return Nursery(pid, here)


class Nursery:
    """The warm process as its build sees it; asked by one thread at a time."""

    def __init__(self, pid: int, door: socket.socket) -> None:
        self._pid, self._door, self._lock = pid, door, threading.Lock()
        self._answers = door.makefile("r", encoding="utf-8")

    def ask(self, **order: object) -> object:
        """Answer of the nursery to one order.

        Raises:
            OSError: the nursery is gone.
        """
        with self._lock:
            self._door.sendall(json.dumps(order).encode() + b"\n")
            answer = self._answers.readline()
        if not answer:
            raise OSError("the process that starts kernels has ended")
        return json.loads(answer)

    def end(self) -> None:
        """End it; kernels that are still there notice that within a second."""
        self._door.close()
        self._answers.close()
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)


class Forked:
    """A kernel that a nursery has forked, as `subprocess.Popen` would show it."""

    stdin = stdout = stderr = None

    def __init__(self, nursery: Nursery, **order: object) -> None:
        self._nursery = nursery
        self.pid: int = nursery.ask(**order)
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


class ForkedProvisioner(LocalProvisioner):
    """Starts a kernel by asking a nursery instead of a shell."""

    nursery: Nursery

    async def launch_kernel(self, cmd: list[str], **kwargs: object) -> dict:
        """Fork the kernel that a command would start."""
        where = str(kwargs.get("cwd") or os.getcwd())
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        self.process = Forked(self.nursery, kernel=arguments, env=dict(kwargs["env"]), cwd=where)
        self.pid = self.pgid = self.process.pid
        self.cwd = where
        return self.connection_info


# --- in the nursery ---------------------------------------------------------------------------------------------------


def _serve(door: socket.socket, libraries: list[str], own: set[str]) -> None:
    """Import libraries, then fork a kernel per order, until the build that asks is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a key press ends the build, and that ends the nursery
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    os.closerange(3, door.fileno())  # the lock of the build above all
    os.closerange(door.fileno() + 1, 256)
    for name in [one for one in sys.modules if one.split(".")[0] in own]:
        del sys.modules[name]
    for name in libraries:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()
    ended: dict[int, int] = {}
    orders = door.makefile("r", encoding="utf-8")
    for line in orders:
        order = json.loads(line)
        if "kernel" in order:
            answer = os.fork()
            if not answer:
                try:
                    door.close()
                    _kernel(order["kernel"], order["env"], order["cwd"])
                finally:
                    os._exit(1)
        else:
            answer = _code(order["ended"], ended)
        door.sendall(json.dumps(answer).encode() + b"\n")
    os._exit(0)


def _code(pid: int, ended: dict[int, int]) -> int | None:
    """Exit code of a kernel, or None while it is at work."""
    if pid not in ended:
        found, status = os.waitpid(pid, os.WNOHANG)
        if not found:
            return None
        ended[pid] = os.waitstatus_to_exitcode(status)
    return ended[pid]


def _kernel(arguments: list[str], env: dict[str, str], folder: str) -> None:
    """Be the kernel that `python -m ipykernel_launcher` would be."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(folder)
    settings.become(env)
    places = [one for one in env.get("PYTHONPATH", "").split(os.pathsep) if one]
    sys.path[:] = places + [one for one in sys.path if one and one not in places]
    sys.argv = ["ipykernel_launcher", *arguments, f"--IPKernelApp.parent_handle={os.getppid()}"]
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
