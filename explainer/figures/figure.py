"""`figure()`: a static picture first, the live chart on top, sources and downloads beside it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd

from explainer import address, settings
from explainer.evidence import cite
from explainer.figures import engine
from explainer.figures.inputs import Input, Preset, bound, panel
from explainer.figures.picture import (
    CHART,
    NARROW,
    WIDE,
    XLINK,
    Draw,
    away,
    pack,
    script,
    spec_at,
    svg,
    titled,
)
from explainer.figures.slim import XMLNS
from explainer.figures.spec import complete, still
from explainer.pages import legible
from explainer.pages.html import Html, esc, table
from explainer.pages.quotes import typeset

#: JupyterLab and VS Code draw this type without a network; charts made for Vega-Lite 6 are valid in version 5.
VEGA_LITE, SCHEMA = "application/vnd.vegalite.v5+json", "https://vega.github.io/schema/vega-lite/v5.json"
#: shown where that type is unknown: in html made from a notebook, on GitHub.
SVG = "image/svg+xml"
ElementTree.register_namespace("", XMLNS)
ElementTree.register_namespace("xlink", XLINK)
SLUG = re.compile(r"[a-z][a-z0-9-]{2,60}")
ALT_LENGTH = (60, 600)
#: figures that this kernel has made in a build: id -> number of the code cell.
_MADE: dict[str, int] = {}


#: told of each figure that is made, in the order in which they came.
HEARERS: list[Callable[[Figure], None]] = []


class Figure:
    """What `figure()` returns: the live chart in a notebook, a `<figure>` in the book."""

    def __init__(
        self, specs: dict[str, dict], parts: dict[str, str], data: pd.DataFrame, controls: list[Input]
    ) -> None:
        self.specs, self.parts, self.data, self.controls = specs, parts, data, controls

    @cached_property
    def compiled(self) -> dict[str, dict]:
        """The Vega specs that the page draws: readers' browsers are spared the Vega-Lite compiler."""
        made = {size: engine.vega(spec) for size, spec in self.specs.items()}
        return {size: spec | {"marks": still(spec.get("marks", []))} for size, spec in made.items()}

    @cached_property
    def legible(self) -> pd.DataFrame:
        """The rows as readers see them, on the page and in the CSV."""
        return legible.frame(self.data)

    @cached_property
    def drawn(self) -> dict[str, str]:
        """The still pictures as SVG, drawn once; `svg` makes each place's own copy of them."""
        return {size: engine.svg(spec) for size, spec in self.compiled.items()}

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        if folder := settings.run().figures:
            _write(self, folder)
            return {"text/html": self.html(), "text/plain": self.parts["alt"]}
        spec = bound(titled(self.specs["wide"], self.parts), self.controls)
        drawn = engine.svg(spec | {"background": "white"})
        spec["$schema"] = SCHEMA
        return {VEGA_LITE: spec, SVG: away(drawn, self.parts["id"], self.parts["alt"]), "text/plain": self.parts["alt"]}

    def pictures(self) -> str:
        """Both still pictures, hidden from screen readers."""
        one = self.parts["id"]
        return "".join(
            f'<div class="xf-static xf-{size}" aria-hidden="true">{svg(drawn, f"{one}-{size}")}</div>'
            for size, drawn in self.drawn.items()
        )

    def html(self) -> str:
        """The `<figure>`: two still pictures and a place for the live chart, or words; caption, links, data table."""
        p = self.parts
        csv, *files = (
            f'<a href="{address.file("figures", p["id"])}.{ext}" download>{label}</a>'
            for ext, label in (("csv", "CSV"), ("svg", "SVG"), ("png", "PNG"), ("json", "Vega-Lite"))
        )
        subtitle = f'<span class="xf-subtitle">{esc(p["subtitle"])}</span>' if p["subtitle"] else ""
        title = esc(p["title"])
        if p["headline"]:
            title = f'<span data-sentence="{esc(p["headline"])}">{title}</span>'
        note = f'<p class="xf-note">{esc(p["note"])}</p>' if p["note"] else ""
        shown = self.legible.drop(columns=["source", "source id"])
        rows = table(shown, f"Data of the figure: {p['title']}", most=250)
        drawn = (
            f'{p["controls"]}<div class="xf-picture" role="img" aria-label="{esc(p["alt"])}" '
            f'data-xf="{p["id"]}">{self.pictures()}</div><div class="xf-live" hidden></div>'
        )
        written = f'<div class="xh-body" role="group" aria-label="{esc(p["title"])}">{p["words"]}</div>'
        return (
            f'<figure class="{"xh" if p["words"] else "xf"}" id="{p["id"]}"><figcaption>'
            f'<span class="xf-title" data-entry="Figure">{title}</span>{subtitle}</figcaption>'
            f'{written if p["words"] else drawn}<div class="xf-foot">{note}'
            f'<div class="xf-row"><div class="xf-source">{p["source_html"]}</div>'
            f'<details class="xf-data"><summary>Data</summary><p>Download: {csv}</p>{rows}</details>'
            f'<details class="xf-image"><summary>Image</summary><p>Download: {" · ".join(files)}</p></details>'
            f"<!--cite {p['id']}--><!--code {p['id']}-->"
            f'<a class="xf-here" href="#{p["id"]}" aria-label="# Link to this figure">#</a></div></div></figure>'
        )


def figure(  # noqa: PLR0913
    chart: Draw,
    *,
    id: str,
    title: str,
    alt: str,
    data: pd.DataFrame,
    subtitle: str = "",
    note: str = "",
    controls: list[Input] | None = None,
    presets: list[Preset] | None = None,
    say: tuple[str, str] | None = None,
    headline: str = "",
    words: Html | None = None,
) -> Figure:
    """Make a figure of the book from an Altair chart.

    Every argument but the first is named at the call, so that a cell reads as a caption; hence their number.

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
        presets: named settings of the controls, shown as buttons.
        say: (name of a parameter that holds a sentence, its opening text); shown with the controls and kept current.
        headline: name of a parameter that holds the title at the present setting, where the title depends on it; at
            the opening setting its text must be `title`.
        words: an exhibit that says on the page what the chart draws, where text of one's own size, links and languages
            serve better than a picture. The chart stays for downloads, notebooks and the list of figures.

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
    told = settings.run()
    if told.building:  # in a notebook a cell may run as often as one likes
        if id in _MADE:
            raise ValueError(f"figure id '{id}' is used in code cell {_MADE[id]} already")
        _MADE[id] = _cell()
    source_html, source = cite.line(data)
    parts = {
        "id": id,
        "title": typeset(title),
        "headline": headline,
        "subtitle": typeset(subtitle),
        "alt": typeset(alt.strip()),
        "note": typeset(note),
        "controls": panel(id, controls or [], say and (say[0], typeset(say[1])), presets),
        "words": words or "",
        "source": source,
        "source_html": source_html,
        "page": told.chapter,
    }
    drawn = {size: complete(spec_at(chart, width, alt), id) for size, width in (("wide", WIDE), ("narrow", NARROW))}
    made = Figure(drawn, parts, data, controls or [])
    for hear in HEARERS:
        hear(made)
    return made


def _cell() -> int:
    """Number of the code cell that is running, counted from 1; 0 outside a kernel."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return len(shell.user_ns.get("In", [""])) - 1 if shell else 0


def _write(made: Figure, folder: Path) -> None:
    """Files for download, data, spec, SVG, PNG; the live chart for the page; a small record for the figure index."""
    p = made.parts
    folder.mkdir(parents=True, exist_ok=True)
    base = folder / p["id"]
    base.with_suffix(".csv").write_text(legible.csv(made.legible), encoding="utf-8", newline="\n")
    spec = titled(made.specs["wide"], p) | {"background": "white"}
    told = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    base.with_suffix(".json").write_text(told + "\n", encoding="utf-8")
    if not p["words"]:
        base.with_suffix(".js").write_text(script(p["id"], pack(made.compiled)), encoding="utf-8")
    alone = away(engine.svg(spec), p["id"], p["alt"])
    base.with_suffix(".svg").write_text(alone, encoding="utf-8")
    base.with_suffix(".png").write_bytes(engine.png(alone))
    # the plot alone, small enough to be read at its own size: a look at the figure in the list of figures
    base.with_suffix(".thumb.svg").write_text(svg(made.drawn["narrow"], "thumb"), encoding="utf-8")
    keep = {k: p[k] for k in ("id", "title", "subtitle", "alt", "page", "source")}
    keep["order"] = list(_MADE).index(p["id"]) if p["id"] in _MADE else 0
    keep["source_ids"] = cite.ids(made.data["source_id"])
    base.with_suffix(".meta.json").write_text(json.dumps(keep, ensure_ascii=False, indent=1), encoding="utf-8")
