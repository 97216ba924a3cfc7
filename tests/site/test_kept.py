"""What a build keeps for the next one holds as long as what it was made of, and no longer."""

from __future__ import annotations

import pytest

from explainer import paths
from explainer.site import kept, typeface


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Ask for a thing; the answer, and how often it was made so far."""
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    count = []

    def ask(*told: object, name: str = "war/page", by: tuple[str, ...] = ()) -> tuple[bytes, int]:
        body = kept.keep("pages", name, told, lambda: count.append(1) or repr(told).encode(), by)
        return body, len(count)

    return ask


def test_the_same_is_made_once_and_anything_else_anew(made, tmp_path):
    first = made("text", [{"id": 1}])
    assert first == (b"('text', [{'id': 1}])", 1)
    assert made("text", [{"id": 1}]) == first
    assert made("text", [{"id": 2}]) == (b"('text', [{'id': 2}])", 2)
    assert made("text", b"[", name="page")[1] == 3, "another thing of the same kind"
    assert made("tex", "t[")[1] == 4 and made("text", "[")[1] == 5, "where one part ends counts"
    names = sorted(path.name.rpartition(".")[0] for path in (tmp_path / "made" / "pages").iterdir())
    assert names == ["page", "war__page"], "of each thing the last state is kept"


@pytest.mark.parametrize("variable", ["BOOK_URL", "BOOK_REPO"])
def test_it_is_made_anew_for_another_address(made, monkeypatch, variable):
    assert made("text")[1] == 1
    monkeypatch.setenv(variable, "other/place")
    assert made("text")[1] == 2


def test_it_is_made_anew_by_another_engine_or_by_other_modules_where_they_are_named(made, monkeypatch, tmp_path):
    rule = tmp_path / "rule.py"
    rule.write_text("1")
    assert made("text")[1] == 1 and made("text", by=(str(rule),))[1] == 2
    monkeypatch.setattr(kept, "_engine", lambda: "another")
    assert made("text", by=(str(rule),))[1] == 2
    assert made("text")[1] == 3
    rule.write_text("2")
    kept._modules.cache_clear()  # another build
    assert made("text", by=(str(rule),))[1] == 4


def test_the_engine_is_all_its_files_and_what_the_book_tells_it(monkeypatch, tmp_path):
    for name in ("ENGINE", "ROOT"):
        (tmp_path / name).mkdir()
        monkeypatch.setattr(paths, name, tmp_path / name)
    seen = set()
    for place in ("ENGINE/a.py", "ENGINE/templates/x.html", "ROOT/_config.yml", "ROOT/CITATION.cff", "ROOT/other.md"):
        path = tmp_path / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(place)
        kept._engine.cache_clear()
        seen.add(kept._engine())
    kept._engine.cache_clear()
    assert len(seen) == 4, "a file of the book that no page is made with does not count"


def test_the_place_of_the_type_is_filled_once():
    page = f"<head>{typeface.PLACE}</head><p>{typeface.PLACE}"
    assert typeface.headed(page, "<style>x</style>") == f"<head><style>x</style></head><p>{typeface.PLACE}"
