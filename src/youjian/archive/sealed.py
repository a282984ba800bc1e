"""Sealed station-days read back as facts: what the history says, without a database."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa

from youjian.archive.days import read_table, seals_of
from youjian.contract.fields import business_day
from youjian.contract.known import KnownTables
from youjian.contract.tables import TABLES


def sealed_facts(root: Path, tables: Sequence[str], station_id: str) -> KnownTables:
    """The named tables of every sealed day of a station, of each day's last revision.

    A table that no day holds is absent. Raises ValueError when a file is not the sealed one.
    """
    return KnownTables(_sealed(root, tables, station_id, date.min))


def with_sealed_days(
    root: Path, station_id: str, held: Mapping[str, pa.Table], names: Collection[str], since: datetime
) -> dict[str, pa.Table]:
    """Tables held elsewhere, and beside them what was sealed of a station from a moment's business day on.

    A sealed record whose key is held already is left out: the holder has all its versions. Raises ValueError
    when a file is not the sealed one.
    """
    tables = dict(held)
    for name, sealed in _sealed(root, sorted(names), station_id, business_day(since)).items():
        mine = tables.get(name)
        tables[name] = sealed if mine is None else pa.concat_tables([mine, _beside(sealed, mine, name)])
    return tables


def _sealed(root: Path, names: Sequence[str], station_id: str, first: date) -> dict[str, pa.Table]:
    last = {seal.manifest.day: seal for seal in seals_of(root, station_id) if seal.manifest.day >= first}
    parts: dict[str, list[pa.Table]] = defaultdict(list)
    for _, seal in sorted(last.items()):
        for name in names:
            if name in seal.manifest.tables:
                parts[name].append(read_table(seal, name))
    return {name: pa.concat_tables(found) for name, found in parts.items()}


def _beside(sealed: pa.Table, held: pa.Table, name: str) -> pa.Table:
    keys = list(TABLES[name].key)
    rest = sealed.join(held.select(keys), keys, join_type="left anti", use_threads=False)
    return rest.select(held.column_names).cast(held.schema)
