"""A platform of others in a process of its own: the city's sharing platform and a province's at once.

    python -m tests.integration.platform_server TOKEN FAILURES STATE

Prints its port; keeps what it holds in the file STATE after each request; the first FAILURES requests fail
with 503. Rows are held by key; a row without a USCC (`uscc`) is refused until it has one. Documents to give
are read from STATE.documents. Standard library alone.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

held: dict[str, Any] = {"told": [], "rows": {}, "batches": {}, "asked": 0}


def answer(path: str, number: str, body: dict[str, Any], documents: Path) -> dict[str, Any]:
    """What the platform says."""
    if path == "pending":
        given = json.loads(documents.read_text(encoding="utf-8")) if documents.exists() else []
        start = int(body["cursor"] or 0)
        return {"documents": given[start:], "cursor": str(len(given))}
    if path == "counts":
        rows = held["rows"].get(body["dataset"], {})
        items = [{"key": key, "sha256": one["sha256"]} for key, one in rows.items()]
        return {"count": len(items), "items": items, "next": None}
    if path == "batches":
        return {"results": _take(number, body)}
    held["told"].append({"path": path, "number": number, **body})
    return {
        "accepted": True,
        "number": f"ML-{len(held['told']):03d}",
        "receipt": f"HZ-{len(held['told']):03d}",
    }


def _take(number: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    if number not in held["batches"]:
        rows = held["rows"].setdefault(body["dataset"], {})
        results = []
        for row in body["rows"]:
            accepted = bool(row["values"].get("uscc", "x"))
            if accepted:
                rows[row["key"]] = row
            results.append(
                {"key": row["key"], "accepted": accepted, "reason": "" if accepted else "缺统一代码"}
            )
        held["batches"][number] = results
    return held["batches"][number]


def main(token: str, failures: int, state: Path) -> None:
    """Serve until killed."""
    left = [failures]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, told = 200, {}
            if self.headers["Authorization"] != f"Bearer {token}":
                status, told = 401, {"reason": "token"}
            elif left[0] > 0:
                left[0] -= 1
                status, told = 503, {"reason": "later"}
            else:
                if state.exists():
                    held["rows"] = json.loads(state.read_text(encoding="utf-8"))["rows"]
                number = self.headers.get("Idempotency-Key", "")
                told = answer(self.path.strip("/"), number, body, state.with_suffix(".documents"))
            state.write_text(json.dumps(held), encoding="utf-8")
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *_: Any) -> None:  # noqa: A002 - the library's name
            del format

    server = HTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
