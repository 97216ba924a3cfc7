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
#: inputs of the first grid: node -> (group, label). Totals and single kinds are never added up.
INPUTS: dict[str, tuple[str, str]] = {
    "N84": ("Design", "Design software (EDA)"),
    "N85": ("Design", "IP cores"),
    "N5": ("Chips sold", "Memory chips"),
    "N6": ("Chips sold", "Logic chips"),
    "N26": ("Materials", "Silicon wafers"),
    "N33": ("Materials", "Photomasks"),
    "N19": ("Tools", "Lithography"),
    "N36": ("Tools", "Deposition"),
    "N55": ("Tools", "Etch and clean"),
    "N60": ("Tools", "Process control"),
    "N17": ("Tools", "Ion implanters"),
    "N86": ("Tools", "Polishing (CMP)"),
    "N59": ("Tools", "Wafer handling"),
    "N109": ("Tools", "Advanced packaging"),
    "N72": ("Tools", "Bonding"),
    "N120": ("Tools", "Test"),
    "S2": ("Plants, by site", "Wafer fabrication"),
    "S3": ("Plants, by site", "Assembly and test"),
}


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
    # The 2026 release links N48 and N49 to their total N55 by goes_into; see the gaps of chain_edges.
    totals |= {"N55"} & set(kept["to_node"])
    return (set(kept["from_node"]) | set(kept["to_node"])) - totals


def upstream(edges: pd.DataFrame, target: str, release: str = "in_2026", relation: str = "goes_into") -> dict[str, int]:
    """Every node that goes into a node, with the number of links on the shortest way.

    Args:
        edges: rows of `chain_edges`.
        target: where to start walking back.
        release: flag column of the release to use; never mix releases, a pair may change its relation.
        relation: the kind of link to follow.

    Returns:
        node -> distance, nearest first; without the target.

    Raises:
        KeyError: the target is not in the release.
    """
    kept = edges[edges[release].fillna(False)]
    if target not in set(kept["from_node"]) | set(kept["to_node"]):
        raise KeyError(f"no node {target} in release {release}")
    kept = kept[kept["relation"].astype("str") == relation]
    before: dict[str, list[str]] = {}
    for a, b in zip(kept["from_node"], kept["to_node"], strict=True):
        before.setdefault(b, []).append(a)
    found: dict[str, int] = {}
    ring, distance = [target], 0
    while ring:
        distance += 1
        ring = sorted({a for b in ring for a in before.get(b, []) if a not in found and a != target})
        found |= dict.fromkeys(ring, distance)
    return found


def spine(edges: pd.DataFrame, nodes: pd.DataFrame, start: str = "N0", release: str = "in_2026") -> list[str]:
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


#: stage of an event -> nodes that it bears on; AI accelerators have no shares, end use and "none" no node.
HIT: dict[str, tuple[str, ...]] = {
    "design_software": ("N84",),
    "equipment": ("N19", "N36", "N55", "N60", "N17", "N86", "N59", "N109", "N72", "N120"),
    "materials": ("N26", "N33"),
    "memory": ("N5",),
    "chips_logic": ("N6",),
}


def hits(events: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Tightening measures issued or done by stage of the chain and actor, each once; words are no measure.

    Args:
        events: rows of `events`.
        links: rows of `event_links`; a row that only puts an earlier one into effect is no measure of its own.

    Returns:
        One row per stage and actor with at least one step: `stage`, `actor`, `steps`, `source_id`.
    """
    kept = events[
        (events["direction"].astype("str") == "tightening") & (events["status"].astype("str") == "in_force_or_done")
    ]
    kept = moves.once(moves.acts(kept), links)
    kept = kept.assign(stage=kept["stage_of_chain"].astype("str"), actor=kept["actor"].astype("str"))
    return (
        kept.groupby(["stage", "actor"], sort=False)
        .agg(steps=("event_id", "size"), source_id=("source_id", cite.join))
        .reset_index()
    )


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
    label, kind = nodes.set_index("node_id")["name"], nodes.set_index("node_id")["kind"].astype("str")
    kept = edges[edges[release].fillna(False) & (edges["relation"].astype("str") == "goes_into")]
    before = kept.groupby("to_node")["from_node"].agg(list).to_dict()
    after = kept.groupby("from_node")["to_node"].agg(set).to_dict()
    lead = holder_concentration(newest(shares)).set_index("node_id")
    steps = spine(edges, nodes, release=release)
    fab = tuple(s for s in steps if s in after.get("N117", set()))
    rows: list[tuple[str, str, str]] = []

    kinds_of = edges[edges[release].fillna(False) & (edges["relation"].astype("str") == "is_type_of")]
    kinds_of = kinds_of.groupby("to_node")["from_node"].agg(list).to_dict()

    def expand(node: str) -> list[str]:
        if node in lead.index:
            return [node]
        if node in before:
            return [leaf for one in before[node] if one != "N126" for leaf in expand(one)]
        kinds = [one for one in kinds_of.get(node, []) if one in lead.index]
        return kinds or [node]

    groups = [(s, [n for n in before.get(s, []) if n not in steps and len(after[n]) == 1]) for s in steps[::-1]]
    shared = [n for n in dict.fromkeys(n for s in fab for n in before[s]) if n not in steps and len(after[n]) > 1]
    groups.insert(1 + [s for s, _ in groups].index(fab[-1]) - 1, ("every fabrication step", shared))
    packaging = [n for n in before["N69"] if len(after[n]) > 1 and n not in steps]
    for step, found in groups:
        extra = packaging if step == "N69" else []
        for node in [*found, *extra]:
            if step == "N0" and kind[node] == "product":
                continue
            node = "N79" if node == "N120" else node
            for leaf in expand(node):
                if (step, leaf) not in [r[:2] for r in rows]:
                    rows.append((step, leaf, kind[leaf]))
    out = pd.DataFrame(rows, columns=["step_id", "node_id", "kind"])
    out["step"] = [label[s].split(" (step)")[0].split(",")[0] if s in label else s.capitalize() for s in out["step_id"]]
    place = {s: i for i, s in enumerate(dict.fromkeys(out["step_id"]))}
    out["rank"] = out["step_id"].map(place) * 2 + (out["kind"] != "tool")
    out = out.sort_values("rank", kind="stable").drop(columns="rank").reset_index(drop=True)
    out["input"] = [label[n].removesuffix(", all") for n in out["node_id"]]
    out["kind"] = out["kind"].where(out["kind"] == "tool", "material")
    for column in ("leader", "leader_pct", "year"):
        out[column] = [lead[column].get(n, pd.NA) for n in out["node_id"]]
    known = nodes.set_index("node_id")
    out["source_id"] = [known.loc[n, "source_id"] for n in out["node_id"]]
    out["confidence"] = [str(known.loc[n, "confidence"]) for n in out["node_id"]]
    return out


#: node -> (stages of the event, words in its title or summary that name the node: a regular expression, any case).
NAMED: dict[str, tuple[tuple[str, ...], str]] = {
    "N84": (("design_software",), r"chip-design software|\bEDA\b"),
    "N20": (("equipment",), r"\bEUV\b"),
    "N22": (("equipment",), r"\bDUV\b|immersion"),
    "N31": (("materials",), r"photoresist"),
    "N5": (("memory", "equipment"), r"\bDRAM\b|\bNAND\b|\bHBM\b|high-bandwidth memory|layer memory|\bYMTC\b"),
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
        & (events["status"].astype("str") == "in_force_or_done")
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
