"""What a rule is: it gives a verdict on a claim of the article from the data, and the figures that its reason quotes.

A rule is a function of a loader (`explainer.evidence.tables.load`, or one with altered tables in a test) that returns a
`Verdict`. A rule without a value only supplies figures: there the verdict is the researcher's, from the table `claims`.
The rules stand by part of the article in `rules_meeting`, `rules_urgency` and `rules_micron`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pandas as pd

from explainer.evidence import cite
from explainer.evidence.tables import Load
from explainer.pages.prose import fixed, spell

#: verdict -> (label, number on the scale of the ratings, what it means); -1 is off the scale, as of a claim on which
#: nothing is known a number would say too much.
SCALE: dict[str, tuple[str, int, str]] = {
    "supported": ("Supported", 4, "the evidence seen bears it out as written, small slips aside"),
    "partly": ("Partly right", 3, "the core holds, a part of it does not"),
    "contested": ("Contested", 2, "there is evidence on both sides"),
    "false": ("False", 1, "what was seen contradicts it"),
    "unproven": (
        "Unproven",
        -1,
        "it could be seen or measured, and nothing found shows it or rules it out; reports may lean one way",
    ),
    "not_testable": ("Not testable", -1, "a motive, a private record or a judgment that public evidence cannot settle"),
}
#: what decides within a rule -> how the ledger says so.
TURNS = {
    "figures": "by a rule from published figures",
    "codes": "by a rule that reads what a person coded",
    "entries": "by a rule that turns on evidence which a person entered",
}
#: the word of the research before this book that did not tell false from unproven.
FORMER = "unsupported"
CONFIDENCE = ("high", "medium", "low")
#: the article appeared on 27 May 2023, in Korea.
PUBLISHED = pd.Timestamp("2023-05-27")


@dataclass(frozen=True)
class Verdict:
    """What a rule finds.

    Attributes:
        value: key of `SCALE`, or None where the rule only supplies figures.
        confidence: one of `CONFIDENCE`.
        because: one sentence, true for this value, made from the data.
        figures: name -> text, for the placeholders of the written reasons.
        source_id: sources of the rows used, joined by `;`.
        turns_on: key of `TURNS`: published `figures`, `codes` that a person gave to events and texts, or `entries`,
            pieces of evidence that a person found and took sides on.
    """

    value: str | None
    confidence: str
    because: str
    figures: dict[str, str] = field(default_factory=dict)
    source_id: str = ""
    turns_on: str = "codes"


Rule = Callable[[Load], Verdict]
#: claim -> rule, filled by `rule`. A claim without a rule has the researcher's verdict.
RULES: dict[str, Rule] = {}


def rule(claim_id: str) -> Callable[[Rule], Rule]:
    """Mark a function as the rule of a claim: `@rule("C01")`.

    Raises:
        ValueError: this is no claim id, or another function judges that claim already.
    """
    if not re.fullmatch(r"C\d\d", claim_id):
        raise ValueError(f"'{claim_id}' is no id of a claim, such as C01")

    def keep(function: Rule) -> Rule:
        other = RULES.get(claim_id, function)
        if (other.__module__, other.__name__) != (function.__module__, function.__name__):  # a module may load again
            raise ValueError(f"{claim_id} is judged by {other.__name__} already; {function.__name__} comes second")
        RULES[claim_id] = function
        return function

    return keep


def refuse_strays(claims: Iterable[str]) -> None:
    """Let no rule pass whose claim is not among the claims that there are.

    Raises:
        KeyError: a rule judges a claim that is not among them.
    """
    claims = set(claims)
    stray = [f"{one} ({function.__name__})" for one, function in RULES.items() if one not in claims]
    if stray:
        raise KeyError(f"a rule judges a claim that is not in `claims`: {', '.join(stray)}")


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


def used(*frames: pd.DataFrame) -> str:
    """Sources of the rows that a rule used, joined, each once."""
    return cite.join(cell for frame in frames for cell in frame["source_id"])


def none_or(count: int) -> str:
    """A count as a word, `none` for nothing."""
    return "none" if count == 0 else spell(count)


def balance(pro: int, con: int) -> str:
    """Verdict by which of two sides have something to show: both, one or none."""
    if pro and con:
        return "contested"
    return "supported" if pro else "false" if con else "not_testable"


def by_evidence(load: Load, claim: str, doing: str) -> Verdict:
    """Verdict by which sides the pieces of evidence take; context takes none.

    Args:
        load: table name -> frame.
        claim: id of the claim.
        doing: what a source would have to do to take a side, in words.
    """
    proof = load("claim_evidence")
    proof = proof[proof["claim_id"] == claim]
    sides = proof["stance"].astype("str").value_counts()
    pro, con = int(sides.get("for", 0)), int(sides.get("against", 0))
    because = f"Sources that {doing}: {none_or(pro + con)} of {len(proof)}."
    return Verdict(balance(pro, con), "medium", because, {"pieces": spell(len(proof))}, used(proof), turns_on="entries")
