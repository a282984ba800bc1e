"""The past of a city, made inside PostgreSQL: plausible keys, in the order in which they would have come."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg

from benchmarks.intake.ground import Ground

SALES = 90
"""Fuellings of a nozzle a day, one every sixteen minutes."""
_EVERY = timedelta(days=1) / SALES
READINGS = 8
"""Tank readings of a station beside its fuellings, for each nozzle and day."""
VOLUME_ML = 30_000
PRICE_FEN = 785

_FUELLINGS = """
INSERT INTO ledger.fuellings (station_id, nozzle_id, seq, started_at, ended_at, volume_ml, unit_price_fen,
    amount_fen, totalizer_ml, kind, source, received_at, batch_id, test, version)
SELECT s, n, %(first)s + i, at - interval '1 minute', at, %(volume)s, %(price)s,
    %(volume)s::bigint * %(price)s / 1000, 1000000000 + (%(first)s + i)::bigint * %(volume)s, 'sale', 'live',
    at + interval '2 seconds', 1, false, 1
FROM generate_series(1, %(sales)s) AS i
CROSS JOIN unnest(%(stations)s::text[]) AS s
CROSS JOIN generate_series(1, %(nozzles)s) AS n
CROSS JOIN LATERAL (
    SELECT %(day)s::timestamptz + i * %(every)s::interval + n * interval '7 seconds' AS at
) AS moment
"""
_READINGS = """
INSERT INTO ledger.tank_readings (station_id, tank_id, at, product_mm, water_mm, temp_c, volume_l,
    received_at, batch_id, test)
SELECT s, t, at, 1200 + i + random() * 3, 2, 18 + random(), 15000 + 10 * random() * i,
    at + interval '2 seconds', 1, false
FROM generate_series(1, %(readings)s) AS i
CROSS JOIN unnest(%(stations)s::text[]) AS s
CROSS JOIN generate_series(1, %(nozzles)s) AS t
CROSS JOIN LATERAL (SELECT %(day)s::timestamptz + i * interval '2 hours' AS at) AS moment
"""


@dataclass
class History:
    """Days of a city up to this one; `days` are made so far, the oldest first."""

    ground: Ground
    stations: list[str]
    nozzles: int
    first_day: datetime
    days: int = 0

    @property
    def fuellings_a_day(self) -> int:
        """Rows that a day adds to the fuellings."""
        return len(self.stations) * self.nozzles * SALES

    @property
    def fuellings(self) -> int:
        """Rows made so far."""
        return self.days * self.fuellings_a_day

    @property
    def seq(self) -> int:
        """The last number of every nozzle."""
        return self.days * SALES

    @property
    def until(self) -> datetime:
        """When the last day made ends."""
        return self.first_day + timedelta(days=self.days)

    def grow(self, rows: int, tell: Callable[[str], None]) -> None:
        """Make days until there are so many fuellings, then let PostgreSQL gather its statistics."""
        for _ in self._missing(rows):
            self._make_day()
            if self.days % 20 == 0:
                tell(f"{self.fuellings:,} fuellings stored")
        with psycopg.connect(self.ground.server.url("owner"), autocommit=True) as conn:
            conn.execute("VACUUM (ANALYZE) ledger.fuellings")
            conn.execute("VACUUM (ANALYZE) ledger.tank_readings")

    def _missing(self, rows: int) -> Iterator[int]:
        while self.fuellings < rows:
            yield self.days

    def _make_day(self) -> None:
        day = self.first_day + timedelta(days=self.days)
        values = {
            "stations": self.stations,
            "nozzles": self.nozzles,
            "first": self.seq,
            "sales": SALES,
            "readings": READINGS,
            "volume": VOLUME_ML,
            "price": PRICE_FEN,
            "every": _EVERY,
            "day": day,
        }
        with self.ground.owner() as conn:
            dates = [day.date(), (day + timedelta(days=1)).date()]
            conn.execute("SELECT ledger.ensure_days('tank_readings', %s, %s)", dates)
            conn.execute(_FUELLINGS, values)
            conn.execute(_READINGS, values)
        self.days += 1


def first_day(days: int) -> datetime:
    """The first of so many days that end yesterday, UTC midnight."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days + 1)
