"""The model of the void in words, and as expressions for the page."""

from __future__ import annotations

from collections.abc import Mapping

from chips.memory.backfill import FIRMS, NO_VOID, RIVALS, Market, Number, fill, whole


def limited(market: Market, setting: Mapping[str, float], outcome: Mapping[str, Number]) -> list[str]:
    """Rivals that sell all that their usable spare capacity allows, as names for a sentence."""
    part = setting["usable"] / 100
    return [FIRMS[r] for r in RIVALS if float(outcome[f"fill_{r}"]) >= market.spare[r] * part]


def sentence(market: Market, setting: Mapping[str, float]) -> str:
    """What a setting means, in words; the page computes the same text with `expressions()["sentence"]`."""
    o = {name: float(value) for name, value in fill(market, **setting).items()}
    if o["void_busd"] == 0:
        return (
            "At this setting Micron loses nothing. There is no void to fill, and every share stays as it was in "
            f"{market.period}."
        )
    filled = o["void_busd"] - o["unfilled"]
    text = (
        f"In this model Micron loses {setting['at_risk'] * setting['loss'] / 100:.1f}% of its DRAM revenue: "
        f"${o['void_busd']:.2f} billion a year, {100 * o['void_busd'] / market.total:.1f}% of the world market. "
    )
    if filled < 5e-7:
        why = "no rival can use idle capacity" if setting["usable"] == 0 else "nobody is left to take it"
        text += (
            f"Nothing of it is filled, because {why}. The market shrinks by the void, so the rivals' shares rise "
            "although they sell no more. "
        )
    else:
        text += (
            f"Samsung takes ${o['fill_samsung']:.2f} billion (share {o['change_samsung']:+.1f} points), SK hynix "
            f"${o['fill_sk_hynix']:.2f} billion ({o['change_sk_hynix']:+.1f}), Chinese makers "
            f"${o['fill_chinese']:.2f} billion ({o['change_chinese']:+.1f}); "
            f"{whole(100 * o['unfilled'] / o['void_busd'])}% of the void stays unfilled. "
        )
        names = limited(market, setting, o)
        if names:
            text += f"Spare capacity is the limit for {', '.join(names)}. "
    before = sum(market.share(firm) ** 2 for firm in FIRMS)
    return text + (
        f"Micron's share goes from {market.share('micron'):.1f} to {o['share_micron']:.1f}%, concentration (HHI) from "
        f"{before:.0f} to {o['hhi']:.0f}."
    )


def headline(market: Market, setting: Mapping[str, float], start: Mapping[str, float]) -> str:
    """The title of the chart that the reader moves; the page computes the same text with `expressions()["headline"]`.

    Args:
        market: before the loss.
        setting: the six settings.
        start: the opening setting, which the title names as such.
    """
    o = {name: float(value) for name, value in fill(market, **setting).items()}
    which = "Opening setting" if all(setting[name] == start[name] for name in start) else "Your setting"
    if o["void_busd"] == 0:
        return f"{which}: {NO_VOID}"
    korean, chinese, nobody = (
        100 * part / o["void_busd"]
        for part in (o["fill_samsung"] + o["fill_sk_hynix"], o["fill_chinese"], o["unfilled"])
    )
    return (
        f"{which}: {whole(korean)}% of what Micron loses goes to Samsung and SK hynix, {whole(chinese)}% to Chinese "
        f"makers, {whole(nobody)}% to nobody"
    )


def expressions(market: Market, start: Mapping[str, float]) -> dict[str, str]:
    """The model as Vega expressions of the six settings, in the order in which they build on one another.

    Constants are written with all their digits, so that page and Python agree to rounding error.

    Args:
        market: before the loss.
        start: the opening setting.
    """
    rev = {firm: repr(float(value)) for firm, value in market.revenue.items()}
    room = {rival: f"({float(market.spare[rival])!r} * usable / 100)" for rival in RIVALS}
    whole = repr(float(market.total))
    out = {
        "void_busd": f"{rev['micron']} * (at_risk / 100) * (loss / 100)",
        "fill_chinese": f"min(void_busd * (chinese_part / 100), {room['chinese']})",
        "offered": "(void_busd - fill_chinese) * (1 - held_back / 100)",
        "want_s": "offered * (samsung_part / 100)",
        "want_h": "offered * (1 - samsung_part / 100)",
        "fill_samsung": f"min(want_s + max(want_h - {room['sk_hynix']}, 0), {room['samsung']})",
        "fill_sk_hynix": f"min(want_h + max(want_s - {room['samsung']}, 0), {room['sk_hynix']})",
        "unfilled": "max(void_busd - fill_chinese - fill_samsung - fill_sk_hynix, 0)",
        "total": f"{whole} - unfilled",
        "share_samsung": f"100 * ({rev['samsung']} + fill_samsung) / total",
        "share_sk_hynix": f"100 * ({rev['sk_hynix']} + fill_sk_hynix) / total",
        "share_micron": f"100 * ({rev['micron']} - void_busd) / total",
        "share_chinese": f"100 * ({rev['chinese']} + fill_chinese) / total",
        "share_other": f"100 * {rev['other']} / total",
    }
    out |= {f"change_{firm}": f"share_{firm} - {market.share(firm)!r}" for firm in FIRMS}
    out["hhi"] = " + ".join(f"share_{firm} * share_{firm}" for firm in FIRMS)
    tests = {r: f"fill_{r} >= {room[r]}" for r in RIVALS}
    names, before = "''", "false"
    for rival, test in tests.items():
        names += f" + ({test} ? (({before}) ? ', ' : '') + '{FIRMS[rival]}' : '')"
        before += f" || ({test})"
    out["limits"] = f"({before}) ? 'Spare capacity is the limit for ' + ({names}) + '. ' : ''"
    hhi = sum(market.share(firm) ** 2 for firm in FIRMS)
    lost = (
        "'In this model Micron loses ' + format(at_risk * loss / 100, '.1f') + '% of its DRAM revenue: $' + "
        "format(void_busd, '.2f') + ' billion a year, ' + "
        f"format(100 * void_busd / {whole}, '.1f') + '% of the world market. '"
    )
    nobody = (
        "'Nothing of it is filled, because ' + (usable == 0 ? 'no rival can use idle capacity' : "
        "'nobody is left to take it') + '. The market shrinks by the void, so the rivals\\' shares rise '"
        " + 'although they sell no more. '"
    )
    some = (
        "'Samsung takes $' + format(fill_samsung, '.2f') + ' billion (share ' + format(change_samsung, '+.1f') + "
        "' points), SK hynix $' + format(fill_sk_hynix, '.2f') + ' billion (' + format(change_sk_hynix, '+.1f') + "
        "'), Chinese makers $' + format(fill_chinese, '.2f') + ' billion (' + format(change_chinese, '+.1f') + '); ' + "
        "floor(100 * unfilled / void_busd + 0.5) + '% of the void stays unfilled. ' + limits"
    )
    end = (
        f"'Micron\\'s share goes from {market.share('micron'):.1f} to ' + format(share_micron, '.1f') + "
        f"'%, concentration (HHI) from {hhi:.0f} to ' + format(hhi, '.0f') + '.'"
    )
    none = (
        "'At this setting Micron loses nothing. There is no void to fill, and every share stays as it was in "
        f"{market.period}.'"
    )
    out["sentence"] = f"void_busd == 0 ? {none} : {lost} + (void_busd - unfilled < 5e-7 ? {nobody} : {some}) + {end}"
    opened = " && ".join(f"{name} == {float(value)!r}" for name, value in start.items())
    parts = (
        "floor(100 * (fill_samsung + fill_sk_hynix) / void_busd + 0.5) + '% of what Micron loses goes to Samsung and "
        "SK hynix, ' + floor(100 * fill_chinese / void_busd + 0.5) + '% to Chinese makers, ' + "
        "floor(100 * unfilled / void_busd + 0.5) + '% to nobody'"
    )
    which = f"(({opened}) ? 'Opening setting' : 'Your setting')"
    out["headline"] = f"{which} + ': ' + (void_busd == 0 ? '{NO_VOID}' : {parts})"
    return out
