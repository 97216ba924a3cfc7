"""Build and visit ours, a stock book and those of other engines in one run; print the figures side by side."""

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
from tests.bench import peers, stock
from tests.bench.live import seen
from tests.bench.visit import visit

FIRST, SECOND = "statements/how-unusual.html", "appendix/methods.html"
#: what each book is given to draw its charts in; MkDocs needs most of it
SECONDS = 20
#: a table that many chapters read, and one that as many chapters read as the median table: two
EDIT = ("data/statements.csv", "S01,2023-05-27", "S01,2023-05-26")
MEDIAN = ("data/nand_shares.csv", ",preliminary,true,6700,", ",preliminary,true,6710,")
PROSE = ("chapters/statements/two-readouts.md", "**The question.**", "**The question.** ")


#: a word in the code of a chart, in one chapter
CHART = ("chapters/memory/the-market.md", 'id="dram-shares"', 'id="dram-shares" ')
#: a module of one part of the book
HELPER = ("chips/statements/readouts.py", "\nfrom __future__", "\n# changed\nfrom __future__")
EDITS = {"one CSV edit": EDIT, "one CSV edit, median table": MEDIAN, "one chart edit": CHART}
EDITS |= {"one edit of a part's module": HELPER, "one prose edit": PROSE}


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


def load() -> str:
    """How busy the machine is."""
    return f"load of the last minute {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def builds(mine: Path, theirs: Path, others: dict[str, peers.Peer], env: dict) -> tuple[pd.DataFrame, str]:
    """Seconds of builds, a row per edit and a column per book, and which chapters of ours ran."""
    rows, log = {}, ""
    for what, change in ({"cold": None, "no change": None} | EDITS).items():
        for folder in (mine, theirs):
            if change:
                swap(folder, change)
        seconds, said = timed(mine, env | {"PYTHONPATH": str(mine)})
        log += f"-- {what}\n" + "".join(x + "\n" for x in said.splitlines() if "executed" in x)
        row = {"ours": seconds, "stock": stock.build(theirs, env | {"PYTHONPATH": str(theirs)})}
        for name, peer in others.items() if what in ("cold", "no change", "one prose edit") else ():
            if change:
                peer.edit()
            row[name] = peer.build()
        rows[f"build, {what}, s"] = {name: round(value, 1) for name, value in row.items()}
        print(f"{what}: {rows[f'build, {what}, s']}; {load()}", flush=True)
    return pd.DataFrame.from_dict(rows, orient="index"), log


def main() -> None:
    """Print one table: builds, what is seen of an edit in the preview, visits; a column per book."""
    with tempfile.TemporaryDirectory() as where:
        place, page = Path(where), FIRST.removesuffix(".html")
        mine, theirs = ours(place / "ours"), stock.prepare(place / "stock")
        env = {k: v for k, v in os.environ.items() if not k.startswith("EXPLAINER")}
        others = peers.had(
            {
                "Observable Framework": lambda: peers.framework(place / "framework", paths.BUILD / "html", page),
                "MkDocs Material": lambda: peers.material(place / "mkdocs", env, page),
            }
        )
        built, log = builds(mine, theirs, others, env)
        previewed = pd.DataFrame({"ours": seen(mine, env | {"PYTHONPATH": str(mine)})})
        sites = {"ours": (mine / "_build" / "html", None), "stock": (theirs / "_build" / "html", None)}
        mirrored = stock.mirror(place / "mirror")
        sites["stock, network"] = (theirs / "_build" / "html", mirrored)
        for name, peer in others.items():
            sites[name] = (peer.site, mirrored if name == "MkDocs Material" else None)
        visits = pd.DataFrame({name: visit(site, FIRST, SECOND, more, SECONDS) for name, (site, more) in sites.items()})
        print(pd.concat([built, previewed, visits]).to_string(na_rep="-"))
        print(log + load())


if __name__ == "__main__":
    main()
