"""Who fills the void that Micron leaves: scenario arithmetic and its uncertainty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor

import numpy as np
import pandas as pd
from scipy import stats

from explainer.evidence import cite

#: firms of the model in drawing order; `chinese` is an upper bound (see `base`), `other` is Nanya, Winbond and PSMC.
FIRMS = {
    "samsung": "Samsung",
    "sk_hynix": "SK hynix",
    "micron": "Micron",
    "chinese": "Chinese makers",
    "other": "Other makers",
}
#: those who can fill the void.
RIVALS = ("samsung", "sk_hynix", "chinese")


@dataclass(frozen=True)
class Market:
    """The market before the loss.

    Attributes:
        revenue: firm (keys of `FIRMS`) -> busd a year.
        spare: rival (`RIVALS`) -> busd a year that its idle capacity could add.
        period: base quarter, such as `2023Q2`.
        source_id: sources of the figures.
    """

    revenue: Mapping[str, float]
    spare: Mapping[str, float]
    period: str
    source_id: str

    @property
    def total(self) -> float:
        """Revenue of all firms, busd a year."""
        return sum(self.revenue.values())

    def share(self, firm: str) -> float:
        """Share of a firm before the loss, percent."""
        return 100 * self.revenue[firm] / self.total


@dataclass(frozen=True)
class Input:
    """One input of the model: percent, with an opening value for the page and a range for the draws.

    Attributes:
        name: parameter of `fill()` and of the chart.
        label: what it means, for readers.
        low, central, high: range; drawn from a triangle with its peak at `central`, or evenly if nothing is sourced.
        opening: value on the page, on the grid of the slider.
        step: step of the slider.
        most: upper end of the slider.
        basis: where the range comes from, a sentence.
        source_id: sources; empty if the range is our assumption.
        confidence: `primary`, `reported` or empty.
    """

    name: str
    label: str
    low: float
    central: float
    high: float
    opening: float
    step: float
    most: float
    basis: str
    source_id: str = ""
    confidence: str = ""

    @property
    def sourced(self) -> bool:
        return bool(self.source_id)

    def distribution(self):
        """Frozen scipy distribution of the input, percent."""
        width = self.high - self.low
        if not self.sourced:
            return stats.uniform(self.low, width)
        return stats.triang((self.central - self.low) / width, self.low, width)


def base(dram: pd.DataFrame, inputs: pd.DataFrame, period: str = "2023Q2") -> Market:
    """The market of one quarter at an annual rate, from TrendForce's first print.

    Args:
        dram: table `dram_shares`.
        inputs: table `scenario_inputs`, for utilization and wafer capacity.
        period: quarter with the shares of all makers.

    Returns:
        Market. `chinese` is what TrendForce's named makers leave of its total: an upper bound, since small makers
        elsewhere are in it too. Spare capacity of the Korean makers is revenue x idle / used capacity; that of Chinese
        makers is their revenue x the growth of CXMT's wafer capacity from 2022 to 2023.

    Raises:
        KeyError: a row that the model needs is missing.
    """
    rows = dram[(dram["publisher"] == "trendforce") & (dram["period"] == period) & (dram["vintage"] == "first")]
    rows = rows.set_index(rows["company_id"].astype("str"))
    total = float(rows.loc["all_makers", "revenue_musd"])
    year = 4 / 1000
    revenue = {firm: float(rows.loc[firm, "revenue_musd"]) * year for firm in ("samsung", "sk_hynix", "micron")}
    small = sum(float(rows.loc[firm, "share_pct"]) for firm in ("nanya", "winbond", "psmc")) / 100 * total * year
    revenue["chinese"] = total * year - sum(revenue.values()) - small
    revenue["other"] = small
    given = inputs.set_index("parameter")
    used = {f: given.loc[f"{f}_dram_utilization_2023q2", "central"] for f in ("samsung", "sk_hynix")}
    spare = {f: revenue[f] * (100 - u) / u for f, u in used.items()}
    growth = given.loc["cxmt_capacity_2023", "central"] / given.loc["cxmt_capacity_2022", "central"] - 1
    spare["chinese"] = revenue["chinese"] * growth
    drawn = ["samsung_dram_utilization_2023q2", "sk_hynix_dram_utilization_2023q2", "cxmt_capacity_2022"]
    source_id = cite.join([*rows["source_id"], *given.loc[drawn, "source_id"]])
    return Market(revenue, {f: float(s) for f, s in spare.items()}, period, source_id)


def inputs_of(market: Market, table: pd.DataFrame) -> list[Input]:
    """The six inputs with their sourced ranges; three have no source and say so.

    Args:
        market: from `base`.
        table: `scenario_inputs`.
    """
    given = table.set_index("parameter")

    def row(*names: str) -> dict[str, str]:
        picked = given.loc[list(names)]
        return {"source_id": cite.join(picked["source_id"]), "confidence": cite.weakest(picked["confidence"])}

    risk = given.loc["micron_revenue_share_at_risk"]
    in_china = {f: given.loc[f"{f}_share_of_china_dram_market", "central"] for f in ("samsung", "sk_hynix", "micron")}
    others = 100 - in_china["micron"]
    homemade = given.loc["china_memory_self_sufficiency_2022", "high"]
    pairs = [
        in_china["samsung"] / (in_china["samsung"] + in_china["sk_hynix"]),
        market.revenue["samsung"] / (market.revenue["samsung"] + market.revenue["sk_hynix"]),
        market.spare["samsung"] / (market.spare["samsung"] + market.spare["sk_hynix"]),
    ]
    low, middle, high = (100 * float(p) for p in sorted(pairs))
    chinese, chinese_high = 100 * homemade / others, 100 * (100 - sum(in_china.values())) / others
    nothing = "No source gives a figure: the whole span from 0 to 100 is drawn evenly; the page opens on "
    return [
        Input(
            "at_risk", "Micron revenue at risk", float(risk["low"]), float(risk["central"]), float(risk["high"]),
            float(risk["central"]), 0.5, float(risk["high"]),
            "Half of Micron's quarter with China-headquartered customers (June 2023); low: its first guidance, words "
            "read as a number; high: the whole quarter",
            **row("micron_revenue_share_at_risk"),
        ),
        Input("loss", "Part of it that is lost for good", 0, 50, 100, 100, 5, 100, nothing + "all, the largest loss"),
        Input(
            "held_back", "Korean makers hold back", 0, 50, 100, 0, 5, 100,
            nothing + "none, the backfill that Washington warned of",
        ),
        Input("usable", "Idle capacity that can be used", 0, 50, 100, 100, 5, 100, nothing + "all of it"),
        Input(
            "chinese_part", "Part that Chinese makers take", 0, chinese, chinese_high, float(round(chinese)), 1, 100,
            "Chinese makers' share of what Micron's rivals sell in China: at most 5% of the memory market; high: "
            "all that the three large makers leave",
            **row("china_memory_self_sufficiency_2022", "micron_share_of_china_dram_market"),
        ),
        Input(
            "samsung_part", "Samsung's part of the Korean share", low, middle, high, float(round(middle)), 1, 100,
            "Samsung against SK hynix, three readings: China's DRAM market (weak source), world revenue, idle capacity",
            **row(
                "samsung_share_of_china_dram_market", "samsung_dram_revenue_2023q2", "samsung_dram_utilization_2023q2"
            ),
        ),
    ]  # fmt: skip


def opening(inputs: list[Input]) -> dict[str, float]:
    """Opening values of the page by name."""
    return {i.name: i.opening for i in inputs}


Number = float | np.ndarray


def fill(
    market: Market,
    *,
    at_risk: Number,
    loss: Number,
    held_back: Number,
    usable: Number,
    chinese_part: Number,
    samsung_part: Number,
) -> dict[str, np.ndarray]:
    """The model: who takes what Micron loses.

    All settings are percent, numbers or arrays of one shape. Steps: the void is Micron's revenue x at_risk x loss;
    Chinese makers take their part of it; the Korean makers are offered the rest less what they hold back, split
    between them; each takes no more than the usable part of its spare capacity; what one cannot take goes to the
    other; the remainder is unfilled and leaves the market.

    Returns:
        Arrays of the settings' shape: `void_busd`, `fill_samsung`, `fill_sk_hynix`, `fill_chinese`, `unfilled`, `total`
        (busd a year); `share_<firm>` and `change_<firm>` (percent, points); `hhi` (sum of squared shares, 0-10,000).

    Raises:
        ValueError: a setting is missing (NaN) or outside 0 to 100.
    """
    given = {
        "at_risk": at_risk,
        "loss": loss,
        "held_back": held_back,
        "usable": usable,
        "chinese_part": chinese_part,
        "samsung_part": samsung_part,
    }
    for name, value in given.items():
        if not np.all((np.asarray(value, dtype=float) >= 0) & (np.asarray(value, dtype=float) <= 100)):
            raise ValueError(f"{name} must be between 0 and 100 percent")
    part = {name: np.asarray(value, dtype=float) / 100 for name, value in given.items()}
    room = {rival: market.spare[rival] * part["usable"] for rival in RIVALS}
    void = market.revenue["micron"] * part["at_risk"] * part["loss"]
    chinese = np.minimum(void * part["chinese_part"], room["chinese"])
    offered = (void - chinese) * (1 - part["held_back"])
    want_s, want_h = offered * part["samsung_part"], offered * (1 - part["samsung_part"])
    samsung = np.minimum(want_s + np.maximum(want_h - room["sk_hynix"], 0), room["samsung"])
    hynix = np.minimum(want_h + np.maximum(want_s - room["samsung"], 0), room["sk_hynix"])
    unfilled = np.maximum(void - chinese - samsung - hynix, 0)
    total = market.total - unfilled
    after = {
        "samsung": market.revenue["samsung"] + samsung,
        "sk_hynix": market.revenue["sk_hynix"] + hynix,
        "micron": market.revenue["micron"] - void,
        "chinese": market.revenue["chinese"] + chinese,
        "other": market.revenue["other"] + 0 * void,
    }
    out = {"void_busd": void, "fill_samsung": samsung, "fill_sk_hynix": hynix, "fill_chinese": chinese}
    out |= {"unfilled": unfilled, "total": total}
    out |= {f"share_{firm}": 100 * revenue / total for firm, revenue in after.items()}
    out |= {f"change_{firm}": out[f"share_{firm}"] - market.share(firm) for firm in FIRMS}
    out["hhi"] = sum(out[f"share_{firm}"] ** 2 for firm in FIRMS)
    return out


def simulate(market: Market, inputs: list[Input], draws: int = 1_000_000, seed: int = 20230521) -> pd.DataFrame:
    """Monte Carlo: inputs drawn independently from their ranges, one row per draw.

    Args:
        market, inputs: from `base` and `inputs_of`.
        draws: number of draws.
        seed: of numpy's default generator; the same seed gives the same rows.

    Returns:
        Columns: the inputs' names (percent) and the outputs of `fill`.
    """
    rng = np.random.default_rng(seed)
    drawn = {}
    for one in inputs:  # numpy's own samplers: ten times faster than inverting scipy's distributions
        if one.sourced:
            drawn[one.name] = rng.triangular(one.low, one.central, one.high, draws)
        else:
            drawn[one.name] = rng.uniform(one.low, one.high, draws)
    return pd.DataFrame(drawn | fill(market, **drawn), copy=False)


def sensitivity(
    market: Market, inputs: list[Input], outputs: list[str], n: int = 2**13, seed: int = 20230521
) -> pd.DataFrame:
    """Sobol indices (scipy, estimators of Saltelli et al. 2010): which input drives which output.

    Args:
        market, inputs: from `base` and `inputs_of`.
        outputs: names of outputs of `fill`.
        n: base sample, a power of two; the model runs n x (inputs + 2) times.
        seed: of the quasi-random sample.

    Returns:
        One row per output and input: `first_order` (share of the variance that the input explains alone) and `total`
        (alone and together with others).
    """
    names = [i.name for i in inputs]

    def model(x: np.ndarray) -> np.ndarray:
        result = fill(market, **dict(zip(names, np.clip(x, 0, 100), strict=True)))
        return np.vstack([result[o] for o in outputs])

    found = stats.sobol_indices(func=model, n=n, dists=[i.distribution() for i in inputs], rng=seed)
    first, total = np.atleast_2d(found.first_order), np.atleast_2d(found.total_order)
    rows = []
    for i, output in enumerate(outputs):
        for j, name in enumerate(names):
            rows.append((output, name, first[i, j], total[i, j]))
    return pd.DataFrame(rows, columns=["output", "input", "first_order", "total"])


def regional_share_after(share: Number, at_risk: Number, loss: Number, exposure: float) -> np.ndarray:
    """Micron's revenue share of a region after the loss, all else equal, percent.

    Args:
        share: share of the region in Micron's revenue before, percent.
        at_risk, loss: as in `fill`, percent.
        exposure: revenue share that `at_risk` is a part of (all China-headquartered customers), percent.
    """
    gone = np.asarray(at_risk) / exposure * np.asarray(loss) / 100
    if np.any(gone > 1 + 1e-12):
        raise ValueError("more is lost than the region buys: at_risk exceeds exposure")
    kept = np.asarray(share) * (1 - gone)
    return 100 * kept / (100 - np.asarray(share) * gone)


def whole(value: float) -> int:
    """Rounded half up, as the page does; Python's own formats round a half to the even number."""
    return floor(value + 0.5)


NO_VOID = "Micron loses nothing, so there is no void for Samsung, SK hynix or Chinese makers to fill"
