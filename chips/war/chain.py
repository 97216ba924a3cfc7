"""Who holds which part of the chip supply chain: shares, concentration, the path back from a memory chip, substitution.

Shares come from the Emerging Technology Observatory's *Advanced Semiconductor Supply Chain Dataset* (CC BY-NC 4.0).
Nothing here forecasts: substitution is arithmetic on shares of a past year.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.war import moves
from explainer.evidence import cite
from explainer.figures import theme
from explainer.figures.figure import NARROW
from explainer.pages.prose import fixed

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
            confidence=("confidence", lambda c: "reported" if (c.astype("str") == "reported").any() else "primary"),
        )
        .reset_index()
    )


def concentration(shares: pd.DataFrame, floor: float = 10.0) -> pd.DataFrame:
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
    lead = concentration(newest(shares)).set_index("node_id")
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


# --- drawing ----------------------------------------------------------------------------------------------------------

LIMITS = (10, 25, 50, 75)


def level(share: float) -> int:
    """Step of the color scale, 0 to 4, of a share in percent (limits at 10, 25, 50 and 75)."""
    return sum(share >= limit for limit in LIMITS)


def grid(
    cells: pd.DataFrame,
    width: int,
    columns: dict[str, str],
    short: dict[str, str],
    left: tuple[int, int] = (170, 128),
    cell: int = 26,
) -> alt.LayerChart:
    """A grid of numbers on steps of one color, with group headings; the numbers say what the color says.

    Args:
        cells: `group`, `row`, `column` (key of `columns`), `value` (drawn), `step` (0 to 4), `tip` (tooltip); rows and
            groups in the order of the frame.
        width: drawing width in px.
        columns: key -> heading, left to right; `short` for the narrow drawing.
        short: key -> short heading.
        left: room for the row labels, px, wide and narrow.
        cell: height of a row in px.
    """
    narrow = width <= NARROW
    room = left[1] if narrow else left[0]
    wide = (width - room - 2) / len(columns)
    y, heads, tops = 30.0, [], {}
    for group, part in cells.groupby("group", sort=False):
        heads.append({"text": group, "y": y + 8})
        y += 20
        for row in part["row"].drop_duplicates():
            tops[row] = y
            y += cell
        y += 8
    place = {c: room + i * wide for i, c in enumerate(columns)}
    shown = cells.assign(x=cells["column"].map(place), y=cells["row"].map(tops))
    shown = shown.assign(x2=shown["x"] + wide - 2, y2=shown["y"] + cell - 2, text=[fixed(v) for v in shown["value"]])
    shown = shown.assign(mx=shown["x"] + wide / 2 - 1, my=shown["y"] + cell / 2 - 1, dark=shown["step"] >= 3)
    at = {"axis": None}
    sx, sy = alt.Scale(domain=[0, width], range=[0, width]), alt.Scale(domain=[0, y], range=[0, y])
    base = alt.Chart(shown[["row", "column", "x", "x2", "y", "y2", "mx", "my", "text", "step", "dark", "tip"]])
    boxes = base.mark_rect(cornerRadius=2, opacity=1).encode(
        x=alt.X("x:Q", scale=sx, **at),
        x2="x2:Q",
        y=alt.Y("y:Q", scale=sy, **at),
        y2="y2:Q",
        color=alt.Color("step:O", scale=alt.Scale(domain=list(range(5)), range=theme.steps(5)), legend=None),
        tooltip=theme.tips({"tip:N": " "}),
    )
    ink = alt.condition("datum.dark", alt.value("#fefefe"), alt.value("#1d2129"))
    words = base.mark_text(fontSize=12).encode(
        x=alt.X("mx:Q", scale=sx, **at), y=alt.Y("my:Q", scale=sy, **at), text="text:N", color=ink
    )
    labels = alt.Chart(pd.DataFrame({"row": list(tops), "y": [t + cell / 2 - 1 for t in tops.values()]}))
    labels = labels.mark_text(align="left", fontSize=12 if narrow else 13).encode(
        x=alt.value(0), y=alt.Y("y:Q", scale=sy, **at), text="row:N"
    )
    groups = alt.Chart(pd.DataFrame(heads)).mark_text(align="left", fontSize=12, color=theme.color("muted"))
    groups = groups.encode(x=alt.value(0), y=alt.Y("y:Q", scale=sy, **at), text="text:N")
    names = short if narrow else columns
    tops_ = pd.DataFrame({"x": [place[c] + wide / 2 - 1 for c in columns], "text": [names[c] for c in columns]})
    tops_ = alt.Chart(tops_).mark_text(fontSize=12, fontWeight="bold", baseline="top", lineBreak="|", lineHeight=14)
    tops_ = tops_.encode(x=alt.X("x:Q", scale=sx, **at), y=alt.value(0), text="text:N")
    return alt.layer(boxes, words, labels, groups, tops_, width=width, height=y)


def path(rows: pd.DataFrame, width: int, product: str) -> alt.LayerChart:
    """The way back from a chip: three columns (tools, steps, materials) when wide, an indented tree when narrow.

    Args:
        rows: what `way_back` returns, with `text` (what to print at each input) and `hue` (actor id of its color).
        width: drawing width in px.
        product: text of the finished chip at the top.
    """
    narrow = width <= NARROW
    line, gap = 19, 16
    dots, heads, links, y = [], [], [], 34.0
    center = 12 if narrow else width / 2
    half = 0 if narrow else 82
    for step, part in rows.groupby("step", sort=False):
        sides = {"tool": part} if narrow else {k: part[part["kind"] == k] for k in ("tool", "material")}
        tall = max(len(one) for one in sides.values())
        if narrow:
            heads.append({"text": step, "x": center + 12, "y": y + 8})
            first = y + 28
            y = first + tall * line - line / 2 + gap
        else:
            first = y + line / 2
            y += tall * line + gap
            heads.append({"text": step, "x": center, "y": first + (tall - 1) * line / 2})
        for kind, one in sides.items():
            shift = 0 if narrow else (tall - len(one)) * line / 2
            for i, row in enumerate(one.to_dict("records")):
                at = first + shift + i * line
                left = kind == "tool" and not narrow
                x = 34.0 if narrow else (center - half - 34 if left else center + half + 34)
                dots.append({**row, "x": x, "y": at, "left": left})
                ax = center if narrow else (center - half if left else center + half)
                ay = at if narrow else heads[-1]["y"]
                links.append({"x": ax, "y": ay, "x2": x, "y2": at})
    sx, sy = alt.Scale(domain=[0, width], range=[0, width]), alt.Scale(domain=[0, y], range=[0, y])
    x_, y_ = alt.X("x:Q", scale=sx, axis=None), alt.Y("y:Q", scale=sy, axis=None)
    dots[-1]["y"] if narrow else heads[-1]["y"]
    trunk = pd.DataFrame(
        {"x": [center], "y": [20.0], "x2": [center], "y2": [dots[-1]["y"] if narrow else heads[-1]["y"]]}
    )
    ink, axis = theme.color("ink"), theme.color("axis")
    ends, lines = pd.DataFrame(heads), {"x": x_, "y": y_, "x2": "x2:Q", "y2": "y2:Q"}
    layers = [
        alt.Chart(pd.DataFrame(links)).mark_rule(color=axis, strokeWidth=1).encode(**lines),
        alt.Chart(trunk).mark_rule(color=axis, strokeWidth=2).encode(**lines),
    ]
    words = alt.Chart(ends).encode(x=x_, y=y_, text="text:N")
    if narrow:
        marks = alt.Chart(ends.assign(x=center)).encode(x=x_, y=y_)
        layers.append(marks.mark_point(shape="square", size=80, filled=True, opacity=1, color=ink))
        layers.append(words.mark_text(align="left", fontWeight="bold"))
    else:
        boxes = ends.assign(y=ends["y"] - 13, y2=ends["y"] + 13, x=center - half, x2=center + half)
        rect = {"color": theme.color("none"), "stroke": axis, "cornerRadius": 4, "opacity": 1}
        layers.append(alt.Chart(boxes).mark_rect(**rect).encode(**lines))
        layers.append(words.mark_text(fontWeight="bold", fontSize=12))
    spots = pd.DataFrame(dots)[["input", "text", "hue", "kind", "x", "y", "left"]]
    shapes = alt.Scale(domain=["tool", "material"], range=["circle", "diamond"])
    hues = theme.scale(list(dict.fromkeys(spots["hue"])))
    base = alt.Chart(spots).encode(x=x_, y=y_)
    layers.append(
        base.mark_point(size=55, filled=True, opacity=1, aria=False).encode(
            color=alt.Color("hue:N", scale=hues, legend=None), shape=alt.Shape("kind:N", scale=shapes, legend=None)
        )
    )
    for side, align, dx in (("true", "right", -8), ("false", "left", 8)):
        part = base.transform_filter(f"datum.left == {side}")
        layers.append(part.mark_text(align=align, dx=dx, fontSize=12).encode(text="text:N"))
    title = alt.Chart(pd.DataFrame({"x": [0 if narrow else center], "y": [8.0], "text": [product]}))
    title = title.mark_text(align="left" if narrow else "center", fontWeight="bold")
    layers.append(title.encode(x=x_, y=y_, text="text:N"))
    return alt.layer(*layers, width=width, height=y)
