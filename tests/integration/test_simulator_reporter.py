"""What reporting stations promise: a right chain of signed batches, every fuelling once, whatever fails."""

import base64
import shutil
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.unit.simulator.sample_city import FIRST, SECOND, sample_plans
from youjian.contract.tables import TABLES
from youjian.contract.validation import decode
from youjian.protocols import station
from youjian.simulator.registry import StationPlan
from youjian.simulator.reporter import Reporter, ReporterSettings, read_codes

DEADLINE_S = 30.0


class FakePlatform:
    """The platform's door as far as reporters see it; `fail` says what to do with the next batch."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}
        self.chains: dict[str, tuple[int, bytes]] = defaultdict(lambda: (0, station.ZERO_DIGEST))
        self.batches: dict[str, list[dict[str, list[Any]]]] = defaultdict(list)
        self.beats: list[str] = []
        self.boots: list[tuple[str, int]] = []
        self.problems: list[str] = []
        self.state: dict[int, station.NozzleState] = {}
        self.fail: list[str] = []
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, reply = platform.answer(self.path, dict(self.headers), body)
                if status == 0:
                    self.close_connection = True
                    return
                data = msgspec.json.encode(reply)
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        now = datetime.now(UTC)
        if path == station.ENROL:
            request = station.decode_body(body, station.EnrolmentRequest)
            collector = f"C{request.code}"
            self.keys[collector] = request.public_key
            reply = station.EnrolmentReply(
                collector_id=collector, station_id=request.code, epoch=1, key_id="k1", state=self.state
            )
            return 200, reply
        kind = station.BatchHeaders if path == station.BATCHES else station.MessageHeaders
        read = kind.from_mapping(headers)
        try:
            station.check(read, body, station.Ed25519Verifier(self.keys[read.collector_id]))
        except station.SignatureError as error:
            self.problems.append(str(error))
            return 401, station.Problem(error="signature", detail=str(error))
        if isinstance(read, station.BatchHeaders):
            return self._batch(read, body)
        if path == station.BOOT:
            boot = station.decode_body(body, station.Boot)
            self.boots.append((read.collector_id, boot.last_batch_no))
            return 200, station.BootReply(status="accepted", heartbeat_s=1, batch_s=1, server_time=now)
        self.beats.append(read.collector_id)
        return 200, station.HeartbeatReply(server_time=now)

    def _batch(self, headers: station.BatchHeaders, body: bytes) -> tuple[int, Any]:
        number, digest = self.chains[headers.collector_id]
        doing = self.fail.pop(0) if self.fail else ""
        if doing == "busy":
            return 503, station.Problem(error="busy", detail="later")
        if (headers.batch_no, headers.previous_digest) != (number + 1, digest):
            return 409, station.ChainState(expected_no=number + 1, last_digest=digest.hex())
        self.chains[headers.collector_id] = (headers.batch_no, headers.digest)
        batch = station.decode_body(station.unpack(body, "gzip"), station.BatchBody)
        self.batches[headers.collector_id].append(
            {table: [station.record_object(raw) for raw in raws] for table, raws in batch.records.items()}
        )
        receipt = station.BatchReceipt(
            batch_no=headers.batch_no, stored=1, duplicates=0, quarantined=[], server_time=datetime.now(UTC)
        )
        return (0, None) if doing == "hang up after storing" else (200, receipt)

    def records(self, station_id: str, table: str) -> list[dict[str, Any]]:
        return [row for batch in self.batches[f"C{station_id}"] for row in batch.get(table, [])]


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    made = FakePlatform()
    yield made
    made.close()


@pytest.fixture
def plans(tmp_path: Path) -> list[StationPlan]:
    return list(sample_plans(tmp_path / "registry").values())


def _settings(folder: Path, platform: FakePlatform) -> ReporterSettings:
    return ReporterSettings(
        state_dir=folder / "state",
        intake=platform.url,
        codes={FIRST: FIRST, SECOND: SECOND},
        seed=7,
        fill_interval_s=1.0,
        batch_s=0.1,
        reading_s=1.0,
    )


def _report_until(reporter: Reporter, condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, f"not within {DEADLINE_S:.0f} s: {what}"
        time.sleep(min(reporter.turn(), 0.05))


def _assert_gapless(rows: list[dict[str, Any]]) -> None:
    for nozzle_id in {row["nozzle_id"] for row in rows}:
        own = [row for row in rows if row["nozzle_id"] == nozzle_id]
        assert [row["seq"] for row in own] == list(range(own[0]["seq"], own[0]["seq"] + len(own)))
        for before, after in pairwise(own):
            assert after["totalizer_ml"] - before["totalizer_ml"] == after["volume_ml"]


def test_two_stations_enrol_boot_beat_and_send_records_of_the_contract(
    tmp_path: Path, platform: FakePlatform, plans: list[StationPlan]
) -> None:
    reporter = Reporter(plans, _settings(tmp_path, platform))
    _report_until(
        reporter,
        lambda: (
            all(len(platform.records(s, "fuellings")) > 4 for s in (FIRST, SECOND))
            and len(platform.beats) > 2
        ),
        "fuellings and heartbeats of both stations",
    )
    assert platform.problems == []
    assert {collector for collector, _ in platform.boots} == {f"C{FIRST}", f"C{SECOND}"}
    for station_id in (FIRST, SECOND):
        _assert_gapless(platform.records(station_id, "fuellings"))
        for batch in platform.batches[f"C{station_id}"]:
            for table, rows in batch.items():
                assert all(decode(TABLES[table], row).station_id == station_id for row in rows)
    assert len(platform.records(FIRST, "vapour_fills")) > 0
    assert platform.records(SECOND, "vapour_fills") == []
    assert {row["tank_id"] for row in platform.records(FIRST, "tank_readings")} == {1, 2, 3}


def test_lost_receipts_and_a_busy_platform_lose_and_repeat_nothing(
    tmp_path: Path, platform: FakePlatform, plans: list[StationPlan]
) -> None:
    platform.fail = ["", "busy", "hang up after storing", "", "busy", "hang up after storing"]
    reporter = Reporter(plans[:1], _settings(tmp_path, platform))
    _report_until(
        reporter, lambda: not platform.fail and len(platform.records(FIRST, "fuellings")) > 15, "fuellings"
    )
    _assert_gapless(platform.records(FIRST, "fuellings"))


def test_a_new_start_goes_on_with_chain_and_counters(
    tmp_path: Path, platform: FakePlatform, plans: list[StationPlan]
) -> None:
    for round_ in range(1, 4):
        folder = tmp_path / str(round_)
        if round_ > 1:
            # What is on disk at this moment is all that a killed process leaves behind.
            shutil.copytree(tmp_path / str(round_ - 1), folder)
        reporter = Reporter(plans[:1], _settings(folder, platform))
        wanted = 6 * round_
        _report_until(reporter, lambda n=wanted: len(platform.records(FIRST, "fuellings")) >= n, "fuellings")
    _assert_gapless(platform.records(FIRST, "fuellings"))
    assert [last > 0 for _, last in platform.boots] == [False, True, True]
    assert len(platform.keys) == 1


def test_an_enrolled_station_goes_on_from_what_the_platform_knows(
    tmp_path: Path, platform: FakePlatform, plans: list[StationPlan]
) -> None:
    platform.state = {1: station.NozzleState(seq=500, totalizer_ml=9_000_000_000)}
    reporter = Reporter(plans[:1], _settings(tmp_path, platform))
    own = platform.records
    _report_until(
        reporter,
        lambda: any(row["nozzle_id"] == 1 for row in own(FIRST, "fuellings")),
        "a fuelling of nozzle 1",
    )
    first = next(row for row in own(FIRST, "fuellings") if row["nozzle_id"] == 1)
    assert first["seq"] == 501
    assert first["totalizer_ml"] == 9_000_000_000 + first["volume_ml"]


def test_the_private_key_is_kept_for_its_owner_alone(
    tmp_path: Path, platform: FakePlatform, plans: list[StationPlan]
) -> None:
    reporter = Reporter(plans[:1], _settings(tmp_path, platform))
    _report_until(reporter, lambda: bool(platform.boots), "boot")
    path = tmp_path / "state" / f"report-{FIRST}.json"
    assert path.stat().st_mode & 0o077 == 0
    private = base64.b64decode(msgspec.json.decode(path.read_bytes())["private_key"])
    assert station.public_key_of(private) == platform.keys[f"C{FIRST}"]


def test_two_reporters_cannot_share_a_state_folder(
    tmp_path: Path, platform: FakePlatform, plans: list[StationPlan]
) -> None:
    first = Reporter(plans, _settings(tmp_path, platform))
    with pytest.raises(ValueError, match="another simulator runs on"):
        Reporter(plans, _settings(tmp_path, platform))
    first.close()
    Reporter(plans, _settings(tmp_path, platform)).close()


def test_codes_are_read_from_a_file_with_the_right_columns(tmp_path: Path) -> None:
    good, bad = tmp_path / "codes.csv", tmp_path / "bad.csv"
    good.write_text("station_id,code\n3602030017,abc123\n")
    bad.write_text("station,code\n3602030017,abc123\n")
    assert read_codes(good) == {"3602030017": "abc123"}
    with pytest.raises(ValueError, match="station_id,code"):
        read_codes(bad)
