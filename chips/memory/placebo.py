"""How far the forecasts err when no ban is in force, and where the year of the ban lies among such years.

Inference: the same forecast at dates before the review of Micron (placebos in time; state tenders had turned from it
already, so they are years without a ban and not without a cause), the same forecast for products that the ban did not
name, and a permutation of blocks of residuals (Chernozhukov, Wüthrich and Zhu 2021, Journal of the
American Statistical Association 116, 1849-1864). Placebo windows overlap, so their number overstates what they know.

Frames come in; nothing is read here, and nothing is drawn. Amounts are billion (`_busd`) or million (`_musd`) US
dollars, changes percent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from chips import periods
from chips.memory import flows
from chips.memory.forecast import (
    CUTOFF,
    FIRST,
    GAP,
    LEAST,
    METHODS,
    SEED,
    SPAN,
    Panel,
    design,
    donor_weights,
    donors_of,
    forecast,
)
from chips.series import pick
from explainer.evidence import cite

#: root mean square misses that make the usual range: nineteen in twenty of a bell curve lie inside.
USUAL = 1.96


def placebo_dates(inputs: Panel, method: str, outcome: str = "dram", *, start: str = "2019-01", span: int = SPAN,
                  last: str = CUTOFF, trend: bool = False, control: str | None = "rest") -> pd.DataFrame:  # fmt: skip
    """The same forecast from every earlier month whose window ends before the review, with `LEAST` months before it.

    Returns:
        cutoff, first, log_gap, gap_pct, months; in the order of time. Neighbors share eleven of twelve months.
    """
    made = []
    for cutoff in periods.months_between(periods.later(start, LEAST - 1), periods.later(last, -GAP - span)):
        one = forecast(inputs, method, outcome, cutoff=cutoff, start=start, span=span, trend=trend, control=control)
        made.append((cutoff, periods.later(cutoff, GAP + 1), one.log_gap, one.gap_pct, span - one.missing))
    return pd.DataFrame(made, columns=["cutoff", "first", "log_gap", "gap_pct", "months"])


def rank_p(value: float, others: Sequence[float]) -> float:
    """Two-sided placebo p-value, (1 + number at least as far from zero) / (1 + number)."""
    far = np.abs(np.asarray(others, dtype=float)) >= abs(value)
    return float((1 + far.sum()) / (1 + len(far)))


def spread(placebos: pd.DataFrame) -> float:
    """Root mean square of the placebos' log gaps: how far off the forecast is without a ban."""
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
    last = periods.later(first, span - 1)
    frame = pd.concat([inputs.frame.loc[start:cutoff], inputs.frame.loc[first:last]])
    if method == "rest":
        frame = frame[frame["rest"].notna()]
    y = np.log(frame[outcome].to_numpy()) - effect * (frame.index >= first)
    if method == "rest":
        x = design(frame, "rest", False)
        residuals = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    elif method == "other_memory":
        donors = donors_of(outcome)
        found, middle = donor_weights(frame, y, donors)
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

    Most intervals are too narrow: `coverage` counts how often those of the model and those of the placebos held a
    known effect in made-up worlds. None of them holds the doubt between the yardsticks. Print the placebo interval, and
    all yardsticks.

    Args:
        inputs: from `forecast.panel`.
        outcome: `dram` or `memory` (no synthetic control: all memory holds its donors).
        methods: keys of `METHODS`; all that the outcome allows by default.
        draws, seed: as in `forecast.forecast`.
        past: from `placebos`, if it is at hand.

    Returns:
        method, outcome, assumption, observed_busd, expected_busd, gap_busd, gap_low_busd, gap_high_busd, gap_pct,
        low_pct, high_pct (95 percent, from the model), spread_pct (root mean square error of the placebos),
        placebo_low_pct, placebo_high_pct (gap plus and minus `USUAL` such errors), placebos, p_dates, p_dates_least
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
            "placebo_low_pct": 100 * (np.exp(one.log_gap - USUAL * wide) - 1),
            "placebo_high_pct": 100 * (np.exp(one.log_gap + USUAL * wide) - 1),
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


def strip(found: pd.DataFrame, past: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The year after the ban among years in which there was none.

    Args:
        found: from `headline`.
        past: from `placebos`, of the same outcome.

    Returns:
        method, kind (`placebo`, `real`, `chance`: the range of `USUAL` placebo errors around zero), what, first (month
        in which the window starts; missing for `chance`), pct, to_pct (end of a range, else missing), source_id.
    """
    rows: list[tuple] = []
    for one in found.itertuples():
        for other in past[one.method].itertuples():
            row = ("placebo", "a year without a ban", other.first, other.gap_pct, np.nan, one.source_id)
            rows.append((one.method, *row))
        rows.append((one.method, "real", "the year after the ban", FIRST, one.gap_pct, np.nan, one.source_id))
        wide = USUAL * one.spread_pct / 100
        ends = (100 * np.expm1(-wide), 100 * np.expm1(wide))
        rows.append((one.method, "chance", "the usual range", None, *ends, one.source_id))
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
            `mainland`: donors of the mainland alone, `no phones`: donors without multichip packages),
        cut, cutoff, first, start, gap_pct, main (the row of `headline`), source_id.
    """
    runs = [
        ("rest", "main", {}),
        ("rest", "trend", {"control": None, "trend": True}),
        ("rest", "price", {"control": None}),
    ]
    if outcome != "memory":
        donors = donors_of(outcome)
        runs.append(("other_memory", "mainland", {"donors": [d for d in donors if d.startswith("cn_")]}))
        runs.append(("other_memory", "no phones", {"donors": [d for d in donors if not d.endswith("multichip")]}))
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


def beyond_usual(tests: pd.DataFrame, dots: pd.DataFrame) -> pd.DataFrame:
    """Which results of the check lie beyond the usual range of the fit that the book chose.

    The ranges of other fits cannot be had: a start in 2020 leaves two windows to try it on, one in 2021 none.

    Args:
        tests: from `sensitivity`.
        dots: from `strip`.

    Returns:
        cut and start as index, one column per yardstick: true where its main variant lies beyond its range.
    """
    main = tests[tests["variant"] == "main"]
    ends = dots[dots["kind"] == "chance"].set_index("method").loc[main["method"], ["pct", "to_pct"]].to_numpy()
    off = (main["gap_pct"] < ends[:, 0]) | (main["gap_pct"] > ends[:, 1])
    return main.assign(off=off).pivot(index=["cut", "start"], columns="method", values="off")


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
    length = len(periods.months_between(SPANS["review to verdict"][0], SPANS["five months later"][1]))
    for method in methods:
        rows = forecast(inputs, method, outcome, first=periods.later(CUTOFF, 1), span=length).months.set_index("month")
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
    by = run.groupby([periods.quarter(m) for m in run.index])
    own = by.sum()[by.size() == 3]
    rows = pick(dram, company_id="all_makers", publisher="trendforce", freq="quarter")
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
    every = periods.quarters_between(run.index[0], str(pd.Period(first, freq="Q") + 3))
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
