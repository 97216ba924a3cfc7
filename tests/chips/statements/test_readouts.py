"""The two texts of Detroit: clauses, wordings, the sentence on chips, and the pages that show them."""

from __future__ import annotations

import re

import html5lib
import pandas as pd
import pytest

from chips.statements import (
    pairs,
    quotes_html,
    readouts,
    readouts_words,
    sentence,
    sentence_html,
    texts_html,
    week_html,
)
from chips.war import moves
from explainer import settings
from explainer.evidence.tables import load
from tests.browser import SITE


def test_every_topic_of_the_chinese_text_of_detroit_has_its_cell():
    clauses, topics = load("statement_clauses"), load("readout_topics")
    named = set(clauses.loc[clauses["statement_id"] == "S01", "topic"].astype("str"))
    cells = topics[(topics["meeting_id"] == "M01") & (topics["side"] == "a") & topics["mentions"].fillna(False)]
    assert named == set(cells["topic"].astype("str"))
    found = pairs.pairs(topics, load("readouts")).set_index("pair_id")
    assert found.loc[["P112", "P113"], ["mention", "claim"]].isna().all().all()  # Korea's text not seen: no comparison


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
    # what claims agreement is printed, all else folds; a line on the sheet is as long as its words, counted by hand
    core = core.assign(told=core["agreement"] == "both_agreed")
    core = core.sort_values(["statement_id", "told", "clause_no"], ascending=[True, False, True])
    english = core["translation"].where(core["lang"] != "en", core["quote"])
    said = ["".join(having(row, "tt-w")[0].find("span").itertext()) for row in rows]
    assert len(set(said)) == len(said) and (lang != "en" or said == english.tolist())
    folded = [having(box, "tt-row") for box in having(root, "tt-more")]
    counts = [int((~part["told"]).sum()) for _, part in core.groupby("statement_id")]
    assert [len(rows) for rows in folded] == counts
    heads = ["".join(box.find("summary").itertext()) for box in having(root, "tt-more")]
    assert [re.findall(r"\d+", head)[0] for head in heads] == [str(n) for n in counts]
    assert sum(map(int, re.findall(r"\d+", heads[0])[1:])) == counts[0]
    asked = core.loc[core["agreement"] == "we_requested", "topic"].astype(str)
    assert tuple(asked) == texts_html.ASKED, "the sentence names what these clauses ask for"
    sheets = having(root, "tt-sheet")
    lines = [[int(n.get("style")[4:]) for n in sheet.iter("i")] for sheet in sheets]
    length = english.str.count(" ") + 1
    parts = [part[~part["told"]] for _, part in core.sort_values("clause_no").groupby("statement_id")]
    assert lines == [length[part.index].tolist() for part in parts], "a line per clause, as long as its words"
    assert [length.max()] * 2 == [int(strip.get("style")[6:]) for strip in having(root, "tt-strip")]
    assert [len(having(sheet, "tt-absent")) for sheet in sheets] == [0, 1], "the box stands on Korea's sheet"
    assert [len(having(sheet, "k-both_agreed")) for sheet in sheets] == [1, 0]
    (last,) = (row for row in rows if "k-both_agreed" in row.get("class").split())
    words = "".join(having(last, "tt-w")[0].itertext())
    own = {"en": "Both sides agreed", "ko": "양측은 반도체", "zh": "双方一致同意"}
    assert words.startswith(own[lang]) and having(last, "tt-w")[0].find("span").get("lang") == lang
    assert root[0].get("lang") == (None if lang == "en" else lang)
    assert set(readouts_words.WORDS[lang]) == set(readouts_words.WORDS["en"])


@pytest.mark.browser
def test_no_words_of_a_sheet_run_over_its_edge_on_a_phone(chromium):
    page, over = chromium.new_page(viewport={"width": 390, "height": 844}), {}
    for cover in settings.covers():
        page.goto((SITE / f"{cover}.html").as_uri())
        over[cover] = page.evaluate(
            "() => [...document.querySelectorAll('.tt-sheet')].flatMap(sheet => [...sheet.querySelectorAll('*')]"
            ".filter(one => one.getBoundingClientRect().right > sheet.getBoundingClientRect().right)"
            ".map(one => one.className))"
        )
    page.close()
    assert over == {cover: [] for cover in settings.covers()}


def test_an_account_that_asks_for_something_else_is_not_said_to_ask_for_these():
    clauses = load("statement_clauses").astype({"topic": str})
    turned = clauses["topic"].mask(clauses["topic"] == "raw_materials", "multilateral")
    with pytest.raises(ValueError, match="said to ask for bilateral, raw_materials"):
        texts_html.two_texts(clauses.assign(topic=turned), load("clause_renderings"))


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
    told = [e for e in having(root, "move") if "a measure" in "".join(e.itertext())]
    assert len(told) == story["measure"].sum() == len(having(root, "measure")) > 0, "the title counts them"


def test_topics_by_who_has_them():
    rows = [
        clause("S01", 1, "semiconductors", "both_agreed"),
        clause("S01", 2, "bilateral", "we_stated"),
        clause("S02", 1, "bilateral", "none"),
        clause("S02", 2, "raw_materials", "we_requested"),
    ]
    found = readouts.matched(pd.DataFrame(rows))
    sides, open_ = {"S01": "cn", "S02": "kr"}, "<ul><li>open</li></ul>"
    known = {("kr", "semiconductors"): "press_says_absent", ("cn", "raw_materials"): "full_text"}
    root = tree(quotes_html.both_one_none(found, sides, known, open_))
    listed = [[li.text for li in column.iter("li")] for column in having(root, "quote")]
    told = "Semiconductors (outlets state Korea’s silence)"
    assert listed == [["Bilateral trade and investment"], [told], ["Raw materials and parts"], ["open"]]
    root = tree(quotes_html.both_one_none(found, sides, {("cn", "raw_materials"): "full_text"}, open_))
    heads = [["".join(b.itertext()) for b in column.iter("b")] for column in having(root, "quote")]
    assert heads[1:3] == [["In China’s; Korea’s full text not seen"], ["Only in Korea’s"]], "not seen is not left out"


def test_a_silence_is_known_where_a_text_was_seen_whole_or_an_outlet_states_it():
    names = ("meeting_id", "country_id", "topic", "mentions", "basis")
    rows = [
        ("M01", "cn", "raw_materials", False, "full_text"),
        ("M01", "kr", "raw_materials", True, "excerpt"),
        ("M01", "kr", "semiconductors", False, "press_says_absent"),
        ("M01", "kr", "fta", None, "excerpt"),
        ("M02", "kr", "bilateral", False, "full_text"),
    ]
    cells = pd.DataFrame(rows, columns=names).astype({"mentions": "boolean"})
    known = {("cn", "raw_materials"): "full_text", ("kr", "semiconductors"): "press_says_absent"}
    assert readouts.silences(cells, "M01") == known


def test_every_compared_meeting_of_china_and_korea_stands_on_the_list_of_all():
    met, meetings = load("meetings_cn_kr"), load("readouts")
    korea = meetings[
        (meetings["side_b"] == "kr") & (meetings["date"] >= "2022-01-01") & (meetings["meeting_id"] != "M19")
    ]
    listed = met.dropna(subset=["meeting_id"]).set_index("meeting_id")
    assert set(listed.index) == set(korea["meeting_id"]) and listed.index.is_unique
    assert (korea.set_index("meeting_id")["date"] == listed["date"].reindex(korea["meeting_id"])).all()
