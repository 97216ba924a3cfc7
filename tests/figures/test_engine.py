"""The drawing engine: what it remembers, what it forgets, and that packing changes no pixel."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest
import vl_convert

from explainer import settings
from explainer.figures import engine, faces
from tests.browser import SITE

BARS = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"a": 1}, {"a": 3}]},
    "mark": "bar",
    "encoding": {"x": {"field": "a", "type": "quantitative"}},
}
#: how many pixels of two pictures differ.
DIFFERENT = """async ([one, two]) => {
    const read = async (data) => {
        const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
        const { width, height } = picture;
        const pen = new OffscreenCanvas(width, height).getContext("2d");
        pen.drawImage(picture, 0, 0);
        return pen.getImageData(0, 0, width, height).data;
    };
    const [first, second] = [await read(one), await read(two)];
    if (first.length !== second.length) return -1;
    let count = 0;
    for (let i = 0; i < first.length; i += 1) count += first[i] !== second[i];
    return [count, first.length];
}"""


@pytest.fixture
def cabinet(tmp_path, monkeypatch):
    """A folder for pictures, as a build has, and a list of what was really drawn."""
    here = replace(settings.run(), pictures=tmp_path / "pictures")
    monkeypatch.setattr(settings, "run", lambda: here)
    drawn = []
    real = vl_convert.vegalite_to_svg
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda spec: drawn.append(spec) or real(spec))
    return here.pictures, drawn


def test_a_picture_is_drawn_once_and_another_drawing_is_another_picture(cabinet):
    folder, drawn = cabinet
    first, again = engine.svg(BARS), engine.svg(dict(BARS))
    assert first == again and first.startswith("<svg") and len(drawn) == 1
    assert engine.svg(BARS | {"width": 90}) != first and len(drawn) == 2
    assert len(list(folder.iterdir())) == 2


def test_a_picture_of_another_engine_or_type_is_not_taken(cabinet, monkeypatch):
    _, drawn = cabinet
    engine.svg(BARS)
    monkeypatch.setattr(engine, "VERSIONS", "another engine")
    engine.svg(BARS)
    monkeypatch.setattr(engine, "_type", lambda: "another face")
    engine.svg(BARS)
    assert len(drawn) == 3


def test_what_nobody_asked_for_in_a_month_is_forgotten_and_what_was_asked_for_stays(cabinet):
    folder, drawn = cabinet
    for width in (80, 90):
        engine.svg(BARS | {"width": width})
    for path in folder.iterdir():
        os.utime(path, (0, time.time() - engine.MONTH - 60))
    engine.svg(BARS | {"width": 80})
    engine.forget(folder)
    assert len(list(folder.iterdir())) == 1
    engine.svg(BARS | {"width": 80})
    assert len(drawn) == 2


@pytest.mark.browser
def test_a_packed_picture_has_the_pixels_of_the_drawing(chromium):
    faces.register()
    page = chromium.new_page()
    for one in ("memory-prices", "war-overview"):
        plain = vl_convert.svg_to_png((SITE / "figures" / f"{one}.svg").read_text("utf-8"), scale=engine.SCALE)
        packed = (SITE / "figures" / f"{one}.png").read_bytes()
        assert len(packed) < len(plain) / 2
        count, of = page.evaluate(DIFFERENT, [base64.b64encode(data).decode() for data in (plain, packed)])
        assert count == 0 and of > 1_000_000, one
    page.close()


def test_a_kept_drawing_is_turned_into_pixels_in_the_book_s_type():
    """Also where no chart is made, as in a chapter all of whose drawings are kept; in a process of its own."""
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text y="20" font-family="{faces.STACK}">'
    code = (
        "import sys\nfrom explainer.figures import engine, faces\nfirst = engine.png(sys.argv[1])\n"
        "faces.register.__wrapped__()\n"
        "print(first == engine.png(sys.argv[1]), len(first) > 200)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, f"{drawn}Words</text></svg>"], capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["True", "True"], done.stderr
