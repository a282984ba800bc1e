"""The scope of a transaction: which stations row-level security lets it see."""

import re
from collections.abc import Iterable
from typing import Any

from psycopg import Connection

EVERYTHING = ("*",)
_PREFIX = re.compile(r"\*|\d{2,10}")


def set_scope(conn: Connection[Any], scope: Iterable[str]) -> None:
    """Let the rest of this transaction see the stations whose id starts with one of the prefixes.

    A prefix is a region's code or a station's id; `*` is for the platform's own tasks. An empty scope sees
    nothing. Raises ValueError for anything else.
    """
    prefixes = list(scope)
    for prefix in prefixes:
        if not _PREFIX.fullmatch(prefix):
            raise ValueError(f"{prefix!r} is no scope: give a region's code, a station's id or '*'")
    conn.execute("SELECT set_config('youjian.scope', %s, true)", [",".join(prefixes)])
