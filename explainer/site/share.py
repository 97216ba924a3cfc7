"""What the site offers beside its pages: notebooks to run, citations, share cards, site map, feed, a 404 page."""

from __future__ import annotations

import ast
import html
import json
import os
import posixpath
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import yaml
from jinja2 import Environment, StrictUndefined
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import explainer
from explainer import paths
from explainer.evidence import cite, tables as evidence_tables
from explainer.pages import legible
from explainer.site import execute, plain
from explainer.figures.figure import SCHEMA, SVG, VEGA_LITE, away

#: what opens and runs a downloaded notebook; what its code needs is read from the imports.
OPENERS = ("ipykernel", "jupyterlab", "nbconvert")
#: commands that a downloaded chapter has besides its notebook: check, describe, diff.
COMMANDS = "from explainer.evidence import check, describe, tables"
WORDS_PER_MINUTE = 220
#: the page that describes the tables.
DATA_PAGE = "appendix/data"
EPOCH = (2023, 5, 26, 0, 0, 0)
#: signs that LaTeX reads as orders; braces are named, since BibTeX counts those that are written.
_TEX = str.maketrans(
    {sign: f"\\{sign}" for sign in "#%&_$"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
)


@cache
def book() -> dict:
    """Title, authors, version and date of the book, from CITATION.cff."""
    return yaml.safe_load((paths.ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def base_url() -> str:
    """Address at which the site is published (`BOOK_URL`), with a slash at the end, or nothing."""
    url = os.environ.get("BOOK_URL", "")
    return url and url.rstrip("/") + "/"


def citation(title: str, page: str, anchor: str = "") -> tuple[str, str]:
    """How to cite a page or a figure: (APA, BibTeX). Dates are the release's, so that they are the same everywhere.

    The BibTeX is safe for LaTeX: its signs are escaped, capitals are kept by double braces, an address stands raw in
    the field `url` only, which styles print verbatim.
    """
    about = book()
    author, year = about["authors"][0]["name"], str(about["date-released"])[:4]
    where = f"{page}.html" + (f"#{anchor}" if anchor else "")
    url = base_url() and base_url() + where
    name = about["title"].split(":")[0]
    apa = f"{author}. ({year}). {title}. In {name} (version {about['version']}). {url or where}"
    key = re.sub(r"[^a-z0-9]+", "-", f"{page}-{anchor}".lower()).strip("-")
    note = f"Version {about['version']}" + ("" if url else f", {where}")
    names = {"title": title, "author": author, "booktitle": name}
    lines = [f"{field} = {{{{{text.translate(_TEX)}}}}}" for field, text in names.items()]
    lines += [f"year = {{{year}}}", f"note = {{{note.translate(_TEX)}}}"] + ([f"url = {{{url}}}"] if url else [])
    return apa, f"@incollection{{{key},\n  " + ",\n  ".join(lines) + "\n}"


def cite_box(title: str, page: str, anchor: str = "", what: str = "page") -> str:
    """A fold-out with both citations."""
    apa, bibtex = citation(title, page, anchor)
    return (
        f'<details class="xf-cite"><summary>Cite this {what}</summary><p>{html.escape(apa)}</p>'
        f'<pre tabindex="0">{html.escape(bibtex)}</pre></details>'
    )


def _git(*words: str) -> str:
    """What git answers, or nothing where there is no git or no checkout."""
    try:
        asked = subprocess.run(["git", *words], cwd=paths.ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""


def undated() -> str:
    """Why pages cannot say when they were last changed, or nothing where git knows."""
    match _git("rev-parse", "--is-shallow-repository"):
        case "false":
            return ""
        case "true":
            return "dates of change are left out: a shallow clone knows only its last commits (git fetch --unshallow)"
    return "dates of change are left out: this is no git checkout"


def updated(chapter: Path) -> str:
    """Date of the last commit that touched a chapter; nothing where git does not know it."""
    return "" if undated() else _git("log", "-1", "--format=%cs", "--", str(chapter))


def _dated(chapter: Path) -> str:
    """When a chapter was last changed, in words, or which release it is part of."""
    date = updated(chapter)
    return f"last changed {date}" if date else f"version {book()['version']} of {book()['date-released']}"


def reading_minutes(text: str) -> int:
    """Minutes to read a page of html at `WORDS_PER_MINUTE`, tables, code, figures and lists left out; at least one."""
    text = re.sub(r"<(script|table|pre|figure|details|style|svg)\b.*?</\1>", " ", text, flags=re.S)
    text = re.sub(r'<ul class="sources">.*?</ul>|<section class="cat">.*?</section>', " ", text, flags=re.S)
    words = len(re.sub(r"<[^>]+>", " ", text).split())
    return max(1, round(words / WORDS_PER_MINUTE))


def finish(text: str, name: str, title: str, figures: list[dict], code: bool) -> str:
    """Put the line under the heading, the links at the foot and the share card into a page's html."""
    start, end = text.find("<article"), text.find("</article>")
    if start < 0:
        return text
    root = "../" * name.count("/")
    minutes = reading_minutes(text[start:end])
    many = "s" if minutes > 1 else ""
    line = f"{minutes} minute{many} to read · {_dated(paths.CHAPTERS / f'{name}.md')}"
    links = [cite_box(title, name)]
    if code:
        flat = name.replace("/", "-")
        links.insert(
            0,
            f'<p>Run it yourself: <a href="{root}notebooks/{flat}.ipynb" download>executed notebook</a> · '
            f'<a href="{root}notebooks/{flat}.zip" download>notebook with its data (zip)</a>{_binder(name)}</p>',
        )
    for figure in figures:
        box = cite_box(figure["title"], name, figure["id"], "figure")
        text = text.replace(f"<!--cite {figure['id']}-->", box)
    end = text.find("</article>")
    foot = f'<aside class="page-foot" aria-label="About this page">{"".join(links)}</aside>'
    text = text[:end] + foot + text[end:]
    text = text.replace("</h1>", f'</h1>\n<p class="page-line">{line}</p>', 1)
    return text.replace("</head>", _card(name, title, figures) + "</head>", 1)


def _binder(name: str) -> str:
    repo = os.environ.get("BOOK_REPO", "")
    if not repo:
        return ""
    url = f"https://mybinder.org/v2/gh/{repo}/HEAD?urlpath=lab/tree/chapters/{name}.md"
    return f' · <a href="{html.escape(url)}" rel="external">open on Binder</a>'


def _card(name: str, title: str, figures: list[dict]) -> str:
    """What a page's head says to those who link to it: description, share card, feed, and on the data page the data.

    The picture is the chapter's first figure; it, the page's own address and the feed need a base address.
    """
    text = figures[0]["title"] if figures else book()["abstract"].split(". ")[0]
    shared = [("og:title", title), ("og:description", text), ("og:type", "article")]
    shared += [("og:site_name", book()["title"].split(":")[0])]
    pictured = bool(base_url() and figures)
    if base_url():
        shared += [("og:url", f"{base_url()}{name}.html")]
    if pictured:
        shared += [
            ("og:image", f"{base_url()}figures/{figures[0]['id']}.png"),
            ("og:image:alt", figures[0]["alt"]),
        ]
    named = [("description", text), ("twitter:card", "summary_large_image" if pictured else "summary")]
    out = [f'<meta name="{k}" content="{html.escape(v)}"/>' for k, v in named]
    out += [f'<meta property="{k}" content="{html.escape(v)}"/>' for k, v in shared]
    if base_url():
        out.append(f'<link rel="canonical" href="{html.escape(base_url())}{name}.html"/>')
        feed = html.escape(f"{base_url()}feed.xml")
        out.append(f'<link rel="alternate" type="application/atom+xml" title="Changes of the pages" href="{feed}"/>')
    if name == DATA_PAGE:
        text = json.dumps(dataset(), ensure_ascii=False, separators=(",", ":"))
        for sign in "<>&":
            text = text.replace(sign, f"\\u{ord(sign):04x}")
        out.append(f'<script type="application/ld+json">{text}</script>')
    return "".join(out)


def dataset() -> dict:
    """The data package as a schema.org `Dataset`, one part per table, for search engines of data.

    Addresses are absolute when `BOOK_URL` is set at the build, else relative to the data page.
    """
    whole, root = evidence_tables.package(), base_url() or "../"
    page = f"{base_url()}{DATA_PAGE}.html" if base_url() else f"{DATA_PAGE.rsplit('/', 1)[-1]}.html"
    makers = [{"@type": "Organization", "name": one["title"]} for one in whole["contributors"]]
    covers = [one["coverage"] for one in whole["resources"] if "coverage" in one]
    common = {"creator": makers, "isAccessibleForFree": True, "version": whole["version"]}
    parts = []
    for one in whole["resources"]:
        terms = one["licences"][0]
        part = {
            "@type": "Dataset",
            "name": one["title"],
            "description": one["description"],
            "url": f"{page}#table-{one['name']}",
            "license": terms.get("path") or {"@type": "CreativeWork", "name": terms["title"], "url": page},
            "creator": makers,
            "distribution": _download(f"{root}data/{one['path']}", "text/csv"),
        }
        if "coverage" in one:
            part["temporalCoverage"] = f"{one['coverage']['start']}/{one['coverage']['end']}"
        parts.append(part)
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": whole["title"],
        "description": whole["description"],
        "url": page,
        "license": {"@type": "CreativeWork", "name": whole["licenses"][0]["title"], "url": page},
        **common,
        "datePublished": whole["created"][:10],
        "dateModified": whole["updated"],
        "keywords": book()["keywords"],
        "temporalCoverage": f"{min(one['start'] for one in covers)}/{max(one['end'] for one in covers)}",
        "distribution": [
            _download(f"{root}data/data.zip", "application/zip"),
            _download(f"{root}data/datapackage.json", "application/json"),
        ],
        "hasPart": parts,
    }


def _download(address: str, kind: str) -> dict:
    return {"@type": "DataDownload", "contentUrl": address, "encodingFormat": kind}


def pack(path: Path, files: dict[str, bytes]) -> None:
    """A zip of files by name, the same bytes every time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            out.writestr(entry, files[name])


def requirements(modules: Iterable[Path], cells: str = "") -> str:
    """Pinned versions of what modules and cells import, and of all that this needs in turn, from the lock file."""
    lock = (paths.ROOT / "requirements.lock").read_text(encoding="utf-8")
    found = re.findall(r"^([A-Za-z0-9_.-]+)(==[^\\\n]+?) *\\?$", lock, flags=re.M)
    pins: dict[str, list[str]] = {}  # several where versions differ by Python or system
    for name, rest in found:
        pins.setdefault(canonicalize_name(name), []).append(f"{name}{rest.strip()}\n")
    tops = set().union(*(_imported(one) for one in [*(p.read_text(encoding="utf-8") for p in modules), cells]))
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


@cache
def _imported(code: str) -> set[str]:
    """Packages from elsewhere that a piece of Python imports, by the first word of their modules."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return {name for name in names - sys.stdlib_module_names if not (paths.ROOT / name).exists()}


def notebooks(chapters: list[execute.Chapter], folder: Path) -> None:
    """Write each chapter as an executed notebook, and as a zip that runs alone: notebook, its tables, its modules.

    `all-chapters.zip` holds the executed notebooks with all of `data/`. Pages without code are notebooks too, so that
    links between them lead somewhere.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pages = {chapter.name for chapter in chapters}
    figures = {p.stem: p for c in chapters if c.code for p in sorted((c.store / "figures").glob("*.json"))}
    papers = (paths.ROOT / name for name in ("CITATION.cff", "LICENSE", "LICENSE-text.md"))
    terms = {path.name: path.read_bytes() for path in papers if path.exists()}
    whole: dict[str, bytes] = {}
    runs = [c for c in chapters if c.code]
    for chapter in chapters:
        flat, resolve = chapter.name.replace("/", "-"), partial(_away, page=chapter.name, pages=pages)
        filled = execute.with_outputs(chapter) if chapter.code else nbformat.from_dict(chapter.notebook)
        made = (nbformat.writes(portable(filled, figures, resolve)) + "\n").encode()
        (folder / f"{flat}.ipynb").write_bytes(made)
        whole[f"{flat}.ipynb"] = made
        if not chapter.code:
            continue
        empty = nbformat.from_dict(filled)
        for cell in (c for c in empty.cells if c.cell_type == "code"):
            cell.outputs, cell.execution_count = [], None
        record = json.loads((chapter.store / "record.json").read_text(encoding="utf-8"))
        evidence = _evidence(execute.tables(record))
        alone = {f"{flat}.ipynb": (nbformat.writes(empty) + "\n").encode()} | evidence | terms | _library([chapter])
        alone["README.md"] = _read_me(_title(chapter), chapter.name, [f"{flat}.ipynb"], evidence)
        pack(folder / f"{flat}.zip", alone)
    evidence = {f"data/{p.relative_to(paths.DATA)}": p.read_bytes() for p in paths.files(paths.DATA)}
    whole |= evidence | terms | _library(runs)
    opened = [f"{c.name.replace('/', '-')}.ipynb" for c in chapters]
    whole["README.md"] = _read_me(book()["title"].split(":")[0], "index", opened, evidence)
    pack(folder / "all-chapters.zip", whole)


def _title(chapter: execute.Chapter) -> str:
    lines = (line for cell in chapter.notebook.cells for line in cell.source.splitlines())
    return next((line[2:].strip() for line in lines if line.startswith("# ")), chapter.name)


def _library(chapters: list[execute.Chapter]) -> dict[str, bytes]:
    """The modules that chapters and commands run on, and their requirements, as the import graph says."""
    cells = "\n".join(code for chapter in chapters for code in chapter.code)
    reached = execute.reached(f"{COMMANDS}\n{cells}")
    files = {str(p.relative_to(paths.ROOT)): p.read_bytes() for p in [*reached, Path(explainer.__file__)]}
    files["explainer/__main__.py"] = Path(explainer.__file__).with_name("__main__.py").read_bytes()
    return files | {"requirements.txt": requirements(reached, cells).encode()}


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
            found = re.match(r'<figure class="xf(?: xf-copy)?" id="(?:cover-)?([^"]+)"', page)
            if found:
                out.data = nbformat.from_dict(_shown(figures[found[1]]))
            else:  # what stands beside html is the same html, quoted
                out.data = nbformat.from_dict({"text/html": plain.hypertext(page, resolve)})
    return notebook


def _shown(spec: Path) -> dict:
    """A figure for a notebook: live, as a picture, in words."""
    chart = json.loads(spec.read_text(encoding="utf-8")) | {"$schema": SCHEMA}
    words = json.loads(spec.with_suffix(".meta.json").read_text(encoding="utf-8"))["alt"]
    picture = away(spec.with_suffix(".svg").read_text(encoding="utf-8"), spec.stem, words)
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
    return f"data/{path.split('/', 1)[1]}" if path.startswith(("data/", "tables/")) and ending != ".zip" else None


def _read_me(title: str, page: str, opened: list[str], evidence: dict[str, bytes]) -> bytes:
    """What is in a zip of notebooks, how to run it, under which terms, how to cite it."""
    apa, bibtex = citation(title, page)
    resources = json.loads(evidence["data/datapackage.json"])["resources"]
    return _written("chapter-zip.md", title=title, notebooks=opened, resources=resources, citation=apa, bibtex=bibtex)


def about_figures() -> bytes:
    """What is in the zip of all figures."""
    return _written("figures-zip.md", citation=citation("Figures", "appendix/figures")[0])


def _written(template: str, **values: object) -> bytes:
    text = (paths.TEMPLATES / template).read_text(encoding="utf-8")
    whole = Environment(keep_trailing_newline=True, undefined=StrictUndefined).from_string(text)
    return whole.render(book=book() | {"title": book()["title"].split(":")[0]}, **values).encode()


def tables(folder: Path) -> None:
    """The tables as spreadsheets open them: with a UTF-8 mark, without which Excel misreads Korean and Chinese."""
    folder.mkdir(parents=True)
    for name in evidence_tables.tables():
        path = paths.DATA / evidence_tables.resource(name)["path"]
        (folder / path.name).write_bytes(legible.MARK.encode() + path.read_bytes())


def _evidence(tables: list[str]) -> dict[str, bytes]:
    """The named tables, what their keys point to, the sources they use, and the description of just these."""
    wanted: set[str] = set()
    queue = list(tables)
    while queue:
        name = queue.pop()
        if name not in wanted:
            wanted.add(name)
            keys = evidence_tables.resource(name)["schema"].get("foreignKeys", [])
            queue += [k["reference"]["resource"] for k in keys if k["reference"]["resource"]]
    whole = dict(evidence_tables.package())
    whole["resources"] = [r for r in whole["resources"] if r["name"] in wanted | {"sources"}]
    files = {"data/datapackage.json": (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()}
    used: set[str] = set()
    for name in wanted - {"sources"}:
        path = paths.DATA / evidence_tables.resource(name)["path"]
        files[f"data/{path.name}"] = path.read_bytes()
        frame = evidence_tables.read_text(name)
        for column in (c for c in frame.columns if c.endswith("source_id")):
            used |= set(cite.ids(frame[column]))
    sources = evidence_tables.read_text("sources")
    if "sources" not in wanted:
        sources = sources[sources["source_id"].isin(used)]
    files["data/sources.csv"] = sources.to_csv(index=False, lineterminator="\n").encode()
    return files


def names() -> str:
    """A script with the English, Korean and Chinese names of companies, countries and terms, for the search page."""
    rows = set()
    for table, english in (("companies", "name_en"), ("countries", "name_en"), ("glossary", "term")):
        if table not in evidence_tables.tables():
            continue
        frame = evidence_tables.read_text(table)
        for key, name, ko, zh in frame[[frame.columns[0], english, "name_ko", "name_zh"]].itertuples(index=False):
            short, _, rest = name.partition(" (")
            initials = key.upper() if table == "glossary" and len(key) <= 4 else ""
            rows.add(tuple(dict.fromkeys(n for n in (short, rest.rstrip(")"), initials, ko, zh) if n)))
    text = json.dumps(sorted(r for r in rows if len(r) > 1), ensure_ascii=False, separators=(",", ":"))
    return f"window.BOOK_NAMES = {text};\n"


def extras(site: Path, names: list[str], titles: dict[str, str]) -> None:
    """404 page always; site map and feed when the site has an address."""
    home = base_url() or "index.html"
    lost = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/><title>Page not found</title>'
        '<link rel="icon" href="data:,"/>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        '<meta name="color-scheme" content="light dark"/>'
        "<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}"
        "a{color:inherit}</style>"
        "</head><body><main>"
        "<h1>Page not found</h1><p>There is no such page in this book. "
        f'<a href="{html.escape(home)}">Go to the cover</a>.</p></main></body></html>\n'
    )
    (site / "404.html").write_text(lost, encoding="utf-8")
    if not base_url():
        return
    dates = {n: updated(paths.CHAPTERS / f"{n}.md") for n in names}
    marks = {n: f"<lastmod>{date}</lastmod>" if date else "" for n, date in dates.items()}
    pages = "".join(f"<url><loc>{base_url()}{n}.html</loc>{marks[n]}</url>" for n in names)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    (site / "sitemap.xml").write_text(
        f'{head}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{pages}</urlset>\n', encoding="utf-8"
    )
    # a feed must say when; where git does not know, that is the release
    dates = {n: date or str(book()["date-released"]) for n, date in dates.items()}
    items = "".join(
        f"<entry><id>{base_url()}{n}.html</id><title>{html.escape(titles[n])}</title>"
        f'<link href="{base_url()}{n}.html"/><updated>{dates[n]}T00:00:00Z</updated></entry>'
        for n in names
    )
    name = html.escape(book()["title"].split(":")[0])
    (site / "feed.xml").write_text(
        f'{head}<feed xmlns="http://www.w3.org/2005/Atom"><id>{base_url()}</id><title>{name}</title>'
        f'<link rel="self" type="application/atom+xml" href="{base_url()}feed.xml"/><link href="{base_url()}"/>'
        f"<author><name>{html.escape(book()['authors'][0]['name'])}</name></author>"
        f"<updated>{max(dates.values())}T00:00:00Z</updated>{items}</feed>\n",
        encoding="utf-8",
    )
