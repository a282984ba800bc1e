"""A case goes on: every step of the table of transitions, with its right, its four eyes and its term."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.cases import keeping, telling
from youjian.bureau.cases.contracts_cases import CaseStepIn, CaseTermIn
from youjian.bureau.cases.models import (
    Case,
    CaseDecision,
    CaseLead,
    CaseTask,
    CaseTerm,
    CaseTransfer,
    LeadStep,
)
from youjian.bureau.cases.transitions import BY_STEP, ENDS, ENDS_WITH, TERMS, Transition
from youjian.bureau.cases.words_cases import CASE_OUTCOMES, CASE_STEPS
from youjian.bureau.credit.decisions import Entered, annul, enter_decision
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_AMOUNTS = ("penalty_fen", "tax_fen", "confiscated_fen", "volume_ml")


@dataclass(frozen=True)
class Move:
    """A step as it is taken."""

    actor: Actor
    case: Case
    wanted: CaseStepIn
    line: Transition


def take_step(actor: Actor, case_id: int, wanted: CaseStepIn) -> Case:
    """Take a step. Raises Problem 403, 404, 409 when the case does not allow it now, 422."""
    line = BY_STEP[wanted.step]
    keeping.need(actor, line.permission)
    with acting(actor):
        case = keeping.locked(actor, case_id)
        reason = blocked(actor, case, line)
        if reason:
            raise Problem(409, "not_now", reason)
        _check(wanted, line)
        move = Move(actor, case, wanted, line)
        before = case.status
        detail = _EFFECTS.get(wanted.step, _nothing)(move)
        if line.after:
            case.status = line.after
            case.due_at = keeping.due_in(line.after, now())
        case.save()
        keeping.moved(actor, case, wanted.step, before, note=wanted.note, detail=detail)
        _tell(move)
        return case


def blocked(actor: Actor, case: Case, line: Transition) -> str:
    """Why a step cannot be taken now, in the request's language; empty when it can."""
    if case.status not in line.before:
        return pick("案件当前状态不能做这一步。", "This cannot be done with the case now.")
    if line.apart and keeping.author_of(case, line.apart) == actor.username:
        name = named(CASE_STEPS, line.apart)
        return pick(
            f"“{name}”由您办理，这一步须由他人审批。", f"You took “{name}”: somebody else has to decide."
        )
    if line.step in ENDS:
        return _unfinished(case)
    return ""


def _unfinished(case: Case) -> str:
    """What has to be settled before a case ends."""
    if CaseTask.objects.filter(case=case, done_at__isnull=True).exists():
        return pick("还有未完成的任务。", "There are tasks to be done.")
    if CaseTransfer.objects.filter(case=case, status__in=("sent", "received")).exists():
        return pick("移送尚未反馈结果。", "What came of a transfer was not reported yet.")
    if case.appeals.filter(answered_at__isnull=True).exists():  # type: ignore[attr-defined]
        return pick("当事人的申辩尚未答复。", "An objection was not answered yet.")
    return ""


_ASKS = {
    "note": ("请写明情况或理由。", "Please say what was done, or why."),
    "outcome": ("请选择处理结果。", "Choose what came of it."),
    "number": ("请填写文号。", "Give the document's number."),
    "department": ("请选择部门。", "Choose a department."),
    "until": ("请填写期限。", "Say until when."),
}


def _check(wanted: CaseStepIn, line: Transition) -> None:
    for name in line.needs:
        value = getattr(wanted, name)
        if not (value.strip() if isinstance(value, str) else value):
            raise keeping.bad(name, *_ASKS[name])
    if "outcome" in line.needs and wanted.outcome not in ENDS_WITH[line.step]:
        raise keeping.bad("outcome", *_ASKS["outcome"])
    if "until" in line.needs and wanted.until is not None and wanted.until <= now():
        raise keeping.bad("until", "期限须在现在之后。", "The date must be ahead.")


def _nothing(_move: Move) -> dict[str, Any]:
    return {}


def _file(move: Move) -> dict[str, Any]:
    move.case.filed_at = now()
    return {}


def _decide(move: Move) -> dict[str, Any]:
    wanted, today = move.wanted, business_day(now())
    if CaseDecision.objects.filter(number=wanted.number.strip()).exists():
        raise keeping.bad("number", "该文号已经使用。", "This number is taken.")
    decided = wanted.decided_on or today
    effective = wanted.effective_on or decided
    if decided > today or effective < decided:
        raise keeping.bad(
            "decided_on", "决定日期不能晚于今天，生效不能早于决定。", "Check the dates of the decision."
        )
    row = CaseDecision.objects.create(
        case=move.case,
        outcome=wanted.outcome or "",
        number=wanted.number.strip(),
        text=wanted.note.strip(),
        penalty_fen=wanted.penalty_fen,
        confiscated_fen=wanted.confiscated_fen,
        decided_on=decided,
        effective_on=effective,
        made_at=now(),
        made_by_name=move.actor.display_name,
    )
    _count(move, row)
    return {"decision": row.pk, "number": row.number, **_amounts(move)}


_COUNTS_AS = {"penalty": "fine", "rectified": "other"}


def _count(move: Move, row: CaseDecision) -> None:
    """A decision on a station counts among its credit from its effective day on."""
    case = move.case
    kind = _COUNTS_AS.get(row.outcome)
    if kind is None or case.station_id is None:
        return
    authority = keeping.department_of(case.departments[0]).name
    given = Entered(
        station_id=case.station_id,
        kind="confiscation" if row.confiscated_fen and not row.penalty_fen else kind,
        number=row.number,
        authority=authority,
        decided_on=row.decided_on,
        effective_on=row.effective_on,
        text=row.text[:2000],
        origin=f"case_decision:{row.pk}",
    )
    enter_decision(move.actor, given)


def _amounts(move: Move) -> dict[str, Any]:
    """Take outcome and amounts over into the case: what is said, else what stands."""
    case, wanted = move.case, move.wanted
    case.outcome = wanted.outcome or case.outcome
    for name in _AMOUNTS:
        if getattr(wanted, name):
            setattr(case, name, getattr(wanted, name))
    return {
        "outcome": case.outcome,
        **{name: getattr(case, name) for name in _AMOUNTS if getattr(case, name)},
    }


def _transfer(move: Move) -> dict[str, Any]:
    to = keeping.department_of(move.wanted.department)
    case = move.case
    if to.code == case.departments[0]:
        raise keeping.bad("department", "不能移送给承办部门自己。", "That is the department in charge.")
    keeping.brought_in(case, [to.code])
    row = CaseTransfer.objects.create(
        case=case,
        from_department=move.actor.department or case.departments[0],
        to_department=to.code,
        reason=move.wanted.note.strip(),
        sent_at=now(),
        sent_by_name=move.actor.display_name,
        due_at=keeping.due_in("transferred", now()) or now(),
    )
    words = (
        f"{case.code} {case.title}：请接收移送",
        f"{case.code} {case.title}: please receive the transfer",
    )
    telling.to_departments(case, [to.code], words, f"transfer:{row.pk}")
    return {"transfer": row.pk, "department": to.code}


def _end(move: Move) -> dict[str, Any]:
    case = move.case
    case.closed_at = now()
    detail = _amounts(move)
    for held in CaseLead.objects.filter(case=case).select_related("lead"):
        lead = held.lead
        LeadStep.objects.create(
            lead=lead,
            area=lead.area,
            step="note",
            note=pick(f"案件{case.code}已结案：", f"Case {case.code} closed: ")
            + named(CASE_OUTCOMES, case.outcome),
            made_at=now(),
            made_by=move.actor.username,
            made_by_name=move.actor.display_name,
        )
    return detail


def _reopen(move: Move) -> dict[str, Any]:
    """What was decided stands until it is withdrawn: a new look takes it back."""
    case = move.case
    found = CaseDecision.objects.filter(case=case, withdrawn_at__isnull=True)
    for number in list(found.values_list("id", flat=True)):
        annul(move.actor, f"case_decision:{number}")
    withdrawn = found.update(withdrawn_at=now())
    case.closed_at, case.outcome = None, ""
    return {"withdrawn": withdrawn} if withdrawn else {}


def _join(move: Move) -> dict[str, Any]:
    code = keeping.department_of(move.wanted.department).code
    new = keeping.brought_in(move.case, [code])
    if not new:
        raise Problem(409, "there", pick("该部门已参与本案。", "This department takes part already."))
    words = (
        f"{move.case.code} {move.case.title}：请协办",
        f"{move.case.code} {move.case.title}: please take part",
    )
    telling.to_departments(move.case, new, words, f"join:{code}")
    return {"department": code}


def _extend(move: Move) -> dict[str, Any]:
    before, move.case.due_at = move.case.due_at, move.wanted.until
    return {"before": _told(before), "until": _told(move.wanted.until)}


def _supervise(move: Move) -> dict[str, Any]:
    case = move.case
    case.supervised_by_name, case.supervised_until = move.actor.display_name, move.wanted.until
    words = (
        f"督办：{case.code} {case.title}。{move.wanted.note.strip()[:100]}",
        f"Supervised: {case.code} {case.title}. {move.wanted.note.strip()[:100]}",
    )
    telling.to_departments(case, case.departments, words)
    return {"until": _told(move.wanted.until)}


def _report(move: Move) -> dict[str, Any]:
    if move.case.supervised_until is None:
        raise Problem(409, "not_now", pick("本案没有督办。", "The case is not supervised."))
    move.case.supervised_until = None
    words = f"督办反馈：{move.case.code}", f"Report on {move.case.code}"
    telling.to_people(move.case, telling.with_permission(move.case, "case.supervise"), words)
    return {}


_EFFECTS = {
    "file": _file,
    "decide": _decide,
    "transfer": _transfer,
    "dismiss": _end,
    "close": _end,
    "reopen": _reopen,
    "join": _join,
    "extend": _extend,
    "supervise": _supervise,
    "report": _report,
}


def _tell(move: Move) -> None:
    """Who has to act next is told: those who decide, or the department in charge."""
    case, after = move.case, move.line.after
    name = named(CASE_STEPS, move.line.step)
    words = f"{case.code} {case.title}：{name}", f"{case.code} {case.title}: {name}"
    if after in ("proposed", "executed"):
        telling.to_people(case, telling.with_permission(case, "case.decide"), words)
    elif after:
        telling.to_departments(case, case.departments[:1], words)


def _told(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def set_term(actor: Actor, state: str, wanted: CaseTermIn) -> None:
    """Say how long a state may last, from the next step on. Raises Problem 403, 404."""
    keeping.need(actor, "case.decide")
    if "*" not in actor.scope and not any(len(prefix) == 4 for prefix in actor.scope):
        raise Problem(403, "city", pick("办案期限由市级设定。", "Terms are set for the whole city."))
    if state not in TERMS:
        raise not_found(pick("该状态的期限", "The term of this state"))
    with acting(actor):
        before = CaseTerm.objects.filter(state=state).values("working_days", "basis").first()
        CaseTerm.objects.update_or_create(state=state, defaults=wanted.model_dump())
        journal.record(actor, "case.term", f"case_term:{state}", before=before, after=wanted.model_dump())
