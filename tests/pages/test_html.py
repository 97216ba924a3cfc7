from __future__ import annotations

import re

import pandas as pd
import pytest

from explainer.pages.html import Html, esc, show, table, tagged
from explainer.pages.languages import with_languages
from explainer.pages.pieces import entries, pieces, plain
from explainer.pages.prose import numbers, plural, spell
from explainer.pages.quotes import typeset
from explainer.site import finish


def test_cells_are_escaped_and_bidirectional_controls_dropped():
    page = table(pd.DataFrame({"a": ["<b>x</b>\u202e"]}), "A caption")
    assert "<b>" not in page and "\u202e" not in page and "&lt;b&gt;x" in page


def test_html_cells_go_in_as_they_are():
    assert "<em>y</em>" in table(pd.DataFrame({"a": [Html("<em>y</em>")]}), "A caption")


def test_headers_carry_scope_and_the_caption_is_required():
    page = table(pd.DataFrame({"a_b": [1], "c": [2.5]}), "A caption", labels={"c": "C, percent"})
    assert '<th scope="col" class="num">a b</th>' in page and '<th scope="col" class="num">C, percent</th>' in page
    assert '<th scope="row" class="num">1</th>' in page and '<td class="num">2.5</td>' in page
    assert "<caption>A caption</caption>" in page
    with pytest.raises(ValueError, match="caption"):
        table(pd.DataFrame({"a": [1]}), " ")


def test_tables_of_sentences_become_cards_on_a_phone_and_rows_of_numbers_stay_rows():
    said = pd.DataFrame(
        {"no": [1, 2], "what": ["A sentence of some length, as one reads it.", "Another such sentence."]}
    )
    count = pd.DataFrame({"quarter": ["2023Q2", "2023Q3"], "share_pct": [25.5, 22.8], "by": ["TrendForce", "Omdia"]})
    for wanted in (None, True):
        assert 'class="xt stack"' in table(said, "c", stack=wanted) and 'class="xt"' in table(count, "c", stack=wanted)
    assert 'class="xt"' in table(said, "c", stack=False)
    linked = count.assign(by=[Html(f'<a href="{"x" * 80}">{one}</a>') for one in count["by"]])
    assert 'class="xt"' in table(linked, "c"), "letters that readers see are counted, not addresses"


def test_korean_and_chinese_words_say_their_language_and_tagged_or_drawn_ones_are_left():
    page = '<p>One (하기로 했다) and 网络安全<br>审查 <b title="한국">한국</b>.</p>'
    assert with_languages(page) == (
        '<p>One (<span lang="ko">하기로 했다</span>) and <span lang="zh">网络安全</span><br>'
        '<span lang="zh">审查</span> <b title="한국"><span lang="ko">한국</span></b>.</p>'
    )
    for left in (
        '<q lang="ja">半導体 <i>協力</i></q>',
        "<svg><text>한국</text></svg>",
        '<script type="application/json">{"a": "한국 <b>"}</script>',
        "<!-- 한국 -->",
        '<td lang="ko"><br>반도체 산업</td>',
    ):
        assert with_languages(left) == left
    assert with_languages('<p lang="ko">한<span lang="en">a 국</span></p>').count('lang="ko"') == 2


def test_signs_of_markup_in_attributes_comments_and_scripts_are_no_markup():
    for left in (
        '<p title="a > 한국 b">x</p>',
        '<p title=\'a "> 한국\' data-x="<b>한국</b>">x</p>',
        "<!-- <p>한국</p> -->",
        '<script>const a = "<p>한국</p>";</script>',
    ):
        assert with_languages(left) == left
        assert "".join(written for _, written, _, _ in pieces(left)) == left


def test_finishing_a_page_changes_tags_whatever_the_order_of_their_attributes_and_keeps_its_text():
    page = (
        '<script type="module" src="_static/x.js?v=01234567"></script><script src="_static/head.js"></script>'
        '<div class="a" id="pst-primary-sidebar"></div><button data-bs-toggle="t" class="b">B</button>'
        "<article><pre>&lt;script>alert()&lt;/script> ?v=01234567</pre><p>한국, 15 Apr 2018</p>"
        "<table><tr><td>on 15 Apr 2018 or 2018-04-15</td><td>2018-04-15</td></tr></table></article>"
    )
    assert finish.tidy(page) == (
        '<script defer type="module" src="_static/x.js"></script><script src="_static/head.js"></script>'
        '<div role="complementary" aria-label="Book" class="a" id="pst-primary-sidebar"></div>'
        '<button class="b">B</button>'
        '<article><pre tabindex="0">&lt;script>alert()&lt;/script> ?v=01234567</pre>'
        '<p><span lang="ko">한국</span>, <span class="nb">15 Apr 2018</span></p>'
        '<table><tr><td>on <span class="nb">15 Apr 2018</span> or '
        '<span class="nb">2018-04-15</span></td><td>2018-04-15</td></tr></table></article>'
    )


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("the makers' own, Micron's", "the makers’ own, Micron’s"),
        ("it \"agrees\", ('both') in '23", "it “agrees”, (‘both’) in ’23"),
        ('장관,"협력" 밝혀', "장관,“협력” 밝혀"),
        ("\"'x'\" said", "“‘x’” said"),
    ],
)
def test_marks_of_a_keyboard_become_those_of_print(typed, printed):
    assert typeset(typed) == typeset(esc(typed)) == typeset(printed) == printed


def test_finishing_a_page_prints_its_marks_but_keeps_what_is_typed():
    page = '<a title="one\'s &quot;own&quot;" href="#it\'s">a</a>'
    page += "<p>&quot;<b>the makers</b>&#x27; own&quot;</p><option value=\"a'b\">a'b</option><pre>f('\"x\"')</pre>"
    assert finish.tidy(page) == (
        '<a title="one’s “own”" href="#it&#x27;s">a</a>'
        '<p>“<b>the makers</b>’ own”</p><option value="a\'b">a’b</option><pre tabindex="0">f(\'"x"\')</pre>'
    )


def test_names_for_search_are_read_from_the_element_wherever_it_stands():
    page = (
        '<figure id="f"><figcaption><b class="x" data-entry="Figure">A &amp; <i>b</i><a class="x headerlink">#</a></b>'
        '</figcaption></figure><h3 data-entry="Table" id="t">T</h3><p data-entry="Term">no anchor</p>'
    )
    assert entries(page) == [("Figure", "A & b", "f"), ("Table", "T", "t"), ("Term", "no anchor", "")]


def test_words_of_neighboring_cells_stay_apart():
    assert plain("<tr><td>2022</td><td>Ex<b>port</b></td></tr><style>x</style>").split() == ["2022", "Export"]


def test_a_column_of_numbers_is_right_aligned_with_its_heading_and_its_gaps():
    page = table(pd.DataFrame({"word": ["x", "y"], "n": [1.5, None], "mixed": [1, "about 2"]}), "A caption")
    assert '<th scope="col" class="num">n</th>' in page and '<td class="num">–</td>' in page
    assert '<th scope="col">mixed</th>' in page and "<td>1</td>" in page


def test_cells_that_are_a_date_stay_on_one_line():
    page = table(pd.DataFrame({"a": ["2018-04-15", "15 Apr 2018", "in 2018"]}), "A caption", row_header=False)
    assert page.count('<td class="date">') == 2 and "<td>in 2018</td>" in page


def test_missing_is_shown_as_missing_never_as_zero_or_nan():
    for value in (None, float("nan"), pd.NA, pd.NaT):
        assert show(value) == "–"
    assert show(0.0) == "0"
    assert show(1234567.25) == "1,234,567.25"
    assert show(pd.Timestamp("2023-05-26")) == "2023-05-26"


def test_long_tables_say_how_many_rows_there_are():
    page = table(pd.DataFrame({"a": range(10)}), "A caption", most=3)
    assert page.count("<tr>") == 4 and "First 3 of 10 rows" in page


def test_language_is_tagged():
    assert tagged("반도체", "ko") == '<span lang="ko">반도체</span>'
    assert esc(None) == ""


def test_counts_as_words():
    assert (spell(12), spell(13), plural(1, "clause"), plural(3, "clause")) == (
        "twelve",
        "13",
        "one clause",
        "three clauses",
    )


def test_prose_numbers_refuse_unformatted_floats():
    with pytest.raises(TypeError, match="share"):
        numbers(share=41.66666)


def test_a_card_is_told_its_headings_once_for_all_rows_in_words_that_cannot_end_the_rule():
    words = "a sentence that is long enough to be one, twice over"
    shown = pd.DataFrame({"name": ["x"], 'what it\'s \\ "for"': [words]})
    page = table(shown, "c")
    assert page.count("for") == 2 and "data-label" not in page
    style = re.search(r'<table style="([^"]*)"', page)[1]
    assert style.startswith("--h1:'name';--h2:'") and style.endswith("'") and style.count("'") == 4
    wide = table(pd.DataFrame({f"c{n}": ["word " * 9] for n in range(61)}), "c")
    assert "stack" not in wide and "--h1" not in wide
