from __future__ import annotations

import math

import pandas as pd
import pytest

from chips import series
from chips.statements import dependence
from explainer.evidence.tables import load


def share(material, period, pct, **more):
    start, end = period.split("/") if "/" in period else (f"{period}-01", f"{period}-12")
    row = {
        "material_id": material,
        "period": period,
        "freq": "range" if "/" in period else "annual",
        "period_start": pd.Period(start, "M").start_time,
        "period_end": pd.Period(end, "M").end_time.normalize(),
        "scope": "standard",
        "share_basis": "value",
        "data_family": "kita",
        "china_share_pct": pct,
        "is_derived": False,
        "preferred": True,
        "source_id": f"s-{material}-{period}",
        "confidence": "reported",
    }
    return row | more


def lines(*rows, **more):
    frame = pd.DataFrame(rows)
    frame["preferred"] = frame["preferred"].astype("boolean")
    return dependence.dependency_lines(frame, **more)


def test_a_line_never_mixes_compilers_scopes_or_bases():
    got = lines(
        share("neon", "2018", 18.0, data_family="motie"),
        share("neon", "2019", 27.0, data_family="motie"),
        share("neon", "2021", 66.6),  # another compiler
        share("urea", "2022", 66.5),
        share("urea", "2023", 88.1, share_basis="volume"),
        share("urea", "2024", 27.1, share_basis="volume"),
    )
    assert got["share_pct"].tolist() == [18.0, 27.0, 88.1, 27.1]
    assert got.groupby("material_id")[dependence.LINE].nunique().to_numpy().max() == 1


def test_whole_years_before_parts_and_longer_parts_before_shorter():
    got = lines(
        share("x", "2022-01/2022-07", 81.0),
        share("x", "2022", 72.8),
        share("x", "2023-01/2023-03", 1.0),
        share("x", "2023-01/2023-09", 2.0),
    )
    assert got[["year", "share_pct", "part_year"]].to_numpy().tolist() == [[2022, 72.8, False], [2023, 2.0, True]]


def test_single_years_long_totals_and_second_choices_make_no_line():
    got = lines(
        share("gallium", "2024", 98.0),
        share("gallium", "2019-01/2023-05", 52.0),
        share("lithium", "2021", 58.0, preferred=False),
        share("lithium", "2022", 64.0),
        share("a", "2021", 1.0),
        share("a", "2022", 2.0),
    )
    assert set(got["material_id"]) == {"a"}


def test_no_year_is_filled_in():
    got = lines(share("g", "2018", 84.0), share("g", "2021", 87.5))
    assert got["year"].tolist() == [2018, 2021]
    real = dependence.dependency_lines(load("kr_import_dependency"))
    assert not real.duplicated(["material_id", "year"]).any() and real["share_pct"].notna().all()
    assert real.groupby("material_id")[dependence.LINE].nunique().to_numpy().max() == 1


def test_change_uses_whole_years_only():
    got = lines(share("x", "2018", 52.0), share("x", "2022", 80.0), share("x", "2023-01/2023-07", 65.0))
    ends = dependence.change(got).loc["x"]
    assert ends[["first_year", "last_year", "points"]].tolist() == [2018, 2022, 28.0]
    assert dependence.last_before(got, 2023)["x"] == 65.0 and dependence.last_before(got, 2020)["x"] == 52.0


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
    got = dependence.before_after(table).set_index("indicator_id")
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
    got = dependence.year_on_year(trade(VALUES), "250410", "2023-12", 3)
    assert (got.months, got.before, got.after, got.change_pct, got.dropped) == (3, 60.0, 12.0, -80.0, ())


def test_an_unconfirmed_month_falls_out_with_its_partner():
    got = dependence.year_on_year(trade(VALUES, {"2024-02"}), "250410", "2023-12", 3)
    assert (got.months, got.before, got.after, got.dropped) == (2, 30.0, 9.0, ("2024-02",))
    nothing = dependence.year_on_year(trade(VALUES), "250410", "2025-01", 1)
    assert nothing.change_pct is None and nothing.dropped == ("2025-01",)
    with pytest.raises(ValueError, match="250411"):
        dependence.year_on_year(trade(VALUES), "250411", "2023-12", 1)


def test_artificial_graphite_of_2024_is_not_used_for_a_claim():
    got = dependence.year_on_year(load("cn_graphite_exports"), "380110", "2023-12", 3)
    assert got.months == 1 and got.dropped == ("2024-01", "2024-02")


def test_pulled_forward_by_hand():
    got = dependence.pulled_forward(trade(VALUES), "250410", ("2022-12", "2023-02"), ("2023-12", "2024-02"))
    assert got == {"monthly": 20.0, "expected": 60.0, "actual": 12.0, "kept_pct": 20.0, "months": 3}
    with pytest.raises(ValueError, match="2024-01: missing or unconfirmed"):
        dependence.pulled_forward(trade(VALUES, {"2024-01"}), "250410", ("2022-12", "2023-02"), ("2023-12", "2024-02"))


def ic(partner, measure, value, reporter="kotra", preferred=True):
    return {
        "period": "2022",
        "flow": "import",
        "product": "memory",
        "partner": partner,
        "measure": measure,
        "reporter": reporter,
        "value": value,
        "preferred": preferred,
        "source_id": "s",
    }


def test_a_share_is_computed_within_one_reporter_only():
    def frame(*rows):
        return pd.DataFrame(rows).astype({"preferred": "boolean"})

    one = frame(ic("kr", "value", 25.0), ic("world", "value", 100.0))
    assert series.supplier_share(one, "2022", "memory", "kr") == (25.0, "computed", "s")
    two = frame(ic("kr", "value", 25.0), ic("world", "value", 100.0, reporter="other"))
    with pytest.raises(LookupError, match="no share of kr"):
        series.supplier_share(two, "2022", "memory", "kr")
    said = frame(ic("kr", "partner_share", 44.9), ic("kr", "value", 25.0), ic("world", "value", 100.0))
    assert series.supplier_share(said, "2022", "memory", "kr")[:2] == (44.9, "published")


def test_a_good_and_its_group_count_once():
    names = ["graphite", "natural", "neon", "gases", "urea"]
    table = pd.DataFrame({"material_id": names, "part_of": [None, "graphite", "gases;chips", None, None]})
    assert dependence.leaves(["graphite", "natural", "urea", "natural"], table) == ["natural", "urea"]
    assert dependence.leaves(["graphite", "urea"], table) == ["graphite", "urea"]


def test_groups_are_named_and_no_material_is_part_of_itself():
    table = load("materials").set_index("material_id")
    for part, cell in table["part_of"].dropna().items():
        for group in cell.split(";"):
            assert group in table.index and group != part
    # one customs heading, one good: goods of the same heading are tied, or one of them would count twice
    shared = table.loc[["graphite", "urea", "lithium", "rare_gases_3", "permanent_magnet"]].index
    assert set(shared) <= set(";".join(table["part_of"].dropna()).split(";"))
