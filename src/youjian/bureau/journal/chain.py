"""The digest of an entry over the one before it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
ALGORITHM = "sm3" if "sm3" in hashlib.algorithms_available else "sha256"
CONTENT = (
    "number",
    "at",
    "username",
    "display_name",
    "address",
    "action",
    "object",
    "station_id",
    "before",
    "after",
    "result",
)


def digest(algorithm: str, previous: str, content: dict[str, Any]) -> str:
    """Lower-case hex of algorithm(previous digest, 32 raw bytes, ‖ the entry as canonical JSON).

    >>> digest("sha256", GENESIS, {"number": 1})[:8]
    'b4ff2b0a'
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.new(algorithm, bytes.fromhex(previous) + text.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)
