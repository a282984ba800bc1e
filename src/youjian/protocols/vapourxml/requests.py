"""Just enough of HTTP/1.1 to be posted to: requests out of bytes, bounded, and answers back. Sans-IO."""

import re
from collections.abc import Mapping

from msgspec import Struct

MOST_HEAD = 8 * 1024
MOST_BODY = 256 * 1024
_REQUEST = re.compile(rb"([A-Z]{1,10}) ([!-~]{1,2048}) HTTP/1\.([01])")
_REASONS = {
    200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 405: "Method Not Allowed",
    413: "Content Too Large", 431: "Request Header Fields Too Large", 503: "Service Unavailable",
}  # fmt: skip
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class RequestError(ValueError):
    """Bytes that are no request we take: the status to answer, after which the connection ends."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class Request(Struct, frozen=True):
    """A whole request; names of headers in lower case, `keep` whether the connection goes on after it."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    keep: bool


class _Head(Struct):
    method: str
    path: str
    headers: dict[str, str]
    keep: bool
    length: int | None
    """None: the body comes in chunks."""


class RequestReader:
    """Feed bytes as they come, get whole requests. RequestError ends it; memory is bounded.

    `continues` is True when the sender waits for `100 Continue` before it sends the body.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._head: _Head | None = None
        self._body = bytearray()
        self.continues = False

    @property
    def pending(self) -> int:
        """Bytes kept because their request is not whole."""
        return len(self._buffer) + len(self._body)

    def feed(self, data: bytes) -> list[Request]:
        """The requests that these bytes complete; RequestError."""
        self._buffer += data
        found: list[Request] = []
        while True:
            if self._head is None and not self._take_head():
                return found
            if self._head is None or not self._take_body(self._head):
                return found
            found.append(self._finished(self._head))

    def _take_head(self) -> bool:
        while self._buffer.startswith(b"\r\n"):
            del self._buffer[:2]
        end = self._buffer.find(b"\r\n\r\n")
        if end > MOST_HEAD or (end < 0 and len(self._buffer) > MOST_HEAD):
            raise RequestError(431, f"the head is longer than {MOST_HEAD} bytes")
        if end < 0:
            return False
        lines = bytes(self._buffer[:end]).split(b"\r\n")
        del self._buffer[: end + 4]
        self._head = _head(lines)
        self.continues = self._head.headers.get("expect", "").lower() == "100-continue"
        return True

    def _take_body(self, head: _Head) -> bool:
        if head.length is None:
            return self._take_chunks()
        missing = head.length - len(self._body)
        self._body += self._buffer[:missing]
        del self._buffer[:missing]
        return len(self._body) >= head.length

    def _take_chunks(self) -> bool:
        while True:
            end = self._buffer.find(b"\r\n")
            if end < 0:
                if len(self._buffer) > MOST_HEAD:
                    raise RequestError(400, "a chunk has no length")
                return False
            size = _chunk_size(bytes(self._buffer[:end]))
            if len(self._body) + size > MOST_BODY:
                raise RequestError(413, f"the body is longer than {MOST_BODY} bytes")
            if len(self._buffer) < end + 2 + size + 2:
                return False
            self._body += self._buffer[end + 2 : end + 2 + size]
            if not self._buffer.startswith(b"\r\n", end + 2 + size):
                raise RequestError(400, "a chunk does not end where its length says")
            del self._buffer[: end + 4 + size]
            if size == 0:
                return True

    def _finished(self, head: _Head) -> Request:
        request = Request(head.method, head.path, head.headers, bytes(self._body), head.keep)
        self._body.clear()
        self._head = None
        self.continues = False
        return request


def encode_response(status: int, content_type: str, body: bytes, *, keep: bool) -> bytes:
    """A whole answer."""
    lines = [
        f"HTTP/1.1 {status} {_REASONS.get(status, 'Error')}",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(body)}",
        f"Connection: {'keep-alive' if keep else 'close'}",
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def _head(lines: list[bytes]) -> _Head:
    match = _REQUEST.fullmatch(lines[0])
    if match is None:
        raise RequestError(400, "the first line is no HTTP request")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        if not colon or not name or name.strip() != name:
            raise RequestError(400, f"{line[:40]!r} is no header")
        headers[name.decode("latin-1").lower()] = value.strip().decode("latin-1")
    wish = headers.get("connection", "").lower()
    keep = wish != "close" and (match[3] == b"1" or wish == "keep-alive")
    path = match[2].decode("ascii").partition("?")[0]
    return _Head(match[1].decode("ascii"), path, headers, keep, _length(headers))


def _length(headers: Mapping[str, str]) -> int | None:
    if "transfer-encoding" in headers:
        if headers["transfer-encoding"].lower() != "chunked" or "content-length" in headers:
            raise RequestError(400, "the length of the body is told in two ways or in an unknown one")
        return None
    text = headers.get("content-length", "0")
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise RequestError(400, f"Content-Length is {text[:20]!r}")
    if int(text) > MOST_BODY:
        raise RequestError(413, f"the body has {text} bytes, at most {MOST_BODY} are taken")
    return int(text)


def _chunk_size(line: bytes) -> int:
    digits = line.partition(b";")[0].strip()
    if not re.fullmatch(rb"[0-9A-Fa-f]{1,6}", digits):
        raise RequestError(400, f"{line[:20]!r} is no length of a chunk")
    return int(digits, 16)
