"""A city's own parameters: checked when they are taken, in force from their day on, named by findings."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.contract.columns import struct_table
from youjian.contract.records import Fuelling
from youjian.detection import limits
from youjian.detection import parameters as p
from youjian.detection.registry import judge_pairwise, rules
from youjian.detection.rule_sets import CURRENT, DEFAULT, RuleSet, Schedule, overridden
from youjian.detection.samples import LATER, after, facts, fuelling, heartbeat, station
from youjian.engine.said import Walked
from youjian.engine.span import Span
from youjian.engine.walk import walk_past

DAY = date(2026, 11, 22)
MIDNIGHT = datetime(2026, 11, 21, 16, tzinfo=UTC)
"""When that business day begins."""


def a_set(version: str, day: date, **overrides: dict[str, Any]) -> RuleSet:
    return overridden(CURRENT, version, day, {name.replace("__", "."): v for name, v in overrides.items()})


def test_what_is_set_differs_and_nothing_else() -> None:
    made = a_set("2026-01+x.1", DAY, collector__offline={"alarm_s": 3600})
    assert made.parameters["collector.offline"] == p.Offline(alarm_s=3600)
    assert {code for code in made.parameters if made.parameters[code] != CURRENT.parameters[code]} == {
        "collector.offline"
    }
    assert (made.version, made.effective_from) == ("2026-01+x.1", DAY)


@pytest.mark.parametrize(
    ("rule", "values", "told"),
    [
        ("collector.off", {"alarm_s": 1}, r"there is no rule 'collector\.off'; there are "),
        ("collector.offline", {"alarm": 1}, r"collector\.offline has no parameter 'alarm' that a city sets"),
        ("collector.offline", {"alarm_s": "1 h"}, r"collector\.offline: alarm_s = '1 h': Expected `int`"),
        ("collector.offline", {"alarm_s": 3600.5}, r"alarm_s = 3600\.5: Expected `int`"),
        ("collector.offline", {"alarm_s": True}, r"alarm_s = True: Expected `int`"),
        ("collector.offline", {"warning_s": -1}, r"warning_s = -1: must be between 0 and inf"),
        ("collector.offline", {"area_share": 1.5}, r"area_share = 1\.5: must be between 0 and 1"),
        ("collector.offline", {"warning_s": 9000}, r"warning_s = 9000, alarm_s = 7200: must not fall"),
        ("tax.undeclared_sales", {"tolerance_pct": 101}, r"must be between 0 and 100"),
        ("vapour.ratio_alarm", {"low": 1.4}, r"low = 1\.4, high = 1\.3.*must not fall in this order"),
        ("vapour.ratio_alarm", {"count": "most"}, r"count = 'most'"),
        ("dispenser.tampered", {"codes": ["rain"]}, r"codes = \['rain'\]"),
        ("stock.hidden_sales", {"balance": {}}, r"has no parameter 'balance'"),
        ("fuelling.overlap", {"anything": 1}, r"there are none"),
        ("stock.water", {"rise_mm": float("nan")}, r"rise_mm = nan"),
    ],
)
def test_what_cannot_be_set_is_told(rule: str, values: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        overridden(CURRENT, "x", DAY, {rule: values})


def test_a_list_of_codes_is_taken_as_the_rule_has_it() -> None:
    made = overridden(CURRENT, "x", DAY, {"dispenser.tampered": {"codes": ["self_lock"]}})
    assert made.parameters["dispenser.tampered"] == p.Tampered(codes=("self_lock",))


@pytest.mark.parametrize("code", sorted(CURRENT.parameters))
def test_the_platform_s_own_values_pass_their_own_checks(code: str) -> None:
    usual = CURRENT.parameters[code]
    for name, kind in limits.settable(usual).items():
        value = getattr(usual, name)
        assert limits.checked_value(name, kind, value, value) == value
    limits.check_order(code, usual)


def test_a_set_holds_from_the_beginning_of_its_business_day() -> None:
    first, second = a_set("a", DAY), a_set("b", DAY + timedelta(days=2))
    schedule = Schedule.of([second, first])
    before = MIDNIGHT - timedelta(microseconds=1)
    assert [schedule.at(moment).version for moment in (before, MIDNIGHT, MIDNIGHT + timedelta(days=2))] == [
        CURRENT.version, "a", "b",
    ]  # fmt: skip
    assert DEFAULT.at(MIDNIGHT) is CURRENT


@given(
    days=st.lists(st.integers(-5, 5), unique=True, max_size=4),
    begin=st.integers(-200, 200),
    lasts=st.integers(0, 300),
)
def test_the_parts_of_a_span_are_the_span_and_each_has_one_set(
    days: list[int], begin: int, lasts: int
) -> None:
    schedule = Schedule.of(a_set(str(day), DAY + timedelta(days=day)) for day in days)
    start = MIDNIGHT + timedelta(hours=begin)
    end = start + timedelta(hours=lasts)
    parts = list(schedule.within(start, end))
    assert (parts[0][1], parts[-1][2]) == (start, end)
    for rule_set, first, last in parts:
        assert first <= last
        assert schedule.at(first) is schedule.at(last) is rule_set
    for (_, _, last), (_, following, _) in pairwise(parts):
        assert following - last == timedelta(microseconds=1)


def test_a_set_that_cannot_be_used_is_told_and_the_others_hold() -> None:
    class Kept:
        def __init__(self, version: str, rule: str) -> None:
            self.version, self.base, self.effective_from = version, CURRENT.version, DAY
            self.overrides = {rule: {"alarm_s": 3600}}

    told: list[str] = []
    schedule = Schedule.stored(
        [Kept("good", "collector.offline"), Kept("gone", "collector.withdrawn")],
        lambda version, error: told.append(f"{version}: {error}"),
    )
    assert schedule.at(MIDNIGHT).version == "good"
    [line] = told
    assert line.startswith("gone: there is no rule 'collector.withdrawn'")


def test_a_pairwise_finding_hangs_on_the_set_in_force_and_names_it() -> None:
    short = fuelling(42, totalizer_ml=fuelling(42).totalizer_ml + 12_000)
    tables = {"fuellings": struct_table(Fuelling, [fuelling(41), short])}
    [usual] = judge_pairwise(tables, LATER)
    wide = Schedule.of([a_set("wide", DAY, fuelling__totalizer_gap={"tolerance_ml": 10_000_000})])
    narrow = Schedule.of([a_set("narrow", DAY, fuelling__totalizer_gap={"tolerance_ml": 0})])
    assert usual.rule_set == CURRENT.version
    assert judge_pairwise(tables, LATER, wide) == []
    [found] = judge_pairwise(tables, LATER, narrow)
    assert (found.finding_id, found.rule_set) == (usual.finding_id, "narrow")


def test_a_walk_changes_its_rules_where_every_tick_would() -> None:
    """The set changes within a silence: a walk that skips ticks says what judging every tick says."""
    start = MIDNIGHT - timedelta(minutes=40)
    known = facts(station(), heartbeat((start - after(0)) / timedelta(minutes=1)))
    schedule = Schedule.of([a_set("quick", DAY, collector__offline={"alarm_s": 1800, "warning_s": 1200})])
    span = Span(start, start + timedelta(hours=8))
    said = [f for f in walk_past(known, span, schedule=schedule).findings if f.rule == "collector.offline"]
    assert said == every_tick(known, span, schedule)
    assert [(f.severity, f.rule_set, f.detected_at) for f in said] == [
        ("warning", CURRENT.version, MIDNIGHT - timedelta(minutes=20)),
        ("alarm", "quick", MIDNIGHT),
    ]


def every_tick(known: Any, span: Span, schedule: Schedule) -> list[Any]:
    walked, said = Walked(known), []
    for tick in span.ticks("watch"):
        [rule] = [r for r in rules("watch", schedule.at(tick)) if r.code == "collector.offline"]
        said += walked.append(rule.code, rule.judge(walked, tick), tick)
    return said
