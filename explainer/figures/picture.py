"""From a chart to still pictures and specifications: widths, SVG, what travels without the page."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import altair as alt

from explainer.figures import theme
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
    if callable(chart) and not isinstance(chart, alt.TopLevelMixin):
        spec = chart(width).to_dict()
    else:
        spec = chart.to_dict()
        if not {"hconcat", "vconcat", "concat", "facet", "spec"} & spec.keys():
            spec["width"] = width
            spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    spec.setdefault("padding", 2)
    spec["description"] = description
    return spec


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
            elif name in PLACED and "scale" not in value:
                element.set(name, LONG.sub(lambda found: f"{float(found[0]):.2f}", value))
    root.set("focusable", "false")
    if wide := _drawn_width(root):
        root.set("style", f"max-width:{wide * GROWTH:.0f}px")
    return ElementTree.tostring(root, encoding="unicode")


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
    """Vega specs by size with equal rows stored once: each data set's `values` is its place in the list `rows`."""
    places: dict[str, int] = {}
    out: dict = {}
    for size, spec in compiled.items():
        sets = []
        for one in spec.get("data", []):
            if "values" in one:
                rows = json.dumps(one["values"], ensure_ascii=False)
                one = one | {"values": places.setdefault(rows, len(places))}
            sets.append(one)
        out[size] = spec | {"data": sets}
    return out | {"rows": [json.loads(rows) for rows in places]}


def inert(value: dict) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _wrap(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width) or [""]
