"""The register of one station: columns tell whether all is well, and rows what is not."""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.archive.checks import FULLER_THAN_NAMED, TALLER_THAN_NAMED_MM, check_keys, check_references
from youjian.archive.rows import TableRead
from youjian.archive.screening import Checked
from youjian.contract.columns import to_table
from youjian.contract.order import order_of, rises, same_as_before
from youjian.contract.tables import TABLES

Register = Mapping[str, Checked]


def check_register(register: Register) -> dict[str, Checked]:
    """Registry tables of one station without the rows that do not fit the others, which are named."""
    if _fits(register):
        return dict(register)
    reads = {name: _read(name, checked) for name, checked in register.items()}
    for name, read in reads.items():
        check_keys(read, TABLES[name])
    check_references(reads)
    return {name: _checked(name, read) for name, read in reads.items()}


def _fits(register: Register) -> bool:
    """Whether no row contradicts another. Only a sure yes counts: rows are asked when it is no."""
    return (
        all(_is_unique(name, checked.table) for name, checked in register.items())
        and _tanks_fit(register)
        and ("tank_charts" not in register or _charts_fit(register))
    )


def _is_unique(name: str, table: pa.Table) -> bool:
    columns = [column for column in TABLES[name].key if column != "station_id"]
    if table.num_rows < 2 or rises(table, columns):
        return True
    order = order_of([table[column] for column in columns])
    return not same_as_before(table.take(pa.array(order)), columns).any()


def _tanks_fit(register: Register) -> bool:
    if "tanks" not in register:
        return all(not register[n].table.num_rows for n in ("nozzles", "tank_charts") if n in register)
    tanks = register["tanks"].table
    if pc.any(pc.greater(tanks["safe_fill_l"], tanks["capacity_l"])).as_py():
        return False
    named = pc.unique(tanks["tank_id"])
    spoken = [register[n].table["tank_id"] for n in ("nozzles", "tank_charts") if n in register]
    return all(pc.all(pc.is_in(ids, value_set=named)).as_py() is not False for ids in spoken)


def _charts_fit(register: Register) -> bool:
    """Every line within its tank, and volumes that do not fall as the height rises."""
    charts = register["tank_charts"].table
    if not charts.num_rows:
        return True
    tanks = register["tanks"].table
    place = pc.index_in(charts["tank_id"], value_set=tanks["tank_id"].combine_chunks())
    diameter, capacity = (tanks[c].take(place).to_numpy() for c in ("diameter_mm", "capacity_l"))
    height, volume = (charts[c].to_numpy() for c in ("height_mm", "volume_l"))
    tall = height > diameter + TALLER_THAN_NAMED_MM
    return not (tall.any() or (volume > capacity * FULLER_THAN_NAMED).any() or _falls(charts))


def _falls(charts: pa.Table) -> bool:
    order = order_of([charts[c] for c in ("tank_id", "valid_from", "height_mm")])
    tank, since, volume = (charts[c].to_numpy()[order] for c in ("tank_id", "valid_from", "volume_l"))
    one_chart = (tank[1:] == tank[:-1]) & (since[1:] == since[:-1])
    return bool(np.any(one_chart & (volume[1:] < volume[:-1])))


def _read(name: str, checked: Checked) -> TableRead:
    rows: list[Any] = checked.table.to_pylist()
    records = [msgspec.convert(row, TABLES[name].type) for row in rows]
    return TableRead(checked.file, records, checked.lines.tolist(), list(checked.bad))


def _checked(name: str, read: TableRead) -> Checked:
    lines = np.array(read.lines, dtype=np.int64)
    return Checked(read.file, to_table(TABLES[name], read.records), lines, read.bad)
