"""Bringing a dump back: into an empty database, or into a server of its own to see that it can be."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection

from youjian.ledger.backup import counting
from youjian.ledger.backup.dump import OWNER
from youjian.ledger.backup.manifest import Backup, BackupError, read_backup
from youjian.ledger.backup.programs import run
from youjian.ledger.migrations import bootstrap, migrations
from youjian.ledger.server import EmbeddedServer


class NotEmptyError(BackupError):
    """The database holds an installation already; nothing was touched."""


def restore_dump(folder: Path, address: str, *, replace: bool = False, jobs: int = 2) -> Backup:
    """Restore the dump in a folder into the database at `address` and compare every count and sum.

    Raises NotEmptyError when it holds an installation, unless that is to be replaced; BackupError when the
    backup is not whole, is newer than this version, or differs after it was restored.
    """
    backup = read_backup(folder)
    if backup.kind != "dump":
        raise BackupError(f"{folder} is a base backup: restore it with --home NEW_HOME")
    if backup.migrations > migrations()[-1].number:
        raise BackupError(f"{folder} is of a newer version ({backup.youjian}): install that version first")
    with psycopg.connect(address, autocommit=True) as conn:
        _require_room(conn, replace)
        bootstrap(conn)
        version = conn.info.server_version
    run(
        "pg_restore", "--clean", "--if-exists", "--exit-on-error", f"--jobs={jobs}", f"--role={OWNER}",
        f"--dbname={_database(address)}", str(folder / "database"), address=address, server_version=version,
    )  # fmt: skip
    _compare(backup, address)
    return backup


def try_restore(folder: Path) -> Backup:
    """Restore a dump into a server made for this alone, compare, and remove it again; raises BackupError."""
    with _server_of_its_own() as server:
        return restore_dump(folder, server.url("owner"))


@contextmanager
def _server_of_its_own() -> Iterator[EmbeddedServer]:
    home = Path(tempfile.mkdtemp(prefix="youjian-restore-"))
    home.chmod(0o755)
    server = EmbeddedServer(home, {"fsync": "off", "full_page_writes": "off"})
    try:
        server.start()
        yield server
    finally:
        server.stop()
        data = server.data
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def _require_room(conn: Connection[Any], replace: bool) -> None:
    row = conn.execute("SELECT to_regclass('ledger.stations') IS NOT NULL").fetchone()
    if row and row[0] and not replace:
        raise NotEmptyError(
            "the database holds an installation already, nothing was touched: name an empty database with "
            "--into URL, or take its place with --replace"
        )
    if replace:
        conn.execute("DROP SCHEMA IF EXISTS ledger, bureau CASCADE")


def _database(address: str) -> str:
    with psycopg.connect(address) as conn:
        return conn.info.dbname


def _compare(backup: Backup, address: str) -> None:
    with psycopg.connect(address) as conn:
        conn.execute("SELECT set_config('role', %s, true)", [OWNER])
        found = counting.differences(backup.rows, counting.rows(conn))
        found += counting.differences(backup.sums, counting.sums(conn))
    if found:
        raise BackupError("what was restored is not what was backed up: " + "; ".join(found))
