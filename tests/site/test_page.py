"""What the page does around the text, in a real browser: color mode, search, panels, contents, motion, storage."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest

from explainer.evidence.tables import read_text
from explainer.figures import figure as figure_module
from explainer.figures import theme
from explainer.figures.figure import figure
from explainer.pages.languages import with_languages
from explainer.pages.quotes import typeset
from tests.browser import ALL_LIVE, SITE, scroll_through, watch

pytestmark = pytest.mark.browser
CHAPTER = "statements/two-readouts.html"


@pytest.fixture
def start(chromium):
    contexts = []

    def go(path=CHAPTER, width=1280, query="", **options):
        context = chromium.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.seen = watch(page)
        page.goto((SITE / path).as_uri() + query)
        return page

    yield go
    for context in contexts:
        context.close()


def stored(page):
    return page.evaluate("[Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]")


def test_the_color_mode_goes_round_and_is_all_that_is_kept(start):
    page = start(color_scheme="light")
    modes = []
    for _ in range(4):
        modes.append(page.evaluate("[document.documentElement.dataset.mode, document.documentElement.dataset.theme]"))
        page.click(".theme-switch-button")
    assert modes == [["auto", "light"], ["dark", "dark"], ["light", "light"], ["auto", "light"]]
    assert page.get_attribute(".theme-switch-button", "aria-label") == "Color mode: dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert stored(page) == [["mode"], [], ""]
    page.goto((SITE / "search.html").as_uri() + "?q=readout")
    page.wait_for_selector("#search-results li a")
    assert stored(page) == [["mode"], [], ""]
    assert page.seen == {"errors": [], "outside": []}


def test_auto_follows_the_system_while_the_page_is_open(start):
    page = start(color_scheme="light")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")


def test_search_opens_by_key_and_leads_to_results(start):
    page = start(width=390)
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    assert not page.is_visible("#pst-search-dialog")
    page.click(".article-header-buttons .search-button__button")
    page.keyboard.type("readout")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=readout")
    page.wait_for_selector(".found li")
    assert page.input_value(".bd-search-container input[name=q]") == "readout"


#: query -> (kind, part of the name, page that it leads to)
FINDS = {
    "chinese text names semiconductors": None,
    "readout": ("Term", "Readout", "appendix/glossary.html#term-readout"),
    "hhi": ("Term", "Herfindahl-Hirschman index", "appendix/glossary.html#term-hhi"),
    "first time china had reached out": ("Claim", "C02.", "verdict/claims.html#claim-c02"),
    "c16": ("Claim", "C16.", "verdict/claims.html#claim-c16"),
    "china's text ends with an agreement": ("Figure", "China\u2019s text ends", f"{CHAPTER}#readout-claims"),
    "china\u2019s text ends with an agreement": ("Figure", "China\u2019s text ends", f"{CHAPTER}#readout-claims"),
    "china_makers": ("Table", "CXMT and YMTC", "appendix/data.html#table-china_makers"),
    "agree to talks on chips": ("Question", "Did Korea", "verdict/what-we-do-not-know.html#question-1"),
    "the week around the meeting": ("Section", "The week around", f"{CHAPTER}#the-week-around-the-meeting"),
    "filling the void": ("Page", "Filling the void", "memory/filling-the-void.html"),
    "SK하이닉스": ("Claim", "SK hynix", "verdict/claims.html#claim-c17"),
    "长鑫存储": ("Table", "CXMT", "appendix/data.html#table-china_makers"),
    "상무부": ("Term", "MOFCOM", "appendix/glossary.html#term-mofcom"),
    "商务部": ("Term", "MOFCOM", "appendix/glossary.html#term-mofcom"),
}


@pytest.mark.parametrize("query", FINDS)
def test_search_finds_by_name_in_three_languages(start, query):
    page = start("search.html", query=f"?q={query}")
    page.wait_for_selector("#search-results .search-summary:not(:empty)")
    rows = page.evaluate(
        """[...document.querySelectorAll('.found li')].map((li) => [li.querySelector('.tag').textContent,
            li.querySelector('a').textContent, li.querySelector('a').getAttribute('href')])"""
    )
    if FINDS[query] is None:
        assert rows == []
    else:
        kind, name, target = FINDS[query]
        assert [r for r in rows if r[0] == kind and name in r[1] and r[2].startswith(target)], rows
    for _, _, target in rows:
        assert (SITE / target.split("#")[0]).exists()
    assert page.seen == {"errors": [], "outside": []}


def test_a_query_is_text_not_markup(start):
    page = start("search.html", query="?q=%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D1%3E")
    page.wait_for_selector("#search-results .search-summary:not(:empty)")
    assert page.query_selector(".bd-search-container img") is None and page.title() != "1"


@pytest.mark.parametrize(("name", "text"), [("primary", "Two statements"), ("secondary", "On this page")])
def test_panels_open_on_a_phone_close_by_key_and_give_the_focus_back(start, name, text):
    page = start(width=390)
    assert not page.is_visible(f"#pst-{name}-sidebar")
    page.focus(f".{name}-toggle")
    page.keyboard.press("Enter")
    assert text in page.inner_text(f"#pst-{name}-sidebar-modal")
    page.keyboard.press("Escape")
    page.wait_for_function(f"!document.querySelector('#pst-{name}-sidebar-modal').open")
    assert page.evaluate(f"document.activeElement.classList.contains('{name}-toggle')")
    assert text in page.text_content(f"#pst-{name}-sidebar")


def test_a_link_in_the_contents_panel_closes_it_and_shows_the_section(start):
    page = start(width=390)
    page.click(".secondary-toggle")
    page.click("#pst-secondary-sidebar-modal a[href='#the-week-around-the-meeting']")
    page.wait_for_function("!document.querySelector('#pst-secondary-sidebar-modal').open")
    page.wait_for_function(
        "Math.abs(document.querySelector('#the-week-around-the-meeting').getBoundingClientRect().top) < 200"
    )
    assert page.seen == {"errors": [], "outside": []}


def test_the_contents_mark_the_section_being_read(start):
    page = start(width=1600)
    entries = page.locator("#pst-page-toc-nav a[href^='#']")
    section = entries.nth(entries.count() // 2).get_attribute("href")
    page.evaluate("id => document.querySelector(id).scrollIntoView()", section)
    page.wait_for_selector(f"#pst-page-toc-nav a.active[href='{section}']")
    assert page.locator("#pst-page-toc-nav [aria-current]").count() == 1


def test_the_side_bar_of_a_wide_page_can_be_put_away(start):
    page = start()
    page.click(".primary-toggle")
    page.wait_for_function("getComputedStyle(document.querySelector('#pst-primary-sidebar')).visibility === 'hidden'")
    page.click(".primary-toggle")
    page.wait_for_function("getComputedStyle(document.querySelector('#pst-primary-sidebar')).visibility === 'visible'")


def test_an_address_with_an_anchor_shows_that_figure(start):
    page = start("memory/the-market.html", width=390, query="#" + last_figure("memory/the-market.html"))
    page.wait_for_selector("figure.xf.is-live")
    page.wait_for_timeout(800)
    top = page.evaluate("document.getElementById(location.hash.slice(1)).getBoundingClientRect().top")
    assert -5 <= top <= 200


def last_figure(path):
    return re.findall(r'<figure class="xf" id="([^"]+)"', (SITE / path).read_text(encoding="utf-8"))[-1]


def test_the_filter_of_a_table_stands_in_the_address(start):
    page = start("appendix/data.html")
    box = page.locator(".xt-tools").first
    box.locator("input").fill("trade; chips")
    page.wait_for_function("location.hash === '#filter-1?rows=trade%3B+chips'")
    left, address = box.locator("output").inner_text(), page.url
    page.goto("about:blank")
    page.goto(address)
    assert box.locator("input").input_value() == "trade; chips" and box.locator("output").inner_text() == left
    assert box.evaluate("box => Math.abs(box.getBoundingClientRect().top) < innerHeight")


def test_the_language_of_the_clauses_stands_in_the_address(start):
    page = start()
    korean = page.locator("#readout-claims .tt-ko").first
    assert not korean.is_visible()
    page.check("#readout-claims input[value='ko']")
    page.wait_for_function("location.hash === '#readout-claims?words=ko'")
    assert korean.is_visible()
    assert page.get_attribute("#readout-claims a.xf-here", "href") == "#readout-claims?words=ko"
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert page.is_checked("#readout-claims input[value='ko']") and korean.is_visible()
    page.check("#readout-claims input[value='en']")
    page.wait_for_function("location.hash === '#readout-claims'")
    assert page.seen == {"errors": [], "outside": []}


def test_a_number_of_the_first_lines_lights_the_clauses_it_counts(start):
    page = start()
    link = page.locator("a.lit[data-mark='kr-we_requested']").first
    link.focus()
    lit = page.locator("#readout-claims .is-lit")
    assert lit.count() == 3 and {*lit.evaluate_all("all => all.map((e) => e.id.slice(0, 5))")} == {"tt-kr"}
    page.evaluate("document.activeElement.blur()")
    assert lit.count() == 0


def test_with_reduced_motion_nothing_moves_and_charts_still_live(start):
    page = start("statements/how-unusual.html", reduced_motion="reduce")
    scroll_through(page)
    page.wait_for_function(ALL_LIVE, timeout=20_000)
    moving = page.evaluate(
        """[...document.querySelectorAll('body *')].filter((e) => { const s = getComputedStyle(e);
            return parseFloat(s.transitionDuration) > 0 || parseFloat(s.animationDuration) > 0
                || s.scrollBehavior === 'smooth'; }).map((e) => e.className)"""
    )
    assert moving == []


def test_no_chart_script_is_loaded_before_a_chart_comes_near(start):
    page = start("verdict/what-we-do-not-know.html", width=390)
    page.wait_for_timeout(600)
    assert page.evaluate("window.vega === undefined")
    page.locator("figure.xf").first.scroll_into_view_if_needed()
    page.wait_for_function("window.vega !== undefined")


def test_code_that_scrolls_can_be_reached_by_keyboard(start):
    page = start("appendix/rerun.html")
    assert page.locator("main pre").count() > 0
    assert page.locator("main pre:not([tabindex='0'])").count() == 0


HOSTILE = [
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "\"'); document.title='owned'; //",
    "=HYPERLINK(1)",
    "\u202edetrever\u202c",
    "{{ glue }} ${name} &lt;b&gt;",
]


def test_hostile_strings_in_data_are_text_in_page_picture_tooltip_csv_and_spec(chromium, tmp_path):
    ids = read_text("sources")["source_id"].head(1).tolist() * len(HOSTILE)
    rows = pd.DataFrame({"who": HOSTILE, "value": range(5, 5 + len(HOSTILE)), "source_id": ids})
    chart = (
        alt.Chart(rows)
        .mark_bar()
        .encode(x="value:Q", y="who:N", tooltip=theme.tips({"who:N": "title", "value:Q": "how much"}))
    )
    words = "Bar chart of values for names that try to break the page; each is drawn as the text that it is."
    made = figure(chart, id="hostile", title=HOSTILE[0], subtitle=HOSTILE[1], note=HOSTILE[2], alt=words, data=rows)
    figure_module._write(made, tmp_path)
    (tmp_path / "_static").symlink_to(SITE / "_static")
    (tmp_path / "figures").symlink_to(tmp_path)  # where a page looks for the live chart
    head = "".join(f'<link rel="stylesheet" href="_static/{s}.css">' for s in ("palette", "book"))
    tail = "".join(f'<script defer src="_static/{s}.js"></script>' for s in ("site", "charts"))
    (tmp_path / "page.html").write_text(
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>safe</title>{head}</head>'
        f"<body><main>{with_languages(made.html())}</main>{tail}</body></html>",
        encoding="utf-8",
    )
    page = chromium.new_context(viewport={"width": 900, "height": 1200}).new_page()
    seen = watch(page)
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_selector("#hostile.is-live")
    shown = []
    for bar in page.query_selector_all("#hostile .xf-live path[aria-roledescription='bar']"):
        bar.hover()
        page.wait_for_selector("#vg-tooltip-element.visible")
        shown.append(page.text_content("#vg-tooltip-element h2"))
    assert len(shown) == len(HOSTILE) and all(shown.count(typeset(one)) == 1 for one in HOSTILE[:2]), shown
    assert page.query_selector("img") is None and page.locator("script").count() == 4  # two of ours, Vega and the spec
    assert page.title() == "safe" and seen == {"errors": [], "outside": []}
    cells = page.locator("#hostile .xf-data tbody th").all_text_contents()
    assert cells == [*HOSTILE[:4], "detrever", HOSTILE[5]]  # nothing is left that turns the direction of reading
    assert "'=HYPERLINK(1)" in (tmp_path / "hostile.csv").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "hostile.json").read_text(encoding="utf-8"))["vconcat"]
    picture = ElementTree.parse(tmp_path / "hostile.svg")
    assert not [e for e in picture.iter() if e.tag.endswith(("script", "image", "foreignObject"))]
    page.context.close()


def test_a_figure_in_a_frame_of_an_article_takes_its_height_its_color_mode_and_nothing_else(start, tmp_path):
    one = sorted((SITE / "figures").glob("*/index.html"))[0]
    line = f'<iframe src="{one.as_uri()}?theme=dark" title="x" width="100%" height="400" style="border:0"></iframe>'
    script = f'<script src="{(SITE / "_static" / "embed.js").as_uri()}" async></script>'
    (tmp_path / "article.html").write_text(f'<body style="margin:0"><p>An article.</p>{line}{script}</body>')
    page = start(tmp_path / "article.html", color_scheme="light")
    frame = page.frames[1]
    frame.wait_for_selector("figure.is-live, figure.xh")
    told = "Math.ceil(document.body.getBoundingClientRect().height)"
    shown = "document.querySelector('iframe').clientHeight"
    page.wait_for_function(f"{shown} !== 400")
    assert page.evaluate(shown) == frame.evaluate(told) > 250
    before = page.evaluate(shown)
    frame.click(".xf-cite summary")
    page.wait_for_function(f"{shown} > {before}")
    assert page.evaluate(shown) == frame.evaluate(told)
    assert frame.evaluate("document.documentElement.dataset.theme") == "dark"
    assert frame.evaluate("document.querySelector('base').target") == "_blank"
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.seen == {"errors": [], "outside": []}
    still = start(tmp_path / "article.html", java_script_enabled=False)
    assert still.evaluate(shown) == 400 and still.frames[1].locator(".xf-picture, .xh-body").first.is_visible()


def test_the_lines_that_embed_a_figure_name_the_place_where_the_site_is_open(start):
    page = start()
    found = page.evaluate("document.querySelector('.xf-embed pre').textContent")
    one = page.evaluate("document.querySelector('figure:has(.xf-embed)').id")
    address = re.search(r'src="([^"]+)"', found)[1]
    assert address == (SITE / "figures" / one / "index.html").as_uri() or address.startswith("http")
