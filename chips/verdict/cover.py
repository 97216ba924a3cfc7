"""What the cover says, in any language: figures computed once, so that every version states the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from chips import series
from chips.memory import flows
from chips.memory.void import VoidAnswer, void_answer
from chips.statements import pairs
from chips.verdict import ledger
from chips.verdict.rules import PUBLISHED
from chips.war import moves
from explainer.evidence import cite, tables
from explainer.evidence.tables import Load
from explainer.pages.prose import fixed

#: accounts of the meeting, by how far each goes on chips; the first that it reaches counts.
RUNGS = ("both_agreed", "they_stated", "we_stated", "none")
ACCOUNTS = ("S01", "S04", "S05", "S03", "S02")
#: the report that Washington had asked Seoul not to let its firms fill the gap.
ASKED = "E20230423a"
#: the meeting of November 2025 after which Korea claimed an agreement on trade that China's text tells as its wish.
GYEONGJU, TRADE = "M16", "fta"
#: event of the week -> what was said in it: (statement, number of the clause).
SAID = {"E20230522a": ("S09", 2), "E20230523c": ("S13", 3)}
#: the report that the licenses for chip tools in the Korean makers' Chinese plants are for a year.
LICENSE = "E20251230a"
#: the quarter of the ban.
BAN_QUARTER = "2023Q2"
#: earlier words of China to Korea on chips: its foreign minister's, its ambassador's.
REACHED = ("S26", "S25")
#: later moves that bear on the article: (the line they stand in, event).
SINCE = (
    ("micron", "E20251017a"),
    ("cxmt", "E20260727a"),
    ("truce", "E20260924a"),
    ("shortage", "E20261008b"),
)


@dataclass(frozen=True)
class Cover:
    """Everything on the cover that comes from the tables.

    Attributes:
        figures: name -> printed figure, for the sentences.
        days: name -> day, for the sentences.
        week: moves and statements of the six days, from `moves.week`.
        said: event of the week -> rows of `statement_clauses` quoted in it.
        accounts: statement id -> how far it goes on chips: one of `RUNGS`, or `silent`.
        rulings: claims with verdicts, from `ledger.rulings`.
        micron: Micron's revenue from mainland China by fiscal year: `busd`, `share_pct` of all its revenue.
        price: Korea's export price of DRAM by month (`YYYY-MM`), as a multiple of that of the month of the ban.
        turned: side -> its row of `readout_topics` on the trade agreement in Gyeongju; `press`: producer of its source.
        since: (line, day, event id), in the order of `SINCE`.
        sources: part of the cover -> `source_id` of its rows.
    """

    figures: dict[str, str]
    days: dict[str, pd.Timestamp]
    week: pd.DataFrame
    said: dict[str, pd.Series]
    accounts: dict[str, str]
    rulings: pd.DataFrame
    micron: pd.DataFrame
    price: pd.Series
    turned: dict[str, dict[str, str]]
    since: list[tuple[str, pd.Timestamp, str]]
    sources: dict[str, list[str]]


def cover(load: Load = tables.load) -> Cover:
    """Read the tables and hold the cover's headline against them.

    Args:
        load: table name -> frame.

    Raises:
        ValueError: the data no longer say what a sentence of the cover says, whatever the figures in it.
    """
    events, statements, seen = load("events"), load("statements"), void_answer(load)
    week, rulings = moves.week(events, statements).query("between"), ledger.rulings(load=load)
    days = _days(week, load)
    price = _price(load, days["ban"])
    found = Cover(
        figures=_mismatch(load)
        | _needs(load)
        | _micron(load)
        | _void(seen)
        | {"price_times": fixed(price.iloc[-1], 1)}
        | _makers(load("dram_shares"))
        | _newcomer(load("china_makers"))
        | {"raised": _raised(events)}
        | _profit(load("company_quarters"))
        | _score(rulings),
        days=days,
        week=week,
        said=_said(load("statement_clauses")),
        accounts=accounts(load("statement_clauses")),
        rulings=rulings,
        micron=_mainland(load),
        price=price,
        turned=_turned(load),
        sources=_sources(load, week, seen),
        since=[(line, events.set_index("event_id").loc[one, "date"], one) for line, one in SINCE],
    )
    _refuse(found, load, seen)
    return found


def accounts(clauses: pd.DataFrame) -> dict[str, str]:
    """How far each account of the meeting goes on chips: the highest of `RUNGS` among its clauses on them, or `silent`.

    Args:
        clauses: rows of `statement_clauses`.
    """
    chips = clauses[clauses["topic"].astype("str") == "semiconductors"]
    said = {one: set(chips.loc[chips["statement_id"] == one, "agreement"].astype("str")) for one in ACCOUNTS}
    return {one: next((rung for rung in RUNGS if rung in codes), "silent") for one, codes in said.items()}


def _sources(load: Load, week: pd.DataFrame, void: VoidAnswer) -> dict[str, list[str]]:
    """Source ids of the rows behind each part of the cover, a cell per row."""
    clauses, topics, events = load("statement_clauses"), load("readout_topics"), load("events")
    imports, exports, year = _both_needs(load)
    met = load("readouts").query("side_b == 'kr'")["meeting_id"]
    after = events[events["event_id"].isin([LICENSE, *(one for _, one in SINCE)])]
    cells = {
        "texts": [
            *clauses.loc[clauses["statement_id"].isin(["S01", "S02"]), "source_id"],
            *load("clause_renderings")["source_id"],
        ],
        "week": [
            *week["source_id"],
            *(row["source_id"] for row in _said(clauses).values()),
            *events.loc[events["event_id"] == ASKED, "source_id"],
        ],
        "agreed": [*clauses.loc[clauses["statement_id"].isin(ACCOUNTS), "source_id"], *_silent(load)["source_id"]],
        "unusual": topics.loc[topics["meeting_id"].isin(met), "source_id"],
        "needed": [frame.loc[year, "source_id"] for frame in (imports, exports)],
        "micron": series.micron_china_share(load)["source_id"],
        "void": [*_dram_to_china(load("kr_memory_exports_monthly"))["source_id"], void.source_id],
        "rise": _cxmt(load("china_makers"))["source_id"],
        "turn": topics.loc[(topics["meeting_id"] == GYEONGJU) & (topics["topic"].astype(str) == TRADE), "source_id"],
        "price": load("bok_dram_price_index")["source_id"],
        "teach": [
            *_sold(load("dram_shares"))["source_id"],
            *_samsung(load("company_quarters")).loc[BAN_QUARTER:, "source_id"].iloc[[0, -1]],
            *load("bok_dram_price_index")["source_id"],
        ],
        "since": [*after["source_id"], *_samsung(load("company_quarters"))["source_id"].iloc[[-5, -1]]],
    }
    return {part: [str(one) for one in ids] for part, ids in cells.items()}


def _refuse(found: Cover, load: Load, seen: VoidAnswer) -> None:
    """Stop where a sentence would be wrong."""
    far = found.accounts
    holds = {
        "the article appeared the day after the meeting": PUBLISHED - found.days["met"] == pd.Timedelta(days=1),
        "Korea's memory exports to China are those of the year before": found.figures["need_year"]
        == str(found.days["met"].year - 1),
        "China's account claims an agreement on chips": far["S01"] == "both_agreed",
        "Korea's account, as quoted, names no chips": far["S02"] == "silent",
        "an agreement on chips was claimed in Detroit alone": found.figures["chip_claims"] == "1",
        "estimates without the ban lie on both sides": _on_both_sides(seen),
        "Micron's revenue from the mainland fell": (found.micron.iloc[-1] < found.micron.iloc[0]).all(),
        "the ban came in the second fiscal year of the picture": found.micron.index[1] == 2023,
        "it is usually Korea that claims alone": int(found.figures["kr_alone_low"]) > int(found.figures["cn_alone"]),
        "Micron grew": float(found.figures["all_last"]) > float(found.figures["all_first"]),
        "forecasts differ by far more than Micron could lose": _spread(seen) > 3 * seen.void_high_busd,
        "memory was in glut: the price of DRAM fell": seen.price_pct < 0,
        "exports lay within what forecasts expected": min(_expected(seen)) < seen.dram_busd < max(_expected(seen)),
        "Reuters and others report that Korea's release names no chips": len(_silent(load)) > 2
        and _silent(load)["source_id"].astype(str).str.startswith("reuters").any(),
        "nearly all DRAM beside Samsung's and SK hynix's is Micron's and CXMT's": _others(load("dram_shares")) < 5,
        "CXMT's share of DRAM sales grew": float(found.figures["cx_now"]) > float(found.figures["cx_then"]),
        "more reliance on Samsung and SK hynix is unproven": _verdict(found, "C17") == "unproven",
        "a ban today would fall into a shortage: DRAM costs over twice what it did": found.price.iloc[-1] > 2,
    }
    (_, truce, shortage), named = (one for _, _, one in found.since[1:]), load("events").set_index("event_id")
    holds["the licenses for plants in China are for 2026"] = "Annual 2026 tool licenses" in named.loc[LICENSE, "title"]
    holds["the truce was extended by two months"] = "by two months" in named.loc[truce, "summary"]
    holds["Washington had asked Seoul not to fill the gap"] = "US asks Seoul not to fill" in named.loc[ASKED, "title"]
    holds["Samsung announced its newest profit in the month that the line names"] = (
        f"{found.figures['profit']} trillion won" in named.loc[shortage, "summary"]
    )
    holds["China's text on Gyeongju tells as Korea's wish what Korea's claims"] = _korea_alone(load)
    holds["the truce ends in January 2027"] = named.loc[truce, "title"].endswith("to 10 January 2027")
    for sentence, true in holds.items():
        if not true:
            raise ValueError(f"the cover says that {sentence}; the tables no longer do")


def _on_trade(load: Load) -> pd.DataFrame:
    """What China's and Korea's accounts of Gyeongju say on their trade agreement, by country."""
    topics = load("readout_topics").astype({"topic": str, "basis": str, "country_id": str})
    return topics[(topics["meeting_id"] == GYEONGJU) & (topics["topic"] == TRADE)].set_index("country_id")


def _korea_alone(load: Load) -> bool:
    """True if only Korea's account of Gyeongju claims an agreement on trade, by the narrow count, and China's is whole.

    China's names it as a wish of Korea's.
    """
    china, korea = (_on_trade(load).loc[side] for side in ("cn", "kr"))
    lone = pairs.lone_claims(load("readout_topics"), load("readouts")).astype({"topic": str})
    narrow = lone[(lone["meeting_id"] == GYEONGJU) & (lone["topic"] == TRADE) & (lone["coding"] == "strict")]
    wish = "Korea wishes" in str(china["translation"]) and china["basis"] == "full_text"
    return bool(wish and not china["claims_agreement"] and korea["claims_agreement"] and len(narrow))


def _silent(load: Load) -> pd.DataFrame:
    """Reports that Korea's account of the meeting names no chips: the evidence for the claim that says so."""
    evidence = load("claim_evidence")
    return evidence[evidence["claim_id"].astype(str) == "C08"]


def _said(clauses: pd.DataFrame) -> dict[str, pd.Series]:
    rows = clauses.set_index(["statement_id", "clause_no"])
    return {event: rows.loc[clause] for event, clause in SAID.items()}


def _turned(load: Load) -> dict[str, dict[str, str]]:
    found = {}
    for side, row in _on_trade(load).iterrows():
        press = cite.sources(cite.ids([row["source_id"]])[:1])["producer"].iloc[0]
        found[str(side)] = {name: str(row[name]) for name in ("quote", "translation")} | {"press": str(press)}
    return found


def _on_both_sides(seen: VoidAnswer) -> bool:
    """True if exports were more than one yardstick expects without the ban and less than another: none can be told."""
    return min(seen.gaps_pct.values()) < 0 < max(seen.gaps_pct.values())


def _days(week: pd.DataFrame, load: Load) -> dict[str, pd.Timestamp]:
    events, statements, meetings = load("events"), load("statements"), load("readouts")
    first, last = week["date"].min(), week["date"].max()
    said = statements.set_index("statement_id").loc[list(REACHED), "date"]
    days = {"asked": events.set_index("event_id").loc[ASKED, "date"], "ban": first, "met": last}
    titles = events.set_index("event_id")["title"]
    days["license_ends"] = pd.Timestamp(f"{re.findall(r'Annual (2[0-9]{3})', titles[LICENSE])[0]}-12-31")
    days["truce_ends"] = pd.Timestamp(re.findall(r"to (.+)$", titles[dict(SINCE)["truce"]])[0])
    days["price_on"] = pd.Timestamp(flows.price(load("bok_dram_price_index")).index[-1])
    days["turned"] = meetings.set_index("meeting_id").loc[GYEONGJU, "date"]
    return days | dict(zip(("reached_first", "reached_then"), said, strict=True))


def _mismatch(load: Load) -> dict[str, str]:
    """One-sided claims of agreement between China and Korea, and how many meetings could be compared."""
    topics, meetings, met = load("readout_topics"), load("readouts"), load("meetings_cn_kr")
    wide, strict = (
        pairs.direction(every[every["official"] & (every["side_b"] == "kr")])
        for every in (pairs.pairs(topics, meetings), pairs.pairs(topics, meetings, strict=True))
    )
    seen = (met["cn_seen"].astype("str") != "not_found") & (met["kr_seen"].astype("str") != "not_found")
    chips = topics[topics["meeting_id"].isin(meetings.loc[meetings["side_b"].astype("str") == "kr", "meeting_id"])]
    chips = chips[(chips["topic"].astype("str") == "semiconductors") & chips["claims_agreement"].fillna(False)]
    return {
        "chip_claims": str(chips["meeting_id"].nunique()),
        "cn_alone": str(wide.a_only),
        "kr_alone_low": str(strict.b_only),
        "kr_alone_high": str(wide.b_only),
        "both_seen": str(int(seen.sum())),
    }


def _both_needs(load: Load) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Both series of `_needs`, and the last year that both have."""
    imports, exports = series.korean_share_of_memory_imports(load), series.exports_to_china(load)
    return imports, exports, max(set(imports.index) & set(exports.index))


def _needs(load: Load) -> dict[str, str]:
    """Korea's share of China's memory imports and mainland China's share of Korea's memory exports, of one year."""
    imports, exports, year = _both_needs(load)
    return {
        "need_year": str(year),
        "kr_of_imports": fixed(imports.loc[year, "share_pct"], 1),
        "cn_of_exports": fixed(exports.loc[year, "share_pct"], 1),
    }


def _mainland(load: Load) -> pd.DataFrame:
    """Micron's revenue from mainland China by fiscal year: billion dollars, and percent of all its revenue."""
    rows = series.micron_china_share(load)
    return pd.DataFrame({"busd": rows["mainland_musd"] / 1000, "share_pct": rows["share_pct"]})


def _whole(load: Load) -> pd.Series:
    """All of Micron's revenue by fiscal year, million dollars."""
    return load("micron_revenue_region").groupby("fiscal_year")["total_revenue_musd"].max()


def _micron(load: Load) -> dict[str, str]:
    """All of Micron's revenue in billion dollars and the mainland's part in percent, in the first and the last year."""
    share, whole = series.micron_china_share(load)["share_pct"], _whole(load) / 1000
    first, last = share.index[0], share.index[-1]
    return {
        "first_year": str(first),
        "last_year": str(last),
        **_money("all_first", whole[first]),
        **_money("all_last", whole[last]),
        "part_first": fixed(share[first], 1),
        "part_last": fixed(share[last], 1),
    }


def _void(seen: VoidAnswer) -> dict[str, str]:
    """Korean DRAM for China and Hong Kong in the year from June 2023, and the gap that Micron left."""
    expected = _expected(seen)
    return {
        "price_fell": fixed(-seen.price_pct),
        "void_all": str(len(seen.gaps_pct)),
        "void_more": str(sum(gap > 0 for gap in seen.gaps_pct.values())),
        "void_less": str(sum(gap < 0 for gap in seen.gaps_pct.values())),
        **_money("void_spread", round(max(expected), 1) - round(min(expected), 1)),  # of the ends as printed
        **_money("void_before", seen.dram_busd / (1 + seen.dram_value_pct / 100)),
        **_money("void_after", seen.dram_busd),
        **_money("void_least", min(expected)),
        **_money("void_most", max(expected)),
        **_money("void_low", seen.void_low_busd),
        **_money("void_high", seen.void_high_busd),
    }


def _dram_to_china(exports: pd.DataFrame) -> pd.DataFrame:
    """Korea's DRAM for mainland China and Hong Kong, a row per month and place."""
    exports = exports.astype({"product": "str", "destination": "str"})
    return exports[(exports["product"] == "dram") & exports["destination"].isin(["cn", "hk"])]


def _expected(seen: VoidAnswer) -> list[float]:
    """Forecasts of the year's exports without the ban, billion dollars."""
    return [seen.dram_busd / (1 + gap / 100) for gap in seen.gaps_pct.values()]


def _spread(seen: VoidAnswer) -> float:
    """Billion dollars between the highest and the lowest forecast of the year's exports without the ban."""
    expected = _expected(seen)
    return max(expected) - min(expected)


def _money(name: str, busd: float) -> dict[str, str]:
    """Billion dollars with one decimal, and hundreds of millions, in which Korean and Chinese count."""
    return {name: fixed(busd, 1), f"{name}_e8": fixed(10 * busd)}


def _verdict(found: Cover, claim: str) -> str:
    return str(found.rulings.set_index("claim_id").loc[claim, "verdict"])


def _price(load: Load, ban: pd.Timestamp) -> pd.Series:
    """Korea's export price of DRAM by month, as a multiple of that of the month of the ban."""
    level = flows.price(load("bok_dram_price_index"))
    return level / level[f"{ban:%Y-%m}"]


def _cxmt(makers: pd.DataFrame) -> pd.DataFrame:
    """CXMT's share of the world's DRAM sales by Counterpoint: its first and its last row, in order."""
    text = ("company_id", "product", "measure", "publisher")
    rows = makers.astype(dict.fromkeys(text, "str")).set_index(list(text)).sort_index()
    return rows.loc[("cxmt", "dram", "share_of_world_revenue", "counterpoint")].sort_values("period_end").iloc[[0, -1]]


def _raised(events: pd.DataFrame) -> str:
    """Billion yuan that CXMT raised with its listing, as the event tells it."""
    title = events.set_index("event_id").loc[dict(SINCE)["cxmt"], "title"]
    if not (found := re.search(r"raising ([\d.]+) billion yuan", title)):
        raise ValueError(f"the cover says what CXMT raised with its listing; the event says: {title}")
    return found[1]


def _newcomer(makers: pd.DataFrame) -> dict[str, str]:
    """CXMT's share of the world's DRAM sales in percent, in the first year and the last quarter that are known."""
    (then, year), (now, quarter) = _cxmt(makers)[["value", "period"]].astype({"value": float}).itertuples(index=False)
    name, number = str(quarter).split("Q")
    return {
        "cx_then": fixed(then, 1),
        "cx_then_year": str(year),
        "cx_now": fixed(now),
        "cx_now_year": name,
        "cx_now_quarter": number,
    }


def _sold(dram: pd.DataFrame) -> pd.DataFrame:
    """World shares of DRAM sales by maker in the newest quarter for which TrendForce names CXMT."""
    rows = dram[dram["preferred"]].astype({"company_id": "str", "publisher": "str"})
    rows = rows[rows["publisher"] == "trendforce"]
    newest = rows.loc[rows["company_id"] == "cxmt", "period_end"].max()
    return rows[rows["period_end"] == newest].set_index("company_id")


def _others(dram: pd.DataFrame) -> float:
    """Percent of the world's DRAM sales that are neither Korea's two large makers', nor Micron's, nor CXMT's."""
    return 100 - float(_sold(dram)["share_pct"][["samsung", "sk_hynix", "micron", "cxmt"]].sum())


def _makers(dram: pd.DataFrame) -> dict[str, str]:
    """Percent of the world's DRAM sales by Korea's two large makers, and in which quarter."""
    sold = _sold(dram)
    share, (year, quarter) = sold["share_pct"], sold["period"].iloc[0].split("Q")
    return {
        "sold_year": year,
        "sold_quarter": quarter,
        "korea_dram": fixed(share["samsung"] + share["sk_hynix"], 1),
        "micron_dram": fixed(share["micron"], 1),
        "cxmt_dram": fixed(share["cxmt"], 1),
    }


def _profit(quarters: pd.DataFrame) -> dict[str, str]:
    """Samsung's newest operating profit in trillion won, of the whole company, and how many times the year before's."""
    profit = _samsung(quarters)["value"]
    newest = profit.index[-1]
    return {
        "profit": fixed(profit[newest], 1),
        "profit_times": fixed(profit[newest] / profit[newest - 4], 1),
        "profit_year": str(newest.year),
        "profit_quarter": str(newest.quarter),
        "profit_then": fixed(profit[BAN_QUARTER], 1),
    }


def _samsung(quarters: pd.DataFrame) -> pd.DataFrame:
    """Operating profits of Samsung Electronics as a whole by quarter, the preferred ones, in order."""
    rows = quarters[quarters["preferred"]].astype({"company_id": "str", "segment": "str", "metric": "str"})
    rows = rows[(rows["company_id"] == "samsung") & (rows["segment"] == "company")]
    rows = rows[rows["metric"] == "operating_profit"]
    return rows.set_index(pd.PeriodIndex(rows["period"], freq="Q")).sort_index()


def _score(rulings: pd.DataFrame) -> dict[str, str]:
    counts = ledger.tally(rulings)
    return {f"n_{verdict}": str(count) for verdict, count in counts.items()} | {"total": str(sum(counts.values()))}
