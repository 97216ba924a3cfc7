"""Native inputs that drive a chart's parameters: labelled, keyboard-operable, inert until the chart is live.

In the book they are html beside the chart, connected by `charts.js`, which keeps their values in the address
(`#figure-id?name=value&name=value`); in a notebook the same inputs are bound by Vega.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from urllib.parse import urlencode

from explainer.figures.spec import worded
from explainer.pages.html import esc


@dataclass(frozen=True)
class Evidence:
    """What is known of a slider's value, drawn behind it: a sourced range as a band, or hatching where there is none.

    Attributes:
        words: the same for readers, in a few words.
        low, high: ends of the sourced range; None where no source gives one.
        middle: value in the range that a source names, drawn as a tick.
    """

    words: str
    low: float | None = None
    high: float | None = None
    middle: float | None = None


@dataclass(frozen=True)
class Slider:
    """A number chosen from a range.

    Attributes:
        name: the chart's parameter (`alt.param(name=..., value=...)`, without a bind).
        label: what the reader sets, with its unit in words.
        low, high, step: bounds and step.
        value: opening value; must equal the parameter's.
        unit: sign after the number, such as `%`.
        evidence: what is known of the value; nothing is drawn or said if it is not given.
    """

    name: str
    label: str
    low: float
    high: float
    step: float
    value: float
    unit: str = ""
    evidence: Evidence | None = None

    @property
    def opening(self) -> str:
        """Opening value as the page writes it."""
        return f"{self.value:g}"

    def bind(self) -> dict:
        return {"input": "range", "min": self.low, "max": self.high, "step": self.step, "name": self.label + " "}

    def html(self, owner: str) -> str:
        one = f"{owner}-{self.name}"
        track, words, described = "", "", ""
        if self.evidence:
            track, described = self._track(self.evidence), f' aria-describedby="{one}-known"'
            words = f'<small id="{one}-known">{esc(self.evidence.words)}</small>'
        return (
            f'<div class="xf-control"><span><label for="{one}">{esc(self.label)}:</label> '
            f'<output for="{one}" data-for="{one}" data-unit="{esc(self.unit)}">{self.value:g}{esc(self.unit)}</output>'
            f'</span><span class="xf-range">{track}<input type="range" id="{one}" data-signal="{self.name}" '
            f'min="{self.low:g}" max="{self.high:g}" step="{self.step:g}" value="{self.value:g}" autocomplete="off" '
            f"disabled{described}></span>{words}</div>"
        )

    def _track(self, known: Evidence) -> str:
        """The sourced part of the range behind the slider, or the whole range hatched."""

        def at(value: float) -> str:
            return f"{(value - self.low) / (self.high - self.low):.4g}"

        if known.low is None or known.high is None:
            return '<span class="xf-known none"></span>'
        tick = "" if known.middle is None else f'<span class="xf-tick" style="--m:{at(known.middle)}"></span>'
        return f'<span class="xf-known" style="--a:{at(known.low)};--b:{at(known.high)}"></span>{tick}'


@dataclass(frozen=True)
class Select:
    """One of several texts; `options` maps value -> label, the opening value is the first unless `value` is given."""

    name: str
    label: str
    options: dict[str, str] = field(default_factory=dict)
    value: str = ""

    @property
    def opening(self) -> str:
        """Opening value."""
        return self.value or next(iter(self.options))

    def bind(self) -> dict:
        return {
            "input": "select",
            "options": list(self.options),
            "labels": list(self.options.values()),
            "name": self.label + " ",
        }

    def html(self, owner: str) -> str:
        one = f"{owner}-{self.name}"
        items = "".join(
            f'<option value="{esc(v)}"{" selected" if v == self.opening else ""}>{esc(t)}</option>'
            for v, t in self.options.items()
        )
        return (
            f'<label for="{one}"><span>{esc(self.label)}</span><select id="{one}" data-signal="{self.name}" '
            f'autocomplete="off" disabled>{items}</select></label>'
        )


@dataclass(frozen=True)
class Preset:
    """A setting with a name, shown as a button; like any setting it has an address.

    Attributes:
        label: words on the button.
        values: input -> value; inputs that are not named stand at their opening value.
    """

    label: str
    values: Mapping[str, float | str] = field(default_factory=dict)

    def address(self, inputs: list[Input]) -> str:
        """What the address says after `#figure-id?`: the values that differ from the opening ones.

        Raises:
            ValueError: a value of an input that is not there.
        """
        opening = {i.name: i.opening for i in inputs if not isinstance(i, Walk)}
        if unknown := sorted(self.values.keys() - opening.keys()):
            raise ValueError(f"preset '{self.label}' sets what is no input: {', '.join(unknown)}")
        texts = {name: f"{v:g}" if isinstance(v, int | float) else v for name, v in self.values.items()}
        return urlencode({name: texts[name] for name, at in opening.items() if texts.get(name, at) != at})


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


def panel(owner: str, inputs: list[Input], say: tuple[str, str] | None, presets: list[Preset] | None = None) -> str:
    """The box of inputs above a chart.

    Args:
        owner: figure id.
        inputs: in order.
        say: (parameter that holds a sentence on the present setting, its opening text); read out when it changes.
        presets: settings with a name, as buttons above the inputs.
    """
    if not inputs:
        return ""
    spoken = ""
    if say:
        # room for a sentence a third longer than the opening one, so that the chart below stays where it is
        wide, narrow = (ceil(1.3 * len(say[1]) / letters) for letters in (105, 42))
        spoken = (
            f'<p class="xf-say" style="--w:{wide};--n:{narrow}" data-sentence="{esc(say[0])}" '
            f'aria-live="polite">{esc(say[1])}</p>'
        )
    buttons = "".join(
        f'<button type="button" data-state="{esc(state)}" aria-pressed="{"false" if state else "true"}" disabled>'
        f"{esc(one.label)}</button>"
        for one in presets or []
        for state in [one.address(inputs)]
    )
    reset = '<button type="button" data-reset disabled>Reset</button>'
    made = "".join(i.html(owner) for i in inputs)
    if buttons:
        made = f'<div class="xf-presets" role="group" aria-label="Settings">{buttons}{reset}</div>{made}'
    else:
        made += reset
    return f'<div class="xf-controls">{made}{spoken}</div>'


def bound(spec: dict, inputs: list[Input]) -> dict:
    """The spec with Vega's own inputs, for a notebook."""
    binds = {i.name: worded(i.bind()) for i in inputs if not isinstance(i, Walk)}
    params = [p | ({"bind": binds[p["name"]]} if p["name"] in binds else {}) for p in spec.get("params", [])]
    return spec | ({"params": params} if params else {})
