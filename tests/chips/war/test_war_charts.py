"""Drawings of the first part, each made alone at both widths, and the words in them."""

from __future__ import annotations

import ast
import re

import pandas as pd
import pytest

from chips import series
from chips.war import (
    chain,
    chain_charts,
    chain_controls,
    chain_controls_charts,
    imports_charts,
    moves,
    moves_charts,
    overview_charts,
    trade,
    trade_charts,
)
from explainer import paths
from explainer.evidence.tables import load
from explainer.figures.picture import NARROW, WIDE
from explainer.figures.spec import complete

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


def events():
    return load("events").sort_values(["date", "event_id"], kind="stable").reset_index(drop=True)


def steps():
    return moves.balances(
        events(), load("event_links"), ["us", "cn"], pd.Timestamp("2018-01-01"), events()["date"].max()
    )


TITLES = dict.fromkeys(moves.COUNTING, "Title")
TERMS = {moves.US_RULES: ("Rules", 2), "E20231009a": ("Waiver", 0)}


def held():
    return moves.spells(events(), {i: name for i, (name, _) in TERMS.items()}, events()["date"].max())


def memory(width, table=None):
    china = series.exports_to_china(table or load)
    by_text = china.set_axis(china.index.astype(str))
    totals = dict.fromkeys(by_text.dropna(subset=["value_busd"]).index, 100.0)
    parts = trade.parts_of_total(by_text, totals, "China", "Elsewhere")
    return imports_charts.memory(parts, by_text["share_pct"].to_dict(), width)


def vendors(width):
    path = trade.vendor_path(load("vendor_china_share"))
    firms = load("companies").set_index("company_id")
    return trade_charts.vendors(path, firms["name_en"].to_dict(), firms["country_id"].to_dict(), width)


DRAWN = {
    "balance": lambda w: moves_charts.balance(steps(), moves.widest(steps(), "us", "cn"), TITLES, w),
    "in_order": lambda w: moves_charts.in_order(
        moves.in_order(events(), moves.longest_run(events())), "The truce", ("Before", "After"), w
    ),
    "terms": lambda w: moves_charts.terms(held(), dict(TERMS.values()), w),
    "overview": lambda w: overview_charts.lanes(events(), w),
    "holdings": lambda w: chain_charts.holdings(chain.held(chain.newest(load("chain_shares"), list(chain.INPUTS))), w),
    "controls": lambda w: chain_controls_charts.controls(
        chain_controls.hits(events(), load("event_links")), ("us", "cn"), w
    ),
    "billings": lambda w: trade_charts.billings(
        trade.spending(load("equipment_billings")), pd.Timestamp("2022-10-07"), w
    ),
    "vendors": vendors,
    "chip_imports": lambda w: imports_charts.chip_imports(
        trade.by_year(trade.chip_imports(load("cn_ic_trade"))), {}, w
    ),
    "memory": memory,
}


def texts(spec):
    return {str(v) for rows in spec["datasets"].values() for row in rows for v in row.values() if isinstance(v, str)}


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_is_made_from_what_the_measure_returns(name, width):
    spec = complete(DRAWN[name](width).to_dict(), name)
    shown = texts(spec)
    said = {
        "balance": f"China {moves.totals(steps()).set_index(['rule', 'actor'])['net']['done', 'cn']:+d}",
        "in_order": "The truce",
        "terms": " days to ",
        "overview": "Rules on advanced chips",
        "holdings": "percent of lithography.",
        "controls": "measures by China",
        "billings": "Taiwan ",
        "vendors": "to Oct 2019",
        "chip_imports": "not found",
        "memory": "Elsewhere",
    }[name]
    assert any(said in one for one in shown), sorted(shown)[:20]


@pytest.mark.parametrize("name", [name for name in DRAWN if name != "memory"])
def test_tips_are_sentences(name):
    rows = [row for part in DRAWN[name](NARROW).to_dict()["datasets"].values() for row in part]
    said = [row[key] for row in rows for key in ("tip", "sentence") if key in row]
    assert said and all(re.fullmatch(r"[A-Z\d].* .*\.", one) and not re.search(r"_|\bnan\b", one) for one in said)


def test_the_phone_says_the_holders_in_full():
    held = chain.held(chain.newest(load("chain_shares"), list(chain.INPUTS)))
    assert {"United States", "Netherlands", "Others"} <= texts(chain_charts.holdings(held, NARROW).to_dict())


def domains(spec):
    """Every explicit domain of a position, by field."""
    found = {}
    for view in [spec, *spec.get("layer", []), *(v for part in spec.get("hconcat", []) for v in part.get("layer", []))]:
        for channel in ("x", "y"):
            one = view.get("encoding", {}).get(channel, {})
            if isinstance(one.get("scale"), dict) and "domain" in one["scale"]:
                found.setdefault(one["field"], one["scale"]["domain"])
    return found


def test_a_year_more_in_the_tables_is_drawn_and_moves_the_axis():
    """No end of an axis is typed: a year and a record value that are added to a table stand inside the panel."""
    billings = load("equipment_billings")
    row = billings[(billings["region"].astype("str") == "cn") & (billings["period"] == "2024")]
    more = pd.concat([billings, row.assign(period="2027", value_busd=88.0)])
    spec = complete(trade_charts.billings(trade.spending(more), pd.Timestamp("2022-10-07"), WIDE).to_dict(), "x")
    assert domains(spec)["year"][1] == 2027 and domains(spec)["value_busd"][1] == 90
    assert "China 88.0" in texts(spec)

    trade_table = load("cn_ic_trade")
    row = trade.chip_imports(trade_table).query("period == '2024' and measure == 'value'")
    more = pd.concat([trade_table, row.assign(period="2026", value=999.0)])
    spec = complete(imports_charts.chip_imports(trade.by_year(trade.chip_imports(more)), {}, WIDE).to_dict(), "x")
    tops = [part["layer"][0]["encoding"]["y"]["scale"]["domain"][1] for part in spec["hconcat"]]
    assert max(tops) > 999 and {"2026", "999"} <= texts(spec)

    exports = load("kr_chip_exports_destination")
    row = exports[(exports["period"] == "2024") & (exports["destination"].astype("str") == "cn")]
    row = row[row["basis"].astype("str") == "kita_memory"]
    later = row.assign(period="2026", period_end=pd.Timestamp("2026-12-31"), share_pct=71.0)
    spec = complete(memory(WIDE, {"kr_chip_exports_destination": pd.concat([exports, later])}.get).to_dict(), "x")
    assert any("71 percent" in text for text in texts(spec))
    ends = [row["x2"] for rows in spec["datasets"].values() for row in rows if "x2" in row]
    assert max(ends) <= WIDE

    vendors = load("vendor_china_share")
    row = vendors[vendors["company_id"].astype("str") == "screen"].tail(1)
    later = row.assign(period="2026Q4", period_start=pd.Timestamp("2026-10-01"), china_share_pct=77.0)
    path = trade.vendor_path(pd.concat([vendors, later.assign(period_end=pd.Timestamp("2026-12-31"))]))
    spec = complete(
        trade_charts.vendors(
            path, dict.fromkeys(path["company"], "N"), dict.fromkeys(path["company"], "jp"), WIDE
        ).to_dict(),
        "x",
    )
    assert domains(spec)["china_share_pct"][1] == 80 and any("Dec 2026" in one for one in texts(spec))


def test_a_quarter_more_in_the_table_is_drawn():
    billings = load("equipment_billings")
    rows = billings[(billings["period"] == "2025Q2") & billings["region"].astype("str").isin(["cn", "world"])]
    later = rows.assign(period="2026Q4", period_start=pd.Timestamp("2026-10-01"))
    later["value_busd"] = [50.0 if r == "cn" else 60.0 for r in later["region"].astype("str")]
    more = pd.concat([billings, later]).astype({"region": "str", "confidence": "str"})
    bars = trade.every_quarter(trade.world_share(more, "cn", "quarter"), series.pick(more, freq="quarter")["period"])
    marks = pd.DataFrame({"date": pd.to_datetime(["2022-10-07", "2023-07-23"]), "text": ["a", "b"]})
    spec = complete(trade_charts.quarters(bars, ["2026Q4"], marks, WIDE).to_dict(), "x")
    assert domains(spec)["share_pct"][1] >= 90 and "2026Q4" in texts(spec)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_name_stands_at_the_year_of_its_last_figure(width):
    table = trade.spending(load("equipment_billings")).dropna(subset=["value_busd"])
    last = table.groupby("region")["period"].max().astype(int)
    spec = DRAWN["billings"](width).to_dict()
    rows = [
        r for part in spec["datasets"].values() for r in part if "year" in r and re.search(r"\d$", str(r.get("label")))
    ]
    for region, year in last.items():
        name = trade_charts.PLACES[region]
        assert {r["year"] for r in rows if r["label"].startswith((f"{name} ", f"{name}|"))} == {year}, name


def test_a_highest_figure_that_is_the_first_or_the_last_is_said_to_be():
    path = trade.vendor_path(load("vendor_china_share"))
    by = path.pivot(index="company", columns="stand", values="when")
    said = texts(vendors(WIDE).to_dict())
    assert {"first", "last"} == {s for s in ("first", "last") if (by[s] == by["highest"]).any()}
    assert {"also the first found", "also the last found"} <= said


def test_every_square_of_the_order_stands_in_its_year():
    spec = moves_charts.in_order(
        moves.in_order(events(), moves.longest_run(events())), "x", ("a", "b"), NARROW
    ).to_dict()
    rows = pd.DataFrame(next(rows for rows in spec["datasets"].values() if "effect" in rows[0]))
    assert len(rows) == len(events()) and not rows.duplicated(["x", "y"]).any()
    assert rows["x"].max() < NARROW and rows["y"].is_monotonic_increasing
