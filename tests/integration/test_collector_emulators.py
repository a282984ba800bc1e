"""Every device of `collect simulate`, wired by the section it prints: its records reach the platform."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.collector_fakes import FakePlatform, closing_all, eventually
from tests.integration.test_collector_run import Running
from youjian.collector.config import StationConfig, load
from youjian.collector.emulators import EMULATORS, Emulated, Wish, WishError, emulate
from youjian.collector.emulators.serving import TcpLine
from youjian.collector.emulators.tls350 import ConsoleTalk
from youjian.collector.emulators.world import World
from youjian.collector.tryout import try_devices

HEAD = 'station_id = "3602030017"\nhome = "home"\n[status]\nlisten = ""\n'
CALLING = ("hj212", "vapour-soap")
TABLES = {
    "taxport": {"fuellings", "tax_states"},
    "tls350": {"tank_readings"},
    "probe": {"tank_readings"},
    "hj212": {"vapour_fills", "pressure_readings"},
    "vapour-soap": {"vapour_fills", "pressure_readings"},
    "forecourt": {"fuellings"},
    "contacts": {"device_events"},
}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def emulated(driver: str, *, pty: bool = False) -> Emulated:
    to = ("127.0.0.1", free_port()) if driver in CALLING else None
    return emulate(driver, Wish(sales_per_hour=3600.0, flow_ml_s=60_000.0, to=to, pty=pty))


def station(folder: Path, platform: FakePlatform, section: str) -> StationConfig:
    path = folder / "station.toml"
    path.write_text(f'platform = ["{platform.url}"]\n{HEAD}{section}')
    return load(path)


def test_every_driver_of_a_station_has_an_emulator() -> None:
    assert set(EMULATORS) == set(TABLES)


@pytest.mark.parametrize("driver", sorted(TABLES))
def test_its_records_reach_the_platform(tmp_path: Path, driver: str) -> None:
    platform, device = FakePlatform(), emulated(driver)
    with closing_all(platform, device.line), Running(station(tmp_path, platform, device.section)):
        eventually(lambda: TABLES[driver] <= {table for table, _ in platform.records}, "its records")
        if driver == "contacts":
            eventually(lambda: any(r.get("code") == "cover_opened" for _, r in platform.records), "the cover")


def test_what_a_tax_port_sold_is_what_arrives(tmp_path: Path) -> None:
    platform, device = FakePlatform(), emulate("taxport", Wish(nozzles=2, sales_per_hour=0.0))
    with closing_all(platform, device.line):
        with Running(station(tmp_path, platform, device.section + "poll_s = 0.02\n")) as runner:
            eventually(lambda: len(runner.outbox.nozzle_states()) == 2, "both nozzles seen")
            device.world.flow_ml_s = 60_000.0
            device.world.sales_per_hour = 720.0
            eventually(lambda: len(platform.fuellings()) >= 4, "four fuellings")
            device.world.sales_per_hour = 0.0
            eventually(lambda: len(platform.fuellings()) == len(device.world.sold), "all of them")
        arrived = {(f["nozzle_id"], f["volume_ml"], f["totalizer_ml"]) for f in platform.fuellings()}
    assert arrived == {(s.nozzle_id, s.volume_ml, s.totalizer_ml) for s in device.world.sold}


@pytest.mark.parametrize("driver", ["taxport", "tls350", "probe", "contacts"])
def test_a_pseudo_terminal_stands_for_a_serial_line(tmp_path: Path, driver: str) -> None:
    platform, device = FakePlatform(), emulated(driver, pty=True)
    with closing_all(platform, device.line), Running(station(tmp_path, platform, device.section)):
        eventually(lambda: TABLES[driver] <= {table for table, _ in platform.records}, "its records")


def test_trying_a_file_says_which_devices_answer_and_stores_nothing(tmp_path: Path) -> None:
    platform, port, console = FakePlatform(), emulated("taxport"), emulated("tls350")
    with closing_all(platform, port.line):
        gone = console.section
        console.line.close()
        config = station(tmp_path, platform, port.section + gone)
        tried = {result.name: result for result in try_devices(config)}
    assert tried["dispenser 1"].answers
    assert (tried["gauge"].answers, "cannot be opened" in tried["gauge"].detail) == (False, True)
    assert not config.folder.exists()


def test_a_device_that_was_switched_off_takes_no_further_caller() -> None:
    for _ in range(20):
        line = TcpLine(lambda: ConsoleTalk(World()))
        line.close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", line.port), timeout=5.0)


@pytest.mark.parametrize(
    ("driver", "wish", "said"),
    [
        ("toaster", Wish(), "is none of"),
        ("hj212", Wish(), "--to HOST:PORT"),
        ("tls350", Wish(to=("127.0.0.1", 1)), "use --port or --pty"),
        ("forecourt", Wish(pty=True), "use --port"),
    ],
)
def test_a_wish_that_does_not_fit_is_told_with_what_to_write(driver: str, wish: Wish, said: str) -> None:
    with pytest.raises(WishError, match=said):
        emulate(driver, wish)


def test_the_command_prints_an_address_and_a_section(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "youjian.cli", "collect"]
    device = subprocess.Popen([*words, "simulate", "tls350"], stdout=subprocess.PIPE, text=True)
    assert device.stdout is not None
    address = device.stdout.readline().split()[2].rstrip(",")
    done = subprocess.run(
        [*words, "probe", "tls350", address, "--json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    device.terminate()
    assert "[[device]]" in device.stdout.read()
    device.wait(10)
    assert (done.returncode, '"tanks"' in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["tls350", "tcp://127.0.0.1:1"], 1, "127.0.0.1:1"),
        (["tls351", "tcp://127.0.0.1:1"], 2, "is none of"),
        (["tls350", "udp://127.0.0.1:1"], 2, "is no address"),
        (["tls350", "tcp://127.0.0.1:1", "--option", "colour=red"], 2, "is none of"),
        (["tls350", "tcp://127.0.0.1:1", "--option", "colour"], 2, "KEY=VALUE"),
    ],
)
def test_a_probe_tells_silence_from_wrong_words(words: list[str], status: int, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "youjian.cli", "collect", "probe", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr
