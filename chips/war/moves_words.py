"""Moves and running counts as sentences."""

from __future__ import annotations

import pandas as pd

from chips.palette import in_sentence
from chips.war.moves import INSTRUMENTS

#: instrument -> what a sentence calls it, where that is not its name with an article.
CALLED = {
    "entity_list": "a list of named parties",
    "waiver_or_license": "a waiver or a license",
    "diplomacy": "a statement or a meeting",
    "court_or_fine": "a court case or a fine",
    "investigation": "an investigation",
    "export_control": "an export control",
    "investment_restriction": "an investment restriction",
}


#: direction -> what a move does, as a sentence has it.
DOES = {"tightening": "tightens trade", "easing": "eases trade", "neutral": "neither tightens nor eases trade"}


#: status -> what a sentence adds.
STOOD = {"issued_or_done": "", "proposed": " It was only proposed on that day.", "reported": " It was only reported."}


def sentence(event: pd.Series) -> str:
    """One event as sentences to read: when and who, what happened, what kind of move it is, the legal reference."""
    day = f"in {event['date']:%B %Y}" if str(event["date_precision"]) == "month" else f"on {event['date']:%-d %B %Y}"
    who = "A company" if str(event["actor"]) == "company" else in_sentence(str(event["actor"]))
    kind = str(event["instrument"])
    kind = CALLED.get(kind) or "a " + INSTRUMENTS[kind].lower()
    law = "" if pd.isna(event["legal_reference"]) else f" Reference: {event['legal_reference']}."
    does = f"{kind[0].upper()}{kind[1:]}, which {DOES[str(event['direction'])]}."
    return f"{who[0].upper()}{who[1:]}, {day}: {event['title']}. {does}{STOOD[str(event['status'])]}{law}"


def counts_as(net: int, actor: str, since: pd.Timestamp) -> str:
    """A running count as a sentence: `From 1 May 2020 the United States had 7 more steps that tighten than ...`."""
    who = "companies" if actor == "company" else in_sentence(actor)
    more, less = ("tighten", "ease") if net > 0 else ("ease", "tighten")
    steps = f"1 more step that {more}s" if abs(net) == 1 else f"{abs(net)} more steps that {more}"
    held = f"{steps} than steps that {less}" if net else "as many steps that tighten as steps that ease"
    return f"From {since:%-d %B %Y} {who} had {held}."
