"""Codes that an authenticator shows (TOTP, RFC 6238): HMAC-SHA-1, 6 digits, 30 s; pure."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

STEP_S = 30
DIGITS = 6
WINDOW = 1
"""Steps before and after now that are accepted: clocks of phones drift (RFC 6238, 5.2)."""
_SECRET_BYTES = 20


def new_secret() -> bytes:
    """A secret of the length that RFC 4226 recommends, 160 bits."""
    return secrets.token_bytes(_SECRET_BYTES)


def code_at(secret: bytes, step: int) -> str:
    """The code of a step: seconds since 1970 divided by 30.

    >>> code_at(b"12345678901234567890", 59 // 30)
    '287082'
    """
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def accepted_step(secret: bytes, code: str, at: datetime, last_step: int) -> int | None:
    """The step whose code this is, within the window and after the last that was used; None: refused.

    A code that was used, or one older than it, is never accepted again (RFC 6238, 5.2).
    """
    here = int(at.timestamp()) // STEP_S
    for step in range(here - WINDOW, here + WINDOW + 1):
        if step > last_step and hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None


def address(secret: bytes, issuer: str, account: str) -> str:
    """What the square code holds: an `otpauth:` address as authenticators read it.

    >>> address(b"12345678901234567890", "YJ", "li")
    'otpauth://totp/YJ:li?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=YJ&digits=6&period=30'
    """
    named = f"{quote(issuer, safe='')}:{quote(account, safe='')}"
    return (
        f"otpauth://totp/{named}?secret={shown_secret(secret)}&issuer={quote(issuer, safe='')}"
        f"&digits={DIGITS}&period={STEP_S}"
    )


def shown_secret(secret: bytes) -> str:
    """The secret in Base32, for who types it."""
    return base64.b32encode(secret).decode().rstrip("=")
