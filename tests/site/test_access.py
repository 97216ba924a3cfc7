"""Accessibility and robustness of every page, in Chromium; the audit by axe stands in test_axe.py."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from itertools import pairwise

import pytest

from tests.browser import SITE, live, pages, parsed, script, watch

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = pages()
CHARTED = [p for p in PAGES if 'class="xf"' in (SITE / p).read_text(encoding="utf-8")]
#: what a strict host would send: nothing inline is executed, nothing comes from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'"
)

MEASURE = script("contrast.js")
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


WORDS = """() => ({ titles: [...document.querySelectorAll('figure.xf .xf-title')].map((t) => t.textContent),
    alts: [...document.querySelectorAll('figure.xf .xf-picture')].map((t) => t.getAttribute('aria-label')) })"""
KEYS = """(control) => ({ label: control.labels[0] && control.labels[0].textContent.trim(), value: control.value,
    outline: getComputedStyle(control).outlineStyle })"""


@pytest.fixture(scope="module")
def look(chromium, served):
    """What one visit to a page of the served site shows in a color mode: look(path, "dark"). Each is paid once."""
    kept, opened = {}, {}

    def visit(path, scheme):
        if scheme not in opened:
            context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
            opened[scheme] = context.new_page()
            opened[scheme].seen = watch(opened[scheme])
        page = opened[scheme]
        for kind in page.seen.values():
            kind.clear()
        page.goto(served + path)
        live(page)
        found = {"headings": page.evaluate(HEADINGS), "contrast": page.evaluate(MEASURE)}
        if scheme == "dark":
            found |= page.evaluate(WORDS) | {"paper": paper(page)}
        else:
            found["keys"] = moved(page)
        return found | {kind: [*what] for kind, what in page.seen.items()} | {"page": page}

    def once(path, scheme="light"):
        if (path, scheme) not in kept:
            kept[path, scheme] = visit(path, scheme)
        return kept[path, scheme]

    yield once
    for page in opened.values():
        page.context.close()


def paper(page):
    """The page as it is printed."""
    page.emulate_media(media="print")
    made = page.pdf(format="A4", print_background=True)
    page.emulate_media(media="screen")
    return made


def moved(page):
    """Each control of the page as it was and as keys left it, reached by focus."""
    out = []
    for control in page.query_selector_all(".xf-controls input, .xf-controls select"):
        control.focus()
        slides = control.get_attribute("type") == "range"
        before, said = control.input_value(), control.evaluate(KEYS)
        typed = control.get_attribute("type") in ("search", "text")
        for key in ("a",) if typed else ("ArrowRight", "ArrowLeft") if slides else ("ArrowDown", "ArrowUp"):
            page.keyboard.press(key)
            if control.input_value() != before:
                break
        out.append(said | {"id": control.get_attribute("id"), "before": before, "after": control.input_value()})
        if typed:
            control.fill(before)
        elif not slides:
            control.select_option(before)
    return out


@pytest.mark.parametrize("path", PAGES)
def test_pages_work_from_a_sub_path_under_a_strict_policy(look, path):
    seen = look(path)
    assert (seen["errors"], seen["outside"]) == ([], [])
    assert set(seen["page"].evaluate("Object.keys(localStorage)")) <= {"mode", "theme"}


@pytest.mark.parametrize("path", [p for p in PAGES if p != "404.html"])
def test_one_first_heading_and_no_step_left_out(look, path):
    levels = look(path)["headings"]
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels)), levels


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_in_charts_stands_out_from_what_is_under_it(look, scheme):
    measured = {path: look(path, scheme)["contrast"] for path in CHARTED}
    assert sum(count for count, _ in measured.values()) > 1000
    assert {path: faults for path, (_, faults) in measured.items() if faults} == {}


@pytest.mark.parametrize("path", CHARTED)
def test_every_control_can_be_reached_and_moved_by_keyboard(look, path):
    for one in look(path)["keys"]:
        assert one["label"] and one["before"] != one["after"] and one["outline"] != "none", one


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
    assert untagged(parsed(SITE / path)[0].find("body")) == []


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


@pytest.mark.parametrize("path", CHARTED)
def test_print_holds_every_chart_with_its_title_source_and_alternative(look, path):
    import pypdfium2

    seen = look(path, "dark")
    document = pypdfium2.PdfDocument(seen["paper"])
    text = " ".join(" ".join(p.get_textpage().get_text_range().split()) for p in document)
    squeezed = text.replace(" ", "").replace("\ufffe", "").replace("-", "")
    for title in seen["titles"]:
        assert "".join(title.split()).replace("-", "")[:40] in squeezed, title
        assert marks_below(document, title) > 900, title
    for alt in seen["alts"]:
        assert "Inwords:" + "".join(alt.split()).replace("-", "")[:60] in squeezed, alt
    assert text.count("Source") >= len(seen["titles"])
    first = document[0].render(scale=0.5).to_numpy()
    assert first[2, 2].min() > 240, "paper must be white in dark mode too"
