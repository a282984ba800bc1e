"""What `youjian simulate` promises to whoever types it."""

import socket
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from tests.unit.simulator.sample_city import FIRST, write_registry
from youjian.cli import main
from youjian.contract.columns import arrow_schema
from youjian.contract.tables import TABLES
from youjian.simulator.scenarios import CATALOGUE
from youjian.simulator.store import load_state, state_path


def test_history_writes_contract_tables_and_a_state_to_go_on_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = str(write_registry(tmp_path / "registry"))
    out, state = tmp_path / "out", tmp_path / "state"
    words = ["--registry", registry, "--station", FIRST, "--days", "1"]
    assert main(["simulate", "history", *words, "--out", str(out), "--state", str(state)]) == 0
    fuellings = pq.read_table(out / "fuellings.parquet")
    assert fuellings.schema.equals(arrow_schema(TABLES["fuellings"].type))
    assert f"fuellings: {fuellings.num_rows} rows" in capsys.readouterr().out
    assert msgspec.json.decode((out / "labels.json").read_bytes()) == []
    saved = load_state(state_path(state, FIRST))
    assert saved is not None
    assert sum(nozzle.seq for nozzle in saved.state.nozzles.values()) == fuellings.num_rows


def test_every_scenario_is_listed_with_what_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "scenarios"]) == 0
    listed = capsys.readouterr().out
    for entry in CATALOGUE.values():
        assert f"{entry.name}\n    {entry.does}\n    shows: {entry.shows}\n" in listed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["inject", "hidden-sale", "--station", FIRST, "--state", "nowhere"], "is the simulator running"),
        (["run", "--registry", "nowhere", "--state", "state"], "nowhere"),
        (["run", "--registry", "registry", "--stations", "1", "--state", "state"], "no station 1"),
        (["report", "--registry", "registry", "--state", "state", "--intake", "platform"], "http(s) address"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_reason_and_status_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    write_registry(tmp_path / "registry")
    assert main(["simulate", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_simulator_that_has_stopped_is_said_to_be_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        (tmp_path / "endpoints.json").write_text(f'{{"control": {{"port": {port}}}}}')
        words = ["inject", "hidden-sale", "--station", FIRST, "--state", str(tmp_path)]
        assert main(["simulate", *words]) == 2
    assert f"no simulator answers on control port {port}" in capsys.readouterr().err
