"""Micron in tables and lists: the bases of its Chinese share, the steps that ended it, every statement."""

from __future__ import annotations

import pandas as pd

from chips.verdict.ledger_html import sources_of
from explainer import address
from explainer.pages.html import Html, esc, table
from explainer.pages.prose import fixed

#: bases of `series.micron_baselines` -> (whose customers, what it is for).
BASES = {
    "mainland_2022": ("Mainland China", "last full fiscal year before the ban; a published share"),
    "mainland_2023": ("Mainland China", "fiscal year of the ban, most of it before; the accounts"),
    "with_hk_2023": ("Mainland China and Hong Kong", "the same year; the accounts"),
    "said_direct": ("Mainland China and Hong Kong", "Direct sales, as Micron's finance chief said in May 2023"),
    "said_all": ("Mainland China and Hong Kong", "With what distributors sell on, as Micron filed in June 2023"),
}


def baselines(frame: pd.DataFrame, ship: pd.DataFrame) -> Html:
    """The one table of bases; on the page the anchor `micron-baselines` stands above it.

    Args:
        frame: from `series.micron_baselines`.
        ship: rows of `micron_revenue_region` by place of delivery with a published share: the base not to compare with.
    """
    rows = [
        {
            "Whose customers": who,
            "Percent": fixed(one["share_pct"], 1) if pd.notna(one["fiscal_year"]) else fixed(one["share_pct"]),
            "What it is": what
            if pd.isna(one["fiscal_year"])
            else f"Fiscal {one['fiscal_year']}, ${fixed(one['revenue_musd'] / 1000, 1)} billion: {what}",
            "Source": sources_of(one["source_id"]),
        }
        for (base, (who, what)), one in zip(BASES.items(), frame.loc[list(BASES)].to_dict("records"), strict=True)
    ]
    ends = f"{fixed(ship['share_pct'].min())} to {fixed(ship['share_pct'].max())}"
    years = f"{ship['fiscal_year'].min()} to {ship['fiscal_year'].max()}"
    rows.append(
        {
            "Whose customers": "Whoever takes delivery there",
            "Percent": ends,
            "What it is": f"Fiscal {years}, by place of delivery; not to be compared with the others",
            "Source": sources_of(";".join(sorted(set(ship["source_id"])))),
        }
    )
    return table(
        pd.DataFrame(rows),
        "How large China was for Micron: the bases that the pages of this book start from",
        stack=True,
    )


def steps(story: pd.DataFrame) -> Html:
    """Dated steps as a list, each linked to its card on the page of the events.

    Args:
        story: from `micron.steps`.
    """
    items = []
    for row in story.to_dict("records"):
        link = esc(address.page("war/timeline", f"event-{row['event_id']}"))
        items.append(
            f'<li><b>{row["date"]:%-d&nbsp;%b&nbsp;%Y}</b>: <a href="{link}">{esc(row["title"])}</a>. '
            f"{esc(row['summary'])}</li>"
        )
    return Html(f"<ul>{''.join(items)}</ul>")


def statements(impact: pd.DataFrame) -> Html:
    """Every statement on Micron's Chinese business, in order, folded.

    Args:
        impact: table `micron_cac_impact`.
    """
    ordered = impact.sort_values(["date", "impact_id"])
    told = [
        Html(esc(summary) + ("" if pd.isna(quote) else f": “{esc(quote)}”"))
        for summary, quote in zip(ordered["summary"], ordered["quote"], strict=True)
    ]
    rows = pd.DataFrame(
        {
            "Date": [f"{day:%-d %b %Y}" for day in ordered["date"]],
            "Who": ordered["speaker"],
            "What was said": told,
            "Seen": ordered["confidence"].astype("str"),
        }
    )
    whole = table(rows, "Every statement on Micron's Chinese business in the data, in order", stack=True)
    return Html(f"<details><summary>All {len(rows)} statements, in order</summary>{whole}</details>")
