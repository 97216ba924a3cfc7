"""From a chart to still pictures and specifications: widths, SVG, what travels without the page."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from xml.etree import ElementTree

import altair as alt

from explainer.figures import engine, theme
from explainer.figures.slim import XMLNS, slim, written
from explainer.pages.html import esc

#: drawing widths in px: the narrow picture is shown in containers below `BREAK`, the wide one above.
NARROW, WIDE, BREAK = 330, 860, 720
#: how much larger than drawn a picture is shown at most, so that letters have one size in all of them.
GROWTH = 1.12
XLINK = "http://www.w3.org/1999/xlink"
CHART = alt.TopLevelMixin
Draw = CHART | Callable[[int], alt.TopLevelMixin]


def spec_at(chart: Draw, width: int, description: str) -> dict:
    """The Vega-Lite spec of a chart at a drawing width in px.

    Plain charts fill the width; a chart with panels keeps the widths that its function gave it.
    """
    if isinstance(chart, CHART):
        spec = _specified(chart, width)
        if not {"hconcat", "vconcat", "concat", "facet", "spec"} & spec.keys():
            spec["width"] = width
            spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    else:
        spec = engine.specified(partial(_specified, chart), width)
    spec.setdefault("padding", 2)
    spec["description"] = description
    return spec


def _specified(chart: CHART | Callable[[int], CHART], width: int) -> dict:
    """A chart's specification, or that of what a function of the width draws; the schema is asked once, for the whole.

    Raises:
        SchemaValidationError: Altair's, with the part of the chart that breaks the schema.
    """
    with alt.utils.schemapi.debug_mode(False):
        return (chart if isinstance(chart, CHART) else chart(width)).to_dict()


def titled(spec: dict, parts: dict[str, str]) -> dict:
    """The spec for use away from the page: finding, units and source stand in the picture.

    The finding is the title of the whole, the source line that of the chart in it: with another `title` in its place
    the source stays where it is.
    """
    inner = copy.deepcopy(spec)
    outer = {k: inner.pop(k) for k in ("$schema", "config", "datasets", "background", "padding") if k in inner}
    size = inner.pop("autosize", None)
    if size:
        inner["width"] = inner["width"] - 60
    foot = {"text": _wrap(parts["source"], 135), "orient": "bottom", "anchor": "start", "fontSize": 11}
    foot |= {"fontWeight": "normal", "color": theme.color("muted"), "offset": 10, "frame": "bounds"}
    inner["title"] = foot
    head = {"text": _wrap(parts["title"], 100), "subtitle": _wrap(parts["subtitle"], 118), "offset": 12}
    head |= {"anchor": "start", "frame": "bounds"}
    params = inner.pop("params", None)
    whole = outer | {"vconcat": [inner], "title": head, "padding": 14}
    if params:
        views = [p for p in params if "select" in p]
        if views:
            inner["params"] = views
        rest = [p for p in params if "select" not in p]
        if rest:
            whole["params"] = rest
    return whole


def svg(drawn: str, prefix: str) -> str:
    """A drawn picture made ready for the page: ids made unique, fluid width, hidden from screen readers."""
    root = _without_links(drawn)
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if name == "role" or name.startswith("aria-"):
                del element.attrib[name]
            elif name == "id":
                element.set(name, f"{prefix}-{value}")
            elif name in ("href", f"{{{XLINK}}}href") and value.startswith("#"):
                element.set(name, f"#{prefix}-{value[1:]}")
            elif value.startswith("url(#"):
                element.set(name, f"url(#{prefix}-{value[5:]}")
    slim(root)
    root.set("focusable", "false")
    if wide := _drawn_width(root):
        root.set("style", f"max-width:{wide * GROWTH:.0f}px")
    return written(root)


def _drawn_width(root: ElementTree.Element) -> float:
    """Width of a drawn picture in px, by its view box; 0 where it has none."""
    box = root.get("viewBox", "").split()
    return float(box[2]) if len(box) == 4 else 0.0


def _without_links(picture: str) -> ElementTree.Element:
    """SVG without the links of marks: a still picture, hidden from screen readers, must not take focus."""
    root = ElementTree.fromstring(picture)
    for parent in list(root.iter()):
        if any(child.tag == f"{{{XMLNS}}}a" for child in parent):
            parent[:] = [part for child in parent for part in (child if child.tag == f"{{{XMLNS}}}a" else (child,))]
    return root


def away(drawn: str, one: str, description: str) -> str:
    """A drawn picture for a file of its own or a notebook, described for those who do not see it."""
    return svg(drawn, one).replace("<svg ", f'<svg role="img" aria-label="{esc(description)}" ', 1)


def pack(compiled: dict[str, dict]) -> dict:
    """Vega specs by size, in which what is the same in several places stands once: both sizes draw much the same.

    A data set's `values` is field -> place in the list `columns`; rows whose fields differ stay as they are. Any other
    part that comes again is `{"$": place in the list "shared"}`, there as in the specs.
    """
    columns: dict[str, int] = {}
    out: dict = {}
    for size, spec in compiled.items():
        sets = []
        for one in spec.get("data", []):
            rows = one.get("values")
            if rows and all(isinstance(row, dict) and list(row) == list(rows[0]) for row in rows):
                named = {name: _told([row[name] for row in rows]) for name in rows[0]}
                one = one | {"values": {k: columns.setdefault(told, len(columns)) for k, told in named.items()}}
            sets.append(one)
        out[size] = spec | {"data": sets}
    return _Shared(out).packed | {"columns": [json.loads(told) for told in columns]}


def _told(part: object) -> str:
    return json.dumps(part, ensure_ascii=False, separators=(",", ":"))


class _Shared:
    """Specs in which each part that comes more than once stands in a list, where that is shorter."""

    def __init__(self, specs: dict[str, dict]) -> None:
        self._times: Counter[str] = Counter()
        self._parts: dict[str, object] = {}  # what is shared, by its text, with marks of other shared parts in it
        self._count(list(specs.values()))
        marked = {size: self._marked(spec) for size, spec in specs.items()}
        self._times = Counter(one for part in (*marked.values(), *self._parts.values()) for one in _marks(part))
        again = [told for told, times in self._times.items() if times > 1]
        self._places = {told: place for place, told in enumerate(again)}
        self.packed = {size: self._placed(spec) for size, spec in marked.items()}
        self.packed["shared"] = [self._placed(self._parts[told]) for told in again]

    def _count(self, part: object) -> None:
        if isinstance(part, dict | list | str):
            self._times[_told(part)] += 1
        for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            self._count(one)

    def _marked(self, part: object) -> object:
        """A part in which the largest parts that come again are marked by their text."""
        told = _told(part)
        again = self._times[told] - 1
        if again < 1 or again * len(told) < 10 * (again + 2):  # a mark takes ten letters
            return _inside(part, self._marked)
        if told not in self._parts:
            self._parts[told] = _inside(part, self._marked)
        return {"$": told}

    def _placed(self, part: object) -> object:
        """A part with places for texts; what in the end comes once stands where it comes."""
        for told in _own(part):
            return {"$": self._places[told]} if told in self._places else self._placed(self._parts[told])
        return _inside(part, self._placed)


def _inside(part: object, change: Callable[[object], object]) -> object:
    if isinstance(part, dict):
        return {key: change(one) for key, one in part.items()}
    return [change(one) for one in part] if isinstance(part, list) else part


def _own(part: object) -> list[str]:
    """The text that a mark stands for; nothing if the part is no mark."""
    return [part["$"]] if isinstance(part, dict) and list(part) == ["$"] else []


def _marks(part: object) -> Iterator[str]:
    if own := _own(part):
        yield from own
    else:
        for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            yield from _marks(one)


def script(one: str, packed: dict) -> str:
    """A file that hands a chart's packed specs to `charts.js`: a script, since a page on a disk may load nothing else.

    The specs are a text, which the page parses when the chart is wanted.
    """
    text = _told(packed)
    for sign, escaped in (("\\", "\\\\"), ("'", "\\'"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(sign, escaped)
    return f"(self.bookCharts = self.bookCharts || {{}})['{one}'] = '{text}';\n"


def _wrap(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width) or [""]
