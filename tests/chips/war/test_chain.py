from __future__ import annotations

import pandas as pd
import pytest

from chips.war import chain, chain_charts, chain_controls, chain_controls_charts, chain_graph, chain_graph_charts, moves
from explainer.evidence.tables import load
from explainer.figures import grid, theme
from explainer.figures.picture import NARROW, WIDE
from tests.scene import boxes, drawn, filled


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


def test_leaves_leave_out_totals():
    found = chain_graph.leaves(edges(("x", "c", "is_type_of"), ("c", "d", "goes_into")))
    assert found == {"x", "d"}


def test_spine_follows_the_steps_and_refuses_a_fork():
    nodes = pd.DataFrame({"node_id": ["N0", "s1", "s2", "t"], "family": ["design", "step", "step", "deposition"]})
    line = [("N0", "s1", "goes_into"), ("s1", "s2", "goes_into"), ("t", "s1", "goes_into")]
    assert chain_graph.spine(edges(*line), nodes) == ["N0", "s1", "s2"]
    with pytest.raises(ValueError, match="several steps"):
        chain_graph.spine(edges(*line, ("N0", "s2", "goes_into")), nodes)


def test_the_way_back_of_the_data():
    nodes, links, rows = load("chain_nodes"), load("chain_edges"), load("chain_shares")
    back = chain_graph.way_back(links, nodes, rows)
    assert back["step_id"].iloc[0] == chain.TESTING_STEP and back["step_id"].iloc[-1] == chain.CHIP_DESIGN
    inputs = set(back["node_id"])
    assert {"N19", "N79", "N84", "N26", "N31"} <= inputs
    assert "N120" not in inputs and "N126" not in inputs and not inputs & {"N5", "N6", "N13"}
    assert not back.duplicated(["step_id", "node_id"]).any()
    graph = links[links["in_2026"]]
    ups = {chain.TESTING_STEP}
    for _ in range(len(graph)):  # everything from which the last test can be reached, by whatever kind of link
        ups |= set(graph.loc[graph["to_node"].isin(ups), "from_node"])
    assert inputs <= ups
    litho = back.set_index("node_id").loc["N19"]
    assert (litho["leader"], litho["year"]) == ("nl", 2025)
    assert pd.isna(back.set_index("node_id").loc["N31", "leader"])


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_texts_of_the_path_stay_apart_and_inside(width):
    back = chain_graph.way_back(load("chain_edges"), load("chain_nodes"), load("chain_shares"))
    names = load("countries").set_index("country_id")["name_en"].to_dict() | {"us": "US"}
    spec = chain_graph_charts.way_back(back, names, "Chip", width).to_dict()
    sets = [pd.DataFrame(d) for d in spec["datasets"].values()]
    inputs, holders = ([d for d in sets if column in d] for column in ("input", "holder"))
    assert sum(map(len, inputs)) == sum(map(len, holders)) == len(back)
    aligns = [
        mark["align"]
        for layer in spec["layer"]
        for mark in [layer["mark"]]
        if layer["encoding"].get("text", {}).get("field") == "input"
    ]
    for align, one, held in zip(aligns, inputs, holders, strict=True):
        assert one["y"].sort_values().diff().dropna().min() >= 15
        letters = one["input"].str.len() * 5.7
        room = one["x"] if align == "right" else width - one["x"]
        if width == NARROW:  # the holder stands at the right edge of the same row
            room = room - held["holder"].str.len() * 6.4
        assert (letters <= room + 10).all()


def test_hits_count_tightening_measures_once():
    data = pd.DataFrame(
        {
            "event_id": ["a", "b", "c", "d", "e"],
            "direction": ["tightening", "tightening", "easing", "tightening", "tightening"],
            "status": ["issued_or_done", "proposed", "issued_or_done", "issued_or_done", "issued_or_done"],
            "instrument": ["export_control"] * 5,
            "stage_of_chain": ["memory"] * 5,
            "actor": ["us"] * 3 + ["cn"] * 2,
            "source_id": ["s1"] * 5,
        }
    )
    links = pd.DataFrame({"event_id": ["e"], "answers_event_id": ["d"], "relation": ["effect"]})
    assert chain_controls.hits(data, links).set_index("actor")["steps"].to_dict() == {"us": 1, "cn": 1}
    assert chain_controls.hits(data, links[:0]).set_index("actor")["steps"].to_dict() == {"us": 1, "cn": 2}
    words = data.assign(instrument=["diplomacy"] + ["export_control"] * 4)
    assert chain_controls.hits(words, links).set_index("actor")["steps"].to_dict() == {"cn": 1}


def test_measures_stand_in_the_order_of_the_stages_on_every_machine():
    found = chain_controls.hits(load("events"), load("event_links"))
    rank = [list(moves.STAGES).index(stage) for stage in found["stage"]]
    assert rank == sorted(rank) and not found.duplicated(["stage", "actor"]).any()


def test_the_share_of_some_countries_by_hand():
    rows = shares(N1=[("us", 60), ("jp", 30), ("other", 10)], N2=[("us", 5)])
    assert chain.share(rows, "N1", "us", "jp", "nl") == 90
    assert chain.share(rows, "N1", "kr") == 0 == chain.share(rows, "N9", "us")


def test_what_is_left_without_each_and_how_often_little_is():
    rows = shares(N1=[("us", 80), ("jp", 20)], N2=[("us", 75), ("jp", 25)])
    left = chain.without_each(rows, {"jp": ["jp"], "both": ["us", "jp"], "us": ["us"]})
    assert left["removed"].tolist() == ["jp", "jp", "both", "both", "us", "us"]
    assert left["left_pct"].tolist() == pytest.approx([80, 75, 0, 0, 20, 25])
    assert chain.few_left(left) == {"jp": 0, "both": 2, "us": 1}
    part = left.replace({"node_id": {"N2": chain.EUV_SCANNERS}})  # a part of an input is no second input
    assert chain.few_left(part) == {"jp": 0, "both": 1, "us": 1}


def test_a_count_is_a_floor_where_one_figure_for_europe_hides_the_dutch_part():
    rows = shares(N1=[("us", 60), ("eur", 40)], N2=[("us", 90), ("eur", 10)])
    left = chain.without_each(rows, {"both": ["us", "nl"], "us": ["us"]})
    assert chain.few_left(left) == {"both": 1, "us": 1} and chain.undecided(left) == {"both"}


def test_strongholds_are_narrow_classes_from_a_floor_with_the_market_behind_them():
    nodes = pd.DataFrame({"node_id": ["N1", "N2", "S2"], "name": ["All tools", "Saws", "Wafer fabrication (stage)"]})
    sizes = pd.DataFrame({"node_id": ["N2", "N2"], "year": [2025, 2024], "market_size_busd": [3.0, 9.0]})
    rows = shares(N1=[("cn", 90)], N2=[("cn", 20), ("kr", 19.9), ("jp", 60)], S2=[("kr", 21), ("cn", 24)])
    links = edges(("N2", "N1", "is_type_of"), ("N1", "S2", "goes_into"))
    found = chain_graph.strongholds(rows, links, nodes, sizes, ["cn", "kr"])
    assert found["country_id"].tolist() == ["cn", "cn", "kr"]
    assert found["input"].tolist() == ["Wafer fabrication, by site", "Saws", "Wafer fabrication, by site"]
    assert found["world_sales_busd"].isna().tolist() == [True, False, True]
    assert found.loc[1, "world_sales_busd"] == 3 and found.loc[1, "sales_busd"] == pytest.approx(0.6)


def test_scanners_stand_under_lithography():
    order = list(chain.with_scanners())
    place = order.index(chain.LITHOGRAPHY)
    assert order[place + 1 : place + 3] == [chain.EUV_SCANNERS, chain.IMMERSION_SCANNERS]
    assert set(order) == set(chain.INPUTS) | set(order[place + 1 : place + 3])


def test_named_nodes_are_those_of_the_data():
    name = load("chain_nodes").set_index("node_id")["name"]
    assert name[chain.MEMORY_TESTERS] == "Memory testers" and name[chain.TEST_TOOLS].startswith("Test tools")
    assert name[chain.PACKAGING_STEP].startswith("Assembly and packaging")
    assert name[chain.EUV_SCANNERS] == "EUV scanners" and name[chain.ETCH_AND_CLEAN].startswith("Etch and clean")
    for node, (_, label) in chain.INPUTS.items():
        first = label.split()[0].strip("()").rstrip("s").lower()
        assert first[:4] in name[node].lower() or node in (chain.POLISHING, chain.DESIGN_SOFTWARE), (node, label)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_bars_of_controls_go_both_ways_and_no_actor_is_lost(width):
    hit = pd.DataFrame(
        {"stage": ["memory"] * 3, "actor": ["us", "cn", "kr"], "steps": [4, 2, 1], "source_id": ["s1"] * 3}
    )
    sets = [
        pd.DataFrame(d) for d in chain_controls_charts.controls(hit, ("us", "cn"), width).to_dict()["datasets"].values()
    ]
    bars = next(d for d in sets if "x2" in d).set_index("actor")
    length = bars["x2"] - bars["x"]
    assert length["us"] == pytest.approx(-2 * length["cn"]) and length["cn"] > 0
    assert bars["text_x"].between(0, width).all()
    # together they use the width: what is left is the room of the names and of the two figures
    assert width - length.abs().sum() < (60 if width == NARROW else 245)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_names_of_stages_stand_above_their_bars_or_between_them_with_what_is_meant(width):
    hit = pd.DataFrame(
        {"stage": ["memory"] * 3 + ["end_use"], "actor": ["us", "cn", "kr", "cn"], "steps": [4, 2, 1, 1]}
    )
    marks, words = drawn(lambda wide: chain_controls_charts.controls(hit, ("us", "cn"), wide), width)
    assert {"United States: 4", "China: 3", "also 1 Korean"} <= set(words)
    (left, top, right, _), (begin, *_) = (filled(marks, theme.color(one))[0] for one in ("us", "cn"))
    x, _, end, foot = words["Memory chips"]
    if width == NARROW:
        assert foot <= top < foot + 12 and "End use: users of chips, such as in defense" in words
    else:
        assert left < right < x < end < begin and words["users of chips, such as in defense"][1] > foot
    assert all(x >= -1 and end <= width + 10 for x, _, end, _ in words.values()), "nothing is wider than the drawing"


def test_one_stage_that_the_title_names_is_in_color_and_bold():
    hit = pd.DataFrame({"stage": ["memory", "materials"], "actor": ["us", "cn"], "steps": [4, 2]})
    marks, _ = drawn(lambda wide: chain_controls_charts.controls(hit, ("us", "cn"), wide, "materials"), WIDE)
    assert len(filled(marks, theme.color("cn"))) == 1 and not filled(marks, theme.color("us"))
    bold = {one for mark in marks if mark[0] != "path" and str(mark[2]["font-weight"]) == "bold" for one in mark[0]}
    assert "Materials" in bold and "Memory chips" not in bold


STRONG = pd.DataFrame(
    {"country_id": ["cn", "cn", "kr", "kr"], "node_id": ["N1", "N2", chain.MEMORY_CHIPS, "N3"]}
    | {"input": ["Dry etchers", "Strip tools", "Memory chips", "Probers"], "year": [2025, 2025, 2022, 2025]}
    | {"share_pct": [61.0, 31.0, 60.0, 25.0], "sales_busd": [0.9, 0.1, 77.9, 0.6]}
)


def test_what_is_sold_together_is_a_sum_of_all_but_memory_chips():
    found = chain_graph.together(STRONG).fillna("")
    assert found[["country_id", "node_id", "count"]].to_numpy().tolist() == [
        ["cn", "", 2], ["kr", chain.MEMORY_CHIPS, 1], ["kr", "", 1]
    ]  # fmt: skip
    assert found["sales_busd"].tolist() == pytest.approx([1.0, 77.9, 0.6]) and found["year"].tolist() == [
        2025,
        2022,
        2025,
    ]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_sums_of_a_title_are_bars_on_one_scale_and_shares_bars_on_another(width):
    sums = chain_graph.together(STRONG).assign(
        text=["Chinese tools", "Memory", "Korean tools"], named=[True, True, False]
    )
    heads = {"cn": "China", "kr": "Korea"}
    marks, words = drawn(lambda wide: chain_graph_charts.strongholds(STRONG, sums, heads, wide), width)
    assert {"Dry etchers", "Strip tools", "Memory (2022)", "Memory chips (2022)", "$900 million"} <= set(words)
    red, green, gray = (sorted(filled(marks, theme.color(one)), key=lambda b: b[1]) for one in ("cn", "kr", "axis"))
    assert (len(red), len(green), len(gray)) == (3, 2, 2), "what the title names is in color in both parts"
    begin = {round(box[0], 1) for box in red + green + gray}
    long = [[right - left for left, _, right, _ in boxes] for boxes in (red, green, gray)]
    assert len(begin) == 1, "all begin at zero"
    assert long[0][0] / long[1][0] == pytest.approx(1.0 / 77.9, rel=0.02) and long[0][0] > 2, "a sum is seen"
    assert long[2][0] / long[1][0] == pytest.approx(0.6 / 77.9, rel=0.03)
    assert long[1][1] / long[1][0] == pytest.approx(0.6, rel=0.01), "a whole market is as long as the largest sum"
    assert [one / long[1][1] * 60 for one in (*long[0][1:], long[2][1])] == pytest.approx([61, 31, 25], rel=0.01)
    assert words["$1.0 billion"][1] < words["$77.9 billion"][3] and words["Memory (2022)"][3] < words["China"][1]
    said = [(w, box) for m in marks if m[0] != "path" for w, *box in boxes(m)]
    met = [(a, b) for i, (a, one) in enumerate(said) for b, two in said[i + 1 :]
           if one[0] < two[2] and one[2] > two[0] and one[1] < two[3] and one[3] > two[1]]  # fmt: skip
    assert not met and all(box[0] >= -1 and box[2] <= width + 4 for _, box in said), "no words meet"


def test_bars_of_what_is_left_are_sorted_for_every_choice():
    left = chain.without_each(
        shares(N1=[("us", 90), ("nl", 10)], N2=[("us", 20), ("nl", 80)]), {"a": ["us"], "b": ["nl"]}
    )
    left["input"] = left["node_id"]
    sets = chain_charts.substitution(left, {"a": "A", "b": "B"}, WIDE).to_dict()["datasets"]
    rows = pd.DataFrame(next(d for d in sets.values() if d and "left_pct" in d[0]))
    for _, part in rows.groupby("removed"):
        assert part.sort_values("y")["left_pct"].is_monotonic_increasing and part["y"].is_unique


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_bars_of_what_is_left_have_most_of_the_width(width):
    left = chain.without_each(shares(N1=[("us", 90), ("nl", 10)]), {"a": ["us"]}).assign(input="An input")
    assert chain_charts.substitution(left, {"a": "A"}, width).to_dict()["width"] > 0.65 * width


def test_parts_stand_under_their_input_whatever_is_left_of_them():
    whole, part, other = chain.LITHOGRAPHY, chain.EUV_SCANNERS, chain.POLISHING
    rows = shares(**{whole: [("us", 60), ("jp", 40)], part: [("us", 100)], other: [("us", 90), ("jp", 10)]})
    left = chain.without_each(rows, {"a": ["us"], "b": ["jp"]})
    left["input"] = left["node_id"]
    sets = chain_charts.substitution(left, {"a": "A", "b": "B"}, WIDE).to_dict()["datasets"]
    found = pd.DataFrame(next(d for d in sets.values() if d and "left_pct" in d[0])).sort_values("y")
    for removed, order in (("a", [other, whole, part]), ("b", [whole, part, other])):
        rows = found[found["removed"] == removed]
        assert rows["input"].tolist() == order and rows.loc[rows["part"], "input"].tolist() == [part]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_bars_of_what_is_left_are_drawn_for_the_choice_alone_with_names_clear_of_them(width):
    rows = shares(N1=[("us", 90), ("nl", 10)], N2=[("us", 20), ("nl", 80)])
    left = chain.without_each(rows, {"a": ["us"], "b": ["nl"]})
    left = left.assign(input=left["node_id"].map({"N1": "Lithography", "N2": "Test"}), partial=left["left_pct"] > 50)
    marks, words = drawn(lambda wide: chain_charts.substitution(left, {"a": "A", "b": "B"}, wide), width)
    assert list(words) == ["a quarter of all", "Lithography", "Test", "10", "80 or less"]
    bars = {hue: filled(marks, theme.color(hue)) for hue in ("none", "ink", "axis")}
    (begin, _, end, _), whole = bars["none"][0], bars["none"][0][2] - bars["none"][0][0]
    assert whole > 0.65 * width
    ticks = [box[0] for m in marks if m[0] == "path" for _, *box in boxes(m) if abs(box[2] - box[0]) < 3]
    assert ticks and all(at == pytest.approx(begin + whole / 4, abs=1.5) for at in ticks)
    for hue, name, label, share in (("ink", "Lithography", "10", 0.1), ("axis", "Test", "80 or less", 0.8)):
        ((x, top, right, foot),) = [bar for bar in bars[hue] if bar[2] - bar[0] > 3]
        assert (x, right) == pytest.approx((begin, begin + share * whole), abs=0.5), name
        assert words[name][2] <= x or words[name][3] <= top, "the name stands before or above its bar"
        assert words[name][3] > top - 20 and words[label][0] > end and top < words[label][3] <= foot + 1, name


def test_named_inputs_need_stage_and_word():
    found = chain_controls.named(load("events"), load("event_links"))
    by = found.groupby("node_id")["event_id"].agg(list)
    assert "E20230901a" in by["N22"] and "E20181029a" in by["N5"]
    # the ban on minerals mentions a memory package that it answers; it is no control on memory
    assert "E20241203a" not in by["N5"]


@pytest.mark.parametrize(("share", "step"), [(0, 0), (9.9, 0), (10, 1), (25, 2), (50, 3), (74.9, 3), (75, 4), (100, 4)])
def test_levels_of_the_color_scale(share, step):
    assert grid.level(share) == step


def test_notice_names_licence_and_changes():
    assert "CC BY-NC 4.0" in chain.NOTICE and "re-arranged" in chain.NOTICE
