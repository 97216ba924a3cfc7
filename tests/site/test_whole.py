"""The whole book once more; alone here, to run beside other tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from explainer import paths
from explainer.site import workplace
from tests.browser import SITE

pytestmark = pytest.mark.slow


def test_the_whole_book_built_again_from_nothing_gives_the_same_bytes(tmp_path):
    """Needs the site of this state (`make test` builds it first).

    Chapters, pages and archives are made from nothing. Of the pictures a sixteenth, in each state of the tree another,
    is drawn anew; the others are taken from the store that the site was made with.
    """
    for name in ("chapters", "chips", "coding", "data", "explainer"):
        shutil.copytree(paths.ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (
        "_config.yml",
        "_toc.yml",
        "requirements.lock",
        "CHANGELOG.md",
        "CITATION.cff",
        "LICENSE",
        "LICENSE-text.md",
    ):
        shutil.copy(paths.ROOT / name, tmp_path)
    if (paths.ROOT / ".git").exists():  # pages say when they were last changed
        (tmp_path / ".git").symlink_to(paths.ROOT / ".git")
    store, anew = paths.BUILD / "pictures", workplace.tree_digest()[0]
    (tmp_path / "_build" / "pictures").mkdir(parents=True)
    drawn = [path for path in store.iterdir() if not path.name.startswith(anew)]
    for path in drawn:
        shutil.copy(path, tmp_path / "_build" / "pictures")
    env = dict(os.environ) | {"PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-m", "explainer", "build"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    again = tmp_path / "_build" / "html"
    more = {path.name for path in (tmp_path / "_build" / "pictures").iterdir()} - {path.name for path in drawn}
    assert sum(name.startswith(anew) for name in more) > 5
    names = {p.relative_to(SITE) for p in SITE.rglob("*") if p.is_file()}
    assert names == {p.relative_to(again) for p in again.rglob("*") if p.is_file()}
    assert [str(n) for n in sorted(names) if (SITE / n).read_bytes() != (again / n).read_bytes()] == []
