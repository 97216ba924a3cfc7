"""Names and colors of this topic."""

from __future__ import annotations

#: name -> (value on light ground, value on dark ground).
ACTORS: dict[str, tuple[str, str]] = {"clock": ("#0079c5", "#46abfc")}
#: what a reader is shown.
LABEL = {"clock": "Atomic clocks"}
