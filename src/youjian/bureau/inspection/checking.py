"""What an inspection must be before it is kept: whole, answered line by line, signed by both sides."""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta

from pydantic import ValidationError

from youjian.bureau.attachments import Photo, checked
from youjian.bureau.inspection.contracts import InspectionIn
from youjian.bureau.inspection.models import Checklist
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_AHEAD = timedelta(hours=1)
"""So far a device's clock may be ahead of the platform's."""
_SIGNATURE_BYTES = 512 * 1024


def parsed(record: str) -> InspectionIn:
    """What a device handed in; raises Problem 422 naming the field."""
    try:
        return InspectionIn.model_validate_json(record)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise bad("invalid", f"检查记录不完整：{where}", f"The record is not right: {where}") from None


def sound(wanted: InspectionIn, checklist: Checklist) -> None:
    """Raise Problem 422 for times, answers, signatures or a conclusion that cannot be."""
    if not wanted.started_at <= wanted.ended_at <= now() + _AHEAD:
        raise bad(
            "times",
            "检查起止时间不对，请核对手机时间。",
            "Begin and end cannot be; please check the device's clock.",
        )
    _check_answers(wanted, checklist)
    _check_signatures(wanted)
    if (wanted.conclusion == "rectify") != (wanted.rectify_by is not None):
        raise bad("rectify_by", "责令改正须写明改正期限。", "Say until when it is to be put right.")
    if wanted.rectify_by is not None and wanted.rectify_by < business_day(wanted.ended_at):
        raise bad("rectify_by", "改正期限早于检查日期。", "The term lies before the inspection.")


def _check_answers(wanted: InspectionIn, checklist: Checklist) -> None:
    known = [item["code"] for item in checklist.items]
    if sorted(one.code for one in wanted.answers) != sorted(known):
        raise bad("answers", "检查项目须逐项填写，不多不少。", "Each item has to be answered, once.")
    if any(one.answer == "problem" and not one.remark.strip() for one in wanted.answers):
        raise bad("remark", "不符合的项目须写明情况。", "Say what is wrong with what is not in order.")
    if any(one.item and one.item not in known for one in wanted.photos):
        raise bad("item", "照片所属的检查项目不存在。", "A photo names an item that is not there.")
    if wanted.conclusion == "clear" and any(one.answer == "problem" for one in wanted.answers):
        raise bad("conclusion", "有不符合项，结论不能是未发现问题。", "Something was not in order.")


def _check_signatures(wanted: InspectionIn) -> None:
    sides = {one.side for one in wanted.signatures}
    if "inspector" not in sides:
        raise bad("unsigned", "检查人员尚未签名。", "The inspector has not signed.")
    if ("site" in sides) == bool(wanted.refused.strip()):
        raise bad(
            "unsigned",
            "须有现场负责人签名，或写明拒签情况（二者选一）。",
            "Either the person in charge signs, or the record says why not.",
        )


def checked_files(
    wanted: InspectionIn, photos: Sequence[Photo], signatures: Sequence[Photo]
) -> list[tuple[Photo, str]]:
    """The photos with their media types; raises Problem 413, 422 for files not as the record says."""
    if (len(photos), len(signatures)) != (len(wanted.photos), len(wanted.signatures)):
        raise bad(
            "files", "照片或签名没有收全，请重新发送。", "Photos or signatures are missing; send again."
        )
    kinds = checked(photos)
    if any(kind == "application/pdf" for _, kind in kinds):
        raise bad("no_photo", "现场照片须是图片。", "Photos on site are pictures.")
    signed = checked(signatures)
    if any(kind != "image/png" or len(one.content) > _SIGNATURE_BYTES for one, kind in signed):
        raise bad("signature", "签名须是PNG图片。", "Signatures are PNG pictures.")
    return kinds


def digest_of(wanted: InspectionIn, photos: Sequence[Photo], signatures: Sequence[Photo]) -> str:
    """The SHA-256 of all that was handed in: the same record again has the same."""
    said = json.dumps(wanted.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    whole = hashlib.sha256(said.encode())
    for one in (*photos, *signatures):
        whole.update(hashlib.sha256(one.content).digest())
    return whole.hexdigest()


def bad(code: str, zh: str, en: str) -> Problem:
    """A refusal of what was entered."""
    return Problem(422, code, pick(zh, en))
