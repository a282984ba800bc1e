"""Photos and scans of papers: looked at by their first bytes, kept once, never run."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.supply.models import Attachment
from youjian.bureau.times import now

MAX_BYTES = 10 * 1024 * 1024
MAX_EACH = 20
"""So many photos a paper may have."""
_KINDS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)
_WEBP = (b"RIFF", b"WEBP")


@dataclass(frozen=True)
class Photo:
    """A file that came with a paper."""

    filename: str
    content: bytes


def checked(photos: Sequence[Photo]) -> list[tuple[Photo, str]]:
    """Photos with their media types; raises Problem 413, 422 for what is none."""
    if len(photos) > MAX_EACH:
        zh, en = f"一次最多{MAX_EACH}张照片。", f"At most {MAX_EACH} photos at a time."
        raise Problem(422, "too_many_photos", pick(zh, en))
    return [(photo, _media_type(photo)) for photo in photos]


def attach(
    actor: Actor, paper: str, key: str, station_id: str, photos: Sequence[tuple[Photo, str]]
) -> tuple[int, int]:
    """Keep photos of a paper in the caller's transaction; returns how many are new, and were there already.

    Raises Problem 409 when the paper has too many.
    """
    there = set(Attachment.objects.filter(paper=paper, key=key).values_list("sha256", flat=True))
    wanted = {hashlib.sha256(photo.content).hexdigest(): (photo, kind) for photo, kind in photos}
    new = {digest: one for digest, one in wanted.items() if digest not in there}
    if len(there) + len(new) > MAX_EACH:
        zh, en = f"一张单据最多{MAX_EACH}张照片。", f"A paper has at most {MAX_EACH} photos."
        raise Problem(409, "too_many_photos", pick(zh, en))
    Attachment.objects.bulk_create(
        [
            Attachment(
                paper=paper,
                key=key,
                station_id=station_id,
                at=now(),
                username=actor.username,
                display_name=actor.display_name,
                filename=_clean(photo.filename),
                media_type=kind,
                sha256=digest,
                bytes=len(photo.content),
                content=photo.content,
            )
            for digest, (photo, kind) in new.items()
        ],
        ignore_conflicts=True,
    )
    return len(new), len(wanted) - len(new)


def _media_type(photo: Photo) -> str:
    if len(photo.content) > MAX_BYTES:
        size = MAX_BYTES // 1024 // 1024
        message = pick(f"照片超过{size} MB，请缩小后再传。", f"A photo may have {size} MB; make it smaller.")
        raise Problem(413, "photo_too_big", message)
    for head, kind in _KINDS:
        if photo.content.startswith(head):
            return kind
    if photo.content[:4] == _WEBP[0] and photo.content[8:12] == _WEBP[1]:
        return "image/webp"
    raise Problem(
        422,
        "no_photo",
        pick(
            f"“{photo.filename}”不是照片或扫描件，请传JPG、PNG、WebP或PDF。",
            f"“{photo.filename}” is no photo or scan; send JPG, PNG, WebP or PDF.",
        ),
    )


def _clean(filename: str) -> str:
    name = "".join(c for c in PurePath(filename.replace("\\", "/")).name if c.isprintable()) or "photo"
    return name[-190:]
