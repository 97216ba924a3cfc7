"""What a build refuses: numbers that no cell names, links that lead nowhere."""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from explainer import paths, settings
from explainer.pages import pieces as taken_apart
from explainer.pages.pieces import pieces
from explainer.site import execute
from explainer.site.chapter import Chapter
from explainer.site.kept import keep
from explainer.site.stage import marked
from explainer.site.workplace import BuildError


def glued(chapters: list[Chapter], say: Callable[[str], None]) -> None:
    """Each name that the prose asks for is one that the chapter's cells have set.

    Raises:
        BuildError: a name that no cell sets, with its line.
    """
    wrong = []
    for chapter in chapters:
        cells = execute.with_outputs(chapter).cells if chapter.code else []
        outputs = [out for cell in cells if cell.cell_type == "code" for out in cell.outputs]
        known = {out.get("metadata", {}).get("scrapbook", {}).get("name") for out in outputs} - {None}
        for number, text in enumerate(chapter.path.read_text(encoding="utf-8").splitlines(), 1):
            for name in re.findall(r"\{glue:?\w*\}`([^`:]+)(?::[^`]*)?`", text):
                if name not in known:
                    close = difflib.get_close_matches(name, known, 1)
                    hint = f"; did you mean '{close[0]}'?" if close else ""
                    place = chapter.path.relative_to(paths.ROOT).as_posix()
                    wrong.append(f"{place}, line {number}: no cell of the chapter names a number '{name}'{hint}")
    for one in wrong[1:]:
        say(f"  PROSE     {one}")
    if wrong:
        raise BuildError(wrong[0])


def redirected(names: list[str]) -> None:
    """Old addresses of pages are free, and lead to a page of the book.

    Raises:
        BuildError: a page of the book stands at an old address, or none at a new one.
    """
    for old, new in settings.book().redirects.items():
        page = new.partition("#")[0]
        if old in names or page not in names:
            wrong = f"'{old}' is a page of the book" if old in names else f"there is no page '{page}'"
            raise BuildError(f"_config.yml, book: redirects, {old}: {new}: {wrong}")


def lit(chapters: list[Chapter]) -> None:
    """Each mark that a number stands for is drawn in a figure of its chapter.

    Raises:
        BuildError: there is no such figure in the chapter, or none of its rows holds what was named.
    """
    for chapter in chapters:
        for name, target in marked(chapter).items() if chapter.code else ():
            figure, _, key = target.partition(":")
            path = chapter.store / "figures" / f"{figure}.json"
            if not path.is_file():
                raise BuildError(f"{chapter.name}: the mark of '{name}' is in no figure '{figure}' of the chapter")
            wanted = [part.rpartition("=")[::2] for part in key.split(",")]
            rows = [row for rows in json.loads(path.read_text(encoding="utf-8"))["datasets"].values() for row in rows]
            if not any(_holds(row, wanted) for row in rows):
                raise BuildError(f"{chapter.name}: the mark of '{name}': no row of '{figure}' holds {key}")


def _holds(row: dict, wanted: list[tuple[str, str]]) -> bool:
    """True if a drawn row has all the values; one without a column may stand in any."""
    shown = {column: str(value) for column, value in row.items()}
    return all(shown.get(column) == value if column else value in shown.values() for column, value in wanted)


def _targets(page: bytes) -> bytes:
    """Files of the site that a page's links, pictures, scripts and styles name, as JSON."""
    found = set()
    for kind, _, name, attrs in pieces(page.decode()):
        if kind in ("start", "empty") and name in ("a", "img", "script", "link"):
            for address in (urlsplit(attrs[key]) for key in ("href", "src") if key in attrs):
                if address.path and not address.scheme and not address.netloc:
                    found.add(address.path)
    return json.dumps(sorted(found)).encode()


def linked(site: Path, say: Callable[[str], None]) -> None:
    """Links between the pages and to their files lead somewhere.

    Args:
        site: its folder.
        say: gets a line for each fault after the first.

    Raises:
        BuildError: a link that does not, with the page it stands on.
    """
    wrong: dict[str, str] = {}
    pages = sorted(site.rglob("*.html"), key=lambda p: (p.relative_to(site).parts[0] == "figures", p))  # chapters first
    rules = (__file__, taken_apart.__file__)
    for path in pages:
        body, name = path.read_bytes(), path.relative_to(site).as_posix()
        for found in json.loads(keep("links", name, [body], partial(_targets, body), by=rules)):
            target = unquote(found)
            there = site / target.lstrip("/") if target.startswith("/") else path.parent / target
            if not there.exists():
                wrong.setdefault(os.path.relpath(there, site).replace(os.sep, "/"), name)
    lines = [f"{page} links to {name}, which is not in the book" for name, page in wrong.items()]
    home = settings.book().pages.sources
    if f"{home}.html" in wrong:
        lines.sort(key=lambda line: f"{home}.html" not in line)
        lines[0] += f": source lines lead to the page chapters/{home}.md; list it in _toc.yml"
    for one in lines[1:]:
        say(f"  LINK      {one}")
    if lines:
        raise BuildError(lines[0])
