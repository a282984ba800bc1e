"""Tokens of a login service (OpenID Connect Core 1.0 §3.1.3.7): read only after every check. No I/O."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

SKEW_S = 60
"""So far the clocks of two servers may be apart."""


class BadTokenError(ValueError):
    """A token that proves nothing; says which check it failed."""


@dataclass(frozen=True)
class Expected:
    """What a token has to say: who made it, for whom, for which login, and the moment (s since 1970)."""

    issuer: str
    client_id: str
    nonce: str
    moment: float


def subject_of(token: str, keys: Sequence[Mapping[str, Any]], expected: Expected) -> str:
    """The identity that a token proves. Raises BadTokenError.

    The algorithm is that of the key (RS256 or ES256), never the token's own wish alone.
    """
    header, claims, signed, signature = _parts(token)
    _verify(header, keys, signed, signature)
    if claims.get("iss") != expected.issuer:
        raise BadTokenError("it was made by another service")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if expected.client_id not in audiences or (
        len(audiences) > 1 and claims.get("azp") != expected.client_id
    ):
        raise BadTokenError("it was made for another client")
    if claims.get("nonce") != expected.nonce or not expected.nonce:
        raise BadTokenError("it belongs to another login")
    _in_time(claims, expected.moment)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise BadTokenError("it names nobody")
    return subject


def _in_time(claims: Mapping[str, Any], moment: float) -> None:
    expires, issued = claims.get("exp"), claims.get("iat", 0)
    plain = all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in (expires, issued))
    if not plain or expires is None:
        raise BadTokenError("it does not say how long it is good")
    if expires < moment - SKEW_S or issued > moment + SKEW_S:
        raise BadTokenError("its time is over, or has not come")


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    try:
        head, body, mark = token.split(".")
        header, claims = json.loads(decoded(head)), json.loads(decoded(body))
        signature = decoded(mark)
    except (ValueError, binascii.Error):
        raise BadTokenError("it is no signed token") from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise BadTokenError("it is no signed token")
    return header, claims, f"{head}.{body}".encode(), signature


def _verify(
    header: Mapping[str, Any], keys: Sequence[Mapping[str, Any]], signed: bytes, signature: bytes
) -> None:
    wanted = header.get("kid")
    fitting = [key for key in keys if wanted is None or key.get("kid") == wanted]
    for key in fitting:
        try:
            if _signed_by(key, str(header.get("alg")), signed, signature):
                return
        except (InvalidSignature, ValueError, KeyError, TypeError):
            continue
    raise BadTokenError("no key of the service signed it")


def _signed_by(key: Mapping[str, Any], algorithm: str, signed: bytes, signature: bytes) -> bool:
    if key.get("kty") == "RSA" and algorithm == "RS256":
        numbers = rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"]))
        numbers.public_key().verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        return True
    if key.get("kty") == "EC" and key.get("crv") == "P-256" and algorithm == "ES256" and len(signature) == 64:
        point = ec.EllipticCurvePublicNumbers(_number(key["x"]), _number(key["y"]), ec.SECP256R1())
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        point.public_key().verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
        return True
    return False


def _number(text: str) -> int:
    return int.from_bytes(decoded(text), "big")


def decoded(text: str) -> bytes:
    """Base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
