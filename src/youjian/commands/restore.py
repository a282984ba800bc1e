"""Bring a backup back and see that nothing is missing: every table's rows, litres and fen are compared.

    youjian restore /mnt/backup/youjian-dump-20261122T020000Z --check     only see that it can be restored
    youjian restore /mnt/backup/youjian-dump-20261122T020000Z             into this home's empty database
    youjian restore … --into postgresql://owner@db/youjian                into another empty database
    youjian restore … --replace                                           in place of what is there now
    youjian restore /mnt/backup/youjian-base-… --home /srv/youjian-new    a base backup, as a new home

A sealed backup (`youjian backup --encrypt`) is named by its file; its key is looked for in this home's
vault.keys. It is opened into a temporary folder (TMPDIR) that is removed again.

Stop intake, worker and office first. Afterwards `youjian migrate` brings an older backup to this version, and
the collectors send again what the platform no longer knows: they keep records for 30 days.

Exit status: 0 restored and equal; 2 not, with the reason.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from youjian.commands.database import database

if TYPE_CHECKING:
    from youjian.ledger.backup import Backup

_FAILED = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which backup, and where to."""
    parser.add_argument("folder", type=Path, metavar="BACKUP", help="the folder that `youjian backup` made")
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--check", action="store_true", help="into a server of its own, which is removed again"
    )
    where.add_argument("--into", metavar="URL", help="an empty database, as its owner")
    where.add_argument("--home", type=Path, metavar="FOLDER", help="a new home, from a base backup")
    parser.add_argument("--replace", action="store_true", help="drop the installation that is there first")


def run(arguments: argparse.Namespace) -> int:
    """Restore and say what was compared."""
    from youjian.ledger.backup import BackupError, opened

    try:
        with opened(arguments.folder) as folder:
            backup = _restore(folder, arguments)
    except BackupError as error:
        print(f"youjian restore: {error}", file=sys.stderr)
        return _FAILED
    rows = sum(backup.rows.values())
    print(f"restored as of {backup.taken_at:%Y-%m-%d %H:%M:%S}Z: {rows:,} rows, all compared")
    return 0


def _restore(folder: Path, arguments: argparse.Namespace) -> "Backup":
    from youjian.ledger.backup import restore_base, restore_dump, try_restore

    if arguments.home is not None:
        return restore_base(folder, arguments.home)
    if arguments.check:
        return try_restore(folder)
    if arguments.into is not None:
        return restore_dump(folder, arguments.into, replace=arguments.replace)
    with database():
        return _here(folder, replace=arguments.replace)


def _here(folder: Path, *, replace: bool) -> "Backup":
    from youjian.ledger.backup import restore_dump, restore_keys
    from youjian.ledger.connection import base_conninfo

    backup = restore_dump(folder, base_conninfo(), replace=replace)
    for name in restore_keys(folder):
        print(f"{name}: put back")
    return backup
