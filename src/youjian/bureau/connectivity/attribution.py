"""To whom an outage of a station is put down, and what shows it. Pure: facts about outages in, a cause out.

First what the station's own box says (power), then whom it went dark together with (carrier, supplier, area),
then the station. A box without power while fuel was sold is the station's: pumps need power, too.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from youjian.bureau.connectivity.limits import Limits

NEAR = timedelta(minutes=5)
SETTLED = timedelta(hours=2)
"""After its end: by then the box has said what it knows of the outage."""


@dataclass(frozen=True)
class Box:
    """A station in service: county, carrier (of its SIM card, else its kind of line), firmware."""

    station_id: str
    county: str
    carrier: str
    firmware: str


@dataclass(frozen=True)
class Silent:
    """A station's outage and what its records say of it."""

    station_id: str
    start: datetime
    end: datetime | None
    events: tuple[tuple[datetime, str, str], ...] = ()
    """Events of the box near it: when, code, detail."""
    sold: int = 0
    """Fuellings within it, by records that came afterwards or totalizers."""


@dataclass(frozen=True)
class Attribution:
    """A cause with what shows it: `why` names the ground, the rest its figures."""

    cause: str
    basis: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class _Group:
    cause: str
    kind: str
    name: str
    members: frozenset[str]
    rest: frozenset[str]


class Neighbours:
    """Stations that went dark together, and the groups that may explain it."""

    def __init__(self, boxes: Sequence[Box], starts: Mapping[str, Sequence[datetime]], now: Limits) -> None:
        self._boxes = {box.station_id: box for box in boxes}
        self._starts = sorted(
            (at, one) for one, begun in starts.items() if one in self._boxes for at in begun
        )
        self._limits = now
        self._all = frozenset(self._boxes)
        self._known: dict[Box, list[_Group]] = {}

    def explain(self, station_id: str, start: datetime) -> Attribution | None:
        """The group of stations whose darkness explains an outage best; None when it stands alone."""
        dark = self._together(start) | {station_id}
        box = self._boxes.get(station_id)
        if box is None or len(dark) < self._limits.together_stations:
            return None
        judged = [(self._score(group, dark), group) for group in self._groups(box)]
        found = [(score, -n, group) for n, (score, group) in enumerate(judged) if score is not None]
        if not found:
            return None
        group = max(found, key=lambda one: one[:2])[2]
        return Attribution(group.cause, self._basis(group, dark))

    def _together(self, start: datetime) -> frozenset[str]:
        near = self._limits.together
        first = bisect_left(self._starts, start - near, key=lambda one: one[0])
        last = bisect_right(self._starts, start + near, key=lambda one: one[0])
        return frozenset(station for _, station in self._starts[first:last])

    def _groups(self, box: Box) -> list[_Group]:
        """From wide to narrow; of two that explain it as well the first is taken."""
        alike = replace(box, station_id="")
        if alike not in self._known:
            self._known[alike] = self._made(alike)
        return self._known[alike]

    def _made(self, box: Box) -> list[_Group]:
        county = self._where(lambda other: other.county == box.county)
        groups = [
            _Group("area", "city", "", self._all, frozenset()),
            _Group("area", "county", box.county, county, self._all - county),
        ]
        if box.carrier:
            same = self._where(lambda other: other.carrier == box.carrier)
            groups.append(_Group("carrier", "carrier", box.carrier, same, self._all - same))
            groups.append(_Group("carrier", "carrier_county", box.carrier, same & county, county - same))
        if box.firmware:
            same = self._where(lambda other: other.firmware == box.firmware)
            groups.append(_Group("supplier", "firmware", box.firmware, same, self._all - same))
        return groups

    def _where(self, belongs: Callable[[Box], bool]) -> frozenset[str]:
        return frozenset(station for station, box in self._boxes.items() if belongs(box))

    def _score(self, group: _Group, dark: frozenset[str]) -> float | None:
        """How much darker the group is than those beside it; None when it does not explain anything."""
        inside = len(group.members & dark)
        if inside < self._limits.together_stations:
            return None
        share = inside / len(group.members)
        if share < self._limits.together_share:
            return None
        if group.cause != "area" and not group.rest:
            return None
        beside = len(group.rest & dark) / len(group.rest) if group.rest else 0.0
        lead = share - beside
        return lead if lead >= self._limits.together_share else None

    def _basis(self, group: _Group, dark: frozenset[str]) -> dict[str, Any]:
        return {
            "why": "together",
            "group": group.kind,
            "name": group.name,
            "dark": len(group.members & dark),
            "of": len(group.members),
            "beside_dark": len(group.rest & dark),
            "beside": len(group.rest),
            "stations": sorted(group.members & dark)[:20],
        }


def attribute(silent: Silent, neighbours: Neighbours, now: datetime) -> Attribution:
    """The cause of a station's outage and what shows it; unknown while it may still come out."""
    power = _power(silent)
    if power is not None:
        return power
    return neighbours.explain(silent.station_id, silent.start) or _own(silent, now)


def _own(silent: Silent, now: datetime) -> Attribution:
    """An outage that stands alone is the station's once nothing else can come out."""
    stopped = next((e for e in silent.events if e[1] == "boot" and "orderly end" in e[2]), None)
    if stopped is not None:
        return Attribution("station", {"why": "stopped", **_event(stopped)})
    if silent.end is None or now - silent.end < SETTLED:
        return Attribution("unknown", {"why": "open" if silent.end is None else "unsettled"})
    lost = next((e for e in silent.events if e[1] == "link_lost"), None)
    if lost is not None:
        return Attribution("station", {"why": "link", **_event(lost)})
    return Attribution("station", {"why": "alone"})


def _power(silent: Silent) -> Attribution | None:
    lost = next((e for e in silent.events if e[1] == "power_lost"), None)
    lost = lost or next((e for e in silent.events if e[1] == "boot" and "loss of power" in e[2]), None)
    if lost is None:
        return None
    if silent.sold:
        return Attribution("station", {"why": "sold_without_power", "fuellings": silent.sold, **_event(lost)})
    return Attribution("power", {"why": "event", **_event(lost)})


def _event(event: tuple[datetime, str, str]) -> dict[str, str]:
    at, code, detail = event
    return {"at": at.isoformat(), "code": code, "detail": detail}


def of_device(events: Sequence[tuple[datetime, str, str]]) -> Attribution:
    """The cause of an outage of a device whose collector was heard: what the collector noted of it."""
    if not events:
        return Attribution("unknown", {"why": "silent_device"})
    return Attribution("station", {"why": "device", **_event(events[0])})


def carrier_of(iccid: str | None, link: str | None) -> str:
    """The carrier of a line: by the issuer in the SIM card's number (GB: 8986 and two digits), else its kind.

    >>> carrier_of("89860012017300000001", "4g"), carrier_of(None, "wired"), carrier_of("89861120", None)
    ('mobile', 'wired', 'telecom')
    """
    if iccid and iccid[:4] == "8986":
        return _ISSUERS.get(iccid[4:6], f"8986{iccid[4:6]}")
    return link or ""


_ISSUERS = {
    **dict.fromkeys(("00", "02", "04", "07", "08", "13"), "mobile"),
    **dict.fromkeys(("01", "06", "09", "10"), "unicom"),
    **dict.fromkeys(("03", "05", "11", "12"), "telecom"),
    "15": "broadnet",
}
