"""Controls on the chip supply chain: measures by the stage that they hit, and those that name a node."""

from __future__ import annotations

import pandas as pd

from chips.war import moves
from chips.war.chain import DESIGN_SOFTWARE, EUV_SCANNERS, IMMERSION_SCANNERS, MEMORY_CHIPS, PHOTORESISTS
from explainer.evidence import cite


def _tightening(events: pd.DataFrame) -> pd.DataFrame:
    """The rows of `events` that tighten, and were issued or done."""
    done = moves.counted(events)
    return done[done["direction"].astype("str") == "tightening"]


def hits(events: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Tightening measures issued or done by stage of the chain and actor, each once; words are no measure.

    Args:
        events: rows of `events`.
        links: rows of `event_links`; a row that only puts an earlier one into effect is no measure of its own.

    Returns:
        One row per stage and actor with at least one step: `stage`, `actor`, `steps`, `source_id`, stages in the order
        of `moves.STAGES`.
    """
    kept = moves.once(moves.acts(_tightening(events)), links)
    kept = kept.assign(stage=kept["stage_of_chain"].astype("str"), actor=kept["actor"].astype("str"))
    found = (
        kept.groupby(["stage", "actor"], sort=False)
        .agg(steps=("event_id", "size"), source_id=("source_id", cite.join))
        .reset_index()
    )
    rank = {stage: i for i, stage in enumerate(moves.STAGES)}
    return found.sort_values("stage", key=lambda s: s.map(rank), kind="stable").reset_index(drop=True)


#: node -> (stages of the event, words in its title or summary that name the node: a regular expression, any case).
NAMED: dict[str, tuple[tuple[str, ...], str]] = {
    DESIGN_SOFTWARE: (("design_software",), r"chip-design software|\bEDA\b"),
    EUV_SCANNERS: (("equipment",), r"\bEUV\b"),
    IMMERSION_SCANNERS: (("equipment",), r"\bDUV\b|immersion"),
    PHOTORESISTS: (("materials",), r"photoresist"),
    MEMORY_CHIPS: (("memory", "equipment"), r"\bDRAM\b|\bNAND\b|\bHBM\b|high-bandwidth memory|layer memory|\bYMTC\b"),
}


def named(events: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Tightening export controls and lists, issued, whose title or summary names a node (`NAMED`); each once.

    A lower bound: an event can bear on a node without naming it.

    Args:
        events: rows of `events`.
        links: rows of `event_links`.

    Returns:
        One row per node and event: `node_id`, `event_id`, `date`, `actor`, `title`, `source_id`.
    """
    kinds = ("export_control", "raw_material_control", "entity_list", "procurement_ban")
    kept = _tightening(events)
    kept = kept[kept["instrument"].astype("str").isin(kinds)]
    text = kept["title"] + ". " + kept["summary"]
    stage = kept["stage_of_chain"].astype("str")
    parts = []
    for node, (stages, pattern) in NAMED.items():
        own = kept[text.str.contains(pattern, case=False, regex=True) & stage.isin(stages)]
        parts.append(moves.once(own, links).assign(node_id=node))
    out = pd.concat(parts, ignore_index=True)
    out["actor"] = out["actor"].astype("str")
    return out[["node_id", "event_id", "date", "actor", "title", "source_id"]]
