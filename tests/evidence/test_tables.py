from __future__ import annotations

import json
import pydoc
import re

import pandas as pd
import pytest

import explainer
from explainer import paths
from explainer.evidence import cite, tables
from explainer.evidence.tables import DataError, load


@pytest.mark.parametrize("table", tables.names())
def test_every_table_loads_with_the_types_of_its_description(table):
    frame = load(table)
    assert len(frame) > 0
    for name, field in tables.fields(table).items():
        kind = frame[name].dtype
        match field["type"]:
            case "date":
                assert pd.api.types.is_datetime64_any_dtype(kind), name
            case "number":
                assert kind == "float64", name
            case "integer" | "year":
                assert kind == "Int64", name
            case "boolean":
                assert kind == "boolean", name
            case _ if "enum" in field.get("constraints", {}):
                assert isinstance(kind, pd.CategoricalDtype), name
                assert list(kind.categories) == field["constraints"]["enum"]
            case _:
                assert pd.api.types.is_string_dtype(kind), name


def test_missing_cells_are_missing_not_text(package):
    frame = load("statement_clauses", package)
    english = frame[frame["lang"] == "en"]
    assert english["translation"].isna().all()
    assert frame[frame["lang"] != "en"]["translation"].notna().all()
    assert not frame["note"].isin(["", "nan", "NaN", "<NA>"]).any()


def test_unknown_table_lists_the_known_ones_and_names_the_nearest():
    with pytest.raises(KeyError, match=r"there are: .*statements"):
        load("no_such_table")
    with pytest.raises(KeyError, match="did you mean kr_chip_exports_monthly"):
        load("kr_chip_export_monthly")
    with pytest.raises(KeyError, match=r"did you mean .*readouts"):
        load("readout")


def test_a_frame_says_what_it_holds_in_which_units():
    frame = explainer.load("dram_shares")
    assert frame.attrs["title"] == tables.resource("dram_shares")["title"]
    assert frame.attrs["units"]["revenue_musd"] == "million US dollars"
    told = pydoc.render_doc(explainer, renderer=pydoc.plaintext)
    assert "load(table" in told and "python -m explainer" in told


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("date", "27 May 2023", "write 2023-05-27"),
        ("date", "yesterday", "ISO date"),
        ("official", "TRUE", "write true"),
        ("official", "perhaps", "true or false"),
        ("group", "gossip", "one of"),
    ],
)
def test_a_bad_cell_names_file_row_column_and_rule(package, edit, column, value, rule):
    edit(package, "statements", 4, column, value)
    with pytest.raises(DataError, match=rule) as caught:
        load("statements", package)
    assert (caught.value.file, caught.value.row, caught.value.column) == ("statements.csv", 6, column)
    assert value in str(caught.value)


def test_a_bad_number_is_not_read_as_missing(package, edit):
    edit(package, "statement_clauses", 2, "clause_no", "three")
    with pytest.raises(DataError, match="found 'three', expected an integer"):
        load("statement_clauses", package)


@pytest.mark.parametrize("value", ["１２", "1_2", "+12", "12.5", "1e400", "inf"])
def test_what_only_python_takes_for_a_number_is_none(package, edit, value):
    edit(package, "statement_clauses", 2, "clause_no", value)
    with pytest.raises(DataError, match="row 4, column clause_no: type: found"):
        load("statement_clauses", package)


def test_blank_lines_and_short_rows_are_not_passed_over(package):
    path = package / "statements.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:3], "", *lines[3:]]) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="row 4: blank line"):
        load("statements", package)
    path.write_text("\n".join([*lines[:3], "S99,2023-05-27"]) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"row 4: 2 cells where the header has \d+; the last given is '2023-05-27'"):
        load("statements", package)


def test_digest_is_of_the_values_not_of_their_acceptance(package, describe):
    before = tables.digest("statements", package)
    describe(package, "statements", hash="sha256:0", bytes=1)
    assert tables.digest("statements", package) == before


def test_a_build_learns_of_every_table_read_but_not_of_single_sources(tmp_path, monkeypatch):
    log = tmp_path / "reads"
    monkeypatch.setenv("EXPLAINER_LOADS", str(log))
    load("countries")
    tables.read_text("companies")
    cite.sources([tables.read_text("sources", record=False)["source_id"].iloc[0]])
    reads = [json.loads(line) for line in log.read_text().splitlines()]
    assert [r.get("table") for r in reads] == ["countries", "companies", None]
    assert "source" in reads[2]


def test_digest_follows_the_file_and_its_description(package, edit, describe):
    before = tables.digest("statements", package)
    edit(package, "statements", 0, "speaker", "Somebody Else")
    changed = tables.digest("statements", package)
    describe(package, "statements", title="Another title")
    assert len({before, changed, tables.digest("statements", package)}) == 3


def test_source_ids_are_split_ordered_and_counted_once():
    assert cite.ids(["b;a", None, "a", "c"]) == ["b", "a", "c"]
    assert cite.join(["b;a", "a"]) == "b;a"


def test_a_source_line_names_producers_by_their_rows_and_folds_the_documents(package, monkeypatch):
    makers = ["B", "B", "A, Inc.", "C", "D", "E"]
    found = tables.read_text("sources", package, record=False).head(6).assign(producer=makers)
    ids = dict(zip("bBacde", found["source_id"], strict=True))
    monkeypatch.setattr(cite, "_register", lambda *_: found.set_index("source_id"))
    cells = [ids["b"], f"{ids['b']};{ids['B']}", ids["a"], ids["a"], f"{ids['a']};{ids['c']}", ids["d"], ids["e"]]
    frame = pd.DataFrame({"source_id": cells, "confidence": ["primary", "primary", *["reported"] * 4, "primary"]})
    html, text = cite.line(frame)
    assert text == "Source: A, Inc.; B; C and 2 others (6 documents, 3 seen in the original)"
    assert (
        html.count("<a ") == 6
        and html.index("<details") < html.index("<a ")
        and html.index(ids["a"]) < html.index(ids["b"])
    )
    short = cite.line(frame.iloc[:2].drop(columns="confidence"))[1]
    assert short == "Source: B (2 documents)"
    only, said = cite.line(frame.iloc[[0]])
    assert "<details" not in only and only.count("<a ") == 1 and said.endswith("(seen in the original)")


@pytest.mark.parametrize(
    ("marks", "whole"),
    [
        (["primary", "primary"], "primary"),
        (["primary", "reported"], "reported"),
        (["primary", None], "reported"),
        (pd.Series(["primary", "reported"], dtype="category"), "reported"),
        (pd.Series(["primary"], dtype="category"), "primary"),
    ],
)
def test_a_row_made_from_several_is_as_weak_as_the_weakest(marks, whole):
    assert cite.weakest(marks) == whole


def test_cells_of_several_ids_are_split_in_one_place():
    """`check` has its own reading, since it must see an id that stands twice."""
    modules = [path for folder in ("explainer", "chips") for path in (paths.ROOT / folder).rglob("*.py")]
    found = {path.name for path in modules if 'split(";")' in path.read_text(encoding="utf-8")}
    assert found == {"cite.py", "check.py"}
    weak = {
        path.name for path in modules if re.search(r'"primary" if|else "primary"', path.read_text(encoding="utf-8"))
    }
    assert weak == {"cite.py"}


def test_a_source_line_in_another_language_calls_producers_by_their_own_names():
    """A producer without a name in that language keeps the English one; a firm has its name from the list of firms."""
    names = tables.read_text("producers", record=False).set_index("name_en")["name_ko"]
    found = tables.read_text("sources", record=False).set_index("producer")["source_id"]
    makers = ["Ministry of Science and ICT", "Samsung Electronics", "CGTN"]
    frame = pd.DataFrame({"source_id": [found[[one]].iloc[0] for one in makers]})
    line = cite.line(frame, words=cite.Words("출처: ", "{named}, {last}", lang="ko"))[1]
    assert line.startswith(f"출처: {names[makers[0]]}, 삼성전자, CGTN (3 documents")
    assert cite.line(frame)[1].startswith("Source: Ministry of Science and ICT, Samsung Electronics and CGTN")
