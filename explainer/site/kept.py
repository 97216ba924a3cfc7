"""What builds have made before, kept by what it was made of, so that an edit makes anew what it touches and no more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from explainer import paths, settings
from explainer.site.files import put

#: what tells every page how it looks, besides the engine.
TOLD = ("requirements.lock", "_config.yml", "_toc.yml", "CITATION.cff")


@cache
def _engine() -> str:
    """Hash of the engine (modules, templates, assets) and of the book's settings."""
    whole = hashlib.sha256()
    for path in [*paths.files(paths.ENGINE), *(paths.ROOT / name for name in TOLD)]:
        whole.update(paths.placed(path).encode() + b"\0" + (path.read_bytes() if path.is_file() else b""))
    return whole.hexdigest()


def _shown() -> str:
    return "\0".join(getattr(settings.run(), name) for name in settings.SHOWN)


@cache
def _modules(paths: tuple[str, ...]) -> str:
    return hashlib.sha256(b"\0".join(Path(path).read_bytes() for path in paths)).hexdigest()


def keep(kind: str, name: str, told: Iterable[object], make: Callable[[], bytes], by: Iterable[str] = ()) -> bytes:
    """What `make` gives, or what it gave before if that was made of the same. Of each thing the last state is kept.

    Args:
        kind: folder for things of one kind.
        name: of the thing among its kind, such as a page's.
        told: all that goes into it, as bytes, as text or as what JSON can say.
        make: makes it.
        by: files of the modules that make it, where these are few; else the whole engine and the book's settings count.
    """
    whole = hashlib.sha256((_modules(tuple(by)) if by else _engine() + _shown()).encode())
    for one in told:
        text = one if isinstance(one, (bytes, str)) else json.dumps(one, sort_keys=True)
        body = text.encode() if isinstance(text, str) else text
        whole.update(hashlib.sha256(body).digest())
    flat = name.replace("/", "__")
    path = paths.BUILD / "made" / kind / f"{flat}.{whole.hexdigest()[:24]}"
    if path.exists():
        return path.read_bytes()
    body = make()
    for old in path.parent.glob("*") if path.parent.exists() else ():
        if old.stem == flat:
            old.unlink(missing_ok=True)
    put(path, body)
    return body
