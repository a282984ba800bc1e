"""The kit against a model collector that keeps to the page, and against ones that each break a sentence."""

import base64
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from tests.unit.conformance.model_collector import STATION, ModelCollector, Record, Reply
from youjian.conformance.against_collector.heard import Transcript
from youjian.conformance.against_collector.run import Play, judged
from youjian.conformance.against_collector.script import chosen
from youjian.conformance.against_collector.stage import Pace, Stage
from youjian.conformance.report import Report
from youjian.protocols import station

CODE = "FIRST-CODE"
PACE = Pace(heartbeat_s=5, retry_after_s=5, slow_s=3.0, gone_s=2.0, calm_s=5.0)


def played(kind: type[ModelCollector]) -> Report:
    play = Play(STATION, [CODE], chosen(""), pace=PACE)
    transcript = Transcript()
    stage = Stage(STATION, [CODE], play.acts, PACE)
    collector = kind(stage, transcript, CODE)
    stage._show = collector.asked.append
    collector.run()
    return judged(play, transcript, stage)


def not_met(report: Report) -> dict[str, list[str]]:
    return {
        item.id: [one.expected for one in item.evidence]
        for item in report.sentences
        if item.verdict == "not_met"
    }


def test_a_collector_that_keeps_to_the_page_meets_every_sentence() -> None:
    report = played(ModelCollector)
    assert not_met(report) == {}
    assert report.notes == []
    elsewhere = ("mqtt.", "records-chain.")
    over_http = [item for item in report.sentences if not item.id.startswith(elsewhere)]
    assert {item.id for item in over_http if item.verdict == "not_observed"} == {"line.https"}
    assert {"commands.harmless", "keys.private"} <= {
        item.id for item in over_http if item.verdict == "not_observable"
    }


class BuildsAnewOnRetry(ModelCollector):
    def pause(self) -> float:
        if self.batch is not None:
            self.batch = self.built(self.batch[3])
        return super().pause()

    def content(self, body: Record) -> Record:
        return {**body, "sent_at": f"2026-11-22T03:00:{self.now % 60:09.6f}Z"}


class SkipsANumber(ModelCollector):
    def acknowledged(self, number: int, headers: dict[str, str], reply: Reply) -> None:
        super().acknowledged(number, headers, reply)
        if number == 3:
            self.head = (number + 1, self.head[1])

    def conflict(self, number: int, headers: dict[str, str], state: Record) -> None:
        if state["expected_no"] < number and self.batch is not None:
            self.head = (state["expected_no"] - 1, self.head[1])
            self.batch = self.built(self.batch[3])
        else:
            super().conflict(number, headers, state)


class IgnoresRetryAfter(ModelCollector):
    def busy(self, retry_after: float) -> None:
        super().busy(0.0)


class SendsTwoAtOnce(ModelCollector):
    def began(self) -> float:
        return self.now - 1.0


class DigestWithoutPrevious(ModelCollector):
    def signed(self, number: int, body: bytes) -> dict[str, str]:
        headers = super().signed(number, body)
        return {**headers, "Digest": station.sm3(body).hex()} if number == 2 else headers

    def refused(self, status: int) -> None:
        self.stage._acts.clear()


class DropsAfter503(ModelCollector):
    def busy(self, retry_after: float) -> None:
        super().busy(retry_after)
        self.batch = None


class LitresAsFractions(ModelCollector):
    def record(self, at: datetime) -> Record:
        return {**super().record(at), "volume_ml": 10_000.0}


class NoOffset(ModelCollector):
    def time(self, at: datetime) -> str:
        return at.replace(tzinfo=None).isoformat()

    def content(self, body: Record) -> Record:
        return {**body, "sent_at": "2026-11-22T03:00:00Z"}


class TellsReceivedAt(ModelCollector):
    def record(self, at: datetime) -> Record:
        return {**super().record(at), "received_at": self.time(at)}


class AnotherStation(ModelCollector):
    def record(self, at: datetime) -> Record:
        return {**super().record(at), "station_id": "3602030018"}


class FieldTooMany(ModelCollector):
    def record(self, at: datetime) -> Record:
        return {**super().record(at), "colour": "red"}


class EnvelopeFieldTooMany(ModelCollector):
    def content(self, body: Record) -> Record:
        return {**body, "colour": "red"}

    def refused(self, status: int) -> None:
        self.stage._acts.clear()


class UnknownTable(ModelCollector):
    def content(self, body: Record) -> Record:
        return {**body, "records": {**body["records"], "rumours": [{"said": "so"}]}}


class NumbersFromZero(ModelCollector):
    def sell(self) -> None:
        super().sell()
        if self.seq == 1:
            self.waiting[-1]["seq"] = 0


class SkipsASale(ModelCollector):
    def sell(self) -> None:
        if self.seq == 10:
            self.seq += 1
        super().sell()


class MeterRunsBack(ModelCollector):
    def sell(self) -> None:
        if self.seq == 10:
            self.total -= 50_000
        super().sell()


class AmountInYuan(ModelCollector):
    def record(self, at: datetime) -> Record:
        return {**super().record(at), "amount_fen": 76}


class HurriesAfter401(ModelCollector):
    slow_s = 0.5


class DropsAfter422(ModelCollector):
    def refused(self, status: int) -> None:
        super().refused(status)
        if status == 422:
            self.batch = None


class NeverSplits(ModelCollector):
    def split(self) -> None:
        self.batch = None


class SendsAgainWhatWasQuarantined(ModelCollector):
    def acknowledged(self, number: int, headers: dict[str, str], reply: Reply) -> None:
        again = self.batch[3] if self.batch is not None and reply.plain.get("quarantined") else []
        super().acknowledged(number, headers, reply)
        self.waiting[:0] = again


class StumblesOverUnknownFields(ModelCollector):
    def acknowledged(self, number: int, headers: dict[str, str], reply: Reply) -> None:
        if "colour" not in reply.plain:
            super().acknowledged(number, headers, reply)


class BeatsBeforeItBoots(ModelCollector):
    def boot(self) -> None:
        if not self.transcript.of(station.BOOT):
            self.beat()
        super().boot()


class BeatsRarely(ModelCollector):
    def boot(self) -> None:
        super().boot()
        self.heartbeat_s = 120.0


class BootsWithAnotherHead(ModelCollector):
    def boot(self) -> None:
        head, self.head = self.head, (7, b"\x01" * 32)
        super().boot()
        self.head = head


class KeepsTheOldKey(ModelCollector):
    def rotate(self) -> None:
        old = self.signer
        super().rotate()
        self.signer = old


class NeverAnswersCommands(ModelCollector):
    def report_results(self) -> None:
        self.unsent.clear()


class AnswersOnce(ModelCollector):
    def report_results(self) -> None:
        super().report_results()
        self.unsent.clear()

    def obey(self, command: Record) -> None:
        if command["command_id"] not in self.results:
            super().obey(command)


class DoesWhatItDoesNotKnow(ModelCollector):
    def status_of(self, command: Record) -> Any:
        return "done" if command["name"].startswith("conformance") else super().status_of(command)


class ObeysEachTimeAnew(ModelCollector):
    def obey(self, command: Record) -> None:
        super().obey(command)
        again = self.results[command["command_id"]]
        self.results[command["command_id"]] = msgspec.structs.replace(again, status="failed")


class GoesOnAfterAFork(ModelCollector):
    def conflict(self, number: int, headers: dict[str, str], state: Record) -> None:
        super().conflict(number, headers, state)
        if self.forked and self.batch is not None:
            self.forked = False
            self.batch = None

    def obey_tester(self) -> None:
        if self.asked and "enrol" in self.asked[0] and len(self.transcript.batches()) % 3:
            return
        super().obey_tester()


class KeepsItsNumbersInANewEpoch(ModelCollector):
    def enrol_again(self, code: str) -> None:
        head = self.head
        super().enrol_again(code)
        self.head = head

    def conflict(self, number: int, headers: dict[str, str], state: Record) -> None:
        super().conflict(number, headers, state)
        if state["expected_no"] == 1:
            self.stage._acts.clear()


class NumbersFromOneInANewEpoch(ModelCollector):
    def enrol_again(self, code: str) -> None:
        super().enrol_again(code)
        self.waiting.clear()
        self.seq = 500


class TriesLikeAMetronome(ModelCollector):
    def pause(self) -> float:
        return 1.0


class StormsThePlatform(ModelCollector):
    def pause(self) -> float:
        return -0.5


class DigestInCapitals(ModelCollector):
    def written(self, headers: dict[str, str]) -> dict[str, str]:
        return {**headers, "Digest": headers["Digest"].upper()} if "Batch-No" in headers else headers

    def refused(self, status: int) -> None:
        self.stage._acts.clear()


class SentAtWithOffset(ModelCollector):
    def written(self, headers: dict[str, str]) -> dict[str, str]:
        sent_at = headers.get("Sent-At")
        return {**headers, "Sent-At": sent_at.replace("Z", "+00:00")} if sent_at else headers


class SignsFiveLines(ModelCollector):
    def signed(self, number: int, body: bytes) -> dict[str, str]:
        headers = super().signed(number, body)
        text = "\n".join([*headers.values()][:5]).encode()
        return {**headers, "Signature": base64.b64encode(self.signer.sign(text)).decode()}

    def refused(self, status: int) -> None:
        self.stage._acts.clear()


class TooMuchAtOnce(ModelCollector):
    def packed(self, body: bytes) -> bytes:
        return super().packed(body + b" " * (1024 * 1024) if self.head[0] == 2 else body)

    def split(self) -> None:
        if self.head[0] == 2:
            self.stage._acts.clear()
        super().split()


class ForgetsToSendAgain(ModelCollector):
    def acknowledged(self, number: int, headers: dict[str, str], reply: Reply) -> None:
        super().acknowledged(number, headers, reply)
        self.kept.clear()


class LetsItselfBeSilenced(ModelCollector):
    def status_of(self, command: Record) -> Any:
        return "done" if command["name"] == "set_interval" else super().status_of(command)


class FindsDevicesThatAreNot(ModelCollector):
    def status_of(self, command: Record) -> Any:
        return "done" if command["name"] == "run_probe" else super().status_of(command)


class SaysItRotated(ModelCollector):
    def rotate(self) -> None:
        """Does nothing."""


class ClockFallsBack(ModelCollector):
    def behind(self, last_sent_at: datetime) -> None:
        """Goes on by its own clock."""

    def sent_at(self) -> datetime:
        return datetime.now(UTC)


class SendsAHeartbeatTwice(ModelCollector):
    def sent_at(self) -> datetime:
        return (
            min(super().sent_at(), datetime(2030, 1, 1, tzinfo=UTC)) if self.now < 20 else self.last_sent_at
        )


class RewritesItsChain(ModelCollector):
    def beat(self) -> None:
        self.seq, kept = self.seq % 7, self.seq
        super().beat()
        self.seq = kept


MUTANTS: dict[type[ModelCollector], str] = {
    BuildsAnewOnRetry: "batch.same-bytes",
    SkipsANumber: "header.batch-no",
    IgnoresRetryAfter: "reply.busy",
    SendsTwoAtOnce: "batch.one-in-flight",
    DigestWithoutPrevious: "header.digest",
    DropsAfter503: "reply.busy",
    LitresAsFractions: "body.units",
    NoOffset: "body.times",
    TellsReceivedAt: "records.received-at",
    AnotherStation: "records.station",
    FieldTooMany: "body.unknown-fields",
    EnvelopeFieldTooMany: "body.unknown-fields",
    UnknownTable: "records.tables",
    NumbersFromZero: "enrol.first-seq",
    SkipsASale: "enrol.next-seq",
    MeterRunsBack: "body.units",
    AmountInYuan: "body.units",
    HurriesAfter401: "reply.401",
    DropsAfter422: "reply.422",
    NeverSplits: "reply.413",
    SendsAgainWhatWasQuarantined: "reply.200",
    StumblesOverUnknownFields: "body.unknown-fields",
    BeatsBeforeItBoots: "overview.boot",
    BeatsRarely: "overview.boot",
    BootsWithAnotherHead: "boot.content",
    KeepsTheOldKey: "keys.names",
    NeverAnswersCommands: "commands.results",
    AnswersOnce: "commands.results",
    DoesWhatItDoesNotKnow: "commands.unknown",
    ObeysEachTimeAnew: "commands.idempotent",
    GoesOnAfterAFork: "reply.409",
    KeepsItsNumbersInANewEpoch: "enrol.again",
    NumbersFromOneInANewEpoch: "enrol.again",
    TriesLikeAMetronome: "reply.busy",
    StormsThePlatform: "reply.busy",
    DigestInCapitals: "header.digest",
    SentAtWithOffset: "message.sent-at",
    SignsFiveLines: "sign.text",
    ForgetsToSendAgain: "commands.resend_range",
    LetsItselfBeSilenced: "commands.set_interval",
    FindsDevicesThatAreNot: "commands.run_probe",
    SaysItRotated: "commands.rotate_key",
    ClockFallsBack: "message.clock-back",
    SendsAHeartbeatTwice: "message.rises",
    RewritesItsChain: "heartbeat.heads",
    TooMuchAtOnce: "body.limit",
}


@pytest.mark.parametrize(("kind", "sentence"), MUTANTS.items(), ids=lambda one: getattr(one, "__name__", one))
def test_a_breach_is_found_under_its_sentence(kind: type[ModelCollector], sentence: str) -> None:
    assert sentence in not_met(played(kind))
