"""The fit of a station's books at a night: what the watch needs to run the accounts on over the day after."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from youjian.detection.balance.levels import Floats
from youjian.detection.balance.standing import Standing
from youjian.detection.balance.tank_book import TankBook

_JOINED_DAYS = 2


@dataclass(frozen=True)
class TankFit:
    """One tank's account (or that of tanks that share their level) after a night.

    `mean` and `cov` are those of all its unknowns; `scale` is how its nights scattered against what was
    expected, never below 1; `chart_excess` by what share its chart seems wrong; `nights` how many it has been
    kept for; `joined` the documents that its last days' rises took.
    """

    tank_ids: tuple[int, ...]
    nozzles: tuple[int, ...]
    product: str
    capacity_l: float
    mean: Floats
    cov: Floats
    scale: float
    chart_excess: float
    nights: int
    joined: tuple[str, ...]

    @property
    def tank_id(self) -> int:
        """The smallest of its tanks: its name in findings."""
        return min(self.tank_ids)


@dataclass(frozen=True)
class StationFit:
    """All tanks of a station after a night (its number); `moved` nozzles draw from others than registered."""

    night: int
    moved: dict[int, int]
    tanks: tuple[TankFit, ...]


class Fits(Protocol):
    """The fits of a station, night by night."""

    def at(self, night: int) -> StationFit | None:
        """The fit of a night; None when there is none."""
        ...


def fits_name(station_id: str) -> str:
    """Under which name a station's fits are shared (`Facts.derived`)."""
    return f"balance.fits:{station_id}"


def fit_of(
    groups: Iterable[TankBook], standings: Iterable[Standing], moved: dict[int, int], night: int
) -> StationFit:
    """The fit of books that stand at a night."""
    of_tank = {standing.tank_id: standing for standing in standings}
    tanks = [_tank(group, of_tank[group.tank_id], night) for group in groups if group.tank_id in of_tank]
    return StationFit(night, dict(moved), tuple(tanks))


def _tank(group: TankBook, standing: Standing, night: int) -> TankFit:
    account = group.accounts[night]
    last = range(night - _JOINED_DAYS + 1, night + 1)
    arrivals = (arrival for day in last for arrival in group.arrivals.get(day, ()))
    return TankFit(
        tank_ids=tuple(level.tank_id for level in group.levels),
        nozzles=group.nozzles,
        product=group.product,
        capacity_l=group.capacity_l,
        mean=account.mean,
        cov=account.cov,
        scale=standing.scale(),
        chart_excess=standing.chart_excess(),
        nights=night - standing.first,
        joined=tuple(paper.delivery_id for arrival in arrivals for paper in arrival.papers),
    )
