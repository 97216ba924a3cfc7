"""The built chapters on the war: counts in the text, titles and marks against the data."""

from __future__ import annotations

import json
import re
from functools import cache
from xml.etree import ElementTree

import pandas as pd
import pytest

from explainer import paths
from explainer.evidence.tables import load
from explainer.pages import prose
from tests import second_path
from tests.browser import SITE, parsed

pytestmark = pytest.mark.browser
PAGE = SITE / "war" / "timeline.html"


@cache
def text_of(path):
    tree, _ = parsed(path)
    return tree, " ".join("".join(tree.itertext()).split())


def test_counts_in_the_text_equal_the_data():
    events, links = load("events"), load("event_links")
    tree, text = text_of(PAGE)
    again = set(links.loc[links["relation"].astype("str") == "effect", "event_id"])  # no measures of their own
    once = events[~events["event_id"].isin(again)]
    way = once["direction"].astype("str").value_counts()
    assert f"Of {len(once)} recorded moves" in text
    assert f"{way['tightening']} tighten trade in chips and {way['easing']} ease it" in text
    done = once[once["status"].astype("str") == "issued_or_done"]
    net = done.assign(step=done["direction"].astype("str").map({"tightening": 1, "easing": -1, "neutral": 0}))
    month = re.search(r"widest in (\w+ 20\d\d), \+(\d+) against \+(\d+)", text)
    upto = (
        net[net["date"] < pd.Timestamp(month[1]) + pd.offsets.MonthEnd(0)].groupby("actor", observed=True)["step"].sum()
    )
    assert (
        abs(upto["us"] - int(month[2])) <= 1 and abs(upto["cn"] - int(month[3])) <= 2
    )  # the day lies within the month
    rows = [e.get("id") for e in tree.iter("li") if (e.get("id") or "").startswith("event-")]
    assert sorted(rows) == sorted("event-" + i for i in events["event_id"])
    status = once["status"].astype("str").value_counts()
    assert f"{status['proposed']} moves were only proposed" in text and f"{status['reported']} rest on" in text


@pytest.mark.parametrize("name", ["chain-holdings", "memory-chip-path", "china-korea-holdings", "chain-substitution"])
def test_figures_on_the_chain_dataset_name_its_licence(name):
    tree, _ = text_of(SITE / "war" / "choke-points.html")
    figure = next(e for e in tree.iter("figure") if e.get("id") == name)
    note = next(e for e in figure.iter("p") if e.get("class") == "xf-note")
    assert re.search(r"CC BY-NC 4\.0", "".join(note.itertext()))


# --- sentences that were wrong once -----------------------------------------------------------------------------------


def page_text(name):
    return text_of(SITE / f"{name}.html")[1]


def title_of(name, figure_id):
    tree, _ = text_of(SITE / f"{name}.html")
    figure = next(e for e in tree.iter("figure") if e.get("id") == figure_id)
    return " ".join("".join(next(e for e in figure.iter() if e.get("class") == "xf-title").itertext()).split())


def test_the_war_has_a_truce_and_no_phases():
    for name in ("war/timeline", "index", "appendix/figures"):
        assert not re.search(r"\b(?:three|two|four|tightening) phases\b|war-phases", page_text(name)), name
    text = page_text("war/timeline")
    assert "One truce interrupts it" in text and "nothing firmer" in text
    assert "Where a formal search cuts the list, by the shortest run" in text


def test_what_was_issued_is_not_called_in_force():
    for name in ("war/timeline", "war/choke-points", "verdict/claims"):
        text = page_text(name)
        assert not re.search(r"[Ii]n force or done|in force only|listings in force|In force, without", text), name


def test_a_measure_stands_once_in_the_count_of_controls():
    events, links = load("events"), load("event_links")
    done = events[(events["direction"] == "tightening") & (events["status"] == "issued_or_done")]
    done = done[~done["instrument"].isin(["diplomacy", "court_or_fine", "subsidy", "corporate", "market"])]
    again = set(links.loc[links["relation"] == "effect", "event_id"])
    mine = done[(done["actor"] == "cn") & ~done["event_id"].isin(again)]
    title = title_of("war/choke-points", "chain-controls")
    share = f"{int((mine['stage_of_chain'] == 'materials').sum())} of China’s {len(mine)}"
    assert f"Materials are the first target of {share} measures" in title, "a measure counts where it touches first"
    american = done[(done["actor"] == "us") & ~done["event_id"].isin(again)]
    assert title.endswith(f", none of America’s {len(american)}")
    chips = int(american["stage_of_chain"].isin(["equipment", "memory", "chips_logic", "ai_accelerators"]).sum())
    text = page_text("war/choke-points")
    assert f"Of {len(american)} American ones, {chips} touch chips" in text
    assert "each under the stage it touches first" in text and "So the timeline has" not in text


def drawn_words(figure_id):
    """The words of a figure's picture as one would read them: the file that a reader downloads."""
    tree = ElementTree.parse(SITE / "figures" / f"{figure_id}.svg")
    return ["".join(e.itertext()).strip() for e in tree.iter() if e.tag.endswith("text")]


def test_printed_parts_add_up_to_what_the_title_says():
    title = title_of("war/choke-points", "china-korea-holdings")
    words = drawn_words("china-korea-holdings")
    parts = [int(w.split(" million")[0].strip("$")) for w in words if w.startswith("$") and "million" in w]
    told = r"five strong classes of tools sell for ([\d.]+) billion .*four for ([\d.]+); .*memory, ([\d.]+) billion"
    china, korea, memory = re.search(told, title).groups()
    sums = [w[1:].removesuffix(" billion") for w in words if re.fullmatch(r"\$[\d.]+ billion", w)]
    tools = {f"{sum(some) / 1000:.1f}" for some in (parts[:5], parts[5:])}
    assert len(parts) == 9 and tools < set(sums) and {china, memory} < set(sums)
    assert [china, korea] == [f"{sum(some) / 1000:.1f}" for some in (parts[:5], parts[5:])]
    assert sums.count(memory) == 2, "as a bar, and beside its share"

    title = title_of("war/decoupling", "billings-region")
    china, world = map(float, re.search(r"rose by ([\d.]+) billion dollars in China, by ([\d.]+)", title).groups())
    words = drawn_words("billings-region")
    start = next(float(w) for w in words if re.fullmatch(r"\d+\.\d", w))
    end = next(float(w.split()[1]) for w in words if w.startswith("China "))
    whole = next(w for w in words if w.startswith("Whole world:"))
    before, after = map(float, re.findall(r"(\d+\.\d) in \d{4}", whole))
    assert round(end - start, 1) == china and round(after - before, 1) == world


def test_sales_of_what_a_country_is_strong_in_are_no_measure_of_harm():
    rows = pd.read_csv(SITE / "figures" / "china-korea-holdings.csv", encoding="utf-8-sig")
    assert not rows["input"].str.contains("by site").any(), "the note says that plants are left out"
    text = page_text("war/choke-points")
    assert "Plants and raw materials, China’s other holds, are left out." in text
    assert "Sales show the size of a market, not the harm of its loss." in text and "a hold on little" not in text


def test_tools_from_a_country_are_not_the_sales_of_its_firms():
    rows = load("vendor_china_share").query("company_id == 'applied_materials'").sort_values("period_end")
    rows = rows[rows["period_end"] > "2023-01-01"]["china_share_pct"].map(prose.fixed).tolist()
    text = page_text("war/decoupling")
    told = (
        "China bought {} percent of what Applied Materials sold in the quarter after the rules, {} a year later and {}"
    )
    assert told.format(*rows) in text and len(rows) == 3, "the firm's share rose while that of the country fell"
    assert "one part of the flow, American tools" not in text and "of China’s purchases" not in text


def test_a_rise_from_a_slump_stands_beside_the_year_before_it():
    months = load("kr_memory_exports_monthly").query("product == 'memory'")
    year = months.groupby([months["month"].str[:4], months["destination"].astype("str")])["value_musd"].sum() / 1000
    text = page_text("war/decoupling")
    (cn, was), (both, both_was) = (
        [prose.fixed(sum(year[y, p] for p in places)) for y in ("2024", "2022")] for places in (["cn"], ["cn", "hk"])
    )
    assert f"mainland came to {cn} billion dollars in 2024 after {was} in 2022" in text
    assert f"with Hong Kong to {both} billion after {both_was}" in text and "not withdrawal" not in text
    shares = [prose.fixed(s) for s in billed("cn") / billed("world") * 100]
    assert f"world spending was {shares[0]} percent in 2022, {shares[1]} in 2024" in text


def billed(region):
    rows = load("equipment_billings").astype({"region": "str", "freq": "str"}).query("freq == 'annual'")
    return rows[rows["region"] == region].set_index("period").loc[["2022", "2024"], "value_busd"]


def test_the_finding_says_of_what_the_moves_of_two_actors_are_a_part():
    rows = pd.read_csv(SITE / "figures" / "war-overview.csv", encoding="utf-8-sig")
    of = rows["actor"].value_counts()
    told = rf"Of {len(rows)} recorded moves from .*, {of['United States']} are American and {of['China']} Chinese;"
    assert re.search(told, page_text("war/timeline"))
    truce = pd.read_csv(SITE / "figures" / "war-truce.csv", encoding="utf-8-sig")
    days = pd.to_datetime(truce.loc[truce["apart"].astype(str).str.lower().isin(["true", "yes", "1"]), "date"])
    assert f"within {(days.max() - days.min()).days + 1} days of late 2025" in page_text("war/timeline")


def test_estimates_of_another_year_than_most_have_it_on_their_row():
    rows = pd.read_csv(SITE / "figures" / "china-korea-holdings.csv", encoding="utf-8-sig")
    usual, words = rows["year"].value_counts().index[0], drawn_words("china-korea-holdings")
    other = rows[rows["year"] != usual]
    dated = dict(re.fullmatch(r"(.*) \((20\d\d)\)", w).groups() for w in words if re.search(r" \(20\d\d\)$", w))
    assert dated.pop("Korea’s memory chips") == dated["Memory chips"], "as a bar of the title too"
    assert dated == {i: str(y) for i, y in zip(other["input"], other["year"], strict=True)} and dated
    assert "Estimates: share of the country’s firms times world sales" in page_text("war/choke-points")
    assert f"of {usual} where no year is given" in page_text("war/choke-points")


def test_the_shares_before_and_after_the_truce_count_the_squares_drawn():
    rows = pd.read_csv(SITE / "figures" / "war-truce.csv", encoding="utf-8-sig")
    apart = rows["apart"].astype(str).str.lower().isin(["true", "yes", "1"]).to_numpy().nonzero()[0]
    words = drawn_words("war-truce")
    for when, part in (("Before", rows.iloc[: apart[0]]), ("After", rows.iloc[apart[-1] + 1 :])):
        firm = int((part["direction"].str.lower() == "tightening").sum())
        share = prose.fixed(100 * firm / len(part))
        assert f"{when} the truce {firm} of {len(part)} tighten, {share} percent" in words
        assert f"{share} percent" in title_of("war/timeline", "war-truce")


def test_the_balance_counts_the_solid_squares_of_the_overview():
    rows = pd.read_csv(SITE / "figures" / "war-overview.csv", encoding="utf-8-sig")
    solid = rows[(rows["actor"] == "United States") & (rows["status"] == "issued or done")]["direction"].value_counts()
    words = drawn_words("war-balance")
    assert "Counted: issued or done only" in words
    assert f"United States +{solid['tightening'] - solid['easing']}" in words


def test_an_announced_withdrawal_is_drawn_as_the_waiver_that_still_held():
    rows = pd.read_csv(SITE / "figures" / "fab-licenses.csv", encoding="utf-8-sig")
    rows["days"] = (pd.to_datetime(rows["end"]) - pd.to_datetime(rows["start"])).dt.days
    title = title_of("war/timeline", "fab-licenses")
    stood = rows.loc[rows["state"] == "Open-ended waiver", "days"].iloc[0]
    assert f"stood {stood} days before its withdrawal was announced" in title
    spec = json.loads((SITE / "figures" / "fab-licenses.json").read_text("utf-8"))
    drawn = next(rows for rows in spec["datasets"].values() if "shade" in rows[0])
    rules, _, waiver, runs_out, licenses = (row["shade"] for row in drawn)
    assert waiver == runs_out < licenses < rules


def test_scanners_are_not_counted_beside_lithography():
    rows = pd.read_csv(SITE / "figures" / "chain-substitution.csv", encoding="utf-8-sig")
    three = rows[(rows["removed"] == "three") & ~rows["input"].str.contains("scanners")]
    few = int((three["left (percent)"] < 25).sum())
    title = title_of("war/choke-points", "chain-substitution")
    assert f"at least {few} of {len(three)} inputs" in title, "Europe's one figure hides a Dutch part: a floor"
    assert any("scanners" in w for w in drawn_words("chain-substitution"))


def test_numbers_of_the_finding_light_their_marks():
    lit = {
        name: {a.get("href") for a in text_of(SITE / "war" / f"{name}.html")[0].iter("a") if a.get("class") == "lit"}
        for name in ("timeline", "choke-points", "decoupling")
    }
    assert lit["timeline"] == {"#war-overview", "#war-truce", "#war-balance"}
    assert lit["choke-points"] == {"#chain-controls", "#chain-holdings"}
    assert lit["decoupling"] >= {"#billings-region", "#billings-china-quarter"}


def test_halves_are_printed_as_readers_round_them():
    assert "those into the Americas 31:" in page_text("war/decoupling")


def test_the_totals_are_not_said_to_show_the_opposite():
    text = page_text("war/decoupling")
    assert "opposite of decoupling" not in text and "do not show decoupling" in text


def test_figures_of_a_bureau_are_called_what_the_page_seen_makes_them():
    text = page_text("war/timeline")
    assert "own figures" not in text and "as reported by The Register" in text


def test_cover_and_chapter_count_the_week_alike():
    title = title_of("statements/two-readouts", "detroit-week")
    days, measures, words = re.search(r"(\w+) days, (\w+ measures).* (\w+) statements or meetings", title).groups()
    cover = (SITE / "index.html").read_text(encoding="utf-8")
    moves = re.findall(r'<li class="(?:cn|us|kr|jp)( measure)?[^"]*"><b>', cover)
    # beside the week's own, the request of April and Korea's account of the meeting
    spelled = f"{prose.spell(moves.count(' measure'))} measures", prose.spell(moves.count("") - 2)
    assert spelled == (measures, words) and days == "six"
    assert "United States and Japan all acted" not in cover


def test_the_day_of_the_meeting_is_not_that_of_the_text():
    texts = load("statements").set_index("statement_id")["date"]
    met = load("readouts").set_index("meeting_id").loc["M01", "date"]
    framed = "".join(drawn_words("detroit-week"))
    assert met < texts["S01"] and re.search(rf"text, published ?{texts['S01']:%-d %B}, claims", framed)
    steps = [one for one in drawn_words("agreement-ladder") if "China\u2019s ministry" in one]
    assert len(steps) == 2 and all(one.endswith(f"{texts['S01']:%-d %B}") for one in steps)
    for one in ("agreement-ladder", "readout-claims"):
        assert f"Detroit, {met:%-d %B %Y}" in " ".join(drawn_words(one)).replace("  ", " "), one


def test_two_accounts_are_compared_as_far_as_they_were_seen():
    cells, rungs = load("readout_topics"), load("agreement_rungs")
    cells = cells[cells["meeting_id"] == "M01"].astype({"topic": "str"})
    topics = set(cells["topic"])
    both = cells[cells["mentions"].fillna(False)].groupby("topic")["side"].nunique().eq(2).sum()
    text = page_text("statements/two-readouts")
    assert f"Of {prose.spell(len(topics))} topics, {prose.spell(both)} stands in both accounts as seen" in text
    assert not re.search(r"stand in one account alone|other account lacks|tone follows", text)
    tree, _ = text_of(SITE / "statements" / "two-readouts.html")
    card = next(e for e in tree.iter("div") if e.get("class") == "quote cn" and e.find("ul") is not None)
    heads = ["".join(p.itertext()) for p in card.iter("p")]
    lists = [[li.text.split(" (")[0] for li in ul.iter("li")] for ul in card.iter("ul")]
    assert heads == ["Only in China’s", "In China’s; Korea’s full text not seen"]
    names = {"semiconductors": "Semiconductors"} | {
        "supply_chain_general": "Supply chain in general", "multilateral": "Regional and multilateral"
    }  # fmt: skip
    silent = set(cells.loc[(cells["side"] == "b") & cells["mentions"].eq(False).fillna(False), "topic"])
    unseen = topics - set(cells.loc[cells["side"] == "b", "topic"])
    assert [set(some) for some in lists] == [{names[t] for t in silent}, {names[t] for t in unseen}]
    ways, accounts = rungs["rung"].nunique(), rungs["statement_id"].nunique()
    assert accounts < len(rungs), "one release in two renderings is one account"
    assert f"{prose.spell(accounts).capitalize()} accounts, China’s in two renderings" in text
    title = title_of("statements/two-readouts", "agreement-ladder")
    assert title.startswith(f"{prose.spell(accounts).capitalize()} accounts of one meeting")
    assert f"stand on {prose.spell(ways)} rungs" in title


def test_by_every_coding_it_is_korea_that_more_often_claims_agreement_alone():
    rows = pd.read_csv(SITE / "figures" / "lone-claims.csv", encoding="utf-8-sig")
    count = rows[rows["other side"] == "Korea"].groupby("coding")["claim"].value_counts().unstack()
    assert len(count) == 4 and (count["b only"] > count["a only"]).all()
    text = page_text("statements/how-unusual")
    most, least, china = count["b only"].max(), count["b only"].min(), prose.spell(count["a only"].max())
    told = f"claims agreement alone: {most} times, or {prose.spell(least)} by the strictest, against {china} by China"
    assert f"By every coding it is Korea that more often {told}" in text
    assert "is a coding choice" not in text


def test_a_chosen_set_has_no_intervals_and_no_p_value():
    for name in ("statements/how-unusual", "appendix/methods"):
        assert not re.search(r"Clopper|[Ee]xact interval|sign test|drawn again", page_text(name)), name
    title = title_of("statements/how-unusual", "lone-claims")
    assert "Korea alone claims agreement 20 times, China alone twice; by a stricter count nine times and twice" in title


def test_distinct_goods_are_counted():
    text = page_text("statements/why-the-urgency")
    assert re.search(r"of Korea.s imports of \w+ of \d+ distinct materials", text)
    assert "distinct materials with two whole years" in text and "years apart" in text
    assert "distinct materials came from China" in page_text("verdict/claims")


def test_notes_name_no_color_that_the_dark_page_does_not_show():
    assert "Orange:" not in page_text("war/choke-points")
    assert "Red: China buys" not in page_text("statements/why-the-urgency")
    assert not re.search("Look at the left part|[Tt]he (light|dark) part", page_text("verdict/what-we-do-not-know"))


def test_verdicts_that_the_reasons_bear_out():
    tree, _ = text_of(SITE / "verdict" / "claims.html")
    claims = {e.get("id"): " ".join("".join(e.itertext()).split()) for e in tree.iter("section") if e.get("id")}
    assert "Partly right Confidence medium" in claims["claim-c16"] and "For none recorded" not in claims["claim-c16"]
    assert "Not testable" in claims["claim-c21"] and "no share of high-bandwidth memory" not in claims["claim-c21"]
    assert "rule that turns on evidence which a person entered" in claims["claim-c14"]
    assert "neither, name the topic" not in claims["claim-c11"]


def test_what_the_page_on_decoupling_calls_missing_is_what_the_data_lack():
    """Again from the files: quarters after the step, years of the value of imports, days of the rules."""
    found = second_path.told(paths.BUILD, "war/decoupling")
    spent = {}
    for r in second_path.rows("equipment_billings"):
        spent.setdefault(r["freq"], {}).setdefault(r["region"], {})[r["period"]] = r["value_busd"]
    both = {freq: sorted(of["cn"].keys() & of["world"].keys()) for freq, of in spent.items()}
    behind = min(p for p in both["quarter"] if p > "2023Q3")
    gap = [str(p) for p in pd.period_range("2023Q3", behind, freq="Q")[1:-1]]
    nth = dict(zip("1234", ("first", "second", "third", "fourth"), strict=True))
    assert found["step_gap"] == " and ".join(f"the {nth[p[-1]]} quarter of {p[:4]}" for p in gap)
    assert found["next_full"] == str(int(both["annual"][-1]) + 1)
    bought = second_path.pick(
        "cn_ic_trade", flow="import", product="integrated_circuits", partner="world", freq="annual",
        measure="value", preferred="true",
    )  # fmt: skip
    years = sorted(int(r["period"]) for r in bought if r["value"])
    lack = [str(y) for y in range(years[0], years[-1]) if y not in years]
    assert (found["value_gaps"], found["value_last"]) == (" and ".join(lack), str(years[-1]))
    days = [
        f"{pd.Timestamp(second_path.one('events', event_id=e)['date']):%-d %B}" for e in ("E20230723a", "E20230901a")
    ]
    assert [found["jp_day"], found["nl_day"]] == days
    assert found["customs_from"] == min(r["month"] for r in second_path.rows("kr_memory_exports_monthly"))[:4]
