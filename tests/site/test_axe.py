"""Audit of every page by axe-core at both widths and in both color modes; alone here, to run beside other tests."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import SITE, lay_out_all, pages, scroll_through

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: the long lists are made row by row by one function: audited whole once per width, by their first rows in the others.
SHORTEN = """() => {
    for (const one of document.querySelectorAll('ul.sources > li:nth-child(n+12), .xt tbody tr:nth-child(n+12)')) {
        one.remove();
    }
}"""


@pytest.mark.parametrize(
    ("width", "scheme", "whole"),
    [(1280, "light", True), (390, "dark", True), (1280, "dark", False), (390, "light", False)],
)
def test_axe_finds_nothing_on_any_page(chromium, width, scheme, whole):
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    found = []
    for path in pages():
        page.goto((SITE / path).as_uri())
        lay_out_all(page)
        if page.query_selector("figure.xf"):
            scroll_through(page)
        if not whole:
            page.evaluate(SHORTEN)
        page.wait_for_timeout(350)  # the theme's transitions end
        result = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
        for fault in result.response["violations"]:
            found.append((path, fault["id"], len(fault["nodes"]), fault["nodes"][0]["html"][:160]))
    context.close()
    assert found == []
