"""Photos and scans of orders and tests: kept once, looked at by their first bytes, shown."""

import hashlib
from collections.abc import Sequence

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.attachments import MAX_EACH, Photo, checked, clean_name
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import within
from youjian.bureau.times import now
from youjian.bureau.vapour.contracts_orders import VapourFileOut
from youjian.bureau.vapour.models import VapourFile


def keep(actor: Actor, subject: str, station_id: str, photos: Sequence[Photo]) -> int:
    """Keep files in the caller's transaction; returns how many are new. Raises Problem 409, 413, 422."""
    there = set(VapourFile.objects.filter(subject=subject).values_list("sha256", flat=True))
    told = {hashlib.sha256(photo.content).hexdigest(): (photo, kind) for photo, kind in checked(photos)}
    new = {digest: one for digest, one in told.items() if digest not in there}
    if len(there) + len(new) > MAX_EACH:
        zh, en = f"最多{MAX_EACH}份照片或扫描件。", f"At most {MAX_EACH} photos or scans."
        raise Problem(409, "too_many_photos", pick(zh, en))
    VapourFile.objects.bulk_create(
        VapourFile(
            subject=subject,
            station_id=station_id,
            filename=clean_name(photo.filename),
            media_type=kind,
            sha256=digest,
            content=photo.content,
            made_at=now(),
            made_by_name=actor.display_name,
        )
        for digest, (photo, kind) in new.items()
    )
    return len(new)


def of(subject: str) -> list[VapourFileOut]:
    """The files of an order or test that the actor may see already."""
    rows = VapourFile.objects.filter(subject=subject).order_by("id").defer("content")
    return [
        VapourFileOut(
            id=row.pk,
            filename=row.filename,
            media_type=row.media_type,
            made_at=row.made_at,
            made_by_name=row.made_by_name,
        )
        for row in rows
    ]


def one(actor: Actor, file_id: int) -> VapourFile:
    """A file; raises Problem 404."""
    row = VapourFile.objects.filter(within(actor.scope), id=file_id).first()
    if row is None:
        raise not_found(pick(f"文件{file_id}", f"File {file_id}"))
    return row
