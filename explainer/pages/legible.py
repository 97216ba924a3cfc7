"""The rows of a figure as a reader's table: headings in words with units, names for ids, no more digits than needed."""

from __future__ import annotations

import math
import re

import pandas as pd

from explainer.evidence import cite, tables
from explainer.pages.html import show

#: whole part of a number stays whole; below it, so many digits in all are kept.
DIGITS = 6
#: sources named in words per row; the ids name them all.
MOST_SOURCES = 4
MARK = "\ufeff"
_SLUG = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_UNITS = {
    "pct": "percent",
    "usd": "US dollars",
    "musd": "million US dollars",
    "busd": "billion US dollars",
    "bjpy": "billion yen",
    "krw_trn": "trillion won",
    "mwpm": "million 200 mm equivalent wafers a month",
    "busd_a_year": "billion US dollars a year",
    "days": "days",
    "bn_units": "billion units",
}
_WORDS = {
    "ar": "abnormal return",
    "car": "cumulative abnormal return",
    "hhi": "HHI",
    "hs": "HS",
    "p05": "5th percentile",
    "p25": "25th percentile",
    "p50": "median",
    "p75": "75th percentile",
    "p95": "95th percentile",
    "p": "p value",
    "se": "standard error",
    "yoy": "change on a year before",
    "top3": "top three",
    "no": "number",
    "freq": "frequency",
}
#: columns whose name says too little by itself.
_COLUMNS = {"side_b": "other side", "of": "out of", "t": "t statistic"}
#: tables that hold the names behind ids.
_NAMES = ("companies", "countries", "materials")


def frame(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as a reader sees them; columns without any value are left out, the sources come last.

    Args:
        rows: the frame that a figure draws, with `source_id`.

    Returns:
        Frame of text, numbers and dates. `source` names the sources, `source id` gives their keys in `sources.csv`.
    """
    kept = [c for c in rows.columns if c != "source_id" and not rows[c].isna().all()]
    heads, columns = [heading(c) for c in kept], []
    for i, name in enumerate(kept):
        column, named = _column(rows[name])
        columns.append(column)
        # ids that became names are called so, unless there is a column of that heading already
        if named and heads[i].removesuffix(" id") not in heads:
            heads[i] = heads[i].removesuffix(" id")
    out = pd.DataFrame(dict(enumerate(columns)), index=rows.index)
    out.columns = heads
    credits = {cell: _credits(cell) for cell in rows["source_id"].unique()}
    out["source"] = rows["source_id"].map(credits)
    out["source id"] = rows["source_id"]
    return out


def heading(column: str) -> str:
    """`share_pct` -> `share (percent)`: a column's name in words, its unit in brackets."""
    if column in _COLUMNS:
        return _COLUMNS[column]
    parts = column.split("_")
    for size in range(min(3, len(parts)), 0, -1):
        unit = _UNITS.get("_".join(parts[-size:]))
        if unit and len(parts) > size:
            return f"{_words(parts[:-size])} ({unit})"
        if unit and size == len(parts) and unit != column:
            return f"value ({unit})"
    return _words(parts)


def csv(shown: pd.DataFrame) -> str:
    """A table from `frame` as CSV text that opens well in spreadsheets of any language: a UTF-8 mark in front."""
    return MARK + shown.astype(object).map(_harmless).to_csv(index=False, lineterminator="\n")


def _words(parts: list[str]) -> str:
    return " ".join(_WORDS.get(part, part) for part in parts)


def _column(values: pd.Series) -> tuple[pd.Series, bool]:
    """A column as a reader sees it, and whether ids in it became names."""
    there = values.dropna()
    if pd.api.types.is_bool_dtype(values) or (len(there) and all(isinstance(v, bool) for v in there)):
        return values.map({True: "yes", False: "no"}), False
    if any(isinstance(v, float) for v in there):
        return values.map(lambda v: _rounded(v) if isinstance(v, float) else v), False
    if not all(isinstance(v, str) for v in there):
        return values, False
    known: dict[str, str] = {}
    if set(there) == {"yes", "no"}:  # answers, though `no` is the id of a country too
        return values, False
    if all(_SLUG.fullmatch(v) for v in there):
        known = _UNITS if values.name == "unit" else _known(set(there))
    return values.astype("str").map(lambda v: v if pd.isna(v) else known.get(v) or _said(v)), bool(known)


def _said(code: str) -> str:
    """`both_agreed` -> `both agreed`, `share_pct` -> `share (percent)`; anything else as it is."""
    if "_" not in code or not _SLUG.fullmatch(code):
        return code
    return heading(code) if code.rsplit("_", 1)[1] in _UNITS else code.replace("_", " ")


def _known(ids: set[str]) -> dict[str, str]:
    """English names of those of the ids that are companies, countries or materials; the build learns what was read."""
    out: dict[str, str] = {}
    for table in (t for t in _NAMES if t in tables.names()):
        register = tables.read_text(table, record=False)
        names = dict(zip(register.iloc[:, 0], register["name_en"], strict=True))
        found = {one: names[one] for one in ids & names.keys()}
        if found:
            tables.read_text(table)
        out |= found
    return out


def _credits(cell: object) -> str:
    found = cite.ids([cell])
    credits = [cite.credit(row) for row in cite.sources(found[:MOST_SOURCES]).to_dict("records")]
    rest = len(found) - len(credits)
    return "; ".join(credits) + (f"; and {rest} more" if rest else "")


def _rounded(value: float) -> float:
    if not math.isfinite(value) or value % 1 == 0:
        return value
    return round(value, max(DIGITS - 1 - math.floor(math.log10(abs(value))), 0))


def _harmless(value: object) -> object:
    """A cell that a spreadsheet takes for text or a number, never for a formula."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, pd.Timestamp):
        return show(value)
    if isinstance(value, float) and value % 1 == 0:
        return str(int(value))
    if isinstance(value, str) and value[:1] in ("=", "+", "@", "-", "\t") and not _numeric(value):
        return "'" + value
    return value


def _numeric(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
