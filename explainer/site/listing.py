"""A chapter's code as its readers find it: with the figure that it made, the rest at the end of the page."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup
from pygments import format as formatted
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pygments.token import Name, Operator, Punctuation, Text

from explainer.pages.pieces import pieces
from explainer.site import execute
from explainer.site.chapter import Chapter

#: what is written in the color of the listing itself: most of all marks.
PLAIN = {Name, Name.Namespace, Operator, Punctuation, Text.Whitespace}


def listings(chapter: Chapter) -> tuple[dict[str, str], str]:
    """The code of an executed chapter.

    Returns:
        (figure id -> code of all cells since the figure before it, its own included; code after the last figure).
    """
    found: dict[str, str] = {}
    since: list[str] = []
    for cell in execute.with_outputs(chapter).cells if chapter.code else []:
        if cell.cell_type != "code":
            continue
        since.append(cell.source.strip())
        if made := [one for out in cell.outputs for one in _figures(out.get("data", {}).get("text/html", ""))]:
            code = "\n\n\n".join(since)
            found |= dict.fromkeys(made, code)
            since = []
    return found, "\n\n\n".join(since)


def _figures(text: str) -> list[str]:
    """Ids of the figures in the html that a cell returned."""
    if "<figure" not in text:
        return []
    tags = (at for kind, _, name, at in pieces(text) if (kind, name) == ("start", "figure"))
    return [at["id"] for at in tags if at.get("class") in ("xf", "xh")]


@cache
def colored(code: str) -> Markup:
    """Python as html in the classes of the site generator's own listings, those that have a color of their own."""
    tokens = ((Text if kind in PLAIN else kind, text) for kind, text in PythonLexer().get_tokens(code))
    return Markup(formatted(tokens, HtmlFormatter(nowrap=True)))
