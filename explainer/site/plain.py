"""A chapter's MyST text as plain Markdown: values in place, directives as block quotes, links that work elsewhere."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

#: where a link of a page leads away from the site; None drops the link and keeps its words.
Resolve = Callable[[str], str | None]
#: (first character, end, what stands there instead)
Edit = tuple[int, int, str]
_DIRECTIVE = re.compile(r"\{(?P<name>[\w:+-]+)\}\s*(?P<argument>.*)")
_OPTION = re.compile(r":[\w-]+:")
_CODE = ("code", "code-block", "sourcecode")
#: tokens of MyST that show nothing on a page.
_UNSEEN = ("myst_target", "myst_line_comment", "myst_block_break")
#: elements of a table, which say their roles themselves.
TABLED = ("table", "thead", "tbody", "tr", "th", "td")
_SIGNS = re.compile(r"([\\`*_\[\]<>$])")


def values(outputs: list[dict]) -> dict[str, str]:
    """Values that a notebook named for its sentences (`numbers`, `glue`), as their printed form."""
    found = {}
    for out in outputs:
        name = out.get("metadata", {}).get("scrapbook", {}).get("name")
        if name:
            prefix = out["metadata"]["scrapbook"]["mime_prefix"]
            found[name] = out["data"].get(f"{prefix}text/plain", "")
    return found


def markdown(text: str, named: dict[str, str], resolve: Resolve) -> str:
    """MyST text as Markdown that any notebook program shows as the page does.

    Args:
        text: source of a Markdown cell or of a whole page.
        named: values of its glue roles, from `values`.
        resolve: gives the address of a link seen from away.

    Raises:
        KeyError: a sentence names a value that no cell has named.
        ValueError: a piece of text cannot be found again in its lines.
    """
    env: dict = {}
    lines = text.split("\n")
    begins = [0]
    for line in lines:
        begins.append(begins[-1] + len(line) + 1)
    edits: list[Edit] = []
    used: dict[int, int] = {}  # how far the cells of a table row have been found in its line
    for token in _parser().parse(text, env):
        if token.map is None:
            continue
        first, last = token.map
        start, end = begins[first], begins[last] - 1
        directive = token.type in ("fence", "colon_fence") and _DIRECTIVE.match(token.info.strip())
        if directive:
            body = _directive(directive["name"], directive["argument"], token.content, named, resolve)
            indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
            edits.append((start, end, "\n".join(indent + line if line else "" for line in body)))
        elif token.type in _UNSEEN:
            edits.append((start, end, ""))
        elif token.type == "html_block":
            edits += [(start + a, start + b, new) for a, b, new in _Links(text[start:end], resolve).edits]
        elif token.type == "inline":
            places = []
            for number, row in enumerate(token.content.split("\n"), start=first):
                column = lines[number].find(row, used.get(number, 0))
                if column < 0:
                    raise ValueError(f"cannot find '{row}' in '{lines[number]}'")
                used[number] = column + len(row)
                places += range(begins[number] + column, begins[number] + column + len(row) + 1)
            found = _sentence(token.content, env, named, resolve)
            edits += [(places[a], places[b - 1] + 1, new) for a, b, new in found]
    return _apply(text, edits)


def hypertext(text: str, resolve: Resolve) -> str:
    """Html whose links lead where `resolve` says, without what only the site's own sheets and scripts read.

    Roles of a table's parts are said for sheets that show a table as cards; away from them a table is one by itself.
    """
    return _apply(text, _Links(text, resolve, bare=True).edits)


def _apply(text: str, edits: list[Edit]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _directive(name: str, argument: str, content: str, named: dict[str, str], resolve: Resolve) -> list[str]:
    body = content.rstrip("\n").split("\n")
    while body and _OPTION.match(body[0]):
        body.pop(0)
    if name in _CODE:
        return [f"```{argument}", *body, "```"]
    if name == "math":
        return ["$$", *body, "$$"]
    plain = markdown("\n".join(body).strip("\n"), named, resolve).split("\n")
    if name == "div" and argument != "finding":
        return plain
    title = "" if name == "div" else argument or name.replace("-", " ").capitalize()
    lead = [f"**{title}**", ""] if title else []
    return [f"> {line}".rstrip() for line in [*lead, *plain]]


def _sentence(content: str, env: dict, named: dict[str, str], resolve: Resolve) -> Iterator[Edit]:
    """What changes in one run of text: roles become words, links lead elsewhere or nowhere."""
    found: list[tuple[str, int, int, dict]] = []
    _parser().inline.parse(content, _parser(), env | {"found": found}, [])
    dropped = 0
    for rule, start, end, about in found:
        piece = content[start:end]
        if rule == "myst_role":
            yield start, end, _role(about["name"], about["content"], named)
        elif rule == "html_inline" and piece.startswith("</a") and dropped:
            yield start, end, ""
            dropped -= 1
        elif rule == "html_inline":
            changed = hypertext(piece, resolve)
            if piece.startswith("<a ") and " href=" in piece and " href=" not in changed:
                changed, dropped = "", dropped + 1
            if changed != piece:
                yield start, end, changed
        else:
            target, close = resolve(about["href"]), about["label_end"]
            if target is None:
                yield start, content.index("[", start) + 1, ""
                yield close, end, ""
            elif target != about["href"]:
                yield close, end, f"]({target})"


def _role(name: str, content: str, named: dict[str, str]) -> str:
    if name.startswith("glue"):
        from myst_nb.core.variables import format_plain_text  # brings the execution of notebooks along

        key, _, form = content.partition(":")
        return _SIGNS.sub(r"\\\1", format_plain_text(named[key], form))
    if name == "math":
        return f"${content}$"
    titled = re.fullmatch(r"(.*\S)\s*<[^>]+>", content, re.S)
    return titled[1] if titled else content


@cache
def _parser() -> MarkdownIt:
    """The book's own parser, whose rules for roles, links and html also say where in a run of text they applied."""
    md = create_md_parser(MdParserConfig(enable_extensions={"colon_fence", "dollarmath"}), RendererHTML)
    md.disable("inline")  # of the core: `_sentence` reads each run by itself
    for rule in ("myst_role", "link", "image", "html_inline"):
        known = md.inline.ruler.__rules__[md.inline.ruler.__find__(rule)].fn
        md.inline.ruler.at(rule, _noting(rule, known))
    return md


def _noting(rule: str, known: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def noting(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        label = start + (rule == "image")
        label_end = state.md.helpers.parseLinkLabel(state, label, rule == "link") if rule in ("link", "image") else -1
        if not known(state, silent):
            return False
        if not silent:
            made = next(t for t in state.tokens[before:] if t.type != "text")
            about = {
                "label_end": label_end,
                "href": made.attrGet("href") or made.attrGet("src"),
                "content": made.content,
            }
            state.env["found"].append((rule, start, state.pos, about | made.meta))
        return True

    return noting


def _sites_own(tag: str, key: str, value: str) -> bool:
    """True for an attribute that only the site's style sheets or scripts make use of."""
    if key == "role":
        return tag in TABLED
    return key in ("class", "tabindex") or key.startswith("data-") or (key == "style" and value.startswith("--"))


class _Links(HTMLParser):
    """Edits that point the links of a piece of html elsewhere and, if `bare`, take out what only the site reads."""

    def __init__(self, text: str, resolve: Resolve, bare: bool = False) -> None:
        super().__init__(convert_charrefs=False)
        self._bare = bare
        self.edits: list[Edit] = []
        self._resolve = resolve
        self._begins = [0]
        for line in text.split("\n"):
            self._begins.append(self._begins[-1] + len(line) + 1)
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        start, piece = self._begins[line - 1] + column, self.get_starttag_text()
        new = [
            (key, self._resolve(value) if key in ("href", "src") and value else value)
            for key, value in attrs
            if not (self._bare and _sites_own(tag, key, value or ""))
        ]
        if new != attrs:
            kept = [(key, value) for key, value in new if value is not None or (key, None) in attrs]
            inner = "".join(f" {key}" + ("" if value is None else f'="{html.escape(value)}"') for key, value in kept)
            end = "/>" if piece.endswith("/>") else ">"
            self.edits.append((start, start + len(piece), f"<{tag}{inner}{end}"))

    handle_startendtag = handle_starttag
