"""From a chart to still pictures and specifications: widths, SVG, what travels without the page."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from functools import partial
from xml.etree import ElementTree

import altair as alt

from explainer.figures import engine, theme
from explainer.pages.html import esc

#: drawing widths in px: the narrow picture is shown in containers below `BREAK`, the wide one above.
NARROW, WIDE, BREAK = 330, 860, 720
#: how much larger than drawn a picture is shown at most, so that letters have one size in all of them.
GROWTH = 1.12
XMLNS, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
#: attributes that say where something stands; a hundredth of a pixel is more than a screen shows.
PLACED = ("d", "transform", "points", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "r")
LONG = re.compile(r"-?\d+\.\d{3,}(?![\de])")
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
    _slim(root)
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
            elif name in PLACED and "scale" not in value:
                element.set(name, LONG.sub(lambda found: f"{round(float(found[0]), 2):g}", value))
    root.set("focusable", "false")
    if wide := _drawn_width(root):
        root.set("style", f"max-width:{wide * GROWTH:.0f}px")
    return ElementTree.tostring(root, encoding="unicode")


#: what an attribute says that the element does without it: nothing answers the pointer in a still picture.
IDLE = {"opacity": "1", "stroke-width": "1", "pointer-events": "none"}


def _slim(root: ElementTree.Element) -> None:
    """Leave out what shows nothing, a third of a picture: empty frames, idle groups, what is said by default.

    The type of most texts is said once, at the root.
    """
    families = [e.get("font-family") for e in root.iter(f"{{{XMLNS}}}text") if e.get("font-family")]
    common = max(set(families), key=families.count) if families else None
    for element in root.iter():
        for name, value in IDLE.items():
            if element.get(name) == value:
                del element.attrib[name]
        if common and element.get("font-family") == common:
            del element.attrib["font-family"]
    if common:
        root.set("font-family", common)
    _unwrap(root)


def _unwrap(parent: ElementTree.Element) -> None:
    """Take out, below an element, frames without ground or line and the groups that neither move nor name anything."""
    kept: list[ElementTree.Element] = []
    for child in parent:
        framed = child.get("class") in ("background", "foreground") and not {"fill", "stroke"} & {*child.keys()}
        if framed or child.get("display") == "none":
            continue
        _unwrap(child)
        bare = child.tag == f"{{{XMLNS}}}g" and set(child.items()) <= {("transform", "translate(0,0)")}
        kept += list(child) if bare else [child]
    parent[:] = kept


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
    """A drawn picture for use in a notebook: ids of its own, described for those who do not see it."""
    return svg(drawn, one).replace("<svg ", f'<svg role="img" aria-label="{esc(description)}" ', 1)


def unlinked(picture: str) -> str:
    """The text of a picture without the links of marks, for a file of its own."""
    linked = "<a " in picture  # else the file keeps the very bytes of the drawing
    return ElementTree.tostring(_without_links(picture), encoding="unicode") if linked else picture


def pack(compiled: dict[str, dict]) -> dict:
    """Vega specs by size with equal columns of rows stored once, since both sizes draw much the same rows.

    A data set's `values` is field -> place in the list `columns`; rows whose fields differ stay as they are.
    """
    columns: dict[str, int] = {}
    out: dict = {}
    for size, spec in compiled.items():
        sets = []
        for one in spec.get("data", []):
            rows = one.get("values")
            if rows and all(isinstance(row, dict) and list(row) == list(rows[0]) for row in rows):
                named = {name: json.dumps([row[name] for row in rows], ensure_ascii=False) for name in rows[0]}
                one = one | {"values": {k: columns.setdefault(told, len(columns)) for k, told in named.items()}}
            sets.append(one)
        out[size] = spec | {"data": sets}
    return out | {"columns": [json.loads(told) for told in columns]}


def script(one: str, packed: dict) -> str:
    """A file that hands a chart's packed specs to `charts.js`: a script, since a page on a disk may load nothing else.

    The specs are a text, which the page parses when the chart is wanted.
    """
    text = json.dumps(packed, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in (("\\", "\\\\"), ("'", "\\'"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(sign, escaped)
    return f"(self.bookCharts = self.bookCharts || {{}})['{one}'] = '{text}';\n"


def _wrap(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width) or [""]
