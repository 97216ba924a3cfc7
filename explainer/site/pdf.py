"""The book as one PDF: cover, contents with page numbers, every page in the order of reading, printed by Chromium."""

from __future__ import annotations

import io
import posixpath
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from explainer import paths, settings
from explainer.pages.pieces import VOID, pieces, plain
from explainer.site import typeface
from explainer.site.parts import part
from explainer.site.share import base_url, book
from explainer.site.workplace import SITE, BuildError

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pypdf import PdfReader

#: where the document that is printed stands, and the type that it needs.
WORK = paths.BUILD / "pdf"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND", "--allow-file-access-from-files"]
#: what only a screen has use for, by class and by element: nothing of it is printed.
ON_SCREEN = {
    "headerlink",
    "page-foot",
    "page-code",
    "page-line",
    "xf-data",
    "xf-image",
    "xf-cite",
    "xf-code",
    "xf-embed",
}
ON_SCREEN |= {"xf-here", "xf-controls", "xf-narrow", "xf-live", "xt-tools", "xf-links", "thumb", "cv-lang"}
NO_PRINT = {"script", "style", "button", "input", "select", "textarea"}
#: attributes that name an element of the same page.
NAMING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")
#: how often the book is printed at most, until no figure leaves a gap; in the last two no figure moves, so that the
#: numbers in the contents hold.
MOST_PASSES = 8
#: height of the paper and its margins (`pdf.css`), points; width of what is printed, px; a gap that is left, points.
PAPER, ABOVE, BELOW, PRINTED, LEAST_GAP = 841.9, 20 / 25.4 * 72, 19 / 25.4 * 72, 665, 130
#: part of its last page up to which a chapter is drawn somewhat smaller, so that it does without.
FEW = 0.16
#: closes the gap of a page that a figure left: smaller, if it can still be read, or behind the text that follows it.
FIT = """([id, gap]) => {
    const figure = document.getElementById(id).closest("figure, article");
    const high = (element) => element.getBoundingClientRect().height;
    const wide = (picture) => parseFloat(picture.style.width || "100") / 100;
    const set = (picture, scale) => { picture.style.width = `${100 * scale}%`; };
    if (!gap) { // a chapter that ends with a few lines on a page of their own
        const all = [...figure.querySelectorAll(".xf-picture")];
        for (const picture of all) set(picture, Math.max(0.72, 0.94 * wide(picture)));
        return all.length > 0;
    }
    const picture = figure.querySelector(".xf-picture");
    const whole = picture ? high(picture) / wide(picture) : 0;
    const scale = picture ? (gap - (high(figure) - high(picture)) - 36) / whole : 0;
    if (scale >= 0.72 && scale < wide(picture)) { set(picture, scale); return true; }
    let cell = figure;
    while (!cell.parentElement.matches("section, article")) cell = cell.parentElement;
    const behind = [];
    let sum = 0;
    for (let next = cell.nextElementSibling; next && sum < gap - 30; next = next.nextElementSibling) {
        if (next.matches("section, h1, h2, h3") || next.querySelector("figure, table") || high(next) > gap - sum) break;
        behind.push(next);
        sum += high(next);
    }
    if (sum < 20) return false;
    cell.before(...behind);
    return true;
}"""
#: writes the numbers of the pages into the contents.
NUMBER = """(numbers) => { for (const place of document.querySelectorAll("[data-no]")) {
    place.textContent = numbers[place.dataset.no] || ""; } }"""


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
    listed, paged = 0, False  # in a list of sources, within a link that is printed as a page's number
    for kind, written, tag, attrs in cut:
        if paged and (kind, tag) != ("end", "a"):
            continue
        paged = False
        if tag == "ul" and (listed or "sources" in attrs.get("class", "").split()):
            listed += {"start": 1, "end": -1}.get(kind, 0)
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
            if listed and target.startswith("#"):
                new["data-no"], paged = target[1:], True
        elif "src" in attrs and not urlsplit(attrs["src"]).scheme:
            new["src"] = (site / posixpath.normpath(posixpath.join(posixpath.dirname(page), attrs["src"]))).as_uri()
        if kind in ("start", "empty") and new != attrs:
            inner = "".join(f' {key}="{escape(value)}"' for key, value in new.items())
            written = f"<{tag}{inner}{' /' if kind == 'empty' else ''}>"
        yield written


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
    drawn = [one for name in names for one in _figures(made[name])]
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
    return typeface.headed(whole, typeface.own(folder, whole, "book"))


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


def _figures(article: str) -> list[tuple[str, str]]:
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


def write(out: Path, say: Callable[[str], None] = print, parts: list[tuple[str, list[str]]] | None = None) -> int:
    """Print the book.

    It is printed several times: a figure that does not fit on the rest of a page leaves a gap there, which is closed by
    drawing it somewhat smaller or by letting the text behind it go first. Then the contents get the numbers of the
    pages on which the headings fell.

    Args:
        out: the file.
        say: told how far it is.
        parts: caption and pages of each part; those of `_toc.yml` by default.

    Returns:
        Number of pages.

    Raises:
        BuildError: the site is not built, or there is no browser.
        ImportError: playwright, pypdf or pypdfium2 is not installed; they come with the extra `dev`.
    """
    from pypdf import PdfReader

    WORK.mkdir(parents=True, exist_ok=True)
    path = WORK / "book.html"
    text = document(SITE, parts or settings.contents(), WORK)
    path.write_text(text, encoding="utf-8")
    drawn = {one for one, _ in _figures(text)}
    tried: dict[str, int] = {}
    numbers: dict[str, int] = {}
    with _browser() as page:
        page.goto(path.as_uri(), wait_until="load")
        page.emulate_media(media="print")
        page.evaluate("document.fonts.ready")
        for turn in range(MOST_PASSES):
            body = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
            reader = PdfReader(io.BytesIO(body))
            places = _places(reader)
            now = {name: number for name, (number, _) in places.items()}
            gaps = _gaps(body, places, drawn, tried) if turn < MOST_PASSES - 2 else []
            moved = [page.evaluate(FIT, [one, gap]) for one, gap in gaps]
            say(f"  printed {len(reader.pages)} pages; figures put elsewhere: {sum(map(bool, moved))}")
            if not moved and numbers == now:
                break
            numbers = now
            page.evaluate(NUMBER, numbers)
    out.parent.mkdir(parents=True, exist_ok=True)
    _finished(reader, out, [attrs["aria-label"] for _, _, _, attrs in pieces(text) if _pictured(attrs)])
    return len(reader.pages)


def _places(reader: PdfReader) -> dict[str, tuple[int, float]]:
    """What links of the book lead to: id -> (number of the page, how far below the upper edge of the paper, points)."""
    found = {}
    for name, place in reader.named_destinations.items():
        number = reader.get_destination_page_number(place)
        top = float(place.top) if place.top is not None else 0.0
        found[unquote(name.lstrip("/"))] = (number + 1, float(reader.pages[number].mediabox.height) - top)
    return found


def _gaps(
    body: bytes, places: dict[str, tuple[int, float]], figures: set[str], tried: dict[str, int]
) -> list[tuple[str, float]]:
    """Figures that did not fit on the page before theirs, the first of each chapter: (id, height of the gap there, px).

    A chapter of which but a few lines stand on its last page is given with a gap of 0.

    Chapters begin on a page of their own, so that what changes in one leaves the others as they are.

    Args:
        body: the PDF.
        places: as `_places` gives them.
        figures: their ids.
        tried: figure -> how often it was put elsewhere; brought up to date.
    """
    filled = fills(body)
    starts = {number: one for one, (number, _) in places.items() if "--" not in one}
    first: dict[str, tuple[int, str, float]] = {}
    for one, (number, top) in places.items():
        gap = (1 - filled[number - 2]) * (PAPER - ABOVE - BELOW) if number > 1 else 0
        if (
            "--" not in one
            or one not in figures
            or top > ABOVE + 12
            or gap < LEAST_GAP
            or number in starts
            or tried.get(one, 0) >= 3
        ):
            continue
        chapter = one.split("--")[0]
        first[chapter] = min(first.get(chapter, (number, one, gap)), (number, one, gap))
    ends = sorted([*starts, len(filled) + 1])
    for begin, end in pairwise(ends):  # a chapter's last page, if hardly anything stands on it
        one = starts[begin]
        if filled[end - 2] < FEW and end - 1 > begin and one not in first and tried.get(one, 0) < 3:
            first[one] = (end - 1, one, 0)
    for _, one, _ in first.values():
        tried[one] = tried.get(one, 0) + 1
    return [(one, gap * 96 / 72) for _, one, gap in first.values()]


def fills(body: bytes) -> list[float]:
    """How far down each page of the book is printed on: 1 for a full page, from the pictures of its pages."""
    import pypdfium2

    scale, found = 0.4, []
    for sheet in pypdfium2.PdfDocument(body):
        picture = sheet.render(scale=scale, grayscale=True).to_numpy()
        rows = (picture.reshape(picture.shape[:2]) < 200).any(axis=1)
        inside = rows[int(ABOVE * scale) : int((PAPER - BELOW) * scale)]
        found.append(float(inside.nonzero()[0].max() + 1) / len(inside) if inside.any() else 0.0)
    return found


@contextmanager
def _browser() -> Iterator[Page]:
    """A tab of the machine's browser, or of the one that playwright has brought, without a network."""
    from playwright.sync_api import Error, sync_playwright

    there = next((found for found in map(shutil.which, BROWSERS) if found), None)
    with sync_playwright() as play:
        try:
            browser = play.chromium.launch(executable_path=there, args=FLAGS)
        except Error as error:
            raise BuildError("no Chromium or Chrome was found, which prints the book") from error
        try:
            yield browser.new_context(color_scheme="light", viewport={"width": PRINTED, "height": 900}).new_page()
        finally:
            browser.close()


def _pictured(attrs: dict[str, str]) -> bool:
    return attrs.get("role") == "img" and "aria-label" in attrs


def _figure_tags(element: object) -> Iterator[dict]:
    """The tags of pictures below an element of a PDF's structure, in the order of reading."""
    found = element.get_object()
    if isinstance(found, list):
        for one in found:
            yield from _figure_tags(one)
    elif isinstance(found, dict):
        if found.get("/S") == "/Figure":
            yield found
        elif "/K" in found:
            yield from _figure_tags(found["/K"])


def _finished(reader: PdfReader, out: Path, described: list[str]) -> None:
    """Write the PDF with author, subject and the date of the release, so that it is the same each time.

    The browser tags pictures and leaves out what they show; these words are added, if each picture has its tag.
    """
    from pypdf import PdfWriter
    from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

    about = book()
    day = str(about["date-released"]).replace("-", "")
    writer = PdfWriter(clone_from=reader)
    told = {"/Title": about["title"], "/Author": about["authors"][0]["name"], "/Subject": about["abstract"]}
    told |= {"/Keywords": ", ".join(about["keywords"]), "/Producer": "Chromium", "/Creator": "explainer"}
    told |= {f"/{name}Date": f"D:{day}000000Z" for name in ("Creation", "Mod")}
    writer.add_metadata(told)
    shown = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    writer.root_object[NameObject("/ViewerPreferences")] = shown
    tags = list(_figure_tags(writer.root_object["/StructTreeRoot"]))
    for tag, words in zip(tags, described, strict=False) if len(tags) == len(described) else ():
        tag[NameObject("/Alt")] = TextStringObject(words)
    writer.write(out)


def main(out: Path) -> int:
    """Command line: print the book, say where it is."""
    try:
        count = write(out)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{out}: {count} pages")
    return 0
