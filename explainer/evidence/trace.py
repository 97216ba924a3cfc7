"""What a chapter reads, told to the build, and what the build tells a chapter."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from explainer import settings

#: what this process has told which log.
_TOLD: set[tuple[Path, str]] = set()
#: called with everything that is read, told before or not.
HEARERS: list[Callable[[dict], None]] = []


def record(what: dict) -> None:
    """Tell the build what this kernel has read, so that it knows when to run the chapter again; each thing once."""
    for hear in HEARERS:
        hear(what)
    log = settings.run().reads
    line = json.dumps(what, sort_keys=True) + "\n"
    if log and (log, line) not in _TOLD:
        _TOLD.add((log, line))
        with log.open("a", encoding="utf-8") as out:
            out.write(line)


@contextlib.contextmanager
def heard() -> Iterator[list[dict]]:
    """All that is read inside the block, as a list that grows."""
    seen: list[dict] = []
    HEARERS.append(seen.append)
    try:
        yield seen
    finally:
        HEARERS.remove(seen.append)


def depends(function: str, key: str, *, tables: Iterable[str] = ()) -> None:
    """Tell the build that the chapter shows one value that a function of the topic works out from the data.

    The chapter is made again when that value turns, not when a figure behind it moves. Before it keeps a chapter, the
    build imports the function, calls it once per state of the data and compares the value under the key.

    Args:
        function: dotted module and name, as `package.module:name`; it takes nothing and returns a dict of texts.
        key: which of its values is shown.
        tables: tables behind the value; a downloaded chapter takes them along.
    """
    record({"depends": function, "key": key, "tables": sorted(tables)})


class TooEarly(RuntimeError):
    """The other chapters of this build have not run yet; the build takes this as a request to wait."""


def book_manifest() -> dict:
    """What the other chapters made in this build: page -> title, figures (with sources), tables read.

    In a notebook outside a build there is no manifest, and the answer is empty.

    Raises:
        TooEarly: in a build, before the other chapters have run.
    """
    told = settings.run()
    record({"manifest": True})
    if told.manifest is None and told.building:
        raise TooEarly("the chapter reads what the others make, so it runs after them")
    if told.manifest is None or not told.manifest.is_file():
        return {}
    return json.loads(told.manifest.read_text(encoding="utf-8"))
