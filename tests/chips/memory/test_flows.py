"""Flows against sums made from the files by hand, and holes that must be refused."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from chips import periods
from chips.memory import dram_price, flows, flows_charts
from explainer.evidence.tables import load
from explainer.figures.picture import NARROW, WIDE, spec_at
from explainer.figures.spec import complete
from tests.second_path import rows


@pytest.fixture(scope="module")
def plain() -> dict[tuple[str, str, str], float]:
    """(destination, product, month) -> million dollars, straight from the file."""
    return {
        (r["destination"], r["product"], r["month"]): float(r["value_musd"]) for r in rows("kr_memory_exports_monthly")
    }


@pytest.fixture(scope="module")
def index() -> dict[str, float]:
    """Month -> price index in contract currency, straight from the file."""
    table = rows("bok_dram_price_index")
    return {r["month"]: float(r["index_2020"]) for r in table if r["basis"] == "contract_currency"}


@pytest.fixture(scope="module")
def flow() -> pd.DataFrame:
    return flows.exports(load("kr_memory_exports_monthly"))


def span(first: int, year: int, count: int = 12) -> list[str]:
    """Month names without pandas."""
    return [f"{year + (first - 1 + i) // 12}-{(first - 1 + i) % 12 + 1:02d}" for i in range(count)]


@pytest.mark.parametrize("product", ["memory", "dram", "flash", "multichip"])
@pytest.mark.parametrize("place", ["cn", "hk", "cn_hk"])
def test_value_of_the_year_after_the_verdict_and_of_the_two_before(flow, plain, place, product):
    made = flows.year_around(flow, load("bok_dram_price_index")).set_index(["destination", "product", "measure"])
    row = made.loc[(place, product, "value_busd")]
    parts = ["cn", "hk"] if place == "cn_hk" else [place]
    sums = [sum(plain[p, product, m] for p in parts for m in span(6, y)) / 1000 for y in (2021, 2022, 2023)]
    assert [row["before_2"], row["before_1"], row["after"]] == pytest.approx(sums)
    assert row["change_1_pct"] == pytest.approx(100 * (sums[2] / sums[1] - 1))
    assert row["change_2_pct"] == pytest.approx(100 * (sums[2] / sums[0] - 1))


def test_volume_of_the_year_after_the_verdict(flow, plain, index):
    made = flows.year_around(flow, load("bok_dram_price_index")).set_index(["destination", "product", "measure"])
    row = made.loc[("cn_hk", "dram", "volume_busd_2020")]

    def volume(year):
        return sum((plain["cn", "dram", m] + plain["hk", "dram", m]) / index[m] for m in span(6, year)) / 10

    assert row["after"] == pytest.approx(volume(2023))
    assert row["change_1_pct"] == pytest.approx(100 * (volume(2023) / volume(2022) - 1))
    level = made.loc[("world", "dram", "price_index")]
    assert level["after"] == pytest.approx(math.fsum(index[m] for m in span(6, 2023)) / 12)


def test_volume_exists_for_dram_alone_and_averages_a_hundred_in_2020(flow):
    made = flows.dram_volume(flow, load("bok_dram_price_index"))
    assert "product" not in made and set(made["destination"]) == set(flows.DESTINATIONS)
    early = made[made["month"].str.startswith("2020")].groupby("destination")["volume_index"].mean()
    assert early.tolist() == pytest.approx([100, 100, 100])
    assert made["source_id"].str.count(";").eq(1).all()


def test_the_other_memory_is_what_the_parts_leave(flow, plain):
    other = flows.series(flow, "hk", "other")
    for month in ("2019-01", "2023-06", "2026-08"):
        left = plain["hk", "memory", month] - sum(plain["hk", p, month] for p in flows.PARTS)
        assert other[month] == pytest.approx(left, abs=0.051)


def test_hong_kongs_part(flow, plain):
    made = flows.hong_kong_part(flow).set_index(["product", "month"])
    hk, cn = (sum(plain[p, "multichip", m] for m in span(6, 2023)) for p in ("hk", "cn"))
    assert made.loc[("multichip", "2024-05"), "hk_pct_year"] == pytest.approx(100 * hk / (hk + cn))
    assert math.isnan(made.loc[("multichip", "2019-11"), "hk_pct_year"])


def test_the_rise_of_spring_taken_apart(flow, plain, index):
    volume = flows.dram_volume(flow, load("bok_dram_price_index"))
    got = flows.split_of_rise(volume, ["2023-03"], ["2023-04"])
    value = math.log(
        (plain["cn", "dram", "2023-04"] + plain["hk", "dram", "2023-04"])
        / (plain["cn", "dram", "2023-03"] + plain["hk", "dram", "2023-03"])
    )
    price = math.log(index["2023-04"] / index["2023-03"])
    assert got["from_price_pct"] == pytest.approx(100 * -price / (value - price))
    assert got["volume_pct"] == pytest.approx(100 * (math.exp(value - price) - 1))


def test_the_index_moves_when_quarters_start(index):
    months = [m for m in index if "2019-02" <= m <= "2024-12"]
    before = {m: list(index)[list(index).index(m) - 1] for m in months}
    moves = {m: abs(math.log(index[m] / index[before[m]])) for m in months}
    starts = sum(v for m, v in moves.items() if m[5:] in ("01", "04", "07", "10"))
    assert dram_price.price_steps(load("bok_dram_price_index")) == pytest.approx(100 * starts / sum(moves.values()))


def test_the_index_beside_the_researchers_range(index):
    made = dram_price.price_check(load("bok_dram_price_index"), load("chip_price_changes")).set_index("quarter")
    mean = [sum(index[m] for m in span(first, 2023, 3)) / 3 for first in (1, 4)]
    row = made.loc["2023Q2"]
    assert row["index_pct"] == pytest.approx(100 * (mean[1] / mean[0] - 1))
    assert (row["low_pct"], row["high_pct"], bool(row["inside"])) == (-18, -13, True)
    outside = made[~made["inside"].astype(bool)]
    assert ((outside["index_pct"] - outside["gap"]).isin(outside["low_pct"]) |
            (outside["index_pct"] - outside["gap"]).round(6).isin(outside["high_pct"])).all()  # fmt: skip


@pytest.mark.parametrize("month", ["2019-06", "2023-05"])
def test_a_missing_month_is_refused(month):
    table = load("kr_memory_exports_monthly")
    hole = table[~((table["month"] == month) & (table["destination"] == "hk") & (table["product"] == "flash"))]
    with pytest.raises(ValueError, match=f"flash to hk: expected {month}"):
        flows.exports(hole)
    prices = load("bok_dram_price_index")
    with pytest.raises(ValueError, match=f"expected {month}"):
        dram_price.price(prices[prices["month"] != month])


def test_sums_over_a_hole_or_past_the_end_are_refused(flow):
    run = flows.series(flow, "cn", "dram")
    with pytest.raises(ValueError, match="no value for 2026-09"):
        flows.around(run, "2026-01")
    with pytest.raises(ValueError, match="expected 2022-07"):
        flows.around(run.drop("2022-07"))
    with pytest.raises(ValueError, match="no run"):
        flows.series(flow, "tw", "dram")


def test_sums_of_twelve_months_and_where_the_volume_ends(flow, plain, index):
    last = flows.volume_last(load("bok_dram_price_index"), load("chip_price_changes"))
    made = flows.dram_years(flow, load("bok_dram_price_index"), last).set_index("month")
    months = span(6, 2023)
    both = {m: plain["cn", "dram", m] + plain["hk", "dram", m] for m in months}
    assert made.index[0] == "2019-12" and made["value_busd"].notna().all()
    assert made.loc["2024-05", "value_busd"] == pytest.approx(math.fsum(both.values()) / 1000)
    assert made.loc["2024-05", "price_index"] == pytest.approx(math.fsum(index[m] for m in months) / 12)
    assert made.loc["2024-05", "volume_at_2020_prices_busd"] == pytest.approx(
        math.fsum(v / index[m] for m, v in both.items()) / 10
    )
    there = made["volume_at_2020_prices_busd"].notna()
    assert there[:last].all() and not there[periods.later(last, 1) :].any()
    calm = load("chip_price_changes").assign(low_pct=-99.0, high_pct=999.0)
    assert flows.volume_last(load("bok_dram_price_index"), calm) == max(index), "where no quarter misses, all are shown"


def test_places_and_products_of_the_year(flow, plain):
    made = flows.year_pairs(flows.year_around(flow, load("bok_dram_price_index")))
    assert made["product"].iloc[0] == "memory" and len(made) == 2 * len(flows.PRODUCTS)
    made = made.set_index(["destination", "product"])
    for place in ("cn", "hk"):
        for product in ("memory", "multichip", "dram", "flash"):
            years = [math.fsum(plain[place, product, m] for m in span(6, first)) / 1000 for first in (2022, 2023)]
            assert made.loc[(place, product), ["before_busd", "after_busd"]].tolist() == pytest.approx(years)
        parts = made.loc[place].drop(index="memory")[["before_busd", "after_busd"]].sum()
        assert parts.tolist() == pytest.approx(made.loc[(place, "memory"), parts.index].tolist())


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_change_by_place_stands_within_its_panel(flow, width):
    """Ten times the fall of one product and ten times the rise of another: the panels reach both, on one scale."""
    pairs = flows.year_pairs(flows.year_around(flow, load("bok_dram_price_index")))
    pairs["after_busd"] += [40.0 if p == "flash" else -40.0 if p == "dram" else 0.0 for p in pairs["product"]]
    spec = complete(spec_at(lambda w: flows_charts.by_place(pairs, "multichip", w), width, "x" * 60), "void-places")
    drawn = [row for rows in spec["datasets"].values() for row in rows if "change_busd" in row]
    assert max(row["change_busd"] for row in drawn) > 30 > -30 > min(row["change_busd"] for row in drawn)
    scales = []
    for panel in spec["concat"]:
        bar = panel["layer"][0]
        low, high = bar["encoding"]["x"]["scale"]["domain"]
        scales.append(panel["width"] / (high - low))
    assert scales[0] == pytest.approx(scales[1], rel=0.02)


def test_the_slump_by_hand():
    months = [f"{y}-{m:02d}" for y in (2021, 2022, 2023, 2024) for m in range(1, 13)]
    level = [100.0] * 12 + [80.0] * 12 + [40.0] * 12 + [60.0] * 12
    table = pd.DataFrame({"month": months, "basis": "contract_currency", "index_2020": level, "source_id": "x"})
    assert dram_price.slump(table) == {"peak": "2021-12", "bottom": "2023-01", "fall_pct": pytest.approx(60)}


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_axes_follow_the_data_when_a_month_is_added(flow, width):
    """A month after the last, at ten times the value: the axes reach it, and no row lies beside a panel."""
    index = load("bok_dram_price_index")
    end = flow["month"].max()
    months = [periods.later(end, n) for n in (1, 2)]

    def longer(frame, column, factor=10.0):
        last = frame[frame["month"] == end]
        return pd.concat([frame, *(last.assign(month=m, **{column: factor * last[column]}) for m in months)])

    years = flows.dram_years(longer(flow, "value_musd"), longer(index, "index_2020", 2.0), months[-1])
    drawn = lambda w: flows_charts.value_price_volume(years, "2023-05-21", ("2023-05", "2024-05"), w)  # noqa: E731
    spec = complete(spec_at(drawn, width, "x" * 60), "void-flows")  # refuses a row outside a domain
    ends = [layer["encoding"]["x"]["scale"]["domain"][1] for panel in spec["concat"] for layer in panel["layer"]
            if "domain" in layer.get("encoding", {}).get("x", {}).get("scale", {})]  # fmt: skip
    assert ends and min(ends) > f"{months[-1]}-15"
    heads = [layer["encoding"]["y"]["value"] for panel in spec["concat"] for layer in panel["layer"]
             if layer.get("encoding", {}).get("text", {}).get("field") == "head"]  # fmt: skip
    assert len(heads) == len(flows_charts.PANELS) and len(set(heads)) == 1, "heads stand in one line"
