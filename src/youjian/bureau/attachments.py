"""Photos and scans that people send: looked at by their first bytes, never by their name, never run."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import quote

from django.http import HttpResponse

from youjian.bureau.language import pick
from youjian.bureau.problems import Problem

MAX_BYTES = 10 * 1024 * 1024
MAX_EACH = 20
"""So many photos one record may have."""
_NAME_CHARS = 190
_KINDS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)
_WEBP = (b"RIFF", b"WEBP")


@dataclass(frozen=True)
class Photo:
    """A file that came with a record."""

    filename: str
    content: bytes


def checked(photos: Sequence[Photo]) -> list[tuple[Photo, str]]:
    """Photos with their media types; raises Problem 413, 422 for what is none."""
    if len(photos) > MAX_EACH:
        zh, en = f"一次最多{MAX_EACH}张照片。", f"At most {MAX_EACH} photos at a time."
        raise Problem(422, "too_many_photos", pick(zh, en))
    return [(photo, _media_type(photo)) for photo in photos]


def shown(content: bytes, media_type: str, filename: str) -> HttpResponse:
    """An answer with a photo or scan in which nothing is run."""
    answer = HttpResponse(content, content_type=media_type)
    way = "inline" if media_type.startswith("image/") else "attachment"
    answer["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(filename)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def clean_name(filename: str) -> str:
    """A file's name without folders and control characters, short enough to keep.

    >>> clean_name("C:\\\\photos\\\\plate.jpg"), clean_name("../../etc/passwd"), clean_name("")
    ('plate.jpg', 'passwd', 'photo')
    """
    name = "".join(c for c in PurePath(filename.replace("\\", "/")).name if c.isprintable()) or "photo"
    return name[-_NAME_CHARS:]


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
