"""Seeded damage to every table of the package, and what share of it `check` catches, per kind.

`python -m tests.evidence.mutations` prints the table; tests/test_mutations.py asserts the share.
"""

from __future__ import annotations

import contextlib
import json
import random
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pandas as pd

from explainer import paths
from explainer.evidence import check as judge
from explainer.evidence import tables

#: (file row or None for the whole file, column or None): where the damage was done.
Place = tuple[int | None, str | None]
SHARES = ("share_pct", "china_share_pct")


def _numbers(name: str, frame: pd.DataFrame) -> list[str]:
    kinds = tables.fields(name)
    return [c for c in frame if kinds[c]["type"] == "number" and (frame[c] != "").sum() > 0]


def _dates(name: str, frame: pd.DataFrame) -> list[str]:
    kinds = tables.fields(name)
    return [c for c in frame if kinds[c]["type"] == "date" and not kinds[c].get("may_be_future")]


def _texts(name: str, frame: pd.DataFrame) -> list[str]:
    kinds = tables.fields(name)
    return [c for c in frame if kinds[c]["type"] == "string" and (frame[c] != "").any()]


def _cell(frame: pd.DataFrame, column: str, dice: random.Random) -> int:
    return dice.choice([i for i, v in enumerate(frame[column]) if v != ""])


def _set(frame: pd.DataFrame, row: int, column: str, value: str) -> Place:
    frame.loc[row, column] = value
    return row + 2, column


def drop_column(name, frame, dice):
    column = dice.choice(list(frame.columns))
    del frame[column]
    return None, column


def swap_columns(name, frame, dice):
    """The contents of two columns change places under an unchanged header."""
    pairs = [
        (a, b)
        for i, a in enumerate(frame)
        for b in list(frame)[i + 1 :]
        if (frame[a] != "").any() and (frame[b] != "").any() and not frame[a].equals(frame[b])
    ]
    if not pairs:
        return None
    one, two = dice.choice(pairs)
    frame[[one, two]] = frame[[two, one]].to_numpy()
    return None, None


def change_unit(name, frame, dice):
    """A whole numeric column is given in thousandths or in thousands."""
    columns = _numbers(name, frame)
    if not columns:
        return None
    column = dice.choice(columns)
    factor = dice.choice([1000, 0.001])
    if (pd.to_numeric(frame[column]) == 0).all():
        return None
    frame[column] = [f"{float(v) * factor:.10g}" if v else "" for v in frame[column]]
    return None, column


def duplicate_key(name, frame, dice):
    row = dice.randrange(len(frame))
    frame.loc[len(frame)] = frame.iloc[row]
    return len(frame) + 1, None


def dangling_source(name, frame, dice):
    columns = [c for c in frame if c.endswith("source_id")]
    if not columns or name == "sources":
        return None
    column = dice.choice(columns)
    return _set(frame, _cell(frame, column, dice), column, "nobody-2023-01-01-00000")


def share_over_100(name, frame, dice):
    columns = [c for c in SHARES if c in frame]
    return _set(frame, _cell(frame, columns[0], dice), columns[0], "112.5") if columns else None


def negative_value(name, frame, dice):
    columns = [c for c in _numbers(name, frame) if tables.fields(name)[c]["constraints"].get("minimum", -1) >= 0]
    if not columns:
        return None
    column = dice.choice(columns)
    row = dice.choice([i for i, v in enumerate(frame[column]) if v and float(v) > 0])
    return _set(frame, row, column, f"-{frame[column].iloc[row]}")


def future_date(name, frame, dice):
    columns = _dates(name, frame)
    if not columns:
        return None
    column = dice.choice(columns)
    return _set(frame, _cell(frame, column, dice), column, "2031-06-30")


def non_iso_date(name, frame, dice):
    columns = _dates(name, frame)
    if not columns:
        return None
    column = dice.choice(columns)
    row = _cell(frame, column, dice)
    year, month, day = frame[column].iloc[row].split("-")
    return _set(
        frame, row, column, dice.choice([f"{day}/{month}/{year}", f"{year}.{month}.{day}", f"{month}-{day}-{year}"])
    )


def mixed_publisher(name, frame, dice):
    """A row of one publisher is filed under another that the table also has."""
    columns = [c for c in ("publisher",) if c in frame and frame[c].nunique() > 1]
    if not columns:
        return None
    column = columns[0]
    row = _cell(frame, column, dice)
    return _set(
        frame,
        row,
        column,
        dice.choice([v for v in sorted(frame[column].unique()) if v and v != frame[column].iloc[row]]),
    )


def unknown_value(name, frame, dice):
    columns = [c for c, f in tables.fields(name).items() if "enum" in f.get("constraints", {})]
    if not columns:
        return None
    column = dice.choice(columns)
    return _set(frame, dice.randrange(len(frame)), column, "something_else")


def blank_required(name, frame, dice):
    columns = [c for c, f in tables.fields(name).items() if f.get("constraints", {}).get("required")]
    column = dice.choice(columns)
    return _set(frame, dice.randrange(len(frame)), column, "")


def invisible_character(name, frame, dice):
    column = dice.choice(_texts(name, frame))
    row = _cell(frame, column, dice)
    value = frame[column].iloc[row]
    cut = dice.randrange(len(value) + 1)
    return _set(frame, row, column, value[:cut] + dice.choice("\u200b\u00a0\u00ad\u202e\ufeff") + value[cut:])


def formula(name, frame, dice):
    column = dice.choice(_texts(name, frame))
    return _set(frame, _cell(frame, column, dice), column, '=HYPERLINK("http://example.org")')


def another_plausible_value(name, frame, dice):
    """A value that could as well be true: what the column holds in another row. Only the hash of the table knows."""
    columns = [c for c in frame if frame[c].nunique() > 1]
    column = dice.choice(columns)
    row = dice.randrange(len(frame))
    return _set(
        frame, row, column, dice.choice([v for v in sorted(frame[column].unique()) if v != frame[column].iloc[row]])
    )


def byte_order_mark(name, frame, dice):
    return lambda raw: b"\xef\xbb\xbf" + raw


def carriage_returns(name, frame, dice):
    return lambda raw: raw.replace(b"\n", b"\r\n")


KINDS: dict[str, Callable] = {
    f.__name__: f
    for f in (
        drop_column,
        swap_columns,
        change_unit,
        duplicate_key,
        dangling_source,
        share_over_100,
        negative_value,
        future_date,
        non_iso_date,
        mixed_publisher,
        unknown_value,
        blank_required,
        invisible_character,
        formula,
        another_plausible_value,
        byte_order_mark,
        carriage_returns,
    )
}


def undamaged(folder: Path) -> Path:
    """A copy of the package whose tables are taken for accepted as they are, whatever the working copy has changed."""
    shutil.copytree(paths.DATA, folder)
    path = folder / "datapackage.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    for found in whole["resources"]:
        found["hash"] = tables.fingerprint((folder / found["path"]).read_bytes())
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return folder


@cache
def _read(name: str) -> pd.DataFrame:
    return tables.read_text(name)


def damage(folder: Path, kind: str, seed: int) -> dict[str, Place]:
    """Do one damage of a kind to every table of a copy of the package that it applies to; table -> where."""
    places: dict[str, Place] = {}
    for name in tables.names():
        dice = random.Random(f"{kind}-{name}-{seed}")
        frame = _read(name).copy()
        done = KINDS[kind](name, frame, dice)
        if done is None:
            continue
        path = folder / tables.resource(name)["path"]
        if callable(done):
            path.write_bytes(done(path.read_bytes()))
            places[name] = (None, None)
        else:
            frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
            places[name] = done
    return places


def mend(folder: Path, places: dict[str, Place]) -> None:
    """Put the tables that were damaged back as they were."""
    for name in places:
        shutil.copy(paths.DATA / tables.resource(name)["path"], folder)


def _seen(name: str, place: Place, problems: Iterable[tables.DataError]) -> bool:
    """Whether one of the problems is a table's damage."""
    (row, column), path = place, tables.resource(name)["path"]
    mine = (p for p in problems if p.file == path)
    hits = [p for p in mine if row is None or p.row == row or p.column == column or p.row is None]
    # an unused or dangling source elsewhere is no proof that this table's damage was seen
    return any("is used by no table" not in p.rule for p in hits)


@contextlib.contextmanager
def _no_second_proof(places: dict[str, Place]) -> Iterator[None]:
    """Within, the rules of a table are not worked out once its damage is found: they take no problem back."""
    rules = judge._texts_and_rules

    def for_the_others(names, text, folder, known):
        return rules([n for n in names if not _seen(n, places[n], known)], text, folder, known)

    judge._texts_and_rules = for_the_others
    try:
        yield
    finally:
        judge._texts_and_rules = rules


def caught(folder: Path, places: dict[str, Place], *, by_hash: bool = False) -> dict[str, bool]:
    """Table -> was its own damage reported: in its file, and in its row (or for the whole file).

    Tables without damage are taken for valid and not judged, as a build does with those that have not changed.

    Args:
        folder: of the damaged package.
        places: table -> where it was damaged.
        by_hash: whether the table differs from its accepted state is all that is asked; a strict check reports that.
    """
    untouched = [name for name in tables.names() if name not in places]
    if by_hash:
        problems = judge.changed(folder)
    else:
        with _no_second_proof(places):
            problems = judge.check(folder, valid=untouched)
    return {name: _seen(name, place, problems) for name, place in places.items()}


def run(folder: Path, seeds: int = 2) -> pd.DataFrame:
    """One row per damage: kind, table, seed, caught."""
    rows = []
    package = undamaged(folder / "data")
    for kind in KINDS:
        for seed in range(seeds):
            places = damage(package, kind, seed)
            rows += [
                {"kind": kind, "table": t, "seed": seed, "caught": ok, "where": json.dumps(places[t])}
                # the hash sees any change, so it is asked for only where nothing else can know
                for t, ok in caught(package, places, by_hash=kind == "another_plausible_value").items()
            ]
            mend(package, places)
    return pd.DataFrame(rows)


def summary(result: pd.DataFrame) -> pd.DataFrame:
    """Kind -> damages, caught, percent."""
    grouped = result.groupby("kind", sort=False)["caught"].agg(damages="size", caught="sum")
    grouped["percent"] = (100 * grouped["caught"] / grouped["damages"]).round(1)
    return grouped


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        result = run(Path(place))
    print(summary(result).to_string())
    print(f"all: {100 * result['caught'].mean():.1f} percent of {len(result)}")
    print(result[~result["caught"]].to_string())
