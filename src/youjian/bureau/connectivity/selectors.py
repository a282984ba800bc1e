"""Reads of connectivity within a scope: rates, outages, the devices of a station."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.models import AlertFinding
from youjian.bureau.connectivity import rates
from youjian.bureau.connectivity.contracts import (
    ConnectivityFilter,
    ConnectivityOut,
    DeviceNow,
    OutageOut,
    RateRow,
    Seconds,
    StationLinks,
)
from youjian.bureau.connectivity.limits import Limits
from youjian.bureau.connectivity.models import Outage
from youjian.bureau.connectivity.reading import COLLECTOR, query
from youjian.bureau.connectivity.rounds import measured_through
from youjian.bureau.connectivity.states import State, Told, states
from youjian.bureau.connectivity.words import basis_words, cause_name
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.words import device_name
from youjian.bureau.scope import within
from youjian.bureau.times import now
from youjian.contract.fields import business_day

STALE_AFTER = timedelta(minutes=20)
_TREND = timedelta(days=29)
_SPREAD = 1.96
MAY_CORRECT = "downtime.approve"


def station_rates(actor: Actor, day: date) -> dict[str, float]:
    """在线率 of each station on a day, as a share; a station with nothing to count is left out."""
    found = {one.station_id: rates.plain_rate(one.sums) for one in rates.by_station(actor, day, day)}
    return {station: value for station, value in found.items() if value is not None}


def city_rate(actor: Actor, from_on: date, until_on: date) -> float | None:
    """在线率 of all stations of the scope over some days, as a share; None when nothing was counted."""
    found = rates.by_station(actor, from_on, until_on)
    return rates.plain_rate(rates.added(one.sums for one in found))


def outages_of(actor: Actor) -> QuerySet[Outage]:
    """Outages within the scope."""
    return Outage.objects.filter(within(actor.scope))


def outages(
    actor: Actor, since: datetime, until: datetime, station_id: str = "", device: str = COLLECTOR
) -> list[OutageOut]:
    """Outages of a device that touch a span, the latest first."""
    rows = outages_of(actor).filter(device=device, starts_at__lt=until).exclude(ends_at__lte=since)
    if station_id:
        rows = rows.filter(station_id=station_id)
    return shown(actor, list(rows.order_by("-starts_at", "station_id")))


def outage(actor: Actor, number: int) -> OutageOut:
    """One outage; raises Problem 404 outside of the scope."""
    row = outages_of(actor).filter(id=number).first()
    if row is None:
        raise not_found(pick(f"离线记录{number}", f"Outage {number}"))
    return shown(actor, [row])[0]


def shown(actor: Actor, rows: list[Outage]) -> list[OutageOut]:
    """Outages as they are shown."""
    names = rates.Names(actor)
    regions = register.region_names()
    alerts = _alerts(actor, [row.finding_id for row in rows if row.finding_id])
    moment = now()
    return [_out(actor, row, names, regions, alerts, moment) for row in rows]


def _alerts(actor: Actor, findings: list[str]) -> dict[str, int]:
    if not findings or not actor.may("alert.see"):
        return {}
    rows = AlertFinding.objects.filter(within(actor.scope), finding_id__in=findings)
    return dict(rows.values_list("finding_id", "alert_id"))


def _out(  # noqa: PLR0917 - what all rows of a page share
    actor: Actor,
    row: Outage,
    names: rates.Names,
    regions: dict[str, str],
    alerts: dict[str, int],
    moment: datetime,
) -> OutageOut:
    lasted = int(((row.ends_at or moment) - row.starts_at).total_seconds())
    cause = row.corrected or row.cause
    return OutageOut(
        id=row.pk,
        station_id=row.station_id,
        station_name=names.station(row.station_id),
        device=row.device,
        device_name=device_name(row.device),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        lasted_s=lasted,
        announced_s=row.announced_s,
        platform_s=row.platform_s,
        behind_s=row.behind_s,
        counted_s=max(0, lasted - row.announced_s - row.platform_s),
        cause=cause,
        cause_name=cause_name(cause),
        found_cause=row.cause,
        found_cause_name=cause_name(row.cause),
        basis=basis_words(row.basis, regions),
        with_stations=[names.station(s) for s in row.basis.get("stations", []) if s != row.station_id],
        corrected=bool(row.corrected),
        corrected_reason=row.corrected_reason,
        corrected_by_name=row.corrected_by_name,
        corrected_at=row.corrected_at,
        finding_id=row.finding_id,
        alert_id=alerts.get(row.finding_id),
        may_correct=actor.may(MAY_CORRECT) and row.device == COLLECTOR,
        **litres_of(row),
    )


def litres_of(row: Outage) -> dict[str, Any]:
    """Litres moved while dark with their intervals."""
    recorded, uncovered = row.recorded_ml, row.uncovered_ml
    known = uncovered is not None
    total = (recorded or 0) + (uncovered or 0) if known else None
    fall, sd = row.fall_l, row.fall_sd_l
    return {
        "recorded_ml": recorded,
        "uncovered_ml": uncovered,
        "moved_ml": total,
        "moved_low_ml": recorded if known else None,
        "moved_high_ml": total,
        "fall_l": fall,
        "fall_low_l": None if fall is None or sd is None else round(fall - _SPREAD * sd, 1),
        "fall_high_l": None if fall is None or sd is None else round(fall + _SPREAD * sd, 1),
    }


def connectivity(actor: Actor, wanted: ConnectivityFilter) -> ConnectivityOut:
    """How connected the scope was over a day or month: sentence, trend, ranking."""
    moment = now()
    today = business_day(moment)
    from_on, until_on = rates.month_bounds(wanted.month) if wanted.month else (wanted.day or today,) * 2
    until_on = min(until_on, max(today, from_on))
    target = Limits.of(register.city().limits).online_target_pct / 100
    names = rates.Names(actor)
    found = rates.by_station(actor, from_on, until_on)
    total = rates.row_of("", pick("全部", "All"), found, target)
    through = measured_through()
    current = from_on <= today <= until_on
    trend_from = from_on if wanted.month else until_on - _TREND
    stations = rates.ranked(found, lambda one: one.station_id, names.station, target)
    for row in stations:
        row.region_name = names.region(names.county_of(rates.StationSums(row.code, "", {})))
    return ConnectivityOut(
        as_of=moment,
        through=through,
        stale=current and (through is None or moment - through > STALE_AFTER),
        from_on=from_on,
        until_on=until_on,
        target=target,
        sentence=_sentence(total, target, wanted, from_on, today),
        counted=total.stations > 0,
        total=total,
        now=_now(actor),
        trend=rates.trend(actor, trend_from, until_on, target),
        counties=rates.ranked(found, names.county_of, names.region, target),
        companies=rates.ranked(found, lambda one: one.uscc, names.company, target),
        groups=rates.ranked(found, names.group_of, names.group, target),
        stations=stations,
    )


def percent(share: float | None) -> str:
    """A share as per cent with two decimals, as it was rounded down.

    >>> percent(0.9999), percent(1.0), percent(None)
    ('99.99%', '100.00%', '—')
    """
    return "—" if share is None else f"{share * 100:.2f}%"


def _sentence(total: RateRow, target: float, wanted: ConnectivityFilter, day: date, today: date) -> str:
    when = _when(wanted, day, today)
    if total.stations == 0:
        return pick(f"{when[0]}没有在运行的加油站可统计。", f"No station was in service {when[1]}.")
    if total.assessed is None:
        return pick(
            f"{when[0]}{total.stations}站的时间均不计入考核（停机申报、平台中断或外部原因）。",
            f"No time of {total.stations} stations counts {when[1]}: announced or not theirs.",
        )
    goal = f"{target * 100:g}%"
    zh = f"{when[0]}在线率{percent(total.rate)}，考核在线率{percent(total.assessed)}（目标{goal}）"
    en = f"Online {percent(total.rate)} {when[1]}, assessed {percent(total.assessed)} (target {goal})"
    missed = (
        pick(f"，{total.below}站未达标。", f"; {total.below} of {total.stations} stations miss it.")
        if total.below
        else pick(f"，{total.stations}站全部达标。", f"; all {total.stations} stations meet it.")
    )
    return pick(zh, en) + missed


def _when(wanted: ConnectivityFilter, day: date, today: date) -> tuple[str, str]:
    if wanted.month:
        return f"{day.year}年{day.month}月", f"in {wanted.month}"
    return ("今日", "today") if day == today else (f"{day.month}月{day.day}日", f"on {day.isoformat()}")


def _now(actor: Actor) -> dict[str, int]:
    """Stations in service by the state of their collectors."""
    patterns = ["%" if prefix == "*" else f"{prefix}%" for prefix in actor.scope]
    return {status: int(count) for status, count in query(_NOW, {"scope": patterns})}


def station_links(actor: Actor, station_id: str) -> StationLinks:
    """A station's devices as they are now, and its rates; raises Problem 404 outside of the scope."""
    register.station_of(actor, station_id)
    moment = now()
    today = business_day(moment)
    parameters = {"station": station_id, "month": today.replace(day=1), "today": today}
    told = [Told(*row) for row in query(_TOLD, parameters)]
    nozzles = dict(query(_BELONGS, parameters))
    devices = {
        one.source: nozzles.get(one.source, one.source) for one in told if _belongs(one.source, nozzles)
    }
    registered = [COLLECTOR, *(row[0] for row in query(_REGISTERED, parameters))]
    monthly = {
        device: rates.plain_rate({"up_s": up, "service_s": of})
        for device, up, of in query(_MONTHLY, parameters)
    }
    found = states(told, devices, registered)
    return StationLinks(
        station_id=station_id,
        state=found[0].status,
        as_of=moment,
        devices=[_device(one, monthly.get(one.device)) for one in found],
        today=_sum(actor, station_id, today, today),
        month=_sum(actor, station_id, today.replace(day=1), today),
    )


def _belongs(source: str, nozzles: dict[str, str]) -> bool:
    """A nozzle that the register does not have in use is nobody's."""
    return not source.startswith("nozzle:") or source in nozzles


def _device(one: State, value: float | None) -> DeviceNow:
    return DeviceNow(
        device=one.device,
        name=device_name(one.device),
        state=one.status,
        since=one.since,
        last_seen_at=one.last_seen,
        because=_because(one),
        parts=[device_name(part) for part in one.parts],
        rate=value,
    )


def _because(one: State) -> str:
    match one.because:
        case "behind":
            return pick("因采集终端离线，状态未知", "Unknown: its collector is offline")
        case "overdue":
            return pick("终端在线，但液位读数逾期未到", "The collector is online, readings stay away")
        case "word":
            return pick(f"终端报告：{one.word}", f"The collector says: {one.word}")
        case _:
            return ""


def _sum(actor: Actor, station_id: str, from_on: date, until_on: date) -> Seconds:
    days = rates.station_days(actor, from_on, until_on).filter(station_id=station_id)
    summed = rates.added({name: row[name] for name in rates.PARTS} for row in days.values(*rates.PARTS))
    return Seconds(**rates.seconds_of(summed))


_NOW = """
SELECT coalesce(d.status, 'new'), count(*) FROM stations AS s
LEFT JOIN device_states AS d ON d.station_id = s.station_id AND d.device = 'collector'
WHERE s.status = 'operating' AND s.station_id LIKE ANY (%(scope)s) GROUP BY 1
"""
_TOLD = """
SELECT d.device, d.status, d.last_seen, (
        SELECT max(f.at) FROM device_flips AS f
        WHERE f.station_id = d.station_id AND f.device = d.device AND f.new_status = d.status
    ), d.overdue, coalesce((
        SELECT c.devices ->> d.device FROM collector_states AS c
        WHERE c.station_id = d.station_id ORDER BY c.heard_at DESC LIMIT 1
    ), 'ok')
FROM device_states AS d WHERE d.station_id = %(station)s ORDER BY d.device
"""
_BELONGS = """
SELECT DISTINCT ON (nozzle_id) 'nozzle:' || nozzle_id, 'dispenser:' || dispenser_id
FROM nozzles WHERE station_id = %(station)s AND (valid_from IS NULL OR valid_from <= now())
    AND (retired_on IS NULL OR retired_on > %(today)s)
ORDER BY nozzle_id, valid_from DESC NULLS LAST
"""
_REGISTERED = """
SELECT 'tank:' || tank_id FROM (
    SELECT tank_id FROM tanks
    WHERE station_id = %(station)s AND (retired_on IS NULL OR retired_on > %(today)s) ORDER BY tank_id
) AS t
UNION ALL SELECT 'dispenser:' || dispenser_id FROM (
    SELECT DISTINCT dispenser_id FROM nozzles
    WHERE station_id = %(station)s AND (retired_on IS NULL OR retired_on > %(today)s) ORDER BY dispenser_id
) AS d
UNION ALL SELECT 'vapour' FROM stations WHERE station_id = %(station)s AND vapour_monitoring
"""
_MONTHLY = """
SELECT device, sum(up_s)::bigint, sum(service_s - announced_s - platform_s - behind_s)::bigint
FROM connectivity_onlineday
WHERE station_id = %(station)s AND day >= %(month)s AND day <= %(today)s GROUP BY device
"""
