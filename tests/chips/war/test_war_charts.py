"""Drawings of the first part, each made alone at both widths, and the words in them."""

from __future__ import annotations

import ast
import re

import pandas as pd
import pytest

from chips.war import chain, chain_charts, moves, moves_charts, trade, trade_charts
from explainer import paths
from explainer.evidence.tables import load
from explainer.figures.picture import NARROW, WIDE

MODULES = sorted((paths.ROOT / "chips" / "war").glob("*.py"))
CHAPTERS = sorted((paths.CHAPTERS / "war").glob("*.md"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)
def test_figures_in_the_words_of_a_module_are_rounded_by_one_helper(path):
    """As for the cells of chapters: a bare format prints 30.5 as 30, `fixed` prints 31."""
    code = path.read_text(encoding="utf-8")
    assert not re.findall(r"\{[^{}]*:\.\d+f\}", code)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_cells_draw_nothing_themselves_and_name_no_node_of_the_dataset(path):
    cells = re.findall(r"^```\{code-cell\}[^\n]*\n(?::[^\n]*\n)*(.*?)^```$", path.read_text("utf-8"), re.S | re.M)
    code = "\n".join(cells)
    assert cells and "altair" not in code
    assert not [n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.FunctionDef)]
    assert not re.findall(r"""['"][NS]\d+['"]""", code)


def replies():
    pairs = moves.answers(load("events"), load("event_links"))
    return pairs[(pairs["actor"] == "cn") & (pairs["to_actor"] == "us")].reset_index(drop=True)


def steps():
    end = load("events")["date"].max()
    return moves.balances(load("events"), load("event_links"), ["us", "cn"], pd.Timestamp("2018-01-01"), end)


def tight():
    lead = chain.holder_concentration(chain.newest(load("chain_shares"), list(chain.INPUTS)))
    return lead.assign(input=[chain.INPUTS[n][1] for n in lead["node_id"]])


DRAWN = {
    "balance": lambda w: moves_charts.balance(steps(), w),
    "answers": lambda w: moves_charts.answers(replies(), w),
    "composition": lambda w: moves_charts.composition(moves.composition([load("events")]), w),
    "holdings": lambda w: chain_charts.holdings(chain.held(chain.newest(load("chain_shares"), list(chain.INPUTS))), w),
    "concentration": lambda w: chain_charts.concentration(
        tight(), load("countries").set_index("country_id")["name_en"].to_dict(), w
    ),
    "controls": lambda w: chain_charts.controls(chain.hits(load("events"), load("event_links")), w),
    "billings": lambda w: trade_charts.billings(
        trade.spending(load("equipment_billings"), 2017, 2024), pd.Timestamp("2022-10-07"), w
    ),
    "vendors": lambda w: trade_charts.vendors(
        trade_charts.labeled(trade.vendor_shares(load("vendor_china_share"))), pd.Timestamp("2022-10-07"), w
    ),
    "chip_imports": lambda w: trade_charts.chip_imports(
        trade.every_import(trade.chip_imports(load("cn_ic_trade")), 2018, 2024), w
    ),
}


def texts(spec):
    return {str(v) for rows in spec["datasets"].values() for row in rows for v in row.values() if isinstance(v, str)}


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_is_made_from_what_the_measure_returns(name, width):
    spec = DRAWN[name](width).to_dict()
    shown = texts(spec)
    said = {
        "balance": f"China {moves.totals(steps()).set_index(['rule', 'actor'])['net']['done', 'cn']:+d}",
        "answers": "after: ",
        "composition": f"({len(load('events'))} events)",
        "holdings": "Lithography, ",
        "concentration": "Lithography: Netherlands",
        "controls": "measures by China",
        "billings": "Taiwan ",
        "vendors": "*",
        "chip_imports": "not found",
    }[name]
    assert any(said in one for one in shown), sorted(shown)[:20]


def test_a_bar_of_the_composition_is_whole():
    spec = moves_charts.composition(moves.composition([load("events")]), WIDE).to_dict()
    rows = pd.DataFrame(next(rows for rows in spec["datasets"].values() if "end" in rows[0] and len(rows) == 3))
    assert rows["end"].max() == pytest.approx(100, abs=0.1) and rows["events"].sum() == len(load("events"))
