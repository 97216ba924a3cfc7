"""Event study: market model, abnormal returns, parametric and placebo inference.

Terms follow MacKinlay, "Event Studies in Economics and Finance", Journal of Economic Literature 35 (1997), 13-39. The
abnormal return (AR) is the return less what the market model predicts from the market's return of that day; the model
is fitted by least squares on an estimation window that ends before the event. The cumulative abnormal return (CAR) is
the sum over the event window. Returns are simple daily returns in percent.

Sessions matter more than dates here. Seoul closes before New York opens: news of a Washington afternoon reaches Seoul's
prices on the next day. `first_session` finds the first close that can hold the news.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

#: sessions of the estimation window, and sessions left free between it and the event.
ESTIMATION, GAP = 220, 30
#: local hours between which news without a known hour is taken to have come out.
HOURS = (8, 22)
#: chance of finding an effect at which the smallest detectable one is stated.
POWER = 0.8


def calendars(equities: pd.DataFrame, tickers: pd.DataFrame) -> dict[str, pd.DatetimeIndex]:
    """Sessions of each exchange: the days on which any of its tickers has a price.

    Args:
        equities: table `equities`.
        tickers: table `equity_tickers`.
    """
    market = tickers.set_index(tickers["ticker"].astype("str"))["market"].astype("str")
    days = equities.groupby(equities["ticker"].astype("str").map(market))["date"].unique()
    return {name: pd.DatetimeIndex(sorted(found)) for name, found in days.items()}


def daily_returns(equities: pd.DataFrame, tickers: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Simple daily returns in percent, one frame per exchange (index: its sessions, columns: tickers).

    Each ticker uses the one column of prices that `equity_tickers.return_field` names. Rows flagged `unconfirmed` count
    as missing. A return is missing where the session or the one before has no price: it never spans a hole.
    """
    out = {}
    calendar = calendars(equities, tickers)
    kept = equities[equities["flag"].isna()]
    for row in tickers.itertuples():
        one = kept[kept["ticker"].astype("str") == row.ticker].set_index("date")[str(row.return_field)]
        prices = one.reindex(calendar[str(row.market)])
        out.setdefault(str(row.market), {})[row.ticker] = 100 * (prices / prices.shift() - 1)
    return {market: pd.DataFrame(columns) for market, columns in out.items()}


def seen_before(returns: pd.Series, sessions: pd.DatetimeIndex) -> pd.Series:
    """Foreign returns that are news at each session: those of foreign days since the session before, compounded.

    For Seoul a New York return of day d-1 is news on day d, as New York closes after Seoul. Sessions with no foreign
    trading since the session before get 0.

    Args:
        returns: daily returns of the foreign market, percent; missing days are passed over.
        sessions: sessions of the home market.
    """
    growth = (1 + returns.dropna() / 100).cumprod()
    level = pd.Series(1.0, index=[growth.index[0] - pd.Timedelta(days=1)])
    growth = pd.concat([level, growth])
    yesterday = sessions - pd.Timedelta(days=1)
    levels = growth.reindex(growth.index.union(yesterday)).ffill().loc[yesterday].to_numpy()
    news = pd.Series(levels, index=sessions)
    return 100 * (news / news.shift() - 1)


def first_session(calendar: pd.DatetimeIndex, close: str, zone: str, when: pd.Timestamp) -> pd.Timestamp:
    """The first session whose close can hold news of a given moment.

    Args:
        calendar: sessions of the exchange.
        close: local time of the close, `15:30`.
        zone: time zone of the exchange.
        when: moment of the news, with a time zone.

    Raises:
        ValueError: `when` has no time zone, or lies outside the calendar.
    """
    if when.tzinfo is None:
        raise ValueError("the moment of the news needs a time zone")
    local = when.tz_convert(zone)
    hour, minute = map(int, close.split(":"))
    day = local.tz_localize(None).normalize()
    if local > (day + pd.Timedelta(hours=hour, minutes=minute)).tz_localize(zone):
        day += pd.Timedelta(days=1)
    place = calendar.searchsorted(day)
    if day < calendar[0] or place == len(calendar):
        raise ValueError(f"no session on or after {day:%Y-%m-%d} in the calendar")
    return calendar[place]


def candidates(
    calendar: pd.DatetimeIndex,
    close: str,
    zone: str,
    day: pd.Timestamp,
    actor_zone: str,
    hours: tuple[int, int] = HOURS,
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last session that may be the first to hold news dated `day` where the hour is not known.

    Args:
        calendar, close, zone: of the exchange.
        day: date of the news in the actor's own time.
        actor_zone: time zone of the actor.
        hours: earliest and latest local hour at which the news is taken to have come out.
    """
    edges = [(day + pd.Timedelta(hours=h)).tz_localize(actor_zone) for h in hours]
    early, late = (first_session(calendar, close, zone, edge) for edge in edges)
    return early, late


@dataclass(frozen=True)
class Study:
    """One event and one security.

    Attributes:
        ar: abnormal returns over the event window, percent, by session.
        car: their sum.
        se: standard error of `car`, with the error of the estimated coefficients.
        t, p: `car / se` and its two-sided p-value from Student's t.
        alpha, beta: coefficients of the market model (beta: one per factor).
        sigma: residual standard deviation, percent.
        r2: share of the variance explained in the estimation window.
        estimation: first and last session of the estimation window.
    """

    ar: pd.Series
    car: float
    se: float
    t: float
    p: float
    alpha: float
    beta: np.ndarray
    sigma: float
    r2: float
    estimation: tuple[pd.Timestamp, pd.Timestamp]


def _frame(returns: pd.Series, factors: pd.DataFrame | pd.Series | None) -> tuple[pd.Index, np.ndarray, np.ndarray]:
    """Common days without holes: index, y (n), design matrix (n, 1 + factors)."""
    parts = [returns.rename("y")]
    if factors is not None:
        parts.append(factors.to_frame("m") if isinstance(factors, pd.Series) else factors)
    whole = pd.concat(parts, axis=1, join="inner").dropna().sort_index()
    y = whole["y"].to_numpy(float)
    x = np.column_stack([np.ones(len(whole)), whole.drop(columns="y").to_numpy(float)])
    return whole.index, y, x


def _cars(
    y: np.ndarray, x: np.ndarray, at: np.ndarray, length: int, estimation: int, gap: int
) -> dict[str, np.ndarray]:
    """Market model and CAR for windows that start at the positions `at`; all windows at once.

    Sums over a window are differences of running sums of z z', z = (1, factors, y).
    """
    z = np.column_stack([x, y])
    outer = np.einsum("ti,tj->tij", z, z)
    running = np.concatenate([np.zeros((1, *outer.shape[1:])), np.cumsum(outer, axis=0)])
    window = running[at - gap] - running[at - gap - estimation]
    sxx, sxy, syy = window[:, :-1, :-1], window[:, :-1, -1], window[:, -1, -1]
    coef = np.linalg.solve(sxx, sxy[..., None])[..., 0]
    k = x.shape[1]
    rss = syy - np.einsum("ni,ni->n", coef, sxy)
    sigma2 = np.maximum(rss, 0) / (estimation - k)
    days = at[:, None] + np.arange(length)
    ar = y[days] - np.einsum("nli,ni->nl", x[days], coef)
    load = x[days].sum(axis=1)
    spread = length + np.einsum("ni,ni->n", load, np.linalg.solve(sxx, load[..., None])[..., 0])
    mean = sxy[:, 0] / estimation
    tss = syy - estimation * mean**2
    return {
        "coef": coef,
        "sigma": np.sqrt(sigma2),
        "ar": ar,
        "car": ar.sum(axis=1),
        "se": np.sqrt(sigma2 * spread),
        "r2": 1 - rss / tss,
        "df": np.full(len(at), estimation - k),
    }


def study(
    returns: pd.Series,
    factors: pd.DataFrame | pd.Series | None,
    start: pd.Timestamp,
    length: int = 2,
    *,
    estimation: int = ESTIMATION,
    gap: int = GAP,
) -> Study:
    """Market model and abnormal returns of one security around one event.

    Args:
        returns: daily returns of the security, percent.
        factors: returns of the market, or of several factors; None for the constant-mean-return model.
        start: first session of the event window.
        length: sessions of the event window.
        estimation: sessions of the estimation window.
        gap: sessions between the estimation window and `start`.

    Raises:
        ValueError: `start` is no common session, the windows do not fit into the data, or a session of the window has
            no return.
    """
    index, y, x = _frame(returns, factors)
    if start not in index:
        raise ValueError(f"no return of security and market on {start:%Y-%m-%d}")
    at = index.get_loc(start)
    if at - gap - estimation < 0 or at + length > len(index):
        raise ValueError(f"the windows around {start:%Y-%m-%d} do not fit into the data")
    days = returns.index
    if list(index[at : at + length]) != list(days[days.get_loc(start) : days.get_loc(start) + length]):
        raise ValueError(f"a session after {start:%Y-%m-%d} has no return")
    found = _cars(y, x, np.array([at]), length, estimation, gap)
    car, se = float(found["car"][0]), float(found["se"][0])
    t = car / se
    return Study(
        ar=pd.Series(found["ar"][0], index=index[at : at + length]),
        car=car,
        se=se,
        t=t,
        p=float(2 * stats.t.sf(abs(t), found["df"][0])),
        alpha=float(found["coef"][0, 0]),
        beta=found["coef"][0, 1:],
        sigma=float(found["sigma"][0]),
        r2=float(found["r2"][0]),
        estimation=(index[at - gap - estimation], index[at - gap - 1]),
    )


def placebo(
    returns: pd.Series,
    factors: pd.DataFrame | pd.Series | None,
    length: int = 2,
    *,
    exclude: pd.DatetimeIndex | None = None,
    until: pd.Timestamp | None = None,
    estimation: int = ESTIMATION,
    gap: int = GAP,
) -> pd.DataFrame:
    """The same study at every admissible pseudo-event.

    Admissible is each session with a full estimation window before it whose event window lies before `until` and holds
    no session of `exclude`.

    Args:
        returns, factors, length, estimation, gap: as in `study`.
        exclude: sessions of real events and of known confounders.
        until: last session that may be used.

    Returns:
        One row per pseudo-event, by first session: `car` (percent), `se`, `t` (the standardized CAR).
    """
    index, y, x = _frame(returns, factors)
    last = len(index) if until is None else int(index.searchsorted(until, side="right"))
    at = np.arange(estimation + gap, last - length + 1)
    if exclude is not None and len(exclude):
        real = np.isin(index, exclude)
        hit = np.array([real[a : a + length].any() for a in at], dtype=bool)
        at = at[~hit]
    if len(at) == 0:
        raise ValueError("no admissible pseudo-event")
    found = _cars(y, x, at, length, estimation, gap)
    frame = pd.DataFrame({"car": found["car"], "se": found["se"]}, index=index[at])
    return frame.assign(t=frame["car"] / frame["se"])


def placebo_p(t: float, pseudo: pd.Series | np.ndarray) -> float:
    """Two-sided placebo p-value of a standardized CAR: (1 + pseudo-events at least as large) / (1 + pseudo-events)."""
    values = np.abs(np.asarray(pseudo, dtype=float))
    return float((1 + np.sum(values >= abs(t))) / (1 + len(values)))


def detectable(pseudo: pd.Series, level: float = 0.05, power: float = POWER) -> float:
    """The smallest true effect that a placebo test finds with a given power, in standard errors of the CAR.

    The hurdle of a test is no such effect: one as large as the hurdle is missed half the time. An effect moves the
    whole distribution of pseudo-events, so it must lie above the hurdle by as much as their spread asks for. On power
    see MacKinlay (1997), cited above, and Brown and Warner, Journal of Financial Economics 14 (1985), 3-31.

    Args:
        pseudo: standardized CARs of pseudo-events (`placebo`, column `t`).
        level: of the two-sided test.
        power: chance that the effect is found; the less favorable direction counts.
    """
    hurdle = float(pseudo.abs().quantile(1 - level))
    return hurdle + max(-float(pseudo.quantile(1 - power)), float(pseudo.quantile(power)))


def least_effect(pseudo: pd.Series, level: float = 0.05, power: float = POWER) -> float:
    """`detectable` for a test of one side: the smallest effect toward larger values that it finds with a given power.

    Args:
        pseudo: statistics of pseudo-events, signed so that the expected effect is positive, in standard errors.
        level: of the test.
        power: chance that the effect is found.
    """
    return float(pseudo.quantile(1 - level) - pseudo.quantile(1 - power))


def stepdown(observed: pd.Series, null: pd.DataFrame) -> pd.Series:
    """P-values of several one-sided tests, corrected for their number by the stepdown of Romano and Wolf.

    Tests are taken from the largest statistic down. Each is held against the distribution of the largest of those that
    are still left, over draws in which nothing happened, so that tests that move together cost less than under Holm's
    rule. J. P. Romano and M. Wolf, "Stepwise Multiple Testing as Formalized Data Snooping", Econometrica 73 (2005),
    1237-1282; the p-values as in their "Efficient Computation of Adjusted p-Values", Statistics & Probability Letters
    113 (2016), 38-40. No maintained library computes it from draws of one's own, so it stands here.

    Args:
        observed: statistic of each test, signed so that the expected effect is positive.
        null: one row per draw, columns as the index of `observed`; a row holds the statistics of one and the same draw.

    Returns:
        Corrected p-values, indexed as `observed`.

    Raises:
        ValueError: no draw, a missing value, or columns that are not those of the tests.
    """
    if null.empty or null.isna().any(axis=None) or set(null.columns) != set(observed.index):
        raise ValueError("every draw needs one value for each test")
    order = observed.sort_values(ascending=False, kind="stable").index
    out, floor = {}, 0.0
    for place, test in enumerate(order):
        largest = null[list(order[place:])].max(axis=1)
        floor = max(floor, float((1 + (largest >= observed[test]).sum()) / (1 + len(null))))
        out[test] = floor
    return pd.Series(out)[observed.index]
