"""Signatures that receivers check: of robots, of webhooks, of the SMS gateway. No I/O."""

import base64
import hashlib
import hmac
from urllib.parse import quote_plus

WEBHOOK_PREFIX = "whsec_"


def dingtalk_sign(timestamp_ms: int, secret: str) -> str:
    """DingTalk robots: base64 of HMAC-SHA256 over timestamp (ms), newline and secret, with the secret as key.

    Not yet percent-encoded for the address. Source: open.dingtalk.com, custom robots, 加签.
    """
    said = f"{timestamp_ms}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), said, hashlib.sha256).digest()).decode()


def dingtalk_query(timestamp_ms: int, secret: str) -> str:
    """The end of a DingTalk robot's address."""
    return f"timestamp={timestamp_ms}&sign={quote_plus(dingtalk_sign(timestamp_ms, secret))}"


def feishu_sign(timestamp_s: int, secret: str) -> str:
    """Feishu robots: base64 of HMAC-SHA256 over nothing, with timestamp (s), newline and secret as key.

    Source: open.feishu.cn, custom bots, 签名校验.
    """
    key = f"{timestamp_s}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def webhook_key(secret: str) -> bytes:
    """The key in a webhook's secret: base64 after `whsec_`, else the secret's own bytes.

    Raises ValueError when what stands behind `whsec_` is no base64.
    """
    if not secret.startswith(WEBHOOK_PREFIX):
        return secret.encode()
    return base64.b64decode(secret.removeprefix(WEBHOOK_PREFIX), validate=True)


def webhook_sign(message_id: str, timestamp_s: int, body: bytes, secret: str) -> str:
    """Standard Webhooks: `v1,` and base64 of HMAC-SHA256 over id, timestamp and body joined by dots.

    Source: standardwebhooks.com, specification, symmetric signatures.
    """
    said = b".".join((message_id.encode(), str(timestamp_s).encode(), body))
    return "v1," + base64.b64encode(hmac.new(webhook_key(secret), said, hashlib.sha256).digest()).decode()


def mas_mac(*parts: str) -> str:
    """Cloud MAS (云MAS): MD5 in small hex over the parts joined without anything between."""
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
