"""A change tried over sealed days: the old parameters say what an audit says, the new ones what would be."""

import os
import signal
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.unit.engine import proof_kit as kit
from youjian.archive.storage import FolderStorage
from youjian.contract.columns import struct_table
from youjian.contract.findings import Finding
from youjian.contract.known import KnownTables
from youjian.contract.records import Record
from youjian.detection.rule_sets import CURRENT, Overrides, RuleSet, overridden
from youjian.detection.samples import STATION, fuelling, heartbeat, nozzle, price_cap, station
from youjian.engine import pool
from youjian.engine.backtest import BacktestTask, StationBacktest, constant, rules_changed
from youjian.engine.outcome import Failure
from youjian.engine.walk import walk_past

GAP, OFFLINE, FLOW = "fuelling.totalizer_gap", "collector.offline", "fuelling.implausible_flow"
DAY = 1440
FIRST, LAST = date(2026, 11, 22), date(2026, 11, 26)


def proposed(overrides: Overrides) -> RuleSet:
    return overridden(CURRENT, "2026-01+city.9", date(2027, 1, 1), overrides)


def nothing_said(_station_id: str) -> pa.Table:
    return struct_table(Finding, [])


def records() -> list[Record]:
    """A gap of 100 mL and one of 12 L, and a collector silent for half an hour and for three hours."""
    sold = [fuelling(seq, received_at=None) for seq in range(1, 40)]
    for seq, more in ((10, 100), (20, 12_000)):
        sold = [_shifted(f, more) if f.seq >= seq else f for f in sold]
    silent = [*range(600, 630), *range(3000, 3180)]
    beats = [heartbeat(m, received_at=None) for m in range(0, 4 * DAY + 960, 5) if m not in silent]
    return [station(), nozzle(), *sold, *beats]


def _shifted(f: Any, more: int) -> Any:
    from msgspec import structs

    return structs.replace(f, totalizer_ml=f.totalizer_ml + more)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    kit.seal(folder, STATION, kit.tables_of(records()))
    return folder


def task(folder: Path, overrides: Overrides, **changes: Any) -> BacktestTask:
    new = proposed(overrides)
    fields: dict[str, Any] = {
        "archive": partial(FolderStorage, folder),
        "said": nothing_said,
        "rules": rules_changed(CURRENT, new),
        "old": constant(CURRENT),
        "new": constant(new),
        "first": FIRST,
        "last": LAST,
        "present": frozenset({"fuellings", "heartbeats"}),
        "platform": {},
    }
    return BacktestTask(**{**fields, **changes})


def told(result: StationBacktest) -> list[tuple[str, str, float | None, tuple[str, ...]]]:
    return [(c.kind, c.said.rule, c.said.estimate, c.moved) for c in result.changes]


def test_old_parameters_say_what_an_audit_says(archive: Path) -> None:
    result = task(archive, {GAP: {"tolerance_ml": 200}, OFFLINE: {"warning_s": 3600}})(STATION)
    assert result.failures == []
    whole = KnownTables(kit.register_of(kit.tables_of(records())) | kit.tables_of(records()))
    audited = walk_past(whole, task(archive, {}).span).findings
    assert set(result.said) == {f.finding_id for f in audited if f.rule in {GAP, OFFLINE}}
    assert len(result.said) == 4
    assert (result.sealed, result.missing, result.thinned) == (5, [], [])


def test_looser_parameters_let_findings_vanish_and_no_other(archive: Path) -> None:
    result = task(archive, {GAP: {"tolerance_ml": 200}, OFFLINE: {"warning_s": 3600}})(STATION)
    [(kind, rule, estimate, _), *rest] = told(result)
    assert (kind, rule, estimate) == ("vanishes", GAP, 100.0)
    assert [(k, r) for k, r, _, _ in rest] == [("vanishes", OFFLINE), ("moves", OFFLINE)]
    assert {"detected_at"} <= set(rest[1][3])
    assert (result.old.total(), result.new.total()) == (4, 2)


def test_days_without_a_seal_are_named(archive: Path) -> None:
    beyond = task(archive, {}, rules=frozenset({GAP}), last=LAST + timedelta(days=2))(STATION)
    assert (beyond.sealed, beyond.missing) == (5, [LAST + timedelta(days=1), LAST + timedelta(days=2)])


def test_stricter_parameters_let_findings_appear(archive: Path) -> None:
    result = task(archive, {FLOW: {"max_l_min": 10}})(STATION)
    assert {kind for kind, *_ in told(result)} == {"appears"}
    assert result.new[FLOW, "warning"] == len(result.changes) > 0
    assert result.said == []


def test_same_values_change_nothing(archive: Path) -> None:
    assert rules_changed(CURRENT, proposed({GAP: {"tolerance_ml": 20}})) == frozenset()
    same = task(archive, {}, rules=frozenset({GAP, OFFLINE}))(STATION)
    assert (same.changes, same.old) == ([], same.new)


def test_what_was_open_before_the_span_is_known(archive: Path) -> None:
    whole = task(archive, {}, rules=frozenset({GAP}))
    said = _raised_by(archive)
    later = replace(whole, first=FIRST + timedelta(days=2), said=partial(_given, said))
    result = later(STATION)
    assert result.changes == []
    assert set(result.said).isdisjoint(f.finding_id for f in said)


def _raised_by(archive: Path) -> list[Finding]:
    whole = KnownTables(kit.register_of(kit.tables_of(records())) | kit.tables_of(records()))
    until = task(archive, {}).span.start + timedelta(days=2)
    return [f for f in walk_past(whole, task(archive, {}).span).findings if f.detected_at < until]


def _given(said: list[Finding], _station_id: str) -> pa.Table:
    return struct_table(Finding, said)


class KilledOnce:
    """A task whose first process is killed in the middle."""

    def __init__(self, inner: BacktestTask, mark: Path) -> None:
        self.inner, self.mark = inner, mark

    def __call__(self, station_id: str) -> StationBacktest:
        if not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return self.inner(station_id)


def test_killed_process_loses_nothing(archive: Path, tmp_path: Path) -> None:
    plain = task(archive, {GAP: {"tolerance_ml": 200}})
    [(_, outcome)] = list(pool.each(KilledOnce(plain, tmp_path / "killed"), [STATION], 1))
    assert not isinstance(outcome, Failure)
    assert outcome.changes == plain(STATION).changes


def test_station_that_takes_too_long_is_named(archive: Path) -> None:
    bounded = task(archive, {OFFLINE: {"warning_s": 3600}}, most_s=0.001)
    [(station_id, outcome)] = list(pool.each(bounded, [STATION], 1))
    assert isinstance(outcome, Failure)
    assert station_id == STATION
    assert "took longer than 0.001 s" in outcome.reason


def test_each_day_is_judged_by_the_register_that_was_sealed_with_it(tmp_path: Path) -> None:
    """The cap is corrected in the register from the third day on: the same price is above it from there."""
    first, then = fuelling(1, received_at=None), fuelling(3 * DAY // 10, received_at=None)
    for sold, cap in ((first, 800), (then, 750)):
        known = [station(), nozzle(), price_cap(max_price_fen=cap), sold]
        kit.seal(tmp_path, STATION, kit.tables_of(known))
    rules = frozenset({"price.above_cap"})
    result = task(tmp_path, {}, rules=rules, present=frozenset({"fuellings"}))(STATION)
    assert (result.failures, result.sealed) == ([], 2)
    assert [one.subject for one in result.trails[0] if one.revision == 1] == ["nozzle:3"]
    assert {one.started_at.date() for one in result.trails[0]} == {date(2026, 11, 25)}
    assert result.changes == []


def test_the_watch_looks_as_often_as_the_platforms_own(archive: Path) -> None:
    hourly = task(archive, {}, rules=frozenset({OFFLINE}), watch_every=timedelta(hours=1))(STATION)
    often = task(archive, {}, rules=frozenset({OFFLINE}))(STATION)
    assert {one.detected_at.minute for one in hourly.trails[0]} == {0}
    assert {one.detected_at for one in hourly.trails[0]} != {one.detected_at for one in often.trails[0]}
