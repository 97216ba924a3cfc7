"""How the site generator indexes pages for the search: words, numbers, entries."""

from __future__ import annotations

import re
import unicodedata

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

from explainer.pages.pieces import entries, plain


class BookSearch(SearchEnglish):
    """English with numbers, dates and words in East Asian scripts as readers write them.

    A number is one word with its decimals, without commas. A day is also found by its month and year. Hangul and Han
    characters are words of their own, apart from letters that touch them. The page splits a query by the same rules.
    """

    CJK = "\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3"
    NUMBER = r"\d{4}-\d\d(?:-\d\d)?(?![\d-])|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\w)|\d+(?:\.\d+)?(?!\w)"
    JS_NUMBER = NUMBER.replace(r"(?!\w)", r"(?![\p{L}\p{N}_])")
    WORD = re.compile(rf"{NUMBER}|[{CJK}]+|(?:(?![{CJK}])\w)+")
    js_splitter_code = (
        "function splitQuery(query) {\n"
        f"  const words = query.match(/{JS_NUMBER}"
        f"|[{CJK}]+|(?:(?![{CJK}])[\\p{{L}}\\p{{N}}_])+/gu) || [];\n"
        "  return words.map((word) => (/^\\d/.test(word) ? word.replaceAll(',', '') : word));\n"
        "}\n"
    )

    def split(self, input: str) -> list[str]:
        """Words of a text, as they are put into the index."""
        found = [word.replace(",", "") for word in self.WORD.findall(unicodedata.normalize("NFC", input))]
        days = [word for word in found if re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", word)]
        return found + [part for day in days for part in (day[:4], day[:7])]


def index_entries(app: Sphinx) -> None:
    """Let search list figures, tables, claims and terms with their own anchors, as it lists headings."""
    if app.builder.name != "html":
        return
    prepare = app.builder.prepare_writing

    def prepared(docnames) -> None:
        prepare(docnames)
        indexer = app.builder.indexer
        feed = indexer.feed

        def fed(docname, filename, title, doctree) -> None:
            pieces = [raw.astext() for raw in doctree.findall(nodes.raw)]
            feed(docname, filename, title, _worded(doctree))
            # the kind stands before the name (`Term: Word`), where find.js reads it
            names = [
                (f"{kind}: {name}", at) for text in pieces if "data-entry" in text for kind, name, at in entries(text)
            ]
            indexer._all_titles[docname] = [*indexer._all_titles[docname], *names]

        indexer.feed = fed

    app.builder.prepare_writing = prepared


def _worded(doctree: nodes.document) -> nodes.document:
    """A copy of a page for the index, with the words of its html; the generator would join those of two cells."""
    copy = doctree.deepcopy()
    for raw in list(copy.findall(nodes.raw)):
        raw.replace_self(nodes.inline("", plain(raw.astext()) if "html" in raw.get("format", "") else ""))
    return copy
