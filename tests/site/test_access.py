"""Accessibility and robustness of every page, in Chromium; the audit by axe stands in test_axe.py."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest

from tests.browser import ALL_LIVE, SITE, lay_out_all, pages, scroll_through, watch

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = pages()
CHARTED = [p for p in PAGES if 'class="xf"' in (SITE / p).read_text(encoding="utf-8")]
#: what a strict host would send: nothing inline is executed, nothing comes from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'"
)

HEADINGS = "[...document.querySelectorAll('main :is(h1, h2, h3, h4)')].map(h => +h.tagName[1])"


class Strict(http.server.SimpleHTTPRequestHandler):
    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The site in a folder below the root of a static server that sends a strict policy."""
    root = tmp_path_factory.mktemp("www")
    (root / "some").mkdir()
    (root / "some" / "book").symlink_to(SITE)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Strict, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/some/book/"
    server.shutdown()


def test_pages_work_from_a_sub_path_under_a_strict_policy(chromium, served):
    context = chromium.new_context()
    page = context.new_page()
    seen = watch(page)
    for path in PAGES:
        page.goto(served + path)
        scroll_through(page)
        page.wait_for_function(ALL_LIVE, timeout=20_000)
        assert seen == {"errors": [], "outside": []}, path
    stored = page.evaluate("Object.keys(localStorage)")
    assert set(stored) <= {"mode", "theme"}
    context.close()


def test_text_at_two_hundred_percent_on_a_phone_does_not_scroll_sideways(chromium):
    context = chromium.new_context(viewport={"width": 640, "height": 900})
    page = context.new_page()
    for path in PAGES:
        page.goto((SITE / path).as_uri())
        lay_out_all(page)
        page.add_style_tag(content="html { font-size: 200% !important; }")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path
    context.close()


def test_one_first_heading_and_no_step_left_out(chromium):
    context = chromium.new_context()
    page = context.new_page()
    for path in (p for p in PAGES if p != "404.html"):
        page.goto((SITE / path).as_uri())
        levels = page.evaluate(HEADINGS)
        assert levels.count(1) == 1, path
        assert all(b - a <= 1 for a, b in pairwise(levels)), (path, levels)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_in_charts_stands_out_from_what_is_under_it(chromium, scheme):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    measure = (Path(__file__).parents[1] / "contrast.js").read_text(encoding="utf-8").split("*/\n", 1)[1]
    faults, texts = [], 0
    for path in CHARTED:
        page.goto((SITE / path).as_uri())
        scroll_through(page)
        page.wait_for_function(ALL_LIVE, timeout=20_000)
        count, found = page.evaluate(measure)
        texts += count
        faults += found
    context.close()
    assert texts > 1000
    assert faults == []


#: text between tags of an element that says its language, from that element on down
SCRIPTS = {"ko": re.compile("[\uac00-\ud7a3]"), "zh ja ko": re.compile("[\u4e00-\u9fff]")}


def untagged(element, language="en"):
    """Texts in Hangul or Han characters that stand in no element of such a language."""
    language = element.get("lang", language)
    found = []
    for text, spoken in [(element.text, language), *((child.tail, language) for child in element)]:
        for wanted, letters in SCRIPTS.items():
            if text and letters.search(text) and spoken.split("-")[0] not in wanted.split():
                found.append(text.strip()[:60])
    return found + [one for child in element if child.tag not in ("script", "svg") for one in untagged(child, language)]


@pytest.mark.parametrize("path", PAGES)
def test_korean_and_chinese_text_says_its_language(path):
    whole = html5lib.parse((SITE / path).read_text(encoding="utf-8"), namespaceHTMLElements=False)
    assert untagged(whole.find("body")) == []


def test_every_control_can_be_reached_and_moved_by_keyboard(chromium):
    context = chromium.new_context()
    page = context.new_page()
    for path in PAGES:
        page.goto((SITE / path).as_uri())
        if not page.query_selector(".xf-controls"):
            continue
        scroll_through(page)
        page.wait_for_function(ALL_LIVE, timeout=20_000)
        for control in page.query_selector_all(".xf-controls input, .xf-controls select"):
            label = control.evaluate("e => e.labels[0] && e.labels[0].textContent.trim()")
            assert label, path
            control.focus()
            before = control.input_value()
            page.keyboard.press("ArrowRight" if control.get_attribute("type") == "range" else "ArrowDown")
            if control.input_value() == before:
                page.keyboard.press("ArrowLeft" if control.get_attribute("type") == "range" else "ArrowUp")
            assert control.input_value() != before, (path, control.get_attribute("id"))
            outline = control.evaluate("e => getComputedStyle(e).outlineStyle")
            assert outline != "none", (path, control.get_attribute("id"))
    context.close()


def marks_below(document, title: str) -> int:
    """Dark or colored spots of the printed picture below a figure's title, up to a hand's width; -1 without title."""
    for sheet in document:
        found = sheet.get_textpage().search(title[:24]).get_next()
        if found:
            top = sheet.get_textpage().get_charbox(found[0])[1]
            picture = sheet.render(scale=1).to_numpy()
            start = int(sheet.get_height() - top) + 12
            return int((picture[start : start + 260, :, :3].min(axis=2) < 200).sum())
    return -1


def test_print_holds_every_chart_with_its_title_source_and_alternative(chromium, tmp_path):
    import pypdfium2

    context = chromium.new_context(color_scheme="dark")
    page = context.new_page()
    for path in CHARTED:
        page.goto((SITE / path).as_uri())
        scroll_through(page)
        page.wait_for_function(ALL_LIVE, timeout=20_000)
        titles = page.evaluate("[...document.querySelectorAll('figure.xf .xf-title')].map(t => t.textContent)")
        alts = page.evaluate(
            "[...document.querySelectorAll('figure.xf .xf-picture')].map(t => t.getAttribute('aria-label'))"
        )
        target = tmp_path / "page.pdf"
        page.emulate_media(media="print")
        page.pdf(path=target, format="A4", print_background=True)
        page.emulate_media(media="screen")
        document = pypdfium2.PdfDocument(target)
        text = " ".join(" ".join(p.get_textpage().get_text_range().split()) for p in document)
        squeezed = text.replace(" ", "").replace("\ufffe", "").replace("-", "")
        for title in titles:
            assert "".join(title.split()).replace("-", "")[:40] in squeezed, (path, title)
            assert marks_below(document, title) > 900, (path, title)
        for alt in alts:
            assert "Inwords:" + "".join(alt.split()).replace("-", "")[:60] in squeezed, (path, alt)
        assert text.count("Source") >= len(titles), path
        first = document[0].render(scale=0.5).to_numpy()
        assert first[2, 2].min() > 240, f"{path}: paper must be white in dark mode too"
    context.close()
