"""Language tags for words in other scripts."""

from __future__ import annotations

import re
from functools import cache

from explainer import settings
from explainer.pages.pieces import VOID, pieces

#: letters of the languages that a book may quote, as the inside of a character class.
LETTERS = {
    "ko": r"\uac00-\ud7a3",
    "zh": r"\u4e00-\u9fff",
    "ja": r"\u3040-\u30ff\u4e00-\u9fff",
    "ru": r"\u0400-\u052f",
    "uk": r"\u0400-\u052f",
    "el": r"\u0370-\u03ff",
    "ar": r"\u0600-\u06ff",
    "he": r"\u0590-\u05ff",
    "th": r"\u0e00-\u0e7f",
}
#: signs that may stand between two words of a language.
_BETWEEN = {"zh": "[、，。·《》]*", "ja": "[、，。·「」]*"}
_UNREAD = ("script", "style", "svg", "title", "option", "textarea")


@cache
def _scripts() -> re.Pattern | None:
    """Runs of letters of the book's languages, with the signs between them; None for a book in English alone."""
    runs = []
    for code in settings.book().languages:
        if code not in LETTERS:
            raise ValueError(f"_config.yml, book: language '{code}' is not known; there are: {', '.join(LETTERS)}")
        word = f"[{LETTERS[code]}]+"
        runs.append(f"(?P<{code}>{word}(?:{_BETWEEN.get(code, '[ ·]+')}{word})*)")
    return re.compile("|".join(runs)) if runs else None


class Languages:
    """Marks words in the book's other languages on a page read piece by piece; knows what stands around them."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool]] = []  # (element, whether words in it are left alone)

    @property
    def element(self) -> str:
        """The element that is open now."""
        return self._open[-1][0] if self._open else ""

    def __call__(self, kind: str, written: str, name: str, attrs: dict[str, str]) -> str:
        """The piece as it goes into the page."""
        if kind == "end":
            while self._open and self._open.pop()[0] != name:
                pass
        elif kind == "start" and name not in VOID:
            above = bool(self._open) and self._open[-1][1]
            here = not attrs["lang"].startswith("en") if "lang" in attrs else above
            self._open.append((name, here or name in _UNREAD))
        elif kind == "text" and not (self._open and self._open[-1][1]):
            scripts = _scripts()
            if scripts is not None:
                return scripts.sub(lambda m: f'<span lang="{m.lastgroup}">{m[0]}</span>', written)
        return written


def with_languages(text: str) -> str:
    """A page's html in which words in the book's other languages say their language.

    Words below an element whose `lang` is not English stay as they are, and so do scripts, styles and pictures.

    Args:
        text: well-formed html; elements that html never closes are known.
    """
    return "".join(map(Languages().__call__, *zip(*pieces(text), strict=True))) if text else ""
