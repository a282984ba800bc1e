"""What every rule promises, whichever it is."""

import dataclasses
import random
from datetime import UTC, date
from functools import cache
from pathlib import Path

import msgspec
import pytest

from youjian.contract.codes import RULE_CODES
from youjian.contract.findings import Finding
from youjian.contract.platform import READABLE_TABLES
from youjian.contract.records import Fuelling, Heartbeat, Record
from youjian.contract.registry import Station
from youjian.detection.facts import MemoryFacts
from youjian.detection.registry import (
    RULES,
    all_rules,
    judge,
    judge_pairwise,
    not_run,
    rule,
    rules,
    tables_of,
)
from youjian.detection.rule import Rule
from youjian.detection.rule_sets import CURRENT, RULE_SETS
from youjian.detection.samples import (
    LATER,
    after,
    conflict,
    event,
    facts,
    frozen_gauge,
    fuelling,
    heartbeat,
    station,
)
from youjian.detection.samples_balance import balance_wrong
from youjian.detection.samples_books import books_wrong
from youjian.detection.samples_register import register_wrong
from youjian.detection.samples_vapour import vapour_wrong

EVERYTHING_WRONG: list[Record] = [
    station(vapour_monitoring=True, licence_valid_until=date(2026, 11, 1)),
    fuelling(1),
    fuelling(2, totalizer_ml=1_100_000),
    fuelling(3, totalizer_ml=5, ended_at=after(41)),
    fuelling(4, totalizer_ml=30_005, amount_fen=1),
    fuelling(5, totalizer_ml=60_005, started_at=after(52)),
    fuelling(9, totalizer_ml=990_005),
    heartbeat(30 * 1440 - 30, clock_offset_s=100.0),
    event("self_lock"),
    conflict(),
    *books_wrong(),
    *balance_wrong(),
    *register_wrong(),
    *vapour_wrong(),
    *(msgspec.structs.replace(record, station_id="3602030098") for record in frozen_gauge()),
]
OTHERS: tuple[Fuelling | Station | Heartbeat, ...] = (
    *(fuelling(n, station_id="3602030001", totalizer_ml=n) for n in range(6)),
    *(fuelling(n, station_id="9902030001") for n in range(6)),
    station(station_id="9902030001"),
    heartbeat(30 * 1440 - 30, station_id="9902030001"),
)
each_rule = pytest.mark.parametrize("known", all_rules(), ids=lambda r: r.code)


@cache
def everything_wrong(order: int = 0, others: tuple[Record, ...] = ()) -> MemoryFacts:
    """Made once for all rules: the records in one of several orders, and those of other stations beside."""
    records = [*EVERYTHING_WRONG, *others]
    if order:
        random.Random(order).shuffle(records)  # noqa: S311
    return facts(*records)


def judged(known: Rule, held: MemoryFacts | None = None) -> list[Finding]:
    return known.judge(held or everything_wrong(), LATER)


@each_rule
def test_it_speaks_of_broken_records(known: Rule) -> None:
    found = judged(known)
    assert found
    assert {f.rule for f in found} == {known.code}
    assert {f.severity for f in found} <= set(known.severities)
    assert {f.rule_set for f in found} == {CURRENT.version}
    assert len({f.finding_id for f in found}) == len(found)


@each_rule
def test_it_is_silent_about_honest_records(known: Rule) -> None:
    honest = [
        station(),
        *(fuelling(n) for n in range(50)),
        *(heartbeat(n) for n in range(0, 520, 5)),
        event("boot"),
    ]
    assert known.judge(facts(*honest, present=["conflicts"]), after(520)) == []


@each_rule
def test_it_says_the_same_whatever_the_order_of_the_rows(known: Rule) -> None:
    expected = judged(known)
    for order in range(1, 6):
        assert judged(known, everything_wrong(order)) == expected


@each_rule
def test_it_says_the_same_of_a_station_alone_and_among_others(known: Rule) -> None:
    others = {record.station_id for record in OTHERS}
    mine = [f for f in judged(known, everything_wrong(0, OTHERS)) if f.station_id not in others]
    assert mine == judged(known)


@each_rule
def test_it_uses_nothing_known_later(known: Rule) -> None:
    for found in judged(known):
        assert found.detected_at <= LATER
        before = known.judge(everything_wrong(), found.detected_at)
        assert found.finding_id in {f.finding_id for f in before}
    assert judged(known, facts()) == []


@each_rule
def test_it_is_documented(known: Rule) -> None:
    assert known.code in RULE_CODES
    assert known.anchor
    assert known.explained_by
    assert known.severities
    assert {*known.tables, *known.optional} <= READABLE_TABLES.keys()
    text = type(known).__doc__ or ""
    assert "Basis:" in text
    assert ">>>" in text


@each_rule
def test_its_times_are_utc(known: Rule) -> None:
    for found in judged(known):
        assert {t.tzinfo for t in (found.started_at, found.ended_at, found.detected_at) if t is not None} == {
            UTC
        }


def test_parameters_are_frozen_data_of_a_rule_set() -> None:
    for rule_set in RULE_SETS.values():
        assert rule_set.parameters.keys() == {known.code for known in RULES}
        for parameters in rule_set.parameters.values():
            assert type(parameters).__dataclass_params__.frozen  # pyright: ignore[reportAttributeAccessIssue]
            assert all(hash(value) is not None for value in dataclasses.astuple(parameters))


def test_there_is_one_module_per_rule_and_every_one_is_registered() -> None:
    modules = {p.stem for p in Path("src/youjian/detection/rules").glob("*.py")} - {"__init__"}
    assert {known.__module__.rpartition(".")[2] for known in RULES} == modules


def test_rules_come_in_the_order_of_the_catalogue() -> None:
    order = list(RULE_CODES)
    codes = [known.code for known in RULES]
    assert codes == sorted(codes, key=order.index)


def test_every_rule_belongs_to_one_tick() -> None:
    early = {known.code for known in RULES if known.early}
    by_tick = [known.code for tick in ("pairwise", "watch", "nightly") for known in rules(tick)]
    assert sorted(by_tick) == sorted([*(known.code for known in RULES), *early]), "early ones look twice"


def test_a_rule_without_its_table_is_reported_as_not_run() -> None:
    held = facts(fuelling(1))
    assert not_run("watch", held)["collector.offline"] == ("stations", "heartbeats")
    assert not_run("watch", held).keys() == {known.code for known in rules("watch")} - {
        "fuelling.sequence_gap"
    }
    assert {f.rule for f in judge("watch", held, LATER)} == set()


def test_the_caller_learns_which_tables_to_load() -> None:
    assert tables_of("pairwise") == (
        "conflicts", "device_events", "fuellings", "heartbeats", "maintenance", "nozzles",
    )  # fmt: skip


def test_pairwise_rules_judge_an_empty_batch() -> None:
    assert judge_pairwise({}, LATER) == []
    assert judge("pairwise", MemoryFacts({}), LATER) == []


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError, match="no_such_rule"):
        rule("no_such_rule")
