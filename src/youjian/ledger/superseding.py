"""What pairwise rules say of a transaction, and what its corrections take back of what they said before.

A finding about fuellings follows from the current versions of the record that names it and of those beside
it. New records only add pairs; what a correction moves away may leave a finding without its ground. So
wherever a corrected record lies in the neighbourhood, and where fuellings overlap (who overlaps whom is seen
only with all that share the moment), the records concerned are judged once more with everything that bears on
them, and what was said of them is compared with what is said now:

- the findings concerned are named by a corrected record, by the one after it, and by every record that began
  within the time of any version of it; all that ever shared a moment or a pair with it is among these;
- a finding of these that is open and no longer said becomes `superseded`, at the known time of the newest
  record of its nozzle that was looked at; one that is said again after that becomes `open` again.

Findings of other rules (a refused record, an event, a clock) are about what was received: nothing takes them
back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from psycopg import Connection, sql

from youjian.contract.codes import OF_FUELLINGS
from youjian.contract.findings import Finding, anchor_of_key, closed, finding_id, next_revision
from youjian.contract.tables import TABLES
from youjian.ledger import arrow, findings
from youjian.ledger.batch import Judge

Tables = Mapping[str, pa.Table]
Key = tuple[str, int, int]
"""Station, nozzle and `seq` of a fuelling."""
Nozzle = tuple[str, str]
"""Station and subject, as a finding names them."""
_SPEC = TABLES["fuellings"]
_OVERLAP = "fuelling.overlap"


def append_judged(conn: Connection[Any], judge: Judge, tables: Tables, received_at: datetime) -> int:
    """Judge a transaction's tables and append what is new, what changed and what is taken back.

    `tables` are those of `judging.pairwise_tables`. Without a correction or an overlap among them this costs
    no statement of its own. Call it under the lock of the stations, as `store` does.
    """
    judged = judge(dict(tables), received_at)
    concerned = sorted({*_corrected(tables), *_overlapping(judged)})
    if not concerned:
        return findings.append_judged(conn, judged)
    again = _look_again(conn, judge, tables, concerned, received_at)
    before = findings.latest(conn, [*again.named, *(finding.finding_id for finding in judged)])
    rest = [finding for finding in judged if finding.finding_id not in again.named]
    return findings.append(conn, [*_news(before, rest, again), *_taken_back(before, again)])


@dataclass(frozen=True)
class _Again:
    """What is said of the records concerned, seen whole: by which findings they are named (each with its
    nozzle), which of those are said, and since when a nozzle's records looked at are known.
    """

    named: Mapping[str, Nozzle]
    said: Mapping[str, Finding]
    known: Mapping[Nozzle, datetime]

    def moment(self, finding: Finding) -> datetime | None:
        """From when on a finding of these stands as it does; None for any other."""
        return self.known.get((finding.station_id, finding.subject)) if self._is_mine(finding) else None

    def _is_mine(self, finding: Finding) -> bool:
        return finding.finding_id in self.named


def _news(before: Mapping[str, Finding], rest: Sequence[Finding], again: _Again) -> Iterator[Finding]:
    for finding in (*rest, *again.said.values()):
        new = next_revision(before.get(finding.finding_id), finding, again.moment(finding))
        if new is not None:
            yield new


def _taken_back(before: Mapping[str, Finding], again: _Again) -> Iterator[Finding]:
    for name, nozzle in again.named.items():
        last = before.get(name)
        if last is not None and last.status == "open" and name not in again.said and nozzle in again.known:
            yield closed(last, "superseded", again.known[nozzle])


def _corrected(tables: Tables) -> Iterator[Key]:
    fuellings = tables.get(_SPEC.name)
    if fuellings is not None:
        yield from _keys(fuellings.filter(pc.equal(fuellings["source"], "corrected")))


def _overlapping(judged: Sequence[Finding]) -> Iterator[Key]:
    """The records that overlaps are named by, as their anchors say."""
    for finding in judged:
        if finding.rule == _OVERLAP:
            yield finding.station_id, int(finding.subject.partition(":")[2]), _later_seq(finding)


def _later_seq(finding: Finding) -> int:
    return msgspec.json.decode(finding.evidence)["figures"]["later_seq"]


def _keys(fuellings: pa.Table) -> Iterator[Key]:
    columns = (fuellings[name].to_pylist() for name in _SPEC.key)
    yield from zip(*columns, strict=True)


def _look_again(
    conn: Connection[Any], judge: Judge, tables: Tables, keys: Sequence[Key], received_at: datetime
) -> _Again:
    anchors: list[Key] = conn.execute(_ANCHORS, _columns(keys)).fetchall()
    seen = _seen(conn, anchors)
    beside = {name: table for name, table in tables.items() if name in ("maintenance", "nozzles")}
    named = {_named(rule, key): _nozzle(key) for key in anchors for rule in OF_FUELLINGS}
    judged = judge({_SPEC.name: seen, **beside}, received_at) if seen.num_rows else []
    said = {finding.finding_id: finding for finding in judged if finding.finding_id in named}
    return _Again(named, said, _known(seen))


def _seen(conn: Connection[Any], anchors: Sequence[Key]) -> pa.Table:
    """Current versions of these records, of those before them, and of all that last while they begin."""
    literals = [sql.Literal(column) for column in _columns(anchors)]
    return arrow.fetch(conn, _SPEC.type, sql.SQL(_SEEN).format(*literals), _SPEC.key)


def _columns(keys: Sequence[Key]) -> list[list[Any]]:
    return [list(column) for column in zip(*keys, strict=True)]


def _nozzle(key: Key) -> Nozzle:
    return key[0], f"nozzle:{key[1]}"


def _named(rule: str, key: Key) -> str:
    return finding_id(rule, *_nozzle(key), anchor_of_key(seq=key[2]))


def _known(seen: pa.Table) -> dict[Nozzle, datetime]:
    known: dict[Nozzle, datetime] = {}
    for key, at in zip(_keys(seen), seen["received_at"].to_pylist(), strict=True):
        nozzle = _nozzle(key)
        known[nozzle] = max(at, known.get(nozzle, at))
    return known


_ANCHORS = """
WITH concerned AS (
    SELECT * FROM unnest(%s::text[], %s::bigint[], %s::bigint[]) AS c (station_id, nozzle_id, seq)
)
SELECT station_id, nozzle_id, seq FROM concerned
UNION
SELECT station_id, nozzle_id, seq + 1 FROM concerned WHERE seq < 9223372036854775807
UNION
SELECT near.station_id, near.nozzle_id, near.seq FROM concerned CROSS JOIN LATERAL (
    SELECT v.station_id, v.nozzle_id, v.started_at, v.ended_at FROM ledger.fuellings AS v
    WHERE v.station_id = concerned.station_id AND v.nozzle_id = concerned.nozzle_id AND v.seq = concerned.seq
        AND NOT v.test
) AS version CROSS JOIN LATERAL (
    SELECT f.station_id, f.nozzle_id, f.seq FROM ledger.fuellings AS f
    WHERE f.station_id = version.station_id AND f.nozzle_id = version.nozzle_id AND NOT f.test
        AND f.ended_at BETWEEN version.started_at AND version.ended_at + interval '1 day'
        AND f.started_at BETWEEN version.started_at AND version.ended_at
) AS near
"""
_SEEN = """
WITH anchors AS (
    SELECT * FROM unnest({}::text[], {}::bigint[], {}::bigint[]) AS a (station_id, nozzle_id, seq)
), wanted AS (
    SELECT station_id, nozzle_id, seq FROM anchors
    UNION
    SELECT station_id, nozzle_id, seq - 1 FROM anchors
    UNION
    SELECT near.station_id, near.nozzle_id, near.seq FROM anchors
    JOIN ledger.fuellings_current AS a USING (station_id, nozzle_id, seq)
    CROSS JOIN LATERAL (
        SELECT f.station_id, f.nozzle_id, f.seq FROM ledger.fuellings AS f
        WHERE f.station_id = a.station_id AND f.nozzle_id = a.nozzle_id AND NOT f.test
            AND f.ended_at BETWEEN a.started_at AND a.started_at + interval '1 day'
            AND f.started_at <= a.started_at
    ) AS near WHERE NOT a.test
)
SELECT f.* FROM wanted JOIN ledger.fuellings_current AS f USING (station_id, nozzle_id, seq) WHERE NOT f.test
"""
