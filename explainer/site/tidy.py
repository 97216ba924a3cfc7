"""Chapters in one form: cells formatted, and saved as JupyterLab does, so that opening and saving changes nothing."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import jupytext
import nbformat

from explainer import paths

#: what JupyterLab writes into the metadata of a notebook that ran.
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
#: the same bytes with every version of the writer: its number is not in the head.
FILTER = "-jupytext.text_representation.jupytext_version"
#: longest line and cell.
WIDTH, LONGEST = 100, 25
#: what the linter looks for in cells; imports may stand in any of them.
RULES = ("E", "F", "W", "I", "UP", "B", "C4", "SIM", "PLR0915", "C901")
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}


def saved(text: str) -> str:
    """A chapter's file as JupyterLab saves it after a run; a page without code stays as it is."""
    if "\nkernelspec:" not in text:
        return text
    notebook = jupytext.reads(text, fmt="md:myst")
    notebook.metadata |= {"kernelspec": KERNEL, "language_info": LANGUAGE}
    notebook.metadata.setdefault("jupytext", {})["notebook_metadata_filter"] = FILTER
    return jupytext.writes(notebook, fmt="md:myst")


def formatted(texts: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """Chapters with their cells formatted, and what the linter says of the cells.

    Args:
        texts: name of the chapter -> its file's text.
    """
    notebooks = {name: jupytext.reads(text, fmt="md:myst") for name, text in texts.items()}
    notebooks = {name: one for name, one in notebooks.items() if any(c.cell_type == "code" for c in one.cells)}
    with tempfile.TemporaryDirectory() as place:
        files = {name: Path(place) / f"{name.replace('/', '__')}.ipynb" for name in notebooks}
        for name, one in notebooks.items():
            nbformat.write(_plain(one), files[name])
        _ruff(["format", "--quiet", place])
        out = dict(texts)
        for name, one in notebooks.items():
            new = nbformat.read(files[name], as_version=4).cells
            if [c.source for c in new] != [c.source for c in one.cells]:
                for old, cell in zip(one.cells, new, strict=True):
                    old.source = cell.source
                out[name] = jupytext.writes(one, fmt="md:myst")
        said = _ruff(["check", "--quiet", "--output-format", "concise", "--select", ",".join(RULES), place])
        lines = [line.removeprefix(f"{place}/").replace("__", "/").replace(".ipynb", ".md") for line in said]
    for name, one in notebooks.items():
        for number, cell in enumerate((c for c in one.cells if c.cell_type == "code"), 1):
            if (size := len(cell.source.splitlines())) > LONGEST:
                lines.append(f"{name}.md: code cell {number} has {size} lines, {LONGEST} at most")
    return out, sorted(line for line in lines if ".md:" in line)


def _plain(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook as the linter takes it: Python, with ids."""
    one = nbformat.from_dict(notebook)
    one.nbformat, one.nbformat_minor, one.metadata = 4, 5, nbformat.from_dict({"language_info": {"name": "python"}})
    for i, cell in enumerate(one.cells):
        cell.id = f"cell-{i}"
    return one


def _ruff(words: list[str]) -> list[str]:
    """What ruff prints; chapters have settings of their own, so the project's are left out."""
    command = [sys.executable, "-m", "ruff", *words, "--isolated", "--config", f"line-length={WIDTH}"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()


def main(folder: Path = paths.CHAPTERS, *, check: bool = False) -> int:
    """Write every chapter below a folder in its one form, and name those that changed and what the linter finds.

    Args:
        folder: where the chapters are.
        check: write nothing; exit code 1 if a chapter is not in that form.
    """
    before = {
        path.relative_to(folder).as_posix().removesuffix(".md"): path.read_text(encoding="utf-8")
        for path in paths.files(folder)
        if path.suffix == ".md"
    }
    after, found = formatted(before)
    after = {name: saved(text) for name, text in after.items()}
    changed = [name for name, text in after.items() if text != before[name]]
    for name in changed:
        if not check:
            (folder / f"{name}.md").write_text(after[name], encoding="utf-8", newline="\n")
        print(f"{name}.md" + (": python -m explainer tidy would change it" if check else ""))
    for line in found:
        print(line)
    return 1 if found or (check and changed) else 0
