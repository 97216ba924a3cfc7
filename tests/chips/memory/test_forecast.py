"""The yardsticks by a second path: own least squares, own weights, own filter; known effects; refusals."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

from chips.memory import flows, placebo, placebo_charts, referee, void, void_size, void_words
from chips.memory import forecast as cf
from explainer import paths
from explainer.evidence.tables import load
from tests.second_path import rows

TABLES = (
    "kr_memory_exports_monthly",
    "bok_dram_price_index",
    "kr_chip_exports_monthly",
    "kr_chip_exports_destination",
    "chip_price_changes",
    "micron_revenue_region",
    "micron_dram_quarters",
    "scenario_inputs",
    "memory_plants",
)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return {name: load(name) for name in TABLES}


@pytest.fixture(scope="module")
def data(tables) -> cf.Panel:
    return cf.panel(*(tables[name] for name in TABLES[:3]))


@pytest.fixture(scope="module")
def found(data) -> pd.DataFrame:
    return placebo.headline(data, draws=1000)


@pytest.fixture(scope="module")
def plain() -> dict[str, dict[str, float]]:
    """Runs by month, read without pandas: dram, memory, donors, price, rest."""

    runs: dict[str, dict[str, float]] = {"price": {}, "rest": {}}
    for r in rows("kr_memory_exports_monthly"):
        if r["destination"] != "tw":
            runs.setdefault(f"{r['destination']}_{r['product']}", {})[r["month"]] = float(r["value_musd"])
    for product in ("dram", "memory", "multichip", "flash"):
        runs[product] = {m: v + runs[f"hk_{product}"][m] for m, v in runs[f"cn_{product}"].items()}
    for r in rows("bok_dram_price_index"):
        if r["basis"] == "contract_currency":
            runs["price"][r["month"]] = float(r["index_2020"])
    for r in sorted(rows("kr_chip_exports_monthly"), key=lambda r: r["vintage"], reverse=True):
        if (r["series"], r["basis"]) == ("total", "ict_release") and r["value_busd"] and r["month"] in runs["memory"]:
            runs["rest"][r["month"]] = 1000 * float(r["value_busd"]) - runs["memory"][r["month"]]
    return runs


def names(first: str, last: str) -> list[str]:
    """Months without pandas."""
    at, made = (int(first[:4]), int(first[5:])), []
    while f"{at[0]}-{at[1]:02d}" <= last:
        made.append(f"{at[0]}-{at[1]:02d}")
        at = (at[0] + at[1] // 12, at[1] % 12 + 1)
    return made


def column(plain, outcome, months):
    return np.log([plain[outcome][m] for m in months])


def matrix(plain, months, control=True):
    turn = [2 * math.pi * int(m[5:]) / 12 for m in months]
    parts = [np.ones(len(months)), np.sin(turn), np.cos(turn), column(plain, "price", months)]
    return np.column_stack([*parts, column(plain, "rest", months)] if control else parts)


def own_rest(plain, cutoff, first, last, outcome="dram"):
    """ln(observed / expected) by the normal equations."""
    fit = [m for m in names("2019-01", cutoff) if m in plain["rest"]]
    ahead = [m for m in names(first, last) if m in plain["rest"]]
    x = matrix(plain, fit)
    beta = np.linalg.solve(x.T @ x, x.T @ column(plain, outcome, fit))
    return math.log(sum(plain[outcome][m] for m in ahead) / np.exp(matrix(plain, ahead) @ beta).sum())


@pytest.mark.parametrize("outcome", ["dram", "memory", "multichip"])
def test_the_regression_by_normal_equations(data, plain, outcome):
    got = cf.forecast(data, "rest", outcome)
    assert got.log_gap == pytest.approx(own_rest(plain, "2023-03", "2023-06", "2024-05", outcome), abs=1e-8)
    assert got.fitted == 44 and got.missing == 0


def test_the_synthetic_control_by_another_solver(data, plain, found):
    fit, ahead = names("2019-01", "2023-03"), names("2023-06", "2024-05")
    x = np.column_stack([column(plain, d, fit) for d in cf.DONORS])
    y = column(plain, "dram", fit)

    def loss(w):
        return (((x - x.mean(axis=0)) @ w - (y - y.mean())) ** 2).sum()

    best = optimize.minimize(loss, [0.25] * 4, method="SLSQP", bounds=[(0, 1)] * 4, options={"ftol": 1e-12},
                             constraints={"type": "eq", "fun": lambda w: w.sum() - 1})  # fmt: skip
    new = np.column_stack([column(plain, d, ahead) for d in cf.DONORS])
    expected = np.exp(y.mean() + (new - x.mean(axis=0)) @ best.x).sum()
    gap = 100 * (sum(plain["dram"][m] for m in ahead) / expected - 1)
    assert found.set_index("method").loc["other_memory", "gap_pct"] == pytest.approx(gap, abs=0.05)
    assert cf.weights(data)["weight"].to_numpy() == pytest.approx(best.x, abs=2e-3)
    assert cf.weights(data)["weight"].sum() == pytest.approx(1, abs=1e-6)


def test_the_structural_series_as_generalized_least_squares(plain, found):
    """A local level with diffuse start is least squares with random-walk errors; variance ratio by restricted ML."""
    fit, ahead = names("2019-01", "2023-03"), names("2023-04", "2024-05")
    x, y, n = matrix(plain, fit, False), column(plain, "dram", fit), len(fit)
    order = np.arange(1, n + 1)
    walk = np.minimum.outer(order, order).astype(float)

    def solve(log_ratio):
        cover = np.eye(n) + math.exp(log_ratio) * walk
        inverse = np.linalg.inv(cover)
        beta = np.linalg.solve(x.T @ inverse @ x, x.T @ inverse @ y)
        rest = y - x @ beta
        scale = rest @ inverse @ rest / (n - x.shape[1])
        fitness = np.linalg.slogdet(cover)[1] + np.linalg.slogdet(x.T @ inverse @ x)[1]
        return fitness + (n - x.shape[1]) * math.log(scale), inverse, beta, rest

    best = optimize.minimize_scalar(lambda r: solve(r)[0], bounds=(-8, 6), method="bounded").x
    _, inverse, beta, rest = solve(best)
    level = math.exp(best) * np.minimum(order, n) @ inverse @ rest  # the walk stays where it ended
    expected = np.exp(matrix(plain, ahead, False) @ beta + level)
    gap = 100 * (sum(plain["dram"][m] for m in ahead[2:]) / expected[2:].sum() - 1)
    assert found.set_index("method").loc["own_past", "gap_pct"] == pytest.approx(gap, abs=0.5)


def test_the_rank_among_placebo_dates(plain, found, data):
    """Every cut-off with 24 months before it and a window that ends before the review."""
    cutoffs = names("2020-12", "2022-01")
    others = []
    for cutoff in cutoffs:
        after = names(cutoff, "2024-12")
        others.append(own_rest(plain, cutoff, after[3], after[14]))
    own = own_rest(plain, "2023-03", "2023-06", "2024-05")
    row = found.set_index("method").loc["rest"]
    assert row["placebos"] == len(cutoffs) == 14
    assert row["p_dates"] == pytest.approx((1 + sum(abs(o) >= abs(own) for o in others)) / 15)
    assert row["spread_pct"] == pytest.approx(100 * math.sqrt(sum(o * o for o in others) / 14))
    assert placebo.placebo_dates(data, "rest")["cutoff"].tolist() == cutoffs


def test_the_permutation_by_hand(plain, found):
    months = [m for m in names("2019-01", "2023-03") + names("2023-06", "2024-05") if m in plain["rest"]]
    x, y = matrix(plain, months), column(plain, "dram", months)
    left = list(y - x @ np.linalg.solve(x.T @ x, x.T @ y))
    means = [abs(sum((left + left)[i : i + 12]) / 12) for i in range(len(left))]
    own = abs(sum(left[-12:]) / 12)
    assert found.set_index("method").loc["rest", "p_permutation"] == pytest.approx(
        sum(m >= own - 1e-12 for m in means) / len(left)
    )


def made_up(effect: float, seed: int) -> cf.Panel:
    """A panel from a known law: price, rest and other memory drive DRAM; from June 2023 it is `effect` higher."""
    rng = np.random.default_rng(seed)
    months = names("2019-01", "2024-12")
    n = len(months)
    cycle = np.cumsum(rng.normal(0, 0.03, n))
    turn = 2 * np.pi * np.arange(n) / 12
    level = 7 + cycle + 0.1 * np.sin(turn)
    price = 100 * np.exp(np.cumsum(rng.normal(0, 0.04, n)))

    def like(noise):
        return np.exp(level + rng.normal(0, noise, n))

    frame = pd.DataFrame({d: like(0.05) for d in cf.DONORS}, index=months)
    frame["price"], frame["rest"] = price, like(0.03)
    frame["dram"] = like(0.04) * np.where(frame.index >= "2023-06", 1 + effect, 1)
    return cf.Panel(frame, "made_up")


@pytest.mark.parametrize("method", list(cf.METHODS))
def test_a_known_effect_is_found_within_the_interval(method):
    """Worlds of another law than those of `coverage`; intervals of 99 percent, as narrower ones fall short."""
    hits = 0
    for seed in range(100, 112):
        one = cf.forecast(made_up(0.20, seed), method, draws=400)
        low, high = (100 * (one.observed / np.quantile(one.draws, q) - 1) for q in (0.995, 0.005))
        hits += low <= 20 <= high
    assert hits >= 10


def test_no_effect_is_not_found_and_a_known_one_is():
    at = {effect: [placebo.permutation_p(made_up(effect, s), "rest") for s in range(6)] for effect in (0.0, 0.2)}
    assert np.median(at[0.2]) < 0.06 and np.median(at[0.0]) > 0.1
    assert placebo.permutation_p(made_up(0.2, 1), "rest", effect=math.log(1.2)) > 0.1


@pytest.mark.parametrize("method", list(cf.METHODS))
def test_twenty_percent_more_in_the_window_is_twenty_percent_more(data, method):
    run = data.frame["dram"].where(data.frame.index < "2023-06", 1.2 * data.frame["dram"])
    more = cf.forecast(data.replaced(dram=run), method)
    assert math.exp(more.log_gap - cf.forecast(data, method).log_gap) == pytest.approx(1.2)


def test_the_months_of_a_forecast_do_not_see_the_future(data):
    shaken = data.frame.copy()
    later = shaken.index > "2024-05"
    shaken.loc[later] *= 3
    for method in cf.METHODS:
        assert cf.forecast(cf.Panel(shaken, ""), method).log_gap == pytest.approx(cf.forecast(data, method).log_gap)


def test_intervals_hold_their_point_and_widen(found, data):
    assert ((found["low_pct"] < found["gap_pct"]) & (found["gap_pct"] < found["high_pct"])).all()
    assert (found["gap_busd"] - found["observed_busd"] + found["expected_busd"]).abs().max() < 1e-9
    assert ((found["gap_low_busd"] < found["gap_busd"]) & (found["gap_busd"] < found["gap_high_busd"])).all()
    months = cf.forecast(data, "own_past", draws=1000).months
    width = np.log(months["high_musd"] / months["low_musd"])
    assert width.iloc[-1] > 1.2 * width.iloc[0]
    assert months["counted"].tolist() == [False] * 2 + [True] * 12


def test_the_same_seed_gives_the_same_numbers(data):
    one, two = (cf.forecast(data, m, draws=50) for m in ("own_past", "own_past"))
    assert (one.draws == two.draws).all()


def test_months_without_a_total_are_left_out_and_never_filled(data, plain):
    gone = data.frame.index[data.frame["rest"].isna()]
    assert set(gone) == set(plain["memory"]) - set(plain["rest"])
    assert [m for m in gone if m <= "2023-03"] == [
        "2019-01", "2019-02", "2019-12", "2020-07", "2020-12", "2021-12", "2022-12",
    ]  # fmt: skip


def test_a_missing_month_is_refused(tables):
    exports, index, chips = (tables[name] for name in TABLES[:3])
    with pytest.raises(ValueError, match="expected 2022-05"):
        cf.panel(exports[~((exports["month"] == "2022-05") & (exports["destination"] == "cn"))], index, chips)
    with pytest.raises(ValueError, match="expected 2022-05"):
        cf.panel(exports, index[index["month"] != "2022-05"], chips)
    whole = cf.panel(exports, index, chips)
    with pytest.raises(ValueError, match="expected 2021-03"):
        cf.forecast(cf.Panel(whole.frame.drop("2021-03"), ""), "own_past")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"method": "tarot"}, "no method"),
        ({"method": "rest", "first": "2023-03"}, "the fit ends"),
        ({"method": "rest", "cutoff": "2020-06"}, "are needed"),
        ({"method": "rest", "cutoff": "2026-03"}, "outside the data"),
        ({"method": "other_memory", "outcome": "memory"}, "no donor"),
    ],
)
def test_what_cannot_be_forecast_is_refused(data, options, words):
    with pytest.raises(ValueError, match=words):
        cf.forecast(data, **options)


def test_the_main_row_of_the_sensitivity_is_the_headline(data, found):
    made = placebo.sensitivity(data)
    main = made[made["main"]].set_index("method")["gap_pct"]
    assert main.to_dict() == pytest.approx(found.set_index("method")["gap_pct"].to_dict())
    assert not made.duplicated(["method", "variant", "cut", "start"]).any() and len(made) == 63


def test_the_gap_of_the_first_two_months_stands_before_the_verdict(data, plain):
    made = placebo.onset(data).set_index(["method", "span"])["gap_pct"]
    assert math.log1p(made["rest", "review to verdict"] / 100) == pytest.approx(
        own_rest(plain, "2023-03", "2023-04", "2023-05")
    )


def test_the_void_and_the_power_to_see_it(tables, found):
    year = void_size.micron_year(tables["micron_dram_quarters"])
    assert year["busd"] == pytest.approx(4.8 + 2.8 + 2.7 + 2.7)
    void = void_size.voids(tables["scenario_inputs"], year["busd"], year["source_id"])
    assert void["at_risk_pct"].tolist() == [1, 9, 12.5, 25]
    assert void["void_busd"].tolist() == pytest.approx([0.13, 1.17, 1.625, 3.25])
    made = void_size.power(found, void).set_index(["method", "at_risk_pct"]).sort_index()
    row = found.set_index("method").loc["rest"]
    error = row["spread_pct"] / 100
    size = math.log(1 + 1.625 / row["expected_busd"])
    bell = NormalDist(size, error)
    seen = 1 - bell.cdf(1.96 * error) + bell.cdf(-1.96 * error)
    assert made.loc[("rest", 12.5), "power_pct"] == pytest.approx(100 * seen)
    came = void_size.against(found).set_index("method").loc["rest"]
    assert came["high_busd"] == pytest.approx(made.loc[("rest", 12.5), "least_busd"])
    assert came["busd"] == pytest.approx(row["observed_busd"] - row["expected_busd"])
    assert came["low_busd"] == pytest.approx(row["expected_busd"] * (math.exp(-2.8016 * error) - 1), abs=1e-3)
    least = NormalDist(math.log1p(made.loc[("rest", 12.5), "least_pct"] / 100), error)
    assert 1 - least.cdf(1.96 * error) == pytest.approx(0.8, abs=1e-3)
    assert made.loc[("any", 12.5), "power_pct"] < made.drop("any").xs(12.5, level="at_risk_pct")["power_pct"].min()


def test_world_revenue_as_yardstick(tables, plain):
    ratio = placebo.world_share(flows.exports(tables["kr_memory_exports_monthly"]), load("dram_shares"))
    with (paths.DATA / "dram_shares.csv").open(encoding="utf-8", newline="") as source:
        world = {
            r["period"]: float(r["revenue_musd"])
            for r in csv.DictReader(source)
            if (r["company_id"], r["publisher"], r["freq"]) == ("all_makers", "trendforce", "quarter")
            and r["preferred"] == "true" and r["revenue_musd"]
        }  # fmt: skip

    def part(first):
        months, made = names(first, "2026-08")[:12], 0.0
        for i in (0, 3, 6, 9):
            quarter = f"{months[i][:4]}Q{int(months[i][5:]) // 3 + 1}"
            made += sum(plain["dram"][m] for m in months[i : i + 3]) / world[quarter]
        return made

    got = placebo.world_change(ratio)
    assert got["change_pct"] == pytest.approx(100 * (part("2023-07") / part("2022-04") - 1))
    own = math.log1p(got["change_pct"] / 100)
    far = sum(abs(math.log1p(v / 100)) >= abs(own) for v in got["placebos"])
    assert len(got["placebos"]) == 5 and got["p"] == pytest.approx((1 + far) / 6)
    with pytest.raises(ValueError, match="missing"):
        placebo.world_change(ratio[ratio["quarter"] != "2022Q1"])


def test_the_referees_questions_are_all_answered_with_numbers_and_sources(tables, found):
    made = referee.referee(tables, found)
    assert made["question"].unique().tolist() == ["taiwan", "hong_kong", "price", "before", "servers"]
    assert np.isfinite(made["value"]).all() and not made.duplicated(["question", "item"]).any()
    assert (made["source_id"] != "").sum() == len(made) - 1  # the least number of months is a choice, not a find
    known = set(load("sources")["source_id"])
    assert {one for cell in made["source_id"] for one in cell.split(";") if one} <= known
    hk = made.set_index("item")["value"]
    assert hk["Micron's revenue, customers in hk, fiscal 2024"] == 1071
    assert hk["months of Taiwan's run before the review"] == 3


def test_the_fans_are_the_forecasts_month_by_month(data, plain):
    made = cf.fans(data, draws=50).set_index(["method", "month"])
    assert made["expected_busd"].isna().groupby("month").all()[: cf.CUTOFF].all()
    assert made.loc["rest", "observed_busd"]["2023-07"] == pytest.approx(plain["dram"]["2023-07"] / 1000)
    for method in cf.METHODS:
        after = made.loc[method].loc["2023-06":"2024-05"]
        assert after["expected_busd"].sum() == pytest.approx(cf.forecast(data, method).expected / 1000)
        assert (after["low_busd"] < after["expected_busd"]).all() and (
            after["expected_busd"] < after["high_busd"]
        ).all()


def test_the_strip_and_the_headline_from_placebos_at_hand(data, tables, found):
    past = placebo.placebos(data)
    same = placebo.headline(data, draws=1000, past=past)
    pd.testing.assert_frame_equal(same, found)
    void = void_size.voids(tables["scenario_inputs"], 10.0, "x")
    rows = placebo.strip(found, past)
    assert rows.groupby("kind").size().to_dict() == {"chance": 3, "placebo": 42, "real": 3}
    drawn = placebo_charts.strip(rows, 340).to_dict()["datasets"].values()
    (zero,) = [[(r["from"], r["to"]) for r in part] for part in drawn if "from" in part[0]]
    heads = {r["top"] for part in drawn for r in part if "top" in r}
    assert not [h for h in heads for low, high in zero if low < h + 20 and h + 2 < high], "no line through a heading"
    one = rows[(rows["method"] == "rest") & (rows["kind"] == "chance")].iloc[0]
    wide = 1.96 * found.set_index("method").loc["rest", "spread_pct"] / 100
    assert (one["pct"], one["to_pct"]) == pytest.approx((100 * math.expm1(-wide), 100 * math.expm1(wide)))
    assert referee.referee(tables, found, void).set_index("item")["value"]["void, the whole quarter 25 percent"] == 2.5


def test_the_answer_on_the_void_by_a_second_path(plain):
    """What other pages say on who filled the void: every number again from the files."""
    answer = void.void_answer(load)
    after, before = names("2023-06", "2024-05"), names("2022-06", "2023-05")

    def moved(run):
        return 100 * (sum(run[m] for m in after) / sum(run[m] for m in before) - 1)

    volume = {m: v / plain["price"][m] for m, v in plain["dram"].items()}
    got = (answer.dram_value_pct, answer.dram_volume_pct, answer.memory_pct, answer.hk_pct, answer.cn_pct)
    runs = (plain["dram"], volume, plain["memory"], plain["hk_memory"], plain["cn_memory"])
    assert got == pytest.approx([moved(run) for run in runs])
    assert answer.gaps_pct["rest"] == pytest.approx(100 * math.expm1(own_rest(plain, "2023-03", after[0], after[-1])))
    assert (answer.void_low_busd, answer.void_high_busd) == pytest.approx((0.118, 1.475))
    short = void_words.short(answer)
    assert f"grew by {round(moved(volume))} percent in volume" in short and "cannot be told" in short
    assert f"({round(moved(plain['hk_memory']))} percent up, the mainland {round(-moved(plain['cn_memory']))}" in short
    with pytest.raises(ValueError, match="written again"):
        void_words.short(replace(answer, hk_pct=-1.0))
