"""What a reader's browser does on a page: bytes, requests, first chart, layout shift, longest task."""

from __future__ import annotations

import functools
import gzip
import http.server
import threading
from pathlib import Path

from tests.browser import FLAGS, executable

#: a mid-range phone: four times slower than this machine, 1.6 Mbit/s down, 150 ms round trip.
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
CPU = 4
WATCH = """
window.__seen = {shift: 0, longest: 0, chart: null, live: null};
const observe = (type, take) =>
  new PerformanceObserver((l) => l.getEntries().forEach(take)).observe({type, buffered: true});
observe('layout-shift', (e) => { if (!e.hadRecentInput) __seen.shift += e.value; });
observe('longtask', (e) => { __seen.longest = Math.max(__seen.longest, e.duration); });
const EMBEDDED = '.vega-embed svg, .vega-embed canvas, svg[class^=plot]';
const look = () => {
  const shown = [...document.querySelectorAll('figure.xf svg, ' + EMBEDDED)];
  const tall = shown.find((s) => s.getBoundingClientRect().height > 40);
  if (__seen.chart === null && tall) __seen.chart = performance.now();
  if (__seen.live === null && document.querySelector('figure.is-live, ' + EMBEDDED)) __seen.live = performance.now();
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
#: when the first script of Vega was asked for; the first chart must be there before
ASKED = """() => {
    const asked = performance.getEntriesByType('resource').filter((e) => /vega/.test(e.name)).map((e) => e.startTime);
    return asked.length ? Math.round(Math.min(...asked)) : null;
}"""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Static files, compressed, cached for an hour: an ordinary host."""

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path = path / "index.html"
        if not path.exists():
            self.send_error(404)
            return
        body = gzip.compress(path.read_bytes(), 6, mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def serve(site: Path) -> tuple[http.server.ThreadingHTTPServer, str]:
    """A server of a site on this machine, and its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}/"


def visit(site: Path, first: str, second: str, mirror: dict[str, bytes] | None, seconds: float = 12) -> dict:
    """Open two pages one after the other on a slow phone; `mirror` answers for other hosts, None blocks them.

    Returns:
        Bytes and requests of both visits, bytes of scripts before the first chart, times in ms, CLS, longest task.
    """
    from playwright.sync_api import sync_playwright

    server, address = serve(site)
    out: dict = {}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=executable(), args=FLAGS)
        out |= _first(browser, address, first, mirror, seconds)
        out |= _second(browser, address, first, second)
        browser.close()
    server.shutdown()
    return out


def _slow_page(browser):
    """A page on the slow phone, and the log of what it transfers: (bytes, type of resource)."""
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    page.add_init_script(WATCH)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU})
    log: list[tuple[int, str]] = []
    kinds: dict[str, str] = {}
    session.on("Network.responseReceived", lambda e: kinds.__setitem__(e["requestId"], e["type"]))
    session.on(
        "Network.loadingFinished",
        lambda e: log.append((int(e["encodedDataLength"]), kinds.get(e["requestId"], ""))),
    )
    return page, log


def _kilobytes(log: list[tuple[int, str]], kind: str = "") -> int:
    return round(sum(size for size, of in log if not kind or of == kind) / 1000)


def _first(browser, address: str, path: str, mirror: dict[str, bytes] | None, seconds: float) -> dict:
    page, log = _slow_page(browser)

    def other(route):
        body = mirror[route.request.url]
        log.append((len(gzip.compress(body, 6)), "Script"))  # the interception hides the transfer
        route.fulfill(body=body, content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"})

    if mirror:
        page.route(lambda url: url in mirror, other)
    page.goto(address + path, wait_until="load")
    page.wait_for_timeout(1500)
    out = {"first visit, kB before interaction": _kilobytes(log), "of it scripts, kB": _kilobytes(log, "Script")}
    chart = page.query_selector("figure.xf, .vega-embed, div[id^='altair-viz'], svg[class^=plot]")
    if chart:
        chart.scroll_into_view_if_needed()
    page.wait_for_timeout(seconds * 1000)
    seen = page.evaluate("__seen")
    out |= {
        "first visit, kB with live charts": _kilobytes(log),
        "requests": len(log),
        "first chart visible, ms": seen["chart"] and round(seen["chart"]),
        "chart script asked for, ms": page.evaluate(ASKED),
        "first chart live, ms": seen["live"] and round(seen["live"]),
        "layout shift (CLS)": round(seen["shift"], 4),
        "longest task, ms": round(seen["longest"]),
    }
    page.context.close()
    return out


def _second(browser, address: str, first: str, second: str) -> dict:
    """The next page in the same session, with the browser's cache (which an interception would switch off)."""
    page, log = _slow_page(browser)
    page.goto(address + first, wait_until="load")
    page.wait_for_timeout(1500)
    log.clear()
    page.goto(address + second, wait_until="load")
    page.wait_for_timeout(1500)
    out = {"next page, kB": _kilobytes(log), "next page, requests with a transfer": sum(size > 0 for size, _ in log)}
    page.context.close()
    return out
