"""What is done with files: checked, committed as a whole, discarded."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.scope import acting
from youjian.bureau.sheets import refusals
from youjian.bureau.sheets.container import MAX_BYTES
from youjian.bureau.sheets.refusals import Refused
from youjian.bureau.times import now
from youjian.bureau.uploads import selectors
from youjian.bureau.uploads.judging import Judged, Progress, chunks, judge, silent
from youjian.bureau.uploads.kept import pack
from youjian.bureau.uploads.models import Upload
from youjian.bureau.uploads.queueing import queue
from youjian.bureau.uploads.targets import Commit, Target, allowed, sheet_of, target_of

LARGE_BYTES = 200_000
LARGE_ROWS = 2_000
"""From here on files of targets that wait are worked by the worker."""

_TOO_BIG = 413


def check(actor: Actor, sheet_name: str, filename: str, data: bytes) -> Upload:
    """Take a file and find out what it would do; nothing of it is written.

    A large file of a target that waits is left to the worker: the upload comes back `checking`. Raises
    Problem 403, 404 without such a table, 413 and 422 when the file cannot be read.
    """
    target = allowed(actor, sheet_name)
    name = _clean(filename)
    if len(data) > MAX_BYTES:
        raise _problem(refusals.too_big(MAX_BYTES // 1024 // 1024))
    upload = Upload(
        at=now(),
        username=actor.username,
        display_name=actor.display_name,
        scope=",".join(actor.scope),
        sheet=sheet_name,
        filename=name,
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content=data,
    )
    with acting(actor):
        if target.waits and len(data) > LARGE_BYTES:
            return _left_to_worker(upload, again=_again(actor, upload))
        try:
            judged = judge(actor, target, sheet_of(sheet_name), data, name)
        except Refused as refused:
            raise _problem(refused) from None
        fill(upload, judged, _again(actor, upload))
        upload.save(force_insert=True)
        noted(actor, "upload.check", upload)
    return upload


def commit(actor: Actor, upload_id: int, reason: str, effective_on: date | None) -> tuple[Upload, bool]:
    """Write all rows of an upload, checked once more against what stands at this moment.

    Returns the upload and whether it was written, or is being written by the worker: when the outcome would
    be another than the person saw, it is not, and the upload shows the new one. Raises Problem 404, 409
    (decided, rows are wrong, not theirs), 422 without a reason.
    """
    with acting(actor):
        target = target_of(selectors.upload_of(actor, upload_id).sheet)
        said = reason.strip() or target.default_reason
    order = Commit(upload_id, "", said, effective_on)
    with target.opened(actor, order):
        upload = selectors.upload_of(actor, upload_id, lock=True)
        _refuse_decided(actor, upload)
        _need_reason(said)
        if target.waits and upload.total > LARGE_ROWS:
            upload.state, upload.reason, upload.effective_on = "committing", said, effective_on
            upload.save(update_fields=["state", "reason", "effective_on"])
            queue(upload)
            return upload, True
        return written(actor, target, upload, replace(order, sheet=upload.sheet))


def written(
    actor: Actor, target: Target, upload: Upload, order: Commit, progress: Progress = silent
) -> tuple[Upload, bool]:
    """Write an upload's rows in the transaction that its target opened; False when it would do otherwise."""
    judged = _judged_again(actor, target, upload, progress)
    if judged.outcome != upload.outcome or judged.count("bad"):
        return _shown_anew(upload, judged), False
    for part in chunks(judged.values, target.chunk):
        target.write(actor, order, part)
    upload.state, upload.decided_at, upload.decided_by = "committed", now(), actor.display_name
    upload.reason, upload.effective_on = order.reason, order.effective_on
    upload.save(update_fields=["state", "decided_at", "decided_by", "reason", "effective_on"])
    noted(actor, "upload.commit", upload, {"reason": order.reason})
    return upload, True


def discard(actor: Actor, upload_id: int) -> Upload:
    """Give an upload up; its file stays as a record. Raises Problem 404, 409."""
    with acting(actor):
        upload = selectors.upload_of(actor, upload_id, lock=True)
        _refuse_decided(actor, upload, wrong_too=True)
        upload.state, upload.decided_at, upload.decided_by = "discarded", now(), actor.display_name
        upload.save(update_fields=["state", "decided_at", "decided_by"])
        noted(actor, "upload.discard", upload)
    return upload


def _need_reason(said: str) -> None:
    if not said:
        message = pick("请填写变更原因。", "Please say why the register is changed.")
        raise Problem(422, "reason_missing", message, {"fields": [{"name": "reason", "message": message}]})


def _left_to_worker(upload: Upload, again: list[list[str]]) -> Upload:
    """An upload that the worker checks: nothing is known of its rows yet."""
    upload.state, upload.worksheet, upload.header_row = "checking", "", 0
    upload.columns, upload.remarks, upload.rows, upload.outcome = {}, again, pack([]), ""
    upload.total = upload.new = upload.changed = upload.same = upload.bad = 0
    upload.save(force_insert=True)
    queue(upload)
    return upload


def _judged_again(actor: Actor, target: Target, upload: Upload, progress: Progress) -> Judged:
    content = bytes(upload.content)
    try:
        return judge(actor, target, sheet_of(upload.sheet), content, upload.filename, progress=progress)
    except Refused as refused:
        raise _problem(refused) from None


def _shown_anew(upload: Upload, judged: Judged) -> Upload:
    upload.state = "checked"
    fill(upload, judged)
    upload.save(update_fields=[*JUDGED])
    return upload


JUDGED = (
    "state", "worksheet", "header_row", "columns", "remarks", "rows", "outcome",
    "total", "new", "changed", "same", "bad",
)  # fmt: skip


def fill(upload: Upload, judged: Judged, first: Sequence[list[str]] = ()) -> None:
    """Put what was found into an upload; `first` are remarks that stand before those of the file."""
    reading = judged.reading
    upload.worksheet, upload.header_row = reading.worksheet, reading.header.row + 1
    upload.columns = {column.field.name: column.index for column in reading.header.columns}
    upload.remarks = [*first, *(list(told) for told in reading.remarks)]
    upload.rows, upload.outcome, upload.total = pack(judged.rows), judged.outcome, len(judged.rows)
    upload.new, upload.changed = judged.count("new"), judged.count("changed")
    upload.same, upload.bad = judged.count("same"), judged.count("bad")


def _again(actor: Actor, upload: Upload) -> list[list[str]]:
    """That the same file was committed before."""
    earlier = selectors.earlier_commit(actor, upload.sheet, upload.sha256)
    if earlier is None:
        return []
    who = earlier.decided_by
    return [
        [
            f"同一文件已由{who}导入过（上传{earlier.pk}），再次提交不会重复写入",
            f"{who} imported the same file before (upload {earlier.pk}); committing it again writes nothing",
        ]
    ]


def _refuse_decided(actor: Actor, upload: Upload, *, wrong_too: bool = False) -> None:
    if upload.state in selectors.UNFINISHED:
        message = pick("系统正在核对或写入这份文件，请稍候。", "It is being checked or written; please wait.")
        raise Problem(409, "under_way", message)
    if upload.state != "checked":
        raise Problem(
            409,
            "decided",
            pick("这份文件已经提交或放弃，请刷新页面查看。", "This file was committed or discarded already."),
        )
    if upload.username != actor.username:
        raise Problem(
            409,
            "not_yours",
            pick(
                f"这份文件由{upload.display_name}上传，须由本人提交；您可以下载后自行上传。",
                f"{upload.display_name} uploaded this file and has to commit it; you can upload it yourself.",
            ),
        )
    if upload.bad and not wrong_too:
        raise Problem(
            409,
            "rows_wrong",
            pick(
                f"还有{upload.bad}行有误，整份文件都没有导入。请下载错误标注文件，改正后重新上传。",
                f"{upload.bad} rows are wrong, nothing was imported. Download the marked file, correct it "
                "and upload it again.",
            ),
        )


def noted(actor: Actor, action: str, upload: Upload, more: dict[str, Any] | None = None) -> None:
    """An entry in the journal about an upload."""
    after = {
        "sheet": upload.sheet,
        "filename": upload.filename,
        "sha256": upload.sha256,
        "rows": upload.total,
        "new": upload.new,
        "changed": upload.changed,
        "bad": upload.bad,
        **(more or {}),
    }
    journal.record(actor, action, f"upload:{upload.pk}", after=after)


def _clean(filename: str) -> str:
    """A file's name without folders, control characters and excessive length; its extension stays."""
    name = "".join(c for c in PurePath(filename.replace("\\", "/")).name if c.isprintable()) or "file"
    path = PurePath(name)
    return path.stem[: 190 - len(path.suffix[:20])] + path.suffix[:20]


def _problem(refused: Refused) -> Problem:
    return Problem(_TOO_BIG if refused.code == "file_too_big" else 422, refused.code, refused.message)
