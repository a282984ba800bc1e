"""A collector in memory that keeps to the page, on a clock of its own, in front of the played platform.

Each part of its behaviour is a method, so that a mutant overrides one.
"""

import gzip
import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from youjian.conformance.against_collector.heard import Heard, Transcript
from youjian.conformance.against_collector.server import encoded
from youjian.conformance.against_collector.stage import Said, Stage
from youjian.conformance.wire import Exchange
from youjian.protocols import station

STATION = "3602030017"
Record = dict[str, Any]


class Reply:
    """What came back: status 0 where the connection ended."""

    def __init__(self, said: Said, body: bytes) -> None:
        self.status = 0 if said.cut else said.status
        self.plain: Record = msgspec.json.decode(body) if body else {}
        self.retry_after = float(said.headers.get("Retry-After", 0))


class ModelCollector:
    """Sells, batches, sends; `run` until the script is through."""

    slow_s = 6.0
    longest_s = 300.0

    def __init__(self, stage: Stage, transcript: Transcript, code: str) -> None:
        self.stage, self.transcript = stage, transcript
        self.now = 0.0
        self.started = datetime.now(UTC)
        self.code = code
        self.asked: list[str] = []
        self.waiting: list[Record] = []
        self.most = 4
        self.batch: tuple[int, bytes, dict[str, str], list[Record]] | None = None
        self.head = (0, station.ZERO_DIGEST)
        self.forked = False
        self.seq, self.total = 0, 1_000_000
        self.results: dict[str, station.CommandResult] = {}
        self.unsent: dict[str, station.CommandResult] = {}
        self.beat_at = 0.0
        self.heartbeat_s = 60.0
        self.send_at = 0.0
        self.kept: list[Record] = []
        self.events: list[Record] = []
        self.told: list[Record] = []
        self.last_sent_at = datetime(2000, 1, 1, tzinfo=UTC)
        self.random = random.Random(7)  # noqa: S311

    # the run

    def run(self) -> None:
        """Live until the script is through, or as long as its clock allows."""
        self.enrol(self.code)
        self.boot()
        while not self.stage.done and self.now < self.longest_s:
            self.now += 0.5 if self.send_at <= self.now else min(0.5, self.send_at - self.now)
            self.sell()
            self.sell()
            self.obey_tester()
            if self.now >= self.beat_at:
                self.beat()
            if not self.forked and self.now >= self.send_at:
                self.send_next()

    def obey_tester(self) -> None:
        """What the kit asked a person to do."""
        for asked in self.asked:
            if "enrol" in asked:
                self.enrol_again(asked.rpartition(" ")[2])
            else:
                self.boot()
        self.asked.clear()

    def sell(self) -> None:
        """A fuelling on the only nozzle."""
        self.seq += 1
        self.total += 10_000
        self.waiting.append(self.record(self.started + timedelta(seconds=self.now)))

    def record(self, at: datetime) -> Record:
        """A record of the contract."""
        return {
            "station_id": STATION, "nozzle_id": 1, "seq": self.seq,
            "started_at": self.time(at - timedelta(seconds=20)), "ended_at": self.time(at),
            "volume_ml": 10_000, "unit_price_fen": 756, "amount_fen": 7_560, "totalizer_ml": self.total,
            "kind": "sale", "source": "live",
        }  # fmt: skip

    def time(self, at: datetime) -> str:
        """RFC 3339 with offset."""
        return at.isoformat()

    # the wire

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """One exchange; the clock goes on while the platform dawdles."""
        began = self.began()
        said = self.stage.hear(path, headers, body)
        self.now += 0.01 + said.delay_s
        reply, reply_headers = encoded(said, {"Content-Type": station.JSON})
        trouble = "cut" if said.cut else ""
        exchange = Exchange(
            path,
            headers,
            body,
            0 if said.cut else said.status,
            reply_headers,
            reply,
            began,
            self.now,
            trouble,
        )
        self.transcript.keep(Heard(exchange, said.act, said.signed, said.committed, said.epoch))
        return Reply(said, reply)

    def began(self) -> float:
        """When a request begins."""
        return self.now

    def say(self, path: str, message: msgspec.Struct) -> Reply:
        """A signed message."""
        body = msgspec.json.encode(message)
        headers = station.sign_message(
            self.signer, body, collector_id=self.collector_id, epoch=self.epoch, sent_at=self.sent_at()
        )
        reply = self.post(path, self.written({**headers.to_mapping(), "Content-Type": station.JSON}), body)
        if reply.status == 409:
            self.behind(datetime.fromisoformat(reply.plain["last_sent_at"]))
        return reply

    def sent_at(self) -> datetime:
        """Later than the last one, whatever the clock says."""
        self.last_sent_at = max(datetime.now(UTC), self.last_sent_at + timedelta(microseconds=1))
        return self.last_sent_at

    def behind(self, last_sent_at: datetime) -> None:
        """The platform took a later one already."""
        self.last_sent_at = last_sent_at

    def written(self, headers: dict[str, str]) -> dict[str, str]:
        """The headers as they are sent."""
        return headers

    # enrolment, boot, heartbeat, commands

    def enrol(self, code: str) -> None:
        """An identity for a code."""
        self.private = station.generate_private_key()
        public = station.public_key_of(self.private)
        body = msgspec.json.encode(station.EnrolmentRequest(code=code, public_key=public))
        said = self.post(station.ENROL, {"Content-Type": station.JSON}, body).plain
        self.collector_id, self.epoch = said["collector_id"], said["epoch"]
        self.signer = station.Ed25519Signer(self.private, said["key_id"])

    def enrol_again(self, code: str) -> None:
        """Another epoch: what waits goes into batches from 1."""
        self.enrol(code)
        if self.batch is not None:
            self.waiting[:0] = self.batch[3]
            self.events[:0] = self.told
        self.batch, self.head, self.forked = None, (0, station.ZERO_DIGEST), False

    def boot(self) -> None:
        """After every start."""
        number, digest = self.head
        self.say(
            station.BOOT,
            station.Boot(
                at=datetime.now(UTC), firmware="model", reason="start", devices={"nozzle:1": "ok"},
                last_batch_no=number, last_digest=digest.hex(),
            ),
        )  # fmt: skip
        self.heartbeat_s = float(self.stage.pace.heartbeat_s)
        self.beat_at = self.now + self.heartbeat_s

    def beat(self) -> None:
        """A heartbeat, and what it brings."""
        report = station.HeartbeatReport(
            at=datetime.now(UTC), outbox_depth=0, firmware="model", link="wired",
            devices={"nozzle:1": "ok"}, last_record_at=datetime.now(UTC), clock_offset_s=0.0,
            chain_heads={"nozzle:1": station.ChainHead(no=self.seq, digest=f"{self.seq:064x}")},
        )  # fmt: skip
        said = self.say(station.HEARTBEAT, report).plain
        self.beat_at = self.now + self.heartbeat_s
        for command in said.get("commands", []):
            self.obey(command)
        if self.unsent:
            self.report_results()

    def obey(self, command: Record) -> None:
        """A command once; its answer as often as it is asked."""
        identity = command["command_id"]
        if identity not in self.results:
            self.results[identity] = station.CommandResult(
                command_id=identity, status=self.status_of(command), at=datetime.now(UTC)
            )
        self.unsent[identity] = self.results[identity]

    def status_of(self, command: Record) -> Any:
        """What becomes of a command."""
        if command.get("expires_at"):
            return "expired"
        arguments = command.get("arguments", {})
        match command["name"]:
            case "rotate_key":
                self.rotate()
            case "resend_range":
                self.waiting += self.kept
            case "announce_maintenance":
                self.announce(arguments)
            case "set_interval" if int(arguments["seconds"]) > 3600:
                return "refused"
            case "run_probe":
                return "failed"
            case _:
                pass
        return "refused" if command["name"].startswith("conformance") else "done"

    def announce(self, arguments: Record) -> None:
        """Maintenance that is over at once."""
        for code, name in (("maintenance_started", "starts_at"), ("maintenance_ended", "ends_at")):
            self.events.append(
                {"station_id": STATION, "device": "collector", "at": arguments[name], "code": code}
            )

    def report_results(self) -> None:
        """Results until they are received."""
        message = station.CommandResults(results=list(self.unsent.values()))
        said = self.say(station.COMMAND_RESULTS, message).plain
        for identity in said.get("received", []):
            self.unsent.pop(identity, None)

    def rotate(self) -> None:
        """A new key that signs from now on."""
        private = station.generate_private_key()
        said = self.say(station.KEYS, station.KeyRotation(public_key=station.public_key_of(private))).plain
        self.signer = station.Ed25519Signer(private, said["key_id"])

    # batches

    def send_next(self) -> None:
        """The batch that waits, or a new one."""
        if self.batch is None and self.waiting:
            records, self.waiting = self.waiting[: self.most], self.waiting[self.most :]
            self.batch = self.built(records)
        if self.batch is not None:
            number, body, headers, _ = self.batch
            self.judged(number, headers, self.post(station.BATCHES, self.written(headers), body))

    def built(self, records: list[Record]) -> tuple[int, bytes, dict[str, str], list[Record]]:
        """The next batch, kept as it will be sent."""
        content = self.content({"sent_at": self.time(datetime.now(UTC)), "records": self.tables(records)})
        body = self.packed(msgspec.json.encode(content))
        number = self.head[0] + 1
        headers = self.signed(number, body)
        more = {"Content-Type": station.JSON, "Content-Encoding": "gzip"}
        return number, body, {**headers, **more}, records

    def tables(self, records: list[Record]) -> Record:
        """Fuellings, and the events that wait."""
        events, self.events = self.events, []
        self.told = events
        return {"fuellings": records, **({"device_events": events} if events else {})}

    def signed(self, number: int, body: bytes) -> dict[str, str]:
        """A batch's headers."""
        return station.sign_batch(
            self.signer, body, collector_id=self.collector_id, epoch=self.epoch, batch_no=number,
            previous_digest=self.head[1],
        ).to_mapping()  # fmt: skip

    def content(self, body: Record) -> Record:
        """The envelope."""
        return body

    def packed(self, body: bytes) -> bytes:
        """The body compressed."""
        return gzip.compress(body, mtime=0)

    def judged(self, number: int, headers: dict[str, str], reply: Reply) -> None:
        """What the page says to each reply."""
        match reply.status:
            case 200:
                self.acknowledged(number, headers, reply)
            case 0:
                self.send_at = self.now + self.pause()
            case 409:
                self.conflict(number, headers, reply.plain)
            case 413:
                self.split()
            case 429 | 503:
                self.busy(reply.retry_after)
            case status:
                self.refused(status)

    def acknowledged(self, number: int, headers: dict[str, str], reply: Reply) -> None:
        """Delete, go on."""
        self.head = (number, bytes.fromhex(headers["Digest"]))
        self.kept = (self.kept + (self.batch[3] if self.batch else []))[:8]
        self.batch = None
        self.most = 4

    def pause(self) -> float:
        """Back-off with jitter."""
        return self.random.uniform(0.2, 2.0)

    def busy(self, retry_after: float) -> None:
        """At least as long as asked."""
        self.send_at = self.now + retry_after + self.pause()

    def refused(self, status: int) -> None:
        """401 and 422: slowly, with everything kept; signed anew where the key was changed."""
        self.send_at = self.now + self.slow_s
        if status == 401 and self.batch is not None:
            number, body, headers, records = self.batch
            self.batch = (number, body, {**headers, **self.signed(number, body)}, records)

    def split(self) -> None:
        """Half as many records."""
        if self.batch is not None:
            records = self.batch[3]
            self.most = max(1, len(records) // 2)
            self.waiting[:0] = records
            self.events[:0] = self.told
            self.batch = None

    def conflict(self, number: int, headers: dict[str, str], state: Record) -> None:
        """The platform has it already, or wants it again, or has another chain."""
        theirs = (state["expected_no"], state["last_digest"])
        if theirs == (number + 1, headers["Digest"]):
            self.head = (number, bytes.fromhex(headers["Digest"]))
            self.batch = None
        elif theirs == (number, headers["Previous-Digest"]):
            self.send_at = self.now + self.pause()
        else:
            self.forked = True
