"""The book as one PDF: the document of `printable.py`, printed by Chromium until its pages are full and numbered."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from explainer import paths, settings
from explainer.pages.pieces import pieces
from explainer.site import printable
from explainer.site.share import book
from explainer.site.workplace import SITE, BuildError

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pypdf import PdfReader

#: where the document that is printed stands, and the type that it needs.
WORK = paths.BUILD / "pdf"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND", "--allow-file-access-from-files"]
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
    text = printable.document(SITE, parts or settings.contents(), WORK)
    path.write_text(text, encoding="utf-8")
    drawn = {one for one, _ in printable.figures(text)}
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
