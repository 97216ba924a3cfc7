"""Rules on why China is said to need Korea."""

from __future__ import annotations

from chips.series import exports_to_china, korean_share_of_memory_imports
from chips.statements import dependence
from chips.verdict.rules import PUBLISHED, Verdict, balance, by_evidence, none_or, pct, rule, used
from chips.war import moves
from explainer.evidence.tables import Load
from explainer.pages.prose import plural

#: Korean supply counts as stopped once China's share of Korea's memory exports is below this, percent.
STOPPED = 1.0


@rule("C11")
def accounts_are_coordinated(load: Load) -> Verdict:
    """Topics that both accounts of a meeting name against topics that one names alone; low confidence, no sample.

    A topic is in the table because at least one side named it, so a share of agreeing pairs would be a property of the
    table. What counts is whether there are topics of both kinds.
    """
    cells = load("readout_topics")
    cells = cells[cells["official_comparison"].fillna(False)]
    sides = cells.pivot(index="pair_id", columns="side", values="mentions").dropna().astype(bool)
    both, one = int((sides["a"] & sides["b"]).sum()), int((sides["a"] != sides["b"]).sum())
    value = balance(both, one)
    met = cells[cells["pair_id"].isin(sides.index)]
    figures = {"pairs": str(len(sides)), "both": str(both), "one": str(one)}
    because = f"Of {len(sides)} topics coded on both sides, {both} stand in both accounts and {one} in one alone."
    return Verdict(value, "low", because, figures, used(met))


@rule("C12")
def no_prior_consultation(load: Load) -> Verdict:
    """Not testable until somebody describes contacts on the wording."""
    return by_evidence(load, "C12", "describe contacts on the wording before the release")


@rule("C13")
def china_needs_korea(load: Load) -> Verdict:
    """Figures only: to whom China spoke of chips that week. A motive cannot be read from a text."""
    met, cells = load("readouts"), load("readout_topics")
    week = met[(met["date"] >= "2023-05-25") & (met["date"] <= "2023-05-27")].set_index("meeting_id")
    spoken = cells[
        cells["meeting_id"].isin(week.index)
        & (cells["country_id"] == "cn")
        & cells["topic"].isin(["semiconductors", "export_controls"])
        & cells["mentions"].fillna(False)
    ]
    others = spoken["meeting_id"].map(week["side_b"].astype("str")).nunique()
    because = f"China raised chips or chip controls with {plural(others, 'government')} in those days."
    return Verdict(None, "medium", because, {"addressees": plural(others, "government")}, used(spoken))


@rule("C14")
def exclusion_from_advanced_chips(load: Load) -> Verdict:
    """American rules issued against China's access to advanced chips, and the word that Washington rejects.

    The event list is no census, so a list without such rules leaves the claim unproven.
    """
    events, links = load("events"), load("event_links")
    rules = events[
        (events["actor"] == "us")
        & (events["date"] < PUBLISHED)
        & (events["direction"] == "tightening")
        & events["instrument"].isin(["export_control", "entity_list"])
        & (events["status"] == "issued_or_done")
    ]
    rules = moves.once(rules, links)
    lifted = len(moves.ended(links, events, PUBLISHED) & set(rules["event_id"]))
    proof = load("claim_evidence")
    rejected = proof[(proof["claim_id"] == "C14") & (proof["stance"] == "against")]
    value = "unproven" if rules.empty else ("partly" if len(rejected) else "supported")
    because = (
        f"The event list has {plural(len(rules), 'American control')} and listings issued before the article, "
        f"{none_or(lifted)} of them lifted again by then; in {none_or(len(rejected))} of the pieces of evidence "
        "Washington rejects the aim."
    )
    figures = {"controls": plural(len(rules), "American control"), "lifted": none_or(lifted)}
    return Verdict(value, "high", because, figures, used(rules, rejected), turns_on="entries")


@rule("C15")
def allies_join_the_controls(load: Load) -> Verdict:
    """Japanese and Dutch controls on equipment before the article; the American part is known from reports."""
    events = load("events")
    year = events[(events["date"] >= "2023-01-01") & (events["date"] < PUBLISHED)]
    own = year[year["actor"].isin(["jp", "nl"]) & (year["instrument"] == "export_control")]
    own = own[own["direction"] == "tightening"]
    asked = year[(year["actor"] == "us") & year["target"].fillna("").str.contains("Netherlands|Japan")]
    count = own["actor"].astype("str").nunique()
    issued = own.loc[own["status"] == "issued_or_done", "actor"].astype("str").nunique()
    value = ("unproven", "partly", "supported")[count] if len(asked) else "not_testable"
    firm = (asked["status"] == "issued_or_done").any()
    because = (
        f"Of the two governments {none_or(issued)} had issued a rule before the article and "
        f"{none_or(count - issued)} had only announced one; talks with Washington are "
        f"{'on record' if firm else 'reported' if len(asked) else 'not on record'}."
    )
    figures = {"issued": none_or(issued), "announced": none_or(count - issued)}
    return Verdict(value, "high" if firm else "medium", because, figures, used(own, asked))


@rule("C20")
def more_desperate_side(load: Load) -> Verdict:
    """Figures only: shares of two different wholes rank nobody, however far apart they are."""
    bought = korean_share_of_memory_imports(load)
    share = bought["share_pct"]
    sold = exports_to_china(load).dropna(subset=["share_pct"])
    exports = sold["share_pct"]
    table = load("kr_import_dependency")
    table = table[
        (table["period_end"].dt.year == 2022) & table["preferred"].fillna(False) & (table["freq"] == "annual")
    ]
    top = table.groupby("material_id", observed=True)["china_share_pct"].max()
    top = top[dependence.leaves(top.index, load("materials"))]
    years = sorted(set(share.index) & set(exports.index) & set(range(2018, 2023)))
    if not years:
        return Verdict(None, "medium", "The two shares are not known for a common year.", {}, used(table), "figures")
    year = years[-1]
    china, korea = pct(share[year]), pct(exports[year])
    figures = {
        "year": str(year),
        "china_needs": china,
        "korea_sells": korea,
        "materials": str(len(top)),
        "materials_half": str(int((top >= 50).sum())),
        "korea_sells_later": pct(exports.iloc[-1]),
        "later_year": str(exports.index[-1]),
    }
    because = (
        f"In {year} Korea supplied {china} percent of China's memory imports and China took {korea} percent of Korea's "
        "memory exports; the two are parts of different wholes and do not rank need."
    )
    return Verdict(None, "medium", because, figures, used(bought, sold, table), turns_on="figures")


@rule("C21")
def competitive_without_korea(load: Load) -> Verdict:
    """The forecast is put to the test only if Korean supply stops; growth while it goes on says nothing about it."""
    makers = load("china_makers")
    makers = makers[makers["status"].astype("str") != "forecast"]
    keys = ["company_id", "product", "measure", "publisher"]
    grown = []
    for _, part in makers.groupby(keys, observed=True):
        part = part.sort_values("period_end")
        early, late = part[part["period_end"] < "2023-06-01"], part[part["period_end"] >= "2023-06-01"]
        if len(early) and len(late) and late["value"].iloc[-1] > early["value"].iloc[-1]:
            grown.append(part)
    trade = exports_to_china(load)
    sold = trade["share_pct"].dropna()
    sold = sold[sold.index > PUBLISHED.year]
    stopped = bool(len(sold)) and sold.iloc[-1] < STOPPED
    value = "not_testable" if not stopped else "false" if grown else "supported"
    latest = makers[makers["measure"].astype("str").str.startswith("share_of_world_bit")].sort_values("period_end")
    last = latest.drop_duplicates("company_id", keep="last").set_index("company_id")["value"]
    figures = {
        "cxmt_share": pct(last.get("cxmt", float("nan"))),
        "ymtc_share": pct(last.get("ymtc", float("nan"))),
        "supply_year": str(sold.index[-1]) if len(sold) else "no year since",
        "supply_share": pct(sold.iloc[-1] if len(sold) else float("nan")),
    }
    because = (
        f"China's part of Korea's memory exports was {figures['supply_share']} percent in {figures['supply_year']}, so "
        f"Korean supply {'had stopped' if stopped else 'is not seen to have stopped'}; series of Chinese makers that "
        f"grew meanwhile: {none_or(len(grown))}."
    )
    return Verdict(value, "medium", because, figures, used(*(grown or [makers]), latest, trade), turns_on="figures")
