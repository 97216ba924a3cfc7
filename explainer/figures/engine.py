"""The drawing engine. In a build it remembers what it has drawn, so that a chapter that runs again draws what is new.

A picture is kept under a hash of what it was drawn from and of the engine's version; `forget` takes away what has not
been asked for in a month.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import time
from collections.abc import Callable, Sized
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from types import CodeType

import altair as alt
import cloudpickle
import oxipng
import vl_convert

from explainer import paths, settings
from explainer.evidence import trace
from explainer.figures import faces

#: pixels of a PNG per pixel of its picture.
SCALE = 2
#: of what draws and packs: another version may draw otherwise.
VERSIONS = f"{vl_convert.__version__} {version('oxipng-pybind')}"
#: seconds after which a picture that nobody asked for is forgotten.
MONTH = 30 * 24 * 3600


def vega(spec: dict) -> dict:
    """The Vega specification that a Vega-Lite one is compiled to."""
    return json.loads(_kept("vega", _text(spec), lambda: _text(vl_convert.vegalite_to_vega(spec)).encode()))


def svg(spec: dict) -> str:
    """The picture of a Vega or Vega-Lite specification, as its `$schema` says which."""
    draw = vl_convert.vega_to_svg if "/vega/" in spec.get("$schema", "") else vl_convert.vegalite_to_svg
    return _kept("svg", _text(spec), lambda: draw(spec).encode()).decode()


def png(drawn: str) -> bytes:
    """A picture (SVG) as PNG, without what its pixels do not need: a seventh of what the engine writes."""
    small = partial(oxipng.optimize_from_memory, level=0, deflate=oxipng.Deflaters.libdeflater(10))
    return _kept("png", drawn, lambda: small(vl_convert.svg_to_png(drawn, scale=SCALE)))


def specified(make: Callable[[int], dict], width: int) -> dict:
    """What a function of the drawing width makes, kept for as long as it would make the same.

    It would as long as its code, that of the modules below it and all that it holds (rows, words, settings) are the
    same. Not kept is what it makes from anything else: from a table that it reads itself, or outside a build.

    Args:
        make: returns a Vega-Lite specification.
        width: in px.
    """
    code = settings.run().code
    held = code and _held(make)
    if not held:
        return make(width)
    with trace.heard() as read:
        text = _kept("spec", f"{code} {alt.__version__} {width}\0{held}", lambda: _text(make(width)).encode(), read)
    return json.loads(text)


class _Holdings(cloudpickle.Pickler):
    """Writes all that an object holds; of code what it does, not the file and line it stands in."""

    def reducer_override(self, obj: object) -> object:
        """Parts of an object, as `pickle` asks for them."""
        if isinstance(obj, CodeType):
            return tuple, (
                [obj.co_code, obj.co_consts, obj.co_names, obj.co_varnames, obj.co_freevars, obj.co_cellvars],
            )
        return super().reducer_override(obj)


def _held(make: Callable) -> str:
    """Hash of a function with all that it holds, or nothing if it holds what cannot be told."""
    held = io.BytesIO()
    try:
        _Holdings(held).dump(make)
    except Exception:  # whatever an object raises that cannot be pickled
        return ""
    return hashlib.sha256(held.getbuffer()).hexdigest()


def _text(spec: dict) -> str:
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":"))


@cache
def _type() -> str:
    """Hash of the book's type, with which pictures are measured."""
    whole = hashlib.sha256()
    for path in paths.files(faces.FOLDER) if faces.FOLDER.is_dir() else []:
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _kept(kind: str, source: str, make: Callable[[], bytes], unless: Sized = ()) -> bytes:
    """What was made of a text before, else what is made of it now; not kept if `unless` then holds anything."""
    folder = settings.run().pictures
    if not folder:
        return make()
    mark = f"{kind} {VERSIONS} {SCALE} {_type()}\0{source}"
    path = folder / f"{hashlib.sha256(mark.encode()).hexdigest()}.{kind}"
    with contextlib.suppress(OSError):
        made = path.read_bytes()
        os.utime(path)
        return made
    made = make()
    if unless:
        return made
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_bytes(made)
    part.replace(path)
    return made


def forget(folder: Path) -> None:
    """Take away what nobody asked for in a month."""
    for path in folder.glob("*"):
        if time.time() - path.stat().st_mtime > MONTH:
            path.unlink(missing_ok=True)
