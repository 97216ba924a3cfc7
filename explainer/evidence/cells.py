"""What may stand in a cell: one reading of types and constraints for `load` and `check`, with advice what to write.

Spreadsheets and forms write the same value in many ways (`TRUE`, `36,100`, `６.５`, `2018-4-15`, `Jun-26`). The package
knows one way for each type; every other is refused by the value that was found and the one that was expected.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterator

import pandas as pd
from dateutil import parser

NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?", re.ASCII)
INTEGER = re.compile(r"-?(?:0|[1-9]\d*)", re.ASCII)
YEAR = re.compile(r"[12]\d{3}", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
EXPECTED = {
    "number": "a number such as 36.1",
    "integer": "an integer such as 12",
    "year": "a year such as 2023",
    "date": "an ISO date (YYYY-MM-DD)",
    "boolean": "true or false",
}
#: other ways to write the two truth values; spreadsheets turn `true` into `TRUE`, databases into `1`.
TRUTH = {"true": ("true", "t", "yes", "y", "1", "1.0"), "false": ("false", "f", "no", "n", "0", "0.0")}
#: ways to say that there is no value.
NOTHING = {"na", "n/a", "n.a.", "nan", "null", "none", "nil", "#n/a", "-", "--", "–", "—", "...", "…", ".", "?", "x"}
#: how spreadsheets and people write a month.
MONTHS = ("%b-%y", "%b %y", "%b-%Y", "%b %Y", "%B %Y", "%Y/%m", "%Y.%m", "%m/%Y", "%Y-%m", "%Y%m", "%y-%b", "%Y-%b")
MONTH = r"(0[1-9]|1[0-2])"
#: what the patterns that many fields share mean.
MEANING = {
    "[a-z0-9-]+(;[a-z0-9-]+)*": "source ids in lower case, joined by ; without spaces",
    "[a-z0-9-]+": "a source id in lower case",
    "[A-Z].*[^.]": "a capital letter first and no full stop at the end",
    "[A-Z].*[^.\\s]": "a capital letter first and no full stop at the end",
    "[A-Z0-9].*[^.\\s]": "a capital letter or figure first and no full stop at the end",
    "[A-Z0-9].*\\.": "a capital letter or figure first and a full stop at the end",
    ".*[^.]": "no full stop at the end",
    ".*\\.": "a full stop at the end",
    "[A-Z].*\\?": "a question: a capital letter first and a question mark at the end",
    "[A-Za-z(][\\x20-\\x7e]*": "English, in plain letters and straight quotation marks",
    ".*[가-힣].*": "Korean letters",
    ".*[\\u4e00-\\u9fff].*": "Chinese characters",
    "[一-鿿]+": "Chinese characters only",
    f"20\\d{{2}}-{MONTH}": "a month as YYYY-MM",
    f"\\d{{4}}-{MONTH}": "a month as YYYY-MM",
    "\\d{4}Q[1-4]": "a quarter as YYYYQn",
    "\\d{4}|\\d{4}Q[1-4]": "a year as YYYY or a quarter as YYYYQn",
    "\\d{4}": "a year as YYYY",
    "https?://[^\\s]+": "an address that begins with http:// or https://",
}


def fault(value: str, field: dict, example: str | None = None) -> tuple[str, str] | None:
    """What is wrong with the text of one cell, or None.

    Args:
        value: the cell; empty means missing.
        field: its Table Schema field.
        example: a good value of the same column, for the message.

    Returns:
        (kind, message): kind is `type` or the name of the constraint; the message names the value and what to write.
    """
    limits = field.get("constraints", {})
    if value == "":
        return ("required", "the cell is empty, a value is required") if limits.get("required") else None
    if wrong := type_fault(value, field):
        return "type", wrong
    shown, unit = _short(value), f" {field['unit']}" if field.get("unit") else ""
    options = limits.get("enum")
    if options and value not in options:
        return "enum", f"found '{shown}', {_nearest(value, options)}"
    for name, broken in (("minLength", int.__lt__), ("maxLength", int.__gt__)):
        if name in limits and broken(len(value), limits[name]):
            bound = "at least" if name == "minLength" else "at most"
            return name, f"found '{shown}' of {len(value)} characters, {bound} {limits[name]} expected"
    if field["type"] == "date":  # ISO dates sort as text
        if value < str(limits.get("minimum", "")):
            return "minimum", f"found {value}, no day before {limits['minimum']} expected"
        if "maximum" in limits and value > str(limits["maximum"]):
            return "maximum", f"found {value}, no day after {limits['maximum']} expected"
    if field["type"] in ("number", "integer", "year"):
        for name, broken in (("minimum", float.__lt__), ("maximum", float.__gt__)):
            if name in limits and broken(float(value), float(limits[name])):
                bound = "at least" if name == "minimum" else "at most"
                return name, f"found {shown}, {bound} {limits[name]}{unit} expected{_other_unit(float(value), limits)}"
    if "pattern" in limits and not re.fullmatch(limits["pattern"], value):
        return "pattern", _pattern(value, field, example)
    return None


def type_fault(value: str, field: dict) -> str | None:
    """Why a cell that is not empty is no value of its field's type, with what to write; None if it is one."""
    kind = field["type"]
    if _is(value, kind):
        return None
    if value.strip().lower() in NOTHING and kind != "boolean":
        return f"found '{_short(value)}', leave the cell empty where there is no value"
    hints = _ways(value, kind)
    if kind == "date" and DATE.fullmatch(value):
        return f"found '{value}', there is no such date"
    if hints:
        return f"found '{_short(value)}', write {' or '.join(hints)}" + (
            " (whether day or month stands first cannot be seen)" if len(hints) > 1 else ""
        )
    return f"found '{_short(value)}', expected {EXPECTED[kind]}"


def faults(text: pd.Series, field: dict) -> Iterator[tuple[int, str, str]]:
    """All faults of one column: (position, kind, message)."""
    bad = {value: found for value in text.unique() if (found := fault(value, field))}
    if not bad:
        return
    example = next((v for v in reversed(text.tolist()) if v and v not in bad), None)
    if example:
        bad = {value: fault(value, field, example) for value in bad}
    for position, value in enumerate(text):
        if value in bad:
            yield position, *bad[value]


def _is(value: str, kind: str) -> bool:
    match kind:
        case "number":
            return bool(NUMBER.fullmatch(value))
        case "integer":
            return bool(INTEGER.fullmatch(value))
        case "year":
            return bool(YEAR.fullmatch(value))
        case "boolean":
            return value in TRUTH
        case "date":
            return bool(DATE.fullmatch(value)) and _day(value) is not None
    return True


def _day(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _ways(value: str, kind: str) -> list[str]:
    """How the package writes what a cell seems to mean."""
    if kind == "boolean":
        return [way for way, known in TRUTH.items() if _plain(value).lower() in known]
    if kind == "date":
        return dates(value)
    hint = number(value)
    if hint and kind != "number" and _is(hint.removesuffix(".0"), kind):
        hint = hint.removesuffix(".0")
    return [hint] if hint and _is(hint, kind) else []


def _plain(value: str) -> str:
    """Full-width letters and figures, odd spaces and signs as plain ones."""
    return unicodedata.normalize("NFKC", value).replace("\u2212", "-").replace("\u200b", "").strip()


def number(value: str) -> str | None:
    """A number as the package writes it, from one with commas, signs, units or full-width figures; None if unclear."""
    text = re.sub(r"[\s_'’$€£¥₩]", "", _plain(value)).removesuffix("%").removeprefix("+")
    if re.fullmatch(r"\(.+\)", text):
        text = f"-{text[1:-1]}"
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"-?\d+,\d+", text):
        text = text.replace(",", ".")
    if found := re.fullmatch(r"(-?)0*(\d*)(?:\.(\d*))?", text, re.ASCII):
        sign, whole, rest = found.groups()
        if whole or rest or "0" in text:
            return f"{sign}{whole or '0'}" + (f".{rest}" if rest else "")
    return text if NUMBER.fullmatch(text) else None


def dates(value: str) -> list[str]:
    """The days that a date in another form may mean: one, two if day and month can be swapped, or none."""
    text = re.sub(r"\s*[年月년월./]\s*", "-", _plain(value)).rstrip("日일-. ")
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if re.fullmatch(r"[34]\d{4}", text):  # a spreadsheet's count of days
        return [(dt.date(1899, 12, 30) + dt.timedelta(int(text))).isoformat()]
    year_first = bool(re.match(r"\d{4}\b", text))
    found: dict[str, None] = {}
    for day_first in (False, True) if not year_first else (False,):
        made = set()
        for stand_in in (dt.datetime(2001, 3, 5), dt.datetime(2004, 6, 9)):  # what the text lacks would differ
            try:
                made.add(parser.parse(text, default=stand_in, dayfirst=day_first, yearfirst=year_first).date())
            except (ValueError, OverflowError):
                return []
        if len(made) == 1:
            found[made.pop().isoformat()] = None
    return list(found)


def _periods(value: str) -> Iterator[str]:
    """Months and quarters that a label in another form may mean."""
    text = _plain(value)
    for form in MONTHS:
        try:
            yield dt.datetime.strptime(text, form).strftime("%Y-%m")
        except ValueError:
            continue
    if found := re.fullmatch(r"(\d{4})[年년] ?(\d{1,2})[月월]", text):
        yield f"{found[1]}-{int(found[2]):02}"
    for pattern in (
        r"(?P<y>\d{4})[\s/-]*[Qq](?P<q>[1-4])",
        r"(?:[Qq](?P<q>[1-4])|(?P<p>[1-4])[Qq])[\s/-]*(?P<y>\d{4})",
    ):
        for found in re.finditer(pattern, text):
            parts = found.groupdict()
            yield f"{parts['y']}Q{parts['q'] or parts['p']}"
    yield from (day[:7] for day in dates(text))


def _candidates(value: str) -> Iterator[str]:
    """Likely corrections of a text, nearest first."""
    plain = _plain(value)
    bare = plain.strip("\"'“”‘’«»「」")
    for one in (plain, bare, bare.rstrip(". "), bare + ".", plain.lower(), plain.replace(" ", "")):
        yield one
        yield one[:1].upper() + one[1:]
    yield re.sub(r"\s*[;,]\s*", ";", plain.lower())
    yield from dates(value)
    yield from _periods(value)


def _pattern(value: str, field: dict, example: str | None) -> str:
    pattern = field["constraints"]["pattern"]
    shown = _short(value)
    for way in _candidates(value):
        limits = field["constraints"]
        if re.fullmatch(pattern, way) and limits.get("minLength", 0) <= len(way) <= limits.get("maxLength", len(way)):
            return f"found '{shown}', write {_short(way)}"
    meaning = MEANING.get(pattern) or field.get("title", field["name"]).lower()
    such = f", such as '{_short(example)}'" if example else ""
    return f"found '{shown}', expected {meaning}{such} (pattern {pattern})"


def _nearest(value: str, options: list) -> str:
    plain = {str(one).lower(): str(one) for one in options}
    text = _plain(value).lower()
    close = [text] if text in plain else difflib.get_close_matches(text, plain, 1, 0.75)
    rest = f"expected one of: {', '.join(map(str, options))}"
    return f"write {plain[close[0]]}? ({rest})" if close else rest


def _other_unit(value: float, limits: dict) -> str:
    """A hint if the value would lie inside the limits in another unit."""
    low, high = float(limits.get("minimum", "-inf")), float(limits.get("maximum", "inf"))
    for factor, name in ((1e3, "thousands"), (1e6, "millions"), (1e-3, "thousandths"), (1e2, "hundredths")):
        if factor < 1 and value == 0:
            continue
        if low <= value / factor <= high:
            return f"; {value / factor:g} would fit: is it in another unit ({name})?"
    return ""


def _short(value: str, most: int = 60) -> str:
    return value if len(value) <= most else value[: most - 1] + "…"
