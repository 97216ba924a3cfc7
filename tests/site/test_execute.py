"""Chapters run in kernels of their own; what is kept of them is whole, and holds as long as what they rest on."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from explainer import paths, settings
from explainer.site import execute, kernels, modules, stage, warm, workplace
from explainer.site.chapter import ChapterError
from tests.myst import CELL, HEAD

pytestmark = pytest.mark.slow

DRAW = """from explainer import load
import altair as alt
from explainer.figures.figure import figure
frame = load("countries").assign(source_id=load("sources")["source_id"].iloc[0])
chart = alt.Chart(frame).mark_point().encode(x="kind:N")
words = "What the chart shows and its message, for those who do not see it; long enough."
# not drawn in this order: second-one, first-one
"""


@pytest.fixture
def chapters(tmp_path):
    def make(**cells):
        for name, parts in cells.items():
            code = "\n".join(CELL.format(part) for part in parts)
            (tmp_path / f"{name}.md").write_text(f"{HEAD}# {name}\n\n{code}", encoding="utf-8")
        return [execute.read(name, tmp_path, tmp_path / "cache") for name in cells]

    return make


def drawn(name):
    return f"figure(chart, id='{name}', title='{name}', alt=words, data=frame)"


def test_figures_stand_in_the_order_of_drawing_and_what_is_kept_is_whole(chapters, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(paths.ROOT))
    for folder in ("BUILD", "CHAPTERS"):
        monkeypatch.setattr(paths, folder, tmp_path)
    monkeypatch.setattr(workplace, "WORK", tmp_path)
    (made,) = chapters(one=[DRAW, drawn("first-one"), drawn("second-one")])
    execute.execute(made)
    path, _ = stage.manifest([made])
    assert [f["id"] for f in json.loads(path.read_text())["one"]["figures"]] == ["first-one", "second-one"]
    assert execute.fresh(made, "")
    file = made.store / "figures" / "first-one.csv"
    file.write_bytes(file.read_bytes()[:-1])
    assert not execute.fresh(made, "")


def test_a_figure_id_used_twice_in_a_chapter_is_refused_with_both_cells(chapters, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(paths.ROOT))
    (made,) = chapters(one=[DRAW, drawn("first-one"), "print(1)", drawn("first-one")])
    with pytest.raises(ChapterError, match=r"one: code cell 4 .*figure id 'first-one' is used in code cell 2 already"):
        execute.execute(made)
    assert not list((tmp_path / "cache").glob("*"))


def test_a_chapter_that_reaches_the_others_by_a_detour_is_put_off(chapters, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(paths.ROOT))
    detour = (
        "import importlib\nlook = importlib.import_module('explainer.evidence.trace').book_manifest\nprint(len(look()))"
    )
    made = chapters(one=[detour], two=["print(2)"])
    (tmp_path / "manifest.json").write_text('{"a": {"figures": []}}')
    said = []
    assert execute.run_all(made, said.append, lambda: (tmp_path / "manifest.json", "x")) == 2
    assert [c.late for c in made] == [True, False] and any("put off   one" in line for line in said)
    assert json.loads((made[0].store / "outputs.json").read_text())[0][0]["text"] == "1\n"
    assert execute.read("one", tmp_path, tmp_path / "cache").late  # known from the record, without a second try


def test_no_chapter_gets_to_see_what_another_left_in_the_process_that_starts_kernels(chapters, monkeypatch, nursery):
    """Nor modules of the book: each kernel reads them itself, and is as one that is started from nothing."""
    monkeypatch.setenv("PYTHONPATH", str(paths.ROOT))
    leave = "import os, pandas, explainer.evidence.tables as t\npandas.left = t.left = os.environ['LEFT'] = 'x'"
    look = (
        "import os, sys\nprint([n for n in sys.modules if n.startswith('explainer')], 'pandas' in sys.modules)\n"
        "import pandas, explainer.evidence.tables as t\n"
        "print(hasattr(pandas, 'left'), os.environ.get('LEFT'), hasattr(t, 'left'), hash('a word'))"
    )
    one, two, three = chapters(one=[leave], two=[look], three=["import warnings\nwarnings.warn('x', FutureWarning)"])
    for each in (one, two):
        execute.execute(each, nursery=nursery)
    command = [sys.executable, "-c", "print(hash('a word'))"]
    steady = settings.environment(settings.STEADY)
    number = subprocess.run(command, env=steady, capture_output=True, text=True, check=True).stdout
    (said,) = json.loads((two.store / "outputs.json").read_text())
    assert "".join(out["text"] for out in said) == f"[] True\nFalse None False {number}"
    with pytest.raises(ChapterError, match="FutureWarning: x"):
        execute.execute(three, nursery=nursery)
    assert warm.start([]) is None, "a process with threads is not forked"


@pytest.mark.parametrize(("lost", "stopped", "tries"), [(1, False, 2), (2, False, 2), (1, True, 1)])
def test_a_kernel_that_does_not_answer_is_started_once_more(chapters, monkeypatch, lost, stopped, tries):
    monkeypatch.setenv("PYTHONPATH", str(paths.ROOT))
    (made,) = chapters(one=["print(1)"])
    started, client_of = [], kernels.client_of

    def deaf(*args):
        started.append(client_of(*args))
        if len(started) <= lost:

            def silent(**_):
                if stopped:
                    kernels.stop()
                raise RuntimeError("Kernel didn't respond in 60 seconds")

            started[-1].execute = silent
        return started[-1]

    monkeypatch.setattr(kernels, "client_of", deaf)
    if lost < 2 and not stopped:
        execute.execute(made)
        assert json.loads((made.store / "outputs.json").read_text())[0][0]["text"] == "1\n"
    else:
        with pytest.raises(ChapterError, match="one: stopped" if stopped else "one: no connection to its kernel"):
            execute.execute(made)
    assert len(started) == tries


def test_a_chapter_rests_on_the_modules_that_its_cells_reach_and_on_no_other():
    def names(chapter):
        found = modules.modules(execute.read(chapter, paths.CHAPTERS, paths.BUILD / "cache"))
        return {path.stem for path in found}

    timeline, reaction = names("war/timeline"), names("memory/market-reaction")
    assert {"tables", "cite", "figure", "moves"} <= timeline and {"tables", "reaction", "event_study"} <= reaction
    assert "reaction" not in timeline and "moves_charts" not in reaction
    assert not {"build", "execute", "share"} & (timeline | reaction)
