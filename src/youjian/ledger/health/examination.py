"""All looks together; one that fails is told as such and holds up no other."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

import psycopg
from psycopg import Connection

from youjian.ledger.connection import connect
from youjian.ledger.health import backlog, backups, certificates, clock, database, days, disk, keys, rights
from youjian.ledger.health.check import Check
from youjian.ledger.scope import EVERYTHING, set_scope

_Look = Callable[[Connection[Any]], Iterable[Check]]


def examine(now: datetime, certificate_places: Iterable[str] = ()) -> Iterator[Check]:
    """Look at everything; when the database does not answer, what needs it is left out."""
    yield from _asked(now)
    yield from disk.look()
    yield from certificates.look(now, certificate_places)
    yield from backups.look(now)


def _asked(now: datetime) -> Iterator[Check]:
    looks: dict[str, _Look] = {
        "database": database.look,
        "clock": clock.look,
        "days": lambda conn: days.look(conn, now),
        "backlog": lambda conn: backlog.look(conn, now),
        "notify.key": keys.look,
        "rights": rights.look,
    }
    try:
        with connect("owner", connect_timeout=5, autocommit=True) as conn:
            for name, look in looks.items():
                yield from _one(conn, name, look)
    except psycopg.OperationalError as error:
        yield Check(
            "database", "failed", f"does not answer: {error}", "start it, or mend YOUJIAN_DATABASE_URL"
        )


def _one(conn: Connection[Any], name: str, look: _Look) -> list[Check]:
    try:
        with conn.transaction():
            set_scope(conn, EVERYTHING)
            conn.execute("SET LOCAL statement_timeout = '20s'")
            return list(look(conn))
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        remedy = "run `youjian migrate`: the schema is not this version's"
        return [Check(name, "failed", f"cannot be looked at: {str(error).splitlines()[0]}", remedy)]
