"""The whole data package as one Excel workbook: contents, terms, definitions of columns, sources, a sheet per table."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from explainer import paths, settings
from explainer.evidence import cite, tables
from explainer.site.kept import keep
from explainer.site.share import base_url, citation

#: limits of Excel: rows of a sheet, letters of a cell, letters of a sheet's name, links of a sheet, digits of a number.
MOST_ROWS, MOST_LETTERS, MOST_NAME, MOST_LINKS, MOST_DIGITS = 1_048_576, 32_767, 31, 65_530, 15
#: sheets before those of the tables.
CONTENTS, READ_ME, COLUMNS = "Contents", "Read me", "Columns"
#: width of a column in letters: least, most in tables, most in lists with wrapped texts.
NARROWEST, WIDEST, WRAPPED = 7, 48, 80
#: what a spreadsheet would take for a formula if the cell were typed in again.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheets(names: Iterable[str]) -> dict[str, str]:
    """The name of each table's sheet: without the signs that Excel forbids, at most 31 letters, each only once.

    Excel takes names that differ by capitals alone for the same.
    """
    made: dict[str, str] = {}
    taken = {one.lower() for one in (CONTENTS, READ_ME, COLUMNS, "History")}  # Excel keeps the last for itself
    for name in names:
        plain = re.sub(r"[\[\]:*?/\\']", "_", name)[:MOST_NAME]
        one, count = plain, 1
        while one.lower() in taken:
            count += 1
            one = f"{plain[: MOST_NAME - len(str(count)) - 1]}_{count}"
        taken.add(one.lower())
        made[name] = one
    return made


def workbook(folder: Path | None = None) -> bytes:
    """The workbook as a file, with the same bytes for the same package.

    Numbers are numbers, dates are dates, all else is text: no cell is a formula, whatever its first sign. A table's
    first row has the names of its columns, so that programs read a sheet as they read the CSV.

    Args:
        folder: data folder, for tests; the book's own `data/` by default.

    Raises:
        ValueError: a table has more rows, or a cell more letters, than Excel takes.
        DataError: a table cannot be read.
    """
    package, out = tables.package(folder), io.BytesIO()
    frames = {name: tables.read_text(name, folder, record=False) for name in _ordered(tables.names(folder))}
    named = sheets(frames)
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    made = datetime.fromisoformat(package["created"]).replace(tzinfo=None)
    makers = ", ".join(one["title"] for one in package.get("contributors", []))
    book.set_properties({"title": package["title"], "author": makers, "created": made})
    look = _Look(book)
    first, words, columns = (book.add_worksheet(one) for one in (CONTENTS, READ_ME, COLUMNS))
    _contents(first, look, package, frames, named)
    _read_me(words, look, (folder or paths.DATA) / "README.md")
    _columns(columns, look, package, named)
    for name, frame in frames.items():
        _table(book.add_worksheet(named[name]), look, tables.resource(name, folder), frame.to_numpy().tolist())
    book.close()
    return out.getvalue()


def _home() -> str:
    """The page that stands for the data: that of the tables, or in a book without it the first."""
    home = settings.book().pages.data
    return home if (paths.CHAPTERS / f"{home}.md").is_file() else "index"


def write(path: Path) -> None:
    """Write the book's workbook; one of the same package made before is taken as it is."""
    told = [xlsxwriter.__version__, base_url(), citation("Data", _home())]
    told += [part for one in tables.published() for part in (one.name, one.read_bytes())]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(keep("data", path.name, told, workbook, by=[__file__]))


class _Look:
    """The formats of a workbook; a format belongs to one workbook."""

    def __init__(self, book: Workbook) -> None:
        ink, line = "#1f2328", "#8c959f"
        head = {"bold": True, "bottom": 2, "bottom_color": line, "font_color": ink, "valign": "top"}
        self.title: Format = book.add_format({"bold": True, "font_size": 16})
        self.head: Format = book.add_format(head)
        self.text: Format = book.add_format({"valign": "top"})
        self.wrap: Format = book.add_format({"valign": "top", "text_wrap": True})
        self.link: Format = book.add_format({"valign": "top", "font_color": "#0550ae", "underline": 1})
        self.guarded: Format = book.add_format({"valign": "top", "quote_prefix": True})
        self.date: Format = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        self.year: Format = book.add_format({"num_format": "0", "valign": "top"})


def _ordered(names: list[str]) -> list[str]:
    """The table of sources first: all others point to it."""
    return sorted(names, key=lambda name: name != "sources")


def _contents(sheet: Worksheet, look: _Look, package: dict, frames: dict, named: dict[str, str]) -> None:
    """Title, how to cite, and one row per table with a link to its sheet."""
    home = _home()
    lines = [
        package["description"],
        f"Version {package['version']}, updated {package['updated']}. {len(frames)} tables, each on its own sheet. "
        f"{READ_ME} says how to read a row, {COLUMNS} defines every column.",
        "Each row names its source: source_id leads to the sheet sources. Cite the producer of a figure first, then:",
        citation("Data", home)[0],
    ]
    sheet.write_string(0, 0, package["title"], look.title)
    for row, line in enumerate(lines, 1):
        sheet.write_string(row, 0, line)
    if base_url():
        sheet.write_url(len(lines) + 1, 0, f"{base_url()}{home}.html", look.link, "The data on the web")
    heads = ["Table", "What it holds", "Topic", "Rows", "Sources", "From", "To", "Terms", "Description", "Known gaps"]
    rows = []
    for found in sorted(package["resources"], key=lambda one: list(frames).index(one["name"])):
        name, frame, cover = found["name"], frames[found["name"]], found.get("coverage", {})
        held = [c for c in frame.columns if c.endswith("source_id") and name != "sources"]
        ids = cite.ids(cell for column in held for cell in frame[column].unique())
        terms = " ".join([found["licences"][0]["title"], found.get("notice", "")]).strip()
        told = [
            found["title"],
            found["topic"],
            len(frame),
            len(ids) or "",
            cover.get("start", ""),
            cover.get("end", ""),
        ]
        rows.append([name, *told, terms, found["description"], " ".join(found.get("gaps", []))])
    top = len(lines) + 3
    _listed(sheet, look, top, heads, rows, [30, 44, 24, 8, 9, 11, 11, 40, 60, 60])
    for number, (name, *_) in enumerate(rows, top + 1):
        sheet.write_url(number, 0, f"internal:'{named[name]}'!A1", look.link, name)


def _read_me(sheet: Worksheet, look: _Look, path: Path) -> None:
    """The package's README, line by line: a table in it and a link stay as they are written."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    sheet.set_column(0, 0, 130)
    for row, line in enumerate(text.splitlines()):
        head = line.startswith("#")
        sheet.write_string(row, 0, line.lstrip("# ") if head else line, look.title if head else look.wrap)


def _columns(sheet: Worksheet, look: _Look, package: dict, named: dict[str, str]) -> None:
    """One row per column of every table, as the package describes it."""
    heads = ["Table", "Column", "Title", "Type", "Unit", "Meaning", "Values", "Required", "Points to"]
    rows, links = [], []
    for found in sorted(package["resources"], key=lambda one: list(named).index(one["name"])):
        keys = {
            column: key["reference"]["resource"] or found["name"]
            for key in found["schema"].get("foreignKeys", [])
            for column in tables.listed(key["fields"])
        }
        for field in found["schema"]["fields"]:
            limits = field.get("constraints", {})
            bounds = " to ".join(str(limits[one]) for one in ("minimum", "maximum") if one in limits)
            values = ", ".join(map(str, limits["enum"])) if "enum" in limits else bounds
            told = [field.get("title", ""), field["type"], field.get("unit", ""), field.get("description", ""), values]
            required = "yes" if limits.get("required") else ""
            rows.append([found["name"], field["name"], *told, required, keys.get(field["name"], "")])
            links.append(named[found["name"]])
    _listed(sheet, look, 0, heads, rows, [28, 26, 26, 9, 24, WRAPPED, 40, 10, 16])
    for number, name in enumerate(links, 1):
        sheet.write_url(number, 0, f"internal:'{name}'!A1", look.link, rows[number - 1][0])


def _listed(sheet: Worksheet, look: _Look, top: int, heads: list[str], rows: list[list], widths: list[int]) -> None:
    """A list with wrapped texts, its head frozen, its columns to be filtered."""
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, head, look.head)
    for number, row in enumerate(rows, top + 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                _text(sheet, number, column, cell, look, look.wrap)
            else:
                sheet.write_number(number, column, cell, look.text)
    sheet.freeze_panes(top + 1, 1)
    sheet.autofilter(top, 0, top + len(rows), len(heads) - 1)


def _table(sheet: Worksheet, look: _Look, found: dict, rows: list[list[str]]) -> None:
    """A table on its sheet, each cell of the type that the package gives its column."""
    fields = found["schema"]["fields"]
    if len(rows) >= MOST_ROWS:
        raise ValueError(f"{found['path']}: {len(rows):,} rows and a head; a sheet of Excel takes {MOST_ROWS:,}")
    for column, field in enumerate(fields):
        cells = [row[column] for row in rows]
        longest = max([len(field["name"]) + 3, *map(_width, cells)])  # 3: the button of the filter
        sheet.set_column(column, column, min(max(longest + 1, NARROWEST), WIDEST))
        sheet.write_string(0, column, field["name"], look.head)
        linked = field["name"] == "url" and len(rows) < MOST_LINKS
        for number, cell in enumerate(cells, 1):
            if linked and re.fullmatch(r"https?://[^\s\"]{1,2000}", cell):
                sheet.write_url(number, column, cell, look.link, cell)
            elif cell:
                _cell(sheet, number, column, cell, field["type"], look)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(fields) - 1)


def _cell(sheet: Worksheet, row: int, column: int, cell: str, kind: str, look: _Look) -> None:
    """Write a cell that holds something, by its type; a number that Excel would round, and a day before 1900, as text.

    Where and what, its type and the formats: nothing of this is known to the sheet.
    """
    if kind == "date" and cell >= "1900-03-01":  # before that, Excel's days are off by one
        sheet.write_datetime(row, column, datetime.fromisoformat(cell), look.date)
    elif kind == "boolean":
        sheet.write_boolean(row, column, cell == "true", look.text)
    elif kind in ("number", "integer", "year") and len(re.sub(r"\D", "", cell).strip("0")) <= MOST_DIGITS:
        sheet.write_number(row, column, float(cell), look.year if kind == "year" else look.text)
    else:
        _text(sheet, row, column, cell, look, look.text)


def _text(sheet: Worksheet, row: int, column: int, cell: str, look: _Look, form: Format) -> None:
    """Write a text as a text; one that begins like a formula stays a text also when it is typed in again."""
    if len(cell) > MOST_LETTERS:
        raise ValueError(f"sheet {sheet.name}, row {row + 1}: {len(cell):,} letters; a cell takes {MOST_LETTERS:,}")
    sheet.write_string(row, column, cell, look.guarded if cell.startswith(FORMULA) else form)


def _width(text: str) -> int:
    """How many letters wide a text is; Korean and Chinese signs count two."""
    return len(text) if text.isascii() else sum(2 if sign >= "\u2e80" else 1 for sign in text)
