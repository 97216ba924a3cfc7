"""The type of the pages: the stock in `explainer/fonts` cut down to what the site shows, as files for browsers."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterator
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from explainer import address
from explainer.figures import slim
from explainer.figures.faces import FAMILY, FOLDER
from explainer.pages.pieces import pieces
from explainer.site.files import write_if_changed
from explainer.site.kept import keep

#: file of the stock by weight.
STOCK = {"400": "regular.ttf", "700": "bold.ttf"}
#: signs of the stock from here on go page by page into files of their own: Korean and Chinese, and what Latin lacks.
EAST = 0x2E80
#: so many signs that are folded away are a file of their own.
FOLDED = 100
#: any page may need these.
ALWAYS = {*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, "–—‘’“”…−×·•")}
#: a system's type that stands in until ours is there, with its measures: so nothing moves when it comes.
STAND_INS = {"400": ("Arial", "Liberation Sans", 1.0042), "700": ("Arial Bold", "Liberation Sans Bold", 0.9893)}
ASCENT, DESCENT = 1.025, 0.275
#: the same for Korean: a syllable of ours is 0.892 wide, of these 0.920; Chinese signs have one width everywhere.
KOREAN, KOREAN_STAND_INS = "U+1100-11FF,U+3130-318F,U+AC00-D7A3", ("Noto Sans CJK KR", "Noto Sans KR", 0.892 / 0.92)
#: where in a page's head its own type is named, once all that it shows is known.
PLACE = "<!--type-->"


def cut(stock: Path, signs: frozenset[int]) -> bytes:
    """A woff2 of these signs of a file of the stock; the same bytes for the same signs."""
    options = Options()
    options.hinting, options.flavor, options.layout_features = False, "woff2", ["*"]
    font = TTFont(stock, recalcTimestamp=False)
    tool = Subsetter(options)
    tool.populate(unicodes=signs)
    tool.subset(font)
    font.flavor = "woff2"
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


def _cut(name: str, stock: Path, signs: frozenset[int]) -> bytes:
    """The same, taken over from a build before if the file of that name had these signs then."""
    return keep("type", name, [stock.read_bytes(), sorted(signs)], partial(cut, stock, signs), by=[__file__])


@cache
def stocked(name: str) -> frozenset[int]:
    """The signs that a file of the stock holds."""
    path = FOLDER / name
    return frozenset(TTFont(path, lazy=True).getBestCmap()) if path.exists() else frozenset()


def signs(text: str) -> set[int]:
    """What a text needs of the stock's regular file."""
    return {ord(one) for one in set(text)} & stocked("regular.ttf")


def eastern(found: set[int]) -> frozenset[int]:
    """The signs that go into a page's own file."""
    return frozenset(one for one in found if one >= EAST)


def css() -> str:
    """The faces that all pages share; while a file is on its way, a system's type stands in, of the same measures."""
    rules = []
    for weight in STOCK:
        rules.append(_face(FAMILY, weight, f"url(type/latin-{weight}.woff2) format('woff2')"))
        rules.append(_stand_in(f"{FAMILY} Stand-in", weight, *STAND_INS[weight]))
    rules.append(_stand_in(f"{FAMILY} East Stand-in", "400", *KOREAN_STAND_INS, held=KOREAN))
    return "\n".join(rules) + "\n"


def write(site: Path, found: set[int]) -> None:
    """Write the files that all pages share.

    Args:
        site: folder of the site.
        found: signs of all pages.
    """
    for weight, stock in STOCK.items():
        wanted = frozenset((ALWAYS | {one for one in found if one < EAST}) & stocked(stock))
        name = f"latin-{weight}.woff2"
        write_if_changed(site / "_static" / "type" / name, _cut(name, FOLDER / stock, wanted))


def own(site: Path, text: str, page: str, unfolded: bool = False) -> str:
    """Write the files of a page that shows Korean or Chinese, with its signs and no other.

    Where most of them stand in what opens on a click, these are in a file of their own, which a browser asks for when
    it shows one of them.

    Args:
        site: folder of the site.
        text: what the page shows, or its whole html.
        page: its name.
        unfolded: nothing is folded where the page is shown, as on paper.

    Returns:
        The element for the page's head, or nothing.
    """
    wanted = eastern(signs(text))
    if not wanted:
        return ""
    folded = frozenset()
    if not unfolded and len(wanted) > FOLDED and "<details" in text:
        folded = frozenset(json.loads(keep("folded", page, [text], partial(_folded, text), by=[__file__])))
    faces = []
    # of two faces the browser asks the last one first: that names the signs it has, which are the fewer
    for name, some in (("-folded", folded), ("", wanted - folded)) if len(folded) > FOLDED else (("", wanted),):
        body = _cut(f"east-{page}{name}", FOLDER / "regular.ttf", some)
        file = f"type/east-{hashlib.sha256(body).hexdigest()[:10]}.woff2"
        write_if_changed(site / "_static" / file, body)
        held = f"U+{EAST:X}-3FFFF" if not faces else ",".join(_runs(some))
        source = f"url({address.root(page)}_static/{file}) format('woff2')"
        faces.append(_face(f"{FAMILY} East", "400", source, f"font-display:swap;unicode-range:{held}"))
    return f"<style>{''.join(faces)}</style>"


def _folded(page: str) -> bytes:
    """The eastern signs of a page that stand in what opens on a click and nowhere else, as JSON."""
    inside, seen = 0, []
    for kind, written, name, _ in pieces(page):
        if name == "details" and kind in ("start", "end"):
            inside += 1 if kind == "start" else -1
        elif kind == "text" and not inside:
            seen.append(written)
    return json.dumps(sorted(eastern(signs(page)) - eastern(signs("".join(seen))))).encode()


def _runs(some: frozenset[int]) -> Iterator[str]:
    """Signs as style sheets name them, neighbors together."""
    for _, run in groupby(enumerate(sorted(some)), key=lambda pair: pair[1] - pair[0]):
        first, *rest = (one for _, one in run)
        yield f"U+{first:X}" + (f"-{rest[-1]:X}" if rest else "")


def carried(drawing: str, name: str) -> str:
    """A drawing that brings the type of its own words along, since a page's type does not reach what an `<img>` shows.

    Args:
        drawing: svg without a style of its own.
        name: of the drawing, under which the result is kept.
    """
    return keep(
        "carried", name, [drawing, *_stock()], partial(_carried, drawing), by=[__file__, slim.__file__]
    ).decode()


@cache
def _stock() -> tuple[str, ...]:
    """What tells one state of the stock from another."""
    return tuple(hashlib.sha256((FOLDER / stock).read_bytes()).hexdigest() for stock in STOCK.values())


def _carried(drawing: str) -> bytes:
    root = ElementTree.fromstring(drawing)
    rules = []
    for weight, found in sorted(_weights(root, "400", {}).items()):
        wanted = frozenset(map(ord, found)) & stocked(STOCK[weight])
        body = base64.b64encode(cut(FOLDER / STOCK[weight], wanted)).decode()
        rules.append(_face(FAMILY, weight, f"url(data:font/woff2;base64,{body}) format('woff2')", ""))
    style = ElementTree.Element(f"{{{slim.XMLNS}}}style")
    style.text = "".join(rules)
    root.insert(0, style)
    return slim.written(root).encode()


def _weights(element: ElementTree.Element, weight: str, found: dict[str, set[str]]) -> dict[str, set[str]]:
    """The signs of a drawing by the weight in which they are drawn, as `STOCK` names it."""
    said = element.get("font-weight", weight)
    weight = "700" if said in ("bold", "bolder") or (said.isdigit() and int(said) >= 600) else "400"
    for word in (element.text, *(child.tail for child in element)):
        if word and word.strip():
            found.setdefault(weight, set()).update(word)
    for child in element:
        _weights(child, weight, found)
    return found


def headed(text: str, more: str) -> str:
    """A page with an element where its head keeps a place for the type."""
    return text.replace(PLACE, more, 1)


def _stand_in(family: str, weight: str, first: str, second: str, size: float, held: str = "") -> str:
    """A face that takes the first of two types that a system has, at a size at which it is as wide as ours."""
    measures = f"size-adjust:{size:.2%};ascent-override:{ASCENT / size:.2%};descent-override:{DESCENT / size:.2%}"
    more = f";unicode-range:{held}" if held else ""
    return _face(family, weight, f"local('{first}'),local('{second}')", f"{measures};line-gap-override:0%{more}")


def _face(family: str, weight: str, source: str, more: str = "font-display:swap") -> str:
    told = f"font-family:'{family}';font-weight:{weight};src:{source}"
    return f"@font-face{{{told}{';' * bool(more)}{more}}}"
