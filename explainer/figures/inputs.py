"""Native inputs that drive a chart's parameters: labelled, keyboard-operable, inert until the chart is live.

In the book they are html beside the chart, connected by `charts.js`; in a notebook the same inputs are bound by Vega.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

from explainer.pages.html import esc


@dataclass(frozen=True)
class Slider:
    """A number chosen from a range.

    Attributes:
        name: the chart's parameter (`alt.param(name=..., value=...)`, without a bind).
        label: what the reader sets, with its unit in words.
        low, high, step: bounds and step.
        value: opening value; must equal the parameter's.
        unit: sign after the number, such as `%`.
    """

    name: str
    label: str
    low: float
    high: float
    step: float
    value: float
    unit: str = ""

    def bind(self) -> dict:
        return {"input": "range", "min": self.low, "max": self.high, "step": self.step, "name": self.label + " "}

    def html(self, owner: str) -> str:
        one = f"{owner}-{self.name}"
        return (
            f'<div class="xf-control"><span><label for="{one}">{esc(self.label)}:</label> '
            f'<output for="{one}" data-for="{one}" data-unit="{esc(self.unit)}">{self.value:g}{esc(self.unit)}</output>'
            f'</span><input type="range" id="{one}" data-signal="{self.name}" '
            f'min="{self.low:g}" max="{self.high:g}" step="{self.step:g}" value="{self.value:g}" autocomplete="off" '
            "disabled></div>"
        )


@dataclass(frozen=True)
class Select:
    """One of several texts; `options` maps value -> label, the opening value is the first unless `value` is given."""

    name: str
    label: str
    options: dict[str, str] = field(default_factory=dict)
    value: str = ""

    def bind(self) -> dict:
        return {
            "input": "select",
            "options": list(self.options),
            "labels": list(self.options.values()),
            "name": self.label + " ",
        }

    def html(self, owner: str) -> str:
        one = f"{owner}-{self.name}"
        opening = self.value or next(iter(self.options))
        items = "".join(
            f'<option value="{esc(v)}"{" selected" if v == opening else ""}>{esc(t)}</option>'
            for v, t in self.options.items()
        )
        return (
            f'<label for="{one}"><span>{esc(self.label)}</span><select id="{one}" data-signal="{self.name}" '
            f'autocomplete="off" disabled>{items}</select></label>'
        )


@dataclass(frozen=True)
class Walk:
    """A button that opens the cards of a list on the same page one by one below the chart (see `figures.cards`).

    Attributes:
        deck: id of the list.
        label: what the button says.
    """

    deck: str
    label: str

    def html(self, owner: str) -> str:
        return (
            f'<button type="button" id="{owner}-walk" data-walk="{esc(self.deck)}" disabled>{esc(self.label)}</button>'
        )


#: what may stand above a chart.
Input = Slider | Select | Walk


def panel(owner: str, inputs: list[Input], say: tuple[str, str] | None) -> str:
    """The box of inputs above a chart.

    Args:
        owner: figure id.
        inputs: in order.
        say: (parameter that holds a sentence on the present setting, its opening text); read out when it changes.
    """
    if not inputs:
        return ""
    spoken = ""
    if say:
        # room for a sentence a third longer than the opening one, so that the chart below stays where it is
        wide, narrow = (ceil(1.3 * len(say[1]) / letters) for letters in (85, 38))
        spoken = (
            f'<p class="xf-say" style="--w:{wide};--n:{narrow}" data-sentence="{esc(say[0])}" '
            f'aria-live="polite">{esc(say[1])}</p>'
        )
    reset = '<button type="button" data-reset disabled>Reset</button>'
    return f'<div class="xf-controls">{"".join(i.html(owner) for i in inputs)}{reset}{spoken}</div>'


def bound(spec: dict, inputs: list[Input]) -> dict:
    """The spec with Vega's own inputs, for a notebook."""
    binds = {i.name: i.bind() for i in inputs if not isinstance(i, Walk)}
    params = [p | ({"bind": binds[p["name"]]} if p["name"] in binds else {}) for p in spec.get("params", [])]
    return spec | ({"params": params} if params else {})
