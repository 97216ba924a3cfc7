"""The whole book once more; alone here, to run beside other tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from explainer import paths
from tests.browser import SITE

pytestmark = pytest.mark.slow


def test_the_whole_book_built_again_from_nothing_gives_the_same_bytes(tmp_path):
    """Needs the site of this state (`make test` builds it first); 2 cores take about a minute."""
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
    env = dict(os.environ) | {"PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-m", "explainer", "build"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    again = tmp_path / "_build" / "html"
    names = {p.relative_to(SITE) for p in SITE.rglob("*") if p.is_file()}
    assert names == {p.relative_to(again) for p in again.rglob("*") if p.is_file()}
    assert [str(n) for n in sorted(names) if (SITE / n).read_bytes() != (again / n).read_bytes()] == []
