"""The built chapters of the first part in a real browser: filters, links from marks to rows, counts in the text."""

from __future__ import annotations

import re

import html5lib
import pytest

from explainer import theme
from explainer.data import load
from tests.browser import SITE

pytestmark = pytest.mark.browser
PAGE = SITE / "war" / "timeline.html"


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(PAGE.as_uri())
    page.locator("#war-overview").scroll_into_view_if_needed()
    page.wait_for_selector("#war-overview.is-live")
    yield page
    context.close()


def said(page):
    return page.inner_text("#war-overview .xf-say")


def in_chart(page):
    return page.locator("#war-overview .xf-live svg").text_content()


def test_filters_say_how_many_events_match_and_that_none_do(page):
    events = load("events")
    assert said(page).startswith(f"All {len(events)} events are shown.")
    page.select_option("#war-overview-actor", "nl")
    dutch = int((events["actor"].astype("str") == "nl").sum())
    page.wait_for_function(f"document.querySelector('#war-overview .xf-say').textContent.startsWith('{dutch} of')")
    assert "No event" not in in_chart(page)
    page.select_option("#war-overview-instrument", "raw_material_control")
    page.wait_for_function("document.querySelector('#war-overview .xf-say').textContent.startsWith('No event')")
    assert "No event has this combination" in in_chart(page)
    page.click("#war-overview [data-reset]")
    page.wait_for_function("document.querySelector('#war-overview .xf-say').textContent.startsWith('All')")
    assert "No event" not in in_chart(page)


def test_an_event_can_be_read_with_the_keyboard_alone(page):
    page.focus("#war-overview-pick")
    page.keyboard.press("ArrowDown")
    first = load("events").sort_values(["date", "event_id"]).iloc[0]
    page.wait_for_function("document.querySelector('#war-overview .xf-say').textContent.includes('Chosen event')")
    assert first["title"] in said(page) and first["legal_reference"] in said(page)


def test_a_mark_leads_to_its_row_by_its_card(page):
    marks = page.locator("#war-overview .xf-live svg g.mark-symbol path[stroke='" + theme.color("jp") + "']")
    marks.first.click()
    page.click("#war-overview .xf-card a[href^='#event-']")
    page.wait_for_function("location.hash.startsWith('#event-E')")
    row = page.evaluate("location.hash.slice(1)")
    assert page.locator(f"[id='{row}']").count() == 1
    assert load("events").set_index("event_id").loc[row.removeprefix("event-"), "actor"] == "jp"


def test_table_filter_says_when_nothing_matches(page):
    box = page.locator("div.xt-tools:has(+ div #all-events)")
    box.locator("input[type=search]").fill("no such words anywhere")
    assert "No row matches" in box.locator("output").inner_text()


def text_of(path):
    tree = html5lib.parse(path.read_text(encoding="utf-8"), treebuilder="etree", namespaceHTMLElements=False)
    return tree, " ".join("".join(tree.itertext()).split())


def test_counts_in_the_text_equal_the_data():
    events = load("events")
    tree, text = text_of(PAGE)
    way = events["direction"].astype("str").value_counts()
    assert f"Of {len(events)} recorded moves" in text
    assert f"{way['tightening']} tighten trade and {way['easing']} ease it" in text
    rows = [e.get("id") for e in tree.iter("tr") if (e.get("id") or "").startswith("event-")]
    assert sorted(rows) == sorted("event-" + i for i in events["event_id"])
    status = events["status"].astype("str").value_counts()
    assert f"{status['in_force_or_done']} rows are things issued" in text


@pytest.mark.parametrize(
    "name", ["chain-holdings", "chain-concentration", "memory-chip-path", "china-korea-holdings", "chain-substitution"]
)
def test_figures_on_the_chain_dataset_name_its_licence(name):
    tree, _ = text_of(SITE / "war" / "choke-points.html")
    figure = next(e for e in tree.iter("figure") if e.get("id") == name)
    note = next(e for e in figure.iter("p") if e.get("class") == "xf-note")
    assert re.search(r"CC BY-NC 4\.0", "".join(note.itertext()))
