"""Chapters are linted and formatted as modules are."""

from __future__ import annotations

from explainer.site import tidy
from tests import myst

HEAD = f"{myst.HEAD}# A chapter\n\n"
BAD = "```{code-cell} ipython3\nimport os, json\nx   = {'a':1}\nprint(json.dumps( x ))\n```\n"


def test_a_cell_is_formatted_and_what_the_linter_finds_is_placed(tmp_path, capsys):
    path = tmp_path / "war" / "one.md"
    path.parent.mkdir()
    path.write_text(HEAD + BAD + "\n```{code-cell} ipython3\n" + "print(1)\n" * 26 + "```\n", encoding="utf-8")
    assert tidy.main(tmp_path, check=True) == 1
    told = capsys.readouterr().out
    assert "war/one.md: python -m explainer tidy would change it" in told
    assert "war/one.md:cell 2:1:" in told and "F401" in told and "os" in told
    assert "war/one.md: code cell 2 has 26 lines, 25 at most" in told
    assert "x   =" in path.read_text(encoding="utf-8"), "nothing is written"
    tidy.main(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert 'x = {"a": 1}\nprint(json.dumps(x))' in text and "ipykernel" in text
    path.write_text(text.replace("import os, json", "import json").replace("print(1)\n" * 26, ""), encoding="utf-8")
    capsys.readouterr()
    tidy.main(tmp_path)
    assert tidy.main(tmp_path, check=True) == 0, capsys.readouterr().out
