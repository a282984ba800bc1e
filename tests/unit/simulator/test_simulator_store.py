"""What the simulator's account promises: every line exactly once, whenever the process was killed."""

import json
from pathlib import Path

import pytest

from tests.unit.simulator.sample_city import FIRST, sample_plans
from youjian.simulator.host import StationHost
from youjian.simulator.model import StationModel, opening_state
from youjian.simulator.physics import make_physics
from youjian.simulator.scenarios import Injection
from youjian.simulator.store import LogLine, Saved, TruthLog, load_state, save_state, state_path

START = 1_795_000_000.0


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


def _host(folder: Path, clock: Clock) -> StationHost:
    physics = make_physics(sample_plans(folder / "registry")[FIRST], seed=7)
    path = state_path(folder, FIRST)
    saved = load_state(path) or Saved(opening_state(physics, START))
    return StationHost(StationModel(physics, saved.state, 20), saved, path, TruthLog(folder), clock)


def _lines(folder: Path, log: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / f"{log}.jsonl").read_text().splitlines()]


def test_lines_lost_between_saving_and_logging_are_written_at_the_next_start(tmp_path: Path) -> None:
    clock = Clock()
    host = _host(tmp_path, clock)
    clock.now += 300
    host.catch_up()
    whole = (tmp_path / "fuellings.jsonl").read_bytes()
    assert whole.count(b"\n") > 5
    (tmp_path / "fuellings.jsonl").write_bytes(whole[: len(whole) - 40])
    _host(tmp_path, clock)
    assert (tmp_path / "fuellings.jsonl").read_bytes() == whole


def test_starting_again_writes_no_line_twice(tmp_path: Path) -> None:
    clock = Clock()
    host = _host(tmp_path, clock)
    clock.now += 300
    host.catch_up()
    whole = (tmp_path / "fuellings.jsonl").read_bytes()
    _host(tmp_path, clock)
    _host(tmp_path, clock)
    assert (tmp_path / "fuellings.jsonl").read_bytes() == whole


def test_the_account_adds_up_to_the_totalizers(tmp_path: Path) -> None:
    clock = Clock()
    host = _host(tmp_path, clock)
    opening = {n: s.totalizer_ml for n, s in host.model.state.nozzles.items()}
    clock.now += 200
    host.inject(Injection(scenario="hidden-sale", station=FIRST, nozzle=1, litres=12.34))
    clock.now += 200
    host.catch_up()
    for nozzle_id, nozzle in host.model.state.nozzles.items():
        own = [line for line in _lines(tmp_path, "fuellings") if line["nozzle"] == nozzle_id]
        assert sum(int(str(line["volume_ml"])) for line in own) == nozzle.totalizer_ml - opening[nozzle_id]
        assert own[-1]["totalizer_ml"] == nozzle.totalizer_ml
    labels = [line["label"] for line in _lines(tmp_path, "fuellings")]
    assert labels.count("hidden-sale") == 1
    assert _lines(tmp_path, "labels")[0]["volume_ml"] == 12_340


def test_what_a_door_shows_is_already_on_disk(tmp_path: Path) -> None:
    clock = Clock()
    host = _host(tmp_path, clock)
    for _ in range(40):
        clock.now += 7
        host.catch_up()
        saved = load_state(state_path(tmp_path, FIRST))
        assert (
            saved is None or saved.state.nozzles[1].totalizer_ml == host.model.state.nozzles[1].totalizer_ml
        )


def test_a_state_file_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    path = state_path(tmp_path, FIRST)
    path.write_text("{}")
    with pytest.raises(ValueError, match=r"3602030017\.json is not a station's state"):
        load_state(path)


def test_a_crash_while_saving_leaves_the_old_state(tmp_path: Path) -> None:
    host = _host(tmp_path, Clock())
    path = state_path(tmp_path, FIRST)
    save_state(path, host.saved)
    path.with_suffix(".new").write_bytes(b'{"state": half')
    assert load_state(path) is not None


def test_lines_are_numbered_per_station(tmp_path: Path) -> None:
    log = TruthLog(tmp_path)
    log.write([LogLine("fuellings", 1, {"station": "A"}), LogLine("fuellings", 1, {"station": "B"})])
    log.write([LogLine("fuellings", 1, {"station": "A"}), LogLine("labels", 2, {"station": "A"})])
    log.close()
    assert [line["station"] for line in _lines(tmp_path, "fuellings")] == ["A", "B"]
    assert [line["no"] for line in _lines(tmp_path, "labels")] == [2]
