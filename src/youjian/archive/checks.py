"""What must hold between the rows of a folder: keys, references, charts."""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

from youjian.archive.rows import TableRead
from youjian.contract.records import Record
from youjian.contract.tables import TABLES, Table

Reads = Mapping[str, TableRead]
FULLER_THAN_NAMED = 1.1
"""A chart may go a tenth beyond a tank's named capacity: names are round figures."""
TALLER_THAN_NAMED_MM = 1.0
"""A chart's heights and a tank's diameter are rounded to whole millimetres each."""


def check_keys(read: TableRead, spec: Table) -> None:
    """Move rows whose key was there before to the bad ones.

    In a fact table the same content is a duplicate and dropped, and another version (`corrected`, a later
    `filed_at`) is kept beside the first.
    """
    seen: dict[tuple[Any, ...], Record] = {}
    kept: list[tuple[int, Record]] = []
    for line, record in zip(read.lines, read.records, strict=True):
        key = tuple(getattr(record, name) for name in spec.key)
        first = seen.setdefault(key, record)
        if first is record or _is_version(spec, first, record):
            kept.append((line, record))
        elif spec.kind == "registry" or _content(spec, first) != _content(spec, record):
            told = ", ".join(f"{name}={value}" for name, value in zip(spec.key, key, strict=True))
            read.refuse(line, f"the key {told} was there before")
    read.lines, read.records = [line for line, _ in kept], [record for _, record in kept]


def check_references(reads: Reads) -> None:
    """Name every row that speaks of a station, tank or chart that does not fit."""
    stations = {r.station_id for r in _records(reads, "stations")}
    tanks = {(r.station_id, r.tank_id): r for r in _records(reads, "tanks")}
    for name, read in reads.items():
        column = TABLES[name].station
        if column is not None and name != "stations":
            _refuse_where(read, lambda r, c=column: _no_station(getattr(r, c), stations))
    for name in ("nozzles", "tank_charts"):
        if name in reads:
            _refuse_where(reads[name], lambda r: _no_tank((r.station_id, r.tank_id), tanks))
    if "tanks" in reads:
        _refuse_where(reads["tanks"], _overfull)
    if "tank_charts" in reads:
        _refuse_where(reads["tank_charts"], lambda r: _outside(r, tanks))
        _check_rising(reads["tank_charts"])


def _records(reads: Reads, name: str) -> list[Any]:
    return list(reads[name].records) if name in reads else []


def _refuse_where(read: TableRead, reason_of: Callable[[Any], str | None]) -> None:
    _split(read, [reason_of(record) for record in read.records])


def _split(read: TableRead, reasons: Iterable[str | None]) -> None:
    kept: list[tuple[int, Record]] = []
    for line, record, reason in zip(read.lines, read.records, reasons, strict=True):
        if reason is None:
            kept.append((line, record))
        else:
            read.refuse(line, reason)
    read.lines, read.records = [line for line, _ in kept], [record for _, record in kept]


def _no_station(station_id: str, stations: set[str]) -> str | None:
    return None if station_id in stations else f"station {station_id} is not in stations"


def _no_tank(key: tuple[str, int], tanks: Mapping[tuple[str, int], Any]) -> str | None:
    return None if key in tanks else f"tank {key[1]} of station {key[0]} is not in tanks"


def _overfull(tank: Any) -> str | None:
    if tank.safe_fill_l <= tank.capacity_l:
        return None
    return f"safe_fill_l {tank.safe_fill_l:g} is above capacity_l {tank.capacity_l:g}"


def _outside(line: Any, tanks: Mapping[tuple[str, int], Any]) -> str | None:
    tank = tanks[line.station_id, line.tank_id]
    if line.height_mm > tank.diameter_mm + TALLER_THAN_NAMED_MM:
        return f"height {line.height_mm:g} mm is above the tank's diameter {tank.diameter_mm:g} mm"
    if line.volume_l > tank.capacity_l * FULLER_THAN_NAMED:
        return f"volume {line.volume_l:g} L is over the tank's capacity {tank.capacity_l:g} L by a tenth"
    return None


def _check_rising(read: TableRead) -> None:
    """A chart's volumes never fall as the height rises."""
    order = sorted(range(len(read.records)), key=lambda i: _chart_key(read.records[i]))
    reasons: list[str | None] = [None] * len(order)
    for below, above in pairwise(order):
        low, high = (_chart_key(read.records[i]) for i in (below, above))
        volumes = [read.records[i].volume_l for i in (below, above)]  # pyright: ignore[reportAttributeAccessIssue]
        if low[:3] == high[:3] and volumes[1] < volumes[0]:
            reasons[above] = f"volume falls to {volumes[1]:g} L at {high[3]:g} mm"
    _split(read, reasons)


def _chart_key(line: Any) -> tuple[Any, ...]:
    return line.station_id, line.tank_id, line.valid_from, line.height_mm


def _is_version(spec: Table, first: Record, record: Record) -> bool:
    if spec.version is None or _content(spec, first) == _content(spec, record):
        return False
    value = getattr(record, spec.version)
    return value == "corrected" if spec.version == "source" else value != getattr(first, spec.version)


def _content(spec: Table, record: Record) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in spec.content)
