"""How many alerts are open, where and of which colour: what the map and the overview need."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.causes import AREA, STORM
from youjian.bureau.alerts.models import Alert
from youjian.bureau.registry.contracts import SeverityCounts
from youjian.bureau.scope import within
from youjian.bureau.times import day_start

COLOURS = ("red", "orange", "yellow", "blue")
"""Worst first."""
NONE = SeverityCounts(red=0, orange=0, yellow=0, blue=0)


@dataclass(frozen=True)
class Today:
    """The state of the alerts within a scope."""

    colours: SeverityCounts
    stations: int
    unsigned: int
    signed: int
    opened_today: int
    closed_today: int
    worst: Alert | None


@dataclass(frozen=True)
class Funnel:
    """发现-派单-处置-办结 of the alerts raised since a moment, each step among those of the one before."""

    found: int
    dispatched: int
    handled: int
    closed: int


def funnel(actor: Actor, since: datetime) -> Funnel:
    """How far the alerts raised since a moment have come."""
    raised = Alert.objects.filter(within(actor.scope), opened_at__gte=since).exclude(cause__in=(AREA, STORM))
    closed = Q(status="closed")
    handled = closed | Q(status="signed") | Q(assigned_to__isnull=False)
    dispatched = handled | ~Q(departments=[])
    sums = raised.aggregate(
        found=Count("id"),
        dispatched=Count("id", dispatched),
        handled=Count("id", handled),
        closed=Count("id", closed),
    )
    return Funnel(**sums)


def by_station(actor: Actor, station_ids: list[str] | None = None) -> dict[str, SeverityCounts]:
    """Alerts that are not closed, by station and colour."""
    found = Alert.objects.filter(within(actor.scope)).exclude(status="closed")
    if station_ids is not None:
        found = found.filter(station_id__in=station_ids)
    counted: dict[str, dict[str, int]] = {}
    for station_id, colour, number in found.values_list("station_id", "colour").annotate(n=Count("id")):
        counted.setdefault(station_id, dict.fromkeys(COLOURS, 0))[colour] = number
    return {station_id: SeverityCounts(**colours) for station_id, colours in counted.items()}


def worst(counted: SeverityCounts) -> str | None:
    """The worst colour that occurs."""
    return next((colour for colour in COLOURS if getattr(counted, colour)), None)


def today(actor: Actor) -> Today:
    """The sums that the overview tells."""
    mine = Alert.objects.filter(within(actor.scope))
    unclosed = mine.exclude(status="closed")
    start = day_start()
    sums = mine.aggregate(
        unsigned=Count("id", Q(status="open")),
        signed=Count("id", Q(status="signed")),
        opened_today=Count("id", Q(opened_at__gte=start)),
        closed_today=Count("id", Q(status="closed", closed_at__gte=start)),
        stations=Count("station_id", ~Q(status="closed"), distinct=True),
        **{colour: Count("id", Q(colour=colour) & ~Q(status="closed")) for colour in COLOURS},
    )
    colours = SeverityCounts(**{colour: sums.pop(colour) for colour in COLOURS})
    return Today(colours=colours, worst=unclosed.order_by("-rank", "-opened_at").first(), **sums)
