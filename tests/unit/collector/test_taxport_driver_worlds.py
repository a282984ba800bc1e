"""A port with two nozzles lives through sales, noise, silence, exchanged totals and killed boxes."""

import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.collector.taxport_bench import Bench, bench
from youjian.protocols import taxport

NOZZLE = st.integers(1, 2)
LIFE = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), st.tuples(NOZZLE, st.integers(1, 6000))),
        st.tuples(st.just("poll"), st.integers(1, 12)),
        st.tuples(st.just("restart"), st.integers(0, 20)),
        st.tuples(st.just("mute"), st.tuples(NOZZLE, st.integers(1, 40))),
        st.tuples(st.just("noise"), st.integers(1, 6)),
        st.tuples(st.just("exchanged"), st.integers(1, 20)),
        st.tuples(st.just("outage"), st.lists(st.tuples(NOZZLE, st.integers(1, 6000)), max_size=4)),
    ),
    max_size=12,
)


def sell(on: Bench, sale: tuple[int, int]) -> None:
    nozzle, steps = sale
    on.port.nozzles[nozzle].sell(steps * 10)
    on.poll(2)


def restart(on: Bench, seconds: int) -> None:
    on.pass_time(seconds)
    on.begin()


def mute(on: Bench, sale: tuple[int, int]) -> None:
    on.port.silent = {taxport.LastFillRequest}
    nozzle, seconds = sale
    on.port.nozzles[nozzle].sell(7_770)
    on.poll(seconds)
    on.port.silent = set()
    on.poll(2)


def noise(on: Bench, polls: int) -> None:
    on.port.damage = lambda answer: [b"\xbb\x07\xff\x86", answer[:-1] + b"\x00", b"\xbb\x30", answer]
    on.poll(polls)
    on.port.damage = lambda answer: [answer]


def exchange(on: Bench, polls: int) -> None:
    on.port.shown_as = {1: 2, 2: 1}
    on.poll(polls)
    on.port.shown_as = {}
    on.poll(2)


def outage(on: Bench, sales: list[tuple[int, int]]) -> None:
    for nozzle, steps in sales:
        on.pass_time(30)
        on.port.nozzles[nozzle].sell(steps * 10)
    on.pass_time(40)
    on.begin()
    on.poll(1)


WHAT: dict[str, Callable[[Bench, Any], None]] = {
    "sell": sell,
    "poll": Bench.poll,
    "restart": restart,
    "mute": mute,
    "noise": noise,
    "exchanged": exchange,
    "outage": outage,
}


@settings(max_examples=60, deadline=None)
@given(LIFE)
def test_every_sale_is_in_exactly_one_record_of_its_nozzle(steps: list[tuple[str, Any]]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        bench(Path(folder), 1_000_000, 9_000_000, tax_info=False) as on,
    ):
        for what, value in steps:
            WHAT[what](on, value)
        on.poll(90)
        volumes: defaultdict[int, int] = defaultdict(int)
        numbers: defaultdict[int, list[int]] = defaultdict(list)
        for record in on.stored("fuellings"):
            volumes[record["nozzle_id"]] += record["volume_ml"]
            numbers[record["nozzle_id"]].append(record["seq"])
        for place, nozzle in on.port.nozzles.items():
            assert volumes[place] == sum(nozzle.sold[1:])
            assert numbers[place] == list(range(1, len(numbers[place]) + 1))
        assert on.stored("device_events") == []
