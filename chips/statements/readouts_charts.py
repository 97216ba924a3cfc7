"""Pictures of two readouts of one meeting: their topics side by side, their clauses in order."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.statements.readouts import CLAIMS, LETTERS, TOPICS
from explainer.figures import labels, theme
from explainer.figures.picture import NARROW

#: sides of the meeting from top to bottom, with the actor whose color they have.
SIDES = {"China": "cn", "Korea": "kr"}


def topics(shares: pd.DataFrame, width: int) -> alt.LayerChart:
    """Share of each readout's clauses by topic, percent: two bars a topic, China's over Korea's, each with its count.

    Args:
        shares: `side` (a key of `SIDES`), `topic`, `count` and `total` (clauses), `share_pct`; a silent side has 0.
        width: drawing width in px, labels included.
    """
    narrow = width == NARROW
    counted = zip(shares["side"], shares["count"], shares["total"], strict=True)
    shown = shares.assign(
        label=[f"{side}: {count} of {total}" if count else f"{side}: none" for side, count, total in counted],
        row=[labels.wrap(TOPICS[topic], 14 if narrow else 40) for topic in shares["topic"]],
    )
    rows = list(dict.fromkeys(shown["row"]))
    ends = [0, labels.end_of(shown["share_pct"], 20)]
    base = alt.Chart(shown, height=400 if narrow else 330).encode(
        y=alt.Y("row:N", sort=rows, title=None).axis(labelExpr=labels.WRAPPED, ticks=False),
        yOffset=alt.YOffset("side:N", sort=list(SIDES)),
        x=alt.X("share_pct:Q", title="Percent of the readout's clauses").scale(domain=ends).axis(tickCount=4),
        tooltip=theme.tips({"side:N": "title", "count:Q": "clauses on the topic", "total:Q": "clauses in all"}),
    )
    fill = alt.Color("side:N", scale=theme.scale(list(SIDES.values()), {v: k for k, v in SIDES.items()}))
    bars = base.mark_bar(height=14).encode(color=fill.legend(None))
    return (bars + base.mark_text(align="left", dx=4).encode(text="label:N")).properties(width=width - 190)


def claims(clauses: pd.DataFrame, width: int) -> alt.LayerChart:
    """Every clause of two readouts as a cell in the order of the text, with the letter and color of its kind of claim.

    A cell on semiconductors has the word chips over it.

    Args:
        clauses: what `readouts.in_order` returns.
        width: drawing width in px, names of the sides included.
    """
    kinds = [f"{LETTERS[key]}: {words}" for key, words in CLAIMS.items()]
    colors = [theme.color("accent"), theme.color("kr"), *theme.steps(3)[::-1]]
    base = alt.Chart(clauses, width=width - 70, height=110).encode(
        x=alt.X("clause_no:O", title="Clause number, in the order of the text").axis(labelAngle=0),
        y=alt.Y("side:N", title=None, sort=list(SIDES)),
    )
    columns = 1 if width == NARROW else 2
    fill = alt.Color("claim:N", title=None, scale=alt.Scale(domain=kinds, range=colors))
    cells = base.mark_rect(cornerRadius=3, stroke=theme.color("ground"), strokeWidth=3).encode(
        color=fill.legend(orient="bottom", columns=columns, labelLimit=300, symbolType="square"),
        tooltip=theme.tips({"text:N": "clause", "subject:N": "about", "claim:N": "kind of claim"}),
    )
    dark = "datum.letter == 'A' || datum.letter == 'R'"
    ink = alt.condition(dark, alt.value(theme.color("ground")), alt.value(theme.color("ink")))
    text = base.mark_text(fontWeight="bold").encode(text="letter:N", color=ink)
    chips = base.transform_filter("datum.chips").mark_text(dy=-36, fontSize=12).encode(text=alt.value("chips"))
    return cells + text + chips
