"""Where things are. The package always stands beside `data/`, in the repository and in a chapter's zip."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
CHAPTERS = ROOT / "chapters"
ENGINE = Path(__file__).resolve().parent
ASSETS = ENGINE / "site" / "assets"
TEMPLATES = ENGINE / "site" / "templates"
BUILD = ROOT / "_build"
#: packages whose modules run in chapters: the engine and the topic.
PACKAGES = ("explainer", "chips")
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
