"""What the model of the void rests on: the market of one quarter, six inputs with their ranges, named settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from chips.series import pick
from explainer.evidence import cite


@dataclass(frozen=True)
class Market:
    """The market before the loss.

    Attributes:
        revenue: firm (keys of `backfill.FIRMS`) -> busd a year.
        spare: rival (`backfill.RIVALS`) -> busd a year that its idle capacity could add.
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
        name: parameter of `backfill.fill` and of the chart.
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
        Case("All of China", "If all customers based in China leave, ${} billion a year", {"at_risk": risk.high}),
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
