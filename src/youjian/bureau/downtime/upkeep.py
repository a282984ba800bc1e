"""What an approval writes into the register: `maintenance`, which detection keeps to."""

from datetime import datetime
from typing import Any

from django.db import connection

from youjian.bureau.downtime.models import Request
from youjian.bureau.downtime.words import KINDS, STATION, minute, where
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.contract.fields import business_day


def covered(row: Request) -> list[str]:
    """The devices of an announcement.

    The whole station stands for what falls silent with it: collector, vapour monitor, tank gauges. Dispensers
    are not among them: whoever opens one announces that one by itself.
    """
    if row.device != STATION:
        return [row.device]
    with connection.cursor() as cursor:
        cursor.execute(_SILENT, {"station": row.station_id, "today": business_day(row.starts_at)})
        return ["collector", *(found[0] for found in cursor.fetchall())]


def write(row: Request) -> None:
    """Announce every device of an approved request; raises Problem 409 when one is from that very moment."""
    for device in row.devices:
        written = _execute(
            _WRITE, row, device=device, ends_at=row.ends_at, reason=reason_of(row), by=row.decided_by_name
        )
        if not written:
            raise Problem(
                409,
                "announced_already",
                pick(
                    f"{where(device)}在{minute(row.starts_at)}已有一项停机登记，请先核对。",
                    f"{where(device)} has a downtime that begins at {minute(row.starts_at)} already.",
                ),
            )


def end(row: Request, ends_at: datetime) -> None:
    """Let what was announced end otherwise."""
    _execute(_END, row, ends_at=ends_at)


def remove(row: Request) -> None:
    """Take back what was announced; the register's history keeps it."""
    _execute(_REMOVE, row)


def reason_of(row: Request) -> str:
    """The reason as the register keeps it, with the request's number."""
    kind = next(choice.zh for choice in KINDS if choice.code == row.kind)
    return f"{kind}：{row.reason}（停机申报{row.pk}{'，补报' if row.late else ''}）"


def _execute(statement: str, row: Request, **more: Any) -> int:
    parameters = {"station": row.station_id, "devices": row.devices, "starts_at": row.starts_at, **more}
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


_SILENT = """
SELECT 'vapour' FROM stations WHERE station_id = %(station)s AND vapour_monitoring
UNION ALL
SELECT device FROM (
    SELECT 'tank:' || tank_id AS device FROM tanks
    WHERE station_id = %(station)s AND (retired_on IS NULL OR retired_on > %(today)s) ORDER BY tank_id
) AS gauges
"""
_WRITE = """
INSERT INTO maintenance (station_id, device, starts_at, ends_at, reason, approved_by)
VALUES (%(station)s, %(device)s, %(starts_at)s, %(ends_at)s, %(reason)s, %(by)s) ON CONFLICT DO NOTHING
"""
_END = """
UPDATE maintenance SET ends_at = %(ends_at)s
WHERE station_id = %(station)s AND device = ANY(%(devices)s) AND starts_at = %(starts_at)s
"""
_REMOVE = """
DELETE FROM maintenance
WHERE station_id = %(station)s AND device = ANY(%(devices)s) AND starts_at = %(starts_at)s
"""
