"""What every verb of cases does: find the case, note the step, journal it, and the terms of its states."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.calendar.selectors import due_at
from youjian.bureau.cases.models import Case, CaseStep, CaseTerm
from youjian.bureau.cases.transitions import OPEN, TERMS
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.times import now

STATION = "@station"
"""Stands among a case's departments once something was served on the station."""


def need(actor: Actor, permission: str) -> None:
    """Raise Problem 403 without a permission."""
    if not actor.may(permission):
        raise forbidden(permission_name(permission))


def visible(actor: Actor) -> Any:
    """The cases that an actor sees: within the region, and of the own department unless they see all."""
    from youjian.bureau.cases.selectors_cases import cases_of  # noqa: PLC0415 - reads build on this module

    return cases_of(actor)


def locked(actor: Actor, case_id: int) -> Case:
    """A case for a change. Raises Problem 404."""
    row = visible(actor).select_for_update().filter(id=case_id).first()
    if row is None:
        raise not_found(pick(f"案件{case_id}", f"Case {case_id}"))
    return row


def open_case_of(actor: Actor, case_id: int) -> Case:
    """A case that has not ended, for a change. Raises Problem 404, 409."""
    row = locked(actor, case_id)
    if row.status not in OPEN:
        raise Problem(409, "ended", pick("案件已经结束。", "The case has ended."))
    return row


def noted(actor: Actor, case: Case, step: str, note: str = "", **detail: Any) -> None:
    """Write a step that changes no state, and its journal entry."""
    moved(actor, case, step, case.status, note=note, detail=detail)


def moved(actor: Actor, case: Case, step: str, before: str, *, note: str, detail: dict[str, Any]) -> None:
    """Write a step with the states before and after it, and its journal entry."""
    CaseStep.objects.create(
        case=case,
        step=step,
        before=before,
        after=case.status,
        note=note.strip(),
        detail=detail,
        department=actor.department,
        made_at=now(),
        made_by=actor.username,
        made_by_name=actor.display_name,
    )
    after = {"status": case.status, "note": note.strip()[:500], **detail}
    journal.record(actor, f"case.{step}", f"case:{case.pk}", station_id=case.station_id, after=after)


def author_of(case: Case, step: str) -> str:
    """Who took a step last; empty when nobody did."""
    found = CaseStep.objects.filter(case=case, step=step).order_by("-id").values_list("made_by", flat=True)
    return found.first() or ""


def due_in(state: str, since: datetime) -> datetime | None:
    """When a state has to be left that began at a moment; None for one that lasts."""
    if state not in OPEN:
        return None
    days = CaseTerm.objects.filter(state=state).values_list("working_days", flat=True).first()
    return due_at(since, days or TERMS[state])


def department_of(code: str) -> Department:
    """A department by its code; raises Problem 422."""
    found = Department.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise bad("department", "请选择部门。", "Choose a department.")
    return found


def brought_in(case: Case, departments: Iterable[str]) -> list[str]:
    """Let departments take part; returns those that did not before. The caller saves."""
    new = [one for one in dict.fromkeys(departments) if one and one not in case.departments]
    case.departments = [*case.departments, *new]
    return new


def bad(code: str, zh: str, en: str) -> Problem:
    """Something that was entered is not right."""
    return Problem(422, code, pick(zh, en))
