"""Executed notebooks and plain pages laid out for the site generator."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Collection
from html import escape
from pathlib import Path

import nbformat

from explainer.pages.prose import MARK
from explainer.site import execute, modules, plain
from explainer.site.chapter import Chapter
from explainer.site.files import write_if_changed
from explainer.site.workplace import WORK, BuildError

#: of a figure what lists of figures and of sources say.
LISTED = ("id", "title", "subtitle", "source_ids")


def manifest(chapters: list[Chapter]) -> tuple[Path, str]:
    """What the chapters made so far: figures with their sources, tables read per page.

    Returns:
        The file that says so, and a hash of what it lists: with another one the pages of lists are made again.
    """
    pages = {}
    for chapter in chapters:
        if chapter.late or not chapter.code:
            continue
        record = json.loads((chapter.store / "record.json").read_text(encoding="utf-8"))
        figures = [
            json.loads(p.read_text(encoding="utf-8")) for p in sorted((chapter.store / "figures").glob("*.meta.json"))
        ]
        figures.sort(key=lambda f: f.pop("order"))
        tables = modules.needed_tables(record)
        pages[chapter.name] = {"figures": figures, "tables": tables, "title": title_of(chapter)}
    seen: dict[str, str] = {}
    for name, page in pages.items():
        for figure in page["figures"]:
            if figure["id"] in seen:
                raise BuildError(f"figure id '{figure['id']}' is used in {seen[figure['id']]} and {name}")
            seen[figure["id"]] = name
    WORK.mkdir(parents=True, exist_ok=True)
    path = WORK / "manifest.json"
    text = json.dumps(pages, ensure_ascii=False, indent=1)
    path.write_text(text, encoding="utf-8")
    listed = {n: page | {"figures": [{k: f[k] for k in LISTED} for f in page["figures"]]} for n, page in pages.items()}
    return path, hashlib.sha256(json.dumps(listed).encode()).hexdigest()


def title_of(chapter: Chapter) -> str:
    """The first heading of a chapter, or its name."""
    for cell in chapter.notebook.cells:
        for text in cell.source.splitlines():
            if text.startswith("# "):
                return text[2:].strip()
    return chapter.name


def stage(chapters: list[Chapter], kept: Collection[str] = ()) -> None:
    """Write executed notebooks and plain pages to the source folder of the site; unchanged files keep their time.

    Args:
        chapters: all of the book.
        kept: names of chapters that are known to be as they were when they were written.
    """
    src = WORK / "src"
    wanted = set()
    notebooks = {chapter.path for chapter in chapters if chapter.code}
    for chapter in chapters:
        path = src / (chapter.name + (".ipynb" if chapter.code else ".md"))
        wanted.add(path)
        if chapter.name in kept and path.exists():
            continue
        if chapter.code:
            made = execute.with_outputs(chapter)
            marks = marked(chapter)
            for cell in made.cells:
                if cell.cell_type == "markdown":
                    cell.source = _lit(_links(cell.source, chapter.path.parent, notebooks), marks)
                elif "hide-input" in cell.metadata.get("tags", []):  # the code goes to the figures: see `listing`
                    cell.metadata.tags = [tag.replace("hide-input", "remove-input") for tag in cell.metadata.tags]
            text = nbformat.writes(made) + "\n"
        else:
            text = _links(chapter.path.read_text(encoding="utf-8"), chapter.path.parent, notebooks)
        write_if_changed(path, text.encode())
    for path in src.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()


def _links(text: str, folder: Path, notebooks: set[Path]) -> str:
    """Point links at the executed notebooks: authors link to the `.md` that they edit."""

    def swap(found: re.Match) -> str:
        target = (folder / f"{found[1]}.md").resolve()
        return f"]({found[1]}.ipynb{found[2]}" if target in notebooks else found[0]

    return re.sub(r"\]\(([^)#\s:]+)\.md([)#])", swap, text)


def marked(chapter: Chapter) -> dict[str, str]:
    """Numbers of a chapter that stand for a mark of a figure: name -> `figure-id:value` (see `prose.numbers`)."""
    cells = [cell for cell in execute.with_outputs(chapter).cells if cell.cell_type == "code"]
    named = plain.values([out for cell in cells for out in cell.outputs])
    return {name[len(MARK) :]: ast.literal_eval(said) for name, said in named.items() if name.startswith(MARK)}


def _lit(text: str, marks: dict[str, str]) -> str:
    """Markdown in which a number that stands for a mark is a link to its figure that says which mark."""

    def wrap(found: re.Match) -> str:
        target = marks.get(found[1])
        if not target:
            return found[0]
        figure, _, key = target.partition(":")
        return f'<a class="lit" href="#{figure}" data-mark="{escape(key)}">{found[0]}</a>'

    return re.sub(r"\{glue:?\w*\}`([^`:]+)(?::[^`]*)?`", wrap, text) if marks else text
