"""Reads of vapour recovery: the city's day, a station, a nozzle's fills, a day of pressure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Max, Sum

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Region, Station
from youjian.bureau.scope import within
from youjian.bureau.vapour.contracts import (
    VapourCounts,
    VapourEditionOut,
    VapourFillOut,
    VapourNozzle,
    VapourOverview,
    VapourPlace,
    VapourPressureDay,
    VapourReadingOut,
    VapourStation,
    VapourSubjectOut,
    VapourSync,
    VapourVerdictOut,
)
from youjian.bureau.vapour.emission import emission, factor_at
from youjian.bureau.vapour.models import DayVerdict, EmissionFactor, SyncDay, VapourSettings
from youjian.bureau.vapour.words import STATES, subject_name
from youjian.contract.fields import day_bounds
from youjian.detection.vapour.editions import EDITIONS, edition_of

_MONTH = timedelta(days=29)
_COUNTY = 6
_SUMS = ("fills", "matched", "within", "unseen", "monitor_ml", "dispenser_ml", "fuel_ml", "recovered_ml")
Sums = Mapping[str, Any]


def chosen_edition() -> str:
    """The code of the edition whose states count."""
    return VapourSettings.objects.values_list("edition", flat=True).first() or EDITIONS[0].code


def editions() -> list[VapourEditionOut]:
    """Every edition, with the one that counts."""
    chosen = chosen_edition()
    return [
        VapourEditionOut(
            code=one.code,
            name=pick(one.zh, one.en),
            source=one.source,
            valid_from=one.valid_from,
            chosen=one.code == chosen,
        )
        for one in EDITIONS
    ]


def overview(actor: Actor, wanted: date | None = None) -> VapourOverview:
    """The city's day (the last one judged), by every edition, and its last 30 days."""
    seen = DayVerdict.objects.filter(within(actor.scope))
    day = wanted or seen.aggregate(last=Max("day"))["last"]
    obliged = dict(
        Station.objects.filter(within(actor.scope), vapour_monitoring=True)
        .exclude(status="closed")
        .values_list("station_id", "region_code")
    )
    code = chosen_edition()
    states = list(seen.filter(day=day).values_list("station_id", "edition", "state")) if day else []
    mine = [(station, state) for station, edition, state in states if edition == code]
    judged = {station for station, _ in mine}
    sums = _sums_by_station(actor, day)
    factor = factor_at(day) if day else None
    return VapourOverview(
        day=day,
        sentence=_sentence(day, mine, len(obliged), len(set(obliged) - judged)),
        edition=code,
        editions=editions(),
        counts=[_counts(one.code, states) for one in EDITIONS],
        stations=len(obliged),
        silent=len(set(obliged) - judged),
        sync=_sync(sums.values()),
        emission=_emission(factor, sums.values()),
        places=_City(obliged, mine, sums, factor).places(),
    )


def _sentence(day: date | None, mine: list[tuple[str, str]], stations: int, silent: int) -> str:
    if day is None:
        return pick("还没有可判定的油气回收数据。", "There are no vapour records to judge yet.")
    alarm, warning = ({one for one, state in mine if state == wanted} for wanted in ("alarm", "warning"))
    return pick(
        f"{day}：{stations}座应监测的站中，{len(alarm)}座有标准报警，{len(warning - alarm)}座有标准预警，"
        f"{silent}座当日没有可判定的数据。",
        f"{day}: of {stations} stations to monitor, {len(alarm)} have a standard alarm, "
        f"{len(warning - alarm)} a standard warning, {silent} no data of the day.",
    )


def _counts(code: str, states: Iterable[tuple[str, str, str]]) -> VapourCounts:
    told = [state for _, edition, state in states if edition == code]
    edition = edition_of(code)
    return VapourCounts(
        edition=code,
        name=pick(edition.zh, edition.en),
        **{choice.code: told.count(choice.code) for choice in STATES},
    )


def _sums_by_station(actor: Actor, day: date | None) -> dict[str, Sums]:
    if day is None:
        return {}
    rows = SyncDay.objects.filter(within(actor.scope), day__range=(day - _MONTH, day))
    sums = rows.values("station_id").annotate(**{f"all_{name}": Sum(name) for name in _SUMS})
    return {row["station_id"]: {name: row[f"all_{name}"] for name in _SUMS} for row in sums}


def _sync(parts: Iterable[Sums]) -> VapourSync:
    listed = list(parts)
    names = VapourSync.model_fields
    return VapourSync(**{name: sum(part[name] for part in listed) for name in names})


def _emission(factor: EmissionFactor | None, parts: Iterable[Sums]) -> Any:
    listed = list(parts)
    fuel, back = (sum(part[name] for part in listed) for name in ("fuel_ml", "recovered_ml"))
    return emission(factor, fuel, back)


@dataclass(frozen=True)
class _City:
    """What counties are told from: obliged stations with their region, the day's states, sums, the factor."""

    obliged: Mapping[str, str]
    mine: list[tuple[str, str]]
    sums: Mapping[str, Sums]
    factor: EmissionFactor | None

    def places(self) -> list[VapourPlace]:
        """Every county with an obliged station."""
        counties = sorted({region[:_COUNTY] for region in self.obliged.values()})
        names = dict(Region.objects.filter(region_code__in=counties).values_list("region_code", "name"))
        return [self._place(code, names.get(code, code)) for code in counties]

    def _place(self, code: str, name: str) -> VapourPlace:
        stations = {one for one, region in self.obliged.items() if region[:_COUNTY] == code}
        alarm, warning = (
            {one for one, state in self.mine if state == wanted and one in stations}
            for wanted in ("alarm", "warning")
        )
        parts = [part for one, part in self.sums.items() if one in stations]
        return VapourPlace(
            code=code,
            name=name,
            stations=len(stations),
            alarm=len(alarm),
            warning=len(warning - alarm),
            sync=_sync(parts),
            emission=_emission(self.factor, parts),
        )


def station(actor: Actor, station_id: str, until: date | None = None) -> VapourStation:
    """A station's last 30 days; raises Problem 404."""
    found = register.station_of(actor, station_id)
    verdicts = DayVerdict.objects.filter(within(actor.scope), station_id=station_id)
    day = until or verdicts.aggregate(last=Max("day"))["last"]
    rows = list(verdicts.filter(day__range=(day - _MONTH, day)).order_by("subject", "-day")) if day else []
    sums = _sums_by_station(actor, day)
    mine = [sums[station_id]] if station_id in sums else []
    code = chosen_edition()
    return VapourStation(
        station_id=station_id,
        name=found.name,
        obliged=found.vapour_monitoring,
        edition=code,
        sentence=_station_sentence(rows, code, day),
        subjects=_subjects(rows),
        sync=_sync(mine),
        emission=_emission(factor_at(day) if day else None, mine),
    )


def _station_sentence(rows: list[DayVerdict], code: str, day: date | None) -> str:
    if day is None:
        return pick("本站还没有可判定的油气回收数据。", "The station has no vapour records to judge yet.")
    today = [row for row in rows if row.day == day and row.edition == code]
    bad = [row for row in today if row.state in ("alarm", "warning")]
    if not bad:
        return pick(f"{day}没有标准预警或标准报警。", f"{day}: neither a standard warning nor an alarm.")
    told = pick("、", ", ").join(f"{subject_name(row.subject)}{_state_name(row.state)}" for row in bad)
    return pick(f"{day}：{told}。", f"{day}: {told}.")


def _subjects(rows: list[DayVerdict]) -> list[VapourSubjectOut]:
    order: dict[str, list[VapourVerdictOut]] = {}
    for row in rows:
        order.setdefault(row.subject, []).append(_verdict(row))
    return [
        VapourSubjectOut(subject=one, name=subject_name(one), days=order[one])
        for one in sorted(order, key=_subject_order)
    ]


def _subject_order(subject: str) -> tuple[int, str]:
    """Nozzles by number, then pressure, then the sensor."""
    kind, _, number = subject.partition(":")
    return (int(number), "") if kind == "nozzle" else (1000, "" if kind == "pressure" else kind)


def _verdict(row: DayVerdict) -> VapourVerdictOut:
    return VapourVerdictOut(
        day=row.day,
        edition=row.edition,
        state=row.state,
        state_name=_state_name(row.state),
        streak=row.streak,
        counted=row.counted,
        bad=row.bad,
        near_s=row.near_s,
        most_ppm=row.most_ppm,
    )


def _state_name(state: str) -> str:
    return next(choice.title for choice in STATES if choice.code == state)


def nozzle(actor: Actor, station_id: str, nozzle_id: int, first: date, last: date) -> VapourNozzle:
    """The fills of a nozzle between two days, at most 31; raises Problem 404."""
    register.station_of(actor, station_id)
    since, until = day_bounds(max(first, last - 30 * timedelta(days=1)))[0], day_bounds(last)[1]
    limits = edition_of(chosen_edition()).ratio
    with connection.cursor() as cursor:
        cursor.execute(_FILLS, [station_id, nozzle_id, since, until])
        rows = cursor.fetchall()
    return VapourNozzle(
        station_id=station_id,
        nozzle_id=nozzle_id,
        low=limits.low,
        high=limits.high,
        fills=[
            VapourFillOut(ended_at=at, fuel_ml=fuel, ratio=ratio, counts=fuel >= limits.valid_ml)
            for at, fuel, ratio in rows
        ],
    )


def pressure(actor: Actor, station_id: str, day: date) -> VapourPressureDay:
    """The pressure of a day; raises Problem 404."""
    register.station_of(actor, station_id)
    since, until = day_bounds(day)
    with connection.cursor() as cursor:
        cursor.execute(_READINGS, [station_id, since, until])
        rows = cursor.fetchall()
    return VapourPressureDay(
        station_id=station_id,
        day=day,
        band_pa=edition_of(chosen_edition()).pressure.band_pa,
        points=[VapourReadingOut(at=at, pressure_pa=pa, vapour_ppm=ppm) for at, pa, ppm in rows],
    )


_FILLS = """
SELECT ended_at, fuel_ml, ratio FROM ledger.vapour_fills
WHERE station_id = %s AND nozzle_id = %s AND ended_at >= %s AND ended_at < %s AND NOT test
ORDER BY ended_at LIMIT 10000
"""
_READINGS = """
SELECT DISTINCT ON (date_bin('5 minutes', at, '2000-01-01')) at, pressure_pa, vapour_ppm
FROM ledger.pressure_readings WHERE station_id = %s AND at >= %s AND at < %s AND NOT test
ORDER BY date_bin('5 minutes', at, '2000-01-01'), abs(pressure_pa), at
"""
