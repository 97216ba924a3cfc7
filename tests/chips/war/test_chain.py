from __future__ import annotations

import pandas as pd
import pytest

from chips.war import chain, chain_charts
from explainer.evidence.tables import load
from explainer.figures import grid
from explainer.figures.picture import NARROW, WIDE


def shares(**nodes):
    """`node=[(country, share), ...]` -> rows of chain_shares of one year."""
    return pd.DataFrame(
        [
            {
                "node_id": node,
                "year": 2025,
                "basis": "headquarters",
                "country_id": c,
                "share_pct": float(p),
                "source_id": "s1",
                "confidence": "primary",
            }
            for node, rows in nodes.items()
            for c, p in rows
        ]
    )


def edges(*rows):
    return pd.DataFrame([{"from_node": a, "to_node": b, "relation": r, "in_2026": True} for a, b, r in rows])


def test_concentration_by_hand():
    found = chain.holder_concentration(shares(N1=[("us", 60), ("jp", 30), ("other", 10)], N2=[("nl", 100)]))
    one, two = found.iloc[0], found.iloc[1]
    assert one["hhi_low"] == pytest.approx(3600 + 900)
    assert one["hhi_high"] == pytest.approx(3600 + 900 + 100)
    assert (one["holders"], one["leader"], one["leader_pct"]) == (2, "us", 60)
    assert (two["hhi_low"], two["hhi_high"], two["holders"]) == (10_000, 10_000, 1)


def test_concentration_scales_sums_that_are_not_100_and_keeps_published_shares():
    found = chain.holder_concentration(shares(N1=[("us", 52), ("jp", 52)])).iloc[0]
    assert found["hhi_low"] == pytest.approx(5000)
    assert found["leader_pct"] == 52


def test_concentration_refuses_two_years_of_one_node():
    both = shares(N1=[("us", 100)])
    with pytest.raises(ValueError, match="N1"):
        chain.holder_concentration(pd.concat([both, both.assign(year=2024)]))


def test_the_number_of_holders_has_an_inclusive_floor():
    assert chain.holder_concentration(shares(N1=[("us", 80), ("jp", 10), ("kr", 9.9)])).iloc[0]["holders"] == 2


def test_what_is_left_without_a_country_by_hand():
    rows = shares(N1=[("us", 60), ("jp", 30), ("other", 10)], N2=[("eur", 40), ("us", 60)])
    found = chain.without(rows, ["us", "jp"]).set_index("node_id")
    assert found["left_pct"].tolist() == pytest.approx([10, 40])
    assert not found["partial"].any()
    dutch = chain.without(rows, ["nl"]).set_index("node_id")
    assert dutch["left_pct"].tolist() == pytest.approx([100, 100])
    assert dutch["partial"].tolist() == [False, True]


def test_newest_takes_the_last_year_of_each_node_in_the_order_asked():
    rows = pd.concat([shares(N1=[("us", 100)]).assign(year=2024), shares(N1=[("jp", 100)], N2=[("nl", 100)])])
    assert chain.newest(rows, ["N2", "N1"])["country_id"].tolist() == ["nl", "jp"]
    with pytest.raises(KeyError, match="N9"):
        chain.newest(rows, ["N9"])


def test_holdings_add_up_europe_but_not_the_netherlands():
    found = chain.held(shares(N1=[("de", 10), ("at", 5), ("nl", 20), ("sg", 3), ("us", 62)]))
    by = found.set_index("holder")["share_pct"].to_dict()
    assert by == {"europe": 15, "nl": 20, "rest": 3, "us": 62}


def test_holdings_of_the_data_add_up_to_what_the_data_say():
    main = chain.newest(load("chain_shares"), list(chain.INPUTS))
    sums = main.groupby("node_id")["share_pct"].sum()
    assert chain.held(main).groupby("node_id")["share_pct"].sum().to_dict() == pytest.approx(sums.to_dict())


def test_upstream_walks_back_and_counts_links():
    graph = edges(("a", "b", "goes_into"), ("b", "d", "goes_into"), ("c", "d", "goes_into"), ("x", "c", "is_type_of"))
    assert chain.upstream(graph, "d") == {"b": 1, "c": 1, "a": 2}
    assert chain.upstream(graph, "a") == {}
    with pytest.raises(KeyError, match="zz"):
        chain.upstream(graph, "zz")


def test_upstream_ends_on_a_loop():
    assert chain.upstream(edges(("a", "b", "goes_into"), ("b", "a", "goes_into")), "a") == {"b": 1}


def test_leaves_leave_out_totals():
    found = chain.leaves(edges(("x", "c", "is_type_of"), ("c", "d", "goes_into")))
    assert found == {"x", "d"}


def test_spine_follows_the_steps_and_refuses_a_fork():
    nodes = pd.DataFrame({"node_id": ["N0", "s1", "s2", "t"], "family": ["design", "step", "step", "deposition"]})
    line = [("N0", "s1", "goes_into"), ("s1", "s2", "goes_into"), ("t", "s1", "goes_into")]
    assert chain.spine(edges(*line), nodes) == ["N0", "s1", "s2"]
    with pytest.raises(ValueError, match="several steps"):
        chain.spine(edges(*line, ("N0", "s2", "goes_into")), nodes)


def test_the_way_back_of_the_data():
    nodes, links, rows = load("chain_nodes"), load("chain_edges"), load("chain_shares")
    back = chain.way_back(links, nodes, rows)
    assert back["step_id"].iloc[0] == "N78" and back["step_id"].iloc[-1] == "N0"
    inputs = set(back["node_id"])
    assert {"N19", "N79", "N84", "N26", "N31"} <= inputs
    assert "N120" not in inputs and "N126" not in inputs and not inputs & {"N5", "N6", "N13"}
    assert not back.duplicated(["step_id", "node_id"]).any()
    ups = chain.upstream(links, "N78")
    kinds = dict(zip(links["from_node"], links["to_node"], strict=True))
    assert all(n in ups or kinds[n] in ups or n == "N79" for n in inputs)
    litho = back.set_index("node_id").loc["N19"]
    assert (litho["leader"], litho["year"]) == ("nl", 2025)
    assert pd.isna(back.set_index("node_id").loc["N31", "leader"])


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_texts_of_the_path_stay_apart_and_inside(width):
    back = chain.way_back(load("chain_edges"), load("chain_nodes"), load("chain_shares"))
    spec = chain_charts.way_back_chart(back.assign(text=back["input"], hue="other"), width, "Chip").to_dict()
    spots = pd.DataFrame(next(d for d in spec["datasets"].values() if d and "hue" in d[0]))
    assert len(spots) == len(back)
    for _, column in spots.groupby("left"):
        gaps = column["y"].sort_values().diff().dropna()
        assert gaps.min() >= 15
    letters = spots["input"].str.len() * 6.3
    room = spots["x"].where(spots["left"], width - spots["x"])
    assert (letters <= room + 8).all()


def test_hits_count_tightening_measures_once():
    data = pd.DataFrame(
        {
            "event_id": ["a", "b", "c", "d", "e"],
            "direction": ["tightening", "tightening", "easing", "tightening", "tightening"],
            "status": ["in_force_or_done", "proposed", "in_force_or_done", "in_force_or_done", "in_force_or_done"],
            "instrument": ["export_control"] * 5,
            "stage_of_chain": ["memory"] * 5,
            "actor": ["us"] * 3 + ["cn"] * 2,
            "source_id": ["s1"] * 5,
        }
    )
    links = pd.DataFrame({"event_id": ["e"], "answers_event_id": ["d"], "relation": ["effect"]})
    assert chain.hits(data, links).set_index("actor")["steps"].to_dict() == {"us": 1, "cn": 1}
    assert chain.hits(data, links[:0]).set_index("actor")["steps"].to_dict() == {"us": 1, "cn": 2}
    words = data.assign(instrument=["diplomacy"] + ["export_control"] * 4)
    assert chain.hits(words, links).set_index("actor")["steps"].to_dict() == {"cn": 1}


def test_named_inputs_need_stage_and_word():
    found = chain.named(load("events"), load("event_links"))
    by = found.groupby("node_id")["event_id"].agg(list)
    assert "E20230901a" in by["N22"] and "E20181029a" in by["N5"]
    # the ban on minerals mentions a memory package that it answers; it is no control on memory
    assert "E20241203a" not in by["N5"]


@pytest.mark.parametrize(("share", "step"), [(0, 0), (9.9, 0), (10, 1), (25, 2), (50, 3), (74.9, 3), (75, 4), (100, 4)])
def test_levels_of_the_color_scale(share, step):
    assert grid.level(share) == step


def test_notice_names_licence_and_changes():
    assert "CC BY-NC 4.0" in chain.NOTICE and "re-arranged" in chain.NOTICE
