"""The common case: what devices send and nothing speaks against, stored without a stage.

A record is plain when it names its batch's station, its clock is right and its key is free or holds the same
content. Whatever else a record is (of another station, late beyond measure, a correction, a contradiction, a
test), it goes to the stage with all that it could be mixed up with, and is told apart there.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
from psycopg import Connection, sql

from youjian.contract.fields import business_day, day_bounds
from youjian.contract.tables import Table
from youjian.ledger.arrays import EPOCH, Array, micros_of
from youjian.ledger.arrival import Arrival, Plain
from youjian.ledger.columns import (
    AHEAD,
    DAY_TABLES,
    DEVICE_TABLES,
    equal,
    names,
    relation,
    same,
)
from youjian.ledger.sent import Integers, Mask, Sent

_SURELY_TAKEN = timedelta(days=180)
"""No table's limit of age is shorter (`ledger.retention`): what is younger need not be held against it."""
_DAY_US = 86_400_000_000
_SHANGHAI_US = 8 * 3_600_000_000


def may_be_plain(arrival: Arrival, sent: Sent) -> bool:
    """Whether these come from devices by a door; what is imported brings times of its own."""
    return sent.spec.name in DEVICE_TABLES and all(batch.door != "import" for batch in arrival.batches)


def none_of(sent: Sent) -> Plain:
    """Nothing of these is plain."""
    nothing = sent.where(np.zeros(len(sent), np.bool_))
    return Plain(nothing, nothing, sent)


def strange(arrival: Arrival, sent: Sent) -> Mask:
    """Which records name another station than their batch, may be refused for their time, or are in a test.

    Of a station that sends a test record in this transaction everything is told apart in its order.
    """
    tested = {batch.station_id for batch in arrival.batches if batch.test}
    owners = [None if batch.station_id in tested else batch.station_id for batch in arrival.batches]
    odd = np.array(
        [owners[position] != station for position, station in zip(sent.batch, sent.stations, strict=True)],
        np.bool_,
    )
    spec = sent.spec
    first = "started_at" if "started_at" in spec.columns else spec.end or ""
    age = min(arrival.retention or _SURELY_TAKEN, _SURELY_TAKEN)
    late = sent.integers(spec.end or "") > micros_of(arrival.at + AHEAD)
    return odd | late | (sent.integers(first) < micros_of(arrival.at - age))


def store_rows(conn: Connection[Any], arrival: Arrival, sent: Sent) -> Plain:
    """Store records of a table in which only the key decides; call it under the stations' locks."""
    odd = strange(arrival, sent)
    if sent.spec.name in DAY_TABLES:
        odd |= _of_dropped_days(conn, sent.where(~odd), sent)
    plain = sent.where(~odd)
    parameters = {name: plain.parameter(name) for name in plain.spec.columns if name != "received_at"}
    stored = conn.execute(
        _statement(_INSERT_FREE, sent.spec), parameters | arrival.parameters(plain), prepare=True, binary=True
    ).fetchall()
    if len(stored) == len(plain):
        return Plain(plain, plain.where(np.zeros(len(plain), np.bool_)), sent.where(odd))
    return _with_repeated(conn, plain, set(stored), parameters, sent.where(odd))


def _with_repeated(
    conn: Connection[Any], plain: Sent, stored: set[tuple[Any, ...]], parameters: dict[str, Array], rest: Sent
) -> Plain:
    """Records whose key was taken are duplicates where the content is the same."""
    new = np.zeros(len(plain), np.bool_)
    for place, key in enumerate(zip(*(plain.column(name) for name in plain.spec.key), strict=True)):
        if key in stored:
            stored.discard(key)
            new[place] = True
    taken = plain.where(~new)
    ends = taken.column(plain.spec.end or "")
    held = {name: taken.parameter(name) for name in parameters}
    row = conn.execute(
        _statement(_SAME, plain.spec), held | {"since": min(ends), "until": max(ends)}, binary=True
    ).fetchone()
    same_content = np.zeros(len(taken), np.bool_)
    same_content[np.array(row[0] if row and row[0] else [], np.int64) - 1] = True
    return Plain(plain.where(new), taken.where(same_content), joined(rest, taken.where(~same_content)))


def joined(one: Sent, other: Sent) -> Sent:
    """Records of two lists in the order in which they came."""
    if not len(one) or not len(other):
        return one if len(one) else other
    both = sorted(
        zip(
            [*one.batch, *other.batch],
            [*one.index, *other.index],
            [*one.records, *other.records],
            strict=True,
        ),
        key=lambda row: row[:2],
    )
    batch, index, records = zip(*both, strict=True)
    return replace(one, batch=batch, index=index, records=records)


def insert(conn: Connection[Any], arrival: Arrival, sent: Sent) -> None:
    """Store records whose keys are known to be free."""
    if len(sent):
        columns = {name: sent.parameter(name) for name in sent.spec.columns if name != "received_at"}
        conn.execute(_statement(_INSERT, sent.spec), columns | arrival.parameters(sent), prepare=True)


def days_of(sent: Sent) -> Integers:
    """The business day of each record's end, in days since 1970."""
    return (sent.integers(sent.spec.end or "") + _SHANGHAI_US) // _DAY_US


def days_over(arrival: Arrival, new: Sent) -> set[tuple[str, date]]:
    """The station-days that were over when these records were stored."""
    today = business_day(max(arrival.at, datetime.now(UTC)))
    over = new.integers(new.spec.end or "") < micros_of(day_bounds(today)[0])
    if not over.any():
        return set()
    late = new.where(over)
    days = days_of(late).tolist()
    return {(station, _date(day)) for station, day in set(zip(late.stations, days, strict=True))}


def _of_dropped_days(conn: Connection[Any], plain: Sent, sent: Sent) -> Mask:
    """Make the days ready; which records are of days that were dropped."""
    wanted = [_date(day) for day in np.unique(days_of(plain)).tolist()]
    row = conn.execute("SELECT ledger.open_days(%s, %s)", [plain.spec.name, wanted], prepare=True).fetchone()
    dropped = [(day - EPOCH.date()).days for day in (row[0] if row else None) or []]
    return np.isin(days_of(sent), dropped)


def _date(day: int) -> date:
    return EPOCH.date() + timedelta(days=day)


@cache
def _statement(template: str, spec: Table) -> bytes:
    """A statement for a table, written out once: putting SQL together costs more than a small insert."""
    columns = tuple(c for c in spec.columns if c != "received_at")
    day = sql.Identifier("k", DAY_TABLES.get(spec.name) or spec.end or "")
    return (
        sql.SQL(template)  # pyright: ignore[reportArgumentType]
        .format(
            ledger=relation(spec.name),
            columns=names(columns),
            key=names(spec.key),
            arrays=sql.SQL(", ").join(sql.Placeholder(c) for c in columns),
            same_key=equal(spec.key, "s", "k"),
            same=same(spec.content, "s", "k"),
            day=day,
        )
        .as_bytes(None)
    )


_INSERT = """
INSERT INTO {ledger} ({columns}, received_at, batch_id)
SELECT {columns}, %(received_at)s, batch_id FROM unnest({arrays}, %(batch_id)s) AS s ({columns}, batch_id)
"""
_INSERT_FREE = _INSERT + "ON CONFLICT DO NOTHING RETURNING {key}"
_SAME = """
SELECT array_agg(s.n) FROM unnest({arrays}) WITH ORDINALITY AS s ({columns}, n)
JOIN {ledger} AS k ON {same_key} AND {day} BETWEEN %(since)s AND %(until)s AND {same}
"""
