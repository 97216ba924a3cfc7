"""The preview, on the book that `new` writes: one server for all tests here."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explainer import paths, settings
from explainer.site.new import new

pytestmark = pytest.mark.slow

#: seconds that a change may take on a busy machine; waiting ends when it is there.
LONG = 120


class Live:
    """A preview at work in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        env = settings.environment() | {"PYTHONPATH": str(paths.ENGINE.parent)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "explainer", "live", "--port", "0"],
            cwd=folder,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.first = self.process.stdout.readline()
        self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)/", self.first)[1])

    def get(self, path: str, host: str | None = None, origin: str | None = None) -> tuple[int, str]:
        """Status and text of an answer; the path is sent as it is written."""
        door = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        door.putrequest("GET", path, skip_host=True)
        door.putheader("Host", host or f"127.0.0.1:{self.port}")
        if origin:
            door.putheader("Origin", origin)
        door.endheaders()
        answer = door.getresponse()
        text = answer.read().decode()
        door.close()
        return answer.status, text

    def told(self, page: str = "/index.html") -> dict:
        """What a page is told now."""
        door = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        door.request("GET", f"/.live/news?page={page}")
        line = door.getresponse().readline().decode()
        door.close()
        return json.loads(line.removeprefix("data: "))

    def until(self, holds, what: str):
        """Wait until something holds; gives what it gave."""
        end = time.monotonic() + LONG
        while time.monotonic() < end:
            if found := holds():
                return found
            time.sleep(0.05)
        raise AssertionError(f"{what}: not within {LONG} s; pages are told {self.told()}")

    def rest(self) -> dict:
        """Wait until no build is at work; what pages are told then."""
        return self.until(lambda: (told := self.told()) and not told["busy"] and told, "the build ends")

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def family(self) -> list[int]:
        """Processes of the preview that are there, itself among them."""
        mark = str(self.folder).encode()
        found = []
        for one in Path("/proc").glob("[0-9]*"):
            try:
                if Path(os.readlink(one / "cwd")).is_relative_to(self.folder) or mark in (one / "cmdline").read_bytes():
                    found.append(int(one.name))
            except OSError:
                continue
        return found


def state(folder: Path) -> str:
    """Hash of all files in a folder, with their names and times."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            stat = path.stat()
            whole.update(f"{path}{stat.st_mtime_ns}{stat.st_ino}".encode() + path.read_bytes())
    return whole.hexdigest()


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    folder = tmp_path_factory.mktemp("preview").resolve() / "book"
    new(folder)
    # stands for a published site: shown at once, and not one file of it may be touched
    published = folder / "_build" / "html"
    published.mkdir(parents=True)
    (published / "index.html").write_text("<!doctype html><head></head><body>The site of yesterday.")
    before = state(published)
    one = Live(folder)
    yesterday = one.get("/index.html")[1]
    one.rest()
    yield one
    assert "The site of yesterday." in yesterday
    assert state(published) == before, "the preview wrote into the published site"
    one.process.kill()
    one.process.wait()


def test_a_sentence_that_is_saved_is_on_the_page_and_only_its_page_is_told(live):
    live.rest()
    index, other = live.told(), live.told("/leap-seconds.html")
    live.edit("chapters/index.md", "\n\n", "\n\nA sentence written just now.\n\n")
    live.until(lambda: "A sentence written just now." in live.get("/")[1], "the sentence is shown")
    told = live.rest()
    assert told["fault"] is None and told["version"] != index["version"]
    assert live.told("/leap-seconds.html")["version"] == other["version"]
    assert f'<script src="/.live/live.js" data-version="{told["version"]}">' in live.get("/")[1]


def test_a_cell_that_fails_is_named_over_the_last_good_page_until_it_is_mended(live):
    good = live.get("/leap-seconds.html")[1]
    path = live.folder / "chapters" / "leap-seconds.md"
    source = path.read_text(encoding="utf-8")
    opened = [found.start() for found in re.finditer(r"^```\{code-cell\}", source, re.M)][1]
    inside = source.index("\n\n", opened) + 2
    path.write_text(f"{source[:inside]}nowhere + 1\n{source[inside:]}", encoding="utf-8")
    fault = live.until(lambda: live.told()["fault"], "the fault is told")
    line = source[:opened].count("\n") + 1
    assert fault == [
        f"leap-seconds: code cell 2 (leap-seconds.md, line {line}): NameError: name 'nowhere' is not defined"
    ]
    assert live.get("/leap-seconds.html")[1] == good
    path.write_text(source, encoding="utf-8")
    live.until(lambda: live.told()["fault"] is None, "the fault is gone")
    assert live.get("/leap-seconds.html")[1] == good


def test_a_chart_of_the_topic_that_changes_is_drawn_again_and_a_slip_in_it_is_placed(live):
    text = (live.folder / "leap" / "seconds_charts.py").read_text(encoding="utf-8")
    live.edit("leap/seconds_charts.py", "import", "import (")
    fault = live.until(lambda: live.told()["fault"], "the slip is told")
    assert "seconds_charts.py" in fault[0] and "SyntaxError" in fault[0], fault
    (live.folder / "leap" / "seconds_charts.py").write_text(text, encoding="utf-8")
    assert live.until(lambda: not (told := live.told())["fault"] and not told["busy"] and told, "it is mended")


def test_data_that_are_wrong_are_placed_and_what_depends_on_them_follows_when_they_are_right(live):
    path = live.folder / "data" / "leap_seconds.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2017-01-01", "2017-13-01"), encoding="utf-8")
    fault = live.until(lambda: live.told()["fault"], "the fault is told")
    assert "leap_seconds.csv" in fault[0] and "2017-13-01" in fault[0]
    path.write_text(text, encoding="utf-8")
    live.until(lambda: live.told()["fault"] is None, "the fault is gone")


def test_it_answers_its_own_pages_on_this_machine_alone(live):
    assert live.get("/")[0] == 200
    assert live.get("/", host=f"localhost:{live.port}")[0] == 200
    assert live.get("/", host=f"evil.example:{live.port}")[0] == 403
    assert live.get("/.live/news?page=/", host="evil.example")[0] == 403
    assert live.get("/", origin="http://evil.example")[0] == 403
    for path in ("/../../chapters/index.md", "/%2e%2e/%2e%2e/_config.yml", "/..%2f..%2f_config.yml", "//etc/passwd"):
        assert live.get(path)[0] == 404, path
    others = {one[4][0] for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in others:
        with pytest.raises(OSError):
            socket.create_connection((address, live.port), timeout=2).close()


def test_a_second_one_in_the_same_folder_says_where_the_first_is(live):
    env = settings.environment() | {"PYTHONPATH": str(paths.ENGINE.parent)}
    command = [sys.executable, "-m", "explainer", "live"]
    done = subprocess.run(command, cwd=live.folder, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr.strip()) == (
        1,
        f"Another preview is at work in this folder: http://127.0.0.1:{live.port}/",
    )


@pytest.mark.browser
def test_a_page_is_loaded_again_where_the_reader_stands_and_faults_lie_over_it(live, chromium):
    page = chromium.new_page(viewport={"width": 390, "height": 500})
    asked = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"http://127.0.0.1:{live.port}/leap-seconds.html")
    page.evaluate("scrollTo({top: 700, behavior: 'instant'}); window.before = true")
    mark = "document.querySelector('figure.xf').getBoundingClientRect().top"
    at = page.evaluate(mark)
    path = live.folder / "chapters" / "leap-seconds.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\nThe last sentence.\n", encoding="utf-8")
    come = "!window.before && (document.body?.innerText || '').includes('The last sentence.')"
    page.wait_for_function(come, timeout=LONG * 1000)
    page.wait_for_function(f"Math.abs({mark} - {at}) < 3", timeout=5000)
    path.write_text(text.replace("```{code-cell}", "```{code-cell} python\nnowhere\n```\n\n```{code-cell}", 1))
    fault = page.locator("#preview-fault [role=alert]")
    fault.wait_for(timeout=LONG * 1000)
    assert "leap-seconds: code cell 1 (leap-seconds.md, line" in fault.inner_text()
    assert "The last sentence." in page.locator("article").inner_text()
    path.write_text(text, encoding="utf-8")
    fault.wait_for(state="detached", timeout=LONG * 1000)
    assert {one.split("/")[2] for one in asked if not one.startswith("data:")} == {f"127.0.0.1:{live.port}"}
    page.close()


def test_killed_in_the_middle_it_leaves_what_it_showed_and_stopped_it_leaves_no_process(live):
    live.rest()
    shown = live.folder / "_build" / "live" / "html"
    live.edit("chapters/index.md", "\n\n", "\n\nSeen later.\n\n")
    live.until(lambda: live.told()["busy"], "a build is at work")
    live.process.kill()
    live.process.wait()
    assert "</html>" in (shown / "index.html").read_text(encoding="utf-8")
    shown.rename(shown.with_name("html.old"))  # as if it had been killed between the two steps of an exchange
    again = Live(live.folder)
    assert "</html>" in again.get("/")[1]
    again.until(lambda: "Seen later." in again.get("/")[1], "the preview goes on where it was")
    again.rest()
    os.kill(again.process.pid, signal.SIGINT)
    rest = again.process.stdout.read()
    assert again.process.wait(30) == 0
    assert rest.strip().splitlines()[-1] == "Stopped." and "Traceback" not in rest
    end = time.monotonic() + 15
    while again.family() and time.monotonic() < end:
        time.sleep(0.1)
    assert again.family() == []
