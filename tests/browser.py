"""Chromium for tests: found on the machine, started without a network."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from explainer import paths

SITE = paths.BUILD / "html"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
#: true in the page when every chart that can come to life has done so.
ALL_LIVE = "document.querySelectorAll('figure.xf:not(.is-live)').length === 0"


def executable() -> str:
    """Path of a browser; skips the test where there is none, fails it where one is required (CI)."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    if os.environ.get("EXPLAINER_REQUIRE_BROWSER"):
        pytest.fail("no Chromium or Chrome on this machine, and EXPLAINER_REQUIRE_BROWSER is set")
    pytest.skip("no Chromium or Chrome on this machine")


def pages() -> list[str]:
    """Pages of the built site that a reader opens; of the figures' own pages, which are of one make, the first."""
    found = sorted(p.relative_to(SITE) for p in SITE.rglob("*.html") if "_static" not in p.parts)
    alone = [p for p in found if p.parts[0] == "figures"]
    return [str(p) for p in found if p not in alone[1:]]


@cache
def parsed(path: Path) -> tuple[Element, list[tuple]]:
    """A page as the html standard reads it, and where it breaks the standard; each is parsed once."""
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parse(path.read_text(encoding="utf-8"))
    return root, [(where, code, str(what)) for where, code, what in parser.errors]


def script(name: str) -> str:
    """A function for the page, from a file beside this one, without the comment above it."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8").split("*/\n", 1)[1]


def watch(page) -> dict[str, list[str]]:
    """Collect what must not happen on a page: console errors, script errors, requests to another host."""
    seen: dict[str, list[str]] = {"errors": [], "outside": []}
    page.on("console", lambda m: seen["errors"].append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: seen["errors"].append(str(e)))

    def request(r):
        if not r.url.startswith(("file:", "data:", "http://127.0.0.1:")):
            seen["outside"].append(r.url)

    page.on("request", request)
    return seen


def lay_out_all(page) -> None:
    """Lay out what the page leaves for later, so that nothing hides in a part that the reader has not come to."""
    # added by hand: the browser library waits for an event that never comes on a page without scripts
    page.evaluate(
        """() => {
            const style = document.createElement("style");
            style.textContent = "* { content-visibility: visible !important }";
            document.head.append(style);
        }"""
    )


def live(page):
    """The page with all charts come to life, waited for in a way that a strict policy on the page allows."""
    scroll_through(page)
    waited = """() => new Promise((done) => {
        const until = performance.now() + 20_000;
        const look = () => {
            if (ALL || performance.now() > until) return done(ALL);
            // one that was passed by between two frames is come back to
            for (const f of document.querySelectorAll("figure.xf:not(.is-live)"))
                if (f.querySelector(".xf-live")) { f.scrollIntoView({ block: "center", behavior: "instant" }); break; }
            setTimeout(look, 20);
        };
        look();
    })"""
    assert page.evaluate(waited.replace("ALL", ALL_LIVE)), "a chart does not come to life"
    return page


def scroll_through(page) -> None:
    """Bring every figure near the viewport, so that all charts wake up."""
    page.evaluate(
        """async () => {
            const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            for (const figure of document.querySelectorAll("figure.xf")) {
                figure.scrollIntoView({ behavior: "instant" });
                await frame();
            }
            scrollTo({ top: 0, behavior: "instant" });
        }"""
    )
