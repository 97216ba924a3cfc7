"""Who fills the void that Micron leaves: scenario arithmetic, and the bounds that its inputs leave.

Three of six inputs have no source. They are given no distribution: what follows is the range of results that all their
values leave (Manski 2003, Partial Identification of Probability Distributions), never the probability of one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product

import numpy as np
import pandas as pd

from chips.memory.backfill_inputs import Input, Market, opening
from explainer.evidence import cite

#: firms of the model in drawing order; `chinese` is an upper bound (see `backfill_inputs.base`), `other` is Nanya,
#: Winbond and PSMC.
FIRMS = {
    "samsung": "Samsung",
    "sk_hynix": "SK hynix",
    "micron": "Micron",
    "chinese": "Chinese makers",
    "other": "Other makers",
}
#: those who can fill the void.
RIVALS = ("samsung", "sk_hynix", "chinese")
#: one setting, or many at once.
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
        market, inputs: from `backfill_inputs.base` and `inputs_of`.
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
