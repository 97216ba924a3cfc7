"""The two walls of the house, and what the engine may not know."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib

import pytest

from explainer import paths, settings
from explainer.evidence import tables, trace
from explainer.site import execute

ENGINE = [p for p in paths.files(paths.ENGINE) if p.suffix in (".py", ".js", ".css", ".html", ".md")]
#: what draws, writes or registers, and is no measure.
NO_MEASURE = re.compile(r".*(_charts|_html|_words|__init__)")


def contracts() -> dict[str, dict]:
    """The import contracts by id."""
    said = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    return {one["id"]: one for one in said["contracts"]}


def test_the_import_contracts_hold():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"]
    done = subprocess.run(
        command, cwd=paths.ROOT, env=settings.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "3 kept, 0 broken" in done.stdout


def test_the_contract_on_measures_names_them_all():
    there = {
        paths.placed(p).removesuffix(".py").replace("/", ".")
        for p in (paths.ROOT / "chips").rglob("*.py")
        if not NO_MEASURE.fullmatch(p.stem)
    }
    assert set(contracts()["measures"]["source_modules"]) == there, "pyproject.toml, contract 'measures'"


@pytest.mark.parametrize("path", ENGINE, ids=lambda p: str(p.relative_to(paths.ENGINE)))
def test_the_engine_has_no_word_of_the_topic(path):
    text = path.read_text(encoding="utf-8")
    words = r"\b(chips?|semiconductors?|micron|samsung|hynix|dram|nand|china|korea|beijing|seoul|readouts?)\b"
    assert not re.findall(words, text, flags=re.I)


def test_the_environment_and_the_configuration_are_read_in_one_place():
    elsewhere = []
    for path in (p for p in ENGINE if p.suffix == ".py" and p.name != "settings.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "putenv"):
                elsewhere.append(f"{path.name}:{node.lineno}")
    assert elsewhere == []


def test_no_regular_expression_takes_html_apart():
    """A parser does that (`pages/pieces.py`), or a template writes it whole."""
    found = []
    for path in (p for p in ENGINE if p.suffix == ".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                of = getattr(node.func.value, "id", "")
                said = ast.unparse(node.args[0])
                # (?P<name>, (?<= and (?<! are no tags
                if of == "re" and "<" in said.replace("(?P<", "").replace("(?<", ""):
                    found.append(f"{path.name}:{node.lineno}")
    # signs of Markdown to be escaped, and the target of a role in it, `words <target>`
    assert [one for one in found if not one.startswith("plain.py")] == []
    assert len(found) <= 2


def test_every_setting_has_a_type_and_a_line_on_what_it_is():
    text = (paths.ENGINE / "settings.py").read_text(encoding="utf-8").splitlines()
    for kind in ast.parse("\n".join(text)).body:
        if isinstance(kind, ast.ClassDef):
            for one in kind.body:
                if isinstance(one, ast.AnnAssign):
                    assert text[one.lineno - 2].strip().startswith("#: "), one.target.id
    assert set(settings.VARIABLES) == {one.name for one in settings.fields(settings.Run)}


def test_what_a_process_is_told_arrives(monkeypatch, tmp_path):
    told = settings.environment({"X": "1"}, chapter="a/b", figures=tmp_path, manifest=None)
    assert told["X"] == "1"
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("BOOK_URL", "https://a.org/book")
    monkeypatch.setenv("CI", "true")
    now = settings.run()
    assert (now.building, now.manifest, now.strict) == (True, None, True)
    assert now.url == "https://a.org/book/"
    with pytest.raises(TypeError, match="no setting chaptre"):
        settings.environment(chaptre="x")


def test_a_misspelt_setting_of_the_book_is_refused_with_those_there_are():
    there = "covers, languages, package"
    with pytest.raises(ValueError, match=rf"_config\.yml, book: no setting pakage; there are: {there}"):
        settings._known({"pakage": "x"}, settings.Book, "book")


def test_a_chapter_is_stale_when_a_value_turns_that_a_function_of_the_topic_works_out(monkeypatch, tmp_path):
    from chips.verdict import ledger

    seen = []
    monkeypatch.setattr(trace, "record", seen.append)
    trace.depends("chips.verdict.ledger:shown", "C01", tables=["claims"])
    assert seen == [{"depends": "chips.verdict.ledger:shown", "key": "C01", "tables": ["claims"]}]
    called = []
    monkeypatch.setattr(paths, "BUILD", tmp_path / "before")
    monkeypatch.setattr(ledger, "shown", lambda: called.append(1) or {"C01": "x", "C02": "y"})
    execute._values.cache_clear()
    both = [*seen, {"depends": "chips.verdict.ledger:shown", "key": "C02", "tables": []}]
    before = execute._digests(both, "")
    assert execute._digests(both, "") == before and len(called) == 1, "once per state of the data"
    execute._values.cache_clear()  # another build of the same state
    assert execute._digests(both, "") == before and len(called) == 1, "kept from one build to the next"
    monkeypatch.setattr(paths, "BUILD", tmp_path / "after")
    monkeypatch.setattr(ledger, "shown", lambda: {"C01": "other", "C02": "y"})
    execute._values.cache_clear()
    after = execute._digests(both, "")
    execute._values.cache_clear()
    assert after[0] != before[0] and after[1] == before[1]


def test_tables_say_which_of_their_columns_are_names():
    named = {name: tables.resource(name).get("names") for name in tables.names() if tables.resource(name).get("names")}
    assert set(named) == {"companies", "countries", "glossary", "producers"}
    assert all(set(columns) <= set(tables.fields(name)) for name, columns in named.items())
