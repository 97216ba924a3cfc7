"""Validate the evidence: the Frictionless description first, then the book's own rules.

Rules that concern one table stand with its description (`checks` in `datapackage.json`) and are interpreted here;
rules that hold for every table (sources resolve and are used, dates inside the coverage, clean text, short quotes)
are functions below.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from frictionless import Package, system

from explainer import data, paths
from explainer.data import DataError

MAX_QUOTE_WORDS = 40
#: scripts written without spaces are counted in characters: two to a word.
MAX_QUOTE_CHARACTERS = 2 * MAX_QUOTE_WORDS
INVISIBLE = {0x00A0, 0x00AD, 0x034F, 0x061C, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029}
INVISIBLE |= {*range(0x202A, 0x202F), 0x202F, *range(0x2060, 0x2070), 0x3000, 0xFEFF, 0xFFFD}


def check(folder: Path | None = None) -> list[DataError]:
    """Everything that is wrong with the data package, in file and row order.

    Args:
        folder: the data folder; the book's own by default.
    """
    folder = Path(folder) if folder else paths.DATA
    problems: list[DataError] = []
    text: dict[str, pd.DataFrame] = {}
    for table in data.tables(folder):
        try:
            text[table] = data.read_text(table, folder)
        except DataError as error:
            problems.append(error)
    described = {data.resource(t, folder)["path"] for t in data.tables(folder)}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in described:
            problems.append(DataError(path.name, None, None, "file is not described in datapackage.json"))
    problems += _frictionless(folder, [t for t in data.tables(folder) if t in text])
    broken = {p.file for p in problems}
    known = text.get("sources", pd.DataFrame({"source_id": [], "producer": []}))
    producers = dict(zip(known["source_id"], known["producer"], strict=True))
    for table, frame in text.items():
        found = data.resource(table, folder)
        for rule in (_clean_text, _quotes, _dates):
            problems += rule(frame, found, folder)
        if found["path"] not in broken:
            typed = data.load(table, folder)
            for spec in found.get("checks", []):
                problems += _apply(spec | {"producers": producers}, typed, found)
    problems += _sources(text, folder)
    unique = {(p.file, p.row, p.column, p.rule): p for p in problems}
    return sorted(unique.values(), key=lambda p: (p.file, p.row or 0, p.column or ""))


def _frictionless(folder: Path, tables: list[str]) -> list[DataError]:
    """Types, constraints, primary and foreign keys."""
    descriptor = dict(data.package(folder))
    descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] in tables]
    out = []
    with system.use_context(trusted=True):
        package = Package.from_descriptor(descriptor, basepath=str(folder))
        report = package.validate()
    for error in report.errors:
        out.append(DataError("datapackage.json", None, None, error.message))
    keys = {r["path"]: r["schema"]["primaryKey"][0] for r in descriptor["resources"] if r["schema"].get("primaryKey")}
    for task in report.tasks:
        for error in task.errors:
            row = getattr(error, "row_number", None)
            column = getattr(error, "field_name", None) or _named(error.note)
            if error.type == "primary-key":
                column = keys.get(Path(task.place).name)
            out.append(DataError(Path(task.place).name, row, column, f"{error.type}: {error.note or error.message}"))
    return out


def _named(note: str) -> str | None:
    """The column that a key error speaks of."""
    found = re.search(r'for "([^"]+)"', note or "")
    return found[1] if found else None


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
    """Dates lie inside the coverage that the table states; nothing is dated after the package."""
    cover = found.get("coverage")
    if cover:
        values = pd.to_datetime(
            frame[cover["field"]].where(frame[cover["field"]] != ""), format="%Y-%m-%d", errors="coerce"
        )
        outside = (values < pd.Timestamp(cover["start"])) | (values > pd.Timestamp(cover["end"]))
        for row in _rows(outside):
            shown = frame[cover["field"]].iloc[row]
            rule = f"date {shown} is outside the stated coverage {cover['start']} to {cover['end']}"
            yield DataError(found["path"], int(row) + 2, cover["field"], rule)
    last = data.package(folder)["updated"]
    for field in found["schema"]["fields"]:
        if field.get("never_after_update") or (field["type"] == "date" and not field.get("may_be_future")):
            column = field["name"]
            for row in _rows((frame[column] > last) & (frame[column] != "")):
                rule = f"date {frame[column].iloc[row]} is after the package's own date {last}"
                yield DataError(found["path"], int(row) + 2, column, rule)


def _sources(text: dict[str, pd.DataFrame], folder: Path) -> Iterator[DataError]:
    """Every source id resolves, and every source is used."""
    if "sources" not in text:
        return
    known = set(text["sources"]["source_id"])
    used: set[str] = set()
    for table, frame in text.items():
        if table == "sources":
            continue
        for column in (c for c in frame.columns if c.endswith("source_id")):
            for row, cell in enumerate(frame[column]):
                parts = cell.split(";") if cell else []
                used.update(parts)
                for one in parts:
                    if one not in known:
                        path = data.resource(table, folder)["path"]
                        yield DataError(path, row + 2, column, f"source '{one}' is not in sources.csv")
                if len(parts) != len(set(parts)):
                    yield DataError(data.resource(table, folder)["path"], row + 2, column, "source named twice")
            if column == "source_id":
                for row in _rows(frame[column] == ""):
                    yield DataError(data.resource(table, folder)["path"], int(row) + 2, column, "row has no source")
    for row, one in enumerate(text["sources"]["source_id"]):
        if one not in used:
            yield DataError("sources.csv", row + 2, "source_id", f"source '{one}' is used by no table")


# --- rules that a table states about itself -------------------------------------------------------------------------

Finding = tuple[int, str | None, str]


def _apply(spec: dict, frame: pd.DataFrame, found: dict) -> Iterator[DataError]:
    """Run one entry of `checks`; rows listed in `except` (primary keys) are passed over."""
    pardoned = {tuple(map(str, key)) for key in spec.get("except", [])}
    key = found["schema"].get("primaryKey", [])
    key = [key] if isinstance(key, str) else key
    part = frame
    if isinstance(spec.get("where"), dict):
        for column, wanted in spec["where"].items():
            part = part[_among(part[column], wanted)]
    for row, column, rule in RULES[spec["rule"]](spec, part):
        if pardoned and tuple(_text(frame.loc[row, c]) for c in key) in pardoned:
            continue
        yield DataError(found["path"], int(row) + 2, column, f"{spec['rule']}: {rule}")


def _among(values: pd.Series, wanted: object) -> pd.Series:
    """Which values equal one of those wanted, compared as lower-case text so that `true` and 2019 match too."""
    listed = wanted if isinstance(wanted, list) else [wanted]
    return values.astype("str").str.lower().isin([str(w).lower() for w in listed])


def _text(value: object) -> str:
    return value.strftime("%Y-%m-%d") if isinstance(value, pd.Timestamp) else str(value)


def _groups(spec: dict, frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    if spec.get("group"):
        for _, part in frame.groupby(spec["group"], observed=True, dropna=False, sort=False):
            yield part
    else:
        yield frame


def _sum(spec: dict, frame: pd.DataFrame) -> Iterator[Finding]:
    for part in _groups(spec, frame):
        values = part[spec["field"]].dropna()
        if values.empty:
            continue
        total = values.sum()
        if total > spec.get("max", np.inf) + 1e-9 or total < spec.get("min", -np.inf) - 1e-9:
            bounds = " to ".join(str(spec[k]) for k in ("min", "max") if k in spec)
            yield part.index[0], spec["field"], f"sums to {total:g} in its group, allowed {bounds}"


def _ratio(spec: dict, frame: pd.DataFrame) -> Iterator[Finding]:
    top, bottom, result = (frame[spec[k]] for k in ("numerator", "denominator", "result"))
    gap = (top / bottom * spec.get("factor", 1) - result).abs()
    for row in frame.index[(gap > spec["tolerance"] + 1e-9).fillna(False)]:
        expected = f"{spec['numerator']} / {spec['denominator']}"
        yield row, spec["result"], f"{result[row]:g} differs from {expected} by {gap[row]:.3g}"


def _order(spec: dict, frame: pd.DataFrame) -> Iterator[Finding]:
    columns = spec["fields"]
    for i, first in enumerate(columns):
        for second in columns[i + 1 :]:
            for row in frame.index[(frame[first] > frame[second]).fillna(False)]:
                yield row, first, f"{first} is above {second}"


def _median(spec: dict, frame: pd.DataFrame) -> Iterator[Finding]:
    ranges = spec.get("ranges")
    for part in _groups(spec, frame):
        middle = part[spec["field"]].median()
        low, high = spec.get("min"), spec.get("max")
        if ranges is not None:
            name = str(part[spec["group"][0]].iloc[0])
            if name not in ranges:
                continue
            low, high = ranges[name]
        if pd.notna(middle) and not low <= middle <= high:
            yield part.index[0], spec["field"], f"median {middle:g} is outside {low} to {high}; wrong unit?"


def _jump(spec: dict, frame: pd.DataFrame) -> Iterator[Finding]:
    for part in _groups(spec, frame):
        values = part.sort_values(spec["order"])[spec["field"]].dropna()
        values = values[values > 0]
        change = np.log(values.astype("float64")).diff().abs()
        for row in change.index[change > np.log(spec["max_factor"])]:
            yield row, spec["field"], f"changes by more than a factor {spec['max_factor']} from the value before"


def _single(spec: dict, frame: pd.DataFrame) -> Iterator[Finding]:
    for part in _groups(spec, frame):
        values = part[spec["field"]].astype("str")
        if values.nunique() > 1:
            rare = values.value_counts().index[-1]
            kept = ", ".join(sorted(values.unique()))
            yield values.index[values == rare][0], spec["field"], f"one group mixes {kept}"


def _requires(spec: dict, frame: pd.DataFrame) -> Iterator[Finding]:
    for row in frame.index[frame[spec["any_of"]].isna().all(axis=1)]:
        yield row, spec["field"], f"one of {spec['any_of']} must be given"


def _when(spec: dict, frame: pd.DataFrame) -> Iterator[Finding]:
    mask = pd.Series(True, index=frame.index)
    for column, wanted in spec["if"].items():
        mask &= _among(frame[column], wanted)
    part = frame[mask]
    for column in spec.get("then_required", []):
        for row in part.index[part[column].isna()]:
            yield row, column, f"required when {spec['if']}"
    for column in spec.get("then_empty", []):
        for row in part.index[part[column].notna()]:
            yield row, column, f"must be empty when {spec['if']}"
    for column, allowed in spec.get("then_enum", {}).items():
        for row in part.index[part[column].notna() & ~_among(part[column], allowed)]:
            yield row, column, f"must be one of {allowed} when {spec['if']}"


def _growth(spec: dict, frame: pd.DataFrame) -> Iterator[Finding]:
    for part in _groups(spec, frame):
        levels = (
            part.dropna(subset=[spec["field"]]).drop_duplicates(spec["order"]).set_index(spec["order"])[spec["field"]]
        )
        for row, item in part.dropna(subset=[spec["field"], spec["yoy"]]).iterrows():
            when = item[spec["order"]]
            before = (
                levels.get(when - pd.DateOffset(years=1)) if isinstance(when, pd.Timestamp) else levels.get(when - 1)
            )
            if before is not None and not pd.isna(before) and before:
                gap = abs((item[spec["field"]] / before - 1) * 100 - item[spec["yoy"]])
                if gap > spec["tolerance"] + 1e-9:
                    yield row, spec["yoy"], f"{item[spec['yoy']]:g} differs from the levels' growth by {gap:.1f} points"


def _contains(spec: dict, frame: pd.DataFrame) -> Iterator[Finding]:
    for part in spec["parts"]:
        pairs = zip(frame[spec["field"]].fillna(""), frame[part].fillna(""), strict=True)
        for row, (whole, piece) in zip(frame.index, pairs, strict=True):
            if str(piece) not in str(whole):
                yield row, part, f"'{piece}' does not stand in {spec['field']}"


def _producer(spec: dict, frame: pd.DataFrame) -> Iterator[Finding]:
    made_by = spec["producers"]
    for row, value, cell in zip(frame.index, frame[spec["field"]].astype("str"), frame["source_id"], strict=True):
        allowed = spec["names"].get(value, [])
        makers = {made_by.get(one, "") for one in str(cell).split(";")}
        if not makers & set(allowed):
            yield row, spec["field"], f"'{value}' does not fit the producer of its source ({', '.join(sorted(makers))})"


def _expression(spec: dict, frame: pd.DataFrame) -> Iterator[Finding]:
    part = frame.query(spec["where"]) if isinstance(spec.get("where"), str) else frame
    holds = part.eval(spec["assert"], engine="python")
    for row in part.index[~holds.fillna(True).astype(bool)]:
        yield row, spec.get("field"), f"{spec['assert']} does not hold"


RULES: dict[str, Callable[[dict, pd.DataFrame], Iterator[Finding]]] = {
    "sum": _sum,
    "ratio": _ratio,
    "order": _order,
    "median": _median,
    "jump": _jump,
    "single": _single,
    "requires": _requires,
    "when": _when,
    "growth": _growth,
    "contains": _contains,
    "producer": _producer,
    "expression": _expression,
}


def main(folder: str | None = None) -> int:
    """Print one line per violation; exit code 1 if there is any."""
    problems = check(Path(folder) if folder else None)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in the data.", file=sys.stderr)
        return 1
    where = Path(folder) if folder else None
    names = data.tables(where)
    rows = sum(len(data.read_text(t, where)) for t in names)
    print(f"{len(names)} tables, {rows:,} rows: all valid.")
    return 0
