"""No row is drawn outside the panel: rows against the typed ends of their axes."""

from __future__ import annotations

import pandas as pd

#: a position and the end of a bar or rule that shares its scale.
ENDS = {"x": ("x", "x2"), "y": ("y", "y2")}
#: channels whose values are worked out by the chart, so that the rows do not tell where they are drawn.
MADE = {"aggregate", "bin", "timeUnit", "impute"}
#: how far a number may stand outside by the rounding of binary arithmetic.
SLACK = 1e-9


def inside(spec: dict, owner: str) -> None:
    """Refuse a row that falls outside an explicit domain of a position: the library would draw it beside the panel.

    Marks that are clipped and words are let be; so are rows behind a filter, and domains that follow a parameter.

    Args:
        spec: Vega-Lite with its rows.
        owner: figure id, for messages.

    Raises:
        ValueError: a row outside; names field, value and domain.
    """
    _look(spec, spec.get("datasets", {}), None, {}, owner)


def _look(view: dict, sets: dict, rows: list | None, above: dict, owner: str) -> None:
    """A view and all in it; `above` holds what it takes over: encoding, and the domains that layers share."""
    own = view.get("data")
    if own is not None:
        rows = sets.get(own.get("name")) if "name" in own else own.get("values")
    if any("filter" in step for step in view.get("transform", [])):
        rows = None
    encoding = {**above.get("encoding", {}), **view.get("encoding", {})}
    domains = {**above.get("domains", {}), **_domains(view)}
    if isinstance(rows, list) and _drawn_whole(view):
        for axis, channels in ENDS.items():
            for channel in channels:
                if axis in domains and isinstance(encoding.get(channel), dict):
                    _compare(rows, encoding[channel], domains[axis], owner)
    for part in view.get("layer", []):
        _look(part, sets, rows, {"encoding": encoding, "domains": domains}, owner)
    for part in [p for key in ("hconcat", "vconcat", "concat") for p in view.get(key, [])]:
        _look(part, sets, rows, {"encoding": encoding}, owner)
    if isinstance(view.get("spec"), dict) and "repeat" not in view:
        _look(view["spec"], sets, rows, {"encoding": encoding}, owner)


def _domains(view: dict) -> dict[str, list]:
    """Explicit domains of a view, and of the layers in it, which share their scales."""
    out = {}
    for part in view.get("layer", []) if "resolve" not in view else []:
        out |= _domains(part)
    for axis in ENDS:
        one = view.get("encoding", {}).get(axis)
        scale = one.get("scale") if isinstance(one, dict) else None
        domain = scale.get("domain") if isinstance(scale, dict) and not scale.get("clamp") else None
        if isinstance(domain, list) and len(domain) == 2 and all(isinstance(end, int | float | str) for end in domain):
            out[axis] = domain
    return out


def _drawn_whole(view: dict) -> bool:
    """True for a mark that is neither clipped nor a word."""
    mark = view.get("mark")
    kind = mark.get("type") if isinstance(mark, dict) else mark
    return kind not in (None, "text", "geoshape") and not (isinstance(mark, dict) and mark.get("clip"))


def _compare(rows: list, one: dict, domain: list, owner: str) -> None:
    field = str(one.get("field", "")).replace("\\", "")
    kind = one.get("type")
    if not field or MADE & one.keys() or one.get("stack") or kind in ("nominal", "ordinal"):
        return
    values = [row[field] for row in rows if isinstance(row, dict) and row.get(field) is not None]
    if all(isinstance(end, str) for end in domain):
        low, high, *there = pd.to_datetime(pd.Series([*domain, *map(str, values)]), utc=True, format="ISO8601")
        slack = pd.Timedelta(0)
    elif all(isinstance(end, int | float) for end in domain) and kind != "temporal":
        low, high, *there = [*domain, *(value for value in values if isinstance(value, int | float))]
        slack = SLACK
    else:
        return
    low, high = min(low, high), max(low, high)
    wrong = [value for value in there if not low - slack <= value <= high + slack]
    if wrong:
        shown = wrong[0].strftime("%Y-%m-%d") if isinstance(wrong[0], pd.Timestamp) else f"{wrong[0]:g}"
        raise ValueError(
            f"figure '{owner}': {field} {shown} lies outside the domain {domain[0]} to {domain[1]} and would be drawn "
            f"beside the panel ({len(wrong)} of {len(there)} rows); let the domain follow the data, or clip the mark"
        )
