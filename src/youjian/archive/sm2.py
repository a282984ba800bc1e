"""SM2 signatures (GB/T 32918.2) with SM3 and the user id 1234567812345678, as GM/T 0009 has it.

The arithmetic is gmssl's (`pip install 'youjian[sm2]'`); what that leaves open is done here: random numbers
fit for keys, and that a signature's parts and a public key lie where they must.
"""

import secrets
from typing import Any

from youjian.archive.digests import sm3

_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_G = (
    "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
)
_USER = b"1234567812345678"


class Sm2MissingError(RuntimeError):
    """The optional part `sm2` is not installed."""


class Sm2Signer:
    """A key of SM2 from its 32 secret bytes. Raises ValueError when they are not between 1 and n - 2."""

    algorithm = "sm2"

    def __init__(self, secret: bytes) -> None:
        number = int.from_bytes(secret)
        if not 1 <= number <= _N - 2:
            raise ValueError("the secret of an SM2 key is not between 1 and n - 2")
        self._curve = _curve("")
        self._curve.private_key = secret.hex()
        self.public_key = b"\x04" + bytes.fromhex(self._curve._kg(number, _G))
        self.key_id = sm3(self.public_key)[:16]

    def sign(self, data: bytes) -> bytes:
        """r ‖ s, 64 bytes."""
        return self.sign_with(data, lambda: secrets.randbelow(_N - 1) + 1)

    def sign_with(self, data: bytes, choose: Any) -> bytes:
        """The signature by the number that `choose` gives for each attempt; never the same for other data."""
        digest = message_digest(self.public_key, data)
        while True:
            signature = self._curve.sign(digest, f"{choose():064x}")
            if signature is not None:
                return bytes.fromhex(signature)


def new_secret(_: int = 32) -> bytes:
    """32 bytes of a new key."""
    return (secrets.randbelow(_N - 2) + 1).to_bytes(32)


def verifies(public_key: bytes, data: bytes, signature: bytes) -> bool:
    """Whether a signature is that of a key; False too for what is no key or no signature."""
    if len(signature) != 64 or not _is_point(public_key):
        return False
    r, s = (int.from_bytes(part) for part in (signature[:32], signature[32:]))
    if not (1 <= r < _N and 1 <= s < _N and (r + s) % _N):
        return False
    curve = _curve(public_key[1:].hex())
    return bool(curve.verify(signature.hex(), message_digest(public_key, data)))


def message_digest(public_key: bytes, data: bytes) -> bytes:
    """SM3(Z ‖ data), where Z is the SM3 of the user's id, the curve and the key."""
    entry = (len(_USER) * 8).to_bytes(2) + _USER + (_P - 3).to_bytes(32) + _B.to_bytes(32)
    user = bytes.fromhex(sm3(entry + bytes.fromhex(_G) + public_key[1:]))
    return bytes.fromhex(sm3(user + data))


def _is_point(public_key: bytes) -> bool:
    if len(public_key) != 65 or public_key[0] != 4:
        return False
    x, y = (int.from_bytes(part) for part in (public_key[1:33], public_key[33:]))
    return x < _P and y < _P and (y * y - x * x * x + 3 * x - _B) % _P == 0


def _curve(public_key: str) -> Any:
    """gmssl's arithmetic; the key is set afterwards: the constructor strips leading digits of some."""
    try:
        from gmssl.sm2 import CryptSM2  # noqa: PLC0415 - an optional part
    except ModuleNotFoundError as error:
        raise Sm2MissingError("SM2 is not installed here: pip install 'youjian[sm2]'") from error

    curve = CryptSM2("", "")
    curve.public_key = public_key
    return curve
