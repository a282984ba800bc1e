"""Nights over small vapour records."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from youjian.contract.columns import struct_table
from youjian.contract.fields import day_bounds
from youjian.contract.findings import Finding
from youjian.contract.records import Record, VapourFill
from youjian.detection.facts import RememberingFacts
from youjian.detection.registry import rule
from youjian.detection.revisions import revise
from youjian.detection.samples import facts, nozzle, station, vapour_fill

DAY_ONE = date(2026, 11, 22)
PER_DAY = 144
OBLIGED = [station(vapour_monitoring=True), nozzle()]


def night(day: int) -> datetime:
    """02:00 after a day, numbered from 0."""
    return day_bounds(DAY_ONE + timedelta(days=day))[1] + timedelta(hours=2)


def walk(code: str, records: Iterable[Record], ticks: Iterable[datetime]) -> list[Finding]:
    """Every revision that the ticks append."""
    remembering, latest, said = RememberingFacts(facts(*records)), dict[str, Finding](), list[Finding]()
    for tick in ticks:
        judged = rule(code).judge(remembering, tick)
        new = revise(struct_table(Finding, latest.values()), judged, tick)
        remembering.remember(new)
        latest |= {found.finding_id: found for found in new}
        said += new
    return said


def latest(findings: Iterable[Finding]) -> dict[str, Finding]:
    """The last revision of each."""
    return {found.finding_id: found for found in findings}


def day_of_fills(day: int, ratios: Iterable[float], **changes: object) -> list[VapourFill]:
    """Fills of nozzle 3 with these A/L on a day, from 08:00 on."""
    return [vapour_fill(PER_DAY * day + n, ratio=al, **changes) for n, al in enumerate(ratios)]
