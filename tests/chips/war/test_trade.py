from __future__ import annotations

import pandas as pd
import pytest

from chips.war import trade
from explainer.evidence.tables import load


def billings(**regions):
    """`region={"2022": 1.0}` -> rows of equipment_billings."""
    return pd.DataFrame(
        [
            {
                "period": p,
                "freq": "quarter" if "Q" in p else "annual",
                "period_start": pd.Period(p).start_time,
                "region": region,
                "value_busd": v,
                "source_id": f"s-{region}",
                "confidence": "primary" if region == "world" else "reported",
            }
            for region, values in regions.items()
            for p, v in values.items()
        ]
    )


def test_share_of_the_world_by_hand():
    rows = billings(cn={"2022": 25.0, "2023": 40.0, "2023Q1": 9.0}, world={"2022": 100.0, "2023Q1": 30.0})
    found = trade.world_share(rows, "cn", "annual")
    assert found["period"].tolist() == ["2022"] and found["share_pct"].tolist() == [25]
    assert found.loc[0, "source_id"] == "s-cn;s-world" and found.loc[0, "confidence"] == "reported"
    assert trade.world_share(rows, "cn", "quarter")["share_pct"].tolist() == pytest.approx([30])


def test_contributions_by_hand_add_up_to_the_growth_of_the_world():
    rows = billings(
        cn={"2022": 20.0, "2024": 40.0},
        kr={"2022": 30.0, "2024": 25.0},
        row={"2022": 5.0},
        world={"2022": 55.0, "2024": 66.0},
    )
    found = trade.contributions(rows, "2022", "2024").set_index("region")
    assert found["change_busd"].to_dict() == {"cn": 20, "kr": -5, "elsewhere": -4}
    assert found.loc["cn", "points"] == pytest.approx(100 * 20 / 55)
    assert found["points"].sum() == pytest.approx(100 * 11 / 55)
    with pytest.raises(KeyError, match="2030"):
        trade.contributions(rows, "2022", "2030")


def test_contributions_of_the_data_add_up():
    found = trade.contributions(load("equipment_billings"), "2022", "2024").set_index("region")
    assert found["change_busd"].sum() == pytest.approx(117.1 - 107.64)
    assert abs(found.loc["elsewhere", "change_busd"]) < 0.25


def test_missing_quarters_stay_empty():
    rows = pd.DataFrame({"period": ["2023Q1", "2023Q4"], "share_pct": [1.0, 2.0]})
    told = pd.Series(["2023Q4", "2024Q1", "2023Q1"])
    found = trade.every_quarter(rows, told)
    assert found["period"].tolist() == ["2023Q1", "2023Q2", "2023Q3", "2023Q4", "2024Q1"]
    assert found["share_pct"].isna().tolist() == [False, True, True, False, True]
    with pytest.raises(ValueError, match="2023Q4"):
        trade.every_quarter(rows, pd.Series(["2023Q1", "2023Q2"]))


def test_missing_years_stay_empty_and_doubles_are_refused():
    rows = pd.DataFrame({"period": ["2018", "2020"], "value": [1.0, 2.0]})
    told = rows["period"]
    assert trade.every_year(rows, told)["value"].isna().tolist() == [False, True, False]
    with pytest.raises(ValueError, match="2020"):
        trade.every_year(rows, pd.Series(["2018", "2019"]))
    with pytest.raises(ValueError, match="twice"):
        trade.every_year(pd.concat([rows, rows]), told)


def test_implied_total():
    assert trade.implied_total(20.0, 40.0) == 50.0
    for share in (0, -1, 101):
        with pytest.raises(ValueError, match="share"):
            trade.implied_total(1, share)


def test_spending_keeps_a_gap_leaves_out_the_world_and_goes_as_far_as_the_data():
    rows = billings(cn={"2022": 1.0, "2024": 3.0, "2025": 4.0}, kr={"2023": 2.0, "2023Q1": 9.0}, world={"2022": 9.0})
    found = trade.spending(rows).set_index(["region", "period"])["value_busd"]
    assert found["cn"].isna().tolist() == [False, True, False, False] and found["kr", "2023"] == 2
    assert set(found.index.get_level_values("region")) == {"cn", "kr"} and len(found) == 8


def test_a_year_of_the_customs_run_has_all_its_months_or_is_missing():
    months = [(f"{y}-{m:02d}-01", place) for y in (2022, 2023) for m in range(1, 13) for place in ("cn", "hk")]
    rows = pd.DataFrame(months, columns=["period_start", "destination"]).astype({"period_start": "datetime64[us]"})
    rows = rows.assign(product="memory", value_musd=500.0)
    more = pd.concat([rows[:-1], rows.assign(product="dram")])
    found = trade.customs_years(more)
    assert found["cn"].tolist() == [6.0, 6.0] and found["hk"].isna().tolist() == [False, True]


def test_parts_of_a_total_by_hand():
    rows = pd.DataFrame({"value_busd": [20.0, 30.0], "source_id": ["s1", "s2"]}, index=["2023", "2024"])
    found = trade.parts_of_total(rows, {"2023": 50.0, "2024": 90.0}, "China", "Elsewhere")
    assert found["value_busd"].tolist() == [20, 30, 30, 60]
    assert found["source_id"].tolist() == ["s1", "s1", "s2", "s2"]
    with pytest.raises(ValueError, match="smaller"):
        trade.parts_of_total(rows, {"2023": 19.0}, "China", "Elsewhere")
    with pytest.raises(KeyError):
        trade.parts_of_total(rows, {"2022": 19.0}, "China", "Elsewhere")


def test_imports_of_chips_are_preferred_figures_of_the_world():
    row = {"flow": "import", "product": "integrated_circuits", "partner": "world", "freq": "annual", "preferred": True}
    row |= {"measure": "value", "period": "2022", "value": 1.0, "confidence": "primary"}
    other = [{"partner": "kr"}, {"preferred": False}, {"flow": "export"}, {"freq": "month"}, {"value": None}]
    rows = pd.DataFrame([row, *(row | one for one in other), row | {"period": "2024", "value": 3.0}])
    found = trade.chip_imports(rows)
    assert found["value"].tolist() == [1, 3]
    whole = trade.by_year(found)
    assert whole["period"].tolist() == ["2022", "2023", "2024"] and whole["value"].fillna(0).tolist() == [1, 0, 3]
    pieces = found.assign(measure="quantity", period=["2023", "2024"])
    both = trade.by_year(pd.concat([found, pieces])).set_index(["measure", "period"])["value"]
    assert both["quantity"].fillna(0).tolist() == [0, 1, 3]


def test_totals_of_memory_are_published_ones_or_implied():
    china = pd.DataFrame({"value_busd": [None, 20.0, 30.0], "share_pct": [45.0, 40.0, 30.0]}, index=[2022, 2023, 2024])
    world = pd.DataFrame({"value_busd": [90.0]}, index=[2024])
    assert trade.memory_totals(china, world) == {"2023": 50.0, "2024": 90.0}


def test_the_path_of_a_maker_by_hand():
    row = {"company_id": "screen", "share_basis": "net_sales", "freq": "quarter", "source_id": "s1"}
    spans = [
        ("annual", "2022-04-01", "2023-03-31", 19.0),
        ("quarter", "2023-04-01", "2023-06-30", 51.0),
        ("quarter", "2023-10-01", "2023-12-31", 51.0),
        ("annual", "2024-01-01", "2024-12-31", 30.0),
    ]
    rows = [
        row | {"freq": f, "period_start": pd.Timestamp(a), "period_end": pd.Timestamp(b), "china_share_pct": v}
        for f, a, b, v in spans
    ]
    wider = rows[1] | {"share_basis": "total", "china_share_pct": 90.0}  # another basis than that of the last figure
    alone = rows[1] | {"company_id": "lam"}  # one figure makes no path
    found = trade.vendor_path(pd.DataFrame([*rows, wider, alone])).set_index("stand")
    assert found["china_share_pct"].to_dict() == {"first": 19, "highest": 51, "last": 30}
    assert found["when"].to_dict() == {"first": "year to Mar 2023", "highest": "Apr–Jun 2023", "last": "2024"}


def test_small_regions_are_told_by_their_last_figure_and_none_is_lost():
    rows = trade.spending(billings(cn={"2022": 9.0, "2023": 10.0}, jp={"2022": 8.0}, kr={"2022": 2.0, "2023": 9.9}))
    large, small = trade.large_and_small(rows, 10)
    assert set(large["region"]) == {"cn"} and small.to_dict() == {"kr": 9.9, "jp": 8.0}
