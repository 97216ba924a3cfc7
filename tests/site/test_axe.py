"""What a visit to each page shows at either width: figures without scripts and with them, its fit, the audit by axe.

Each page is opened once at a width, from file:// and with the network blocked; each width can run on its own worker.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import SITE, lay_out_all, live, pages, script, watch

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = pages()
CHARTED = [p for p in PAGES if 'class="xf"' in (SITE / p).read_text(encoding="utf-8")]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: rules that see colors; the others find the same in both modes.
COLOR = ["color-contrast", "link-in-text-block"]
#: leaves of each long list three rows of every kind: all in them has the same tags, classes and styles, sizes told to
#: the style sheet apart.
SHORTEN = """() => {
    for (const list of document.querySelectorAll('ul.sources, .xt tbody')) {
        const seen = {};
        for (const row of [...list.children]) {
            const parts = [row, ...row.querySelectorAll('*')].map(
                (e) => [e.tagName, e.getAttribute('class'),
                    (e.getAttribute('style') || '').replace(/--\\w+:[^;]*/g, '')].join(' '));
            const kind = [...new Set(parts)].sort().join();
            seen[kind] = (seen[kind] || 0) + 1;
            if (seen[kind] > 3) row.remove();
        }
    }
}"""


#: leaves out what is not shown: pictures in whose place a chart lives, and what closed folds hold.
REPLACED = """() => {
    for (const picture of document.querySelectorAll('figure.is-live .xf-static'))
        if (!picture.checkVisibility()) picture.remove();
}"""
FOLDED = """() => {
    for (const part of document.querySelectorAll('details:not([open]) > :not(summary)'))
        if (!part.checkVisibility()) part.remove();
}"""
#: pictures of the figures of a page without scripts: whether they are seen, and their size.
STILL = """() => [...document.querySelectorAll('figure.xf')].map((figure) => {
    const seen = (size) => { const one = figure.querySelector(`.xf-${size} svg`), box = one.getBoundingClientRect();
        return [one.checkVisibility(), box.width, box.height, one.querySelectorAll('path, text').length]; };
    return { id: figure.id, wide: seen('wide'), narrow: seen('narrow'),
        height: figure.querySelector('.xf-picture').getBoundingClientRect().height }; })"""
HEIGHTS = "[...document.querySelectorAll('figure.xf')].map((f) => f.querySelector('.xf-live').offsetHeight)"
#: figures of which some text stands more than 2 px outside the picture, where it may be cut off.
OUTSIDE = """() => [...document.querySelectorAll('figure.is-live')].filter((figure) => {
    const picture = figure.querySelector('.xf-live svg');
    const box = picture.getBoundingClientRect();
    return [...picture.querySelectorAll('text')].map((t) => t.getBoundingClientRect()).some((r) => r.width
        && (r.bottom > box.bottom + 2 || r.right > box.right + 2 || r.left < box.left - 2 || r.top < box.top - 2));
}).map((figure) => figure.id)"""


@pytest.fixture(scope="module")
def tab(chromium):
    """A tab of a width and a mode, in which nothing is on its way from one color to another."""
    opened = {}

    def at(width, scheme=None):
        if (width, scheme) not in opened:
            options = {"color_scheme": scheme, "reduced_motion": "reduce"} if scheme else {"java_script_enabled": False}
            context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
            opened[width, scheme] = context.new_page()
            opened[width, scheme].seen = watch(opened[width, scheme])
        return opened[width, scheme]

    yield at
    for page in opened.values():
        page.context.close()


@pytest.fixture(scope="module")
def still(tab):
    """The figures of a page without scripts at a width. Each page is paid once."""
    kept = {}

    def look(path, width):
        if (path, width) not in kept:
            tab(width).goto((SITE / path).as_uri())
            kept[path, width] = tab(width).evaluate(STILL)
        return kept[path, width]

    return look


@pytest.fixture(scope="module")
def visit(tab):
    """What a page with all charts alive shows at a width, wide in light mode, narrow in dark. Each is paid once."""
    kept = {}

    def look(path, width):
        if (path, width) not in kept:
            kept[path, width] = visited(tab, path, width)
        return kept[path, width]

    return look


def visited(tab, path, width):
    first, second = ("light", "dark") if width == 1280 else ("dark", "light")
    page = tab(width, first)
    for kind in page.seen.values():
        kind.clear()
    page.goto((SITE / path).as_uri())
    lay_out_all(page)
    found = {"fit": fit(page) if width == 390 else []}
    live(page)
    found |= {"heights": page.evaluate(HEIGHTS), "outside": page.evaluate(OUTSIDE)}
    if width == 390:
        found["hovered"] = page.evaluate(script("hover.js"), 25)
    found["seen"] = {kind: [*what] for kind, what in page.seen.items()}
    return found | {"faults": audited(page, width, first, second)}


def fit(page):
    """Width of the window, and what the page takes of it, also on a smaller phone and with text of twice the size."""
    found = []
    for width, size in ((390, ""), (320, ""), (640, "200%")):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("size => document.documentElement.style.setProperty('font-size', size, 'important')", size)
        found.append((width, page.evaluate("document.documentElement.scrollWidth")))
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
    page.set_viewport_size({"width": 390, "height": 900})
    return found


def audited(page, width, first, second):
    """What axe finds: all of a page once, on a wide screen; at both widths what is seen, its colors in both modes."""
    rest = {rule: {"enabled": False} for rule in COLOR}
    page.evaluate(REPLACED)
    if width == 390:
        page.evaluate(FOLDED)
        page.evaluate(SHORTEN)
    found = faults(page, runOnly={"type": "tag", "values": TAGS}, rules=rest)
    page.evaluate(FOLDED)  # what nobody sees has no contrast
    page.evaluate(SHORTEN)
    for scheme in (first, second):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(f"(document.documentElement.dataset.theme || '{scheme}') === '{scheme}'")
        found += faults(page, runOnly={"type": "rule", "values": COLOR})
    page.emulate_media(color_scheme=first)
    return found


def faults(page, **options):
    result = Axe().run(page, options=options | {"resultTypes": ["violations"]})
    return [(one["id"], len(one["nodes"]), one["nodes"][0]["html"][:160]) for one in result.response["violations"]]


WIDTHS = pytest.mark.parametrize("width", [1280, 390])


@WIDTHS
@pytest.mark.parametrize("path", CHARTED)
def test_every_chart_is_visible_without_javascript(still, path, width):
    shown, other = ("wide", "narrow") if width == 1280 else ("narrow", "wide")
    for figure in still(path, width):
        visible, across, down, marks = figure[shown]
        assert visible and across > 250 and down > 60 and marks > 5, figure
        assert not figure[other][0], figure


@WIDTHS
@pytest.mark.parametrize("path", CHARTED)
def test_every_chart_comes_to_life_in_place(still, visit, path, width):
    before = [figure["height"] for figure in still(path, width)]
    found = visit(path, width)
    after = found["heights"]
    assert all(abs(a - b) <= 2 for a, b in zip(before, after, strict=True)), (before, after)
    assert found["outside"] == []
    if width == 390:  # and each mark tells what it is, in words, on the screen
        _, silent, off, odd = found["hovered"]
        assert (silent, off, odd) == ([], [], [])


@WIDTHS
@pytest.mark.parametrize("path", PAGES)
def test_nothing_on_any_page_fails_or_asks_another_host(visit, path, width):
    assert visit(path, width)["seen"] == {"errors": [], "outside": []}


@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_a_phone_also_with_text_of_twice_the_size(visit, path):
    fits = visit(path, 390)["fit"]
    assert len(fits) == 3 and all(taken <= width for width, taken in fits), fits


@WIDTHS
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_on_any_page(visit, path, width):
    assert visit(path, width)["faults"] == []
