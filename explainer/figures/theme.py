"""One look for every figure: one hue per actor with a value for light and a value for dark ground.

Charts are drawn in the light values. The page's style sheet (`css()`) names each of them a variable, whose value is its
dark partner where the page is dark, in the static picture and in the live chart alike, without drawing again.
"""

from __future__ import annotations

import json
import string

import altair as alt

from explainer.figures import faces
from explainer.figures.palette import (
    ACTORS,
    DARK_GROUND,
    LABEL,
    LIGHT_GROUND,
    NEUTRAL,
    STEPS,
    color,
    register,
    steps,
)

__all__ = [
    "ACTORS",
    "DARK_GROUND",
    "LABEL",
    "LIGHT_GROUND",
    "NEUTRAL",
    "STEPS",
    "color",
    "register",
    "steps",
]


def scale(names: list[str], labels: dict[str, str] | None = None) -> alt.Scale:
    """Color scale with one fixed color per actor.

    Args:
        names: actor ids in the wanted order.
        labels: data value per id where the data hold display names; ids themselves by default.
    """
    domain = [(labels or {}).get(n, n) for n in names]
    return alt.Scale(domain=domain, range=[color(n) for n in names])


@alt.theme.register("explainer", enable=True)
def config() -> alt.theme.ThemeConfig:
    """The Altair theme of the book."""
    faces.register()
    ink, muted, grid, axis = (color(n) for n in ("ink", "muted", "grid", "axis"))
    text = {"labelFont": faces.STACK, "titleFont": faces.STACK, "labelColor": ink, "titleColor": muted}
    return {
        "background": "transparent",
        "config": {
            "font": faces.STACK,
            "view": {"stroke": None, "fill": None},
            "axis": text
            | {
                "labelFontSize": 13,
                "titleFontSize": 13,
                "titleFontWeight": "normal",
                "gridColor": grid,
                "domainColor": axis,
                "tickColor": axis,
                "labelLimit": 260,
                "labelPadding": 4,
                "labelFlush": False,
            },
            "axisY": {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleY": -10, "titleX": 0},
            "header": text | {"labelFontSize": 13, "titleFontSize": 13, "labelFontWeight": "bold"},
            "legend": text | {"labelFontSize": 13, "titleFontSize": 13, "orient": "top", "titleFontWeight": "normal"},
            "title": {
                "font": faces.STACK,
                "subtitleFont": faces.STACK,
                "color": ink,
                "subtitleColor": muted,
                "anchor": "start",
                "fontSize": 15,
                "subtitleFontSize": 13,
                "frame": "group",
            },
            "text": {"font": faces.STACK, "fontSize": 13, "color": ink},
            "line": {"strokeWidth": 2.2, "color": muted},
            "point": {"size": 55, "filled": True, "color": muted},
            "rule": {"color": axis},
            "bar": {"color": muted},
            "tick": {"color": muted},
            "area": {"color": muted},
            "rect": {"color": muted},
        },
    }


def named() -> dict[str, tuple[str, str]]:
    """All (light, dark) pairs by the name of their custom property, in the order of the style sheet."""
    steps = {f"step{i}": pair for i, pair in enumerate(STEPS)}
    return {f"--x-{name.replace('_', '-')}": pair for name, pair in {**ACTORS, **NEUTRAL, **steps}.items()}


def pairs() -> list[tuple[str, str]]:
    """All (light, dark) pairs, in the order of the style sheet; light values are distinct."""
    return [*named().values()]


#: what high-contrast modes say in their own colors; actors keep their hues.
FORCED = {"ink": "CanvasText", "muted": "CanvasText", "axis": "CanvasText", "ground": "Canvas", "none": "Canvas"}


def css() -> str:
    """The colors as custom properties, for the page and for everything drawn in one of the light values.

    They follow the page's color mode; in a high-contrast mode, whose ground is the system's, they follow the system.
    Print, and all that is unknown, takes the light values.
    """
    light, dark = ("".join(f"{name}:{pair[i]};" for name, pair in named().items()) for i in (0, 1))
    forced = "".join(f"--x-{name}:{value};" for name, value in FORCED.items())
    high = "(forced-colors:active)"
    rules = [
        f":root{{{light}}}",
        f'@media screen{{html[data-theme="dark"]{{{dark}}}}}',
        f"@media {high}{{html[data-theme]{{{light}{forced}}}}}",
        f"@media screen and {high} and (prefers-color-scheme:dark){{html[data-theme]{{{dark}{forced}}}}}",
    ]
    for name, (day, _) in named().items():
        rules += [f'.xf svg [{attribute}="{day}"]{{{attribute}:var({name})}}' for attribute in ("fill", "stroke")]
    return "\n".join(rules) + "\n"


def says(sentence: str) -> alt.Value:
    """A tooltip that is a sentence: `says("{firm} had {share_pct:.1f} percent of revenue in {month:%B %Y}.")`.

    What follows the colon is a number format, or a date format if it begins with `%` (in UTC). A field that is empty in
    some row is refused when the figure is made (see `spec.complete`): its sentence would have a hole.

    Args:
        sentence: text with fields of the data in braces.
    """
    parts = []
    for words, field, form, _ in string.Formatter().parse(sentence):
        parts += [json.dumps(words, ensure_ascii=False)] if words else []
        if field:
            datum = f"datum[{json.dumps(field)}]"
            date = (form or "").startswith("%")
            parts.append(
                f"utcFormat(toDate({datum}), {json.dumps(form)})"
                if date
                else f"format({datum}, {json.dumps(form)})"
                if form
                else datum
            )
    return alt.value(alt.ExprRef(" + ".join(parts)))


def tips(fields: dict[str, str]) -> list[alt.Tooltip]:
    """Tooltips with names in words.

    Args:
        fields: shorthand, with a number or date format after a space where one is wanted, -> name with its unit;
            `title` makes the value the heading of the box. `{"name:N": "title", "share_pct:Q .1f": "share, percent"}`.
    """
    made = []
    for field, words in fields.items():
        shorthand, _, form = field.partition(" ")
        made.append(alt.Tooltip(shorthand, title=words, **({"format": form} if form else {})))
    return made
