"""Market measures on cases worked out by hand, and on the data where they must agree with what is printed."""

from __future__ import annotations

import itertools
import math

import pandas as pd
import pytest

from chips import concentration, periods
from chips.memory import market
from explainer.evidence.tables import load
from explainer.figures import labels


def rows(*cells, publisher="trendforce"):
    """Rows (period, company, share, revenue[, vintage, preferred]) as a share table."""
    made = []
    for period, company, share, revenue, *rest in cells:
        vintage, preferred = rest or ("first", True)
        one = pd.Period(period, freq="Q")
        made.append(
            {
                "period": period,
                "freq": "quarter",
                "period_start": one.start_time,
                "company_id": company,
                "publisher": publisher,
                "vintage": vintage,
                "preferred": preferred,
                "revenue_musd": revenue,
                "share_pct": share,
                "source_id": f"s-{company}",
                "confidence": "reported",
            }
        )
    frame = pd.DataFrame(made)
    return frame.astype({"preferred": "boolean", "share_pct": "float64", "revenue_musd": "float64"})


# --- quarters -------------------------------------------------------------------------------------------------------


def test_the_ban_fell_in_the_second_quarter_of_2023():
    events = load("events").set_index("event_id")
    assert events.loc[market.BAN, "date"] == pd.Timestamp("2023-05-21")
    assert periods.quarter(events.loc[market.BAN, "date"]) == market.BAN_QUARTER == "2023Q2"


def test_the_middle_of_a_fiscal_quarter_gives_the_assignment_in_the_data():
    table = load("company_quarters")
    assert [periods.quarter(day - market.HALF_QUARTER) for day in table["period_end"]] == table["period"].tolist()


# --- which print ----------------------------------------------------------------------------------------------------


def test_select_takes_the_preferred_print_of_one_publisher_only():
    table = pd.concat(
        [
            rows(
                ("2023Q1", "micron", 28.2, 2720),
                ("2023Q1", "micron", 26.9, None, "restated", False),
                ("2022Q4", "micron", 23.0, 2829),
            ),
            rows(("2023Q1", "micron", 25.0, None), publisher="omdia"),
        ]
    )
    assert market.select(table, "trendforce")["share_pct"].tolist() == [23.0, 28.2]
    assert market.select(table, "omdia")["share_pct"].tolist() == [25.0]


def test_select_refuses_unknown_publishers_and_two_preferred_prints():
    table = rows(("2023Q1", "micron", 28.2, None), ("2023Q1", "micron", 26.9, None, "restated", True))
    with pytest.raises(ValueError, match="micron in 2023Q1"):
        market.select(table, "trendforce")
    with pytest.raises(ValueError, match="no publisher 'nobody'"):
        market.select(table, "nobody")


@pytest.mark.parametrize("name", ["dram_shares", "nand_shares"])
def test_every_publisher_in_the_data_can_be_selected(name):
    table = load(name)
    for publisher in set(table["publisher"].astype("str")):
        market.select(table, publisher)


def test_restatements_give_the_change_in_points():
    table = rows(("2023Q1", "micron", 28.2, None), ("2023Q1", "micron", 26.9, None, "restated", False))
    one = market.restatements(table, "trendforce").iloc[0]
    assert (one["first"], one["restated"], one["change"]) == (28.2, 26.9, -1.3)
    assert market.restatements(table.head(1), "trendforce").empty


# --- shares ---------------------------------------------------------------------------------------------------------


def test_a_missing_share_is_computed_from_revenue_and_total_and_says_so():
    found = market.shares(
        rows(
            ("2022Q1", "all_makers", None, 200),
            ("2022Q1", "samsung", 40.0, 81),
            ("2022Q1", "kioxia", None, 37),
            ("2022Q1", "micron", None, None),
            ("2022Q2", "kioxia", None, 50),
        )
    )
    assert found["company_id"].tolist() == ["samsung", "kioxia"]  # no total, no share: left out
    assert found["share_pct"].tolist() == [40.0, 18.5]  # 37 of 200; the printed 40.0 stays
    assert found["how"].tolist() == ["printed", "computed"]
    assert found["source_id"].tolist() == ["s-samsung", "s-kioxia;s-all_makers"]


def test_sums_are_not_firms():
    found = market.shares(rows(("2022Q1", "other_makers", 5.0, None), ("2022Q1", "samsung", 40.0, None)))
    assert found["company_id"].tolist() == ["samsung"]


def test_sizes_are_billions_with_the_five_largest_apart():
    dram = rows(("2022Q1", "all_makers", None, 24030), ("2022Q1", "samsung", 40.0, 9612))
    nand = rows(("2022Q1", "all_makers", None, None), ("2022Q1", "top_five", None, 16284))
    found = market.sizes(dram, nand)
    assert found["company_id"].tolist() == ["dram", "nand_top_five"]  # a total without an amount is no point
    assert found["revenue_busd"].tolist() == [24.03, 16.28]


def test_two_counts_of_the_same_firm_and_quarter_are_set_side_by_side():
    own = rows(("2022Q1", "samsung", 40.0, None), ("2022Q2", "samsung", 42.0, None))
    others = rows(("2022Q2", "samsung", 41.3, None), ("2022Q2", "micron", 24.0, None)).assign(count="Omdia")
    found = market.counted_twice(own, others)
    assert found[["period", "count", "apart"]].to_numpy().tolist() == [["2022Q2", "Omdia", -0.7]]


def test_published_shares_say_who_when_what_and_by_whom():
    text = ["company_id", "measure", "publisher", "status", "unit"]
    found = market.published(load("china_makers").astype(dict.fromkeys(text, "str")))
    assert found["what"].notna().all() and found["what"].is_unique
    assert "CXMT 2024, revenue (Counterpoint)" in set(found["what"]) and set(found["unit"]) == {"pct"}


# --- accounts and prices --------------------------------------------------------------------------------------------


def test_margins_by_hand():
    cells = [
        ("micron", "company", "revenue", 4000.0, "s1", "primary", True),
        ("micron", "company", "operating_profit", -1500.0, "s2", "primary", True),
        ("micron", "company", "operating_profit", -9000.0, "s9", "primary", False),
        ("samsung", "ds_division", "revenue", 3000.0, "s3", "primary", True),
        ("samsung", "ds_division", "operating_profit", -1000.0, "s4", "reported", True),
        ("samsung", "company", "revenue", 60000.0, "s3", "primary", True),
        ("sk_hynix", "company", "revenue", 5000.0, "s5", "primary", True),
    ]
    names = ["company_id", "segment", "metric", "value", "source_id", "confidence", "preferred"]
    table = pd.DataFrame(cells, columns=names).assign(
        fiscal_label="Q", period="2023Q2", period_end=pd.Timestamp("2023-06-30")
    )
    found = market.margins(market.accounts(table)).set_index("company_id")
    assert found["margin_pct"].to_dict() == {"micron": -37.5, "samsung": -33.3}  # no profit of SK hynix: left out
    assert found["source_id"].to_dict() == {"micron": "s1;s2", "samsung": "s3;s4"}
    assert found["confidence"].to_dict() == {"micron": "primary", "samsung": "reported"}
    assert set(found["day"]) == {pd.Timestamp("2023-05-16")}
    assert market.accounts(table, since="2024").empty


def test_contract_changes_reach_as_far_as_the_data_and_name_every_figure_of_a_quarter():
    cells = [
        ("dram_overall", "2031Q3", "forecast", True, 1.0),
        ("dram_overall", "2031Q2", "estimate", True, 9.0),
        ("dram_overall", "2031Q2", "forecast", False, 2.0),
        ("dram_overall", "2031Q2", "revised_forecast", False, 3.0),
        ("pc_dram", "2031Q4", "forecast", True, 4.0),
    ]
    table = pd.DataFrame(cells, columns=["product", "period", "status", "preferred", "low_pct"])
    found = market.contract_changes(table.assign(high_pct=table["low_pct"] + 5), "dram_overall")
    assert found["low_pct"].to_dict() == {
        ("2031Q2", "estimate"): 9.0,
        ("2031Q2", "forecast"): 2.0,
        ("2031Q2", "revised_forecast"): 3.0,
        ("2031Q3", "forecast"): 1.0,
    }
    assert market.newest_forecast(found).name == ("2031Q3", "forecast")
    assert market.newest_forecast(found)[["low_pct", "high_pct"]].tolist() == [1.0, 6.0]


def test_nand_lines_add_intel_before_2022_only_where_both_are_known():
    firms = market.shares(
        rows(
            ("2021Q3", "sk_hynix", 13.5, None),
            ("2021Q4", "sk_hynix", 14.1, 2615),
            ("2021Q4", "intel_solidigm", 5.4, 996),
            ("2022Q1", "sk_group", 18.0, None),
            ("2025Q1", "sandisk", 12.0, None),
        )
    )
    lines = market.one_line_each(firms)
    found = dict(zip(zip(lines["company_id"], lines["period"], strict=True), lines["share_pct"], strict=True))
    assert found == {
        ("sk_group", "2021Q4"): 19.5,
        ("sk_group", "2022Q1"): 18.0,
        ("western_digital", "2025Q1"): 12.0,
    }
    both = lines[lines["period"] == "2021Q4"].iloc[0]
    assert both["revenue_musd"] == 3611 and both["source_id"] == "s-sk_hynix;s-intel_solidigm"


def test_a_missing_quarter_is_an_empty_row():
    firms = market.shares(rows(("2022Q1", "samsung", 40.0, None), ("2022Q3", "samsung", 42.0, None)))
    full = market.with_gaps(firms, "share_pct")
    assert full["period"].tolist() == ["2022Q1", "2022Q2", "2022Q3"]
    assert full["share_pct"].isna().tolist() == [False, True, False]


# --- concentration --------------------------------------------------------------------------------------------------


def test_concentration_by_hand_with_a_gap_and_a_thin_quarter():
    firms = market.shares(
        rows(
            ("2022Q1", "samsung", 40.0, None),
            ("2022Q1", "sk_hynix", 30.0, None),
            ("2022Q1", "micron", 20.0, None),
            ("2022Q1", "nanya", 5.0, None),
            ("2022Q3", "samsung", 40.0, None),
            ("2022Q3", "sk_hynix", 30.0, None),
            ("2022Q3", "micron", 10.0, None),
        )
    )
    first, gap, thin = (row for _, row in market.memory_concentration(firms).iterrows())
    assert (first["top3_pct"], first["rest_pct"]) == (90, 5)
    assert (first["hhi_low"], first["hhi_high"]) == (2925, 2950)
    assert gap["firms"] == 0 and pd.isna(gap["hhi_low"]) and pd.isna(gap["source_id"])
    assert thin["known_pct"] == 80 and pd.isna(thin["hhi_low"]) and pd.isna(thin["top3_pct"])


def test_top_three_in_the_data_as_the_issue_read_them():
    dram = market.memory_concentration(market.shares(market.select(load("dram_shares"), "trendforce"))).set_index(
        "period"
    )
    assert dram.loc["2024Q4", "top3_pct"] == 98.3 and dram.loc["2025Q4", "top3_pct"] == 90.5
    assert pd.isna(dram.loc["2021Q1", "top3_pct"])  # only Micron is known
    assert (dram["hhi_high"].dropna() >= dram["hhi_low"].dropna()).all()


# --- fiscal and calendar quarters -----------------------------------------------------------------------------------


def test_calendarize_by_hand():
    fiscal = pd.Series({"2023Q1": 90.0, "2023Q2": 120.0, "2023Q3": 60.0})
    moved = market.calendarize(fiscal)
    assert moved["2023Q1"] == pytest.approx(100)  # two thirds of 90 and one third of 120
    assert moved["2023Q2"] == pytest.approx(100)  # 80 and 20
    assert pd.isna(moved["2023Q3"])
    assert market.calendarize(fiscal, late=0).tolist()[:2] == fiscal.tolist()[:2]


def test_calendarize_leaves_a_constant_alone_and_keeps_gaps():
    flat = market.calendarize(pd.Series(7.0, index=periods.quarters_between("2022Q1", "2022Q4")))
    assert flat.iloc[:-1].tolist() == pytest.approx([7, 7, 7])
    gap = market.calendarize(pd.Series({"2022Q1": 1.0, "2022Q2": math.nan, "2022Q3": 1.0, "2022Q4": 1.0}))
    assert gap.isna().tolist() == [True, True, False, True]


def test_calendarize_refuses_holes_and_bad_parts():
    with pytest.raises(ValueError, match="complete"):
        market.calendarize(pd.Series({"2022Q1": 1.0, "2022Q3": 1.0}))
    with pytest.raises(ValueError, match="late"):
        market.calendarize(pd.Series({"2022Q1": 1.0}), late=1.5)


def test_calendar_share_moves_only_the_one_firm():
    firm = pd.Series({"2023Q1": 90.0, "2023Q2": 120.0})
    total = pd.Series({"2023Q1": 390.0, "2023Q2": 420.0})
    assert market.calendar_share(firm, total)["2023Q1"] == pytest.approx(25)  # 100 of 300 + 100


def test_revenue_of_uses_the_print_and_falls_back_on_the_share():
    table = rows(
        ("2022Q1", "micron", 25.0, None),
        ("2022Q1", "all_makers", None, 200),
        ("2022Q3", "micron", 25.0, 60),
        ("2022Q3", "all_makers", None, 200),
    )
    found = market.revenue_of(market.shares(table), "micron", market.totals(table))
    assert found.index.tolist() == ["2022Q1", "2022Q2", "2022Q3"]
    assert found["2022Q1"] == 50 and pd.isna(found["2022Q2"]) and found["2022Q3"] == 60


# --- the rest -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "gap", "expected"),
    [
        ([10, 20], 5, [10, 20]),
        ([10, 12], 4, [9, 13]),
        ([12, 10], 4, [13, 9]),
        ([10, 10, 10], 3, [7, 10, 13]),
        ([5], 3, [5]),
    ],
)
def test_spread_by_hand(values, gap, expected):
    assert labels.apart(values, gap) == pytest.approx(expected)


def test_spread_keeps_gap_and_order():
    values = [36.0, 32.1, 22.4, 14.1, 12.8, 12.0]
    found = labels.apart(values, 3)
    assert all(a - b >= 3 - 1e-9 for a, b in itertools.pairwise(found))


def test_selected_dram_shares_never_exceed_the_market():
    table = load("dram_shares")
    for publisher in set(table["publisher"].astype("str")):
        firms = market.shares(market.select(table, publisher))
        assert (firms.groupby("period")["share_pct"].sum() <= 100 + concentration.ROUNDING).all()
