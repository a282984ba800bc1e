"""How long records of each table are kept, and where: one editable table with the floors that law sets."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from psycopg import Connection, sql
from psycopg.errors import CheckViolation
from psycopg.rows import class_row

from youjian.ledger.columns import DAY_TABLES

FLOORS: dict[str, str] = {
    "retention_order": (
        "full_days and keep_days must be positive, keep_days at least full_days and at most 36500; without "
        "thin_to_s (2 to 86400 s) both must be equal"
    ),
    "retention_hot": (
        "hot_days is for the tables of days ("
        + ", ".join(sorted(DAY_TABLES))
        + "): at least 5, since the watch looks back four days, and at most full_days, which is at most 3650 "
        "there; only they can be thinned. Other tables stay in the database for as long as they are kept"
    ),
    "retention_tax": "fuellings and their documents are kept at least 3650 days (tax limitation, ten years)",
    "retention_vapour": "vapour fills are kept at least 365 days (GB 20952-2020, one year)",
    "retention_readings": "tank and pressure readings are kept at least 365 days at full rate",
    "retention_logs": "nothing is kept for less than 183 days (Cybersecurity Law art. 21, six months)",
}
"""What each constraint of `ledger.retention` asks, by its name in the database."""


@dataclass(frozen=True)
class Limit:
    """A table's row.

    `hot_days` in the database (None: for as long as it is kept at all), `full_days` in the archive at full
    rate and how old a record may be when it comes in, then one record in `thin_to_s` seconds until
    `keep_days`, then nothing.
    """

    table_name: str
    hot_days: int | None
    full_days: int
    thin_to_s: int | None
    keep_days: int


class RetentionError(ValueError):
    """A limit that law or the platform itself does not allow; `floor` names the one of `FLOORS`."""

    def __init__(self, said: str, floor: str = "") -> None:
        super().__init__(said)
        self.floor = floor


def limits(conn: Connection[Any]) -> dict[str, Limit]:
    """Every table's limit, by name."""
    cursor = conn.cursor(row_factory=class_row(Limit))
    rows = cursor.execute(
        "SELECT table_name, hot_days, full_days, thin_to_s, keep_days FROM ledger.retention ORDER BY 1"
    )
    return {row.table_name: row for row in rows}


def set_limit(conn: Connection[Any], table: str, **changes: int | None) -> tuple[Limit, Limit]:
    """Change fields of a table's limit; returns it as it was and as it is.

    Raises RetentionError for an unknown table and for what a floor forbids; nothing is changed then.
    """
    before = limits(conn).get(table)
    if before is None:
        raise RetentionError(f"{table!r} has no limit: choose one of {', '.join(limits(conn))}")
    after = replace(before, **changes)
    try:
        with conn.transaction():
            conn.execute(
                "UPDATE ledger.retention SET hot_days = %(hot_days)s, full_days = %(full_days)s,"
                " thin_to_s = %(thin_to_s)s, keep_days = %(keep_days)s WHERE table_name = %(table_name)s",
                asdict(after),
            )
    except CheckViolation as error:
        floor = error.diag.constraint_name or ""
        raise RetentionError(f"{table}: {FLOORS.get(floor, str(error))}", floor) from None
    return before, after


def oldest_age(table: str) -> sql.Composable:
    """An SQL expression: how old a record of a table may be when it comes in, an interval."""
    return sql.SQL(
        "(SELECT full_days * interval '1 day' FROM ledger.retention WHERE table_name = {})"
    ).format(sql.Literal(table))
