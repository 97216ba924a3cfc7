"""A notebook runs in a kernel of its own, forked or started from nothing; what its cells gave, or what stopped it."""

from __future__ import annotations

import atexit
import json
import os
import re
import socket
import uuid
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from explainer import settings
from explainer.evidence.trace import TooEarly
from explainer.site import warm
from explainer.site.chapter import Chapter, ChapterError
from explainer.site.modules import package_digest

#: seconds that a cell may take.
TIMEOUT = 60
#: colors of a terminal.
ANSI = re.compile(r"\x1b\[[0-9;]*m")
#: kernels at work, so that a build that is stopped can end them.
_RUNNING: set[NotebookClient] = set()


class _Forked(LocalProvisioner):
    """Starts a kernel by asking a nursery instead of a shell."""

    nursery: warm.Nursery

    async def launch_kernel(self, cmd: list[str], **kwargs: object) -> dict:
        """Fork the kernel that a command would start."""
        where = str(kwargs.get("cwd") or os.getcwd())
        self.process = warm.Forked(
            self.nursery, warm.BE_KERNEL, cmd[cmd.index("ipykernel_launcher") :], dict(kwargs["env"]), where
        )
        self.pid = self.pgid = self.process.pid
        self.cwd = where
        return self.connection_info


class _Client(NotebookClient):
    """Runs a notebook in a kernel that a nursery forks, if there is one."""

    nursery: warm.Nursery | None = None
    #: the build that it runs for was stopped.
    stopped = False

    def create_kernel_manager(self) -> AsyncKernelManager:
        manager = super().create_kernel_manager()
        if self.nursery:
            fork = _Forked(kernel_id=str(uuid.uuid4()), kernel_spec=manager.kernel_spec, parent=manager)
            fork.nursery, manager.kernel_id, manager.provisioner = self.nursery, fork.kernel_id, fork
        return manager


def client_of(chapter: Chapter, notebook: nbformat.NotebookNode, nursery: warm.Nursery | None = None) -> NotebookClient:
    """What runs a notebook as the chapter that it is, in a kernel of its own."""
    client = _Client(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=40", "--HistoryManager.enabled=False"],
        record_timing=False,
        resources={"metadata": {"path": str(chapter.path.parent)}},
    )
    client.nursery = nursery
    return client


def run(
    chapter: Chapter, work: Path, manifest_path: Path | None, nursery: warm.Nursery | None
) -> tuple[list, list[dict]]:
    """Run the cells of a chapter; a kernel that does not answer is started once more, with other ports.

    Args:
        chapter: its text.
        work: folder for what it makes; its figures go to `figures` in it.
        manifest_path: file that says what the other chapters made; None while they run.
        nursery: forks the kernel; without one it is started from nothing.

    Returns:
        (outputs of each code cell; what the cells have read).

    Raises:
        ChapterError: a cell failed or wrote to stderr, or its kernel cannot be reached.
        TooEarly: the chapter asks for the other chapters, which are not there yet.
    """
    log = work / "reads.jsonl"
    env = settings.environment(
        settings.STEADY,
        figures=work / "figures",
        pictures=chapter.store.parent.with_name("pictures"),
        reads=log,
        chapter=chapter.name,
        code=package_digest(chapter),
        manifest=manifest_path,
    )
    notebook, lost = _execute(chapter, env, nursery)
    if lost:
        log.unlink(missing_ok=True)
        notebook, lost = _execute(chapter, env, nursery)
    if lost:
        told = " ".join(str(lost).split())[:300] or type(lost).__name__
        raise ChapterError(f"{chapter.name}: no connection to its kernel ({told})") from lost
    outputs = [c.outputs for c in notebook.cells if c.cell_type == "code"]
    for cell in outputs:
        for out in cell:
            if out.output_type == "stream" and out.name == "stderr":
                raise ChapterError(f"{chapter.name}: a cell wrote to stderr: {out.text.strip()[:300]}")
            out.pop("execution_count", None)
    return outputs, _reads(log)


def _execute(
    chapter: Chapter, env: dict[str, str], nursery: warm.Nursery | None
) -> tuple[nbformat.NotebookNode, Exception | None]:
    """A chapter's notebook with what its cells gave, and why its kernel could not be reached, if it could not.

    Two builds at once may pick the same port: the kernel that comes second ends, or never answers.

    Raises:
        ChapterError: a cell failed.
        TooEarly: the chapter asks for the other chapters, which are not there yet.
    """
    notebook = nbformat.from_dict(chapter.notebook)
    client = client_of(chapter, notebook, nursery)
    _RUNNING.add(client)
    try:
        client.execute(env=env)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        if getattr(error, "ename", "") == TooEarly.__name__:
            raise TooEarly(chapter.name) from error
        raise ChapterError(_explain(chapter, notebook, error)) from error
    except (AssertionError, RuntimeError) as error:
        if client.stopped:
            raise ChapterError(f"{chapter.name}: stopped") from error
        return notebook, error
    finally:
        _RUNNING.discard(client)
        atexit.unregister(client._cleanup_kernel)  # at the exit of a build that was stopped it would complain
    return notebook, None


def stop() -> None:
    """End the kernels that are at work."""
    for client in list(_RUNNING):
        client.stopped = True
        atexit.unregister(client._cleanup_kernel)
        process = getattr(getattr(client.km, "provisioner", None), "process", None)
        if process is not None:
            process.kill()


def reachable() -> bool:
    """Kernels speak over 127.0.0.1; a machine without it would keep a build waiting for a minute and more."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as door, socket.create_connection(door.getsockname(), timeout=5):
            return True
    except OSError:
        return False


def _reads(log: Path) -> list[dict]:
    """What the cells have read (`evidence/trace.py`), each thing once, in a fixed order."""
    if not log.exists():
        return []
    seen: dict[str, dict] = {}
    for text in log.read_text(encoding="utf-8").splitlines():
        item = json.loads(text)
        item.pop("digest", None)
        seen[json.dumps(item, sort_keys=True)] = item
    return [seen[key] for key in sorted(seen)]


def _explain(chapter: Chapter, notebook: nbformat.NotebookNode, error: Exception) -> str:
    """One line on a run that failed: chapter, cell and its line, error; without such a cell the error alone."""
    for number, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), start=1):
        for out in cell.get("outputs", []):
            if out.output_type == "error":
                where = f"{chapter.path.name}, line {_line(chapter.path, number)}"
                said = " ".join(ANSI.sub("", out.evalue).split())
                return f"{chapter.name}: code cell {number} ({where}): {out.ename}: {said}"
    return f"{chapter.name}: {type(error).__name__}: {str(error).strip()[:500]}"


def _line(path: Path, number: int) -> int:
    """Line on which the code cell of that number opens."""
    starts = [
        i
        for i, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.match(r"(?:```+|~~~+|:::+)\{code-cell\}", text)
    ]
    return starts[number - 1] if number <= len(starts) else 0
