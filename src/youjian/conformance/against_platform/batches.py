"""Batches that a platform must acknowledge: new, repeated, doubled, with bad records among good ones."""

from datetime import UTC, datetime
from typing import Any

from youjian.conformance.against_platform.device import FIRMWARE
from youjian.conformance.against_platform.visit import Visit, step
from youjian.conformance.wire import Exchange
from youjian.protocols import station

_RECEIPT = ("batch_no", "stored", "duplicates", "quarantined", "server_time")


@step("chain.first_of_epoch")
def first_of_epoch(visit: Visit) -> None:
    """A first batch that names another digest than 64 zeros before it."""
    body = visit.device.batch(device_events=[visit.marks.event()])
    exchange = visit.device.send(body, number=1, previous=b"\x01" * 32)
    visit.chain_state("chain.first_of_epoch", exchange, "the first batch follows 64 zeros")


@step("batches.receipt", "batches.stored", "batches.units", "paths.batches", "chain.digest", "sign.lines")
def first_batches(visit: Visit) -> None:
    """The two first batches of the chain: an event, then a sale."""
    marks = visit.marks
    for records in ({"device_events": [marks.event(), marks.event()]}, {"fuellings": [marks.fuelling()]}):
        exchange = visit.device.send(visit.device.batch(**records))
        receipt = visit.receipt("batches.receipt", exchange)
        visit.expect("paths.batches", exchange, "a receipt under /station/v1/batches", exchange.status == 200)
        for check in ("chain.digest", "sign.lines"):
            visit.expect(check, exchange, "200 to a batch signed as the page has it", exchange.status == 200)
        wanted = sum(map(len, records.values()))
        told = f"stored {wanted}, duplicates 0, nothing quarantined"
        held = receipt is not None and (receipt.stored, receipt.duplicates, receipt.quarantined) == (
            wanted,
            0,
            [],
        )
        visit.expect("batches.stored", exchange, told, held)
        if "fuellings" in records:
            visit.expect("batches.units", exchange, "integers in mL and fen, times with offset", held)


@step("batches.repeat")
def repetition(visit: Visit) -> None:
    """The same bytes again, at once and after a later batch: the original receipt."""
    body = visit.device.batch(device_events=[visit.marks.event()])
    headers = visit.device.sign(body)
    first = visit.device.send(body)
    visit.receipt("batches.repeat", first)
    visit.good("batches.receipt")
    for _ in range(2):
        again = visit.device.post(station.BATCHES, body, headers)
        visit.expect(
            "batches.repeat", again, "the original receipt, field for field", same_receipt(first, again)
        )


def same_receipt(first: Exchange, again: Exchange) -> bool:
    """Whether two replies are the same receipt; commands may come at any time."""
    old, new = first.plain_answer(), again.plain_answer()
    return again.status == 200 and all(old.get(name) == new.get(name) for name in _RECEIPT)


@step("batches.duplicates")
def duplicates(visit: Visit) -> None:
    """A record that was sent before, in a new batch beside a new one."""
    event = visit.marks.event()
    visit.good("batches.duplicates", device_events=[event])
    exchange = visit.device.send(visit.device.batch(device_events=[event, visit.marks.event()]))
    receipt = visit.receipt("batches.duplicates", exchange)
    held = receipt is not None and (receipt.stored, receipt.duplicates, receipt.quarantined) == (1, 1, [])
    visit.expect("batches.duplicates", exchange, "stored 1, duplicates 1, nothing quarantined", held)


@step("heartbeat.leaves_chain")
def between_batches(visit: Visit) -> None:
    """A heartbeat that says of itself that nothing was ever recorded, between two batches."""
    visit.good("heartbeat.leaves_chain")
    silent = station.HeartbeatReport(at=datetime.now(UTC), outbox_depth=0, firmware=FIRMWARE)
    visit.answered(
        "heartbeat.leaves_chain", visit.device.say(station.HEARTBEAT, silent), station.HeartbeatReply
    )
    visit.good("heartbeat.leaves_chain")


@step(
    "quarantine.acknowledged", "quarantine.named", "quarantine.reason", "quarantine.good_stored",
    "quarantine.unknown_field", "quarantine.station", "quarantine.table", "quarantine.times",
    "quarantine.units", "quarantine.repeat", "quarantine.not_blocking",
)  # fmt: skip
def quarantine(visit: Visit) -> None:
    """Six bad records between two good ones, and a table that the contract does not have."""
    marks = visit.marks
    bad = {
        "unknown_field": marks.event(colour="red"),
        "station": marks.event(station_id="9999999999" if marks.station_id != "9999999999" else "8888888888"),
        "times": marks.event(at="2026-11-22T03:04:05"),
        "missing": {key: value for key, value in marks.event().items() if key != "code"},
        "shape": 7,
    }
    events = [marks.event(), *bad.values(), marks.event()]
    litres = {**marks.fuelling(), "volume_ml": 0.1}
    marks.seq, marks.totalizer_ml = marks.seq - 1, marks.totalizer_ml - 100
    body = visit.device.batch(device_events=events, fuellings=[litres], rumours=[{"said": "so"}])
    headers = visit.device.sign(body)
    exchange = visit.device.send(body)
    if visit.receipt("quarantine.acknowledged", exchange) is None:
        visit.follow(exchange)
    _judge_quarantine(visit, exchange, list(bad))
    again = visit.device.post(station.BATCHES, body, headers)
    visit.expect(
        "quarantine.repeat", again, "the original receipt with its quarantine", same_receipt(exchange, again)
    )
    visit.good("quarantine.not_blocking")


def _judge_quarantine(visit: Visit, exchange: Exchange, bad: list[str]) -> None:
    said = exchange.plain_answer()
    items: list[dict[str, Any]] = [one for one in said.get("quarantined", []) if isinstance(one, dict)]
    named = {(one.get("table"), one.get("index")) for one in items}
    wanted = {("device_events", index + 1) for index in range(len(bad))} | {("fuellings", 0), ("rumours", 0)}
    told = ", ".join(f"{table}[{index}]" for table, index in sorted(wanted))
    visit.expect("quarantine.named", exchange, f"quarantined exactly {told}", named == wanted)
    reasons = all(isinstance(one.get("reason"), str) and one["reason"].strip() for one in items)
    visit.expect("quarantine.reason", exchange, "a reason with each", bool(items) and reasons)
    visit.expect("quarantine.good_stored", exchange, "stored 2: the good ones", said.get("stored") == 2)
    for index, name in enumerate(bad):
        if name in ("unknown_field", "station", "times"):
            check, place = f"quarantine.{name}", ("device_events", index + 1)
            visit.expect(check, exchange, f"{place[0]}[{place[1]}] in quarantine", place in named)
    visit.expect(
        "quarantine.units", exchange, "litres with a fraction in quarantine", ("fuellings", 0) in named
    )
    visit.expect("quarantine.table", exchange, "an unknown table in quarantine", ("rumours", 0) in named)
