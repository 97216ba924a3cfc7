"""The cover as readers get it, in three languages: one set of figures, each worked out a second time here."""

from __future__ import annotations

import re

import html5lib
import jupytext
import pandas as pd
import pytest

from chips.verdict import cover, cover_claims_words, cover_html, cover_words
from chips.verdict.rules import SCALE
from explainer import paths
from explainer.evidence.tables import load

SITE = paths.BUILD / "html"
PAGES = {code: page for code, (_, page) in cover_words.LANGUAGES.items()}


def article(page: str):
    tree = html5lib.parse((SITE / f"{page}.html").read_text(encoding="utf-8"), namespaceHTMLElements=False)
    return next(node for node in tree.iter("article") if "bd-article" in node.get("class", ""))


def told(page: str) -> dict[str, set[str]]:
    """Name of a figure -> how the page prints it."""
    out: dict[str, set[str]] = {}
    for node in article(page).iter():
        if node.get("data-fact"):
            out.setdefault(node.get("data-fact"), set()).add("".join(node.itertext()))
    return out


@pytest.fixture(scope="module")
def pages():
    return {code: article(page) for code, page in PAGES.items()}


@pytest.fixture(scope="module")
def facts():
    return {code: told(page) for code, page in PAGES.items()}


@pytest.fixture(scope="module")
def english(facts):
    assert all(len(printed) == 1 for printed in facts["en"].values()), "a figure is printed in two ways"
    return {name: printed.pop() for name, printed in told("index").items()}


def test_all_languages_state_the_same_numbers(facts, english):
    """Money is in hundreds of millions in Korean and Chinese: ten times the billions, rounded by itself."""
    assert len(english) > 20
    for code in ("ko", "zh"):
        plain = {name: printed for name, printed in facts[code].items() if not name.endswith("_e8")}
        money = {name.removesuffix("_e8"): printed for name, printed in facts[code].items() if name.endswith("_e8")}
        assert plain.keys() | money.keys() == english.keys(), code
        assert plain == {name: {english[name]} for name in plain}, code
        for name, printed in money.items():
            assert abs(float(*printed) - 10 * float(english[name])) <= 1, (code, name)


def test_the_pages_have_the_same_cells_and_differ_in_words():
    cells = {
        code: [c.source for c in jupytext.read(paths.CHAPTERS / f"{page}.md").cells if c.cell_type == "code"]
        for code, page in PAGES.items()
    }
    for code, found in cells.items():
        assert found[0] == f'LANG = "{code}"' and found[1:] == cells["en"][1:]


def test_each_page_says_its_language_and_leads_to_the_others(pages):
    for code, node in pages.items():
        assert node.get("lang") == code
        page = (SITE / f"{PAGES[code]}.html").read_text(encoding="utf-8")
        assert re.search(r"<html[^>]* lang=\"(\w+)\"", page)[1] == code
        others = {a.get("hreflang"): a.get("href") for a in node.iter("a") if a.get("hreflang")}
        assert others == {other: f"{place}.html" for other, place in PAGES.items() if other != code}


def test_the_headline_stands_over_the_two_texts_and_no_code(pages):
    clauses = load("statement_clauses")
    for node in pages.values():
        assert "".join(next(node.iter("h1")).itertext()).strip(" #")
        kinds = {c for n in node.iter() for c in n.get("class", "").split()}
        assert {"tt-cn", "tt-kr", "tt-absent", "cv-voices", "cv-week", "cv-answer", "cv-score", "cv-since"} <= kinds
        assert not any(n.tag == "details" and "hide" in n.get("class", "") for n in node.iter())
        sheets = [n for n in node.iter("div") if n.get("class") == "tt-sheet"]
        lines = [len(list(sheet.iter("i"))) + len(list(sheet.iter("li"))) for sheet in sheets]
        assert lines == [len(clauses[clauses["statement_id"] == one]) for one in ("S01", "S02")], "every clause"
    head = "".join(next(pages["en"].iter("h1")).itertext())
    assert "China says they agreed" in head and "as quoted" in head


def test_the_days_up_to_the_meeting_fold_behind_their_count_and_mark_the_claim(pages):
    week = cover.cover().week
    actor = week.set_index("event_id")["actor"].astype(str).to_dict() | {"S02": "kr", cover.ASKED: "us"}
    for code, node in pages.items():
        (folded,) = [n for n in node.iter("details") if any("cv-week" in c.get("class", "") for c in n)]
        acts = [n for n in folded.iter("li") if n.find("b") is not None]
        assert len(acts) == len(actor), code
        assert str(len(acts)) in "".join(folded.find("summary").itertext())
        marked = [n for n in acts if "claim" in n.get("class").split()]
        assert len(marked) == 1 and marked[0] is acts[-2], code


def test_seoul_and_washington_speak_in_their_own_words(pages):
    """In the language of the page where it is theirs; the tables have both as they were said."""
    clauses = load("statement_clauses").set_index(["statement_id", "clause_no"])
    seoul, washington = clauses.loc[("S09", 2)], clauses.loc[("S13", 3)]
    assert (seoul["lang"], washington["lang"]) == ("ko", "en")
    for code, node in pages.items():
        (voices,) = [n for n in node.iter("div") if n.get("class") == "cv-voices"]
        quotes = ["".join(q.itertext()) for q in voices.iter("q")]
        assert len(quotes) == 2 and all(quotes), code
        if code == "en":
            assert quotes == [seoul["translation"], washington["quote"]]
        if code == "ko":
            assert quotes[0] == seoul["quote"]


def test_the_deck_leads_to_the_report_that_washington_had_asked(pages):
    timeline = (SITE / "war/timeline.html").read_text(encoding="utf-8")
    for node in pages.values():
        deck = next(n for n in node.iter("div") if n.get("class") == "cv-deck")
        (link,) = [a.get("href") for a in deck.iter("a")]
        page, anchor = link.split("#")
        assert page == "war/timeline.html" and f'id="{anchor}"' in timeline
        shown = timeline[timeline.index(f'id="{anchor}"') :][:1500]
        assert "US asks Seoul not to fill" in shown


def test_every_picture_names_its_sources(pages):
    for node in pages.values():
        lines = [n for n in node.iter("div") if "cv-source" in n.get("class", "").split()]
        pictures = ("texts", "voices", "week", "score", "since")
        assert len(lines) == len(pictures) + sum(map(len, cover_html.ANSWERS.values()))
        for line in lines:
            links = [a.get("href") for a in line.iter("a")]
            assert links and all(link.startswith("appendix/sources.html#") for link in links)
            count = ["".join(n.itertext()) for n in line.iter("summary")]
            assert len(links) == 1 or re.findall(r"\d+", *count) == [str(len(links))], "documents counted are listed"


@pytest.mark.parametrize(("code", "name", "kept"), [("ko", "관세청", "KBS World"), ("zh", "中国商务部", "SBS")])
def test_source_lines_call_producers_as_they_call_themselves(pages, code, name, kept):
    lines = [n.text for n in pages[code].iter("div") if "cv-source" in n.get("class", "").split()]
    assert any(name in line for line in lines) and any(kept in line for line in lines)
    known = load("producers").set_index("name_en")[f"name_{code}"].dropna()
    assert not [(one, line) for one in known.index for line in lines if one in line]


def test_every_claim_has_a_tile_that_leads_to_it(pages):
    claims = load("claims")["claim_id"]
    ledger = (SITE / "verdict/claims.html").read_text(encoding="utf-8")
    for node in pages.values():
        board = next(n for n in node.iter("ul") if n.get("class") == "cv-score")
        tiles = {a.get("href").split("#")[1]: a for a in board.iter("a")}
        assert sorted(tiles) == sorted(f"claim-{one.lower()}" for one in claims)
        assert all(f'id="{anchor}"' in ledger and a.get("aria-label") for anchor, a in tiles.items())


def coded(*, strict: bool) -> pd.DataFrame:
    """Comparisons of both sides' own accounts of meetings with Korea, by hand: what each claims and names."""
    topics = pd.read_csv(paths.DATA / "readout_topics.csv", dtype=str, keep_default_na=False)
    side = pd.read_csv(paths.DATA / "readouts.csv").set_index("meeting_id")["side_b"]
    rows = []
    for _, pair in topics[topics["meeting_id"].map(side) == "kr"].groupby("pair_id"):
        row = {"topic": pair["topic"].iloc[0], "official": (pair["official_comparison"].str.lower() == "true").all()}
        for one in pair.itertuples():
            decided = strict and one.korean_decided_form.lower() == "true"
            row[f"{one.country_id}_claims"] = one.claims_agreement.lower() if not decided else "false"
            row[f"{one.country_id}_names"] = one.mentions.lower()
        rows.append(row)
    found = pd.DataFrame(rows).fillna("")
    return found[found["official"] & (found[["cn_claims", "kr_claims"]] != "").all(axis=1)]


def alone(found: pd.DataFrame, what: str, side: str) -> int:
    other = {"cn": "kr", "kr": "cn"}[side]
    return int(((found[f"{side}_{what}"] == "true") & (found[f"{other}_{what}"] == "false")).sum())


def test_a_square_per_lone_claim_of_agreement_that_on_chips_in_gold(pages, english):
    """Recounted here from the table: narrowly, and what the wide count changes."""
    narrow, wide = coded(strict=True), coded(strict=False)
    china, korea = alone(narrow, "claims", "cn"), alone(narrow, "claims", "kr")
    both = int(((narrow["cn_claims"] == "true") & (narrow["kr_claims"] == "true")).sum())
    names = ("cn_alone", "both_claim", "kr_alone_low", "claimed")
    assert [int(english[name]) for name in names] == [china, both, korea, china + both + korea]
    assert alone(wide, "claims", "cn") == china and alone(wide, "claims", "kr") > korea, "the wide count says more so"
    for node in pages.values():
        (squares,) = [n for n in node.iter("dl") if "cv-squares" in n.get("class", "").split()]
        lanes = [[n.get("class") for n in lane.iter("i")] for lane in squares.iter("dd")]
        assert lanes == [["chips"] + ["cn"] * (china - 1), ["both"] * both, ["kr"] * korea]


def test_the_accounts_of_the_meeting_stand_from_agreed_down_to_silence(pages):
    rungs = pd.read_csv(paths.DATA / "agreement_rungs.csv").sort_values("account_id", ascending=False)
    rungs = rungs[rungs["rung"] != "unanimously"]["rung"].tolist()  # another rendering of China's own text
    for code, node in pages.items():
        (board,) = [n for n in node.iter("ol") if n.get("class") == "cv-five"]
        assert [n.get("class") for n in board.iter("li")] == rungs, code
        said = ["".join(n.find("b").itertext()) for n in board.iter("li")]
        assert len(set(said)) == len(said) == 5, "five answers"


def test_exports_have_a_column_a_month_and_the_year_after_the_ban_its_color(pages, english):
    exports = pd.read_csv(paths.DATA / "kr_memory_exports_monthly.csv")
    exports = exports[(exports["product"] == "dram") & exports["destination"].isin(["cn", "hk"])]
    busd = exports.groupby("month")["value_musd"].sum() / 1000
    for node in pages.values():
        (drawn,) = [n for n in node.iter("div") if "cv-months" in n.get("class", "").split()]
        columns = [n for n in drawn if n.tag == "i"]
        heights = [float(re.search(r"height:([\d.]+)%", n.get("style"))[1]) for n in columns]
        assert heights == pytest.approx((100 * busd / busd.max()).tolist(), abs=0.06)
        kinds = {month: n.get("class") for n, month in zip(columns, busd.index, strict=True) if n.get("class")}
        after = [str(one) for one in pd.period_range("2023-06", "2024-05", freq="M")]
        assert kinds == dict.fromkeys(after, "after") | {busd.index[-1]: "last"}
        spoken = drawn.get("aria-label")
        assert drawn.get("role") == "img" and "<" not in spoken
        for value in (busd.iloc[-1], busd[after].mean()):
            assert f"{value:.1f}" in spoken or f"{10 * value:.0f}" in spoken


def test_what_was_sold_and_was_at_risk_is_drawn_on_the_scale_of_the_forecasts(pages, english):
    micron = pd.read_csv(paths.DATA / "dram_shares.csv").query("company_id == 'micron' and period == '2023Q2'")
    micron = micron[micron["preferred"]]["revenue_musd"].iloc[0]
    lost = 0.5 * 0.25 * 4 * micron / 1000 / 12  # half of the quarter of its sales with customers based in China
    assert float(english["void_high"]) == round(lost, 1)
    exports = pd.read_csv(paths.DATA / "kr_memory_exports_monthly.csv")
    exports = exports[(exports["product"] == "dram") & exports["destination"].isin(["cn", "hk"])]
    sold = exports.groupby("month")["value_musd"].sum()["2023-06":"2024-05"].mean() / 1000
    for node in pages.values():
        (drawn,) = [n for n in node.iter("div") if "cv-void" in n.get("class", "").split()]
        marks = {n.get("class"): dict(re.findall(r"([\w-]+):([\d.]+)%", n.get("style"))) for n in drawn.iter("i")}
        left, wide = ({kind: float(at[name]) for kind, at in marks.items()} for name in ("left", "width"))
        assert left["lost"] == wide["sold"] == 0
        assert left["range"] + wide["range"] == pytest.approx(100, abs=0.15), "the highest forecast ends the scale"
        scale = sold / left["sold"]
        assert scale * wide["lost"] == pytest.approx(lost, abs=0.002)
        told = [scale * left["range"], scale * 100]
        assert told == pytest.approx([float(english["void_least"]), float(english["void_most"])], abs=0.06)
        assert wide["range"] > 3 * wide["lost"], "far apart"


def test_the_columns_are_as_high_as_the_figures_at_their_ends(pages):
    for node in pages.values():
        (board,) = [n for n in node.iter("ol") if "cv-columns" in n.get("class", "").split()]
        said = [[float("".join(b.itertext())) for b in n.iter("b")] for n in board.iter("li")]
        high = [
            {i.get("class"): float(re.search(r"height:(\d+)px", i.get("style"))[1]) for i in n.iter("i")}
            for n in board.iter("li")
        ]
        scale = max(one["rest"] + one["micron"] for one in high) / max(whole for whole, _ in said)
        assert [one["micron"] for one in high] == pytest.approx([scale * part for _, part in said], abs=1.1)
        whole = [one["rest"] + one["micron"] for one in high]
        assert whole == pytest.approx([scale * one for one, _ in said], abs=1.1)


def test_the_claims_that_do_not_hold_stand_in_words(pages):
    rulings = cover.cover().rulings
    wrong = rulings.loc[rulings["verdict"].isin(["false", "unproven"]), "claim_id"]
    assert len(wrong) and set(wrong) < set(cover_claims_words.FAILS)
    for code, node in pages.items():
        text = "".join(node.itertext()).replace("\u2019", "'")
        for one in wrong:
            claim, evidence = (re.split(r"\{\w+\}", words) for words in cover_claims_words.FAILS[one][code])
            assert all(words in text for words in (*claim, *evidence))


def test_the_figures_recompute_from_the_tables(english):
    index = pd.read_csv(paths.DATA / "bok_dram_price_index.csv")
    index = index[index["basis"] == "contract_currency"].sort_values("month").set_index("month")["index_2020"]
    claims = len(pd.read_csv(paths.DATA / "claims.csv"))
    exports = pd.read_csv(paths.DATA / "kr_memory_exports_monthly.csv")
    dram = exports[(exports["product"] == "dram") & exports["destination"].isin(["cn", "hk"])]
    value = dram.groupby("month")["value_musd"].sum()
    year = value["2023-06":"2024-05"]
    assert len(year) == 12 and index.index[-1] == value.index[-1]
    expected = {
        "total": claims,
        "void_after": round(year.mean() / 1000, 1),
        "month_sold": round(value.iloc[-1] / 1000, 1),
    }
    assert {name: float(english[name]) for name in expected} == expected
    quarters = pd.read_csv(paths.DATA / "company_quarters.csv").query(
        "company_id == 'samsung' and segment == 'company' and metric == 'operating_profit' and preferred"
    )
    profit = quarters.set_index("period")["value"]
    assert profit.index[-1] == "2026Q3"
    assert float(english["profit_times"]) == round(profit["2026Q3"] / profit["2025Q3"], 1)
    sold = pd.read_csv(paths.DATA / "dram_shares.csv").query("publisher == 'trendforce' and preferred")
    sold = sold[sold["period"] == sold.loc[sold["company_id"] == "cxmt", "period"].max()].set_index("company_id")
    assert f"{english['sold_year']}Q{english['sold_quarter']}" == sold["period"].iloc[0]
    dollars = sold["revenue_musd"]
    three = 100 * dollars[["samsung", "sk_hynix", "micron"]].sum() / dollars["all_makers"]
    assert float(english["three_dram"]) == pytest.approx(three, abs=0.16)
    assert index["2023-05"] < 1.05 * index.min(), "near its low"
    more = value.iloc[-1] / value["2023-05"] / (index.iloc[-1] / index["2023-05"])
    assert int(english["volume_times"]) == int(more) >= 2
    assert float(english["price_times"]) == round(index.iloc[-1] / index["2023-05"], 1)
    made = pd.read_csv(paths.DATA / "china_makers.csv").query("company_id == 'cxmt' and publisher == 'counterpoint'")
    made = made[made["measure"] == "share_of_world_revenue"].set_index("period")["value"]
    newest = f"{english['cx_now_year']}Q{english['cx_now_quarter']}"
    assert made.index[0] == english["cx_then_year"] and made.index[-1] == newest
    assert (float(english["cx_then"]), float(english["cx_now"])) == (made.iloc[0], made.iloc[-1])
    assert sum(float(english[f"n_{verdict}"]) for verdict in SCALE) == claims


def test_the_end_of_licenses_and_truce_stand_on_the_days_that_the_events_name(pages):
    titles = load("events").set_index("event_id")["title"]
    year = re.findall(r"Annual (\d{4}) tool", titles["E20251230a"])[0]
    assert titles["E20260924a"].endswith("10 January 2027")
    for node in pages.values():
        ahead = [n for n in node.iter("a") if n.get("class") == "ahead"]
        days = [n.get("datetime") for item in ahead for n in item.iter("time")]
        assert days == [f"{year}-12-31", "2027-01-10"]
        events = [item.get("href").split("#")[1] for item in ahead]
        assert events == ["event-E20251230a", "event-E20260924a"]


def test_every_sentence_of_a_language_stands_on_its_page(monkeypatch):
    """The `say` of all parts is heard: what nobody says is not translated in vain."""
    asked, words = set(), cover_words.WORDS["en"]

    class Heard(dict):
        def __getitem__(self, key):
            asked.add(key)
            return super().__getitem__(key)

    monkeypatch.setitem(cover_words.WORDS, "en", Heard(words))
    found = cover.cover()
    parts = ("deck", "texts", "two_voices", "score", "unknown", "more")
    for part in parts:
        getattr(cover_html, part)(found, "en")
    for part in cover_html.ANSWERS:
        cover_html.answers(found, part, "en")
    assert asked == set(words)
    assert all(set(said) == set(words) for said in cover_words.WORDS.values())
