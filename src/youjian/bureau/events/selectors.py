"""Reading numbered events."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Min

from youjian.bureau.events.models import Event
from youjian.bureau.scope import within


@dataclass(frozen=True)
class Told:
    """A numbered event as the stream carries it."""

    number: int
    kind: str
    station_id: str
    at: datetime
    payload: dict[str, Any]


def after(number: int, scope: tuple[str, ...], limit: int = 1000) -> list[Told]:
    """Events with a greater number within a scope, in order."""
    rows = Event.objects.filter(within(scope), number__gt=number).order_by("number")[:limit]
    return [Told(row.number or 0, row.kind, row.station_id, row.at, row.payload) for row in rows]


def last_number() -> int:
    """The greatest number given so far within the transaction's scope."""
    return Event.objects.aggregate(last=Max("number"))["last"] or 0


def numbers_kept() -> tuple[int, int]:
    """The smallest and the greatest number that are still there; (1, 0) before the first event.

    Every number between them is there: old events are forgotten from the first on. Within a smaller scope
    than everything this says nothing about what was missed.
    """
    kept = Event.objects.aggregate(first=Min("number"), last=Max("number"))
    return kept["first"] or 1, kept["last"] or 0
