"""The notify server itself: HTTP on one port, a page that shows what came, a door to make trouble.

`GET /` shows what was taken, `GET /received` gives it as JSON. `POST /control` takes an object with
`fail` (`path`, `times`, `status`, `retry_after`), `expire_tokens` or `read` (a member who read everything).
"""

import base64
import html
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from youjian.simulator.notify.book import Book, Trouble
from youjian.simulator.notify.services import SERVICES, Asked

_MOST_BYTES = 1_000_000


class NotifyServer(ThreadingHTTPServer):
    """Listens on one port; port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), _Handler)
        self.book = Book()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{self.server_address[0]}:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def book(self) -> Book:
        """The server's book."""
        assert isinstance(self.server, NotifyServer)  # noqa: S101 - no other server has this handler
        return self.server.book

    def do_GET(self) -> None:
        """What was taken, or a service that is asked by GET."""
        if self.path == "/":
            return self._answer(200, _page(self.book).encode(), "text/html; charset=utf-8")
        if self.path == "/received":
            listed = [vars(one) for one in self.book.taken()]
            return self._answer(200, json.dumps(listed, ensure_ascii=False).encode())
        return self._serve(b"")

    def do_POST(self) -> None:
        """A service, or the control."""
        raw = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _MOST_BYTES))
        if self.path == "/control":
            _control(self.book, json.loads(raw))
            return self._answer(200, b"{}")
        return self._serve(raw)

    def do_PUT(self) -> None:
        """As POST."""
        self.do_POST()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """What came is shown on the page."""

    def _serve(self, raw: bytes) -> None:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, parts.path, dict(parse_qsl(parts.query)), headers, raw)
        book = self.book
        name, answerer = next(((n, a) for p, n, a in SERVICES if parts.path.startswith(p)), ("", None))
        trouble = book.next_trouble(parts.path)
        if trouble is not None:
            status, answer = trouble.status, trouble.body
        elif answerer is None:
            status, answer = 404, {"error": "there is no such service here"}
        else:
            status, answer = answerer(book, asked)
        book.take(name, self.path, _shown(asked), answer, _status(status, answer))
        body = b"" if answer is None else json.dumps(answer, ensure_ascii=False).encode()
        self._answer(status, body, wait=trouble.retry_after if trouble else 0)

    def _answer(self, status: int, body: bytes, kind: str = "application/json", wait: int = 0) -> None:
        self.send_response(status)
        if wait:
            self.send_header("Retry-After", str(wait))
        if status != 204:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _status(status: int, answer: Any) -> int:
    """What counts for limits: a refusal by code does not."""
    code = answer.get("errcode", answer.get("code", 0)) if isinstance(answer, dict) else 0
    return status if code in (0, "0") or status != 200 else 299


def _shown(asked: Asked) -> Any:
    if asked.path.startswith("/sms/"):
        try:
            return json.loads(base64.b64decode(asked.raw, validate=True))
        except ValueError:
            return asked.raw.decode(errors="replace")
    return asked.json() or asked.raw.decode(errors="replace")


def _control(book: Book, wanted: dict[str, Any]) -> None:
    if fail := wanted.get("fail"):
        book.trouble(
            Trouble(
                str(fail["path"]),
                int(fail.get("times", 1)),
                int(fail.get("status", 503)),
                int(fail.get("retry_after", 0)),
                dict(fail.get("body") or {}),
            )
        )
    if wanted.get("expire_tokens"):
        book.expire_tokens()
    if wanted.get("read"):
        book.read.add(str(wanted["read"]))


def _page(book: Book) -> str:
    rows = "".join(
        f"<tr><td>{one.number}</td><td>{html.escape(one.service)}</td><td>{html.escape(one.path[:120])}</td>"
        f"<td><pre>{html.escape(json.dumps(one.body, ensure_ascii=False, indent=1)[:2000])}</pre></td>"
        f"<td>{html.escape(json.dumps(one.answer, ensure_ascii=False))}</td></tr>"
        for one in reversed(book.taken()[-200:])
    )
    head = "<tr><th>No.</th><th>service</th><th>path</th><th>body</th><th>answer</th></tr>"
    style = "body{font:14px sans-serif}td{border-top:1px solid #ccc;vertical-align:top;padding:4px}"
    return (
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="3">'
        f"<title>notify server</title><style>{style}</style><h1>youjian simulate notify-server</h1>"
        f"<table>{head}{rows}</table>"
    )
