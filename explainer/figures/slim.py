"""A drawn picture said in fewer letters: half of what the drawing engine writes, for the same picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

XMLNS = "http://www.w3.org/2000/svg"
#: a tenth of a pixel is more than an eye sees; ends that meet in the drawing meet in the picture.
DIGITS = 1
#: what an attribute says that the element does without it: nothing answers the pointer in a still picture.
IDLE = {"opacity": "1", "stroke-width": "1", "pointer-events": "none"}
#: attributes that a group hands down to what stands in it.
HANDED = (
    *("fill", "fill-opacity", "font-size", "font-style", "font-weight", "stroke", "stroke-dasharray"),
    *("stroke-linecap", "stroke-linejoin", "stroke-opacity", "stroke-width", "text-anchor"),
)
NUMBER = r"-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
MOVED = re.compile(rf"translate\(({NUMBER}),\s*({NUMBER})\)")
STEP = re.compile(rf"([MLHVCQAZhvlmcqaz])|({NUMBER})")
#: numbers that follow a letter of a path.
TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "A": 7, "Z": 0}
#: a circle as the drawing engine writes it.
ROUND = re.compile(rf"M({NUMBER}),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0Z?")
Point = tuple[float, float]


def slim(root: ElementTree.Element) -> None:
    """Leave out what shows nothing and say once what is the same in many places; the picture stays.

    Empty frames, idle groups, what is said by default and names of classes go. What a mark was moved by goes into its
    own coordinates. Marks that look alike stand in a group that says how they look; so does the type of most texts, at
    the root.
    """
    families = [e.get("font-family") for e in root.iter(_tag("text")) if e.get("font-family")]
    common = max(set(families), key=families.count) if families else None
    for element in root.iter():
        for name in [name for name, value in IDLE.items() if element.get(name) == value]:
            del element.attrib[name]
        if common and element.get("font-family") == common:
            del element.attrib["font-family"]
    if common:
        root.set("font-family", common)
    _unframe(root)
    for element in root.iter():
        element.attrib.pop("class", None)
        _place(element)
    _hand_up(root)
    _unwrap(root)
    _gather(root)


def written(root: ElementTree.Element) -> str:
    """The picture as text, without the space that the writer of the language puts before the end of a tag."""
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")  # in words it would be ` /&gt;`


def number(value: float) -> str:
    """A coordinate in as few letters as it needs."""
    text = f"{round(value, DIGITS):.{DIGITS}f}".rstrip("0").rstrip(".")
    return {"-0": "0"}.get(text) or re.sub(r"^(-?)0\.", r"\1.", text)


def path(told: str, by: Point = (0, 0)) -> str:
    """The same path, moved, in steps from place to place; each place is rounded, so that no error adds up.

    Raises:
        ValueError: it has a step that is not known here.
    """
    out, last = "", ""
    for letter, numbers in _steps(told, by):
        said = "".join(_joined(numbers))
        more = said if said.startswith("-") or not out else f",{said}"
        out += more if letter == last and letter in "lhvcq" else letter + said
        last = letter
    return out


def _joined(numbers: list[str]) -> Iterator[str]:
    for place, one in enumerate(numbers):
        yield one if not place or one.startswith("-") else f",{one}"


def _steps(told: str, by: Point) -> Iterator[tuple[str, list[str]]]:
    """(letter, numbers) of each step of a path, counted from the place before; the first one is where it begins."""
    now, begun = (0.0, 0.0), (0.0, 0.0)
    for letter, given in _commands(told):
        big, near = letter.upper(), letter.islower()
        base = now if near else by
        if big == "Z":
            now = begun
            yield "z", []
            continue
        flags: list[str] = []
        if big in "HV":
            across = big == "H"
            there = given[0] + base[0 if across else 1]
            ends = [(there, now[1]) if across else (now[0], there)]
        elif big == "A":
            flags = [f"{one:.2f}".rstrip("0").rstrip(".") for one in given[:3]] + [f"{one:.0f}" for one in given[3:5]]
            ends = [(given[5] + base[0], given[6] + base[1])]
        else:
            ends = [(given[i] + base[0], given[i + 1] + base[1]) for i in range(0, len(given), 2)]
        if big == "M":
            begun = ends[0]
            yield "M", [number(one) for one in begun]
        else:
            away = [(_near(x, now[0]), _near(y, now[1])) for x, y in ends]
            flat = [one for pair in away for one in pair]
            if big in "LHV" and flat[1] == "0":
                yield "h", flat[:1]
            elif big in "LHV" and flat[0] == "0":
                yield "v", flat[1:]
            else:
                yield {"H": "l", "V": "l"}.get(big, big.lower()), flags + flat
        now = ends[-1]


def _near(there: float, here: float) -> str:
    """The way from one rounded place to another."""
    return number(round(there, DIGITS) - round(here, DIGITS))


def _commands(told: str) -> Iterator[tuple[str, list[float]]]:
    """(letter, numbers) of each step as it is written; further numbers after a letter are further steps."""
    if STEP.sub("", told).strip(" ,"):
        raise ValueError(f"a step that is not known: {told[:80]}")
    letter, given, some = "", [], False
    for one, value in STEP.findall(told):
        if one:
            letter, given, some = one, [], False
        else:
            given.append(float(value))
        if len(given) == TAKES[letter.upper()] and not (some and not given):
            yield letter, given
            given, some = [], True
            letter = {"M": "L", "m": "l"}.get(letter, letter)


def _tag(name: str) -> str:
    return f"{{{XMLNS}}}{name}"


def _place(element: ElementTree.Element) -> None:
    """Put a mark where it is moved to; what is turned, or painted or cut by a shape of its own, stays as it is."""
    told = element.get("transform")
    moved = MOVED.fullmatch(told) if told else None
    if (told and not moved) or any(value.startswith("url(") for value in element.attrib.values()):
        return
    x, y = (float(moved[1]), float(moved[2])) if moved else (0.0, 0.0)
    match element.tag.rpartition("}")[2]:
        case "line":
            _line(element, x, y)
        case "path" if found := ROUND.fullmatch(element.get("d", "")):
            element.tag = _tag("circle")
            del element.attrib["d"]
            element.attrib |= {"cx": number(x), "cy": number(y), "r": f"{float(found[1]):.2f}".rstrip("0").rstrip(".")}
        case "path":
            try:
                element.set("d", path(element.get("d", ""), (x, y)))
            except ValueError:
                return
        case "text":
            for one in [element, *(part for part in element if "x" in part.attrib)]:
                one.set("x", number(float(one.get("x", "0")) + x))
            element.set("y", number(float(element.get("y", "0")) + y))
        case "g":
            if moved:
                element.set("transform", f"translate({number(x)},{number(y)})")
            if (x, y) == (0, 0):
                element.attrib.pop("transform", None)
            return
        case _:
            return
    element.attrib.pop("transform", None)


def _line(element: ElementTree.Element, x: float, y: float) -> None:
    """A line as the path that it is, which needs fewer words."""
    first, last = ([float(element.attrib.pop(f"{axis}{end}", "0")) for axis in "xy"] for end in "12")
    element.tag = _tag("path")
    element.set("d", path(f"M{first[0]},{first[1]}L{last[0]},{last[1]}", (x, y)))


def _unframe(parent: ElementTree.Element) -> None:
    """Take out frames without ground or line and what is not displayed."""
    for child in list(parent):
        framed = child.get("class") in ("background", "foreground") and not {"fill", "stroke"} & {*child.keys()}
        if framed or child.get("display") == "none":
            parent.remove(child)
        else:
            _unframe(child)


def _hand_up(parent: ElementTree.Element) -> None:
    """Say at a group what most of its marks say; only if all of them say something of it, since the rest inherits."""
    for child in parent:
        _hand_up(child)
    if parent.tag != _tag("g") or len(parent) < 2:
        return
    for name in HANDED:
        said = [child.get(name) for child in parent]
        most = max(said, key=said.count)
        if None in said or said.count(most) < 2:
            continue
        parent.set(name, most)
        for child in parent:
            if child.get(name) == most:
                del child.attrib[name]


def _unwrap(parent: ElementTree.Element) -> None:
    """Take out, below an element, the groups that say nothing."""
    kept: list[ElementTree.Element] = []
    for child in parent:
        _unwrap(child)
        kept += list(child) if child.tag == _tag("g") and not child.attrib else [child]
    parent[:] = kept


def _gather(parent: ElementTree.Element) -> None:
    """Put neighbors that look alike into a group that says so, where that is shorter."""
    for child in parent:
        _gather(child)
    if parent.tag not in (_tag("g"), _tag("svg")):
        return
    kept: list[ElementTree.Element] = []
    run: list[ElementTree.Element] = []
    for child in [*parent, None]:
        if run and (child is None or _looks(child) != _looks(run[0])):
            kept += _together(run)
            run = []
        if child is not None:
            run.append(child)
    parent[:] = kept


def _looks(element: ElementTree.Element) -> tuple:
    return tuple((name, element.get(name)) for name in HANDED)


def _together(run: list[ElementTree.Element]) -> list[ElementTree.Element]:
    shared = {name: value for name, value in _looks(run[0]) if value is not None}
    if (len(run) - 1) * sum(len(name) + len(value) + 4 for name, value in shared.items()) <= len("<g></g>"):
        return run
    group = ElementTree.Element(_tag("g"), shared)
    for one in run:
        for name in shared:
            del one.attrib[name]
    group.extend(run)
    return [group]
