"""The drawings of this part alone: their axes hold what the tables may grow to, their panels and rows keep order."""

from __future__ import annotations

import re

import altair as alt
import pandas as pd
import pytest

from chips.statements import dependence_charts, pair_charts
from explainer import paths
from explainer.figures import labels
from explainer.figures.picture import NARROW, WIDE


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
    drawn = dependence_charts.memory_links(links, width)
    assert [0, 100] in domains(drawn, "x")
    rows = [row for rows in drawn.to_dict()["datasets"].values() for row in rows]
    assert [row["tag"] for row in rows] == ["2017: 44.0", "2026: 71.0", "2026: 30.0"]
    cuts = pd.DataFrame({"case": ["thaad_2017"], "label": ["Visitors"], "left_pct": [52.0]})
    assert domains(dependence_charts.precedents(cuts, width), "x")[0] == [0, 100]  # the level before is always there
    more = pd.concat([cuts, cuts.assign(label="Cars", left_pct=130.0)])
    assert domains(dependence_charts.precedents(more, width), "x")[0] == [0, 140]
    ends = pd.DataFrame(
        {
            "label": ["Neon", "Urea"],
            "first_year": [2018, 2023],
            "last_year": [2031, 2023],
            "first_pct": [18.0, 55.0],
            "last_pct": [85.0, 55.0],
            "part_year": [True, False],
        }
    )
    drawn = dependence_charts.dumbbells(ends, 80, width)
    assert domains(drawn, "x")[0] == [0, 100]
    rows = [row for rows in drawn.to_dict()["datasets"].values() for row in rows if "text" in row]
    said = ["85*", "55"] if width == NARROW else ["18 → 85*, 2018–2031", "55, 2023"]
    assert [row["text"] for row in rows] == said and [row["lone"] for row in rows] == [False, True]
    assert domains(dependence_charts.dumbbells(ends.assign(last_pct=118.0), 80, width), "x")[0] == [0, 120]
    sides = pd.DataFrame(
        {"actor": ["cn", "kr"], "what": ["Memory", "Neon"], "share_pct": [45.0, 85.0]}
        | {"busd": [64.0, 0.5], "part": [False, True]}
    )
    drawn = dependence_charts.two_sides(sides, width)
    assert [0, 100] in domains(drawn, "x") and [0, 70] in domains(drawn, "x")
    fewer = dependence_charts.two_sides(sides.assign(share_pct=[45.0, 31.0]), width)
    assert [0, 60] in domains(fewer, "x")
    rows = [row for rows in drawn.to_dict()["datasets"].values() for row in rows]
    assert {("Neon*", "0.50"), ("Memory", "64")} <= {(row["label"], row["text"]) for row in rows}


def test_bars_stand_in_the_order_of_their_rows():
    rows = pd.DataFrame({"label": ["b", "a"], "actor": "kr", "text": ["1", "2"], "value": [1.0, 2.0]})
    drawn = dependence_charts.bars(rows, "value", WIDE, 100, 10, "Percent")
    assert domains(drawn, "y")[0] == ["b", "a"]


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
    placed, rows, height = pair_charts.place(cells, topics, width)
    assert rows["meeting_id"].tolist() == ["M1", "M2"] and set(placed["pair_id"]) == {"P1", "P2"}
    at = placed.set_index(["pair_id", "side"])
    assert at.loc[("P1", "a"), "x2"] <= at.loc[("P1", "b"), "x"] < at.loc[("P2", "a"), "x"]
    assert at.loc[("P1", "a"), "y"] < at.loc[("P2", "a"), "y"] < height and at["x2"].max() <= width
    choice = alt.param(name="coding", value="coded")
    drawn = pair_charts.matrix(cells.assign(state_strict=cells["state"]), topics, width, "M1", choice).to_dict()
    framed = [r for rows in drawn["datasets"].values() for r in rows if r.get("meeting_id") == "M1" and r.get("x") == 1]
    assert len(framed) == 1 and framed[0]["y2"] - framed[0]["y"] == framed[0]["tall"]


@pytest.mark.parametrize("path", sorted((paths.ROOT / "chips" / "statements").glob("*.py")), ids=lambda p: p.stem)
def test_figures_in_words_are_rounded_by_one_helper(path):
    """As in the chapters: Python rounds 30.5 to 30, and a chart rounds it to 31."""
    assert not re.findall(r"\{[^{}]*:\.\d+f\}", path.read_text(encoding="utf-8"))
