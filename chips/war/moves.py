"""Events of the chip war: how they are counted, balances, answers, spells."""

from __future__ import annotations

import itertools

import pandas as pd

from chips.palette import LABEL
from explainer.evidence import cite

# --- the whole war: measures ------------------------------------------------------------------------------------------

#: lanes of the overview from top to bottom -> (actors, full name, name on a phone).
LANES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "us": (("us",), "United States", "United States"),
    "cn": (("cn",), "China", "China"),
    "others": (("nl", "jp", "kr", "tw", "eu", "company"), "Allies and firms", "Allies and firms"),
}
#: the lane of what neither tightens nor eases, whoever did it.
NEITHER = "neither"
#: moves that the overview names, in as few words as will do.
LANDMARKS = {
    "E20180415a": "ZTE cut off",
    "E20190516a": "Huawei listed",
    "E20221007a": "Rules on advanced chips",
    "E20241202b": "AI memory curbed",
    "E20251030a": "Truce of Busan",
    "E20230521a": "Micron fails its review",
    "E20230703a": "Gallium licensed",
    "E20250404a": "Rare earths licensed",
    "E20251009b": "Six-part package",
    "E20230523b": "Japanese rule on tools",
}
INSTRUMENTS = {
    "export_control": "Export control",
    "raw_material_control": "Raw-material control",
    "entity_list": "List of named parties",
    "procurement_ban": "Procurement ban",
    "waiver_or_license": "Waiver or license",
    "diplomacy": "Statement or meeting",
    "investigation": "Investigation",
    "court_or_fine": "Court case or fine",
    "subsidy": "Subsidy",
    "tariff": "Tariff",
    "investment_restriction": "Investment restriction",
    "corporate": "Company decision",
    "market": "Market event",
}
STAGES = {
    "design_software": "Design software",
    "equipment": "Equipment",
    "materials": "Materials",
    "memory": "Memory chips",
    "chips_logic": "Logic and other chips",
    "ai_accelerators": "AI accelerators",
    "end_use": "End use",
    "none": "No single stage",
}
STATUS = {"issued_or_done": "done", "proposed": "proposed", "reported": "reported"}
#: rules of the balance: which rows count.
COUNTING = {
    "done": "Issued or done only",
    "all": "All moves, proposed and reported too",
    "controls": "Issued, without statements, courts and company moves",
}
WORDS_ONLY = ("diplomacy", "court_or_fine", "subsidy", "corporate", "market")
WEIGHT = {"tightening": 1, "easing": -1, "neutral": 0}
#: directions from left to right where they divide a bar.
DIRECTIONS = ("tightening", "neutral", "easing")


def lane(actor: str) -> str:
    """The lane of an actor.

    Raises:
        KeyError: the actor has none.
    """
    for name, (members, _, _) in LANES.items():
        if actor in members:
            return name
    raise KeyError(f"no lane for actor '{actor}'")


def who(actor: str) -> str:
    """The name of an actor of the table; firms are one group.

    Raises:
        KeyError: no such actor.
    """
    return "Companies" if actor == "company" else LABEL[actor]


def counted(events: pd.DataFrame, rule: str = "done") -> pd.DataFrame:
    """The rows of `events` that a rule of `COUNTING` counts.

    Raises:
        KeyError: unknown rule.
    """
    if rule not in COUNTING:
        raise KeyError(f"rule must be one of {', '.join(COUNTING)}, not '{rule}'")
    if rule == "all":
        return events
    kept = events[events["status"].astype("str") == "issued_or_done"]
    return kept if rule == "done" else kept[~kept["instrument"].astype("str").isin(WORDS_ONLY)]


def acts(events: pd.DataFrame) -> pd.DataFrame:
    """The rows in which a government acts on trade: no statements, meetings, courts, subsidies or company moves."""
    own = events["actor"].astype("str") != "company"
    return events[own & ~events["instrument"].astype("str").isin(WORDS_ONLY)]


def once(events: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """The rows of `events` with each measure in them once.

    A measure that is issued on one day and takes effect on another has two rows, tied by a link `effect`. The later one
    is left out where the earlier one is among the rows.

    Args:
        events: rows of the table `events`; choose beforehand which of them count.
        links: rows of `event_links`.
    """
    tied = links[links["relation"].astype("str") == "effect"].set_index("event_id")["answers_event_id"]
    again = events["event_id"].map(tied).isin(events["event_id"])
    return events[~again]


def ended(links: pd.DataFrame, events: pd.DataFrame, day: pd.Timestamp) -> set[str]:
    """Ids of the steps that were lifted or withdrawn before a day (links `end`); an easing in part does not count."""
    when = events.set_index("event_id")["date"]
    gone = links[links["relation"].astype("str") == "end"]
    return set(gone.loc[gone["event_id"].map(when) < day, "answers_event_id"])


def longest_run(events: pd.DataFrame, direction: str = "easing") -> pd.DataFrame:
    """The longest unbroken run of rows of one direction, the first of equals; empty if there is none.

    Args:
        events: rows of the table `events`, in time order.
        direction: a value of the column `direction`.
    """
    same = events["direction"].astype("str") == direction
    runs = (same != same.shift()).cumsum()[same]
    return events.loc[runs.index[runs == runs.value_counts(sort=False).idxmax()]] if len(runs) else events.head(0)


#: what the statements of the week said, as short titles; the table has them in their speakers' words.
SAID = {
    "S11": "MOTIE notice: no outlook or plan on Micron was announced",
    "S19": "MOFCOM: review of Micron is a necessary security measure",
    "S03": "Unnamed Korean source: talks needed over all industries",
    "S04": "Dong-A Ilbo: Ahn agreed in principle to chip talks",
}
VERDICT, MEETING, CHINESE_TEXT = "E20230521a", "E20230526a", "S01"
#: rows that chapters name: the American rules of October 2022, the Japanese one as issued, the Japanese and Dutch ones
#: in effect, the meeting in Busan, and the Chinese rule that mirrors the first with its suspension.
US_RULES, JAPAN_ISSUED, JAPAN_IN_EFFECT, DUTCH_IN_EFFECT = "E20221007a", "E20230523b", "E20230723a", "E20230901a"
BUSAN = "E20251030a"
MIRROR, MIRROR_SUSPENDED = "E20251009a", "E20251107a"
#: day on which the article appeared.
ARTICLE = pd.Timestamp("2023-05-27")
#: what stands at that day in a picture.
ARTICLE_NAMED = f"the article, {ARTICLE:%-d %B %Y}"


def week(events: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """The days around the meeting: events of the week and the statements of `SAID`, in time order.

    Args:
        events: rows of the table `events`.
        statements: rows of the table `statements`.

    Returns:
        `event_id` (or statement id), `date`, `actor`, `direction`, `title`, `confidence`, `source_id`; `measure`: a
        government acts, and does not only speak or meet; `between`: from the verdict on Micron to the meeting. The
        title of the meeting tells the day of the meeting from that of China's text, which is another.
    """
    rows = events[events["article_week"].fillna(False).astype(bool)]
    own = ["event_id", "date", "actor", "direction", "title", "confidence", "source_id"]
    words = statements.set_index("statement_id").loc[list(SAID)].reset_index()
    words = words.rename(columns={"statement_id": "event_id", "issuer_country": "actor"})
    words = words.assign(direction="statement", title=words["event_id"].map(SAID))[own]
    texts = dict.fromkeys(("actor", "direction", "confidence"), "str")
    out = pd.concat(
        [
            rows[own].astype(texts).assign(measure=rows.index.isin(acts(rows).index)),
            words.astype(texts).assign(measure=False),
        ]
    )
    out = out.sort_values(["date", "event_id"], kind="stable").reset_index(drop=True)
    day, text = events.set_index("event_id")["date"], statements.set_index("statement_id").loc[CHINESE_TEXT]
    meets = f"The ministers meet in Detroit; MOFCOM's text, published {text['date']:%-d %B}, claims a chip agreement"
    out.loc[out["event_id"] == MEETING, "title"] = f"{meets}, Korea's omits chips"
    return out.assign(between=out["date"].between(day[VERDICT], day[MEETING]))


def balance(events: pd.DataFrame, rule: str = "done") -> pd.DataFrame:
    """Running total of tightening minus easing steps of each actor.

    Every tightening row adds one, every easing row takes one away, neutral rows do nothing. A rule on a whole industry
    weighs as much as a listing of one firm: the total says which way an actor moved and how often, not how hard.

    Args:
        events: rows of the table `events`.
        rule: a key of `COUNTING`.

    Returns:
        One row per actor and day with a counted step, in time order: `actor`, `date`, `change` (sum of the day),
        `net` (running total after the day), `steps` (rows of the day), `source_id`.
    """
    kept = counted(events, rule)
    kept = kept.assign(
        actor=kept["actor"].astype("str"), change=kept["direction"].astype("str").map(WEIGHT).astype(int)
    )
    kept = kept[kept["change"] != 0]
    daily = (
        kept.groupby(["actor", "date"], sort=True)
        .agg(change=("change", "sum"), steps=("change", "size"), source_id=("source_id", cite.join))
        .reset_index()
    )
    daily["net"] = daily.groupby("actor")["change"].cumsum()
    return daily[["actor", "date", "change", "net", "steps", "source_id"]]


def balances(
    events: pd.DataFrame, links: pd.DataFrame, actors: list[str], begin: pd.Timestamp, end: pd.Timestamp
) -> pd.DataFrame:
    """The balance of some actors under every rule of `COUNTING`, from one day to another, each measure once.

    Args:
        events: rows of the table `events`.
        links: rows of `event_links`.
        actors: ids, in the order wanted.
        begin, end: first and last day of every line.

    Returns:
        Per rule and actor a row at `begin` with a total of 0, the rows of `balance`, and a row at `end` with the last
        total; the two rows added have `steps` 0 and no `source_id`. Columns of `balance` and `rule`.
    """
    paths = []
    for rule in COUNTING:
        line = balance(once(counted(events, rule), links), rule)
        for actor in actors:
            one = line[line["actor"] == actor]
            net = int(one["net"].iloc[-1]) if len(one) else 0
            ends = pd.DataFrame({"actor": actor, "date": [begin, end], "net": [0, net], "change": 0, "steps": 0})
            paths.append(pd.concat([ends.head(1), one, ends.tail(1)]).assign(rule=rule))
    return pd.concat(paths).reset_index(drop=True)


def widest(steps: pd.DataFrame, one: str, other: str) -> dict[str, dict]:
    """When one actor's count led another's by most, under each rule.

    Args:
        steps: what `balances` returns.
        one, other: ids of the actors.

    Returns:
        Rule -> `date` (the last day with the widest lead), `at` (both totals on that day) and `since` (what each added
        after it), both by actor.
    """
    out = {}
    for rule, part in steps.groupby("rule", sort=False):
        both = part[part["actor"].isin([one, other])]
        net = both.pivot_table(index="date", columns="actor", values="net", aggfunc="last").ffill()
        lead = net[one] - net[other]
        day = lead.index[lead == lead.max()].max()
        at = net.loc[day].astype(int).to_dict()
        out[str(rule)] = {"date": day, "at": at, "since": (net.iloc[-1].astype(int) - pd.Series(at)).to_dict()}
    return out


def totals(steps: pd.DataFrame) -> pd.DataFrame:
    """The last row of each rule and actor in what `balances` returns: where every line ends."""
    return steps.groupby(["rule", "actor"], sort=False).tail(1).copy()


def in_order(events: pd.DataFrame, run: pd.DataFrame) -> pd.DataFrame:
    """The moves in order, a row of squares for each year.

    Args:
        events: rows of the table `events`, in time order.
        run: those of them that are set apart.

    Returns:
        The rows with `year`, `place` (from 0, within the year) and `apart` (true for those of `run`).
    """
    year = events["date"].dt.year
    return events.assign(
        year=year, place=events.groupby(year).cumcount(), apart=events["event_id"].isin(run["event_id"])
    )


def answers(events: pd.DataFrame, links: pd.DataFrame, relation: str = "answer") -> pd.DataFrame:
    """Pairs of events, each with the days between them.

    Where one of the two is dated to the month only, the gap is a range: from the first to the last day of that month,
    never below zero.

    Args:
        events: rows of `events`.
        links: rows of `event_links`.
        relation: which links to take.

    Returns:
        One row per link, in order of the answer: `event_id`, `answers_event_id`, `actor`, `to_actor`, `date`,
        `to_date`, `title`, `to_title`, `instrument`, `basis`, `days` (by the dates as stored), `days_low`,
        `days_high`, `exact` (both dated to the day), `source_id`, `confidence`.

    Raises:
        KeyError: a link names an event that is not in `events`.
    """
    by = events.set_index("event_id")
    picked = links[links["relation"].astype("str") == relation]
    absent = [i for c in ("event_id", "answers_event_id") for i in picked[c] if i not in by.index]
    if absent:
        raise KeyError(f"no such event: {', '.join(absent)}")
    rows = []
    for row in picked.to_dict("records"):
        after, before = by.loc[row["event_id"]], by.loc[row["answers_event_id"]]
        (after_low, after_high), (before_low, before_high) = _bounds(after), _bounds(before)
        rows.append(
            {
                "event_id": row["event_id"],
                "answers_event_id": row["answers_event_id"],
                "actor": str(after["actor"]),
                "to_actor": str(before["actor"]),
                "date": after["date"],
                "to_date": before["date"],
                "title": after["title"],
                "to_title": before["title"],
                "instrument": str(after["instrument"]),
                "basis": str(row["basis"]),
                "days": (after["date"] - before["date"]).days,
                "days_low": max(0, (after_low - before_high).days),
                "days_high": (after_high - before_low).days,
                "exact": after_low == after_high and before_low == before_high,
                "source_id": row["source_id"],
                "confidence": str(row["confidence"]),
            }
        )
    return pd.DataFrame(rows).sort_values(["date", "event_id"], kind="stable").reset_index(drop=True)


def _bounds(event: pd.Series) -> tuple[pd.Timestamp, pd.Timestamp]:
    if str(event["date_precision"]) == "day":
        return event["date"], event["date"]
    first = event["date"].replace(day=1)
    return first, first + pd.offsets.MonthEnd(0)


def spells(events: pd.DataFrame, states: dict[str, str], end: pd.Timestamp) -> pd.DataFrame:
    """How long each state lasted, when each state begins with an event and ends with the next one.

    Args:
        events: rows of `events`.
        states: event id -> name of the state that it begins.
        end: where the last state is cut off (the last day that the data cover).

    Returns:
        One row per state in time order: `event_id`, `state`, `start`, `end`, `days`, `title`, `source_id`,
        `confidence`.

    Raises:
        KeyError: an event id is unknown.
        ValueError: `end` lies before the last event.
    """
    by = events.set_index("event_id")
    chosen = by.loc[list(states)].reset_index().sort_values("date", kind="stable")
    if end < chosen["date"].max():
        raise ValueError(f"end {end:%Y-%m-%d} lies before the last event {chosen['date'].max():%Y-%m-%d}")
    stop = [*chosen["date"].iloc[1:], end]
    return pd.DataFrame(
        {
            "event_id": chosen["event_id"].to_numpy(),
            "state": [states[i] for i in chosen["event_id"]],
            "start": chosen["date"].to_numpy(),
            "end": pd.to_datetime(stop),
            "days": [(b - a).days for a, b in zip(chosen["date"], stop, strict=True)],
            "title": chosen["title"].to_numpy(),
            "source_id": chosen["source_id"].to_numpy(),
            "confidence": chosen["confidence"].astype("str").to_numpy(),
        }
    )


# --- the whole war: the overview --------------------------------------------------------------------------------------


def combinations(events: pd.DataFrame) -> dict[str, int]:
    """How many events each choice of the overview's filters shows: `actor|instrument|stage` -> count, `all` for any.

    Combinations without an event are not in the result.
    """
    out: dict[str, int] = {}
    for row in events[["actor", "instrument", "stage_of_chain"]].astype("str").itertuples(index=False):
        for key in itertools.product(*(("all", one) for one in row)):
            out["|".join(key)] = out.get("|".join(key), 0) + 1
    return dict(sorted(out.items()))
