"""Typed access to the evidence in `data/`.

`data/datapackage.json` (Frictionless Data Package) is the only description of the tables; dtypes, enums and
units are read from it and from nowhere else.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
from functools import cache
from pathlib import Path

import pandas as pd

from explainer import paths


class DataError(ValueError):
    """A table breaks its description.

    Attributes:
        file: path of the CSV, relative to the data folder.
        row: line of the file (the header is line 1), or None for the whole file.
        column: column name, or None for the whole row.
        rule: what was expected and what was found.
    """

    def __init__(self, file: str, row: int | None, column: str | None, rule: str) -> None:
        self.file, self.row, self.column, self.rule = file, row, column, rule
        place = [file]
        if row is not None:
            place.append(f"row {row}")
        if column is not None:
            place.append(f"column {column}")
        super().__init__(f"{', '.join(place)}: {rule}")


@cache
def _package(path: Path, stamp: float) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def package(folder: Path | None = None) -> dict:
    """The data package descriptor (`datapackage.json`) as a dict; `folder` defaults to the book's `data/`."""
    path = (folder or paths.DATA) / "datapackage.json"
    return _package(path, path.stat().st_mtime)


def tables(folder: Path | None = None) -> list[str]:
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
    known = tables(folder)
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
    folder = folder or paths.DATA
    found = resource(table, folder)
    path = folder / found["path"]
    name = found["path"]
    if not path.exists():
        raise DataError(name, None, None, "file is missing")
    raw = path.read_bytes()
    if raw.startswith(b"\xef\xbb\xbf"):
        raise DataError(name, 1, None, "file starts with a byte-order mark; save as UTF-8 without it")
    if b"\r" in raw:
        row = raw[: raw.index(b"\r")].count(b"\n") + 1
        raise DataError(name, row, None, "carriage return found; line ends must be LF")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise DataError(name, row, None, "not valid UTF-8") from error
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[])
    except pd.errors.ParserError as error:
        raise DataError(name, None, None, f"not a table: {error}") from error
    expected = [f["name"] for f in found["schema"]["fields"]]
    if list(frame.columns) != expected:
        missing = [c for c in expected if c not in frame.columns]
        extra = [c for c in frame.columns if c not in expected]
        detail = f"missing {missing}, not described {extra}" if missing or extra else "columns in another order"
        column = (missing or extra or [None])[0]
        raise DataError(name, 1, column, f"header differs from datapackage.json ({detail})")
    if record:
        _record({"table": table})
    return frame


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
    described = fields(table, folder)
    out = pd.DataFrame({column: _cast(frame[column], field, found["path"]) for column, field in described.items()})
    out.attrs["title"] = found.get("title", table)
    out.attrs["units"] = {column: field["unit"] for column, field in described.items() if field.get("unit")}
    return out


def _cast(text: pd.Series, field: dict, file: str) -> pd.Series:
    kind, column = field["type"], field["name"]
    present = text.where(text != "")

    def fail(bad: pd.Series, rule: str) -> None:
        if bad.any():
            row = int(bad.to_numpy().argmax())
            raise DataError(file, row + 2, column, f"{rule}, found '{text.iloc[row]}'")

    if kind in ("number", "integer", "year"):
        numbers = pd.to_numeric(present, errors="coerce")
        fail(numbers.isna() & present.notna(), f"expected {kind}")
        if kind == "number":
            return numbers.astype("float64")
        fail(numbers.notna() & (numbers % 1 != 0), f"expected {kind}")
        return numbers.astype("Int64")
    if kind == "date":
        dates = pd.to_datetime(present, format="%Y-%m-%d", errors="coerce")
        fail(dates.isna() & present.notna(), "expected an ISO date (YYYY-MM-DD)")
        return dates
    if kind == "boolean":
        fail(present.notna() & ~present.isin(["true", "false"]), "expected true or false")
        return present.map({"true": True, "false": False}).astype("boolean")
    values = field.get("constraints", {}).get("enum")
    if values:
        fail(present.notna() & ~present.isin(values), f"expected one of {values}")
        return pd.Series(pd.Categorical(present, categories=values, ordered=True), index=text.index)
    return present.astype("str")


def digest(table: str, folder: Path | None = None) -> str:
    """Hash of a table's bytes and description; it changes when either does."""
    folder = folder or paths.DATA
    found = resource(table, folder)
    path = folder / found["path"]
    body = path.read_bytes() if path.exists() else b""
    return hashlib.sha256(body + json.dumps(found, sort_keys=True).encode()).hexdigest()


def _record(what: dict) -> None:
    """Tell the build what this kernel has read, so that it knows when to run the chapter again."""
    log = os.environ.get("EXPLAINER_LOADS")
    if log:
        with open(log, "a", encoding="utf-8") as out:
            out.write(json.dumps(what, sort_keys=True) + "\n")
