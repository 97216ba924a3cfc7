from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pandas as pd
import pytest

from explainer import paths
from explainer.evidence import check as module
from explainer.evidence import standing_rules, tables
from explainer.evidence.check import check, main
from explainer.site import workplace


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


def test_tables_known_to_be_valid_are_judged_in_the_whole_alone(package, edit):
    """A fault in one of them is not looked for; what the other tables and the package as a whole break is found."""
    known = [name for name in tables.names(package) if name != "events"]
    assert check(package, valid=known) == []
    edit(package, "statement_clauses", 3, "quote", "word " * 59 + "end")
    edit(package, "events", 0, "actor", "mars")
    sources = package / "sources.csv"
    body = sources.read_text(encoding="utf-8")
    sources.write_text(body + body.splitlines()[1].replace(body.splitlines()[1].split(",")[0], "nobody-2023-x"))
    told = {(p.file, p.rule.split(":")[0]) for p in check(package, valid=known)}
    assert ("events.csv", "enum") in told and ("statement_clauses.csv", "quotation") not in told
    assert any("is used by no table" in p.rule for p in check(package, valid=known))


def test_a_table_is_judged_again_with_what_it_refers_to_and_all_are_with_their_sources():
    now = workplace.evidence()
    assert set(workplace.sound(now, now)) == set(tables.names())
    again = set(tables.names()) - set(workplace.sound(now | {"countries": "x"}, now))
    assert again == {"countries"} | {name for name in tables.names() if "countries" in module.referred(name)}
    assert 1 < len(again) < len(tables.names()) / 2
    for all_of in ("sources", ""):
        assert workplace.sound(now | {all_of: "x"}, now) == []


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


def lines(folder, *words):
    """What the command prints, and that it is no traceback."""
    command = [sys.executable, "-m", "explainer", "check", *words, "--data", str(folder)]
    env = {k: v for k, v in os.environ.items() if k != "CI"}
    done = subprocess.run(command, cwd=paths.ROOT, env=env, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr + done.stdout
    return done.returncode, (done.stderr + done.stdout).splitlines()


def test_the_command_names_all_problems_of_all_tables_in_one_run_the_true_ones_first(package, edit):
    edit(package, "events", 0, "article_week", "TRUE")
    edit(package, "events", 1, "date", "2018-4-16")
    edit(package, "statement_clauses", 2, "clause_no", "１２")
    edit(package, "statements", 3, "source_id", "nobody-2023")
    (package / "companies.csv").write_bytes((package / "companies.csv").read_bytes().replace(b"\n", b"\r\n"))
    code, said = lines(package)
    assert code == 1
    assert said == [
        "companies.csv, row 1: carriage return found; line ends must be LF",
        "events.csv, row 2, column article_week: type: found 'TRUE', write true",
        "events.csv, row 3, column date: type: found '2018-4-16', write 2018-04-16",
        "statement_clauses.csv, row 4, column clause_no: type: found '１２', write 12",
        "statements.csv, row 5, column source_id: source 'nobody-2023' is not in sources.csv",
        "5 problems in the data.",
    ]


def cell_in(text, row, old, new):
    rows = text.split("\n")
    assert old in rows[row - 1]
    rows[row - 1] = rows[row - 1].replace(old, new, 1)
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda t: "", "statements.csv: file is empty; a header line is expected"),
        (lambda t: t.split("\n")[0] + "\n", "statements.csv: the table has no rows"),
        (
            lambda t: cell_in(t, 3, "2023-05-27", '"2023-05-27'),
            "statements.csv, row 3: quotation marks do not pair: one is not closed",
        ),
        (
            lambda t: cell_in(t, 3, ",2023-05-27", ",a text, and more,2023-05-27"),
            "cells where the header has",
        ),
        (lambda t: t + "S99,36,100\n", "statements.csv, row 29: 3 cells where the header has"),
        (lambda t: t + "\n", "statements.csv, row 29: blank line; delete it"),
    ],
)
def test_a_damaged_file_is_told_in_its_own_words_and_starts_no_flood(package, damage, told):
    path = package / "statements.csv"
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    found = [str(p) for p in check(package)]
    assert told in found[0]
    assert not any("is used by no table" in one for one in found)


def test_an_unquoted_comma_is_mended_in_the_message():
    head = ["month", "value", "yoy", "note"]
    assert tables._ragged(["2026-06", "36", "100", "5.1", "A note"], head).endswith(
        "write 36100 for '36,100' in column value"
    )
    assert 'in column note in quotes: "A note, with a comma...' in tables._ragged(
        ["1", "2", "3", "A note", " with a comma"], head
    )


def test_a_quotation_mark_left_open_is_told_where_it_stands():
    told = []
    assert tables._lines('a,b\n1,2\n3,"4\n5,6\n', lambda row, *rest: told.append(row)) is None
    assert tables._lines('a,b\n1,"2\n3,4"\n', lambda row, *rest: told.append(row)) is None
    assert told == [3, 2]


def test_a_description_that_is_no_json_is_named_with_its_line(package):
    path = package / "datapackage.json"
    path.write_text(
        json.dumps(json.loads(path.read_text(encoding="utf-8")), indent=1).replace("],", "]", 1), encoding="utf-8"
    )
    code, said = lines(package)
    assert code == 1 and len(said) == 2
    assert re.match(r"datapackage\.json, row \d+: not JSON: Expecting ',' delimiter", said[0])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"checks": [{"rule": "jump", "field": "date", "order": "date", "max_facter": 2}]},
            "no 'max_facter' (did you mean 'max_factor'?)",
        ),
        ({"checks": [{"rule": "jumps", "field": "date"}]}, "no rule 'jumps' (did you mean 'jump'?)"),
        ({"checks": [{"rule": "requires", "field": "dates", "any_of": ["date"]}]}, "'field' names 'dates', no column"),
        (
            {"checks": [{"rule": "when", "if": {"status": "proposed"}, "then_required": ["titel"]}]},
            "'then_required' names 'titel', no column of the table (did you mean 'title'?)",
        ),
        ({"checks": [{"rule": "expression", "assert": "date.to_csv('/tmp/x')"}]}, "'.to_csv' is not among"),
        ({"checks": [{"rule": "expression", "assert": "__import__('os').getcwd()"}]}, "cannot be worked out"),
        ({"checks": [{"rule": "expression", "assert": "dates > '2000'"}]}, "'dates' is not defined"),
        ({"schema": {"fields": "x"}}, "resource 'events' has no schema with fields"),
        ({"coverage": {"field": "date", "start": "2018", "end": "2026-06-30"}}, "coverage: start is no ISO date"),
    ],
)
def test_a_slip_in_the_description_is_told_as_such(package, describe, change, told):
    describe(package, "events", **change)
    problems = check(package)
    assert {p.file for p in problems} == {"datapackage.json"} and told in problems[0].rule


def test_no_expression_of_a_package_can_write_or_run_anything(package, describe, tmp_path):
    seen = tmp_path / "seen"
    for attack in (
        f"date.to_csv('{seen}')",
        f"@pd.io.common.os.system('touch {seen}')",
        f"date.pipe(print, file=open('{seen}', 'w'))",
        f"[x for x in ().__class__.__base__.__subclasses__()] or open('{seen}', 'w')",
    ):
        describe(package, "events", checks=[{"rule": "expression", "assert": attack}])
        assert check(package)
    assert not seen.exists()


def test_a_table_by_itself_is_checked_alone(package, edit):
    edit(package, "events", 0, "article_week", "TRUE")
    assert lines(package, "statements.csv") == (0, ["1 table, 27 rows: all valid."])
    code, said = lines(package, "events")
    assert code == 1 and said[0].startswith("events.csv, row 2, column article_week")
    assert lines(package, "nothing")[0] == 1


def test_many_problems_of_one_kind_are_counted(package):
    path = package / "statements.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*rows, *[rows[1]] * 3000]) + "\n", encoding="utf-8")
    shown = module.listing(check(package))
    assert len(shown) < 20 and "statements.csv: primary-key: and 2,990 more" in shown


def test_litter_is_passed_over_and_other_files_are_refused(package):
    for name in (".DS_Store", "~$statements.xlsx", ".~lock.events.csv#", "statements.csv.bak", "notes.txt"):
        (package / name).write_text("x")
    assert [p.file for p in check(package)] == ["notes.txt", "statements.csv.bak"]
    published = {path.name for path in tables.published(package)}
    assert published == {f"{name}.csv" for name in tables.names(package)} | {"datapackage.json"}


def test_a_month_has_the_days_that_stand_beside_it():
    frame = pd.DataFrame(
        {"month": ["2026-06", "2026-07"], "period_start": ["2026-06-01"] * 2, "period_end": ["2026-06-30"] * 2}
    )
    (one,) = standing_rules.labels(frame, {"path": "t.csv"}, paths.DATA)
    assert (one.row, one.column) == (3, "month") and "write 2026-07-01 to 2026-07-31" in one.rule


SERIES = {
    "path": "t.csv",
    "coverage": {"field": "day", "start": "2025-01-01", "end": "2026-06-30"},
    "gaps": [
        "No value on any basis: total 2020-07 and from 2026-06; growth rates exist.",
        "spot: nothing after 2026-01.",
    ],
    "schema": {
        "fields": [
            {"name": "day", "type": "date"},
            {"name": "series", "type": "string"},
            {"name": "value", "type": "number"},
        ]
    },
}


def test_a_gap_that_is_filled_and_a_coverage_that_nothing_reaches_are_found():
    days = ["2026-05-31", "2026-06-30", "2026-06-30", "2026-02-28"]
    frame = pd.DataFrame({"day": days, "series": ["total", "total", "contract", "spot"], "value": ["1", "2", "3", "4"]})
    assert [p.row for p in standing_rules.gaps(frame, SERIES, paths.DATA)] == [3, 5]
    assert list(standing_rules.dates(frame, SERIES, paths.DATA)) == []
    (early,) = standing_rules.dates(frame.iloc[:1].replace("2026-05-31", "2026-01-31"), SERIES, paths.DATA)
    assert early.rule == "coverage: stated up to 2026-06-30, the last value is of 2026-01-31"


def test_a_claim_without_a_review_is_told_by_the_check(tmp_path):
    shutil.copytree(paths.DATA, tmp_path / "data")
    path = tmp_path / "data" / "claims.csv"
    last = path.read_text(encoding="utf-8").splitlines()[-1]
    path.write_text(path.read_text(encoding="utf-8") + last.replace("C22", "C23", 1) + "\n", encoding="utf-8")
    found = [p.rule for p in check(tmp_path / "data", only=["claims"])]
    said = "C23 has no row in claim_reviews.csv: add one, and a rule to chips/verdict/rules.py"
    assert any(said in rule for rule in found)


def test_the_frictionless_library_finds_the_package_valid():
    """As any user of the package would; `check` asks it of the tables that changed."""
    from frictionless import Package, system

    with system.use_context(trusted=True):
        assert Package(str(paths.DATA / "datapackage.json")).validate().valid


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
