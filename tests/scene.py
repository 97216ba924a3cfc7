"""What a picture shows, read by other means than the code that draws and slims it: marks, looks, places, boxes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from xml.etree import ElementTree

from fontTools.ttLib import TTFont

from explainer.figures import engine, faces, picture

NS = "{http://www.w3.org/2000/svg}"
#: what marks take over from the groups they stand in, as far as it shows.
HANDED = ("fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap")
TYPE = ("font-family", "font-size", "font-style", "font-weight", "text-anchor")
UNSAID = {"fill": "black", "stroke": "none", "stroke-width": "1"}
MOVE = re.compile(r"translate\(([-\d.e]+),\s*([-\d.e]+)\)(.*)")
#: (`path` or the lines of a text, what it is turned by, its look, where its parts are)
Mark = tuple[str | tuple[str, ...], str, dict, list[complex]]


def corners(d: str) -> list[complex]:
    """Where each step of a path ends."""
    now, first, found = 0j, 0j, []
    for letter, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", d):
        given = [float(one) for one in re.findall(r"-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", rest)]
        size = {"H": 1, "V": 1, "C": 6, "Q": 4, "A": 7, "Z": 1}.get(letter.upper(), 2)
        for place in range(0, max(len(given), 1), size):
            *_, x, y = (0.0, 0.0, *given[place : place + size])
            near = now if letter.islower() else 0j
            match letter.upper():
                case "Z":
                    now = first
                case "H":
                    now = complex(near.real + y, now.imag)
                case "V":
                    now = complex(now.real, near.imag + y)
                case _:
                    now = near + complex(x, y)
            if letter in "Mm" and not place:
                first = now
            found.append(now)
    return found


def shown(
    element: ElementTree.Element, over: dict | None = None, moved: complex = 0j, turned: str = ""
) -> Iterator[Mark]:
    """Every mark of a picture that shows, with all that it takes over from the groups around it."""
    over = over or {}
    if element.get("display") == "none":
        return
    look = over | {name: value for name, value in element.attrib.items() if name in (*HANDED, *TYPE)}
    look["opacity"] = over.get("opacity", 1.0) * float(element.get("opacity", 1))
    look["cut"] = element.get("clip-path", over.get("cut"))
    if told := element.get("transform"):
        x, y, more = MOVE.fullmatch(told).groups()
        own = turned or look["cut"]  # what is cut is cut where it stands before it is moved
        moved, turned = (moved, turned + told) if own else (moved + complex(float(x), float(y)), more)
    kind, places = _mark(element)
    if kind is None:
        for child in element:
            yield from shown(child, look, moved, turned)
        return
    names = (*HANDED, "opacity", "cut", *(TYPE if kind != "path" else ()))
    seen = {name: look.get(name, UNSAID.get(name)) for name in names}
    if (seen["fill"], seen["stroke"]) != ("none", "none") and kind:
        yield kind, turned, seen, [moved + one for one in places]


def _mark(element: ElementTree.Element) -> tuple[str | tuple[str, ...] | None, list[complex]]:
    """What a mark is and where its parts are, as it says by itself; None if it is none."""

    def at(x: str, y: str) -> complex:
        return complex(float(element.get(x, 0)), float(element.get(y, 0)))

    match element.tag.removeprefix(NS):
        case "path":
            return "path", corners(element.get("d", ""))
        case "line":
            return "path", [at("x1", "y1"), at("x2", "y2")]
        case "circle":
            middle, radius = at("cx", "cy"), float(element.get("r", 0))
            return "path", [middle + one * radius for one in (1, -1, 1)]
        case "text":
            here = at("x", "y")
            lines, places = [element.text or ""], [here]
            for part in element:
                here = complex(float(part.get("x", here.real)), here.imag + float(part.get("dy", 0)))
                lines.append(part.text or "")
                places.append(here)
            kept = [(line, place) for line, place in zip(lines, places, strict=True) if line]
            return tuple(line for line, _ in kept), [place for _, place in kept]
    return None, []


def compare(drawn: ElementTree.Element, made: ElementTree.Element) -> None:
    """That a picture shows the marks of the drawing, in its look, each place within a tenth of a pixel."""
    one, other = list(shown(drawn)), list(shown(made))
    assert [mark[:3] for mark in one] == [mark[:3] for mark in other]
    for (kind, _, _, before), (*_, after) in zip(one, other, strict=True):
        assert abs(len(before) - len(after)) <= (kind == "path"), kind  # a circle has no way back
        ways = list(zip(before, after, strict=False))
        assert all(abs(p.real - q.real) < 0.11 and abs(p.imag - q.imag) < 0.11 for p, q in ways), (kind, ways)


@cache
def _face(bold: bool) -> tuple[dict[int, str], dict, int]:
    font = TTFont(faces.FOLDER / ("bold.ttf" if bold else "regular.ttf"), lazy=True)
    return font.getBestCmap(), dict(font["hmtx"].metrics), font["head"].unitsPerEm


def boxes(mark: Mark) -> list[tuple[str, float, float, float, float]]:
    """(words, left, top, right, bottom) of each line of a text, by the measures of the book's type; of a path, one."""
    kind, _, look, places = mark
    if kind == "path":
        x, y = [one.real for one in places], [one.imag for one in places]
        return [("", min(x), min(y), max(x), max(y))]
    bold = str(look["font-weight"]) in ("bold", "600", "700")
    names, metrics, em = _face(bold)
    size = float(str(look["font-size"] or 11).removesuffix("px"))
    found = []
    for line, at in zip(kind, places, strict=True):
        wide = sum(metrics[names.get(ord(one), ".notdef")][0] for one in line) * size / em
        left = at.real - {"middle": wide / 2, "end": wide}.get(look["text-anchor"], 0)
        found.append((line, left, at.imag - 0.74 * size, left + wide, at.imag + 0.22 * size))
    return found


def drawn(draw: Callable, width: int) -> tuple[list[Mark], dict[str, list[float]]]:
    """The marks of a chart as drawn at a width, and where each line of its words stands: left, top, right, bottom."""
    marks = list(shown(ElementTree.fromstring(engine.svg(picture.spec_at(draw, width, "A picture")))))
    return marks, {said: box for mark in marks if mark[0] != "path" for said, *box in boxes(mark)}


def filled(marks: list[Mark], color: str) -> list[list[float]]:
    """Where the shapes of a color stand."""
    return [boxes(mark)[0][1:] for mark in marks if (mark[0], mark[2]["fill"]) == ("path", color)]
