"""Sealed station-days read back as facts: what the history says, without a database."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import pyarrow as pa

from youjian.archive.days import last_seals_of, read_tables
from youjian.archive.storage import Storage
from youjian.contract.fields import business_day
from youjian.contract.known import KnownTables
from youjian.contract.platform import READABLE_TABLES


def sealed_facts(storage: Storage, tables: Sequence[str], station_id: str) -> KnownTables:
    """The named tables of every sealed day of a station, of each day's last revision.

    A table that no day holds is absent. Raises ValueError when a file is not the sealed one.
    """
    return KnownTables(_sealed(storage, tables, station_id, date.min))


def with_sealed_days(
    storage: Storage,
    station_id: str,
    held: Mapping[str, pa.Table],
    names: Collection[str],
    since: datetime,
    *,
    until: date = date.max,
) -> dict[str, pa.Table]:
    """Tables held elsewhere, and beside them what was sealed of a station from a moment's business day on.

    Days after `until` are not looked at: the holder has them whole. A sealed record whose key is held already
    is left out: the holder has all its versions. Raises ValueError when a file is not the sealed one.
    """
    tables = dict(held)
    for name, sealed in _sealed(storage, sorted(names), station_id, business_day(since), until).items():
        mine = tables.get(name)
        tables[name] = sealed if mine is None else pa.concat_tables([mine, _beside(sealed, mine, name)])
    return tables


def _sealed(
    storage: Storage, names: Sequence[str], station_id: str, first: date, last: date = date.max
) -> dict[str, pa.Table]:
    wanted = [
        (seal, name)
        for seal in last_seals_of(storage, station_id, first, last)
        for name in names
        if name in seal.manifest.tables
    ]
    parts: dict[str, list[pa.Table]] = defaultdict(list)
    for (_, name), rows in zip(wanted, read_tables(storage, wanted), strict=True):
        parts[name].append(rows)
    return {name: pa.concat_tables(found) for name, found in parts.items()}


def _beside(sealed: pa.Table, held: pa.Table, name: str) -> pa.Table:
    keys = list(READABLE_TABLES[name].key)
    rest = sealed.join(held.select(keys), keys, join_type="left anti", use_threads=False)
    return rest.select(held.column_names).cast(held.schema)
