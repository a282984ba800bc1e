"""What the uplink does with each answer of the platform."""

import contextlib
import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from youjian.collector.board import Board
from youjian.collector.outbox import Batch, Identity, Outbox, OutboxFullError
from youjian.collector.uplink import Pace, Uplink
from youjian.collector.uplink.link import LinkState
from youjian.collector.uplink.platform import Answer, UnreachableError
from youjian.contract.records import DeviceEvent
from youjian.protocols import station

STATION = "3602030017"
SIGNER = station.Ed25519Signer(bytes(32), "k1")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
PACE = Pace(base=0.0, longest=0.0, slow=40.0)


def answer(status: int, reply: msgspec.Struct, retry_after_s: float = 0.0) -> Answer:
    return Answer(status, station.encode_body(reply), retry_after_s)


def receipt(batch: Batch) -> Answer:
    return answer(
        200,
        station.BatchReceipt(
            batch_no=batch.batch_no, stored=batch.count, duplicates=0, quarantined=[], server_time=NOW
        ),
    )


def problem(status: int, retry_after_s: float = 0.0) -> Answer:
    return answer(status, station.Problem(error="e", detail="d"), retry_after_s)


class ScriptedPlatform:
    """Answers batches by a script, everything else well."""

    def __init__(self) -> None:
        self.script: list[Callable[[Batch], Answer]] = []
        self.sent: list[Batch] = []

    def send_message(self, path: str, *_: object) -> Answer:
        if path == station.BOOT:
            return answer(
                200, station.BootReply(status="accepted", heartbeat_s=1000, batch_s=1, server_time=NOW)
            )
        return answer(200, station.HeartbeatReply(server_time=NOW))

    def send_batch(self, batch: Batch) -> Answer:
        self.sent.append(batch)
        return self.script.pop(0)(batch) if self.script else receipt(batch)


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    box = Outbox(tmp_path / "outbox.sqlite")
    box.enrolled(Identity("C1", STATION, 1, "k1"), [])
    box.commit(
        [
            DeviceEvent(station_id=STATION, device="collector", at=NOW, code="boot", detail=f"{n}")
            for n in range(8)
        ]
    )
    return box


@pytest.fixture
def platform() -> ScriptedPlatform:
    return ScriptedPlatform()


def uplink_of(
    outbox: Outbox, platform: ScriptedPlatform, board: Board | None = None, **pace: timedelta
) -> Uplink:
    chosen = dataclasses.replace(PACE, **pace)  # type: ignore[arg-type]
    uplink = Uplink(outbox, platform, SIGNER, board or Board(), pace=chosen)  # type: ignore[arg-type]
    uplink.step()
    return uplink


_COMMANDS: list[object] = [
    {"command_id": "c-1", "name": "set_interval", "arguments": {"device": "tank:1", "seconds": 60}},
    {"command_id": "c-2", "name": "check_update", "expires_at": "soon"},
    {"command_id": "c 3", "name": "check_update"},
    {"name": "check_update"},
    17,
    {"command_id": "c-4", "name": "announce_maintenance", "arguments": {
        "device": "tank:1", "starts_at": "2026-11-22T00:00:00Z", "ends_at": "2026-11-23T00:00:00Z",
        "reason": "a\x00b",
    }},
]  # fmt: skip


def test_a_receipt_counts_whatever_stands_among_its_commands(
    outbox: Outbox, platform: ScriptedPlatform
) -> None:
    def given(batch: Batch) -> Answer:
        reply = msgspec.json.decode(receipt(batch).body)
        return Answer(200, msgspec.json.encode({**reply, "commands": _COMMANDS}))

    platform.script = [given]
    uplink_of(outbox, platform)
    assert (outbox.depth, outbox.head.batch_no) == (0, 1)
    assert {result.command_id: result.status for result in outbox.results()} == {
        "c-1": "refused", "c-2": "refused", "c-4": "refused",
    }  # fmt: skip


def test_commands_that_are_no_list_hold_no_record_back(outbox: Outbox, platform: ScriptedPlatform) -> None:
    for commands in (None, {}, "x"):
        outbox.commit([DeviceEvent(station_id=STATION, device="collector", at=NOW, code="boot")])
        platform.script = [
            lambda batch, commands=commands: Answer(
                200,
                msgspec.json.encode({**msgspec.json.decode(receipt(batch).body), "commands": commands}),
            )
        ]
        uplink_of(outbox, platform)
        assert outbox.depth == 0


@pytest.mark.parametrize("status", [401, 403, 422])
def test_a_refusal_for_a_person_keeps_the_batch_and_waits_long(
    outbox: Outbox, platform: ScriptedPlatform, status: int
) -> None:
    board = Board()
    platform.script = [lambda _: problem(status)]
    pause = uplink_of(outbox, platform, board).step() or 0.0
    assert len(platform.sent) == 1
    assert outbox.depth == 8
    assert pause > 30
    assert board.devices["collector"] == ("unauthorised" if status == 401 else f"refused_{status}")


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_platform_is_given_the_time_it_asked_for(
    outbox: Outbox, platform: ScriptedPlatform, status: int
) -> None:
    platform.script = [lambda _: problem(status, retry_after_s=12.0)]
    uplink = uplink_of(outbox, platform)
    assert uplink.step() > 11
    assert len(platform.sent) == 1


def test_too_large_is_halved_until_it_fits_and_nothing_is_left_out(
    outbox: Outbox, platform: ScriptedPlatform
) -> None:
    platform.script = [lambda _: problem(413), lambda _: problem(413)]
    uplink = uplink_of(outbox, platform)
    while outbox.depth:
        uplink.step()
    accepted = platform.sent[2:]
    assert [batch.count for batch in platform.sent] == [8, 4, 2, 2, 2, 2]
    assert [batch.batch_no for batch in accepted] == [1, 2, 3, 4]


def test_a_platform_one_batch_ahead_with_our_digest_has_it(
    outbox: Outbox, platform: ScriptedPlatform
) -> None:
    platform.script = [
        lambda batch: answer(
            409,
            station.ChainState(expected_no=batch.batch_no + 1, last_digest=batch.headers.digest.hex()),
        )
    ]
    uplink_of(outbox, platform)
    assert (outbox.depth, outbox.head.batch_no, outbox.stopped) == (0, 1, None)


@pytest.mark.parametrize("chain", [(5, "ab" * 32), (2, "cd" * 32), (1, "ef" * 32)])
def test_another_chain_is_a_fork_that_stops_and_keeps(
    outbox: Outbox, platform: ScriptedPlatform, chain: tuple[int, str]
) -> None:
    platform.script = [lambda _: answer(409, station.ChainState(expected_no=chain[0], last_digest=chain[1]))]
    uplink = uplink_of(outbox, platform)
    uplink.step()
    assert len(platform.sent) == 1
    assert outbox.depth == 8
    assert f"the platform expects batch {chain[0]}" in (outbox.stopped or "")


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"batch_no": 9}'])
def test_an_answer_that_is_no_receipt_deletes_nothing(
    outbox: Outbox, platform: ScriptedPlatform, body: bytes
) -> None:
    platform.script = [lambda _: Answer(200, body)]
    uplink_of(outbox, platform)
    assert outbox.depth == 8


def test_a_receipt_of_another_batch_deletes_nothing(outbox: Outbox, platform: ScriptedPlatform) -> None:
    other = station.BatchReceipt(batch_no=2, stored=8, duplicates=0, quarantined=[], server_time=NOW)
    platform.script = [lambda _: answer(200, other)]
    uplink_of(outbox, platform)
    assert outbox.depth == 8


@pytest.mark.parametrize(("outage_s", "told"), [(-1, ["link_lost", "link_restored"]), (60, [])])
def test_a_long_outage_is_recorded_once_it_is_over(
    outbox: Outbox, platform: ScriptedPlatform, outage_s: int, told: list[str]
) -> None:
    def away(_: Batch) -> Answer:
        raise UnreachableError("http://platform: refused")

    platform.script = [away]
    uplink = uplink_of(outbox, platform, outage=timedelta(seconds=outage_s))
    while outbox.depth:
        uplink.step()
    sent = [records_of(batch) for batch in platform.sent[1:]]
    assert [record["code"] for records in sent for record in records if record["code"] != "boot"] == told


def test_an_outage_for_which_the_outbox_had_no_room_is_recorded_once_there_is_some(
    tmp_path: Path, platform: ScriptedPlatform
) -> None:
    def away(_: Batch) -> Answer:
        raise UnreachableError("http://platform: refused")

    outbox = Outbox(tmp_path / "small.sqlite", 2**20)
    outbox.enrolled(Identity("C1", STATION, 1, "k1"), [])
    event = DeviceEvent(station_id=STATION, device="vapour", at=NOW, code="boot", detail="x")
    with contextlib.suppress(OutboxFullError):
        while True:
            outbox.commit([event])
    platform.script = [away]
    uplink = uplink_of(outbox, platform, outage=timedelta(seconds=-1))
    while outbox.depth:
        uplink.step()
    sent = [record["code"] for batch in platform.sent[1:] for record in records_of(batch)]
    assert [code for code in sent if code != "boot"] == ["link_lost", "link_restored"]


def records_of(batch: Batch) -> list[dict[str, str]]:
    body = station.decode_body(station.unpack(batch.body, "gzip"), station.BatchBody)
    return [msgspec.json.decode(raw) for raws in body.records.values() for raw in raws]


def test_no_answer_keeps_the_batch_and_sends_it_again_unchanged(
    outbox: Outbox, platform: ScriptedPlatform
) -> None:
    def away(_: Batch) -> Answer:
        raise UnreachableError("http://platform: refused")

    platform.script = [away, away]
    uplink = uplink_of(outbox, platform)
    while outbox.depth:
        uplink.step()
    assert platform.sent[0] == platform.sent[1] == platform.sent[2]


def chain_of(batches: list[Batch]) -> station.ChainState:
    """What a platform answers that holds exactly these batches."""
    last = batches[-1].headers.digest.hex() if batches else "0" * 64
    return station.ChainState(expected_no=len(batches) + 1, last_digest=last)


def one_more(outbox: Outbox, number: int) -> None:
    outbox.commit(
        [DeviceEvent(station_id=STATION, device="collector", at=NOW, code="boot", detail=f"more {number}")]
    )


class Restored(ScriptedPlatform):
    """A platform with a chain, that may forget its newest batches and be told them again."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Batch] = []

    def send_batch(self, batch: Batch) -> Answer:
        self.sent.append(batch)
        head = self.held[-1].headers.digest if self.held else station.ZERO_DIGEST
        if (batch.batch_no, batch.headers.previous_digest) != (len(self.held) + 1, head):
            return answer(409, chain_of(self.held))
        self.held.append(batch)
        return receipt(batch)


@pytest.mark.parametrize("kept", [0, 1, 3])
def test_a_platform_restored_from_a_backup_is_told_the_rest_again(outbox: Outbox, kept: int) -> None:
    platform = Restored()
    uplink = uplink_of(outbox, platform)
    for number in range(4):
        one_more(outbox, number)
        while outbox.depth:
            uplink.step()
    before = [batch.headers.digest for batch in platform.held]
    del platform.held[kept:]
    one_more(outbox, 9)
    for _ in range(20):
        uplink.step()
    assert (outbox.depth, outbox.stopped) == (0, None)
    assert [batch.headers.digest for batch in platform.held][: len(before)] == before
    assert len(platform.held) == len(before) + 1
    assert len({batch.headers.digest for batch in platform.held}) == len(platform.held)


def test_a_collector_killed_while_it_tells_again_goes_on_from_there(outbox: Outbox) -> None:
    platform = Restored()
    uplink = uplink_of(outbox, platform)
    for number in range(4):
        one_more(outbox, number)
        while outbox.depth:
            uplink.step()
    held = len(platform.held)
    del platform.held[1:]
    one_more(outbox, 9)
    for _ in range(3):
        uplink.step()
    assert 1 < len(platform.held) < held
    second = uplink_of(outbox, platform)
    for _ in range(20):
        second.step()
    assert (outbox.depth, len(platform.held)) == (0, held + 1)


def test_a_shorter_chain_that_is_not_ours_is_a_fork(outbox: Outbox) -> None:
    platform = Restored()
    uplink = uplink_of(outbox, platform)
    for number in range(3):
        one_more(outbox, number)
        while outbox.depth:
            uplink.step()
    other = dataclasses.replace(
        platform.held[0], headers=msgspec.structs.replace(platform.held[0].headers, digest=b"\x07" * 32)
    )
    platform.held = [other]
    one_more(outbox, 9)
    uplink.step()
    assert "the platform expects batch 2" in (outbox.stopped or "")
    assert outbox.depth == 1


class Remembering(ScriptedPlatform):
    """Takes a boot or heartbeat only when its `Sent-At` is newer than the last one."""

    def __init__(self, last: datetime) -> None:
        super().__init__()
        self.last = last
        self.said: list[tuple[str, datetime, msgspec.Struct]] = []

    def send_message(self, path: str, *rest: object) -> Answer:
        message, _, _, sent_at = rest
        assert isinstance(sent_at, datetime)
        assert isinstance(message, msgspec.Struct)
        if sent_at <= self.last:
            return answer(409, station.SentState(last_sent_at=self.last, server_time=NOW))
        self.last = sent_at
        self.said.append((path, sent_at, message))
        return super().send_message(path)


def test_a_clock_that_was_set_back_silences_nobody(outbox: Outbox) -> None:
    """What the platform took last is passed by a microsecond; the body tells the clock as it is."""
    platform = Remembering(NOW + timedelta(hours=5))
    uplink = Uplink(
        outbox,
        platform,  # type: ignore[arg-type]
        SIGNER,
        Board(),
        pace=PACE,
        heartbeat_s=0.0001,
        now=lambda: NOW,
    )
    for _ in range(40):
        uplink.step()
    paths = [path for path, _, _ in platform.said]
    assert paths[:2] == [station.BOOT, station.HEARTBEAT]
    moments = [sent_at for _, sent_at, _ in platform.said]
    assert moments[0] == NOW + timedelta(hours=5, microseconds=1)
    assert moments == sorted(set(moments))
    assert {message.at for _, _, message in platform.said} == {NOW}  # type: ignore[attr-defined]


def test_a_heartbeat_tells_link_and_chains_and_comes_as_often_as_was_asked(outbox: Outbox) -> None:
    platform = Remembering(NOW - timedelta(days=1))
    intervals: dict[str, float] = {}
    uplink = Uplink(
        outbox,
        platform,  # type: ignore[arg-type]
        SIGNER,
        Board(),
        pace=PACE,
        link=lambda: LinkState("5g", -88.0, "89860012017300000001"),
        intervals=intervals,
        now=lambda: NOW,
    )
    uplink.step()
    uplink.step()
    beat = platform.said[1][2]
    assert isinstance(beat, station.HeartbeatReport)
    assert (beat.link, beat.signal_dbm, beat.iccid) == ("5g", -88.0, "89860012017300000001")
    assert beat.chain_heads["collector"].no == 8
    assert uplink.heartbeat_s == 1000
    intervals["heartbeat"] = 20.0
    assert uplink.heartbeat_s == 20.0
