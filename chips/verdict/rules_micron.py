"""Rules on the ban of Micron and the gap that it left."""

from __future__ import annotations

import pandas as pd

from chips.memory import flows, forecast
from chips.palette import in_sentence
from chips.series import china_sales, exports_to_china, korean_share_of_memory_imports, micron_china_share
from chips.verdict.rules import PUBLISHED, Verdict, clauses, english, none_or, pct, rule, used
from explainer.evidence.tables import Load
from explainer.pages.prose import fixed, plural

VERDICT_EVENT, WARNING = "E20230521a", "S13"
#: Korea by name in the languages of the quotations.
KOREA_BY_NAME = r"Korea|Seoul|\bROK\b|한국|韩|韓"


def names_korea(frame: pd.DataFrame) -> pd.Series:
    """Whether a clause names Korea, in its own words or in their translation."""
    return (frame["quote"].fillna("") + " " + frame["translation"].fillna("")).str.contains(KOREA_BY_NAME)


@rule("C16")
def purchases_barred(load: Load) -> Verdict:
    """Whether purchases of Micron's products were barred (the core), and by whom (the direction).

    Medium at most: the English sentence may owe its direction to the passive of a translation.
    """
    events = load("events")
    act = events[events["event_id"] == VERDICT_EVENT]
    actor, target = str(act["actor"].iloc[0]), str(act["target"].iloc[0])
    barred = str(act["instrument"].iloc[0]) == "procurement_ban" and "Micron" in target
    value = "false" if not barred else "partly" if actor == "cn" else "supported"
    who = in_sentence(actor, load("countries").set_index("country_id")["name_en"])
    because = (
        f"The act of {act['date'].iloc[0]:%-d %B %Y} was by {who}, concerned {target} and "
        f"{'bars' if barred else 'bars no'} purchases of Micron's products."
    )
    return Verdict(value, "medium", because, {"actor": who}, used(act, clauses(load, "S06")))


def korean_dram_after_the_ban(load: Load) -> tuple[dict[str, str], pd.DataFrame]:
    """Korean DRAM for mainland China and Hong Kong in the year from June 2023: against the year before and forecasts.

    Returns:
        (dram_value, dram_volume, gap_rest, gap_past, gap_other in words; one row with the `source_id` of all inputs).
    """
    exports, index = load("kr_memory_exports_monthly"), load("bok_dram_price_index")
    year = flows.year_around(flows.exports(exports), index).set_index(["destination", "product", "measure"])
    inputs = forecast.panel(exports, index, load("kr_chip_exports_monthly"))
    words = {}
    for name, measure in (("dram_value", "value_busd"), ("dram_volume", "volume_busd_2020")):
        change = year.loc[("cn_hk", "dram", measure), "change_1_pct"]
        words[name] = f"{fixed(abs(change))} percent {'higher' if change > 0 else 'lower'}"
    for name, method in (("gap_rest", "rest"), ("gap_past", "own_past"), ("gap_other", "other_memory")):
        gap = forecast.forecast(inputs, method).gap_pct
        words[name] = f"{fixed(abs(gap))} percent {'more' if gap > 0 else 'less'}"
    return words, pd.DataFrame({"source_id": [inputs.source_id]})


@rule("C17")
def reliance_on_korea_rose(load: Load) -> Verdict:
    """Korea's share of China's memory imports before and after; without a figure after, it is unproven.

    A share that did not rise would contradict the claim; press reports without amounts do not decide it.
    """
    bought = korean_share_of_memory_imports(load)
    share = bought["share_pct"]
    before = share[share.index < 2023]
    after = share[share.index > 2023]
    trade = exports_to_china(load)
    sold = trade["value_busd"].dropna()
    hynix = china_sales(load, "sk_hynix")
    sales = hynix["sales_krw_trn"].dropna()
    american = micron_china_share(load)
    micron = american["share_pct"]
    rows = (bought, trade, hynix[hynix.index >= 2022], american)
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
        return Verdict("unproven", "medium", because, figures, used(*rows), turns_on="figures")
    change = after.iloc[0] - before.iloc[-1]
    value = "partly" if change > 1 else "false"
    word = "rose" if change > 0 else "fell" if change < 0 else "did not change"
    points = fixed(abs(change), 1)
    because = f"Korea's share of China's memory imports {word} by {points} points; the cause is not identified."
    return Verdict(value, "low", because, figures, used(*rows), turns_on="figures")


@rule("C18")
def washington_warned_korea(load: Load) -> Verdict:
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
    value = "supported" if "executive" in bodies else ("partly" if bodies or len(talk) else "unproven")
    where = " and ".join(sorted(bodies)) or "no branch of government"
    because = (
        f"On the record before the article the warning to Korea came from {'the ' + where if bodies else where}; "
        f"{none_or(len(talk))} press report{'' if len(talk) == 1 else 's'} spoke of a request by the White House."
    )
    figures = {"executive_texts": plural(len(executive), "statement"), "reports": plural(len(talk), "press report")}
    return Verdict(value, "high", because, figures, used(named, executive, talk))


@rule("C19")
def chair_calls_on_korea(load: Load) -> Verdict:
    """The sentence of the committee's chair, its date and its speaker; a statement seen without it makes it false."""
    said = load("statements").set_index("statement_id").loc[WARNING]
    lines = clauses(load, WARNING, agreement="we_requested")
    words = english(lines)
    found = lines[words.str.contains("Korean") & words.str.contains("backfill")]
    dated = said["date"] == pd.Timestamp("2023-05-23") and "Gallagher" in str(said["speaker"])
    value = ("supported" if dated else "partly") if len(found) else "false" if len(lines) else "unproven"
    because = (
        f"The statement of {said['date']:%-d %B %Y} {'holds' if len(found) else 'does not hold'} the call on Korea to "
        "prevent backfilling."
    )
    confidence = "high" if (found["confidence"] == "primary").any() else "medium"
    others = len(lines) - len(found)
    return Verdict(value, confidence, because, {"other_requests": plural(others, "further request")}, used(found))
