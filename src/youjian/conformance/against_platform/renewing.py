"""What changes in a collector's life: its key within the epoch, its box with a new epoch."""

from collections.abc import Iterator
from contextlib import contextmanager

from youjian.conformance.against_platform.batches import same_receipt
from youjian.conformance.against_platform.device import new_key
from youjian.conformance.against_platform.opening import boot, heartbeat, take_code
from youjian.conformance.against_platform.visit import Visit, step
from youjian.conformance.wire import Exchange
from youjian.protocols import station

_OLD_KEY_S = 15


@step("rotate.reply", "rotate.same_name", "rotate.replaced", "rotate.sm2", "paths.keys")
def announcements(visit: Visit) -> None:
    """A key announced twice, another in its place, and one of an algorithm that is not taken yet."""
    device = visit.device
    sm2 = station.KeyRotation(public_key=new_key()[1], algorithm="sm2")
    visit.refused("rotate.sm2", device.say(station.KEYS, sm2), 422, "algorithm sm2")
    first_private, first = new_key()
    private, public = new_key()
    name, (again, exchange) = _announced(visit, first)[0], _announced(visit, first)
    visit.expect("paths.keys", exchange, "a reply under /station/v1/keys", exchange.status == 200)
    visit.expect("rotate.same_name", exchange, f"the same key under the same name {name}", name == again)
    key_id, exchange = _announced(visit, public)
    if not name or not key_id:
        return
    with _signing(visit, station.Ed25519Signer(first_private, name)):
        replaced = device.say(station.HEARTBEAT, heartbeat())
    visit.refused("rotate.replaced", replaced, 401, "a key in whose place another was announced")
    visit.announced = (station.Ed25519Signer(private, key_id), public)


def _announced(visit: Visit, public: bytes) -> tuple[str, Exchange]:
    """The name that a key gets, empty when it was not taken."""
    exchange = visit.device.say(station.KEYS, station.KeyRotation(public_key=public))
    reply = visit.answered("rotate.reply", exchange, station.KeyRotationReply)
    visit.clock(exchange, reply.server_time if reply else None)
    return (reply.key_id if reply else ""), exchange


@contextmanager
def _signing(visit: Visit, signer: station.Signer) -> Iterator[None]:
    """The device with another key for a moment."""
    kept, visit.device.signer = visit.device.signer, signer
    try:
        yield
    finally:
        visit.device.signer = kept


@step(
    "rotate.both", "rotate.new_key", "rotate.chain_goes_on", "rotate.old_key", "rotate.same_batch",
    "rotate.signing_key",
)  # fmt: skip
def rotation(visit: Visit) -> None:
    """The new key signs and the chain goes on; a batch signed anew is the same; the old key is refused."""
    if visit.announced is None:
        return
    device, old = visit.device, visit.device.signer
    body = device.batch(device_events=[visit.marks.event()])
    first = device.send(body)
    visit.receipt("rotate.both", first)
    device.signer, public = visit.announced
    visit.answered("rotate.new_key", device.say(station.HEARTBEAT, heartbeat()), station.HeartbeatReply)
    before = bytes.fromhex(first.header("previous-digest"))
    again = device.send(body, number=device.next_no - 1, previous=before)
    visit.expect("rotate.same_batch", again, "the receipt of the same batch", same_receipt(first, again))
    visit.good("rotate.chain_goes_on")
    for known in (public, station.public_key_of(visit.private_key)):
        exchange = device.say(station.KEYS, station.KeyRotation(public_key=known))
        visit.refused("rotate.signing_key", exchange, 422, "a key that signs already, or was revoked")
    with _signing(visit, old):
        _judge_old_key(visit)


def _judge_old_key(visit: Visit) -> None:
    """Refused at last: other doors may believe it for ten seconds more."""
    refused = visit.device.say(station.HEARTBEAT, heartbeat())
    for _ in range(_OLD_KEY_S):
        if refused.status != 200:
            break
        visit.wait(1.0)
        refused = visit.device.say(station.HEARTBEAT, heartbeat())
    visit.refused("rotate.old_key", refused, 401, "the key before, after the new one has signed")


@step("renew.epoch", "renew.state", "renew.old_epoch", "renew.first_batch", "renew.binary_key",
      "renew.seq_goes_on", "renew.boot")  # fmt: skip
def replaced_box(visit: Visit) -> None:
    """A second code: epoch one higher, the nozzle where it stood, batches from 1, the old box refused."""
    if not visit.codes:
        for check in _RENEWALS:
            visit.book.pass_over(check, "give a second --code for the same collector")
        return
    device, marks = visit.device, visit.marks
    visit.good("batches.receipt", fuellings=[marks.fuelling()])
    stood = (marks.seq, marks.totalizer_ml)
    old = (device.epoch, device.signer, device.next_no, device.last_digest, device.collector_id)
    exchange = take_code(visit, visit.codes.pop(0), "renew.binary_key", station.MSGPACK)
    visit.expect("renew.epoch", exchange, f"epoch {old[0] + 1}", device.epoch == old[0] + 1)
    known = (visit.marks.seq, visit.marks.totalizer_ml)
    told = f"nozzle {visit.nozzle_id} at seq {stood[0]}, totalizer {stood[1]} mL"
    if visit.pending and known == (0, 0):
        visit.book.pass_over("renew.state", "the collector is pending: what it sends does not move a nozzle")
    else:
        visit.expect("renew.state", exchange, told, known == stood)
    visit.marks = marks
    visit.answered("renew.boot", device.say(station.BOOT, boot(visit)), station.BootReply)
    visit.good("renew.first_batch")
    visit.good("renew.seq_goes_on", fuellings=[visit.marks.fuelling()])
    _old_box(visit, old)


_RENEWALS = ("renew.epoch", "renew.state", "renew.old_epoch", "renew.first_batch", "renew.binary_key",
             "renew.seq_goes_on", "renew.boot")  # fmt: skip


def _old_box(visit: Visit, old: tuple[int, station.Signer, int, bytes, str]) -> None:
    device = visit.device
    new = (device.epoch, device.signer, device.next_no, device.last_digest, device.collector_id)
    device.epoch, device.signer, device.next_no, device.last_digest, device.collector_id = old
    exchange = device.send(device.batch(device_events=[visit.marks.event()]))
    device.epoch, device.signer, device.next_no, device.last_digest, device.collector_id = new
    visit.refused("renew.old_epoch", exchange, 401, "a batch of the epoch before")
