"""What a codec promises of any bytes: only its documented errors, a bounded buffer, the next good frame."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Target:
    """One codec: `judge` takes any bytes and raises only when the codec breaks a promise.

    `package` names the package under `protocols`, or the module, that it covers. `seeds` are valid inputs.
    """

    name: str
    package: str
    judge: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]


@dataclass(frozen=True)
class Line:
    """A reader of a byte stream under test.

    `read` takes each thing found (it may raise `errors`), `quiet` is the silence after which a good frame
    must be found again, `limit` the most bytes that may be kept.
    """

    open: Callable[[], Any]
    feed: Callable[[Any, bytes], list[Any]]
    read: Callable[[Any], object]
    errors: tuple[type[Exception], ...]
    good: bytes
    limit: int
    quiet: Callable[[Any], object] = lambda _: None
    pending: Callable[[Any], int] = lambda reader: reader.pending


class BrokenPromiseError(AssertionError):
    """What a codec did that it must not."""


def judge_line(line: Line, data: bytes) -> None:
    """Feed bytes in pieces whose sizes the first byte chooses, read what is found, then a good frame."""
    reader = line.open()
    for piece in pieces(data):
        for found in _fed(line, reader, piece):
            tolerate(lambda one=found: line.read(one), line.errors)
        kept = line.pending(reader)
        if kept > line.limit:
            raise BrokenPromiseError(f"{kept} bytes kept, at most {line.limit} may be")
    line.quiet(reader)
    wanted = line.feed(line.open(), line.good)
    found = _fed(line, reader, line.good)
    if not wanted or wanted[-1] not in found:
        raise BrokenPromiseError(f"the good frame after them is not found, but {found!r}")


def _fed(line: Line, reader: Any, piece: bytes) -> list[Any]:
    """What a piece completes; a reader may refuse the stream, as a server that ends the connection does."""
    found: list[Any] = []
    tolerate(lambda: found.extend(line.feed(reader, piece)), line.errors)
    return found


def pieces(data: bytes) -> Iterator[bytes]:
    """The bytes after the first one, in pieces of 1 to 64, or whole."""
    size = data[0] % 65 if data else 0
    rest = data[1:]
    if not size:
        yield rest
        return
    for start in range(0, len(rest), size):
        yield rest[start : start + size]


def tolerate(work: Callable[[], object], errors: tuple[type[Exception], ...]) -> object:
    """The result of work, None for a documented error; anything else goes on."""
    try:
        return work()
    except errors:
        return None
