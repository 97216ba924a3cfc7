from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib.metadata import distribution
from importlib.util import cache_from_source
from xml.etree import ElementTree

import html5lib
import pytest
from packaging.requirements import Requirement

from explainer.figures.figure import VEGA_LITE
from explainer.site import finish, share, terms
from tests.browser import SITE, pages, parsed

#: words as they stand in a text -> the term of the glossary
FORMS = {
    "readouts": "readout",
    "HHI": "hhi",
    "hhi": "",
    "DRAM": "dram",
    "수출통제": "export-control",
    "디램": "dram",
    "Readouts": "readout",
}


def read(path):
    return parsed(path)[0]


def glossary_text(root, one):
    """What the glossary says on a term."""
    parts = list(next(e for e in root.iter("dl") if e.get("class") == "gloss"))
    at = next(i for i, e in enumerate(parts) if e.get("id") == one)
    return "".join(parts[at + 1].itertext())


def test_citations_name_page_book_and_version():
    apa, bibtex = share.citation("A title", "war/timeline", "a-figure")
    assert "A title" in apa and "version 0.1.0" in apa and "war/timeline.html#a-figure" in apa
    assert bibtex.startswith("@incollection{war-timeline-a-figure,") and bibtex.endswith("}")
    assert bibtex.count("{") == bibtex.count("}")
    assert r"note = {Version 0.1.0, war/timeline.html\#a-figure}" in bibtex and "title = {{A title}}" in bibtex


def test_reading_time_leaves_out_tables_and_code():
    text = "<p>" + "word " * 440 + "</p>"
    assert finish.reading_minutes(text) == 2
    assert finish.reading_minutes(text + "<table>" + "word " * 4000 + "</table>") == 2
    assert finish.reading_minutes("<p>short</p>") == 1
    drawn = '<div role="img">' + "<i>word</i> " * 4000 + "</div>"
    assert finish.reading_minutes(text + drawn + "<p>" + "# . $ " * 4000 + "</p>") == 2


def test_share_card_feed_and_site_map_appear_with_an_address(tmp_path, monkeypatch):
    figure = {"id": "one-figure", "title": "A finding", "alt": "what it shows"}
    assert "og:image" not in share.card("index", "T", [figure])
    monkeypatch.setenv("BOOK_URL", "https://example.org/book")
    card = share.card("index", "T <b>", [figure])
    assert 'content="https://example.org/book/figures/one-figure.png"' in card and "T &lt;b&gt;" in card
    share.extras(tmp_path, ["index"], {"index": "Title & more"})
    feed = ElementTree.fromstring((tmp_path / "feed.xml").read_text())
    own = [link.get("href") for link in feed.findall("{*}link") if link.get("rel") == "self"]
    assert own == ["https://example.org/book/feed.xml"]
    for name in ("sitemap.xml", "feed.xml"):
        root = ElementTree.fromstring((tmp_path / name).read_text())
        assert "https://example.org/book/index.html" in ElementTree.tostring(root, encoding="unicode")


def test_terms_are_linked_once_a_page_in_paragraphs_to_their_entry():
    glossary = read(SITE / "appendix" / "glossary.html")
    meant = {dt.get("id"): glossary_text(glossary, dt.get("id")) for dt in glossary.iter("dt")}
    linked = {}
    for page in pages():
        root = read(SITE / page)
        parents = {child: parent for parent in root.iter() for child in parent}
        links = [a for a in root.iter("a") if "gl" in a.get("class", "").split()]
        linked[page] = [a.get("href").split("#")[1] for a in links]
        assert len(set(linked[page])) == len(linked[page]), page
        for a in links:
            place = (SITE / page).parent / a.get("href").split("#")[0]
            assert place.resolve() == (SITE / "appendix" / "glossary.html").resolve()
            assert a.get("title") and a.get("title") in meant[a.get("href").split("#")[1]]
            around = [a]
            while around[-1] in parents:
                around.append(parents[around[-1]])
            tags = [one.tag for one in around[1:]]
            assert "p" in tags and not {"a", "h1", "h2", "h3", "code", "pre", "figure", "table"} & set(tags), page
    assert linked["appendix/glossary.html"] == []
    assert "term-readout" in linked["statements/two-readouts.html"]
    chapters = [p for p in linked if p.split("/")[0] in ("war", "statements", "memory", "verdict")]
    assert sum(1 for p in chapters if linked[p]) >= len(chapters) - 2
    assert max(len(found) for found in linked.values()) < 20


def test_a_term_is_found_in_the_plural_by_initials_and_in_korean_and_chinese():
    forms = {name: [one for pattern, one, _ in terms.terms() if pattern.fullmatch(name)] for name in FORMS}
    assert forms == {name: [one] if one else [] for name, one in FORMS.items()}


def test_the_head_of_a_page_names_feed_card_and_its_own_address(monkeypatch):
    figure = {"id": "one-figure", "title": "A finding", "alt": "what it shows"}
    page = "<html><head><title>x</title></head><body><article><h1>T</h1></article></body></html>"

    def head():
        root = html5lib.parse(
            finish.furnish(page, "war/timeline", "T", [figure], ({}, "")), namespaceHTMLElements=False
        )
        links = {one.get("rel"): one.attrib for one in root.iter("link")}
        return links, {m.get("name") or m.get("property"): m.get("content") for m in root.iter("meta")}

    links, metas = head()
    assert links == {} and metas["twitter:card"] == "summary"
    monkeypatch.setenv("BOOK_URL", "https://example.org/book")
    links, metas = head()
    assert links["canonical"]["href"] == metas["og:url"] == "https://example.org/book/war/timeline.html"
    assert links["alternate"]["type"] == "application/atom+xml"
    assert links["alternate"]["href"] == "https://example.org/book/feed.xml"
    assert metas["twitter:card"] == "summary_large_image" and metas["og:image"].endswith("/one-figure.png")
    assert metas["description"] == metas["og:description"] == "A finding"


def test_the_data_page_describes_the_package_to_search_engines_of_data():
    scripts = [
        s for s in read(SITE / "appendix" / "data.html").iter("script") if s.get("type") == "application/ld+json"
    ]
    found = json.loads(scripts[0].text)
    assert found["@context"] == "https://schema.org" and found["@type"] == "Dataset"
    package = json.loads((share.paths.DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert found["name"] == package["title"] and found["version"] == package["version"]
    assert 50 <= len(found["description"]) <= 5000
    assert re.fullmatch(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d", found["temporalCoverage"])
    assert len(found["hasPart"]) == len(package["resources"])
    for one in [found, *found["hasPart"]]:
        assert one["creator"][0]["name"] and one["license"] and one["name"] and one["description"]
        files = one["distribution"] if isinstance(one["distribution"], list) else [one["distribution"]]
        for file in files:
            assert file["@type"] == "DataDownload" and (SITE / "appendix" / file["contentUrl"]).is_file()
    assert {file["contentUrl"] for file in found["distribution"]} == {"../data/data.zip", "../data/data.xlsx"}
    ids = {e.get("id") for e in read(SITE / "appendix" / "data.html").iter() if e.get("id")}
    assert {part["url"].split("#")[1] for part in found["hasPart"]} <= ids


def test_binder_button_needs_a_repository(monkeypatch):
    page = "<html><head></head><body><article><h1>T</h1></article></body></html>"
    assert "mybinder" not in finish.furnish(page, "index", "T", [], ({}, ""))
    monkeypatch.setenv("BOOK_REPO", "someone/book")
    assert "mybinder.org/v2/gh/someone/book/HEAD" in finish.furnish(page, "index", "T", [], ({}, ""))


def test_every_page_says_how_long_it_takes_when_it_changed_and_how_to_cite_it():
    for page in (p for p in pages() if p not in ("genindex.html", "search.html", "404.html") and p[:8] != "figures/"):
        text = (SITE / page).read_text(encoding="utf-8")
        assert re.search(r"to read · (last changed|version [\d.]+ of) 20", text), page
        assert "Cite this page" in text, page
        assert "<!--cite" not in text, page


def test_executed_notebooks_show_each_figure_once_as_a_chart_or_in_words():
    for path in sorted((SITE / "notebooks").glob("*.ipynb")):
        outputs = [o for c in json.loads(path.read_text("utf-8"))["cells"] for o in c.get("outputs", [])]
        assert not [o for o in outputs if 'class="xf-static xf-narrow"' in str(o.get("data", {}).get("text/html"))]
        charts = [o["data"] for o in outputs if VEGA_LITE in o.get("data", {})]
        page = (SITE / f"{path.stem.replace('-', '/', 1) if '-' in path.stem else path.stem}.html").read_text("utf-8")
        assert len(charts) == len(re.findall(r'<figure class="x[fh]" id=', page)), path.stem
        for data in charts:
            assert data[VEGA_LITE]["title"]["text"] and len("".join(data["text/plain"])) >= 60


def test_the_zip_of_figures_holds_rows_drawing_and_specification_of_each_and_its_pixels_stand_beside_it():
    with zipfile.ZipFile(SITE / "figures" / "figures.zip") as files:
        names = set(files.namelist())
    listed = re.findall(r'href="\.\./[a-z/-]+\.html#([^"]+)"', (SITE / "appendix" / "figures.html").read_text("utf-8"))
    assert len(listed) > 40
    assert {f"{one}.{ending}" for one in listed for ending in ("csv", "json", "svg")} == names - {"README.md"}
    assert {f"{one}.png" for one in listed} == {path.name for path in (SITE / "figures").glob("*.png")}


def test_the_readme_shows_the_figure_as_it_is_now():
    made = (SITE / "figures" / "readout-claims.svg").read_bytes()
    assert (share.paths.ROOT / "docs" / "cover.svg").read_bytes() == made, "copy it from _build/html/figures"


def environment(folder, wanted):
    """A fresh environment with just the named packages, linked from the one that runs the tests; returns its Python.

    pip has put the lock file's versions there; here it says of each whether it is the one that is asked for.
    """
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--dry-run",
        "--no-index",
        "--no-deps",
    ]
    pip += ["-r", str(wanted)]
    asked = subprocess.run(pip, capture_output=True, text=True, check=True)
    assert "Would install" not in asked.stdout
    venv.create(folder, with_pip=False)
    library = sysconfig.get_path("purelib")
    pins = [Requirement(line) for line in wanted.read_text(encoding="utf-8").splitlines()]
    found = [distribution(one.name) for one in pins if not one.marker or one.marker.evaluate()]
    for one in found:
        for file in one.files or []:
            place = os.path.normpath(os.path.join(library, file))
            compiled = cache_from_source(place) if file.suffix == ".py" else place  # or each run would compile anew
            for source in {place, compiled} if file.suffix != ".pyc" else ():
                target = folder / os.path.relpath(source, sys.prefix)
                if os.path.isfile(source) and not target.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.symlink_to(source)
    return folder / "bin" / "python"


@pytest.mark.slow
def test_a_downloaded_chapter_runs_in_an_empty_folder_and_a_fresh_environment(tmp_path):
    with zipfile.ZipFile(SITE / "notebooks" / "all-chapters.zip") as files:
        files.extractall(tmp_path)
    python = environment(tmp_path / "env", tmp_path / "requirements.txt")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("EXPLAINER", "PYTHONPATH"))}
    missing = subprocess.run([python, "-c", "import playwright"], env=env, capture_output=True, text=True, check=False)
    assert "ModuleNotFoundError" in missing.stderr, "only what the zip asks for is there"
    run = [
        python,
        "-m",
        "nbconvert",
        "--to",
        "notebook",
        "--execute",
        "--output",
        "done.ipynb",
        "statements-two-readouts.ipynb",
    ]
    done = subprocess.run(run, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    made = json.loads((tmp_path / "done.ipynb").read_text(encoding="utf-8"))
    kinds = {k for c in made["cells"] for o in c.get("outputs", []) for k in o.get("data", {})}
    assert VEGA_LITE in kinds

    def run(word):
        command = [python, "-m", "explainer", word]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)

    checked, built = run("check"), run("build")
    assert checked.returncode == 0 and "all valid" in checked.stdout, checked.stderr
    assert built.returncode == 1 and len(built.stderr.splitlines()) == 1 and "'build' cannot run here" in built.stderr
