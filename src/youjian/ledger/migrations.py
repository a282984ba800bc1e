"""The ledger's schema as numbered SQL files, applied forward only and never edited once applied."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any

import psycopg
from psycopg import Connection, sql

from youjian.ledger.connection import base_conninfo

_FILE = re.compile(r"(\d{4})_(\w+)\.sql")
_LOCK = (7053, 0)


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
    """All files in order; raises MigrationError when numbers are missing or twice."""
    found: list[Migration] = []
    for file in resources.files("youjian.ledger").joinpath("sql").iterdir():
        match = _FILE.fullmatch(file.name)
        if match:
            found.append(Migration(int(match[1]), match[2], file.read_text(encoding="utf-8")))
    found.sort(key=lambda m: m.number)
    numbers = [m.number for m in found]
    if numbers != list(range(1, len(found) + 1)):
        raise MigrationError(
            f"the ledger's SQL files are numbered {numbers}, expected 1 to {len(found)} without a gap"
        )
    return found


def migrate(progress: Callable[[str], object] = print) -> int:
    """Bring the database of `YOUJIAN_DATABASE_URL` to the newest schema; returns how many files ran.

    Each file is a transaction of its own. Raises MigrationError when an applied file was edited since, or
    when the database is newer than these files.
    """
    with psycopg.connect(base_conninfo(), autocommit=True) as conn:
        conn.execute("SELECT pg_advisory_lock(%s, %s)", _LOCK)
        try:
            _bootstrap(conn)
            return _apply_missing(conn, progress)
        finally:
            conn.execute("SELECT pg_advisory_unlock(%s, %s)", _LOCK)


def _bootstrap(conn: Connection[Any], attempts: int = 5) -> None:
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
        with conn.transaction():
            conn.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier("youjian_owner")))
            conn.execute(migration.text.encode())
            conn.execute(
                "INSERT INTO ledger.migrations (number, name, checksum) VALUES (%s, %s, %s)",
                [migration.number, migration.name, migration.checksum],
            )
        progress(f"ledger {migration.number:04} {migration.name}")
    return len(missing)


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
