"""Every figure in the sentences of two memory pages, again from the files of data/: no measure of the book is asked.

Sums are made here. A figure that is added to a page and not to this module fails, as does one that no longer agrees.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise

import pandas as pd

from explainer import paths
from tests.second_path import WORDS, compare, mean, n, one, pick, rows

#: the three large makers.
MAJORS = ("samsung", "sk_hynix", "micron")
NTH = {"1": "first", "2": "second", "3": "third", "4": "fourth"}

# --- what several pages need ----------------------------------------------------------------------------------------


@cache
def dram() -> dict[str, dict[str, float]]:
    """TrendForce's preferred DRAM rows: company -> quarter -> share, percent; `all_makers` -> million dollars."""
    found: dict[str, dict[str, float]] = {}
    for r in pick("dram_shares", publisher="trendforce", freq="quarter", preferred="true"):
        value = r["revenue_musd"] if r["company_id"] == "all_makers" else r["share_pct"]
        if value:
            found.setdefault(r["company_id"], {})[r["period"]] = float(value)
    return found


def quarters(first: str, last: str) -> list[str]:
    return [str(p) for p in pd.period_range(first, last, freq="Q")]


def average(values: dict[str, float], first: str, last: str) -> float:
    return mean(values[q] for q in quarters(first, last) if q in values)


BASES = (("2020Q1", "2022Q4"), ("2022Q1", "2022Q4"), ("2022Q2", "2023Q1"))
AFTER = ("2023Q3", "2024Q2")


@cache
def dips() -> dict[str, list[float]]:
    """How far Micron's share lay below its earlier averages: as printed, and moved to the calendar."""
    printed, total = dram()["micron"], dram()["all_makers"]
    money = {
        r["period"]: float(r["revenue_musd"])
        for r in pick("dram_shares", publisher="trendforce", freq="quarter", preferred="true", company_id="micron")
        if r["revenue_musd"]
    }
    money |= {q: s / 100 * total[q] for q, s in printed.items() if q not in money and q in total}
    moved = {}
    for q in money:
        ahead = str(pd.Period(q, freq="Q") + 1)
        if ahead in money and q in total:
            own = 2 / 3 * money[q] + money[ahead] / 3
            moved[q] = 100 * own / (total[q] - money[q] + own)
    return {
        name: [average(run, *base) - average(run, *AFTER) for base in BASES]
        for name, run in (("printed", printed), ("moved", moved))
    }


def swing(run: dict[str, float]) -> float:
    pairs = [(run.get(str(pd.Period(q, freq="Q") - 4)), v) for q, v in run.items() if q <= "2023Q1"]
    return math.sqrt(mean((late - early) ** 2 for early, late in pairs if early is not None))


@cache
def price() -> dict[str, float]:
    run = pick("bok_dram_price_index", basis="contract_currency")
    return {r["month"]: float(r["index_2020"]) for r in sorted(run, key=lambda r: r["month"])}


def month(text: str) -> str:
    return f"{pd.Timestamp(text):%B %Y}"


# --- the market ------------------------------------------------------------------------------------------------------


def slump_words() -> dict[str, str]:
    total, level = dram()["all_makers"], price()
    high = max(v for q, v in total.items() if q <= "2023Q2")
    low_q = min((q for q in total if q <= "2023Q2"), key=total.get)
    months = list(level)
    top = max((m for m in months if "2021-01" <= m <= "2022-12"), key=lambda m: (level[m], m))
    bottom = min((m for m in months if top <= m <= "2024-12"), key=lambda m: (level[m], m))
    by_three = {m: 100 * (level[m] / level[months[i - 3]] - 1) for i, m in enumerate(months) if i >= 3}
    by_one = {m: 100 * (1 - level[m] / level[months[i - 1]]) for i, m in enumerate(months) if i}
    others = [v for m, v in by_three.items() if top <= m <= bottom and m != "2023-08"]
    last = months[-1]
    return {
        "large_n": WORDS[len(MAJORS)],
        "slump": n(100 * (1 - total[low_q] / high)),
        "trough_gap": {1: "one quarter"}[len(quarters(low_q, "2023Q2")) - 1],
        "bottom": month(bottom),
        "price_fall": n(-by_three["2023-08"], 1),
        "lower": n(sum(v <= by_three["2023-08"] + 1e-9 for v in others)),
        "others": n(len(others)),
        "times": n(level[last] / level[bottom], 1),
        "last_month": month(last),
        "up_year": n(level[last] / level[months[-13]], 1),
        **{f"round_{k}": n(by_one[m]) for k, m in
           (("oct", "2022-10"), ("jan", "2023-01"), ("apr", "2023-04"), ("jul", "2023-07"))},
        "revenue_last": f"${n(total[max(total)] / 1000)} billion",
        "revenue_q": max(total),
        "revenue_times": n(total[max(total)] / total[low_q]),
    }  # fmt: skip


def price_words() -> dict[str, str]:
    changes = pick("chip_price_changes", product="dram_overall", period="2023Q2")
    by = {r["status"]: f"{n(-float(r['high_pct']))} to {n(-float(r['low_pct']))}" for r in changes}
    spot = {r["period"]: float(r["price_usd"]) for r in pick("chip_prices", series="ddr4_8gb_2666_spot")}
    common = pick("chip_price_changes", product="conventional_dram", preferred="true")
    jump = max(common, key=lambda r: float(r["low_pct"]))
    ahead = max((r for r in common if "forecast" in r["status"]), key=lambda r: r["period"])
    quarter = {r["period"]: f"the {NTH[r['period'][-1]]} quarter of {r['period'][:4]}" for r in (jump, ahead)}
    newest = max(rows("micron_dram_quarters"), key=lambda r: r["period_end"])
    return {
        "was": by["forecast"],
        "became": by["revised_forecast"],
        "spot_week": n(100 * (1 - spot["2023-05-25"] / spot["2023-05-17"]), 1),
        "spot_before": n(100 * (1 - spot["2023-05-17"] / spot["2023-05-10"]), 1),
        "cut_date": f"{pd.Timestamp(one('events', event_id='E20230407a')['date']):%-d %B}",
        "jump": f"{n(float(jump['low_pct']))} to {n(float(jump['high_pct']))}",
        "jump_q": quarter[jump["period"]],
        "next_q": quarter[ahead["period"]],
        "next": f"{n(float(ahead['low_pct']))} to {n(float(ahead['high_pct']))}",
        "apple_month": month(one("events", event_id="E20260627a")["date"]),
        "listing_month": month(one("events", event_id="E20260727a")["date"]),
        "bits": newest["bits_words"],
        "prices": newest["price_words"],
        "label": newest["fiscal_label"],
    }


def loss_words() -> dict[str, str]:
    segment = {"micron": "company", "sk_hynix": "company", "samsung": "ds_division"}
    money: dict[tuple[str, str], dict[str, float]] = {}
    for r in pick("company_quarters", preferred="true"):
        if segment.get(r["company_id"]) == r["segment"] and r["period"] >= "2020":
            money.setdefault((r["company_id"], r["period"]), {})[r["metric"]] = float(r["value"])
    margin = {
        k: m["operating_profit"] / m["revenue"] for k, m in money.items() if {"operating_profit", "revenue"} <= m.keys()
    }
    first = {c: min(q for (d, q), v in margin.items() if d == c and v < 0) for c in segment}
    worst = {c: min((v, q) for (d, q), v in margin.items() if d == c)[1] for c in segment}
    (same,) = set(worst.values())
    return {"first_losses": min(first.values()), "last_losses": max(first.values()), "worst_all": same}


def share_words() -> dict[str, str]:
    run = dram()
    micron, samsung, hynix = (run[c] for c in ("micron", "samsung", "sk_hynix"))
    leads = [q for q in sorted(hynix) if q in samsung and hynix[q] > samsung[q]]
    apart = []
    for r in rows("dram_shares"):
        if r["publisher"] in ("omdia", "counterpoint", "china_flash_market") and r["preferred"] == "true":
            mine = run.get(r["company_id"], {}).get(r["period"]) if r["company_id"] in MAJORS else None
            if mine is not None and r["share_pct"] and r["freq"] == "quarter":
                apart.append(abs(round(float(r["share_pct"]) - mine, 1)))
    cut = {
        r["vintage"]: r["share_pct"]
        for r in pick("dram_shares", publisher="trendforce", company_id="micron", period="2023Q1")
    }
    flat = [d for part in dips().values() for d in part]
    gain = {c: average(run[c], *AFTER) - average(run[c], *BASES[0]) for c in ("samsung", "sk_hynix")}
    return {
        "drop_lo": n(min(flat), 1),
        "drop_hi": n(max(flat), 1),
        "swing": n(swing(micron), 1),
        "apart_max": n(max(apart), 1),
        "apart_mean": n(mean(apart), 1),
        "gap_tf": n(hynix["2025Q3"] - samsung["2025Q3"], 1),
        "leads_count": f"{WORDS[len(leads)]} quarters",
        "lead_first": leads[0],
        "lead_last": leads[-1],
        "cut_from": n(float(cut["first"]), 1),
        "cut_to": n(float(cut["restated"]), 1),
        "norm": n(average(micron, *BASES[0]), 1),
        "dip_mean": n(average(micron, *AFTER), 1),
        "later_mean": n(average(micron, "2024Q3", max(micron)), 1),
        "sk_gain": n(gain["sk_hynix"], 1),
        "samsung_gain": n(abs(gain["samsung"]), 1),
    }


def three_words() -> dict[str, str]:
    firms = {c: run for c, run in dram().items() if c not in ("all_makers", "top_five", "other_makers")}
    three = {}
    for q in quarters("2020Q1", max(dram()["all_makers"])):
        here = sorted((run[q] for run in firms.values() if q in run), reverse=True)
        if len(here) >= 3 and sum(here) >= 90:
            three[q] = sum(here[:3])
    high = max(three, key=three.get)
    later = [q for q in quarters(high, max(three)) if q in three]
    step = min(pairwise(later), key=lambda pair: three[pair[1]] - three[pair[0]])[1]
    cxmt = {r["measure"]: float(r["value"]) for r in pick("china_makers", company_id="cxmt", period="2024", unit="pct")}
    first = min(
        (r for r in rows("dram_shares") if r["company_id"] == "cxmt" and r["publisher"] == "trendforce"),
        key=lambda r: r["period"],
    )
    return {
        "three_before": n(average(three, *BASES[2]), 1),
        "three_after": n(average(three, *AFTER), 1),
        "three_swing": n(swing(three), 1),
        "high_q": high,
        "high3": n(three[high], 1),
        "step_q": step,
        "step3": n(three[step], 1),
        "cx_rev": n(cxmt["share_of_world_revenue"], 1),
        "cx_cap": n(cxmt["share_of_world_capacity"]),
        "rest24": n(100 - average(three, "2024Q1", "2024Q4"), 1),
        "cx_named": first["period"],
        "cx_tf": n(float(first["share_pct"]), 1),
    }


def nand_words() -> dict[str, str]:
    kept = pick("nand_shares", publisher="trendforce", freq="quarter", preferred="true")
    total = {
        r["period"]: float(r["revenue_musd"]) for r in kept if r["company_id"] == "all_makers" and r["revenue_musd"]
    }
    have: dict[str, set[str]] = {}
    for r in kept:
        known = r["share_pct"] or (r["revenue_musd"] and r["period"] in total)
        if known and r["company_id"] not in ("all_makers", "top_five", "other_makers"):
            have.setdefault(r["period"], set()).add(
                {"sandisk": "western_digital"}.get(r["company_id"], r["company_id"])
            )
    lines = {}
    for q, firms in have.items():
        sk = {"sk_group"} if {"sk_hynix", "intel_solidigm"} <= firms else set()
        lines[q] = (firms - {"sk_hynix", "intel_solidigm"}) | sk
    every = quarters("2020Q1", max(q for q, firms in lines.items() if firms))
    five = {"micron", "samsung", "sk_group", "kioxia", "western_digital"}
    prints: dict[tuple[str, str], dict[str, float]] = {}
    for r in pick("nand_shares", publisher="trendforce"):
        if r["share_pct"]:
            prints.setdefault((r["company_id"], r["period"]), {})[r["vintage"]] = float(r["share_pct"])
    both = {k: v for k, v in prints.items() if {"first", "restated"} <= v.keys()}
    firm, moved = max(both.items(), key=lambda item: abs(item[1]["restated"] - item[1]["first"]))
    return {
        "nand_short": n(sum(len(lines.get(q, set()) & five) < 5 for q in every)),
        "nand_quarters": n(len(every)),
        "revised_from": n(moved["first"], 1),
        "revised_to": n(moved["restated"], 1),
        "revised_firm": {"kioxia": "Kioxia", "samsung": "Samsung", "sk_group": "SK group"}[firm[0]],
    }


def test_the_market():
    parts = (slump_words(), price_words(), loss_words(), share_words(), three_words(), nand_words())
    compare(paths.BUILD, "memory/the-market", {name: text for part in parts for name, text in part.items()})


# --- what the verdict cost Micron ------------------------------------------------------------------------------------


@cache
def micron_money() -> tuple[dict[int, float], dict[int, float], dict[int, float], dict[int, float]]:
    """Of the mainland by fiscal year: share, million dollars; the whole revenue; Hong Kong's million dollars."""
    seat = pick("micron_revenue_region", basis="customer_headquarters")
    total = {int(r["fiscal_year"]): float(r["total_revenue_musd"]) for r in seat}
    share = {int(r["fiscal_year"]): float(r["share_pct"]) for r in seat if r["region"] == "cn"}
    musd = {y: share[y] / 100 * total[y] for y in share}
    musd |= {int(r["fiscal_year"]): float(r["revenue_musd"]) for r in seat if r["region"] == "cn" and r["revenue_musd"]}
    hong_kong = {int(r["fiscal_year"]): float(r["revenue_musd"]) for r in seat if r["region"] == "hk"}
    return share, musd, total, hong_kong


def verdict_words() -> dict[str, str]:
    share, musd, total, hong_kong = micron_money()
    rest = {y: total[y] - musd[y] for y in musd}
    short = {b: {y: musd[b] * rest[y] / rest[b] - musd[y] for y in (2024, 2025)} for b in (2022, 2023)}
    parts = sorted(100 * short[b][2025] / total[2025] for b in short)
    said = {r["impact_id"]: r for r in rows("micron_cac_impact")}
    day = {k: pd.Timestamp(said[k]["date"]) for k in ("2023-05-22-cfo-range", "2023-06-16-filing-worldwide")}
    quarter = float(said["2023-06-16-filing-quarter"]["low"])
    tenders = one("scenario_inputs", parameter="chinese_government_tenders_naming_micron")
    ban = pd.Timestamp("2023-05-21")
    end = {int(r["fiscal_year"]): pd.Timestamp(r["period_end"]) for r in pick("micron_revenue_region", region="cn")}
    return {
        "days": (day["2023-06-16-filing-worldwide"] - day["2023-05-22-cfo-range"]).days,
        "first_words": one("scenario_inputs", parameter="micron_revenue_hit_first_guidance")["verbal"],
        "later_words": one("scenario_inputs", parameter="micron_revenue_share_at_risk")["verbal"],
        "short_lo": n(parts[0]), "short_hi": n(parts[1]), "may_lo": 1, "may_hi": 9, "june_lo": 10, "june_hi": 13,
        **{f"s{y - 2000}": n(share[y], 1) for y in share},
        **{f"d{y - 2000}": f"${n(musd[y] / 1000, 1)} billion" for y in musd},
        "quarter": n(quarter),
        "half": n(quarter * float(said["2023-06-16-filing-half"]["low"]) / 100, 1),
        **{f"risk{y - 2000}": f"{n(0.1 * total[y] / 1000, 1)} to {n(0.13 * total[y] / 1000, 1)} billion"
           for y in (2022, 2023)},
        "tenders": WORDS[int(float(tenders["central"]))],
        "statements": len(said),
        "primary": WORDS[sum(r["confidence"] == "primary" for r in said.values())],
        "fell": n(100 * (1 - musd[2023] / musd[2022])), "rest_fell": n(100 * (1 - rest[2023] / rest[2022])),
        "year_before": n(100 * (ban - end[2022]).days / (end[2023] - end[2022]).days),
        "china_up": n(100 * (musd[2025] / musd[2023] - 1)), "rest_times": n(rest[2025] / rest[2023], 1),
        **{f"hk_{w}": n(round(100 * (musd[y] + hong_kong[y]) / total[y], 1) - share[y], 1)
           for w, y in (("first", 2023), ("last", 2025))},
        "reuters": f"{n(float(said['2025-10-17-reuters-last-year-dollars']['low']) / 1000, 1)} billion",
        "m24": n(musd[2024] / 1000, 1), "m25": n(musd[2025] / 1000, 1), "last_year": max(share),
        "over24": f"{n(-short[2022][2024] / 1000, 1)} billion", "short25": f"{n(short[2022][2025] / 1000, 1)} billion",
        "short24_23": f"{n(short[2023][2024] / 1000, 1)} billion",
        "short25_23": f"{n(short[2023][2025] / 1000, 1)} billion",
        "left_years": n((pd.Timestamp(one("events", event_id="E20251017a")["date"]) - ban).days / 365.25, 1),
    }  # fmt: skip


def quarter_words() -> dict[str, str]:
    own = sorted(rows("micron_dram_quarters"), key=lambda r: r["period_end"])
    at = next(i for i, r in enumerate(own) if r["period_end"] >= "2023-05-21")
    spring, summer, newest = own[at], own[at + 1], own[-1]
    sums = {y: math.fsum(float(r["dram_revenue_busd"]) for r in own if r["fiscal_year"] == y) for y in ("2023", "2026")}
    every = pick("company_quarters", company_id="micron", metric="revenue", fiscal_year="2026", preferred="true")
    assert len(every) == 4 and newest["fiscal_year"] == "2026"
    drop = dips()
    return {
        "spring_bits": spring["bits_words"], "spring_price": spring["price_words"],
        "summer_q": summer["fiscal_label"], "summer_bits": summer["bits_words"], "summer_price": summer["price_words"],
        "newest_q": newest["fiscal_label"], "newest_bits": newest["bits_words"], "newest_price": newest["price_words"],
        "year": 2026,
        "dram_year": f"${n(sums['2026'])} billion", "dram_ban": f"${n(sums['2023'])} billion",
        "dram_times": WORDS[round(sums["2026"] / sums["2023"])],
        "all_year": f"${n(math.fsum(float(r['value']) for r in every) / 1000)} billion",
        "dip_lo": f"{n(min(drop['moved']), 1)} to {n(max(drop['moved']), 1)}",
        "dip_hi": f"{n(min(drop['printed']), 1)} to {n(max(drop['printed']), 1)}",
        "swing": n(swing(dram()["micron"]), 1),
    }  # fmt: skip


def test_what_the_verdict_cost_micron():
    compare(paths.BUILD, "memory/micron-verdict", verdict_words() | quarter_words())
