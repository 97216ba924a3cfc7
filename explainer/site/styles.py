"""The site generator's style sheets without rules for what no page of the book has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import tinycss2

from explainer.site.kept import keep
from explainer.site.modes import selectors

#: sheets and scripts that are written for this engine: nothing is taken from them, or looked for in them.
OWN = ("palette.css", "book.css", "figure.css", "noscript.css", "vega.js")
#: what sheets are trimmed by.
MADE = (__file__,)
NAMED = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
#: reads, for speed, all that may be a class, in 10 MB of pages at each build: one too many keeps a rule, none is lost.
WORN = re.compile(r"""\bclass=(?:"([^"]*)"|'([^']*)')""")


def trim(site: Path) -> None:
    """Take from the generator's sheets the rules that name a class which is on no page and in no script of the site.

    A sheet that was trimmed for the same classes before is taken over.
    """
    static = site / "_static"
    words = _words(site)
    for path in sorted(static.rglob("*.css")):
        if path.name in OWN:
            continue
        text = path.read_text(encoding="utf-8")
        used = words & set(NAMED.findall(text))
        body = keep("styles", path.name, [text, sorted(used)], partial(_made, text, used), MADE)
        path.write_bytes(body)


def _words(site: Path) -> set[str]:
    """Classes of the pages, and every word of the scripts, since these may give a class."""
    found: set[str] = set()
    for path in site.rglob("*.html"):
        body = path.read_bytes()
        found.update(
            json.loads(keep("classes", path.relative_to(site).as_posix(), [body], partial(_worn_on, body), MADE))
        )
    for path in (site / "_static").rglob("*.js"):
        if path.name not in OWN:
            found.update(re.findall(r"[\w-]+", path.read_text(encoding="utf-8")))
    return found


def _worn_on(page: bytes) -> bytes:
    """The classes of a page, as JSON."""
    return json.dumps(
        sorted({name for pair in set(WORN.findall(page.decode())) for name in "".join(pair).split()})
    ).encode()


def _made(sheet: str, used: set[str]) -> bytes:
    return worn(sheet, used).encode()


def worn(sheet: str, used: set[str]) -> str:
    """A style sheet with those selectors alone of which all classes are used, and without what then is empty."""
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return "\n".join(_worn(rules, used)) + "\n"


def _worn(rules: list, used: set[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports") and rule.content:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if kept := "".join(_worn(inner, used)):
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{kept}}}"
        elif rule.type == "qualified-rule":
            # what stands in brackets, such as `:not(.x)`, may hold without its classes
            kept = [one for one in selectors(rule.prelude) if set(NAMED.findall(_bare(one))) <= used]
            if kept:
                yield f"{','.join(kept)}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.type != "error":
            yield rule.serialize()


def _bare(selector: str) -> str:
    """A selector without what stands in brackets."""
    while (shorter := re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", selector)) != selector:
        selector = shorter
    return selector
