"""The page beside the box: on loopback alone, for those who name it so, and nothing on it writes."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from tests.integration.collector_fakes import FakeNozzle, FakePlatform, FakeTaxPort, closing_all, eventually
from youjian.collector.config import ConfigError, load
from youjian.collector.page.server import Pages
from youjian.collector.run import StationRunner
from youjian.collector.uplink import Pace

NAME = "<script>alert(1)</script>"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[str]:
    platform, port = FakePlatform(), FakeTaxPort({1: FakeNozzle()})
    file = tmp_path / "station.toml"
    file.write_text(
        f'station_id = "3602030017"\nplatform = ["{platform.url}"]\nhome = "home"\n'
        '[status]\nlisten = "127.0.0.1:0"\n[[device]]\n'
        f'driver = "taxport"\nname = "{NAME}"\nurl = "{port.server.url}"\npoll_s = 0.05\n'
        "nozzles = [{nozzle_id = 1, address = 1}]\n"
    )
    with closing_all(platform, port):
        runner = StationRunner(load(file), "good-code", Pace(0.01, 0.05, 0.1, 0.0))
        runner.start()
        pages = Pages([runner])
        try:
            eventually(lambda: runner.board.devices.get("nozzle:1") == "ok", "the port polled")
            eventually(lambda: runner.outbox.head.batch_no, "a batch acknowledged")
            yield f"http://127.0.0.1:{pages.ports[0]}"
        finally:
            pages.close()
            runner.stop()
            runner.close()


def get(url: str, method: str = "GET", **headers: str) -> urllib3.BaseHTTPResponse:
    return urllib3.request(method, url, headers=headers, retries=False, timeout=5.0)


def test_the_page_shows_the_station_and_runs_nothing(page: str) -> None:
    reply = get(page + "/")
    text = reply.data.decode()
    assert reply.status == 200
    assert "3602030017" in text
    assert "正常" in text
    assert NAME not in text
    assert "&lt;script&gt;" in text
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]


def test_machines_read_state_health_and_metrics(page: str) -> None:
    [found] = json.loads(get(page + "/status.json").data)["stations"]
    assert (found["station_id"], found["equipment"][0]["driver"]) == ("3602030017", "taxport")
    assert found["equipment"][0]["last_answer_at"]
    assert found["enrolled"]["collector_id"] == "C1"
    assert get(page + "/healthz").status == 200
    metrics = get(page + "/metrics").data.decode()
    assert 'youjian_collector_device_up{station="3602030017",device="nozzle:1"} 1' in metrics


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1:9180", ""])
def test_a_page_of_the_web_cannot_ask_through_a_browser_here(page: str, host: str) -> None:
    assert get(page + "/status.json", Host=host).status == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_on_it_writes(page: str, method: str) -> None:
    assert get(page + "/", method).status == 501


def test_an_unknown_page_names_those_there_are(page: str) -> None:
    reply = get(page + "/nothing")
    assert (reply.status, b"/status.json" in reply.data) == (404, True)


def test_a_caller_who_says_nothing_keeps_nobody_waiting(page: str) -> None:
    host, port = page.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5):
        assert get(page + "/healthz").status == 200


@pytest.mark.parametrize("listen", ["0.0.0.0:9180", "192.168.1.2:9180", "localhost:9180", "127.0.0.1"])
def test_only_this_machine_may_be_listened_to(tmp_path: Path, listen: str) -> None:
    file = tmp_path / "station.toml"
    file.write_text(
        f'station_id = "3602030017"\nplatform = ["http://a"]\n[status]\nlisten = "{listen}"\n[[device]]\n'
        'driver = "hj212"\nname = "v"\nurl = "tcp-listen://127.0.0.1:1"\nmn = "M1"\n'
    )
    with pytest.raises(ConfigError, match="is no loopback address"):
        load(file)
