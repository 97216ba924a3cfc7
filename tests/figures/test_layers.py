"""Layers put together in steps are the layers of one list, and draw what Altair's nested ones draw."""

from __future__ import annotations

import altair as alt
import pandas as pd
import pytest
import vl_convert

from explainer.figures.labels import haloed
from explainer.figures.layers import layer

ROWS = pd.DataFrame({"x": [1, 2, 3], "y": [3, 1, 2], "t": ["a", "b", "c"]})


def nested(join) -> alt.LayerChart:
    """A line with points, a label with a rim, a band: three levels of layers as modules of drawings make them."""
    base = alt.Chart(ROWS, height=120).encode(x="x:Q", y="y:Q")
    line = join(base.mark_line(), base.mark_point())
    band = alt.Chart(pd.DataFrame({"from": [1.2], "to": [1.8]})).mark_rect(opacity=0.3).encode(x="from:Q", x2="to:Q")
    words = haloed(base.mark_text(dy=-8).encode(text="t:N"))
    return join(band, join(line, words), width=200)


def test_all_layers_stand_in_one_list_and_draw_the_same():
    flat, deep = nested(layer).to_dict(), nested(alt.layer).to_dict()
    assert [one["mark"]["type"] for one in flat["layer"]] == ["rect", "line", "point", "text", "text"]
    assert len(deep["layer"]) == 2 and "layer" in deep["layer"][1]
    assert (flat["width"], flat["height"]) == (200, 120)
    drawn = [vl_convert.vegalite_to_png(spec, vl_version="6.4", scale=1) for spec in (flat, deep)]
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("own", [{"y": "independent"}, {"x": "independent"}])
def test_layers_with_scales_of_their_own_stay_a_whole(own):
    base = alt.Chart(ROWS).encode(x="x:Q", y="y:Q")
    part = layer(base.mark_line(), base.mark_point()).resolve_scale(**own)
    made = layer(part, base.mark_bar()).to_dict()
    assert [set(one) & {"layer", "mark"} for one in made["layer"]] == [{"layer"}, {"mark"}]
    assert made["layer"][0]["resolve"] == {"scale": own}


def test_what_is_put_together_is_not_changed():
    base = alt.Chart(ROWS).encode(x="x:Q", y="y:Q")
    part = layer(base.mark_line(), base.mark_point(), height=90)
    layer(part, base.mark_bar())
    assert [(one.data, one.height) for one in part.layer] == [(alt.Undefined, alt.Undefined)] * 2
    assert part.height == 90 and part.data is ROWS
