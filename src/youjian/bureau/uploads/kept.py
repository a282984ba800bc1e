"""What became of each row of a file, as it is kept with the upload: packed, in both languages."""

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct

State = Literal["new", "changed", "same", "bad"]
STATES: dict[State, tuple[str, str]] = {
    "new": ("新增", "new"),
    "changed": ("变更", "changed"),
    "same": ("不变", "unchanged"),
    "bad": ("有误", "wrong"),
}


class KeptError(Struct, frozen=True, array_like=True):
    """Something wrong with a row, or with one cell of it."""

    field: str | None
    zh: str
    en: str


class KeptNote(Struct, frozen=True, array_like=True):
    """A cell that was not read as it stands; `value` as JSON has it, then why, in two languages."""

    field: str | None
    raw: str
    value: Any
    zh: str = ""
    en: str = ""


class KeptRow(Struct, frozen=True, array_like=True):
    """A row of the file: its number in the worksheet, its cells as they were, what it would do.

    `before` and `after` hold the columns that would change, as JSON has them; of a new row all filled ones.
    """

    number: int
    state: State
    key: list[Any]
    raw: dict[str, str]
    errors: list[KeptError] = []
    notes: list[KeptNote] = []
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}


_Rows = list[KeptRow]


def pack(rows: Sequence[KeptRow]) -> bytes:
    """Rows as bytes for the database."""
    return zlib.compress(msgspec.msgpack.encode(list(rows)), level=1)


def unpack(packed: bytes) -> list[KeptRow]:
    """The rows that were packed."""
    return msgspec.msgpack.decode(zlib.decompress(bytes(packed)), type=_Rows)


def outcome_of(rows: Iterable[KeptRow]) -> str:
    """A digest of what writing the rows would do: it changes when that would differ from what was shown."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(msgspec.msgpack.encode((row.number, row.state, row.key, row.before, row.after)))
    return digest.hexdigest()
