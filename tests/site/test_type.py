"""Nothing moves on a cover when its type arrives late: what stands in has the same measures."""

from __future__ import annotations

import time

import pytest

from explainer import settings
from tests.browser import SITE

pytestmark = pytest.mark.browser

SHIFTS = """
window.moved = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.moved += one.value; })
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_on_a_cover_when_its_type_comes_late(chromium, width):
    context = chromium.new_context(viewport={"width": width, "height": 844})
    late = []

    def hold(route):
        late.append(route.request.url)
        time.sleep(0.3)  # long after the first paint
        route.continue_()

    for cover in settings.covers():
        page = context.new_page()
        page.route("**/type/*.woff2", hold)
        page.add_init_script(SHIFTS)
        page.goto((SITE / f"{cover}.html").as_uri())
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(200)
        assert page.evaluate("moved") < 0.01, cover
        page.close()
    assert len({url for url in late if "/east-" in url}) >= 2, "the files of Korean and Chinese signs were not held"
    context.close()
