"""An office that takes the Beijing family over HTTP, for testing senders; it shares no code with the product.

Written from the family's table: ROOT with VERSION, DATAID (6 digits), USERID (area and station), TIME, TYPE,
SEC and base64 rows, in a SOAP body, bare or as JSON after a login. It says what is wrong with a
request, answers `01` for what it took and `00` otherwise, and counts requests that came twice.
"""

import base64
import json
import re
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_SHAPES = {
    "DATAID": r"\d{6}",
    "USERID": r"\d{10}",
    "TIME": r"\d{14}",
    "TYPE": r"\d{2}",
    "SEC": r"0",
}
_NUMBER = r"-?\d+(\.\d+)?"
_ROWS = {
    "03": {
        "ID": r"\d{6}", "DATE": r"\d{14}", "JYJID": r"\d{4}", "JYQID": r"\d{4}", "AL": _NUMBER,
        "QLS": _NUMBER, "QLL": _NUMBER, "YLS": _NUMBER, "YLL": _NUMBER, "HYQND": "NULL", "HYQWD": "NULL",
        "YZ": "NULL",
    },
    "04": {
        "ID": r"\d{6}", "DATE": r"\d{14}", "YGYL": _NUMBER, "YZYL": "NULL", "YQKJ": "NULL", "XND": "NULL",
        "HCLND": "NULL", "YQWD": "NULL",
    },
}  # fmt: skip
_MOST_ROWS = 15
_TOKEN = "a-token-of-the-office"  # noqa: S105 - of a test's own office
Row = dict[str, str]


@dataclass
class Office:
    """What came: faults, rows by sender and TYPE, requests that came again. `silent` answers are lost."""

    passwords: dict[str, str]
    silent: int = 0
    faults: list[str] = field(default_factory=list)
    rows: list[tuple[str, str, Row]] = field(default_factory=list)
    again: int = 0
    _seen: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def take(self, body: bytes, token: str) -> tuple[bytes, bool]:
        """The answer to a request, and whether it is sent at all."""
        text = body.decode("utf-8")
        if text.startswith("{"):
            said = json.loads(text)
            if "account" in said:
                known = self.passwords.get(said["account"]) == said["pwdcode"]
                return _json("ok" if known else "refused", _TOKEN if known else ""), True
            return _json("01" if token == _TOKEN and self._read(said) else "00", ""), self._heard()
        root = _root(ET.fromstring(text))  # noqa: S314 - a test's own sender
        if root is None:
            self.faults.append("there is no ROOT")
            return _xml("00"), True
        return _xml("01" if self._read({one.tag: one.text or "" for one in root}) else "00"), self._heard()

    def _heard(self) -> bool:
        self.silent -= 1
        return self.silent < 0

    def _read(self, said: dict[str, Any]) -> bool:
        wrong = [name for name, shape in _SHAPES.items() if not re.fullmatch(shape, str(said.get(name)))]
        if wrong or said["TYPE"] not in _ROWS:
            self.faults.append(f"wrong: {', '.join(wrong) or 'TYPE'}")
            return False
        key = said["USERID"], said["DATAID"], said["TIME"]
        if key in self._seen:
            self.again += 1
            if self._seen[key] != said["BUSINESSCONTENT"]:
                self.faults.append(f"DATAID {said['DATAID']} came again with another content")
            return True
        self._seen[key] = said["BUSINESSCONTENT"]
        rows = _rows(base64.b64decode(said["BUSINESSCONTENT"], validate=True))
        if not 1 <= len(rows) <= _MOST_ROWS:
            self.faults.append(f"{len(rows)} rows in a request")
        for row in rows:
            self._check(said["TYPE"], row)
            self.rows.append((said["USERID"], said["TYPE"], row))
        return True

    def _check(self, kind: str, row: Row) -> None:
        shapes = _ROWS[kind]
        if set(row) != set(shapes):
            self.faults.append(f"TYPE {kind}: a row of {sorted(row)}")
        bad = [name for name, shape in shapes.items() if not re.fullmatch(shape, row.get(name, ""))]
        if bad:
            self.faults.append(f"TYPE {kind}: {', '.join(f'{name}={row.get(name)}' for name in bad)}")


@contextmanager
def office_open(office: Office) -> Iterator[int]:
    """The office on a free port of this machine, for as long as the context lasts."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer, heard = office.take(body, self.headers.get("authenticationtoken", ""))
            if not heard:
                self.close_connection = True
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def _root(element: ET.Element) -> ET.Element | None:
    for one in element.iter():
        if one.tag == "ROOT":
            return one
        if (one.text or "").lstrip().startswith("<ROOT>"):
            return ET.fromstring(one.text or "")  # noqa: S314 - a test's own sender
    return None


def _rows(content: bytes) -> list[Row]:
    if content.startswith(b"["):
        return json.loads(content)
    return [{one.tag: one.text or "" for one in row} for row in ET.fromstring(content).iter("row")]  # noqa: S314


def _json(text: str, data: str) -> bytes:
    return json.dumps({"code": 200, "data": data, "message": text}).encode()


def _xml(text: str) -> bytes:
    return f"<ROOT><RESULT>{text}</RESULT></ROOT>".encode()
