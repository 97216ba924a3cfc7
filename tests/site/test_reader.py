"""What readers run into: search, addresses, keys, scroll bars, dates in tables, marks that lead somewhere, paper."""

from __future__ import annotations

import json
import re
from functools import cache
from urllib.parse import quote

import html5lib
import pytest

from explainer.pages.html import DATE
from explainer.pages.pieces import entries, plain
from explainer.site.wordindex import BookSearch
from tests.browser import SITE, pages, watch

pytestmark = pytest.mark.browser
PAGES = [p for p in pages() if p != "404.html"]
FOUND = "document.querySelector('#search-results .search-summary')?.textContent.trim()"


@pytest.fixture(scope="module")
def tab(chromium):
    """One tab for all tests of this file; each opens its own page in it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    page = context.new_page()
    page.seen = watch(page)
    yield page
    context.close()


def go(tab, path, tail=""):
    tab.goto("about:blank")
    for kind in tab.seen.values():
        kind.clear()
    tab.goto((SITE / path).as_uri() + tail)


def search(tab, words):
    go(tab, "search.html", "?q=" + quote(words))
    tab.wait_for_function(FOUND, timeout=5_000)
    assert tab.seen == {"errors": [], "outside": []}, words
    links = tab.eval_on_selector_all(
        "#search-results ul.search > li > a", "all => all.map(a => a.getAttribute('href'))"
    )
    return {link.split("?")[0].split("#")[0] for link in links}


@cache
def text_of(path):
    article = re.search(r"<article.*</article>", (SITE / path).read_text(encoding="utf-8"), re.S)
    return plain(article[0]) if article else ""


def index():
    text = (SITE / "searchindex.js").read_text(encoding="utf-8")
    body = re.fullmatch(r"Search\.setIndex\(JSON\.parse\('(.*)'\)\)", text, re.S)[1]
    return json.loads(body.replace("\\'", "'").replace("\\\\", "\\"))


# --- search -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["301", "232", "2022", "47.5", "2018-04-15", "对话", "반도", "반도체", "Section 301"])
def test_search_finds_every_page_that_holds_a_number_or_a_part_of_a_korean_or_chinese_word(tab, words):
    found = search(tab, words)
    edge = r"(?<![\w.,]){}(?![\w]|[.,]\d)" if words[0].isascii() else "{}"
    there = re.compile(edge.format(re.escape(words)))
    assert found and found >= {page for page in PAGES if there.search(text_of(page))}


@pytest.mark.parametrize(
    "words", ["constructor", "__proto__", "hasOwnProperty", "toString", "valueOf", "isPrototypeOf"]
)
def test_words_that_are_names_of_javascript_end_like_any_other(tab, words):
    assert search(tab, words) == set()


def test_search_leaves_out_pages_with_a_barred_word(tab):
    assert search(tab, "micron -readout") == search(tab, "micron") - search(tab, "readout") != set()


def test_every_word_of_every_page_is_in_the_index():
    found, rules = index(), BookSearch({})
    words = {}
    for part in ("terms", "titleterms"):
        for word, files in found[part].items():
            words.setdefault(word, set()).update([files] if isinstance(files, int) else files)
    for page in (p for p in PAGES if p not in ("genindex.html", "search.html") and not p.startswith("figures/")):
        number = found["docnames"].index(page[: -len(".html")])
        asked = {rules.stem(word).lower() for text in leaves(page) for word in rules.split(text)}
        # Japanese is no language of the search
        asked = {word for word in asked if word not in rules.stopwords and not re.search("[\u3040-\u30ff]", word)}
        assert len(asked) > 100 and {w for w in asked if number not in words.get(w, set())} == set(), page


def leaves(page):
    """Texts of the smallest blocks of a page, less what is put in after the index is made: citations, reading time."""
    article = re.search(r"<article.*</article>", (SITE / page).read_text(encoding="utf-8"), re.S)[0]
    root = html5lib.parse(article, namespaceHTMLElements=False)
    made = ("xf-cite", "xf-embed", "page-foot", "page-line", "place")
    late = {e for s in root.iter() if s.get("class") in made or s.tag == "summary" for e in s.iter()}
    for block in (e for e in root.iter() if e.tag in ("p", "td", "th", "li", "h2", "h3", "dt", "dd")):
        if block not in late and not any(e.tag in ("p", "li", "details", "svg", "div") for e in list(block.iter())[1:]):
            yield spoken(block)


def spoken(element):
    """Text of an element; parts that may stand on lines of their own are kept apart, as readers see them."""
    parts = [element.text or ""]
    for child in element:
        inline = child.tag in ("a", "b", "code", "em", "i", "q", "strong", "sub", "sup")
        edge = "" if inline or child.get("lang") or child.get("class") == "nb" else " "
        parts += [edge, spoken(child), edge, child.tail or ""]
    return "".join(parts)


def test_the_index_names_every_figure_table_claim_term_and_question():
    names = {(name, places[0][1]) for name, places in index()["alltitles"].items()}
    counts = {}
    for page in PAGES:
        for kind, name, anchor in entries((SITE / page).read_text(encoding="utf-8")):
            assert (f"{kind}: {name}", anchor) in names, (page, kind, name)
            counts[kind] = counts.get(kind, 0) + 1
    assert counts["Figure"] > 40 and counts["Table"] > 40 and counts["Claim"] > 20 and counts["Term"] > 40
    assert counts["Question"] > 5


# --- addresses and keys -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tail", ["#100%", "#%E0%A4%A", "#%"])
def test_a_fragment_that_cannot_be_decoded_breaks_nothing_and_paper_stays_white(tab, tail):
    go(tab, "verdict/claims.html", tail)
    tab.wait_for_function("document.readyState === 'complete'")
    assert tab.seen["errors"] == []
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.evaluate("document.documentElement.dataset.theme") == "light"
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"


def test_an_encoded_fragment_is_found(tab):
    go(tab, "verdict/claims.html", "#claim%2Dc03")
    tab.wait_for_function("Math.abs(document.getElementById('claim-c03').getBoundingClientRect().top) < 200")


# --- the page as it is scrolled and read ------------------------------------------------------------------------------


BROKEN = """(pattern) => {
    const dates = new RegExp(pattern, 'g');
    const broken = [];
    for (const cell of document.querySelectorAll('main :is(td, th, p, li, dd, figcaption, h2, h3)')) {
        const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        for (let text = walk.nextNode(); text; text = walk.nextNode()) for (const found of text.data.matchAll(dates)) {
            const range = document.createRange();
            range.setStart(text, found.index);
            range.setEnd(text, found.index + found[0].length);
            if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) broken.push(found[0]);
        }
    }
    return broken;
}"""
#: tables that scroll sideways and whose first column does not stay where it is.
SLID = """() => [...document.querySelectorAll('main .xt:not(.stack)')].filter((box) => {
    if (box.scrollWidth <= box.clientWidth + 1) return false;
    box.scrollLeft = 60;
    const first = box.querySelector('tbody tr > :first-child');
    const moved = first && Math.abs(first.getBoundingClientRect().left - box.getBoundingClientRect().left) > 1.5;
    box.scrollLeft = 0;
    return moved;
}).map((box) => box.getAttribute('aria-label'))"""
KEYLESS = """() => { for (const kind of ["keydown", "keyup", "keypress"])
    for (const at of [document.body, ...document.querySelectorAll("input, select, button")])
        at.dispatchEvent(new Event(kind, { bubbles: true })); }"""
MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
ONE_DATE = rf"(?<![\w-])(?:\d{{4}}-(?:0[1-9]|1[0-2])(?:-\d\d)?|\d{{1,2}} (?:{MONTHS})[a-z]* \d{{4}})(?![\w-])"


@pytest.fixture(scope="module", params=[1280, 390])
def walk(tab, request):
    """What one look at every page of the book shows at a width: heights before and after it is all laid out, dates that
    break, errors that key events without a key cause (autofill and password managers send such)."""
    tab.set_viewport_size({"width": request.param, "height": 900})
    seen = {}
    for path in PAGES:
        go(tab, path)
        tab.wait_for_load_state("load")
        first = tab.evaluate("document.documentElement.scrollHeight")
        tab.add_style_tag(content="* { content-visibility: visible !important }")
        whole = tab.evaluate("document.documentElement.scrollHeight")
        tab.evaluate(KEYLESS)
        tab.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
        seen[path] = {
            "first": first,
            "whole": whole,
            "broken": tab.evaluate(BROKEN, ONE_DATE),
            "slid": tab.evaluate(SLID),
            "errors": [*tab.seen["errors"]],
        }
    tab.set_viewport_size({"width": 1280, "height": 900})
    return seen


def test_the_scroll_bar_is_true_from_the_start(walk):
    assert {
        p: (s["first"], s["whole"]) for p, s in walk.items() if abs(s["first"] - s["whole"]) > 0.1 * s["whole"]
    } == {}


def test_the_first_column_of_a_table_that_scrolls_stays(walk):
    assert {path: seen["slid"] for path, seen in walk.items() if seen["slid"]} == {}


def test_no_date_breaks_over_two_lines(walk):
    assert {path: seen["broken"][:5] for path, seen in walk.items() if seen["broken"]} == {}


def test_a_key_event_without_a_key_is_no_error(walk):
    assert {path: seen["errors"] for path, seen in walk.items() if seen["errors"]} == {}


def test_dates_are_known_by_their_form():
    assert all(DATE.fullmatch(one) for one in ("2018-04-15", "2018-04", "15 Apr 2018", "2018-04 to 2026-06"))
    assert not any(DATE.fullmatch(one) for one in ("2018", "12-34", "May", "1,234", "2018-04-15a"))


@pytest.mark.parametrize("width", [1280, 390])
def test_a_mark_of_the_overview_opens_its_event_below_the_chart_and_leaves_the_reader_there(tab, width):
    tab.set_viewport_size({"width": width, "height": 900})
    go(tab, "war/timeline.html")
    tab.locator("#war-overview").scroll_into_view_if_needed()
    tab.wait_for_selector("#war-overview.is-live")
    tab.wait_for_timeout(300)
    spot = """() => { const mark = [...document.querySelectorAll('#war-overview .xf-live svg path')]
        .filter((path) => path.__data__ && path.__data__.href)[20];
        mark.scrollIntoView({ block: 'center' });
        const box = mark.getBoundingClientRect();
        return [mark.__data__.href.slice(1), box.x + box.width / 2, box.y + box.height / 2, scrollY]; }"""
    event, x, y, before = tab.evaluate(spot)
    tab.mouse.click(x, y)
    card = tab.wait_for_selector("#war-overview .xf-card", timeout=2_000)
    title = tab.evaluate("(id) => document.querySelector(`#${id} p:not(.meta) b`).textContent", event)
    assert title in card.text_content()
    assert tab.evaluate("document.activeElement.className") == "xf-card"
    assert abs(tab.evaluate("scrollY") - before) < 900 and "#" not in tab.url
    tab.click("#war-overview .xf-card a[href^='#event-']")
    tab.wait_for_function("(id) => Math.abs(document.getElementById(id).getBoundingClientRect().top) < 300", arg=event)
    tab.go_back()
    tab.click("#war-overview .xf-card button:text-is('Close')")
    assert tab.locator(".xf-card").count() == 0
    tab.set_viewport_size({"width": 1280, "height": 900})


def test_the_list_of_figures_shows_plots_without_titles_large_enough_to_read(tab):
    go(tab, "appendix/figures.html")
    titles = tab.eval_on_selector_all("tbody a[href*='#']", "all => all.map(a => a.textContent)")
    sources = tab.eval_on_selector_all("img.thumb", "all => all.map(i => i.getAttribute('src'))")
    assert len(sources) == len(titles) > 40
    for source, title in zip(sources, titles, strict=True):
        picture = (SITE / "appendix" / source).read_text(encoding="utf-8")
        assert title[:30] not in plain(picture), source
    tab.wait_for_selector("img.thumb")
    assert tab.eval_on_selector_all("img.thumb", "all => Math.min(...all.map(i => i.clientWidth))") >= 280
    assert tab.evaluate("[...document.querySelectorAll('.xt')].every((t) => t.scrollWidth <= t.clientWidth + 1)")
    whole = """async () => {
        const all = [...document.querySelectorAll('img.thumb')];
        await Promise.all(all.map((i) => { i.loading = 'eager'; return i.decode(); }));
        return all.filter((i) => {
            const rim = 2 * parseFloat(getComputedStyle(i).paddingLeft);
            const [wide, high] = [(i.clientWidth - rim) / i.naturalWidth, (i.clientHeight - rim) / i.naturalHeight];
            return i.clientWidth > i.parentElement.clientWidth + 1 || Math.abs(wide - high) > 0.02;
        }).map((i) => i.src);
    }"""
    assert tab.evaluate(whole) == [], "cut at the side"
    heights = "all => [...new Set(all.map(i => i.parentElement.offsetHeight))]"
    assert len(tab.eval_on_selector_all("img.thumb", heights)) == 1, "nothing moves when the pictures come"


def test_at_the_foot_of_a_page_no_neighbor_s_title_takes_more_than_two_lines(tab):
    lines = """() => [...document.querySelectorAll('.prev-next-title')].map((title) => {
        const whole = title.scrollHeight <= title.clientHeight + 1;
        title.textContent = 'A headline that says all of it. '.repeat(9);
        return [whole, Math.round(title.clientHeight / parseFloat(getComputedStyle(title).lineHeight))]; })"""
    for width in (390, 1280):
        tab.set_viewport_size({"width": width, "height": 900})
        for path in ("statements/two-readouts.html", "memory/micron-verdict.html", "appendix/rerun.html"):
            go(tab, path)
            assert tab.evaluate(lines) == [[True, 2], [True, 2]], (path, width)
    tab.set_viewport_size({"width": 1280, "height": 900})


def test_on_a_phone_a_table_says_what_it_is_and_few_columns_stand_side_by_side(tab):
    found = """() => [...document.querySelectorAll('.xt:not(.stack)')].filter((t) => t.checkVisibility()).map((t) =>
        ({ few: !t.querySelector('tr > :nth-child(5)'), over: t.scrollWidth > t.clientWidth + 1,
           told: t.querySelector('caption').getBoundingClientRect().right <= innerWidth }))"""
    tab.set_viewport_size({"width": 390, "height": 900})
    seen = []
    for path in ("statements/how-unusual.html", "statements/why-the-urgency.html", "memory/market-reaction.html"):
        go(tab, path)
        seen += tab.evaluate(found)
    tab.set_viewport_size({"width": 1280, "height": 900})
    assert all(one["told"] for one in seen)
    assert [one["over"] for one in seen if one["few"]] == [False, False], "two such tables, both in full"
    assert any(one["over"] for one in seen), "the wide one scrolls"


# --- paper ------------------------------------------------------------------------------------------------------------


def test_paper_has_titles_sources_counts_without_lists_and_whole_cards(tab):
    look = """() => {
        const shown = (e) => e.getClientRects().length > 0;
        const style = (s, name) => [...document.querySelectorAll(s)].map((e) => getComputedStyle(e)[name]);
        return {
            title: shown(document.querySelector('main h1')),
            bare: [...document.querySelectorAll('figure:is(.xf, .xh)')].filter((f) =>
                ![...f.querySelectorAll('.xf-source')].some(
                (s) => shown(s) && /^Sources?: /.test(s.textContent))).map((f) => f.id),
            counts: [...document.querySelectorAll('.xf-more summary')].filter((s) => !shown(s)).length,
            lists: [...document.querySelectorAll('.xf-more ul')].filter(shown).length,
            inside: new Set(style('.card-row, figure:is(.xf, .xh), main h2', 'breakInside')).size === 1
                && style('.card-row, figure:is(.xf, .xh), main h2', 'breakInside')[0],
            after: new Set(style('main h2', 'breakAfter')).size === 1 && style('main h2', 'breakAfter')[0],
        };
    }"""
    for path in ("index.html", "statements/two-readouts.html", "memory/the-market.html"):
        go(tab, path)
        tab.emulate_media(media="print")
        tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert tab.evaluate(look) == {
            "title": True, "bare": [], "counts": 0, "lists": 0, "inside": "avoid", "after": "avoid",
        }, path  # fmt: skip
        tab.emulate_media(media="screen")
