"""What changes in a collector's life: its key within the epoch, its box with a new epoch."""

from youjian.conformance.against_platform.device import NOZZLE, new_key
from youjian.conformance.against_platform.opening import boot, heartbeat, take_code
from youjian.conformance.against_platform.visit import Visit, step
from youjian.protocols import station


@step("rotate.reply", "rotate.new_key", "rotate.chain_goes_on", "rotate.old_key", "paths.keys")
def rotation(visit: Visit) -> None:
    """A new key within the epoch: it signs, the chain goes on, the old one is refused."""
    device = visit.device
    private, public = new_key()
    exchange = device.say(station.KEYS, station.KeyRotation(public_key=public))
    reply = visit.answered("rotate.reply", exchange, station.KeyRotationReply)
    visit.expect("paths.keys", exchange, "a reply under /station/v1/keys", exchange.status == 200)
    if reply is None:
        return
    visit.clock(exchange, reply.server_time)
    old, device.signer = device.signer, station.Ed25519Signer(private, reply.key_id)
    visit.answered("rotate.new_key", device.say(station.HEARTBEAT, heartbeat()), station.HeartbeatReply)
    visit.good("rotate.chain_goes_on")
    new, device.signer = device.signer, old
    refused = device.say(station.HEARTBEAT, heartbeat())
    device.signer = new
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
    told = f"nozzle {NOZZLE} at seq {stood[0]}, totalizer {stood[1]} mL"
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
