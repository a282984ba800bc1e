"""A day's parts sum to the day, whatever overlaps, and each second is in the part that goes first."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.bureau.connectivity.parts import Dark, Parts, day_parts, minus, outages, rate, seconds, union
from youjian.contract.fields import day_bounds
from youjian.detection.spans import Span

DAY: Span = day_bounds(datetime(2026, 11, 20, tzinfo=UTC).date())
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CAUSES = ("power", "carrier", "supplier", "area", "station", "unknown", "collector")


def at(hours: float) -> datetime:
    return DAY[0] + timedelta(hours=hours)


def span(start: float, end: float) -> Span:
    return at(start), at(end)


def total(parts: Parts) -> int:
    return sum(value for name, value in asdict(parts).items() if name != "service_s")


def test_a_shanghai_day_begins_at_sixteen_utc_and_has_its_86400_seconds() -> None:
    assert DAY[0] == datetime(2026, 11, 19, 16, tzinfo=UTC)
    assert day_parts([DAY], [], []) == Parts(86_400, 86_400)


def test_an_outage_over_midnight_counts_on_either_day_for_its_own_hours() -> None:
    over = Dark((DAY[0] - 2 * HOUR, DAY[0] + HOUR), "station")
    assert day_parts([DAY], [], [over]).down_s == 3600
    before = (DAY[0] - 24 * HOUR, DAY[0])
    assert day_parts([before], [], [over]).down_s == 7200


def test_the_platform_goes_first_then_what_was_announced_then_the_cause() -> None:
    dark = Dark(span(1, 6), "power", announced=(span(2, 4),))
    parts = day_parts([DAY], [span(0, 3)], [dark])
    assert (parts.platform_s, parts.announced_s, parts.power_s) == (3 * 3600, 3600, 2 * 3600)
    assert parts.down_s == 0
    assert total(parts) == parts.service_s


def test_announced_downtime_that_ended_early_excuses_nothing_after_its_end() -> None:
    planned, ended = span(1, 5), span(1, 2)
    assert day_parts([DAY], [], [Dark(span(1, 4), "station", (planned,))]).down_s == 0
    assert day_parts([DAY], [], [Dark(span(1, 4), "station", (ended,))]).down_s == 2 * 3600


def test_a_device_up_during_announced_downtime_is_up() -> None:
    assert day_parts([DAY], [], [Dark(span(3, 4), "station", (span(1, 4),))]).announced_s == 3600


def test_what_lies_behind_a_silent_collector_is_neither_up_nor_down() -> None:
    parts = day_parts([DAY], [], [Dark(span(1, 4), "unknown", behind=(span(2, 3),))])
    assert (parts.behind_s, parts.down_s) == (3600, 2 * 3600)


def test_a_station_opened_at_noon_is_in_service_for_half_a_day() -> None:
    parts = day_parts([span(12, 24)], [], [Dark(span(0, 13), "station")])
    assert (parts.service_s, parts.down_s) == (12 * 3600, 3600)


def test_time_without_a_door_is_no_part_of_a_silence() -> None:
    gap = span(1, 1.75)
    assert outages([gap], [span(1, 1.7)], 10 * MINUTE) == []
    assert outages([gap], [span(1, 1.5)], 10 * MINUTE) == [gap]


@pytest.mark.parametrize(
    ("up", "of", "said"),
    [(86_399, 86_400, 0.9999), (86_400, 86_400, 1.0), (1, 3, 0.3333), (0, 10, 0.0), (0, 0, None)],
)
def test_rates_are_rounded_down_and_never_whole_with_a_loss(up: int, of: int, said: float | None) -> None:
    assert rate(up, of) == said


MOMENTS = st.integers(-7200, 86_400 + 7200).map(lambda s: DAY[0] + timedelta(seconds=s, milliseconds=s % 999))
SPANS = st.lists(st.tuples(MOMENTS, MOMENTS).map(lambda pair: (min(pair), max(pair))), max_size=6)
DARK = st.builds(
    Dark,
    span=st.tuples(MOMENTS, MOMENTS).map(lambda pair: (min(pair), max(pair))),
    cause=st.sampled_from(CAUSES),
    announced=SPANS.map(tuple),
    behind=SPANS.map(tuple),
)


@given(SPANS, SPANS, st.lists(DARK, max_size=5))
def test_the_parts_of_a_day_sum_to_the_day(service: list[Span], shut: list[Span], dark: list[Dark]) -> None:
    parts = day_parts(service, shut, dark)
    assert total(parts) == parts.service_s
    assert min(asdict(parts).values()) >= 0
    assert abs(parts.service_s - seconds(service)) <= len(service)


@given(SPANS, SPANS)
def test_spans_and_what_is_taken_from_them_make_the_whole(spans: list[Span], taken: list[Span]) -> None:
    left = minus(spans, taken)
    assert seconds(left) <= seconds(spans)
    assert seconds([*left, *taken]) == pytest.approx(seconds([*spans, *taken]))
    assert union(left) == left
