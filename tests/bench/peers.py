"""The same book as other engines make it: Observable Framework with Plot, MkDocs Material with mkdocs-jupyter.

Both are installed into a temporary folder; a peer that cannot be had (no registry, no npm) raises `Missing` with the
reason in one line. Observable Framework runs no Python: it is fed with the text and the rows of our finished site, and
its charts are plain lines. MkDocs runs the chapters as the stock book has them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jupytext
import yaml

from explainer import paths
from explainer.site import plain
from tests.bench import stock

FRAMEWORK = ("@observablehq/framework@1.13.4", "@observablehq/plot", "d3-dsv")
MATERIAL = ("mkdocs-material", "mkdocs-jupyter")
#: runs mkdocs on this Python's packages, with those of the folder that is named first behind them.
MKDOCS = "import sys; sys.path.append(sys.argv.pop(1)); from mkdocs.__main__ import cli; cli()"
#: a figure as a cell of Framework: its numbers as lines. Without a network only what npm has installed can be imported.
CHART = """
```js
import * as Plot from "@observablehq/plot";
import {{csvParse}} from "d3-dsv";
const rows{n} = csvParse((await FileAttachment("/rows/{one}.csv").text()).replace(/^\\ufeff/, ""));
const value{n} = rows{n}.columns.find((c) => rows{n}.some((r) => r[c] !== "" && Number.isFinite(+r[c])));
display(Plot.plot({{marks: [Plot.lineY(rows{n}, {{x: (_, i) => i, y: (r) => +r[value{n}], tip: true}})]}}));
```
"""


class Missing(Exception):
    """A peer cannot be installed or run here; its message says why in one line."""


class Peer:
    """A book of another engine: how to build it, where its site and its prose are."""

    def __init__(self, site: Path, prose: Path, command: list[str], folder: Path, env: dict) -> None:
        self.site, self.prose = site, prose
        self.command, self.folder, self.env = command, folder, env

    def build(self) -> float:
        """Seconds of one build."""
        begun = time.monotonic()
        _run(self.command, self.folder, self.env)
        return time.monotonic() - begun

    def edit(self) -> None:
        """Change a sentence of the page that is visited."""
        text = self.prose.read_text(encoding="utf-8")
        assert "The question." in text
        self.prose.write_text(text.replace("The question.", "The question, again.", 1), encoding="utf-8")


def _run(command: list[str], folder: Path, env: dict | None = None) -> None:
    try:
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Missing(f"{command[0]}: {error.strerror}") from None
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        told = next((line for line in said if "rror" in line), said[-1] if said else "no word")
        raise Missing(f"{' '.join(command[:3])[:60]} ends with {done.returncode}: {told.strip()[:160]}")


def framework(folder: Path, ours: Path, page: str) -> Peer:
    """Observable Framework on the text of our notebooks and the rows of our figures, a page per chapter.

    Args:
        folder: a new folder.
        ours: our finished site.
        page: name of the page that is visited.
    """
    source = folder / "src"
    shutil.copytree(ours / "figures", source / "rows", ignore=lambda _, names: {n for n in names if n[-4:] != ".csv"})
    (folder / "package.json").write_text('{"type": "module", "private": true}')
    (folder / "tsconfig.json").write_text("{}")  # it looks for one above, and stops at a package's own
    (folder / "observablehq.config.js").write_text('export default {root: "src", title: "Peer", search: false};\n')
    _run(["npm", "install", "--silent", "--no-audit", "--no-fund", *FRAMEWORK], folder)
    for chapter in yaml.safe_load((paths.ROOT / "_toc.yml").read_text("utf-8"))["parts"]:
        for name in (one["file"] for one in chapter["chapters"]):
            notebook = json.loads((ours / "notebooks" / f"{name.replace('/', '-')}.ipynb").read_text("utf-8"))
            text = "\n\n".join("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown")
            shown = (ours / f"{name}.html").read_text("utf-8")
            figures = re.findall(r'<figure class="x[fh]" id="([\w-]+)"', shown)
            path = source / f"{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            # links lead between our pages; one that leads nowhere stops Framework
            path.write_text(_unlinked(text) + "".join(CHART.format(n=n, one=one) for n, one in enumerate(figures)))
    (source / "index.md").write_text("# Peer\n")
    command = ["npx", "--no-install", "observable", "build"]
    env = dict(os.environ) | {"OBSERVABLE_TELEMETRY_DISABLE": "true"}
    return Peer(folder / "dist", source / f"{page}.md", command, folder, env)


def _unlinked(text: str) -> str:
    return plain.markdown(text, {}, lambda _: None).replace("${", "$ {")


def material(folder: Path, env: dict, page: str) -> Peer:
    """MkDocs Material with mkdocs-jupyter on the chapters as notebooks, Altair's default renderer, all else default.

    Args:
        folder: a new folder.
        env: surroundings of a build.
        page: name of the page that is visited.
    """
    stock.prepare(folder)
    library = folder.parent / "material"
    install = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--target", str(library)]
    _run([*install, *MATERIAL], folder)
    for path in sorted((folder / "chapters").rglob("*.md")):
        jupytext.write(jupytext.read(path), path.with_suffix(".ipynb"))
        path.unlink()
    config = {"site_name": "Peer", "docs_dir": "chapters", "theme": {"name": "material"}, "use_directory_urls": False}
    config |= {"plugins": ["search", {"mkdocs-jupyter": {"execute": True, "include": ["*.ipynb"]}}]}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config))
    command = [sys.executable, "-c", MKDOCS, str(library), "build", "-q"]
    env = env | {"PYTHONPATH": str(folder), "JUPYTER_PLATFORM_DIRS": "1"}
    return Peer(folder / "site", folder / "chapters" / f"{page}.ipynb", command, folder, env)


def had(makers: dict[str, Callable[[], Peer]]) -> dict[str, Peer]:
    """The peers that can be made here; of the others one line says why not."""
    found = {}
    for name, make in makers.items():
        try:
            found[name] = make()
        except Missing as why:
            print(f"{name}: not measured ({why})", flush=True)
    return found
