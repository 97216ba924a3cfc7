"""Addresses on the site: one way to its root, from the page being made."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from chips.statements import pairs_html
from chips.verdict import ledger_html, limits_html
from explainer import address, paths
from explainer.evidence import cite, tables
from explainer.pages import bibliography, catalog, figure_index


@pytest.mark.parametrize(("page", "way"), [("index", ""), ("war/timeline", "../"), ("a/b/c", "../../"), (None, "../")])
def test_the_way_to_the_root_is_counted_from_the_page_being_made(page, way, monkeypatch):
    monkeypatch.delenv("EXPLAINER_CHAPTER", raising=False)
    if page:
        monkeypatch.setenv("EXPLAINER_CHAPTER", page)
    assert address.root() == way
    assert address.page("war/timeline") == f"{way}war/timeline.html"
    assert address.page("war/timeline", "event-e1") == f"{way}war/timeline.html#event-e1"
    assert address.source("moef-2023") == f"{way}appendix/sources.html#moef-2023"
    assert address.file("tables", "events.csv") == f"{way}tables/events.csv"


FIGURE = {"id": "one", "title": "One", "subtitle": "", "source_ids": ["asia-business-daily-2023-05-27-b3174"]}
MADE = {"war/timeline": {"title": "The war", "figures": [FIGURE], "tables": []}}
PIECES = {
    "ledger": lambda: ledger_html.link("C01") + ledger_html.sources_of(FIGURE["source_ids"][0]),
    "figures of a claim": lambda: ledger_html.chapter_links("C01", tables.load("claim_links")),
    "open questions": lambda: limits_html.questions_table(),
    "coded cell": lambda: pairs_html._cell(tables.load("readout_topics").iloc[0]),
    "source line": lambda: cite.line(pd.DataFrame({"source_id": FIGURE["source_ids"]}))[0],
    "list of figures": lambda: figure_index.figure_index(),
    "where a source is used": lambda: "".join(bibliography.uses(MADE)[FIGURE["source_ids"][0]]),
    "table of the catalogue": lambda: catalog.entry("countries"),
}


@pytest.mark.parametrize("piece", PIECES)
def test_every_piece_leads_to_the_root_from_any_depth(piece, monkeypatch):
    for module in (bibliography, figure_index):
        monkeypatch.setattr(module, "book_manifest", lambda: MADE)
    for page, way in (("index", ""), ("deep/down/page", "../../")):
        monkeypatch.setenv("EXPLAINER_CHAPTER", page)
        inside = re.findall(r'(?:href|src)="([^":]+\.(?:html|csv|svg)[^"]*)"', str(PIECES[piece]()))
        assert inside and all(re.match(rf"{re.escape(way)}[a-z]", one) for one in inside), (page, inside)


def test_the_way_to_the_root_is_spelled_out_nowhere_else():
    """Two dots in code of ours would be right on pages of one depth alone."""
    for folder in ("explainer", "chips"):
        for path in (paths.ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert path.name == "address.py" or not re.search(
                r'(?:href|src)="\.\./|"\.\./" \*|EXPLAINER_CHAPTER"[^:]*count', text
            ), path
            assert path.name == "address.py" or "appendix/sources.html#" not in text, path
