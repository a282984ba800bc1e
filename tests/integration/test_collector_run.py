"""A collector between devices and a platform, all on real sockets: nothing is lost, nothing is sent twice."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from tests.integration.collector_fakes import (
    FakeConsole,
    FakeNozzle,
    FakePlatform,
    FakeTaxPort,
    closing_all,
    eventually,
)
from youjian.collector.config import StationConfig, load
from youjian.collector.run import BusyError, StationRunner
from youjian.collector.uplink import Pace
from youjian.protocols import hj212, station, tls350

STATION = "3602030017"
PACE = Pace(base=0.01, longest=0.05, slow=0.2, linger=0.01)


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    fake = FakePlatform()
    with closing_all(fake):
        yield fake


@pytest.fixture
def port() -> Iterator[FakeTaxPort]:
    fake = FakeTaxPort({1: FakeNozzle(), 2: FakeNozzle(9_000_000)})
    with closing_all(fake):
        yield fake


def station_file(folder: Path, platform: FakePlatform, *devices: str) -> StationConfig:
    path = folder / "station.toml"
    head = f'station_id = "{STATION}"\nplatform = ["{platform.url}"]\nhome = "home"\n'
    path.write_text(head + "".join(f"[[device]]\n{device}\n" for device in devices))
    return load(path)


def tax_device(port: FakeTaxPort, more: str = "") -> str:
    nozzles = "nozzles = [{nozzle_id = 1, address = 1}, {nozzle_id = 2, address = 2}]"
    return (
        f'driver = "taxport"\nname = "d1"\nurl = "{port.server.url}"\ndispenser_id = 1\n'
        f"poll_s = 0.02\ntimeout_s = 0.3\n{nozzles}\n{more}"
    )


class Running:
    """A collector that a test may kill: its threads end, nothing is said goodbye to."""

    def __init__(self, config: StationConfig, code: str | None = "good-code") -> None:
        self.runner = StationRunner(config, code, PACE)
        self.runner.start()

    def __enter__(self) -> StationRunner:
        return self.runner

    def __exit__(self, *_: object) -> None:
        self.runner.stop()
        self.runner.close()


def watched(runner: StationRunner, *nozzles: int) -> bool:
    return set(nozzles) <= set(runner.outbox.nozzle_states())


def test_a_fuelling_at_the_dispenser_reaches_the_platform_with_its_figures(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    config = station_file(tmp_path, platform, tax_device(port))
    with Running(config) as runner:
        eventually(lambda: watched(runner, 1, 2), "both nozzles seen")
        port.nozzles[1].sell(20_000)
        eventually(platform.fuellings, "the fuelling at the platform")
        port.nozzles[1].hide(5_000)
        port.nozzles[2].sell(7_000)
        eventually(lambda: len(platform.fuellings()) == 2, "the second fuelling")
        port.nozzles[1].sell(3_000)
        eventually(lambda: len(platform.fuellings()) == 3, "the third fuelling")
        eventually(lambda: runner.outbox.depth == 0, "an empty outbox")
    by_nozzle = [(f["nozzle_id"], f["seq"], f["volume_ml"], f["totalizer_ml"]) for f in platform.fuellings()]
    assert by_nozzle == [(1, 1, 20_000, 1_020_000), (2, 1, 7_000, 9_007_000), (1, 2, 3_000, 1_028_000)]
    assert {f["source"] for f in platform.fuellings()} == {"live"}
    assert all(f["started_at"] < f["ended_at"] for f in platform.fuellings())


def test_line_noise_before_every_answer_changes_nothing(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    port.noise = b"\x00\xbb\x07garbage"
    config = station_file(tmp_path, platform, tax_device(port))
    with Running(config) as runner:
        eventually(lambda: watched(runner, 1, 2), "both nozzles seen")
        port.nozzles[1].sell(20_000)
        eventually(platform.fuellings, "the fuelling")
    assert platform.fuellings()[0]["volume_ml"] == 20_000


def test_lost_requests_and_lost_receipts_lead_to_the_same_batch_again_and_to_one_record_each(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    platform.faults = ["drop_before", "drop_after", 503, "drop_after", 500, "drop_before", 429, "drop_after"]
    config = station_file(tmp_path, platform, tax_device(port))
    with Running(config) as runner:
        eventually(lambda: watched(runner, 1, 2), "both nozzles seen")
        for count in range(1, 6):
            port.nozzles[2].sell(1_000 + count * 10)
            eventually(lambda n=count: len(platform.fuellings()) >= n, "the fuelling")
        eventually(lambda: runner.outbox.depth == 0 and not platform.faults, "an empty outbox")
    assert [f["seq"] for f in platform.fuellings()] == [1, 2, 3, 4, 5]
    for number, body in platform.attempts:
        assert body == platform.bodies[number]


def test_a_restart_goes_on_where_the_last_process_stopped(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    config = station_file(tmp_path, platform, tax_device(port))
    with Running(config) as runner:
        eventually(lambda: watched(runner, 1, 2), "both nozzles seen")
        port.nozzles[1].sell(20_000)
        eventually(platform.fuellings, "the fuelling")
    port.nozzles[1].sell(11_000)
    with Running(config, code=None):
        eventually(lambda: len(platform.fuellings()) == 2, "what was sold while nobody looked")
    assert [(f["seq"], f["volume_ml"]) for f in platform.fuellings()] == [(1, 20_000), (2, 11_000)]
    assert [path for path, _ in platform.messages].count(station.BOOT) == 2
    assert platform.epoch == 1


def test_a_second_collector_of_the_same_station_does_not_start(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    config = station_file(tmp_path, platform, tax_device(port))
    with Running(config), pytest.raises(BusyError, match="another collector runs"):
        StationRunner(config, "good-code", PACE)


def test_a_new_box_goes_on_with_the_numbers_the_platform_knows(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    platform.state = {1: station.NozzleState(seq=41, totalizer_ml=port.nozzles[1].total_ml)}
    config = station_file(tmp_path, platform, tax_device(port))
    with Running(config) as runner:
        eventually(lambda: watched(runner, 1, 2), "both nozzles seen")
        eventually(lambda: runner.outbox.nozzle_states()[1].fill, "the old last fill taken as known")
        port.nozzles[1].sell(2_000)
        eventually(platform.fuellings, "the fuelling")
    assert [(f["seq"], f["source"]) for f in platform.fuellings()] == [(42, "live")]


def test_a_device_that_goes_and_comes_is_told_once_each_time(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    config = station_file(tmp_path, platform, tax_device(port))
    with Running(config) as runner:
        eventually(lambda: runner.board.devices.get("dispenser:1") == "ok", "the dispenser polled")
        port.silent = True
        eventually(lambda: runner.board.devices["dispenser:1"] == "unreachable", "the silence noticed")
        port.nozzles[1].sell(4_000)
        port.silent = False
        port.server.cut()
        eventually(platform.fuellings, "the fuelling")
        eventually(lambda: runner.outbox.depth == 0, "an empty outbox")
    events = [(e["device"], e["code"]) for e in device_events(platform)]
    assert events == [("dispenser:1", "port_disconnected"), ("dispenser:1", "port_connected")]
    assert len(platform.fuellings()) == 1


def test_a_fill_that_cannot_be_read_becomes_one_record_of_the_whole_rise(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    config = station_file(tmp_path, platform, tax_device(port, "hole_s = 0.5\n").replace("0.3", "0.05"))
    with Running(config) as runner:
        eventually(lambda: watched(runner, 1, 2), "both nozzles seen")
        port.no_fill = True
        port.nozzles[2].sell(6_000)
        eventually(platform.fuellings, "the record of the span")
        port.no_fill = False
        eventually(lambda: runner.outbox.depth == 0, "an empty outbox")
    assert [(f["source"], f["volume_ml"], f["amount_fen"]) for f in platform.fuellings()] == [
        ("total_diff", 6_000, 4_536)
    ]


def test_another_board_with_totals_from_zero_is_a_reset_and_a_changed_identity(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    config = station_file(tmp_path, platform, tax_device(port))
    with Running(config) as runner:
        eventually(lambda: len(tax_states(platform)) == 2, "both chips recorded")
        port.nozzles[1].factory_no = "A987654321"
        port.nozzles[1].total_ml = 0
        eventually(lambda: len(tax_states(platform)) == 3, "the new chip recorded")
        eventually(lambda: runner.outbox.depth == 0, "an empty outbox")
    events = [(e["device"], e["code"]) for e in device_events(platform)]
    assert events == [("nozzle:1", "totalizer_reset"), ("dispenser:1", "board_id_changed")]
    assert tax_states(platform)[2]["factory_no"] == "A987654321"
    assert platform.fuellings() == []
    with Running(config, code=None) as runner:
        eventually(lambda: runner.board.devices.get("dispenser:1") == "ok", "polled again")
        eventually(lambda: runner.outbox.depth == 0, "an empty outbox")
    assert len(tax_states(platform)) == 3


def device_events(platform: FakePlatform) -> list[dict[str, Any]]:
    """Events of devices; the box's own have tests of their own."""
    found = [record for table, record in platform.records if table == "device_events"]
    return [event for event in found if event["device"] != "collector"]


def tax_states(platform: FakePlatform) -> list[dict[str, Any]]:
    return [record for table, record in platform.records if table == "tax_states"]


def test_heartbeats_carry_states_and_unknown_commands_are_answered_once(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    platform.commands = [station.Command(command_id="c1", name="dance")]
    config = station_file(tmp_path, platform, tax_device(port))
    with Running(config):
        results = eventually(
            lambda: [body for path, body in platform.messages if path == station.COMMAND_RESULTS],
            "the result",
        )
        beats = eventually(
            lambda: [
                body
                for path, body in platform.messages
                if path == station.HEARTBEAT and body["devices"].get("dispenser:1") == "ok"
            ],
            "a heartbeat with the dispenser",
        )
    assert [(r["command_id"], r["status"]) for r in results[0]["results"]] == [("c1", "refused")]
    assert abs(beats[-1]["clock_offset_s"]) < 5


def test_a_refused_collector_sends_nothing_and_loses_nothing(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    platform.boot_status = "refused"
    config = station_file(tmp_path, platform, tax_device(port))
    with Running(config) as runner:
        eventually(lambda: watched(runner, 1, 2), "both nozzles seen")
        port.nozzles[1].sell(2_000)
        eventually(lambda: runner.outbox.depth == 4, "the start, two tax chips and the fuelling on disk")
        assert platform.attempts == []
        platform.boot_status = "accepted"
        eventually(platform.fuellings, "the fuelling once accepted")


def test_a_fork_of_the_chain_stops_the_uplink_until_a_new_enrolment(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    config = station_file(tmp_path, platform, tax_device(port))
    with Running(config) as runner:
        eventually(lambda: len(tax_states(platform)) == 2, "both tax chips at the platform")
        eventually(lambda: runner.outbox.depth == 0, "an empty outbox")
        with platform.lock:
            platform._last = (7, b"\x07" * 32)
        port.nozzles[1].sell(2_000)
        eventually(lambda: runner.outbox.stopped, "the fork noticed")
        assert runner.outbox.depth == 1
        assert platform.fuellings() == []


def test_a_platform_restored_from_a_backup_gets_again_what_it_has_lost(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    config = station_file(tmp_path, platform, tax_device(port))
    with Running(config) as runner:
        eventually(lambda: watched(runner, 1, 2), "both nozzles seen")
        for number in (1, 2, 3):
            port.nozzles[1].sell(number * 1_000)
            eventually(lambda n=number: len(platform.fuellings()) == n, "the fuelling")
            eventually(lambda: runner.outbox.depth == 0, "an empty outbox")
        platform.restore(runner.outbox.head.batch_no - 2)
        assert len(platform.fuellings()) == 1
        port.nozzles[1].sell(4_000)
        eventually(lambda: len(platform.fuellings()) == 4, "all fuellings again")
        eventually(lambda: runner.outbox.depth == 0, "an empty outbox")
    assert [f["volume_ml"] for f in platform.fuellings()] == [1_000, 2_000, 3_000, 4_000]


def tank(number: int, **changes: float) -> tls350.TankInventory:
    figures = {
        "volume": 5_000.0,
        "tc_volume": 4_990.0,
        "ullage": 100.0,
        "height": 40.0,
        "water": 0.5,
        "temperature": 68.0,
    }
    return tls350.TankInventory(tank=number, **(figures | changes))  # type: ignore[arg-type]


def gauge_device(console: FakeConsole) -> str:
    return (
        f'driver = "tls350"\nname = "gauge"\nurl = "{console.server.url}"\npoll_s = 0.05\ntimeout_s = 0.5\n'
        'volume_unit = "gal"\nheight_unit = "in"\ntemperature_unit = "F"\n'
        "tanks = [{number = 1, tank_id = 11}, {number = 2, tank_id = 12}]\n"
    )


def test_tank_levels_come_in_litres_millimetres_and_celsius_whatever_the_console_is_set_to(
    tmp_path: Path, platform: FakePlatform
) -> None:
    console = FakeConsole([tank(1), tank(2, temperature=185.0)])
    with closing_all(console), Running(station_file(tmp_path, platform, gauge_device(console))):
        eventually(
            lambda: len([1 for name, _ in platform.records if name == "tank_readings"]) > 3, "readings"
        )
    readings = [record for name, record in platform.records if name == "tank_readings"]
    assert {r["tank_id"] for r in readings} == {11}
    assert readings[0]["volume_l"] == pytest.approx(18_927.059, abs=0.001)
    assert (readings[0]["product_mm"], readings[0]["water_mm"]) == (1016.0, 12.7)
    assert readings[0]["temp_c"] == pytest.approx(20.0, abs=0.001)
    events = device_events(platform)
    assert [(e["device"], e["code"]) for e in events] == [("tank:12", "gauge_fault")]
    assert b"\x01i20100\r\n" in console.commands
    assert all(tls350.check_outgoing(command) for command in console.commands)


def test_a_damaged_inventory_is_no_reading(tmp_path: Path, platform: FakePlatform) -> None:
    console = FakeConsole([tank(1), tank(2)])
    console.damage = lambda reply: reply.replace(b"i201", b"i202", 1)
    with closing_all(console), Running(station_file(tmp_path, platform, gauge_device(console))) as runner:
        eventually(lambda: runner.board.devices.get("tank:11") == "unreachable", "the gauge given up")
        assert runner.board.as_dict()["counts"]["tls350_checksum"] >= 3
    assert not [record for name, record in platform.records if name == "tank_readings"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def dial(number: int) -> socket.socket:
    def attempt() -> socket.socket | None:
        try:
            return socket.create_connection(("127.0.0.1", number), timeout=5)
        except OSError:
            return None

    return eventually(attempt, "the collector's HJ 212 door")


def test_a_vapour_monitor_is_acknowledged_only_when_its_record_is_on_disk(
    tmp_path: Path, platform: FakePlatform
) -> None:
    number = free_port()
    device = (
        f'driver = "hj212"\nname = "vapour"\nurl = "tcp-listen://127.0.0.1:{number}"\n'
        'mn = "M1"\npassword = "123456"\n'
    )
    config = station_file(tmp_path, platform, device)
    now = datetime.now(UTC).replace(microsecond=0)
    fill = hj212.Fill(
        nozzle_id=3,
        started_at=now - timedelta(seconds=40),
        ended_at=now,
        fuel_ml=20_000,
        vapour_ml=21_000,
        ratio=1.05,
        fuel_l_min=30.0,
        vapour_l_min=31.5,
    )
    frame = hj212.encode_fill(fill, mn="M1", qn=hj212.qn_of(now), station_id=STATION)
    with Running(config) as runner:
        with dial(number) as line:
            line.sendall(hj212.encode_frame(frame))
            reply = hj212.FrameReader().feed(line.recv(4096))
            assert [item.cn for item in reply if isinstance(item, hj212.Frame)] == ["9014"]
        eventually(lambda: [1 for name, _ in platform.records if name == "vapour_fills"], "the record")
        eventually(lambda: runner.outbox.depth == 0, "an empty outbox")
        runner.outbox.limit_bytes = 0
        another = hj212.encode_fill(
            structs.replace(fill, nozzle_id=4), mn="M1", qn=hj212.qn_of(now), station_id=STATION
        )
        with dial(number) as line:
            line.settimeout(0.5)
            line.sendall(hj212.encode_frame(another))
            with pytest.raises(TimeoutError):
                line.recv(4096)


def test_without_its_key_a_collector_reads_its_devices_says_so_and_sends_once_the_key_is_back(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    config = station_file(tmp_path, platform, tax_device(port))
    with Running(config) as runner:
        eventually(lambda: watched(runner, 1, 2), "both nozzles seen")
        eventually(lambda: runner.outbox.depth == 0, "an empty outbox")
    key = config.folder / "device-key.pem"
    away = key.rename(tmp_path / "away.pem")
    with Running(config, code=None) as runner:
        eventually(lambda: runner.board.devices["collector"] == "no_key", "the missing key shown")
        before = runner.outbox.depth
        port.nozzles[1].sell(20_000)
        eventually(lambda: runner.outbox.depth > before, "the fuelling waits")
        away.rename(key)
        eventually(platform.fuellings, "the fuelling at the platform")
        eventually(lambda: runner.board.devices["collector"] == "ok", "all is well again")
