"""The server of a preview: answers this machine's own pages and tells those that are open what is new."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from urllib.parse import parse_qs, unquote, urlsplit

from explainer import paths
from explainer.site.workplace import LIVE, SHOWN

HOST, PORT = "127.0.0.1", 8765
#: addresses of the preview's own: news for open pages, and the script that listens to them.
NEWS, SCRIPT = "/.live/news", "/.live/live.js"
FIRST = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Preview</title></head>
<body><p>The book is being built. This page is loaded again when there is something to show.</p></body></html>"""
#: seconds between signs of life to open pages.
BEAT = 15


class News:
    """What open pages are told: which version of a page holds, and what is wrong."""

    def __init__(self) -> None:
        self._born, self._count = secrets.token_hex(4), 0
        self._pages: dict[str, int] = {}
        self._all = 0
        self._turn = threading.Condition()
        self.fault: list[str] | None = None
        self.busy = False

    def changed(self, names: Iterable[str]) -> None:
        """Files of the site are new; scripts and styles concern every page."""
        with self._turn:
            self._count += 1
            self._pages |= dict.fromkeys(names, self._count)
            if any(name.startswith("_static/") for name in names):
                self._all = self._count
            self._turn.notify_all()

    def say(self, fault: list[str] | None, busy: bool) -> None:
        """What is wrong now, nothing if all is well, and whether a build is at work."""
        with self._turn:
            self.fault, self.busy = fault, busy
            self._turn.notify_all()

    def version(self, name: str) -> str:
        """Version of a page of the site."""
        return f"{self._born}-{max(self._pages.get(name, 0), self._all)}"

    def of(self, name: str) -> str:
        """All that a page is told, as json."""
        return json.dumps({"version": self.version(name), "fault": self.fault, "busy": self.busy})

    def wait(self, before: str, name: str) -> str:
        """What a page is told, when that is no longer what it was told before or some seconds have passed."""
        with self._turn:
            self._turn.wait_for(lambda: self.of(name) != before, timeout=BEAT)
            return self.of(name)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the site, with the preview's script in each page; answers this machine's own requests alone."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *words: object, news: News, **more: object) -> None:
        self.news = news
        super().__init__(*words, directory=str(SHOWN), **more)

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _answer(self, body: bool) -> None:
        if not self._ours():
            self._send(HTTPStatus.FORBIDDEN, b"This preview answers its own pages only.\n", "text/plain", body)
            return
        asked = urlsplit(self.path)
        if asked.path == NEWS:
            self._tell(parse_qs(asked.query).get("page", ["/"])[0])
        elif asked.path == SCRIPT:
            script = (paths.TEMPLATES / "live.js").read_bytes()
            self._send(HTTPStatus.OK, script, "text/javascript; charset=utf-8", body)
        else:
            self._file(asked.path, body)

    def _ours(self) -> bool:
        """Whether a request names this server, so that no page from elsewhere can read the preview."""
        port = self.server.server_address[1]
        hosts = {f"{name}:{port}" for name in (HOST, "localhost")} | ({HOST, "localhost"} if port == 80 else set())
        origin = self.headers.get("Origin")
        return self.headers.get("Host") in hosts and (origin is None or origin.removeprefix("http://") in hosts)

    def _file(self, asked: str, body: bool) -> None:
        name = _page(asked)
        # what the page is told it is, asked before it is read: it may be newer then, never older
        version = self.news.version(name)
        found = _read(name)
        if found is None and not SHOWN.exists():
            found = FIRST.encode()
            name = "first.html"
        status = HTTPStatus.OK if found is not None else HTTPStatus.NOT_FOUND
        if found is None:
            found = _read("404.html") or b"<!doctype html><title>Not found</title><body>Not found."
            name = "404.html"
        if name.endswith(".html"):
            tag = f'<script src="{SCRIPT}" data-version="{version}"></script>'.encode()
            head, end, rest = found.partition(b"</head>")
            found = head + tag + end + rest if end else tag + found
        self._send(status, found, self.guess_type(name), body)

    def _send(self, status: HTTPStatus, content: bytes, kind: str, body: bool) -> None:
        kind += "; charset=utf-8" if kind in ("text/html", "text/css", "text/javascript") else ""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if body:
            self.wfile.write(content)

    def _tell(self, path: str) -> None:
        """Tell a page what is new until it goes away (server-sent events)."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        name, told = _page(path), ""
        with contextlib.suppress(OSError):
            while True:
                now = self.news.wait(told, name)
                self.wfile.write(f"data: {now}\n\n".encode() if now != told else b": \n\n")
                self.wfile.flush()
                told = now

    def log_message(self, *words: object) -> None:
        """Say nothing: the terminal tells of builds."""


def _page(asked: str) -> str:
    """Name of the file that an address means."""
    name = unquote(asked).lstrip("/")
    return f"{name}index.html" if not name or name.endswith("/") else name


def _read(name: str) -> bytes | None:
    """A file of the site; nothing if it has none of that name. Waits a moment while a new site is put in place."""
    for _ in range(50):
        path = (SHOWN / name).resolve()
        try:
            return path.read_bytes() if path.is_relative_to(SHOWN.resolve()) and path.is_file() else _gone()
        except (FileNotFoundError, ValueError):
            if SHOWN.exists() or not (LIVE / "html.old").exists():
                return None
        time.sleep(0.01)
    return None


def _gone() -> bytes:
    raise FileNotFoundError


class Server(http.server.ThreadingHTTPServer):
    """On the loopback address; a page that goes away while it is answered is no fault."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"

    def handle_error(self, *words: object) -> None:
        """Say nothing of connections that end early."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(*words)


def opened(port: int | None, handler: Callable) -> Server:
    """A server at a port; None is the usual one, or another if that is taken.

    Raises:
        OSError: the port is taken.
    """
    try:
        return Server((HOST, PORT if port is None else port), handler)
    except OSError:
        if port is not None:
            raise
        return Server((HOST, 0), handler)
