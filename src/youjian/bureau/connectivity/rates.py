"""Rates: seconds of days summed by station, county, company and group, within a scope."""

import calendar
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from django.db.models import BigIntegerField, Count, F, Q, QuerySet, Sum
from django.db.models.functions import Cast

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.connectivity.contracts import DayRate, RateRow
from youjian.bureau.connectivity.models import OnlineDay
from youjian.bureau.connectivity.parts import rate
from youjian.bureau.connectivity.reading import COLLECTOR
from youjian.bureau.language import pick
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Company
from youjian.bureau.registry.profile_sections import OwnershipGroupSection
from youjian.bureau.scope import within

PARTS = (
    "service_s", "up_s", "announced_s", "platform_s", "power_s", "carrier_s", "supplier_s", "area_s",
    "behind_s", "down_s",
)  # fmt: skip
_TAKEN_OUT = ("announced_s", "platform_s")
_EXCUSED = ("power_s", "carrier_s", "supplier_s", "area_s", "behind_s")
Sums = dict[str, int]


@dataclass(frozen=True)
class StationSums:
    """What a station's days sum to, by the company that ran it."""

    station_id: str
    uscc: str
    sums: Sums


def station_days(actor: Actor, from_on: date, until_on: date) -> QuerySet[OnlineDay]:
    """Days of stations (their collectors') within the scope, both days included."""
    return OnlineDay.objects.filter(
        within(actor.scope), device=COLLECTOR, day__gte=from_on, day__lte=until_on
    )


def by_station(actor: Actor, from_on: date, until_on: date) -> list[StationSums]:
    """Sums of each station; one that changed hands stands there once for each company."""
    fields = (*PARTS, "expected", "received")
    grouped = station_days(actor, from_on, until_on).values("station_id", "uscc")
    summed = grouped.annotate(**{f"sum_{name}": Sum(name) for name in fields}).order_by("station_id", "uscc")
    return [
        StationSums(row["station_id"], row["uscc"], {name: int(row[f"sum_{name}"] or 0) for name in fields})
        for row in summed
    ]


def seconds_of(sums: Sums) -> dict[str, Any]:
    """Parts with the two rates."""
    return {
        **{name: sums.get(name, 0) for name in PARTS},
        "rate": plain_rate(sums),
        "assessed": assessed_rate(sums),
    }


def plain_rate(sums: Sums) -> float | None:
    """在线率: online by all that was neither announced nor the platform's."""
    return rate(sums.get("up_s", 0), sums.get("service_s", 0) - sum(sums.get(n, 0) for n in _TAKEN_OUT))


def assessed_rate(sums: Sums) -> float | None:
    """考核在线率: what was put down to others is taken out, too."""
    taken = sum(sums.get(name, 0) for name in (*_TAKEN_OUT, *_EXCUSED))
    return rate(sums.get("up_s", 0), sums.get("service_s", 0) - taken)


def added(many: Iterable[Sums]) -> Sums:
    """Sums put together."""
    total: Sums = defaultdict(int)
    for sums in many:
        for name, value in sums.items():
            total[name] += value
    return dict(total)


def ranked(
    found: list[StationSums], key: Callable[[StationSums], str], name: Callable[[str], str], target: float
) -> list[RateRow]:
    """Rows by a key, the lowest assessed rate first; what has nothing to count stands last."""
    groups: dict[str, list[StationSums]] = defaultdict(list)
    for one in found:
        groups[key(one)].append(one)
    rows = [row_of(code, name(code), members, target) for code, members in groups.items()]
    return sorted(rows, key=lambda row: (row.assessed is None, row.assessed, row.code))


def row_of(code: str, name: str, members: list[StationSums], target: float) -> RateRow:
    """One row; a station is below when its own assessed rate is."""
    sums = added(one.sums for one in members)
    by_station: dict[str, list[Sums]] = defaultdict(list)
    for one in members:
        by_station[one.station_id].append(one.sums)
    own = [assessed_rate(added(parts)) for parts in by_station.values()]
    expected, received = sums.get("expected", 0), sums.get("received", 0)
    return RateRow(
        code=code,
        name=name,
        stations=len(by_station),
        below=sum(1 for one in own if one is not None and one < target),
        expected=expected or None,
        received=received if expected else None,
        completeness=rate(min(received, expected), expected),
        **seconds_of(sums),
    )


def trend(actor: Actor, from_on: date, until_on: date, target: float) -> list[DayRate]:
    """Each day's rates; days without any station in service are left out."""
    counted = F("service_s")
    for name in (*_TAKEN_OUT, *_EXCUSED):
        counted = counted - F(name)
    # An assessed rate is rounded down: it misses the target when this many hundredths of a per cent do.
    short = math.ceil(round(target * 10_000, 6)) * Cast(counted, BigIntegerField()) - F("up_s") * 10_000
    below = Count("station_id", filter=Q(counted__gt=0, short__gt=0))
    days = station_days(actor, from_on, until_on).annotate(
        counted=Cast(counted, BigIntegerField()), short=Cast(short, BigIntegerField())
    )
    sums = {f"sum_{name}": Sum(name) for name in PARTS}
    rows = days.values("day").annotate(stations=Count("station_id"), below=below, **sums).order_by("day")
    return [_day_rate(row) for row in rows]


def _day_rate(row: dict[str, Any]) -> DayRate:
    sums = {name: int(row[f"sum_{name}"] or 0) for name in PARTS}
    return DayRate(
        day=row["day"],
        rate=plain_rate(sums),
        assessed=assessed_rate(sums),
        stations=row["stations"],
        below=row["below"],
    )


def month_bounds(month: str) -> tuple[date, date]:
    """First and last day of a month.

    >>> month_bounds("2026-02")
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


class Names:
    """Names and groups of the register, read once for a page."""

    def __init__(self, actor: Actor) -> None:
        self._regions = register.region_names()
        stations = register.stations_of(actor)
        self._stations = {one.station_id: one for one in stations}
        self._companies = dict(Company.objects.values_list("uscc", "name"))
        self._groups = msgspec.convert(register.city().ownership_groups, list[OwnershipGroupSection])

    def station(self, station_id: str) -> str:
        """A station's name."""
        found = self._stations.get(station_id)
        return found.name if found else station_id

    def region(self, code: str) -> str:
        """A region's name."""
        return self._regions.get(code, code)

    def county_of(self, one: StationSums) -> str:
        """A station's county by its region's code."""
        found = self._stations.get(one.station_id)
        return (found.region_code if found else one.station_id)[:6]

    def company(self, uscc: str) -> str:
        """A company's name."""
        return self._companies.get(uscc, uscc)

    def group_of(self, one: StationSums) -> str:
        """The ownership group that a station belongs to, by the city's profile; else its ownership."""
        found = self._stations.get(one.station_id)
        if found is None:
            return ""
        group = next(
            (g for g in self._groups if g.holds(found.ownership, found.control, found.operating_mode)), None
        )
        return group.code if group else ""

    def group(self, code: str) -> str:
        """A group's name."""
        found = next((g for g in self._groups if g.code == code), None)
        return pick(found.name, found.name_en or found.name) if found else pick("未分组", "No group")
