"""What a chapter reads, told to the build, and what the build tells a chapter."""

from __future__ import annotations

import json
import os
from pathlib import Path


def record(what: dict) -> None:
    """Tell the build what this kernel has read, so that it knows when to run the chapter again."""
    log = os.environ.get("EXPLAINER_LOADS")
    if log:
        with open(log, "a", encoding="utf-8") as out:
            out.write(json.dumps(what, sort_keys=True) + "\n")


class TooEarly(RuntimeError):
    """The other chapters of this build have not run yet; the build takes this as a request to wait."""


def book_manifest() -> dict:
    """What the other chapters made in this build: page -> title, figures (with sources), tables read.

    In a notebook outside a build there is no manifest, and the answer is empty.

    Raises:
        TooEarly: in a build, before the other chapters have run.
    """
    path = os.environ.get("EXPLAINER_MANIFEST")
    record({"manifest": True})
    if not path and os.environ.get("EXPLAINER_BUILD"):
        raise TooEarly("the chapter reads what the others make, so it runs after them")
    if not path or not Path(path).is_file():
        return {}
    return json.loads(Path(path).read_text(encoding="utf-8"))
