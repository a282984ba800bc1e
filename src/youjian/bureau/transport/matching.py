"""Keeping the work list equal to the ledger: marked stations are matched again, and those that are due.

A mark is committed together with the paper, rise or finding it stands for, and goes in the transaction that
matches its station: cut off in between, both are as they were.
"""

import logging
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from youjian.bureau.accounts.contracts import SYSTEM
from youjian.bureau.database import raw_connection
from youjian.bureau.rules import sets
from youjian.bureau.scope import scoped
from youjian.bureau.times import now
from youjian.bureau.transport import facts, said
from youjian.bureau.transport.models import Match, MatchStep
from youjian.detection.books.match import Group, Limits, matched
from youjian.detection.parameters import DeliveryVariance, TransportUnmatched

_LOG = logging.getLogger(__name__)
EVERY_SECONDS = 5.0
_STATIONS = 20
_LOCK = (7053, 130)
_QUIET = frozenset({"matched", "waiting", "withdrawn"})
_FIELDS = (
    "at", "due_at", "product", "state", "documents", "rises", "trips", "told20_ml", "came20_ml", "apart20_ml",
    "low20_ml", "high20_ml", "checks", "missing", "findings", "plate_no", "supplier_uscc",
)  # fmt: skip


def keep_until(stop: threading.Event) -> None:
    """Match what is marked again and again until the event is set; a lost database is tried again."""
    while not stop.is_set():
        pause = EVERY_SECONDS
        try:
            pause = 0.0 if keep_round() else EVERY_SECONDS
        except Exception:
            _LOG.exception("papers could not be matched, trying again in %.0f s", EVERY_SECONDS)
        finally:
            connection.close()
        stop.wait(pause)


def keep_round(stations: int = _STATIONS) -> int:
    """One round in a transaction of its own; returns how many stations were matched again."""
    with scoped():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", _LOCK)
            if not cursor.fetchone()[0]:
                return 0
            cursor.execute(_TAKE, [stations])
            taken = [row[0] for row in cursor.fetchall()]
        due = Match.objects.filter(due_at__lte=now()).values_list("station_id", flat=True).distinct()
        listed = sorted({*taken, *due[:stations]})
        limits = limits_now(now()) if listed else None
        for station_id in listed:
            rebuild(station_id, limits)
    return len(listed)


def limits_now(moment: datetime) -> Limits:
    """What the rules in force allow."""
    running = sets.schedule_of(sets.taken(raw_connection())).at(moment)
    trips = running.parameters["transport.unmatched"]
    drops = running.parameters["stock.delivery_variance"]
    assert isinstance(trips, TransportUnmatched) and isinstance(drops, DeliveryVariance)  # noqa: S101, PT018
    return Limits(trips, drops)


def rebuild(station_id: str, limits: Limits | None = None) -> None:
    """Match a station anew within the caller's transaction; what people did stays with its papers."""
    moment = now()
    groups = matched(facts.station(station_id), limits or limits_now(moment), moment)
    held = {row.key: row for row in Match.objects.select_for_update().filter(station_id=station_id)}
    told = said.of_station(station_id, groups)
    heirs = _heirs(groups, held)
    for group in groups:
        row = heirs.get(group.key) or Match(station_id=station_id, key=group.key, changed_at=moment)
        _keep(row, group, told.get(group.key, []), moment)
    _drop([row for row in held.values() if row not in heirs.values()], moment)


def _heirs(groups: Sequence[Group], held: dict[str, Match]) -> dict[str, Match]:
    """The row of each group: its own, else that of a record in it which had been alone."""
    found = {group.key: held[group.key] for group in groups if group.key in held}
    used = {row.key for row in found.values()}
    for group in groups:
        names = [f"{kind}:{number}" for kind, number in group.nodes]
        free = [held[name] for name in names if name in held and name not in used]
        if group.key not in found and free:
            found[group.key] = free[0]
            used.add(free[0].key)
    return found


def _keep(row: Match, group: Group, findings: list[dict[str, Any]], moment: datetime) -> None:
    """Write a group into its row where something changed."""
    values = said.values(group, findings)
    before = {name: getattr(row, name) for name in _FIELDS}
    if row.pk is not None and row.key == group.key and before == values:
        return
    row.key = group.key
    for name, value in values.items():
        setattr(row, name, value)
    again = row.status in ("settled", "handed") and row.settled_state != row.state and row.state not in _QUIET
    if again:
        row.status = "open"
    row.todo = row.state not in _QUIET and row.status not in ("settled", "handed")
    row.changed_at = moment
    row.save()
    if again:
        note_step(row, "reopened", moment=moment)


def _drop(gone: Sequence[Match], moment: datetime) -> None:
    """Rows whose records are in other groups now: they go, unless a person did something with them."""
    worked = set(MatchStep.objects.filter(match__in=gone).values_list("match_id", flat=True))
    Match.objects.filter(id__in=[row.pk for row in gone if row.pk not in worked]).delete()
    Match.objects.filter(id__in=worked).exclude(state="withdrawn").update(
        state="withdrawn", todo=False, due_at=None, changed_at=moment
    )


def note_step(
    row: Match, step: str, *, reason: str = "", note: str = "", actor: Any = SYSTEM, moment: datetime
) -> None:
    """Write down a step that was taken with a match."""
    MatchStep.objects.create(
        match=row,
        station_id=row.station_id,
        at=moment,
        step=step,
        reason=reason,
        note=note,
        username=actor.username,
        display_name=actor.display_name,
    )


_TAKE = """
WITH due AS (
    SELECT station_id FROM ledger.match_marks GROUP BY station_id ORDER BY min(id) LIMIT %s
)
DELETE FROM ledger.match_marks AS m USING due AS d WHERE m.station_id = d.station_id RETURNING m.station_id
"""
