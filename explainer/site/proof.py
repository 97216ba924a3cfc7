"""What a build refuses: numbers that no cell names, links that lead nowhere."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from explainer import paths, settings
from explainer.pages.pieces import pieces
from explainer.site import execute
from explainer.site.chapter import Chapter
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


def _targets(text: str) -> set[str]:
    """Files of the site that a page's links, pictures, scripts and styles name."""
    found = set()
    for kind, _, name, attrs in pieces(text):
        if kind in ("start", "empty") and name in ("a", "img", "script", "link"):
            for address in (urlsplit(attrs[key]) for key in ("href", "src") if key in attrs):
                if address.path and not address.scheme and not address.netloc:
                    found.add(address.path)
    return found


def linked(site: Path, say: Callable[[str], None], known: dict[Path, tuple[int, set[str]]] | None = None) -> None:
    """Links between the pages and to their files lead somewhere.

    Args:
        site: its folder.
        say: gets a line for each fault after the first.
        known: what pages name, by their time of change (ns); grows, so that a page that stays is parsed once.

    Raises:
        BuildError: a link that does not, with the page it stands on.
    """
    wrong: dict[str, str] = {}
    for path in sorted(site.rglob("*.html")):
        stamp = path.stat().st_mtime_ns
        if known is None or known.get(path, (0,))[0] != stamp:
            targets = _targets(path.read_text(encoding="utf-8"))
            if known is not None:
                known[path] = stamp, targets
        else:
            targets = known[path][1]
        for found in targets:
            target = unquote(found)
            there = site / target.lstrip("/") if target.startswith("/") else path.parent / target
            if not there.exists():
                name = os.path.relpath(there, site).replace(os.sep, "/")
                wrong.setdefault(name, path.relative_to(site).as_posix())
    lines = [f"{page} links to {name}, which is not in the book" for name, page in wrong.items()]
    home = settings.book().pages.sources
    if f"{home}.html" in wrong:
        lines.sort(key=lambda line: f"{home}.html" not in line)
        lines[0] += f": source lines lead to the page chapters/{home}.md; list it in _toc.yml"
    for one in lines[1:]:
        say(f"  LINK      {one}")
    if lines:
        raise BuildError(lines[0])
