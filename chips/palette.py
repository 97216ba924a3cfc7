"""Names and colors of this topic: countries, firms, groups; `chips/__init__.py` registers them with the engine."""

from __future__ import annotations

#: name -> (light value, dark value); found by a search for values that reach a contrast of 4.5:1 with their ground, so
#: that they serve for text and under text, and stay apart for all readers and for those with deuteranopia, countries
#: among countries and firms among firms (tests/test_theme.py).
ACTORS: dict[str, tuple[str, str]] = {
    "us": ("#0079c5", "#46abfc"),
    "cn": ("#b11500", "#db5858"),
    "kr": ("#137052", "#9aebd5"),
    "jp": ("#460d6d", "#f1bdfc"),
    "nl": ("#c05600", "#f37a07"),
    "tw": ("#393e06", "#e2e97f"),
    "eu": ("#857351", "#c3ad8d"),
    "other": ("#72757c", "#878d96"),
    "samsung": ("#0079c3", "#67c1fc"),
    "sk_hynix": ("#bc5900", "#ff8522"),
    "micron": ("#620e8b", "#be5ece"),
    "cxmt": ("#b35b5e", "#e65244"),
    "ymtc": ("#76610e", "#fbe0aa"),
    "kioxia": ("#1f3d0e", "#78b587"),
    "western_digital": ("#145457", "#a3f6f3"),
}
#: what a reader is shown.
LABEL = {
    "us": "United States",
    "cn": "China",
    "kr": "Korea",
    "jp": "Japan",
    "nl": "Netherlands",
    "tw": "Taiwan",
    "eu": "European Union",
    "other": "Others",
    "samsung": "Samsung",
    "sk_hynix": "SK hynix",
    "micron": "Micron",
    "cxmt": "CXMT",
    "ymtc": "YMTC",
    "kioxia": "Kioxia",
    "western_digital": "WDC/SanDisk",
}
#: countries and groups of countries that speak in statements.
COUNTRIES = {
    "cn": "China",
    "kr": "Korea",
    "jp": "Japan",
    "us": "United States",
    "nl": "Netherlands",
    "eu": "European Union",
}
