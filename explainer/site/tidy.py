"""Chapters in the one form in which JupyterLab saves them, so that opening, running and saving one changes nothing."""

from __future__ import annotations

from pathlib import Path

import jupytext

from explainer import paths

#: what JupyterLab writes into the metadata of a notebook that ran.
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
#: the same bytes with every version of the writer: its number is not in the head.
FILTER = "-jupytext.text_representation.jupytext_version"
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}


def saved(text: str) -> str:
    """A chapter's file as JupyterLab saves it after a run; a page without code stays as it is."""
    if "\nkernelspec:" not in text:
        return text
    notebook = jupytext.reads(text, fmt="md:myst")
    notebook.metadata |= {"kernelspec": KERNEL, "language_info": LANGUAGE}
    notebook.metadata.setdefault("jupytext", {})["notebook_metadata_filter"] = FILTER
    return jupytext.writes(notebook, fmt="md:myst")


def main(folder: Path = paths.CHAPTERS) -> int:
    """Write every chapter below a folder in that form, and name those that changed."""
    for path in (p for p in paths.files(folder) if p.suffix == ".md"):
        before = path.read_text(encoding="utf-8")
        after = saved(before)
        if after != before:
            path.write_text(after, encoding="utf-8", newline="\n")
            print(path.relative_to(folder))
    return 0
