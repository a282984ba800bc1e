"""What every way to the platform offers: ask one question, get its answer or hear that nobody answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from youjian.protocols import station

_LONGEST_RETRY_AFTER_S = 3600.0


class UnreachableError(Exception):
    """No answer from the platform: which address, and what happened."""


@dataclass(frozen=True)
class Answer:
    """Status and body of a reply; `retry_after_s` as the platform asked, 0 when it did not."""

    status: int
    body: bytes
    retry_after_s: float = 0.0

    @property
    def problem(self) -> str:
        """What the platform said against it, for logs."""
        try:
            problem = station.decode_body(self.body, station.Problem)
        except station.BodyError:
            return f"status {self.status}: {self.body[:200].decode('utf-8', 'replace')}"
        return f"status {self.status}: {problem.error}: {problem.detail}"


@dataclass(frozen=True)
class Access:
    """How to get in: whom to trust, and who we are to a proxy or broker; to the platform the key says it.

    `answer_s` is how long an answer is waited for, in s.
    """

    station_id: str = ""
    verify_tls: bool = True
    ca_file: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    username: str | None = None
    password: str | None = None
    answer_s: float = 30.0


class Channel(Protocol):
    """One address of the platform. Asked from one thread at a time."""

    def ask(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send one question (JSON, perhaps compressed) and wait for its answer; UnreachableError."""
        ...

    def close(self) -> None:
        """Drop the connection; the next question opens another."""
        ...


def retry_after(text: str | None, date: str | None = None) -> float:
    """Seconds of a Retry-After header (RFC 9110 section 10.2.3); nonsense counts as none.

    A moment counts from the `Date` of the same answer, because the box's own clock may be wrong.

    >>> retry_after("7"), retry_after("soon"), retry_after(None)
    (7.0, 0.0, 0.0)
    >>> retry_after("Sun, 22 Nov 2026 03:05:00 GMT", "Sun, 22 Nov 2026 03:04:30 GMT")
    30.0
    """
    if text is None:
        return 0.0
    said = text.strip()
    seconds = float(said) if said.isascii() and said.isdigit() else _between(date, said)
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER_S)


def _between(start: str | None, end: str) -> float:
    """Seconds between two dates of HTTP; 0 where one is missing or none."""
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - heavy, and rarely asked

    try:
        return (parsedate_to_datetime(end) - parsedate_to_datetime(start or "")).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return 0.0
