"""Honest stations of the twin keep every identity of the contract."""

import numpy as np
import pyarrow as pa
import pytest

from tests.unit.simulator.twin.small_station import honest, messy, small_spec
from youjian.contract.codes import RULE_CODES
from youjian.contract.tables import TABLES
from youjian.contract.validation import decode
from youjian.simulator.twin import registers
from youjian.simulator.twin.clock import DAY
from youjian.simulator.twin.folder import in_order
from youjian.simulator.twin.mess import ODDITIES, oddities
from youjian.simulator.twin.supply import group_of
from youjian.simulator.twin.world import World, live

KINDS = {"clean": honest, "messy": messy}


@pytest.fixture(scope="module", params=[("clean", 1), ("clean", 2), ("messy", 1), ("messy", 2), ("messy", 3)])
def world(request: pytest.FixtureRequest) -> World:
    kind, seed = request.param
    return KINDS[kind](seed)


def fuellings(world: World) -> dict[str, np.ndarray]:
    """The current version of each record as columns; times in seconds."""
    content = world.tables["fuellings"]
    found = {
        n: content[n].to_numpy() for n in ("nozzle_id", "seq", "volume_ml", "totalizer_ml", "amount_fen")
    }
    found["price"] = content["unit_price_fen"].to_numpy()
    for name in ("started_at", "ended_at"):
        found[name] = content[name].cast(pa.int64()).to_numpy() / 1e6
    key = found["nozzle_id"] * 10**10 + found["seq"]
    first = np.concatenate(([True], key[1:] != key[:-1]))
    return {name: values[first] for name, values in found.items()}


def test_sequence_totalizer_and_time_agree(world: World) -> None:
    f = fuellings(world)
    same = f["nozzle_id"][1:] == f["nozzle_id"][:-1]
    assert np.all(np.diff(f["seq"])[same] == 1)
    assert np.all((np.diff(f["totalizer_ml"]) == f["volume_ml"][1:])[same])
    assert np.all((f["started_at"][1:] >= f["ended_at"][:-1])[same])


def test_money_and_flow_are_possible(world: World) -> None:
    f = fuellings(world)
    assert np.all(np.abs(f["amount_fen"] - f["volume_ml"] * f["price"] / 1000) <= 1 + 0.005 * f["price"])
    minutes = (f["ended_at"] - f["started_at"]) / 60
    assert np.all(f["volume_ml"] / 1000 / minutes < 120)


def test_prices_stay_below_the_notice_in_force() -> None:
    world = messy(days=20)
    caps = registers.price_caps(world.spec.start, world.spec.end).to_pylist()
    region = world.spec.station_id[:2]
    product = {n.nozzle_id: n.product for n in world.spec.nozzles}
    assert len({c["effective_from"] for c in caps}) > 1
    for row in world.tables["fuellings"].to_pylist():
        in_force = [
            (c["effective_from"], c["max_price_fen"])
            for c in caps
            if (c["region_code"], c["product"]) == (region, product[row["nozzle_id"]])
            and c["effective_from"] <= row["started_at"]
        ]
        assert row["unit_price_fen"] < max(in_force)[1]


def test_every_row_fits_the_contract(world: World) -> None:
    for name, content in world.tables.items():
        for row in content.slice(0, 40).to_pylist() + content.slice(max(0, len(content) - 10)).to_pylist():
            decode(TABLES[name], row)


def test_tables_stand_in_the_order_of_their_keys(world: World) -> None:
    for name, content in world.tables.items():
        keys = [k for k in TABLES[name].key if k in content.column_names]
        assert in_order(name, content).select(keys).equals(content.select(keys)), name


def test_nothing_arrives_after_the_folder_ends(world: World) -> None:
    for name in ("fuellings", "tank_readings", "deliveries", "heartbeats"):
        arrived = world.tables[name]["received_at"].cast(pa.int64()).drop_null().to_numpy()
        assert arrived.max(initial=0) <= world.spec.end * 1e6, name


def test_fuel_is_neither_made_nor_lost(world: World) -> None:
    """Levels follow from what flowed: opening, pours, fuellings, returns, transfers and the vapour's loss."""
    ends = np.array([world.spec.start - 10.0, world.spec.end + 10.0])
    for tank in world.spec.tanks:
        course = world.courses[tank.tank_id]
        moved = float(np.diff(course.net(ends))[0])
        out = float(course.outflow.litres.sum()) * (1 + tank.loss_share)
        assert moved == pytest.approx(float(course.inflow.litres.sum()) - out, abs=0.01)


def test_tanks_run_neither_dry_nor_over(world: World) -> None:
    at = np.arange(world.spec.start, world.spec.end, 300.0)
    for tank in world.spec.tanks:
        group = group_of(world.spec, tank)
        litres = sum(world.courses[t].ambient(at) for t in group) / len(group)
        assert litres.min() > 0.03 * tank.capacity_l
        assert litres.max() < tank.safe_l * 1.02


def test_chart_and_readings_tell_the_books_litres() -> None:
    """Over a day without a drop the chart's litres fall by what was sold, within the tank's little errors."""
    world = honest(seed=4)
    tank = world.spec.tanks[0]
    seen = world.readings[tank.tank_id]
    first, last = world.spec.start, min([p.start for p in world.pours[tank.tank_id]] or [world.spec.end])
    inside = (seen.at > first) & (seen.at < last - 60)
    fell = seen.volume_l[inside][:3].mean() - seen.volume_l[inside][-3:].mean()
    fills = world.fills
    mine = (fills.tank == tank.tank_id) & (fills.ended < last)
    sold = fills.recorded_ml[mine].sum() / 1000
    assert fell == pytest.approx(sold, abs=0.02 * sold + 40)


def test_documents_name_their_trips_and_invoices(world: World) -> None:
    invoices = {row["invoice_no"]: row for row in world.papers.invoices}
    trips = {row["waybill_no"]: row for row in world.papers.trips}
    for row in world.papers.deliveries:
        if row["invoice_no"] in invoices:
            assert invoices[row["invoice_no"]]["volume_ml"] == row["documented_volume_ml"]
        if row["waybill_no"] in trips:
            assert trips[row["waybill_no"]]["product"] == row["product"]


def test_months_are_declared_to_the_litre() -> None:
    world = honest(days=33)
    rows = world.papers.declarations
    assert {row["period"] for row in rows} == {"2025-05"}
    fills = world.fills
    within = fills.ended < world.spec.start + 31 * DAY
    sold = fills.recorded_ml[within & (fills.kind == 0)].sum()
    assert sum(row["volume_ml"] for row in rows) == sold


def test_a_clean_station_has_nothing_to_say() -> None:
    assert honest().labels == []


@pytest.mark.parametrize("name", sorted(ODDITIES))
def test_every_oddity_happens_alone(name: str) -> None:
    spec = small_spec(messy=True, oddities=(name,))
    world = live(spec, oddities(spec))
    assert all(label.fraud.startswith("oddity-") for label in world.labels)
    assert all(label.rule in RULE_CODES for label in world.labels)


def test_a_wrong_register_is_noted_and_not_labelled() -> None:
    specs = (small_spec(seed, days=2, messy=True, oddities=("wrong-register",)) for seed in range(400))
    spec = next(s for s in specs if any(t.shape.borrowed for t in s.tanks))
    world = live(spec, oddities(spec))
    assert "wrong-chart" in {note.what for note in world.notes}
    assert world.labels == []


def test_an_unknown_oddity_is_refused() -> None:
    with pytest.raises(ValueError, match="no oddity is called"):
        oddities(small_spec(messy=True, oddities=("earthquake",)))


def test_verification_draws_come_back() -> None:
    spec = small_spec(messy=True, oddities=("verification",))
    world = live(spec, oddities(spec))
    returns = world.fills.kind == 1
    assert returns.sum() >= 3 * len(spec.nozzles)
    assert np.all(world.fills.drawn_l[returns] - world.fills.returned_l[returns] == pytest.approx(0.02))


def test_a_manifold_shares_its_level() -> None:
    seed = next(s for s in range(60) if any(t.manifold for t in small_spec(s, messy=True).tanks))
    spec = small_spec(seed, messy=True, oddities=())
    world = live(spec, [])
    first, second = [t.tank_id for t in spec.tanks if t.manifold]
    at = world.readings[first].at
    quiet = np.ones(len(at), bool)
    for pour in world.all_pours():
        quiet &= (at < pour.start - 60) | (at > pour.end + 5 * 3600)
    level = world.readings[first].product_mm
    other = np.interp(at, world.readings[second].at, world.readings[second].product_mm)
    assert np.median(np.abs(level - other)[quiet & (at > spec.start + 5 * 3600)]) < 15
