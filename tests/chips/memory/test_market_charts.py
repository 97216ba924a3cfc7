"""What the drawings of the memory chapters must not lose: gaps, the quarter of the ban, order and open marks."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from chips.memory import hindsight, market, market_charts, market_money_charts, market_shares_charts, micron_charts
from chips.memory.market_charts import Panel
from explainer.evidence.tables import load
from explainer.figures.picture import NARROW, WIDE


@pytest.fixture
def frame():
    rows = pd.DataFrame(
        {
            "company_id": ["micron"] * 3 + ["samsung"] * 4,
            "period": ["2022Q4", "2023Q1", "2023Q3", "2022Q4", "2023Q1", "2023Q2", "2023Q3"],
            "share_pct": [20.0, 22.0, 21.0, 40.0, 41.0, 42.0, 21.5],
            "how": ["printed", "computed"] + ["printed"] * 5,
        }
    )
    return market.with_gaps(rows, "share_pct")


def spec(frame, width):
    names = {"samsung": "Samsung", "micron": "Micron"}
    return market_charts.lines(frame, "share_pct", names, Panel(width, 100, (10, 50))).to_dict()


def drawn(made):
    return [row for rows in made["datasets"].values() for row in rows]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_gap_is_drawn_as_a_gap_and_computed_points_are_hollow(frame, width):
    made = spec(frame, width)
    points = [r for r in drawn(made) if "hollow" in r]
    assert [r["period"] for r in points if r["share_pct"] is None] == ["2023Q2"]
    assert [(r["company_id"], r["period"]) for r in points if r["hollow"]] == [("micron", "2023Q1")]
    assert '"invalid": "break-paths-show-domains"' in json.dumps(made)


def test_the_band_covers_the_quarter_of_the_ban(frame):
    bands = [r for r in drawn(spec(frame, WIDE)) if "to" in r]
    assert [(r["day"][:10], r["to"][:10]) for r in bands] == [("2023-04-01", "2023-07-01")]


def test_names_at_the_end_keep_their_distance(frame):
    tags = market_charts.named_ends(frame, "share_pct", {"samsung": "Samsung", "micron": "Micron"}, 4, 0)
    at = tags.set_index("company_id")["at"]
    assert at["samsung"] - at["micron"] == pytest.approx(4)
    assert set(tags["name"]) == {"Samsung 22", "Micron 21"}


@pytest.mark.parametrize(
    ("value", "digits", "text"), [(20.5, 0, "Micron 21"), (2918.0, 0, "Micron 2,918"), (90.25, 1, "Micron 90.3")]
)
def test_the_last_value_is_rounded_as_in_the_text(value, digits, text):
    one = pd.DataFrame({"company_id": ["micron"], "day": [pd.Timestamp("2023-05-16")], "share_pct": [value]})
    assert market_charts.named_ends(one, "share_pct", {"micron": "Micron"}, 4, digits)["name"].tolist() == [text]
    assert market_charts.named_ends(one, "share_pct", {"micron": "Micron"}, 4, None)["name"].tolist() == ["Micron"]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_margins_stand_at_the_true_middle_of_the_quarter(width):
    size = pd.DataFrame({"company_id": ["dram"], "period": ["2023Q1"], "revenue_busd": [9.66]})
    earned = pd.DataFrame(
        {
            "company_id": ["micron", "micron"],
            "period": ["2022Q4", "2023Q2"],
            "day": pd.to_datetime(["2022-10-17", "2023-04-17"]),
            "margin_pct": [-5.0, -47.0],
        }
    )
    points = [r for r in drawn(market_money_charts.slump(size, earned, width).to_dict()) if "margin_pct" in r]
    days = {r["period"]: (r["day"][:10], r["margin_pct"]) for r in points if "hollow" in r}
    assert days == {"2022Q4": ("2022-10-17", -5.0), "2023Q1": ("2023-02-14", None), "2023Q2": ("2023-04-17", -47.0)}


def test_only_the_forecast_that_was_replaced_is_open():
    monthly = pd.DataFrame({"period": ["2023-05", "2023-06"], "price_usd": [1.4, 1.36]})
    contract = pd.DataFrame(
        {
            "product": "dram_overall",
            "period": ["2023Q2", "2023Q2"],
            "low_pct": [-15.0, -18.0],
            "high_pct": [-10.0, -13.0],
            "status": ["forecast", "revised_forecast"],
            "preferred": [False, True],
        }
    )
    bars = [r for r in drawn(market_money_charts.prices(monthly, contract, WIDE).to_dict()) if "open" in r]
    assert {(r["status"], r["open"]) for r in bars} == {("forecast", True), ("revised forecast", False)}


def test_statements_stay_in_order_with_the_ban_among_them():
    rows = pd.DataFrame(
        {
            "row": ["b first", "a ban", "c last"],
            "low_pct": [1.0, None, 10.0],
            "high_pct": [9.0, None, 10.0],
            "how": ["words", None, "number"],
        }
    )
    made = micron_charts.ranges(rows, "a ban", WIDE).to_dict()
    text = json.dumps(made)
    assert '"domain": ["b first", "a ban", "c last"]' in text
    assert {r["shown"] for r in drawn(made)} == {"1 to 9", "", "10"}


def test_panels_do_not_share_colors(frame):
    panel = market_charts.lines(frame, "share_pct", {"micron": "Micron"}, Panel(WIDE, 80, (0, 50)))
    made = market_charts.stack(WIDE, ("One, percent", panel), ("Two, percent", panel)).to_dict()
    assert made["resolve"]["scale"] == dict.fromkeys(("color", "fill", "stroke", "shape", "strokeDash"), "independent")


def test_open_marks_follow_the_choice():
    rows = pd.DataFrame(
        {
            "day": pd.to_datetime(["2023-02-15"]),
            "share_pct": [26.9],
            "company_id": ["micron"],
            "period": ["2023Q1"],
            "count": ["Omdia"],
        }
    )
    made = market_shares_charts.overlay(rows, ["Omdia"], WIDE).to_dict()
    assert made["transform"] == [{"filter": "counts == 'all' || datum.count == counts"}]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_year_lacks_hong_kong_and_the_band_starts_at_the_ban(width):
    rows = hindsight.china_share(load("micron_revenue_region"), load("micron_cac_impact"))
    made = micron_charts.china_parts(rows, (2022.72, 2023.0), width).to_dict()
    levels = {(r["region"], r["fiscal_year"]): r for r in drawn(made) if "accounts" in r}
    years = {y for _, y in levels}
    assert set(levels) == {(region, y) for region in ("cn", "cn_hk") for y in years}
    assert {k for k, r in levels.items() if not r["accounts"]} <= {("cn", 2022), ("cn_hk", 2022)}
    text = json.dumps(made)
    assert '"stack"' not in text and '"type": "bar"' not in text
    assert any(r.get("start") == 2022.72 and r.get("end") == 2023.0 for r in drawn(made))
