"""The alerts as the office has them, with the findings behind each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg


@dataclass(frozen=True)
class ToldFinding:
    """A finding behind an alert."""

    finding_id: str
    rule: str
    subject: str
    status: str
    severity: str
    started_at: datetime
    ended_at: datetime | None
    detected_at: datetime


@dataclass(frozen=True)
class Told:
    """An alert: what it is about, how it looks, whose it is. `parent` is the fingerprint of a wider alert."""

    fingerprint: str
    station_id: str
    cause: str
    colour: str
    status: str
    departments: tuple[str, ...]
    parent: str | None
    measured_at: datetime
    findings: tuple[ToldFinding, ...]


def alerts(conn: "psycopg.Connection[Any]") -> list[Told]:
    """Every alert, in the order of fingerprints: the same city tells the same list."""
    behind: dict[int, list[ToldFinding]] = {}
    for alert_id, *finding in conn.execute(_FINDINGS):
        behind.setdefault(alert_id, []).append(ToldFinding(*finding))
    return [
        Told(*row[:5], tuple(row[5]), *row[6:], findings=tuple(behind.get(alert_id, ())))
        for alert_id, *row in conn.execute(_ALERTS)
    ]


def different(one: Sequence[Told], other: Sequence[Told]) -> list[str]:
    """Fingerprints of alerts that two lists do not have alike."""
    mine, theirs = ({told.fingerprint: told for told in listed} for listed in (one, other))
    return sorted(key for key in mine.keys() | theirs.keys() if mine.get(key) != theirs.get(key))


_ALERTS = """
SELECT a.id, a.fingerprint, a.station_id, a.cause, a.colour, a.status, a.departments, p.fingerprint,
    a.measured_at
FROM bureau.alerts_alert AS a LEFT JOIN bureau.alerts_alert AS p ON p.id = a.parent_id ORDER BY a.fingerprint
"""
_FINDINGS = """
SELECT alert_id, finding_id, rule, subject, status, severity, started_at, ended_at, detected_at
FROM bureau.alerts_alertfinding ORDER BY alert_id, finding_id
"""
