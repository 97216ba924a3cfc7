"""For those who update a series: what a table holds, what changed between two versions, and accepting the change."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from explainer import paths
from explainer.evidence import cells, tables

#: where accepted changes are listed in `data/CHANGES.md`.
HEADING = "## Changes to published values"
NONE_YET = "None yet."


def describe(table: str, folder: Path | None = None) -> str:
    """A table's purpose, key, columns, coverage, gaps and how to extend it, as plain text.

    Raises:
        KeyError: no such table.
    """
    found = tables.resource(table, folder)
    frame = tables.read_text(table, folder)
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
        lines += [f"      {limit}" for limit in _limits(field)]
    for key in found["schema"].get("foreignKeys", []):
        there = key["reference"]
        named = ", ".join(tables.listed(there["fields"]))
        lines.append(f"  {', '.join(tables.listed(key['fields']))} must stand in {there['resource']} ({named})")
    lines += ["", "gaps", *(f"  - {gap}" for gap in found.get("gaps", []) or ["none recorded"])]
    lines += ["", "how to extend", f"  {found.get('extend', '')}"]
    lines += ["", "last rows", frame.tail(3).to_csv(index=False, lineterminator="\n").rstrip()]
    return "\n".join(lines)


def _limits(field: dict) -> list[str]:
    """What may stand in a column, one line per constraint."""
    limits = field.get("constraints", {})
    out = ["required"] if limits.get("required") else []
    out += ["each value once"] if limits.get("unique") else []
    if "enum" in limits:
        out.append(f"one of: {', '.join(map(str, limits['enum']))}")
    for low, high, what in (("minimum", "maximum", ""), ("minLength", "maxLength", " characters")):
        words = [f"from {limits[low]}"] if low in limits else []
        words += [f"up to {limits[high]}"] if high in limits else []
        out += [" ".join(words) + what] if words else []
    if "pattern" in limits:
        meaning = cells.MEANING.get(limits["pattern"])
        out.append(f"pattern {limits['pattern']}" + (f": {meaning}" if meaning else ""))
    return out


def accept(
    wanted: Iterable[str],
    why: str,
    folder: Path | None = None,
    *,
    old: Path | None = None,
    today: dt.date | None = None,
) -> list[str]:
    """Write down that tables are as they should be: their hash and size in the description, the reason in CHANGES.md.

    Args:
        wanted: names of tables; those that are as accepted before are passed over.
        why: the reason, one sentence.
        folder: data folder.
        old: the version accepted before, where it is not in the history of the folder.
        today: date of the entry, for tests.

    Returns:
        What was accepted, one line per table.

    Raises:
        KeyError: no such table.
        DataError: a table breaks its description.
        ValueError: no reason is given.
    """
    from explainer.evidence import check  # needs more than a downloaded chapter brings along

    folder = folder or paths.DATA
    why = " ".join(why.split())
    if not why:
        raise ValueError("say why: --why 'the ministry revised May'")
    names = [tables.resource(name, folder)["name"] for name in wanted]
    changed = [name for name in names if _changed(name, folder)]
    problems = check.check(folder, only=changed) if changed else []
    if problems:
        raise problems[0]
    said = [f"{name}: {_summary(difference(name, folder, old), name, folder)}" for name in changed]
    path = folder / "datapackage.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    for found in whole["resources"]:
        if found["name"] in changed:
            table = folder / found["path"]
            found |= {"hash": tables.fingerprint(table.read_bytes()), "bytes": table.stat().st_size}
    if changed:
        path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        _note(folder / "CHANGES.md", (today or dt.date.today()).isoformat(), said, why)
    return said


def _changed(table: str, folder: Path) -> bool:
    found = tables.resource(table, folder)
    path = folder / found["path"]
    return not path.is_file() or found.get("hash") != tables.fingerprint(path.read_bytes())


def difference(table: str, folder: Path | None = None, old: Path | None = None) -> list[str] | None:
    """What changed since the table was last accepted, as `diff` says it; None if that version cannot be found."""
    folder = folder or paths.DATA
    found = tables.resource(table, folder)
    path = folder / found["path"]
    if old:
        return diff(old, path, folder)
    body = _accepted(path, found.get("hash"))
    if body is None:
        return None
    with tempfile.TemporaryDirectory() as place:
        before = Path(place) / path.name
        before.write_bytes(body)
        return diff(before, path, folder)


def _accepted(path: Path, mark: str | None) -> bytes | None:
    """The bytes of the version last accepted, from the history of the checkout that the file lies in."""

    def git(*words: str) -> bytes:
        asked = subprocess.run(["git", *words], cwd=path.parent, capture_output=True, check=False)
        return asked.stdout if asked.returncode == 0 else b""

    try:
        commits = git("log", "-50", "--format=%H", "--", path.name).decode().split()
    except OSError:  # no git
        return None
    for commit in commits if mark else []:
        body = git("show", f"{commit}:./{path.name}")
        if body and tables.fingerprint(body) == mark:
            return body
    return None


def _summary(lines: list[str] | None, table: str, folder: Path) -> str:
    """The size of a change in words."""
    if lines is None:
        known = tables.resource(table, folder).get("hash")
        rows = len(tables.read_text(table, folder))
        return f"{rows:,} rows" + ("" if known else ", accepted for the first time")
    count = {sign: sum(line.startswith(f"{sign} ") for line in lines) for sign in "+~-"}
    words = {"+": "row added", "~": "value changed", "-": "row removed"}
    parts = [f"{n} {words[s] if n == 1 else words[s].replace(' ', 's ', 1)}" for s, n in count.items() if n]
    return ", ".join(parts) or "the same values, written otherwise"


def _note(path: Path, day: str, said: list[str], why: str) -> None:
    """Add a line on what was accepted to the list of changes."""
    text = path.read_text(encoding="utf-8") if path.exists() else "# Changes\n"
    if HEADING not in text:
        text = f"{text.rstrip()}\n\n{HEADING}\n\n{NONE_YET}\n"
    head, tail = text.split(HEADING, 1)
    what = "; ".join(said)
    if len(said) > 3:
        what = f"{len(said)} tables: {', '.join(one.split(':')[0] for one in said)}"
    line = f"- {day}, {what}. {why[:1].upper()}{why[1:].rstrip('.')}."
    tail = tail.replace(NONE_YET, "").rstrip()
    gap = "\n" if tail.splitlines() and tail.splitlines()[-1].startswith(("- ", "  ")) else "\n\n"
    path.write_text(f"{head}{HEADING}{tail}{gap}{line}\n", encoding="utf-8")


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
    names = {tables.resource(t, folder)["path"]: t for t in tables.names(folder)}
    if new.name not in names:
        raise KeyError(f"'{new.name}' is no table of the package")
    key = tables.resource(names[new.name], folder)["schema"]["primaryKey"]
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
            raise tables.DataError(path.name, 1, column, "key column is missing")
    index = pd.Index([tuple(row) for row in frame[key].itertuples(index=False)], tupleize_cols=False)
    if index.has_duplicates:
        row = int(index.duplicated().argmax())
        raise tables.DataError(path.name, row + 2, key[0], f"key {_name(index[row])} stands twice")
    frame.index = index
    return frame.drop(columns=key)


def _name(key: tuple) -> str:
    return " / ".join(part or "(empty)" for part in key)
