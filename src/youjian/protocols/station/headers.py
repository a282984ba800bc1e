"""The headers that carry identity, chain and signature of a body, and the text that is signed."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from msgspec import Struct

T = TypeVar("T")

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_COUNT = re.compile(r"[1-9][0-9]{0,17}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SENT_AT = "%Y-%m-%dT%H:%M:%S.%fZ"
_SENT_AT_TEXT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


class HeaderError(ValueError):
    """A header is missing or cannot be read: which one, and what is wrong."""

    def __init__(self, header: str, detail: str) -> None:
        super().__init__(f"{header}: {detail}")
        self.header = header
        self.detail = detail


class BatchHeaders(Struct, frozen=True, kw_only=True):
    """Headers of `POST /station/v1/batches`. Digests are 32 raw bytes, the signature raw bytes."""

    collector_id: str
    key_id: str
    epoch: int
    batch_no: int
    previous_digest: bytes
    digest: bytes
    signature: bytes = b""

    def to_mapping(self) -> dict[str, str]:
        """The HTTP headers; raises HeaderError when a value has no valid text."""
        return _signed_mapping(self.signature, _batch_texts(self))

    @classmethod
    def from_mapping(cls, headers: Mapping[str, str]) -> "BatchHeaders":
        """Read HTTP headers, names in any case; raises HeaderError naming the first bad one."""
        get = _reader(headers)
        return cls(
            collector_id=get("Collector-Id", _name),
            key_id=get("Key-Id", _name),
            epoch=get("Epoch", _count),
            batch_no=get("Batch-No", _count),
            previous_digest=get("Previous-Digest", _digest),
            digest=get("Digest", _digest),
            signature=get("Signature", _signature),
        )


class MessageHeaders(Struct, frozen=True, kw_only=True):
    """Headers of boot, heartbeat and command results. `digest` is SM3 of the body bytes as sent."""

    collector_id: str
    key_id: str
    epoch: int
    sent_at: datetime
    digest: bytes
    signature: bytes = b""

    def to_mapping(self) -> dict[str, str]:
        """The HTTP headers; raises HeaderError when a value has no valid text."""
        return _signed_mapping(self.signature, _message_texts(self))

    @classmethod
    def from_mapping(cls, headers: Mapping[str, str]) -> "MessageHeaders":
        """Read HTTP headers, names in any case; raises HeaderError naming the first bad one."""
        get = _reader(headers)
        return cls(
            collector_id=get("Collector-Id", _name),
            key_id=get("Key-Id", _name),
            epoch=get("Epoch", _count),
            sent_at=get("Sent-At", _moment),
            digest=get("Digest", _digest),
            signature=get("Signature", _signature),
        )


def signing_input(headers: BatchHeaders | MessageHeaders) -> bytes:
    """What is signed: the values of all headers but `Signature`, in their order, joined by line feeds."""
    texts = _batch_texts(headers) if isinstance(headers, BatchHeaders) else _message_texts(headers)
    return "\n".join(texts.values()).encode("ascii")


def _batch_texts(headers: BatchHeaders) -> dict[str, str]:
    return _checked(
        {
            "Collector-Id": (headers.collector_id, _name),
            "Key-Id": (headers.key_id, _name),
            "Epoch": (str(headers.epoch), _count),
            "Batch-No": (str(headers.batch_no), _count),
            "Previous-Digest": (headers.previous_digest.hex(), _digest),
            "Digest": (headers.digest.hex(), _digest),
        }
    )


def _message_texts(headers: MessageHeaders) -> dict[str, str]:
    if headers.sent_at.tzinfo is None:
        raise HeaderError("Sent-At", f"{headers.sent_at.isoformat()} has no time zone")
    return _checked(
        {
            "Collector-Id": (headers.collector_id, _name),
            "Key-Id": (headers.key_id, _name),
            "Epoch": (str(headers.epoch), _count),
            "Sent-At": (_sent_at(headers.sent_at), _moment),
            "Digest": (headers.digest.hex(), _digest),
        }
    )


def _sent_at(moment: datetime) -> str:
    """The one way of writing it; `strftime` would write the year 26 with two digits."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _checked(texts: Mapping[str, tuple[str, Callable[[str], object]]]) -> dict[str, str]:
    for name, (text, check) in texts.items():
        _read(name, text, check)
    return {name: text for name, (text, _) in texts.items()}


def _signed_mapping(signature: bytes, texts: dict[str, str]) -> dict[str, str]:
    if not signature:
        raise HeaderError("Signature", "the headers are not signed yet")
    return {**texts, "Signature": base64.b64encode(signature).decode("ascii")}


class _Reader:
    """Headers by name in any case."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = {name.lower(): value for name, value in headers.items()}

    def __call__(self, name: str, convert: Callable[[str], T]) -> T:
        text = self._headers.get(name.lower())
        if text is None:
            raise HeaderError(name, "is missing")
        return _read(name, text, convert)


def _reader(headers: Mapping[str, str]) -> _Reader:
    return _Reader(headers)


def _read(name: str, text: str, convert: Callable[[str], T]) -> T:
    try:
        return convert(text)
    except ValueError as error:
        raise HeaderError(name, str(error)) from None


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(f"{text[:80]!r} is not 1 to 64 of A-Z a-z 0-9 . _ -")
    return text


def _count(text: str) -> int:
    if not _COUNT.fullmatch(text):
        raise ValueError(f"{text[:80]!r} is not a whole number from 1, without sign or leading zero")
    return int(text)


def _digest(text: str) -> bytes:
    if not _DIGEST.fullmatch(text):
        raise ValueError(f"{text[:80]!r} is not 64 lower-case hexadecimal digits")
    return bytes.fromhex(text)


def _moment(text: str) -> datetime:
    if not _SENT_AT_TEXT.fullmatch(text):
        raise ValueError(f"{text[:80]!r} is not a UTC time written like 2026-11-22T03:04:05.678901Z")
    return datetime.strptime(text, _SENT_AT).replace(tzinfo=UTC)


def _signature(text: str) -> bytes:
    try:
        signature = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(f"is not base64: {error}") from None
    if not signature:
        raise ValueError("is empty")
    return signature
