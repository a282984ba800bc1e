"""A disk that others have filled: nothing half-written, nothing lost, nothing twice, and sending goes on.

A real file system of a few MiB; mounting one needs root, elsewhere the size of the file itself stands in
(tests/unit/collector/test_outbox_file.py).
"""

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from youjian.collector.frames import Frames
from youjian.collector.outbox import Batch, Identity, Outbox, OutboxFullError
from youjian.contract.records import DeviceEvent
from youjian.intake.record_chains import Contents, follow
from youjian.ledger.record_chains import Head
from youjian.protocols import station

STATION = "3602030017"
START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
SIGNER = station.Ed25519Signer(bytes(range(32)), "k1")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("a file system can only be mounted as root")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def event(number: int) -> DeviceEvent:
    at = START + timedelta(seconds=number)
    return DeviceEvent(
        station_id=STATION, device="nozzle:1", at=at, code="boot", detail=f"{number} {'x' * 500}"
    )


def fill(place: Path, leave: int) -> None:
    """Take every byte that is left, but for some."""
    with (place / "filler").open("ab", buffering=0) as filler:
        for size in (65_536, 4096, 512, 1):
            try:
                while True:
                    filler.write(b"x" * size)
            except OSError:
                continue
        filler.truncate(filler.tell() - leave)


class Receiver:
    """What came, and whether the chains hold."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.heads: dict[str, Head] = {}

    def take(self, batch: Batch) -> None:
        body = station.decode_body(station.unpack(batch.body, "gzip"), station.BatchBody)
        judged = follow(
            Contents(lambda table: body.records.get(table, []), []).parts(body.chains), self.heads, START
        )
        assert not judged.breaks
        self.heads |= judged.heads
        for raw in body.records.get("device_events", []):
            self.numbers.append(int(json.loads(bytes(raw))["detail"].split()[0]))


def test_a_full_disk_stops_nothing_for_longer_than_it_is_full(small_disk: Path) -> None:
    outbox = Outbox(small_disk / "outbox.sqlite", 64 * 2**20)
    outbox.enrolled(Identity("C1", STATION, 1, "k1"), [])
    frames = Frames(small_disk / "frames.sqlite")
    receiver = Receiver()
    stored: list[int] = []
    number = 0
    for leave in (0, 400_000, 20_000, 0):
        fill(small_disk, leave)
        refused = 0
        while refused < 5:
            number += 1
            frames.keep("nozzle:1", START, "in", b"x" * 4000, "full disk")
            try:
                outbox.commit([event(number)], notes={"seen": f"{number}"})
            except OutboxFullError:
                refused += 1
            else:
                stored.append(number)
                assert outbox.note("seen") == f"{number}"
            assert outbox.depth == len(stored) - len(receiver.numbers)
        outbox.close()
        outbox = Outbox(small_disk / "outbox.sqlite", 64 * 2**20)
        while (batch := outbox.next_batch(SIGNER, most=100)) is not None:
            receiver.take(batch)
            outbox.acknowledge(batch.batch_no)
        assert receiver.numbers == stored
        (small_disk / "filler").unlink()
        for _ in range(20):
            number += 1
            outbox.commit([event(number)])
            stored.append(number)
    assert len(stored) > 4 * 20
    assert frames.lost > 0
    frames.close()
    outbox.close()
