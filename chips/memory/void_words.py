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


def closing(answer: VoidAnswer, least_busd: float) -> list[tuple[str, list[str], str]]:
    """What speaks for a gap that was filled, against it, and what cannot be told, each with the table that is missing.

    Args:
        answer: from `void.void_answer`.
        least_busd: least effect that the sharpest forecast would show four times in five, billion dollars a year.

    Returns:
        Heading, sentences, missing table; in the order of the page.

    Raises:
        ValueError: the numbers no longer say what the sentences say.
    """
    gaps = answer.gaps_pct
    falls = (answer.dram_value_pct, answer.world_pct, gaps["other_memory"])
    rises = (answer.dram_volume_pct, gaps["rest"], gaps["own_past"])
    if min(rises) < 0 or max(falls) > 0 or answer.void_high_busd > least_busd:
        raise ValueError("the customs data changed: the close of the chapter on the void must be written again")
    return [
        (
            "Filled",
            [
                f"Korea sent {_moved(answer.dram_volume_pct, 'DRAM')} to China and Hong Kong by volume in the year "
                f"after the verdict. In dollars that was {fixed(gaps['rest'])} percent above the forecast by its other "
                f"customers, and {fixed(gaps['own_past'])} above that by China's own past.",
                "Press reports of later years name Samsung, SK hynix, YMTC and CXMT as those who gained, without "
                "amounts.",
            ],
            "Sales of Samsung and SK hynix to Chinese data centers, by quarter",
        ),
        (
            "Not filled",
            [
                f"In dollars that DRAM fell by {fixed(-answer.dram_value_pct)} percent, and beside the world's DRAM "
                f"sales by {fixed(-answer.world_pct)}.",
                f"Against other memory for the same places it came in {fixed(-gaps['other_memory'])} percent below the "
                "forecast.",
            ],
            "China's imports of memory by origin and month",
        ),
        (
            "Cannot be told",
            [
                f"Micron's words put the void at ${fixed(answer.void_low_busd, 1)} to "
                f"{fixed(answer.void_high_busd, 1)} billion a year. The sharpest forecast misses an effect below "
                f"${fixed(least_busd, 1)} billion more than one time in five.",
                "State buyers turned from Micron to Chinese firms years before the ban, by their tenders: that is "
                "no part of this void. Part of the rise was there before the verdict, and nobody has published an "
                "amount by buyer.",
            ],
            "Micron's sales to operators of critical infrastructure, by quarter",
        ),
    ]
