"""Colors by name: one per actor, registered by the topic, and those that every book has. No chart library here."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping

LIGHT_GROUND, DARK_GROUND = "#ffffff", "#14181e"
#: name -> (light value, dark value), as the topic registered them.
ACTORS: dict[str, tuple[str, str]] = {}
#: name -> what a reader is shown, as the topic registered them.
LABEL: ChainMap[str, str] = ChainMap()
#: colors without an actor.
NEUTRAL: dict[str, tuple[str, str]] = {
    "ink": ("#1d2129", "#e6e8eb"),
    "muted": ("#5c6470", "#a8b0bb"),
    "grid": ("#e3e6ea", "#2c333c"),
    "axis": ("#8a919c", "#79818d"),
    "band": ("#e4eaf0", "#28323d"),
    # ring around what has the focus or was linked to
    "focus": ("#0b62b8", "#7fb8ff"),
    # the claim that a book examines, and nothing else
    "accent": ("#876200", "#f0c35a"),
    "none": ("#eef0f2", "#242a32"),
    "ground": ("#fefefe", "#121212"),
}
#: ordered steps, low to high, for shares and counts in a grid.
STEPS: list[tuple[str, str]] = [
    ("#dfeaf6", "#23374f"),
    ("#b3cfe9", "#2b4f79"),
    ("#7aa9d6", "#34689f"),
    ("#3b78b4", "#5b94d1"),
    ("#174a83", "#9cc4f0"),
]


def register(actors: dict[str, tuple[str, str]], labels: Mapping[str, str]) -> None:
    """Give the actors of a topic their colors and names; the topic's package does so when it is imported.

    Args:
        actors: name -> (value on light ground, value on dark ground).
        labels: name -> what a reader is shown; a mapping that is no `dict` may read a table, and is asked only when a
            name is printed.

    Raises:
        ValueError: a name belongs to the engine, or an actor has no label.
    """
    if taken := sorted(actors.keys() & NEUTRAL.keys()):
        raise ValueError(f"these names are the engine's: {', '.join(taken)}")
    if isinstance(labels, dict) and (bare := sorted(actors.keys() - labels.keys())):
        raise ValueError(f"no label for: {', '.join(bare)}")
    ACTORS.update(actors)
    LABEL.maps.append(labels)


def color(name: str) -> str:
    """Light value of an actor that the topic registered or of a neutral (`"muted"`).

    Raises:
        KeyError: no color of that name.
    """
    known = ACTORS | NEUTRAL
    if name not in known:
        raise KeyError(f"no color '{name}'; there are: {', '.join(known)}")
    return known[name][0]


def steps(count: int = 5) -> list[str]:
    """The first `count` (1 to 5) ordered light values, low to high."""
    if not 1 <= count <= len(STEPS):
        raise ValueError(f"1 to {len(STEPS)} steps, not {count}")
    return [light for light, _ in STEPS[:count]]
