"""The database is lost after the backup: restored, it hears from the collectors what they had sent since."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration.collector_fakes import FakeNozzle, FakeTaxPort, closing_all
from tests.integration.intake_kit import COLLECTOR, add_station, enrolment_code, eventually, running_door
from tests.integration.test_intake_collector import PACE
from youjian.collector.config import load
from youjian.collector.run import StationRunner
from youjian.detection.samples import STATION
from youjian.ledger.backup import restore_dump, take_dump
from youjian.ledger.connection import VARIABLES

VOLUMES = "SELECT volume_ml FROM ledger.fuellings ORDER BY seq"


def volumes(database: Database) -> list[int]:
    with database.connect("owner") as conn:
        return [row[0] for row in conn.execute(VOLUMES)]


def test_what_was_acknowledged_after_the_backup_comes_again(
    database: Database, new_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path / "home"))
    port = FakeTaxPort({1: FakeNozzle()})
    restored = new_database()
    with closing_all(port):
        with running_door(heartbeat_s=1) as door:
            with database.connect("owner") as conn:
                add_station(conn)
                code = enrolment_code(conn, COLLECTOR)
            address, settings = door.url, door.settings
            file = tmp_path / "station.toml"
            file.write_text(
                f'station_id = "{STATION}"\nplatform = ["{address}"]\nhome = "box"\n'
                f'[[device]]\ndriver = "taxport"\nname = "d1"\nurl = "{port.server.url}"\n'
                "dispenser_id = 1\npoll_s = 0.02\ntimeout_s = 0.3\n"
                "nozzles = [{nozzle_id = 1, address = 1}]\n",
                encoding="utf-8",
            )
            runner = StationRunner(load(file), code=code, pace=PACE)
            runner.start()
            eventually(runner.outbox.nozzle_states, "the nozzle is watched")
            sell(port, database, 30_000)
            folder, _ = take_dump(tmp_path / "backups")
            sell(port, database, 20_000)
            sell(port, database, 10_000)
        try:
            restore_dump(folder, restored.url("owner"), replace=True)
            assert volumes(restored) == [30_000]
            for role, variable in VARIABLES.items():
                monkeypatch.setenv(variable, restored.url(role))
            with running_door(port=settings.port, heartbeat_s=1):
                sell(port, restored, 5_000)
        finally:
            runner.stop()
            runner.close()
    assert volumes(restored) == [30_000, 20_000, 10_000, 5_000]


def sell(port: FakeTaxPort, database: Database, volume_ml: int) -> None:
    """A sale, which the platform acknowledges."""
    port.nozzles[1].sell(volume_ml)
    eventually(lambda: volume_ml in volumes(database), f"{volume_ml} mL are stored")
