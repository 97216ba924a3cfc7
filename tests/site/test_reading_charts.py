"""Figures in the reader's browser: colors without scripts, the hover box, touch, keys, time zones, high contrast."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from explainer import paths
from explainer.figures.picture import BREAK
from tests.browser import SITE, lay_out_all, live, pages, script

pytestmark = pytest.mark.browser
CHARTED = [p for p in pages() if 'class="xf"' in (SITE / p).read_text(encoding="utf-8")]

MEASURE = script("contrast.js")
STILL = MEASURE.replace("figure.xf.is-live", "figure.xf").replace(".xf-live svg", ".xf-static svg")
BOX = "#vg-tooltip-element"
WORDS = script("words.js")


@pytest.fixture
def reader(chromium):
    """Open a page as a reader with given settings: reader(path, width=390, color_scheme="dark", mode="light")."""
    contexts = []

    def start(path, width=1280, height=800, mode=None, **settings):
        context = chromium.new_context(viewport={"width": width, "height": height}, **settings)
        contexts.append(context)
        if mode:
            context.add_init_script(f"localStorage.setItem('mode', '{mode}')")
        page = context.new_page()
        page.goto((SITE / path).as_uri())
        return page

    yield start
    for context in contexts:
        context.close()


# --- color ----------------------------------------------------------------------------------------------------------


def test_all_can_be_read_without_scripts_on_either_ground(reader):
    texts = {"light": 0, "dark": 0}
    page = reader("index.html", java_script_enabled=False, reduced_motion="reduce")
    for path in CHARTED:
        page.goto((SITE / path).as_uri())
        lay_out_all(page)
        for scheme in texts:
            page.emulate_media(color_scheme=scheme)
            count, faults = page.evaluate(STILL)
            texts[scheme] += count
            assert faults == [], (path, scheme)
            assert page.evaluate(WORDS) == [], (path, scheme)
            ink = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--x-ink')")
            assert (ink != "#1d2129") == (scheme == "dark")
    assert min(texts.values()) > 1200


def test_print_from_a_dark_page_without_scripts_is_dark_on_white(reader):
    page = reader(CHARTED[1], java_script_enabled=False, color_scheme="dark")
    page.emulate_media(media="print")
    said = page.evaluate("getComputedStyle(document.querySelector('.xf-title')).color")
    ink = page.evaluate("getComputedStyle(document.querySelector('.xf-static svg text')).fill")
    assert sum(map(int, re.findall(r"\d+", said))) < 150 and sum(map(int, re.findall(r"\d+", ink))) < 350


@pytest.mark.parametrize(("scheme", "mode"), [("dark", "light"), ("light", "dark"), ("dark", "auto")])
def test_high_contrast_takes_the_ground_of_the_system_whatever_mode_is_stored(reader, scheme, mode):
    page = reader("statements/how-unusual.html", mode=mode, color_scheme=scheme, forced_colors="active")
    live(page)
    count, faults = page.evaluate(MEASURE)
    assert count > 100 and faults == []
    assert page.evaluate(WORDS) == []
    icon = page.evaluate("getComputedStyle(document.querySelector('.fa-magnifying-glass')).backgroundColor")
    assert icon != page.evaluate("getComputedStyle(document.body).backgroundColor")


# --- the hover box --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(320, 640), (426, 266)], ids=["small phone", "zoom of 300 percent"])
def test_the_hover_box_stays_on_small_screens(reader, width, height):
    told = 0
    for path in CHARTED[1::4]:  # test_axe.py hovers the marks of all pages, at 390 px
        page = reader(path, width=width, height=height)
        lay_out_all(page)
        marks, silent, off, odd = live(page).evaluate(script("hover.js"), 8)
        told += marks
        assert (silent, off, odd) == ([], [], []), path
    assert told > 50


def spot(page, figure, nth=0):
    """The middle of a mark that has something to tell, in view."""
    page.locator(f"#{figure}").scroll_into_view_if_needed()
    page.wait_for_selector(f"#{figure}.is-live")
    return page.evaluate(
        """([id, nth]) => {
            const e = [...document.querySelectorAll(`#${id} .xf-live svg .role-mark path`)].filter(
                (e) => e.__data__.tooltip != null)[nth];
            e.scrollIntoView({ block: 'center', behavior: 'instant' });
            const b = e.getBoundingClientRect();
            return [b.x + b.width / 2, b.y + b.height / 2];
        }""",
        [figure, nth],
    )


def test_the_box_stays_while_the_pointer_is_in_it_and_escape_puts_it_away(reader):
    page = reader("statements/how-unusual.html")
    x, y = spot(page, "one-sided-topics")
    page.wait_for_timeout(100)
    page.mouse.move(x, y)
    page.wait_for_selector(f"{BOX}.visible")
    assert "China" in page.inner_text(BOX) and page.inner_text(BOX).strip().endswith(".")
    page.wait_for_selector(f"{BOX}.solid")  # the pointer has rested
    box = page.locator(BOX).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.wait_for_timeout(500)
    assert page.is_visible(f"{BOX}.visible")
    page.mouse.move(5, 5, steps=3)
    page.wait_for_selector(f"{BOX}:not(.visible)", state="attached")
    page.mouse.move(x, y)
    page.wait_for_selector(f"{BOX}.visible")
    page.keyboard.press("Escape")
    page.mouse.move(x + 2, y)
    assert not page.is_visible(f"{BOX}.visible")


@pytest.mark.parametrize(
    ("path", "figure"),
    [
        ("statements/how-unusual.html", "one-sided-topics"),
        ("memory/the-market.html", "dram-shares"),
        ("war/timeline.html", "war-balance"),
    ],
)
def test_a_tap_shows_the_box_and_a_tap_elsewhere_puts_it_away(reader, path, figure):
    page = reader(path, width=390, has_touch=True, is_mobile=True)
    x, y = spot(page, figure, 2)
    page.wait_for_timeout(100)
    address = page.url
    page.touchscreen.tap(x + 4, y)
    page.wait_for_selector(f"{BOX}.visible")
    box = page.locator(BOX).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.wait_for_timeout(400)
    assert page.is_visible(f"{BOX}.visible") and page.url == address
    page.touchscreen.tap(3, 400)
    page.wait_for_selector(f"{BOX}:not(.visible)", state="attached")


def test_a_tap_on_an_event_opens_its_card(reader):
    page = reader("war/timeline.html", width=390, has_touch=True, is_mobile=True)
    x, y = spot(page, "war-overview", 2)
    page.wait_for_timeout(100)
    page.touchscreen.tap(x, y)
    page.wait_for_selector("#war-overview .xf-card a[href^='#event-'], #vg-tooltip-element.visible")


# --- time -----------------------------------------------------------------------------------------------------------

ZONES = ["UTC", "Asia/Seoul", "America/Los_Angeles"]


def test_readers_of_every_time_zone_see_the_same_charts(reader):
    drawn = {"dram-shares": set(), "memory-prices": set()}
    for zone in ZONES:
        page = reader("memory/the-market.html", timezone_id=zone)
        for figure, seen in drawn.items():
            spot(page, figure)
            seen.add(page.inner_html(f"#{figure} .xf-live svg"))
    assert {figure: len(seen) for figure, seen in drawn.items()} == {"dram-shares": 1, "memory-prices": 1}
    assert "2020" in drawn["dram-shares"].pop()


DRAW = """
import json, re, sys, vl_convert
for name in sys.argv[2:]:
    text = vl_convert.vegalite_to_svg(json.loads((Path(sys.argv[1]) / (name + ".json")).read_text(encoding="utf-8")))
    kept = (Path(sys.argv[1]) / (name + ".svg")).read_text(encoding="utf-8")
    if re.sub(r"<a xlink:href=[^>]*>|</a>", "", text) != kept:
        print(name)
"""


def test_pictures_are_the_same_bytes_wherever_they_are_drawn():
    folder = SITE / "figures"
    dated = [p.stem for p in folder.glob("*.json") if re.search(r'"temporal"|utcFormat', p.read_text(encoding="utf-8"))]
    assert len(dated) >= 10
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", DRAW, str(folder), *dated], env=os.environ | {"TZ": zone}, stdout=subprocess.PIPE
        )
        for zone in ZONES[1:]
    ]
    assert [run.communicate()[0].split() for run in runs] == [[], []]


def test_years_of_panels_under_each_other_stand_under_each_other(reader):
    for width in (1280, 390):
        page = reader("memory/the-market.html", width=width, java_script_enabled=False)
        lay_out_all(page)
        places = page.evaluate(
            """() => [...document.querySelectorAll('figure.xf')].map((f) => [f.id, [...f.querySelectorAll('svg text')]
                .filter((e) => /^20[12]\\d$/.test(e.textContent) && e.getBoundingClientRect().width)
                .map((e) => [e.textContent, e.getBoundingClientRect().x])])"""
        )
        for figure, found in places:
            for year in {text for text, _ in found}:
                at = [x for text, x in found if text == year]
                assert max(at) - min(at) < 0.6, (width, figure, year, at)


def test_downloaded_specs_name_what_their_tooltips_show():
    told = 0
    for path in (SITE / "figures").glob("*.json"):
        for expr in re.findall(r'"tooltip":\{"value":\{"expr":("(?:[^"\\]|\\.)*")', path.read_text("utf-8")):
            told += 1
            names = re.findall(r'\{"([^"]+)": ', json.loads(expr))
            assert not [n for n in names if "_" in n] and (names or "merge" not in expr), (path.stem, names)
        assert '"tooltip":[' not in path.read_text(encoding="utf-8"), path.stem
    assert told > 45


# --- two drawings ---------------------------------------------------------------------------------------------------

SEEN = """() => {
    const figure = document.querySelector("#claims-scoreboard");
    const at = (kind) => getComputedStyle(figure.querySelector(`.xf-${kind}`)).display !== "none";
    return [figure.clientWidth, ["narrow", "wide"].filter(at), figure.dataset.size];
}"""


@pytest.mark.parametrize("width", [BREAK - 1, BREAK + 1])
def test_style_and_script_change_the_drawing_at_the_width_that_the_drawing_knows(reader, width):
    page = reader("verdict/claims.html", width=900)
    page.evaluate("width => { document.querySelector('#claims-scoreboard').style.width = `${width}px` }", width)
    live(page)
    size = "narrow" if width < BREAK else "wide"
    page.wait_for_function("size => document.querySelector('#claims-scoreboard').dataset.size === size", arg=size)
    assert page.evaluate(SEEN) == [width, [size], size]


def test_the_width_at_which_drawings_change_is_written_once():
    texts = [p.read_text(encoding="utf-8") for p in (paths.ASSETS).glob("*.*s") if p.name != "vega.js"]
    assert len(texts) > 4 and not [text for text in texts if re.search(rf"\b{BREAK}(?:px)?\b", text)]
