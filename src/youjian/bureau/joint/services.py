"""Joint operations are planned, confirmed by their members, approved by somebody else, run and finished."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department
from youjian.bureau.cases.services import area_of
from youjian.bureau.joint import keeping
from youjian.bureau.joint.contracts import OperationAnswerIn, OperationIn, OperationStepIn
from youjian.bureau.joint.models import (
    Operation,
    OperationMember,
    OperationStation,
    OperationStep,
    OperationTask,
)
from youjian.bureau.joint.transitions import BY_STEP, CONFIRMING, Transition
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting
from youjian.bureau.times import now


def plan(actor: Actor, wanted: OperationIn) -> Operation:
    """Plan a joint operation. Raises Problem 403, 404 outside the scope, 422."""
    keeping.need(actor, "case.manage")
    with acting(actor):
        row = Operation(
            status="draft", made_at=now(), made_by=actor.username, made_by_name=actor.display_name
        )
        _take(actor, row, wanted)
        keeping.noted(actor, row, "planned", row.title, departments=row.departments)
        return row


def change(actor: Actor, operation_id: int, wanted: OperationIn) -> Operation:
    """Change a draft; the members answer anew. Raises Problem 403, 404, 409, 422."""
    keeping.need(actor, "case.manage")
    with acting(actor):
        row = keeping.locked(actor, operation_id, "draft")
        keeping.need_lead(actor, row)
        _take(actor, row, wanted)
        keeping.noted(actor, row, "changed", row.title, departments=row.departments)
        return row


def _take(actor: Actor, row: Operation, wanted: OperationIn) -> None:
    """Take over what was entered, its members and stations."""
    if wanted.planned_until <= wanted.planned_from:
        raise keeping.bad("planned_until", "结束时间须晚于开始时间。", "It ends after it begins.")
    for name in ("title", "purpose", "plan"):
        setattr(row, name, getattr(wanted, name).strip())
    row.planned_from, row.planned_until = wanted.planned_from, wanted.planned_until
    row.departments = _departments(actor, wanted)
    row.area = _area(actor, wanted)
    row.save()
    row.members.all().delete()  # type: ignore[attr-defined]
    OperationMember.objects.bulk_create(
        OperationMember(operation=row, department=one) for one in row.departments
    )
    row.stations.all().delete()  # type: ignore[attr-defined]
    OperationStation.objects.bulk_create(
        OperationStation(operation=row, **one.model_dump())
        for one in {one.station_id: one for one in wanted.stations}.values()
    )


def _departments(actor: Actor, wanted: OperationIn) -> list[str]:
    """The lead first, then the others; the actor's own is among them unless the actor sees all."""
    own = [actor.department] if actor.department and actor.desk != "*" else []
    named = [wanted.department or actor.department, *wanted.with_departments, *own]
    listed = [keeping.department_of(one) for one in dict.fromkeys(named) if one]
    if not listed:
        raise keeping.bad("department", "请选择牵头部门。", "Choose the lead department.")
    if len(listed) == 1:
        raise keeping.bad(
            "with_departments", "联合执法至少有两个部门。", "A joint operation has two departments at least."
        )
    return listed


def _area(actor: Actor, wanted: OperationIn) -> str:
    """The county that holds all stations, else the city; without stations the region that was named."""
    if not wanted.stations:
        return area_of(actor, None, None, wanted.region)
    for one in wanted.stations:
        register.station_of(actor, one.station_id)
    counties = {one.station_id[:6] for one in wanted.stations}
    return counties.pop() if len(counties) == 1 else wanted.stations[0].station_id[:4]


def answer(actor: Actor, operation_id: int, wanted: OperationAnswerIn) -> Operation:
    """Say for the own department whether it takes part, and with whom. Raises Problem 403, 404, 409, 422."""
    keeping.need(actor, "case.manage")
    with acting(actor):
        row = keeping.locked(actor, operation_id, *CONFIRMING)
        member = OperationMember.objects.filter(operation=row, department=actor.department).first()
        if member is None:
            message = pick("您的部门不参加这次行动。", "Your department is no member of it.")
            raise Problem(403, "no_member", message)
        people, note = wanted.people.strip(), wanted.note.strip()
        if wanted.takes_part and not people:
            raise keeping.bad("people", "请填写参加人员。", "Say who takes part.")
        if not wanted.takes_part and not note:
            raise keeping.bad("note", "请写明不参加的原因。", "Say why not.")
        member.confirmed_at = now() if wanted.takes_part else None
        member.declined_at = None if wanted.takes_part else now()
        member.people, member.note, member.answered_by_name = people, note, actor.display_name
        member.save()
        keeping.noted(actor, row, "confirm" if wanted.takes_part else "decline", people or note)
        words = ("确认参加", "takes part") if wanted.takes_part else ("不参加", "does not take part")
        name = _named([member.department])[0]
        keeping.tell(row, row.departments[:1], (f"{name}：{words[0]}", f"{name}: {words[1]}"))
        return row


def take_step(actor: Actor, operation_id: int, wanted: OperationStepIn) -> Operation:
    """Take a step of the table. Raises Problem 403, 404, 409 when it cannot be taken now, 422."""
    line = BY_STEP[wanted.step]
    keeping.need(actor, line.permission)
    with acting(actor):
        row = keeping.locked(actor, operation_id)
        if line.lead:
            keeping.need_lead(actor, row)
        reason = blocked(actor, row, line)
        if reason:
            raise Problem(409, "not_now", reason)
        if line.note and not wanted.note.strip():
            raise keeping.bad("note", "请写明情况或理由。", "Please say what was done, or why.")
        before, row.status = row.status, line.after or row.status
        _effect(actor, row, wanted)
        row.save()
        keeping.noted(actor, row, wanted.step, wanted.note, before=before)
        _tell(row, line)
        return row


def blocked(actor: Actor, row: Operation, line: Transition) -> str:
    """Why a step cannot be taken now, in the request's language; empty when it can."""
    if row.status not in line.before:
        return pick("行动当前状态不能做这一步。", "This cannot be done with the operation now.")
    if line.step == "approve" and actor.username in _authors(row):
        return pick(
            "方案由您拟制或提交，须由他人审批。", "You planned or submitted it: somebody else has to approve."
        )
    if line.step == "start":
        return _unconfirmed(row)
    if line.step == "finish" and OperationTask.objects.filter(operation=row, done_at__isnull=True).exists():
        return pick("还有未完成的任务。", "There are tasks to be done.")
    return ""


def _authors(row: Operation) -> set[str]:
    """Who planned, changed or submitted an operation."""
    steps = OperationStep.objects.filter(operation=row, step__in=("planned", "changed", "submit"))
    return {row.made_by, *steps.values_list("made_by", flat=True)}


def _unconfirmed(row: Operation) -> str:
    waiting = OperationMember.objects.filter(operation=row, confirmed_at__isnull=True)
    names = list(waiting.order_by("id").values_list("department", flat=True))
    if not names:
        return ""
    listed = pick("、", ", ").join(_named(names))
    return pick(f"尚未确认参加：{listed}。", f"Not confirmed yet: {listed}.")


def _named(codes: list[str]) -> list[str]:
    """Departments by name."""
    names = dict(Department.objects.filter(code__in=codes).values_list("code", "name"))
    return [names.get(one, one) for one in codes]


def _effect(actor: Actor, row: Operation, wanted: OperationStepIn) -> None:
    match wanted.step:
        case "approve":
            row.approved_at, row.approved_by_name = now(), actor.display_name
        case "send_back" | "revise":
            row.approved_at, row.approved_by_name = None, ""
        case "start":
            row.started_at = now()
        case "finish":
            row.summary, row.ended_at = wanted.note.strip(), now()
        case "cancel":
            row.ended_at = now()
        case _:
            pass


def _tell(row: Operation, line: Transition) -> None:
    """Who has to act next is told: the members, and those who decide."""
    if line.after == "submitted":
        keeping.tell(row, row.departments, ("请确认参加", "please confirm"))
        keeping.tell_deciders(row, ("请审批", "please approve"))
    elif line.after:
        keeping.tell(row, row.departments, (line.zh, line.en))
