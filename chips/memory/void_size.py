"""How large the void was by Micron's own words, and whether a forecast's usual error leaves a chance to see it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from explainer.evidence import cite

#: errors that an effect must measure to lie outside 1.96 of them four times in five: 2.80.
SEEN = float(stats.norm.ppf(0.975) + stats.norm.ppf(0.8))


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
        revenue_busd: Micron's DRAM revenue of a year (`micron_year`, or that of `backfill_inputs.base`).
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


def against(found: pd.DataFrame) -> pd.DataFrame:
    """What came beyond each forecast, beside the least effect that it would show four times in five, in dollars.

    Args:
        found: from `placebo.headline`.

    Returns:
        method, busd (exports of the year less the forecast), low_busd, high_busd (the forecast less and plus 2.80
        placebo errors in logs, less the forecast; see `power`), source_id.
    """
    wide = SEEN * found["spread_pct"] / 100
    return pd.DataFrame(
        {
            "method": found["method"],
            "busd": found["gap_busd"],
            "low_busd": found["expected_busd"] * np.expm1(-wide),
            "high_busd": found["expected_busd"] * np.expm1(wide),
            "source_id": found["source_id"],
        }
    )


def power(found: pd.DataFrame, void: pd.DataFrame) -> pd.DataFrame:
    """Could a void of this size be seen? Its share of the exports expected, against the forecast's usual error.

    An effect is 'seen' if it lies outside 1.96 placebo errors; the least effect that is seen four times in five is
    2.80 of them (Bloom 1995, Evaluation Review 19, 547-556). The placebos are few and overlap and the choice of the
    yardstick is not in their error, so the true power is lower.

    Args:
        found: from `placebo.headline`.
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
        least = np.exp(SEEN * error) - 1
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
