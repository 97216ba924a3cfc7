"""Who holds which part of the chip supply chain: nodes, shares, concentration, and what is left without some holders.

Shares come from the Emerging Technology Observatory's *Advanced Semiconductor Supply Chain Dataset* (CC BY-NC 4.0).
Nothing here forecasts: substitution is arithmetic on shares of a past year.
"""

from __future__ import annotations

import pandas as pd

from chips.concentration import hhi
from explainer.evidence import cite

NOTICE = (
    "Shares: Emerging Technology Observatory (CSET), Advanced Semiconductor Supply Chain Dataset, CC BY-NC 4.0, "
    "re-arranged and renamed; not for commercial use."
)
#: countries that the grids add up as Europe. It leaves out the Netherlands, except where the dataset gives Europe as
#: one figure (`eur`), which then holds the Netherlands too.
EUROPE = ("at", "be", "by", "ch", "cz", "de", "dk", "es", "fr", "gb", "hu", "ie", "it", "se", "eur")
#: columns of the grids: country id, or `europe` and `rest` -> label.
HOLDERS: dict[str, str] = {
    "us": "United States",
    "jp": "Japan",
    "nl": "Netherlands",
    "europe": "Other Europe",
    "kr": "Korea",
    "tw": "Taiwan",
    "cn": "China",
    "rest": "Others",
}
#: nodes of the dataset that have a part in the code: chips and their design ...
CHIP_DESIGN, DESIGN_SOFTWARE, IP_CORES, MEMORY_CHIPS, LOGIC_CHIPS = "N0", "N84", "N85", "N5", "N6"
#: ... materials; `FAB_MATERIALS` are all that feed every step of fabrication, `STEP_MATERIALS` the others ...
FAB_MATERIALS, STEP_MATERIALS, WAFERS, PHOTOMASKS, PHOTORESISTS = "N117", "N126", "N26", "N33", "N31"
#: ... tools; the test tools hold the memory testers, lithography the two kinds of scanners ...
LITHOGRAPHY, EUV_SCANNERS, IMMERSION_SCANNERS = "N19", "N20", "N22"
DEPOSITION, ETCH_AND_CLEAN, PROCESS_CONTROL, ION_IMPLANTERS = "N36", "N55", "N60", "N17"
POLISHING, WAFER_HANDLING, ADVANCED_PACKAGING, BONDING = "N86", "N59", "N109", "N72"
TEST_TOOLS, MEMORY_TESTERS = "N120", "N79"
#: ... steps and stages; the two stages are counted by where a plant stands.
PACKAGING_STEP, TESTING_STEP = "N69", "N78"
FABRICATION, ASSEMBLY_AND_TEST = PLANTS = ("S2", "S3")

#: inputs of the first grid: node -> (group, label). Totals and single kinds are never added up.
INPUTS: dict[str, tuple[str, str]] = {
    DESIGN_SOFTWARE: ("Design", "Design software (EDA)"),
    IP_CORES: ("Design", "IP cores"),
    MEMORY_CHIPS: ("Chips sold", "Memory chips"),
    LOGIC_CHIPS: ("Chips sold", "Logic chips"),
    WAFERS: ("Materials", "Silicon wafers"),
    PHOTOMASKS: ("Materials", "Photomasks"),
    LITHOGRAPHY: ("Tools", "Lithography"),
    DEPOSITION: ("Tools", "Deposition"),
    ETCH_AND_CLEAN: ("Tools", "Etch and clean"),
    PROCESS_CONTROL: ("Tools", "Process control"),
    ION_IMPLANTERS: ("Tools", "Ion implanters"),
    POLISHING: ("Tools", "Polishing (CMP)"),
    WAFER_HANDLING: ("Tools", "Wafer handling"),
    ADVANCED_PACKAGING: ("Tools", "Advanced packaging"),
    BONDING: ("Tools", "Bonding"),
    TEST_TOOLS: ("Tools", "Test"),
    FABRICATION: ("Plants, by site", "Wafer fabrication"),
    ASSEMBLY_AND_TEST: ("Plants, by site", "Assembly and test"),
}
#: the inputs that are families of tools.
TOOLS = tuple(node for node, (group, _) in INPUTS.items() if group == "Tools")


#: nodes that are parts of an input -> that input; they are shown under it and never counted beside it.
PARTS = {EUV_SCANNERS: LITHOGRAPHY, IMMERSION_SCANNERS: LITHOGRAPHY}


def with_scanners() -> dict[str, str]:
    """Node -> label of `INPUTS`, and under lithography its two kinds of scanners, which stand apart in substitution."""
    out = {}
    for node, (_, label) in INPUTS.items():
        out[node] = label
        if node == LITHOGRAPHY:
            out |= {EUV_SCANNERS: "EUV scanners alone", IMMERSION_SCANNERS: "Immersion scanners alone"}
    return out


def in_europe(shares: pd.DataFrame) -> list[str]:
    """The nodes for which the dataset gives Europe as one figure, which holds the Netherlands too."""
    return shares.loc[shares["country_id"] == "eur", "node_id"].drop_duplicates().tolist()


def holder(country: str) -> str:
    """The column of `HOLDERS` that a country of the dataset falls in."""
    if country in EUROPE:
        return "europe"
    return country if country in HOLDERS else "rest"


def newest(shares: pd.DataFrame, nodes: list[str] | None = None) -> pd.DataFrame:
    """The rows of `chain_shares` of each node's latest year.

    Args:
        shares: rows of `chain_shares`.
        nodes: keep these only, in this order; all nodes by default.

    Raises:
        KeyError: a node has no shares.
    """
    latest = shares.groupby("node_id")["year"].transform("max")
    rows = shares[shares["year"] == latest]
    if nodes is None:
        return rows
    absent = [n for n in nodes if n not in set(rows["node_id"])]
    if absent:
        raise KeyError(f"no shares for {', '.join(absent)}")
    rank = {n: i for i, n in enumerate(nodes)}
    kept = rows[rows["node_id"].isin(nodes)]
    return kept.sort_values("node_id", key=lambda s: s.map(rank), kind="stable")


def share(shares: pd.DataFrame, node: str, *countries: str) -> float:
    """Percent of a node that some countries hold together, 0 where none of them is named.

    Args:
        shares: rows of `chain_shares`, one year per node.
        node: node id.
        countries: country ids.
    """
    mine = shares[(shares["node_id"] == node) & shares["country_id"].isin(countries)]
    return float(mine["share_pct"].sum())


def held(shares: pd.DataFrame) -> pd.DataFrame:
    """Shares added up to the columns of `HOLDERS`.

    Args:
        shares: rows of `chain_shares`, one year per node.

    Returns:
        One row per node and column that has a share: `node_id`, `year`, `basis`, `holder`, `share_pct`, `source_id`,
        `confidence`, nodes in the order given.
    """
    rows = shares.assign(holder=[holder(c) for c in shares["country_id"]], basis=shares["basis"].astype("str"))
    return (
        rows.groupby(["node_id", "year", "basis", "holder"], sort=False)
        .agg(
            share_pct=("share_pct", "sum"),
            source_id=("source_id", cite.join),
            confidence=("confidence", cite.weakest),
        )
        .reset_index()
    )


def holder_concentration(shares: pd.DataFrame, floor: float = 10.0) -> pd.DataFrame:
    """How concentrated each node is by country.

    The dataset's rest (`other`) may be one country or many, so the index (`concentration.hhi`) is a range: `hhi_low`
    counts the rest as nothing, `hhi_high` as one country. For the index, shares are scaled to add up to 100 first,
    since rounding leaves sums of 98.9 to 104; the other columns keep them as published.

    Args:
        shares: rows of `chain_shares`, one year per node.
        floor: what share makes a country count as a holder, percent.

    Returns:
        One row per node: `node_id`, `year`, `hhi_low`, `hhi_high`, `holders` (named countries with at least `floor`),
        `leader` (country with the largest named share), `leader_pct`, `source_id`.

    Raises:
        ValueError: a node appears with more than one year.
    """
    out = []
    for node, part in shares.groupby("node_id", sort=False):
        if part["year"].nunique() != 1:
            raise ValueError(f"{node}: shares of more than one year")
        scaled = 100 * part["share_pct"] / part["share_pct"].sum()
        named = scaled[part["country_id"] != "other"]
        top = named.idxmax() if len(named) else None
        low, high = hhi(named) if len(named) else (0.0, 100.0**2)
        out.append(
            {
                "node_id": node,
                "year": int(part["year"].iloc[0]),
                "hhi_low": low,
                "hhi_high": high,
                "holders": int((part.loc[named.index, "share_pct"] >= floor).sum()),
                "leader": part.loc[top, "country_id"] if top is not None else "other",
                "leader_pct": float(part.loc[top, "share_pct"]) if top is not None else 0.0,
                "source_id": cite.join(part["source_id"]),
            }
        )
    return pd.DataFrame(out)


def without(shares: pd.DataFrame, countries: list[str]) -> pd.DataFrame:
    """What is left of each node's supply if some countries stop: arithmetic, not a forecast.

    It assumes that nobody else makes more, that all kinds within a node replace each other, and that sales measure
    ability to supply. Where a node has Europe as one (`eur`), the part of a European country in it cannot be told and
    stays: `partial` marks these nodes, of which no more than `left_pct` is left.

    Args:
        shares: rows of `chain_shares`, one year per node.
        countries: ids to remove, such as `["us", "jp", "nl"]`.

    Returns:
        One row per node: `node_id`, `year`, `removed_pct`, `left_pct` (of 100), `partial`, `source_id`.
    """
    inside = {"nl", *EUROPE} - {"eur"}
    out = []
    for node, part in shares.groupby("node_id", sort=False):
        gone = float(part.loc[part["country_id"].isin(countries), "share_pct"].sum())
        whole = float(part["share_pct"].sum())
        hidden = bool(set(countries) & inside) and bool((part["country_id"] == "eur").any())
        out.append(
            {
                "node_id": node,
                "year": int(part["year"].iloc[0]),
                "removed_pct": 100 * gone / whole,
                "left_pct": 100 * (whole - gone) / whole,
                "partial": hidden,
                "source_id": cite.join(part["source_id"]),
            }
        )
    return pd.DataFrame(out)


def without_each(shares: pd.DataFrame, groups: dict[str, list[str]]) -> pd.DataFrame:
    """What is left without each of some groups of countries, one group at a time; see `without`.

    Args:
        shares: rows of `chain_shares`, one year per node.
        groups: key -> country ids.

    Returns:
        The rows of `without` for every group, in order, with its key as `removed`.
    """
    return pd.concat([without(shares, who).assign(removed=key) for key, who in groups.items()], ignore_index=True)


#: part of a node's supply below which little is left of it, percent.
LITTLE = 25


def few_left(left: pd.DataFrame) -> dict[str, int]:
    """How many nodes keep less than `LITTLE`, by key of the group that stops (`removed`), without `PARTS`.

    Args:
        left: what `without_each` returns.
    """
    whole = left[~left["node_id"].isin(PARTS)]
    return {key: int((part["left_pct"] < LITTLE).sum()) for key, part in whole.groupby("removed", sort=False)}


def undecided(left: pd.DataFrame) -> set[str]:
    """Groups (`removed`) for which `few_left` is a floor: a node printed as "or less" stands above the limit.

    Args:
        left: what `without_each` returns.
    """
    floor = left[~left["node_id"].isin(PARTS) & left["partial"] & (left["left_pct"] >= LITTLE)]
    return set(floor["removed"])
