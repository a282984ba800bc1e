"""What a tanker's track shows: stops, gaps, how far it drove, where its lock was opened. Facts only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Literal

_EARTH_KM = 6371.0088
OPENING = frozenset({"opened", "forced"})
Where = Literal["loading", "station", "other"]


@dataclass(frozen=True)
class Point:
    """Where a tanker was (CGCS2000 degrees)."""

    at: datetime
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Site:
    """A loading place or a station of the waybill, and within what distance a tanker is there."""

    kind: Literal["loading", "station"]
    name: str
    longitude: float
    latitude: float
    radius_km: float


@dataclass(frozen=True)
class Lock:
    """Something that an e-lock told: `locked`, `opened`, `forced`, `low_battery` …"""

    at: datetime
    code: str
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True)
class Thresholds:
    """From when on something on a track is worth a look."""

    stop_minutes: float = 10.0
    stop_radius_km: float = 0.15
    gap_minutes: float = 10.0
    detour_factor: float = 1.5
    detour_least_km: float = 10.0


@dataclass(frozen=True)
class Stop:
    """A tanker that stayed within `stop_radius_km`: from when to when, where, at which site."""

    since: datetime
    until: datetime
    longitude: float
    latitude: float
    where: Where
    site: str


@dataclass(frozen=True)
class Opening:
    """A lock opened: when, where (None: nobody knows), at which site."""

    at: datetime
    code: str
    longitude: float | None
    latitude: float | None
    where: Where | None
    site: str


@dataclass(frozen=True)
class Gap:
    """No point of the track for longer than `gap_minutes`."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Seen:
    """What a track shows. `direct_km` is the way from site to site as the crow flies, None without them."""

    km: float
    direct_km: float | None
    detour: bool
    stops: tuple[Stop, ...]
    openings: tuple[Opening, ...]
    gaps: tuple[Gap, ...]


def seen(points: Sequence[Point], locks: Sequence[Lock], sites: Sequence[Site], limits: Thresholds) -> Seen:
    """What a track of points in the order of time and the lock's events show."""
    km = sum(distance_km(a, b) for a, b in pairwise(points))
    direct = _direct_km(sites)
    far = direct is not None and km > limits.detour_factor * direct and km - direct > limits.detour_least_km
    return Seen(
        km=km,
        direct_km=direct,
        detour=far,
        stops=tuple(_stops(points, sites, limits)),
        openings=tuple(_opening(one, points, sites, limits) for one in locks if one.code in OPENING),
        gaps=tuple(_gaps(points, limits)),
    )


def distance_km(a: Point | Site, b: Point | Site) -> float:
    """The great circle between two places."""
    up, along = radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)
    lift = cos(radians(a.latitude)) * cos(radians(b.latitude)) * sin(along / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(sin(up / 2) ** 2 + lift)))


def _direct_km(sites: Sequence[Site]) -> float | None:
    """From the loading place to the stations in the order of the waybill."""
    if not any(site.kind == "loading" for site in sites) or len(sites) < 2:
        return None
    return sum(distance_km(a, b) for a, b in pairwise(sites))


def _stops(points: Sequence[Point], sites: Sequence[Site], limits: Thresholds) -> list[Stop]:
    found: list[Stop] = []
    first = 0
    while first < len(points):
        last = first
        while last + 1 < len(points) and _stays(points[first], points[last + 1], limits):
            last += 1
        begun, ended = points[first], points[last]
        if ended.at - begun.at >= timedelta(minutes=limits.stop_minutes):
            where, site = _place(begun, sites)
            found.append(Stop(begun.at, ended.at, begun.longitude, begun.latitude, where, site))
        first = last + 1
    return found


def _stays(begun: Point, then: Point, limits: Thresholds) -> bool:
    return distance_km(begun, then) <= limits.stop_radius_km


def _gaps(points: Sequence[Point], limits: Thresholds) -> list[Gap]:
    longest = timedelta(minutes=limits.gap_minutes)
    return [Gap(a.at, b.at) for a, b in pairwise(points) if b.at - a.at > longest]


def _opening(lock: Lock, points: Sequence[Point], sites: Sequence[Site], limits: Thresholds) -> Opening:
    """Where a lock was opened: where it said, else at the nearest point within `gap_minutes`."""
    at = _said(lock) or _nearest(lock.at, points, limits)
    if at is None:
        return Opening(lock.at, lock.code, None, None, None, "")
    where, site = _place(at, sites)
    return Opening(lock.at, lock.code, at.longitude, at.latitude, where, site)


def _said(lock: Lock) -> Point | None:
    if lock.longitude is None or lock.latitude is None:
        return None
    return Point(lock.at, lock.longitude, lock.latitude)


def _nearest(at: datetime, points: Sequence[Point], limits: Thresholds) -> Point | None:
    nearest = min(points, key=lambda one: abs(one.at - at), default=None)
    near = nearest is not None and abs(nearest.at - at) <= timedelta(minutes=limits.gap_minutes)
    return nearest if near else None


def _place(at: Point, sites: Sequence[Site]) -> tuple[Where, str]:
    there = [site for site in sites if distance_km(at, site) <= site.radius_km]
    if not there:
        return "other", ""
    nearest = min(there, key=lambda site: distance_km(at, site))
    return nearest.kind, nearest.name
