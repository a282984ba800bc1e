"""BUSINESSCONTENT: rows of names and texts in base64, plain or under SM4 with an HMAC, as XML or JSON."""

import base64
import binascii
from collections.abc import Sequence
from hmac import compare_digest
from typing import cast
from xml.sax.saxutils import escape

import msgspec
from msgspec import structs

from youjian.protocols.vapour.sm4 import SecrecyError, decrypt, encrypt, key_bytes, mac
from youjian.protocols.vapourxml.envelope import Envelope
from youjian.protocols.vapourxml.tree import XmlError, parse_xml

Row = dict[str, str]
_MOST_ROWS = 5_000
_ZEROS = "0" * 16


class ContentError(ValueError):
    """A content that cannot be read or believed: what is wrong with it."""


class Secrecy:
    """The key of one device (16 characters or 32 hex digits) and the initial vector of its CBC."""

    def __init__(self, key: str, iv: str = _ZEROS) -> None:
        self._key = key_bytes("sm4_key", key)
        self._iv = key_bytes("sm4_iv", iv)

    def opened(self, envelope: Envelope) -> bytes:
        """The plain content of an authentic message; ContentError otherwise."""
        if not envelope.sealed:
            raise ContentError("SEC says plain text, a key is configured: not taken")
        text = "".join(envelope.content.split())
        if not compare_digest(mac(self._key, text.encode()).encode(), envelope.hmac.strip().encode()):
            raise ContentError("the HMAC is not that of the key")
        try:
            return decrypt(self._key, self._iv, _base64(text))
        except SecrecyError as error:
            raise ContentError(str(error)) from None

    def sealed(self, envelope: Envelope, plain: bytes) -> Envelope:
        """The envelope with the content encrypted and its HMAC, as a device sends it."""
        text = base64.b64encode(encrypt(self._key, self._iv, plain)).decode("ascii")
        return structs.replace(envelope, sec="1", content=text, hmac=mac(self._key, text.encode()))


def rows_of(envelope: Envelope, secrecy: Secrecy | None = None) -> list[Row]:
    """The rows of a message; without a key the content is read as it stands. ContentError."""
    raw = secrecy.opened(envelope) if secrecy else _plain(envelope)
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return _bounded(_xml_rows(raw))
    if start in (b"{", b"["):
        return _bounded(_json_rows(raw))
    sealed = "; SEC says encrypted, no key is configured" if envelope.sealed and not secrecy else ""
    raise ContentError(f"the content is neither XML nor JSON{sealed}")


def with_rows(envelope: Envelope, rows: Sequence[Row], secrecy: Secrecy | None = None) -> Envelope:
    """The envelope with these rows as its content, as a device sends them."""
    if envelope.form == "json":
        plain = msgspec.json.encode(list(rows))
    else:
        plain = f"<rows>{''.join(map(_row_text, rows))}</rows>".encode()
    if secrecy is not None:
        return secrecy.sealed(envelope, plain)
    return structs.replace(envelope, content=base64.b64encode(plain).decode("ascii"))


def _row_text(row: Row) -> str:
    return "<row>" + "".join(f"<{name}>{escape(text)}</{name}>" for name, text in row.items()) + "</row>"


def _plain(envelope: Envelope) -> bytes:
    text = envelope.content.strip()
    if text[:1] in ("<", "{", "["):
        return text.encode("utf-8", "surrogatepass")
    return _base64("".join(text.split()))


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ContentError(f"the content is no base64: {error}") from None


def _xml_rows(raw: bytes) -> list[Row]:
    if raw.lstrip().startswith(b"<row>"):
        raw = b"<rows>" + raw + b"</rows>"
    try:
        root = parse_xml(raw)
    except XmlError as error:
        raise ContentError(f"the content {error}") from None
    rows = [element for element in root.walk() if element.name == "row"]
    return [{child.name: child.text for child in row.children} for row in rows]


def _json_rows(raw: bytes) -> list[Row]:
    try:
        found: object = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ContentError(f"the content is no JSON: {error}") from None
    return [_json_row(row) for row in _objects(found, nested=2)]


def _objects(found: object, nested: int) -> list[dict[str, object]]:
    """The rows in a JSON value: a list of objects, one alone, or either under `rows` and `row`."""
    if isinstance(found, list):
        listed = cast("list[object]", found)
        return [cast("dict[str, object]", row) for row in listed if isinstance(row, dict)]
    if not isinstance(found, dict):
        return []
    one = cast("dict[str, object]", found)
    inner = one.get("rows", one.get("row"))
    return [one] if inner is None or not nested else _objects(inner, nested - 1)


def _json_row(row: dict[str, object]) -> Row:
    return {
        name: "NULL" if value is None else value if isinstance(value, str) else str(value)
        for name, value in row.items()
    }


def _bounded(rows: list[Row]) -> list[Row]:
    if len(rows) > _MOST_ROWS:
        raise ContentError(f"{len(rows)} rows, at most {_MOST_ROWS} are read")
    return rows
