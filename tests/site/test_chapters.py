from __future__ import annotations

import os
import re

import pytest

from explainer import paths
from explainer.site import execute, kernels, workplace
from explainer.site.build import documents

NAMES = documents()
CHAPTERS = [n for n in NAMES if n.split("/")[0] in ("war", "statements", "memory")]
SECTIONS = ("What would change our mind", "What we do not know", "Claims of the article this chapter bears on")


def chapter(name, store):
    return execute.read(name, paths.CHAPTERS, store)


def test_every_chapter_file_is_in_the_table_of_contents():
    files = {str(p.relative_to(paths.CHAPTERS))[:-3] for p in paths.files(paths.CHAPTERS) if p.suffix == ".md"}
    assert files == set(NAMES)


def test_copies_that_jupyterlab_keeps_of_opened_files_are_no_files_of_ours(tmp_path, monkeypatch):
    for name in ("one.md", ".ipynb_checkpoints/one-checkpoint.md", "part/.ipynb_checkpoints/x.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    assert paths.files(tmp_path) == [tmp_path / "one.md"]
    for place in ("ROOT", "CHAPTERS", "DATA"):
        monkeypatch.setattr(paths, place, tmp_path)
    before = workplace.inputs_digest()
    (tmp_path / ".ipynb_checkpoints" / "one-checkpoint.md").write_text("opened again")
    assert workplace.inputs_digest() == before


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_has_its_parts(name):
    text = (paths.CHAPTERS / f"{name}.md").read_text(encoding="utf-8")
    assert "**The question.**" in text and "**The finding.**" in text
    for heading in SECTIONS:
        assert f"## {heading}" in text, heading
    least = 1 if name == "memory/market-reaction" else 2  # a null deserves one chart
    assert least <= len(re.findall(r"^figure\($", text, re.M)) <= 6


@pytest.mark.parametrize("name", NAMES)
def test_cells_are_short(name, tmp_path):
    for number, cell in enumerate(chapter(name, tmp_path).code, 1):
        assert len(cell.splitlines()) <= 25, f"{name}: code cell {number} has {len(cell.splitlines())} lines"


@pytest.mark.parametrize("name", NAMES)
def test_cells_read_nothing_but_the_data_package(name, tmp_path):
    code = "\n".join(chapter(name, tmp_path).code)
    assert not re.search(r"read_csv|\bopen\(|import (?:requests|urllib)|shared/|https?://", code)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_chapter_runs_alone_as_a_notebook(name, tmp_path, monkeypatch, nursery):
    """As in JupyterLab: no build around it, live charts instead of pictures, and no network."""
    one = chapter(name, tmp_path)
    if not one.code:
        pytest.skip("a page without code")
    for variable in ("EXPLAINER_BUILD", "EXPLAINER_MANIFEST"):
        monkeypatch.delenv(variable, raising=False)
    for proxy in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(proxy, "http://127.0.0.1:9")
    kernels.client_of(one, one.notebook, nursery).execute(env=dict(os.environ))
    kinds = {k for c in one.notebook.cells for o in c.get("outputs", []) for k in o.get("data", {})}
    if "figure(" in "\n".join(one.code):
        assert "application/vnd.vegalite.v5+json" in kinds
    assert not any(o.output_type == "stream" for c in one.notebook.cells for o in c.get("outputs", []))
