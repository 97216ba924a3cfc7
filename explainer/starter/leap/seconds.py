"""Measures on leap seconds: how long the world waited for each."""

from __future__ import annotations

import pandas as pd

from explainer.evidence import cite


def waits(seconds: pd.DataFrame) -> pd.DataFrame:
    """Days from one leap second to the next.

    Args:
        seconds: table `leap_seconds`.

    Returns:
        One row per leap second but the first: `date`, `days` since the one before, `source_id` of both, `confidence`.
    """
    rows = seconds.sort_values("date").reset_index(drop=True)
    out = pd.DataFrame({"date": rows["date"], "days": rows["date"].diff().dt.days})
    before = rows["source_id"].shift()
    out["source_id"] = [cite.join(pair) for pair in zip(before, rows["source_id"], strict=True)]
    out["confidence"] = rows["confidence"].astype("str")
    return out.dropna(subset=["days"]).reset_index(drop=True)


def halves(found: pd.DataFrame) -> tuple[float, float]:
    """Mean wait in days in the first and in the second half of the waits; one in the middle counts in neither."""
    half = len(found) // 2
    return float(found["days"].iloc[:half].mean()), float(found["days"].iloc[-half:].mean())
