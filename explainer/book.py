"""The Sphinx extension: local assets only, charts' scripts where there are charts, downloads beside the pages."""

from __future__ import annotations

import html
import os
import re

from docutils import nodes
from sphinx.application import Sphinx

from explainer import paths

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

#: sphinx-thebe writes its settings into the body of each notebook page; nothing reads them here.
THEBE = re.compile(r'<script type="text/x-thebe-config">.*?</script>|<script>kernelName = .*?</script>', re.S)


def setup(app: Sphinx) -> dict:
    """Register the extension; `build.py` passes its working folder in `EXPLAINER_WORK`."""
    app.connect("config-inited", _configure, priority=900)
    app.connect("html-page-context", _page, priority=900)
    app.connect("builder-inited", _index_entries)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _configure(app: Sphinx, config) -> None:
    work = os.environ.get("EXPLAINER_WORK")
    # `build.py` lays static files and downloads over the pages itself: the site generator copies them only in runs in
    # which a page has changed.
    if not work:
        config.html_static_path.append(str(paths.ASSETS))
    config.templates_path.insert(0, str(paths.ASSETS.parent / "templates"))


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
    context["body"] = THEBE.sub("", context.get("body", ""))
    context["has_charts"] = _has_charts(doctree)


#: what search finds by name beside the headings: kind -> pattern of (anchor, name) in the html that cells return.
ENTRIES = {
    "Figure": re.compile(r'<figure class="xf" id="([^"]+)"><figcaption><span class="xf-title">(.*?)</span>'),
    "Table": re.compile(r'<h3 id="(table-[^"]+)">(.*?)</h3>'),
    "Claim": re.compile(r'<section class="claim" id="(claim-[^"]+)"><h3>(.*?)<a class="headerlink"'),
    "Term": re.compile(r'<dt id="(term-[^"]+)">(.*?)</dt>'),
    "Question": re.compile(r'<tr id="(question-[^"]+)"[^>]*>.*?data-label="Question"[^>]*>(.*?)</t[dh]>'),
}


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
            feed(docname, filename, title, doctree)
            pieces = [raw.astext() for raw in doctree.findall(nodes.raw)]
            found = [(k, *m) for text in pieces for k, entry in ENTRIES.items() for m in entry.findall(text)]
            # the kind stands before the name (`Term: Readout`), where find.js reads it
            names = [(f"{k}: {html.unescape(re.sub(r'<[^>]+>', '', name)).strip()}", at) for k, at, name in found]
            indexer._all_titles[docname] = [*indexer._all_titles[docname], *names]

        indexer.feed = fed

    app.builder.prepare_writing = prepared
