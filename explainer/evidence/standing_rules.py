"""Rules that every table keeps, whatever it holds: clean text, short quotations, dates, labels and gaps as stated."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from explainer.evidence import cells, tables
from explainer.evidence.tables import DataError

MAX_QUOTE_WORDS = 40
#: scripts written without spaces are counted in characters: two to a word.
MAX_QUOTE_CHARACTERS = 2 * MAX_QUOTE_WORDS
INVISIBLE = {0x00A0, 0x00AD, 0x034F, 0x061C, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029}
INVISIBLE |= {*range(0x202A, 0x202F), 0x202F, *range(0x2060, 0x2070), 0x3000, 0xFEFF, 0xFFFD}
#: days that a stated coverage may go on after the last value.
SLACK = 92
MONTHS_OF_QUARTER = {"1": (1, 3), "2": (4, 6), "3": (7, 9), "4": (10, 12)}


def faults(frame: pd.DataFrame, found: dict, folder: Path) -> Iterator[DataError]:
    """Where a table breaks one of these rules, rule by rule.

    Args:
        frame: its cells as text, "" for an empty one.
        found: its description, a resource of `datapackage.json`.
        folder: the data folder.
    """
    for rule in (clean_text, quotes, dates, labels, gaps):
        yield from rule(frame, found, folder)


def _rows(mask: pd.Series | np.ndarray) -> np.ndarray:
    return np.flatnonzero(np.asarray(mask, dtype=bool))


def clean_text(frame: pd.DataFrame, found: dict, folder: Path) -> Iterator[DataError]:
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


def quotes(frame: pd.DataFrame, found: dict, folder: Path) -> Iterator[DataError]:
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


def dates(frame: pd.DataFrame, found: dict, folder: Path) -> Iterator[DataError]:
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


def labels(frame: pd.DataFrame, found: dict, folder: Path) -> Iterator[DataError]:
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


def gaps(frame: pd.DataFrame, found: dict, folder: Path) -> Iterator[DataError]:
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
