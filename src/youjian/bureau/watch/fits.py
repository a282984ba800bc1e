"""The tanks' fits between a night and the watch: written down when a night is judged, read the day after."""

import hashlib
from datetime import datetime
from typing import Any

import msgspec
import numpy as np
from psycopg import Connection

from youjian.detection.balance.books import StationBook
from youjian.detection.balance.fits import StationFit, TankFit
from youjian.detection.balance.levels import Floats
from youjian.detection.balance.nights import night_at
from youjian.detection.moments import moment_of
from youjian.ledger.fitted import FittedRow, fitted_of


class _Tank(msgspec.Struct, frozen=True):
    """A tank's fit as it is kept: numbers as the bytes of float64, so that they come back bit for bit."""

    tank_ids: tuple[int, ...]
    nozzles: tuple[int, ...]
    product: str
    capacity_l: float
    mean: bytes
    cov: bytes
    scale: float
    chart_excess: float
    nights: int
    joined: tuple[str, ...]


class _Station(msgspec.Struct, frozen=True):
    night: int
    moved: dict[int, int]
    tanks: tuple[_Tank, ...]


def written(fit: StationFit) -> bytes:
    """A fit as bytes."""
    tanks = tuple(_written(tank) for tank in fit.tanks)
    return msgspec.msgpack.encode(_Station(fit.night, fit.moved, tanks))


def read(body: bytes) -> StationFit:
    """The fit that bytes hold. Raises msgspec.DecodeError for others."""
    kept = msgspec.msgpack.decode(body, type=_Station)
    return StationFit(kept.night, kept.moved, tuple(_read(tank) for tank in kept.tanks))


def row_of(book: StationBook, number: int, rule_set: str) -> FittedRow | None:
    """What is kept of books that were advanced to a night; None where there was nothing to fit."""
    fit = book.fits.get(number)
    if fit is None or not fit.tanks:
        return None
    return FittedRow(moment_of(night_at(number)), rule_set, _digest(book, number), written(fit))


class StoredFits:
    """The fits that the nights of a station left in the ledger, each looked up once."""

    def __init__(self, conn: Connection[Any], station_id: str) -> None:
        self._conn, self._station_id = conn, station_id
        self._found: dict[int, StationFit | None] = {}

    def at(self, night: int) -> StationFit | None:
        """The fit of a night; None when that night was not judged."""
        if night not in self._found:
            moment: datetime = moment_of(night_at(night))
            rows = fitted_of(self._conn, self._station_id, moment, moment)
            self._found[night] = read(rows[0].body) if rows else None
        return self._found[night]


def _written(tank: TankFit) -> _Tank:
    return _Tank(
        tank.tank_ids,
        tank.nozzles,
        tank.product,
        tank.capacity_l,
        tank.mean.tobytes(),
        np.ascontiguousarray(tank.cov).tobytes(),
        tank.scale,
        tank.chart_excess,
        tank.nights,
        tank.joined,
    )


def _read(kept: _Tank) -> TankFit:
    mean: Floats = np.frombuffer(kept.mean)
    return TankFit(
        kept.tank_ids,
        kept.nozzles,
        kept.product,
        kept.capacity_l,
        mean,
        np.frombuffer(kept.cov).reshape(len(mean), len(mean)),
        kept.scale,
        kept.chart_excess,
        kept.nights,
        kept.joined,
    )


def _digest(book: StationBook, number: int) -> str:
    """The digest of what the books were made from: levels, sales and documents known by the night."""
    made, until = hashlib.sha256(), night_at(number)
    for tank_id in sorted(book.levels):
        level = book.levels[tank_id]
        known = level.known <= until
        made.update(level.at[known].tobytes() + level.net_l[known].tobytes())
    sales = book.registered.at(until)
    made.update(sales.ended.tobytes() + sales.nozzle.tobytes() + sales.litres.tobytes())
    made.update("\n".join(p.delivery_id for p in book.papers if p.known <= until).encode())
    return made.hexdigest()
