"""The small pictures of the cover as html: squares, bars, columns, each with its words."""

from __future__ import annotations

import pandas as pd

from chips.verdict import cover_words as words
from chips.verdict.cover import Cover
from chips.verdict.cover_text_html import dated, day, fact, say
from explainer.pages.html import esc
from explainer.pages.prose import fixed


def squares(found: Cover, lang: str) -> str:
    """A square per one-sided claim of agreement; that on chips is gold, those of the wider count alone are hollow."""
    china, low, high = (int(found.figures[one]) for one in ("cn_alone", "kr_alone_low", "kr_alone_high"))
    gold = int(found.figures["chip_claims"])
    rows = []
    for name, kinds in (
        ("cn_alone_words", ["chips"] * gold + ["cn"] * (china - gold)),
        ("kr_alone_words", ["kr"] * low + ["kr hollow"] * (high - low)),
    ):
        rows.append((say(found, lang, name), "".join(f'<i class="{kind}"></i>' for kind in kinds)))
    return f'<p class="cv-legend">{say(found, lang, "lone")}</p>{_pairs("cv-squares", rows)}'


def needs(found: Cover, lang: str) -> str:
    """A bar for each side's share of what the other bought or sold."""
    rows = (("imports", "kr", "kr_of_imports"), ("exports", "cn", "cn_of_exports"))
    return _pairs(
        "cv-bars",
        [
            (say(found, lang, name), _bar(actor, float(found.figures[figure]), 100, f"{found.figures[figure]}%"))
            for name, actor, figure in rows
        ],
    )


def shares(found: Cover, lang: str) -> str:
    """A column per fiscal year for Micron's revenue from mainland China."""
    tens = 1 if lang == "en" else 10
    columns = [
        (f"FY{year}", busd, fixed(tens * busd, 1 if tens == 1 else 0)) for year, busd in found.micron["busd"].items()
    ]
    return f'<p class="cv-legend">{say(found, lang, "shares")}</p>{_columns("micron", columns)}'


def rise(found: Cover, lang: str) -> str:
    """CXMT's share of the world's DRAM sales, in the first year and the last quarter that are known."""
    columns = [
        (say(found, lang, f"rise_{when}"), float(found.figures[name]), f"{fact(found, name)}%")
        for when, name in (("year", "cx_then"), ("quarter", "cx_now"))
    ]
    return f'<p class="cv-legend">{say(found, lang, "rise")}</p>{_columns("cn", columns)}'


def _columns(kind: str, columns: list[tuple[str, float, str]]) -> str:
    """Columns on one scale, each with its figure above and its name below."""
    most = max(height for _, height, _ in columns)
    shown = "".join(
        f'<li><b>{label}</b><i class="{kind}" style="height:{round(66 * height / most)}px"></i><span>{name}</span></li>'
        for name, height, label in columns
    )
    return f'<ol class="cv-pic cv-columns">{shown}</ol>'


def void(found: Cover, lang: str) -> str:
    """How far forecasts without the ban lie apart, and what Micron could lose, on one scale."""
    told, wide = gap(found, lang), float(found.figures["void_spread"])
    rows = [
        (
            say(found, lang, f"void_row_{row}", told),
            f'<i class="{kind}" style="width:{fixed(100 * float(found.figures[figure]) / wide, 1)}%"></i>',
        )
        for row, kind, figure in (("range", "range", "void_spread"), ("micron", "micron", "void_high"))
    ]
    return f'<p class="cv-legend">{say(found, lang, "void_legend")}</p>{_pairs("cv-bars cv-void", rows)}'


def gap(found: Cover, lang: str) -> dict[str, str]:
    """Figures of the gap in the unit of a language, each in bold, marked with its name."""
    unit = "" if lang == "en" else "_e8"
    names = {one: f"void_{one}{unit}" for one in ("before", "after", "least", "most", "spread", "high")}
    return {one: fact(found, name) for one, name in names.items()}


def prices(found: Cover, lang: str) -> str:
    """A column per month for the price of DRAM, that of the month of the ban marked, the last with its figure."""
    most, last = float(found.price.max()), found.price.index[-1]
    marked = {f"{found.days['ban']:%Y-%m}": ("ban", say(found, lang, "price_ban"))}
    marked[last] = ("last", f"× {fact(found, 'price_times')}")
    columns = []
    for month, times in found.price.items():
        kind, label = marked.get(month, ("", ""))
        label = label and f"<em>{label}</em>"
        year = f"<span>{month[:4]}</span>" if month.endswith("-01") else ""
        columns.append(f'<i class="{kind}" style="height:{fixed(100 * times / most, 1)}%">{label}{year}</i>')
    ends = (f"{day(pd.Timestamp(month), lang, words.MONTH)}: {fixed(found.price[month], 1)}" for month in (*marked,))
    told = esc(f"{words.WORDS[lang]['price_told']}. {'; '.join(ends)}")
    when = dated(found, lang, price_on=words.MONTH, peak_on=words.MONTH)
    return (
        f'<p class="cv-legend">{say(found, lang, "price", when)}</p>'
        f'<div class="cv-pic cv-months" role="img" aria-label="{told}">{"".join(columns)}</div>'
    )


def _pairs(kind: str, rows: list[tuple[str, str]]) -> str:
    return f'<dl class="cv-pic {kind}">{"".join(f"<dt>{label}</dt><dd>{marks}</dd>" for label, marks in rows)}</dl>'


def _bar(actor: str, value: float, most: float, label: str) -> str:
    return f'<i class="{actor}" style="width:{round(70 * value / most)}%"></i><b>{esc(label)}</b>'
