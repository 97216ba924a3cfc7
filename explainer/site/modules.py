"""Which modules and tables a chapter rests on."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import sys
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path

from explainer import paths, settings
from explainer.site.chapter import Chapter
from explainer.site.kept import keep


def packages() -> list[Path]:
    """Folders of the packages whose modules run in chapters: the engine and the topic."""
    name = settings.book().package
    return [paths.ENGINE, *([paths.ROOT / name] if name else [])]


def named_here(name: str) -> bool:
    """True if a module of that name stands in the book's folder or is the engine itself."""
    return name == paths.ENGINE.name or (paths.ROOT / name).exists()


def lock() -> bytes:
    """The lock file; where a book has none, nothing."""
    path = paths.ROOT / "requirements.lock"
    return path.read_bytes() if path.is_file() else b""


#: what gives a chapter that which the others made.
OTHERS = "explainer.evidence.trace.book_manifest"


def asks_for_the_others(chapter: Chapter) -> bool:
    """True if the cells, or a module of ours that they name, import what speaks of the other chapters."""
    try:
        names = _names(importing([chapter]))
    except SyntaxError:  # its kernel will say
        return False
    return OTHERS in names or any(OTHERS in _of(path) for path in _files(names))


@cache
def _imports(path: Path) -> frozenset[Path]:
    """Modules of our own that a module imports, anywhere in its text."""
    return _files(_of(path))


def _of(path: Path) -> tuple[str, ...]:
    """`_names` of a file; what was found in it before if it has not changed."""
    body = path.read_bytes()
    return tuple(json.loads(keep("imports", paths.placed(path), [body], partial(_found, body), by=[__file__])))


def _found(body: bytes) -> bytes:
    return json.dumps(_names(body.decode())).encode()


@cache
def _names(code: str) -> tuple[str, ...]:
    """Dotted names of modules in the imports of a piece of code, and of what is taken from them.

    Raises:
        SyntaxError: it is no Python.
    """
    names: dict[str, None] = {}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= dict.fromkeys(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= dict.fromkeys([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
    return tuple(names)


@cache
def _files(names: tuple[str, ...]) -> frozenset[Path]:
    """Files of those modules that stand in the book's folder or in the engine."""
    found = set()
    for name in names:
        parts = name.split(".")
        for size in range(1, len(parts) + 1):
            for base in dict.fromkeys((paths.ROOT, paths.ENGINE.parent)):
                stem = base.joinpath(*parts[:size])
                here = {one for one in (stem / "__init__.py", stem.with_suffix(".py")) if one.is_file()}
                if here:
                    found |= here
                    break
    return frozenset(found)


def importing(chapters: Iterable[Chapter]) -> str:
    """The code cells in which something may be imported, the few that need a parser."""
    return "\n".join(code for chapter in chapters for code in chapter.code if "import" in code)


def modules(chapter: Chapter) -> list[Path]:
    """Modules of our own that a chapter's cells import, and those that these import in turn.

    Raises:
        SyntaxError: a cell is no Python.
    """
    return reached(importing([chapter]))


def reached(code: str) -> list[Path]:
    """Modules of our own that a piece of code imports, and those that these import in turn.

    Raises:
        SyntaxError: it is no Python.
    """
    return with_imports(_files(_names(code)))


def with_imports(new: Iterable[Path]) -> list[Path]:
    """These modules and those of our own that they import in turn."""
    found: set[Path] = set()
    new = set(new)
    while new:
        found |= new
        new = {one for path in new for one in _imports(path)} - found
    return sorted(found)


def libraries(chapters: Iterable[Chapter]) -> list[str]:
    """Modules from elsewhere that chapters and the modules that they reach name in their imports, as they name them."""
    names: dict[str, None] = {}
    for chapter in chapters:
        with contextlib.suppress(SyntaxError):  # its kernel says where
            for code in (importing([chapter]), *modules(chapter)):
                names |= dict.fromkeys(elsewhere(code))
    return list(names)


def elsewhere(code: str | Path) -> list[str]:
    """Modules from elsewhere that a piece of code or a file names in its imports, as it names them.

    Raises:
        SyntaxError: it is no Python.
    """
    known, names = sys.stdlib_module_names, _of(code) if isinstance(code, Path) else _names(code)
    return [name for name in names if not ((top := name.split(".")[0]) in known or named_here(top))]


def package_digest(chapter: Chapter) -> str:
    """Hash of the modules that a chapter runs on, of the book's settings and of the lock file."""
    try:
        files = modules(chapter)
    except SyntaxError:  # the kernel says where
        files = sorted(path for folder in packages() for path in folder.rglob("*.py"))
    whole = hashlib.sha256(f"{settings.run().url}\0{settings.book()}".encode() + lock())
    for path in files:
        whole.update(_marked(path))
    return whole.hexdigest()


@cache
def _marked(path: Path) -> bytes:
    """Name and hash of a module; a process that goes on when modules change is ended (`keeper.py`)."""
    return paths.placed(path).encode() + hashlib.sha256(path.read_bytes()).digest()


def needed_tables(record: dict) -> list[str]:
    """Tables that a chapter needs to run, from its record: those read whole and those behind values it shows."""
    behind = {name for item in record["reads"] for name in item.get("tables", [])}
    return sorted(behind | {item["table"] for item in record["reads"] if "table" in item})
