"""The event study of the chapter: its windows, its three tests, and what they leave out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from chips.memory import reaction, reaction_charts
from explainer.evidence.tables import load
from explainer.figures.picture import NARROW, WIDE

REVIEW, VERDICT, CALL = reaction.NAMED


@pytest.fixture(scope="module")
def made():
    timeline = load("events")
    prices = reaction.Prices(load("equities"), load("equity_tickers"))
    windows = reaction.plan(prices, timeline)
    return prices, timeline, windows, reaction.results(prices, windows)


@pytest.fixture(scope="module")
def named(made):
    prices, _, windows, _ = made
    return reaction.named_tests(prices, windows).set_index("event_id")


@pytest.fixture(scope="module")
def pool(made):
    prices, _, windows, _ = made
    return reaction.moved(prices, windows, reaction.before(windows))


@pytest.fixture(scope="module")
def plain():
    """Returns of the five series by a path of one's own: last known price of the column that is used, percent."""
    rows = load("equities")
    rows = rows[rows["flag"].isna()]
    rows = rows.assign(ticker=rows["ticker"].astype("str"))
    fields = {"MU": "adj_close", "^GSPC": "close", "^KS11": "close", "005930.KS": "close", "000660.KS": "close"}
    found = {t: rows[rows["ticker"] == t].set_index("date")[f].dropna() for t, f in fields.items()}
    seoul = sorted(set().union(*(found[t].index for t in fields if "K" in t)))
    whole = {t: p.reindex(seoul) if "K" in t else p for t, p in found.items()}
    return {t: p.pct_change(fill_method=None).mul(100) for t, p in whole.items()}


def regress(y, x, start, length, ahead=250, gap=30):
    """CAR and its standard error by statsmodels."""
    both = pd.concat([y.rename("y"), x.rename("x")], axis=1, join="inner").dropna()
    at = both.index.get_loc(pd.Timestamp(start))
    fit = sm.OLS.from_formula("y ~ x", both.iloc[at - ahead : at - gap]).fit()
    window = both.iloc[at : at + length]
    design = sm.add_constant(window["x"], has_constant="add").sum().to_numpy()
    error = (fit.mse_resid * length + design @ fit.cov_params().to_numpy() @ design) ** 0.5
    return float((window["y"] - fit.predict(window)).sum()), float(error)


def sessions(windows, event, market):
    row = windows[(windows["event_id"] == event) & (windows["market"] == market)].iloc[0]
    return [f"{s:%m-%d}" for s in row["sessions"]]


def test_windows_of_the_article_week(made):
    windows = made[2]
    assert sessions(windows, "E20230521a", "us") == sessions(windows, "E20230521a", "krx") == ["05-22", "05-23"]
    assert sessions(windows, "E20230523c", "us") == ["05-23", "05-24"]
    assert sessions(windows, "E20230523c", "krx") == ["05-24"]  # the next session holds Nvidia's results
    assert sessions(windows, "E20230526a", "us") == sessions(windows, "E20230526a", "krx") == ["05-30", "05-31"]
    assert sessions(windows, "E20230331a", "krx") == ["03-31", "04-03"]  # the hour of the notice is not known
    assert sessions(windows, "E20230616b", "us") == ["06-16", "06-20"]  # Juneteenth between


def test_confounded_sessions_and_late_prices_stay_out(made, pool):
    prices, _, windows, _ = made
    for row in windows.itertuples():
        assert not any((row.market, s) in reaction.CONFOUNDED for s in row.sessions)
        assert row.sessions[-1] <= reaction.LAST
    flagged = prices.equities.loc[prices.equities["flag"].notna(), "date"]
    assert flagged.min() > reaction.LAST
    assert len(pool) > 120
    wide = reaction.moved(prices, windows, reaction.LAST)
    assert len(wide) > 4 * len(pool) and set(pool.index) <= set(wide.index)
    pd.testing.assert_frame_equal(wide.loc[pool.index], pool)


def test_the_pool_ends_before_anything_was_known(made, pool):
    prices = made[0]
    seoul, first = prices.calendar["krx"], pd.Timestamp("2023-03-31")
    span = seoul.get_loc(pd.Timestamp("2023-05-24")) - seoul.get_loc(first)
    assert seoul[seoul.get_loc(pool.index.max()) + span] < first
    assert first not in pool.index


def test_a_window_in_a_confounded_session_is_refused(made, monkeypatch):
    prices, timeline = made[:2]
    monkeypatch.setitem(reaction.CONFOUNDED, ("us", pd.Timestamp("2023-05-22")), "test")
    with pytest.raises(ValueError, match="starts in a confounded session"):
        reaction.plan(prices, timeline)


def test_too_short_a_window_is_refused(made):
    prices, timeline = made[:2]
    with pytest.raises(ValueError, match="do not hold"):
        reaction.plan(prices, timeline, want=1)


def test_results_against_an_independent_regression(made, plain):
    tests = made[3].set_index(["event_id", "company_id"])
    for company, (ticker, _, index) in reaction.COMPANIES.items():
        for event in reaction.NAMED:
            row = tests.loc[(event, company)]
            car, error = regress(plain[ticker], plain[index], row["first"], row["length"])
            assert (row["car_pct"], row["se_pct"]) == pytest.approx((car, error), abs=0.001)
    assert len(tests) == 3 * len(reaction.EVENTS)


def test_the_named_tests_by_a_second_path(named, plain):
    pair = (plain["005930.KS"] + plain["000660.KS"]) / 2
    for event, krx, us, length in (
        (REVIEW, "2023-03-31", "2023-03-31", 2),
        (VERDICT, "2023-05-22", "2023-05-22", 2),
        (CALL, "2023-05-24", "2023-05-23", 1),
    ):
        ours, theirs = regress(pair, plain["^KS11"], krx, length), regress(plain["MU"], plain["^GSPC"], us, 2)
        row = named.loc[event]
        assert row["gap_pct"] == pytest.approx(ours[0] - theirs[0], abs=0.001)
        assert row["se_pct"] == pytest.approx(np.hypot(ours[1], theirs[1]), abs=0.001)


def test_pseudo_events_by_a_second_path(pool, plain):
    pair = (plain["005930.KS"] + plain["000660.KS"]) / 2
    for day in (pool.index[0], pool.index[60], pool.index[-1]):
        ours = regress(pair, plain["^KS11"], day, 2)
        york = plain["MU"].index[plain["MU"].index >= day][0]
        theirs = regress(plain["MU"], plain["^GSPC"], york, 2)
        expected = (ours[0] - theirs[0]) / np.hypot(ours[1], theirs[1])
        assert pool.loc[day, REVIEW] == pytest.approx(expected, abs=0.001)


def test_p_values_are_ranks_among_the_pseudo_events(named, pool):
    side = pd.Series(reaction.NAMED)
    for event in reaction.NAMED:
        t = side[event] * named.loc[event, "gap_pct"] / named.loc[event, "se_pct"]
        larger = sum(1 for v in side[event] * pool[event] if v >= t)
        assert named.loc[event, "p_alone"] == (1 + larger) / (1 + len(pool))
    best = (side * named["t"]).idxmax()
    top = max(0, sum(1 for row in (pool * side).itertuples(index=False) if max(row) >= (side * named["t"])[best]))
    assert named.loc[best, "p_stepdown"] == (1 + top) / (1 + len(pool))
    assert (named["p_stepdown"] >= named["p_alone"]).all()


def test_an_effect_that_is_found_four_times_in_five_is_larger_than_the_hurdle(made, named, pool):
    verdict = made[3].set_index(["event_id", "company_id"]).loc[VERDICT]
    for company, expected in {"samsung": 4.2, "sk_hynix": 6.8, "micron": 7.0}.items():
        row = verdict.loc[company]
        assert row["power80_pct"] == pytest.approx(expected, abs=0.35), company
        assert row["bound_pct"] < row["power80_pct"]
    for event, side in reaction.NAMED.items():
        draws = side * pool[event] * named.loc[event, "se_pct"]
        hurdle = draws.quantile(0.95)
        found = float((draws + named.loc[event, "power80_pct"] >= hurdle - 1e-9).mean())
        assert found == pytest.approx(0.8, abs=0.01)
        assert float((draws + hurdle >= hurdle).mean()) < 0.65  # as large as the hurdle: missed nearly half the time


def test_sessions_in_two_windows_are_told(made):
    found = reaction.shared(made[2])
    assert [f"{s:%m-%d}" for s in found["session"]] == ["05-23"] and list(found["market"]) == ["us"]
    assert found["labels"].iloc[0] == ["Verdict on Micron", "Gallagher's call on Korea"]


def test_a_label_starts_with_a_capital_and_changes_nothing_else():
    for event in reaction.EVENTS:
        assert event.label[0].isupper() and event.label[1:] == event.name[1:]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_only_a_difference_that_survives_the_correction_is_filled(named, width):
    frame = named.reset_index()
    shown = reaction_charts.rows(frame)
    assert [h.rpartition(", ")[2] for h in shown["head"] if h] == ["31 March 2023", "21 May 2023", "23 May 2023"]
    full = shown.loc[shown["filled"].fillna(False).astype(bool), "label"].tolist()
    assert full == named.loc[named["p_stepdown"] < 0.05, "label"].tolist()
    spec = reaction_charts.forest(frame.assign(gap_pct=frame["gap_pct"] * 3), width).to_dict()
    ends = [
        layer["encoding"]["x"]["scale"]["domain"]
        for layer in spec["layer"]
        if "scale" in layer.get("encoding", {}).get("x", {})
    ]
    assert ends and all(end[1] >= 3 * named["gap_pct"].abs().max() for end in ends)


def test_the_void_is_small_beside_what_the_pair_earns():
    void = pd.DataFrame({"at_risk_pct": [12.5], "void_busd": [1.5]})
    assert reaction.size_of_void(void, {"samsung": 20.0, "sk_hynix": 10.0, "micron": 12.0})["part_pct"].item() == 5
