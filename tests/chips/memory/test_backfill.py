"""The backfill model: by hand, at its edges, within its bounds, and against the expressions that run in the page."""

from __future__ import annotations

import html
import re

import numpy as np
import pandas as pd
import pytest
import vl_convert

from chips.memory import backfill, backfill_charts, backfill_inputs
from chips.memory.backfill import FIRMS, RIVALS, fill
from chips.memory.backfill_inputs import Market, opening
from chips.memory.backfill_words import expressions, headline, known, sentence
from explainer.evidence.tables import load

FIRST = {"at_risk": 12.5, "loss": 100, "held_back": 0, "usable": 100, "chinese_part": 6, "samsung_part": 57}
NAMES = ("at_risk", "loss", "held_back", "usable", "chinese_part", "samsung_part")
SIMPLE = Market(
    revenue={"samsung": 40, "sk_hynix": 30, "micron": 20, "chinese": 4, "other": 6},
    spare={"samsung": 3, "sk_hynix": 2, "chinese": 0.5},
    period="2023Q2",
    source_id="x",
)
#: least effects that three forecasts would show, as `void_size.against` gives them.
AGAINST = pd.DataFrame({"method": ["a", "b", "c"], "busd": [2.0, 3.0, -5.0], "high_busd": [1.9, 7.0, 2.5]})
EVEN = {"at_risk": 50, "loss": 20, "held_back": 0, "usable": 100, "chinese_part": 10, "samsung_part": 50}


@pytest.fixture(scope="module")
def market():
    return backfill_inputs.base(load("dram_shares"), load("scenario_inputs"))


@pytest.fixture(scope="module")
def inputs(market):
    return backfill_inputs.inputs_of(market, load("scenario_inputs"))


@pytest.fixture(scope="module")
def named(inputs):
    return backfill_inputs.cases(inputs)


def settings(count=20, seed=7):
    """Settings over the whole cube, extremes first; `count` in all."""
    edges = [
        dict.fromkeys(NAMES, 0.0),
        dict.fromkeys(NAMES, 100.0),
        dict.fromkeys(NAMES, 100.0) | {"usable": 0.0},
        dict.fromkeys(NAMES, 100.0) | {"held_back": 0.0, "samsung_part": 0.0, "chinese_part": 0.0},
        dict.fromkeys(NAMES, 100.0) | {"held_back": 100.0, "chinese_part": 0.0},
    ]
    rng = np.random.default_rng(seed)
    inside = [dict(zip(NAMES, row, strict=True)) for row in rng.uniform(0, 100, (count - len(edges), len(NAMES)))]
    for one in inside[::2]:
        one["usable"] /= 10  # so that capacity binds in half of them
    return edges + inside


# --- by hand ---------------------------------------------------------------------------------------------------------


def test_a_case_worked_by_hand():
    # void 20 x 50% x 20% = 2; Chinese 10% of it = 0.2; the rest 1.8 in two halves of 0.9
    o = fill(SIMPLE, **EVEN)
    assert o["void_busd"] == pytest.approx(2)
    assert [float(o[f"fill_{r}"]) for r in RIVALS] == pytest.approx([0.9, 0.9, 0.2])
    assert o["unfilled"] == pytest.approx(0, abs=1e-12)
    assert o["share_micron"] == pytest.approx(18)
    assert o["hhi"] == pytest.approx(40.9**2 + 30.9**2 + 18**2 + 4.2**2 + 6**2)


def test_what_one_maker_cannot_take_goes_to_the_other_and_then_to_nobody():
    # half of idle capacity: Samsung 1.5, SK hynix 1, Chinese 0.25; void 4, Chinese 0.25, offered 3.75, all to Samsung
    o = fill(SIMPLE, **(EVEN | {"loss": 40, "usable": 50, "samsung_part": 100}))
    assert [float(o[f"fill_{r}"]) for r in RIVALS] == pytest.approx([1.5, 1, 0.25])
    assert o["unfilled"] == pytest.approx(1.25)
    assert o["total"] == pytest.approx(98.75)


def test_restraint_leaves_a_part_unfilled():
    o = fill(SIMPLE, **(EVEN | {"held_back": 50}))
    assert o["unfilled"] == pytest.approx(0.9)


def test_the_base_quarter_is_the_published_one(market):
    rows = load("dram_shares").query("publisher == 'trendforce' and period == '2023Q2' and vintage == 'first'")
    shares = rows.set_index(rows["company_id"].astype("str"))["share_pct"]
    for firm in ("samsung", "sk_hynix", "micron"):
        assert market.share(firm) == pytest.approx(shares[firm], abs=0.1)
    assert market.total == pytest.approx(4 * 11.43)
    assert market.spare["samsung"] / (market.spare["samsung"] + market.revenue["samsung"]) == pytest.approx(0.23)
    assert 0 < market.share("chinese") < 2


def test_inputs_follow_from_the_table(inputs):
    found = {i.name: i for i in inputs}
    assert (found["at_risk"].low, found["at_risk"].central, found["at_risk"].high) == (1, 12.5, 25)
    assert [i.name for i in inputs if not i.sourced] == ["loss", "held_back", "usable"]
    for one in inputs:
        assert one.low <= one.central <= one.high <= one.most
        assert one.opening % one.step == pytest.approx(0)
        assert 0 <= one.opening <= one.most


# --- at the edges ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", settings(60, seed=1))
def test_shares_stay_between_0_and_100_and_add_up(market, setting):
    o = fill(market, **setting)
    shares = [float(o[f"share_{f}"]) for f in FIRMS]
    assert sum(shares) == pytest.approx(100, abs=1e-9)
    assert min(shares) >= 0 and max(shares) <= 100
    taken = sum(float(o[f"fill_{r}"]) for r in RIVALS)
    assert taken + float(o["unfilled"]) == pytest.approx(float(o["void_busd"]), abs=1e-9)
    for rival in RIVALS:
        assert 0 <= float(o[f"fill_{rival}"]) <= market.spare[rival] * setting["usable"] / 100 + 1e-12


@pytest.mark.parametrize("bad", [-0.1, 100.1, float("nan"), float("inf")])
@pytest.mark.parametrize("name", NAMES)
def test_settings_outside_0_to_100_are_refused(name, bad):
    with pytest.raises(ValueError, match=name):
        fill(SIMPLE, **(EVEN | {name: bad}))


def test_the_text_says_what_the_extremes_mean(market, inputs):
    first = opening(inputs)

    def said(**change):
        return sentence(market, first | change, AGAINST)

    assert "no void to fill" in said(loss=0) and "no void to fill" in said(at_risk=0)
    assert "no rival can use idle capacity" in said(usable=0)
    assert "nobody is left to take it" in said(held_back=100, chinese_part=0)
    assert said(held_back=100).endswith("Korean makers take nothing of it.")
    assert "Spare capacity is the limit for Samsung, SK hynix" in said(usable=5)
    assert "limit" not in said() and said().endswith("$1.39 billion is less than any of three forecasts of its "
                                                     "exports would show four times in five.")  # fmt: skip
    assert "$2.77 billion would show four times in five by two of three" in said(at_risk=25)


# --- the page's own expressions --------------------------------------------------------------------------------------


def run_in_vega(market: Market, setting: dict[str, float], wanted: list[str], named=(), more=None) -> dict[str, str]:
    """Evaluate the expressions in Vega itself, and `more` after them; numbers come back with all their digits."""
    signals = [{"name": n, "value": v} for n, v in setting.items()]
    signals += [{"name": n, "update": e} for n, e in expressions(market, FIRST, named, AGAINST).items()]
    signals += [{"name": n, "update": e} for n, e in (more or {}).items()]
    marks = [
        {"type": "text", "encode": {"enter": {"y": {"value": 9}, "text": {"signal": f"'{n}=' + {n}"}}}} for n in wanted
    ]
    spec = {"$schema": "https://vega.github.io/schema/vega/v6.json", "width": 9, "height": 9, "signals": signals}
    svg = vl_convert.vega_to_svg(spec | {"marks": marks})
    texts = [html.unescape(t) for t in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]
    return dict(t.split("=", 1) for t in texts)


@pytest.mark.parametrize("setting", settings(20))
def test_page_and_python_agree_to_rounding_error(market, named, setting):
    expected = fill(market, **setting)
    found = run_in_vega(market, setting, [*expected, "sentence", "headline"], named)
    for name, value in expected.items():
        assert float(found[name]) == pytest.approx(float(value), abs=1e-9), name
    assert found["sentence"] == sentence(market, setting, AGAINST)
    assert found["headline"] == headline(market, setting, FIRST, named)


@pytest.mark.parametrize("setting", [*settings(6), FIRST, FIRST | {"held_back": 100}, FIRST | {"samsung_part": 1}])
def test_names_under_the_slice_stand_apart_and_inside(market, named, setting):
    signals = list(backfill_charts.PIECES)
    more = {f"place_{one}": text for one, text in zip(signals, backfill_charts.below(signals), strict=True)}
    found = run_in_vega(market, setting, [*signals, *more], named, more)
    drawn = [float(found[f"place_{one}"]) for one in signals if one != "kept" and float(found[one]) > 5e-7]
    ends = [*drawn[1:], 1.0][: len(drawn)]
    assert all(at >= -1e-9 and after - at >= backfill_charts.NAME - 1e-9 for at, after in zip(drawn, ends, strict=True))


@pytest.mark.parametrize(
    ("change", "start", "part"),
    [
        (
            {},
            "If Micron loses the $1.4",
            " billion a year that its filing implies, our model sends 94% to Samsung and SK\u00a0hynix, 6% to Chinese",
        ),
        (
            {"at_risk": 1},
            "If Micron loses the $0.12 billion a year that its first words imply, our model sends",
            "94% to Samsung and SK\u00a0hynix, 6% to Chinese makers",
        ),
        ({"held_back": 100}, "If Korean makers hold back as", ", our model sends 6% to Chinese makers, 94% to nobody"),
        ({"held_back": 25}, "If Micron loses the $1.4", " that you set, our model sends 71% to"),
        (
            {"held_back": 50, "chinese_part": 5},
            "If Micron loses",
            "that you set, our model sends 48% to",
        ),  # 47.5: a half rounds up
        ({"loss": 0}, "At this setting Micron loses nothing", "no void"),
    ],
)
def test_the_headline_follows_the_setting(market, named, change, start, part):
    text = headline(market, FIRST | change, FIRST, named)
    assert text.startswith(start) and part in text and " 0%" not in text
    found = run_in_vega(market, FIRST | change, ["headline", "sentence"], named)
    assert found == {"headline": text, "sentence": sentence(market, FIRST | change, AGAINST)}


def test_the_cases_are_settings_of_the_inputs_in_the_order_of_the_story(inputs, named):
    risks = [one.values.get("at_risk", 12.5) for one in named]
    assert risks[:3] == [1, 12.5, 25] and not named[1].values, "Micron's words from least to most; the filing opens"
    for one in named:
        for name, value in one.values.items():
            setter = next(i for i in inputs if i.name == name)
            assert 0 <= value <= setter.most and value != setter.opening


def test_a_wrong_expression_would_be_noticed(market):
    wrong = Market(market.revenue, dict(market.spare) | {"samsung": market.spare["samsung"] / 2}, market.period, "x")
    setting = dict.fromkeys(NAMES, 100.0) | {"held_back": 0.0, "usable": 30.0, "chinese_part": 0.0}
    there = float(run_in_vega(wrong, setting, ["fill_samsung"])["fill_samsung"])
    assert abs(there - float(fill(market, **setting)["fill_samsung"])) > 1e-3


# --- bounds ----------------------------------------------------------------------------------------------------------


def test_no_setting_leaves_the_bounds(market, inputs):
    """Least and most at the ends of the ranges hold for settings anywhere inside them."""
    box = backfill.bounds(market, inputs).set_index("output")
    rng = np.random.default_rng(3)
    o = fill(market, **{i.name: rng.uniform(i.low, i.high, 20_000) for i in inputs})
    for name, values in {"korean_busd": backfill.korean(o), "change_micron": o["change_micron"]}.items():
        assert box.loc[name, "low"] - 1e-12 <= values.min() and values.max() <= box.loc[name, "high"] + 1e-12
    for name in ("void_busd", "unfilled"):
        assert box.loc[name, "low"] - 1e-12 <= o[name].min() and o[name].max() <= box.loc[name, "high"] + 1e-12
    assert (box["low"] <= box["opening"]).all() and (box["opening"] <= box["high"]).all()


def test_bounds_worked_by_hand(market, inputs):
    box = backfill.bounds(market, inputs).set_index("output")
    whole = market.revenue["micron"] * 0.25  # all customers based in China, lost for good
    assert box.loc["void_busd"].tolist() == pytest.approx([0, whole / 2, whole])
    assert box.loc["korean_busd", ["low", "high"]].tolist() == pytest.approx([0, whole])  # no Chinese maker takes any
    blind = backfill.bounds(market, inputs, lambda i: not i.sourced).set_index("output")
    assert blind.loc["korean_busd", "high"] == pytest.approx(whole / 2 * 0.94)  # six percent to Chinese makers
    assert blind.loc["korean_busd", "low"] == 0


def test_one_input_at_a_time(market, inputs):
    rows = backfill.one_by_one(market, inputs).set_index("input")
    assert set(rows.index) == {i.name for i in inputs} and rows.index[0] == "at_risk"
    void = market.revenue["micron"] / 100
    assert rows.loc["at_risk", ["low_busd", "high_busd"]].tolist() == pytest.approx([0.94 * void, 25 * 0.94 * void])
    for name in ("loss", "held_back", "usable"):
        assert not rows.loc[name, "sourced"]
        assert rows.loc[name, ["low_busd", "high_busd"]].tolist() == pytest.approx([0, 12.5 * 0.94 * void])
    assert rows.loc["samsung_part", "low_busd"] == pytest.approx(rows.loc["samsung_part", "high_busd"])


def test_a_slider_says_what_is_known_and_what_it_does_alone(market, inputs):
    rows = {r["input"]: known(r) for r in backfill.one_by_one(market, inputs).to_dict("records")}
    assert rows["held_back"] == "no source; alone $0–1.4 bn"
    assert rows["at_risk"] == "1–25%; alone $0.1–2.8 bn"
    assert rows["samsung_part"].endswith("alone no change")


# --- the table of inputs ---------------------------------------------------------------------------------------------


def test_derived_inputs_follow_from_their_formulas():
    table = load("scenario_inputs").set_index("parameter")
    derived = table[table["formula"].notna()]
    assert len(derived) >= 4 and (derived["kind"] == "derived").all()
    for name, row in derived.iterrows():
        for side in ("low", "central", "high"):
            if pd.isna(row[side]):
                continue
            if name == "micron_revenue_share_at_risk" and side != "central":
                origin = {"low": "micron_revenue_hit_first_guidance", "high": "micron_china_hq_customer_share"}[side]
                expected = table.loc[origin, "low" if side == "low" else "central"]
            else:
                values = {
                    p: (r[side] if pd.notna(r[side]) else r["central"])
                    for p, r in table.iterrows()
                    if re.search(rf"\b{p}\b", row["formula"])
                }
                expected = eval(row["formula"], {"__builtins__": {}}, values)
            printed = f"{row[side]:.6f}".rstrip("0")
            decimals = len(printed.split(".")[1])
            assert round(expected, decimals) == pytest.approx(row[side], abs=1e-9), (name, side)


def test_inputs_agree_with_the_tables_they_repeat():
    given = load("scenario_inputs").set_index("parameter")["central"]
    dram = load("dram_shares").query("publisher == 'trendforce' and vintage == 'first'")
    dram = dram.assign(company_id=dram["company_id"].astype("str")).set_index(["period", "company_id"])
    for quarter in ("2023Q1", "2023Q2"):
        for firm, name in (
            ("samsung", "samsung"),
            ("sk_hynix", "sk_hynix"),
            ("micron", "micron"),
            ("all_makers", "world"),
        ):
            printed = dram.loc[(quarter, firm), "revenue_musd"] / 1000
            assert given[f"{name}_dram_revenue_{quarter.lower()}"] == pytest.approx(printed, abs=0.005)
    revenue = load("micron_revenue_region").set_index("fiscal_year")["total_revenue_musd"]
    assert given["micron_revenue_fy2022"] == pytest.approx(revenue[2022] / 1000, abs=0.005)
    assert given["micron_revenue_fy2023"] == pytest.approx(revenue[2023].iloc[0] / 1000, abs=0.005)
