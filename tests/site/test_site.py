"""The built site in a real browser, from file://, with the network blocked."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from urllib.parse import unquote, urlparse

import pytest

from explainer.figures import theme
from tests.browser import SITE, pages, parsed, watch

pytestmark = pytest.mark.browser
PAGES = pages()
CHINA = theme.ACTORS["cn"]
CHART_PAGES = [p for p in PAGES if 'class="xf"' in (SITE / p).read_text(encoding="utf-8")]


@pytest.fixture
def open_page(chromium):
    contexts = []

    def start(path, width=1280, **options):
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        seen = watch(page)
        page.goto((SITE / path).as_uri())
        return page, seen

    yield start
    for context in contexts:
        context.close()


def test_the_site_is_built():
    assert "index.html" in PAGES and CHART_PAGES, "run `make book` first"


def test_charts_follow_the_theme(open_page):
    page, _ = open_page("statements/why-the-urgency.html", color_scheme="light")
    bar = page.locator(f"#two-sided-exposure svg [fill='{CHINA[0]}']").first
    light = bar.evaluate("e => getComputedStyle(e).fill")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    dark = bar.evaluate("e => getComputedStyle(e).fill")
    assert (light, dark) == tuple(f"rgb({int(c[1:3], 16)}, {int(c[3:5], 16)}, {int(c[5:], 16)})" for c in CHINA)


def test_search_works_from_disk(open_page):
    page, seen = open_page("search.html")
    page.goto((SITE / "search.html").as_uri() + "?q=readout")
    page.wait_for_selector("#search-results li a", timeout=15_000)
    assert seen["outside"] == []


# --- the files themselves -------------------------------------------------------------------------------------------


def tree(path):
    return parsed(SITE / path)[0]


@cache
def ids(path):
    return [e.get("id") for e in tree(path).iter() if e.get("id")]


#: controls that a label can name.
LABELABLE = {"button", "input", "meter", "output", "progress", "select", "textarea"}


@pytest.mark.parametrize("path", PAGES)
def test_markup_is_what_the_html_standard_allows(path):
    root = tree(path)
    assert parsed(SITE / path)[1] == []  # no block in a paragraph, no element closed twice, nothing left open
    named = {e.get("id"): e for e in root.iter() if e.get("id")}
    for label in root.iter("label"):
        inside = [e for e in label.iter() if e.tag in LABELABLE]
        assert len(inside) <= 1, (path, label.attrib)
        if label.get("for"):
            assert named[label.get("for")].tag in LABELABLE, (path, label.attrib)
            assert all(e.get("id") == label.get("for") for e in inside), (path, label.attrib)
    for output in root.iter("output"):
        assert output.get("for") and set(output.get("for").split()) <= set(named), (path, output.attrib)
    for found in root.iter("script"):
        assert found.get("src") or found.get("type") in ("application/json", "application/ld+json"), path


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique(path):
    assert [i for i, n in Counter(ids(path)).items() if n > 1] == []


@pytest.mark.parametrize("path", PAGES)
def test_links_inside_the_site_lead_somewhere(path):
    missing = []
    for element in tree(path).iter():
        for attribute in ("href", "src"):
            target = element.get(attribute)
            if not target or urlparse(target).scheme in ("http", "https", "mailto", "data"):
                continue
            parts = urlparse(target)
            file, anchor = parts.path, parts.fragment
            place = (SITE / path).parent / unquote(file) if file else SITE / path
            if place.is_dir():
                place = place / "index.html"
            if not place.exists() or (
                anchor
                and place.suffix == ".html"
                and unquote(anchor) not in ids(str(place.resolve().relative_to(SITE)))
            ):
                missing.append(target)
    assert missing == []


@pytest.mark.parametrize("path", PAGES)
def test_pictures_and_figures_have_a_text_alternative(path):
    for element in tree(path).iter("img"):
        assert element.get("alt") is not None
    for figure in (e for e in tree(path).iter("figure") if e.get("class") == "xf"):
        picture = next(e for e in figure.iter("div") if e.get("role") == "img")
        assert len(picture.get("aria-label")) >= 60
        assert next(figure.iter("table"), None) is not None
    for figure in (e for e in tree(path).iter("figure") if e.get("class") == "xh"):  # words on the page, and their rows
        body = next(e for e in figure.iter("div") if e.get("class") == "xh-body")
        assert len("".join(body.itertext())) >= 60 and next(figure.iter("table"), None) is not None


@pytest.mark.parametrize("path", PAGES)
def test_nothing_loads_from_another_host(path):
    text = (SITE / path).read_text(encoding="utf-8")
    loaded = re.findall(r'<(?:script|link|img|iframe|source)[^>]+(?:src|href)="(https?:[^"]+)"', text)
    assert [url for url in loaded if 'rel="canonical"' not in url] == []
