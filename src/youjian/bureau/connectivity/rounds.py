"""When what is measured: the time since the last round, and what changed of the time before."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from youjian.bureau.connectivity.measuring import explain, explain_near, measure, neighbours_of
from youjian.bureau.connectivity.models import Measured
from youjian.bureau.connectivity.reading import query
from youjian.bureau.registry.models import Station
from youjian.bureau.scope import scoped
from youjian.contract.fields import business_day, day_bounds
from youjian.detection.spans import Span

FIRST = timedelta(days=35)
"""An installation that never measured begins so far back."""
REACH = timedelta(days=62)
"""Farther back nothing is measured again: of older days records leave the database."""
BUDGET_S = 120.0
"""After so long a round measures no further days of the past; the next one goes on."""
STATION_DAYS = 2000
"""So many station-days of the past are measured at once."""
_STILL_OPEN = timedelta(days=4)
"""After its end an outage is explained anew for so long: events, findings and records come late."""
_AT_ONCE = 100
_OVERLAP = timedelta(minutes=10)
"""What was noted by a transaction that was still running in the last round."""


def run_round(now: datetime) -> int:
    """Measure what is due through a moment; returns how many outages began, changed or went.

    First the time since the last round, at most from the beginning of the day; then what changed of the time
    before; then days that were never measured, the newest first, as long as `BUDGET_S` lasts. A round that is
    cut off is begun again by the next one: each step stands for itself, and its mark moves last.
    """
    began = time.monotonic()
    with scoped():
        mark = Measured.objects.filter(id=1).first()
        stations = list(Station.objects.order_by("station_id").values_list("station_id", flat=True))
        again = _changed(mark.through - _OVERLAP, now) if mark else {}
    since, left = due(mark, now)
    changed = _measure(stations, (since, now), now, left)
    changed += _again(again, now, left)
    _mark(now, left)
    while left is not None:
        span = _newest(left, len(stations))
        left = (left[0], span[0]) if left[0] < span[0] else None
        changed += _measure(stations, span, now, left)
        _mark(now, left)
        if time.monotonic() - began >= BUDGET_S:
            break
    return changed


def due(mark: Measured | None, now: datetime) -> tuple[datetime, Span | None]:
    """Since when a round measures first, and the days before that are left to be measured."""
    today = day_bounds(business_day(now))[0]
    known = (mark.left_from, mark.left_until) if mark else (None, None)
    earliest = _day_of(now - REACH)
    if mark is not None and mark.through >= today - timedelta(days=1):
        since, begin, end = min(mark.through, now), known[0], known[1]
    else:
        since, begin, end = today, known[0] or _day_of(mark.through if mark else now - FIRST), today
    if begin is None or end is None or max(begin, earliest) >= end:
        return since, None
    return since, (max(begin, earliest), end)


def _newest(left: Span, stations: int) -> Span:
    """The newest days of those that are left, as many as are measured at once."""
    days = timedelta(days=max(1, STATION_DAYS // max(1, stations)))
    return max(left[0], left[1] - days), left[1]


def _measure(stations: Sequence[str], span: Span, now: datetime, left: Span | None) -> int:
    """Outages of every station in a span, then their causes: these are found over the whole city."""
    changed = 0
    for some in _batches(stations):
        with scoped():
            changed += measure(some, span, now, left).changed
    with scoped():
        neighbours = neighbours_of(span[0] - _STILL_OPEN)
    for some in _batches(stations):
        with scoped():
            explain(some, (span[0] - _STILL_OPEN, span[1]), now, neighbours, left)
    return changed


def _again(stations: dict[str, datetime], now: datetime, left: Span | None) -> int:
    """Stations of which something changed of the time before, and those whose outages theirs explained."""
    together: dict[datetime, list[str]] = defaultdict(list)
    for station, begin in sorted(stations.items()):
        together[begin].append(station)
    changed = 0
    for begin, listed in sorted(together.items()):
        for some in _batches(listed):
            with scoped():
                found = measure(some, (begin, now), now, left)
                neighbours = neighbours_of(begin)
                explain(some, (begin, now), now, neighbours, left)
                explain_near(found.moments, now, neighbours, left)
                changed += found.changed
    return changed


def _batches(stations: Sequence[str]) -> Iterator[Sequence[str]]:
    return (stations[first : first + _AT_ONCE] for first in range(0, len(stations), _AT_ONCE))


def _mark(now: datetime, left: Span | None) -> None:
    begin, end = left or (None, None)
    with scoped():
        said = {"through": now, "left_from": begin, "left_until": end}
        Measured.objects.update_or_create(id=1, defaults=said)


def _day_of(moment: datetime) -> datetime:
    return day_bounds(business_day(moment))[0]


def measured_through() -> datetime | None:
    """Through which moment the city was measured; None before the first round."""
    return Measured.objects.filter(id=1).values_list("through", flat=True).first()


def _changed(after: datetime, now: datetime) -> dict[str, datetime]:
    """Stations of which something changed of the time before the last round, each with since when.

    Records that came days late, announcements that were approved, ended or taken back, and days from which on
    a station is suspended, closed or open again.
    """
    rows: list[tuple[Any, ...]] = query(_CHANGED, {"after": after})
    earliest = now - REACH
    found: dict[str, datetime] = {}
    for station, moment, day in rows:
        begin = max(moment or day_bounds(day)[0], earliest)
        found[station] = min(begin, found.get(station, begin))
    return found


_CHANGED = """
SELECT station_id, NULL::timestamptz, min(day) FROM late_arrivals
WHERE arrived_at > %(after)s GROUP BY station_id
UNION ALL
SELECT station_id,
    min(least((before ->> 'starts_at')::timestamptz, (after ->> 'starts_at')::timestamptz)), NULL
FROM register_changes WHERE at > %(after)s AND table_name = 'maintenance' GROUP BY station_id
UNION ALL
SELECT station_id, min(coalesce(effective_on::timestamp AT TIME ZONE 'Asia/Shanghai', at)), NULL
FROM register_changes
WHERE at > %(after)s AND table_name = 'stations' AND kind = 'changed'
    AND before ->> 'status' IS DISTINCT FROM after ->> 'status' GROUP BY station_id
"""
