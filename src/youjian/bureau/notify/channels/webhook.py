"""A signed webhook: CloudEvents 1.0 in the structured mode, signed as Standard Webhooks."""

from collections.abc import Mapping
from typing import Any

from youjian.bureau.notify.channels.asking import posted
from youjian.bureau.notify.channels.port import Field, Line, Receipt
from youjian.bureau.notify.channels.robots import needs_address
from youjian.bureau.notify.channels.signing import webhook_key, webhook_sign
from youjian.bureau.notify.channels.web import said
from youjian.bureau.notify.letters import Letter

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
TYPE_PREFIX = "youjian."


def cloud_event(letter: Letter, source: str) -> dict[str, Any]:
    """A letter as a CloudEvent (CNCF CloudEvents 1.0.2, JSON format).

    `id` is the message's: the same at every try, so that a receiver knows a repeat. `time` is when it
    happened (RFC 3339, UTC); the moment of measurement stands in `data`.
    """
    event = letter.facts.get("event") or {}
    kind = f"alert.{letter.what}" if letter.step == "alert" else letter.step
    data = {
        **event,
        "what": letter.what,
        "subject": letter.subject,
        "text": letter.text,
        "link": letter.link,
        "station_name": letter.values.get("station", ""),
        "region_name": letter.values.get("region", ""),
    }
    made = letter.made_at.isoformat().replace("+00:00", "Z")
    about = {"subject": f"alert/{letter.alert_id}"} if letter.alert_id else {}
    return {
        "specversion": "1.0",
        "id": letter.id,
        "source": source,
        "type": TYPE_PREFIX + kind,
        **about,
        "time": str(letter.facts.get("at") or made).replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": data,
    }


class Webhook:
    """An address that is told of everything by HTTP; its answer of 2xx counts as delivered."""

    fields = (
        Field("url", "接收地址", "Address", "url", required=True),
        Field(
            "secret",
            "签名密钥",
            "Signing secret",
            secret=True,
            required=True,
            hint=("whsec_加Base64，或任意16字以上", "whsec_ and base64, or 16 characters and more"),
        ),
        Field("key_id", "密钥编号", "Key's name", default="1"),
        Field("source", "CloudEvents source", "CloudEvents source", default="/youjian"),
        Field("ca_file", "自有CA证书文件（服务器路径）", "Own CA file (path on the server)"),
        Field("proxy", "HTTP代理", "HTTP proxy", "url"),
    )
    per_minute = 600

    def check(self, settings: Mapping[str, Any], secrets: Mapping[str, str], /) -> None:
        """An address, and a secret that is long enough to sign with."""
        needs_address({"url": str(settings.get("url", ""))})
        secret = secrets.get("secret", "")
        if not secret.startswith("env:") and len(webhook_key(secret)) < 16:
            message = "secret: at least 16 bytes are needed to sign with"
            raise ValueError(message)

    def send(self, line: Line, letter: Letter) -> Receipt:
        """One event; the signature covers id, time and body."""
        body = said(cloud_event(letter, line.text("source", "/youjian")))
        timestamp = int(line.clock())
        headers = {
            "Content-Type": CONTENT_TYPE,
            "webhook-id": letter.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": webhook_sign(letter.id, timestamp, body, line.secrets["secret"]),
            "webhook-key-id": line.text("key_id", "1"),
        }
        answer = posted(line.web, line.text("url"), body, headers)
        return Receipt("delivered", said=f"HTTP {answer.status}")
