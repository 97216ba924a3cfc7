"""HTML taken apart by a parser, piece by piece."""

from __future__ import annotations

import html as _html
import re
from collections.abc import Iterator
from html.parser import HTMLParser


class _Pieces(HTMLParser):
    """Where each tag, comment and run of text of a page begins."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[int, str, str, list]] = []
        self._rows = [0, *(end.end() for end in re.finditer("\n", text))]
        self.feed(text)
        self.close()

    def _note(self, kind: str, name: str = "", attrs: list | None = None) -> None:
        row, column = self.getpos()
        self.found.append((self._rows[row - 1] + column, kind, name, attrs or []))

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self._note("start", tag, attrs)
        if tag == "svg":
            self.set_cdata_mode(tag)  # pictures are most of a page; nobody here reads into them

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self._note("empty", tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._note("end", tag)

    def handle_data(self, data: str) -> None:
        self._note("text")

    handle_charref = handle_entityref = handle_data

    def handle_comment(self, data: str) -> None:
        self._note("other")

    handle_decl = handle_pi = unknown_decl = handle_comment


def pieces(text: str) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """A page's html cut into tags, comments and runs of text by a parser: (kind, as written, element, attributes).

    The kinds are `start`, `end`, `empty` (`<br/>`), `text` and `other`. What stands in a picture is one text. What is
    written, joined, is the page again.
    """
    found = _Pieces(text).found
    at = 0
    while at < len(found):
        start, kind, name, attrs = found[at]
        at += 1
        while kind == "text" and at < len(found) and found[at][1] == "text":
            at += 1  # signs written by name stand alone in the parser's eyes
        end = found[at][0] if at < len(found) else len(text)
        yield kind, text[start:end], name, {key: value or "" for key, value in attrs}


#: elements without an end tag.
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
#: elements that stand in a line of text; every other tag parts two words.
INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "mark", "q", "small", "strong", "sub", "sup", "u"}


def plain(text: str) -> str:
    """What a piece of html says, without its tags, scripts and styles; words of neighboring blocks stay apart."""
    out, unread = [], 0
    for kind, written, name, _ in pieces(text):
        if name in ("script", "style") and kind in ("start", "end"):
            unread += 1 if kind == "start" else -1
        elif kind == "text" and not unread:
            out.append(plain(written) if written.startswith("<") else _html.unescape(written))
        elif kind != "other" and name not in INLINE:
            out.append(" ")
    return "".join(out)


def entries(text: str) -> list[tuple[str, str, str]]:
    """What a piece of html offers to search by name: (kind, name, anchor).

    An element with `data-entry="Figure"` holds the name of a figure, without the links to headings in it. Its anchor is
    its own id, or else that of the nearest element around it that has one.
    """
    found, open_, name, skip = [], [], None, 0
    for kind, written, tag, attrs in pieces(text):
        if kind == "start" and tag not in VOID:
            open_.append((tag, attrs))
            skip += bool(skip) or "headerlink" in attrs.get("class", "").split()
            if "data-entry" in attrs:
                name = (len(open_), [])
        elif kind == "text" and name and not skip:
            name[1].append(_html.unescape(written))
        elif kind == "end":
            while open_:
                last, attrs = open_.pop()
                skip -= bool(skip)
                if name and len(open_) < name[0]:
                    around = [attrs, *(one for _, one in reversed(open_))]
                    anchor = next((one["id"] for one in around if "id" in one), "")
                    found.append((attrs["data-entry"], " ".join("".join(name[1]).split()), anchor))
                    name = None
                if last == tag:
                    break
    return found
