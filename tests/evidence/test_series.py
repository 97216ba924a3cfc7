"""How far the official runs agree with the press rows that they replace, and with themselves."""

from __future__ import annotations

import pandas as pd
import pytest

from explainer.evidence import tables
from explainer.evidence.tables import load


def texts(table: str) -> pd.DataFrame:
    """A table with its lists of allowed values as plain text."""
    frame = load(table)
    return frame.astype({c: "str" for c in frame if isinstance(frame[c].dtype, pd.CategoricalDtype)})


def memory() -> pd.DataFrame:
    """Customs memory exports, million dollars: a row per month, columns (destination, product)."""
    return texts("kr_memory_exports_monthly").pivot(
        index="month", columns=["destination", "product"], values="value_musd"
    )


def worst(gaps: pd.Series) -> str:
    """The largest gap and its key, for the message of a failed test."""
    return f"worst: {gaps.abs().idxmax()} off by {gaps[gaps.abs().idxmax()]:.3f}"


@pytest.mark.parametrize("destination", ["cn", "hk", "tw"])
def test_parts_of_memory_exports_never_exceed_the_whole(destination):
    run = memory()[destination].dropna(how="all")
    whole = run.pop("memory")
    over = run.sum(axis=1) - whole
    assert over.max() <= 0.25, f"{destination}, {worst(over.clip(lower=0))} million dollars"


def test_memory_exports_have_every_month_to_the_end_of_the_coverage():
    end = tables.resource("kr_memory_exports_monthly")["coverage"]["end"]
    for destination, start in (("cn", "2019-01"), ("hk", "2019-01"), ("tw", "2023-01")):
        months = memory()[destination]["memory"].dropna().index
        assert list(months) == [str(m) for m in pd.period_range(start, end, freq="M")], destination


def covered() -> pd.DataFrame:
    """Press values of memory exports beside the customs run over the same months, billion dollars."""
    press, run = texts("kr_chip_exports_destination"), memory() / 1000
    press = press[(press["product"] == "memory") & press["value_busd"].notna()]
    rows = []
    for row in press[press["destination"].isin(["cn", "hk", "tw"])].itertuples():
        months = run[row.destination]["memory"].loc[f"{row.period_start:%Y-%m}" : f"{row.period_end:%Y-%m}"]
        rows.append((row.basis, row.destination, row.period, row.value_busd, months.sum(), row.preferred))
    made = pd.DataFrame(rows, columns=["basis", "destination", "period", "press", "customs", "preferred"])
    made["gap_pct"] = 100 * (made["press"] / made["customs"] - 1)
    return made.set_index(["basis", "destination", "period"])


def test_the_trade_associations_memory_group_is_wider_than_customs_by_a_steady_step():
    china = covered().loc[("kita_memory", "cn"), "gap_pct"]
    assert set(china.index) == {"2023", "2024"}
    assert china.between(7, 9).all() and china.max() - china.min() < 0.5, f"{china.round(2).to_dict()} percent above"


def test_the_table_without_an_item_code_is_the_customs_basis():
    gaps = covered().loc["kita_memory_unnamed", "gap_pct"]
    assert len(gaps) == 3 and gaps.abs().max() < 0.2, f"{worst(gaps)} percent"


def test_press_values_with_an_official_run_are_not_preferred():
    assert not covered()["preferred"].any() and len(covered()) == 7
    assert (
        not texts("bok_export_prices")
        .query("item == 'dram' and measure == 'mom_pct' and period > '2019-01'")["preferred"]
        .any()
    )


def index() -> pd.DataFrame:
    """DRAM export price index: a row per month, a column per basis."""
    return texts("bok_dram_price_index").pivot(index="month", columns="basis", values="index_2020")


def test_price_index_averages_a_hundred_in_2020_on_both_bases():
    gaps = index().loc["2020-01":"2020-12"].mean() - 100
    assert gaps.abs().max() < 0.01, worst(gaps)


def test_price_index_in_won_follows_the_contract_index_and_the_exchange_rate():
    rate = 1180.3 * index()["krw"] / index()["contract_currency"]  # average won per dollar of 2020, Bank of Korea
    assert rate.between(1080, 1540).all(), f"implied won per dollar from {rate.min():.0f} to {rate.max():.0f}"
    assert rate.pct_change().abs().max() < 0.065, f"{worst(100 * rate.pct_change().dropna())} percent in a month"


def test_price_changes_in_the_press_are_first_prints_of_the_run_in_won():
    """Most agree to the decimal; the bank revised three months by up to 1.2 points. Levels differ by the base year."""
    press = texts("bok_export_prices").query("item == 'dram'").set_index(["measure", "period"])["value"]
    won = index()["krw"]
    run = {"mom_pct": 100 * won.pct_change(), "yoy_pct": 100 * won.pct_change(12)}
    keys = [(m, p) for m, p in press.index if m in run and pd.notna(run[m].get(p))]
    gaps = pd.Series([run[m][p] - press[m, p] for m, p in keys], index=pd.MultiIndex.from_tuples(keys))
    assert len(gaps) == 9
    assert gaps.abs().max() < 1.2, f"{worst(gaps)} points"
    assert (gaps.abs() <= 0.051).sum() >= 5, gaps.round(2).to_dict()
    other = 100 * index()["contract_currency"].pct_change()
    assert sum(abs(other[p] - press[m, p]) <= 0.051 for m, p in keys if m == "mom_pct") == 0, "the bases are swapped"
    ratio = won.reindex(press["index_2015_base"].index) / press["index_2015_base"]
    assert ratio.max() / ratio.min() - 1 < 0.015, ratio.round(3).to_dict()


@pytest.mark.parametrize(("metric", "restated"), [("revenue", 0.0267), ("operating_profit", 0.1972)])
def test_quarters_of_sk_hynix_as_filed_agree_with_the_first_release(metric, restated):
    """Trillion won. The audit of 2022 falls into its last quarter; every other quarter agrees to the rounding."""
    table = texts("company_quarters").query("company_id == 'sk_hynix' and metric == @metric")
    pairs = table.pivot(index="period", columns="status", values="value").dropna()
    gaps = pairs["filed"] - pairs["reported"]
    assert len(gaps) == 21
    assert gaps.drop("2022Q4").abs().max() <= 0.0051, f"{worst(gaps.drop('2022Q4'))} trillion won"
    assert gaps["2022Q4"] == pytest.approx(-restated, abs=0.0002)


def test_the_filed_run_is_the_one_to_draw_and_has_no_holes():
    filed = texts("company_quarters").query("status == 'filed'")
    assert filed["preferred"].all()
    quarters = [str(q) for q in pd.period_range("2019Q1", "2026Q2", freq="Q")]
    for key, part in filed.groupby(["company_id", "metric"]):
        assert list(part["period"]) == quarters, key
    twice = texts("company_quarters").query("preferred").duplicated(["company_id", "segment", "metric", "period"])
    assert not twice.any()


def test_directions_of_microns_words_agree_with_its_revenue():
    """Revenue falls where bits and prices both fell, and rises where both rose."""
    table = texts("micron_dram_quarters").set_index("fiscal_label")
    both = table[table["bits_direction"] == table["price_direction"]]
    assert ((both["qoq_pct"] > 0) == (both["bits_direction"] == "up")).all() and len(both) >= 8
    ban = table.loc[["FQ3-23", "FQ4-23"]]
    assert (ban["bits_direction"] == "up").all() and (ban["price_direction"] == "down").all()


def test_a_share_that_stands_in_two_tables_is_the_same():
    shares = texts("dram_shares").query("company_id == 'cxmt'").set_index(["publisher", "period"])["share_pct"]
    makers = texts("china_makers").query("company_id == 'cxmt' and measure == 'share_of_world_revenue'")
    makers = makers.set_index(["publisher", "period"])["value"]
    assert len(shares) == 3 and (makers.reindex(shares.index) == shares).all()


def test_sums_of_customs_codes_lie_beside_the_ministrys_release():
    table = (
        texts("kr_chip_exports_monthly")
        .query("series == 'total'")
        .pivot_table(index="month", columns="basis", values="value_busd")
    )
    both = table.query("month >= '2026-05'")[["customs_summed", "trade_release"]].dropna().drop("2026-05")
    gaps = both["customs_summed"] - both["trade_release"]
    assert len(gaps) == 2 and gaps.abs().max() < 0.1, f"{worst(gaps)} billion dollars"


def test_no_source_shows_where_a_helper_kept_it():
    rows = tables.read_text("sources").astype("str")
    for word in ("index id", "/work/", "/tmp/"):
        assert not rows.apply(lambda c, w=word: c.str.contains(w)).any().any(), word
