"""Keys that several stations' rows have: an invoice has one number in the whole country."""

from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.archive.repeats import Settled, settle
from youjian.archive.screening import Checked
from youjian.archive.splits import Split, says_text
from youjian.contract.tables import Table


def is_across_stations(spec: Table) -> bool:
    """Whether rows of different stations can have one key."""
    return spec.kind == "fact" and spec.station is not None and spec.station not in spec.key


def contested_rows(
    spec: Table, split: Split, stations: Iterable[str], checked: Callable[[str], Checked]
) -> Checked | None:
    """The good rows of all stations whose key another station's row has too; None when there are none."""
    [key] = spec.key
    said = {
        station: numbers for station in stations if (numbers := _numbers(split, key, station)) is not None
    }
    if not said:
        return None
    counts = pc.value_counts(pa.chunked_array(list(said.values()), pa.string()))
    twice = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    owners = [
        station for station, numbers in said.items() if pc.any(pc.is_in(numbers, value_set=twice)).as_py()
    ]
    return _together([_with(checked(station), key, twice) for station in owners]) if owners else None


def settle_contested(spec: Table, own: Checked, station_id: str, contested: Checked) -> Settled:
    """What stands of a station's rows beside those of others with the same keys."""
    foreign = pc.not_equal(contested.table[spec.station or ""], station_id)
    others = Checked(own.file, contested.table.filter(foreign), contested.lines[foreign.to_numpy()], [])
    settled = settle(spec, _together([own, others]).table)
    mine = pc.equal(settled.table[spec.station or ""], station_id)
    stands = settled.table.filter(mine)
    refused = [one for one in settled.conflicts if one.station_id == station_id]
    return Settled(stands, own.table.num_rows - stands.num_rows - len(refused), refused)


def _numbers(split: Split, key: str, station_id: str) -> pa.Array | None:
    rows = split.of(station_id)
    if rows is None or not says_text(rows[key].type):
        return None
    return pc.unique(rows[key].cast(pa.string()))


def _with(checked: Checked, key: str, numbers: pa.Array) -> Checked:
    among = pc.is_in(checked.table[key], value_set=numbers)
    return Checked(checked.file, checked.table.filter(among), checked.lines[among.to_numpy()], [])


def _together(parts: list[Checked]) -> Checked:
    """Rows of several stations in the order of the file."""
    table, lines = pa.concat_tables([p.table for p in parts]), np.concatenate([p.lines for p in parts])
    order = np.argsort(lines, kind="stable")
    return Checked(parts[0].file, table.take(pa.array(order)), lines[order], [])
