"""Records that keep coming while somebody looks: fuellings and levels, stored as a door stores them."""

import random
import threading
import time
from datetime import UTC, datetime, timedelta

from youjian.contract.records import Fuelling, TankReading
from youjian.detection.registry import judge_pairwise
from youjian.ledger.batch import Batch
from youjian.ledger.connection import connect
from youjian.ledger.store import store

_ROUND_SECONDS = 0.5
_FIRST_SEQ = 500_000


class Feeder:
    """Stores so many fuellings and as many levels a second until it is stopped."""

    def __init__(self, stations: list[str], a_second: float) -> None:
        self._stations = stations
        self._each = max(1, round(a_second * _ROUND_SECONDS))
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.stored = 0

    def __enter__(self) -> "Feeder":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        dice = random.Random(7)  # noqa: S311 - where the next car stops
        seq = _FIRST_SEQ
        with connect("intake") as conn:
            while not self._stop.is_set():
                began = time.monotonic()
                moment = datetime.now(UTC).replace(microsecond=0)
                chosen = dice.sample(self._stations, self._each)
                seq += 1
                store(conn, [_batch(station, seq, moment) for station in chosen], moment, judge_pairwise)
                conn.commit()
                self.stored += 2 * len(chosen)
                self._stop.wait(max(0.0, _ROUND_SECONDS - (time.monotonic() - began)))


def _batch(station_id: str, seq: int, moment: datetime) -> Batch:
    level = TankReading(
        station_id=station_id, tank_id=1, at=moment, product_mm=900.0 + seq % 900, water_mm=6.0, temp_c=18.4
    )
    sale = Fuelling(
        station_id=station_id,
        nozzle_id=1,
        seq=seq,
        started_at=moment - timedelta(minutes=2),
        ended_at=moment,
        volume_ml=30_000,
        unit_price_fen=756,
        amount_fen=22_680,
        totalizer_ml=2_240_000_000 + (seq - _FIRST_SEQ) * 30_000,
        kind="sale",
        source="live",
    )
    records = [("fuellings", 0, sale), ("tank_readings", 0, level)]
    return Batch(door="import", station_id=station_id, records=records)  # type: ignore[list-item]
