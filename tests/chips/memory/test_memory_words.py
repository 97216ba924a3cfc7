"""What the cover and the memory chapters say, held against the data: sentences as readers get them."""

from __future__ import annotations

import csv
import json
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from chips import periods
from chips.memory import hindsight, market, micron, reaction, swings
from explainer import paths
from explainer.evidence.tables import load
from explainer.pages.quotes import typeset
from tests.browser import SITE, parsed

VERDICT = "E20230521a"


def tree(path: str):
    return parsed(SITE / f"{path}.html")[0]


def said(node) -> str:
    return re.sub(r"\s+([.,;:)])", r"\1", " ".join(" ".join(node.itertext()).split()))


@cache
def prose(path: str) -> str:
    """Text of a page without its code."""
    keep = (n for n in tree(path).iter() if n.tag in ("p", "li", "td", "th", "figcaption", "h2"))
    return "\n".join(said(n) for n in keep)


@cache
def finding(path: str) -> str:
    return next(said(n) for n in tree(path).iter("div") if "finding" in (n.get("class") or "").split())


@cache
def title(path: str, figure: str) -> str:
    one = next(n for n in tree(path).iter("figure") if n.get("id") == figure)
    return next(said(n) for n in one.iter("span") if n.get("class") == "xf-title")


def found(pattern: str, text: str) -> list[float]:
    """The figures of a sentence; fails with the text where the sentence is not there."""
    match = re.search(pattern, text)
    assert match, text
    return [float(g.replace(",", "")) for g in match.groups()]


@pytest.fixture(scope="module")
def mainland():
    rows = load("micron_revenue_region")
    rows = rows[(rows["basis"] == "customer_headquarters") & (rows["region"] == "cn")].set_index("fiscal_year")
    rows["musd"] = rows["revenue_musd"].fillna(rows["share_pct"] * rows["total_revenue_musd"] / 100)
    return rows


# --- numbers and marks ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "figures"),
    [
        ("the-market", {"memory-slump", "memory-prices", "dram-shares", "memory-concentration"}),
        ("micron-verdict", {"micron-statements", "micron-china-bases", "micron-benchmark"}),
        ("filling-the-void", {"void-flows", "void-placebos", "void-places"}),
        ("market-reaction", {"reaction-forest"}),
    ],
)
def test_numbers_of_the_text_light_their_marks(page, figures):
    links = [n for n in tree(f"memory/{page}").iter("a") if n.get("class") == "lit"]
    assert {n.get("href").removeprefix("#") for n in links} == figures and all(n.get("data-mark") for n in links)


# --- shares and dollars ----------------------------------------------------------------------------------------------


def test_the_cover_says_of_dollars_what_the_dollars_did(mainland):
    musd = (mainland["musd"] / 1000).round(1)
    (board,) = [n for n in tree("index").iter("section") if n.get("id") == "answer-micron"]
    (drawn,) = [n for n in board.iter("ol") if "cv-columns" in n.get("class")]
    columns = {"".join(n.find("span").itertext()): [float(b.text) for b in n.iter("b")] for n in drawn.iter("li")}
    rows = pd.read_csv(paths.DATA / "micron_revenue_region.csv").groupby("fiscal_year")["total_revenue_musd"].max()
    whole = (rows / 1000).round(1)
    assert columns == {f"FY{year}": [whole[year], musd[year]] for year in (2022, 2023, 2024, 2025)}
    assert "In 2025 it was below that of 2022 in mainland China, above it in the rest of the world" in prose("index")
    assert musd[2025] < musd[2022] and whole[2025] - musd[2025] > whole[2022] - musd[2022]
    lost = musd[2022] - musd.min()
    heads = [said(n) for n in tree("index").iter("summary")]
    assert "Did the ban hurt Micron? The slump hurt it more." in heads and lost < whole[2022] - whole[2023] - lost


def test_one_share_is_printed_one_way():
    names = ("index", "statements/why-the-urgency", "verdict/claims", "verdict/what-we-do-not-know")
    said = {}
    for name in names:
        text = prose(name)
        for one in re.findall(
            r"Korea supplied (\d[\d.]*) percent of (?:China['\u2019]s memory imports|the memory chips)", text
        ):
            said.setdefault(one, set()).add(name)
    assert len(said) == 1 and "index" in next(iter(said.values())) and len(next(iter(said.values()))) >= 3, said


def test_the_chapter_on_micron_tells_share_from_dollars(mainland):
    musd = mainland["musd"]
    told = found(
        r"it was \$([\d.]+) billion, \$([\d.]+) billion, \$([\d.]+) billion and \$([\d.]+) billion",
        prose("memory/micron-verdict"),
    )
    assert told == [round(musd[y] / 1000, 1) for y in (2022, 2023, 2024, 2025)]
    assert "rose" not in title("memory/micron-verdict", "micron-china-bases")


def test_the_shortfall_is_set_against_both_announcements(mainland):
    text = finding("memory/micron-verdict")
    assert "no loss of the announced size" not in text
    musd, total = mainland["musd"], mainland["total_revenue_musd"]
    rest = total - musd
    short = sorted(100 * (musd[b] * rest[2025] / rest[b] - musd[2025]) / total[2025] for b in (2022, 2023))
    assert found(r"by (\d+) or (\d+) percent of revenue", text) == [round(s) for s in short]
    low, high, then = (micron.READING[k] for k in ("low_single_digit", "high_single_digit", "low_double_digit"))
    assert found(r"inside the first range as we read it \( ?(\d+) to (\d+)", text) == [low[0], high[1]]
    assert found(r"below the second \( ?(\d+) to (\d+)", text) == [*then]
    assert low[0] <= short[0] <= short[1] <= high[1] < then[0]


# --- the chart of Micron's Chinese share -----------------------------------------------------------------------------


def test_the_cover_chart_compares_like_with_like():
    rows = list(csv.DictReader((SITE / "figures/micron-china-bases.csv").open(encoding="utf-8-sig")))
    both = "Mainland China and Hong Kong"
    years = {r["fiscal year"] for r in rows}
    assert {(r["region"], r["fiscal year"]) for r in rows} == {(a, y) for a in ("China", both) for y in years}
    assert "ship_to" not in {r.get("basis") for r in rows}
    early = next(r for r in rows if r["region"] == both and r["fiscal year"] == "2022")
    chief = load("micron_cac_impact").set_index("impact_id").loc["2023-05-22-cfo-direct"]
    assert float(early["share (percent)"]) == chief["low"] and early["source id"] == chief["source_id"]
    spec = json.loads((SITE / "figures/micron-china-bases.json").read_text(encoding="utf-8"))
    day = next(r for s in spec["datasets"].values() for r in s if "ban" in r)
    assert day["ban"].endswith("21 May 2023") and day["middle"] == pytest.approx(2022 + 262 / 364, abs=0.001)


# --- ranks and averages ----------------------------------------------------------------------------------------------


def test_a_window_is_not_counted_among_the_others():
    table = load("bok_dram_price_index")
    run = table[table["basis"] == "contract_currency"].set_index("month")["index_2020"]
    moves = (100 * (run / run.shift(3) - 1)).dropna()["2021-09":"2023-08"]
    told = found(r"Of the (\d+) other windows .*? (\d+) fell as much or more", prose("memory/the-market"))
    others = moves.drop("2023-08")
    assert told == [len(others), (others <= moves["2023-08"] + 1e-9).sum()]


def test_the_three_rose_or_fell_only_if_it_is_more_than_a_usual_year():
    text = prose("memory/the-market")
    three = market.memory_concentration(market.shares(market.select(load("dram_shares"), "trendforce")))
    three = three.set_index("period")["top3_pct"].reindex(periods.quarters_between("2020Q1", "2026Q2"))
    before, after = (three[a:b].mean() for a, b in (swings.BASES["the year before"], swings.AFTER))
    usual = float(((three - three.shift(4))[:"2023Q1"].dropna() ** 2).mean() ** 0.5)
    assert ("no clear change" in text) is bool(abs(after - before) < usual)
    pattern = r"held ([\d.]+) percent in the year before and ([\d.]+) in the year after.*?moved it by (\d+\.\d)"
    assert found(pattern, text) == [round(v + 1e-9, 1) for v in (before, after, usual)]
    assert found(r"in a usual year before the ban it moved by (\d+\.\d)", text) == [
        round(hindsight.yearly_swings(load("dram_shares"))["micron"], 1)
    ]


def test_the_bases_stand_in_one_table_that_a_link_reaches():
    page = tree("memory/micron-verdict")
    assert sum(n.get("id") == "micron-baselines" for n in page.iter()) == 1
    table = next(n for n in page.iter("table") if said(next(n.iter("caption"))).startswith("How large China was"))
    cells = [said(n) for n in table.iter("td")]
    assert [c for c in cells if c in ("10.8", "14.0", "16.2", "16", "25", "51 to 57")] == [
        "10.8", "14.0", "16.2", "16", "25", "51 to 57",
    ]  # fmt: skip


# --- who fills the void ----------------------------------------------------------------------------------------------


def test_reports_in_the_data_are_told_where_the_book_says_what_it_does_not_know():
    text = prose("memory/filling-the-void")
    evidence = load("claim_evidence")
    told = evidence[(evidence["claim_id"] == "C17") & evidence["stance"].isin(["for", "against"])]
    assert set(told["stance"]) == {"for", "against"}
    for what in told["what"]:
        assert what in text
    assert "Who serves the Chinese data centers" not in prose("memory/micron-verdict")
    for name in ("Samsung", "SK hynix", "YMTC", "CXMT"):
        assert name in finding("memory/filling-the-void")
    assert "Press reports name Samsung and SK hynix of Korea, CXMT and YMTC of China, but no amounts" in prose("index")


def test_what_the_makers_sold_is_shown_from_the_tables():
    units, sales = load("china_subsidiaries"), load("china_sales")
    arm = units[units["entity"] == "shanghai_samsung_semiconductor"].set_index("period")["value_krw_trn"]
    text = prose("memory/filling-the-void")
    assert f"{arm['2023']:.1f} in 2023, {arm['2024']:.1f} in 2024" in text
    hynix = sales[(sales["company_id"] == "sk_hynix") & (sales["region"] == "cn")].set_index("period")["sales_krw_trn"]
    told = found(r"SK hynix went from ([\d.]+) to ([\d.]+) trillion won, and had sold ([\d.]+) in 2021", text)
    assert told == [round(hynix[y], 1) for y in ("2023", "2024", "2021")]
    assert ", ".join(f"{hynix[y]:.1f} in {y}" for y in ("2021", "2022", "2023", "2024")) in text


def test_none_recorded_stands_only_where_nothing_is_recorded():
    evidence = load("claim_evidence").astype({"stance": "str"})
    for section in (n for n in tree("verdict/claims").iter("section") if n.get("class") == "claim"):
        one = section.get("id").removeprefix("claim-").upper()
        lines = [said(n) for n in section.iter() if n.tag in ("dt", "dd")]
        for stance in ("for", "against"):
            rows = evidence[(evidence["claim_id"] == one) & (evidence["stance"] == stance)]
            answer = lines[lines.index(stance.capitalize()) + 1]
            assert (answer == "none recorded") is rows.empty, (one, stance)
            assert all(typeset(what) in answer for what in rows["what"])
        if one == "C17":
            assert "none recorded" not in lines


# --- the stock market ------------------------------------------------------------------------------------------------


def test_power_is_told_as_power():
    text = prose("memory/market-reaction")
    assert "could not have been seen" not in text
    told = found(r"([\d.]+) percent at Samsung, ([\d.]+) at SK hynix and ([\d.]+) at Micron four times in five", text)
    prices = reaction.Prices(load("equities"), load("equity_tickers"))
    tests = reaction.results(prices, reaction.plan(prices, load("events")))
    rows = tests[tests["event_id"] == VERDICT].set_index("company_id").loc[["samsung", "sk_hynix", "micron"]]
    normal = (stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) * rows["se_pct"].to_numpy()
    assert told == list(rows["power80_pct"].round(1))
    assert (np.array(told) > rows["bound_pct"].to_numpy()).all() and (np.array(told) / normal > 0.85).all()
    assert (np.array(told) / normal < 1.25).all()


def test_no_cause_is_told_and_the_shared_session_is():
    text = prose("memory/market-reaction")
    assert "gives back" not in text
    assert "two windows share 23 May" in " ".join(
        said(n) for n in tree("memory/market-reaction").iter("p") if n.get("class") == "xf-note"
    )
