"""Rules on the opening of the article, the meeting in Detroit and its two texts."""

from __future__ import annotations

from chips.verdict.rules import Verdict, balance, clauses, english, none_or, rule, used
from explainer.evidence.tables import Load
from explainer.pages.prose import plural, spell

MEETING, CHINA, KOREA = "M01", "S01", "S02"


@rule("C01")
def china_names_chips(load: Load) -> Verdict:
    """China's account names chips as a field in which it wants to work with Korea."""
    text = clauses(load, CHINA)
    chips = text[text["topic"].astype("str") == "semiconductors"]
    value = "supported" if len(chips) else "false"
    verb = "names" if len(chips) == 1 else "name"
    because = f"{spell(len(chips)).capitalize()} of the {len(text)} clauses of China's account {verb} semiconductors."
    return Verdict(value, "high", because, {"chips": spell(len(chips)), "clauses": spell(len(text))}, used(chips))


@rule("C02")
def first_outreach(load: Load) -> Verdict:
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
        return Verdict("false", "high" if count > 1 else "medium", because, figures, used(named))
    because = (
        "No earlier Chinese statement on chips to Korea is in the table, which is no census and cannot prove a first."
    )
    return Verdict("not_testable", "low", because, figures)


@rule("C03")
def both_report_the_meeting(load: Load) -> Verdict:
    """Both governments report the meeting, on the day and at the place that the article gives."""
    met = load("readouts")
    row = met[(met["meeting_id"] == MEETING) & (met["date"] == "2023-05-26") & (met["place"] == "Detroit")]
    both = load("statements")
    both = both[both["statement_id"].isin([CHINA, KOREA]) & both["official"].fillna(False)]
    sides = both["issuer_country"].astype("str").nunique()
    value = "unproven" if row.empty or not sides else ("supported" if sides == 2 else "partly")
    because = f"{plural(sides, 'government').capitalize()} reported a meeting in Detroit on 26 May 2023."
    if row.empty:
        because = "The meeting is not on record for that day and place."
    return Verdict(value, "high", because, {"sides": spell(sides)}, used(row, both))


@rule("C04")
def day_of_the_release(load: Load) -> Verdict:
    """The date of the release against the date of the meeting."""
    met, said = load("readouts"), load("statements")
    day = met.loc[met["meeting_id"] == MEETING, "date"].iloc[0]
    release = said[said["statement_id"] == CHINA]
    out = release["date"].iloc[0]
    lag = (out - day).days
    value = {0: "supported", 1: "partly"}.get(lag, "false")
    because = f"The meeting was on {day:%-d %B}, the release is dated {out:%-d %B} in China."
    figures = {"meeting_day": f"{day:%-d %B}", "release_day": f"{out:%-d %B}"}
    return Verdict(value, "medium", because, figures, used(release))


@rule("C06")
def china_claims_agreement(load: Load) -> Verdict:
    """The clause on chips that claims agreement."""
    chips = clauses(load, CHINA, topic="semiconductors")
    agreed = chips[chips["agreement"] == "both_agreed"]
    value = "supported" if len(agreed) else ("partly" if len(chips) else "false")
    because = (
        "China's account says that both sides agreed on chips."
        if len(agreed)
        else "No clause of China's account claims an agreement on chips."
    )
    return Verdict(value, "high", because, {"agreed": spell(len(agreed))}, used(agreed))


@rule("C07")
def korea_makes_two_requests(load: Load) -> Verdict:
    """The Korean text asks for smoother trade and for stable supply; the article names these two.

    The ministry's own page was not seen, so what the quotations lack is unproven and not false.
    """
    asked = clauses(load, KOREA, agreement="we_requested")
    topics = set(asked["topic"].astype("str"))
    found = [t for t in ("bilateral", "raw_materials") if t in topics]
    value = ("unproven", "partly", "supported")[len(found)]
    rest = len(asked) - len(found)
    because = f"{spell(len(found)).capitalize()} of the two requests that the article names stand in the Korean text."
    figures = {"asked": plural(len(asked), "request"), "left_out": spell(rest)}
    return Verdict(value, "high", because, figures, used(asked))


@rule("C08")
def korea_leaves_chips_out(load: Load) -> Verdict:
    """One text names chips, the other does not. Medium while the Korean page itself has not been seen."""
    china, korea = clauses(load, CHINA, topic="semiconductors"), clauses(load, KOREA, topic="semiconductors")
    value = "supported" if len(china) and korea.empty else "false"
    page = load("statements").set_index("statement_id").loc[KOREA, "page_seen"]
    confidence = "medium" if str(page) == "press_rendering" else "high"
    because = (
        f"Clauses that name semiconductors: {spell(len(china))} in China's account, {none_or(len(korea))} in Korea's."
    )
    return Verdict(value, confidence, because, {}, used(china, clauses(load, KOREA)))


@rule("C09")
def korea_names_batteries(load: Load) -> Verdict:
    """Whether the Korean words seen name what the article names; what the quotations lack is unproven, as in C07."""
    text = clauses(load, KOREA)
    supply = text[text["topic"].astype("str") == "raw_materials"]
    named = english(text).str.contains(r"batter|mineral|lithium", case=False, regex=True)
    value = "unproven" if supply.empty else ("supported" if named.any() else "partly")
    because = (
        f"The Korean text speaks of supply in {plural(len(supply), 'clause')} and names batteries or minerals in "
        f"{none_or(int(named.sum()))}."
    )
    return Verdict(value, "medium", because, {"supply": plural(len(supply), "clause")}, used(text))


@rule("C10")
def seen_as_an_overreach(load: Load) -> Verdict:
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
    value = balance(outlets, len(assent))
    because = (
        f"{plural(outlets, 'other outlet').capitalize()} carried the view that day; Korean reports of an assent: "
        f"{none_or(assent['statement_id'].nunique())}."
    )
    return Verdict(value, "medium", because, {"outlets": plural(outlets, "other outlet")}, used(view, assent))


@rule("C22")
def three_hopes_of_the_minister(load: Load) -> Verdict:
    """The three parts of the minister's sentence."""
    own = clauses(load, CHINA, agreement="we_stated", speech="own_words")
    text = english(own).str.lower()
    parts = [text.str.contains(w).any() for w in ("trade and investment", "supply chain", "new level")]
    count = sum(map(int, parts))
    value = "supported" if count == len(parts) else ("partly" if count else "false")
    because = f"{spell(count).capitalize()} of the {spell(len(parts))} parts of the sentence stand in China's account."
    return Verdict(value, "high", because, {"parts": spell(count)}, used(own))
