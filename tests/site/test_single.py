"""Each figure's own page, as built: what it holds, where it leads, what it asks for."""

from __future__ import annotations

import re
from html import unescape

import pytest

from explainer import paths
from explainer.pages.pieces import pieces, plain
from explainer.site import single
from tests.browser import SITE

PAGES = {p.parent.name: p for p in sorted((SITE / "figures").glob("*/index.html"))}
FIGURES = {
    one: path.relative_to(SITE).as_posix()
    for path in sorted([*SITE.glob("*.html"), *SITE.glob("*/*.html")])
    for one in re.findall(r'<figure class="x[fh]" id="([\w-]+)"', path.read_text("utf-8"))
}
#: what a figure's own page must hold, each once.
HELD = ('<details class="xf-data"', '<details class="xf-image"', '<details class="xf-cite"', '<div class="xf-source"')


def test_every_figure_of_the_book_has_a_page_of_its_own_at_its_address():
    assert PAGES.keys() == FIGURES.keys() and len(PAGES) > 40


@pytest.mark.parametrize("one", PAGES)
def test_a_figures_page_has_title_picture_sources_data_citation_and_the_way_to_its_chapter(one):
    text = PAGES[one].read_text("utf-8")
    chapter = (SITE / FIGURES[one]).read_text("utf-8")
    cut = list(pieces(text))
    assert [text.count(part) for part in HELD] == [1] * len(HELD)
    assert f'href="../../{FIGURES[one]}#{one}"' in text
    title = re.search(rf'id="{one}"><figcaption><span class="xf-title" data-entry="Figure">(.*?)</figcaption>', chapter)
    heading = re.search(r'<h1 class="xf-title".*?</h1>', text)[0]
    assert (
        plain(title[1]).split() == plain(heading + text[text.index(heading) + len(heading) :].split("</fig")[0]).split()
    )
    assert text.count("<h1") == text.count("</h1>") == 1
    drawn = re.findall(r'<div class="xf-static xf-(\w+)"', text)
    assert drawn == (["wide", "narrow"] if 'class="xf"' in text else [])
    # nothing is asked from outside, and a link within the page has its place there
    asked = [attrs.get("src") or attrs.get("href") for _, _, name, attrs in cut if name in ("script", "link", "img")]
    assert not [one for one in asked if one and "//" in one]
    ids = {attrs["id"] for _, _, _, attrs in cut if "id" in attrs}
    own = [attrs["href"][1:] for _, _, name, attrs in cut if name == "a" and attrs.get("href", "").startswith("#")]
    assert set(own) <= ids


@pytest.mark.browser
def test_marks_of_a_live_chart_lead_to_the_chapter_where_the_page_has_not_what_they_stand_for(chromium):
    page = chromium.new_page()
    page.goto(PAGES["war-overview"].as_uri())
    page.wait_for_selector("figure.is-live")
    marks = page.evaluate("""() => {
        const all = [...document.querySelectorAll(".xf-live svg *")].filter((e) => e.__data__ && e.__data__.href);
        all[0].id = "clicked";
        return all.map((e) => e.__data__.href);
    }""")
    chapter = SITE / FIGURES["war-overview"]
    assert len(marks) > 100 and {f' id="{m[1:]}"' in chapter.read_text("utf-8") for m in marks} == {True}
    page.click("#clicked")
    page.wait_for_url(f"{chapter.as_uri()}#event-*")
    page.close()


def test_each_figure_offers_the_lines_to_embed_it_and_they_lead_to_its_page():
    for one, page in FIGURES.items():
        text = (SITE / page).read_text("utf-8")
        box = re.search(rf'<figure class="x[fh]" id="{one}".*?(<details class="xf-embed">.*?</details>)', text, re.S)[1]
        said = unescape(re.sub(r"<span[^>]*>|</span>", "", re.search(r"<pre[^>]*>(.*?)</pre>", box, re.S)[1]))
        frame, script = next(iter(pieces(said))), said.splitlines()[1]
        assert frame[2] == "iframe" and frame[3]["src"].endswith(f"figures/{one}/index.html")
        assert frame[3]["title"] and 200 < int(frame[3]["height"]) < 3000
        assert script.endswith('_static/embed.js" async></script>') and (SITE / "_static" / "embed.js").is_file()
        assert f'href="{"../" * page.count("/")}figures/{one}/index.html"' in box


SHOWN = """<html><head></head><body><article><a id="ev-1"></a><figure class="xf" id="one-figure"><figcaption>
<span class="xf-title"
data-entry="Figure"><span data-sentence="s">A &amp; B</span></span></figcaption><div class="xf-picture">
<svg viewBox="0 0 860 400"><a href="x"/></svg><svg viewBox="0 0 330 500"></svg></div>
<div class="xf-live" hidden></div>
<a href="../tables/x.csv">t</a><a href="#one-figure">here</a><a href="#ev-1">there</a><a href="https://a.example/">out</a>
</figure></article></body></html>"""


def test_links_titles_and_share_card_of_a_figures_page(tmp_path, monkeypatch):
    monkeypatch.setenv("BOOK_URL", "https://book.example/x")
    monkeypatch.setattr(paths, "BUILD", tmp_path / "kept")
    monkeypatch.setattr(single.typeface, "own", lambda *_: "")
    record = {
        "id": "one-figure",
        "title": "A & B",
        "subtitle": "By year",
        "alt": "What <it> shows",
        "source": "Source: Z",
    }
    pages = {"war/timeline": {"figures": [record], "title": "A chapter"}}
    assert single.write(tmp_path, pages, {"war/timeline": SHOWN}) == ["figures/one-figure/index"]
    text = (tmp_path / "figures" / "one-figure" / "index.html").read_text("utf-8")
    assert '<h1 class="xf-title"\ndata-entry="Figure"><span data-sentence="s">A &amp; B</span></h1>' in text
    assert 'href="../../tables/x.csv"' in text and 'href="#one-figure"' in text and 'href="https://a.example/"' in text
    assert '<a href="../../war/timeline.html#ev-1">there' in text
    assert '<div class="xf-live" data-page="../../war/timeline.html" hidden></div>' in text
    assert '<link rel="canonical" href="https://book.example/x/figures/one-figure/"/>' in text
    assert '<meta property="og:image" content="https://book.example/x/figures/one-figure.png"/>' in text
    assert '<meta property="og:image:alt" content="What &lt;it&gt; shows"/>' in text
    assert '<meta property="og:title" content="A &amp; B"/>' in text and "By year. Source: Z" in text
    again = SHOWN.replace("A &amp; B", "C")
    single.write(tmp_path, pages, {"war/timeline": again})
    assert ">C</span></h1>" in (tmp_path / "figures" / "one-figure" / "index.html").read_text("utf-8")


def test_a_frame_is_as_high_as_the_higher_drawing_with_its_words():
    record = {"id": "one-figure", "title": "A & B", "subtitle": "By year"}
    (high,) = single.heights(pieces(SHOWN), [record]).values()
    assert 500 * 1.12 + 26 + 21 < high < 850
    (more,) = single.heights(pieces(SHOWN), [record | {"title": "word " * 60}]).values()
    assert more > high + 100
