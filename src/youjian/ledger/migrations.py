"""The ledger's schema as numbered SQL files, applied forward only and never edited once applied."""

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any

import psycopg
from psycopg import Connection

from youjian.ledger.connection import base_conninfo

_FILE = re.compile(r"(\d{4})_(\w+)\.sql")
_LOCK = (7053, 0)
LOCK_TIMEOUT = "2s"
"""How long a step may stand in the way of intake before it lets the others through."""
TRIES = 30
_BETWEEN_S = 1.0


class MigrationError(Exception):
    """The database was migrated with other files than these."""


@dataclass(frozen=True)
class Migration:
    """One file: its number, its name and the digest by which an edit is noticed."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the file's text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def migrations() -> list[Migration]:
    """All files in order; raises MigrationError when a number is there twice.

    A number may be left out: parts that are made side by side take theirs beforehand.
    """
    found: list[Migration] = []
    for file in resources.files("youjian.ledger").joinpath("sql").iterdir():
        match = _FILE.fullmatch(file.name)
        if match:
            found.append(Migration(int(match[1]), match[2], file.read_text(encoding="utf-8")))
    found.sort(key=lambda m: m.number)
    numbers = [m.number for m in found]
    if len(set(numbers)) < len(numbers):
        raise MigrationError(f"the ledger's SQL files are numbered {numbers}: each number may be there once")
    return found


def newest(conn: Connection[Any]) -> int:
    """The number of the newest file that was applied; 0 for none."""
    row = conn.execute("SELECT max(number) FROM ledger.migrations").fetchone()
    return int(row[0] or 0) if row else 0


def migrate(progress: Callable[[str], object] = print) -> int:
    """Bring the database of `YOUJIAN_DATABASE_URL` to the newest schema; returns how many files ran.

    Each file is a transaction of its own that gives way to intake (`in_turn`). Raises MigrationError when an
    applied file was edited since, or when the database is newer than these files.
    """
    with psycopg.connect(base_conninfo(), autocommit=True) as conn:
        conn.execute("SELECT pg_advisory_lock(%s, %s)", _LOCK)
        try:
            bootstrap(conn)
            return _apply_missing(conn, progress)
        finally:
            conn.execute("SELECT pg_advisory_unlock(%s, %s)", _LOCK)


def bootstrap(conn: Connection[Any], attempts: int = 5) -> None:
    """Make the roles and schemas, if they are not there; `conn` commits by itself."""
    text = resources.files("youjian.ledger").joinpath("sql/bootstrap.sql").read_text(encoding="utf-8")
    for attempt in range(1, attempts + 1):
        try:
            with conn.transaction():
                conn.execute(text.encode())
        except psycopg.errors.InternalError_:
            # "tuple concurrently updated": another database of this cluster is granting the same roles
            if attempt == attempts:
                raise
        else:
            return


def _apply_missing(conn: Connection[Any], progress: Callable[[str], object]) -> int:
    files = migrations()
    applied = dict(conn.execute("SELECT number, checksum FROM ledger.migrations ORDER BY number").fetchall())
    _refuse_foreign(files, applied)
    missing = [m for m in files if m.number not in applied]
    for migration in missing:
        in_turn(lambda migration=migration: _apply(conn, migration))
        progress(f"ledger {migration.number:04} {migration.name}")
    return len(missing)


def _apply(conn: Connection[Any], migration: Migration) -> None:
    with conn.transaction():
        conn.execute("SET LOCAL ROLE youjian_owner")
        conn.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
        conn.execute(migration.text.encode())
        conn.execute(
            "INSERT INTO ledger.migrations (number, name, checksum) VALUES (%s, %s, %s)",
            [migration.number, migration.name, migration.checksum],
        )


def in_turn(step: Callable[[], object], tries: int = TRIES) -> None:
    """Do a step of a migration, again and again while somebody else holds a table that it needs.

    Whoever waits for a table stands in the way of all who come after: so a step waits shortly, lets the
    others through and asks once more. Raises MigrationError when the tables stay busy.
    """
    for left in reversed(range(tries)):
        try:
            step()
        except psycopg.errors.LockNotAvailable as error:
            if not left:
                raise MigrationError(
                    f"tables stay busy, nothing of this step was done: look for a long transaction ({error})"
                ) from None
            time.sleep(_BETWEEN_S)
        else:
            return


def _refuse_foreign(files: list[Migration], applied: dict[int, str]) -> None:
    by_number = {m.number: m for m in files}
    for number, checksum in applied.items():
        known = by_number.get(number)
        if known is None:
            raise MigrationError(
                f"the database has ledger migration {number}, unknown to this version: update youjian"
            )
        if known.checksum != checksum:
            raise MigrationError(
                f"ledger migration {number:04} {known.name} was edited after it was applied: "
                "restore the file and add a new one"
            )
