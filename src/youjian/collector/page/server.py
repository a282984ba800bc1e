"""The status page's door: HTTP on a loopback address, a few pages, nothing that writes.

A request must name a loopback host, so that no page of the web can read ours through a browser here.
"""

import contextlib
import logging
import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from youjian.collector import status
from youjian.collector.box import logs
from youjian.collector.page import html, metrics
from youjian.collector.run import StationRunner

log = logging.getLogger(__name__)
_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_REQUEST_S = 5.0
Answer = tuple[int, str, bytes]


class Pages:
    """The pages of one process: one door per address that its stations' files name."""

    def __init__(self, runners: Sequence[StationRunner]) -> None:
        self.ports: list[int] = []
        self._servers: list[_Server] = []
        doors: dict[str, list[StationRunner]] = defaultdict(list)
        for runner in runners:
            doors[runner.config.status.listen].append(runner)
        for listen, stations in doors.items():
            if listen:
                self._open(listen, stations)

    def _open(self, listen: str, runners: list[StationRunner]) -> None:
        """Serve stations on an address; a taken one costs the page, never the records."""
        host, _, port = listen.rpartition(":")
        try:
            server = _Server((host.strip("[]"), int(port)), runners)
        except OSError as error:
            log.warning("no status page: %s: %s; name another port in [status]", listen, error)
            return
        self._servers.append(server)
        self.ports.append(server.server_port)
        threading.Thread(target=server.serve_forever, args=(0.5,), name="status page", daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        for server in self._servers:
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], runners: Sequence[StationRunner]) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, type("Handler", (_Handler,), {"runners": runners}))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "youjian-collector"
    sys_version = ""
    timeout = _REQUEST_S
    runners: Sequence[StationRunner] = ()

    def do_GET(self) -> None:
        """Answer a page."""
        status_code, kind, body = self._answer()
        self.send_response(status_code)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.close_connection = True
        self.end_headers()
        if self.command != "HEAD":
            with contextlib.suppress(OSError):
                self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - http.server's name

    def _answer(self) -> Answer:
        if not _loopback(self.headers.get_all("Host", [])):
            return _text(421, "ask for 127.0.0.1 or localhost")
        page = _PAGES.get(self.path.split("?", 1)[0])
        if page is None:
            return _text(404, "pages: " + " ".join(_PAGES))
        return page([status.of(runner) for runner in self.runners])

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """No line per request."""


def _loopback(hosts: list[str]) -> bool:
    """Whether a request names this machine, once and as itself."""
    if len(hosts) != 1:
        return False
    host = hosts[0].strip().lower()
    name, colon, port = host.rpartition(":")
    return host in _HOSTS or bool(colon and port.isdigit() and name in _HOSTS)


def _text(code: int, text: str) -> Answer:
    return code, "text/plain; charset=utf-8", (text + "\n").encode()


def _page(stations: list[dict[str, Any]]) -> Answer:
    plain = msgspec.to_builtins(stations)
    return 200, "text/html; charset=utf-8", html.page(plain, logs.recent.lines()).encode()


def _json(stations: list[dict[str, Any]]) -> Answer:
    return 200, "application/json", msgspec.json.encode({"stations": stations})


def _health(stations: list[dict[str, Any]]) -> Answer:
    stopped = [found["station_id"] for found in stations if found["stopped"]]
    return _text(503, "stopped: " + " ".join(stopped)) if stopped else _text(200, "ok")


def _metrics(stations: list[dict[str, Any]]) -> Answer:
    return 200, "text/plain; version=0.0.4; charset=utf-8", metrics.text(stations).encode()


_PAGES: dict[str, Callable[[list[dict[str, Any]]], Answer]] = {
    "/": _page,
    "/status.json": _json,
    "/healthz": _health,
    "/metrics": _metrics,
}
