"""Validate the evidence: files, cells and keys as the Frictionless description states them, then the book's own rules.

Rules that concern one table stand with its description (`checks` in `datapackage.json`) and are interpreted here;
rules that every table keeps by itself (clean text, dates inside the coverage) stand in `standing_rules`; what rows of
one table say of another's (keys, sources, answers) is judged below. Cells are judged by `cells`, which says what to
write instead; the `frictionless` library then reads the tables that passed, as any user of the package may.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from explainer import paths, settings
from explainer.evidence import cells, standing_rules, tables
from explainer.evidence.description import description_faults
from explainer.evidence.rules import apply
from explainer.evidence.tables import DataError

#: lines shown per file and rule; the rest are counted.
MOST = 10


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
    stages.append([] if only else list(_files(folder)))
    stages[0] += description_faults(folder, judged)
    if any(p.file == "datapackage.json" for p in stages[0]):
        return stages[0]
    wanted = {*judged, *_needed(judged, folder)} if only else set(names)
    text, unread, problems = _read([n for n in names if n in wanted], judged, folder)
    stages.append(problems)
    ragged = {(p.file, p.row) for p in stages[-1]}
    mine = [name for name in text if name in judged]
    stages.append([p for name in mine for p in _cells(text[name], tables.resource(name, folder))])
    stages.append([p for name in mine for p in _keys(name, text, folder)])
    broken = {p.file for stage in stages for p in stage}
    new = {p.file for p in changed(folder)}
    paths_of = {name: tables.resource(name, folder)["path"] for name in mine}
    # what is as it was accepted has passed the library before; a build server asks it again
    stages.append(_frictionless(folder, [n for n, p in paths_of.items() if p not in broken and (strict or p in new)]))
    stages.append(_texts_and_rules(mine, text, folder, [p for stage in stages for p in stage]))
    told = judged if only else names
    stages.append([p for p in _sources(text, folder, unread, whole=not only) if _of(p, told, folder)])
    stages.append([p for p in _answers(text, folder) if _of(p, told, folder)])
    if strict:
        stages.append([p for p in changed(folder) if _of(p, told, folder)])
    unique: dict[tuple, DataError] = {}
    for stage in stages:
        for p in sorted(stage, key=lambda p: (p.file, p.row or 0, p.column or "")):
            if p.row is None or (p.file, p.row) not in ragged or p.kind == "file":
                unique.setdefault((p.file, p.row, p.column, p.rule), p)
    return list(unique.values())


def _read(
    wanted: list[str], judged: list[str], folder: Path
) -> tuple[dict[str, pd.DataFrame], set[str], list[DataError]]:
    """Tables as text.

    Args:
        wanted: names of the tables to read.
        judged: those of them whose faults are told.
        folder: the data folder.

    Returns:
        (name -> cells as text; names of those that cannot be read, in part at least; faults of the files).
    """
    text: dict[str, pd.DataFrame] = {}
    unread: set[str] = set()
    told: list[DataError] = []
    for name in wanted:
        frame, problems = tables.parse(name, folder)
        told += problems if name in judged else []
        if frame is None or frame.empty or any(p.row for p in problems):
            unread.add(name)
        if frame is not None:
            text[name] = frame
            if frame.empty and name in judged and (name != "sources" or _citing(tables.names(folder), folder)):
                told.append(DataError(f"{name}.csv", None, None, "the table has no rows", kind="file"))
    return text, unread, told


def _paths(names: Iterable[str], folder: Path) -> set[str]:
    return {tables.resource(name, folder)["path"] for name in names}


def _of(problem: DataError, names: Iterable[str], folder: Path) -> bool:
    return problem.file in _paths(names, folder)


def _needed(names: list[str], folder: Path) -> set[str]:
    """Tables that others refer to."""
    keys = (key for name in names for key in tables.resource(name, folder)["schema"].get("foreignKeys", []))
    answers = {one["resource"] for name in names for one in [tables.resource(name, folder).get("answered_in")] if one}
    return {"sources"} | answers | {key["reference"]["resource"] for key in keys}


def referred(name: str) -> set[str]:
    """Tables of the book that a table's rows refer to, and the one that answers it."""
    return _needed([name], paths.DATA)


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


def changed(folder: Path | None = None) -> list[DataError]:
    """Tables whose bytes are not those last accepted, each with what to do."""
    folder = folder or paths.DATA
    out = []
    for name in tables.names(folder):
        found = tables.resource(name, folder)
        path = folder / found["path"]
        if not path.is_file() or found.get("hash") == tables.fingerprint(path.read_bytes()):
            continue
        what = "has changed since it was last accepted" if found.get("hash") else "was never accepted"
        rule = f"not accepted: the table {what}; python -m explainer accept {name} --why '...'"
        out.append(DataError(found["path"], None, None, rule))
    return out


def notes(folder: Path | None = None, names: Iterable[str] = ()) -> list[str]:
    """What to say of tables that are not as they were last accepted: no fault in a reader's own build."""
    among = _paths(names, folder or paths.DATA)
    found = [p for p in changed(folder) if p.file in among or not among]
    if len(found) > MOST:
        return [f"Note: {len(found)} tables are not as last accepted; python -m explainer accept --all --why '...'"]
    return [f"Note: {p.file}: {p.rule}" for p in found]


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
        out += standing_rules.faults(frame, found, folder)
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
    """Kind and first line of an error."""
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
                if not parts and column == "source_id":
                    yield DataError(path, row + 2, column, "row has no source")
    if unread or not whole:
        return
    for row, one in enumerate(text["sources"]["source_id"]):
        if one not in used:
            rule = f"source '{one}' is used by no table"
            yield DataError("sources.csv", row + 2, "source_id", rule, kind="unused source")


def listing(problems: list[DataError]) -> list[str]:
    """One line per problem, and a count in place of those beyond `MOST` of one rule in one file."""
    seen: dict[tuple[str, str], int] = {}
    for p in problems:
        seen[p.file, p.kind] = seen.get((p.file, p.kind), 0) + 1
    shown: dict[tuple[str, str], int] = {}
    lines = []
    for p in problems:
        key = (p.file, p.kind)
        shown[key] = shown.get(key, 0) + 1
        if shown[key] <= MOST:
            lines.append(str(p))
        elif shown[key] == MOST + 1:
            lines.append(f"{p.file}: {p.kind}: and {seen[key] - MOST:,} more")
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
