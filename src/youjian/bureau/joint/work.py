"""What joint operations put on people's workbench: approvals, confirmations, the own department's tasks."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Min

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.joint.keeping import operations_of
from youjian.bureau.joint.models import OperationTask
from youjian.bureau.joint.selectors import to_confirm
from youjian.bureau.language import pick
from youjian.bureau.workbench.work import WorkbenchTask

_PATH = "/joint"


class JointOperations:
    """Operations to approve and to confirm, and tasks to do."""

    kind = "joint"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task for each kind of waiting."""
        found: list[WorkbenchTask | None] = []
        if actor.may("case.decide"):
            found.append(_approvals(actor))
        if actor.may("case.manage") and actor.department:
            found += [_confirmations(actor), _tasks(actor)]
        return [one for one in found if one is not None]


def _approvals(actor: Actor) -> WorkbenchTask | None:
    rows = operations_of(actor).filter(status="submitted")
    told = rows.aggregate(n=Count("id"), due=Min("planned_from"))
    title = pick(f"审批联合执法方案{told['n']}件", f"{told['n']} joint operations to approve")
    return WorkbenchTask("joint", title, told["due"], _PATH, told["n"]) if told["n"] else None


def _confirmations(actor: Actor) -> WorkbenchTask | None:
    waiting = to_confirm(actor)
    title = pick(f"确认参加联合执法{waiting}次", f"{waiting} joint operations to confirm")
    return WorkbenchTask("joint", title, None, _PATH, waiting) if waiting else None


def _tasks(actor: Actor) -> WorkbenchTask | None:
    rows = OperationTask.objects.filter(
        operation__in=operations_of(actor).filter(status__in=("approved", "running")),
        department=actor.department,
        done_at__isnull=True,
    )
    told = rows.aggregate(n=Count("id"), due=Min("due_at"))
    title = pick(f"联合执法任务{told['n']}项", f"{told['n']} tasks of joint operations")
    return WorkbenchTask("joint", title, told["due"], f"{_PATH}?tab=tasks", told["n"]) if told["n"] else None
