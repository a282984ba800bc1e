"""Inspections on site for the demo, handed in as a phone does: one in order, one to be put right."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import sin
from typing import TYPE_CHECKING, Any
from uuid import UUID

from youjian.contract.fields import business_day

if TYPE_CHECKING:  # the models behind these want Django set up
    from youjian.bureau.accounts.contracts import Actor

_WIDTH, _HEIGHT = 320, 140
_NUMBERS = (
    UUID("0f3c9a52-6a1e-4f57-9a35-3a8f4f1d0001"),
    UUID("0f3c9a52-6a1e-4f57-9a35-3a8f4f1d0002"),
)
"""Handed in again they are the same records."""


def furnish_inspections(stations: Sequence[str], moment: datetime) -> None:
    """Hand in what the lists of inspections show, once."""
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.inspection.models import Checklist, Inspection
    from youjian.bureau.scope import scoped

    actor = replace(SYSTEM, display_name="演示数据")
    with scoped():
        if Inspection.objects.exists():
            return
        lists = {one.department: one for one in Checklist.objects.all()}
        codes = {name: [item["code"] for item in one.items] for name, one in lists.items()}
        ids = {name: one.pk for name, one in lists.items()}
    for number, station, department in zip(_NUMBERS, stations, ("market", "commerce"), strict=False):
        said = _said(number, station, moment, signs=department == "commerce")
        said |= {
            "checklist": ids[department],
            "answers": [{"code": code, "answer": "ok"} for code in codes[department]],
        }
        if department == "market":
            said["answers"][0] |= {"answer": "problem", "remark": "2号枪合格标志脱落"}
        _hand_in(actor, said)


def _said(number: UUID, station: str, moment: datetime, *, signs: bool) -> dict[str, Any]:
    """A visit of half an hour: the one in charge signs what is in order, and refuses what is not."""
    begun = moment - timedelta(days=1, hours=2)
    ended = begun + timedelta(minutes=30)
    signatures = [{"side": "inspector", "name": "周敏", "signed_at": ended}]
    said = {
        "number": number,
        "station_id": station,
        "started_at": begun,
        "ended_at": ended,
        "inspectors": [{"name": "周敏", "certificate_no": "演示001"}, {"name": "李强"}],
        "site_name": "演示站长",
        "site_role": "站长",
        "readings": [{"kind": "totalizer", "at": "1号枪", "value": "182340.55"}],
    }
    if signs:
        signatures.append({"side": "site", "name": "演示站长", "signed_at": ended})
        return said | {"conclusion": "clear", "signatures": signatures}
    until = business_day(moment) + timedelta(days=7)
    said |= {"conclusion": "rectify", "rectify_by": until, "findings": "检定合格标志须补贴后方可继续使用"}
    return said | {"refused": "现场负责人外出，电话说明情况，李强在场见证", "signatures": signatures}


def _hand_in(actor: "Actor", said: dict[str, Any]) -> None:
    from youjian.bureau.attachments import Photo
    from youjian.bureau.inspection import services
    from youjian.bureau.inspection.contracts import InspectionIn

    wanted = InspectionIn.model_validate(said)
    pictures = [Photo(f"signature-{place}.png", scribble(place)) for place in range(len(wanted.signatures))]
    services.hand_in(actor, wanted, (), pictures)


def scribble(hand: int) -> bytes:
    """A PNG of a line as hands draw it; another hand draws another one."""
    ink = {(x, round(70 + (30 - 8 * hand) * sin(x / (14 + 5 * hand)))) for x in range(30, 290)}
    rows = b"".join(
        b"\0" + bytes(0 if any((x, y + thick) in ink for thick in (0, 1, 2)) else 255 for x in range(_WIDTH))
        for y in range(_HEIGHT)
    )
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 0, 0, 0, 0)
    chunks = (b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
