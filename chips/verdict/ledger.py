"""Rulings on the claims of the article."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial

import pandas as pd

from chips.verdict import rules_meeting, rules_micron, rules_urgency  # noqa: F401  (they fill RULES)
from chips.verdict.rules import FORMER, RULES, SCALE, Verdict, refuse_strays
from explainer.evidence import cite, tables, trace
from explainer.evidence.tables import Load

PARTS = {
    "lead": "The opening",
    "meeting": "The meeting and the two texts",
    "urgency": "Why China is said to need Korea",
    "micron": "Micron and the gap",
}
SHORT = {"lead": "opening", "meeting": "meeting", "urgency": "urgency", "micron": "Micron"}
WITHHELD = "The written reason was made for another verdict ({old}) and is withheld until somebody reviews it."


def fill(text: str, figures: dict[str, str], where: str) -> str:
    """A written text with its placeholders filled.

    Raises:
        KeyError: the rule supplies no figure of that name; the message names the text and the figures there are.
    """
    try:
        return text.format_map(figures)
    except KeyError as error:
        known = ", ".join(sorted(figures)) or "none"
        raise KeyError(f"{where}: no figure {error} from the rule; it supplies: {known}") from error


def same(verdict: str, dossier: str) -> bool:
    """Whether a verdict agrees with that of the research before this book, which had one word for two of ours."""
    return verdict in ("false", "unproven") if dossier == FORMER else verdict == dossier


def ruling(claim: pd.Series, review: pd.Series, load: Load) -> dict[str, object]:
    """The verdict on one claim with its reason.

    Args:
        claim: row of `claims`, with `claim_id` among its fields.
        review: row of `claim_reviews` of the same claim.
        load: table name -> frame, for the rule.

    Returns:
        Fields of the ledger; `verdict` is a key of `rules.SCALE`, `computed` says whether a rule gave it,
        `turns_on` what decides within the rule, `withheld` whether the written reason no longer fits, `dossier` the
        verdict of the research and `agrees` whether ours is the same.
    """
    one = str(claim["claim_id"])
    dossier = str(claim["verdict_dossier"])
    found = RULES[one](load) if one in RULES else Verdict(None, "high", "")
    verdict = found.value or dossier
    withheld = verdict != str(review["verdict_written"])
    reason = fill(str(review["reason"]), found.figures, f"{one}, reason") + "."
    if withheld:
        old = SCALE[str(review["verdict_written"])][0].lower()
        reason = f"{found.because} {WITHHELD.format(old=old)}".strip()
    since = "" if pd.isna(review["since"]) else fill(str(review["since"]), found.figures, f"{one}, since") + "."
    return {
        "claim_id": one,
        "paragraph_no": int(claim["paragraph_no"]),
        "part": str(review["part"]),
        "claim": str(claim["claim"]),
        "short_name": str(claim["short_name"]),
        "claim_type": str(claim["claim_type"]),
        "verdict": verdict,
        "label": SCALE[verdict][0],
        "certainty": found.confidence,
        "computed": found.value is not None,
        "turns_on": found.turns_on,
        "because": found.because,
        "reason": reason,
        "withheld": withheld,
        "what_would_change": str(review["what_would_change"]) + ".",
        "since": since,
        "dossier": dossier,
        "agrees": same(verdict, dossier),
        "rule_source_id": found.source_id,
        "source_id": cite.join([claim["source_id"], found.source_id, review["source_id"]]),
        "confidence": str(claim["confidence"]),
    }


def rulings(wanted: Iterable[str] | None = None, load: Load = tables.load) -> pd.DataFrame:
    """Rulings on all claims, or on those wanted in their order, one row each (fields as in `ruling`).

    Raises:
        KeyError: a claim id is not in `claims`, asked for or judged by a rule; a claim has no review; a text asks for a
            figure that no rule gives.
    """
    load = cache(load)
    claims = load("claims").set_index("claim_id", drop=False)
    reviews = load("claim_reviews").set_index("claim_id")
    refuse_strays(claims.index)
    wanted = list(claims.index) if wanted is None else list(wanted)
    unknown = [one for one in wanted if one not in claims.index]
    if unknown:
        raise KeyError(f"no such claim: {', '.join(unknown)}")
    return pd.DataFrame([ruling(claims.loc[one], reviews.loc[one], load) for one in wanted])


def for_a_chapter(wanted: Iterable[str]) -> pd.DataFrame:
    """Rulings on the claims wanted, for a page that shows the verdicts alone.

    The page is made again when one of them turns, not when a figure behind it moves.
    """
    read: set[str] = set()

    def load(name: str) -> pd.DataFrame:
        read.add(name)
        return tables.load(name, record=False)

    found = rulings(wanted, load)
    for one in found["claim_id"]:
        trace.depends("chips.verdict.ledger:shown", one, tables=read)
    return found


def word(claim_id: str) -> str:
    """The verdict on a claim as a sentence of a chapter has it: `partly right`."""
    return str(for_a_chapter([claim_id])["label"].iloc[0]).lower()


def tally(frame: pd.DataFrame) -> dict[str, int]:
    """Number of claims per verdict, in the order of the scale, zeros included."""
    counts = frame["verdict"].value_counts()
    return {verdict: int(counts.get(verdict, 0)) for verdict in SCALE}


def shown() -> dict[str, str]:
    """What `claims_table` shows of each claim, as one text per claim id."""
    found = rulings(load=partial(tables.load, record=False))
    return {row["claim_id"]: f"{row['claim']}: {row['label']}" for row in found.to_dict("records")}
