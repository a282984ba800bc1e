"""A month of vapour records in each profile, judged as they come and all at once: how many days differ.

python -m benchmarks.vapour_month [--stations 100] [--days 30] [--sampling 30]
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa

from youjian.contract.columns import empty, to_table
from youjian.contract.fields import day_bounds
from youjian.contract.known import KnownTables
from youjian.contract.platform import READABLE_TABLES
from youjian.detection.samples import nozzle, station
from youjian.detection.vapour.editions import EDITIONS, Edition
from youjian.detection.vapour.fills import fills_in_scope
from youjian.detection.vapour.pressure_days import pressure_days, readings_in_scope
from youjian.detection.vapour.ratio_days import ratio_days
from youjian.detection.vapour.streams import RatioVerdict
from youjian.detection.vapour.walking import Before, Walked, walk

PROFILES = {"jingdezhen": "360203", "zhengzhou": "410102"}
FIRST = date(2026, 9, 1)
NOZZLES = 4
_SECOND = 1_000_000
Day = tuple[object, ...]


@dataclass(frozen=True)
class Size:
    """How much is judged; `sampling_s` is the time between two readings of the pressure."""

    stations: int = 100
    days: int = 30
    sampling_s: int = 30


def facts_of(station_id: str, seed: int, size: Size) -> KnownTables:
    """A station's month: good and bad nozzles, idle ones, a leaky vapour space, holes, strong vapours."""
    rng = np.random.default_rng(seed)
    register = {
        "stations": [station(station_id=station_id, vapour_monitoring=True)],
        "nozzles": [
            nozzle(station_id=station_id, nozzle_id=n, product="0D" if n == NOZZLES else "92")
            for n in range(1, NOZZLES + 1)
        ],
    }
    tables = {name: to_table(READABLE_TABLES[name], rows) for name, rows in register.items()}
    tables["vapour_fills"] = _fills(station_id, rng, size)
    tables["pressure_readings"] = _readings(station_id, rng, size)
    return KnownTables(tables)


def _fills(station_id: str, rng: np.random.Generator, size: Size) -> pa.Table:
    start = _micros(day_bounds(FIRST)[0])
    nozzles: list[int] = []
    ended: list[int] = []
    ratios: list[float] = []
    for n in range(1, NOZZLES + 1):
        busy, bad = rng.choice([2, 4, 30]), rng.choice([0.02, 0.25, 0.6, 1.0])
        for day in range(size.days):
            count = int(rng.poisson(busy))
            wrong = rng.random(count) < bad
            drawn = np.where(wrong, rng.choice([0.4, 0.88, 1.31, 1.7], count), rng.normal(1.1, 0.06, count))
            ended += sorted(
                (start + 86_400 * _SECOND * day + rng.integers(0, 86_400, count) * _SECOND).tolist()
            )
            ratios += np.round(np.clip(drawn, 0.05, 2.5), 2).tolist()
            nozzles += [n] * count
    fuel = rng.choice([8_000, 14_999, 15_000, 30_000], len(ended), p=[0.1, 0.05, 0.05, 0.8])
    columns = {
        "station_id": [station_id] * len(ended), "nozzle_id": nozzles, "ended_at": ended,
        "started_at": [at - 60 * _SECOND for at in ended], "fuel_ml": fuel.tolist(),
        "vapour_ml": (fuel * np.array(ratios)).astype(int).tolist(), "ratio": ratios,
        "fuel_l_min": [30.0] * len(ended), "vapour_l_min": [33.0] * len(ended), "received_at": ended,
    }  # fmt: skip
    return _table("vapour_fills", columns)


def _readings(station_id: str, rng: np.random.Generator, size: Size) -> pa.Table:
    start = _micros(day_bounds(FIRST)[0])
    at = np.arange(0, size.days * 86_400, size.sampling_s)
    near = np.repeat(rng.random(size.days * 4) < rng.choice([0.1, 0.6, 0.97]), 6 * 3600 // size.sampling_s)
    pressure = np.where(near, rng.uniform(-50, 50, len(at)), rng.uniform(-400, 400, len(at)))
    ppm = np.where(
        rng.random(len(at)) < rng.choice([0.0, 1e-4, 1e-3]), rng.uniform(3900, 9000, len(at)), 80.0
    )
    kept = np.ones(len(at), dtype=bool)
    for _ in range(size.days // 3):
        hole = int(rng.integers(0, len(at)))
        kept[hole : hole + int(rng.integers(2, 12 * 3600 // size.sampling_s))] = False
    moments = (start + at[kept] * _SECOND).tolist()
    columns = {
        "station_id": [station_id] * len(moments), "at": moments, "pressure_pa": pressure[kept].tolist(),
        "vapour_ppm": ppm[kept].tolist(), "received_at": moments,
    }  # fmt: skip
    return _table("pressure_readings", columns)


def _table(name: str, columns: dict[str, list[object]]) -> pa.Table:
    schema = empty(READABLE_TABLES[name]).schema
    return pa.table(
        {field.name: pa.array(columns[field.name], field.type) for field in schema}, schema=schema
    )


def _micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def differing(facts: KnownTables, edition: Edition, as_of: datetime, cut: int) -> tuple[int, int]:
    """Days judged, and those that the stream (stopped at `cut` and started anew) and the batch see apart."""
    streamed = _streamed(facts, edition, as_of, cut)
    batch = _batch(facts, edition, as_of)
    return len(batch), len(set(streamed) ^ set(batch))


def _streamed(facts: KnownTables, edition: Edition, as_of: datetime, cut: int) -> list[Day]:
    fills, readings = fills_in_scope(facts, as_of), readings_in_scope(facts, as_of)
    parts = _cut(fills, "ended_at", cut), _cut(readings, "at", cut)
    first = walk(parts[0][0], parts[1][0], edition)
    before = Before(
        {n: days[-1] for n, days in first.ratio.items() if days},
        first.pressure[-1] if first.pressure else None,
        first.concentration[-1] if first.concentration else None,
    )
    return [*_days(first), *_days(walk(parts[0][1], parts[1][1], edition, before))]


def _cut(table: pa.Table, column: str, cut: int) -> tuple[pa.Table, pa.Table]:
    early = table[column].cast(pa.int64()).to_numpy() < cut
    return table.filter(pa.array(early)), table.filter(pa.array(~early))


def _days(walked: Walked) -> Iterator[Day]:
    for n, days in walked.ratio.items():
        yield from (_ratio_day(n, one) for one in days if one.state != "not_judged")
    for one in walked.pressure:
        yield "pressure", one.day, one.longest_s, one.chained_s, one.holes, one.state, one.streak


def _ratio_day(n: int, one: RatioVerdict) -> Day:
    return (
        f"nozzle:{n}",
        one.day,
        one.since,
        one.counted,
        one.valid,
        one.bad,
        one.severe,
        one.state,
        one.streak,
    )


def _batch(facts: KnownTables, edition: Edition, as_of: datetime) -> list[Day]:
    found: list[Day] = []
    for told in ratio_days(facts, as_of, edition.ratio).at(as_of).nozzles:
        for day in told.days:
            c, state = day.count, "alarm" if day.alarm else "warning" if day.warned else "normal"
            found.append(
                (told.subject, c.day, day.since, c.counted, c.valid, c.bad, c.severe, state, day.streak)
            )
    for station_days in pressure_days(facts, as_of, edition.pressure).at(as_of).stations:
        lengths = dict(zip((one.day for one in station_days.judged), station_days.streaks, strict=True))
        streak = 0
        for one in station_days.days:
            streak = lengths.get(one.day, streak)
            alarm = one.state == "warning" and streak >= edition.pressure.alarm_days
            state = "alarm" if alarm else one.state
            found.append(("pressure", one.day, one.longest_s, one.chained_s, one.holes, state, streak))
    return found


def month(size: Size) -> tuple[int, int, int]:
    """Stations, judged days and days that differ, over all profiles and editions."""
    as_of = day_bounds(FIRST + timedelta(days=size.days))[0] + timedelta(hours=2)
    stations = days = differ = 0
    for profile, region in PROFILES.items():
        for number in range(size.stations):
            facts = facts_of(f"{region}{number:04d}", number + len(profile) * 1000, size)
            cut = _micros(day_bounds(FIRST + timedelta(days=number % size.days))[0])
            judged = [differing(facts, edition, as_of, cut) for edition in EDITIONS]
            stations, days = stations + 1, days + sum(one for one, _ in judged)
            differ += sum(apart for _, apart in judged)
    return stations, days, differ


def main() -> int:
    """Judge, print the last line, answer 1 when a day differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("stations", "days"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Size, name))
    parser.add_argument("--sampling", type=int, default=Size.sampling_s)
    told = parser.parse_args()
    stations, days, differ = month(Size(told.stations, told.days, told.sampling))
    print(f"vapour_month: stations={stations} days={days} differ={differ}")
    return int(differ > 0)


if __name__ == "__main__":
    sys.exit(main())
