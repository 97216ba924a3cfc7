"""Makes the stock of type in this folder from four packages of IBM Plex; run when a sign is missing.

    npm pack @ibm/plex-sans@1.1.0 @ibm/plex-sans-kr@1.1.0 @ibm/plex-sans-sc@1.1.0 @ibm/plex-sans-jp@3.0.0
    for one in *.tgz; do mkdir -p "${one%.tgz}" && tar xzf "$one" -C "${one%.tgz}"; done
    python -m explainer.fonts.make FOLDER_WITH_THEM

The stock holds what books in these languages commonly need: Latin with signs, the 2,350 syllables of KS X 1001, the
6,763 characters of GB 2312, and whatever the files of this book hold besides. A build cuts it down to what its pages
show (`explainer/site/typeface.py`). "Plex" is a reserved name, so that what is made here has another one.
"""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from fontTools.merge import Merger
from fontTools.merge import Options as MergeOptions
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from explainer import paths
from explainer.figures.faces import FAMILY, FOLDER

#: part of the stock -> (package, file in it).
PARTS = {
    "latin": ("ibm-plex-sans-1.1.0", "woff2/IBMPlexSans-Regular.woff2"),
    "bold": ("ibm-plex-sans-1.1.0", "woff2/IBMPlexSans-Bold.woff2"),
    "hangul": ("ibm-plex-sans-kr-1.1.0", "woff2/hinted/IBMPlexSansKR-Regular.woff2"),
    "han": ("ibm-plex-sans-sc-1.1.0", "woff2/hinted/IBMPlexSansSC-Regular.woff2"),
    "more": ("ibm-plex-sans-jp-3.0.0", "woff2/hinted/IBMPlexSansJP-Regular.woff2"),
}
#: tables that none of the uses needs, and those that give all parts the height of the Latin one.
UNUSED = ("vmtx", "vhea", "VORG", "BASE", "meta", "gasp", "DSIG")
HEIGHTS = {
    "hhea": ("ascent", "descent", "lineGap"),
    "OS/2": (
        "sTypoAscender",
        "sTypoDescender",
        "sTypoLineGap",
        "usWinAscent",
        "usWinDescent",
        "sxHeight",
        "sCapHeight",
    ),
}
#: ids of the name table: family, full name, PostScript name, and the family that programs show.
NAMES = (1, 3, 4, 6, 16, 25)
TEXTS = (".md", ".csv", ".py", ".html", ".json")


def of_encoding(name: str, rows: Iterable[int]) -> set[int]:
    """Code points of a two-byte encoding: all that its rows hold."""
    pairs = (bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF))
    return {ord(sign) for pair in pairs for sign in pair.decode(name, "ignore")}


def of_book() -> set[int]:
    """Code points in the book's chapters, tables and modules."""
    files = [p for p in paths.ROOT.rglob("*") if p.suffix in TEXTS and not {"_build", ".git"} & set(p.parts)]
    return {ord(sign) for path in files for sign in path.read_text(encoding="utf-8", errors="ignore")}


def cut(font: TTFont, signs: set[int]) -> TTFont:
    """A font with these signs alone and without hints, under a name of our own."""
    options = Options()
    options.hinting, options.name_IDs, options.notdef_outline = False, ["*"], True
    options.layout_features = ["kern", "liga", "ccmp", "mark", "mkmk", "locl", "tnum", "lnum"]
    font.flavor = None
    tool = Subsetter(options)
    tool.populate(unicodes=signs)
    tool.subset(font)
    name(font)
    font["head"].modified = font["head"].created  # the same bytes every time
    return font


def name(font: TTFont) -> None:
    """Give a font the name of our own; copyright and licence stay in it."""
    style = "Bold" if font["OS/2"].usWeightClass >= 600 else "Regular"
    said = {1: FAMILY, 16: FAMILY, 6: f"{FAMILY.replace(' ', '')}-{style}"}
    for record in font["name"].names:
        if record.nameID in NAMES:
            record.string = said.get(record.nameID, f"{FAMILY} {style}")


def alias(font: TTFont) -> None:
    """Let signs that Unicode keeps for old encodings' sake show as the signs that they are."""
    for table in (one for one in font["cmap"].tables if one.isUnicode()):
        for old in range(0xF900, 0xFB00):
            now = unicodedata.normalize("NFC", chr(old))
            if len(now) == 1 and ord(now) in table.cmap:
                table.cmap.setdefault(old, table.cmap[ord(now)])


def main(folder: Path) -> None:
    """Write `regular.ttf` (Latin, Hangul and Han) and `bold.ttf` (Latin) from the unpacked packages in a folder."""
    own = of_book()
    latin = {*range(0x20, 0x180), *range(0x2010, 0x2300)} | own
    wanted = {
        "latin": latin,
        "bold": latin,
        "hangul": of_encoding("euc_kr", range(0xB0, 0xC9)) | {one for one in own if 0xAC00 <= one <= 0xD7A3},
        "han": of_encoding("gb2312", range(0xA1, 0xF8)) | {one for one in own if one > 0x2000},
        "more": {*range(0x4E00, 0x9FA6)} | {one for one in own if one > 0x2000},  # what it lacks
    }
    parts, known = {}, set()
    for part, (package, file) in PARTS.items():
        font = TTFont(folder / package / "package" / "fonts" / "complete" / file, recalcTimestamp=False)
        there = set(font.getBestCmap())
        signs = wanted[part] & there - (known if part != "bold" else set())  # each from the first that has it
        known |= there if part == "han" else signs
        parts[part] = folder / f"{part}.ttf"
        cut(font, signs).save(parts[part])
    together = [str(path) for part, path in parts.items() if part != "bold"]
    whole = Merger(MergeOptions(drop_tables=[*UNUSED])).merge(together)
    first = TTFont(parts["latin"])
    for table, fields in HEIGHTS.items():
        for field in fields:
            setattr(whole[table], field, getattr(first[table], field))
    alias(whole)
    whole["head"].modified = whole["head"].created
    whole.save(FOLDER / "regular.ttf")
    shutil.copyfile(parts["bold"], FOLDER / "bold.ttf")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
