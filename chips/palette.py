"""Names and colors of this topic: countries, firms, groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from explainer.evidence import tables

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
