"""Build the book: check the data, run the chapters, write the site beside the last good one, then swap."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import vl_convert

from explainer import paths, settings
from explainer.evidence import check, tables
from explainer.figures import engine, theme
from explainer.site import (
    downloads,
    execute,
    finish,
    generator,
    modes,
    modules,
    search,
    share,
    single,
    sizes,
    styles,
    typeface,
    warm,
    workbook,
)
from explainer.site.chapter import Chapter, ChapterError
from explainer.site.files import put, write_if_changed
from explainer.site.kept import keep
from explainer.site.listing import listings
from explainer.site.proof import glued, linked, lit, redirected
from explainer.site.runtime import RUNTIME, chart_runtime
from explainer.site.stage import manifest, stage, title_of
from explainer.site.workplace import (
    SITE,
    WORK,
    BuildError,
    alone,
    evidence,
    inputs_digest,
    nothing_to_do,
    sound,
    unbroken,
)


def documents() -> list[str]:
    """Names of all pages of `_toc.yml`, root first."""
    return [name for _, names in settings.contents() for name in names]


def build(say: Callable[[str], None] = print, press: warm.Nursery | None = None) -> Path:
    """Build into `_build/html` and return that folder; on any error the last good site stays as it is.

    One build at a time works in a folder: a second one waits until the first has ended.

    Args:
        say: gets a line for each step.
        press: forks the site generator; without one it is started from nothing.

    Raises:
        BuildError: the site generator failed or reported a warning, or a link leads nowhere.
        DataError, ChapterError: bad data, failing cell.
    """
    with alone(say):
        return _build(say, press)


def _build(say: Callable[[str], None], press: warm.Nursery | None) -> Path:
    begun, old = time.monotonic(), paths.BUILD / "html.old"
    if old.exists() and not SITE.exists():  # a build was cut off between the two
        old.rename(SITE)
    stamp = inputs_digest()
    if nothing_to_do(stamp, say):
        return SITE
    names = documents()
    redirected(names)
    execute.clear(paths.BUILD / "cache")
    chapters = [execute.read(name, paths.CHAPTERS, paths.BUILD / "cache") for name in names]
    with contextlib.ExitStack() as ended:
        todo = [one for one in chapters if one.code and not execute.fresh(one, "")]
        nursery = warm.start(folder.name for folder in modules.packages()) if todo else None
        if nursery:
            ended.callback(nursery.end)
            nursery.load([*warm.KERNEL, *modules.libraries(todo)])
        judged(say)
        say("Data checked. Chapters:")
        early = ThreadPoolExecutor(1)  # makes notebooks of what has run, while the rest runs
        ended.callback(early.shutdown, cancel_futures=True)
        done = partial(early.submit, downloads.ahead, chapters)
        execute.run_all(chapters, say, lambda: manifest(chapters), nursery, done)
        glued(chapters, say)
        lit(chapters)
        with unbroken():
            generator.forget_old_pages(names)
            stage(chapters)
            with generator.beside(say, press):
                statics()
                early.shutdown()
                extras(chapters)
    fresh = _whole(chapters, say)
    shutil.rmtree(old, ignore_errors=True)
    if SITE.exists():
        SITE.rename(old)
    fresh.rename(SITE)
    shutil.rmtree(old, ignore_errors=True)
    engine.forget(paths.BUILD / "pictures")
    (paths.BUILD / "stamp").write_text(stamp)
    say(f"Built {len(names)} pages in {time.monotonic() - begun:.0f} s.")
    return SITE


def _whole(chapters: list[Chapter], say: Callable[[str], None]) -> Path:
    """The finished site in a folder beside the last good one, from what the generator and the build have made.

    Raises:
        BuildError: a link leads nowhere.
    """
    fresh = paths.BUILD / "html.new"
    shutil.rmtree(fresh, ignore_errors=True)
    made = WORK / "out" / "_build" / "html"
    shutil.copytree(made, fresh, ignore=shutil.ignore_patterns(*generator.NOT_PUBLISHED))
    shutil.copytree(WORK / "static", fresh / "_static", dirs_exist_ok=True)
    shutil.copytree(WORK / "extra", fresh, dirs_exist_ok=True)
    _finish(fresh, chapters)
    styles.trim(fresh)
    scriptless(fresh / "_static")
    linked(fresh, say)
    return fresh


def judged(say: Callable[[str], None]) -> None:
    """Judge the data, less the tables that were found valid before.

    Raises:
        DataError: the first fault; all are listed before.
    """
    checked, now = WORK / "checked.json", {}
    with contextlib.suppress(tables.DataError):  # the check itself says what is wrong with the description
        now = evidence()
    before = json.loads(checked.read_text(encoding="utf-8")) if checked.exists() else {}
    problems = [] if now and now == before else check.check(valid=sound(before, now))
    if problems:
        for line in check.listing(problems):
            say(f"  DATA      {line}")
        raise problems[0]
    WORK.mkdir(parents=True, exist_ok=True)
    put(checked, json.dumps(now).encode())
    if share.undated():
        say(f"  NOTE      {share.undated()}")


def scriptless(static: Path) -> None:
    """Color modes for pages without scripts, from the style sheets of the site, the generator's own among them."""
    sheets = [p for p in sorted(static.rglob("*.css")) if p.name not in ("palette.css", "book.css", "noscript.css")]
    sheets += [static / "palette.css", static / "book.css"]
    path, texts = static / "noscript.css", [p.read_text(encoding="utf-8") for p in sheets]
    told = [*texts, path.read_bytes()]
    path.write_bytes(keep("styles", path.name, told, lambda: told[-1] + modes.scriptless(texts).encode()))


def _finish(site: Path, chapters: list[Chapter]) -> None:
    """Last touches on the pages: stable addresses, landmarks, reading time, citation, share card."""
    pages = json.loads((WORK / "manifest.json").read_text(encoding="utf-8"))
    known = {c.name: c for c in chapters}
    shown: dict[str, str] = {}
    whole = search.search_names()  # what a search may list
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()[: -len(".html")]
        text = finished(path.read_text(encoding="utf-8"), name, known.get(name), pages)
        whole += text
        if name in known:
            shown[name] = text
        listed = text if name != "search" else whole + text
        path.write_text(typeface.headed(text, typeface.own(site, listed, name)), encoding="utf-8")
    figures_alone = single.write(site, pages, shown)
    typeface.write(site, typeface.signs(whole))
    generator.tidy_index(site / "searchindex.js")
    share.extras(site, list(known), {c.name: title_of(c) for c in chapters}, figures_alone)


def finished(text: str, name: str, chapter: Chapter | None, pages: dict) -> str:
    """A page of the generator as it is published, but for its type.

    Args:
        text: html.
        name: the page's, without its ending.
        chapter: what it was made of; None for pages of the generator's own, such as the search.
        pages: the manifest.
    """
    told = [text, pages.get(name, {}).get("figures", [])]
    if chapter is not None:
        told += [title_of(chapter), chapter.code, share.told(name)]
        told += [(chapter.store / "outputs.json").read_bytes()] if chapter.code else []
    return keep("pages", name, told, partial(_finished, text, name, chapter, told[1])).decode()


def _finished(text: str, name: str, chapter: Chapter | None, figures: list[dict]) -> bytes:
    text = finish.tidy(text)
    if chapter is not None:
        text = finish.furnish(text, name, title_of(chapter), figures, listings(chapter) if chapter.code else None)
    return text.encode()


def statics() -> None:
    """Scripts and styles of the site that are made, not written: the chart runtime, names, the palette."""
    folder, stamp = WORK / "static", WORK / "runtime.txt"
    wanted = f"vl-convert {vl_convert.__version__}: {RUNTIME}"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "vega.js").write_text(chart_runtime(), encoding="utf-8")
        stamp.write_text(wanted, encoding="utf-8")
    settings.topic()
    write_if_changed(folder / "palette.css", (theme.css() + sizes.css() + typeface.css()).encode())
    write_if_changed(folder / "names.js", search.search_names().encode())
    for asset in paths.ASSETS.iterdir():
        if asset.is_file():
            body = asset.read_bytes() + (_topic_style() if asset.name == "book.css" else b"")
            write_if_changed(folder / asset.name, body)


def _topic_style() -> bytes:
    """Rules for what only the book's topic shows, `book.css` in its package."""
    path = paths.ROOT / settings.book().package / "book.css"
    return path.read_bytes() if settings.book().package and path.is_file() else b""


def extras(chapters: list[Chapter]) -> None:
    """Files beside the pages: the figures' downloads, each table, the data package as one zip and as a workbook."""
    folder = WORK / "extra"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "figures").mkdir(parents=True)
    (folder / "thumbs").mkdir()
    for chapter in chapters:
        for path in sorted((chapter.store / "figures").glob("*")) if chapter.code else []:
            if path.name.endswith(".thumb.svg"):
                name = path.name.removesuffix(".thumb.svg")
                drawing = typeface.carried(path.read_text(encoding="utf-8"), name)
                (folder / "thumbs" / f"{name}.svg").write_text(drawing, encoding="utf-8")
            elif not path.name.endswith(".meta.json"):
                shutil.copyfile(path, folder / "figures" / path.name)
    downloads.notebooks(chapters, folder / "notebooks")
    package = {f"data/{path.name}": path.read_bytes() for path in tables.published()}
    for name, body in package.items():
        if name.endswith(".md"):  # tables stand in `tables/`, their description in the zip
            write_if_changed(folder / name, body)
    downloads.reader_tables(folder / "tables")
    downloads.pack(folder / "data" / "data.zip", package)
    workbook.write(folder / "data" / "data.xlsx")
    # pictures in pixels stand beside the zip, each under the name of its drawing; scripts are the pages' own
    drawn = {p.name: p.read_bytes() for p in (folder / "figures").iterdir() if p.suffix not in (".png", ".js")}
    whole = drawn | {"README.md": downloads.about_figures()}
    downloads.pack(folder / "figures" / "figures.zip", whole)
    (folder / ".nojekyll").write_text("")


def main(press: warm.Nursery | None = None) -> int:
    """Command line: build, print the address last; exit code 0, 1 if it could not be built, 130 if it was stopped."""
    try:
        site = build(lambda text: print(text, flush=True), press)
    except KeyboardInterrupt:
        print("Not built: stopped.", file=sys.stderr)
        return 130
    except (BuildError, tables.DataError, ChapterError) as error:
        told = str(error)
    except OSError as error:
        told = f"{error.strerror or error}" + (f" ({error.filename})" if error.filename else "")
    except Exception as error:
        first = (str(error).splitlines() or [""])[0][:300]
        told = f"{type(error).__name__}: {first}; {_log(error)}"
    else:
        print((site / "index.html").as_uri())
        return 0
    print(f"Not built: {told}", file=sys.stderr)
    if SITE.exists():
        print("The last good site is untouched.", file=sys.stderr)
    return 1


def _log(error: Exception) -> str:
    """Keep the traceback of a fault that nobody thought of; say where."""
    path = paths.BUILD / "error.log"
    try:
        path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        return "the traceback could not be written"
    return f"the traceback is in {path}"
