"""Every figure in the sentences on the stock market, again from the files of data/: regressions are made here."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pandas as pd

from explainer import paths
from tests.second_path import WORDS, compare, n, pick, rows, signed


@cache
def closes() -> dict[str, pd.Series]:
    """Daily returns in percent, missing after a hole in the exchange's own sessions."""
    column = {"MU": "adj_close", "NVDA": "adj_close"}
    found: dict[str, dict[str, float]] = {}
    days: dict[bool, set[str]] = {True: set(), False: set()}
    for r in rows("equities"):
        korean = r["ticker"] in ("005930.KS", "000660.KS", "^KS11")
        if korean or r["ticker"] in ("MU", "^GSPC", "NVDA"):
            days[korean].add(r["date"])
            value = r[column.get(r["ticker"], "close")]
            if value and not r["flag"]:
                found.setdefault(r["ticker"], {})[r["date"]] = float(value)
    out = {}
    for ticker, prices in found.items():
        run = pd.Series(prices).reindex(sorted(days["K" in ticker]))
        run.index = pd.to_datetime(run.index)
        out[ticker] = 100 * (run / run.shift() - 1)
    return out


@cache
def pair_of(name: str) -> tuple[pd.Index, np.ndarray]:
    """Sessions on which a share and its index both have a return, and the two columns."""
    run = closes()
    share = (run["005930.KS"] + run["000660.KS"]) / 2 if name == "pair" else run[name]
    market = run["^GSPC" if name == "MU" else "^KS11"]
    both = pd.concat([share, market], axis=1, join="inner").dropna()
    return both.index, both.to_numpy()


def study(name: str, start: pd.Timestamp, length: int) -> tuple[float, float]:
    """CAR and its standard error by normal equations over 220 sessions that end 30 before the event."""
    index, both = pair_of(name)
    at = index.get_loc(start)
    if at < 250:
        raise KeyError(start)
    fit, ahead = both[at - 250 : at - 30], both[at : at + length]
    design = np.column_stack([np.ones(220), fit[:, 1]])
    inverse = np.linalg.inv(design.T @ design)
    coef = inverse @ design.T @ fit[:, 0]
    variance = float(((fit[:, 0] - design @ coef) ** 2).sum()) / 218
    load = np.array([length, ahead[:, 1].sum()])
    car = float(ahead[:, 0].sum() - load @ coef)
    return car, math.sqrt(variance * (length + load @ inverse @ load))


#: event -> first session in Seoul, in New York, length in Seoul, sessions that Seoul follows by, side.
CALENDAR = {
    "r": ("2023-03-31", "2023-03-31", 2, 0, 1),
    "v": ("2023-05-22", "2023-05-22", 2, 0, 1),
    "c": ("2023-05-24", "2023-05-23", 1, 1, -1),
}


@cache
def real_and_moved() -> tuple[dict[str, tuple], pd.DataFrame]:
    """(pair, Micron, difference, its error) of each event, and the statistics of all earlier starts."""
    seoul, york, review = closes()["^KS11"].index, closes()["MU"].index, pd.Timestamp("2023-03-31")
    found, drawn, first = {}, {}, seoul.get_loc(review)
    for key, (krx, us, length, _, _) in CALENDAR.items():
        a, b = study("pair", pd.Timestamp(krx), length), study("MU", pd.Timestamp(us), 2)
        found[key] = (a[0], b[0], a[0] - b[0], math.hypot(a[1], b[1]))
    for start in range(250, first):
        here = {}
        for key, (krx, _, length, lag, _) in CALENDAR.items():
            place = start + seoul.get_loc(pd.Timestamp(krx)) - first
            there = york.searchsorted(seoul[place - lag])
            if seoul[place + length - 1] >= review or york[there + 1] >= review:
                break
            try:
                a, b = study("pair", seoul[place], length), study("MU", york[there], 2)
            except KeyError:
                break
            here[key] = (a[0] - b[0]) / math.hypot(a[1], b[1])
        if len(here) == len(CALENDAR):
            drawn[seoul[start]] = here
    return found, pd.DataFrame(drawn).T


def stepdown() -> dict[str, float]:
    found, drawn = real_and_moved()
    side = {k: CALENDAR[k][4] for k in CALENDAR}
    seen = {k: side[k] * found[k][2] / found[k][3] for k in found}
    draws = [{k: side[k] * row[k] for k in side} for row in drawn.to_dict("records")]
    left, floor, out = sorted(seen, key=seen.get, reverse=True), 0.0, {}
    while left:
        beyond = sum(max(d[k] for k in left) >= seen[left[0]] for d in draws)
        floor = max(floor, (1 + beyond) / (1 + len(draws)))
        out[left.pop(0)] = floor
    return out


def single_power(name: str) -> float:
    """Effect at the verdict that a two-sided test of one share finds four times in five, percent."""
    index, _ = pair_of(name)
    last = index.searchsorted(pd.Timestamp("2023-03-31"))
    t = pd.Series([np.divide(*study(name, index[i], 2)) for i in range(250, last - 1)])
    error = study(name, pd.Timestamp("2023-05-22"), 2)[1]
    return float(t.abs().quantile(0.95) + max(-t.quantile(0.2), t.quantile(0.8))) * error


def test_what_the_stock_market_made_of_it():
    run, (found, drawn), p = closes(), real_and_moved(), stepdown()
    quarter = {
        r["company_id"]: float(r["revenue_musd"])
        for r in pick("dram_shares", publisher="trendforce", period="2023Q2", vintage="first")
        if r["revenue_musd"]
    }
    void = 4 * quarter["micron"] * 0.125 / 1000
    samsung = pick("company_quarters", company_id="samsung", metric="revenue", fiscal_year="2022", preferred="true")
    part = {s: math.fsum(float(r["value"]) for r in samsung if r["segment"] == s) for s in ("ds_division", "company")}
    hurdle = drawn["v"].quantile(0.95) - drawn["v"].quantile(0.2)
    power = {k: single_power(name) for k, name in (("ss", "005930.KS"), ("sk", "000660.KS"), ("mu", "MU"))}
    compare(
        paths.BUILD,
        "memory/market-reaction",
        {
            "void": f"${n(void, 1)} billion",
            "void_part": n(100 * void / (4 * (quarter["samsung"] + quarter["sk_hynix"]) / 1000), 1),
            "see_gap": n(float(hurdle) * found["v"][3], 1),
            **{f"{k}_gap": signed(found[k][2]) for k in CALENDAR},
            **{f"{k}_p": n(p[k], 2) for k in CALENDAR},
            "r_mu": signed(found["r"][1]),
            "r_pair": signed(found["r"][0]),
            "often": "four times in five",
            **{f"see_{k}": n(power[k], 1) for k in power},
            "chips_part": n(100 * part["ds_division"] / part["company"]),
            "pseudo": len(drawn),
            "n_tests": WORDS[len(CALENDAR)],
            "pool_from": f"{drawn.index.min():%B %Y}",
            "results_day": n(run["MU"]["2023-03-29"], 1),
            "nvda": n(run["NVDA"]["2023-05-25"], 1),
            "seoul_close": "15:30",
            "from_hour": "08:00",
            "to_hour": "22:00",
            "weeks": WORDS[(pd.Timestamp("2023-05-21") - pd.Timestamp("2023-03-31")).days // 7],
            "n_small": "Two",
            "n_all": 21,
        },
    )
