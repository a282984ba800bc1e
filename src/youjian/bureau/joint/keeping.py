"""What every verb of joint operations does: find the operation, note the step, journal it, tell members."""

from collections.abc import Iterable

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department, User
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.joint.models import Operation, OperationStep
from youjian.bureau.joint.transitions import OPEN
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.notify import services as notify
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.scope import covers, within
from youjian.bureau.times import now


def need(actor: Actor, permission: str) -> None:
    """Raise Problem 403 without a permission."""
    if not actor.may(permission):
        raise forbidden(permission_name(permission))


def operations_of(actor: Actor) -> QuerySet[Operation]:
    """Every operation that the actor sees: within the region, of the own department unless they see all."""
    rows = Operation.objects.filter(within(actor.scope, "area"))
    return rows if actor.desk == "*" else rows.filter(departments__contains=[actor.desk])


def locked(actor: Actor, operation_id: int, *states: str) -> Operation:
    """An operation for a change, in one of some states. Raises Problem 404, 409."""
    row = operations_of(actor).select_for_update().filter(id=operation_id).first()
    if row is None:
        raise not_found(pick(f"联合执法行动{operation_id}", f"Joint operation {operation_id}"))
    if states and row.status not in states:
        message = pick("行动当前状态不能做这一步。", "This cannot be done with the operation now.")
        raise Problem(409, "not_now", message)
    return row


def leads(actor: Actor, row: Operation) -> bool:
    """Whether somebody speaks for the lead department, or is over all of them."""
    return actor.desk == "*" or actor.department == row.departments[0]


def need_lead(actor: Actor, row: Operation) -> None:
    """Raise Problem 403 for who does not speak for the lead department."""
    if not leads(actor, row):
        message = pick("这一步由牵头部门办理。", "This is for the lead department to do.")
        raise Problem(403, "lead_only", message)


def need_open(row: Operation) -> None:
    """Raise Problem 409 for an operation that has ended."""
    if row.status not in OPEN:
        raise Problem(409, "ended", pick("行动已经结束。", "The operation has ended."))


def noted(
    actor: Actor, row: Operation, step: str, note: str = "", *, before: str = "", **detail: object
) -> None:
    """Write a step of an operation and its journal entry."""
    OperationStep.objects.create(
        operation=row,
        step=step,
        before=before or row.status,
        after=row.status,
        note=note.strip(),
        department=actor.department,
        made_at=now(),
        made_by=actor.username,
        made_by_name=actor.display_name,
    )
    after = {"status": row.status, "note": note.strip()[:500], **detail}
    journal.record(actor, f"joint.{step}", f"operation:{row.pk}", after=after)


def department_of(code: str) -> str:
    """The code of a department that is there; raises Problem 422."""
    if not Department.objects.filter(code=code, is_active=True).exists():
        raise bad("department", "请选择部门。", "Choose a department.")
    return code


def tell(row: Operation, departments: Iterable[str], words: tuple[str, str], key: str = "") -> None:
    """Tell the people of some members who handle cases where it is."""
    people = User.objects.filter(
        is_active=True, department_id__in=list(departments), role__permissions__contains=["case.manage"]
    )
    _send(row, people, words, key)


def tell_deciders(row: Operation, words: tuple[str, str]) -> None:
    """Tell everybody who may approve it where it is."""
    people = User.objects.filter(is_active=True, role__permissions__contains=["case.decide"])
    _send(row, people, words, "")


def _send(row: Operation, people: QuerySet[User], words: tuple[str, str], key: str) -> None:
    listed = [one.pk for one in people.order_by("id") if covers(tuple(one.scope), row.area)]
    if listed:
        said = f"{row.code} {row.title}：{words[0]}", f"{row.code} {row.title}: {words[1]}"
        source = f"joint:{row.pk}:{key or f'{now():%Y%m%dT%H%M%S%f}'}"
        notify.tell(listed, subject=said, text=said, path=f"/joint/{row.pk}", source=source)


def bad(code: str, zh: str, en: str) -> Problem:
    """Something that was entered is not right."""
    return Problem(422, code, pick(zh, en))
