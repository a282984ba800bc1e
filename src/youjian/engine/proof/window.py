"""Which business days a finding rests on, and the facts that are made of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.columns import TIMESTAMP, empty
from youjian.contract.fields import business_day
from youjian.contract.findings import Finding
from youjian.contract.known import KnownTables
from youjian.contract.platform import PLATFORM_TABLES, READABLE_TABLES
from youjian.detection.early import BetweenNights
from youjian.detection.rule import Rule
from youjian.detection.ticks import REACH, nightly_tick
from youjian.engine.proof.figures import evidence_of

DOCUMENTS = frozenset({"deliveries", "invoices", "declarations", "trips"})
"""What a tick reads whole, however old it is; of what devices say it reads the last days."""
_AHEAD = timedelta(minutes=10)
"""How far a device's clock may be ahead: a record of tomorrow may be known today."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class View:
    """What the platform may have looked at: records of devices from `since` on, or those that came in with
    their neighbours (None), and whether what was said at the moment itself counted (`said_too`).
    """

    since: datetime | None
    said_too: bool = False

    def days(self, finding: Finding) -> int | None:
        """How many days it looks back."""
        return None if self.since is None else (finding.detected_at - self.since).days


def views_of(rule: Rule, finding: Finding) -> list[View]:
    """How the platform may have come to say something at a finding's moment, the usual way first.

    The watch looks back some days, and as far as the night where records had come late; the night judges the
    watch's rules once more after its own tick. A nightly rule that looked between nights had the last fit
    of them.
    """
    moment = finding.detected_at
    if rule.tick == "pairwise":
        return [View(None)]
    night = View(moment - REACH["nightly"])
    if rule.tick == "nightly":
        return [night]
    if isinstance(rule, BetweenNights):
        return [View(moment - REACH["watch"]), View(nightly_tick(moment) - _DAY - REACH["nightly"])]
    again = [View(night.since, said_too=True)] if nightly_tick(moment) == moment else []
    return [View(moment - REACH["watch"]), night, *again]


def needed_days(view: View, finding: Finding, before: Finding | None) -> list[date]:
    """The business days that must be sealed before a revision can be recomputed.

    A tick's are all it looked at. A pairwise rule compares records that the evidence names: the days of these
    and its own, whose register it read; for a revision that takes back what was said, all in between, too.
    """
    if view.since is not None:
        return _days(business_day(view.since), business_day(finding.detected_at + _AHEAD))
    named = {business_day(finding.detected_at), *evidence_days(finding)}
    if finding.status == "open":
        return sorted(named)
    named |= evidence_days(before) if before else set()
    return _days(min(named), max(named))


def judged_at(rule: Rule, finding: Finding) -> datetime:
    """The moment whose rule set judged a finding: of one about fuellings, when the later was known."""
    if rule.tick != "pairwise":
        return finding.detected_at
    known = [moment for row in _rows(finding) if (moment := _known(row)) is not None]
    return min(max(known, default=finding.detected_at), finding.detected_at)


def _rows(finding: Finding) -> list[Any]:
    listed = evidence_of(finding).get("records")
    rows = listed.get("fuellings", []) if isinstance(listed, dict) else []
    return rows if isinstance(rows, list) else []


def _known(row: Any) -> datetime | None:
    text = (row.get("received_at") or row.get("ended_at")) if isinstance(row, dict) else None
    return _moment(text) if isinstance(text, str) else None


def evidence_days(finding: Finding) -> set[date]:
    """The business days of the records that the evidence names."""
    listed = evidence_of(finding).get("records")
    tables = listed.items() if isinstance(listed, dict) else ()
    told = ((name, row) for name, rows in tables if isinstance(rows, list) for row in rows)
    return {day for name, row in told if (day := _day_of(name, row)) is not None}


def _day_of(table: str, row: Any) -> date | None:
    spec = READABLE_TABLES.get(table)
    if spec is None or spec.end is None or not isinstance(row, dict):
        return None
    text = row.get(spec.end) or row.get("received_at")
    if not isinstance(text, str):
        return None
    return business_day(_moment(text)) if "T" in text else date.fromisoformat(text)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def facts_of(
    rule: Rule,
    station_id: str,
    since: datetime | None,
    tables: Mapping[str, pa.Table],
    *,
    said: pa.Table,
    present: Collection[str],
) -> KnownTables:
    """The facts that the rule saw: tables of sealed days, register and platform, and what it had said.

    A table that `present` does not name and that has no row is absent, as one that no station fills.
    """
    held: dict[str, pa.Table] = {}
    for name in (*rule.tables, *rule.optional):
        table = tables.get(name, empty(READABLE_TABLES[name]))
        if not table.num_rows and name not in present:
            continue
        if name == "stations" and not rule.by_taxpayer:
            table = table.filter(pc.equal(table["station_id"], station_id))
        held[name] = table if since is None else _from(table, name, since)
    return KnownTables(held, said)


def _from(table: pa.Table, name: str, since: datetime) -> pa.Table:
    spec = READABLE_TABLES[name]
    if spec.end is None or name in DOCUMENTS or name in PLATFORM_TABLES:
        return table
    return table.filter(pc.greater_equal(table[spec.end], pa.scalar(since, TIMESTAMP)))


def _days(first: date, last: date) -> list[date]:
    return [first + n * _DAY for n in range((last - first).days + 1)]


def joined(parts: Iterable[Mapping[str, pa.Table]]) -> dict[str, pa.Table]:
    """Tables of several days as one each."""
    together: dict[str, list[pa.Table]] = {}
    for part in parts:
        for name, table in part.items():
            together.setdefault(name, [empty(READABLE_TABLES[name])]).append(table)
    return {name: pa.concat_tables(found) for name, found in together.items()}
