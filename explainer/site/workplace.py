"""Where a build works: folders, digests of what goes in, errors."""

from __future__ import annotations

import contextlib
import hashlib
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


class BuildError(RuntimeError):
    """The book could not be built; the message is one clear line."""


@contextlib.contextmanager
def alone(say: Callable[[str], None]) -> Iterator[None]:
    """Hold the folder for one build; the system lets go of the lock when a build ends, however it ends."""
    paths.BUILD.mkdir(parents=True, exist_ok=True)
    with (paths.BUILD / "lock").open("a+b") as file:
        told = False
        while not _locked(file):
            if not told:
                say("Another build is at work in this folder; waiting for it to end.")
                told = True
            time.sleep(0.5)
        yield


def _locked(file: BinaryIO) -> bool:
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


def evidence_digest() -> str:
    """Hash of the data and of all that judges them, so that data found valid once are not checked again."""
    whole = hashlib.sha256(modules.lock())
    for path in modules.with_imports([Path(check.__file__)]):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    for path in paths.files(paths.DATA):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def commit_date() -> str:
    """Date of the last commit (ISO), or nothing outside a checkout."""
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%cs %ct"], cwd=paths.ROOT, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() if asked.returncode == 0 else ""


def write_if_changed(path: Path, body: bytes) -> None:
    """Write a file only if it would differ, so that what is unchanged keeps its time."""
    if not path.exists() or path.read_bytes() != body:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
