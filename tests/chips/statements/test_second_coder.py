"""A second coder beside the first: agreement by hand and by a library, cells that differ, what was settled."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from chips.statements import (
    pairs,
    second_coder,
)
from explainer import paths
from explainer.evidence.tables import DataError, load
from tests.chips.statements.coded import cell, frame


def test_the_second_coder_stands_beside_the_first():
    counts = pd.DataFrame({"Count": ["x", "y"], "First": ["3 of 3", "1"], "Second": ["3 of 3", "2"]})
    assert second_coder.beside(counts, "x") == "3 of 3, like the first"
    assert second_coder.beside(counts, "y") == "2, where the first has 1"


def second(*rows):
    out = pd.DataFrame(rows, columns=["pair_id", "side", "mentions", "claims_agreement"])
    return out.astype({"mentions": "boolean", "claims_agreement": "boolean"})


def test_kappa_by_hand():
    # first coder: T T T F F F, second: T T F F F T -> observed 4/6, expected 1/2, kappa 1/3
    first = frame(*(cell(f"P{i}", "a", True, i < 3) for i in range(6)))
    other = second(*((f"P{i}", "a", True, i in (0, 1, 5)) for i in range(6)))
    got = second_coder.agreement(first, other).set_index("code")
    assert math.isclose(got.loc["claims_agreement", "kappa"], 1 / 3)
    assert got.loc["claims_agreement", ["cells", "agree"]].tolist() == [6, 4]
    assert pd.isna(got.loc["mentions", "kappa"]) and got.loc["mentions", "agree_pct"] == 100
    assert second_coder.disagreements(first, other)["pair_id"].tolist() == ["P2", "P5"]


def test_a_cell_that_one_coder_did_not_see_is_no_disagreement():
    first = frame(cell("P1", "a", True, True), cell("P2", "a", True, None))
    other = second(("P1", "a", None, None), ("P2", "a", True, False))
    got = second_coder.agreement(first, other).set_index("code")
    assert got.loc["claims_agreement", "cells"] == 0 and got.loc["claims_agreement", "one_only"] == 2
    assert second_coder.disagreements(first, other).empty
    with pytest.raises(ValueError, match="P9, side a"):
        second_coder.agreement(first, second(("P9", "a", True, True)))


def write(folder, text):
    (folder / "coding").mkdir(exist_ok=True)
    (folder / second_coder.SECOND).write_text("pair_id,side,mentions,claims_agreement\n" + text, encoding="utf-8")


def test_no_second_coder_yet(tmp_path):
    assert second_coder.second_coding(tmp_path) is None
    write(tmp_path, "P01,a,,\n")  # the empty form
    assert second_coder.second_coding(tmp_path) is None


def test_second_coder_is_read_and_bad_cells_are_named(tmp_path):
    write(tmp_path, "P01,a,true,false\nP01,b,,\n")
    assert second_coder.second_coding(tmp_path)["claims_agreement"].tolist() == [False]
    for text, place in (
        ("P01,a,yes,\n", "row 2, column mentions"),
        ("P01,c,true,\n", "row 2, column side"),
        ("P01,a,true,\nP01,a,true,\n", "row 3, column pair_id"),
        ("P01,a,false,true\n", "row 2, column claims_agreement"),
    ):
        write(tmp_path, text)
        with pytest.raises(DataError, match=place):
            second_coder.second_coding(tmp_path)


def test_the_form_shows_no_code_and_no_words():
    topics = load("readout_topics")
    form = second_coder.blank_form(topics, load("readouts"))
    assert len(form) == len(topics) and (form[list(pairs.CODES)] == "").all().all()
    assert form["read_at"].str.startswith("http").all()
    assert not set(form.columns) & {"quote", "translation", "basis", "korean_decided_form"}
    assert (paths.ROOT / "coding" / "README.md").exists()


def settled(*rows):
    return pd.DataFrame(rows, columns=["pair_id", "side", "code", "settled", "reason"])


def test_kappa_has_the_interval_of_the_library():
    # a b / c d = 20 5 / 10 15: Fleiss' example of the asymptotic interval, as statsmodels has it
    codes = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    first = frame(*(cell(f"P{i}", "a", True, a) for i, (a, _) in enumerate(codes)))
    other = second(*((f"P{i}", "a", True, b) for i, (_, b) in enumerate(codes)))
    got = second_coder.agreement(first, other).set_index("code").loc["claims_agreement"]
    expected = cohens_kappa([[20, 5], [10, 15]])
    assert math.isclose(got["kappa"], 0.4)
    assert (got["low"], got["high"]) == pytest.approx((expected.kappa_low, expected.kappa_upp))
    assert got["low"] < got["kappa"] < got["high"]


def test_differing_cells_come_with_both_codes_words_and_the_settled_code():
    first = frame(cell("P1", "a", True, True), cell("P2", "a", True, False)).assign(
        meeting_id="M01", topic_detail="t", quote=["one", "two"], lang="en", translation=pd.NA
    )
    other = second(("P1", "a", True, True), ("P2", "a", True, True)).assign(quote=["", "the second's words"])
    ends = settled(("P2", "a", "claims_agreement", False, "Rule 5: no assent"))
    got = second_coder.differing(first, other, ends)
    assert got[["pair_id", "first", "second", "settled"]].values.tolist() == [["P2", False, True, False]]
    assert got[["words", "second_words"]].values.tolist() == [["two", "the second's words"]]
    assert second_coder.settled_coding(first, other, ends)["claims_agreement"].tolist() == [True, False]
    with pytest.raises(ValueError, match="P2, side a, claims_agreement: is not settled"):
        second_coder.differing(first, other, ends[:0])
    with pytest.raises(ValueError, match="P1, side a, claims_agreement: is settled, but does not differ"):
        second_coder.differing(
            first, other, pd.concat([ends, settled(("P1", "a", "claims_agreement", True, "Rule 3: x"))])
        )


def test_the_filed_second_coding_is_settled_and_moves_no_headline_but_by_its_own_cells():
    topics, meetings = load("readout_topics"), load("readouts")
    other, ends = second_coder.second_coding(), load("coding_settled")
    found = second_coder.differing(topics, other, ends)
    assert len(found) == len(ends) and (found["first"] != found["second"]).all()
    assert found["second_words"].notna().all() and found["reason"].str.match(r"Rule \d+: ").all()
    mine = other[["pair_id", "side"]].merge(topics.assign(side=topics["side"].astype("str")), on=["pair_id", "side"])
    before = second_coder.headlines(second_coder.recoded(topics, mine), meetings)
    assert second_coder.headlines(mine, meetings) == before
    key = "With Korea: China alone claims agreement"
    assert int(second_coder.headlines(second_coder.recoded(topics, other), meetings)[key]) >= int(before[key]) >= 1
