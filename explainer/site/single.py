"""Each figure on a page of its own, `figures/<id>/`, which an article can show in a frame."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Iterator
from functools import partial
from html import escape
from math import ceil
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup

from explainer.address import root as way_to_root
from explainer.figures.picture import GROWTH
from explainer.pages.pieces import VOID, pieces
from explainer.site import typeface
from explainer.site.kept import keep
from explainer.site.parts import part
from explainer.site.share import base_url, book

#: a piece of a page: kind, as written, element, attributes (`pieces.pieces`).
Piece = tuple[str, str, str, dict[str, str]]
#: letters of title and subtitle in a line of a frame as wide as a column of text, and the height of these lines, px.
TITLE, SUBTITLE = (58, 26), (80, 21)
#: height of all but title and picture in a frame, of the inputs above a chart, and of an exhibit in words, px.
AROUND, INPUTS, IN_WORDS = 150, 90, 900


def folder(one: str) -> str:
    """Where a figure's page stands below the site's root; the address of the figure, which stays."""
    return f"figures/{one}/"


def embed_box(record: dict, page: str, height: int) -> Markup:
    """The fold-out in a figure's foot with the lines to put into an article.

    Args:
        record: of the figure (`id`, `title`).
        page: name of the page on which the box stands.
        height: of the frame where no script sets it, px.
    """
    home = folder(record["id"])
    return part("embed.html", title=record["title"], base=base_url(), home=home, root=way_to_root(page), height=height)


def heights(cut: Iterable[Piece], figures: list[dict]) -> dict[str, int]:
    """How high a frame must be for each figure of a page, in px, where no script tells it.

    The frame is taken to be as wide as a column of text, in which the narrow drawing is shown, or as wide as the wide
    drawing: the higher of both counts.
    """
    wanted = {one["id"]: one for one in figures}
    drawn: dict[str, list[float]] = {}
    inputs: set[str] = set()
    now = ""
    for kind, _, name, attrs in cut:
        if (kind, name) == ("start", "figure"):
            now = attrs.get("id", "")
        elif (kind, name) == ("start", "svg") and now in wanted and len(box := attrs.get("viewbox", "").split()) == 4:
            drawn.setdefault(now, []).append(float(box[3]))
        elif attrs.get("class") == "xf-controls":
            inputs.add(now)
    found = {}
    for one, record in wanted.items():
        wide, narrow = (drawn.get(one) or [IN_WORDS])[0], (drawn.get(one) or [0.0])[-1]
        lines = ((record["title"], *TITLE), (record.get("subtitle", ""), *SUBTITLE))
        head = sum(ceil(len(text) / letters) * height for text, letters, height in lines)
        inside = max(wide, narrow * GROWTH)
        found[one] = 10 * ceil((head + inside + AROUND + (INPUTS if one in inputs else 0)) / 10)
    return found


def write(site: Path, pages: dict[str, dict], shown: dict[str, str]) -> list[str]:
    """Write the page of every figure of the book.

    Args:
        site: folder of the site.
        pages: name of a page -> what it made (`figures`, `title`), as in the build's manifest.
        shown: name of a page -> its finished html.

    Returns:
        Names of the pages written, such as `figures/my-figure/index`.
    """
    made: dict[str, str] = {}
    for name, page in pages.items():
        if page["figures"] and name in shown:
            made |= json.loads(keep("figures", name, [page, shown[name]], partial(_made, name, page, shown[name])))
    for where, whole in made.items():
        path = site / f"{where}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(typeface.headed(whole, typeface.own(site, whole, where)) + "\n", encoding="utf-8")
    return list(made)


def _made(name: str, page: dict, shown: str) -> bytes:
    """The pages of a chapter's figures, by name, as JSON."""
    return json.dumps(dict(_pages(name, page, shown)), ensure_ascii=False).encode()


def _pages(name: str, page: dict, shown: str) -> Iterator[tuple[str, str]]:
    """(name, html) of the page of each figure of a chapter."""
    records = {one["id"]: one for one in page["figures"]}
    cut = list(pieces(shown))
    for one, taken in _figures(cut, records):
        where = f"{folder(one)}index"
        text = "".join(_moved(list(_uncoded(taken, f"{name.rpartition('/')[2]}.html#{one}")), name, where))
        yield where, _page(records[one], text, name, page["title"], where, live='class="xf-live"' in text)


def _figures(cut: list[Piece], records: dict[str, dict]) -> Iterator[tuple[str, list[Piece]]]:
    """The figures of a page that are its own: (id, pieces from start to end); figures do not stand in figures."""
    begun, now = 0, ""
    for place, (kind, _, name, attrs) in enumerate(cut):
        if (kind, name) == ("start", "figure"):
            begun, now = place, attrs.get("id", "")
        elif (kind, name) == ("end", "figure") and now in records:
            yield now, cut[begun : place + 1]
            now = ""


def _uncoded(cut: list[Piece], chapter: str) -> Iterator[Piece]:
    """A figure's html with a link to its chapter in place of its code, which stands there, where it runs."""
    inside = 0
    for piece in cut:
        kind, _, name, attrs = piece
        if name == "details" and (inside or attrs.get("class") == "xf-code"):
            if not inside:
                yield "start", f'<a class="xf-coded" href="{chapter}">', "a", {"class": "xf-coded", "href": chapter}
                yield "text", "Code", "", {}
                yield "end", "</a>", "a", {}
            inside += {"start": 1, "end": -1}[kind]
        elif not inside:
            yield piece


def _moved(cut: list[Piece], page: str, where: str) -> Iterator[str]:
    """A figure's html with links that lead from its own page where they led from the chapter, its title as heading.

    Links within the figure stay; those to other places of the chapter lead there. So do the links of marks: `data-page`
    tells the live chart, whose rows know only the chapter.
    """
    own = {attrs["id"] for _, _, _, attrs in cut if "id" in attrs}
    back, heading = f"{way_to_root(where)}{page}.html", []

    def led(href: str) -> str:
        link = urlsplit(href)
        if link.scheme or link.netloc or (not link.path and link.fragment in own):
            return href
        if not link.path:
            return back + href
        return way_to_root(where) + posixpath.normpath(posixpath.join(posixpath.dirname(page), href))

    for kind, written, name, attrs in cut:
        links = {key: led(attrs[key]) for key in ("href", "src") if key in attrs and name != "svg"}
        if "data-site" in attrs:
            links["data-site"] = way_to_root(where)
        if kind in ("start", "empty") and any(attrs[key] != new for key, new in links.items()):
            inner = "".join(f" {k}" + (f'="{escape(links.get(k, v))}"' if v else "") for k, v in attrs.items())
            written = f"<{name}{inner}{' /' if kind == 'empty' else ''}>"
        if (kind, attrs.get("class")) == ("start", "xf-live"):
            written = f'<div class="xf-live" data-page="{escape(back)}" hidden>'
        if heading and kind == "start" and name not in VOID:
            heading.append(name)
        elif (kind, attrs.get("class")) == ("start", "xf-title"):
            heading, written = ["h1"], written.replace("<span", "<h1", 1)
        elif heading and kind == "end" and heading.pop() == "h1":
            written = "</h1>"
        yield written


def _page(record: dict, figure: str, page: str, title: str, where: str, live: bool) -> str:
    """The page of a figure: what its template needs stands in the arguments."""
    told = {"root": way_to_root(where), "base": base_url(), "home": folder(record["id"]), "live": live, "page": page}
    site = book()["title"].split(":")[0]
    text = ". ".join(one for one in (record["subtitle"], record["source"]) if one)
    return str(part("figure.html", figure=Markup(figure), record=record, chapter=title, site=site, text=text, **told))
