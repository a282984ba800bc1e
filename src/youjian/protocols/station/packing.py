"""Bodies as bytes: JSON or MessagePack by content type, gzip or zstd by content encoding."""

import gzip
import io
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec
from msgspec import Raw, Struct

if TYPE_CHECKING:
    import zstandard

T = TypeVar("T")

JSON = "application/json"
MSGPACK = "application/msgpack"
LIMIT = 1024 * 1024
"""A body has at most this many bytes when unpacked."""
_ZSTD_WINDOW = 8 * 1024 * 1024
"""RFC 8878 section 3.1.1.1.2 asks decoders for 8 MiB; more is refused."""
_MSGPACK_NAMES = frozenset({MSGPACK, "application/x-msgpack", "application/vnd.msgpack"})

Reason = Literal["too_large", "encoding", "corrupt", "content_type", "invalid"]


class BodyError(ValueError):
    """A body that cannot be read. `too_large` is answered with 413, the rest with 415 or 422."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail


def pack(body: bytes) -> bytes:
    """A body compressed with gzip; the same body always gives the same bytes."""
    return gzip.compress(body, mtime=0)


def unpack(body: bytes, content_encoding: str | None, limit: int = LIMIT) -> bytes:
    """The body before compression; never makes more than `limit` bytes, whatever the body claims."""
    encoding = (content_encoding or "identity").strip().lower()
    if encoding == "identity":
        unpacked = body
    elif encoding in ("gzip", "x-gzip"):
        unpacked = _gunzip(body, limit)
    elif encoding == "zstd":
        unpacked = _unzstd(body, limit)
    else:
        raise BodyError("encoding", f"content encoding {encoding[:40]!r} is none of identity, gzip, zstd")
    if len(unpacked) > limit:
        raise BodyError(
            "too_large", f"the body unpacks to more than {limit} bytes; send fewer records per batch"
        )
    return unpacked


def _gunzip(body: bytes, limit: int) -> bytes:
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        unpacked = stream.decompress(body, limit + 1)
    except zlib.error as error:
        raise BodyError("corrupt", f"gzip: {error}") from None
    if len(unpacked) <= limit and not stream.eof:
        raise BodyError("corrupt", "gzip: the body ends before its stream does")
    if stream.unused_data:
        raise BodyError("corrupt", f"gzip: {len(stream.unused_data)} bytes after the end of the stream")
    return unpacked


def _unzstd(body: bytes, limit: int) -> bytes:
    try:
        import zstandard  # noqa: PLC0415  optional: a collector may go without
    except ImportError:
        raise BodyError("encoding", "zstd is not available here; send gzip") from None
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    try:
        unpacked = decompressor.stream_reader(io.BytesIO(body)).read(limit + 1)
        if len(unpacked) <= limit:
            _check_zstd_end(decompressor.decompressobj(), body)
    except zstandard.ZstdError as error:
        raise BodyError("corrupt", f"zstd: {error}") from None
    return unpacked


def _check_zstd_end(stream: "zstandard.ZstdDecompressionObj", body: bytes) -> None:
    """A stream reader ends quietly on half a frame; the small output is made again to see where it ends."""
    stream.decompress(body)
    if not stream.eof:
        raise BodyError("corrupt", "zstd: the body ends before its stream does")
    if stream.unused_data:
        raise BodyError("corrupt", f"zstd: {len(stream.unused_data)} bytes after the end of the stream")


def encode_body(message: Struct, content_type: str = JSON) -> bytes:
    """A message as bytes, not compressed."""
    if is_msgpack(content_type):
        return msgspec.msgpack.encode(message)
    return msgspec.json.encode(message)


def decode_body(data: bytes, message_type: type[T], content_type: str | None = JSON) -> T:
    """A checked message from bytes; raises BodyError (`content_type`, `invalid`) naming the field."""
    decode = msgspec.msgpack.decode if is_msgpack(content_type) else msgspec.json.decode
    try:
        return decode(data, type=message_type)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BodyError("invalid", str(error)) from None


def raw_records(records: Iterable[Struct], content_type: str = JSON) -> list[Raw]:
    """Records encoded one by one for a `BatchBody`."""
    encode = msgspec.msgpack.encode if is_msgpack(content_type) else msgspec.json.encode
    return [Raw(encode(record)) for record in records]


def record_object(raw: Raw, content_type: str | None = JSON) -> Any:
    """One undecoded record as plain objects, for `contract.validation.decode`."""
    return decode_body(bytes(raw), object, content_type)


def is_msgpack(content_type: str | None) -> bool:
    """Whether a content type is MessagePack; BodyError when it is neither that nor JSON."""
    name = (content_type or JSON).split(";")[0].strip().lower()
    if name in _MSGPACK_NAMES:
        return True
    if name == JSON:
        return False
    raise BodyError("content_type", f"{name[:60]!r} is neither {JSON} nor {MSGPACK}")
