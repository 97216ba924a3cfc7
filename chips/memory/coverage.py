"""How often the yardsticks' intervals hold an effect that is known, in worlds made up for the purpose.

A nominal 95 percent says nothing until it is tried: make worlds in which the effect is known, run the yardsticks on
them as the book runs them, and count (Morris, White and Crowther 2019, Statistics in Medicine 38, 2074-2102). What is
judged is the interval for the twelve months together, by two ways: `held`, the model's own paths; `usual_held`, the
gap plus and minus the usual range, `placebo.USUAL` root mean square misses of the placebo windows of that world. Beside
them the bands month by month, as `forecast.fans` draws them: `months_held`.

Recipes: each yardstick is fitted to the months before the review, as in `forecast.forecast`, and its own law then makes
Korea's DRAM exports over the fit and the window anew. All else in the panel (price, other customers, other memory)
stays as it was, so worlds differ by chance alone:

`rest`: fitted line plus residuals drawn in blocks of `forecast.BLOCK` months (Künsch 1989, Annals of Statistics 17,
    1217-1241), scaled for the coefficients. Months without a total for the control, to which this law says nothing,
    stay as exported; the yardstick itself leaves them out.
`own_past`: the structural series simulated with its estimated variances from its smoothed first state (parametric
    bootstrap of a state space model: Stoffer and Wall 1991, Journal of the American Statistical Association 86,
    1024-1033).
`other_memory`: weighted donors plus residuals in blocks.

From `forecast.FIRST` on, exports are `EFFECT` percent higher. The size does not matter: a yardstick is fitted before
the window, so an effect moves the gap and both ends of its interval by the same factor.

What this favors: a world made by a yardstick favors that yardstick. Its law, its controls and its kind of error are
then right, which is more than anyone knows of the real world, and blocks keep no tie between months that is longer
than they are. `other_memory` scales no residuals for its weights, so its worlds err less than it would. The fair test
of an interval is the count in a yardstick's own worlds. In the worlds of the others it may hold less, or more by being
too wide; and since controls and price are the real ones, what it finds there is how far the two yardsticks differ, over
and over: no second piece of evidence. None of the recipes is the truth; no average over them is one either.

Counts of `WORLDS` worlds have an error of their own, `sqrt(p (1 - p) / WORLDS)`: 3.5 points at the most. Each world has
paths of its own, so that no chance is shared.

Frames come in and nothing is drawn. The worlds take minutes, so their table is bundled as `data/forecast_coverage.csv`;
it is the output of a model, no observation. This makes it anew, and `python -m explainer accept` says why:

    python -m chips.memory.coverage
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import pandas as pd
from statsmodels.tools.sm_exceptions import ModelWarning

from chips import periods
from chips.memory.forecast import (
    CUTOFF,
    DONORS,
    FIRST,
    METHODS,
    SEED,
    SPAN,
    Panel,
    blocks,
    design,
    donor_weights,
    forecast,
    panel,
    structural,
    walks,
)
from chips.memory.placebo import USUAL, placebo_dates, spread
from explainer import paths
from explainer.evidence import tables

#: worlds of each recipe, and the effect in them, percent.
WORLDS, EFFECT = 200, 20.0
#: paths behind each interval, as the chapter draws its bands.
DRAWS = 800
#: what an interval should hold, percent of the worlds.
NOMINAL = 95
#: first month of a world.
START = "2019-01"
#: the bundled table, and tables that it is made from, in the order of `forecast.panel`.
TABLE = "forecast_coverage"
MADE_FROM = ("kr_memory_exports_monthly", "bok_dram_price_index", "kr_chip_exports_monthly")
COLUMNS = ("recipe", "model", "world", "seed", "effect_pct", "gap_pct", "low_pct", "high_pct", "held",
           "usual_low_pct", "usual_high_pct", "usual_held", "months_held")  # fmt: skip
#: points by which a gap may differ on another machine.
CLOSE = 0.1

#: what makes one run of ln(exports) by month from a generator; months without a word of the law are left out.
Law = Callable[[np.random.Generator], pd.Series]


def law(inputs: Panel, recipe: str) -> Law:
    """A yardstick, fitted to the months before the review, as a maker of worlds.

    Args:
        inputs: from `forecast.panel`.
        recipe: key of `forecast.METHODS`.

    Returns:
        A function of numpy's generator that gives ln(DRAM exports in million dollars) by month, from `START` to the
        last month of the window.

    Raises:
        ValueError: unknown recipe.
    """
    frame = inputs.frame.loc[START : periods.later(FIRST, SPAN - 1)]
    if recipe not in METHODS:
        raise ValueError(f"no recipe '{recipe}'; there are: {', '.join(METHODS)}")
    if recipe == "own_past":
        fit = frame.loc[:CUTOFF]
        found = structural(np.log(fit["dram"].to_numpy()), fit).fit(disp=False)
        whole = structural(np.zeros(len(frame)), frame)
        whole.update(found.params)
        state = found.smoothed_state[:, :1].T
        return lambda rng: pd.Series(walks(whole, state, rng)[0], frame.index)
    if recipe == "rest":
        frame = frame[frame["rest"].notna()]
        x, fit = design(frame, "rest", False), frame.loc[:CUTOFF]
        y, known = np.log(fit["dram"].to_numpy()), x[: len(fit)]
        middle = x @ np.linalg.lstsq(known, y, rcond=None)[0]
        left = (y - middle[: len(fit)]) * np.sqrt(len(y) / (len(y) - x.shape[1]))
    else:
        fit = frame.loc[:CUTOFF]
        y = np.log(fit["dram"].to_numpy())
        weights, mean = donor_weights(fit, y, DONORS)
        middle = y.mean() + (np.log(frame[list(DONORS)].to_numpy()) - mean) @ weights
        left = y - middle[: len(fit)]
    return lambda rng: pd.Series(middle + blocks(left, len(middle), 1, rng)[0], frame.index)


def world(inputs: Panel, makes: Law, number: int, effect_pct: float = EFFECT) -> Panel:
    """One made-up world: the panel with other DRAM exports, raised by a known effect in the window.

    Args:
        inputs: from `forecast.panel`.
        makes: from `law`.
        number: of the world, from 1; `SEED` plus it is the seed.
        effect_pct: percent by which exports are higher from `FIRST` on.
    """
    frame = inputs.frame.loc[START : periods.later(FIRST, SPAN - 1)]
    run = makes(np.random.default_rng(SEED + number)).reindex(frame.index)
    run = np.exp(run).fillna(frame["dram"])
    run[run.index >= FIRST] *= 1 + effect_pct / 100
    return Panel(frame.assign(dram=run), inputs.source_id)


def judged(made: Panel, model: str, effect_pct: float = EFFECT, seed: int = SEED) -> dict:
    """What a yardstick finds in a world, and whether its two intervals and its monthly bands hold the effect.

    Args:
        made: from `world`.
        model: key of `forecast.METHODS`.
        effect_pct: the effect in that world, percent.
        seed: of the paths.

    Returns:
        effect_pct; gap_pct (exports of the window against the forecast); low_pct and high_pct (95 percent, from the
            model's paths) and held; usual_low_pct and usual_high_pct (from the placebo windows) and usual_held;
            months_held (of the window's `SPAN`: its exports without the effect lie in the band of the month).
            Percent, to two decimals; an interval is judged as it is given.

    Raises:
        ValueError: a month of the window cannot be judged for want of a control.
    """
    one = forecast(made, model, draws=DRAWS, seed=seed)
    if one.missing:
        raise ValueError(f"{one.missing} months of the window have no control")
    low, high = (one.observed / np.quantile(one.draws, q) for q in (0.975, 0.025))
    wide = USUAL * spread(placebo_dates(made, model))
    ends = {
        "gap_pct": one.gap_pct,
        "low_pct": 100 * (low - 1),
        "high_pct": 100 * (high - 1),
        "usual_low_pct": 100 * np.expm1(one.log_gap - wide),
        "usual_high_pct": 100 * np.expm1(one.log_gap + wide),
    }
    row = {"effect_pct": effect_pct} | {name: round(float(value), 2) for name, value in ends.items()}
    row["held"] = row["low_pct"] <= effect_pct <= row["high_pct"]
    row["usual_held"] = row["usual_low_pct"] <= effect_pct <= row["usual_high_pct"]
    months = one.months[one.months["counted"]]
    without = months["observed_musd"] / (1 + effect_pct / 100)
    row["months_held"] = int(without.between(months["low_musd"], months["high_musd"]).sum())
    return row


def _worlds(inputs: Panel, numbers: Iterable[int], recipes: Iterable[str]) -> Iterator[tuple[str, int, Panel]]:
    """Recipe, number and world, one after the other."""
    for recipe in recipes:
        makes = law(inputs, recipe)
        for number in numbers:
            yield recipe, number, world(inputs, makes, number)


def trials(inputs: Panel, numbers: Sequence[int], recipes: Sequence[str] = tuple(METHODS)) -> pd.DataFrame:
    """Worlds of some numbers by each recipe, judged by every yardstick: rows of the table `forecast_coverage`.

    Args:
        inputs: from `forecast.panel`.
        numbers: of the worlds, from 1.
        recipes: keys of `forecast.METHODS`.

    Returns:
        `COLUMNS`: recipe, model, world, seed, and what `judged` gives; recipes and models in the order of `METHODS`.
    """
    made = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ModelWarning)  # a search for variances that ends at zero says so, each time
        for recipe, number, one in _worlds(inputs, numbers, recipes):
            key = {"recipe": recipe, "world": number, "seed": SEED + number}
            made += [key | {"model": model} | judged(one, model, seed=SEED - number) for model in METHODS]
    rank = {name: i for i, name in enumerate(METHODS)}
    rows = pd.DataFrame(made, columns=COLUMNS)
    by = ["recipe", "model", "world"]
    return rows.sort_values(by, key=lambda c: c if c.name == "world" else c.map(rank), ignore_index=True)


def counts(rows: pd.DataFrame) -> pd.DataFrame:
    """How often each yardstick's intervals held the effect, by whose worlds they were.

    Args:
        rows: table `forecast_coverage`, or from `trials`.

    Returns:
        recipe, model, own (the yardstick made the worlds), worlds; held_pct (percent of the worlds in which the
        model's interval held the effect), usual_pct (in which the usual range did) and months_pct (percent of the
        months that the monthly bands held), unrounded; held_short, usual_short and months_short: so few that chance
        among so many worlds hardly makes it of `NOMINAL` percent (months of a world hang together, so worlds count).
    """
    rows = rows.astype({"recipe": "str", "model": "str", "held": "bool", "usual_held": "bool"})
    rows = rows.assign(months=rows["months_held"].astype("float") / SPAN)
    by = rows.groupby(["recipe", "model"])
    names = {"held": "held_pct", "usual_held": "usual_pct", "months": "months_pct"}
    made = by[list(names)].mean().mul(100).rename(columns=names)
    made.insert(0, "worlds", by.size())
    least = NOMINAL - 1.96 * np.sqrt(NOMINAL * (100 - NOMINAL) / made["worlds"])
    for name in ("held", "usual"):
        made[f"{name}_short"] = made[f"{name}_pct"] < least
    made["months_short"] = made["months_pct"] + 1.96 * 100 * by["months"].sem() < NOMINAL
    order = pd.MultiIndex.from_product([METHODS, METHODS], names=["recipe", "model"])
    made = made.reindex(order).reset_index()
    made.insert(2, "own", made["recipe"] == made["model"])
    return made


def confirm(rows: pd.DataFrame, inputs: Panel, numbers: Sequence[int] = (1,)) -> None:
    """Make a few worlds anew and compare the gaps, so that a table of older inputs is not told as one of today's.

    The gap is worked out without chance once the world is there; ends of intervals hang on the machine's arithmetic.

    Args:
        rows: table `forecast_coverage`.
        inputs: from `forecast.panel`.
        numbers: of the worlds.

    Raises:
        ValueError: a gap differs by more than `CLOSE` points.
    """
    there = rows.astype({"recipe": "str", "model": "str"}).set_index(["recipe", "model", "world"])["gap_pct"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ModelWarning)
        for recipe, number, one in _worlds(inputs, numbers, METHODS):
            for model in METHODS:
                gap, told = forecast(one, model).gap_pct, there[recipe, model, number]
                if abs(gap - told) > CLOSE:
                    raise ValueError(
                        f"{TABLE}.csv is not of these inputs: in world {number} of {recipe}, {model} finds a gap of "
                        f"{gap:.2f} percent, not {told:.2f}; run: python -m chips.memory.coverage"
                    )


if __name__ == "__main__":
    found = trials(panel(*(tables.load(name) for name in MADE_FROM)), range(1, WORLDS + 1))
    text = found.to_csv(index=False, lineterminator="\n").replace("True", "true").replace("False", "false")
    (paths.DATA / f"{TABLE}.csv").write_text(text, encoding="utf-8")
    sys.stdout.write(counts(found).to_string(index=False) + "\n")
