"""Photos and scans of papers, kept once."""

import hashlib
from collections.abc import Sequence

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.attachments import MAX_EACH, Photo, clean_name
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.supply.models import Attachment
from youjian.bureau.times import now


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
                filename=clean_name(photo.filename),
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
