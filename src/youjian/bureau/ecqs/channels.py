"""The port to e-CQS and its two adapters: files in a folder, and an interface over HTTP.

The real system's interface is closed: both formats are ours, stated in docs/ecqs.md; another adapter has the
same two verbs.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import urllib3
from urllib3.exceptions import HTTPError

from youjian.bureau import environment
from youjian.bureau.ecqs.words import CODES

Row = Mapping[str, str]
_TIMEOUT = urllib3.Timeout(connect=5, read=30)
_MOST_ROWS = 100_000
_MOST_BYTES = 64 * 1024 * 1024
_OK = 200
_KEYS = ("ecqs_no", "uscc", *CODES)


class ExchangeFailedError(Exception):
    """The exchange did not happen; the message says what to look at."""


@dataclass(frozen=True)
class Answer:
    """What e-CQS says of a row that was sent: accepted under its number, or refused with a reason."""

    accepted: bool
    ecqs_no: str = ""
    reason: str = ""


class Channel(Protocol):
    """A way to e-CQS."""

    @property
    def name(self) -> str:
        """Its code: `file` or `http`."""
        ...

    def fetch(self) -> list[dict[str, str]]:
        """Every instrument of e-CQS; raises ExchangeFailedError."""
        ...

    def send(self, rows: Sequence[Row], number: str) -> list[Answer]:
        """Send rows under a round's number, an answer each; the same number again does nothing twice."""
        ...


class FolderChannel:
    """Files in a folder that somebody carries: `in/*.json` are read, `out/ROUND.json` is written.

    A file that was read is moved to `in/done`; there is no answer to what was written.
    """

    name = "file"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fetch(self) -> list[dict[str, str]]:
        """The rows of all files that wait, in order of their names."""
        waiting = sorted((self._folder / "in").glob("*.json"))
        if not waiting:
            raise ExchangeFailedError(f"no file waits in {self._folder / 'in'}")
        rows = [row for path in waiting for row in _rows_of(path.read_bytes(), str(path))]
        done = self._folder / "in" / "done"
        done.mkdir(exist_ok=True)
        for path in waiting:
            path.replace(done / path.name)
        return rows

    def send(self, rows: Sequence[Row], number: str) -> list[Answer]:
        """Write the rows; whoever carries the file brings what e-CQS says of them."""
        out = self._folder / "out"
        out.mkdir(parents=True, exist_ok=True)
        body = json.dumps({"items": [dict(row) for row in rows]}, ensure_ascii=False, indent=1)
        part = out / f"{number}.part"
        part.write_text(body, encoding="utf-8")
        part.replace(out / f"{number}.json")
        return [Answer(accepted=True, ecqs_no=row.get("ecqs_no", "")) for row in rows]


class HttpChannel:
    """An interface over HTTP: GET and POST of `/instruments` with a bearer token.

    Connection failures, time-outs and answers of 500 and more are tried again; a round's number goes as
    `Idempotency-Key`, so that a repeated one is taken once.
    """

    name = "http"

    def __init__(self, base: str, token: str, backoff: float = 1.0) -> None:
        self._base, self._token = base.rstrip("/"), token
        retry = urllib3.Retry(
            total=3,
            backoff_factor=backoff,
            status_forcelist=[500, 502, 503, 504],
            allowed_methods=None,
            raise_on_status=False,
        )
        self._pool = urllib3.PoolManager(timeout=_TIMEOUT, retries=retry)

    def fetch(self) -> list[dict[str, str]]:
        """Every page of instruments; raises ExchangeFailedError."""
        rows: list[dict[str, str]] = []
        cursor: str | None = ""
        while cursor is not None:
            told = self._ask("GET", {"cursor": cursor})
            rows += _items(told, self._base)
            cursor = told.get("next")
            if len(rows) > _MOST_ROWS:
                raise ExchangeFailedError(f"{self._base} gives more than {_MOST_ROWS} instruments")
        return rows

    def send(self, rows: Sequence[Row], number: str) -> list[Answer]:
        """Send rows; raises ExchangeFailedError when not each has its answer."""
        told = self._ask("POST", {}, {"items": [dict(row) for row in rows]}, number)
        results = told.get("results")
        if not isinstance(results, list) or len(results) != len(rows):
            raise ExchangeFailedError(f"{self._base} did not answer to each of {len(rows)} rows")
        return [
            Answer(
                bool(one.get("accepted")), str(one.get("ecqs_no") or ""), str(one.get("reason") or "")[:200]
            )
            for one in results
        ]

    def _ask(
        self, method: str, query: Mapping[str, str], body: Mapping[str, Any] | None = None, number: str = ""
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if number:
            headers["Idempotency-Key"] = number
        try:
            answer = (
                self._pool.request(
                    method, f"{self._base}/instruments", fields=dict(query) or None, headers=headers
                )
                if body is None
                else self._pool.request(method, f"{self._base}/instruments", json=body, headers=headers)
            )
        except HTTPError as error:
            raise ExchangeFailedError(f"{self._base} was not reached: {type(error).__name__}") from error
        if answer.status != _OK:
            raise ExchangeFailedError(f"{self._base} answered {answer.status}")
        return _object(answer.data, self._base)


def channel() -> Channel | None:
    """The installation's way to e-CQS (`YOUJIAN_ECQS`: a folder or an https address); None for none."""
    place = environment.text("ECQS")
    if not place:
        return None
    if place.startswith(("http://", "https://")):
        return HttpChannel(place, environment.text("ECQS_TOKEN"))
    return FolderChannel(Path(place))


def _rows_of(content: bytes, where: str) -> list[dict[str, str]]:
    return _items(_object(content, where), where)


def _object(content: bytes, where: str) -> dict[str, Any]:
    if len(content) > _MOST_BYTES:
        raise ExchangeFailedError(f"{where} gives more than {_MOST_BYTES} bytes")
    try:
        told = json.loads(content)
    except ValueError as error:
        raise ExchangeFailedError(f"{where} gives no JSON: {error}") from error
    if not isinstance(told, dict):
        raise ExchangeFailedError(f"{where} gives no object")
    return told


def _items(told: Mapping[str, Any], where: str) -> list[dict[str, str]]:
    items = told.get("items")
    if not isinstance(items, list) or not all(isinstance(one, dict) and one.get("ecqs_no") for one in items):
        raise ExchangeFailedError(f"{where} gives no list of items with their ecqs_no")
    return [{key: str(one.get(key) or "").strip()[:400] for key in _KEYS} for one in items]
