"""Names and colors of this topic: countries, firms, groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from explainer.evidence import tables

#: name -> (light value, dark value); found by a search for values that reach a contrast of 4.5:1 with their ground, so
#: that they serve for text and under text, and stay apart for all readers and for those with deuteranopia, countries
#: among countries and makers of memory among each other (tests/figures/test_theme.py). A firm wears a shade of its home
#: country; where two of a country meet, dashes and direct labels are the second cue.
ACTORS: dict[str, tuple[str, str]] = {
    "us": ("#0079c5", "#46abfc"),
    "cn": ("#b11500", "#db5858"),
    "kr": ("#137052", "#9aebd5"),
    "jp": ("#460d6d", "#f1bdfc"),
    "nl": ("#c05600", "#f37a07"),
    "tw": ("#393e06", "#e2e97f"),
    "eu": ("#857351", "#c3ad8d"),
    "hk": ("#b3535e", "#f5b8ae"),
    "other": ("#72757c", "#878d96"),
    "samsung": ("#1e4a31", "#a9f9d1"),
    "sk_hynix": ("#108156", "#49b492"),
    "micron": ("#166acf", "#3b85eb"),
    "western_digital": ("#022457", "#a4d4f2"),
    "cxmt": ("#7c0611", "#fa8f87"),
    "ymtc": ("#d24123", "#e2502e"),
    "kioxia": ("#603777", "#b690d9"),
    "asml": ("#a04600", "#f6a266"),
    "applied_materials": ("#1d5fa0", "#6db3f5"),
    "tokyo_electron": ("#571c91", "#b07fd6"),
    "screen": ("#8a63ad", "#e6c8f4"),
    "tightening": ("#3d4456", "#cfd3e6"),
    "easing": ("#2f7f86", "#5fb3bd"),
}
#: what a reader is shown where no table holds the name.
WORDS = {"other": "Others", "tightening": "Tightening", "easing": "Easing"}
#: countries whose name takes an article in a sentence.
ARTICLE = ("eu", "gb", "nl", "us")


class Names(Mapping[str, str]):
    """English names by id, from the table that holds them.

    The table is read when the first name is asked for, so that a chapter depends on it only if it prints one.

    Args:
        table: its first column holds the ids.
        column: the column of the names.
    """

    def __init__(self, table: str, column: str = "name_en") -> None:
        self.table, self.column = table, column

    @cached_property
    def _known(self) -> dict[str, str]:
        frame = tables.load(self.table)
        return dict(zip(frame.iloc[:, 0].astype("str"), frame[self.column], strict=True))

    def __getitem__(self, one: str) -> str:
        return self._known[one]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


COUNTRIES = Names("countries")
#: short names of firms, as labels print them.
FIRMS = Names("companies", "short_en")


class Labels(Mapping[str, str]):
    """What a reader is shown for an actor: `WORDS`, then countries (ids of two letters), then firms by short name."""

    def __getitem__(self, one: str) -> str:
        if one in WORDS:
            return WORDS[one]
        return COUNTRIES[one] if len(one) == 2 else FIRMS[one]

    def __iter__(self) -> Iterator[str]:
        return iter(ACTORS)

    def __len__(self) -> int:
        return len(ACTORS)


LABEL = Labels()


def in_sentence(country: str, names: Mapping[str, str] = COUNTRIES) -> str:
    """A country's name as a sentence has it: `the United States`; an actor that is no country stays as it is."""
    name = names.get(country, country)
    return f"the {name}" if country in ARTICLE else name
