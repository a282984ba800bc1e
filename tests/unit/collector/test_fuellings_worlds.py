"""Random stations: sales, outages, kills, unreadable fills. No sale twice, no millilitre lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.collector.fuelling_world import Box, Nozzle
from youjian.contract.records import Fuelling
from youjian.contract.validation import problems

VOLUMES = st.integers(1, 9_000).map(lambda steps: steps * 10)
SECONDS = st.integers(1, 70)
LIFE = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), VOLUMES),
        st.tuples(st.just("hide"), VOLUMES),
        st.tuples(st.just("price"), st.integers(500, 1200)),
        st.tuples(st.just("polled"), SECONDS),
        st.tuples(st.just("missed"), st.integers(1, 25)),
        st.tuples(st.just("killed"), st.integers(0, 1)),
        st.tuples(st.just("unreadable"), SECONDS),
        st.tuples(st.just("outage"), st.lists(VOLUMES, max_size=3)),
    ),
    max_size=25,
)


def sell(box: Box, volume: int) -> None:
    box.nozzle.now += 5
    box.nozzle.sell(volume)
    box.poll(killed_before_commit=volume % 3 == 0)
    box.poll_for(1)


def hide(box: Box, volume: int) -> None:
    box.nozzle.hide(volume)
    box.poll_for(2)


def reprice(box: Box, price: int) -> None:
    box.nozzle.price_fen = price


def miss(box: Box, seconds: int) -> None:
    box.nozzle.now += seconds


def kill(box: Box, clean: int) -> None:
    box.poll(killed_before_commit=not clean)
    box.restart()


def sell_unreadably(box: Box, seconds: int) -> None:
    box.fills_readable = False
    box.nozzle.sell(seconds * 100)
    box.poll_for(seconds)
    box.fills_readable = True
    box.poll_for(1)


def lose_power(box: Box, volumes: list[int]) -> None:
    box.nozzle.now += 20
    for volume in volumes:
        box.nozzle.now += 30
        box.nozzle.sell(volume)
    box.nozzle.now += 31
    box.restart()
    box.poll_for(1)


WHAT: dict[str, Callable[[Box, Any], None]] = {
    "sell": sell,
    "hide": hide,
    "price": reprice,
    "polled": Box.poll_for,
    "missed": miss,
    "killed": kill,
    "unreadable": sell_unreadably,
    "outage": lose_power,
}


def live(box: Box, steps: list[tuple[str, Any]]) -> None:
    for what, value in steps:
        WHAT[what](box, value)


def whole(box: Box) -> None:
    """What holds in every world: numbers without a gap, totalizers that rise, records the contract takes."""
    assert [record.seq for record in box.records] == list(range(1, len(box.records) + 1))
    totals = [record.totalizer_ml for record in box.records]
    assert totals == sorted(set(totals))
    ends = [record.ended_at for record in box.records]
    assert ends == sorted(ends)
    assert not [problem for record in box.records for problem in problems(record)]
    assert box.events == []


@settings(max_examples=300, deadline=None)
@given(LIFE, st.sampled_from([timedelta(0), timedelta(hours=5), timedelta(days=-40)]))
def test_every_millilitre_sold_is_recorded_once_and_what_was_hidden_never(
    steps: list[tuple[str, Any]], clock_off: timedelta
) -> None:
    box = Box(Nozzle(clock_off=clock_off))
    box.nozzle.sell(10_000)
    box.poll_for(1)
    live(box, steps)
    box.poll_for(80)
    whole(box)
    recorded = sum(record.volume_ml for record in box.records)
    assert recorded == sum(box.nozzle.sold)
    assert 1_000_000 + recorded + box.nozzle.hidden_ml == box.nozzle.total_ml


@settings(max_examples=200, deadline=None)
@given(LIFE)
def test_from_totals_alone_the_records_are_the_rise_to_the_millilitre_and_the_fen(
    steps: list[tuple[str, Any]],
) -> None:
    box = Box(Nozzle(), totals_only=True)
    live(box, steps)
    box.poll_for(30)
    whole(box)
    assert {record.source for record in box.records} <= {"total_diff"}
    assert sum(record.volume_ml for record in box.records) == box.nozzle.total_ml - 1_000_000
    assert sum(record.amount_fen for record in box.records) == box.nozzle.amount_fen - 700_000


@settings(max_examples=100, deadline=None)
@given(LIFE, st.booleans())
def test_the_same_readings_again_make_no_second_record(
    steps: list[tuple[str, Any]], totals_only: bool
) -> None:
    """Of hidden fuel nothing is known but the total: it makes no record, and none is known again by it."""
    steps = [step for step in steps if step[0] != "hide"]
    made: list[Fuelling] = []
    box = Box(Nozzle(), totals_only=totals_only)
    live(box, steps)
    box.poll_for(60)
    fresh = Box(Nozzle(), totals_only=totals_only)
    for _ in range(2):
        made, fresh.records = fresh.records, []
        for reading in box.readings:
            fresh.take(reading)
    assert fresh.records == []
    assert fresh.replayed <= len(made)


@settings(max_examples=100, deadline=None)
@given(LIFE, st.booleans(), st.integers(0, 400_000))
def test_a_counter_that_begins_again_from_zero_loses_nothing(
    steps: list[tuple[str, Any]], totals_only: bool, before_the_end: int
) -> None:
    steps = [step for step in steps if step[0] != "hide"]
    nozzle = Nozzle(digits=7, total_ml=10**8 - before_the_end // 10 * 10)
    box = Box(nozzle, totals_only=totals_only)
    box.nozzle.sell(10_000)
    box.poll_for(20)
    live(box, steps)
    box.poll_for(80)
    whole(box)
    assert sum(record.volume_ml for record in box.records) == sum(nozzle.sold)
