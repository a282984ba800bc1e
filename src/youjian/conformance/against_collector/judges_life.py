"""Enrolment, boot, heartbeats, commands and keys: a collector's life beside its batches."""

from datetime import datetime
from itertools import pairwise
from typing import TypeVar

from msgspec import Struct

from youjian.conformance.against_collector.heard import Heard
from youjian.conformance.against_collector.judges_verbs import first_given
from youjian.conformance.against_collector.judging import Case, judging
from youjian.conformance.against_collector.orders import UNKNOWN, Given
from youjian.protocols import station

M = TypeVar("M", bound=Struct)
_OFFSET_S = 5.0
_PATIENCE_S = 180
"""A collector may rest between two tries; what never came in this time is held against it."""
_SIGNED = ("collector-id", "key-id", "signature")


@judging("enrol.request", "enrol.raw_key", "enrol.unsigned", "enrol.identity_used", "paths.enrol")
def enrolments(case: Case) -> None:
    """The request for an identity: code and raw public key, no signature; then the identity that came."""
    for heard in case.transcript.of(station.ENROL):
        case.expect("paths.enrol", heard, "enrolment under its path", True)
        request = _message(case, "enrol.request", heard, station.EnrolmentRequest)
        if request is not None:
            case.expect("enrol.raw_key", heard, "32 raw bytes of Ed25519", len(request.public_key) == 32)
        bare = not any(heard.exchange.header(name) for name in _SIGNED)
        case.expect("enrol.unsigned", heard, "no Collector-Id, Key-Id, Signature", bare)
    reply = _identity(case)
    for heard in case.transcript.ordered():
        if reply is not None and heard.exchange.path != station.ENROL:
            own = heard.exchange.header("collector-id") == reply.collector_id
            case.expect("enrol.identity_used", heard, f"Collector-Id {reply.collector_id}", own)


def _identity(case: Case) -> station.EnrolmentReply | None:
    answers = [heard.exchange.answer(station.EnrolmentReply) for heard in case.transcript.of(station.ENROL)]
    return next((one for one in answers if one is not None), None)


@judging("epoch.restart", "epoch.header")
def epochs(case: Case) -> None:
    """Each enrolment begins an epoch: batches from 1 after 64 zeros, and its number in every header."""
    seen: set[int] = set()
    for heard in case.transcript.batches():
        headers = heard.headers
        if headers is None:
            continue
        case.expect("epoch.header", heard, f"Epoch {heard.epoch}", headers.epoch == heard.epoch)
        if headers.epoch == heard.epoch and heard.epoch not in seen:
            seen.add(heard.epoch)
            begins = headers.batch_no == 1 and headers.previous_digest == station.ZERO_DIGEST
            case.expect("epoch.restart", heard, "batch 1 after 64 zeros in a new epoch", begins)


@judging("boot.first", "boot.content", "boot.head", "paths.boot")
def boots(case: Case) -> None:
    """The first word is a boot; a boot tells firmware, reason, devices and the head of the chain."""
    spoken = [
        one for one in case.transcript.ordered() if one.exchange.path != station.ENROL and not one.signed
    ]
    if spoken:
        first = spoken[0].exchange.path == station.BOOT
        case.expect("boot.first", spoken[0], "a boot before anything else", first)
    for heard in case.transcript.of(station.BOOT):
        case.expect("paths.boot", heard, "boot under its path", True)
        boot = _message(case, "boot.content", heard, station.Boot)
        if boot is not None:
            heads = _heads(case, heard)
            said = (boot.last_batch_no, boot.last_digest)
            case.expect(
                "boot.head", heard, f"the head of the chain: one of {sorted(heads)[-2:]}", said in heads
            )


def _heads(case: Case, boot: Heard) -> set[tuple[int, str]]:
    """What a collector may call its head: a batch it sent in this epoch, or none."""
    before = [one for one in case.transcript.batches() if one.exchange.began < boot.exchange.began]
    found = {
        (one.headers.batch_no, one.headers.digest.hex())
        for one in before
        if one.headers is not None and one.headers.epoch == boot.epoch
    }
    taken = any(one.committed and one.epoch == boot.epoch for one in before)
    return found if taken else {*found, (0, "0" * 64)}


@judging(
    "heartbeat.content", "heartbeat.every", "heartbeat.devices", "heartbeat.last_record", "heartbeat.link",
    "heartbeat.clock", "paths.heartbeat",
)  # fmt: skip
def heartbeats(case: Case) -> None:
    """A heartbeat as often as the boot's reply asks, with what the page lists."""
    beats = case.transcript.of(station.HEARTBEAT)
    for heard in beats:
        case.expect("paths.heartbeat", heard, "heartbeat under its path", True)
        _message(case, "heartbeat.content", heard, station.HeartbeatReport)
    reports = [(one, _quiet(one, station.HeartbeatReport)) for one in beats]
    for check, told in (("heartbeat.devices", "devices"), ("heartbeat.last_record", "last_record_at"),
                        ("heartbeat.link", "link"), ("heartbeat.clock", "clock_offset_s")):  # fmt: skip
        said = [one for one, report in reports if report is not None and getattr(report, told)]
        if told == "clock_offset_s":
            said = [
                one for one, report in reports if report is not None and report.clock_offset_s is not None
            ]
        if said:
            case.expect(check, said[0], f"{told} in heartbeats", True)
        elif len(beats) > 3 and told == "devices":
            case.expect(check, beats[-1], f"{told} in heartbeats", False)
        else:
            case.book.pass_over(check, f"no heartbeat told {told}")
    _judge_rhythm(case, beats)


def _judge_rhythm(case: Case, beats: list[Heard]) -> None:
    pauses = [one.exchange.began for one in case.transcript.of(station.BOOT)]
    # over a broker an answer that does not come is waited for
    pauses += [
        one.exchange.began for one in case.transcript.entries if one.wrapping and not one.exchange.status
    ]
    pace = case.pace
    longest = 2 * pace.heartbeat_s + pace.slow_s + pace.gone_s
    for before, heard in pairwise(beats):
        began, ended = before.exchange.began, heard.exchange.began
        if any(began < other < ended for other in pauses) or before.act == "stale":
            continue
        pause = ended - began
        told = f"a heartbeat every {pace.heartbeat_s} s; it was {pause:.1f} s"
        case.expect("heartbeat.every", heard, told, pace.heartbeat_s / 2 <= pause <= longest)


@judging("sent_at.rises", "sent_at.goes_on")
def sent_at(case: Case) -> None:
    """`Sent-At` of boots and heartbeats rises within an epoch, also past what the platform said it took."""
    last: dict[int, tuple[Heard, datetime]] = {}
    for heard in case.transcript.ordered():
        if heard.exchange.path not in (station.BOOT, station.HEARTBEAT) or heard.signed:
            continue
        at = station.MessageHeaders.from_mapping(heard.exchange.headers).sent_at
        if heard.epoch in last:
            before, then = last[heard.epoch]
            told = before.exchange.answer(station.SentState) if before.act == "stale" else None
            case.expect("sent_at.rises", heard, f"a Sent-At after {then.isoformat()}", at > then)
            if told is not None:
                after = f"a Sent-At after last_sent_at {told.last_sent_at.isoformat()}"
                case.expect("sent_at.goes_on", heard, after, at > told.last_sent_at)
        last[heard.epoch] = (heard, at)


@judging("heartbeat.offset", "heartbeat.chain_heads")
def figures(case: Case) -> None:
    """The clock offset against ours, and heads of chains that only grow."""
    heads: dict[str, station.ChainHead] = {}
    for heard in case.transcript.of(station.HEARTBEAT):
        report = _quiet(heard, station.HeartbeatReport)
        if report is None:
            continue
        if heard.at is not None and report.clock_offset_s is not None:
            off = (report.at - heard.at).total_seconds()
            told = f"a clock_offset_s within 5 s of {off:.1f}; it was {report.clock_offset_s}"
            case.expect("heartbeat.offset", heard, told, abs(report.clock_offset_s - off) < _OFFSET_S)
        for device, head in report.chain_heads.items():
            before = heads.get(device)
            grows = before is None or head.no > before.no or head == before
            case.expect("heartbeat.chain_heads", heard, f"a head of {device} that only grows", grows)
            heads[device] = head
    if not heads:
        case.book.pass_over("heartbeat.chain_heads", "no heartbeat told chain_heads")


@judging(
    "commands.answered", "commands.unknown", "commands.expired", "commands.repeated", "commands.idempotent",
    "commands.results", "paths.command_results",
)  # fmt: skip
def commands(case: Case) -> None:
    """Each command is answered until it is heard, the same again, whatever it asks."""
    posts = case.transcript.of(station.COMMAND_RESULTS)
    for heard in posts:
        case.expect("paths.command_results", heard, "results under their path", True)
        _message(case, "commands.results", heard, station.CommandResults)
    shown = posts[-1] if posts else None
    for one in case.orders.all.values():
        if one.given:
            _judge_command(case, one, shown)


def _judge_command(case: Case, one: Given, shown: Heard | None) -> None:
    name = one.key
    exchange = shown.exchange if shown else None
    statuses = [result.status for result in one.results]
    if not statuses:
        if _owed_s(case, name) > _PATIENCE_S:
            told = f"a result of {name} within {_PATIENCE_S} s; it was given {one.given} times"
            case.book.judge("commands.answered", False, told, exchange)
        return
    case.book.judge("commands.answered", True, name, exchange)
    if name == UNKNOWN:
        case.book.judge("commands.unknown", statuses[0] == "refused", f"{name} refused", exchange)
    if "expired" in one.allowed:
        held = statuses[0] in one.allowed
        case.book.judge("commands.expired", held, f"{name} expired", exchange)
    if len(statuses) > 1 or _owed_s(case, name) > _PATIENCE_S:
        told = f"the result of {name} again until it is in `received`"
        case.book.judge("commands.repeated", len(statuses) > 1, told, exchange)
    if one.again and one.listed > 1:
        told = f"{name} given again answered as before; it was {statuses}"
        case.book.judge("commands.idempotent", len(set(statuses)) == 1, told, exchange)


def _owed_s(case: Case, key: str) -> float:
    """Seconds of the run since a command was first given."""
    given, heard = first_given(case, key), case.transcript.ordered()
    return heard[-1].exchange.ended - given.exchange.began if given is not None else 0.0


@judging("rotate.request", "rotate.new_key", "paths.keys")
def rotations(case: Case) -> None:
    """A new key is announced with the present one and signs from then on, in the same epoch."""
    for heard in case.transcript.of(station.KEYS):
        case.expect("paths.keys", heard, "a new key under its path", True)
        _message(case, "rotate.request", heard, station.KeyRotation)
        reply = heard.exchange.answer(station.KeyRotationReply) if heard.exchange.status == 200 else None
        later = [one for one in case.transcript.ordered() if one.exchange.began > heard.exchange.ended]
        signed = [one for one in later if one.exchange.header("key-id") and one.epoch == heard.epoch]
        if reply is not None and len(signed) > 2:
            used = any(one.exchange.header("key-id") == reply.key_id for one in signed)
            case.expect("rotate.new_key", signed[-1], f"Key-Id {reply.key_id}", used)


def _quiet(heard: Heard, kind: type[M]) -> M | None:
    try:
        return heard.exchange.message(kind)
    except station.BodyError:
        return None


def _message(case: Case, check: str, heard: Heard, kind: type[M]) -> M | None:
    try:
        message = heard.exchange.message(kind)
    except station.BodyError as error:
        case.expect(check, heard, error.detail, False)
        return None
    case.expect(check, heard, f"a {kind.__name__}", True)
    return message
