"""Reviews of claims as search engines read them: one a claim, in the shape of schema.org/ClaimReview."""

from __future__ import annotations

import json

import html5lib
import jsonschema
import pytest

from chips.verdict import claim_review, ledger
from chips.verdict.rules import SCALE

CLAIMS = ledger.rulings()

TEXT = {"type": "string", "minLength": 3}
DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
ORGANIZATION = {
    "type": "object",
    "required": ["@type", "name"],
    "properties": {"@type": {"const": "Organization"}, "name": TEXT},
    "additionalProperties": False,
}
#: the shape of schema.org/ClaimReview as this book uses it.
SHAPE = {
    "type": "object",
    "required": [
        "@context",
        "@type",
        "url",
        "claimReviewed",
        "datePublished",
        "author",
        "itemReviewed",
        "reviewRating",
    ],
    "additionalProperties": False,
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@type": {"const": "ClaimReview"},
        "url": {"type": "string", "pattern": r"claims\.html#claim-c\d{2}$"},
        "claimReviewed": {"type": "string", "minLength": 20},
        "datePublished": DAY,
        "inLanguage": {"const": "en"},
        "author": ORGANIZATION,
        "itemReviewed": {
            "type": "object",
            "required": ["@type", "author", "appearance"],
            "additionalProperties": False,
            "properties": {
                "@type": {"const": "Claim"},
                "author": ORGANIZATION,
                "datePublished": DAY,
                "appearance": {
                    "type": "object",
                    "required": ["@type", "url", "headline", "datePublished"],
                    "additionalProperties": False,
                    "properties": {
                        "@type": {"const": "NewsArticle"},
                        "url": {"type": "string", "pattern": "^https?://"},
                        "headline": TEXT,
                        "datePublished": DAY,
                        "publisher": ORGANIZATION,
                    },
                },
            },
        },
        "reviewRating": {
            "type": "object",
            "required": ["@type", "ratingValue", "bestRating", "worstRating", "alternateName"],
            "additionalProperties": False,
            "properties": {
                "@type": {"const": "Rating"},
                "ratingValue": {"type": "integer", "enum": [-1, 1, 2, 3, 4]},
                "worstRating": {"const": 1},
                "bestRating": {"const": 4},
                "alternateName": {"enum": [label for label, _, _ in SCALE.values()]},
                "ratingExplanation": {"type": "string", "minLength": 40},
            },
        },
    },
}


def parse(text):
    return html5lib.parseFragment(text, treebuilder="etree", namespaceHTMLElements=False)


def written():
    """The reviews as they stand in the page: out of the script element, through a parser."""
    element = parse(claim_review.json_ld(CLAIMS)).find("script")
    assert element.get("type") == "application/ld+json"
    return json.loads(element.text)


def test_reviews_have_the_shape_of_the_vocabulary_one_per_claim():
    found = written()
    jsonschema.Draft202012Validator.check_schema(SHAPE)
    for one in found:
        jsonschema.validate(one, SHAPE)
    assert [f["url"].rsplit("#", 1)[1] for f in found] == [f"claim-{c.lower()}" for c in CLAIMS["claim_id"]]
    numbers = {f["reviewRating"]["alternateName"]: f["reviewRating"]["ratingValue"] for f in found}
    assert numbers == {SCALE[v][0]: SCALE[v][1] for v in set(CLAIMS["verdict"])}


@pytest.mark.parametrize(
    "damage",
    [
        lambda r: r["reviewRating"].pop("alternateName"),
        lambda r: r["reviewRating"].update(ratingValue=5),
        lambda r: r.update(url="claims.html"),
        lambda r: r["itemReviewed"]["appearance"].update(url="no address"),
    ],
)
def test_the_shape_refuses_a_damaged_review(damage):
    one = claim_review.reviews(CLAIMS.head(1))[0]
    damage(one)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(one, SHAPE)


def test_addresses_are_absolute_when_the_book_has_one(monkeypatch):
    monkeypatch.setenv("BOOK_URL", "https://example.org/book/")
    assert claim_review.reviews(CLAIMS.head(1))[0]["url"] == "https://example.org/book/verdict/claims.html#claim-c01"


def test_no_text_of_a_claim_can_end_the_script():
    evil = CLAIMS.head(1).assign(claim="A claim </script><script>alert('x')</script> & more than that")
    text = claim_review.json_ld(evil)
    assert text.count("<") == 2 and "&" not in text
    assert json.loads(parse(text).find("script").text)[0]["claimReviewed"] == evil["claim"].iloc[0]
