"""The small pictures of the cover as html: squares, bars, columns, each with its words."""

from __future__ import annotations

import pandas as pd

from chips.verdict import cover_week_words as voices
from chips.verdict import cover_words as words
from chips.verdict.cover import Cover
from chips.verdict.cover_figures import MONTHS
from chips.verdict.cover_text_html import dated, day, marked, say
from explainer.pages.html import esc
from explainer.pages.prose import fixed

#: height of the tallest column, pixels.
HIGH = 72


def five(found: Cover, lang: str) -> str:
    """What each account of the meeting says on chips, from the one that goes farthest down to silence."""
    cells = "".join(
        f'<li class="{rung}"><span>{esc(voices.WITNESS[one][lang])}</span> <b>{esc(voices.RUNG[rung][lang])}</b></li>'
        for one, rung in found.rungs.items()
    )
    return f'<ol class="cv-five">{cells}</ol>'


def squares(found: Cover, lang: str) -> str:
    """A square per agreement that one account alone claims, by the narrow count, or both do; that on chips is gold."""
    names = ("cn_alone", "both_claim", "kr_alone_low", "chip_claims")
    china, both, korea, gold = (int(found.figures[one]) for one in names)
    lanes = {
        "lane_cn": ["chips"] * gold + ["cn"] * (china - gold),
        "lane_both": ["both"] * both,
        "lane_kr": ["kr"] * korea,
    }
    rows = [
        (say(found, lang, name), "".join(f'<i class="{kind}"></i>' for kind in kinds)) for name, kinds in lanes.items()
    ]
    return f'<p class="cv-legend">{say(found, lang, "lanes")}</p>{_pairs("cv-squares", rows)}'


def shares(found: Cover, lang: str) -> str:
    """A column per fiscal year for Micron's revenue, that from mainland China at its foot."""
    unit, digits = (1, 1) if lang == "en" else (10, 0)
    part, whole = found.micron["busd"], found.micron["all_busd"]
    columns = []
    for year in part.index:
        tall, foot = (round(HIGH * busd[year] / whole.max()) for busd in (whole - part, part))
        columns.append(
            f'<li><b>{fixed(unit * whole[year], digits)}</b><i class="rest" style="height:{tall}px"></i>'
            f'<i class="micron" style="height:{foot}px"></i><b class="part">{fixed(unit * part[year], digits)}</b>'
            f"<span>FY{year}</span></li>"
        )
    return f'<p class="cv-legend">{say(found, lang, "shares")}</p><ol class="cv-pic cv-columns">{"".join(columns)}</ol>'


def void(found: Cover, lang: str) -> str:
    """The range of the forecasts, what was sold in a mean month, and what Micron had at risk, on one axis from zero."""
    told = gap(found, lang)
    sold, lost, low, high = (busd / MONTHS for busd in (found.sold[_after(found)].sum(), found.lost, *found.expected))

    def mark(kind: str, start: float, end: float) -> str:
        left, wide, rest = (fixed(100 * busd / high, 1) for busd in (start, end - start, high - start))
        label = say(found, lang, f"void_{kind}", told)
        return (
            f'<i class="{kind}" style="left:{left}%;width:{wide}%"></i>'
            f'<em class="{kind}" style="--at:{left}%;--rest:{rest}%">{label}</em>'
        )

    marks = mark("lost", 0, lost) + mark("range", low, high) + mark("sold", sold, sold)
    return f'<p class="cv-legend">{say(found, lang, "void_legend")}</p><div class="cv-pic cv-void">{marks}</div>'


def months(found: Cover, lang: str) -> str:
    """A column per month for Korea's DRAM for China; the year after the ban and the newest month have their figures."""
    most, last, after = float(found.sold.max()), found.sold.index[-1], _after(found)
    told = gap(found, lang) | dated(found, lang, sold_on=words.MONTH)
    labels = {after[-1]: say(found, lang, "void_after", told), last: say(found, lang, "void_last", told)}
    names, newest = _names(lang), day(found.days["sold_on"], lang, words.MONTH)
    plain = {one: found.figures[name] for one, name in names.items()}
    spoken = say(found, lang, "months_told", plain | {"sold_on": newest}, marks=False)
    columns = []
    for month, busd in found.sold.items():
        kind = "after" if month in after else "last" if month == last else ""
        label = f"<em>{labels[month]}</em>" if month in labels else ""
        year = f"<span>{month[:4]}</span>" if month.endswith("-01") else ""
        columns.append(f'<i class="{kind}" style="height:{fixed(100 * busd / most, 1)}%">{label}{year}</i>')
    return (
        f'<p class="cv-legend">{say(found, lang, "months")}</p>'
        f'<div class="cv-pic cv-months" role="img" aria-label="{spoken}">'
        f"{''.join(columns)}</div>"
    )


def _after(found: Cover) -> list[str]:
    """The months (`YYYY-MM`) of the year after that of the ban."""
    first = pd.Period(found.days["ban"], freq="M") + 1
    return [f"{first + n}" for n in range(MONTHS)]


def gap(found: Cover, lang: str) -> dict[str, str]:
    """Figures of the gap in the unit of a language, each marked with its name."""
    shown = marked(found)
    return {one: shown[name] for one, name in _names(lang).items()}


def _names(lang: str) -> dict[str, str]:
    """What sentences on the gap call a figure -> its name in the unit of a language."""
    unit = "" if lang == "en" else "_e8"
    names = {one: f"void_{one}{unit}" for one in ("after", "least", "most", "high")}
    return names | {"month": f"month_sold{unit}"}


def _pairs(kind: str, rows: list[tuple[str, str]]) -> str:
    return f'<dl class="cv-pic {kind}">{"".join(f"<dt>{label}</dt><dd>{marks}</dd>" for label, marks in rows)}</dl>'
