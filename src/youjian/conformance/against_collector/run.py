"""The platform played for a while, then judged."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from youjian.conformance.against_collector import (
    judges_chain,
    judges_life,
    judges_mqtt,
    judges_record_chains,
    judges_records,
    judges_trouble,
    judges_verbs,
)
from youjian.conformance.against_collector.heard import Transcript
from youjian.conformance.against_collector.judging import Case, Judging
from youjian.conformance.against_collector.mqtt_server import MqttServer
from youjian.conformance.against_collector.script import Act
from youjian.conformance.against_collector.server import StageServer
from youjian.conformance.against_collector.stage import Pace, Stage
from youjian.conformance.book import Book
from youjian.conformance.report import Report, report

JUDGES: tuple[Judging, ...] = (
    judges_life.enrolments,
    judges_life.epochs,
    judges_life.boots,
    judges_life.heartbeats,
    judges_life.sent_at,
    judges_life.figures,
    judges_life.commands,
    judges_life.rotations,
    judges_chain.headers_of_batches,
    judges_chain.digests,
    judges_chain.messages,
    judges_chain.chain,
    judges_chain.one_in_flight,
    judges_chain.same_bytes,
    judges_chain.bodies,
    judges_records.records,
    judges_records.nozzles,
    judges_trouble.broken_lines,
    judges_trouble.waiting,
    judges_trouble.refusals,
    judges_trouble.too_large,
    judges_trouble.conflicts,
    judges_trouble.receipts,
    judges_trouble.backing_off,
    judges_mqtt.questions,
    judges_record_chains.record_chains,
    judges_verbs.results,
    judges_verbs.deeds,
)
CHECKS = {check for judge in JUDGES for check in judge.checks} | {"line.https"}


@dataclass(frozen=True)
class Play:
    """How a platform is played: where, for which station, with which troubles, how long at most."""

    station_id: str
    codes: Sequence[str]
    acts: Sequence[Act]
    host: str = "127.0.0.1"
    port: int = 0
    minutes: float = 10.0
    pace: Pace = field(default_factory=Pace)
    tls: tuple[str, str] | None = None
    broker: str = ""


def play_platform(
    play: Play,
    *,
    show: Callable[[str], None] = lambda _: None,
    started: Callable[[StageServer], None] = lambda _: None,
) -> Report:
    """Serve until the script is through or the time is over; then judge."""
    transcript = Transcript()
    stage = Stage(play.station_id, play.codes, play.acts, play.pace, show)
    server = StageServer(stage, transcript, play.host, play.port, play.tls)
    at_broker: MqttServer | None = None
    deadline = time.monotonic() + 60 * play.minutes
    try:
        at_broker = MqttServer(stage, transcript, play.broker) if play.broker else None
        started(server)
        while not stage.done and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(min(play.pace.calm_s, 2.0))
    finally:
        server.close()
        if at_broker is not None:
            at_broker.close()
    return judged(play, transcript, stage)


def judged(play: Play, transcript: Transcript, stage: Stage) -> Report:
    """The report of what was heard."""
    book = Book(CHECKS)
    if any(one.exchange.path for one in transcript.entries) and play.tls:
        book.judge("line.https", True, "HTTPS")
    else:
        book.pass_over("line.https", "HTTP was served: it is for a closed network only")
    case = Case(transcript, stage.orders, play.pace, play.station_id, book)
    for judge in JUDGES:
        judge.work(case)
    notes = [f"not reached: {', '.join(stage.left)}"] if stage.left else []
    open_orders = [one.key for one in stage.orders.all.values() if not one.results]
    notes += [f"commands without a result: {', '.join(open_orders)}"] if open_orders else []
    return report("collector", f"at station {play.station_id}", datetime.now(UTC), book, notes)
