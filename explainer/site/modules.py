"""Which modules and tables a chapter rests on."""

from __future__ import annotations

import ast
import hashlib
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from explainer import paths
from explainer.site.chapter import Chapter


def imported(chapter: Chapter) -> set[Path]:
    """Modules of our own that the cells name in their imports; none if a cell is no Python: its kernel will say."""
    try:
        return named(ast.parse("\n".join(chapter.code)))
    except SyntaxError:
        return set()


@cache
def _imports(path: Path) -> frozenset[Path]:
    """Modules of our own that a module imports, anywhere in its text."""
    return frozenset(named(ast.parse(path.read_text(encoding="utf-8"))))


def named(tree: ast.AST) -> set[Path]:
    """Files of the modules below the project's folder that a piece of code names in its imports."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    found = set()
    for name in names:
        parts = name.split(".")
        for size in range(1, len(parts) + 1):
            stem = paths.ROOT.joinpath(*parts[:size])
            found |= {one for one in (stem / "__init__.py", stem.with_suffix(".py")) if one.is_file()}
    return found


def modules(chapter: Chapter) -> list[Path]:
    """Modules of our own that a chapter's cells import, and those that these import in turn.

    Raises:
        SyntaxError: a cell is no Python.
    """
    return reached("\n".join(chapter.code))


def reached(code: str) -> list[Path]:
    """Modules of our own that a piece of code imports, and those that these import in turn.

    Raises:
        SyntaxError: it is no Python.
    """
    return with_imports(named(ast.parse(code)))


def with_imports(new: Iterable[Path]) -> list[Path]:
    """These modules and those of our own that they import in turn."""
    found: set[Path] = set()
    new = set(new)
    while new:
        found |= new
        new = {one for path in new for one in _imports(path)} - found
    return sorted(found)


def package_digest(chapter: Chapter) -> str:
    """Hash of the modules that a chapter runs on, and of the lock file."""
    try:
        files = modules(chapter)
    except SyntaxError:  # the kernel says where
        files = sorted(path for name in paths.PACKAGES for path in (paths.ROOT / name).rglob("*.py"))
    whole = hashlib.sha256(os.environ.get("BOOK_URL", "").encode())
    for path in [*files, paths.ROOT / "requirements.lock"]:
        if path.exists():
            whole.update(str(path.relative_to(paths.ROOT)).encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def needed_tables(record: dict) -> list[str]:
    """Tables that a chapter needs to run, from its record: those read whole and those behind the verdicts it shows."""
    behind = {name for item in record["reads"] for name in item.get("tables", [])}
    return sorted(behind | {item["table"] for item in record["reads"] if "table" in item})
