"""Shifts of a duty roster: over midnight, over holidays, and whose turn it is."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.bureau.calendar.working_days import is_working_day
from youjian.bureau.duty.shifts import (
    USUAL,
    Busy,
    By,
    Shift,
    Slot,
    crossing,
    from_rows,
    in_turn,
    overlap,
    slots,
    to_rows,
)

FRIDAY = date(2026, 9, 18)
# 2026-09-20 is a Sunday that is worked on, from the 25th to the 27th is a holiday.
SPECIAL = {date(2026, 9, 20): True, date(2026, 9, 25): False, date(2026, 9, 26): False}


def worked(day: date) -> bool:
    """A calendar with a worked Sunday and a holiday on a Friday."""
    return is_working_day(day, SPECIAL)


def usual(first: date, days: int) -> list[Slot]:
    """The usual shifts of some days."""
    return list(slots(USUAL, worked, first, first + timedelta(days=days - 1)))


def test_night_shift_ends_on_the_next_morning_in_shanghai() -> None:
    night = Shift("night", "夜班", time(17, 30), time(8, 30))
    assert night.span(FRIDAY) == (
        datetime(2026, 9, 18, 9, 30, tzinfo=UTC),
        datetime(2026, 9, 19, 0, 30, tzinfo=UTC),
    )
    whole = Shift("whole", "全天班", time(8, 30), time(8, 30))
    begins, ends = whole.span(FRIDAY)
    assert ends - begins == timedelta(hours=24)


def test_days_of_rest_have_one_shift_and_a_worked_sunday_has_two() -> None:
    named = [(slot.day.day, slot.shift.code) for slot in usual(FRIDAY, 3)]
    assert named == [(18, "day"), (18, "night"), (19, "whole"), (20, "day"), (20, "night")]
    assert [(s.day.day, s.shift.code) for s in usual(date(2026, 9, 25), 1)] == [(25, "whole")]


@given(st.dates(date(2026, 1, 1), date(2027, 12, 1)), st.integers(1, 40))
def test_the_usual_shifts_leave_no_moment_out_and_none_twice(first: date, days: int) -> None:
    listed = usual(first, days)
    assert all(one.ends_at == other.starts_at for one, other in pairwise(listed))
    assert listed[-1].ends_at - listed[0].starts_at == timedelta(days=days)


@given(
    people=st.integers(2, 7),
    first=st.dates(date(2026, 1, 1), date(2027, 12, 1)),
    days=st.integers(1, 60),
    by=st.sampled_from(["shift", "day", "week"]),
)
def test_everybody_comes_in_turn_and_nobody_stands_in_two_places(
    people: int, first: date, days: int, by: By
) -> None:
    wanted = usual(first, days)
    chosen = in_turn(wanted, range(people), by, Busy())
    assert None not in chosen
    for working in (True, False):
        mine = [(s, p) for s, p in zip(wanted, chosen, strict=True) if s.working == working]
        stays = {_stay(slot, by): person for slot, person in mine}
        counted = [list(stays.values()).count(person) for person in range(people)]
        assert max(counted) - min(counted) <= 1


def _stay(slot: Slot, by: By) -> object:
    week = slot.day - timedelta(days=slot.day.weekday())
    return {"shift": (slot.day, slot.shift.code), "day": slot.day, "week": week}[by]


@given(st.data())
def test_who_is_on_duty_elsewhere_is_passed_over(data: st.DataObject) -> None:
    wanted = usual(FRIDAY, 14)
    busy, elsewhere = Busy(), list[tuple[int, Slot]]()
    for slot in data.draw(st.lists(st.sampled_from(wanted), max_size=20)):
        person = data.draw(st.integers(0, 2))
        busy.add(person, (slot.starts_at, slot.ends_at))
        elsewhere.append((person, slot))
    chosen = in_turn(wanted, range(3), "shift", busy)
    for slot, person in zip(wanted, chosen, strict=True):
        taken = {p for p, other in elsewhere if other == slot}
        assert person not in taken
        assert person is not None or taken == {0, 1, 2}


def test_shifts_that_run_at_once_are_told() -> None:
    assert crossing(USUAL) is None
    early = Shift("early", "早班", time(7, 0), time(9, 0), "working")
    assert crossing((*USUAL, early)) == (USUAL[0], early)
    noon = datetime(2026, 9, 18, 4, tzinfo=UTC)
    hour = timedelta(hours=1)
    assert not overlap((noon, noon + hour), (noon + hour, noon + 2 * hour))


def test_shifts_are_kept_as_rows() -> None:
    assert from_rows(to_rows(USUAL)) == USUAL
    with pytest.raises(ValueError, match="25:00"):
        from_rows([{**to_rows(USUAL)[0], "ends": "25:00"}])
