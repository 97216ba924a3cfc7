"""What buyers and sellers said and sold, as one exhibit: each piece with what it can and cannot show."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from chips.memory.forecast_charts import NAMES
from chips.verdict.ledger_html import sources_of
from explainer.evidence import cite
from explainer.pages.html import Html, esc, table
from explainer.pages.prose import fixed

#: kind of evidence -> heading of its part; forecasts stand apart.
PARTS = {
    "Buyers": ("tender", "server_maker", "distributor"),
    "Sellers' books": ("sales", "subsidiary"),
    "Press, after the fact": ("press",),
}
FORECASTS = ("analyst",)
GAINS = {
    "korean": "Korean makers",
    "chinese": "Chinese makers",
    "korean_and_chinese": "Korean and Chinese makers",
    "none": "nobody",
    "not_stated": "not said",
}
#: rows of `void_evidence` whose figures are shown from the sales tables, in a longer run.
RUNS = {"V11": "Samsung", "V12": "SK hynix", "V13": "Samsung, Shanghai"}
STANCE = {"for": "For a turn to Korean makers", "against": "Against it"}


def run_in_words(sold: pd.DataFrame, name: str) -> str:
    """A run of sales in words: what is counted, then value and period in the order of time."""
    rows = sold[sold["name"] == name]
    values = ", ".join(f"{fixed(r.krw_trn, 1)} in {r.period}" for r in rows.itertuples())
    return f"{rows['basis'].iloc[0]}, trillion won: {values}"


def _rows(pieces: pd.DataFrame, sold: pd.DataFrame) -> pd.DataFrame:
    kinds = {kind: part for part, found in PARTS.items() for kind in found}
    made = []
    for row in pieces.itertuples():
        name = RUNS.get(row.evidence_id)
        what = run_in_words(sold, name) if name else row.what
        own = sold.loc[sold["name"] == name, "source_id"].tolist() if name else []
        origin = cite.ids([row.source_id, *own])
        winner = "" if row.gains == "not_stated" else f" Names as winners: {GAINS[row.gains]}."
        made.append(
            {
                "Who and when": Html(f"{esc(row.who)}<br>{row.date:%Y-%m}"),
                "Kind": kinds.get(row.kind, "Forecast"),
                "What it says": f"{what}.{winner}",
                "Can show": row.shows,
                "Cannot show": row.cannot_show,
                "Source": sources_of(";".join(origin), 2),
            }
        )
    return pd.DataFrame(made)


def exhibit(evidence: pd.DataFrame, sold: pd.DataFrame) -> Html:
    """Buyers, sellers and the press in one table, the forecasts of the first weeks folded below it.

    Args:
        evidence: table `void_evidence`.
        sold: from `hindsight.sold_in_china`.
    """
    rows = evidence.astype({"evidence_id": "str", "kind": "str", "gains": "str", "source_id": "str"})
    order = [kind for kinds in PARTS.values() for kind in kinds]
    main = rows[rows["kind"].isin(order)]
    main = main.sort_values(["kind", "date"], key=lambda c: c.map(order.index) if c.name == "kind" else c)
    early = rows[rows["kind"].isin(FORECASTS)].sort_values("date")
    if len(main) + len(early) != len(rows):
        raise ValueError("a kind of evidence has no place in the exhibit")
    shown = table(_rows(main, sold), "What buyers and sellers said and sold", stack=True)
    folded = table(_rows(early, sold), "What analysts expected in the first weeks", stack=True)
    return Html(
        f"{shown}<details class='xf-data'><summary>What analysts expected in the first weeks ({len(early)} "
        f"forecasts)</summary>{folded}</details>"
    )


def weighed(told: pd.DataFrame) -> Html:
    """How the ledger of claims weighs the reports: for and against, each in a line.

    Args:
        told: rows of `claim_evidence` for one claim.
    """
    rows = told.astype({"stance": "str"})
    parts = []
    for stance, words in STANCE.items():
        lines = rows[rows["stance"] == stance]
        items = "".join(f"<li>{esc(r.what)}. {sources_of(r.source_id)}</li>" for r in lines.itertuples())
        parts.append(f"<p><strong>{esc(words)}</strong></p><ul>{items}</ul>")
    return Html("".join(parts))


def model_rows(opened: pd.DataFrame, came: pd.DataFrame) -> pd.DataFrame:
    """The rows of the model's figure: amounts of the opening setting, then what came beyond each forecast.

    Args:
        opened: from `backfill.opening_case`.
        came: from `void_size.against`.
    """
    after = came.assign(what="exported beyond the forecast", name=came["method"].map(NAMES)).drop(columns="method")
    rows = pd.concat([opened, after], ignore_index=True)
    return rows[["what", "name", "busd", "low_busd", "high_busd", "source_id"]]


def folded(words: str, rows: pd.DataFrame) -> Html:
    """A table behind a line of words."""
    return Html(f"<details class='xf-data'><summary>{esc(words)}</summary>{table(rows, words, stack=True)}</details>")


def worlds(counted: pd.DataFrame) -> Html:
    """How often a known effect was held, folded: whose worlds in the lines, who judges in the columns.

    By yardstick three counts: the band of a month, the interval for the year, the usual range.

    Args:
        counted: from `coverage.counts`.
    """
    made = []
    for recipe, part in counted.groupby("recipe", sort=False):
        cells = {
            NAMES[r.model]: " / ".join(fixed(v) for v in (r.months_pct, r.held_pct, r.usual_pct))
            + (" (own)" if r.own else "")
            for r in part.itertuples()
        }
        made.append({"Worlds made by": NAMES[recipe], **cells})
    words = (
        "How often the bands of the months / the interval for the year / the usual range of the next figure held, "
        "percent of made-up months or worlds"
    )
    return folded(words, pd.DataFrame(made))


def closing(columns: Sequence[tuple[str, Sequence[str], str]]) -> Html:
    """Columns side by side, each with a heading, sentences, and the table that is missing.

    Args:
        columns: from `void_words.closing`.
    """
    made = "".join(
        f"<div><h3>{esc(head)}</h3>{''.join(f'<p>{esc(one)}</p>' for one in lines)}"
        f"<p class='meta'><strong>Missing:</strong> {esc(missing)}.</p></div>"
        for head, lines, missing in columns
    )
    return Html(f"<div class='void-close'>{made}</div>")
