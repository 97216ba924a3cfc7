"""Typed access to the evidence in `data/`.

`data/datapackage.json` (Frictionless Data Package) is the only description of the tables; dtypes, enums and
units are read from it and from nowhere else.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import json
import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pandas as pd

from explainer import paths
from explainer.evidence import cells, trace

Load = Callable[[str], pd.DataFrame]
#: resource entries that say which state of a table was last accepted; they are no part of its description.
ACCEPTED = ("hash", "bytes")
#: files that stand beside the tables and belong to the package.
BESIDE = ("datapackage.json", "README.md", "CHANGES.md")


class DataError(ValueError):
    """A table breaks its description.

    Attributes:
        file: path of the CSV, relative to the data folder.
        row: line of the file (the header is line 1), or None for the whole file.
        column: column name, or None for the whole row.
        rule: what was expected and what was found.
        kind: name of the rule, for counting; by default the words of `rule` before the first colon.
    """

    def __init__(self, file: str, row: int | None, column: str | None, rule: str, kind: str = "") -> None:
        self.file, self.row, self.column, self.rule = file, row, column, rule
        self.kind = kind or rule.split(":")[0]
        place = [file]
        if row is not None:
            place.append(f"row {row}")
        if column is not None:
            place.append(f"column {column}")
        super().__init__(f"{', '.join(place)}: {rule}")


@cache
def _package(path: Path, stamp: int) -> dict:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise DataError(path.name, None, None, f"not valid UTF-8 (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise DataError(path.name, error.lineno, None, f"not JSON: {error.msg} (character {error.colno})") from error
    if wrong := _shape(found):
        raise DataError(path.name, None, None, wrong)
    return found


def _shape(found: object) -> str | None:
    """What keeps a descriptor from being read at all; all else is left to `check`."""
    if not isinstance(found, dict) or not isinstance(found.get("resources"), list):
        return "an object with a list of resources is expected"
    seen: set[str] = set()
    for number, one in enumerate(found["resources"], 1):
        name = one.get("name") if isinstance(one, dict) else None
        if not isinstance(name, str):
            return f"resource {number} has no name"
        if name in seen:
            return f"two resources are named '{name}'"
        seen.add(name)
        path = one.get("path")
        if not isinstance(path, str) or Path(path).name != path:
            return f"resource '{name}' needs a path: the name of a file in this folder"
        fields = one["schema"].get("fields") if isinstance(one.get("schema"), dict) else None
        if not isinstance(fields, list) or not fields:
            return f"resource '{name}' has no schema with fields"
        for place, field in enumerate(fields, 1):
            if not isinstance(field, dict) or not isinstance(field.get("name"), str):
                return f"field {place} of resource '{name}' has no name"
            if not isinstance(field.get("type"), str):
                return f"field '{field['name']}' of resource '{name}' has no type"
            if field.get("type") not in (*cells.EXPECTED, "string"):
                known = ", ".join((*cells.EXPECTED, "string"))
                return f"field '{field['name']}' of resource '{name}' has the type '{field['type']}'; known: {known}"
            if not isinstance(field.get("constraints", {}), dict):
                return f"constraints of field '{field['name']}' of resource '{name}' are no object"
    return None


def package(folder: Path | None = None) -> dict:
    """The data package descriptor (`datapackage.json`) as a dict; `folder` defaults to the book's `data/`.

    Raises:
        DataError: there is no such file, or it is not JSON (with the line), or it describes no tables.
    """
    path = (folder or paths.DATA) / "datapackage.json"
    if not path.is_file():
        raise DataError(path.name, None, None, f"file is missing in {path.parent}")
    return _package(path, path.stat().st_mtime_ns)


def names(folder: Path | None = None) -> list[str]:
    """Names of all tables, in the order of the package."""
    return [r["name"] for r in package(folder)["resources"]]


def resource(table: str, folder: Path | None = None) -> dict:
    """The descriptor of one table.

    Raises:
        KeyError: the package has no such table; the message names the nearest, and lists the ones it has.
    """
    for found in package(folder)["resources"]:
        if found["name"] == table:
            return found
    known = names(folder)
    near = difflib.get_close_matches(table, known, n=3) or [one for one in known if table and table in one][:3]
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    raise KeyError(f"no table '{table}' in datapackage.json; {hint}there are: {', '.join(known)}")


def fields(table: str, folder: Path | None = None) -> dict[str, dict]:
    """Field descriptors of a table by name, in column order."""
    return {f["name"]: f for f in resource(table, folder)["schema"]["fields"]}


def read_text(table: str, folder: Path | None = None, *, record: bool = True) -> pd.DataFrame:
    """The table as it stands in the file: every cell a string, missing cells empty.

    Args:
        table: name in `datapackage.json`.
        folder: data folder, for tests.
        record: tell a build that its chapter depends on the whole table; not so for a look-up of single rows that is
            recorded by itself.

    Raises:
        DataError: the file is absent, not UTF-8, has a byte-order mark or carriage returns, or its header differs
            from the description.
    """
    frame, problems = parse(table, folder)
    if problems:
        raise problems[0]
    if record:
        trace.record({"table": table})
    return frame


def parse(table: str, folder: Path | None = None) -> tuple[pd.DataFrame | None, list[DataError]]:
    """The table as it stands in the file, with all that is wrong with the file as such.

    Returns:
        (frame, problems). The frame is None if the file cannot be read at all. Lines with too few or too many cells
        are problems and stand in the frame cut or filled up, so that its rows keep their place in the file.
    """
    folder = folder or paths.DATA
    found = resource(table, folder)
    name, path = found["path"], folder / found["path"]
    problems: list[DataError] = []

    def wrong(row: int | None, column: str | None, rule: str) -> None:
        problems.append(DataError(name, row, column, rule, kind="file"))

    if not path.is_file():
        wrong(None, None, "file is missing")
        return None, problems
    raw = path.read_bytes()
    if not raw.strip():
        wrong(None, None, "file is empty; a header line is expected")
        return None, problems
    if raw.startswith(b"\xef\xbb\xbf"):
        wrong(1, None, "file starts with a byte-order mark; save as UTF-8 without it")
        raw = raw[3:]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        wrong(row, None, f"not valid UTF-8 (byte 0x{raw[error.start]:02x}); save the file as UTF-8")
        return None, problems
    if "\r" in text:
        row = text[: text.index("\r")].count("\n") + 1
        wrong(row, None, "carriage return found; line ends must be LF")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows = _lines(text, wrong)
    if rows is None:
        return None, problems
    expected = [f["name"] for f in found["schema"]["fields"]]
    header = rows[0]
    if header != expected:
        missing = [c for c in expected if c not in header]
        extra = [c for c in header if c not in expected]
        detail = f"missing {missing}, not described {extra}" if missing or extra else "columns in another order"
        column = (missing or extra or [None])[0]
        wrong(1, column, f"header differs from datapackage.json ({detail})")
        return None, problems
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(expected):
            wrong(number, None, _ragged(row, expected))
            row[:] = (row + [""] * len(expected))[: len(expected)]
    return pd.DataFrame(rows[1:], columns=expected, dtype="str"), problems


def _lines(text: str, wrong) -> list[list[str]] | None:
    """Cells by line of the file; None if quotation marks are set so that lines cannot be told apart."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    before = 0
    try:
        for row in reader:
            if reader.line_num > before + 1:
                wrong(before + 1, None, "a quotation mark is opened and not closed in the line")
                return None
            before = reader.line_num
            rows.append(row)
    except csv.Error as error:
        rule = "a quotation mark is opened and not closed in the line"
        if "expected after" in str(error) and reader.line_num <= before + 1:
            rule = 'quotation marks do not pair: one is not closed, or one inside a quoted cell is not doubled ("")'
        wrong(before + 1, None, rule)
        return None
    return rows


def _ragged(row: list[str], expected: list[str]) -> str:
    """Why a line has another number of cells than the header, with the likely mending."""
    if not row:
        return "blank line; delete it"
    count = f"{len(row)} cells where the header has {len(expected)}"
    if len(row) < len(expected):
        return f"{count}; the last given is '{row[-1][:40]}' in column {expected[len(row) - 1]}"
    for i, (one, two) in enumerate(pairwise(row)):
        place = expected[min(i, len(expected) - 1)]
        if re.fullmatch(r"-?[1-9]\d{0,2}", one) and re.fullmatch(r"\d{3}(\.\d+)?", two):
            return f"{count}; write {one}{two} for '{one},{two}' in column {place}"
        if two.startswith(" "):
            return f'{count}; put the text with a comma in column {place} in quotes: "{one[-25:]},{two[:25]}..."'
    return f"{count}; put a text that holds a comma in double quotes"


def load(table: str, folder: Path | None = None, *, record: bool = True) -> pd.DataFrame:
    """A table with typed columns.

    Args:
        table: name in `datapackage.json`, such as `"statements"`.
        folder: data folder, for tests; the book's own `data/` by default.
        record: as in `read_text`.

    Returns:
        DataFrame, one row per CSV row in file order; date -> datetime64, year/integer -> Int64, number -> float64,
        boolean -> boolean, string with an enum -> ordered category, other string -> str with missing as NA.
        `attrs` holds the table's `title`, and `units` by column.

    Raises:
        KeyError: unknown table.
        DataError: the file or a cell breaks its description; names file, row, column and rule.
    """
    frame = read_text(table, folder, record=record)
    found = resource(table, folder)
    out = typed(frame, found)
    out.attrs["title"] = found.get("title", table)
    out.attrs["units"] = {f["name"]: f["unit"] for f in found["schema"]["fields"] if f.get("unit")}
    return out


def typed(frame: pd.DataFrame, found: dict) -> pd.DataFrame:
    """A table of texts with the types that its resource descriptor gives.

    Raises:
        DataError: a cell is not of its type or not among the values listed.
    """
    return pd.DataFrame({f["name"]: _cast(frame[f["name"]], f, found["path"]) for f in found["schema"]["fields"]})


def _cast(text: pd.Series, field: dict, file: str) -> pd.Series:
    kind, options = field["type"], field.get("constraints", {}).get("enum")
    if kind != "string" or options:
        lean = {"name": field["name"], "type": kind, "constraints": {"enum": options} if options else {}}
        for position, name, rule in cells.faults(text, lean):
            raise DataError(file, position + 2, field["name"], f"{name}: {rule}")
    present = text.where(text != "")
    match kind:
        case "number":
            return pd.to_numeric(present).astype("float64")
        case "integer" | "year":
            return pd.to_numeric(present).astype("Int64")
        case "date":
            return pd.to_datetime(present, format="%Y-%m-%d")
        case "boolean":
            return present.map({"true": True, "false": False}).astype("boolean")
    if options:
        return pd.Series(pd.Categorical(present, categories=options, ordered=True), index=text.index)
    return present.astype("str")


def published(folder: Path | None = None) -> list[Path]:
    """The files of the package in order of name: the tables described, the description, and the texts beside them."""
    folder = folder or paths.DATA
    wanted = {resource(t, folder)["path"] for t in names(folder)} | set(BESIDE)
    return sorted(folder / name for name in wanted if (folder / name).is_file())


def fingerprint(body: bytes) -> str:
    """Hash of a file as the Data Package standard writes it."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def listed(value: str | list[str]) -> list[str]:
    """The columns of a key, which the standard lets stand alone or in a list."""
    return [value] if isinstance(value, str) else list(value)


def digest(table: str, folder: Path | None = None) -> str:
    """Hash of a table's bytes and description; it changes when either does."""
    folder = folder or paths.DATA
    description = folder / "datapackage.json"
    path = folder / resource(table, folder)["path"]
    state = (path.stat().st_mtime_ns, path.stat().st_size) if path.exists() else None
    return _digest(table, folder, description.stat().st_mtime_ns, state)


@cache
def _digest(table: str, folder: Path, described: int, state: tuple[int, int] | None) -> str:
    """`digest`, worked out once per state of the description and of the table's file."""
    found = {k: v for k, v in resource(table, folder).items() if k not in ACCEPTED}
    body = (folder / found["path"]).read_bytes() if state else b""
    return hashlib.sha256(body + json.dumps(found, sort_keys=True).encode()).hexdigest()
