"""Drawing the model of the void: the chart that the reader moves."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from chips.memory import backfill
from chips.memory.backfill_inputs import Case, Input, Market, opening
from chips.memory.backfill_words import expressions, known
from chips.memory.forecast_charts import NAMES
from explainer.figures import theme
from explainer.figures.inputs import Evidence, Preset, Slider
from explainer.figures.layers import layer
from explainer.figures.picture import NARROW
from explainer.pages.prose import quarter_in_words, signed

#: pieces of the slice from left to right: signal -> (name, color).
PIECES = {
    "fill_samsung": ("Samsung", "samsung"),
    "fill_sk_hynix": ("SK hynix", "sk_hynix"),
    "fill_chinese": ("Chinese makers", "cxmt"),
    "unfilled": ("Nobody", "none"),
    "kept": ("Micron keeps", "micron"),
}
#: heights of the zoom, px: top of the year's bar, of the slice below it, their thickness.
YEAR, SLICE, THICK = 20, 96, 40
#: room for a name under the slice, part of the width.
NAME = 0.16
#: what a year's bar looks like where nothing is at risk.
PALE = 0.3


def sliders(market: Market, inputs: list[Input]) -> list[Slider]:
    """The inputs of the page, one per input of the model, with what sources say of each."""
    rows = {row["input"]: row for row in backfill.one_by_one(market, inputs).to_dict("records")}

    def evidence(one: Input) -> Evidence:
        words = known(rows[one.name])
        return Evidence(words, one.low, one.high, one.central) if one.sourced else Evidence(words)

    return [Slider(i.name, i.label, 0, i.most, i.step, i.opening, "%", evidence(i)) for i in inputs]


def presets(named: Sequence[Case]) -> list[Preset]:
    """The named settings as buttons."""
    return [Preset(one.label, one.values) for one in named]


def params(market: Market, inputs: list[Input], named: Sequence[Case], against: pd.DataFrame) -> list[alt.Parameter]:
    """Chart parameters: six settings, then every step of the model."""
    made = [alt.param(name=i.name, value=i.opening) for i in inputs]
    steps = expressions(market, opening(inputs), named, against)
    return made + [alt.param(name=name, expr=text) for name, text in steps.items()]


def chart(
    market: Market, inputs: list[Input], named: Sequence[Case], against: pd.DataFrame, width: int
) -> alt.VConcatChart:
    """Micron's revenue of a year, the slice at risk, who takes it; then the setting beside what customs saw.

    Args:
        market, inputs: of the model.
        named: from `backfill_inputs.cases`.
        against: from `void_size.against`.
        width: drawing width, px.
    """
    both = alt.vconcat(_zoom(market, width), _hindsight(market, inputs, against, width), spacing=18)
    return both.resolve_scale(color="independent").add_params(*params(market, inputs, named, against))


def _zoom(market: Market, width: int) -> alt.LayerChart:
    """The year's bar, the slice lifted out of it, and below it the slice at full width, split by who takes it.

    All positions are parts of the width, so one scale from 0 to 1 holds both bars. Long, because its layers share the
    same heights and are read from top to bottom.
    """
    narrow = width == NARROW
    wide, lines = width - 20, 2 if narrow else 1
    height = SLICE + THICK + 44 * lines
    x = alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    level = alt.Scale(domain=[0, height], reverse=True, nice=False)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=None, scale=level)

    micron = theme.color("micron")
    money = f"'$' + format({market.revenue['micron']!r}, '.1f') + ' billion'"
    year = pd.DataFrame({"start": [0.0], "end": [1.0], "top": [YEAR], "foot": [YEAR + THICK]})
    year["mid"] = (year["top"] + year["foot"]) / 2
    bar = alt.Chart(year, width=wide, height=height)
    risk = bar.transform_calculate(end="at_risk / 100")
    said = "Micron's DRAM in a year" + ("" if narrow else f", at the rate of {quarter_in_words(market.period)}")
    words = bar.transform_calculate(text=f"{said!r} + ': ' + {money}").mark_text(align="left", dy=-10)
    kept = "(kept > 5e-7 ? ', keeps $' + format(kept, '.2f') + ' bn' : '')"
    at = risk.transform_calculate(text=f"'← at risk: $' + format(slice_busd, '.2f') + ' bn' + {kept}")
    layers = [
        bar.mark_rect(color=micron, opacity=PALE).encode(x=x, x2="end:Q", y=y("top"), y2="foot:Q"),
        risk.mark_rect(color=micron, opacity=1).encode(x=x, x2="end:Q", y=y("top"), y2="foot:Q"),
        words.encode(x=x, y=y("top"), text="text:N"),
        at.mark_text(align="left", dx=8, fontWeight="bold").encode(
            x=alt.X("end:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False)), y=y("mid"), text="text:N"
        ),
    ]
    beam = pd.DataFrame({"start": [0.0, 0.0], "level": [YEAR + THICK, SLICE], "below": [0, 1]})
    beam = alt.Chart(beam, height=height).transform_calculate(end="datum.below ? 1 : at_risk / 100")
    beam = beam.mark_area(orient="horizontal", color=micron, opacity=0.2, aria=False)
    edges = pd.DataFrame({"side": [0, 1], "from_y": [YEAR + THICK] * 2, "to_y": [SLICE] * 2})
    edges = alt.Chart(edges, height=height).transform_calculate(start="datum.side * at_risk / 100", end="datum.side")
    edges = edges.mark_rule(color=micron, strokeWidth=1.4, aria=False)
    layers[:0] = [
        beam.encode(x=x, x2="end:Q", y=y("level")),
        edges.encode(x=x, x2="end:Q", y=y("from_y"), y2="to_y:Q"),
    ]
    return layer(*layers, *_pieces(height, wide, narrow, x, y))


def _pieces(height: int, wide: int, narrow: bool, x: alt.X, y) -> list[alt.Chart]:
    """The slice at full width: a piece for each who takes a part, with its dollars, and the names below.

    Long, since pieces, dollars and names stand on one set of places.
    """
    names, signals = [n for n, _ in PIECES.values()], list(PIECES)
    rows = pd.DataFrame({"signal": signals, "name": names})
    rows["top"], rows["foot"], rows["mid"] = SLICE, SLICE + THICK, SLICE + THICK / 2
    rows["line"] = [SLICE + THICK + 16 + 44 * (i // 2) * narrow for i in range(len(rows))]
    rows["under"] = rows["line"] + 17
    spots = [str(i % 2 / 2) for i in range(len(rows))] if narrow else below(signals)
    spot = "0"
    for signal, place_ in zip(signals, spots, strict=True):
        spot = f"datum.signal == '{signal}' ? {place_} : ({spot})"
    before, value, start = "0", "0", "0"
    for signal in signals:
        value = f"datum.signal == '{signal}' ? {signal} : ({value})"
        start = f"datum.signal == '{signal}' ? ({before}) : ({start})"
        before += f" + {signal}"
    base = (
        alt.Chart(rows, height=height)
        .transform_calculate(busd=value, first=start, at=spot)
        .transform_calculate(
            start="slice_busd > 0 ? datum.first / slice_busd : 0",
            end="slice_busd > 0 ? (datum.first + datum.busd) / slice_busd : 0",
            part="void_busd > 0 ? floor(100 * datum.busd / void_busd + 0.5) + '%' : '0%'",
            money="'$' + format(datum.busd, '.2f') + ' bn'",
        )
        .transform_calculate(
            middle="(datum.start + datum.end) / 2",
            inside=f"(datum.end - datum.start) * {wide} > 66 ? datum.money : ''",
            outside="datum.part + (datum.busd > 5e-7 ? ', ' + datum.money : '')",
        )
    )
    hues = [theme.color(color) for _, color in PIECES.values()]
    color = alt.Color("signal:N", legend=None, scale=alt.Scale(domain=signals, range=hues))
    dark, named = "datum.signal == 'unfilled'", base.transform_filter("datum.signal != 'kept'")
    tip = alt.value(
        alt.ExprRef("datum.name + ': ' + datum.money + ' a year, ' + datum.part + ' of what Micron loses.'")
    )
    bars = named.mark_rect(stroke=theme.color("ground"), strokeWidth=1, opacity=1)
    kept = base.transform_filter("datum.signal == 'kept'")
    kept = kept.mark_rect(color=theme.color("micron"), opacity=PALE).encode(x=x, x2="end:Q", y=y("top"), y2="foot:Q")
    edge = base.transform_filter(f"{dark} && datum.busd > 5e-7")
    edge = edge.mark_rect(fill=None, stroke=theme.color("muted"), strokeDash=[4, 3], strokeWidth=1.2)
    text = alt.condition(
        f"{dark} || datum.signal == 'kept'", alt.value(theme.color("ink")), alt.value(theme.color("ground"))
    )
    inside = alt.X("middle:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    place = alt.X("at:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    there = named.transform_filter("datum.busd > 5e-7")
    marks = there.mark_point(shape="square", size=110, stroke=theme.color("axis"), strokeWidth=1, opacity=1)
    label = there.mark_text(align="left", dx=18, fontWeight="bold")
    count = there.mark_text(align="left", dx=18, color=theme.color("muted"))
    return [
        kept,
        bars.encode(x=x, x2="end:Q", y=y("top"), y2="foot:Q", color=color, tooltip=tip),
        edge.encode(x=x, x2="end:Q", y=y("top"), y2="foot:Q"),
        base.mark_text(fontWeight="bold").encode(x=inside, y=y("mid"), text="inside:N", color=text),
        marks.encode(x=place, xOffset=alt.value(7), y=y("line"), fill=color),
        label.encode(x=place, y=y("line"), text="name:N"),
        count.encode(x=place, y=y("under"), text="outside:N"),
    ]


def below(signals: list[str]) -> list[str]:
    """Where the names under the slice begin, as parts of its width: under their piece, moved apart where they meet.

    Args:
        signals: of the pieces, left to right; a piece of nothing needs no room.
    """
    room = [f"({one} > 5e-7 ? {NAME} : 0)" if one != "kept" else "0" for one in signals]
    places, before = [], "0"
    for i, one in enumerate(signals):
        at = f"(slice_busd > 0 ? ({before}) / slice_busd : 0)"
        places.append(at if i == 0 else f"max({at}, {places[-1]} + {room[i - 1]})")
        before += f" + {one}"
    limit = "1"
    for i in reversed(range(len(signals))):
        places[i] = limit = f"min({places[i]}, {limit} - {room[i]})"
    return places


def _hindsight(market: Market, inputs: list[Input], against: pd.DataFrame, width: int) -> alt.LayerChart:
    """What came beyond each forecast as dots, what would be too small to show as bands, the setting as a line.

    Long, since each layer is set down once and read from top to bottom.
    """
    narrow = width == NARROW
    row, left = (46, 8) if narrow else (26, 200)
    rows = against.drop(columns="source_id").assign(name=against["method"].map(NAMES))
    height = row * len(rows)
    rows[["busd", "low_busd", "high_busd"]] = rows[["busd", "low_busd", "high_busd"]].round(3)
    rows["at"] = [row * i + (32 if narrow else 13) for i in range(len(rows))]
    rows["top"], rows["foot"], rows["head"] = rows["at"] - 8, rows["at"] + 8, rows["at"] - 20
    most = market.revenue["micron"] * max(i.high for i in inputs if i.name == "at_risk") / 100
    low = min(rows["busd"].min(), rows["low_busd"].min())
    high = max(rows["busd"].max(), rows["high_busd"].max(), most)
    pad = 0.04 * (high - low)
    scale = alt.Scale(domain=[low - pad, high + pad], range=[left, width - 20], nice=False)
    axis = alt.Axis(
        labelExpr="datum.value == 0 ? '0' : format(datum.value, '+.0f')", tickCount=7, domain=False, grid=False
    )
    rows["text"] = [signed(v, 1) for v in rows["busd"]]
    if narrow:  # no room beside the dots
        rows["name"] += ": " + rows["text"]
    rows.loc[rows.index[0], "text"] += " came beyond the forecast"

    def place(field: str, **more) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=axis, title=None, **more)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, height], reverse=True, nice=False))

    base = alt.Chart(rows, height=height, width=width - 20)
    tip = theme.says(
        "{name}: exports were {busd:+.1f} billion dollars against the forecast; between {low_busd:+.1f} and "
        "{high_busd:+.1f} would be too small to show."
    )
    line = rows[["top", "foot"]] + [-4, 4] if narrow else pd.DataFrame({"top": [0], "foot": [height]})  # clear of names
    zero = alt.Chart(line.assign(z=0), height=height).mark_rule(color=theme.color("axis"), aria=False)
    here = alt.Chart(line, height=height).transform_calculate(korean="korean_busd")
    called = "model" if narrow else "Korea’s gain in the model"
    said = alt.Chart(pd.DataFrame({"top": [0]}), height=height).transform_calculate(
        korean="korean_busd", text=f"'{called}: +$' + format(korean_busd, '.2f') + ' bn'"
    )
    names = base.mark_text(align="left")
    dots = base.mark_text(align="left", dx=9, fontSize=12, fontWeight="bold", color=theme.color("kr"))
    key = alt.Chart(rows.head(1)[["low_busd", "at"]].assign(key="too small to show"), height=height)
    key = key.mark_text(align="right", dx=-6, fontSize=12, color=theme.color("muted"))
    layers = [
        base.mark_rect(color=theme.color("band"), opacity=1).encode(
            x=place("low_busd"), x2="high_busd:Q", y=y("top"), y2="foot:Q", tooltip=tip
        ),
        zero.encode(x=place("z"), y=y("top"), y2="foot:Q"),
        base.mark_point(size=110, opacity=1, color=theme.color("kr")).encode(x=place("busd"), y=y("at"), tooltip=tip),
        names.encode(x=alt.value(0), y=y("head" if narrow else "at"), text="name:N"),
        here.mark_rule(color=theme.color("ink"), strokeWidth=2.5).encode(x=place("korean"), y=y("top"), y2="foot:Q"),
        said.mark_text(align="left", dx=6, dy=-9, fontWeight="bold").encode(
            x=place("korean"), y=y("top"), text="text:N"
        ),
        *(
            []
            if narrow
            else [
                dots.encode(x=place("busd"), y=y("at"), text="text:N"),
                key.encode(x=place("low_busd"), y=y("at"), text="key:N"),
            ]
        ),
    ]
    head = alt.Title(
        "What customs data saw, beside the model",
        subtitle=["Dots: exports beyond each forecast, $ billion.", "Bands: too small to show four times in five"]
        if narrow
        else "Exports against each forecast, billion dollars; an effect inside the band would show in fewer than "
        "four cases in five",
        fontSize=14,
        offset=18,
    )
    return layer(*layers).properties(title=head)
