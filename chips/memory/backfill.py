"""Who fills the void that Micron leaves: scenario arithmetic, and the bounds that its inputs leave.

Three of six inputs have no source. They are given no distribution: what follows is the range of results that all their
values leave (Manski 2003, Partial Identification of Probability Distributions), never the probability of one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from math import floor

import numpy as np
import pandas as pd

from chips.series import pick
from explainer.evidence import cite
from explainer.pages.prose import fixed

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
    """One input of the model: percent, with an opening value for the page and a range.

    Attributes:
        name: parameter of `fill()` and of the chart.
        label: at its slider.
        meaning: what it means, for readers.
        low, central, high: range, and the value in it that a source names; without a source 0, 50 and 100.
        opening: value on the page, on the grid of the slider.
        step: step of the slider.
        most: upper end of the slider.
        basis: where the range comes from, a sentence.
        source_id: sources; empty if the range is our assumption.
        confidence: `primary`, `reported` or empty.
    """

    name: str
    label: str
    meaning: str
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
    rows = pick(dram, publisher="trendforce", period=period, vintage="first")
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

    Long, since each input is set down once with its range and its evidence.

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
    nothing = "No source gives a figure: all from 0 to 100 is possible; the page opens on "
    return [
        Input(
            "at_risk", "Revenue at risk", "Part of Micron's DRAM revenue at risk",
            float(risk["low"]), float(risk["central"]), float(risk["high"]),
            float(risk["central"]), 0.5, float(risk["high"]),
            "Half of Micron's quarter with China-headquartered customers (June 2023); low: its first guidance, words "
            "read as a number, which it replaced in June; high: the whole quarter, which nobody named as a loss",
            **row("micron_revenue_share_at_risk"),
        ),
        Input(
            "loss", "Lost for good", "Part of it that is lost, net of what Micron sells elsewhere instead", 0, 50, 100,
            100, 5, 100, nothing + "all, the largest loss",
        ),
        Input(
            "held_back", "Korea holds back", "Part of what they are offered that Korean makers leave",
            0, 50, 100, 0, 5, 100,
            nothing + "none, the backfill that Washington warned of",
        ),
        Input(
            "usable", "Idle plant usable", "Part of idle capacity that can be used", 0, 50, 100, 100, 5, 100,
            nothing + "all of it",
        ),
        Input(
            "chinese_part", "China's makers take", "Part of the loss that Chinese makers take",
            0, chinese, chinese_high, float(round(chinese)), 1, 100,
            "Chinese makers' share of what Micron's rivals sell in China: at most 5% of the memory market; high: "
            "all that the three large makers leave",
            **row("china_memory_self_sufficiency_2022", "micron_share_of_china_dram_market"),
        ),
        Input(
            "samsung_part", "Samsung's part", "Samsung's part of what Korean makers take",
            low, middle, high, float(round(middle)), 1, 100,
            "Samsung against SK hynix, three readings: China's DRAM market (weak source), world revenue, idle capacity",
            **row(
                "samsung_share_of_china_dram_market", "samsung_dram_revenue_2023q2", "samsung_dram_utilization_2023q2"
            ),
        ),
    ]  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A setting with a name.

    Attributes:
        label: on its button.
        clause: begins the sentence that states it; `{}` becomes what Micron loses, billion dollars a year.
        values: inputs that differ from the opening setting.
    """

    label: str
    clause: str
    values: Mapping[str, float]


def cases(inputs: list[Input]) -> list[Case]:
    """The settings of the story, in its order: Micron's words, all of China, then what Korea and China may do.

    Args:
        inputs: from `inputs_of`.
    """
    risk = next(i for i in inputs if i.name == "at_risk")
    return [
        Case(
            "Micron's first words",
            "If Micron loses the ${} billion a year that its first words imply",
            {"at_risk": risk.low},
        ),
        Case("Micron's filing", "If Micron loses the ${} billion a year that its filing implies", {}),
        Case(
            "All of China leaves", "If all customers based in China leave, ${} billion a year", {"at_risk": risk.high}
        ),
        Case("Korea holds back", "If Korean makers hold back as Micron loses ${} billion a year", {"held_back": 100}),
        Case(
            "Korea holds back half",
            "If Korean makers hold back half as Micron loses ${} billion a year",
            {"held_back": 50},
        ),
        Case("No idle plant", "If no idle plant can be used as Micron loses ${} billion a year", {"usable": 0}),
        Case(
            "China takes all",
            "If Chinese makers take all they can as Micron loses ${} billion a year",
            {"chinese_part": 100},
        ),
    ]


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


def korean(outcome: Mapping[str, np.ndarray]) -> np.ndarray:
    """What both Korean makers take, busd a year, of an outcome of `fill`."""
    return outcome["fill_samsung"] + outcome["fill_sk_hynix"]


def bounds(market: Market, inputs: list[Input], free: Callable[[Input], bool] = lambda one: True) -> pd.DataFrame:
    """Least and most of each result if some inputs may take any value of their range, the others at their opening.

    The results returned rise or fall with each input throughout, so least and most lie at the ends of the ranges.

    Args:
        market, inputs: from `base` and `inputs_of`.
        free: which inputs are free; all by default, `lambda one: not one.sourced` for those without a source.

    Returns:
        One row per result: output (`void_busd`, `korean_busd`, `unfilled`: busd a year, `change_micron`: points), low,
        opening, high.
    """
    ends = [(i.low, i.high) if free(i) else (i.opening,) for i in inputs]
    cases = np.array(list(product(*ends))).T
    names = [i.name for i in inputs]

    def results(setting: Mapping[str, Number]) -> dict[str, np.ndarray]:
        out = fill(market, **setting)
        picked = {name: out[name] for name in ("void_busd", "unfilled", "change_micron")}
        return picked | {"korean_busd": korean(out)}

    every, first = results(dict(zip(names, cases, strict=True))), results(opening(inputs))
    rows = [(name, float(v.min()), float(first[name]), float(v.max())) for name, v in every.items()]
    return pd.DataFrame(rows, columns=["output", "low", "opening", "high"])


def one_by_one(market: Market, inputs: list[Input]) -> pd.DataFrame:
    """What the Korean makers take as one input runs through its range, the others at their opening.

    Returns:
        input, label, sourced, from_pct, to_pct (ends of the input's range), low_busd, high_busd (least and most taken,
        a year), opening_busd, source_id (of the input and the market); widest range first, sourced inputs last among
        equals.
    """
    start = opening(inputs)
    made = []
    for one in inputs:
        taken = [float(korean(fill(market, **(start | {one.name: v})))) for v in (one.low, one.opening, one.high)]
        source = cite.join([market.source_id, one.source_id])
        row = (one.name, one.label, one.sourced, one.low, one.high, min(taken), max(taken), taken[1], source)
        made.append(row)
    columns = ["input", "label", "sourced", "from_pct", "to_pct", "low_busd", "high_busd", "opening_busd", "source_id"]
    rows = pd.DataFrame(made, columns=columns)
    rows["width"] = (rows["high_busd"] - rows["low_busd"]).round(9)
    return rows.sort_values(["width", "sourced"], ascending=[False, True], kind="stable", ignore_index=True)[columns]


def opening_case(market: Market, inputs: list[Input]) -> pd.DataFrame:
    """The opening setting as amounts: Micron's revenue, the slice at risk, and who takes it.

    Returns:
        what, name, busd (a year), source_id.
    """
    first = opening(inputs)
    o = {name: float(value) for name, value in fill(market, **first).items()}
    slice_ = market.revenue["micron"] * first["at_risk"] / 100
    rows = [
        ("Micron's DRAM revenue", "Micron", market.revenue["micron"]),
        ("at risk", "Micron", slice_),
        *(("takes of it", FIRMS[r], o[f"fill_{r}"]) for r in RIVALS),
        ("takes of it", "Nobody", o["unfilled"]),
        ("keeps of it", "Micron", slice_ - o["void_busd"]),
    ]
    source = cite.join([market.source_id, *(i.source_id for i in inputs)])
    return pd.DataFrame(rows, columns=["what", "name", "busd"]).assign(source_id=source)


def inputs_table(inputs: list[Input]) -> pd.DataFrame:
    """The inputs for readers: range, opening value, whether sourced, and where it comes from."""
    return pd.DataFrame(
        {
            "Input": [f"{i.label}: {i.meaning[0].lower() + i.meaning[1:]}" for i in inputs],
            "Low, %": [fixed(i.low, 1) for i in inputs],
            "Central, %": [fixed(i.central, 1) if i.sourced else "none" for i in inputs],
            "High, %": [fixed(i.high, 1) for i in inputs],
            "Page opens on, %": [f"{i.opening:g}" for i in inputs],
            "Sourced": ["yes" if i.sourced else "no: assumption" for i in inputs],
            "Where it comes from": [i.basis for i in inputs],
        }
    )


def whole(value: float) -> int:
    """Rounded half up, as the page does; Python's own formats round a half to the even number."""
    return floor(value + 0.5)


NO_VOID = "Micron loses nothing, so there is no void for Samsung, SK hynix or Chinese makers to fill"
