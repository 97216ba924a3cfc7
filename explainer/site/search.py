"""Names in all languages of the book, for its search page."""

from __future__ import annotations

import json

from explainer import settings
from explainer.evidence import tables
from explainer.pages.languages import LETTERS
from explainer.site.terms import initials


def search_names() -> str:
    """A script for the search page: what the tables name, in all its languages, and the letters of these languages.

    A table's `names` in `datapackage.json` lists its columns with names, the English one first.
    """
    rows = set()
    for table in tables.names():
        columns = tables.resource(table).get("names", [])
        frame = tables.read_text(table) if columns else None
        for row in [] if frame is None else frame.to_dict("records"):
            english, *others = (row[column] for column in columns)
            short, _, rest = english.partition(" (")
            short_form = initials(row[frame.columns[0]]) if table == "glossary" else ""
            rows.add(tuple(dict.fromkeys(n for n in (short, rest.rstrip(")"), short_form, *others) if n)))
    text = json.dumps(sorted(r for r in rows if len(r) > 1), ensure_ascii=False, separators=(",", ":"))
    scripts = {code: LETTERS[code] for code in settings.book().languages}
    return f"window.BOOK_NAMES = {text};\nwindow.BOOK_SCRIPTS = {json.dumps(scripts)};\n"
