"""Rules that give a verdict on a claim of the article from the data, and the figures that the reasons quote.

A rule is a function of a loader (`explainer.evidence.tables.load`, or one with altered tables in a test) that returns a
`Verdict`. A rule without a value only supplies figures: there the verdict is the researcher's, from the table `claims`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from chips.memory import counterfactual, flows
from chips.series import exports_to_china, korean_share_of_memory_imports, micron_china_share
from chips.statements import dependence
from chips.war import moves
from explainer.evidence.tables import Load
from explainer.pages.prose import fixed, plural, spell

#: verdict -> (label, number on the scale of the ratings, what it means); -1 is off the scale.
SCALE: dict[str, tuple[str, int, str]] = {
    "supported": ("Supported", 4, "the evidence seen bears it out as written, small slips aside"),
    "partly": ("Partly right", 3, "the core holds, a part of it does not"),
    "contested": ("Contested", 2, "there is evidence on both sides"),
    "unsupported": (
        "Unsupported",
        1,
        "the evidence speaks against it, or it asserts an effect that nobody had measured",
    ),
    "not_testable": ("Not testable", -1, "a motive, a private record or a judgment that public evidence cannot settle"),
}
CONFIDENCE = ("high", "medium", "low")
MEETING, CHINA, KOREA = "M01", "S01", "S02"
VERDICT_EVENT, WARNING = "E20230521a", "S13"
#: the article appeared on 27 May 2023, in Korea.
PUBLISHED = pd.Timestamp("2023-05-27")
#: Korean supply counts as stopped once China's share of Korea's memory exports is below this, percent.
STOPPED = 1.0


@dataclass(frozen=True)
class Verdict:
    """What a rule finds.

    Attributes:
        value: key of `SCALE`, or None where the rule only supplies figures.
        confidence: one of `CONFIDENCE`.
        because: one sentence, true for this value, made from the data.
        figures: name -> text, for the placeholders of the written reasons.
        source_id: sources of the rows used, joined by `;`.
        entered: the verdict turns on pieces of evidence that a person found and entered, not on coded or measured rows.
    """

    value: str | None
    confidence: str
    because: str
    figures: dict[str, str] = field(default_factory=dict)
    source_id: str = ""
    entered: bool = False


def pct(share: float) -> str:
    """A share in percent with one decimal, or `unknown` when it is missing."""
    return "unknown" if pd.isna(share) else fixed(share, 1)


def clauses(load: Load, statement: str, **wanted: str | tuple[str, ...]) -> pd.DataFrame:
    """Clauses of one statement whose columns have one of the wanted values.

    Args:
        load: table name -> frame.
        statement: id such as `S01`.
        wanted: column -> value or values.
    """
    frame = load("statement_clauses")
    frame = frame[frame["statement_id"] == statement]
    for column, value in wanted.items():
        frame = frame[frame[column].astype("str").isin([value] if isinstance(value, str) else list(value))]
    return frame


def english(frame: pd.DataFrame) -> pd.Series:
    """The English text of clauses: the quotation itself, or its translation."""
    return frame["quote"].where(frame["lang"].astype("str") == "en", frame["translation"]).fillna("")


def ids(*frames: pd.DataFrame) -> str:
    """Sources of some rows, joined, each once."""
    cells = [cell for frame in frames for cell in frame["source_id"].dropna()]
    return ";".join(dict.fromkeys(one for cell in cells for one in cell.split(";")))


def c01(load: Load) -> Verdict:
    """China's account names chips as a field in which it wants to work with Korea."""
    text = clauses(load, CHINA)
    chips = text[text["topic"].astype("str") == "semiconductors"]
    value = "supported" if len(chips) else "unsupported"
    verb = "names" if len(chips) == 1 else "name"
    because = f"{spell(len(chips)).capitalize()} of the {len(text)} clauses of China's account {verb} semiconductors."
    return Verdict(value, "high", because, {"chips": spell(len(chips)), "clauses": spell(len(text))}, ids(chips))


def c02(load: Load) -> Verdict:
    """Earlier Chinese requests to Korea that name chips refute a first time; their absence would not prove it."""
    said, met = load("statements"), load("readouts")
    day = met.loc[met["meeting_id"] == MEETING, "date"].iloc[0]
    before = said[(said["date"] < day) & (said["group"] == "precedent") & (said["issuer_country"] == "cn")]
    lines = load("statement_clauses")
    named = lines[lines["statement_id"].isin(before["statement_id"]) & (lines["topic"] == "semiconductors")]
    earlier = before[before["statement_id"].isin(named["statement_id"])]
    count, years = len(earlier), sorted(earlier["date"].dt.year.unique())
    figures = {"earlier": spell(count), "years": " and ".join(map(str, years))}
    if count:
        because = (
            f"{spell(count).capitalize()} earlier Chinese statement{'s' if count > 1 else ''} to Korea named chips."
        )
        return Verdict("unsupported", "high" if count > 1 else "medium", because, figures, ids(named))
    because = (
        "No earlier Chinese statement on chips to Korea is in the table, which is no census and cannot prove a first."
    )
    return Verdict("not_testable", "low", because, figures)


def c03(load: Load) -> Verdict:
    """Both governments report the meeting, on the day and at the place that the article gives."""
    met = load("readouts")
    row = met[(met["meeting_id"] == MEETING) & (met["date"] == "2023-05-26") & (met["place"] == "Detroit")]
    both = load("statements")
    both = both[both["statement_id"].isin([CHINA, KOREA]) & both["official"].fillna(False)]
    sides = both["issuer_country"].astype("str").nunique()
    value = "unsupported" if row.empty or not sides else ("supported" if sides == 2 else "partly")
    because = f"{plural(sides, 'government').capitalize()} reported a meeting in Detroit on 26 May 2023."
    if row.empty:
        because = "The meeting is not on record for that day and place."
    return Verdict(value, "high", because, {"sides": spell(sides)}, ids(row, both))


def c04(load: Load) -> Verdict:
    """The date of the release against the date of the meeting."""
    met, said = load("readouts"), load("statements")
    day = met.loc[met["meeting_id"] == MEETING, "date"].iloc[0]
    release = said[said["statement_id"] == CHINA]
    out = release["date"].iloc[0]
    lag = (out - day).days
    value = {0: "supported", 1: "partly"}.get(lag, "unsupported")
    because = f"The meeting was on {day:%-d %B}, the release is dated {out:%-d %B} in China."
    figures = {"meeting_day": f"{day:%-d %B}", "release_day": f"{out:%-d %B}"}
    return Verdict(value, "medium", because, figures, ids(release))


def c06(load: Load) -> Verdict:
    """The clause on chips that claims agreement."""
    chips = clauses(load, CHINA, topic="semiconductors")
    agreed = chips[chips["agreement"] == "both_agreed"]
    value = "supported" if len(agreed) else ("partly" if len(chips) else "unsupported")
    because = (
        "China's account says that both sides agreed on chips."
        if len(agreed)
        else "No clause of China's account claims an agreement on chips."
    )
    return Verdict(value, "high", because, {"agreed": spell(len(agreed))}, ids(agreed))


def c07(load: Load) -> Verdict:
    """The Korean text asks for smoother trade and for stable supply; the article names these two."""
    asked = clauses(load, KOREA, agreement="we_requested")
    topics = set(asked["topic"].astype("str"))
    found = [t for t in ("bilateral", "raw_materials") if t in topics]
    value = ("unsupported", "partly", "supported")[len(found)]
    rest = len(asked) - len(found)
    because = f"{spell(len(found)).capitalize()} of the two requests that the article names stand in the Korean text."
    figures = {"asked": plural(len(asked), "request"), "left_out": spell(rest)}
    return Verdict(value, "high", because, figures, ids(asked))


def c08(load: Load) -> Verdict:
    """One text names chips, the other does not. Medium while the Korean page itself has not been seen."""
    china, korea = clauses(load, CHINA, topic="semiconductors"), clauses(load, KOREA, topic="semiconductors")
    value = "supported" if len(china) and korea.empty else "unsupported"
    page = load("statements").set_index("statement_id").loc[KOREA, "page_seen"]
    confidence = "medium" if str(page) == "press_rendering" else "high"
    because = (
        f"Clauses that name semiconductors: {spell(len(china))} in China's account, {_none(len(korea))} in Korea's."
    )
    return Verdict(value, confidence, because, {}, ids(china, clauses(load, KOREA)))


def c09(load: Load) -> Verdict:
    """Whether the Korean words seen name what the article names."""
    text = clauses(load, KOREA)
    supply = text[text["topic"].astype("str") == "raw_materials"]
    named = english(text).str.contains(r"batter|mineral|lithium", case=False, regex=True)
    value = "unsupported" if supply.empty else ("supported" if named.any() else "partly")
    because = (
        f"The Korean text speaks of supply in {plural(len(supply), 'clause')} and names batteries or minerals in "
        f"{_none(int(named.sum()))}."
    )
    return Verdict(value, "medium", because, {"supply": plural(len(supply), "clause")}, ids(text))


def c10(load: Load) -> Verdict:
    """Outlets that report the view, against reports that the minister assented."""
    same = load("same_day_reports")
    view = same[(same["phrase"] == "one_sided") & (same["outlet"] != "asia_business_daily")]
    lines = load("statement_clauses")
    said = load("statements").set_index("statement_id")["issuer_country"].astype("str")
    assent = lines[
        (lines["agreement"] == "both_agreed")
        & (lines["topic"] == "semiconductors")
        & (lines["statement_id"].map(said) == "kr")
    ]
    outlets = view["outlet"].nunique()
    value = {(1, 1): "contested", (1, 0): "supported", (0, 1): "unsupported", (0, 0): "not_testable"}[
        (int(outlets > 0), int(len(assent) > 0))
    ]
    because = (
        f"{plural(outlets, 'other outlet').capitalize()} carried the view that day; Korean reports of an assent: "
        f"{_none(assent['statement_id'].nunique())}."
    )
    return Verdict(value, "medium", because, {"outlets": plural(outlets, "other outlet")}, ids(view, assent))


def c11(load: Load) -> Verdict:
    """Topics that both accounts of a meeting name against topics that one names alone; low confidence, no sample.

    A topic is in the table because at least one side named it, so a share of agreeing pairs would be a property of the
    table. What counts is whether there are topics of both kinds.
    """
    cells = load("readout_topics")
    cells = cells[cells["official_comparison"].fillna(False)]
    sides = cells.pivot(index="pair_id", columns="side", values="mentions").dropna().astype(bool)
    both, one = int((sides["a"] & sides["b"]).sum()), int((sides["a"] != sides["b"]).sum())
    value = {(1, 1): "contested", (1, 0): "supported", (0, 1): "unsupported", (0, 0): "not_testable"}[
        (int(both > 0), int(one > 0))
    ]
    met = cells[cells["pair_id"].isin(sides.index)]
    figures = {"pairs": str(len(sides)), "both": str(both), "one": str(one)}
    because = f"Of {len(sides)} topics coded on both sides, {both} stand in both accounts and {one} in one alone."
    return Verdict(value, "low", because, figures, ids(met))


def c12(load: Load) -> Verdict:
    """Not testable until somebody describes contacts on the wording."""
    return _balance(load, "C12", "describe contacts on the wording before the release")


def c13(load: Load) -> Verdict:
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
    return Verdict(None, "medium", because, {"addressees": plural(others, "government")}, ids(spoken))


def c14(load: Load) -> Verdict:
    """American rules issued against China's access to advanced chips, and the word that Washington rejects."""
    events, links = load("events"), load("event_links")
    rules = events[
        (events["actor"] == "us")
        & (events["date"] < PUBLISHED)
        & (events["direction"] == "tightening")
        & events["instrument"].isin(["export_control", "entity_list"])
        & (events["status"] == "in_force_or_done")
    ]
    rules = moves.once(rules, links)
    lifted = len(moves.ended(links, events, PUBLISHED) & set(rules["event_id"]))
    proof = load("claim_evidence")
    rejected = proof[(proof["claim_id"] == "C14") & (proof["stance"] == "against")]
    value = "unsupported" if rules.empty else ("partly" if len(rejected) else "supported")
    because = (
        f"The event list has {plural(len(rules), 'American control')} and listings issued before the article, "
        f"{_none(lifted)} of them lifted again by then; in {_none(len(rejected))} of the pieces of evidence Washington "
        "rejects the aim."
    )
    figures = {"controls": plural(len(rules), "American control"), "lifted": _none(lifted)}
    return Verdict(value, "high", because, figures, ids(rules, rejected), entered=True)


def c15(load: Load) -> Verdict:
    """Japanese and Dutch controls on equipment before the article; the American part is known from reports."""
    events = load("events")
    year = events[(events["date"] >= "2023-01-01") & (events["date"] < PUBLISHED)]
    own = year[year["actor"].isin(["jp", "nl"]) & (year["instrument"] == "export_control")]
    own = own[own["direction"] == "tightening"]
    asked = year[(year["actor"] == "us") & year["target"].fillna("").str.contains("Netherlands|Japan")]
    count = own["actor"].astype("str").nunique()
    issued = own.loc[own["status"] == "in_force_or_done", "actor"].astype("str").nunique()
    value = ("unsupported", "partly", "supported")[count] if len(asked) else "not_testable"
    firm = (asked["status"] == "in_force_or_done").any()
    because = (
        f"Of the two governments {_none(issued)} had issued a rule before the article and {_none(count - issued)} had "
        f"only announced one; talks with Washington are "
        f"{'on record' if firm else 'reported' if len(asked) else 'not on record'}."
    )
    figures = {"issued": _none(issued), "announced": _none(count - issued)}
    return Verdict(value, "high" if firm else "medium", because, figures, ids(own, asked))


def c16(load: Load) -> Verdict:
    """Whether purchases of Micron's products were barred (the core), and by whom (the direction).

    Medium at most: the English sentence may owe its direction to the passive of a translation.
    """
    events = load("events")
    act = events[events["event_id"] == VERDICT_EVENT]
    actor, target = str(act["actor"].iloc[0]), str(act["target"].iloc[0])
    barred = str(act["instrument"].iloc[0]) == "procurement_ban" and "Micron" in target
    value = "unsupported" if not barred else "partly" if actor == "cn" else "supported"
    names = {"cn": "China", "us": "the United States"}
    who = names.get(actor, actor)
    because = (
        f"The act of {act['date'].iloc[0]:%-d %B %Y} was by {who}, concerned {target} and "
        f"{'bars' if barred else 'bars no'} purchases of Micron's products."
    )
    return Verdict(value, "medium", because, {"actor": who}, ids(act, clauses(load, "S06")))


def korean_dram_after_the_ban(load: Load) -> tuple[dict[str, str], pd.DataFrame]:
    """Korean DRAM for mainland China and Hong Kong in the year from June 2023: against the year before and forecasts.

    Returns:
        (dram_value, dram_volume, gap_rest, gap_past, gap_other in words; one row with the `source_id` of all inputs).
    """
    exports, index = load("kr_memory_exports_monthly"), load("bok_dram_price_index")
    year = flows.year_around(flows.exports(exports), index).set_index(["destination", "product", "measure"])
    inputs = counterfactual.panel(exports, index, load("kr_chip_exports_monthly"))
    words = {}
    for name, measure in (("dram_value", "value_busd"), ("dram_volume", "volume_busd_2020")):
        change = year.loc[("cn_hk", "dram", measure), "change_1_pct"]
        words[name] = f"{fixed(abs(change))} percent {'higher' if change > 0 else 'lower'}"
    for name, method in (("gap_rest", "rest"), ("gap_past", "own_past"), ("gap_other", "other_memory")):
        gap = counterfactual.forecast(inputs, method).gap_pct
        words[name] = f"{fixed(abs(gap))} percent {'more' if gap > 0 else 'less'}"
    return words, pd.DataFrame({"source_id": [inputs.source_id]})


def c17(load: Load) -> Verdict:
    """Korea's share of China's memory imports before and after; without a figure after, nothing supports the claim."""
    share, used = korean_share_of_memory_imports(load)
    before = share[share.index < 2023]
    after = share[share.index > 2023]
    trade = exports_to_china(load)
    sold = trade["value_busd"].dropna()
    hynix = load("china_sales")
    hynix = hynix[(hynix["company_id"] == "sk_hynix") & (hynix["region"] == "cn") & (hynix["freq"] == "annual")]
    sales = hynix.dropna(subset=["sales_krw_trn"]).set_index(hynix["period_end"].dt.year)["sales_krw_trn"]
    american = micron_china_share(load)
    micron = american["share_pct"]
    rows = (used, trade, hynix[hynix["period_end"] >= "2022-01-01"], american)
    figures = {
        "import_year": str(before.index.max()) if len(before) else "none",
        "import_share": pct(before.iloc[-1]) if len(before) else "unknown",
        "import_first_year": str(before.index.min()) if len(before) else "none",
        "import_first": pct(before.iloc[0]) if len(before) else "unknown",
        "export_2023": f"{pct(sold.get(2023, float('nan')))} billion",
        "export_2024": f"{pct(sold.get(2024, float('nan')))} billion",
        "hynix_2022": pct(sales.get(2022, float("nan"))),
        "hynix_2023": pct(sales.get(2023, float("nan"))),
        "hynix_2024": pct(sales.get(2024, float("nan"))),
        "micron_2023": pct(micron.get(2023, float("nan"))),
        "micron_2025": pct(micron.get(2025, float("nan"))),
    }
    words, flow = korean_dram_after_the_ban(load)
    figures |= words
    rows = (*rows, flow)
    if after.empty or before.empty:
        because = "The data hold no share of Korea in China's memory imports for a year after the decision."
        return Verdict("unsupported", "medium", because, figures, ids(*rows))
    change = after.iloc[0] - before.iloc[-1]
    value = "partly" if change > 1 else "unsupported"
    word = "rose" if change > 0 else "fell" if change < 0 else "did not change"
    points = fixed(abs(change), 1)
    because = f"Korea's share of China's memory imports {word} by {points} points; the cause is not identified."
    return Verdict(value, "low", because, figures, ids(*rows))


#: Korea by name in the languages of the quotations.
KOREA_BY_NAME = r"Korea|Seoul|\bROK\b|한국|韩|韓"


def names_korea(frame: pd.DataFrame) -> pd.Series:
    """Whether a clause names Korea, in its own words or in their translation."""
    return (frame["quote"].fillna("") + " " + frame["translation"].fillna("")).str.contains(KOREA_BY_NAME)


def c18(load: Load) -> Verdict:
    """Which branch of government asked something of Korea on the record, before the article appeared.

    Whether a clause names Korea is read from its words, in the language of the quotation and in English.
    """
    said = load("statements").set_index("statement_id")
    american = said[(said["issuer_country"] == "us") & (said["date"] <= PUBLISHED) & said["official"].fillna(False)]
    lines = load("statement_clauses")
    lines = lines[lines["statement_id"].isin(american.index) & (lines["agreement"] == "we_requested")]
    named = lines[names_korea(lines)]
    bodies = set(american.loc[named["statement_id"].unique(), "body"].astype("str"))
    executive = american[american["body"].astype("str") == "executive"]
    events = load("events")
    talk = events[
        (events["actor"] == "us")
        & events["target"].fillna("").str.startswith("Korea")
        & (events["date"] < PUBLISHED)
        & (events["date"] >= "2023-04-01")
        & (events["status"] == "reported")
    ]
    value = "supported" if "executive" in bodies else ("partly" if bodies or len(talk) else "unsupported")
    where = " and ".join(sorted(bodies)) or "no branch of government"
    because = (
        f"On the record before the article the warning to Korea came from {'the ' + where if bodies else where}; "
        f"{_none(len(talk))} press report{'' if len(talk) == 1 else 's'} spoke of a request by the White House."
    )
    figures = {"executive_texts": plural(len(executive), "statement"), "reports": plural(len(talk), "press report")}
    return Verdict(value, "high", because, figures, ids(named, executive, talk))


def c19(load: Load) -> Verdict:
    """The sentence of the committee's chair, its date and its speaker."""
    said = load("statements").set_index("statement_id").loc[WARNING]
    lines = clauses(load, WARNING, agreement="we_requested")
    words = english(lines)
    found = lines[words.str.contains("Korean") & words.str.contains("backfill")]
    dated = said["date"] == pd.Timestamp("2023-05-23") and "Gallagher" in str(said["speaker"])
    value = "unsupported" if found.empty else ("supported" if dated else "partly")
    because = (
        f"The statement of {said['date']:%-d %B %Y} {'holds' if len(found) else 'does not hold'} the call on Korea to "
        "prevent backfilling."
    )
    confidence = "high" if (found["confidence"] == "primary").any() else "medium"
    others = len(lines) - len(found)
    return Verdict(value, confidence, because, {"other_requests": plural(others, "further request")}, ids(found))


def c20(load: Load) -> Verdict:
    """Figures only: shares of two different wholes rank nobody, however far apart they are."""
    share, used = korean_share_of_memory_imports(load)
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
        return Verdict(None, "medium", "The two shares are not known for a common year.", {}, ids(table))
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
    return Verdict(None, "medium", because, figures, ids(used, sold, table))


def c21(load: Load) -> Verdict:
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
    sold = exports_to_china(load)["share_pct"].dropna()
    sold = sold[sold.index > PUBLISHED.year]
    stopped = bool(len(sold)) and sold.iloc[-1] < STOPPED
    value = "not_testable" if not stopped else "unsupported" if grown else "supported"
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
        f"grew meanwhile: {_none(len(grown))}."
    )
    trade = exports_to_china(load)
    return Verdict(value, "medium", because, figures, ids(*(grown or [makers]), latest, trade))


def c22(load: Load) -> Verdict:
    """The three parts of the minister's sentence."""
    own = clauses(load, CHINA, agreement="we_stated", speech="own_words")
    text = english(own).str.lower()
    parts = [text.str.contains(w).any() for w in ("trade and investment", "supply chain", "new level")]
    count = sum(map(int, parts))
    value = "supported" if count == len(parts) else ("partly" if count else "unsupported")
    because = f"{spell(count).capitalize()} of the {spell(len(parts))} parts of the sentence stand in China's account."
    return Verdict(value, "high", because, {"parts": spell(count)}, ids(own))


def _none(count: int) -> str:
    return "none" if count == 0 else spell(count)


def _balance(load: Load, claim: str, doing: str) -> Verdict:
    """Verdict by which sides the pieces of evidence take; context takes none."""
    proof = load("claim_evidence")
    proof = proof[proof["claim_id"] == claim]
    sides = proof["stance"].astype("str").value_counts()
    pro, con = int(sides.get("for", 0)), int(sides.get("against", 0))
    value = {(0, 0): "not_testable", (1, 0): "supported", (0, 1): "unsupported", (1, 1): "contested"}[
        (int(pro > 0), int(con > 0))
    ]
    because = f"Sources that {doing}: {_none(pro + con)} of {len(proof)}."
    return Verdict(value, "medium", because, {"pieces": spell(len(proof))}, ids(proof), entered=True)


#: claim -> rule. A claim without a rule has the researcher's verdict.
RULES: dict[str, Callable[[Load], Verdict]] = {
    "C01": c01,
    "C02": c02,
    "C03": c03,
    "C04": c04,
    "C06": c06,
    "C07": c07,
    "C08": c08,
    "C09": c09,
    "C10": c10,
    "C11": c11,
    "C12": c12,
    "C13": c13,
    "C14": c14,
    "C15": c15,
    "C16": c16,
    "C17": c17,
    "C18": c18,
    "C19": c19,
    "C20": c20,
    "C21": c21,
    "C22": c22,
}
