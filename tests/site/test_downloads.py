"""What readers take away: notebooks, zips, rows, specifications, citations; read as built."""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import posixpath
import re
import subprocess
import zipfile
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import altair as alt
import pytest
import vl_convert
from markdown_it import MarkdownIt
from packaging.requirements import Requirement
from pybtex.database import parse_string

from explainer import paths
from explainer.evidence import tables
from explainer.site import plain, share
from tests.browser import SITE, watch

FOLDER = SITE / "notebooks"
ZIP = FOLDER / "all-chapters.zip"
PAGES = {p.stem: p for p in sorted(FOLDER.glob("*.ipynb"))}
MARK = b"\xef\xbb\xbf"


def notebooks() -> dict[str, dict]:
    """Every notebook of the site, single and in the zip."""
    found = {path.name: json.loads(path.read_text("utf-8")) for path in PAGES.values()}
    with zipfile.ZipFile(ZIP) as files:
        return found | {f"zip/{n}": json.loads(files.read(n)) for n in files.namelist() if n.endswith(".ipynb")}


def page(stem: str) -> str:
    name = stem.replace("-", "/", 1) if "-" in stem else stem
    return (SITE / f"{name}.html").read_text("utf-8")


#: the site generator curls quotes, joins dots and dashes
CURLED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "–": "-", "—": "-"})


def words(text: str) -> str:
    plain_text = unescape(re.sub(r"<[^>]+>", "", text)).translate(CURLED)
    return " ".join(re.sub(r"-{2,3}", "-", plain_text).split())


def prose(notebook: dict) -> list[str]:
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown"]


def test_no_notebook_holds_markup_that_only_the_site_generator_reads():
    whole = notebooks()
    assert len(whole) == 2 * len(PAGES) > 40
    for name, notebook in whole.items():
        for text in prose(notebook):
            bare = re.sub(r"```.*?```|``.*?``|`[^`]*`", "", text, flags=re.S)
            assert "{glue" not in text and ":::" not in text, name
            assert not re.search(r"\{[a-z:-]+\}", bare), f"{name}: {text[:200]}"


@pytest.mark.parametrize("stem", PAGES)
def test_what_a_page_computes_in_its_sentences_stands_in_its_notebook(stem):
    shown = MarkdownIt("commonmark").render("\n\n".join(prose(json.loads(PAGES[stem].read_text("utf-8")))))
    read, quoted = words(shown), [words(q) for q in re.findall(r"<blockquote>.*?</blockquote>", shown, re.S)]
    text = page(stem)
    said = [p for p in re.findall(r"<p>(.*?)</p>", text, re.S) if "pasted-text" in p]
    assert said or "pasted-text" not in text
    for one in said:
        assert words(one) in read
    findings = re.findall(r'<div class="[^"]*\bfinding\b[^"]*">(.*?)</div>', text, re.S)
    assert bool(findings) == bool(quoted)
    for one in findings:
        assert words(one) in quoted


class _Targets(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [v for k, v in attrs if k in ("href", "src") and v]


def test_links_of_the_notebooks_lead_to_what_lies_beside_them():
    with zipfile.ZipFile(ZIP) as files:
        there = set(files.namelist())
        whole = {n: json.loads(files.read(n)) for n in there if n.endswith(".ipynb")}
    seen = 0
    for name, notebook in whole.items():
        shown = [MarkdownIt("commonmark").render(text) for text in prose(notebook)]
        shown += [
            "".join(o.get("data", {}).get("text/html", "")) for c in notebook["cells"] for o in c.get("outputs", [])
        ]
        for target in (t for text in shown for t in _Targets(text).found):
            link = urlsplit(target)
            if link.path and not link.scheme:
                seen += 1
                assert posixpath.normpath(link.path) in there, f"{name}: {target}"
    assert seen > 50 or os.environ.get("BOOK_URL")


def test_myst_becomes_plain_markdown_and_what_is_unknown_is_not_passed_over():
    text = (
        "(mark)=\n# T\n\n% unseen\n\n:::{note} Take *care*\n"
        "{glue:text}`a` of [x](y.md \"t\") and <a href='z'>w</a>\n:::\n\n"
        "| k | v |\n| - | - |\n| {glue:text}`a` | {glue:text}`b:.1f` |\n\n"
        "`{glue:text}` {doc}`Methods <m>` ![p](q.png)\n"
    )
    made = plain.markdown(text, {"a": "'1_000'", "b": "2.25"}, {"y.md": "Y", "z": None, "q.png": None}.get)
    assert "> **Take *care***\n>\n> 1\\_000 of [x](Y) and w" in made
    assert "| 1\\_000 | 2.2 |" in made and "`{glue:text}` Methods p" in made
    assert "mark" not in made and "unseen" not in made
    with pytest.raises(KeyError, match="gone"):
        plain.markdown("{glue:text}`gone`", {}, str)


@pytest.mark.browser
def test_html_made_from_an_executed_notebook_shows_its_figures_without_a_network(chromium, tmp_path):
    from nbconvert import HTMLExporter

    stem = "statements-two-readouts"
    html, _ = HTMLExporter().from_filename(str(PAGES[stem]))
    (tmp_path / "made.html").write_text(html, encoding="utf-8")
    opened = chromium.new_context(offline=True).new_page()
    watch(opened)
    opened.goto((tmp_path / "made.html").as_uri(), wait_until="domcontentloaded")
    count = len(re.findall(r'<figure class="x[fh]" id=', page(stem)))
    opened.wait_for_function("[...document.images].every((i) => i.complete)")
    wide = opened.evaluate("[...document.images].filter((i) => i.naturalWidth > 300).length")
    assert wide == count > 1
    opened.context.close()


def test_a_chapter_run_by_a_reader_has_pictures_beside_its_charts():
    """So that html made from it shows them too; every executed notebook of the site has them already."""
    for stem, path in PAGES.items():
        outputs = [o for c in json.loads(path.read_text("utf-8"))["cells"] for o in c.get("outputs", [])]
        charts = [o["data"] for o in outputs if "application/vnd.vegalite.v5+json" in o.get("data", {})]
        assert len(charts) == len(re.findall(r'<figure class="x[fh]" id=', page(stem))), stem
        for data in charts:
            picture = "".join(data["image/svg+xml"])
            assert picture.startswith("<svg") and 'role="img" aria-label="' in picture
    assert sum(p.stat().st_size for p in FOLDER.glob("*")) < 7e6
    assert {p.name for p in FOLDER.glob("*.zip")} == {ZIP.name}, "what one zip holds is not packed again by chapter"


def bibtex() -> list[str]:
    found = (re.findall(r"<pre[^>]*>(@.*?)</pre>", p.read_text("utf-8"), re.S) for p in sorted(SITE.rglob("*.html")))
    return [unescape(text) for page in found for text in page]


def test_every_bibtex_entry_is_safe_for_latex_and_keeps_its_capitals():
    entries = bibtex()
    assert len(entries) > 60
    for text in entries:
        (entry,) = parse_string(text, "bibtex").entries.values()
        for field in ("title", "note", "booktitle"):
            assert not re.search(r"(?<!\\)[#%&_$~^]", entry.fields[field]), text
        assert entry.fields["title"].startswith("{") and entry.fields["title"].endswith("}"), text


def test_signs_of_latex_in_a_title_and_in_an_address(monkeypatch):
    monkeypatch.setenv("BOOK_URL", "https://example.org/a_b/")
    _, made = share.citation("50% of C# & D_RAM: $1 {x ~ ^ \\ 반도체", "war/timeline", "a-figure")
    fields = next(iter(parse_string(made, "bibtex").entries.values())).fields
    assert fields["title"].startswith(r"{50\% of C\# \& D\_RAM: \$1 \textbraceleft{}x \textasciitilde{}")
    assert fields["title"].endswith("반도체}") and fields["note"] == "Version 0.1.0"
    assert fields["url"] == "https://example.org/a_b/war/timeline.html#a-figure"


def test_rows_of_figures_open_in_spreadsheets_and_read_as_words():
    found = sorted((SITE / "figures").glob("*.csv"))
    assert len(found) > 40
    for path in found:
        raw = path.read_bytes()
        assert raw.startswith(MARK), path.name
        head, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
        assert head[-2:] == ["source", "source id"] and len(set(head)) == len(head), path.name
        assert not [h for h in head if "_" in h or h.endswith("pct")], path.name
        for name, *cells in zip(head, *rows, strict=True):
            assert any(cells), f"{path.name}: nothing in {name}"
            for cell in cells:
                if re.fullmatch(r"-?\d*\.\d+(e-?\d+)?", cell):
                    assert len(re.sub(r"e.*|\D", "", cell).lstrip("0")) <= max(6, len(cell.split(".")[0])), path.name
                assert name in ("source id",) or not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", cell), (
                    f"{path.name}: {cell}"
                )
    prices = (SITE / "figures" / "dram-shares.csv").read_text("utf-8-sig")
    assert "share (percent)" in prices.splitlines()[0]


def test_each_table_stands_once_with_the_mark_for_spreadsheets_and_in_the_zip_without():
    linked = re.findall(
        r'href="\.\./tables/([a-z_]+\.csv)" download', (SITE / "appendix" / "data.html").read_text("utf-8")
    )
    assert len(linked) >= 50
    with zipfile.ZipFile(SITE / "data" / "data.zip") as files:
        for name in linked:
            whole = (paths.DATA / name).read_bytes()
            assert (SITE / "tables" / name).read_bytes() == MARK + whole
            assert whole == files.read(f"data/{name}") and not whole.startswith(MARK)
        assert files.read("data/datapackage.json") == (paths.DATA / "datapackage.json").read_bytes()
    assert {p.name for p in (SITE / "tables").iterdir()} == set(linked)
    assert {p.name for p in (SITE / "data").iterdir()} == {"data.zip", "data.xlsx", "README.md", "CHANGES.md"}


def test_another_title_keeps_the_source_line_of_a_specification():
    found = sorted(p for p in (SITE / "figures").glob("*.json"))
    for path in found:
        spec = json.loads(path.read_text("utf-8"))
        assert spec["vconcat"][0]["title"]["text"][0].startswith("Source"), path.name
    chart = alt.Chart.from_json((SITE / "figures" / "memory-prices.json").read_text("utf-8"))
    chart.title = "My report"
    drawn = vl_convert.vegalite_to_svg(chart.to_dict())
    assert "My report" in drawn and "Source: " in drawn and "had all but hit bottom" not in drawn


def git(folder, *args, date="2026-01-01T00:00:00Z"):
    env = os.environ | {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", *who, *args], cwd=folder, env=env, check=True, capture_output=True)


def test_a_shallow_clone_claims_no_date_of_change(tmp_path, monkeypatch):
    whole, part = tmp_path / "whole", tmp_path / "part"
    (whole / "chapters").mkdir(parents=True)
    git(whole, "init", "-q")
    for name, day in (("one", "2026-01-02"), ("two", "2026-02-03")):
        (whole / "chapters" / f"{name}.md").write_text(name)
        git(whole, "add", "-A")
        git(whole, "commit", "-qm", name, date=f"{day}T00:00:00Z")
    git(tmp_path, "clone", "-q", "--depth", "1", whole.as_uri(), str(part))
    monkeypatch.setattr(share.paths, "ROOT", whole)
    assert share.updated(whole / "chapters" / "one.md") == "2026-01-02" and share.undated() == ""
    monkeypatch.setattr(share.paths, "ROOT", part)
    assert share.updated(part / "chapters" / "one.md") == "" and "shallow clone" in share.undated()
    monkeypatch.setattr(share.paths, "ROOT", tmp_path)
    assert share.updated(tmp_path / "x.md") == "" and "no git checkout" in share.undated()
    monkeypatch.setenv("PATH", "")
    assert share.undated()


def test_dates_the_site_shows_are_those_that_git_gives(tmp_path, monkeypatch):
    monkeypatch.setattr(share, "undated", lambda: "dates are left out")
    assert "version 0.1.0 of 20" in share.dated(paths.CHAPTERS / "index.md")
    monkeypatch.setenv("BOOK_URL", "https://example.org/book")
    share.extras(tmp_path, ["index"], {"index": "T"})
    assert "lastmod" not in (tmp_path / "sitemap.xml").read_text()
    assert "fetch-depth: 0" in (paths.ROOT / ".github" / "workflows" / "book.yml").read_text()


def test_the_zip_holds_every_notebook_module_package_and_word_that_it_needs():
    with zipfile.ZipFile(ZIP) as files:
        names = set(files.namelist())
        modules = {n: files.read(n).decode() for n in names if n.endswith(".py")}
        pinned = files.read("requirements.txt").decode()
        said = files.read("README.md").decode()
    assert {f"{stem}.ipynb" for stem in PAGES} == {n for n in names if n.endswith(".ipynb")}
    assert {"LICENSE", "LICENSE-text.md", "CITATION.cff", "data/sources.csv", "explainer/evidence/tables.py"} <= names
    for part in (
        "## Run it",
        "## What is here",
        "## Terms",
        "## Cite it",
        "pip install -r requirements.txt",
        "@incollection",
    ):
        assert part in said
    assert "explainer check" in said and not said.startswith("# all-chapters")
    for name, code in modules.items():
        for wanted in imported(code) if name != "explainer/__main__.py" else []:
            assert wanted in names, (name, wanted)
    pins = [Requirement(line) for line in pinned.splitlines()]
    for python in ("3.11", "3.13"):
        setting = {"python_version": python, "python_full_version": f"{python}.0"}
        fit = {pin.name for pin in pins if not pin.marker or pin.marker.evaluate(setting)}
        assert {"pandas", "numpy"} <= fit
        assert ("scipy" in fit) == any(
            re.search(r"^\s*(from|import) (scipy|statsmodels)", code, re.M) for code in modules.values()
        )
    have = {pin.name for pin in pins}
    assert {"pandas", "frictionless", "jupyterlab", "ipykernel"} <= have
    for package, behind in (("altair", "narwhals"), ("statsmodels", "patsy")):
        used = any(re.search(rf"^\s*(import|from) {package}\b", code, re.M) for code in modules.values())
        assert not used or {package, behind} <= have
    assert not {"jupyter-book", "sphinx", "playwright"} & have or any("myst_nb" in c for c in modules.values())
    assert not {n for n in names if n.startswith("explainer/") and not n.endswith(".py")}
    assert not {"explainer/site/build.py", "explainer/site/share.py", "explainer/site/execute.py"} & names


def test_no_word_of_a_table_was_taken_for_the_id_of_a_country_a_company_or_a_material():
    """A column holds ids or words. Where some became names and others did not, a word like `no` may be Norway."""
    names = {name for t in ("companies", "countries", "materials") for name in tables.read_text(t)["name_en"]}
    # ids of which some have no name there: groups of countries, cities, markets, firms as one actor
    kinds = {"actor", "company", "material"}
    mixed = {("chain-holdings", "holder"), ("chain-substitution", "removed"), ("plants-in-china", "location")}
    found = set()
    for path in sorted((SITE / "figures").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as source:
            rows = list(csv.DictReader(source))
        for column in rows[0].keys() - kinds:
            words = {row[column] for row in rows} - {""}
            if words & names and any(re.fullmatch(r"[a-z][a-z ]*", word) for word in words):
                found.add((path.stem, column))
    assert found <= mixed
    assert mixed & found, "the rule finds what it looks for"


def imported(code):
    """Files of our own modules that a module names in its imports at the top."""
    for node in ast.parse(code).body:
        for alias in node.names if isinstance(node, ast.ImportFrom) else []:
            for one in (f"{node.module}.{alias.name}", node.module):
                stem = one.replace(".", "/")
                found = [f for f in (f"{stem}.py", f"{stem}/__init__.py") if (paths.ROOT / f).is_file()]
                if node.module.split(".")[0] in ("explainer", "chips") and found:
                    yield found[0]
                    break


def test_no_kind_of_file_grows_unseen():
    """Limits a tenth above what they were in November 2026, in MB; the whole was 33 MB before pictures were slimmed.

    Half of a thumb is the type of its words.
    """
    sizes = {p.relative_to(SITE): p.stat().st_size / 1e6 for p in SITE.rglob("*") if p.is_file()}
    assert sum(sizes.values()) < 28
    most = {"notebooks/*.ipynb": 5.2, "figures/*.png": 2.85, "figures/*.js": 1.1, "figures/*.svg": 0.4}
    most |= {"figures/*.json": 1.25, "thumbs/*.svg": 0.68, "figures/*/*.html": 2, "appendix/*.html": 2}
    for kind, limit in most.items():
        assert 0 < sum(size for path, size in sizes.items() if path.match(kind)) < limit, kind
