"""Where a screen stands: what a table told last, so that it is told only what changed since.

The moment of a change is its transaction, not a clock: a row that was written before a cursor was made, but
committed after it, has a transaction that was still running then, and so comes with the next changes.
"""

from dataclasses import dataclass
from datetime import date
from zlib import crc32

import msgspec

_XIDS = 2**32
_OLDEST = 2**30
"""A row's transaction is kept in 32 bits: a cursor older than so many transactions says nothing any more."""


@dataclass(frozen=True)
class Cursor:
    """What a screen has seen: everything of transactions before `xid`, on a business day, of a scope.

    `register` counts the register's rows, so that a row taken away is noticed; `parts` are digests of the
    small parts that are told whole when they change.
    """

    xid: int
    day: date
    scope: int
    register: int
    parts: tuple[int, ...]

    @property
    def text(self) -> str:
        """The cursor as an address carries it."""
        numbers = (self.scope, self.register, *self.parts)
        return f"{self.xid}.{self.day:%Y%m%d}." + ".".join(f"{number:x}" for number in numbers)

    def misses(self, other: "Cursor") -> bool:
        """Whether changes alone do not lead from here to another cursor.

        Another day begins new sums, another scope shows other stations, a register with fewer rows has
        lost some, and very old transactions cannot be told from new ones.
        """
        same = (self.day, self.scope, self.register, len(self.parts)) == (
            other.day,
            other.scope,
            other.register,
            len(other.parts),
        )
        return not same or not 0 <= other.xid - self.xid < _OLDEST


def cursor_of(text: str) -> Cursor | None:
    """The cursor of an address; None when it is not one of ours, which asks for everything.

    >>> cursor_of("812.20261122.a1.f.7").text
    '812.20261122.a1.f.7'
    >>> cursor_of("yesterday") is None
    True
    """
    try:
        xid, day, scope, register, *parts = text.split(".")
        named = date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}")
        return Cursor(
            int(xid), named, int(scope, 16), int(register, 16), tuple(int(part, 16) for part in parts)
        )
    except ValueError:
        return None


def digest(part: object) -> int:
    """A number that changes with the content of a small part."""
    return crc32(msgspec.json.encode(part))


def xid32(xid: int) -> int:
    """A transaction's number as a row carries it.

    >>> xid32(4294967301)
    5
    """
    return xid % _XIDS
