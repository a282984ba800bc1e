"""Saying that something happened, and numbering what was said once it is committed."""

from datetime import datetime
from typing import Any

from django.db import connection

from youjian.bureau.events.models import Event
from youjian.bureau.times import now

CHANNEL = "youjian_events"
"""Where a hint goes that events were numbered; it carries nothing, and polling stands behind it."""
_KEEP = "7 days"
_FLIPS_LOOKED_BACK = 200


def announce(
    kind: str,
    station_id: str,
    payload: dict[str, Any],
    *,
    at: datetime | None = None,
    source: str | None = None,
) -> None:
    """Write an event within the caller's transaction.

    It gets its number when the publisher sees it committed: a trigger wakes it. Of two events with one
    `source` the first stays.
    """
    event = Event(kind=kind, station_id=station_id, at=at or now(), payload=payload, source=source)
    Event.objects.bulk_create([event], ignore_conflicts=source is not None)


def announce_flips(after: int) -> int:
    """Turn the ledger's device flips with a greater id into events; returns the greatest id seen.

    Flips are written by intake and by the sweep, in transactions that may commit out of order: so the
    last ones are looked at again, and `source` keeps each from being told twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO events_event (kind, station_id, at, payload, source)
            SELECT 'device.flip', f.station_id, f.at,
                jsonb_build_object('station_id', f.station_id, 'device', f.device, 'from', f.old_status,
                    'to', f.new_status, 'cause', f.cause),
                'flip:' || f.id
            FROM device_flips AS f
            WHERE f.id > %s AND NOT EXISTS (SELECT FROM events_event AS e WHERE e.source = 'flip:' || f.id)
            ORDER BY f.id
            ON CONFLICT (source) DO NOTHING
            """,
            [after - _FLIPS_LOOKED_BACK],
        )
        return last_flip()


def last_flip() -> int:
    """The greatest id of a device flip so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM device_flips")
        return cursor.fetchone()[0]


def number_events() -> int:
    """Number the committed events that have no number yet, in the order in which they were written.

    Only the one publisher calls this (it holds an advisory lock), so a number is never given before a
    smaller one. Who listens on `CHANNEL` is told when the numbers are committed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH numbered AS (
                SELECT id, (SELECT coalesce(max(number), 0) FROM events_event)
                    + row_number() OVER (ORDER BY id) AS number
                FROM events_event WHERE number IS NULL
            )
            UPDATE events_event AS e SET number = numbered.number FROM numbered WHERE e.id = numbered.id
            """
        )
        numbered = cursor.rowcount
        if numbered:
            cursor.execute(f"NOTIFY {CHANNEL}")
        return numbered


def forget_old() -> int:
    """Delete events that no console will ask for again: those before the first that is not old.

    So no number is missing between the first and the last, and a console that asks for what is gone is told
    so. The newest stays, so that numbers go on from it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM events_event
            WHERE number < (
                SELECT least(min(number) FILTER (WHERE at >= now() - %s::interval), max(number))
                FROM events_event
            )
            """,
            [_KEEP],
        )
        return cursor.rowcount
