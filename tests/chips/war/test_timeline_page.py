"""The timeline in a real browser: filters, one event by one, links from marks to cards, words, addresses."""

from __future__ import annotations

import pytest

from chips.war import moves
from explainer.evidence.tables import load
from explainer.figures import theme
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
    once = moves.once(events, load("event_links"))
    assert said(page).startswith(f"All {len(once)} moves are shown.")
    page.select_option("#war-overview-actor", "nl")
    dutch = int((once["actor"].astype("str") == "nl").sum())
    page.wait_for_function(f"document.querySelector('#war-overview .xf-say').textContent.startsWith('{dutch} of')")
    assert "No move" not in in_chart(page)
    # one choice for both: the list below follows the chart, and the chart the list
    dutch_cards = int((events["actor"].astype("str") == "nl").sum())
    assert page.input_value("#all-events-actor") == "nl"
    assert page.locator("#all-events .xc-card:not([hidden])").count() == dutch_cards
    assert page.inner_text("#all-events output") == f"{dutch_cards} of {len(events)} events"
    assert page.locator("#all-events .xc-rest").get_attribute("open") is not None
    page.select_option("#all-events-actor", "jp")
    assert page.input_value("#war-overview-actor") == "jp"
    page.wait_for_function("!document.querySelector('#war-overview .xf-say').textContent.startsWith('All')")
    page.select_option("#war-overview-actor", "nl")
    page.select_option("#war-overview-instrument", "raw_material_control")
    page.wait_for_function("document.querySelector('#war-overview .xf-say').textContent.startsWith('No move')")
    assert "No move has this combination" in in_chart(page)
    page.wait_for_function("location.hash.startsWith('#war-overview?actor=nl&instrument=raw_material_control')")
    assert page.inner_text("#all-events output").startswith("No event matches")
    page.click("#war-overview [data-reset]")
    page.wait_for_function("document.querySelector('#war-overview .xf-say').textContent.startsWith('All')")
    assert "No move" not in in_chart(page)
    assert page.inner_text("#all-events output") == f"{len(events)} events"
    assert page.locator("#all-events .xc-rest").get_attribute("open") is None


def test_events_can_be_read_one_by_one_with_the_keyboard_alone(page):
    page.focus("#war-overview-walk")
    page.keyboard.press("Enter")
    card = page.locator("#war-overview .xf-card")
    rows = load("events").sort_values(["date", "event_id"])
    first, second = (rows.iloc[i] for i in (0, 1))
    assert first["title"] in card.inner_text() and first["legal_reference"] in card.inner_text()
    assert f"1 of {len(rows)}" in card.inner_text()
    page.focus("#war-overview .xf-card button:text-is('Next')")
    page.keyboard.press("Enter")
    assert second["title"] in card.inner_text() and first["title"] not in card.inner_text()
    assert (
        page.evaluate("document.querySelector('#war-overview')._view.signal('pick')") == f"event-{second['event_id']}"
    )
    page.keyboard.press("Enter")
    page.click("#war-overview .xf-card button:text-is('Previous')")
    assert second["title"] in card.inner_text()


def test_a_mark_leads_to_its_entry_by_its_card(page):
    marks = page.locator("#war-overview .xf-live svg g.mark-symbol path[fill='" + theme.color("jp") + "'] >> nth=0")
    marks.click()
    page.click("#war-overview .xf-card a[href^='#event-E']")
    page.wait_for_function("location.hash.startsWith('#event-E')")
    row = page.evaluate("location.hash.slice(1)")
    assert page.locator(f"[id='{row}']").is_visible()  # the fold opened
    assert load("events").set_index("event_id").loc[row.removeprefix("event-"), "actor"] == "jp"


def test_words_filter_the_list_and_it_says_when_nothing_matches(page):
    box = page.locator("#all-events-words")
    box.fill("gallium")
    events = load("events")
    shown = page.locator("#all-events .xc-card:not([hidden])")
    assert 0 < shown.count() < len(events) / 4
    assert all("gallium" in text.lower() for text in shown.all_inner_texts())
    box.fill("china's")  # as a keyboard has it
    assert shown.count() and all("china’s" in text.lower() for text in shown.all_inner_texts())
    box.fill("no such words anywhere")
    assert "No event matches" in page.locator("#all-events output").inner_text()


def test_an_address_of_an_event_opens_the_fold(chromium):
    last = load("events").sort_values(["date", "event_id"])["event_id"].iloc[-1]
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(PAGE.as_uri())
    hidden = page.locator("#all-events .xc-rest .xc-card")
    assert hidden.count() == len(load("events")) - 25 and not hidden.first.is_visible()
    page.click("#all-events .xc-rest summary")
    assert hidden.last.is_visible()  # without a script
    page.goto("about:blank")
    context.close()
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{PAGE.as_uri()}#event-{last}")
    seen = "(id) => { const b = document.getElementById(id).getBoundingClientRect(); "
    seen += "return b.height > 0 && b.top >= 0 && b.top < innerHeight; }"
    page.wait_for_function(seen, arg=f"event-{last}")
    context.close()
