from __future__ import annotations

import math
import re

import html5lib
import pandas as pd
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from chips.statements import (
    pair_squares_charts,
    pairs,
    pairs_html,
    quotes_html,
    readouts,
    readouts_words,
    second_coder,
    sentence,
    sentence_html,
    texts_html,
    week_html,
)
from chips.war import moves
from explainer import paths
from explainer.evidence.tables import DataError, load
from explainer.figures import theme

MEETINGS = pd.DataFrame(
    {
        "meeting_id": ["M1", "M2"],
        "date": pd.to_datetime(["2023-05-26", "2025-03-29"]),
        "place": ["Detroit", "Seoul"],
        "side_b": ["kr", "kr"],
        "meeting": ["x", "y"],
    }
)


def cell(pair, side, mentions, claims, **more):
    row = {
        "pair_id": pair,
        "side": side,
        "country_id": "cn" if side == "a" else "kr",
        "meeting_id": "M1",
        "topic": "semiconductors",
        "topic_detail": "chips",
        "mentions": mentions,
        "claims_agreement": claims,
        "korean_decided_form": False,
        "official_comparison": True,
        "basis": "full_text",
        "lang": "en",
        "quote": f"{pair}{side}",
        "translation": None,
        "source_id": "reuters-2023-05-27-c6d1b",
        "confidence": "reported",
        "note": None,
    }
    return row | more


def frame(*cells):
    return pd.DataFrame(cells)


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


def test_the_second_coder_stands_beside_the_first():
    counts = pd.DataFrame({"Count": ["x", "y"], "First": ["3 of 3", "1"], "Second": ["3 of 3", "2"]})
    assert second_coder.beside(counts, "x") == "3 of 3, as the first coder has"
    assert second_coder.beside(counts, "y") == "2, where the first coder has 1"


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


def test_every_topic_of_the_chinese_text_of_detroit_has_its_cell():
    clauses, topics = load("statement_clauses"), load("readout_topics")
    named = set(clauses.loc[clauses["statement_id"] == "S01", "topic"].astype("str"))
    cells = topics[(topics["meeting_id"] == "M01") & (topics["side"] == "a") & topics["mentions"].fillna(False)]
    assert named == set(cells["topic"].astype("str"))
    found = pairs.pairs(topics, load("readouts")).set_index("pair_id")
    assert found.loc[["P112", "P113"], ["mention", "claim"]].isna().all().all()  # Korea's text not seen: no comparison


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


def clause(statement, number, topic, agreement, words="one two", **more):
    row = {"statement_id": statement, "clause_no": number, "topic": topic, "agreement": agreement, "source_id": "s"}
    return row | {"quote": words, "lang": "en", "translation": None, "confidence": "primary"} | more


def test_clauses_meet_on_their_topic_and_have_their_length():
    clauses = pd.DataFrame(
        [
            clause("S1", 1, "bilateral", "we_stated"),
            clause("S1", 2, "semiconductors", "both_agreed", "双方同意", lang="zh", translation="both agreed on it"),
            clause("S2", 1, "raw_materials", "we_requested"),
            clause("S2", 2, "bilateral", "none"),
            clause("S2", 3, "bilateral", "we_requested"),
        ]
    )
    got = readouts.matched(clauses)
    assert got["partners"].tolist() == [[2, 3], [], [], [1], [1]]
    assert got["words"].tolist() == [2, 4, 2, 2, 2] and got["text"].tolist()[1] == "both agreed on it"
    with pytest.raises(ValueError, match="two statements"):
        readouts.matched(clauses[:2])


def rendering(statement, number, lang, text, kind, by="X"):
    names = ("statement_id", "clause_no", "lang", "text", "kind", "rendered_by")
    return dict(zip(names, (statement, number, lang, text, kind, by), strict=True))


def test_the_wording_nearest_to_the_ministry_is_taken_and_a_missing_one_says_so():
    rows = [
        clause("S01", 1, "bilateral", "we_stated", "agreed"),
        clause("S02", 1, "bilateral", "none", "논의했다", lang="ko", translation="discussed"),
    ]
    more = [
        rendering("S01", 1, "zh", "同意", "report", "Voice"),
        rendering("S01", 1, "zh", "一致同意", "press_quote", "Daily"),
        rendering("S01", 1, "ko", "동의했다", "agency", "First"),
        rendering("S01", 1, "ko", "합의했다", "agency", "Second"),
    ]
    got = readouts.wordings(pd.DataFrame(rows), pd.DataFrame(more))
    assert got.loc[("S01", 1), ["text", "kind", "by"]].values.tolist() == [
        ["agreed", "agency", ""],
        ["동의했다", "agency", "First"],
        ["一致同意", "press_quote", "Daily"],
    ]
    assert got.loc[("S02", 1), ["text", "lang", "kind"]].values.tolist() == [
        ["discussed", "en", "ours"],
        ["논의했다", "ko", "press_quote"],
        ["discussed", "en", "missing"],
    ]


def tree(html):
    return html5lib.parse(f"<!doctype html><body>{html}", namespaceHTMLElements=False).find("body")


def having(root, name):
    return [e for e in root.iter() if name in (e.get("class") or "").split()]


@pytest.mark.parametrize("lang", sorted(readouts_words.WORDS))
def test_the_two_texts_in_each_language(lang):
    clauses, renderings = load("statement_clauses"), load("clause_renderings")
    core = clauses[clauses["statement_id"].isin(["S01", "S02"])]
    root = tree(texts_html.two_texts(clauses, renderings, lang))
    rows = having(root, "tt-row")
    assert len(rows) == len(core) and len(having(root, "tt-absent")) == 1
    # what claims agreement is printed, all else folds; a bar is as long as its words, counted here by hand
    core = core.assign(told=core["agreement"] == "both_agreed")
    core = core.sort_values(["statement_id", "told", "clause_no"], ascending=[True, False, True])
    english = core["translation"].where(core["lang"] != "en", core["quote"])
    said = [(have[0].get("style") if (have := having(row, "tt-bar")) else None) for row in rows]
    printed = core["agreement"].isin(["both_agreed", "we_requested"])
    bars = zip(english, printed, strict=True)
    assert said == [None if shown else f"--w:{text.count(' ') + 1}" for text, shown in bars]
    folded = [having(box, "tt-row") for box in having(root, "tt-more")]
    counts = [int((~part["told"]).sum()) for _, part in core.groupby("statement_id")]
    assert [len(rows) for rows in folded] == counts
    heads = ["".join(box.find("summary").itertext()) for box in having(root, "tt-more")]
    assert [re.findall(r"\d+", head)[0] for head in heads] == [str(n) for n in counts]
    assert sum(map(int, re.findall(r"\d+", heads[0])[1:])) == counts[0]
    asked = core.loc[core["agreement"] == "we_requested", "topic"].astype(str)
    assert len(asked) == 3 and all(readouts_words.WORDS[lang][one] in heads[1] for one in asked)
    (last,) = having(root, "k-both_agreed")
    words = "".join(having(last, "tt-w")[0].itertext())
    own = {"en": "Both sides agreed", "ko": "양측은 반도체", "zh": "双方一致同意"}
    assert words.startswith(own[lang]) and having(last, "tt-w")[0].find("span").get("lang") == lang
    assert root[0].get("lang") == (None if lang == "en" else lang)
    assert set(readouts_words.WORDS[lang]) == set(readouts_words.WORDS["en"])


def test_in_full_each_clause_leads_to_its_partners_and_shows_every_language():
    clauses = load("statement_clauses")
    root = tree(texts_html.two_texts(clauses, load("clause_renderings"), full=True))
    ids = {e.get("id") for e in root.iter() if e.get("id")}
    links = list(root.iter("a"))
    met = [r for r in having(root, "tt-row") if "tt-met" in r.get("class").split()]
    assert {e.get("href")[1:] for e in links} <= ids and len(links) == len(met) == 7
    assert {r.get("data-t") for r in met} == {"bilateral"}
    for row in having(root, "tt-row"):
        assert [len(having(row, f"tt-{key}")) for key in ("en", "ko", "zh", "or")] == [1, 1, 1, 1]
    # nine clauses of China's were found in no Chinese text, one in no Korean text
    assert len(having(root, "b-missing")) == 9 + 1
    with pytest.raises(ValueError, match="rests on chips"):
        texts_html.two_texts(clauses[clauses["topic"] != "semiconductors"], load("clause_renderings"))


def test_the_slots_of_the_sentence_joined_are_the_renderings_letter_by_letter():
    clauses, renderings, cut = load("statement_clauses"), load("clause_renderings"), load("clause_slots")
    printed = renderings[renderings["clause_no"] == 12].set_index("rendered_by")["text"].to_dict()
    printed["Xinhua"] = clauses.set_index(["statement_id", "clause_no"]).loc[("S01", 12), "quote"]
    made = sentence.joined(cut)
    assert len(made) == 4
    assert {by: printed[by] for by in made.index} == made.to_dict()
    wide = sentence.grid(cut)
    assert sentence.lone(wide) == ("Want Daily", "how") and wide.loc["Want Daily", "how"] == "一致"
    root = tree(sentence_html.slots(cut, renderings))
    assert ["".join(e.itertext()) for e in root.iter("mark")] == ["一致"]
    with pytest.raises(ValueError, match="not 2"):
        sentence.lone(wide.assign(what=wide["what"].where(wide.index == "Xinhua")))


def test_each_account_stands_on_a_rung_that_its_words_reach():
    clauses, renderings = load("statement_clauses"), load("clause_renderings")
    got = sentence.accounts(load("agreement_rungs"), load("statements"), clauses, renderings)
    told = got.set_index("rung")
    # the rule of each rung, in the words of the rows themselves
    signs = {"asked": "요청", "contacts": "over all industries", "in_principle": "원론적으로", "unanimously": "一致"}
    for rung, sign in signs.items():
        assert sign in told.loc[rung, "words"], rung
    assert "agreed" in told.loc["agreed", "words"] and pd.isna(told.loc["not_mentioned", "words"])
    topics = clauses[clauses["statement_id"] == told.loc["not_mentioned", "statement_id"]]["topic"]
    assert "semiconductors" not in set(topics) and len(topics) > 0
    root = tree(sentence_html.ladder(got))
    steps = ["".join(e.itertext()) for e in having(root, "step")]
    assert steps == list(sentence.RUNGS.values())[::-1]
    assert all(len(having(step, "flag")) == 1 for step in having(root, "rung"))
    # a source's words stand between marks, and a translation says whose it is
    printed = ["".join(p.itertext()) for p in root.iter("p") if p.get("class") in (None, "tr")]
    ours = [one for one in printed if one.endswith("” (our translation)")]
    assert len(ours) == got["translation"].notna().sum() > 0
    assert len(printed) - len(ours) == got["words"].notna().sum() and all(one[0] == "“" for one in printed)


def test_a_reader_who_codes_meets_the_code_of_the_table():
    clauses = load("statement_clauses")
    picked = [("S01", 10), ("S02", 3), ("S01", 12)]
    root = tree(quotes_html.code_it(clauses, picked))
    code = clauses.set_index(["statement_id", "clause_no"])["agreement"]
    for fold, key in zip(root.iter("fieldset"), picked, strict=True):
        buttons = list(fold.iter("input"))
        assert len(buttons) == len(readouts.CLAIMS)
        same = [kind for kind, b in zip(quotes_html.BUTTONS, buttons, strict=True) if b.get("data-same") is not None]
        assert same == [code[key]]


def test_the_strip_has_every_day_and_leads_to_the_events():
    story = moves.week(load("events"), load("statements"))
    root = tree(week_html.day_strip(story))
    days = ["".join(e.itertext()) for e in having(root, "day")]
    assert days == [f"{day} May" for day in range(21, 27)]
    assert len(having(root, "move")) == len(story)
    linked = {e.get("href").rsplit("#event-", 1)[1] for e in root.iter("a")}
    assert linked == set(story["event_id"][story["event_id"].str.startswith("E")])


def test_topics_by_who_has_them():
    rows = [
        clause("S01", 1, "semiconductors", "both_agreed"),
        clause("S01", 2, "bilateral", "we_stated"),
        clause("S02", 1, "bilateral", "none"),
        clause("S02", 2, "raw_materials", "we_requested"),
    ]
    found = readouts.matched(pd.DataFrame(rows))
    root = tree(quotes_html.both_one_none(found, {"S01": "cn", "S02": "kr"}, "<ul><li>open</li></ul>"))
    listed = [[li.text for li in column.iter("li")] for column in having(root, "quote")]
    assert listed == [["Bilateral trade and investment"], ["Semiconductors"], ["Raw materials and parts"], ["open"]]


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


# a second coder


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


def test_every_compared_meeting_of_china_and_korea_stands_on_the_list_of_all():
    met, meetings = load("meetings_cn_kr"), load("readouts")
    korea = meetings[
        (meetings["side_b"] == "kr") & (meetings["date"] >= "2022-01-01") & (meetings["meeting_id"] != "M19")
    ]
    listed = met.dropna(subset=["meeting_id"]).set_index("meeting_id")
    assert set(listed.index) == set(korea["meeting_id"]) and listed.index.is_unique
    assert (korea.set_index("meeting_id")["date"] == listed["date"].reindex(korea["meeting_id"])).all()
