"""Puts the demo city's register and an afternoon of one station's records into a database.

Run as a program, because Django reads the database's address once per process:

    python -m tests.acceptance.seed_city city     register, people, records, one totalizer gap
    python -m tests.acceptance.seed_city gap      one more gap, as if it had just come in
"""

import sys
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from youjian.contract.records import Fuelling, Heartbeat, Record, TankReading

STATION = "3602030017"
GAP_NOZZLE, NEW_GAP_NOZZLE = 1, 4
MISSING_ML = 412_340
FIRST_SEQ, RECORDS, GAP_AT = 4101, 12, 8
_PRICE_FEN = 756
_VOLUME_ML = 30_000
_START_ML = 2_230_000_000

Rows = list[tuple[str, Record]]


def fuellings(nozzle_id: int, now: datetime, missing_at: int | None) -> Rows:
    """Twelve fuellings of one nozzle, ten minutes apart; fuel runs unrecorded before one of them."""
    rows: Rows = []
    total = _START_ML + nozzle_id * 10_000_000
    for number in range(RECORDS):
        ended = now - timedelta(minutes=10 * (RECORDS - number))
        total += _VOLUME_ML + (MISSING_ML if number == missing_at else 0)
        rows.append(("fuellings", fuelling(nozzle_id, FIRST_SEQ + number, ended, total)))
    return rows


def fuelling(nozzle_id: int, seq: int, ended: datetime, total: int) -> Fuelling:
    """A sale of 30.00 L."""
    return Fuelling(
        station_id=STATION,
        nozzle_id=nozzle_id,
        seq=seq,
        started_at=ended - timedelta(minutes=2),
        ended_at=ended,
        volume_ml=_VOLUME_ML,
        unit_price_fen=_PRICE_FEN,
        amount_fen=_VOLUME_ML * _PRICE_FEN // 1000,
        totalizer_ml=total,
        kind="sale",
        source="live",
    )


def readings(now: datetime) -> Rows:
    """Levels of two tanks for a day; the third tank's gauge has never spoken."""
    return [
        ("tank_readings", reading(tank, now - timedelta(minutes=15 * step), 1_200 + 5.0 * step))
        for tank in (1, 2)
        for step in range(96)
    ]


def reading(tank_id: int, at: datetime, height: float) -> TankReading:
    """A reading whose volume the chart has to give."""
    return TankReading(
        station_id=STATION, tank_id=tank_id, at=at, product_mm=height, water_mm=8.0, temp_c=18.4
    )


def heartbeat(now: datetime) -> Heartbeat:
    """A sign of life of the station's collector."""
    return Heartbeat(
        station_id=STATION,
        device="collector",
        at=now,
        clock_offset_s=0.2,
        outbox_depth=0,
        firmware="1.0",
        link="4g",
    )


def store(rows: Rows, now: datetime) -> None:
    """Take records in as a door does, judged by the pairwise rules."""
    from youjian.detection.registry import judge_pairwise
    from youjian.ledger.batch import Batch
    from youjian.ledger.connection import connect
    from youjian.ledger.store import store as take_in

    counted: dict[str, int] = {}
    listed: list[tuple[str, int, Record]] = []
    for table, record in rows:
        listed.append((table, counted.get(table, 0), record))
        counted[table] = counted.get(table, 0) + 1
    with connect("intake") as conn:
        [outcome] = take_in(
            conn, [Batch(door="import", station_id=STATION, records=listed)], now, judge_pairwise
        )
    if outcome.stored != len(rows):
        raise RuntimeError(f"{outcome.stored} of {len(rows)} records stored: {outcome.quarantined}")


def furnish() -> None:
    """The demo city's regions, people and register."""
    from youjian.bureau import setup

    setup()
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.registry.loading import load_profile

    load_profile(SYSTEM, Path(str(files("youjian.profiles") / "jingdezhen")))


def main(what: str) -> None:
    """Do what the first argument says."""
    now = datetime.now(UTC).replace(microsecond=0)
    if what == "city":
        furnish()
        honest = fuellings(NEW_GAP_NOZZLE, now, missing_at=None)
        store(
            [*fuellings(GAP_NOZZLE, now, GAP_AT), *honest, *readings(now), ("heartbeats", heartbeat(now))],
            now,
        )
        return
    total = _START_ML + NEW_GAP_NOZZLE * 10_000_000 + (RECORDS + 1) * _VOLUME_ML + MISSING_ML
    store([("fuellings", fuelling(NEW_GAP_NOZZLE, FIRST_SEQ + RECORDS, now, total))], now)


if __name__ == "__main__":
    main(sys.argv[1])
