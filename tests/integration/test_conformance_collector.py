"""The conformance kit against our own collector, and against collectors that break a sentence each."""

import threading
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.integration.collector_fakes import FakeNozzle, FakeTaxPort
from tests.integration.mqtt_kit import running_broker
from youjian.cli import main
from youjian.collector.config import load
from youjian.collector.run import StationRunner
from youjian.collector.uplink import Pace as UplinkPace
from youjian.conformance.against_collector.run import Play, play_platform
from youjian.conformance.against_collector.script import chosen
from youjian.conformance.against_collector.server import StageServer
from youjian.conformance.against_collector.stage import Pace
from youjian.conformance.report import Report

STATION = "3602030017"
QUICK = Pace(heartbeat_s=1, batch_s=1, retry_after_s=1, slow_s=0.5, gone_s=0.3, calm_s=0.5)
_NEITHER = {"line.https", "records-chain.thinned"}
UNSEEN = {"http": _NEITHER, "mqtt": {*_NEITHER, "mqtt.will"}}
"""The kit runs on loopback, no outbox is full, and nobody pulls the collector's cable."""
UPLINK = UplinkPace(base=0.2, longest=0.8, slow=0.7, linger=0.05)


class Bench:
    """Our collector at a tax port on which somebody sells without a pause, run by what the kit asks for."""

    def __init__(self, folder: Path, code: str, broker: str) -> None:
        self.port = FakeTaxPort({1: FakeNozzle(), 2: FakeNozzle()})
        self._file = folder / "station.toml"
        self._code = code
        self._runner: StationRunner | None = None
        self._stop = threading.Event()
        self._asked: list[str] = []
        self._url = broker
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._sell, self._obey)]

    def started(self, server: StageServer) -> None:
        """The platform is there: switch the box on."""
        self._url = self._url or server.url
        self._run(self._code)
        for thread in self._threads:
            thread.start()

    def show(self, asked: str) -> None:
        """What the kit asks of the tester."""
        self._asked.append(asked)

    def close(self) -> None:
        """Switch everything off."""
        self._stop.set()
        for thread in self._threads:
            thread.join(20)
        self._end()
        self.port.server.close()

    def _sell(self) -> None:
        while not self._stop.wait(0.15):
            for nozzle in self.port.nozzles.values():
                nozzle.sell(10_000)

    def _obey(self) -> None:
        while not self._stop.wait(0.05):
            if self._asked:
                asked = self._asked.pop(0)
                self._end()
                if "enrol" in asked:
                    code = asked.rpartition(" ")[2]
                    assert main(["collect", "enrol", str(self._file), "--code", code]) == 0
                self._run(None)

    def _run(self, code: str | None) -> None:
        self._file.write_text(
            f'station_id = "{STATION}"\nplatform = ["{self._url}"]\nhome = "home"\n'
            "uplink = {answer_s = 1}\n"
            f'[[device]]\ndriver = "taxport"\nname = "d1"\nurl = "{self.port.server.url}"\n'
            "dispenser_id = 1\npoll_s = 0.02\ntimeout_s = 0.3\n"
            "nozzles = [{nozzle_id = 1, address = 1}, {nozzle_id = 2, address = 2}]\n"
        )
        self._runner = StationRunner(load(self._file), code=code, pace=UPLINK)
        self._runner.start()

    def _end(self) -> None:
        if self._runner is not None:
            self._runner.stop()
            self._runner.close()
            self._runner = None


def breaches(report: Report) -> dict[str, list[str]]:
    """What is not met, with what was expected and came."""
    return {
        item.id: [f"{one.check}: {one.expected}\n{one.request}\n{one.reply}" for one in item.evidence]
        for item in report.sentences
        if item.verdict == "not_met"
    }


@pytest.mark.parametrize("over", ["http", "mqtt"])
def test_our_own_collector_meets_every_sentence(tmp_path: Path, over: str) -> None:
    with ExitStack() as open_things:
        broker = open_things.enter_context(running_broker(tmp_path / "broker")).url if over == "mqtt" else ""
        bench = open_things.enter_context(closing(Bench(tmp_path, "FIRST-CODE", broker)))
        play = Play(STATION, ["FIRST-CODE"], chosen(""), minutes=2.0, pace=QUICK, broker=broker)
        report = play_platform(play, show=bench.show, started=bench.started)
    assert breaches(report) == {}
    assert report.notes == []
    open_ones = {item.id for item in report.sentences if item.verdict == "not_observed"}
    assert {one for one in open_ones if over == "mqtt" or not one.startswith("mqtt.")} == UNSEEN[over]
