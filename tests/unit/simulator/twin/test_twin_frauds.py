"""Labels say what the physics did."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.unit.simulator.twin.small_station import QUICK, cheating, honest, small_spec
from youjian.contract.codes import RULE_CODES
from youjian.simulator.twin.folder import Folder
from youjian.simulator.twin.frauds import FRAUDS, ImpossibleError
from youjian.simulator.twin.labels import Label, read_labels
from youjian.simulator.twin.suites import Cast, cast_of, make_folder, one_station
from youjian.simulator.twin.world import World


def told(world: World) -> Label:
    """The first label of a world."""
    return world.labels[0]


@pytest.mark.parametrize("name", sorted(set(FRAUDS) - {"undeclared"}))
def test_every_fraud_is_labelled_with_codes_of_the_catalogue(name: str) -> None:
    world = cheating(name, days=9)
    assert world.labels
    for label in world.labels:
        assert {label.rule, *label.accepts} <= set(RULE_CODES)
        assert label.fraud == name


@pytest.mark.parametrize("size", [200.0, 1000.0])
def test_an_unrecorded_delivery_flows_in_and_has_no_document(size: float) -> None:
    world, clean = cheating("unrecorded-delivery", size), honest()
    pours = [p for p in world.all_pours() if p.billed_l is None]
    assert [p.litres for p in pours] == [size]
    assert told(world).litres == size
    assert len(world.papers.deliveries) == pytest.approx(len(clean.papers.deliveries), abs=1)
    tank = world.spec.tank(pours[0].tank_id)
    at = np.array([pours[0].start - 30, pours[0].end + 30])
    rise = float(np.diff(world.courses[tank.tank_id].ambient(at))[0])
    assert rise == pytest.approx(size, rel=0.05, abs=100)


def test_a_gap_hides_the_delivery() -> None:
    world = cheating("gap-delivery", 800.0)
    pour = next(p for p in world.all_pours() if p.billed_l is None)
    for seen in world.readings.values():
        assert not np.any((seen.at > pour.start - 600) & (seen.at < pour.end + 600))


def test_a_padded_drop_is_billed_short() -> None:
    world = cheating("padded-drop", 5.0, days=9)
    label = told(world)
    pour = min(world.all_pours(), key=lambda p: abs(p.litres * 5 / 105 - label.litres))
    assert label.litres == pytest.approx(pour.litres * 5 / 105)
    assert pour.litres / (pour.billed_l or 1) == pytest.approx(1.05, abs=0.02)


@pytest.mark.parametrize(("name", "size"), [("hidden-sales", 5.0), ("hidden-proportional", 3.0)])
def test_hidden_litres_are_what_the_records_lack(name: str, size: float) -> None:
    world, clean = cheating(name, size), honest()
    shown = ~world.fills.hidden
    lack = (clean.fills.recorded_ml.sum() - world.fills.recorded_ml[shown].sum()) / 1000
    assert told(world).litres == pytest.approx(lack, rel=0.01)
    tank = int(told(world).subject.split(":")[1])
    after = (clean.fills.tank == tank) & (clean.fills.started >= clean.spec.start + 2 * 86400)
    assert lack == pytest.approx(clean.fills.drawn_l[after].sum() * size / 100, rel=0.15)


def test_hidden_sales_leave_perfect_records() -> None:
    content = cheating("hidden-sales", 10.0).tables["fuellings"]
    nozzle, seq = content["nozzle_id"].to_numpy(), content["seq"].to_numpy()
    total, volume = content["totalizer_ml"].to_numpy(), content["volume_ml"].to_numpy()
    same = nozzle[1:] == nozzle[:-1]
    assert np.all(np.diff(seq)[same] == 1)
    assert np.all((np.diff(total) == volume[1:])[same])


@pytest.mark.parametrize("name", ["short-nozzle", "short-all"])
def test_short_measure_keeps_fuel_in_the_tank(name: str) -> None:
    world, clean = cheating(name, 2.0), honest()
    kept = clean.fills.drawn_l.sum() - world.fills.drawn_l.sum()
    assert told(world).litres == pytest.approx(kept, abs=0.01)
    assert np.array_equal(world.fills.recorded_ml, clean.fills.recorded_ml)
    changed = world.fills.drawn_l != clean.fills.drawn_l
    error = world.fills.recorded_ml[changed] / 1000 / world.fills.drawn_l[changed] - 1
    assert error.mean() == pytest.approx(0.02, abs=0.004)


def test_a_leak_takes_its_litres() -> None:
    world = cheating("leak", 2.0)
    tank = int(told(world).subject.split(":")[1])
    (flow,) = world.flows[tank]
    assert -flow.litres.sum() == pytest.approx(told(world).litres)
    assert told(world).litres == pytest.approx(2.0 * 24 * 4)


def test_a_false_return_never_comes_back() -> None:
    world = cheating("false-return", 30.0, days=8)
    returns = world.fills.kind == 1
    assert returns.sum() == len(world.labels) == 5
    assert world.fills.returned_l[returns].sum() == 0
    assert sum(label.litres for label in world.labels) == pytest.approx(
        world.fills.drawn_l[returns].sum(), abs=0.01
    )


def test_a_frozen_gauge_stands_still() -> None:
    world = cheating("gauge-frozen", 6.0)
    seen = world.readings[int(told(world).subject.split(":")[1])]
    first = world.spec.start + 2 * 86400
    held = seen.product_mm[(seen.at >= first) & (seen.at < first + 6 * 3600)]
    assert len(np.unique(held)) == 1


def test_a_replay_repeats_an_earlier_stretch() -> None:
    world = cheating("gauge-replayed", 10.0, days=9)
    seen = world.readings[int(told(world).subject.split(":")[1])]
    first = world.spec.start + 2 * 86400
    held = np.diff(seen.product_mm[(seen.at >= first + 60) & (seen.at < first + 9 * 3600)]).round(2)
    steps = np.diff(seen.product_mm).round(2)
    windows = np.lib.stride_tricks.sliding_window_view(steps, len(held))
    assert (np.abs(windows - held).max(axis=1) < 0.011).sum() == 2


def test_unplugging_leaves_a_hole_that_the_totalizer_bridges() -> None:
    world = cheating("unplugged-trading", 5.0)
    content = world.tables["fuellings"]
    nozzle, seq = content["nozzle_id"].to_numpy(), content["seq"].to_numpy()
    total, volume = content["totalizer_ml"].to_numpy(), content["volume_ml"].to_numpy()
    same = nozzle[1:] == nozzle[:-1]
    jump = (np.diff(total) - volume[1:])[same]
    missing = jump.sum() / 1000
    assert missing == pytest.approx(told(world).litres, rel=0.02)
    assert np.all((jump > 0) == (np.diff(seq)[same] > 1))


@pytest.mark.parametrize(("name", "closed"), [("dropped-seq", False), ("dropped-totalizer", True)])
def test_dropped_fills_open_as_many_holes_as_labels(name: str, closed: bool) -> None:
    world = cheating(name, 5.0)
    content = world.tables["fuellings"]
    nozzle, seq = content["nozzle_id"].to_numpy(), content["seq"].to_numpy()
    same = nozzle[1:] == nozzle[:-1]
    lost = (np.diff(seq) - 1)[same].sum()
    assert lost == (0 if closed else len(world.labels))
    total, volume = content["totalizer_ml"].to_numpy(), content["volume_ml"].to_numpy()
    assert (np.diff(total) - volume[1:])[same].sum() / 1000 == pytest.approx(
        sum(x.size for x in world.labels)
    )


def test_a_swapped_board_counts_from_the_beginning() -> None:
    world = cheating("board-swap", 2.0)
    content = world.tables["fuellings"]
    nozzle, total = content["nozzle_id"].to_numpy(), content["totalizer_ml"].to_numpy()
    falls = (np.diff(total) < 0) & (nozzle[1:] == nozzle[:-1])
    assert falls.sum() == len([x for x in world.labels if x.rule == "fuelling.totalizer_reset"])
    assert "board_id_changed" in world.tables["device_events"]["code"].to_pylist()


def test_forged_ratios_have_no_outliers_and_exact_gas() -> None:
    world = cheating("vapour-forged")
    monitor = world.monitor
    assert monitor is not None
    after = monitor.ended >= world.spec.start + 2 * 86400
    assert monitor.ratio[after].min() >= 1.0
    assert monitor.ratio[after].max() <= 1.2
    exact = np.abs(monitor.vapour_ml - monitor.fuel_ml * monitor.ratio) <= 0.51
    assert exact[after].mean() > 0.2
    assert exact[~after].mean() < 0.05


def test_undeclared_litres_are_missing_in_the_returns() -> None:
    world, clean = cheating("undeclared", 25.0, days=33), honest(days=33)
    lack = sum(r["volume_ml"] for r in clean.papers.declarations) - sum(
        r["volume_ml"] for r in world.papers.declarations
    )
    assert sum(label.litres for label in world.labels) == pytest.approx(lack / 1000, abs=1)


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_folder(tmp_path / name, "mixed", stations=4, days=4, seed=3, **QUICK)
    names = sorted(file.name for file in (tmp_path / "one").iterdir())
    assert "labels.json" in names
    assert "as_of" in names
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_labels_come_back_as_they_were(tmp_path: Path) -> None:
    made = make_folder(
        tmp_path, "fraud", stations=2, days=4, seed=3, fraud="leak", size=1.0, onset_day=0, **QUICK
    )
    assert read_labels(tmp_path / "labels.json") == made
    leaks = [label for label in made if label.fraud == "leak"]
    assert [label.started_at for label in leaks] == ["2025-06-30T16:00:00+00:00"] * 2


def test_null_mode_writes_no_arrival_for_prompt_records(tmp_path: Path) -> None:
    make_folder(tmp_path, "null", stations=1, days=3, seed=3, received="null", **QUICK)
    for name in ("fuellings", "tank_readings", "heartbeats"):
        content = pq.read_table(tmp_path / f"{name}.parquet")
        assert content["received_at"].null_count == len(content)


def test_a_fraud_without_occasion_begins_earlier() -> None:
    """Chips are read at the third hour of every week, so a foreign one is first seen then."""
    world = one_station(small_spec(days=6), Cast(messy=False, fraud="foreign-chip"), None, 3.0)
    assert told(world).started_at == "2025-04-30T19:00:00+00:00"


def test_a_replay_needs_a_past() -> None:
    with pytest.raises(ImpossibleError, match="no earlier stretch"):
        one_station(small_spec(), Cast(messy=False, fraud="gauge-replayed"), None, 0.0)


def test_a_quarter_of_a_mixed_suite_is_messy_and_honest() -> None:
    casts = [cast_of("mixed", index, 1, None) for index in range(64)]
    assert sum(c.messy and c.fraud is None for c in casts) >= 16


def test_unknown_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no suite is called"):
        cast_of("circus", 0, 1, None)
    with pytest.raises(ValueError, match="no fraud is called"):
        make_folder(tmp_path, "fraud", stations=1, days=2, seed=1, fraud="magic", **QUICK)
    with pytest.raises(ValueError, match="needs the name"):
        make_folder(tmp_path, "fraud", stations=1, days=2, seed=1)


def test_a_folder_takes_only_columns_of_the_contract(tmp_path: Path) -> None:
    from youjian.simulator.twin.folder import table

    with pytest.raises(ValueError, match="has no columns"):
        table("heartbeats", 1, colour="red")
    with Folder(tmp_path / "empty"):
        pass
    assert list((tmp_path / "empty").iterdir()) == []
