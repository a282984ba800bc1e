"""Backups: a dump that any newer server takes back, or a copy of the whole server; checked and restored."""

from youjian.ledger.backup.base import restore_base, take_base
from youjian.ledger.backup.dump import take_dump
from youjian.ledger.backup.manifest import (
    Backup,
    BackupError,
    last_backup,
    last_restore_test,
    note_restore_test,
    read_backup,
    restore_keys,
)
from youjian.ledger.backup.restoring import NotEmptyError, restore_dump, try_restore
from youjian.ledger.backup.sealed import opened, seal_folder

__all__ = [
    "Backup",
    "BackupError",
    "NotEmptyError",
    "last_backup",
    "last_restore_test",
    "note_restore_test",
    "opened",
    "read_backup",
    "restore_base",
    "restore_dump",
    "restore_keys",
    "seal_folder",
    "take_base",
    "take_dump",
    "try_restore",
]
