"""Names and colors of this topic: countries, firms, groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from explainer.evidence import tables

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
    "tightening": ("#3d4456", "#cfd3e6"),
    "easing": ("#2f7f86", "#5fb3bd"),
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
    "tightening": "Tightening",
    "easing": "Easing",
}
#: countries whose name takes an article in a sentence.
ARTICLE = ("eu", "gb", "nl", "us")


class Names(Mapping[str, str]):
    """English names by id, from the table that holds them.

    The table is read when the first name is asked for, so that a chapter depends on it only if it prints one.
    """

    def __init__(self, table: str) -> None:
        self.table = table

    @cached_property
    def _known(self) -> dict[str, str]:
        frame = tables.load(self.table)
        return dict(zip(frame.iloc[:, 0].astype("str"), frame["name_en"], strict=True))

    def __getitem__(self, one: str) -> str:
        return self._known[one]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


COUNTRIES = Names("countries")


def in_sentence(country: str, names: Mapping[str, str] = COUNTRIES) -> str:
    """A country's name as a sentence has it: `the United States`; an actor that is no country stays as it is."""
    name = names.get(country, country)
    return f"the {name}" if country in ARTICLE else name
