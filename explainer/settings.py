"""What the engine is told from outside: by the environment of a process (`Run`) and by the book (`Book`).

Nothing else in the engine reads the environment or `_config.yml`.
"""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path

from explainer import paths

#: variable of the environment for each field of `Run`.
VARIABLES = {
    "figures": "EXPLAINER_BUILD",
    "pictures": "EXPLAINER_PICTURES",
    "reads": "EXPLAINER_LOADS",
    "chapter": "EXPLAINER_CHAPTER",
    "code": "EXPLAINER_CODE",
    "manifest": "EXPLAINER_MANIFEST",
    "work": "EXPLAINER_WORK",
    "door": "EXPLAINER_DOOR",
    "url": "BOOK_URL",
    "repo": "BOOK_REPO",
    "strict": "CI",
}
#: settings that show on the pages, so that another value makes a new site.
SHOWN = ("url", "repo")


@dataclass(frozen=True)
class Run:
    """What one process is told: by the build that started it, and by whoever started the build."""

    #: folder for the files of the figures that a chapter makes; set in the kernels of a build and nowhere else.
    figures: Path | None = None
    #: folder in which the drawing engine keeps what it has drawn.
    pictures: Path | None = None
    #: file in which a kernel notes what it has read.
    reads: Path | None = None
    #: name of the chapter that is running (`war/timeline`); empty outside a build.
    chapter: str = ""
    #: hash of all code that the chapter runs on but its own cells; empty outside a build.
    code: str = ""
    #: file that says what the other chapters made; absent while they run.
    manifest: Path | None = None
    #: working folder of the build that started the site generator.
    work: Path | None = None
    #: where the process that builds for a preview reports to the server: `port:key`.
    door: str = ""
    #: address at which the site is published, with a slash at the end, or nothing.
    url: str = ""
    #: `owner/name` on GitHub, for the link that opens a chapter on Binder, or nothing.
    repo: str = ""
    #: refuse tables that nobody accepted; true on build servers, which set `CI`.
    strict: bool = False

    @property
    def building(self) -> bool:
        """True in the kernel of a chapter that a build runs, where cells make pages; false in a notebook."""
        return self.figures is not None


def run() -> Run:
    """The settings of this process, as its environment says now."""
    said = {name: os.environ.get(variable, "") for name, variable in VARIABLES.items()}
    return Run(
        **{
            name: Path(said[name]) if said[name] else None
            for name in ("figures", "pictures", "reads", "manifest", "work")
        },
        chapter=said["chapter"],
        code=said["code"],
        url=said["url"] and said["url"].rstrip("/") + "/",
        repo=said["repo"],
        door=said["door"],
        strict=said["strict"].lower() in ("1", "true", "yes"),
    )


def environment(more: dict[str, str] | None = None, **told: object) -> dict[str, str]:
    """The environment for a process that this one starts.

    Args:
        more: variables that are none of ours, such as `PYTHONHASHSEED`.
        told: fields of `Run` for that process.
    """
    known = {one.name for one in fields(Run)}
    if unknown := told.keys() - known:
        raise TypeError(f"no setting {', '.join(sorted(unknown))}; there are: {', '.join(sorted(known))}")
    # a book away from the installed engine brings a package of its own
    places = [str(paths.ROOT), str(paths.ENGINE.parent), os.environ.get("PYTHONPATH", "")]
    path = os.pathsep.join(dict.fromkeys(one for one in places if one))
    ours = {VARIABLES[name]: "" if value is None else str(value) for name, value in told.items()}
    return dict(os.environ) | {"PYTHONPATH": path} | (more or {}) | ours


#: what chapters run with besides what they are told: sums in one order, sets in one order, no call that will change.
STEADY = {"PYTHONHASHSEED": "0", "PYTHONWARNINGS": "error::FutureWarning", "OMP_NUM_THREADS": "1"}


def steady(command: list[str]) -> None:
    """Start this process anew, before it has imported anything, so that others can be forked from it (`site/warm.py`).

    Its sets are then in the order in which those of chapters are, and numerical libraries start no threads in it.

    Args:
        command: its command line, the interpreter first.
    """
    wanted = {name: STEADY[name] for name in ("PYTHONHASHSEED", "OMP_NUM_THREADS")}
    if sys.platform == "linux" and "PYTHONHASHSEED" not in os.environ:
        os.execve(command[0], command, wanted | dict(os.environ))


def become(env: dict[str, str]) -> None:
    """Make a whole environment that of this process, which was forked from one with another."""
    os.environ.clear()
    os.environ.update(env)


@dataclass(frozen=True)
class Pages:
    """Names of the pages that the engine itself links to."""

    #: the list of sources; source lines lead there.
    sources: str = "appendix/sources"
    #: the list of terms; the first mention of a term on a page leads there.
    glossary: str = "appendix/glossary"
    #: the description of the tables.
    data: str = "appendix/data"
    #: the list of figures.
    figures: str = "appendix/figures"
    #: the ledger of claims.
    claims: str = "verdict/claims"


@dataclass(frozen=True)
class Book:
    """What a book tells the engine, in the block `book:` of its `_config.yml`; all of it may be left out."""

    #: the package of the topic, beside `chapters/`: its modules run in chapters, and importing it registers its colors.
    package: str = ""
    #: languages of quotations and names beside English, as codes (`ko`): their words are marked, their names searched.
    languages: tuple[str, ...] = ()
    #: where the engine's own pages stand.
    pages: Pages = field(default_factory=Pages)
    #: pages in which terms are not linked, since they define them or are lists.
    unlinked: tuple[str, ...] = ()
    #: covers in other languages, beside the root of `_toc.yml`: pages without code and without contents at the side.
    covers: tuple[str, ...] = ()
    #: old name of a page -> the name it has now (`old/page: new/page`, `new/page#part`).
    redirects: dict[str, str] = field(default_factory=dict)


@cache
def book() -> Book:
    """The book's settings, read once.

    Raises:
        ValueError: the block names something that is no setting.
    """
    path = paths.ROOT / "_config.yml"
    if not path.is_file():  # a downloaded chapter: its modules and tables alone
        return Book()
    import yaml

    said = dict((yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("book") or {})
    places = said.pop("pages", None) or {}
    _known(said, Book, "book")
    _known(places, Pages, "book: pages")
    for name in ("languages", "unlinked", "covers"):
        said[name] = tuple(said.get(name) or ())
    said["redirects"] = dict(said.get("redirects") or {})
    return Book(**said, pages=Pages(**places))


@cache
def contents() -> list[tuple[str, list[str]]]:
    """The parts of `_toc.yml`: (caption, names of the pages); first the root, without a caption."""
    import yaml

    book = yaml.safe_load((paths.ROOT / "_toc.yml").read_text(encoding="utf-8"))
    found = [("", [book["root"]])]
    for part in book.get("parts", [{"chapters": book.get("chapters", [])}]):
        names = []
        for chapter in part["chapters"]:
            names += [chapter["file"], *(section["file"] for section in chapter.get("sections", []))]
        found.append((part.get("caption", ""), names))
    return found


@cache
def called() -> dict[str, str]:
    """Pages that the contents call by another name than their heading: the root by the book's title, others as written.

    A heading of a cover is a sentence; beside a link it would fill the screen of a phone.
    """
    import yaml

    told, book = (yaml.safe_load((paths.ROOT / name).read_text("utf-8")) for name in ("_config.yml", "_toc.yml"))
    listed = [one for part in book.get("parts", [book]) for one in part.get("chapters", [])]
    listed += [section for one in listed for section in one.get("sections", [])]
    return {book["root"]: told.get("title", "")} | {one["file"]: one["title"] for one in listed if "title" in one}


def covers() -> tuple[str, ...]:
    """The root of the book, and its covers in other languages."""
    return (contents()[0][1][0], *book().covers)


def _known(said: dict, kind: type, where: str) -> None:
    known = {one.name for one in fields(kind)}
    if unknown := said.keys() - known:
        there = ", ".join(sorted(known))
        raise ValueError(f"_config.yml, {where}: no setting {', '.join(sorted(unknown))}; there are: {there}")


def topic() -> None:
    """Import the topic's package, so that it can register its colors and names."""
    if book().package:
        if str(paths.ROOT) not in sys.path:
            sys.path.insert(0, str(paths.ROOT))
        importlib.import_module(book().package)
