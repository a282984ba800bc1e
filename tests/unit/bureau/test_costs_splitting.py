"""A sum shared among companies by their stations is exact to the fen."""

import doctest
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.bureau.costs import splitting
from youjian.bureau.costs.splitting import Runs, days_run, largest_remainder, split

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
sums = st.integers(-(10**12), 10**12)
companies = st.sampled_from(["A", "B", "C", "D", "E"])
weights = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 10**4), min_size=1).filter(
    lambda one: any(one.values())
)
days = st.integers(-40, 120).map(lambda n: FIRST + timedelta(days=n))
moves = st.dictionaries(
    st.tuples(st.integers(0, 8), days), st.none() | companies, min_size=1, max_size=25
).map(lambda held: [Runs(f"s{number}", company, day) for (number, day), company in held.items()])


def test_the_docstrings_run() -> None:
    assert doctest.testmod(splitting).failed == 0
    assert doctest.testmod(splitting).attempted >= 4


@given(sums, weights)
def test_shares_add_up_and_are_less_than_a_fen_from_exact(fen: int, by: dict[str, int]) -> None:
    shares = largest_remainder(fen, by)
    total = sum(by.values())
    assert sum(shares.values()) == fen
    assert all(abs(shares[one] - Fraction(fen * by[one], total)) < 1 for one in by)
    assert all(shares[one] == 0 for one in by if by[one] == 0)


@given(sums, weights, st.randoms(use_true_random=False))
def test_the_order_of_companies_changes_nothing(fen: int, by: dict[str, int], chance: Random) -> None:
    mixed = list(by.items())
    chance.shuffle(mixed)
    assert largest_remainder(fen, dict(mixed)) == largest_remainder(fen, by)


@given(sums, moves, st.randoms(use_true_random=False))
def test_stations_that_move_are_counted_day_by_day(fen: int, runs: list[Runs], chance: Random) -> None:
    counted: dict[str, int] = {}
    for offset in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=offset)
        for station in {row.station_id for row in runs}:
            begun = [row for row in runs if row.station_id == station and row.valid_from <= day]
            company = max(begun, key=lambda row: row.valid_from).company if begun else None
            if company is not None:
                counted[company] = counted.get(company, 0) + 1
    if not counted:
        assert days_run(runs, FIRST, LAST) == {}
        return
    shares = split(fen, runs, first=FIRST, last=LAST)
    assert {one.company: one.station_days for one in shares} == counted
    assert sum(one.fen for one in shares) == fen
    mixed = list(runs)
    chance.shuffle(mixed)
    assert split(fen, mixed, first=FIRST, last=LAST) == shares


@given(sums, st.dictionaries(companies, st.integers(1, 30), min_size=1))
def test_when_no_station_moves_the_number_of_stations_decides(fen: int, numbers: dict[str, int]) -> None:
    runs = [Runs(f"{one}{i}", one, date(2020, 1, 1)) for one, n in numbers.items() for i in range(n)]
    shares = {one.company: one.fen for one in split(fen, runs, first=FIRST, last=LAST)}
    assert shares == largest_remainder(fen, numbers)


def test_equal_remainders_go_to_the_first_code() -> None:
    assert largest_remainder(200, {"C": 1, "A": 1, "B": 1}) == {"A": 67, "B": 67, "C": 66}
    assert largest_remainder(-100, {"C": 1, "A": 1, "B": 1}) == {"A": -34, "B": -33, "C": -33}


def test_what_cannot_be_shared_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody"):
        split(1, [Runs("s1", None, FIRST)], first=FIRST, last=LAST)
    with pytest.raises(ValueError, match="negative"):
        largest_remainder(1, {"A": 2, "B": -1})
    with pytest.raises(ValueError, match="ends before"):
        split(1, [Runs("s1", "A", FIRST)], first=LAST, last=FIRST)
    with pytest.raises(ValueError, match="begin on"):
        split(1, [Runs("s1", "A", FIRST), Runs("s1", "B", FIRST)], first=FIRST, last=LAST)
