"""A key as a vendor would plug it in: it signs the login's challenge."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from youjian.bureau.accounts.second_factor import Enrolment

_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def signed(challenge: str) -> str:
    """What the key answers."""
    return _KEY.sign(challenge.encode()).hex()


class _Key:
    kind = "ukey"

    def begin(self, username: str) -> Enrolment:
        return Enrolment(username.encode(), "", "")

    def accepts(self, material: bytes, challenge: str, answer: str, last_step: int) -> int | None:
        assert material
        try:
            _KEY.public_key().verify(bytes.fromhex(answer), challenge.encode())
        except (InvalidSignature, ValueError):
            return None
        return last_step + 1


def key() -> _Key:
    """The kind."""
    return _Key()
