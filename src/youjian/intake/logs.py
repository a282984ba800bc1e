"""Log lines: one line of JSON each, so that a machine can read what a person can."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any


class JsonLines(logging.Formatter):
    """`at`, `level`, `logger`, `event`, then the fields given as `extra=fields(...)`.

    `intake` stands in every line where several doors run side by side.
    """

    def __init__(self, intake: str = "") -> None:
        super().__init__()
        self._always = {"intake": intake} if intake else {}

    def format(self, record: logging.LogRecord) -> str:
        """One line; an exception's trace is a field of it."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **self._always,
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def fields(**values: Any) -> dict[str, dict[str, Any]]:
    """What a call to the logger takes as `extra`."""
    return {"fields": values}


def configure(level: int = logging.INFO, intake: str = "") -> None:
    """Send every logger's lines to standard error in this form; one line per request is not wanted."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(intake))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
