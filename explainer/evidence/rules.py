"""Rules that tie the cells of one table together; each is named in the `checks` of its description."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import simpleeval

from explainer.evidence import cite
from explainer.evidence.tables import DataError, listed

# --- rules that a table states about itself -------------------------------------------------------------------------

Finding = tuple[int, str | None, str]


def apply(spec: dict, frame: pd.DataFrame, found: dict) -> Iterator[DataError]:
    """Run one entry of `checks`; rows listed in `except` (primary keys) are passed over."""
    pardoned = {tuple(map(str, key)) for key in spec.get("except", [])}
    key = listed(found["schema"].get("primaryKey", []))
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
        makers = {made_by.get(one, "") for one in cite.ids([cell])}
        if not makers & set(allowed):
            yield row, spec["field"], f"'{value}' does not fit the producer of its source ({', '.join(sorted(makers))})"


def _expression(spec: dict, frame: pd.DataFrame) -> Iterator[Finding]:
    part = frame
    if isinstance(spec.get("where"), str):
        part = frame[_holds(spec["where"], frame, missing=False)]
    for row in part.index[~_holds(spec["assert"], part, missing=True)]:
        yield row, spec.get("field"), f"{spec['assert']} does not hold"


#: what expressions may ask of a column; all else, such as writing a file, is refused.
METHODS = {"abs", "astype", "between", "clip", "cummax", "cummin", "cumsum", "diff", "duplicated", "fillna", "groupby"}
METHODS |= {"isin", "isna", "isnull", "mask", "notna", "notnull", "round", "shift", "transform", "where"}
#: methods of text and of dates, and the two accessors before them.
METHODS |= {"str", "contains", "endswith", "fullmatch", "get", "len", "lower", "match", "replace", "slice", "split"}
METHODS |= {"startswith", "strip", "upper", "zfill"}
METHODS |= {"dt", "date", "day", "day_of_week", "day_of_year", "days", "is_month_end", "is_month_start"}
METHODS |= {"month", "quarter", "strftime", "year"}
#: what may stand between columns and before one; `and` and `or` are `_Columns`' own.
OPERATORS: dict[type[ast.AST], Callable] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.Invert: operator.invert,
    ast.Not: operator.invert,
    ast.USub: operator.neg,
}


class _Columns(simpleeval.SimpleEval):
    """Expressions over whole columns: `and`, `or` and `not` work value by value, and only `METHODS` can be called."""

    def _eval_attribute(self, node: ast.Attribute) -> object:
        if node.attr not in METHODS:
            raise simpleeval.FeatureNotAvailable(f"'.{node.attr}' is not among {', '.join(sorted(METHODS))}")
        return super()._eval_attribute(node)

    def _eval_boolop(self, node: ast.BoolOp) -> object:
        join = operator.and_ if isinstance(node.op, ast.And) else operator.or_
        first, *rest = (self._eval(value) for value in node.values)
        for one in rest:
            first = join(first, one)
        return first

    def _eval_compare(self, node: ast.Compare) -> object:
        if len(node.ops) > 1:
            raise simpleeval.FeatureNotAvailable("a chain such as a < b < c; write (a < b) & (b < c)")
        return super()._eval_compare(node)


def _holds(expression: str, frame: pd.DataFrame, *, missing: bool) -> pd.Series:
    """In which rows an expression over the columns holds; where it has no value, `missing`."""
    reader = _Columns(operators=OPERATORS, functions={}, names={c: frame[c] for c in frame.columns})
    return reader.eval(expression).fillna(missing).astype(bool)


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
