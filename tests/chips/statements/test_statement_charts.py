"""The drawings of this part alone: their axes hold what the tables may grow to, their panels and rows keep order."""

from __future__ import annotations

import re

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
            "year": [2017, 2026],
            "share_pct": [44.0, 71.0],
            "how": "published",
            "source_id": "s",
            "confidence": "reported",
            "panel": ["buys", "sells"],
        }
    )
    drawn = dependence_charts.memory_links(links, width)
    assert [2016.5, 2026.5] in domains(drawn, "x") and [0, 80] in domains(drawn, "y")
    cuts = pd.DataFrame({"case": ["thaad_2017"], "label": ["Visitors"], "left_pct": [120.0]})
    assert domains(dependence_charts.precedents(cuts, width), "x")[0] == [0, 150]
    sides = pd.DataFrame(
        {"actor": ["cn", "kr"], "what": ["Memory", "Neon"], "share_pct": [45.0, 85.0]}
        | {"busd": [64.0, 0.5], "part": [False, True]}
    )
    drawn = dependence_charts.two_sides(sides, width)
    assert [0, 100] in domains(drawn, "x") and [0, 70] in domains(drawn, "x")
    rows = [row for rows in drawn.to_dict()["datasets"].values() for row in rows]
    assert {("Neon*", "0.50"), ("Memory", "64")} <= {(row["label"], row["text"]) for row in rows}


def test_bars_stand_in_the_order_of_their_rows():
    rows = pd.DataFrame({"label": ["b", "a"], "actor": "kr", "text": ["1", "2"], "value": [1.0, 2.0]})
    drawn = dependence_charts.bars(rows, "value", WIDE, 100, 10, "Percent")
    assert domains(drawn, "y")[0] == ["b", "a"]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_pairs_that_differ_more_stand_lower_and_detroit_first(width):
    pairs = pd.DataFrame(
        {
            "pair_id": [f"P{i:02}" for i in range(40)],
            "distance": [0] * 35 + [2] * 5,
            "here": [False] * 39 + [True],
            "chips": [False] * 39 + [True],
            "side_b": "kr",
            "topic_detail": "t",
            "place": "x",
            "date": pd.Timestamp("2023-05-26"),
        }
    )
    drawn = pair_charts.distances(pairs, width).to_dict()
    dots = next(rows for rows in drawn["datasets"].values() if "pair_id" in rows[0] and len(rows) == 40)
    low, high = ([d for d in dots if (d["pair_id"] < "P35") == first] for first in (True, False))
    assert max(d["y"] for d in low) < min(d["y"] for d in high)
    assert max(d["x"] for d in dots) <= width
    assert min(high, key=lambda d: d["x"])["pair_id"] == "P39"
    heads = {row["t"] for rows in drawn["datasets"].values() for row in rows if "t" in row}
    assert heads == {"Same on both: 35", "Differ on one: 0", "Differ on both: 5"}


@pytest.mark.parametrize("path", sorted((paths.ROOT / "chips" / "statements").glob("*.py")), ids=lambda p: p.stem)
def test_figures_in_words_are_rounded_by_one_helper(path):
    """As in the chapters: Python rounds 30.5 to 30, and a chart rounds it to 31."""
    assert not re.findall(r"\{[^{}]*:\.\d+f\}", path.read_text(encoding="utf-8"))
