"""The drawings of this part alone: their axes hold what the tables may grow to, their panels and rows keep order."""

from __future__ import annotations

import json
import re

import altair as alt
import pandas as pd
import pytest

from chips.statements import (
    dependence_charts,
    pair_matrix_charts,
    plants_charts,
    precedents_charts,
    readouts,
    readouts_charts,
    sentence,
    week_charts,
)
from explainer import paths
from explainer.evidence import tables
from explainer.figures import labels, theme
from explainer.figures.picture import NARROW, WIDE
from tests.browser import SITE
from tests.scene import drawn, filled


def found(spec, key):
    """All values that a key has anywhere in a specification."""
    if isinstance(spec, dict):
        return [v for k, v in spec.items() if k == key] + [x for v in spec.values() for x in found(v, key)]
    return [x for v in spec for x in found(v, key)] if isinstance(spec, list) else []


def domains(chart, channel):
    return [axis["scale"]["domain"] for axis in found(chart.to_dict(), channel) if "domain" in axis.get("scale", {})]


@pytest.mark.parametrize(("values", "step", "end"), [([50.0, 3.0], 20, 60), ([60.0], 20, 60), ([0.0], 5, 5)])
def test_an_axis_ends_on_the_first_step_that_holds_all_values(values, step, end):
    assert labels.end_of(values, step) == end


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_axes_hold_higher_values_than_today(width):
    links = pd.DataFrame(
        {
            "year": [2017, 2026, 2026],
            "share_pct": [44.0, 71.0, 30.04],
            "how": "published",
            "source_id": "s",
            "confidence": "reported",
            "panel": ["buys", "buys", "sells"],
            "bar": [False, True, True],
        }
    )
    drawn = dependence_charts.memory_links(links, pd.Timestamp("2023-05-26"), width)
    assert [0, 80] in domains(drawn, "y") and [2016.7, 2026.3] in domains(drawn, "x")
    rows = [row for rows in drawn.to_dict()["datasets"].values() for row in rows]
    assert {row["text"] for row in rows if "text" in row} == {"44.0", "71.0", "30.0"}
    below = {row["text"] for row in rows if row.get("below")}
    assert below == {"30.0"}  # under its point, since the other direction has a point in that year
    cuts = pd.DataFrame({"case": ["thaad_2017"], "label": ["Visitors"], "left_pct": [52.0]})
    assert domains(precedents_charts.precedents(cuts, width), "x")[0] == [0, 100]  # the level before is always there
    more = pd.concat([cuts, cuts.assign(label="Cars", left_pct=130.0)])
    assert domains(precedents_charts.precedents(more, width), "x")[0] == [0, 140]
    ends = pd.DataFrame(
        {
            "label": ["Neon", "Urea"],
            "first_year": [2018, 2023],
            "last_year": [2031, 2023],
            "first_pct": [18.0, 79.6],
            "last_pct": [85.0, 79.6],
            "part_year": [True, False],
            "share_basis": ["value", "volume"],
        }
    )
    drawn = dependence_charts.dumbbells(ends, 80, width)
    assert domains(drawn, "x")[0] == [0, 100]
    rows = [row for rows in drawn.to_dict()["datasets"].values() for row in rows if "text" in row]
    said = ["18 → 85*", "79.6"] if width == NARROW else ["18 → 85*, 2018–31", "79.6, 2023, by weight"]
    assert [row["text"] for row in rows] == said and [row["lone"] for row in rows] == [False, True]
    assert [row["high"] for row in rows] == [True, False]  # a share that would print as the mark prints a decimal
    assert domains(dependence_charts.dumbbells(ends.assign(last_pct=118.0), 80, width), "x")[0] == [0, 120]
    sides = pd.DataFrame(
        {"actor": ["cn", "kr"], "what": ["Memory", "Neon"], "share_pct": [45.0, 85.0]}
        | {"busd": [64.0, 0.5], "part": [False, True]}
    )
    more = sides.assign(busd=[640.0, 0.5], share_pct=[45.0, 130.0])
    for one in (sides, more):
        drawn = dependence_charts.two_sides(one, width)
        rows = [row for rows in drawn.to_dict()["datasets"].values() for row in rows if "money_x" in row]
        assert [row["label"] for row in rows] == ["Neon*", "Memory"]
        assert all(0 < row["share_x"] < row["money_x"] < width for row in rows)
        assert rows[0]["money"] == "0.50" and "bought 45.0 percent of its imported memory from Korea" in rows[1]["said"]


def test_a_number_that_would_stand_on_a_line_stands_left_of_its_dot():
    sides = pd.DataFrame(
        {"actor": ["cn", "kr", "kr"], "what": ["Memory", "Neon", "Urea"], "share_pct": [45.0, 85.0, 20.0]}
        | {"busd": [64.0, 0.5, 0.3], "part": False}
    )
    spec = dependence_charts.two_sides(sides, WIDE).to_dict()
    rows = next(rows for rows in spec["datasets"].values() if "money_x" in rows[0])
    assert {row["label"]: row["share_left"] for row in rows} == {"Neon": False, "Memory": True, "Urea": False}
    turned = [layer for layer in spec["layer"] if "share_left == true" in str(layer)]
    assert turned and all("'align': 'right'" in str(layer) for layer in turned)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_plants_that_a_title_names_share_a_color_and_two_estimates_stand_in_one_bracket(width):
    wuxi, china, xian, world = (
        "SK hynix, Wuxi: DRAM", "SK hynix, all of China: DRAM", "Samsung, Xi'an: NAND", "All makers, all of China: DRAM"
    )  # fmt: skip
    rows = pd.DataFrame(
        {"name": [wuxi, china, xian, world], "company_id": ["sk_hynix", "sk_hynix", "samsung", "all_makers"]}
        | {"product": ["dram", "dram", "nand", "dram"], "forecast": [False, False, False, True]}
        | {"own_pct": [40.0, 50.0, 30.0, None], "world_pct": [None, None, 17.0, 14.0]}
        | {"own_by": ["Reuters", "Bloomberg", "Reuters", None], "world_by": [None, None, "TrendForce", "Bloomberg"]}
        | {"world_of": [None, None, "capacity", "output"]}
    )
    marks, words = drawn(lambda wide: plants_charts.plants(rows, [wuxi, xian], wide), width)
    assert {"40", "50", "30", "17", "14", "Reuters", "of capacity, TrendForce"} <= set(words)
    assert "of output (forecast), Bloomberg" in words, "a share of the world says what it is a share of"
    note = ["do not subtract"] if width == NARROW else ["Reuters counts Wuxi,", "Bloomberg all of China"]
    note = ["two publishers, two scopes:", *note]
    assert set(note) <= set(words), "the bracket says that the two count different things"
    named, others = filled(marks, theme.color("kr")), filled(marks, theme.color("axis"))
    assert len(named) == 2 and len(others) == 3, "in the second part all are gray"
    long = {word: end - x for x, _, end, _ in named + others for word, box in words.items()
            if word.isdigit() and 0 < box[0] - end < 10}  # fmt: skip
    assert {word: round(wide / long["50"] * 50) for word, wide in long.items()} == {w: int(w) for w in long}
    assert len(long) == 5 and max(end for _, _, end, _ in words.values()) < width + 8
    own, total = (words[part][1] for part in ("Percent of the firm’s own output", words_of_world(words)))
    assert own < words[wuxi][1] < words[china][1] < total < words[world][1], "one part below the other"
    assert words[wuxi][1] - 12 < words[note[0]][1] < words[note[-1]][3] < words["50"][3] + 6
    if width == NARROW:
        assert all(words[name][2] < words[one][0] for name, one in zip((wuxi, china), note, strict=True))
    assert max(words[one][2] for one in note) < width, "the words at the bracket have room"


def words_of_world(words):
    return next(one for one in words if one.startswith("Percent of the world"))


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_meetings_stand_in_time_order_and_the_marked_one_in_a_frame(width):
    cells = pd.DataFrame(
        {
            "pair_id": ["P2", "P2", "P1", "P1", "P3", "P3"],
            "meeting_id": ["M2", "M2", "M1", "M1", "M1", "M1"],
            "date": pd.to_datetime(["2024-01-01"] * 2 + ["2023-05-26"] * 4),
            "place": "x",
            "side_b": "kr",
            "country": "y",
            "topic": ["raw_materials"] * 2 + ["semiconductors"] * 2 + ["fta"] * 2,
            "topic_detail": "t",
            "pattern": "neither",
            "slot": 0,
            "side": list("ababab"),
            "state": ["silent", "mentions", "claims", "silent", "claims", "claims"],
            "words": None,
            "source_id": "s",
            "confidence": "reported",
        }
    )
    topics = ["semiconductors", "raw_materials"]
    placed, rows, height = pair_matrix_charts.place(cells, topics, width)
    assert rows["meeting_id"].tolist() == ["M1", "M2"] and set(placed["pair_id"]) == {"P1", "P2"}
    at = placed.set_index(["pair_id", "side"])
    assert at.loc[("P1", "a"), "x2"] <= at.loc[("P1", "b"), "x"] < at.loc[("P2", "a"), "x"]
    assert at.loc[("P1", "a"), "y"] < at.loc[("P2", "a"), "y"] < height and at["x2"].max() <= width
    choice = alt.param(name="coding", value="coded")
    drawn = pair_matrix_charts.matrix(cells.assign(state_strict=cells["state"]), topics, width, "M1", choice).to_dict()
    heads = [r["t"] for rows in drawn["datasets"].values() for r in rows if r.get("t") in ("China", "left half: China")]
    assert heads == (["left half: China"] if width == NARROW else ["China"] * 2)
    framed = [r for rows in drawn["datasets"].values() for r in rows if r.get("meeting_id") == "M1" and r.get("x") == 1]
    assert len(framed) == 1 and framed[0]["y2"] - framed[0]["y"] == framed[0]["tall"]


@pytest.mark.parametrize("path", sorted((paths.ROOT / "chips" / "statements").glob("*.py")), ids=lambda p: p.stem)
def test_figures_in_words_are_rounded_by_one_helper(path):
    """As in the chapters: Python rounds 30.5 to 30, and a chart rounds it to 31."""
    assert not re.findall(r"\{[^{}]*:\.\d+f\}", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_staircase_climbs_to_the_right_and_only_own_texts_are_in_color(width):
    rungs = list(sentence.RUNGS)
    found = pd.DataFrame(
        {"statement_id": ["S02", "S05", "S01"], "rung": [rungs[0], rungs[1], rungs[-1]], "country": ["kr", "kr", "cn"]}
        | {"issuer": "x", "rendered_by": [None, None, "Xinhua"], "date": pd.Timestamp("2023-05-27")}
    )
    spec = readouts_charts.ladder(found, width).to_dict()
    steps = next(rows for rows in spec["datasets"].values() if "edge" in rows[0])
    assert [one["x"] for one in steps] == sorted(one["x"] for one in steps)
    assert [one["y"] for one in steps] == sorted((one["y"] for one in steps), reverse=True)
    muted = theme.color("muted")
    assert [one["color"] for one in steps] == [theme.color("kr"), *[muted] * 4, theme.color("cn")]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_every_clause_is_printed_whole_in_the_picture_of_the_two_texts(width):
    found = readouts.matched(tables.load("statement_clauses").query("statement_id in ('S01', 'S02')"))
    spec = readouts_charts.two_texts(found, width).to_dict()
    words = next(rows for rows in spec["datasets"].values() if "weight" in rows[0])
    said = "".join(row["t"] for row in words).replace(" ", "")
    assert not [text for text in found["text"] if text.replace(" ", "") not in said]
    frame = next(rows for rows in spec["datasets"].values() if len(rows) == 1 and "strength" not in rows[0])
    assert frame[0]["y2"] <= spec["height"]


def test_what_several_governments_did_together_stands_under_none_of_them_in_the_week():
    spec = json.loads((SITE / "figures" / "detroit-week.json").read_text("utf-8"))
    words = next(rows for rows in spec["datasets"].values() if "weight" in rows[0])
    at = {row["y"]: row["t"] for row in words if row["t"] in {*week_charts.JOINT.values(), "United States", "China"}}
    for said, who in (("G7 Hiroshima", "G7"), ("APEC trade", "APEC"), ("Wang Wentao meets", "China, US"),
                      ("The ministers meet in Detroit", "China, Korea")):  # fmt: skip
        (y,) = {row["y"] for row in words if row["t"].startswith(said)}
        assert at[y] == who, said


def test_the_week_shows_every_day_and_fills_measures_alone():
    story = pd.DataFrame(
        {"event_id": ["a", "b", "c"], "date": pd.to_datetime(["2023-05-20", "2023-05-21", "2023-05-23"])}
        | {"actor": ["us", "cn", "company"], "title": ["x", "y", "z"], "measure": [False, True, False]}
        | {"between": [False, True, True]}
    )
    for width in (NARROW, WIDE):
        sets = week_charts.days(story, width, "c").to_dict()["datasets"].values()
        words = [row["t"] for rows in sets for row in rows if "weight" in row]
        assert "nothing recorded" in words[words.index("22 May") + 1 :][0]
        dots = [row["full"] for rows in sets for row in rows if "full" in row]
        assert dots == ["True", "False", "False", "True", "False"]  # the two of the key, then the moves
