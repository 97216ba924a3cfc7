"""Machine-readable reviews of the claims (schema.org ClaimReview)."""

from __future__ import annotations

import json

import pandas as pd

from chips.verdict.ledger_html import anchor
from chips.verdict.rules import SCALE
from explainer import settings
from explainer.evidence import cite, tables
from explainer.pages.html import Html

ARTICLE = "asia-business-daily-2023-05-27-b3174"
#: numbers at the ends of the rating scale; a claim that cannot be tested has no place on it.
WORST, BEST = 1, max(number for _, number, _ in SCALE.values())


# --- for machines ---------------------------------------------------------------------------------------------------


def reviews(frame: pd.DataFrame) -> list[dict]:
    """One schema.org `ClaimReview` per claim.

    Addresses are absolute when `BOOK_URL` is set at the build, else relative to the page. A claim that cannot be tested
    has no place on the scale and gets the number -1.
    """
    article = cite.sources([ARTICLE]).iloc[0]
    base, ledger = settings.run().url, settings.book().pages.claims
    page = f"{base}{ledger}.html" if base else f"{ledger.rsplit('/', 1)[-1]}.html"
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
                "url": f"{page}#{anchor(row['claim_id'])}",
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
