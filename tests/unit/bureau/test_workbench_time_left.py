"""How much time is left, in hours within a day and in working days beyond it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.bureau.calendar.working_days import working_days_between
from youjian.bureau.workbench.time_left import time_left, working_days_left
from youjian.contract.fields import day_bounds

FRIDAY_NOON = datetime(2026, 9, 18, 4, tzinfo=UTC)


class Weeks:
    """A calendar of weeks, with a holiday on Monday."""

    def working_days_between(self, begin: date, end: date) -> int:
        """As the office counts."""
        return working_days_between(begin, end, {date(2026, 9, 21): False})


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (FRIDAY_NOON + timedelta(minutes=135), "还剩2小时15分"),
        (FRIDAY_NOON - timedelta(minutes=40), "已超期40分"),
        (day_bounds(date(2026, 9, 18))[1], "还剩12小时"),
        (day_bounds(date(2026, 9, 22))[1], "还剩1个工作日"),
        (day_bounds(date(2026, 9, 24))[1], "还剩3个工作日"),
        (day_bounds(date(2026, 9, 20))[1], "还剩2天12小时"),
        (FRIDAY_NOON - timedelta(days=3), "已超期3个工作日"),
    ],
)
def test_time_left_is_said_as_people_say_it(due: datetime, said: str) -> None:
    assert time_left(due, FRIDAY_NOON, Weeks()) == said


@given(st.integers(-400, 400))
def test_what_is_due_later_never_has_fewer_days_left(hours: int) -> None:
    due = FRIDAY_NOON + timedelta(hours=hours)
    later = due + timedelta(hours=7)
    assert working_days_left(due, FRIDAY_NOON, Weeks()) <= working_days_left(later, FRIDAY_NOON, Weeks())
    assert time_left(due, FRIDAY_NOON, Weeks()).startswith("已超期" if hours <= 0 else "还剩")
