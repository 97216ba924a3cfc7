from __future__ import annotations

import json
import re
import shutil
from functools import cache

import html5lib
import nbformat
import pandas as pd
import pytest

from chips.verdict import ledger, ledger_html, limits, limits_charts, scoreboard_charts
from chips.verdict.rules import SCALE
from explainer import paths
from explainer.evidence import check, cite, tables, trace
from explainer.figures import theme
from explainer.figures.picture import NARROW, WIDE
from explainer.pages import glossary
from explainer.pages.prose import fixed
from explainer.site import execute, modules
from explainer.site.chapter import Chapter
from tests.browser import SITE, parsed
from tests.figures.test_theme import contrast
from tests.scene import drawn, filled

#: how the evidence was seen, counted once for all tests; nobody writes into it.
seen_now = cache(limits.seen)
CLAIMS = ledger.rulings()
LINKS = tables.load("claim_links")
PLANNED = {
    "war/timeline", "war/choke-points", "war/decoupling", "statements/two-readouts", "statements/how-unusual",
    "statements/why-the-urgency", "memory/the-market", "memory/micron-verdict", "memory/filling-the-void",
    "memory/market-reaction",
}  # fmt: skip


def parse(text):
    return html5lib.parseFragment(text, treebuilder="etree", namespaceHTMLElements=False)


@pytest.mark.parametrize("claim", CLAIMS["claim_id"])
def test_every_claim_has_a_source_and_a_link_into_a_chapter(claim):
    row = CLAIMS.set_index("claim_id").loc[claim]
    assert len(cite.sources(cite.ids([row["source_id"]]))) >= 1
    mine = LINKS[LINKS["claim_id"] == claim]
    assert len(mine) >= 1
    assert set(mine["page"]) <= PLANNED
    assert (tables.load("claim_evidence")["claim_id"] == claim).any()


def test_links_name_figures_that_their_chapters_make():
    for row in LINKS.dropna(subset=["figure_id"]).to_dict("records"):
        path = paths.CHAPTERS / f"{row['page']}.md"
        if path.exists():
            assert f'id="{row["figure_id"]}"' in path.read_text(encoding="utf-8"), row


def test_the_ledger_has_one_entry_with_anchor_per_claim():
    page = parse(ledger_html.claim_entries(CLAIMS))
    sections = list(page.iter("section"))
    assert [s.get("id") for s in sections] == [f"claim-{c.lower()}" for c in CLAIMS["claim_id"]]
    for section, row in zip(sections, CLAIMS.to_dict("records"), strict=True):
        text = "".join(section.itertext())
        for part in (row["claim"], row["reason"], row["what_would_change"], row["label"], row["certainty"]):
            assert part in text
        addresses = [a.get("href") for a in section.iter("a")]
        assert any("appendix/sources.html#" in a for a in addresses)
        assert any(re.search(r"(war|statements|memory)/[a-z-]+\.html", a) for a in addresses)


def test_many_sources_fold():
    cell = cite.join(tables.load("sources")["source_id"].head(6))
    folded, whole = ledger_html.sources_of(cell, most=4), ledger_html.sources_of(cell)
    assert folded.count("<a ") == whole.count("<a ") == 6
    assert "and 2 more" in folded and "<details" not in whole


def test_a_verdict_unlike_that_of_the_research_shows_both():
    row = CLAIMS.iloc[0].to_dict() | {"verdict": "contested", "label": "Contested", "agrees": False}
    events = tables.load("events").set_index("event_id")
    text = ledger_html.claim_entry(row, tables.load("claim_evidence"), LINKS, events, pd.NA)
    assert "Contested" in text and "research before this book had <b>supported</b>" in text
    same = ledger_html.claim_entry(CLAIMS.iloc[0].to_dict(), tables.load("claim_evidence"), LINKS, events, pd.NA)
    assert "research before this book" not in same
    shown = CLAIMS.set_index("claim_id")["agrees"]
    assert shown["C02"] and shown["C17"], "its one word stood for false and for unproven"
    assert not shown["C16"] and not shown["C21"]
    assert "before this book had <b>unsupported</b>" in ledger_html.claim_entries(CLAIMS)


def test_claims_table_links_to_the_ledger_and_knows_its_claims(monkeypatch):
    monkeypatch.setenv("EXPLAINER_CHAPTER", "war/timeline")
    text = ledger_html.claims_table(["C16", "C02", "C17"])
    assert text.index("#claim-c16") < text.index("#claim-c02")
    assert 'href="../verdict/claims.html#claim-c16"' in text
    assert all(f">{label}<" in text for label in ("Partly right", "False", "Unproven"))
    with pytest.raises(KeyError, match="C77"):
        ledger_html.claims_table(["C77"])


def test_a_page_with_claims_depends_on_their_verdicts_not_on_the_tables_behind_them(tmp_path, monkeypatch):
    log = tmp_path / "reads"
    monkeypatch.setenv("EXPLAINER_LOADS", str(log))
    ledger_html.claims_table(["C05", "C16"])
    reads = [json.loads(line) for line in log.read_text().splitlines()]
    assert [r.get("key") for r in reads] == ["C05", "C16"]
    assert {"claims", "claim_reviews", "statement_clauses"} <= set(modules.needed_tables({"reads": reads}))
    chapter = Chapter("x", tmp_path / "x.md", tmp_path, nbformat.v4.new_notebook())
    record = {
        "code": execute._hash([]),
        "package": modules.package_digest(chapter),
        "reads": reads,
        "files": {},
        "digests": execute._digests(reads, ""),
    }
    (tmp_path / "record.json").write_text(json.dumps(record))
    assert execute.fresh(chapter, "")
    now = ledger.shown()
    monkeypatch.setattr(execute, "_values", lambda function, evidence: now | {"C01": "another verdict"})
    assert execute.fresh(chapter, "")
    monkeypatch.setattr(execute, "_values", lambda function, evidence: now | {"C16": "another verdict"})
    assert not execute.fresh(chapter, "")
    monkeypatch.setattr(execute, "_values", lambda function, evidence: [].pop())
    assert not execute.fresh(chapter, "")  # a rule that fails must not hide behind the kept page


def test_corrections_are_all_listed_with_anchor_and_claim():
    found = tables.load("corrections")
    page = parse(ledger_html.corrections_table())
    rows = [e.get("id") for e in page.iter("tr") if e.get("id")]
    assert rows == [f"correction-{c.lower()}" for c in found["correction_id"]]


def test_the_tally_counts_every_claim_once():
    counts = ledger.tally(CLAIMS)
    assert list(counts) == list(SCALE) and sum(counts.values()) == len(CLAIMS)
    assert ledger.tally(pd.DataFrame({"verdict": ["partly", "partly"]}))["partly"] == 2


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_tiles_of_the_scoreboard_stand_apart_and_inside(width):
    crowd = pd.concat([CLAIMS, CLAIMS[CLAIMS["verdict"] == "supported"]], ignore_index=True)
    for frame in (CLAIMS, crowd):
        placed, words, height = scoreboard_charts.tiles(frame, width)
        assert len(placed) == len(frame)
        assert placed["x"].min() >= 0 and placed["x2"].max() <= width and placed["y2"].max() <= height
        spots = list(placed[["x", "x2", "y", "y2"]].itertuples(index=False))
        assert all(
            a.x2 <= b.x or b.x2 <= a.x or a.y2 <= b.y or b.y2 <= a.y
            for i, a in enumerate(spots)
            for b in spots[i + 1 :]
        )
        held = [text for text in words["text"] if text.endswith(" supported")]
        tops = [int(text.split(" of ")[0]) for text in held]
        assert len(held) == len(ledger.PARTS) and sum(tops) == ledger.tally(frame)["supported"]


def test_a_claim_whose_short_name_is_empty_taken_or_too_long_is_refused(tmp_path, edit):
    data = shutil.copytree(paths.DATA, tmp_path / "data")
    faults = {"required": "", "unique": "Ahn’s title", "maxLength": "The meeting in Detroit, Michigan"}
    for row, name in enumerate(faults.values()):
        edit(data, "claims", row, "short_name", name)
    assert {p.rule.split(":")[0] for p in check.check(data, only=["claims"]) if p.column == "short_name"} == set(faults)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_tiles_bear_the_short_names_of_the_claims(width):
    drawn = json.dumps(scoreboard_charts.scoreboard(CLAIMS, width).to_dict(), ensure_ascii=False)
    assert not [name for name in tables.load("claims")["short_name"] if f'"short_name": "{name}"' not in drawn]
    assert '"text": {"field": "short_name"' in drawn


# --- for machines ---------------------------------------------------------------------------------------------------


# --- limits of the evidence -----------------------------------------------------------------------------------------


def test_rows_seen_add_up_to_the_tables():
    found = seen_now()
    assert (found["primary"] + found["reported"] == found["rows"]).all()
    counted = [t for t in tables.names() if "confidence" in tables.fields(t) and t not in limits.APART]
    assert found["rows"].sum() == sum(len(tables.load(t)) for t in counted) and found["tables"].sum() == len(counted)
    assert found["reported_pct"].is_monotonic_decreasing


def test_rows_seen_are_counted_in_the_package_that_is_given():
    fields = {"fields": [{"name": "day"}, {"name": "confidence"}]}
    package = {
        "resources": [
            {"name": "visits", "topic": "talks", "schema": fields, "gaps": ["no visit in winter"]},
            {"name": "calls", "topic": "talks", "schema": fields},
            {"name": "prices", "topic": "market", "schema": {"fields": [{"name": "day"}]}},
        ]
    }
    frames = {
        "visits": pd.DataFrame({"confidence": ["primary", "reported"], "source_id": ["a", "a;b"]}),
        "calls": pd.DataFrame({"confidence": ["reported"], "source_id": ["c"]}),
    }
    row = limits.seen(frames.__getitem__, package)
    assert row.drop(columns="reported_pct").to_dict("records") == [
        {"topic": "talks", "rows": 3, "reported": 2, "tables": 2, "gaps": 1, "source_id": "a;b;c", "primary": 1}
    ]
    assert row["reported_pct"].item() == pytest.approx(200 / 3)


def test_one_row_more_in_the_press_moves_the_share():
    def load(table):
        frame = tables.load(table)
        return frame.assign(confidence="reported") if table == "chain_shares" else frame

    before, after = (one.set_index("topic")["reported"] for one in (seen_now(), limits.seen(load)))
    assert (after - before).sum() == (tables.load("chain_shares")["confidence"] == "primary").sum() > 0


def test_kinds_of_rows_add_up_to_a_hundred_percent_of_their_topic():
    found = pd.DataFrame({"topic": ["the war", "trade"], "rows": [8, 5], "reported": [6, 0], "source_id": ["a", "b"]})
    kinds = limits.kinds_seen(found.assign(primary=found["rows"] - found["reported"]))
    assert kinds.set_index(["topic", "how"])["share_pct"].to_dict() == {
        ("The war", "primary"): 25.0,
        ("The war", "reported"): 75.0,
        ("Trade", "primary"): 100.0,
        ("Trade", "reported"): 0.0,
    }
    assert list(kinds["count"]) == [2, 5, 6, 0]


def test_all_topics_stand_above_their_parts():
    found = pd.DataFrame({"topic": ["a", "b"], "rows": [300, 100], "reported": [30, 100], "primary": [270, 0]})
    found = found.assign(tables=1, gaps=0, source_id=["s", "t"], reported_pct=[10.0, 100.0])
    kinds = limits.kinds_seen(limits.with_all(found))
    whole = kinds[kinds["topic"] == "All topics"].set_index("how")
    assert kinds["topic"].iloc[0] == "All topics" and whole["share_pct"].to_dict() == {
        "primary": 67.5,
        "reported": 32.5,
    }
    spec = limits_charts.evidence_seen(limits.kinds_seen(limits.with_all(found.assign(rows=found["rows"] * 10))))(WIDE)
    assert "All topics (4,000)" in {row.get("t") for rows in spec.to_dict()["datasets"].values() for row in rows}


def marks(spec):
    """Marks of a layered chart by type."""
    return {layer["mark"]["type"]: layer for layer in spec["layer"]}


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_year_without_a_figure_is_an_empty_box(width):
    years = pd.DataFrame({"series": ["one", "one", "two"], "year": [2022, 2023, 2022], "has": [True, False, False]})
    spec = limits_charts.missing_years(years)(width).to_dict()
    filled, empty, *key = spec["layer"]
    assert (filled["transform"], empty["transform"]) == ([{"filter": "datum.has"}], [{"filter": "!datum.has"}])
    assert "stroke" in empty["mark"] and "stroke" not in filled["mark"]
    assert filled["mark"]["color"] == key[0]["mark"]["fill"] and "color" not in filled["encoding"]  # as the key has it
    assert {row["t"] for layer in key for row in spec["datasets"][layer["data"]["name"]]} == {"found", "not found"}
    assert spec["layer"][0]["encoding"]["y"]["sort"] == ["one", "two"] and spec["height"] == 2 * (
        52 if width == NARROW else 36
    )


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_bars_of_what_was_seen_end_in_the_share_as_reported(width):
    kinds = limits.kinds_seen(seen_now())
    spec = limits_charts.evidence_seen(kinds)(width).to_dict()
    rows = [row for rows in spec["datasets"].values() for row in rows if "said" in row]
    ends = {row["topic"]: row["text"] for row in rows if row["how"] == "reported"}
    assert list(ends.values()) == [f"{fixed(share)}%" for share in seen_now()["reported_pct"]]
    assert len({row["x2"] for row in rows if row["how"] == "reported"}) == 1
    assert all(row["x2"] - row["x"] > 0 for row in rows) and len({row["y"] for row in rows}) == len(kinds) / 2


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_share_has_its_number_beside_the_bar_however_small_its_part(width):
    found = pd.DataFrame({"topic": ["a topic", "b"], "rows": 1000, "reported": [988, 40], "primary": [12, 960]})
    found = found.assign(source_id="s", reported_pct=found["reported"] / 10)
    marks, words = drawn(limits_charts.evidence_seen(limits.kinds_seen(found)), width)
    light, dark = (
        [box for box in filled(marks, theme.color(one)) if box[3] - box[1] > 20] for one in ("none", "muted")
    )
    begin, end = min(x for x, *_ in light), max(x for _, _, x, _ in dark)
    assert {"1%", "99%", "96%", "4%", "A topic (1,000)"} <= set(words)
    for first, last in (("1%", "99%"), ("96%", "4%")):
        assert begin - 45 < words[first][0] and words[first][2] < begin and end < words[last][0], (first, last)
        assert abs(words[first][1] - words[last][1]) < 1
    page = (SITE / "verdict" / "what-we-do-not-know.html").read_text("utf-8")
    assert "counts as primary" not in page and "from one complete data set, seen in the document itself" in page


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_how_the_evidence_was_seen_wears_no_color_of_an_actor(width):
    """Nothing in the picture looks like a country or a firm; its parts stand out from the page and from each other."""
    spec = limits_charts.evidence_seen(limits.kinds_seen(seen_now()))(width).to_dict()
    bars = [layer["mark"] for layer in spec["layer"] if layer["mark"]["type"] == "rect"]
    used = {look[key] for look in bars for key in ("fill", "stroke")}
    names = {name for name, (light, _) in theme.NEUTRAL.items() if light in used}
    assert len(bars) == 2 and len(names) == len(used) and "accent" not in names
    for dark, ground in enumerate((theme.LIGHT_GROUND, theme.DARK_GROUND)):
        fills, rims = (
            [next(pair[dark] for pair in theme.NEUTRAL.values() if pair[0] == look[key]) for look in bars]
            for key in ("fill", "stroke")
        )
        assert min(contrast(rim, ground) for rim in rims) >= 3 and contrast(*fills) >= 3


def test_unseen_cells_on_a_hand_made_table():
    cells = pd.DataFrame(
        {
            "pair_id": ["P1", "P1", "P2", "P3", "P3"],
            "mentions": [True, False, True, None, True],
            "basis": ["full_text", "press_says_absent", "excerpt", "excerpt", "full_text"],
        }
    )
    found = limits.unseen_cells(lambda table: cells)
    assert found == {"pairs": 3, "sides": 6, "missing": 2, "absent_by_press": 1, "full_text": 2}


def test_coverage_shows_the_gap_and_closes_it_when_a_figure_comes():
    found = limits.coverage(2018, 2025)
    assert len(found) == 8 * len(limits.NEEDS)
    imports = found[found["series"] == "Korea's share of China's memory imports"].set_index("year")["has"]
    assert imports[2022] and not imports[2023:2025].any()

    def load(table):
        frame = tables.load(table)
        if table != "cn_ic_trade":
            return frame
        stated = frame[
            (frame["product"] == "memory") & (frame["measure"] == "partner_share") & (frame["partner"] == "kr")
        ]
        return pd.concat([frame, stated.tail(1).assign(period_end=pd.Timestamp("2024-12-31"))], ignore_index=True)

    later = limits.coverage(2018, 2025, load)
    assert later["has"].sum() == found["has"].sum() + 1
    assert (found["source_id"].notna() == found["has"]).all()


def test_open_questions_are_ranked_without_gaps_and_name_known_claims():
    found = tables.load("open_questions")
    assert list(found["rank"]) == list(range(1, len(found) + 1))
    known = set(tables.load("claims")["claim_id"])
    for row in found.to_dict("records"):
        assert set(row["claim_ids"].split(";")) <= known and row["page"] in PLANNED


def test_the_glossary_is_in_order_and_tags_languages():
    found = tables.load("glossary")
    assert list(found["term"]) == sorted(found["term"], key=str.lower)
    page = parse(glossary.glossary())
    ids = [e.get("id") for e in page.iter("dt")]
    assert ids == [f"term-{one}" for one in found["term_id"]]
    assert {e.get("lang") for e in page.iter("span") if e.get("lang")} == {"ko", "zh"}


def plain(page):
    return " ".join("".join(parsed(SITE / page)[0].itertext()).split())


def test_no_page_but_the_ledger_and_the_methods_types_a_verdict():
    """What a chapter says of a verdict it takes from the ledger; a name of a verdict in its own words would stay."""
    names = "|".join(label.lower() for key, (label, *_) in SCALE.items() if key not in ("supported", "false"))
    typed = re.compile(rf"\b({names})\b|\\*(supported|false)\\*")
    for name in sorted(PLANNED | {"verdict/what-we-do-not-know"}):
        text = (paths.CHAPTERS / f"{name}.md").read_text(encoding="utf-8")
        assert typed.findall(text) == [], name


def test_the_chapter_on_decoupling_says_the_verdict_that_the_ledger_has():
    root = parsed(SITE / "verdict" / "claims.html")[0]
    (entry,) = [e for e in root.iter("section") if e.get("id") == "claim-c14"]
    (tag,) = [e for e in entry.iter("span") if "tag" in e.get("class", "").split()]
    assert f"The verdict of the ledger is {tag.text.lower()}." in plain("war/decoupling.html")


def test_a_chapter_that_says_a_verdict_is_made_again_when_it_turns():
    with trace.heard() as told:
        assert ledger.word("C14") == CLAIMS.set_index("claim_id").loc["C14", "label"].lower()
    (reads,) = [one for one in told if "depends" in one]
    assert (reads["depends"], reads["key"]) == ("chips.verdict.ledger:shown", "C14")
    assert "claims" in reads["tables"] and not [one for one in told if "table" in one]


def test_the_methods_name_every_verdict_of_the_scale():
    said = re.search(r"one of the verdicts (.+?)\. False means", plain("appendix/methods.html"))[1]
    assert said.split(", ") == [label.lower() for label, *_ in SCALE.values()]


def test_the_grid_of_years_ends_with_the_last_year_that_is_over():
    with (SITE / "figures" / "missing-years.csv").open(encoding="utf-8-sig") as told:
        drawn = pd.read_csv(told)
    over = tables.load("events")["date"].max().year - 1
    assert drawn["year"].max() == over and set(drawn["figure"]) == {"yes", "no"}
    assert f"2018 to {over}" in plain("verdict/what-we-do-not-know.html")

    def load(name):
        found = tables.load(name)
        return found.assign(date=found["date"] + pd.DateOffset(years=2)) if name == "events" else found

    assert limits.coverage(load=load)["year"].max() == over + 2
