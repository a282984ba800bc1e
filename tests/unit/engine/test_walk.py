"""Walking only the moments that rules name says what every tick says; a rule that fails stops alone."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from youjian.contract.columns import to_table
from youjian.contract.findings import Finding
from youjian.contract.records import Fuelling, Record
from youjian.contract.tables import TABLES
from youjian.detection.facts import Facts
from youjian.detection.registry import canonical_order, rule
from youjian.detection.rule import Rule
from youjian.detection.samples import after, facts, fuelling, heartbeat, maintenance, station
from youjian.engine import walk as walking
from youjian.engine.said import Walked
from youjian.engine.span import Span
from youjian.engine.walk import walk_past

HOUR, DAY = 60, 1440


def every_tick(known: Facts, span: Span, code: str) -> list[Finding]:
    one, walked, said = rule(code), Walked(known), list[Finding]()
    for tick in span.ticks(one.tick):
        said += walked.append(code, one.judge(walked, tick), tick)
    return sorted(said, key=canonical_order)


def named_ticks(known: Facts, span: Span, code: str) -> list[Finding]:
    trail = walk_past(known, span)
    assert trail.failures == []
    return [finding for finding in trail.findings if finding.rule == code]


@pytest.fixture(autouse=True)
def only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the rules of the watch, the two that are looked at here."""
    codes = {"collector.offline": "watch", "fuelling.sequence_gap": "watch"}

    def running(tick: str, known: Facts, _set: object) -> list[Rule]:
        chosen = [rule(code) for code, ticked in codes.items() if ticked == tick]
        return [one for one in chosen if all(known.has(table) for table in one.tables)]

    monkeypatch.setattr(walking, "running", running)


def beats(draw: st.DrawFn) -> list[Record]:
    """Stretches of heartbeats every five minutes with silences of all lengths between them."""
    minute, records = draw(st.integers(-200, 30)), list[Record]()
    for _ in range(draw(st.integers(0, 5))):
        for _ in range(draw(st.integers(1, 8))):
            records.append(heartbeat(minute, received_at=None))
            minute += 5
        minute += draw(st.sampled_from([1, 4, 5, 6, 14, 15, 115, 120, 121, 130, 1000]))
    return records


@st.composite
def silent_pasts(draw: st.DrawFn) -> list[Record]:
    announced = [
        maintenance("collector", begin, begin + draw(st.integers(1, 150)))
        for begin in draw(st.lists(st.integers(-50, 900), max_size=2, unique=True))
    ]
    return [station(), *beats(draw), *announced]


@given(past=silent_pasts(), start=st.sampled_from([-300, 0, 33]))
@settings(max_examples=15)
def test_silences_are_said_at_the_ticks_at_which_every_tick_says_them(past: list[Record], start: int) -> None:
    span = Span(after(start), after(start + DAY))
    known = facts(*past, present=["heartbeats"])
    assert named_ticks(known, span, "collector.offline") == every_tick(known, span, "collector.offline")


@st.composite
def holed_pasts(draw: st.DrawFn) -> list[Record]:
    """Records of which some are missing, come days late or are corrected, while the station is in and out."""
    sales: list[Record] = []
    for seq in draw(st.lists(st.integers(1, 7), unique=True, max_size=6)):
        late = draw(st.sampled_from([0, 0, 0, HOUR, 3 * DAY - 30, 3 * DAY + 45, 4 * DAY]))
        sales.append(_sale(seq, late))
        if draw(st.integers(0, 4)) == 0:
            sales.append(_sale(seq, draw(st.integers(DAY, 4 * DAY)), source="corrected"))
    return [station(), *sales, *(_shifted(beat, draw(st.just(3 * DAY - 400))) for beat in beats(draw))]


def _sale(seq: int, late: float, **changes: Any) -> Fuelling:
    return fuelling(seq, received_at=fuelling(seq).ended_at + timedelta(minutes=late), **changes)


def _shifted(beat: Any, minutes: float) -> Record:
    return heartbeat((beat.at - after(0)).total_seconds() / 60 + minutes, received_at=None)


@given(past=holed_pasts())
@settings(max_examples=15)
def test_holes_are_said_at_the_ticks_at_which_every_tick_says_them(past: list[Record]) -> None:
    span = Span(after(3 * DAY - 300), after(3 * DAY + 900))
    known = facts(*past, present=["heartbeats", "fuellings"])
    assert named_ticks(known, span, "fuelling.sequence_gap") == every_tick(
        known, span, "fuelling.sequence_gap"
    )


class Broken(Rule):
    """Speaks at its first tick and fails at a later one."""

    code = "stock.loss"
    tick = "watch"
    tables = ("heartbeats",)

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        if as_of > after(30):
            raise ZeroDivisionError("no litres")
        return []

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        return [after(25), after(35), after(45)]


def test_a_rule_that_fails_is_named_once_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    running = [Broken(None, "test"), rule("collector.offline")]
    monkeypatch.setattr(walking, "running", lambda tick, _, __: running if tick == "watch" else [])
    trail = walk_past(facts(station(), heartbeat(0)), Span(after(0), after(60)))
    [failure] = trail.failures
    assert failure.startswith(
        "stock.loss failed at 2026-11-22T00:40:00+00:00: ZeroDivisionError: no litres ("
    )
    assert [f.severity for f in trail.findings] == ["warning"]


def test_what_is_judged_by_taxpayer_sees_its_other_stations(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, int] = {}

    class Wide(Broken):
        by_taxpayer = True

    def judge(one: Rule, shown: Facts, as_of: datetime) -> list[Finding]:
        seen[type(one).__name__] = shown.known("stations", as_of).num_rows
        return []

    running = [Broken(None, "test"), Wide(None, "test")]
    monkeypatch.setattr(walking, "judge_arrivals", lambda *_, **__: [])
    monkeypatch.setattr(walking, "running", lambda tick, _, __: running if tick == "watch" else [])
    stations = to_table(TABLES["stations"], [station(), station(station_id="3602030018")])
    walk_past(facts(station(), heartbeat(0)), Span(after(0), after(60)), judge, stations)
    assert seen == {"Broken": 1, "Wide": 2}


def test_a_rule_is_asked_again_after_it_said_something(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[datetime] = []

    def judge(one: Rule, seen: Facts, as_of: datetime) -> list[Finding]:
        asked.append(as_of)
        return one.judge(seen, as_of)

    monkeypatch.setattr(walking, "judge_arrivals", lambda *_, **__: [])
    monkeypatch.setattr(
        walking, "running", lambda tick, _, __: [rule("collector.offline")] if tick == "watch" else []
    )
    walk_past(facts(station(), heartbeat(0)), Span(after(-5), after(100)), judge)
    assert [(moment - after(0)).total_seconds() / 60 for moment in asked] == [0, 20, 30]
