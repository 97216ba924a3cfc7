"""A sentence, a day and a figure of the cover as html, in a language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from chips.verdict import cover_words as words
from chips.verdict.cover import Cover
from explainer.pages.html import esc

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def day(when: pd.Timestamp, lang: str, form: Mapping[str, str] = words.DAY) -> str:
    """A day as a language writes it, or a month or a day without its year by another `form`."""
    return form[lang].format(d=when, m=MONTHS[when.month - 1])


def say(
    found: Cover, lang: str, key: str, told: Mapping[str, str] = MappingProxyType({}), *, marks: bool = True
) -> str:
    """A sentence of the cover as html, each of its figures marked with its name.

    Args:
        found: what the tables say.
        lang: language of the sentence.
        key: its name in `cover_words.WORDS`.
        told: html for names in it that are no figures.
        marks: mark the figures; not in what is read aloud, which has no place for elements.

    Raises:
        KeyError: the language has no such sentence, or the sentence names a figure that is not there.
    """
    figures = marked(found) if marks else {name: esc(value) for name, value in found.figures.items()}
    return esc(words.WORDS[lang][key]).format_map(figures | dict(told))


def marked(found: Cover) -> dict[str, str]:
    """Each figure as html that has its name."""
    return {name: f'<span data-fact="{name}">{esc(value)}</span>' for name, value in found.figures.items()}


def dated(found: Cover, lang: str, **forms: Mapping[str, str]) -> dict[str, str]:
    """Days of `found.days` as a language writes them, each in its form."""
    return {name: esc(day(found.days[name], lang, form)) for name, form in forms.items()}
