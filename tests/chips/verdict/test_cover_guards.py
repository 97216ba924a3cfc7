"""What the cover refuses to say: tables that deny one of its sentences stop the build, which names the sentence."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from chips.verdict import cover, cover_html
from explainer.evidence import tables


@pytest.mark.parametrize(("claim", "verdict"), [("C07", "contested"), ("C10", "supported")])
def test_a_claim_said_to_hold_or_not_must_do_so(claim, verdict):
    found = cover.cover()
    turned = found.rulings.assign(verdict=found.rulings["verdict"].mask(found.rulings["claim_id"] == claim, verdict))
    with pytest.raises(ValueError, match=claim):
        cover_html.score(replace(found, rulings=turned), "zh")


def altered(table: str, change):
    return lambda name, **told: change(tables.load(name, **told)) if name == table else tables.load(name, **told)


@pytest.mark.parametrize(
    ("table", "change", "says"),
    [
        (
            "statement_clauses",
            lambda f: f[~((f["statement_id"] == "S01") & (f["topic"].astype("str") == "semiconductors"))],
            "China's account claims an agreement",
        ),
        (
            "statement_clauses",
            lambda f: f.assign(
                topic=f["topic"].astype("str").where(f["statement_id"] != "S02", "semiconductors"),
            ),
            "Korea's account, as quoted, names no chips",
        ),
        (
            "readout_topics",
            lambda f: f.assign(
                claims_agreement=f["claims_agreement"].mask(
                    (f["topic"].astype("str") == "semiconductors") & f["mentions"].fillna(False), True
                )
            ),
            "an agreement on chips was claimed in Detroit alone",
        ),
        (
            "events",
            lambda f: f.assign(title=f["title"].mask(f["event_id"] == cover.ASKED, "FT: US talks to Seoul")),
            "Washington had asked Seoul not to fill the gap",
        ),
        (
            "readout_topics",
            lambda f: f.assign(
                basis=f["basis"]
                .astype("str")
                .mask(
                    (f["pair_id"] == f.loc[f["meeting_id"] == "M31", "pair_id"].iloc[0]) & (f["side"] == "a"), "excerpt"
                )
            ),
            "no claim of Korea's alone rests on an excerpt",
        ),
        (
            "events",
            lambda f: f.assign(summary=f["summary"].mask(f["event_id"] == "E20261008b", "A profit")),
            "Samsung announced its newest profit",
        ),
        (
            "dram_shares",
            lambda f: f.assign(share_pct=f["share_pct"].mask(f["company_id"].astype(str) == "micron", 10)),
            "three makers have nearly all DRAM sales",
        ),
        (
            "company_quarters",
            lambda f: f[f["period"] != "2026Q3"],
            "Samsung announced its newest profit",
        ),
        (
            "agreement_rungs",
            lambda f: f.assign(rung=f["rung"].astype(str).replace("in_principle", "agreed")),
            "accounts of the meeting give five answers",
        ),
        (
            "claim_evidence",
            lambda f: f.assign(stance=f["stance"].astype(str).mask(f["claim_id"].astype(str) == "C08", "against")),
            "Reuters and Maeil Business report",
        ),
        (
            "statement_clauses",
            lambda f: f.assign(translation=f["translation"].mask(f["statement_id"] == "S09", "We ask firms not to")),
            "Seoul left the choice to companies",
        ),
        (
            "readout_topics",
            lambda f: f.assign(korean_decided_form=True),
            "both sides claim as many agreements by either count",
        ),
        (
            "micron_revenue_region",
            lambda f: f.assign(
                total_revenue_musd=f["total_revenue_musd"].mask(f["fiscal_year"] == 2024, 9000),
            ),
            "the slump was in the fiscal year of the ban",
        ),
        (
            "bok_dram_price_index",
            lambda f: f[f["month"] != f["month"].max()],
            "no price for",
        ),
        (
            "events",
            lambda f: f.assign(title=f["title"].mask(f["event_id"] == "E20251017a", "Micron to sell server chips")),
            "Micron will stop selling server chips",
        ),
        (
            "events",
            lambda f: f.assign(title=f["title"].mask(f["event_id"] == "E20260727a", "CXMT puts its listing off")),
            "CXMT lists in Shanghai",
        ),
    ],
)
def test_a_headline_that_the_tables_deny_stops_the_build(table, change, says):
    with pytest.raises(ValueError, match=says):
        cover.cover(altered(table, change))


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (cover.LICENSE, "for which year the licenses are"),
        ("E20260924a", "when the truce ends"),
    ],
)
def test_an_event_that_no_longer_tells_what_the_cover_takes_from_it_is_named(event, says):
    with pytest.raises(ValueError, match=says):
        cover.cover(altered("events", lambda f: f.assign(title=f["title"].mask(f["event_id"] == event, "A title"))))


def test_an_event_without_words_is_named():
    found = cover.cover()
    week = pd.concat([found.week, found.week.iloc[[0]].assign(event_id="E20230524z")])
    with pytest.raises(KeyError, match="E20230524z"):
        cover_html.more(replace(found, week=week), "ko")
