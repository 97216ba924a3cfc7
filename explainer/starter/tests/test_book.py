"""What the book says is what its data say, and the built page shows it."""

from __future__ import annotations

from pathlib import Path

from explainer import load
from explainer.pages.pieces import plain
from leap import ledger, seconds

SITE = Path(__file__).resolve().parents[1] / "_build" / "html"


def test_waits_are_whole_and_grow():
    found = seconds.waits(load("leap_seconds"))
    assert len(found) == len(load("leap_seconds")) - 1
    early, late = seconds.halves(found)
    assert early < late


def test_the_rule_agrees_with_the_reader():
    claims = load("claims").set_index("claim_id")["verdict"].astype("str")
    assert ledger.shown() == claims.to_dict()


def test_the_page_shows_figure_and_number():
    page = (SITE / "leap-seconds.html").read_text(encoding="utf-8")
    assert 'id="leap-waits"' in page
    assert f"The last of {len(load('leap_seconds'))} came on" in " ".join(plain(page).split())
