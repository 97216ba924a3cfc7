"""The model of the void in words, and as expressions for the page.

Python and the page write the same text: each sentence stands here twice, and the tests compare them setting by setting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor

import pandas as pd

from chips.memory.backfill import FIRMS, RIVALS, Number, fill, korean
from chips.memory.backfill_inputs import Case, Input, Market
from explainer.pages.prose import fixed, spell

NO_VOID = "Micron loses nothing, so there is no void for Samsung, SK hynix or Chinese makers to fill"


def whole(value: float) -> int:
    """Rounded half up, as the page does; Python's own formats round a half to the even number."""
    return floor(value + 0.5)


def limited(market: Market, setting: Mapping[str, float], outcome: Mapping[str, Number]) -> list[str]:
    """Rivals that sell all that their usable spare capacity allows, as names for a sentence."""
    part = setting["usable"] / 100
    return [FIRMS[r] for r in RIVALS if float(outcome[f"fill_{r}"]) >= market.spare[r] * part]


def _words_seen(errors: Sequence[float]) -> list[str]:
    """What the customs data could tell, by the number of forecasts that would show a gain four times in five."""
    count, few = len(errors), spell(len(errors))
    inside = f"is less than any of {few} forecasts of its exports would show four times in five."
    one = f"would show four times in five by {{}} of {few} forecasts of its exports."
    every = f"would show four times in five by all {few} forecasts of its exports."
    return [inside, *(one.format(spell(k)) for k in range(1, count)), every]


def sentence(market: Market, setting: Mapping[str, float], against: pd.DataFrame) -> str:
    """What a setting means, in words; the page computes the same text with `expressions()["sentence"]`.

    Args:
        market: before the loss.
        setting: the six settings.
        against: from `void_size.against`.
    """
    o = {name: float(value) for name, value in fill(market, **setting).items()}
    if o["void_busd"] == 0:
        return (
            "At this setting Micron loses nothing. There is no void to fill, and every share stays as it was in "
            f"{market.period}."
        )
    filled = o["void_busd"] - o["unfilled"]
    text = f"Micron's share of DRAM goes from {market.share('micron'):.1f} to {o['share_micron']:.1f}%. "
    if filled < 5e-7:
        why = "no rival can use idle capacity" if setting["usable"] == 0 else "nobody is left to take it"
        return text + f"Nothing of it is filled, because {why}: the market shrinks."
    names = limited(market, setting, o)
    if names:
        text += f"Spare capacity is the limit for {', '.join(names)}. "
    gain = float(korean(o))
    if gain < 5e-7:
        return text + "Korean makers take nothing of it."
    errors = sorted(against["high_busd"])
    seen = _words_seen(errors)[sum(gain > e for e in errors)]
    return text + f"Korea's gain of ${gain:.2f} billion {seen}"


def clause(setting: Mapping[str, float], first: Mapping[str, float], named: Sequence[Case]) -> str:
    """The words that begin a title: those of the case that has this setting, else that it is the reader's."""
    found = [one.clause for one in named if all(setting[n] == (first | dict(one.values))[n] for n in first)]
    return found[0] if found else OWN


#: begins the title at a setting of the reader.
OWN = "If Micron loses the ${} billion a year that you set"
#: joins the first words of a title to the split, which is the model's and not its sources'.
SENDS = ", our model sends "
#: who takes a part, as the title names them; one who takes less than half a percent is left out.
TAKERS = ("Samsung and SK\u00a0hynix", "Chinese makers", "nobody")


def headline(market: Market, setting: Mapping[str, float], first: Mapping[str, float], named: Sequence[Case]) -> str:
    """The title of the chart that the reader moves; the page computes the same text with `expressions()["headline"]`.

    Args:
        market: before the loss.
        setting: the six settings.
        first: the opening setting.
        named: from `backfill_inputs.cases`.
    """
    o = {name: float(value) for name, value in fill(market, **setting).items()}
    if o["void_busd"] == 0:
        return f"At this setting {NO_VOID}"
    taken, chinese, nobody = (
        100 * part / o["void_busd"] for part in (float(korean(o)), o["fill_chinese"], o["unfilled"])
    )
    shares = zip(map(whole, (taken, chinese, nobody)), TAKERS, strict=True)
    parts = [f"{part}% to {name}" for part, name in shares if part > 0]
    which = clause(setting, first, named).format(f"{o['void_busd']:.2f}")
    return f"{which}{SENDS}{', '.join(parts)}"


def expressions(
    market: Market, first: Mapping[str, float], named: Sequence[Case], against: pd.DataFrame
) -> dict[str, str]:
    """The model as Vega expressions of the six settings, in the order in which they build on one another.

    Constants are written with all their digits, so that page and Python agree to rounding error.

    Args:
        market: before the loss.
        first: the opening setting.
        named: from `backfill_inputs.cases`.
        against: from `void_size.against`.
    """
    rev = {firm: repr(float(value)) for firm, value in market.revenue.items()}
    room = {rival: f"({float(market.spare[rival])!r} * usable / 100)" for rival in RIVALS}
    out = {
        "slice_busd": f"{rev['micron']} * (at_risk / 100)",
        "void_busd": f"{rev['micron']} * (at_risk / 100) * (loss / 100)",
        "fill_chinese": f"min(void_busd * (chinese_part / 100), {room['chinese']})",
        "offered": "(void_busd - fill_chinese) * (1 - held_back / 100)",
        "want_s": "offered * (samsung_part / 100)",
        "want_h": "offered * (1 - samsung_part / 100)",
        "fill_samsung": f"min(want_s + max(want_h - {room['sk_hynix']}, 0), {room['samsung']})",
        "fill_sk_hynix": f"min(want_h + max(want_s - {room['samsung']}, 0), {room['sk_hynix']})",
        "korean_busd": "fill_samsung + fill_sk_hynix",
        "unfilled": "max(void_busd - fill_chinese - fill_samsung - fill_sk_hynix, 0)",
        "kept": "max(slice_busd - void_busd, 0)",
        "total": f"{float(market.total)!r} - unfilled",
        "share_samsung": f"100 * ({rev['samsung']} + fill_samsung) / total",
        "share_sk_hynix": f"100 * ({rev['sk_hynix']} + fill_sk_hynix) / total",
        "share_micron": f"100 * ({rev['micron']} - void_busd) / total",
        "share_chinese": f"100 * ({rev['chinese']} + fill_chinese) / total",
        "share_other": f"100 * {rev['other']} / total",
    }
    out |= {f"change_{firm}": f"share_{firm} - {market.share(firm)!r}" for firm in FIRMS}
    out["hhi"] = " + ".join(f"share_{firm} * share_{firm}" for firm in FIRMS)
    out["sentence"] = _sentence(market, room, sorted(against["high_busd"]))
    out["headline"] = _headline(first, named)
    return out


def _quoted(text: str) -> str:
    """A text as a literal of an expression."""
    return "'" + text.replace("'", "\\'") + "'"


def _sentence(market: Market, room: Mapping[str, str], errors: Sequence[float]) -> str:
    """`sentence` as an expression."""
    tests = {r: f"fill_{r} >= {room[r]}" for r in RIVALS}
    names, before = "''", "false"
    for rival, test in tests.items():
        names += f" + ({test} ? (({before}) ? ', ' : '') + '{FIRMS[rival]}' : '')"
        before += f" || ({test})"
    limits = f"(({before}) ? 'Spare capacity is the limit for ' + ({names}) + '. ' : '')"
    lost = (
        f"'Micron\\'s share of DRAM goes from {market.share('micron'):.1f} to ' + format(share_micron, '.1f') + '%. '"
    )
    nobody = (
        "'Nothing of it is filled, because ' + (usable == 0 ? 'no rival can use idle capacity' : "
        "'nobody is left to take it') + ': the market shrinks.'"
    )
    seen = _quoted(_words_seen(errors)[-1])
    for text, error in reversed(list(zip(_words_seen(errors), errors, strict=False))):
        seen = f"korean_busd <= {error!r} ? {_quoted(text)} : ({seen})"
    gain = f"'Korea\\'s gain of $' + format(korean_busd, '.2f') + ' billion ' + ({seen})"
    some = f"{limits} + (korean_busd < 5e-7 ? 'Korean makers take nothing of it.' : {gain})"
    none = (
        "'At this setting Micron loses nothing. There is no void to fill, and every share stays as it was in "
        f"{market.period}.'"
    )
    return f"void_busd == 0 ? {none} : {lost} + (void_busd - unfilled < 5e-7 ? {nobody} : {some})"


def _headline(first: Mapping[str, float], named: Sequence[Case]) -> str:
    """`headline` as an expression."""
    which = _begins(OWN)
    for one in reversed(named):
        test = " && ".join(f"{n} == {float(v)!r}" for n, v in (dict(first) | dict(one.values)).items())
        which = f"(({test}) ? {_begins(one.clause)} : {which})"
    parts, before = "''", "false"
    for signal, name in zip(("korean_busd", "fill_chinese", "unfilled"), TAKERS, strict=True):
        part = f"floor(100 * {signal} / void_busd + 0.5)"
        lead = f"(({before}) ? ', ' : '') + {part} + '% to ' + {_quoted(name)}"
        parts += f" + ({part} > 0 ? {lead} : '')"
        before += f" || {part} > 0"
    return f"void_busd == 0 ? {_quoted('At this setting ' + NO_VOID)} : {which} + {parts}"


def _begins(text: str) -> str:
    """The first words of a title with what Micron loses in their gap, as an expression."""
    before, after = text.split("{}")
    return f"({_quoted(before)} + format(void_busd, '.2f') + {_quoted(after + SENDS)})"


def known(row: Mapping) -> str:
    """What a slider says of its evidence: the sourced range, or that there is none, and what it can do alone.

    Args:
        row: of `backfill.one_by_one`.
    """
    ends = [fixed(row["low_busd"], 1), fixed(row["high_busd"], 1)]
    alone = f"alone ${ends[0]}–{ends[1]} bn" if ends[0] != ends[1] else "alone no change"
    known = f"{row['from_pct']:.0f}–{row['to_pct']:.0f}%" if row["sourced"] else "no source"
    return f"{known}; {alone}".replace("$0.0", "$0")


def inputs_table(inputs: list[Input]) -> pd.DataFrame:
    """The inputs for readers: range, opening value, whether sourced, and where it comes from."""
    return pd.DataFrame(
        {
            "Input": [f"{i.label}: {i.meaning[0].lower() + i.meaning[1:]}" for i in inputs],
            "Low, %": [fixed(i.low, 1) for i in inputs],
            "Central, %": [fixed(i.central, 1) if i.sourced else "none" for i in inputs],
            "High, %": [fixed(i.high, 1) for i in inputs],
            "Page opens on, %": [f"{i.opening:g}" for i in inputs],
            "Sourced": ["yes" if i.sourced else "no: assumption" for i in inputs],
            "Where it comes from": [i.basis for i in inputs],
        }
    )
