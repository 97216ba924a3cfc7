"""Audit of every page by axe-core at both widths and in both color modes; alone here, to run beside other tests."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import SITE, lay_out_all, live, pages

pytestmark = [pytest.mark.browser, pytest.mark.slow]
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


@pytest.fixture(scope="module")
def tab(chromium):
    """Opens a page at a width and in a mode; nothing on it is on its way from one color to another."""
    contexts = {}

    def at(path, width, scheme):
        if (width, scheme) not in contexts:
            size = {"width": width, "height": 900}
            contexts[width, scheme] = chromium.new_context(
                viewport=size, color_scheme=scheme, reduced_motion="reduce"
            ).new_page()
        page = contexts[width, scheme]
        page.goto((SITE / path).as_uri())
        lay_out_all(page)
        live(page)
        return page

    yield at
    for page in contexts.values():
        page.context.close()


def faults(page, **options):
    result = Axe().run(page, options=options | {"resultTypes": ["violations"]})
    return [(one["id"], len(one["nodes"]), one["nodes"][0]["html"][:160]) for one in result.response["violations"]]


@pytest.mark.parametrize("path", pages())
@pytest.mark.parametrize(("width", "first", "second"), [(1280, "light", "dark"), (390, "dark", "light")])
def test_axe_finds_nothing_on_any_page(tab, path, width, first, second):
    """All of a page once, on a wide screen; at both widths what sees colors in both modes, on rows of every kind."""
    rest = {rule: {"enabled": False} for rule in COLOR}
    page = tab(path, width, first)
    if width == 390:
        page.evaluate(SHORTEN)
    found = faults(page, runOnly={"type": "tag", "values": TAGS}, rules=rest)
    page.evaluate(SHORTEN)
    for scheme in (first, second):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(f"(document.documentElement.dataset.theme || '{scheme}') === '{scheme}'")
        found += faults(page, runOnly={"type": "rule", "values": COLOR})
    page.emulate_media(color_scheme=first)
    assert found == []
