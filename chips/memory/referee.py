"""A hostile referee's questions on the customs data, each answered with numbers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from chips import periods
from chips.memory import dram_price, flows
from chips.memory.forecast import CUTOFF, LEAST, Panel, forecast, panel
from chips.memory.placebo import onset
from chips.memory.void_size import micron_year, power, voids
from chips.series import pick
from explainer.evidence import cite

#: item, value, unit, source ids joined.
Answer = tuple[str, float, str, str]


def _said(item: str, value: float, unit: str, *sources: str) -> Answer:
    return item, float(value), unit, cite.join(sources)


def module_gap(exports: pd.DataFrame, destination: pd.DataFrame) -> pd.DataFrame:
    """What the trade association's memory group has more than HS 8542.32 for mainland China: probably DRAM modules.

    Args:
        exports: from `flows.exports`.
        destination: table `kr_chip_exports_destination`.

    Returns:
        year, association_busd, customs_busd, gap_busd, source_id; an inference from two publishers, not a count.
    """
    rows = pick(destination, basis="kita_memory", destination="cn", freq="annual").astype({"product": "str"})
    rows = rows[rows["value_busd"].notna()].sort_values("period")
    own = flows.series(exports, "cn", "memory")
    made = []
    for row in rows.itertuples():
        year = own[own.index.str.startswith(row.period)].sum() / 1000
        source = cite.join([*exports["source_id"], row.source_id])
        made.append((row.period, row.value_busd, year, row.value_busd - year, source))
    return pd.DataFrame(made, columns=["year", "association_busd", "customs_busd", "gap_busd", "source_id"])


def taiwan(exports: pd.DataFrame) -> list[Answer]:
    """Why not compare with Taiwan: how short its run is, and how other its market.

    Args:
        exports: table `kr_memory_exports_monthly`.
    """
    customs = cite.join(flows.exports(exports)["source_id"])
    runs = {
        product: pick(exports, destination="tw", product=product).set_index("month")["value_musd"]
        for product in ("memory", "multichip")
    }
    run = runs["memory"]
    first, second = run.loc["2023-06":"2024-05"].sum(), run.loc["2024-06":"2025-05"].sum()
    packs = 100 * runs["multichip"].loc["2024-06":"2025-05"].sum() / second
    return [
        _said("months of Taiwan's run before the review", (run.index <= CUTOFF).sum(), "months", customs),
        _said("months that a fit needs", LEAST, "months"),
        _said("memory to Taiwan, second year after against first", second / first, "times", customs),
        _said("multichip packages in it, second year", packs, "pct", customs),
    ]


def hong_kong(flow: pd.DataFrame, index: pd.DataFrame, data: Panel, region: pd.DataFrame) -> list[Answer]:
    """Is Hong Kong China: what moved from the mainland to Hong Kong, in Korea's exports and in Micron's revenue.

    Args:
        flow: from `flows.exports`.
        index: table `bok_dram_price_index`.
        data: from `forecast.panel`.
        region: table `micron_revenue_region`.
    """
    customs, bank = cite.join(flow["source_id"]), cite.join(index["source_id"])
    change = flows.year_around(flow, index).set_index(["destination", "product", "measure"])["change_1_pct"]
    made = []
    for place, name in (("cn", "mainland"), ("hk", "Hong Kong")):
        for product in ("memory", "dram", "multichip"):
            item = f"{product} to {name}, year from June 2023 against the year before"
            made.append(_said(item, change[place, product, "value_busd"], "pct", customs))
    made.append(_said("DRAM volume, mainland alone", change["cn", "dram", "volume_busd_2020"], "pct", customs, bank))
    parts = flows.hong_kong_part(flow).set_index(["product", "month"])["hk_pct_year"]
    for product in ("dram", "multichip"):
        for end in ("2023-05", "2024-05"):
            made.append(_said(f"Hong Kong's part of {product}, year to {end}", parts[product, end], "pct", customs))
    mainland = data.replaced(dram=flows.series(flow, "cn", "dram"))
    gap = forecast(mainland, "rest").gap_pct
    made.append(_said("gap of DRAM by the regression, mainland alone", gap, "pct", data.source_id))
    packs = flows.series(flow, "hk", "multichip")
    fall = packs.loc["2025-01":"2025-03"].sum() / packs.loc["2024-01":"2024-03"].sum()
    item = "multichip to Hong Kong, first quarter 2025 against 2024, after the American rule on HBM"
    made.append(_said(item, 100 * (fall - 1), "pct", customs))
    for place in ("hk", "cn"):
        rows = pick(region, basis="customer_headquarters", region=place)
        for row in rows[rows["revenue_musd"].notna()].sort_values("fiscal_year").itertuples():
            item = f"Micron's revenue, customers in {place}, fiscal {row.fiscal_year}"
            made.append(_said(item, row.revenue_musd, "musd", row.source_id))
    return made


def price(index: pd.DataFrame, changes: pd.DataFrame) -> list[Answer]:
    """Did the price index change what it measures: its steps, and its distance from contract prices.

    Args:
        index: table `bok_dram_price_index`.
        changes: table `chip_price_changes`.
    """
    bank = cite.join(index["source_id"])
    steps = dram_price.price_steps(index)
    early, late = dram_price.against_contracts(index, changes)
    both = early["source_id"]
    made = [
        _said("movement of the index in the first month of a quarter", steps, "pct", bank),
        _said("quarters inside TrendForce's range", early["inside"].sum(), "quarters", *both),
        _said("quarters compared", len(early), "quarters", *both),
        _said("largest miss in them", early["gap"].abs().max(), "points", *both),
    ]
    if len(late):
        row = late.loc[late["gap"].abs().idxmax()]
        made.append(_said("largest miss since, conventional DRAM", row["gap"], "points", row["source_id"]))
    for name, basis in (("contract currency", "contract_currency"), ("won", "krw")):
        change = flows.around(dram_price.price(index, basis))["change_1_pct"]
        made.append(_said(f"index in {name}, year from June 2023 against the year before", change, "pct", bank))
    return made


def before(flow: pd.DataFrame, index: pd.DataFrame, data: Panel) -> list[Answer]:
    """Was the rise there before the verdict: the spring of 2023, and the gap by part of the time after the review.

    Args:
        flow: from `flows.exports`.
        index: table `bok_dram_price_index`.
        data: from `forecast.panel`.
    """
    customs, bank = cite.join(flow["source_id"]), cite.join(index["source_id"])
    volume = flows.dram_volume(flow, index)
    made = []
    for name, early, later in (
        ("March to April 2023", ["2023-03"], ["2023-04"]),
        (
            "first to second quarter 2023",
            periods.months_between("2023-01", "2023-03"),
            periods.months_between("2023-04", "2023-06"),
        ),
    ):
        split = flows.split_of_rise(volume, early, later)
        for key, what in (
            ("value_pct", "value"),
            ("price_pct", "price"),
            ("volume_pct", "volume"),
            ("from_price_pct", "part of the rise of volume that is the price index"),
        ):
            made.append(_said(f"{what}, {name}", split[key], "pct", split["source_id"]))
    for row in onset(data).itertuples():
        made.append(_said(f"gap by {row.method}, {row.span}", row.gap_pct, "pct", row.source_id))
    both = volume[volume["destination"] == "cn_hk"].set_index("month")["volume_musd_2020"]
    level = 100 * (both.loc["2023-04":"2023-05"].mean() / both.loc["2022-04":"2022-05"].mean() - 1)
    item = "volume of April and May 2023 against the same months of 2022"
    made.append(_said(item, level, "pct", customs, bank))
    return made


def servers(
    flow: pd.DataFrame,
    index: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    found: pd.DataFrame | None,
    void: pd.DataFrame | None,
) -> list[Answer]:
    """What if the ban worked only on servers: the size of the void, and what lies outside the series.

    Args:
        flow: from `flows.exports`.
        index: table `bok_dram_price_index`.
        tables, found, void: as in `referee`.
    """
    customs = cite.join(flow["source_id"])
    micron = micron_year(tables["micron_dram_quarters"])
    if void is None:
        void = voids(tables["scenario_inputs"], micron["busd"], micron["source_id"])
    item = "Micron's DRAM revenue, four quarters to 1 June 2023"
    made = [_said(item, micron["busd"], "busd", micron["source_id"])]
    year = flows.year_around(flow, index).set_index(["destination", "product", "measure"])
    base = year.loc[("cn_hk", "dram", "value_busd"), "before_1"]
    for row in void.itertuples():
        made.append(_said(f"void, {row.words} {row.at_risk_pct:g} percent", row.void_busd, "busd", row.source_id))
        item = f"void against Korean DRAM chips to China, year to May 2023, {row.at_risk_pct:g} percent"
        made.append(_said(item, 100 * row.void_busd / base, "pct", row.source_id, customs))
    for row in power(found, void).itertuples() if found is not None else ():
        item = f"chance to see it by {row.method}, {row.at_risk_pct:g} percent at risk"
        made.append(_said(item, row.power_pct, "pct", row.source_id))
    for row in module_gap(flow, tables["kr_chip_exports_destination"]).itertuples():
        item = f"outside this series: probably modules, mainland, {row.year}"
        made.append(_said(item, row.gap_busd, "busd", row.source_id))
    wuxi = pick(tables["memory_plants"], location="wuxi", measure="share_of_company_output", period="2023")
    for row in wuxi.itertuples():
        item = "SK hynix's DRAM made in Wuxi, which crosses no border"
        made.append(_said(item, row.value, "pct", row.source_id))
    return made


def referee(
    tables: Mapping[str, pd.DataFrame], found: pd.DataFrame | None = None, void: pd.DataFrame | None = None
) -> pd.DataFrame:
    """All answers, question by question.

    Args:
        tables: the tables by name: `kr_memory_exports_monthly`, `bok_dram_price_index`, `kr_chip_exports_monthly`,
            `kr_chip_exports_destination`, `chip_price_changes`, `micron_revenue_region`, `micron_dram_quarters`,
            `scenario_inputs`, `memory_plants`.
        found: from `placebo.headline` for DRAM, if it is at hand.
        void: from `void_size.voids`; on Micron's own four quarters to June 2023 by default.

    Returns:
        question (`taiwan`, `hong_kong`, `price`, `before`, `servers`), item (what the number is), value, unit,
        source_id.
    """
    exports, index = tables["kr_memory_exports_monthly"], tables["bok_dram_price_index"]
    flow, data = flows.exports(exports), panel(exports, index, tables["kr_chip_exports_monthly"])
    answers = {
        "taiwan": taiwan(exports),
        "hong_kong": hong_kong(flow, index, data, tables["micron_revenue_region"]),
        "price": price(index, tables["chip_price_changes"]),
        "before": before(flow, index, data),
        "servers": servers(flow, index, tables, found, void),
    }
    rows = [(question, *answer) for question, part in answers.items() for answer in part]
    return pd.DataFrame(rows, columns=["question", "item", "value", "unit", "source_id"])
