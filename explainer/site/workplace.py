"""Where a build works: folders, digests of what goes in, errors."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from explainer import paths, settings
from explainer.evidence import check, tables
from explainer.site import modules, share

WORK = paths.BUILD / "work"
SITE = paths.BUILD / "html"
#: folder of a preview, and the site that it shows.
LIVE = paths.BUILD / "live"
SHOWN = LIVE / "html"


class BuildError(RuntimeError):
    """The book could not be built; the message is one clear line."""


@contextlib.contextmanager
def alone(say: Callable[[str], None]) -> Iterator[None]:
    """Hold the folder for one build; the system lets go of the lock when a build ends, however it ends."""
    paths.BUILD.mkdir(parents=True, exist_ok=True)
    with (paths.BUILD / "lock").open("a+b") as file:
        told = False
        while not locked(file):
            if not told:
                say("Another build is at work in this folder; waiting for it to end.")
                told = True
            time.sleep(0.5)
        yield


def locked(file: BinaryIO) -> bool:
    """Try to lock a file; True also where the file system knows no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


@contextlib.contextmanager
def unbroken() -> Iterator[bool]:
    """Write in the working folder; what a build that was killed while it wrote has left there is thrown away first.

    Yields:
        Whether something was thrown away.
    """
    mark = WORK / "at-work"
    torn = mark.exists()
    if torn:
        for name in ("out", "extra", "static", "src"):
            shutil.rmtree(WORK / name, ignore_errors=True)
        for name in ("runtime.txt", "workbook.txt"):
            (WORK / name).unlink(missing_ok=True)
    WORK.mkdir(parents=True, exist_ok=True)
    mark.touch()
    try:
        yield torn
    except Exception:  # an orderly end; one that is none leaves the mark
        mark.unlink(missing_ok=True)
        raise
    mark.unlink(missing_ok=True)


def inputs_digest() -> str:
    """Hash of all that shows on the site: what `tree_digest` covers, a dot, and the dates that git gives."""
    dates = hashlib.sha256((commit_date() + share.undated()).encode()).hexdigest()
    return f"{tree_digest()}.{dates}"


def tree_digest() -> str:
    """Hash of all in this folder that shows on the site: chapters, data, modules, settings, lock file."""
    whole = hashlib.sha256()
    folders = [paths.CHAPTERS, paths.ROOT / "coding", *modules.packages()]
    files = [path for folder in folders for path in paths.files(folder)]
    files += tables.published() if (paths.DATA / "datapackage.json").exists() else []
    files += [paths.ROOT / n for n in ("_config.yml", "_toc.yml", "requirements.lock", "CHANGELOG.md", "CITATION.cff")]
    for path in sorted(files):
        if path.exists():
            whole.update(paths.placed(path).encode() + b"\0" + path.read_bytes())
    for name in settings.SHOWN:
        whole.update(f"{name}={getattr(settings.run(), name)}\0".encode())
    return whole.hexdigest()


def built_from() -> str:
    """The `tree_digest` of the site that is built, or nothing."""
    stamp = paths.BUILD / "stamp"
    return stamp.read_text().split(".")[0] if stamp.is_file() and SITE.is_dir() else ""


def nothing_to_do(stamp: str, say: Callable[[str], None]) -> bool:
    """Whether the site is that of this state; says so, and what there is to say of the data."""
    for note in check.notes():
        say(f"  {note}")
    kept = paths.BUILD / "stamp"
    if not (SITE.exists() and kept.exists() and kept.read_text() == stamp):
        return False
    say("Nothing has changed since the last build.")
    return True


def evidence() -> dict[str, str]:
    """Hashes of the data and of all that judges them: the judge, each table with its description, all other files.

    Raises:
        DataError: the description cannot be read.
    """
    judge = hashlib.sha256(modules.lock())
    for path in modules.with_imports([Path(check.__file__)]):
        judge.update(path.name.encode() + b"\0" + path.read_bytes())
    out = {"": judge.hexdigest()}
    described = {path.name: path for path in paths.files(paths.DATA)}
    whole = tables.package()
    for found in whole["resources"]:
        path = described.pop(found["path"], None)
        told = json.dumps(found, sort_keys=True).encode() + (path.read_bytes() if path else b"")
        out[found["name"]] = hashlib.sha256(told).hexdigest()
    described.pop("datapackage.json", None)
    rest = hashlib.sha256(json.dumps(whole | {"resources": [*out]}, sort_keys=True).encode())
    for name, path in sorted(described.items()):
        rest.update(name.encode() + b"\0" + path.read_bytes())
    return out | {"*": rest.hexdigest()}


def sound(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Tables that were found valid in one state and are so in another: they and all that they refer to are the same."""
    same = {name for name, mark in now.items() if before.get(name) == mark}
    if not {"", "sources"} <= same:  # any row may cite any source
        return []
    return [name for name in tables.names() if {name, *check.referred(name)} <= same]


def commit_date() -> str:
    """Date of the last commit (ISO), or nothing outside a checkout."""
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%cs %ct"], cwd=paths.ROOT, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() if asked.returncode == 0 else ""
