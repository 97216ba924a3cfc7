"""One figure of the book as a file, for those who work on it: from what its chapter left, or by running the chapter."""

from __future__ import annotations

import difflib
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from explainer import paths
from explainer.evidence.trace import TooEarly
from explainer.site import execute
from explainer.site.build import documents
from explainer.site.chapter import Chapter, ChapterError

#: endings of the files that a chapter leaves of each figure.
KINDS = (".svg", ".png", ".json", ".csv")


def draw(wanted: str, out: Path, say: Callable[[str], None] = print) -> Path:
    """Write a figure to a file; its ending says whether that is the picture, the specification or the rows.

    The chapter runs if its kept results no longer hold.

    Raises:
        ValueError: the ending is none of `KINDS`.
        KeyError: no chapter makes a figure of that id; the message names the nearest.
        ChapterError: the chapter does not run.
    """
    if out.suffix not in KINDS:
        raise ValueError(f"'{out.name}' must end in one of {', '.join(KINDS)}")
    store = paths.BUILD / "cache"
    names = documents()
    chapters = [one for one in (execute.read(name, paths.CHAPTERS, store) for name in names) if one.code]
    for chapter in sorted(chapters, key=lambda one: not _kept(one, wanted).is_file()):
        if not _kept(chapter, wanted).is_file() and f'"{wanted}"' not in "\n".join(chapter.code):
            continue
        if not execute.fresh(chapter, ""):
            say(f"running {chapter.name}")
            try:
                execute.execute(chapter)
            except TooEarly as error:
                raise ChapterError(f"{chapter.name} shows what other chapters make: build the book first") from error
        if _kept(chapter, wanted).is_file():
            out.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(_kept(chapter, wanted).with_suffix(out.suffix), out)
            return out
    known = {path.name.removesuffix(".meta.json") for path in store.glob("*/figures/*.meta.json")}
    near = difflib.get_close_matches(wanted, known, 3)
    raise KeyError(f"no chapter makes a figure '{wanted}'" + (f"; did you mean {' or '.join(near)}?" if near else ""))


def _kept(chapter: Chapter, wanted: str) -> Path:
    return chapter.store / "figures" / f"{wanted}.svg"


def main(wanted: str, out: Path) -> int:
    """Command line: draw, print where."""
    try:
        print(draw(wanted, out))
    except (KeyError, ValueError, ChapterError) as error:
        print(error.args[0], file=sys.stderr)
        return 1
    return 0
