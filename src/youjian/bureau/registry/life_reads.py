"""Reads about a station's life: what it went on as, what went on as it, since when it stands as it does."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.scope import covers


@dataclass(frozen=True)
class Successor:
    """The station as which another one went on."""

    station_id: str
    name: str
    happened_on: date


@dataclass(frozen=True)
class Ancestor:
    """A station whose past belongs to another one's: all of it, or what came before `until` (a split)."""

    station_id: str
    name: str
    until: date | None


def successor_of(station_id: str) -> Successor | None:
    """As what a station went on by merging or moving; None when it did not."""
    found = _rows(_SUCCESSOR, {"station": station_id})
    return Successor(*found[0]) if found else None


def ancestors_of(actor: Actor, station_id: str) -> list[Ancestor]:
    """The stations within the scope whose past belongs to a station, however far back."""
    found = _rows(_ANCESTORS, {"station": station_id})
    return [Ancestor(*row) for row in found if covers(actor.scope, row[0])]


def closed_on(station_id: str) -> date | None:
    """The day on which a closed station closed, where it is known."""
    found = _rows("SELECT closed_on FROM stations WHERE station_id = %(station)s", {"station": station_id})
    return found[0][0] if found else None


def stopped_on(station_id: str) -> date | None:
    """The day on which a station was closed or suspended, where it is known."""
    return closed_on(station_id) or _status_since(station_id)


def _status_since(station_id: str) -> date | None:
    found = _rows(_STATUS_SINCE, {"station": station_id})
    return found[0][0] if found else None


def _rows(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


_SUCCESSOR = """
SELECT c.successor, coalesce(s.name, c.successor), c.happened_on
FROM successions AS c LEFT JOIN stations AS s ON s.station_id = c.successor
WHERE c.predecessor = %(station)s AND c.kind IN ('merge', 'move') ORDER BY c.happened_on DESC LIMIT 1
"""
# A station may be reached twice (split off and merged back): the widest past counts. The depth ends what a
# circle of merges would make endless.
_ANCESTORS = """
WITH RECURSIVE line AS (
    SELECT predecessor, CASE kind WHEN 'split' THEN happened_on END AS until, 1 AS depth
    FROM successions WHERE successor = %(station)s
    UNION
    SELECT c.predecessor,
        CASE WHEN c.kind = 'split' THEN least(c.happened_on, line.until) ELSE line.until END, line.depth + 1
    FROM successions AS c JOIN line ON c.successor = line.predecessor
    WHERE line.depth < 10
)
SELECT l.predecessor, coalesce(min(s.name), l.predecessor),
    CASE WHEN bool_or(l.until IS NULL) THEN NULL ELSE max(l.until) END
FROM line AS l LEFT JOIN stations AS s ON s.station_id = l.predecessor
WHERE l.predecessor <> %(station)s GROUP BY l.predecessor ORDER BY l.predecessor
"""
_STATUS_SINCE = """
SELECT effective_on FROM register_changes
WHERE station_id = %(station)s AND table_name = 'stations' AND effective_on IS NOT NULL
    AND before ->> 'status' IS DISTINCT FROM after ->> 'status'
ORDER BY id DESC LIMIT 1
"""
