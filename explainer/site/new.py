"""A new book from the files of the starter."""

from __future__ import annotations

import sys
from pathlib import Path

from explainer import paths

#: files that must not have their own name inside a package.
RENAMED = {"gitignore": ".gitignore"}


def new(folder: Path) -> list[Path]:
    """Write the starter book into a folder; returns the files written.

    Raises:
        FileExistsError: the folder is there and not empty.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    written = []
    for path in paths.files(paths.STARTER):
        there = folder / path.relative_to(paths.STARTER)
        there = there.with_name(RENAMED.get(there.name, there.name))
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(path.read_bytes())
        written.append(there)
    return written


def main(folder: Path) -> int:
    """Command line: write the book and say how to go on."""
    try:
        written = new(folder)
    except OSError as error:
        print(f"Not written: {error}", file=sys.stderr)
        return 1
    print(f"{len(written)} files in {folder}. Go on there with: python -m explainer check; python -m explainer build")
    return 0
