"""Days judged and kept: a station goes on from its last verdicts, anew from the first day that changed."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from youjian.bureau.scope import scoped
from youjian.bureau.times import now
from youjian.bureau.vapour.models import DayRead, DayVerdict
from youjian.bureau.vapour.syncing import sync_days
from youjian.contract.columns import TIMESTAMP
from youjian.contract.fields import business_day, day_bounds
from youjian.detection.facts import Facts
from youjian.detection.vapour.editions import EDITIONS, Edition
from youjian.detection.vapour.fills import fills_in_scope
from youjian.detection.vapour.pressure_days import readings_in_scope
from youjian.detection.vapour.streams import ConcentrationVerdict, PressureVerdict, RatioVerdict
from youjian.detection.vapour.walking import Before, Walked, walk
from youjian.ledger.connection import connect
from youjian.ledger.facts import LedgerFacts
from youjian.ledger.scope import EVERYTHING, set_scope

_EPOCH = date(1970, 1, 1)
_DAY = timedelta(days=1)
_SETTLED = timedelta(minutes=20)
Verdict = RatioVerdict | PressureVerdict | ConcentrationVerdict
Counts = dict[tuple[str, date], tuple[int, int, int]]


def keep_days(days: int) -> int:
    """Judge what changed in the last days that are over, a transaction a station; returns their number."""
    last = business_day(now() - _SETTLED) - _DAY
    first = last - (days - 1) * _DAY
    with scoped():
        there = _counts(first, last)
        due = _changed(there, first, last)
    for station_id, since in sorted(due.items()):
        with scoped():
            _keep_station(station_id, since, last)
            rows = [
                (day, counts) for (one, day), counts in there.items() if one == station_id and day >= since
            ]
            _mark(station_id, rows)
    return len(due)


def _changed(there: Counts, first: date, last: date) -> dict[str, date]:
    """Stations with the first day whose records are not those that were judged."""
    kept = {
        (row.station_id, row.day): (row.fills, row.readings, row.fuellings)
        for row in DayRead.objects.filter(day__range=(first, last))
    }
    changed: dict[str, date] = {}
    for (station_id, day), counts in there.items():
        if kept.get((station_id, day)) != counts:
            changed[station_id] = min(day, changed.get(station_id, day))
    return changed


def _counts(first: date, last: date) -> Counts:
    with connection.cursor() as cursor:
        since, until = day_bounds(first)[0], day_bounds(last)[1]
        cursor.execute(_COUNTS, {"since": since, "until": until})
        return {(row[0], row[1]): (row[2], row[3], row[4]) for row in cursor.fetchall()}


def _mark(station_id: str, rows: Iterable[tuple[date, tuple[int, int, int]]]) -> None:
    DayRead.objects.bulk_create(
        [
            DayRead(station_id=station_id, day=day, fills=fills, readings=readings, fuellings=fuellings)
            for day, (fills, readings, fuellings) in rows
        ],
        update_conflicts=True,
        unique_fields=["station_id", "day"],
        update_fields=["fills", "readings", "fuellings"],
    )


def _keep_station(station_id: str, since: date, last: date) -> None:
    """Every day of a station from one on: what was kept of them gives way."""
    start, end = day_bounds(since)[0], day_bounds(last)[1]
    with connect("bureau") as conn:  # Django's own connection reads nothing in binary
        set_scope(conn, EVERYTHING)
        facts, moment = LedgerFacts(conn, [station_id], start), now()
        DayVerdict.objects.filter(station_id=station_id, day__gte=since).delete()
        for edition in EDITIONS:
            told = _walked(facts, edition, _last(station_id, edition.code, since), (end, moment))
            DayVerdict.objects.bulk_create(_rows(station_id, edition.code, told), batch_size=2000)
        sync_days(facts, station_id, since, last, moment)


def _walked(facts: Facts, edition: Edition, before: Before, until: tuple[datetime, datetime]) -> Walked:
    """The records in scope that ended before a moment, as known at another."""
    end, moment = until
    fills, readings = fills_in_scope(facts, moment), readings_in_scope(facts, moment)
    fills = fills.filter(_before(fills["ended_at"], end))
    readings = readings.filter(_before(readings["at"], end))
    return walk(fills, readings, edition, before)


def _before(column: Any, end: datetime) -> Any:
    return pc.less(column, pa.scalar(end, TIMESTAMP))


def _last(station_id: str, edition: str, since: date) -> Before:
    """The last verdict of each subject before a day."""
    rows = DayVerdict.objects.filter(station_id=station_id, edition=edition, day__lt=since)
    found = {row.subject: row.figures for row in rows.order_by("subject", "-day").distinct("subject")}
    return Before(
        {
            int(subject.removeprefix("nozzle:")): msgspec.convert(figures, RatioVerdict)
            for subject, figures in found.items()
            if subject.startswith("nozzle:")
        },
        msgspec.convert(found["pressure"], PressureVerdict) if "pressure" in found else None,
        msgspec.convert(found["concentration"], ConcentrationVerdict) if "concentration" in found else None,
    )


def _rows(station_id: str, edition: str, told: Walked) -> Iterator[DayVerdict]:
    for nozzle, days in told.ratio.items():
        for one in days:
            yield _row(station_id, edition, f"nozzle:{nozzle}", one, counted=one.counted, bad=one.bad)
    for one in told.pressure:
        yield _row(station_id, edition, "pressure", one, near_s=one.longest_s)
    for one in told.concentration:
        yield _row(station_id, edition, "concentration", one, most_ppm=one.most_ppm)


def _row(station_id: str, edition: str, subject: str, one: Verdict, **shown: float) -> DayVerdict:
    return DayVerdict(
        edition=edition,
        station_id=station_id,
        subject=subject,
        day=_EPOCH + one.day * _DAY,
        state=one.state,
        streak=one.streak,
        figures=asdict(one),
        **shown,
    )


_COUNTS = """
SELECT station_id, day, sum(fills)::integer, sum(readings)::integer, sum(fuellings)::integer FROM (
    SELECT station_id, (ended_at AT TIME ZONE 'UTC' + interval '8 hours')::date AS day,
        count(*) AS fills, 0 AS readings, 0 AS fuellings
    FROM ledger.vapour_fills WHERE NOT test AND ended_at >= %(since)s AND ended_at < %(until)s GROUP BY 1, 2
    UNION ALL
    SELECT station_id, (at AT TIME ZONE 'UTC' + interval '8 hours')::date, 0, count(*), 0
    FROM ledger.pressure_readings WHERE NOT test AND at >= %(since)s AND at < %(until)s GROUP BY 1, 2
    UNION ALL
    SELECT f.station_id, (f.ended_at AT TIME ZONE 'UTC' + interval '8 hours')::date, 0, 0, count(*)
    FROM ledger.fuellings AS f JOIN ledger.stations AS s USING (station_id)
    WHERE s.vapour_monitoring AND NOT f.test AND f.ended_at >= %(since)s AND f.ended_at < %(until)s
    GROUP BY 1, 2
) AS parts GROUP BY 1, 2
"""
