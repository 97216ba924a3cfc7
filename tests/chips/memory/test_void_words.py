"""Every figure of the chapter on the void, as readers get it, against the files of data/ by a second path."""

from __future__ import annotations

import csv
import math
import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

from chips.memory import dram_price
from chips.memory import forecast as cf
from explainer.evidence.tables import load
from explainer.pages.prose import WORDS
from tests.chips.memory.test_forecast import TABLES, column, names, own_rest
from tests.chips.memory.test_forecast import plain as _plain
from tests.chips.memory.test_memory_words import SITE, finding, found, prose, said, title, tree
from tests.second_path import rows

PAGE = "memory/filling-the-void"
plain = _plain
SPAN = {0: ("2023-06", "2024-05"), 1: ("2022-06", "2023-05"), 2: ("2021-06", "2022-05")}


def number(text: str) -> float:
    """A figure as printed: minus signs, words up to twelve."""
    return float(WORDS.index(text.lower())) if text.lower() in WORDS else float(text.replace("−", "-").replace(",", ""))


def told(pattern: str, text: str) -> list[float]:
    """The figures of a sentence, signs and words too; fails with the text where the sentence is not there."""
    match = re.search(pattern, text)
    assert match, text
    return [number(one) for one in match.groups()]


def drawn_in(figure: str) -> list[dict]:
    """The rows of a figure as a reader downloads them."""
    with (SITE / f"figures/{figure}.csv").open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def total(run: dict[str, float], span: int) -> float:
    return math.fsum(run[m] for m in names(*SPAN[span]))


def change(run: dict[str, float], back: int = 1) -> float:
    return 100 * (total(run, 0) / total(run, back) - 1)


@pytest.fixture(scope="module")
def volume(plain) -> dict[str, float]:
    return {m: 100 * v / plain["price"][m] for m, v in plain["dram"].items()}


@pytest.fixture(scope="module")
def gaps(plain) -> dict[str, float]:
    """Gap of each yardstick in percent: normal equations, another solver, and the program's own filter.

    The structural series is checked against least squares in test_forecast, which allows half a point.
    """
    fit, ahead = names("2019-01", "2023-03"), names(*SPAN[0])
    x = np.column_stack([column(plain, d, fit) for d in cf.DONORS])
    y = column(plain, "dram", fit)
    best = optimize.minimize(
        lambda w: (((x - x.mean(axis=0)) @ w - (y - y.mean())) ** 2).sum(), [0.25] * 4, method="SLSQP",
        bounds=[(0, 1)] * 4, options={"ftol": 1e-12}, constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
    )  # fmt: skip
    new = np.column_stack([column(plain, d, ahead) for d in cf.DONORS])
    expected = np.exp(y.mean() + (new - x.mean(axis=0)) @ best.x).sum()
    panel = cf.panel(*(load(name) for name in TABLES[:3]))
    return {
        "rest": 100 * math.expm1(own_rest(plain, "2023-03", *SPAN[0])),
        "own_past": cf.forecast(panel, "own_past").gap_pct,
        "other_memory": 100 * (total(plain["dram"], 0) / expected - 1),
    }


@pytest.fixture(scope="module")
def error(plain) -> float:
    """Usual error of the regression over the placebo dates, in logs."""
    cutoffs = names("2020-12", "2022-01")
    missed = []
    for cutoff in cutoffs:
        after = names(cutoff, "2024-12")
        missed.append(own_rest(plain, cutoff, after[3], after[14]))
    return math.sqrt(sum(m * m for m in missed) / len(missed))


@pytest.fixture(scope="module")
def base() -> float:
    """Micron's DRAM revenue of 2023Q2 at an annual rate, billion dollars, TrendForce's first print."""
    (one,) = (
        r for r in rows("dram_shares")
        if (r["company_id"], r["publisher"], r["period"], r["vintage"]) == ("micron", "trendforce", "2023Q2", "first")
    )  # fmt: skip
    return 4 * float(one["revenue_musd"]) / 1000


# --- what crossed the border -----------------------------------------------------------------------------------------


def test_value_price_and_volume_of_the_finding(plain, volume):
    value, down, price, up = told(
        r"worth \$([\d.]+) billion to mainland China and Hong Kong, (\d+) percent less .* prices were (\d+) percent "
        r"lower and the volume (\d+) percent higher", finding(PAGE),
    )  # fmt: skip
    assert value == round(total(plain["dram"], 0) / 1000, 1)
    assert (down, up) == (round(-change(plain["dram"])), round(change(volume)))
    assert price == round(-change(plain["price"]))
    assert told(r"(\d+) percent less, the price was (\d+) percent lower, the volume (\d+) higher", title(PAGE, "void-flows")) == [down, price, up]  # fmt: skip  # noqa: E501


def test_the_other_bases_of_the_volume(volume, plain):
    level = {m: plain["price"][m] for m in names("2021-01", "2024-12")}
    # the last month at the top and the first at the bottom
    peak, bottom = max(reversed(level), key=level.get), min(level, key=level.get)
    at = [f"{pd.Period(m):%B %Y}" for m in (peak, bottom)]
    spring = [sum(volume[f"{y}-{m}"] for m in ("04", "05")) for y in (2023, 2022)]
    assert told(
        rf"slump that took (\d+) percent off the price from {at[0]} to {at[1]}\. .* the volume "
        r"was (\d+) percent higher.* stood at ([+−]\d+) percent against", prose(PAGE),
    ) == [
        round(100 * (1 - level[bottom] / level[peak])),
        round(change(volume, 2)),
        round(100 * (spring[0] / spring[1] - 1)),
    ]  # fmt: skip


def test_the_volume_dips_and_then_passes_its_old_high():
    run = {r["month"]: float(r["volume at 2020 prices (billion US dollars)"] or 0) for r in drawn_in("void-flows")}
    top = max((m for m in run if m < "2023-06"), key=run.get)
    low = min(v for m, v in run.items() if top < m <= "2024-05")
    assert run["2024-05"] > run[top] > run["2023-05"]
    assert told(r"the volume dipped by (\d+) percent, then rose past its old high", prose(PAGE)) == [
        round(100 * (1 - low / run[top]))
    ]


def test_places_and_products(plain):
    memory = {p: change(plain[p]) for p in ("memory", "hk_memory", "cn_memory")}
    text = prose(PAGE)
    assert told(r"up (\d+) percent in dollars.*Hong Kong: (\d+) percent more there, ([\d.]+) percent less", text) == [
        round(memory["memory"]), round(memory["hk_memory"]), round(-memory["cn_memory"], 1),
    ]  # fmt: skip
    head = title(PAGE, "void-places")
    assert told(r"Hong Kong rose by (\d+) percent and that for the mainland fell by (\d+)", head) == [
        round(memory["hk_memory"]),
        round(-memory["cn_memory"]),
    ]
    part = [100 * total(plain[f"hk_{p}"], s) / total(plain[p], s) for p in ("dram", "multichip") for s in (1, 0)]
    assert told(
        r"part of DRAM was ([\d.]+) percent .* and ([\d.]+) in the year to May 2024; of multichip packages it went "
        r"from (\d+) to (\d+)", text,
    ) == [round(part[0], 1), round(part[1], 1), round(part[2]), round(part[3])]  # fmt: skip


def test_no_volume_is_drawn_where_the_index_falls_short():
    drawn = drawn_in("void-flows")
    have = [r["month"] for r in drawn if r["volume at 2020 prices (billion US dollars)"]]
    assert max(have) == "2025-09" and max(r["month"] for r in drawn) > "2026-06"
    late = dram_price.price_check(load("bok_dram_price_index"), load("chip_price_changes"), "conventional_dram")
    late = late.set_index("quarter")["gap"].abs()
    assert late["2025Q3"] < 5 < late["2025Q4"] and late["2026Q1"] == late.max()


# --- what would have been --------------------------------------------------------------------------------------------


def test_the_gaps_of_the_finding_and_of_the_title(gaps):
    up, past, down = told(
        r"(\d+) percent more against Korea’s other chip customers, (\d+) percent more against China’s own past, (\d+) "
        r"percent less against other memory", finding(PAGE),
    )  # fmt: skip
    assert (up, down) == (round(gaps["rest"]), round(-gaps["other_memory"])) and past == round(gaps["own_past"])
    assert told(r"([+−]\d+), ([+−]\d+) or ([+−]\d+) percent", title(PAGE, "void-placebos")) == [up, past, -down]


def test_the_strip_holds_every_placebo(plain, gaps):
    drawn = drawn_in("void-placebos")
    for method, gap in gaps.items():
        mine = [r for r in drawn if r["method"] == method.replace("_", " ")]
        kinds = [r["kind"] for r in mine]
        assert (kinds.count("placebo"), kinds.count("real"), kinds.count("chance"), len(kinds)) == (14, 1, 1, 16)
        assert float(next(r["value (percent)"] for r in mine if r["kind"] == "real")) == pytest.approx(gap, abs=0.05)
    for cutoff, row in zip(names("2020-12", "2022-01"), (r for r in drawn if r["method"] == "rest"), strict=False):
        after = names(cutoff, "2024-12")
        assert row["first"] == after[3]
        gap = 100 * math.expm1(own_rest(plain, cutoff, after[3], after[14]))
        assert float(row["value (percent)"]) == pytest.approx(gap, abs=0.01)


def test_void_and_power_stand_on_one_base(base, plain, gaps, error):
    text, own = prose(PAGE), sorted(rows("micron_dram_quarters"), key=lambda r: r["period_end"])
    own = math.fsum(float(r["dram_revenue_busd"]) for r in [r for r in own if r["period_end"] <= "2023-06-01"][-4:])
    assert told(
        r"annual rate was \$([\d.]+) billion by TrendForce.* put (\d+) to ([\d.]+) percent at risk.* would be "
        r"\$([\d.]+) billion.* give \$([\d.]+) billion .* would be (\d+) percent larger", text,
    ) == [round(base, 1), 1, 12.5, round(base / 4 + 1e-9, 1), own, round(100 * (own / base - 1))]  # fmt: skip
    assert found(r"void was \$([\d.]+) to ([\d.]+) billion a year", finding(PAGE)) == [
        round(base / 100, 1),
        round(base / 8, 1),
    ]
    expected = total(plain["dram"], 0) / 1000 / (1 + gaps["rest"] / 100)
    least = math.exp(2.8016 * error) - 1
    assert found(r"needs an effect of \$([\d.]+) billion", finding(PAGE)) == [round(least * expected, 1)]

    def chance(lost):
        at = math.log1p(lost / expected) / error
        return 100 * (0.5 * math.erfc((1.96 - at) / 2**0.5) + 0.5 * math.erfc((1.96 + at) / 2**0.5))

    assert told(
        r"finds an effect of (\d+) percent .* the void reaches (\d+)\. The chance to see it is (\d+) percent .* and "
        r"(\d+) for",
        text,
    ) == [round(100 * least), round(100 * base / 8 / expected), round(chance(base / 8)), round(chance(base / 100))]


def test_ranks_among_the_placebos(plain, gaps):
    drawn = drawn_in("void-placebos")

    def far(method):
        mine = [r for r in drawn if r["method"] == method.replace("_", " ")]
        logs = {
            kind: [math.log1p(float(r["value (percent)"]) / 100) for r in mine if r["kind"] == kind]
            for kind in ("placebo", "real")
        }
        return sum(abs(v) >= abs(logs["real"][0]) for v in logs["placebo"])

    def beyond(method):
        """Whether the full dot lies off the band, as drawn."""
        mine = {r["kind"]: r for r in drawn if r["method"] == method.replace("_", " ")}
        low, high = (float(mine["chance"][end]) for end in ("value (percent)", "to (percent)"))
        return not low <= float(mine["real"]["value (percent)"]) <= high

    (off,) = told(r"percent, (\w+) beyond the usual range of this fit", title(PAGE, "void-placebos"))
    assert off == sum(beyond(m) for m in ("rest", "own_past", "other_memory"))
    assert far("rest") == far("other_memory") == 0
    assert "further from zero than any of the years without one: above it against Korea’s other" in prose(PAGE)
    lie_as_far = r"China’s own past, counted as ratios, (\w+) of them lie as far\. .* no p-value can be below ([\d.]+)"
    assert told(lie_as_far, prose(PAGE)) == [
        far("own_past"), 0.07,
    ]  # fmt: skip


def test_a_dot_without_a_ban_says_when_it_is_and_how_much_is_missing(plain):
    first, last = ([f"{pd.Period(m):%B %Y}" for m in names(*ends)] for ends in (("2021-03", "2022-04"), SPAN[1]))
    starts = [r["first"] for r in drawn_in("void-placebos") if (r["method"], r["kind"]) == ("rest", "placebo")]
    assert len(starts) == len(first)
    assert f"{len(starts)} overlapping years between {first[0]} and {last[9]}." in prose(PAGE)
    gone = {tuple(m for m in names(s, "2024-12")[:12] if m not in plain["rest"]) for s in starts}
    assert all(len(one) == 1 and one[0].endswith("-12") for one in gone)
    fit = names("2019-01", "2023-03")
    (figure,) = [n for n in tree(PAGE).iter("figure") if n.get("id") == "void-placebos"]
    assert told(r"hollow dot is (\d+) months, as no total was printed for December, and the fit (\d+) of (\d+)",
                said(figure)) == [11, len([m for m in fit if m in plain["rest"]]), len(fit)]  # fmt: skip


def test_sensitivity_is_told_from_end_to_end(plain):
    panel = cf.panel(*(load(name) for name in TABLES[:3]))
    cuts = (("2023-03", "2023-06"), ("2023-05", "2023-06"), ("2023-06", "2023-07"))

    def runs(method, **options):
        return {
            (cutoff, y): cf.forecast(panel, method, cutoff=cutoff, first=first, start=f"{y}-01", **options).gap_pct
            for cutoff, first in cuts
            for y in (2019, 2020, 2021)
        }

    main = {method: runs(method) for method in cf.METHODS}
    ends = [round(end(made.values())) for made in main.values() for end in (min, max)]
    chance = {
        r["method"].replace(" ", "_"): (float(r["value (percent)"]), float(r["to (percent)"]))
        for r in drawn_in("void-placebos") if r["kind"] == "chance"
    }  # fmt: skip
    off = {m: {pair for pair, v in made.items() if not chance[m][0] <= v <= chance[m][1]} for m, made in main.items()}
    assert off["rest"] & off["other_memory"] == {("2023-03", 2019)} and not off["own_past"]
    assert {year for _, year in off["other_memory"]} == {2019}
    late = [v for (_, year), v in main["other_memory"].items() if year > 2019]
    donors = {"s_cn": ("cn_multichip", "cn_flash"), "s_flash": ("cn_flash", "hk_flash")}
    only = {name: runs("other_memory", donors=some).values() for name, some in donors.items()}
    trend, price = (runs("rest", control=None, trend=t).values() for t in (True, False))
    assert told(
        r"of the (\w+) pairs of start and cut-off that we tried no other puts both there\. With a start in 2020 "
        r"or 2021 other memory gives ([+−]\d+) to ([+−]\d+) percent, within the range drawn above, "
        r"([+−]\d+) to ([+−]\d+); with memory for the mainland alone it gives ([+−]\d+) to ([+−]\d+)\. "
        r"The sharpest yardstick gives "
        r"([+−]\d+) to ([+−]\d+) with a straight trend in place of the other customers, ([+−]\d+) to ([+−]\d+) "
        r"with price", prose(PAGE),
    ) == [
        9, *(round(f(late)) for f in (min, max)), *(round(v) for v in chance["other_memory"]),
        *(round(f(v)) for v in (only["s_cn"], trend, price) for f in (min, max)),
    ]  # fmt: skip
    weight = dict(cf.weights(panel).itertuples(index=False))
    assert told(
        r"packages have (\d+) percent of the weight .* with flash alone, it gives ([+−]\d+) to ([+−]\d+)", prose(PAGE)
    ) == [
        round(100 * (weight["cn_multichip"] + weight["hk_multichip"])),
        *(round(f(only["s_flash"])) for f in (min, max)),
    ]
    errors = []
    for outcome in ("multichip", "dram"):
        missed = [own_rest(plain, c, *names(c, "2024-12")[3:15:11], outcome) for c in names("2020-12", "2022-01")]
        own = own_rest(plain, "2023-03", *SPAN[0], outcome)
        errors.append(round(own / math.sqrt(math.fsum(v * v for v in missed) / len(missed)), 1))
    said_errors = told(r"That is ([\d.]+) of the usual errors of that forecast; for DRAM it is ([\d.]+)\.", prose(PAGE))
    assert said_errors == errors
    sign = r"([+−]\d+)"
    assert (
        told(rf"yardsticks give {sign} to {sign}, {sign} to {sign} and {sign} to {sign} percent", prose(PAGE)) == ends
    )
    assert told(r"multichip packages, which .* came (\d+) percent above", prose(PAGE)) == [
        round(100 * math.expm1(own_rest(plain, "2023-03", *SPAN[0], "multichip")))
    ]


# --- the referee -----------------------------------------------------------------------------------------------------


def test_the_price_index_is_held_against_contract_prices_to_the_end_of_the_data(plain):
    """Of all DRAM until those of common DRAM are given, then of these: no quarter is left out, none is typed."""
    mean = {}
    for quarter in {pd.Period(m, freq="M").asfreq("Q") for m in plain["price"]}:
        months = [str(m) for m in pd.period_range(quarter.asfreq("M", "start"), periods=3, freq="M")]
        if set(months) <= plain["price"].keys():
            mean[quarter] = math.fsum(plain["price"][m] for m in months) / 3
    moved = {str(q): 100 * (v / mean[q - 1] - 1) for q, v in mean.items() if q - 1 in mean}
    off = {"dram_overall": {}, "conventional_dram": {}}
    for r in rows("chip_price_changes"):
        if r["product"] in off and r["preferred"] == "true" and r["period"] in moved:
            low, high, move = float(r["low_pct"]), float(r["high_pct"]), moved[r["period"]]
            off[r["product"]][r["period"]] = min(move - low, 0) + max(move - high, 0)
    late = off["conventional_dram"]
    early = {q: v for q, v in off["dram_overall"].items() if q < min(late)}
    worst = max(late, key=lambda q: abs(late[q]))
    nth = dict(zip("1234", ("first", "second", "third", "fourth"), strict=True))
    last, widest = (f"the {nth[q[-1]]} quarter of {q[:4]}" for q in (max(early), worst))
    assert told(
        rf"Up to {last} it agrees with TrendForce’s contract prices in (\w+) of (\d+) quarters and misses by ([\d.]+) "
        rf"points at most. In {widest} it falls short by (\d+)", prose(PAGE),
    ) == [
        sum(v == 0 for v in early.values()), len(early), round(max(map(abs, early.values())), 1), round(-late[worst]),
    ]  # fmt: skip


def test_what_a_picture_says_to_those_who_do_not_see_it_reaches_as_far_as_its_rows(plain):
    def words(figure):
        return ElementTree.parse(SITE / f"figures/{figure}.svg").getroot().get("aria-label")

    months = [r["month"] for r in drawn_in("void-flows")]
    assert words("void-flows").startswith(f"Three line charts from {min(months)[:4]} to {max(months)[:4]} on")
    seen = {r["month"]: plain["dram"][r["month"]] / 1000 for r in drawn_in("void-forecasts")}
    first, low, last = min(seen), min(seen, key=seen.get), max(seen)
    said = [f"{round(seen[m], 1):.1f} {{}}{pd.Period(m):%B %Y}" for m in (first, low, last)]
    for one, between in zip(said, ("billion dollars in ", "in ", "in "), strict=True):
        assert one.format(between) in words("void-forecasts"), one


def test_the_referees_five_questions_have_answers_with_figures(plain, volume):
    text = prose(PAGE)
    for words in ("Why not compare with Taiwan?", "Is Hong Kong China?", "Did the price index change what it measures?",
                  "Was the rise there before the verdict?", "What if the ban worked only on servers?"):  # fmt: skip
        answer = next(line for line in text.splitlines() if line.startswith(words))
        assert len(re.findall(r"\d", answer)) > 3
    taiwan = {r["month"]: float(r["value_musd"]) for r in rows("kr_memory_exports_monthly")
              if (r["destination"], r["product"]) == ("tw", "memory")}  # fmt: skip
    second, one = (math.fsum(taiwan[m] for m in names(*s)) for s in (("2024-06", "2025-05"), SPAN[0]))
    assert told(r"January 2023, (\w+) months before.* memory for Taiwan was ([\d.]+) times", text) == [
        len([m for m in taiwan if m <= "2023-03"]), round(second / one, 1),
    ]  # fmt: skip
    micron = {(r["region"], r["fiscal_year"]): float(r["revenue_musd"]) / 1000 for r in rows("micron_revenue_region")
              if r["basis"] == "customer_headquarters" and r["revenue_musd"]}  # fmt: skip
    assert told(
        r"Hong Kong went from \$([\d.]+) billion to \$([\d.]+) billion .* from \$([\d.]+) billion to "
        r"\$([\d.]+) billion",
        text,
    ) == [round(micron[p, y], 1) for p in ("hk", "cn") for y in ("2023", "2024")]
    halves = [math.fsum(volume[m] for m in names(*s)) for s in (("2023-04", "2023-06"), ("2023-01", "2023-03"))]
    money = [math.fsum(plain["dram"][m] for m in names(*s)) for s in (("2023-04", "2023-06"), ("2023-01", "2023-03"))]
    early, half, later, last = (
        100 * math.expm1(own_rest(plain, "2023-03", *s))
        for s in (("2023-04", "2023-05"), ("2023-06", "2023-11"), ("2023-12", "2024-05"), ("2024-06", "2024-10"))
    )
    assert told(
        r"the volume rose by (\d+) percent; .* makes (\d+) percent of that rise\. "
        r".* the gap was (\d+) percent in April and May, (\d+) and (\d+) in the two "
        r"half-years after the verdict, (\d+) in the months", text,
    ) == [
        round(100 * (halves[0] / halves[1] - 1)), round(100 * (1 - math.log(money[0] / money[1]) / math.log(
            halves[0] / halves[1]))), *(round(v) for v in (early, half, later, last)),
    ]  # fmt: skip
    (plant,) = (r for r in rows("memory_plants") if (r["location"], r["measure"], r["period"]) == (
        "wuxi", "share_of_company_output", "2023"))  # fmt: skip
    assert told(r"by Reuters’ estimate (\d+) percent of SK hynix’s DRAM", text) == [float(plant["value"])]
    assert plant["source_id"].startswith("reuters") and plant["status"] == "estimate"


# --- buyers, sellers, model ------------------------------------------------------------------------------------------


def test_every_piece_of_evidence_is_shown_with_its_limits():
    text = prose(PAGE)
    pieces = rows("void_evidence")
    assert len(pieces) >= 15
    for one in pieces:
        assert one["shows"].replace("'", "’") in text.replace("'", "’"), one["evidence_id"]
        assert one["cannot_show"].replace("'", "’") in text.replace("'", "’"), one["evidence_id"]


def test_bounds_are_told_and_no_probability_is(base):
    text = prose(PAGE)
    assert told(r"anything from nothing to \$([\d.]+) billion a year", text) == [round(base / 4 + 1e-9, 1)]
    for word in ("percent of draws", "Sobol", "simulat", "draws"):
        assert word not in text
    figures = [n.get("id") for n in tree(PAGE).iter("figure") if "xf" in (n.get("class") or "").split()]
    assert figures == ["void-flows", "void-places", "void-forecasts", "void-placebos", "void-model"]


def test_inputs_say_at_their_slider_what_is_known():
    """Six sliders: hatched and 'no source' where there is none, else a band over the range of the sources."""
    model = next(n for n in tree(PAGE).iter("figure") if n.get("id") == "void-model")
    held = [n for n in model.iter("div") if "xf-control" in (n.get("class") or "").split()]
    assert len(held) == 6
    for one in held:
        (track,) = [n for n in one.iter("span") if "xf-known" in (n.get("class") or "").split()]
        (small,) = one.iter("small")
        (slider,) = one.iter("input")
        assert slider.get("aria-describedby") == small.get("id")
        assert ("none" in track.get("class").split()) == ("no source" in said(small))
    hatched = [said(n) for n in model.iter("small") if "no source" in said(n)]
    assert len(hatched) == 3 and all("alone $0–" in one for one in hatched)
    first = next(n for n in model.iter("span") if "xf-known" in (n.get("class") or "").split())
    assert first.get("style") == "--a:0.04;--b:1", "1 to 25 percent on a slider from 0 to 25"


def test_the_story_stands_in_order_what_happened_tests_words_model_close():
    heads = [said(n).rstrip("#") for n in tree(PAGE).iter("h2")]
    order = ["What crossed the border", "What would have been", "A year of the ban among", "What buyers and sellers",
             "The model", "A hostile referee", "Filled, not filled, cannot be told"]  # fmt: skip
    places = [next(i for i, head in enumerate(heads) if head.startswith(words)) for words in order]
    assert places == sorted(places)


def test_the_close_says_what_is_filled_what_is_not_and_what_cannot_be_told(plain, volume, gaps, base):
    (box,) = [n for n in tree(PAGE).iter("div") if n.get("class") == "void-close"]
    parts = {said(n.find("h3")): said(n) for n in box.findall("div")}
    assert list(parts) == ["Filled", "Not filled", "Cannot be told"]
    assert all("Missing:" in part for part in parts.values())
    up = r"(\d+) percent more"
    forecasts = r"In dollars that was (\d+) percent above the forecast by its other customers, and (\d+) above"
    assert told(rf"sent {up} DRAM .* {forecasts}", parts["Filled"]) == [
        round(change(volume)), round(gaps["rest"]), round(gaps["own_past"]),
    ]  # fmt: skip
    assert told(r"fell by (\d+) percent.* in (\d+) percent below", parts["Not filled"]) == [
        round(-change(plain["dram"])), round(-gaps["other_memory"]),
    ]  # fmt: skip
    assert told(r"\$([\d.]+) to ([\d.]+) billion a year", parts["Cannot be told"]) == [
        round(base / 100, 1), round(base / 8, 1),
    ]  # fmt: skip
    holds = {head: "tenders" in part for head, part in parts.items()}
    assert holds == {"Filled": False, "Not filled": False, "Cannot be told": True}, "they came before the void"


def test_the_ledger_leads_to_a_figure_that_is_there():
    links = {r["figure_id"] for r in rows("claim_links") if r["page"] == PAGE}
    ids = {n.get("id") for n in tree(PAGE).iter("figure")}
    assert links and links <= ids
    entry = next(said(n) for n in tree("verdict/claims").iter("section") if n.get("id") == "claim-c17")
    assert "percent more" in entry and "Unproven" in entry
