"""Counting in working days: what holds for every calendar, and what the notice of 2026 gives."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.bureau.calendar.working_days import (
    MOST_WORKING_DAYS,
    add_working_days,
    due_at,
    is_weekend,
    is_working_day,
    working_days_between,
)

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
SPECIAL = st.dictionaries(DAYS, st.booleans(), max_size=60)
OCTOBER = {date(2026, 10, day): False for day in range(1, 8)} | {
    date(2026, 9, 20): True,
    date(2026, 10, 10): True,
}


@given(DAYS, st.integers(1, 300), SPECIAL)
def test_counting_forth_and_back_agree(day: date, n: int, special: dict[date, bool]) -> None:
    later = add_working_days(day, n, special)
    assert is_working_day(later, special)
    assert working_days_between(day, later, special) == n
    assert working_days_between(later, day, special) == -n


@given(DAYS, st.integers(1, 300), SPECIAL)
def test_a_working_day_is_reached_again_on_the_way_back(day: date, n: int, special: dict[date, bool]) -> None:
    start = add_working_days(day, 0, special)
    assert add_working_days(add_working_days(start, n, special), -n, special) == start


@given(DAYS, st.integers(0, 800), SPECIAL)
def test_between_is_the_sum_of_the_days(begin: date, days: int, special: dict[date, bool]) -> None:
    counted = sum(is_working_day(begin + timedelta(days=i), special) for i in range(1, days + 1))
    assert working_days_between(begin, begin + timedelta(days=days), special) == counted


@given(DAYS, st.integers(0, 100), st.integers(0, 100), SPECIAL)
def test_more_days_are_never_due_earlier(day: date, n: int, more: int, special: dict[date, bool]) -> None:
    assert add_working_days(day, n, special) <= add_working_days(day, n + more, special)


@given(DAYS, SPECIAL)
def test_without_a_special_day_the_week_decides(day: date, special: dict[date, bool]) -> None:
    assert is_working_day(day, {}) is not is_weekend(day)
    assert is_working_day(day, special) is special.get(day, day.weekday() < 5)


def test_five_working_days_over_the_national_holiday() -> None:
    assert add_working_days(date(2026, 9, 29), 1, OCTOBER) == date(2026, 9, 30)
    assert add_working_days(date(2026, 9, 30), 1, OCTOBER) == date(2026, 10, 8)
    assert add_working_days(date(2026, 9, 30), 3, OCTOBER) == date(2026, 10, 10), "a Saturday worked on"
    assert add_working_days(date(2026, 9, 30), 5, OCTOBER) == date(2026, 10, 13)
    assert add_working_days(date(2026, 10, 1), 0, OCTOBER) == date(2026, 10, 8)


def test_due_is_the_midnight_after_the_last_day_in_shanghai() -> None:
    late_evening = datetime(2026, 9, 30, 15, 59, tzinfo=UTC)
    assert due_at(late_evening, 1, OCTOBER) == datetime(2026, 10, 8, 16, 0, tzinfo=UTC)
    after_midnight = datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
    assert due_at(after_midnight, 1, OCTOBER) == datetime(2026, 10, 8, 16, 0, tzinfo=UTC)


def test_a_number_out_of_all_reason_is_refused() -> None:
    with pytest.raises(ValueError, match=str(MOST_WORKING_DAYS)):
        add_working_days(date(2026, 1, 1), MOST_WORKING_DAYS + 1, {})
