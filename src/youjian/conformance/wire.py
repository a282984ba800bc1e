"""One request and its reply as they went over the line, and how they are shown as evidence."""

import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from youjian.protocols import station

T = TypeVar("T", bound=Struct)
_SHOWN = 600
_SHOWN_HEADERS = (
    "content-type", "content-encoding", "collector-id", "key-id", "epoch", "batch-no", "previous-digest",
    "digest", "sent-at", "signature", "retry-after",
)  # fmt: skip


@dataclass(frozen=True)
class Exchange:
    """A request and its reply; `status` 0: there was none. Moments are seconds of one monotonic clock."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    status: int = 0
    reply_headers: Mapping[str, str] = field(default_factory=dict)
    reply: bytes = b""
    began: float = 0.0
    ended: float = 0.0
    trouble: str = ""
    """What the kit did with the request (collector's side), or what broke it (platform's side)."""

    def header(self, name: str) -> str:
        """A header of the request, empty when it is missing."""
        return _header(self.headers, name)

    def reply_header(self, name: str) -> str:
        """A header of the reply, empty when it is missing."""
        return _header(self.reply_headers, name)

    @cached_property
    def unpacked(self) -> bytes:
        """The request's body before compression; raises BodyError."""
        return station.unpack(self.body, self.header("content-encoding") or None)

    def message(self, kind: type[T]) -> T:
        """The request's body as a message; raises BodyError."""
        return station.decode_body(self.unpacked, kind, self.header("content-type") or None)

    def answer(self, kind: type[T]) -> T | None:
        """The reply as a message, None when it is not one."""
        try:
            return station.decode_body(self.reply, kind, self.reply_header("content-type") or None)
        except station.BodyError:
            return None

    def plain_answer(self) -> dict[str, Any]:
        """The reply's fields as plain objects, empty when it is none."""
        try:
            found = station.decode_body(self.reply, object, self.reply_header("content-type") or None)
        except station.BodyError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def request_text(self) -> str:
        """The request for a person: path, the headers of the API, the beginning of the body."""
        return "\n".join([f"POST {self.path}", *_shown(self.headers), "", _text(self.headers, self.body)])

    @property
    def reply_text(self) -> str:
        """The reply for a person."""
        if not self.status:
            return self.trouble or "no reply"
        head = [str(self.status), *_shown(self.reply_headers), ""]
        return "\n".join([*head, _text(self.reply_headers, self.reply)])


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name.lower()), "")


def _shown(headers: Mapping[str, str]) -> list[str]:
    return [f"{name}: {value[:200]}" for name, value in headers.items() if name.lower() in _SHOWN_HEADERS]


def _text(headers: Mapping[str, str], body: bytes) -> str:
    """The beginning of a body, unpacked and in JSON where it can be."""
    if _header(headers, "content-encoding").lower() == "gzip":
        body = _unpacked_beginning(body)
    if "msgpack" in _header(headers, "content-type").lower():
        try:
            body = msgspec.json.encode(msgspec.msgpack.decode(body))
        except (msgspec.DecodeError, ValueError):
            return f"{len(body)} bytes: {body[:40].hex()}"
    text = body[:_SHOWN].decode("utf-8", "replace")
    return text if len(body) <= _SHOWN else f"{text}… ({len(body)} bytes)"


def _unpacked_beginning(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(body, 10 * _SHOWN)
    except zlib.error:
        return body


def packed(body: bytes, encoding: str) -> bytes | None:
    """A body in a content encoding; None when this installation cannot make it."""
    if encoding == "gzip":
        return gzip.compress(body, mtime=0)
    if encoding != "zstd":
        return body
    try:
        import zstandard  # noqa: PLC0415  optional
    except ImportError:
        return None
    return zstandard.ZstdCompressor().compress(body)
