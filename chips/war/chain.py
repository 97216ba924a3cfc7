"""Who holds which part of the chip supply chain: shares, concentration, the path back from a memory chip, substitution.

Shares come from the Emerging Technology Observatory's *Advanced Semiconductor Supply Chain Dataset* (CC BY-NC 4.0).
Nothing here forecasts: substitution is arithmetic on shares of a past year.
"""

from __future__ import annotations

import pandas as pd

from chips.war import moves
from explainer.evidence import cite

NOTICE = (
    "Shares: Emerging Technology Observatory (CSET), Advanced Semiconductor Supply Chain Dataset, CC BY-NC 4.0, "
    "re-arranged and renamed; not for commercial use."
)
#: columns of the grids -> countries they add up. Europe leaves out the Netherlands, except where the dataset gives
#: Europe as one figure (`eur`), which then holds the Netherlands too.
EUROPE = ("at", "be", "by", "ch", "cz", "de", "dk", "es", "fr", "gb", "hu", "ie", "it", "se", "eur")
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

    The Herfindahl-Hirschman index is the sum of squared percentage shares, 10,000 for one holder (Rhoades, Federal
    Reserve Bulletin 79, 1993). The dataset's rest (`other`) may be one country or many, so the index is a range:
    `hhi_low` counts the rest as nothing, `hhi_high` as one country. For the index, shares are scaled to add up to
    100 first, since rounding leaves sums of 98.9 to 104; the other columns keep them as published.

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
        rest = float(scaled[part["country_id"] == "other"].sum())
        top = named.idxmax() if len(named) else None
        low = float((named**2).sum())
        out.append(
            {
                "node_id": node,
                "year": int(part["year"].iloc[0]),
                "hhi_low": low,
                "hhi_high": low + rest**2,
                "holders": int((part.loc[named.index, "share_pct"] >= floor).sum()),
                "leader": part.loc[top, "country_id"] if top is not None else "other",
                "leader_pct": float(part.loc[top, "share_pct"]) if top is not None else 0.0,
                "source_id": cite.join(part["source_id"]),
            }
        )
    return pd.DataFrame(out)


def leaves(edges: pd.DataFrame, release: str = "in_2026") -> set[str]:
    """Nodes of a release that have no kinds below them, so that no two of them overlap."""
    kept = edges[edges[release].fillna(False)]
    totals = set(kept.loc[kept["relation"].astype("str") == "is_type_of", "to_node"])
    # The 2026 release links the kinds of etch and clean tools to their total by goes_into; see the gaps of chain_edges.
    totals |= {ETCH_AND_CLEAN} & set(kept["to_node"])
    return (set(kept["from_node"]) | set(kept["to_node"])) - totals


def spine(edges: pd.DataFrame, nodes: pd.DataFrame, start: str = CHIP_DESIGN, release: str = "in_2026") -> list[str]:
    """The steps of making a chip in order, from design to the last test, by following `goes_into` from step to step.

    Args:
        edges: rows of `chain_edges`.
        nodes: rows of `chain_nodes`; steps are the nodes of family `step`.
        start: first node.
        release: flag column of the release.

    Raises:
        ValueError: a step leads to more than one other step.
    """
    kept = edges[edges[release].fillna(False) & (edges["relation"].astype("str") == "goes_into")]
    steps = set(nodes.loc[nodes["family"].astype("str") == "step", "node_id"])
    way = [start]
    while True:
        after = [b for a, b in zip(kept["from_node"], kept["to_node"], strict=True) if a == way[-1] and b in steps]
        after = [b for b in after if b not in way]
        if not after:
            return way
        if len(after) > 1:
            raise ValueError(f"{way[-1]} leads to several steps: {', '.join(after)}")
        way.append(after[0])


def without(shares: pd.DataFrame, countries: list[str]) -> pd.DataFrame:
    """What is left of each node's supply if some countries stop: arithmetic, not a forecast.

    It assumes that nobody else makes more, that all kinds within a node replace each other, and that sales measure
    ability to supply. A node given for Europe as one (`eur`) loses its European share if `nl` is removed only where the
    Netherlands stand alone; `partial` marks the nodes where that cannot be told.

    Args:
        shares: rows of `chain_shares`, one year per node.
        countries: ids to remove, such as `["us", "jp", "nl"]`.

    Returns:
        One row per node: `node_id`, `year`, `removed_pct`, `left_pct` (of 100), `partial`, `source_id`.
    """
    out = []
    for node, part in shares.groupby("node_id", sort=False):
        gone = float(part.loc[part["country_id"].isin(countries), "share_pct"].sum())
        whole = float(part["share_pct"].sum())
        hidden = bool(set(countries) & {"nl", "de", "gb"}) and bool((part["country_id"] == "eur").any())
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


def few_left(left: pd.DataFrame, limit: float = 25.0) -> dict[str, int]:
    """How many nodes keep less than `limit` percent, by key of the group that stops (`removed`), without `PARTS`."""
    whole = left[~left["node_id"].isin(PARTS)]
    return {key: int((part["left_pct"] < limit).sum()) for key, part in whole.groupby("removed", sort=False)}


def undecided(left: pd.DataFrame, limit: float = 25.0) -> set[str]:
    """Groups (`removed`) for which `few_left` is a floor: a node printed as "or less" stands above the limit."""
    floor = left[~left["node_id"].isin(PARTS) & left["partial"] & (left["left_pct"] >= limit)]
    return set(floor["removed"])


def strongholds(
    shares: pd.DataFrame,
    edges: pd.DataFrame,
    nodes: pd.DataFrame,
    sizes: pd.DataFrame,
    countries: list[str],
    floor: float = 20.0,
) -> pd.DataFrame:
    """Narrow classes and stages of plants in which a country has a share of some size, with the market behind it.

    Args:
        shares: rows of `chain_shares`; the latest year of each node counts.
        edges: rows of `chain_edges`; totals are left out (see `leaves`).
        nodes: rows of `chain_nodes`, for the names.
        sizes: rows of `chain_market_size`; the latest year of each node counts.
        countries: ids of the countries to list.
        floor: least share, percent.

    Returns:
        The rows of `chain_shares`, by country and falling share, with `input` (short name), `world_sales_busd` and
        `sales_busd`, the country's part of them (billion dollars, missing where the dataset has none).
    """
    size = sizes.sort_values("year").groupby("node_id").tail(1).set_index("node_id")["market_size_busd"]
    rows = newest(shares)
    narrow = rows["node_id"].isin(leaves(edges) | set(PLANTS))
    rows = rows[narrow & (rows["share_pct"] >= floor) & rows["country_id"].isin(countries)]
    rows = rows.sort_values(["country_id", "share_pct"], ascending=[True, False]).reset_index(drop=True)
    name = nodes.set_index("node_id")["name"]
    name = name.str.replace(", test and packaging", " and test").str.replace(" (stage)", ", by site")
    return rows.assign(
        input=[_plain(name[node]) for node in rows["node_id"]],
        world_sales_busd=[size.get(node) for node in rows["node_id"]],
    ).assign(sales_busd=lambda found: found["share_pct"] / 100 * found["world_sales_busd"])


def hits(events: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Tightening measures issued or done by stage of the chain and actor, each once; words are no measure.

    Args:
        events: rows of `events`.
        links: rows of `event_links`; a row that only puts an earlier one into effect is no measure of its own.

    Returns:
        One row per stage and actor with at least one step: `stage`, `actor`, `steps`, `source_id`, stages in the order
        of `moves.STAGES`.
    """
    kept = events[
        (events["direction"].astype("str") == "tightening") & (events["status"].astype("str") == "issued_or_done")
    ]
    kept = moves.once(moves.acts(kept), links)
    kept = kept.assign(stage=kept["stage_of_chain"].astype("str"), actor=kept["actor"].astype("str"))
    found = (
        kept.groupby(["stage", "actor"], sort=False)
        .agg(steps=("event_id", "size"), source_id=("source_id", cite.join))
        .reset_index()
    )
    rank = {stage: i for i, stage in enumerate(moves.STAGES)}
    return found.sort_values("stage", key=lambda s: s.map(rank), kind="stable").reset_index(drop=True)


def way_back(edges: pd.DataFrame, nodes: pd.DataFrame, shares: pd.DataFrame, release: str = "in_2026") -> pd.DataFrame:
    """The path from a finished memory chip back to its inputs, step by step, as the dataset links them.

    The steps are the `spine` in reverse. The inputs of a step are the nodes that go into it. An input without shares is
    replaced by what goes into it, or by its kinds where these have shares. Inputs that feed several steps stand once,
    under the group of steps they feed. Tests are narrowed to what memory needs: memory testers in place of all test
    tools. The dataset has no DRAM node, so every step after the choice of chip type is shared with other chips.

    Args:
        edges: rows of `chain_edges`.
        nodes: rows of `chain_nodes`.
        shares: rows of `chain_shares`.
        release: flag column of the release.

    Returns:
        One row per input, last step first: `step_id`, `step`, `node_id`, `input`, `kind` (`tool` or `material`),
        `leader`, `leader_pct`, `year` (missing where the dataset gives no share), `source_id`, `confidence`.
    """
    kind = nodes.set_index("node_id")["kind"].astype("str")
    kept = edges[edges[release].fillna(False)].astype({"relation": "str"})
    into, types = (kept[kept["relation"] == relation] for relation in ("goes_into", "is_type_of"))
    before = into.groupby("to_node")["from_node"].agg(list).to_dict()
    after = into.groupby("from_node")["to_node"].agg(set).to_dict()
    kinds_of = types.groupby("to_node")["from_node"].agg(list).to_dict()
    lead = holder_concentration(newest(shares)).set_index("node_id")
    steps = spine(edges, nodes, release=release)
    fab = tuple(s for s in steps if s in after.get(FAB_MATERIALS, set()))
    rows: list[tuple[str, str, str]] = []

    def expand(node: str) -> list[str]:
        if node in lead.index:
            return [node]
        if node in before:
            return [leaf for one in before[node] if one != STEP_MATERIALS for leaf in expand(one)]
        kinds = [one for one in kinds_of.get(node, []) if one in lead.index]
        return kinds or [node]

    groups = [(s, [n for n in before.get(s, []) if n not in steps and len(after[n]) == 1]) for s in steps[::-1]]
    shared = [n for n in dict.fromkeys(n for s in fab for n in before[s]) if n not in steps and len(after[n]) > 1]
    groups.insert([s for s, _ in groups].index(fab[-1]), ("every fabrication step", shared))
    packaging = [n for n in before[PACKAGING_STEP] if len(after[n]) > 1 and n not in steps]
    for step, found in groups:
        extra = packaging if step == PACKAGING_STEP else []
        for node in [*found, *extra]:
            if step == CHIP_DESIGN and kind[node] == "product":
                continue
            for leaf in expand(MEMORY_TESTERS if node == TEST_TOOLS else node):
                if (step, leaf) not in [r[:2] for r in rows]:
                    rows.append((step, leaf, kind[leaf]))
    return _told(pd.DataFrame(rows, columns=["step_id", "node_id", "kind"]), nodes, lead)


#: abbreviations in the dataset's names -> words.
PLAIN = {
    "EDA software": "Design software",
    "CMP": "Polishing",
    "(adv. packaging)": "(advanced packaging)",
    " for non-IC devices": " (non-chip)",
    "for ICs": "for chips",
}


def _plain(name: str) -> str:
    """A name of the dataset without abbreviations."""
    for short, long in PLAIN.items():
        name = name.replace(short, long)
    return name


def _told(out: pd.DataFrame, nodes: pd.DataFrame, lead: pd.DataFrame) -> pd.DataFrame:
    """Steps and inputs of `way_back` in order and with names, tools before materials, each with its largest holder."""
    known = nodes.set_index("node_id")
    label = known["name"]
    out["step"] = [label[s].split(" (step)")[0].split(",")[0] if s in label else s.capitalize() for s in out["step_id"]]
    place = {s: i for i, s in enumerate(dict.fromkeys(out["step_id"]))}
    out["rank"] = out["step_id"].map(place) * 2 + (out["kind"] != "tool")
    out = out.sort_values("rank", kind="stable").drop(columns="rank").reset_index(drop=True)
    out["input"] = [_plain(label[n].removesuffix(", all")) for n in out["node_id"]]
    out["step"] = out["step"].map(_plain)
    out["kind"] = out["kind"].where(out["kind"] == "tool", "material")
    for column in ("leader", "leader_pct", "year"):
        out[column] = [lead[column].get(n, pd.NA) for n in out["node_id"]]
    out["source_id"] = [known.loc[n, "source_id"] for n in out["node_id"]]
    out["confidence"] = [str(known.loc[n, "confidence"]) for n in out["node_id"]]
    return out


#: node -> (stages of the event, words in its title or summary that name the node: a regular expression, any case).
NAMED: dict[str, tuple[tuple[str, ...], str]] = {
    DESIGN_SOFTWARE: (("design_software",), r"chip-design software|\bEDA\b"),
    EUV_SCANNERS: (("equipment",), r"\bEUV\b"),
    IMMERSION_SCANNERS: (("equipment",), r"\bDUV\b|immersion"),
    PHOTORESISTS: (("materials",), r"photoresist"),
    MEMORY_CHIPS: (("memory", "equipment"), r"\bDRAM\b|\bNAND\b|\bHBM\b|high-bandwidth memory|layer memory|\bYMTC\b"),
}


def named(
    events: pd.DataFrame, links: pd.DataFrame, words: dict[str, tuple[tuple[str, ...], str]] | None = None
) -> pd.DataFrame:
    """Tightening export controls and lists, issued, whose title or summary names a node; each measure once.

    A lower bound: an event can bear on a node without naming it.

    Args:
        events: rows of `events`.
        links: rows of `event_links`.
        words: node -> (stages, regular expression); `NAMED` by default.

    Returns:
        One row per node and event: `node_id`, `event_id`, `date`, `actor`, `title`, `source_id`.
    """
    kinds = ("export_control", "raw_material_control", "entity_list", "procurement_ban")
    kept = events[
        (events["direction"].astype("str") == "tightening")
        & (events["status"].astype("str") == "issued_or_done")
        & events["instrument"].astype("str").isin(kinds)
    ]
    text = kept["title"] + ". " + kept["summary"]
    parts = [
        moves.once(
            kept[
                text.str.contains(pattern, case=False, regex=True) & kept["stage_of_chain"].astype("str").isin(stages)
            ],
            links,
        ).assign(node_id=node)
        for node, (stages, pattern) in (words or NAMED).items()
    ]
    out = pd.concat(parts, ignore_index=True)
    out["actor"] = out["actor"].astype("str")
    return out[["node_id", "event_id", "date", "actor", "title", "source_id"]]
