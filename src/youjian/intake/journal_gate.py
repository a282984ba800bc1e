"""What a flood may write into the door's journal: each sender some entries, and then how many there were."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from youjian.intake.limits import Buckets
from youjian.ledger.doors import DoorEntry

KIND = "suppressed"
_EVERYBODY = ""
_MOST_SENDERS = 1000


@dataclass
class _LeftOut:
    """Entries of one sender that were not written, since when."""

    count: int
    since: datetime


class JournalGate:
    """Lets entries through at `rate` a second and sender, ten times that of all senders together."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._senders = Buckets[str](rate, burst, clock)
        self._all = Buckets[str](10 * rate, 10 * burst, clock)
        self._left_out: dict[str, _LeftOut] = {}

    def admit(self, entry: DoorEntry, sender: str) -> list[DoorEntry]:
        """What to write now: the entry, behind it how many were left out before; or nothing."""
        if self._senders.wait(sender) or self._all.wait(_EVERYBODY):
            self._count(sender, entry.at)
            return []
        self._senders.take(sender)
        self._all.take(_EVERYBODY)
        before = self._left_out.pop(sender, None)
        return [entry, *([_summary(entry.door, sender, before, entry.at)] if before else [])]

    def rest(self, door: str, now: datetime) -> list[DoorEntry]:
        """How many were left out of each sender since this was last asked."""
        entries = [_summary(door, sender, left_out, now) for sender, left_out in self._left_out.items()]
        self._left_out.clear()
        return entries

    def _count(self, sender: str, at: datetime) -> None:
        name = sender if sender in self._left_out or len(self._left_out) < _MOST_SENDERS else "others"
        self._left_out.setdefault(name, _LeftOut(0, at)).count += 1


def _summary(door: str, sender: str, left_out: _LeftOut, now: datetime) -> DoorEntry:
    detail = f"{left_out.count} refusals since {left_out.since.isoformat()} are not written one by one"
    return DoorEntry(at=now, door=door, peer=sender, kind=KIND, detail=detail)
