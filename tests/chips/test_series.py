"""Named series on tables made by hand: one question, one answer, whoever asks."""

from __future__ import annotations

import pandas as pd
import pytest

from chips import series
from explainer.evidence import tables

IMPORT = {
    "product": "memory", "flow": "import", "freq": "annual", "partner": "kr", "measure": "partner_share",
    "reporter": "customs", "preferred": True, "source_id": "a",
}  # fmt: skip


def imports(*rows):
    frame = pd.DataFrame([IMPORT | {"period": str(y), "period_end": pd.Timestamp(y, 12, 31)} | r for y, r in rows])
    return lambda table: {"cn_ic_trade": frame}[table]


def test_a_published_share_stands_and_another_is_computed_from_two_values_of_one_reporter():
    value = {"measure": "value"}
    load = imports(
        (2021, value | {"value": 48.0, "source_id": "b"}),
        (2021, value | {"value": 96.0, "partner": "world", "source_id": "c"}),
        (2018, {"value": 54.5}),
        (2020, value | {"value": 30.0}),  # no total: no share
    )
    found = series.korean_share_of_memory_imports(load)
    assert found["share_pct"].to_dict() == {2018: 54.5, 2021: 50.0}
    assert found["how"].to_dict() == {2018: "published", 2021: "computed"}
    assert found["source_id"].to_dict() == {2018: "a", 2021: "b;c"}


def test_a_row_that_is_not_preferred_gives_no_share_to_anybody():
    found = series.korean_share_of_memory_imports(imports((2021, {"value": 44.0, "preferred": False})))
    assert found.empty and list(found.columns) == ["share_pct", "how", "period_end", "source_id"]


def test_microns_dollars_are_those_published_else_share_times_total():
    frame = pd.DataFrame(
        {
            "fiscal_year": ["2024", "2023", "2023", "2023"],
            "basis": ["customer_headquarters"] * 3 + ["ship_to"],
            "region": ["cn", "cn", "us", "cn"],
            "share_pct": [12.0, 14.0, 50.0, 99.0],
            "total_revenue_musd": [25000.0, 15000.0, 15000.0, 15000.0],
            "revenue_musd": [3100.0, None, 7500.0, None],
        }
    )
    found = series.micron_china_share(lambda table: frame)
    assert found["mainland_musd"].to_dict() == {2023: 2100.0, 2024: 3100.0}


def test_a_year_of_exports_is_of_one_publisher_and_one_destination():
    found = series.exports_to_china(tables.load)
    assert found.index.is_unique and found.index.is_monotonic_increasing
    assert set(found["basis"].astype("str")) == {"kita_memory"} and set(found["destination"].astype("str")) == {"cn"}


@pytest.mark.parametrize("company", ["samsung", "sk_hynix"])
def test_sales_in_china_are_those_of_the_firm_asked_for_and_of_full_years(company):
    found = series.china_sales(tables.load, company)
    assert set(found["company_id"].astype("str")) == {company} and set(found["freq"].astype("str")) == {"annual"}
    one = series.china_sales(tables.load, "samsung", basis="separate_parent")
    assert set(one["basis"].astype("str")) == {"separate_parent"}


def test_the_bases_of_microns_chinese_share_are_those_of_the_tables():
    found = series.micron_baselines(tables.load)
    assert found["share_pct"].round(1).to_dict() == {
        "mainland_2022": 10.8,
        "mainland_2023": 14.0,
        "with_hk_2023": 16.2,
        "said_direct": 16.0,
        "said_all": 25.0,
    }
    assert found.loc["with_hk_2023", "revenue_musd"] == 2181 + 340
    assert found["source_id"].str.len().gt(0).all() and found["fiscal_year"].isna().sum() == 2
    lost = {"micron_revenue_region": lambda f: f[f["region"].astype("str") != "hk"]}
    with pytest.raises(KeyError):
        series.micron_baselines(lambda name: lost.get(name, lambda f: f)(tables.load(name)))
