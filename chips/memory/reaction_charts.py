"""Abnormal returns in pictures."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.memory.reaction import COMPANIES, EVENTS, MODELS
from explainer.figures import labels, theme
from explainer.figures.labels import MIDDLE
from explainer.figures.picture import NARROW
from explainer.pages.prose import signed

#: beyond this many standard errors pseudo-events stand in the outer bars.
OUTER = 5


def _zero() -> alt.Chart:
    """Line at no abnormal return on a horizontal axis."""
    return alt.Chart(pd.DataFrame({"z": [0]})).mark_rule(color=theme.color("axis")).encode(x="z:Q")


def forest(frame: pd.DataFrame, width: int) -> alt.ConcatChart:
    """CARs with the band of pseudo-events, a panel per company, events in rows; filled where outside the band.

    Args:
        frame: from `reaction.results`: columns `company_id`, `label`, `first`, `car_pct` and `bound_pct` (percent),
            `p_placebo`, `p_holm`, `source_id`, `confidence`.
        width: drawing width, px.
    """
    narrow = width == NARROW
    left = 132 if narrow else 150
    size = width - left - 30 if narrow else (width - left - 70) // 3
    panels = []
    for i, company in enumerate(COMPANIES):
        rows = (
            frame[frame["company_id"] == company]
            .assign(
                row=lambda f: [labels.wrap(x, 20) for x in f["label"]],
                low=lambda f: -f["bound_pct"],
                outside=lambda f: f["p_placebo"] < 0.05,
                text=lambda f: [signed(c) for c in f["car_pct"]],
            )
            .drop(columns=["source_id", "confidence"])
        )
        panels.append(_firm(rows, company, size, left if narrow or i == 0 else 0))
    return alt.concat(*panels, columns=1 if narrow else 3, spacing=14)


def _firm(rows: pd.DataFrame, company: str, size: int, left: int) -> alt.LayerChart:
    """One panel of `forest`, `size` px wide, with `left` px for the names of events or without them."""
    axis = alt.Axis(
        labelExpr=labels.WRAPPED, labelBaseline=MIDDLE, ticks=False, domain=False, labels=left > 0, minExtent=left
    )
    base = alt.Chart(rows, width=size, height=44 * len(rows)).encode(
        y=alt.Y("row:N", sort=rows["row"].tolist(), title=None, axis=axis)
    )
    x = alt.X("low:Q", title="Percent", scale=alt.Scale(domain=[-12, 12]), axis=alt.Axis(tickCount=5))
    band = base.mark_bar(height=18, color=theme.color("none"), stroke=theme.color("axis"), strokeWidth=0.5)
    band = band.encode(x=x, x2="bound_pct:Q")
    shapes = alt.Scale(domain=[False, True], range=["circle", "diamond"])
    point = base.mark_point(size=90, opacity=1, filled=False, stroke=theme.color(company), strokeWidth=2).encode(
        x="car_pct:Q",
        shape=alt.Shape("outside:N", scale=shapes, legend=None),
        fill=alt.condition("datum.outside", alt.value(theme.color(company)), alt.value(theme.color("ground"))),
        tooltip=theme.tips(
            {
                "label:N": "title",
                "first:T": "first session",
                "car_pct:Q .1f": "abnormal return, percent",
                "p_placebo:Q .2f": "share of pseudo-events as far out",
                "p_holm:Q .2f": "corrected for the number of tests",
            }
        ),
    )
    word = base.mark_text(dy=-15, fontSize=12).encode(x="car_pct:Q", text="text:N")
    return alt.layer(band, _zero(), point, word, title=theme.LABEL[company])


def week(frame: pd.DataFrame, end: str, width: int) -> alt.LayerChart:
    """Cumulative abnormal returns around the verdict, the confounded sessions shaded, lines named at their ends.

    Args:
        frame: from `reaction.abnormal_path`: columns `company_id`, `date`, `ar_pct`, `car_pct` (percent), `source_id`,
            `confidence`.
        end: last day, ISO date.
        width: drawing width, px.
    """
    narrow = width == NARROW
    rows = frame.drop(columns=["source_id", "confidence"]).assign(
        date=lambda f: f["date"].dt.strftime("%Y-%m-%dT12:00Z"), name=lambda f: f["company_id"].map(theme.LABEL)
    )
    first, last = frame["date"].min() - pd.Timedelta(days=1), pd.Timestamp(end) + pd.Timedelta(days=5 if narrow else 3)
    domain = [f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"]
    ticks = alt.Axis(format="%-d %b", values=[f"{d:%Y-%m-%d}T12:00Z" for d in _ticks(frame, narrow)], grid=False)
    x = alt.X("date:T", title=None, scale=alt.Scale(domain=domain), axis=ticks)
    y = alt.Y("car_pct:Q", title=None, axis=alt.Axis(tickCount=6))
    colors = alt.Color("company_id:N", legend=None, scale=theme.scale(list(COMPANIES)))
    dashes = alt.Scale(domain=list(COMPANIES), range=[[1, 0], [7, 3], [2, 2]])
    high = float(frame["car_pct"].max()) * 1.12
    line = alt.Chart(rows).mark_line()
    line = line.encode(
        x=x,
        y=y.scale(domain=[-5, round(high)]),
        color=colors,
        strokeDash=alt.StrokeDash("company_id:N", legend=None, scale=dashes),
    )
    tips = {
        "name:N": "title",
        "date:T": "session",
        "ar_pct:Q .1f": "abnormal return, percent",
        "car_pct:Q .1f": "added up, percent",
    }
    dots = alt.Chart(rows).mark_point(size=36, opacity=1).encode(x=x, y=y, color=colors, tooltip=theme.tips(tips))
    ends = rows.groupby("company_id", sort=False).tail(1)
    names = alt.Chart(ends).mark_text(align="left", dx=8).encode(x=x, y=y, text="name:N", color=colors)
    zero = alt.Chart(pd.DataFrame({"z": [0]})).mark_rule(color=theme.color("axis")).encode(y="z:Q")
    band, *told = _days()
    return alt.layer(band, zero, *told, line, dots, names, height=300, width=width - 40)


def _days() -> list[alt.Chart]:
    """Marks of the days of `week`: the shaded sessions, the verdict and the holiday, and their words."""
    shade = pd.DataFrame({"a": ["2023-05-24T18:00Z"], "b": ["2023-05-27"], "t": ["Nvidia"], "m": ["2023-05-25T21:00Z"]})
    band = alt.Chart(shade).mark_rect(color=theme.color("band")).encode(x="a:T", x2="b:T")
    note = alt.Chart(shade).mark_text(fontSize=12, baseline="top").encode(x="m:T", text="t:N", y=alt.value(3))
    closed = pd.DataFrame({"d": ["2023-05-21", "2023-05-29T12:00Z"], "t": ["verdict", "closed"]})
    rule = alt.Chart(closed).mark_rule(strokeDash=[2, 2], color=theme.color("axis")).encode(x="d:T")
    words = alt.Chart(closed).mark_text(fontSize=12, baseline="top", align="left", dx=3)
    return [band, rule, note, words.encode(x="d:T", text="t:N", y=alt.value(3))]


def _ticks(frame: pd.DataFrame, narrow: bool) -> list[pd.Timestamp]:
    days = sorted(frame["date"].unique())
    return days[::3] if narrow else days[::2]


def placebo_histogram(pseudo: dict[str, pd.DataFrame], marks: pd.DataFrame, width: int) -> alt.ConcatChart:
    """Histogram of standardized CARs of pseudo-events per company, real events as labeled rules.

    Args:
        pseudo: company -> frame from `placebo`.
        marks: from `reaction.marked`: columns `company_id`, `t` (standard errors), `name`; two per company, the smaller
            t named to its left.
        width: drawing width in px.
    """
    narrow = width == NARROW
    size = (width - 60, 170) if narrow else ((width - 110) // 3, 220)
    panels = []
    for company, frame in pseudo.items():
        own = marks[marks["company_id"] == company][["company_id", "t", "name"]]
        own = own.sort_values("t").reset_index(drop=True)
        bars = _bars(frame["t"]).properties(width=size[0], height=size[1])
        panels.append(alt.layer(bars, *_real(own, company), title=theme.LABEL[company]))
    return alt.concat(*panels, columns=1 if narrow else 3, spacing=16)


def _bars(values: pd.Series) -> alt.Chart:
    """Number of pseudo-events by standard errors in steps of a half, the outer bars open to their side."""
    steps = [x / 2 for x in range(-2 * OUTER, 2 * OUTER + 1)]
    counts = pd.cut(values.clip(-OUTER, OUTER), steps, include_lowest=True).value_counts(sort=False)
    bins = pd.DataFrame(
        {"a": [i.left for i in counts.index], "b": [i.right for i in counts.index], "n": counts.to_numpy()}
    ).assign(a=lambda f: f["a"].round(1))
    axis = alt.Axis(tickCount=5, grid=False)
    x = alt.X("a:Q", title="CAR / standard error", scale=alt.Scale(domain=[-OUTER, OUTER]), axis=axis)
    top = alt.Scale(domain=[0, 1.35 * float(bins["n"].max())], nice=False)
    y = alt.Y("n:Q", title=None, scale=top, axis=alt.Axis(tickCount=4))
    bars = alt.Chart(bins).mark_rect(color=theme.color("axis"), stroke=theme.color("ground"), strokeWidth=1, aria=False)
    return bars.encode(x=x, x2="b:Q", y=y, y2=alt.datum(0))


def _real(own: pd.DataFrame, company: str) -> list[alt.Chart]:
    """Rules of the real events with their names, the first to its left and the others to their right."""
    tips = theme.tips({"name:N": "title", "t:Q .2f": "return in standard errors"})
    rule = alt.Chart(own).mark_rule(color=theme.color(company), strokeWidth=2.5).encode(x="t:Q", tooltip=tips)
    look = {"baseline": "top", "fontSize": 12, "fontWeight": "bold", "color": theme.color(company)}
    text = [
        alt.Chart(own.iloc[[i]])
        .mark_text(align="left" if i else "right", dx=4 if i else -4, **look)
        .encode(x="t:Q", text="name:N", y=alt.value(4))
        for i in range(len(own))
    ]
    return [rule, *text]


def model_grid(frame: pd.DataFrame, width: int) -> alt.ConcatChart:
    """CARs by model (shape) and window (row), a panel per test; filled where the placebo p-value is below 0.05.

    Args:
        frame: from `reaction.variants`: columns `event_id`, `company_id`, `label`, `model`, `window`, `car_pct`
            (percent), `p_placebo`, `source_id`, `confidence`.
        width: drawing width, px.
    """
    narrow = width == NARROW
    left = 118
    size = width - left - 30 if narrow else (width - 2 * left - 60) // 2
    names = {e.event_id: e.name for e in EVENTS}
    panels = []
    for (event, company), part in frame.groupby(["event_id", "company_id"], sort=False):
        rows = part.drop(columns=["source_id", "confidence"]).assign(
            row=lambda f: [labels.wrap(x, 16) for x in f["window"]], outside=lambda f: f["p_placebo"] < 0.05
        )
        points = _models(rows, company, size, left, 1 if narrow else 3)
        title = alt.Title(labels.wrap(f"{theme.LABEL[company]}: {names[event]}", 40).split("|"))
        panels.append(alt.layer(_zero(), points, title=title))
    return alt.concat(*panels, columns=1 if narrow else 2, spacing=20)


def _models(rows: pd.DataFrame, company: str, size: int, left: int, keys: int) -> alt.Chart:
    """Points of one panel of `model_grid`, `size` px wide beside `left` px of names, with `keys` keys in a line."""
    axis = alt.Axis(
        labelExpr=labels.WRAPPED, labelBaseline=MIDDLE, ticks=False, domain=False, minExtent=left, maxExtent=left
    )
    shapes = alt.Scale(domain=list(MODELS.values()), range=["circle", "square", "triangle-up"])
    base = alt.Chart(rows, width=size, height=170)
    return base.mark_point(size=80, opacity=1, filled=False, stroke=theme.color(company), strokeWidth=2).encode(
        x=alt.X("car_pct:Q", title="Percent", scale=alt.Scale(domain=[-14, 14]), axis=alt.Axis(tickCount=5)),
        y=alt.Y("row:N", sort=rows["row"].drop_duplicates().tolist(), title=None, axis=axis),
        yOffset=alt.YOffset("model:N", sort=list(MODELS.values())),
        shape=alt.Shape("model:N", scale=shapes, title=None).legend(columns=keys, symbolType="circle"),
        fill=alt.condition("datum.outside", alt.value(theme.color(company)), alt.value(theme.color("ground"))),
        tooltip=theme.tips(
            {
                "model:N": "kind of model",
                "window:N": "span",
                "car_pct:Q .1f": "abnormal return, percent",
                "p_placebo:Q .2f": "share of pseudo-events as far out",
            }
        ),
    )
