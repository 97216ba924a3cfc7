"""The small pictures of the cover as html: squares, bars, columns, each with its words."""

from __future__ import annotations

import pandas as pd

from chips.verdict import cover_week_words as voices
from chips.verdict import cover_words as words
from chips.verdict.cover import Cover
from chips.verdict.cover_figures import MONTHS
from chips.verdict.cover_text_html import dated, day, fact, marked, say, tell
from explainer.pages.html import esc
from explainer.pages.prose import fixed


def five(found: Cover, lang: str) -> str:
    """What each account of the meeting says on chips, from the one that goes farthest down to silence."""
    cells = "".join(
        f'<li class="{rung}"><span>{esc(voices.WITNESS[one][lang])}</span> <b>{esc(voices.RUNG[rung][lang])}</b></li>'
        for one, rung in found.rungs.items()
    )
    return f'<ol class="cv-five">{cells}</ol>'


def squares(found: Cover, lang: str) -> str:
    """A square per agreement that one account alone claims, by the narrow count; that on chips is gold."""
    china, korea, gold = (int(found.figures[one]) for one in ("cn_alone", "kr_alone_low", "chip_claims"))
    rows = [
        (say(found, lang, name), "".join(f'<i class="{kind}"></i>' for kind in kinds))
        for name, kinds in (("lane_cn", ["chips"] * gold + ["cn"] * (china - gold)), ("lane_kr", ["kr"] * korea))
    ]
    return _pairs("cv-squares", rows)


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
    """What Korea sold China in a mean month after the ban, what Micron had at risk, and forecasts, on one scale."""
    told = gap(found, lang)
    sold, lost, low, high = (busd / MONTHS for busd in (found.sold[_after(found)].sum(), found.lost, *found.expected))

    def wide(busd: float) -> str:
        return f"{fixed(100 * busd / high, 1)}%"

    rows = [
        (
            say(found, lang, "void_row_sold", told),
            f'<i class="kr" style="width:{wide(sold - lost)}"></i><i class="lost" style="width:{wide(lost)}"></i>',
        ),
        (
            say(found, lang, "void_row_range", told),
            f'<i class="range" style="margin-left:{wide(low)};width:{wide(high - low)}"></i>',
        ),
    ]
    return f'<p class="cv-legend">{say(found, lang, "void_legend")}</p>{_pairs("cv-void", rows)}'


def months(found: Cover, lang: str) -> str:
    """A column per month for Korea's DRAM for China; the year after the ban and the newest month have their figures."""
    most, last, after = float(found.sold.max()), found.sold.index[-1], _after(found)
    told = gap(found, lang) | dated(found, lang, sold_on=words.MONTH)
    labels = {after[MONTHS // 2]: say(found, lang, "void_after", told), last: say(found, lang, "void_last", told)}
    names, newest = _names(lang), day(found.days["sold_on"], lang, words.MONTH)
    plain = {one: found.figures[name] for one, name in names.items()}
    spoken = tell(found, lang, "months_told", plain | {"sold_on": newest})
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
