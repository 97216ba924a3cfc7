"""Color modes of a page on which no script runs, made from its own style sheets."""

from __future__ import annotations

import re

import tinycss2

MODE = re.compile(r"""\[data-theme=["']?(light|dark)["']?\]""")


def scriptless(sheets: list[str]) -> str:
    """What the style sheets say for a page's color mode, said again for pages on which no script sets it.

    Without scripts `data-theme` stays `auto`: none of the rules for `light` or `dark` holds, on a ground that the
    browser makes dark where the system is. Each of them is repeated for `auto`: the light ones always, the dark ones on
    screens where the system is dark.
    """
    light, dark = [], []
    for sheet in sheets:
        for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
            _repeat(rule, light, dark, "")
    night = "@media screen and (prefers-color-scheme:dark){"
    return "\n".join([*light, night, *dark, "}"]) + "\n"


def _repeat(rule, light: list[str], dark: list[str], media: str) -> None:
    """Add the selectors of a rule that ask for a color mode to `light` or `dark`, with the query they stand in."""
    if rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports") and rule.content:
        for inner in tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True):
            _repeat(inner, light, dark, f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}")
    if rule.type != "qualified-rule":
        return
    body = tinycss2.serialize(rule.content)
    parts = selectors(rule.prelude)
    for mode, out in (("light", light), ("dark", dark)):
        mine = [MODE.sub('[data-theme="auto"]', one) for one in parts if {mode} == set(MODE.findall(one))]
        if mine:
            text = f"{','.join(mine)}{{{body}}}"
            out.append(f"{media}{{{text}}}" if media else text)


def selectors(prelude: list) -> list[str]:
    """The selectors of a rule; commas within brackets do not part them."""
    parts: list[list] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts]
