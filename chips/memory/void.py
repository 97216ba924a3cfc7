"""Who filled the void, in the fewest numbers that answer it: what is seen, and what cannot be told."""

from __future__ import annotations

from dataclasses import dataclass

from chips.memory import backfill_inputs, flows, forecast, placebo, void_size
from explainer.evidence import cite
from explainer.evidence.tables import Load


@dataclass(frozen=True)
class VoidAnswer:
    """What Korea sent to China in the year from June 2023, changes in percent against the twelve months before.

    Attributes:
        dram_value_pct, dram_volume_pct, price_pct: DRAM chips to mainland China and Hong Kong, in dollars and at prices
            of 2020, and the export price index of DRAM between them.
        memory_pct, hk_pct, cn_pct: memory of all kinds in dollars, to both places, Hong Kong and the mainland.
        dram_busd: DRAM chips to both places in the year, billion dollars.
        world_pct: the same DRAM beside the DRAM revenue of the world: change of the ratio, four quarters from the third
            of 2023 against the four to the first of 2023.
        gaps_pct: yardstick (`forecast.METHODS`) -> exports of DRAM against what it expected without the ban.
        void_low_busd, void_high_busd: what Micron lost a year by its own words, billion dollars: low end of its first
            words, and half of its quarter with customers based in China.
        source_id: sources of all of it.
    """

    dram_value_pct: float
    dram_volume_pct: float
    price_pct: float
    memory_pct: float
    hk_pct: float
    cn_pct: float
    dram_busd: float
    world_pct: float
    gaps_pct: dict[str, float]
    void_low_busd: float
    void_high_busd: float
    source_id: str


def void_answer(load: Load) -> VoidAnswer:
    """The answer to 'who filled the void', for any page; takes about a second, as it makes three forecasts.

    Args:
        load: table name -> frame.
    """
    customs, index, dram = load("kr_memory_exports_monthly"), load("bok_dram_price_index"), load("dram_shares")
    exports, given = flows.exports(customs), load("scenario_inputs")
    year = flows.year_around(exports, index).set_index(["destination", "product", "measure"])
    change = year["change_1_pct"]
    world = placebo.world_change(placebo.world_share(exports, dram))
    inputs = forecast.panel(customs, index, load("kr_chip_exports_monthly"))
    market = backfill_inputs.base(dram, given)
    lost = void_size.voids(given, market.revenue["micron"], market.source_id)
    return VoidAnswer(
        dram_value_pct=float(change["cn_hk", "dram", "value_busd"]),
        dram_volume_pct=float(change["cn_hk", "dram", "volume_busd_2020"]),
        price_pct=float(change["world", "dram", "price_index"]),
        memory_pct=float(change["cn_hk", "memory", "value_busd"]),
        hk_pct=float(change["hk", "memory", "value_busd"]),
        cn_pct=float(change["cn", "memory", "value_busd"]),
        dram_busd=float(year.loc[("cn_hk", "dram", "value_busd"), "after"]),
        world_pct=world["change_pct"],
        gaps_pct={m: forecast.forecast(inputs, m).gap_pct for m in forecast.METHODS},
        void_low_busd=float(lost["void_busd"].iloc[0]),
        void_high_busd=float(lost["void_busd"].iloc[2]),
        source_id=cite.join([inputs.source_id, world["source_id"], *lost["source_id"]]),
    )
