"""Made-up worlds: the bundled table is what the recipe makes, the recipe is what it says, the page counts the table."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest

from chips.memory import coverage
from chips.memory import forecast as cf
from explainer.evidence.tables import load
from explainer.pages.prose import fixed
from tests.chips.memory.test_forecast import column, matrix, names
from tests.chips.memory.test_forecast import plain as _plain
from tests.chips.memory.test_memory_words import prose, tree
from tests.second_path import rows

PAGE = "memory/filling-the-void"
plain = _plain
FIT, WHOLE, AFTER = (names("2019-01", "2023-03"), names("2019-01", "2024-05"), names("2023-06", "2024-05"))
ENDS = ("low_pct", "high_pct", "usual_low_pct", "usual_high_pct")


@pytest.fixture(scope="module")
def data() -> cf.Panel:
    return cf.panel(*(load(name) for name in coverage.MADE_FROM))


@pytest.fixture(scope="module")
def bundled() -> dict[tuple[str, str, int], dict[str, str]]:
    return {(r["recipe"], r["model"], int(r["world"])): r for r in rows("forecast_coverage")}


def held(recipe: str, model: str, low: str = "low_pct", high: str = "high_pct") -> float:
    """Percent of worlds whose interval holds the effect: from the ends, not from what the table says of them."""
    mine = [r for r in rows("forecast_coverage") if (r["recipe"], r["model"]) == (recipe, model)]
    return 100 * sum(float(r[low]) <= float(r["effect_pct"]) <= float(r[high]) for r in mine) / len(mine)


def month_by_month(recipe: str, model: str) -> list[float]:
    """Part of the twelve months that the bands held, by world."""
    return [
        int(r["months_held"]) / 12 for r in rows("forecast_coverage") if (r["recipe"], r["model"]) == (recipe, model)
    ]


@pytest.mark.parametrize(("recipe", "number"), [("rest", 7), ("own_past", 42), ("other_memory", 199)])
def test_a_world_made_again_is_that_of_the_table(data, bundled, recipe, number):
    """Ends rest on random numbers, which another machine may draw otherwise; that moves them by some of their width."""
    for made in coverage.trials(data, [number], [recipe]).to_dict("records"):
        told = bundled[recipe, made["model"], number]
        assert made["gap_pct"] == pytest.approx(float(told["gap_pct"]), abs=0.1)
        assert (made["seed"], made["effect_pct"]) == (int(told["seed"]), float(told["effect_pct"]))
        for low, high in (ENDS[:2], ENDS[2:]):
            width = float(told[high]) - float(told[low])
            assert (made[low], made[high]) == pytest.approx((float(told[low]), float(told[high])), abs=0.15 * width)
        assert abs(made["months_held"] - int(told["months_held"])) <= 1


def test_the_table_has_every_world_once_for_every_yardstick(bundled):
    worlds = range(1, coverage.WORLDS + 1)
    assert set(bundled) == {(r, m, w) for r in cf.METHODS for m in cf.METHODS for w in worlds}
    assert {int(r["seed"]) - w for (_, _, w), r in bundled.items()} == {cf.SEED}


def logs(data, recipe: str, number: int = 3) -> dict[str, float]:
    """ln(exports) of a world by month, the known effect taken out."""
    frame = coverage.world(data, coverage.law(data, recipe), number, 50.0).frame
    return {m: math.log(v) - (math.log(1.5) if m in AFTER else 0) for m, v in frame["dram"].items()}


def among(found: list[float], known: np.ndarray) -> bool:
    """Whether each is one of those known, and neighbors in the one are mostly neighbors in the other."""
    at = [int(np.abs(known - one).argmin()) for one in found]
    together = np.mean(np.diff(at) == 1)
    return np.abs(known[at] - found).max() < 1e-6 and together > 0.75


def test_a_world_of_the_regression_is_its_line_and_blocks_of_its_residuals(data, plain):
    run = logs(data, "rest")
    fit, whole = ([m for m in months if m in plain["rest"]] for months in (FIT, WHOLE))
    x, y = matrix(plain, fit), column(plain, "dram", fit)
    beta = np.linalg.solve(x.T @ x, x.T @ y)
    scale = math.sqrt(len(y) / (len(y) - 5))
    left = [run[m] - line for m, line in zip(whole, matrix(plain, whole) @ beta, strict=True)]
    assert among(left, scale * (y - x @ beta))
    assert [m for m in WHOLE if run[m] == pytest.approx(math.log(plain["dram"][m]))] == sorted(set(WHOLE) - set(whole))


def test_a_world_of_the_synthetic_control_is_its_donors_and_blocks_of_residuals(data, plain):
    run, weights = logs(data, "other_memory"), cf.weights(data)["weight"].to_numpy()
    y, x, new = (
        column(plain, "dram", FIT),
        *(np.column_stack([column(plain, d, months) for d in cf.DONORS]) for months in (FIT, WHOLE)),
    )
    line = y.mean() + (new - x.mean(axis=0)) @ weights
    assert among([run[m] for m in WHOLE] - line, y - line[: len(FIT)])


def test_a_world_of_the_structural_series_wanders_as_its_variances_say(data):
    """The step between two months a year apart: season drops out, the price is taken out; twelve shocks, two noises."""
    fit = data.frame.loc["2019-01":"2023-03"]
    found = cf.structural(np.log(fit["dram"].to_numpy()), fit).fit(disp=False)
    noise, shock = found.params[:2] / cf.TENTHS**2
    makes, rng = coverage.law(data, "own_past"), np.random.default_rng(5)
    price = np.log(data.frame["price"])
    beta = found.smoothed_state[-1, -1] / cf.TENTHS
    steps = []
    for _ in range(300):
        run = makes(rng)
        run = run - beta * price.reindex(run.index)
        steps.append(run["2024-05"] - run["2023-05"])
    assert np.mean(steps) == pytest.approx(0, abs=4 * np.std(steps) / math.sqrt(300))
    assert np.std(steps) == pytest.approx(math.sqrt(12 * shock + 2 * noise), rel=0.15)


def test_the_size_of_the_effect_moves_gap_and_ends_alike(data):
    makes = coverage.law(data, "other_memory")
    found = [coverage.judged(coverage.world(data, makes, 5, e), "other_memory", e) for e in (0.0, 20.0)]
    for name in ("gap_pct", *ENDS):
        assert (1 + found[1][name] / 100) / (1 + found[0][name] / 100) == pytest.approx(1.2, abs=2e-3)
    for name in ("held", "usual_held", "months_held"):
        assert found[0][name] == found[1][name]


def test_a_month_is_held_if_its_exports_without_the_effect_lie_in_the_band_that_is_drawn(data):
    made = coverage.world(data, coverage.law(data, "other_memory"), 9, 50.0)
    band = cf.fans(made, draws=coverage.DRAWS).set_index(["method", "month"]).loc["other_memory"]
    true = [made.frame["dram"][m] / 1500 for m in AFTER]
    inside = sum(band["low_busd"][m] <= v <= band["high_busd"][m] for m, v in zip(AFTER, true, strict=True))
    assert coverage.judged(made, "other_memory", 50.0)["months_held"] == inside > 6


def test_each_world_has_paths_of_its_own(data, monkeypatch):
    seeds = []
    monkeypatch.setattr(coverage, "judged", lambda *_, seed: seeds.append(seed) or {})
    coverage.trials(data, [1, 2], ["rest"])
    assert len(set(seeds)) == 2 and not set(seeds) & {cf.SEED + n for n in range(coverage.WORLDS + 1)}


def test_a_table_of_other_inputs_and_an_unknown_recipe_are_refused(data):
    table, run = load("forecast_coverage"), data.frame["dram"].copy()
    coverage.confirm(table, data)
    run["2022-11"] *= 1.1
    with pytest.raises(ValueError, match=r"not of these inputs.*python -m chips\.memory\.coverage"):
        coverage.confirm(table, data.replaced(dram=run))
    with pytest.raises(ValueError, match="no recipe"):
        coverage.law(data, "tarot")


def test_intervals_fall_short_where_chance_does_not_explain_it():
    cells = {"recipe": "rest", "model": "rest", "usual_held": True, "months_held": 12}
    for kept, short in ((183, True), (184, False)):  # 95 percent of 200 less 1.96 standard errors is 183.96
        table = pd.DataFrame([cells | {"held": i < kept} for i in range(200)])
        one = coverage.counts(table).iloc[0]
        assert (one["held_pct"], one["held_short"], one["own"]) == (kept / 2, short, True)
    for empty, short in ((18, True), (17, False)):  # of 200 worlds; in the others all months are held
        table = pd.DataFrame([cells | {"held": True, "months_held": 12 * (i >= empty)} for i in range(200)])
        one = coverage.counts(table).iloc[0]
        assert (one["months_pct"], one["months_short"]) == (pytest.approx(100 - empty / 2), short)


def test_the_page_counts_the_table():
    home = [held(m, m) for m in cf.METHODS]
    usual = [held(m, m, *ENDS[2:]) for m in cf.METHODS]
    text = prose(PAGE)
    assert f"make {coverage.WORLDS} worlds in which its assumption holds" in text
    assert f"held the effect in {fixed(min(home))} to {fixed(max(home))} percent of the worlds" in text
    assert "what one yardstick finds in another’s worlds repeats how far the two differ" in text
    u, v, w = map(fixed, usual)
    assert f"right it held the effect in {u}, {v} and {w} percent" in text
    (figure,) = [n for n in tree(PAGE).iter("figure") if n.get("id") == "void-forecasts"]
    note = re.sub(r"\s+", " ", "".join(figure.itertext()))
    own = [month_by_month(m, m) for m in cf.METHODS]
    assert all(100 * (np.mean(one) + 1.96 * np.std(one, ddof=1) / math.sqrt(len(one))) < 95 for one in own)
    assert "The bands are too narrow even where their yardstick is right" in note
    first, second, third = (fixed(100 * np.mean(one)) for one in own)
    assert f"made up by its own rule they held {first}, {second} and {third} percent of the months" in note
    cells = [
        " / ".join(map(fixed, (100 * np.mean(month_by_month(r, m)), held(r, m), held(r, m, *ENDS[2:]))))
        for r in cf.METHODS
        for m in cf.METHODS
    ]
    (folded,) = [n for n in tree(PAGE).iter("details") if "How often the bands" in "".join(n.itertext())]
    shown = re.findall(r"\d+ / \d+ / \d+", " ".join(folded.itertext()))
    assert shown == cells
