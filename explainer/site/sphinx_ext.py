"""The Sphinx extension: local assets only, charts' scripts where there are charts, downloads beside the pages."""

from __future__ import annotations

import hashlib
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from explainer import paths, settings
from explainer.pages import html
from explainer.site.termlinks import TermLinks
from explainer.site.terms import terms
from explainer.site.wordindex import BookSearch, index_entries

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
#: words before a chart that a phone shows on its first screen and the stretch below it in which charts wake up.
NEAR = 170


def setup(app: Sphinx) -> dict:
    """Register the extension; `build.py` tells its working folder."""
    app.connect("config-inited", _configure, priority=900)
    app.connect("html-page-context", _page, priority=900)
    app.connect("builder-inited", index_entries)
    app.connect("doctree-resolved", _drop_thebe, priority=900)
    app.connect("env-get-updated", _retitled)
    app.add_search_language(BookSearch)
    app.add_post_transform(TermLinks)
    app.add_config_value("book_state", "", "html")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _configure(app: Sphinx, config) -> None:
    # `build.py` lays static files and downloads over the pages itself: the site generator copies them only in runs in
    # which a page has changed.
    if settings.run().work is None:
        config.html_static_path.append(str(paths.ASSETS))
    # terms are linked and words indexed on every page: with another glossary or other rules all are written anew
    rules = b"".join(Path(module).read_bytes() for module in (__file__, html.__file__))
    config.book_state = hashlib.sha256(repr((terms(), settings.book())).encode() + rules).hexdigest()
    config.templates_path.insert(0, str(paths.TEMPLATES))


def _retitled(app: Sphinx, env) -> list[str]:
    """All pages if one has another title than when they were written: the contents and its neighbors name it."""
    told = {name: title.astext() for name, title in sorted(env.titles.items())}
    before, env.told_titles = getattr(env, "told_titles", told), told
    return sorted(env.found_docs) if before != told else []


def _has_charts(doctree: nodes.document | None) -> bool:
    return doctree is not None and any('class="xf"' in raw.astext() for raw in doctree.findall(nodes.raw))


def _chart_near(doctree: nodes.document | None) -> bool:
    """Whether a page's first chart is so near its head that a phone asks for the chart's script without a scroll."""
    words = 0
    for node in doctree.findall() if doctree is not None else ():
        if isinstance(node, nodes.raw) and 'class="xf"' in node.astext():
            return words <= NEAR
        if isinstance(node, nodes.Text) and not _folded(node):
            words += len(node.astext().split())
    return False


def _folded(node: nodes.Node) -> bool:
    """Whether a piece of a page is the code of a cell, which is shown on demand."""
    while node.parent is not None:
        node = node.parent
        if "cell_input" in node.get("classes", []):
            return True
    return False


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
    context["chart_near"] = _chart_near(doctree)
    if pagename in settings.book().covers:  # a cover in another language is named by that language
        context["language"] = pagename
    context["cover"] = pagename in settings.covers()
    context["place"] = _place(pagename)
    _, before, after = getattr(app.builder, "relations", {}).get(pagename, (None, None, None))
    names = settings.called()
    context |= {"prev_title": names.get(before, ""), "next_title": names.get(after, "")}
    if context["cover"]:
        context["secondary_sidebar_items"] = []


def _place(pagename: str) -> str:
    """Where a page stands in the book: `Part 2 of 5: Two statements`; appendix and covers are no parts of the story."""
    parts = [part for part in settings.contents() if part[0] and not set(part[1]) <= set(settings.covers())]
    counted = [part for part in parts if part[0] != "Appendix" and not set(part[1]) & set(settings.covers())]
    for caption, names in parts:
        if pagename in names:
            number = next((i for i, part in enumerate(counted, 1) if part[0] == caption), 0)
            plain = caption if pagename not in settings.covers() else ""
            return f"Part {number} of {len(counted)}: {caption}" if number else plain
    return ""


def _drop_thebe(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Take out the settings that sphinx-thebe puts at the end of each notebook page; nothing reads them here."""
    for raw in list(doctree.findall(nodes.raw)):
        if raw.parent is doctree and raw.astext().strip().startswith(THEBE):
            doctree.remove(raw)
