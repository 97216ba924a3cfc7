"""Where things are. The package always stands beside `data/`, in the repository and in a chapter's zip."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
CHAPTERS = ROOT / "chapters"
ASSETS = Path(__file__).resolve().parent / "assets"
BUILD = ROOT / "_build"
