"""Validate the evidence: files, cells and keys as the Frictionless description states them, then the book's own rules.

Rules that concern one table stand with its description (`checks` in `datapackage.json`) and are interpreted here;
rules that hold for every table (sources resolve and are used, dates inside the coverage, clean text, short quotes)
are functions below. Cells are judged by `explainer.cells`, which says what to write instead; the `frictionless`
library then reads the tables that passed, as any user of the package may.
"""

from __future__ import annotations

import ast
import calendar
import difflib
import operator
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from explainer import paths, settings
from explainer.evidence import cells, tables
from explainer.evidence.description import COLUMNS, description_faults
from explainer.evidence.rules import METHODS, OPERATORS, apply
from explainer.evidence.tables import DataError

MAX_QUOTE_WORDS = 40
#: scripts written without spaces are counted in characters: two to a word.
MAX_QUOTE_CHARACTERS = 2 * MAX_QUOTE_WORDS
INVISIBLE = {0x00A0, 0x00AD, 0x034F, 0x061C, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029}
INVISIBLE |= {*range(0x202A, 0x202F), 0x202F, *range(0x2060, 0x2070), 0x3000, 0xFEFF, 0xFFFD}
#: lines shown per file and rule; the rest are counted.
MOST = 10
#: days that a stated coverage may go on after the last value.
SLACK = 92
MONTHS_OF_QUARTER = {"1": (1, 3), "2": (4, 6), "3": (7, 9), "4": (10, 12)}


def check(
    folder: Path | None = None, *, only: Iterable[str] = (), valid: Iterable[str] = (), strict: bool = False
) -> list[DataError]:
    """Everything that is wrong with the data package, causes before what follows from them.

    Args:
        folder: the data folder; the book's own by default.
        only: names of tables; the others are read for keys and sources and not judged.
        valid: tables that were found valid as they are, with what they refer to; judged in the whole alone, such as
            whether every source is used.
        strict: a table that differs from the state last accepted is a problem too.

    Raises:
        KeyError: a name in `only` is no table of the package.
    """
    folder = Path(folder) if folder else paths.DATA
    try:
        names = tables.names(folder)
    except DataError as error:
        return [error]
    judged = [tables.resource(name, folder)["name"] for name in only] or [n for n in names if n not in set(valid)]
    #: the later a stage, the likelier that its problems follow from those of an earlier one
    stages: list[list[DataError]] = []
    text: dict[str, pd.DataFrame] = {}
    unread: set[str] = set()
    stages.append([] if only else list(_files(folder)))
    stages[0] += description_faults(folder, judged)
    if any(p.file == "datapackage.json" for p in stages[0]):
        return stages[0]
    stages.append([])
    for name in names:
        if name in judged or not only or name in _needed(judged, folder):
            frame, problems = tables.parse(name, folder)
            stages[-1] += problems if name in judged else []
            if frame is None or frame.empty or any(p.row for p in problems):
                unread.add(name)  # in part at least
            if frame is not None:
                text[name] = frame
                if frame.empty and name in judged and (name != "sources" or _citing(names, folder)):
                    stages[-1].append(DataError(f"{name}.csv", None, None, "the table has no rows", kind="file"))
    ragged = {(p.file, p.row) for p in stages[-1]}
    mine = [name for name in text if name in judged]
    stages.append([p for name in mine for p in _cells(text[name], tables.resource(name, folder))])
    stages.append([p for name in mine for p in _keys(name, text, folder)])
    broken = {p.file for stage in stages for p in stage}
    new = {file for file, *_ in changed(folder)}
    paths_of = {name: tables.resource(name, folder)["path"] for name in mine}
    # what is as it was accepted has passed the library before; a build server asks it again
    stages.append(_frictionless(folder, [n for n, p in paths_of.items() if p not in broken and (strict or p in new)]))
    stages.append(_texts_and_rules(mine, text, folder, [p for stage in stages for p in stage]))
    told = judged if only else names
    stages.append([p for p in _sources(text, folder, unread, whole=not only) if _of(p, told, folder)])
    stages.append([p for p in _answers(text, folder) if _of(p, told, folder)])
    if strict:
        stages.append([DataError(*change) for change in changed(folder) if change[0] in _paths(told, folder)])
    unique: dict[tuple, DataError] = {}
    for stage in stages:
        for p in sorted(stage, key=lambda p: (p.file, p.row or 0, p.column or "")):
            if p.row is None or (p.file, p.row) not in ragged or p.kind == "file":
                unique.setdefault((p.file, p.row, p.column, p.rule), p)
    return list(unique.values())


def _paths(names: Iterable[str], folder: Path) -> set[str]:
    return {tables.resource(name, folder)["path"] for name in names}


def _of(problem: DataError, names: Iterable[str], folder: Path) -> bool:
    return problem.file in _paths(names, folder)


def _needed(names: list[str], folder: Path) -> set[str]:
    """Tables that others refer to."""
    keys = (key for name in names for key in tables.resource(name, folder)["schema"].get("foreignKeys", []))
    answers = {one["resource"] for name in names for one in [tables.resource(name, folder).get("answered_in")] if one}
    return {"sources"} | answers | {key["reference"]["resource"] for key in keys}


def referred(name: str, folder: Path | None = None) -> set[str]:
    """Tables that a table's rows refer to, and the one that answers it."""
    return _needed([name], folder or paths.DATA) - {""}


def _files(folder: Path) -> Iterator[DataError]:
    """Nothing lies in the folder but the package; what systems and editors leave behind is passed over."""
    described = {path.name for path in tables.published(folder)} | _paths(tables.names(folder), folder)
    for path in sorted(folder.iterdir()):
        if path.name in described or paths.LITTER.fullmatch(path.name):
            continue
        if path.suffix.lower() == ".csv":
            yield DataError(path.name, None, None, "file is not described in datapackage.json", kind="file")
        else:
            yield DataError(path.name, None, None, "file is no part of the package; take it out of the folder")


def changed(folder: Path | None = None) -> list[tuple[str, None, None, str]]:
    """Tables whose bytes are not those last accepted: (file, None, None, what to do)."""
    folder = folder or paths.DATA
    out = []
    for name in tables.names(folder):
        found = tables.resource(name, folder)
        path = folder / found["path"]
        if not path.is_file() or found.get("hash") == tables.fingerprint(path.read_bytes()):
            continue
        what = "has changed since it was last accepted" if found.get("hash") else "was never accepted"
        rule = f"not accepted: the table {what}; python -m explainer accept {name} --why '...'"
        out.append((found["path"], None, None, rule))
    return out


def notes(folder: Path | None = None, names: Iterable[str] = ()) -> list[str]:
    """What to say of tables that are not as they were last accepted: no fault in a reader's own build."""
    among = _paths(names, folder or paths.DATA)
    found = [(file, rule) for file, _, _, rule in changed(folder) if file in among or not among]
    if len(found) > MOST:
        return [f"Note: {len(found)} tables are not as last accepted; python -m explainer accept --all --why '...'"]
    return [f"Note: {file}: {rule}" for file, rule in found]


def _cells(frame: pd.DataFrame, found: dict) -> Iterator[DataError]:
    """Each cell is of its type and inside the constraints of its field."""
    for field in found["schema"]["fields"]:
        for position, kind, rule in cells.faults(frame[field["name"]], field):
            yield DataError(found["path"], position + 2, field["name"], f"{kind}: {rule}")


def _keys(table: str, text: dict[str, pd.DataFrame], folder: Path) -> Iterator[DataError]:
    """Primary keys and unique fields stand once; foreign keys stand in the table that they refer to."""
    frame, found = text[table], tables.resource(table, folder)
    schema = found["schema"]
    primary = tables.listed(schema.get("primaryKey", []))
    alone = [[f["name"]] for f in schema["fields"] if f.get("constraints", {}).get("unique")]
    for kind, columns in [("primary-key", primary)] * bool(primary) + [("unique", one) for one in alone]:
        first: dict[tuple, int] = {}
        for row, key in enumerate(zip(*(frame[c] for c in columns), strict=True), 2):
            if kind == "unique" and not all(key):
                continue
            if (before := first.setdefault(key, row)) != row:
                rule = f"{kind}: {' / '.join(key)} stands in row {before} too"
                yield DataError(found["path"], row, columns[0], rule)
    for key in schema.get("foreignKeys", []):
        there = key["reference"]["resource"]
        if there not in text:
            continue
        columns, named = tables.listed(key["fields"]), tables.listed(key["reference"]["fields"])
        known = set(text[there][named].itertuples(index=False, name=None))
        for row, value in enumerate(frame[columns].itertuples(index=False, name=None)):
            if any(value) and value not in known:
                path = tables.resource(there, folder)["path"]
                close = difflib.get_close_matches(value[0], [k[0] for k in known], 1, 0.75) if len(value) == 1 else []
                hint = f"; did you mean '{close[0]}'?" if close else ""
                rule = f"foreign-key: found '{' / '.join(value)}', which is not in {path} ({', '.join(named)}){hint}"
                yield DataError(found["path"], row + 2, columns[0], rule)


def _texts_and_rules(
    names: list[str], text: dict[str, pd.DataFrame], folder: Path, known: list[DataError]
) -> list[DataError]:
    """Clean text, quotations and dates; then the tables' own rules, for rows in which no fault is known yet."""
    sources = text.get("sources", pd.DataFrame({"source_id": [], "producer": []}))
    producers = dict(zip(sources["source_id"], sources["producer"], strict=True))
    untyped = {p.file for p in known if p.kind in ("type", "enum", "file")}
    faulty = {(p.file, p.row) for p in known}
    out: list[DataError] = []
    for name in names:
        frame, found = text[name], tables.resource(name, folder)
        for rule in (_clean_text, _quotes, _dates, _labels, _gaps):
            out += rule(frame, found, folder)
        if found["path"] in untyped:
            continue
        typed = tables.typed(frame, found)
        for number, spec in enumerate(found.get("checks", []), 1):
            try:
                made = list(apply(spec | {"producers": producers}, typed, found))
            except Exception as error:
                what = f"check {number} of {name} ({spec.get('rule')}) cannot be worked out: {_said(error)}"
                made = [DataError("datapackage.json", None, None, what)]
            out += [p for p in made if (p.file, p.row) not in faulty]
    return out


def _said(error: Exception) -> str:
    text = str(error).splitlines()[0] if str(error) else ""
    return f"{type(error).__name__}: {text}"[:300]


def _citing(names: list[str], folder: Path) -> bool:
    """Whether any of the tables cites sources."""
    return any(column.endswith("source_id") for n in names if n != "sources" for column in tables.fields(n, folder))


def _frictionless(folder: Path, sound: list[str]) -> list[DataError]:
    """What the Frictionless library finds in tables that passed everything here; keys are not asked for again."""
    if not sound:
        return []
    from frictionless import FrictionlessException, Package, system  # takes as long to import as all else together

    kept = []
    for name in sound:
        found = {k: v for k, v in tables.resource(name, folder).items() if k not in tables.ACCEPTED}
        kept.append(found | {"schema": {k: v for k, v in found["schema"].items() if k != "foreignKeys"}})
    try:
        with system.use_context(trusted=True):
            package = Package.from_descriptor(tables.package(folder) | {"resources": kept}, basepath=str(folder))
            report = package.validate()
    except FrictionlessException as error:
        reasons = error.reasons or [error.error]
        return [DataError("datapackage.json", None, None, reason.message) for reason in reasons]
    out = [DataError("datapackage.json", None, None, error.message) for error in report.errors]
    for task in report.tasks:
        for error in task.errors:
            row, column = getattr(error, "row_number", None), getattr(error, "field_name", None)
            rule = f"{error.type}: {error.note or error.message}"
            out.append(DataError(Path(task.place).name, row, column, rule))
    return out


def _answers(text: dict[str, pd.DataFrame], folder: Path) -> Iterator[DataError]:
    """Each key of a table has its row in the table that answers it (`answered_in`), such as a claim its review."""
    for name, frame in text.items():
        found = tables.resource(name, folder)
        there = found.get("answered_in")
        if not there or there["resource"] not in text:
            continue
        column, known = there["field"], set(text[there["resource"]][there["field"]])
        for row, one in enumerate(frame[column]):
            if one not in known:
                rule = f"{one} has no row in {tables.resource(there['resource'], folder)['path']}: {there['hint']}"
                yield DataError(found["path"], row + 2, column, rule, kind="answer")


def _rows(mask: pd.Series | np.ndarray) -> np.ndarray:
    return np.flatnonzero(np.asarray(mask, dtype=bool))


def _clean_text(frame: pd.DataFrame, found: dict, folder: Path) -> Iterator[DataError]:
    """No invisible characters, stray spaces, formulas or decomposed letters in any cell."""
    for column in frame.columns:
        distinct = frame[column].unique()
        bad = {value: fault for value in distinct if (fault := _fault(value))}
        if bad:
            for row in _rows(frame[column].isin(list(bad))):
                yield DataError(found["path"], int(row) + 2, column, bad[frame[column].iloc[row]])


@lru_cache(maxsize=1 << 17)
def _fault(value: str) -> str | None:
    for letter in value:
        code = ord(letter)
        if code in INVISIBLE or unicodedata.category(letter) in ("Cc", "Cf"):
            return f"clean text: invisible character U+{code:04X}"
    if value != value.strip() or "  " in value:
        return "clean text: leading, trailing or double space"
    if value[:1] in ("=", "+", "@", "\t") or (value[:1] == "-" and not _is_number(value)):
        return f"clean text: '{value[:12]}' would run as a formula in a spreadsheet"
    if not unicodedata.is_normalized("NFC", value):
        return "clean text: not in Unicode normal form C"
    return None


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _quotes(frame: pd.DataFrame, found: dict, folder: Path) -> Iterator[DataError]:
    """Quotations are short, and one in another language has a translation."""
    columns = [f["name"] for f in found["schema"]["fields"] if f.get("quotation")]
    for column in columns:
        for row, value in enumerate(frame[column]):
            words, letters = len(value.split()), len(value)
            spaced = words > letters / 12
            if words >= MAX_QUOTE_WORDS or (not spaced and letters > MAX_QUOTE_CHARACTERS):
                count = f"{words} words" if spaced else f"{letters} characters"
                yield DataError(
                    found["path"], row + 2, column, f"quotation must be under {MAX_QUOTE_WORDS} words, has {count}"
                )
    if {"lang", "quote", "translation"} <= set(frame.columns):
        lacking = (frame["quote"] != "") & (frame["lang"] != "en") & (frame["translation"] == "")
        for row in _rows(lacking):
            yield DataError(
                found["path"], int(row) + 2, "translation", "a quotation not in English needs a translation"
            )


def _dates(frame: pd.DataFrame, found: dict, folder: Path) -> Iterator[DataError]:
    """Dates lie inside the coverage that the table states, which ends with them; nothing is dated after the package."""
    cover = found.get("coverage")
    if cover:
        values = pd.to_datetime(
            frame[cover["field"]].where(frame[cover["field"]] != ""), format="%Y-%m-%d", errors="coerce"
        )
        outside = (values < pd.Timestamp(cover["start"])) | (values > pd.Timestamp(cover["end"]))
        for row in _rows(outside):
            shown = frame[cover["field"]].iloc[row]
            rule = f"coverage: date {shown} is outside the stated coverage {cover['start']} to {cover['end']}"
            yield DataError(found["path"], int(row) + 2, cover["field"], f"{rule}; move it in datapackage.json")
        last = values.max()
        # a list of events may have been looked for in vain up to its end; a series has a value there
        series = any(f["type"] == "number" for f in found["schema"]["fields"])
        if series and pd.notna(last) and (pd.Timestamp(cover["end"]) - last).days > SLACK:
            rule = f"coverage: stated up to {cover['end']}, the last value is of {last:%Y-%m-%d}"
            yield DataError(found["path"], None, cover["field"], rule)
    last = tables.package(folder).get("updated", "9999")
    for field in found["schema"]["fields"]:
        if field.get("never_after_update") or (field["type"] == "date" and not field.get("may_be_future")):
            column = field["name"]
            for row in _rows((frame[column] > last) & frame[column].str.fullmatch(cells.DATE.pattern)):
                rule = f"date {frame[column].iloc[row]} is after the package's own date {last}"
                yield DataError(found["path"], int(row) + 2, column, rule, kind="future")


def _labels(frame: pd.DataFrame, found: dict, folder: Path) -> Iterator[DataError]:
    """A month or quarter in words of its own fits the first and last day that stand beside it."""
    if not {"period_start", "period_end"} <= set(frame.columns) or "fiscal_label" in frame.columns:
        return
    for label in [c for c in ("month", "period") if c in frame.columns]:
        columns = frame[[label, "period_start", "period_end"]].itertuples(index=False, name=None)
        for row, (name, start, end) in enumerate(columns):
            days = _days(name)
            if days and start and end and not (days[0] <= start <= end <= days[1]):
                rule = f"period: found '{name}', the days beside it are {start} to {end}"
                yield DataError(
                    found["path"], row + 2, label, f"{rule}; write {days[0]} to {days[1]}, or mend the label"
                )


def _days(label: str) -> tuple[str, str] | None:
    """First and last day of a month, a quarter, a half or a year, from its label; None for other labels."""
    if found := re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2])|Q([1-4])|H([12]))?", label, re.ASCII):
        year, month, quarter, half = found.groups()
        first, last = (1, 12) if not half else ((1, 6) if half == "1" else (7, 12))
        first, last = MONTHS_OF_QUARTER[quarter] if quarter else (first, last)
        first, last = (int(month), int(month)) if month else (first, last)
        return f"{year}-{first:02}-01", f"{year}-{last:02}-{calendar.monthrange(int(year), last)[1]}"
    return None


def _gaps(frame: pd.DataFrame, found: dict, folder: Path) -> Iterator[DataError]:
    """A stated gap without an end ("nothing after 2026-02", "no value ... from 2026-06") holds no value."""
    cover = found.get("coverage")
    measured = [f["name"] for f in found["schema"]["fields"] if f["type"] == "number"]
    if not cover or not measured:
        return
    for gap in found.get("gaps", []):
        stated = re.search(r"\b(?:nothing|no value)\b[^.;]*?\b(after|from) (\d{4}-\d{2})\b", gap, re.I)
        if not stated:
            continue
        part = frame[frame[measured[0]] != ""]
        for field in found["schema"]["fields"]:  # a gap that names values of a column speaks of their rows alone
            options = part[field["name"]].unique() if field["type"] == "string" and len(part) else []
            named = [one for one in options if len(one) > 2 and re.search(rf"\b{re.escape(one)}\b", gap)]
            part = part[part[field["name"]].isin(named)] if named else part
        months = part[cover["field"]].str.slice(0, 7)
        filled = months > stated[2] if stated[1].lower() == "after" else months >= stated[2]
        for row in part.index[filled]:
            rule = f"gap: datapackage.json says '{stated[0]}', the row has {part.loc[row, measured[0]]}; mend the gap"
            yield DataError(found["path"], int(row) + 2, measured[0], rule)


def _sources(text: dict[str, pd.DataFrame], folder: Path, unread: set[str], *, whole: bool) -> Iterator[DataError]:
    """Every source id resolves; every source is used, which only shows when every table could be read."""
    if "sources" not in text:
        return
    known = set(text["sources"]["source_id"])
    used: set[str] = set()
    for table, frame in text.items():
        if table == "sources":
            continue
        path = tables.resource(table, folder)["path"]
        for column in (c for c in frame.columns if c.endswith("source_id")):
            for row, cell in enumerate(frame[column]):
                parts = cell.split(";") if cell else []
                used.update(parts)
                for one in parts:
                    if one not in known and known:
                        yield DataError(path, row + 2, column, f"source '{one}' is not in sources.csv", kind="source")
                if len(parts) != len(set(parts)):
                    yield DataError(path, row + 2, column, "source named twice")
            if column == "source_id":
                for row in _rows(frame[column] == ""):
                    yield DataError(path, int(row) + 2, column, "row has no source")
    if unread or not whole:
        return
    for row, one in enumerate(text["sources"]["source_id"]):
        if one not in used:
            rule = f"source '{one}' is used by no table"
            yield DataError("sources.csv", row + 2, "source_id", rule, kind="unused source")


COLUMNS += ("then_required", "then_empty", "then_enum")
METHODS |= {"isin", "isna", "isnull", "mask", "notna", "notnull", "round", "shift", "transform", "where"}
METHODS |= {"str", "contains", "endswith", "fullmatch", "get", "len", "lower", "match", "replace", "slice", "split"}
METHODS |= {"startswith", "strip", "upper", "zfill", "dt", "date", "day", "day_of_week", "day_of_year", "days"}
METHODS |= {"is_month_end", "is_month_start", "month", "quarter", "strftime", "year"}
OPERATORS |= {
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Gt: operator.gt,
}
OPERATORS |= {ast.GtE: operator.ge, ast.Lt: operator.lt, ast.LtE: operator.le, ast.BitAnd: operator.and_}
OPERATORS |= {ast.BitOr: operator.or_, ast.Invert: operator.invert, ast.USub: operator.neg}


def listing(problems: list[DataError], most: int = MOST) -> list[str]:
    """One line per problem, and a count in place of those beyond `most` of one rule in one file."""
    seen: dict[tuple[str, str], int] = {}
    for p in problems:
        seen[p.file, p.kind] = seen.get((p.file, p.kind), 0) + 1
    shown: dict[tuple[str, str], int] = {}
    lines = []
    for p in problems:
        key = (p.file, p.kind)
        shown[key] = shown.get(key, 0) + 1
        if shown[key] <= most:
            lines.append(str(p))
        elif shown[key] == most + 1:
            lines.append(f"{p.file}: {p.kind}: and {seen[key] - most:,} more")
    return lines


def cut(lines: list[str], most: int = 50) -> list[str]:
    """The first lines and how many follow."""
    return lines if len(lines) <= most else [*lines[:most], f"and {len(lines) - most:,} more"]


def main(what: Iterable[str] = (), *, folder: Path | None = None, strict: bool | None = None) -> int:
    """Print one line per violation; exit code 1 if there is any.

    Args:
        what: names of tables (or their files); nothing for the whole package. A folder stands for the package in it.
        folder: the data folder.
        strict: refuse tables that differ from the state last accepted; by default on a build server (`CI` is set).
    """
    only = []
    for one in [what] if isinstance(what, str) else what:
        if Path(one).is_dir():
            folder = Path(one)
        else:
            only.append(Path(one).name.removesuffix(".csv"))
    where = Path(folder) if folder else paths.DATA
    strict = settings.run().strict if strict is None else strict
    try:
        problems = check(where, only=only, strict=strict)
    except KeyError as error:
        print(error.args[0], file=sys.stderr)
        return 1
    except (OSError, RecursionError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        print(f"{where}: the check itself failed: {_said(error)}. Please report it.", file=sys.stderr)
        return 2
    for line in listing(problems):
        print(line, file=sys.stderr)
    if problems:
        print(f"{len(problems):,} problem{'s' if len(problems) > 1 else ''} in the data.", file=sys.stderr)
        return 1
    names = only or tables.names(where)
    for line in [] if strict else notes(where, names):
        print(line, file=sys.stderr)
    rows = sum(len(tables.read_text(t, where)) for t in names)
    print(f"{len(names)} table{'s' if len(names) > 1 else ''}, {rows:,} rows: all valid.")
    return 0
