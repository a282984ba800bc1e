"""What the books are made from: levels, sales, stretches, rises and documents."""

from typing import Any

import numpy as np
import pytest

from youjian.detection.balance.design import splines
from youjian.detection.balance.levels import station_levels
from youjian.detection.balance.mapping import Falls, Map, read_map
from youjian.detection.balance.papers import Paper, match_drops, net_litres
from youjian.detection.balance.rises import Rise, find_rises
from youjian.detection.balance.sales import NEVER, Sales, station_sales
from youjian.detection.balance.stretch import SECOND, Stretch, stretch
from youjian.detection.samples import (
    STATION,
    after,
    chart_line,
    facts,
    fuelling,
    gauged_tank,
    nozzle,
    reading,
    tank,
)
from youjian.fuel.correction import density15, vcf15, vcf20

MINUTE = 60 * SECOND
START = int(after(0).timestamp()) * SECOND
ALWAYS = NEVER - 1


def levels(*records: Any) -> Any:
    return station_levels(facts(*records), STATION)[1]


def sales(*records: Any) -> Sales:
    return station_sales(facts(*records), STATION)


def stretched(
    *records: Any, minutes: float = 60, as_of: int = ALWAYS, tanks: tuple[int, ...] = (1,)
) -> Stretch:
    held = facts(*records)
    by_tank = station_levels(held, STATION)
    sold = station_sales(held, STATION)
    until = START + int(minutes * MINUTE)
    mine = [by_tank[tank_id] for tank_id in tanks]
    return stretch(mine, sold, (3,), start=START, end=until, as_of=as_of, width=10 * MINUTE)


def test_levels_are_litres_above_the_water_at_twenty_degrees_by_the_chart_of_their_day() -> None:
    newer = [chart_line(h, h * 13, valid_from=after(30)) for h in (0.0, 2500.0)]
    seen = levels(*gauged_tank(), *newer, reading(10, water_mm=10.0), reading(20, temp_c=30.0), reading(40))
    assert seen.net_l == pytest.approx([11_880.0, 12_000.0 * vcf20(735.0, 30.0), 13_000.0], rel=1e-9)


def test_readings_outside_the_chart_of_no_temperature_or_sent_again_are_left_out() -> None:
    odd = (reading(1, product_mm=2600.0), reading(2, temp_c=90.0))
    seen = levels(*gauged_tank(), reading(0), *odd, reading(3), reading(3, received_at=after(9)))
    assert ((seen.at - START) // MINUTE).tolist() == [0, 3]


def test_a_running_nozzle_is_not_settled_and_bins_say_what_was_sold() -> None:
    story = [reading(m / 2, product_mm=1000.0 - (2.5 if m >= 24 else 0.0)) for m in range(120)]
    seen = stretched(*gauged_tank(), *story, fuelling(1))
    assert seen.flat == pytest.approx(np.full(6, 12_000.0))
    assert seen.sold[:, 0] == pytest.approx([0.0, 30.0, 30.0, 30.0, 30.0, 30.0])
    assert seen.count[1] < seen.count[2] == 20


def test_a_return_is_on_its_way_for_half_an_hour_and_took_nothing() -> None:
    story = [reading(m) for m in range(60)]
    seen = stretched(*gauged_tank(), *story, fuelling(1, kind="test_return"))
    assert ((seen.at - START) // MINUTE).tolist() == [4, 46, 54]
    assert not seen.sold.any()


def test_spikes_are_left_out() -> None:
    story = [reading(m, product_mm=1400.0 if m == 15 else 1000.0) for m in range(30)]
    assert stretched(*gauged_tank(), *story, fuelling(9), minutes=30).level.tolist() == [12_000.0] * 3


def test_tanks_on_one_manifold_are_summed_where_both_were_read() -> None:
    both = [
        *gauged_tank(),
        tank(tank_id=2),
        chart_line(0.0, 0.0, tank_id=2),
        chart_line(2500.0, 30_000.0, tank_id=2),
    ]
    story = [reading(m) for m in range(60)] + [reading(m, tank_id=2, product_mm=500.0) for m in range(30)]
    seen = stretched(*both, *story, fuelling(9), tanks=(1, 2))
    assert seen.level.tolist() == [18_000.0] * 3


def test_late_readings_and_sales_are_not_seen_before_their_time() -> None:
    story = [reading(m, received_at=after(90 if m >= 30 else m)) for m in range(60)]
    late = fuelling(1, received_at=after(80))
    at_noon = stretched(*gauged_tank(), *story, late, as_of=START + 60 * MINUTE)
    assert (len(at_noon.at), at_noon.sold.sum()) == (3, 0.0)
    later = stretched(*gauged_tank(), *story, late, as_of=START + 90 * MINUTE)
    assert (len(later.at), later.sold[-1, 0]) == (6, 30.0)


@pytest.mark.parametrize(("volume_ml", "bins"), [(40_000, 6), (60_000, 0)])
def test_a_level_that_stands_still_while_150_litres_are_sold_teaches_nothing(
    volume_ml: int, bins: int
) -> None:
    story = [reading(m) for m in range(60)]
    sold = [fuelling(n, volume_ml=volume_ml) for n in range(1, 4)]
    assert len(stretched(*gauged_tank(), *story, *sold).at) == bins


def test_a_correction_takes_the_place_of_what_it_corrects_when_it_is_known() -> None:
    again = fuelling(1, volume_ml=20_000, source="corrected", received_at=after(50))
    told = sales(nozzle(), fuelling(1), again)
    assert told.at(START + 20 * MINUTE).litres.tolist() == [30.0]
    assert told.at(START + 50 * MINUTE).litres.tolist() == [20.0]


def test_missing_numbers_stand_as_one_row_until_the_first_of_them_arrives() -> None:
    late = [fuelling(n, received_at=after(200 + n)) for n in (2, 3)]
    told = sales(nozzle(), fuelling(1), *late, fuelling(4))
    assert sorted(told.at(START + 60 * MINUTE).litres.tolist()) == [30.0, 30.0, 60.0]
    assert sorted(told.at(START + 300 * MINUTE).litres.tolist()) == [30.0] * 4
    never = sales(nozzle(), fuelling(1), fuelling(4))
    assert sorted(never.at(ALWAYS).litres.tolist()) == [30.0, 30.0, 60.0]


def test_the_register_says_by_date_which_tank_a_nozzle_draws_from() -> None:
    told = sales(nozzle(tank_id=1), nozzle(tank_id=2, valid_from=after(25)), fuelling(1), fuelling(4))
    assert told.tank[[0, -1]].tolist() == [1, 2]


def bins(flat: list[float], step_min: float = 10.0) -> list[Rise]:
    at = START + (np.arange(len(flat)) * step_min * MINUTE).astype(np.int64)
    values = np.array(flat)
    return find_rises(at, values, values, 60.0, 3.0)


def test_noise_is_no_rise() -> None:
    chance = np.random.default_rng(4)
    assert bins((10_000 + chance.normal(0, 4, 144)).tolist()) == []


@pytest.mark.parametrize("climb", [[10_000.0], [5000.0, 10_000.0], np.linspace(500, 10_000, 20).tolist()])
def test_fast_and_slow_rises_are_one_each(climb: list[float]) -> None:
    [rise] = bins([1000.0] * 8 + [1000.0 + litres for litres in climb] + [11_000.0] * 8)
    assert rise.litres == pytest.approx(10_000.0)
    assert (rise.start, rise.gap, rise.open) == (START + 70 * MINUTE, False, False)
    assert rise.end == START + (70 + 10 * len(climb)) * MINUTE


def test_rises_within_an_hour_are_one_and_later_ones_two() -> None:
    [together] = bins([1000.0] * 8 + [4000.0] * 4 + [9000.0] * 8)
    assert together.litres == 8000.0
    first, second = bins([1000.0] * 8 + [4000.0] * 8 + [9000.0] * 8)
    assert (first.litres, second.litres) == (3000.0, 5000.0)


def test_a_rise_across_a_hole_says_so() -> None:
    at = START + np.array([0, 10, 20, 200, 210, 220, 230], dtype=np.int64) * MINUTE
    flat = np.array([1000.0] * 3 + [4000.0] * 4)
    [rise] = find_rises(at, flat, flat, 60.0, 3.0)
    assert (rise.gap, rise.litres) == (True, 3000.0)


def paper(name: str, at_min: float, litres: float, **changes: Any) -> Paper:
    told: dict[str, Any] = {"product": "92", "tank_id": None, "known": START, "row": {}} | changes
    return Paper(delivery_id=name, at=START + int(at_min * MINUTE), net_l=litres, **told)


def risen(at_min: float, litres: float) -> Rise:
    begin = START + int(at_min * MINUTE)
    return Rise(begin, begin + 20 * MINUTE, litres, 3.0, litres, litres, gap=False, open=False)


def names(rises: list[tuple[int, Rise]], papers: list[Paper]) -> list[tuple[list[int], list[str]]]:
    drops = match_drops(rises, papers)
    return sorted((sorted(i for i, _ in d.rises), sorted(p.delivery_id for p in d.papers)) for d in drops)


def test_documents_are_brought_to_twenty_degrees_from_what_they_refer_to() -> None:
    row = {"documented_volume_ml": 10_000_000, "density20_kg_m3": 735.0, "temp_c": 30.0, "product": "92"}
    at15 = 10_000.0 / vcf15(density15(735.0), 20.0)
    assert net_litres(row | {"reference": "20"}) == 10_000.0
    assert net_litres(row | {"reference": "ambient"}) == pytest.approx(10_000.0 * vcf20(735.0, 30.0))
    assert net_litres(row | {"reference": "15"}) == pytest.approx(at15)
    assert at15 > 10_000.0


def test_a_density_that_no_fuel_has_is_taken_for_that_of_the_product() -> None:
    row = {"documented_volume_ml": 10_000_000, "density20_kg_m3": 20.0, "temp_c": 30.0, "product": "92"}
    usual = row | {"density20_kg_m3": 735.0}
    for reference in ("ambient", "15", "20"):
        assert net_litres(row | {"reference": reference}) == net_litres(usual | {"reference": reference})


def test_one_document_split_over_tanks_and_two_documents_of_one_rise() -> None:
    assert names([(0, risen(0, 6000)), (1, risen(30, 4000))], [paper("a", 10, 10_000)]) == [([0, 1], ["a"])]
    assert names([(0, risen(0, 10_000))], [paper("a", 5, 6000), paper("b", 9, 4000)]) == [([0], ["a", "b"])]


def test_sizes_decide_before_times_and_what_fits_nothing_stands_alone() -> None:
    rises = [(0, risen(0, 5000)), (1, risen(60, 9000))]
    assert names(rises, [paper("big", 5, 9000), paper("small", 70, 5000)]) == [
        ([0], ["small"]),
        ([1], ["big"]),
    ]
    assert names([(0, risen(0, 900))], [paper("far", 2000, 900)]) == [([], ["far"]), ([0], [])]


def test_splines_add_up_to_one_and_stand_still_beyond_the_ends() -> None:
    values = splines(np.array([-1.0, 0.0, 0.4, 1.0, 2.0]), 14)
    assert values.sum(axis=1) == pytest.approx(np.ones(5))
    assert values[0].tolist() == values[1].tolist()
    assert values[3].tolist() == values[4].tolist()


def falls(truth: dict[int, dict[int, float]], seed: int = 1) -> Falls:
    """A day on which tank t loses `truth[t][n]` of what nozzle n sells."""
    chance = np.random.default_rng(seed)
    sold = chance.integers(0, 3, size=(48, 2)) * 40.0
    s_s, s_fall = {}, {}
    for place, shares in truth.items():
        fall = sold @ np.array([shares.get(1, 0.0), shares.get(2, 0.0)]) + chance.normal(0, 5, 48)
        s_s[place], s_fall[place] = sold.T @ sold, sold.T @ fall
    return Falls(s_s, s_fall, sold.sum(axis=0))


@pytest.mark.parametrize(
    ("truth", "expected"),
    [
        ({1: {1: 1.0}, 2: {2: 1.0}}, Map({}, frozenset())),
        ({1: {}, 2: {1: 1.0, 2: 1.0}}, Map({1: 2}, frozenset())),
        ({1: {1: 0.5, 2: 0.5}, 2: {1: 0.5, 2: 0.5}}, Map({}, frozenset({frozenset({1, 2})}))),
    ],
)
def test_the_map_is_touched_only_where_the_levels_leave_no_doubt(
    truth: dict[int, dict[int, float]], expected: Map
) -> None:
    assert read_map([falls(truth)], [1, 2], {1: 1, 2: 2}) == expected
    assert read_map([], [1, 2], {1: 1, 2: 2}) == Map({}, frozenset())
