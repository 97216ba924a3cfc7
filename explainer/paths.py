"""Where things are: the engine, and the book that it works on."""

from __future__ import annotations

import re
from pathlib import Path

ENGINE = Path(__file__).resolve().parent


def _root() -> Path:
    """The book's folder: the nearest one above the working folder with contents and data, else the engine's neighbor.

    In the repository and in the zip of its chapters data stand beside the package; a book of its own may lie anywhere.
    """
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "_toc.yml").is_file() and (folder / "data" / "datapackage.json").is_file():
            return folder
    return ENGINE.parent


ROOT = _root()
DATA = ROOT / "data"
CHAPTERS = ROOT / "chapters"
ASSETS = ENGINE / "site" / "assets"
TEMPLATES = ENGINE / "site" / "templates"
STARTER = ENGINE / "starter"
BUILD = ROOT / "_build"
#: what programs leave in a folder by themselves (compiled modules, check points of notebooks, locks and copies of
#: editors, spreadsheets and file managers); never read, never published.
LITTER = re.compile(
    r"__pycache__|\.git.*|\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|~\$.*|\.~lock\..*#|\.ipynb_checkpoints|.*\.sw[op]"
    r"|.*~|#.*#"
)


def files(folder: Path) -> list[Path]:
    """Files below a folder that somebody wrote, sorted."""
    found = (p for p in folder.rglob("*") if not any(map(LITTER.fullmatch, p.relative_to(folder).parts)))
    return sorted(p for p in found if p.is_file())


def placed(path: Path) -> str:
    """A file's name from the book's folder, or from the engine's where it stands elsewhere."""
    for base in (ROOT, ENGINE.parent):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return path.as_posix()
