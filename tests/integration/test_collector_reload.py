"""A changed station's file taken over while records are made: nothing lost, nothing doubled."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.collector_fakes import FakeNozzle, FakePlatform, FakeTaxPort, closing_all, eventually
from tests.integration.test_collector_run import Running, watched
from youjian.collector.changes import RefusedError
from youjian.collector.config import StationConfig, load

HEAD = 'station_id = "3602030017"\nhome = "home"\n[status]\nlisten = ""\n'


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    fake = FakePlatform()
    with closing_all(fake):
        yield fake


@pytest.fixture
def ports() -> Iterator[list[FakeTaxPort]]:
    fakes = [FakeTaxPort({1: FakeNozzle(1_000_000 * number)}) for number in (1, 2, 3)]
    with closing_all(*fakes):
        yield fakes


def device(port: FakeTaxPort, nozzle_id: int, poll_s: float = 0.02) -> str:
    return (
        f'[[device]]\ndriver = "taxport"\nname = "d{nozzle_id}"\nurl = "{port.server.url}"\n'
        f"poll_s = {poll_s}\ntimeout_s = 0.3\nnozzles = [{{nozzle_id = {nozzle_id}, address = 1}}]\n"
    )


def written(folder: Path, platform: FakePlatform, *devices: str, head: str = HEAD) -> StationConfig:
    path = folder / "station.toml"
    path.write_text(f'platform = ["{platform.url}"]\n{head}' + "".join(devices))
    return load(path)


def test_reloads_in_the_middle_of_sales_lose_and_double_nothing(
    tmp_path: Path, platform: FakePlatform, ports: list[FakeTaxPort]
) -> None:
    first, second, third = ports
    config = written(tmp_path, platform, device(first, 1), device(second, 2))
    with Running(config) as runner:
        eventually(lambda: watched(runner, 1, 2), "both nozzles seen")
        for round_ in range(1, 7):
            first.nozzles[1].sell(10_000 + 10 * round_)
            second.nozzles[1].sell(20_000 + 10 * round_)
            poll_s = 0.02 + round_ / 1000
            devices = [device(first, 1), device(second, 2, poll_s)]
            devices += [device(third, 3)] if round_ % 2 else []
            change = runner.reload(written(tmp_path, platform, *devices))
            assert change.changed == ("d2",)
            eventually(lambda n=2 * round_: len(platform.fuellings()) >= n, "the sales of this round")
        assert change.removed == ("d3",)
        assert "nozzle:3" not in runner.board.devices
        eventually(lambda: runner.outbox.depth == 0, "an empty outbox")
    sold = [(f["nozzle_id"], f["seq"], f["volume_ml"]) for f in platform.fuellings()]
    assert sorted(sold) == [
        (nozzle, seq, 10_000 * nozzle + 10 * seq) for nozzle in (1, 2) for seq in range(1, 7)
    ]
    assert {f["source"] for f in platform.fuellings()} == {"live"}


def test_another_platform_address_takes_the_batches_that_wait(
    tmp_path: Path, platform: FakePlatform, ports: list[FakeTaxPort]
) -> None:
    config = written(tmp_path, platform, device(ports[0], 1))
    with Running(config) as runner:
        eventually(lambda: watched(runner, 1), "the nozzle seen")
        eventually(lambda: platform.records, "the first batch")
        gone = tmp_path / "station.toml"
        gone.write_text(gone.read_text().replace(platform.url, "http://127.0.0.1:9"))
        assert runner.reload(load(gone)).uplink
        ports[0].nozzles[1].sell(5_000)
        eventually(lambda: runner.outbox.nozzle_states()[1].seq == 1, "the fuelling on disk")
        assert platform.fuellings() == []
        runner.reload(config)
        eventually(platform.fuellings, "the fuelling at the platform")
    assert [f["volume_ml"] for f in platform.fuellings()] == [5_000]


def test_a_reload_is_told_with_both_digests(
    tmp_path: Path, platform: FakePlatform, ports: list[FakeTaxPort]
) -> None:
    config = written(tmp_path, platform, device(ports[0], 1))
    with Running(config) as runner:
        eventually(lambda: watched(runner, 1), "the nozzle seen")
        before = runner.reading.digest
        runner.reload(written(tmp_path, platform, device(ports[0], 1), device(ports[1], 2)))
        after = runner.reading.digest
        runner.reload(written(tmp_path, platform, device(ports[0], 1), device(ports[1], 2)))
        told = eventually(lambda: reloads(platform), "the event")
    assert before != after
    assert [f"{before} -> {after}; added d2" in text for text in told] == [True]


def reloads(platform: FakePlatform) -> list[str]:
    details = [str(record.get("detail")) for table, record in platform.records if table == "device_events"]
    return [detail for detail in details if detail.startswith("configuration reloaded")]


@pytest.mark.parametrize(
    "changed", [("3602030017", "3602030018", "station_id"), ('"home"', '"other"', "home")], ids=lambda c: c[2]
)
def test_station_and_folder_of_a_running_collector_stay(
    tmp_path: Path, platform: FakePlatform, ports: list[FakeTaxPort], changed: tuple[str, str, str]
) -> None:
    old, new, key = changed
    config = written(tmp_path, platform, device(ports[0], 1))
    with Running(config) as runner:
        eventually(lambda: watched(runner, 1), "the nozzle seen")
        path = tmp_path / "station.toml"
        path.write_text(path.read_text().replace(old, new))
        with pytest.raises(RefusedError, match=f"^{key} changed from"):
            runner.reload(load(path))
        ports[0].nozzles[1].sell(5_000)
        eventually(platform.fuellings, "the old configuration at work")


def test_a_process_reads_its_file_again_when_asked_and_shows_what_it_refused(
    tmp_path: Path, platform: FakePlatform, ports: list[FakeTaxPort]
) -> None:
    written(tmp_path, platform, device(ports[0], 1))
    file = tmp_path / "station.toml"
    command = [sys.executable, "-m", "youjian.cli", "collect"]
    box = subprocess.Popen([*command, "run", str(file), "--code", "good-code"], stderr=subprocess.PIPE)
    try:
        eventually(lambda: (tmp_path / "home/status.json").exists() and platform.records, "a running box")
        good = file.read_text()
        file.write_text(good + device(ports[1], 2))
        done = subprocess.run([*command, "reload", str(file)], capture_output=True, text=True, check=False)
        assert (done.returncode, "added d2" in done.stdout) == (0, True), done.stderr
        file.write_text(good.replace("poll_s", "pol_s"))
        os.kill(box.pid, signal.SIGHUP)
        status = [*command, "status", str(file)]
        refused = eventually(lambda: b"unknown field" in (tmp_path / "home/status.json").read_bytes(), "it")
        assert refused
        file.write_text(good)
        shown = subprocess.run(status, capture_output=True, text=True, check=False)
        assert "FILE REFUSED" in shown.stdout
        ports[1].nozzles[1].sell(7_000)
        eventually(platform.fuellings, "the device that the last good file named")
        box.send_signal(signal.SIGTERM)
        box.communicate(timeout=30)
    finally:
        box.kill()
        box.wait()
    gone = subprocess.run([*command, "reload", str(file)], capture_output=True, text=True, check=False)
    assert (gone.returncode, "no collector runs" in gone.stderr) == (1, True)
