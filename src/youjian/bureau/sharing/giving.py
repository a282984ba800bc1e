"""What leaves is noted in the transaction in which it leaves: what, to whom, when, under which agreement."""

import hashlib
from typing import Any

import msgspec

from youjian.bureau.sharing.models import Agreement, Client, Share
from youjian.bureau.times import now


def note(
    agreement: Agreement,
    client: Client | None,
    dataset: str,
    way: str,
    *,
    body: bytes,
    rows: int,
    fields: list[str],
    asked: dict[str, Any],
    address: str = "",
) -> Share:
    """Write down that something was given; `body` are the bytes that left."""
    return Share.objects.create(
        agreement=agreement,
        client=client,
        dataset=dataset,
        way=way,
        at=now(),
        rows=rows,
        fields=fields,
        asked=asked,
        sha256=hashlib.sha256(body).hexdigest(),
        address=address[:64],
    )


def encoded(value: object) -> bytes:
    """A body as JSON: times with microseconds, Chinese readable."""
    return msgspec.json.encode(value, enc_hook=str)
