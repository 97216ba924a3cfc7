"""What the site offers beside its pages: notebooks to run, citations, share cards, site map, feed, a 404 page."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

from explainer import paths, settings
from explainer.address import root as way_to_root
from explainer.evidence import tables
from explainer.pages.quotes import typeset
from explainer.site.parts import part

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
    return settings.run().url


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


def cite_box(title: str, page: str, anchor: str = "") -> str:
    """A fold-out with both citations of a page, or of the figure that the anchor names."""
    apa, bibtex = citation(title, page, anchor)
    return part("cite.html", label="Cite" if anchor else "Cite this page", apa=typeset(apa), bibtex=bibtex)


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


def dated(chapter: Path) -> str:
    """When a chapter was last changed, in words, or which release it is part of."""
    date = updated(chapter)
    return f"last changed {date}" if date else f"version {book()['version']} of {book()['date-released']}"


def told(name: str) -> list:
    """What a page says of itself that stands neither in its text nor in the engine, as JSON can say it."""
    return [dated(paths.CHAPTERS / f"{name}.md"), dataset() if name == settings.book().pages.data else None]


def card(name: str, title: str, figures: list[dict]) -> str:
    """What a page's head says to those who link to it: description, share card, feed, and on the data page the data.

    The picture is the chapter's first figure; it, the page's own address and the feed need a base address.
    """
    text = figures[0]["title"] if figures else book()["abstract"].split(". ")[0]
    described = ""
    if name == settings.book().pages.data:
        described = json.dumps(dataset(), ensure_ascii=False, separators=(",", ":"))
        for sign in "<>&":
            described = described.replace(sign, f"\\u{ord(sign):04x}")
    site, picture = book()["title"].split(":")[0], figures[0] if figures else None
    return part(
        "head.html", base=base_url(), name=name, title=title, text=text, site=site, picture=picture, dataset=described
    )


def dataset() -> dict:
    """The data package as a schema.org `Dataset`, one part per table, for search engines of data.

    Addresses are absolute when `BOOK_URL` is set at the build, else relative to the data page.
    """
    whole, root = tables.package(), base_url() or way_to_root(settings.book().pages.data)
    home = settings.book().pages.data
    page = f"{base_url()}{home}.html" if base_url() else f"{home.rsplit('/', 1)[-1]}.html"
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
            "distribution": _download(f"{root}tables/{one['path']}", "text/csv"),
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
            _download(f"{root}data/data.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ],
        "hasPart": parts,
    }


def _download(address: str, kind: str) -> dict:
    return {"@type": "DataDownload", "contentUrl": address, "encodingFormat": kind}


def moved(titles: dict[str, str]) -> dict[str, str]:
    """Pages at addresses that have changed, by name: each leads on, without a script, to where the page is now.

    Args:
        titles: name of each page of the book -> its title.
    """
    made = {}
    for old, new in settings.book().redirects.items():
        page, _, anchor = new.partition("#")
        tail = f"{page}.html" + (f"#{anchor}" if anchor else "")
        target = way_to_root(old) + tail
        made[old] = part(
            "redirect.html", title=titles[page], target=target, canonical=base_url() + tail if base_url() else target
        )
    return made


def extras(site: Path, names: list[str], titles: dict[str, str], figures: Iterable[str] = ()) -> None:
    """404 page and moved pages always; site map and feed when the site has an address.

    Args:
        site: folder of the site.
        names: of the pages.
        titles: of the pages, by name.
        figures: names of the figures' own pages, for the site map.
    """
    for old, page in moved(titles).items():
        (site / f"{old}.html").parent.mkdir(parents=True, exist_ok=True)
        (site / f"{old}.html").write_text(page + "\n", encoding="utf-8")
    (site / "404.html").write_text(part("404.html", home=base_url() or "index.html") + "\n", encoding="utf-8")
    if not base_url():
        return
    changed = {n: updated(paths.CHAPTERS / f"{n}.md") for n in names}
    # a feed must say when; where git does not know, that is the release
    pages = [
        {"name": n, "title": titles[n], "changed": date, "dated": date or str(book()["date-released"])}
        for n, date in changed.items()
    ]
    told = {"base": base_url(), "pages": pages, "site": book()["title"].split(":")[0]}
    told |= {"author": book()["authors"][0]["name"], "newest": max(one["dated"] for one in pages), "figures": figures}
    for name in ("sitemap.xml", "feed.xml"):
        (site / name).write_text(part(name, **told) + "\n", encoding="utf-8")
