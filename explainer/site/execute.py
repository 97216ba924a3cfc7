"""Execute chapters in fresh kernels, in parallel; keep their outputs until code, package or data read change."""

from __future__ import annotations

import atexit
import hashlib
import importlib
import json
import os
import re
import shutil
import socket
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache, partial
from pathlib import Path

import jupytext
import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from explainer import paths, settings
from explainer.evidence import cite, tables
from explainer.evidence.trace import TooEarly
from explainer.site import warm
from explainer.site.chapter import Chapter, ChapterError
from explainer.site.kept import keep
from explainer.site.modules import asks_for_the_others, package_digest, reached

TIMEOUT = 60
#: colors of a terminal.
ANSI = re.compile(r"\x1b\[[0-9;]*m")
#: kernels at work, so that a build that is stopped can end them.
_RUNNING: set[NotebookClient] = set()


def read(name: str, folder: Path, store: Path) -> Chapter:
    """Read `folder/name.md`; the result directory is `store/name` with slashes as double underscores.

    A chapter runs late if it did so before, or if its cells import what speaks of the other chapters. One that gets to
    that by another way is put off when it asks for it (`run_all`).
    """
    path = folder / f"{name}.md"
    text = path.read_bytes()
    parsed = json.loads(
        keep("chapters", name, [str(folder), text], partial(_parsed, text), by=[__file__, jupytext.__file__])
    )
    notebook = nbformat.from_dict(parsed)
    chapter = Chapter(name, path, store / name.replace("/", "__"), notebook)
    kept = _kept(chapter)
    if kept and kept["code"] == _hash(chapter.code):
        chapter.late = {"manifest": True} in kept["reads"]
    else:
        chapter.late = asks_for_the_others(chapter)
    return chapter


def _parsed(text: bytes) -> bytes:
    """A chapter's text as a notebook without outputs, as JSON."""
    notebook = jupytext.reads(text.decode(), fmt="md:myst")
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for i, cell in enumerate(notebook.cells):
        cell.id = f"cell-{i}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata = nbformat.from_dict({"kernelspec": kernel, "language_info": {"name": "python"}})
    return json.dumps(notebook, ensure_ascii=False).encode()


def _kept(chapter: Chapter) -> dict | None:
    """The record of a chapter's last run, if all that it made is there still."""
    try:
        record = json.loads((chapter.store / "record.json").read_text(encoding="utf-8"))
        whole = all((chapter.store / name).stat().st_size == size for name, size in record["files"].items())
    except (OSError, ValueError, KeyError):
        return None
    return record if whole else None


def shown(chapter: Chapter) -> bool:
    """True if the kept outputs are those of its present cells, though perhaps of older data or modules."""
    kept = _kept(chapter)
    return kept is not None and kept["code"] == _hash(chapter.code)


def fresh(chapter: Chapter, manifest: str) -> bool:
    """True if the kept outputs still hold: same code, same package, same tables and sources as were read."""
    kept = _kept(chapter)
    if kept is None:
        return False
    if kept["code"] != _hash(chapter.code) or kept["package"] != package_digest(chapter):
        return False
    try:
        return all(
            now == before for now, before in zip(_digests(kept["reads"], manifest), kept["digests"], strict=True)
        )
    except Exception:  # a function of the topic may fail in any way on new data; the chapter, run again, says how
        return False


@cache
def _values(function: str, evidence: tuple[str, ...]) -> dict[str, str]:
    """What a function of the topic gives, worked out once per state of the data (hashes of all tables)."""
    module, _, name = function.partition(":")
    told = [function, evidence, *(path.read_bytes() for path in reached(f"import {module}"))]

    def worked_out() -> bytes:
        settings.topic()
        return json.dumps(getattr(importlib.import_module(module), name)()).encode()

    return json.loads(keep("values", function, told, worked_out))


def _digests(reads: list[dict], manifest: str) -> list[str]:
    """What each thing that a chapter has read is now.

    Raises:
        KeyError, DataError: a table or a source is gone or cannot be read.
        Exception: whatever a function of the topic raises on data that it does not expect.
    """
    out = []
    evidence = None
    for item in reads:
        if "table" in item:
            out.append(tables.digest(item["table"]))
        elif "manifest" in item:
            out.append(manifest)
        elif "depends" in item:
            evidence = evidence or tuple(tables.digest(name) for name in tables.names())
            out.append(_hash(_values(item["depends"], evidence)[item["key"]]))
        elif "file" in item:
            path = paths.ROOT / item["file"]
            out.append(hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "absent")
        else:
            out.append(cite.digest(item["source"]))
    return out


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def execute(
    chapter: Chapter, manifest_path: Path | None = None, manifest: str = "", nursery: warm.Nursery | None = None
) -> float:
    """Run a chapter in a fresh kernel and keep outputs, figures and the list of what it read.

    What was kept before stays until all of the new is written.

    Args:
        chapter: its text.
        manifest_path: file that says what the other chapters made; None while they run.
        manifest: hash of that file.
        nursery: forks the kernel; without one it is started from nothing.

    Returns:
        Seconds it took.

    Raises:
        ChapterError: a cell failed; names chapter, cell, line and error.
        TooEarly: the chapter reads what the others make, and there is no manifest yet.
    """
    begun = time.monotonic()
    work = chapter.store.with_name(f"{chapter.store.name}.{uuid.uuid4().hex[:8]}.new")
    try:
        (work / "figures").mkdir(parents=True)
        outputs, reads = _run(chapter, work, manifest_path, nursery)
        record = {
            "code": _hash(chapter.code),
            "package": package_digest(chapter),
            "reads": reads,
            "digests": _digests(reads, manifest),
            "seconds": round(time.monotonic() - begun, 2),
        }
        (work / "outputs.json").write_text(json.dumps(outputs, ensure_ascii=False), encoding="utf-8")
        made = sorted(path for path in work.rglob("*") if path.is_file())
        record["files"] = {str(path.relative_to(work)): path.stat().st_size for path in made}
        (work / "record.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
        shutil.rmtree(chapter.store, ignore_errors=True)
        work.rename(chapter.store)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return time.monotonic() - begun


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


def _run(
    chapter: Chapter, work: Path, manifest_path: Path | None, nursery: warm.Nursery | None
) -> tuple[list, list[dict]]:
    """Outputs of the cells and the list of what they read.

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
        told = " ".join(str(error).split())[:300] or type(error).__name__
        raise ChapterError(f"{chapter.name}: no connection to its kernel ({told})") from error
    finally:
        _RUNNING.discard(client)
        atexit.unregister(client._cleanup_kernel)  # at the exit of a build that was stopped it would complain
    outputs = [c.outputs for c in notebook.cells if c.cell_type == "code"]
    for cell in outputs:
        for out in cell:
            if out.output_type == "stream" and out.name == "stderr":
                raise ChapterError(f"{chapter.name}: a cell wrote to stderr: {out.text.strip()[:300]}")
            out.pop("execution_count", None)
    return outputs, _reads(log)


def clear(store: Path) -> None:
    """Take away what builds that were cut off have left half done."""
    for left in store.glob("*.new"):
        shutil.rmtree(left, ignore_errors=True)


def stop() -> None:
    """End the kernels that are at work."""
    for client in list(_RUNNING):
        atexit.unregister(client._cleanup_kernel)
        process = getattr(getattr(client.km, "provisioner", None), "process", None)
        if process is not None:
            process.kill()


def _reachable() -> bool:
    """Kernels speak over 127.0.0.1; a machine without it would keep a build waiting for a minute and more."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as door, socket.create_connection(door.getsockname(), timeout=5):
            return True
    except OSError:
        return False


def _reads(log: Path) -> list[dict]:
    if not log.exists():
        return []
    seen: dict[str, dict] = {}
    for text in log.read_text(encoding="utf-8").splitlines():
        item = json.loads(text)
        item.pop("digest", None)
        seen[json.dumps(item, sort_keys=True)] = item
    return [seen[key] for key in sorted(seen)]


def _explain(chapter: Chapter, notebook: nbformat.NotebookNode, error: Exception) -> str:
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


def with_outputs(chapter: Chapter) -> nbformat.NotebookNode:
    """The chapter's present text with its kept outputs."""
    outputs = json.loads((chapter.store / "outputs.json").read_text(encoding="utf-8"))
    notebook = nbformat.from_dict(chapter.notebook)
    cells = [c for c in notebook.cells if c.cell_type == "code"]
    for number, (cell, kept) in enumerate(zip(cells, outputs, strict=True), start=1):
        cell.execution_count = number
        cell.outputs = [
            nbformat.from_dict(o | ({"execution_count": number} if o["output_type"] == "execute_result" else {}))
            for o in kept
        ]
    return notebook


def run_all(
    chapters: list[Chapter],
    say: Callable[[str], None],
    manifest: Callable[[], tuple[Path, str]],
    nursery: warm.Nursery | None = None,
    done: Callable[[Chapter], object] = id,
) -> int:
    """Run every stale chapter, two phases, as many at a time as there are cores.

    Args:
        chapters: in the order of the book.
        say: gets a progress line per chapter.
        manifest: called before the late phase; writes what the first phase made, returns its path and hash.
        nursery: forks the kernels; without one each is started from nothing.
        done: called with each chapter that has run; what it takes long for it does elsewhere.

    Returns:
        How many chapters ran.

    Raises:
        ChapterError: the first failure, after the others in flight have ended.
    """
    ran = 0
    where, stamp = None, ""
    for late in (False, True):
        if late:
            where, stamp = manifest()
        todo = [c for c in chapters if c.late == late and c.code]
        stale = [c for c in todo if not fresh(c, stamp)]
        for chapter in todo:
            if chapter not in stale:
                say(f"  kept      {chapter.name}")
        if stale and not _reachable():
            raise ChapterError("kernels need the address 127.0.0.1, and this machine does not give it")
        ran += _together(stale, where, stamp, say, nursery, done)
    return ran


def _together(
    stale: list[Chapter],
    where: Path | None,
    stamp: str,
    say: Callable[[str], None],
    nursery: warm.Nursery | None,
    done: Callable[[Chapter], object],
) -> int:
    """Run chapters side by side; those that ask for the others are marked as late ones. Returns how many ran."""
    ran, failures = 0, []
    pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1)
    try:
        jobs = {pool.submit(execute, c, where, stamp, nursery): c for c in stale}
        for job in as_completed(jobs):
            chapter = jobs[job]
            try:
                say(f"  executed  {chapter.name} ({job.result():.1f} s)")
                ran += 1
                done(chapter)
            except TooEarly:
                say(f"  put off   {chapter.name} (reads what the others make)")
                chapter.late = True
            except ChapterError as error:
                say(f"  FAILED    {error}")
                failures.append(error)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        stop()
        raise
    finally:
        pool.shutdown()
    if failures:
        raise failures[0]
    return ran
