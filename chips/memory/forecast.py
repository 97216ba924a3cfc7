"""What Korea's memory exports to China would have been without the ban on Micron: three yardsticks.

The question: mainland China and Hong Kong together, twelve months from June 2023, against a forecast from months up to
March 2023 (the review of Micron opened on 31 March). Main outcome: DRAM. Since the price index of each month is taken
as given, the percentage for value is the percentage for volume; the second outcome is all memory in dollars.

Three yardsticks (`METHODS`), chosen because each assumes something else:

`rest`: seasonal regression of ln(value) on ln(all other Korean chip exports) and ln(DRAM price). Least squares, errors
    of Newey and West (1987, Econometrica 55, 703-708). Assumes that China's place beside Korea's other customers, and
    the tie to price, stayed as they were. The control holds high-bandwidth memory sent elsewhere, which grows in 2024.
`own_past`: structural time series of ln(value): local level, fixed season, ln(DRAM price); Harvey (1989, Forecasting,
    Structural Time Series Models and the Kalman Filter), as used for impact by Brodersen, Gallusser, Koehler, Remy and
    Scott (2015, Annals of Applied Statistics 9, 247-274). Assumes that nothing but price and chance moves the level.
`other_memory`: synthetic control from memory that is not DRAM, sent to the same two places: non-negative weights that
    add up to one, fitted on ln(value) less its mean; Abadie, Diamond and Hainmueller (2010, Journal of the American
    Statistical Association 105, 493-505), with the intercept of Doudchenko and Imbens (2016, NBER Working Paper 22791).
    Assumes that phones' memory (multichip packages) was not touched by a ban on servers. If it was, this is too low.

Taiwan is no yardstick: its run starts in 2023-01. World chip sales by month are not one either: 2020 and 2021 are empty
in our table. A Bayesian version of the second would add priors, not months.

Frames come in; nothing is read here, and nothing is drawn. Amounts are billion (`_busd`) or million (`_musd`) US
dollars, changes percent. A missing month of a customs run is an error; a month without a printed ICT total is left
out of the fit and of the sums, and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import optimize

from chips import periods
from chips.memory import dram_price, flows
from explainer.evidence import cite

#: yardsticks with their assumption in a few words.
METHODS = {
    "rest": "China kept its place beside Korea's other chip customers",
    "own_past": "exports stayed at their level, moved by price and season",
    "other_memory": "DRAM moved with the memory that the ban did not touch",
}
#: last month before the review, first month that counts, months that count.
CUTOFF, FIRST, SPAN = "2023-03", "2023-06", 12
#: months between the end of the fit and the first that counts; a placebo keeps the same distance.
GAP = 2
#: a fit needs two rounds of the seasons, and so many months with a control in them.
LEAST, USABLE = 24, 18
#: donors of the synthetic control, and products that serve as placebos.
DONORS = ("cn_multichip", "hk_multichip", "cn_flash", "hk_flash")
#: outcomes: destination and product.
OUTCOMES = {
    "dram": ("cn_hk", "dram"),
    "memory": ("cn_hk", "memory"),
    "multichip": ("cn_hk", "multichip"),
    "flash": ("cn_hk", "flash"),
}
#: lags of the error estimate and length of a block of residuals, months.
LAGS, BLOCK = 6, 6
#: unit of the structural series, so that its variances are near one and the search for them converges.
TENTHS = 10
SEED = 20230521


@dataclass(frozen=True)
class Panel:
    """Monthly inputs of the forecasts.

    Attributes:
        frame: one row per month; `dram`, `memory`, `multichip`, `flash` (mainland and Hong Kong), `cn_*` and `hk_*` of
            the last two, `rest` (all Korean chip exports of the ICT release less memory chips to both; missing where no
            total was printed), million dollars; `price` (2020 = 100).
        source_id: sources of all columns.
    """

    frame: pd.DataFrame
    source_id: str

    def replaced(self, **columns: pd.Series) -> Panel:
        """The same panel with other values in some columns, for tests and placebos."""
        return Panel(self.frame.assign(**columns), self.source_id)


def panel(exports: pd.DataFrame, index: pd.DataFrame, chips: pd.DataFrame) -> Panel:
    """The inputs in one frame.

    `rest` is whole less part: the ICT total is a sum of customs codes that holds HS 8542.32. First prints are used for
    the total, revised months for the part.

    Args:
        exports: table `kr_memory_exports_monthly`.
        index: table `bok_dram_price_index`.
        chips: table `kr_chip_exports_monthly`.

    Raises:
        ValueError: a month is missing in a customs or price run.
    """
    flow = flows.exports(exports)
    columns = {name: flows.series(flow, *key) for name, key in OUTCOMES.items()}
    for name in DONORS:
        columns[name] = flows.series(flow, *name.split("_"))
    level, total = dram_price.price(index), flows.ict(chips, "total")
    frame = pd.DataFrame(columns)
    frame["price"] = level.reindex(frame.index)
    if frame["price"].isna().any():
        raise ValueError(f"no price for {frame['price'][frame['price'].isna()].index[0]}")
    frame["rest"] = total["value_musd"].reindex(frame.index) - frame["memory"]
    used = total[total.index.isin(frame.index)]
    return Panel(frame, cite.join([*flow["source_id"], *index["source_id"], *used["source_id"]]))


def _season(months: Sequence[str]) -> np.ndarray:
    """One yearly wave: sine and cosine. A second wave moves the gap of `rest` by less than a point."""
    turn = 2 * np.pi * np.array([int(m[5:]) for m in months]) / 12
    return np.column_stack([np.sin(turn), np.cos(turn)])


def blocks(residuals: np.ndarray, length: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Paths of `length` residuals, drawn in blocks of `BLOCK` that stay together (Künsch 1989), draws x length."""
    size = min(BLOCK, len(residuals))
    count = -(-length // size)
    starts = rng.integers(0, len(residuals) - size + 1, (draws, count))
    return residuals[(starts[..., None] + np.arange(size)).reshape(draws, -1)[:, :length]]


def design(frame: pd.DataFrame, control: str | None, trend: bool) -> np.ndarray:
    """Regressors of `rest` by month: one, season, ln(price), ln(control) if there is one, months if `trend`."""
    parts = [np.ones(len(frame)), _season(frame.index), np.log(frame["price"])]
    if control:
        parts.append(np.log(frame[control]))
    if trend:
        parts.append(np.arange(len(frame)) + pd.Period(frame.index[0], freq="M").ordinal)
    return np.column_stack(parts)


def _regress(fit: pd.DataFrame, ahead: pd.DataFrame, y: np.ndarray, draws: int, seed: int, control: str | None = "rest",
             trend: bool = False) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    x = design(fit, control, trend)
    offset = x.mean(axis=0)[-1] if trend else 0.0
    new = design(ahead, control, trend)
    if trend:
        x[:, -1], new[:, -1] = x[:, -1] - offset, new[:, -1] - offset
    if not draws:
        return new @ np.linalg.lstsq(x, y, rcond=None)[0], np.empty((0, len(new)))
    found = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": LAGS, "use_correction": True})
    rng = np.random.default_rng(seed)
    scale = np.sqrt(len(y) / (len(y) - x.shape[1]))
    beta = rng.multivariate_normal(found.params, found.cov_params(), draws)
    return new @ found.params, beta @ new.T + scale * blocks(found.resid, len(new), draws, rng)


def structural(values: np.ndarray, frame: pd.DataFrame) -> sm.tsa.UnobservedComponents:
    """Local level, one fixed wave, price: the model of `own_past`, not fitted yet.

    Args:
        values: ln of the outcome by month.
        frame: rows of the panel for the same months.
    """
    return sm.tsa.UnobservedComponents(
        TENTHS * values,
        level="llevel",
        freq_seasonal=[{"period": 12, "harmonics": 1}],
        stochastic_freq_seasonal=[False],
        exog=np.log(frame[["price"]].to_numpy() / 100),
        mle_regression=False,
    )


def walks(law: sm.tsa.UnobservedComponents, state: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Paths of ln(outcome) from a structural series: by hand, so that each path starts from a state of its own.

    Args:
        law: from `structural`, with parameters set, over the months of the paths.
        state: level, season and effect of price in the first of them, paths x states.
        rng: numpy's generator.

    Returns:
        Paths x months.
    """
    move, load, select = law["transition"], law["design"], law["selection"]
    noise, shock = np.sqrt(law["obs_cov", 0, 0]), np.sqrt(np.diag(law["state_cov"]))
    paths = np.empty((len(state), law.nobs))
    for h in range(law.nobs):
        z = load[0, :, h] if load.ndim == 3 else load[0]
        paths[:, h] = state @ z + noise * rng.standard_normal(len(state))
        state = state @ move.T + (shock * rng.standard_normal((len(state), len(shock)))) @ select.T
    return paths / TENTHS


def _structural(fit: pd.DataFrame, ahead: pd.DataFrame, y: np.ndarray, draws: int, seed: int) \
        -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """`own_past`: `ahead` must follow `fit` without a hole."""
    found = structural(y, fit).fit(disp=False)
    mean = found.get_forecast(len(ahead), exog=np.log(ahead[["price"]].to_numpy() / 100)).predicted_mean / TENTHS
    if not draws:
        return mean, np.empty((0, len(ahead)))
    # level, season and the effect of price are drawn with their own uncertainty
    coming = structural(np.zeros(len(ahead)), ahead)
    coming.update(found.params)
    rng = np.random.default_rng(seed)
    state = rng.multivariate_normal(found.predicted_state[:, -1], found.predicted_state_cov[:, :, -1], draws)
    return mean, walks(coming, state, rng)


def donor_weights(fit: pd.DataFrame, y: np.ndarray, donors: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Weights >= 0 that add up to one, and the donors' means: least squares on logs less their means."""
    x = np.log(fit[list(donors)].to_numpy())
    middle = x.mean(axis=0)
    strict = 1e4  # weight of the row that makes the sum one
    rows = np.vstack([x - middle, strict * np.ones(len(donors))])
    return optimize.nnls(rows, np.append(y - y.mean(), strict))[0], middle


def _synthetic(fit: pd.DataFrame, ahead: pd.DataFrame, y: np.ndarray, draws: int, seed: int,
               donors: Sequence[str] = DONORS) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    weights, middle = donor_weights(fit, y, donors)

    def made(frame: pd.DataFrame) -> np.ndarray:
        return y.mean() + (np.log(frame[list(donors)].to_numpy()) - middle) @ weights

    mean = made(ahead)
    if not draws:
        return mean, np.empty((0, len(ahead)))
    return mean, mean + blocks(y - made(fit), len(ahead), draws, np.random.default_rng(seed))


def donors_of(outcome: str) -> tuple[str, ...]:
    """Donors that are no part of the outcome.

    Raises:
        ValueError: none is left (all memory holds every donor).
    """
    if outcome == "memory":
        raise ValueError("no donor lies outside all memory")
    return tuple(d for d in DONORS if not d.endswith(outcome))


def weights(inputs: Panel, cutoff: str = CUTOFF, start: str = "2019-01") -> pd.DataFrame:
    """Weights of the synthetic control for DRAM: donor, weight."""
    fit = inputs.frame.loc[start:cutoff]
    return pd.DataFrame({"donor": DONORS, "weight": donor_weights(fit, np.log(fit["dram"].to_numpy()), DONORS)[0]})


@dataclass(frozen=True)
class Forecast:
    """One forecast of one window.

    Attributes:
        method, outcome, cutoff, start: what was asked.
        months: month, observed_musd, expected_musd, low_musd, high_musd, gap_pct (observed against expected), counted
            (in the window, or between the end of the fit and the window).
        draws: totals of the window, million dollars (empty if none were asked for).
        fitted: months in the fit.
        missing: months of the window left out for want of a control.
    """

    method: str
    outcome: str
    cutoff: str
    start: str
    months: pd.DataFrame
    draws: np.ndarray
    fitted: int
    missing: int

    @property
    def observed(self) -> float:
        """Sum of the window, million dollars."""
        return float(self.months.loc[self.months["counted"], "observed_musd"].sum())

    @property
    def expected(self) -> float:
        """Forecast of the window, million dollars."""
        return float(self.months.loc[self.months["counted"], "expected_musd"].sum())

    @property
    def log_gap(self) -> float:
        """ln(observed / expected)."""
        return float(np.log(self.observed / self.expected))

    @property
    def gap_pct(self) -> float:
        """Observed against expected, percent."""
        return 100 * (self.observed / self.expected - 1)


def forecast(  # noqa: PLR0913
    inputs: Panel,
    method: str,
    outcome: str = "dram",
    *,
    cutoff: str = CUTOFF,
    first: str | None = None,
    span: int = SPAN,
    start: str = "2019-01",
    draws: int = 0,
    seed: int = SEED,
    level: float = 0.95,
    trend: bool = False,
    control: str | None = "rest",
    donors: Sequence[str] | None = None,
) -> Forecast:
    """Forecast a window from the months up to `cutoff`.

    Its many options are the choices that `sensitivity` and the placebos vary one by one; all have a default.

    Args:
        inputs: from `panel`.
        method: key of `METHODS`.
        outcome: key of `OUTCOMES`, or `cn_dram` and the like if the panel has such a column.
        cutoff: last month of the fit.
        first: first month that counts; by default `GAP` months lie between.
        span: months that count.
        start: first month of the fit.
        draws: paths for the interval; 0 for the point alone. The paths hold the errors of the coefficients (not for
            `other_memory`, whose weights are taken as known) and of the months, not the doubt about the method.
        seed: of numpy's generator.
        level: of the interval.
        trend: `rest` with a straight trend.
        control: column used by `rest`; None for price and season alone.
        donors: columns used by `other_memory`; `donors_of` by default.

    Raises:
        ValueError: unknown method, window outside the data, window that starts before the fit ends, or fewer months
            to fit than `LEAST` and `USABLE`.
    """
    if method not in METHODS:
        raise ValueError(f"no method '{method}'; there are: {', '.join(METHODS)}")
    first = first or periods.later(cutoff, GAP + 1)
    if first <= cutoff:
        raise ValueError(f"the window starts in {first}, the fit ends in {cutoff}")
    frame, last = inputs.frame, periods.later(first, span - 1)
    periods.complete(frame.index, "panel")
    if start < frame.index[0] or last > frame.index[-1]:
        raise ValueError(f"{start} to {last} reaches outside the data, {frame.index[0]} to {frame.index[-1]}")
    fit, ahead = frame.loc[start:cutoff], frame.loc[periods.later(cutoff, 1) : last]
    window, length = int((ahead.index >= first).sum()), len(fit)
    if method == "rest" and control:
        fit, ahead = fit[fit[control].notna()], ahead[ahead[control].notna()]
    if length < LEAST or len(fit) < USABLE:
        raise ValueError(f"{length} months to fit, {len(fit)} of them usable; {LEAST} and {USABLE} are needed")
    y = np.log(fit[outcome].to_numpy())
    if method == "rest":
        mean, paths = _regress(fit, ahead, y, draws, seed, control, trend)
    elif method == "own_past":
        mean, paths = _structural(fit, ahead, y, draws, seed)
    else:
        mean, paths = _synthetic(fit, ahead, y, draws, seed, donors or donors_of(outcome))
    counted = ahead.index >= first
    months = pd.DataFrame(
        {"month": ahead.index, "observed_musd": ahead[outcome].to_numpy(), "expected_musd": np.exp(mean)}
    )
    tails = ((1 - level) / 2, (1 + level) / 2)
    for name, tail in zip(("low_musd", "high_musd"), tails, strict=True):
        months[name] = np.exp(np.quantile(paths, tail, axis=0)) if draws else np.nan
    months["gap_pct"] = 100 * (months["observed_musd"] / months["expected_musd"] - 1)
    months["counted"] = counted
    total = np.exp(paths[:, counted]).sum(axis=1) if draws else np.empty(0)
    return Forecast(method, outcome, cutoff, start, months, total, len(fit), window - int(counted.sum()))


def fans(inputs: Panel, outcome: str = "dram", since: str = "2022-01", until: str = "2024-05", draws: int = 2000,
         seed: int = SEED) -> pd.DataFrame:  # fmt: skip
    """What was exported, month by month, and what each yardstick fitted up to March 2023 expects.

    Args:
        inputs: from `panel`.
        outcome: key of `OUTCOMES` (no synthetic control for `memory`).
        since, until: first and last month shown.
        draws, seed: as in `forecast`.

    Returns:
        method, month, observed_busd, expected_busd, low_busd, high_busd (95 percent of the model's paths; all missing
        up to `CUTOFF`), gap_pct, source_id.
    """
    made, first = [], periods.later(CUTOFF, 1)
    seen = (inputs.frame.loc[since:until, outcome] / 1000).rename("observed_busd").rename_axis("month").reset_index()
    for method in (m for m in METHODS if not (outcome == "memory" and m == "other_memory")):
        span = len(periods.months_between(first, until))
        rows = forecast(inputs, method, outcome, first=first, span=span, draws=draws, seed=seed).months
        for name in ("expected", "low", "high"):
            rows[f"{name}_busd"] = rows[f"{name}_musd"] / 1000
        keep = rows[["month", "expected_busd", "low_busd", "high_busd", "gap_pct"]]
        made.append(seen.merge(keep, on="month", how="left").assign(method=method))
    columns = ["method", "month", "observed_busd", "expected_busd", "low_busd", "high_busd", "gap_pct"]
    return pd.concat(made, ignore_index=True)[columns].assign(source_id=inputs.source_id)
