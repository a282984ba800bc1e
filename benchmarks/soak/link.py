"""The link between collector and platform, as bad as links are: an HTTP relay that breaks what it carries.

Every request is passed on whole, and then, by dice: lost before it arrived, answered but the answer lost,
delivered twice, or delivered again much later, out of order. `cut` closes it altogether.
"""

import random
import threading
from collections import Counter, deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import urllib3

_HOP = {"host", "connection", "content-length", "transfer-encoding", "server", "date"}
_KEPT = 200


@dataclass(frozen=True)
class Trouble:
    """How often a request meets what, as parts of 1."""

    lost: float = 0.02
    answer_lost: float = 0.04
    twice: float = 0.04
    late: float = 0.03


@dataclass
class BadLink:
    """A relay on its own port to a platform's address."""

    target: str
    trouble: Trouble = field(default_factory=Trouble)
    seed: int = 1
    met: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self._pool = urllib3.PoolManager(maxsize=4, retries=False, timeout=60)
        self._old: deque[tuple[str, bytes, dict[str, str]]] = deque(maxlen=_KEPT)
        self._cut = threading.Event()
        self._server = Relay(self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def cut(self, *, down: bool) -> None:
        """Take the link away, or bring it back."""
        if down:
            self._cut.set()
            self.met["cut"] += 1
        else:
            self._cut.clear()

    def close(self) -> None:
        """Stop relaying."""
        self._server.shutdown()
        self._server.server_close()

    def carry(self, path: str, body: bytes, headers: dict[str, str]) -> urllib3.BaseHTTPResponse | None:
        """What becomes of one request: the answer, or None when the line breaks."""
        if self._cut.is_set():
            return None
        fate = self._fate()
        if fate == "lost":
            return None
        if fate == "late" and self._old:
            self._send(*self._dice.choice(self._old))
        reply = self._send(path, body, headers)
        if fate == "twice":
            reply = self._send(path, body, headers)
        self._old.append((path, body, headers))
        return None if fate == "answer_lost" else reply

    def _fate(self) -> str:
        names = ("lost", "answer_lost", "twice", "late")
        weights = [getattr(self.trouble, name) for name in names]
        fate = self._dice.choices([*names, "well"], [*weights, 1.0 - sum(weights)])[0]
        self.met[fate] += 1
        return fate

    def _send(self, path: str, body: bytes, headers: dict[str, str]) -> urllib3.BaseHTTPResponse | None:
        passed = {name: value for name, value in headers.items() if name.lower() not in _HOP}
        try:
            return self._pool.request("POST", self.target + path, body=body, headers=passed)
        except urllib3.exceptions.HTTPError:
            return None


class Relay(ThreadingHTTPServer):
    """The link's own port."""

    daemon_threads = True

    def __init__(self, link: BadLink) -> None:
        super().__init__(("127.0.0.1", 0), Carrier)
        self.link = link

    def handle_error(self, request: object, client_address: object) -> None:
        """A line that broke is what this is for."""


class Carrier(BaseHTTPRequestHandler):
    """One line of the link."""

    protocol_version = "HTTP/1.1"
    server: Relay

    def do_POST(self) -> None:
        """Carry a request, and its answer back unless the line breaks."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        reply = self.server.link.carry(self.path, body, dict(self.headers.items()))
        if reply is None:
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            if name.lower() not in _HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.data)))
        self.end_headers()
        self.wfile.write(reply.data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def handle(self) -> None:
        """A caller who hangs up is no error."""
        try:
            super().handle()
        except (OSError, ValueError):
            return
