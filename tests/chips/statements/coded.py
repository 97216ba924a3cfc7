"""Coded accounts made by hand: one cell of the table `readout_topics`, and tables of such cells."""

from __future__ import annotations

import pandas as pd


def cell(pair, side, mentions, claims, **more):
    row = {
        "pair_id": pair,
        "side": side,
        "country_id": "cn" if side == "a" else "kr",
        "meeting_id": "M1",
        "topic": "semiconductors",
        "topic_detail": "chips",
        "mentions": mentions,
        "claims_agreement": claims,
        "korean_decided_form": False,
        "official_comparison": True,
        "basis": "full_text",
        "lang": "en",
        "quote": f"{pair}{side}",
        "translation": None,
        "source_id": "reuters-2023-05-27-c6d1b",
        "confidence": "reported",
        "note": None,
    }
    return row | more


def frame(*cells):
    return pd.DataFrame(cells)
