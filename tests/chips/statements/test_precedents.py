"""Earlier squeezes and the months around a permit, on tables made by hand and on the book's own."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from chips.statements import precedents
from explainer.evidence.tables import load


def test_before_after_by_hand():
    table = pd.DataFrame(
        {
            "indicator_id": list("abcde"),
            "preferred": [True, True, True, False, True],
            "nature": ["observed", "observed", "observed", "observed", "forecast"],
            "before": [200.0, 41.9, 0.0, 1.0, 1.0],
            "after": [50.0, 7.7, 5.0, 1.0, 1.0],
            "unit": ["persons", "pct", "tonnes", "persons", "tn_krw"],
        }
    )
    got = precedents.before_after(table).set_index("indicator_id")
    assert list(got.index) == ["a", "b", "c"]
    assert got.loc["a", "left_pct"] == 25 and pd.isna(got.loc["a", "points"])
    assert math.isclose(got.loc["b", "points"], -34.2) and pd.isna(got.loc["c", "left_pct"])


def trade(values, unconfirmed=()):
    return pd.DataFrame(
        {
            "period": list(values),
            "hs_code": "250410",
            "publisher": "comtrade_extract",
            "freq": "month",
            "value_usd": list(values.values()),
            "level_check": ["unconfirmed" if m in unconfirmed else "not_checked" for m in values],
            "source_id": "s",
        }
    )


VALUES = {"2022-12": 10.0, "2023-01": 20.0, "2023-02": 30.0, "2023-12": 5.0, "2024-01": 4.0, "2024-02": 3.0}


def test_a_window_compares_the_same_months():
    got = precedents.year_on_year(trade(VALUES), "250410", "2023-12", 3)
    assert (got.months, got.before, got.after, got.change_pct, got.dropped) == (3, 60.0, 12.0, -80.0, ())


def test_an_unconfirmed_month_falls_out_with_its_partner():
    got = precedents.year_on_year(trade(VALUES, {"2024-02"}), "250410", "2023-12", 3)
    assert (got.months, got.before, got.after, got.dropped) == (2, 30.0, 9.0, ("2024-02",))
    nothing = precedents.year_on_year(trade(VALUES), "250410", "2025-01", 1)
    assert nothing.change_pct is None and nothing.dropped == ("2025-01",)
    with pytest.raises(ValueError, match="250411"):
        precedents.year_on_year(trade(VALUES), "250411", "2023-12", 1)


def test_artificial_graphite_of_2024_is_not_used_for_a_claim():
    got = precedents.year_on_year(load("cn_graphite_exports"), "380110", "2023-12", 3)
    assert got.months == 1 and got.dropped == ("2024-01", "2024-02")


def test_pulled_forward_by_hand():
    got = precedents.pulled_forward(trade(VALUES), "250410", ("2022-12", "2023-02"), ("2023-12", "2024-02"))
    assert got == {"monthly": 20.0, "expected": 60.0, "actual": 12.0, "kept_pct": 20.0, "months": 3}
    with pytest.raises(ValueError, match="2024-01: missing or unconfirmed"):
        precedents.pulled_forward(trade(VALUES, {"2024-01"}), "250410", ("2022-12", "2023-02"), ("2023-12", "2024-02"))


def test_a_window_names_the_months_it_compared():
    def period(months, unconfirmed=()):
        return precedents.year_on_year(trade(VALUES, unconfirmed), "250410", "2023-12", months).period

    assert (period(3), period(3, {"2024-02"}), period(1)) == ("2023-12/2024-02", "2023-12/2024-01", "2023-12")
    assert precedents.year_on_year(trade(VALUES), "250410", "2025-01", 1).period == ""


def test_months_are_drawn_in_millions_and_loose_where_unconfirmed():
    table = trade({"2023-11": 23_036_000.0, "2023-12": 2_004_999.0, "2022-01": 1.0}, {"2023-12"})
    got = precedents.monthly(table.assign(period_start=pd.to_datetime(table["period"])), "2023-01")
    assert got["value"].tolist() == [23.04, 2.0] and got["firm"].tolist() == [True, False]
    assert got["date"].tolist() == [pd.Timestamp("2023-11-01"), pd.Timestamp("2023-12-01")]


def precedent(indicator, before, after, unit="persons"):
    return {
        "indicator_id": indicator,
        "case_id": "thaad_2017",
        "preferred": True,
        "nature": "observed",
        "before": before,
        "after": after,
        "unit": unit,
        "before_period": "2016",
        "after_period": "2017",
        "confidence": "reported",
        "source_id": "s",
    }


def test_what_was_left_of_each_flow_by_hand():
    table = pd.DataFrame(
        [
            precedent("kia_sales_china", 200.0, 150.0),
            precedent("chinese_visitors_year", 200.0, 50.0),
            precedent("hf_share", 41.9, 7.7, unit="pct"),  # a share, not a flow
            precedent("chinese_visitors_mar_may", 9.0, 3.0),  # a part of another flow
        ]
    )
    window = precedents.year_on_year(trade(VALUES), "250410", "2023-12", 3)
    got = precedents.cuts(table, {"Natural graphite": window})
    assert got[["case", "label", "left_pct"]].to_numpy().tolist() == [
        ["graphite_2023", "Natural graphite", pytest.approx(20.0)],
        ["thaad_2017", "Chinese visitors", 25.0],
        ["thaad_2017", "Kia cars sold", 75.0],
    ]
    assert got.iloc[0][["before", "after", "after_period"]].tolist() == [6e-05, 1.2e-05, "2023-12/2024-02"]
    with pytest.raises(KeyError, match="new_flow"):
        precedents.cuts(pd.concat([table, pd.DataFrame([precedent("new_flow", 2.0, 1.0)])]), {})
