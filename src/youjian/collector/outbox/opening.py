"""Opening an outbox: a new one, one of an older version, or one whose file is damaged.

An older file is brought up to date in place, a thousand rows to a transaction; killed half-way it goes on.
A damaged file is set aside and what can be read of it is taken over. Where its identity, its chain or the
state of a nozzle cannot be read any more, the collector must be enrolled anew: the platform then says from
which number and total each nozzle goes on, and nothing is guessed.
"""

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from youjian.collector.outbox import record_rows
from youjian.collector.outbox.file import SCHEMA, VERSION, Sizes, connected, is_damaged, readable_text
from youjian.collector.outbox.record_rows import Row
from youjian.contract.tables import TABLES
from youjian.contract.validation import decode
from youjian.protocols import station

log = logging.getLogger(__name__)
ACKNOWLEDGED = "acknowledged"
STOPPED = "stopped"
_OWN = ("nozzles", "chains", "batches", "resends", "results")
_KEPT = "sent"
_CHUNK = 1000


@dataclass(frozen=True)
class Opened:
    """The connection, and what was wrong with the file before, for people; None when nothing was."""

    db: sqlite3.Connection
    damage: str | None = None


def opened(path: Path, sizes: Sizes, *, reading: bool = False) -> Opened:
    """The station's file, whatever state it was left in; raises sqlite3.OperationalError on a full disk.

    `reading`: beside a collector that runs, changing nothing.
    """
    if reading:
        return Opened(_read_only(path))
    try:
        return Opened(_usable(path, sizes))
    except sqlite3.DatabaseError as error:
        if not is_damaged(error):
            raise
        return replaced(path, sizes, error)


def replaced(path: Path, sizes: Sizes, error: Exception) -> Opened:
    """Set a damaged file aside and begin a new one with what can be read of it."""
    aside = path.with_name(f"{path.name}.damaged")
    for end in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            Path(f"{path}{end}").replace(f"{aside}{end}")
    db = _usable(path, sizes)
    damage = f"the outbox was damaged ({error}) and set aside as {aside.name}: {_taken_over(db, aside)}"
    log.error("%s", damage)
    return Opened(db, damage)


def _read_only(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=10.0, isolation_level=None)
    db.text_factory = readable_text
    db.execute("PRAGMA query_only=ON")
    if db.execute("PRAGMA user_version").fetchone()[0] < VERSION:
        db.close()
        raise sqlite3.OperationalError(f"{path} is of an older version: start the collector once")
    return db


def _usable(path: Path, sizes: Sizes) -> sqlite3.Connection:
    db = connected(path, sizes)
    try:
        _bring_up_to_date(db)
        _look_at(db)
    except BaseException:
        db.close()
        raise
    return db


def _look_at(db: sqlite3.Connection) -> None:
    """Read what everything else leans on, so that damage there shows at once."""
    for table in ("meta", *_OWN):
        db.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  names of our own
    db.execute("SELECT * FROM records ORDER BY id DESC LIMIT 1").fetchall()


# older versions


def _bring_up_to_date(db: sqlite3.Connection) -> None:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    if version >= VERSION:
        return
    old = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'records'").fetchone()[0]
    if old:
        _add_columns(db)
    db.executescript(f"BEGIN;{SCHEMA}COMMIT;")
    while old and _chain_older(db):
        pass
    db.execute(f"PRAGMA user_version={VERSION}")


def _add_columns(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    known = {row[1] for row in db.execute("PRAGMA table_info(records)")}
    for column in ("device TEXT", "chain_no INTEGER", "digest BLOB"):
        if column.split()[0] not in known:
            db.execute(f"ALTER TABLE records ADD COLUMN {column}")
    if "through_id" not in {row[1] for row in db.execute("PRAGMA table_info(batches)")}:
        db.execute("ALTER TABLE batches ADD COLUMN through_id INTEGER")
        db.execute("ALTER TABLE batches ADD COLUMN resend_id INTEGER")
        db.execute(
            "UPDATE batches SET through_id = "
            "(SELECT max(id) FROM records AS r WHERE r.batch_no = batches.batch_no)"
        )
    db.execute("DROP INDEX IF EXISTS records_waiting")
    db.execute("COMMIT")


def _chain_older(db: sqlite3.Connection) -> int:
    """Give the oldest records without a chain their place in one; how many were looked at."""
    rows = db.execute(_UNCHAINED, (_CHUNK,)).fetchall()
    if rows:
        db.execute("BEGIN IMMEDIATE")
        db.execute("DELETE FROM records WHERE id >= ? AND id <= ?", (rows[0][0], rows[-1][0]))
        for id_, name, body in rows:
            record_rows.append(db, id_, [(name, body, _device_of(name, body))])
        db.execute("COMMIT")
    return len(rows)


def _device_of(name: str, body: bytes) -> str:
    try:
        return station.chained_device(decode(TABLES[name], body))
    except (KeyError, ValueError):
        return "collector"


_UNCHAINED = "SELECT id, name, CAST(body AS BLOB) FROM records WHERE digest IS NULL ORDER BY id LIMIT ?"


# damaged files


def _taken_over(db: sqlite3.Connection, aside: Path) -> str:
    """Copy what can be read into the new file; what became of it, in words."""
    with contextlib.closing(sqlite3.connect(aside, isolation_level=None)) as old:
        whole = _copied(old, db)
        rows = _copy_rows(old, db)
        _copy_kept(old, db)
    if whole:
        return f"its identity and {rows} records were taken over"
    db.execute("DELETE FROM meta WHERE name IN ('identity', 'head')")
    db.execute("DELETE FROM batches")
    db.execute("DELETE FROM nozzles")
    db.execute(_CHAINS_OF_ROWS)
    db.execute(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)",
        (STOPPED, b"the outbox was damaged: enrol this collector anew"),
    )
    return f"{rows} records were taken over, but this collector must be enrolled anew"


_CHAINS_OF_ROWS = f"""
INSERT OR IGNORE INTO chains SELECT device, max(chain_no), digest, 0, x'{"00" * 32}' FROM records
WHERE digest IS NOT NULL AND device IS NOT NULL GROUP BY device
"""  # noqa: S608  zeros


def _copied(old: sqlite3.Connection, db: sqlite3.Connection) -> bool:
    """Whether all of the small tables could be read; they are copied as far as they can be."""
    whole = True
    for table in ("meta", *_OWN):
        try:
            rows = old.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  names of our own
        except sqlite3.DatabaseError:
            whole = False
            continue
        if rows:
            marks = ",".join("?" * len(rows[0]))
            db.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)  # noqa: S608
    has_identity = db.execute("SELECT count(*) FROM meta WHERE name = 'identity'").fetchone()[0]
    return whole and bool(has_identity)


def _copy_rows(old: sqlite3.Connection, db: sqlite3.Connection) -> int:
    """Copy the records on either side of what cannot be read, as far as the new file takes them."""
    count, newest = 0, 0
    for row in _readable(old, f"id > {newest} ORDER BY id"):
        newest = row.id
        count += _copy_row(db, row)
    for row in _readable(old, f"id > {newest} ORDER BY id DESC"):
        count += _copy_row(db, row)
    return count


def _readable(old: sqlite3.Connection, where: str) -> Iterator[Row]:
    try:
        for row in old.execute(f"SELECT id, name, body, device, chain_no, digest FROM records WHERE {where}"):  # noqa: S608
            yield Row(*row)
    except sqlite3.DatabaseError:
        return


def _copy_kept(old: sqlite3.Connection, db: sqlite3.Connection) -> None:
    with contextlib.suppress(sqlite3.DatabaseError):
        for row in old.execute("SELECT id, first_at, last_at, body FROM sent ORDER BY id DESC"):
            db.execute("INSERT INTO sent VALUES (?, ?, ?, ?)", row)


def _copy_row(db: sqlite3.Connection, row: Row) -> int:
    try:
        record_rows.write(db, [row])
    except sqlite3.IntegrityError:
        return 0
    return 1
