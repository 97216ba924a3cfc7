"""The book as a PDF: some of its pages printed once, read back by another library; and how pages are made ready."""

from __future__ import annotations

import re
from html import unescape
from types import SimpleNamespace

import pypdfium2
import pytest

from explainer import paths
from explainer.pages.pieces import pieces
from explainer.site import pdf, printable
from explainer.site.workplace import BuildError
from tests.browser import SITE, executable

#: pages with figures, one with a list of terms, the list of figures, to whose places its links lead.
PARTS = [
    ("", ["statements/why-the-urgency"]),
    ("The market", ["memory/micron-verdict"]),
    ("Appendix", ["appendix/glossary", "appendix/figures"]),
]
NAMES = [name for _, names in PARTS for name in names]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The PDF opened, its bytes, the document that was printed, words and pages of it; for all tests here."""
    executable()
    out = tmp_path_factory.mktemp("pdf") / "book.pdf"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "WORK", out.parent)
        count = pdf.write(out, lambda _: None, PARTS)
    from pypdf import PdfReader

    reader = PdfReader(out)
    assert len(reader.pages) == count
    places = {
        name.lstrip("/"): reader.get_destination_page_number(place) for name, place in reader.named_destinations.items()
    }
    return SimpleNamespace(
        reader=reader,
        body=out.read_bytes(),
        text=(out.parent / "book.html").read_text("utf-8"),
        pages=[words(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(out)],
        places=places,
    )


def words(text: str) -> str:
    return re.sub(r"\W+", "", text)


def outlined(items) -> list[str]:
    return [name for one in items for name in (outlined(one) if isinstance(one, list) else [str(one.title)])]


pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_it_is_tagged_named_and_has_bookmarks(printed):
    reader, text = printed.reader, printed.text
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root and root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title.startswith("Who said what about chips") and reader.metadata.author
    marks = {words(one) for one in outlined(reader.outline)}
    heads = re.findall(r"<h[12][^>]*>(.*?)</h[12]>", text, re.S)
    assert len(heads) > 15 and {words(re.sub(r"<[^>]+>", "", one)) for one in heads if "&" not in one} <= marks


def test_the_contents_number_each_heading_and_figure_with_its_page(printed):
    pages, text = printed.pages, printed.text
    front = "".join(pages[1 : pages.index(next(p for p in pages[3:] if "Thequestion" in p))])
    listed = re.findall(r'<li class="pdf-(\d)"><a href="#([^"]+)"><span>(.*?)</span>', text, re.S)
    assert len(listed) > 30
    for _, one, told in listed:
        number = printed.places[one] + 1
        plain = words(re.sub(r"&[#\w]+;", "", told))[:24]
        assert plain in pages[number - 1], (told, number)
        assert f"{words(told)}{number}" in front or "&" in told, (told, number)


def test_links_lead_within_the_book_or_to_the_web_and_no_id_is_there_twice(printed):
    reader, body, text = printed.reader, printed.body, printed.text
    ids = re.findall(r'\sid="([^"]+)"', re.sub(r"<svg.*?</svg>", "", text, flags=re.S))
    assert len(ids) == len(set(ids)) > 50
    inside = set(re.findall(r'href="#([^"]+)"', text))
    assert inside <= set(ids) and "appendix-glossary" in {one.split("--")[0] for one in inside}
    links = [one.get_object() for page in reader.pages for one in page.get("/Annots", [])]
    addresses = [one["/A"]["/URI"] for one in links if "/A" in one and "/URI" in one["/A"]]
    assert links and not [one for one in addresses if not one.startswith("http")]
    assert b"file://" not in body


def test_every_figure_is_there_with_its_source_and_its_words_for_those_who_do_not_see_it(printed):
    text = printed.text
    mine = [
        (name, *found)
        for name in NAMES
        for found in re.findall(
            r'<figure class="x[fh]" id="([\w-]+)".*?<div class="xf-source">(.*?)[<,]'
            r".*?(?:<summary>(.*?)</summary>|</div>)",
            (SITE / f"{name}.html").read_text("utf-8"),
            re.S,
        )
    ]
    assert len(mine) >= 8
    assert sum(bool(count) for *_, count in mine) >= 4
    for name, one, source, count in mine:
        first = printed.places[printable.mark(name, one)]  # an exhibit in words may go on over the page
        near = "".join(printed.pages[first : first + 2])
        assert words(unescape(source))[:30] in near and words(unescape(count)) in near, one
    described = re.findall(r'class="xf-picture" role="img" aria-label="([^"]+)"', text)
    tags = pdf._figure_tags(printed.reader.trailer["/Root"]["/StructTreeRoot"])
    assert len(described) >= 6 and [unescape(one) for one in described] == [str(one.get("/Alt")) for one in tags]
    assert 'class="xf-static xf-narrow"' not in text and "<script" not in text


def test_no_page_within_a_chapter_is_half_empty(printed):
    starts = {printed.places[printable.mark(one)] for one in NAMES}
    filled = pdf.fills(printed.body)
    thin = {
        number + 1: round(part, 2)
        for number, part in enumerate(filled)
        if number + 1 not in starts and min(starts) <= number < len(filled) - 1 and part < 0.5
    }
    assert len(starts) == len(NAMES) and not thin


def test_ids_and_links_of_a_page_carry_its_name(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    page = (
        '<html><body><nav id="n">no</nav><article class="bd-article">'
        '<h1 id="t">One<a class="headerlink" href="#t">#</a></h1>'
        '<p><a href="#t">up</a> <a href="{other}#t">over</a> <a href="../data/x.csv" download>file</a> '
        '<a href="https://a.example/">web</a></p><script>1</script><details><summary>Fold</summary>kept</details>'
        "<details><summary>Rows</summary><table></table></details>"
        '<details class="xf-more"><summary>4 documents</summary><ul></ul></details></article></body></html>'
    )
    (tmp_path / "a" / "one.html").write_text(page.replace("{other}", "two.html"))
    (tmp_path / "a" / "two.html").write_text(page.replace("{other}", "one.html"))
    monkeypatch.delenv("BOOK_URL", raising=False)
    one = printable.articles(tmp_path, ["a/one", "a/two"])["a/one"]
    assert '<h1 id="a-one--t">One</h1>' in one and '<a href="#a-one--t">up</a>' in one
    assert '<a href="#a-two--t">over</a>' in one and "<a>file</a>" in one and '<a href="https://a.example/">web' in one
    assert '<article class="bd-article" id="a-one"' in one and '<details open="">' in one
    assert '<details class="xf-more">' in one, "what a count stands for is in the list of sources"
    assert not {"nav", "script", "table"} & {name for _, _, name, _ in pieces(one)} and "Rows" not in one
    monkeypatch.setenv("BOOK_URL", "https://book.example")
    assert '<a href="https://book.example/data/x.csv">file</a>' in printable.articles(tmp_path, ["a/one"])["a/one"]
    with pytest.raises(BuildError, match="build the book first"):
        printable.articles(tmp_path, ["a/three"])


def test_a_source_says_the_pages_of_its_figures_and_the_names_of_its_tables(tmp_path, chromium):
    (tmp_path / "one.html").write_text(
        '<article class="bd-article"><p><a href="#f">The finding</a></p><figure id="f"></figure><ul class="sources">'
        '<li id="s">Office. <a href="https://a.example/" rel="external">Address</a>. Used in: '
        '<a href="#f">The <b>finding</b></a>, <code>table</code>.<ul><li><a href="#f">Deeper</a></li></ul></li>'
        '<li><a href="#f">Later</a></li></ul><p><a href="#f">Again</a></p></article>'
    )
    found = printable.articles(tmp_path, ["one"])["one"]
    used = 'Used in: <a data-no="one--f" href="#one--f"></a>, <code>table</code>.<ul>'
    assert used in found and found.count("data-no") == 3 and not re.search("Deeper|Later", found)
    assert ">The finding</a>" in found and ">Again</a>" in found and ">Address</a>" in found
    page = chromium.new_page()
    page.set_content(f"<style>{(paths.TEMPLATES / 'pdf.css').read_text('utf-8')}</style>{found}")
    page.evaluate(pdf.NUMBER, {"one--f": 12})
    told = "(all) => all.map((a) => [getComputedStyle(a, '::before').content, a.textContent])"
    assert page.eval_on_selector_all("ul.sources a[data-no]", told) == [['"p. "', "12"]] * 3
    page.close()
