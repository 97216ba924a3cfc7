from __future__ import annotations

import json
import subprocess
import sys

import pytest

from explainer.__main__ import main
from explainer.evidence import tables
from explainer.evidence.check import check, notes
from explainer.evidence.describe import describe, diff
from explainer.evidence.tables import DataError


def test_describe_tells_purpose_key_columns_and_how_to_extend():
    text = describe("kr_chip_exports_monthly")
    rows = len(tables.read_text("kr_chip_exports_monthly"))
    for part in (f"rows     {rows}", "key      month, series, basis", "value_busd (number", "how to extend", "gaps"):
        assert part in text, part


def test_describe_tells_what_may_stand_in_a_column():
    text = describe("events")
    for part in (
        "one of: ",
        "from 24 up to",
        "characters",
        "pattern E\\d{8}[a-z]",
        "company_id must stand in companies",
    ):
        assert part in text, part


def test_diff_names_added_removed_and_changed_rows_by_key(package, tmp_path):
    new = package / "statements.csv"
    old = tmp_path / "statements.csv"
    lines = new.read_text(encoding="utf-8").splitlines()
    old.write_text("\n".join(lines) + "\n", encoding="utf-8")
    changed = [lines[0], lines[1].replace("Wang Wentao", "Somebody"), *lines[3:], lines[2].replace("S02", "S99", 1)]
    new.write_text("\n".join(changed) + "\n", encoding="utf-8")
    assert diff(old, new, package) == ["- S02", "~ S01: speaker 'Wang Wentao' -> 'Somebody'", "+ S99"]
    assert diff(new, new, package) == []


def test_diff_refuses_a_doubled_key_and_an_unknown_table(package, tmp_path):
    new = package / "statements.csv"
    lines = new.read_text(encoding="utf-8").splitlines()
    new.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="S01 stands twice"):
        diff(new, new, package)
    stray = tmp_path / "stray.csv"
    stray.write_text("a\n1\n")
    with pytest.raises(KeyError, match="no table"):
        diff(stray, stray, package)


@pytest.fixture
def history(package):
    """The small package as a checkout with one commit."""
    (package / "CHANGES.md").write_text("# Changes\n\n## Changes to published values\n\nNone yet.\n")
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=package, check=True)
    return package


def test_a_plausible_other_value_is_seen_and_accepted_with_its_reason(history, edit, capsys):
    assert check(history, strict=True) == [] and notes(history) == []
    edit(history, "statements", 0, "speaker", "Somebody Else")
    assert check(history) == []  # a reader may change a value and build
    (one,) = check(history, strict=True)
    assert one.file == "statements.csv" and "has changed since it was last accepted" in one.rule
    assert notes(history)[0].startswith("Note: statements.csv: not accepted")
    assert main(["check", "--strict", "--data", str(history)]) == 1
    assert main(["accept", "statements", "--data", str(history), "--why", "the ministry corrected the name"]) == 0
    said = capsys.readouterr().out
    assert "~ S01: speaker 'Wang Wentao' -> 'Somebody Else'" in said and "statements: 1 value changed" in said
    assert check(history, strict=True) == []
    changes = (history / "CHANGES.md").read_text()
    assert "None yet" not in changes
    assert changes.splitlines()[-1].endswith("statements: 1 value changed. The ministry corrected the name.")
    found = next(
        r for r in json.loads((history / "datapackage.json").read_text())["resources"] if r["name"] == "statements"
    )
    assert found["bytes"] == (history / "statements.csv").stat().st_size and found["hash"].startswith("sha256:")
    assert main(["accept", "--all", "--data", str(history), "--why", "x"]) == 0
    assert "Nothing to accept" in capsys.readouterr().out


def test_nothing_is_accepted_without_a_reason_or_with_a_fault(history, edit, capsys):
    edit(history, "statements", 0, "speaker", "Somebody Else")
    assert main(["accept", "statements", "--data", str(history)]) == 1
    assert "say why" in capsys.readouterr().err
    edit(history, "statements", 0, "official", "TRUE")
    assert main(["accept", "statements", "--data", str(history), "--why", "x"]) == 1
    assert "found 'TRUE', write true" in capsys.readouterr().err
    assert len(check(history, strict=True)) == 2


def test_on_a_build_server_the_check_is_strict(package, edit, monkeypatch, capsys):
    edit(package, "statements", 0, "speaker", "Somebody Else")
    monkeypatch.delenv("CI", raising=False)
    assert main(["check", "--data", str(package)]) == 0
    monkeypatch.setenv("CI", "true")
    assert main(["check", "--data", str(package)]) == 1


def test_command_line(capsys, tmp_path):
    assert main(["describe", "statements"]) == 0
    assert "statement_id" in capsys.readouterr().out
    assert main(["describe", "nothing"]) == 1
    assert "no table 'nothing'" in capsys.readouterr().err


def test_a_downloaded_chapter_says_what_its_copy_lacks():
    """Without the library that reads packages, tables can be described and not checked to the last."""
    code = "import sys; sys.modules['frictionless'] = None; from explainer.__main__ import main; sys.exit(main())"
    for words in (["check", "--strict"], ["describe", "events"]):
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        if words[0] == "describe":
            assert done.returncode == 0 and "event_id" in done.stdout
        else:
            assert done.returncode == 1 and "frictionless" in done.stderr and len(done.stderr.splitlines()) == 1
