"""Build and visit both books in one run and print the figures side by side."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from explainer import paths
from tests.bench import stock
from tests.bench.visit import visit

FIRST, SECOND = "statements/how-unusual.html", "appendix/methods.html"
EDIT = ("data/statements.csv", "S01,2023-05-27", "S01,2023-05-26")
PROSE = ("chapters/statements/two-readouts.md", "**The question.**", "**The question.** ")


#: a word in the code of a chart, in one chapter
CHART = ("chapters/memory/the-market.md", 'id="dram-shares"', 'id="dram-shares" ')
#: a module of one part of the book
HELPER = ("chips/statements/readouts.py", "\nfrom __future__", "\n# changed\nfrom __future__")
EDITS = {"one CSV edit": EDIT, "one chart edit": CHART, "one edit of a part's module": HELPER, "one prose edit": PROSE}


def ours(folder: Path) -> Path:
    """A copy of the repository without anything built."""
    skip = shutil.ignore_patterns(".venv", "_build", ".git", "__pycache__", ".pytest_cache", ".ruff_cache")
    return Path(shutil.copytree(paths.ROOT, folder, ignore=skip))


def timed(folder: Path, env: dict) -> tuple[float, str]:
    """Seconds of one build of ours, and what it printed."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "explainer", "build"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return time.monotonic() - begun, done.stdout


def swap(folder: Path, change: tuple[str, str, str]) -> None:
    """Make one edit."""
    path = folder / change[0]
    text = path.read_text(encoding="utf-8")
    assert change[1] in text, change
    path.write_text(text.replace(change[1], change[2], 1), encoding="utf-8")


def main() -> None:
    """Print the table of builds and the table of visits."""
    with tempfile.TemporaryDirectory() as place:
        mine, theirs = ours(Path(place) / "ours"), stock.prepare(Path(place) / "stock")
        env = {k: v for k, v in os.environ.items() if not k.startswith("EXPLAINER")}
        builds, log = [], ""
        for what, change in ({"cold": None, "no change": None} | EDITS).items():
            for folder in (mine, theirs):
                if change:
                    swap(folder, change)
            seconds, said = timed(mine, env | {"PYTHONPATH": str(mine)})
            log += f"-- {what}\n" + "".join(x + "\n" for x in said.splitlines() if "executed" in x)
            builds.append((what, round(seconds, 1), round(stock.build(theirs, env | {"PYTHONPATH": str(theirs)}), 1)))
        print(pd.DataFrame(builds, columns=["build, seconds", "ours", "stock"]).to_string(index=False))
        print(log)
        sites = {"ours": (mine / "_build" / "html", None), "stock, no network": (theirs / "_build" / "html", None)}
        sites["stock, network"] = (theirs / "_build" / "html", stock.mirror(Path(place) / "mirror"))
        rows = {}
        for name, (site, mirrored) in sites.items():
            rows[name] = visit(site, FIRST, SECOND, mirrored)
        print(pd.DataFrame(rows).to_string())


if __name__ == "__main__":
    main()
