"""From source ids to source lines and the bibliography."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from explainer import address, paths
from explainer.evidence import tables, trace


class Words(NamedTuple):
    """How a language says a source line.

    Attributes:
        head: before the names.
        last: names but the last in `{named}`, the last in `{last}`.
        rest: the names in `{named}` where `{n}` more are not named; `one` where it is one.
        one: see `rest`.
        count: `{n}` documents, and `{seen}`, which is empty or begins with a comma.
        comma: between names but the last.
        lang: producers are called by their names in this language where a table of names has them.
    """

    head: str = "Source: "
    last: str = "{named} and {last}"
    rest: str = "{named} and {n} others"
    one: str = "{named} and 1 other"
    count: str = "({n:,} documents{seen})"
    comma: str = ", "
    lang: str = "en"


ENGLISH = Words()


def ids(cells: Iterable) -> list[str]:
    """Distinct source ids in order of first use.

    Args:
        cells: `source_id` cells; each may hold several ids joined by `;`, missing cells are passed over.
    """
    seen: dict[str, None] = {}
    for cell in cells:
        if isinstance(cell, str):
            for one in cell.split(";"):
                if one:
                    seen.setdefault(one, None)
    return list(seen)


def join(cells: Iterable) -> str:
    """One `source_id` cell for a row made from several rows; use as `.agg({"source_id": cite.join})`."""
    return ";".join(ids(cells))


def weakest(confidences: Iterable) -> str:
    """How a row made from several rows was seen: `primary` only if all of them were; a missing mark counts as reported.

    Use as `.agg({"confidence": cite.weakest})`.
    """
    return "primary" if all(str(one) == "primary" for one in confidences) else "reported"


@cache
def _register(folder: Path, stamp: int) -> pd.DataFrame:
    """All sources by id, read once per state of the file."""
    return tables.read_text("sources", folder, record=False).set_index("source_id")


def sources(wanted: Iterable[str]) -> pd.DataFrame:
    """Rows of `sources.csv` for the given ids, in that order.

    Raises:
        KeyError: an id is not in `sources.csv`.
    """
    frame = _register(*_state())
    wanted = list(wanted)
    unknown = [one for one in wanted if one not in frame.index]
    if unknown:
        raise KeyError(f"not in sources.csv: {', '.join(unknown)}")
    for one in wanted:
        trace.record({"source": one, "digest": digest(one)})
    return frame.loc[wanted].reset_index()


def _state() -> tuple[Path, int]:
    """Where the register of sources lies, and when it was last written."""
    return paths.DATA, (paths.DATA / "sources.csv").stat().st_mtime_ns


def digest(one: str) -> str:
    """Hash of one source's fields, so that a chapter runs again only when a source it cites changes.

    Raises:
        KeyError: the id is not in `sources.csv`.
    """
    return _digest(*_state(), one)


@cache
def _digest(folder: Path, stamp: int, one: str) -> str:
    return hashlib.sha256("\x1f".join(map(str, _register(folder, stamp).loc[one].tolist())).encode()).hexdigest()


def names(lang: str) -> dict[str, str]:
    """English names and those in a language, of the tables that name things in both (`names` in the description)."""
    if lang == "en":
        return {}
    found: dict[str, str] = {}
    for table in tables.names():
        if {"name_en", f"name_{lang}"} <= set(tables.resource(table).get("names", [])):
            frame = tables.read_text(table)
            found |= {en: own for en, own in zip(frame["name_en"], frame[f"name_{lang}"], strict=True) if own}
    return found


def credit(row: Mapping[str, str], called: Mapping[str, str] | None = None) -> str:
    """Short credit: producer first, the page that carries it second, then the date.

    Args:
        row: of `sources`.
        called: English name -> name in the page's language, where it is known.
    """
    producer, publisher = ((called or {}).get(row[who], row[who]) for who in ("producer", "publisher"))
    via = "" if publisher in ("", producer) else f" via {publisher}"
    date = f", {row['date_published']}" if row["date_published"] else ""
    return f"{producer}{via}{date}"


def line(frame: pd.DataFrame, most: int = 3, words: Words = ENGLISH) -> tuple[str, str]:
    """The source line of a chart, from the rows it draws: producers by the number of their rows, documents counted.

    Args:
        frame: rows drawn; needs `source_id`, uses `confidence` when present.
        most: how many producers are named before "and N others".
        words: of the language.

    Returns:
        (html, plain text). In the html the count opens the list of all documents, each linked to the bibliography; a
        single document is linked itself.

    Raises:
        ValueError: the frame has no `source_id` column or no source in it.
        KeyError: a source id is unknown.
    """
    if "source_id" not in frame.columns:
        raise ValueError("the drawn rows have no source_id column")
    found = sources(ids(frame["source_id"]))
    if found.empty:
        raise ValueError("the drawn rows name no source")
    order = _producers(frame, found)
    called = names(words.lang)
    found = found.assign(rank=found["producer"].map(order.index)).sort_values("rank", kind="stable")
    links = [
        f'<a href="{html.escape(address.source(row["source_id"]))}">{html.escape(credit(row, called))}</a>'
        for _, row in found.iterrows()
    ]
    seen = _seen(frame, found["source_id"].tolist())
    if len(links) == 1:
        how = f" ({seen})" if seen else ""
        return f"{words.head}{links[0]}{how}", f"{words.head}{credit(found.iloc[0], called)}{how}"
    told = _joined(list(dict.fromkeys(called.get(one, one) for one in order)), most, words)
    count = words.count.format(n=len(links), seen=f", {seen}" if seen else "")
    items = "".join(f"<li>{link}</li>" for link in links)
    shown = f'<details class="xf-more"><summary>{count}</summary><ul>{items}</ul></details>'
    return f"{words.head}{html.escape(told)} {shown}", f"{words.head}{told} {count}"


def _producers(frame: pd.DataFrame, found: pd.DataFrame) -> list[str]:
    """Producers by the number of rows that rest on them, those of equal number by their first row."""
    maker = found.set_index("source_id")["producer"]
    rows: dict[str, int] = {}
    for cell in frame["source_id"]:
        for one in dict.fromkeys(maker[source] for source in ids([cell])):
            rows[one] = rows.get(one, 0) + 1
    return sorted(rows, key=lambda one: -rows[one])


def _joined(names: list[str], most: int, words: Words) -> str:
    """`A, B and C`, or `A, B, C and 5 others`; parted by semicolons where a name holds a comma."""
    named, rest = names[:most], len(names) - most
    comma = "; " if any("," in one for one in named) else words.comma
    if rest > 0:
        return (words.rest if rest > 1 else words.one).format(named=comma.join(named), n=rest)
    *first, last = named
    return words.last.format(named=comma.join(first), last=last) if first else last


def _seen(frame: pd.DataFrame, documents: list[str]) -> str:
    """How many documents were seen in the original: those of which every row that rests on them was.

    Percent from 20 documents on; nothing where the rows do not say.
    """
    if "confidence" not in frame.columns:
        return ""
    reported = set(ids(frame.loc[frame["confidence"].astype("str") != "primary", "source_id"]))
    seen = sum(one not in reported for one in documents)
    if len(documents) == 1:
        return "seen in the original" if seen else "as reported by others"
    if seen in (0, len(documents)):
        return f"{'all' if seen else 'none'} seen in the original"
    share = f"{100 * seen / len(documents):.0f}%" if len(documents) >= 20 else str(seen)
    return f"{share} seen in the original"
