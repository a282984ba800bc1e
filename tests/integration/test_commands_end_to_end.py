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
from tests.integration.intake_kit import RunningDoor, enrolled_box, eventually, running_door
from youjian.collector.config import load
from youjian.collector.run import StationRunner
from youjian.collector.uplink import Pace
from youjian.ledger import collectors
from youjian.protocols import station, tls350

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

    services.take_accounts([office._person("yunwei", "admin", ["3602"])])
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
        "gauge：每7秒，原为0.05秒",
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


def test_heartbeats_come_as_often_as_was_asked(world: World, runner: StationRunner) -> None:
    told = world.answered(world.ask("set_interval", device="heartbeat", seconds="10"))
    assert told["state"] == "done", told["detail"]
    assert runner.uplink is not None
    assert runner.uplink.heartbeat_s == 10.0


def test_a_box_refuses_what_would_silence_it(world: World, runner: StationRunner) -> None:
    made = world.ask("set_interval", device="nozzle:3", seconds="300")
    told = world.answered(made)
    assert told["state"] == "refused"
    assert told["detail"] == "nozzle:3：300秒；可设0.2至10秒"
    assert runner.desk.intervals == {}


def test_a_device_is_probed_while_its_driver_waits_and_only_reads_leave(
    world: World, runner: StationRunner
) -> None:
    eventually(lambda: runner.board.devices.get("tank:1") == "ok", "the gauge is read")
    told = world.answered(world.ask("run_probe", device="tank:1"))
    assert told["state"] == "done", told["detail"]
    report = msgspec.json.decode(told["detail"])
    assert sorted(report) == ["alarms", "model", "notes", "nozzles", "tanks"]
    assert [(tank["tank_id"], tank["volume_l"]) for tank in report["tanks"]] == [(1, 18_000.0)]
    for sent in world.console.commands:
        assert tls350.check_outgoing(sent) == sent
    asked = len(world.console.commands)
    eventually(lambda: len(world.console.commands) > asked, "the driver goes on")
    assert world.rows("SELECT count(*) FROM ledger.device_events WHERE code = 'port_disconnected'") == [(0,)]


def test_a_dispenser_is_probed_for_its_totals(world: World, runner: StationRunner) -> None:
    eventually(lambda: 3 in runner.outbox.nozzle_states(), "the nozzle is watched")
    told = world.answered(world.ask("run_probe", device="nozzle:3"))
    assert told["state"] == "done", told["detail"]
    [nozzle] = msgspec.json.decode(told["detail"])["nozzles"]
    assert nozzle["total_ml"] == world.port.nozzles[1].total_ml
    world.port.nozzles[1].sell(20_000)
    sold = "SELECT count(*) FROM ledger.fuellings WHERE volume_ml = 20000"
    eventually(lambda: world.rows(sold) == [(1,)], "a sale after the probe")


def test_a_range_is_sent_again_and_counted_as_known(world: World, runner: StationRunner) -> None:
    stored = "SELECT count(*) FROM ledger.tank_readings"
    eventually(lambda: world.rows(stored)[0][0] >= 3 and runner.outbox.depth < 50, "readings at the platform")
    now = datetime.now(UTC)
    told = world.answered(
        world.ask(
            "resend_range",
            **{
                "from": (now - timedelta(hours=1)).isoformat(),
                "to": (now + timedelta(minutes=1)).isoformat(),
                "tables": "tank_readings",
            },
        )
    )
    assert told["state"] == "done", told["detail"]
    assert int(told["detail"].partition("条")[0]) >= 1
    again = "SELECT sum((reply->>'duplicates')::int) FROM ledger.receipts"
    eventually(lambda: (world.rows(again)[0][0] or 0) >= 1, "the platform knows them already")
    assert world.rows("SELECT count(*) FROM ledger.conflicts") == [(0,)]


def test_a_key_is_rotated_and_batches_go_on_under_the_new_one(world: World, runner: StationRunner) -> None:
    eventually(lambda: runner.outbox.head.batch_no >= 1, "a batch is acknowledged")
    before = runner.outbox.identity
    assert before is not None
    told = world.answered(world.ask("rotate_key"))
    assert told["state"] == "done", told["detail"]
    after = runner.outbox.identity
    assert after is not None
    assert (after.key_id != before.key_id, after.epoch) == (True, before.epoch)
    sent = runner.outbox.head.batch_no
    eventually(lambda: runner.outbox.head.batch_no > sent, "a batch under the new key")


def test_maintenance_reaches_the_ledger_as_two_events_and_polling_goes_on(
    world: World, runner: StationRunner
) -> None:
    begins = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
    ends = datetime.now(UTC) + timedelta(seconds=4)
    made = world.ask(
        "announce_maintenance",
        device="tank:1",
        starts_at=begins.isoformat(),
        ends_at=ends.isoformat(timespec="seconds"),
        reason="换探棒",
    )
    assert world.answered(made)["state"] == "done"
    events = "SELECT code, device FROM ledger.device_events WHERE code LIKE 'maintenance%%' ORDER BY at"
    eventually(lambda: len(world.rows(events)) == 2, "both events", 30)
    assert world.rows(events) == [("maintenance_started", "tank:1"), ("maintenance_ended", "tank:1")]
    asked = len(world.console.commands)
    eventually(lambda: len(world.console.commands) > asked, "the gauge is read on")


def test_killed_before_its_answer_was_heard_a_box_answers_the_same_and_does_nothing_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from youjian.intake.batcher import DatabaseAwayError
    from youjian.intake.commands import Commands

    taken = Commands.take

    def deaf(*_: object) -> list[str]:
        raise DatabaseAwayError("nothing is heard")

    monkeypatch.setattr(Commands, "take", deaf)
    first = world.runner()
    made = world.ask("announce_maintenance", **span(device="gauge"))
    eventually(first.outbox.results, "the answer that nobody takes")
    [kept] = first.outbox.results()
    first.stop()
    first.close()
    monkeypatch.setattr(Commands, "take", taken)
    second = world.runner()
    try:
        told = world.answered(made)
    finally:
        second.stop()
        second.close()
    assert (told["state"], datetime.fromisoformat(told["result_at"])) == ("done", kept.at)
    started = "SELECT count(*) FROM ledger.device_events WHERE code = 'maintenance_started'"
    assert world.rows(started) == [(1,)]


def span(**more: str) -> dict[str, str]:
    """Maintenance that runs now."""
    now = datetime.now(UTC)
    times = {
        "starts_at": (now - timedelta(minutes=1)).isoformat(),
        "ends_at": (now + timedelta(hours=1)).isoformat(),
    }
    return {**times, "reason": "r", **more}


def test_what_expired_or_was_taken_back_is_never_handed_out(world: World) -> None:
    expired, cancelled, good = world.ask("check_update"), world.ask("check_update"), world.ask("check_update")
    assert office.Person("yunwei").send(f"/commands/{cancelled}/cancel", {"reason": "r"}).status_code == 200
    with world.database.connect("owner") as conn:
        conn.execute(
            "UPDATE ledger.collector_commands SET created_at = now() - interval '2 h', "
            "expires_at = now() - interval '1 h' WHERE command_id = %s",
            [expired],
        )
    runner = world.runner()
    try:
        world.answered(good)
    finally:
        runner.stop()
        runner.close()
    sent = "SELECT command_id, times_sent FROM ledger.collector_commands WHERE times_sent > 0"
    assert [command_id for command_id, _ in world.rows(sent)] == [good]
    assert world.state(expired)["state"] == "expired"


def test_a_box_is_never_given_another_boxs_command_and_cannot_answer_it(world: World) -> None:
    with world.database.connect("owner") as conn:
        other = enrolled_box(world.door, conn, station_id=OTHER_STATION, collector_id=OTHER)
    mine = world.ask("check_update")
    theirs = world.ask("check_update", collector_id=OTHER)
    beat = station.HeartbeatReport(at=datetime.now(UTC), outbox_depth=0, firmware="1.0")

    def handed() -> list[str]:
        reply = other.say(station.HEARTBEAT, beat)
        assert reply.status == 200, reply.data
        return [one["command_id"] for one in msgspec.json.decode(reply.data)["commands"]]

    assert eventually(handed, "a command") == [theirs]
    result = station.CommandResult(command_id=mine, status="done", at=datetime.now(UTC), detail="forged")
    reply = other.say(station.COMMAND_RESULTS, station.CommandResults(results=[result]))
    assert msgspec.json.decode(reply.data)["received"] == [mine]
    assert world.state(mine)["state"] == "waiting"
    [note] = world.door_notes()
    assert (note["command_id"], note["kept"], note["collector_id"]) == (mine, False, OTHER)


def test_a_command_rides_on_a_receipt_whose_own_content_stays(world: World) -> None:
    with world.database.connect("owner") as conn:
        box = enrolled_box(world.door, conn, station_id=OTHER_STATION, collector_id=OTHER)
    body = box.body()
    signed = box.signed(body)

    def sent() -> dict[str, Any]:
        return msgspec.json.decode(box.post(station.BATCHES, body, signed).data)

    first = sent()
    made = world.ask("check_update", collector_id=OTHER)
    again = eventually(lambda: (reply := sent())["commands"] and reply, "the command")
    assert [command["command_id"] for command in again["commands"]] == [made]
    assert {**again, "commands": []} == first
    box.say(
        station.COMMAND_RESULTS,
        station.CommandResults(
            results=[
                station.CommandResult(command_id=made, status="failed", at=datetime.now(UTC), detail="a")
            ]
        ),
    )
    later = station.CommandResult(command_id=made, status="done", at=datetime.now(UTC), detail="b")
    box.say(station.COMMAND_RESULTS, station.CommandResults(results=[later]))
    told = world.state(made)
    assert (told["state"], told["detail"]) == ("failed", "a")
    eventually(lambda: sent() == first, "nothing is asked any more")


def test_a_box_that_moved_to_another_station_is_not_given_what_was_meant_for_the_first(world: World) -> None:
    with world.database.connect("owner") as conn:
        box = enrolled_box(world.door, conn, station_id=OTHER_STATION, collector_id=OTHER)
        world.ask("check_update", collector_id=OTHER)
        box = enrolled_box(world.door, conn, station_id=STATION, collector_id=OTHER)
    made = world.ask("set_interval", collector_id=OTHER, device="heartbeat", seconds="30")
    beat = station.HeartbeatReport(at=datetime.now(UTC), outbox_depth=0, firmware="1.0")
    handed = eventually(
        lambda: msgspec.json.decode(box.say(station.HEARTBEAT, beat).data)["commands"], "a command"
    )
    assert [command["command_id"] for command in handed] == [made]
