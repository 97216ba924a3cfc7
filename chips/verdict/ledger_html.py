"""The ledger as page: entries, tables, links to claims."""

from __future__ import annotations

import pandas as pd

from chips.verdict.ledger import PARTS, SHORT, for_a_chapter, tally
from chips.verdict.rules import FORMER, SCALE, TURNS
from explainer import address, paths, settings
from explainer.evidence import cite, tables
from explainer.evidence.tables import Load
from explainer.pages.html import Html, esc, table, tagged

#: what decides within a rule (`rules.TURNS`), in a cell of a table.
TOLD = {"figures": "figures", "codes": "coded texts", "entries": "evidence entered"}


def anchor(claim_id: str) -> str:
    """Where a claim stands on the page of the ledger."""
    return f"claim-{claim_id.lower()}"


def link(claim_id: str) -> Html:
    """A link to a claim's entry in the ledger, from any page; the bare id while the book has no ledger."""
    ledger = settings.book().pages.claims
    if not (paths.CHAPTERS / f"{ledger}.md").exists():
        return Html(esc(claim_id))
    return Html(f'<a href="{esc(address.page(ledger, anchor(claim_id)))}">{esc(claim_id)}</a>')


def claims_table(wanted: list[str]) -> Html:
    """The claims that a chapter bears on, in the order given, each linked to the ledger.

    Raises:
        KeyError: a claim id is not in `claims`.
    """
    found = for_a_chapter(wanted)
    frame = pd.DataFrame(
        {
            "Claim": [link(one) for one in found["claim_id"]],
            "In our words": found["claim"],
            "Verdict": found["label"],
        }
    )
    return table(frame, "Claims of the article that this chapter bears on, with the verdict of the ledger", stack=True)


def claims_overview(frame: pd.DataFrame) -> Html:
    """All claims as one table that sorts and filters by verdict, part and type."""
    shown = pd.DataFrame(
        {
            "Claim": [Html(f'<a href="#{anchor(one)}">{one}</a>') for one in frame["claim_id"]],
            "In our words": frame["claim"],
            "Part": frame["part"].map(SHORT),
            "Type": frame["claim_type"],
            "Verdict": frame["label"],
            "Confidence": [
                f"{sure}, by {f'rule on {TOLD[turns]}' if rule else 'reader'}"
                for sure, rule, turns in zip(frame["certainty"], frame["computed"], frame["turns_on"], strict=True)
            ],
        }
    )
    caption = "The claims of the article, in its order"
    return table(shown, caption, sortable=True, filters=("Verdict", "Part", "Type"), stack=True, id="claims-table")


def scale_table(frame: pd.DataFrame) -> Html:
    """The scale of verdicts with the number of claims on each."""
    counts = tally(frame)
    rows = pd.DataFrame(
        {
            "Verdict": [label for label, _, _ in SCALE.values()],
            "Meaning": [meaning for _, _, meaning in SCALE.values()],
            "Claims": [counts[v] for v in SCALE],
        }
    )
    return table(rows, "The scale of verdicts")


# --- entries --------------------------------------------------------------------------------------------------------


def sources_of(cell: object, most: int = 99) -> Html:
    """Links to the bibliography for a `source_id` cell, named by producer; those beyond `most` open on a click."""
    found = cite.sources(cite.ids([cell]))
    links = [
        f'<a href="{esc(address.source(i))}">{esc(p)}</a>'
        for i, p in zip(found["source_id"], found["producer"], strict=True)
    ]
    rest = "; ".join(links[most:])
    more = f'; <details class="xf-more"><summary>and {len(links) - most} more</summary>{rest}</details>' if rest else ""
    return Html("; ".join(links[:most]) + more)


def chapter_links(claim_id: str, links: pd.DataFrame) -> Html:
    """The figures and chapters that bear on a claim, as a list of links."""
    items = []
    for row in links[links["claim_id"] == claim_id].to_dict("records"):
        where = address.page(row["page"], "" if pd.isna(row["figure_id"]) else row["figure_id"])
        items.append(f'<li><a href="{esc(where)}">{esc(row["shows"])}</a></li>')
    return Html(f"<ul>{''.join(items)}</ul>")


def _evidence(claim_id: str, proof: pd.DataFrame) -> str:
    part = proof[proof["claim_id"] == claim_id]
    out = []
    for stance, heading in (("for", "For"), ("against", "Against"), ("context", "Context")):
        rows = part[part["stance"].astype("str") == stance]
        items = "".join(
            f'<li>{esc(what)} <span class="meta">({sources_of(cell)})</span></li>'
            for what, cell in zip(rows["what"], rows["source_id"], strict=True)
        )
        if items:
            out.append(f"<dt>{heading}</dt><dd><ul>{items}</ul></dd>")
        elif stance != "context":
            out.append(f"<dt>{heading}</dt><dd>none recorded</dd>")
    return "".join(out)


def _since(row: dict, events: pd.DataFrame, keys: object) -> str:
    if not row["since"]:
        return "Nothing that bears on it and that we know of."
    cells = [events.loc[one, "source_id"] for one in cite.ids([keys])]
    links = f' <span class="meta">({sources_of(cite.join(cells))})</span>' if cells else ""
    return esc(row["since"]) + links


def claim_entry(row: dict, proof: pd.DataFrame, links: pd.DataFrame, events: pd.DataFrame, keys: object) -> Html:
    """One claim in full, with its anchor `claim-cNN`.

    Args:
        row: a row of `rulings()` as a dict.
        proof: the table `claim_evidence`.
        links: the table `claim_links`.
        events: the table `events`, indexed by `event_id`.
        keys: the events that happened since, joined by `;`, or missing.
    """
    here = anchor(row["claim_id"])
    how = TURNS[row["turns_on"]] if row["computed"] else "by the reader of the evidence"
    differs = ""
    if not row["agrees"]:
        former = row["dossier"] if row["dossier"] == FORMER else SCALE[row["dossier"]][0].lower()
        differs = f"<p>The research before this book had <b>{esc(former)}</b>.</p>"
    rule = ""
    if row["because"]:
        meta = f'<span class="meta">({sources_of(row["rule_source_id"], most=4)})</span>'
        rule = f"<dt>What the data say</dt><dd>{esc(row['because'])} {meta}</dd>"
    return Html(
        f'<section class="claim" id="{here}"><h3 data-entry="Claim">{esc(row["claim_id"])}. {esc(row["claim"])} '
        f'<a class="headerlink" href="#{here}" aria-label="Link to claim {esc(row["claim_id"])}">#</a></h3>'
        f'<p class="claim-line"><span class="tag v-{row["verdict"].replace("_", "-")}">{esc(row["label"])}</span> '
        f"Confidence {esc(row['certainty'])}, {how}. "
        f'<span class="meta">Paragraph {row["paragraph_no"]}, {esc(PARTS[row["part"]])}; '
        f"{esc(row['claim_type'])}.</span></p>"
        f"<p>{esc(row['reason'])}</p>{differs}<dl>{rule}{_evidence(row['claim_id'], proof)}"
        f"<dt>In the book</dt><dd>{chapter_links(row['claim_id'], links)}</dd>"
        f"<dt>What would change it</dt><dd>{esc(row['what_would_change'])}</dd>"
        f"<dt>What happened since</dt><dd>{_since(row, events, keys)}</dd></dl></section>"
    )


def claim_entries(frame: pd.DataFrame, load: Load = tables.load) -> Html:
    """All claims in full, by part of the article."""
    proof, links = load("claim_evidence"), load("claim_links")
    events = load("events").set_index("event_id")
    keys = load("claim_reviews").set_index("claim_id")["since_event_id"]
    out = []
    for row in frame.to_dict("records"):
        out.append(claim_entry(row, proof, links, events, keys[row["claim_id"]]))
    return Html("".join(out))


def corrections_table(load: Load = tables.load) -> Html:
    """Slips of the article, each with its evidence and its claim."""
    found = load("corrections")
    shown = pd.DataFrame(
        {
            "No.": found["correction_id"],
            "Kind": found["kind"].astype("str"),
            "The article says": [Html(f"“{tagged(q, 'en')}”") for q in found["article_says"]],
            "The evidence says": [
                Html(f'{esc(e)} <span class="meta">({sources_of(s)})</span>')
                for e, s in zip(found["evidence_says"], found["source_id"], strict=True)
            ],
            "Paragraph": found["paragraph_no"].astype("int64"),
            "Claim": [link(one) for one in found["claim_id"]],
        }
    )
    ids = [f"correction-{one.lower()}" for one in found["correction_id"]]
    caption = "Slips of fact, name, date, wording, scope and attribution in the article"
    return table(shown, caption, stack=True, sortable=True, filters=("Kind",), row_ids=ids)
