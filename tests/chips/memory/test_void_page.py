"""The model in the page: presets, sliders, address; from file://, offline; page and Python agree at every setting."""

from __future__ import annotations

import pandas as pd
import pytest

from chips.memory import backfill, backfill_inputs, backfill_words
from explainer.evidence.tables import load
from explainer.pages.quotes import typeset
from tests.browser import SITE, watch
from tests.chips.memory.test_backfill import settings

pytestmark = pytest.mark.browser
PAGE = "memory/filling-the-void.html"
#: a setting in an address, with a value beyond the slider's end and one of an input that is not there.
SHARED = "#void-model?at_risk=99&held_back=25&gone=1"


@pytest.fixture(scope="module")
def model():
    given = load("scenario_inputs")
    market = backfill_inputs.base(load("dram_shares"), given)
    return market, backfill_inputs.inputs_of(market, given)


@pytest.fixture(scope="module")
def came():
    """What each forecast would show, from the rows that a reader downloads."""
    rows = pd.read_csv(SITE / "figures/void-model.csv")
    rows = rows[rows["what"] == "exported beyond the forecast"]
    return rows.rename(columns=lambda name: "high_busd" if name.startswith("high") else name)


@pytest.fixture(scope="module")
def page(chromium):
    """The page opened at an address that names a setting, as a reader who got a link opens it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    one = context.new_page()
    one.seen = watch(one)
    one.goto((SITE / PAGE).as_uri() + SHARED)
    one.locator("#void-model").scroll_into_view_if_needed()
    one.wait_for_selector("#void-model.is-live")
    yield one
    context.close()


@pytest.fixture(autouse=True)
def reset(request, page):
    if request.node.originalname != "test_a_link_opens_the_setting_that_it_names":
        page.click("#void-model [data-reset]")


def test_a_link_opens_the_setting_that_it_names(page, model, came):
    """First in this module: the page still stands as the link opened it."""
    wanted = backfill_inputs.opening(model[1]) | {"at_risk": 25.0, "held_back": 25.0}
    page.wait_for_function(
        "text => document.querySelector('#void-model .xf-say').textContent === text",
        arg=typeset(backfill_words.sentence(model[0], wanted, came)),
    )
    assert page.inner_text("#void-model output[data-for='void-model-held_back']") == "25%"
    assert page.evaluate("Math.abs(document.getElementById('void-model').getBoundingClientRect().top) < 200")


def test_what_is_set_stands_in_the_address_and_in_the_permalink(page):
    address = "() => location.hash"
    page.wait_for_function("() => location.hash === '#void-model'")  # after the reset nothing is set
    press(page, "held_back", "End")
    page.wait_for_function("() => location.hash === '#void-model?held_back=100'")
    hrefs = page.eval_on_selector_all("#void-model .xf-foot a", "all => all.map(a => a.getAttribute('href'))")
    assert page.evaluate(address) in hrefs
    pressed = page.eval_on_selector_all("#void-model [aria-pressed=true]", "all => all.map(b => b.textContent)")
    assert pressed == ["Korea holds back"]
    page.evaluate("location.hash = '#void-model?usable=0'")  # a link followed on the page
    page.wait_for_function("() => document.getElementById('void-model-held_back').value === '0'")
    assert page.input_value("#void-model-usable") == "0"


def test_each_preset_is_a_setting_with_a_title_and_an_address(page, model):
    market, inputs = model
    named, first = backfill_inputs.cases(inputs), backfill_inputs.opening(inputs)
    buttons = page.locator("#void-model [data-state]")
    assert buttons.all_inner_texts() == [typeset(one.label) for one in named]
    for i, one in enumerate(named):
        buttons.nth(i).click()
        text = typeset(backfill_words.headline(market, first | dict(one.values), first, named))
        page.wait_for_function("text => document.querySelector('#void-model .xf-title').textContent === text", arg=text)
        assert buttons.nth(i).get_attribute("aria-pressed") == "true"
        state = "&".join(f"{name}={value:g}" for name, value in one.values.items())
        page.wait_for_function("hash => location.hash === hash", arg=f"#void-model?{state}" if state else "#void-model")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_inputs_and_picture_fit_on_one_screen(page, width, height):
    """A reader who moves an input sees what it does: on a wide screen all of it, on a phone the bar that is split."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_selector(f"#void-model[data-size={'wide' if width > 700 else 'narrow'}]")
    box = page.evaluate(
        """() => {
            const at = (name) => document.querySelector(`#void-model ${name}`).getBoundingClientRect();
            const row = document.querySelector("#void-model .xf-presets");
            const cut = [...row.children].filter((b) => b.getBoundingClientRect().right > at(".xf-presets").right + 1);
            const named = cut.map((b) => b.textContent);
            return { top: at("figcaption").top, controls: at(".xf-controls"), live: at(".xf-live svg"), cut: named };
        }"""
    )
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_selector("#void-model[data-size=wide]")
    if width > 700:
        assert box["live"]["bottom"] - box["top"] <= height, box
    assert box["controls"]["height"] <= height / 2, box
    assert box["cut"] == [], "a setting whose name is cut is not found"


def said(page):
    return page.inner_text("#void-model .xf-say")


def press(page, name, key):
    page.focus(f"#void-model-{name}")
    page.keyboard.press(key)


def test_opens_with_the_sentence_that_the_file_holds(page, model, came):
    market, inputs = model
    assert said(page) == typeset(backfill_words.sentence(market, backfill_inputs.opening(inputs), came))
    page.wait_for_function("document.querySelectorAll('#void-model input:not(:disabled)').length === 6")


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        ("loss", "Home", "no void to fill"),
        ("usable", "Home", "no rival can use idle capacity"),
        ("held_back", "End", "Korean makers take nothing of it"),
        ("at_risk", "End", "Micron’s share of DRAM goes from 25.8 to 19.4%"),
        ("chinese_part", "End", "Spare capacity is the limit for Chinese makers"),
    ],
)
def test_sliders_work_by_keyboard(page, name, key, expected):
    press(page, name, key)
    page.wait_for_function(
        "text => document.querySelector('#void-model .xf-say').textContent.includes(text)", arg=expected
    )


def test_one_step_by_arrow_key_moves_chart_number_and_sentence(page, model, came):
    market, inputs = model
    press(page, "at_risk", "ArrowRight")
    after = backfill_inputs.opening(inputs) | {"at_risk": 13.0}
    page.wait_for_function(
        "text => document.querySelector('#void-model .xf-say').textContent === text",
        arg=typeset(backfill_words.sentence(market, after, came)),
    )
    assert page.inner_text("#void-model output[data-for='void-model-at_risk']") == "13%"
    gain = float(backfill.korean(backfill.fill(market, **after)))
    drawn = page.inner_html("#void-model .xf-live svg")
    assert f"at risk: ${market.revenue['micron'] * 0.13:.2f} bn" in drawn
    assert f"Korea’s gain in the model: +${gain:.2f} bn" in drawn, "the setting stands beside what happened"


def test_every_slider_is_reached_by_tab(page, model):
    page.focus("#void-model-at_risk")
    reached = []
    for _ in model[1]:
        reached.append(page.evaluate("document.activeElement.dataset.signal"))
        page.keyboard.press("Tab")
    assert reached == [i.name for i in model[1]]


@pytest.mark.parametrize("setting", settings(20))
def test_live_chart_and_python_agree(page, model, came, setting):
    market, inputs = model
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
    assert found["sentence"] == typeset(backfill_words.sentence(market, setting, came))
    named = backfill_inputs.cases(inputs)
    assert found["headline"] == typeset(
        backfill_words.headline(market, setting, backfill_inputs.opening(inputs), named)
    )


def test_nothing_was_asked_of_another_host_and_no_error_logged(page):
    assert page.seen == {"errors": [], "outside": []}
