"""Paired accounts of many meetings in words: every coded cell, results that lead to them, settled codes."""

from __future__ import annotations

import pandas as pd

from chips.palette import COUNTRIES
from chips.statements.pairs import PAIR_TOPICS, PATTERNS
from chips.statements.readouts_html import YES, marked, quoted, translated
from explainer import address
from explainer.evidence import cite
from explainer.pages.html import Html, esc, table, tagged

BASIS_WORDS = {
    "full_text": "full text",
    "near_full_rendering": "rendering of the whole text",
    "press_says_absent": "an outlet says that it is absent",
    "denied_by_side": "denied by that side",
    "excerpt": "excerpt",
}


def opened(topics: pd.DataFrame, found: pd.DataFrame, meetings: pd.DataFrame) -> Html:
    """Every meeting as a fold that opens to its pairs, each with the words of both sides, their code and basis.

    Args:
        topics: rows of `readout_topics`.
        found: rows of `pairs` for the same topics.
        meetings: rows of `readouts`.

    Returns:
        Html: one `<details>` per meeting with the anchor `meeting-m01`; each pair is a row with the anchor `pair-p01`.
    """
    rows = topics.assign(side=topics["side"].astype("str")).set_index(["pair_id", "side"])
    folds = []
    for _, meeting in meetings.sort_values(["date", "meeting_id"]).iterrows():
        mine = found[found["meeting_id"] == meeting["meeting_id"]]
        other = COUNTRIES[str(meeting["side_b"])]
        body = []
        for one in mine.itertuples():
            seen = {s: _cell(rows.loc[(one.pair_id, s)]) for s in "ab" if (one.pair_id, s) in rows.index}
            topic = f'{esc(PAIR_TOPICS[one.topic])}: {esc(one.topic_detail)} <span class="meta">({one.pair_id})</span>'
            body.append(
                {
                    "Topic": Html(topic),
                    "China": seen.get("a", Html("<em>Text not seen.</em>")),
                    other: seen.get("b", Html("<em>Text not seen.</em>")),
                    "Result": PATTERNS[one.pattern] + ("" if one.official else "; not two official readouts"),
                }
            )
        ids = [f"pair-{p.lower()}" for p in mine["pair_id"]]
        title = f"{meeting['date']:%-d %B %Y}, {meeting['place']}: {meeting['meeting']}"
        inner = table(pd.DataFrame(body), f"{title}, topic by topic", row_ids=ids, stack=True)
        count = f"{len(mine)} topic{'s' if len(mine) != 1 else ''}"
        folds.append(
            f'<details class="ro-meeting" id="meeting-{meeting["meeting_id"].lower()}"><summary>{esc(title)} '
            f'<span class="meta">({esc(other)}, {count})</span></summary>{inner}</details>'
        )
    return Html(f'<div class="ro">{"".join(folds)}</div>')


#: sign of one side in the grid of all meetings.
SIGNS = {"claims": "A", "mentions": "•", "unclear": "•?", "silent": "–", "not_seen": "?"}


def grid(cells: pd.DataFrame) -> Html:
    """All meetings by topic as a table: China's sign, a bar, the other side's; each pair leads to its words.

    Args:
        cells: rows of `pairs.cells`.
    """
    signs = cells.pivot(index=["meeting_id", "topic", "pair_id"], columns="side", values="state").map(SIGNS.get)
    meetings = cells.drop_duplicates("meeting_id").sort_values(["date", "meeting_id"])
    rows = []
    for one in meetings.itertuples():
        row = {"Meeting": f"{one.date:%b %Y}, {one.place}", "With": COUNTRIES[one.side_b]}
        for topic, label in PAIR_TOPICS.items():
            mine = signs.loc[one.meeting_id]
            mine = mine.loc[topic] if topic in mine.index.get_level_values("topic") else mine[:0]
            links = [pair_link(pair, f"{pair_signs['a']}|{pair_signs['b']}") for pair, pair_signs in mine.iterrows()]
            row[label] = Html(" ".join(links))
        rows.append(row)
    caption = "Meetings by topic. A: claims agreement, •: names the topic, –: silent, ?: not seen; China | other side"
    return table(pd.DataFrame(rows), caption)


def pair_link(pair: str, text: object) -> Html:
    """Link to the row of a pair in what `opened` makes, on the same page."""
    return Html(f'<a href="#pair-{pair.lower()}">{esc(text)}</a>')


def meeting_links(found: pd.DataFrame) -> list[Html]:
    """For each pair a link to its row that reads as day and place of the meeting.

    Args:
        found: rows of `pairs`.
    """
    return [pair_link(one.pair_id, f"{one.date:%-d %b %Y}, {one.place}") for one in found.itertuples()]


def pair_words(topics: pd.DataFrame, pair_ids: pd.Series, side: str) -> list[Html]:
    """What one side's accounts say in some pairs: its words, that it is silent and how that is known, or not seen.

    Args:
        topics: rows of `readout_topics`.
        pair_ids: ids of the pairs, in order.
        side: `a` (China) or `b`.
    """
    rows = topics[topics["side"] == side].set_index("pair_id")

    def words(pair: str) -> Html:
        if pair not in rows.index:
            return Html("<em>Text not seen.</em>")
        one = rows.loc[pair]
        if not one["mentions"]:
            return Html(f"<em>Silent</em> ({BASIS_WORDS[str(one['basis'])]})")
        return quoted(one["quote"], one["lang"], one["translation"])

    return [words(pair) for pair in pair_ids]


def results(found: pd.DataFrame, meeting: str, topics: list[str]) -> list[Html | str]:
    """How two accounts of a Korean meeting compare on some topics, in words that lead to the pair.

    Args:
        found: rows of `pairs`.
        meeting: its id.
        topics: keys of `PAIR_TOPICS`; of several pairs on one topic the first is taken.
    """
    first = found[found["meeting_id"] == meeting].drop_duplicates("topic").set_index("topic")

    def words(topic: str) -> Html | str:
        if topic not in first.index:
            return "not compared"
        one = first.loc[topic]
        return pair_link(one["pair_id"], PATTERNS[one["pattern"]].replace("the other side", "Korea"))

    return [words(topic) for topic in topics]


def settled_cells(differ: pd.DataFrame) -> pd.DataFrame:
    """The cells that two coders code differently, with the words of both and how each was settled.

    Args:
        differ: what `second_coder.differing` returns.

    Returns:
        DataFrame to be shown: `Cell`, `Code`, `First`, `Second`, `Settled`, `Words`.
    """
    side = differ["side"].map({"a": "China's text", "b": "the other side's"})
    rows = differ.assign(side=side, second_words=differ["second_words"].fillna("")).itertuples()
    shown = []
    for one in rows:
        other = one.second_words if one.second_words != one.words else ""
        second = f"<br>second coder: {esc(other)}" if other else ""
        shown.append(
            {
                "Cell": Html(f"{pair_link(one.pair_id, one.pair_id)}, {esc(one.side)}: {esc(one.topic_detail)}"),
                "Code": one.code.replace("_", " "),
                "First": YES[one.first],
                "Second": YES[one.second],
                "Settled": Html(f"{YES[bool(one.settled)]}. {esc(one.reason)}"),
                "Words": Html(quoted(one.words, one.lang, one.translation) + second),
            }
        )
    return pd.DataFrame(shown)


def _cell(row: pd.Series) -> Html:
    """One coded cell: the words, their translation, the code and what it rests on."""
    said, claimed = row["mentions"], row["claims_agreement"]
    if pd.notna(said) and not said:
        parts = ["<em>Does not mention it.</em>"]
    else:
        parts = [marked(row["quote"], row["lang"])] if pd.notna(row["quote"]) else ["<em>No words seen.</em>"]
        if pd.notna(row["translation"]):
            parts.append(f'<span class="tr">{translated(row["translation"])}</span>')
        claim = "not seen whether it claims agreement" if pd.isna(claimed) else None
        claim = claim or ("claims agreement" if claimed else "claims no agreement")
        decided = ", by “decided to” (하기로 했다) alone" if row["korean_decided_form"] is True else ""
        decided = decided.replace("하기로 했다", tagged("하기로 했다", "ko"))
        parts.append(f'<span class="meta">Code: mentions it, {claim}{decided}.</span>')
    links = ", ".join(
        f'<a href="{esc(address.source(s))}">{esc(cite.credit(found))}</a>'
        for s, (_, found) in zip(
            cite.ids([row["source_id"]]), cite.sources(cite.ids([row["source_id"]])).iterrows(), strict=True
        )
    )
    parts.append(f'<span class="meta">Basis: {BASIS_WORDS[str(row["basis"])]}. {links}</span>')
    if pd.notna(row["note"]):
        parts.append(f'<span class="meta">{esc(row["note"])}</span>')
    return Html("<br>".join(parts))
