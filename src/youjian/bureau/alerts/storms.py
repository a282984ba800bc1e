"""Which of many alerts that begin together are told as one (预警集中): pure, by when they were first said."""

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from youjian.bureau.alerts.entries import StormEntry


@dataclass(frozen=True, order=True)
class Head:
    """A cause's first finding: when it was said, its id, its county, its cause."""

    said_at: datetime
    finding_id: str
    region: str
    cause: str


@dataclass(frozen=True)
class Key:
    """What is counted together: by which line, in which county (empty: the whole city), of which cause."""

    by: str
    region: str
    cause: str

    @property
    def subject(self) -> str:
        """As a storm's alert keeps it."""
        return f"{self.by}:{self.cause}"[:32]


def key_of(line: StormEntry, head: Head) -> Key:
    """What a cause is counted with under a line."""
    return Key(line.by, "" if line.by == "city" else head.region, head.cause if line.by == "cause" else "")


def storm_of(lines: Sequence[StormEntry], heads: Sequence[Head], head: Head) -> StormEntry | None:
    """The line under which a cause is one too many; `heads` are all causes of the time before, in order."""
    before = heads[: bisect_left(heads, head)]
    for line in lines:
        since = head.said_at - timedelta(minutes=line.minutes)
        key = key_of(line, head)
        recent = before[bisect_left(before, since, key=lambda one: one.said_at) :]
        if sum(key_of(line, one) == key for one in recent) >= line.more_than:
            return line
    return None


def fingerprint(key: Key, first: Head) -> str:
    """What a storm is known by: what is counted, and the first cause that was one too many."""
    text = "\x1f".join(("storm", key.by, key.region, key.cause, first.finding_id))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
