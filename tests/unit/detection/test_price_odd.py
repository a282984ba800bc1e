"""Odd prices: far below the city's for days, changed at night or too often."""

from datetime import UTC, date, datetime, timedelta

from youjian.detection.books.price_odd import OddLimits, PriceDay, city_medians, odd_prices

FIRST = date(2026, 11, 2)


def days(station_id: str, price: int, count: int = 5) -> list[PriceDay]:
    """A station's days at one price."""
    return [
        PriceDay(station_id, "92", FIRST + timedelta(days=n), price, price, price, 1_000_000)
        for n in range(count)
    ]


def test_far_below_the_city_for_days_is_told_once_with_its_litres() -> None:
    every = [*days("3602030001", 750), *days("3602030002", 752), *days("3602030003", 650, 4)]
    [odd] = odd_prices(every, city_medians(every), [], OddLimits())
    assert (odd.station_id, odd.kind, odd.from_on, odd.until_on) == (
        "3602030003",
        "far_below",
        FIRST,
        FIRST + timedelta(days=3),
    )
    assert (odd.price_fen, odd.against_fen, odd.volume_ml) == (650, 750, 4_000_000)


def test_a_change_at_night_is_odd_unless_a_notice_took_force() -> None:
    at = datetime(2026, 11, 2, 17, 30, tzinfo=UTC)  # 01:30 in Shanghai
    one = PriceDay("3602030001", "92", date(2026, 11, 3), 750, 750, 760, 1_000_000, 2, at)
    assert [odd.kind for odd in odd_prices([one], {}, [], OddLimits())] == ["odd_hours"]
    assert odd_prices([one], {}, [datetime(2026, 11, 2, 16, 0, tzinfo=UTC)], OddLimits()) == []


def test_many_changes_in_a_day_are_odd() -> None:
    noon = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)
    one = PriceDay("3602030001", "92", date(2026, 11, 3), 750, 750, 760, 1_000_000, 13, noon)
    assert [odd.kind for odd in odd_prices([one], {}, [], OddLimits())] == ["many_changes"]
