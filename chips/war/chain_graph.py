"""The links between nodes of the supply chain: classes that do not overlap, the steps in order, the path back."""

from __future__ import annotations

import pandas as pd

from chips.war.chain import (
    CHIP_DESIGN,
    ETCH_AND_CLEAN,
    FAB_MATERIALS,
    MEMORY_CHIPS,
    MEMORY_TESTERS,
    PACKAGING_STEP,
    PLANTS,
    STEP_MATERIALS,
    TEST_TOOLS,
    holder_concentration,
    newest,
)


def leaves(edges: pd.DataFrame, release: str = "in_2026") -> set[str]:
    """Nodes of a release that have no kinds below them, so that no two of them overlap."""
    kept = edges[edges[release].fillna(False)]
    totals = set(kept.loc[kept["relation"].astype("str") == "is_type_of", "to_node"])
    # The 2026 release links the kinds of etch and clean tools to their total by goes_into; see the gaps of chain_edges.
    totals |= {ETCH_AND_CLEAN} & set(kept["to_node"])
    return (set(kept["from_node"]) | set(kept["to_node"])) - totals


def spine(edges: pd.DataFrame, nodes: pd.DataFrame, release: str = "in_2026") -> list[str]:
    """The steps of making a chip in order, from design to the last test, by following `goes_into` from step to step.

    Args:
        edges: rows of `chain_edges`.
        nodes: rows of `chain_nodes`; steps are the nodes of family `step`.
        release: flag column of the release.

    Raises:
        ValueError: a step leads to more than one other step.
    """
    kept = edges[edges[release].fillna(False) & (edges["relation"].astype("str") == "goes_into")]
    steps = set(nodes.loc[nodes["family"].astype("str") == "step", "node_id"])
    way = [CHIP_DESIGN]
    while True:
        after = [b for a, b in zip(kept["from_node"], kept["to_node"], strict=True) if a == way[-1] and b in steps]
        after = [b for b in after if b not in way]
        if not after:
            return way
        if len(after) > 1:
            raise ValueError(f"{way[-1]} leads to several steps: {', '.join(after)}")
        way.append(after[0])


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


def together(strong: pd.DataFrame, alone: tuple[str, ...] = (MEMORY_CHIPS,)) -> pd.DataFrame:
    """What a country sells of all that it is strong in: each of some inputs by itself, the sum of all others.

    Args:
        strong: what `strongholds` returns, rows with `sales_busd`.
        alone: nodes that stand by themselves.

    Returns:
        DataFrame: `country_id`, `node_id` (missing for a sum), `count` (how many inputs), `sales_busd`, `year` (the
        usual one of a sum); countries in the order of the rows, largest sales of each first.
    """
    one = strong["node_id"].where(strong["node_id"].isin(alone), "")
    found = strong.assign(node_id=one).groupby(["country_id", "node_id"], sort=False, observed=True)
    found = found.agg(
        count=("sales_busd", "size"), sales_busd=("sales_busd", "sum"), year=("year", lambda y: y.mode()[0])
    )
    order = {one: i for i, one in enumerate(dict.fromkeys(strong["country_id"]))}
    found = found.reset_index().assign(place=lambda rows: rows["country_id"].map(order).astype(int))
    found = found.sort_values(["place", "sales_busd"], ascending=[True, False], kind="stable").drop(columns="place")
    return found.assign(node_id=found["node_id"].replace("", pd.NA)).reset_index(drop=True)


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
