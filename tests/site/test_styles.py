"""Style sheets as published: what no page wears is gone, what one wears is there."""

from __future__ import annotations

import re

from explainer.site import styles
from tests.browser import SITE

SHEET = """/* c */ .on, .off > a { color: red } .off { color: blue }
a:not(.off) { color: green } .on:not(.off).too { top: 0 }
@media print { .off { left: 0 } .on[data-x=".off"] { right: 0 } } @media screen { .off { top: 1px } } :root { --a: 1 }
@font-face { font-family: X; src: url(x) }"""


def test_selectors_go_of_which_a_class_is_on_no_page_and_nothing_else():
    made = styles.worn(SHEET, {"on"})
    assert ".on{ color: red }" in made and ".off > a" not in made and "blue" not in made
    assert "a:not(.off){" in made and "too" not in made
    assert '@media print {.on[data-x=".off"]{' in made and "left" not in made and "screen" not in made
    assert "--a: 1" in made and "@font-face" in made and "c */" not in made


def test_the_generators_sheets_are_small_and_hold_what_pages_wear():
    sheets = {p.name: p.read_text("utf-8") for p in sorted((SITE / "_static").rglob("*.css"))}
    whole = sum(len(text) for name, text in sheets.items() if name not in styles.OWN)
    assert whole < 150_000
    named = set(styles.NAMED.findall(sheets["pydata-sphinx-theme.css"]))
    assert {"bd-sidebar-primary", "btn", "search-button-field", "d-print-none"} <= named
    page = (SITE / "index.html").read_text("utf-8")
    worn = {one for classes in re.findall(r'class="([^"]*)"', page) for one in classes.split()}
    assert len(named & worn) > 20 and not named & {"carousel", "offcanvas", "accordion-body", "toast"}
