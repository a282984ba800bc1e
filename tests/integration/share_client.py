"""A department's system in a process of its own: reads under an agreement, or receives what is pushed.

    python -m tests.integration.share_client read URL CLIENT_ID SECRET DATASET
    python -m tests.integration.share_client hear PORT FOLDER FAILURES

`read` prints what it got as JSON. `hear` writes each request it takes into the folder, after refusing the
first FAILURES with 503. Standard library alone: nothing of the platform is on its side.
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any


def asked(url: str, headers: dict[str, str], data: bytes | None = None) -> tuple[int, Any]:
    """Status and body of a request."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=20) as answer:  # noqa: S310 - an address of the test's
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")


def token(base: str, client_id: str, secret: str) -> tuple[int, Any]:
    """Ask for a token with the Authorization header."""
    basic = b64encode(f"{client_id}:{secret}".encode()).decode()
    form = urllib.parse.urlencode({"grant_type": "client_credentials"}).encode()
    headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
    return asked(f"{base}/token", headers, form)


def read(base: str, client_id: str, secret: str, dataset: str) -> dict[str, Any]:
    """Every row, two at a time, and what an old token is worth later."""
    status, given = token(base, client_id, secret)
    if status != 200:
        return {"token": status, **given}
    bearer = {"Authorization": f"Bearer {given['access_token']}"}
    rows: list[Any] = []
    cursor = ""
    while True:
        query = urllib.parse.urlencode({"limit": 2, "cursor": cursor})
        status, page = asked(f"{base}/datasets/{dataset}?{query}", bearer)
        if status != 200:
            return {"status": status, **page}
        rows += page["rows"]
        cursor = page["cursor"]
        if not cursor:
            return {"status": 200, "rows": rows, "token": given["access_token"], "purpose": page["purpose"]}


def hear(port: int, folder: Path, failures: int) -> None:
    """Take what is pushed."""
    left = [failures]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            refused = left[0] > 0
            left[0] -= 1
            if not refused:
                name = f"{len(list(folder.iterdir())):03d}.json"
                told = {"headers": {k.lower(): v for k, v in self.headers.items()}, "body": body.decode()}
                (folder / name).write_text(json.dumps(told), encoding="utf-8")
            self.send_response(503 if refused else 204)
            self.end_headers()

        def log_message(self, format: str, *_: Any) -> None:  # noqa: A002 - the library's name
            del format

    server = HTTPServer(("127.0.0.1", port), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    if sys.argv[1] == "read":
        sys.stdout.write(json.dumps(read(*sys.argv[2:6])))
    else:
        hear(int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
