"""Rules that a table states about itself, each on rows made by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from explainer.evidence import rules, tables

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
    return [(p.row - 2, p.column) for p in rules.apply(spec, frame, FOUND)]


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
    (
        {"rule": "expression", "assert": "not (v > w) and p.notna()", "field": "v"},
        {"v": [10.0, 12.0, 90.0, 20.0]},
        [(2, "v")],
    ),
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
    used = {spec["rule"] for name in tables.names() for spec in tables.resource(name)["checks"]}
    assert used <= set(rules.RULES)
    assert set(rules.RULES) == {spec["rule"] for spec, *_ in RULES}
