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
    found = trade.every_quarter(rows, "2023Q1", "2024Q1")
    assert found["period"].tolist() == ["2023Q1", "2023Q2", "2023Q3", "2023Q4", "2024Q1"]
    assert found["share_pct"].isna().tolist() == [False, True, True, False, True]
    with pytest.raises(ValueError, match="2023Q4"):
        trade.every_quarter(rows, "2023Q1", "2023Q2")


def test_missing_years_stay_empty_and_doubles_are_refused():
    rows = pd.DataFrame({"period": ["2018", "2020"], "value": [1.0, 2.0]})
    assert trade.every_year(rows, 2018, 2020)["value"].isna().tolist() == [False, True, False]
    with pytest.raises(ValueError, match="2020"):
        trade.every_year(rows, 2018, 2019)
    with pytest.raises(ValueError, match="twice"):
        trade.every_year(pd.concat([rows, rows]), 2018, 2020)


def test_implied_total():
    assert trade.implied_total(20.0, 40.0) == 50.0
    for share in (0, -1, 101):
        with pytest.raises(ValueError, match="share"):
            trade.implied_total(1, share)
