"""Event study: by hand, against statsmodels, on synthetic data with a known effect, and its inference."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests

from chips.memory import event_study
from explainer.evidence.tables import load

KOREA, YORK = ("15:30", "Asia/Seoul"), ("16:00", "America/New_York")


def dated(values, start="2020-01-01"):
    return pd.Series(values, index=pd.bdate_range(start, periods=len(values)), dtype=float)


@pytest.fixture(scope="module")
def tables():
    equities, tickers = load("equities"), load("equity_tickers")
    return equities, tickers, event_study.calendars(equities, tickers), event_study.daily_returns(equities, tickers)


# --- by hand ---------------------------------------------------------------------------------------------------------


def test_constant_mean_by_hand():
    # mean of 1, 3, 1, 3 is 2, variance 4/3; 9 is in the gap; AR 3 and -2; var(CAR) = 4/3 x (2 + 4/4) = 4
    y = dated([1, 3, 1, 3, 9, 5, 0])
    one = event_study.study(y, None, y.index[5], 2, estimation=4, gap=1)
    assert one.ar.tolist() == pytest.approx([3, -2])
    assert (one.car, one.se, one.t) == pytest.approx((1, 2, 0.5))
    assert one.p == pytest.approx(2 * stats.t.sf(0.5, 3))
    assert one.estimation == (y.index[0], y.index[3])


def test_market_model_by_hand():
    # x 0 1 2 3, y 1 2 4 5: beta 7/5, alpha 0.9, residual variance 0.2/2; AR 6 - 4.4; var = 0.1 (1 + 1/4 + 1/5)
    x, y = dated([0, 1, 2, 3, 2.5]), dated([1, 2, 4, 5, 6])
    one = event_study.study(y, x, y.index[4], 1, estimation=4, gap=0)
    assert (one.alpha, one.beta[0], one.sigma**2) == pytest.approx((0.9, 1.4, 0.1))
    assert (one.car, one.se**2) == pytest.approx((1.6, 0.145))
    assert one.r2 == pytest.approx(1 - 0.2 / 10)


@pytest.mark.parametrize("factors", [1, 2])
def test_agrees_with_statsmodels(factors):
    rng = np.random.default_rng(3)
    x = pd.DataFrame(rng.normal(0, 1, (400, factors)), index=pd.bdate_range("2020-01-01", periods=400))
    y = pd.Series(0.1 + x.to_numpy() @ np.arange(1, factors + 1) + rng.normal(0, 2, 400), index=x.index)
    one = event_study.study(y, x, y.index[300], 3)
    fit = sm.OLS(y.iloc[50:270], sm.add_constant(x.iloc[50:270])).fit()
    ahead = sm.add_constant(x.iloc[300:303], has_constant="add")
    assert [one.alpha, *one.beta] == pytest.approx(fit.params.tolist(), abs=1e-9)
    assert one.r2 == pytest.approx(fit.rsquared)
    assert one.ar.to_numpy() == pytest.approx((y.iloc[300:303] - fit.predict(ahead)).to_numpy(), abs=1e-9)
    load_ = ahead.sum().to_numpy()
    variance = 3 * fit.mse_resid + load_ @ fit.cov_params().to_numpy() @ load_
    assert one.se**2 == pytest.approx(variance)
    single = event_study.study(y, x, y.index[300], 1)
    assert single.se == pytest.approx(float(fit.get_prediction(ahead.iloc[:1]).se_obs[0]))
    assert single.p == pytest.approx(2 * stats.t.sf(abs(single.t), fit.df_resid))


# --- known effects and inference -------------------------------------------------------------------------------------


def synthetic(seed, days=700, df=4):
    rng = np.random.default_rng(seed)
    index = pd.bdate_range("2020-01-01", periods=days)
    market = pd.Series(rng.normal(0.03, 1.1, days), index=index)
    return pd.Series(0.02 + 1.3 * market + 1.5 * rng.standard_t(df, days), index=index), market


def test_a_known_effect_is_found():
    errors, t = [], []
    for seed in range(60):
        y, m = synthetic(seed)
        y.iloc[500:502] += [6, 4]
        one = event_study.study(y, m, y.index[500], 2)
        errors.append(one.car - 10)
        t.append(one.t)
    assert abs(np.mean(errors)) < 3 * np.std(errors) / 60**0.5
    assert np.mean(np.array(t) > 2) > 0.6


def test_no_effect_leaks_in_from_the_market():
    y, m = synthetic(5)
    clean = event_study.study(y, m, y.index[500], 1).car
    m2, y2 = m.copy(), y.copy()
    m2.iloc[500] += 3
    y2.iloc[500] += 1.3 * 3
    assert event_study.study(y2, m2, y.index[500], 1).car == pytest.approx(clean, abs=0.6)


def placebo_ps(count, scale_of_event=1.0):
    """Placebo p-values of a fake event on a day that means nothing."""
    out = []
    for seed in range(count):
        y, m = synthetic(seed)
        y.iloc[500:502] *= scale_of_event
        one = event_study.study(y, m, y.index[500], 2)
        pseudo = event_study.placebo(y, m, 2, exclude=y.index[500:502])
        out.append(event_study.placebo_p(one.t, pseudo["t"]))
    return np.array(out)


def test_placebo_p_of_a_fake_event_is_uniform():
    p = placebo_ps(400)
    assert stats.kstest(p, "uniform").pvalue > 0.05
    assert 0.02 < np.mean(p < 0.05) < 0.09


def test_the_test_of_uniformity_can_fail():
    assert stats.kstest(placebo_ps(400, scale_of_event=1.8), "uniform").pvalue < 0.001


def test_placebo_p_counts_by_hand():
    assert event_study.placebo_p(2.0, np.array([0.5, -2.5, 2.0, 1.0])) == pytest.approx(3 / 5)
    assert event_study.placebo_p(9.0, np.zeros(99)) == pytest.approx(0.01)


def test_pseudo_events_are_all_that_are_admissible():
    y, m = synthetic(1, days=300)
    everything = event_study.placebo(y, m, 2)
    assert everything.index[0] == y.index[250] and everything.index[-1] == y.index[298]
    assert len(everything) == 49
    without = event_study.placebo(y, m, 2, exclude=y.index[[270]])
    assert set(everything.index) - set(without.index) == {y.index[269], y.index[270]}
    early = event_study.placebo(y, m, 2, until=y.index[280])
    assert early.index[-1] == y.index[279]
    one = event_study.study(y, m, everything.index[7], 2)
    assert everything.iloc[7]["t"] == pytest.approx(one.t)
    with pytest.raises(ValueError, match="no admissible"):
        event_study.placebo(y.head(250), m, 2)


def test_stepdown_by_hand():
    null = pd.DataFrame({"b": [0.0, 3.0, 1.0, 0.0], "a": [4.0, 0.0, 1.0, 0.0]})
    # a first: the larger of both reaches 3 in two of four draws; then b alone reaches 2 in one, but p never falls
    found = event_study.stepdown(pd.Series({"b": 2.0, "a": 3.0}), null)
    assert found.to_dict() == {"b": 0.6, "a": 0.6}
    found = event_study.stepdown(pd.Series({"b": 0.5, "a": 3.5}), null)
    assert found.to_dict() == {"b": 0.6, "a": 0.4}


def test_stepdown_costs_nothing_where_tests_are_one_and_as_much_as_holm_where_they_are_apart():
    rng = np.random.default_rng(5)
    draws = pd.DataFrame(rng.normal(size=(4000, 3)), columns=list("abc"))
    seen = pd.Series({"a": 2.5, "b": 1.5, "c": 0.5})
    alone = {n: (1 + (draws[n] >= v).sum()) / 4001 for n, v in seen.items()}
    same = pd.DataFrame(dict.fromkeys("abc", draws["a"]))
    assert event_study.stepdown(seen, same)["a"] == alone["a"]
    holm = multipletests(list(alone.values()), method="holm")[1]
    apart = event_study.stepdown(seen, draws)
    assert apart.to_numpy() == pytest.approx(holm, rel=0.1)
    for bad in (draws.head(0), draws[["a", "b"]], draws.assign(a=np.nan)):
        with pytest.raises(ValueError, match="every draw"):
            event_study.stepdown(seen, bad)


def test_the_least_effect_of_one_side_is_found_four_times_in_five():
    draws = pd.Series(np.random.default_rng(2).normal(size=5000))
    effect = event_study.least_effect(draws)
    assert effect == pytest.approx(stats.norm.ppf(0.95) + stats.norm.ppf(0.8), abs=0.08)
    assert float((draws + effect >= draws.quantile(0.95)).mean()) == pytest.approx(0.8, abs=0.001)


def test_windows_that_do_not_fit_are_refused():
    y, m = synthetic(1, days=300)
    with pytest.raises(ValueError, match="do not fit"):
        event_study.study(y, m, y.index[100], 2)
    with pytest.raises(ValueError, match="do not fit"):
        event_study.study(y, m, y.index[299], 2)
    with pytest.raises(ValueError, match="no return"):
        event_study.study(y, m, pd.Timestamp("2020-01-04"), 2)
    y.iloc[281] = np.nan
    with pytest.raises(ValueError, match="has no return"):
        event_study.study(y, m, y.index[280], 2)


# --- sessions, time zones, holidays ----------------------------------------------------------------------------------


def moment(text, zone):
    return pd.Timestamp(text).tz_localize(zone)


@pytest.mark.parametrize(
    ("market", "when", "zone", "expected"),
    [
        # Washington, afternoon of 23 May 2023: New York the same day, Seoul the next
        ("us", "2023-05-23 14:00", "America/New_York", "2023-05-23"),
        ("krx", "2023-05-23 14:00", "America/New_York", "2023-05-24"),
        # after New York's close
        ("us", "2023-05-24 16:20", "America/New_York", "2023-05-25"),
        ("krx", "2023-05-24 16:20", "America/New_York", "2023-05-25"),
        # Sunday evening in Beijing
        ("us", "2023-05-21 18:00", "Asia/Shanghai", "2023-05-22"),
        ("krx", "2023-05-21 18:00", "Asia/Shanghai", "2023-05-22"),
        # Seoul's close is 14:30 in Beijing
        ("krx", "2023-03-31 14:29", "Asia/Shanghai", "2023-03-31"),
        ("krx", "2023-03-31 14:31", "Asia/Shanghai", "2023-04-03"),
        # Saturday 27 May; Monday 29 May closed in both
        ("us", "2023-05-27 09:00", "Asia/Shanghai", "2023-05-30"),
        ("krx", "2023-05-27 09:00", "Asia/Shanghai", "2023-05-30"),
        # New York's Labor Day; Seoul open
        ("us", "2025-08-29 17:00", "America/New_York", "2025-09-02"),
        ("krx", "2025-08-29 17:00", "America/New_York", "2025-09-01"),
        # Hangul Day
        ("krx", "2023-10-09 10:00", "Asia/Seoul", "2023-10-10"),
    ],
)
def test_first_session_that_can_hold_the_news(tables, market, when, zone, expected):
    close, there = YORK if market == "us" else KOREA
    found = event_study.first_session(tables[2][market], close, there, moment(when, zone))
    assert found == pd.Timestamp(expected)


def test_moments_without_zone_or_outside_the_calendar_are_refused(tables):
    calendar = tables[2]["us"]
    with pytest.raises(ValueError, match="time zone"):
        event_study.first_session(calendar, *YORK, pd.Timestamp("2023-05-21"))
    for when in ("1999-01-04", "2030-01-04"):
        with pytest.raises(ValueError, match="no session"):
            event_study.first_session(calendar, *YORK, moment(when, "UTC"))


def test_calendars_agree_with_the_closures(tables):
    closures = load("market_closures")
    for row in closures[closures["market"].isin(["us", "krx"])].itertuples():
        calendar = tables[2][str(row.market)]
        assert row.date not in calendar
        assert calendar[calendar.searchsorted(row.date)] == row.session_after
        assert calendar[calendar.searchsorted(row.date) - 1] == row.session_before
    assert pd.Timestamp("2023-05-29") not in tables[2]["us"].union(tables[2]["krx"])


def test_returns_use_the_named_column_and_never_span_a_hole(tables):
    equities, tickers, _, returns = tables
    assert returns["us"].loc["2023-05-22", "MU"] == pytest.approx(-2.85, abs=0.01)
    for row in tickers.itertuples():
        prices = equities[equities["ticker"] == row.ticker].set_index("date")[row.return_field].dropna()
        own = returns[row.market][row.ticker].dropna()
        assert set(own.index) <= set(prices.index)
    korean = returns["krx"]
    assert korean.loc["2025-09-19":"2025-09-22", "005930.KS"].isna().all()
    assert korean.loc["2022-01-03":"2022-01-04", "^KS11"].isna().all()


def test_unconfirmed_prices_are_left_out(tables):
    equities, _, _, returns = tables
    flagged = equities[equities["flag"].notna()]
    assert len(flagged) and set(flagged["ticker"].astype("str")) == {"^KS11"}
    assert returns["krx"].loc[flagged["date"], "^KS11"].isna().all()


def test_foreign_news_reaches_the_next_session():
    sessions = pd.DatetimeIndex(["2023-05-24", "2023-05-25", "2023-05-26", "2023-05-30"])
    days = pd.DatetimeIndex(["2023-05-23", "2023-05-24", "2023-05-25", "2023-05-26", "2023-05-30"])
    seen = event_study.seen_before(pd.Series([1.0, -0.5, 6.8, 6.3, 3.0], index=days), sessions)
    assert seen.iloc[1:].tolist() == pytest.approx([-0.5, 6.8, 6.3])
    gap = event_study.seen_before(pd.Series([1.0, 2.0, 3.0], index=days[:3]), sessions)
    assert gap.iloc[1:].tolist() == pytest.approx([2.0, 3.0, 0.0])
    both = event_study.seen_before(
        pd.Series([10.0, 10.0], index=days[2:4]), pd.DatetimeIndex(["2023-05-25", "2023-05-30"])
    )
    assert both.iloc[1] == pytest.approx(21)
