"""The book as one html document, ready to be printed: cover, contents, every page in the order of reading."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from explainer import paths
from explainer.pages.pieces import VOID, pieces, plain
from explainer.site import typeface
from explainer.site.parts import part
from explainer.site.share import base_url, book
from explainer.site.workplace import BuildError

#: what only a screen has use for, by class and by element: nothing of it is printed.
ON_SCREEN = {"headerlink", "page-foot", "page-code", "page-line"}
ON_SCREEN |= {"xf-data", "xf-image", "xf-cite", "xf-code", "xf-embed"}
ON_SCREEN |= {"xf-here", "xf-controls", "xf-narrow", "xf-live", "xt-tools", "xf-links", "thumb", "cv-lang"}
NO_PRINT = {"script", "style", "button", "input", "select", "textarea"}
#: attributes that name an element of the same page.
NAMING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")


def mark(page: str, anchor: str = "") -> str:
    """The id in the book of a page, or of a place on it: ids of two pages may be the same."""
    flat = page.replace("/", "-")
    return f"{flat}--{anchor}" if anchor else flat


def articles(site: Path, names: list[str]) -> dict[str, str]:
    """What each page has to say, ready to be printed with the others: name -> `<article>`.

    Ids carry the name of their page, links within the book lead to them, links to files of the site to the published
    site, or nowhere where it has no address.

    Raises:
        BuildError: a page is not there, or has no article.
    """
    cut = {}
    for name in names:
        path = site / f"{name}.html"
        if not path.is_file():
            raise BuildError(f"the site has no page {name}.html: build the book first (python -m explainer build)")
        cut[name] = list(_article(list(pieces(path.read_text(encoding="utf-8"))), name))
    known = {name: {attrs["id"] for _, _, _, attrs in found if "id" in attrs} for name, found in cut.items()}
    return {name: "".join(_printed(found, name, known, site)) for name, found in cut.items()}


def _article(cut: list[tuple], name: str) -> Iterator[tuple]:
    """The pieces of a page's article, without what is for the screen alone, and without tables that are folded away."""
    inside, skipped, folded = False, [], _folded(cut)
    for place, piece in enumerate(cut):
        kind, _, tag, attrs = piece
        if not inside and (kind, tag) == ("start", "article"):
            inside = True
        if not inside:
            continue
        if kind == "start" and tag not in VOID and (skipped or place in folded or _unprinted(tag, attrs)):
            skipped.append(tag)
        elif kind == "end" and skipped:
            while skipped and skipped.pop() != tag:
                pass
        elif kind != "other" and not skipped and not (kind in ("start", "empty") and _unprinted(tag, attrs)):
            yield piece
        if not skipped and (kind, tag) == ("end", "article"):
            return
    raise BuildError(f"{name}.html has no article")


def _folded(cut: list[tuple]) -> set[int]:
    """Where the fold-outs begin that hold a table: it is for those who look something up, on a screen."""
    found, open_ = set(), []
    for place, (kind, _, tag, _) in enumerate(cut):
        if tag == "details" and kind == "start":
            open_.append(place)
        elif tag == "details" and kind == "end" and open_:
            open_.pop()
        elif (kind, tag) == ("start", "table"):
            found |= set(open_)
    return found


def _unprinted(tag: str, attrs: dict[str, str]) -> bool:
    return tag in NO_PRINT or bool(ON_SCREEN & set(attrs.get("class", "").split()))


def _printed(cut: list[tuple], page: str, known: dict[str, set[str]], site: Path) -> Iterator[str]:
    """A page's html with ids of its own and links that lead within the book; those of sources say the page alone."""
    figure = ""  # its id goes to its caption: a box that moves to the next page begins, for a link, on the one before
    for kind, written, tag, attrs in _by_page(cut):
        new = dict(attrs)
        if tag == "article":
            new["id"] = mark(page)
            new["style"] = f"page:{mark(page)}"
        elif "id" in attrs:
            new["id"] = mark(page, attrs["id"])
        if tag == "figure" and "id" in new:
            figure = new["data-id"] = new.pop("id")
        elif kind == "start" and tag == "figcaption" and figure:
            new["id"], figure = figure, ""
        for key in NAMING:
            if key in attrs:
                new[key] = " ".join(mark(page, one) for one in attrs[key].split())
        if tag == "details" and kind == "start" and attrs.get("class") != "xf-more":
            new["open"] = ""
        if tag == "a" and "href" in attrs:
            target = _target(attrs["href"], page, known)
            new = {key: value for key, value in new.items() if key not in ("href", "download")}
            new |= {"href": target} if target else {}
            new |= {"data-no": target[1:]} if "data-no" in attrs else {}
        elif "src" in attrs and not urlsplit(attrs["src"]).scheme:
            new["src"] = (site / posixpath.normpath(posixpath.join(posixpath.dirname(page), attrs["src"]))).as_uri()
        if kind in ("start", "empty") and new != attrs:
            inner = "".join(f' {key}="{escape(value)}"' for key, value in new.items())
            written = f"<{tag}{inner}{' /' if kind == 'empty' else ''}>"
        yield written


def _by_page(cut: list[tuple]) -> Iterator[tuple]:
    """The pieces of a page; in its list of sources links to the book have no words: they get the number of a page."""
    listed, wordless = 0, False
    for kind, written, tag, attrs in cut:
        if tag == "ul" and (listed or "sources" in attrs.get("class", "").split()):
            listed += {"start": 1, "end": -1}.get(kind, 0)
        wordless = wordless and (kind, tag) != ("end", "a")
        if wordless:
            continue
        wordless = bool(listed) and (kind, tag) == ("start", "a") and "external" not in attrs.get("rel", "")
        yield kind, written, tag, attrs | {"data-no": ""} if wordless else attrs


def _target(href: str, page: str, known: dict[str, set[str]]) -> str:
    """Where a link leads in the book; nothing if only the site on the reader's disk has what it leads to."""
    link = urlsplit(href)
    if link.scheme or link.netloc:
        return href
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), link.path)) if link.path else f"{page}.html"
    name, ending = posixpath.splitext(path)
    if ending == ".html" and name in known:
        anchor = unquote(link.fragment)
        return f"#{mark(name, anchor if anchor in known[name] else '')}"
    return f"{base_url()}{path}" if base_url() else ""


def document(site: Path, parts: list[tuple[str, list[str]]], folder: Path) -> str:
    """The book as one html document; its contents name in `data-no` whose page number goes there.

    Args:
        site: folder of the site.
        parts: caption and pages of each part.
        folder: where the document will stand; the type that it needs is written there.
    """
    names = [name for _, pages in parts for name in pages]
    made = articles(site, names)
    contents = [(caption, [_heads(made[name], name) for name in pages]) for caption, pages in parts]
    drawn = [one for name in names for one in figures(made[name])]
    titles = {heads[0][0]: heads[0][1] for _, pages in contents for heads in pages}
    first = (site / f"{names[0]}.html").read_text(encoding="utf-8")
    sheets = [
        (site / posixpath.normpath(posixpath.join(posixpath.dirname(names[0]), attrs["href"]))).as_uri()
        for kind, _, tag, attrs in pieces(first)
        if kind in ("start", "empty") and tag == "link" and attrs.get("rel") == "stylesheet" and attrs["href"][0] != "h"
        if not attrs["href"].endswith("noscript.css")
    ]
    style = (paths.TEMPLATES / "pdf.css").read_text(encoding="utf-8")
    style += "".join(_running(one, title) for one, title in titles.items())
    body = Markup("\n".join(made.values()))
    about = book()
    told = {
        "sheets": sheets,
        "style": Markup(style),
        "contents": contents,
        "drawn": drawn,
        "book": about,
        "base": base_url(),
    }
    whole = str(part("pdf.html", body=body, **told))
    return typeface.headed(whole, typeface.own(folder, whole, "book", unfolded=True))


def _running(one: str, title: str) -> str:
    """The line at the head of a chapter's pages."""
    text = title.replace("\\", "\\\\").replace('"', '\\"')
    return f'@page {one}{{@top-left{{content:"{text}"}}}}\n'


def _heads(article: str, name: str) -> list[tuple[str, str, int]]:
    """Headings of a page for the contents: (id, words, level); the first is the page's title."""
    found: list[tuple[str, str, int]] = []
    around, level, words = [mark(name)], 0, []
    for kind, written, tag, attrs in pieces(article):
        if (kind, tag) == ("start", "section"):
            around.append(attrs.get("id", around[-1]))
        elif (kind, tag) == ("end", "section"):
            around.pop()
        elif kind == "start" and tag in ("h1", "h2"):
            level, words = int(tag[1]), []
        elif kind == "end" and tag in ("h1", "h2"):
            text = " ".join(plain("".join(words)).split())
            found.append((around[0] if level == 1 else around[-1], text, level))
            level = 0
        elif level:
            words.append(written)
    return found or [(mark(name), name, 1)]


def figures(article: str) -> list[tuple[str, str]]:
    """The figures of a page for the contents: (id, title)."""
    found, one, words, depth = [], "", [], 0
    for kind, written, tag, attrs in pieces(article):
        if (kind, tag) == ("start", "figure"):
            one = attrs.get("data-id", "")
        elif one and attrs.get("class") == "xf-title":
            depth, words = 1, []
        elif depth and kind in ("start", "end"):
            depth += 1 if kind == "start" else -1
            if not depth:
                found.append((one, " ".join(plain("".join(words)).split())))
        elif depth:
            words.append(written)
    return found
