"""A finding of every rule is proved from sealed days, and no figure of it can be changed unseen."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.unit.detection.test_rule_conformance import EVERYTHING_WRONG
from tests.unit.engine.proof_kit import MemoryBeside, of_station, prove, seal, tables_of
from youjian.archive.storage import FolderStorage
from youjian.contract.columns import TIMESTAMP
from youjian.contract.fields import business_day
from youjian.contract.findings import Finding
from youjian.contract.known import KnownTables
from youjian.contract.platform import READABLE_TABLES
from youjian.detection.registry import all_rules
from youjian.detection.rule import Rule
from youjian.detection.samples import LATER, STATION, after
from youjian.detection.ticks import REACH
from youjian.engine.proof.window import DOCUMENTS

FROZEN = "3602030098"
MOMENTS = (LATER, after(74 * 60), after(300), after(200), after(60), after(15 * 60))
DAY = timedelta(days=1)


@cache
def records() -> dict[str, dict[str, pa.Table]]:
    tables = tables_of(EVERYTHING_WRONG)
    return {station: of_station(tables, station) for station in (STATION, FROZEN)}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> FolderStorage:
    folder = tmp_path_factory.mktemp("archive")
    for station, tables in records().items():
        seal(folder, station, tables, empty_days=[business_day(moment) for moment in MOMENTS])
    return FolderStorage(folder)


def as_the_platform_sees(tables: Mapping[str, pa.Table], known: Rule, moment: datetime) -> KnownTables:
    """The station's facts as a tick reads them: of devices the last days alone."""
    reach = REACH.get(known.tick)
    held = dict(tables)
    for name, table in tables.items():
        spec = READABLE_TABLES[name]
        if reach and spec.kind == "fact" and name not in DOCUMENTS and spec.station is not None:
            held[name] = table.filter(pc.greater_equal(table[spec.end], pa.scalar(moment - reach, TIMESTAMP)))
    return KnownTables(held)


@cache
def said(code: str) -> tuple[Finding, ...]:
    """What a rule says of the stations at the first moment at which it says anything."""
    known = next(rule for rule in all_rules() if rule.code == code)
    for moment in MOMENTS:
        found = [
            f
            for tables in records().values()
            for f in known.judge(as_the_platform_sees(tables, known, moment), moment)
        ]
        if found:
            return tuple(found)
    return ()


def proof_of(archive: FolderStorage, finding: Finding):
    return prove(archive, MemoryBeside(records()[finding.station_id]), finding)


each_rule = pytest.mark.parametrize("code", [rule.code for rule in all_rules()])


@each_rule
def test_a_finding_of_every_rule_is_proved_from_sealed_days(code: str, archive: FolderStorage) -> None:
    assert said(code), f"{code} says nothing of the records that are sealed here"
    for finding in said(code)[:3]:
        step = proof_of(archive, finding)
        assert (step.status, step.reasons, step.waiting) == ("agrees", [], [])
        assert {one.name for one in step.figures} >= {"estimate", "facts_digest", "severity", "verdict"}
        assert all(one.agrees for one in step.figures)
        assert step.days
        assert step.register.digest


@each_rule
def test_a_changed_estimate_is_not_proved(code: str, archive: FolderStorage) -> None:
    finding = said(code)[0]
    changed = msgspec.structs.replace(finding, estimate=(finding.estimate or 0.0) + 1)
    step = proof_of(archive, changed)
    assert step.status == "differs"
    assert [one.where for one in step.reasons] == ["estimate"]
