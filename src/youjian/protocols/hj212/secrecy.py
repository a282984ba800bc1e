"""A data area under SM4, as the 2025 edition allows: `CP=&&` ciphertext in base64 or hex `&&`.

Header fields, length and CRC are as always: the CRC runs over what is sent. An area that is no ciphertext is
taken as it stands, because replies, heartbeats and older firmware send it plain.
"""

import base64
import binascii
import re
from typing import Literal

from youjian.protocols.hj212.segment import SegmentError
from youjian.protocols.vapour.sm4 import SecrecyError, decrypt, encrypt, key_bytes

Coding = Literal["base64", "hex"]
_BLOCK = 16
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_HEX = re.compile(r"[0-9A-Fa-f]+")


class AreaCipher:
    """Key, mode (CBC with an initial vector, ECB without) and coding of one monitor's data areas."""

    def __init__(self, key: str, iv: str = "", coding: Coding = "base64") -> None:
        self._key = key_bytes("sm4_key", key)
        self._iv = key_bytes("sm4_iv", iv) if iv else None
        self._coding: Coding = coding

    def open(self, area: str) -> str:
        """The items of an area; SegmentError when it is ciphertext that the key does not open."""
        data = self._ciphertext(area)
        if data is None:
            return area
        try:
            return decrypt(self._key, self._iv, data).decode("utf-8")
        except (SecrecyError, UnicodeDecodeError) as error:
            raise SegmentError(f"the data area cannot be opened: {error}") from None

    def seal(self, area: str) -> str:
        """The ciphertext of an area; an empty one stays empty."""
        if not area:
            return area
        data = encrypt(self._key, self._iv, area.encode("utf-8"))
        return data.hex().upper() if self._coding == "hex" else base64.b64encode(data).decode("ascii")

    def _ciphertext(self, area: str) -> bytes | None:
        if not (_HEX if self._coding == "hex" else _BASE64).fullmatch(area):
            return None
        try:
            data = bytes.fromhex(area) if self._coding == "hex" else base64.b64decode(area, validate=True)
        except (ValueError, binascii.Error):
            return None
        return data if data and len(data) % _BLOCK == 0 else None
