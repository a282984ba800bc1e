"""Logs on standard error: JSON lines for machines, or plain lines for people; repeated lines are thinned.

Where they are kept and for how long is the system's business (journald). The newest lines stay in memory for
the status page.
"""

import logging
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

import msgspec

from youjian.contract.fields import SHANGHAI

Form = Literal["json", "text"]
MOST_ALIKE = 5
WINDOW_S = 60.0
_MOST_KINDS = 500
_RECENT = 60


class JsonLines(logging.Formatter):
    """`{"at", "level", "where", "message"}`, `repeated`, and `error` with a traceback when there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """One event as one line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "where": record.name,
            "message": record.getMessage(),
        }
        unsaid = getattr(record, "unsaid", 0)
        if unsaid:
            line["repeated"] = unsaid
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line).decode()


class PlainLines(logging.Formatter):
    """`12:03:04 WARNING message`, in Beijing time, for people at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """One event, its traceback below it."""
        at = datetime.fromtimestamp(record.created, SHANGHAI)
        unsaid = getattr(record, "unsaid", 0)
        more = f" (and {unsaid} times before)" if unsaid else ""
        line = f"{at:%H:%M:%S} {record.levelname:<7} {record.getMessage()}{more}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class Thinned(logging.Filter):
    """Lets five lines of a kind through per minute; the first one after says how many were left out.

    A kind is a place in the program with its level and device, so that a flapping line cannot fill a disk.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._kinds: dict[tuple[object, ...], list[float]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is let through; `unsaid` on it counts those that were not."""
        now, kind = self._clock(), _kind(record)
        with self._lock:
            if kind not in self._kinds and len(self._kinds) >= _MOST_KINDS:
                self._kinds.pop(next(iter(self._kinds)))
            since, count = self._kinds.get(kind, [now, 0])
            if now - since >= WINDOW_S:
                record.unsaid = max(0, int(count) - MOST_ALIKE)
                since, count = now, 0
            self._kinds[kind] = [since, count + 1]
            return count < MOST_ALIKE


def _kind(record: logging.LogRecord) -> tuple[object, ...]:
    """The template, and the first two words that fill it: the station and the device."""
    words = record.args if isinstance(record.args, tuple) else ()
    return (record.name, record.levelno, record.msg, *(str(word) for word in words[:2]))


class Recent(logging.Handler):
    """The newest lines, for the status page."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: deque[tuple[datetime, str, str]] = deque(maxlen=_RECENT)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line, without its traceback."""
        at = datetime.fromtimestamp(record.created, UTC)
        self._lines.append((at, record.levelname.lower(), record.getMessage()[:500]))

    def lines(self) -> list[tuple[datetime, str, str]]:
        """Time, level and text, the newest first."""
        return list(self._lines)[::-1]


recent = Recent()
"""What this process said last."""


def set_up(level: str, form: Form = "json") -> None:
    """Send all logs of this process to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else PlainLines())
    thinned = _Thinning([handler, recent])
    logging.basicConfig(level=level.upper(), handlers=[thinned], force=True)
    logging.getLogger("urllib3").setLevel(logging.ERROR)


class _Thinning(logging.Handler):
    """Asks once whether a line is let through, then hands it to each of its handlers."""

    def __init__(self, handlers: list[logging.Handler]) -> None:
        super().__init__()
        self._handlers = handlers
        self.addFilter(Thinned())

    def emit(self, record: logging.LogRecord) -> None:
        """Hand on a line that the filter let through."""
        for handler in self._handlers:
            handler.handle(record)
