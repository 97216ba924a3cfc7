"""Build the book: check the data, run the chapters, write the site beside the last good one, then swap."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import vl_convert
import yaml

from explainer import check, data, finish, modes, paths, publish, run, theme

WORK = paths.BUILD / "work"
SITE = paths.BUILD / "html"
#: leftovers of the stock theme and of the generator that no page asks for.
NOT_PUBLISHED = (
    ".buildinfo*",
    ".doctrees",
    "objects.inv",
    "*.map",
    "*.LICENSE.txt",
    "fontawesome*",
    "webfonts",
    "webpack-macros.html",
    "sbt-webpack-macros.html",
    "locales",
    "images",
    "sphinx-thebe.*",
    "togglebutton.*",
    "design-tabs.js",
    "sphinx-design.*",
    "sphinx_highlight.js",
    "_sources",
    "scripts",
    "vendor",
    "file.png",
    "minus.png",
    "plus.png",
)
#: what the browser needs of Vega to draw compiled charts, taken from the modules that vl-convert carries (nothing is
#: loaded): no Vega-Lite compiler, no maps, networks or hierarchies. The versions are those of the vl-convert in the
#: lock file; with another one the build stops (`chart_runtime`).
RUNTIME = """
import {expressionInterpreter} from "https://cdn.jsdelivr.net/npm/vega-interpreter@2.0.0/+esm";
import {Handler} from "https://cdn.jsdelivr.net/npm/vega-tooltip@1.0.0/+esm";
import {extend} from "https://cdn.jsdelivr.net/npm/vega-util@2.1.0/+esm";
import {transforms} from "https://cdn.jsdelivr.net/npm/vega-dataflow@6.1.0/+esm";
import * as tables from "https://cdn.jsdelivr.net/npm/vega-transforms@5.1.0/+esm";
import * as views from "https://cdn.jsdelivr.net/npm/vega-view-transforms@5.1.0/+esm";
import * as encoders from "https://cdn.jsdelivr.net/npm/vega-encode@5.1.0/+esm";
import {View} from "https://cdn.jsdelivr.net/npm/vega-view@6.1.0/+esm";
import {parse} from "https://cdn.jsdelivr.net/npm/vega-parser@7.1.0/+esm";
extend(transforms, tables, views, encoders);
window.vega = {View, parse, expressionInterpreter, Handler};
"""


class BuildError(RuntimeError):
    """The book could not be built; the message is one clear line."""


def documents(toc: Path) -> list[str]:
    """Names of all pages of `_toc.yml`, root first."""
    book = yaml.safe_load(toc.read_text(encoding="utf-8"))
    names = [book["root"]]
    for part in book.get("parts", [{"chapters": book.get("chapters", [])}]):
        for chapter in part["chapters"]:
            names.append(chapter["file"])
            names += [section["file"] for section in chapter.get("sections", [])]
    return names


def build(say=print) -> Path:
    """Build into `_build/html` and return that folder; on any error the last good site stays as it is.

    Raises:
        BuildError: the site generator failed or reported a warning.
        data.DataError, run.ChapterError: bad data, failing cell.
    """
    begun = time.monotonic()
    stamp = _inputs_digest()
    if SITE.exists() and (paths.BUILD / "stamp").exists() and (paths.BUILD / "stamp").read_text() == stamp:
        say("Nothing has changed since the last build.")
        return SITE
    checked, now = WORK / "checked.txt", _evidence_digest()
    problems = [] if checked.exists() and checked.read_text() == now else check.check()
    if problems:
        for problem in problems:
            say(f"  DATA      {problem}")
        raise problems[0]
    WORK.mkdir(parents=True, exist_ok=True)
    checked.write_text(now)
    if publish.undated():
        say(f"  NOTE      {publish.undated()}")
    say("Data checked. Chapters:")
    names = documents(paths.ROOT / "_toc.yml")
    chapters = [run.read(name, paths.CHAPTERS, paths.BUILD / "cache") for name in names]
    run.run_all(chapters, say, lambda: _manifest(chapters))
    _forget_old_pages(names)
    _stage(chapters)
    _static()
    _extra(chapters)
    _sphinx(say)
    made = WORK / "out" / "_build" / "html"
    fresh, old = paths.BUILD / "html.new", paths.BUILD / "html.old"
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, fresh, ignore=shutil.ignore_patterns(*NOT_PUBLISHED))
    shutil.copytree(WORK / "static", fresh / "_static", dirs_exist_ok=True)
    shutil.copytree(WORK / "extra", fresh, dirs_exist_ok=True)
    _scriptless(fresh / "_static")
    _finish(fresh, chapters)
    if SITE.exists():
        SITE.rename(old)
    fresh.rename(SITE)
    shutil.rmtree(old, ignore_errors=True)
    (paths.BUILD / "stamp").write_text(stamp)
    say(f"Built {len(names)} pages in {time.monotonic() - begun:.0f} s.")
    return SITE


def _scriptless(static: Path) -> None:
    """Color modes for pages without scripts, from the style sheets of the site, the generator's own among them."""
    sheets = [p for p in sorted(static.rglob("*.css")) if p.name not in ("palette.css", "book.css", "noscript.css")]
    sheets += [static / "palette.css", static / "book.css"]
    text = modes.scriptless([p.read_text(encoding="utf-8") for p in sheets])
    path = static / "noscript.css"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def _finish(site: Path, chapters: list[run.Chapter]) -> None:
    """Last touches on the pages: stable addresses, landmarks, reading time, citation, share card."""
    pages = json.loads((WORK / "manifest.json").read_text(encoding="utf-8"))
    known = {c.name: c for c in chapters}
    for path in site.rglob("*.html"):
        name = str(path.relative_to(site))[: -len(".html")]
        text = finish.tidy(path.read_text(encoding="utf-8"))
        if name in known:
            figures = pages.get(name, {}).get("figures", [])
            text = publish.finish(text, name, _title(known[name]), figures, bool(known[name].code))
        path.write_text(text, encoding="utf-8")
    _tidy_index(site / "searchindex.js")
    publish.extras(site, list(known), {c.name: _title(c) for c in chapters})


def _tidy_index(path: Path) -> None:
    """Drop words that no page holds any more: the site generator keeps them empty in its index when a page changes."""
    call, body = path.read_text(encoding="utf-8").split("(", 1)
    index = json.loads(body.rsplit(")", 1)[0])
    for words in ("terms", "titleterms"):
        index[words] = {word: pages for word, pages in index[words].items() if pages != []}
    text = json.dumps(index, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    # a text that is parsed, no object written in JavaScript: there the word `__proto__` would not be a word
    for sign, escaped in (("\\", "\\\\"), ("'", "\\'"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(sign, escaped)
    path.write_text(f"{call}(JSON.parse('{text}'))", encoding="utf-8")


def _forget_old_pages(names: list[str]) -> None:
    """Start the site generator afresh when the list of pages changes: it keeps pages that are gone from the book."""
    listed = WORK / "pages.txt"
    text = "\n".join(names)
    if not listed.exists() or listed.read_text() != text:
        shutil.rmtree(WORK / "out", ignore_errors=True)
        WORK.mkdir(parents=True, exist_ok=True)
        listed.write_text(text)


def _inputs_digest() -> str:
    whole = hashlib.sha256()
    folders = (paths.CHAPTERS, paths.DATA, paths.ROOT / "explainer", paths.ROOT / "coding")
    files = [p for folder in folders for p in paths.files(folder)]
    files += [paths.ROOT / n for n in ("_config.yml", "_toc.yml", "requirements.lock", "CHANGELOG.md", "CITATION.cff")]
    for path in sorted(files):
        if path.exists():
            whole.update(str(path.relative_to(paths.ROOT)).encode() + b"\0" + path.read_bytes())
    whole.update(os.environ.get("BOOK_URL", "").encode() + _commit_date().encode() + publish.undated().encode())
    return whole.hexdigest()


def _evidence_digest() -> str:
    """Hash of the data and of the rules, so that data found valid once are not checked again."""
    whole = hashlib.sha256(Path(check.__file__).read_bytes() + (paths.ROOT / "requirements.lock").read_bytes())
    for path in paths.files(paths.DATA):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def _commit_date() -> str:
    """Date of the last commit (ISO), or nothing outside a checkout."""
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%cs %ct"], cwd=paths.ROOT, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() if asked.returncode == 0 else ""


def _manifest(chapters: list[run.Chapter]) -> tuple[Path, str]:
    """What the chapters made so far: figures with their sources, tables read per page."""
    pages = {}
    for chapter in chapters:
        if chapter.late or not chapter.code:
            continue
        record = json.loads((chapter.store / "record.json").read_text(encoding="utf-8"))
        figures = [
            json.loads(p.read_text(encoding="utf-8")) for p in sorted((chapter.store / "figures").glob("*.meta.json"))
        ]
        for made in figures:
            made["copy"] = str((chapter.store / "figures" / f"{made['id']}.copy.html").relative_to(paths.BUILD))
        order = "\n".join(chapter.code)
        figures.sort(key=lambda f: order.find(f["id"]))
        tables = run.tables(record)
        pages[chapter.name] = {"figures": figures, "tables": tables, "title": _title(chapter)}
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
    return path, hashlib.sha256(text.encode()).hexdigest()


def _title(chapter: run.Chapter) -> str:
    for cell in chapter.notebook.cells:
        for text in cell.source.splitlines():
            if text.startswith("# "):
                return text[2:].strip()
    return chapter.name


def _stage(chapters: list[run.Chapter]) -> None:
    """Write executed notebooks and plain pages to the source folder of the site; unchanged files keep their time."""
    src = WORK / "src"
    wanted = set()
    notebooks = {chapter.path for chapter in chapters if chapter.code}
    for chapter in chapters:
        path = src / (chapter.name + (".ipynb" if chapter.code else ".md"))
        wanted.add(path)
        if chapter.code:
            made = run.with_outputs(chapter)
            for cell in made.cells:
                if cell.cell_type == "markdown":
                    cell.source = _links(cell.source, chapter.path.parent, notebooks)
            text = nbformat.writes(made) + "\n"
        else:
            text = _links(chapter.path.read_text(encoding="utf-8"), chapter.path.parent, notebooks)
        _write_if_changed(path, text.encode())
    for path in src.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()


def _links(text: str, folder: Path, notebooks: set[Path]) -> str:
    """Point links at the executed notebooks: authors link to the `.md` that they edit."""

    def swap(found: re.Match) -> str:
        target = (folder / f"{found[1]}.md").resolve()
        return f"]({found[1]}.ipynb{found[2]}" if target in notebooks else found[0]

    return re.sub(r"\]\(([^)#\s:]+)\.md([)#])", swap, text)


def _write_if_changed(path: Path, body: bytes) -> None:
    if not path.exists() or path.read_bytes() != body:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def chart_runtime() -> str:
    """The script that draws compiled charts, shielded from module loaders of other scripts.

    Raises:
        BuildError: this vl-convert does not carry the modules that `RUNTIME` names.
    """
    try:
        body, cause = vl_convert.javascript_bundle(RUNTIME), "the bundle is empty"
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the library panics, which is no Exception
        body, cause = "", str(error)
    if "window.vega" not in body:
        version = vl_convert.__version__
        raise BuildError(
            f"vl-convert {version} does not carry the modules named in RUNTIME, explainer/build.py: {cause}"
        )
    return "(function(){var define,module,exports;" + body + "\n})();\n"


def _static() -> None:
    """Scripts and styles of the site that are made, not written: the chart runtime, names, the palette."""
    folder, stamp = WORK / "static", WORK / "runtime.txt"
    wanted = f"vl-convert {vl_convert.__version__}: {RUNTIME}"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "vega.js").write_text(chart_runtime(), encoding="utf-8")
        stamp.write_text(wanted, encoding="utf-8")
    _write_if_changed(folder / "palette.css", theme.css().encode())
    _write_if_changed(folder / "names.js", publish.names().encode())
    for asset in paths.ASSETS.iterdir():
        if asset.is_file():
            _write_if_changed(folder / asset.name, asset.read_bytes())


def _extra(chapters: list[run.Chapter]) -> None:
    """Files beside the pages: the figures' downloads and the data package, single and as one zip."""
    folder = WORK / "extra"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "figures").mkdir(parents=True)
    (folder / "thumbs").mkdir()
    for chapter in chapters:
        for path in sorted((chapter.store / "figures").glob("*")) if chapter.code else []:
            if path.name.endswith(".thumb.svg"):
                shutil.copyfile(path, folder / "thumbs" / path.name.replace(".thumb", ""))
            elif not path.name.endswith((".meta.json", ".copy.html")):
                shutil.copyfile(path, folder / "figures" / path.name)
    publish.notebooks(chapters, folder / "notebooks")
    shutil.copytree(paths.DATA, folder / "data", ignore=shutil.ignore_patterns(*paths.LEFT))
    publish.tables(folder / "tables")
    evidence = {f"data/{p.relative_to(paths.DATA)}": p.read_bytes() for p in paths.files(paths.DATA)}
    publish.pack(folder / "data" / "data.zip", evidence)
    pictures = {p.name: p.read_bytes() for p in (folder / "figures").iterdir()}
    publish.pack(folder / "figures" / "figures.zip", pictures | {"README.md": publish.about_figures()})
    (folder / ".nojekyll").write_text("")


def _sphinx(say) -> None:
    env = dict(os.environ) | {"EXPLAINER_WORK": str(WORK), "PYTHONHASHSEED": "0"}
    date = _commit_date().split()
    if date:
        env |= {"SOURCE_DATE_EPOCH": date[1], "EXPLAINER_DATE": date[0]}
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", str(WORK / "src")]
    command += ["--path-output", str(WORK / "out"), "--config", str(paths.ROOT / "_config.yml")]
    command += ["--toc", str(paths.ROOT / "_toc.yml"), "-W", "--keep-going", "-q"]
    done = subprocess.run(command, cwd=paths.ROOT, env=env, capture_output=True, text=True, check=False)
    text = done.stdout + done.stderr
    (WORK / "sphinx.log").write_text(text, encoding="utf-8")
    if done.returncode:
        lines = [x for x in text.splitlines() if "WARNING" in x or "ERROR" in x or "rror:" in x or "Error" in x]
        for one in lines[:12] or text.splitlines()[-12:]:
            say(f"  SITE      {one.strip()}")
        raise BuildError(f"the site could not be written; the whole log is in {WORK / 'sphinx.log'}")


def main() -> int:
    """Command line: build, print the address last, exit code 0 or 1."""
    try:
        site = build(lambda text: print(text, flush=True))
    except (BuildError, data.DataError, run.ChapterError) as error:
        print(f"Not built: {error}", file=sys.stderr)
        if SITE.exists():
            print("The last good site is untouched.", file=sys.stderr)
        return 1
    print((site / "index.html").as_uri())
    return 0
