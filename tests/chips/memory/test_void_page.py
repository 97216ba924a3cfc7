"""The model in the page: sliders by keyboard, from file://, offline; page and Python agree at every setting."""

from __future__ import annotations

import pytest

from chips.memory import backfill, backfill_words
from explainer.evidence.tables import load
from tests.browser import SITE, watch
from tests.chips.memory.test_backfill import settings

pytestmark = pytest.mark.browser
PAGE = "memory/filling-the-void.html"


@pytest.fixture(scope="module")
def model():
    given = load("scenario_inputs")
    market = backfill.base(load("dram_shares"), given)
    return market, backfill.inputs_of(market, given)


@pytest.fixture(scope="module")
def page(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    one = context.new_page()
    one.seen = watch(one)
    one.goto((SITE / PAGE).as_uri())
    one.locator("#void-model").scroll_into_view_if_needed()
    one.wait_for_selector("#void-model.is-live")
    yield one
    context.close()


@pytest.fixture(autouse=True)
def reset(page):
    page.click("#void-model [data-reset]")


def said(page):
    return page.inner_text("#void-model .xf-say")


def press(page, name, key):
    page.focus(f"#void-model-{name}")
    page.keyboard.press(key)


def test_opens_with_the_sentence_that_the_file_holds(page, model):
    market, inputs = model
    assert said(page) == backfill_words.sentence(market, backfill.opening(inputs))
    page.wait_for_function("document.querySelectorAll('#void-model input:not(:disabled)').length === 6")


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        ("loss", "Home", "no void to fill"),
        ("usable", "Home", "no rival can use idle capacity"),
        ("held_back", "End", "94% of the void stays unfilled"),
        ("at_risk", "End", "Micron loses 25.0% of its DRAM revenue"),
        ("chinese_part", "End", "Spare capacity is the limit for Chinese makers"),
    ],
)
def test_sliders_work_by_keyboard(page, name, key, expected):
    press(page, name, key)
    page.wait_for_function(
        "text => document.querySelector('#void-model .xf-say').textContent.includes(text)", arg=expected
    )


def test_one_step_by_arrow_key_moves_chart_number_and_sentence(page, model):
    market, inputs = model
    press(page, "at_risk", "ArrowRight")
    after = backfill.opening(inputs) | {"at_risk": 13.0}
    page.wait_for_function(
        "text => document.querySelector('#void-model .xf-say').textContent === text",
        arg=backfill_words.sentence(market, after),
    )
    assert page.inner_text("#void-model output[data-for='void-model-at_risk']") == "13%"
    share = float(backfill.fill(market, **after)["share_micron"])
    assert f"25.8 → {share:.1f}" in page.inner_html("#void-model .xf-live svg")


def test_the_title_follows_the_setting(page, model):
    market, inputs = model
    start = backfill.opening(inputs)
    title = "#void-model .xf-title"
    assert page.inner_text(title) == backfill_words.headline(market, start, start)
    for _ in range(5):
        press(page, "held_back", "ArrowRight")
    now = backfill_words.headline(market, start | {"held_back": 25.0}, start)
    assert now != backfill_words.headline(market, start, start)
    page.wait_for_function("([at, text]) => document.querySelector(at).textContent === text", arg=[title, now])
    page.click("#void-model [data-reset]")
    text = backfill_words.headline(market, start, start)
    page.wait_for_function("([at, text]) => document.querySelector(at).textContent === text", arg=[title, text])


def test_every_slider_is_reached_by_tab(page, model):
    page.focus("#void-model-at_risk")
    reached = []
    for _ in model[1]:
        reached.append(page.evaluate("document.activeElement.dataset.signal"))
        page.keyboard.press("Tab")
    assert reached == [i.name for i in model[1]]


@pytest.mark.parametrize("setting", settings(20))
def test_live_chart_and_python_agree(page, model, setting):
    market = model[0]
    expected = backfill.fill(market, **setting)
    found = page.evaluate(
        """async ([setting, names]) => {
            const view = document.getElementById('void-model')._view;
            for (const [name, value] of Object.entries(setting)) view.signal(name, value);
            await view.runAsync();
            return Object.fromEntries(names.map((n) => [n, view.signal(n)]));
        }""",
        [setting, [*expected, "sentence", "headline"]],
    )
    for name, value in expected.items():
        assert found[name] == pytest.approx(float(value), abs=1e-9), name
    assert found["sentence"] == backfill_words.sentence(market, setting)
    assert found["headline"] == backfill_words.headline(market, setting, backfill.opening(model[1]))


def test_nothing_was_asked_of_another_host_and_no_error_logged(page):
    assert page.seen == {"errors": [], "outside": []}
