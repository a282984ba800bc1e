"""What the register says about the stations of an actor, as papers are checked against it: read once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.registry.models import Company, Tank
from youjian.bureau.registry.selectors import stations_of
from youjian.bureau.scope import within
from youjian.bureau.supply.fuel_codes import FuelCodes, fuel_codes
from youjian.bureau.times import now


@dataclass(frozen=True)
class StationHere:
    """A station with its taxpayers: the one of today, and those of earlier operations from their days on."""

    station_id: str
    name: str
    uscc: str
    operations: tuple[tuple[date, str], ...] = ()

    def taxpayer(self, day: date) -> str:
        """The credit code of who runs it on a day."""
        begun = [uscc for begins, uscc in self.operations if begins <= day]
        return begun[-1] if begun else self.uscc


@dataclass(frozen=True)
class TankHere:
    """A tank of the register."""

    tank_id: int
    product: str
    density20: float
    retired_on: date | None


@dataclass(frozen=True)
class Surroundings:
    """The stations of a scope, their tanks and taxpayers, companies by name, codes of fuel, and the time."""

    stations: Mapping[str, StationHere]
    tanks: Mapping[str, tuple[TankHere, ...]]
    companies: Mapping[str, str]
    codes: FuelCodes
    moment: datetime

    @cached_property
    def by_taxpayer(self) -> Mapping[str, list[StationHere]]:
        """Stations by everybody who ever ran them, in the order of their ids."""
        index: dict[str, list[StationHere]] = defaultdict(list)
        for _, one in sorted(self.stations.items()):
            for code in {one.uscc, *(code for _, code in one.operations)}:
                index[code].append(one)
        return index

    def run_by(self, uscc: str | None, day: date) -> list[StationHere]:
        """The stations that a taxpayer runs on a day, by their ids."""
        return [one for one in self.by_taxpayer.get(uscc or "", []) if one.taxpayer(day) == uscc]


def surroundings(actor: Actor) -> Surroundings:
    """What applies for an actor now; call it within `acting`."""
    operations = _operations()
    stations = {
        station_id: StationHere(station_id, name, uscc, tuple(operations.get(station_id, ())))
        for station_id, name, uscc in stations_of(actor).values_list("station_id", "name", "uscc")
    }
    companies = dict(Company.objects.values_list("name", "uscc"))
    return Surroundings(stations, _tanks(actor), companies, fuel_codes(), now())


def _tanks(actor: Actor) -> dict[str, tuple[TankHere, ...]]:
    found: dict[str, list[TankHere]] = defaultdict(list)
    for tank in Tank.objects.filter(within(actor.scope)).order_by("station_id", "tank_id"):
        found[tank.station_id].append(
            TankHere(tank.tank_id, tank.product, tank.density20_kg_m3, tank.retired_on)
        )
    return {station_id: tuple(tanks) for station_id, tanks in found.items()}


def _operations() -> dict[str, list[tuple[date, str]]]:
    found: dict[str, list[tuple[date, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("SELECT station_id, valid_from, uscc FROM operations ORDER BY station_id, valid_from")
        for station_id, valid_from, uscc in cursor.fetchall():
            found[station_id].append((valid_from, uscc))
    return found
