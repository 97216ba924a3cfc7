"""What the cover says, in any language: figures computed once, so that every version states the same."""

from __future__ import annotations

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
#: the meeting of November 2025 after which Korea claimed an agreement that China's text leaves out.
GYEONGJU, MINERALS = "M16", "raw_materials"
#: event of the week -> what was said in it: (statement, number of the clause).
SAID = {"E20230522a": ("S09", 2), "E20230523c": ("S13", 3)}
#: earlier words of China to Korea on chips: its foreign minister's, its ambassador's.
REACHED = ("S26", "S25")
#: later moves that bear on the article: (the line they stand in, event).
SINCE = (
    ("micron", "E20251017a"),
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
        micron: mainland China's share of Micron's revenue in percent, by fiscal year.
        turned: what Korea's account of Gyeongju says on minerals: `quote` in Korean, `translation`, `press`.
        since: (line, day, event id), in the order of `SINCE`.
        sources: part of the cover -> `source_id` of its rows.
    """

    figures: dict[str, str]
    days: dict[str, pd.Timestamp]
    week: pd.DataFrame
    said: dict[str, pd.Series]
    accounts: dict[str, str]
    rulings: pd.DataFrame
    micron: pd.Series
    turned: dict[str, str]
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
    found = Cover(
        figures=_mismatch(load)
        | _needs(load)
        | _micron(load)
        | _void(seen)
        | _market(load)
        | _makers(load("dram_shares"))
        | _profit(load("company_quarters"))
        | _score(rulings),
        days=_days(week, events, statements, load("readouts")),
        week=week,
        said=_said(load("statement_clauses")),
        accounts=accounts(load("statement_clauses")),
        rulings=rulings,
        micron=series.micron_china_share(load)["share_pct"],
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
    after = events[events["event_id"].isin([one for _, one in SINCE])]
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
        "agreed": clauses.loc[clauses["statement_id"].isin(ACCOUNTS), "source_id"],
        "unusual": topics.loc[topics["meeting_id"].isin(met), "source_id"],
        "needed": [frame.loc[year, "source_id"] for frame in (imports, exports)],
        "micron": series.micron_china_share(load)["source_id"],
        "void": [void.source_id],
        "turn": topics.loc[(topics["meeting_id"] == GYEONGJU) & (topics["topic"].astype(str) == MINERALS), "source_id"],
        "teach": [*load("bok_dram_price_index")["source_id"], *_sold(load("dram_shares"))["source_id"]],
        "since": [*after["source_id"], *_samsung(load("company_quarters"))["source_id"].iloc[[-5, -1]]],
    }
    return {part: [str(one) for one in ids] for part, ids in cells.items()}


def _refuse(found: Cover, load: Load, seen: VoidAnswer) -> None:
    """Stop where a sentence would be wrong."""
    far, share = found.accounts, found.micron
    holds = {
        "the article appeared the day after the meeting": PUBLISHED - found.days["met"] == pd.Timedelta(days=1),
        "China's account claims an agreement on chips": far["S01"] == "both_agreed",
        "Korea's account, as quoted, names no chips": far["S02"] == "silent",
        "an agreement on chips was claimed in Detroit alone": found.figures["chip_claims"] == "1",
        "estimates without the ban lie on both sides": _on_both_sides(seen),
        "the share of mainland China rose, then fell": share[2022] < share[2023] > share.iloc[-1],
        "China's part of Micron's revenue halved in two years": 0.45 < share[2025] / share[2023] < 0.55
        and share.index[-1] == 2025,
        "Micron sold the mainland more than in the year of the ban": float(found.figures["dollars_last"])
        > float(found.figures["dollars_2023"]),
        "it is usually Korea that claims alone": int(found.figures["kr_alone_low"]) > int(found.figures["cn_alone"]),
        "Micron's sales grew elsewhere": float(found.figures["all_last"]) - float(found.figures["dollars_last"])
        > float(found.figures["all_2023"]) - float(found.figures["dollars_2023"]),
        "forecasts differ by far more than Micron could lose": _spread(seen) > 3 * seen.void_high_busd,
        "memory was in glut: the price of DRAM fell": seen.price_pct < 0,
        "buyers without Micron would have Samsung, SK hynix and CXMT above all": _sold(load("dram_shares"))["share_pct"]
        .drop(["samsung", "sk_hynix", "cxmt", "micron"])
        .sum()
        < float(found.figures["cxmt_dram"]),
        "the memory price index stands above its low": float(found.figures["price_times"]) > 1,
    }
    truce, shortage = found.since[1][2], found.since[2][2]
    holds["Washington had asked Seoul not to fill the gap"] = (
        "US asks Seoul not to fill" in load("events").set_index("event_id").loc[ASKED, "title"]
    )
    holds["the truce runs to January 2027"] = "January 2027" in load("events").set_index("event_id").loc[truce, "title"]
    holds["Samsung announced its newest profit in the month that the line names"] = (
        f"{found.figures['profit']} trillion won" in load("events").set_index("event_id").loc[shortage, "summary"]
    )
    holds["China's text on Gyeongju leaves out the minerals that Korea's claims"] = _korea_alone(load)
    for sentence, true in holds.items():
        if not true:
            raise ValueError(f"the cover says that {sentence}; the tables no longer do")


def _on_minerals(load: Load) -> pd.DataFrame:
    """What China's and Korea's accounts of Gyeongju say on minerals, by country."""
    topics = load("readout_topics").astype({"topic": str, "basis": str, "country_id": str})
    return topics[(topics["meeting_id"] == GYEONGJU) & (topics["topic"] == MINERALS)].set_index("country_id")


def _korea_alone(load: Load) -> bool:
    """True if Korea's account of Gyeongju claims an agreement on minerals and China's, seen whole, names none."""
    china, korea = (_on_minerals(load).loc[side] for side in ("cn", "kr"))
    return bool(not china["mentions"] and china["basis"] == "full_text" and korea["claims_agreement"])


def _said(clauses: pd.DataFrame) -> dict[str, pd.Series]:
    rows = clauses.set_index(["statement_id", "clause_no"])
    return {event: rows.loc[clause] for event, clause in SAID.items()}


def _turned(load: Load) -> dict[str, str]:
    korea = _on_minerals(load).loc["kr"]
    press = cite.sources(cite.ids([korea["source_id"]])[:1])["producer"].iloc[0]
    return {"quote": str(korea["quote"]), "translation": str(korea["translation"]), "press": str(press)}


def _on_both_sides(seen: VoidAnswer) -> bool:
    """True if exports were more than one yardstick expects without the ban and less than another: none can be told."""
    return min(seen.gaps_pct.values()) < 0 < max(seen.gaps_pct.values())


def _days(
    week: pd.DataFrame, events: pd.DataFrame, statements: pd.DataFrame, meetings: pd.DataFrame
) -> dict[str, pd.Timestamp]:
    first, last = week["date"].min(), week["date"].max()
    said = statements.set_index("statement_id").loc[list(REACHED), "date"]
    days = {"asked": events.set_index("event_id").loc[ASKED, "date"], "ban": first, "met": last}
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
        "met": str(len(met)),
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


def _micron(load: Load) -> dict[str, str]:
    """Mainland China's part of Micron's revenue in percent and billion dollars, and the whole."""
    rows = series.micron_china_share(load)
    dollars, last = rows["mainland_musd"], int(rows.index[-1])
    whole = load("micron_revenue_region").groupby("fiscal_year")["total_revenue_musd"].max()
    return {
        "mainland_year": str(last),
        **_money("dollars_2023", dollars[2023] / 1000),
        **_money("dollars_last", dollars[last] / 1000),
        **_money("all_2023", whole[2023] / 1000),
        **_money("all_last", whole[last] / 1000),
    }


def _void(seen: VoidAnswer) -> dict[str, str]:
    """Korean DRAM for China and Hong Kong in the year from June 2023, and the gap that Micron left."""
    expected = _expected(seen)
    return {
        "price_fell": fixed(-seen.price_pct),
        **_money("void_before", seen.dram_busd / (1 + seen.dram_value_pct / 100)),
        **_money("void_after", seen.dram_busd),
        **_money("void_least", min(expected)),
        **_money("void_most", max(expected)),
        **_money("void_low", seen.void_low_busd),
        **_money("void_high", seen.void_high_busd),
    }


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


def _market(load: Load) -> dict[str, str]:
    """Korea's export price of DRAM: its low after the ban, and how many times that it stands at now."""
    level = flows.price(load("bok_dram_price_index"))
    after = level[level.index >= "2023-05"]
    return {"price_times": fixed(level.iloc[-1] / after.min(), 1)}


def _sold(dram: pd.DataFrame) -> pd.DataFrame:
    """World shares of DRAM sales by maker in the newest quarter for which TrendForce names CXMT."""
    rows = dram[dram["preferred"]].astype({"company_id": "str", "publisher": "str"})
    rows = rows[rows["publisher"] == "trendforce"]
    newest = rows.loc[rows["company_id"] == "cxmt", "period_end"].max()
    return rows[rows["period_end"] == newest].set_index("company_id")


def _makers(dram: pd.DataFrame) -> dict[str, str]:
    """Percent of the world's DRAM sales by Korea's two large makers, and by China's CXMT, in which quarter."""
    sold = _sold(dram)
    share, (year, quarter) = sold["share_pct"], sold["period"].iloc[0].split("Q")
    return {
        "sold_year": year,
        "sold_quarter": quarter,
        "korea_dram": fixed(share["samsung"] + share["sk_hynix"], 1),
        "cxmt_dram": fixed(share["cxmt"], 1),
    }


def _profit(quarters: pd.DataFrame) -> dict[str, str]:
    """Samsung's newest operating profit in trillion won, of the whole company, and how many times the year before's."""
    profit = _samsung(quarters)["value"]
    newest = profit.index[-1]
    return {"profit": fixed(profit[newest], 1), "profit_times": fixed(profit[newest] / profit[newest - 4], 1)}


def _samsung(quarters: pd.DataFrame) -> pd.DataFrame:
    """Operating profits of Samsung Electronics as a whole by quarter, the preferred ones, in order."""
    rows = quarters[quarters["preferred"]].astype({"company_id": "str", "segment": "str", "metric": "str"})
    rows = rows[(rows["company_id"] == "samsung") & (rows["segment"] == "company")]
    rows = rows[rows["metric"] == "operating_profit"]
    return rows.set_index(pd.PeriodIndex(rows["period"], freq="Q")).sort_index()


def _score(rulings: pd.DataFrame) -> dict[str, str]:
    counts = ledger.tally(rulings)
    return {f"n_{verdict}": str(count) for verdict, count in counts.items()} | {"total": str(sum(counts.values()))}
