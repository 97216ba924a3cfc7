"""Language tags for words in other scripts."""

from __future__ import annotations

import re

from explainer.pages.pieces import VOID, pieces

#: runs of letters of one script, with the signs between them
_RUNS = {
    "ko": r"[\uac00-\ud7a3]+(?:[ ·]+[\uac00-\ud7a3]+)*",
    "zh": r"[\u4e00-\u9fff]+(?:[、，。·《》]*[\u4e00-\u9fff]+)*",
}
_SCRIPT = re.compile("|".join(f"(?P<{lang}>{run})" for lang, run in _RUNS.items()))
_UNREAD = ("script", "style", "svg", "title", "option", "textarea")


class Languages:
    """Marks Korean and Chinese words of a page that is read piece by piece; knows what stands around them."""

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
            return _SCRIPT.sub(lambda m: f'<span lang="{m.lastgroup}">{m[0]}</span>', written)
        return written


def with_languages(text: str) -> str:
    """A page's html in which Korean and Chinese words in text of another language say their language.

    Words below an element whose `lang` is not English stay as they are, and so do scripts, styles and pictures.

    Args:
        text: well-formed html; elements that html never closes are known.
    """
    return "".join(map(Languages().__call__, *zip(*pieces(text), strict=True))) if text else ""
