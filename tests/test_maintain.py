from __future__ import annotations

import pytest

from explainer.__main__ import main
from explainer.data import DataError, load
from explainer.maintain import describe, diff


def test_describe_tells_purpose_key_columns_and_how_to_extend():
    text, rows = describe("kr_chip_exports_monthly"), len(load("kr_chip_exports_monthly"))
    for part in (f"rows     {rows}", "key      month, series, basis", "value_busd (number", "how to extend", "gaps"):
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


def test_command_line(capsys, tmp_path):
    assert main(["describe", "statements"]) == 0
    assert "statement_id" in capsys.readouterr().out
    assert main(["describe", "nothing"]) == 1
    assert "no table 'nothing'" in capsys.readouterr().err
