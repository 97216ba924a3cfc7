"""What the marks of a chart stand for, as a list to read: a card each, by group, the first ones open, the rest folded.

The inputs of the chart stand above the list again; `site.js` keeps the two in step and opens a card in its figure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from explainer.figures.inputs import Select
from explainer.pages.html import Html, esc

#: cards that are open before anybody asks for more.
OPEN = 25


@dataclass(frozen=True)
class Card:
    """One entry of the list.

    Attributes:
        id: anchor; a mark of the chart leads to it by `href="#id"`.
        group: heading under which it stands, such as the year.
        meta: short facts in the line above the title.
        title: what it is, in bold.
        body: what there is to say, as html.
        facets: name of an input -> the value under which that input shows the card.
        color: name of a color of the palette, drawn at the edge; none if empty.
    """

    id: str
    group: str
    meta: list[str | Html]
    title: str
    body: Html
    facets: dict[str, str] = field(default_factory=dict)
    color: str = ""

    def html(self) -> str:
        """The card as an item of a list."""
        told = "".join(f' data-{esc(name)}="{esc(value)}"' for name, value in self.facets.items())
        edge = f' style="--c:var(--x-{esc(self.color)})"' if self.color else ""
        meta = " · ".join(one if isinstance(one, Html) else esc(one) for one in self.meta)
        return (
            f'<li class="xc-card" id="{esc(self.id)}"{told}{edge}><p class="meta">{meta}</p>'
            f"<p><b>{esc(self.title)}.</b> {self.body}</p></li>"
        )


def deck(
    cards: list[Card],
    caption: str,
    *,
    id: str,
    noun: tuple[str, str],
    of: str = "",
    inputs: list[Select] | None = None,
    most: int = OPEN,
) -> Html:
    """A list of cards by group; what is folded opens without a script, on a deep link, by a filter, and on paper.

    All but the first two arguments are named at the call.

    Args:
        cards: in the order wanted, those of a group together.
        caption: what the list holds.
        id: anchor of the list.
        noun: what a card is, one and many (`("event", "events")`).
        of: id of the figure on the same page whose marks the cards stand for.
        inputs: the choices that this figure has too, by the same names; the first option of each stands for any.
        most: cards that are open from the start.

    Raises:
        ValueError: the caption is empty, an id appears twice, or a card lacks the value of an input.
    """
    if not caption.strip():
        raise ValueError("a list of cards needs a caption")
    if len({one.id for one in cards}) < len(cards):
        raise ValueError("two cards have the same id")
    for choice in inputs or []:
        if lost := [one.id for one in cards if one.facets.get(choice.name) not in choice.options]:
            raise ValueError(f"no choice of '{choice.name}' shows {lost[0]}")
    rest = cards[most:]
    folded = ""
    if rest:
        label = f"Show the other {len(rest)} {noun[len(rest) > 1]}"
        begun = cards[most - 1].group if most else ""
        folded = f'<details class="xc-rest"><summary>{label}</summary>{_groups(rest, begun)}</details>'
    choices = "".join(one.html(id) for one in inputs or [])
    search = f'<label for="{esc(id)}-words"><span>Words</span><input type="search" id="{esc(id)}-words"></label>'
    said = f'<output class="xf-say" for="{esc(id)}-words">{len(cards)} {noun[len(cards) > 1]}</output>'
    return Html(
        f'<section class="xc" id="{esc(id)}" aria-label="{esc(caption)}" data-of="{esc(of)}" '
        f'data-one="{esc(noun[0])}" data-many="{esc(noun[1])}">'
        f'<p class="xc-caption">{esc(caption)}</p><div class="xf-controls xc-tools">{choices}{search}{said}</div>'
        f"{_groups(cards[:most])}{folded}</section>"
    )


def _groups(cards: list[Card], begun: str = "") -> str:
    """Headings with their cards; the heading of a group that began before says so."""
    out = []
    for name, part in groupby(cards, key=lambda one: one.group):
        more = ", continued" if name == begun else ""
        items = "".join(one.html() for one in part)
        out.append(f'<div class="xc-group"><h3>{esc(name)}{more}</h3><ol>{items}</ol></div>')
    return "".join(out)
