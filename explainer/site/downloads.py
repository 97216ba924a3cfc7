"""What readers take away: notebooks, zips, tables, requirements."""

from __future__ import annotations

import contextlib
import io
import json
import posixpath
import re
import zipfile
from collections.abc import Iterable
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, distributions, packages_distributions, requires
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
from jinja2 import Environment, StrictUndefined
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import explainer
from explainer import paths, settings
from explainer.evidence import tables
from explainer.figures.figure import SCHEMA, SVG, VEGA_LITE
from explainer.pages import legible
from explainer.pages.pieces import pieces
from explainer.site import execute, plain
from explainer.site.chapter import Chapter
from explainer.site.kept import keep
from explainer.site.modules import elsewhere, importing, lock, reached
from explainer.site.share import base_url, book, citation

#: what opens and runs a downloaded notebook; what its code needs is read from the imports.
OPENERS = ("ipykernel", "jupyterlab", "nbconvert")
#: commands that a downloaded chapter has besides its notebook: check, describe, diff.
COMMANDS = "from explainer.evidence import check, describe, tables"
#: files that a figure leaves and a notebook takes: specification, picture, record.
PARTS = (".json", ".svg", ".meta.json")
EPOCH = (2023, 5, 26, 0, 0, 0)


def pack(path: Path, files: dict[str, bytes]) -> None:
    """A zip of files by name, the same bytes every time."""
    told = [part for name in sorted(files) for part in (name, files[name])]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(keep("zips", path.name, told, partial(_packed, files), by=[__file__]))


def _packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, files[name])
    return made.getvalue()


def requirements(tops: Iterable[str]) -> str:
    """Pinned versions of packages, named as they are imported, and of all that they need, from the lock file if any."""
    found = re.findall(r"^([A-Za-z0-9_.-]+)(==[^\\\n]+?) *\\?$", lock().decode(), flags=re.M)
    if not found:  # a book without a lock file: what it is built with
        found = [(one.name, f"=={one.version}") for one in distributions()]
    pins: dict[str, list[str]] = {}  # several where versions differ by Python or system
    for name, rest in found:
        pins.setdefault(canonicalize_name(name), []).append(f"{name}{rest.strip()}\n")
    queue = [(name, "") for name in OPENERS]
    for top in tops:
        name = canonicalize_name(top)
        queue += [(one, "") for one in ([name] if name in pins else _distributions(top))]
    wanted: set[tuple[str, str]] = set()
    while queue:
        name, extra = queue.pop()
        if name not in pins or (name, extra) in wanted:
            continue
        wanted.add((name, extra))
        for need in _needs(name):
            if "extra" in str(need.marker) and not (extra and need.marker.evaluate({"extra": extra})):
                continue
            queue += [(canonicalize_name(need.name), one) for one in ("", *need.extras)]
    return "".join(line for name in sorted({name for name, _ in wanted}) for line in pins[name])


@cache
def _distributions(module: str) -> list[str]:
    return [canonicalize_name(one) for one in packages_distributions().get(module, [])]


@cache
def _needs(name: str) -> list[Requirement]:
    try:
        return [Requirement(text) for text in requires(name) or []]
    except PackageNotFoundError:  # needed on another system only; what it needs in turn is left to pip
        return []


def notebooks(chapters: list[Chapter], folder: Path) -> None:
    """Write each chapter as an executed notebook, and all of them with `data/` and modules as a zip that runs alone.

    Pages without code are notebooks too, so that links between them lead somewhere.
    """
    folder.mkdir(parents=True, exist_ok=True)
    figures = _specs(chapters)
    papers = (paths.ROOT / name for name in ("CITATION.cff", "LICENSE", "LICENSE-text.md"))
    terms = {path.name: path.read_bytes() for path in papers if path.exists()}
    whole: dict[str, bytes] = {}
    for chapter in chapters:
        name = f"{chapter.name.replace('/', '-')}.ipynb"
        whole[name] = _made(chapter, chapters, figures)
        (folder / name).write_bytes(whole[name])
    evidence = {f"data/{p.relative_to(paths.DATA)}": p.read_bytes() for p in paths.files(paths.DATA)}
    whole |= evidence | terms | _library([c for c in chapters if c.code])
    whole["README.md"] = _read_me(len(chapters), evidence)
    pack(folder / "all-chapters.zip", whole)


def ahead(chapters: list[Chapter], one: Chapter) -> None:
    """Make the notebook of a chapter as soon as it has run; `notebooks` makes it anew if it has changed since."""
    with contextlib.suppress(OSError):  # what another chapter draws is being written
        _made(one, chapters, _specs(chapters))


def _specs(chapters: list[Chapter]) -> dict[str, Path]:
    """Specification of each figure of the book."""
    return {p.stem: p for c in chapters if c.code for p in sorted((c.store / "figures").glob("*.json"))}


def _made(chapter: Chapter, chapters: list[Chapter], figures: dict[str, Path]) -> bytes:
    """A chapter as an executed notebook, made anew if it, its outputs, their figures or the pages have changed."""
    outputs = (chapter.store / "outputs.json").read_bytes() if chapter.code else b""
    drawn = [path.with_suffix(end).read_bytes() for path in _named(figures, outputs) for end in PARTS]
    pages = sorted(one.name for one in chapters)
    told = [chapter.path.read_bytes(), outputs, pages, *drawn]
    return keep("notebooks", chapter.name, told, partial(_notebook, chapter, figures, set(pages)))


def _named(figures: dict[str, Path], outputs: bytes) -> list[Path]:
    return [path for one, path in figures.items() if one.encode() in outputs]


def _notebook(chapter: Chapter, figures: dict[str, Path], pages: set[str]) -> bytes:
    """A chapter as a notebook that reads away from the site."""
    resolve = partial(_away, page=chapter.name, pages=pages)
    filled = execute.with_outputs(chapter) if chapter.code else nbformat.from_dict(chapter.notebook)
    return _text(portable(filled, figures, resolve))


def _text(notebook: nbformat.NotebookNode) -> bytes:
    """A notebook as a file; without the spaces that JupyterLab puts between its parts, a sixth of it."""
    return (nbformat.writes(notebook, indent=None, separators=(",", ":")) + "\n").encode()


def _library(chapters: list[Chapter]) -> dict[str, bytes]:
    """The modules that chapters and commands run on, and their requirements, as the import graph says."""
    cells = importing(chapters)
    used = reached(f"{COMMANDS}\n{cells}")
    files = {paths.placed(p): p.read_bytes() for p in [*used, Path(explainer.__file__)]}
    files["explainer/__main__.py"] = Path(explainer.__file__).with_name("__main__.py").read_bytes()
    imported = [*elsewhere(cells), *(name for path in used for name in elsewhere(path))]
    tops = sorted({name.split(".")[0] for name in imported})
    if lock():
        needed = keep("requirements", "chapters", tops, lambda: requirements(tops).encode())
    else:  # what is installed may change at any time
        needed = requirements(tops).encode()
    return files | {"requirements.txt": needed}


def portable(
    notebook: nbformat.NotebookNode, figures: dict[str, Path], resolve: plain.Resolve
) -> nbformat.NotebookNode:
    """A notebook that reads away from the site as its page does.

    Sentences hold their values, directives are block quotes, links lead where `resolve` says. A figure is a Vega-Lite
    chart; where that is unknown a picture, and where that is unknown words.

    Args:
        notebook: with outputs as in the book, if it has code; it is changed.
        figures: specification of each figure of the book; its picture and its record stand beside it.
        resolve: see `plain.markdown`.
    """
    cells = [c for c in notebook.cells if c.cell_type == "code"]
    named = plain.values([out for cell in cells for out in cell.outputs])
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = plain.markdown(cell.source, named, resolve)
            continue
        cell.outputs = [out for out in cell.outputs if "scrapbook" not in out.get("metadata", {})]
        for out in (o for o in cell.outputs if "text/html" in o.get("data", {})):
            page = out.data["text/html"]
            _, _, name, attrs = next(pieces(page), ("", "", "", {}))
            if name == "figure" and {"xf", "xh"} & set(attrs.get("class", "").split()):
                out.data = nbformat.from_dict(_shown(figures[attrs["id"].removeprefix("cover-")]))
            else:  # what stands beside html is the same html, quoted
                out.data = nbformat.from_dict({"text/html": plain.hypertext(page, resolve)})
    return notebook


def _shown(spec: Path) -> dict:
    """A figure for a notebook: live, as a picture, in words."""
    chart = json.loads(spec.read_text(encoding="utf-8")) | {"$schema": SCHEMA}
    words = json.loads(spec.with_suffix(".meta.json").read_text(encoding="utf-8"))["alt"]
    picture = spec.with_suffix(".svg").read_text(encoding="utf-8")
    return {VEGA_LITE: chart, SVG: picture, "text/plain": words}


def _away(href: str, page: str, pages: set[str]) -> str | None:
    """Where a link of a page leads from a notebook: to the published page, else to the notebook or table beside it."""
    link, base = urlsplit(href), base_url()
    if link.scheme or link.netloc or not link.path:
        return f"{base}{page}.html{href}" if base and href.startswith("#") else href
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), link.path))
    name, ending = posixpath.splitext(path)
    mark = f"#{link.fragment}" if link.fragment else ""
    if name in pages and ending in (".md", ".html", ".ipynb"):
        return f"{base}{name}.html{mark}" if base else f"{name.replace('/', '-')}.ipynb{mark}"
    if base:
        return base + path + mark
    return (
        f"data/{path.split('/', 1)[1]}"
        if path.startswith(("data/", "tables/")) and ending not in (".zip", ".xlsx")
        else None
    )


def _read_me(count: int, evidence: dict[str, bytes]) -> bytes:
    """What is in the zip of so many notebooks, how to run it, under which terms, how to cite it."""
    apa, bibtex = citation(book()["title"].split(":")[0], "index")
    resources = json.loads(evidence["data/datapackage.json"])["resources"]
    return _written("chapters-zip.md", count=count, resources=resources, citation=apa, bibtex=bibtex)


def about_figures() -> bytes:
    """What is in the zip of all figures."""
    return _written("figures-zip.md", citation=citation("Figures", settings.book().pages.figures)[0])


def _written(template: str, **values: object) -> bytes:
    text = (paths.TEMPLATES / template).read_text(encoding="utf-8")
    whole = Environment(keep_trailing_newline=True, undefined=StrictUndefined).from_string(text)
    return whole.render(book=book() | {"title": book()["title"].split(":")[0]}, **values).encode()


def reader_tables(folder: Path) -> None:
    """The tables one by one, as spreadsheets open them: with a UTF-8 mark, without which Excel misreads Korean."""
    folder.mkdir(parents=True)
    for name in tables.names():
        path = paths.DATA / tables.resource(name)["path"]
        (folder / path.name).write_bytes(legible.MARK.encode() + path.read_bytes())
