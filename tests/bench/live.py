"""How soon `make live` shows an edit: from the saved file to the page that the server gives."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

#: what is edited: file, words, other words that the page then shows; page. The first prose edit warms the server up.
PROSE = (
    "chapters/statements/two-readouts.md",
    "**The question.**",
    "**The question, {}.**",
    "statements/two-readouts.html",
)
CHART = "chapters/memory/the-market.md", "TrendForce first published it;", "TrendForce, {};", "memory/the-market.html"
#: seconds after which an edit is taken for lost.
LONG = 300


def seen(folder: Path, env: dict) -> dict[str, float]:
    """Seconds until the preview of a built book shows an edit of prose and one of a chart."""
    command = [sys.executable, "-m", "explainer", "live", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, text=True) as server:
        try:
            home = re.search(r"http://[\d.:]+/", server.stdout.readline())[0]
            _shown(folder, home, PROSE, "first")
            found = {"preview, a prose edit is seen, s": _shown(folder, home, PROSE, "again", "first")}
            return found | {"preview, a chart edit is seen, s": _shown(folder, home, CHART, "changed")}
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()


def _shown(folder: Path, home: str, edit: tuple[str, str, str, str], word: str, before: str = "") -> float:
    name, old, new, page = edit
    path, old, new = folder / name, new.format(before) if before else old, new.format(word)
    text = path.read_text(encoding="utf-8")
    assert old in text, (name, old)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    begun = time.monotonic()
    while time.monotonic() < begun + LONG:
        with urlopen(home + page) as answer:
            if new.strip("*") in answer.read().decode():
                return round(time.monotonic() - begun, 1)
        time.sleep(0.05)
    raise RuntimeError(f"the preview does not show an edit of {name} within {LONG} s")
