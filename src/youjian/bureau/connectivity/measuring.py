"""Measuring the city: silences become outages with causes and litres, outages become days.

Everything follows from the ledger: measuring a span again changes nothing unless records, announcements or
the register did. Nothing depends on when, how often or by whom it is done.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Min, Q

from youjian.bureau.connectivity import reading
from youjian.bureau.connectivity.attribution import (
    NEAR,
    Attribution,
    Neighbours,
    Silent,
    attribute,
    of_device,
)
from youjian.bureau.connectivity.days import write_days
from youjian.bureau.connectivity.limits import Limits
from youjian.bureau.connectivity.litres import moved
from youjian.bureau.connectivity.models import Outage
from youjian.bureau.connectivity.parts import common, cut, minus, outages, seconds
from youjian.bureau.connectivity.reading import COLLECTOR, Key, Line
from youjian.bureau.registry import selectors as register
from youjian.contract.fields import business_day, day_bounds
from youjian.detection.spans import Span

_BEFORE = timedelta(hours=1)
"""So much before its span a measuring looks once more: records of a running transaction, ends of gaps."""


@dataclass
class Found:
    """What a measuring has read, and the days that it touches; what is open lasts until `now`."""

    since: datetime
    until: datetime
    now: datetime
    limits: Limits
    lines: list[Line]
    shut: list[Span]
    announced: dict[Key, list[Span]]
    services: dict[str, list[Span]]
    gaps: dict[Key, list[Span]]
    changed: int = 0
    touched: set[tuple[str, date]] = field(default_factory=set[tuple[str, date]])
    moments: set[datetime] = field(default_factory=set[datetime])
    """When the stations' outages begin, or began, that are not as they were."""

    def longest(self, device: str) -> timedelta:
        """For so long a device may say nothing before it is down."""
        return self.limits.gauge_down if device.startswith("tank:") else self.limits.down

    def touch(self, station_id: str, start: datetime, end: datetime | None) -> None:
        """The days of a span are to be summed again."""
        day, last = business_day(start), business_day(end or self.now)
        while day <= last:
            self.touched.add((station_id, day))
            day += timedelta(days=1)


def measure(stations: Sequence[str], span: Span, now: datetime, left: Span | None = None) -> Found:
    """Let the outages of a span be those that the records show; returns what was read and changed.

    Runs in the caller's transaction (scope `*`). Days that the span or a changed outage touches are summed,
    but for those of `left`, which are still to be measured. Causes are found afterwards, by `explain`.
    """
    alone()
    since, until = span
    found = _read(stations, since - _BEFORE, until, now)
    found.changed = _renew(found, stations)
    for station in stations:
        found.touch(station, since, until)
    _write(found, left)
    return found


def explain(
    stations: Sequence[str], span: Span, now: datetime, neighbours: Neighbours, left: Span | None = None
) -> int:
    """Causes and litres of the outages of some stations in a span; returns how many causes changed.

    Whoever calls it has measured the whole city through the span: an outage is explained by what happened to
    others. Days of outages with another cause than before are summed again.
    """
    alone()
    rows = Outage.objects.filter(station_id__in=stations, starts_at__lt=span[1])
    return _explained(
        list(rows.exclude(ends_at__lte=span[0]).order_by("station_id", "starts_at")), now, neighbours, left
    )


def explain_near(
    moments: Collection[datetime], now: datetime, neighbours: Neighbours, left: Span | None = None
) -> int:
    """Causes of all stations' outages that begin close to some moments: those of one of them changed."""
    near = Limits.of(register.city().limits).together
    about = Q(pk__in=[])
    for moment in moments:
        about |= Q(starts_at__range=(moment - near, moment + near))
    rows = Outage.objects.filter(about, device=COLLECTOR).order_by("station_id", "starts_at")
    return _explained(list(rows), now, neighbours, left) if moments else 0


def neighbours_of(since: datetime) -> Neighbours:
    """Who went dark when, in the whole city: with every outage that went on after a moment."""
    going_on = Outage.objects.filter(device=COLLECTOR).exclude(ends_at__lte=since)
    first = going_on.aggregate(first=Min("starts_at"))["first"]
    starts: dict[str, list[datetime]] = defaultdict(list)
    now = Limits.of(register.city().limits)
    if first is not None:
        listed = Outage.objects.filter(device=COLLECTOR, starts_at__gte=first - now.together)
        for station, start in listed.values_list("station_id", "starts_at"):
            starts[station].append(start)
    return Neighbours(reading.boxes(), starts, now)


def sum_again(station_id: str, since: datetime, until: datetime) -> None:
    """Sum the days of a station again, from the day of a moment on."""
    alone()
    found = _registered([station_id], until)
    found.touch(station_id, since, until)
    _write(found, None)


def alone() -> None:
    """One at a time writes outages and days, to the end of its transaction; asked for before any row.

    So a correction is not overwritten by what was read before it.
    """
    reading.query("SELECT pg_advisory_xact_lock(7053127)", {})


def _write(found: Found, left: Span | None) -> None:
    touched = found.touched
    if left is not None:
        touched = {one for one in touched if not left[0] <= day_bounds(one[1])[0] < left[1]}
    write_days(touched, found.lines, found.shut, found.now)


def _read(stations: Sequence[str], since: datetime, until: datetime, now: datetime) -> Found:
    limits = Limits.of(register.city().limits)
    lines = reading.lines(stations)
    return Found(
        since=since,
        until=until,
        now=now,
        limits=limits,
        lines=lines,
        shut=reading.doors(now),
        announced=reading.maintenance(stations, since - reading.FAR, now),
        services=reading.services(stations, since - reading.FAR, now),
        gaps=reading.gaps(lines, reading.Window(since, until, now), limits.down, limits.gauge_down),
    )


def _registered(stations: Sequence[str], now: datetime) -> Found:
    """What explaining and summing need: devices and doors, and no sign of life."""
    limits = Limits.of(register.city().limits)
    lines = reading.lines(stations)
    return Found(now, now, now, limits, lines, reading.doors(now), announced={}, services={}, gaps={})


def _renew(found: Found, stations: Sequence[str]) -> int:
    """Let the outages since the span's beginning be those that its gaps show."""
    held: dict[Key, list[Outage]] = defaultdict(list)
    within = Outage.objects.filter(station_id__in=stations, starts_at__lt=found.until)
    ending = within.exclude(ends_at__lte=found.since)
    for row in ending.select_for_update().order_by("station_id", "device", "starts_at"):
        held[row.station_id, row.device].append(row)
    first = _first_heard(found.lines)
    changed = 0
    for key in sorted(held.keys() | found.gaps.keys()):
        shown = outages(found.gaps.get(key, []), found.shut, found.longest(key[1])) if key in first else []
        shown = [span for span in shown if common([span], found.services.get(key[0], []))]
        changed += _replace(found, key, shown, held.get(key, []))
    return changed


def _first_heard(lines: Iterable[Line]) -> dict[Key, datetime]:
    first: dict[Key, datetime] = {}
    for line in lines:
        key = (line.station_id, line.device)
        first[key] = min(line.first_at, first.get(key, line.first_at))
    return first


def _replace(found: Found, key: Key, shown: list[Span], held: list[Outage]) -> int:
    """An outage that begins where one began is that one; a correction goes over to what takes its place."""
    before = {row.starts_at: row for row in held}
    gone = [row for row in held if row.starts_at not in {start for start, _ in shown}]
    changed = 0
    for row in gone:
        found.touch(key[0], row.starts_at, row.ends_at)
        row.delete()
        _moved(found, key, row.starts_at)
        changed += 1
    for start, end in shown:
        row = before.get(start) or _successor(key, start, end, gone)
        began = row.pk is None
        was = (row.ends_at, row.announced_s, row.platform_s, row.behind_s) if row.pk else None
        row.ends_at = None if end >= found.now else end
        row.announced_s, row.platform_s, row.behind_s = _seconds(found, key, (start, end))
        if (row.ends_at, row.announced_s, row.platform_s, row.behind_s) != was:
            row.save()
            found.touch(key[0], start, end)
            if began:
                _moved(found, key, start)
            changed += 1
    return changed


def _moved(found: Found, key: Key, start: datetime) -> None:
    if key[1] == COLLECTOR:
        found.moments.add(start)


def _successor(key: Key, start: datetime, end: datetime, gone: list[Outage]) -> Outage:
    made = Outage(station_id=key[0], device=key[1], starts_at=start)
    for row in gone:
        if row.corrected and row.starts_at < end and (row.ends_at is None or row.ends_at > start):
            made.corrected, made.corrected_reason = row.corrected, row.corrected_reason
            made.corrected_by, made.corrected_by_name = row.corrected_by, row.corrected_by_name
            made.corrected_at = row.corrected_at
    return made


def _seconds(found: Found, key: Key, span: Span) -> tuple[int, int, int]:
    """Announced, platform's and behind the collector, in whole seconds."""
    shut = cut(found.shut, span)
    dark = minus([span], shut)
    behind = _behind(found, key, span)
    announced = common(dark, found.announced.get(key, []))
    return round(seconds(announced)), round(seconds(shut)), round(seconds(common(dark, behind)))


def _behind(found: Found, key: Key, span: Span) -> list[Span]:
    if key[1] == COLLECTOR:
        return []
    rows = Outage.objects.filter(station_id=key[0], device=COLLECTOR, starts_at__lt=span[1])
    known = rows.exclude(ends_at__lte=span[0]).values_list("starts_at", "ends_at")
    spans = [(start, end or found.now) for start, end in known]
    return cut([*spans, *found.gaps.get((key[0], COLLECTOR), [])], span)


def _explained(asked: list[Outage], now: datetime, neighbours: Neighbours, left: Span | None) -> int:
    if not asked:
        return 0
    stations = sorted({row.station_id for row in asked})
    first = min(row.starts_at for row in asked) - NEAR
    found = _registered(stations, now)
    told = reading.events(stations, first, now)
    findings = _findings(stations, first)
    changed = 0
    for row in asked:
        was = [getattr(row, name) for name in _FOUND]
        sold = _measure_litres(row, findings)
        said = _cause_of(found, row, told, neighbours, sold)
        if row.cause != said.cause:
            found.touch(row.station_id, row.starts_at, row.ends_at)
            changed += 1
        row.cause, row.basis = said.cause, said.basis
        if was != [getattr(row, name) for name in _FOUND]:
            # What a person said in the meantime stands in other columns, and stays.
            row.save(update_fields=_FOUND)
    _write(found, left)
    return changed


_FOUND = ("cause", "basis", "recorded_ml", "uncovered_ml", "fall_l", "fall_sd_l", "finding_id")


def _measure_litres(row: Outage, findings: dict[tuple[str, datetime], str]) -> int:
    if row.device != COLLECTOR or row.ends_at is None:
        return 0
    litres = moved(row.station_id, row.starts_at, row.ends_at)
    row.recorded_ml, row.uncovered_ml = litres.recorded_ml, litres.uncovered_ml
    row.fall_l, row.fall_sd_l = litres.fall_l, litres.fall_sd_l
    row.finding_id = findings.get((row.station_id, row.starts_at), "")
    return litres.sold


def _findings(stations: list[str], since: datetime) -> dict[tuple[str, datetime], str]:
    rows = reading.query(_FINDINGS, {"stations": stations, "since": since})
    return {(station, start): finding_id for station, start, finding_id in rows}


def _cause_of(
    found: Found, row: Outage, told: dict[Key, list[tuple[datetime, str, str]]], near: Neighbours, sold: int
) -> Attribution:
    end = row.ends_at or found.now
    if row.device == COLLECTOR:
        events = [e for e in told.get((row.station_id, COLLECTOR), []) if _of(e, row.starts_at, end)]
        return attribute(
            Silent(row.station_id, row.starts_at, row.ends_at, tuple(events), sold), near, found.now
        )
    longest = found.longest(row.device)
    whole = (end - row.starts_at).total_seconds() - row.platform_s
    if row.behind_s and whole - row.behind_s <= longest.total_seconds():
        return Attribution("collector", {"why": "behind"})
    sources = {line.source for line in found.lines if (line.station_id, line.device) == _key(row)}
    said = [e for source in sorted(sources | {row.device}) for e in told.get((row.station_id, source), [])]
    return of_device([e for e in said if abs(e[0] - row.starts_at) <= 2 * NEAR and e[1] not in _OF_BOXES])


_OF_BOXES = ("power_lost", "boot", "link_lost")


def _key(row: Outage) -> Key:
    return row.station_id, row.device


def _of(event: tuple[datetime, str, str], start: datetime, end: datetime) -> bool:
    """A boot tells of the outage that it ends, everything else of the one that it begins."""
    at, code, _ = event
    return (start <= at <= end + NEAR) if code == "boot" else abs(at - start) <= NEAR


_FINDINGS = """
SELECT DISTINCT ON (finding_id) station_id, started_at, finding_id FROM findings
WHERE rule = 'collector.offline_trading' AND station_id = ANY (%(stations)s) AND started_at >= %(since)s
ORDER BY finding_id, revision DESC
"""
