"""A base backup by pg_basebackup: the whole server, with the log that makes it whole; of the private server.

A city's own server has its administrators' tools for that (pgBackRest, a standby); the private one has this.
"""

import hashlib
import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from youjian.ledger.backup import counting
from youjian.ledger.backup.manifest import Backup, BackupError, being_written, copy_keys, finish, read_backup
from youjian.ledger.backup.programs import run
from youjian.ledger.binaries import server_account
from youjian.ledger.server import EmbeddedServer, data_folder

_PRIVATE = "database.json"


def take_base(place: Path, server: EmbeddedServer) -> tuple[Path, Backup]:
    """Copy the private server of a home into a new folder in `place`, each file as the server sent it.

    Intake goes on meanwhile; the counts are those of shortly before. Raises BackupError.
    """
    address = server.url(None, "postgres")
    try:
        with being_written(place, "base") as (folder, final):
            backup = _counted(server)
            version = backup.server_version
            data = folder / "database"
            run(
                "pg_basebackup", "--format=plain", "--wal-method=stream", "--checkpoint=fast", "--no-sync",
                "--manifest-checksums=SHA256", f"--pgdata={data}", address=address, server_version=version,
            )  # fmt: skip
            _verify(data)
            shutil.copyfile(server.home / _PRIVATE, folder / _PRIVATE)
            (folder / _PRIVATE).chmod(0o600)
            copy_keys(folder)
            whole = finish(folder, backup)
    except (OSError, psycopg.Error) as error:
        raise BackupError(f"no backup in {place}: {error}") from error
    return final, whole


def _verify(data: Path) -> None:
    """Compare what lies there with what the server said that it sent (its `backup_manifest`)."""
    sent = json.loads((data / "backup_manifest").read_text(encoding="utf-8"))["Files"]
    for entry in sent:
        with (data / entry["Path"]).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != entry["Checksum"]:
                raise BackupError(f"{entry['Path']} is not as the server sent it: is the disk well?")


def _counted(server: EmbeddedServer) -> Backup:
    with psycopg.connect(server.url("owner")) as conn:
        return Backup(
            kind="base",
            youjian="",
            taken_at=datetime.now(UTC),
            server_version=conn.info.server_version,
            migrations=counting.migrations(conn),
            rows=counting.rows(conn),
            sums=counting.sums(conn),
        )


def restore_base(folder: Path, home: Path) -> Backup:
    """Make a new home from a base backup and start its server once; raises BackupError.

    The home must not be there: nothing is ever overwritten.
    """
    backup = read_backup(folder)
    if backup.kind != "base":
        raise BackupError(f"{folder} is a dump: restore it with --into URL or into an empty installation")
    if home.exists() and any(home.iterdir()):
        raise BackupError(f"{home} is not empty: name a new folder")
    home.mkdir(parents=True, exist_ok=True)
    data = data_folder(home.resolve(), server_account())
    shutil.copytree(folder / "database", data)
    _give_to_server(data)
    state = json.loads((folder / _PRIVATE).read_text(encoding="utf-8")) | {"data": str(data)}
    for path in (folder / "home").iterdir():
        shutil.copy2(path, home / path.name)
    (home / _PRIVATE).write_text(json.dumps(state, indent=1), encoding="utf-8")
    (home / _PRIVATE).chmod(0o600)
    _start_once(EmbeddedServer(home), backup)
    return backup


def _give_to_server(data: Path) -> None:
    account = server_account()
    for path in (data, *data.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
        if account.switch:
            os.chown(path, account.uid, account.gid)


def _start_once(server: EmbeddedServer, backup: Backup) -> None:
    """The server replays its log and holds at least what it held when the backup began."""
    server.start()
    try:
        with psycopg.connect(server.url("owner")) as conn:
            found = counting.rows(conn)
    finally:
        server.stop()
    fewer = [
        name for name, count in backup.rows.items() if name.startswith("ledger.fu") and found[name] < count
    ]
    if fewer:
        raise BackupError(f"fewer rows than when the backup began: {', '.join(fewer)}")
