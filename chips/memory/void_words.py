"""Who filled the void, in sentences for any page."""

from __future__ import annotations

from chips.memory.void import VoidAnswer
from explainer.pages.prose import fixed, spell


def _moved(value: float, noun: str = "") -> str:
    """`22 percent more`, `4 percent less`, with a word between if one is given."""
    return f"{fixed(abs(value))} percent {'more' if value > 0 else 'less'}{' ' + noun if noun else ''}"


def seen(answer: VoidAnswer) -> str:
    """What the customs data show, in one sentence."""
    world = "gained on" if answer.world_pct > 0 else "fell behind"
    return (
        f"In the year after the ban Korea sent China and Hong Kong {_moved(answer.dram_volume_pct, 'DRAM')} by volume, "
        f"for {_moved(answer.dram_value_pct, 'money')}; its memory of all kinds for Hong Kong rose by "
        f"{fixed(answer.hk_pct)} percent in dollars and that for the mainland fell by {fixed(-answer.cn_pct)}, and its "
        f"DRAM for both {world} world sales by {fixed(abs(answer.world_pct))} percent"
    )


def untold(answer: VoidAnswer) -> str:
    """What they cannot show, in one sentence."""
    low, high = min(answer.gaps_pct.values()), max(answer.gaps_pct.values())
    return (
        f"Whether that took Micron's place cannot be told: the gap was ${fixed(answer.void_low_busd, 1)} to "
        f"{fixed(answer.void_high_busd, 1)} billion a year by Micron's words, and by {spell(len(answer.gaps_pct))} "
        f"forecasts of a year without the ban Korea's exports were anything from {_moved(high)} to {_moved(low)} "
        "than expected"
    )


def short(answer: VoidAnswer) -> str:
    """Seen and untold in one sentence, for a cover.

    Raises:
        ValueError: the numbers no longer say what the sentence says.
    """
    low, high = min(answer.gaps_pct.values()), max(answer.gaps_pct.values())
    if not (answer.dram_volume_pct > 0 > answer.cn_pct and answer.hk_pct > 0 and low < 0 < high):
        raise ValueError("the customs data changed: the sentence on who filled the void must be written again")
    return (
        f"Korea's DRAM for China and Hong Kong grew by {fixed(answer.dram_volume_pct)} percent in volume in the year "
        f"after the ban, and the rise of its memory exports went by way of Hong Kong "
        f"({fixed(answer.hk_pct)} percent up, the mainland {fixed(-answer.cn_pct)} percent down); whether it took "
        f"Micron's place cannot be told, as forecasts without the ban lie on both sides of what came"
    )
