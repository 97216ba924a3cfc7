from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest
import vl_convert

from explainer.evidence.tables import read_text
from explainer.figures import figure as module
from explainer.figures import labels, picture, theme
from explainer.figures.figure import figure
from explainer.figures.picture import NARROW, WIDE
from explainer.pages.html import esc
from explainer.pages.quotes import typeset

ALT = "Bar chart of two made-up values for a test, one for China and one for Korea; China's bar is the longer one."
HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(2)> "quoted" \u202eabc'


@pytest.fixture
def rows():
    ids = read_text("sources")["source_id"].head(2).tolist()
    return pd.DataFrame(
        {"side": ["China", "Korea"], "value": [12, 4], "source_id": ids, "confidence": ["primary", "reported"]}
    )


def chart(rows):
    return alt.Chart(rows).mark_bar().encode(x="value:Q", y="side:N")


def make(rows, **change):
    return figure(chart(rows), **({"id": "a-test", "title": "China has more", "alt": ALT, "data": rows} | change))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"alt": ""}, "text alternative"),
        ({"alt": "too short"}, "text alternative"),
        ({"alt": "x" * 700}, "text alternative"),
        ({"title": " "}, "title"),
        ({"id": "Bad Id"}, "lower-case"),
    ],
)
def test_refuses_figures_without_their_parts(rows, change, message):
    with pytest.raises(ValueError, match=message):
        make(rows, **change)


def test_refuses_what_is_no_chart(rows):
    with pytest.raises(TypeError, match="'a-test' needs an Altair chart or a function of the width, not str"):
        figure("x", id="a-test", title="t", alt=ALT, data=rows)


@pytest.mark.parametrize("channel", ["y", "color", "tooltip"])
def test_a_misspelt_column_is_refused_with_the_names_there_are(rows, channel):
    wrong = chart(rows).encode(**{channel: alt.Tooltip("valeu:Q", title="x") if channel == "tooltip" else "valeu:Q"})
    with pytest.raises(
        ValueError, match=f"'a-test': no column 'valeu' for {channel}; did you mean 'value'.*side, source"
    ):
        figure(wrong, id="a-test", title="t", alt=ALT, data=rows)
    made = chart(rows).transform_calculate(valeu="datum.value").encode(**{"y": "valeu:Q"})
    figure(alt.layer(made, chart(rows)), id="a-test", title="t", alt=ALT, data=rows)


def test_words_that_a_test_compares_stay_equal_in_print(rows):
    typed = rows.assign(side=['the makers\' "own"', "b"])
    made = chart(typed).transform_filter("datum.side == 'the makers\\' \"own\"'").transform_calculate(n="'\"'")
    spec = figure(made, id="a-test", title="t", alt=ALT, data=typed).specs["wide"]
    (shown,) = spec["datasets"].values()
    assert shown[0]["side"] == "the makers’ “own”" and spec["transform"][0]["filter"] == (
        "datum.side == 'the makers’ “own”'"
    )
    assert spec["transform"][1]["calculate"] == "'\"'", "a sign that code looks for"


def dated(rows):
    return rows.assign(day=[pd.Timestamp("2020-01-01"), pd.Timestamp("2021-03-04 05:06")])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": alt.X("day:T").scale(type="time")}, "scale type 'time' of x .*use 'utc'"),
        ({"x": alt.X("yearmonth(day):T")}, "time unit 'yearmonth' of x .*use 'utcyearmonth'"),
        ({"text": alt.Text("day:T")}, "text is a time.*write it as words"),
        ({"x": alt.X("day:T").axis(labelExpr="timeFormat(datum.value, '%Y')")}, r"timeFormat\(\).* use utcFormat"),
    ],
)
def test_times_of_the_readers_zone_are_refused(rows, change, message):
    with pytest.raises(ValueError, match=message):
        figure(chart(dated(rows)).encode(**change), id="a-test", title="t", alt=ALT, data=rows)


def test_times_are_universal(rows):
    line = chart(dated(rows)).encode(x=alt.X("day:T").scale(domain=["2020-01-01", "2021-06-01T12:00"]))
    spec = figure(line, id="a-test", title="t", alt=ALT, data=rows).specs["wide"]
    assert spec["encoding"]["x"]["scale"] == {"domain": ["2020-01-01", "2021-06-01T12:00Z"], "type": "utc"}
    (kept,) = spec["datasets"].values()
    assert [row["day"] for row in kept] == ["2020-01-01", "2021-03-04T05:06:00Z"]


@pytest.mark.parametrize(
    ("tips", "message"),
    [
        (["value:Q"], "tooltip of 'value' needs a title in words"),
        ([alt.Tooltip("value:Q", title="share_pct")], "tooltip of 'value' needs a title in words"),
        ([alt.Tooltip("kind:N", title="sort")], "tooltip of 'kind' prints the code 'net_sales'"),
    ],
)
def test_tooltips_without_words_are_refused(rows, tips, message):
    with pytest.raises(ValueError, match=f"figure 'a-test': the {message}"):
        drawn = chart(rows.assign(kind="net_sales")).encode(tooltip=tips)
        figure(drawn, id="a-test", title="t", alt=ALT, data=rows)
    with pytest.raises(ValueError, match="shows names of columns"):
        figure(chart(rows).mark_bar(tooltip=True), id="a-test", title="t", alt=ALT, data=rows)


def test_a_tooltip_in_a_sentence_fills_its_fields_and_is_refused_with_a_hole(rows):
    said = chart(rows).encode(tooltip=theme.says("{side} has {value:.1f} since {since:%-d %B %Y}."))
    dated = rows.assign(since=pd.Timestamp("2023-05-26"))
    made = figure(said.properties(data=dated), id="a-test", title="t", alt=ALT, data=rows)
    (bars,) = [m for m in made.compiled["wide"]["marks"] if m["type"] == "rect"]
    told = bars["encode"]["update"]["tooltip"]["signal"]
    assert told == 'datum["side"] + " has " + format(datum["value"], ".1f") + " since " + ' + (
        'utcFormat(toDate(datum["since"]), "%-d %B %Y") + "."'
    )
    with pytest.raises(ValueError, match="no column 'since' for tooltip"):
        figure(said, id="a-test", title="t", alt=ALT, data=rows)
    holed = dated.assign(side=["China", None])
    with pytest.raises(ValueError, match="figure 'a-test': the tooltip says 'side', which is empty in a row"):
        figure(said.properties(data=holed), id="a-test", title="t", alt=ALT, data=rows)


def test_a_haloed_label_is_drawn_twice_and_told_once(rows):
    label = chart(rows).mark_text(dx=3).encode(text="side:N", tooltip=theme.tips({"side:N": "title"}))
    made = figure(labels.haloed(label), id="a-test", title="t", alt=ALT, data=rows)
    under, over = made.compiled["wide"]["marks"]
    rim, plain = under["encode"]["update"], over["encode"]["update"]
    assert rim["stroke"] == {"value": theme.color("ground")} and "tooltip" not in rim and "stroke" not in plain
    assert (rim["text"], rim["x"]) == (plain["text"], plain["x"])


def test_marks_without_words_let_the_pointer_through(rows):
    tiles = chart(rows).encode(tooltip=theme.tips({"side:N": "title"}))
    made = figure(tiles + chart(rows).mark_text().encode(text="side:N"), id="a-test", title="t", alt=ALT, data=rows)
    assert {m["type"]: m.get("interactive", True) for m in made.compiled["wide"]["marks"]} == {
        "rect": True,
        "text": False,
    }


def test_alt_cannot_be_left_out(rows):
    with pytest.raises(TypeError, match="alt"):
        figure(chart(rows), id="a-test", title="t", data=rows)


def test_refuses_rows_without_source(rows):
    with pytest.raises(ValueError, match="source_id"):
        make(rows, data=rows.drop(columns="source_id"))
    with pytest.raises(KeyError, match="no-such-source"):
        make(rows, data=rows.assign(source_id="no-such-source"))
    with pytest.raises(ValueError, match="no rows"):
        make(rows, data=rows.head(0))


def test_source_line_names_the_sources_of_the_drawn_rows_and_no_other(rows):
    sources = read_text("sources").set_index("source_id")
    one = make(rows.head(1)).parts["source"]
    both = make(rows).parts["source"]
    first, second = (sources.loc[i, "producer"] for i in rows["source_id"])
    assert first in one and one.startswith("Source: ") and one.endswith("(seen in the original)")
    assert first in both and second in both and both.startswith("Source: ")
    assert both.endswith("(2 documents, 1 seen in the original)")


def test_joined_source_ids_are_split_and_named_once(rows):
    joined = rows.assign(source_id=";".join(rows["source_id"]))
    assert "(2 documents" in make(joined).parts["source"] and make(joined).parts["source_html"].count("<a ") == 2


def packed(made, folder):
    """What the script of a figure hands to the page, as a browser's parser reads it."""
    module._write(made, folder)
    call, text = (folder / "a-test.js").read_text(encoding="utf-8").rstrip().split(" = ", 1)[1].split(" = ", 1)
    assert call.endswith("['a-test']") and text.startswith("'") and text.endswith("';")
    spec = json.loads(re.sub(r"\\(.)", r"\1", text[1:-2]))
    return {key: part if key == "columns" else grown(part, spec["shared"]) for key, part in spec.items()}


def grown(part, shared):
    """A part of a packed spec as it was, with what it shares in its place."""
    if isinstance(part, list):
        return [grown(one, shared) for one in part]
    if not isinstance(part, dict):
        return part
    return grown(shared[part["$"]], shared) if "$" in part else {k: grown(one, shared) for k, one in part.items()}


def test_html_holds_two_pictures_links_and_table(rows, monkeypatch):
    monkeypatch.setenv("EXPLAINER_CHAPTER", "index")
    page = make(rows).html()
    assert page.count("<svg ") == 2
    assert f'role="img" aria-label="{ALT.replace(chr(39), chr(0x2019))}"' in page
    for ending in ("csv", "svg", "png", "json"):
        assert f'href="figures/a-test.{ending}"' in page
    assert 'href="#a-test"' in page
    assert '<th scope="row">China</th>' in page
    assert "<script" not in page


def test_the_live_chart_is_a_file_that_has_both_widths_and_each_column_once(rows, tmp_path):
    made = make(rows)
    spec = packed(made, tmp_path)
    assert spec["wide"]["width"] == WIDE and spec["narrow"]["width"] == NARROW
    sets = [one["values"] for size in ("wide", "narrow") for one in spec[size]["data"] if "values" in one]
    assert len(sets) == 2 and sets[0] == sets[1] and set(sets[0].values()) == set(range(len(spec["columns"])))
    drawn = {name: spec["columns"][place] for name, place in sets[0].items()}
    assert drawn["side"] == rows["side"].tolist()
    uneven = picture.pack({"wide": {"data": [{"values": [{"a": 1}, {"b": 2}]}, {"values": []}]}})
    assert [one["values"] for one in uneven["wide"]["data"]] == [[{"a": 1}, {"b": 2}], []]


def test_what_both_widths_have_alike_stands_once_in_the_file_and_comes_back_whole(rows, tmp_path):
    made = make(rows)
    spec = packed(made, tmp_path)
    for size, whole in made.compiled.items():
        sets = [{k: v for k, v in one.items() if k != "values"} for one in spec[size]["data"]]
        assert sets == [{k: v for k, v in one.items() if k != "values"} for one in whole["data"]]
        assert {k: v for k, v in spec[size].items() if k != "data"} == {k: v for k, v in whole.items() if k != "data"}
    few = {"wide": {"data": [], "marks": [{"x": 1}, {"x": 1}]}}
    assert picture.pack(few) == few | {"columns": [], "shared": []}, "what is shorter than its mark stands where it was"
    told = (tmp_path / "a-test.js").read_text()
    assert len(told) < 0.75 * len(json.dumps(made.compiled, separators=(",", ":")))


def test_the_script_of_a_chart_is_one_text_whatever_its_words_hold():
    words = {"words": "it's \\ '; alert(1)//", "lines": "\u2028 \u2029"}
    text = picture.script("one", words).split(" = ", 2)[2].rstrip()
    held = re.fullmatch(r"'((?:[^'\\]|\\.)*)';", text)
    assert held and not {"\u2028", "\u2029", "\n"} & set(text)
    assert json.loads(re.sub(r"\\(u20..|.)", lambda m: m[0] if m[1][1:] else m[1], held[1])) == words


def test_paths_follow_the_depth_of_the_page(rows, monkeypatch):
    monkeypatch.setenv("EXPLAINER_CHAPTER", "war/timeline")
    assert 'href="../figures/a-test.csv"' in make(rows).html()


def test_specs_are_valid_vega_lite(rows):
    made = make(rows)
    for spec in [*made.specs.values(), picture.titled(made.specs["wide"], made.parts)]:
        alt.Chart.from_dict(spec) if "vconcat" not in spec else alt.VConcatChart.from_dict(spec)


def test_ids_in_the_two_pictures_do_not_collide(rows):
    found = re.findall(r'\bid="([^"]+)"', make(rows).html())
    assert len(found) == len(set(found))


def test_hostile_strings_in_data_are_inert(rows, tmp_path):
    bad = rows.assign(side=[HOSTILE, "=HYPERLINK(1)"])
    page = figure(chart(bad), id="a-test", title=HOSTILE, alt=ALT + HOSTILE, data=bad).html()
    assert "<script" not in page and "<img" not in page
    made = figure(chart(bad), id="a-test", title="t", alt=ALT, data=bad)
    assert [typeset(HOSTILE), "=HYPERLINK(1)"] in packed(made, tmp_path)["columns"]
    assert "'=HYPERLINK(1)" in (tmp_path / "a-test.csv").read_text()


def test_answers_of_yes_and_no_are_no_countries(rows, tmp_path):
    module._write(make(rows.assign(found=["yes", "no"], country_id=["no", "kr"])), tmp_path)
    told = (tmp_path / "a-test.csv").read_text()
    assert ",yes,Norway," in told and ",no,Korea," in told


def test_negative_numbers_stay_numbers_in_the_csv(rows, tmp_path):
    module._write(make(rows.assign(value=[-1.5, 2.0], side=["-3.2", "b"])), tmp_path)
    assert "-3.2,-1.5" in (tmp_path / "a-test.csv").read_text()


def test_written_files_belong_together(rows, tmp_path):
    module._write(make(rows), tmp_path)
    assert (tmp_path / "a-test.png").read_bytes()[:4] == b"\x89PNG"
    assert "China has more" in (tmp_path / "a-test.svg").read_text()
    spec = json.loads((tmp_path / "a-test.json").read_text())
    assert spec["background"] == "white" and spec["title"]["text"] == ["China has more"]
    assert spec["vconcat"][0]["title"]["text"][0].startswith("Source: ")
    record = json.loads((tmp_path / "a-test.meta.json").read_text())
    assert record["source_ids"] == rows["source_id"].tolist()


def test_shows_the_live_chart_in_a_notebook_and_the_picture_in_the_book(rows, monkeypatch, tmp_path):
    monkeypatch.delenv("EXPLAINER_BUILD", raising=False)
    live = make(rows)._repr_mimebundle_()
    assert live["application/vnd.vegalite.v5+json"]["vconcat"]
    assert live["image/svg+xml"].startswith('<svg role="img" aria-label="')  # where charts are unknown
    monkeypatch.setenv("EXPLAINER_BUILD", str(tmp_path))
    assert make(rows)._repr_mimebundle_()["text/html"].startswith("<figure")
    assert (tmp_path / "a-test.csv").exists()


def test_function_of_width_draws_both_sizes(rows):
    made = figure(lambda width: chart(rows).properties(width=width / 2), id="a-test", title="t", alt=ALT, data=rows)
    assert (made.specs["wide"]["width"], made.specs["narrow"]["width"]) == (WIDE / 2, NARROW / 2)


def test_the_page_has_compiled_charts_that_vega_alone_draws(rows, tmp_path):
    spec = packed(make(rows), tmp_path)
    named = next(d["values"] for d in spec["narrow"]["data"] if "values" in d)
    told = [
        dict(zip(named, row, strict=True)) for row in zip(*(spec["columns"][c] for c in named.values()), strict=True)
    ]
    whole = spec["narrow"] | {"data": [d | ({"values": told} if "values" in d else {}) for d in spec["narrow"]["data"]]}
    assert "mark" not in whole and whole["$schema"].endswith("/vega/v6.json")
    assert vl_convert.vega_to_svg(whole).count("China") >= 1


def test_still_pictures_drop_the_links_of_marks_that_the_live_chart_keeps(rows, tmp_path):
    linked = alt.Chart(rows.assign(go="#event-x")).mark_bar().encode(x="value:Q", y="side:N", href="go:N")
    made = figure(linked, id="a-test", title="t", alt=ALT, data=rows)
    module._write(made, tmp_path)
    pictures = re.findall(r"<svg .*?</svg>", made.html(), re.S)
    assert len(pictures) == 2 and not any("<a " in one or "event-x" in one for one in pictures)
    assert "<a " not in (tmp_path / "a-test.svg").read_text()
    assert made.specs["wide"]["encoding"]["href"]["field"] == "go"


def test_words_of_a_picture_that_look_like_markup_stay_words_and_foreign_addresses_stay_whole():
    words = 'id="x" href="y" url(#z) role="img" aria-label="w" <a xlink:href="v">'
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img"><defs>'
        '<clipPath id="c"/></defs><g aria-label="x > y" clip-path="url(#c)"><a xlink:href="#row"><path d="M0,0"/></a>'
        f'<use href="#c"/><image href="https://example.org/a.png"/><text>{esc(words)}</text></g></svg>'
    )
    root = ElementTree.fromstring(picture.svg(drawn, "p"))
    space = "{http://www.w3.org/2000/svg}"
    assert [t.text for t in root.iter(f"{space}text")] == [words]
    assert not [e for e in root.iter() if "role" in e.attrib or "aria-label" in e.attrib or e.tag == f"{space}a"]
    assert root.find(f".//{space}clipPath").get("id") == "p-c" and root.find(f".//{space}use").get("href") == "#p-c"
    assert root.find(f".//{space}g").get("clip-path") == "url(#p-c)" and root.find(f".//{space}path") is not None
    assert root.find(f".//{space}image").get("href") == "https://example.org/a.png"


CHAPTER = """# A

```{code-cell} ipython3
import altair as alt
from explainer import load
from explainer.figures.figure import figure
rows = load("dram_shares").query("company_id == 'micron' and share_pct > 0").head(6)
print("not shown")
```

```{code-cell} ipython3
chart = alt.Chart(rows).mark_line().encode(alt.X("period_start:T").title(None), alt.Y("share_pct:Q").title(None))
words = "A line of shares of revenue by quarter. " * 2
figure(chart, id="a-share", title="A finding", subtitle="Percent", alt=words, data=rows)
raise RuntimeError("what stands behind the figure does not run")
```
"""


def test_an_analyst_takes_a_figure_as_a_chart_and_gives_it_another_title(tmp_path, monkeypatch, capsys):
    from explainer import figures
    from explainer.figures import taken

    (tmp_path / "one.md").write_text(CHAPTER, encoding="utf-8")
    monkeypatch.setattr(taken.paths, "CHAPTERS", tmp_path)
    monkeypatch.setattr(taken.settings, "contents", lambda: [("", ["one"])])
    chart = figures.chart("a-share")
    assert capsys.readouterr().out == "" and module.HEARERS == []
    drawn = vl_convert.vegalite_to_svg(chart.properties(title="My report").to_dict())
    assert "My report" in drawn and "Source: " in drawn and "A finding" not in drawn
    assert "A finding" in vl_convert.vegalite_to_svg(chart.to_dict())
    (rows,) = [one for one in chart.datasets.to_dict().values() if "share_pct" in one[0]]
    assert len(rows) == 6
    with pytest.raises(KeyError, match="did you mean a-share"):
        figures.chart("a-shar")
