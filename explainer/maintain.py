"""For those who update a series: what a table holds, and what changed between two versions of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from explainer import data


def describe(table: str, folder: Path | None = None) -> str:
    """A table's purpose, key, columns, coverage, gaps and how to extend it, as plain text.

    Raises:
        KeyError: no such table.
    """
    found = data.resource(table, folder)
    frame = data.read_text(table, folder)
    lines = [f"{table}: {found['title']}", "", found["description"], ""]
    cover = found.get("coverage")
    lines.append(f"rows     {len(frame):,}")
    lines.append(f"key      {', '.join(found['schema'].get('primaryKey', []))}")
    if cover:
        lines.append(f"period   {cover['start']} to {cover['end']} ({cover['field']})")
    lines.append(f"license  {found['licences'][0]['title']}")
    lines += ["", "columns"]
    for field in found["schema"]["fields"]:
        unit = f" [{field['unit']}]" if field.get("unit") else ""
        empty = int((frame[field["name"]] == "").sum())
        missing = f", {empty} empty" if empty else ""
        lines.append(f"  {field['name']} ({field['type']}{missing}){unit}: {field.get('description', '')}")
    lines += ["", "gaps", *(f"  - {gap}" for gap in found.get("gaps", []) or ["none recorded"])]
    lines += ["", "how to extend", f"  {found.get('extend', '')}"]
    lines += ["", "last rows", frame.tail(3).to_csv(index=False, lineterminator="\n").rstrip()]
    return "\n".join(lines)


def diff(old: Path, new: Path, folder: Path | None = None) -> list[str]:
    """What changed between two versions of a table, row by row, matched by primary key.

    Args:
        old, new: CSV files; the table is named by the file name of `new`.
        folder: data folder whose description gives the key.

    Returns:
        Lines: `+ key`, `- key`, `~ key: column 'before' -> 'after'`, in file order; empty if nothing changed.

    Raises:
        KeyError: the file name is no table of the package.
        DataError: a file lacks a key column, or a key stands twice.
    """
    names = {data.resource(t, folder)["path"]: t for t in data.tables(folder)}
    if new.name not in names:
        raise KeyError(f"'{new.name}' is no table of the package")
    key = data.resource(names[new.name], folder)["schema"]["primaryKey"]
    before, after = (_keyed(path, key) for path in (old, new))
    out = [f"- {_name(k)}" for k in before.index if k not in after.index]
    for k in after.index:
        if k not in before.index:
            out.append(f"+ {_name(k)}")
            continue
        for column in after.columns:
            was = before.at[k, column] if column in before.columns else "(no such column)"
            if was != after.at[k, column]:
                out.append(f"~ {_name(k)}: {column} '{was}' -> '{after.at[k, column]}'")
    out += [f"- column {c}" for c in before.columns if c not in after.columns]
    return out


def _keyed(path: Path, key: list[str]) -> pd.DataFrame:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in key:
        if column not in frame.columns:
            raise data.DataError(path.name, 1, column, "key column is missing")
    index = pd.Index([tuple(row) for row in frame[key].itertuples(index=False)], tupleize_cols=False)
    if index.has_duplicates:
        row = int(index.duplicated().argmax())
        raise data.DataError(path.name, row + 2, key[0], f"key {_name(index[row])} stands twice")
    frame.index = index
    return frame.drop(columns=key)


def _name(key: tuple) -> str:
    return " / ".join(part or "(empty)" for part in key)
