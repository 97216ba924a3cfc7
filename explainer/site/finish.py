"""Last touches on the pages of the site generator, made piece by piece by a parser, never by patterns."""

from __future__ import annotations

import html
import re
from html import escape

from explainer import paths, settings
from explainer.address import root as way_to_root
from explainer.pages.html import DATE, DAY
from explainer.pages.languages import Languages
from explainer.pages.pieces import pieces
from explainer.site.share import card, cite_box, dated

WORDS_PER_MINUTE = 220
#: attributes of Bootstrap, which the book does not load.
BOOTSTRAP = "data-bs-"
#: scripts that run before the page is painted or while it is laid out; all others wait.
AT_ONCE = ("head.js", "page.js")
#: the sidebar of the stock theme is no landmark.
LANDMARK = {"role": "complementary", "aria-label": "Book"}
LANDMARK_OF = "pst-primary-sidebar"
#: elements of which any may change.
CHANGED = ("link", "script", "img", "pre")
_STAMP = re.compile(r"\?v=[0-9a-f]{8}$")


def tidy(text: str) -> str:
    """A page with stable addresses, landmarks, scripts that wait, code that the keyboard reaches, tagged languages.

    Checksums in addresses come and go with what the generator has copied before. Words are tagged with their language,
    and dates in tables are kept on one line, in the article alone.
    """
    out: list[str] = []
    speak, inside, cells = Languages(), 0, 0
    for kind, written, name, attrs in pieces(text):
        if name == "article" and kind in ("start", "end"):
            inside += 1 if kind == "start" else -1
        if name in ("td", "th") and kind in ("start", "end"):
            cells += 1 if kind == "start" else -1
        if kind in ("start", "empty") and (name in CHANGED or BOOTSTRAP in written or LANDMARK_OF in written):
            written = _tag(kind, written, name, attrs)
        spoken = speak(kind, written, name, attrs)
        if inside and kind == "text":
            unread = speak.element in ("script", "style", "svg")
            written = spoken if not cells or unread or DATE.fullmatch(written.strip()) else whole_dates(spoken)
        out.append(written)
    return "".join(out)


def whole_dates(text: str) -> str:
    """Text of a cell in which no date breaks over two lines."""
    return re.sub(DAY, lambda found: f'<span class="nb">{found[0]}</span>', text)


def _tag(kind: str, written: str, name: str, attrs: dict[str, str]) -> str:
    """A start tag as it goes into the page; as it was written unless something in it changes."""
    new = {key: value for key, value in attrs.items() if not key.startswith(BOOTSTRAP)}
    for address in ("href", "src"):
        if address in new and name in ("link", "script", "img"):
            new[address] = _STAMP.sub("", new[address])
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
    """Minutes to read a page of html at `WORDS_PER_MINUTE`, tables, code, figures and lists left out; at least one."""
    text = re.sub(r"<(script|table|pre|figure|details|style|svg)\b.*?</\1>", " ", text, flags=re.S)
    text = re.sub(r'<ul class="sources">.*?</ul>|<section class="cat">.*?</section>', " ", text, flags=re.S)
    words = len(re.sub(r"<[^>]+>", " ", text).split())
    return max(1, round(words / WORDS_PER_MINUTE))


def furnish(text: str, name: str, title: str, figures: list[dict], code: bool) -> str:
    """Put the line under the heading, the links at the foot and the share card into a page's html."""
    start, end = text.find("<article"), text.find("</article>")
    if start < 0:
        return text
    root = way_to_root(name)
    minutes = reading_minutes(text[start:end])
    many = "s" if minutes > 1 else ""
    line = f"{minutes} minute{many} to read · {dated(paths.CHAPTERS / f'{name}.md')}"
    links = [cite_box(title, name)]
    if code:
        flat = name.replace("/", "-")
        links.insert(
            0,
            f'<p>Run it yourself: <a href="{root}notebooks/{flat}.ipynb" download>executed notebook</a> · '
            f'<a href="{root}notebooks/{flat}.zip" download>notebook with its data (zip)</a>{_binder(name)}</p>',
        )
    for figure in figures:
        box = cite_box(figure["title"], name, figure["id"], "figure")
        text = text.replace(f"<!--cite {figure['id']}-->", box)
    end = text.find("</article>")
    foot = f'<aside class="page-foot" aria-label="About this page">{"".join(links)}</aside>'
    text = text[:end] + foot + text[end:]
    text = text.replace("</h1>", f'</h1>\n<p class="page-line">{line}</p>', 1)
    return text.replace("</head>", card(name, title, figures) + "</head>", 1)


def _binder(name: str) -> str:
    repo = settings.run().repo
    if not repo:
        return ""
    url = f"https://mybinder.org/v2/gh/{repo}/HEAD?urlpath=lab/tree/chapters/{name}.md"
    return f' · <a href="{html.escape(url)}" rel="external">open on Binder</a>'
