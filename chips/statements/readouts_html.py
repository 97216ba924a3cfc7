"""Readouts side by side, and every coded cell in its own words."""

from __future__ import annotations

import pandas as pd

from chips.palette import COUNTRIES
from chips.statements.pairs import PAIR_TOPICS, PATTERNS
from chips.statements.readouts import CLAIMS, TOPICS
from explainer import address
from explainer.evidence import cite
from explainer.pages.html import Html, esc, table, tagged

LANGUAGES = {"zh": "Chinese", "ko": "Korean", "en": "English", "ja": "Japanese"}
YES = {True: "yes", False: "no"}


def quoted(words: object, lang: object, translation: object, *, quiet: bool = False) -> Html:
    """Words in their language, and on the next line their translation where there is one, `quiet` if it steps back."""
    if pd.isna(translation):
        return Html(tagged(words, lang))
    shown = f'<span class="tr">{esc(translation)}</span>' if quiet else esc(translation)
    return Html(f"{tagged(words, lang)}<br>{shown}")


def all_quoted(rows: pd.DataFrame, *, quiet: bool = False) -> list[Html]:
    """`quoted` for every row of a frame with `quote`, `lang` and `translation`."""
    said = zip(rows["quote"], rows["lang"].astype("str"), rows["translation"], strict=True)
    return [quoted(*one, quiet=quiet) for one in said]


def on_chips(meetings: pd.DataFrame, topics: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """What China's accounts say on chips and export controls in some days, one row per quotation, in time order.

    Args:
        meetings: rows of `readouts`.
        topics: rows of `readout_topics`.
        first, last: first and last day, `YYYY-MM-DD`.

    Returns:
        DataFrame to be shown: `To`, `Date`, `China's text on chips`, `Claims agreement`.
    """
    days = meetings.set_index("meeting_id")
    days = days[(days["date"] >= first) & (days["date"] <= last)]
    rows = topics[
        topics["meeting_id"].isin(days.index)
        & (topics["country_id"] == "cn")
        & topics["topic"].isin(["semiconductors", "export_controls"])
        & topics["quote"].notna()
    ]
    return pd.DataFrame(
        {
            "To": [COUNTRIES[str(days.loc[m, "side_b"])] for m in rows["meeting_id"]],
            "Date": [days.loc[m, "date"] for m in rows["meeting_id"]],
            "China's text on chips": all_quoted(rows),
            "Claims agreement": rows["claims_agreement"].fillna(False).map(YES).tolist(),
        }
    ).sort_values("Date")


def same_day(reports: pd.DataFrame) -> pd.DataFrame:
    """One argument in several outlets: a row per phrase, a column per outlet in order of its time of publication.

    Args:
        reports: rows of `same_day_reports`.

    Returns:
        DataFrame to be shown: `phrase` in words, and the outlets' words by outlet and time.
    """
    rows = reports.assign(
        phrase=reports["phrase"].astype("str"),
        cell=all_quoted(reports, quiet=True),
        column=reports["outlet_name"] + ", " + reports["time_kst"],
    )
    columns = rows.sort_values("time_kst")["column"].drop_duplicates().tolist()
    grid = rows.pivot(index="phrase", columns="column", values="cell")[columns].reset_index()
    return grid.assign(phrase=grid["phrase"].str.replace("_", " ").str.capitalize())


def side_by_side(
    clauses: pd.DataFrame, renderings: pd.DataFrame, sides: dict[str, tuple[str, str]], absent: str = "the text seen"
) -> Html:
    """Two readouts aligned by topic, every clause in full with its original wording, translation and code.

    Args:
        clauses: rows of `statement_clauses`.
        renderings: rows of `clause_renderings` (other wordings of the same clauses), shown under the clause.
        sides: statement id -> (actor id for the color, heading).
        absent: what a missing topic is missing from.

    Returns:
        Html: one section per topic, one column per side; a topic that only one side has is marked in words.
    """
    whole = clauses.groupby("statement_id", observed=True)["clause_no"].count()
    sections = []
    for topic, label in TOPICS.items():
        columns, have = [], []
        for statement, (actor, heading) in sides.items():
            mine = clauses[(clauses["statement_id"] == statement) & (clauses["topic"].astype("str") == topic)]
            have.append(not mine.empty)
            inside = "".join(
                _clause(row, renderings, int(whole[statement])) for _, row in mine.sort_values("clause_no").iterrows()
            )
            if mine.empty:
                inside = f'<p class="gap">Nothing on this topic in {esc(absent)}.</p>'
            kind = actor + ("" if not mine.empty else " absent")
            columns.append(f'<div class="ro-side {kind}"><p class="who">{esc(heading)}</p>{inside}</div>')
        note = "" if all(have) else '<span class="tag">one side only</span>'
        sections.append(
            f'<section class="ro-topic" aria-label="{esc(label)}"><h3>{esc(label)} {note}</h3>'
            f'<div class="ro-pair">{"".join(columns)}</div></section>'
        )
    return Html(f'<div class="ro">{"".join(sections)}</div>')


def _clause(row: pd.Series, renderings: pd.DataFrame, total: int) -> str:
    lang = str(row["lang"])
    claim = str(row["agreement"])
    shade = {"both_agreed": "agreed", "we_requested": "requested"}.get(claim, "")
    parts = [f"<p>{tagged(row['quote'], lang)}</p>"]
    if lang != "en":
        parts.append(f'<p class="tr">{esc(row["translation"])}</p>')
    more = renderings[
        (renderings["statement_id"] == row["statement_id"]) & (renderings["clause_no"] == row["clause_no"])
    ]
    for _, other in more.iterrows():
        code = str(other["lang"])
        parts.append(
            f'<p class="tr">{tagged(other["text"], code)} <span class="meta">({LANGUAGES.get(code, code)}, '
            f"{esc(other['rendered_by'])}){'. ' if pd.notna(other['note']) else ''}{esc(other['note'])}</span></p>"
        )
    parts.append(
        f'<p class="meta">Clause {int(row["clause_no"])} of {total} · {esc(row["speaker"])} · '
        f'<span class="tag {shade}">{esc(CLAIMS[claim])}</span></p>'
    )
    return f'<div class="ro-clause">{"".join(parts)}</div>'


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
        parts = [tagged(row["quote"], row["lang"])] if pd.notna(row["quote"]) else ["<em>No words seen.</em>"]
        if pd.notna(row["translation"]):
            parts.append(f'<span class="tr">{esc(row["translation"])}</span>')
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
