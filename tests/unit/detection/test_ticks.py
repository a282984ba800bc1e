"""The ticks are the same for whoever walks them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.contract.fields import SHANGHAI
from youjian.detection.ticks import nightly_ticks, watch_interval, watch_tick, watch_ticks

moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
lengths = st.timedeltas(timedelta(0), timedelta(days=3))


@given(moments, lengths)
def test_the_watch_ticks_at_every_full_ten_minutes(start: datetime, length: timedelta) -> None:
    ticks = list(watch_ticks(start, start + length))
    assert all(t.minute % 10 == 0 and t.second == 0 and t.microsecond == 0 for t in ticks)
    assert all(start <= t < start + length for t in ticks)
    assert abs(len(ticks) - length / timedelta(minutes=10)) <= 1


@given(moments, lengths)
def test_the_night_ticks_at_two_in_shanghai(start: datetime, length: timedelta) -> None:
    ticks = list(nightly_ticks(start, start + length))
    assert all((t.astimezone(SHANGHAI).hour, t.minute, t.second) == (2, 0, 0) for t in ticks)
    assert abs(len(ticks) - length / timedelta(days=1)) <= 1


@given(moments, lengths, lengths)
def test_two_walks_side_by_side_meet_every_tick_once(start: datetime, one: timedelta, two: timedelta) -> None:
    middle, end = start + one, start + one + two
    assert [*watch_ticks(start, middle), *watch_ticks(middle, end)] == list(watch_ticks(start, end))


@given(moments, st.sampled_from([1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60]))
def test_an_interval_of_one_s_own_divides_the_hour(moment: datetime, minutes: int) -> None:
    every = watch_interval(minutes)
    tick = watch_tick(moment, every)
    assert moment <= tick < moment + every
    assert tick.minute % minutes == 0
    assert (tick.second, tick.microsecond) == (0, 0)


@pytest.mark.parametrize("minutes", [0, 7, 25, 61, 120])
def test_another_interval_is_refused_and_the_choice_named(minutes: int) -> None:
    with pytest.raises(ValueError, match=rf"must divide the hour \(1, 2, .* got {minutes}"):
        watch_interval(minutes)
