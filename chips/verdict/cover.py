"""What the cover says, in any language: figures computed once, so that every version states the same."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from chips import series
from chips.memory.void import VoidAnswer, void_answer
from chips.statements import pairs
from chips.statements.sentence import RUNGS as LADDER
from chips.verdict import cover_figures as figures
from chips.verdict import ledger
from chips.verdict.cover_claims_words import FAILS, HOLDS
from chips.verdict.rules import PUBLISHED
from chips.war import moves
from explainer.evidence import tables
from explainer.evidence.tables import Load

#: the report that Washington had asked Seoul not to let its firms fill the gap.
ASKED = "E20230423a"
#: event of the week -> what was said in it: (statement, number of the clause).
SAID = {"E20230522a": ("S09", 2), "E20230523c": ("S13", 3)}
#: the report that the licenses for chip tools in the Korean makers' Chinese plants are for a year.
LICENSE = "E20251230a"
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
        rungs: statement id -> rung of the ladder of agreement that it stands on, from the highest.
        rulings: claims with verdicts, from `ledger.rulings`.
        micron: Micron's revenue by fiscal year, billion dollars: `busd` from mainland China, `share_pct` of `all_busd`.
        sold: Korea's DRAM for mainland China and Hong Kong by month (`YYYY-MM`), billion dollars.
        lost: DRAM sales of a year that Micron had at risk, by a share of its sales that it named, billion dollars.
        expected: the lowest and the highest forecast of the year's exports without the ban, billion dollars.
        since: (line, day, event id), in the order of `SINCE`.
        sources: part of the cover -> `source_id` of its rows.
    """

    figures: dict[str, str]
    days: dict[str, pd.Timestamp]
    week: pd.DataFrame
    said: dict[str, pd.Series]
    rungs: dict[str, str]
    rulings: pd.DataFrame
    micron: pd.DataFrame
    sold: pd.Series
    lost: float
    expected: tuple[float, float]
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
    days, sold = _days(week, load), figures.monthly(load)
    price = figures.price(load, days["ban"])
    found = Cover(
        figures=figures.mismatch(load)
        | figures.clauses(load("statement_clauses"))
        | figures.needs(load)
        | figures.micron(load)
        | figures.void(seen)
        | figures.money("month_sold", sold.iloc[-1])
        | figures.prices(price, sold.index[-1])
        | figures.volume(sold, price, f"{days['ban']:%Y-%m}")
        | figures.makers(load("dram_shares"))
        | figures.newcomer(load("china_makers"))
        | figures.profit(load("company_quarters"))
        | figures.score(rulings),
        days=days,
        week=week,
        said=_said(load("statement_clauses")),
        rungs=rungs(load("agreement_rungs")),
        rulings=rulings,
        micron=figures.mainland(load),
        sold=sold,
        lost=seen.void_high_busd,
        expected=(min(figures.forecasts(seen)), max(figures.forecasts(seen))),
        sources=_sources(load, week, seen),
        since=[(line, events.set_index("event_id").loc[one, "date"], one) for line, one in SINCE],
    )
    _refuse(found, load, seen, price)
    return found


def rungs(table: pd.DataFrame) -> dict[str, str]:
    """Each account of the meeting with its rung, from the highest down; of two renderings of a text the first counts.

    Args:
        table: rows of `agreement_rungs`.
    """
    first = table.drop_duplicates("statement_id").set_index("statement_id")["rung"].astype(str)
    return first.sort_values(key=lambda names: names.map(list(LADDER).index), ascending=False, kind="stable").to_dict()


def _sources(load: Load, week: pd.DataFrame, void: VoidAnswer) -> dict[str, list[str]]:
    """Source ids of the rows behind each part of the cover, a cell per row."""
    clauses, topics, events = load("statement_clauses"), load("readout_topics"), load("events")
    imports, exports, year = figures.both_needs(load)
    with_korea = topics["meeting_id"].isin(figures.compared(load("meetings_cn_kr"))["meeting_id"])
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
        "voices": [
            *(row["source_id"] for row in _said(clauses).values()),
            *(frame.loc[year, "source_id"] for frame in (imports, exports)),
            *events.loc[events["event_id"] == ASKED, "source_id"],
        ],
        "agreed": [*load("agreement_rungs")["source_id"], *_silent(load)["source_id"]],
        "unusual": topics.loc[with_korea, "source_id"],
        "micron": series.micron_china_share(load)["source_id"],
        "void": [
            *figures.dram_to_china(load("kr_memory_exports_monthly"))["source_id"],
            *load("bok_dram_price_index")["source_id"],
            void.source_id,
        ],
        "today": [
            *figures.dram_to_china(load("kr_memory_exports_monthly"))["source_id"],
            *load("bok_dram_price_index")["source_id"],
            *figures.dram_sold(load("dram_shares"))["source_id"],
            *events.loc[events["event_id"].isin([LICENSE, dict(SINCE)["truce"]]), "source_id"],
        ],
        "since": [
            *figures.cxmt(load("china_makers"))["source_id"],
            *figures.samsung(load("company_quarters"))["source_id"].iloc[[-5, -1]],
            *events.loc[events["event_id"].isin([one for _, one in SINCE]), "source_id"],
        ],
        "score": load("claim_evidence").loc[
            load("claim_evidence")["claim_id"].astype(str).isin([*FAILS, *HOLDS]), "source_id"
        ],
    }
    return {part: [str(one) for one in ids] for part, ids in cells.items()}


def _refuse(found: Cover, load: Load, seen: VoidAnswer, price: pd.Series) -> None:
    """Stop where a sentence would be wrong."""
    lone = _lone(load)
    (_, truce, shortage), named = (one for _, _, one in found.since[1:]), load("events").set_index("event_id")
    rest = found.micron["all_busd"] - found.micron["busd"]
    holds = {
        "the article appeared the day after the meeting": PUBLISHED - found.days["met"] == pd.Timedelta(days=1),
        "Korea's memory exports to China are those of the year before": found.figures["need_year"]
        == str(found.days["met"].year - 1),
        "China's account claims an agreement on chips": "both_agreed" in _on_chips(load, "S01"),
        "Korea's account, as quoted, names no chips": not _on_chips(load, "S02"),
        "no claim of Korea's alone rests on an excerpt of China's text": _whole(lone)
        == int(found.figures["kr_alone_low"]),
        "accounts of the meeting give five answers": len(found.rungs) == len(set(found.rungs.values())) == 5,
        "both sides claim as many agreements by either count": figures.both_claim(load)[0]
        == figures.both_claim(load)[1],
        "the slump was in the fiscal year of the ban": found.figures["slump_year"] == str(found.micron.index[1]),
        "an agreement on chips was claimed in Detroit alone": found.figures["chip_claims"] == "1",
        "estimates without the ban lie on both sides": _on_both_sides(seen),
        "Micron's revenue from the mainland fell": found.micron["busd"].iloc[-1] < found.micron["busd"].iloc[0],
        "China had reached out before: that it had not is false": _verdict(found, "C02") == "false",
        "the ban came in the second fiscal year of the picture": found.micron.index[1] == 2023,
        "Korea claims alone more often than China": int(found.figures["kr_alone_low"]) > int(found.figures["cn_alone"]),
        "in the slump Micron lost revenue everywhere": (rest.iloc[1] < rest.iloc[0])
        and (found.micron["busd"].iloc[1] < found.micron["busd"].iloc[0]),
        "Micron grew in the rest of the world": rest.iloc[-1] > rest.iloc[0],
        "forecasts differ by far more than Micron could lose": figures.spread(seen) > 3 * seen.void_high_busd,
        "memory was in glut: the price of DRAM fell": seen.price_pct < 0,
        "Micron will stop selling server chips, by Reuters": "Micron to stop server-chip sales"
        in named.loc[dict(SINCE)["micron"], "title"],
        "Seoul left the choice to companies": "for companies to judge" in str(found.said["E20230522a"]["translation"]),
        "a chairman in Congress asked that Korea act against it": "prevent backfilling"
        in str(found.said["E20230523c"]["quote"]),
        "Reuters and Maeil Business report that Korea's account leaves chips out": all(
            _silent(load)["source_id"].astype(str).str.startswith(one).any() for one in ("reuters", "maeil-business")
        ),
        "three makers have nearly all DRAM sales": float(found.figures["three_dram"]) > 80,
        "the slump hurt Micron more than the ban: all it ever lost on the mainland is less than it lost elsewhere": (
            found.micron["busd"].iloc[0] - found.micron["busd"].min() < rest.iloc[0] - rest.iloc[1]
        ),
        "CXMT lists in Shanghai": "CXMT" in named.loc[dict(SINCE)["cxmt"], "title"]
        and "Shanghai" in named.loc[dict(SINCE)["cxmt"], "title"],
        "CXMT's share of DRAM sales grew": float(found.figures["cx_now"]) > float(found.figures["cx_then"]),
        "more reliance on Samsung and SK hynix is unproven": _verdict(found, "C17") == "unproven",
        "the shortage can be seen: a month of exports is over three times one of the year after the ban": (
            found.sold.iloc[-1] > 3 * seen.dram_busd / figures.MONTHS
        ),
        "more chips: at least twice as many": int(found.figures["volume_times"]) >= 2,
        "the ban came near the lowest price": price.min() > 0.95,
        "a ban today would fall into a shortage: DRAM costs over twice what it did": price.iloc[-1] > 2,
    }
    holds["the truce was extended by two months"] = "by two months" in named.loc[truce, "summary"]
    holds["Washington had asked Seoul not to fill the gap"] = "US asks Seoul not to fill" in named.loc[ASKED, "title"]
    holds["Samsung announced its newest profit in the month that the line names"] = (
        f"{found.figures['profit']} trillion won" in named.loc[shortage, "summary"]
    )
    for sentence, true in holds.items():
        if not true:
            raise ValueError(f"the cover says that {sentence}; the tables no longer do")


def _on_chips(load: Load, statement: str) -> set[str]:
    """How the clauses on chips of an account speak of agreement; none if it names no chips."""
    clauses = load("statement_clauses").astype({"topic": str, "agreement": str})
    return set(
        clauses.loc[(clauses["statement_id"] == statement) & (clauses["topic"] == "semiconductors"), "agreement"]
    )


def _lone(load: Load) -> pd.DataFrame:
    """Agreements that only one account of a meeting of China and Korea claims, for each way of coding."""
    lone = pairs.lone_claims(load("readout_topics"), load("readouts")).astype({"topic": str, "side_b": str})
    return lone[lone["side_b"] == "kr"]


def _whole(lone: pd.DataFrame) -> int:
    """Agreements that Korea's account alone claims, by the narrow count, where China's silence rests on no excerpt."""
    return int(((lone["claim"] == "b_only") & (lone["coding"] == "both")).sum())


def _silent(load: Load) -> pd.DataFrame:
    """Reports that Korea's account of the meeting names no chips: the evidence for the claim that says so."""
    evidence = load("claim_evidence").astype({"claim_id": str, "stance": str})
    return evidence[(evidence["claim_id"] == "C08") & (evidence["stance"] == "for")]


def _said(clauses: pd.DataFrame) -> dict[str, pd.Series]:
    rows = clauses.set_index(["statement_id", "clause_no"])
    return {event: rows.loc[clause] for event, clause in SAID.items()}


def _on_both_sides(seen: VoidAnswer) -> bool:
    """True if exports were more than one yardstick expects without the ban and less than another: none can be told."""
    return min(seen.gaps_pct.values()) < 0 < max(seen.gaps_pct.values())


def _days(week: pd.DataFrame, load: Load) -> dict[str, pd.Timestamp]:
    events, statements = load("events"), load("statements")
    first, last = week["date"].min(), week["date"].max()
    said = statements.set_index("statement_id").loc[list(REACHED), "date"]
    days = {"asked": events.set_index("event_id").loc[ASKED, "date"], "ban": first, "met": last}
    titles = events.set_index("event_id")["title"]
    year = figures.told(titles[LICENSE], "for which year the licenses are", r"Annual (\d{4}) tool licenses")
    days["license_ends"] = pd.Timestamp(f"{year}-12-31")
    truce = figures.told(titles[dict(SINCE)["truce"]], "when the truce ends", r"truce to (\d+ \w+ \d{4})$")
    days["truce_ends"] = pd.Timestamp(truce)
    days["sold_on"] = pd.Timestamp(figures.monthly(load).index[-1])
    compared = figures.compared(load("meetings_cn_kr"))["date"]
    days |= {"met_first": compared.min(), "met_last": compared.max()}
    return days | dict(zip(("reached_first", "reached_then"), said, strict=True))


def _verdict(found: Cover, claim: str) -> str:
    return str(found.rulings.set_index("claim_id").loc[claim, "verdict"])
