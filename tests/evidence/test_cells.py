"""What people's tools write into a cell is refused with what to write instead."""

from __future__ import annotations

import pytest

from explainer.evidence import cells, tables

NUMBER = {"name": "value", "type": "number", "unit": "busd", "constraints": {"minimum": 1, "maximum": 80}}
DATE = {"name": "date", "type": "date"}
MONTH = {"name": "month", "type": "string", "constraints": {"pattern": "20\\d{2}-(0[1-9]|1[0-2])"}}
NOTE = {
    "name": "note",
    "type": "string",
    "constraints": {"pattern": "[A-Z0-9].*[^.\\s]", "minLength": 5, "maxLength": 30},
}


@pytest.mark.parametrize(
    ("field", "value", "advice"),
    [
        (NUMBER, "36,100", "write 36100"),
        (NUMBER, "３６.１", "write 36.1"),
        (NUMBER, "1_000", "write 1000"),
        (NUMBER, "40.5%", "write 40.5"),
        (NUMBER, "36,1", "write 36.1"),
        (NUMBER, "(12.3)", "write -12.3"),
        (NUMBER, "\u221212", "write -12"),
        (NUMBER, "$36.1", "write 36.1"),
        (NUMBER, ".5", "write 0.5"),
        (NUMBER, "n/a", "leave the cell empty"),
        (NUMBER, "NaN", "leave the cell empty"),
        (NUMBER, "inf", "expected a number"),
        ({"name": "n", "type": "integer"}, "3.0", "write 3"),
        ({"name": "y", "type": "year"}, "２０２３", "write 2023"),
        (DATE, "2018-4-15", "found '2018-4-15', write 2018-04-15"),
        (DATE, "2026/06/01", "write 2026-06-01"),
        (DATE, "15/4/2018", "write 2018-04-15"),
        (DATE, "6/1/2026", "write 2026-06-01 or 2026-01-06"),
        (DATE, "2018. 4. 15.", "write 2018-04-15"),
        (DATE, "2018年4月15日", "write 2018-04-15"),
        (DATE, "27 May 2023", "write 2023-05-27"),
        (DATE, "45073", "write 2023-05-27"),
        (DATE, "20180415", "write 2018-04-15"),
        (DATE, "2018-13-45", "no such date"),
        (DATE, "2023-05", "expected an ISO date (YYYY-MM-DD)"),
        (MONTH, "Jun-26", "found 'Jun-26', write 2026-06"),
        (MONTH, "2026년 6월", "write 2026-06"),
        (MONTH, "soon", "expected a month as YYYY-MM, such as '2026-05'"),
        (NOTE, "“Smart quotes”", "write Smart quotes"),
        (NOTE, "ab", "found 'ab' of 2 characters, at least 5 expected"),
        (NOTE, "A note that goes on and on for long", "of 35 characters, at most 30 expected"),
        (NUMBER, "36100", "found 36100, at most 80 busd expected; 36.1 would fit: is it in another unit (thousands)?"),
        (DATE | {"constraints": {"minimum": "2020-01-01"}}, "2019-12-31", "no day before 2020-01-01 expected"),
    ],
)
def test_value_found_and_value_expected(field, value, advice):
    assert advice in cells.fault(value, field, "2026-05")[1]


@pytest.mark.parametrize(("value", "way"), [("TRUE", "true"), ("1", "true"), ("0", "false"), ("No", "false")])
def test_truth_as_spreadsheets_write_it(value, way):
    assert cells.fault(value, {"name": "b", "type": "boolean"}) == ("type", f"found '{value}', write {way}")


def test_a_word_that_is_nearly_one_of_the_list_is_guessed():
    field = {"name": "kind", "type": "string", "constraints": {"enum": ["release", "news"]}}
    assert cells.fault("Release", field)[1] == "found 'Release', write release? (expected one of: release, news)"
    assert cells.fault("", field | {"constraints": {"required": True}})[1] == "the cell is empty, a value is required"


def test_every_value_of_the_books_own_tables_is_taken():
    for name in tables.names():
        frame = tables.read_text(name)
        for column, field in tables.fields(name).items():
            assert list(cells.faults(frame[column], field)) == []
