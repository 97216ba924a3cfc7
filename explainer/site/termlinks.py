"""Links from the first mention of a term on a page to the glossary."""

from __future__ import annotations

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from explainer import settings
from explainer.site.terms import terms

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


class TermLinks(SphinxPostTransform):
    """Links the first use of each glossary term in a page's paragraphs to its entry; the definition is the tooltip."""

    default_priority = 900
    builders = ("html",)

    def run(self, **kwargs) -> None:
        docname = self.env.docname
        there = settings.book()
        if docname in there.unlinked or there.pages.glossary not in self.env.found_docs:
            return
        home = self.app.builder.get_relative_uri(docname, there.pages.glossary)
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
