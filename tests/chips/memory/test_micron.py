"""Micron's Chinese business: statements, accounts and arithmetic on cases worked out by hand, and on the data."""

from __future__ import annotations

import re

import html5lib
import pandas as pd
import pytest

from chips.memory import micron, micron_html
from explainer.evidence.tables import load
from tests.browser import SITE, parsed


def test_grown_like_the_rest_by_hand():
    part = pd.Series({2022: 10.0, 2023: 5.0})
    rest = pd.Series({2022: 90.0, 2023: 63.0})
    assert micron.grown_like(part, rest, 2022).tolist() == pytest.approx([10, 7])
    assert micron.grown_like(part, rest, 2023)[2022] == pytest.approx(5 * 90 / 63)


def test_a_part_that_grows_like_the_rest_keeps_its_share():
    part = pd.Series({2022: 10.0, 2023: 20.0, 2024: 5.0})
    rest = 9 * part
    pd.testing.assert_series_equal(micron.grown_like(part, rest, 2023), part)


def test_a_day_has_its_place_in_the_fiscal_year():
    ends = pd.Series(pd.to_datetime(["2022-09-01", "2023-08-31"]), index=[2022, 2023])
    assert micron.fiscal_place(pd.Timestamp("2023-08-31"), ends) == 2023
    assert micron.fiscal_place(pd.Timestamp("2023-05-21"), ends) == pytest.approx(2022.72, abs=0.01)
    with pytest.raises(ValueError, match="outside"):
        micron.fiscal_place(pd.Timestamp("2024-01-01"), ends)


def test_words_are_read_as_ordered_ranges_that_do_not_overlap():
    low, high, double = (micron.READING[k] for k in ("low_single_digit", "high_single_digit", "low_double_digit"))
    assert low[0] < low[1] < high[0] < high[1] < double[0] < double[1]
    words = load("micron_cac_impact")[["words_low", "words_high"]].stack().dropna().astype("str")
    assert set(words) <= set(micron.READING)


def test_half_of_a_quarter_lies_in_the_reading_of_low_double_digit():
    low, high = micron.READING["low_double_digit"]
    assert low <= 25 * 50 / 100 <= high


def impact(*cells):
    names = ["impact_id", "date", "speaker", "measure", "channel", "low", "high", "unit", "words_low", "words_high"]
    frame = pd.DataFrame(cells, columns=names)
    return frame.assign(date=pd.to_datetime(frame["date"]), source_id=frame["impact_id"])


def test_statements_keep_numbers_read_words_and_multiply_parts():
    single = ("low_single_digit", "high_single_digit")
    found = micron.said(
        impact(
            ("d", "2023-06-16", "M", "share_of_china_revenue_at_risk", "x", 50, 60, "pct_of_china_revenue", None, None),
            ("c", "2023-06-16", "M", "china_share_of_revenue", "x", 25, 30, "pct_of_revenue", None, None),
            ("b", "2023-05-22", "M", "revenue_at_risk", "x", None, None, "pct_of_revenue", *single),
            ("a", "2018-06-01", "B", "china_share_of_revenue", "ship_to", 50, 50, "pct_of_revenue", None, None),
            ("e", "2025-10-17", "R", "china_revenue", "x", 3400, 3400, "musd", None, None),
            ("f", "2025-10-20", "M", "statement", "x", None, None, "none", None, None),
        )
    )  # fmt: skip
    assert found["impact_id"].tolist() == ["b", "c", "d"]
    assert found["how"].tolist() == ["words", "number", "computed"]
    assert found[["low_pct", "high_pct"]].to_numpy().tolist() == [[1, 9], [25, 30], [12.5, 18]]
    assert found["source_id"].iloc[-1] == "d;c"


def test_all_statements_in_the_data_can_be_read():
    found = micron.said(load("micron_cac_impact"))
    assert (found["low_pct"] <= found["high_pct"]).all() and found["high_pct"].max() <= 30
    assert set(found["how"]) == {"number", "words", "computed"}


def test_statements_are_labelled_by_day_speaker_and_detail():
    found = micron.labelled(
        pd.DataFrame(
            {
                "date": pd.to_datetime(["2023-05-22", "2023-06-16", "2023-06-16"]),
                "speaker": ["Mark Murphy", "Micron Technology", "Micron Technology"],
                "measure": ["revenue_at_risk", "china_share_of_revenue", "revenue_at_risk"],
                "scope": ["cn", "cn_hk", "cn_hk"],
                "channel": ["not_stated", "direct_and_indirect", "not_stated"],
                "how": ["words", "number", "computed"],
                "words_low": ["low_single_digit", None, None],
                "words_high": ["high_single_digit", None, None],
            }
        )
    )
    assert found["row"].tolist() == [
        "22 May 2023, Micron CFO: low-single- to high-single-digit",
        "16 Jun 2023, Micron filing: with Hong Kong and distributors",
        "16 Jun 2023, Micron filing: half of a quarter of revenue",
    ]


def test_every_statement_in_the_data_has_a_label_of_its_own():
    rows = micron.labelled(micron.said(load("micron_cac_impact")))["row"]
    assert rows.is_unique and not rows.str.contains("_|nan|None").any()


def test_the_ban_stands_among_the_statements_without_an_amount():
    days = pd.to_datetime(["2023-05-19", "2023-05-22"])
    rows = pd.DataFrame({"row": ["a", "b"], "date": days, "low_pct": 1.0, "high_pct": 2.0, "how": "number"})
    found = micron.with_ban(rows, pd.Timestamp("2023-05-21"), "the ban")
    assert found["row"].tolist() == ["a", "the ban", "b"]
    assert found["low_pct"].isna().tolist() == [False, True, False]


def test_regions_beyond_those_named_are_one():
    cells = [(2023, "us", 10.0), (2023, "jp", 2.0), (2023, "kr", 3.004), (2023, "cn", 4.0), (2024, "cn", 5.0)]
    seat = pd.DataFrame(cells, columns=["fiscal_year", "region", "revenue_musd"])
    seat["revenue_musd"] *= 1000
    seat = seat.assign(share_kind="calculated", confidence="reported", source_id=seat["region"])
    found = micron.by_area(pd.concat([seat, seat.assign(share_kind="as_published", revenue_musd=None)]))
    assert found[["name", "year", "revenue_busd"]].to_numpy().tolist() == [
        ["Mainland China", "FY2023", 4.0],
        ["Mainland China", "FY2024", 5.0],
        ["United States", "FY2023", 10.0],
        ["All others", "FY2023", 5.0],
    ]
    assert found["source_id"].tolist()[-1] == "jp;kr"


def test_lines_of_the_benchmark_cite_the_rows_of_their_year():
    seat = pd.DataFrame({"fiscal_year": [2022, 2023, 2023], "source_id": ["a", "b", "c"]})
    lines = {"reported": pd.Series({2022: 3311.0, 2023: 2181.0}), "like23": pd.Series({2023: 2181.0})}
    found = micron.benchmark(lines, seat)
    assert found["busd"].tolist() == [3.31, 2.18, 2.18]
    assert found["source_id"].tolist() == ["a", "b;c", "b;c"] and found["year"].iloc[-1] == "FY2023"


def test_steps_are_china_s_on_micron_and_micron_s_own():
    story = micron.steps(load("events").set_index("event_id"))
    assert story["date"].is_monotonic_increasing and set(story["actor"].astype("str")) == {"cn", "company"}
    assert {"E20230331a", "E20230521a"} <= set(story["event_id"])
    page = html5lib.parseFragment(micron_html.steps(story), namespaceHTMLElements=False)
    items = ["".join(item.itertext()) for item in page.iter("li")]
    assert len(items) == len(story) and all(str(d.year) in i for d, i in zip(story["date"], items, strict=True))
    assert [a.get("href").rsplit("#event-", 1)[1] for a in page.iter("a")] == list(story["event_id"])


def test_parts_of_growth_add_to_a_hundred():
    areas = pd.DataFrame(
        {
            "name": ["China", "US", "China", "US"],
            "fiscal_year": [2023, 2023, 2025, 2025],
            "revenue_musd": [100.0, 300.0, 50.0, 850.0],
            "source_id": ["a", "b", "a", "c"],
            "confidence": "reported",
        }
    )
    found = micron.growth_parts(areas, 2023, 2025).set_index("name")
    assert found["part_pct"].to_dict() == {"China": -10.0, "US": 110.0}
    assert found.loc["US", ["change_busd", "source_id"]].tolist() == [0.55, "b;c"]
    seat = load("micron_revenue_region")
    seat = seat[seat["basis"] == "customer_headquarters"].astype({"region": "str", "share_kind": "str"})
    whole = micron.growth_parts(micron.by_area(seat), 2023, 2025)
    assert whole["part_pct"].sum() == pytest.approx(100)


def test_the_quarter_of_the_ban_is_the_one_that_holds_it():
    table = load("micron_dram_quarters")
    found = micron.quarters(table, pd.Timestamp("2023-05-21"))
    assert found.loc[found["held"], "fiscal_label"].tolist() == ["FQ3-23"]
    for day in ("2019-01-01", "2040-01-01"):
        with pytest.raises(ValueError, match="outside"):
            micron.quarters(table, pd.Timestamp(day))
    with pytest.raises(ValueError, match="no such direction: sideways"):
        micron.quarters(table.assign(bits_direction="sideways"), pd.Timestamp("2023-05-21"))


def test_directions_agree_with_the_words():
    table = load("micron_dram_quarters")
    signs = {"up": r"increased|^up ", "down": r"declined|decreased", "flat": r"flat"}
    for kind in ("bits", "price"):
        for way, words in zip(table[f"{kind}_direction"], table[f"{kind}_words"], strict=True):
            assert re.search(signs[way], words), words


def test_a_fiscal_year_without_a_quarter_has_no_total():
    table, company = load("micron_dram_quarters"), load("company_quarters")
    whole = micron.fiscal_totals(table, company)
    assert whole.loc[2026, "dram_busd"] == pytest.approx(10.8 + 18.8 + 31.3 + 39.8)
    assert whole.loc[2026, "all_busd"] == pytest.approx(13.643 + 23.86 + 41.456 + 54.229)
    assert 2026 not in micron.fiscal_totals(table[table["fiscal_label"] != "FQ2-26"], company).index


def test_the_methods_and_the_chart_read_micron_s_words_alike():
    """`1 to 3` and so on stand in one constant; the page on methods says them as a quotation of it."""
    methods = " ".join("".join(parsed(SITE / "appendix" / "methods.html")[0].itertext()).split())
    chart = " ".join("".join(parsed(SITE / "memory" / "micron-verdict.html")[0].itertext()).split())
    for words, (low, high) in micron.READING.items():
        said = words.replace("_", " ")
        assert f"“{said}” as “{low} to {high}”" in methods and f"{said} {low} to {high}" in chart
