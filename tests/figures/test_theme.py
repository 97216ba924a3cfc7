from __future__ import annotations

import re
from itertools import combinations

import altair as alt
import pandas as pd
import pytest
import vl_convert
from coloraide import Color

from explainer.evidence import tables
from explainer.figures import theme
from explainer.site import modes


def contrast(one: str, two: str) -> float:
    return Color(one).contrast(Color(two), method="wcag21")


@pytest.mark.parametrize("name", theme.ACTORS)
def test_actor_colors_serve_for_text_and_under_text_on_both_grounds(name):
    light, dark = theme.ACTORS[name]
    for color, grounds in ((light, (theme.LIGHT_GROUND, "ground")), (dark, (theme.DARK_GROUND, "ground"))):
        for ground in grounds:
            ground = theme.NEUTRAL[ground][color == dark] if ground == "ground" else ground
            assert contrast(color, ground) >= 4.5, (color, ground)


@pytest.mark.parametrize("name", ["ink", "muted"])
def test_text_colors_reach_four_and_a_half_to_one(name):
    light, dark = theme.NEUTRAL[name]
    assert contrast(light, theme.LIGHT_GROUND) >= 4.5
    assert contrast(dark, theme.DARK_GROUND) >= 4.5


def test_light_values_are_distinct_so_that_each_maps_to_one_dark_value():
    light = [pair[0] for pair in theme.pairs()]
    assert len(light) == len(set(light))


def test_steps_are_ordered_by_lightness_on_each_ground():
    for ground, way in ((0, -1), (1, 1)):
        values = [Color(pair[ground]).convert("oklch")["lightness"] for pair in theme.STEPS]
        assert values == sorted(values, key=lambda v: way * v)


def test_drawn_chart_uses_theme_colors_only():
    frame = pd.DataFrame({"x": [1, 2], "y": [1, 2], "who": ["cn", "kr"]})
    chart = (
        alt.Chart(frame, title="t")
        .mark_line(point=True)
        .encode(x="x", y="y", color=alt.Color("who", scale=theme.scale(["cn", "kr"])))
    )
    found = set(re.findall(r'(?:fill|stroke)="(#[0-9a-fA-F]+)"', vl_convert.vegalite_to_svg(chart.to_dict())))
    assert found
    assert found <= {pair[0] for pair in theme.pairs()}


def test_style_sheet_names_a_variable_for_each_light_value_that_turns_dark_on_screens_only():
    css = theme.css()
    for name, (light, dark) in theme.named().items():
        assert f'.xf svg [fill="{light}"]{{fill:var({name})}}' in css
        assert f'.xf svg [stroke="{light}"]{{stroke:var({name})}}' in css
        assert (
            f"{name}:{light};" in css.split("@media screen")[0] and f"{name}:{dark};" in css.split("@media screen")[1]
        )


def test_rules_for_a_color_mode_are_said_again_for_pages_without_scripts():
    sheet = """html[data-theme=dark] a, p[title="x,y"] { color: red } html[data-theme="light"] a{color:blue}
    @media (min-width: 9px) { html[data-theme='dark'] :is(b, i) { color: green } } .x { color: pink }"""
    said = modes.scriptless([sheet])
    always, night = said.split("@media screen and (prefers-color-scheme:dark){")
    assert 'html[data-theme="auto"] a{color:blue}' in always and "red" not in always and "pink" not in said
    assert 'html[data-theme="auto"] a{ color: red }' in night and "title" not in said
    assert 'html[data-theme="auto"] :is(b, i){ color: green }' in night and "(min-width: 9px)" in night


FIRMS = ["samsung", "sk_hynix", "micron", "cxmt", "ymtc", "kioxia", "western_digital", "other"]
COUNTRIES = ["us", "cn", "kr", "jp", "nl", "tw", "eu", "other"]


@pytest.mark.parametrize("group", [COUNTRIES, FIRMS], ids=["countries", "firms"])
@pytest.mark.parametrize("ground", [0, 1], ids=["light", "dark"])
def test_series_stay_apart_for_all_readers_and_for_those_with_deuteranopia(group, ground):
    for one, two in combinations(group, 2):
        seen = [Color(theme.ACTORS[name][ground]) for name in (one, two)]
        assert seen[0].delta_e(seen[1], method="2000") >= 15, (one, two)
        pair = [Color(theme.ACTORS[name][ground]).filter("deutan") for name in (one, two)]
        assert pair[0].delta_e(pair[1], method="2000") >= 10, (one, two)


def test_a_firm_wears_a_shade_of_its_home_country():
    homes = tables.load("companies").set_index("company_id")["country_id"].astype("str")
    firms = [name for name in theme.ACTORS if name in homes]
    assert {*FIRMS} - {"other"} <= {*firms}
    for name in firms:
        for own, home in zip(theme.ACTORS[name], theme.ACTORS[homes[name]], strict=True):
            turn = abs(Color(own).convert("oklch")["hue"] - Color(home).convert("oklch")["hue"]) % 360
            assert min(turn, 360 - turn) <= 32, (name, own, home)


def test_no_actor_comes_near_the_color_of_the_claim():
    for ground in (0, 1):
        gold = Color(theme.NEUTRAL["accent"][ground])
        for name, pair in {**theme.ACTORS, **{k: v for k, v in theme.NEUTRAL.items() if k != "accent"}}.items():
            assert gold.delta_e(Color(pair[ground]), method="2000") >= 12, name


def test_unknown_actor_is_an_error():
    with pytest.raises(KeyError, match="no color 'de'; there are: us, cn, kr"):
        theme.color("de")
