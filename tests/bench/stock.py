"""The same chapters as a stock Jupyter Book: default settings, Altair's default renderer, scripts from a network."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

from explainer import paths

CONFIG = """title: Stock
only_build_toc_files: true
execute: {execute_notebooks: force, timeout: 120}
"""
#: a figure shows as Altair shows any chart; everything else of the package stays as it is.
RENDERER = """

def _stock(self, include=None, exclude=None):
    spec = titled(self.specs["wide"], self.parts)
    return alt.VConcatChart.from_dict(spec)._repr_mimebundle_(include, exclude)


Figure._repr_mimebundle_ = _stock
"""
#: what the default renderer asks of its host, from the npm registry.
MIRRORED = {"vega@6": "vega@6", "vega-lite@6.4.1": "vega-lite@6.4.1", "vega-embed@7": "vega-embed@7"}


def prepare(folder: Path) -> Path:
    """A copy of the chapters and the package in `folder`, set up as a stock book."""
    for name in ("chapters", "chips", "explainer", "data"):
        shutil.copytree(paths.ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.lock", "CITATION.cff", "_toc.yml"):
        shutil.copy(paths.ROOT / name, folder)
    (folder / "_config.yml").write_text(CONFIG)
    with (folder / "explainer" / "figures" / "figure.py").open("a") as out:
        out.write(RENDERER)
    return folder


def build(folder: Path, env: dict) -> float:
    """Seconds of one build; the site is in `folder/_build/html`."""
    begun = time.monotonic()
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", "chapters"]
    command += ["--path-output", ".", "--config", str(folder / "_config.yml"), "--toc", str(folder / "_toc.yml"), "-q"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return time.monotonic() - begun


def mirror(folder: Path) -> dict[str, bytes]:
    """Address of each script that the default renderer loads -> its content, packed from the npm registry."""
    out = {}
    for name, wanted in MIRRORED.items():
        place = folder / name.replace("@", "-")
        place.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=place, check=True, capture_output=True)
        subprocess.run("tar xzf *.tgz", cwd=place, shell=True, check=True)
        short = name.split("@")[0]
        files = sorted((place / "package" / "build").glob(f"{short}.min.js"))
        files = files or sorted((place / "package" / "build").glob(f"{short}*.js"))
        out[f"https://cdn.jsdelivr.net/npm/{name}?noext"] = files[0].read_bytes()
    return out
