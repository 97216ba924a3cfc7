"""The Sphinx extension: local assets only, charts' scripts where there are charts, downloads beside the pages."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish
from sphinx.transforms.post_transforms import SphinxPostTransform

from explainer import paths
from explainer.evidence import tables
from explainer.pages import html

#: scripts and styles that the stock extensions add and no page of the book needs.
UNUSED = (
    "thebe",
    "THEBE",
    "togglebutton",
    "toggleHint",
    "toggleOpenOnPrint",
    "translations.js",
    "sphinx-design",
    "design-tabs",
    "sphinx-book-theme.js",
    "sphinx_highlight",
    "DOCUMENTATION_OPTIONS.",
)
#: how the settings begin that sphinx-thebe writes into the body of each notebook page.
THEBE = ('<script type="text/x-thebe-config">', "<script>kernelName = ")


def setup(app: Sphinx) -> dict:
    """Register the extension; `build.py` passes its working folder in `EXPLAINER_WORK`."""
    app.connect("config-inited", _configure, priority=900)
    app.connect("html-page-context", _page, priority=900)
    app.connect("builder-inited", _index_entries)
    app.connect("doctree-resolved", _drop_thebe, priority=900)
    app.add_search_language(BookSearch)
    app.add_post_transform(TermLinks)
    app.add_config_value("book_state", "", "html")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _configure(app: Sphinx, config) -> None:
    work = os.environ.get("EXPLAINER_WORK")
    # `build.py` lays static files and downloads over the pages itself: the site generator copies them only in runs in
    # which a page has changed.
    if not work:
        config.html_static_path.append(str(paths.ASSETS))
    # terms are linked and words indexed on every page: with another glossary or other rules all are written anew
    rules = b"".join(Path(module).read_bytes() for module in (__file__, html.__file__))
    config.book_state = hashlib.sha256(repr(terms()).encode() + rules).hexdigest()
    config.templates_path.insert(0, str(paths.TEMPLATES))


def _has_charts(doctree: nodes.document | None) -> bool:
    return doctree is not None and any('class="xf"' in raw.astext() for raw in doctree.findall(nodes.raw))


def _page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    wanted = []
    for script in context.get("script_files", []):
        name = str(getattr(script, "filename", script) or "")
        body = str(getattr(script, "attributes", {}).get("body", "") or "")
        unused = UNUSED if pagename == "search" else (*UNUSED, "doctools")
        if not any(word in name or word in body for word in unused):
            wanted.append(script)
    context["script_files"] = wanted
    context["css_files"] = [c for c in context.get("css_files", []) if not any(w in str(c.filename) for w in UNUSED)]
    context["has_charts"] = _has_charts(doctree)


class BookSearch(SearchEnglish):
    """English with numbers, dates and Korean and Chinese words as readers write them.

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


def _index_entries(app: Sphinx) -> None:
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
            # the kind stands before the name (`Term: Readout`), where find.js reads it
            names = [
                (f"{kind}: {name}", at)
                for text in pieces
                if "data-entry" in text
                for kind, name, at in html.entries(text)
            ]
            indexer._all_titles[docname] = [*indexer._all_titles[docname], *names]

        indexer.feed = fed

    app.builder.prepare_writing = prepared


def _worded(doctree: nodes.document) -> nodes.document:
    """A copy of a page for the index, with the words of its html; the generator would join those of two cells."""
    copy = doctree.deepcopy()
    for raw in list(copy.findall(nodes.raw)):
        raw.replace_self(nodes.inline("", html.plain(raw.astext()) if "html" in raw.get("format", "") else ""))
    return copy


# --- glossary ---------------------------------------------------------------------------------------------------------

#: pages on which terms are not linked: they define them, or are lists.
UNLINKED = ("appendix/glossary", "appendix/sources", "appendix/data", "appendix/figures")
#: where a term in a paragraph is no word of the text, or is a link or a heading already.
BARRED = (
    nodes.title,
    nodes.reference,
    nodes.literal,
    nodes.raw,
    nodes.Inline,
    nodes.figure,
    nodes.table,
    nodes.footnote,
)
#: kinds of inline text in which a term is a word all the same.
PLAIN = (nodes.emphasis, nodes.strong, nodes.inline)


@cache
def terms() -> list[tuple[re.Pattern, str, str]]:
    """Forms of the glossary's terms, the longest first: (pattern, id, definition).

    A term is found by its name, its initials, and its Korean and Chinese name; nothing while there is no glossary.
    """
    if "glossary" not in tables.tables():
        return []
    forms = []
    for row in tables.read_text("glossary").to_dict("records"):
        one = row["term_id"]
        names = [row["term"], one.upper() if len(one) <= 4 else "", row["name_ko"], row["name_zh"]]
        forms += [(name, one, row["definition"]) for name in dict.fromkeys(names) if name]
    forms.sort(key=lambda form: (-len(form[0]), form))
    return [(_pattern(name), one, text) for name, one, text in forms]


def _pattern(name: str) -> re.Pattern:
    """A term as a whole word, also in the plural; any case where the term itself is written small."""
    if not name.isascii() and not name[0].isascii():
        return re.compile(re.escape(name))
    flags = 0 if any(sign.isupper() for sign in name[1:]) else re.I
    return re.compile(rf"(?<![\w-]){re.escape(name)}(?:s|es)?(?![\w-])", flags)


class TermLinks(SphinxPostTransform):
    """Links the first use of each glossary term in a page's paragraphs to its entry; the definition is the tooltip."""

    default_priority = 900
    builders = ("html",)

    def run(self, **kwargs) -> None:
        docname = self.env.docname
        if docname in UNLINKED or "appendix/glossary" not in self.env.found_docs:
            return
        home = self.app.builder.get_relative_uri(docname, "appendix/glossary")
        done: set[str] = set()
        for paragraph in list(self.document.findall(nodes.paragraph)):
            if _in_prose(paragraph):
                for text in [one for one in paragraph.findall(nodes.Text) if _linkable(one, paragraph)]:
                    text.parent.replace(text, _linked(text.astext(), home, done))


def _in_prose(paragraph: nodes.paragraph) -> bool:
    parent = paragraph.parent
    while parent is not None:
        if isinstance(parent, BARRED) or "cell_output" in parent.get("classes", []):
            return False
        parent = parent.parent
    return True


def _linkable(text: nodes.Text, paragraph: nodes.paragraph) -> bool:
    parent = text.parent
    while parent is not paragraph:
        if isinstance(parent, BARRED) and not isinstance(parent, PLAIN):
            return False
        parent = parent.parent
    return True


def _linked(text: str, home: str, done: set[str]) -> list[nodes.Node]:
    """A text with links from terms that are not in `done`, which grows."""
    hits = []
    for pattern, one, definition in terms():
        found = pattern.search(text)
        if (
            one not in done
            and found
            and not any(found.start() < end and start < found.end() for start, end, *_ in hits)
        ):
            hits.append((found.start(), found.end(), one, definition))
            done.add(one)
    out: list[nodes.Node] = []
    at = 0
    for start, end, one, definition in sorted(hits):
        link = nodes.reference("", text[start:end], internal=True, refuri=f"{home}#term-{one}", classes=["gl"])
        link["reftitle"] = definition
        out += [nodes.Text(text[at:start]), link]
        at = end
    return [*out, nodes.Text(text[at:])]


def _drop_thebe(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Take out the settings that sphinx-thebe puts at the end of each notebook page; nothing reads them here."""
    for raw in list(doctree.findall(nodes.raw)):
        if raw.parent is doctree and raw.astext().strip().startswith(THEBE):
            doctree.remove(raw)
