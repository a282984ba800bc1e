"""Commands to collectors (下发指令): laid down by the office, handed out by the door, answered once.

A command waits until a reply takes it to its collector, and is handed out again until its answer came or it
expired. It belongs to the station at which the collector stood when it was asked: a box that moved on since
is never given it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from psycopg import Connection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

MOST_AT_ONCE = 20
"""So many commands go into one reply."""
Status = Literal["done", "refused", "failed", "expired"]


@dataclass(frozen=True)
class NewCommand:
    """A command as it is asked for; times are the platform's."""

    command_id: str
    collector_id: str
    station_id: str
    name: str
    arguments: Mapping[str, str]
    asked_by: str
    asked_by_name: str
    reason: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class HandedOut:
    """What a collector is told of a command."""

    command_id: str
    name: str
    arguments: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True)
class Answer:
    """What a collector said became of a command; `at` is its own clock."""

    command_id: str
    status: Status
    at: datetime
    detail: str | None


def lay_down(conn: Connection[Any], command: NewCommand) -> None:
    """Let a command wait for its collector."""
    conn.execute(
        """
        INSERT INTO ledger.collector_commands (command_id, collector_id, station_id, name, arguments,
            asked_by, asked_by_name, reason, created_at, expires_at)
        VALUES (%(command_id)s, %(collector_id)s, %(station_id)s, %(name)s, %(arguments)s, %(asked_by)s,
            %(asked_by_name)s, %(reason)s, %(created_at)s, %(expires_at)s)
        """,
        {**vars(command), "arguments": Jsonb(dict(command.arguments))},
    )


def take_back(conn: Connection[Any], command_id: str, by: str, now: datetime) -> bool:
    """Cancel a command that was not handed out, answered or cancelled yet; whether that was so."""
    done = conn.execute(
        """
        UPDATE ledger.collector_commands SET cancelled_at = %s, cancelled_by = %s
        WHERE command_id = %s AND sent_at IS NULL AND cancelled_at IS NULL AND status IS NULL
        """,
        [now, by, command_id],
    )
    return done.rowcount == 1


def collectors_waited_for(conn: Connection[Any], now: datetime) -> frozenset[str]:
    """The collectors for which a command is open: one look at an index of what is open only."""
    rows = conn.execute(
        """
        SELECT DISTINCT collector_id FROM ledger.collector_commands
        WHERE status IS NULL AND cancelled_at IS NULL AND expires_at > %s
        """,
        [now],
    )
    return frozenset(row[0] for row in rows)


def hand_out(
    conn: Connection[Any], collector_id: str, station_id: str, now: datetime, again_after: timedelta
) -> list[HandedOut]:
    """The open commands of a collector, oldest first, marked as sent.

    One that was handed out before comes again when `again_after` has passed since. Rows that another door is
    handing out at this moment are left to it.
    """
    cursor = conn.cursor(row_factory=class_row(HandedOut))
    rows = cursor.execute(
        """
        WITH due AS (
            SELECT id FROM ledger.collector_commands
            WHERE status IS NULL AND cancelled_at IS NULL AND expires_at > %(now)s
                AND collector_id = %(collector_id)s AND station_id = %(station_id)s
                AND (last_sent_at IS NULL OR last_sent_at <= %(before)s)
            ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED
        ), sent AS (
            UPDATE ledger.collector_commands AS c
            SET sent_at = coalesce(c.sent_at, %(now)s), last_sent_at = %(now)s, times_sent = c.times_sent + 1
            FROM due WHERE c.id = due.id
            RETURNING c.id, c.command_id, c.name, c.arguments, c.expires_at
        )
        SELECT command_id, name, arguments, expires_at FROM sent ORDER BY id
        """,
        {
            "now": now,
            "before": now - again_after,
            "collector_id": collector_id,
            "station_id": station_id,
            "most": MOST_AT_ONCE,
        },
    )
    return rows.fetchall()


def write_answer(conn: Connection[Any], collector_id: str, answer: Answer, received_at: datetime) -> bool:
    """Keep a collector's answer to a command of its own; False when there is none, or it is answered already.

    An answer that comes after the command expired is kept: what was done was done.
    """
    done = conn.execute(
        """
        UPDATE ledger.collector_commands
        SET status = %(status)s, result_at = %(at)s, detail = %(detail)s, received_at = %(received_at)s
        WHERE command_id = %(command_id)s AND collector_id = %(collector_id)s
            AND status IS NULL AND sent_at IS NOT NULL
        """,
        {**vars(answer), "collector_id": collector_id, "received_at": received_at},
    )
    return done.rowcount == 1
