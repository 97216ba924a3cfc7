"""Files written whole or not at all."""

from __future__ import annotations

from pathlib import Path


def write_if_changed(path: Path, body: bytes) -> None:
    """Write a file only if it would differ, so that what is unchanged keeps its time."""
    if not path.exists() or path.read_bytes() != body:
        put(path, body)


def put(path: Path, body: bytes) -> None:
    """Write a file as a new one: whoever reads it or is killed has the old one whole or the new one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.part")
    aside.write_bytes(body)
    aside.replace(path)
