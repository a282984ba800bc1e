"""What a past promises: exact counters, conserved litres, scenarios that break just what they say."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.unit.simulator.sample_city import FIRST, SECOND, sample_plans
from youjian.contract.columns import arrow_schema
from youjian.contract.tables import TABLES
from youjian.contract.validation import problems
from youjian.simulator.history import History, Intervals, by_business_day, station_history
from youjian.simulator.model import StationModel, opening_state
from youjian.simulator.past_scenarios import PastScenario
from youjian.simulator.physics import StationPhysics, make_physics
from youjian.simulator.registry import StationPlan

START = datetime(2026, 10, 1, tzinfo=UTC)
END = START + timedelta(days=12)
SEED = 7


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, StationPlan]:
    return sample_plans(tmp_path_factory.mktemp("registry"))


@pytest.fixture(scope="module")
def physics(plans: dict[str, StationPlan]) -> StationPhysics:
    return make_physics(plans[FIRST], SEED)


@pytest.fixture(scope="module")
def honest(plans: dict[str, StationPlan]) -> History:
    return station_history(plans, FIRST, START, END, SEED)


def _gaps(table: pa.Table, nozzle_id: int) -> list[tuple[int, int]]:
    """(seq, mL) wherever the totalizer moved by something else than the volume."""
    own = table.filter(pc.equal(table["nozzle_id"], nozzle_id))
    total, volume = own["totalizer_ml"].to_numpy(), own["volume_ml"].to_numpy()
    excess = np.diff(total) - volume[1:]
    seq = own["seq"].to_numpy()[1:]
    return [(int(seq[i]), int(excess[i])) for i in np.flatnonzero(excess)]


def test_every_table_has_the_columns_and_values_of_the_contract(honest: History) -> None:
    expected = {
        "fuellings", "tank_readings", "deliveries", "heartbeats", "device_events", "vapour_fills",
        "pressure_readings",
    }  # fmt: skip
    assert set(honest.tables) == expected
    for name, table in honest.tables.items():
        spec = TABLES[name]
        assert table.schema.equals(arrow_schema(spec.type)), name
        assert table.num_rows > 0, name
        keys = table.select(list(spec.key))
        assert keys.group_by(list(spec.key)).aggregate([]).num_rows == table.num_rows, name
        for row in table.slice(0, 20).to_pylist():
            assert problems(spec.type(**row)) == []


def test_honest_counters_leave_no_gap_on_any_nozzle(honest: History, physics: StationPhysics) -> None:
    table = honest.tables["fuellings"]
    for nozzle_id in physics.nozzles:
        own = table.filter(pc.equal(table["nozzle_id"], nozzle_id))
        assert _gaps(table, nozzle_id) == []
        assert own["seq"].to_pylist() == list(range(1, own.num_rows + 1))
        started, ended = own["started_at"].to_numpy(), own["ended_at"].to_numpy()
        assert np.all(started[1:] >= ended[:-1])
        minutes = (ended - started) / np.timedelta64(60, "s")
        assert np.all(own["volume_ml"].to_numpy() / 1000 / minutes < 120)


def test_book_and_physical_stock_are_the_same(honest: History, physics: StationPhysics) -> None:
    opening = opening_state(physics, START.timestamp())
    fuel, came = honest.tables["fuellings"], honest.tables["deliveries"]
    ended = fuel["ended_at"].cast(pa.int64()).to_numpy() / 1e6
    for tank_id, tank in physics.tanks.items():
        stock = opening.tanks[tank_id].net20_l
        for nozzle_id in physics.plan.nozzles_of(tank_id):
            own = pc.equal(fuel["nozzle_id"], nozzle_id).to_numpy()
            indicated = fuel["volume_ml"].to_numpy()[own] / 1000
            error = physics.nozzles[nozzle_id].meter_error
            stock -= float(np.sum(indicated / (1 + error) * tank.vcf20(ended[own])))
        documents = came.filter(pc.equal(came["tank_id"], tank_id))["documented_volume_ml"].to_numpy() / 1000
        left = honest.end_state.tanks[tank_id].net20_l
        assert documents.size > 0
        assert left == pytest.approx(stock + documents.sum(), abs=0.004 * documents.sum())
        assert 0 < left < tank.tank.safe_fill_l


def test_the_gauge_follows_the_stock_within_noise_and_chart_error(
    honest: History, physics: StationPhysics
) -> None:
    table = honest.tables["tank_readings"]
    for tank_id, tank in physics.tanks.items():
        last = table.filter(pc.equal(table["tank_id"], tank_id)).slice(0).to_pylist()[-1]
        at = last["at"].timestamp()
        read20 = last["volume_l"] * float(tank.vcf20(at))
        assert read20 == pytest.approx(honest.end_state.tanks[tank_id].net20_l, rel=0.006, abs=60)
        heights = table.filter(pc.equal(table["tank_id"], tank_id))["product_mm"].to_numpy()
        assert np.allclose(heights * 10, np.rint(heights * 10), atol=1e-6)


def test_a_hidden_sale_breaks_one_identity_by_its_litres(
    plans: dict[str, StationPlan], honest: History
) -> None:
    at = (END - timedelta(days=3)).timestamp()
    past = station_history(
        plans, FIRST, START, END, SEED, scenarios=[PastScenario("hidden-sale", at, nozzle_id=1, litres=41.5)]
    )
    label = past.labels[0]
    assert _gaps(past.tables["fuellings"], 1) == [(label["next_seq"], 41_500)]
    assert all(_gaps(past.tables["fuellings"], nozzle_id) == [] for nozzle_id in (2, 3, 4))
    assert past.end_state.nozzles[1].totalizer_ml - honest.end_state.nozzles[1].totalizer_ml == 41_500
    assert past.end_state.nozzles[1].seq == honest.end_state.nozzles[1].seq
    lost = honest.end_state.tanks[1].net20_l - past.end_state.tanks[1].net20_l
    assert lost == pytest.approx(41.5, rel=0.03)


def test_a_totalizer_reset_falls_once_and_is_reported(plans: dict[str, StationPlan]) -> None:
    at = (END - timedelta(days=1)).timestamp()
    past = station_history(
        plans, FIRST, START, END, SEED, scenarios=[PastScenario("totalizer-reset", at, nozzle_id=3)]
    )
    label = past.labels[0]
    assert _gaps(past.tables["fuellings"], 3) == [(label["next_seq"], -label["totalizer_before_ml"])]
    events = past.tables["device_events"]
    assert events.filter(pc.equal(events["code"], "totalizer_reset"))["device"].to_pylist() == ["nozzle:3"]


def test_an_unrecorded_delivery_is_in_the_tank_and_in_no_document(
    plans: dict[str, StationPlan], honest: History
) -> None:
    scenario = PastScenario(
        "unrecorded-delivery", (END - timedelta(hours=2)).timestamp(), tank_id=3, litres=2500
    )
    past = station_history(plans, FIRST, START, END, SEED, scenarios=[scenario])
    gained = past.end_state.tanks[3].net20_l - honest.end_state.tanks[3].net20_l
    assert gained == pytest.approx(2500, abs=1e-6)
    assert past.tables["deliveries"].num_rows == honest.tables["deliveries"].num_rows


def test_a_frozen_gauge_says_the_same_for_its_time(plans: dict[str, StationPlan]) -> None:
    begins = END - timedelta(hours=10)
    scenario = PastScenario("gauge-frozen", begins.timestamp(), tank_id=1, minutes=300)
    table = station_history(plans, FIRST, START, END, SEED, scenarios=[scenario]).tables["tank_readings"]
    own = table.filter(pc.equal(table["tank_id"], 1))
    inside = own.filter(
        pc.and_(pc.greater_equal(own["at"], begins), pc.less(own["at"], begins + timedelta(minutes=300)))
    )
    assert inside.num_rows == 150
    assert len(set(inside["product_mm"].to_pylist())) == 1


def test_days_part_the_past_without_loss_at_shanghai_midnight(honest: History) -> None:
    days = by_business_day(honest.tables)
    assert next(iter(days)) == date(2026, 10, 1)
    for name, table in honest.tables.items():
        assert sum(parts[name].num_rows for parts in days.values() if name in parts) == table.num_rows
    second = days[date(2026, 10, 2)]["fuellings"]
    low, high = datetime(2026, 10, 1, 16, tzinfo=UTC), datetime(2026, 10, 2, 16, tzinfo=UTC)
    assert low <= pc.min(second["ended_at"]).as_py()
    assert pc.max(second["ended_at"]).as_py() < high


def test_a_later_past_and_the_living_station_go_on_from_the_end(
    plans: dict[str, StationPlan], honest: History, physics: StationPhysics
) -> None:
    later = station_history(plans, FIRST, END, END + timedelta(days=1), SEED, opening=honest.end_state)
    model = StationModel(physics, later.end_state)
    for nozzle_id in physics.nozzles:
        own = later.tables["fuellings"].filter(pc.equal(later.tables["fuellings"]["nozzle_id"], nozzle_id))
        before = honest.end_state.nozzles[nozzle_id]
        first = own.slice(0, 1).to_pylist()[0]
        assert first["seq"] == before.seq + 1
        assert first["totalizer_ml"] == before.totalizer_ml + first["volume_ml"]
    total, seq = model.state.nozzles[1].totalizer_ml, model.state.nozzles[1].seq
    model.advance(model.at + 86_400)
    assert model.state.nozzles[1].seq > seq
    assert model.state.nozzles[1].totalizer_ml > total


def test_the_same_seed_gives_the_same_past_and_another_seed_another(plans: dict[str, StationPlan]) -> None:
    end = START + timedelta(days=1)
    sparse = Intervals(reading_s=3600, pressure_s=3600, heartbeat_s=3600)
    one, two, other = (
        station_history(plans, FIRST, START, end, seed, intervals=sparse) for seed in (1, 1, 2)
    )
    assert all(one.tables[name].equals(two.tables[name]) for name in one.tables)
    assert not one.tables["fuellings"].equals(other.tables["fuellings"])


def test_a_station_without_vapour_monitoring_has_no_vapour_tables(plans: dict[str, StationPlan]) -> None:
    past = station_history(plans, SECOND, START, START + timedelta(hours=6), SEED)
    assert {"vapour_fills", "pressure_readings"}.isdisjoint(past.tables)


def test_what_cannot_be_made_is_refused_with_the_reason(plans: dict[str, StationPlan]) -> None:
    with pytest.raises(ValueError, match="no station 3602039999"):
        station_history(plans, "3602039999", START, END, SEED)
    with pytest.raises(ValueError, match="is empty"):
        station_history(plans, FIRST, END, START, SEED)
    late = PastScenario("hidden-sale", END.timestamp())
    with pytest.raises(ValueError, match="no fuelling after"):
        station_history(plans, FIRST, START, END, SEED, scenarios=[late])
