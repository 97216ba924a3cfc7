"""Where things are. The package always stands beside `data/`, in the repository and in a chapter's zip."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
CHAPTERS = ROOT / "chapters"
ASSETS = Path(__file__).resolve().parent / "assets"
BUILD = ROOT / "_build"
#: folders that programs leave beside files of ours: compiled modules, what JupyterLab keeps of opened files.
LEFT = {"__pycache__", ".ipynb_checkpoints"}


def files(folder: Path) -> list[Path]:
    """Files below a folder, sorted, without what programs leave there."""
    found = (p for p in folder.rglob("*") if not LEFT & set(p.relative_to(folder).parts))
    return sorted(p for p in found if p.is_file())
