"""Execute chapters in fresh kernels, in parallel; keep their outputs until code, package or data read change."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache, partial
from pathlib import Path

import jupytext
import nbformat

from explainer import paths, settings
from explainer.evidence import cite, tables
from explainer.evidence.trace import TooEarly
from explainer.site import kernels, warm
from explainer.site.chapter import Chapter, ChapterError
from explainer.site.kept import keep
from explainer.site.modules import asks_for_the_others, package_digest, reached


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
        outputs, reads = kernels.run(chapter, work, manifest_path, nursery)
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


def clear(store: Path) -> None:
    """Take away what builds that were cut off have left half done."""
    for left in store.glob("*.new"):
        shutil.rmtree(left, ignore_errors=True)


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
        if stale and not kernels.reachable():
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
        kernels.stop()
        raise
    finally:
        pool.shutdown()
    if failures:
        raise failures[0]
    return ran
