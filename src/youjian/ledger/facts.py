"""Facts over PostgreSQL: what rules see of the ledger at a moment."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pyarrow as pa
from psycopg import Connection, sql

from youjian.contract.fields import business_day
from youjian.contract.findings import Finding
from youjian.contract.known import versions
from youjian.contract.platform import READABLE_TABLES, Conflict, DoorSpan
from youjian.contract.tables import Table
from youjian.ledger import arrow
from youjian.ledger.columns import AHEAD, DAY_TABLES, DEVICE_TABLES, names, relation

T = TypeVar("T")


class LedgerFacts:
    """Facts of some stations (None: all that the transaction's scope shows) from a moment of device time on.

    Detection's `Facts` over a connection whose scope is set. `start` bounds what devices reported; documents
    (deliveries, invoices, declarations, trips) and registry tables come whole.
    """

    def __init__(self, conn: Connection[Any], station_ids: Sequence[str] | None, start: datetime) -> None:
        self._conn = conn
        self._stations = None if station_ids is None else sorted(station_ids)
        self._start = start
        self._derived: dict[str, Any] = {}

    def has(self, name: str) -> bool:
        """Whether the ledger has a table of this name."""
        return name in READABLE_TABLES

    def known(self, name: str, as_of: datetime) -> pa.Table:
        """Current versions of the rows known at `as_of`, test records left out, sorted by key."""
        spec = READABLE_TABLES[name]
        if name == "door_spans":
            return arrow.fetch(self._conn, DoorSpan, self._door_spans(as_of), spec.key)
        if name == "conflicts":
            query = self._select(spec, [sql.SQL("t.received_at <= {}").format(sql.Literal(as_of))])
            return arrow.fetch(self._conn, Conflict, query, spec.key)
        query = self._registered(spec, as_of) if spec.kind == "registry" else self._facts(spec, as_of)
        return arrow.fetch(self._conn, spec.type, query, spec.key)

    def history(self, name: str) -> pa.Table:
        """Every version the ledger holds of the rows of a fact table, with its known time `known_at`."""
        spec = READABLE_TABLES[name]
        conditions = [
            sql.SQL("NOT t.test"),
            *self._device_time(spec, datetime.max.replace(tzinfo=UTC) - AHEAD),
        ]
        query = self._select(spec, conditions)
        return versions(arrow.fetch(self._conn, spec.type, query, spec.key), spec)

    def derived(self, name: str, make: Callable[[], T]) -> T:
        """What rules work out once and share: made at the first call, then kept."""
        if name not in self._derived:
            self._derived[name] = make()
        return self._derived[name]

    def findings(self, rule: str, before: datetime) -> pa.Table:
        """Every revision of a rule's findings detected before a moment."""
        return self.findings_of([rule], before)

    def findings_of(self, rules: Sequence[str], before: datetime) -> pa.Table:
        """The same of several rules at once."""
        query = sql.SQL(
            "SELECT * FROM ledger.findings AS t WHERE rule = ANY({}) AND detected_at < {} AND {}"
        ).format(sql.Literal(list(rules)), sql.Literal(before), self._of_stations("station_id"))
        return arrow.fetch(self._conn, Finding, query, ("finding_id", "revision"))

    def _of_stations(self, column: str | None) -> sql.Composable:
        if self._stations is None or column is None:
            return sql.SQL("true")
        return sql.SQL("{} = ANY({})").format(sql.Identifier("t", column), sql.Literal(self._stations))

    def _select(self, spec: Table, conditions: Sequence[sql.Composable]) -> sql.Composed:
        return sql.SQL("SELECT {} FROM {} AS t WHERE {}").format(
            names(spec.columns, "t"), relation(spec.name), self._where(spec, conditions)
        )

    def _where(self, spec: Table, conditions: Sequence[sql.Composable]) -> sql.Composed:
        return sql.SQL(" AND ").join([self._of_stations(spec.station), *conditions])

    def _registered(self, spec: Table, as_of: datetime) -> sql.Composed:
        """A registry table whole; of verifications only those of nozzles that were still in use."""
        in_use = sql.SQL(_IN_USE).format(sql.Literal(business_day(as_of)))
        return self._select(spec, [in_use] if spec.name == "verifications" else [])

    def _facts(self, spec: Table, as_of: datetime) -> sql.Composed:
        known = sql.SQL("t.received_at <= {}").format(sql.Literal(as_of))
        conditions = [sql.SQL("NOT t.test"), known, *self._device_time(spec, as_of)]
        if spec.version is None:
            return self._select(spec, conditions)
        return sql.SQL(
            "SELECT DISTINCT ON ({key}) {columns} FROM {table} AS t WHERE {where} "
            "ORDER BY {key}, {latest} DESC"
        ).format(
            key=names(spec.key, "t"),
            columns=names(spec.columns, "t"),
            table=relation(spec.name),
            where=self._where(spec, conditions),
            latest=sql.Identifier("t", "version" if spec.version == "source" else spec.version),
        )

    def _device_time(self, spec: Table, as_of: datetime) -> list[sql.Composable]:
        """Bounds on device time; the upper one follows from quarantine and spares later days' partitions."""
        if spec.name not in DEVICE_TABLES:
            return []
        end = sql.Identifier("t", spec.end or "")
        bounds: list[sql.Composable] = [sql.SQL("{} >= {}").format(end, sql.Literal(self._start))]
        if spec.name in DAY_TABLES:
            bounds.append(sql.SQL("{} <= {}").format(end, sql.Literal(as_of + AHEAD)))
        return bounds

    def _door_spans(self, as_of: datetime) -> sql.Composed:
        """Spans begun by `as_of`, each cut off there; one without a stop ends at its last sign of life.

        A door that lived shortly before the moment was open at it: its next sign of life may still be to
        come, and who asks again later must be told the same.
        """
        return sql.SQL(_DOOR_SPANS).format(sql.Literal(as_of), sql.Literal(as_of - _LIVES_ON))


_LIVES_ON = timedelta(seconds=30)
"""Twice the time between two signs of life of a door."""
_DOOR_SPANS = """
SELECT started_at, CASE
    WHEN stopped_at IS NULL AND last_alive_at >= {1} THEN {0}
    ELSE least(coalesce(stopped_at, last_alive_at), {0})
END AS ended_at, door AS note
FROM ledger.door_spans WHERE started_at <= {0}
"""
# A certificate of a nozzle that was taken out of use may lapse without anybody's neglect.
_IN_USE = """NOT coalesce((
    SELECT n.retired_on <= {} FROM ledger.nozzles AS n
    WHERE n.station_id = t.station_id AND n.nozzle_id = t.nozzle_id
    ORDER BY n.valid_from DESC NULLS LAST LIMIT 1
), false)"""
