"""A receiver in a process of its own that speaks the HTTP adapter's format.

It prints its port, keeps what was sent under its numbers, refuses rows without a serial number, and fails the
first `--stumble` requests with 503. GET gives two rows a page.
"""

import argparse
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

TOKEN = "secret-of-the-test"


class Receiver(BaseHTTPRequestHandler):
    """Two verbs on `/instruments`."""

    kept: ClassVar[dict[str, dict[str, Any]]] = {}
    rounds: ClassVar[dict[str, list[dict[str, Any]]]] = {}
    stumble: ClassVar[int] = 0

    def do_GET(self) -> None:
        """A page of the ledger."""
        if self._refused():
            return
        start = int(parse_qs(urlsplit(self.path).query).get("cursor", [""])[0] or 0)
        rows = list(self.kept.values())
        more = start + 2 < len(rows)
        self._answer(200, {"items": rows[start : start + 2], "next": str(start + 2) if more else None})

    def do_POST(self) -> None:
        """Rows that are taken once for a round's number."""
        if self._refused():
            return
        rows = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["items"]
        number = self.headers["Idempotency-Key"]
        if number not in self.rounds:
            self.rounds[number] = [self._take(row) for row in rows]
        self._answer(200, {"results": self.rounds[number]})

    def _take(self, row: dict[str, Any]) -> dict[str, Any]:
        if not row.get("serial_no"):
            return {"accepted": False, "reason": "出厂编号不能为空"}
        number = row.get("ecqs_no") or f"QJ{len(self.kept) + 1:06d}"
        self.kept[number] = row | {"ecqs_no": number}
        return {"accepted": True, "ecqs_no": number}

    def _refused(self) -> bool:
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self._answer(401, {})
            return True
        if type(self).stumble > 0:
            type(self).stumble -= 1
            self._answer(503, {})
            return True
        return False

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Nothing is logged."""


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--stumble", type=int, default=0)
    Receiver.stumble = parser.parse_args().stumble
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
