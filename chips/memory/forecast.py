"""What Korea's memory exports to China would have been without the ban on Micron: three yardsticks, and their power.

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

Inference: the same forecast at dates at which nothing happened (placebos in time), the same forecast for products that
the ban did not name, and a permutation of blocks of residuals (Chernozhukov, Wüthrich and Zhu 2021, Journal of the
American Statistical Association 116, 1849-1864). Placebo windows overlap, so their number overstates what they know.

Frames come in; nothing is read here, and nothing is drawn. Amounts are billion (`_busd`) or million (`_musd`) US
dollars, changes percent. A missing month of a customs run is an error; a month without a printed ICT total is left
out of the fit and of the sums, and counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import optimize, stats

from chips.memory import flows
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
    level, total = flows.price(index), flows.ict(chips, "total")
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


def _blocks(residuals: np.ndarray, length: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Paths of `length` residuals, drawn in blocks of `BLOCK` that stay together (Künsch 1989), draws x length."""
    size = min(BLOCK, len(residuals))
    count = -(-length // size)
    starts = rng.integers(0, len(residuals) - size + 1, (draws, count))
    return residuals[(starts[..., None] + np.arange(size)).reshape(draws, -1)[:, :length]]


def _design(frame: pd.DataFrame, control: str | None, trend: bool) -> np.ndarray:
    parts = [np.ones(len(frame)), _season(frame.index), np.log(frame["price"])]
    if control:
        parts.append(np.log(frame[control]))
    if trend:
        parts.append(np.arange(len(frame)) + pd.Period(frame.index[0], freq="M").ordinal)
    return np.column_stack(parts)


def _regress(fit: pd.DataFrame, ahead: pd.DataFrame, y: np.ndarray, draws: int, seed: int, control: str | None = "rest",
             trend: bool = False) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    x = _design(fit, control, trend)
    offset = x.mean(axis=0)[-1] if trend else 0.0
    new = _design(ahead, control, trend)
    if trend:
        x[:, -1], new[:, -1] = x[:, -1] - offset, new[:, -1] - offset
    if not draws:
        return new @ np.linalg.lstsq(x, y, rcond=None)[0], np.empty((0, len(new)))
    found = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": LAGS, "use_correction": True})
    rng = np.random.default_rng(seed)
    scale = np.sqrt(len(y) / (len(y) - x.shape[1]))
    beta = rng.multivariate_normal(found.params, found.cov_params(), draws)
    return new @ found.params, beta @ new.T + scale * _blocks(found.resid, len(new), draws, rng)


def _structural(fit: pd.DataFrame, ahead: pd.DataFrame, y: np.ndarray, draws: int, seed: int) \
        -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Local level, one fixed wave, price. `ahead` must follow `fit` without a hole."""

    def model(values: np.ndarray, frame: pd.DataFrame) -> sm.tsa.UnobservedComponents:
        return sm.tsa.UnobservedComponents(
            TENTHS * values,
            level="llevel",
            freq_seasonal=[{"period": 12, "harmonics": 1}],
            stochastic_freq_seasonal=[False],
            exog=np.log(frame[["price"]].to_numpy() / 100),
            mle_regression=False,
        )

    found = model(y, fit).fit(disp=False)
    mean = found.get_forecast(len(ahead), exog=np.log(ahead[["price"]].to_numpy() / 100)).predicted_mean / TENTHS
    if not draws:
        return mean, np.empty((0, len(ahead)))
    # paths by hand, so that level, season and the effect of price are drawn with their own uncertainty
    coming = model(np.zeros(len(ahead)), ahead)
    coming.update(found.params)
    rng = np.random.default_rng(seed)
    state = rng.multivariate_normal(found.predicted_state[:, -1], found.predicted_state_cov[:, :, -1], draws)
    move, load, select = coming["transition"], coming["design"], coming["selection"]
    noise, shock = np.sqrt(coming["obs_cov", 0, 0]), np.sqrt(np.diag(coming["state_cov"]))
    paths = np.empty((draws, len(ahead)))
    for h in range(len(ahead)):
        z = load[0, :, h] if load.ndim == 3 else load[0]
        paths[:, h] = state @ z + noise * rng.standard_normal(draws)
        state = state @ move.T + (shock * rng.standard_normal((draws, len(shock)))) @ select.T
    return mean, paths / TENTHS


def _weights(fit: pd.DataFrame, y: np.ndarray, donors: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Weights >= 0 that add up to one, and the donors' means: least squares on logs less their means."""
    x = np.log(fit[list(donors)].to_numpy())
    middle = x.mean(axis=0)
    strict = 1e4  # weight of the row that makes the sum one
    rows = np.vstack([x - middle, strict * np.ones(len(donors))])
    return optimize.nnls(rows, np.append(y - y.mean(), strict))[0], middle


def _synthetic(fit: pd.DataFrame, ahead: pd.DataFrame, y: np.ndarray, draws: int, seed: int,
               donors: Sequence[str] = DONORS) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    weights, middle = _weights(fit, y, donors)

    def made(frame: pd.DataFrame) -> np.ndarray:
        return y.mean() + (np.log(frame[list(donors)].to_numpy()) - middle) @ weights

    mean = made(ahead)
    if not draws:
        return mean, np.empty((0, len(ahead)))
    return mean, mean + _blocks(y - made(fit), len(ahead), draws, np.random.default_rng(seed))


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
    return pd.DataFrame({"donor": DONORS, "weight": _weights(fit, np.log(fit["dram"].to_numpy()), DONORS)[0]})


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
    first = first or flows.later(cutoff, GAP + 1)
    if first <= cutoff:
        raise ValueError(f"the window starts in {first}, the fit ends in {cutoff}")
    frame, last = inputs.frame, flows.later(first, span - 1)
    flows.complete(frame.index, "panel")
    if start < frame.index[0] or last > frame.index[-1]:
        raise ValueError(f"{start} to {last} reaches outside the data, {frame.index[0]} to {frame.index[-1]}")
    fit, ahead = frame.loc[start:cutoff], frame.loc[flows.later(cutoff, 1) : last]
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


def placebo_dates(inputs: Panel, method: str, outcome: str = "dram", *, start: str = "2019-01", span: int = SPAN,
                  last: str = CUTOFF, trend: bool = False, control: str | None = "rest") -> pd.DataFrame:  # fmt: skip
    """The same forecast from every earlier month whose window ends before the review, with `LEAST` months before it.

    Returns:
        cutoff, first, log_gap, gap_pct, months; in the order of time. Neighbors share eleven of twelve months.
    """
    made = []
    for cutoff in flows.months(flows.later(start, LEAST - 1), flows.later(last, -GAP - span)):
        one = forecast(inputs, method, outcome, cutoff=cutoff, start=start, span=span, trend=trend, control=control)
        made.append((cutoff, flows.later(cutoff, GAP + 1), one.log_gap, one.gap_pct, span - one.missing))
    return pd.DataFrame(made, columns=["cutoff", "first", "log_gap", "gap_pct", "months"])


def rank_p(value: float, others: Sequence[float]) -> float:
    """Two-sided placebo p-value, (1 + number at least as far from zero) / (1 + number)."""
    far = np.abs(np.asarray(others, dtype=float)) >= abs(value)
    return float((1 + far.sum()) / (1 + len(far)))


def spread(placebos: pd.DataFrame) -> float:
    """Root mean square of the placebos' log gaps: how far off the forecast is when nothing happens."""
    return float(np.sqrt((placebos["log_gap"] ** 2).mean()))


def permutation_p(inputs: Panel, method: str, outcome: str = "dram", *, cutoff: str = CUTOFF, first: str = FIRST,
                  span: int = SPAN, start: str = "2019-01", effect: float = 0.0) -> float:  # fmt: skip
    """p-value of 'the effect was `effect` (log)' by cyclic shifts of residuals (Chernozhukov, Wüthrich and Zhu 2021).

    The yardstick is fitted to all months, the effect taken out of the window first; if the hypothesis is right, the
    window's mean residual is no further from zero than that of the other blocks. Months between the end of the fit and
    the window are left out. For `rest` and `other_memory`; the structural series has no exchangeable residuals.

    Raises:
        ValueError: another method.
    """
    last = flows.later(first, span - 1)
    frame = pd.concat([inputs.frame.loc[start:cutoff], inputs.frame.loc[first:last]])
    if method == "rest":
        frame = frame[frame["rest"].notna()]
    y = np.log(frame[outcome].to_numpy()) - effect * (frame.index >= first)
    if method == "rest":
        x = _design(frame, "rest", False)
        residuals = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    elif method == "other_memory":
        donors = donors_of(outcome)
        found, middle = _weights(frame, y, donors)
        residuals = y - y.mean() - (np.log(frame[list(donors)].to_numpy()) - middle) @ found
    else:
        raise ValueError(f"no permutation test for '{method}'")
    size = int((frame.index >= first).sum())
    means = [abs(np.roll(residuals, shift)[-size:].mean()) for shift in range(len(residuals))]
    return float(np.mean(np.asarray(means) >= means[0] - 1e-12))


def placebos(inputs: Panel, outcome: str = "dram", methods: Sequence[str] | None = None) -> dict[str, pd.DataFrame]:
    """`placebo_dates` of each yardstick that the outcome allows, by method: the slow part of `headline` and `strip`."""
    chosen = methods or [m for m in METHODS if not (outcome == "memory" and m == "other_memory")]
    return {method: placebo_dates(inputs, method, outcome) for method in chosen}


def headline(inputs: Panel, outcome: str = "dram", methods: Sequence[str] | None = None, draws: int = 4000,
             seed: int = SEED, past: Mapping[str, pd.DataFrame] | None = None) -> pd.DataFrame:  # fmt: skip
    """Each yardstick: the year from June 2023 against its forecast.

    The intervals are too narrow. In made-up worlds of this length with a known effect, model intervals of 95 percent
    held it in about 80 (`rest`), 88 (`other_memory`) and 95 (`own_past`) of 100 cases, placebo intervals in about 90;
    and none of them holds the doubt between the yardsticks. Print the placebo interval, and all yardsticks.

    Args:
        inputs: from `panel`.
        outcome: `dram` or `memory` (no synthetic control: all memory holds its donors).
        methods: keys of `METHODS`; all that the outcome allows by default.
        draws, seed: as in `forecast`.
        past: from `placebos`, if it is at hand.

    Returns:
        method, outcome, assumption, observed_busd, expected_busd, gap_busd, gap_low_busd, gap_high_busd, gap_pct,
        low_pct, high_pct (95 percent, from the model), spread_pct (root mean square error of the placebos),
        placebo_low_pct, placebo_high_pct (gap plus and minus 1.96 such errors), placebos, p_dates, p_dates_least
        (smallest value that so few placebos allow), p_permutation (missing for `own_past`), fitted, missing,
        source_id.
    """
    made = []
    past = past or placebos(inputs, outcome, methods)
    for method, earlier in past.items():
        one = forecast(inputs, method, outcome, draws=draws, seed=seed)
        wide = spread(earlier)
        low, high = np.quantile(one.draws, [0.975, 0.025])
        row = {
            "method": method,
            "outcome": outcome,
            "assumption": METHODS[method],
            "observed_busd": one.observed / 1000,
            "expected_busd": one.expected / 1000,
            "gap_busd": (one.observed - one.expected) / 1000,
            "gap_low_busd": (one.observed - low) / 1000,
            "gap_high_busd": (one.observed - high) / 1000,
            "gap_pct": one.gap_pct,
            "low_pct": 100 * (one.observed / low - 1),
            "high_pct": 100 * (one.observed / high - 1),
            "spread_pct": 100 * wide,
            "placebo_low_pct": 100 * (np.exp(one.log_gap - 1.96 * wide) - 1),
            "placebo_high_pct": 100 * (np.exp(one.log_gap + 1.96 * wide) - 1),
            "placebos": len(earlier),
            "p_dates": rank_p(one.log_gap, earlier["log_gap"]),
            "p_dates_least": 1 / (1 + len(earlier)),
            "p_permutation": permutation_p(inputs, method, outcome) if method != "own_past" else np.nan,
            "fitted": one.fitted,
            "missing": one.missing,
            "source_id": inputs.source_id,
        }
        made.append(row)
    return pd.DataFrame(made)


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
    made, first = [], flows.later(CUTOFF, 1)
    seen = (inputs.frame.loc[since:until, outcome] / 1000).rename("observed_busd").rename_axis("month").reset_index()
    for method in (m for m in METHODS if not (outcome == "memory" and m == "other_memory")):
        span = len(flows.months(first, until))
        rows = forecast(inputs, method, outcome, first=first, span=span, draws=draws, seed=seed).months
        for name in ("expected", "low", "high"):
            rows[f"{name}_busd"] = rows[f"{name}_musd"] / 1000
        keep = rows[["month", "expected_busd", "low_busd", "high_busd", "gap_pct"]]
        made.append(seen.merge(keep, on="month", how="left").assign(method=method))
    columns = ["method", "month", "observed_busd", "expected_busd", "low_busd", "high_busd", "gap_pct"]
    return pd.concat(made, ignore_index=True)[columns].assign(source_id=inputs.source_id)


def strip(found: pd.DataFrame, void: pd.DataFrame, past: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The year after the ban among years in which there was none, and the void on the same scale.

    Args:
        found: from `headline`.
        void: from `voids`.
        past: from `placebos`, of the same outcome.

    Returns:
        method, kind (`placebo`, `real`, `chance`: the range of 1.96 placebo errors around zero, `void`), what, first
        (month in which the window starts; missing for `chance` and `void`), pct, to_pct (end of a range, else
        missing), source_id.
    """
    rows: list[tuple] = []
    for one in found.itertuples():
        for other in past[one.method].itertuples():
            row = ("placebo", "a year without a ban", other.first, other.gap_pct, np.nan, one.source_id)
            rows.append((one.method, *row))
        rows.append((one.method, "real", "the year after the ban", FIRST, one.gap_pct, np.nan, one.source_id))
        wide = 1.96 * one.spread_pct / 100
        ends = (100 * np.expm1(-wide), 100 * np.expm1(wide))
        rows.append((one.method, "chance", "within the usual error", None, *ends, one.source_id))
        for lost in void.itertuples():
            size = 100 * lost.void_busd / one.expected_busd
            source = cite.join([one.source_id, lost.source_id])
            rows.append((one.method, "void", lost.words, None, size, np.nan, source))
    return pd.DataFrame(rows, columns=["method", "kind", "what", "first", "pct", "to_pct", "source_id"])


def placebo_products(inputs: Panel, method: str = "rest") -> pd.DataFrame:
    """The same forecast for products that a ban on servers should not move, beside DRAM.

    Multichip packages go into phones, which Micron assumed not covered; flash was covered in part (server drives), so
    it is the weaker placebo. No p-value is worth giving for three products: the rank of DRAM is.

    Returns:
        outcome, gap_pct, spread_pct (placebos in time), gap_in_spreads, rank (1: largest gap), source_id.
    """
    made = []
    for outcome in ("dram", "multichip", "flash"):
        one, past = forecast(inputs, method, outcome), placebo_dates(inputs, method, outcome)
        made.append((outcome, one.gap_pct, 100 * spread(past), one.log_gap / spread(past)))
    rows = pd.DataFrame(made, columns=["outcome", "gap_pct", "spread_pct", "gap_in_spreads"])
    rows["rank"] = rows["gap_pct"].rank(ascending=False).astype(int)
    return rows.assign(source_id=inputs.source_id)


#: cut-offs of the sensitivity check: last month of the fit -> first month that counts.
CUTOFFS = {"review opened": ("2023-03", "2023-06"), "verdict": ("2023-05", "2023-06"), "effect": ("2023-06", "2023-07")}


def sensitivity(inputs: Panel, outcome: str = "dram") -> pd.DataFrame:
    """Every yardstick by cut-off and start of the fit, with variants of two of them.

    Returns:
        method, variant (`main`, `trend`: a straight trend instead of the control, `price`: price and season alone,
            `mainland`: donors of the mainland alone),
        cut, cutoff, first, start, gap_pct, main (the row of `headline`), source_id.
    """
    runs = [
        ("rest", "main", {}),
        ("rest", "trend", {"control": None, "trend": True}),
        ("rest", "price", {"control": None}),
    ]
    if outcome != "memory":
        runs.append(("other_memory", "mainland", {"donors": [d for d in donors_of(outcome) if d.startswith("cn_")]}))
    runs += [(m, "main", {}) for m in METHODS if m != "rest" and not (outcome == "memory" and m == "other_memory")]
    made = []
    for method, variant, options in runs:
        for cut, (cutoff, first) in CUTOFFS.items():
            for start in ("2019-01", "2020-01", "2021-01"):
                one = forecast(inputs, method, outcome, cutoff=cutoff, first=first, start=start, **options)
                main = variant == "main" and cut == "review opened" and start == "2019-01"
                made.append((method, variant, cut, cutoff, first, start, one.gap_pct, main))
    columns = ["method", "variant", "cut", "cutoff", "first", "start", "gap_pct", "main"]
    return pd.DataFrame(made, columns=columns).assign(source_id=inputs.source_id)


#: parts of the time after the review in which the gap is read off.
SPANS = {
    "review to verdict": ("2023-04", "2023-05"),
    "first half year after": ("2023-06", "2023-11"),
    "second half year after": ("2023-12", "2024-05"),
    "five months later": ("2024-06", "2024-10"),
}


def onset(inputs: Panel, outcome: str = "dram") -> pd.DataFrame:
    """When the gap is there: an effect of the verdict starts with it and stays; a rebound is early and fades.

    Returns:
        method, span, first, last, gap_pct, months, source_id, for each yardstick fitted up to March 2023.
    """
    made = []
    methods = [m for m in METHODS if not (outcome == "memory" and m == "other_memory")]
    length = len(flows.months(SPANS["review to verdict"][0], SPANS["five months later"][1]))
    for method in methods:
        rows = forecast(inputs, method, outcome, first=flows.later(CUTOFF, 1), span=length).months.set_index("month")
        for span, (first, last) in SPANS.items():
            part = rows.loc[first:last]
            gap = 100 * (part["observed_musd"].sum() / part["expected_musd"].sum() - 1)
            made.append((method, span, first, last, gap, len(part)))
    columns = ["method", "span", "first", "last", "gap_pct", "months"]
    return pd.DataFrame(made, columns=columns).assign(source_id=inputs.source_id)


def world_share(exports: pd.DataFrame, dram: pd.DataFrame) -> pd.DataFrame:
    """Korean DRAM chips for China against world DRAM revenue, by quarter: the price cancels, but two publishers meet.

    A ratio of customs value and TrendForce's revenue has no level that means anything (modules and chips made in China
    are in one only): read its changes. High-bandwidth memory swells the world and lowers the ratio from 2024.

    Args:
        exports: from `flows.exports`.
        dram: table `dram_shares`.

    Returns:
        quarter, exports_musd, world_musd, ratio_index (mean of 2022Q2 to 2023Q1 = 100), source_id; quarters with both.
    """
    run = flows.series(exports, "cn_hk", "dram")
    by = run.groupby([flows.quarter(m) for m in run.index])
    own = by.sum()[by.size() == 3]
    rows = dram.astype({"company_id": "str", "publisher": "str", "freq": "str"})
    rows = rows[
        (rows["company_id"] == "all_makers") & (rows["publisher"] == "trendforce") & (rows["freq"] == "quarter")
    ]
    rows = rows[rows["preferred"].fillna(False).astype(bool) & rows["revenue_musd"].notna()].set_index("period")
    both = [q for q in own.index if q in rows.index]
    ratio = own[both] / rows.loc[both, "revenue_musd"]
    base = ratio.loc["2022Q2":"2023Q1"]
    if len(base) != 4:
        raise ValueError("the base needs the four quarters 2022Q2 to 2023Q1")
    source = cite.join(exports["source_id"])
    return pd.DataFrame(
        {
            "quarter": both,
            "exports_musd": own[both].to_numpy(),
            "world_musd": rows.loc[both, "revenue_musd"].to_numpy(),
            "ratio_index": (100 * ratio / base.mean()).to_numpy(),
            "source_id": [cite.join([source, rows.loc[q, "source_id"]]) for q in both],
        }
    )


def world_change(ratio: pd.DataFrame, first: str = "2023Q3") -> dict:
    """The four quarters from `first` against the four that end two quarters before it, and the same at earlier dates.

    Args:
        ratio: from `world_share`.

    Returns:
        change_pct, placebos (the same change where all nine quarters lie before 2023Q2), p, source_id.

    Raises:
        ValueError: a quarter is missing.
    """
    run = ratio.set_index("quarter")["ratio_index"]
    every = [str(q) for q in pd.period_range(run.index[0], pd.Period(first, freq="Q") + 3, freq="Q")]
    if run.reindex(every).isna().any():
        raise ValueError("a quarter is missing")
    change = (np.log(run[every].rolling(4).mean()) - np.log(run[every].rolling(4).mean().shift(5))).dropna()
    own, past = change.iloc[-1], change.loc[:"2023Q1"]
    return {
        "change_pct": 100 * float(np.expm1(own)),
        "placebos": [100 * float(np.expm1(v)) for v in past],
        "p": rank_p(own, past),
        "source_id": cite.join(ratio["source_id"]),
    }


def micron_year(quarters: pd.DataFrame, end: str = "2023-06-01") -> dict:
    """Micron's DRAM revenue of the four fiscal quarters to `end`, billion dollars.

    Args:
        quarters: table `micron_dram_quarters`.
        end: last day of the year; the quarter that ended on 1 June 2023 is the last that the verdict hardly touched.

    Raises:
        ValueError: fewer than four quarters with a value.
    """
    rows = quarters[quarters["period_end"] <= pd.Timestamp(end)].sort_values("period_end").tail(4)
    if len(rows) < 4 or rows["dram_revenue_busd"].isna().any():
        raise ValueError("four quarters with a value are needed")
    return {"busd": float(rows["dram_revenue_busd"].sum()), "source_id": cite.join(rows["source_id"])}


def voids(inputs: pd.DataFrame, revenue_busd: float, source_id: str) -> pd.DataFrame:
    """What Micron could have lost in a year, by its own words: part of revenue at risk times DRAM revenue.

    The words are on the whole company; DRAM is taken to be hit like the rest. Each is the most that Korea could gain:
    all at risk lost, all of it replaced by DRAM chips shipped from Korea, none from stocks, plants in China, Chinese
    makers or as modules.

    Args:
        inputs: table `scenario_inputs`.
        revenue_busd: Micron's DRAM revenue of a year (`micron_year`, or the base market of `backfill`).
        source_id: its sources.

    Returns:
        words, at_risk_pct, void_busd, source_id; in rising order.
    """
    given = inputs.set_index("parameter")
    guidance, risk = given.loc["micron_revenue_hit_first_guidance"], given.loc["micron_revenue_share_at_risk"]
    rows = [
        ("first words, low end read as", guidance["low"], guidance["source_id"]),
        ("first words, high end read as", guidance["high"], guidance["source_id"]),
        ("half of a quarter (June 2023)", risk["central"], risk["source_id"]),
        ("the whole quarter", risk["high"], risk["source_id"]),
    ]
    made = pd.DataFrame(rows, columns=["words", "at_risk_pct", "source_id"])
    made["at_risk_pct"] = made["at_risk_pct"].astype(float)
    made.insert(2, "void_busd", made["at_risk_pct"] / 100 * revenue_busd)
    made["source_id"] = [cite.join([s, source_id]) for s in made["source_id"]]
    return made


def power(found: pd.DataFrame, void: pd.DataFrame) -> pd.DataFrame:
    """Could a void of this size be seen? Its share of the exports expected, against the forecast's usual error.

    An effect is 'seen' if it lies outside 1.96 placebo errors; the least effect that is seen four times in five is
    2.80 of them (Bloom 1995, Evaluation Review 19, 547-556). The placebos are few and overlap and the choice of the
    yardstick is not in their error, so the true power is lower.

    Args:
        found: from `headline`.
        void: from `voids`.

    Returns:
        method, words, at_risk_pct, void_busd, void_pct (of the exports expected), spread_pct, least_pct and least_busd
        (seen four times in five), power_pct, source_id. The last rows (`any`) are for a reader who does not know which
        yardstick is right: mean square of the errors plus the variance between the yardsticks' gaps, in logs, around
        the geometric mean of the exports expected.
    """
    gaps = np.log1p(found["gap_pct"] / 100)
    any_one = {
        "method": "any",
        "spread_pct": 100 * float(np.sqrt(((found["spread_pct"] / 100) ** 2).mean() + gaps.var(ddof=1))),
        "expected_busd": float(np.exp(np.log(found["expected_busd"]).mean())),
        "source_id": cite.join(found["source_id"]),
    }
    found = pd.concat([found, pd.DataFrame([any_one])], ignore_index=True)
    made = []
    for row in found.itertuples():
        error = row.spread_pct / 100
        least = np.exp((stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) * error) - 1
        for one in void.itertuples():
            size = np.log1p(one.void_busd / row.expected_busd) / error
            seen = stats.norm.sf(1.96 - size) + stats.norm.cdf(-1.96 - size)
            made.append(
                (row.method, one.words, one.at_risk_pct, one.void_busd, 100 * one.void_busd / row.expected_busd,
                 row.spread_pct, 100 * least, least * row.expected_busd, 100 * seen,
                 cite.join([row.source_id, one.source_id]))
            )  # fmt: skip
    columns = ["method", "words", "at_risk_pct", "void_busd", "void_pct", "spread_pct", "least_pct", "least_busd"]
    return pd.DataFrame(made, columns=[*columns, "power_pct", "source_id"])


def module_gap(exports: pd.DataFrame, destination: pd.DataFrame) -> pd.DataFrame:
    """What the trade association's memory group has more than HS 8542.32 for mainland China: probably DRAM modules.

    Args:
        exports: from `flows.exports`.
        destination: table `kr_chip_exports_destination`.

    Returns:
        year, association_busd, customs_busd, gap_busd, source_id; an inference from two publishers, not a count.
    """
    rows = destination.astype({"basis": "str", "destination": "str", "product": "str", "freq": "str"})
    rows = rows[(rows["basis"] == "kita_memory") & (rows["destination"] == "cn") & (rows["freq"] == "annual")]
    rows = rows[rows["value_busd"].notna()].sort_values("period")
    own = flows.series(exports, "cn", "memory")
    made = []
    for row in rows.itertuples():
        year = own[own.index.str.startswith(row.period)].sum() / 1000
        source = cite.join([*exports["source_id"], row.source_id])
        made.append((row.period, row.value_busd, year, row.value_busd - year, source))
    return pd.DataFrame(made, columns=["year", "association_busd", "customs_busd", "gap_busd", "source_id"])


def referee(  # noqa: C901, PLR0915
    tables: Mapping[str, pd.DataFrame], found: pd.DataFrame | None = None, void: pd.DataFrame | None = None
) -> pd.DataFrame:
    """A hostile referee's questions, answered with numbers.

    A list of answers one after the other, each in a few lines; the length is that of the list.

    Args:
        tables: the tables by name: `kr_memory_exports_monthly`, `bok_dram_price_index`, `kr_chip_exports_monthly`,
            `kr_chip_exports_destination`, `chip_price_changes`, `micron_revenue_region`, `micron_dram_quarters`,
            `scenario_inputs`, `memory_plants`.
        found: from `headline` for DRAM, if it is at hand.
        void: from `voids`; on Micron's own four quarters to June 2023 by default.

    Returns:
        question (`taiwan`, `hong_kong`, `price`, `before`, `servers`), item (what the number is), value, unit,
        source_id.
    """
    exports, index = tables["kr_memory_exports_monthly"], tables["bok_dram_price_index"]
    flow, data = flows.exports(exports), panel(exports, index, tables["kr_chip_exports_monthly"])
    rows: list[tuple[str, str, float, str, str]] = []

    def say(question: str, item: str, value: float, unit: str, *sources: str) -> None:
        rows.append((question, item, float(value), unit, cite.join(sources)))

    customs, bank = cite.join(flow["source_id"]), cite.join(index["source_id"])
    taiwan = exports[exports["destination"].astype("str") == "tw"].astype({"product": "str"})
    run = taiwan[taiwan["product"] == "memory"].set_index("month")["value_musd"]
    packs = taiwan[taiwan["product"] == "multichip"].set_index("month")["value_musd"]
    say("taiwan", "months of Taiwan's run before the review", (run.index <= CUTOFF).sum(), "months", customs)
    say("taiwan", "months that a fit needs", LEAST, "months")
    times = run.loc["2024-06":"2025-05"].sum() / run.loc["2023-06":"2024-05"].sum()
    say("taiwan", "memory to Taiwan, second year after against first", times, "times", customs)
    say("taiwan", "multichip packages in it, second year", 100 * packs.loc["2024-06":"2025-05"].sum()
        / run.loc["2024-06":"2025-05"].sum(), "pct", customs)  # fmt: skip

    year = flows.year_around(flow, index).set_index(["destination", "product", "measure"])
    for place, name in (("cn", "mainland"), ("hk", "Hong Kong")):
        for product in ("memory", "dram", "multichip"):
            change = year.loc[(place, product, "value_busd"), "change_1_pct"]
            say(
                "hong_kong", f"{product} to {name}, year from June 2023 against the year before", change, "pct", customs
            )
    say("hong_kong", "DRAM volume, mainland alone", year.loc[("cn", "dram", "volume_busd_2020"), "change_1_pct"], "pct",
        customs, bank)  # fmt: skip
    parts = flows.hong_kong_part(flow).set_index(["product", "month"])["hk_pct_year"]
    for product in ("dram", "multichip"):
        for end in ("2023-05", "2024-05"):
            say("hong_kong", f"Hong Kong's part of {product}, year to {end}", parts[product, end], "pct", customs)
    mainland = data.replaced(dram=flows.series(flow, "cn", "dram"))
    say("hong_kong", "gap of DRAM by the regression, mainland alone", forecast(mainland, "rest").gap_pct, "pct",
        data.source_id)  # fmt: skip
    packs_hk = flows.series(flow, "hk", "multichip")
    fall = packs_hk.loc["2025-01":"2025-03"].sum() / packs_hk.loc["2024-01":"2024-03"].sum()
    say("hong_kong", "multichip to Hong Kong, first quarter 2025 against 2024, after the American rule on HBM",
        100 * (fall - 1), "pct", customs)  # fmt: skip
    region = tables["micron_revenue_region"].astype({"region": "str", "basis": "str"})
    region = region[(region["basis"] == "customer_headquarters") & region["revenue_musd"].notna()]
    for place in ("hk", "cn"):
        for row in region[region["region"] == place].sort_values("fiscal_year").itertuples():
            item = f"Micron's revenue, customers in {place}, fiscal {row.fiscal_year}"
            say("hong_kong", item, row.revenue_musd, "musd", row.source_id)

    volume = flows.dram_volume(flow, index)
    say("price", "movement of the index in the first month of a quarter", flows.price_steps(index), "pct", bank)
    check = flows.price_check(index, tables["chip_price_changes"])
    early = check[check["quarter"] <= "2024Q2"]
    say(
        "price",
        "quarters 2021 to mid-2024 inside TrendForce's range",
        early["inside"].sum(),
        "quarters",
        *early["source_id"],
    )
    say("price", "quarters compared", len(early), "quarters", *early["source_id"])
    say("price", "largest miss in them", early["gap"].abs().max(), "points", *early["source_id"])
    late = flows.price_check(index, tables["chip_price_changes"], "conventional_dram").set_index("quarter")
    if "2026Q1" in late.index:
        say(
            "price",
            "miss in 2026Q1, conventional DRAM",
            late.loc["2026Q1", "gap"],
            "points",
            late.loc["2026Q1", "source_id"],
        )
    won = flows.price(index, "krw")
    for name, level in (("contract currency", flows.price(index)), ("won", won)):
        say("price", f"index in {name}, year from June 2023 against the year before",
            flows.around(level)["change_1_pct"], "pct", bank)  # fmt: skip

    for name, before, after in (
        ("March to April 2023", ["2023-03"], ["2023-04"]),
        ("first to second quarter 2023", flows.months("2023-01", "2023-03"), flows.months("2023-04", "2023-06")),
    ):
        split = flows.split_of_rise(volume, before, after)
        for key, what in (("value_pct", "value"), ("price_pct", "price"), ("volume_pct", "volume")):
            say("before", f"{what}, {name}", split[key], "pct", split["source_id"])
        say("before", f"part of the rise of volume that is the price index, {name}", split["from_price_pct"], "pct",
            split["source_id"])  # fmt: skip
    for row in onset(data).itertuples():
        say("before", f"gap by {row.method}, {row.span}", row.gap_pct, "pct", row.source_id)
    both = volume[volume["destination"] == "cn_hk"].set_index("month")["volume_musd_2020"]
    level = 100 * (both.loc["2023-04":"2023-05"].mean() / both.loc["2022-04":"2022-05"].mean() - 1)
    say("before", "volume of April and May 2023 against the same months of 2022", level, "pct", customs, bank)

    micron = micron_year(tables["micron_dram_quarters"])
    if void is None:
        void = voids(tables["scenario_inputs"], micron["busd"], micron["source_id"])
    say("servers", "Micron's DRAM revenue, four quarters to 1 June 2023", micron["busd"], "busd", micron["source_id"])
    base = year.loc[("cn_hk", "dram", "value_busd"), "before_1"]
    for row in void.itertuples():
        say("servers", f"void, {row.words} {row.at_risk_pct:g} percent", row.void_busd, "busd", row.source_id)
        item = f"void against Korean DRAM chips to China, year to May 2023, {row.at_risk_pct:g} percent"
        say("servers", item, 100 * row.void_busd / base, "pct", row.source_id, customs)
    if found is not None:
        for row in power(found, void).itertuples():
            item = f"chance to see it by {row.method}, {row.at_risk_pct:g} percent at risk"
            say("servers", item, row.power_pct, "pct", row.source_id)
    for row in module_gap(flow, tables["kr_chip_exports_destination"]).itertuples():
        say(
            "servers",
            f"outside this series: probably modules, mainland, {row.year}",
            row.gap_busd,
            "busd",
            row.source_id,
        )
    plants = tables["memory_plants"].astype(
        {"company_id": "str", "location": "str", "product": "str", "measure": "str"}
    )
    wuxi = plants[(plants["location"] == "wuxi") & (plants["measure"] == "share_of_company_output")]
    for row in wuxi[wuxi["period"] == "2023"].itertuples():
        say("servers", "SK hynix's DRAM made in Wuxi, which crosses no border", row.value, "pct", row.source_id)
    return pd.DataFrame(rows, columns=["question", "item", "value", "unit", "source_id"])
