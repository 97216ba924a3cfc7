"""The chip sentence on the page: its slots in columns, and the ladder of agreement."""

from __future__ import annotations

import pandas as pd

from chips.statements import sentence
from chips.statements.readouts_html import marked, translated
from chips.statements.readouts_words import BADGES
from explainer import address
from explainer.evidence import cite
from explainer.pages.html import Html, esc, show, tagged


def links(cell: str) -> str:
    """Links to the sources of a cell of ids, numbered where there are several."""
    ids = cite.ids([cell])
    named = ["source"] if len(ids) == 1 else [f"source {place}" for place in range(1, len(ids) + 1)]
    each = zip(ids, named, strict=True)
    return ", ".join(f'<a href="{esc(address.source(one))}">{words}</a>' for one, words in each)


def slots(cut: pd.DataFrame, renderings: pd.DataFrame) -> Html:
    """One sentence in several renderings, cut into slots that stand in columns; the lone word is marked.

    On a phone each rendering is a card with a line per slot.

    Args:
        cut: rows of `clause_slots` of one clause.
        renderings: rows of `clause_renderings`, which say where a wording comes from.
    """
    wide = sentence.grid(cut)
    marked = sentence.lone(wide)
    first = cut.drop_duplicates("rendered_by").set_index("rendered_by").astype({"lang": "str"})
    clause = renderings[
        (renderings["statement_id"] == cut["statement_id"].iloc[0])
        & (renderings["clause_no"] == cut["clause_no"].iloc[0])
    ]
    kinds = clause.astype({"kind": "str"}).set_index("rendered_by")["kind"].to_dict()
    heads = "".join(f'<th scope="col" role="columnheader">{esc(words)}</th>' for words in sentence.SLOTS.values())
    body = []
    for by, row in wide.iterrows():
        cells = []
        for slot, text in row.items():
            words = "–" if pd.isna(text) else tagged(text, first.loc[by, "lang"])
            words = f"<mark>{words}</mark>" if (by, slot) == marked else words
            cells.append(f'<td role="cell" data-label="{esc(sentence.SLOTS[slot])}">{words}</td>')
        origin = f"{BADGES[kinds.get(by, 'agency')]}, {links(first.loc[by, 'source_id'])}"
        head = f'<th scope="row" role="rowheader"><b>{esc(by)}</b> <span class="meta">{origin}</span></th>'
        body.append(f'<tr role="row">{head}{"".join(cells)}</tr>')
    return Html(
        '<div class="slots"><table role="table"><caption>The chip sentence in four renderings, slot by slot</caption>'
        f'<thead role="rowgroup"><tr role="row"><td role="cell"></td>{heads}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(body)}</tbody></table></div>'
    )


def ladder(accounts: pd.DataFrame, *, short: bool = False) -> Html:
    """The accounts of the meeting on the rungs of agreement, the highest on top.

    Args:
        accounts: what `sentence.accounts` returns.
        short: rung and account alone, without the words.
    """
    rows = []
    for rung, label in reversed(sentence.RUNGS.items()):
        flags = []
        for one in accounts[accounts["rung"] == rung].itertuples():
            by = f", by {one.rendered_by}" if pd.notna(one.rendered_by) else ""
            flag = f'<p class="who {one.country}"><b>{esc(one.issuer)}</b>{esc(by)}, {one.date:%-d %B %Y}</p>'
            if not short:
                said = f"<p>{marked(one.words, one.lang)}</p>" if isinstance(one.words, str) else ""
                said += f'<p class="tr">{translated(one.translation)}</p>' if isinstance(one.translation, str) else ""
                flag += f'{said}<p class="meta">{esc(show(one.note))}.</p>'
            flags.append(f'<div class="flag">{flag}</div>')
        rows.append(f'<li class="rung"><p class="step">{esc(label)}</p><div>{"".join(flags)}</div></li>')
    return Html(f'<ol class="ladder" reversed role="list">{"".join(rows)}</ol>')
