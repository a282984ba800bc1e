"""What the proof of a finding takes from the database: its revisions, and what no sealed day holds."""

from collections.abc import Collection
from datetime import date, datetime

import msgspec
import pyarrow as pa
from psycopg import Connection, sql
from psycopg.rows import dict_row

from youjian.contract.fields import day_bounds
from youjian.contract.findings import Finding
from youjian.contract.platform import PLATFORM_TABLES, READABLE_TABLES
from youjian.contract.tables import FACT_TABLES, Table
from youjian.ledger import columns
from youjian.ledger.columns import AHEAD, DAY_TABLES, DEVICE_TABLES, relation
from youjian.ledger.facts import LedgerFacts
from youjian.ledger.late_days import day_of
from youjian.ledger.register_at import register_at
from youjian.ledger.rule_sets import StoredRuleSet, rule_sets_known

_DOCUMENTS = ("deliveries", "invoices", "declarations", "trips")


def revisions(conn: Connection, finding_id: str) -> list[Finding]:
    """Every revision of a finding in order; empty when there is no such finding within the scope."""
    query = sql.SQL("SELECT {} FROM ledger.findings WHERE finding_id = %s ORDER BY revision").format(
        columns.names(Finding.__struct_fields__)
    )
    rows = conn.cursor(row_factory=dict_row).execute(query, [finding_id]).fetchall()
    return [msgspec.convert(row, Finding) for row in rows]


class LedgerBeside:
    """The database beside the sealed days of one station (`engine.proof.beside`).

    The connection is the bureau's, its scope `*`.
    """

    def __init__(self, conn: Connection, station_id: str) -> None:
        self._conn, self._station_id = conn, station_id
        self._registers: dict[datetime, dict[str, pa.Table]] = {}

    def said(self, rule: str, before: datetime) -> pa.Table:
        """Every revision of a rule's findings at the station detected before a moment."""
        return self._facts(before).findings(rule, before)

    def platform(self, name: str, moment: datetime) -> pa.Table:
        """A table about the platform itself as it stood at a moment."""
        return self._facts(moment).known(name, moment)

    def register_at(self, moment: datetime) -> dict[str, pa.Table]:
        """The register as it stood at a moment."""
        if moment not in self._registers:
            self._registers[moment] = register_at(self._conn, self._station_id, moment)
        return self._registers[moment]

    def rule_sets(self, moment: datetime) -> list[StoredRuleSet]:
        """The city's rule sets that had been taken at a moment."""
        return rule_sets_known(self._conn, moment)

    def present(self, names: Collection[str], moment: datetime) -> frozenset[str]:
        """The tables of which the city had any row at a moment; of the register, of which it has any now."""
        return frozenset(name for name in names if name in PLATFORM_TABLES or self._any(name, moment))

    def sealed(self) -> dict[date, tuple[int, str]]:
        """The index of seals: last revision and seal by day."""
        rows = self._conn.execute(_SEALED, [self._station_id]).fetchall()
        return {day: (revision, seal) for day, revision, seal in rows}

    def late(self) -> frozenset[date]:
        """Days marked because records came after their end and are not sealed yet."""
        query = "SELECT DISTINCT day FROM ledger.late_days WHERE station_id = %s"
        return frozenset(row[0] for row in self._conn.execute(query, [self._station_id]))

    def holds(self, day: date, moment: datetime) -> bool:
        """Whether the database has any record of a day that was known at a moment."""
        return any(self._holds(spec, day, moment) for spec in FACT_TABLES if spec.name in DEVICE_TABLES)

    def document_days(self, moment: datetime) -> frozenset[date]:
        """The days of the documents known at a moment."""
        return frozenset(day for name in _DOCUMENTS for day in self._days(READABLE_TABLES[name], moment))

    def _facts(self, moment: datetime) -> LedgerFacts:
        return LedgerFacts(self._conn, [self._station_id], moment)

    def _any(self, name: str, moment: datetime) -> bool:
        spec = READABLE_TABLES[name]
        condition = sql.SQL("true")
        if spec.kind == "fact":
            condition = sql.SQL("t.received_at <= {}").format(sql.Literal(moment))
        if name in DAY_TABLES:
            end = sql.Identifier("t", DAY_TABLES[name])
            condition += sql.SQL(" AND {} <= {}").format(end, sql.Literal(moment + AHEAD))
        return self._exists(spec, condition)

    def _holds(self, spec: Table, day: date, moment: datetime) -> bool:
        end, (first, last) = sql.Identifier("t", spec.end or ""), day_bounds(day)
        condition = sql.SQL(
            "t.station_id = {} AND NOT t.test AND {} >= {} AND {} < {} AND t.received_at <= {}"
        ).format(
            sql.Literal(self._station_id),
            end,
            sql.Literal(first),
            end,
            sql.Literal(last),
            sql.Literal(moment),
        )
        return self._exists(spec, condition)

    def _exists(self, spec: Table, condition: sql.Composable) -> bool:
        query = sql.SQL("SELECT EXISTS (SELECT FROM {} AS t WHERE {})")
        row = self._conn.execute(query.format(relation(spec.name), condition)).fetchone()
        return bool(row and row[0])

    def _days(self, spec: Table, moment: datetime) -> list[date]:
        query = sql.SQL(
            "SELECT DISTINCT {} FROM {} AS t WHERE {} = %s AND NOT t.test AND t.received_at <= %s"
        )
        found = query.format(
            day_of(spec, "t", "received_at"),
            relation(spec.name),
            sql.Identifier("t", spec.station or ""),
        )
        return [row[0] for row in self._conn.execute(found, [self._station_id, moment])]


_SEALED = """
SELECT DISTINCT ON (day) day, revision, seal FROM ledger.day_seals
WHERE station_id = %s ORDER BY day, revision DESC
"""
