"""Small pieces of accessible HTML that cells return: escaped text, tables, cards."""

from __future__ import annotations

import html as _html
import re
from collections.abc import Iterable

import pandas as pd

from explainer.pages.pieces import plain
from explainer.pages.quotes import typeset


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


def fold(label: str, inside: str) -> Html:
    """Something that opens on a click, without a script, and is printed open.

    Args:
        label: plain text that says what is inside.
        inside: html.
    """
    return Html(f'<details class="xd"><summary>{esc(label)}</summary>{inside}</details>')


def tagged(text: object, lang: object) -> str:
    """Escaped text in a span that carries its language (`ko`, `zh`, `en` ...)."""
    return f'<span lang="{esc(lang)}">{esc(text)}</span>'


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


#: letters, on average, from which the cells of a column are sentences.
SENTENCE = 28


def _sentences(frame: pd.DataFrame) -> bool:
    """True if a column of a table holds sentences, by the letters that its cells show."""
    if frame.empty:
        return False
    shown = (frame.iloc[:, i].map(lambda one: len(plain(show(one)).strip())) for i in range(frame.shape[1]))
    return bool(max(letters.mean() for letters in shown) >= SENTENCE)


#: columns of a table that can be cards: the site's sheet has a rule for the label of each.
LABELED = 60


def _labels(names: list[str]) -> str:
    """Headings as the site's sheet puts them before the cells of a card, said once for all rows."""
    quoted = (typeset(name).replace("\\", "\\\\").replace("'", "\\'").replace('"', "&quot;") for name in names)
    return ";".join(f"--h{place}:'{name}'" for place, name in enumerate(quoted, 1))


def table(  # noqa: PLR0913
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
    stack: bool | None = None,
) -> Html:
    """An accessible table: caption, column headers with scope, first column as row header.

    All but the first two arguments are named at the call and may be left out; hence their number. Long, since a table
    is written from its head to its last row in one place.

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
        stack: on a phone, show each row as a card with the headings inside. Left out or true, that is so for tables
            with a column of sentences; rows of numbers and short words stay rows and scroll sideways. False: never.

    Raises:
        ValueError: the caption is empty.
    """
    if not caption.strip():
        raise ValueError("a table needs a caption")
    shown = frame if most is None else frame.head(most)
    names = [esc((labels or {}).get(c, str(c).replace("_", " "))) for c in frame.columns]
    stack = stack is not False and len(names) <= LABELED and _sentences(shown)
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
            kind = ' scope="row"' if head else ""
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
    heard = f' style="{_labels(names)}"' if stack else ""
    look = "xt" + " stack" * stack + " many" * (len(names) > 8)
    return Html(
        f'<div class="{look}" tabindex="0" role="region" aria-label="{esc(caption)}">'
        f"<table{anchor}{flags}{heard}{role('table')}><caption>{esc(caption)}</caption><thead{role('rowgroup')}>"
        f"<tr{role('row')}>{heads}</tr></thead><tbody{role('rowgroup')}>{''.join(body)}</tbody></table>"
        f"{more}</div>"
    )
