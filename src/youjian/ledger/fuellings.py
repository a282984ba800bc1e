"""Plain fuellings: runs of consecutive numbers, held against what is stored within and beside them.

Where nothing is stored within a run, all of it is new. What is stored beside it and what shares a moment with
it is what the pairwise rules need to see, so it is asked for here, before anything is written.
"""

from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from psycopg import Connection, sql

from youjian.contract.columns import arrow_schema
from youjian.contract.tables import TABLES
from youjian.ledger.arrays import array
from youjian.ledger.arrival import Arrival, Plain
from youjian.ledger.columns import equal, names, same
from youjian.ledger.plain import insert, strange
from youjian.ledger.sent import Integers, Mask, Sent
from youjian.ledger.stretches import Stretches

SPEC = TABLES["fuellings"]
_NOZZLES = 65_536
Row = tuple[Any, ...]
"""A stored fuelling: its columns in the contract's order, then `test` and whether it was corrected."""


def store_fuellings(conn: Connection[Any], arrival: Arrival, sent: Sent) -> tuple[Plain, pa.Table]:
    """Store what is plain of these; returns beside it the stored ones that the rules need to see with them.

    A station of which anything is not plain goes to the stage as a whole, and so does one where a test record
    or a corrected one lies beside. Call it under the stations' locks.
    """
    odd = strange(arrival, sent) | np.array([s == "corrected" for s in sent.column("source")], np.bool_)
    odd |= _repeated(sent)
    known = sent.where(~sent.of_stations(set(sent.where(odd).stations)))
    look = _Look(conn)
    beside, taken = look.beside(known)
    duplicates = look.duplicates(known, taken)
    new = known.where(~duplicates)
    if duplicates.any():
        beside, _ = look.beside(new)
    beside += look.sharing_a_moment(new)
    plain = set(known.stations) - look.odd
    repeated = known.where(duplicates)
    stored = Plain(
        new.where(new.of_stations(plain)),
        repeated.where(repeated.of_stations(plain)),
        sent.where(~sent.of_stations(plain)),
    )
    insert(conn, arrival, stored.new)
    return stored, _table([row for row in beside if row[0] not in look.odd])


class _Look:
    """What is stored already. `odd` gathers the stations that have to be judged on the stage."""

    def __init__(self, conn: Connection[Any]) -> None:
        self._conn = conn
        self.odd: set[str] = set()

    def beside(self, sent: Sent) -> tuple[list[Row], Mask]:
        """The stored fuellings beside the runs of these, and which of these lie in a run that holds any."""
        taken = np.zeros(len(sent), np.bool_)
        if not len(sent):
            return [], taken
        order, nozzle, seq = _in_order(sent)
        starts = np.flatnonzero(np.append(True, (nozzle[1:] != nozzle[:-1]) | (seq[1:] != seq[:-1] + 1)))
        ends = np.append(starts[1:], len(sent))
        parameters = {
            "station_id": array("text", [sent.stations[place] for place in order[starts].tolist()]),
            "nozzle_id": array("bigint", nozzle[starts] % _NOZZLES),
            "seq": array("bigint", seq[starts]),
        }
        rows: list[Row] = []
        for number, *row in self._all(_BESIDE, parameters):
            start, end = starts[number - 1], ends[number - 1]
            if seq[start] <= row[2] <= seq[end - 1]:
                taken[order[start:end]] = True
            else:
                rows.append(tuple(row))
        self.odd |= {row[0] for row in rows if row[-1] or row[-2]}
        return rows, taken

    def duplicates(self, sent: Sent, taken: Mask) -> Mask:
        """Which of the records in question are stored with the same content; where others are is odd."""
        found = np.zeros(len(sent), np.bool_)
        if taken.any():
            asked = sent.where(taken)
            parameters = {name: asked.parameter(name) for name in (*SPEC.key, *SPEC.content)}
            ((places, stations),) = self._all(_KNOWN, parameters)
            found[np.flatnonzero(taken)[np.array(places or [], np.int64) - 1]] = True
            self.odd |= set(stations or ())
        return found

    def sharing_a_moment(self, new: Sent) -> list[Row]:
        """Stored fuellings that share a moment with a new one of their nozzle."""
        if not len(new):
            return []
        covered = Stretches(new)
        stations, since, until = zip(*covered.of_stations(), strict=True)
        parameters = {
            "station_id": array("text", stations),
            "since": array("timestamptz", np.array(since, np.int64)),
            "until": array("timestamptz", np.array(until, np.int64)),
        }
        rows = [row for row in self._all(_SHARING, parameters) if covered.share_a_moment(*row[:2], *row[3:5])]
        self.odd |= {row[0] for row in rows if row[-1]}
        return rows

    def _all(self, template: str, parameters: dict[str, Any]) -> list[Row]:
        return self._conn.execute(_statement(template), parameters, prepare=True, binary=True).fetchall()


def _in_order(sent: Sent) -> tuple[Integers, Integers, Integers]:
    """The order by station, nozzle and number; in it a code of station and nozzle, and the number."""
    nozzle, seq = sent.station_codes * _NOZZLES + sent.integers("nozzle_id"), sent.integers("seq")
    order = np.lexsort((seq, nozzle))
    return order, nozzle[order], seq[order]


def _repeated(sent: Sent) -> Mask:
    """Which records have a key that came before in this transaction."""
    order, nozzle, seq = _in_order(sent)
    again = np.zeros(len(sent), np.bool_)
    again[order[1:]] = (nozzle[1:] == nozzle[:-1]) & (seq[1:] == seq[:-1])
    return again


def _table(rows: list[Row]) -> pa.Table:
    """Stored fuellings as columns of the contract, each once."""
    schema = arrow_schema(SPEC.type)
    if not rows:
        return schema.empty_table()
    columns = zip(*{row[:3]: row for row in rows}.values(), strict=True)
    return pa.Table.from_arrays(
        [pa.array(values, field.type) for field, values in zip(schema, columns, strict=False)], schema=schema
    )


@cache
def _statement(template: str) -> bytes:
    return (
        sql.SQL(template)  # pyright: ignore[reportArgumentType]
        .format(
            columns=names(SPEC.columns, "f"),
            sent=names((*SPEC.key, *SPEC.content)),
            arrays=sql.SQL(", ").join(sql.Placeholder(c) for c in (*SPEC.key, *SPEC.content)),
            same_key=equal(SPEC.key, "s", "k"),
            same=same(SPEC.content, "s", "k"),
        )
        .as_bytes(None)
    )


# Below, the highest version is the current one; above, the first number is found before its last version.
_BESIDE = """
SELECT r.n, {columns}, f.test, f.version > 1
FROM unnest(%(station_id)s, %(nozzle_id)s, %(seq)s) WITH ORDINALITY AS r (station_id, nozzle_id, seq, n)
CROSS JOIN LATERAL (
    (
        SELECT * FROM ledger.fuellings AS b
        WHERE b.station_id = r.station_id AND b.nozzle_id = r.nozzle_id AND b.seq < r.seq
        ORDER BY b.seq DESC, b.version DESC LIMIT 1
    ) UNION ALL (
        SELECT * FROM ledger.fuellings AS a
        WHERE a.station_id = r.station_id AND a.nozzle_id = r.nozzle_id AND a.seq = (
            SELECT n.seq FROM ledger.fuellings AS n
            WHERE n.station_id = r.station_id AND n.nozzle_id = r.nozzle_id AND n.seq >= r.seq
            ORDER BY n.seq LIMIT 1
        )
        ORDER BY a.version DESC LIMIT 1
    )
) AS f
"""
_KNOWN = """
SELECT array_agg(s.n) FILTER (WHERE k.version = 1 AND {same}),
    array_agg(DISTINCT s.station_id) FILTER (WHERE NOT (k.version = 1 AND {same}))
FROM unnest({arrays}) WITH ORDINALITY AS s ({sent}, n) JOIN ledger.fuellings AS k ON {same_key}
"""
# A fuelling that began within a stretch must have ended a day later.
_SHARING = """
SELECT {columns}, f.test, EXISTS (
    SELECT FROM ledger.fuellings AS c
    WHERE c.station_id = f.station_id AND c.nozzle_id = f.nozzle_id AND c.seq = f.seq AND c.version > 1
)
FROM unnest(%(station_id)s, %(since)s, %(until)s) AS r (station_id, since, until)
CROSS JOIN LATERAL (
    SELECT * FROM ledger.fuellings AS f
    WHERE f.station_id = r.station_id AND f.ended_at BETWEEN r.since AND r.until + interval '1 day'
        AND f.started_at <= r.until AND NOT f.test
) AS f
"""
