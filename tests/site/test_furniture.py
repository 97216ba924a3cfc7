"""What stands around words and charts on every built page: feet of figures, code, type, the place in the book."""

from __future__ import annotations

import base64
import io
import re
from functools import cache
from xml.etree import ElementTree

import html5lib
import pytest
from fontTools.ttLib import TTFont

from explainer import paths, settings
from explainer.site import execute
from tests.browser import SITE, pages

PAGES = [page for page in pages() if page not in ("404.html", "genindex.html", "search.html")]
CHAPTERS = [name for _, names in settings.contents() for name in names]
COVERS = settings.covers()


@cache
def tree(page):
    return html5lib.parse((SITE / page).read_text(encoding="utf-8"), namespaceHTMLElements=False)


def of_class(root, name):
    return [e for e in root.iter() if name in str(e.get("class", "")).split()]


def said(element):
    return "".join(element.itertext())


def figures(page):
    return [e for e in tree(page).iter("figure") if e.get("class") in ("xf", "xh")]


def code_of(name, tmp_path):
    """Code cells of a chapter as its author wrote them."""
    return execute.read(name, paths.CHAPTERS, tmp_path).code


@pytest.mark.parametrize("name", CHAPTERS)
def test_all_code_of_a_chapter_stands_once_on_its_page_and_none_on_a_cover(name, tmp_path):
    found = [said(one) for kind in ("xf-code", "page-code") for one in of_class(tree(f"{name}.html"), kind)]
    cells = [] if name in COVERS else [cell.strip() for cell in code_of(name, tmp_path)]
    assert [cell for cell in cells if sum(cell in one for one in found) != 1] == []
    assert bool(found) == bool(cells)
    assert not of_class(tree(f"{name}.html"), "cell_input")


def test_each_figure_has_one_line_of_source_and_links_with_its_own_code():
    count = 0
    for name in CHAPTERS:
        for figure in figures(f"{name}.html"):
            count += 1
            (row,) = of_class(figure, "xf-row")
            kinds = [one.get("class") for one in row]
            code = [] if name in COVERS else ["xf-code"]
            assert kinds == ["xf-source", "xf-data", "xf-image", "xf-cite", "xf-embed", *code, "xf-here"], (
                name,
                figure.get("id"),
            )
            assert name in COVERS or f'"{figure.get("id")}"' in said(of_class(row, "xf-code")[0]), figure.get("id")
    assert count > 35


def test_a_source_line_names_three_producers_at_most_and_counts_the_documents_that_it_lists():
    folded = 0
    for page in PAGES:
        for line in (one for figure in figures(page) for one in of_class(figure, "xf-source")):
            lists = of_class(line, "xf-more")
            shown = " ".join(said(line).split())
            assert shown.startswith("Source: "), shown
            if not lists:
                assert len(list(line.iter("a"))) == 1, shown
                continue
            folded += 1
            names = shown.removeprefix("Source: ").split(" (")[0]
            assert names.count("; " if "; " in names else ", ") <= 2, names  # A, B, C and 5 others
            documents = int(re.search(r"\((\d{1,3}(?:,\d{3})*) documents", shown)[1].replace(",", ""))
            assert documents == len(list(lists[0].iter("a"))) > 1, shown
    assert folded > 30


def test_a_cover_has_no_contents_at_its_side_and_other_pages_say_their_part():
    counted = [part for part in settings.contents() if part[0] and not {*part[1]} & {*COVERS}]
    story = [caption for caption, _ in counted if caption != "Appendix"]
    for caption, names in counted:
        for name in names:
            (place,) = of_class(tree(f"{name}.html"), "place")
            number = story.index(caption) + 1 if caption in story else 0
            assert said(place) == (f"Part {number} of {len(story)}: {caption}" if number else caption)
    for name in COVERS:
        root = tree(f"{name}.html")
        assert not of_class(root, "place") and not of_class(root, "bd-sidebar-secondary")


def test_at_its_foot_a_page_calls_its_neighbors_as_the_contents_do_and_no_cover_by_its_headline():
    """The first of the side bar is the book itself, by its title; all others stand in the list below it."""
    seen = set()
    for place, name in enumerate(CHAPTERS):
        root = tree(f"{name}.html")
        brand = said(of_class(root, "logo__title")[0]).strip()
        listed = [brand, *(said(a) for li in of_class(root, "toctree-l1") for a in li.iter("a"))]
        for way, other in (("previous page", place - 1), ("next page", place + 1)):
            links = [e for e in root.iter("a") if e.get("title") == way]
            assert len(links) == (0 <= other < len(CHAPTERS)), (name, way)
            for title in (one for link in links for one in of_class(link, "prev-next-title")):
                assert said(title) == listed[other], name
                headline = said(next(tree(f"{CHAPTERS[other]}.html").iter("h1")))
                assert CHAPTERS[other] not in COVERS or said(title)[:20] not in headline
                seen.add((said(title), CHAPTERS[other] in COVERS))
    assert sum(cover for _, cover in seen) == len(COVERS)


def face(path):
    return set(TTFont(io.BytesIO(path.read_bytes())).getBestCmap())


def test_the_type_of_each_page_holds_every_sign_that_the_page_shows():
    static = SITE / "_static"
    latin = face(static / "type" / "latin-400.woff2")
    assert face(static / "type" / "latin-700.woff2") <= latin
    weights = {}
    for page in [*PAGES, "search.html"]:
        text = (SITE / page).read_text(encoding="utf-8")
        own = [static / one for one in re.findall(r"_static/(type/east-\w+\.woff2)", text)]
        root = tree(page)
        for part in [e for e in root.iter() if e.tag in ("script", "style")]:
            part.text = ""
        missing = {one for one in said(root) if ord(one) > 0x20} - {chr(c) for f in own for c in face(f)}
        # a sign of one Korean quotation that the family does not have; the reader's own type shows it
        missing = {one for one in missing if ord(one) not in latin} - {"\u2027"}
        assert missing == set(), page
        weights[page] = sum(f.stat().st_size for f in own)
    assert weights["index.html"] < 60_000 and any(weights.values()), weights
    assert sum((static / "type" / f"latin-{w}.woff2").stat().st_size for w in (400, 700)) < 45_000


def drawn_signs(element, bold, found):
    """Signs of a drawing: (in bold or not) -> signs, as they come down from group to text."""
    bold = {"bold": True, "normal": False}.get(element.get("font-weight"), bold)
    if element.tag.endswith("}style"):
        return found
    for word in (element.text, *(child.tail for child in element)):
        found.setdefault(bold, set()).update(ord(one) for one in word or "" if not one.isspace())
    for child in element:
        drawn_signs(child, bold, found)
    return found


def test_a_picture_in_the_list_of_figures_brings_the_type_of_its_words():
    """An `<img>` sees none of the page's type: without its own, a reader would see the system's."""
    whole = face(SITE / "_static" / "type" / "latin-400.woff2")
    pictures = sorted((SITE / "thumbs").glob("*.svg"))
    assert len(pictures) == sum(len(figures(f"{name}.html")) for name in CHAPTERS)
    for picture in pictures:
        root = ElementTree.parse(picture).getroot()
        rules = "".join(e.text or "" for e in root.iter() if e.tag.endswith("}style"))
        brought = {}
        for weight, told in re.findall(r"font-weight:(\d+);src:url\(data:font/woff2;base64,([^)]+)\)", rules):
            brought[weight == "700"] = set(TTFont(io.BytesIO(base64.b64decode(told))).getBestCmap())
        for bold, signs in drawn_signs(root, False, {}).items():
            assert not signs or signs & whole <= brought[bold], picture.name
        assert rules.count("font-family:'Explainer Sans'") == len(brought) and "http" not in rules
        assert root.get("font-family").startswith("Explainer Sans,")
        assert picture.stat().st_size < 35_000, picture.name


def test_gold_is_for_the_claim_and_not_for_the_book_s_furniture():
    assert "--x-accent" not in (paths.ASSETS / "book.css").read_text(encoding="utf-8")


def test_signs_that_stand_in_folded_texts_alone_are_a_file_that_is_asked_for_when_they_open():
    page = "statements/how-unusual.html"
    text = (SITE / page).read_text(encoding="utf-8")
    faces = re.findall(r"_static/(type/east-\w+\.woff2)\)[^}]*unicode-range:([^}]*)}", text)
    (folded, whole), (seen, named) = [(face(SITE / "_static" / file), ranges) for file, ranges in faces]
    root = tree(page)
    for part in [e for e in root.iter() if e.tag in ("script", "style", "details")]:
        part.clear()
    eastern = {ord(one) for one in said(root) if ord(one) >= 0x2E80}
    assert eastern and eastern - {0x2027} <= seen and not folded & seen and len(folded) > 5 * len(seen)
    listed = [tuple(int(end, 16) for end in run[2:].split("-")) for run in named.split(",")]
    assert {one for run in listed for one in range(run[0], run[-1] + 1)} == {one for one in seen if one >= 0x2E80}
    assert whole == "U+2E80-3FFFF"
