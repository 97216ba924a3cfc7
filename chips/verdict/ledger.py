"""The claims of the article: rulings, the ledger's entries, the scoreboard, links and machine-readable reviews.

The verdict comes from a rule in `chips.verdict.rules` where there is one, else from the table `claims`. The written
reasons stand in `claim_reviews`; a reason is shown only while it was written for the verdict that holds.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from functools import cache, partial

import altair as alt
import pandas as pd

from explainer import paths
from explainer.evidence import cite, tables
from explainer.figures import theme
from explainer.figures.figure import NARROW
from explainer.pages.html import Html, esc, table, tagged
from chips.verdict.rules import Load, RULES, SCALE, Verdict

LEDGER = "verdict/claims"
PARTS = {
    "lead": "The opening",
    "meeting": "The meeting and the two texts",
    "urgency": "Why China is said to need Korea",
    "micron": "Micron and the gap",
}
SHORT = {"lead": "opening", "meeting": "meeting", "urgency": "urgency", "micron": "Micron"}
ARTICLE = "asia-business-daily-2023-05-27-b3174"
WITHHELD = "The written reason was made for another verdict ({old}) and is withheld until somebody reviews it."
#: numbers at the ends of the rating scale; a claim that cannot be tested has no place on it.
WORST, BEST = 1, max(number for _, number, _ in SCALE.values())


def _root() -> str:
    """Way from the page being made to the root of the site."""
    return "../" * os.environ.get("EXPLAINER_CHAPTER", "x/y").count("/")


def link(claim_id: str) -> Html:
    """A link to a claim's entry in the ledger, from any page; the bare id while the book has no ledger."""
    if not (paths.CHAPTERS / f"{LEDGER}.md").exists():
        return Html(esc(claim_id))
    return Html(f'<a href="{_root()}{LEDGER}.html#claim-{claim_id.lower()}">{esc(claim_id)}</a>')


def fill(text: str, figures: dict[str, str], where: str) -> str:
    """A written text with its placeholders filled.

    Raises:
        KeyError: the rule supplies no figure of that name; the message names the text and the figures there are.
    """
    try:
        return text.format_map(figures)
    except KeyError as error:
        known = ", ".join(sorted(figures)) or "none"
        raise KeyError(f"{where}: no figure {error} from the rule; it supplies: {known}") from error


def ruling(claim: pd.Series, review: pd.Series, load: Load) -> dict[str, object]:
    """The verdict on one claim with its reason.

    Args:
        claim: row of `claims`, with `claim_id` among its fields.
        review: row of `claim_reviews` of the same claim.
        load: table name -> frame, for the rule.

    Returns:
        Fields of the ledger; `verdict` is a key of `verdicts.SCALE`, `computed` says whether a rule gave it,
        `withheld` whether the written reason no longer fits, `dossier` the verdict of the research.
    """
    one = str(claim["claim_id"])
    dossier = str(claim["verdict_dossier"])
    found = RULES[one](load) if one in RULES else Verdict(None, "high", "")
    verdict = found.value or dossier
    withheld = verdict != str(review["verdict_written"])
    reason = fill(str(review["reason"]), found.figures, f"{one}, reason") + "."
    if withheld:
        old = SCALE[str(review["verdict_written"])][0].lower()
        reason = f"{found.because} {WITHHELD.format(old=old)}".strip()
    since = "" if pd.isna(review["since"]) else fill(str(review["since"]), found.figures, f"{one}, since") + "."
    return {
        "claim_id": one,
        "paragraph_no": int(claim["paragraph_no"]),
        "part": str(review["part"]),
        "claim": str(claim["claim"]),
        "claim_type": str(claim["claim_type"]),
        "verdict": verdict,
        "label": SCALE[verdict][0],
        "certainty": found.confidence,
        "computed": found.value is not None,
        "entered": found.entered,
        "because": found.because,
        "reason": reason,
        "withheld": withheld,
        "what_would_change": str(review["what_would_change"]) + ".",
        "since": since,
        "dossier": dossier,
        "rule_source_id": found.source_id,
        "source_id": cite.join([claim["source_id"], found.source_id, review["source_id"]]),
        "confidence": str(claim["confidence"]),
    }


def rulings(wanted: Iterable[str] | None = None, load: Load = tables.load) -> pd.DataFrame:
    """Rulings on all claims, or on those wanted in their order, one row each (fields as in `ruling`).

    Raises:
        KeyError: a claim id is not in `claims`, a claim has no review, or a text asks for a figure that no rule gives.
    """
    load = cache(load)
    claims = load("claims").set_index("claim_id", drop=False)
    reviews = load("claim_reviews").set_index("claim_id")
    wanted = list(claims.index) if wanted is None else list(wanted)
    unknown = [one for one in wanted if one not in claims.index]
    if unknown:
        raise KeyError(f"no such claim: {', '.join(unknown)}")
    return pd.DataFrame([ruling(claims.loc[one], reviews.loc[one], load) for one in wanted])


def tally(frame: pd.DataFrame) -> dict[str, int]:
    """Number of claims per verdict, in the order of the scale, zeros included."""
    counts = frame["verdict"].value_counts()
    return {verdict: int(counts.get(verdict, 0)) for verdict in SCALE}


def claims_table(wanted: list[str]) -> Html:
    """The claims that a chapter bears on, in the order given, each linked to the ledger.

    Raises:
        KeyError: a claim id is not in `claims`.
    """
    read: set[str] = set()

    def load(name: str) -> pd.DataFrame:
        read.add(name)
        return tables.load(name, record=False)

    found = rulings(wanted, load)
    # the page shows the verdicts alone, so it is made again when one of them turns, not when a figure behind it moves
    for one in found["claim_id"]:
        tables._record({"ruling": one, "tables": sorted(read)})
    frame = pd.DataFrame(
        {
            "Claim": [link(one) for one in found["claim_id"]],
            "In our words": found["claim"],
            "Verdict": found["label"],
        }
    )
    return table(frame, "Claims of the article that this chapter bears on, with the verdict of the ledger", stack=True)


def shown() -> dict[str, str]:
    """What `claims_table` shows of each claim, as one text per claim id."""
    found = rulings(load=partial(tables.load, record=False))
    return {row["claim_id"]: f"{row['claim']}: {row['label']}" for row in found.to_dict("records")}


def overview(frame: pd.DataFrame) -> Html:
    """All claims as one table that sorts and filters by verdict, part and type."""
    shown = pd.DataFrame(
        {
            "Claim": [Html(f'<a href="#claim-{one.lower()}">{one}</a>') for one in frame["claim_id"]],
            "In our words": frame["claim"],
            "Part": frame["part"].map(SHORT),
            "Type": frame["claim_type"],
            "Verdict": frame["label"],
            "Confidence": [
                f"{sure}, by {'rule on entered evidence' if entered else 'rule' if rule else 'reader'}"
                for sure, rule, entered in zip(frame["certainty"], frame["computed"], frame["entered"], strict=True)
            ],
        }
    )
    caption = "Every checkable claim of the article, in its order"
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
        f'<a href="{_root()}appendix/sources.html#{esc(i)}">{esc(p)}</a>'
        for i, p in zip(found["source_id"], found["producer"], strict=True)
    ]
    rest = "; ".join(links[most:])
    more = f'; <details class="xf-more"><summary>and {len(links) - most} more</summary>{rest}</details>' if rest else ""
    return Html("; ".join(links[:most]) + more)


def chapter_links(claim_id: str, links: pd.DataFrame) -> Html:
    """The figures and chapters that bear on a claim, as a list of links."""
    items = []
    for row in links[links["claim_id"] == claim_id].to_dict("records"):
        anchor = "" if pd.isna(row["figure_id"]) else f"#{row['figure_id']}"
        items.append(f'<li><a href="{_root()}{esc(row["page"])}.html{esc(anchor)}">{esc(row["shows"])}</a></li>')
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
    ids = [] if pd.isna(keys) else str(keys).split(";")
    cells = [events.loc[one, "source_id"] for one in ids]
    links = f' <span class="meta">({sources_of(cite.join(cells))})</span>' if cells else ""
    return esc(row["since"]) + links


def entry(row: dict, proof: pd.DataFrame, links: pd.DataFrame, events: pd.DataFrame, keys: object) -> Html:
    """One claim in full, with its anchor `claim-cNN`.

    Args:
        row: a row of `rulings()` as a dict.
        proof: the table `claim_evidence`.
        links: the table `claim_links`.
        events: the table `events`, indexed by `event_id`.
        keys: the events that happened since, joined by `;`, or missing.
    """
    anchor = f"claim-{row['claim_id'].lower()}"
    how = "by a rule from the data" if row["computed"] else "by the reader of the evidence"
    if row["entered"]:
        how = "by a rule that turns on evidence which a person entered"
    differs = ""
    if row["dossier"] != row["verdict"]:
        differs = f"<p>The research before this book had <b>{esc(SCALE[row['dossier']][0].lower())}</b>.</p>"
    rule = ""
    if row["because"]:
        meta = f'<span class="meta">({sources_of(row["rule_source_id"], most=4)})</span>'
        rule = f"<dt>What the data say</dt><dd>{esc(row['because'])} {meta}</dd>"
    return Html(
        f'<section class="claim" id="{anchor}"><h3 data-entry="Claim">{esc(row["claim_id"])}. {esc(row["claim"])} '
        f'<a class="headerlink" href="#{anchor}" aria-label="Link to claim {esc(row["claim_id"])}">#</a></h3>'
        f'<p class="claim-line"><span class="tag v-{row["verdict"].replace("_", "-")}">{esc(row["label"])}</span> '
        f"Confidence {esc(row['certainty'])}, {how}. "
        f'<span class="meta">Paragraph {row["paragraph_no"]}, {esc(PARTS[row["part"]])}; '
        f"{esc(row['claim_type'])}.</span></p>"
        f"<p>{esc(row['reason'])}</p>{differs}<dl>{rule}{_evidence(row['claim_id'], proof)}"
        f"<dt>In the book</dt><dd>{chapter_links(row['claim_id'], links)}</dd>"
        f"<dt>What would change it</dt><dd>{esc(row['what_would_change'])}</dd>"
        f"<dt>What happened since</dt><dd>{_since(row, events, keys)}</dd></dl></section>"
    )


def entries(frame: pd.DataFrame, load: Load = tables.load) -> Html:
    """All claims in full, by part of the article."""
    proof, links = load("claim_evidence"), load("claim_links")
    events = load("events").set_index("event_id")
    keys = load("claim_reviews").set_index("claim_id")["since_event_id"]
    out = []
    for row in frame.to_dict("records"):
        out.append(entry(row, proof, links, events, keys[row["claim_id"]]))
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


# --- scoreboard -----------------------------------------------------------------------------------------------------

#: widths of the columns of the scoreboard in px by drawing width; each holds whole tiles.
COLUMNS = {True: (62, 62, 62, 74, 60), False: (130, 98, 68, 88, 66)}
FILLS = {"supported": "step4", "partly": "step2", "contested": "band", "unsupported": "accent", "not_testable": "none"}


def _fill(verdict: str) -> str:
    name = FILLS[verdict]
    return theme.steps(5)[int(name[-1])] if name.startswith("step") else theme.color(name)


def tiles(frame: pd.DataFrame, narrow: bool) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, int]:
    """Where each claim stands on the scoreboard.

    Returns:
        (tiles: claim_id, verdict, x, y in px; part labels: text, x, y; column heads: text, x; height in px).
    """
    left, wide, high = (0, 28, 24) if narrow else (226, 30, 26)
    starts = [left + sum(COLUMNS[narrow][:i]) for i in range(len(SCALE))]
    placed, labels, top = [], [], 48
    for part, name in PARTS.items():
        rows = frame[frame["part"] == part]
        labels.append({"text": name, "y": top + (8 if narrow else 13)})
        top += 18 if narrow else 0
        most = 1
        for verdict, start, width in zip(SCALE, starts, COLUMNS[narrow], strict=True):
            per = max(1, width // (wide + 2))
            for i, row in enumerate(rows[rows["verdict"] == verdict].to_dict("records")):
                where = {"x": start + (i % per) * (wide + 2) + wide / 2, "y": top + (i // per) * (high + 2) + high / 2}
                placed.append({k: row[k] for k in ("claim_id", "verdict", "claim", "label", "certainty")} | where)
                most = max(most, i // per + 1)
        top += most * (high + 2) + (10 if narrow else 14)
    counts = tally(frame)
    words = {v: label for v, (label, _, _) in SCALE.items()}
    broken = {"partly": "Partly|right", "not_testable": "Not|testable"}
    heads = [
        {"text": broken.get(v, f"|{words[v]}") + f"|{counts[v]}", "x": s} for v, s in zip(SCALE, starts, strict=True)
    ]
    return pd.DataFrame(placed), pd.DataFrame(labels), pd.DataFrame(heads), top


def scoreboard(frame: pd.DataFrame, width: int) -> alt.LayerChart:
    """The claims as tiles in columns by verdict and rows by part; a dashed outline marks low confidence.

    Args:
        frame: `rulings()`.
        width: drawing width in px.
    """
    narrow = width <= NARROW
    placed, labels, heads, height = tiles(frame, narrow)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], range=[0, width], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False))
    wide, high = (28, 24) if narrow else (30, 26)
    low = placed["certainty"] == "low"
    tips = theme.tips({"claim:N": "title", "label:N": "verdict", "certainty:N": "confidence"})
    layers = []
    for verdict in SCALE:
        for dashed in (False, True):
            part = placed[(placed["verdict"] == verdict) & (low == dashed)]
            if part.empty:
                continue
            line = theme.color("ink") if dashed else theme.color("axis")
            mark = alt.Chart(part).mark_rect(
                width=wide, height=high, cornerRadius=3, color=_fill(verdict), stroke=line,
                strokeDash=[4, 2] if dashed else [1, 0], strokeWidth=1.8 if dashed else 0.8,
            )  # fmt: skip
            letter = theme.color("ground") if verdict in ("supported", "unsupported") else theme.color("ink")
            name = alt.Chart(part).mark_text(fontSize=12, color=letter).encode(x=x, y=y, text="claim_id:N")
            layers += [mark.encode(x=x, y=y, tooltip=tips), name]
    top = alt.Chart(heads).mark_text(align="left", baseline="top", fontSize=12, lineBreak="|", lineHeight=15)
    side = alt.Chart(labels).mark_text(
        align="left", baseline="middle", fontSize=12 if narrow else 13, fontWeight="bold"
    )
    layers += [top.encode(x=x, y=alt.value(0), text="text:N"), side.encode(x=alt.value(0), y=y, text="text:N")]
    return alt.layer(*layers, width=width, height=height)


# --- for machines ---------------------------------------------------------------------------------------------------


def reviews(frame: pd.DataFrame) -> list[dict]:
    """One schema.org `ClaimReview` per claim.

    Addresses are absolute when `BOOK_URL` is set at the build, else relative to the page. A claim that cannot be tested
    has no place on the scale and gets the number -1.
    """
    article = cite.sources([ARTICLE]).iloc[0]
    base = os.environ.get("BOOK_URL", "").rstrip("/")
    page = f"{base}/{LEDGER}.html" if base else f"{LEDGER.rsplit('/', 1)[-1]}.html"
    published = tables.package()["updated"]
    work = {
        "@type": "NewsArticle",
        "url": article["url"],
        "headline": article["title"],
        "datePublished": article["date_published"],
        "publisher": {"@type": "Organization", "name": article["publisher"]},
    }
    out = []
    for row in frame.to_dict("records"):
        label, number, _ = SCALE[row["verdict"]]
        out.append(
            {
                "@context": "https://schema.org",
                "@type": "ClaimReview",
                "url": f"{page}#claim-{row['claim_id'].lower()}",
                "claimReviewed": row["claim"],
                "datePublished": published,
                "inLanguage": "en",
                "author": {"@type": "Organization", "name": "The explainer's maintainers"},
                "itemReviewed": {
                    "@type": "Claim",
                    "author": {"@type": "Organization", "name": article["producer"]},
                    "datePublished": article["date_published"],
                    "appearance": work,
                },
                "reviewRating": {
                    "@type": "Rating",
                    "ratingValue": number,
                    "worstRating": WORST,
                    "bestRating": BEST,
                    "alternateName": label,
                    "ratingExplanation": row["reason"],
                },
            }
        )
    return out


def json_ld(frame: pd.DataFrame) -> Html:
    """The reviews as a script element that no text of a claim can end."""
    text = json.dumps(reviews(frame), ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Html(f'<script type="application/ld+json">{text}</script>')
