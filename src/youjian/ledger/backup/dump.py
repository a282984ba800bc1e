"""A dump by pg_dump: one moment of the database while everything runs on."""

from datetime import UTC, datetime
from pathlib import Path

import psycopg

from youjian.ledger.backup import counting
from youjian.ledger.backup.manifest import Backup, BackupError, being_written, copy_keys, finish
from youjian.ledger.backup.programs import run
from youjian.ledger.connection import base_conninfo

OWNER = "youjian_owner"


def take_dump(place: Path, jobs: int = 2) -> tuple[Path, Backup]:
    """Dump the installation's database into a new folder in `place`, with counts of the same snapshot.

    Intake goes on meanwhile. Raises BackupError; a failure leaves no folder.
    """
    try:
        with being_written(place, "dump") as (folder, final):
            backup = _dump(folder, jobs)
            copy_keys(folder)
            whole = finish(folder, backup)
    except (OSError, psycopg.Error) as error:
        raise BackupError(f"no backup in {place}: {error}") from error
    return final, whole


def _dump(folder: Path, jobs: int) -> Backup:
    address = base_conninfo()
    with psycopg.connect(address) as conn:
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        conn.execute("SELECT set_config('role', %s, true)", [OWNER])
        snapshot = conn.execute("SELECT pg_export_snapshot()").fetchone()
        version = conn.info.server_version
        whose = ["--schema=ledger", "--schema=bureau", f"--role={OWNER}"]
        moment = f"--snapshot={snapshot[0] if snapshot else ''}"
        how = ["--format=directory", f"--jobs={jobs}", "--no-sync", f"--file={folder / 'database'}"]
        run("pg_dump", *whose, moment, *how, address=address, server_version=version)
        return Backup(
            kind="dump",
            youjian="",
            taken_at=datetime.now(UTC),
            server_version=version,
            migrations=counting.migrations(conn),
            rows=counting.rows(conn),
            sums=counting.sums(conn),
        )
