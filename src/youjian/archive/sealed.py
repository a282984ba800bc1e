"""Sealed station-days read back as facts: what the history says, without a database."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from youjian.archive.days import read_table, seals_of
from youjian.contract.known import KnownTables


def sealed_facts(root: Path, tables: Sequence[str], station_id: str) -> KnownTables:
    """The named tables of every sealed day of a station, of each day's last revision.

    A table that no day holds is absent. Raises ValueError when a file is not the sealed one.
    """
    last = {seal.manifest.day: seal for seal in seals_of(root, station_id)}
    parts: dict[str, list[pa.Table]] = defaultdict(list)
    for _, seal in sorted(last.items()):
        for name in tables:
            if name in seal.manifest.tables:
                parts[name].append(read_table(seal, name))
    return KnownTables({name: pa.concat_tables(found) for name, found in parts.items()})
