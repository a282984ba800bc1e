"""A command from the person who asks it to the box that carries it out, and its answer back: all of it real.

Office, door, PostgreSQL, a running station with its devices on sockets.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, LiteralString

import msgspec
import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.collector_fakes import FakeConsole, FakeNozzle, FakeTaxPort, closing_all
from tests.integration.intake_kit import RunningDoor, eventually, running_door
from youjian.collector.config import load
from youjian.collector.run import StationRunner
from youjian.collector.uplink import Pace
from youjian.ledger import collectors
from youjian.protocols import tls350

STATION, OTHER_STATION, _ = office.STATIONS
BOX, OTHER = "C-zhushan", "C-leping"
PACE = Pace(base=0.05, longest=0.2, slow=0.3, linger=0.01)
TANK = tls350.TankInventory(
    tank=1, product="1", status=0, volume=18_000.0, tc_volume=17_900.0, ullage=12_000.0, height=1400.0,
    water=2.0, temperature=21.5, water_volume=5.0,
)  # fmt: skip


@dataclass
class World:
    """The city, its door, the devices of one station, and how to run its collector."""

    database: Database
    door: RunningDoor
    port: FakeTaxPort
    console: FakeConsole
    folder: Path
    code: str | None

    def runner(self) -> StationRunner:
        """The station's collector, started; enrolled the first time."""
        file = self.folder / "station.toml"
        file.write_text(
            f'station_id = "{STATION}"\nplatform = ["{self.door.url}"]\nhome = "home"\n'
            f'[[device]]\ndriver = "taxport"\nname = "d1"\nurl = "{self.port.server.url}"\n'
            "dispenser_id = 1\npoll_s = 0.02\ntimeout_s = 0.3\n"
            "nozzles = [{nozzle_id = 3, address = 1}]\n"
            f'[[device]]\ndriver = "tls350"\nname = "gauge"\nurl = "{self.console.server.url}"\n'
            'volume_unit = "L"\nheight_unit = "mm"\ntemperature_unit = "C"\npoll_s = 0.05\ntimeout_s = 0.5\n'
            "tanks = [{number = 1, tank_id = 1, height_max_mm = 2600.0}]\n"
        )
        runner = StationRunner(load(file), code=self.code, pace=PACE)
        self.code = None
        runner.start()
        return runner

    def rows(self, statement: LiteralString, *parameters: Any) -> list[tuple[Any, ...]]:
        """What the database holds."""
        with self.database.connect("owner") as conn:
            return conn.execute(statement, parameters).fetchall()

    def ask(self, name: str, *, collector_id: str = BOX, **arguments: str) -> str:
        """A command asked by the operator; its id."""
        answer = office.Person("yunwei").send(
            f"/collectors/{collector_id}/commands", {"name": name, "arguments": arguments, "reason": "测试"}
        )
        assert answer.status_code == 200, answer.json()
        return answer.json()["command_id"]

    def state(self, command_id: str) -> dict[str, Any]:
        """A command as the office shows it."""
        return office.Person("yunwei").see(f"/commands/{command_id}").json()

    def answered(self, command_id: str) -> dict[str, Any]:
        """The command once it has an answer."""
        over = "SELECT 1 FROM ledger.collector_commands WHERE command_id = %s AND status IS NOT NULL"
        eventually(lambda: self.rows(over, command_id), f"an answer to {command_id}", 40)
        return self.state(command_id)

    def door_notes(self) -> list[dict[str, Any]]:
        """What the door's journal says of answers."""
        found = self.rows("SELECT detail FROM ledger.door_journal WHERE kind = 'command_result' ORDER BY id")
        return [msgspec.json.decode(detail) for (detail,) in found]


@pytest.fixture
def world(office_database: Database, tmp_path: Path) -> Iterator[World]:
    """A city with an operator and a code for the station's box."""
    office.furnish(office_database)
    from youjian.bureau.accounts import services

    services.take_accounts([office._person("yunwei", "operator", ["3602"])])
    port, console = FakeTaxPort({1: FakeNozzle()}), FakeConsole([TANK])
    settings = {"heartbeat_s": 1, "command_look_s": 0.05, "command_again_s": 0.3}
    with (
        office_database.connect("owner") as conn,
        closing_all(port, console),
        running_door(**settings) as door,
    ):
        now = datetime.now(UTC)
        conn.execute(
            "INSERT INTO ledger.collectors (collector_id, station_id, epoch, state, enrolled_at) "
            "VALUES (%s, %s, 1, 'accepted', %s)",
            [BOX, STATION, now],
        )
        expires_at = now + timedelta(hours=1)
        code = collectors.create_code(
            conn, station_id=STATION, collector_id=BOX, created_by="t", now=now, expires_at=expires_at
        )
        conn.commit()
        yield World(office_database, door, port, console, tmp_path, code)


@pytest.fixture
def runner(world: World) -> Iterator[StationRunner]:
    """The station's collector while the test lasts."""
    started = world.runner()
    yield started
    started.stop()
    started.close()


def test_an_interval_asked_for_holds_at_the_box_and_is_journaled(world: World, runner: StationRunner) -> None:
    made = world.ask("set_interval", device="tank:1", seconds="7")
    told = world.answered(made)
    assert (told["state"], told["state_name"], told["detail"]) == (
        "done",
        "已完成",
        "gauge: every 7 s, before 0.05 s",
    )
    assert told["times_sent"] >= 1
    assert runner.desk.intervals == {"gauge": 7.0}
    [note] = world.door_notes()
    assert (note["command_id"], note["status"], note["kept"], note["collector_id"]) == (
        made,
        "done",
        True,
        BOX,
    )
    journal = world.rows(
        "SELECT action, after->>'command_id' FROM bureau.journal_journalentry ORDER BY number DESC"
    )
    assert ("collector.command", made) in journal


def test_a_box_refuses_what_would_silence_it(world: World, runner: StationRunner) -> None:
    made = world.ask("set_interval", device="nozzle:3", seconds="300")
    told = world.answered(made)
    assert told["state"] == "refused"
    assert told["detail"] == "nozzle:3: 300 s; at least 0.2 s and at most 10 s are possible"
    assert runner.desk.intervals == {}
