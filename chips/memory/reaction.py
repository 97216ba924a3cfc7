"""The event study of the chapter on the market's reaction: which events, which sessions, which securities."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from chips.memory.event_study import (
    adjusted,
    calendars,
    candidates,
    daily_returns,
    detectable,
    placebo,
    placebo_p,
    seen_before,
    study,
)
from explainer.evidence import cite

#: company -> its ticker, exchange and market index.
COMPANIES = {
    "micron": ("MU", "us", "^GSPC"),
    "samsung": ("005930.KS", "krx", "^KS11"),
    "sk_hynix": ("000660.KS", "krx", "^KS11"),
}
#: others, for comparison only: not in the family of tests. Hong Kong has no index in the data: constant mean.
PEERS = {
    "Western Digital": ("WDC", "us", "^GSPC"),
    "Nvidia": ("NVDA", "us", "^GSPC"),
    "ASML (New York)": ("ASML", "us", "^GSPC"),
    "SMIC": ("0981.HK", "hkex", None),
    "Hua Hong": ("1347.HK", "hkex", None),
}
#: pseudo-events come from sessions up to this day; later Korean prices rest on one copy and lack a second source.
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
CLOSES = {"us": ("America/New_York", "16:00"), "krx": ("Asia/Seoul", "15:30"), "hkex": ("Asia/Hong_Kong", "16:00")}


@dataclass(frozen=True)
class Event:
    """One event of the study.

    Attributes:
        event_id: row of table `events`.
        name: short name as it reads within a sentence: `verdict on Micron`, but `China opens review of Micron`.
        zone: time zone of the side that acts.
        family: `2023` (the chain around the article; the tests that count) or `later`.
        day: date in that zone if the news came on another day than the event, else None.
    """

    event_id: str
    name: str
    zone: str
    family: str
    day: str | None = None

    @property
    def label(self) -> str:
        """The name at the start of a line."""
        return self.name[0].upper() + self.name[1:]


CHINA, WASHINGTON, SEOUL = "Asia/Shanghai", "America/New_York", "Asia/Seoul"
EVENTS = [
    Event("E20230331a", "China opens review of Micron", CHINA, "2023"),
    Event("E20230423a", "FT: US asks Seoul not to fill in", WASHINGTON, "2023"),
    Event("E20230521a", "verdict on Micron", CHINA, "2023"),
    Event("E20230523c", "Gallagher's call on Korea", WASHINGTON, "2023"),
    Event("E20230526a", "the two readouts", CHINA, "2023", day="2023-05-27"),
    Event("E20230602a", "House chairs' letter", WASHINGTON, "2023"),
    Event("E20230616b", "Micron: half of China sales at risk", WASHINGTON, "2023"),
    Event("E20231009a", "US waivers for Korean plants extended", SEOUL, "later"),
    Event("E20231017b", "US tightens tool controls", WASHINGTON, "later"),
    Event("E20231101a", "China's minister welcomes Micron", CHINA, "later"),
    Event("E20241202b", "US controls HBM", WASHINGTON, "later"),
    Event("E20250829a", "US ends status of Korean plants", WASHINGTON, "later"),
    Event("E20251017a", "Micron to leave China's servers", WASHINGTON, "later"),
]


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

    def factors(self, market: str, index: str | None, model: str = "market") -> pd.Series | pd.DataFrame | None:
        """Factors of a model.

        Args:
            market, index: exchange and its index.
            model: `market`; `mean` (none); `chips` adds the Philadelphia chip index, for Seoul as the New York returns
                since the session before.
        """
        if model == "mean" or index is None:
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
        One row per event and exchange (`us`, `krx`): `event_id`, `label`, `family`, `market`, `dated`, `zone`, `first`,
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
        for market in ("us", "krx"):
            zone, close = CLOSES[market]
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
            rows.append(
                (
                    event.event_id,
                    event.label,
                    event.family,
                    market,
                    day,
                    event.zone,
                    first,
                    latest,
                    sessions,
                    len(sessions),
                    cut,
                )
            )
    columns = ["event_id", "label", "family", "market", "dated", "zone", "first", "latest", "sessions", "length", "cut"]
    return pd.DataFrame(rows, columns=columns)


def busy(windows: pd.DataFrame, market: str) -> pd.DatetimeIndex:
    """Sessions of real events and of confounders on an exchange: no pseudo-event may touch them."""
    real = [s for sessions in windows.loc[windows["market"] == market, "sessions"] for s in sessions]
    return pd.DatetimeIndex(sorted({*real, *(day for where, day in CONFOUNDED if where == market)}))


def shared(windows: pd.DataFrame) -> pd.DataFrame:
    """Sessions that stand in the windows of two events of a family: those tests share data.

    Args:
        windows: from `plan`.

    Returns:
        One row per exchange, family and session: `market`, `family`, `session`, `labels` (in order of the events).
    """
    each = windows.explode("sessions").rename(columns={"sessions": "session"})
    found = each.groupby(["market", "family", "session"], as_index=False)["label"].agg(list)
    found = found.rename(columns={"label": "labels"})
    return found[found["labels"].str.len() > 1].reset_index(drop=True)


def results(prices: Prices, events: pd.DataFrame, windows: pd.DataFrame) -> pd.DataFrame:
    """All tests: one row per event and company.

    Returns:
        `event_id`, `label`, `family`, `company_id`, `first`, `last`, `length`, `car_pct`, `se_pct`, `t`,
        `p_parametric`, `p_placebo`, `pseudo_events`, `bound_pct` (CAR beyond which 5 percent of pseudo-events lie: the
        hurdle of a single test), `first_step_pct` (the hurdle of Holm's first step in the family), `power80_pct` (the
        true effect that a single test finds four times in five),
        `p_holm`, `p_bh` (placebo p-values corrected within the family), `beta`, `source_id`, `confidence`.
    """
    told = events.set_index("event_id")["source_id"]
    in_family = (windows[windows["market"] == "us"]["family"].value_counts() * len(COMPANIES)).to_dict()
    pseudo: dict[tuple[str, int], pd.DataFrame] = {}
    rows = []
    for company, (ticker, market, index) in COMPANIES.items():
        own, factors, closed = prices.series(ticker, market), prices.factors(market, index), busy(windows, market)
        for w in windows[windows["market"] == market].itertuples():
            one = study(own, factors, w.first, w.length)
            key = (company, w.length)
            if key not in pseudo:
                pseudo[key] = placebo(own, factors, w.length, exclude=closed, until=LAST)
            spread = pseudo[key]["t"].abs()
            rows.append(
                {
                    "event_id": w.event_id,
                    "label": w.label,
                    "family": w.family,
                    "company_id": company,
                    "first": w.first,
                    "last": w.sessions[-1],
                    "length": w.length,
                    "car_pct": round(one.car, 3),
                    "se_pct": round(one.se, 3),
                    "t": round(one.t, 3),
                    "p_parametric": one.p,
                    "p_placebo": placebo_p(one.t, spread),
                    "pseudo_events": len(spread),
                    "bound_pct": round(float(spread.quantile(0.95)) * one.se, 3),
                    "first_step_pct": round(float(spread.quantile(1 - 0.05 / in_family[w.family])) * one.se, 3),
                    "power80_pct": round(detectable(pseudo[key]["t"]) * one.se, 3),
                    "beta": round(float(one.beta[0]), 3),
                    "source_id": cite.join(
                        [prices.sources([ticker, index], one.estimation[0], w.sessions[-1]), told[w.event_id]]
                    ),
                    "confidence": "reported",
                }
            )
    frame = pd.DataFrame(rows)
    for _, part in frame.groupby("family"):
        both = adjusted(part["p_placebo"])
        frame.loc[part.index, "p_holm"], frame.loc[part.index, "p_bh"] = both["holm"], both["bh"]
    order = {e.event_id: i for i, e in enumerate(EVENTS)}
    return frame.sort_values("event_id", key=lambda s: s.map(order), kind="stable", ignore_index=True)


def pseudo_events(prices: Prices, windows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Pseudo-events of two sessions for each company, as `placebo` gives them."""
    made = {}
    for company, (ticker, market, index) in COMPANIES.items():
        own, factors = prices.series(ticker, market), prices.factors(market, index)
        made[company] = placebo(own, factors, 2, exclude=busy(windows, market), until=LAST)
    return made


def marked(tests: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Tests on some events under a short name, to be marked among the pseudo-events.

    Args:
        tests: from `results`.
        names: event id -> name.

    Returns:
        Columns company_id, name, first, t, p_placebo, p_parametric, pseudo_events, confidence, source_id, by company
        and size of t.
    """
    rows = tests[tests["event_id"].isin(names)].assign(name=lambda f: f["event_id"].map(names))
    columns = ["company_id", "name", "first", "t", "p_placebo", "p_parametric", "pseudo_events"]
    return rows.sort_values(["company_id", "t"])[[*columns, "confidence", "source_id"]]


MODELS = {"market": "market model", "mean": "constant mean", "chips": "market and chip index"}


def variants(prices: Prices, windows: pd.DataFrame, tests: list[tuple[str, str]]) -> pd.DataFrame:
    """The same tests with other models and windows.

    Args:
        prices, windows: as in `results`.
        tests: (event id, company) pairs.

    Returns:
        One row per test, model and window: `car_pct`, `p_placebo`, `window` (sessions, counted from the first).
    """
    rows = []
    for event_id, company in tests:
        ticker, market, index = COMPANIES[company]
        w = windows[(windows["event_id"] == event_id) & (windows["market"] == market)].iloc[0]
        calendar = prices.calendar[market]
        before = calendar[calendar.get_loc(w["first"]) - 1]
        spans = {
            "first session": (w["first"], 1),
            "two sessions": (w["first"], 2),
            "three sessions": (w["first"], 3),
            "day before to day after": (before, 3),
        }
        for model in MODELS:
            own, factors = prices.series(ticker, market), prices.factors(market, index, model)
            for name, (start, length) in spans.items():
                one = study(own, factors, start, length)
                pseudo = placebo(own, factors, length, exclude=busy(windows, market), until=LAST)
                rows.append(
                    {
                        "event_id": event_id,
                        "label": w["label"],
                        "company_id": company,
                        "model": MODELS[model],
                        "window": name,
                        "car_pct": round(one.car, 3),
                        "p_placebo": placebo_p(one.t, pseudo["t"]),
                        "source_id": prices.sources(
                            [ticker, index] + (["^SOX"] if model == "chips" else []),
                            one.estimation[0],
                            one.ar.index[-1],
                        ),
                        "confidence": "reported",
                    }
                )
    return pd.DataFrame(rows)


def abnormal_path(prices: Prices, start: str, end: str) -> pd.DataFrame:
    """Cumulative abnormal return by session for the companies, with 0 at the last session before `start`.

    The market model is fitted once, on the window that ends before `start`.

    Returns:
        `company_id`, `date`, `ar_pct`, `car_pct`, `source_id`, `confidence`.
    """
    parts = []
    for company, (ticker, market, index) in COMPANIES.items():
        calendar = prices.calendar[market]
        days = calendar[(calendar >= start) & (calendar <= end)]
        one = study(prices.series(ticker, market), prices.factors(market, index), days[0], len(days))
        zero = calendar[calendar.get_loc(days[0]) - 1]
        frame = pd.DataFrame({"date": [zero, *days], "ar_pct": [0.0, *one.ar]}).assign(company_id=company)
        frame["car_pct"] = frame["ar_pct"].cumsum().round(3)
        frame["ar_pct"] = frame["ar_pct"].round(3)
        frame["source_id"] = prices.sources([ticker, index], one.estimation[0], days[-1])
        parts.append(frame.assign(confidence="reported"))
    return pd.concat(parts, ignore_index=True)[["company_id", "date", "ar_pct", "car_pct", "source_id", "confidence"]]


def peers(prices: Prices, windows: pd.DataFrame, event_ids: list[str]) -> pd.DataFrame:
    """CAR of other chip shares in the same windows; Hong Kong windows follow from the same rule.

    Returns:
        `label`, `share`, `first`, `length`, `car_pct`, `p_placebo`, `model`.
    """
    rows = []
    for event in (e for e in EVENTS if e.event_id in event_ids):
        for name, (ticker, market, index) in PEERS.items():
            zone, close = CLOSES[market]
            known = windows[(windows["event_id"] == event.event_id) & (windows["market"] == "us")].iloc[0]
            first, _ = candidates(prices.calendar[market], close, zone, known["dated"], event.zone)
            own, factors = prices.series(ticker, market), prices.factors(market, index)
            one = study(own, factors, first, known["length"])
            closed = (
                busy(windows, "us")
                if market == "us"
                else pd.DatetimeIndex(day for (where, day) in CONFOUNDED if where == "us")
            )
            pseudo = placebo(own, factors, known["length"], exclude=closed, until=LAST)
            rows.append(
                (
                    event.label,
                    name,
                    first,
                    known["length"],
                    round(one.car, 2),
                    placebo_p(one.t, pseudo["t"]),
                    "market model" if index else "constant mean",
                )
            )
    return pd.DataFrame(rows, columns=["label", "share", "first", "length", "car_pct", "p_placebo", "model"])
