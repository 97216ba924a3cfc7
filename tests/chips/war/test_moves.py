from __future__ import annotations

import math

import pandas as pd
import pytest

from chips.war import moves, moves_charts, moves_html
from explainer.evidence.tables import fields, load
from explainer.figures import labels
from explainer.figures.picture import NARROW, WIDE


def event(event_id, date, actor="us", direction="tightening", **more):
    row = {
        "event_id": event_id,
        "date": pd.Timestamp(date),
        "date_precision": "day",
        "actor": actor,
        "instrument": "export_control",
        "stage_of_chain": "memory",
        "direction": direction,
        "status": "issued_or_done",
        "title": f"What happened {event_id}",
        "legal_reference": "87 FR 1",
        "source_id": "s1",
        "confidence": "primary",
    }
    return row | more


@pytest.fixture
def events():
    return pd.DataFrame(
        [
            event("E1", "2022-10-07"),
            event("E2", "2022-10-07", instrument="entity_list", source_id="s2"),
            event("E3", "2022-10-17", "cn"),
            event("E4", "2023-01-05", direction="easing"),
            event("E5", "2023-01-06", direction="neutral", instrument="diplomacy"),
            event("E6", "2023-01-07", status="proposed"),
            event("E7", "2023-02-01", instrument="diplomacy"),
            event("E8", "2023-02-15", "cn", date_precision="month"),
        ]
    )


def test_every_instrument_and_actor_of_the_data_has_a_family_and_a_lane():
    described = fields("events")
    instruments = described["instrument"]["constraints"]["enum"]
    assert set(moves.INSTRUMENTS) == set(instruments)
    assert {moves.family(i) for i in instruments} == set(moves.FAMILIES)
    actors = described["actor"]["constraints"]["enum"]
    assert {moves.lane(a) for a in actors} == set(moves.LANES)
    assert set(moves.STAGES) == set(described["stage_of_chain"]["constraints"]["enum"])
    assert set(moves.STATUS) == set(described["status"]["constraints"]["enum"])
    with pytest.raises(KeyError):
        moves.family("poem")
    with pytest.raises(KeyError):
        moves.lane("mars")


def test_balance_adds_tightening_and_takes_easing_away_by_hand(events):
    us = moves.balance(events).query("actor == 'us'")
    # 7 Oct: two steps; 5 Jan: one easing; 1 Feb: one statement. Neutral and proposed rows do nothing.
    assert us["net"].tolist() == [2, 1, 2]
    assert us["steps"].tolist() == [2, 1, 1]
    assert us["source_id"].iloc[0] == "s1;s2"
    assert moves.balance(events, "all").query("actor == 'us'")["net"].tolist() == [2, 1, 2, 3]
    assert moves.balance(events, "controls").query("actor == 'us'")["net"].tolist() == [2, 1]
    assert moves.balance(events).query("actor == 'cn'")["net"].tolist() == [1, 2]
    with pytest.raises(KeyError, match="rule"):
        moves.balance(events, "some")


def test_balance_ends_where_a_plain_count_of_the_data_ends():
    data = load("events")
    done = data[data["status"].astype("str") == "issued_or_done"]
    for actor in ("us", "cn"):
        way = done.loc[done["actor"].astype("str") == actor, "direction"].astype("str").value_counts()
        end = moves.balance(data).query("actor == @actor")["net"].iloc[-1]
        assert end == way["tightening"] - way["easing"]


def links(*rows):
    return pd.DataFrame(
        [
            {
                "event_id": a,
                "answers_event_id": b,
                "relation": r,
                "basis": "stated",
                "source_id": "s1",
                "confidence": "reported",
            }
            for a, b, r in rows
        ]
    )


def test_days_between_move_and_answer(events):
    found = moves.answers(events, links(("E3", "E1", "answer"), ("E8", "E4", "answer"), ("E4", "E1", "relief")))
    assert found["event_id"].tolist() == ["E3", "E8"]
    assert found["days"].tolist() == [10, 41]
    # February 2023 runs from day 27 to day 54 after 5 January
    assert found[["days_low", "days_high"]].to_numpy().tolist() == [[10, 10], [27, 54]]
    assert found["exact"].tolist() == [True, False]
    with pytest.raises(KeyError, match="E99"):
        moves.answers(events, links(("E99", "E1", "answer")))


def test_a_gap_is_never_negative_when_the_answer_is_known_to_the_month(events):
    same = pd.concat([events, pd.DataFrame([event("E9", "2023-02-20")])], ignore_index=True)
    found = moves.answers(same, links(("E8", "E9", "answer")))
    assert found.loc[0, "days_low"] == 0 and found.loc[0, "days_high"] == 8


def test_segment_finds_a_plain_change_and_its_score_by_hand():
    found = moves.segment(["a"] * 10 + ["b"] * 10, most=3, least=4)
    best = found[found["chosen"]].iloc[0]
    assert best["runs"] == 2 and best["starts"] == [0, 10]
    # one run: 20 draws at one half each, one free share; two runs: certainty, two shares and one cut
    assert found.loc[0, "bic"] == pytest.approx(-2 * 20 * math.log(0.5) + math.log(20))
    assert best["bic"] == pytest.approx(3 * math.log(20))
    assert found["bic"].is_monotonic_increasing is False


def test_segment_sees_no_change_in_an_even_mix_and_refuses_short_input():
    assert moves.segment(["a", "b"] * 12).query("chosen")["runs"].tolist() == [1]
    with pytest.raises(ValueError, match="8"):
        moves.segment(["a"] * 5)


def test_segment_follows_order_and_not_the_number_of_like_events():
    short = moves.segment(["a"] * 12 + ["b"] * 12, least=4).query("chosen").iloc[0]
    long = moves.segment(["a"] * 60 + ["b"] * 12, least=4).query("chosen").iloc[0]
    assert short["starts"] == [0, 12] and long["starts"] == [0, 60]


def test_spells_end_where_the_next_begins(events):
    found = moves.spells(events, {"E1": "first", "E4": "second"}, pd.Timestamp("2023-01-15"))
    assert found["days"].tolist() == [90, 10]
    assert found["state"].tolist() == ["first", "second"]
    with pytest.raises(ValueError, match="before the last event"):
        moves.spells(events, {"E1": "a"}, pd.Timestamp("2020-01-01"))


def test_combinations_count_what_a_filter_shows(events):
    counts = moves.combinations(events)
    assert counts["all|all|all"] == len(events)
    assert counts["cn|all|all"] == 2
    assert counts["us|diplomacy|all"] == 2
    assert "cn|diplomacy|all" not in counts
    data = load("events")
    for key, count in moves.combinations(data).items():
        actor, instrument, stage = key.split("|")
        kept = data
        for column, value in (("actor", actor), ("instrument", instrument), ("stage_of_chain", stage)):
            kept = kept if value == "all" else kept[kept[column].astype("str") == value]
        assert len(kept) == count, key


def test_marks_stack_by_direction_and_never_cover_each_other():
    for columns in (1, 2):
        found = moves_charts.positions(load("events"), columns)
        assert len(found) == len(load("events"))
        assert not found.duplicated(["lane", "quarter", "column", "level"]).any()
        up = found["direction"].astype("str") == "tightening"
        assert (found.loc[up, "level"] > 0).all() and (found.loc[~up, "level"] < 0).all()


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_overview_stays_in_its_frame_and_leads_to_table_rows(width):
    data = load("events")
    spec = moves_charts.lanes(data, width).to_dict()
    marks = next(rows for rows in spec["datasets"].values() if rows and "go" in rows[0])
    assert len(marks) == len(data)
    assert all(0 < m["x"] < width and 0 < m["y"] < spec["height"] for m in marks)
    assert {m["go"] for m in marks} == {"#event-" + i for i in data["event_id"]}
    assert {p["name"] for p in spec["params"]} == {"actor", "instrument", "stage", "pick", "counts", "said"}


def test_a_sentence_reads_date_actor_kind_and_law():
    row = pd.Series(event("E1", "2022-10-07"))
    assert moves.sentence(row) == (
        "7 October 2022, United States: What happened E1. Export control, tightening, done. 87 FR 1."
    )
    vague = pd.Series(event("E1", "2022-10-07", date_precision="month", legal_reference=None))
    assert moves.sentence(vague).startswith("October 2022, ") and moves.sentence(vague).endswith("done.")


def test_stacked_lines_do_not_overlap():
    texts = [pd.Series(["one two three", "four"]), pd.Series(["five", "six seven eight nine"])]
    rows = labels.stack_lines(texts, letters=8, line=10, gap=5)
    assert rows["text0"].tolist() == [labels.wrap("one two three", 8), "four"]
    # row 0: two lines, one line, mark; row 1 starts where row 0 ends
    assert rows.loc[0, ["y0", "y1", "mark", "end"]].tolist() == [0, 20, 37, 45]
    assert rows.loc[1, "y0"] == 45


def test_a_measure_that_is_issued_and_takes_effect_counts_once(events):
    tied = links(("E4", "E1", "effect"), ("E7", "E2", "answer"))
    assert "E4" not in set(moves.once(events, tied)["event_id"])
    assert len(moves.once(events, tied)) == len(events) - 1
    late = events[events["event_id"] != "E1"]  # the first row is not counted, so the second stands for the measure
    assert len(moves.once(late, tied)) == len(late)


def test_every_row_of_a_measure_that_takes_effect_names_the_row_that_issued_it():
    data = load("events")
    tied = load("event_links").query("relation == 'effect'").set_index("event_id")["answers_event_id"]
    started = data["title"].str.contains(r"takes? effect|(?:comes?|came|enters?|entered) into force")
    tight = data["direction"].astype("str") == "tightening"
    assert set(data.loc[started & tight, "event_id"]) == set(tied.index)
    kind = data.set_index("event_id")
    for later, first in tied.items():
        assert kind.loc[first, "date"] < kind.loc[later, "date"]
        assert kind.loc[first, "status"] == "issued_or_done"
        for column in ("actor", "instrument", "direction", "stage_of_chain"):
            assert kind.loc[first, column] == kind.loc[later, column], (later, column)


def test_a_step_ends_on_the_day_of_the_link_and_not_by_an_easing_in_part(events):
    tied = links(("E4", "E1", "end"), ("E5", "E2", "relief"))
    assert moves.ended(tied, events, pd.Timestamp("2023-01-05")) == set()
    assert moves.ended(tied, events, pd.Timestamp("2023-01-06")) == {"E1"}


def test_the_longest_run_by_hand(events):
    way = ["easing", "tightening", "easing", "easing", "neutral", "easing", "easing", "tightening"]
    assert moves.longest_run(events.assign(direction=way))["event_id"].tolist() == ["E3", "E4"]
    assert moves.longest_run(events.assign(direction="neutral")).empty


def test_of_the_six_days_two_acts_are_measures():
    week = moves.week(load("events"), load("statements"))
    acts = week[week["between"] & week["measure"]]
    assert acts["event_id"].tolist() == ["E20230521a", "E20230523b"]
    assert set(week.loc[week["actor"] == "us", "measure"]) == {False}


def test_balances_begin_at_nothing_and_end_where_the_last_step_left_them(events):
    begin, end = pd.Timestamp("2022-01-01"), pd.Timestamp("2023-12-31")
    found = moves.balances(events, links(("E7", "E1", "effect")), ["cn", "us", "nl"], begin, end)
    done = found[found["rule"] == "done"]
    assert list(dict.fromkeys(found["rule"])) == list(moves.COUNTING)
    # E7 puts E1 into effect, so the American line has two steps and one easing; the Dutch one has nothing
    assert done.loc[done["actor"] == "us", "net"].tolist() == [0, 2, 1, 1]
    assert done.loc[done["actor"] == "nl", "net"].tolist() == [0, 0]
    assert set(done["date"].groupby(done["actor"]).min()) == {begin}
    last = moves.totals(found).set_index(["rule", "actor"])["net"]
    assert last["done"].to_dict() == {"cn": 2, "us": 1, "nl": 0} and last["all", "us"] == 2


def test_composition_by_hand(events):
    found = moves.composition([events.iloc[:3], events.iloc[3:5]])
    assert found["direction"].tolist() == [*moves.DIRECTIONS] * 2
    assert found["events"].tolist() == [3, 0, 0, 0, 1, 1]
    assert found["share_pct"].tolist() == [100, 0, 0, 0, 50, 50]
    assert found["span"].iloc[0] == "7 Oct 2022 to 17 Oct 2022" and found["source_id"].iloc[0] == "s1;s2"


def test_cuts_give_the_day_on_which_a_run_begins():
    days = pd.date_range("2024-01-01", periods=24)
    change = pd.DataFrame({"date": days, "direction": ["tightening"] * 12 + ["easing"] * 12})
    even = change.assign(direction=["tightening", "easing"] * 12)
    found = moves.cuts({"change": change, "even": even}, (4, 8)).set_index(["sample", "least"])
    assert found.loc[("change", 4), "days"] == [days[12]] and found.loc[("change", 8), "gain"] > 10
    assert found.loc[("even", 4), "days"] == [] and found.loc[("even", 4), "gain"] == 0


def test_an_event_to_choose_has_day_or_month_and_a_short_title(events):
    named = events.assign(title=["word " * 30 for _ in events.index])
    found = list(moves.reading_list(named.iloc[[0, 7]]).values())
    assert found[0].startswith("2022-10-07 word") and found[1].startswith("2023-02 word")
    assert all(one.endswith(" …") and len(one) <= 62 + 11 for one in found)


def test_a_row_of_the_table_escapes_what_it_prints_and_leads_to_every_source(events):
    row = events.iloc[0].copy()
    row["title"], row["summary"], row["source_id"] = "<b>A & B</b>", "Words.", "s1;s2"
    html = str(moves_html.event(row))
    assert "&lt;b&gt;A &amp; B" in html and html.count("<a href=") == 2 and html.endswith("(document seen)")
    table = moves_html.every_event(events.assign(summary="Words."))
    assert table["Date"].tolist()[-1] == "2023-02" and table["Actor"].tolist()[2] == "China"
    assert moves.who("company") == "Companies"
