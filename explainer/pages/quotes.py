"""Straight quotation marks and apostrophes, as a keyboard has them, made those of print."""

from __future__ import annotations

import re

#: what a straight sign is called where html writes it by name.
_NAMED = re.compile("&quot;|&#34;|&#x22;|&apos;|&#39;|&#x27;")
_SIGN = re.compile("[\"']")
#: what a quotation mark that opens may follow.
_BEFORE = "([{<-–—/\u2018\u201c\u00a0"
#: what never follows a mark that opens.
_ENDS = re.compile(r"[\s.,;:!?)\]]")
#: what follows an apostrophe that opens a word: the rest of a year, or the ending of a name that stands elsewhere.
_AFTER = re.compile(r"\d|s\b")


def typeset(text: str, before: str = "") -> str:
    """Text with the quotation marks and apostrophes of print, as prose beside it has them; any others stay.

    Args:
        text: words, as plain text or as html without its tags.
        before: the sign that stands before them on the line, if any.
    """
    if "&" in text:
        text = _NAMED.sub(lambda found: '"' if found[0] in ("&quot;", "&#34;", "&#x22;") else "'", text)
    if '"' not in text and "'" not in text:
        return text
    open_ = False

    def printed(found: re.Match) -> str:
        nonlocal open_
        last = text[found.start() - 1] if found.start() else before[-1:]
        after = text[found.end() :]
        begins = (not last or last.isspace() or last in _BEFORE) and not _ENDS.match(after)
        begins = begins or (last in ('"', "'") and after[:1].isalnum())
        if found[0] == "'":
            return "\u2018" if begins and not _AFTER.match(after) else "\u2019"
        # a mark between a sign and a word opens too, unless one is open
        open_ = begins or (not open_ and not last.isalnum() and after[:1].isalnum())
        return "\u201c" if open_ else "\u201d"

    return _SIGN.sub(printed, text)
