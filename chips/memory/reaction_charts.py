"""Abnormal returns in pictures."""

from __future__ import annotations

import altair as alt
import pandas as pd

from explainer.figures import labels, theme
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import fixed, signed

#: rows of an event: column -> (name, color, shape).
ROWS = {
    "pair_pct": ("Korean pair", "kr", "circle"),
    "micron_pct": ("Micron", "micron", "square"),
    "gap_pct": ("Difference", "ink", "diamond"),
}
#: what the band is, at the first.
KEY = "nine in ten ordinary days"
#: height of a row, px.
DEPTH = 25
#: how the story's side is said, by the sign of the difference that it expects.
SIDES = {1: "expected: the pair gains on Micron", -1: "expected: the pair loses to Micron"}


def rows(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for the name of each event and one for each of its returns, in drawing order.

    Args:
        frame: from `reaction.named_tests`.

    Returns:
        Columns row (place on the axis), label, head (name and date of an event), side (what the story expects), what,
        value, low, high (ends of the band, of differences alone), text, filled.
    """
    made = []
    for event in frame.to_dict("records"):
        side = SIDES[int(event["side"])]
        head = f"{event['label']}, {event['dated']:%-d %B %Y}"
        made.append({"row": event["event_id"], "head": head, "label": event["label"], "side": side})
        for column, (name, _, _) in ROWS.items():
            own = column == "gap_pct"
            tail = f" (p {fixed(event['p_stepdown'], 2)})" if own else ""
            made.append(
                {
                    "row": f"{event['event_id']}|{name}",
                    "head": "",
                    "label": event["label"],
                    "what": name,
                    "value": event[column],
                    "low": event["low_pct"] if own else None,
                    "high": event["high_pct"] if own else None,
                    "text": signed(event[column], 2) + tail,
                    "filled": bool(own and event["p_stepdown"] < 0.05),
                }
            )
    return pd.DataFrame(made)


def forest(frame: pd.DataFrame, width: int) -> alt.LayerChart:
    """The three named tests: at each event the Korean pair, Micron and their difference with its band.

    Args:
        frame: from `reaction.named_tests`.
        width: drawing width, px.
    """
    narrow = width == NARROW
    left, right = (84, 84) if narrow else (100, 96)
    inner = width - left - right
    shown = rows(frame)
    order = list(shown["row"])
    end = labels.end_of(shown[["value", "low", "high"]].abs().max(), 2)
    y = alt.Y("row:N", sort=order, title=None, scale=alt.Scale(domain=order)).axis(None)
    x = alt.X("value:Q", title="Percent", scale=alt.Scale(domain=[-end, end], nice=False)).axis(
        tickCount=5, grid=False, labelFlush=False
    )
    base = alt.Chart(shown, width=inner, height=DEPTH * len(order)).encode(y=y)
    values = alt.Chart(shown[shown["head"] == ""].drop(columns="side"), height=DEPTH * len(order)).encode(y=y)
    zero = alt.Chart(pd.DataFrame({"z": [0]})).mark_rule(color=theme.color("axis"), aria=False).encode(x="z:Q")
    band = base.transform_filter("isValid(datum.low)").mark_bar(
        height=15, color=theme.color("none"), stroke=theme.color("axis"), strokeWidth=0.6, aria=False
    )
    head = base.transform_filter("datum.head != ''").mark_text(align="left", fontSize=13, fontWeight="bold", dy=3)
    names = base.transform_filter("datum.head == ''").mark_text(align="left", fontSize=12)
    layers = [
        band.encode(x=alt.X("low:Q"), x2="high:Q"),
        zero,
        labels.haloed(head.encode(x=alt.value(-left), text="head:N")),
        names.encode(x=alt.value(-left), text="what:N"),
    ]
    side = base.transform_filter("datum.head != ''").mark_text(
        align="right", fontSize=12, dy=3, color=theme.color("muted")
    )
    if not narrow:
        layers.append(labels.haloed(side.encode(x=alt.value(inner + right - 4), text="side:N")))
    key = shown[shown["low"].notna()].head(1).assign(words=KEY)
    key = alt.Chart(key[["row", "low", "words"]]).mark_text(
        align="right", dx=-6, fontSize=12, color=theme.color("muted")
    )
    if not narrow:
        layers.append(key.encode(y=y, x="low:Q", text="words:N"))
    for name, hue, shape in ROWS.values():
        for filled in sorted(set(shown.loc[shown["what"] == name, "filled"].astype(bool))):
            fill = theme.color(hue) if filled or name != "Difference" else theme.color("ground")
            part = values.transform_filter(f"datum.what == '{name}' && datum.filled == {str(filled).lower()}")
            layers.append(
                part.mark_point(
                    size=85, opacity=1, shape=shape, fill=fill, stroke=theme.color(hue), strokeWidth=2
                ).encode(x=x, tooltip=theme.says("{label}. {what}: {text} percent beyond the market."))
            )
    words = base.transform_filter("datum.head == ''").mark_text(align="left", fontSize=12)
    layers.append(words.encode(x=alt.value(inner + 6), text="text:N"))
    return layer(*layers)
