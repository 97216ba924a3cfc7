"""The folder that a preview serves: made beside the one that is shown, then put in its place."""

from __future__ import annotations

import fnmatch
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from explainer.site import build, generator, search, share, typeface
from explainer.site.chapter import Chapter
from explainer.site.files import put
from explainer.site.proof import linked
from explainer.site.stage import title_of
from explainer.site.workplace import LIVE, SHOWN, WORK

#: pages and files of the site that no file of the generator stands behind.
MADE = ("404.html", "sitemap.xml", "feed.xml")
#: folder of the type, which is made from what the pages show.
TYPE = "_static/type/"


class Served:
    """The folder that is served: made beside the one that is shown, then put in its place."""

    def __init__(self) -> None:
        self._made: dict[str, tuple] = {}
        self._sheets: list[str] = []
        self._signs: dict[str, set[int]] = {}
        self._letters: frozenset[int] = frozenset()

    def show(self, chapters: list[Chapter]) -> list[str]:
        """Take over what is new in the folders of the build.

        Returns:
            Names of the files that differ from those shown before.
        """
        LIVE.mkdir(parents=True, exist_ok=True)
        fresh, old = LIVE / "html.new", LIVE / "html.old"
        for folder in (fresh, old):
            shutil.rmtree(folder, ignore_errors=True)
        if SHOWN.exists():
            shutil.copytree(SHOWN, fresh, copy_function=_twin)
        changed = self._fill(fresh, chapters)
        if SHOWN.exists():
            SHOWN.rename(old)
        fresh.rename(SHOWN)
        shutil.rmtree(old, ignore_errors=True)
        return changed

    def check(self, say: Callable[[str], None]) -> None:
        """Links of the pages shown lead somewhere.

        Raises:
            BuildError: one does not.
        """
        linked(SHOWN, say)

    def _fill(self, fresh: Path, chapters: list[Chapter]) -> list[str]:
        known = {chapter.name: chapter for chapter in chapters}
        pages = json.loads((WORK / "manifest.json").read_text(encoding="utf-8"))
        sources = _sources()
        changed = []
        # the search page last: it shows what all others do
        for name in sorted(sources, key=lambda one: (one == "search.html", one)):
            path, stat = sources[name], sources[name].stat()
            page = name.removesuffix(".html") if name.endswith(".html") else ""
            key: tuple = (stat.st_mtime_ns, stat.st_size)
            if page:
                key += (json.dumps(pages.get(page, {}).get("figures")), self._letters if page == "search" else None)
            there = fresh / name
            if self._made.get(name) == key and there.exists():
                continue
            if page:
                body = self._page(
                    fresh, build.finished(path.read_text(encoding="utf-8"), page, known.get(page), pages), page
                )
            else:
                body = path.read_bytes() if name != "searchindex.js" else _index(path)
            if not there.exists() or there.read_bytes() != body:
                put(there, body)
                changed.append(name)
            self._made[name] = key
        self._type(fresh)
        self._scriptless(fresh / "_static", sources)
        for path in [one for one in fresh.rglob("*") if one.is_file()]:
            name = path.relative_to(fresh).as_posix()
            if name not in sources and name not in MADE and not name.startswith(TYPE):
                path.unlink()
                changed.append(name)
        return changed

    def _page(self, fresh: Path, text: str, page: str) -> bytes:
        """A page with its type, as bytes."""
        self._signs[page] = typeface.signs(text)
        shown = text
        if page == "search":
            shown += "".join(map(chr, set().union(*self._signs.values()))) + search.search_names()
        return typeface.headed(text, typeface.own(fresh, shown, page)).encode()

    def _type(self, fresh: Path) -> None:
        """The type that all pages share, when a page shows a sign that none showed before."""
        letters = frozenset().union(*self._signs.values()) | typeface.signs(search.search_names())
        if letters != self._letters:
            for path in (fresh / TYPE).glob("latin-*"):
                path.unlink()  # it may be shared with the folder that is shown
            typeface.write(fresh, letters)
            self._letters = letters

    def _scriptless(self, static: Path, sources: dict[str, Path]) -> None:
        """Colors for pages without scripts, when a style sheet has changed."""
        sheets = [_digest(path) for name, path in sources.items() if name.endswith(".css")]
        if sheets != self._sheets:
            put(static / "noscript.css", sources["_static/noscript.css"].read_bytes())
            build.scriptless(static)
            self._sheets = sheets


def extras(chapters: list[Chapter]) -> None:
    """What stands beside the pages and no page waits for: files to download, the page for wrong addresses."""
    build.extras(chapters)
    for name in MADE:  # those shown may be shared with the folder before
        (SHOWN / name).unlink(missing_ok=True)
    share.extras(SHOWN, [chapter.name for chapter in chapters], {c.name: title_of(c) for c in chapters})


def _sources() -> dict[str, Path]:
    """Files of the generator and of the build that make up the site, by their names in it."""
    found: dict[str, Path] = {}
    out = WORK / "out" / "_build" / "html"
    for folder, inner, names in os.walk(out):
        inner[:] = [one for one in inner if not _unpublished(one)]
        for name in names:
            if not _unpublished(name):
                path = Path(folder, name)
                found[path.relative_to(out).as_posix()] = path
    for base, prefix in ((WORK / "static", "_static/"), (WORK / "extra", "")):
        for folder, _, names in os.walk(base):
            for name in names:
                path = Path(folder, name)
                found[prefix + path.relative_to(base).as_posix()] = path
    return found


def _unpublished(name: str) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in generator.NOT_PUBLISHED)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _index(path: Path) -> bytes:
    aside = WORK / "live-index.js"
    shutil.copyfile(path, aside)
    generator.tidy_index(aside)
    return aside.read_bytes()


def _twin(source: str, target: str) -> None:
    """The same file under a second name; a copy where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
