"""What members do in a joint operation: tasks, records of inspections, findings, leads and cases, photos."""

import hashlib
from collections.abc import Sequence

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.attachments import Photo, checked, clean_name
from youjian.bureau.cases.contracts import LeadIn
from youjian.bureau.cases.contracts_cases import CaseIn
from youjian.bureau.cases.opening import open_case
from youjian.bureau.cases.selectors import leads_of
from youjian.bureau.cases.selectors_cases import cases_of
from youjian.bureau.cases.services import open_lead
from youjian.bureau.inspection.selectors import inspections_of
from youjian.bureau.joint import keeping
from youjian.bureau.joint.contracts import (
    OperationFindingIn,
    OperationLeadIn,
    OperationLinkIn,
    OperationRecordIn,
    OperationTaskDoneIn,
    OperationTaskIn,
)
from youjian.bureau.joint.models import (
    Operation,
    OperationFile,
    OperationFinding,
    OperationLink,
    OperationRecord,
    OperationTask,
)
from youjian.bureau.joint.transitions import OPEN
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.times import now

_MANAGE = "case.manage"
_MOST_FILES = 200
"""So many photos and scans one operation may have."""
_AFTER = ("running", "finished")
"""States in which leads and cases come out of an operation."""


def give_task(actor: Actor, operation_id: int, wanted: OperationTaskIn) -> Operation:
    """Give a member something to do: the lead department to all, a member to itself.

    Raises Problem 403, 404, 409, 422.
    """
    keeping.need(actor, _MANAGE)
    with acting(actor):
        row = keeping.locked(actor, operation_id, *OPEN)
        if wanted.department != actor.department:
            keeping.need_lead(actor, row)
        if wanted.department not in row.departments:
            raise keeping.bad("department", "该部门不参加这次行动。", "The department is no member of it.")
        made = OperationTask.objects.create(
            operation=row, **wanted.model_dump(), made_at=now(), made_by_name=actor.display_name
        )
        keeping.noted(actor, row, "task", made.text, task=made.pk, department=made.department)
        words = (f"任务：{made.text[:60]}", f"task: {made.text[:60]}")
        keeping.tell(row, [made.department], words, f"task:{made.pk}")
        return row


def finish_task(
    actor: Actor, task_id: int, wanted: OperationTaskDoneIn, photos: Sequence[Photo] = ()
) -> Operation:
    """Say what came of a task of the own department, with photos. Raises Problem 403, 404, 409, 413, 422."""
    keeping.need(actor, _MANAGE)
    with acting(actor):
        task = OperationTask.objects.filter(id=task_id, operation__in=keeping.operations_of(actor)).first()
        if task is None:
            raise not_found(pick(f"任务{task_id}", f"Task {task_id}"))
        row = keeping.locked(actor, task.operation_id, *OPEN)
        if task.department != actor.department:
            keeping.need_lead(actor, row)
        if task.done_at is not None:
            raise Problem(409, "done", pick("任务已经完成。", "The task is done already."))
        task.done_at, task.done_by_name, task.result = now(), actor.display_name, wanted.result.strip()
        task.save()
        _keep(actor, row, photos, "", task)
        keeping.noted(actor, row, "task_done", f"{task.text}：{task.result}", task=task.pk)
        return row


def link_record(actor: Actor, operation_id: int, wanted: OperationRecordIn) -> Operation:
    """Put an inspection's record beside the others; the same again changes nothing.

    Raises Problem 403, 404, 409, 422 for one at a station that the operation does not go to.
    """
    keeping.need(actor, _MANAGE)
    with acting(actor):
        row = keeping.locked(actor, operation_id, "running")
        found = inspections_of(actor).filter(id=wanted.inspection_id).first()
        if found is None:
            raise not_found(pick(f"检查记录{wanted.inspection_id}", f"Inspection {wanted.inspection_id}"))
        _belongs(row, found.station_id)
        _, new = OperationRecord.objects.get_or_create(
            operation=row,
            inspection=found,
            defaults={
                "department": actor.department or found.department,
                "made_at": now(),
                "made_by_name": actor.display_name,
            },
        )
        if new:
            keeping.noted(actor, row, "record", found.code, inspection=found.pk)
        return row


def _belongs(row: Operation, station_id: str) -> None:
    """Raise Problem 422 for a station that an operation does not go to; without any it goes anywhere."""
    stations = set(row.stations.values_list("station_id", flat=True))  # type: ignore[attr-defined]
    if station_id not in stations if stations else not station_id.startswith(row.area):
        raise keeping.bad(
            "station", "该站不在这次行动的范围内。", "The operation does not go to that station."
        )


def add_finding(actor: Actor, operation_id: int, wanted: OperationFindingIn) -> Operation:
    """Say what the own department found. Raises Problem 403, 404, 409, 422."""
    keeping.need(actor, _MANAGE)
    with acting(actor):
        row = keeping.locked(actor, operation_id, "running")
        if wanted.station_id:
            _belongs(row, wanted.station_id)
        made = OperationFinding.objects.create(
            operation=row,
            department=actor.department or row.departments[0],
            station_id=wanted.station_id,
            text=wanted.text.strip(),
            made_at=now(),
            made_by_name=actor.display_name,
        )
        keeping.noted(actor, row, "finding", made.text, finding=made.pk)
        return row


def link(actor: Actor, operation_id: int, wanted: OperationLinkIn) -> Operation:
    """Link a lead or a case that the actor sees, once. Raises Problem 403, 404, 409."""
    keeping.need(actor, _MANAGE)
    with acting(actor):
        row = keeping.locked(actor, operation_id, *_AFTER)
        rows = leads_of(actor) if wanted.kind == "lead" else cases_of(actor)
        found = rows.filter(id=wanted.number).first()
        if found is None or not _near(row, found.area):
            raise not_found(
                pick(f"该范围内的线索或案件{wanted.number}", f"Lead or case {wanted.number} there")
            )
        _linked(actor, row, wanted.kind, found.pk, found.code)
        return row


def _near(row: Operation, area: str) -> bool:
    return area.startswith(row.area) or row.area.startswith(area)


def make_lead(actor: Actor, operation_id: int, wanted: OperationLeadIn) -> Operation:
    """Open a lead out of an operation. Raises Problem 403, 404, 409, 422."""
    keeping.need(actor, _MANAGE)
    with acting(actor):
        row = keeping.locked(actor, operation_id, *_AFTER)
        said = wanted.model_dump()
        lead = open_lead(
            actor, LeadIn(source="inspection", region=None if wanted.station_id else row.area, **said)
        )
        _linked(actor, row, "lead", lead.pk, lead.code)
        return row


def make_case(actor: Actor, operation_id: int, wanted: CaseIn) -> Operation:
    """Open a case out of an operation, as `cases` opens one. Raises Problem 403, 404, 409, 422."""
    keeping.need(actor, _MANAGE)
    with acting(actor):
        row = keeping.locked(actor, operation_id, *_AFTER)
        if wanted.station_id is None and wanted.region is None:
            wanted = wanted.model_copy(update={"region": row.area})
        case = open_case(actor, wanted)
        _linked(actor, row, "case", case.pk, case.code)
        return row


def _linked(actor: Actor, row: Operation, kind: str, number: int, code: str) -> None:
    _, new = OperationLink.objects.get_or_create(
        operation=row,
        kind=kind,
        number=number,
        defaults={"code": code, "made_at": now(), "made_by_name": actor.display_name},
    )
    if new:
        keeping.noted(actor, row, "link", code, kind=kind, number=number)


def add_files(actor: Actor, operation_id: int, photos: Sequence[Photo], caption: str) -> Operation:
    """Keep photos of an operation. Raises Problem 403, 404, 409, 413, 422."""
    keeping.need(actor, _MANAGE)
    with acting(actor):
        row = keeping.locked(actor, operation_id, *OPEN)
        new = _keep(actor, row, photos, caption, None)
        if new:
            keeping.noted(actor, row, "file", caption, files=new)
        return row


def _keep(
    actor: Actor, row: Operation, photos: Sequence[Photo], caption: str, task: OperationTask | None
) -> int:
    """Keep files; the same bytes once. Returns how many are new."""
    kinds = checked(photos)
    there = set(OperationFile.objects.filter(operation=row).values_list("sha256", flat=True))
    told = {hashlib.sha256(photo.content).hexdigest(): (photo, kind) for photo, kind in kinds}
    new = {digest: one for digest, one in told.items() if digest not in there}
    if len(there) + len(new) > _MOST_FILES:
        zh, en = f"一次行动最多{_MOST_FILES}份材料。", f"An operation has at most {_MOST_FILES} files."
        raise Problem(409, "too_many_photos", pick(zh, en))
    OperationFile.objects.bulk_create(
        OperationFile(
            operation=row,
            task=task,
            caption=caption.strip(),
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
