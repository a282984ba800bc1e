"""What a sheet shows is what the tank's book says."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.unit.reports.station_kit import (
    BEGIN,
    CAME_L,
    DAYS,
    DOCUMENTED_L,
    OPENING_L,
    UNDOCUMENTED_L,
    book,
    window,
)
from youjian.detection.balance.nights import night_at
from youjian.detection.balance.papers import Paper
from youjian.detection.balance.rises import Rise
from youjian.detection.balance.standing import Arrival
from youjian.reports.numbers import micros_of
from youjian.reports.sheets import StationSheet, station_sheet
from youjian.reports.unloadings import unloadings, whole

SOLD_L = 10_980.0
"""From midnight of the first day to 02:00 of the sixth: 366 fuellings of 30 L."""


@pytest.fixture(scope="module")
def sheet() -> StationSheet:
    return station_sheet(book(), window(), {})


def test_the_stock_book_comes_out_by_hand(sheet: StationSheet) -> None:
    totals = sheet.tanks[0].totals
    assert totals is not None
    assert totals.opening_l == pytest.approx(OPENING_L)
    assert totals.documented_l == pytest.approx(DOCUMENTED_L)
    assert totals.undocumented_l == pytest.approx(UNDOCUMENTED_L)
    assert totals.sold_l == pytest.approx(SOLD_L)
    assert totals.closing_l == pytest.approx(OPENING_L + CAME_L + UNDOCUMENTED_L - SOLD_L)
    assert totals.missing_l == pytest.approx(DOCUMENTED_L - CAME_L)


def test_book_and_gauge_part_where_the_document_says_more_than_came(sheet: StationSheet) -> None:
    curves = sheet.tanks[0].curves
    before = curves.at < micros_of(BEGIN + timedelta(hours=33))
    after = (curves.at > micros_of(BEGIN + timedelta(hours=36))) & (curves.calm > 0)
    assert np.allclose(curves.missing_l[before], 0.0, atol=0.01)
    assert np.allclose(curves.missing_l[after], DOCUMENTED_L - CAME_L, atol=0.01)


def test_unloadings_are_the_accounts_own(sheet: StationSheet) -> None:
    mine = book()
    mine.advance(window().last)
    arrivals = [a for night in sorted(mine.groups[0].arrivals) for a in mine.groups[0].arrivals[night]]
    first, second = sheet.tanks[0].unloadings
    assert [one.delivery_id for one in first.papers] == ["进<1>"]
    assert (first.documented_l, first.excess_l, first.sd_l) == (
        DOCUMENTED_L,
        arrivals[0].excess_l,
        arrivals[0].sd_l,
    )
    assert first.gauged_l == DOCUMENTED_L + arrivals[0].excess_l
    assert (second.documented_l, second.gauged_l) == (None, arrivals[1].rise.litres)
    assert second.booked_l == second.gauged_l
    assert sheet.lonely == ()


def test_surprises_and_standing_are_the_books(sheet: StationSheet) -> None:
    mine = book()
    mine.advance(window().last)
    tank = sheet.tanks[0]
    assert tank.nights.tolist() == [night_at(window().first + n) for n in range(DAYS)]
    assert tank.surprises.tolist() == [mine.groups[0].surprises[window().first + n] for n in range(DAYS)]
    assert tank.standing is not None
    assert np.array_equal(tank.standing.mean, mine.standings[window().last][0].mean)


def test_without_a_table_of_deliveries_the_gauge_is_taken() -> None:
    totals = station_sheet(book(documents=False), window(), {}).tanks[0].totals
    assert totals is not None
    assert totals.documented_l == 0.0
    assert totals.undocumented_l == pytest.approx(CAME_L + UNDOCUMENTED_L, abs=1.0)


def test_where_fuel_is_missing_the_account_from_before_is_read() -> None:
    since = night_at(window().first + 4)
    tank = station_sheet(book(), window(), {1: since}).tanks[0]
    assert tank.undisturbed
    assert tank.standing is not None
    assert tank.standing.night == window().first + 4


def test_an_account_that_saw_too_few_nights_is_not_read() -> None:
    tank = station_sheet(book(), window(), {1: night_at(window().first + 1)}).tanks[0]
    assert not tank.undisturbed
    assert tank.standing is not None
    assert tank.standing.night == window().last


def test_a_window_cuts_the_curves_and_not_the_account() -> None:
    late = replace(window(), first=window().first + 3, start=night_at(window().first + 2))
    sheet = station_sheet(book(), late, {})
    [tank] = sheet.tanks
    assert int(tank.curves.at[0]) >= late.start
    assert len(tank.nights) == 3
    assert [one.documented_l for one in tank.unloadings] == [None]
    assert tank.standing is not None
    assert tank.standing.first == window().first


def _rise(start: int, litres: float, *, earlier: float = 0.0, open_: bool = False) -> Rise:
    return Rise(start, start + 1, litres, 3.0, litres, litres, gap=False, open=open_, earlier_l=earlier)


def _paper(name: str, litres: float, at: int = 0) -> Paper:
    return Paper(name, "92", None, at, at, litres, {})


def test_an_unloading_across_a_night_stands_once_with_its_document() -> None:
    paper = _paper("D1", 8000.0)
    before = Arrival(1, _rise(10, 3000.0, open_=True), (paper,), -5000.0, 20.0)
    after = Arrival(1, _rise(20, 7900.0, earlier=3000.0), (), 4900.0, 20.0)
    [one] = whole([before, after])
    assert (one.rise.start, one.rise.litres, one.papers, one.excess_l) == (10, 7900.0, (paper,), -100.0)
    [same] = whole(
        [Arrival(1, before.rise, (), 3000.0, 20.0), replace(after, papers=(paper,), excess_l=-90.0)]
    )
    assert (same.rise.start, same.papers, same.excess_l) == (10, (paper,), -90.0)


def test_a_document_for_what_two_tanks_took_is_shared_by_the_gauge() -> None:
    mine = book(documents=False)
    mine.advance(window().last)
    at = mine.groups[0].arrivals[window().first + 2][0].rise.start
    mine.papers = [_paper("D1", 8000.0, at), _paper("D2", 9000.0, at + 40 * 3_600_000_000)]
    came = unloadings(mine, window().first, window().last, window().end)
    first, second = came.of_tank[1]
    assert (first.documented_l, first.shared) == (pytest.approx(8000.0), False)
    assert first.excess_l == pytest.approx(CAME_L - 8000.0, abs=1.0)
    assert second.documented_l is None
    assert [paper.delivery_id for paper in came.lonely] == ["D2"]
