"""How often a rule is right: counts that add up, and an interval that holds what it should."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.integration import bureau_office as _office  # sets the office up
from youjian.bureau.rules.precision import (
    OUTCOMES,
    Judged,
    Tally,
    counted,
    line,
    precision_of,
    wilson,
)

__all__ = ["_office"]
T0 = datetime(2026, 11, 1, tzinfo=UTC)
numbers = st.integers(0, 500)


@given(numbers, numbers)
def test_interval_holds_the_share_and_stays_within_all_and_none(hits: int, misses: int) -> None:
    bounds = wilson(hits, hits + misses)
    if bounds is None:
        assert hits + misses == 0
        return
    low, high = bounds
    share = hits / (hits + misses)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1
    assert low < high


@given(st.integers(0, 50), st.integers(1, 50))
def test_more_of_the_same_makes_it_narrower(hits: int, misses: int) -> None:
    few, many = wilson(hits, hits + misses), wilson(10 * hits, 10 * (hits + misses))
    assert few is not None
    assert many is not None
    assert many[1] - many[0] < few[1] - few[0]


def test_known_values() -> None:
    bounds = wilson(81, 263)
    assert bounds is not None
    assert [round(bound, 4) for bound in bounds] == [0.2553, 0.3662]
    assert (precision_of(3, 1), precision_of(0, 0)) == (0.75, None)


judged = st.builds(
    lambda alert, outcome, hours: Judged(
        alert, T0, T0 + timedelta(hours=1), T0 + timedelta(hours=hours) if outcome else None, outcome
    ),
    st.integers(1, 40),
    st.sampled_from(["", *OUTCOMES]),
    st.integers(1, 100),
)


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), judged), max_size=60))
def test_every_alert_counts_once_a_code(pairs: list[tuple[str, Judged]]) -> None:
    tallies = counted(pairs)
    for code, tally in tallies.items():
        assert tally.raised == len({one.alert for c, one in pairs if c == code})
        told = line(code, code, tally, 10.0)
        assert told.raised == told.open + sum(getattr(told, name) for name in OUTCOMES)
        assert told.false_per_month == told.false_alarm / 10
        assert (told.precision is None) == (told.confirmed + told.false_alarm == 0)


def test_nothing_is_nothing() -> None:
    told = line("x", "x", Tally(), 0.0)
    assert (told.raised, told.precision, told.false_per_month, told.seconds_to_close) == (0, None, 0.0, None)
