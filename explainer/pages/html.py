"""Small pieces of accessible HTML that cells return: escaped text, tables, cards."""

from __future__ import annotations

import html as _html
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

import pandas as pd


class Html(str):
    """A string that Jupyter shows as HTML. Build it from escaped parts only."""

    def _repr_html_(self) -> str:
        return str(self)


def esc(value: object) -> str:
    """Text made safe for HTML; missing values become an empty string."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    return _html.escape(_isolate(str(value)))


def _isolate(text: str) -> str:
    """Drop bidirectional control characters, which could reorder what stands around them."""
    return text.translate(dict.fromkeys((8206, 8207, *range(8234, 8239), *range(8294, 8298))))


def tagged(text: object, lang: object) -> str:
    """Escaped text in a span that carries its language (`ko`, `zh`, `en` ...)."""
    return f'<span lang="{esc(lang)}">{esc(text)}</span>'


#: runs of letters of one script, with the signs between them
_RUNS = {
    "ko": r"[\uac00-\ud7a3]+(?:[ ·]+[\uac00-\ud7a3]+)*",
    "zh": r"[\u4e00-\u9fff]+(?:[、，。·《》]*[\u4e00-\u9fff]+)*",
}
_SCRIPT = re.compile("|".join(f"(?P<{lang}>{run})" for lang, run in _RUNS.items()))
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_UNREAD = ("script", "style", "svg", "title", "option", "textarea")


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
        elif kind == "start" and name not in _VOID:
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


#: elements that stand in a line of text; every other tag parts two words.
_INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "mark", "q", "small", "strong", "sub", "sup", "u"}


def plain(text: str) -> str:
    """What a piece of html says, without its tags, scripts and styles; words of neighboring blocks stay apart."""
    out, unread = [], 0
    for kind, written, name, _ in pieces(text):
        if name in ("script", "style") and kind in ("start", "end"):
            unread += 1 if kind == "start" else -1
        elif kind == "text" and not unread:
            out.append(plain(written) if written.startswith("<") else _html.unescape(written))
        elif kind != "other" and name not in _INLINE:
            out.append(" ")
    return "".join(out)


def entries(text: str) -> list[tuple[str, str, str]]:
    """What a piece of html offers to search by name: (kind, name, anchor).

    An element with `data-entry="Figure"` holds the name of a figure, without the links to headings in it. Its anchor is
    its own id, or else that of the nearest element around it that has one.
    """
    found, open_, name, skip = [], [], None, 0
    for kind, written, tag, attrs in pieces(text):
        if kind == "start" and tag not in _VOID:
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


def show(value: object) -> str:
    """A cell as a reader sees it: ISO dates, plain numbers, an en dash for missing."""
    if value is None or (not isinstance(value, str | Html) and pd.isna(value)):
        return "–"
    if isinstance(value, Html):
        return str(value)
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    return esc(value)


_NUM = ' class="num"'
#: a date and a cell that is one, or a range of two, which must not break over two lines.
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
DAY = rf"(?<![\w-])(?:\d{{4}}-(?:0[1-9]|1[0-2])(?:-\d\d)?|(?:\d{{1,2}} )?(?:{_MONTHS})[a-z]* \d{{4}})(?![\w-])"
DATE = re.compile(rf"{DAY}(?: to {DAY})?")


def _numeric(column: pd.Series) -> bool:
    """True if a column holds numbers and missing values only, so that it stands right-aligned with its heading."""
    there = [value for value in column if isinstance(value, str) or not pd.isna(value)]
    return bool(there) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in there)


def table(
    frame: pd.DataFrame,
    caption: str,
    *,
    labels: dict[str, str] | None = None,
    lang: dict[str, str] | None = None,
    row_header: bool = True,
    most: int | None = None,
    sortable: bool = False,
    filters: tuple[str, ...] = (),
    id: str | None = None,
    row_ids: Iterable[str] | None = None,
    stack: bool = False,
) -> Html:
    """An accessible table: caption, column headers with scope, first column as row header.

    Args:
        frame: what to show; cells of type `Html` go in as they are, everything else is escaped.
        caption: what the table holds; required, read first by a screen reader.
        labels: column name -> heading; underscores become spaces otherwise.
        lang: column name -> language code of its cells.
        row_header: mark the first column as the header of its row.
        most: show at most so many rows and say how many there are.
        sortable: let the page's script add sorting and a filter box.
        filters: headings of columns that get a select box of their own (with `sortable`).
        id: anchor of the table.
        row_ids: anchors of the rows, one per row.
        stack: on a phone, show each row as a card with the headings inside; for tables of sentences.

    Raises:
        ValueError: the caption is empty.
    """
    if not caption.strip():
        raise ValueError("a table needs a caption")
    shown = frame if most is None else frame.head(most)
    names = [esc((labels or {}).get(c, str(c).replace("_", " "))) for c in frame.columns]
    role = (lambda name: f' role="{name}"') if stack else (lambda name: "")
    numbers = [_numeric(shown[column]) for column in shown.columns]
    heads = "".join(
        f'<th scope="col"{role("columnheader")}{_NUM if number else ""}>{name}</th>'
        for name, number in zip(names, numbers, strict=True)
    )
    anchors = list(row_ids) if row_ids is not None else []
    body = []
    for i, row in enumerate(shown.itertuples(index=False)):
        cells = []
        for j, (column, value) in enumerate(zip(frame.columns, row, strict=True)):
            head = j == 0 and row_header
            tag = "th" if head else "td"
            code = (lang or {}).get(column)
            kind = ' scope="row"' if head else (f' data-label="{names[j]}"' if stack else "")
            kind += role("rowheader" if head else "cell")
            text = show(value)
            looks = ' class="num"' if numbers[j] else ' class="date"' if DATE.fullmatch(text) else ""
            kind += looks + (f' lang="{code}"' if code else "")
            cells.append(f"<{tag}{kind}>{text}</{tag}>")
        anchor = f' id="{esc(anchors[i])}"' if anchors else ""
        body.append(f"<tr{anchor}{role('row')}>{''.join(cells)}</tr>")
    rest = len(frame) - len(shown)
    more = f'<p class="xt-more">First {len(shown)} of {len(frame)} rows; the file has them all.</p>' if rest else ""
    anchor = f' id="{esc(id)}"' if id else ""
    flags = f' data-sortable="" data-filters="{esc(",".join(filters))}"' if sortable else ""
    look = "xt" + " stack" * stack + " many" * (len(names) > 8)
    return Html(
        f'<div class="{look}" tabindex="0" role="region" aria-label="{esc(caption)}">'
        f"<table{anchor}{flags}{role('table')}><caption>{esc(caption)}</caption><thead{role('rowgroup')}>"
        f"<tr{role('row')}>{heads}</tr></thead><tbody{role('rowgroup')}>{''.join(body)}</tbody></table>"
        f"{more}</div>"
    )
