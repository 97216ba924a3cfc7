"""Last touches on the pages of the site generator, made piece by piece by a parser, never by patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from explainer import paths, settings
from explainer.address import root as way_to_root
from explainer.pages.html import DATE, DAY
from explainer.pages.languages import Languages
from explainer.pages.pieces import INLINE, pieces
from explainer.pages.quotes import typeset
from explainer.site import single, typeface
from explainer.site.listing import colored
from explainer.site.parts import part
from explainer.site.share import card, cite_box, dated

WORDS_PER_MINUTE = 220
#: Chinese has no spaces between its words; as much is read in the time of an English word.
HAN, HAN_PER_WORD = re.compile(r"[\u4e00-\u9fff]"), 2
#: what is read as one word: no sign alone, and no end of a word that a mark of the page has cut off.
WORD = re.compile(r"\w[^\s]*")
#: attributes of Bootstrap, which the book does not load.
BOOTSTRAP = "data-bs-"
#: scripts that run before the page is painted or while it is laid out; all others wait.
AT_ONCE = ("head.js", "page.js")
#: the sidebar of the stock theme is no landmark.
LANDMARK = {"role": "complementary", "aria-label": "Book"}
LANDMARK_OF = "pst-primary-sidebar"
#: elements of which any may change.
CHANGED = ("link", "script", "img", "pre")
#: what nobody reads from beginning to end.
UNREAD = ("script", "table", "pre", "figure", "details", "style", "svg")
#: what holds no words of a sentence, or none that could hold an element.
UNBROKEN = ("script", "style", "svg", "pre", "code", "option", "title", "textarea")
#: what is shown as it is typed.
VERBATIM = ("script", "style", "svg", "pre", "code", "kbd", "samp", "textarea")
#: attributes with words that a reader sees or hears.
SAID = ("title", "alt", "aria-label", "data-label", "placeholder")
#: classes of lists to look things up in, and of source lines.
LOOKED_UP = {"sources", "cat", "xc", "xf-source"}
_STAMP = re.compile(r"\?v=[0-9a-f]{8}$")


def tidy(text: str) -> str:
    """A page with stable addresses, landmarks, scripts that wait, code that the keyboard reaches, tagged languages.

    Checksums in addresses come and go with what the generator has copied before. Words are tagged with their language;
    around an article in another language than the book's, all else is in English. Dates are kept on one line, in the
    article alone. All words have the quotation marks of print, as prose has, but for what is shown as it is typed.
    """
    out: list[str] = []
    speak, inside, page = Languages(), 0, "en"
    typed, last = 0, ""
    for kind, written, name, attrs in pieces(text):
        page = attrs.get("lang", page) if name == "html" and kind == "start" else page
        if name == "body" and kind == "start" and not page.startswith("en"):
            attrs, written = {"lang": "en"} | attrs, written.replace("<body", '<body lang="en"', 1)
        if name == "article" and kind in ("start", "end"):
            inside += 1 if kind == "start" else -1
        if name in VERBATIM and kind in ("start", "end"):
            typed += 1 if kind == "start" else -1
        if kind == "text" and not typed:
            written = typeset(written, last)
        last = written[-1:] if kind == "text" else last if name in INLINE or name == "span" else ""
        said = kind in ("start", "empty") and not attrs.keys().isdisjoint(SAID)
        if kind in ("start", "empty") and (said or name in CHANGED or BOOTSTRAP in written or LANDMARK_OF in written):
            written = _tag(kind, written, name, attrs)
        spoken = speak(kind, written, name, attrs)
        if inside and kind == "text":
            whole = speak.element in UNBROKEN or (DATE.fullmatch(written.strip()) and speak.element in ("td", "th"))
            written = spoken if whole else whole_dates(spoken)
        elif kind == "text":
            written = spoken
        elif (kind, name) == ("end", "head"):
            written = typeface.PLACE + written
        out.append(written)
    return "".join(out)


def whole_dates(text: str) -> str:
    """Text in which no date breaks over two lines."""
    return re.sub(DAY, lambda found: f'<span class="nb">{found[0]}</span>', text)


def _tag(kind: str, written: str, name: str, attrs: dict[str, str]) -> str:
    """A start tag as it goes into the page; as it was written unless something in it changes."""
    new = {key: value for key, value in attrs.items() if not key.startswith(BOOTSTRAP)}
    for address in ("href", "src"):
        if address in new and name in ("link", "script", "img"):
            new[address] = _STAMP.sub("", new[address])
    new |= {key: typeset(new[key]) for key in SAID if key in new}
    if new.get("id") == LANDMARK_OF:
        new = LANDMARK | new
    if name == "script" and "src" in new and not new["src"].endswith(AT_ONCE):
        new = {"defer": ""} | new
    if name == "pre" and "tabindex" not in new:
        new["tabindex"] = "0"
    if list(new.items()) == list(attrs.items()):
        return written
    inner = "".join(f" {key}" + (f'="{escape(value)}"' if value else "") for key, value in new.items())
    return f"<{name}{inner}{' /' if kind == 'empty' else ''}>"


def reading_minutes(text: str) -> int:
    """Minutes to read a page of html at `WORDS_PER_MINUTE`, tables, code, figures and sources left out; at least 1."""
    return _minutes(pieces(text))


def _minutes(cut: Iterable[tuple[str, str, str, dict[str, str]]]) -> int:
    words, skipped = 0, []
    for kind, written, name, attrs in cut:
        drawn = name in UNREAD or attrs.get("role") == "img" or LOOKED_UP & set(attrs.get("class", "").split())
        if kind == "start" and (skipped or drawn):
            skipped += [name] if not skipped or name == skipped[0] else []
        elif kind == "end" and skipped and name == skipped[0]:
            skipped.pop()
        elif kind == "text" and not skipped:
            words += len(WORD.findall(written)) + len(HAN.findall(written)) / HAN_PER_WORD
    return max(1, round(words / WORDS_PER_MINUTE))


def furnish(text: str, name: str, title: str, figures: list[dict], code: tuple[dict[str, str], str] | None) -> str:
    """Put the line under the heading, citations, code, the links at the foot and the share card into a page's html.

    Args:
        text: the page.
        name: of the page, as in `_toc.yml`.
        title: first heading.
        figures: records of its figures, in order.
        code: (of each figure, of the rest) from `listing.listings`; None for a page without code.
    """
    cut = list(pieces(text))
    ends = [i for i, (kind, _, tag, _) in enumerate(cut) if (kind, tag) == ("end", "article")]
    begins = [i for i, (kind, _, tag, _) in enumerate(cut) if (kind, tag) == ("start", "article")]
    if not begins or not ends:
        return text
    minutes = _minutes(cut[begins[0] : ends[0]])
    line = f"{minutes} minute{'s' if minutes > 1 else ''} to read · {dated(paths.CHAPTERS / f'{name}.md')}"
    told = {"root": way_to_root(name), "repo": settings.run().repo, "name": name}
    boxes, rest = _boxes(name, figures, code, single.heights(cut, figures))
    foot = rest + part("foot.html", flat=name.replace("/", "-") if code else "", cite=cite_box(title, name), **told)
    before = {("end", "article"): foot, ("end", "head"): card(name, title, figures)}
    after = {("end", "h1"): Markup('\n<p class="page-line">{}</p>').format(line)}
    out: list[str] = []
    for kind, written, tag, _ in cut:
        out += [before.pop((kind, tag), ""), boxes.get(written, written), after.pop((kind, tag), "")]
    return "".join(out)


def _boxes(
    name: str, figures: list[dict], code: tuple[dict[str, str], str] | None, heights: dict[str, int]
) -> tuple[dict[str, str], str]:
    """(what stands in the foot of each figure: mark in the html -> fold-out, fold-out with the rest of the code).

    A cover shows no code; it stands in the notebook that the page's foot offers.
    """
    boxes = {
        f"<!--cite {one['id']}-->": cite_box(one["title"], name, one["id"])
        + single.embed_box(one, name, heights[one["id"]])
        for one in figures
    }
    if code is None or name in settings.covers():
        return boxes, ""
    made, rest = code
    boxes |= {
        f"<!--code {one}-->": part("code.html", kind="xf-code", label="Code", code=colored(said))
        for one, said in made.items()
    }
    label = "The other code of this page" if made else "All code of this page"
    return boxes, part("code.html", kind="page-code", label=label, code=colored(rest)) if rest else ""
