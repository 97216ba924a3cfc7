"""The terms of the glossary, by the forms in which a text has them."""

from __future__ import annotations

import re
from functools import cache

from explainer.evidence import tables


@cache
def terms() -> list[tuple[re.Pattern, str, str]]:
    """Forms of the glossary's terms, the longest first: (pattern, id, definition).

    A term is found by its name, its initials, and its names in other languages; nothing while there is no glossary.
    """
    if "glossary" not in tables.names():
        return []
    forms, columns = [], tables.resource("glossary").get("names", ["term"])
    for row in tables.read_text("glossary").to_dict("records"):
        one = row["term_id"]
        names = [row[columns[0]], initials(one), *(row[column] for column in columns[1:])]
        forms += [(name, one, row["definition"]) for name in dict.fromkeys(names) if name]
    forms.sort(key=lambda form: (-len(form[0]), form))
    return [(_pattern(name), one, text) for name, one, text in forms]


def initials(term_id: str) -> str:
    """The id of a term as initials, where it is short enough to be that; else nothing."""
    return term_id.upper() if len(term_id) <= 4 else ""


def _pattern(name: str) -> re.Pattern:
    """A term as a whole word, also in the plural; any case where the term itself is written small."""
    if not name.isascii() and not name[0].isascii():
        return re.compile(re.escape(name))
    flags = 0 if any(sign.isupper() for sign in name[1:]) else re.I
    return re.compile(rf"(?<![\w-]){re.escape(name)}(?:s|es)?(?![\w-])", flags)
