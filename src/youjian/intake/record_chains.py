"""Whether the records of a batch continue the chains of their devices: docs/station-api.md, "Record chains".

What a break means is the department's to judge: the batch is acknowledged, its records are stored, and the
chain goes on from what was sent, so that one break is told once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

import msgspec

from youjian.contract.fields import Device
from youjian.contract.platform import Conflict
from youjian.contract.records import Record
from youjian.ledger.collectors import Collector
from youjian.ledger.record_chains import Head
from youjian.protocols import station
from youjian.protocols.station import ChainHead, RecordChain

MOST_ANCHORS = 32
"""Digests of heartbeats that are remembered for one device until its records come."""
_MAY_BE_THINNED = ("tank:", "vapour")
RawsOf = Callable[[str], Sequence[msgspec.Raw]]
"""The records of a table as they came; none for a table that is not there."""
_LAST = 2**63 - 1
"""No record has a higher number."""


@dataclass(frozen=True)
class Part:
    """A device's part of a batch, its digests counted anew from the bytes that came."""

    device: Device
    first_no: int
    previous: bytes
    claimed: bytes
    digests: Sequence[bytes]
    again: bool
    problem: str = ""

    @property
    def last_no(self) -> int:
        """The number of its last record."""
        return min(self.first_no + len(self.digests) - 1, _LAST)

    def at(self, no: int) -> bytes | None:
        """The digest of a number, where this part leads past it."""
        if no == self.first_no - 1:
            return self.previous
        return self.digests[no - self.first_no] if self.first_no <= no <= self.last_no else None


@dataclass(frozen=True)
class Parts:
    """The chains of a batch, and the devices of records that no chain names."""

    parts: Sequence[Part] = ()
    outside: frozenset[Device] = frozenset()

    @property
    def devices(self) -> set[Device]:
        """Whose heads are needed to judge it."""
        return {part.device for part in self.parts} | self.outside


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: what stands, what came, and why they do not fit."""

    device: Device
    first_no: int | None
    last_no: int | None
    kept: bytes | None
    came: bytes | None
    why: str


@dataclass(frozen=True)
class Judged:
    """The heads that moved, and what was broken."""

    heads: Mapping[Device, Head] = field(default_factory=dict[Device, Head])
    breaks: Sequence[Break] = ()


# counting


class Contents:
    """The records of one batch as they came: bytes by table and index, and whose they are."""

    def __init__(self, raws_of: RawsOf, good: Sequence[tuple[str, int, Record]]) -> None:
        self._raws_of = raws_of
        self._good = good
        self._named: set[tuple[str, int]] = set()

    def parts(self, chains: Sequence[RecordChain]) -> Parts:
        """The chains with their digests counted anew."""
        if not chains:
            return Parts((), frozenset(station.chained_device(record) for _, _, record in self._good))
        parts = [self._part(chain) for chain in chains]
        outside = {device for place, device in self._devices.items() if place not in self._named}
        return Parts(parts, frozenset(outside))

    @cached_property
    def _devices(self) -> dict[tuple[str, int], Device]:
        """Whose each record is, by its place."""
        return {(table, index): station.chained_device(record) for table, index, record in self._good}

    def _part(self, chain: RecordChain) -> Part:
        contents: list[bytes] = []
        problem = ""
        for entry in chain.records:
            content, wrong = self._content(chain, entry)
            contents.append(content)
            problem = problem or wrong
        previous = bytes.fromhex(chain.previous_digest)
        return Part(
            chain.device,
            chain.first_no,
            previous,
            bytes.fromhex(chain.digest),
            station.digests(previous, contents),
            chain.again,
            problem,
        )

    def _content(self, chain: RecordChain, entry: tuple[str, int] | str) -> tuple[bytes, str]:
        """c(n) of an entry, and what is wrong with it."""
        if isinstance(entry, str):
            left_out = not chain.again and not chain.device.startswith(_MAY_BE_THINNED)
            return bytes.fromhex(entry), "a record that may not be thinned is left out" if left_out else ""
        table, index = entry
        raws = self._raws_of(table)
        if index >= len(raws):
            return b"", f"{table[:60]}[{index}] is not in the batch"
        problem = ""
        if entry in self._named:
            problem = f"{table[:60]}[{index}] is named twice"
        elif self._devices.get(entry, chain.device) != chain.device:
            problem = f"{table[:60]}[{index}] is a record of {self._devices[entry]}"
        self._named.add(entry)
        return station.content_digest(table, bytes(raws[index])), problem


# judging


def follow(
    parts: Parts, heads: Mapping[Device, Head], received_at: datetime, *, by_hand: bool = False
) -> Judged:
    """What a batch does to its collector's chains; `by_hand`: what an offline file says of them."""
    now = dict(heads)
    breaks: list[Break] = []
    for part in parts.parts:
        head = now.get(part.device)
        why = part.problem or _misfit(part, head, by_hand=by_hand)
        if why:
            breaks.append(_break(part, head, why))
        if not part.again:
            now[part.device] = _moved(part, head, received_at if why else None)
        elif why:
            now[part.device] = replace(head or Head(), broken_at=received_at)
    chained = {part.device for part in parts.parts if not part.again}
    for device in sorted(parts.outside):
        head = heads.get(device)
        if device in chained or (head is not None and head.no is not None):
            breaks.append(Break(device, None, None, None, None, "a record came outside the device's chain"))
    moved = {device: head for device, head in now.items() if head is not heads.get(device)}
    return Judged(moved, breaks)


def anchor(said: Mapping[Device, ChainHead], heads: Mapping[Device, Head]) -> Judged:
    """What a heartbeat's heads tell of the chains: later batches must come to the same digests."""
    moved: dict[Device, Head] = {}
    breaks: list[Break] = []
    for device, told in said.items():
        head = heads.get(device, Head())
        digest = bytes.fromhex(told.digest)
        known = head.digest if told.no == head.no else head.anchors.get(told.no)
        if known is not None and known != digest:
            breaks.append(
                Break(
                    device, told.no, told.no, known, digest, "the box now names another digest for a record"
                )
            )
        elif told.no < max(head.anchors, default=0):
            newest = max(head.anchors)
            why = f"the box had named record {newest} and ends at record {told.no} now"
            breaks.append(Break(device, told.no, newest, head.anchors[newest], digest, why))
            left = {no: kept for no, kept in head.anchors.items() if no < told.no}
            moved[device] = replace(head, anchors={**left, told.no: digest})
        elif known is None and told.no > (head.no or 0):
            kept = dict(sorted(head.anchors.items())[: MOST_ANCHORS - 1])
            moved[device] = replace(head, anchors={**kept, told.no: digest})
    return Judged(moved, breaks)


def _misfit(part: Part, head: Head | None, *, by_hand: bool) -> str:
    """Why a part does not continue its chain; empty when it does."""
    if (part.digests[-1] if part.digests else part.previous) != part.claimed:
        return "the digest is not that of the records"
    if part.first_no - 1 > _LAST - len(part.digests):
        return f"its numbers pass {_LAST}"
    if head is None:
        return ""
    if head.no is not None:
        if part.again and not by_hand and part.last_no > head.no:
            return f"record {part.last_no} is sent again and never came"
        misfit = "" if part.again else _gap(part, head.no, head.digest)
        if misfit:
            return misfit
    return _contradicted(part, head)


def _gap(part: Part, no: int, digest: bytes | None) -> str:
    if part.first_no > no + 1:
        return f"records {no + 1} to {part.first_no - 1} are missing"
    if part.first_no <= no:
        return f"record {part.first_no} came before"
    return "" if part.previous == digest else "the record before is another one than the one that came"


def _contradicted(part: Part, head: Head) -> str:
    """Whether a digest that is known for a number of this part is another one here."""
    known = dict(head.anchors)
    if head.no is not None and head.digest is not None:
        known[head.no] = head.digest
    for no, digest in known.items():
        here = part.at(no)
        if here is not None and here != digest:
            return f"record {no} is another one than the one that was named before"
    return ""


def _moved(part: Part, head: Head | None, broken_at: datetime | None) -> Head:
    before = head or Head()
    later = {no: digest for no, digest in before.anchors.items() if no > part.last_no}
    return Head(part.last_no, part.claimed, later, broken_at or before.broken_at)


def _break(part: Part, head: Head | None, why: str) -> Break:
    return Break(part.device, part.first_no, part.last_no, head.digest if head else None, part.claimed, why)


# telling


def conflict(head: Collector, epoch: int, broken: Break, received_at: datetime) -> Conflict:
    """A break as `record.conflict` judges it: another content where one stands."""
    key = {
        "collector_id": head.collector_id,
        "epoch": epoch,
        "device": broken.device,
        "first_no": broken.first_no,
        "last_no": broken.last_no,
        "digest": broken.came.hex() if broken.came else None,
    }
    return Conflict(
        station_id=head.station_id,
        table="record_chains",
        key=msgspec.json.encode(key).decode(),
        received_at=received_at,
        subject=broken.device,
        at=received_at,
        kept=_text(broken.kept, None),
        refused=_text(broken.came, broken.why),
    )


def _text(digest: bytes | None, why: str | None) -> str:
    said = {"digest": digest.hex() if digest else None}
    return msgspec.json.encode(said if why is None else {**said, "why": why}).decode()
