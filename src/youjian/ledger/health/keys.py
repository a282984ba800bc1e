"""The key that seals the secrets of notification: that it is there, readable, and only its owner's."""

import os
import stat
from collections.abc import Iterator
from typing import Any

from psycopg import Connection

from youjian.ledger.health.check import Check, judged
from youjian.ledger.server import home

_SEALED = "SELECT count(*) FROM bureau.notify_channel WHERE secret <> '' AND removed_at IS NULL"
_BACK = "put the saved notify.key back (docs/notify.md), or enter the channels' secrets again"


def look(conn: Connection[Any]) -> Iterator[Check]:
    """Whether what is sealed can be opened; a missing key warns once channels have secrets."""
    if os.environ.get("YOUJIAN_NOTIFY_KEY", "").strip():
        yield Check("notify.key", "ok", "YOUJIAN_NOTIFY_KEY is set")
        return
    row = conn.execute(_SEALED).fetchone()
    sealed, path = (int(row[0]) if row else 0), home() / "notify.key"
    if not path.exists():
        said = f"{path} is not there; {sealed} channels have sealed secrets"
        yield judged("notify.key", said, _BACK, failed=sealed > 0)
        return
    try:
        path.read_bytes()
    except OSError as error:
        yield judged("notify.key", f"{path} cannot be read: {error.strerror}", _BACK, failed=True)
        return
    open_to_others = bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
    said = f"{path}{' may be read by others' if open_to_others else ''}"
    yield judged("notify.key", said, f"chmod 600 {path}", warning=open_to_others)
