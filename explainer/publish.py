"""What the site offers beside its pages: notebooks to run, citations, share cards, site map, feed, a 404 page."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import zipfile
from functools import cache
from pathlib import Path

import nbformat
import yaml

from explainer import cite, data, paths, run
from explainer.figure import SCHEMA, VEGA_LITE

#: what a downloaded chapter needs; versions are taken from the lock file.
NEEDED = (
    "altair",
    "ipykernel",
    "jupyterlab",
    "myst-nb",
    "pandas",
    "pyyaml",
    "scipy",
    "statsmodels",
    "vl-convert-python",
)
WORDS_PER_MINUTE = 220
#: the page that describes the tables.
DATA_PAGE = "appendix/data"
EPOCH = (2023, 5, 26, 0, 0, 0)


@cache
def book() -> dict:
    """Title, authors, version and date of the book, from CITATION.cff."""
    return yaml.safe_load((paths.ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def base_url() -> str:
    """Address at which the site is published (`BOOK_URL`), with a slash at the end, or nothing."""
    url = os.environ.get("BOOK_URL", "")
    return url and url.rstrip("/") + "/"


def citation(title: str, page: str, anchor: str = "") -> tuple[str, str]:
    """How to cite a page or a figure: (APA, BibTeX). Dates are the release's, so that they are the same everywhere."""
    about = book()
    author, year = about["authors"][0]["name"], str(about["date-released"])[:4]
    where = f"{base_url()}{page}.html" + (f"#{anchor}" if anchor else "")
    url = where if base_url() else ""
    name = about["title"].split(":")[0]
    apa = f"{author}. ({year}). {title}. In {name} (version {about['version']}). {url or where}"
    key = re.sub(r"[^a-z0-9]+", "-", f"{page}-{anchor}".lower()).strip("-")
    lines = [f"title = {{{title}}}", f"author = {{{{{author}}}}}", f"booktitle = {{{name}}}", f"year = {{{year}}}"]
    lines += [f"note = {{Version {about['version']}, {where}}}"] + ([f"url = {{{url}}}"] if url else [])
    return apa, f"@incollection{{{key},\n  " + ",\n  ".join(lines) + "\n}"


def cite_box(title: str, page: str, anchor: str = "", what: str = "page") -> str:
    """A fold-out with both citations."""
    apa, bibtex = citation(title, page, anchor)
    return (
        f'<details class="xf-cite"><summary>Cite this {what}</summary><p>{html.escape(apa)}</p>'
        f'<pre tabindex="0">{html.escape(bibtex)}</pre></details>'
    )


def updated(chapter: Path) -> str:
    """Date of the last commit that touched a chapter, or of the release outside a checkout."""
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%cs", "--", str(chapter)],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() or str(book()["date-released"])


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
    line = f"{minutes} minute{many} to read · last changed {updated(paths.CHAPTERS / f'{name}.md')}"
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
    whole, root = data.package(), base_url() or "../"
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


def requirements() -> str:
    """Pinned versions of what a chapter imports, taken from the lock file."""
    lock = (paths.ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([A-Za-z0-9_.-]+)(==[^\\\n]+?) *\\?$", lock, flags=re.M)
    return "".join(f"{name}{rest.strip()}\n" for name, rest in pins if name in NEEDED)


def notebooks(chapters: list[run.Chapter], folder: Path) -> None:
    """Write each chapter as an executed notebook, and as a zip that runs alone: notebook, its tables, the package.

    `all-chapters.zip` holds the executed notebooks with all of `data/`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shared = {
        f"explainer/{p.relative_to(paths.ASSETS.parent)}": p.read_bytes()
        for p in sorted(paths.ASSETS.parent.rglob("*"))
        if p.is_file() and "__pycache__" not in p.parts
    }
    shared |= {"requirements.txt": requirements().encode(), "CITATION.cff": (paths.ROOT / "CITATION.cff").read_bytes()}
    whole = shared | {"README.md": _read_me("All chapters", "")}
    whole |= {f"data/{p.relative_to(paths.DATA)}": p.read_bytes() for p in paths.DATA.rglob("*") if p.is_file()}
    for chapter in chapters:
        if not chapter.code:
            continue
        flat = chapter.name.replace("/", "-")
        made = (nbformat.writes(portable(run.with_outputs(chapter), chapter.store / "figures")) + "\n").encode()
        (folder / f"{flat}.ipynb").write_bytes(made)
        whole[f"{flat}.ipynb"] = made
        record = json.loads((chapter.store / "record.json").read_text(encoding="utf-8"))
        alone = {f"{flat}.ipynb": (nbformat.writes(chapter.notebook) + "\n").encode()}
        alone |= {"README.md": _read_me(flat, f" {flat}.ipynb")} | _evidence(run.tables(record))
        pack(folder / f"{flat}.zip", shared | alone)
    pack(folder / "all-chapters.zip", whole)


def portable(notebook: nbformat.NotebookNode, figures: Path) -> nbformat.NotebookNode:
    """An executed notebook whose figures show away from the site: Vega-Lite, and in words where that is unknown.

    Args:
        notebook: with outputs as in the book; it is changed.
        figures: folder with the files of its figures.
    """
    for out in (o for c in notebook.cells if c.cell_type == "code" for o in c.outputs if "data" in o):
        page = out.data.get("text/html", "")
        found = re.match(r'<figure class="xf" id="([^"]+)"', page)
        if found:
            spec = json.loads((figures / f"{found[1]}.json").read_text(encoding="utf-8"))
            out.data = {VEGA_LITE: spec, "text/plain": out.data["text/plain"]}
            out.data[VEGA_LITE]["$schema"] = SCHEMA
        elif 'class="xf-static xf-narrow"' in page:
            out.data["text/html"] = re.sub(r'<div class="xf-static xf-narrow".*?</svg></div>', "", page, flags=re.S)
    return notebook


def _read_me(title: str, opened: str) -> bytes:
    terms = "Code: MIT. Text: CC BY 4.0. Data: see data/datapackage.json."
    return f"# {title}\n\npip install -r requirements.txt\njupyter lab{opened}\n\n{terms}".encode()


def _evidence(tables: list[str]) -> dict[str, bytes]:
    """The named tables, what their keys point to, the sources they use, and the description of just these."""
    wanted: set[str] = set()
    queue = list(tables)
    while queue:
        name = queue.pop()
        if name not in wanted:
            wanted.add(name)
            keys = data.resource(name)["schema"].get("foreignKeys", [])
            queue += [k["reference"]["resource"] for k in keys if k["reference"]["resource"]]
    whole = dict(data.package())
    whole["resources"] = [r for r in whole["resources"] if r["name"] in wanted | {"sources"}]
    files = {"data/datapackage.json": (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()}
    used: set[str] = set()
    for name in wanted - {"sources"}:
        path = paths.DATA / data.resource(name)["path"]
        files[f"data/{path.name}"] = path.read_bytes()
        frame = data.read_text(name)
        for column in (c for c in frame.columns if c.endswith("source_id")):
            used |= set(cite.ids(frame[column]))
    sources = data.read_text("sources")
    if "sources" not in wanted:
        sources = sources[sources["source_id"].isin(used)]
    files["data/sources.csv"] = sources.to_csv(index=False, lineterminator="\n").encode()
    return files


def names() -> str:
    """A script with the English, Korean and Chinese names of companies, countries and terms, for the search page."""
    rows = set()
    for table, english in (("companies", "name_en"), ("countries", "name_en"), ("glossary", "term")):
        if table not in data.tables():
            continue
        frame = data.read_text(table)
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
    pages = "".join(f"<url><loc>{base_url()}{n}.html</loc><lastmod>{dates[n]}</lastmod></url>" for n in names)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    (site / "sitemap.xml").write_text(
        f'{head}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{pages}</urlset>\n', encoding="utf-8"
    )
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
