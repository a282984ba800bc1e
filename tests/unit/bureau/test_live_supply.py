"""Days of supply: known only where every tank's volume and the pace of the week are known."""

from hypothesis import given
from hypothesis import strategies as st

from youjian.bureau.live.supply import LEAST_DAYS, MOST_DAYS, WINDOW_DAYS, Stock, days_of_supply

litres = st.floats(0, 60_000).map(lambda value: round(value, 1))
stocks = st.lists(litres.map(Stock), min_size=1, max_size=4)
week = st.lists(st.integers(1_000_000, 40_000_000), min_size=1, max_size=WINDOW_DAYS)


def test_two_tanks_of_one_product_last_together() -> None:
    supply = days_of_supply([Stock(9_000.0), Stock(3_000.0)], [4_000_000] * 7, 7)
    assert (supply.days, supply.litres_a_day, supply.reason) == (3.0, 4_000.0, None)


def test_a_day_on_which_the_product_was_not_sold_counts_and_a_day_without_records_does_not() -> None:
    assert days_of_supply([Stock(6_000.0)], [4_000_000] * 3, 6).days == 3.0
    assert days_of_supply([Stock(6_000.0)], [4_000_000] * 3, 3).days == 1.5


def test_what_is_unknown_is_said_and_never_zero() -> None:
    sold = [4_000_000] * 7
    assert days_of_supply([], sold, 7).reason == "no_level"
    assert days_of_supply([Stock(None, "no_level"), Stock(9_000.0)], sold, 7).reason == "no_level"
    assert days_of_supply([Stock(None, "stale_level")], sold, 7).reason == "stale_level"
    assert days_of_supply([Stock(None)], sold, 7).reason == "no_volume"
    assert days_of_supply([Stock(9_000.0)], sold[:2], LEAST_DAYS - 1).reason == "few_days"
    assert days_of_supply([Stock(9_000.0)], [], 7).reason == "no_sales"


def test_an_empty_tank_lasts_no_day_which_is_known() -> None:
    assert days_of_supply([Stock(0.0)], [4_000_000] * 7, 7).days == 0.0


@given(stocks, week)
def test_days_grow_with_the_stock_and_shrink_with_the_pace(held: list[Stock], sold: list[int]) -> None:
    known = max(len(sold), LEAST_DAYS)
    days = days_of_supply(held, sold, known).days
    more = days_of_supply([*held, Stock(500.0)], sold, known).days
    faster = days_of_supply(held, [2 * volume for volume in sold], known).days
    assert days is not None
    assert more is not None
    assert faster is not None
    assert 0 <= faster <= days <= more <= MOST_DAYS


@given(stocks, week, st.integers(0, WINDOW_DAYS))
def test_there_are_days_or_a_reason_and_never_both(held: list[Stock], sold: list[int], known: int) -> None:
    supply = days_of_supply(held, sold, known)
    assert (supply.days is None) != (supply.reason is None)
