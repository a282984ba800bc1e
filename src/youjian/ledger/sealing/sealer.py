"""One station-day sealed: read in one snapshot, written to the archive, put into the index."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from youjian.archive.days import last_of_day, seal_day
from youjian.archive.manifest import DaySeal, Reason, RuleSetSealed
from youjian.archive.storage import Storage
from youjian.ledger.locks import wait_for_writers
from youjian.ledger.scope import EVERYTHING, set_scope
from youjian.ledger.sealing import due, index
from youjian.ledger.sealing.complete import is_complete
from youjian.ledger.sealing.content import Content, read_content, with_sealed
from youjian.ledger.sealing.due import Candidate

RuleSetsOf = Callable[[Connection[Any], date], Sequence[RuleSetSealed]]
"""The rule sets in force on a business day."""


@dataclass(frozen=True)
class Sealer:
    """Seals station-days at a moment. `conn` is the bureau's, in autocommit and in no transaction."""

    conn: Connection[Any]
    storage: Storage
    now: datetime
    rule_sets: RuleSetsOf

    def is_ripe(self, candidate: Candidate) -> bool:
        """Whether a station-day needs wait no longer: it has its records, or is old, or was sealed before."""
        with transaction(self.conn):
            return candidate.sealed or first_reason(self.conn, candidate, self.now) is not None

    def seal(self, candidate: Candidate) -> DaySeal | None:
        """Seal one station-day; None when it has to wait or its last seal holds it as it is.

        Call it as the station's only writer, after `index.take_up`. Raises OSError when the archive is away,
        ValueError when its chain is damaged.
        """
        self._wait_for_writers(candidate.station_id)
        with self._snapshot():
            known = index.indexed(self.conn, candidate.station_id, candidate.day)
            reason = first_reason(self.conn, candidate, self.now) if known is None else "late"
            if reason is None or (known and not candidate.marked):
                return None
            first_sealed_at = known.first_sealed_at if known else None
            content = read_content(self.conn, candidate.station_id, candidate.day, first_sealed_at)
            rules = self.rule_sets(self.conn, candidate.day)
        seal = self._write(candidate, content, rules, reason)
        return seal if self._keep(seal, content.marks) else None

    def _wait_for_writers(self, station_id: str) -> None:
        """Let whoever writes records of the station now commit first.

        Whoever takes its turn later looks at the clock after the day's end, and so marks the day.
        """
        with transaction(self.conn):
            wait_for_writers(self.conn, station_id)

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """A transaction that sees the ledger as it stands at its beginning."""
        with self.conn.transaction():
            self.conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            set_scope(self.conn, EVERYTHING)
            yield

    def _write(
        self, candidate: Candidate, content: Content, rules: Sequence[RuleSetSealed], reason: Reason
    ) -> DaySeal:
        tables = content.tables
        last = last_of_day(self.storage, candidate.station_id, candidate.day) if reason == "late" else None
        return seal_day(
            self.storage,
            candidate.station_id,
            candidate.day,
            tables if last is None else with_sealed(self.storage, last, tables),
            registry=content.registry,
            rule_sets=rules,
            sealed_at=self.now,
            reason=reason,
        )

    def _keep(self, seal: DaySeal, marks: list[int]) -> bool:
        with transaction(self.conn):
            new = index.keep(self.conn, seal)
            self.conn.execute("DELETE FROM ledger.late_days WHERE id = ANY(%s)", [marks])
        return new


def first_reason(conn: Connection[Any], candidate: Candidate, now: datetime) -> Reason | None:
    """Why a station-day may be sealed for the first time; None when it has to wait."""
    if is_complete(conn, candidate.station_id, candidate.day):
        return "complete"
    return "aged" if due.is_aged(candidate.day, now) else None


@contextmanager
def transaction(conn: Connection[Any]) -> Iterator[None]:
    """A transaction of the platform's own."""
    with conn.transaction():
        set_scope(conn, EVERYTHING)
        yield
