"""A complaint of somebody unknown: its form's token, what may stand in it, the lead that it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_urlsafe

from django.core import signing

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.attachments import Photo, checked
from youjian.bureau.cases.contracts import LeadIn
from youjian.bureau.cases.models import Lead
from youjian.bureau.cases.services import open_lead
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.publicity.page import KINDS
from youjian.bureau.publicity.selectors import PublicDispenser

MOST_PHOTOS = 3
_SALT = "publicity.complaint"
_OPEN_SECONDS = 2 * 3600
"""So long a form may be open."""
_MOST_CHARACTERS, _MOST_PHONE = 1000, 32
_IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})


@dataclass(frozen=True)
class Complaint:
    """What somebody typed, as it came."""

    kind: str
    nozzle: str
    text: str
    phone: str
    photos: Sequence[Photo]


def token(code: str) -> str:
    """What a form carries: sent twice it makes one lead, and it opens for a while only."""
    return signing.dumps({"code": code, "once": token_urlsafe(12)}, salt=_SALT)


def once(given: str, code: str) -> str | None:
    """The form's own number; None for a token that is forged, too old, or another dispenser's."""
    try:
        said = signing.loads(given, salt=_SALT, max_age=_OPEN_SECONDS)
    except signing.BadSignature:
        return None
    return str(said["once"]) if said.get("code") == code else None


def take(found: PublicDispenser, complaint: Complaint, number: str) -> Lead:
    """Make a lead of a complaint; the same form again gives the same lead. Raises Problem 413, 422."""
    _check(found, complaint)
    wanted = LeadIn(
        source="public",
        kind=complaint.kind,  # type: ignore[arg-type] - checked above
        text=complaint.text.strip(),
        station_id=found.station_id,
        dispenser_id=found.dispenser_id,
        nozzle_id=int(complaint.nozzle) if complaint.nozzle else None,
        reporter_phone=complaint.phone.strip(),
    )
    public = Actor("public", "公众", (found.station_id,))
    return open_lead(public, wanted, complaint.photos, origin=f"public:{number}")


def _check(found: PublicDispenser, complaint: Complaint) -> None:
    text, phone = complaint.text.strip(), complaint.phone.strip()
    if not text:
        raise _bad("请写明情况。", "Please say what happened.")
    if len(text) > _MOST_CHARACTERS or len(phone) > _MOST_PHONE or "\x00" in text + phone:
        raise _bad(
            "内容过长或含有无法保存的字符。", "It is too long, or has a character that cannot be kept."
        )
    if complaint.kind not in {code for code, _, _ in KINDS}:
        raise _bad("请选择投诉事项。", "Please choose what it is about.")
    if complaint.nozzle not in {"", *(str(one.standing.nozzle_id) for one in found.nozzles)}:
        raise _bad("没有这把油枪。", "There is no such nozzle.")
    if len(complaint.photos) > MOST_PHOTOS:
        raise _bad(f"最多{MOST_PHOTOS}张照片。", f"At most {MOST_PHOTOS} photos.")
    if any(kind not in _IMAGES for _, kind in checked(complaint.photos)):
        raise _bad("只能上传JPG、PNG或WebP照片。", "Photos may be JPG, PNG or WebP.")


def _bad(zh: str, en: str) -> Problem:
    return Problem(422, "complaint", pick(zh, en))
