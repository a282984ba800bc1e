"""What is read of one station before it is judged: records, register, what was said; each once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from psycopg import Connection

from youjian.archive.sealed import with_sealed_days
from youjian.bureau.watch.fits import StoredFits
from youjian.contract.fields import business_day
from youjian.contract.known import KnownTables
from youjian.detection import registry
from youjian.detection.balance.fits import fits_name
from youjian.detection.facts import Facts
from youjian.detection.rule import Rule, Tick
from youjian.engine.said import Replaced
from youjian.ledger import places
from youjian.ledger.facts import LedgerFacts
from youjian.ledger.held import present_tables, station_tables
from youjian.ledger.register_at import changed_since, register_at


@dataclass(frozen=True)
class Span:
    """Which records are looked at: of devices from `since` on, all as known at `as_of`.

    `register_of` is the moment whose register applies. Days up to `archived` the ledger has not whole: they
    are read from the archive, too.
    """

    since: datetime
    as_of: datetime
    register_of: datetime
    archived: date | None = None


class StationRecords:
    """One station's facts for the rules of some ticks, read from the ledger and the archive."""

    def __init__(self, conn: Connection[Any], station_id: str, kinds: Sequence[Tick], span: Span) -> None:
        self._conn, self._station_id, self._kinds, self._span = conn, station_id, kinds, span
        self._ledger = LedgerFacts(conn, [station_id], span.since)

    @cached_property
    def facts(self) -> KnownTables:
        """The tables of every rule, and what was said up to the moment."""
        span = self._span
        names = sorted({name for kind in self._kinds for name in registry.tables_of(kind)})
        tables = station_tables(self._ledger, names, present_tables(self._conn, names), span.as_of)
        if span.archived is not None and span.archived >= business_day(span.since):
            tables = self._with_archive(tables, names, span.archived)
        tables |= {name: table for name, table in self.changed.items() if name in tables}
        if self.changed and "stations" in tables:
            own = pc.equal(tables["stations"]["station_id"], self._station_id)
            tables["stations"] = tables["stations"].filter(own)
        codes = {rule.code for kind in self._kinds for rule in registry.rules(kind)}
        said = self._ledger.findings_of(sorted(codes), span.as_of + datetime.resolution)
        return KnownTables(tables, said)

    def from_fits(self) -> KnownTables:
        """The same, where the tanks' books go on from what the nights before fitted."""
        facts = self.facts
        facts.derived(fits_name(self._station_id), lambda: StoredFits(self._conn, self._station_id))
        return facts

    def _with_archive(
        self, tables: dict[str, pa.Table], names: Collection[str], until: date
    ) -> dict[str, pa.Table]:
        held = places.archive()
        return with_sealed_days(held, self._station_id, tables, names, self._span.since, until=until)

    @cached_property
    def changed(self) -> dict[str, pa.Table]:
        """The register as it stood at the tick; empty when it stands so now, or had no such station then.

        A night that is caught up must say what it would have said in its time. A station that came into the
        register later is judged with what came first.
        """
        moment = self._span.register_of
        if not changed_since(self._conn, self._station_id, moment):
            return {}
        stood = register_at(self._conn, self._station_id, moment)
        return stood if stood["stations"].num_rows else {}

    def seen_by(self, rule: Rule, facts: Facts) -> Facts:
        """The facts, for a rule about taxpayers with the register's rows of every station of the taxpayer."""
        return Replaced(facts, "stations", self.of_taxpayer) if rule.by_taxpayer else facts

    @cached_property
    def of_taxpayer(self) -> pa.Table:
        """The register's rows of every station of the taxpayer."""
        if self.changed:
            return self.changed["stations"]
        query = (
            "SELECT b.station_id FROM ledger.stations AS a JOIN ledger.stations AS b USING (uscc)"
            " WHERE a.station_id = %s"
        )
        stations = [str(row[0]) for row in self._conn.execute(query, [self._station_id])]
        return LedgerFacts(self._conn, stations, self._span.since).known("stations", self._span.as_of)

    def door_at(self, moment: datetime) -> pa.Table:
        """When the doors were open, as known at a moment."""
        return self._ledger.known("door_spans", moment)
