"""The event study of the chapter: its windows, its tests and what it leaves out."""

from __future__ import annotations

import pandas as pd
import pytest
import statsmodels.api as sm

from chips.memory import reaction, reaction_charts
from explainer.evidence.tables import load
from explainer.figures.picture import WIDE


@pytest.fixture(scope="module")
def made():
    timeline = load("events")
    prices = reaction.Prices(load("equities"), load("equity_tickers"))
    windows = reaction.plan(prices, timeline)
    return prices, timeline, windows, reaction.results(prices, timeline, windows)


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


def test_confounded_sessions_and_late_prices_stay_out(made):
    prices, _, windows, tests = made
    for row in windows.itertuples():
        assert not any((row.market, s) in reaction.CONFOUNDED for s in row.sessions)
        assert row.sessions[-1] <= reaction.LAST
    for company, (ticker, market, index) in reaction.COMPANIES.items():
        pseudo = reaction.placebo(
            prices.series(ticker, market),
            prices.factors(market, index),
            2,
            exclude=reaction.busy(windows, market),
            until=reaction.LAST,
        )
        assert pseudo.index[-1] < reaction.LAST
        assert not set(pseudo.index) & set(reaction.busy(windows, market)), company
        used = tests[(tests["company_id"] == company) & (tests["length"] == 2)]["pseudo_events"]
        assert (used == len(pseudo)).all() and len(pseudo) > 700
    flagged = prices.equities.loc[prices.equities["flag"].notna(), "date"]
    assert flagged.min() > reaction.LAST


def test_a_window_in_a_confounded_session_is_refused(made, monkeypatch):
    prices, timeline = made[:2]
    monkeypatch.setitem(reaction.CONFOUNDED, ("us", pd.Timestamp("2023-05-22")), "test")
    with pytest.raises(ValueError, match="starts in a confounded session"):
        reaction.plan(prices, timeline)


def test_too_short_a_window_is_refused(made):
    prices, timeline = made[:2]
    with pytest.raises(ValueError, match="do not hold"):
        reaction.plan(prices, timeline, want=1)


def test_one_result_against_an_independent_regression(made):
    tests = made[3].set_index(["event_id", "company_id"])
    rows = load("equities")
    rows = rows.assign(ticker=rows["ticker"].astype("str")).set_index("date")
    mu = rows.loc[rows["ticker"] == "MU", "adj_close"].dropna().pct_change().mul(100)
    sp = rows.loc[rows["ticker"] == "^GSPC", "close"].pct_change().mul(100)
    both = pd.concat([mu.rename("y"), sp.rename("x")], axis=1, join="inner").dropna()
    at = both.index.get_loc(pd.Timestamp("2023-03-31"))
    fit = sm.OLS.from_formula("y ~ x", both.iloc[at - 250 : at - 30]).fit()
    ahead = both.iloc[at : at + 2]
    expected = float((ahead["y"] - fit.predict(ahead)).sum())
    found = tests.loc[("E20230331a", "micron")]
    assert found["car_pct"] == pytest.approx(expected, abs=0.001)
    assert found["beta"] == pytest.approx(fit.params["x"], abs=0.001)


def test_tests_are_complete_and_corrected_within_families(made):
    tests = made[3]
    assert len(tests) == 3 * len(reaction.EVENTS)
    assert tests["family"].value_counts().to_dict() == {"2023": 21, "later": 18}
    for column in ("p_parametric", "p_placebo", "p_holm", "p_bh"):
        assert tests[column].between(0, 1).all()
    assert (tests["p_holm"] >= tests["p_placebo"]).all() and (tests["p_bh"] <= tests["p_holm"] + 1e-12).all()
    first = tests[tests["family"] == "2023"].sort_values("p_placebo").iloc[0]
    assert first["p_holm"] == pytest.approx(21 * first["p_placebo"])
    assert tests["source_id"].str.len().gt(0).all()


def test_the_path_adds_up(made):
    prices = made[0]
    days = reaction.abnormal_path(prices, "2023-05-22", "2023-06-02")
    for _, rows in days.groupby("company_id"):
        assert rows["car_pct"].iloc[0] == 0
        assert rows["car_pct"].iloc[-1] == pytest.approx(rows["ar_pct"].sum(), abs=0.01)
        assert pd.Timestamp("2023-05-29") not in set(rows["date"])


def test_an_effect_that_is_found_four_times_in_five_is_larger_than_the_hurdle(made):
    tests = made[3].set_index(["event_id", "company_id"])
    verdict = tests.loc["E20230521a"]
    for company, expected in {"samsung": 4.3, "sk_hynix": 6.8, "micron": 8.3}.items():
        row = verdict.loc[company]
        assert row["power80_pct"] == pytest.approx(expected, abs=0.35), company
        assert row["bound_pct"] < row["power80_pct"] < row["first_step_pct"] * 1.5
    prices, _, windows, _ = made
    ticker, market, index = reaction.COMPANIES["samsung"]
    pseudo = reaction.placebo(
        prices.series(ticker, market),
        prices.factors(market, index),
        2,
        exclude=reaction.busy(windows, market),
        until=reaction.LAST,
    )["t"]
    effect = reaction.detectable(pseudo)
    hurdle = pseudo.abs().quantile(0.95)
    found = [float(((pseudo + side * effect).abs() >= hurdle).mean()) for side in (1, -1)]
    assert min(found) == pytest.approx(0.8, abs=0.01)  # the less favorable direction
    assert float(((pseudo + hurdle).abs() >= hurdle).mean()) < 0.6  # as large as the hurdle: missed half the time


def test_sessions_in_two_windows_are_told(made):
    found = reaction.shared(made[2])
    spring = found[found["family"] == "2023"]
    assert [f"{s:%m-%d}" for s in spring["session"]] == ["05-23"] and list(spring["market"]) == ["us"]
    assert spring["labels"].iloc[0] == ["Verdict on Micron", "Gallagher's call on Korea"]


@pytest.mark.parametrize(
    ("event", "title"),
    [
        ("E20230331a", "Micron: China opens review of Micron"),
        ("E20230521a", "Micron: verdict on Micron"),
        ("E20230423a", "Micron: FT: US asks Seoul not to fill in"),
        ("E20230523c", "Micron: Gallagher's call on Korea"),
        ("E20230526a", "Micron: the two readouts"),
        ("E20231009a", "Micron: US waivers for Korean plants|extended"),
    ],
)
def test_a_panel_names_its_event_as_a_sentence_would(event, title):
    rows = pd.DataFrame(
        {
            "event_id": [event],
            "label": ["not used"],
            "company_id": ["micron"],
            "model": ["market model"],
            "window": ["two sessions"],
            "car_pct": [-1.0],
            "p_placebo": [0.5],
            "source_id": ["x"],
            "confidence": ["reported"],
        }
    )
    panel = reaction_charts.model_grid(rows, WIDE).to_dict()["concat"][0]
    text = panel["title"]["text"]
    assert ("|".join(text) if isinstance(text, list) else text) == title


def test_a_label_starts_with_a_capital_and_changes_nothing_else():
    for event in reaction.EVENTS:
        assert event.label[0].isupper() and event.label[1:] == event.name[1:]


def test_marks_among_the_pseudo_events_are_those_of_the_tests(made):
    prices, _, windows, tests = made
    pseudo = reaction.pseudo_events(prices, windows)
    marks = reaction.marked(tests, {"E20230331a": "review", "E20230521a": "verdict"})
    assert marks.groupby("company_id")["name"].nunique().to_dict() == dict.fromkeys(reaction.COMPANIES, 2)
    for company, rows in marks.groupby("company_id"):
        assert rows["t"].is_monotonic_increasing and set(rows["pseudo_events"]) == {len(pseudo[company])}
