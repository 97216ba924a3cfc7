"""Rules of the ledger: they give today's verdicts, and another verdict when the data say otherwise."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from chips import series
from chips.verdict import ledger, rules
from chips.verdict.rules import CONFIDENCE, RULES, SCALE, Verdict, rule
from chips.verdict.rules_micron import names_korea
from explainer.evidence import tables
from tests.pages.test_prose import bare

CHIPS, STATE, LINES = "semiconductors", "statements", "statement_clauses"
TODAY = {one: judge(tables.load) for one, judge in RULES.items()}


def altered(**changes):
    """A loader that hands out changed copies of some tables."""
    return lambda table: changes[table](tables.load(table).copy()) if table in changes else tables.load(table)


def put(column, value, **where):
    """Set a column where other columns have the given values."""

    def change(frame):
        mask = pd.Series(True, index=frame.index)
        for name, wanted in where.items():
            mask &= frame[name].astype("str") == str(wanted)
        assert mask.any(), "the change hits no row"
        if isinstance(frame[column].dtype, pd.CategoricalDtype):
            frame[column] = frame[column].astype("str")
        frame.loc[mask, column] = value
        return frame

    return change


def drop(**where):
    """Leave out the rows that have the given values."""

    def change(frame):
        mask = pd.Series(True, index=frame.index)
        for name, wanted in where.items():
            wanted = wanted if isinstance(wanted, list) else [wanted]
            mask &= frame[name].astype("str").isin([str(w) for w in wanted])
        assert mask.any(), "the change hits no row"
        return frame[~mask]

    return change


def korean_share(value):
    """A figure for 2024 in the table of China's imports."""

    def change(frame):
        row = frame[(frame["measure"] == "partner_share") & (frame["partner"] == "kr") & (frame["product"] == "memory")]
        new = row.tail(1).assign(value=value, period="2024", period_end=pd.Timestamp("2024-12-31"))
        return pd.concat([frame, new], ignore_index=True)

    return change


def all_but_one_side(frame):
    frame["mentions"] = frame["mentions"].where(frame["mentions"].isna(), frame["side"].astype("str") == "a")
    return frame


def no_american_rules(frame):
    return frame[~((frame["actor"] == "us") & frame["instrument"].isin(["export_control", "entity_list"]))]


def stopped(frame):
    """Korean memory that no longer goes to China."""
    return put("share_pct", 0.2, basis="kita_memory", destination="cn", period="2024")(frame)


def no_growth(frame):
    return frame[frame["period_end"] < "2023-06-01"]


CALL = int(tables.load(LINES).query("statement_id == 'S13' and quote.str.contains('Korean')")["clause_no"].item())
SUPPLY = {"statement_id": "S02", "topic": "raw_materials"}
IMPORTS = {"partner": "kr", "product": "memory", "measure": "value", "period": "2022"}
#: claim, changed tables, verdict that the changed data must give.
FLIPS = [
    ("C01", {LINES: drop(statement_id="S01", topic=CHIPS)}, "false"),
    ("C02", {LINES: drop(statement_id=["S25", "S26"], topic=CHIPS)}, "not_testable"),
    ("C03", {"readouts": put("place", "Cleveland", meeting_id="M01")}, "unproven"),
    ("C03", {STATE: put("official", False, statement_id="S02")}, "partly"),
    ("C04", {STATE: put("date", pd.Timestamp("2023-05-26"), statement_id="S01")}, "supported"),
    ("C04", {STATE: put("date", pd.Timestamp("2023-06-05"), statement_id="S01")}, "false"),
    ("C06", {LINES: put("agreement", "we_stated", statement_id="S01", topic=CHIPS)}, "partly"),
    ("C06", {LINES: drop(statement_id="S01", topic=CHIPS)}, "false"),
    ("C07", {LINES: put("agreement", "none", **SUPPLY)}, "partly"),
    ("C07", {LINES: drop(statement_id="S02", agreement="we_requested")}, "unproven"),
    ("C08", {LINES: put("topic", CHIPS, **SUPPLY)}, "false"),
    ("C09", {LINES: put("translation", "and asked for battery minerals", **SUPPLY)}, "supported"),
    ("C09", {LINES: drop(**SUPPLY)}, "unproven"),
    ("C10", {LINES: drop(statement_id="S04")}, "supported"),
    ("C10", {"same_day_reports": drop(phrase="one_sided")}, "false"),
    ("C11", {"readout_topics": lambda frame: frame.assign(mentions=True)}, "supported"),
    ("C11", {"readout_topics": all_but_one_side}, "false"),
    ("C12", {"claim_evidence": put("stance", "against", claim_id="C12", evidence_no=1)}, "false"),
    ("C12", {"claim_evidence": put("stance", "for", claim_id="C12")}, "supported"),
    ("C14", {"claim_evidence": drop(claim_id="C14", stance="against")}, "supported"),
    ("C14", {"events": no_american_rules}, "unproven"),
    ("C15", {"events": drop(event_id=["E20230331b", "E20230523b"])}, "partly"),
    ("C15", {"events": drop(event_id="E20230127a")}, "not_testable"),
    ("C16", {"events": put("actor", "us", event_id="E20230521a")}, "supported"),
    ("C16", {"events": put("instrument", "diplomacy", event_id="E20230521a")}, "false"),
    ("C17", {"cn_ic_trade": korean_share(60.0)}, "partly"),
    ("C18", {STATE: put("body", "executive", statement_id="S13")}, "supported"),
    ("C18", {LINES: drop(statement_id=["S13", "S23"]), "events": drop(event_id="E20230423a")}, "unproven"),
    ("C19", {STATE: put("date", pd.Timestamp("2023-05-30"), statement_id="S13")}, "partly"),
    ("C19", {LINES: drop(statement_id="S13")}, "unproven"),
    ("C19", {LINES: drop(statement_id="S13", clause_no=CALL)}, "false"),
    ("C21", {"china_makers": no_growth}, "not_testable"),
    ("C21", {"hbm_shares": put("company_id", "cxmt", company_id="micron")}, "not_testable"),
    ("C21", {"kr_chip_exports_destination": stopped}, "false"),
    ("C21", {"kr_chip_exports_destination": stopped, "china_makers": no_growth}, "supported"),
    ("C22", {LINES: drop(statement_id="S01", clause_no=7)}, "partly"),
    ("C22", {LINES: drop(statement_id="S01", speech="own_words")}, "false"),
]


@pytest.mark.parametrize(
    ("claim", "changes", "expected"), FLIPS, ids=[f"{c}-{v}-{i}" for i, (c, _, v) in enumerate(FLIPS)]
)
def test_the_verdict_follows_the_data(claim, changes, expected):
    found = RULES[claim](altered(**changes))
    assert found.value == expected
    assert found.because and found.confidence in CONFIDENCE


def test_every_rule_that_judges_has_a_change_that_flips_it():
    judged = {one for one, found in TODAY.items() if found.value}
    flipped = {claim for claim, _, expected in FLIPS if expected != TODAY[claim].value}
    assert judged == flipped


def test_a_lower_share_after_the_decision_does_not_support_the_claim_on_reliance():
    found = RULES["C17"](altered(cn_ic_trade=korean_share(40.0)))
    assert (found.value, found.confidence) == ("false", "low")
    assert "fell by 7.5 points" in found.because


@pytest.mark.parametrize("value", [10.0, 80.0])
def test_two_shares_of_different_wholes_never_rank_the_two_sides(value):
    found = RULES["C20"](altered(cn_ic_trade=put("value", value, **IMPORTS)))
    assert found.value is None and "do not rank need" in found.because


def test_a_rule_of_2023_that_was_only_announced_is_not_called_issued():
    found = TODAY["C15"]
    assert "one had issued a rule before the article and one had only announced one" in found.because
    none = RULES["C15"](altered(events=put("status", "proposed", event_id="E20230523b")))
    assert "none had issued" in none.because and "two had only announced" in none.because


def test_a_control_that_was_lifted_is_not_called_in_force():
    found = TODAY["C14"]
    assert "in force" not in found.because and "one of them lifted again" in found.because
    kept = RULES["C14"](altered(event_links=drop(relation="end")))
    assert "none of them lifted" in kept.because


def test_topics_that_neither_side_names_are_no_agreement():
    cells = tables.load("readout_topics")
    both = cells.pivot(index="pair_id", columns="side", values="mentions").dropna().astype(bool)
    assert both.any(axis=1).all(), "a pair that neither side names: C11 and the page on the mismatch speak of none"
    assert "neither" not in TODAY["C11"].because and "percent" not in TODAY["C11"].because


def test_korea_is_found_in_the_language_of_the_speaker():
    rows = pd.DataFrame(
        {"quote": ["우리는 한국에", "要求韩方", "we ask allies", "to Seoul"], "translation": [None] * 4}
    )
    assert names_korea(rows).tolist() == [True, True, False, True]


@pytest.fixture
def register(monkeypatch):
    """The register of rules as it is, in a copy that a test may spoil."""
    monkeypatch.setattr(rules, "RULES", dict(RULES))
    return rules.RULES


def test_a_rule_is_named_for_what_it_decides_and_registers_itself(register):
    @rule("C05")
    def director_general(load):
        return Verdict("false", "high", "He was the minister.")

    assert register["C05"] is director_general and set(register) == {*RULES, "C05"}
    assert [one for one, judge in RULES.items() if judge.__name__.lower() == one.lower()] == []


@pytest.mark.parametrize("claim", ["C1", "c01", "C011", ""])
def test_no_rule_for_what_is_no_claim_id(register, claim):
    with pytest.raises(ValueError, match="no id of a claim"):
        rule(claim)
    assert register == RULES


def test_no_two_rules_for_one_claim(register):
    with pytest.raises(ValueError, match=r"C01 is judged by china_names_chips already; another comes second"):

        @rule("C01")
        def another(load):
            return Verdict("supported", "high", "It is so.")

    assert register == RULES


def test_a_rule_for_a_claim_that_is_not_there_stops_the_ledger(register):
    @rule("C77")
    def stray(load):
        return Verdict("supported", "high", "It is so.")

    with pytest.raises(KeyError, match=r"not in `claims`: C77 \(stray\)"):
        ledger.rulings(["C01"])


def test_rules_that_turn_on_entered_evidence_say_so():
    entered = {one for one, found in TODAY.items() if found.turns_on == "entries"}
    moved = set()
    for one in RULES:
        bare_ = RULES[one](altered(claim_evidence=lambda frame: frame[frame["stance"] == "context"]))
        full = RULES[one](altered(claim_evidence=lambda frame: frame.assign(stance="against")))
        moved |= {one} if {bare_.value, full.value} != {TODAY[one].value} else set()
    assert entered == moved == {"C12", "C14"}


def test_rules_that_read_figures_alone_say_so():
    """A rule that loads what a person coded in events and texts does not rest on figures alone."""
    coded = {STATE, LINES, "events", "readouts", "readout_topics", "same_day_reports", "claim_evidence", "event_links"}
    for one, judge in RULES.items():
        read = set()

        def load(name, read=read):
            read.add(name)
            return tables.load(name)

        found = judge(load)
        assert (found.turns_on == "figures") is not bool(read & coded), (one, read)
        assert found.turns_on in rules.TURNS


def test_what_contradicts_a_claim_is_told_from_what_leaves_it_open():
    assert (TODAY["C02"].value, TODAY["C17"].value) == ("false", "unproven")
    assert SCALE["false"][1] == 1 and SCALE["unproven"][1] == SCALE["not_testable"][1] == -1
    unseen = {claim for claim, _, expected in FLIPS if expected == "unproven"}
    seen = {claim for claim, _, expected in FLIPS if expected == "false"}
    assert unseen == {"C03", "C07", "C09", "C14", "C18", "C19"} and not (unseen & seen) - {"C19"}


def test_shares_of_two_publishers_are_never_divided():
    found = series.korean_share_of_memory_imports(tables.load)
    assert found.loc[2022, "share_pct"] == pytest.approx(100 * 48.306 / 101.801)
    mixed = altered(cn_ic_trade=put("reporter", "somebody", **IMPORTS))
    assert 2022 not in series.korean_share_of_memory_imports(mixed).index


@pytest.mark.parametrize("claim", list(RULES))
def test_a_rule_is_sure_of_its_form(claim):
    found = TODAY[claim]
    assert found.value is None or found.value in SCALE
    assert found.confidence in CONFIDENCE and found.because.endswith(".")
    known = set(tables.load("sources")["source_id"])
    assert found.source_id and set(found.source_id.split(";")) <= known


# --- the written reasons --------------------------------------------------------------------------------------------

REVIEWS = tables.load("claim_reviews").set_index("claim_id")
RULINGS = ledger.rulings()


def test_every_claim_has_a_review_and_a_verdict_of_the_scale():
    assert list(RULINGS["claim_id"]) == list(tables.load("claims")["claim_id"]) == list(REVIEWS.index)
    assert set(RULINGS["verdict"]) <= set(SCALE)


def test_no_written_reason_contradicts_its_verdict():
    assert RULINGS.loc[RULINGS["withheld"], "claim_id"].tolist() == []


@pytest.mark.parametrize(("claim", "changes", "expected"), [f for f in FLIPS if f[2] != TODAY[f[0]].value])
def test_a_reason_is_withheld_once_the_verdict_is_another(claim, changes, expected):
    before, after = (ledger.rulings([claim], load).iloc[0] for load in (tables.load, altered(**changes)))
    assert (after["verdict"], bool(after["withheld"])) == (expected, True)
    assert after["reason"] != before["reason"] and after["reason"].startswith(after["because"])
    assert SCALE[before["verdict"]][0].lower() in after["reason"] and "withheld" in after["reason"]


@pytest.mark.parametrize("claim", REVIEWS.index)
def test_reasons_are_two_sentences_without_typed_figures(claim):
    row = REVIEWS.loc[claim]
    assert len(re.findall(r"\.(?: [A-Z]|$)", row["reason"] + ".")) == 2
    for column in ("reason", "what_would_change", "since"):
        if not pd.isna(row[column]):
            assert bare(re.sub(r"\{\w+\}", "", row[column])) == [], column


@pytest.mark.parametrize("claim", REVIEWS.index)
def test_a_reason_names_no_other_verdict(claim):
    row = RULINGS.set_index("claim_id").loc[claim]
    for verdict, (label, _, _) in SCALE.items():
        if verdict not in (row["verdict"], "supported"):
            assert label.lower() not in row["reason"].lower()


def test_a_missing_figure_is_named():
    with pytest.raises(KeyError, match=r"C99, reason.*no_such.*supplies: chips"):
        ledger.fill("About {no_such}", {"chips": "one"}, "C99, reason")


def test_events_named_as_what_happened_since_came_after_the_article():
    events = tables.load("events").set_index("event_id")
    for cell in REVIEWS["since_event_id"].dropna():
        for one in cell.split(";"):
            assert events.loc[one, "date"] > pd.Timestamp("2023-05-27"), one
