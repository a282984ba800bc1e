"""A city's own rule set counts in intake, watch and audit, from its day on and without a restart."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from msgspec import structs

from tests.conftest import Database
from tests.integration.bureau_office import ZHUSHAN, furnish
from tests.integration.intake_kit import add_station
from tests.integration.test_bureau_watch import MINUTE, door_open, heard, now, sql
from tests.integration.test_live_equals_audit import Sent, folder
from youjian.archive.folder import FolderFacts
from youjian.bureau.watch.services import run_watch, tick_of
from youjian.cli import main
from youjian.contract.columns import to_table
from youjian.contract.tables import TABLES
from youjian.detection.rule_sets import CURRENT, DEFAULT, Schedule
from youjian.detection.samples import STATION, after, fuelling
from youjian.engine.span import Span
from youjian.engine.walk import walk_past
from youjian.intake.rules import RulesInForce
from youjian.ledger.batch import Batch
from youjian.ledger.rule_sets import StoredRuleSet, keep_rule_set
from youjian.ledger.store import store

__all__ = ["folder"]  # the fixture of an audit folder
GAP = "fuelling.totalizer_gap"
TODAY = date(2026, 11, 22)
LOOSE = StoredRuleSet("2026-01+city.1", "2026-01", TODAY, {GAP: {"tolerance_ml": 20_000}})
STRICT = StoredRuleSet("2026-01+city.2", "2026-01", TODAY, {GAP: {"tolerance_ml": 5}})
Said = set[tuple[str, str, str, datetime]]


def take(database: Database, rule_set: StoredRuleSet) -> None:
    with database.connect("bureau") as conn:
        assert keep_rule_set(conn, rule_set)


def short_by(seq: int, millilitres: int) -> Sent:
    """Two fuellings in two transactions; the totalizer of the second runs some millilitres too far."""
    first = fuelling(seq, received_at=None)
    second = fuelling(seq + 1, received_at=None)
    second = structs.replace(second, totalizer_ml=second.totalizer_ml + millilitres)
    return [(after(2000), [first]), (after(2001), [second])]


def live(database: Database, rules: RulesInForce, sent: Sent) -> Said:
    """What intake's transactions write down; nothing of it stays."""
    with database.connect("intake") as conn:
        for moment, records in sent:
            listed = [("fuellings", index, record) for index, record in enumerate(records)]
            batch = Batch(door="station", station_id=STATION, records=listed)
            store(conn, [batch], moment, rules.judge(conn))
        rows = conn.execute("SELECT rule, finding_id, rule_set, detected_at FROM ledger.findings").fetchall()
        conn.rollback()
    return set(rows)


def audited(where: Path, sent: Sent, schedule: Schedule) -> Said:
    """What an audit of the same records says."""
    arrived = [structs.replace(record, received_at=moment) for moment, records in sent for record in records]
    pq.write_table(to_table(TABLES["fuellings"], arrived), where / "fuellings.parquet")
    trail = walk_past(FolderFacts(where), Span(after(1999), after(2010)), schedule=schedule)
    assert trail.failures == []
    return {(f.rule, f.finding_id, f.rule_set, f.detected_at) for f in trail.findings if f.rule == GAP}


@pytest.fixture
def city(database: Database) -> Database:
    with database.connect("owner") as conn:
        add_station(conn)
    return database


def of(*kept: StoredRuleSet) -> Schedule:
    def refuse(_version: str, error: ValueError) -> None:
        raise error

    return Schedule.stored(kept, refuse)


def test_an_override_changes_what_the_same_records_show_live_and_audited(
    city: Database, folder: Path
) -> None:
    rules = RulesInForce()
    twelve_litres, ten_ml = short_by(41, 12_000), short_by(41, 10)
    usual = live(city, rules, twelve_litres)
    assert {(rule, version) for rule, _, version, _ in usual} == {(GAP, CURRENT.version)}
    assert usual == audited(folder, twelve_litres, DEFAULT)
    take(city, LOOSE)
    assert live(city, rules, twelve_litres) == audited(folder, twelve_litres, of(LOOSE)) == set()
    take(city, STRICT)
    found = live(city, rules, ten_ml)
    assert {(rule, version) for rule, _, version, _ in found} == {(GAP, STRICT.version)}
    assert found == audited(folder, ten_ml, of(LOOSE, STRICT))


def test_a_set_of_tomorrow_does_not_count_today(city: Database, folder: Path) -> None:
    sent = short_by(41, 12_000)
    begins = sent[-1][0].date() + timedelta(days=2)
    tomorrow = StoredRuleSet(LOOSE.version, LOOSE.base, begins, LOOSE.overrides)
    take(city, tomorrow)
    found = live(city, RulesInForce(), sent)
    assert {version for _, _, version, _ in found} == {CURRENT.version}
    assert found == audited(folder, sent, of(tomorrow))


def test_a_set_that_cannot_be_used_keeps_no_record_out(city: Database) -> None:
    with city.connect("owner") as conn:
        conn.execute(
            "INSERT INTO ledger.rule_sets (version, base, effective_from, overrides)"
            """ VALUES ('old', '2026-01', '2026-01-01', '{"withdrawn.rule": {"a": 1}}')"""
        )
    assert {version for _, _, version, _ in live(city, RulesInForce(), short_by(41, 12_000))} == {
        CURRENT.version
    }


def test_the_watch_judges_by_the_set_in_force_at_its_tick(office_database: Database) -> None:
    furnish(office_database)
    tick = tick_of(now())
    door_open(office_database, tick - 300 * MINUTE, now())
    heard(office_database, tick - 40 * MINUTE)
    offline = (
        "SELECT severity, rule_set FROM ledger.findings WHERE rule = 'collector.offline' ORDER BY revision"
    )
    run_watch(tick - 10 * MINUTE)
    assert sql(office_database, offline) == [("warning", CURRENT.version)]
    quick = StoredRuleSet("2026-01+city.1", "2026-01", TODAY, {"collector.offline": {"alarm_s": 1800}})
    take(office_database, quick)
    run_watch(tick)
    assert sql(office_database, offline) == [("warning", CURRENT.version), ("alarm", quick.version)]
    assert sql(office_database, "SELECT DISTINCT station_id FROM ledger.findings") == [(ZHUSHAN,)]


@pytest.fixture
def rules_file(tmp_path: Path) -> Path:
    path = tmp_path / "ours.toml"
    path.write_text(
        """[rules]
revision = 3
base = "2026-01"
effective_from = 2026-01-01
[[rules.overrides]]
rule = "fuelling.totalizer_gap"
why = "example"
parameters = { tolerance_ml = 5 }
""",
        encoding="utf-8",
    )
    return path


def audit(where: Path, out: Path, rules: str) -> int:
    return main(["audit", str(where), "--out", str(out), "--jobs", "1", "--rules", rules])


def test_an_audit_takes_a_file_of_rules_or_a_profile(folder: Path, rules_file: Path) -> None:
    audited(folder, short_by(41, 10), DEFAULT)
    out = rules_file.with_name("findings.parquet")
    assert audit(folder, out, str(rules_file)) == 0
    versions = set(pq.read_table(out)["rule_set"].to_pylist())
    assert versions == {"2026-01+ours.3"}
    assert audit(folder, out, "zhengzhou") == 0
    assert GAP not in pq.read_table(out)["rule"].to_pylist()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("_ml = 5", "_ml = -5"), "ours.toml:5: fuelling.totalizer_gap: tolerance_ml = -5"),
        (("revision = 3", "revison = 3"), "ours.toml:2: rules.revison: there is no such key"),
        (("rules", "city"), "has no [rules]"),
    ],
)
def test_bad_rules_are_told_before_anything_is_audited(
    folder: Path, rules_file: Path, capsys: pytest.CaptureFixture[str], change: tuple[str, str], told: str
) -> None:
    text = rules_file.read_text(encoding="utf-8")
    rules_file.write_text(text.replace(*change), encoding="utf-8")
    out = rules_file.with_name("findings.parquet")
    assert audit(folder, out, str(rules_file)) == 2
    assert told in capsys.readouterr().err
    assert not out.exists()


def test_a_profile_that_there_is_not_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(folder, tmp_path / "findings.parquet", "atlantis") == 2
    assert "no profile of jingdezhen, zhengzhou" in capsys.readouterr().err
