"""Back up the installation while it runs: one moment of the database, its keys, and what to check it by.

    youjian backup /mnt/backup                 a dump (pg_dump): restores into any PostgreSQL as new or newer
    youjian backup /mnt/backup --check         and restore it into a server of its own, compare, remove that
    youjian backup /mnt/backup --base          a copy of the private server (pg_basebackup), quick to bring up
    youjian backup /mnt/backup --encrypt       as one file under SM4-GCM, with the vault's key (youjian keys)
    youjian backup /mnt/backup --keep 14       and remove older backups of this kind, the newest 14 stay

The archive of sealed days is files that never change: copy it with rsync or keep it in a bucket with
versions; `youjian verify` checks the copy. A backup holds the installation's keys: keep it from others.

Exit status: 0 taken (and restored, with --check); 2 not taken, with the reason.
"""

import argparse
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from youjian.commands.database import database

if TYPE_CHECKING:
    from youjian.ledger.backup import Backup

_FAILED = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and of which kind."""
    parser.add_argument("place", type=Path, metavar="FOLDER", help="a new folder is made in it")
    parser.add_argument("--base", action="store_true", help="the private server as a whole, not a dump")
    parser.add_argument("--check", action="store_true", help="restore the dump into a server of its own")
    parser.add_argument("--encrypt", action="store_true", help="one sealed file instead of a folder")
    parser.add_argument("--keep", type=int, metavar="N", help="so many backups of this kind stay")


def run(arguments: argparse.Namespace) -> int:
    """Take it, and say where it is and what it holds."""
    from youjian.ledger.backup import BackupError, seal_folder
    from youjian.ledger.vault import key_file

    if arguments.keep is not None and arguments.keep < 1:
        raise SystemExit("youjian backup: --keep takes a number from 1 on")
    with database():
        try:
            folder, backup = _take(arguments.place.resolve(), base=arguments.base)
            print(f"{folder}: {_told(backup)}")
            if arguments.check:
                _check(folder)
            if arguments.encrypt:
                folder = seal_folder(folder)
                print(f"{folder}: sealed; keep {key_file()} apart from it")
        except BackupError as error:
            print(f"youjian backup: {error}", file=sys.stderr)
            return _FAILED
    if arguments.keep is not None:
        _remove_old(folder, arguments.keep)
    return 0


def _take(place: Path, *, base: bool) -> "tuple[Path, Backup]":
    from youjian.ledger.backup import BackupError, take_base, take_dump
    from youjian.ledger.server import EmbeddedServer, home

    if not base:
        return take_dump(place)
    server = EmbeddedServer(home())
    if not server.running:
        raise BackupError("--base is for the private server: back up a server of your own with its own tools")
    return take_base(place, server)


def _told(backup: "Backup") -> str:
    litres = backup.sums["fuellings.volume_ml"] / 1000
    fuellings = backup.rows["ledger.fuellings"]
    return f"{sum(backup.rows.values()):,} rows, {fuellings:,} fuellings of {litres:,.2f} L"


def _check(folder: Path) -> None:
    from youjian.ledger.backup import note_restore_test, read_backup, try_restore

    if read_backup(folder).kind == "base":
        print("checked: every file is as it was copied")
        return
    try_restore(folder)
    note_restore_test(datetime.now(UTC))
    print("checked: restored into a server of its own, every count and sum agrees")


def _remove_old(newest: Path, keep: int) -> None:
    """Backups of this kind, sealed or not, beyond the newest so many."""
    kind = newest.name.split("-")[1]
    for old in sorted(newest.parent.glob(f"youjian-{kind}-*Z*"))[:-keep]:
        shutil.rmtree(old) if old.is_dir() else old.unlink()
        print(f"{old}: removed")
