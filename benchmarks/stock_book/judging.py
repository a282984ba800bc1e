"""What the platform's rules about books, taxes and transport say of the year, a night a month and station."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime

from youjian.bureau.watch.reading import Span, StationRecords
from youjian.contract.fields import SHANGHAI
from youjian.contract.findings import Finding
from youjian.detection import registry
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.revisions import revise_latest
from youjian.detection.rule import Rule
from youjian.detection.rule_sets import CURRENT
from youjian.detection.ticks import REACH
from youjian.ledger import findings
from youjian.ledger.connection import connect
from youjian.ledger.scope import EVERYTHING, set_scope

CODES = (
    "tax.undeclared_sales",
    "tax.purchase_mismatch",
    "tax.product_mismatch",
    "transport.unmatched",
    "stock.month_variance",
)
"""The rules that the labels are about."""
_DAY = 22
"""Returns are due on the twentieth, papers have come by then."""


def nights(year: int) -> list[datetime]:
    """The night of the 22nd after every month of a year, 02:00 in Shanghai."""
    days = [(year + month // 12, month % 12 + 1) for month in range(1, 13)]
    return [datetime(*day, _DAY, 2, tzinfo=SHANGHAI).astimezone(UTC) for day in days]


def judge_all(stations: Sequence[str], year: int, jobs: int) -> int:
    """Judge every station at every night and append what is new; returns how many revisions there were."""
    with ProcessPoolExecutor(jobs) as pool:
        return sum(pool.map(judge_year, stations, [year] * len(stations), chunksize=4))


def judge_year(station_id: str, year: int) -> int:
    """The nights of one station in order; returns how many revisions were appended."""
    return sum(_judge(station_id, night) for night in nights(year))


def _judge(station_id: str, night: datetime) -> int:
    with connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        span = Span(night - REACH["nightly"], night, night)
        facts = StationRecords(conn, station_id, ("nightly",), span).facts
        rules = [r for r in registry.running("nightly", facts, CURRENT) if r.code in CODES]
        return findings.append(conn, [one for rule in rules for one in _new(rule, facts, night, span.since)])


def _new(rule: Rule, facts: Facts, night: datetime, since: datetime) -> list[Finding]:
    """What a rule newly says of what began within the records looked at, as the worker keeps it."""
    latest = latest_revisions(facts.findings(rule.code, night))
    judged = [f for f in rule.judge(facts, night) if f.started_at >= since or f.finding_id in latest]
    again = {f.finding_id for f in judged}
    latest = {key: f for key, f in latest.items() if f.started_at >= since or key in again}
    return revise_latest(latest, judged, night)
