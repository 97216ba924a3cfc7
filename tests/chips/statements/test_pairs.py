"""Pairs of accounts: patterns and measures by hand, the squares that show them, and the words behind each cell."""

from __future__ import annotations

import pandas as pd
import pytest

from chips.statements import pair_squares_charts, pairs, pairs_html
from explainer.evidence.tables import load
from explainer.figures import theme
from tests.chips.statements.coded import cell, frame
from tests.chips.statements.test_readouts import tree

MEETINGS = pd.DataFrame(
    {
        "meeting_id": ["M1", "M2"],
        "date": pd.to_datetime(["2023-05-26", "2025-03-29"]),
        "place": ["Detroit", "Seoul"],
        "side_b": ["kr", "kr"],
        "meeting": ["x", "y"],
    }
)
#: one pair of each pattern, by hand; PX and PY have a text that was not seen.
EACH = frame(
    cell("P1", "a", True, True),
    cell("P1", "b", True, True),
    cell("P2", "a", True, True),
    cell("P2", "b", False, False),
    cell("P3", "a", True, False),
    cell("P3", "b", True, True, korean_decided_form=True, basis="excerpt"),
    cell("P4", "a", True, False),
    cell("P4", "b", True, False),
    cell("P5", "a", True, False, meeting_id="M2"),
    cell("P5", "b", False, False, meeting_id="M2"),
    cell("P6", "a", False, False, meeting_id="M2", topic="raw_materials"),
    cell("P6", "b", True, False, meeting_id="M2", topic="raw_materials", basis="excerpt"),
    cell("P7", "a", False, False, meeting_id="M2"),
    cell("P7", "b", False, False, meeting_id="M2"),
    cell("PX", "a", True, True),
    cell("PX", "b", True, None, basis="excerpt"),
    cell("PY", "a", True, True),
)


@pytest.fixture
def found():
    return pairs.pairs(EACH, MEETINGS)


def test_patterns_of_hand_coded_pairs(found):
    assert dict(zip(found["pair_id"], found["pattern"], strict=True)) == {
        "P1": "both_claim",
        "P2": "a_claims",
        "P3": "b_claims",
        "P4": "both_mention",
        "P5": "a_mentions",
        "P6": "b_mentions",
        "P7": "neither",
        "PX": "incomplete",
        "PY": "incomplete",
    }
    assert found["distance"].tolist()[:7] == [0, 2, 1, 0, 1, 1, 0]


def test_not_seen_is_never_no(found):
    unseen = found.set_index("pair_id").loc[["PX", "PY"]]
    assert unseen["claim"].isna().all() and unseen["distance"].isna().all()
    assert unseen["b_claims"].isna().all() and pd.isna(unseen.loc["PY", "b_mentions"])
    assert pairs.mismatch(found, "claim").of == 7  # nine pairs, two with a text not seen
    assert pairs.mismatch(found, "mention").of == 8  # PX is mentioned by both
    assert pairs.direction(found).a_only == 1  # were a blank a no, PX and PY would make it three
    states = pairs.cells(EACH, found).set_index(["pair_id", "side"])["state"]
    assert states["PY", "b"] == "not_seen" and states["P2", "b"] == "silent"
    assert states["PX", "b"] == "unclear" and states["P4", "b"] == "mentions"


def test_no_row_of_the_real_table_turns_a_blank_into_a_no():
    topics = load("readout_topics")
    real = pairs.pairs(topics, load("readouts")).set_index("pair_id")
    blank = topics[topics["claims_agreement"].isna()]
    assert len(blank) > 0
    assert real.loc[blank["pair_id"], "claim"].isna().all()
    sides = topics.groupby("pair_id")["side"].nunique()
    assert (real.loc[sides.index[sides == 1], "pattern"] == "incomplete").all()


def test_measures_by_hand(found):
    assert (pairs.mismatch(found, "mention").count, pairs.mismatch(found, "mention").of) == (3, 8)
    assert (pairs.mismatch(found, "claim").count, pairs.mismatch(found, "either").count) == (2, 4)
    sides = pairs.direction(found)
    assert (sides.a_only, sides.b_only, sides.to_level) == (1, 1, 0)
    with pytest.raises(ValueError, match="must be"):
        pairs.mismatch(found, "tone")


def test_one_coded_cell_changes_the_measure(found):
    before = pairs.mismatch(found, "claim")
    changed = EACH.copy()
    changed.loc[(changed["pair_id"] == "P2") & (changed["side"] == "a"), "claims_agreement"] = False
    after = pairs.mismatch(pairs.pairs(changed, MEETINGS), "claim")
    assert (before.count, after.count) == (2, 1) and before.of == after.of


def test_one_real_cell_changes_the_real_measure():
    topics, meetings = load("readout_topics"), load("readouts")
    before = pairs.direction(pairs.pairs(topics, meetings)).a_only
    topics.loc[(topics["pair_id"] == "P01") & (topics["side"] == "a"), "claims_agreement"] = False
    assert pairs.direction(pairs.pairs(topics, meetings)).a_only == before - 1


def test_strict_coding_drops_the_decided_form_only():
    found = pairs.pairs(EACH, MEETINGS, strict=True).set_index("pair_id")
    assert found.loc["P3", "pattern"] == "both_mention" and found.loc["P1", "pattern"] == "both_claim"
    assert not found.loc["P3", "b_claims"] and found.loc["P3", "b_mentions"]


def test_whole_texts_turns_a_no_from_an_excerpt_into_not_seen():
    found = pairs.pairs(EACH, MEETINGS, whole_texts=True).set_index("pair_id")
    assert pd.isna(found.loc["P6", "b_claims"]) and found.loc["P6", "pattern"] == "incomplete"
    assert found.loc["P3", "pattern"] == "b_claims"  # a yes stands whatever it was read in
    assert found.loc["P2", "pattern"] == "a_claims"


def test_impossible_codes_are_refused():
    with pytest.raises(ValueError, match="P1, side a: claims agreement"):
        pairs.pairs(frame(cell("P1", "a", False, True), cell("P1", "b", True, True)), MEETINGS)
    with pytest.raises(ValueError, match="P1, side b: silence cannot rest on 'excerpt'"):
        pairs.pairs(frame(cell("P1", "a", True, True), cell("P1", "b", False, False, basis="excerpt")), MEETINGS)


def test_who_stands_alone_by_hand():
    rows = [cell(f"P{i}", "a", True, i == 0) for i in range(5)] + [cell(f"P{i}", "b", True, i != 0) for i in range(5)]
    sides = pairs.direction(pairs.pairs(frame(*rows), MEETINGS))
    assert (sides.a_only, sides.b_only, sides.to_level) == (1, 4, 3)


def test_a_chosen_set_gets_counts_and_no_chances(found):
    assert set(vars(pairs.mismatch(found, "claim"))) == {"count", "of"}
    assert not [name for name in vars(pairs.direction(found)) if name.startswith("p_")]


def squares(n, places, **more):
    rows = {"kind": ["a_only"] * n, "pair_id": [f"P{i}" for i in range(n)], "what": "x", "row": "r", "side_b": "kr"}
    rows = pd.DataFrame(rows | {"here": False} | more)
    return pair_squares_charts.squares(rows, "row", {"r": "R"}, 330, 124, places).to_dict()


@pytest.mark.parametrize("places", [None, 12])
def test_a_pair_has_one_size_in_panels_side_by_side(places):
    def side(n):
        spec = squares(n, places)
        return spec["layer"][0]["mark"]["height"], spec["width"] / n

    assert (side(2) == side(12)) == (places is not None)


def test_a_square_wears_the_color_of_the_side_that_stands_alone():
    spec = squares(3, None, kind=["b_only", "a_only", "b_only"], side_b=["us", "us", "kr"])
    shown = next(rows for rows in spec["datasets"].values() if "sign" in rows[0])
    assert [(one["sign"], one["color"]) for one in shown] == [
        ("C", theme.color("cn")),
        ("U", theme.color("us")),
        ("K", theme.color("kr")),
    ]
    assert shown[1]["said"] == "Only the account of the United States names x."


def test_labels_go_over_rows_whose_squares_would_be_too_small_beside_them():
    small, large = squares(20, None), squares(5, None)
    assert [len(spec["layer"]) for spec in (small, large)] == [3, 2]
    assert small["width"] / 20 >= pair_squares_charts.READABLE and small["width"] <= 330


def test_every_pair_of_the_grid_leads_to_its_words():
    topics, meetings = load("readout_topics"), load("readouts")
    found = pairs.pairs(topics, meetings)
    found = found[found["official"]]
    root = tree(pairs_html.grid(pairs.cells(topics, found)))
    links = {e.get("href"): "".join(e.itertext()) for e in root.iter("a")}
    assert set(links) == {f"#pair-{one.lower()}" for one in found["pair_id"]}
    assert links["#pair-p01"] == "A|–" and len(list(root.iter("tr"))) == found["meeting_id"].nunique() + 1


def test_topics_are_counted_by_who_takes_them_up(found):
    got = pairs.by_topic(found).set_index(["topic", "mention"])
    assert got.loc[("semiconductors", "a_only"), "count"] == 2 and got.loc[("semiconductors", "both"), "count"] == 4
    assert got.loc[("raw_materials", "b_only"), ["count", "of"]].tolist() == [1, 1]
    assert got.index[0][0] == "semiconductors"  # the order of the scheme, not of the file


def test_every_cell_opens_to_its_words_with_an_anchor():
    topics, meetings = load("readout_topics"), load("readouts")
    found = pairs.pairs(topics, meetings)
    text = str(pairs_html.opened(topics, found, meetings))
    assert text.count("<details") == len(meetings)
    for pair in found["pair_id"]:
        assert text.count(f'id="pair-{pair.lower()}"') == 1
    assert text.count("Code: mentions it") == int(topics["mentions"].sum())
    assert text.count("Does not mention it") == int((~topics["mentions"]).sum())
    assert text.count("Text not seen") == 2 * len(found) - len(topics)
    assert '<span lang="zh">' in text and '<span lang="ko">' in text


def test_each_way_of_coding_finds_its_own_lone_claims():
    got = pairs.lone_claims(EACH, MEETINGS).groupby("coding")["pair_id"].agg(list).to_dict()
    assert got == {"coded": ["P2", "P3"], "strict": ["P2"], "whole": ["P2", "P3"], "both": ["P2"]}


def test_topics_by_how_often_one_side_alone_takes_them_up(found):
    got = pairs.one_sided(found)
    assert got.loc["semiconductors"].tolist() == [2, 7] and got.loc["raw_materials"].tolist() == [1, 1]
    assert got.index[0] == "semiconductors"


def test_a_cell_shows_both_codings_of_the_same_pair(found):
    strict = pairs.pairs(EACH, MEETINGS, strict=True)
    got = pairs.cells_of_both(EACH, found, strict).set_index(["pair_id", "side"])
    assert got.loc[("P3", "b"), ["state", "state_strict"]].tolist() == ["claims", "mentions"]
    assert (got["state"] != got["state_strict"]).sum() == 1
    with pytest.raises(ValueError, match="same pairs"):
        pairs.cells_of_both(EACH, found, strict[1:])


def test_words_of_a_pair_are_its_quotation_silence_or_not_seen():
    rows = frame(
        cell("P1", "a", True, True, lang="zh", quote="芯片 <b>", translation="chips"),
        cell("P1", "b", False, False, basis="press_says_absent"),
    )
    (said,) = pairs_html.pair_words(rows, ["P1"], "a")
    ours = '“chips” <span class="by">(our translation)</span>'
    assert said == f'“<span lang="zh">芯片 &lt;b&gt;</span>”<br>{ours}', "a source's words from ours"
    (silent,) = pairs_html.pair_words(rows, ["P1"], "b")
    assert silent == "<em>Silent</em> (an outlet says that it is absent)"
    assert pairs_html.pair_words(rows, ["P9"], "a") == ["<em>Text not seen.</em>"]


def test_results_lead_to_their_pair_and_name_korea(found):
    got = pairs_html.results(found, "M2", ["raw_materials", "fta"])
    assert got == ['<a href="#pair-p6">only Korea mentions the topic</a>', "not compared"]


def test_what_is_said_on_chips_in_some_days():
    rows = frame(
        cell("P1", "a", True, True),
        cell("P1", "b", True, True),
        cell("P2", "a", True, None, topic="export_controls"),
        cell("P3", "a", True, True, topic="bilateral"),
        cell("P5", "a", True, True, meeting_id="M2"),
    )
    got = pairs.on_chips(MEETINGS, rows, "2023-05-26", "2023-05-26")
    assert got[["quote", "claims_agreement"]].values.tolist() == [["P1a", True], ["P2a", False]]
    assert set(got["side_b"]) == {"kr"}
