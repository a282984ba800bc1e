"""What a living station promises: litres are conserved, counters are exact, time steps do not matter."""

from datetime import datetime
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.simulator.sample_city import FIRST, sample_plans, write_registry
from youjian.simulator.model import StationModel, opening_state
from youjian.simulator.physics import StationPhysics, make_physics
from youjian.simulator.registry import read_registry
from youjian.simulator.scenarios import CATALOGUE, Injection, inject
from youjian.simulator.state import DeliveryDone, Fill, StationState

START = 1_795_000_000.0
DAY = 86_400.0


@pytest.fixture(scope="module")
def physics(tmp_path_factory: pytest.TempPathFactory) -> StationPhysics:
    return make_physics(sample_plans(tmp_path_factory.mktemp("registry"))[FIRST], seed=7)


def _model(physics: StationPhysics, fill_interval_s: float | None = None) -> StationModel:
    return StationModel(physics, opening_state(physics, START), fill_interval_s)


def _fills(events: list[Fill | DeliveryDone]) -> list[Fill]:
    return [event for event in events if isinstance(event, Fill)]


def test_litres_that_left_and_came_are_the_change_of_stock(physics: StationPhysics) -> None:
    model = _model(physics)
    opening = {tank_id: model.net20_l(tank_id, START) for tank_id in physics.tanks}
    events = model.advance(START + 9 * DAY)
    idle = [tank_id for tank_id in physics.tanks if model.state.tanks[tank_id].unloading is None]
    assert any(isinstance(event, DeliveryDone) for event in events)
    for tank_id in idle:
        came = sum(
            e.unloading.net20_l for e in events if isinstance(e, DeliveryDone) and e.tank_id == tank_id
        )
        left = sum(
            fill.volume_ml
            / 1000
            / (1 + fill.meter_error)
            * float(physics.tanks[tank_id].vcf20(fill.ended_at))
            for fill in _fills(events)
            if physics.nozzles[fill.nozzle_id].tank_id == tank_id
        )
        assert model.state.tanks[tank_id].net20_l == pytest.approx(opening[tank_id] + came - left, abs=1e-6)


def test_totalizers_sequences_and_amounts_are_exact(physics: StationPhysics) -> None:
    fills = _fills(_model(physics).advance(START + 3 * DAY))
    assert len(fills) > 300
    for nozzle_id in physics.nozzles:
        own = [fill for fill in fills if fill.nozzle_id == nozzle_id]
        for before, after in pairwise(own):
            assert after.totalizer_ml - before.totalizer_ml == after.volume_ml
            assert after.seq == (before.seq or 0) + 1
            assert after.started_at >= before.ended_at
    for fill in fills:
        allowed = 1 + 5 * fill.unit_price_fen / 1000
        assert abs(fill.volume_ml * fill.unit_price_fen / 1000 - fill.amount_fen) <= allowed
        assert fill.volume_ml % 10 == 0


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(1, 4000), min_size=1, max_size=12))
def test_small_steps_live_the_same_life_as_one_leap(physics: StationPhysics, steps: list[float]) -> None:
    leaping, walking = _model(physics), _model(physics)
    ends = START + sum(steps)
    walked = []
    for step in steps:
        walked += walking.advance(walking.at + step)
    assert leaping.advance(max(ends, walking.at)) == walked + walking.advance(max(ends, walking.at))
    assert leaping.state == walking.state


def test_a_state_written_and_read_goes_on_identically(physics: StationPhysics) -> None:
    one = _model(physics, fill_interval_s=30)
    one.advance(START + 1000)
    copy = msgspec.json.decode(msgspec.json.encode(one.state), type=StationState)
    other = StationModel(physics, copy, fill_interval_s=30)
    assert one.advance(START + 5000) == other.advance(START + 5000)


def test_after_standing_still_nothing_is_lost_and_time_goes_on(physics: StationPhysics) -> None:
    model = _model(physics, fill_interval_s=30)
    model.advance(START + 1000)
    totals = {n: s.totalizer_ml for n, s in model.state.nozzles.items()}
    at_pumps = [n for n, s in model.state.nozzles.items() if s.customer is not None]
    stock = {tank_id: model.net20_l(tank_id, model.at) for tank_id in physics.tanks}
    model.resume(START + 90_000)
    assert {n: s.totalizer_ml for n, s in model.state.nozzles.items()} == totals
    assert {t: model.net20_l(t, model.at) for t in physics.tanks} == pytest.approx(stock, rel=1e-4)
    fills = _fills(model.advance(START + 90_100))
    assert set(at_pumps) <= {fill.nozzle_id for fill in fills}
    assert all(fill.ended_at > START + 90_000 for fill in fills)


def test_a_hidden_sale_moves_total_and_tank_and_shows_with_the_next_record(physics: StationPhysics) -> None:
    model = _model(physics)
    model.advance(START + DAY / 2)
    before = msgspec.json.decode(msgspec.json.encode(model.state), type=StationState)
    stock = model.net20_l(1, model.at)
    done = inject(
        model, Injection(scenario="hidden-sale", station=FIRST, nozzle=1, litres=30, next_sale_in=10)
    )
    nozzle = model.state.nozzles[1]
    assert nozzle.totalizer_ml - before.nozzles[1].totalizer_ml == 30_000
    assert nozzle.last_fill == before.nozzles[1].last_fill
    assert nozzle.seq == before.nozzles[1].seq
    assert stock - model.net20_l(1, model.at) == pytest.approx(30, abs=0.7)
    assert done.fill is not None
    assert (done.fill.label, done.fill.seq) == ("hidden-sale", None)
    following = next(f for f in _fills(model.advance(model.at + 120)) if f.nozzle_id == 1)
    assert following.started_at == pytest.approx(done.fill.ended_at + 10, abs=0.01)
    previous = before.nozzles[1].last_fill
    assert previous is not None
    assert following.totalizer_ml - previous.totalizer_ml - following.volume_ml == 30_000


def test_short_measure_takes_less_from_the_tank_than_it_shows(physics: StationPhysics) -> None:
    model = _model(physics, fill_interval_s=200)
    inject(model, Injection(scenario="short-measure", station=FIRST, nozzle=4, percent=2, minutes=0))
    opening = model.net20_l(3, model.at)
    fills = [f for f in _fills(model.advance(START + 5000)) if f.nozzle_id == 4]
    assert {f.label for f in fills} == {"short-measure"}
    shown = sum(f.volume_ml for f in fills) / 1000 * float(physics.tanks[3].vcf20(START))
    assert shown / (opening - model.state.tanks[3].net20_l) - 1 == pytest.approx(0.02, abs=1e-4)


def test_a_frozen_gauge_repeats_itself_while_nozzles_sell_and_then_recovers(physics: StationPhysics) -> None:
    model = _model(physics, fill_interval_s=60)
    model.advance(START + 100)
    inject(model, Injection(scenario="gauge-frozen", station=FIRST, tank=1, minutes=30))
    frozen = model.gauge(1).product_mm
    model.advance(START + 1500)
    assert model.gauge(1).product_mm == frozen
    model.advance(START + 100 + 1800 + 1)
    assert model.gauge(1).product_mm < frozen - 5


def test_all_clear_ends_what_lasts(physics: StationPhysics) -> None:
    model = _model(physics)
    inject(model, Injection(scenario="short-measure", station=FIRST, nozzle=4, percent=2, minutes=0))
    inject(model, Injection(scenario="port-silent", station=FIRST, dispenser=1, minutes=0))
    assert len(inject(model, Injection(scenario="all-clear", station=FIRST)).label["ended"]) == 2
    assert model.meter_error(4) == physics.nozzles[4].meter_error
    assert model.active("port-silent", "dispenser:1") is None


def test_an_unrecorded_delivery_raises_the_level_without_a_document(physics: StationPhysics) -> None:
    model = _model(physics)
    level = model.gauge(2).volume20_l
    inject(model, Injection(scenario="unrecorded-delivery", station=FIRST, tank=2, litres=3000))
    events = [e for e in model.advance(START + 300) if isinstance(e, DeliveryDone)]
    assert [e.unloading.documented for e in events] == [False]
    assert model.gauge(2).volume20_l - level == pytest.approx(3000, abs=80)


@pytest.mark.parametrize("name", ["totalizer-reset", "board-swap"])
def test_a_reset_starts_the_total_again_and_a_swap_changes_the_board(
    physics: StationPhysics, name: str
) -> None:
    model = _model(physics)
    factory_no = model.state.nozzles[2].factory_no
    done = inject(model, Injection(scenario=name, station=FIRST, nozzle=2))
    assert done.label["totalizer_before_ml"] > 0
    assert model.state.nozzles[2].totalizer_ml == 0
    assert (model.state.nozzles[2].factory_no != factory_no) == (name == "board-swap")


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (Injection(scenario="magic", station=FIRST), "no scenario 'magic'"),
        (Injection(scenario="hidden-sale", station=FIRST, nozzle=9), "has no nozzle 9"),
        (Injection(scenario="gauge-frozen", station=FIRST, tank=9), "has no tank 9"),
        (Injection(scenario="port-silent", station=FIRST, dispenser=9), "has no dispenser 9"),
        (Injection(scenario="unrecorded-delivery", station=FIRST, litres=60_000), "cannot take 60000 L"),
        (Injection(scenario="hidden-sale", station=FIRST, litres=-1), "litres must be above 0"),
    ],
)
def test_an_impossible_scenario_is_refused_with_the_reason(
    physics: StationPhysics, wanted: Injection, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        inject(_model(physics), wanted)


def test_every_listed_scenario_can_be_injected(physics: StationPhysics) -> None:
    for name in CATALOGUE:
        assert (
            inject(_model(physics), Injection(scenario=name, station=FIRST, litres=50)).label["scenario"]
            == name
        )


def test_a_register_that_cannot_be_used_is_refused_with_file_and_line(tmp_path: Path) -> None:
    folder = write_registry(tmp_path / "registry")
    nozzles = folder / "nozzles.csv"
    nozzles.write_text(nozzles.read_text("utf-8").replace(",0D", ",milk", 1), "utf-8")
    with pytest.raises(ValueError, match=r"nozzles\.csv:5: .*product"):
        read_registry(folder)


@pytest.mark.parametrize("name", ["short-measure", "gauge-frozen", "port-silent", "unrecorded-delivery"])
def test_a_label_says_when_its_scenario_ends_as_a_moment(physics: StationPhysics, name: str) -> None:
    label = inject(_model(physics), Injection(scenario=name, station=FIRST, litres=100, minutes=10)).label
    assert datetime.fromisoformat(label["ends_at"]) > datetime.fromisoformat(label["at"])
