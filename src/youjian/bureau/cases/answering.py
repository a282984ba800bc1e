"""Tasks of departments, transfers where they arrive, hearings, and what the station says against a case."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.calendar.selectors import due_at
from youjian.bureau.cases import keeping, telling
from youjian.bureau.cases.contracts_cases import (
    CaseAnswerIn,
    CaseAppealIn,
    CaseHearingIn,
    CaseTaskDoneIn,
    CaseTaskIn,
    TransferReceiveIn,
    TransferReturnIn,
    TransferSettleIn,
)
from youjian.bureau.cases.models import Case, CaseAppeal, CaseHearing, CaseTask, CaseTransfer
from youjian.bureau.cases.transitions import OPEN
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.times import now

_ANSWER_DAYS = 10
"""Working days for the answer to an objection (proposed, no law)."""


def give_task(actor: Actor, case_id: int, wanted: CaseTaskIn) -> Case:
    """Give a department something to do. Raises Problem 403, 404, 409, 422."""
    keeping.need(actor, "case.manage")
    with acting(actor):
        case = keeping.open_case_of(actor, case_id)
        department = keeping.department_of(wanted.department)
        if wanted.due_at <= now():
            raise keeping.bad("due_at", "期限须在现在之后。", "The date must be ahead.")
        keeping.brought_in(case, [department.code])
        case.save(update_fields=["departments"])
        said = wanted.model_dump()
        row = CaseTask.objects.create(case=case, **said, made_at=now(), made_by_name=actor.display_name)
        keeping.noted(actor, case, "task", wanted.text, task=row.pk, department=department.code)
        words = f"{case.code}任务：{wanted.text[:100]}", f"Task of {case.code}: {wanted.text[:100]}"
        telling.to_departments(case, [department.code], words, f"task:{row.pk}")
        return case


def finish_task(actor: Actor, task_id: int, wanted: CaseTaskDoneIn) -> Case:
    """Say what came of a task: its department does. Raises Problem 403, 404, 409."""
    keeping.need(actor, "case.manage")
    with acting(actor):
        row = CaseTask.objects.filter(id=task_id, case__in=keeping.visible(actor)).first()
        if row is None:
            raise not_found(pick(f"任务{task_id}", f"Task {task_id}"))
        case = keeping.locked(actor, row.case_id)
        if actor.department != row.department:
            raise Problem(
                403, "not_yours", pick("任务由其承办部门办结。", "Its own department finishes a task.")
            )
        row.refresh_from_db()
        if row.done_at is not None:
            raise Problem(409, "done", pick("任务已经完成。", "The task is done already."))
        row.done_at, row.done_by_name, row.result = now(), actor.display_name, wanted.result.strip()
        row.save()
        keeping.noted(actor, case, "task_done", wanted.result, task=row.pk)
        return case


def receive_transfer(actor: Actor, transfer_id: int, wanted: TransferReceiveIn) -> Case:
    """Receive a transfer with the number of the receipt. Raises Problem 403, 404, 409."""
    with acting(actor):
        row, case = _transfer(actor, transfer_id, ("sent",))
        row.status, row.receipt_no = "received", wanted.receipt_no.strip()
        row.received_at, row.received_by_name = now(), actor.display_name
        row.save()
        keeping.noted(actor, case, "received", row.receipt_no, transfer=row.pk)
        return case


def return_transfer(actor: Actor, transfer_id: int, wanted: TransferReturnIn) -> Case:
    """Give a transfer back: the case goes on where it came from. Raises Problem 403, 404, 409."""
    with acting(actor):
        row, case = _transfer(actor, transfer_id, ("sent", "received"))
        row.status, row.result, row.ended_at = "returned", wanted.result.strip(), now()
        row.save()
        before, case.status = case.status, "investigating"
        case.due_at = keeping.due_in("investigating", now())
        case.save()
        keeping.moved(actor, case, "returned", before, note=row.result, detail={"transfer": row.pk})
        _tell_in_charge(case, ("移送被退回", "the transfer was given back"))
        return case


def settle_transfer(actor: Actor, transfer_id: int, wanted: TransferSettleIn) -> Case:
    """Report what came of a transfer; its amounts are added to the case's. Raises Problem 403, 404, 409."""
    with acting(actor):
        row, case = _transfer(actor, transfer_id, ("received",))
        row.status, row.result, row.ended_at = "settled", wanted.result.strip(), now()
        row.tax_fen, row.penalty_fen = wanted.tax_fen, wanted.penalty_fen
        row.save()
        case.tax_fen += wanted.tax_fen
        case.penalty_fen += wanted.penalty_fen
        case.save(update_fields=["tax_fen", "penalty_fen"])
        told = {"transfer": row.pk, "tax_fen": wanted.tax_fen, "penalty_fen": wanted.penalty_fen}
        keeping.noted(actor, case, "settled", row.result, **told)
        _tell_in_charge(case, ("移送已反馈结果", "what came of the transfer was reported"))
        return case


def _transfer(actor: Actor, transfer_id: int, states: tuple[str, ...]) -> tuple[CaseTransfer, Case]:
    """A transfer to the actor's own department, in one of the states."""
    keeping.need(actor, "case.manage")
    row = CaseTransfer.objects.filter(id=transfer_id, case__in=keeping.visible(actor)).first()
    if row is None:
        raise not_found(pick(f"移送{transfer_id}", f"Transfer {transfer_id}"))
    if actor.department != row.to_department:
        raise Problem(
            403, "not_yours", pick("移送由接收部门办理。", "The department it was sent to handles it.")
        )
    case = keeping.locked(actor, row.case_id)
    row.refresh_from_db()
    if row.status not in states:
        raise Problem(
            409, "not_now", pick("移送当前状态不能做这一步。", "This cannot be done with the transfer now.")
        )
    return row, case


def _tell_in_charge(case: Case, what: tuple[str, str]) -> None:
    words = f"{case.code} {case.title}：{what[0]}", f"{case.code} {case.title}: {what[1]}"
    telling.to_departments(case, case.departments[:1], words)


def record_hearing(actor: Actor, case_id: int, wanted: CaseHearingIn) -> Case:
    """Keep the record of a hearing. Raises Problem 403, 404, 409, 422."""
    keeping.need(actor, "case.manage")
    with acting(actor):
        case = keeping.open_case_of(actor, case_id)
        if case.status not in ("hearing", "proposed"):
            raise Problem(409, "not_now", pick("告知当事人之后才有听证记录。", "Notify the party first."))
        if wanted.held_at > now():
            raise keeping.bad("held_at", "听证时间不能晚于现在。", "The hearing cannot be ahead.")
        said = wanted.model_dump()
        row = CaseHearing.objects.create(case=case, **said, made_at=now(), made_by_name=actor.display_name)
        keeping.noted(actor, case, "hearing", wanted.minutes[:500], hearing=row.pk)
        return case


def appeal(actor: Actor, case_id: int, wanted: CaseAppealIn) -> Case:
    """The station objects to what was served on it. Raises Problem 403, 404, 409."""
    keeping.need(actor, "case.appeal")
    with acting(actor):
        case = keeping.locked(actor, case_id)
        if case.status not in OPEN:
            raise Problem(
                409, "ended", pick("案件已结案，请联系承办部门。", "The case is closed; ask the department.")
            )
        row = CaseAppeal.objects.create(
            case=case,
            text=wanted.text.strip(),
            made_at=now(),
            made_by_name=actor.display_name,
            due_at=due_at(now(), _ANSWER_DAYS),
        )
        keeping.noted(actor, case, "appeal", wanted.text[:500], appeal=row.pk)
        _tell_in_charge(case, ("当事人提出申辩", "the station objects"))
        return case


def answer(actor: Actor, appeal_id: int, wanted: CaseAnswerIn) -> Case:
    """Answer an objection. Raises Problem 403, 404, 409."""
    keeping.need(actor, "case.manage")
    with acting(actor):
        row = CaseAppeal.objects.filter(id=appeal_id, case__in=keeping.visible(actor)).first()
        if row is None:
            raise not_found(pick(f"申辩{appeal_id}", f"Objection {appeal_id}"))
        case = keeping.locked(actor, row.case_id)
        row.refresh_from_db()
        if row.answered_at is not None:
            raise Problem(409, "answered", pick("申辩已经答复。", "The objection was answered already."))
        row.result, row.answer = wanted.result, wanted.answer.strip()
        row.answered_at, row.answered_by_name = now(), actor.display_name
        row.save()
        keeping.noted(actor, case, "answer", wanted.answer[:500], appeal=row.pk, result=wanted.result)
        telling.to_people(
            case, telling.with_permission(case, "case.appeal"), _answered(case), f"answer:{row.pk}"
        )
        return case


def _answered(case: Case) -> tuple[str, str]:
    return f"{case.code}：申辩已答复", f"{case.code}: your objection was answered"
