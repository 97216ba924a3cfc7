"""The Excel workbook: as built, read by another library than wrote it; and of a small package, damaged on purpose."""

from __future__ import annotations

import csv
import datetime
import io
import json
import zipfile

import openpyxl
import pytest

from explainer import paths
from explainer.site import workbook
from tests.browser import SITE

PACKAGE = json.loads((paths.DATA / "datapackage.json").read_text("utf-8"))["resources"]
TABLES = {one["name"]: one for one in PACKAGE}


def rows(name: str) -> list[list[str]]:
    with (paths.DATA / TABLES[name]["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def built():
    found = openpyxl.load_workbook(SITE / "data" / "data.xlsx", read_only=True)
    yield found
    found.close()


@pytest.fixture(scope="module")
def opened(small):
    return openpyxl.load_workbook(io.BytesIO(workbook.workbook(small)))


def test_the_workbook_has_contents_terms_columns_sources_and_each_table_whole(built):
    assert built.sheetnames[:4] == ["Contents", "Read me", "Columns", "sources"]
    assert sorted(built.sheetnames[3:]) == sorted(TABLES)
    for name in TABLES:
        whole = rows(name)
        assert (built[name].max_row, built[name].max_column) == (len(whole), len(whole[0])), name
        head = next(built[name].iter_rows(max_row=1, values_only=True))
        assert list(head) == whole[0], name
    listed = [row for row in built["Contents"].iter_rows(values_only=True) if row[0] in TABLES]
    assert {row[0]: row[3] for row in listed} == {name: len(rows(name)) - 1 for name in TABLES}
    assert all(TABLES[row[0]]["licences"][0]["title"] in row[7] for row in listed)
    used = {one for row in rows("events")[1:] for one in row[rows("events")[0].index("source_id")].split(";")}
    assert next(row[4] for row in listed if row[0] == "events") == len(used) > 50
    told = "\n".join(row[0] or "" for row in built["Read me"].iter_rows(values_only=True))
    assert "An empty cell is missing. It is never zero" in told
    defined = {(row[0], row[1]): row for row in built["Columns"].iter_rows(min_row=2, values_only=True)}
    assert defined.keys() == {
        (name, field["name"]) for name, one in TABLES.items() for field in one["schema"]["fields"]
    }
    share = next(field for field in TABLES["dram_shares"]["schema"]["fields"] if field["name"] == "share_pct")
    assert defined["dram_shares", "share_pct"][3:6] == ("number", share["unit"], share["description"])


def test_the_data_page_offers_the_workbook():
    assert 'href="../data/data.xlsx"' in (SITE / "appendix" / "data.html").read_text("utf-8")


def test_a_cell_has_the_type_of_its_column_and_every_sign_of_its_text(built):
    """All cells of tables with Korean, Chinese, dates, numbers, years and truth values, against the CSV."""
    kinds = set()
    for name in ("countries", "companies", "events", "chain_nodes", "kr_chip_exports_monthly", "statement_clauses"):
        fields = TABLES[name]["schema"]["fields"]
        shown = built[name].iter_rows(min_row=2, max_col=len(fields), values_only=True)
        for written, seen in zip(rows(name)[1:], shown, strict=True):
            for field, text, value in zip(fields, written, seen, strict=True):
                kinds.add(field["type"])
                match field["type"] if text else "":
                    case "":
                        assert value is None
                    case "date":
                        assert value == datetime.datetime.fromisoformat(text)
                    case "boolean":
                        assert value is (text == "true")
                    case "number" | "integer" | "year":
                        assert isinstance(value, (int, float)) and value == float(text)
                    case _:
                        assert value == text
    assert {"string", "date", "boolean", "number"} <= kinds


def test_heads_stay_filters_stand_and_links_lead_to_the_sheets(opened, small):
    names = {one["name"] for one in json.loads((small / "datapackage.json").read_text("utf-8"))["resources"]}
    for name in names:
        sheet = opened[name]
        assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref == sheet.dimensions
        assert all(7 <= sheet.column_dimensions[cell.column_letter].width <= 50 for cell in sheet[1] if cell.column < 3)
    first = opened["Contents"]
    linked = {cell.value: cell.hyperlink.location for (cell,) in first.iter_rows(max_col=1) if cell.hyperlink}
    assert linked == {name: f"'{name}'!A1" for name in names}
    column = [cell.value for cell in opened["sources"][1]].index("url") + 1
    cells = [opened["sources"].cell(row, column) for row in range(2, 6)]
    assert all(cell.hyperlink.target.startswith(cell.value[:12]) for cell in cells)
    date = [cell.value for cell in opened["events"][1]].index("date") + 1
    assert opened["events"].cell(2, date).number_format == "yyyy-mm-dd"


def test_nothing_becomes_a_formula_and_the_bytes_are_the_same_each_time(package, edit):
    for row, text in enumerate(('=HYPERLINK("http://x.example","y")', "+1+1", "-2", "@SUM(A1)")):
        edit(package, "companies", row, "name_en", text)
    body = workbook.workbook(package)
    assert body == workbook.workbook(package)
    with zipfile.ZipFile(io.BytesIO(body)) as files:
        assert {one.date_time for one in files.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    whole = openpyxl.load_workbook(io.BytesIO(body))
    made = json.loads((package / "datapackage.json").read_text("utf-8"))["created"]
    assert whole.properties.created == datetime.datetime.fromisoformat(made).replace(tzinfo=None)
    sheet = whole["companies"]
    place = [cell.value for cell in sheet[1]].index("name_en") + 1
    found = [sheet.cell(row, place) for row in range(2, 6)]
    assert [cell.data_type for cell in found] == ["s"] * 4 and all(cell.quotePrefix for cell in found)
    assert [cell.value for cell in found][1:] == ["+1+1", "-2", "@SUM(A1)"]


def test_names_of_sheets_fit_and_differ():
    long = [f"{'a' * 40}{i}" for i in range(11)]
    made = workbook.sheets(["Contents", "a/b", *long])
    assert all(len(one) <= 31 for one in made.values())
    assert len({one.lower() for one in [*made.values(), "contents"]}) == len(made) + 1
    assert made["a/b"] == "a_b"


def test_a_table_too_long_for_a_sheet_and_a_text_too_long_for_a_cell_are_refused(package, edit, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 20)
    with pytest.raises(ValueError, match=r"a sheet of Excel takes 20"):
        workbook.workbook(package)
    monkeypatch.undo()
    edit(package, "events", 0, "summary", "x" * 40_000)
    with pytest.raises(ValueError, match=r"sheet events, row 2: 40,000 letters"):
        workbook.workbook(package)
