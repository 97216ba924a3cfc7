from __future__ import annotations

import math

import pandas as pd
import pytest

from chips.war import moves, moves_html, moves_words, overview_charts, phases
from explainer.evidence.tables import fields, load
from explainer.figures import labels
from explainer.figures.cards import Card, deck
from explainer.figures.inputs import Select
from explainer.figures.picture import NARROW, WIDE
from explainer.pages.html import Html


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


def test_every_instrument_and_actor_of_the_data_has_a_name_and_a_lane():
    described = fields("events")
    assert set(moves.INSTRUMENTS) == set(described["instrument"]["constraints"]["enum"])
    actors = described["actor"]["constraints"]["enum"]
    assert {moves.lane(a) for a in actors} == set(moves.LANES)
    assert set(moves.STAGES) == set(described["stage_of_chain"]["constraints"]["enum"])
    assert set(moves.STATUS) == set(described["status"]["constraints"]["enum"])
    assert set(moves.LANDMARKS) <= set(load("events")["event_id"])
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
        ],
        columns=["event_id", "answers_event_id", "relation", "basis", "source_id", "confidence"],
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
    found = phases.segment(["a"] * 10 + ["b"] * 10, most=3, least=4)
    best = found[found["chosen"]].iloc[0]
    assert best["runs"] == 2 and best["starts"] == [0, 10]
    # one run: 20 draws at one half each, one free share; two runs: certainty, two shares and one cut
    assert found.loc[0, "bic"] == pytest.approx(-2 * 20 * math.log(0.5) + math.log(20))
    assert best["bic"] == pytest.approx(3 * math.log(20))
    assert found["bic"].is_monotonic_increasing is False


def test_segment_sees_no_change_in_an_even_mix_and_refuses_short_input():
    assert phases.segment(["a", "b"] * 12).query("chosen")["runs"].tolist() == [1]
    with pytest.raises(ValueError, match="8"):
        phases.segment(["a"] * 5)


def test_segment_follows_order_and_not_the_number_of_like_events():
    short = phases.segment(["a"] * 12 + ["b"] * 12, least=4).query("chosen").iloc[0]
    long = phases.segment(["a"] * 60 + ["b"] * 12, least=4).query("chosen").iloc[0]
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


def test_squares_stack_by_direction_and_never_cover_each_other():
    found = overview_charts.positions(load("events"))
    assert len(found) == len(load("events"))
    assert not found.duplicated(["lane", "quarter", "level"]).any()
    way = found["direction"].astype("str")
    assert (found.loc[way == "easing", "level"] < 0).all() and (found.loc[way != "easing", "level"] > 0).all()
    assert set(found.loc[way == "neutral", "lane"]) == {moves.NEITHER}
    named = found[found["event_id"].isin(moves.LANDMARKS)]
    stack = ["lane", "quarter", "direction"]
    ends = found.assign(end=found["level"].abs()).groupby(stack, observed=True)["end"].max()
    tied = named.groupby(stack, observed=True).size() > 1
    assert not tied.any()
    assert all(abs(one.level) == ends[one.lane, one.quarter, one.direction] for one in named.itertuples())


def overview(data, width):
    spec = overview_charts.lanes(data, width).to_dict()
    return spec, [pd.DataFrame(rows) for rows in spec["datasets"].values()]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_line_at_the_article_ends_above_its_squares(width):
    _, sets = overview(load("events"), width)
    squares = next(rows for rows in sets if "sentence" in rows)
    spans = next(rows for rows in sets if "y2" in rows and len(rows) == 2)
    column = squares[(squares["x"] - spans["x"].iloc[0]).abs() < 1]["y"]
    assert spans["y"].iloc[0] < spans["y2"].iloc[0] < column.min() < column.max() < spans["y"].iloc[1]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_overview_stays_in_its_frame_and_leads_to_cards(width):
    data = load("events")
    spec, sets = overview(data, width)
    marks = next(rows for rows in sets if "go" in rows)
    assert len(marks) == len(data)
    assert marks["x"].between(0, width, "neither").all() and marks["y"].between(0, spec["height"], "neither").all()
    assert set(marks["go"]) == {one.id and f"#{one.id}" for one in moves_html.cards(data)}
    assert {p["name"] for p in spec["params"]} == {"actor", "instrument", "stage", "pick", "counts", "said"}
    names = next(rows for rows in sets if "text_x" in rows and "from_y" in rows)
    assert set(names["label"]) == set(moves.LANDMARKS.values())


def test_a_quarter_more_in_the_data_is_drawn():
    data = load("events")
    last = data.sort_values("date").iloc[-1:]
    later = last.assign(event_id="E99", date=last["date"] + pd.DateOffset(months=15))
    for drawn in (data, pd.concat([data, later], ignore_index=True)):
        _, sets = overview(drawn, WIDE)
        marks = next(rows for rows in sets if "go" in rows).set_index("event_id")
        assert WIDE - 20 < marks["x"].max() < WIDE
        years = next(
            rows for rows in sets if set(rows) == {"x", "y", "label"} and rows["label"].str.fullmatch(r"20\d\d").all()
        )
        assert years["label"].max() == str(drawn["date"].max().year)
    assert marks.loc["E99", "x"] > marks.loc[last["event_id"].iloc[0], "x"] + 4 * 10


def test_names_of_marks_meet_neither_each_other_nor_a_line():
    marks = pd.DataFrame(
        {"x": [10.0, 30.0, 200.0, 230.0, 300.0], "label": ["a" * 12, "b" * 9, "c" * 12, "d" * 12, "e" * 6]}
    )
    found = labels.flags(marks, begin=0, end=400, letter=6)
    wide = 6 * found["label"].str.len()
    left = (found["text_x"] - wide).where(found["align"] == "right", found["text_x"])
    for i in found.index:
        for j in found.index.drop(i):
            apart = left[i] + wide[i] <= left[j] or left[j] + wide[j] <= left[i]
            assert found.loc[i, "row"] != found.loc[j, "row"] or apart
            crossed = left[i] < found.loc[j, "x"] < left[i] + wide[i] - 4
            assert not (crossed and found.loc[j, "row"] > found.loc[i, "row"]), (i, j)


def test_a_sentence_reads_date_actor_kind_and_law():
    row = pd.Series(event("E1", "2022-10-07"))
    assert moves_words.sentence(row) == (
        "The United States, on 7 October 2022: What happened E1. "
        "An export control, which tightens trade. Reference: 87 FR 1."
    )
    vague = pd.Series(event("E1", "2022-10-07", date_precision="month", legal_reference=None))
    assert ", in October 2022: " in moves_words.sentence(vague) and moves_words.sentence(vague).endswith(
        "tightens trade."
    )
    hinted = moves_words.sentence(pd.Series(event("E1", "2022-10-07", status="proposed", actor="company")))
    assert hinted.startswith("A company, on ") and "It was only proposed on that day." in hinted
    assert moves_words.sentence(vague).count(".") == 2


def test_a_running_count_is_said_as_readers_would_say_it():
    day = pd.Timestamp("2020-05-01")
    assert moves_words.counts_as(7, "us", day).endswith(
        "the United States had 7 more steps that tighten than steps that ease."
    )
    assert (
        moves_words.counts_as(-1, "kr", day)
        == "From 1 May 2020 Korea had 1 more step that eases than steps that tighten."
    )
    assert "as many steps that tighten" in moves_words.counts_as(0, "cn", day)


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


def test_moves_in_order_by_hand(events):
    found = moves.in_order(events, events.iloc[3:5])
    assert found["year"].tolist() == [2022] * 3 + [2023] * 5
    assert found["place"].tolist() == [0, 1, 2, 0, 1, 2, 3, 4]
    assert found["apart"].tolist() == [False] * 3 + [True] * 2 + [False] * 3


def test_the_widest_lead_by_hand(events):
    lines = moves.balances(events, links(), ["us", "cn"], pd.Timestamp("2022-01-01"), pd.Timestamp("2023-12-31"))
    # 7 Oct: 2 to 0; 17 Oct: 2 to 1; 5 Jan: 1 to 1; 1 Feb: 2 to 1; 15 Feb: 2 to 2
    found = moves.widest(lines, "us", "cn")["done"]
    assert found["date"] == pd.Timestamp("2022-10-07")
    assert found["at"] == {"us": 2, "cn": 0} and found["since"] == {"us": 0, "cn": 2}


def test_cuts_give_the_day_on_which_a_run_begins():
    days = pd.date_range("2024-01-01", periods=24)
    change = pd.DataFrame({"date": days, "direction": ["tightening"] * 12 + ["easing"] * 12})
    even = change.assign(direction=["tightening", "easing"] * 12)
    found = phases.cuts({"change": change, "even": even}, (4, 8)).set_index(["sample", "least"])
    assert found.loc[("change", 4), "days"] == [days[12]] and found.loc[("change", 8), "gain"] > 10
    assert found.loc[("even", 4), "days"] == [] and found.loc[("even", 4), "gain"] == 0


def test_a_card_escapes_what_it_prints_and_leads_to_every_source(events):
    row = events.assign(summary="Words <i>.").iloc[[0, 7]].copy()
    row["title"], row["source_id"] = "<b>A & B</b>", "s1;s2"
    first, last = moves_html.cards(row)
    html = first.html()
    assert "&lt;b&gt;A &amp; B" in html and "Words &lt;i&gt;" in html and html.count("<a href=") == 2
    assert "(document seen)" in html and "7 Oct 2022" in html and "\u2191 tightens" in html
    assert first.facets == {"actor": "us", "instrument": "export_control", "stage": "memory"}
    assert "Feb 2023" in last.html() and "15 Feb" not in last.html() and ">China<" in last.html()
    assert moves.who("company") == "Companies"


def test_cards_beyond_the_first_are_folded_and_every_one_can_be_filtered():
    entries = [
        Card(f"e-{i}", str(2020 + i // 2), ["1 May"], "T", Html("B"), {"actor": "us" if i else "cn"}) for i in range(5)
    ]
    choice = Select("actor", "Actor", {"all": "all", "us": "US", "cn": "China"})
    page = str(deck(entries, "All", id="list", noun=("event", "events"), inputs=[choice], most=3))
    before, fold = page.split("<details")
    assert before.count("xc-card") == 3 and fold.count("xc-card") == 2
    assert "Show the other 2 events" in fold and "2021, continued" in fold and "<h3>2022</h3>" in fold
    with pytest.raises(ValueError, match="same id"):
        deck(entries[:1] * 2, "All", id="list", noun=("event", "events"))
    with pytest.raises(ValueError, match="no choice of 'actor' shows e-0"):
        deck(entries, "All", id="list", noun=("event", "events"), inputs=[Select("actor", "A", {"us": "US"})])
