"""Inputs beside a chart: what they say of their evidence, and the address of a named setting."""

from __future__ import annotations

import html5lib
import pytest

from explainer.figures.inputs import Evidence, Preset, Select, Slider, panel

RATE = Slider("rate", "Rate", 0, 50, 0.5, 12.5, "%", Evidence("1 to 25%", 1, 25, 12.5))
BLIND = Slider("part", "Part", 0, 100, 5, 100, "%", Evidence("no source"))
PLAIN = Slider("size", "Size", 10, 20, 1, 15)
KIND = Select("kind", "Kind", {"": "any", "a&b": "both"})
INPUTS = [RATE, BLIND, PLAIN, KIND]


def made(**more):
    return html5lib.parseFragment(panel("one-figure", INPUTS, None, **more), namespaceHTMLElements=False)


def test_a_sourced_range_is_a_band_with_a_tick_and_an_unsourced_one_is_hatched():
    held = [n for n in made().iter("div") if n.get("class") == "xf-control"]
    marks = [[(n.get("class"), n.get("style")) for n in one.iter("span") if n.get("class")] for one in held]
    assert marks[0] == [("xf-range", None), ("xf-known", "--a:0.02;--b:0.5"), ("xf-tick", "--m:0.25")]
    assert marks[1] == [("xf-range", None), ("xf-known none", None)]
    assert marks[2] == [("xf-range", None)], "nothing is said where nothing is known"
    words = {n.get("id"): n.text for n in made().iter("small")}
    described = [n.get("aria-describedby") for n in made().iter("input")]
    assert [words.get(one) for one in described] == ["1 to 25%", "no source", None]


def test_a_preset_is_an_address_of_what_differs_from_the_opening_setting():
    assert Preset("As it opens").address(INPUTS) == ""
    assert Preset("The same", {"rate": 12.5, "part": 100}).address(INPUTS) == ""
    assert Preset("Other", {"kind": "a&b", "rate": 25.0}).address(INPUTS) == "rate=25&kind=a%26b"
    with pytest.raises(ValueError, match="no input: gone"):
        Preset("Wrong", {"gone": 1}).address(INPUTS)
    buttons = list(made(presets=[Preset("First"), Preset("Next", {"part": 0})]).iter("button"))
    assert [(n.get("data-state"), n.get("aria-pressed")) for n in buttons[:2]] == [("", "true"), ("part=0", "false")]
    assert "data-reset" in buttons[-1].attrib and len(buttons) == 3
