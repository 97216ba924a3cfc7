"""Paired accounts of one meeting: how they are coded and compared."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from chips.palette import COUNTRIES
from chips.statements.readouts import english
from explainer.evidence import cite

#: topics of the pairs: those of the clauses, two that only the longer set needs, and a remainder.
PAIR_TOPICS: dict[str, str] = {
    "semiconductors": "Semiconductors",
    "export_controls": "Export controls",
    "supply_chain_general": "Supply chains",
    "raw_materials": "Raw materials",
    "business_environment": "Business environment",
    "fta": "Trade pact talks",
    "bilateral": "Bilateral ties",
    "multilateral": "Multilateral",
    "other": "Other",
}
#: what two accounts say about agreement on a topic; the order is that of the tables.
PATTERNS: dict[str, str] = {
    "both_claim": "both claim agreement",
    "a_claims": "only China claims agreement",
    "b_claims": "only the other side claims agreement",
    "both_mention": "both mention the topic, neither claims agreement",
    "a_mentions": "only China mentions the topic",
    "b_mentions": "only the other side mentions the topic",
    "neither": "neither mentions the topic",
    "incomplete": "one text not seen",
}
#: bases on which silence can be coded (see the field `basis` of `readout_topics`).
WHOLE = ("full_text", "near_full_rendering", "press_says_absent", "denied_by_side")
CODES = ("mentions", "claims_agreement")


def pairs(
    topics: pd.DataFrame, meetings: pd.DataFrame, *, strict: bool = False, whole_texts: bool = False
) -> pd.DataFrame:
    """The two accounts of each topic side by side, with what they have in common and what not.

    Args:
        topics: rows of `readout_topics`.
        meetings: rows of `readouts`.
        strict: a Korean claim of agreement that rests on the form "decided to" alone counts as no claim.
        whole_texts: a *no* that rests on an excerpt counts as not seen.

    Returns:
        DataFrame, one row per pair in order of the table: `pair_id`, `meeting_id`, `date`, `place`, `side_b`, `topic`,
        `topic_detail`, `official`; nullable booleans `a_mentions`, `b_mentions`, `a_claims`, `b_claims` (missing: not
        seen); `mention` and `claim` (`both`, `a_only`, `b_only`, `neither`, or missing); `pattern` (a key of
        `PATTERNS`); `distance` (0, 1 or 2: on how many of the two codes the accounts differ, or missing);
        `source_id`, `confidence`.

    Raises:
        ValueError: a side claims agreement on a topic that it does not mention, or a silence rests on an excerpt.
        KeyError: a pair belongs to a meeting that is not in `meetings`.
    """
    _refuse(topics)
    topics = topics.copy()
    topics["mentions"], topics["claims_agreement"] = (topics[c].astype("boolean") for c in CODES)
    if strict:
        topics.loc[topics["korean_decided_form"].fillna(False).astype(bool), "claims_agreement"] = False
    if whole_texts:
        excerpt = ~topics["basis"].astype("str").isin(WHOLE)
        topics.loc[excerpt & ~topics["claims_agreement"].fillna(True), "claims_agreement"] = pd.NA
    meetings = meetings.set_index("meeting_id")
    out = pd.DataFrame([_pair(part, meetings) for _, part in topics.groupby("pair_id", sort=False)])
    for column in ("a_mentions", "b_mentions", "a_claims", "b_claims"):
        out[column] = out[column].astype("boolean")
    out["pattern"] = [_pattern(m, c) for m, c in zip(out["mention"], out["claim"], strict=True)]
    known = out["mention"].notna() & out["claim"].notna()
    differ = out["mention"].isin(["a_only", "b_only"]).astype(int) + out["claim"].isin(["a_only", "b_only"]).astype(int)
    out["distance"] = differ.where(known).astype("Int64")
    return out


def _pair(part: pd.DataFrame, meetings: pd.DataFrame) -> dict[str, object]:
    """One row of `pairs` from its one or two cells; `meetings` are indexed by id."""
    sides = {str(s): row for s, row in zip(part["side"], part.to_dict("records"), strict=True)}
    first = part.iloc[0]
    meeting = meetings.loc[first["meeting_id"]]
    code = {f"{s}_{c.split('_')[0]}": sides.get(s, {}).get(c, pd.NA) for s in "ab" for c in CODES}
    return {
        "pair_id": first["pair_id"],
        "meeting_id": first["meeting_id"],
        "date": meeting["date"],
        "place": meeting["place"],
        "side_b": str(meeting["side_b"]),
        "topic": str(first["topic"]),
        "topic_detail": first["topic_detail"],
        "official": bool(part["official_comparison"].all()),
        **code,
        "mention": _compare(code["a_mentions"], code["b_mentions"]),
        "claim": _compare(code["a_claims"], code["b_claims"]),
        "source_id": cite.join(part["source_id"]),
        "confidence": cite.weakest(part["confidence"]),
    }


def _refuse(topics: pd.DataFrame) -> None:
    said, claimed = (topics[c].astype("boolean") for c in CODES)
    for row in topics.index[claimed.fillna(False) & ~said.fillna(True)]:
        one = topics.loc[row]
        raise ValueError(f"{one['pair_id']}, side {one['side']}: claims agreement on a topic that it does not mention")
    for row in topics.index[~said.fillna(True) & ~topics["basis"].astype("str").isin(WHOLE)]:
        one = topics.loc[row]
        raise ValueError(f"{one['pair_id']}, side {one['side']}: silence cannot rest on '{one['basis']}'")


def _compare(a: object, b: object) -> str | None:
    if pd.isna(a) or pd.isna(b):
        return None
    return {(True, True): "both", (True, False): "a_only", (False, True): "b_only"}.get((bool(a), bool(b)), "neither")


def _pattern(mention: str | None, claim: str | None) -> str:
    if not isinstance(mention, str) or not isinstance(claim, str):
        return "incomplete"
    if claim != "neither":
        return {"both": "both_claim", "a_only": "a_claims", "b_only": "b_claims"}[claim]
    return {"both": "both_mention", "a_only": "a_mentions", "b_only": "b_mentions"}.get(mention, "neither")


@dataclass(frozen=True)
class Count:
    """A count of pairs of a set that was chosen, so that no rate and no interval may be drawn from it.

    Attributes:
        count, of: pairs with the property, and pairs coded for it on both sides.
    """

    count: int
    of: int

    def __str__(self) -> str:
        return f"{self.count} of {self.of}"


def mismatch(found: pd.DataFrame, on: str = "either") -> Count:
    """How many pairs differ.

    Args:
        found: rows of `pairs`; choose beforehand whether unofficial comparisons are among them.
        on: `mention` (one account takes up the topic, the other does not), `claim` (one claims agreement, the other
            does not), or `either`.

    Returns:
        Count over the pairs whose codes are known on both sides; pairs with a text not seen are left out of both
        numbers.
    """
    if on == "either":
        known = found[found["distance"].notna()]
        return Count(int((known["distance"] > 0).sum()), len(known))
    if on not in ("mention", "claim"):
        raise ValueError(f"on must be 'mention', 'claim' or 'either', not '{on}'")
    known = found[found[on].notna()]
    return Count(int(known[on].isin(["a_only", "b_only"]).sum()), len(known))


@dataclass(frozen=True)
class Direction:
    """Which side is alone, among the pairs where one is.

    Attributes:
        a_only, b_only: pairs in which only China, or only the other side, has the code.
        a_meetings, b_meetings: in how many meetings.
        to_level: how many codes would have to change for the two counts to be equal.
    """

    a_only: int
    b_only: int
    a_meetings: int
    b_meetings: int
    to_level: int


def direction(found: pd.DataFrame, on: str = "claim") -> Direction:
    """Count the pairs in which one side stands alone, by side; pairs with a text not seen are passed over."""
    a, b = (found[found[on] == side] for side in ("a_only", "b_only"))
    return Direction(len(a), len(b), a["meeting_id"].nunique(), b["meeting_id"].nunique(), abs(len(a) - len(b)))


#: ways of coding: the words of their row, and what `pairs` is asked for.
CODINGS: dict[str, tuple[str, dict[str, bool]]] = {
    "coded": ("All claims", {}),
    "strict": ("No “decided to”", {"strict": True}),
    "whole": ("Whole texts only", {"whole_texts": True}),
    "both": ("Both limits", {"strict": True, "whole_texts": True}),
}


def lone_claims(topics: pd.DataFrame, meetings: pd.DataFrame) -> pd.DataFrame:
    """Official comparisons in which one account claims an agreement and the other does not, for each way of coding.

    Args:
        topics: rows of `readout_topics`.
        meetings: rows of `readouts`.

    Returns:
        Rows of `pairs` with `coding` (a key of `CODINGS`); a pair stands there once for each coding that finds it.
    """
    runs = []
    for coding, (_, asked) in CODINGS.items():
        run = pairs(topics, meetings, **asked)
        runs.append(run[run["official"] & run["claim"].isin(["a_only", "b_only"])].assign(coding=coding))
    return pd.concat(runs)


def one_sided(found: pd.DataFrame) -> pd.DataFrame:
    """How often one account alone takes up a topic, most often first, then by the smaller number compared.

    Args:
        found: rows of `pairs`; those with a text not seen are passed over.

    Returns:
        DataFrame indexed by topic: `alone` (one-sided pairs), `of` (pairs of the topic).
    """
    known = found[found["mention"].notna()]
    alone = known["mention"].isin(["a_only", "b_only"]).groupby(known["topic"])
    return alone.agg(alone="sum", of="count").sort_values(["alone", "of"], ascending=[False, True])


def by_topic(found: pd.DataFrame) -> pd.DataFrame:
    """Pairs by topic and by who takes it up.

    Returns:
        DataFrame with one row per topic and kind (`a_only`, `b_only`, `both`, `neither`): `topic`, `mention`, `count`,
        `of` (pairs of the topic known on both sides), `source_id`, `confidence`; only counts above 0.
    """
    known = found[found["mention"].notna()]
    size = known.groupby("topic")["pair_id"].count()
    rows = []
    for (topic, kind), part in known.groupby(["topic", "mention"], sort=False):
        rows.append(
            {
                "topic": topic,
                "mention": kind,
                "count": len(part),
                "of": int(size[topic]),
                "source_id": cite.join(part["source_id"]),
                "confidence": cite.weakest(part["confidence"]),
            }
        )
    out = pd.DataFrame(rows)
    rank = out["topic"].map({t: i for i, t in enumerate(PAIR_TOPICS)})
    return out.assign(rank=rank).sort_values(["rank", "mention"]).drop(columns="rank").reset_index(drop=True)


def cells(topics: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """One row per pair and side for drawing, also for sides that were not seen.

    Args:
        topics: rows of `readout_topics`.
        found: rows of `pairs`.

    Returns:
        DataFrame: the columns of `pairs` that place a cell; `side` (`a`, `b`); `country`; `state` (`claims`,
        `mentions`, `unclear`: mentions it, whether it claims agreement was not seen, `silent`, `not_seen`); `words`
        (translation or English quotation); `slot` (0, 1 ... within a meeting and topic that has several pairs).
    """
    text = topics.assign(words=english(topics)).set_index(["pair_id", "side"])["words"]
    text.index = text.index.set_levels(text.index.levels[1].astype("str"), level=1)
    slot = found.groupby(["meeting_id", "topic"]).cumcount()
    rows = []
    for at, one in zip(slot, found.to_dict("records"), strict=True):
        for side in "ab":
            said, claimed = one[f"{side}_mentions"], one[f"{side}_claims"]
            if pd.isna(said):
                state = "not_seen"
            elif not said:
                state = "silent"
            else:
                state = "unclear" if pd.isna(claimed) else "claims" if claimed else "mentions"
            keep = ("pair_id", "meeting_id", "date", "place", "side_b", "topic", "topic_detail", "pattern")
            rows.append(
                {
                    **{k: one[k] for k in keep},
                    "slot": at,
                    "side": side,
                    "country": COUNTRIES["cn" if side == "a" else one["side_b"]],
                    "state": state,
                    "words": text.get((one["pair_id"], side)),
                    "source_id": one["source_id"],
                    "confidence": one["confidence"],
                }
            )
    return pd.DataFrame(rows)


def cells_of_both(topics: pd.DataFrame, found: pd.DataFrame, strict: pd.DataFrame) -> pd.DataFrame:
    """Rows of `cells` with the state under the strict coding beside the state as coded.

    Args:
        topics: rows of `readout_topics`.
        found, strict: rows of `pairs` for the same pairs in the same order, as coded and with `strict`.

    Returns:
        `cells(topics, found)` with `state_strict`.

    Raises:
        ValueError: the two do not hold the same pairs.
    """
    if found["pair_id"].tolist() != strict["pair_id"].tolist():
        raise ValueError("the two codings do not hold the same pairs in the same order")
    return cells(topics, found).assign(state_strict=cells(topics, strict)["state"].to_numpy())


def on_chips(meetings: pd.DataFrame, topics: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """What China's accounts say on chips and export controls in some days, one row per quotation, in time order.

    Args:
        meetings: rows of `readouts`.
        topics: rows of `readout_topics`.
        first, last: first and last day, `YYYY-MM-DD`.

    Returns:
        DataFrame: `date`, `place`, `side_b` (who it is addressed to), `quote`, `lang`, `translation`,
        `claims_agreement` (bool), `source_id`.
    """
    days = meetings[(meetings["date"] >= first) & (meetings["date"] <= last)]
    rows = topics[
        (topics["country_id"].astype("str") == "cn")
        & topics["topic"].astype("str").isin(["semiconductors", "export_controls"])
        & topics["quote"].notna()
    ].astype({"lang": "str"})
    out = rows.merge(days[["meeting_id", "date", "place", "side_b"]], on="meeting_id").astype({"side_b": "str"})
    out["claims_agreement"] = out["claims_agreement"].fillna(False).astype(bool)
    keep = ["date", "place", "side_b", "quote", "lang", "translation", "claims_agreement", "source_id"]
    return out.sort_values(["date", "meeting_id"], kind="stable")[keep].reset_index(drop=True)
