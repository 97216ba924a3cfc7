"""A picture in fewer letters: the same marks in the same places, as a browser or a converter draws them."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
import vl_convert

from explainer.figures import faces, slim
from explainer.figures.picture import NARROW
from tests.browser import SITE
from tests.scene import NS, compare

LOOK = 'fill="#137052" font-size="12px" text-anchor="end"'
DRAWN = f"""<svg xmlns="{slim.XMLNS}" viewBox="0 0 90 90" width="90" height="90"><g fill="none" class="root">
<path class="background" d="M0,0h90v90h-90Z"/><g class="mark-text"><text transform="translate(8.04,9)" {LOOK}>a</text>
<text transform="translate(20.26,9)" {LOOK}><tspan>b</tspan><tspan x="0" dy="14">c</tspan></text></g>
<line transform="translate(1,20)" x2="50" y2="0" stroke="#000" stroke-width="1"/>
<path transform="translate(10,30)" d="M2.5,0A2.5,2.5,0,1,1,-2.5,0A2.5,2.5,0,1,1,2.5,0" fill="#f00" opacity="0.5"/>
<path transform="translate(9,9) rotate(-90)" d="M0,1L2.04,3"/></g></svg>"""
MARK = '<path transform="translate(3,4)" d="M0,0h2v2h-2Z" fill="{}"/>'
FRAMES = '<path class="background" d="M0,0h9v9h-9Z"/><path class="background" d="M0,0h9v9h-9Z" fill="#eee"/>'
#: what a chart of panels has besides: frames, groups that are moved, cut or not shown, a second type.
PANELS = f"""<svg xmlns="{slim.XMLNS}" viewBox="0 0 90 90" width="90" height="90"><g fill="none">{FRAMES}
<g transform="translate(40,2)">{MARK.format("#f00") * 2}{MARK.format("#00f") * 3}{MARK.format("#f00")}</g>
<g fill="#ccc">{MARK.format("#f00") * 2}<path d="M1,1h1v1h-1Z"/><g display="none">{MARK.format("#0f0")}</g></g>
<g transform="translate(5,6)" fill="#abc">{MARK.format("#123")}</g>
<path transform="translate(7,7)" clip-path="url(#a)" d="M0,0h1v1h-1Z" fill="#00f"/>
<g font-size="9px" fill="#222"><text font-family="A" y="5">one</text><text font-family="A" y="6">two</text>
<text font-family="B" transform="translate(1,2)" y="7" fill="#111">three</text></g></g></svg>"""


def slimmed(drawn):
    root = ElementTree.fromstring(drawn)
    slim.slim(root)
    return root


def test_marks_stand_where_they_were_moved_to_and_what_is_turned_stays():
    root = slimmed(DRAWN)
    first, second = root.iter(f"{NS}text")
    assert (first.get("x"), first.get("y")) == ("8", "9") and second.get("x") == "20.3"
    assert [part.get("x") for part in second] == [None, "20.3"] and second[1].get("dy") == "14"
    circle = root.find(f".//{NS}circle")
    assert (circle.get("cx"), circle.get("cy"), circle.get("r"), circle.get("opacity")) == ("10", "30", "2.5", "0.5")
    line, turned = root.iter(f"{NS}path")
    assert line.get("d") == "M1,20h50" and line.get("stroke") == "#000" and "stroke-width" not in line.attrib
    assert turned.attrib == {"transform": "translate(9,9) rotate(-90)", "d": "M0,1L2.04,3"}


@pytest.mark.parametrize("drawn", [DRAWN, PANELS])
def test_every_mark_shows_in_its_place_and_look(drawn):
    root = slimmed(drawn)
    compare(ElementTree.fromstring(drawn), root)
    assert 'display="none"' not in slim.written(root) and len(slim.written(root)) < 0.8 * len(drawn)


def test_what_marks_have_alike_is_said_once_where_nothing_else_takes_it_over():
    text = slim.written(slimmed(DRAWN))
    assert text.count('fill="#137052"') == text.count('text-anchor="end"') == 1 and "class=" not in text
    red = '<path fill="#f00" d=""/>'
    mixed = slimmed(f'<svg xmlns="{slim.XMLNS}"><g>{red}{red}<path d="M9,9"/></g></svg>')
    bare = mixed.find(f".//{NS}path[@d='M9,9']")
    parents = {child: parent for parent in mixed.iter() for child in parent}
    assert "fill" not in parents[bare].attrib, "a mark without a color must not take that of its neighbors"


@pytest.mark.parametrize(
    ("told", "made"),
    [
        ("M99.59,0h7.64v320h-7.64Z", "M99.6,0h7.6v320h-7.6z"),
        ("M0.04,0.04L0.08,0.08L10.04,5", "M0,0l.1,.1,9.9,4.9"),
        ("M1,1C2,2,3,3,4,4Q5,5,6,6ZM7,7H9V3", "M1,1c1,1,2,2,3,3q1,1,2,2zM7,7h2v-4"),
        ("M1,1A4,4,0,0,1,5,5a1,1,0,1,0,2,2", "M1,1a4,4,0,0,1,4,4a1,1,0,1,0,2,2"),
        ("m1,1 2,2l3,-3", "M1,1l2,2,3-3"),
        ("M1,1h3v3zl2,2V9", "M1,1h3v3zl2,2v6"),
        ("M-0.04,0H5", "M0,0h5"),
    ],
)
def test_a_path_in_steps_goes_the_way_of_the_path(told, made):
    assert slim.path(told) == made


def test_edges_that_meet_still_meet_and_no_error_adds_up():
    ends, x = [], 0.0
    for wide in (7.64, 7.64, 7.64, 7.64):
        made = slim.path(f"M{x:.2f},0h{wide}v9h-{wide}Z")
        begun, along = map(float, re.match(r"M([\d.]+),0h([\d.]+)v", made).groups())
        ends.append((begun, round(begun + along, 1)))
        x += wide
    assert [end for _, end in ends[:-1]] == [begun for begun, _ in ends[1:]]
    steps = slim.path("M0,0" + "".join(f"L{i * 1.04:.2f},1" for i in range(1, 101)))
    assert sum(float(one) for one in re.findall(r"(?:h|(?<=h\d\.\d),)(\d*\.?\d+)", steps)) <= 104


def test_an_unknown_step_is_not_passed_over():
    with pytest.raises(ValueError, match="not known"):
        slim.path("M0,0 S1,1,2,2")


def test_pictures_of_the_site_have_every_word_and_mark_of_the_drawing_in_half_its_letters():
    faces.register()
    seen = 0
    for path in sorted((SITE / "figures").glob("*.svg"))[::9]:
        whole = vl_convert.vegalite_to_svg(path.with_suffix(".json").read_text("utf-8"))
        kept = path.read_text("utf-8")
        drawn, made = ElementTree.fromstring(whole), ElementTree.fromstring(kept)
        compare(drawn, made)
        assert len(kept) < 0.5 * len(whole), path.name
        seen += 1
    assert seen >= 5


def test_no_words_make_a_picture_wider_than_a_phone():
    """A label that stands out of its drawing widens the picture, which then is shown smaller, letters and all."""
    wide = {one.stem: float(ElementTree.parse(one).getroot().get("viewBox").split()[2])
            for one in (SITE / "thumbs").glob("*.svg")}  # fmt: skip
    assert len(wide) > 40 and {one: px for one, px in wide.items() if px > NARROW + 24} == {}
