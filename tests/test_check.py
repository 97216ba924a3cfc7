from __future__ import annotations

import pandas as pd
import pytest

from explainer import check as module
from explainer import data
from explainer.check import check, main


def first(folder):
    problems = check(folder)
    assert problems, "nothing was found"
    return problems


def test_the_books_own_data_are_valid():
    assert check() == []


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "rule"),
    [
        ("statement_clauses", 3, "quote", "word " * 59 + "end", "under 40 words"),
        ("statement_clauses", 14, "translation", "", "needs a translation"),
        ("statements", 0, "source_id", "no-such-source", "not in sources.csv"),
        ("statements", 2, "source_id", "", "no source"),
        ("events", 5, "date", "2033-01-01", "after the package's own date"),
        ("events", 0, "date", "2010-01-01", "outside the stated coverage"),
        ("events", 0, "date", "2018-13-45", "date"),
        ("events", 0, "actor", "mars", "enum"),
        ("events", 1, "event_id", "E20180415a", "primary-key"),
        ("events", 0, "title", "=HYPERLINK(0)", "formula"),
        ("events", 0, "title", "A title with a zero\u200bwidth space", "U+200B"),
        ("events", 0, "target", " ZTE (China)", "space"),
        ("events", 0, "summary", "Cafe\u0301 " + "x" * 70 + ".", "normal form"),
    ],
)
def test_each_rule_catches_its_case(package, edit, table, row, column, value, rule):
    edit(package, table, row, column, value)
    found = [p for p in first(package) if rule in p.rule]
    assert found, [str(p) for p in check(package)]
    assert (found[0].file, found[0].row, found[0].column) == (f"{table}.csv", row + 2, column)


def test_long_quotation_in_chinese_is_counted_in_characters(package, edit):
    edit(package, "statement_clauses", 19, "quote", "双方同意加强半导体产业链供应链对话与合作" * 5)
    assert any("characters" in p.rule for p in first(package))


def test_unused_source_is_found(package):
    path = package / "sources.csv"
    row = "nobody-2023-abcde,A page,Nobody,Nobody,https://example.org/,2023,en,news,facts-only,Nobody: A page 2023.\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    assert [p.rule for p in check(package)] == ["source 'nobody-2023-abcde' is used by no table"]


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (lambda b: b"\xef\xbb\xbf" + b, "byte-order mark"),
        (lambda b: b.replace(b"\n", b"\r\n"), "carriage return"),
        (lambda b: b.replace(b"statement_id", b"statement", 1), "header differs"),
        (lambda b: b + b"\xff\xfe\n", "UTF-8"),
    ],
)
def test_damaged_files_are_named(package, damage, rule):
    path = package / "statements.csv"
    path.write_bytes(damage(path.read_bytes()))
    assert any(rule in p.rule and p.file == "statements.csv" for p in first(package))


def test_undescribed_and_missing_files_are_named(package):
    (package / "stray.csv").write_text("a\n1\n")
    (package / "statements.csv").unlink()
    found = {p.file: p.rule for p in check(package)}
    assert "not described" in found["stray.csv"] and "missing" in found["statements.csv"]


def test_command_line_prints_one_line_each_and_exits_one(package, edit, capsys):
    edit(package, "statements", 0, "source_id", "no-such-source")
    assert main(str(package)) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("statements.csv, row 2, column source_id: source 'no-such-source'")


# --- the rules that tables state about themselves -------------------------------------------------------------------

FRAME = pd.DataFrame(
    {
        "k": ["a", "b", "c", "d"],
        "g": ["x", "x", "y", "y"],
        "t": pd.to_datetime(["2022-01-01", "2023-01-01", "2022-01-01", "2023-01-01"]),
        "v": [10.0, 12.0, 20.0, 20.0],
        "w": [40.0, 48.0, 80.0, 80.0],
        "s": [25.0, 25.0, 25.0, 25.0],
        "yoy": [None, 20.0, None, 0.0],
        "p": ["one", "one", "two", "two"],
        "source_id": ["s1", "s1;s2", "s2", "s2"],
    }
)
FOUND = {"path": "t.csv", "schema": {"primaryKey": ["k"], "fields": []}}


def run(spec, **change):
    frame = FRAME.assign(**change)
    spec = spec | {"producers": {"s1": "One Ltd", "s2": "Two Ltd"}}
    return [(p.row - 2, p.column) for p in module._apply(spec, frame, FOUND)]


RULES = [
    ({"rule": "sum", "group": ["g"], "field": "v", "max": 41}, {"v": [10.0, 12.0, 20.0, 30.0]}, [(2, "v")]),
    (
        {"rule": "ratio", "numerator": "v", "denominator": "w", "result": "s", "factor": 100, "tolerance": 0.1},
        {"s": [25.0, 26.0, 25.0, 25.0]},
        [(1, "s")],
    ),
    ({"rule": "order", "fields": ["v", "w"]}, {"w": [40.0, 48.0, 8.0, 80.0]}, [(2, "v")]),
    ({"rule": "median", "field": "v", "min": 5, "max": 50}, {"v": FRAME["v"] * 1000}, [(0, "v")]),
    (
        {"rule": "median", "field": "v", "group": ["g"], "ranges": {"x": [5, 15], "y": [15, 25]}},
        {"v": [20.0, 20.0, 20.0, 20.0]},
        [(0, "v")],
    ),
    (
        {"rule": "jump", "field": "v", "group": ["g"], "order": "t", "max_factor": 3},
        {"v": [10.0, 40.0, 20.0, 20.0]},
        [(1, "v")],
    ),
    ({"rule": "single", "group": ["g"], "field": "p"}, {"p": ["one", "one", "two", "one"]}, [(3, "p")]),
    ({"rule": "requires", "field": "v", "any_of": ["v", "yoy"]}, {"v": [None, 12.0, 20.0, 20.0]}, [(0, "v")]),
    ({"rule": "when", "if": {"g": "y"}, "then_required": ["w"]}, {"w": [40.0, 48.0, 80.0, None]}, [(3, "w")]),
    ({"rule": "when", "if": {"g": "x"}, "then_empty": ["yoy"]}, {}, [(1, "yoy")]),
    ({"rule": "when", "if": {"g": "x"}, "then_enum": {"p": ["one"]}}, {"p": ["one", "two", "two", "two"]}, [(1, "p")]),
    (
        {"rule": "growth", "field": "v", "yoy": "yoy", "group": ["g"], "order": "t", "tolerance": 1},
        {"yoy": [None, 20.0, None, 5.0]},
        [(3, "yoy")],
    ),
    ({"rule": "contains", "field": "p", "parts": ["g"]}, {"p": ["x1", "y1", "y1", "y1"]}, [(1, "g")]),
    (
        {"rule": "producer", "field": "p", "names": {"one": ["One Ltd"], "two": ["Two Ltd"]}},
        {"p": ["one", "one", "one", "two"]},
        [(2, "p")],
    ),
    ({"rule": "expression", "assert": "v <= w", "field": "v"}, {"v": [10.0, 50.0, 20.0, 20.0]}, [(1, "v")]),
]


@pytest.mark.parametrize(
    ("spec", "change", "found"), RULES, ids=[s["rule"] + str(i) for i, (s, *_) in enumerate(RULES)]
)
def test_rule_finds_the_bad_row_and_nothing_else(spec, change, found):
    assert run(spec, **change) == found
    if change and spec["rule"] != "contains":
        assert run(spec) == []


def test_rows_under_except_are_passed_over():
    spec = {"rule": "order", "fields": ["v", "w"], "except": [["c"]]}
    assert run(spec, w=[40.0, 48.0, 8.0, 80.0]) == []


def test_where_limits_a_rule():
    spec = {"rule": "sum", "field": "v", "max": 25, "where": {"g": "x"}}
    assert run(spec) == []
    assert run(spec | {"where": {"g": ["x", "y"]}}) == [(0, "v")]


def test_every_rule_used_in_the_package_exists():
    used = {spec["rule"] for name in data.tables() for spec in data.resource(name)["checks"]}
    assert used <= set(module.RULES)
    assert set(module.RULES) == {spec["rule"] for spec, *_ in RULES}
