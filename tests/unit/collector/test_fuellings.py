"""What a dispenser's totals and last fill become: the promises of reference/taxport.md, "Consequences"."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json, structs

from youjian.collector.fuellings import (
    Derived,
    Fill,
    Limits,
    NozzleState,
    Reading,
    derive,
    end_of,
    exchanged,
    first_state,
    minute_of,
    needs_fill,
)
from youjian.contract.fields import SHANGHAI
from youjian.contract.records import Fuelling
from youjian.contract.validation import problems

STATION = "3602030017"
START = datetime(2026, 11, 22, 2, 0, 5, tzinfo=UTC)
LIMITS = Limits()
OLD = Fill(22, 9, 59, 30_000, 22_680, 756)
NEW = Fill(22, 10, 0, 20_000, 15_120, 756)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def reading(seconds: float, total_ml: int, fill: Fill | None, amount_fen: int = 0, **more: int) -> Reading:
    return Reading(at=at(seconds), total_ml=total_ml, amount_fen=amount_fen, fill=fill, **more)


def known(total_ml: int = 1_000_000, seq: int = 7) -> NozzleState:
    return first_state(3, reading(0, total_ml, OLD, 500_000), seq)


def step(state: NozzleState, at_reading: Reading) -> Derived:
    return derive(STATION, state, at_reading, LIMITS)


def test_the_first_sight_of_a_nozzle_records_nothing() -> None:
    state = first_state(3, reading(0, 1_000_000, OLD))
    assert step(state, reading(1, 1_000_000, None)).fuelling is None
    assert not needs_fill(state, 1_000_000)


def test_a_rise_with_a_new_last_fill_is_one_fuelling_as_the_port_read_it() -> None:
    derived = step(known(), reading(1, 1_020_000, NEW, 515_120))
    assert derived.fuelling is not None
    made = derived.fuelling
    assert (made.seq, made.volume_ml, made.amount_fen, made.unit_price_fen) == (8, 20_000, 15_120, 756)
    assert (made.totalizer_ml, made.source) == (1_020_000, "live")
    assert made.ended_at - made.started_at == timedelta(seconds=30)
    assert derived.state.seq == 8
    assert derived.state.total_ml == 1_020_000


def test_the_same_reading_twice_records_once() -> None:
    first = step(known(), reading(1, 1_020_000, NEW))
    assert step(first.state, reading(2, 1_020_000, NEW)).fuelling is None


def test_a_rise_with_the_old_last_fill_is_never_a_record() -> None:
    hidden = step(known(), reading(1, 1_015_000, OLD))
    assert hidden.fuelling is None
    assert step(hidden.state, reading(5000, 1_015_000, OLD)).fuelling is None


def test_what_rose_unseen_before_a_fill_stays_outside_the_record_and_shows_in_the_totalizer() -> None:
    hidden = step(known(), reading(1, 1_015_000, OLD))
    derived = step(hidden.state, reading(2, 1_035_000, NEW))
    assert derived.fuelling is not None
    assert derived.fuelling.volume_ml == 20_000
    assert derived.fuelling.totalizer_ml - 1_000_000 == 35_000


def test_fuel_hidden_between_two_polls_of_a_fill_stays_outside_the_record() -> None:
    derived = step(known(), reading(1, 1_035_000, NEW))
    assert derived.fuelling is not None
    assert (derived.fuelling.volume_ml, derived.fuelling.totalizer_ml) == (20_000, 1_035_000)


def test_several_fills_in_a_hole_become_one_record_that_spans_it() -> None:
    derived = step(known(), reading(600, 1_055_000, NEW, 541_580))
    assert derived.fuelling is not None
    made = derived.fuelling
    assert (made.source, made.volume_ml, made.amount_fen, made.totalizer_ml) == (
        "total_diff",
        55_000,
        41_580,
        1_055_000,
    )
    assert (made.started_at, made.ended_at, made.unit_price_fen) == (at(0), at(600), 756)


def test_one_fill_in_a_hole_is_an_ordinary_record() -> None:
    derived = step(known(), reading(600, 1_020_000, NEW))
    assert derived.fuelling is not None
    assert derived.fuelling.source == "live"


def test_a_sale_hidden_before_a_hole_is_not_in_the_record_of_the_hole() -> None:
    hidden = step(known(), reading(1, 1_015_000, OLD, 500_000))
    derived = step(hidden.state, reading(900, 1_070_000, NEW, 541_580))
    assert derived.fuelling is not None
    assert (derived.fuelling.source, derived.fuelling.volume_ml) == ("total_diff", 55_000)


def test_a_fill_that_cannot_be_read_becomes_a_record_of_the_span_after_a_while() -> None:
    soon = step(known(), reading(10, 1_020_000, None, 515_120))
    assert (soon.fuelling, soon.event) == (None, None)
    late = step(soon.state, reading(40, 1_020_000, None, 515_120))
    assert late.fuelling is not None
    assert (late.fuelling.source, late.fuelling.volume_ml) == ("total_diff", 20_000)


def test_a_fill_shown_before_its_total_waits_for_the_total() -> None:
    early = step(known(), reading(1, 1_005_000, NEW))
    assert early.fuelling is None
    assert step(early.state, reading(2, 1_020_000, NEW)).fuelling is not None


def test_a_falling_total_is_an_event_and_a_new_start() -> None:
    fallen = step(known(), reading(1, 400, NEW))
    assert fallen.fuelling is None
    assert fallen.event is not None
    assert (fallen.event.code, fallen.event.device) == ("totalizer_reset", "nozzle:3")
    after = step(fallen.state, reading(60, 30_400, structs.replace(NEW, minute=1, volume_ml=30_000)))
    assert after.fuelling is not None
    assert (after.fuelling.seq, after.fuelling.volume_ml) == (8, 30_000)


def test_a_totalizer_turned_back_by_what_was_hidden_is_a_reset_and_no_correction() -> None:
    derived = step(known(), reading(1, 1_035_000, NEW))
    back = step(derived.state, reading(2, 1_020_000, NEW, sibling_ml=77_000_000))
    assert back.event is not None
    assert back.fuelling is None


def test_a_record_made_with_the_sibling_nozzles_total_is_corrected_and_keeps_its_number() -> None:
    wrong = step(known(), reading(1, 5_000_000, NEW))
    cured = step(wrong.state, reading(2, 1_020_000, NEW, sibling_ml=5_000_000))
    assert cured.event is None
    assert cured.fuelling is not None
    assert (cured.fuelling.source, cured.fuelling.seq, cured.fuelling.totalizer_ml) == (
        "corrected",
        8,
        1_020_000,
    )
    assert step(cured.state, reading(3, 1_020_000, NEW, sibling_ml=5_000_000)).fuelling is None


def test_exchanged_totals_are_recognised_and_a_reset_is_not_one() -> None:
    low, high = known(1_000_000), known(9_000_000)
    assert exchanged((low, high), (9_000_000, 1_002_000))
    assert not exchanged((low, high), (1_000_000, 9_004_000))
    assert not exchanged((low, high), (1_000_000, 0))


def test_two_equal_fills_in_one_minute_are_two_records() -> None:
    first = step(known(), reading(1, 1_020_000, NEW, 515_120))
    twin = step(first.state, reading(20, 1_040_000, NEW, 530_240))
    assert twin.fuelling is not None
    assert (twin.fuelling.seq, twin.fuelling.totalizer_ml) == (9, 1_040_000)
    late = step(first.state, reading(200, 1_040_000, NEW, 530_240))
    assert late.fuelling is not None
    unseen = step(
        step(first.state, reading(100, 1_020_000, NEW)).state, reading(101, 1_040_000, NEW, 530_240)
    )
    assert unseen.fuelling is None


def test_a_nozzle_known_to_the_platform_alone_goes_on_with_its_number() -> None:
    seeded = NozzleState(
        nozzle_id=3,
        seq=41,
        total_ml=900_000,
        seen_total_ml=900_000,
        seen_amount_fen=None,
        seen_at=at(-86_400),
    )
    derived = step(seeded, reading(0, 950_000, OLD))
    assert derived.fuelling is not None
    assert (derived.fuelling.seq, derived.fuelling.source, derived.fuelling.volume_ml) == (
        42,
        "total_diff",
        50_000,
    )
    assert derived.fuelling.amount_fen == 37_800


@pytest.mark.parametrize(
    ("fill", "near", "expected"),
    [
        (Fill(31, 23, 58, 1, 1, 1), datetime(2026, 10, 31, 16, 1, tzinfo=UTC), "2026-10-31T15:58:00+00:00"),
        (Fill(1, 0, 1, 1, 1, 1), datetime(2026, 12, 31, 16, 2, tzinfo=UTC), "2026-12-31T16:01:00+00:00"),
        (Fill(31, 12, 0, 1, 1, 1), datetime(2027, 1, 1, 0, 0, tzinfo=UTC), "2026-12-31T04:00:00+00:00"),
    ],
)
def test_day_and_time_of_a_fill_find_their_month_and_year(fill: Fill, near: datetime, expected: str) -> None:
    minute = minute_of(fill, near)
    assert minute is not None
    assert minute.isoformat() == expected


def test_a_day_that_no_near_month_has_is_no_time() -> None:
    assert minute_of(Fill(0, 0, 0, 0, 0, 0), START) is None


def test_the_end_is_the_fills_own_minute_where_polling_allows_it() -> None:
    assert end_of(NEW, at(-5), at(1)) == at(1)
    assert end_of(NEW, at(-5), at(900)) == datetime(2026, 11, 22, 2, 0, 59, 999_000, tzinfo=UTC)
    assert end_of(Fill(22, 17, 0, 1, 1, 1), at(-5), at(1)) == at(1)


@dataclass
class Nozzle:
    """A dispenser as the tax port shows it, and what really happened."""

    total_ml: int = 1_000_000
    amount_fen: int = 700_000
    fill: Fill = OLD
    now: float = 0.0
    sold: list[int] = field(default_factory=list)
    hidden_ml: int = 0

    def sell(self, volume_ml: int) -> None:
        amount = volume_ml * 756 // 1000
        self.total_ml += volume_ml
        self.amount_fen += amount
        local = at(self.now).astimezone(SHANGHAI)
        self.fill = Fill(local.day, local.hour, local.minute, volume_ml, amount, 756)
        self.sold.append(self.total_ml)

    def hide(self, volume_ml: int) -> None:
        self.total_ml += volume_ml
        self.hidden_ml += volume_ml


class Box:
    """A collector that keeps what it stored and forgets everything else when killed."""

    def __init__(self, nozzle: Nozzle) -> None:
        self.nozzle = nozzle
        self.stored = json.encode(first_state(3, self._reading()))
        self.memory = json.decode(self.stored, type=NozzleState)
        self.records: list[Fuelling] = []

    def _reading(self) -> Reading:
        n = self.nozzle
        return Reading(at=at(n.now), total_ml=n.total_ml, amount_fen=n.amount_fen, fill=n.fill)

    def poll(self, *, killed_before_commit: bool = False) -> None:
        derived = step(self.memory, self._reading())
        if killed_before_commit:
            self.memory = json.decode(self.stored, type=NozzleState)
            return
        self.memory = derived.state
        if derived.fuelling is not None:
            self.records.append(derived.fuelling)
            self.stored = json.encode(derived.state)
        elif derived.state.seen_total_ml != json.decode(self.stored, type=NozzleState).seen_total_ml:
            self.stored = json.encode(derived.state)


VOLUMES = st.integers(1, 9_000).map(lambda steps: steps * 10)
POLLED = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), VOLUMES),
        st.tuples(st.just("hide"), VOLUMES),
        st.tuples(st.just("poll"), st.just(0)),
        st.tuples(st.just("kill"), st.just(0)),
    ),
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(POLLED)
def test_every_fill_is_recorded_once_and_hidden_fuel_never_whatever_is_killed(
    steps: list[tuple[str, int]],
) -> None:
    """Fills are polled before the next one ends, as one last fill can tell of one; kills strike anywhere."""
    nozzle = Nozzle()
    box = Box(nozzle)
    for what, volume in steps:
        nozzle.now += 65
        box.memory = structs.replace(box.memory, seen_at=at(nozzle.now - 1))
        if what == "sell":
            nozzle.sell(volume)
            box.poll(killed_before_commit=len(nozzle.sold) % 3 == 0)
            box.memory = structs.replace(box.memory, seen_at=at(nozzle.now - 1))
            box.poll()
        elif what == "hide":
            nozzle.hide(volume)
        else:
            box.poll(killed_before_commit=what == "kill")
    recorded = [record.totalizer_ml for record in box.records]
    assert recorded == nozzle.sold
    assert [record.seq for record in box.records] == list(range(1, len(recorded) + 1))
    identity = 1_000_000 + sum(record.volume_ml for record in box.records) + nozzle.hidden_ml
    assert identity == nozzle.total_ml
    assert not [problem for record in box.records for problem in problems(record)]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(VOLUMES, max_size=4), max_size=12))
def test_outages_lose_no_litre_and_invent_no_fill(outages: list[list[int]]) -> None:
    nozzle = Nozzle()
    box = Box(nozzle)
    for sold in outages:
        for volume in sold:
            nozzle.now += 65
            nozzle.sell(volume)
        nozzle.now += 65
        box.poll()
    assert sum(record.volume_ml for record in box.records) == nozzle.total_ml - 1_000_000
    assert len(box.records) == sum(1 for sold in outages if sold)
    assert {
        record.source
        for record, sold in zip(box.records, filter(None, outages), strict=True)
        if len(sold) > 1
    } <= {"total_diff"}
    assert all(a.ended_at <= b.started_at for a, b in zip(box.records, box.records[1:], strict=False))
    assert not [problem for record in box.records for problem in problems(record)]
