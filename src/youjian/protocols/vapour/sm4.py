"""SM4 (GB/T 32907) as vapour monitors use it: CBC or ECB with PKCS7, and the XML family's HMAC."""

import base64
import re

_BLOCK = 16
_HEX = re.compile(r"[0-9A-Fa-f]{32}")


class SecrecyError(ValueError):
    """A text that cannot be opened with the key: what is wrong with it."""


def key_bytes(what: str, text: str) -> bytes:
    """Sixteen bytes from as many characters or from 32 hex digits; ValueError names the setting."""
    raw = bytes.fromhex(text) if _HEX.fullmatch(text) else text.encode("utf-8")
    if len(raw) != _BLOCK:
        raise ValueError(f"{what} must be 16 characters or 32 hex digits")
    return raw


def encrypt(key: bytes, iv: bytes | None, plain: bytes) -> bytes:
    """SM4 with PKCS7: CBC with an initial vector, ECB without."""
    pad = _BLOCK - len(plain) % _BLOCK
    return _run(key, iv, plain + bytes([pad]) * pad, opening=False)


def decrypt(key: bytes, iv: bytes | None, data: bytes) -> bytes:
    """The plain bytes; SecrecyError when length or padding show that this is not what the key opens."""
    if not data or len(data) % _BLOCK:
        raise SecrecyError(f"{len(data)} bytes are no SM4 blocks of {_BLOCK}")
    plain = _run(key, iv, data, opening=True)
    pad = plain[-1]
    if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
        raise SecrecyError("the padding is wrong: another key or another mode")
    return plain[:-pad]


def mac(key: bytes, text: bytes) -> str:
    """base64 of SM4-ECB without padding over the SM3 of a text: the HMAC element of the XML family."""
    from cryptography.hazmat.primitives.hashes import SM3, Hash  # noqa: PLC0415 - most stations need none

    digest = Hash(SM3())
    digest.update(text)
    return base64.b64encode(_run(key, None, digest.finalize(), opening=False)).decode("ascii")


def _run(key: bytes, iv: bytes | None, data: bytes, *, opening: bool) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, modes  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.algorithms import SM4  # noqa: PLC0415

    cipher = Cipher(SM4(key), modes.ECB() if iv is None else modes.CBC(iv))  # noqa: S305 - the field's mode
    context = cipher.decryptor() if opening else cipher.encryptor()
    return context.update(data) + context.finalize()
