"""`figure()`: a static picture first, the live chart on top, sources and downloads beside it."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import vl_convert

from explainer.evidence import cite
from explainer.figures import theme
from explainer.pages import legible
from explainer.figures import spec as figures_spec
from explainer.figures.inputs import Select, Slider, bound, panel
from explainer.pages.html import esc, table

#: drawing widths in px: the narrow picture is shown in containers below `BREAK`, the wide one above.
NARROW, WIDE, BREAK = 330, 680, 540
#: JupyterLab and VS Code draw this type without a network; charts made for Vega-Lite 6 are valid in version 5.
VEGA_LITE, SCHEMA = "application/vnd.vegalite.v5+json", "https://vega.github.io/schema/vega-lite/v5.json"
#: shown where that type is unknown: in html made from a notebook, on GitHub.
SVG = "image/svg+xml"
XMLNS, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
ElementTree.register_namespace("", XMLNS)
ElementTree.register_namespace("xlink", XLINK)
SLUG = re.compile(r"[a-z][a-z0-9-]{2,60}")
ALT_LENGTH = (60, 600)

#: figures that this kernel has made in a build: id -> number of the code cell.
_MADE: dict[str, int] = {}

CHART = alt.TopLevelMixin
Draw = CHART | Callable[[int], alt.TopLevelMixin]


class Figure:
    """What `figure()` returns: the live chart in a notebook, a `<figure>` in the book."""

    def __init__(
        self, specs: dict[str, dict], parts: dict[str, str], data: pd.DataFrame, controls: list[Slider | Select]
    ) -> None:
        self.specs, self.parts, self.data, self.controls = specs, parts, data, controls

    @cached_property
    def compiled(self) -> dict[str, dict]:
        """The Vega specs that the page draws: readers' browsers are spared the Vega-Lite compiler."""
        made = {size: vl_convert.vegalite_to_vega(spec) for size, spec in self.specs.items()}
        return {size: spec | {"marks": figures_spec.still(spec.get("marks", []))} for size, spec in made.items()}

    @cached_property
    def drawn(self) -> dict[str, str]:
        """The still pictures as SVG, drawn once; `svg` makes each place's own copy of them."""
        return {size: vl_convert.vega_to_svg(spec) for size, spec in self.compiled.items()}

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        if os.environ.get("EXPLAINER_BUILD"):
            _write(self, Path(os.environ["EXPLAINER_BUILD"]))
            return {"text/html": self.html(), "text/plain": self.parts["alt"]}
        spec = bound(titled(self.specs["wide"], self.parts), self.controls)
        drawn = vl_convert.vegalite_to_svg(spec | {"background": "white"})
        spec["$schema"] = SCHEMA
        return {VEGA_LITE: spec, SVG: away(drawn, self.parts["id"], self.parts["alt"]), "text/plain": self.parts["alt"]}

    def pictures(self, prefix: str = "") -> str:
        """Both still pictures, hidden from screen readers; `prefix` keeps the ids of a second copy apart."""
        one = prefix + self.parts["id"]
        return "".join(
            f'<div class="xf-static xf-{size}" aria-hidden="true">{svg(drawn, f"{one}-{size}")}</div>'
            for size, drawn in self.drawn.items()
        )

    def html(self) -> str:
        """The `<figure>`: two static pictures, the spec as inert JSON, caption, links and data table."""
        p = self.parts
        pictures = self.pictures()
        links = " · ".join(
            f'<a href="{p["root"]}figures/{p["id"]}.{ext}" download>{label}</a>'
            for ext, label in (("csv", "Data (CSV)"), ("svg", "SVG"), ("png", "PNG"), ("json", "Spec"))
        )
        subtitle = f'<span class="xf-subtitle">{esc(p["subtitle"])}</span>' if p["subtitle"] else ""
        title = esc(p["title"])
        if p["headline"]:
            title = f'<span data-sentence="{esc(p["headline"])}">{title}</span>'
        note = f'<p class="xf-note">{esc(p["note"])}</p>' if p["note"] else ""
        shown = legible.frame(self.data).drop(columns=["source", "source id"])
        rows = table(shown, f"Data of the figure: {p['title']}", most=250)
        return (
            f'<figure class="xf" id="{p["id"]}"><figcaption><span class="xf-title" data-entry="Figure">{title}</span>'
            f"{subtitle}"
            f'</figcaption>{p["controls"]}<div class="xf-picture" role="img" aria-label="{esc(p["alt"])}" '
            f'data-xf="{p["id"]}">{pictures}</div><div class="xf-live" hidden></div>'
            f'<script type="application/json" class="xf-spec">{_inert(pack(self.compiled))}</script>'
            f'<div class="xf-foot">{note}<div class="xf-source">{p["source_html"]}</div>'
            f'<p class="xf-links">{links} · <a href="#{p["id"]}" aria-label="Link to this figure">Permalink</a></p>'
            f'<details class="xf-data"><summary>Data table ({len(self.data)} rows)</summary>{rows}</details>'
            f"<!--cite {p['id']}--></div></figure>"
        )


def figure(
    chart: Draw,
    *,
    id: str,
    title: str,
    alt: str,
    data: pd.DataFrame,
    subtitle: str = "",
    note: str = "",
    controls: list[Slider | Select] | None = None,
    say: tuple[str, str] | None = None,
    headline: str = "",
) -> Figure:
    """Make a figure of the book from an Altair chart.

    Args:
        chart: an Altair chart, or a function of the drawing width in px (`NARROW` or `WIDE`) that returns one. Plain
            charts are drawn at both widths; charts made of several panels need the function.
        id: anchor and file name, lower case with hyphens, unique in the book.
        title: the finding, as a sentence.
        alt: what the chart shows and its message, for those who do not see it; 60 to 600 characters.
        data: the rows drawn; `source_id` is required and gives the source line, `confidence` is counted when present.
        subtitle: units, basis and period.
        note: what is not shown, or how to read it.
        controls: inputs connected to the chart's parameters of the same names.
        say: (name of a parameter that holds a sentence, its opening text); shown with the controls and kept current.
        headline: name of a parameter that holds the title at the present setting, where the title depends on it; at
            the opening setting its text must be `title`.

    Raises:
        TypeError: `chart` is neither a chart nor a function.
        ValueError: bad id, missing or too short/long alt text, missing title, no rows, no source; a field that the data
            do not have, a local time, a tooltip without words (see `spec.complete`).
        KeyError: a source id is not in `sources.csv`.
    """
    if not SLUG.fullmatch(id):
        raise ValueError(f"figure id '{id}' must be lower-case words joined by hyphens")
    if not isinstance(chart, CHART) and not callable(chart):
        raise TypeError(f"figure '{id}' needs an Altair chart or a function of the width, not {type(chart).__name__}")
    if not title.strip():
        raise ValueError(f"figure '{id}' needs a title that states the finding")
    if not ALT_LENGTH[0] <= len(alt.strip()) <= ALT_LENGTH[1]:
        raise ValueError(f"figure '{id}' needs a text alternative of {ALT_LENGTH[0]} to {ALT_LENGTH[1]} characters")
    if data.empty:
        raise ValueError(f"figure '{id}' has no rows to draw")
    if os.environ.get("EXPLAINER_BUILD"):  # in a notebook a cell may run as often as one likes
        if id in _MADE:
            raise ValueError(f"figure id '{id}' is used in code cell {_MADE[id]} already")
        _MADE[id] = _cell()
    page = os.environ.get("EXPLAINER_CHAPTER", "")
    root = "../" * page.count("/")
    source_html, source = cite.line(data, root)
    parts = {
        "id": id,
        "title": title,
        "headline": headline,
        "subtitle": subtitle,
        "alt": alt.strip(),
        "note": note,
        "controls": panel(id, controls or [], say),
        "source": source,
        "source_html": source_html,
        "root": root,
        "page": page,
    }
    drawn = {
        size: figures_spec.complete(spec_at(chart, width, alt), id) for size, width in (("wide", WIDE), ("narrow", NARROW))
    }
    return Figure(drawn, parts, data, controls or [])


def _cell() -> int:
    """Number of the code cell that is running, counted from 1; 0 outside a kernel."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return len(shell.user_ns.get("In", [""])) - 1 if shell else 0


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
    foot = {"text": _wrap(parts["source"], 105), "orient": "bottom", "anchor": "start", "fontSize": 11}
    foot |= {"fontWeight": "normal", "color": theme.color("muted"), "offset": 10, "frame": "bounds"}
    inner["title"] = foot
    head = {"text": _wrap(parts["title"], 78), "subtitle": _wrap(parts["subtitle"], 92), "offset": 12}
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
    root.set("focusable", "false")
    return ElementTree.tostring(root, encoding="unicode")


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


def _still(picture: str) -> str:
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


def _inert(value: dict) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _wrap(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width) or [""]


def _write(made: Figure, folder: Path) -> None:
    """Files for download: data, spec, SVG, PNG and a small record for the figure index."""
    p = made.parts
    folder.mkdir(parents=True, exist_ok=True)
    base = folder / p["id"]
    base.with_suffix(".csv").write_text(legible.csv(made.data), encoding="utf-8", newline="\n")
    spec = titled(made.specs["wide"], p) | {"background": "white"}
    base.with_suffix(".json").write_text(json.dumps(spec, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    drawn = vl_convert.vegalite_to_svg(spec)
    base.with_suffix(".svg").write_text(_still(drawn), encoding="utf-8")
    base.with_suffix(".png").write_bytes(vl_convert.svg_to_png(drawn, scale=2))
    # the plot alone, small enough to be read at its own size: a look at the figure in the list of figures
    base.with_suffix(".thumb.svg").write_text(_still(made.drawn["narrow"]), encoding="utf-8")
    keep = {k: p[k] for k in ("id", "title", "subtitle", "alt", "page", "source")}
    keep["order"] = list(_MADE).index(p["id"]) if p["id"] in _MADE else 0
    keep["source_ids"] = cite.ids(made.data["source_id"])
    # still pictures for a copy on another page, with ids of their own; their hash tells that page when they change
    copied = made.pictures("cover-")
    base.with_suffix(".copy.html").write_text(copied, encoding="utf-8")
    keep["pictures"] = hashlib.sha256(copied.encode()).hexdigest()
    base.with_suffix(".meta.json").write_text(json.dumps(keep, ensure_ascii=False, indent=1), encoding="utf-8")
