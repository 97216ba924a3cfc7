"""What a chart's spec must be before it is drawn: fields that exist, one time for all readers, tooltips in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import get_close_matches

from explainer.figures.domains import inside
from explainer.pages.quotes import typeset

#: a time without a zone, which browsers and the drawing library read as their own.
LOCAL_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)")
#: a value that is a key of a table, not a word.
CODED = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
MIDNIGHT = re.compile(r"00:00(:00(\.0+)?)?")
#: functions of Vega's expressions that count in the reader's zone, with their partners that do not.
LOCAL_CALL = re.compile(
    r"(?<![\w.])(timeFormat|timeParse|timeOffset|timeSequence|datetime|date|day|month|year|quarter|week|dayofyear|hours"
    r"|minutes|seconds)\("
)
CODE = {"calculate", "filter", "expr", "test", "labelExpr", "signal"}
#: channels of times that have no scale: their text is best made in pandas.
WORDS = {"text", "href", "url", "description"}
#: marks that are one for many rows.
LINES = {"line", "area", "trail"}
#: channels that share another's scale, or have none.
UNSCALED = {"x2", "y2", "xError", "yError", "detail", "order", "key"}
#: parts of a test, which are code as it is.
LOGIC = {"and", "or", "not"}
#: what names columns and addresses, where a mark can be a sign of the language.
NAMES = {"field", "as", "on", "href", "url", "name", "format"}
#: where data stand, whose columns may have any name.
ROWS = {"datasets", "values"}
#: a text in an expression.
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
#: a straight apostrophe with a letter on either side, which is one wherever it stands.
APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
#: a field in an expression.
DATUM = re.compile(r'datum\[("(?:[^"\\]|\\.)*")\]')
DAY = "%-d %B %Y"
#: columns that a transform adds when it does not name them.
UNNAMED = {"fold": ("key", "value"), "density": ("value", "density"), "quantile": ("prob", "value")}


def worded(node: object, key: str = "", rows: bool = False) -> object:
    """A part of a spec whose words have the quotation marks of print, in data (`rows`) and in texts of code alike."""
    if isinstance(node, dict):
        return {APOSTROPHE.sub("\u2019", k): worded(v, k, rows or k in ROWS) for k, v in node.items()}
    if isinstance(node, list):
        return [worded(one, key, rows) for one in node]
    if not isinstance(node, str):
        return node
    if key in NAMES and not rows:
        return APOSTROPHE.sub("\u2019", node)
    return LITERAL.sub(_literal, node) if key in CODE | LOGIC and not rows else typeset(node)


def _literal(found: re.Match) -> str:
    """A text of an expression, typeset; one that holds no word is a sign that code looks for."""
    text = found[0]
    if not any(sign.isalpha() for sign in text):
        return text
    return text[0] + typeset(re.sub("\\\\([\"'])", r"\1", text[1:-1])) + text[0]


def complete(spec: dict, owner: str) -> dict:
    """The spec of a figure, checked and completed; parts that the caller still uses are not changed.

    - A field that the data of its view do not have is refused: Vega-Lite would draw nothing and say nothing.
    - Times are UTC: marks, ticks and labels stand where they stand for the author, in every zone.
    - A row outside the typed ends of an axis is refused: it would be drawn beside the panel (see `domains`).
    - Words have the quotation marks of print, in data and in code alike, so that what was equal stays equal.
    - A tooltip gives what it shows a name in words, prints dates as dates and leaves out what is missing.

    Args:
        spec: Vega-Lite, as Altair's `to_dict` makes it.
        owner: figure id, for messages.

    Raises:
        ValueError: unknown field, local time, a row outside a domain, or a tooltip with names of columns.
    """
    whole: dict = worded(json.loads(json.dumps(spec, ensure_ascii=False)))
    rows = whole.get("datasets", {})
    for values in rows.values():
        for row in values if isinstance(values, list) else ():
            row.update({k: _universal(v) for k, v in row.items() if isinstance(v, str)})
    for view, data, names, inherited in _views(whole, rows):
        for channel, one in _definitions({**inherited, **view.get("encoding", {})}):
            _known(one, channel, names, owner)
        mark = view.get("mark")
        if isinstance(mark, dict) and isinstance(mark.get("tooltip"), bool | dict):
            raise ValueError(f"figure '{owner}': tooltip={mark['tooltip']} shows names of columns; encode tooltips")
        kind, points = (mark.get("type"), mark.get("point")) if isinstance(mark, dict) else (mark, None)
        if kind in LINES and not points and "tooltip" in {**inherited, **view.get("encoding", {})}:
            raise ValueError(f"figure '{owner}': the tooltip of a {kind} tells its first row only; give it to points")
        encoding = view.get("encoding", {})
        for channel, one in _definitions(encoding):
            _time(one, channel, owner)
        _spans(view)
        if "tooltip" in encoding:
            _whole(encoding["tooltip"], data, names, owner)
            encoding["tooltip"] = _tooltip(encoding["tooltip"], data, names, owner)
    for path, text in _code(whole):
        found = LOCAL_CALL.search(text)
        if found:
            name = found[1]
            better = "utcFormat" if name == "timeFormat" else "utc" + name.removeprefix("time").lower()
            raise ValueError(f"figure '{owner}': {name}() in {path} counts in the reader's zone; use {better}()")
    inside(whole, owner)
    return whole


def _universal(text: str) -> str:
    """A time without a zone as UTC: the day alone at midnight, else marked with `Z`."""
    found = LOCAL_TIME.fullmatch(text)
    if not found:
        return text
    return found[1] if MIDNIGHT.fullmatch(found[2]) else text + "Z"


def _views(
    view: dict, sets: dict, data: list | None = None, names: set[str] | None = None, inherited: dict | None = None
) -> Iterator[tuple[dict, list | None, set[str] | None, dict]]:
    """Each view with its rows, the columns it can use (None: not known) and the encoding it takes from above."""
    own = view.get("data")
    if own is not None:
        data = sets.get(own.get("name")) if "name" in own else own.get("values")
        names = {k for row in data for k in row} if isinstance(data, list) and data else None
    for step in view.get("transform", []):
        names = None if names is None or "pivot" in step else names | _added(step)
    inherited = inherited or {}
    yield view, data, names, inherited
    below = {**inherited, **view.get("encoding", {})}
    for key in ("layer", "hconcat", "vconcat", "concat"):
        for part in view.get(key, []):
            yield from _views(part, sets, data, names, below)
    if isinstance(view.get("spec"), dict):
        yield from _views(view["spec"], sets, data, None if "repeat" in view else names, below)


def _added(step: dict) -> set[str]:
    """Columns that a transform adds."""
    out: set[str] = set()
    several = [step[k] for k in ("aggregate", "joinaggregate", "window") if isinstance(step.get(k), list)]
    for part in (step, *(part for parts in several for part in parts)):
        said = part.get("as", [])
        out |= {said} if isinstance(said, str) else set(said)
    if "lookup" in step:
        out |= set(step.get("from", {}).get("fields", []))
    for kind, unnamed in UNNAMED.items():
        if kind in step and "as" not in step:
            out |= set(unnamed)
    return out


def _definitions(encoding: dict) -> Iterator[tuple[str, dict]]:
    """Each channel's definitions, those of conditions included."""
    for channel, given in encoding.items():
        for one in given if isinstance(given, list) else [given]:
            if not isinstance(one, dict):
                continue
            yield channel, one
            condition = one.get("condition", [])
            for part in condition if isinstance(condition, list) else [condition]:
                yield channel, part


def _plain(field: str) -> str:
    """A field's name without the signs that keep Vega-Lite from reading dots and brackets in it."""
    return field.replace("\\", "")


def _known(one: dict, channel: str, names: set[str] | None, owner: str) -> None:
    sort = one.get("sort")
    for field in (one.get("field"), sort.get("field") if isinstance(sort, dict) else None):
        if names is None or not isinstance(field, str) or _plain(field) in names:
            continue
        near = get_close_matches(_plain(field), names, 1)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise ValueError(
            f"figure '{owner}': no column '{_plain(field)}' for {channel}; {hint}there are: {', '.join(sorted(names))}"
        )


def _time(one: dict, channel: str, owner: str) -> None:
    """Make a definition count in UTC, whatever the reader's zone."""
    unit = one.get("timeUnit")
    unit = unit.get("unit") if isinstance(unit, dict) else unit
    if unit and not str(unit).startswith("utc"):
        raise ValueError(f"figure '{owner}': time unit '{unit}' of {channel} is the reader's; use 'utc{unit}'")
    scale = one.get("scale")
    if isinstance(scale, dict) and scale.get("type") == "time":
        raise ValueError(f"figure '{owner}': scale type 'time' of {channel} is the reader's; use 'utc'")
    if one.get("type") != "temporal" or channel == "tooltip":
        return
    if channel in WORDS:
        raise ValueError(f"figure '{owner}': {channel} is a time, printed in the reader's zone; write it as words")
    if channel in UNSCALED:
        return
    if scale is not None or "scale" not in one:
        one["scale"] = {"type": "utc"} | (scale or {})
    for holder, key in ((one.get("scale"), "domain"), (one.get("axis"), "values"), (one.get("legend"), "values")):
        if isinstance(holder, dict) and isinstance(holder.get(key), list):
            holder[key] = [_moment(v) for v in holder[key]]
    for key in ("datum", "value"):
        if key in one:
            one[key] = _moment(one[key])


def _spans(view: dict) -> None:
    """Say from when to when a mark reaches: the library would print the end in the reader's zone for screen readers."""
    encoding, mark = view.get("encoding", {}), view.get("mark")
    if mark is None or (isinstance(mark, dict) and mark.get("aria") is False) or "description" in encoding:
        return
    for first, last in (("x", "x2"), ("y", "y2")):
        ends = [encoding.get(channel, {}) for channel in (first, last)]
        if ends[0].get("type") == "temporal" and all("field" in one for one in ends):
            days = [f"utcFormat(toDate(datum[{json.dumps(_plain(one['field']))}]), '{DAY}')" for one in ends]
            encoding["description"] = {"value": {"expr": " + ' to ' + ".join(days)}}


def _moment(value: object) -> object:
    if isinstance(value, str):
        return _universal(value)
    return value | {"utc": True} if isinstance(value, dict) and "year" in value else value


def _whole(given: object, data: list | None, names: set[str] | None, owner: str) -> None:
    """Refuse a sentence with a field that is not there or is empty in a row."""
    value = given.get("value") if isinstance(given, dict) else None
    for field in DATUM.findall(value.get("expr", "")) if isinstance(value, dict) else ():
        field = json.loads(field)
        _known({"field": field}, "tooltip", names, owner)
        if any(field in row and row[field] in (None, "") for row in data or ()):
            raise ValueError(
                f"figure '{owner}': the tooltip says '{field}', which is empty in a row; fill it in pandas"
            )


def _tooltip(given: object, data: list | None, names: set[str] | None, owner: str) -> object:
    """A tooltip as one expression: names in words, dates as dates, nothing where the row has nothing."""
    fields = given if isinstance(given, list) else [given]
    if not all(isinstance(one, dict) and "field" in one for one in fields):
        return given
    pieces: list[tuple[str, str, str]] = []
    for one in fields:
        field, title = _plain(one["field"]), one.get("title")
        if {"aggregate", "bin", "timeUnit"} & one.keys():
            raise ValueError(f"figure '{owner}': the tooltip of '{field}' is worked out by the chart; do so in pandas")
        if not isinstance(title, str) or "_" in title or title == "image":
            raise ValueError(
                f"figure '{owner}': the tooltip of '{field}' needs a title in words, such as "
                f"alt.Tooltip('{field}', title='share, percent')"
            )
        code = next((row[field] for row in data or () if CODED.fullmatch(str(row.get(field, "")))), None)
        if code:
            raise ValueError(f"figure '{owner}': the tooltip of '{field}' prints the code '{code}'; map it to words")
        datum = f"datum[{json.dumps(field)}]"
        text = datum
        if one.get("type") == "temporal":
            text = f"utcFormat(toDate({datum}), {json.dumps(one.get('format', DAY))})"
        elif one.get("type") == "quantitative":
            text = f"format({datum}, {json.dumps(one.get('format', ','))})"
        always = bool(data) and all(row.get(field) not in (None, "") for row in data)
        pieces.append((title, text, "" if always else f"isValid({datum}) && {datum} !== ''"))
    if len(pieces) == 1 and not pieces[0][0].strip():
        _, text, test = pieces[0]
        return {"value": {"expr": f"{test} ? {text} : ''" if test else text}}
    parts = []
    for title, text, test in pieces:
        entry = f"{{{json.dumps(title, ensure_ascii=False)}: {text}}}"
        parts.append(f"{test} ? {entry} : {{}}" if test else entry)
    return {"value": {"expr": f"merge({', '.join(parts)})"}}


def _code(node: object, path: str = "the chart") -> Iterator[tuple[str, str]]:
    """Every expression of a spec with the name of what holds it."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in CODE and isinstance(value, str):
                yield f"{path}'s {key}" if path == "the chart" else key, value
            elif key not in ("datasets", "data"):
                yield from _code(value, path)
    elif isinstance(node, list):
        for one in node:
            yield from _code(one, path)


def still(marks: list[dict]) -> list[dict]:
    """Compiled marks, where those with nothing to tell let the pointer through to the marks under them.

    A line tells nothing either: its tooltip would be that of its first row wherever the pointer is.
    """
    out = []
    for mark in marks:
        if mark.get("type") == "group":
            out.append(mark | {"marks": still(mark.get("marks", []))})
            continue
        if mark.get("type") in LINES:
            steps = {k: {c: v for c, v in part.items() if c != "tooltip"} for k, part in mark.get("encode", {}).items()}
            mark = mark | {"encode": steps}
        says = any({"tooltip", "href"} & part.keys() for part in mark.get("encode", {}).values())
        out.append(mark if says else mark | {"interactive": False})
    return out
