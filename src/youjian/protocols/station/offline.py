"""The offline file: records of a range on a USB stick, sealed so that whoever carries it cannot change them.

Lines of UTF-8 JSON, each ended by one line feed, the whole compressed with gzip: a header, any number of
`BatchBody` of at most 1 MiB, and a seal. The seal's digest is the SM3 of all bytes before its line, and its
signature is over the format's name, `Collector-Id`, `Key-Id`, `Epoch` and the digest, joined by line feeds.
"""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from hmac import compare_digest
from typing import IO, Annotated, Literal

import msgspec
from msgspec import Meta

from youjian.contract.fields import Moment, StationId
from youjian.protocols.station.keys import Signer, Verifier
from youjian.protocols.station.messages import BatchBody, Count, Digest, Quarantined, Reply, Request
from youjian.protocols.station.packing import LIMIT, BodyError, decode_body
from youjian.protocols.station.signing import SignatureError

OFFLINE = "/station/v1/offline"
FORMAT = "youjian-offline/1"
MOST_PACKED = 64 * 2**20
MOST_UNPACKED = 1024 * 2**20
"""A file has at most so many bytes, as it is carried and when unpacked."""
Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class OfflineHeader(Request, frozen=True, kw_only=True):
    """The first line: whose records these are, of which time, and when they were written down."""

    format: Literal["youjian-offline/1"] = FORMAT
    collector_id: Name
    station_id: StationId
    key_id: Name
    epoch: Annotated[int, Meta(ge=1)]
    since: Moment
    until: Moment
    made_at: Moment


class OfflineSeal(Request, frozen=True, kw_only=True):
    """The last line: digest and signature of everything before it."""

    digest: Digest
    signature: bytes


class OfflineReceipt(Reply, frozen=True, kw_only=True):
    """Everything in the file is durable, a known duplicate, or set aside; of `quarantined` the first hundred.

    The index of a quarantined record counts within its table of one line.
    """

    stored: Count
    duplicates: Count
    quarantined_count: Count
    quarantined: list[Quarantined]
    server_time: Moment


class OfflineWriter:
    """Writes a file to a stream that is then closed by its owner."""

    def __init__(self, stream: IO[bytes], signer: Signer, header: OfflineHeader) -> None:
        self._packed = gzip.GzipFile(fileobj=stream, mode="wb", mtime=0)
        self._digest = hashlib.new("sm3")
        self._signer = signer
        self._header = header
        self._line(msgspec.json.encode(header))

    def add(self, body: BatchBody) -> None:
        """One line of records with their chains; ValueError when it is longer than a platform takes."""
        line = msgspec.json.encode(body)
        if len(line) >= LIMIT or b"\n" in line:
            raise ValueError(f"a line of {len(line)} bytes, or with a line feed in it, cannot be written")
        self._line(line)

    def close(self) -> None:
        """Seal the file."""
        digest = self._digest.digest()
        signature = self._signer.sign(_signed_text(self._header, digest))
        self._line(msgspec.json.encode(OfflineSeal(digest=digest.hex(), signature=signature)))
        self._packed.close()

    def _line(self, line: bytes) -> None:
        self._digest.update(line + b"\n")
        self._packed.write(line + b"\n")


def header_of(stream: IO[bytes]) -> OfflineHeader:
    """The header alone; raises BodyError. Nothing of it is proved yet."""
    for line in _lines(stream):
        return decode_body(line, OfflineHeader)
    raise BodyError("invalid", "the file is empty")


def check_seal(stream: IO[bytes], header: OfflineHeader, verifier: Verifier) -> None:
    """Read the whole file; BodyError where it cannot be read, SignatureError where it is not sealed."""
    digest = hashlib.new("sm3")
    last = b""
    for line in _lines(stream):
        if last:
            digest.update(last + b"\n")
        last = line
    seal = decode_body(last, OfflineSeal)
    if not compare_digest(digest.digest(), bytes.fromhex(seal.digest)):
        raise SignatureError(f"the file's digest is {digest.hexdigest()}, its seal says {seal.digest}")
    if not verifier.verify(_signed_text(header, digest.digest()), seal.signature):
        raise SignatureError(f"the seal is not that of key {header.key_id} of {header.collector_id}")


def bodies(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines between header and seal."""
    held: bytes | None = None
    for number, line in enumerate(_lines(stream)):
        if held is not None:
            yield held
        held = line if number else None


def _signed_text(header: OfflineHeader, digest: bytes) -> bytes:
    values = (FORMAT, header.collector_id, header.key_id, str(header.epoch), digest.hex())
    return "\n".join(values).encode("ascii")


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The unpacked lines without their line feeds; raises BodyError for what is no such file."""
    stream.seek(0)
    total = 0
    try:
        with gzip.GzipFile(fileobj=stream, mode="rb") as unpacked:
            read: Callable[[int], bytes] = unpacked.readline
            while line := read(LIMIT + 1):
                total += len(line)
                if not line.endswith(b"\n"):
                    raise BodyError("corrupt", "a line is longer than 1 MiB, or the file ends within it")
                if total > MOST_UNPACKED:
                    raise BodyError("too_large", f"the file unpacks to more than {MOST_UNPACKED} bytes")
                yield line[:-1]
    except (OSError, EOFError, zlib.error) as error:
        raise BodyError("corrupt", f"gzip: {error}") from None
