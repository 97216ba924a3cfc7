"""Last touches on the pages of the site generator, made piece by piece by a parser, never by patterns."""

from __future__ import annotations

import re
from html import escape

from explainer.pages.html import DATE, DAY, Languages, pieces

#: attributes of Bootstrap, which the book does not load.
BOOTSTRAP = "data-bs-"
#: scripts that run before the page is painted or while it is laid out; all others wait.
AT_ONCE = ("head.js", "page.js")
#: the sidebar of the stock theme is no landmark.
LANDMARK = {"role": "complementary", "aria-label": "Book"}
LANDMARK_OF = "pst-primary-sidebar"
#: elements of which any may change.
CHANGED = ("link", "script", "img", "pre")
_STAMP = re.compile(r"\?v=[0-9a-f]{8}$")


def tidy(text: str) -> str:
    """A page with stable addresses, landmarks, scripts that wait, code that the keyboard reaches, tagged languages.

    Checksums in addresses come and go with what the generator has copied before. Words are tagged with their language,
    and dates in tables are kept on one line, in the article alone.
    """
    out: list[str] = []
    speak, inside, cells = Languages(), 0, 0
    for kind, written, name, attrs in pieces(text):
        if name == "article" and kind in ("start", "end"):
            inside += 1 if kind == "start" else -1
        if name in ("td", "th") and kind in ("start", "end"):
            cells += 1 if kind == "start" else -1
        if kind in ("start", "empty") and (name in CHANGED or BOOTSTRAP in written or LANDMARK_OF in written):
            written = _tag(kind, written, name, attrs)
        spoken = speak(kind, written, name, attrs)
        if inside and kind == "text":
            unread = speak.element in ("script", "style", "svg")
            written = spoken if not cells or unread or DATE.fullmatch(written.strip()) else whole_dates(spoken)
        out.append(written)
    return "".join(out)


def whole_dates(text: str) -> str:
    """Text of a cell in which no date breaks over two lines."""
    return re.sub(DAY, lambda found: f'<span class="nb">{found[0]}</span>', text)


def _tag(kind: str, written: str, name: str, attrs: dict[str, str]) -> str:
    """A start tag as it goes into the page; as it was written unless something in it changes."""
    new = {key: value for key, value in attrs.items() if not key.startswith(BOOTSTRAP)}
    for address in ("href", "src"):
        if address in new and name in ("link", "script", "img"):
            new[address] = _STAMP.sub("", new[address])
    if new.get("id") == LANDMARK_OF:
        new = LANDMARK | new
    if name == "script" and "src" in new and not new["src"].endswith(AT_ONCE):
        new = {"defer": ""} | new
    if name == "pre" and "tabindex" not in new:
        new["tabindex"] = "0"
    if list(new.items()) == list(attrs.items()):
        return written
    inner = "".join(f" {key}" + (f'="{escape(value)}"' if value else "") for key, value in new.items())
    return f"<{name}{inner}{' /' if kind == 'empty' else ''}>"
