"""Chapters in JupyterLab: they open as notebooks, and saving one without an edit changes nothing."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from jupytext.sync_contentsmanager import TextFileContentsManager
from jupytext_config.labconfig import LabConfig

from explainer import paths
from explainer.site import tidy

SETTINGS = paths.ROOT / ".binder" / "labconfig" / "default_setting_overrides.json"
#: what JupyterLab puts into a notebook that ran, in the version of the lock file.
RAN = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": "3.11.7",
    },
}


def test_saving_a_chapter_that_ran_leaves_its_file_as_it_was(tmp_path):
    shutil.copytree(paths.CHAPTERS, tmp_path / "chapters", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copy(paths.ROOT / "pyproject.toml", tmp_path)
    manager = TextFileContentsManager()
    manager.root_dir = str(tmp_path)
    changed = []
    for path in sorted((tmp_path / "chapters").rglob("*.md")):
        before, name = path.read_bytes(), str(path.relative_to(tmp_path))
        notebook = manager.get(name, type="notebook", content=True)["content"]
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        if "kernelspec" in notebook["metadata"]:
            assert code, name
            notebook["metadata"].update(RAN)
        for number, cell in enumerate(code, 1):
            cell["execution_count"] = number
            cell["metadata"]["trusted"] = True
        manager.save({"type": "notebook", "format": "json", "content": notebook}, name)
        if path.read_bytes() != before:
            changed.append(name)
    assert not changed, "python -m explainer tidy"


def test_tidy_brings_a_chapter_written_by_hand_into_that_form(tmp_path):
    hand = (
        "---\njupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\nkernelspec:\n"
        "  display_name: Python 3\n  language: python\n  name: python3\n---\n\n# T\n\n"
        "```{code-cell} python\n:tags: [hide-input]\nx = 1\n```\n"
    )
    (tmp_path / "one.md").write_text(hand)
    (tmp_path / "two.md").write_text("# Words alone\n")
    tidy.main(tmp_path)
    made = (tmp_path / "one.md").read_text()
    assert "```{code-cell} ipython3\n:tags: [hide-input]\n\nx = 1\n```\n" in made and tidy.saved(made) == made
    assert (tmp_path / "two.md").read_text() == "# Words alone\n"


def test_the_setting_that_opens_chapters_as_notebooks_is_used_by_make_and_by_binder():
    viewers = LabConfig(settings_file=SETTINGS).read().get_viewers()
    assert viewers["markdown"] == viewers["myst"] == "Jupytext Notebook"
    asked = subprocess.run(
        ["make", "-n", "lab", "LAB_ARGS=--no-browser --port 9999"],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(one for one in asked.stdout.splitlines() if "jupyter lab" in one)
    assert 'JUPYTER_CONFIG_PATH="' in line and "--no-browser --port 9999" in line
    assert ("--allow-root" in line) == (os.geteuid() == 0)
    assert ".binder/labconfig/default_setting_overrides.json" in (paths.ROOT / ".binder" / "postBuild").read_text()


@pytest.mark.slow
@pytest.mark.browser
def test_a_link_to_a_chapter_opens_a_notebook_in_lab(chromium, tmp_path):
    (tmp_path / "chapters").mkdir()
    shutil.copy(paths.CHAPTERS / "appendix" / "glossary.md", tmp_path / "chapters")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {"JUPYTER_CONFIG_PATH": str(SETTINGS.parents[1]), "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "jupyterlab", "--allow-root", "--no-browser", f"--port={port}"]
    command += ["--IdentityProvider.token=", "--LabApp.news_url="]
    with (tmp_path / "log").open("w") as log:
        lab = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=log, stderr=log)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status")
                break
            except OSError:
                time.sleep(0.2)
        page = chromium.new_context().new_page()
        page.goto(f"http://127.0.0.1:{port}/lab/tree/chapters/glossary.md", wait_until="domcontentloaded")
        page.wait_for_selector(".jp-NotebookPanel .jp-CodeCell", timeout=60_000)
        assert page.locator(".jp-FileEditor").count() == 0
        page.context.close()
    finally:
        lab.kill()
        lab.wait()
