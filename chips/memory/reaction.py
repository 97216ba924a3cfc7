"""The event study of the chapter on the market's reaction: three tests named in advance, and what else was looked at.

If investors had expected Samsung and SK hynix to take what Micron lost, the two should have gained on Micron when the
threat came, and lost ground when they were called off. So each test is one difference: the abnormal return of the two
Korean shares, weighted alike, less that of Micron.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from chips.memory.event_study import (
    calendars,
    candidates,
    daily_returns,
    detectable,
    least_effect,
    placebo,
    placebo_p,
    seen_before,
    stepdown,
    study,
)
from explainer.evidence import cite

#: company -> its ticker, exchange and market index.
COMPANIES = {
    "micron": ("MU", "us", "^GSPC"),
    "samsung": ("005930.KS", "krx", "^KS11"),
    "sk_hynix": ("000660.KS", "krx", "^KS11"),
}
#: the Korean pair, held in equal parts; its exchange and index are those of both.
PAIR = ("samsung", "sk_hynix")
#: kinds of model: id -> name.
MODELS = {"market": "market model", "mean": "constant mean", "chips": "market and chip index"}
#: last day of the longest pool; later Korean prices rest on one copy and lack a second source.
LAST = pd.Timestamp("2025-12-31")
#: sessions in which other news of the first order reached these shares.
CONFOUNDED = {
    ("krx", pd.Timestamp("2023-05-25")): "Nvidia's results, out after New York's close of 24 May",
    ("krx", pd.Timestamp("2023-05-26")): "Nvidia's results, second day",
    ("us", pd.Timestamp("2023-05-25")): "Nvidia's results, out after New York's close of 24 May",
    ("us", pd.Timestamp("2023-05-26")): "Nvidia's results, second day",
    ("krx", pd.Timestamp("2024-12-04")): "martial law in Korea, declared in the night of 3 December",
}
#: exchanges of the study: time zone and close.
CLOSES = {"us": ("America/New_York", "16:00"), "krx": ("Asia/Seoul", "15:30")}


@dataclass(frozen=True)
class Event:
    """One event of the study.

    Attributes:
        event_id: row of table `events`.
        name: short name as it reads within a sentence: `verdict on Micron`, but `China opens review of Micron`.
        zone: time zone of the side that acts.
        day: date in that zone if the news came on another day than the event, else None.
    """

    event_id: str
    name: str
    zone: str
    day: str | None = None

    @property
    def label(self) -> str:
        """The name at the start of a line."""
        return self.name[0].upper() + self.name[1:]


CHINA, WASHINGTON = "Asia/Shanghai", "America/New_York"
EVENTS = [
    Event("E20230331a", "China opens review of Micron", CHINA),
    Event("E20230423a", "FT: US asks Seoul not to fill in", WASHINGTON),
    Event("E20230521a", "verdict on Micron", CHINA),
    Event("E20230523c", "Gallagher's call on Korea", WASHINGTON),
    Event("E20230526a", "the two readouts", CHINA, day="2023-05-27"),
    Event("E20230602a", "House chairs' letter", WASHINGTON),
    Event("E20230616b", "Micron: half of China sales at risk", WASHINGTON),
]
#: the three tests: event -> side on which the story puts the Korean pair against Micron (1 ahead, -1 behind). They
#: follow from the story and not from the prices: the threat, the ban, and the call not to profit from it.
NAMED = {"E20230331a": 1, "E20230521a": 1, "E20230523c": -1}


class Prices:
    """Returns and calendars of the study, from the tables `equities` and `equity_tickers`.

    Attributes:
        returns: exchange -> frame of daily returns, percent.
        calendar: exchange -> sessions.
    """

    def __init__(self, equities: pd.DataFrame, tickers: pd.DataFrame) -> None:
        self.equities = equities.assign(ticker=equities["ticker"].astype("str"))
        self.calendar = calendars(equities, tickers)
        self.returns = daily_returns(equities, tickers)
        self.fields = dict(zip(tickers["ticker"].astype("str"), tickers["return_field"].astype("str"), strict=True))

    def series(self, ticker: str, market: str) -> pd.Series:
        """Returns of one security, percent."""
        return self.returns[market][ticker]

    def pair(self) -> pd.Series:
        """Mean of the daily returns of the Korean pair, percent; missing where either is."""
        return self.returns["krx"][[COMPANIES[c][0] for c in PAIR]].mean(axis=1, skipna=False)

    def factors(self, market: str, index: str, model: str = "market") -> pd.Series | pd.DataFrame | None:
        """Factors of a model.

        Args:
            market, index: exchange and its index.
            model: `market`; `mean` (none); `chips` adds the Philadelphia chip index, for Seoul as the New York returns
                since the session before.
        """
        if model == "mean":
            return None
        own = self.returns[market][index]
        if model == "market":
            return own
        sox = self.returns["us"]["^SOX"]
        return pd.DataFrame({"m": own, "chips": sox if market == "us" else seen_before(sox, self.calendar[market])})

    def sources(self, tickers: list[str], start: pd.Timestamp, end: pd.Timestamp) -> str:
        """Source ids of the price columns used between two days."""
        found = []
        for ticker in tickers:
            rows = self.equities[(self.equities["ticker"] == ticker) & self.equities["date"].between(start, end)]
            column = "adj_source_id" if self.fields[ticker] == "adj_close" else "source_id"
            found += rows[column].dropna().unique().tolist()
        return cite.join(found)


def plan(prices: Prices, events: pd.DataFrame, want: int = 2) -> pd.DataFrame:
    """Event windows on each exchange.

    The window starts with the first session that may hold the news if it came out within `events.HOURS` of the
    actor's day, and has `want` sessions; it stops before the first confounded session.

    Args:
        prices: from `Prices`.
        events: table `events`.
        want: sessions of a window.

    Returns:
        One row per event and exchange (`us`, `krx`): `event_id`, `label`, `market`, `dated`, `zone`, `first`,
        `latest` (last session that may be the first to hold the news), `sessions` (list), `length`, `cut` (why
        shortened or empty).

    Raises:
        ValueError: a window is too short to hold every session that may be the first, for a reason other than a
            confounder, or it starts in a confounded session.
    """
    dates = events.set_index("event_id")["date"]
    rows = []
    for event in EVENTS:
        day = pd.Timestamp(event.day) if event.day else dates[event.event_id]
        for market, (zone, close) in CLOSES.items():
            calendar = prices.calendar[market]
            first, latest = candidates(calendar, close, zone, day, event.zone)
            at = calendar.get_loc(first)
            sessions, cut = [], ""
            for session in calendar[at : at + want]:
                if (market, session) in CONFOUNDED:
                    cut = f"{session:%-d %B}: {CONFOUNDED[market, session]}"
                    break
                sessions.append(session)
            if not sessions:
                raise ValueError(f"{event.label}: the window in {market} starts in a confounded session ({cut})")
            if latest not in sessions and not cut:
                raise ValueError(f"{event.label}: {want} sessions do not hold {latest:%Y-%m-%d}")
            here = (event.event_id, event.label, market, day, event.zone)
            rows.append((*here, first, latest, sessions, len(sessions), cut))
    columns = ["event_id", "label", "market", "dated", "zone", "first", "latest", "sessions", "length", "cut"]
    return pd.DataFrame(rows, columns=columns)


def before(windows: pd.DataFrame) -> pd.Timestamp:
    """The last day before the first event: pseudo-events up to it come from a market that knew nothing of the ban."""
    return windows["first"].min() - pd.Timedelta(days=1)


def busy(windows: pd.DataFrame, market: str) -> pd.DatetimeIndex:
    """Sessions of real events and of confounders on an exchange: no pseudo-event may touch them."""
    real = [s for sessions in windows.loc[windows["market"] == market, "sessions"] for s in sessions]
    return pd.DatetimeIndex(sorted({*real, *(day for where, day in CONFOUNDED if where == market)}))


def shared(windows: pd.DataFrame) -> pd.DataFrame:
    """Sessions that stand in the windows of two events: those tests share data.

    Args:
        windows: from `plan`.

    Returns:
        One row per exchange and session: `market`, `session`, `labels` (in order of the events).
    """
    each = windows.explode("sessions").rename(columns={"sessions": "session"})
    found = each.groupby(["market", "session"], as_index=False)["label"].agg(list)
    found = found.rename(columns={"label": "labels"})
    return found[found["labels"].str.len() > 1].reset_index(drop=True)


def results(prices: Prices, windows: pd.DataFrame) -> pd.DataFrame:
    """Every event and company by itself, not corrected: what was looked at beside the named tests.

    Returns:
        `event_id`, `label`, `company_id`, `first`, `last`, `length`, `car_pct`, `se_pct`, `p_placebo` (against
        pseudo-events from before the first event), `pseudo_events`, `bound_pct` (CAR beyond which 5 percent of them
        lie), `power80_pct` (the true effect that a single test finds four times in five), `source_id`, `confidence`; by
        event.
    """
    until = before(windows)
    rows = []
    for company, (ticker, market, index) in COMPANIES.items():
        own, factors = prices.series(ticker, market), prices.factors(market, index)
        for w in windows[windows["market"] == market].itertuples():
            one = study(own, factors, w.first, w.length)
            pseudo = placebo(own, factors, w.length, until=until)["t"]
            rows.append(
                {
                    "event_id": w.event_id,
                    "label": w.label,
                    "company_id": company,
                    "first": w.first,
                    "last": w.sessions[-1],
                    "length": w.length,
                    "car_pct": one.car,
                    "se_pct": one.se,
                    "p_placebo": placebo_p(one.t, pseudo),
                    "pseudo_events": len(pseudo),
                    "bound_pct": float(pseudo.abs().quantile(0.95)) * one.se,
                    "power80_pct": detectable(pseudo) * one.se,
                    "source_id": prices.sources([ticker, index], one.estimation[0], w.sessions[-1]),
                    "confidence": "reported",
                }
            )
    order = {e.event_id: i for i, e in enumerate(EVENTS)}
    return pd.DataFrame(rows).sort_values("event_id", key=lambda s: s.map(order), kind="stable", ignore_index=True)


def named_windows(windows: pd.DataFrame) -> pd.DataFrame:
    """Windows of the named tests: event_id, label, dated, krx, us (first sessions), krx_length, us_length."""
    rows = windows[windows["event_id"].isin(NAMED)]
    first = rows.pivot(index=["event_id", "label", "dated"], columns="market", values="first")
    length = rows.pivot(index=["event_id", "label", "dated"], columns="market", values="length").add_suffix("_length")
    return first.join(length).reset_index().sort_values("krx", ignore_index=True)


def moved(prices: Prices, windows: pd.DataFrame, until: pd.Timestamp, model: str = "market") -> pd.DataFrame:
    """The whole calendar of the named events moved to other dates, and the statistic of each test there.

    All three windows move together, by the same number of sessions, so that whatever ties the tests to each other (two
    of them share a session in New York) ties their pseudo-events as well.

    Args:
        prices, windows: as in `named_tests`.
        until: last day that a window may touch; sessions of real events and confounders are left out before it.
        model: key of `MODELS`.

    Returns:
        One row per move (index: session of the first window in Seoul), one column per event: difference of the two
        CARs over its standard error, the two taken as independent; moves that touch a barred session are left out.
    """
    seoul, york = prices.calendar["krx"], prices.calendar["us"]
    named = named_windows(windows)
    index = {market: index for _, market, index in COMPANIES.values()}
    ours = {"krx": prices.pair(), "us": prices.series(COMPANIES["micron"][0], "us")}
    pools = {
        (market, length): placebo(
            own, prices.factors(market, index[market], model), length, exclude=busy(windows, market), until=until
        )
        for market, own in ours.items()
        for length in set(named[f"{market}_length"])
    }
    start = seoul.get_loc(named["krx"].iloc[0])
    columns = {}
    for w in named.itertuples():
        lag = seoul.get_loc(w.krx) - seoul.searchsorted(w.us)  # sessions by which Seoul follows
        ahead = seoul.get_loc(w.krx) - start
        places = range(len(seoul) - ahead)
        here = seoul[[p + ahead for p in places]]
        there = york.searchsorted(seoul[[max(0, p + ahead - lag) for p in places]])
        pair = pools["krx", w.krx_length].reindex(here)
        other = pools["us", w.us_length].reindex(york[[min(t, len(york) - 1) for t in there]])
        gap = pair["car"].to_numpy() - other["car"].to_numpy()
        error = (pair["se"].to_numpy() ** 2 + other["se"].to_numpy() ** 2) ** 0.5
        columns[w.event_id] = pd.Series(gap / error, index=seoul[: len(seoul) - ahead])
    return pd.DataFrame(columns).dropna()


def named_tests(
    prices: Prices,
    windows: pd.DataFrame,
    until: pd.Timestamp | None = None,
    model: str = "market",
) -> pd.DataFrame:
    """The three tests: the Korean pair less Micron at each event of `NAMED`, one-sided, corrected among themselves.

    Args:
        prices: from `Prices`.
        windows: from `plan`.
        until: last day of the pool of pseudo-events; the day before the first event where not given.
        model: key of `MODELS`.

    Returns:
        By day: `event_id`, `label`, `dated`, `side` (1 or -1), `pair_pct`, `micron_pct`, `gap_pct` (CARs and their
        difference), `se_pct`, `t` (of the difference), `p_alone`, `p_stepdown`, `pseudo_events`, `low_pct`, `high_pct`
        (between which nine in ten pseudo-events lie, so that either end is the hurdle of a single test), `power80_pct`
        (the true effect on the expected side that a single test finds four times in five), `last`, `source_id`,
        `confidence`.
    """
    null = moved(prices, windows, until or before(windows), model)
    rows = [_difference(prices, w, null[w.event_id], model) for w in named_windows(windows).itertuples()]
    frame = pd.DataFrame(rows).set_index("event_id")
    side = pd.Series(NAMED)
    drawn, seen = null * side, (frame["t"] * side)[frame.index]
    alone = {e: (1 + (drawn[e] >= seen[e]).sum()) / (1 + len(drawn)) for e in frame.index}
    frame["p_alone"], frame["p_stepdown"] = pd.Series(alone), stepdown(seen, drawn[list(frame.index)])
    return frame.reset_index()


def _difference(prices: Prices, window: object, null: pd.Series, model: str) -> dict:
    """One row of `named_tests` without its p-values.

    Args:
        prices, model: as there.
        window: row of `named_windows`.
        null: statistics of its moves, from `moved`.
    """
    ticker, _, index = COMPANIES["micron"]
    pair = study(prices.pair(), prices.factors("krx", "^KS11", model), window.krx, window.krx_length)
    micron = study(prices.series(ticker, "us"), prices.factors("us", index, model), window.us, window.us_length)
    error, gap = (pair.se**2 + micron.se**2) ** 0.5, pair.car - micron.car
    side, last = NAMED[window.event_id], max(pair.ar.index[-1], micron.ar.index[-1])
    used = sorted({t for ticker, _, index in COMPANIES.values() for t in (ticker, index)})
    return {
        "event_id": window.event_id,
        "label": window.label,
        "dated": window.dated,
        "side": side,
        "pair_pct": pair.car,
        "micron_pct": micron.car,
        "gap_pct": gap,
        "se_pct": error,
        "t": gap / error,
        "low_pct": float(null.quantile(0.05)) * error,
        "high_pct": float(null.quantile(0.95)) * error,
        "power80_pct": least_effect(side * null) * error,
        "pseudo_events": len(null),
        "last": last,
        "source_id": prices.sources(used, min(pair.estimation[0], micron.estimation[0]), last),
        "confidence": "reported",
    }


def robustness(prices: Prices, windows: pd.DataFrame) -> pd.DataFrame:
    """The corrected p-values of the named tests under other pools and models.

    Returns:
        One row per variant (`variant`, in words), one column per event id, and `pseudo_events`.
    """
    plans = {
        "Days before the events, market model": (None, "market"),
        f"All days to {LAST:%Y}, market model": (LAST, "market"),
        "Days before the events, constant mean": (None, "mean"),
        "Days before the events, market and chip index": (None, "chips"),
    }
    rows = []
    for name, (until, model) in plans.items():
        found = named_tests(prices, windows, until, model)
        p = found.set_index("event_id")["p_stepdown"].to_dict()
        rows.append({"variant": name} | p | {"pseudo_events": int(found["pseudo_events"].iloc[0])})
    return pd.DataFrame(rows)


def size_of_void(void: pd.DataFrame, revenue: dict[str, float]) -> pd.DataFrame:
    """What Micron might have lost in a year against the DRAM revenue of those who could have taken it.

    Args:
        void: from `void_size.voids`: rows with `at_risk_pct`, `void_busd`.
        revenue: company -> DRAM revenue of a year, billion dollars.

    Returns:
        The rows with `part_pct`: the void as percent of the pair's revenue, if the pair took all of it.
    """
    both = sum(revenue[c] for c in PAIR)
    return void.assign(part_pct=100 * void["void_busd"] / both)
