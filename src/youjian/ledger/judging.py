"""What the pairwise rules get to see of a transaction: the new rows, and the stored rows beside them.

Beside a fuelling are the stored one on either side by `seq`, and those that share a moment with it.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import pyarrow as pa
from psycopg import Connection, sql

from youjian.contract.columns import struct_table
from youjian.contract.platform import Conflict
from youjian.contract.tables import TABLES
from youjian.ledger import arrow
from youjian.ledger.arrival import Arrival, Stored
from youjian.ledger.batch import Batch
from youjian.ledger.columns import names
from youjian.ledger.staging import Staged

_SHOWN = ("heartbeats", "device_events", "fuellings")
_OF_THE_REGISTER = ("maintenance", "nozzles")
_EXPLAINED = {"fuellings", "device_events"}
"""Tables whose findings an entry of the register may explain."""


def pairwise_tables(
    conn: Connection[Any],
    arrival: Arrival,
    stored: Stored,
    staged: Sequence[Staged],
    conflicts: Sequence[Conflict],
) -> dict[str, pa.Table]:
    """The tables for the judge, columns as in the contract; those without a row stay out with their rules.

    `fuellings` are current versions. Test records are not among the rows.
    """
    found = [*_of_plain(arrival, stored), *_of_stage(conn, staged)]
    tables = {name: _together(name, found) for name in _SHOWN if any(known == name for known, _ in found)}
    if conflicts:
        tables["conflicts"] = struct_table(Conflict, conflicts)
    tables = {name: table for name, table in tables.items() if table.num_rows}
    if tables.keys() & _EXPLAINED:
        stations = sorted({s for batch in arrival.batches for s in _stations(batch)})
        tables |= {name: _of_the_register(conn, stations, name) for name in _OF_THE_REGISTER}
    return tables


def _of_plain(arrival: Arrival, stored: Stored) -> Iterator[tuple[str, pa.Table]]:
    """New rows that were stored without a stage, and what lies beside the fuellings among them."""
    for new in stored.new:
        if new.spec.name in _SHOWN:
            yield new.spec.name, new.arrow(arrival.at)
    if stored.beside is not None:
        yield "fuellings", stored.beside


def _of_stage(conn: Connection[Any], staged: Sequence[Staged]) -> Iterator[tuple[str, pa.Table]]:
    for stage in staged:
        if stage.spec.name == "fuellings":
            yield stage.spec.name, _with_neighbours(conn, stage)
        elif stage.spec.name in _SHOWN:
            yield stage.spec.name, _new_rows(conn, stage)


def _together(name: str, found: Sequence[tuple[str, pa.Table]]) -> pa.Table:
    """All rows of a table in the order of its key."""
    parts = [table for known, table in found if known == name]
    if len(parts) == 1:
        return parts[0]
    return pa.concat_tables(parts).sort_by([(column, "ascending") for column in TABLES[name].key])


def _stations(batch: Batch) -> Iterable[str]:
    """Whose records a batch brings."""
    if batch.station_id is not None:
        return (batch.station_id,)
    return {getattr(record, TABLES[name].station or "") for name, _, record in batch.records}


def _new_rows(conn: Connection[Any], stage: Staged) -> pa.Table:
    spec = stage.spec
    columns = names((c for c in spec.columns if c != "received_at"), "v")
    query = sql.SQL(
        "SELECT {}, v.known_at AS received_at FROM {} AS v WHERE v.fate IS NULL AND NOT v.test"
    ).format(columns, stage.view)
    return arrow.fetch(conn, spec.type, query, spec.key)


def _with_neighbours(conn: Connection[Any], stage: Staged) -> pa.Table:
    spec = stage.spec
    return arrow.fetch(conn, spec.type, sql.SQL(_NEIGHBOURS).format(view=stage.view), spec.key)


def _of_the_register(conn: Connection[Any], stations: Sequence[str], name: str) -> pa.Table:
    """A registry table's rows of these stations: what explains a finding away."""
    spec = TABLES[name]
    order = [(column, "ascending") for column in spec.key]
    return arrow.select(conn, spec.type, _register_statement(name), [stations]).sort_by(order)


@cache
def _register_statement(name: str) -> bytes:
    query = sql.SQL("SELECT {} FROM {} WHERE station_id = ANY(%s)")
    return query.format(names(TABLES[name].columns), sql.Identifier("ledger", name)).as_bytes(None)


# Within a run of new consecutive records the neighbours are new themselves: only a run's ends are looked up.
# Nothing is added to a `seq`, which may be the highest number that there is.
# What overlaps in time need not be near by number: it is looked up by the stretches of time that the new
# records of a station cover, and a day beyond, in which a record that began within must have ended.
_NEIGHBOURS = """
WITH stored AS MATERIALIZED (
    SELECT station_id, nozzle_id, seq, started_at, ended_at FROM {view} WHERE fate IS NULL AND NOT test
), changed AS (
    SELECT DISTINCT station_id, nozzle_id, seq FROM stored
), parted AS (
    SELECT *, started_at > interval '1 hour' + max(ended_at) OVER (
        PARTITION BY station_id ORDER BY started_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS apart FROM stored
), numbered AS (
    SELECT *, count(*) FILTER (WHERE apart) OVER (PARTITION BY station_id ORDER BY started_at) AS stretch
    FROM parted
), stretches AS (
    SELECT station_id, min(started_at) AS since, max(ended_at) AS until
    FROM numbered GROUP BY station_id, stretch
), edges AS (
    SELECT changed.*,
        lag(seq) OVER run IS DISTINCT FROM seq - 1 AS first,
        lead(seq) OVER run - 1 IS DISTINCT FROM seq AS last
    FROM changed WINDOW run AS (PARTITION BY station_id, nozzle_id ORDER BY seq)
), wanted AS (
    SELECT station_id, nozzle_id, seq FROM changed
    UNION
    SELECT e.station_id, e.nozzle_id, near.seq FROM edges AS e CROSS JOIN LATERAL (
        SELECT f.seq FROM ledger.fuellings AS f
        WHERE f.station_id = e.station_id AND f.nozzle_id = e.nozzle_id AND f.seq < e.seq AND NOT f.test
        ORDER BY f.seq DESC LIMIT 1
    ) AS near WHERE e.first
    UNION
    SELECT e.station_id, e.nozzle_id, near.seq FROM edges AS e CROSS JOIN LATERAL (
        SELECT f.seq FROM ledger.fuellings AS f
        WHERE f.station_id = e.station_id AND f.nozzle_id = e.nozzle_id AND f.seq > e.seq AND NOT f.test
        ORDER BY f.seq LIMIT 1
    ) AS near WHERE e.last
    UNION
    SELECT f.station_id, f.nozzle_id, f.seq FROM stretches AS s CROSS JOIN LATERAL (
        SELECT * FROM ledger.fuellings AS f
        WHERE f.station_id = s.station_id AND f.ended_at BETWEEN s.since AND s.until + interval '1 day'
            AND f.started_at <= s.until AND NOT f.test
    ) AS f WHERE EXISTS (
        SELECT FROM stored AS n WHERE n.station_id = f.station_id AND n.nozzle_id = f.nozzle_id
            AND n.started_at <= f.ended_at AND n.ended_at >= f.started_at
    )
)
SELECT f.* FROM wanted JOIN ledger.fuellings_current AS f USING (station_id, nozzle_id, seq) WHERE NOT f.test
"""
