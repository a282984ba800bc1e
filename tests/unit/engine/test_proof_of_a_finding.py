"""What a proof waits for, which rule set it takes, and how a tick may have looked."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from tests.unit.engine.proof_kit import MemoryBeside, of_station, prove, seal, sealed_sets, tables_of
from youjian.contract.findings import Finding
from youjian.contract.known import KnownTables
from youjian.contract.records import Record
from youjian.detection.registry import rule
from youjian.detection.rule_sets import CURRENT, DEFAULT, RuleSet, overridden
from youjian.detection.samples import (
    MORNING,
    STATION,
    after,
    facts,
    fuelling,
    heartbeat,
    nozzle,
    price_cap,
    station,
)
from youjian.detection.ticks import nightly_tick
from youjian.engine.proof.rules_then import sealed_rule
from youjian.engine.proof.window import views_of

DAY = date(2026, 11, 22)
GAP: list[Record] = [station(), nozzle(), fuelling(1), fuelling(2, totalizer_ml=1_072_000)]
WIDE = overridden(CURRENT, "city-2", date(2026, 11, 1), {"fuelling.totalizer_gap": {"tolerance_ml": 500}})


def gap(rule_set: RuleSet = CURRENT) -> Finding:
    [found] = rule("fuelling.totalizer_gap", rule_set).judge(facts(*GAP), after(60))
    return found


def beside() -> MemoryBeside:
    return MemoryBeside(of_station(tables_of(GAP), STATION))


def test_a_day_that_is_not_sealed_is_waited_for(tmp_path: Path) -> None:
    step = prove(seal(tmp_path, STATION, {}), beside(), gap(), now=after(120))
    [waiting] = step.waiting
    assert (step.status, waiting.day, waiting.why) == ("unsealed", DAY, "open")
    assert waiting.due_by == datetime.fromisoformat("2026-11-24T16:00:00+00:00")


def test_a_mark_of_late_records_is_waited_for_only_where_the_seal_is_older_than_the_finding(
    tmp_path: Path,
) -> None:
    tables = of_station(tables_of(GAP[:3]), STATION)
    early = seal(tmp_path / "early", STATION, tables, sealed_at=after(5))
    asked = beside()
    asked.marks = {DAY}
    step = prove(early, asked, gap())
    assert (step.status, [one.why for one in step.waiting]) == ("unsealed", ["late"])
    later = seal(tmp_path / "later", STATION, tables, sealed_at=after(3000))
    step = prove(later, asked, gap())
    assert (step.status, {one.kind for one in step.reasons}) == ("differs", {"record", "not_said"})


def test_the_ledgers_index_knows_a_seal_that_the_archive_has_otherwise(tmp_path: Path) -> None:
    storage, asked = seal(tmp_path, STATION, of_station(tables_of(GAP), STATION)), beside()
    asked.index = {DAY: (1, "0" * 64)}
    assert [(one.kind, one.where) for one in prove(storage, asked, gap()).reasons] == [
        ("changed", f"{STATION}/2026-11-22/r1")
    ]
    asked.index = {DAY: (2, "0" * 64)}
    assert [(one.kind, one.where) for one in prove(storage, asked, gap()).reasons] == [
        ("missing", f"{STATION}/2026-11-22/r2")
    ]


def test_seals_that_changed_places_are_named(tmp_path: Path) -> None:
    storage = seal(
        tmp_path, STATION, of_station(tables_of(GAP), STATION), empty_days=[DAY + timedelta(days=1)]
    )
    first, second = tmp_path / STATION / "2026-11-22", tmp_path / STATION / "2026-11-23"
    first.rename(tmp_path / "aside")
    second.rename(first)
    (tmp_path / "aside").rename(second)
    step = prove(storage, beside(), gap())
    assert step.status == "differs"
    assert ("changed", f"{STATION}/2026-11-23/r1/manifest.json") in {(r.kind, r.where) for r in step.reasons}


def test_the_sealed_parameters_judge_and_another_rule_set_is_named(tmp_path: Path) -> None:
    tables = of_station(tables_of(GAP), STATION)
    storage = seal(tmp_path, STATION, tables, rule_sets=sealed_sets(CURRENT, WIDE))
    assert prove(storage, beside(), gap(WIDE)).status == "agrees"
    own = prove(storage, beside(), gap())
    assert own.status == "agrees", "the set known at the moment, when the city's was taken later"
    other = structs.replace(gap(), rule_set="city-1")
    assert {(r.kind, r.where) for r in prove(storage, beside(), other).reasons} >= {("rule_set", "city-1")}


@pytest.mark.parametrize(("named", "tolerance"), [("city-2", 500), ("2026-01", 20), ("other", 500)])
def test_of_several_sets_that_may_have_been_in_force_the_one_named_is_taken(
    named: str, tolerance: int
) -> None:
    newest_first = [sealed_sets(CURRENT, WIDE), sealed_sets(CURRENT)]
    found = sealed_rule("fuelling.totalizer_gap", named, MORNING, newest_first, DEFAULT)
    assert found.parameters.tolerance_ml == tolerance


def test_sealed_parameters_that_this_version_does_not_know_are_named(tmp_path: Path) -> None:
    strange = structs.replace(
        sealed_sets()[0], parameters={"fuelling.totalizer_gap": {"tolerance_ml": "wide"}}
    )
    storage = seal(tmp_path, STATION, of_station(tables_of(GAP), STATION), rule_sets=[strange])
    [reason] = prove(storage, beside(), gap()).reasons
    assert (reason.kind, reason.where) == ("rule_set", "2026-01")


def test_evidence_that_lists_no_records_where_it_should_is_named(tmp_path: Path) -> None:
    changed = structs.replace(gap(), evidence='{"records": {"fuellings": 5}}')
    step = prove(seal(tmp_path, STATION, of_station(tables_of(GAP), STATION)), beside(), changed)
    assert step.status == "differs"
    assert ("figure", "records.fuellings") in {(one.kind, one.where) for one in step.reasons}


def test_a_rule_of_another_version_is_named(tmp_path: Path) -> None:
    unknown = structs.replace(gap(), rule="fuelling.once_there_was")
    [reason] = prove(seal(tmp_path, STATION, {}), beside(), unknown).reasons
    assert (reason.kind, reason.where) == ("rule_set", "fuelling.once_there_was")


def test_the_watch_may_have_looked_four_days_back_or_as_far_as_the_night() -> None:
    watched = structs.replace(gap(), rule="price.above_cap")
    [near, far] = views_of(rule("price.above_cap"), watched)
    assert (near.days(watched), far.days(watched)) == (4, 60)
    at_night = structs.replace(watched, detected_at=nightly_tick(MORNING))
    assert [one.said_too for one in views_of(rule("price.above_cap"), at_night)] == [False, False, True]
    [night] = views_of(rule("stock.water"), at_night)
    assert night.days(at_night) == 60


def test_what_the_night_said_of_a_record_older_than_the_watchs_days_is_proved(tmp_path: Path) -> None:
    lived = [station(), nozzle(), price_cap(max_price_fen=700), fuelling(1), heartbeat(0)]
    tables = of_station(tables_of(lived), STATION)
    moment = nightly_tick(MORNING + timedelta(days=6))
    patient = overridden(CURRENT, "city-3", date(2026, 1, 1), {"price.above_cap": {"lookback_s": 2_592_000}})
    said = rule("price.above_cap", patient).judge(KnownTables(tables), moment)
    storage = seal(tmp_path, STATION, tables, empty_days=[date(2026, 11, 29)], rule_sets=sealed_sets(patient))
    step = prove(storage, MemoryBeside(tables), said[0])
    assert (step.status, step.looked_back_days) == ("agrees", 60)
