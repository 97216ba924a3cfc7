"""What a table's description must itself fulfil before a table is judged by it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from explainer.evidence import cells, tables
from explainer.evidence.rules import RULES
from explainer.evidence.tables import DataError

#: keys that each rule needs, and keys that it may have beside `rule`, `where` and `except`.
KEYS: dict[str, tuple[set[str], set[str]]] = {
    "sum": ({"field"}, {"group", "min", "max"}),
    "ratio": ({"numerator", "denominator", "result", "tolerance"}, {"factor"}),
    "order": ({"fields"}, set()),
    "median": ({"field"}, {"group", "ranges", "min", "max"}),
    "jump": ({"field", "order", "max_factor"}, {"group"}),
    "single": ({"field"}, {"group"}),
    "requires": ({"field", "any_of"}, set()),
    "when": ({"if"}, {"then_required", "then_empty", "then_enum"}),
    "growth": ({"field", "yoy", "order", "tolerance"}, {"group"}),
    "contains": ({"field", "parts"}, set()),
    "producer": ({"field", "names"}, set()),
    "expression": ({"assert"}, {"field"}),
}
#: constraints of a field, and what their value may be.
CONSTRAINTS: dict[str, type | tuple[type, ...]] = {
    "required": bool,
    "unique": bool,
    "enum": list,
    "pattern": str,
    "minimum": (int, float, str),
    "maximum": (int, float, str),
    "minLength": int,
    "maxLength": int,
}
#: keys whose value names columns of the table.
COLUMNS = ("field", "fields", "group", "numerator", "denominator", "result", "order", "any_of", "yoy", "parts", "if")
COLUMNS += ("then_required", "then_empty", "then_enum")


def description_faults(folder: Path, names: Iterable[str]) -> Iterator[DataError]:
    """What the description says of fields, keys, coverage and rules can be followed: a slip in it is named as such."""
    for table in names:
        found, columns = tables.resource(table, folder), set(tables.fields(table, folder))
        said = [*_field_faults(found), *_key_faults(found, columns, tables.names(folder))]
        for number, spec in enumerate(found.get("checks", []), 1):
            said += [f"check {number}: {wrong}" for wrong in _spec_faults(spec, columns)]
        for wrong in said:
            yield DataError("datapackage.json", None, None, f"{table}: {wrong}", kind="description")


def _field_faults(found: dict) -> Iterator[str]:
    for field in found["schema"]["fields"]:
        for key, value in field.get("constraints", {}).items():
            if key not in CONSTRAINTS:
                yield f"column {field['name']}: no constraint '{key}'{_meant(key, CONSTRAINTS)}"
            elif not isinstance(value, CONSTRAINTS[key]):
                yield f"column {field['name']}: {key} cannot be {value!r}"
            elif key in ("minimum", "maximum") and cells.type_fault(str(value), field):
                yield f"column {field['name']}: {key} is {value!r}, no {field['type']}"
        try:
            re.compile(str(field.get("constraints", {}).get("pattern", "")))
        except re.error as error:
            yield f"column {field['name']}: the pattern is no regular expression ({error})"


def _key_faults(found: dict, columns: set[str], known: list[str]) -> Iterator[str]:
    schema = found["schema"]
    named = [("primaryKey", one) for one in tables.listed(schema.get("primaryKey", []))]
    for key in schema.get("foreignKeys", []):
        named += [("foreignKeys", one) for one in tables.listed(key.get("fields", []))]
        there = key.get("reference", {})
        if there.get("resource") not in known or not there.get("fields") or not key.get("fields"):
            yield f"foreignKeys: {key} does not refer to a table of the package"
    cover = found.get("coverage")
    if cover is not None:
        named.append(("coverage", cover.get("field")))
        for end in ("start", "end"):
            if not cells.DATE.fullmatch(str(cover.get(end))):
                yield f"coverage: {end} is no ISO date (YYYY-MM-DD): {cover.get(end)!r}"
    for key, column in named:
        if column not in columns:
            yield f"{key} names '{column}', no column of the table{_meant(column, columns)}"


def _spec_faults(spec: dict, columns: set[str]) -> Iterator[str]:
    name = spec.get("rule") if isinstance(spec, dict) else None
    if name not in RULES:
        yield f"no rule '{name}'{_meant(name, RULES)}; there are: {', '.join(RULES)}"
        return
    needed, possible = KEYS[name]
    for key in sorted(spec.keys() - needed - possible - {"rule", "where", "except"}):
        yield f"the rule {name} knows no '{key}'{_meant(key, needed | possible | {'where', 'except'})}"
    for key in sorted(needed - spec.keys()):
        yield f"the rule {name} needs '{key}'"
    for key in [key for key in COLUMNS if key in spec] + ["where"] * isinstance(spec.get("where"), dict):
        for column in tables.listed(spec[key]):
            if column not in columns:
                yield f"'{key}' names '{column}', no column of the table{_meant(column, columns)}"


def _meant(word: object, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(str(word), list(known), 1, 0.7)
    return f" (did you mean '{close[0]}'?)" if close else ""
