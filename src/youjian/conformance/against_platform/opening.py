"""Enrolment, boot and heartbeat: how a box comes to a platform."""

from datetime import UTC, datetime, timedelta
from typing import Any

from youjian.conformance.against_platform.device import (
    FIRMWARE,
    Marks,
    encoded,
    encoded_with,
    new_key,
)
from youjian.conformance.against_platform.visit import StoppedError, Visit, step
from youjian.conformance.wire import Exchange
from youjian.protocols import station

_AGAIN_S = 90


@step("enrol.wrong_code", "enrol.unknown_field")
def wrong_enrolments(visit: Visit) -> None:
    """A code that nobody made, and a request with a field that the page does not have."""
    _, public = new_key()
    request = _request("WRONG-CODE-" + public.hex()[:8], public)
    exchange = _enrol(visit, encoded(request))
    if not exchange.status:
        raise StoppedError(f"the platform does not answer: {exchange.trouble}")
    visit.refused("enrol.wrong_code", exchange, 401, "a wrong code")
    with_more = encoded_with(_request("WRONG-CODE-" + public.hex()[8:16], public), colour="red")
    visit.refused("enrol.unknown_field", _enrol(visit, with_more), 422, "a field that is not the page's")


@step("enrol.reply", "enrol.identity", "enrol.used_code", "paths.enrol", "enrol.no_headers", "keys.raw")
def enrolment(visit: Visit) -> None:
    """The code for an identity; the same code again for nothing."""
    code = visit.codes.pop(0)
    exchange = take_code(visit, code, "enrol.reply")
    for check in ("paths.enrol", "enrol.no_headers", "keys.raw"):
        visit.expect(check, exchange, "200 to a request without signature, with the raw public key", True)
    _, public = new_key()
    again = _enrol(visit, encoded(_request(code, public)))
    visit.refused("enrol.used_code", again, 401, "a used code")


def take_code(visit: Visit, code: str, check: str, content_type: str = station.JSON) -> Exchange:
    """Enrol with a code; the visit's device has the new identity afterwards."""
    private, public = new_key()
    exchange = _enrol(visit, encoded(_request(code, public), content_type), content_type)
    reply = visit.answered(check, exchange, station.EnrolmentReply)
    if reply is None:
        said = exchange.reply[:300].decode("utf-8", "replace") or exchange.trouble
        raise StoppedError(f"the platform did not take the code: {exchange.status} {said}; get a new one")
    device = visit.device
    device.signer, visit.private_key = station.Ed25519Signer(private, reply.key_id), private
    device.collector_id, device.station_id, device.epoch = reply.collector_id, reply.station_id, reply.epoch
    device.next_no, device.last_digest = 1, station.ZERO_DIGEST
    known = reply.state.get(visit.nozzle_id)
    seq, totalizer_ml = (known.seq, known.totalizer_ml) if known else (0, 0)
    visit.marks = Marks(reply.station_id, visit.nozzle_id, seq, totalizer_ml)
    visit.expect("enrol.identity", exchange, "ids of the alphabet and an epoch from 1", _signable(visit))
    visit.clock(exchange, reply.server_time)
    return exchange


def _signable(visit: Visit) -> bool:
    try:
        visit.device.sign(b"{}")
    except station.HeaderError:
        return False
    return True


def _request(code: str, public: bytes) -> station.EnrolmentRequest:
    return station.EnrolmentRequest(code=code, public_key=public, firmware=FIRMWARE)


def _enrol(visit: Visit, body: bytes, content_type: str = station.JSON) -> Exchange:
    return visit.device.post(station.ENROL, body, {}, content_type)


@step("boot.reply", "boot.status", "boot.intervals", "paths.boot")
def first_boot(visit: Visit) -> None:
    """The first start: is the rollout's word one of three, and how often are we to call?"""
    exchange = visit.device.say(station.BOOT, boot(visit))
    reply = visit.answered("boot.reply", exchange, station.BootReply)
    visit.expect("paths.boot", exchange, "a reply under /station/v1/boot", exchange.status == 200)
    said = exchange.plain_answer()
    states = ("accepted", "pending", "refused")
    visit.expect("boot.status", exchange, "accepted, pending or refused", said.get("status") in states)
    named = all(name in said for name in ("heartbeat_s", "batch_s", "server_time"))
    visit.expect("boot.intervals", exchange, "heartbeat_s, batch_s and server_time", named)
    if reply is None:
        return
    visit.clock(exchange, reply.server_time)
    if reply.status == "refused":
        visit.expect("boot.status", exchange, "a reason beside `refused`", bool(reply.reason))
        raise StoppedError(f"the rollout refuses this collector: {reply.reason}")
    visit.pending = reply.status == "pending"
    if reply.status == "accepted":
        visit.notes.append("the collector is accepted, not pending: what the kit sent counts as real records")


def boot(visit: Visit) -> station.Boot:
    """A boot with the head of our chain."""
    device = visit.device
    return station.Boot(
        at=datetime.now(UTC),
        firmware=FIRMWARE,
        reason="conformance test",
        devices={"collector": "ok"},
        last_batch_no=device.next_no - 1,
        last_digest=device.last_digest.hex(),
    )


def heartbeat(**changes: Any) -> station.HeartbeatReport:
    """A heartbeat of an empty box."""
    return station.HeartbeatReport(
        **{
            "at": datetime.now(UTC),
            "outbox_depth": 0,
            "firmware": FIRMWARE,
            "devices": {"collector": "ok"},
            "link": "wired",
            **changes,
        }
    )


@step("heartbeat.reply", "heartbeat.optional", "heartbeat.full_outbox", "paths.heartbeat")
def heartbeats(visit: Visit) -> None:
    """A full heartbeat, the shortest one, and one of a full outbox."""
    full = heartbeat(
        last_record_at=datetime.now(UTC), devices={"nozzle:3": "ok", "tank:1": "silent"}, link="4g",
        signal_dbm=-71.0, clock_offset_s=0.2,
    )  # fmt: skip
    exchange = visit.device.say(station.HEARTBEAT, full)
    reply = visit.answered("heartbeat.reply", exchange, station.HeartbeatReply)
    visit.expect("paths.heartbeat", exchange, "a reply under /station/v1/heartbeat", exchange.status == 200)
    visit.clock(exchange, reply.server_time if reply else None)
    shortest = visit.device.say(station.HEARTBEAT, heartbeat(devices={}, link=None))
    visit.answered("heartbeat.optional", shortest, station.HeartbeatReply)
    full_box = visit.device.say(station.HEARTBEAT, heartbeat(outbox_depth=1_000_000))
    visit.answered("heartbeat.full_outbox", full_box, station.HeartbeatReply)


@step("messages.unauthorised", "messages.sent_at", "messages.digest", "messages.unknown_field")
def wrong_messages(visit: Visit) -> None:
    """Heartbeats with a wrong key, signature, epoch, digest or time, and with a field too many."""
    device = visit.device
    body = encoded(heartbeat())
    headers = device.say_headers(body)
    for name, value in (
        ("Key-Id", "no-such-key"),
        ("Epoch", str(device.epoch + 7)),
        ("Collector-Id", "stranger"),
    ):
        wrong = device.post(station.HEARTBEAT, body, {**headers, name: value})
        visit.refused("messages.unauthorised", wrong, 401, f"another {name}")
    for name in headers:
        without = {key: value for key, value in headers.items() if key != name}
        visit.refused(
            "messages.unauthorised", device.post(station.HEARTBEAT, body, without), 401, f"no {name}"
        )
    changed = device.post(station.HEARTBEAT, encoded(heartbeat(outbox_depth=5)), headers)
    visit.refused("messages.digest", changed, 401, "another body than the digest's")
    local = {**headers, "Sent-At": headers["Sent-At"].replace("Z", "+00:00")}
    visit.refused(
        "messages.sent_at", device.post(station.HEARTBEAT, body, local), 401, "Sent-At not ending in Z"
    )
    more = device.say(station.HEARTBEAT, encoded_with(heartbeat(), colour="red"))
    visit.refused("messages.unknown_field", more, 422, "a field that is not the page's")
    more = device.say(station.BOOT, encoded_with(boot(visit), colour="red"))
    visit.refused("messages.unknown_field", more, 422, "a field that is not the page's")


@step("messages.replay", "messages.replay_state", "messages.goes_on_after", "heartbeat.chain_heads")
def sent_again(visit: Visit) -> None:
    """A heartbeat that somebody recorded and sends again, and one of a clock that was set back."""
    device = visit.device
    body = encoded(heartbeat(chain_heads={"nozzle:3": station.ChainHead(no=7, digest="0" * 64)}))
    sent_at = datetime.now(UTC)
    headers = device.say_headers(body, sent_at)
    first = device.post(station.HEARTBEAT, body, headers)
    visit.answered("heartbeat.chain_heads", first, station.HeartbeatReply)
    early = device.say_headers(body, sent_at - timedelta(hours=1))
    for again in (headers, early):
        exchange = device.post(station.HEARTBEAT, body, again)
        said = exchange.answer(station.SentState) if exchange.status == 409 else None
        visit.expect(
            "messages.replay", exchange, "409 to a Sent-At that is not newer", exchange.status == 409
        )
        told = f"a SentState with last_sent_at {headers['Sent-At']}"
        held = said is not None and said.last_sent_at == sent_at
        visit.expect("messages.replay_state", exchange, told, held)
    after = device.say_headers(body, sent_at + timedelta(microseconds=1))
    exchange = device.post(station.HEARTBEAT, body, after)
    visit.answered("messages.goes_on_after", exchange, station.HeartbeatReply)


@step("results.received", "paths.command_results", "results.commands", "commands.again", "commands.over")
def command_results(visit: Visit) -> None:
    """Results for the commands that came, and for one that nobody gave, until each is listed."""
    _await_again(visit)
    ids = [*visit.commands, "conformance-unknown"]
    results = [
        station.CommandResult(
            command_id=one, status="refused", at=datetime.now(UTC), detail="conformance kit"
        )
        for one in ids
    ]
    for _ in range(2):  # a result is repeated where its reply was lost
        exchange = visit.device.say(station.COMMAND_RESULTS, station.CommandResults(results=results))
        reply = visit.answered("results.received", exchange, station.CommandResultsReply)
        visit.expect("paths.command_results", exchange, "a reply under its path", exchange.status == 200)
        listed = set(reply.received) if reply else set[str]()
        visit.expect("results.received", exchange, f"{ids} in received", set(ids) <= listed)
        if visit.commands:
            visit.expect(
                "results.commands", exchange, "given commands in received", set(visit.commands) <= listed
            )
    if not visit.commands:
        for check in ("results.commands", "commands.again", "commands.over", "commands.form"):
            visit.book.pass_over(
                check, "the platform gave no command during the visit; ask one of the collector"
            )
        return
    exchange = visit.device.say(station.HEARTBEAT, heartbeat())
    over = not {command["command_id"] for command in _told(exchange)} & set(visit.commands)
    visit.expect("commands.over", exchange, "no command again whose result was received", over)


def _await_again(visit: Visit) -> None:
    """Whether a command comes again while its result is owed; a platform may let some time pass."""
    first = set(visit.commands)
    for left in reversed(range(_AGAIN_S if first else 0)):
        exchange = visit.device.say(station.HEARTBEAT, heartbeat())
        visit.hear(exchange)
        again = first <= {command["command_id"] for command in _told(exchange)}
        if again or not left:
            visit.expect("commands.again", exchange, f"{sorted(first)} again, as no result came", again)
            return
        visit.wait(1.0)


def _told(exchange: Exchange) -> list[dict[str, Any]]:
    commands = exchange.plain_answer().get("commands")
    return commands if isinstance(commands, list) else []
