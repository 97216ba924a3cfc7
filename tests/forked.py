"""Commands of the engine in processes forked from a warm one: started from nothing, they would import for seconds."""

from __future__ import annotations

import subprocess
from pathlib import Path

from explainer import settings
from explainer.site import warm


class Command:
    """A command at work in a folder, with modules of the engine that it reads for itself.

    Args:
        nursery: forks it.
        folder: where it works.
        words: what stands after `python -m explainer`.
        env: its whole environment; sets are in a steady order, as in every forked process.
        log: file for what it prints; the errors go beside it.
    """

    def __init__(self, nursery: warm.Nursery, folder: Path, words: list[str], env: dict[str, str], log: Path) -> None:
        self.words = words
        self.files = [log.with_name(f"{log.name}.{one}") for one in ("out", "err")]
        env = env | settings.STEADY
        argv = ["explainer", *words]
        self.process = warm.Forked(nursery, "explainer.__main__:main", argv, env, str(folder), *map(str, self.files))

    def ended(self, timeout: float = 300) -> subprocess.CompletedProcess:
        """Exit code, output and errors, once it has ended."""
        code = self.process.wait(timeout)
        return subprocess.CompletedProcess(self.words, code, *(one.read_text(encoding="utf-8") for one in self.files))
