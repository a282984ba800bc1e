"""Fuellings where totals are all there is, and totals that are mixed up, turned back or begun again."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from youjian.collector.fuellings import (
    Derived,
    Fill,
    Limits,
    NozzleState,
    Reading,
    derive,
    first_state,
    one_for_both,
    restarted,
    unrolled,
)

STATION = "3602030017"
START = datetime(2026, 12, 31, 15, 59, 30, tzinfo=UTC)
LIMITS = Limits()


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def totals(seconds: float, total_ml: int, amount_fen: int, sibling_ml: int | None = None) -> Reading:
    return Reading(
        at=at(seconds), total_ml=total_ml, amount_fen=amount_fen, totals_only=True, sibling_ml=sibling_ml
    )


def known(total_ml: int = 1_000_000, amount_fen: int = 700_000) -> NozzleState:
    return first_state(3, totals(0, total_ml, amount_fen), 7)


def step(state: NozzleState, reading: Reading) -> Derived:
    return derive(STATION, state, reading, LIMITS)


def walked(state: NozzleState, *readings: Reading) -> list[Derived]:
    found: list[Derived] = []
    for reading in readings:
        found.append(step(state, reading))
        state = found[-1].state
    return found


def test_a_total_that_moves_while_fuel_flows_is_one_fuelling_that_ends_when_it_stops() -> None:
    found = walked(
        known(),
        totals(1, 1_004_000, 703_000),
        totals(2, 1_009_000, 706_780),
        totals(35, 1_020_000, 715_120),
        totals(44, 1_020_000, 715_120),
        totals(45, 1_020_000, 715_120),
        totals(90, 1_020_000, 715_120),
    )
    assert [each.fuelling is not None for each in found] == [False, False, False, False, True, False]
    made = found[4].fuelling
    assert made is not None
    assert (made.seq, made.source, made.volume_ml, made.amount_fen) == (8, "total_diff", 20_000, 15_120)
    assert (made.unit_price_fen, made.totalizer_ml) == (756, 1_020_000)
    assert (made.started_at, made.ended_at) == (at(0), at(35))


def test_a_new_price_comes_from_the_amount_total() -> None:
    first = walked(known(), totals(1, 1_010_000, 707_560), totals(12, 1_010_000, 707_560))[-1]
    second = walked(first.state, totals(20, 1_020_000, 715_560), totals(31, 1_020_000, 715_560))[-1]
    prices = [each.fuelling.unit_price_fen for each in (first, second) if each.fuelling]
    assert prices == [756, 800]


def test_a_known_price_stands_where_it_explains_the_amount() -> None:
    first = walked(known(), totals(1, 1_010_000, 707_560), totals(12, 1_010_000, 707_560))[-1]
    small = walked(first.state, totals(20, 1_010_070, 707_613), totals(31, 1_010_070, 707_613))[-1]
    assert small.fuelling is not None
    assert (small.fuelling.volume_ml, small.fuelling.amount_fen, small.fuelling.unit_price_fen) == (
        70,
        53,
        756,
    )


def test_what_rose_before_a_reset_is_recorded_with_the_reset() -> None:
    found = walked(known(), totals(1, 1_012_000, 709_072), totals(2, 0, 0), totals(3, 0, 0))
    assert found[1].fuelling is not None
    assert (found[1].fuelling.volume_ml, found[1].fuelling.totalizer_ml) == (12_000, 1_012_000)
    assert found[1].event is not None
    assert found[1].event.code == "totalizer_reset"
    assert (found[2].fuelling, found[2].event) == (None, None)
    after = walked(found[2].state, totals(60, 5_000, 3_780), totals(71, 5_000, 3_780))[-1]
    assert after.fuelling is not None
    assert (after.fuelling.seq, after.fuelling.volume_ml) == (9, 5_000)


def test_a_leap_that_no_fuelling_makes_and_that_is_taken_back_is_nothing() -> None:
    found = walked(known(), totals(1, 9_000_000, 6_700_000), totals(2, 1_000_000, 700_000))
    assert [(each.fuelling, each.event) for each in found] == [(None, None), (None, None)]


def test_a_difference_made_of_the_siblings_total_is_corrected_with_the_own_one() -> None:
    wrong = walked(known(), totals(1, 9_000_000, 6_700_000), totals(12, 9_000_000, 6_700_000))[-1]
    assert wrong.fuelling is not None
    cured = step(wrong.state, totals(13, 1_010_000, 707_560, sibling_ml=9_000_000))
    assert cured.event is None
    assert cured.fuelling is not None
    made = cured.fuelling
    assert (made.source, made.seq, made.volume_ml, made.amount_fen, made.totalizer_ml) == (
        "corrected",
        8,
        10_000,
        7_560,
        1_010_000,
    )
    assert step(cured.state, totals(14, 1_010_000, 707_560, sibling_ml=9_000_000)).fuelling is None


def test_a_fill_after_one_that_could_not_be_read_makes_a_record_of_each() -> None:
    old = Fill(31, 23, 58, 1_000, 756, 756)
    new = Fill(31, 23, 59, 7_000, 5_292, 756)
    state = structs.replace(known(), fill=old)
    unread = step(state, Reading(at=at(1), total_ml=1_012_000, amount_fen=709_072))
    assert unread.fuelling is None
    both = walked(
        unread.state,
        Reading(at=at(20), total_ml=1_019_000, amount_fen=714_364, fill=new),
        Reading(at=at(21), total_ml=1_019_000, amount_fen=714_364, fill=new),
        Reading(at=at(22), total_ml=1_019_000, amount_fen=714_364, fill=new),
    )
    made = [each.fuelling for each in both if each.fuelling]
    assert [(each.source, each.volume_ml, each.totalizer_ml) for each in made] == [
        ("total_diff", 12_000, 1_012_000),
        ("live", 7_000, 1_019_000),
    ]


def test_an_old_fill_read_late_does_not_explain_a_new_rise() -> None:
    old = Fill(31, 9, 0, 1_000, 756, 756)
    risen = step(known(), Reading(at=at(1), total_ml=1_012_000, amount_fen=709_072, fill=old))
    assert risen.fuelling is None


def test_a_record_known_by_its_totalizer_is_not_made_again() -> None:
    readings = [totals(0, 1_000_000, 700_000)]
    readings += [totals(s, 1_005_000, 703_780) for s in (1, 12)]
    readings += [totals(s, 1_011_000, 708_316) for s in (20, 31)]
    first = walked(known(), *readings)
    again = walked(first[-1].state, *readings)
    assert [each.fuelling.totalizer_ml for each in first if each.fuelling] == [1_005_000, 1_011_000]
    assert [each.fuelling for each in again if each.fuelling] == []
    assert sum(each.replayed for each in again) == 2
    assert again[-1].state.seq == first[-1].state.seq


def test_totals_exchanged_for_good_start_anew_and_make_no_sale() -> None:
    derived = restarted(STATION, known(), totals(600, 9_000_000, 1), "exchanged for ten minutes")
    assert derived.fuelling is None
    assert derived.event is not None
    assert derived.event.detail == "exchanged for ten minutes"
    assert (derived.state.seq, derived.state.total_ml) == (7, 9_000_000)


def test_one_total_for_both_nozzles_is_recognised() -> None:
    states = (known(1_000_000), known(9_000_000))
    assert one_for_both(states, (9_000_000, 9_000_000))
    assert one_for_both(states, (1_004_000, 1_004_000))
    assert not one_for_both(states, (1_004_000, 9_001_000))
    assert not one_for_both((known(1_000_000), known(1_200_000)), (1_200_000, 1_200_000))


@pytest.mark.parametrize(
    ("seen", "raw", "digits", "expected"),
    [
        (None, 50, 12, 50),
        (9_999_999_999_990, 0, 12, 10_000_000_000_000),
        (10_000_000_000_000, 30_000, 12, 10_000_000_030_000),
        (10_000_000_030_000, 9_999_999_999_990, 12, 9_999_999_999_990),
        (5_000_000, 0, 12, 0),
        (99_999_990, 10_000, 7, 100_010_000),
        (300_000_000, 5_000, 7, 300_005_000),
    ],
)
def test_a_counter_that_begins_again_goes_on(seen: int | None, raw: int, digits: int, expected: int) -> None:
    assert unrolled(seen, raw, digits) == expected


def test_an_amount_total_that_begins_again_goes_on() -> None:
    state = known(1_000_000, 999_999_999_000)
    made = walked(state, totals(1, 1_010_000, 6_560), totals(12, 1_010_000, 6_560))[-1].fuelling
    assert made is not None
    assert made.amount_fen == 7_560


@pytest.mark.parametrize("totals_only", [True, False])
def test_a_clock_that_is_set_back_does_not_keep_a_rise_waiting(totals_only: bool) -> None:
    state = structs.replace(known(), seen_at=at(3599))
    for second in (3600, 0, 31, 42):
        reading = Reading(
            at=at(second), total_ml=1_020_000, amount_fen=715_120, totals_only=totals_only, fill=None
        )
        state = step(state, reading).state
    assert (state.seq, state.total_ml) == (8, 1_020_000)
